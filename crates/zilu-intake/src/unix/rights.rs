//! What `sudoers` gives each account: the last rule that fits a command wins.

use super::sudoers::{Command, Member, Sudoers};
use crate::account::Privilege;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Steps of evaluation over the whole file; aliases of aliases could otherwise take forever.
const STEPS: u64 = 10_000_000;
const DEPTH: usize = 32;
/// Commands named in a reason.
const COMMANDS_NAMED: usize = 3;

/// An account, as far as rules look at it.
pub(super) struct Subject<'a> {
    pub(super) name: &'a str,
    pub(super) uid: Option<i64>,
    /// Names and numbers of its groups, as rules write them: `%wheel`, `%#10`.
    pub(super) groups: &'a FxHashSet<String>,
}

/// What an account may do.
#[derive(Debug, Default)]
pub(super) struct Granted {
    pub(super) privilege: Option<Privilege>,
    pub(super) reason: String,
    pub(super) no_password: bool,
}

pub(super) struct Rights<'a> {
    sudoers: &'a Sudoers,
    /// Groups whose members are known, as rules write them; `None`: no group is known.
    known_groups: Option<&'a FxHashSet<String>>,
    host: Option<&'a str>,
    steps: u64,
    /// Names in rules that could not be evaluated.
    pub(super) open: BTreeSet<String>,
}

/// The rules are too tangled to be evaluated.
pub(super) struct TooTangled;

impl<'a> Rights<'a> {
    pub(super) fn new(
        sudoers: &'a Sudoers,
        known_groups: Option<&'a FxHashSet<String>>,
        host: Option<&'a str>,
    ) -> Self {
        Self { sudoers, known_groups, host, steps: STEPS, open: BTreeSet::new() }
    }

    /// Names of accounts that stand in rules themselves.
    pub(super) fn names(&self) -> BTreeSet<String> {
        let lists = self.sudoers.rules.iter().map(|rule| &rule.users).chain(self.sudoers.users.values());
        lists
            .flatten()
            .map(|member| member.name.as_str())
            .filter(|name| !name.starts_with(['%', '#', '+']) && *name != "ALL")
            .filter(|name| !self.sudoers.users.contains_key(*name))
            .map(str::to_string)
            .collect()
    }

    /// Whether some rule is for everybody.
    pub(super) fn everybody(&self) -> bool {
        let mut lists = self.sudoers.rules.iter().map(|rule| &rule.users).chain(self.sudoers.users.values());
        lists.any(|members| members.iter().any(|member| member.name == "ALL" && !member.negated))
    }

    pub(super) fn of(&mut self, subject: &Subject<'_>) -> Result<Granted, TooTangled> {
        let sudoers = self.sudoers;
        let mut state = State::default();
        let mut memo = FxHashMap::default();
        for rule in &sudoers.rules {
            self.step()?;
            let through = self.user(subject, &rule.users, &mut memo, 0)?;
            let Some((true, through)) = through else { continue };
            if !self.host_fits(&rule.hosts) {
                continue;
            }
            for command in &rule.commands {
                self.command(command, command.negated, &command.text, &through, &mut state, 0)?;
            }
        }
        Ok(state.granted())
    }

    fn step(&mut self) -> Result<(), TooTangled> {
        self.steps = self.steps.checked_sub(1).ok_or(TooTangled)?;
        Ok(())
    }

