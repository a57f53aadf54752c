//! The apostrophe that keeps a text a text.
//!
//! A spreadsheet program runs a cell of a CSV file that begins with `=`, `+`, `-` or `@` as a formula; our own importer
//! reads `?` and 未知 as "stated to be unknown", and drops blanks at both ends. An export puts an apostrophe in front of
//! such a text, and an import takes exactly one off. A text that begins with apostrophes of its own and would look
//! guarded gets one more, so that every text survives the way out and back.
//!
//! A cell of a workbook is a text by its type: there `=` is harmless and is not guarded on the way out. On the way in
//! the guard comes off there too, because people open our CSV in Excel and save it as a workbook.

use std::borrow::Cow;
use zilu_catalogue::value::fold;

/// A text as it is written to a CSV file: with an apostrophe in front where a spreadsheet program would run it.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_dangerous(text.trim_start_matches('\'')) { format!("'{text}").into() } else { text.into() }
}

/// A text as it is written to a cell of a workbook.
pub(crate) fn guard_cell(text: &str) -> Cow<'_, str> {
    if unguard(text).is_some() || is_changed_by_reading(text) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

/// The text behind its guard; `None` when there is no guard.
pub(crate) fn unguard(text: &str) -> Option<&str> {
    let rest = text.strip_prefix('\'')?;
    is_dangerous(rest.trim_start_matches('\'')).then_some(rest)
}

fn is_dangerous(text: &str) -> bool {
    // Full-width signs too: some programs fold them.
    text.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || is_changed_by_reading(text)
}

/// Whether an import would not read the text as itself.
fn is_changed_by_reading(text: &str) -> bool {
    text != text.trim()
        || matches!(fold(text).trim(), "?" | "未知")
        || text.starts_with("#說明")
        || text.starts_with("#help")
}
