//! What an export of accounts states: one `account` per account, and one `password_change` of the last change of its password.
//!
//! Shared by all sources of accounts. The key is `SYSTEM|NAME`; a directory's domain is its system. What a source only
//! suggests (type, holder, a privilege that is no more than normal) is a default: it never overrules what a person stated.
//! What no account of the file tells is listed in a note, so that silence is not taken for "no".

use crate::fault::{Fault, GIVE_DATE};
use crate::item::{Feed, Incoming, Place, Source};
use crate::line::{clean, without_separator};
use crate::plural::counted;
use crate::shape::{Lookup, Slot, Want, state};
use crate::time::{day_in_taipei, in_taipei};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};
use zilu_catalogue::{Catalogue, FieldId, KindId, Label, Value};

/// Longest list of groups, in characters.
const GROUPS: usize = 2_000;

/// Who or what uses an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Nature {
    Human,
    System,
}

/// How much an account may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Privilege {
    Normal,
    Special,
    Highest,
}

/// An account as one source tells it. `None` everywhere means that the source does not tell.
#[derive(Debug, Clone, Default, Hash)]
pub(crate) struct Account {
    pub(crate) system: String,
    pub(crate) name: String,
    pub(crate) host: Option<String>,
    /// Number or name by which the source knows the account whatever it is called: SID, UID, id of a service.
    pub(crate) external_id: Option<String>,
    /// Staff number.
    pub(crate) holder: Option<String>,
    pub(crate) nature: Option<Nature>,
    pub(crate) privilege: Option<Privilege>,
    pub(crate) privilege_reason: Option<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) enabled: Option<bool>,
    pub(crate) locked: Option<bool>,
    pub(crate) created_on: Option<Date>,
    pub(crate) expires_on: Option<Date>,
    pub(crate) last_used_on: Option<Date>,
    pub(crate) never_used: Option<bool>,
    /// Seconds since 1970.
    pub(crate) password_changed_at: Option<i64>,
    pub(crate) password_never_expires: Option<bool>,
    pub(crate) password_not_required: Option<bool>,
    pub(crate) static_password: Option<bool>,
    pub(crate) interactive_login: Option<bool>,
    pub(crate) mfa: Option<bool>,
}

impl Account {
    pub(crate) fn new(system: &str, name: &str) -> Self {
        Self { system: system.into(), name: name.into(), ..Self::default() }
    }

    /// Raises the privilege; the reason of the highest one is kept.
    pub(crate) fn raise(&mut self, privilege: Privilege, reason: &str) {
        if self.privilege.is_none_or(|known| known < privilege) {
            self.privilege = Some(privilege);
            self.privilege_reason = Some(reason.to_string());
        }
    }

    /// After its last day an account cannot be used, whatever its switch says.
    pub(crate) fn expire(&mut self, effective: Date) {
        if self.expires_on.is_some_and(|last| last < effective) {
            self.enabled = Some(false);
        }
    }
}

/// Fields whose absence from all or some accounts the bringer is told.
const TOLD: [&str; 8] =
    ["holder", "type", "privilege", "enabled", "created_on", "last_used_on", "password_changed_on", "mfa"];

/// The catalogue's fields that an export of accounts fills.
pub(crate) struct Accounts {
    kind: KindId,
    system: FieldId,
    name: FieldId,
    host: Slot,
    external_id: Slot,
    holder: Slot,
    relation: Option<(FieldId, [Value; 1])>,
    nature: Option<(FieldId, [Value; 2])>,
    privilege: Option<(FieldId, [Value; 3])>,
    privilege_reason: Slot,
    groups: Slot,
    enabled: Slot,
    locked: Slot,
    created_on: Slot,
    expires_on: Slot,
    last_used_on: Slot,
    never_used: Slot,
    password_changed_on: Slot,
    password_never_expires: Slot,
    password_not_required: Slot,
    static_password: Slot,
    interactive_login: Slot,
    mfa: Slot,
    change: KindId,
    change_id: FieldId,
    change_account: FieldId,
    change_at: FieldId,
    effective: Date,
    /// Labels of [`TOLD`], and how many accounts leave each open.
    open: [(Option<FieldId>, Label, u64); TOLD.len()],
    handed: u64,
    /// Where each key was stated, and what was said, by hash.
    seen: FxHashMap<u64, (u64, u64)>,
    separators: u64,
    shortened: u64,
}

