//! Answers for many records at once.

use super::{Column, Frames, Places};
use crate::packed::Packed;

#[inline(always)]
pub(super) fn each(frames: &Frames<'_>, at: &[u16], mut answer: impl FnMut(u16) -> Packed) -> Column {
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
