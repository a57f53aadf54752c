//! Accounts of a Unix host: `passwd`, `shadow`, `group`, `sudoers`, one by one or together.
//!
//! Together is better, since what an account may do follows from all four. One command makes such a file:
//! `tail -n +1 /etc/passwd /etc/shadow /etc/group /etc/sudoers /etc/sudoers.d/*`, whose output names each file in a line
//! `==> /etc/passwd <==`. A file by itself states its own part: `passwd` who there is and whether its shell lets people
//! in, `shadow` the password's date and whether there is one, `group` the groups, `sudoers` what it gives those whom it
//! names. What needs another file is left open, and a note says so.
//!
//! The system is the subject; written `SYSTEM@HOST`, the host is stated and the accounts are called `root@host`, since
//! each host of a system has its own. Hashes of passwords are dropped while reading.
//!
//! Highest is UID 0 and whoever may run everything as root; special is whoever may run something as somebody else, and
//! members of groups that give as much (`docker`, `disk` …). A locked password does not switch an account off by itself,
//! since a key may still let it in; with a shell that lets nobody in it does.

mod rights;
mod sudoers;

use crate::account::{Account, Accounts, Nature, Privilege, no_subject, subject};
use crate::fault::Fault;
use crate::item::{Feed, Item, Place, Source, Summary};
use crate::line_reader::Lines;
use crate::plural::counted;
use crate::recognise::Format;
use jiff::Span;
use jiff::civil::{Date, date};
use rights::{Rights, Subject};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::io::Read;
use sudoers::Sudoers;
use zilu_catalogue::Catalogue;

/// One line may be this long: groups of everybody.
const LINE: u64 = 4 << 20;
/// Accounts, groups and memberships of one file.
const HELD: usize = 5_000_000;
/// From this many days on, a password never expires: `shadow` has no other way to say so.
pub(crate) const MAX_AGE_NEVER: i64 = 99_999;
/// Groups whose members can become root or read what only root may.
const STRONG_GROUPS: [&str; 6] = ["docker", "lxd", "disk", "kmem", "shadow", "libvirt"];

/// One of the files of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum UnixFile {
    Passwd,
    Shadow,
    Group,
    Sudoers,
}

/// A day counted from 1970-01-01.
pub(crate) fn day_of_1970(days: i64) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

/// Whether a shell lets nobody in.
pub(crate) fn is_no_login(shell: &str) -> bool {
    matches!(
        shell.rsplit('/').next().unwrap_or(shell),
        "nologin" | "false" | "sync" | "shutdown" | "halt" | "true" | "git-shell"
    )
}

/// Which file this is, from its first lines; `None` when it is none of them.
pub(crate) fn unix_file(head: &str) -> Option<UnixFile> {
    let lines = || head.lines().map(str::trim_end).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let first = lines().next()?;
    let fields: Vec<&str> = first.split(':').collect();
    let number = |at: usize| fields.get(at).is_some_and(|f| f.parse::<u32>().is_ok());
    let days = |field: &&str| field.is_empty() || field.parse::<i64>().is_ok();
    let named = !fields[0].is_empty() && !fields[0].contains(char::is_whitespace);
    match fields.len() {
        7 if named && (number(2) && number(3) || fields[0].starts_with(['+', '-'])) => {
            return Some(UnixFile::Passwd);
        }
        9 if named && fields[2..8].iter().all(days) => return Some(UnixFile::Shadow),
        4 if named && number(2) => return Some(UnixFile::Group),
        _ => {}
    }
    let rule = |line: &str| {
        line.starts_with("Defaults")
            || line.split_once(char::is_whitespace).is_some_and(|(word, rest)| {
                matches!(word, "User_Alias" | "Runas_Alias" | "Host_Alias" | "Cmnd_Alias" | "Cmd_Alias")
                    || matches!(word, "@include" | "@includedir")
                    || rest.split_once('=').is_some_and(|(host, what)| {
                        host.trim() == "ALL" && (what.contains("ALL") || what.contains('/'))
                    })
            })
    };
    // A line that is continued belongs to the one before it.
    (rule(first) || lines().take(50).any(|l| l.contains("_Alias ") && rule(l))).then_some(UnixFile::Sudoers)
}

