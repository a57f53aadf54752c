//! The company: its store, the mirror of its facts, and its evaluations.

use crate::acts::ActCounts;
use crate::clock::Clock;
use crate::error::Error;
use crate::follow::{Counts, Written, follow};
use crate::lens::Lens;
use crate::official::Texts;
use crate::provenance::Sources;
use crate::rules::Rules;
use crate::text;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};
use zilu_engine::{Calendar, Day, Evaluation, Facts, Origin, RecordId, World};
use zilu_store::{ActBody, Reader, Store};

/// Evaluations as known at other instants that are kept.
const KNOWN_KEPT: usize = 4;

/// How many days after today anybody can look at: three years, leap day included. Every period up to then is laid out
/// in memory.
pub const FURTHEST_DAYS: i32 = 1_096;

/// A company's data directory, opened.
pub struct App {
    rules: Rules,
    /// What gives the instants at which things are recorded.
    pub(crate) clock: Clock,
    /// The directory that the first recording makes.
    founding: Option<Founding>,
    state: RwLock<State>,
    known: Mutex<Vec<KnownEvaluation>>,
    /// `None` when opened for reading only, or not yet made. Dropped after the readers in the state: the last connection
    /// copies the log into the data file, and only the store's may.
    store: Mutex<Option<Store>>,
}

/// A data directory that does not exist yet.
struct Founding {
    directory: PathBuf,
    origin: String,
}

pub(crate) struct State {
    /// One for each edition of the rules: an edition has kinds and duties of its own.
    mirrors: Vec<Mirror>,
    texts: Texts,
    sources: Sources,
    /// What each act recorded, by its entry.
    counts: Counts,
    /// Ledger entries in the mirror.
    entries: u64,
    head: LedgerHead,
}

/// The facts and their evaluation by one edition.
struct Mirror {
    facts: Facts,
    calendar: Arc<Calendar>,
    evaluation: Arc<Evaluation>,
}

struct KnownEvaluation {
    edition: usize,
    known: i64,
    entries: u64,
    calendar: Arc<Calendar>,
    evaluation: Arc<Evaluation>,
}

/// The head of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerHead {
    /// Entries.
    pub size: u64,
    /// Merkle root, in Base64.
    pub root: String,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// One command's worth of facts, to be recorded whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Recording {
    /// Who, what, why, from which file.
    pub act: ActBody,
    /// When, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// Machine or person.
    pub origin: Origin,
    /// The revisions.
    pub revisions: Vec<RecordingRevision>,
}

/// A revision of a recording.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordingRevision {
    /// Kind.
    pub kind: KindId,
    /// Key.
    pub key: String,
    /// From when it is true.
    pub effective: Date,
    /// Stated fields.
    pub fields: Vec<(FieldId, Value)>,
    /// Recorded in error.
    pub void: bool,
}

impl App {
    /// Makes a new data directory at an instant (milliseconds since 1970). `origin` names the company's ledger in
    /// checkpoints for ever.
    pub fn create(
        directory: &Path,
        rules: impl Into<Rules>,
        origin: &str,
        recorded_ms: i64,
        today: Date,
    ) -> Result<App, Error> {
        let store = Store::create(directory, origin, &ActBody::new("zilu", "create"), recorded_ms)?;
        App::with_store(rules.into(), store, today)
    }

    /// A company without a record. Its data directory is made like [`App::create`] does when something is recorded, and not
    /// before: looking, a dry run and a refused file leave nothing behind.
    pub fn create_when_recording(
        directory: &Path,
        rules: impl Into<Rules>,
        origin: &str,
        today: Date,
    ) -> App {
        let founding = Founding { directory: directory.to_owned(), origin: origin.to_owned() };
        let rules: Rules = rules.into();
        let facts = rules.editions().iter().map(|catalogue| Facts::new(catalogue)).collect();
        let head = LedgerHead { size: 0, root: String::new(), checkpoint: String::new() };
        App {
            founding: Some(founding),
            ..App::with_facts(rules, facts, (0, Counts::new()), head, None, None, today)
        }
    }

    /// Opens a data directory and rebuilds the mirror from the ledger.
    pub fn open(directory: &Path, rules: impl Into<Rules>, today: Date) -> Result<App, Error> {
        let store = Store::open(directory)?;
        App::with_store(rules.into(), store, today)
    }

    /// Opens a data directory, or a copy of the data file, for reading only: also beside a running server. The newest
    /// checkpoint must be signed by the key that the data names and cover the last entry; whether the bodies are those
    /// that were recorded is found out by `zilu_store::verify` only.
    pub fn open_read_only(path: &Path, rules: impl Into<Rules>, today: Date) -> Result<App, Error> {
        let reader = Store::open_read_only(path)?;
        check_head(&reader)?;
        App::with_reader(rules.into(), reader, None, today)
    }

