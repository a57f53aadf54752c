//! Taking a file in: checked whole, then recorded whole or not at all.
//!
//! A file is read twice: first to find every fault, then, when there is none, to record what it changes, in one
//! transaction. Memory does not grow with the file, but for a few bytes per record.

mod changes;
mod gone;
mod package;
mod resolve;
mod settings;
mod unrecorded;

pub use changes::{Change, ChangeSort, FieldChange, bare_place};
pub use resolve::LeftOut;
pub use unrecorded::Unrecorded;

use crate::acts::IMPORT;
use crate::app::{App, State};
use crate::difference::{Draft, difference};
use crate::error::{Error, io_words};
use crate::text;
use changes::Changes;
use gone::{FindingFields, Retested, Untold};
use jiff::civil::Date;
use package::PackageChange;
use resolve::Resolver;
use rustc_hash::{FxHashSet, FxHasher};
use serde::Serialize;
use settings::Settings;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use unrecorded::References;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Origin, RecordId};
use zilu_intake::{
    ColumnMap, Covered, FAULTS_SHOWN, Fault, Format, Incoming, Item, Listed, Place, Source, Summary, Tested,
};
use zilu_store::{ActBody, Writer};

/// Largest file that is taken in, in bytes. A file without end (a device, a pipe) is refused once it is longer.
pub const FILE_BYTES: u64 = 2 << 30;

/// A file that can be read more than once.
pub struct ImportFile<'a> {
    /// Its name, as people know it.
    pub name: &'a str,
    /// Its length in bytes.
    pub length: u64,
    /// Opens it from the start.
    pub open: &'a dyn Fn() -> std::io::Result<Box<dyn Read>>,
}

/// How to take a file in.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// Who brings it.
    pub actor: String,
    /// Why, in the person's words.
    pub reason: Option<String>,
    /// Format; recognised when left out.
    pub format: Option<Format>,
    /// Kind of the rows of a table; recognised when left out.
    pub kind: Option<String>,
    /// The day on which the facts became true, where the file does not say.
    pub date: Option<Date>,
    /// The system, firewall or app that the file is about, where the file does not say.
    pub subject: Option<String>,
    /// How the columns of a table stand for fields.
    pub map: Option<Arc<ColumnMap>>,
    /// When, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// Only say what would change.
    pub dry_run: bool,
    /// How many changes of each sort the report lists.
    pub changes_listed: usize,
    /// Name and SHA-256 of the archive that the file came in.
    pub archive: Option<(String, String)>,
    /// SHA-256 in hexadecimal that the file must have: that of the one that was looked at before.
    pub expected_sha256: Option<String>,
    /// The other files of a batch that is only looked at: what one states, another may refer to.
    pub batch: Option<Arc<Batch>>,
}

/// The records that the files of a batch state, as far as they were looked at.
#[derive(Debug, Default)]
pub struct Batch(Mutex<FxHashSet<u64>>);

impl Batch {
    fn states(&self, fingerprint: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(&fingerprint)
    }
}

/// What becomes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It changes something.
    Taken,
    /// All of it was known.
    Same,
    /// It has faults.
    Refused,
    /// Not a format that is read.
    Unrecognised,
}

/// What came of an import.
#[derive(Debug, Clone, Serialize)]
pub struct ImportReport {
    /// File name.
    pub file: String,
    /// Format word.
    pub format: String,
    /// What becomes of the file.
    pub outcome: Outcome,
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// Records that were not known before.
    pub new: u64,
    /// Records that changed.
    pub changed: u64,
    /// Records that were known like this.
    pub same: u64,
    /// The first changes, as many of each sort as were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Fields that refer to records which are not recorded yet.
    pub unrecorded: Vec<Unrecorded>,
    /// Rows that were not recorded, since what they name was not found.
    pub left_out: u64,
    /// The first of them.
    pub left_out_rows: Vec<LeftOut>,
    /// Findings that a scan looked for and no longer found.
    pub gone: u64,
    /// Findings that the file does not have, but that its scan did not look for either.
    pub not_retested: u64,
    /// Entries of the file, and those merged with another of the same key.
    pub items: u64,
    /// Merged entries.
    pub merged: u64,
    /// Faults, also those not listed. Any fault: nothing was recorded.
    pub refused: u64,
    /// The first faults.
    #[serde(skip)]
    pub faults: Vec<Fault>,
    /// What the bringer should know: (Traditional Chinese, English).
    pub notes: Vec<(String, String)>,
    /// Summary in words: (Traditional Chinese, English).
    pub words: (String, String),
    /// The entry of the act; `None` when nothing was recorded.
    pub act: Option<u64>,
}

