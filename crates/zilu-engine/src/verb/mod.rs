//! The five verbs. Each turns a duty and a subject into obligations with a standing for every day.

mod act;
mod after;
mod before;
mod days;
mod every;
mod holds;
mod keep;

use crate::brief::Brief;
use crate::calendar::Day;
use crate::column::{Column, Frames, Places, Records, keep_undecided};
use crate::facts::{RecordId, UNKNOWN};
use crate::known::Known;
use crate::obligation::Obligations;
use crate::packed::Packed;
use crate::predicate::{Frame, relation_depends_on};
use crate::timeline::Timeline;
use crate::world::World;
use act::Answer;
use std::borrow::Cow;
use std::ops::Range;
use zilu_catalogue::{DutyId, KindId, Must, Path, Root, TermId, Trigger, Verb};

/// A subject under a duty: since when it exists and, from then on, whether it is in the population.
pub(crate) struct Subject<'a> {
    pub(crate) record: RecordId,
    pub(crate) begin: Day,
    /// Valid from `begin` on.
    pub(crate) member: Timeline<Known>,
    /// Days covered by an approved, unexpired exemption: from, until (excluded).
    pub(crate) exempt: &'a [(Day, Day)],
    /// The acts that answer for it, where they were found already; they are the same for all its obligations.
    pub(crate) acts: Option<&'a [Answer]>,
}

/// Subjects under a duty, a column each.
pub(crate) struct Subjects<'a> {
    /// Each subject as a frame of its own, from the first day on which it can owe anything.
    pub(crate) frames: Frames<'a>,
    /// Those that may ever be in the population.
    pub(crate) at: &'a [u16],
    /// Whether they are in it.
    pub(crate) member: &'a [Packed],
}

/// Who of some records may be in a population; mostly several duties in a row ask for the same.
pub(crate) struct Members {
    /// The population, and the first day on which it can owe anything.
    key: (Option<TermId>, Day),
    from: Vec<Day>,
    at: Places,
    member: Column,
}

impl Subject<'_> {
    pub(crate) fn frame(&self) -> Frame {
        Frame::of(self.record, self.begin)
    }

    /// The runs of membership, cut to the subject's existence.
    pub(crate) fn runs(&self) -> impl Iterator<Item = (Day, Day, Known)> + '_ {
        self.runs_of(&self.member)
    }

    /// The runs of another timeline, cut to the subject's existence.
    pub(crate) fn runs_of<'a>(
        &self,
        member: &'a Timeline<Known>,
    ) -> impl Iterator<Item = (Day, Day, Known)> + use<'a> {
        let begin = self.begin;
        member
            .runs()
            .filter(move |(_, until, _)| *until > begin)
            .map(move |(from, until, known)| (from.max(begin), until, known))
    }

    /// Whether the subject was known to be outside right before a day, while it existed.
    pub(crate) fn was_outside_before(&self, day: Day) -> bool {
        day > self.begin && self.member.at(Day(day.0 - 1)) == Known::No
    }
}

