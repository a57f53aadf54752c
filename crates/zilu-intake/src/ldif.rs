//! Directories as LDIF (RFC 2849): accounts of Active Directory and of OpenLDAP and its relatives.
//!
//! Records: `account` and `password_change`. The system is the domain of the entries' names (`dc=corp,dc=example` is
//! `corp.example`); `--subject` names another, where the company registers the directory under its own id. The name is
//! `sAMAccountName`, else `uid`.
//!
//! The effective privilege follows nested groups inside the file and the primary group, which no list of members has.
//! *Normal* is stated only where the file holds the well-known groups and every group above the account; rights
//! delegated by access control lists are not looked at, and a note says so. Computers' and trusts' accounts are nobody's:
//! they are counted in a note. Passwords and everything else that is not needed are dropped while reading.
//!
//! A directory is no authority for people: it states who holds an account (`employeeID`), not what the person is.
//!
//! A file of another tool that was cut between two entries cannot be told from a whole one, the format has no end mark;
//! an incomplete result that `ldapsearch` reports, a cut line and a list of members that breaks off (`member;range=`) are
//! told. A snapshot of our own (`zilu collect ldap`) says at its end how many entries it has.
//!
//! Memory grows with the number of accounts and memberships, not with the size of the file.

mod dn;
mod reader;
mod user;

use crate::account::{Account, Accounts, Privilege};
use crate::fault::Fault;
use crate::item::{Feed, Item, Source, Summary};
use crate::membership::{Graph, Node, Standing};
use crate::plural::counted;
use crate::recognise::Format;
use crate::time::{day_in_taipei, moment};
use crate::windows::{group_privilege, group_privilege_by_name, is_everybody};
use reader::{Entry, LdifReader, LdifValue, Next, Range};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::io::Read;
use user::{Class, User};
use zilu_catalogue::Catalogue;

/// Accounts and memberships that are held at once.
const HELD: usize = 20_000_000;

/// What a snapshot of our own begins with, in front of its moment.
pub const LDIF_COLLECTED: &str = "# zilu collected at ";

/// What a snapshot of our own ends with, in front of the number of its entries. Without it, it was cut off.
pub const LDIF_COMPLETE: &str = "# zilu collected to the end, entries: ";

/// Attributes that are read, in lower case: what a snapshot has to ask a server for. No passwords.
pub const LDIF_ATTRIBUTES: [&str; 35] = [
    "accountexpires",
    "admincount",
    "authtimestamp",
    "cn",
    "createtimestamp",
    "employeeid",
    "employeenumber",
    "lastlogon",
    "lastlogontimestamp",
    "lockouttime",
    "loginshell",
    "member",
    "memberof",
    "memberuid",
    "msds-user-account-control-computed",
    "nsaccountlock",
    "objectclass",
    "objectguid",
    "objectsid",
    "primarygroupid",
    "pwdaccountlockedtime",
    "pwdchangedtime",
    "pwdlastset",
    "pwdlastsuccess",
    "samaccountname",
    "samaccounttype",
    "shadowexpire",
    "shadowlastchange",
    "shadowmax",
    "uid",
    "uidnumber",
    "uniquemember",
    "useraccountcontrol",
    "userprincipalname",
    "whencreated",
];

/// Reads a directory from LDIF, handing everything to `sink` at the end, when all groups are known.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_ldif<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Ldif, sink);
    let mut reader = match LdifReader::open(input, source) {
        Ok(reader) => reader,
        Err(fault) => {
            feed.fault(*fault)?;
            return Ok(feed.summary);
        }
    };
    feed.summary.encoding = Some(reader.encoding());
    let wanted = |name: &str| LDIF_ATTRIBUTES.binary_search(&name).is_ok();
    let mut directory = Directory::default();
    loop {
        match reader.next(&wanted) {
            Ok(Next::Entry(entry)) => {
                feed.summary.items += 1;
                if let Err(fault) = directory.entry(entry) {
                    feed.fault(*fault)?;
                    return Ok(feed.summary);
                }
                feed.progress(reader.bytes_read())?;
            }
            Ok(Next::Referral) => directory.referrals += 1,
            Ok(Next::End) => break,
            Err(fault) => {
                feed.fault(*fault)?;
                return Ok(feed.summary);
            }
        }
    }
    if let Some(fault) = cut_off(&reader, feed.summary.items) {
        feed.fault(fault)?;
        return Ok(feed.summary);
    }
    feed.summary.bytes = reader.bytes_read();
    let collected = reader.collected_at.as_deref().and_then(moment).and_then(day_in_taipei);
    match Accounts::new(catalogue, source.place(), collected.or(source.date)) {
        Ok(accounts) => directory.hand_out(accounts, source, &mut feed)?,
        Err(faults) => {
            for fault in faults {
                feed.fault(fault)?;
            }
        }
    }
    Ok(feed.summary)
}

