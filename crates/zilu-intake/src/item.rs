//! What an importer hands out: records, what a scan covered, faults, progress; and the summary at the end.
//!
//! Plain data. Nothing here knows a store, a permission or today's date: the caller of an importer keeps what it
//! is handed and applies it only when the summary says that there was no fault.

use crate::column_map::ColumnMap;
use crate::fault::Fault;
use crate::plural::counted;
use crate::recognise::Format;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use zilu_catalogue::{FieldId, KindId, Label, Value};

/// At most this many faults are handed out one by one; the rest are only counted in [`Summary::faults`].
pub const FAULTS_SHOWN: u64 = 200;

/// A file to import, as its bringer knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Name of the file, for places in faults.
    pub file: Arc<str>,
    /// SHA-256 of the file in hexadecimal, which becomes the `report` of a scan; `None` leaves it unstated.
    pub sha256: Option<String>,
    /// The date on which the facts became true, where the file itself does not say.
    pub date: Option<Date>,
    /// What the file is about, where the file itself does not say: the system of an export of accounts or of a test of
    /// code, the firewall of a configuration, the app of a package.
    pub subject: Option<Arc<str>>,
    /// How the columns of a table of this source stand for fields.
    pub map: Option<Arc<ColumnMap>>,
}

impl Source {
    /// A file without digest and date.
    pub fn new(file: &str) -> Self {
        Self { file: file.into(), sha256: None, date: None, subject: None, map: None }
    }

    /// A place in this file that is not yet more precise.
    pub fn place(&self) -> Place {
        Place { file: self.file.clone(), ..Place::default() }
    }
}

/// Where in a file something stands. Everything counts from 1 but `byte`, which counts from 0.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// File name.
    pub file: Arc<str>,
    /// Sheet of a workbook.
    pub sheet: Option<Arc<str>>,
    /// Row of a table, as a spreadsheet program numbers it.
    pub row: Option<u64>,
    /// Column of a table, from 1 (`A`).
    pub column: Option<u32>,
    /// Line of a text file, as an editor numbers it (a quoted line break makes it differ from the row).
    pub line: Option<u64>,
    /// Byte offset in the file; `None` where the file had to be decoded first.
    pub byte: Option<u64>,
}

impl Place {
    /// The place in Traditional Chinese.
    pub fn zh(&self) -> String {
        let mut text = self.file.to_string();
        if let Some(sheet) = &self.sheet {
            text += &format!("，工作表「{sheet}」");
        }
        match (self.row, self.line) {
            (Some(row), _) => text += &format!("，第 {row} 列"),
            (None, Some(line)) => text += &format!("，第 {line} 行"),
            (None, None) => {}
        }
        if let Some(column) = self.column {
            text += &format!("，{} 欄", column_letters(column));
        }
        if let (Some(byte), None) = (self.byte, self.row) {
            text += &format!("（位元組 {byte}）");
        }
        text
    }

    /// The place in English.
    pub fn en(&self) -> String {
        let mut text = self.file.to_string();
        if let Some(sheet) = &self.sheet {
            text += &format!(", sheet '{sheet}'");
        }
        match (self.row, self.line) {
            (Some(row), _) => text += &format!(", row {row}"),
            (None, Some(line)) => text += &format!(", line {line}"),
            (None, None) => {}
        }
        if let Some(column) = self.column {
            text += &format!(", column {}", column_letters(column));
        }
        if let (Some(byte), None) = (self.byte, self.row) {
            text += &format!(" (byte {byte})");
        }
        text
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

/// Column number (from 1) as a spreadsheet writes it: 1 is `A`, 28 is `AB`.
pub fn column_letters(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// A revision of a record that a file states.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// Kind.
    pub kind: KindId,
    /// Natural key: the text of the key fields joined with `|`, or the kind's name for a singleton.
    pub key: String,
    /// What the file states, key fields included, in declared order.
    pub fields: Vec<(FieldId, Value)>,
    /// To be stated only where no *person* has stated the field: the scanner's severity as assessed risk.
    pub defaults: Vec<(FieldId, Value)>,
    /// Dates to be stated only where the field is unknown or known to be later: a day on which something was first
    /// seen. A second import must never move such a day forward, since a clock may run from it.
    pub earliest: Vec<(FieldId, Value)>,
    /// The day from which it is true.
    pub effective: Date,
    /// Where it stands.
    pub place: Place,
    /// The record was recorded in error.
    pub void: bool,
}

/// What a scan did not look at, although its tool could have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// Only at these ports: the place begins with `PORT/PROTOCOL`.
    Ports(Arc<Ports>),
    /// Only places that begin with this text.
    Under(Arc<str>),
    /// Only these rules. A rule's variant (`zap:10038-1`) belongs to its rule (`zap:10038`).
    Rules(Arc<BTreeSet<String>>),
    /// Only these plugins of Nessus, ascending; `None`: which is not known. A check of a compliance plugin (place
    /// `PORT/PROTOCOL/CHECK`) is never among them: it ran only with its own audit file, and the report itself says that
    /// it passed.
    Plugins(Option<Arc<[u32]>>),
    /// Only findings that the tool rates as one of these words of `scanner_severity`.
    Severities(&'static [&'static str]),
    /// Only findings that the tool is sure of (`certainty` is not `potential`).
    Confirmed,
}

