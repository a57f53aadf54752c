//! `holds`: true of every subject at all times.

use super::{Subject, Subjects};
use crate::brief::Brief;
use crate::calendar::Day;
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::packed::Packed;
use crate::predicate::Frame;
use crate::world::World;
use zilu_catalogue::{Duty, DutyId, Item, Status};

impl World<'_> {
    pub(crate) fn holds_duty(
        &self,
        duty: &Duty,
        items: &[Item],
        checklist: bool,
        subject: &Subject,
        out: &mut Obligations,
    ) {
        if checklist {
            self.unknown_list(subject, out);
        }
        for (i, item) in items.iter().enumerate() {
            let frame = subject.frame();
            let is = self.holds(&item.is, frame);
            let proof = self.proof(&duty.proof, frame).and(&self.proof(&item.proof, frame));
            let state = is.zip(&proof, status);
            let state = match &item.when {
                Some(when) => self.holds(when, frame).zip(&state, applies),
                None => state.map(Some),
            };
            let standing = subject.member.zip(&state, |member, status| as_member(member, status, checklist));
            let number = if checklist { i as u16 + 1 } else { 0 };
            out.add(subject.record.row, number, Period::None, &subject.exempt, |segments| {
                for (from, until, status) in standing.runs() {
                    let from = from.max(subject.begin);
                    if from < until {
                        segments.push(from, status, Day::NEVER, from);
                    }
                }
                segments.finish();
            });
        }
    }

    /// Whether a list applies at all is unknown for a time: one standing for the subject, none for its items.
    fn unknown_list(&self, subject: &Subject, out: &mut Obligations) {
        out.add(subject.record.row, 0, Period::None, &subject.exempt, |segments| {
            for (from, _, known) in subject.runs() {
                let status = (known == Known::Unknown).then_some(Status::Unproven);
                segments.push(from, status, Day::NEVER, from);
            }
            segments.finish();
        });
    }

    /// `holds` of many subjects: those whose standings change at most once at once, the others one by one.
    pub(crate) fn holds_duties(
        &self,
        id: DutyId,
        items: &[Item],
        checklist: bool,
        subjects: &Subjects<'_>,
        out: &mut Obligations,
    ) {
        let duty = &self.catalogue.duties[id.index()];
        let Subjects { frames, at, member } = subjects;
        let proof = self.column_proof(&duty.proof, frames, at);
        let states: Vec<Vec<Brief<Option<Status>>>> = items
            .iter()
            .map(|item| {
                let is = self.column(&item.is, frames, at);
                let own = self.column_proof(&item.proof, frames, at);
                let when = item.when.as_ref().map(|when| self.column(when, frames, at));
                let mut states = vec![Brief::Varies; member.len()];
                for place in at.iter().map(|place| *place as usize) {
                    let proof = proof[place].both_or_either(own[place], Known::No);
                    if let (Some(is), Some(proof), Some(member), None) =
                        (is[place].constant(), proof.constant(), member[place].constant(), &when)
                    {
                        states[place] = Brief::Always(as_member(member, Some(status(is, proof)), checklist));
                        continue;
                    }
                    let state = is[place].brief().zip(proof.brief());
                    let state = state.map_or(Brief::Varies, |(is, proof)| is.zip(proof, status));
                    let state = match &when {
                        Some(when) => {
                            when[place].brief().map_or(Brief::Varies, |when| when.zip(state, applies))
                        }
                        None => state.map(Some),
                    };
                    let member = member[place].brief().unwrap_or(Brief::Varies);
                    states[place] = member.zip(state, |member, status| as_member(member, status, checklist));
                }
                states
            })
            .collect();
        for place in *at {
            if states.iter().any(|states| states[*place as usize] == Brief::Varies)
                || checklist && member[*place as usize] != Packed::YES
            {
                self.holds_duty(duty, items, checklist, &self.subject_at(id, subjects, *place), out);
                continue;
            }
            let Frame { this, from, .. } = frames.frame(*place);
            let exempt = self.exemptions(id, this);
            for (i, states) in states.iter().enumerate() {
                let number = if checklist { i as u16 + 1 } else { 0 };
                out.add(this.row, number, Period::None, &exempt, |segments| {
                    match states[*place as usize] {
                        Brief::Always(status) => segments.push(from, status, Day::NEVER, from),
                        Brief::Split(before, day, after) => {
                            if day > from {
                                segments.push(from, before, Day::NEVER, from);
                            }
                            let day = day.max(from);
                            segments.push(day, after, Day::NEVER, day);
                        }
                        Brief::Varies => {}
                    }
                    segments.finish();
                });
            }
        }
    }
}

/// The standing of an item that applies only on a condition.
fn applies(when: Known, status: Status) -> Option<Status> {
    match when {
        Known::No => None,
        Known::Yes => Some(status),
        // Met either way; anything else hangs on the missing fact.
        Known::Unknown if status == Status::Met => Some(status),
        Known::Unknown => Some(Status::Unproven),
    }
}

fn as_member(member: Known, status: Option<Status>, checklist: bool) -> Option<Status> {
    match member {
        Known::No => None,
        Known::Unknown if checklist => None,
        Known::Unknown => Some(Status::Unproven),
        Known::Yes => status,
    }
}

fn status(is: Known, proof: Known) -> Status {
    match (is, proof) {
        (Known::No, _) => Status::Breached,
        (Known::Yes, Known::Yes) => Status::Met,
        _ => Status::Unproven,
    }
}
