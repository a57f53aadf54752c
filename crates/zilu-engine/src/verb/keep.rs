//! `keep`: a thing is kept for a time, and nothing younger has been deleted.

use super::Subject;
use super::days::Days;
use crate::calendar::Day;
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::timeline::Timeline;
use crate::world::World;
use zilu_catalogue::{Duration, Duty, Status, Store};

impl World<'_> {
    pub(crate) fn keep_duty(
        &self,
        duty: &Duty,
        time: Duration,
        store: &Store,
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let frame = subject.frame();
        let kept = match store {
            Store::Rolling { oldest, begun } => {
                let oldest = self.date_path(oldest, frame);
                let begun = self.date_path(begun, frame);
                oldest.zip(&begun, |oldest, begun| (oldest, begun)).and_then(|pair, _| match pair {
                    (Some((oldest, _)), Some((begun, _))) if oldest <= begun => {
                        Timeline::constant(Known::Yes)
                    }
                    // Younger things than the time asks for are gone until the oldest one is that old.
                    (Some((oldest, _)), Some(_)) => {
                        let full = self.calendar.plus(oldest, self.resolve(time, oldest));
                        Timeline::split(Known::No, full, Known::Yes)
                    }
                    _ => Timeline::constant(Known::Unknown),
                })
            }
            Store::Thing { from, kept } => self.thing(duty, time, from, kept, subject),
        };
        let kept = match store {
            Store::Rolling { .. } => kept.zip(&self.proof(&duty.proof, frame), |kept, proof| match kept {
                Known::Yes => proof,
                other => other,
            }),
            Store::Thing { .. } => kept,
        };
        out.add(subject.record.row, 0, Period::None, subject.exempt, |segments| {
            for (from, until, (member, kept)) in subject.member.zip(&kept, |m, k| (m, k)).runs() {
                let from = from.max(subject.begin);
                let status = match (member, kept) {
                    (Known::No, _) => None,
                    (Known::Unknown, _) | (_, Known::Unknown) => Some(Status::Unproven),
                    (_, Known::No) => Some(Status::Breached),
                    (_, Known::Yes) => Some(Status::Met),
                };
                if from < until {
                    segments.push(from, status, Day::NEVER, from);
                }
            }
        });
    }

    /// A thing must be there from its start until the time is over; afterwards, what was so on the last day stays so.
    fn thing(
        &self,
        duty: &Duty,
        time: Duration,
        from: &zilu_catalogue::Path,
        kept: &zilu_catalogue::Predicate,
        subject: &Subject<'_>,
    ) -> Timeline<Known> {
        let frame = subject.frame();
        let there = self.holds(kept, frame).zip(&self.proof(&duty.proof, frame), |kept, proof| match kept {
            Known::Yes => proof,
            other => other,
        });
        self.date_path(from, frame).and_then(|start, _| {
            let Some((start, _)) = start else { return Timeline::constant(Known::Unknown) };
            let end = self.calendar.plus(start, self.resolve(time, start));
            let mut days = Days::since(subject.begin);
            days.extend(there.changes());
            days.add(end.next());
            let mut out = Timeline::constant(there.at(subject.begin));
            for day in days {
                out.push(day, there.at(day.min(end)));
            }
            out
        })
    }
}
