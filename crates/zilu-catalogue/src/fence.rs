//! The info string of a fence: what it declares.

use crate::names::closest;
use crate::source::{Faults, Text};

/// What a fence declares. Names are still unchecked.
#[derive(Clone)]
pub(crate) enum Declares<'a> {
    Kind(Text<'a>),
    Term(Text<'a>),
    Reading(Text<'a>),
    Parameter(Text<'a>),
    Duty(Text<'a>),
    Note,
    Case(Vec<Text<'a>>),
}

const WORDS: [&str; 6] = ["kind", "term", "reading", "parameter", "duty", "note"];

/// Whether the fence is one that zilu reads.
pub(crate) fn is_ours(info: &str) -> bool {
    let mut words = info.split_whitespace();
    match words.next() {
        Some("case") => true,
        Some("toml") => words.next().is_some_and(|word| WORDS.contains(&word)),
        _ => false,
    }
}

/// Reads the info string; `None` for prose fences and faulty ones.
pub(crate) fn declares<'a>(info: &Text<'a>, faults: &mut Faults) -> Option<Declares<'a>> {
    let words = words(info);
    let mut words = words.into_iter();
    match words.next()?.as_str() {
        "case" => return Some(Declares::Case(words.collect())),
        "toml" => {}
        _ => return None,
    }
    let word = words.next()?;
    let name = words.next();
    if let Some(extra) = words.next() {
        faults.add(
            extra.start(),
            "fence-info",
            format!("圍欄標頭多了「{}」", extra.as_str()),
            format!("`{}` is too much in the head of the fence", extra.as_str()),
        );
    }
    match (word.as_str(), name) {
        ("note", None) => Some(Declares::Note),
        ("note", Some(name)) => {
            faults.add(name.start(), "fence-info", "note 圍欄沒有名稱", "a note fence has no name");
            Some(Declares::Note)
        }
        ("kind", Some(name)) => Some(Declares::Kind(name)),
        ("term", Some(name)) => Some(Declares::Term(name)),
        ("reading", Some(name)) => Some(Declares::Reading(name)),
        ("parameter", Some(name)) => Some(Declares::Parameter(name)),
        ("duty", Some(name)) => Some(Declares::Duty(name)),
        (word_text, name) => {
            if WORDS.contains(&word_text) {
                faults.add(
                    word.start(),
                    "fence-info",
                    format!("{word_text} 圍欄缺少名稱"),
                    format!("the {word_text} fence has no name"),
                );
            } else if name.is_some() || closest(word_text, WORDS).is_some() {
                let fault = faults.add(
                    word.start(),
                    "fence-info",
                    format!("不認識的圍欄「toml {word_text}」"),
                    format!("unknown fence `toml {word_text}`"),
                );
                crate::names::hint_closest(fault, word_text, WORDS);
            }
            None
        }
    }
}

/// The words of a text with their places.
pub(crate) fn words<'a>(text: &Text<'a>) -> Vec<Text<'a>> {
    let whole = text.as_str();
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in whole.char_indices().chain(std::iter::once((whole.len(), ' '))) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                out.push(text.part(from..at));
                start = None;
            }
            _ => {}
        }
    }
    out
}
