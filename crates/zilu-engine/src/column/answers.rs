//! Answers for many records at once.

use super::{Column, Frames, Places};
use crate::known::Known;
use crate::packed::Packed;

#[inline(always)]
pub(super) fn each(frames: &Frames<'_>, at: &[u16], mut answer: impl FnMut(u16) -> Packed) -> Column {
    // Places are in order: as many as there are frames are all of them.
    if at.len() == frames.len() {
        return at.iter().map(|place| answer(*place)).collect();
    }
    let mut answers = vec![Packed::NOTHING; frames.len()];
    for place in at {
        answers[*place as usize] = answer(*place);
    }
    answers
}

pub(super) fn negated(mut answers: Column, at: &[u16]) -> Column {
    for place in at {
        let answer = &mut answers[*place as usize];
        *answer = !*answer;
    }
    answers
}

/// Those that are not decided yet. Without a branch: which are is anybody's guess.
pub(crate) fn keep_undecided(open: &mut Places, answers: &[Packed], decided: Packed) {
    let mut kept = 0;
    for i in 0..open.len() {
        let place = open[i];
        open[kept] = place;
        kept += usize::from(answers[place as usize] != decided);
    }
    open.truncate(kept);
}

/// Adds the answers of another part at the places that are open, and keeps those that stay so. Answers that never change
/// are in order, no, unknown, yes: `both_or_either` of two of them is the lesser or the greater.
#[inline(always)]
pub(super) fn combine(
    all: &mut Column,
    answers: &[Packed],
    open: &mut Places,
    decides: Known,
    both_or_either: impl Fn(Packed, Packed) -> Packed,
) {
    let decided = Packed::always(decides);
    let (all, answers) = (&mut all[..answers.len()], answers);
    let mut kept = 0;
    for i in 0..open.len() {
        let place = open[i];
        let Some((all, answer)) = all.get_mut(place as usize).zip(answers.get(place as usize)) else { break };
        *all = match all.and_is_constant(*answer) {
            true => both_or_either(*all, *answer),
            false => all.both_or_either(*answer, decides),
        };
        open[kept] = place;
        kept += usize::from(*all != decided);
    }
    open.truncate(kept);
}
