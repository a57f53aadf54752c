//! BloodHound collections (SharpHound, version 5 and 6): the accounts of a Windows domain, and who may what in it.
//!
//! A collection is a zip archive of several JSON files: users in one, groups in another. The archive is read as it is;
//! a single file of it states its own part. What a user may do follows from the groups, so that only the archive tells
//! who has normal rights. Access control lists, of which such files mostly consist, are passed over.
//!
//! A file without its `meta` at the end is what a collector left that died: refused. Its `count` is not reliable and
//! only leads to a note. The day is that of the collection, from the digits at the beginning of the file's name, unless
//! the bringer gives another.

use crate::account::{Account, Accounts, Nature, Privilege};
use crate::fault::Fault;
use crate::item::{Feed, Item, Place, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, text_of, walk};
use crate::membership::{Graph, Node, Standing};
use crate::plural::counted;
use crate::recognise::Format;
use crate::time::day_in_taipei;
use crate::windows::{group_privilege, is_everybody};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::io::{Cursor, Read};
use zilu_catalogue::Catalogue;

/// Largest archive, in bytes: it has to be held.
const ARCHIVE: u64 = 512 << 20;
/// Bytes that the files of an archive may have together.
const UNPACKED: u64 = 16 << 30;
/// Accounts and memberships that are held at once.
const HELD: usize = 20_000_000;

/// Properties that are kept.
const KEPT: [&str; 15] = [
    "admincount",
    "domain",
    "enabled",
    "gmsa",
    "lastlogon",
    "lastlogontimestamp",
    "msa",
    "name",
    "passwordnotreqd",
    "pwdlastset",
    "pwdneverexpires",
    "samaccountname",
    "smartcardrequired",
    "type",
    "whencreated",
];

/// Reads a collection or one file of it, handing everything to `sink` at the end, when all groups are known.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_bloodhound<R: Read, E>(
    mut input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::BloodHound, sink);
    let accounts = match Accounts::new(catalogue, source.place(), source.date.or(day_of_name(&source.file))) {
        Ok(accounts) => accounts,
        Err(faults) => {
            for fault in faults {
                feed.fault(fault)?;
            }
            return Ok(feed.summary);
        }
    };
    let mut domain = Domain::default();
    let mut head = [0; 4];
    let mut filled = 0;
    while filled < head.len() {
        match input.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                feed.fault(crate::csv::unreadable(source.place(), &error))?;
                return Ok(feed.summary);
            }
        }
    }
    let input = Cursor::new(head[..filled].to_vec()).chain(input);
    let outcome = if head.starts_with(b"PK\x03\x04") {
        domain.archive(input, source, &mut feed)
    } else {
        domain.file(input, source.place(), &mut feed)
    };
    match outcome {
        Ok(()) => domain.hand_out(accounts, source, &mut feed)?,
        Err(Stop::Sink(error)) => return Err(error),
        Err(Stop::Fault(fault)) => feed.fault(*fault)?,
    }
    Ok(feed.summary)
}

/// `20240305110427_users.json` was collected on 2024-03-05.
fn day_of_name(name: &str) -> Option<Date> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let digits = name.get(..14).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
    Date::strptime("%Y%m%d", &digits[..8]).ok()
}

/// What all files hold.
#[derive(Default)]
struct Domain {
    graph: Graph,
    users: Vec<User>,
    held: usize,
    others: u64,
    well_known: bool,
    /// Files whose count is wrong: what it says, what is there.
    miscounted: Vec<(u64, u64)>,
}

struct User {
    id: String,
    node: Node,
    primary: Option<String>,
    properties: Map<String, Value>,
    place: Place,
}

