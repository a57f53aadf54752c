//! `after … within`: each trigger is answered in time. A clock that started never restarts.

use super::act::{ActsOfAll, Answer, Answers, Constantly, answers_of};
use super::days::Days;
use super::{Subject, Subjects};
use crate::brief::Brief;
use crate::calendar::Day;
use crate::column::Places;
use crate::facts::{RecordId, UNKNOWN};
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::packed::Packed;
use crate::predicate::{Frame, depends_on, relation_depends_on};
use crate::timeline::Timeline;
use crate::world::World;
use smallvec::SmallVec;
use zilu_catalogue::{
    Act, Deadline, Duration, Duty, DutyId, Must, Path, Predicate, Root, Status, Trigger, Verb,
};

/// One running clock.
struct Clock<'a> {
    subject: &'a Subject<'a>,
    frame: Frame,
    period: Period,
    /// Whether an answer is owed, day by day.
    owed: Timeline<Known>,
    /// First day on which the clock is seen.
    visible: Day,
    /// The trigger: answers count from here on. `None` when the date is not known.
    trigger: Option<(Day, Option<i64>)>,
    due: Timeline<Option<Day>>,
    /// The exact moment, for deadlines in minutes.
    due_instant: Option<i64>,
}

impl World<'_> {
    pub(crate) fn after_duty(&self, id: DutyId, subject: &Subject<'_>, out: &mut Obligations) {
        let duty = &self.catalogue.duties[id.index()];
        let Verb::After { trigger, deadline, must } = self.verb(duty) else { return };
        match trigger {
            Trigger::Field(path) => self.after_field(id, path, deadline, must, subject, out),
            Trigger::Entry => self.after_entry(duty, deadline, must, subject, out),
            Trigger::Event(event) => self.after_event(duty, event, deadline, must, subject, out),
        }
    }

    fn after_field(
        &self,
        id: DutyId,
        path: &Path,
        deadline: &Deadline,
        must: &Must,
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let duty = &self.catalogue.duties[id.index()];
        let frame = subject.frame();
        // The trigger never moves: the first date that became known counts, also before the duty was binding.
        let begin = self.facts.begin(subject.record, self.known);
        let triggers = self.date_path(path, Frame { from: begin, ..frame }).since(begin);
        let trigger = triggers.runs().find_map(|(.., date)| date);
        let Some((joined, ..)) = subject.runs().find(|(.., known)| *known != Known::No) else { return };
        let visible = match trigger {
            // Until the date was known nothing was proven, and that is seen.
            Some((day, _)) if triggers.at(joined).is_some() => day.max(joined),
            _ => joined,
        };
        let (due, due_instant) = match trigger {
            None => (Timeline::constant(None), None),
            Some(trigger) => self.field_due(id, deadline, trigger, subject),
        };
        let owed = if triggers.as_constant().is_some() {
            subject.member.clone()
        } else {
            // The date was unknown for a time, or is unknown again: then nothing is proven.
            subject.member.zip(&triggers, |member, trigger| match trigger {
                None => member.and(Known::Unknown),
                Some(_) => member,
            })
        };
        let clock = Clock { subject, frame, period: Period::None, owed, visible, trigger, due, due_instant };
        self.run_clock(duty, &clock, must, subject.acts, out);
    }

    /// The due date, following the subject through the duties of the clock.
    fn field_due(
        &self,
        id: DutyId,
        deadline: &Deadline,
        trigger: (Day, Option<i64>),
        subject: &Subject<'_>,
    ) -> (Timeline<Option<Day>>, Option<i64>) {
        let duty = &self.catalogue.duties[id.index()];
        if duty.clock.is_none() {
            let joined = subject.runs().find(|(.., known)| *known == Known::Yes).map(|(from, ..)| from);
            let start = match joined {
                Some(day) if subject.was_outside_before(day) && day > trigger.0 => (day, None),
                _ => trigger,
            };
            return self.due(deadline, start, subject.frame());
        }
        (self.shared_clock(id, trigger.0, subject), None)
    }

    /// Due dates of one duty of a clock. Raised at t: the earlier of the old due date and t ⊕ the new time. Lowered: the
    /// new time from the first trigger.
    fn shared_clock(&self, id: DutyId, trigger: Day, subject: &Subject<'_>) -> Timeline<Option<Day>> {
        let mut stays: SmallVec<[(Day, Day, DutyId, &Deadline); 4]> = SmallVec::new();
        for other in self.clock_group(id).iter().copied() {
            let Verb::After { deadline, .. } = self.verb(&self.catalogue.duties[other.index()]) else {
                continue;
            };
            let member = if other == id { subject.member.clone() } else { self.membership(other, subject) };
            for (from, until, known) in subject.runs_of(&member) {
                if known == Known::Yes {
                    stays.push((from, until, other, deadline));
                }
            }
        }
        stays.sort_by_key(|stay| (stay.0, stay.2));
        let mut out = Timeline::constant(None);
        let mut open: Option<(Timeline<Option<Day>>, &Deadline)> = None;
        for (from, _, duty, deadline) in stays {
            // The old due date as it stood on the eve of the change.
            let open_due = open.as_ref().and_then(|(due, _)| due.at(Day(from.0.saturating_sub(1))));
            let due = match &open {
                None => {
                    let outside = subject.was_outside_before(from) && from > trigger;
                    let start = if outside { from } else { trigger };
                    self.due(deadline, (start, None), subject.frame()).0.at(from)
                }
                Some((_, before)) if self.is_shorter(deadline, before, from) => {
                    let new = self.due(deadline, (from.max(trigger), None), subject.frame()).0.at(from);
                    match (open_due, new) {
                        (Some(old), Some(new)) => Some(old.min(new)),
                        (old, new) => new.or(old),
                    }
                }
                Some(_) => self.due(deadline, (trigger, None), subject.frame()).0.at(from),
            };
            let stay = match deadline {
                Deadline::Within(_) => Timeline::constant(due),
                // The company's own date may be recorded, or changed, later.
                Deadline::By(_) => self.due(deadline, (trigger, None), subject.frame()).0,
            };
            if duty == id {
                for (start, _, date) in stay.runs().filter(|(_, until, _)| *until > from) {
                    out.push(start.max(from), date);
                }
            }
            open = Some((stay, deadline));
        }
        out
    }

    fn is_shorter(&self, new: &Deadline, old: &Deadline, on: Day) -> bool {
        match (new, old) {
            (Deadline::Within(new), Deadline::Within(old)) => self.plus(on, *new) < self.plus(on, *old),
            (Deadline::Within(_), Deadline::By(_)) => true,
            (Deadline::By(_), _) => false,
        }
    }

    fn after_entry(
        &self,
        duty: &Duty,
        deadline: &Deadline,
        must: &Must,
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        out.add(subject.record.row, 0, Period::None, subject.exempt, |segments| {
            for (from, _, known) in subject.runs() {
                let status = (known == Known::Unknown).then_some(Status::Unproven);
                segments.push(from, status, Day::NEVER, from);
            }
        });
        for (from, until, _) in subject.runs().filter(|(.., known)| *known == Known::Yes) {
            let mut owed = Timeline::split(Known::No, from, Known::Yes);
            owed.push(until, Known::No);
            let (due, due_instant) = self.due(deadline, (from, None), subject.frame());
            let clock = Clock {
                subject,
                frame: subject.frame(),
                period: Period::Cycle(from),
                owed,
                visible: from,
                trigger: Some((from, None)),
                due,
                due_instant,
            };
            self.run_clock(duty, &clock, must, subject.acts, out);
        }
    }

    fn after_event(
        &self,
        duty: &Duty,
        event: &Act,
        deadline: &Deadline,
        must: &Must,
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        let frame = subject.frame();
        let instant = self.event_is_instant(event);
        let mut rows = self.related(&event.relation, &event.predicate, frame);
        rows.sort_unstable();
        // Acts that do not look at the trigger are the same for every trigger.
        let shared = match must {
            Must::Act(act)
                if subject.acts.is_none()
                    && rows.len() > 1
                    && !relation_depends_on(&act.relation, &act.predicate, Root::Trigger) =>
            {
                Some(self.acts(act, &duty.proof, frame))
            }
            _ => None,
        };
        let shared = subject.acts.or(shared.as_deref());
        let mut clocks = Vec::new();
        for row in rows {
            let record = RecordId { kind: event.relation.kind, row };
            let begin = self.facts.begin(record, self.known);
            let inner = Frame { current: record, this: subject.record, trigger: Some(record), from: begin };
            let dates = self.facts.field(record, event.date, self.known, begin);
            let trigger = dates.runs().map(|(.., cell)| cell).find(|cell| *cell != UNKNOWN);
            let trigger = trigger.map(|cell| match instant {
                true => (Day::of_instant(cell), Some(cell)),
                false => (Day(cell as i32), None),
            });
            if trigger.is_some_and(|(day, _)| day < self.start_of(duty)) {
                continue;
            }
            let there = self.related_holds(&event.relation, &event.predicate, frame, row);
            if there.as_constant() == Some(Known::No) {
                continue;
            }
            // Whoever was in the population on the day of the event owes the answer.
            let on = trigger.map_or(begin, |(day, _)| day).max(subject.begin);
            let member = subject.member.at(on);
            let owed = there.map(|known| known.and(member));
            let Some((first, ..)) = owed.runs().find(|(.., known)| *known != Known::No) else { continue };
            let certain = owed.runs().find(|(.., known)| *known == Known::Yes).map(|(from, ..)| from);
            let raised = certain
                .filter(|day| *day > begin && there.at(Day(day.0 - 1)) == Known::No)
                .filter(|day| trigger.is_some_and(|(trigger, _)| *day > trigger));
            let start = raised.map_or(trigger, |day| Some((day, None)));
            let (due, due_instant) = match start {
                None => (Timeline::constant(None), None),
                Some(start) => self.due(deadline, start, inner),
            };
            let visible = trigger.map_or(first, |(day, _)| day.max(first)).max(begin);
            let period = Period::Trigger(row);
            clocks.push(Clock { subject, frame: inner, period, owed, visible, trigger, due, due_instant });
        }
        // A place is two bytes.
        for clocks in clocks.chunks(usize::from(u16::MAX)) {
            let own = match must {
                Must::Act(act) if shared.is_none() => self.acts_of_clocks(act, &duty.proof, clocks),
                _ => None,
            };
            let mut next = 0;
            for (place, clock) in clocks.iter().enumerate() {
                let own = own.as_ref().map(|own| own.take(&mut next, place as u16));
                self.run_clock(duty, clock, must, own.or(shared), out);
            }
        }
    }

    /// The acts of each clock of one subject, where they depend on the trigger: what does not is asked once per act, the
    /// rest for each clock only until one answers it for good.
    fn acts_of_clocks(&self, act: &Act, proof: &[Vec<Path>], clocks: &[Clock<'_>]) -> Option<ActsOfAll> {
        let of_trigger = proof.iter().flatten().any(|path| path.root == Root::Trigger);
        let frame = clocks.first().filter(|_| act.relation.to == Root::This && !of_trigger)?.subject.frame();
        let parts = match &act.predicate {
            Predicate::And(parts) => &parts[..],
            whole => std::slice::from_ref(whole),
        };
        let (of_trigger, of_act): (SmallVec<[&Predicate; 4]>, SmallVec<[&Predicate; 4]>) =
            parts.iter().partition(|part| depends_on(part, Root::Trigger));
        let mut steady: SmallVec<[(u32, Answer); 16]> = SmallVec::new();
        let mut others: SmallVec<[u32; 4]> = SmallVec::new();
        for row in self.related(&act.relation, &act.predicate, frame) {
            match self.constant_answer(act, &of_act, proof, frame, row) {
                Constantly::Answer(answer) => steady.push((row, answer)),
                Constantly::Nothing => {}
                Constantly::Unseen => others.push(row),
            }
        }
        steady.sort_by_key(|(_, answer)| (answer.date, answer.from));
        let mut acts = ActsOfAll::default();
        for (place, clock) in clocks.iter().enumerate() {
            let (from, moment) = clock.trigger.unwrap_or((Day::ALWAYS, None));
            let mut add = |answer| acts.push(place as u16, answer);
            for row in &others {
                self.varying_answers(act, proof, clock.frame, *row, &mut add);
            }
            let start = steady.partition_point(|(_, answer)| answer.date < from);
            for (row, answer) in &steady[start..] {
                let record = RecordId { kind: act.relation.kind, row: *row };
                let begin = self.facts.begin(record, self.known).max(clock.frame.from);
                let inner = Frame { current: record, from: begin, ..clock.frame };
                let mut of_trigger = of_trigger.iter().map(|part| self.brief(part, inner).always());
                match of_trigger.try_fold(Known::Yes, |all, part| Some(all.and(part?))) {
                    Some(Known::No) => {}
                    Some(known) => {
                        let answer = Answer { done: answer.done && known == Known::Yes, ..*answer };
                        add(answer);
                        let earlier = moment.zip(answer.instant).is_some_and(|(moment, done)| done < moment);
                        if answer.is_final() && !earlier {
                            break;
                        }
                    }
                    None => self.varying_answers(act, proof, clock.frame, *row, &mut add),
                }
            }
        }
        acts.in_order();
        Some(acts)
    }

    /// The due date from a start, day by day, and the exact moment for deadlines in minutes.
    fn due(
        &self,
        deadline: &Deadline,
        start: (Day, Option<i64>),
        frame: Frame,
    ) -> (Timeline<Option<Day>>, Option<i64>) {
        match deadline {
            Deadline::By(path) => {
                // What was late before anything was owed was never late.
                let dates = self.date_path(path, frame).since(frame.from);
                (dates.map(|date| date.map(|(day, _)| day)), None)
            }
            Deadline::Within(time) => {
                let (day, moment) = self.within(*time, start);
                (Timeline::constant(Some(day)), moment)
            }
        }
    }

    /// A start and a time: the due date and, for a time in minutes, the exact moment.
    fn within(&self, time: Duration, start: (Day, Option<i64>)) -> (Day, Option<i64>) {
        match (self.resolve(time, start.0), start.1) {
            (Duration::Minutes(minutes), Some(instant)) => {
                let moment = instant + i64::from(minutes) * 60;
                (Day::of_instant(moment), Some(moment))
            }
            _ => (self.plus(start.0, time), None),
        }
    }

    fn run_clock(
        &self,
        duty: &Duty,
        clock: &Clock<'_>,
        must: &Must,
        shared: Option<&[Answer]>,
        out: &mut Obligations,
    ) {
        let from = clock.trigger.map_or(Day::ALWAYS, |(day, _)| day);
        let answers: Answers = match (must, shared) {
            (Must::Act(_), Some(answers)) => clock.later(answers).collect(),
            (Must::Act(act), None) => clock.later(&self.acts(act, &duty.proof, clock.frame)).collect(),
            (Must::State(predicate), _) => {
                let frame = Frame { current: clock.subject.record, ..clock.frame };
                self.states(predicate, &duty.proof, frame, from)
            }
        };
        let due = clock.keep_lateness(&answers);
        let mut days = Days::since(clock.visible);
        days.extend(clock.owed.changes());
        for (start, _, due) in due.runs() {
            days.add(start);
            days.extend(due.map(Day::next));
        }
        days.add_changes(&answers);
        let row = clock.subject.record.row;
        out.add(row, 0, clock.period, clock.subject.exempt, |segments| {
            for day in days {
                let (status, since) = clock.on(day, &due, &answers);
                segments.push(day, status, due.at(day).unwrap_or(Day::NEVER), since);
            }
        });
    }

    /// `after` a date of the subject, answered by a state, for many subjects: at once for those that are in the population
    /// from their first day on, or of which nobody knows, and whose dates never change; one by one for the others.
    pub(crate) fn after_field_states(
        &self,
        id: DutyId,
        path: &Path,
        deadline: &Deadline,
        must: &Must,
        subjects: &Subjects<'_>,
        out: &mut Obligations,
    ) {
        let duty = &self.catalogue.duties[id.index()];
        let Subjects { frames, at, member } = subjects;
        let simple = self.in_no_other_of_clock(id, subjects);
        let (state, proof) = match must {
            Must::State(state) => {
                (self.column(state, frames, &simple), self.column_proof(&duty.proof, frames, &simple))
            }
            Must::Act(_) => (Vec::new(), Vec::new()),
        };
        let since_begin = frames.since_begin();
        let triggers = self.dates(path, &since_begin, at);
        let dues = match deadline {
            Deadline::By(path) => Some(self.dates(path, frames, at)),
            Deadline::Within(_) => None,
        };
        // Of a clock only the day counts.
        let due_of = |place: u16, (trigger, instant): (Day, Option<i64>)| match (&dues, deadline) {
            (Some(dues), _) => dues.always(place).map(|date| date.map(|(day, _)| day)),
            (None, Deadline::Within(time)) => {
                let instant = instant.filter(|_| duty.clock.is_none());
                Some(Some(self.within(*time, (trigger, instant)).0))
            }
            (None, Deadline::By(_)) => Some(None),
        };
        // Who may be in the population all along: unproven, whatever was done. No duty of a clock has a due date for it.
        let unsure = |place: u16| {
            let from = frames.from[place as usize];
            Some(match triggers.always(place)? {
                Some(trigger) if duty.clock.is_none() => (trigger.0.max(from), due_of(place, trigger)?),
                Some((trigger, _)) => (trigger.max(from), None),
                None => (from, None),
            })
        };
        let mut simple = simple.into_iter().peekable();
        for place in *at {
            let subject = frames.frame(*place).this;
            let unknown = member[*place as usize] == Packed::UNKNOWN;
            if let Some((visible, due)) = Some(*place).filter(|_| unknown).and_then(unsure) {
                out.add(subject.row, 0, Period::None, self.exemptions(id, subject), |segments| {
                    segments.push(visible, Some(Status::Unproven), due.unwrap_or(Day::NEVER), visible);
                });
                continue;
            }
            let clock = simple.next_if_eq(place).and_then(|place| {
                let trigger = triggers.always(place)??;
                let due = due_of(place, trigger)?;
                let visible = trigger.0.max(frames.from[place as usize]);
                Some((visible, due, state[place as usize].brief()?, proof[place as usize].brief()?))
            });
            let Some((visible, due, state, proof)) = clock else {
                self.after_field(id, path, deadline, must, &self.subject_at(id, subjects, *place), out);
                continue;
            };
            let exempt = self.exemptions(id, subject);
            if let Some(reached) = reached_for_good(state, proof, visible) {
                out.add(subject.row, 0, Period::None, exempt, |segments| {
                    let days = [Some(visible), due.map(Day::next).filter(|day| *day > visible)];
                    for day in days.into_iter().flatten().filter(|day| *day < reached) {
                        let (status, since) = open(day, due, None, visible);
                        segments.push(day, status, due.unwrap_or(Day::NEVER), since);
                    }
                    if reached != Day::NEVER {
                        let (status, since) = answered(reached, due.map(|due| reached <= due));
                        segments.push(reached, status, due.unwrap_or(Day::NEVER), since);
                    }
                });
                continue;
            }
            let both = state.zip(proof, |state, proof| (state, proof));
            if both == Brief::Varies {
                self.after_field(id, path, deadline, must, &self.subject_at(id, subjects, *place), out);
                continue;
            }
            let answers = answers_of(both.runs(), visible);
            let mut days = Days::since(visible);
            days.extend(due.map(Day::next));
            days.add_changes(&answers);
            out.add(subject.row, 0, Period::None, exempt, |segments| {
                for day in days {
                    let counting =
                        |done| answers.iter().find(|answer| answer.done == done && answer.counts_on(day));
                    let (status, since) = match counting(true) {
                        Some(answer) => answered(answer.date, due.map(|due| answer.date <= due)),
                        None => open(day, due, counting(false), visible),
                    };
                    segments.push(day, status, due.unwrap_or(Day::NEVER), since);
                }
            });
        }
    }

    /// Those that are in a duty's population from their first day on, and never in that of another duty of its clock.
    fn in_no_other_of_clock(&self, id: DutyId, subjects: &Subjects<'_>) -> Places {
        let always = |place: &u16| subjects.member[*place as usize] == Packed::YES;
        let mut places: Places = subjects.at.iter().copied().filter(always).collect();
        for other in self.clock_group(id).iter().filter(|other| **other != id) {
            match self.catalogue.duties[other.index()].population {
                Some(term) => {
                    let member = self.column_term(term, &subjects.frames, &places);
                    places.retain(|place| member[*place as usize] == Packed::NO);
                }
                None => places.clear(),
            }
        }
        places
    }
}

