//! Tables, JSON, errors and hints. Data to standard output, the rest to standard error; colour carries no meaning.

use crate::language::Language;
use comfy_table::{Cell, Table, presets};
use serde::Serialize;
use std::io::{IsTerminal, Write};
use zilu_app::Error;

/// Prints an error and its hint.
pub(crate) fn error(language: Language, error: &Error) {
    let label = language.pick("錯誤", "error");
    eprintln!("{label}: {}", language.pick(error.zh(), error.en()));
    if let Some((zh, en)) = error.hint_words() {
        hint(language, language.pick(zh, en));
    }
}

/// Prints a hint.
pub(crate) fn hint(language: Language, text: &str) {
    eprintln!("{}: {text}", language.pick("提示", "hint"));
}

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        Error::new(format!("無法輸出 JSON：{error}"), format!("cannot write JSON: {error}"))
    })?;
    line(&text);
    Ok(())
}

/// Prints a line of data. A reader that went away (`| head`) is no error.
pub(crate) fn line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// Prints a table without borders.
pub(crate) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(header.iter().map(Cell::new));
    for row in rows {
        table.add_row(row);
    }
    for text in table.lines() {
        line(text.trim_end());
    }
}

/// A progress bar on a terminal, nothing elsewhere.
pub(crate) fn progress(language: Language, total: u64, name: &str) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new(total);
    let template =
        language.pick("{msg} {wide_bar} {percent}% 剩餘 {eta}", "{msg} {wide_bar} {percent}% {eta} left");
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message(name.to_owned());
    bar
}