/// Progress: bytes read so far, of all bytes; the two passes count as one way.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

impl App {
    /// Takes a file in. A file with a fault is reported, not an error; an error is what stopped the import itself.
    pub fn import(
        &self,
        file: &ImportFile<'_>,
        options: &ImportOptions,
        progress: Progress<'_>,
    ) -> Result<ImportReport, Error> {
        let Some(sha256) = digest(file)? else {
            return Ok(refused(file, String::new(), too_large(file)));
        };
        if options.expected_sha256.as_ref().is_some_and(|expected| *expected != sha256) {
            return Err(Error::new(
                format!("檔案 {} 已不是先前檢視的那一份，未匯入", file.name),
                format!("the file {} is not the one that was looked at; nothing was imported", file.name),
            )
            .hint("請重新檢視後再匯入", "look at it again first"));
        }
        let mut head = Vec::new();
        open(file)?
            .take(zilu_intake::HEAD as u64)
            .read_to_end(&mut head)
            .map_err(|error| unreadable(file, &error))?;
        let format = match options.format {
            Some(format) => format,
            None => match zilu_intake::recognise(file.name, &head) {
                Ok(format) => format,
                Err(fault) => return Ok(refused(file, sha256, *fault)),
            },
        };
        let source = Source {
            file: file.name.into(),
            sha256: Some(sha256.clone()),
            date: options.date,
            subject: options.subject.as_deref().map(Into::into),
            map: options.map.clone(),
        };
        let mut faults: Vec<Fault> = Vec::new();
        let mut stated = FxHashSet::default();
        let total = file.length * 2;
        let state = self.read();
        let mut resolver = Resolver::new(self.catalogue(), state.facts());
        let mut settings = Settings::new(self.rules(), state.facts());
        let summary = self.read_file(file, format, options, &source, &mut |item| {
            match item {
                Item::Unresolved(unresolved) => {
                    if let Some(incoming) = resolver.resolve(&unresolved) {
                        stated.insert(fingerprint(incoming.kind, &incoming.key));
                    }
                }
                Item::Fault(fault) if (faults.len() as u64) < FAULTS_SHOWN => faults.push(fault),
                Item::Progress(bytes) => progress(bytes, total),
                Item::Record(incoming) if !incoming.void => {
                    settings.look_at(&incoming);
                    stated.insert(fingerprint(incoming.kind, &incoming.key));
                }
                _ => {}
            }
            Ok(())
        })?;
        let mut report = ImportReport::new(file, format, sha256, &summary);
        let (refused, settings) = settings.told(&stated, options.batch.as_deref());
        if refused > 0 {
            faults.extend(settings);
            report.refused += refused;
            (report.outcome, report.faults) = (Outcome::Refused, faults);
            return Ok(report);
        }
        if let Some(batch) = options.batch.as_ref().filter(|_| summary.is_clean()) {
            batch.0.lock().unwrap_or_else(PoisonError::into_inner).extend(&stated);
        }
        if !summary.is_clean() {
            report.faults = faults;
            return Ok(report);
        }
        let (left_out, rows) = resolver.rows();
        (report.left_out, report.left_out_rows) = (left_out, rows.to_vec());
        if resolver.all_left_out() {
            report.refused = 1;
            report.faults.push(nothing_found(file, rows));
            return Ok(report);
        }
        report.notes.extend(resolver.told().into_iter().map(|words| (words.zh, words.en)));
        drop(state);
        let bytes = &mut |bytes| progress(file.length + bytes, total);
        self.apply(file, format, options, &source, &stated, report, bytes)
    }