/// A snapshot of our own that does not say that it is whole, or holds another number of entries than it says.
fn cut_off<R: Read>(reader: &LdifReader<R>, entries: u64) -> Option<Fault> {
    reader.collected_at.as_ref()?;
    let told = reader.complete;
    if told == Some(entries) {
        return None;
    }
    let (zh, en) = match told {
        None => (
            "快照沒有結尾標記，收集中途中斷或檔案被截斷".to_string(),
            "the snapshot has no end mark: collecting broke off, or the file was cut".to_string(),
        ),
        Some(told) => (
            format!("快照自稱有 {told} 筆條目，實際有 {entries} 筆"),
            format!("the snapshot says that it has {told} entries and has {entries}"),
        ),
    };
    let fault = Fault::new(reader.place(), "cut-off", zh, en);
    Some(fault.hint("請重新執行 zilu collect ldap", "run zilu collect ldap again"))
}

/// What the whole file holds.
#[derive(Default)]
struct Directory {
    graph: Graph,
    users: Vec<User>,
    /// Groups by identifier, for primary groups.
    by_sid: FxHashMap<String, Node>,
    /// Members by `memberUid`, whose entry may come later.
    by_uid: Vec<(String, Node)>,
    memberships: usize,
    machines: u64,
    trusts: u64,
    nameless: u64,
    referrals: u64,
    /// Groups whose list of members breaks off.
    broken: u64,
    /// The file knows when somebody last logged in.
    log_ins: bool,
    well_known: bool,
}

impl Directory {
    fn entry(&mut self, entry: Entry) -> Result<(), Box<Fault>> {
        let name = dn::normal(&entry.dn);
        let node = self.graph.node(&name);
        if self.graph.holds(node) {
            let fault = Fault::new(
                entry.place,
                "entry-twice",
                format!("條目「{}」在檔案中出現兩次", shown(&entry.dn)),
                format!("the entry '{}' stands in the file twice", shown(&entry.dn)),
            );
            return Err(Box::new(fault.hint("請一次匯出存成一檔", "keep each export in a file of its own")));
        }
        let mut user = User::default();
        let mut ranges: Vec<Range> = Vec::new();
        let mut members = Vec::new();
        let mut uids = Vec::new();
        for attribute in entry.attributes {
            match (attribute.name.as_str(), &attribute.value) {
                ("member" | "uniquemember", LdifValue::Text(member)) => {
                    ranges.extend(attribute.range.filter(|range| ranges.last() != Some(range)));
                    members.push(self.refer(member));
                }
                ("memberuid", LdifValue::Text(uid)) => uids.push(uid.clone()),
                ("memberof", LdifValue::Text(group)) => {
                    let group = self.refer(group);
                    self.graph.join(node, group);
                    self.memberships += 1;
                }
                _ => user.take(&attribute.name, attribute.value, &entry.place)?,
            }
        }
        self.memberships += members.len() + uids.len();
        if self.memberships + self.users.len() > HELD {
            let fault = Fault::new(
                entry.place,
                "too-large",
                "帳號與群組成員合計超過二千萬筆",
                "more than twenty million accounts and memberships",
            );
            return Err(Box::new(
                fault.hint("請按組織單位分次匯出", "export the organisational units one by one"),
            ));
        }
        let class = user.class();
        let rank = if class == Class::Group { user.sid.as_deref().and_then(group_privilege) } else { None };
        self.graph.hold(node, user.shown_name().unwrap_or(&dn::first_value(&entry.dn)), rank);
        self.broken += u64::from(breaks_off(&ranges));
        for member in members {
            self.graph.join(member, node);
        }
        match class {
            Class::Group => {
                self.by_uid.extend(uids.into_iter().map(|uid| (uid, node)));
                self.well_known |= rank == Some(Privilege::Highest);
                if let Some(sid) = user.sid {
                    self.by_sid.insert(sid, node);
                }
            }
            Class::Machine => self.machines += 1,
            Class::Trust => self.trusts += 1,
            Class::Nobody => self.nameless += u64::from(user.is_person),
            Class::User | Class::ManagedService => {
                self.log_ins |= user.last_logon_timestamp.is_some();
                user.domain = dn::domain(&entry.dn);
                user.node = node;
                user.place = Some(entry.place);
                self.users.push(user);
            }
        }
        Ok(())
    }

