//! Tables, JSON, errors, notes and hints. Data to standard output, the rest to standard error; colour carries no meaning.
//!
//! What people read is printed with every character that would act on a terminal, or hide, written out as `\u{202e}`:
//! a key or a file name must not be able to colour, overwrite or reverse what stands beside it. JSON and CSV are data
//! and are written as they are.

use crate::language::Language;
use comfy_table::{Cell, Table, presets};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::io::{ErrorKind, IsTerminal, StdoutLock, Write};
use std::sync::OnceLock;
use zilu_app::{Error, io_words};

/// Prints an error and its hint.
pub(crate) fn error(language: Language, error: &Error) {
    say(&format!("{}: {}", language.pick("錯誤", "error"), language.pick(error.zh(), error.en())));
    if let Some((zh, en)) = error.hint_words() {
        hint(language, language.pick(zh, en));
    }
}

/// Prints a hint.
pub(crate) fn hint(language: Language, text: &str) {
    say(&format!("{}: {text}", language.pick("提示", "hint")));
}

/// Prints what somebody should know although nothing is wrong.
pub(crate) fn note(language: Language, text: &str) {
    say(&format!("{}: {text}", language.pick("注意", "note")));
}

/// Prints a line for people beside the data.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", visible(text));
}

/// Prints a value as JSON.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Error> {
    let text = serde_json::to_string_pretty(value).map_err(|error| {
        Error::new(format!("無法輸出 JSON：{error}"), format!("cannot write JSON: {error}"))
    })?;
    bytes(format!("{text}\n").as_bytes());
    Ok(())
}

/// Writes data as it is. What goes wrong is told by [`finish`].
pub(crate) fn bytes(data: &[u8]) {
    write(|out| out.write_all(data).and_then(|()| out.flush()));
}

/// Prints a line for people. What goes wrong is told by [`finish`].
pub(crate) fn line(text: &str) {
    write(|out| writeln!(out, "{}", visible(text)));
}

/// The first failure to write to standard output; nothing is written after it.
static FAILURE: OnceLock<std::io::Error> = OnceLock::new();

fn write(to: impl FnOnce(&mut StdoutLock<'static>) -> std::io::Result<()>) {
    if FAILURE.get().is_none()
        && let Err(error) = to(&mut std::io::stdout().lock())
    {
        let _ = FAILURE.set(error);
    }
}

/// Writes out what is still held back; an error when anything was lost. A reader that went away (`| head`) is no error.
pub(crate) fn finish() -> Result<(), Error> {
    write(StdoutLock::flush);
    match FAILURE.get() {
        Some(error) if error.kind() != ErrorKind::BrokenPipe => {
            let (zh, en) = io_words(error);
            Err(Error::new(
                format!("無法寫入標準輸出：{zh}；輸出不完整"),
                format!("cannot write to standard output: {en}; the output is incomplete"),
            )
            .hint(
                "不要使用這份輸出；排除原因後重做，已登錄的資料不受影響",
                "do not use this output; clear the cause and run it again; what was recorded stays recorded",
            ))
        }
        _ => Ok(()),
    }
}

/// Prints a table without borders.
pub(crate) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_header(header.iter().map(Cell::new));
    for row in rows {
        table.add_row(row.iter().map(|cell| visible(cell).into_owned()));
    }
    for text in table.lines() {
        line(text.trim_end());
    }
}

/// The text with every character written out that would act on a terminal or hide: control characters (line breaks
/// too), direction marks and overrides, characters without width.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            c if acts(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    Cow::Owned(shown)
}

fn acts(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
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
    bar.set_message(visible(name).into_owned());
    bar
}

/// A count that grows towards nobody knows where, on a terminal; nothing elsewhere.
pub(crate) fn counter(language: Language) -> indicatif::ProgressBar {
    if !std::io::stderr().is_terminal() {
        return indicatif::ProgressBar::hidden();
    }
    let bar = indicatif::ProgressBar::new_spinner();
    let template = language.pick("{spinner} 已收集 {human_pos} 筆", "{spinner} {human_pos} collected");
    if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
