//! Fields of records by name, as seen through a lens: for views that put several kinds side by side.
//!
//! A kind or field that the catalogue does not declare is unknown, like one that nobody stated.

use crate::lens::Lens;
use crate::words::Words;
use zilu_catalogue::{FieldId, KindId, Type, Value};
use zilu_engine::explain::value_label;
use zilu_engine::{Day, RecordId};

impl Lens<'_> {
    /// The records of a kind on D, by the kind's name.
    pub(crate) fn records_named(&self, kind: &str) -> Vec<RecordId> {
        self.catalogue.kind(kind).map_or_else(Vec::new, |kind| self.records(kind).collect())
    }

    /// A field on D.
    pub(crate) fn value(&self, record: RecordId, field: &str) -> Option<Value> {
        let field = self.catalogue.field(record.kind, field)?;
        self.facts.value_at(self.catalogue, record, field, self.on, self.known)
    }

    /// A text, or the key of a record that is referred to.
    pub(crate) fn text_value(&self, record: RecordId, field: &str) -> Option<String> {
        match self.value(record, field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Yes or no; `None` is unknown.
    pub(crate) fn is(&self, record: RecordId, field: &str) -> Option<bool> {
        match self.value(record, field)? {
            Value::YesNo(yes) => Some(yes),
            _ => None,
        }
    }

    /// A date.
    pub(crate) fn day_value(&self, record: RecordId, field: &str) -> Option<Day> {
        match self.value(record, field)? {
            Value::Date(date) => Some(Day::from(date)),
            _ => None,
        }
    }

    /// A moment, in seconds since 1970.
    pub(crate) fn moment_value(&self, record: RecordId, field: &str) -> Option<i64> {
        match self.value(record, field)? {
            Value::Instant(seconds) => Some(seconds),
            _ => None,
        }
    }

    /// The word of a vocabulary.
    pub(crate) fn word(&self, record: RecordId, field: &str) -> Option<&str> {
        let id = self.catalogue.field(record.kind, field)?;
        match (&self.catalogue.kinds[record.kind.index()].fields[id.index()].ty, self.value(record, field)?) {
            (Type::Enum(values), Value::Enum(index)) => {
                values.get(usize::from(index)).map(|value| value.name.as_str())
            }
            _ => None,
        }
    }

    /// A value in words.
    pub(crate) fn words_of(&self, record: RecordId, field: &str) -> Option<Words> {
        let id = self.catalogue.field(record.kind, field)?;
        let ty = &self.catalogue.kinds[record.kind.index()].fields[id.index()].ty;
        Some(Words::from_pair(value_label(ty, &self.value(record, field)?)))
    }

    /// The record that a field refers to, when it is there on D.
    pub(crate) fn target(&self, record: RecordId, field: &str) -> Option<RecordId> {
        let id = self.catalogue.field(record.kind, field)?;
        let Type::Ref(kind) = self.catalogue.kinds[record.kind.index()].fields[id.index()].ty else {
            return None;
        };
        let found = self.facts.find(kind, &self.text_value(record, field)?)?;
        self.is_there(found).then_some(found)
    }

    /// Whether a record is there on D.
    pub(crate) fn is_there(&self, record: RecordId) -> bool {
        self.facts.begin(record, self.known) <= self.on
    }

    /// The records of a kind that refer to a record on D.
    pub(crate) fn referring(&self, kind: &str, field: &str, target: RecordId) -> Vec<RecordId> {
        let Some(kind) = self.catalogue.kind(kind) else { return Vec::new() };
        let Some(field) = self.catalogue.field(kind, field) else { return Vec::new() };
        self.referring_by(kind, field, target).collect()
    }

    /// The same by ids.
    pub(crate) fn referring_by(
        &self,
        kind: KindId,
        field: FieldId,
        target: RecordId,
    ) -> impl Iterator<Item = RecordId> + '_ {
        let rows = self.facts.backward(kind, field, target.row).iter();
        rows.map(move |row| RecordId { kind, row: *row }).filter(move |record| {
            self.is_there(*record)
                && self.facts.field(*record, field, self.known, self.on).at(self.on) == i64::from(target.row)
        })
    }
}
