//! TOML with places: tables whose keys and values know where they stand, and a reader that checks keys and types.

use crate::diagnostic::Position;
use crate::model::Label;
use crate::names::hint_closest;
use crate::source::{Faults, Source, Text};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A table in the order of the file.
#[derive(Clone)]
pub(crate) struct Table<'a> {
    pub(crate) position: Position,
    pub(crate) entries: Vec<Entry<'a>>,
    /// The TOML was broken: absent keys are not worth a fault of their own.
    pub(crate) broken: bool,
}

/// A key with its value.
#[derive(Clone)]
pub(crate) struct Entry<'a> {
    pub(crate) key: String,
    pub(crate) key_position: Position,
    pub(crate) position: Position,
    pub(crate) value: Raw<'a>,
    offset: usize,
}

/// A value.
#[derive(Clone)]
pub(crate) enum Raw<'a> {
    String(Text<'a>),
    /// A number or date as written.
    Other(String),
    Boolean(bool),
    Array(Vec<(Raw<'a>, Position)>),
    Table(Table<'a>),
}

/// Parses the content of a fence (or a whole file); what can be understood is returned even where faults are found.
pub(crate) fn parse<'a>(source: &'a Source, range: Range<usize>, faults: &mut Faults) -> Table<'a> {
    let content = source.text().get(range.clone()).unwrap_or_default();
    if let Some(tab) = content.find('\t') {
        faults
            .add(
                source.position(range.start + tab),
                "tab",
                "圍欄內不可使用定位字元（Tab）",
                "a tab inside a fence",
            )
            .set_hint("改用空白", "use blanks");
    }
    let (table, errors) = DeTable::parse_recoverable(content);
    for error in &errors {
        let at = range.start + error.span().map_or(content.len(), |span| span.start);
        let message = error.message();
        faults.add(
            source.position(at),
            "toml",
            format!("TOML 語法錯誤：{message}"),
            format!("TOML: {message}"),
        );
    }
    let mut table = convert_table(source, range.start, range.start, table.get_ref());
    table.broken = !errors.is_empty();
    table
}

fn convert_table<'a>(source: &'a Source, base: usize, offset: usize, table: &DeTable<'_>) -> Table<'a> {
    let mut entries: Vec<Entry<'a>> = table
        .iter()
        .map(|(key, value)| {
            let key_offset = base + key.span().start;
            let start = base + value.span().start;
            Entry {
                key: key.get_ref().to_string(),
                key_position: source.position(key_offset),
                position: source.position(start),
                value: convert(
                    source,
                    base,
                    base + value.span().start..base + value.span().end,
                    value.get_ref(),
                ),
                offset: key_offset,
            }
        })
        .collect();
    entries.sort_by_key(|entry| entry.offset);
    Table { position: source.position(offset), entries, broken: false }
}

fn convert<'a>(source: &'a Source, base: usize, span: Range<usize>, value: &DeValue<'_>) -> Raw<'a> {
    match value {
        DeValue::String(text) => Raw::String(string(source, span, text)),
        DeValue::Integer(number) => Raw::Other(number.to_string()),
        DeValue::Float(number) => Raw::Other(number.as_str().to_owned()),
        DeValue::Datetime(moment) => Raw::Other(moment.to_string()),
        DeValue::Boolean(value) => Raw::Boolean(*value),
        DeValue::Array(items) => Raw::Array(
            items
                .iter()
                .map(|item| {
                    let span = base + item.span().start..base + item.span().end;
                    (convert(source, base, span.clone(), item.get_ref()), source.position(span.start))
                })
                .collect(),
        ),
        DeValue::Table(table) => Raw::Table(convert_table(source, base, span.start, table)),
    }
}

/// Maps each decoded byte to its byte in the file. Where the map does not come out (it always should), every place
/// is the start of the string.
fn string<'a>(source: &'a Source, span: Range<usize>, decoded: &str) -> Text<'a> {
    let raw = source.text().get(span.clone()).unwrap_or_default();
    let (marks, literal) = match raw.as_bytes() {
        [b'"', b'"', b'"', ..] => (3, false),
        [b'\'', b'\'', b'\'', ..] => (3, true),
        [b'"', ..] => (1, false),
        [b'\'', ..] => (1, true),
        // A bare key, or what the parser made of a broken string.
        _ => (0, true),
    };
    let end = raw.len().saturating_sub(marks);
    let mut at = marks;
    if marks == 3 {
        let first = raw.get(at..).unwrap_or_default();
        at += if first.starts_with("\r\n") { 2 } else { usize::from(first.starts_with('\n')) };
    }
    let mut anchors = vec![(0, span.start + at)];
    let mut length = 0;
    while let Some(rest) = raw.get(at..end).filter(|rest| !rest.is_empty() && length < decoded.len()) {
        if rest.starts_with('\\') && !literal {
            let (written, gives) = escape(rest);
            at += written;
            length += gives;
            anchors.push((length, span.start + at));
        } else {
            let step = rest.chars().next().map_or(1, char::len_utf8);
            at += step;
            length += step;
        }
    }
    if length != decoded.len() {
        anchors = vec![(0, span.start)];
    }
    Text::decoded(source, decoded.to_owned(), anchors)
}

/// Bytes that an escape takes in the file, and bytes that it gives.
fn escape(rest: &str) -> (usize, usize) {
    let coded = |digits: usize| {
        let code = rest.get(2..2 + digits).and_then(|hex| u32::from_str_radix(hex, 16).ok());
        (2 + digits, code.and_then(char::from_u32).map_or(1, char::len_utf8))
    };
    match rest.as_bytes().get(1) {
        Some(b'x') => coded(2),
        Some(b'u') => coded(4),
        Some(b'U') => coded(8),
        Some(b' ' | b'\n' | b'\r' | b'\t') => (rest.len() - rest[1..].trim_start().len(), 0),
        _ => (rest.chars().take(2).map(char::len_utf8).sum(), 1),
    }
}

