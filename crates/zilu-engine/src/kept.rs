//! Answers of terms, kept while a world lives: several duties and terms ask the same of the same record.

use crate::brief::Brief;
use crate::calendar::Day;
use crate::facts::Facts;
use crate::known::Known;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use zilu_catalogue::KindId;

/// Rows per page. Most terms are asked about few of the rows of a large kind.
const PAGE: usize = 4_096;

/// An answer from the record's first day on in four bytes: two bits for what it is, two for each value, the rest for the
/// day.
const NOTHING: u32 = 0;
const ALWAYS: u32 = 1;
const SPLIT: u32 = 2;
const VARIES: u32 = 3;
const DAY_SHIFT: u32 = 6;
/// Days are counted from so long before 1970 (about 91,000 years).
const DAY_OFFSET: i64 = 1 << 25;

fn pack(answer: Brief<Known>) -> u32 {
    let day = |day: Day| u32::try_from(i64::from(day.0) + DAY_OFFSET).ok().filter(|day| *day < 1 << 26);
    match answer {
        Brief::Always(known) => ALWAYS | (known as u32) << 2,
        Brief::Split(before, at, after) => day(at)
            .map_or(VARIES, |day| SPLIT | (before as u32) << 2 | (after as u32) << 4 | day << DAY_SHIFT),
        Brief::Varies => VARIES,
    }
}

fn unpack(packed: u32) -> Option<Brief<Known>> {
    let known = |shift: u32| [Known::No, Known::Unknown, Known::Yes][(packed >> shift & 3).min(2) as usize];
    let day = || Day((i64::from(packed >> DAY_SHIFT) - DAY_OFFSET) as i32);
    match packed & 3 {
        NOTHING => None,
        ALWAYS => Some(Brief::Always(known(2))),
        SPLIT => Some(Brief::Split(known(2), day(), known(4))),
        _ => Some(Brief::Varies),
    }
}

/// A page of packed answers, made when first used.
type Page = OnceLock<Box<[AtomicU32]>>;

/// What is kept of one term, in pages of rows that are made when first used.
#[derive(Debug, Default)]
pub(crate) struct KeptTerm {
    pages: OnceLock<Box<[Page]>>,
}

impl KeptTerm {
    /// What is kept for a row, valid from the record's first day on. `Varies` is kept as well.
    pub(crate) fn get(&self, row: u32) -> Option<Brief<Known>> {
        let page = self.pages.get().and_then(|pages| pages.get(row as usize / PAGE)).and_then(OnceLock::get);
        page.and_then(|page| unpack(page[row as usize % PAGE].load(Ordering::Relaxed)))
    }

    /// Keeps an answer for a row of a kind.
    pub(crate) fn keep(&self, facts: &Facts, kind: KindId, row: u32, answer: Brief<Known>) {
        let pages = self.pages.get_or_init(|| {
            let rows = facts.rows(kind) as usize;
            (0..rows.div_ceil(PAGE)).map(|_| OnceLock::new()).collect()
        });
        let page =
            pages[row as usize / PAGE].get_or_init(|| (0..PAGE).map(|_| AtomicU32::new(NOTHING)).collect());
        page[row as usize % PAGE].store(pack(answer), Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let all = [Known::No, Known::Unknown, Known::Yes];
        let mut answers = vec![Brief::Varies];
        answers.extend(all.map(Brief::Always));
        for day in [Day(0), Day(-1), Day(20_000), Day(-700_000), Day(3_000_000)] {
            answers.extend(all.iter().flat_map(|a| all.iter().map(move |b| Brief::Split(*a, day, *b))));
        }
        for answer in answers {
            assert_eq!(unpack(pack(answer)), Some(answer));
        }
        // A day out of reach is not kept as another one.
        assert_eq!(unpack(pack(Brief::Split(Known::No, Day(i32::MAX), Known::Yes))), Some(Brief::Varies));
    }
}
