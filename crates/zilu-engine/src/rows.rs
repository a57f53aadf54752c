//! Sets of rows, and values that only some rows of a table have.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use std::ops::Range;

/// Whether rows lie one behind the other.
pub(crate) fn is_run(rows: &[u32]) -> bool {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
    // Without a branch for each, once it is likely.
    last.wrapping_sub(*first) == rows.len() as u32 - 1
        && rows.iter().zip(*first..).fold(0, |apart, (row, at)| apart | (row ^ at)) == 0
}

/// A set of rows, a bit each.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows(Vec<u64>);

impl Rows {
    pub(crate) fn insert(&mut self, row: u32) {
        let word = row as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (row % 64);
    }

    pub(crate) fn contains(&self, row: u32) -> bool {
        self.0.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Those of a range, in order.
    pub(crate) fn within(&self, range: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        let words = range.start as usize / 64..(range.end as usize).div_ceil(64).min(self.0.len());
        let rows = words.filter(|word| self.0[*word] != 0).flat_map(|word| bits(self.0[word], word));
        rows.filter(move |row| range.contains(row))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(at, word)| bits(*word, at))
    }
}

/// The rows of one word of a set.
fn bits(mut rest: u64, at: usize) -> impl Iterator<Item = u32> {
    std::iter::from_fn(move || {
        let bit = rest.trailing_zeros();
        rest &= rest.wrapping_sub(1);
        (bit < 64).then_some(at as u32 * 64 + bit)
    })
}

/// Values by row, in order of their coming, for a table in which most rows have none.
///
/// They lie one behind the other in order of rows, so that a pass over the table reads them in one go. What comes
/// later waits beside them until there is enough of it to lay everything out anew.
#[derive(Debug, Clone)]
pub(crate) struct ByRow<T> {
    /// Rows with values.
    any: Rows,
    /// Rows with values in `values`.
    settled: Rows,
    /// Rows of `settled` before each of its words.
    ranks: Vec<u32>,
    /// Where the values of each row of `settled` begin, and the end.
    starts: Vec<u32>,
    values: Vec<T>,
    waiting: FxHashMap<u32, SmallVec<[T; 1]>>,
    waits: usize,
}

/// Fewer waiting values than this are never worth a new layout.
const WORTH_SETTLING: usize = 4_096;

impl<T> Default for ByRow<T> {
    fn default() -> Self {
        ByRow {
            any: Rows::default(),
            settled: Rows::default(),
            ranks: Vec::new(),
            starts: Vec::new(),
            values: Vec::new(),
            waiting: FxHashMap::default(),
            waits: 0,
        }
    }
}

impl<T: Copy> ByRow<T> {
    /// Whether all values are laid out.
    pub(crate) fn is_settled(&self) -> bool {
        self.waits == 0
    }

    /// Whether no row has values.
    pub(crate) fn is_empty(&self) -> bool {
        self.any.0.is_empty()
    }

    /// Whether a row has values.
    pub(crate) fn has(&self, row: u32) -> bool {
        self.any.contains(row)
    }

    /// The rows of a range that have values.
    pub(crate) fn within(&self, range: Range<u32>) -> impl Iterator<Item = u32> {
        self.any.within(range)
    }

    /// The values of a row, in order of their coming.
    pub(crate) fn of(&self, row: u32) -> impl Iterator<Item = &T> {
        let (settled, waiting) = if self.any.contains(row) {
            (self.settled_of(row), self.waiting.get(&row).map_or(&[][..], |values| values))
        } else {
            (&[][..], &[][..])
        };
        settled.iter().chain(waiting)
    }

    /// The value of a row that has one only, where that is laid out.
    pub(crate) fn only(&self, row: u32) -> Option<&T> {
        match self.settled_of(row) {
            [value] if self.waits == 0 => Some(value),
            _ => None,
        }
    }

