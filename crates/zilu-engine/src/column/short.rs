//! Short values of many records at once: words, days, yes or no, references. Nearly all questions are about them and
//! nearly all of them never change, so they are read and answered without a branch for each.

use super::answers::{FEW, answer_the_rest, each};
use super::{Cells, Column, Frames, Records};
use crate::brief::Turn;
use crate::calendar::Day;
use crate::facts::{Cell, FieldReader, NARROW_UNKNOWN, NOT_PLAIN, NarrowReader, UNKNOWN};
use crate::known::Known;
use crate::packed::Packed;
use crate::predicate::compare;
use crate::rows::is_run;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::ops::Deref;
use std::rc::Rc;
use zilu_catalogue::Comparison;

/// What is said of a value: one thing within bounds, another outside, a third where it is unknown.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    low: Cell,
    high: Cell,
    within: Known,
    outside: Known,
}

impl Bounds {
    /// Whether it is known at all.
    pub(super) const KNOWN: Bounds =
        Bounds { low: Cell::MIN + 1, high: Cell::MAX, within: Known::Yes, outside: Known::Unknown };

    fn new(low: Cell, high: Cell) -> Bounds {
        Bounds { low, high, within: Known::Yes, outside: Known::No }
    }

    /// How a value compares with one that is known.
    pub(super) fn of(comparison: Comparison, with: Cell) -> Bounds {
        match comparison {
            Comparison::Equal => Bounds::new(with, with),
            Comparison::NotEqual => {
                Bounds { within: Known::No, outside: Known::Yes, ..Bounds::new(with, with) }
            }
            Comparison::Less => Bounds::new(Cell::MIN + 1, with.saturating_sub(1)),
            Comparison::LessOrEqual => Bounds::new(Cell::MIN + 1, with),
            Comparison::Greater => Bounds::new(with.saturating_add(1), Cell::MAX),
            Comparison::GreaterOrEqual => Bounds::new(with, Cell::MAX),
        }
    }

    /// Whether a value is one of some, if those follow each other.
    pub(super) fn one_of(values: &[Cell]) -> Option<Bounds> {
        let (low, high) = (*values.iter().min()?, *values.iter().max()?);
        // One after the other, a list reaches no further than it is long.
        let dense = high.checked_sub(low)? < values.len() as Cell;
        (dense && (low..=high).all(|value| values.contains(&value))).then(|| Bounds::new(low, high))
    }

    /// The same bounds for short values.
    fn short(&self) -> (i32, i32) {
        let (least, most) = (Cell::from(NOT_PLAIN) + 1, Cell::from(i32::MAX));
        if self.low > most || self.high < least {
            return (1, 0);
        }
        (self.low.max(least) as i32, self.high.min(most) as i32)
    }

    pub(super) fn known(&self, cell: Cell) -> Known {
        match cell {
            UNKNOWN => Known::Unknown,
            cell if self.low <= cell && cell <= self.high => self.within,
            _ => self.outside,
        }
    }
}

impl<'a> Cells<'a> {
    /// What bounds say of the cells at some places.
    pub(super) fn bounded(&self, frames: &Frames<'_>, at: &[u16], bounds: Bounds) -> Column {
        let (low, high) = bounds.short();
        let (within, outside) = (Packed::always(bounds.within), Packed::always(bounds.outside));
        let short = move |short| if (low <= short) & (short <= high) { within } else { outside };
        self.answered(frames, at, short, |cell| bounds.known(cell))
    }

    /// What is said of the cells at some places: of a short value that is known, and of any.
    #[inline(always)]
    pub(super) fn answered(
        &self,
        frames: &Frames<'_>,
        at: &[u16],
        short: impl Fn(i32) -> Packed,
        any: impl Fn(Cell) -> Known,
    ) -> Column {
        let several = |place: u16| Packed::of(self.brief(place).map(&any));
        let Some(shorts) = self.shorts(at) else {
            return each(frames, at, |place| match self.constant(place) {
                Some(cell) => Packed::always(any(cell)),
                None => several(place),
            });
        };
        let mut answers = Column::with_capacity(shorts.len());
        answers.extend(shorts.iter().map(|cell| if_plain(*cell, short(*cell))));
        let run = self.plain && at.len() * 2 > self.rows.len() && is_run(self.rows);
        if let (true, [], Some(field)) = (run, &*self.references, &self.field) {
            field.each_stated_twice(self.rows[0], self.from, |place, cell| {
                answers[place] = Packed::of(cell.map(&any));
            });
        }
        answer_the_rest(&mut answers, at, several);
        answers
    }

    /// The short values at some places; `None` where the path has others, or where not all that was recorded counts.
    pub(super) fn shorts(&self, at: &[u16]) -> Option<Shorts<'a>> {
        if self.nowhere || self.field.is_none() {
            return None;
        }
        let steps = self.references.iter().chain(&self.field).map(FieldReader::narrow);
        let steps = steps.collect::<Option<SmallVec<[_; 3]>>>()?;
        let Some((records, path)) = &self.shared else {
            return Some(Shorts::Own(read(&steps, self.rows, self.from, at, self.plain)));
        };
        let Records { rows, begins, all, plain, .. } = records;
        let shorts = match path.len() {
            1 if self.places.is_some() => Shorts::Own(read(&steps, rows, begins, all, *plain)),
            1 => Shorts::Own(read(&steps, rows, self.from, at, self.plain)),
            _ => Shorts::Kept(records.shorts(path, || read(&steps, rows, begins, all, *plain).into())),
        };
        Some(match self.places {
            Some(places) => Shorts::Own(places.iter().map(|place| shorts[*place as usize]).collect()),
            None => shorts,
        })
    }
}

