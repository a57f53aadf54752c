//! The tree of `config … edit … set … next … end`, with `append`, `unset`, `move`, `delete`, `rename` and `clone` applied.

use super::passed;
use crate::model::{Configuration, ReadError};
use rustc_hash::FxHashMap;

/// Blocks in blocks; real configurations need six.
const DEPTH: usize = 24;

/// A block: settings, named entries, blocks in it.
#[derive(Debug, Clone, Default)]
pub(super) struct Node {
    pub(super) line: u32,
    settings: Vec<(String, Vec<String>, u32)>,
    nodes: Vec<(String, Node)>,
    by_name: FxHashMap<String, usize>,
    /// Entries in the order in which they count, as indexes of `nodes`.
    order: Vec<usize>,
    sections: Vec<(String, Node)>,
}

impl Node {
    /// A block in it, by its path: `firewall policy`.
    pub(super) fn section(&self, path: &str) -> Option<&Node> {
        self.sections.iter().find(|(name, _)| name == path).map(|(_, node)| node)
    }

    /// Its entries in order.
    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.order.iter().map(|index| (self.nodes[*index].0.as_str(), &self.nodes[*index].1))
    }

    /// The values of a setting.
    pub(super) fn get(&self, key: &str) -> Option<&[String]> {
        self.settings.iter().find(|(name, ..)| name == key).map(|(_, values, _)| values.as_slice())
    }

    /// The values of a setting; none when it is not set.
    pub(super) fn list(&self, key: &str) -> &[String] {
        self.get(key).unwrap_or_default()
    }

    /// The first value of a setting.
    pub(super) fn one(&self, key: &str) -> Option<&str> {
        self.get(key)?.first().map(String::as_str)
    }

    /// Line of a setting.
    pub(super) fn line_of(&self, key: &str) -> u32 {
        self.settings.iter().find(|(name, ..)| name == key).map_or(self.line, |(.., line)| *line)
    }

    /// All settings: name, values, line.
    pub(super) fn settings(&self) -> impl Iterator<Item = (&str, &[String], u32)> {
        self.settings.iter().map(|(name, values, line)| (name.as_str(), values.as_slice(), *line))
    }

    fn set(&mut self, key: &str, values: &[String], line: u32, more: bool) {
        match self.settings.iter_mut().find(|(name, ..)| name == key) {
            Some((_, known, at)) => {
                if !more {
                    known.clear();
                }
                known.extend_from_slice(values);
                *at = line;
            }
            None => self.settings.push((key.to_owned(), values.to_vec(), line)),
        }
    }

    fn unset(&mut self, key: &str) {
        self.settings.retain(|(name, ..)| name != key);
        // A code without its type is nothing.
        if key == "icmptype" {
            self.settings.retain(|(name, ..)| name != "icmpcode");
        }
    }

    fn take_entry(&mut self, name: &str, line: u32) -> Node {
        match self.by_name.get(name) {
            Some(index) => std::mem::take(&mut self.nodes[*index].1),
            None => Node { line, ..Node::default() },
        }
    }

    fn put_entry(&mut self, name: String, node: Node) {
        match self.by_name.get(&name) {
            Some(index) => self.nodes[*index].1 = node,
            None => {
                self.by_name.insert(name.clone(), self.nodes.len());
                self.order.push(self.nodes.len());
                self.nodes.push((name, node));
            }
        }
    }

    fn take_section(&mut self, path: &str, line: u32) -> Node {
        match self.sections.iter_mut().find(|(name, _)| name == path) {
            Some((_, node)) => std::mem::take(node),
            None => Node { line, ..Node::default() },
        }
    }

    fn put_section(&mut self, path: String, node: Node) {
        match self.sections.iter_mut().find(|(name, _)| *name == path) {
            Some((_, known)) => *known = node,
            None => self.sections.push((path, node)),
        }
    }

    /// `move A before B`, `delete A`, `rename A to B`, `clone A to B`, `purge`; whether it could be done.
    fn rearrange(&mut self, words: &[String]) -> bool {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let place = |order: &[usize], index: usize| order.iter().position(|known| *known == index);
        match words.as_slice() {
            ["move", name, way @ ("before" | "after"), other] => {
                let (Some(own), Some(other)) = (self.by_name.get(*name), self.by_name.get(*other)) else {
                    return false;
                };
                if own == other {
                    return true;
                }
                let Some(from) = place(&self.order, *own) else { return false };
                self.order.remove(from);
                let Some(to) = place(&self.order, *other) else { return false };
                self.order.insert(to + usize::from(*way == "after"), *own);
                true
            }
            ["delete", name] => {
                let Some(index) = self.by_name.remove(*name) else { return false };
                self.order.retain(|known| *known != index);
                true
            }
            ["rename", name, "to", other] => {
                if self.by_name.contains_key(*other) {
                    return false;
                }
                let Some(index) = self.by_name.remove(*name) else { return false };
                self.nodes[index].0 = (*other).to_owned();
                self.by_name.insert((*other).to_owned(), index);
                true
            }
            ["clone", name, "to", other] => {
                let Some(index) = self.by_name.get(*name) else { return false };
                let mut copy = self.nodes[*index].1.clone();
                // A copy is another policy.
                copy.unset("uuid");
                self.put_entry((*other).to_owned(), copy);
                true
            }
            ["purge"] => {
                self.order.clear();
                self.by_name.clear();
                true
            }
            _ => false,
        }
    }
}

