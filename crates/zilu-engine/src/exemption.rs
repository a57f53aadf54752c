//! Exemptions: approved, limited in time, for one subject under one duty.

use crate::calendar::Day;
use crate::facts::{Facts, RecordId, UNKNOWN};
use rustc_hash::FxHashMap;
use zilu_catalogue::{Catalogue, DutyId, Value};

/// Days covered: from, until (excluded). Per duty, by subject: most duties have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exemptions(Vec<FxHashMap<RecordId, Vec<(Day, Day)>>>);

impl Exemptions {
    /// Reads the kind `exemption` as known at K. One without approval, approver or end covers nothing.
    pub(crate) fn from_facts(catalogue: &Catalogue, facts: &Facts, known: i64) -> Exemptions {
        let mut exemptions = Exemptions(vec![FxHashMap::default(); catalogue.duties.len()]);
        let Some(kind) = catalogue.kind("exemption") else { return exemptions };
        for row in 0..facts.rows(kind) {
            let record = RecordId { kind, row };
            if let Some((duty, subject)) = target(catalogue, facts, record, known) {
                let days = covered_days(catalogue, facts, record, known);
                if !days.is_empty() {
                    exemptions.0[duty.index()].entry(subject).or_default().extend(days);
                }
            }
        }
        exemptions
    }

    pub(crate) fn of(&self, duty: DutyId, subject: RecordId) -> &[(Day, Day)] {
        self.0[duty.index()].get(&subject).map_or(&[], |days| days)
    }
}

/// The duty and the subject (`kind/key`) that an exemption names. Nothing when the duty is not about that kind.
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
    let kind = catalogue.kind(kind).filter(|kind| *kind == catalogue.duties[duty.index()].kind)?;
    Some((duty, facts.find(kind, key)?))
}

/// The days on which an exemption covers its subject: from, until (excluded). On each day it is what its latest statement
/// by then says: a renewal neither takes back what was covered before nor covers the gap before it.
fn covered_days(catalogue: &Catalogue, facts: &Facts, record: RecordId, known: i64) -> Vec<(Day, Day)> {
    let begin = facts.begin(record, known);
    let cells = |name| {
        let field = catalogue.field(record.kind, name)?;
        Some(facts.field(record, field, known, begin))
    };
    let (Some(approver), Some(approved), Some(until)) =
        (cells("approver"), cells("approved_on"), cells("valid_until"))
    else {
        return Vec::new();
    };
    let terms = approver.zip(&approved, |approver, approved| (approver, approved));
    let terms = terms.zip(&until, |(approver, approved), until| [approver, approved, until]);
    let covered = terms.runs().filter(|(_, _, cells)| !cells.contains(&UNKNOWN)).map(
        |(from, to, [_, approved, last])| {
            (begin.max(Day(approved as i32)).max(from), Day(last as i32).next().min(to))
        },
    );
    covered.filter(|(from, until)| from < until).collect()
}
