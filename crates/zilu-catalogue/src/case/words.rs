//! The lines of a case as words with their places.

use crate::diagnostic::Position;
use crate::source::{Faults, Text};
use jiff::civil::Date;

/// A word of a line: quotes taken off, with its place in the content.
pub(crate) struct Token<'a> {
    pub(crate) text: String,
    pub(crate) at: Text<'a>,
}

impl Token<'_> {
    pub(crate) fn position(&self) -> Position {
        self.at.start()
    }
}

/// The lines of a case that say something, as words. `#` at the start of a word begins a comment.
pub(crate) fn split_lines<'a>(content: &Text<'a>, faults: &mut Faults) -> Vec<Vec<Token<'a>>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in content.as_str().split_inclusive('\n') {
        if let Some(tab) = line.find('\t') {
            faults
                .add(
                    content.position(start + tab),
                    "tab",
                    "圍欄內不可使用定位字元（Tab）",
                    "a tab inside a fence",
                )
                .set_hint("改用空白", "use blanks");
        }
        let tokens = split_words(content, start..start + line.len(), faults);
        if !tokens.is_empty() {
            lines.push(tokens);
        }
        start += line.len();
    }
    lines
}

pub(crate) fn split_words<'a>(
    content: &Text<'a>,
    range: std::ops::Range<usize>,
    faults: &mut Faults,
) -> Vec<Token<'a>> {
    let line = &content.as_str()[range.clone()];
    let mut tokens = Vec::new();
    let mut current: Option<(usize, String)> = None;
    let mut quoted: Option<usize> = None;
    for (at, c) in line.char_indices() {
        match (c, quoted) {
            ('"', None) => {
                quoted = Some(at);
                current.get_or_insert((at, String::new()));
            }
            ('"', Some(_)) => quoted = None,
            ('\n' | '\r', _) => {}
            (c, None) if c.is_whitespace() => {
                if let Some((from, text)) = current.take() {
                    tokens.push(Token { text, at: content.part(range.start + from..range.start + at) });
                }
            }
            ('#', None) if current.is_none() => break,
            (c, _) => current.get_or_insert((at, String::new())).1.push(c),
        }
    }
    if let Some(at) = quoted {
        faults.add(
            content.position(range.start + at),
            "quote-not-closed",
            "雙引號沒有結束",
            "the double quote is never closed",
        );
    }
    if let Some((from, text)) = current {
        tokens.push(Token { text, at: content.part(range.start + from..range.end) });
    }
    tokens
}

/// `WORD NAME = …` or `WORD NAME=…`: the name and what follows the sign.
pub(crate) fn assignment<'l, 'a>(
    line: &'l [Token<'a>],
    form: &str,
    faults: &mut Faults,
) -> Option<(&'l Token<'a>, &'l [Token<'a>])> {
    if let (Some(name), Some(sign)) = (line.get(1), line.get(2))
        && sign.text == "="
        && line.len() > 3
    {
        return Some((name, &line[3..]));
    }
    let position = line.get(1).map_or(line[0].position(), Token::position);
    faults
        .add(position, "case-line", "看不懂這一行", "this line cannot be read")
        .set_hint(format!("寫成 {form}"), format!("write `{form}`"));
    None
}

/// A day as cases write it: ISO only.
pub(crate) fn date(text: &str) -> Option<Date> {
    let is_iso = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_iso.then(|| text.parse().ok()).flatten()
}

pub(crate) fn not_a_date<T>(token: &Token<'_>, faults: &mut Faults) -> Option<T> {
    faults
        .add(
            token.position(),
            "not-a-date",
            format!("「{}」沒有有效的日期", token.text),
            format!("`{}` has no valid date", token.text),
        )
        .set_hint("寫成 2025-01-31", "write 2025-01-31");
    None
}

/// `2025`, `2025H1`, `2025Q2`, `2025-06`.
pub(crate) fn is_calendar_period(text: &str) -> bool {
    let Some((year, rest)) = text.split_at_checked(4) else { return false };
    year.bytes().all(|b| b.is_ascii_digit())
        && match rest {
            "" | "H1" | "H2" | "Q1" | "Q2" | "Q3" | "Q4" => true,
            _ => rest
                .strip_prefix('-')
                .is_some_and(|m| m.len() == 2 && m.parse().is_ok_and(|m: u8| (1..=12).contains(&m))),
        }
}