/// An open block: the node, its name in the block around it, and whether it is an entry.
struct Open {
    name: String,
    entry: bool,
    node: Node,
}

pub(super) fn parse(text: &str, out: &mut Configuration) -> Result<Node, ReadError> {
    let mut stack = vec![Open { name: String::new(), entry: false, node: Node::default() }];
    // Depth of blocks inside one that is passed over, and what that is about (`None`: not understood).
    let mut skipped: Option<(usize, Option<&'static str>)> = None;
    let mut statements = Statements::new(text);
    while let Some((line, words)) = statements.next()? {
        out.count("lines");
        let Some(verb) = words.first() else { continue };
        if let Some((depth, about)) = &mut skipped {
            match verb.as_str() {
                "config" => *depth += 1,
                "end" => *depth -= 1,
                _ => {}
            }
            match about {
                Some(about) => out.pass_over(about),
                None => out.unread(line, &words.join(" ")),
            }
            if *depth == 0 {
                skipped = None;
            }
            continue;
        }
        let top = stack.len() - 1;
        match (verb.as_str(), &words[1..]) {
            ("config", [_, ..]) => {
                let path = words[1..].join(" ");
                match passed::section(
                    &path,
                    top == 0 || matches!(stack[top].name.as_str(), "global") || is_domain(&stack),
                ) {
                    passed::Section::Read => {}
                    passed::Section::Irrelevant(about) => {
                        out.pass_over(about);
                        skipped = Some((1, Some(about)));
                        continue;
                    }
                    passed::Section::Unknown => {
                        out.unread(line, &words.join(" "));
                        skipped = Some((1, None));
                        continue;
                    }
                }
                if stack.len() >= DEPTH {
                    return Err(ReadError::new(
                        line,
                        "too-deep",
                        format!("設定區塊層層相包超過 {DEPTH} 層"),
                        format!("blocks nest deeper than {DEPTH}"),
                    ));
                }
                let node = stack[top].node.take_section(&path, line);
                stack.push(Open { name: path, entry: false, node });
            }
            ("edit", [name]) if !stack[top].entry => {
                let node = stack[top].node.take_entry(name, line);
                stack.push(Open { name: name.clone(), entry: true, node });
            }
            ("next", []) if stack[top].entry => close(&mut stack),
            // `end` also closes an entry that has no `next`, and leaves a virtual domain.
            ("end", []) if top > 0 => {
                if stack[top].entry {
                    close(&mut stack);
                }
                if stack.len() > 1 {
                    close(&mut stack);
                }
            }
            ("set" | "select", [key, values @ ..]) => stack[top].node.set(key, values, line, false),
            ("append", [key, values @ ..]) => stack[top].node.set(key, values, line, true),
            ("unset" | "clear", [key]) => stack[top].node.unset(key),
            ("unselect", [key, values @ ..]) => {
                if let Some((_, known, _)) =
                    stack[top].node.settings.iter_mut().find(|(name, ..)| name == key)
                {
                    known.retain(|value| !values.contains(value));
                }
            }
            ("move" | "delete" | "rename" | "clone" | "purge", _) => {
                if !stack[top].node.rearrange(&words) {
                    out.unread(line, &words.join(" "));
                }
            }
            _ => out.unread(line, &words.join(" ")),
        }
    }
    if stack.len() > 1 || skipped.is_some() {
        let line = stack.last().map_or(1, |open| open.node.line);
        return Err(ReadError::new(
            statements.line,
            "truncated",
            format!("檔案中斷：第 {} 行開始的設定區塊沒有 end", line.max(1)),
            format!("the file breaks off: the block that begins in line {} has no end", line.max(1)),
        ));
    }
    let root = stack.pop().map(|open| open.node).unwrap_or_default();
    if root.sections.is_empty() && out.irrelevant.is_empty() {
        return Err(ReadError::new(
            1,
            "not-fortigate",
            "檔案裡沒有 FortiGate 的設定區塊（config … end）",
            "the file has no block of a FortiGate (config … end)",
        ));
    }
    Ok(root)
}

/// Whether the open entry is a virtual domain, whose sections are those of a whole firewall.
fn is_domain(stack: &[Open]) -> bool {
    matches!(stack, [_, vdom, _] if vdom.name == "vdom")
}

fn close(stack: &mut Vec<Open>) {
    let Some(open) = stack.pop() else { return };
    let Some(around) = stack.last_mut() else { return };
    if open.entry {
        around.node.put_entry(open.name, open.node);
    } else {
        around.node.put_section(open.name, open.node);
    }
}

/// The statements of a text: a line each, but a quoted text may go on over lines.
struct Statements<'t> {
    rest: std::str::Chars<'t>,
    line: u32,
}

