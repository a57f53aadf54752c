//! What an incoming record would change: nothing, or the revisions to be recorded.
//!
//! The same file twice is zero changes: a stated field that already has its value on the effective date is not stated
//! again. Nothing is closed because it is absent: see `import`.

use jiff::civil::Date;
use zilu_catalogue::{Catalogue, FieldId, Value};
use zilu_engine::{Day, Facts, Origin, RecordId};
use zilu_intake::Incoming;

/// What a record does to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    New,
    Changed,
    Same,
}

/// A revision to be recorded.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Draft {
    pub(crate) effective: Date,
    pub(crate) fields: Vec<(FieldId, Value)>,
    pub(crate) void: bool,
}

/// Compares an incoming record with everything known.
pub(crate) fn difference(catalogue: &Catalogue, facts: &Facts, incoming: &Incoming) -> (Outcome, Vec<Draft>) {
    let effective = Day::from(incoming.effective);
    let record = facts.find(incoming.kind, &incoming.key).filter(|record| facts.is_stated(*record));
    let existing = record.filter(|record| facts.begin(*record, i64::MAX) != Day::NEVER);
    let Some(record) = existing else {
        if incoming.void {
            return (Outcome::Same, Vec::new());
        }
        let fields: Vec<(FieldId, Value)> =
            incoming.fields.iter().chain(&incoming.defaults).chain(&incoming.earliest).cloned().collect();
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
    if !fields.is_empty() || facts.begin(record, i64::MAX) > effective {
        let fields = if fields.is_empty() { incoming.fields.clone() } else { fields };
        drafts.insert(0, Draft { effective: incoming.effective, fields, void: false });
    }
    (if drafts.is_empty() { Outcome::Same } else { Outcome::Changed }, drafts)
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
