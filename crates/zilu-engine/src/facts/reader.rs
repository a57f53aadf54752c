//! Reading one thing of many records: what is the same for all of them is looked up once.

use super::{
    Cell, Cells, Change, Column, EARLIER, Facts, NARROW_UNKNOWN, RecordId, STATED, Table, UNKNOWN, VOID_EVER,
};
use crate::brief::Brief;
use crate::calendar::Day;
use crate::rows::ByRow;
use smallvec::SmallVec;
use std::borrow::Cow;
use zilu_catalogue::{FieldId, KindId};

impl Facts {
    /// For reading the first days of many records of a kind.
    pub(crate) fn begins(&self, kind: KindId, known: i64) -> BeginReader<'_> {
        let table = &self.tables[kind.index()];
        BeginReader { facts: self, kind, flags: &table.flags, effective: &table.effective, known }
    }

    /// For reading what refers to many records.
    pub(crate) fn backward_reader(&self, kind: KindId, field: FieldId) -> BackwardReader<'_> {
        BackwardReader(&self.tables[kind.index()].backward[field.index()])
    }

    /// For reading one field of many records.
    pub(crate) fn reader(&self, kind: KindId, field: FieldId, known: i64) -> FieldReader<'_> {
        let table = &self.tables[kind.index()];
        let column = &table.columns[field.index()];
        FieldReader {
            table,
            column,
            flags: &table.flags,
            effective: &table.effective,
            changes: !column.changes.is_empty(),
            known,
        }
    }
}

/// The rows of a kind whose reference field ever pointed at a row.
#[derive(Clone, Copy)]
pub(crate) struct BackwardReader<'a>(&'a [SmallVec<[u32; 4]>]);

impl<'a> BackwardReader<'a> {
    /// As [`Facts::backward`].
    #[inline(always)]
    pub(crate) fn of(&self, target: u32) -> &'a [u32] {
        self.0.get(target as usize).map_or(&[], |rows| rows)
    }
}

/// The days from which the records of a kind exist, as known at an instant.
#[derive(Clone, Copy)]
pub(crate) struct BeginReader<'a> {
    facts: &'a Facts,
    kind: KindId,
    flags: &'a [u8],
    effective: &'a [i32],
    known: i64,
}

impl BeginReader<'_> {
    /// As [`Facts::begin`].
    #[inline]
    pub(crate) fn of(&self, row: u32) -> Day {
        self.of_row(row).0
    }

    /// The same, and whether all that the record first stated counts from that day on.
    #[inline]
    pub(crate) fn of_row(&self, row: u32) -> (Day, bool) {
        if self.known == i64::MAX && self.flags[row as usize] & (STATED | VOID_EVER | EARLIER) == STATED {
            return (Day(self.effective[row as usize]), true);
        }
        (self.facts.begin(RecordId { kind: self.kind, row }, self.known), false)
    }
}

/// One field of all records of a kind, as known at an instant.
#[derive(Clone, Copy)]
pub(crate) struct FieldReader<'a> {
    table: &'a Table,
    column: &'a Column,
    flags: &'a [u8],
    effective: &'a [i32],
    /// Whether any record states the field again.
    changes: bool,
    known: i64,
}

impl<'a> FieldReader<'a> {
    /// The value from a day on, where one look shows that it never changes: as of most facts.
    #[inline(always)]
    pub(crate) fn constant(&self, row: u32, from: Day) -> Option<Cell> {
        let flags = self.flags[row as usize];
        let plain = is_stated(flags) && self.recorded(row);
        if !plain || self.changes && self.column.changes.has(row) {
            return None;
        }
        let first = self.column.cells.get(row);
        (self.effective[row as usize] <= from.0 || first == UNKNOWN).then_some(first)
    }