    /// The node of something that is referred to, named and ranked by its name until its entry comes.
    fn refer(&mut self, name: &str) -> Node {
        let node = self.graph.node(&dn::normal(name));
        if !self.graph.holds(node) {
            let first = dn::first_value(name);
            let rank = group_privilege_by_name(&first);
            self.graph.name(node, &first, rank);
        }
        node
    }

    fn hand_out<E>(
        mut self,
        mut accounts: Accounts,
        source: &Source,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), E> {
        let Some(system) = self.system(source, feed)? else { return Ok(()) };
        self.resolve();
        let complete = self.well_known && self.broken == 0 && self.referrals == 0;
        let mut directory_of_windows = false;
        for user in std::mem::take(&mut self.users) {
            let place = user.place.clone().unwrap_or_else(|| source.place());
            let domain = user.domain.clone().unwrap_or_default();
            let name = user.name().unwrap_or_default();
            let mut account = Account::new(system.as_deref().unwrap_or(&domain), name);
            user.state(&mut account, self.log_ins);
            account.groups = self.graph.groups(user.node);
            directory_of_windows |= user.is_windows();
            match self.graph.standing(user.node) {
                Standing::Ranked(privilege, way) => account.raise(privilege, &way),
                // Protected once, by a group that is not here or no longer is.
                Standing::Normal if complete && user.is_windows() && !user.admin_count => {
                    account.privilege = account.privilege.or(Some(Privilege::Normal));
                }
                Standing::Normal | Standing::Open => {}
            }
            accounts.hand_out(account, place, feed)?;
        }
        accounts.finish(feed);
        self.notes(directory_of_windows, complete, feed);
        Ok(())
    }

