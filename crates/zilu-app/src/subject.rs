//! A record with its fields, their history, and all its duties.

use crate::about::RollUp;
use crate::lens::{Lens, Row, by_severity};
use crate::overview::Tally;
use crate::provenance::Provenance;
use crate::words::Words;
use rustc_hash::FxHashMap;
use serde::Serialize;
use zilu_catalogue::{DutyId, FieldId, KindId, Status, Type, Value};
use zilu_engine::explain::value_label;
use zilu_engine::facts::RevisionHead;
use zilu_engine::{Counts, Origin, RecordId, Standing};

/// A subject page.
#[derive(Debug, Clone, Serialize)]
pub struct SubjectView {
    /// Kind name and label.
    pub kind: (String, Words),
    /// Key.
    pub key: String,
    /// Name, where the kind has one.
    pub name: Option<String>,
    /// Fields in declared order.
    pub fields: Vec<FieldView>,
    /// Counts over its standings.
    pub counts: Tally,
    /// Its standings, the most severe first.
    pub standings: Vec<Row>,
    /// Counts over the standings of the record and of all that refers to it.
    pub about: RollUp,
    /// Records that refer to it.
    pub related: Vec<RelatedView>,
    /// Its revisions as known at K, the latest first.
    pub revisions: Vec<RevisionView>,
    /// It is in the register on D; otherwise other records only refer to it.
    pub registered: bool,
}

/// A field of a subject.
#[derive(Debug, Clone, Serialize)]
pub struct FieldView {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// Its value on D; `None` is unknown.
    pub value: Option<Words>,
    /// The kind and key that it refers to.
    pub refers_to: Option<(String, String)>,
    /// The revision that stated it.
    pub stated: Option<RevisionView>,
    /// Personal data.
    pub personal: bool,
}

/// Records of one kind that refer to a subject.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView {
    /// Kind name and label.
    pub kind: (String, Words),
    /// The field that refers.
    pub field: Words,
    /// How many.
    pub total: usize,
    /// The first few, those that stand worst first.
    pub records: Vec<RelatedRecord>,
}

/// A record that refers to a subject.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedRecord {
    /// Key.
    pub key: String,
    /// Whether it is enabled (or in use), where its kind says so and it is known.
    pub enabled: Option<bool>,
    /// The most severe status of its standings; `None` when it owes nothing.
    pub worst: Option<&'static str>,
}

/// A revision.
#[derive(Debug, Clone, Serialize)]
pub struct RevisionView {
    /// Number of its ledger entry.
    pub entry: u64,
    /// ISO effective date.
    pub effective: String,
    /// When it was recorded, in seconds since 1970.
    pub recorded: i64,
    /// `measured` or `attested`.
    pub origin: &'static str,
    /// Recorded in error.
    pub void: bool,
    /// Where it came from; `None` when its body was removed by a recorded act.
    pub source: Option<Provenance>,
}

/// Records shown per kind of related records.
const RELATED_SHOWN: usize = 20;

impl Lens<'_> {
    /// A subject page; `None` when nothing was ever recorded of it.
    pub fn subject(&self, kind: &str, key: &str) -> Option<SubjectView> {
        let kind_id = self.catalogue.kind(kind)?;
        let record = self.facts.find(kind_id, key)?;
        let definition = &self.catalogue.kinds[kind_id.index()];
        let mut standings = self.standings_of(record);
        standings.sort_by(by_severity);
        let mut counts = Counts::default();
        for standing in &standings {
            counts.0[standing.status as usize] += 1;
        }
        let mut revisions: Vec<RevisionView> =
            self.facts.revisions(record, self.known).iter().map(|head| self.revision(head)).collect();
        revisions.reverse();
        let (about, worst) = self.roll_up(record);
        Some(SubjectView {
            kind: (definition.name.clone(), Words::from(&definition.label)),
            key: key.to_owned(),
            name: self.name(record),
            fields: (0..definition.fields.len() as u16)
                .map(|field| self.field(record, FieldId(field)))
                .collect(),
            counts: counts.into(),
            standings: standings.iter().map(|standing| self.row(standing)).collect(),
            about,
            related: self.related(record, &worst),
            revisions,
            registered: self.facts.begin(record, self.known) <= self.on,
        })
    }

    /// All standings of one record.
    pub fn standings_of(&self, record: RecordId) -> Vec<Standing> {
        let duties = (0..self.catalogue.duties.len() as u16).map(DutyId);
        duties
            .filter(|id| self.catalogue.duties[id.index()].kind == record.kind)
            .flat_map(|id| self.evaluation.standings_of(id, record, self.on))
            .collect()
    }

    pub(crate) fn revision(&self, head: &RevisionHead) -> RevisionView {
        RevisionView {
            entry: head.sequence,
            effective: head.effective.to_string(),
            recorded: head.recorded,
            origin: match head.origin {
                Origin::Measured => "measured",
                Origin::Attested => "attested",
            },
            void: head.void,
            source: self.sources.of(head.sequence),
        }
    }

    fn field(&self, record: RecordId, id: FieldId) -> FieldView {
        let field = &self.catalogue.kinds[record.kind.index()].fields[id.index()];
        let value = self.facts.value_at(self.catalogue, record, id, self.on, self.known);
        let refers_to = match (&field.ty, &value) {
            (Type::Ref(kind), Some(Value::Text(key))) => {
                Some((self.catalogue.kinds[kind.index()].name.clone(), key.clone()))
            }
            _ => None,
        };
        FieldView {
            name: field.name.clone(),
            label: Words::from(&field.label),
            value: value.as_ref().map(|value| Words::from_pair(value_label(&field.ty, value))),
            refers_to,
            stated: self.facts.deciding(record, id, self.known, self.on).map(|head| self.revision(&head)),
            personal: field.personal,
        }
    }

    fn related(&self, record: RecordId, worst: &FxHashMap<RecordId, Status>) -> Vec<RelatedView> {
        let mut views = Vec::new();
        for (kind, field) in self.facts.referrers(record.kind) {
            let mut current: Vec<RecordId> = self.referring_by(*kind, *field, record).collect();
            // A stable sort: records that stand alike stay in the order in which they were recorded.
            current.sort_by_key(|other| std::cmp::Reverse(worst.get(other)));
            if !current.is_empty() {
                views.push(self.related_view(*kind, *field, &current, worst));
            }
        }
        views
    }

    fn related_view(
        &self,
        kind: KindId,
        field: FieldId,
        records: &[RecordId],
        worst: &FxHashMap<RecordId, Status>,
    ) -> RelatedView {
        let definition = &self.catalogue.kinds[kind.index()];
        let related = |record: &RecordId| RelatedRecord {
            key: self.facts.key(*record).to_owned(),
            enabled: self.is(*record, "enabled").or_else(|| self.is(*record, "in_use")),
            worst: worst.get(record).map(|status| status.word()),
        };
        RelatedView {
            kind: (definition.name.clone(), Words::from(&definition.label)),
            field: Words::from(&definition.fields[field.index()].label),
            total: records.len(),
            records: records.iter().take(RELATED_SHOWN).map(related).collect(),
        }
    }
}
