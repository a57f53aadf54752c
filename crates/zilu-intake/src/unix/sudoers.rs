//! `sudoers`: who may run what as whom, read as `sudoers(5)` describes it.
//!
//! Read: aliases, user specifications with `Runas`, tags, options, digests and negation, `\` continuation. Not
//! evaluated, and told: included files that are not at hand, netgroups, groups of other sources. `Defaults` do not give
//! rights.

use crate::fault::Fault;
use crate::item::Place;
use rustc_hash::FxHashMap;

/// A name in a list, with whether it is negated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    pub(super) negated: bool,
    pub(super) name: String,
}

/// One command that a rule allows or forbids.
#[derive(Debug, Clone)]
pub(super) struct Command {
    /// May be run as root.
    pub(super) as_root: bool,
    pub(super) no_password: bool,
    pub(super) negated: bool,
    pub(super) text: String,
}

/// `users hosts = commands`.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) users: Vec<Member>,
    pub(super) hosts: Vec<Member>,
    pub(super) commands: Vec<Command>,
}

#[derive(Debug, Default)]
pub(super) struct Sudoers {
    pub(super) users: FxHashMap<String, Vec<Member>>,
    pub(super) runas: FxHashMap<String, Vec<Member>>,
    pub(super) hosts: FxHashMap<String, Vec<Member>>,
    pub(super) commands: FxHashMap<String, Vec<Member>>,
    pub(super) rules: Vec<Rule>,
    /// Paths of files and folders to be included.
    pub(super) includes: Vec<String>,
    /// A line that is not finished.
    pending: String,
    begun: Option<Place>,
}

/// Longest line with its continuations, in bytes.
const LINE: usize = 1 << 20;

const TAGS: [&str; 19] = [
    "EXEC",
    "NOEXEC",
    "FOLLOW",
    "NOFOLLOW",
    "LOG_INPUT",
    "NOLOG_INPUT",
    "LOG_OUTPUT",
    "NOLOG_OUTPUT",
    "MAIL",
    "NOMAIL",
    "INTERCEPT",
    "NOINTERCEPT",
    "PASSWD",
    "NOPASSWD",
    "SETENV",
    "NOSETENV",
    "LIST",
    "NOLIST",
    "VERIFY",
];
const OPTIONS: [&str; 11] = [
    "ROLE",
    "TYPE",
    "PRIVS",
    "LIMITPRIVS",
    "NOTBEFORE",
    "NOTAFTER",
    "TIMEOUT",
    "CWD",
    "CHROOT",
    "APPARMOR_PROFILE",
    "PROJECT",
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Comma,
    Equals,
    Colon,
    Open,
    Close,
    Not,
}

/// What is wrong with a statement, in Traditional Chinese and English.
type Wrong = (String, String);
/// Commands, and what stands behind the colon after them.
type Commands<'t> = (Vec<Command>, Option<&'t [Token]>);
type Outcome<T> = Result<T, Box<Fault>>;

impl Sudoers {
    /// Takes the next line of the file.
    pub(super) fn line(&mut self, line: &str, place: &Place) -> Outcome<()> {
        self.begun.get_or_insert_with(|| place.clone());
        let content = without_comment(line);
        let continued = content.len() == line.len() && ends_with_backslash(content);
        let content = if continued { &content[..content.len() - 1] } else { content };
        if self.pending.len() + content.len() > LINE {
            return Err(Box::new(Fault::new(
                place.clone(),
                "too-long",
                "這一行連同接續行超過 1 MiB",
                "this line with its continuations is longer than 1 MiB",
            )));
        }
        self.pending.push_str(content);
        if continued {
            self.pending.push(' ');
            return Ok(());
        }
        self.end()
    }

    /// The file, or a line of it, is over.
    pub(super) fn end(&mut self) -> Outcome<()> {
        let line = std::mem::take(&mut self.pending);
        let Some(place) = self.begun.take() else { return Ok(()) };
        self.statement(line.trim()).map_err(|(zh, en)| {
            let fault = Fault::new(place, "sudoers", zh, en);
            Box::new(fault.hint("請以 visudo -c 檢查這個檔案", "check the file with visudo -c"))
        })
    }