impl<'t> Statements<'t> {
    fn new(text: &'t str) -> Self {
        Self { rest: text.chars(), line: 1 }
    }

    fn next(&mut self) -> Result<Option<(u32, Vec<String>)>, ReadError> {
        let mut words: Vec<String> = Vec::new();
        let mut word: Option<String> = None;
        let (mut quote, mut began) = (None, self.line);
        loop {
            let Some(c) = self.rest.next() else {
                if quote.is_some() {
                    return Err(ReadError::new(
                        began,
                        "truncated",
                        "引號沒有收尾，檔案可能中斷",
                        "a quote is never closed: the file probably breaks off",
                    ));
                }
                words.extend(word);
                return Ok((!words.is_empty()).then_some((began, words)));
            };
            match (c, quote) {
                ('\n', None) => {
                    self.line = self.line.saturating_add(1);
                    words.extend(word.take());
                    if !words.is_empty() {
                        return Ok(Some((began, words)));
                    }
                    began = self.line;
                }
                ('\n', Some(_)) => {
                    self.line = self.line.saturating_add(1);
                    word.get_or_insert_default().push(' ');
                }
                ('\\', _) => {
                    if let Some(next) = self.rest.next() {
                        if next == '\n' {
                            self.line = self.line.saturating_add(1);
                        }
                        word.get_or_insert_default().push(next);
                    }
                }
                (c, Some(open)) if c == open => quote = None,
                (c, Some(_)) => word.get_or_insert_default().push(c),
                ('"' | '\'', None) => {
                    quote = Some(c);
                    word.get_or_insert_default();
                }
                ('#', None) if words.is_empty() && word.is_none() => {
                    for c in self.rest.by_ref() {
                        if c == '\n' {
                            break;
                        }
                    }
                    self.line = self.line.saturating_add(1);
                    began = self.line;
                }
                (c, None) if c.is_whitespace() => words.extend(word.take()),
                (c, None) => word.get_or_insert_default().push(c),
            }
        }
    }
}
