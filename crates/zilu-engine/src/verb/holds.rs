//! `holds`: true of every subject at all times.

use super::Subject;
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
            let is = self.holds(&item.is, frame);
            let proof = self.proof(&duty.proof, frame).and(&self.proof(&item.proof, frame));
            let always = (proof.as_constant(), subject.member.as_constant());
            if item.when.is_none() && always == (Some(Known::Yes), Some(Known::Yes)) {
                // The usual case: nothing changes but the thing itself.
                let number = if checklist { i as u16 + 1 } else { 0 };
                out.add(subject.record.row, number, Period::None, &subject.exempt, |segments| {
                    for (from, until, known) in is.runs() {
                        let from = from.max(subject.begin);
                        if from < until {
                            segments.push(from, Some(status(known, Known::Yes)), Day::NEVER, from);
                        }
                    }
                    segments.finish();
                });
                continue;
            }
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
            let standing = subject.member.zip(&state, |member, status| match member {
                Known::No => None,
                Known::Unknown if checklist => None,
                Known::Unknown => Some(Status::Unproven),
                Known::Yes => status,
            });
            push(&standing, subject, if checklist { i as u16 + 1 } else { 0 }, out);
        }
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