    fn with_store(rules: Rules, store: Store, today: Date) -> Result<App, Error> {
        let reader = store.new_reader()?;
        App::with_reader(rules, reader, Some(store), today)
    }

    fn with_reader(rules: Rules, reader: Reader, store: Option<Store>, today: Date) -> Result<App, Error> {
        let mut facts = Vec::new();
        let mut read = (0, Counts::new());
        for catalogue in rules.editions() {
            let mut mirrored = Facts::new(catalogue);
            mirrored.reserve(usize::try_from(reader.size()?).unwrap_or(0));
            // What the newest edition counts stays: it knows every kind.
            read = (0, Counts::new());
            read.0 = follow(catalogue, &reader, &mut mirrored, 0, &mut Vec::new(), &mut read.1)?;
            mirrored.settle();
            facts.push(mirrored);
        }
        let head = head(&reader)?;
        Ok(App::with_facts(rules, facts, read, head, store, Some(reader), today))
    }

    fn with_facts(
        rules: Rules,
        facts: Vec<Facts>,
        (entries, counts): (u64, Counts),
        head: LedgerHead,
        store: Option<Store>,
        reader: Option<Reader>,
        today: Date,
    ) -> App {
        let horizon = horizon_for(Day::from(today));
        let mirror = |(catalogue, facts): (&Arc<Catalogue>, Facts)| {
            let calendar = Arc::new(office_calendar(catalogue, &facts, i64::MAX));
            let evaluation =
                Arc::new(Evaluation::full(&world(catalogue, &facts, &calendar, i64::MAX, horizon)));
            Mirror { facts, calendar, evaluation }
        };
        let mirrors = rules.editions().iter().zip(facts).map(mirror).collect();
        let texts = Texts::new(reader.as_ref().map(|reader| reader.evidence().clone()));
        let sources = Sources::new(reader);
        let state = RwLock::new(State { mirrors, texts, sources, counts, entries, head });
        App {
            rules,
            clock: Clock::Given,
            store: Mutex::new(store),
            founding: None,
            state,
            known: Mutex::default(),
        }
    }

