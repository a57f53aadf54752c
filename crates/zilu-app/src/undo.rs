//! Undoing an import: a new act that brings every record the import touched back to what was known without it.
//!
//! Nothing is deleted. A record that was new is void; any other is void and stated again as it was, so that a day on which
//! only the import stated something does not count as one any more: what comes in later, for a day before, holds beyond
//! it. Where the import only stated a day's facts anew, the fact of that day is stated again. As known before the undoing, everything stays as it was.
//! An undoing can be undone in the same way. What a later act in force has changed since, or what the file of a later import
//! states too, is not touched: then nothing is recorded, and the report names what stands in the way.

use crate::acts::{ACTS_AT_ONCE, Acts, Idle, UNDO, UNDOES};
use crate::app::App;
use crate::error::Error;
use crate::history;
use crate::stated::StatedBy;
use crate::words::Words;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use zilu_catalogue::{Catalogue, FieldId, Value};
use zilu_engine::facts::RevisionHead;
use zilu_engine::{Day, Facts, Origin, RecordId, Statement};
use zilu_store::{ActBody, Reader, RevisionBody};

/// Records in the way that are named; the rest are counted.
const NAMED: usize = 20;

/// Entries read at a time.
const ENTRIES_AT_ONCE: usize = 4_096;

/// How to undo.
#[derive(Debug, Clone, Default)]
pub struct UndoOptions {
    /// Who.
    pub actor: String,
    /// Why; must not be empty.
    pub reason: String,
    /// When, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct UndoReport {
    /// The act that was to be undone.
    pub undone: u64,
    /// Records that it had touched.
    pub records: u64,
    /// Of these: were new with it and are void now.
    pub voided: u64,
    /// Of these: are as before.
    pub restored: u64,
    /// Records that a later act has changed, or that its file states too. Any: nothing was recorded.
    pub in_the_way: u64,
    /// The first of them.
    pub conflicts: Vec<UndoConflict>,
    /// The later acts to undo first, the newest first; `false` for one that is no import.
    pub undo_first: Vec<(u64, bool)>,
    /// The entry of the new act; `None` when nothing was recorded.
    pub act: Option<u64>,
}

/// A record that a later act has changed, or that its file states too.
#[derive(Debug, Clone, Serialize)]
pub struct UndoConflict {
    /// Kind of the record.
    pub kind: String,
    /// Label of the kind.
    pub kind_label: Words,
    /// Key of the record.
    pub key: String,
    /// Labels of the fields that both changed; empty when it is the record itself.
    pub fields: Vec<Words>,
    /// The later act.
    pub by: u64,
    /// Its file.
    pub file: Option<String>,
}

impl App {
    /// Undoes an import or an undoing.
    pub fn undo(&self, act: u64, options: &UndoOptions) -> Result<UndoReport, Error> {
        if options.reason.trim().is_empty() {
            return Err(Error::new("撤銷須說明事由", "an undoing needs a reason")
                .hint("以 --reason 說明", "give one with --reason"));
        }
        // Taken first, so that nothing is recorded between the plan and the writing.
        let mut lock = (!options.dry_run).then(|| self.store());
        let mut store = match &mut lock {
            Some(lock) => Some(self.writable(lock, options.recorded_ms)?),
            None => None,
        };
        let report = {
            let state = self.read();
            let acts = state.sources().acts()?;
            let entries = undoable(&acts, act)?;
            let touched = state
                .sources()
                .with_reader(|reader| touched(self.catalogue(), state.facts(), reader, act, &entries))?;
            let idle = acts.idle(act);
            let planner = Planner {
                catalogue: self.catalogue(),
                facts: state.facts(),
                acts: &acts,
                later: state.sources().with_reader(|reader| later(reader, &idle, entries.end))?,
                idle,
                entries,
            };
            let (mut report, plan) = planner.plan(act, &touched);
            let (Some(store), 0) = (&mut store, report.in_the_way) else { return Ok(report) };
            let mut writer = self.begin(store, options.recorded_ms)?;
            let mut body = ActBody::new(options.actor.clone(), UNDO);
            body.reason = Some(options.reason.trim().to_owned());
            body.details.insert(UNDOES.to_owned(), act.into());
            report.act = Some(writer.act(&body)?);
            for revision in &plan {
                writer.revision(revision)?;
            }
            writer.commit()?;
            report
        };
        if let Some(store) = store {
            self.catch_up(store)?;
        }
        Ok(report)
    }
}

