//! Writes records straight into the engine's mirror: fields and words are looked up once per kind, texts are reused.

use std::fmt::{Arguments, Write};
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Facts, Origin, Revision};

/// One kind's record, filled in again and again. Slots are counted in the order in which the fields were named.
pub(super) struct Pen<'a> {
    catalogue: &'a Catalogue,
    kind: KindId,
    key: String,
    slots: Vec<(FieldId, Value)>,
    origin: Origin,
}

impl<'a> Pen<'a> {
    /// A pen for a kind and some of its fields, names separated by blanks. A wrong name panics.
    pub(super) fn new(catalogue: &'a Catalogue, kind: &str, fields: &str) -> Pen<'a> {
        let id = catalogue.kind(kind).unwrap_or_else(|| panic!("no kind {kind}"));
        let slots = fields
            .split_whitespace()
            .map(|name| {
                let field =
                    catalogue.field(id, name).unwrap_or_else(|| panic!("no field {name} in kind {kind}"));
                (field, Value::Unknown)
            })
            .collect();
        Pen { catalogue, kind: id, key: String::new(), slots, origin: Origin::Measured }
    }

    /// The records are people's statements.
    pub(super) fn attested(mut self) -> Self {
        self.origin = Origin::Attested;
        self
    }

    /// The value of a word of a slot's vocabulary, for [`Pen::value`].
    pub(super) fn word(&self, slot: usize, word: &str) -> Value {
        let field = &self.catalogue.kinds[self.kind.index()].fields[self.slots[slot].0.index()];
        let Type::Enum(words) = &field.ty else { panic!("{} has no vocabulary", field.name) };
        let index = words.iter().position(|other| other.name == word);
        Value::Enum(index.unwrap_or_else(|| panic!("no word {word} in {}", field.name)) as u16)
    }

    pub(super) fn key(&mut self, text: Arguments<'_>) {
        self.key.clear();
        // Writing to a text cannot fail.
        let _ = self.key.write_fmt(text);
    }

    pub(super) fn text(&mut self, slot: usize, text: Arguments<'_>) {
        let value = &mut self.slots[slot].1;
        if !matches!(value, Value::Text(_)) {
            *value = Value::Text(String::new());
        }
        if let Value::Text(old) = value {
            old.clear();
            let _ = old.write_fmt(text);
        }
    }

    pub(super) fn value(&mut self, slot: usize, value: &Value) {
        self.slots[slot].1.clone_from(value);
    }

    pub(super) fn unknown(&mut self, slot: usize) {
        self.slots[slot].1 = Value::Unknown;
    }

    pub(super) fn flag(&mut self, slot: usize, yes: bool) {
        self.slots[slot].1 = Value::YesNo(yes);
    }

    /// Slots that are yes in every record.
    pub(super) fn always(&mut self, slots: std::ops::Range<usize>) {
        for slot in slots {
            self.flag(slot, true);
        }
    }

    pub(super) fn number(&mut self, slot: usize, number: i64) {
        self.slots[slot].1 = Value::Number(number);
    }

    pub(super) fn date(&mut self, slot: usize, day: Day) {
        self.slots[slot].1 = day.date().map_or(Value::Unknown, Value::Date);
    }

    pub(super) fn instant(&mut self, slot: usize, at: i64) {
        self.slots[slot].1 = Value::Instant(at);
    }

    /// Records what is in the slots, one day after it became true.
    pub(super) fn save(&self, facts: &mut Facts, effective: Day) {
        self.save_as_known(facts, effective, effective.end_instant() + 1);
    }

    /// Records what is in the slots, at a moment.
    pub(super) fn save_as_known(&self, facts: &mut Facts, effective: Day, recorded: i64) {
        let sequence = facts.revision_count() + 1;
        facts.record(Revision {
            kind: self.kind,
            key: &self.key,
            fields: &self.slots,
            effective,
            recorded,
            origin: self.origin,
            void: false,
            sequence,
        });
    }
}
