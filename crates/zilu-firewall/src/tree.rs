//! A configuration as a tree of words, whichever way it is written: `set a b c`, `a { b c; }`, or XML.
//!
//! A value is a word without anything below it, so that `set rules r from any`, `from any;` and
//! `<from><member>any</member></from>` give the same tree.

use crate::model::ReadError;
use crate::quoted;
use quick_xml::Reader;
use quick_xml::events::Event;
use rustc_hash::FxHashMap;

/// Words below words; real configurations need about fifteen.
const DEPTH: usize = 60;
/// Children from which on they are looked up by a table.
const MANY: usize = 12;

/// A word and what stands below it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    /// First line in which it stands.
    pub(crate) line: u32,
    children: Vec<(String, Node)>,
    index: FxHashMap<String, usize>,
    /// Switched off: `inactive:` or `deactivate`.
    pub(crate) inactive: bool,
}

impl Node {
    /// What stands below a word.
    pub(crate) fn get(&self, name: &str) -> Option<&Node> {
        self.at(name).map(|index| &self.children[index].1)
    }

    /// What stands below several words, one below the other.
    pub(crate) fn path(&self, names: &[&str]) -> Option<&Node> {
        names.iter().try_fold(self, |node, name| node.get(name))
    }

    /// The words below, in order.
    pub(crate) fn children(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.children.iter().map(|(name, node)| (name.as_str(), node))
    }

    /// The words below, without what is below them.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.children.iter().map(|(name, _)| name.as_str())
    }

    /// The first word below a word: its value.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.get(name)?.words().next()
    }

    /// How many words have nothing below them: about the number of its lines.
    pub(crate) fn leaves(&self) -> u64 {
        // By hand, not by recursion: depth is bounded, but cheap to be sure of.
        let mut sum = 0;
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            if node.children.is_empty() {
                sum += 1;
            }
            open.extend(node.children.iter().map(|(_, child)| child));
        }
        sum
    }

    fn at(&self, name: &str) -> Option<usize> {
        if self.children.len() > MANY {
            return self.index.get(name).copied();
        }
        self.children.iter().position(|(known, _)| known == name)
    }

    fn child(&mut self, name: &str, line: u32) -> &mut Node {
        let at = match self.at(name) {
            Some(at) => at,
            None => {
                self.children.push((name.to_owned(), Node { line, ..Node::default() }));
                if self.children.len() > MANY {
                    if self.index.is_empty() {
                        self.index =
                            self.children.iter().enumerate().map(|(i, (n, _))| (n.clone(), i)).collect();
                    } else {
                        self.index.insert(name.to_owned(), self.children.len() - 1);
                    }
                }
                self.children.len() - 1
            }
        };
        &mut self.children[at].1
    }

    fn insert(&mut self, words: &[String], line: u32) -> Option<&mut Node> {
        if words.len() > DEPTH {
            return None;
        }
        let mut node = self;
        for word in words {
            node = node.child(word, line);
        }
        Some(node)
    }
}

/// Lines that could not be put into the tree.
pub(crate) type Left = Vec<(u32, String)>;

/// Reads `set …`, `deactivate …` and `delete …` lines.
pub(crate) fn from_set(text: &str) -> (Node, Left, u64) {
    let (mut root, mut left, mut lines) = (Node::default(), Vec::new(), 0);
    for (index, line) in text.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with('!') {
            continue;
        }
        lines += 1;
        let Some(words) = quoted::words(line) else {
            left.push((number, line.to_owned()));
            continue;
        };
        let done = match words.split_first() {
            Some((verb, path)) if verb == "set" => set(&mut root, path, number),
            Some((verb, path)) if verb == "deactivate" => match root.insert(path, number) {
                Some(node) => {
                    node.inactive = true;
                    true
                }
                None => false,
            },
            _ => false,
        };
        if !done {
            left.push((number, line.to_owned()));
        }
    }
    (root, left, lines)
}