impl World<'_> {
    /// The subject of a duty, or nothing when it never exists or is never in the population.
    pub(crate) fn subject(&self, duty: DutyId, row: u32) -> Option<Subject<'_>> {
        let definition = &self.catalogue.duties[duty.index()];
        let record = RecordId { kind: definition.kind, row };
        let begin = self.facts.begin(record, self.known);
        if begin == Day::NEVER {
            return None;
        }
        let begin = begin.max(self.start_of(definition));
        let member = match definition.population {
            Some(term) => self.term(term, record, begin),
            None => Timeline::constant(Known::Yes),
        };
        if member.as_constant() == Some(Known::No) {
            return None;
        }
        Some(Subject { record, begin, member, exempt: self.exemptions(duty, record), acts: None })
    }

    /// The membership of a record that is already a subject of another duty of the same kind.
    pub(crate) fn membership(&self, duty: DutyId, subject: &Subject<'_>) -> Timeline<Known> {
        match self.catalogue.duties[duty.index()].population {
            Some(term) => self.term(term, subject.record, subject.begin),
            None => Timeline::constant(Known::Yes),
        }
    }

    /// Computes all obligations of one subject under one duty.
    pub(crate) fn obligations(&self, duty: DutyId, row: u32, out: &mut Obligations) {
        if let Some(subject) = self.subject(duty, row) {
            self.obligations_of(duty, &subject, out);
        }
    }

    /// Those of some rows of a kind that exist.
    pub(crate) fn records(&self, kind: KindId, rows: Range<u32>) -> Records {
        Records::new(kind, rows, &self.facts.begins(kind, self.known))
    }

    /// The same for many subjects in order of their rows. What they ask alike is asked of all at once.
    pub(crate) fn obligations_of_records(
        &self,
        duty: DutyId,
        records: &Records,
        members: &mut Option<Members>,
        out: &mut Obligations,
    ) {
        let definition = &self.catalogue.duties[duty.index()];
        let key = (definition.population, self.start_of(definition));
        if members.as_ref().is_none_or(|members| members.key != key) {
            *members = Some(self.members(key, records));
        }
        let Some(Members { from, at, member, .. }) = members else { return };
        let mut at = Cow::Borrowed(&at[..]);
        let frames = records.frames(from);
        if let Verb::After { trigger: Trigger::Event(event), .. } = self.verb(definition) {
            let events = self.column_some(&event.relation, &event.predicate, &frames, &at);
            keep_undecided(at.to_mut(), &events, Packed::NO);
        }
        if at.is_empty() {
            return;
        }
        let subjects = Subjects { frames, at: &at, member };
        match self.verb(definition) {
            Verb::Holds { items, checklist } => self.holds_duties(duty, items, *checklist, &subjects, out),
            Verb::After { trigger: Trigger::Field(path), deadline, must: must @ Must::State(_) } => {
                self.after_field_states(duty, path, deadline, must, &subjects, out);
            }
            verb => {
                let act = match verb {
                    Verb::Every { must, .. } => Some(must),
                    Verb::After { must: Must::Act(act), .. } | Verb::Before { must: Must::Act(act), .. } => {
                        Some(act)
                            .filter(|act| !relation_depends_on(&act.relation, &act.predicate, Root::Trigger))
                    }
                    _ => None,
                };
                let acts =
                    act.and_then(|act| self.acts_of_all(act, &definition.proof, &subjects.frames, &at));
                let mut next = 0;
                for place in at.iter() {
                    let acts = acts.as_ref().map(|acts| acts.take(&mut next, *place));
                    let subject = Subject { acts, ..self.subject_at(duty, &subjects, *place) };
                    self.obligations_of(duty, &subject, out);
                }
            }
        }
    }

    /// Who of some records may ever be in a population that binds from a day on.
    fn members(&self, key: (Option<TermId>, Day), records: &Records) -> Members {
        let (population, start) = key;
        let from: Vec<Day> = records.begins.iter().map(|begin| (*begin).max(start)).collect();
        let mut at = records.all.clone();
        let member = match population {
            Some(term) => {
                let member = self.column_term(term, &records.frames(&from), &at);
                keep_undecided(&mut at, &member, Packed::NO);
                member
            }
            None => vec![Packed::YES; from.len()],
        };
        Members { key, from, at, member }
    }

    fn subject_at(&self, duty: DutyId, subjects: &Subjects<'_>, place: u16) -> Subject<'_> {
        let frame = subjects.frames.frame(place);
        let (record, begin) = (frame.this, frame.from);
        let member = subjects.member[place as usize].brief().and_then(Brief::timeline);
        let member = member.unwrap_or_else(|| match self.catalogue.duties[duty.index()].population {
            Some(term) => self.term(term, record, begin),
            None => Timeline::constant(Known::Yes),
        });
        Subject { record, begin, member, exempt: self.exemptions(duty, record), acts: None }
    }

    fn obligations_of(&self, duty: DutyId, subject: &Subject<'_>, out: &mut Obligations) {
        let definition = &self.catalogue.duties[duty.index()];
        match self.verb(definition) {
            Verb::Holds { items, checklist } => self.holds_duty(definition, items, *checklist, subject, out),
            Verb::Every { .. } => self.every_duty(duty, subject, out),
            Verb::After { .. } => self.after_duty(duty, subject, out),
            Verb::Before { step, must } => self.before_duty(definition, step, must, subject, out),
            Verb::Keep { time, store } => self.keep_duty(definition, *time, store, subject, out),
        }
    }

    /// Yes while every proof is known (an entry is a list of alternatives), unknown otherwise.
    pub(crate) fn proof(&self, proof: &[Vec<Path>], frame: Frame) -> Timeline<Known> {
        if let Some(brief) = self.brief_proof(proof, frame).timeline() {
            return brief;
        }
        let mut all = Timeline::constant(Known::Yes);
        for alternatives in proof {
            let mut any = Timeline::constant(Known::Unknown);
            for path in alternatives {
                any = any.or(&self
                    .path(path, frame)
                    .map(|cell| if cell == UNKNOWN { Known::Unknown } else { Known::Yes }));
            }
            all = all.and(&any);
        }
        all
    }
}
