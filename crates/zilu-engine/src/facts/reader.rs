//! Reading one thing of many records: what is the same for all of them is looked up once.

use super::{Cell, Column, EARLIER, Facts, RecordId, STATED, Table, UNKNOWN, VOID_EVER};
use crate::brief::Brief;
use crate::calendar::Day;
use zilu_catalogue::{FieldId, KindId};

impl Facts {
    /// For reading the first days of many records of a kind.
    pub(crate) fn begins(&self, kind: KindId, known: i64) -> BeginReader<'_> {
        let table = &self.tables[kind.index()];
        BeginReader { facts: self, kind, flags: &table.flags, effective: &table.effective, known }
    }

    /// For reading one field of many records.
    pub(crate) fn reader(&self, kind: KindId, field: FieldId, known: i64) -> FieldReader<'_> {
        let table = &self.tables[kind.index()];
        let column = &table.columns[field.index()];
        FieldReader { table, column, changes: !column.changes.is_empty(), known }
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
        if self.known == i64::MAX && self.flags[row as usize] & (STATED | VOID_EVER | EARLIER) == STATED {
            return Day(self.effective[row as usize]);
        }
        self.facts.begin(RecordId { kind: self.kind, row }, self.known)
    }
}

/// One field of all records of a kind, as known at an instant.
#[derive(Clone, Copy)]
pub(crate) struct FieldReader<'a> {
    table: &'a Table,
    column: &'a Column,
    /// Whether any record states the field again.
    changes: bool,
    known: i64,
}

impl FieldReader<'_> {
    /// The value from a day on, if it changes at most once.
    #[inline(always)]
    pub(crate) fn brief(&self, row: u32, from: Day) -> Brief<Cell> {
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

    /// What the first revision states, where it is known.
    #[inline(always)]
    fn first(&self, row: u32, flags: u8) -> Cell {
        let recorded = || self.known == i64::MAX || self.table.recorded[row as usize] <= self.known;
        if flags & STATED != 0 && recorded() { self.column.cells.get(row) } else { UNKNOWN }
    }

    fn brief_of_several(&self, row: u32, from: Day) -> Brief<Cell> {
        let (table, column, at) = (self.table, self.column, row as usize);
        if table.flags[at] & VOID_EVER != 0 {
            return Brief::Varies;
        }
        let first = self.first(row, table.flags[at]);
        let effective = Day(table.effective[at]);
        let mut changes = column.changes.of(row).filter(|change| change.recorded <= self.known);
        let change = match (changes.next(), changes.next()) {
            (None, _) if first == UNKNOWN => return Brief::Always(UNKNOWN),
            (None, _) => return Brief::split(UNKNOWN, effective, first, from),
            (Some(_), Some(_)) => return Brief::Varies,
            (Some(change), None) => change,
        };
        let day = Day(change.effective);
        let later = (change.recorded, change.sequence) > (table.recorded[at], table.sequence[at]);
        // What was recorded later counts from its day on, unless the first statement has a later one.
        if first != UNKNOWN && effective == day && !later {
            Brief::split(UNKNOWN, day, first, from)
        } else if first == UNKNOWN || effective == day {
            Brief::split(UNKNOWN, day, change.value, from)
        } else if effective > day {
            if effective <= from { Brief::Always(first) } else { Brief::Varies }
        } else if effective <= from {
            Brief::split(first, day, change.value, from)
        } else {
            Brief::Varies
        }
    }
}
