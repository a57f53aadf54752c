//! What an incoming record would change: nothing, or the revisions to be recorded.
//!
//! The same file twice is zero changes: a stated field that already has its value on the effective date is no change. It is
//! stated again only where leaving it out could matter: a statement that comes in late, for a day between, would otherwise
//! count for ever (`docs/decisions/0010-said-again.md`). Nothing is closed because it is absent: see `import`.

use jiff::civil::Date;
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};
use zilu_engine::{Day, Facts, Origin, RecordId, Revision};
use zilu_intake::Incoming;

/// What a record does to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    New,
    Changed,
    Same,
}

/// Days after which a file that does not date its rows states again what is still so.
const SELDOM_DAYS: i32 = 28;

/// How the records of a file came.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brought {
    pub(crate) origin: Origin,
    /// The day that the bringer gave for what has none of its own.
    pub(crate) date: Option<Date>,
}

impl Brought {
    /// Whether somebody wrote into the row from when it is true.
    fn is_dated(self, incoming: &Incoming) -> bool {
        self.origin == Origin::Attested && self.date != Some(incoming.effective)
    }
}

/// A revision to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) effective: Date,
    pub(crate) fields: Vec<(FieldId, Value)>,
    pub(crate) void: bool,
}

/// Drafts in the order in which they are recorded: kind, key, draft.
pub(crate) type Drafts = Vec<(KindId, String, Draft)>;

impl Draft {
    /// Puts it into a mirror, as recorded at an instant (seconds since 1970) under the number of an entry.
    pub(crate) fn put(
        &self,
        facts: &mut Facts,
        kind: KindId,
        key: &str,
        origin: Origin,
        recorded: i64,
        sequence: u64,
    ) -> RecordId {
        facts.record(Revision {
            kind,
            key,
            fields: &self.fields,
            effective: Day::from(self.effective),
            recorded,
            origin,
            void: self.void,
            sequence,
        })
    }
}

/// Compares an incoming record with everything known. What is the same may have a draft all the same, which only says
/// again what is known. What is new goes over to its draft: the record is left without fields.
pub(crate) fn difference(
    catalogue: &Catalogue,
    facts: &Facts,
    incoming: &mut Incoming,
    brought: Brought,
) -> (Outcome, Vec<Draft>) {
    let effective = Day::from(incoming.effective);
    let record = facts.find(incoming.kind, &incoming.key).filter(|record| facts.is_stated(*record));
    let existing = record.filter(|record| facts.begin(*record, i64::MAX) != Day::NEVER);
    let Some(record) = existing else {
        if incoming.void {
            return (Outcome::Same, Vec::new());
        }
        let mut fields = std::mem::take(&mut incoming.fields);
        fields.append(&mut incoming.defaults);
        fields.append(&mut incoming.earliest);
        return (Outcome::New, vec![Draft { effective: incoming.effective, fields, void: false }]);
    };
    if incoming.void {
        if facts.revisions(record, i64::MAX).last().is_some_and(|last| last.void) {
            return (Outcome::Same, Vec::new());
        }
        return (
            Outcome::Changed,
            vec![Draft { effective: incoming.effective, fields: Vec::new(), void: true }],
        );
    }
    let known = Known { catalogue, facts, record };
    let mut fields: Vec<(FieldId, Value)> = incoming
        .fields
        .iter()
        .filter(|(field, value)| known.differs(*field, value, effective))
        .cloned()
        .collect();
    for (field, value) in &incoming.defaults {
        if known.differs(*field, value, effective) && !known.was_attested(*field, effective) {
            fields.push((*field, value.clone()));
        }
    }
    let mut drafts = Vec::new();
    for (field, value) in &incoming.earliest {
        match known.later_statement(*field, value) {
            Later::Unknown => fields.push((*field, value.clone())),
            // A day first seen is corrected where it was stated, so that no later statement hides it.
            Later::Stated(on) => {
                drafts.push(Draft { effective: on, fields: vec![(*field, value.clone())], void: false });
            }
            Later::No => {}
        }
    }
    let changes = !fields.is_empty() || facts.begin(record, i64::MAX) > effective || !drafts.is_empty();
    let (again, oldest) = known.said_again(incoming, brought.origin);
    if !fields.is_empty() {
        fields.extend(again);
    } else if facts.begin(record, i64::MAX) > effective {
        fields.clone_from(&incoming.fields);
    } else if brought.is_dated(incoming) || oldest.0.saturating_add(SELDOM_DAYS) <= effective.0 {
        fields = again;
    }
    if !fields.is_empty() {
        drafts.insert(0, Draft { effective: incoming.effective, fields, void: false });
    }
    (if changes { Outcome::Changed } else { Outcome::Same }, drafts)
}

struct Known<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    record: RecordId,
}

enum Later {
    No,
    Unknown,
    Stated(Date),
}

impl Known<'_> {
    fn value(&self, field: FieldId, on: Day) -> Option<Value> {
        self.facts.value_at(self.catalogue, self.record, field, on, i64::MAX)
    }

    fn differs(&self, field: FieldId, value: &Value, on: Day) -> bool {
        match (self.value(field, on), value) {
            (None, Value::Unknown) => false,
            (None, _) => true,
            (Some(known), value) => known != *value,
        }
    }

    /// The fields that have their stated values already, but since an earlier day; and the earliest such day. Of a report
    /// only those that a rule reads: its texts would be repeated with every scan.
    fn said_again(&self, incoming: &Incoming, origin: Origin) -> (Vec<(FieldId, Value)>, Day) {
        let on = Day::from(incoming.effective);
        let key = &self.catalogue.kinds[incoming.kind.index()].key;
        let matters = |field: &FieldId| {
            let read = || self.catalogue.read.contains(&(incoming.kind, *field));
            !key.contains(field) && (origin == Origin::Attested || read())
        };
        let mut oldest = on;
        let again = incoming.fields.iter().filter(|(field, value)| {
            if *value == Value::Unknown || !matters(field) || self.differs(*field, value, on) {
                return false;
            }
            let since = self.facts.decided_from(self.record, *field, on).filter(|since| *since < on);
            oldest = since.map_or(oldest, |since| oldest.min(since));
            since.is_some()
        });
        (again.cloned().collect(), oldest)
    }

    fn was_attested(&self, field: FieldId, on: Day) -> bool {
        self.value(field, on).is_some()
            && self
                .facts
                .deciding(self.record, field, i64::MAX, on)
                .is_some_and(|revision| revision.origin == Origin::Attested)
    }

    fn later_statement(&self, field: FieldId, value: &Value) -> Later {
        let Value::Date(date) = value else { return Later::No };
        match self.value(field, Day::NEVER) {
            None => Later::Unknown,
            Some(Value::Date(known)) if known > *date => {
                let stated = self.facts.deciding(self.record, field, i64::MAX, Day::NEVER);
                stated.and_then(|revision| revision.effective.date()).map_or(Later::Unknown, Later::Stated)
            }
            Some(_) => Later::No,
        }
    }
}