    #[allow(clippy::too_many_arguments)]
    fn apply(
        &self,
        file: &ImportFile<'_>,
        format: Format,
        options: &ImportOptions,
        source: &Source,
        stated: &FxHashSet<u64>,
        mut report: ImportReport,
        progress: &mut dyn FnMut(u64),
    ) -> Result<ImportReport, Error> {
        // A dry run needs no store: it works beside a running server, and where there is no data yet.
        let mut lock = (!options.dry_run).then(|| self.store());
        let mut store = match &mut lock {
            Some(lock) => Some(self.writable(lock, options.recorded_ms)?),
            None => None,
        };
        let written = {
            let state = self.read();
            let mut writer =
                store.as_mut().map(|store| self.begin(store, options.recorded_ms)).transpose()?;
            let changes = Changes::new(self.catalogue(), state.facts(), options.changes_listed);
            let mut recorder =
                Recorder::new(self.catalogue(), &state, writer.as_mut(), format, stated, changes);
            recorder.act = Some(act(options, source, &report));
            let mut resolver = Resolver::new(self.catalogue(), state.facts());
            recorder.references.batch = options.batch.as_deref();
            let summary = self.read_file(file, format, options, source, &mut |item| match item {
                Item::Record(incoming) => recorder.record(&incoming),
                Item::Unresolved(unresolved) => {
                    resolver.resolve(&unresolved).map_or(Ok(()), |incoming| recorder.record(&incoming))
                }
                Item::Covered(covered) => {
                    recorder.covered.push(covered);
                    Ok(())
                }
                Item::Listed(listed) => {
                    recorder.listed.push(listed);
                    Ok(())
                }
                Item::Tested(tested) => {
                    recorder.tested.push(tested);
                    Ok(())
                }
                Item::Progress(bytes) => {
                    progress(bytes);
                    Ok(())
                }
                Item::Fault(fault) => Err(changed_underneath(file, &fault)),
            })?;
            if digest(file)?.as_ref() != Some(&report.sha256) || !summary.is_clean() {
                return Err(Error::new(
                    format!("檔案 {} 在匯入途中被改動，未匯入任何資料", file.name),
                    format!("the file {} changed while it was read; nothing was imported", file.name),
                )
                .hint("請先複製一份再匯入", "import a copy of it"));
            }
            recorder.close_gone()?;
            recorder.close_unlisted()?;
            recorder.close_untold()?;
            let written = recorder.written;
            recorder.tell(&mut report);
            match writer {
                // Nothing changed: nothing to put on record.
                Some(writer) if written => {
                    report.act = writer.current_act();
                    writer.commit()?;
                    true
                }
                _ => false,
            }
        };
        if written && let Some(store) = store {
            self.catch_up(store)?;
        }
        Ok(report)
    }

    fn read_file(
        &self,
        file: &ImportFile<'_>,
        format: Format,
        options: &ImportOptions,
        source: &Source,
        sink: &mut dyn FnMut(Item) -> Result<(), Error>,
    ) -> Result<Summary, Error> {
        let input = open(file)?;
        zilu_intake::read(input, format, options.kind.as_deref(), self.catalogue(), source, sink)
    }
}

impl ImportReport {
    fn new(file: &ImportFile<'_>, format: Format, sha256: String, summary: &Summary) -> ImportReport {
        let words = summary.words();
        ImportReport {
            file: file.name.to_owned(),
            format: format.word().to_owned(),
            outcome: if summary.is_clean() { Outcome::Same } else { Outcome::Refused },
            sha256,
            new: 0,
            changed: 0,
            same: 0,
            changes: Vec::new(),
            unrecorded: Vec::new(),
            left_out: 0,
            left_out_rows: Vec::new(),
            gone: 0,
            not_retested: 0,
            items: summary.items,
            merged: summary.merged,
            refused: summary.faults,
            faults: Vec::new(),
            notes: summary.notes.iter().map(|note| (note.zh.clone(), note.en.clone())).collect(),
            words: (words.zh, words.en),
            act: None,
        }
    }

    /// A file that was not even read.
    pub(crate) fn refused(file: &ImportFile<'_>, fault: Fault) -> ImportReport {
        refused(file, String::new(), fault)
    }
}

