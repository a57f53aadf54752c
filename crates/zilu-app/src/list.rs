//! A page of standings: filtered, searched, sorted and cut, however many there are.
//!
//! Only the page asked for is sorted and put into words, so that the first page of a million standings costs one pass.

use crate::lens::{Filter, Lens, Row, by_severity};
use crate::overview::Tally;
use crate::text_match::{Needle, SubjectMatch};
use serde::Serialize;
use std::cmp::Ordering;
use zilu_engine::{Counts, Day, Standing};

/// What a table of standings is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The most severe first, then the earliest due.
    #[default]
    Severity,
    /// Due date; those without one last.
    Due,
    /// Since when the status is so.
    Since,
    /// Document order of the rules.
    Clause,
    /// Key of the subject.
    Subject,
    /// Whose turn it is.
    Who,
}

impl Sort {
    /// All.
    pub const ALL: [Sort; 6] =
        [Sort::Severity, Sort::Due, Sort::Since, Sort::Clause, Sort::Subject, Sort::Who];
    /// The word used in addresses.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Severity => "severity",
            Sort::Due => "due",
            Sort::Since => "since",
            Sort::Clause => "clause",
            Sort::Subject => "subject",
            Sort::Who => "who",
        }
    }
    /// From the word.
    pub fn parse(word: &str) -> Option<Sort> {
        Sort::ALL.into_iter().find(|sort| sort.word() == word)
    }
}

/// Which standings to list, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// What restricts.
    pub filter: Filter,
    /// Text that the subject's key or name contains; width, case and 台/臺 do not matter. Empty does not restrict.
    pub text: String,
    /// By what.
    pub sort: Sort,
    /// The other way round.
    pub descending: bool,
    /// Page from 1; a page past the end is the last one.
    pub page: usize,
    /// Rows per page.
    pub size: usize,
}

/// A page of standings.
#[derive(Debug, Clone, Serialize)]
pub struct StandingsView {
    /// Counts by status of what the other filters leave.
    pub counts: Tally,
    /// How many pass all filters.
    pub total: usize,
    /// Page from 1.
    pub page: usize,
    /// How many pages, at least 1.
    pub pages: usize,
    /// Rows per page.
    pub size: usize,
    /// The rows.
    pub rows: Vec<Row>,
}

impl Lens<'_> {
    /// One page.
    pub fn list(&self, listing: &Listing) -> StandingsView {
        let (counts, mut standings) = self.matching(listing);
        let total = standings.len();
        let size = listing.size.max(1);
        let pages = total.div_ceil(size).max(1);
        let page = listing.page.clamp(1, pages);
        let (start, end) = ((page - 1) * size, (page * size).min(total));
        let compare = |a: &Standing, b: &Standing| self.compare(listing, a, b);
        if end < total {
            standings.select_nth_unstable_by(end, compare);
            standings.truncate(end);
        }
        standings.sort_unstable_by(compare);
        let rows = standings[start..].iter().map(|standing| self.row(standing)).collect();
        StandingsView { counts, total, page, pages, size, rows }
    }

    /// All that pass, in order; for exports.
    pub fn list_all(&self, listing: &Listing) -> Vec<Standing> {
        let (_, mut standings) = self.matching(listing);
        standings.sort_unstable_by(|a, b| self.compare(listing, a, b));
        standings
    }

    fn matching(&self, listing: &Listing) -> (Tally, Vec<Standing>) {
        let statuses = &listing.filter.statuses;
        let any_status = Filter { statuses: Vec::new(), ..listing.filter.clone() };
        let needle = Needle::new(&listing.text);
        let mut subjects = needle.as_ref().map(|needle| SubjectMatch::new(self, needle));
        let mut counts = Counts::default();
        let mut standings = Vec::new();
        self.for_each(&any_status, |standing| {
            if subjects.as_mut().is_some_and(|subjects| !subjects.matches(standing.subject)) {
                return;
            }
            counts.0[standing.status as usize] += 1;
            if statuses.is_empty() || statuses.contains(&standing.status) {
                standings.push(standing);
            }
        });
        (counts.into(), standings)
    }

    fn compare(&self, listing: &Listing, a: &Standing, b: &Standing) -> Ordering {
        let due = |standing: &Standing| standing.due.unwrap_or(Day::NEVER);
        let order = match listing.sort {
            Sort::Severity => by_severity(a, b),
            // No due date is no answer to "what is due first": last both ways.
            Sort::Due if a.due.is_none() || b.due.is_none() => {
                return due(a).cmp(&due(b)).then(self.tie(a, b));
            }
            Sort::Due => due(a).cmp(&due(b)),
            Sort::Since => a.since.cmp(&b.since),
            Sort::Clause => self.clause_order(a).cmp(&self.clause_order(b)),
            Sort::Subject => self.facts.key(a.subject).cmp(self.facts.key(b.subject)),
            Sort::Who => {
                let who = |standing: &Standing| self.catalogue.duties[standing.duty.index()].who.word();
                who(a).cmp(who(b))
            }
        };
        let order = if listing.descending { order.reverse() } else { order };
        order.then(self.tie(a, b))
    }

    /// A total order, so that pages neither overlap nor miss a row.
    fn tie(&self, a: &Standing, b: &Standing) -> Ordering {
        by_severity(a, b).then_with(|| (a.subject, a.period, a.item).cmp(&(b.subject, b.period, b.item)))
    }

    fn clause_order(&self, standing: &Standing) -> usize {
        self.catalogue.duties[standing.duty.index()].clauses[0].index()
    }
}
