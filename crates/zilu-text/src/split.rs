//! Cuts a rule text into pieces with clause ids, without losing a line.
//!
//! An id is the path of numbers: `a14.1.2` is article 14, item 一, sub-item (二); `x1.4.1.7.1.6` annex 1, 肆, 一, (七), 1,
//! (6). `.p1`, `.p2` are unnumbered paragraphs, `.p0` the head of a list that orders something by itself, `.c1` a row of
//! a class table, `.def.1` an entry of an appendix of definitions. Whether a head is a clause, and which list an
//! unnumbered paragraph behind it closes, cannot be told from the text: the ids that the caller expects decide.
//!
//! A line that a page break cut off is joined to the sentence that it continues; bullets before numbers are ignored.

use crate::line::{Level, Start, class_number, is_complete, is_title, start};
use rustc_hash::FxHashSet;

/// What a piece of the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PieceKind {
    /// A clause of its own.
    Clause,
    /// A heading or the head of a list.
    Head,
}

/// A stretch of the text with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// Clause id, or the path of the list that it heads.
    pub id: String,
    /// Whether it is a clause.
    pub kind: PieceKind,
    /// The words as published, broken lines joined; cells of a row are separated by ` | `.
    pub text: String,
    /// Line of the file on which it begins, from 1.
    pub line: usize,
}

/// A place in the text that does not look like rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// A text in pieces, and how it compares with what was expected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// The lines before the first article: title and history of amendments.
    pub preamble: Vec<String>,
    /// In the order of the text.
    pub pieces: Vec<Piece>,
    /// Expected clauses that were not found.
    pub missing: Vec<String>,
    /// Clauses found that nobody expected.
    pub extra: Vec<String>,
    /// Places that look wrong.
    pub faults: Vec<Fault>,
}

impl Split {
    /// The text of a clause.
    pub fn clause(&self, id: &str) -> Option<&Piece> {
        self.pieces.iter().find(|piece| piece.kind == PieceKind::Clause && piece.id == id)
    }

    /// The clauses, without heads.
    pub fn clauses(&self) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(|piece| piece.kind == PieceKind::Clause)
    }
}

/// Splits a text; `expected` are the clause ids of the catalogue.
pub fn split(text: &str, expected: &[&str]) -> Split {
    let expected: FxHashSet<&str> = expected.iter().copied().collect();
    let mut reader = Reader { expected: &expected, out: Split::default(), parts: Vec::new() };
    for (index, line) in text.lines().enumerate() {
        reader.line(
            index + 1,
            line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\u{c}'),
        );
    }
    reader.finish()
}

/// A paragraph: the lines on which it begins and ends, and its words.
#[derive(Debug)]
struct Paragraph {
    line: usize,
    last: usize,
    text: String,
}

impl Paragraph {
    fn new(line: usize, text: impl Into<String>) -> Paragraph {
        Paragraph { line, last: line, text: text.into() }
    }

    /// Joins what a page break or a narrow column cut: Chinese without a blank, Latin words with one.
    fn join(&mut self, line: usize, words: &str) {
        let latin = |c: char| c.is_ascii_alphanumeric();
        if self.text.chars().next_back().is_some_and(latin) && words.chars().next().is_some_and(latin) {
            self.text.push(' ');
        }
        self.text.push_str(words);
        self.last = line;
    }
}

/// An article, an annex, an appendix or a numbered item.
#[derive(Debug, Default)]
struct Node {
    /// Outermost: article, annex or appendix.
    level: Option<Level>,
    /// Its part of the id.
    name: String,
    number: u32,
    /// Heading and paragraphs before any item.
    own: Vec<Paragraph>,
    /// Table rows.
    rows: Vec<(u32, Paragraph)>,
    items: Vec<Node>,
    /// Unnumbered paragraphs behind the items.
    closing: Vec<Paragraph>,
}

struct Reader<'a> {
    expected: &'a FxHashSet<&'a str>,
    out: Split,
    /// The parts so far; each with the indices of its open items.
    parts: Vec<(Node, Vec<usize>)>,
}

