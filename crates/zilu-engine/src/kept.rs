//! Answers of terms, kept while a world lives: several duties and terms ask the same of the same record.

use crate::brief::Brief;
use crate::column::Column;
use crate::facts::Facts;
use crate::known::Known;
use crate::packed::Packed;
use crate::rows::is_run;
use crate::timeline::Timeline;
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use zilu_catalogue::KindId;

/// Rows per page. Most terms are asked about few of the rows of a large kind.
const PAGE: usize = 4_096;

/// A page of packed answers, made when first used.
type Page = OnceLock<Box<[AtomicU32]>>;

/// The answers that change more than once, by row: few.
type Varying = Mutex<FxHashMap<u32, Timeline<Known>>>;

/// What is kept of one term, in pages of rows that are made when first used.
#[derive(Debug)]
pub(crate) struct KeptTerm {
    /// Asked by one duty only: keeping its answers would only take room.
    asked_once: bool,
    pages: OnceLock<Box<[Page]>>,
    varying: Varying,
}

impl KeptTerm {
    pub(crate) fn new(asked_once: bool) -> KeptTerm {
        KeptTerm { asked_once, pages: OnceLock::new(), varying: Varying::default() }
    }

    pub(crate) fn forget(&mut self) {
        *self = KeptTerm::new(self.asked_once);
    }

    /// What is kept for a row that varies.
    pub(crate) fn varying(&self, row: u32) -> Option<Timeline<Known>> {
        self.varying.lock().unwrap_or_else(PoisonError::into_inner).get(&row).cloned()
    }

    /// Keeps what varies, and says what there is to keep of it in brief.
    pub(crate) fn keep_varying(&self, row: u32, timeline: &Timeline<Known>) -> Packed {
        let packed = Packed::of(Brief::of(timeline));
        if packed == Packed::VARIES {
            self.varying.lock().unwrap_or_else(PoisonError::into_inner).insert(row, timeline.clone());
        }
        packed
    }

    /// What is kept for a row, valid from the record's first day on. `Varies` is kept as well.
    pub(crate) fn get(&self, row: u32) -> Option<Brief<Known>> {
        self.packed(row).brief()
    }

    fn packed(&self, row: u32) -> Packed {
        self.reader().packed(row)
    }

    /// For reading the answers of many rows.
    pub(crate) fn reader(&self) -> KeptReader<'_> {
        KeptReader { pages: self.pages.get().map_or(&[], |pages| pages) }
    }

    /// Keeps an answer for a row of a kind.
    pub(crate) fn keep(&self, facts: &Facts, kind: KindId, row: u32, answer: Packed) {
        self.keep_all(facts, kind, std::iter::once((row, answer)));
    }

    /// Keeps an answer for each of some rows of a kind.
    pub(crate) fn keep_column(&self, facts: &Facts, kind: KindId, rows: &[u32], answers: &[Packed]) {
        if self.asked_once {
            return;
        }
        let pages = self.pages(facts, kind);
        match run_on_page(rows) {
            Some((number, places)) => {
                let kept = pages[number].get_or_init(new_page)[places].iter();
                kept.zip(answers).for_each(|(kept, answer)| kept.store(answer.0, Ordering::Relaxed));
            }
            None => self.keep_all(facts, kind, rows.iter().copied().zip(answers.iter().copied())),
        }
    }

    fn pages(&self, facts: &Facts, kind: KindId) -> &[Page] {
        self.pages.get_or_init(|| {
            let rows = facts.rows(kind) as usize;
            (0..rows.div_ceil(PAGE)).map(|_| OnceLock::new()).collect()
        })
    }

    /// Keeps the answers for rows of a kind, but for those where there is none.
    pub(crate) fn keep_all(&self, facts: &Facts, kind: KindId, answers: impl Iterator<Item = (u32, Packed)>) {
        if self.asked_once {
            answers.for_each(drop);
            return;
        }
        let pages = self.pages(facts, kind);
        let page_of = |number: usize| pages[number].get_or_init(new_page);
        // Rows come in order: the page at hand is mostly the one of the row before.
        let (mut number, mut page) = (usize::MAX, &[][..]);
        for (row, answer) in answers.filter(|(_, answer)| *answer != Packed::NOTHING) {
            let row = row as usize;
            if row / PAGE != number {
                number = row / PAGE;
                page = page_of(number);
            }
            page[row % PAGE].store(answer.0, Ordering::Relaxed);
        }
    }
}

/// The answers that are kept of a term, as far as they are there when first asked for.
#[derive(Clone, Copy)]
pub(crate) struct KeptReader<'a> {
    pages: &'a [Page],
}

fn new_page() -> Box<[AtomicU32]> {
    (0..PAGE).map(|_| AtomicU32::new(Packed::NOTHING.0)).collect()
}

/// The page, and the places on it, of rows that lie one behind the other.
fn run_on_page(rows: &[u32]) -> Option<(usize, Range<usize>)> {
    let (first, last) = (*rows.first()? as usize, *rows.last()? as usize);
    let number = first / PAGE;
    (last / PAGE == number && is_run(rows)).then(|| (number, first % PAGE..last % PAGE + 1))
}

impl KeptReader<'_> {
    /// What is kept for rows, at least at some places; nothing where there is none.
    pub(crate) fn column(&self, rows: &[u32], at: &[u16]) -> Column {
        if let Some((number, places)) = run_on_page(rows) {
            let page = self.page(number).1;
            if let Some(kept) = page.get(places) {
                return kept.iter().map(|kept| Packed(kept.load(Ordering::Relaxed))).collect();
            }
        }
        let mut answers = vec![Packed::NOTHING; rows.len()];
        if !self.pages.is_empty() {
            let mut page = self.page(0);
            for place in at.iter().map(|place| *place as usize) {
                answers[place] = self.packed_from(&mut page, rows[place]);
            }
        }
        answers
    }

    /// What is kept for a row as it lies there.
    #[inline(always)]
    pub(crate) fn packed(&self, row: u32) -> Packed {
        self.packed_from(&mut (usize::MAX, &[]), row)
    }

    /// A page to look on first, where rows come in order.
    pub(crate) fn page(&self, number: usize) -> (usize, &[AtomicU32]) {
        (number, self.pages.get(number).and_then(OnceLock::get).map_or(&[], |page| page))
    }

    /// The same, with the page at hand.
    #[inline(always)]
    pub(crate) fn packed_from<'s>(&'s self, page: &mut (usize, &'s [AtomicU32]), row: u32) -> Packed {
        if row as usize / PAGE != page.0 {
            *page = self.page(row as usize / PAGE);
        }
        page.1.get(row as usize % PAGE).map_or(Packed::NOTHING, |kept| Packed(kept.load(Ordering::Relaxed)))
    }
}