/// Ports that were looked at, by protocol.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ports {
    /// Protocol in lower case, first and last port.
    pub ranges: Vec<(String, u16, u16)>,
}

impl Ports {
    /// Whether a place that begins with `PORT/PROTOCOL` is at one of them.
    pub fn contain(&self, place: &str) -> bool {
        let mut parts = place.split('/');
        let port = parts.next().and_then(|port| port.parse::<u16>().ok());
        let (Some(port), Some(protocol)) = (port, parts.next()) else { return false };
        self.ranges.iter().any(|(of, first, last)| of == protocol && (*first..=*last).contains(&port))
    }
}

impl Limit {
    /// Whether a finding of this rule, place, scanner severity and certainty lies within. What is not known of it does
    /// not: it may have been left out.
    pub fn admits(&self, rule: &str, place: &str, severity: Option<&str>, certainty: Option<&str>) -> bool {
        match self {
            Limit::Ports(ports) => ports.contain(place),
            Limit::Under(start) => place.starts_with(&**start),
            Limit::Rules(rules) => {
                let variant = rule
                    .rsplit_once('-')
                    .filter(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
                rules.contains(rule) || variant.is_some_and(|(rule, _)| rules.contains(rule))
            }
            Limit::Plugins(plugins) => {
                let plugin = rule.rsplit_once(':').and_then(|(_, plugin)| plugin.parse().ok());
                let ran = |plugin| plugins.as_ref().is_none_or(|all| all.binary_search(&plugin).is_ok());
                plugin.is_some_and(ran) && place.split('/').count() == 2
            }
            Limit::Severities(words) => severity.is_some_and(|word| words.contains(&word)),
            Limit::Confirmed => certainty == Some("confirmed"),
        }
    }
}

/// What a scan looked at. After the *whole* file has been read without a fault, a finding of this host whose rule
/// begins with `rules`, that was there before and that the file did not bring, may be stated as gone; nothing else may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// Key of the host.
    pub host: String,
    /// Prefix of the rules that belong to the tool, for example `nessus:`.
    pub rules: &'static str,
    /// The day of the scan of this host.
    pub on: Date,
    /// The scanner could log in. Without that, local checks did not run: their findings were not re-tested.
    pub credentialed: Option<bool>,
    /// The scan of this host ran to its end. When `false`, nothing may be closed.
    pub complete: bool,
    /// What else a finding must be to have been looked for; all of it.
    pub limits: Vec<Limit>,
    /// Key of the scan.
    pub scan: String,
    /// Where it stands.
    pub place: Place,
}

/// A list that is complete: what was there before and the file does not bring is there no more. After the *whole* file has
/// been read without a fault, records of this kind that refer to the record with this key, and that the file did not bring,
/// may have these fields stated; nothing else may.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Kind of the records in the list.
    pub kind: KindId,
    /// Their field that says what the list is of.
    pub field: FieldId,
    /// Key of what the list is of.
    pub key: String,
    /// What to state of those that are missing.
    pub gone: Vec<(FieldId, Value)>,
    /// The day of the list.
    pub on: Date,
}

/// A record that names others by something else than their keys: a recipient by e-mail address, the account of a log-on
/// by host and name. Whoever has the records looks them up, puts the keys into the fields, and where such a field is a
/// part of the record's own key, makes that key anew.
#[derive(Debug, Clone, PartialEq)]
pub struct Unresolved {
    /// The record, without the fields to be found. Its key is the one that it has with what the file writes.
    pub record: Incoming,
    /// What is to be found, one entry per field.
    pub references: Vec<Reference>,
}

/// A field whose record is to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The field, which refers to a record.
    pub field: FieldId,
    /// What the file writes, for messages.
    pub written: String,
    /// Ways to find it, the first one that finds exactly one record counts.
    pub by: Vec<By>,
    /// What becomes of the record when none does.
    pub otherwise: Otherwise,
}

