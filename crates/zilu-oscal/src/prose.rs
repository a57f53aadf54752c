//! Texts as OSCAL allows them: values of one line without blanks at the ends, and Markdown that nothing leaks into.

use zilu_app::words::Words;
use zilu_catalogue::Label;

/// A text in both languages.
pub(crate) trait Both {
    fn both(&self) -> (&str, &str);
}

impl Both for Label {
    fn both(&self) -> (&str, &str) {
        (&self.zh, &self.en)
    }
}

impl Both for Words {
    fn both(&self) -> (&str, &str) {
        (&self.zh, &self.en)
    }
}

impl Both for (&str, &str) {
    fn both(&self) -> (&str, &str) {
        *self
    }
}

/// What stands for a text that is empty.
const NOTHING: &str = "—";

/// A value: one line, no blank at its ends, not empty.
pub(crate) fn value(text: &str) -> String {
    let line: String =
        text.chars().map(|c| if c.is_whitespace() || c.is_control() { ' ' } else { c }).collect();
    let line = line.trim_matches(|c: char| c == ' ' || c == '\u{feff}');
    if line.is_empty() { NOTHING.to_owned() } else { line.to_owned() }
}

/// A line of Markdown that shows the text as it is.
pub(crate) fn markup(text: &str) -> String {
    let line = value(text);
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        // `{{ insert: param, … }}` would be filled in by a reader.
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '{' | '}' | '~' | '^' | '|') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A title: `中文 · English`.
pub(crate) fn title(words: &impl Both) -> String {
    let (zh, en) = words.both();
    if zh == en { markup(zh) } else { format!("{} · {}", markup(zh), markup(en)) }
}

/// Paragraphs, which stand one to a line.
pub(crate) fn paragraphs(text: &str) -> String {
    let lines: Vec<String> = text.lines().filter(|line| !line.trim().is_empty()).map(markup).collect();
    if lines.is_empty() { NOTHING.to_owned() } else { lines.join("\n\n") }
}

/// The Chinese paragraphs and the English ones.
pub(crate) fn both(words: &impl Both) -> String {
    let (zh, en) = words.both();
    format!("{}\n\n{}", paragraphs(zh), paragraphs(en))
}

#[cfg(test)]
mod tests {
    use super::{both, markup, paragraphs, title, value};

    #[test]
    fn values_are_lines() {
        assert_eq!(value(" a\r\nb\u{2028}c\u{85} "), "a  b c");
        assert_eq!([value(""), value("\u{feff}\t"), value("\u{0}")], ["—", "—", "—"]);
    }

    #[test]
    fn markup_shows_what_was_written() {
        assert_eq!(markup("<b>{{ insert: param, x }}</b>"), "\\<b\\>\\{\\{ insert: param, x \\}\\}\\</b\\>");
        assert_eq!(markup("[a](b) *c* `d` e_f"), "\\[a\\](b) \\*c\\* \\`d\\` e\\_f");
        assert_eq!(title(&("甲", "A\nB")), "甲 · A B");
        assert_eq!(paragraphs("甲\n\n乙"), "甲\n\n乙");
        assert_eq!(both(&("", "A")), "—\n\nA");
    }
}