/// The entries of an act that may be undone.
fn undoable(acts: &Acts, act: u64) -> Result<Range<u64>, Error> {
    let Some(entries) = acts.entries(act) else {
        return Err(Error::new(
            format!("第 {act} 筆不是匯入，也不是撤銷"),
            format!("entry {act} is neither an import nor an undoing"),
        )
        .hint("zilu imports 列出可撤銷者", "zilu imports lists what can be undone"));
    };
    if let Some(by) = acts.undone(None).get(&act) {
        let by = by.unwrap_or_default();
        return Err(Error::new(
            format!("第 {act} 筆已由第 {by} 筆撤銷"),
            format!("entry {act} was undone by entry {by}"),
        )
        .hint(format!("要回復，請撤銷第 {by} 筆"), format!("to have it back, undo entry {by}")));
    }
    Ok(entries)
}

/// The records that an act touched. An entry whose body was removed says nothing any more.
fn touched(
    catalogue: &Catalogue,
    facts: &Facts,
    reader: &Reader,
    act: u64,
    entries: &Range<u64>,
) -> Result<Vec<RecordId>, Error> {
    let mut records = Vec::new();
    let mut at = entries.start;
    while at < entries.end {
        let page = reader.entries_of(act, at, ENTRIES_AT_ONCE)?;
        let Some(last) = page.last() else { break };
        at = last.entry.seq + 1;
        for stored in page {
            let Some(text) = &stored.body else { continue };
            let Ok(body) = RevisionBody::parse(text) else { continue };
            let kind = catalogue.kind(&body.kind).ok_or_else(|| {
                Error::new(
                    format!("目前的規範沒有「{}」這種紀錄，無法撤銷", body.kind),
                    format!("the rules in use have no kind {}, so it cannot be undone", body.kind),
                )
                .hint("改用當時的規範或套件開啟", "open it with the rules or packs of then")
            })?;
            records.extend(facts.find(kind, &body.key));
        }
    }
    records.sort_unstable();
    records.dedup();
    Ok(records)
}

/// What the files of the imports in force from an entry on state, the newest first.
fn later(reader: &Reader, idle: &Idle, from: u64) -> Result<Vec<(u64, StatedBy)>, Error> {
    let mut later = Vec::new();
    let mut at = reader.size()?;
    while at > from {
        let acts = reader.acts_before(at, ACTS_AT_ONCE)?;
        let Some(earliest) = acts.last() else { break };
        at = earliest.seq;
        for act in acts.into_iter().filter(|act| act.seq >= from && !idle.has(act.seq)) {
            later.extend(act.body.map(|body| (act.seq, StatedBy::of(&body))));
        }
    }
    Ok(later)
}

/// What to state again: by day, and by the entry that says it.
type Days = BTreeMap<(Day, u64), Vec<(FieldId, Option<Value>)>>;

struct Planner<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    idle: Idle,
    acts: &'a Acts,
    /// Entries of the act to undo.
    entries: Range<u64>,
    /// Later imports in force and what their files state, the newest first.
    later: Vec<(u64, StatedBy)>,
}