/// What is said of a short value that is plain: that it is unknown, or what follows from it. Without a branch.
#[inline(always)]
fn if_plain(short: i32, known: Packed) -> Packed {
    let unknown = if short == NARROW_UNKNOWN { Packed::UNKNOWN } else { Packed::NOTHING };
    if short > NOT_PLAIN { known } else { unknown }
}

/// How short values compare with others, where all are plain.
pub(super) fn compared_shorts(a: &[i32], comparison: Comparison, b: &[i32]) -> Column {
    let answer = |a, b| Packed::always(Known::from(compare(a, comparison, b)));
    let (less, equal, greater) = (answer(0, 1), answer(0, 0), answer(1, 0));
    let mut answers = Column::with_capacity(a.len());
    answers.extend(a.iter().zip(b).map(|(a, b)| {
        let known = if a < b { less } else { greater };
        let known = if a == b { equal } else { known };
        let known = if *b > NOT_PLAIN { if_plain(*a, known) } else { if_plain(*b, known) };
        if (*a == NOT_PLAIN) | (*b == NOT_PLAIN) { Packed::NOTHING } else { known }
    }));
    answers
}

/// How short days compare with today, where they are plain.
pub(super) fn shorts_beside_today(days: &[i32], turn: Turn, from: &[Day]) -> Column {
    let mut answers = Column::with_capacity(days.len());
    answers.extend(days.iter().zip(from).map(|(day, from)| {
        let known = Packed::split(turn.before, day.wrapping_add(turn.days_later), turn.after).since(*from);
        if_plain(*day, if Packed::reaches(*day) { known } else { Packed::NOTHING })
    }));
    answers
}

/// Short values, one per frame.
pub(super) enum Shorts<'a> {
    Own(Cow<'a, [i32]>),
    Kept(Rc<[i32]>),
}

impl Deref for Shorts<'_> {
    type Target = [i32];
    fn deref(&self) -> &[i32] {
        match self {
            Shorts::Own(shorts) => shorts,
            Shorts::Kept(shorts) => shorts,
        }
    }
}

/// The short values at the end of some steps from some rows.
fn read<'a>(
    steps: &[NarrowReader<'a>],
    rows: &[u32],
    from: &[Day],
    at: &[u16],
    plain: bool,
) -> Cow<'a, [i32]> {
    let Some((first, others)) = steps.split_first() else { return Cow::default() };
    let run = is_run(rows);
    if run && plain && others.is_empty() {
        return first.run_of_plain(rows[0], rows.len());
    }
    if at.len() * FEW < rows.len() {
        let mut shorts = vec![NARROW_UNKNOWN; rows.len()];
        for place in at.iter().map(|place| *place as usize) {
            let mut short = first.short(rows[place], from[place]);
            for step in others {
                if short > NOT_PLAIN {
                    short = step.short(short as u32, from[place]);
                }
            }
            shorts[place] = short;
        }
        return shorts.into();
    }
    let mut shorts = if run && plain {
        first.run_of_plain(rows[0], rows.len()).into_owned()
    } else if run {
        first.short_run(rows[0], from)
    } else if plain {
        rows.iter().map(|row| first.short_of_plain(*row)).collect()
    } else {
        rows.iter().zip(from).map(|(row, from)| first.short(*row, *from)).collect()
    };
    for step in others {
        // Records that lie together mostly lead to the same one.
        let mut last = (NOT_PLAIN, NOT_PLAIN, i32::MIN);
        for (short, from) in shorts.iter_mut().zip(from).filter(|(short, _)| **short > NOT_PLAIN) {
            if *short != last.0 {
                let (cell, since) = step.short_since(*short as u32);
                last = (*short, cell, since);
            }
            *short = if last.2 <= from.0 { last.1 } else { NOT_PLAIN };
        }
    }
    shorts.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CELLS: [Cell; 10] = [
        Cell::MIN + 1,
        i32::MIN as Cell - 1,
        NOT_PLAIN as Cell + 1,
        -1,
        0,
        1,
        2,
        7,
        i32::MAX as Cell,
        Cell::MAX,
    ];

    fn agree(bounds: Bounds, wanted: impl Fn(Cell) -> bool) {
        let (low, high) = bounds.short();
        for cell in CELLS {
            assert_eq!(bounds.known(cell), Known::from(wanted(cell)), "{bounds:?} {cell}");
            if let Some(short) = i32::try_from(cell).ok().filter(|short| *short > NOT_PLAIN) {
                let within = (low..=high).contains(&short);
                assert_eq!(
                    if within { bounds.within } else { bounds.outside },
                    bounds.known(cell),
                    "{bounds:?} {cell}"
                );
            }
        }
        assert_eq!(bounds.known(UNKNOWN), Known::Unknown);
    }

    #[test]
    fn bounds_say_what_comparing_says() {
        for with in CELLS {
            for comparison in [
                Comparison::Equal,
                Comparison::NotEqual,
                Comparison::Less,
                Comparison::LessOrEqual,
                Comparison::Greater,
                Comparison::GreaterOrEqual,
            ] {
                // Nothing is less than the least value or greater than the greatest: the catalogue knows neither.
                let end = matches!((comparison, with), (Comparison::Greater, Cell::MAX));
                if !end {
                    agree(Bounds::of(comparison, with), |cell| compare(cell, comparison, with));
                }
            }
        }
    }

    #[test]
    fn lists_are_bounds_where_they_have_no_gaps() {
        for list in [&[1, 2, 0][..], &[7], &[-1, 0]] {
            agree(Bounds::one_of(list).unwrap(), |cell| list.contains(&cell));
        }
        assert!(Bounds::one_of(&[0, 2]).is_none());
        assert!(Bounds::one_of(&[]).is_none());
        assert!(Bounds::one_of(&[Cell::MIN + 1, Cell::MAX]).is_none());
    }
}
