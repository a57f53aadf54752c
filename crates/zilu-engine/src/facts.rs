//! The mirror of all facts in memory: struct of arrays, interned texts, bitemporal.
//!
//! A cache of the store: it can be dropped and rebuilt from the ledger. A row is a record, a column a field. The first
//! revision of a record lies in the dense arrays; later ones, which few records have, beside them by row.
//! Deliberately not here: permissions, validation, persistence.

mod reader;

pub(crate) use reader::{BeginReader, FieldReader, NOT_PLAIN, NarrowReader};

use crate::brief::Brief;
use crate::calendar::Day;
use crate::interner::{Interner, TextId};
use crate::known::Known;
use crate::rows::{ByRow, Rows};
use crate::timeline::Timeline;
use hashbrown::HashTable;
use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::hash::{BuildHasher, BuildHasherDefault};
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};

/// A record of the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordId {
    /// Its kind.
    pub kind: KindId,
    /// Its row in the kind's table.
    pub row: u32,
}

/// A field's value as an integer: enum index, 0/1, number, day, seconds, text number or row. [`UNKNOWN`] is unknown.
pub type Cell = i64;

/// The cell of an unknown value.
pub const UNKNOWN: Cell = i64::MIN;

/// How we came to know a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Read from a machine's output.
    Measured,
    /// Stated by a person.
    Attested,
}

/// A revision to be recorded.
#[derive(Debug, Clone, Copy)]
pub struct Revision<'a> {
    /// Kind of the record.
    pub kind: KindId,
    /// Natural key of the record.
    pub key: &'a str,
    /// The fields that it states; `Value::Unknown` states that a field is unknown.
    pub fields: &'a [(FieldId, Value)],
    /// From when it is true.
    pub effective: Day,
    /// When it was recorded, in seconds since 1970.
    pub recorded: i64,
    /// How we know.
    pub origin: Origin,
    /// The record was recorded in error.
    pub void: bool,
    /// Number of its ledger entry.
    pub sequence: u64,
}

/// What is known of one revision, without its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RevisionHead {
    /// From when it is true.
    pub effective: Day,
    /// When it was recorded, in seconds since 1970.
    pub recorded: i64,
    /// How we know.
    pub origin: Origin,
    /// The record was recorded in error.
    pub void: bool,
    /// Number of its ledger entry.
    pub sequence: u64,
}

/// What one revision states of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    /// From when it is true.
    pub effective: Day,
    /// When it was recorded, in seconds since 1970.
    pub recorded: i64,
    /// Number of its ledger entry.
    pub sequence: u64,
    /// The value; [`UNKNOWN`] where it is stated as unknown.
    pub value: Cell,
}

/// All facts.
#[derive(Debug, Clone)]
pub struct Facts {
    tables: Vec<Table>,
    texts: Interner,
    /// For each kind, the (kind, field) pairs that refer to it.
    referrers: Vec<Vec<(KindId, FieldId)>>,
    revisions: u64,
}