fn refused(file: &ImportFile<'_>, sha256: String, fault: Fault) -> ImportReport {
    ImportReport {
        file: file.name.to_owned(),
        format: "?".to_owned(),
        outcome: if fault.code == "unsupported" { Outcome::Unrecognised } else { Outcome::Refused },
        sha256,
        new: 0,
        changed: 0,
        same: 0,
        changes: Vec::new(),
        unrecorded: Vec::new(),
        left_out: 0,
        left_out_rows: Vec::new(),
        gone: 0,
        not_retested: 0,
        items: 0,
        merged: 0,
        refused: 1,
        words: (fault.zh.clone(), fault.en.clone()),
        faults: vec![fault],
        notes: Vec::new(),
        act: None,
    }
}

/// Turns incoming records into revisions, against what was known before the file.
struct Recorder<'a, 'w> {
    catalogue: &'a Catalogue,
    state: &'a State,
    writer: Option<&'a mut Writer<'w>>,
    act: Option<ActBody>,
    origin: Origin,
    written: bool,
    /// Fingerprints of the records that the file states.
    stated: &'a FxHashSet<u64>,
    references: References<'a>,
    changes: Changes<'a>,
    covered: Vec<Covered>,
    listed: Vec<Listed>,
    package: PackageChange,
    tested: Vec<Tested>,
    counts: [u64; 3],
    gone: u64,
    not_retested: u64,
}

impl<'a, 'w> Recorder<'a, 'w> {
    fn new(
        catalogue: &'a Catalogue,
        state: &'a State,
        writer: Option<&'a mut Writer<'w>>,
        format: Format,
        stated: &'a FxHashSet<u64>,
        changes: Changes<'a>,
    ) -> Self {
        // A table is somebody's list; a scan report is a machine's.
        let origin = if format.is_table() { Origin::Attested } else { Origin::Measured };
        Recorder {
            catalogue,
            state,
            writer,
            act: None,
            origin,
            written: false,
            stated,
            references: References::new(catalogue, state.facts(), stated),
            changes,
            covered: Vec::new(),
            listed: Vec::new(),
            package: PackageChange::default(),
            tested: Vec::new(),
            counts: [0; 3],
            gone: 0,
            not_retested: 0,
        }
    }

    fn record(&mut self, incoming: &Incoming) -> Result<(), Error> {
        let (outcome, drafts) = difference(self.catalogue, self.state.facts(), incoming);
        self.counts[outcome as usize] += 1;
        self.references.look_at(incoming);
        self.package.look_at(self.catalogue, self.state.facts(), incoming, &drafts);
        self.changes.note(outcome, incoming, &drafts);
        for draft in drafts {
            self.write(incoming.kind, &incoming.key, &draft, &incoming.place)?;
        }
        Ok(())
    }

    fn write(&mut self, kind: KindId, key: &str, draft: &Draft, place: &Place) -> Result<(), Error> {
        let Some(writer) = self.writer.as_mut() else { return Ok(()) };
        if let Some(act) = self.act.take() {
            writer.act(&act)?;
        }
        self.written = true;
        let Draft { effective, fields, void } = draft;
        let mut body = text::body(self.catalogue, kind, key, *effective, fields, self.origin, *void);
        body.spot = text::spot(place);
        writer.revision(&body)?;
        Ok(())
    }

    /// States as gone what the scan looked for and did not find. A finding that a later scan saw, or that only a scan
    /// with a log-in could see, was not re-tested by this one.
    fn close_gone(&mut self) -> Result<(), Error> {
        let Some(fields) = FindingFields::of(self.catalogue) else { return Ok(()) };
        let mut hosts: BTreeMap<String, Vec<Covered>> = BTreeMap::new();
        for covered in std::mem::take(&mut self.covered) {
            hosts.entry(covered.host.clone()).or_default().push(covered);
        }
        for (host, covered) in hosts {
            let place = covered.first().map(|covered| covered.place.clone()).unwrap_or_default();
            for finding in fields.findings_of(self.state.facts(), &host) {
                let key = self.state.facts().key(finding).to_owned();
                if self.stated.contains(&fingerprint(finding.kind, &key)) {
                    continue;
                }
                match fields.retested(self.catalogue, self.state.facts(), finding, &covered) {
                    Retested::Gone(on) => {
                        let present = vec![(fields.present, Value::YesNo(false))];
                        self.state_gone(finding.kind, &key, on, present, &place)?;
                    }
                    Retested::No => self.not_retested += 1,
                    Retested::OutOfScope => {}
                }
            }
        }
        Ok(())
    }

