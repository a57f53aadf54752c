//! The apostrophe that keeps a spreadsheet program from running an exported text as a formula.
//!
//! An export puts it in front of a text that, without leading apostrophes, begins with `=`, `+`, `-`, `@`, a tab or a
//! carriage return, or that is one of the words for unknown. An import takes exactly one such apostrophe off. So every
//! text survives the way out and back, also one that begins with apostrophes of its own.

/// A text as it is written to a CSV file.
pub(crate) fn guard(text: &str) -> std::borrow::Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) { format!("'{text}").into() } else { text.into() }
}

/// The text behind its guard; `None` when there is no guard.
pub(crate) fn unguard(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('\'')?;
    is_dangerous(rest.trim_start_matches('\'')).then_some(rest)
}

fn is_dangerous(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']) || is_unknown_word(text)
}

/// Whether an import would read the text as "stated to be unknown".
pub(crate) fn is_unknown_word(text: &str) -> bool {
    matches!(zilu_catalogue::value::fold(text).trim(), "?" | "未知")
}
