//! Acts: the dated records that answer a duty, and whether they count on a given day.

use super::Subject;
use crate::calendar::Day;
use crate::column::{Frames, Pairs, keep_undecided};
use crate::facts::{RecordId, UNKNOWN};
use crate::known::Known;
use crate::packed::Packed;
use crate::predicate::Frame;
use crate::timeline::Timeline;
use crate::world::World;
use smallvec::SmallVec;
use std::borrow::Cow;
use zilu_catalogue::{Act, Path, Predicate, Root, Type};

/// An act, or a state reached, as it counts over a stretch of days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// When it was done.
    pub(crate) date: Day,
    /// The moment it was done, where that is known.
    pub(crate) instant: Option<i64>,
    /// First day on which it counts like this.
    pub(crate) from: Day,
    /// First day on which it no longer does.
    pub(crate) until: Day,
    /// Done with proof; otherwise a fact or the proof is missing.
    pub(crate) done: bool,
    /// The frame it was found for, among many.
    pub(crate) place: u16,
}

/// What an act is that may never change.
pub(crate) enum Constantly {
    /// It answers, and always did.
    Answer(Answer),
    /// It never answers.
    Nothing,
    /// It changes, or may.
    Unseen,
}

/// The answers by acts of many frames, in order of places and dates.
#[derive(Default)]
pub(crate) struct ActsOfAll(Vec<Answer>);

impl ActsOfAll {
    pub(crate) fn push(&mut self, place: u16, answer: Answer) {
        self.0.push(Answer { place, ..answer });
    }

    /// They come in order of places already.
    pub(crate) fn in_order(&mut self) {
        for answers in self.0.chunk_by_mut(|one, other| one.place == other.place) {
            answers.sort_by_key(|answer| (answer.date, answer.from));
        }
    }

    /// Those of a place; asked for in order of places, `next` being where the last one ended.
    pub(crate) fn take(&self, next: &mut usize, place: u16) -> &[Answer] {
        let from = &self.0[*next..];
        let from = &from[from.iter().take_while(|answer| answer.place < place).count()..];
        let answers = &from[..from.iter().take_while(|answer| answer.place == place).count()];
        *next = self.0.len() - from.len() + answers.len();
        answers
    }
}

/// Answers in order of their dates; few have more than two.
pub(crate) type Answers = SmallVec<[Answer; 2]>;

impl Answer {
    pub(crate) fn counts_on(&self, day: Day) -> bool {
        self.from <= day && day < self.until
    }

    /// It counts from the day it was done, and always will: nothing later matters.
    pub(crate) fn is_final(&self) -> bool {
        self.done && self.from == self.date && self.until == Day::NEVER
    }
}