    fn statement(&mut self, line: &str) -> Result<(), Wrong> {
        if line.is_empty() {
            return Ok(());
        }
        for word in ["@includedir", "@include", "#includedir", "#include"] {
            if let Some(path) = line.strip_prefix(word).filter(|rest| rest.starts_with(char::is_whitespace)) {
                self.includes.push(path.trim().trim_matches('"').chars().take(300).collect());
                return Ok(());
            }
        }
        if line
            .strip_prefix("Defaults")
            .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t', '@', ':', '!', '>']))
        {
            return Ok(());
        }
        if let Some((word, rest)) = line.split_once(char::is_whitespace)
            && let Some(kind) = word.strip_suffix("_Alias")
        {
            return self.aliases(kind, rest);
        }
        self.rule(line)
    }

    fn aliases(&mut self, kind: &str, rest: &str) -> Result<(), Wrong> {
        let command = matches!(kind, "Cmnd" | "Cmd");
        let tokens = tokens(rest, command);
        for definition in tokens.split(|token| *token == Token::Colon) {
            let [Token::Word(name), Token::Equals, list @ ..] = definition else {
                return Err(expected("別名應為「名稱 = 清單」", "an alias is 'NAME = list'"));
            };
            let mut members = Vec::new();
            if command {
                for part in list.split(|token| *token == Token::Comma) {
                    let (negated, words) = negation(part);
                    let text = joined(words);
                    // A digest in front of a comma belongs to the command behind it.
                    if !text.is_empty() && !is_digest(&text) {
                        members.push(Member { negated, name: without_digest(&text) });
                    }
                }
            } else {
                let (list, rest) = member_list(list)?;
                if !rest.is_empty() {
                    return Err(expected(
                        "別名的清單之後還有文字",
                        "there is more after the list of an alias",
                    ));
                }
                members = list;
            }
            if members.is_empty() {
                return Err(expected("別名的清單是空的", "the list of an alias is empty"));
            }
            let into = match kind {
                "User" => &mut self.users,
                "Runas" => &mut self.runas,
                "Host" => &mut self.hosts,
                "Cmnd" | "Cmd" => &mut self.commands,
                _ => return Err(expected("不認得這種別名", "this sort of alias is not known")),
            };
            into.insert(name.clone(), members);
        }
        Ok(())
    }

    fn rule(&mut self, line: &str) -> Result<(), Wrong> {
        let tokens = tokens(line, false);
        let (users, mut rest) = member_list(&tokens)?;
        loop {
            let (hosts, after) = member_list(rest)?;
            let Some((Token::Equals, specification)) = after.split_first() else {
                return Err(expected("應為「使用者 主機 = 命令」", "expected 'users hosts = commands'"));
            };
            let (commands, more) = self.commands(specification)?;
            self.rules.push(Rule { users: users.clone(), hosts, commands });
            match more {
                Some(more) => rest = more,
                None => return Ok(()),
            }
        }
    }

    /// Commands up to the end or to a colon, behind which the next hosts stand.
    fn commands<'t>(&self, mut tokens: &'t [Token]) -> Result<Commands<'t>, Wrong> {
        let mut commands = Vec::new();
        let (mut as_root, mut no_password) = (true, false);
        loop {
            if let [Token::Open, rest @ ..] = tokens {
                let close = rest.iter().position(|token| *token == Token::Close);
                let close = close.ok_or_else(|| expected("括號沒有收尾", "a bracket is never closed"))?;
                as_root = self.runs_as_root(&rest[..close]);
                tokens = &rest[close + 1..];
            }
            loop {
                match tokens {
                    [Token::Word(word), Token::Colon, rest @ ..] if TAGS.contains(&word.as_str()) => {
                        match word.as_str() {
                            "NOPASSWD" => no_password = true,
                            "PASSWD" => no_password = false,
                            _ => {}
                        }
                        tokens = rest;
                    }
                    [Token::Word(word), Token::Equals, Token::Word(_), rest @ ..]
                        if OPTIONS.contains(&word.as_str()) =>
                    {
                        tokens = rest;
                    }
                    _ => break,
                }
            }
            let end = tokens
                .iter()
                .position(|token| matches!(token, Token::Comma | Token::Colon))
                .unwrap_or(tokens.len());
            let (negated, words) = negation(&tokens[..end]);
            let text = joined(words);
            if text.is_empty() {
                return Err(expected("缺少命令", "a command is missing"));
            }
            if !is_digest(&text) {
                commands.push(Command { as_root, no_password, negated, text: without_digest(&text) });
            }
            match tokens.get(end) {
                Some(Token::Comma) => tokens = &tokens[end + 1..],
                Some(_) => return Ok((commands, Some(&tokens[end + 1..]))),
                None => return Ok((commands, None)),
            }
        }
    }

    /// Whether root is among those as whom a command may be run. What stands behind the colon are groups only.
    fn runs_as_root(&self, tokens: &[Token]) -> bool {
        let users = tokens.split(|token| *token == Token::Colon).next().unwrap_or_default();
        let Ok((members, _)) = member_list(users) else { return tokens.is_empty() };
        self.includes_root(&members, 0).unwrap_or(false)
    }

    fn includes_root(&self, members: &[Member], depth: usize) -> Option<bool> {
        let mut found = None;
        for member in members {
            let matched = match member.name.as_str() {
                "ALL" | "root" | "#0" => Some(true),
                name if depth < 16 => self
                    .runas
                    .get(name)
                    .or_else(|| self.users.get(name))
                    .and_then(|inner| self.includes_root(inner, depth + 1)),
                _ => None,
            };
            if let Some(matched) = matched {
                found = Some(matched != member.negated);
            }
        }
        found
    }
}