/// Reads a table of a known shape: unknown keys and wrong types are faults.
pub(crate) struct Reader<'t, 'a> {
    table: &'t Table<'a>,
    what: String,
}

impl<'t, 'a> Reader<'t, 'a> {
    /// Checks the keys of the table; `what` names it in messages.
    pub(crate) fn new(table: &'t Table<'a>, what: &str, keys: &[&str], faults: &mut Faults) -> Self {
        for entry in table.entries.iter().filter(|entry| !keys.contains(&entry.key.as_str())) {
            let fault = faults.add(
                entry.key_position.clone(),
                "unknown-key",
                format!("{what} 沒有「{}」這個鍵", entry.key),
                format!("{what} has no key `{}`", entry.key),
            );
            hint_closest(fault, &entry.key, keys.iter().copied());
        }
        Self { table, what: what.to_owned() }
    }

    pub(crate) fn entry(&self, key: &str) -> Option<&'t Entry<'a>> {
        self.table.entries.iter().find(|entry| entry.key == key)
    }

    /// The entry of a key that must be there.
    pub(crate) fn required(&self, key: &str, faults: &mut Faults) -> Option<&'t Entry<'a>> {
        let entry = self.entry(key);
        if entry.is_none() && !self.table.broken {
            faults.add(
                self.table.position.clone(),
                "missing-key",
                format!("{} 缺少「{key}」", self.what),
                format!("{} lacks `{key}`", self.what),
            );
        }
        entry
    }

    pub(crate) fn text(&self, key: &str, faults: &mut Faults) -> Option<&'t Text<'a>> {
        self.entry(key)?.text(faults)
    }

    pub(crate) fn required_text(&self, key: &str, faults: &mut Faults) -> Option<&'t Text<'a>> {
        self.required(key, faults)?.text(faults)
    }

    /// `true` or `false`; absent is `false`.
    pub(crate) fn flag(&self, key: &str, faults: &mut Faults) -> bool {
        match self.entry(key) {
            None => false,
            Some(Entry { value: Raw::Boolean(value), .. }) => *value,
            Some(entry) => {
                entry.wrong("true 或 false", "true or false", faults);
                false
            }
        }
    }

    /// A text or a list of texts; absent is empty.
    pub(crate) fn texts(&self, key: &str, faults: &mut Faults) -> Vec<&'t Text<'a>> {
        let Some(entry) = self.entry(key) else { return Vec::new() };
        match &entry.value {
            Raw::String(text) => vec![text],
            Raw::Array(items) => items
                .iter()
                .filter_map(|(item, position)| match item {
                    Raw::String(text) => Some(text),
                    _ => {
                        wrong(position.clone(), key, "文字", "a text", faults);
                        None
                    }
                })
                .collect(),
            _ => {
                entry.wrong("文字或文字清單", "a text or a list of texts", faults);
                Vec::new()
            }
        }
    }

    pub(crate) fn label(&self, key: &str, faults: &mut Faults) -> Option<Label> {
        label(self.text(key, faults)?, faults)
    }

    pub(crate) fn required_label(&self, key: &str, faults: &mut Faults) -> Option<Label> {
        label(self.required_text(key, faults)?, faults)
    }
}

impl<'a> Entry<'a> {
    /// The text, or a fault.
    pub(crate) fn text(&self, faults: &mut Faults) -> Option<&Text<'a>> {
        match &self.value {
            Raw::String(text) => Some(text),
            _ => {
                self.wrong("文字", "a text", faults);
                None
            }
        }
    }

    /// The table, or a fault.
    pub(crate) fn table(&self, faults: &mut Faults) -> Option<&Table<'a>> {
        match &self.value {
            Raw::Table(table) => Some(table),
            _ => {
                self.wrong("表格", "a table", faults);
                None
            }
        }
    }

    /// What was written, for a text, a number or a date; a fault for the others.
    pub(crate) fn written(&self, faults: &mut Faults) -> Option<&str> {
        match &self.value {
            Raw::String(text) => Some(text.as_str()),
            Raw::Other(text) => Some(text),
            _ => {
                self.wrong("文字或數字", "a text or a number", faults);
                None
            }
        }
    }

    pub(crate) fn wrong(&self, zh: &str, en: &str, faults: &mut Faults) {
        wrong(self.position.clone(), &self.key, zh, en, faults);
    }
}

fn wrong(position: Position, key: &str, zh: &str, en: &str, faults: &mut Faults) {
    faults.add(
        position,
        "wrong-type",
        format!("「{key}」的值型別不對，應為{zh}"),
        format!("the value of `{key}` must be {en}"),
    );
}

/// Splits `中文 · English`.
pub(crate) fn label(text: &Text<'_>, faults: &mut Faults) -> Option<Label> {
    let parts = text.as_str().split_once(" · ").map(|(zh, en)| (zh.trim(), en.trim()));
    match parts {
        Some((zh, en)) if !zh.is_empty() && !en.is_empty() => {
            Some(Label { zh: zh.to_owned(), en: en.to_owned() })
        }
        _ => {
            faults
                .add(
                    text.start(),
                    "label",
                    format!("標示「{}」沒有以「 · 」分開的中英文", text.as_str()),
                    format!("the label `{}` is not in two languages", text.as_str()),
                )
                .set_hint(
                    "寫成「中文 · English」（空白、間隔號、空白）",
                    "write `中文 · English` (a blank, a middle dot, a blank)",
                );
            None
        }
    }
}
