//! Texts and places: a catalogue file with a line index, and pieces of text that know where they stand.
//!
//! Not here: any meaning. Offsets are byte offsets into the file; positions count from 1, columns in characters.

use crate::diagnostic::{Diagnostic, Position};
use std::sync::Arc;

/// A file of the pack.
pub(crate) struct Source {
    name: Arc<str>,
    text: String,
    line_starts: Vec<usize>,
}

impl Source {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text).to_owned();
        let line_starts = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|b| b.1 == b'\n').map(|b| b.0 + 1))
            .collect();
        Self { name: name.into(), text, line_starts }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The position of a byte; an offset inside a character or past the end is moved back.
    pub(crate) fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.line_starts.get(line).copied().unwrap_or_default();
        let column = self.text[start..offset].chars().count() + 1;
        Position { file: self.name.clone(), line: line as u32 + 1, column: column as u32 }
    }
}

/// A decoded piece of text of a file that can say where each of its bytes stands.
#[derive(Clone)]
pub(crate) struct Text<'a> {
    source: &'a Source,
    text: String,
    /// Pairs of (offset in `text`, offset in the file), ascending, the first at 0; between two pairs both advance together.
    anchors: Vec<(usize, usize)>,
}

impl<'a> Text<'a> {
    /// A verbatim slice of the file.
    pub(crate) fn slice(source: &'a Source, range: std::ops::Range<usize>) -> Self {
        let text = source.text().get(range.clone()).unwrap_or_default().to_owned();
        Self { source, text, anchors: vec![(0, range.start)] }
    }

    /// A decoded text with its anchors.
    pub(crate) fn decoded(source: &'a Source, text: String, anchors: Vec<(usize, usize)>) -> Self {
        Self { source, text, anchors }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Where the byte at this offset of the decoded text stands.
    pub(crate) fn position(&self, at: usize) -> Position {
        let index = self.anchors.partition_point(|a| a.0 <= at).saturating_sub(1);
        let (decoded, file) = self.anchors.get(index).copied().unwrap_or_default();
        self.source.position(file + at.saturating_sub(decoded))
    }

    /// The byte of the file at which the text starts.
    pub(crate) fn file_offset(&self) -> usize {
        self.anchors.first().map_or(0, |anchor| anchor.1)
    }

    /// Where the text starts.
    pub(crate) fn start(&self) -> Position {
        self.position(0)
    }

    /// A part of this text.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> Text<'a> {
        let text = self.text.get(range.clone()).unwrap_or_default().to_owned();
        let index = self.anchors.partition_point(|a| a.0 <= range.start).saturating_sub(1);
        let mut anchors: Vec<_> = self.anchors[index..]
            .iter()
            .filter(|a| a.0 <= range.end)
            .map(|a| (a.0.saturating_sub(range.start), a.1 + range.start.saturating_sub(a.0)))
            .collect();
        if anchors.is_empty() {
            anchors.push((0, 0));
        }
        Text { source: self.source, text, anchors }
    }

    /// The text without blanks at both ends.
    pub(crate) fn trimmed(&self) -> Text<'a> {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len();
        self.part(start.min(end)..end)
    }
}

/// Collects faults.
#[derive(Default)]
pub(crate) struct Faults {
    list: Vec<Diagnostic>,
}

impl Faults {
    /// Adds a fault; the returned reference takes a hint.
    pub(crate) fn add(
        &mut self,
        position: Position,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
    ) -> &mut Diagnostic {
        let index = self.list.len();
        self.list.push(Diagnostic::new(position, code, zh, en));
        &mut self.list[index]
    }

    /// How many there are so far.
    pub(crate) fn count(&self) -> usize {
        self.list.len()
    }

    /// All faults by position, each once.
    pub(crate) fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort();
        self.list.dedup();
        self.list
    }
}