    /// The reader for the usual case: all that was ever recorded of short values.
    pub(crate) fn narrow(&self) -> Option<NarrowReader<'a>> {
        let Cells::Narrow(cells) = &self.column.cells else { return None };
        let changes = self.changes.then_some(&self.column.changes);
        (self.known == i64::MAX).then_some(NarrowReader {
            flags: self.flags,
            effective: self.effective,
            cells,
            changes,
        })
    }

    /// The value from a day on, if it changes at most once.
    #[inline(always)]
    pub(crate) fn brief(&self, row: u32, from: Day) -> Brief<Cell> {
        match self.constant(row, from) {
            Some(cell) => Brief::Always(cell),
            None => self.brief_of_any(row, from),
        }
    }

    #[inline(never)]
    fn brief_of_any(&self, row: u32, from: Day) -> Brief<Cell> {
        let flags = self.table.flags[row as usize];
        if flags & VOID_EVER != 0 || self.changes && self.column.changes.has(row) {
            return self.brief_of_several(row, from);
        }
        let first = self.first(row, flags);
        let effective = Day(self.table.effective[row as usize]);
        if effective <= from || first == UNKNOWN {
            Brief::Always(first)
        } else {
            Brief::split(UNKNOWN, effective, first, from)
        }
    }

    /// Whether the first revision was recorded by then.
    #[inline(always)]
    fn recorded(&self, row: u32) -> bool {
        self.known == i64::MAX || self.table.recorded[row as usize] <= self.known
    }

    /// What the first revision states, where it is known.
    fn first(&self, row: u32, flags: u8) -> Cell {
        if flags & STATED != 0 && self.recorded(row) { self.column.cells.get(row) } else { UNKNOWN }
    }

    fn brief_of_several(&self, row: u32, from: Day) -> Brief<Cell> {
        let (table, column, at) = (self.table, self.column, row as usize);
        if table.flags[at] & VOID_EVER != 0 {
            return Brief::Varies;
        }
        let first = self.first(row, table.flags[at]);
        let effective = Day(table.effective[at]);
        let change = match column.changes.only(row).filter(|change| change.recorded <= self.known) {
            Some(change) => change,
            None => {
                let mut changes = column.changes.of(row).filter(|change| change.recorded <= self.known);
                match (changes.next(), changes.next()) {
                    (None, _) if first == UNKNOWN => return Brief::Always(UNKNOWN),
                    (None, _) => return Brief::split(UNKNOWN, effective, first, from),
                    (Some(_), Some(_)) => return Brief::Varies,
                    (Some(change), None) => change,
                }
            }
        };
        self.brief_of_two(row, from, first, change)
    }

    /// The first statement and one that came later.
    #[inline]
    fn brief_of_two(&self, row: u32, from: Day, first: Cell, change: &Change) -> Brief<Cell> {
        let at = row as usize;
        let (effective, day) = (Day(self.table.effective[at]), Day(change.effective));
        // What was recorded later counts from its day on, unless the first statement has a later one.
        let later =
            || (change.recorded, change.sequence) > (self.table.recorded[at], self.table.sequence[at]);
        if first == UNKNOWN {
            Brief::split(UNKNOWN, day, change.value, from)
        } else if effective == day {
            Brief::split(UNKNOWN, day, if later() { change.value } else { first }, from)
        } else if effective > day {
            if effective <= from { Brief::Always(first) } else { Brief::Varies }
        } else if effective <= from {
            Brief::split(first, day, change.value, from)
        } else {
            Brief::Varies
        }
    }

    /// Hands out the places and values of those of some rows, one behind the other and with first statements that all
    /// count, that state the field again once.
    #[inline]
    pub(crate) fn each_stated_twice(
        &self,
        first: u32,
        from: &[Day],
        mut look: impl FnMut(usize, Brief<Cell>),
    ) {
        if !self.column.changes.is_settled() || self.known != i64::MAX {
            return;
        }
        self.column.changes.each_settled(first..first + from.len() as u32, |row, changes| {
            if let [change] = changes {
                let place = (row - first) as usize;
                look(place, self.brief_of_two(row, from[place], self.column.cells.get(row), change));
            }
        });
    }
}