impl Clock<'_> {
    /// The answers that are not earlier than the trigger, up to the first that counts at once and for good.
    fn later<'a>(&self, answers: &'a [Answer]) -> impl Iterator<Item = Answer> + 'a {
        let from = self.trigger.map_or(Day::ALWAYS, |(day, _)| day);
        let moment = self.trigger.and_then(|(_, instant)| instant);
        let start = answers.partition_point(|answer| answer.date < from);
        let mut over = false;
        answers[start..]
            .iter()
            .filter(move |answer| match (moment, answer.instant) {
                (Some(trigger), Some(done)) => done >= trigger,
                _ => true,
            })
            .take_while(move |answer| {
                let take = !over;
                over = answer.is_final();
                take
            })
            .copied()
    }

    /// The company's own date may move, but not away from a lateness that was already there.
    fn keep_lateness(&self, answers: &[Answer]) -> Timeline<Option<Day>> {
        let mut out: Timeline<Option<Day>> = Timeline::constant(None);
        let mut kept: Option<Day> = None;
        for (from, _, due) in self.due.runs() {
            let was_late = kept.is_some_and(|old| {
                old < from
                    && !answers.iter().any(|answer| answer.done && answer.from < from && answer.until >= from)
            });
            kept = if was_late { kept } else { due };
            out.push(from, kept);
        }
        out
    }

    fn on(&self, day: Day, due: &Timeline<Option<Day>>, answers: &[Answer]) -> (Option<Status>, Day) {
        let done = answers.iter().find(|answer| answer.done && answer.counts_on(day));
        let candidate = answers.iter().find(|answer| !answer.done && answer.counts_on(day));
        let (from, owed) = run_at(&self.owed, day);
        let in_time = |answer: &Answer| match (self.due_instant, answer.instant) {
            (Some(due), Some(done)) => Some(done <= due),
            _ => due.at(answer.date.max(self.visible)).map(|due| answer.date <= due),
        };
        match (owed, done) {
            (Known::Unknown, _) => (Some(Status::Unproven), from.max(self.visible)),
            // Who left in time owed nothing that could have come late.
            (Known::No, Some(answer))
                if answer.date > from
                    && in_time(answer) == Some(false)
                    && due.at(day).is_some_and(|due| due >= from) =>
            {
                (None, day)
            }
            (_, Some(answer)) => answered(answer.date, in_time(answer)),
            // Who left the population keeps what was reached before; in time, nothing more is owed; a lateness stays.
            (Known::No, None) => self.after_leaving(from, day, due, answers),
            (Known::Yes, None) => open(day, due.at(day), candidate, self.visible),
        }
    }
}