#[derive(Debug, Clone)]
struct Table {
    types: Vec<Storage>,
    keys: Vec<TextId>,
    rows: HashTable<u32>,
    effective: Vec<i32>,
    /// The earliest effective date of the rows whose later revisions reach further back than the first.
    earlier: FxHashMap<u32, i32>,
    recorded: Vec<i64>,
    sequence: Vec<u32>,
    flags: Vec<u8>,
    later: ByRow<LaterHead>,
    columns: Vec<Column>,
    /// Per reference field: target row → rows that ever referred to it.
    backward: Vec<Vec<SmallVec<[u32; 4]>>>,
    /// The reference fields that need not be stated, each with the rows that on some day may lack it.
    open: Vec<(FieldId, Rows)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Storage {
    Narrow,
    Wide,
    Text,
    Reference(KindId),
}

#[derive(Debug, Clone)]
struct Column {
    cells: Cells,
    changes: ByRow<Change>,
}

#[derive(Debug, Clone)]
enum Cells {
    Narrow(Vec<i32>),
    Wide(Vec<i64>),
}

/// A later revision of a record. 24 bytes.
#[derive(Debug, Clone, Copy)]
struct LaterHead {
    recorded: i64,
    effective: i32,
    sequence: u32,
    flags: u8,
}

impl LaterHead {
    fn head(self) -> RevisionHead {
        RevisionHead {
            effective: Day(self.effective),
            recorded: self.recorded,
            origin: if self.flags & ATTESTED != 0 { Origin::Attested } else { Origin::Measured },
            void: self.flags & VOID != 0,
            sequence: u64::from(self.sequence),
        }
    }
}

/// A later statement of a field. 24 bytes.
#[derive(Debug, Clone, Copy)]
struct Change {
    value: Cell,
    recorded: i64,
    effective: i32,
    sequence: u32,
}

const STATED: u8 = 1;
const SEVERAL: u8 = 2;
const ATTESTED: u8 = 4;
const VOID: u8 = 8;
const SINGLETON: u8 = 16;
const VOID_EVER: u8 = 32;
const EARLIER: u8 = 64;
/// 1900-01-01: before every fact that an importer accepts.
const SINGLETON_BEGIN: Day = Day(-25_567);
pub(crate) const NARROW_UNKNOWN: i32 = i32::MIN;

fn hash(key: TextId) -> u64 {
    BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(key.0)
}

impl Facts {
    /// An empty mirror for a catalogue's kinds. A singleton that nobody stated has always existed.
    pub fn new(catalogue: &Catalogue) -> Facts {
        let mut referrers = vec![Vec::new(); catalogue.kinds.len()];
        let mut tables = Vec::with_capacity(catalogue.kinds.len());
        for (k, kind) in catalogue.kinds.iter().enumerate() {
            let mut types = Vec::with_capacity(kind.fields.len());
            for (f, field) in kind.fields.iter().enumerate() {
                types.push(match &field.ty {
                    Type::Text | Type::File => Storage::Text,
                    Type::YesNo | Type::Date | Type::Enum(_) => Storage::Narrow,
                    Type::Integer | Type::Decimal | Type::Instant => Storage::Wide,
                    Type::Ref(target) => {
                        referrers[target.index()].push((KindId(k as u16), FieldId(f as u16)));
                        Storage::Reference(*target)
                    }
                });
            }
            let open = |(_, field): &(usize, &zilu_catalogue::Field)| {
                matches!(field.ty, Type::Ref(_)) && !field.required
            };
            let open = kind.fields.iter().enumerate().filter(open).map(|(f, _)| FieldId(f as u16));
            tables.push(Table::new(types, open.collect()));
        }
        let mut facts = Facts { tables, texts: Interner::default(), referrers, revisions: 0 };
        for (k, kind) in catalogue.kinds.iter().enumerate().filter(|(_, kind)| kind.singleton) {
            let key = facts.texts.intern(&kind.name);
            let row = facts.tables[k].row_or_insert(key);
            facts.tables[k].flags[row as usize] |= SINGLETON;
        }
        facts
    }

    /// Records a revision. Fields of another kind and values of another type are programmer errors: the callers check.
    pub fn record(&mut self, revision: Revision<'_>) -> RecordId {
        let kind = revision.kind;
        let key = self.texts.intern(revision.key);
        let row = self.tables[kind.index()].row_or_insert(key);
        let first = self.tables[kind.index()].flags[row as usize] & STATED == 0;
        self.tables[kind.index()].mark_open(row, first, &revision);
        self.tables[kind.index()].head(row, first, &revision);
        for (field, value) in revision.fields {
            let cell = self.cell(kind, *field, value);
            let table = &mut self.tables[kind.index()];
            if let (Storage::Reference(_), true) = (table.types[field.index()], cell != UNKNOWN) {
                let backward = &mut table.backward[field.index()];
                if backward.len() <= cell as usize {
                    backward.resize(cell as usize + 1, SmallVec::new());
                }
                let rows = &mut backward[cell as usize];
                if first || !rows.contains(&row) {
                    rows.push(row);
                }
            }
            table.columns[field.index()].state(row, first, cell, &revision);
        }
        self.revisions += 1;
        RecordId { kind, row }
    }

    /// Makes room for a load of so many revisions.
    pub fn reserve(&mut self, revisions: usize) {
        self.texts.reserve(revisions);
    }

    /// Lays later statements out in order of rows, which makes passes over many rows faster. Worth it after a load.
    pub fn settle(&mut self) {
        for table in &mut self.tables {
            table.later.settle();
            table.columns.iter_mut().for_each(|column| column.changes.settle());
        }
    }