impl Accounts {
    /// Looks the fields up and takes the day; the faults say what does not fit or is missing.
    pub(crate) fn new(
        catalogue: &Catalogue,
        place: Place,
        effective: Option<Date>,
    ) -> Result<Self, Vec<Fault>> {
        use Want::{Date, Instant, Text, YesNo};
        let mut look = Lookup::new(catalogue, place.clone());
        let l = &mut look;
        let kind = l.kind("account");
        let change = l.kind("password_change");
        let open = TOLD.map(|name| {
            let field = l.slot_of_any_type(kind, name);
            let label = field.map(|id| catalogue.kinds[kind.index()].fields[id.index()].label.clone());
            (field, label.unwrap_or_else(|| Label { zh: name.into(), en: name.into() }), 0)
        });
        let accounts = Self {
            kind,
            system: l.needed(kind, "system", Text),
            name: l.needed(kind, "name", Text),
            host: l.slot(kind, "host", Text),
            external_id: l.slot(kind, "external_id", Text),
            holder: l.slot(kind, "holder", Text),
            relation: l.words(kind, "relation", ["internal"]),
            nature: l.words(kind, "type", ["human", "system"]),
            privilege: l.words(kind, "privilege", ["normal", "special", "highest"]),
            privilege_reason: l.slot(kind, "privilege_reason", Text),
            groups: l.slot(kind, "groups", Text),
            enabled: l.slot(kind, "enabled", YesNo),
            locked: l.slot(kind, "locked", YesNo),
            created_on: l.slot(kind, "created_on", Date),
            expires_on: l.slot(kind, "expires_on", Date),
            last_used_on: l.slot(kind, "last_used_on", Date),
            never_used: l.slot(kind, "never_used", YesNo),
            password_changed_on: l.slot(kind, "password_changed_on", Date),
            password_never_expires: l.slot(kind, "password_never_expires", YesNo),
            password_not_required: l.slot(kind, "password_not_required", YesNo),
            static_password: l.slot(kind, "static_password", YesNo),
            interactive_login: l.slot(kind, "interactive_login", YesNo),
            mfa: l.slot(kind, "mfa", YesNo),
            change,
            change_id: l.needed(change, "id", Text),
            change_account: l.needed(change, "account", Text),
            change_at: l.needed(change, "at", Instant),
            effective: effective.unwrap_or_default(),
            open,
            handed: 0,
            seen: FxHashMap::default(),
            separators: 0,
            shortened: 0,
        };
        if effective.is_none() {
            look.faults.push(no_date(place));
        }
        if look.faults.is_empty() { Ok(accounts) } else { Err(look.faults) }
    }

    /// The day from which the file's facts are true.
    pub(crate) fn effective(&self) -> Date {
        self.effective
    }

    /// Hands an account out with the last change of its password.
    pub(crate) fn hand_out<E>(
        &mut self,
        mut account: Account,
        place: Place,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), E> {
        self.tidy(&mut account);
        if account.name.is_empty() || account.system.is_empty() {
            let fault = Fault::new(place, "missing-key", "帳號沒有名稱", "an account without a name");
            return feed.fault(fault.field("name"));
        }
        account.expire(self.effective);
        let key = format!("{}|{}", account.system, account.name);
        if !self.first(&key, &account, &place, feed)? {
            return Ok(());
        }
        self.count_open(&account);
        let fields = self.fields(&account);
        let defaults = self.defaults(&account);
        feed.record(Incoming {
            kind: self.kind,
            key: key.clone(),
            fields,
            defaults,
            earliest: Vec::new(),
            effective: self.effective,
            place: place.clone(),
            void: false,
        })?;
        let changed = account.password_changed_at.and_then(|at| Some((at, in_taipei(at)?)));
        let Some((at, time)) = changed else { return Ok(()) };
        let id = format!("{}｜{}@{}", account.system, account.name, time.strftime("%Y-%m-%dT%H:%M:%S"));
        feed.record(Incoming {
            kind: self.change,
            key: id.clone(),
            fields: vec![
                (self.change_id, Value::Text(id)),
                (self.change_account, Value::Text(key)),
                (self.change_at, Value::Instant(at)),
            ],
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: time.date(),
            place,
            void: false,
        })
    }

