//! Answers for many records at once.

use super::{Column, Frames, Places};
use crate::known::Known;
use crate::packed::Packed;
use std::borrow::Cow;

/// Looking at all places, a few at a time, is faster than picking one in so many.
pub(super) const FEW: usize = 4;

#[inline(always)]
pub(super) fn each(frames: &Frames<'_>, at: &[u16], mut answer: impl FnMut(u16) -> Packed) -> Column {
    let mut answers = vec![Packed::NOTHING; frames.len()];
    for place in at {
        answers[*place as usize] = answer(*place);
    }
    answers
}

/// The answers of records from their first days on where days before those of the frames are of no interest.
pub(super) fn since_each(answers: &mut Column, frames: &Frames<'_>) {
    if frames.is_since_begin() {
        return;
    }
    for (answer, from) in answers.iter_mut().zip(frames.from) {
        *answer = answer.since(*from);
    }
}

/// Adds what is not answered yet at some places.
#[inline(always)]
pub(super) fn answer_the_rest(answers: &mut Column, at: &[u16], answer: impl Fn(u16) -> Packed) {
    if count(answers, Packed::NOTHING) == 0 {
        return;
    }
    for place in at {
        if answers[*place as usize] == Packed::NOTHING {
            answers[*place as usize] = answer(*place);
        }
    }
}

pub(super) fn negated(mut answers: Column, at: &[u16]) -> Column {
    for place in at {
        let answer = &mut answers[*place as usize];
        *answer = !*answer;
    }
    answers
}

/// Those that are not decided yet.
pub(crate) fn keep_undecided(open: &mut Places, answers: &[Packed], decided: Packed) {
    if open.len() == answers.len() {
        match count(answers, decided) {
            0 => return,
            all if all == open.len() => return open.clear(),
            _ => {}
        }
    }
    // Without a branch: which are is anybody's guess.
    let mut kept = 0;
    for i in 0..open.len() {
        let place = open[i];
        open[kept] = place;
        kept += usize::from(answers[place as usize] != decided);
    }
    open.truncate(kept);
}

/// The same, where asking for some places too many costs little: those that are decided may stay.
pub(super) fn keep_mostly_undecided(open: &mut Cow<'_, [u16]>, answers: &[Packed], decided: Packed) {
    let all = open.len() == answers.len();
    if !all || 4 * count(answers, decided) > answers.len() {
        keep_undecided(open.to_mut(), answers, decided);
    }
}

/// How often an answer occurs.
pub(super) fn count(answers: &[Packed], answer: Packed) -> usize {
    // In the width of an answer, so that several are looked at at once; there are no more than places.
    answers.iter().map(|one| u32::from(*one == answer)).sum::<u32>() as usize
}

/// Adds the answers of another part at the places that are open.
pub(crate) fn combine(all: &mut Column, answers: &[Packed], open: &[u16], decides: Known) {
    if open.len() * FEW < all.len() {
        for place in open.iter().map(|place| *place as usize) {
            all[place] = all[place].both_or_either(answers[place], decides);
        }
        return;
    }
    let mut combined = Column::with_capacity(all.len());
    combined.extend(all.iter().zip(answers).map(|(one, other)| one.both_or_either_at_once(*other, decides)));
    answer_the_rest(&mut combined, open, |place| {
        all[place as usize].both_or_either(answers[place as usize], decides)
    });
    *all = combined;
}