    fn cell(&mut self, kind: KindId, field: FieldId, value: &Value) -> Cell {
        match value {
            Value::Unknown => UNKNOWN,
            Value::YesNo(yes) => Cell::from(*yes),
            Value::Number(number) | Value::Instant(number) => *number,
            Value::Date(date) => Cell::from(Day::from(*date).0),
            Value::Enum(index) => Cell::from(*index),
            Value::Text(text) => {
                let id = self.texts.intern(text);
                match self.tables[kind.index()].types[field.index()] {
                    Storage::Reference(target) => Cell::from(self.tables[target.index()].row_or_insert(id)),
                    _ => Cell::from(id.0),
                }
            }
        }
    }

    /// The record with this key, if it was ever recorded or referred to.
    pub fn find(&self, kind: KindId, key: &str) -> Option<RecordId> {
        let key = self.texts.find(key)?;
        self.tables[kind.index()].row(key).map(|row| RecordId { kind, row })
    }

    /// The natural key of a record.
    pub fn key(&self, record: RecordId) -> &str {
        self.texts.text(self.tables[record.kind.index()].keys[record.row as usize])
    }

    /// The text with this number.
    pub fn text(&self, id: TextId) -> &str {
        self.texts.text(id)
    }

    /// The number of a text, if it occurs anywhere.
    pub fn find_text(&self, text: &str) -> Option<TextId> {
        self.texts.find(text)
    }

    /// How many rows a kind has, with those that are only referred to.
    pub fn rows(&self, kind: KindId) -> u32 {
        self.tables[kind.index()].keys.len() as u32
    }

    /// How many revisions were recorded.
    pub fn revision_count(&self) -> u64 {
        self.revisions
    }

    /// Whether a record was recorded, not only referred to.
    pub fn is_stated(&self, record: RecordId) -> bool {
        self.tables[record.kind.index()].flags[record.row as usize] & STATED != 0
    }

    /// The (kind, field) pairs that refer to a kind.
    pub fn referrers(&self, kind: KindId) -> &[(KindId, FieldId)] {
        &self.referrers[kind.index()]
    }

    /// The rows of a kind whose reference field ever pointed at a row.
    pub fn backward(&self, kind: KindId, field: FieldId, target: u32) -> &[u32] {
        self.tables[kind.index()].backward[field.index()].get(target as usize).map_or(&[], |rows| rows)
    }

    /// The rows of a kind that on some day may lack a reference; `None` where the field must be stated.
    pub(crate) fn open_rows(&self, kind: KindId, field: FieldId) -> Option<impl Iterator<Item = u32> + '_> {
        let open = &self.tables[kind.index()].open;
        open.iter().find(|(of, _)| *of == field).map(|(_, rows)| rows.iter())
    }

    /// Whether a record on some day may lack a reference.
    pub(crate) fn is_open(&self, record: RecordId, field: FieldId) -> bool {
        let open = &self.tables[record.kind.index()].open;
        open.iter().any(|(of, rows)| *of == field && rows.contains(record.row))
    }

    /// All values that a reference field of a row ever had.
    pub fn forward(&self, record: RecordId, field: FieldId) -> SmallVec<[u32; 2]> {
        let column = &self.tables[record.kind.index()].columns[field.index()];
        let mut rows: SmallVec<[u32; 2]> = SmallVec::new();
        let first = column.cells.get(record.row);
        let later = column.changes.of(record.row).map(|change| change.value);
        for cell in std::iter::once(first).chain(later).filter(|cell| *cell != UNKNOWN) {
            if !rows.contains(&(cell as u32)) {
                rows.push(cell as u32);
            }
        }
        rows
    }

    /// The revisions of a record known at an instant, in the order of their recording.
    pub fn revisions(&self, record: RecordId, known: i64) -> Vec<RevisionHead> {
        let table = &self.tables[record.kind.index()];
        let row = record.row as usize;
        if table.flags[row] & STATED == 0 {
            return Vec::new();
        }
        let first = RevisionHead {
            effective: Day(table.effective[row]),
            recorded: table.recorded[row],
            origin: if table.flags[row] & ATTESTED != 0 { Origin::Attested } else { Origin::Measured },
            void: table.flags[row] & VOID != 0,
            sequence: u64::from(table.sequence[row]),
        };
        std::iter::once(first)
            .chain(table.later.of(record.row).map(|later| later.head()))
            .filter(|head| head.recorded <= known)
            .collect()
    }

