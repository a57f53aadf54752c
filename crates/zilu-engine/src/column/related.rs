//! What is related to many records: whether some of it fulfils a condition, whether all of it does, how much of it.

use super::answers::{each, keep_undecided};
use super::{Column, Frames, Pairs};
use crate::brief::Brief;
use crate::facts::Cell;
use crate::facts::UNKNOWN;
use crate::known::Known;
use crate::packed::Packed;
use crate::predicate::{compare_count, relation_depends_on};
use crate::world::World;
use zilu_catalogue::{Comparison, Path, Predicate, Relation, Root, Scalar};

impl World<'_> {
    /// Whether something related fulfils a condition.
    pub(crate) fn column_some(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        let of_all = |root| !relation_depends_on(relation, condition, root);
        if at.len() > 1 && relation.via.is_empty() && of_all(Root::This) && of_all(Root::Trigger) {
            return self.column_some_at_all(relation, condition, frames, at);
        }
        let mut any = vec![Packed::NO; frames.len()];
        self.each_related(relation, condition, frames, at, |pairs| {
            for (place, there) in pairs.places.iter().zip(self.column_related(relation, condition, pairs)) {
                let any = &mut any[*place as usize];
                *any = any.both_or_either(there, Known::Yes);
            }
        });
        any
    }

    /// The same where it does not depend on the records at hand: asked once, for all of them.
    fn column_some_at_all(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        let earliest = at.iter().copied().min_by_key(|place| frames.from[*place as usize]);
        let Some(one) = earliest.map(|place| frames.only(place)) else {
            return vec![Packed::NO; frames.len()];
        };
        let any = self.column_some(relation, condition, &one, &[0])[0];
        each(frames, at, |place| any.since(frames.from[place as usize]))
    }

    /// Whether everything related that fulfils a condition fulfils another one as well.
    pub(super) fn column_every(
        &self,
        relation: &Relation,
        condition: &Predicate,
        consequence: &Predicate,
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        let mut all = vec![Packed::YES; frames.len()];
        self.each_related(relation, condition, frames, at, |pairs| {
            let there = self.column_related(relation, condition, pairs);
            let mut at = pairs.all();
            keep_undecided(&mut at, &there, Packed::NO);
            let fulfils = self.column(consequence, &pairs.frames(), &at);
            for place in at.into_iter().map(usize::from) {
                let answer = (!there[place]).both_or_either(fulfils[place], Known::Yes);
                let all = &mut all[pairs.places[place] as usize];
                *all = all.both_or_either(answer, Known::No);
            }
        });
        all
    }

    /// Hands out the related records of frames, some thousands at once.
    pub(crate) fn each_related(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frames: &Frames<'_>,
        at: &[u16],
        mut look: impl FnMut(&Pairs<'_>),
    ) {
        let Some((_, targets)) = frames.root(relation.to) else { return };
        let mut pairs = Pairs::of(relation.kind, frames);
        let begins = self.facts.begins(relation.kind, self.known);
        let mut hand_out = |pairs: &mut Pairs<'_>| {
            pairs.complete(targets, frames);
            look(pairs);
            pairs.clear();
        };
        match relation.via.as_slice() {
            [field] => {
                let backward = self.facts.backward_reader(relation.kind, *field);
                for place in at {
                    for row in backward.of(targets[*place as usize]) {
                        if pairs.push(*place, *row, &begins) {
                            hand_out(&mut pairs);
                        }
                    }
                }
            }
            _ => {
                for place in at {
                    for row in self.related(relation, condition, frames.frame(*place)) {
                        if pairs.push(*place, row, &begins) {
                            hand_out(&mut pairs);
                        }
                    }
                }
            }
        }
        if !pairs.places.is_empty() {
            hand_out(&mut pairs);
        }
    }

    /// Whether each of the related records is there, linked, and fulfils the condition.
    pub(crate) fn column_related(
        &self,
        relation: &Relation,
        condition: &Predicate,
        pairs: &Pairs<'_>,
    ) -> Column {
        let mut there = self.column_linked(relation, condition, pairs);
        for (at, there) in there.iter_mut().enumerate() {
            if pairs.begins[at] <= pairs.since[at] {
                continue;
            }
            let begin = Brief::split(Known::No, pairs.begins[at], Known::Yes, pairs.since[at]);
            *there = there.both_or_either(Packed::of(begin), Known::No);
        }
        there
    }

    /// Link and condition of related records, from the days on which both are there.
    pub(crate) fn column_linked(
        &self,
        relation: &Relation,
        condition: &Predicate,
        pairs: &Pairs<'_>,
    ) -> Column {
        let frames = pairs.frames();
        let mut at = pairs.all();
        let mut there = vec![Packed::YES; at.len()];
        if !relation.via.is_empty() {
            let link = Path { root: Root::Current, kind: relation.kind, steps: relation.via.clone() };
            let cells = self.cells(&link, &frames);
            let shorts = cells.shorts(&at);
            let mut kept = 0;
            for place in 0..at.len() {
                let target = pairs.targets[place];
                // Mostly it never led anywhere else.
                if shorts.as_ref().is_none_or(|shorts| shorts[place] as u32 != target) {
                    there[place] = Packed::of(cells.brief(place as u16).map(|cell| match cell {
                        UNKNOWN => Known::Unknown,
                        cell => Known::from(cell == Cell::from(target)),
                    }));
                }
                at[kept] = place as u16;
                kept += usize::from(there[place] != Packed::NO);
            }
            at.truncate(kept);
        }
        if *condition != Predicate::True {
            let holds = self.column(condition, &frames, &at);
            for at in at.into_iter().map(usize::from) {
                there[at] = there[at].both_or_either(holds[at], Known::No);
            }
        }
        there
    }

    /// Counts that never change at once, others one by one.
    pub(super) fn column_count(
        &self,
        predicate: &Predicate,
        (relation, condition): (&Relation, &Predicate),
        comparison: Comparison,
        (count, other): (&Scalar, &Scalar),
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        let Some((limits, _)) = self.values(other, count, frames) else {
            return self.one_by_one(predicate, frames, at);
        };
        let mut bounds = vec![Some((0_u32, 0_u32)); frames.len()];
        self.each_related(relation, condition, frames, at, |pairs| {
            for (place, there) in pairs.places.iter().zip(self.column_related(relation, condition, pairs)) {
                let bounds = &mut bounds[*place as usize];
                *bounds = bounds.zip(there.constant()).map(|((low, high), there)| {
                    (low + u32::from(there == Known::Yes), high + u32::from(there != Known::No))
                });
            }
        });
        let times = if self.is_whole(count, other) { 1_000 } else { 1 };
        each(frames, at, |place| match bounds[place as usize] {
            Some((low, high)) => {
                let bounds = (low.saturating_mul(times), high.saturating_mul(times));
                let limit = self.value(&limits, place);
                Packed::of(limit.map(|limit| compare_count(bounds, comparison, limit)))
            }
            None => Packed::of(self.brief(predicate, frames.frame(place))),
        })
    }
}