impl Domain {
    fn archive<R: Read, E>(
        &mut self,
        input: R,
        source: &Source,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), Stop<E>> {
        let refuse = |code, zh: String, en: String| Box::new(Fault::new(source.place(), code, zh, en));
        let mut bytes = Vec::new();
        if let Err(error) = input.take(ARCHIVE + 1).read_to_end(&mut bytes) {
            return Err(Box::new(crate::csv::unreadable(source.place(), &error)).into());
        }
        if bytes.len() as u64 > ARCHIVE {
            let fault = refuse(
                "too-large",
                format!("壓縮檔超過 {} MiB", ARCHIVE >> 20),
                format!("the archive is larger than {} MiB", ARCHIVE >> 20),
            );
            return Err(fault.into());
        }
        feed.summary.bytes = bytes.len() as u64;
        let damaged = |error: zip::result::ZipError| {
            let fault = refuse(
                "damaged",
                format!("壓縮檔已損壞（{error}）"),
                format!("the archive is damaged: {error}"),
            );
            Box::new(fault.hint("請重新傳送或重新收集", "transfer it again or collect again"))
        };
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        let mut left = UNPACKED;
        let mut files = 0;
        for index in 0..archive.len() {
            let file = archive.by_index(index).map_err(damaged)?;
            let name = file.name().map_err(damaged)?.to_string();
            if !name.to_ascii_lowercase().ends_with(".json") {
                continue;
            }
            files += 1;
            left = left.checked_sub(file.size()).ok_or_else(|| {
                refuse(
                    "too-large",
                    format!("壓縮檔解開後超過 {} GiB", UNPACKED >> 30),
                    format!("the files of the archive have more than {} GiB", UNPACKED >> 30),
                )
            })?;
            let shown: String = name.chars().filter(|c| !c.is_control()).take(200).collect();
            let place = Place { file: format!("{}!{shown}", source.file).into(), ..Place::default() };
            let size = file.size();
            self.file(file.take(size), place, feed)?;
        }
        if files == 0 {
            return Err(refuse(
                "no-collection",
                "壓縮檔裡沒有 JSON 檔".into(),
                "the archive holds no JSON file".into(),
            )
            .into());
        }
        Ok(())
    }

    fn file<R: Read, E>(&mut self, input: R, place: Place, feed: &mut Feed<'_, E>) -> Result<(), Stop<E>> {
        let mut walker = Walker {
            domain: self,
            feed,
            entry: Entry::default(),
            entries: 0,
            pending: Vec::new(),
            meta: None,
        };
        let walked = walk(input, place.clone(), Layout::One, &mut walker)?;
        let Walker { entries, pending, meta, feed, .. } = walker;
        feed.summary.encoding = Some(walked.encoding);
        feed.summary.bytes = feed.summary.bytes.max(walked.bytes);
        let Some(meta) = meta else {
            let fault = Fault::new(
                place,
                "no-meta",
                "檔案結尾沒有 meta，收集程式可能中途中斷",
                "there is no meta at the end: the collector probably died",
            );
            return Err(Box::new(fault.hint("請重新收集", "collect again")).into());
        };
        if !matches!(meta.version, 5 | 6) {
            let version = meta.version;
            let fault = Fault::new(
                place,
                "bloodhound-version",
                format!("這是第 {version} 版的 BloodHound 檔案，只讀第 5、6 版"),
                format!("a BloodHound file of version {version}; versions 5 and 6 are read"),
            );
            return Err(Box::new(
                fault.hint("請以目前版本的 SharpHound 重新收集", "collect again with a current SharpHound"),
            )
            .into());
        }
        feed.summary.items += entries;
        if meta.count != entries {
            self.miscounted.push((meta.count, entries));
        }
        if meta.kind == "users" {
            self.users.extend(pending);
        } else if meta.kind != "groups" {
            self.others += entries;
        }
        Ok(())
    }

