//! Accounts that somebody should look at: without a holder, of people who left, shared, never used, with old passwords.
//!
//! Seen from the facts as of (D, K), across all systems. A problem is said of an account only where the facts show it;
//! where a fact that it needs is not known, the account is listed apart as not evaluable, never as free of it. How old a
//! password may be is the company's parameter of the duty, which is never looser than the rules.
//!
//! Deliberately not here: standings. A problem seen here may be in time still, or exempted; the duties say so.

use crate::lens::Lens;
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::{FieldId, KindId, ParameterValue, Status, Type, Value};
use zilu_engine::explain::value_label;
use zilu_engine::{Day, Known, RecordId, World};

/// The parameter that says how long after a change of the password the next one is due.
const PASSWORD_AGE: &str = "password-change-within-three-months.within";

/// What can be wrong with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Problem {
    /// Enabled without a holder (a keeper, of a shared or system account).
    Orphan,
    /// Enabled, and its holder left, is suspended or on unpaid leave.
    LeaverActive,
    /// Enabled and shared.
    Shared,
    /// Enabled, and nobody ever logged in.
    NeverUsed,
    /// A person's enabled account whose static password is older than the company allows.
    StalePassword,
    /// Enabled, and its password never expires.
    PasswordNeverExpires,
    /// Enabled, and no password is needed.
    PasswordNotRequired,
}

impl Problem {
    /// All of them, the most urgent first.
    pub const ALL: [Problem; 7] = [
        Problem::LeaverActive,
        Problem::Orphan,
        Problem::PasswordNotRequired,
        Problem::StalePassword,
        Problem::PasswordNeverExpires,
        Problem::Shared,
        Problem::NeverUsed,
    ];

    /// The word used on the command line and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Problem::Orphan => "orphan",
            Problem::LeaverActive => "leaver-active",
            Problem::Shared => "shared",
            Problem::NeverUsed => "never-used",
            Problem::StalePassword => "stale-password",
            Problem::PasswordNeverExpires => "password-never-expires",
            Problem::PasswordNotRequired => "password-not-required",
        }
    }

    /// In Traditional Chinese and English.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Problem::Orphan => ("無持有人", "no holder"),
            Problem::LeaverActive => ("離職、停職、留停而未停用", "holder left, suspended or on leave"),
            Problem::Shared => ("共用帳號", "shared"),
            Problem::NeverUsed => ("從未登入", "never used"),
            Problem::StalePassword => ("密碼逾期未換", "password too old"),
            Problem::PasswordNeverExpires => ("密碼永不到期", "password never expires"),
            Problem::PasswordNotRequired => ("不需密碼", "password not required"),
        }
    }

    /// From the word.
    pub fn parse(word: &str) -> Option<Problem> {
        Problem::ALL.into_iter().find(|problem| problem.word() == word)
    }
}

/// Which accounts to list. Empty fields do not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccountFilter {
    /// Key of the system.
    pub system: Option<String>,
    /// Key of the holder. All his accounts are listed then, those without a problem too, unless one is asked for.
    pub holder: Option<String>,
    /// Only this problem.
    pub problem: Option<Problem>,
}

/// Accounts with problems, and those of which that cannot be said.
#[derive(Debug, Clone, Serialize)]
pub struct AccountView {
    /// D.
    pub on: String,
    /// Accounts looked at.
    pub accounts: usize,
    /// How many accounts each problem has.
    pub counts: Vec<ProblemCount>,
    /// Accounts with a problem, or all of the holder asked for, by key.
    pub rows: Vec<AccountRow>,
    /// Accounts without one, of which some problem asked for cannot be told, by key.
    pub not_evaluable: Vec<AccountRow>,
}

impl AccountView {
    /// How many accounts have a problem.
    pub fn with_problem(&self) -> usize {
        self.rows.iter().filter(|row| !row.problems.is_empty()).count()
    }
}

/// How many accounts have a problem, and of how many it cannot be told.
#[derive(Debug, Clone, Serialize)]
pub struct ProblemCount {
    /// Word of the problem.
    pub problem: &'static str,
    /// Its label.
    pub label: Words,
    /// Accounts that have it.
    pub accounts: usize,
    /// Accounts of which it is not evaluable.
    pub not_evaluable: usize,
}

/// An account as tables show it; what is not known is `None`.
#[derive(Debug, Clone, Serialize)]
pub struct AccountRow {
    /// Key.
    pub account: String,
    /// Key of the system.
    pub system: String,
    /// Key of the holder.
    pub holder: Option<String>,
    /// Employment of the holder.
    pub employment: Option<Words>,
    /// Type.
    pub account_type: Option<Words>,
    /// The effective privilege that its sources and the register tell.
    pub privilege: Option<Words>,
    /// Where the privilege comes from.
    pub privilege_reason: Option<String>,
    /// Whether it is enabled.
    pub enabled: Option<bool>,
    /// The most severe status of its standings; `None` when it owes nothing.
    pub worst: Option<&'static str>,
    /// ISO date of the last log-in.
    pub last_used_on: Option<String>,
    /// ISO date of the last change of the password.
    pub password_changed_on: Option<String>,
    /// Words of its problems.
    pub problems: Vec<&'static str>,
    /// Words of the problems that cannot be told.
    pub not_evaluable: Vec<&'static str>,
}

