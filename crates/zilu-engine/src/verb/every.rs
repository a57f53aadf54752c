//! `every`: in each period an act with proof.

use super::Subject;
use super::act::Answer;
use super::days::Days;
use crate::calendar::{Day, Periods};
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::world::World;
use smallvec::{SmallVec, smallvec};
use zilu_catalogue::{Cycle, Duration, DutyId, Status, Verb};

/// The switches of an `every` duty.
#[derive(Clone, Copy)]
struct Rules {
    owed_after_leaving: bool,
    first_joined: bool,
    late_act_counts: bool,
}

impl World<'_> {
    pub(crate) fn every_duty(&self, id: DutyId, subject: &Subject<'_>, out: &mut Obligations) {
        let duty = &self.catalogue.duties[id.index()];
        let Verb::Every { cycle, must, owed_after_leaving, first_joined, late_act_counts } = self.verb(duty)
        else {
            return;
        };
        let rules = Rules {
            owed_after_leaving: *owed_after_leaving,
            first_joined: *first_joined,
            late_act_counts: *late_act_counts,
        };
        let answers = self.acts_of(must, &duty.proof, subject);
        self.unknown_stretch(subject, out);
        // The kind of cycle is that in force when the subject first joined; its length is looked up per period.
        match self.resolve_cycle(*cycle, subject.begin) {
            Cycle::Rolling(_) => self.rolling(id, *cycle, &answers, subject, out),
            _ => self.calendar_periods(*cycle, rules, &answers, subject, out),
        }
    }

    /// While the population is unknown: one standing without a period.
    fn unknown_stretch(&self, subject: &Subject<'_>, out: &mut Obligations) {
        if subject.member.as_constant().is_some_and(|known| known != Known::Unknown) {
            return;
        }
        out.add(subject.record.row, 0, Period::None, subject.exempt, |segments| {
            for (from, _, known) in subject.runs() {
                let status = (known == Known::Unknown).then_some(Status::Unproven);
                segments.push(from, status, Day::NEVER, from);
            }
        });
    }

    fn calendar_periods(
        &self,
        cycle: Cycle,
        rules: Rules,
        answers: &[Answer],
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let mut spent: SmallVec<[bool; 32]> = smallvec![false; answers.len()];
        let stays = subject.member.as_constant() == Some(Known::Yes);
        let mut start = 0;
        let steady = self.is_steady(cycle);
        let mut periods: Option<Periods<'_>> = None;
        let mut at = subject.begin;
        while at <= self.horizon {
            if !steady || periods.is_none() {
                let Cycle::Calendar(months) = self.resolve_cycle(cycle, at) else { return };
                if periods.as_ref().is_none_or(|periods| periods.months() != months) {
                    // The first one may begin earlier than the last one of another length ended.
                    (periods, start) = (Some(self.calendar_periods_from(at, months)), 0);
                }
            }
            let Some(periods) = &mut periods else { return };
            let months = periods.months();
            let Some((first, last)) = periods.next() else { return };
            let (from, certain) = match stays {
                true => (Some(subject.begin.max(first)), true),
                false => membership_in(first, last, subject),
            };
            start += answers[start..].iter().take_while(|answer| answer.date < first).count();
            let entered_later = |from: Day| certain && !rules.first_joined && from > first;
            if let Some(from) = from.filter(|from| !entered_later(*from)) {
                let period = InPeriod { first, last, months, from, certain, stays, start };
                self.calendar_period_standing(&period, rules, answers, &mut spent, subject, out);
            }
            at = last.next();
        }
    }

    fn calendar_period_standing(
        &self,
        period: &InPeriod,
        rules: Rules,
        answers: &[Answer],
        spent: &mut [bool],
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let InPeriod { first, last, months, start, .. } = *period;
        let due = self.period_due(last);
        let end = start + answers[start..].iter().take_while(|answer| answer.date <= due).count();
        let inside: Vec<Answer>;
        let (in_time, late): (&[Answer], &[Answer]) = if rules.late_act_counts {
            (&answers[start..end], &answers[end..])
        } else {
            // One act, one period: the first free act answers the period and is spent.
            let own = (start..answers.len()).find(|i| !spent[*i] && answers[*i].done);
            if let Some(i) = own {
                spent[i] = true;
            }
            inside = own
                .map(|i| answers[i])
                .into_iter()
                .chain(answers[start..end].iter().filter(|answer| !answer.done).copied())
                .collect();
            let split = inside.iter().position(|answer| answer.date > due).unwrap_or(inside.len());
            (&inside[..split], &inside[split..])
        };
        let name = Period::Calendar { start: first, months };
        if period.stays && in_time.iter().all(|answer| answer.done && answer.until == Day::NEVER) {
            // As most: done in time, or not at all.
            let met = in_time.iter().map(|answer| answer.from).min().map(|day| day.max(period.from));
            let met = met.filter(|day| *day <= due.next());
            if met.is_some() || in_time.is_empty() && late.is_empty() {
                out.add(subject.record.row, 0, name, subject.exempt, |segments| {
                    segments.push(period.from, Some(Status::Due), due, period.from);
                    match met {
                        Some(day) => {
                            let first = in_time.iter().find(|answer| answer.from <= day);
                            let done = first.map_or(day, |answer| answer.date);
                            segments.push(day, Some(Status::Met), due, done);
                        }
                        None => {
                            let day = due.next().max(period.from);
                            segments.push(day, Some(Status::Late), due, due.next());
                        }
                    }
                });
                return;
            }
        }
        // Of the late acts only those up to the first that counts at once and for good can matter.
        let enough = late.iter().position(Answer::is_final).map_or(late.len(), |i| i + 1);
        let late = &late[..enough];
        let mut days = Days::since(period.from);
        days.add(due.next());
        days.add_changes(in_time);
        days.add_changes(late);
        // A duty that releases who leaves: away on the day, or on the period's last day when that is over.
        let released = |day: Day| !rules.owed_after_leaving && subject.member.at(day.min(last)) == Known::No;
        if !rules.owed_after_leaving {
            days.extend(subject.member.changes().filter(|day| *day <= due));
        }
        out.add(subject.record.row, 0, name, subject.exempt, |segments| {
            for day in days {
                let counting = |answers: &[Answer], done: bool| {
                    answers.iter().find(|answer| answer.counts_on(day) && answer.done == done).map(|a| a.date)
                };
                let (status, since) = if let Some(date) = counting(in_time, true) {
                    (Some(Status::Met), date)
                } else if let Some(date) = counting(late, true) {
                    (Some(Status::MetLate), date)
                } else if released(day) {
                    (None, day)
                } else if let Some(date) = counting(in_time, false) {
                    (Some(Status::Unproven), date)
                } else if !period.certain {
                    (Some(Status::Unproven), day)
                } else if day <= due {
                    (Some(Status::Due), period.from)
                } else {
                    (Some(Status::Late), due.next())
                };
                segments.push(day, status, due, since);
            }
        });
    }

    /// Cycles that run from the last act. Duties of one clock hand the subject over to each other.
    fn rolling(
        &self,
        id: DutyId,
        own_cycle: Cycle,
        answers: &[Answer],
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let mut stays = vec![];
        self.collect_stays(id, own_cycle, subject, &mut stays);
        for other in self.clock_group(id).iter().copied() {
            let verb = self.verb(&self.catalogue.duties[other.index()]);
            if other != id
                && let (Verb::Every { cycle, .. }, Some(there)) =
                    (verb, self.subject(other, subject.record.row))
            {
                self.collect_stays(other, *cycle, &there, &mut stays);
            }
        }
        stays.sort_by_key(|stay| stay.from);
        let mut before: Option<Before> = None;
        for stay in &stays {
            if stay.certain {
                let out = (stay.duty == id).then_some(&mut *out);
                before = Some(self.stay(stay, before, answers, subject, out));
            } else if stay.duty == id && stay.until != Day::NEVER {
                self.past_unknown_stay(stay, answers, subject, out);
                before = None;
            }
        }
    }

    fn collect_stays(&self, duty: DutyId, cycle: Cycle, subject: &Subject<'_>, stays: &mut Vec<Stay>) {
        for (from, until, known) in subject.runs().filter(|(.., known)| *known != Known::No) {
            if let Cycle::Rolling(time) = self.resolve_cycle(cycle, from) {
                // Unresolved, so that each cycle takes the company's value of its own day.
                let time = if let Cycle::Parameter(parameter) = cycle {
                    Duration::Parameter(parameter)
                } else {
                    time
                };
                stays.push(Stay { duty, from, until, time, certain: known == Known::Yes });
            }
        }
    }

    /// Lays out the cycles of one stay in a population; returns what it leaves to the next.
    fn stay(
        &self,
        stay: &Stay,
        before: Option<Before>,
        answers: &[Answer],
        subject: &Subject<'_>,
        mut out: Option<&mut Obligations>,
    ) -> Before {
        let done: Vec<&Answer> =
            answers.iter().filter(|answer| answer.done && answer.until == Day::NEVER).collect();
        let earlier = done.iter().rev().find(|answer| answer.date <= stay.from).map(|answer| answer.date);
        // A clock that started never restarts: without an act it runs from the day it first began.
        let anchor = earlier.or(before.map(|before| before.anchor));
        let mut start = stay.from;
        let late = before.filter(|before| before.left == stay.from && before.due < stay.from);
        let mut due = match anchor.map(|anchor| (anchor, self.plus(anchor, stay.time))) {
            // A lateness already there stays, also where the new time is longer.
            _ if late.is_some() => late.map_or(stay.from, |before| before.due),
            Some((anchor, due)) if due >= stay.from => {
                start = if earlier.is_some() { anchor } else { stay.from };
                due
            }
            // By the new time it has passed on the day of change: the old due date, or change ⊕ new time.
            Some(_) => {
                let open = before.map_or(Day::NEVER, |before| {
                    if before.left == stay.from { before.due } else { before.due.max(stay.from) }
                });
                self.plus(stay.from, stay.time).min(open)
            }
            None => self.plus(stay.from, stay.time),
        };
        let mut anchor = anchor.unwrap_or(stay.from);
        let mut visible = stay.from;
        let first = start;
        let mut next = done.iter().copied().skip_while(move |answer| answer.date <= first);
        loop {
            let answer = next.next();
            let closed_by_leaving =
                answer.is_none_or(|answer| answer.date >= stay.until) && due >= stay.until;
            if let Some(out) = out.as_deref_mut() {
                let answer = answer.filter(|_| !closed_by_leaving);
                self.cycle(start, visible, due, stay.until, answer, answers, subject, out);
            }
            match answer {
                Some(answer) if answer.date < stay.until => {
                    visible = answer.from.max(visible);
                    start = answer.date;
                    anchor = start;
                    due = self.plus(start, stay.time);
                }
                _ => return Before { left: stay.until, due, anchor },
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn cycle(
        &self,
        start: Day,
        visible: Day,
        due: Day,
        left: Day,
        answer: Option<&Answer>,
        answers: &[Answer],
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let candidates: Vec<Answer> = answers
            .iter()
            .filter(|candidate| {
                !(candidate.done && candidate.until == Day::NEVER)
                    && candidate.date > start
                    && candidate.date <= due
            })
            .copied()
            .collect();
        let mut days = Days::since(visible);
        days.add(due.next());
        days.add_changes(&candidates);
        days.extend(answer.map(|answer| answer.from));
        if left != Day::NEVER {
            days.add(left);
        }
        out.add(subject.record.row, 0, Period::Cycle(start), subject.exempt, |segments| {
            for day in days {
                let done = answer.filter(|answer| answer.from <= day).map(|answer| answer.date);
                let candidate = candidates.iter().find(|candidate| candidate.counts_on(day));
                let (status, since) = match (done, candidate) {
                    (Some(date), _) if date <= due => (Some(Status::Met), date),
                    (Some(date), _) => (Some(Status::MetLate), date),
                    // Who left in time owes nothing more; a lateness already there stays.
                    (None, _) if day >= left && due >= left => (None, day),
                    (None, Some(candidate)) => (Some(Status::Unproven), candidate.date),
                    (None, None) if day <= due => (Some(Status::Due), start),
                    (None, None) => (Some(Status::Late), due.next()),
                };
                segments.push(day, status, due, since);
            }
        });
    }

    /// A stretch in which membership was unknown and which has ended: unproven, unless an act was done in it.
    fn past_unknown_stay(
        &self,
        stay: &Stay,
        answers: &[Answer],
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let due = self.plus(stay.from, stay.time);
        if due >= stay.until {
            return;
        }
        let answer = answers.iter().find(|answer| answer.done && answer.date >= stay.from);
        let mut days = Days::since(stay.until);
        days.extend(answer.map(|answer| answer.from));
        out.add(subject.record.row, 0, Period::Cycle(stay.from), subject.exempt, |segments| {
            for day in days {
                let (status, since) = match answer.filter(|answer| answer.from <= day) {
                    Some(answer) if answer.date <= due => (Status::Met, answer.date),
                    Some(answer) => (Status::MetLate, answer.date),
                    None => (Status::Unproven, stay.from),
                };
                segments.push(day, Some(status), due, since);
            }
        });
    }
}

/// How a subject was in a calendar period: from when it owes, and whether that is certain.
fn membership_in(first: Day, last: Day, subject: &Subject<'_>) -> (Option<Day>, bool) {
    let mut unknown_until = None;
    for (from, until, known) in subject.runs().filter(|(from, until, _)| *from <= last && *until > first) {
        match known {
            Known::Yes => return (Some(from.max(first)), true),
            Known::Unknown => unknown_until = Some(until),
            Known::No => {}
        }
    }
    // While the unknown stretch lasts, the standing without a period says so.
    (unknown_until.filter(|until| *until != Day::NEVER), false)
}

/// A calendar period of a subject.
#[derive(Clone, Copy)]
struct InPeriod {
    first: Day,
    last: Day,
    months: u8,
    /// From when the subject owes.
    from: Day,
    /// Whether it does, or only may.
    certain: bool,
    /// Whether it owes at all times.
    stays: bool,
    /// The first answer that is not earlier than the period.
    start: usize,
}

/// What a stay leaves to the next: when it ended, the due date that was open then, and the day from which that ran.
#[derive(Clone, Copy)]
struct Before {
    left: Day,
    due: Day,
    anchor: Day,
}

struct Stay {
    duty: DutyId,
    from: Day,
    until: Day,
    time: Duration,
    certain: bool,
}