    /// The newest edition of the rules: what facts are recorded by.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        self.rules.newest()
    }

    /// The editions of the rules.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The company's name, as recorded.
    pub fn company_name(&self) -> Option<String> {
        let state = self.read();
        let (catalogue, facts) = (self.catalogue(), state.facts());
        let kind = catalogue.kind("company")?;
        let record = facts.find(kind, "company")?;
        let field = catalogue.field(kind, "name")?;
        match facts.value_at(catalogue, record, field, Day::NEVER, i64::MAX)? {
            Value::Text(name) => Some(name),
            _ => None,
        }
    }

    /// The head of the ledger, as of the facts in the mirror. Does not wait for a command under way.
    pub fn ledger_head(&self) -> LedgerHead {
        self.read().head.clone()
    }

    /// Looks at the company as of a day, as known at an instant (seconds since 1970; `None`: everything known).
    /// The first look at another instant evaluates everything for it and may take a second; it is kept.
    pub fn with_lens<R>(&self, on: Day, known: Option<i64>, look: impl FnOnce(&Lens<'_>) -> R) -> R {
        self.reach(on);
        let state = self.read();
        let known = known.unwrap_or(i64::MAX);
        let edition = self.rules.index_on(on);
        let mirror = &state.mirrors[edition];
        let (calendar, evaluation) = if known == i64::MAX {
            (Arc::clone(&mirror.calendar), Arc::clone(&mirror.evaluation))
        } else {
            self.known_at(&state, edition, known)
        };
        look(&Lens {
            rules: &self.rules,
            catalogue: &self.rules.editions()[edition],
            facts: &mirror.facts,
            calendar: &calendar,
            texts: &state.texts,
            sources: &state.sources,
            evaluation,
            on,
            known,
        })
    }

    /// Records a command; returns the records that changed.
    pub fn record(&self, recording: &Recording) -> Result<Vec<RecordId>, Error> {
        self.record_all(std::slice::from_ref(recording))
    }

    /// Records several commands, each as its own act, with one evaluation at the end.
    pub fn record_all(&self, recordings: &[Recording]) -> Result<Vec<RecordId>, Error> {
        let Some(first) = recordings.first() else { return Ok(Vec::new()) };
        let mut store = self.store();
        let store = self.writable(&mut store, first.recorded_ms)?;
        for recording in recordings {
            let mut writer = self.begin(store, recording.recorded_ms)?;
            writer.act(&recording.act)?;
            for revision in &recording.revisions {
                writer.revision(&text::body(
                    self.catalogue(),
                    revision.kind,
                    &revision.key,
                    revision.effective,
                    &revision.fields,
                    recording.origin,
                    revision.void,
                ))?;
            }
            writer.commit()?;
        }
        self.catch_up(store)
    }

    /// Brings the mirror and the evaluation up to the ledger; returns the records that changed.
    pub(crate) fn catch_up(&self, store: &Store) -> Result<Vec<RecordId>, Error> {
        self.catch_up_with(store, None)
    }

    /// The same, where a command still has what it wrote: it need not be read back, unless there is more that the mirror
    /// does not have.
    pub(crate) fn catch_up_with(
        &self,
        store: &Store,
        written: Option<&Written>,
    ) -> Result<Vec<RecordId>, Error> {
        let mut state = self.write();
        let state = &mut *state;
        let from = state.entries;
        let written = written.filter(|written| written.is_all(from, store.size()));
        let mut changed = Vec::new();
        let mut counts = Counts::new();
        for (catalogue, mirror) in self.rules.editions().iter().zip(&mut state.mirrors) {
            changed.clear();
            counts.clear();
            let facts = &mut mirror.facts;
            state.entries = match written {
                Some(written) => {
                    written.follow(self.catalogue(), catalogue, facts, &mut changed, &mut counts);
                    store.size()
                }
                None => follow(catalogue, store.reader(), facts, from, &mut changed, &mut counts)?,
            };
            changed.sort_unstable();
            changed.dedup();
            mirror.update(catalogue, &changed);
        }
        state.counts.append(&mut counts);
        state.head = head(store.reader())?;
        Ok(changed)
    }

    /// Lays out periods far enough for a day.
    fn reach(&self, on: Day) {
        let edition = self.rules.index_on(on);
        if self.read().mirrors[edition].evaluation.horizon() >= on {
            return;
        }
        let mut state = self.write();
        let mirror = &mut state.mirrors[edition];
        if mirror.evaluation.horizon() < on {
            mirror.evaluate(&self.rules.editions()[edition], horizon_for(on));
        }
    }

    fn known_at(&self, state: &State, edition: usize, known: i64) -> (Arc<Calendar>, Arc<Evaluation>) {
        let mirror = &state.mirrors[edition];
        let horizon = mirror.evaluation.horizon();
        let mut kept = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let current = |entry: &KnownEvaluation| {
            entry.entries == state.entries
                && (entry.edition != edition || entry.evaluation.horizon() == horizon)
        };
        kept.retain(current);
        if let Some(at) = kept.iter().position(|entry| (entry.edition, entry.known) == (edition, known)) {
            let entry = kept.remove(at);
            let found = (Arc::clone(&entry.calendar), Arc::clone(&entry.evaluation));
            kept.push(entry);
            return found;
        }
        let catalogue = &self.rules.editions()[edition];
        // Which days were off is a fact as well, known since some day.
        let calendar = Arc::new(office_calendar(catalogue, &mirror.facts, known));
        let evaluation =
            Arc::new(Evaluation::full(&world(catalogue, &mirror.facts, &calendar, known, horizon)));
        if kept.len() >= KNOWN_KEPT {
            kept.remove(0);
        }
        kept.push(KnownEvaluation {
            edition,
            known,
            entries: state.entries,
            calendar: Arc::clone(&calendar),
            evaluation: Arc::clone(&evaluation),
        });
        (calendar, evaluation)
    }

    pub(crate) fn store(&self) -> MutexGuard<'_, Option<Store>> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The store of an app that may write; a directory that is not there yet is made as of this instant.
    pub(crate) fn writable<'s>(
        &self,
        store: &'s mut Option<Store>,
        recorded_ms: i64,
    ) -> Result<&'s mut Store, Error> {
        if let (None, Some(founding)) = (&store, &self.founding) {
            let act = ActBody::new("zilu", "create");
            let made = Store::create(&founding.directory, &founding.origin, &act, recorded_ms)?;
            let mut state = self.write();
            state.entries = made.size();
            state.head = head(made.reader())?;
            state.texts = Texts::new(Some(made.evidence().clone()));
            state.sources = Sources::new(Some(made.new_reader()?));
            *store = Some(made);
        }
        store.as_mut().ok_or_else(|| {
            Error::new(
                "資料以唯讀開啟，不能登錄",
                "the data was opened for reading only; nothing can be recorded",
            )
        })
    }

    pub(crate) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The facts by the newest edition, which knows every kind.
    pub(crate) fn facts(&self) -> &Facts {
        &self.mirrors[self.mirrors.len() - 1].facts
    }

    /// Where facts came from.
    pub(crate) fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Ledger entries in the mirror.
    pub(crate) fn size(&self) -> u64 {
        self.entries
    }

    /// What an act recorded.
    pub(crate) fn counts(&self, act: u64) -> ActCounts {
        self.counts.get(&act).copied().unwrap_or_default()
    }
}