    /// The number of the entry that first stated a record; `None` when it is only referred to.
    pub fn first_sequence(&self, record: RecordId) -> Option<u64> {
        let table = &self.tables[record.kind.index()];
        self.is_stated(record).then(|| u64::from(table.sequence[record.row as usize]))
    }

    /// Everything that was ever stated of a field, in the order of its recording, also what was voided since.
    pub fn statements(&self, record: RecordId, field: FieldId) -> SmallVec<[Statement; 4]> {
        let table = &self.tables[record.kind.index()];
        let row = record.row as usize;
        let column = &table.columns[field.index()];
        let first = column.cells.get(record.row);
        let base = (first != UNKNOWN && self.is_stated(record)).then(|| table.base(row, first));
        let changes = column.changes.of(record.row);
        let statement = |change: &Change| Statement {
            effective: Day(change.effective),
            recorded: change.recorded,
            sequence: u64::from(change.sequence),
            value: change.value,
        };
        base.iter().chain(changes).map(statement).collect()
    }

    /// The day from which a record exists, as known at an instant. `NEVER` when it does not exist or was voided.
    pub fn begin(&self, record: RecordId, known: i64) -> Day {
        let table = &self.tables[record.kind.index()];
        let row = record.row as usize;
        let flags = table.flags[row];
        // A singleton is there also as known before anybody stated anything of it.
        let unstated = if flags & SINGLETON != 0 { SINGLETON_BEGIN } else { Day::NEVER };
        if flags & STATED == 0 {
            return unstated;
        }
        if flags & (SEVERAL | VOID) == 0 {
            return if table.recorded[row] <= known { Day(table.effective[row]) } else { unstated };
        }
        if known == i64::MAX && flags & VOID_EVER == 0 {
            return Day(table.earliest(record.row));
        }
        let heads = self.revisions(record, known);
        // Recorded in error counts until the record is stated again, which begins it anew.
        let since = heads.iter().rposition(|head| head.void).map_or(0, |at| at + 1);
        heads[since..].iter().map(|head| head.effective).min().unwrap_or(unstated)
    }

    /// Whether a record exists, day by day.
    pub fn exists(&self, record: RecordId, known: i64) -> Timeline<Known> {
        match self.begin(record, known) {
            Day::NEVER => Timeline::constant(Known::No),
            begin => Timeline::split(Known::No, begin, Known::Yes),
        }
    }

    /// A field's value, day by day, as known at an instant. Days before `from` are of no interest to the caller.
    pub fn field(&self, record: RecordId, field: FieldId, known: i64, from: Day) -> Timeline<Cell> {
        let table = &self.tables[record.kind.index()];
        let row = record.row as usize;
        let column = &table.columns[field.index()];
        let first = column.cells.get(record.row);
        let flags = table.flags[row];
        if flags & SEVERAL != 0 && (column.changes.has(record.row) || flags & VOID_EVER != 0) {
            let base = (first != UNKNOWN).then(|| table.base(row, first));
            return history(
                base.iter().chain(column.changes.of(record.row)),
                known,
                table.voided(row, known),
            );
        }
        if first == UNKNOWN || flags & STATED == 0 || table.recorded[row] > known {
            return Timeline::constant(UNKNOWN);
        }
        let effective = Day(table.effective[row]);
        if effective <= from { Timeline::constant(first) } else { Timeline::split(UNKNOWN, effective, first) }
    }

    /// A field's value from a day on as known at an instant, if it changes at most once.
    pub(crate) fn brief(&self, record: RecordId, field: FieldId, known: i64, from: Day) -> Brief<Cell> {
        self.reader(record.kind, field, known).brief(record.row, from)
    }

    /// The ledger entry that decided a field's value on a day: its number, effective date and recording.
    pub fn deciding(&self, record: RecordId, field: FieldId, known: i64, day: Day) -> Option<RevisionHead> {
        let (_, _, sequence) = self.decided(record, field, known, day)?;
        self.revisions(record, known).into_iter().find(|head| head.sequence == u64::from(sequence))
    }

    /// The effective date of the statement that decides a field's value on a day, as far as is known now.
    pub fn decided_from(&self, record: RecordId, field: FieldId, day: Day) -> Option<Day> {
        self.decided(record, field, i64::MAX, day).map(|(effective, _, _)| effective)
    }

