//! The rows of a file by record. A file may state one record in several rows, dated or void; each is compared with what is
//! known after the rows before it, and together they are one change of the record, or none.

use crate::difference::{Brought, Draft, Outcome, difference};
use crate::history::{Standing, stated};
use crate::stated::Stated;
use rustc_hash::FxHashMap;
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};
use zilu_engine::{Day, Facts, RecordId, Revision};
use zilu_intake::Incoming;

/// Revisions of records with several rows that are kept beside the mirror before it is made anew.
const KEPT: u64 = 50_000;

/// What all rows of one record change.
pub(super) struct Together {
    pub(super) outcome: Outcome,
    pub(super) rows: Vec<(Incoming, Vec<Draft>)>,
    /// It is void after them.
    pub(super) void: bool,
}

/// Compares rows with what is known; rows of a record with several are held until its last.
pub(super) struct Comparison<'a> {
    catalogue: &'a Catalogue,
    known: &'a Facts,
    stated: &'a Stated<'a>,
    brought: Brought,
    /// Records with several rows, as they are after the rows so far.
    beside: Facts,
    open: FxHashMap<(KindId, String), Open>,
    /// Number of the next entry, as if it were recorded.
    next: u64,
}

struct Open {
    before: Standing,
    known: bool,
    /// A row changed something.
    changes: bool,
    rows: Vec<(Incoming, Vec<Draft>)>,
}

impl<'a> Comparison<'a> {
    /// `next` is the number of the ledger's next entry.
    pub(super) fn new(
        catalogue: &'a Catalogue,
        known: &'a Facts,
        stated: &'a Stated<'a>,
        brought: Brought,
        next: u64,
    ) -> Comparison<'a> {
        let (beside, open) = (Facts::new(catalogue), FxHashMap::default());
        Comparison { catalogue, known, stated, brought, beside, open, next }
    }

    /// What a row changes; `None` when more rows of its record are to come.
    pub(super) fn row(&mut self, mut incoming: Incoming) -> Option<Together> {
        let rows = self.stated.rows(incoming.kind, &incoming.key) as usize;
        if rows < 2 {
            let (outcome, drafts) = difference(self.catalogue, self.known, &mut incoming, self.brought);
            let void = incoming.void;
            return Some(Together { outcome, rows: vec![(incoming, drafts)], void });
        }
        let id = (incoming.kind, incoming.key.clone());
        if !self.open.contains_key(&id) {
            let open = self.open_record(&incoming);
            self.open.insert(id.clone(), open);
        }
        let (outcome, drafts) = difference(self.catalogue, &self.beside, &mut incoming, self.brought);
        for draft in &drafts {
            let (beside, origin) = (&mut self.beside, self.brought.origin);
            draft.put(beside, incoming.kind, &incoming.key, origin, i64::MAX, self.next);
            self.next += 1;
        }
        let open = self.open.get_mut(&id)?;
        open.changes |= outcome != Outcome::Same;
        open.rows.push((incoming, drafts));
        if open.rows.len() < rows {
            return None;
        }
        let open = self.open.remove(&id)?;
        Some(self.close(&id.1, open))
    }

    /// What is still held, at the end of the file.
    pub(super) fn rest(&mut self) -> Vec<Together> {
        let mut open: Vec<_> = std::mem::take(&mut self.open).into_iter().collect();
        open.sort_by(|(one, _), (other, _)| one.cmp(other));
        open.into_iter().map(|((_, key), open)| self.close(&key, open)).collect()
    }

    fn open_record(&mut self, incoming: &Incoming) -> Open {
        if self.open.is_empty() && self.beside.revision_count() > KEPT {
            self.beside = Facts::new(self.catalogue);
        }
        let known = self.known.find(incoming.kind, &incoming.key);
        if let Some(record) = known.filter(|_| self.beside.find(incoming.kind, &incoming.key).is_none()) {
            copy(self.catalogue, self.known, record, &mut self.beside);
        }
        let record = self.beside.find(incoming.kind, &incoming.key);
        let before = Standing::of(self.catalogue, &self.beside, record);
        let is_known = |record: RecordId| self.known.is_stated(record) && before.begin != Day::NEVER;
        Open { known: known.is_some_and(is_known), before, changes: false, rows: Vec::new() }
    }

    fn close(&self, key: &str, open: Open) -> Together {
        let record = open.rows.first().and_then(|(first, _)| self.beside.find(first.kind, key));
        let after = Standing::of(self.catalogue, &self.beside, record);
        let void = after.begin == Day::NEVER;
        let mut rows = open.rows;
        if after == open.before {
            rows.iter_mut().for_each(|(_, drafts)| drafts.clear());
            return Together { outcome: Outcome::Same, rows, void };
        }
        let outcome = match (open.known, open.changes) {
            (false, _) => Outcome::New,
            (true, true) => Outcome::Changed,
            (true, false) => Outcome::Same,
        };
        Together { outcome, rows, void }
    }
}

/// Copies a record with all its revisions.
fn copy(catalogue: &Catalogue, from: &Facts, record: RecordId, to: &mut Facts) {
    let mut stated = stated(catalogue, from, record);
    for head in from.revisions(record, i64::MAX) {
        let fields: Vec<(FieldId, Value)> = stated
            .remove(&head.sequence)
            .unwrap_or_default()
            .into_iter()
            .map(|(field, value)| (field, value.unwrap_or(Value::Unknown)))
            .collect();
        to.record(Revision {
            kind: record.kind,
            key: from.key(record),
            fields: &fields,
            effective: head.effective,
            recorded: head.recorded,
            origin: head.origin,
            void: head.void,
            sequence: head.sequence,
        });
    }
}