fn expected(zh: &str, en: &str) -> Wrong {
    (zh.to_string(), en.to_string())
}

/// The line up to its comment. `#` begins one unless it names a file to include or, with digits, a user.
fn without_comment(line: &str) -> &str {
    let trimmed = line.trim_start();
    if trimmed.starts_with("#include") {
        return line;
    }
    let bytes = line.as_bytes();
    let (mut quoted, mut i) = (false, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'\\' => i += 1,
            b'"' => quoted = !quoted,
            b'#' if !quoted => {
                let user = bytes.get(i + 1).is_some_and(|b| b.is_ascii_digit() || *b == b'-');
                let starts =
                    i == 0 || matches!(bytes[i - 1], b' ' | b'\t' | b',' | b'(' | b'!' | b'%' | b'=');
                if !(user && starts || i > 0 && bytes[i - 1] == b'%') {
                    return &line[..i];
                }
            }
            _ => {}
        }
        i += 1;
    }
    line
}

fn ends_with_backslash(line: &str) -> bool {
    line.bytes().rev().take_while(|b| *b == b'\\').count() % 2 == 1
}

/// Cuts a statement into words and signs. In a command list colons and equal signs cut everywhere, in front of the first
/// equal sign only where they stand alone: there are addresses with colons.
fn tokens(line: &str, commands: bool) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut quoted = false;
    let mut behind_equals = commands;
    let mut characters = line.chars().peekable();
    let flush = |word: &mut String, tokens: &mut Vec<Token>| {
        if !word.is_empty() {
            tokens.push(Token::Word(std::mem::take(word)));
        }
    };
    while let Some(c) = characters.next() {
        let digest = behind_equals && is_digest_start(&word);
        match c {
            '\\' => word.extend(characters.next()),
            '"' => quoted = !quoted,
            _ if quoted => word.push(c),
            _ if c.is_whitespace() => flush(&mut word, &mut tokens),
            ',' => {
                flush(&mut word, &mut tokens);
                tokens.push(Token::Comma);
            }
            _ if digest => word.push(c),
            ':' if matches!(word.as_str(), "sha224" | "sha256" | "sha384" | "sha512") => word.push(c),
            ':' if !behind_equals
                && !word.is_empty()
                && characters.peek().is_some_and(|c| !c.is_whitespace()) =>
            {
                word.push(c);
            }
            ':' if word == "%" => word.push(c),
            ':' => {
                flush(&mut word, &mut tokens);
                tokens.push(Token::Colon);
                // Other hosts, or another alias, come next, unless the word before was a tag.
                let tag = tokens.len() >= 2
                    && matches!(&tokens[tokens.len() - 2], Token::Word(w) if TAGS.contains(&w.as_str()));
                let inside = tokens.iter().filter(|t| **t == Token::Open).count()
                    > tokens.iter().filter(|t| **t == Token::Close).count();
                behind_equals = tag || inside || commands && behind_equals;
            }
            '=' => {
                flush(&mut word, &mut tokens);
                tokens.push(Token::Equals);
                behind_equals = true;
            }
            '(' if word.is_empty() => tokens.push(Token::Open),
            ')' => {
                flush(&mut word, &mut tokens);
                tokens.push(Token::Close);
            }
            '!' if word.is_empty() => tokens.push(Token::Not),
            _ => word.push(c),
        }
    }
    flush(&mut word, &mut tokens);
    tokens
}