/// A way to find a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// What the file writes is its key.
    Key,
    /// What the file writes is the value of this text field, whatever the case, on the day of the record.
    Field(FieldId),
    /// The host of this name, domain name or address.
    HostNamed(String),
    /// The account of this name on this host, or of the system that the host belongs to.
    AccountOnHost {
        /// Name, domain name or address of the host.
        host: String,
        /// Name of the account.
        name: String,
    },
}

/// What becomes of a record of which a part was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Otherwise {
    /// It cannot be recorded: it is left out, and the bringer is told.
    LeaveOut,
    /// The field is not stated.
    Unstated,
    /// The field refers to this key, although there is no such record yet.
    Key(String),
}

/// Of a kind of key part, which ones a test looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every one.
    All,
    /// Those that begin with this text.
    Under(Arc<str>),
    /// These and no other.
    These(Arc<BTreeSet<String>>),
}

impl Scope {
    /// Whether it is among them.
    pub fn has(&self, name: &str) -> bool {
        match self {
            Scope::All => true,
            Scope::Under(beginning) => name.starts_with(&**beginning),
            Scope::These(names) => names.contains(name),
        }
    }
}

/// What a test of a system, or a whole list of its parts, looked at. After the *whole* file has been read without a
/// fault, a record of this kind whose key is `subject|RULE|PLACE` (or `subject|RULE`), that was present before and
/// that the file did not bring, may be stated as not present; nothing else may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tested {
    /// Kind of the records: code findings, components.
    pub kind: KindId,
    /// First part of the key: the system.
    pub subject: String,
    /// What the rest of the key begins with, for example `codeql:` or `shop|`; other records are not meant at all. Empty:
    /// every record of the subject.
    pub tool: String,
    /// The rules that ran, as the second part of the key has them.
    pub rules: Scope,
    /// The places looked at, as the third part of the key has them, up to the last `#`.
    pub places: Scope,
    /// The day of the test.
    pub on: Date,
    /// It ran to its end. When `false`, nothing may be closed.
    pub complete: bool,
    /// What else is so when a record is not present: a rule that is gone is not enabled either.
    pub also: Vec<(FieldId, Value)>,
}

/// One thing that an importer hands to its sink.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// A revision. A reference may name a record that comes later in the same file.
    Record(Incoming),
    /// A revision of a record that names others by something else than their keys.
    Unresolved(Unresolved),
    /// What a scan covered.
    Covered(Covered),
    /// A list that is complete.
    Listed(Listed),
    /// What a test of a system covered.
    Tested(Tested),
    /// A fault. One anywhere means that the whole file is refused.
    Fault(Fault),
    /// So many bytes of the file have been read.
    Progress(u64),
}

/// What a file held. The numbers explain themselves against the file: `items` = records kept + `merged`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Format that was read.
    pub format: Format,
    /// Raw entries of the file: results of a scan report, data rows of a table.
    pub items: u64,
    /// Hosts of a scan report.
    pub hosts: u64,
    /// Records handed out, of all kinds.
    pub records: u64,
    /// Entries merged into another one of the same key.
    pub merged: u64,
    /// Faults, including those beyond [`FAULTS_SHOWN`].
    pub faults: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Character encoding of the file, for example `Big5`; `None` where the format has none.
    pub encoding: Option<&'static str>,
    /// What the bringer should know although it is no fault: ignored columns, shortened texts.
    pub notes: Vec<Label>,
}

impl Summary {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            items: 0,
            hosts: 0,
            records: 0,
            merged: 0,
            faults: 0,
            bytes: 0,
            encoding: None,
            notes: Vec::new(),
        }
    }

    /// Nothing was wrong: what was handed out may be applied.
    pub fn is_clean(&self) -> bool {
        self.faults == 0
    }

    /// The numbers in words.
    pub fn words(&self) -> Label {
        let (mut zh, mut en) = match self.format {
            format if format.is_scan() => (
                format!("{} 台主機，{} 項結果", self.hosts, self.items),
                format!(
                    "{}, {}",
                    counted(self.hosts, "host", "hosts"),
                    counted(self.items, "result", "results")
                ),
            ),
            Format::Apk => {
                (format!("{} 項權限", self.items), counted(self.items, "permission", "permissions"))
            }
            Format::Firewall(_) => (format!("{} 條規則", self.items), counted(self.items, "rule", "rules")),
            Format::Sarif
            | Format::Trivy
            | Format::Grype
            | Format::Semgrep
            | Format::MobSf
            | Format::Prowler => (format!("{} 項結果", self.items), counted(self.items, "result", "results")),
            Format::Csaf | Format::OpenVex => {
                (format!("{} 項聲明", self.items), counted(self.items, "statement", "statements"))
            }
            Format::Spdx => (format!("{} 個套件", self.items), counted(self.items, "package", "packages")),
            Format::CycloneDx => (
                format!("{} 個元件及弱點", self.items),
                counted(self.items, "component or vulnerability", "components and vulnerabilities"),
            ),
            _ => (format!("{} 列資料", self.items), counted(self.items, "row", "rows")),
        };
        if self.merged > 0 {
            zh += &format!("，其中 {} 項與同鍵者合併", self.merged);
            en += &format!(", {} of them merged with another of the same key", self.merged);
        }
        if self.faults > 0 {
            zh += &format!("，{} 個錯誤，整份檔案未匯入", self.faults);
            en += &format!(", {}, nothing was imported", counted(self.faults, "fault", "faults"));
        }
        Label { zh, en }
    }
}

