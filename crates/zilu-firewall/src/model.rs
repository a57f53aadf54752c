//! What a configuration says, whichever firewall wrote it.

use crate::address::Space;
use crate::service::Services;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The same in Traditional Chinese and English.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Words {
    /// Traditional Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// From both.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A configuration that was read.
#[derive(Debug, Clone, Default)]
pub struct Configuration {
    /// Maker and system, for example `Cisco ASA 9.9`.
    pub system: String,
    /// Name that the firewall gives itself.
    pub name: Option<String>,
    /// Day on which the file was written, where it says so.
    pub written_on: Option<Date>,
    /// Whole days since the counters began: since the last start of the machine.
    pub uptime_days: Option<u32>,
    /// Rule sets in the order of the file.
    pub sets: Vec<RuleSet>,
    /// Rules in the order of the file.
    pub rules: Vec<Rule>,
    /// The orders in which the firewall looks at rules, as indexes of `rules`: the first match decides. A rule may stand
    /// in several. Filled by [`Configuration::finish`] from the rule sets where the reader left it empty.
    pub sequences: Vec<Vec<usize>>,
    /// Lines that nobody understood.
    pub unread: Vec<Unread>,
    /// How many further such lines there are beyond [`UNREAD_KEPT`].
    pub unread_more: u64,
    /// Lines that are known to say nothing about filtering, counted by what they are about.
    pub irrelevant: BTreeMap<&'static str, u64>,
    /// Numbers of what was read besides rules: `addresses`, `groups`, `services`, `interfaces`, `remarks`, `nat`, `lines`.
    pub counts: BTreeMap<&'static str, u64>,
    /// Beginnings of rule ids of which the file has every rule: a rule that begins so and is not in it is no longer there. The
    /// empty text is every rule. Of a part of a configuration nothing can be said.
    pub scopes: Vec<String>,
    pub(crate) index: FxHashMap<String, usize>,
}

/// Lines not understood that are kept with their text; the others are counted.
pub const UNREAD_KEPT: usize = 1_000;

/// A line that was not understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Line, from 1.
    pub line: u32,
    /// Its text, without secrets, shortened.
    pub text: String,
}

/// A list of rules that are looked at one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleSet {
    /// Name: of an access list, a chain, a policy table.
    pub name: String,
    /// Whether the firewall uses it; `None` where the file cannot tell.
    pub applied: Option<bool>,
    /// What happens to what no rule matches.
    pub otherwise: Option<Action>,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Action {
    /// Lets through.
    Allow,
    /// Drops or refuses.
    Deny,
    /// Ends this rule set and goes on in the one that called it.
    Return,
    /// Looks at another rule set.
    Jump(String),
    /// Does something else: rewrites, logs, counts.
    Other(String),
}

impl Action {
    /// Whether nothing behind a matching rule in the same set is looked at.
    pub fn is_final(&self) -> bool {
        matches!(self, Action::Allow | Action::Deny | Action::Return)
    }

    /// In one word, for identities and tables.
    pub fn word(&self) -> &str {
        match self {
            Action::Allow => "allow",
            Action::Deny => "deny",
            Action::Return => "return",
            Action::Jump(to) => to,
            Action::Other(what) => what,
        }
    }
}

/// Names of zones, interfaces or applications: all of them or these.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum Names {
    /// All.
    #[default]
    Any,
    /// Only these, sorted.
    Only(Arc<[Arc<str>]>),
    /// All but these, sorted.
    Except(Arc<[Arc<str>]>),
}

impl Names {
    /// These names; `any` among them means all.
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut list: Vec<Arc<str>> = names.into_iter().map(Into::into).collect();
        if list.is_empty() || list.iter().any(|name| name.eq_ignore_ascii_case("any")) {
            return Names::Any;
        }
        list.sort_unstable();
        list.dedup();
        Names::Only(list.into())
    }

    /// The same names, negated.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Names::Only(list) => Names::Except(list),
            Names::Except(list) => Names::Only(list),
            Names::Any => Names::Only([].into()),
        }
    }

    /// Whether all of `other` is in it.
    pub fn covers(&self, other: &Names) -> bool {
        let all_in =
            |inner: &[Arc<str>], outer: &[Arc<str>]| inner.iter().all(|n| outer.binary_search(n).is_ok());
        match (self, other) {
            (Names::Any, _) => true,
            (Names::Only(own), Names::Only(list)) => all_in(list, own),
            (Names::Except(own), Names::Only(list)) => list.iter().all(|n| own.binary_search(n).is_err()),
            (Names::Except(own), Names::Except(list)) => all_in(own, list),
            (Names::Only(_) | Names::Except(_), _) => false,
        }
    }

    /// The names, when only these.
    pub fn only(&self) -> Option<&[Arc<str>]> {
        if let Names::Only(list) = self { Some(list) } else { None }
    }

    /// As text; empty for all.
    pub fn words(&self) -> String {
        match self {
            Names::Any => String::new(),
            Names::Only(list) => list.join(" "),
            Names::Except(list) => format!("!{}", list.join(" !")),
        }
    }
}