/// Puts a path with lists `[ a b ]` into the tree. Only the last part of a line is a list.
fn set(root: &mut Node, path: &[String], line: u32) -> bool {
    let Some(open) = path.iter().position(|word| word.starts_with('[')) else {
        return root.insert(path, line).is_some();
    };
    let (front, list) = path.split_at(open);
    let Some(node) = root.insert(front, line) else { return false };
    let closed = list.last().is_some_and(|word| word.ends_with(']'));
    for word in list {
        let bare = word.trim_start_matches('[').trim_end_matches(']');
        if !bare.is_empty() {
            node.child(bare, line);
        }
    }
    closed
}

/// Reads `a { b c; d [ e f ]; }`, with `#`, `//` and `/* … */` comments and `inactive:`.
///
/// # Errors
/// When a block is never closed, closed twice, or too deep.
pub(crate) fn from_braces(text: &str) -> Result<(Node, u64), ReadError> {
    let mut root = Node::default();
    let mut path: Vec<String> = Vec::new();
    let mut lengths: Vec<(usize, u32)> = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let (mut inactive, mut list_from) = (false, None);
    let mut tokens = Tokens { rest: text.chars().peekable(), line: 1 };
    while let Some(token) = tokens.next()? {
        let line = tokens.line;
        match token {
            Token::Word(word) if word == "inactive:" || word == "protect:" || word == "replace:" => {
                inactive |= word == "inactive:";
            }
            Token::Word(word) => words.push(word),
            Token::Sign('[') => list_from = Some(words.len()),
            Token::Sign(']') => {}
            Token::Sign('{') => {
                lengths.push((path.len(), line));
                path.append(&mut words);
                if path.len() > DEPTH {
                    return Err(ReadError::new(
                        line,
                        "too-deep",
                        format!("設定層層相包超過 {DEPTH} 層"),
                        format!("blocks nest deeper than {DEPTH}"),
                    ));
                }
                if let Some(node) = root.insert(&path, line) {
                    node.inactive |= inactive;
                }
                inactive = false;
            }
            Token::Sign('}') => {
                let Some((length, _)) = lengths.pop() else {
                    return Err(ReadError::new(line, "malformed", "多了一個「}」", "a '}' too many"));
                };
                path.truncate(length);
            }
            Token::Sign(_) => {
                let from = list_from.take().unwrap_or(words.len()).min(words.len());
                let list = words.split_off(from);
                let before = path.len();
                path.append(&mut words);
                let too_deep = || {
                    ReadError::new(
                        line,
                        "too-deep",
                        format!("設定層層相包超過 {DEPTH} 層"),
                        format!("blocks nest deeper than {DEPTH}"),
                    )
                };
                let node = root.insert(&path, line).ok_or_else(too_deep)?;
                node.inactive |= inactive;
                for word in &list {
                    node.child(word, line);
                }
                inactive = false;
                path.truncate(before);
            }
        }
    }
    if let Some((_, line)) = lengths.last() {
        return Err(ReadError::new(
            tokens.line,
            "truncated",
            format!("檔案中斷：第 {line} 行的「{{」沒有收尾"),
            format!("the file breaks off: the '{{' in line {line} is never closed"),
        ));
    }
    Ok((root, u64::from(tokens.line)))
}

enum Token {
    Word(String),
    Sign(char),
}

struct Tokens<'t> {
    rest: std::iter::Peekable<std::str::Chars<'t>>,
    line: u32,
}

impl Tokens<'_> {
    fn step(&mut self) -> Option<char> {
        let c = self.rest.next();
        if c == Some('\n') {
            self.line = self.line.saturating_add(1);
        }
        c
    }

    fn next(&mut self) -> Result<Option<Token>, ReadError> {
        loop {
            let Some(c) = self.step() else { return Ok(None) };
            match c {
                c if c.is_whitespace() => {}
                '#' => while self.step().is_some_and(|c| c != '\n') {},
                '/' if self.rest.peek() == Some(&'*') => {
                    let began = self.line;
                    let mut last = ' ';
                    self.step();
                    loop {
                        match self.step() {
                            Some('/') if last == '*' => break,
                            Some(c) => last = c,
                            None => {
                                return Err(ReadError::new(
                                    began,
                                    "truncated",
                                    "註解沒有收尾",
                                    "a comment is never closed",
                                ));
                            }
                        }
                    }
                }
                '{' | '}' | ';' | '[' | ']' => return Ok(Some(Token::Sign(c))),
                '"' => {
                    let began = self.line;
                    let mut word = String::new();
                    loop {
                        match self.step() {
                            Some('"') => return Ok(Some(Token::Word(word))),
                            Some('\\') => word.extend(self.step()),
                            Some(c) => word.push(c),
                            None => {
                                return Err(ReadError::new(
                                    began,
                                    "truncated",
                                    "引號沒有收尾",
                                    "a quote is never closed",
                                ));
                            }
                        }
                    }
                }
                c => {
                    let mut word = String::from(c);
                    while let Some(next) = self.rest.peek() {
                        if next.is_whitespace() || matches!(next, '{' | '}' | ';' | '[' | ']' | '"') {
                            break;
                        }
                        word.extend(self.step());
                    }
                    return Ok(Some(Token::Word(word)));
                }
            }
        }
    }
}

