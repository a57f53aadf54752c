//! Taking a file in: checked whole, then recorded whole or not at all.
//!
//! A file is gone through twice: first to find every fault, then, when there is none, to record what it changes, in one
//! transaction. What a file states is kept between the two unless it is much; then the file is read again, so that memory
//! does not grow with it, but for a few bytes per record. Reading, comparing and writing each have a thread.

mod changes;
mod compared;
mod future;
mod gone;
mod handed;
mod kept;
mod package;
mod preview;
mod recorder;
mod resolve;
mod rows;
mod settings;
mod unrecorded;

pub use changes::{Change, ChangeSort, FieldChange, bare_place};
pub use preview::Preview;
pub use resolve::LeftOut;
pub use unrecorded::Unrecorded;

use crate::acts::IMPORT;
use crate::app::App;
use crate::difference::Brought;
use crate::error::{Error, io_words};
use crate::follow::Written;
use crate::stated::Stated;
use compared::Compare;
use future::Future;
use handed::{BATCHES, Outgoing, stopped};
use jiff::civil::Date;
use kept::Kept;
use recorder::Ground;
use resolve::Resolver;
use rustc_hash::FxHasher;
use serde::Serialize;
use settings::Settings;
use sha2::{Digest, Sha256};
use std::hash::{Hash, Hasher};
use std::io::Read;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use zilu_catalogue::KindId;
use zilu_engine::{Facts, Origin};
use zilu_intake::{ColumnMap, FAULTS_SHOWN, Fault, Format, Item, Place, Source, Summary};
use zilu_store::{ActBody, Writer};

/// Largest file that is taken in, in bytes. A file without end (a device, a pipe) is refused once it is longer.
pub const FILE_BYTES: u64 = 2 << 30;

/// Items of a file that are handed over together.
const ITEMS: usize = 128;