/// Addresses of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addresses {
    /// What they stand for, negation applied.
    pub space: Arc<Space>,
    /// As the file writes them, negation included: `any`, `10.0.0.0/8`, `web-servers`, `!guests`.
    pub words: String,
}

/// Services of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMatch {
    /// What they stand for, negation applied.
    pub services: Arc<Services>,
    /// As the file writes them.
    pub words: String,
}

/// Why a rule is not known completely.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Problem {
    /// It names something that the file does not define.
    Undefined(Arc<str>),
    /// It names a group that contains itself.
    Circular(Arc<str>),
    /// It names a group that is nested too deeply or too large.
    TooLarge(Arc<str>),
    /// A part of it was not understood; the text is without secrets.
    NotUnderstood(Arc<str>),
}

impl Problem {
    /// In both languages.
    pub fn words(&self) -> Words {
        match self {
            Problem::Undefined(name) => {
                Words::new(format!("物件「{name}」未定義"), format!("the object '{name}' is not defined"))
            }
            Problem::Circular(name) => {
                Words::new(format!("群組「{name}」包含自己"), format!("the group '{name}' contains itself"))
            }
            Problem::TooLarge(name) => Words::new(
                format!("群組「{name}」太大或層層相包太深"),
                format!("the group '{name}' is too large or nested too deeply"),
            ),
            Problem::NotUnderstood(text) => {
                Words::new(format!("看不懂「{text}」"), format!("'{text}' is not understood"))
            }
        }
    }
}

/// A rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Stable id: the vendor's, or a hash of what the rule matches and does, see [`crate::identity`].
    pub id: String,
    /// Hash of what it matches, with objects resolved, and does: changes when a group that it names changes.
    pub fingerprint: String,
    /// Index of its rule set.
    pub set: usize,
    /// Place in its rule set, from 1.
    pub position: u32,
    /// Name that the vendor lets people give.
    pub name: Option<String>,
    /// First line of it, from 1.
    pub line: u32,
    /// Zones or interfaces where traffic comes in.
    pub from: Names,
    /// Zones or interfaces where it goes out.
    pub to: Names,
    /// Source addresses.
    pub source: Addresses,
    /// Destination addresses.
    pub destination: Addresses,
    /// Services.
    pub service: ServiceMatch,
    /// Applications that the firewall recognises.
    pub applications: Names,
    /// What else must hold, sorted: `state:established`, `user:…`, `time:…`.
    pub conditions: Vec<String>,
    /// What it does.
    pub action: Action,
    /// Whether it is switched on.
    pub enabled: bool,
    /// Whether matches are logged; `None` where the file cannot tell.
    pub log: Option<bool>,
    /// Name of the schedule in which it works.
    pub schedule: Option<String>,
    /// Last day on which it works.
    pub expires: Option<Date>,
    /// Matches since the counters began.
    pub hits: Option<u64>,
    /// Day of the last match.
    pub last_hit: Option<Date>,
    /// What people wrote beside it.
    pub comment: Option<String>,
    /// Why it is not known completely.
    pub problems: Vec<Problem>,
}

impl Rule {
    /// A rule that matches everything, to be narrowed by a reader.
    pub fn new(set: usize, line: u32, action: Action) -> Self {
        Self {
            id: String::new(),
            fingerprint: String::new(),
            set,
            position: 0,
            name: None,
            line,
            from: Names::Any,
            to: Names::Any,
            source: Addresses::any(),
            destination: Addresses::any(),
            service: ServiceMatch::any(),
            applications: Names::Any,
            conditions: Vec::new(),
            action,
            enabled: true,
            log: None,
            schedule: None,
            expires: None,
            hits: None,
            last_hit: None,
            comment: None,
            problems: Vec::new(),
        }
    }

