//! What was stated of one record, revision by revision.

use std::collections::BTreeMap;
use zilu_catalogue::{Catalogue, FieldId, Value};
use zilu_engine::facts::{Cell, UNKNOWN};
use zilu_engine::{Day, Facts, RecordId};

/// The fields of a record.
pub(crate) fn fields(catalogue: &Catalogue, record: RecordId) -> impl Iterator<Item = FieldId> + use<> {
    (0..catalogue.kinds[record.kind.index()].fields.len() as u16).map(FieldId)
}

/// What each revision of a record stated, by the number of its entry; `None` is "stated as unknown". Revisions that
/// state nothing are not in it.
pub(crate) fn stated(
    catalogue: &Catalogue,
    facts: &Facts,
    record: RecordId,
) -> BTreeMap<u64, Vec<(FieldId, Option<Value>)>> {
    let mut stated: BTreeMap<u64, Vec<(FieldId, Option<Value>)>> = BTreeMap::new();
    for field in fields(catalogue, record) {
        for statement in facts.statements(record, field) {
            let value = facts.value(catalogue, record.kind, field, statement.value);
            stated.entry(statement.sequence).or_default().push((field, value));
        }
    }
    stated
}

/// What a record is: the day from which it exists, and for each field what counts from which day on, also where it only
/// says again what was so before.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) begin: Day,
    fields: Vec<BTreeMap<Day, Cell>>,
}

impl Standing {
    /// Of a record that was never heard of when there is none.
    pub(crate) fn of(catalogue: &Catalogue, facts: &Facts, record: Option<RecordId>) -> Standing {
        let Some(record) = record else { return Standing { begin: Day::NEVER, fields: Vec::new() } };
        let begin = facts.begin(record, i64::MAX);
        if begin == Day::NEVER {
            return Standing { begin, fields: Vec::new() };
        }
        let voids = facts.revisions(record, i64::MAX);
        let voided = voids.iter().rfind(|head| head.void).map(|head| head.sequence);
        let of_field = |field| {
            let mut statements = facts.statements(record, field);
            statements.retain(|statement| voided.is_none_or(|voided| statement.sequence > voided));
            statements.sort_by_key(|statement| (statement.effective, statement.recorded, statement.sequence));
            let mut days: BTreeMap<Day, Cell> =
                statements.iter().map(|statement| (statement.effective, statement.value)).collect();
            // Before anything is known, "unknown" says nothing.
            while days.first_key_value().is_some_and(|(_, cell)| *cell == UNKNOWN) {
                days.pop_first();
            }
            days
        };
        Standing { begin, fields: fields(catalogue, record).map(of_field).collect() }
    }
}