/// Names separated by commas, and what follows.
fn member_list(mut tokens: &[Token]) -> Result<(Vec<Member>, &[Token]), Wrong> {
    let mut members = Vec::new();
    loop {
        let (negated, rest) = negation(tokens);
        let Some((Token::Word(name), rest)) = rest.split_first() else {
            return Err(expected("缺少名稱", "a name is missing"));
        };
        members.push(Member { negated, name: name.clone() });
        match rest.split_first() {
            Some((Token::Comma, more)) => tokens = more,
            _ => return Ok((members, rest)),
        }
    }
}

/// Exclamation marks in front: an odd number negates.
fn negation(tokens: &[Token]) -> (bool, &[Token]) {
    let marks = tokens.iter().take_while(|token| **token == Token::Not).count();
    (marks % 2 == 1, &tokens[marks..])
}

fn joined(tokens: &[Token]) -> String {
    let mut text = String::new();
    for token in tokens {
        let part = match token {
            Token::Word(word) => word.as_str(),
            Token::Equals => "=",
            Token::Open => "(",
            Token::Close => ")",
            Token::Not => "!",
            Token::Comma | Token::Colon => continue,
        };
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

fn is_digest_start(word: &str) -> bool {
    ["sha224:", "sha256:", "sha384:", "sha512:"].iter().any(|start| word.starts_with(start))
}

fn is_digest(text: &str) -> bool {
    is_digest_start(text) && !text.contains(' ')
}

fn without_digest(text: &str) -> String {
    match text.split_once(' ') {
        Some((digest, command)) if is_digest(digest) => command.to_string(),
        _ => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Sudoers, String> {
        let mut sudoers = Sudoers::default();
        for line in text.lines() {
            sudoers.line(line, &Place::default()).map_err(|fault| fault.en)?;
        }
        sudoers.end().map_err(|fault| fault.en)?;
        Ok(sudoers)
    }

    fn commands(text: &str) -> Vec<(bool, bool, bool, String)> {
        let sudoers = read(text).expect("good");
        sudoers
            .rules
            .iter()
            .flat_map(|rule| &rule.commands)
            .map(|c| (c.as_root, c.no_password, c.negated, c.text.clone()))
            .collect()
    }

    #[test]
    fn rules_are_cut_where_they_should() {
        assert_eq!(commands("root ALL=(ALL) ALL"), [(true, false, false, "ALL".into())]);
        assert_eq!(
            commands(
                "a, !b H1, H2 = (op) NOPASSWD: /bin/ls -l, !/bin/su, (root) PASSWD: sha256:Ab+/= /bin/x : H3 = /bin/y"
            ),
            [
                (false, true, false, "/bin/ls -l".into()),
                (false, true, true, "/bin/su".into()),
                (true, false, false, "/bin/x".into()),
                (true, false, false, "/bin/y".into()),
            ]
        );
        assert_eq!(commands("a ALL=(ALL, !root) ALL"), [(false, false, false, "ALL".into())]);
        assert_eq!(commands("a ALL=(root:wheel) ALL"), [(true, false, false, "ALL".into())]);
        assert_eq!(commands("a ALL=(:wheel) ALL"), [(false, false, false, "ALL".into())]);
        assert_eq!(
            commands("a ALL = TIMEOUT=5m /bin/a b\\:c\\=d"),
            [(true, false, false, "/bin/a b:c=d".into())]
        );
        assert_eq!(commands("a fe80::1 = /bin/a"), [(true, false, false, "/bin/a".into())]);
    }

    #[test]
    fn comments_and_users_by_number_are_told_apart() {
        let sudoers = read("# a comment\n#1000 ALL=ALL # why\n%#100 ALL=ALL\n\"%domain admins\" ALL=ALL\n")
            .expect("good");
        let users: Vec<&str> = sudoers.rules.iter().map(|rule| rule.users[0].name.as_str()).collect();
        assert_eq!(users, ["#1000", "%#100", "%domain admins"]);
    }

    #[test]
    fn lines_continue_and_files_are_included() {
        let sudoers = read("Cmnd_Alias A = /bin/a, \\\n  !/bin/b : B = A\n#include /etc/x\n@includedir /etc/sudoers.d\nDefaults:a !requiretty\n")
            .expect("good");
        assert_eq!(sudoers.includes, ["/etc/x", "/etc/sudoers.d"]);
        assert_eq!(sudoers.commands["A"].len(), 2);
        assert!(sudoers.commands["A"][1].negated);
        assert_eq!(sudoers.commands["B"][0].name, "A");
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "a ALL",
            "a",
            "a ALL=",
            "a ALL=(root ALL",
            "User_Alias A",
            "User_Alias A =",
            "Other_Alias A = b",
            "= b",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
