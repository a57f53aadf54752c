//! What refers to a record, and how that stands: a system with its hosts, their findings and its accounts.
//!
//! A record's own duties say nothing of what belongs to it. Here everything that refers to it on D is taken together; of
//! what *belongs* to it (its hosts and accounts), also what refers to those. One definition, for the page of a record and
//! for lists that are asked for all about one.

use crate::lens::Lens;
use crate::overview::Tally;
use crate::words::Words;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use zilu_catalogue::{DutyId, KindId, Status};
use zilu_engine::{Counts, RecordId};

/// Kind and field by which a record belongs to what it refers to, so that what refers to it is taken too.
const BELONGING: [(&str, &str); 5] = [
    ("host", "system"),
    ("host", "holder"),
    ("account", "system"),
    ("account", "host"),
    ("account", "holder"),
];

/// How a record and all that refers to it stands.
#[derive(Debug, Clone, Serialize)]
pub struct RollUp {
    /// Of all of them.
    pub counts: Tally,
    /// By kind, the worst first; kinds that owe nothing are left out.
    pub kinds: Vec<RollUpKind>,
}

/// Records of one kind in a roll-up.
#[derive(Debug, Clone, Serialize)]
pub struct RollUpKind {
    /// Kind name and label.
    pub kind: (String, Words),
    /// How many records, whether or not they owe something.
    pub records: usize,
    /// The record itself is one of them.
    pub itself: bool,
    /// Counts over their standings.
    pub counts: Tally,
}

impl Lens<'_> {
    /// The record, all that refers to it on D, and all that refers to its hosts and accounts.
    pub fn about(&self, record: RecordId) -> FxHashSet<RecordId> {
        let mut found = FxHashSet::from_iter([record]);
        let mut open = vec![record];
        while let Some(target) = open.pop() {
            for (kind, field) in self.facts.referrers(target.kind) {
                let definition = &self.catalogue.kinds[kind.index()];
                let name = definition.fields[field.index()].name.as_str();
                let belonging = BELONGING.contains(&(definition.name.as_str(), name));
                for other in self.referring_by(*kind, *field, target) {
                    if found.insert(other) && belonging {
                        open.push(other);
                    }
                }
            }
        }
        found
    }

    /// Counts by kind of everything about a record, and the worst status of each record that owes something.
    pub(crate) fn roll_up(&self, record: RecordId) -> (RollUp, FxHashMap<RecordId, Status>) {
        let mut by_kind: FxHashMap<KindId, Vec<RecordId>> = FxHashMap::default();
        for about in self.about(record) {
            by_kind.entry(about.kind).or_default().push(about);
        }
        let mut worst: FxHashMap<RecordId, Status> = FxHashMap::default();
        let mut all = Counts::default();
        let mut kinds: Vec<(Counts, KindId, usize)> = Vec::new();
        for (kind, records) in by_kind {
            let mut counts = Counts::default();
            let duties = (0..self.catalogue.duties.len() as u16).map(DutyId);
            for duty in duties.filter(|id| self.catalogue.duties[id.index()].kind == kind) {
                for standing in
                    records.iter().flat_map(|record| self.evaluation.standings_of(duty, *record, self.on))
                {
                    counts.0[standing.status as usize] += 1;
                    let seen = worst.entry(standing.subject).or_insert(standing.status);
                    *seen = standing.status.max(*seen);
                }
            }
            all.add(&counts);
            if counts.total() > 0 {
                kinds.push((counts, kind, records.len()));
            }
        }
        // The most severe status that a kind has, then the next: the arrays are from the mildest to the most severe.
        kinds.sort_by(|(a, a_kind, _), (b, b_kind, _)| {
            b.0.iter().rev().cmp(a.0.iter().rev()).then(a_kind.cmp(b_kind))
        });
        let kinds = kinds
            .into_iter()
            .map(|(counts, kind, records)| {
                let definition = &self.catalogue.kinds[kind.index()];
                RollUpKind {
                    kind: (definition.name.clone(), Words::from(&definition.label)),
                    records,
                    itself: kind == record.kind,
                    counts: counts.into(),
                }
            })
            .collect();
        (RollUp { counts: all.into(), kinds }, worst)
    }
}