impl Lens<'_> {
    /// The accounts that have a problem, or of which that is not evaluable. `None`: the catalogue has no accounts.
    pub fn accounts(&self, filter: &AccountFilter) -> Option<AccountView> {
        let world = self.world();
        let look = Look::new(self, &world)?;
        let asked: Vec<Problem> =
            Problem::ALL.into_iter().filter(|p| filter.problem.is_none_or(|asked| asked == *p)).collect();
        let mut counts = vec![(0, 0); asked.len()];
        let mut view = AccountView {
            on: self.on.to_string(),
            accounts: 0,
            counts: Vec::new(),
            rows: Vec::new(),
            not_evaluable: Vec::new(),
        };
        for row in 0..self.facts.rows(look.account) {
            let record = RecordId { kind: look.account, row };
            if self.facts.exists(record, self.known).at(self.on) != Known::Yes {
                continue;
            }
            let account = look.account(record);
            if filter.system.as_ref().is_some_and(|system| account.row.system != *system) {
                continue;
            }
            if filter.holder.is_some() && account.row.holder != filter.holder {
                continue;
            }
            view.accounts += 1;
            let mut shown = account.row.clone();
            for (problem, count) in asked.iter().zip(&mut counts) {
                match account.has(*problem) {
                    Known::Yes => {
                        count.0 += 1;
                        shown.problems.push(problem.word());
                    }
                    Known::Unknown => {
                        count.1 += 1;
                        shown.not_evaluable.push(problem.word());
                    }
                    Known::No => {}
                }
            }
            let whole = filter.holder.is_some() && filter.problem.is_none();
            if whole || !shown.problems.is_empty() {
                shown.worst =
                    self.standings_of(record).iter().map(|standing| standing.status).max().map(Status::word);
                view.rows.push(shown);
            } else if !shown.not_evaluable.is_empty() {
                view.not_evaluable.push(shown);
            }
        }
        view.rows.sort_by(|a, b| a.account.cmp(&b.account));
        view.not_evaluable.sort_by(|a, b| a.account.cmp(&b.account));
        view.counts = asked
            .iter()
            .zip(counts)
            .map(|(problem, (accounts, not_evaluable))| ProblemCount {
                problem: problem.word(),
                label: Words::new(problem.label().0, problem.label().1),
                accounts,
                not_evaluable,
            })
            .collect();
        Some(view)
    }
}

/// The fields that are looked at.
struct Look<'l, 'w> {
    lens: &'l Lens<'l>,
    world: &'w World<'w>,
    account: KindId,
    person: KindId,
    changes: Option<(KindId, FieldId, FieldId)>,
}

/// An account with what its problems are told from.
struct Account {
    row: AccountRow,
    enabled: Option<bool>,
    /// Word of the type.
    nature: Option<String>,
    outsider: bool,
    /// Word of the holder's employment.
    employment: Option<String>,
    never_used: Option<bool>,
    static_password: Option<bool>,
    never_expires: Option<bool>,
    not_required: Option<bool>,
    /// The last day on which the password may stay; `None`: it is not known when it was changed.
    password_due: Option<Day>,
    on: Day,
}

impl<'l, 'w> Look<'l, 'w> {
    fn new(lens: &'l Lens<'l>, world: &'w World<'w>) -> Option<Self> {
        let catalogue = lens.catalogue;
        let changes = catalogue
            .kind("password_change")
            .and_then(|kind| Some((kind, catalogue.field(kind, "account")?, catalogue.field(kind, "at")?)));
        Some(Look {
            lens,
            world,
            account: catalogue.kind("account")?,
            person: catalogue.kind("person")?,
            changes,
        })
    }

    fn value(&self, record: RecordId, field: &str) -> Option<Value> {
        let field = self.lens.catalogue.field(record.kind, field)?;
        self.lens.facts.value_at(self.lens.catalogue, record, field, self.lens.on, self.lens.known)
    }

