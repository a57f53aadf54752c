//! Texts that came from outside, made safe to look at: nothing in them can hide or turn around what stands beside it.

use maud::{Markup, html};

/// Characters shown of a text where space is short. The whole text stands on the record's own page.
const SHORT: usize = 96;

/// For attributes and titles: characters that cannot be seen, or that turn the direction, become visible.
pub(crate) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("⟨{:04X}⟩", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

/// A whole text, isolated from the direction of its surroundings.
pub(crate) fn shown(text: &str) -> Markup {
    if text.is_empty() {
        return html! { span.blank { "（空白）" } };
    }
    html! { bdi { (marked(text)) } }
}

/// The beginning of a text; the rest is in the tooltip.
pub(crate) fn short(text: &str) -> Markup {
    if text.chars().nth(SHORT).is_none() {
        return shown(text);
    }
    let beginning: String = text.chars().take(SHORT - 1).collect();
    let tooltip: String = text.chars().take(SHORT * 8).collect();
    html! { bdi title=(visible(&tooltip)) { (marked(&beginning)) "…" } }
}

/// A text inside a sentence of the same direction.
pub(crate) fn inline(text: &str) -> Markup {
    marked(text)
}

/// A text of several lines.
pub(crate) fn lines(text: &str) -> Markup {
    html! { @for (index, line) in text.split('\n').enumerate() { @if index > 0 { br; } (marked(line)) } }
}

fn marked(text: &str) -> Markup {
    if !text.chars().any(|c| is_hidden(c) || c == '|') {
        return html! { (text) };
    }
    let mut parts: Vec<Part> = Vec::new();
    for c in text.chars() {
        match parts.last_mut() {
            _ if is_hidden(c) => parts.push(Part::Hidden(c)),
            Some(Part::Text(last)) if !last.ends_with('|') => last.push(c),
            _ => parts.push(Part::Text(c.to_string())),
        }
    }
    html! {
        @for part in &parts {
            @match part {
                // Keys of several fields are joined by bars: a line may break there.
                Part::Text(text) => { (text) @if text.ends_with('|') { wbr; } },
                Part::Hidden(c) => span.hidden-character { (format!("{:04X}", *c as u32)) },
            }
        }
    }
}

enum Part {
    Text(String),
    Hidden(char),
}

/// Control characters, marks of direction, blanks without width, line and paragraph separators, tags, and the
/// characters that no text has.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}