    /// The last name in the list that fits: whether it lets in, and what it was. `None`: none fits.
    fn user(
        &mut self,
        subject: &Subject<'_>,
        members: &'a [Member],
        memo: &mut FxHashMap<&'a str, Option<(bool, String)>>,
        depth: usize,
    ) -> Result<Option<(bool, String)>, TooTangled> {
        let mut found = None;
        for member in members {
            self.step()?;
            let name = member.name.as_str();
            let matched = if name == "ALL" {
                Some((true, "ALL".to_string()))
            } else if let Some(inner) = self.sudoers.users.get(name) {
                match memo.get(name) {
                    Some(known) => known.clone(),
                    None if depth >= DEPTH => None,
                    None => {
                        let inner = self.user(subject, inner, memo, depth + 1)?;
                        memo.insert(name, inner.clone());
                        inner
                    }
                }
            } else if let Some(number) = name.strip_prefix('#') {
                let uid = number.parse().ok();
                (uid.is_some() && uid == subject.uid).then(|| (true, name.to_string()))
            } else if name.starts_with('%') {
                if self.known_groups.is_none_or(|known| !known.contains(name)) {
                    self.open.insert(name.to_string());
                }
                subject.groups.contains(name).then(|| (true, name.to_string()))
            } else if name.starts_with('+') {
                self.open.insert(name.to_string());
                None
            } else {
                (name == subject.name).then(|| (true, name.to_string()))
            };
            if let Some((in_or_out, through)) = matched {
                found = Some((in_or_out != member.negated, through));
            }
        }
        Ok(found)
    }

    /// Whether the rule is for this host. Where that cannot be told, it is taken to be.
    fn host_fits(&self, hosts: &[Member]) -> bool {
        let Some(host) = self.host else { return true };
        let short = host.split('.').next().unwrap_or(host);
        let mut fits = false;
        for member in hosts {
            let name = member.name.to_lowercase();
            let matched = member.name == "ALL"
                || name == host
                || name == short
                || self.sudoers.hosts.contains_key(&member.name)
                || name.starts_with('+')
                || name.contains(['*', '?', '[', '/'])
                || name.parse::<std::net::IpAddr>().is_ok();
            if matched {
                fits = !member.negated;
            }
        }
        fits
    }

    fn command(
        &mut self,
        rule: &'a Command,
        negated: bool,
        text: &'a str,
        through: &str,
        state: &mut State<'a>,
        depth: usize,
    ) -> Result<(), TooTangled> {
        self.step()?;
        if let Some(members) = self.sudoers.commands.get(text).filter(|_| depth < DEPTH) {
            for member in members {
                self.command(rule, negated != member.negated, &member.name, through, state, depth + 1)?;
            }
            return Ok(());
        }
        let part = if rule.as_root { &mut state.root } else { &mut state.others };
        match (text, negated) {
            ("ALL", false) => part.all = Some(through.to_string()),
            ("ALL", true) => *part = Part::default(),
            (_, false) => {
                part.commands.insert(text, through.to_string());
            }
            (_, true) => {
                part.commands.remove(text);
            }
        }
        if !negated && rule.no_password {
            state.no_password = true;
        }
        Ok(())
    }
}

#[derive(Default)]
struct State<'a> {
    root: Part<'a>,
    others: Part<'a>,
    no_password: bool,
}

#[derive(Default)]
struct Part<'a> {
    /// All commands, and through which name in the rules.
    all: Option<String>,
    commands: FxHashMap<&'a str, String>,
}

impl State<'_> {
    fn granted(self) -> Granted {
        let no_password = self.no_password;
        if let Some(through) = self.root.all {
            let reason = format!("sudo ALL: {through}");
            return Granted { privilege: Some(Privilege::Highest), reason, no_password };
        }
        let mut commands: Vec<(&str, String)> =
            self.root.commands.into_iter().chain(self.others.commands).collect();
        if let Some(through) = self.others.all {
            commands.push(("ALL, not as root", through));
        }
        if commands.is_empty() {
            return Granted::default();
        }
        commands.sort_unstable();
        commands.dedup();
        let more = if commands.len() > COMMANDS_NAMED { " …" } else { "" };
        let through: BTreeSet<&str> = commands.iter().map(|(_, through)| through.as_str()).collect();
        let through: Vec<&str> = through.into_iter().collect();
        let named: Vec<&str> = commands.iter().take(COMMANDS_NAMED).map(|(text, _)| *text).collect();
        let reason = format!("sudo {}{more}: {}", named.join(", "), through.join(", "));
        Granted { privilege: Some(Privilege::Special), reason, no_password }
    }
}
