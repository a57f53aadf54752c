//! `before`: a step may happen only after these acts; in history, a step without them is a breach.

use super::Subject;
use super::act::Answers;
use super::days::Days;
use crate::calendar::Day;
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::timeline::Timeline;
use crate::world::World;
use zilu_catalogue::{Duty, Must, Path, Status};

impl World<'_> {
    pub(crate) fn before_duty(
        &self,
        duty: &Duty,
        step: &Path,
        must: &Must,
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let frame = subject.frame();
        let steps = self.date_path(step, frame);
        if steps.last().is_some_and(|(day, _)| day < self.start_of(duty)) {
            return;
        }
        let answers = match must {
            Must::Act(act) => self.acts_of(act, &duty.proof, subject).as_ref().into(),
            Must::State(predicate) => self.states(predicate, &duty.proof, frame, subject.begin),
        };
        let gate = Gate { subject, steps, answers, state: matches!(must, Must::State(_)) };
        let mut days = Days::since(subject.begin);
        days.extend(gate.steps.changes().chain(subject.member.changes()));
        days.extend(gate.steps.runs().filter_map(|(_, _, step)| step).map(|(day, _)| day));
        days.add_changes(&gate.answers);
        out.add(subject.record.row, 0, Period::None, subject.exempt, |segments| {
            for day in days {
                let (status, due, since) = gate.on(day);
                segments.push(day, status, due, since);
            }
        });
    }
}

struct Gate<'a> {
    subject: &'a Subject<'a>,
    steps: Timeline<Option<(Day, Option<i64>)>>,
    answers: Answers,
    state: bool,
}

impl Gate<'_> {
    fn on(&self, day: Day) -> (Option<Status>, Day, Day) {
        let Some((step, instant)) = self.steps.at(day) else {
            let member = self.subject.member.at(day);
            return ((member != Known::No).then_some(Status::Unproven), Day::NEVER, day);
        };
        let taken = day >= step;
        // Whoever was in the population on the day of the step owed the acts, whatever it became later.
        let member = self.subject.member.at(if taken { step.max(self.subject.begin) } else { day });
        match member {
            Known::No => return (None, step, day),
            Known::Unknown => return (Some(Status::Unproven), step, day),
            Known::Yes => {}
        }
        let in_time = |answer: &&super::act::Answer| match (instant, answer.instant) {
            (Some(step), Some(done)) => done <= step,
            _ => answer.date <= step,
        };
        // A state must hold on the day of the step itself.
        let look = if self.state && taken { step } else { day };
        let counting = || self.answers.iter().filter(|answer| answer.counts_on(look)).filter(in_time);
        if let Some(done) = counting().find(|answer| answer.done) {
            (Some(Status::Met), step, done.date)
        } else if counting().next().is_some() {
            (Some(Status::Unproven), step, day)
        } else if taken {
            (Some(Status::Breached), step, step)
        } else {
            (Some(Status::Due), step, day)
        }
    }
}
