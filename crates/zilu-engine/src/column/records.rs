//! Records of a kind that are looked at together, and what was read along paths from them: many predicates follow the
//! same paths.

use super::{Column, Frames, Places};
use crate::calendar::Day;
use crate::facts::BeginReader;
use crate::packed::Packed;
use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use zilu_catalogue::{FieldId, KindId, TermId};

/// What was read along a path.
#[derive(Debug)]
struct Read<T> {
    path: Box<[FieldId]>,
    read: Rc<[T]>,
}

/// Records of a kind that exist on some day, in order of their rows.
#[derive(Debug)]
pub(crate) struct Records {
    kind: KindId,
    pub(super) rows: Vec<u32>,
    pub(crate) begins: Vec<Day>,
    pub(crate) all: Places,
    /// All that they first stated counts from the days from which they exist.
    pub(super) plain: bool,
    /// Short values at the end of paths, as [`super::short`] reads them, from each record's first day on.
    shorts: RefCell<Vec<Read<i32>>>,
    /// Terms of the records at the end of paths, from each record's first day on.
    terms: RefCell<Vec<(TermId, Read<Packed>)>>,
}

impl Records {
    /// Those of some rows of a kind that exist.
    pub(crate) fn new(kind: KindId, rows: Range<u32>, begin: &BeginReader<'_>) -> Records {
        let mut plain = true;
        let existing = rows.filter_map(|row| {
            let (begin, is_plain) = begin.of_row(row);
            let exists = begin != Day::NEVER;
            plain &= is_plain | !exists;
            exists.then_some((row, begin))
        });
        let (rows, begins): (Vec<u32>, Vec<Day>) = existing.unzip();
        let all = (0..rows.len() as u16).collect();
        Records { kind, rows, begins, all, plain, shorts: RefCell::default(), terms: RefCell::default() }
    }

    /// Each as a frame of its own, from days on which it exists.
    pub(crate) fn frames<'a>(&'a self, from: &'a [Day]) -> Frames<'a> {
        Frames { records: Some(self), plain: self.plain, ..Frames::of(self.kind, &self.rows, from) }
    }

    /// What is read along a path of several steps, once.
    pub(super) fn shorts(&self, path: &[FieldId], read: impl FnOnce() -> Vec<i32>) -> Rc<[i32]> {
        if let Some(kept) = self.shorts.borrow().iter().find(|kept| *kept.path == *path) {
            return kept.read.clone();
        }
        let read: Rc<[i32]> = read().into();
        self.shorts.borrow_mut().push(Read { path: path.into(), read: read.clone() });
        read
    }

    /// A term of what a path leads to, if it was asked before.
    pub(super) fn term(&self, path: &[FieldId], term: TermId) -> Option<Rc<[Packed]>> {
        let terms = self.terms.borrow();
        terms.iter().find(|(of, kept)| *of == term && *kept.path == *path).map(|(_, kept)| kept.read.clone())
    }

    /// Keeps the answers to it.
    pub(super) fn keep_term(&self, path: &[FieldId], term: TermId, answers: Column) -> Rc<[Packed]> {
        let read: Rc<[Packed]> = answers.into();
        self.terms.borrow_mut().push((term, Read { path: path.into(), read: read.clone() }));
        read
    }
}