/// A file that can be read more than once.
pub struct ImportFile<'a> {
    /// Its name, as people know it.
    pub name: &'a str,
    /// Its length in bytes.
    pub length: u64,
    /// Opens it from the start.
    pub open: &'a (dyn Fn() -> std::io::Result<Box<dyn Read>> + Sync),
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
    /// The pass over several files that this dry run belongs to: it sees what the files before it would change.
    pub preview: Option<Arc<Preview>>,
    /// In a preview: the files after it do not see what this one would change.
    pub aside: bool,
    /// Today; a report of a later day than tomorrow is refused. `None` does not ask.
    pub today: Option<Date>,
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
    /// Of these: stated again, since the file says that they are still so on a later day.
    pub confirmed: u64,
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
        let mut known = options.preview.as_ref().filter(|_| options.dry_run).map(|preview| preview.known());
        let looked = self.look(file, format, options, &source, known.as_deref(), &mut |bytes| {
            progress(bytes, file.length * 2);
        })?;
        let mut report = ImportReport::new(file, format, sha256, &looked.summary);
        (report.faults, report.left_out, report.left_out_rows) =
            (looked.faults, looked.left_out, looked.rows);
        if report.refused > 0 {
            return Ok(report);
        }
        if looked.all_left_out {
            report.refused = 1;
            report.faults.push(nothing_found(file, &report.left_out_rows));
            return Ok(report);
        }
        report.notes.extend(looked.told);
        let bytes = &mut |bytes| progress(file.length + bytes, file.length * 2);
        let Looked { stated, items, .. } = looked;
        self.apply(file, format, options, &source, &stated, items, known.as_deref_mut(), report, bytes)
    }

    /// Reads a file for its faults, and for the records that it states.
    fn look<'a>(
        &'a self,
        file: &ImportFile<'_>,
        format: Format,
        options: &ImportOptions,
        source: &Source,
        known: Option<&Option<Facts>>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Looked<'a>, Error> {
        let state = self.read();
        let facts = known.and_then(Option::as_ref).unwrap_or(state.facts());
        let mut resolver = Resolver::new(self.catalogue(), facts);
        let mut settings = Settings::new(self.rules(), facts);
        let mut stated = Stated::new(self.catalogue());
        let mut faults: Vec<Fault> = Vec::new();
        let mut future = Future::new(format, options.today);
        let mut kept = Kept::default();
        let mut summary = self.read_beside(file, format, options, source, &mut |item| {
            future.look_at(&item);
            match &item {
                Item::Unresolved(unresolved) => {
                    if let Some(incoming) = resolver.resolve(unresolved) {
                        stated.note(&incoming);
                    }
                }
                Item::Record(incoming) => {
                    settings.look_at(incoming);
                    stated.note(incoming);
                }
                Item::Fault(fault) if (faults.len() as u64) < FAULTS_SHOWN => faults.push(fault.clone()),
                Item::Progress(bytes) => progress(*bytes),
                _ => {}
            }
            kept.keep(item);
            Ok(())
        })?;
        let (refused, told) = settings.told(&stated);
        summary.faults += refused;
        faults.extend(told);
        if let Some(fault) = future.fault(source) {
            summary.faults += 1;
            faults.push(fault);
        }
        let (left_out, rows) = resolver.rows();
        Ok(Looked {
            left_out,
            rows: rows.to_vec(),
            all_left_out: resolver.all_left_out(),
            told: resolver.told().into_iter().map(|words| (words.zh, words.en)).collect(),
            summary,
            faults,
            stated,
            items: kept.items(),
        })
    }

    #[allow(clippy::too_many_arguments)]
    fn apply(
        &self,
        file: &ImportFile<'_>,
        format: Format,
        options: &ImportOptions,
        source: &Source,
        stated: &Stated<'_>,
        items: Option<Vec<Item>>,
        mut known: Option<&mut Option<Facts>>,
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
            let facts = known.as_deref().and_then(Option::as_ref).unwrap_or(state.facts());
            // A table is somebody's list; a scan report is a machine's.
            let origin = if format.is_table() { Origin::Attested } else { Origin::Measured };
            let ground = Ground {
                catalogue: self.catalogue(),
                facts,
                stated,
                brought: Brought { origin, date: options.date },
                next: state.size(),
                changes_listed: options.changes_listed,
            };
            let writes = writer.is_some();
            let foreseen = known.is_some() && !options.aside;
            // What is much is not kept, and read back from the ledger.
            let keep = foreseen || writes && items.is_some();
            let (mut came, unrecorded) = std::thread::scope(|scope| {
                let (sender, receiver) = sync_channel(BATCHES);
                let sha256 = &report.sha256;
                let comparing = scope.spawn(move || {
                    let out = Outgoing::new(ground.catalogue, origin, writes, sender);
                    let mut compare = Compare::new(ground, out, keep);
                    let mut take = |item| match item {
                        Item::Fault(fault) => Err(changed_underneath(file, &fault)),
                        item => compare.take(item),
                    };
                    let clean = match items {
                        Some(items) => items.into_iter().try_for_each(take).map(|()| true)?,
                        None => self.read_beside(file, format, options, source, &mut take)?.is_clean(),
                    };
                    let compared = compare.finish()?;
                    let unchanged = clean && digest(file)?.as_ref() == Some(sha256);
                    if unchanged { Ok(compared) } else { Err(changed_meanwhile(file)) }
                });
                let mut act = writes.then(|| act(options, source, stated, &report));
                for handed in receiver {
                    if let Some(writer) = writer.as_mut().filter(|_| !handed.revisions.is_empty()) {
                        if let Some(act) = act.take() {
                            writer.act(&act)?;
                        }
                        writer.encoded_revisions(&handed.revisions)?;
                    }
                    handed.progress.into_iter().for_each(&mut *progress);
                }
                comparing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })?;
            let drafts = came.kept.take();
            came.tell(unrecorded, &mut report);
            if let (Some(known), Some(drafts), true) = (&mut known, &drafts, foreseen) {
                preview::add(known, state.facts(), drafts, origin, state.size());
            }
            // Nothing changed: nothing to put on record.
            report.act = writer.as_ref().and_then(Writer::current_act);
            writer.zip(report.act).map(|(writer, act)| {
                let recorded_ms = writer.recorded();
                writer.commit()?;
                Ok::<_, Error>(drafts.map(|drafts| Written { act, recorded_ms, origin, drafts }))
            })
        };
        if let (Some(written), Some(store)) = (written.transpose()?, store) {
            self.catch_up_with(store, written.as_ref())?;
        }
        Ok(report)
    }

    /// Reads a file on a thread of its own, and takes what it states on this one. An error of `take` ends the reading.
    fn read_beside(
        &self,
        file: &ImportFile<'_>,
        format: Format,
        options: &ImportOptions,
        source: &Source,
        take: &mut dyn FnMut(Item) -> Result<(), Error>,
    ) -> Result<Summary, Error> {
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(BATCHES);
            let reading = scope.spawn(move || {
                let mut batch = Vec::with_capacity(ITEMS);
                let summary = self.read_file(file, format, options, source, &mut |item| {
                    batch.push(item);
                    if batch.len() < ITEMS {
                        return Ok(());
                    }
                    let full = std::mem::replace(&mut batch, Vec::with_capacity(ITEMS));
                    sender.send(full).map_err(|_| stopped())
                })?;
                sender.send(batch).map_err(|_| stopped())?;
                Ok(summary)
            });
            receiver.into_iter().flatten().try_for_each(take)?;
            reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
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

/// What the first reading of a file found out.
struct Looked<'a> {
    summary: Summary,
    faults: Vec<Fault>,
    stated: Stated<'a>,
    /// All that the file states; `None` when it is too much to be kept.
    items: Option<Vec<Item>>,
    left_out: u64,
    rows: Vec<LeftOut>,
    all_left_out: bool,
    told: Vec<(String, String)>,
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
            confirmed: 0,
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
        confirmed: 0,
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

fn act(options: &ImportOptions, source: &Source, stated: &Stated<'_>, report: &ImportReport) -> ActBody {
    let mut act = ActBody::new(options.actor.clone(), IMPORT);
    act.reason = options.reason.clone();
    act.source =
        report.sha256.parse().ok().map(|sha256| zilu_store::Source { name: source.file.to_string(), sha256 });
    act.details.insert("format".to_owned(), report.format.clone().into());
    if let Some((name, sha256)) = &options.archive {
        let archive = serde_json::json!({ "name": name, "sha256": sha256 });
        act.details.insert("archive".to_owned(), archive);
    }
    if !options.dry_run {
        stated.keep(&mut act);
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

fn changed_meanwhile(file: &ImportFile<'_>) -> Error {
    Error::new(
        format!("檔案 {} 在匯入途中被改動，未匯入任何資料", file.name),
        format!("the file {} changed while it was read; nothing was imported", file.name),
    )
    .hint("請先複製一份再匯入", "import a copy of it")
}

fn changed_underneath(file: &ImportFile<'_>, fault: &Fault) -> Error {
    Error::new(
        format!("檔案 {} 第二次讀取時出錯：{}", file.name, fault.zh),
        format!("the file {} could not be read a second time: {}", file.name, fault.en),
    )
}