    /// Whether everything about it was understood.
    pub fn is_complete(&self) -> bool {
        self.problems.is_empty()
    }

    /// Whether it only lets answers through to connections that another rule allowed.
    pub fn is_return_traffic(&self) -> bool {
        self.conditions.iter().any(|condition| condition == ESTABLISHED)
    }

    /// Whether it only concerns traffic of the machine with itself.
    pub fn is_loopback(&self) -> bool {
        [&self.from, &self.to].iter().any(|names| {
            names.only().is_some_and(|list| list.iter().all(|n| matches!(&**n, "lo" | "loopback")))
        })
    }

    /// Whether source, destination or service is anything at all.
    pub fn contains_any(&self) -> bool {
        self.action == Action::Allow
            && !self.is_return_traffic()
            && !self.is_loopback()
            && (self.source.space.is_any()
                || self.destination.space.is_any()
                || self.service.services.is_any() && self.applications == Names::Any)
    }
}

/// The condition of a rule for answers only.
pub const ESTABLISHED: &str = "state:established";

impl Addresses {
    /// Every address.
    pub fn any() -> Self {
        Self { space: Arc::new(Space::any()), words: "any".to_owned() }
    }
}

impl ServiceMatch {
    /// Every service.
    pub fn any() -> Self {
        Self { services: Arc::new(Services::any()), words: "any".to_owned() }
    }
}

impl Configuration {
    /// Everything in the file was understood.
    pub fn is_complete(&self) -> bool {
        self.unread.is_empty() && self.rules.iter().all(Rule::is_complete)
    }

    /// Lines that were not understood.
    pub fn unread_lines(&self) -> u64 {
        self.unread.len() as u64 + self.unread_more
    }

    /// Index of a rule set, made when there is none of this name yet.
    pub fn set(&mut self, name: &str) -> usize {
        if let Some(known) = self.index.get(name) {
            return *known;
        }
        self.sets.push(RuleSet { name: name.to_owned(), applied: None, otherwise: None });
        self.index.insert(name.to_owned(), self.sets.len() - 1);
        self.sets.len() - 1
    }

    /// Whether there is a rule set of this name.
    pub fn has_set(&self, name: &str) -> bool {
        self.index.contains_key(name)
    }

    /// Lists a line that was not understood; secrets are taken out of it.
    pub fn unread(&mut self, line: u32, text: &str) {
        if self.unread.len() < UNREAD_KEPT {
            self.unread.push(Unread { line, text: crate::secret::masked(text) });
        } else {
            self.unread_more += 1;
        }
    }

    /// Counts a line that says nothing about filtering.
    pub fn pass_over(&mut self, about: &'static str) {
        *self.irrelevant.entry(about).or_default() += 1;
    }

    /// Counts something that was read.
    pub fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    /// Gives rules their places, ids and order of evaluation. The last step of a reader.
    pub(crate) fn finish(&mut self) {
        let mut places = vec![0u32; self.sets.len()];
        for rule in &mut self.rules {
            places[rule.set] += 1;
            rule.position = places[rule.set];
            rule.conditions.sort_unstable();
            rule.conditions.dedup();
            rule.problems.sort_unstable();
            rule.problems.dedup();
            if self.sets[rule.set].applied == Some(false) {
                rule.enabled = false;
            }
        }
        if self.sequences.is_empty() {
            self.sequences = vec![Vec::new(); self.sets.len()];
            for (index, rule) in self.rules.iter().enumerate() {
                self.sequences[rule.set].push(index);
            }
        }
        crate::identity::assign(self);
        self.unread.sort_by_key(|unread| unread.line);
    }
}

/// Why a file is not read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// Line, from 1.
    pub line: u32,
    /// A stable short code: `truncated`, `malformed`, `too-deep`, `empty`.
    pub code: &'static str,
    /// What is wrong.
    pub words: Words,
}

impl ReadError {
    /// From its parts.
    pub fn new(line: u32, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { line, code, words: Words::new(zh, en) }
    }

    /// Of damaged JSON.
    pub(crate) fn json(error: &serde_json::Error) -> Self {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
        let code = if error.is_eof() { "truncated" } else { "malformed" };
        Self::new(line, code, format!("JSON 格式錯誤（{error}）"), format!("malformed JSON: {error}"))
    }
}