    fn hand_out<E>(
        mut self,
        mut accounts: Accounts,
        source: &Source,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), E> {
        for user in &self.users {
            let Some(primary) = &user.primary else { continue };
            let rid = primary.rsplit('-').next().unwrap_or_default();
            let group = self.graph.node(primary);
            if !self.graph.holds(group) {
                if is_everybody(rid) && !self.well_known {
                    continue;
                }
                self.graph.name(group, primary, rank(primary));
            }
            self.graph.join(user.node, group);
        }
        self.graph.settle();
        let subject = source.subject.as_deref().map(str::trim).filter(|subject| !subject.is_empty());
        let mut systems: Vec<String> = Vec::new();
        for user in std::mem::take(&mut self.users) {
            let text = |name: &str| user.properties.get(name).and_then(Value::as_str);
            let domain = text("domain").unwrap_or_default().to_lowercase();
            if !systems.contains(&domain) && systems.len() < 100 {
                systems.push(domain.clone());
            }
            let full = text("name").unwrap_or_default();
            let name = text("samaccountname").unwrap_or_else(|| full.split('@').next().unwrap_or(full));
            let mut account = Account::new(subject.unwrap_or(&domain), name);
            account.external_id = Some(user.id.clone());
            user.state(&mut account);
            account.groups = self.graph.groups(user.node);
            match self.graph.standing(user.node) {
                Standing::Ranked(privilege, way) => account.raise(privilege, &way),
                Standing::Normal if self.well_known && !user.is("admincount").unwrap_or(true) => {
                    account.privilege = account.privilege.or(Some(Privilege::Normal));
                }
                Standing::Normal | Standing::Open => {}
            }
            accounts.hand_out(account, user.place, feed)?;
        }
        if subject.is_some() && systems.len() > 1 {
            let fault = Fault::new(
                source.place(),
                "several-domains",
                format!("檔案含有 {} 個網域，不能都歸於同一個系統：{}", systems.len(), systems.join("、")),
                format!(
                    "the file holds {} domains, which cannot all be one system: {}",
                    systems.len(),
                    systems.join(", ")
                ),
            );
            feed.fault(fault.hint(
                "請不指定 --subject，而以網域名稱為系統",
                "leave --subject out and let each domain be a system",
            ))?;
        }
        let stated = feed.summary.records > 0;
        accounts.finish(feed);
        self.notes(stated, feed);
        Ok(())
    }

    fn notes<E>(&self, stated: bool, feed: &mut Feed<'_, E>) {
        for (said, found) in &self.miscounted {
            feed.note(
                format!("meta.count 為 {said}，實際有 {found} 筆；以實際為準"),
                format!("meta.count says {said}, the file holds {found}: what it holds counts"),
            );
        }
        if self.others > 0 {
            let n = self.others;
            feed.note(
                format!("{n} 筆電腦、網域、群組原則等不是帳號，未登錄"),
                format!(
                    "{} of computers, domains, policies and the like are no accounts and were left out",
                    counted(n, "entry", "entries")
                ),
            );
        }
        if !stated {
            feed.note(
                "檔案沒有使用者；請匯入整個壓縮檔，或 users.json".into(),
                "the file holds no users: import the whole archive, or users.json".into(),
            );
            return;
        }
        if !self.well_known {
            feed.note(
                "檔案不含群組，因此無法判斷權限等級；請匯入整個壓縮檔".into(),
                "without groups, privilege is not evaluable: import the whole archive".into(),
            );
        }
        feed.note(
            "權限依群組判斷；以存取控制清單（ACL）委派的權限未評估".into(),
            "privilege is told from groups; rights delegated by access control lists are not evaluated"
                .into(),
        );
        feed.note(
            "最近登入日（lastLogonTimestamp）最多落後 14 天".into(),
            "the last log-in (lastLogonTimestamp) lags by up to 14 days".into(),
        );
    }
}

impl User {
    fn is(&self, name: &str) -> Option<bool> {
        self.properties.get(name).and_then(Value::as_bool)
    }

    /// A moment; `Some(None)` for both ways to write "never", 0 and -1.
    fn moment(&self, name: &str) -> Option<Option<i64>> {
        let seconds = self.properties.get(name)?.as_f64()? as i64;
        Some((1..7_258_118_400).contains(&seconds).then_some(seconds))
    }

    fn state(&self, account: &mut Account) {
        account.enabled = self.is("enabled");
        account.password_never_expires = self.is("pwdneverexpires");
        account.password_not_required = self.is("passwordnotreqd");
        account.static_password = self.is("smartcardrequired").map(|card| !card);
        account.created_on = self.moment("whencreated").flatten().and_then(day_in_taipei);
        account.password_changed_at = self.moment("pwdlastset").flatten();
        let (here, everywhere) = (self.moment("lastlogon"), self.moment("lastlogontimestamp"));
        let last = here.flatten().max(everywhere.flatten());
        account.last_used_on = last.and_then(day_in_taipei);
        // Only one of them is the same on all domain controllers.
        account.never_used = everywhere.map(|_| last.is_none());
        if self.is("gmsa") == Some(true) || self.is("msa") == Some(true) {
            account.nature = Some(Nature::System);
            account.static_password = Some(false);
        }
        match self.id.rsplit('-').next() {
            Some("500") => account.raise(Privilege::Highest, "RID 500"),
            Some("502") => {
                account.nature = Some(Nature::System);
                account.raise(Privilege::Highest, "RID 502");
            }
            _ => {}
        }
    }
}

