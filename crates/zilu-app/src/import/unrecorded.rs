//! References to records that are not recorded: a typing error in a key, or a register that has not been imported yet.
//!
//! No fault: facts may come in any order. But a duty that follows such a reference finds nothing, so the bringer is told.

use super::fingerprint;
use crate::stated::Stated;
use crate::words::Words;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::collections::BTreeMap;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Facts};
use zilu_intake::{Incoming, counted};

/// Keys that are named; the rest are counted.
const KEYS_NAMED: usize = 3;

/// A field of the file that refers to records which are neither in the file nor recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unrecorded {
    /// Kind of the records in the file.
    pub kind: String,
    /// Their field.
    pub field: String,
    /// Kind that the field refers to.
    pub target: String,
    /// How many different records it names that are not recorded.
    pub records: u64,
    /// The first of their keys, in the order of the file.
    pub keys: Vec<String>,
    /// The same in words.
    pub words: Words,
}

/// Collects them while the records of a file go by. Keeps a few bytes for each key that is not recorded.
pub(super) struct References<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    /// What the file itself states.
    stated: &'a Stated<'a>,
    missing: BTreeMap<(KindId, FieldId), Missing>,
}

#[derive(Default)]
struct Missing {
    records: FxHashSet<u64>,
    keys: Vec<String>,
}

impl<'a> References<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, facts: &'a Facts, stated: &'a Stated<'a>) -> Self {
        References { catalogue, facts, stated, missing: BTreeMap::new() }
    }

    pub(super) fn look_at(&mut self, incoming: &Incoming) {
        if incoming.void {
            return;
        }
        for (field, value) in &incoming.fields {
            let ty = &self.catalogue.kinds[incoming.kind.index()].fields[field.index()].ty;
            let (Type::Ref(target), Value::Text(key)) = (ty, value) else { continue };
            if self.stated.has(*target, key) || is_recorded(self.facts, *target, key) {
                continue;
            }
            let missing = self.missing.entry((incoming.kind, *field)).or_default();
            if missing.records.insert(fingerprint(*target, key)) && missing.keys.len() < KEYS_NAMED {
                missing.keys.push(key.clone());
            }
        }
    }

    pub(super) fn told(self) -> Vec<Unrecorded> {
        let catalogue = self.catalogue;
        self.missing
            .into_iter()
            .map(|((kind, field), missing)| missing.told(catalogue, kind, field))
            .collect()
    }
}

impl Missing {
    fn told(self, catalogue: &Catalogue, kind: KindId, id: FieldId) -> Unrecorded {
        let of = &catalogue.kinds[kind.index()];
        let field = &of.fields[id.index()];
        let target = match field.ty {
            Type::Ref(target) => &catalogue.kinds[target.index()],
            _ => of,
        };
        let records = self.records.len() as u64;
        let (zh_more, en_more) = if records > self.keys.len() as u64 { (" 等", " …") } else { ("", "") };
        let words = Words::new(
            format!(
                "「{}」的「{}」指向 {records} 筆尚未登錄的「{}」：{}{zh_more}。請核對鍵值，或另行匯入",
                of.label.zh,
                field.label.zh,
                target.label.zh,
                self.keys.join("、"),
            ),
            format!(
                "'{}' of '{}' refers to {} of kind '{}' that {} not recorded yet: {}{en_more}; check the keys, or import them too",
                field.label.en,
                of.label.en,
                counted(records, "record", "records"),
                target.label.en,
                if records == 1 { "is" } else { "are" },
                self.keys.join(", "),
            ),
        );
        Unrecorded {
            kind: of.name.clone(),
            field: field.name.clone(),
            target: target.name.clone(),
            records,
            keys: self.keys,
            words,
        }
    }
}

/// Whether a record is on record, not only referred to.
pub(super) fn is_recorded(facts: &Facts, kind: KindId, key: &str) -> bool {
    let record = facts.find(kind, key);
    record.is_some_and(|record| facts.begin(record, i64::MAX) != Day::NEVER)
}