/// In place of a short value: one look does not tell.
pub(crate) const NOT_PLAIN: i32 = i32::MIN + 1;

/// One field of short values of all records of a kind, as known now.
#[derive(Clone, Copy)]
pub(crate) struct NarrowReader<'a> {
    flags: &'a [u8],
    effective: &'a [i32],
    cells: &'a [i32],
    changes: Option<&'a ByRow<Change>>,
}

impl<'a> NarrowReader<'a> {
    /// As [`FieldReader::constant`], as it is stored: [`NOT_PLAIN`] for none.
    #[inline(always)]
    pub(crate) fn short(&self, row: u32, from: Day) -> i32 {
        let (cell, since) = self.short_since(row);
        if since <= from.0 { cell } else { NOT_PLAIN }
    }

    /// What a row first stated and the day from which that counts for good.
    #[inline(always)]
    pub(crate) fn short_since(&self, row: u32) -> (i32, i32) {
        let at = row as usize;
        let cell = self.cells.get(at).copied().unwrap_or(NARROW_UNKNOWN);
        let changes = self.changes.is_some_and(|changes| changes.has(row));
        match is_stated(self.flags[at]) && !changes {
            true if cell == NARROW_UNKNOWN => (cell, i32::MIN),
            true => (cell, self.effective[at]),
            false => (NOT_PLAIN, i32::MIN),
        }
    }

    /// The same of a row whose first statements all count.
    #[inline(always)]
    pub(crate) fn short_of_plain(&self, row: u32) -> i32 {
        let changes = self.changes.is_some_and(|changes| changes.has(row));
        if changes { NOT_PLAIN } else { self.cells.get(row as usize).copied().unwrap_or(NARROW_UNKNOWN) }
    }

    /// The same of rows that lie one behind the other: as they are stored, where none states the field again.
    pub(crate) fn run_of_plain(&self, first: u32, length: usize) -> Cow<'a, [i32]> {
        let rows = first as usize..first as usize + length;
        let mut shorts =
            Cow::Borrowed(self.cells.get(rows.start..rows.end.min(self.cells.len())).unwrap_or_default());
        if shorts.len() < length {
            shorts.to_mut().resize(length, NARROW_UNKNOWN);
        }
        for row in self.changes.iter().flat_map(|changes| changes.within(first..rows.end as u32)) {
            shorts.to_mut()[(row - first) as usize] = NOT_PLAIN;
        }
        shorts
    }

    /// The same, where not all that they first stated needs to count.
    pub(crate) fn short_run(&self, first: u32, from: &[Day]) -> Vec<i32> {
        let rows = first as usize..first as usize + from.len();
        let cells = self.cells.get(rows.start..rows.end.min(self.cells.len())).unwrap_or_default();
        let (flags, effective) = (&self.flags[rows.clone()], &self.effective[rows.clone()]);
        let mut shorts = Vec::with_capacity(from.len());
        shorts.extend(cells.iter().zip(flags).zip(effective).zip(from).map(
            |(((cell, flags), effective), from)| {
                if is_plain(*flags, *effective, *from, *cell) { *cell } else { NOT_PLAIN }
            },
        ));
        let unstated = flags[cells.len()..].iter();
        shorts.extend(unstated.map(|flags| if is_stated(*flags) { NARROW_UNKNOWN } else { NOT_PLAIN }));
        for row in self.changes.iter().flat_map(|changes| changes.within(first..rows.end as u32)) {
            shorts[(row - first) as usize] = NOT_PLAIN;
        }
        shorts
    }
}

#[inline(always)]
fn is_stated(flags: u8) -> bool {
    flags & (STATED | VOID_EVER) == STATED
}

#[inline(always)]
fn is_plain(flags: u8, effective: i32, from: Day, cell: i32) -> bool {
    is_stated(flags) & ((effective <= from.0) | (cell == NARROW_UNKNOWN))
}