impl World<'_> {
    /// The acts that answer for a subject.
    pub(crate) fn acts_of<'s>(
        &self,
        act: &Act,
        proof: &[Vec<Path>],
        subject: &'s Subject<'_>,
    ) -> Cow<'s, [Answer]> {
        match subject.acts {
            Some(acts) => Cow::Borrowed(acts),
            None => Cow::Owned(self.acts(act, proof, subject.frame()).into_vec()),
        }
    }

    /// All answers by acts, in order of their dates.
    pub(crate) fn acts(&self, act: &Act, proof: &[Vec<Path>], frame: Frame) -> Answers {
        let mut answers = Answers::new();
        for row in self.related(&act.relation, &act.predicate, frame) {
            match self.constant_answer(act, &[&act.predicate], proof, frame, row) {
                Constantly::Answer(answer) => {
                    answers.push(answer);
                    continue;
                }
                Constantly::Nothing => continue,
                Constantly::Unseen => {}
            }
            self.varying_answers(act, proof, frame, row, &mut |answer| answers.push(answer));
        }
        answers.sort_by_key(|answer| (answer.date, answer.from));
        answers
    }

    /// The answers by an act that changed since it was recorded, or may have.
    pub(crate) fn varying_answers(
        &self,
        act: &Act,
        proof: &[Vec<Path>],
        frame: Frame,
        row: u32,
        emit: &mut impl FnMut(Answer),
    ) {
        let instant = self.event_is_instant(act);
        let there = self.related_holds(&act.relation, &act.predicate, frame, row);
        if there.as_constant() == Some(Known::No) {
            return;
        }
        let record = RecordId { kind: act.relation.kind, row };
        let begin = self.facts.begin(record, self.known);
        let inner = Frame { current: record, from: begin, ..frame };
        let dates = self.facts.field(record, act.date, self.known, begin);
        let counts = there.zip(&self.proof(proof, inner), |there, proof| (there, proof));
        for (from, until, ((there, proof), cell)) in counts.zip(&dates, |counts, cell| (counts, cell)).runs()
        {
            if there == Known::No || cell == UNKNOWN {
                continue;
            }
            let date = if instant { Day::of_instant(cell) } else { Day(cell as i32) };
            let from = from.max(begin).max(date);
            if from < until {
                let done = there == Known::Yes && proof == Known::Yes;
                emit(Answer { date, instant: instant.then_some(cell), from, until, done, place: 0 });
            }
        }
    }

    /// The acts of many frames at once; `None` where each frame may have all acts of a kind: too many to hold together.
    pub(crate) fn acts_of_all(
        &self,
        act: &Act,
        proof: &[Vec<Path>],
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Option<ActsOfAll> {
        let any = act.relation.via.is_empty();
        let joined =
            |place: &u16| self.joined(act.relation.kind, &act.predicate, frames.frame(*place)).is_some();
        if any && !at.iter().all(joined) {
            return None;
        }
        let mut acts = ActsOfAll::default();
        self.each_related(&act.relation, &act.predicate, frames, at, |pairs| {
            self.answers_of_pairs(act, proof, pairs, frames, &mut acts);
        });
        acts.in_order();
        Some(acts)
    }

    /// The answers by acts, with the frames that they were found for.
    fn answers_of_pairs(
        &self,
        act: &Act,
        proof: &[Vec<Path>],
        pairs: &Pairs<'_>,
        of: &Frames<'_>,
        acts: &mut ActsOfAll,
    ) {
        let frames = pairs.frames_from_begin();
        let there = self.column_linked(&act.relation, &act.predicate, pairs);
        let mut at = pairs.all();
        keep_undecided(&mut at, &there, Packed::NO);
        acts.0.reserve(at.len());
        let proven = self.column_proof(proof, &frames, &at);
        let date = Path { root: Root::Current, kind: act.relation.kind, steps: vec![act.date] };
        let dates = self.dates(&date, &frames, &at);
        for at in at {
            let (place, row) = (pairs.places[at as usize], pairs.rows[at as usize]);
            let constant = there[at as usize].constant().zip(proven[at as usize].constant());
            let constant = constant.zip(dates.always(at));
            let Some(((there, proven), date)) = constant else {
                self.varying_answers(act, proof, of.frame(place), row, &mut |answer| {
                    acts.push(place, answer);
                });
                continue;
            };
            if let Some((date, instant)) = date {
                let done = there == Known::Yes && proven == Known::Yes;
                let from = pairs.begins[at as usize].max(date);
                acts.push(place, Answer { date, instant, from, until: Day::NEVER, done, place });
            }
        }
    }

    /// The answer by an act that never changed since it was recorded, as most acts, and fulfils some conditions.
    pub(crate) fn constant_answer(
        &self,
        act: &Act,
        conditions: &[&Predicate],
        proof: &[Vec<Path>],
        frame: Frame,
        row: u32,
    ) -> Constantly {
        let record = RecordId { kind: act.relation.kind, row };
        let begin = self.facts.begin(record, self.known);
        if begin == Day::NEVER {
            return Constantly::Nothing;
        }
        let from = begin.max(frame.from);
        let mut there = self.brief_link(&act.relation, &Predicate::True, frame, record, from);
        for condition in conditions {
            let holds = self.brief(condition, Frame { current: record, from, ..frame });
            there = there.both_or_either(holds, Known::No);
        }
        let there = match there.always() {
            Some(Known::No) => return Constantly::Nothing,
            Some(there) => there,
            None => return Constantly::Unseen,
        };
        let inner = Frame { current: record, from: begin, ..frame };
        let Some(proof) = self.brief_proof(proof, inner).always() else { return Constantly::Unseen };
        match self.facts.brief(record, act.date, self.known, begin).always() {
            None => Constantly::Unseen,
            Some(UNKNOWN) => Constantly::Nothing,
            Some(cell) => {
                let instant = self.event_is_instant(act);
                let date = if instant { Day::of_instant(cell) } else { Day(cell as i32) };
                let done = there == Known::Yes && proof == Known::Yes;
                let instant = instant.then_some(cell);
                Constantly::Answer(Answer {
                    date,
                    instant,
                    from: begin.max(date),
                    until: Day::NEVER,
                    done,
                    place: 0,
                })
            }
        }
    }

    /// A state as answers: each run of yes is an answer given on its first day, not before `start`.
    pub(crate) fn states(
        &self,
        predicate: &Predicate,
        proof: &[Vec<Path>],
        frame: Frame,
        start: Day,
    ) -> Answers {
        let state =
            self.holds(predicate, frame).zip(&self.proof(proof, frame), |state, proof| (state, proof));
        answers_of(state.runs(), start.max(frame.from))
    }

    pub(crate) fn event_is_instant(&self, act: &Act) -> bool {
        let kind = &self.catalogue.kinds[act.relation.kind.index()];
        kind.fields[act.date.index()].ty == Type::Instant
    }

    /// A date or instant field of a record, as a day and, for an instant, the moment.
    pub(crate) fn date_path(&self, path: &Path, frame: Frame) -> Timeline<Option<(Day, Option<i64>)>> {
        let instant = self.path_type(path) == Some(&Type::Instant);
        self.path(path, frame).map(|cell| match cell {
            UNKNOWN => None,
            cell if instant => Some((Day::of_instant(cell), Some(cell))),
            cell => Some((Day(cell as i32), None)),
        })
    }
}

/// The answers by a state with its proof.
pub(crate) fn answers_of(runs: impl Iterator<Item = (Day, Day, (Known, Known))>, start: Day) -> Answers {
    let mut answers = Answers::new();
    let mut reached = None;
    for (from, until, (state, proof)) in runs {
        let from = from.max(start);
        if state == Known::No || until <= from {
            reached = None;
            continue;
        }
        // Proof that arrives later does not move the day on which the state was reached.
        let date = if state == Known::Yes { *reached.get_or_insert(from) } else { from };
        if state == Known::Unknown {
            reached = None;
        }
        let done = state == Known::Yes && proof == Known::Yes;
        answers.push(Answer { date, instant: None, from, until, done, place: 0 });
    }
    answers
}
