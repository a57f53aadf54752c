//! Searching records by a part of their key or name, as people in Taiwan type it.

use crate::lens::Lens;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use zilu_catalogue::KindId;
use zilu_engine::RecordId;

/// What is searched for, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Needle(String);

impl Needle {
    /// `None` when the text says nothing.
    pub(crate) fn new(text: &str) -> Option<Needle> {
        let folded = fold(text.trim()).trim().to_owned();
        (!folded.is_empty()).then_some(Needle(folded))
    }

    pub(crate) fn is_in(&self, text: &str) -> bool {
        fold(text).contains(&self.0)
    }
}

/// Width and case do not matter, nor 台 for 臺.
fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(zilu_catalogue::fold(text).to_lowercase().replace('臺', "台"))
}

/// Whether subjects match, each looked at once.
pub(crate) struct SubjectMatch<'a> {
    lens: &'a Lens<'a>,
    needle: &'a Needle,
    /// Per kind: one answer per row, `None` while not looked at.
    answers: FxHashMap<KindId, Vec<Option<bool>>>,
}

impl<'a> SubjectMatch<'a> {
    pub(crate) fn new(lens: &'a Lens<'a>, needle: &'a Needle) -> SubjectMatch<'a> {
        SubjectMatch { lens, needle, answers: FxHashMap::default() }
    }

    pub(crate) fn matches(&mut self, record: RecordId) -> bool {
        let rows = self.lens.facts.rows(record.kind) as usize;
        let answers = self.answers.entry(record.kind).or_insert_with(|| vec![None; rows]);
        let answer = &mut answers[record.row as usize];
        *answer.get_or_insert_with(|| matches(self.lens, self.needle, record))
    }
}

/// Whether a record's key or name contains the text.
pub(crate) fn matches(lens: &Lens<'_>, needle: &Needle, record: RecordId) -> bool {
    needle.is_in(lens.facts.key(record)) || lens.name(record).is_some_and(|name| needle.is_in(&name))
}