    /// The system that was named; `Some(None)` where each entry's domain is its system. `None`: a fault was told.
    fn system<E>(&self, source: &Source, feed: &mut Feed<'_, E>) -> Result<Option<Option<String>>, E> {
        let domains: BTreeSet<Option<&str>> = self.users.iter().map(|user| user.domain.as_deref()).collect();
        if self.users.is_empty() {
            let groups =
                if self.by_sid.is_empty() && self.by_uid.is_empty() { "" } else { "（只有群組）" };
            feed.note(
                format!("檔案沒有可登入的帳號{groups}"),
                "the file holds no account that can log in".into(),
            );
            return Ok(Some(None));
        }
        match source.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty()) {
            Some(_) if domains.len() > 1 => {
                let names: Vec<&str> = domains.iter().map(|domain| domain.unwrap_or("?")).take(5).collect();
                let fault = Fault::new(
                    source.place(),
                    "several-domains",
                    format!("檔案含有 {} 個網域，不能都歸於同一個系統：{}", domains.len(), names.join("、")),
                    format!(
                        "the file holds {} domains, which cannot all be one system: {}",
                        domains.len(),
                        names.join(", ")
                    ),
                );
                feed.fault(fault.hint(
                    "請逐一網域匯出，或不指定 --subject 而以網域名稱為系統",
                    "export each domain by itself, or leave --subject out and let each domain be a system",
                ))?;
                Ok(None)
            }
            Some(subject) => Ok(Some(Some(subject.to_string()))),
            None if domains.contains(&None) => {
                feed.fault(crate::account::no_subject(source.place()))?;
                Ok(None)
            }
            None => Ok(Some(None)),
        }
    }

    /// Joins accounts with groups that are known by number or by name only.
    fn resolve(&mut self) {
        let mut nodes: FxHashMap<&str, Vec<Node>> = FxHashMap::default();
        for user in &self.users {
            if let Some(uid) = &user.uid {
                nodes.entry(uid.as_str()).or_default().push(user.node);
            }
        }
        for (uid, group) in &self.by_uid {
            for member in nodes.get(uid.as_str()).into_iter().flatten() {
                self.graph.join(*member, *group);
            }
        }
        for user in &self.users {
            let (Some(primary), Some(sid)) = (&user.primary_group, &user.sid) else { continue };
            let Some((domain, _)) = sid.rsplit_once('-') else { continue };
            let group_sid = format!("{domain}-{primary}");
            let group = match self.by_sid.get(&group_sid) {
                Some(group) => *group,
                // Everybody's group, which the file does not hold, is a member of nothing unless somebody changed that.
                None if is_everybody(primary) && !self.well_known => continue,
                None => {
                    let node = self.graph.node(&group_sid);
                    self.graph.name(node, &group_sid, group_privilege(&group_sid));
                    node
                }
            };
            self.graph.join(user.node, group);
        }
        self.graph.settle();
    }

    fn notes<E>(&self, windows: bool, complete: bool, feed: &mut Feed<'_, E>) {
        if windows && !complete {
            let (zh, en) = if self.referrals > 0 {
                ("查詢未跟隨轉介", "the search did not follow referrals")
            } else if self.broken > 0 {
                ("群組成員清單不完整（member;range）", "a list of members breaks off (member;range)")
            } else {
                ("檔案不含內建群組", "the file does not hold the built-in groups")
            };
            feed.note(
                format!("{zh}，因此無法判斷哪些帳號只有一般權限；請連同群組一併匯出"),
                format!("{en}: which accounts have no more than normal rights is not evaluable; export the groups too"),
            );
        }
        if windows {
            feed.note(
                "權限依群組判斷；以存取控制清單（ACL）委派的權限未評估".into(),
                "privilege is told from groups; rights delegated by access control lists are not evaluated"
                    .into(),
            );
        }
        if windows && self.log_ins {
            feed.note(
                "最近登入日（lastLogonTimestamp）最多落後 14 天".into(),
                "the last log-in (lastLogonTimestamp) lags by up to 14 days".into(),
            );
        }
        if self.machines + self.trusts > 0 {
            let (machines, trusts) = (self.machines, self.trusts);
            feed.note(
                format!("未登錄 {machines} 個電腦帳號與 {trusts} 個信任帳號：不由人使用"),
                format!(
                    "{} and {} of trusts were left out: nobody uses them",
                    counted(machines, "account of computers", "accounts of computers"),
                    counted(trusts, "account", "accounts")
                ),
            );
        }
        if self.nameless > 0 {
            let n = self.nameless;
            feed.note(
                format!("{n} 個人員條目沒有登入名稱（sAMAccountName 或 uid），不是帳號"),
                format!(
                    "{} no log-in name (sAMAccountName or uid) and no account",
                    counted(n, "entry of a person has", "entries of people have")
                ),
            );
        }
    }
}

/// Whether lists of members do not follow one another to the end.
fn breaks_off(ranges: &[Range]) -> bool {
    let mut ranges = ranges.to_vec();
    ranges.sort_by_key(|range| range.low);
    let mut next = 0;
    for range in &ranges {
        if range.low != next {
            return true;
        }
        match range.high {
            Some(high) => next = high.saturating_add(1),
            None => return false,
        }
    }
    !ranges.is_empty()
}

fn shown(text: &str) -> String {
    text.chars().take(200).collect()
}