    /// Effective date, recording and number of the statement that decides a field's value on a day.
    fn decided(&self, record: RecordId, field: FieldId, known: i64, day: Day) -> Option<(Day, i64, u32)> {
        let table = &self.tables[record.kind.index()];
        let column = &table.columns[field.index()];
        let mut candidates: SmallVec<[(Day, i64, u32); 4]> = SmallVec::new();
        if column.cells.get(record.row) != UNKNOWN {
            let row = record.row as usize;
            candidates.push((Day(table.effective[row]), table.recorded[row], table.sequence[row]));
        }
        for change in column.changes.of(record.row) {
            candidates.push((Day(change.effective), change.recorded, change.sequence));
        }
        let voided = table.voided(record.row as usize, known);
        let counts =
            |c: &(Day, i64, u32)| c.0 <= day && c.1 <= known && voided.is_none_or(|voided| c.2 > voided);
        candidates.into_iter().filter(counts).max()
    }

    /// A cell as a value of its field's type.
    pub fn value(&self, catalogue: &Catalogue, kind: KindId, field: FieldId, cell: Cell) -> Option<Value> {
        if cell == UNKNOWN {
            return None;
        }
        Some(match &catalogue.kinds[kind.index()].fields[field.index()].ty {
            Type::Text | Type::File => Value::Text(self.texts.text(TextId(cell as u32)).to_owned()),
            Type::YesNo => Value::YesNo(cell != 0),
            Type::Integer | Type::Decimal => Value::Number(cell),
            Type::Date => Value::Date(Day(cell as i32).date()?),
            Type::Instant => Value::Instant(cell),
            Type::Enum(_) => Value::Enum(cell as u16),
            Type::Ref(target) => {
                Value::Text(self.key(RecordId { kind: *target, row: cell as u32 }).to_owned())
            }
        })
    }

    /// A field's value on a day as known at an instant; `None` is unknown.
    pub fn value_at(
        &self,
        catalogue: &Catalogue,
        record: RecordId,
        field: FieldId,
        day: Day,
        known: i64,
    ) -> Option<Value> {
        let cell = self.field(record, field, known, Day::ALWAYS).at(day);
        self.value(catalogue, record.kind, field, cell)
    }
}

/// The value by effective date; of several statements on one day the latest recorded counts. Those up to the entry
/// `voided` were recorded in error.
fn history<'a>(changes: impl Iterator<Item = &'a Change>, known: i64, voided: Option<u32>) -> Timeline<Cell> {
    let counts =
        |change: &&Change| change.recorded <= known && voided.is_none_or(|voided| change.sequence > voided);
    let mut changes: SmallVec<[&Change; 4]> = changes.filter(counts).collect();
    changes.sort_by_key(|change| (change.effective, change.recorded, change.sequence));
    let mut timeline = Timeline::constant(UNKNOWN);
    for change in changes {
        timeline.push(Day(change.effective), change.value);
    }
    timeline
}

impl Table {
    fn new(types: Vec<Storage>, open: Vec<FieldId>) -> Table {
        let columns = types
            .iter()
            .map(|storage| Column {
                cells: if *storage == Storage::Wide {
                    Cells::Wide(Vec::new())
                } else {
                    Cells::Narrow(Vec::new())
                },
                changes: ByRow::default(),
            })
            .collect();
        Table {
            backward: vec![Vec::new(); types.len()],
            open: open.into_iter().map(|field| (field, Rows::default())).collect(),
            types,
            keys: Vec::new(),
            rows: HashTable::new(),
            effective: Vec::new(),
            earlier: FxHashMap::default(),
            recorded: Vec::new(),
            sequence: Vec::new(),
            flags: Vec::new(),
            later: ByRow::default(),
            columns,
        }
    }

    fn row(&self, key: TextId) -> Option<u32> {
        self.rows.find(hash(key), |row| self.keys[*row as usize] == key).copied()
    }

    /// The earliest effective date of all revisions of a row.
    fn earliest(&self, row: u32) -> i32 {
        let first = self.effective[row as usize];
        if self.flags[row as usize] & EARLIER == 0 {
            return first;
        }
        self.earlier.get(&row).copied().unwrap_or(first)
    }

