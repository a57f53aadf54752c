//! `holds`: true of every subject at all times.

use super::Subject;
use crate::brief::Brief;
use crate::calendar::Day;
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::timeline::Timeline;
use crate::world::World;
use zilu_catalogue::{Duty, Item, Status};

impl World<'_> {
    pub(crate) fn holds_duty(
        &self,
        duty: &Duty,
        items: &[Item],
        checklist: bool,
        subject: &Subject,
        out: &mut Obligations,
    ) {
        if checklist && subject.runs().any(|(_, _, known)| known == Known::Unknown) {
            // Whether the list applies at all is unknown: one standing for the subject, none for its items.
            let unknown = subject.member.map(|known| (known == Known::Unknown).then_some(Status::Unproven));
            push(&unknown, subject, 0, out);
        }
        for (i, item) in items.iter().enumerate() {
            let frame = subject.frame();
            let number = if checklist { i as u16 + 1 } else { 0 };
            if item.when.is_none()
                && let Some(standing) = self.brief_standing(duty, item, checklist, subject)
            {
                push(&standing, subject, number, out);
                continue;
            }
            let is = self.holds(&item.is, frame);
            let proof = self.proof(&duty.proof, frame).and(&self.proof(&item.proof, frame));
            let state = is.zip(&proof, status);
            let state = match &item.when {
                Some(when) => self.holds(when, frame).zip(&state, |when, status| match when {
                    Known::No => None,
                    Known::Yes => Some(status),
                    // Met either way; anything else hangs on the missing fact.
                    Known::Unknown if status == Status::Met => Some(status),
                    Known::Unknown => Some(Status::Unproven),
                }),
                None => state.map(Some),
            };
            let standing = subject.member.zip(&state, |member, status| as_member(member, status, checklist));
            push(&standing, subject, number, out);
        }
    }

    /// The standing of an unconditional item, in the usual case that it changes at most once.
    fn brief_standing(
        &self,
        duty: &Duty,
        item: &Item,
        checklist: bool,
        subject: &Subject,
    ) -> Option<Timeline<Option<Status>>> {
        let frame = subject.frame();
        let is = self.brief(&item.is, frame);
        let proof = self.brief_proof(&duty.proof, frame);
        let proof = proof.zip(self.brief_proof(&item.proof, frame), Known::and);
        let member = Brief::of(&subject.member);
        let state = is.zip(proof, status);
        member.zip(state, |member, status| as_member(member, Some(status), checklist)).timeline()
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

fn push(standing: &Timeline<Option<Status>>, subject: &Subject, item: u16, out: &mut Obligations) {
    out.add(subject.record.row, item, Period::None, &subject.exempt, |segments| {
        for (from, until, status) in standing.runs() {
            let from = from.max(subject.begin);
            if from < until {
                segments.push(from, status, Day::NEVER, from);
            }
        }
        segments.finish();
    });
}
