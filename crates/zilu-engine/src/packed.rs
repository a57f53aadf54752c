//! Brief answers in four bytes each, for columns of them.

use crate::brief::Brief;
use crate::calendar::Day;
use crate::known::Known;

/// An answer from a record's first day on: two bits for what it is, two for each value, the rest for the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Packed(pub(crate) u32);

const NOTHING: u32 = 0;
const ALWAYS: u32 = 1;
const SPLIT: u32 = 2;
const VARIES: u32 = 3;
const WHAT: u32 = 3;
const DAY_SHIFT: u32 = 6;
/// Days are counted from so long before 1970 (about 91,000 years).
const DAY_OFFSET: i32 = 1 << 25;

impl Packed {
    /// No answer yet.
    pub(crate) const NOTHING: Packed = Packed(NOTHING);
    pub(crate) const VARIES: Packed = Packed(VARIES);
    pub(crate) const NO: Packed = Packed::always(Known::No);
    pub(crate) const YES: Packed = Packed::always(Known::Yes);
    pub(crate) const UNKNOWN: Packed = Packed::always(Known::Unknown);

    pub(crate) const fn always(known: Known) -> Packed {
        Packed(ALWAYS | (known as u32) << 2)
    }

    pub(crate) fn of(answer: Brief<Known>) -> Packed {
        let day = |day: Day| {
            u32::try_from(i64::from(day.0) + i64::from(DAY_OFFSET)).ok().filter(|day| *day < 1 << 26)
        };
        match answer {
            Brief::Always(known) => Packed::always(known),
            // A day out of reach is not kept as another one.
            Brief::Split(before, at, after) => day(at).map_or(Packed::VARIES, |day| {
                Packed(SPLIT | (before as u32) << 2 | (after as u32) << 4 | day << DAY_SHIFT)
            }),
            Brief::Varies => Packed::VARIES,
        }
    }

    /// One answer before a day that is not out of reach, another from that day on.
    #[inline(always)]
    pub(crate) fn split(before: Known, day: i32, after: Known) -> Packed {
        let day = day.wrapping_add(DAY_OFFSET) as u32;
        Packed(SPLIT | (before as u32) << 2 | (after as u32) << 4 | day << DAY_SHIFT)
    }

    /// Whether a day and the next one are not out of reach.
    #[inline(always)]
    pub(crate) fn reaches(day: i32) -> bool {
        (-DAY_OFFSET..DAY_OFFSET - 1).contains(&day)
    }

    /// The answer; `None` where there is none yet.
    pub(crate) fn brief(self) -> Option<Brief<Known>> {
        match self.0 & WHAT {
            NOTHING => None,
            ALWAYS => Some(Brief::Always(self.known(2))),
            SPLIT => Some(Brief::Split(self.known(2), self.day(), self.known(4))),
            _ => Some(Brief::Varies),
        }
    }

    /// The answer, if it never changes.
    #[inline]
    pub(crate) fn constant(self) -> Option<Known> {
        (self.0 & WHAT == ALWAYS).then(|| self.known(2))
    }

    /// A number for four answers that never change, another for each four; [`u8::MAX`] where one does. Where there is no
    /// answer yet the number means nothing.
    #[inline(always)]
    pub(crate) fn steady(answers: [Packed; 4]) -> u8 {
        let [a, b, c, d] = answers.map(|answer| answer.0);
        let known = |packed: u32| packed >> 2;
        let number = known(a) << 6 | known(b) << 4 | known(c) << 2 | known(d);
        if (a | b | c | d) & WHAT == ALWAYS { number as u8 } else { u8::MAX }
    }

    #[inline]
    fn known(self, shift: u32) -> Known {
        [Known::No, Known::Unknown, Known::Yes, Known::Yes][(self.0 >> shift & 3) as usize]
    }

    #[inline(always)]
    fn day(self) -> Day {
        Day((self.0 >> DAY_SHIFT) as i32 - DAY_OFFSET)
    }

    /// The same where days before `from` are of no interest. Without a branch.
    #[inline(always)]
    pub(crate) fn since(self, from: Day) -> Packed {
        let over = (self.0 & WHAT == SPLIT) & (self.day().0 <= from.0);
        if over { Packed(ALWAYS | self.0 >> 2 & WHAT << 2) } else { self }
    }

    /// Both (decided by a no) or either (decided by a yes), day by day.
    #[inline]
    pub(crate) fn both_or_either(self, other: Packed, decides: Known) -> Packed {
        let decided = Packed::always(decides);
        let neutral = Packed::always(!decides);
        // What is asked for is seldom decided yet: the usual case first.
        if self == neutral || other == decided {
            other
        } else if other == neutral || self == decided {
            self
        } else {
            self.both_or_either_day_by_day(other, decides)
        }
    }