    /// What the first revision of a row states of a field.
    fn base(&self, row: usize, value: Cell) -> Change {
        Change {
            value,
            recorded: self.recorded[row],
            effective: self.effective[row],
            sequence: self.sequence[row],
        }
    }

    /// The entry that last voided a row, as known at an instant.
    fn voided(&self, row: usize, known: i64) -> Option<u32> {
        if self.flags[row] & VOID_EVER == 0 {
            return None;
        }
        let first = (self.flags[row] & VOID != 0 && self.recorded[row] <= known).then(|| self.sequence[row]);
        let later = self.later.of(row as u32);
        let voids = later.filter(|later| later.flags & VOID != 0 && later.recorded <= known);
        voids.map(|later| later.sequence).last().or(first)
    }

    fn row_or_insert(&mut self, key: TextId) -> u32 {
        if let Some(row) = self.row(key) {
            return row;
        }
        let row = self.keys.len() as u32;
        self.keys.push(key);
        self.effective.push(i32::MAX);
        self.recorded.push(i64::MAX);
        self.sequence.push(0);
        self.flags.push(0);
        let keys = &self.keys;
        self.rows.insert_unique(hash(key), row, |other| hash(keys[*other as usize]));
        row
    }

    /// Marks the references that a record lacks from its first day on, or from an earlier one that became known later, or
    /// that are stated as unknown. Called before the revision counts.
    fn mark_open(&mut self, row: u32, first: bool, revision: &Revision<'_>) {
        let earlier = first || revision.void || revision.effective.0 < self.earliest(row);
        for (field, rows) in &mut self.open {
            let stated = revision.fields.iter().find(|(of, _)| of == field).map(|(_, value)| value);
            if stated == Some(&Value::Unknown) || earlier && stated.is_none() {
                rows.insert(row);
            }
        }
    }

    fn head(&mut self, row: u32, first: bool, revision: &Revision<'_>) {
        let index = row as usize;
        if revision.void {
            self.flags[index] |= VOID_EVER;
        }
        if first {
            self.effective[index] = revision.effective.0;
            self.recorded[index] = revision.recorded;
            self.sequence[index] = revision.sequence as u32;
            self.flags[index] |= STATED;
            if revision.origin == Origin::Attested {
                self.flags[index] |= ATTESTED;
            }
            if revision.void {
                self.flags[index] |= VOID;
            }
        } else {
            self.flags[index] |= SEVERAL;
            if revision.effective.0 < self.earliest(row) {
                self.flags[index] |= EARLIER;
                self.earlier.insert(row, revision.effective.0);
            }
            let attested = if revision.origin == Origin::Attested { ATTESTED } else { 0 };
            let void = if revision.void { VOID } else { 0 };
            let head = LaterHead {
                recorded: revision.recorded,
                effective: revision.effective.0,
                sequence: revision.sequence as u32,
                flags: attested | void,
            };
            self.later.push(row, head);
        }
    }
}

impl Column {
    fn state(&mut self, row: u32, first: bool, cell: Cell, revision: &Revision<'_>) {
        if first && cell != UNKNOWN {
            self.cells.set(row, cell);
            return;
        }
        // An empty cell says nothing; that a first revision states the field as unknown lies beside it.
        let change = Change {
            value: cell,
            recorded: revision.recorded,
            effective: revision.effective.0,
            sequence: revision.sequence as u32,
        };
        self.changes.push(row, change);
    }
}

impl Cells {
    fn get(&self, row: u32) -> Cell {
        match self {
            Cells::Narrow(cells) => match cells.get(row as usize) {
                None | Some(&NARROW_UNKNOWN) => UNKNOWN,
                Some(cell) => Cell::from(*cell),
            },
            Cells::Wide(cells) => cells.get(row as usize).copied().unwrap_or(UNKNOWN),
        }
    }

    fn set(&mut self, row: u32, cell: Cell) {
        let row = row as usize;
        match self {
            Cells::Narrow(cells) => {
                if cells.len() <= row {
                    cells.resize(row + 1, NARROW_UNKNOWN);
                }
                // Enum indices, flags, days, text numbers and rows all fit.
                cells[row] = cell as i32;
            }
            Cells::Wide(cells) => {
                if cells.len() <= row {
                    cells.resize(row + 1, UNKNOWN);
                }
                cells[row] = cell;
            }
        }
    }
}
