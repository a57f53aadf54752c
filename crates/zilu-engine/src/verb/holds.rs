//! `holds`: true of every subject at all times.

use super::{Subject, Subjects};
use crate::brief::Brief;
use crate::calendar::Day;
use crate::column::{Column, combine};
use crate::facts::RecordId;
use crate::known::Known;
use crate::obligation::{Obligations, Period};
use crate::packed::Packed;
use crate::timeline::Timeline;
use crate::world::World;
use std::sync::LazyLock;
use zilu_catalogue::{Duty, DutyId, Item, Status};

impl World<'_> {
    pub(crate) fn holds_duty(
        &self,
        duty: &Duty,
        items: &[Item],
        checklist: bool,
        subject: &Subject<'_>,
        out: &mut Obligations,
    ) {
        if checklist {
            self.unknown_list(subject, out);
        }
        for (i, item) in items.iter().enumerate() {
            let number = if checklist { i as u16 + 1 } else { 0 };
            let frame = subject.frame();
            let is = self.holds(&item.is, frame);
            let proof = self.proof(&duty.proof, frame).and(&self.proof(&item.proof, frame));
            let when = item.when.as_ref().map(|when| self.holds(when, frame));
            item_standing(subject, number, &is, &proof, when.as_ref(), out);
        }
    }

    /// Whether a list applies at all is unknown for a time: one standing for the subject, none for its items.
    fn unknown_list(&self, subject: &Subject<'_>, out: &mut Obligations) {
        out.add(subject.record.row, 0, Period::None, subject.exempt, |segments| {
            for (from, _, known) in subject.runs() {
                let status = (known == Known::Unknown).then_some(Status::Unproven);
                segments.push(from, status, Day::NEVER, from);
            }
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
        let columns: Vec<Items<'_>> = items
            .iter()
            .map(|item| {
                let mut own = self.column_proof(&item.proof, frames, at);
                combine(&mut own, &proof, at, Known::No);
                let is = self.column(&item.is, frames, at);
                let when = item.when.as_ref().map(|when| self.column(when, frames, at));
                let when = when.unwrap_or_else(|| vec![Packed::YES; member.len()]);
                let steady = steady_each([member, &when, &is, &own]);
                Items { item, is, proof: own, when, steady }
            })
            .collect();
        let (kind, rows) = frames.this;
        let standings = &STEADY[usize::from(checklist)];
        for place in *at {
            let (row, from) = (rows[*place as usize], frames.from[*place as usize]);
            let member = member[*place as usize];
            let exempt = self.exemptions(id, RecordId { kind, row });
            if checklist && member == Packed::UNKNOWN {
                out.add_steady(row, 0, exempt, from, Some(Status::Unproven));
                continue;
            }
            let mut whole = None;
            if checklist && member != Packed::YES {
                self.unknown_list(whole.get_or_insert_with(|| self.subject_at(id, subjects, *place)), out);
            }
            for (i, items) in columns.iter().enumerate() {
                let number = if checklist { i as u16 + 1 } else { 0 };
                if let Some(status) = standings[usize::from(items.steady[*place as usize])] {
                    out.add_steady(row, number, exempt, from, status);
                    continue;
                }
                match items.standing(*place, member, checklist) {
                    Brief::Always(status) => out.add_steady(row, number, exempt, from, status),
                    Brief::Split(before, day, after) => {
                        out.add(row, number, Period::None, exempt, |segments| {
                            if day > from {
                                segments.push(from, before, Day::NEVER, from);
                            }
                            let day = day.max(from);
                            segments.push(day, after, Day::NEVER, day);
                        })
                    }
                    Brief::Varies => {
                        let subject = whole.get_or_insert_with(|| self.subject_at(id, subjects, *place));
                        self.varying_item(duty, items, number, subject, *place, out);
                    }
                }
            }
        }
    }

    /// An item of a subject where something changes more than once; only that is laid out day by day.
    fn varying_item(
        &self,
        duty: &Duty,
        items: &Items<'_>,
        number: u16,
        subject: &Subject<'_>,
        place: u16,
        out: &mut Obligations,
    ) {
        let (item, frame) = (items.item, subject.frame());
        let brief = |column: &Column| column[place as usize].brief().and_then(Brief::timeline);
        let is = brief(&items.is).unwrap_or_else(|| self.varying(&item.is, frame));
        let proof = brief(&items.proof)
            .unwrap_or_else(|| self.proof(&duty.proof, frame).and(&self.proof(&item.proof, frame)));
        let when = item.when.as_ref();
        let when = when.map(|when| brief(&items.when).unwrap_or_else(|| self.varying(when, frame)));
        item_standing(subject, number, &is, &proof, when.as_ref(), out);
    }
}

/// What is said of an item of many subjects.
struct Items<'a> {
    item: &'a Item,
    is: Column,
    /// That of the duty included.
    proof: Column,
    when: Column,
    /// By [`Packed::steady`].
    steady: Vec<u8>,
}

impl Items<'_> {
    /// The standing of a subject, if it changes at most once.
    fn standing(&self, place: u16, member: Packed, checklist: bool) -> Brief<Option<Status>> {
        let brief = |column: &Column| column[place as usize].brief().unwrap_or(Brief::Varies);
        let state = brief(&self.is).zip(brief(&self.proof), status);
        let state = brief(&self.when).zip(state, applies);
        member
            .brief()
            .unwrap_or(Brief::Varies)
            .zip(state, |member, status| as_member(member, status, checklist))
    }
}

/// The standings where membership, condition, state and proof never change, as [`Packed::steady`] numbers them: of what
/// holds, and of the items of a checklist. Laid out because they are asked for millions of times.
static STEADY: LazyLock<[[Option<Option<Status>>; 256]; 2]> =
    LazyLock::new(|| [false, true].map(steady_standings));

fn steady_standings(checklist: bool) -> [Option<Option<Status>>; 256] {
    let mut standings = [None; 256];
    let known = [Known::No, Known::Unknown, Known::Yes];
    for (member, when) in known.iter().flat_map(|member| known.map(|when| (*member, when))) {
        for (is, proof) in known.iter().flat_map(|is| known.map(|proof| (*is, proof))) {
            let number = Packed::steady([member, when, is, proof].map(Packed::always));
            let standing = as_member(member, applies(when, status(is, proof)), checklist);
            standings[usize::from(number)] = Some(standing);
        }
    }
    standings
}

/// The numbers of what never changes, of many subjects.
fn steady_each([member, when, is, proof]: [&[Packed]; 4]) -> Vec<u8> {
    let answers = member.iter().zip(when).zip(is.iter().zip(proof));
    answers.map(|((member, when), (is, proof))| Packed::steady([*member, *when, *is, *proof])).collect()
}

fn item_standing(
    subject: &Subject<'_>,
    number: u16,
    is: &Timeline<Known>,
    proof: &Timeline<Known>,
    when: Option<&Timeline<Known>>,
    out: &mut Obligations,
) {
    let state = is.zip(proof, status);
    let state = match when {
        Some(when) => when.zip(&state, applies),
        None => state.map(Some),
    };
    let standing = subject.member.zip(&state, |member, status| as_member(member, status, number > 0));
    out.add(subject.record.row, number, Period::None, subject.exempt, |segments| {
        for (from, until, status) in standing.runs() {
            let from = from.max(subject.begin);
            if from < until {
                segments.push(from, status, Day::NEVER, from);
            }
        }
    });
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