impl<'a> Planner<'a> {
    fn plan(&self, act: u64, touched: &[RecordId]) -> (UndoReport, Vec<RevisionBody<'a>>) {
        let mut report = UndoReport {
            undone: act,
            records: touched.len() as u64,
            voided: 0,
            restored: 0,
            in_the_way: 0,
            conflicts: Vec::new(),
            undo_first: Vec::new(),
            act: None,
        };
        let mut plan = Vec::new();
        let mut first = BTreeSet::new();
        for record in touched {
            let heads = self.facts.revisions(*record, i64::MAX);
            if let Some((by, fields)) = self.in_the_way(*record, &heads) {
                report.in_the_way += 1;
                let later = self.acts.of_entry(by);
                first.insert((later.map_or(by, |later| later.act), later.is_some()));
                if report.conflicts.len() < NAMED {
                    report.conflicts.push(self.conflict(*record, &fields, by));
                }
            } else if report.in_the_way == 0 {
                let before = plan.len();
                let void = self.restore(*record, &heads, &mut plan);
                report.voided += u64::from(void);
                report.restored += u64::from(!void && plan.len() > before);
            }
        }
        report.undo_first = first.into_iter().rev().collect();
        (report, plan)
    }

    /// The newest later entry in force that stated the same fields, or voided the record, or stated anything of a record
    /// that was new; with the fields.
    fn in_the_way(&self, record: RecordId, heads: &[RevisionHead]) -> Option<(u64, Vec<FieldId>)> {
        let ours = |head: &&RevisionHead| self.entries.contains(&head.sequence);
        let whole = heads.iter().filter(ours).any(|head| head.void)
            || !heads.iter().any(|head| head.sequence < self.entries.start && !self.idle.has(head.sequence));
        let recorded = self.recorded_since(record, heads, whole);
        let said = self.said_since(record, whole);
        recorded.into_iter().chain(said).max_by_key(|(entry, _)| *entry)
    }

    /// The newest later import in force whose file states the same, so that nothing of it had to be recorded.
    fn said_since(&self, record: RecordId, whole: bool) -> Option<(u64, Vec<FieldId>)> {
        let key = self.facts.key(record);
        let ours = |field: &FieldId| {
            let statements = self.facts.statements(record, *field);
            statements.iter().any(|statement| self.entries.contains(&statement.sequence))
        };
        self.later.iter().find_map(|(act, stated)| {
            let fields = stated.fields(self.catalogue, record.kind, key)?;
            if whole {
                return Some((*act, Vec::new()));
            }
            let both: Vec<FieldId> = fields.into_iter().filter(ours).collect();
            (!both.is_empty()).then_some((*act, both))
        })
    }

    fn recorded_since(
        &self,
        record: RecordId,
        heads: &[RevisionHead],
        whole: bool,
    ) -> Option<(u64, Vec<FieldId>)> {
        let later = |sequence: u64| sequence >= self.entries.end && !self.idle.has(sequence);
        let last = heads.iter().rfind(|head| later(head.sequence))?;
        if whole || heads.iter().any(|head| head.void && later(head.sequence)) {
            return Some((last.sequence, Vec::new()));
        }
        let mut newest = 0;
        let mut fields = Vec::new();
        for field in history::fields(self.catalogue, record) {
            let statements = self.facts.statements(record, field);
            if !statements.iter().any(|statement| self.entries.contains(&statement.sequence)) {
                continue;
            }
            let both = statements.iter().map(|statement| statement.sequence).filter(|at| later(*at)).max();
            if let Some(both) = both {
                newest = newest.max(both);
                fields.push(field);
            }
        }
        (!fields.is_empty()).then_some((newest, fields))
    }

    fn conflict(&self, record: RecordId, fields: &[FieldId], by: u64) -> UndoConflict {
        let kind = &self.catalogue.kinds[record.kind.index()];
        let label = |field: &FieldId| Words::from(&kind.fields[field.index()].label);
        let later = self.acts.of_entry(by);
        UndoConflict {
            kind: kind.name.clone(),
            kind_label: Words::from(&kind.label),
            key: self.facts.key(record).to_owned(),
            fields: fields.iter().map(label).collect(),
            by: later.map_or(by, |later| later.act),
            file: later.and_then(|later| later.file.clone()),
        }
    }

