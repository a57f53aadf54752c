//! How a status looks: a word, a letter and a class, so that colour never carries the meaning alone.

use crate::lang::Lang;
use maud::{Markup, html};
use zilu_catalogue::Status;

/// From the most severe to the mildest, as tiles and legends show them.
pub(crate) const ORDER: [Status; 7] = [
    Status::Late,
    Status::Breached,
    Status::Unproven,
    Status::Due,
    Status::Exempt,
    Status::MetLate,
    Status::Met,
];

/// The class of the style sheet.
pub(crate) fn class(status: Status) -> &'static str {
    match status {
        Status::Met => "s-met",
        Status::MetLate => "s-met-late",
        Status::Exempt => "s-exempt",
        Status::Due => "s-due",
        Status::Unproven => "s-unproven",
        Status::Breached => "s-breached",
        Status::Late => "s-late",
    }
}

/// One letter, different for each status.
pub(crate) fn letter(status: Status, lang: Lang) -> &'static str {
    match status {
        Status::Met => "✓",
        Status::MetLate => lang.pick("遲", "M"),
        Status::Exempt => lang.pick("豁", "E"),
        Status::Due => lang.pick("待", "D"),
        Status::Unproven => lang.pick("未", "U"),
        Status::Breached => lang.pick("違", "B"),
        Status::Late => lang.pick("逾", "L"),
    }
}

/// The word in the reader's language.
pub(crate) fn label(status: Status, lang: Lang) -> &'static str {
    let (zh, en) = status.label();
    lang.pick(zh, en)
}

/// A status word with its mark.
pub(crate) fn badge(status: Status, lang: Lang) -> Markup {
    html! { span.badge.(class(status)) { (label(status, lang)) } }
}

/// The badge of a status word of a view.
pub(crate) fn badge_of(word: &str, lang: Lang) -> Markup {
    match Status::parse(word) {
        Some(status) => badge(status, lang),
        None => html! { (word) },
    }
}
