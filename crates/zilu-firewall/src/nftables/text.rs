//! Rule sets as text, as `nft list ruleset` prints them and people write them.

use super::Reader;
use super::matching::Match;
use crate::model::{Action, ReadError};
use rustc_hash::FxHashMap;

/// Blocks in blocks; real rule sets need three.
const DEPTH: usize = 8;

/// A word or sign, with its line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    line: u32,
    text: String,
    /// In quotes: no sign and no variable.
    quoted: bool,
}

/// Where the reader stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Table(String),
    Chain(String),
    /// Set or map, with its name.
    Set(String),
    Other,
}

impl Reader {
    pub(super) fn text(&mut self, text: &str) -> Result<(), ReadError> {
        let tokens = tokens(text)?;
        self.out.counts.insert("lines", text.lines().filter(|line| !line.trim().is_empty()).count() as u64);
        // Sets may stand behind the rules that use them: looked at first.
        let statements = statements(&tokens)?;
        for pass in [true, false] {
            let mut blocks: Vec<Block> = Vec::new();
            let mut variables: FxHashMap<String, Vec<String>> = FxHashMap::default();
            for statement in &statements {
                match statement {
                    Statement::Open(words) => {
                        let block = self.open(words, &blocks, pass);
                        blocks.push(block);
                    }
                    Statement::Close => {
                        blocks.pop();
                    }
                    Statement::Words(words) => self.words(words, &blocks, &mut variables, pass),
                }
            }
        }
        if self.chains.is_empty() && self.out.unread.is_empty() {
            return Err(ReadError::new(
                1,
                "not-nftables",
                "檔案裡沒有 nftables 的表格",
                "the file has no table of nftables",
            ));
        }
        Ok(())
    }

    fn open(&mut self, words: &[Token], blocks: &[Block], first: bool) -> Block {
        let text: Vec<&str> = words.iter().map(|token| token.text.as_str()).collect();
        let text = match text.as_slice() {
            ["add" | "create", rest @ ..] => rest,
            all => all,
        };
        match (text, blocks.last()) {
            (["table", name], None) => {
                if first {
                    self.out.count("tables");
                    self.out.scopes.push(format!("ip {name}:"));
                }
                Block::Table(format!("ip {name}"))
            }
            (["table", family, name], None) => {
                if first {
                    self.out.count("tables");
                    self.out.scopes.push(format!("{family} {name}:"));
                }
                Block::Table(format!("{family} {name}"))
            }
            (["chain", name], Some(Block::Table(table))) => {
                if first {
                    self.out.count("chains");
                    self.chain(&format!("{table}:{name}"));
                }
                Block::Chain((*name).to_owned())
            }
            (["set" | "map", name], Some(Block::Table(_))) => {
                if first {
                    self.out.count("groups");
                }
                Block::Set((*name).to_owned())
            }
            (
                ["counter" | "quota" | "limit" | "flowtable" | "ct" | "secmark" | "synproxy", ..],
                Some(Block::Table(_)),
            ) => Block::Other,
            _ => {
                if !first {
                    let line = words.first().map_or(1, |token| token.line);
                    self.out.unread(line, &text.join(" "));
                }
                Block::Other
            }
        }
    }

    fn words(
        &mut self,
        words: &[Token],
        blocks: &[Block],
        variables: &mut FxHashMap<String, Vec<String>>,
        first: bool,
    ) {
        let line = words.first().map_or(1, |token| token.line);
        let text: Vec<&str> = words.iter().map(|token| token.text.as_str()).collect();
        match blocks {
            [] => match text.as_slice() {
                ["flush" | "delete" | "destroy", ..] => {
                    if !first {
                        self.out.pass_over("frame of the file");
                    }
                }
                ["define", name, "=", rest @ ..] => {
                    let values = list(&rest.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>(), variables);
                    variables.insert((*name).to_owned(), values.unwrap_or_default());
                }
                _ if first => {}
                // `include "…"`: what is in that file is not known.
                _ => self.out.unread(line, &text.join(" ")),
            },
            [Block::Table(table), Block::Chain(chain)] => {
                self.in_chain(table, chain, words, variables, first)
            }
            [Block::Table(table), Block::Set(set)] => {
                if let ["elements", "=", rest @ ..] = text.as_slice()
                    && first
                {
                    let rest: Vec<String> = rest.iter().map(|word| (*word).to_owned()).collect();
                    let name = format!("{table}:{set}");
                    let elements = list(&rest, variables);
                    self.named_set(&name, elements);
                }
            }
            [Block::Table(_)] => {
                if !first && !matches!(text.as_slice(), ["flags", ..] | ["comment", ..]) {
                    self.out.unread(line, &text.join(" "));
                }
            }
            _ => {
                if !first {
                    self.out.pass_over("counters");
                }
            }
        }
    }

