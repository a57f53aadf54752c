//! Markdown into blocks: headings, prose and fences, each with its place in the file.
//!
//! Not here: what a heading or a fence means. Fences inside lists or quotes are prose; a fence of ours must start at
//! the beginning of its line, so that every byte of it is a byte of the file.

use crate::diagnostic::is_wide;
use crate::source::{Faults, Source, Text};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// A block at the top level of a page.
pub(crate) enum Block<'a> {
    /// A heading.
    Heading { level: u8, text: Text<'a> },
    /// A paragraph, list or other prose, soft line ends joined.
    Prose { text: String, at: Text<'a> },
    /// A code fence.
    Fence { info: Text<'a>, content: Text<'a> },
}

/// Splits a file into its blocks and reports broken Markdown.
pub(crate) fn blocks<'a>(source: &'a Source, faults: &mut Faults) -> Vec<Block<'a>> {
    let mut blocks = Vec::new();
    let mut depth = 0usize;
    let mut open = Open::Nothing;
    for (event, range) in Parser::new_ext(source.text(), Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(tag) => {
                if depth == 0 {
                    open = match tag {
                        Tag::Heading { level, .. } => Open::Heading(number(level)),
                        Tag::CodeBlock(CodeBlockKind::Fenced(_)) => Open::Fence,
                        Tag::HtmlBlock => Open::Nothing,
                        _ => Open::Prose(String::new()),
                    };
                } else if let (Open::Prose(text), Tag::Item | Tag::Paragraph | Tag::TableRow) =
                    (&mut open, &tag)
                {
                    new_line(text);
                }
                depth += 1;
            }
            Event::End(tag) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    match std::mem::replace(&mut open, Open::Nothing) {
                        Open::Heading(level) => blocks.push(heading(source, level, range)),
                        Open::Fence => blocks.push(fence(source, range, faults)),
                        Open::Prose(text) => {
                            let at = Text::slice(source, range).trimmed();
                            unclosed_link(&text, &at, faults);
                            blocks.push(Block::Prose { text: join_soft(text.trim()), at });
                        }
                        Open::Nothing => {}
                    }
                } else if let (Open::Prose(text), TagEnd::TableCell) = (&mut open, tag) {
                    text.push(' ');
                }
            }
            Event::Text(piece) | Event::Code(piece) => {
                if let Open::Prose(text) = &mut open {
                    text.push_str(&piece);
                }
            }
            Event::SoftBreak => {
                if let Open::Prose(text) = &mut open {
                    text.push(SOFT);
                }
            }
            Event::HardBreak => {
                if let Open::Prose(text) = &mut open {
                    text.push('\n');
                }
            }
            _ => {}
        }
    }
    blocks
}

enum Open {
    Nothing,
    Heading(u8),
    Fence,
    Prose(String),
}

/// Stands for a line end inside running text until the paragraph is complete; no Markdown text contains it.
const SOFT: char = '\r';

/// A line end between two words is a blank; beside a Han character it is nothing.
fn join_soft(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != SOFT {
            out.push(c);
        } else if !out.ends_with(is_wide) && !chars.peek().is_some_and(|next| is_wide(*next)) {
            out.push(' ');
        }
    }
    out
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn new_line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

fn heading<'a>(source: &'a Source, level: u8, range: Range<usize>) -> Block<'a> {
    let whole = Text::slice(source, range).trimmed();
    // `## text` or, underlined, `text\n----`: the text is what stands on the first line behind the marks.
    let line = whole.as_str().lines().next().unwrap_or_default();
    let start = line.len() - line.trim_start_matches('#').trim_start().len();
    let end = line.trim_end().len();
    Block::Heading { level, text: whole.part(start.min(end)..end) }
}

fn fence<'a>(source: &'a Source, range: Range<usize>, faults: &mut Faults) -> Block<'a> {
    let text = source.text();
    let whole = text.get(range.clone()).unwrap_or_default();
    let first = whole.split('\n').next().unwrap_or_default();
    let marks = first.len() - first.trim_start_matches(['`', '~']).len();
    let info = Text::slice(source, range.start + marks..range.start + first.len()).trimmed();
    let start = (range.start + first.len() + 1).min(range.end);
    let body = text.get(start..range.end).unwrap_or_default();
    let last_line = body.trim_end().rsplit('\n').next().unwrap_or_default();
    let closing = last_line.trim();
    let closed = closing.len() >= marks.max(3)
        && (closing.bytes().all(|b| b == b'`') || closing.bytes().all(|b| b == b'~'))
        && closing.as_bytes().first() == whole.as_bytes().first();
    let end = if closed { start + body.trim_end().len() - last_line.len() } else { range.end };
    if !closed {
        faults.add(
            source.position(range.start),
            "fence-not-closed",
            "圍欄沒有結束：找不到對應的 ``` 行",
            "the fence is never closed: no matching ``` line follows",
        );
    }
    let indented = text[..range.start].rsplit('\n').next().is_some_and(|before| !before.is_empty());
    if indented && crate::fence::is_ours(info.as_str()) {
        faults
            .add(
                source.position(range.start),
                "fence-indented",
                "zilu 讀取的圍欄必須從行首開始",
                "a fence that zilu reads must start at the beginning of its line",
            )
            .set_hint("移除前面的空白", "remove the blanks before it");
    }
    Block::Fence { info, content: Text::slice(source, start..end.max(start)) }
}

/// What is left of a link in running text was not closed: `[text](address`.
fn unclosed_link(text: &str, at: &Text<'_>, faults: &mut Faults) {
    if text.contains("](") {
        let place = at.as_str().find("](").unwrap_or_default();
        let start = at.as_str()[..place].rfind('[').unwrap_or(place);
        faults
            .add(at.position(start), "link-not-closed", "連結沒有結束", "the link is never closed")
            .set_hint("寫成 [文字](網址)", "write [text](address)");
    }
}
