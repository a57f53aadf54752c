//! Faults of a catalogue, told in Traditional Chinese and English with place and hint.

use std::fmt;

/// A place in a catalogue file. Lines and columns count from 1; columns count characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// File name relative to the pack, for example `art-14.md`.
    pub file: std::sync::Arc<str>,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One fault: where, what (in both languages) and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where the fault is.
    pub position: Position,
    /// A stable short code, for example `unknown-field`.
    pub code: &'static str,
    /// What is wrong, in Traditional Chinese.
    pub zh: String,
    /// What is wrong, in English.
    pub en: String,
    /// What to do, in Traditional Chinese and English; empty when nothing sensible can be said.
    pub hint: Option<(String, String)>,
}

impl Diagnostic {
    /// A fault without a hint.
    pub fn new(position: Position, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { position, code, zh: zh.into(), en: en.into(), hint: None }
    }

    /// The same fault with a hint.
    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some((zh.into(), en.into()));
        self
    }
}