    fn text(&self, record: RecordId, field: &str) -> Option<String> {
        match self.value(record, field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn yes_no(&self, record: RecordId, field: &str) -> Option<bool> {
        match self.value(record, field)? {
            Value::YesNo(yes) => Some(yes),
            _ => None,
        }
    }

    fn day(&self, record: RecordId, field: &str) -> Option<Day> {
        match self.value(record, field)? {
            Value::Date(date) => Some(Day::from(date)),
            _ => None,
        }
    }

    /// Name and label of a value of a vocabulary.
    fn word(&self, record: RecordId, field: &str) -> Option<(String, Words)> {
        let kind = &self.lens.catalogue.kinds[record.kind.index()];
        let ty = &kind.fields[kind.field(field)?.index()].ty;
        let value = self.value(record, field)?;
        let (Type::Enum(vocabulary), Value::Enum(index)) = (ty, &value) else { return None };
        let name = vocabulary.get(usize::from(*index))?.name.clone();
        Some((name, Words::from_pair(value_label(ty, &value))))
    }

    fn account(&self, record: RecordId) -> Account {
        let holder = self.text(record, "holder");
        let person = holder.as_deref().and_then(|key| self.lens.facts.find(self.person, key));
        let employment = person.and_then(|person| self.word(person, "employment"));
        let nature = self.word(record, "type");
        let last_used = self.day(record, "last_used_on");
        let changed = self.password_changed(record);
        let relation = self.word(record, "relation").map(|(name, _)| name);
        let enabled = self.yes_no(record, "enabled");
        let row = AccountRow {
            account: self.lens.facts.key(record).to_owned(),
            system: self.text(record, "system").unwrap_or_default(),
            holder,
            employment: employment.clone().map(|(_, label)| label),
            account_type: nature.clone().map(|(_, label)| label),
            privilege: self.word(record, "privilege").map(|(_, label)| label),
            privilege_reason: self.text(record, "privilege_reason"),
            enabled,
            worst: None,
            last_used_on: last_used.map(|day| day.to_string()),
            password_changed_on: changed.map(|day| day.to_string()),
            problems: Vec::new(),
            not_evaluable: Vec::new(),
        };
        Account {
            row,
            enabled,
            nature: nature.map(|(name, _)| name),
            outsider: matches!(relation.as_deref(), Some("vendor" | "partner" | "customer")),
            employment: employment.map(|(name, _)| name),
            never_used: self.yes_no(record, "never_used").or(last_used.map(|_| false)),
            static_password: self.yes_no(record, "static_password"),
            never_expires: self.yes_no(record, "password_never_expires"),
            not_required: self.yes_no(record, "password_not_required"),
            password_due: changed.and_then(|day| self.password_due(day)),
            on: self.lens.on,
        }
    }

    /// The last change up to D that either the account or a record of a change tells.
    fn password_changed(&self, account: RecordId) -> Option<Day> {
        let lens = self.lens;
        let mut last = self.day(account, "password_changed_on").filter(|day| *day <= lens.on);
        if let Some((kind, field, at)) = self.changes {
            for row in lens.facts.backward(kind, field, account.row) {
                let change = RecordId { kind, row: *row };
                if lens.facts.exists(change, lens.known).at(lens.on) != Known::Yes {
                    continue;
                }
                if let Some(Value::Instant(at)) =
                    lens.facts.value_at(lens.catalogue, change, at, lens.on, lens.known)
                {
                    last = last.max(Some(Day::of_instant(at)).filter(|day| *day <= lens.on));
                }
            }
        }
        last
    }

    fn password_due(&self, changed: Day) -> Option<Day> {
        let id = *self.lens.catalogue.names.parameters.get(PASSWORD_AGE)?;
        match self.world.settings().parameter(self.lens.catalogue, id, self.lens.on).0 {
            ParameterValue::Duration(duration) => Some(self.world.plus(changed, duration)),
            _ => None,
        }
    }
}

impl Account {
    fn has(&self, problem: Problem) -> Known {
        match self.enabled {
            Some(true) => self.enabled_has(problem),
            Some(false) => Known::No,
            // It may be: but what is known not to be a problem is none either way.
            None => match self.enabled_has(problem) {
                Known::No => Known::No,
                _ => Known::Unknown,
            },
        }
    }

    fn enabled_has(&self, problem: Problem) -> Known {
        let known = |yes: Option<bool>| match yes {
            Some(true) => Known::Yes,
            Some(false) => Known::No,
            None => Known::Unknown,
        };
        match problem {
            Problem::Orphan => known(Some(self.row.holder.is_none() && !self.outsider)),
            Problem::LeaverActive => match (&self.row.holder, self.employment.as_deref()) {
                (Some(_), Some(word)) => known(Some(matches!(word, "left" | "suspended" | "unpaid_leave"))),
                _ if self.outsider || self.nature.as_deref() == Some("system") => Known::No,
                _ => Known::Unknown,
            },
            Problem::Shared => known(self.nature.as_deref().map(|nature| nature == "shared")),
            Problem::NeverUsed => known(self.never_used),
            Problem::StalePassword => match (self.nature.as_deref(), self.static_password) {
                (Some("system" | "shared"), _) | (_, Some(false)) => Known::No,
                (nature, password) => match self.password_due {
                    Some(due) if due >= self.on => Known::No,
                    Some(_) if nature.is_some() && password == Some(true) => Known::Yes,
                    _ => Known::Unknown,
                },
            },
            Problem::PasswordNeverExpires => known(self.never_expires),
            Problem::PasswordNotRequired => known(self.not_required),
        }
    }
}