    fn in_chain(
        &mut self,
        table: &str,
        chain: &str,
        words: &[Token],
        variables: &FxHashMap<String, Vec<String>>,
        first: bool,
    ) {
        let text: Vec<String> = words.iter().map(|token| token.text.clone()).collect();
        let short: Vec<&str> = text.iter().map(String::as_str).collect();
        let name = format!("{table}:{chain}");
        match short.as_slice() {
            ["type", kind, "hook", ..] => {
                if first {
                    self.base(&name, kind, None);
                }
            }
            ["policy", policy] => {
                if first && let Some(known) = self.chains.get(&name) {
                    let set = known.set;
                    self.out.sets[set].otherwise =
                        Some(if *policy == "drop" { Action::Deny } else { Action::Allow });
                }
            }
            ["comment", _] => {}
            _ if first => {}
            _ => {
                let line = words.first().map_or(1, |token| token.line);
                let mut matching = Match::default();
                let unclear = self.rule_words(table, &text, variables, &mut matching).err();
                self.add(table, chain, line, &text.join(" "), matching, unclear);
            }
        }
    }

    /// The words of a rule; the error is what was not understood.
    fn rule_words(
        &self,
        table: &str,
        words: &[String],
        variables: &FxHashMap<String, Vec<String>>,
        matching: &mut Match,
    ) -> Result<(), String> {
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_str();
            let next = words.get(at + 1).map(String::as_str).unwrap_or_default();
            let taken = match word {
                "accept" => {
                    matching.action = Some(Action::Allow);
                    1
                }
                "drop" => {
                    matching.action = Some(Action::Deny);
                    1
                }
                "reject" => {
                    matching.action = Some(Action::Deny);
                    // `with icmp type port-unreachable`
                    words.len() - at
                }
                "return" => {
                    matching.action = Some(Action::Return);
                    1
                }
                "continue" => 1,
                "jump" | "goto" => {
                    matching.action = Some(Action::Jump(next.to_owned()));
                    2
                }
                "masquerade" | "snat" | "dnat" | "redirect" | "notrack" | "queue" | "tproxy" | "dup"
                | "fwd" | "flow" => {
                    matching.action = Some(Action::Other(word.to_owned()));
                    words.len() - at
                }
                "counter" => {
                    if next == "packets" {
                        matching.hits = words.get(at + 2).and_then(|n| n.parse().ok());
                        5
                    } else if next == "name" {
                        3
                    } else {
                        1
                    }
                }
                "comment" => {
                    matching.comment = Some(next.to_owned());
                    2
                }
                "log" => {
                    matching.log = true;
                    let mut taken = 1;
                    while words.get(at + taken).is_some_and(|w| {
                        matches!(
                            w.as_str(),
                            "prefix" | "level" | "flags" | "group" | "snaplen" | "queue-threshold"
                        )
                    }) {
                        taken += 2;
                    }
                    taken
                }
                "limit" => {
                    // `limit rate over 10/minute burst 5 packets`
                    let mut taken = 1;
                    while words.get(at + taken).is_some_and(|w| {
                        matches!(
                            w.as_str(),
                            "rate"
                                | "over"
                                | "burst"
                                | "packets"
                                | "bytes"
                                | "name"
                                | "until"
                                | "kbytes"
                                | "mbytes"
                        ) || w.contains('/')
                            || w.parse::<u32>().is_ok()
                    }) {
                        taken += 1;
                    }
                    matching.condition(words[at..at + taken].join(" "));
                    taken
                }
                _ => self.one_match(table, &words[at..], variables, matching)?,
            };
            at += taken;
        }
        Ok(())
    }

    /// A match at the beginning of these words; how many it takes.
    fn one_match(
        &self,
        table: &str,
        words: &[String],
        variables: &FxHashMap<String, Vec<String>>,
        matching: &mut Match,
    ) -> Result<usize, String> {
        let shown = || words.iter().take(4).cloned().collect::<Vec<_>>().join(" ");
        let (field, mut at) = match words[0].as_str() {
            word @ ("iif" | "iifname" | "oif" | "oifname") => (word.to_owned(), 1),
            word @ ("ip" | "ip6" | "tcp" | "udp" | "sctp" | "th" | "ct" | "meta" | "icmp" | "icmpv6"
            | "ether" | "arp" | "fib" | "tcp-flags" | "socket" | "rt") => {
                let second = words.get(1).ok_or_else(shown)?;
                let field = match (word, second.as_str()) {
                    ("meta", "iif" | "iifname" | "oif" | "oifname") => second.clone(),
                    _ => format!("{word} {second}"),
                };
                // `fib daddr . iif type local` and the like are kept whole.
                if word == "fib" || word == "socket" || word == "rt" {
                    return Err(shown());
                }
                (field, 2)
            }
            _ => return Err(shown()),
        };
        let mut negated = false;
        match words.get(at).map(String::as_str) {
            Some("!=") => {
                negated = true;
                at += 1;
            }
            Some("==") => at += 1,
            // Maps, arithmetic, concatenations.
            Some("map" | "vmap" | "&" | "|" | "." | "<" | ">" | "<=" | ">=" | "and" | "or") => {
                return Err(shown());
            }
            _ => {}
        }
        let value = words.get(at).ok_or_else(shown)?;
        if let Some(name) = value.strip_prefix('@') {
            self.by_name(table, &field, negated, name, matching)?;
            return Ok(at + 1);
        }
        let (mut values, taken) = if value == "{" {
            let end = words[at..].iter().position(|word| word == "}").ok_or_else(shown)?;
            (list(&words[at..=at + end], variables).ok_or_else(shown)?, end + 1)
        } else {
            let mut values = list(&words[at..=at], variables).ok_or_else(shown)?;
            let mut taken = 1;
            // `ct state established,related`
            while words.get(at + taken).is_some_and(|word| word == ",") {
                values.extend(words.get(at + taken + 1).cloned());
                taken += 2;
            }
            (values, taken)
        };
        values.retain(|value| !value.is_empty());
        if matches!(words.get(at + taken).map(String::as_str), Some("map" | "vmap" | "&" | ".")) {
            return Err(shown());
        }
        matching.field(&field, negated, &values, None)?;
        Ok(at + taken)
    }
}