impl Mirror {
    /// Follows what changed.
    fn update(&mut self, catalogue: &Catalogue, changed: &[RecordId]) {
        let horizon = self.evaluation.horizon();
        if changed.iter().any(|record| catalogue.kind("office_day") == Some(record.kind)) {
            // Business days can move any deadline.
            self.calendar = Arc::new(office_calendar(catalogue, &self.facts, i64::MAX));
            self.evaluate(catalogue, horizon);
        } else if changed.len() > INCREMENTAL_RECORDS {
            self.evaluate(catalogue, horizon);
        } else {
            let world = world(catalogue, &self.facts, &self.calendar, i64::MAX, horizon);
            Arc::make_mut(&mut self.evaluation).update(&world, changed);
        }
    }

    fn evaluate(&mut self, catalogue: &Catalogue, horizon: Day) {
        let world = world(catalogue, &self.facts, &self.calendar, i64::MAX, horizon);
        self.evaluation = Arc::new(Evaluation::full(&world));
    }
}

/// Whether the newest checkpoint is signed and the last entry lies under its root. A proof of some hundred short rows,
/// however long the ledger is.
fn check_head(reader: &Reader) -> Result<(), Error> {
    let Some(last) = reader.size()?.checked_sub(1) else { return Ok(()) };
    // The proof names a newer checkpoint when a server has appended meanwhile; it covers the entry all the same.
    let proof = reader.prove(last).and_then(|proof| proof.verify(reader.verifier_key()));
    proof.map_err(|error| {
        Error::new(
            format!("帳本與最後的查核點不符，資料可能遭竄改或毀損（{}）", error.zh()),
            format!("the ledger does not match its last checkpoint, the data may have been tampered with or damaged ({})", error.en()),
        )
        .hint("執行 zilu verify 找出位置", "run zilu verify to locate it")
    })
}

fn head(reader: &Reader) -> Result<LedgerHead, Error> {
    let checkpoint = reader.checkpoint()?;
    // The third line of a checkpoint is its root.
    let root = checkpoint.lines().nth(2).unwrap_or_default().to_owned();
    Ok(LedgerHead { size: reader.size()?, root, checkpoint })
}

/// Above this many changed records a full evaluation is cheaper than following each.
const INCREMENTAL_RECORDS: usize = 2_000;

/// The end of the year after a day: far enough for every list of what is due.
fn horizon_for(on: Day) -> Day {
    Day::from_ymd(on.ymd().0 + 1, 12, 31)
}

/// The world of an evaluation. Nothing is owed before its duty binds, nor before the company's records begin.
fn world<'a>(
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    calendar: &'a Calendar,
    known: i64,
    horizon: Day,
) -> World<'a> {
    let records = records_since(catalogue, facts, known).unwrap_or(Day::ALWAYS);
    World::new(catalogue, facts, calendar, known, horizon).starting(records)
}

/// The day from which the company keeps its records here (`company.records_since`).
fn records_since(catalogue: &Catalogue, facts: &Facts, known: i64) -> Option<Day> {
    let kind = catalogue.kind("company")?;
    let record = facts.find(kind, "company")?;
    match facts.value_at(catalogue, record, catalogue.field(kind, "records_since")?, Day::NEVER, known)? {
        Value::Date(date) => Some(Day::from(date)),
        _ => None,
    }
}

fn office_calendar(catalogue: &Catalogue, facts: &Facts, known: i64) -> Calendar {
    let mut calendar = Calendar::default();
    let Some(kind) = catalogue.kind("office_day") else { return calendar };
    let (Some(day), Some(off)) = (catalogue.field(kind, "day"), catalogue.field(kind, "off")) else {
        return calendar;
    };
    for row in 0..facts.rows(kind) {
        let record = RecordId { kind, row };
        let value = |field| facts.value_at(catalogue, record, field, Day::NEVER, known);
        if let (Some(Value::Date(day)), Some(Value::YesNo(off))) = (value(day), value(off)) {
            calendar.set(Day::from(day), off);
        }
    }
    calendar
}
