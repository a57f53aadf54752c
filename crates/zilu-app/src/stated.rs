//! Which records a file states. An import keeps it in its act, in short, so that an undoing of an earlier import knows
//! that a later file said the same, although nothing had to be recorded for it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use zilu_catalogue::{Catalogue, FieldId, KindId};
use zilu_intake::Incoming;
use zilu_store::ActBody;

/// Detail of the act of an import: for each kind the fields that the file states of it, and the marks of its records.
const STATED: &str = "stated";
/// More records than this are not listed one by one: the file counts as stating every record of its kinds.
const LISTED: usize = 2_000_000;
/// Bytes of a mark.
const MARK: usize = 5;

/// The records that a file states: found out when it is read for faults. A few bytes for each.
pub(crate) struct Stated<'a> {
    catalogue: &'a Catalogue,
    rows: FxHashMap<u64, Rows>,
    /// By kind, the fields that are stated of some record.
    fields: BTreeMap<KindId, Vec<bool>>,
}

struct Rows {
    kind: KindId,
    /// How many.
    rows: u32,
    /// One of them does not void it.
    present: bool,
}

impl<'a> Stated<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue) -> Stated<'a> {
        Stated { catalogue, rows: FxHashMap::default(), fields: BTreeMap::new() }
    }

    pub(crate) fn note(&mut self, incoming: &Incoming) {
        let kind = &self.catalogue.kinds[incoming.kind.index()];
        let id = hash(&kind.name, &incoming.key);
        let rows = self.rows.entry(id).or_insert(Rows { kind: incoming.kind, rows: 0, present: false });
        rows.rows = rows.rows.saturating_add(1);
        rows.present |= !incoming.void;
        let fields = self.fields.entry(incoming.kind).or_insert_with(|| vec![false; kind.fields.len()]);
        for (field, _) in incoming.fields.iter().chain(&incoming.defaults).chain(&incoming.earliest) {
            fields[field.index()] = true;
        }
    }

    /// Whether the file states this record, other than as void.
    pub(crate) fn has(&self, kind: KindId, key: &str) -> bool {
        self.of(kind, key).is_some_and(|rows| rows.present)
    }

    /// In how many rows.
    pub(crate) fn rows(&self, kind: KindId, key: &str) -> u32 {
        self.of(kind, key).map_or(1, |rows| rows.rows)
    }

    fn of(&self, kind: KindId, key: &str) -> Option<&Rows> {
        self.rows.get(&hash(&self.catalogue.kinds[kind.index()].name, key))
    }

    /// Puts it into the act.
    pub(crate) fn keep(&self, act: &mut ActBody) {
        let mut marks: BTreeMap<KindId, Vec<[u8; MARK]>> = BTreeMap::new();
        for (id, rows) in self.rows.iter().filter(|(_, rows)| rows.present) {
            marks.entry(rows.kind).or_default().push(mark(*id));
        }
        let mut kept = Map::new();
        for (kind, mut marks) in marks {
            let definition = &self.catalogue.kinds[kind.index()];
            let stated = self.fields.get(&kind).map_or(&[][..], Vec::as_slice);
            let fields = definition.fields.iter().zip(stated).filter(|(_, stated)| **stated);
            let fields: Vec<&str> = fields.map(|(field, _)| field.name.as_str()).collect();
            marks.sort_unstable();
            let records = (self.rows.len() <= LISTED).then(|| STANDARD_NO_PAD.encode(marks.as_flattened()));
            kept.insert(definition.name.clone(), json!({ "fields": fields, "records": records }));
        }
        if !kept.is_empty() {
            act.details.insert(STATED.to_owned(), Json::Object(kept));
        }
    }
}

/// What an act says that its file states.
pub(crate) struct StatedBy(BTreeMap<String, OfKind>);

struct OfKind {
    fields: Vec<String>,
    /// Sorted; `None` is every record.
    marks: Option<Vec<u8>>,
}

impl StatedBy {
    /// Nothing, of an act that does not say so.
    pub(crate) fn of(act: &ActBody) -> StatedBy {
        let kinds = act.details.get(STATED).and_then(Json::as_object).into_iter().flatten();
        let of_kind = |(kind, stated): (&String, &Json)| {
            let fields = stated.get("fields").and_then(Json::as_array).into_iter().flatten();
            let fields = fields.filter_map(|field| field.as_str().map(str::to_owned)).collect();
            let marks = match stated.get("records") {
                Some(Json::String(text)) => Some(STANDARD_NO_PAD.decode(text).ok()?),
                _ => None,
            };
            Some((kind.clone(), OfKind { fields, marks }))
        };
        StatedBy(kinds.filter_map(of_kind).collect())
    }

    /// The fields that are stated of a record, apart from its key; `None` when it is not stated.
    pub(crate) fn fields(&self, catalogue: &Catalogue, kind: KindId, key: &str) -> Option<Vec<FieldId>> {
        let definition = &catalogue.kinds[kind.index()];
        let of_kind = self.0.get(&definition.name)?;
        let wanted = mark(hash(&definition.name, key));
        let listed = |marks: &Vec<u8>| marks.as_chunks::<MARK>().0.binary_search(&wanted).is_ok();
        if !of_kind.marks.as_ref().is_none_or(listed) {
            return None;
        }
        let fields = of_kind.fields.iter().filter_map(|name| catalogue.field(kind, name));
        Some(fields.filter(|field| !definition.key.contains(field)).collect())
    }
}

fn mark(id: u64) -> [u8; MARK] {
    let [a, b, c, d, e, ..] = id.to_be_bytes();
    [a, b, c, d, e]
}

/// The first bytes of a SHA-256: it stays in the ledger.
fn hash(kind: &str, key: &str) -> u64 {
    let mut hasher = Sha256::new();
    hasher.update(kind);
    hasher.update([0]);
    hasher.update(key);
    let digest: [u8; 32] = hasher.finalize().into();
    digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}
