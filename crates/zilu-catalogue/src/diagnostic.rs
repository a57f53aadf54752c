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

    /// Sets the hint of a fault that is already collected.
    pub fn set_hint(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.hint = Some((zh.into(), en.into()));
    }
}

/// A language of the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Traditional Chinese.
    Zh,
    /// English.
    En,
}

/// A fault as a text of several lines, without a newline at the end. With the text of the file, the line and a
/// caret under the place are shown.
pub fn render_diagnostic(diagnostic: &Diagnostic, language: Language, source: Option<&str>) -> String {
    let message = match language {
        Language::Zh => &diagnostic.zh,
        Language::En => &diagnostic.en,
    };
    let position = &diagnostic.position;
    let mut out = format!("{position}: [{}] {message}", diagnostic.code);
    let line = source.and_then(|text| text.lines().nth((position.line as usize).saturating_sub(1)));
    if let Some(line) = line {
        let number = position.line.to_string();
        let gutter = " ".repeat(number.len());
        let before =
            line.trim_start_matches('\u{feff}').chars().take((position.column as usize).saturating_sub(1));
        // A wide character is answered by a wide blank, so that the caret stands under the place in a terminal.
        let indent: String = before
            .map(|c| match c {
                '\t' => '\t',
                c if is_wide(c) => '\u{3000}',
                _ => ' ',
            })
            .collect();
        out.push_str(&format!("\n {number} | {line}\n {gutter} | {indent}^"));
    }
    if let Some((zh, en)) = &diagnostic.hint {
        match language {
            Language::Zh => out.push_str(&format!("\n  提示：{zh}")),
            Language::En => out.push_str(&format!("\n  hint: {en}")),
        }
    }
    out
}

/// Characters that take two columns in a terminal, as far as they appear in catalogues.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}'
        | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}