/// What stops the reading: the sink, or a fault after which nothing in the file can be trusted.
#[derive(Debug)]
pub(crate) enum Stop<E> {
    Sink(E),
    Fault(Box<Fault>),
}

impl<E> From<Box<Fault>> for Stop<E> {
    fn from(fault: Box<Fault>) -> Self {
        Stop::Fault(fault)
    }
}

/// The sink, with counting. One per file.
pub(crate) struct Feed<'s, E> {
    sink: &'s mut dyn FnMut(Item) -> Result<(), E>,
    pub(crate) summary: Summary,
    reported: u64,
}

/// Bytes between two reports of progress.
const PROGRESS_STEP: u64 = 1 << 20;

impl<'s, E> Feed<'s, E> {
    pub(crate) fn new(format: Format, sink: &'s mut dyn FnMut(Item) -> Result<(), E>) -> Self {
        Self { sink, summary: Summary::new(format), reported: 0 }
    }

    pub(crate) fn record(&mut self, mut record: Incoming) -> Result<(), E> {
        record.fields.sort_by_key(|(id, _)| *id);
        self.summary.records += 1;
        (self.sink)(Item::Record(record))
    }

    /// A record that names others by something else than their keys.
    pub(crate) fn unresolved(&mut self, mut record: Incoming, references: Vec<Reference>) -> Result<(), E> {
        if references.is_empty() {
            return self.record(record);
        }
        record.fields.sort_by_key(|(id, _)| *id);
        self.summary.records += 1;
        (self.sink)(Item::Unresolved(Unresolved { record, references }))
    }

    pub(crate) fn listed(&mut self, listed: Listed) -> Result<(), E> {
        (self.sink)(Item::Listed(listed))
    }

    pub(crate) fn covered(&mut self, covered: Covered) -> Result<(), E> {
        (self.sink)(Item::Covered(covered))
    }

    pub(crate) fn tested(&mut self, tested: Tested) -> Result<(), E> {
        (self.sink)(Item::Tested(tested))
    }

    pub(crate) fn fault(&mut self, fault: Fault) -> Result<(), E> {
        self.summary.faults += 1;
        if self.summary.faults <= FAULTS_SHOWN { (self.sink)(Item::Fault(fault)) } else { Ok(()) }
    }

    /// The file is refused before it was read.
    pub(crate) fn refused(mut self, faults: Vec<Fault>) -> Result<Summary, E> {
        for fault in faults {
            self.fault(fault)?;
        }
        Ok(self.summary)
    }

    /// The end of an importer: a fault that ended the reading is handed out like any other.
    pub(crate) fn end(mut self, outcome: Result<(), Stop<E>>) -> Result<Summary, E> {
        self.stopped(outcome)?;
        Ok(self.summary)
    }

    /// What stopped the reading, when something did, and there is more to say: a fault is handed on.
    pub(crate) fn stopped(&mut self, outcome: Result<(), Stop<E>>) -> Result<(), E> {
        match outcome {
            Ok(()) => Ok(()),
            Err(Stop::Sink(error)) => Err(error),
            Err(Stop::Fault(fault)) => self.fault(*fault),
        }
    }

    pub(crate) fn note(&mut self, zh: String, en: String) {
        self.summary.notes.push(Label { zh, en });
    }

    pub(crate) fn progress(&mut self, bytes: u64) -> Result<(), E> {
        self.summary.bytes = bytes;
        if bytes < self.reported + PROGRESS_STEP {
            return Ok(());
        }
        self.reported = bytes;
        (self.sink)(Item::Progress(bytes))
    }
}