    /// Names become parts of keys: one line each, without the separator.
    fn tidy(&mut self, account: &mut Account) {
        for name in [&mut account.system, &mut account.name] {
            *name = clean(name, 300).map(|(text, _)| text).unwrap_or_default();
            self.separators += u64::from(without_separator(name));
        }
        for text in [&mut account.external_id, &mut account.holder, &mut account.host] {
            *text = text.as_deref().and_then(|t| clean(t, 300)).map(|(text, _)| text);
        }
        account.privilege_reason =
            account.privilege_reason.as_deref().and_then(|t| clean(t, 500)).map(|(text, _)| text);
        account.groups.sort_unstable();
        account.groups.dedup();
    }

    /// Whether the key comes for the first time; the same key with other content is a fault.
    fn first<E>(
        &mut self,
        key: &str,
        account: &Account,
        place: &Place,
        feed: &mut Feed<'_, E>,
    ) -> Result<bool, E> {
        let hash = |hashed: &dyn Fn(&mut FxHasher)| {
            let mut hasher = FxHasher::default();
            hashed(&mut hasher);
            hasher.finish()
        };
        let content = hash(&|h| account.hash(h));
        let line = place.line.or(place.row).unwrap_or_default();
        match self.seen.insert(hash(&|h| key.hash(h)), (line, content)) {
            None => Ok(true),
            Some((_, same)) if same == content => {
                feed.summary.merged += 1;
                Ok(false)
            }
            Some((first, _)) => {
                let fault = Fault::new(
                    place.clone(),
                    "key-twice",
                    format!("帳號「{key}」已在第 {first} 行出現，內容卻不同"),
                    format!(
                        "the account '{key}' stands in line {first} already and says something else there"
                    ),
                );
                feed.fault(fault.hint(
                    "請確認是否合併了兩次匯出，或指定了不符的系統",
                    "perhaps two exports were joined; import them one by one",
                ))?;
                Ok(false)
            }
        }
    }

    fn count_open(&mut self, account: &Account) {
        self.handed += 1;
        let told = [
            account.holder.is_some(),
            account.nature.is_some(),
            account.privilege.is_some(),
            account.enabled.is_some(),
            account.created_on.is_some(),
            account.last_used_on.is_some() || account.never_used.is_some(),
            account.password_changed_at.is_some(),
            account.mfa.is_some(),
        ];
        for (open, told) in self.open.iter_mut().zip(told) {
            open.2 += u64::from(!told);
        }
    }

    fn fields(&mut self, account: &Account) -> Vec<(FieldId, Value)> {
        let mut fields = vec![
            (self.system, Value::Text(account.system.clone())),
            (self.name, Value::Text(account.name.clone())),
        ];
        let f = &mut fields;
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        let yes_no = |yes: Option<bool>| yes.map(Value::YesNo);
        let date = |date: Option<Date>| date.map(Value::Date);
        state(f, self.host, text(&account.host));
        state(f, self.external_id, text(&account.external_id));
        if let Some(privilege @ (Privilege::Special | Privilege::Highest)) = account.privilege {
            state(f, self.privilege.as_ref().map(|p| p.0), self.privilege_value(privilege));
            state(f, self.privilege_reason, text(&account.privilege_reason));
        }
        if !account.groups.is_empty()
            && let Some((groups, shortened)) = clean(&account.groups.join(", "), GROUPS)
        {
            self.shortened += u64::from(shortened);
            state(f, self.groups, Some(Value::Text(groups)));
        }
        state(f, self.enabled, yes_no(account.enabled));
        state(f, self.locked, yes_no(account.locked));
        state(f, self.created_on, date(account.created_on));
        state(f, self.expires_on, date(account.expires_on));
        state(f, self.last_used_on, date(account.last_used_on));
        state(f, self.never_used, yes_no(account.never_used));
        state(f, self.password_changed_on, date(account.password_changed_at.and_then(day_in_taipei)));
        state(f, self.password_never_expires, yes_no(account.password_never_expires));
        state(f, self.password_not_required, yes_no(account.password_not_required));
        state(f, self.interactive_login, yes_no(account.interactive_login));
        state(f, self.mfa, yes_no(account.mfa));
        fields
    }

    fn privilege_value(&self, privilege: Privilege) -> Option<Value> {
        let (_, [normal, special, highest]) = self.privilege.as_ref()?;
        Some(match privilege {
            Privilege::Normal => normal.clone(),
            Privilege::Special => special.clone(),
            Privilege::Highest => highest.clone(),
        })
    }

