//! What is open and what falls due, duty by duty: a thousand standings of one duty are one line.

use crate::lens::{Filter, Lens};
use crate::overview::Tally;
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::{DutyId, Status};
use zilu_engine::{Counts, Day};

/// A duty with what is open under it.
#[derive(Debug, Clone, Serialize)]
pub struct DutyLine {
    /// Clause id.
    pub clause: String,
    /// Duty name.
    pub duty: String,
    /// Duty title.
    pub title: Words,
    /// Role whose turn it is.
    pub who: &'static str,
    /// Counts of its standings.
    pub counts: Tally,
    /// ISO date of the oldest due date that was missed.
    pub late_since: Option<String>,
    /// How many fall due within 30 days.
    pub due_30: usize,
    /// How many fall due in days 31 to 90.
    pub due_90: usize,
    /// ISO date on which the next one falls due.
    pub next_due: Option<String>,
}

impl DutyLine {
    /// Late, breached and unproven.
    pub fn failing(&self) -> u32 {
        self.counts.late + self.counts.breached + self.counts.unproven
    }
}

#[derive(Clone, Copy)]
struct Open {
    counts: Counts,
    late_since: Day,
    next_due: Day,
    due_30: usize,
    due_90: usize,
}

impl Lens<'_> {
    /// Duties under which something is late, breached, unproven or due within 90 days: those with the most severe
    /// status first, then those with the most of it.
    pub fn by_duty(&self) -> Vec<DutyLine> {
        let none = Open {
            counts: Counts::default(),
            late_since: Day::NEVER,
            next_due: Day::NEVER,
            due_30: 0,
            due_90: 0,
        };
        let mut open = vec![none; self.catalogue.duties.len()];
        self.for_each(&Filter::default(), |standing| {
            let of = &mut open[standing.duty.index()];
            of.counts.0[standing.status as usize] += 1;
            match (standing.status, standing.due) {
                (Status::Late, Some(due)) => of.late_since = of.late_since.min(due),
                (Status::Due, Some(due)) => {
                    of.next_due = of.next_due.min(due);
                    match i64::from(due.0) - i64::from(self.on.0) {
                        ..=30 => of.due_30 += 1,
                        31..=90 => of.due_90 += 1,
                        _ => {}
                    }
                }
                _ => {}
            }
        });
        let mut lines: Vec<DutyLine> = open
            .iter()
            .enumerate()
            .map(|(index, of)| self.duty_line(DutyId(index as u16), of))
            .filter(|line| line.failing() > 0 || line.due_30 + line.due_90 > 0)
            .collect();
        let weight = |line: &DutyLine| (line.counts.late, line.counts.breached, line.counts.unproven);
        lines.sort_by_key(|line| std::cmp::Reverse(weight(line)));
        lines
    }

    fn duty_line(&self, id: DutyId, of: &Open) -> DutyLine {
        let duty = &self.catalogue.duties[id.index()];
        let iso = |day: Day| (day != Day::NEVER).then(|| day.to_string());
        DutyLine {
            clause: self.catalogue.clauses[duty.clauses[0].index()].id.clone(),
            duty: duty.name.clone(),
            title: Words::from(&duty.title),
            who: duty.who.word(),
            counts: of.counts.into(),
            late_since: iso(of.late_since),
            due_30: of.due_30,
            due_90: of.due_90,
            next_due: iso(of.next_due),
        }
    }
}