    /// States as gone what a complete list lacks, unless it was known to be gone or something newer says otherwise.
    fn close_unlisted(&mut self) -> Result<(), Error> {
        let (catalogue, facts) = (self.catalogue, self.state.facts());
        for listed in std::mem::take(&mut self.listed) {
            let Type::Ref(target) = catalogue.kinds[listed.kind.index()].fields[listed.field.index()].ty
            else {
                continue;
            };
            let Some(of) = facts.find(target, &listed.key) else { continue };
            let on = Day::from(listed.on);
            for row in facts.backward(listed.kind, listed.field, of.row) {
                let record = RecordId { kind: listed.kind, row: *row };
                let key = facts.key(record).to_owned();
                if self.stated.contains(&fingerprint(record.kind, &key)) || facts.begin(record, i64::MAX) > on
                {
                    continue;
                }
                let newer = |field| {
                    let deciding = facts.deciding(record, field, i64::MAX, Day::NEVER);
                    deciding.is_some_and(|head| head.effective > on)
                };
                let fields: Vec<_> = listed
                    .gone
                    .iter()
                    .filter(|(field, value)| {
                        !newer(*field)
                            && facts.value_at(catalogue, record, *field, on, i64::MAX).as_ref() != Some(value)
                    })
                    .cloned()
                    .collect();
                if fields.is_empty() {
                    continue;
                }
                self.package.removed(catalogue, record.kind, &key);
                self.counts[crate::difference::Outcome::Changed as usize] += 1;
                let draft = Draft { effective: listed.on, fields, void: false };
                self.changes.add(
                    ChangeSort::Changed,
                    record.kind,
                    &key,
                    &Place::default(),
                    std::slice::from_ref(&draft),
                );
                self.write(record.kind, &key, &draft, &Place::default())?;
            }
        }
        Ok(())
    }

    /// States as not present what a complete test of a system, or a complete list of its parts, no longer has.
    fn close_untold(&mut self) -> Result<(), Error> {
        for tested in std::mem::take(&mut self.tested) {
            let Some(untold) = Untold::of(self.catalogue, self.state.facts(), &tested) else { continue };
            for record in untold.records() {
                let key = self.state.facts().key(record);
                if self.stated.contains(&fingerprint(record.kind, key)) {
                    continue;
                }
                match untold.retested(record) {
                    Retested::Gone(on) => {
                        let mut fields = vec![(untold.present, Value::YesNo(false))];
                        fields.extend(tested.also.iter().cloned());
                        self.state_gone(record.kind, key, on, fields, &Place::default())?;
                    }
                    Retested::No => self.not_retested += 1,
                    Retested::OutOfScope => {}
                }
            }
        }
        Ok(())
    }

    fn state_gone(
        &mut self,
        kind: KindId,
        key: &str,
        effective: Date,
        fields: Vec<(FieldId, Value)>,
        place: &Place,
    ) -> Result<(), Error> {
        self.gone += 1;
        let draft = Draft { effective, fields, void: false };
        self.changes.add(ChangeSort::Gone, kind, key, place, std::slice::from_ref(&draft));
        self.write(kind, key, &draft, place)
    }

    fn tell(self, report: &mut ImportReport) {
        [report.new, report.changed, report.same] = self.counts;
        report.gone = self.gone;
        report.not_retested = self.not_retested;
        report.notes.extend(self.package.told());
        if report.new + report.changed + report.gone > 0 {
            report.outcome = Outcome::Taken;
        }
        report.changes = self.changes.told();
        report.unrecorded = self.references.told();
        report
            .notes
            .extend(report.unrecorded.iter().map(|field| (field.words.zh.clone(), field.words.en.clone())));
    }
}