impl Reader<'_> {
    fn line(&mut self, line: usize, written: &str) {
        if written.is_empty() || is_page_number(written) {
            return;
        }
        match start(written) {
            Start::Article(number, second) => self.article(line, number, second),
            Start::Annex(number, title) if self.is_next_annex(number) => {
                self.part(format!("x{number}"), number, title, line);
            }
            Start::Appendix(title)
                if self.parts.last().is_some_and(|(part, _)| part.name.starts_with('x')) =>
            {
                let name = format!("{}.def", self.parts.last().map_or("", |(part, _)| part.name.as_str()));
                self.part(name, 0, title, line);
            }
            _ if self.parts.is_empty() => self.out.preamble.push(written.to_owned()),
            Start::Item(level, number, rest) => self.item(line, level, number, rest, written),
            _ if let Some(number) = self.row_without_cells(written) => {
                let paragraph = Paragraph::new(line, written);
                if let Some(node) = self.open() {
                    node.rows.push((number, paragraph));
                }
            }
            Start::Row(number, cells) => {
                let paragraph = Paragraph::new(line, cells.join(" | "));
                if let Some(node) = self.open() {
                    node.rows.push((number, paragraph));
                }
            }
            Start::TableHead(cells) => {
                let paragraph = Paragraph::new(line, cells.join(" | "));
                if let Some(node) = self.open() {
                    node.own.push(paragraph);
                }
            }
            Start::Annex(..) | Start::Appendix(_) => self.plain(line, written),
            Start::Plain(words) => self.plain(line, words),
        }
    }

    /// The class of a table row whose cells lost their borders, where such a row is expected.
    fn row_without_cells(&self, written: &str) -> Option<u32> {
        let class = written.split_whitespace().next()?;
        let number = class_number(class)?;
        let (part, path) = self.parts.last()?;
        let mut id = part.name.clone();
        let mut node = part;
        for index in path {
            node = &node.items[*index];
            id = format!("{id}.{}", node.name);
        }
        self.expected.contains(format!("{id}.c{number}").as_str()).then_some(number)
    }

    fn is_next_annex(&self, number: u32) -> bool {
        let last = self.parts.iter().rev().map(|(part, _)| part).find(|part| part.number > 0);
        match last {
            Some(part) if part.name.starts_with('x') => number == part.number + 1,
            last => number == 1 && last.is_some(),
        }
    }

    fn article(&mut self, line: usize, number: u32, second: Option<u32>) {
        let previous = self.parts.last().map_or(0, |(part, _)| part.number);
        let in_articles = self.parts.last().is_none_or(|(part, _)| part.name.starts_with('a'));
        let follows = if second.is_some() { number == previous } else { number == previous + 1 };
        if !in_articles || !follows {
            self.out.faults.push(Fault {
                line,
                zh: format!("第 {number} 條的位置不對：前一條是第 {previous} 條"),
                en: format!("article {number} is out of order: the one before is article {previous}"),
            });
        }
        let name = second.map_or_else(|| format!("a{number}"), |second| format!("a{number}-{second}"));
        self.part(name, number, "", line);
    }

    fn part(&mut self, name: String, number: u32, title: &str, line: usize) {
        let own = if title.is_empty() { Vec::new() } else { vec![Paragraph::new(line, title)] };
        self.parts.push((Node { name, number, own, ..Node::default() }, Vec::new()));
    }

    /// The innermost open node.
    fn open(&mut self) -> Option<&mut Node> {
        let (part, path) = self.parts.last_mut()?;
        Some(path.iter().fold(part, |node, index| &mut node.items[*index]))
    }

    fn item(&mut self, line: usize, level: Level, number: u32, rest: &str, written: &str) {
        let Some((part, path)) = self.parts.last_mut() else { return };
        // How many open nodes stay open.
        let mut depth = 0;
        let mut node: &Node = part;
        for index in path.iter() {
            let next = &node.items[*index];
            if next.level.is_none_or(|open| open >= level) {
                break;
            }
            node = next;
            depth += 1;
        }
        let last = node.items.last().map_or(0, |item| item.number);
        if number != last + 1 {
            let innermost = path.iter().fold(&*part, |node, index| &node.items[*index]);
            // A page break may leave something like "(二)款" at the beginning of a line.
            let cut = innermost.own.last().is_some_and(|own| !is_complete(&own.text) && !is_title(&own.text));
            if cut {
                return self.plain(line, written);
            }
            self.out.faults.push(Fault {
                line,
                zh: format!("編號不連續：應為第 {} 個，卻是第 {number} 個：{}", last + 1, shorten(written)),
                en: format!(
                    "numbering jumps: expected number {}, found {number}: {}",
                    last + 1,
                    shorten(written)
                ),
            });
        }
        path.truncate(depth);
        let node = path.iter().fold(part, |node, index| &mut node.items[*index]);
        path.push(node.items.len());
        node.items.push(Node {
            level: Some(level),
            name: number.to_string(),
            number,
            own: vec![Paragraph::new(line, rest)],
            ..Node::default()
        });
    }

    fn plain(&mut self, line: usize, words: &str) {
        let closing = self.closing_owner();
        let Some(open) = self.open() else { return };
        let is_part = open.level.is_none();
        let paragraph = Paragraph::new(line, words);
        if let Some(closed) = open.closing.last_mut()
            && !is_complete(&closed.text)
        {
            return closed.join(line, words);
        }
        if !open.rows.is_empty() {
            // The cells of a table end without a full stop; what follows at once belongs to the last row.
            if let Some((_, row)) = open.rows.last_mut()
                && !is_complete(&row.text)
                && line == row.last + 1
            {
                return row.join(line, words);
            }
            return open.closing.push(paragraph);
        }
        match open.own.last_mut() {
            Some(own) if !is_complete(&own.text) && !is_title(&own.text) => own.join(line, words),
            Some(own) if is_complete(&own.text) && !is_part && !closing.is_empty() => {
                let Some((part, path)) = self.parts.last_mut() else { return };
                path.truncate(closing.len() - 1);
                path.iter().fold(part, |node, index| &mut node.items[*index]).closing.push(paragraph);
            }
            _ => open.own.push(paragraph),
        }
    }

    /// The path of the innermost open list that is expected to have an unnumbered paragraph behind its items; its
    /// length is one more than the depth of that list. Empty when there is none.
    fn closing_owner(&self) -> Vec<usize> {
        let Some((part, path)) = self.parts.last() else { return Vec::new() };
        let mut ids = vec![part.name.clone()];
        let mut node = part;
        for index in path {
            node = &node.items[*index];
            ids.push(format!("{}.{}", ids[ids.len() - 1], node.name));
        }
        (0..ids.len().saturating_sub(1))
            .rev()
            .find(|depth| self.expected.contains(format!("{}.p2", ids[*depth]).as_str()))
            .map_or_else(Vec::new, |depth| path[..=depth].to_vec())
    }

    fn finish(mut self) -> Split {
        for (part, _) in std::mem::take(&mut self.parts) {
            let id = part.name.clone();
            self.emit(part, &id);
        }
        let found: FxHashSet<&str> = self.out.clauses().map(|piece| piece.id.as_str()).collect();
        let mut missing: Vec<String> =
            self.expected.iter().filter(|id| !found.contains(*id)).map(|id| (*id).to_owned()).collect();
        missing.sort_unstable();
        let extra = self.out.clauses().map(|piece| piece.id.clone());
        let extra: Vec<String> = extra.filter(|id| !self.expected.contains(id.as_str())).collect();
        self.out.missing = missing;
        self.out.extra = extra;
        self.out
    }

    fn emit(&mut self, node: Node, id: &str) {
        let Node { level, own, rows, items, closing, .. } = node;
        let is_leaf = rows.is_empty() && items.is_empty() && closing.is_empty();
        let in_paragraphs = level.is_none() || own.first().is_some_and(|own| is_title(&own.text));
        let head = format!("{id}.p0");
        if is_leaf && (!in_paragraphs || self.expected.contains(id) || own.len() == 1 && level.is_some()) {
            self.piece(id.to_owned(), PieceKind::Clause, own);
        } else if is_leaf {
            let mut number = 0;
            for (index, paragraph) in own.into_iter().enumerate() {
                if index == 0 && is_title(&paragraph.text) {
                    self.piece(id.to_owned(), PieceKind::Head, vec![paragraph]);
                } else {
                    number += 1;
                    self.piece(format!("{id}.p{number}"), PieceKind::Clause, vec![paragraph]);
                }
            }
        } else if self.expected.contains(head.as_str()) {
            self.piece(head, PieceKind::Clause, own);
        } else {
            self.piece(id.to_owned(), PieceKind::Head, own);
        }
        for (number, row) in rows {
            self.piece(format!("{id}.c{number}"), PieceKind::Clause, vec![row]);
        }
        for item in items {
            let below = format!("{id}.{}", item.name);
            self.emit(item, &below);
        }
        for (index, paragraph) in closing.into_iter().enumerate() {
            self.piece(format!("{id}.p{}", index + 2), PieceKind::Clause, vec![paragraph]);
        }
    }

    fn piece(&mut self, id: String, kind: PieceKind, paragraphs: Vec<Paragraph>) {
        let Some(line) = paragraphs.first().map(|paragraph| paragraph.line) else { return };
        let texts: Vec<String> = paragraphs.into_iter().map(|paragraph| paragraph.text).collect();
        let text = texts.join("\n");
        if text.trim().is_empty() {
            self.out.faults.push(Fault {
                line,
                zh: format!("{id} 沒有文字"),
                en: format!("{id} has no words"),
            });
        }
        self.out.pieces.push(Piece { id, kind, text, line });
    }
}

/// A page number alone on its line, as documents leave it between two pages.
fn is_page_number(line: &str) -> bool {
    let bare =
        line.trim_matches(|c: char| c == '-' || c == '–' || c == '第' || c == '頁' || c.is_whitespace());
    !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|b| b.is_ascii_digit())
}

fn shorten(text: &str) -> String {
    text.chars().take(24).collect()
}