/// When a state was reached with proof, not before it was asked for: never, or on a day and for good; `None` where it is
/// neither.
fn reached_for_good(state: Brief<Known>, proof: Brief<Known>, from: Day) -> Option<Day> {
    match (state, proof) {
        (Brief::Always(Known::No), _) => Some(Day::NEVER),
        (Brief::Always(Known::Yes), Brief::Always(Known::Yes)) => Some(from),
        (Brief::Split(Known::No, day, Known::Yes), Brief::Always(Known::Yes)) => Some(day.max(from)),
        _ => None,
    }
}

/// The standing once it was answered: in time or not, or nobody can say.
fn answered(date: Day, in_time: Option<bool>) -> (Option<Status>, Day) {
    let status = match in_time {
        Some(true) => Status::Met,
        Some(false) => Status::MetLate,
        None => Status::Unproven,
    };
    (Some(status), date)
}

/// The standing of what is owed and not answered, with an answer that lacks a fact or proof.
fn open(day: Day, due: Option<Day>, candidate: Option<&Answer>, visible: Day) -> (Option<Status>, Day) {
    match (candidate, due) {
        (_, None) => (Some(Status::Unproven), visible),
        (Some(candidate), Some(due)) if candidate.date <= due => (Some(Status::Unproven), candidate.date),
        (_, Some(due)) if day <= due => (Some(Status::Due), visible),
        (_, Some(due)) => (Some(Status::Late), due.next()),
    }
}