/// The file that a line of `tail -n +1 FILE…` announces.
pub(crate) fn announced(line: &str) -> Option<&str> {
    line.strip_prefix("==> ")?.strip_suffix(" <==")
}

/// Reads files of a Unix host, handing everything to `sink` at the end.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_unix<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Unix, sink);
    let mut accounts = match Accounts::new(catalogue, source.place(), source.date) {
        Ok(accounts) => Some(accounts),
        Err(faults) => {
            for fault in faults {
                feed.fault(fault)?;
            }
            None
        }
    };
    let subject = subject(source);
    if subject.is_none() {
        feed.fault(no_subject(source.place()))?;
    }
    let mut host = Host::default();
    if let Err(fault) = host.read(input, source, &mut feed)? {
        feed.fault(*fault)?;
    }
    if let (Some((system, name)), Some(accounts), 0) = (subject, accounts.take(), feed.summary.faults) {
        host.hand_out(&system, name.as_deref(), accounts, source, &mut feed)?;
    }
    Ok(feed.summary)
}

#[derive(Debug)]
struct Login {
    place: Place,
    uid: i64,
    gid: i64,
    shell: String,
}

/// What `shadow` says, without the hash.
#[derive(Debug)]
struct Password {
    place: Place,
    state: PasswordState,
    changed: Option<i64>,
    max: Option<i64>,
    expire: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PasswordState {
    /// A password lets in.
    Set,
    /// Nothing needs to be typed.
    Empty,
    /// A password was there and is locked, or none was ever set.
    Locked,
    /// No password can fit.
    None,
}

/// All files of a host.
#[derive(Default)]
struct Host {
    files: BTreeMap<UnixFile, u64>,
    logins: BTreeMap<String, Login>,
    passwords: BTreeMap<String, Password>,
    /// Groups by name, with number.
    groups: BTreeMap<String, i64>,
    memberships: FxHashMap<String, Vec<String>>,
    member_places: BTreeMap<String, Place>,
    sudoers: Sudoers,
    /// Paths of files in the bundle, which need not be included again.
    paths: Vec<String>,
    ignored: Vec<String>,
    remote: u64,
    held: usize,
    whole: bool,
}

impl Host {
    fn read<R: Read, E>(
        &mut self,
        input: R,
        source: &Source,
        feed: &mut Feed<'_, E>,
    ) -> Result<Result<(), Box<Fault>>, E> {
        let mut lines = match Lines::open(input, source, LINE) {
            Ok(lines) => lines,
            Err(fault) => return Ok(Err(fault)),
        };
        feed.summary.encoding = Some(lines.encoding());
        let mut line = String::new();
        let mut section = Section::default();
        loop {
            match lines.next(&mut line) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) => return Ok(Err(fault)),
            }
            let taken = match announced(&line) {
                Some(path) => self.end_of(&mut section).map(|()| {
                    self.paths.push(path.to_string());
                    section = Section { path: Some(path.to_string()), ..Section::default() };
                    false
                }),
                None => self.line(&line, &lines.place(), &mut section),
            };
            match taken {
                Ok(counted) => feed.summary.items += u64::from(counted),
                Err(fault) => return Ok(Err(fault)),
            }
            feed.progress(lines.bytes_read())?;
        }
        feed.summary.bytes = lines.bytes_read();
        self.whole = lines.ended();
        if let Err(fault) = self.end_of(&mut section) {
            return Ok(Err(fault));
        }
        if self.files.is_empty() {
            let fault = Fault::new(
                source.place(),
                "not-unix",
                "不是 passwd、shadow、group 或 sudoers",
                "neither passwd, shadow, group nor sudoers",
            );
            return Ok(Err(Box::new(fault.hint(
                "請匯出 tail -n +1 /etc/passwd /etc/shadow /etc/group /etc/sudoers /etc/sudoers.d/* 的輸出",
                "import what tail -n +1 /etc/passwd /etc/shadow /etc/group /etc/sudoers /etc/sudoers.d/* prints",
            ))));
        }
        feed.summary.items += self.sudoers.rules.len() as u64;
        Ok(Ok(()))
    }

    /// A line of the current file; whether it is an entry.
    fn line(&mut self, line: &str, place: &Place, section: &mut Section) -> Result<bool, Box<Fault>> {
        let blank = line.trim().is_empty();
        match section.file {
            None if blank => Ok(false),
            None if section.ignored => Ok(false),
            None => {
                if section.waiting.len() >= WAITING || section.looked_at >= LOOKED_AT {
                    return self.end_of(section).map(|()| false);
                }
                section.waiting.push((line.to_string(), place.clone()));
                // A comment tells nothing.
                if line.starts_with('#') {
                    return Ok(false);
                }
                section.looked_at += 1;
                section.head.push_str(line);
                section.head.push('\n');
                let Some(file) = unix_file(&section.head) else { return Ok(false) };
                self.begin(file, section)?;
                // Of the lines that waited only the last can be an entry, and the caller counts it.
                Ok(file != UnixFile::Sudoers)
            }
            Some(file) => self.entry(file, line, place),
        }
    }

    fn begin(&mut self, file: UnixFile, section: &mut Section) -> Result<(), Box<Fault>> {
        section.file = Some(file);
        *self.files.entry(file).or_default() += 1;
        for (line, place) in std::mem::take(&mut section.waiting) {
            self.entry(file, &line, &place)?;
        }
        section.head.clear();
        Ok(())
    }

    /// The end of one file of the bundle.
    fn end_of(&mut self, section: &mut Section) -> Result<(), Box<Fault>> {
        if section.file == Some(UnixFile::Sudoers) {
            return self.sudoers.end();
        }
        if section.file.is_some() || section.ignored {
            return Ok(());
        }
        let in_sudoers_folder = section.path.as_deref().is_some_and(|path| path.contains("/sudoers"));
        if in_sudoers_folder {
            // A rule for one host or only comments: the folder tells what it is.
            self.begin(UnixFile::Sudoers, section)?;
            return self.sudoers.end();
        }
        section.ignored = true;
        let nothing = section.waiting.iter().all(|(line, _)| line.trim_start().starts_with('#'));
        if let (Some(path), false) = (&section.path, nothing) {
            self.ignored.push(path.chars().take(200).collect());
        } else if let (Some((_, place)), None) = (section.waiting.first(), &section.path) {
            let fault = Fault::new(
                place.clone(),
                "not-unix",
                "這一行不是 passwd、shadow、group 或 sudoers 的內容",
                "this line is of neither passwd, shadow, group nor sudoers",
            );
            return Err(Box::new(
                fault
                    .hint("請確認檔案沒有被改動或截斷", "make sure that the file was not changed or cut off"),
            ));
        }
        section.waiting.clear();
        Ok(())
    }

    fn entry(&mut self, file: UnixFile, line: &str, place: &Place) -> Result<bool, Box<Fault>> {
        if file == UnixFile::Sudoers {
            return self.sudoers.line(line, place).map(|()| false);
        }
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(false);
        }
        self.held += 1;
        if self.held > HELD {
            let fault = Fault::new(
                place.clone(),
                "too-large",
                "帳號與群組成員合計超過五百萬筆",
                "more than five million accounts and memberships",
            );
            return Err(Box::new(fault));
        }
        let fields: Vec<&str> = line.split(':').collect();
        if fields[0].starts_with(['+', '-']) {
            self.remote += 1;
            return Ok(false);
        }
        let expected = match file {
            UnixFile::Passwd => 7,
            UnixFile::Shadow => 9,
            _ => 4,
        };
        if fields.len() != expected || fields[0].is_empty() {
            let found = fields.len();
            let fault = Fault::new(
                place.clone(),
                "fields",
                format!("這一行有 {found} 欄，應為 {expected} 欄，可能被截斷"),
                format!("this line has {found} fields, expected {expected}; it may have been cut off"),
            );
            return Err(Box::new(fault.hint("請重新匯出這個檔案", "export the file again")));
        }
        let name = fields[0].to_string();
        let twice = match file {
            UnixFile::Passwd => {
                let uid = self.number(fields[2], "uid", place)?.unwrap_or(-1);
                let gid = self.number(fields[3], "gid", place)?.unwrap_or(-1);
                let login = Login { place: place.clone(), uid, gid, shell: fields[6].trim().to_string() };
                self.logins.insert(name, login).map(|login| login.place)
            }
            UnixFile::Shadow => {
                let password = Password {
                    place: place.clone(),
                    state: password_state(fields[1]),
                    changed: self.number(fields[2], "last change", place)?,
                    max: self.number(fields[4], "maximum age", place)?,
                    expire: self.number(fields[7], "expiration", place)?,
                };
                self.passwords.insert(name, password).map(|password| password.place)
            }
            _ => {
                let number = self.number(fields[2], "gid", place)?.unwrap_or(-1);
                for member in fields[3].split(',').map(str::trim).filter(|m| !m.is_empty()) {
                    self.held += 1;
                    self.member_places.entry(member.to_string()).or_insert_with(|| place.clone());
                    self.memberships.entry(member.to_string()).or_default().push(name.clone());
                }
                // A group may go on in a second line of the same name.
                self.groups.insert(name, number);
                None
            }
        };
        if let Some(first) = twice {
            let first = first.line.unwrap_or_default();
            let fault = Fault::new(
                place.clone(),
                "key-twice",
                format!("帳號「{}」已在第 {first} 行出現", shown(fields[0])),
                format!("the account '{}' stands in line {first} already", shown(fields[0])),
            );
            return Err(Box::new(fault.hint(
                "請確認沒有合併兩台主機的檔案；各主機請分別匯入",
                "import the files of each host by itself",
            )));
        }
        Ok(true)
    }

    fn number(&self, text: &str, field: &str, place: &Place) -> Result<Option<i64>, Box<Fault>> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| {
            let fault = Fault::new(
                place.clone(),
                "not-a-number",
                format!("「{}」不是整數", shown(text)),
                format!("'{}' is no whole number", shown(text)),
            );
            Box::new(fault.field(field).hint("請重新匯出這個檔案", "export the file again"))
        })
    }

    fn has(&self, file: UnixFile) -> bool {
        self.files.contains_key(&file)
    }

    fn hand_out<E>(
        self,
        system: &str,
        host: Option<&str>,
        mut accounts: Accounts,
        source: &Source,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), E> {
        let known_groups: FxHashSet<String> = self
            .groups
            .iter()
            .flat_map(|(name, number)| [format!("%{name}"), format!("%#{number}")])
            .collect();
        let known = self.has(UnixFile::Group).then_some(&known_groups);
        let (sudoers, open_includes) = (&self.sudoers, self.open_includes());
        let mut rights = Rights::new(sudoers, known, host);
        let mut names: BTreeMap<&str, Place> = BTreeMap::new();
        for (name, login) in &self.logins {
            names.insert(name, login.place.clone());
        }
        let sudo_names = rights.names();
        if self.has(UnixFile::Passwd) {
            // Accounts of a directory are not in passwd.
            for name in
                self.memberships.keys().map(String::as_str).chain(sudo_names.iter().map(String::as_str))
            {
                names.entry(name).or_insert_with(|| self.member_place(name, source));
            }
        } else {
            for (name, password) in &self.passwords {
                names.insert(name, password.place.clone());
            }
            for name in
                self.memberships.keys().map(String::as_str).chain(sudo_names.iter().map(String::as_str))
            {
                names.entry(name).or_insert_with(|| self.member_place(name, source));
            }
        }
        let by_number: FxHashMap<i64, &str> =
            self.groups.iter().map(|(name, n)| (*n, name.as_str())).collect();
        let complete = UNIX_FILES.iter().all(|file| *file == UnixFile::Shadow || self.has(*file))
            && open_includes.is_empty();
        let mut no_password = 0;
        for (name, place) in &names {
            let mut account = self.account(system, host, name, accounts.effective());
            let login = self.logins.get(*name);
            let mut groups = self.memberships.get(*name).cloned().unwrap_or_default();
            groups.extend(login.and_then(|login| by_number.get(&login.gid)).map(|group| group.to_string()));
            let as_written = groups
                .iter()
                .flat_map(|group| {
                    [format!("%{group}"), format!("%#{}", self.groups.get(group).unwrap_or(&-1))]
                })
                .chain(login.map(|login| format!("%#{}", login.gid)))
                .collect();
            if let Some(strong) = groups.iter().find(|group| STRONG_GROUPS.contains(&group.as_str())) {
                account.raise(Privilege::Special, &format!("group {strong}"));
            }
            let subject = Subject { name, uid: login.map(|login| login.uid), groups: &as_written };
            let Ok(granted) = rights.of(&subject) else {
                let fault = Fault::new(
                    source.place(),
                    "too-tangled",
                    "sudoers 的別名與規則過於複雜，無法評估",
                    "aliases and rules of sudoers are too tangled to be evaluated",
                );
                return feed.fault(fault);
            };
            no_password += u64::from(granted.no_password);
            if let Some(privilege) = granted.privilege {
                account.raise(privilege, &granted.reason);
            }
            // Who is not in passwd may have groups that this host does not list, and so may whom a netgroup could name.
            let netgroups = rights.open.iter().any(|open| open.starts_with('+'));
            if account.privilege.is_none() && complete && login.is_some() && !netgroups {
                account.privilege = Some(Privilege::Normal);
            }
            account.groups = groups;
            accounts.hand_out(account, place.clone(), feed)?;
        }
        let everybody = rights.everybody() && !self.has(UnixFile::Passwd);
        let open: Vec<String> = rights.open.iter().cloned().collect();
        accounts.finish(feed);
        self.notes(&open, &open_includes, no_password, everybody, complete, feed);
        Ok(())
    }

    fn member_place(&self, name: &str, source: &Source) -> Place {
        self.member_places.get(name).cloned().unwrap_or_else(|| source.place())
    }

    /// An account as `passwd` and `shadow` tell it.
    fn account(&self, system: &str, host: Option<&str>, name: &str, effective: Date) -> Account {
        let called = host.map_or_else(|| name.to_string(), |host| format!("{name}@{host}"));
        let mut account = Account::new(system, &called);
        account.host = host.map(str::to_string);
        if let Some(login) = self.logins.get(name) {
            account.external_id = Some(format!("uid {}", login.uid));
            if login.uid == 0 {
                account.raise(Privilege::Highest, "UID 0");
            }
            let no_login = is_no_login(&login.shell);
            account.interactive_login = Some(!no_login);
            // Of the numbers that systems give to their own; a person's account may be closed by its shell too.
            if no_login && (1..1_000).contains(&login.uid) {
                account.nature = Some(Nature::System);
            }
        }
        let Some(password) = self.passwords.get(name) else { return account };
        account.locked = Some(password.state == PasswordState::Locked);
        account.static_password = Some(matches!(password.state, PasswordState::Set | PasswordState::Empty));
        account.password_not_required = Some(password.state == PasswordState::Empty);
        if password.state == PasswordState::Set {
            account.password_never_expires =
                Some(password.max.is_none_or(|days| !(0..MAX_AGE_NEVER).contains(&days)));
        }
        if matches!(password.state, PasswordState::Set | PasswordState::Locked) {
            // Day 0 means that the password must be changed at the next log-in.
            account.password_changed_at =
                password.changed.filter(|d| (1..100_000).contains(d)).map(|d| d * 86_400);
        }
        // The account ends with the day that is written: the one before is the last.
        account.expires_on = password.expire.filter(|days| *days > 0).and_then(|days| day_of_1970(days - 1));
        account.enabled = match password.state {
            PasswordState::Set | PasswordState::Empty => Some(true),
            _ if account.interactive_login == Some(false) => Some(false),
            _ => None,
        };
        account.expire(effective);
        account
    }

    /// Files to be included that are not in the bundle.
    fn open_includes(&self) -> Vec<String> {
        let at_hand = |path: &String| {
            let folder = format!("{}/", path.trim_end_matches('/'));
            self.paths.iter().any(|known| known == path || known.starts_with(&folder))
        };
        self.sudoers.includes.iter().filter(|path| !at_hand(path)).cloned().collect()
    }

    fn notes<E>(
        &self,
        open: &[String],
        includes: &[String],
        no_password: u64,
        everybody: bool,
        complete: bool,
        feed: &mut Feed<'_, E>,
    ) {
        if !complete {
            feed.note(
                "檔案不齊，無法判斷哪些帳號只有一般權限；請一併匯出 passwd、group、sudoers 及其引入的檔案（tail -n +1 …）".into(),
                "files are missing: which accounts have no more than normal rights is not evaluable; import passwd, group, sudoers and what it includes together (tail -n +1 …)".into(),
            );
        }
        if !includes.is_empty() {
            let names = listed(includes);
            feed.note(
                format!("sudoers 引入的檔案不在其中，未評估：{names}"),
                format!("files that sudoers includes are not at hand and were not evaluated: {names}"),
            );
        }
        if !open.is_empty() {
            let names = listed(open);
            feed.note(
                format!("sudoers 所列群組的成員不明，其權限未評估：{names}"),
                format!(
                    "the members of groups in sudoers are not known, their rights were not evaluated: {names}"
                ),
            );
        }
        if everybody {
            feed.note(
                "sudoers 有適用全部帳號（ALL）的規則，須連同 passwd 匯入才能評估".into(),
                "sudoers has a rule for all accounts (ALL), which needs passwd to be evaluated".into(),
            );
        }
        if no_password > 0 {
            feed.note(
                format!("{no_password} 個帳號可不輸入密碼使用 sudo（NOPASSWD）"),
                format!(
                    "{} use sudo without a password (NOPASSWD)",
                    counted(no_password, "account may", "accounts may")
                ),
            );
        }
        if self.has(UnixFile::Passwd) && self.has(UnixFile::Shadow) {
            let lost = self.passwords.keys().filter(|name| !self.logins.contains_key(*name)).count() as u64;
            if lost > 0 {
                feed.note(
                    format!("shadow 有 {lost} 筆不在 passwd 中，不是帳號"),
                    format!(
                        "in shadow but not in passwd, and no account: {}",
                        counted(lost, "entry", "entries")
                    ),
                );
            }
        }
        if self.remote > 0 {
            let n = self.remote;
            feed.note(
                format!("{n} 行指向網路目錄（NIS），其帳號不在檔案中"),
                format!(
                    "{} to a network directory (NIS), whose accounts are not in the file",
                    counted(n, "line points", "lines point")
                ),
            );
        }
        if !self.ignored.is_empty() {
            let names = listed(&self.ignored);
            feed.note(
                format!("略過不讀的檔案：{names}"),
                format!("files that are not read were passed over: {names}"),
            );
        }
        if !self.whole {
            feed.note(
                "最後一行沒有換行；請確認檔案沒有被截斷".into(),
                "the last line has no line break; make sure that the file was not cut off".into(),
            );
        }
        feed.note(
            "以金鑰（authorized_keys）登入及目錄服務（LDAP、SSSD）的帳號不在這些檔案中".into(),
            "log-in by key (authorized_keys) and accounts of a directory (LDAP, SSSD) are not in these files"
                .into(),
        );
    }
}

const UNIX_FILES: [UnixFile; 4] = [UnixFile::Passwd, UnixFile::Shadow, UnixFile::Group, UnixFile::Sudoers];
/// Lines that wait until one tells what file it is.
const WAITING: usize = 2_000;
/// Of them, those that are no comment.
const LOOKED_AT: usize = 50;

/// The file of a bundle that is being read.
#[derive(Default)]
struct Section {
    path: Option<String>,
    file: Option<UnixFile>,
    ignored: bool,
    waiting: Vec<(String, Place)>,
    head: String,
    looked_at: usize,
}

fn password_state(field: &str) -> PasswordState {
    match field {
        "" => PasswordState::Empty,
        _ if field.starts_with('!') => PasswordState::Locked,
        // A hash has at least the thirteen characters of the oldest kind.
        _ if field.starts_with('$') || field.len() >= 13 && !field.starts_with('*') => PasswordState::Set,
        _ => PasswordState::None,
    }
}

fn listed(names: &[String]) -> String {
    let more = if names.len() > 5 { " …" } else { "" };
    format!("{}{more}", names.iter().take(5).cloned().collect::<Vec<_>>().join(", "))
}

fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}
