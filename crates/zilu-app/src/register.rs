//! Registers: the kinds of record with their numbers, and the records of one kind.

use crate::lens::Lens;
use crate::text_match::{Needle, matches};
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::{FieldId, KindId, Status, Type};
use zilu_engine::explain::value_label;
use zilu_engine::{RecordId, Standing};

/// A kind of record with its number on D.
#[derive(Debug, Clone, Serialize)]
pub struct KindView {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// What it is, in Chinese and English paragraphs.
    pub about: String,
    /// Records on D.
    pub records: usize,
    /// Duties whose subject it is.
    pub duties: usize,
    /// The field that dates it, when it is an act or an event.
    pub event: Option<Words>,
}

/// Which records of a kind to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RegisterListing {
    /// Text that the key or name contains; empty does not restrict.
    pub text: String,
    /// Only records whose reference field (name) refers to the record with this key.
    pub referring: Option<(String, String)>,
    /// Page from 1; a page past the end is the last one.
    pub page: usize,
    /// Rows per page.
    pub size: usize,
    /// At most so many columns beside the key; `None`: all fields.
    pub columns: Option<usize>,
}

/// Records of one kind.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterView {
    /// Kind name and label.
    pub kind: (String, Words),
    /// What it is, in Chinese and English paragraphs.
    pub about: String,
    /// Columns: name and label of the fields.
    pub columns: Vec<(String, Words)>,
    /// Fields of the kind that are not among the columns.
    pub columns_left: usize,
    /// How many pass.
    pub total: usize,
    /// Page from 1.
    pub page: usize,
    /// How many pages, at least 1.
    pub pages: usize,
    /// Rows per page.
    pub size: usize,
    /// The records.
    pub rows: Vec<RegisterRow>,
}

/// A record of a register.
#[derive(Debug, Clone, Serialize)]
pub struct RegisterRow {
    /// Key.
    pub key: String,
    /// A value per column; `None` is unknown.
    pub cells: Vec<Option<Words>>,
    /// The most severe status of its standings; `None` when it owes nothing.
    pub worst: Option<&'static str>,
    /// The earliest ISO due date of what is not yet done, late or not; `None` when nothing has one.
    pub due: Option<String>,
}

/// Columns of a short table that come first where the order of declaration, which is that of forms, puts what people look
/// for last.
const FIRST_COLUMNS: [(&str, &[&str]); 1] =
    [("finding", &["host", "title", "scanner_severity", "risk", "first_seen_on", "last_seen_on", "present"])];

impl Lens<'_> {
    /// All kinds, in declared order.
    pub fn registers(&self) -> Vec<KindView> {
        let kinds = self.catalogue.kinds.iter().enumerate();
        kinds
            .map(|(index, kind)| {
                let id = KindId(index as u16);
                KindView {
                    name: kind.name.clone(),
                    label: Words::from(&kind.label),
                    about: kind.about.clone(),
                    records: self.records(id).count(),
                    duties: self.catalogue.duties.iter().filter(|duty| duty.kind == id).count(),
                    event: kind.event.map(|field| Words::from(&kind.fields[field.index()].label)),
                }
            })
            .collect()
    }

    /// A page of a register, by key; `None` when there is no such kind.
    pub fn register(&self, kind: &str, listing: &RegisterListing) -> Option<RegisterView> {
        let id = self.catalogue.kind(kind)?;
        let definition = &self.catalogue.kinds[id.index()];
        let mut records = self.register_records(id, listing);
        let total = records.len();
        let size = listing.size.max(1);
        let pages = total.div_ceil(size).max(1);
        let page = listing.page.clamp(1, pages);
        let (start, end) = ((page - 1) * size, (page * size).min(total));
        let compare = |a: &RecordId, b: &RecordId| self.facts.key(*a).cmp(self.facts.key(*b));
        if end < total {
            records.select_nth_unstable_by(end, compare);
            records.truncate(end);
        }
        records.sort_unstable_by(compare);
        let columns = self.columns(id, listing);
        Some(RegisterView {
            kind: (definition.name.clone(), Words::from(&definition.label)),
            about: definition.about.clone(),
            columns_left: definition.fields.len() - columns.len(),
            total,
            page,
            pages,
            size,
            rows: records[start..].iter().map(|record| self.register_row(*record, &columns)).collect(),
            columns: columns
                .iter()
                .map(|field| {
                    let field = &definition.fields[field.index()];
                    (field.name.clone(), Words::from(&field.label))
                })
                .collect(),
        })
    }

    fn register_records(&self, kind: KindId, listing: &RegisterListing) -> Vec<RecordId> {
        let needle = Needle::new(&listing.text);
        let passes = |record: &RecordId| needle.as_ref().is_none_or(|needle| matches(self, needle, *record));
        let Some((field, key)) = &listing.referring else {
            return self.records(kind).filter(passes).collect();
        };
        let Some(field) = self.catalogue.field(kind, field) else { return Vec::new() };
        let Type::Ref(target) = self.catalogue.kinds[kind.index()].fields[field.index()].ty else {
            return Vec::new();
        };
        let Some(target) = self.facts.find(target, key) else { return Vec::new() };
        let rows = self.facts.backward(kind, field, target.row).iter();
        rows.map(|row| RecordId { kind, row: *row })
            .filter(|record| self.facts.begin(*record, self.known) <= self.on)
            .filter(|record| {
                self.facts.field(*record, field, self.known, self.on).at(self.on) == i64::from(target.row)
            })
            .filter(passes)
            .collect()
    }

    /// A key of one field says that field: it is no column then. What people look for comes first, files last: they are
    /// long and say little.
    fn columns(&self, kind: KindId, listing: &RegisterListing) -> Vec<FieldId> {
        let definition = &self.catalogue.kinds[kind.index()];
        let mut columns: Vec<FieldId> = (0..definition.fields.len() as u16).map(FieldId).collect();
        let Some(most) = listing.columns else { return columns };
        columns.retain(|field| definition.key.as_slice() != [*field]);
        let first = FIRST_COLUMNS
            .iter()
            .find(|(kind, _)| *kind == definition.name)
            .map_or(&[][..], |(_, names)| *names);
        columns.sort_by_key(|field| {
            let field = &definition.fields[field.index()];
            let place = first.iter().position(|name| *name == field.name).unwrap_or(first.len());
            (place, field.ty == Type::File)
        });
        columns.truncate(most);
        columns
    }

    fn register_row(&self, record: RecordId, columns: &[FieldId]) -> RegisterRow {
        let fields = &self.catalogue.kinds[record.kind.index()].fields;
        let cells = columns.iter().map(|field| {
            let value = self.facts.value_at(self.catalogue, record, *field, self.on, self.known)?;
            Some(Words::from_pair(value_label(&fields[field.index()].ty, &value)))
        });
        let standings = self.standings_of(record);
        let worst = standings.iter().map(|standing| standing.status).max();
        let open = |standing: &&Standing| matches!(standing.status, Status::Due | Status::Late);
        let due = standings.iter().filter(open).filter_map(|standing| standing.due).min();
        RegisterRow {
            key: self.facts.key(record).to_owned(),
            cells: cells.collect(),
            worst: worst.map(Status::word),
            due: due.map(|day| day.to_string()),
        }
    }
}
