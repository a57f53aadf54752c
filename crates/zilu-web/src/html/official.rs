//! Official words: of a clause beside our own, and what another edition does to them.

use crate::asked::Asked;
use crate::date;
use crate::link::Link;
use crate::plain;
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::clause::DutyView;
use zilu_app::official::{ComingChange, OfficialClause, SpanView, stretches};

/// A phrase of the rules that a duty leans on.
pub(crate) struct Phrase<'a> {
    pub(crate) text: &'a str,
    /// Titles of the duties, in the reader's language.
    pub(crate) title: String,
    /// Where the duty stands.
    pub(crate) link: String,
}

/// The phrases of a clause's duties; one that several lean on is named once.
pub(crate) fn phrases<'a>(asked: &Asked, duties: &'a [DutyView]) -> Vec<Phrase<'a>> {
    let mut phrases: Vec<Phrase<'a>> = Vec::new();
    for duty in duties {
        let (Some(text), title) = (duty.phrase.as_deref(), asked.of_words(&duty.title)) else { continue };
        match phrases.iter_mut().find(|phrase| phrase.text == text) {
            Some(phrase) => {
                phrase.title.push_str(asked.t("；", "; "));
                phrase.title.push_str(title);
            }
            None => {
                phrases.push(Phrase { text, title: title.to_owned(), link: format!("#duty-{}", duty.name) })
            }
        }
    }
    phrases
}

/// The words of a clause with the heads of the lists that it stands in.
pub(crate) fn words(official: &OfficialClause, phrases: &[Phrase<'_>]) -> Markup {
    let texts: Vec<&str> = phrases.iter().map(|phrase| phrase.text).collect();
    html! {
        div.official-words lang="zh-Hant-TW" {
            @for head in &official.heads { p.list-head { (plain::inline(head)) } }
            @for paragraph in &official.paragraphs {
                p {
                    @for (text, phrase) in stretches(paragraph, &texts) {
                        @match phrase.and_then(|index| phrases.get(index)) {
                            Some(phrase) => a.phrase href=(phrase.link) title=(phrase.title) { mark { (plain::inline(text)) } },
                            None => (plain::inline(text)),
                        }
                    }
                }
            }
        }
    }
}

/// A clause's official words as a card of its page, or where to get them.
pub(crate) fn beside(asked: &Asked, lens: &Lens<'_>, id: &str, duties: &[DutyView]) -> Option<Markup> {
    let official = lens.official(id)?;
    let phrases = phrases(asked, duties);
    Some(html! {
        section.official-card aria-labelledby="official" {
            h2 #official { (asked.t("條文原文", "Official text")) " " (edition_chip(asked, &official.edition)) }
            (words(&official, &phrases))
            @if !phrases.is_empty() {
                small.phrase-note { (asked.t("標示處是義務所據的用字，可點到該義務。", "Marked: the words that duties lean on; each leads to its duty.")) }
            }
            @if let Some(change) = &official.change { (coming(asked, &official.edition, id, change)) }
        }
    })
}

/// Quietly, how to have the official text here.
pub(crate) fn missing(asked: &Asked, lens: &Lens<'_>) -> Markup {
    let attached = lens.editions().iter().any(|edition| edition.sha256.is_some());
    html! {
        p.official-hint {
            @if attached {
                (asked.t("已附上的文本裡讀不到這一條；", "The attached text does not show this clause; "))
                a href=(asked.keep(Link::to("/texts"))) { (asked.t("查看已附上的版本", "see the attached editions")) }
                (asked.t("，或在伺服器上執行 ", ", or run "))
            } @else { (asked.t("條文原文尚未附上；在伺服器上執行 ", "The official text is not attached; run ")) }
            code { "zilu text attach " (asked.t("檔案", "FILE")) }
            (asked.t("，原文就會並列在此。", " on the server to have it beside our words."))
        }
    }
}

/// What the next edition does to a clause.
fn coming(asked: &Asked, old: &str, id: &str, change: &ComingChange) -> Markup {
    let compare = Link::compare(old, &change.edition);
    html! {
        div.coming role="note" {
            p {
                (change_badge(asked, change.word, asked.of_words(&change.change))) " "
                (asked.t("新版 ", "in the edition "))
                (edition_name(asked, &change.edition))
                @if let Some(new) = change.id.as_deref().filter(|new| *new != id) { (asked.t("，改為 ", ", as ")) code { (new) } }
                @if let Some(day) = change.effective.as_deref().and_then(date::day) {
                    (asked.t("，施行 ", ", in force from ")) (date::time(day, asked.lang)) (days_left(asked, day.0 - asked.on.0))
                }
                (asked.t("。", ". "))
                a href=(asked.keep(compare)) { (asked.t("比較兩版", "Compare the editions")) }
            }
            @if change.spans.iter().any(|span| span.kind != "kept") { p.difference lang="zh-Hant-TW" { (difference(asked, &change.spans)) } }
        }
    }
}

/// Days until a day, or past it.
pub(crate) fn days_left(asked: &Asked, days: i32) -> Markup {
    let (zh, en) = match days {
        0 => ("就是今天".to_owned(), "today".to_owned()),
        1 => ("還有 1 日".to_owned(), "1 day left".to_owned()),
        days if days > 0 => (format!("還有 {days} 日"), format!("{days} days left")),
        -1 => ("已過 1 日".to_owned(), "1 day past".to_owned()),
        days => (format!("已過 {} 日", -days), format!("{} days past", -days)),
    };
    html! { " " span.days-left.past[days < 0] { (asked.lang.pick(zh, en)) } }
}

/// A changed text: what is gone is struck through and announced, what is new is underlined and announced.
pub(crate) fn difference(asked: &Asked, spans: &[SpanView]) -> Markup {
    html! {
        @for span in spans {
            @match span.kind {
                "deleted" => del { span.for-ears lang=(asked.lang.tag()) { (asked.t("刪除：", "deleted: ")) } (plain::lines(&span.text)) },
                "inserted" => ins { span.for-ears lang=(asked.lang.tag()) { (asked.t("新增：", "inserted: ")) } (plain::lines(&span.text)) },
                _ => (plain::lines(&span.text)),
            }
        }
    }
}

/// The word of a change with a mark of its own.
pub(crate) fn change_badge(asked: &Asked, word: &str, label: &str) -> Markup {
    let (mark, class) = match word {
        "changed" => ("≠", "k-changed"),
        "added" => ("＋", "k-added"),
        "removed" => ("−", "k-removed"),
        "moved" => ("⇅", "k-moved"),
        "renumbered" => ("№", "k-renumbered"),
        _ => ("＝", "k-same"),
    };
    html! { span.change.(class) lang=(asked.lang.tag()) { span aria-hidden="true" { (mark) } " " (label) } }
}

/// The name of an edition: the day of its filing, mostly.
pub(crate) fn edition_name(asked: &Asked, edition: &str) -> Markup {
    match date::day(edition) {
        Some(day) => date::time(day, asked.lang),
        None => plain::short(edition),
    }
}

/// An edition as a chip that leads to its text.
pub(crate) fn edition_chip(asked: &Asked, edition: &str) -> Markup {
    html! { a.chip.edition href=(asked.keep(Link::text(edition))) { (edition_name(asked, edition)) (asked.t(" 版", " edition")) } }
}