    /// The same where one look at each tells, without a branch; nothing otherwise.
    #[inline(always)]
    pub(crate) fn both_or_either_at_once(self, other: Packed, decides: Known) -> Packed {
        let (decided, neutral) = (Packed::always(decides), Packed::always(!decides));
        let one = if self == neutral { other } else { Packed::NOTHING };
        let one = if (self == decided) | (other == decided) { decided } else { one };
        if (self == other) | (other == neutral) { self } else { one }
    }

    #[inline(never)]
    fn both_or_either_day_by_day(self, other: Packed, decides: Known) -> Packed {
        match (self.brief(), other.brief()) {
            (Some(a), Some(b)) => Packed::of(a.both_or_either(b, decides)),
            _ => Packed::NOTHING,
        }
    }
}

impl std::ops::Not for Packed {
    type Output = Packed;
    #[inline]
    fn not(self) -> Packed {
        if let Some(known) = self.constant() {
            return Packed::always(!known);
        }
        self.brief().map_or(Packed::NOTHING, |brief| Packed::of(brief.map(|known| !known)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Vec<Brief<Known>> {
        let known = [Known::No, Known::Unknown, Known::Yes];
        let mut answers = vec![Brief::Varies];
        answers.extend(known.map(Brief::Always));
        for day in [Day(0), Day(-1), Day(20_000), Day(-700_000), Day(3_000_000)] {
            let pairs = known.iter().flat_map(|a| known.iter().map(move |b| (*a, *b)));
            answers.extend(pairs.filter(|(a, b)| a != b).map(|(a, b)| Brief::Split(a, day, b)));
        }
        answers
    }

    #[test]
    fn what_is_packed_comes_back() {
        for answer in all() {
            assert_eq!(Packed::of(answer).brief(), Some(answer));
        }
        assert_eq!(Packed::NOTHING.brief(), None);
        let out_of_reach = Brief::Split(Known::No, Day(i32::MAX), Known::Yes);
        assert_eq!(Packed::of(out_of_reach).brief(), Some(Brief::Varies));
    }

    #[test]
    fn what_is_said_without_a_branch_is_the_same() {
        for a in all() {
            for from in [Day(-1), Day(0), Day(1), Day(20_000)] {
                let since = match a {
                    Brief::Split(before, day, after) => Brief::split(before, day, after, from),
                    other => other,
                };
                assert_eq!(Packed::of(a).since(from), Packed::of(since), "{a:?} {from}");
            }
            for b in all() {
                for decides in [Known::No, Known::Yes] {
                    let at_once = Packed::of(a).both_or_either_at_once(Packed::of(b), decides);
                    let both = Packed::of(a).both_or_either(Packed::of(b), decides);
                    assert!([Packed::NOTHING, both].contains(&at_once), "{a:?} {b:?} {decides:?}");
                    let steady = a.always().is_some() && b.always().is_some();
                    assert!(!steady || at_once == both, "{a:?} {b:?} {decides:?}");
                }
            }
        }
    }

    #[test]
    fn a_turn_is_packed_as_far_as_days_reach() {
        for day in [-DAY_OFFSET, -1, 0, 20_000, DAY_OFFSET - 2] {
            assert!(Packed::reaches(day));
            for turn in [day, day + 1] {
                let brief = Brief::Split(Known::No, Day(turn), Known::Yes);
                assert_eq!(Packed::split(Known::No, turn, Known::Yes), Packed::of(brief));
            }
        }
        for day in [i32::MIN, -DAY_OFFSET - 1, DAY_OFFSET - 1, i32::MAX] {
            assert!(!Packed::reaches(day));
        }
    }

    #[test]
    fn steady_answers_have_a_number_each() {
        let known = [Known::No, Known::Unknown, Known::Yes];
        let mut numbers = std::collections::BTreeSet::new();
        for number in 0..81 {
            let four = [number / 27, number / 9 % 3, number / 3 % 3, number % 3];
            numbers.insert(Packed::steady(four.map(|at| Packed::always(known[at]))));
        }
        assert_eq!(numbers.len(), 81);
        assert!(!numbers.contains(&u8::MAX));
        let turning = Packed::split(Known::No, 7, Known::Yes);
        assert_eq!(Packed::steady([Packed::YES, turning, Packed::YES, Packed::NO]), u8::MAX);
        assert_eq!(Packed::steady([Packed::VARIES; 4]), u8::MAX);
    }

    #[test]
    fn packed_or_not_the_answers_are_the_same() {
        for a in all() {
            assert_eq!(!Packed::of(a), Packed::of(a.map(|known| !known)));
            for b in all() {
                for decides in [Known::No, Known::Yes] {
                    let packed = Packed::of(a).both_or_either(Packed::of(b), decides);
                    assert_eq!(packed, Packed::of(a.both_or_either(b, decides)), "{a:?} {b:?} {decides:?}");
                }
            }
        }
    }
}