    /// Adds the revisions that bring a record back; whether it is void then.
    fn restore(&self, record: RecordId, heads: &[RevisionHead], plan: &mut Vec<RevisionBody<'a>>) -> bool {
        let counting: Vec<&RevisionHead> =
            heads.iter().filter(|head| !self.idle.has(head.sequence)).collect();
        let since = counting.iter().rposition(|head| head.void).map_or(0, |at| at + 1);
        let target = &counting[since..];
        let is_void = heads.last().is_some_and(|head| head.void);
        let ours = heads.iter().find(|head| self.entries.contains(&head.sequence));
        let on = ours.map_or(Day::ALWAYS, |head| head.effective);
        let origin = ours.map_or(Origin::Attested, |head| head.origin);
        let void = RevisionBody { void: true, ..self.body(record, on, origin, Vec::new(), None) };
        let void = (!is_void).then_some(void);
        if target.is_empty() {
            plan.extend(void);
            return true;
        }
        let begin = target.iter().map(|head| head.effective).min().unwrap_or(Day::NEVER);
        // What was stated before a voiding that no longer counts is stated again too.
        let wiped = heads.iter().any(|head| head.void && self.idle.has(head.sequence));
        let days = if wiped || is_void || self.facts.begin(record, i64::MAX) != begin {
            None
        } else {
            self.days_to_restate(record, target)
        };
        let Some(days) = days else {
            plan.extend(void);
            self.state_again(record, target, plan);
            return false;
        };
        for ((day, sequence), fields) in days {
            let from = target.iter().find(|head| head.sequence == sequence);
            let origin = from.map_or(Origin::Attested, |head| head.origin);
            plan.push(self.body(record, day, origin, fields, Some(sequence)));
        }
        false
    }

    /// States a record anew, revision by revision.
    fn state_again(&self, record: RecordId, target: &[&RevisionHead], plan: &mut Vec<RevisionBody<'a>>) {
        let mut stated = history::stated(self.catalogue, self.facts, record);
        for head in target {
            let fields = stated.remove(&head.sequence).unwrap_or_default();
            plan.push(self.body(record, head.effective, head.origin, fields, Some(head.sequence)));
        }
    }

    /// The fields to be stated again, on each day on which something that no longer counts had stated them otherwise, by
    /// the entry that says what they are. `None` when on some such day nothing else stated them.
    fn days_to_restate(&self, record: RecordId, target: &[&RevisionHead]) -> Option<Days> {
        let mut days = Days::new();
        for field in history::fields(self.catalogue, record) {
            let statements = self.facts.statements(record, field);
            let counts =
                |statement: &&Statement| target.iter().any(|head| head.sequence == statement.sequence);
            let idle = statements.iter().filter(|statement| self.idle.has(statement.sequence));
            let on: BTreeSet<Day> = idle.map(|statement| statement.effective).collect();
            for day in on {
                let deciding = statements
                    .iter()
                    .filter(counts)
                    .filter(|statement| statement.effective == day)
                    .max_by_key(|statement| (statement.recorded, statement.sequence))?;
                if self.facts.field(record, field, i64::MAX, Day::ALWAYS).at(day) != deciding.value {
                    let value = self.facts.value(self.catalogue, record.kind, field, deciding.value);
                    days.entry((day, deciding.sequence)).or_default().push((field, value));
                }
            }
        }
        Some(days)
    }

    fn body(
        &self,
        record: RecordId,
        effective: Day,
        origin: Origin,
        fields: Vec<(FieldId, Option<Value>)>,
        restores: Option<u64>,
    ) -> RevisionBody<'a> {
        let fields: Vec<(FieldId, Value)> =
            fields.into_iter().map(|(field, value)| (field, value.unwrap_or(Value::Unknown))).collect();
        let effective = effective.date().unwrap_or_default();
        let key = self.facts.key(record);
        let body = crate::text::body(self.catalogue, record.kind, key, effective, &fields, origin, false);
        RevisionBody { restores, ..body.into_owned() }
    }
}