    /// Hands out the values of the rows of a range that are laid out, in order of rows.
    pub(crate) fn each_settled(&self, range: Range<u32>, mut look: impl FnMut(u32, &[T])) {
        let words = range.start as usize / 64..(range.end as usize).div_ceil(64).min(self.settled.0.len());
        for at in words.filter(|at| self.settled.0[*at] != 0) {
            for (row, rank) in bits(self.settled.0[at], at).zip(self.ranks[at] as usize..) {
                if range.contains(&row) {
                    look(row, &self.values[self.starts[rank] as usize..self.starts[rank + 1] as usize]);
                }
            }
        }
    }

    fn settled_of(&self, row: u32) -> &[T] {
        let Some(word) = self.settled.0.get(row as usize / 64) else { return &[] };
        if word >> (row % 64) & 1 == 0 {
            return &[];
        }
        let before = (word & ((1 << (row % 64)) - 1)).count_ones();
        let rank = (self.ranks[row as usize / 64] + before) as usize;
        &self.values[self.starts[rank] as usize..self.starts[rank + 1] as usize]
    }

    pub(crate) fn push(&mut self, row: u32, value: T) {
        self.any.insert(row);
        self.waiting.entry(row).or_default().push(value);
        self.waits += 1;
        if self.waits > WORTH_SETTLING.max(self.values.len() / 2) {
            self.settle();
        }
    }

    /// Lays everything out in order of rows.
    pub(crate) fn settle(&mut self) {
        if self.waits == 0 {
            return;
        }
        let mut values = Vec::with_capacity(self.values.len() + self.waits);
        let mut starts = Vec::new();
        for row in self.any.iter() {
            starts.push(values.len() as u32);
            values.extend(self.of(row));
        }
        starts.push(values.len() as u32);
        let mut before = 0;
        self.ranks.clear();
        for word in &self.any.0 {
            self.ranks.push(before);
            before += word.count_ones();
        }
        self.settled = self.any.clone();
        (self.starts, self.values) = (starts, values);
        self.waiting = FxHashMap::default();
        self.waits = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_lists_its_rows_in_order() {
        let mut rows = Rows::default();
        for row in [200, 0, 63, 64, 65, 200] {
            rows.insert(row);
        }
        assert_eq!(rows.iter().collect::<Vec<_>>(), [0, 63, 64, 65, 200]);
        assert!(rows.contains(63) && !rows.contains(62) && !rows.contains(10_000));
        assert_eq!(rows.within(63..200).collect::<Vec<_>>(), [63, 64, 65]);
        assert_eq!(rows.within(64..10_000).collect::<Vec<_>>(), [64, 65, 200]);
        assert_eq!(rows.within(201..300).count(), 0);
    }

    #[test]
    fn values_keep_their_order_settled_or_not() {
        let mut by_row = ByRow::default();
        let mut plain: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        // Far more than is worth settling, rows out of order and again and again.
        for n in 0..40_000_u32 {
            let row = n.wrapping_mul(2_654_435_761) % 9_973;
            by_row.push(row, n);
            plain.entry(row).or_default().push(n);
            if n % 7_919 == 0 {
                by_row.settle();
            }
        }
        for row in 0..10_100 {
            let values: Vec<u32> = by_row.of(row).copied().collect();
            assert_eq!(values, plain.get(&row).cloned().unwrap_or_default());
            assert_eq!(by_row.has(row), !values.is_empty());
            if let Some(only) = by_row.only(row) {
                assert_eq!(values, [*only]);
            }
        }
        assert!(by_row.waits > 0);
        by_row.settle();
        for range in [0..10_100, 63..200, 64..128, 70..71, 9_900..20_000, 10_050..10_060] {
            let of = |row| (row, plain.get(&row).cloned().unwrap_or_default());
            let wanted: Vec<_> = range.clone().map(of).filter(|(_, values)| !values.is_empty()).collect();
            let mut settled = Vec::new();
            by_row.each_settled(range, |row, values| settled.push((row, values.to_vec())));
            assert_eq!(settled, wanted);
        }
    }

    #[test]
    fn a_run_is_rows_that_follow_each_other() {
        assert!(is_run(&[5, 6, 7]) && is_run(&[0]));
        assert!(
            !is_run(&[5, 7, 6]) && !is_run(&[5, 7]) && !is_run(&[7, 6]) && !is_run(&[5, 5]) && !is_run(&[])
        );
    }
}
