//! The days on which a standing may change.

use super::act::Answer;
use crate::calendar::Day;
use smallvec::{SmallVec, smallvec};

/// Days in order, each once, from a first one on.
pub(crate) struct Days(SmallVec<[Day; 8]>);

impl Days {
    /// Only the first one yet.
    pub(crate) fn since(first: Day) -> Days {
        Days(smallvec![first])
    }

    /// Adds a day, unless it is earlier than the first one or never comes. Most come in order.
    #[inline]
    pub(crate) fn add(&mut self, day: Day) {
        if day <= self.0[0] || day == Day::NEVER {
            return;
        }
        let after = self.0.iter().rposition(|earlier| *earlier <= day).unwrap_or(0);
        if self.0[after] != day {
            self.0.insert(after + 1, day);
        }
    }

    /// Adds the days on which something about some answers changes.
    #[inline]
    pub(crate) fn add_changes(&mut self, answers: &[Answer]) {
        self.extend(answers.iter().flat_map(|answer| [answer.from, answer.until]));
    }
}

impl Extend<Day> for Days {
    #[inline]
    fn extend<T: IntoIterator<Item = Day>>(&mut self, days: T) {
        days.into_iter().for_each(|day| self.add(day));
    }
}

impl IntoIterator for Days {
    type Item = Day;
    type IntoIter = smallvec::IntoIter<[Day; 8]>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_in_order_and_once() {
        let mut days = Days::since(Day(10));
        days.extend([30, 20, 10, 9, 20, 40, 35, i32::MAX].map(Day));
        assert_eq!(days.into_iter().collect::<Vec<_>>(), [10, 20, 30, 35, 40].map(Day));
        assert_eq!(Days::since(Day::NEVER).into_iter().collect::<Vec<_>>(), [Day::NEVER]);
    }
}