/// The values of `{ a, b-c }`, `a` or `$name`. `None`: a map, a concatenation or an unknown variable.
fn list(words: &[String], variables: &FxHashMap<String, Vec<String>>) -> Option<Vec<String>> {
    let mut values: Vec<String> = Vec::new();
    let mut rest = words.iter().peekable();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "{" | "}" | "," => {}
            ":" | "." => return None,
            // Lifetimes and counters of elements.
            "timeout" | "expires" | "comment" => {
                rest.next();
            }
            "counter" => {}
            "packets" | "bytes" => {
                rest.next();
            }
            _ => match word.strip_prefix('$') {
                Some(name) => values.extend(variables.get(name)?.iter().cloned()),
                None => values.push(word.clone()),
            },
        }
    }
    Some(values)
}

enum Statement {
    Open(Vec<Token>),
    Close,
    Words(Vec<Token>),
}

/// Cuts tokens into statements. A brace behind a match or an `=` is a list, not a block.
fn statements(tokens: &[Token]) -> Result<Vec<Statement>, ReadError> {
    const BLOCKS: [&str; 14] = [
        "table",
        "chain",
        "set",
        "map",
        "counter",
        "quota",
        "limit",
        "flowtable",
        "ct",
        "secmark",
        "synproxy",
        "add",
        "create",
        "element",
    ];
    let mut found = Vec::new();
    let mut words: Vec<Token> = Vec::new();
    let mut open: Vec<u32> = Vec::new();
    let mut inside = 0u32;
    let mut last = 1;
    for token in tokens {
        last = token.line;
        let sign = !token.quoted;
        match token.text.as_str() {
            "{" if sign => {
                let first = words.first().map(|word| word.text.as_str()).unwrap_or_default();
                let block = inside == 0
                    && open.len() < 2
                    && BLOCKS.contains(&first)
                    && !words.iter().any(|word| word.text == "=");
                if block {
                    if open.len() >= DEPTH {
                        return Err(ReadError::new(
                            token.line,
                            "too-deep",
                            "區塊層層相包太深",
                            "blocks nest too deeply",
                        ));
                    }
                    open.push(token.line);
                    found.push(Statement::Open(std::mem::take(&mut words)));
                } else {
                    inside += 1;
                    words.push(token.clone());
                }
            }
            "}" if sign && inside > 0 => {
                inside -= 1;
                words.push(token.clone());
            }
            "}" if sign => {
                if !words.is_empty() {
                    found.push(Statement::Words(std::mem::take(&mut words)));
                }
                if open.pop().is_none() {
                    return Err(ReadError::new(token.line, "malformed", "多了一個「}」", "a '}' too many"));
                }
                found.push(Statement::Close);
            }
            "\n" | ";" if sign => {
                if inside == 0 && !words.is_empty() {
                    found.push(Statement::Words(std::mem::take(&mut words)));
                }
            }
            _ => words.push(token.clone()),
        }
    }
    if !words.is_empty() {
        found.push(Statement::Words(words));
    }
    if let Some(line) = open.last() {
        return Err(ReadError::new(
            last,
            "truncated",
            format!("檔案中斷：第 {line} 行的「{{」沒有收尾"),
            format!("the file breaks off: the '{{' in line {line} is never closed"),
        ));
    }
    Ok(found)
}