fn act(options: &ImportOptions, source: &Source, report: &ImportReport) -> ActBody {
    let mut act = ActBody::new(options.actor.clone(), IMPORT);
    act.reason = options.reason.clone();
    act.source =
        report.sha256.parse().ok().map(|sha256| zilu_store::Source { name: source.file.to_string(), sha256 });
    act.details.insert("format".to_owned(), report.format.clone().into());
    if let Some((name, sha256)) = &options.archive {
        let archive = serde_json::json!({ "name": name, "sha256": sha256 });
        act.details.insert("archive".to_owned(), archive);
    }
    act
}

fn fingerprint(kind: KindId, key: &str) -> u64 {
    let mut hasher = FxHasher::default();
    kind.hash(&mut hasher);
    key.hash(&mut hasher);
    hasher.finish()
}

fn open(file: &ImportFile<'_>) -> Result<Box<dyn Read>, Error> {
    match (file.open)() {
        Ok(input) => Ok(Box::new(input.take(FILE_BYTES))),
        Err(error) => Err(unreadable(file, &error)),
    }
}

/// SHA-256 of a file in hexadecimal; `None` when it is larger than [`FILE_BYTES`].
fn digest(file: &ImportFile<'_>) -> Result<Option<String>, Error> {
    if file.length > FILE_BYTES {
        return Ok(None);
    }
    let read = (file.open)().and_then(|input| digest_of(input, FILE_BYTES));
    read.map_err(|error| unreadable(file, &error))
}

/// SHA-256 of a file on disk, in hexadecimal.
pub(crate) fn file_digest(path: &std::path::Path) -> std::io::Result<String> {
    Ok(digest_of(std::fs::File::open(path)?, u64::MAX - 1)?.unwrap_or_default())
}

fn digest_of(input: impl Read, limit: u64) -> std::io::Result<Option<String>> {
    let mut input = input.take(limit + 1);
    let mut hasher = Sha256::new();
    let mut length = 0;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = input.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        length += read as u64;
        hasher.update(&buffer[..read]);
    }
    let hexadecimal = || hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok((length <= limit).then(hexadecimal))
}

fn too_large(file: &ImportFile<'_>) -> Fault {
    Fault::new(
        Place { file: file.name.into(), ..Place::default() },
        "too-large",
        format!("檔案超過 {} GiB", FILE_BYTES >> 30),
        format!("the file is larger than {} GiB", FILE_BYTES >> 30),
    )
    .hint(
        "請確認是掃描報告或表格；過大者請分成幾個檔案",
        "make sure that it is a report or a table, or split it into several files",
    )
}

fn unreadable(file: &ImportFile<'_>, error: &std::io::Error) -> Error {
    let (zh, en) = io_words(error);
    Error::new(
        format!("無法讀取檔案 {}：{zh}", file.name),
        format!("cannot read the file {}: {en}", file.name),
    )
    .hint("請確認檔案存在且可讀取", "check that the file is there and readable")
}

/// No row at all could be recorded: most likely the records that they name have not been imported yet.
fn nothing_found(file: &ImportFile<'_>, rows: &[LeftOut]) -> Fault {
    let named: Vec<&str> = rows.iter().take(3).map(|row| row.written.as_str()).collect();
    let field = rows.first().map_or_else(String::new, |row| row.field.clone());
    Fault::new(
        Place { file: file.name.into(), ..Place::default() },
        "nobody-known",
        format!("檔案所指的紀錄一筆也找不到（{} 等）", named.join("、")),
        format!("not one of the records that the file names was found ({} …)", named.join(", ")),
    )
    .field(field)
    .hint(
        "請先匯入人員等名冊，並確認其中的信箱或名稱",
        "import the people or other lists first, with their addresses or names",
    )
}

fn changed_underneath(file: &ImportFile<'_>, fault: &Fault) -> Error {
    Error::new(
        format!("檔案 {} 第二次讀取時出錯：{}", file.name, fault.zh),
        format!("the file {} could not be read a second time: {}", file.name, fault.en),
    )
}
