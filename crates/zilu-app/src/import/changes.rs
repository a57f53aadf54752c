//! What an import would change, told record by record: a bounded list beside the counts.

use super::rows::Together;
use crate::difference::{Draft, Outcome};
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};
use zilu_engine::explain::value_label;
use zilu_engine::{Day, Facts};
use zilu_intake::Place;

/// What happens to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeSort {
    /// It was not known.
    New,
    /// Fields of it change.
    Changed,
    /// A scan looked for it and did not find it.
    Gone,
    /// It is marked as recorded in error.
    Void,
}

/// One record that an import would change.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// What happens to it.
    pub sort: ChangeSort,
    /// Kind of the record.
    pub kind: String,
    /// Label of the kind.
    pub kind_label: Words,
    /// Key of the record.
    pub key: String,
    /// Where the file says so.
    pub place: Words,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row of a table, as a spreadsheet program numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Line of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// What is stated anew, in the order of effective dates and fields.
    pub fields: Vec<FieldChange>,
}

/// One field that an import would state.
#[derive(Debug, Clone, Serialize)]
pub struct FieldChange {
    /// Name.
    pub field: String,
    /// Label.
    pub label: Words,
    /// ISO day from which it is true.
    pub effective: String,
    /// Its value on that day as known now; `None` is unknown.
    pub old: Option<Words>,
    /// The new value; `None` is unknown.
    pub new: Option<Words>,
}

/// A place without the name of its file, where that stands elsewhere.
pub fn bare_place(place: &Place) -> Words {
    let place = Place { file: "".into(), ..place.clone() };
    Words::new(
        place.zh().trim_start_matches('，').to_owned(),
        place.en().trim_start_matches([',', ' ']).to_owned(),
    )
}

/// Keeps the first changes of each sort. The counts are kept elsewhere and have no bound.
pub(super) struct Changes<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    /// Of each sort so many are listed.
    limit: usize,
    listed: [usize; 4],
    list: Vec<Change>,
}

impl<'a> Changes<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, facts: &'a Facts, limit: usize) -> Changes<'a> {
        Changes { catalogue, facts, limit, listed: [0; 4], list: Vec::new() }
    }

    pub(super) fn note(&mut self, together: &Together) {
        let sort = match together.outcome {
            Outcome::Same => return,
            Outcome::New => ChangeSort::New,
            Outcome::Changed if together.void => ChangeSort::Void,
            Outcome::Changed => ChangeSort::Changed,
        };
        if self.is_full(sort) {
            return;
        }
        let Some((first, _)) = together.rows.first() else { return };
        let drafts: Vec<&Draft> = together.rows.iter().flat_map(|(_, drafts)| drafts).collect();
        self.add(sort, first.kind, &first.key, &first.place, &drafts);
        // What one row says again is no change; between several it may be the way back.
        if let (ChangeSort::Changed, 1, Some(change)) = (sort, together.rows.len(), self.list.last_mut()) {
            change.fields.retain(|field| field.old != field.new);
        }
    }

    pub(super) fn add(
        &mut self,
        sort: ChangeSort,
        kind: KindId,
        key: &str,
        place: &Place,
        drafts: &[&Draft],
    ) {
        if self.is_full(sort) {
            return;
        }
        self.listed[sort as usize] += 1;
        let definition = &self.catalogue.kinds[kind.index()];
        let fields = drafts.iter().flat_map(|draft| {
            draft.fields.iter().map(|(field, value)| self.field(kind, key, *field, value, draft))
        });
        let change = Change {
            sort,
            kind: definition.name.clone(),
            kind_label: Words::from(&definition.label),
            key: key.to_owned(),
            place: bare_place(place),
            sheet: place.sheet.as_deref().map(str::to_owned),
            row: place.row,
            line: place.line,
            fields: fields.collect(),
        };
        self.list.push(change);
    }

    fn is_full(&self, sort: ChangeSort) -> bool {
        self.listed[sort as usize] >= self.limit
    }

    fn field(&self, kind: KindId, key: &str, id: FieldId, value: &Value, draft: &Draft) -> FieldChange {
        let field = &self.catalogue.kinds[kind.index()].fields[id.index()];
        let words = |value: &Value| match value {
            Value::Unknown => None,
            value => Some(Words::from_pair(value_label(&field.ty, value))),
        };
        let record = self.facts.find(kind, key);
        let on = Day::from(draft.effective);
        let old = record.and_then(|record| self.facts.value_at(self.catalogue, record, id, on, i64::MAX));
        FieldChange {
            field: field.name.clone(),
            label: Words::from(&field.label),
            effective: draft.effective.to_string(),
            old: old.as_ref().and_then(words),
            new: words(value),
        }
    }

    pub(super) fn told(self) -> Vec<Change> {
        self.list
    }
}
