//! The five verbs. Each turns a duty and a subject into obligations with a standing for every day.

mod act;
mod after;
mod before;
mod every;
mod holds;
mod keep;

use crate::calendar::Day;
use crate::facts::{RecordId, UNKNOWN};
use crate::known::Known;
use crate::obligation::Obligations;
use crate::predicate::Frame;
use crate::timeline::Timeline;
use crate::world::World;
use zilu_catalogue::{DutyId, Path, Verb};

/// A subject under a duty: since when it exists and, from then on, whether it is in the population.
pub(crate) struct Subject {
    pub(crate) record: RecordId,
    pub(crate) begin: Day,
    /// Valid from `begin` on.
    pub(crate) member: Timeline<Known>,
    /// Days covered by an approved, unexpired exemption: from, until (excluded).
    pub(crate) exempt: Vec<(Day, Day)>,
}

impl Subject {
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
    pub(crate) fn subject(&self, duty: DutyId, row: u32) -> Option<Subject> {
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
        Some(Subject { record, begin, member, exempt: self.exemptions(duty, record) })
    }

    /// The membership of a record that is already a subject of another duty of the same kind.
    pub(crate) fn membership(&self, duty: DutyId, subject: &Subject) -> Timeline<Known> {
        match self.catalogue.duties[duty.index()].population {
            Some(term) => self.term(term, subject.record, subject.begin),
            None => Timeline::constant(Known::Yes),
        }
    }

    /// Computes all obligations of one subject under one duty.
    pub(crate) fn obligations(&self, duty: DutyId, row: u32, out: &mut Obligations) {
        let definition = &self.catalogue.duties[duty.index()];
        // Most rows are in few populations, and several duties share one: what is known never to be in is passed over.
        let record = RecordId { kind: definition.kind, row };
        if definition.population.is_some_and(|term| self.is_never(term, record)) {
            return;
        }
        let Some(subject) = self.subject(duty, row) else { return };
        match self.verb(definition) {
            Verb::Holds { items, checklist } => self.holds_duty(definition, items, *checklist, &subject, out),
            Verb::Every { .. } => self.every_duty(duty, &subject, out),
            Verb::After { .. } => self.after_duty(duty, &subject, out),
            Verb::Before { step, must } => self.before_duty(definition, step, must, &subject, out),
            Verb::Keep { time, store } => self.keep_duty(definition, *time, store, &subject, out),
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