    /// What the source only suggests.
    fn defaults(&self, account: &Account) -> Vec<(FieldId, Value)> {
        let mut defaults = Vec::new();
        let d = &mut defaults;
        state(d, self.holder, account.holder.clone().map(Value::Text));
        if let (Some(_), Some((field, [internal]))) = (&account.holder, &self.relation) {
            // Who has a staff number is no vendor's or partner's.
            d.push((*field, internal.clone()));
        }
        if let (Some(nature), Some((field, [human, system]))) = (account.nature, &self.nature) {
            let value = if nature == Nature::Human { human } else { system };
            d.push((*field, value.clone()));
        }
        if account.privilege == Some(Privilege::Normal) {
            state(d, self.privilege.as_ref().map(|p| p.0), self.privilege_value(Privilege::Normal));
        }
        state(d, self.static_password, account.static_password.map(Value::YesNo));
        defaults.sort_by_key(|(id, _)| *id);
        defaults
    }

    /// Tells what the file left open.
    pub(crate) fn finish<E>(self, feed: &mut Feed<'_, E>) {
        let handed = self.handed;
        let open: Vec<_> = self.open.iter().filter(|(field, _, n)| field.is_some() && *n > 0).collect();
        let (all, some): (Vec<_>, Vec<_>) = open.into_iter().partition(|(_, _, n)| *n == handed);
        if !all.is_empty() {
            let zh: Vec<&str> = all.iter().map(|(_, label, _)| label.zh.as_str()).collect();
            let en: Vec<&str> = all.iter().map(|(_, label, _)| label.en.as_str()).collect();
            feed.note(
                format!("此來源無法判斷：{}", zh.join("、")),
                format!("not evaluable from this source: {}", en.join(", ")),
            );
        }
        if !some.is_empty() {
            let zh: Vec<String> = some.iter().map(|(_, l, n)| format!("{}（{n} 個）", l.zh)).collect();
            let en: Vec<String> = some.iter().map(|(_, l, n)| format!("{} ({n})", l.en)).collect();
            feed.note(
                format!("{handed} 個帳號中，此來源對部分帳號無法判斷：{}", zh.join("、")),
                format!(
                    "of {}, not evaluable from this source for some: {}",
                    counted(handed, "account", "accounts"),
                    en.join(", ")
                ),
            );
        }
        if self.separators > 0 {
            let n = self.separators;
            feed.note(
                format!("{n} 個名稱含有鍵值的分隔符號「|」，改寫為「｜」"),
                format!(
                    "{} '|', which separates the parts of a key, and got '｜' instead",
                    counted(n, "name contains", "names contain")
                ),
            );
        }
        if self.shortened > 0 {
            let n = self.shortened;
            feed.note(
                format!("{n} 個帳號的群組清單過長，已截短"),
                format!("the groups of {} were shortened", counted(n, "account", "accounts")),
            );
        }
    }
}

fn no_date(place: Place) -> Fault {
    Fault::new(
        place,
        "no-effective-date",
        "檔案沒有說明是哪一天的狀態",
        "the file does not say of which day it is",
    )
    .hint(GIVE_DATE.0, GIVE_DATE.1)
}

/// The file needs to be told which system it is about.
pub(crate) fn no_subject(place: Place) -> Fault {
    Fault::new(
        place,
        "no-subject",
        "檔案沒有說明是哪一個系統的帳號",
        "the file does not say which system the accounts are of",
    )
    .hint(
        "請以 --subject 指定系統代號，例如 --subject core；同一系統有多台主機時寫成 --subject core@host1",
        "name the system with --subject, such as --subject core; where a system has several hosts --subject core@host1",
    )
}

/// System and host of a subject written `SYSTEM` or `SYSTEM@HOST`.
pub(crate) fn subject(source: &Source) -> Option<(String, Option<String>)> {
    let subject = source.subject.as_deref()?.trim();
    if subject.is_empty() {
        return None;
    }
    Some(match subject.split_once('@') {
        Some((system, host)) if !system.trim().is_empty() && !host.trim().is_empty() => {
            (system.trim().to_string(), Some(host.trim().to_lowercase()))
        }
        _ => (subject.to_string(), None),
    })
}
