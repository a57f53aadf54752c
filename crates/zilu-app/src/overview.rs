//! The first page: clauses as a heat map, what is due, what is worst, and how it went over the year.

use crate::by_duty::DutyLine;
use crate::first_steps::FirstSteps;
use crate::lens::{Filter, Lens, Row, by_severity};
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::Status;
use zilu_engine::{Counts, Day};

/// Counts by status, as JSON carries them.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub struct Tally {
    pub met: u32,
    pub met_late: u32,
    pub exempt: u32,
    pub due: u32,
    pub unproven: u32,
    pub breached: u32,
    pub late: u32,
}

impl From<Counts> for Tally {
    fn from(counts: Counts) -> Tally {
        Tally {
            met: counts.of(Status::Met),
            met_late: counts.of(Status::MetLate),
            exempt: counts.of(Status::Exempt),
            due: counts.of(Status::Due),
            unproven: counts.of(Status::Unproven),
            breached: counts.of(Status::Breached),
            late: counts.of(Status::Late),
        }
    }
}

impl Tally {
    /// The number of one status.
    pub fn of(&self, status: Status) -> u32 {
        match status {
            Status::Met => self.met,
            Status::MetLate => self.met_late,
            Status::Exempt => self.exempt,
            Status::Due => self.due,
            Status::Unproven => self.unproven,
            Status::Breached => self.breached,
            Status::Late => self.late,
        }
    }
    /// All standings.
    pub fn total(&self) -> u32 {
        Status::ALL.into_iter().map(|status| self.of(status)).sum()
    }
}

/// The first page.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// D, ISO.
    pub on: String,
    /// What a company that begins has still to state; `None` once it has.
    pub first_steps: Option<FirstSteps>,
    /// All standings.
    pub counts: Tally,
    /// Executable leaf clauses and all leaf clauses.
    pub coverage: (usize, usize),
    /// Articles and annexes.
    pub chapters: Vec<ChapterCells>,
    /// Standings that fall due within 30 days of D, soonest first.
    pub due_30: Vec<Row>,
    /// How many fall due within 30 days.
    pub due_30_total: usize,
    /// How many fall due within 90 days.
    pub due_90_total: usize,
    /// Standings that fall due in days 31 to 90, soonest first.
    pub due_90: Vec<Row>,
    /// The worst standings.
    pub worst: Vec<Row>,
    /// Duties under which something is open or falls due, the worst first.
    pub by_duty: Vec<DutyLine>,
    /// The last twelve month-ends before D, and D.
    pub trend: Vec<TrendPoint>,
}

/// A row of the heat map.
#[derive(Debug, Clone, Serialize)]
pub struct ChapterCells {
    /// `art-14`.
    pub id: String,
    /// Title.
    pub title: Words,
    /// Its leaf clauses.
    pub clauses: Vec<Cell>,
}

/// A cell of the heat map.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// Clause id.
    pub id: String,
    /// Title.
    pub title: Words,
    /// Counts of its duties.
    pub counts: Tally,
    /// The most severe status; `None` when nothing is owed.
    pub worst: Option<&'static str>,
    /// Every nature is covered by a duty or a note.
    pub executable: bool,
    /// It has at least one duty (else a note says why it binds nobody).
    pub has_duties: bool,
}

/// Counts at one date.
#[derive(Debug, Clone, Serialize)]
pub struct TrendPoint {
    /// ISO date.
    pub on: String,
    /// Counts.
    pub counts: Tally,
}

/// Rows per list of the first page.
const ROWS_SHOWN: usize = 12;

impl Lens<'_> {
    /// The first page.
    pub fn overview(&self) -> Overview {
        let counts = self.evaluation.counts(self.on);
        let mut total = Counts::default();
        counts.iter().for_each(|count| total.add(count));
        let chapters: Vec<ChapterCells> = self
            .catalogue
            .chapters
            .iter()
            .map(|chapter| ChapterCells {
                id: chapter.id.clone(),
                title: Words::from(&chapter.title),
                clauses: self.catalogue.clauses[chapter.clauses.clone()]
                    .iter()
                    .map(|clause| {
                        let counts = self.clause_counts(clause, &counts);
                        Cell {
                            id: clause.id.clone(),
                            title: Words::from(&clause.title),
                            counts: counts.into(),
                            worst: counts.worst().map(Status::word),
                            executable: clause.uncovered(self.catalogue).is_empty(),
                            has_duties: !clause.duties.is_empty(),
                        }
                    })
                    .collect(),
            })
            .collect();
        let cells = chapters.iter().flat_map(|chapter| &chapter.clauses);
        let coverage = (cells.clone().filter(|cell| cell.executable).count(), cells.count());
        let due = self.due_within(90);
        let first_month = Day(self.on.0 + 30);
        let split = due.partition_point(|standing| standing.due.is_some_and(|day| day <= first_month));
        let mut worst = self.standings(&Filter {
            statuses: vec![Status::Late, Status::Breached, Status::Unproven],
            ..Filter::default()
        });
        worst.sort_by(by_severity);
        Overview {
            on: self.on.to_string(),
            first_steps: self.first_steps(),
            counts: total.into(),
            coverage,
            chapters,
            due_30: due[..split].iter().take(ROWS_SHOWN).map(|standing| self.row(standing)).collect(),
            due_30_total: split,
            due_90: due[split..].iter().take(ROWS_SHOWN).map(|standing| self.row(standing)).collect(),
            due_90_total: due.len(),
            worst: worst.iter().take(ROWS_SHOWN).map(|standing| self.row(standing)).collect(),
            by_duty: self.by_duty(),
            trend: self.trend(),
        }
    }

    /// Standings that are due within so many days of D, soonest first.
    pub fn due_within(&self, days: i32) -> Vec<zilu_engine::Standing> {
        let filter =
            Filter { statuses: vec![Status::Due], due_by: Some(Day(self.on.0 + days)), ..Filter::default() };
        let mut due = self.standings(&filter);
        due.sort_by_key(|standing| (standing.due, standing.duty, standing.subject.row));
        due
    }

    /// Counts on the last twelve month-ends before D and on D.
    pub fn trend(&self) -> Vec<TrendPoint> {
        let (year, month, _) = self.on.ymd();
        let mut days: Vec<Day> = (0..12)
            .rev()
            .map(|back| {
                let total = year * 12 + month as i32 - 1 - back;
                // The day before the first of a month.
                Day(Day::from_ymd(total.div_euclid(12), total.rem_euclid(12) as u32 + 1, 1).0 - 1)
            })
            .collect();
        days.push(self.on);
        days.dedup();
        days.into_iter()
            .map(|day| {
                let mut total = Counts::default();
                self.evaluation.counts(day).iter().for_each(|count| total.add(count));
                TrendPoint { on: day.to_string(), counts: total.into() }
            })
            .collect()
    }
}
