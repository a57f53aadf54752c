//! Answers for many records at once.

use super::{Column, Frames};
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