impl Clock<'_> {
    /// The standing on a day after the subject left on `left`, without an answer that counts now.
    fn after_leaving(
        &self,
        left: Day,
        day: Day,
        due: &Timeline<Option<Day>>,
        answers: &[Answer],
    ) -> (Option<Status>, Day) {
        if left <= self.visible {
            return (None, day);
        }
        let eve = Day(left.0 - 1);
        if let Some(answer) = answers.iter().find(|answer| answer.done && answer.counts_on(eve)) {
            let in_time = due.at(answer.date.max(self.visible)).map(|due| answer.date <= due);
            return match in_time {
                Some(true) => (Some(Status::Met), answer.date),
                Some(false) => (Some(Status::MetLate), answer.date),
                None => (None, day),
            };
        }
        let Some(due) = due.at(day).filter(|due| *due < left) else { return (None, day) };
        // Late is who was certainly in on a day after the due date; who only may have been is unproven.
        let overdue = |wanted: Known| {
            let mut runs = self.owed.runs().filter(|(from, _, known)| *known == wanted && *from < left);
            runs.find(|(_, until, _)| *until > due.next()).map(|(from, ..)| from.max(due.next()))
        };
        match (overdue(Known::Yes), overdue(Known::Unknown)) {
            (Some(_), _) => (Some(Status::Late), due.next()),
            (None, Some(since)) => (Some(Status::Unproven), since),
            (None, None) => (None, day),
        }
    }
}

/// The value on a day and the day from which it holds.
fn run_at(timeline: &Timeline<Known>, day: Day) -> (Day, Known) {
    timeline
        .runs()
        .find(|(from, until, _)| *from <= day && day < *until)
        .map_or((Day::ALWAYS, timeline.last()), |(from, _, known)| (from, known))
}
