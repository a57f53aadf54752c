//! Exemptions: approved, limited in time, for one subject under one duty.

use crate::calendar::Day;
use crate::facts::{Facts, RecordId};
use rustc_hash::FxHashMap;
use zilu_catalogue::{Catalogue, DutyId, Value};

/// Days covered per duty and subject: from, until (excluded).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Exemptions {
    covered: FxHashMap<(DutyId, RecordId), Vec<(Day, Day)>>,
}

impl Exemptions {
    /// Reads the kind `exemption` as known at K. One without approval, approver or end covers nothing.
    pub(crate) fn from_facts(catalogue: &Catalogue, facts: &Facts, known: i64) -> Exemptions {
        let mut exemptions = Exemptions::default();
        let Some(kind) = catalogue.kind("exemption") else { return exemptions };
        for row in 0..facts.rows(kind) {
            let record = RecordId { kind, row };
            if let Some((duty, subject)) = target(catalogue, facts, record, known)
                && let Some(days) = covered_days(catalogue, facts, record, known)
            {
                exemptions.covered.entry((duty, subject)).or_default().push(days);
            }
        }
        exemptions
    }

    pub(crate) fn of(&self, duty: DutyId, subject: RecordId) -> Vec<(Day, Day)> {
        if self.covered.is_empty() {
            return Vec::new();
        }
        self.covered.get(&(duty, subject)).cloned().unwrap_or_default()
    }
}

/// The duty and the subject (`kind/key`) that an exemption names.
pub(crate) fn target(
    catalogue: &Catalogue,
    facts: &Facts,
    exemption: RecordId,
    known: i64,
) -> Option<(DutyId, RecordId)> {
    let text = |name| {
        let field = catalogue.field(exemption.kind, name)?;
        match facts.value_at(catalogue, exemption, field, Day::NEVER, known)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    };
    let duty = catalogue.duty(&text("duty")?)?;
    let subject = text("subject")?;
    let (kind, key) = subject.split_once('/')?;
    Some((duty, facts.find(catalogue.kind(kind)?, key)?))
}

fn covered_days(catalogue: &Catalogue, facts: &Facts, record: RecordId, known: i64) -> Option<(Day, Day)> {
    let date = |name| {
        let field = catalogue.field(record.kind, name)?;
        match facts.value_at(catalogue, record, field, Day::NEVER, known)? {
            Value::Date(date) => Some(Day::from(date)),
            _ => None,
        }
    };
    let approver = catalogue.field(record.kind, "approver")?;
    facts.value_at(catalogue, record, approver, Day::NEVER, known)?;
    let approved = date("approved_on")?;
    let begin = facts.begin(record, known);
    let last = date("valid_until")?;
    (begin != Day::NEVER && approved.max(begin) <= last).then(|| (approved.max(begin), last.next()))
}