/// Reads XML in which `<entry name="x">` is the word `x` and `<member>x</member>` a value. No document type, no entities of its own.
///
/// # Errors
/// When it is not well formed, has a document type, or is too deep.
pub(crate) fn from_xml(text: &str) -> Result<(Node, u64), ReadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut root = Node::default();
    let mut path: Vec<String> = Vec::new();
    // For each open element, how many words it added.
    let mut open: Vec<usize> = Vec::new();
    let mut value = String::new();
    let (mut line, mut at) = (1u32, 0usize);
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        let passed = text.as_bytes()[at..before].iter().filter(|b| **b == b'\n').count();
        line = line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        at = before;
        let malformed = |what: String| {
            ReadError::new(
                line,
                "malformed",
                format!("XML 格式錯誤（{what}）"),
                format!("malformed XML: {what}"),
            )
        };
        match reader.read_event().map_err(|error| malformed(error.to_string()))? {
            Event::Start(start) => {
                value.clear();
                let mut added = 0;
                let mut word = start.name().as_ref().to_owned();
                let mut uuid = None;
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
                    let text = attribute
                        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                        .map_err(|error| malformed(error.to_string()))?;
                    match attribute.key.as_ref() {
                        "name" if word == "entry" => word = text.into_owned(),
                        "uuid" => uuid = Some(text.into_owned()),
                        _ => {}
                    }
                }
                if word != "member" {
                    path.push(word);
                    added = 1;
                }
                open.push(added);
                if path.len() >= DEPTH || open.len() >= 2 * DEPTH {
                    return Err(ReadError::new(
                        line,
                        "too-deep",
                        format!("元素層層相包超過 {DEPTH} 層"),
                        format!("elements nest deeper than {DEPTH}"),
                    ));
                }
                if let Some(node) = root.insert(&path, line)
                    && let Some(uuid) = uuid
                {
                    node.child("uuid", line).child(&uuid, line);
                }
            }
            Event::End(_) => {
                let text = value.trim();
                if !text.is_empty()
                    && let Some(node) = root.insert(&path, line)
                {
                    node.child(text, line);
                }
                value.clear();
                let added = open.pop().unwrap_or_default();
                path.truncate(path.len() - added.min(path.len()));
            }
            Event::Text(text) => value.push_str(&text),
            Event::CData(text) => value.push_str(&text),
            Event::GeneralRef(reference) => {
                let resolved = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c.to_string()),
                    _ => quick_xml::escape::resolve_xml_entity(&reference).map(str::to_owned),
                };
                value.push_str(&resolved.ok_or_else(|| malformed("an entity of its own".to_owned()))?);
            }
            Event::DocType(_) => {
                return Err(ReadError::new(
                    line,
                    "doctype",
                    "檔案含有文件類型宣告（DOCTYPE），為安全起見一律拒收",
                    "the file has a document type declaration (DOCTYPE): refused for safety",
                ));
            }
            Event::Eof if open.is_empty() => return Ok((root, u64::from(line))),
            Event::Eof => {
                return Err(ReadError::new(
                    line,
                    "truncated",
                    "檔案中斷，元素沒有收尾",
                    "the file breaks off with elements open",
                ));
            }
            _ => {}
        }
    }
}