/// What membership gives; built-in groups have the domain in front of their identifier.
fn rank(id: &str) -> Option<Privilege> {
    group_privilege(&id[id.find("S-1-")?..])
}

struct Meta {
    kind: String,
    version: i64,
    count: u64,
}

/// The entry that is being read.
#[derive(Default)]
struct Entry {
    id: String,
    primary: Option<String>,
    properties: Map<String, Value>,
    members: Vec<String>,
}

struct Walker<'d, 'f, 's, E> {
    domain: &'d mut Domain,
    feed: &'f mut Feed<'s, E>,
    entry: Entry,
    entries: u64,
    /// Entries that are users if the end of the file says so.
    pending: Vec<User>,
    meta: Option<Meta>,
}

impl<E> Walk for Walker<'_, '_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "data" | "data[]" | "data[].Members" => Take::Descend,
            "data[].Properties"
            | "data[].ObjectIdentifier"
            | "data[].PrimaryGroupSID"
            | "data[].Members[]"
            | "meta" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        KEPT.contains(&key) || matches!(key, "ObjectIdentifier" | "methods" | "version" | "count")
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        match piece.path.shape() {
            "data[].Properties" => match piece.value {
                Value::Object(properties) => self.entry.properties = properties,
                _ => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
            },
            "data[].ObjectIdentifier" => self.entry.id = piece.needed_text(&[])?.trim().to_string(),
            "data[].PrimaryGroupSID" => {
                self.entry.primary =
                    piece.text(&[])?.map(str::trim).filter(|t| !t.is_empty()).map(str::to_string);
            }
            "data[].Members[]" => {
                self.domain.held += 1;
                self.entry.members.push(piece.needed_text(&["ObjectIdentifier"])?.trim().to_string());
            }
            "meta" => {
                let number = |name: &str| piece.value.get(name).and_then(Value::as_i64);
                self.meta = Some(Meta {
                    kind: text_of(&piece.value, &["type"]).unwrap_or_default().to_lowercase(),
                    version: number("version").unwrap_or(-1),
                    count: number("count").and_then(|n| u64::try_from(n).ok()).unwrap_or_default(),
                });
            }
            // Null stands for no list of members.
            "data[].Members" if piece.value.is_null() => {}
            "data" | "data[].Members" => return Err(piece.wrong_type(&[], ("清單", "a list")).into()),
            _ => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, place: Place) -> Result<(), Stop<E>> {
        if path.shape() != "data[]" {
            return Ok(());
        }
        self.entries += 1;
        let entry = std::mem::take(&mut self.entry);
        let missing = |zh: &str, en: &str| Box::new(Fault::new(place.clone(), "wrong-type", zh, en));
        if entry.id.is_empty() {
            return Err(missing("這一筆沒有 ObjectIdentifier", "this entry has no ObjectIdentifier").into());
        }
        self.domain.held += 1;
        if self.domain.held > HELD {
            let fault = Fault::new(
                place,
                "too-large",
                "帳號與群組成員合計超過二千萬筆",
                "more than twenty million accounts and memberships",
            );
            return Err(Box::new(fault).into());
        }
        let graph = &mut self.domain.graph;
        let node = graph.node(&entry.id);
        let rank = rank(&entry.id);
        let name = ["samaccountname", "name"].iter().find_map(|n| entry.properties.get(*n)?.as_str());
        graph.hold(node, name.unwrap_or(&entry.id), rank);
        self.domain.well_known |= rank == Some(Privilege::Highest);
        for member in &entry.members {
            let member = graph.node(member);
            graph.join(member, node);
        }
        let is_account = entry.primary.is_some() || entry.properties.contains_key("enabled");
        if is_account {
            self.pending.push(User {
                id: entry.id,
                node,
                primary: entry.primary,
                properties: entry.properties,
                place,
            });
        }
        Ok(())
    }
}