fn tokens(text: &str) -> Result<Vec<Token>, ReadError> {
    let mut found: Vec<Token> = Vec::new();
    let mut line = 1u32;
    let mut rest = text.chars().peekable();
    let mut word = String::new();
    macro_rules! end_word {
        () => {
            if !word.is_empty() {
                found.push(Token { line, text: std::mem::take(&mut word), quoted: false });
            }
        };
    }
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek() == Some(&'\n') => {
                end_word!();
                rest.next();
                line = line.saturating_add(1);
            }
            '\n' => {
                end_word!();
                found.push(Token { line, text: "\n".to_owned(), quoted: false });
                line = line.saturating_add(1);
            }
            '#' if word.is_empty() => {
                while rest.peek().is_some_and(|c| *c != '\n') {
                    rest.next();
                }
            }
            '"' => {
                end_word!();
                let began = line;
                let mut quoted = String::new();
                loop {
                    match rest.next() {
                        Some('"') => break,
                        Some(c) => {
                            if c == '\n' {
                                line = line.saturating_add(1);
                            }
                            quoted.push(c);
                        }
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
                found.push(Token { line: began, text: quoted, quoted: true });
            }
            '{' | '}' | ';' | ',' | '=' => {
                // `!=`, `==`, `<=`, `>=` are one sign.
                if c == '=' && (matches!(word.as_str(), "!" | "<" | ">" | "=") || rest.peek() == Some(&'=')) {
                    word.push('=');
                    if word == "=" {
                        word.push('=');
                        rest.next();
                    }
                    end_word!();
                    continue;
                }
                end_word!();
                found.push(Token { line, text: c.to_string(), quoted: false });
            }
            c if c.is_whitespace() => end_word!(),
            c => word.push(c),
        }
    }
    end_word!();
    Ok(found)
}
