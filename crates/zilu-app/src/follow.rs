//! The mirror follows the ledger: it reads what was appended, or takes over what a command has just written itself.

use crate::acts::ActCounts;
use crate::difference::Drafts;
use crate::error::Error;
use crate::text;
use std::collections::BTreeMap;
use zilu_catalogue::Catalogue;
use zilu_engine::{Facts, Origin, RecordId};
use zilu_store::Reader;

/// What each act recorded, by its entry.
pub(crate) type Counts = BTreeMap<u64, ActCounts>;

/// One act and its revisions, as a command has just written them: kinds and fields are those of the newest edition.
pub(crate) struct Written {
    /// The entry of the act. Those of the revisions follow it, in their order.
    pub(crate) act: u64,
    /// When, in milliseconds since 1970.
    pub(crate) recorded_ms: i64,
    pub(crate) origin: Origin,
    pub(crate) drafts: Drafts,
}

impl Written {
    /// Whether it is all that was appended to a ledger of `from` entries that has `size` entries now.
    pub(crate) fn is_all(&self, from: u64, size: u64) -> bool {
        self.act == from && size == from + 1 + self.drafts.len() as u64
    }

    /// Puts it into the mirror of an edition, which is then as if it had read it back.
    pub(crate) fn follow(
        &self,
        newest: &Catalogue,
        catalogue: &Catalogue,
        facts: &mut Facts,
        changed: &mut Vec<RecordId>,
        counts: &mut Counts,
    ) {
        let mut scratch = Vec::new();
        for (sequence, (kind, key, draft)) in (self.act + 1..).zip(&self.drafts) {
            let record = if std::ptr::eq(newest, catalogue) {
                debug_assert!(text::reads_back(catalogue, *kind, &draft.fields), "{key}: {draft:?}");
                Some(draft.put(facts, *kind, key, self.origin, text::seconds(self.recorded_ms), sequence))
            } else {
                let body =
                    text::body(newest, *kind, key, draft.effective, &draft.fields, self.origin, draft.void);
                text::apply(catalogue, facts, sequence, self.recorded_ms, &body, &mut scratch)
            };
            count(facts, self.act, sequence, record, counts);
            changed.extend(record);
        }
    }
}

/// Reads the ledger from an entry on into the mirror of an edition; returns how many entries the ledger has. At the start,
/// from entry 0 on, the changed records are not told: that is all of them.
pub(crate) fn follow(
    catalogue: &Catalogue,
    reader: &Reader,
    facts: &mut Facts,
    from: u64,
    changed: &mut Vec<RecordId>,
    counts: &mut Counts,
) -> Result<u64, Error> {
    let mut scratch = Vec::new();
    reader.for_each_revision(from, |revision| {
        let record =
            text::apply(catalogue, facts, revision.seq, revision.recorded, &revision.body, &mut scratch);
        count(facts, revision.act, revision.seq, record, counts);
        changed.extend(record.filter(|_| from > 0));
        Ok(())
    })?;
    Ok(reader.size()?)
}

/// Counts a revision to its act; the record is `None` where the edition does not know its kind.
fn count(facts: &Facts, act: u64, sequence: u64, record: Option<RecordId>, counts: &mut Counts) {
    let of_act = counts.entry(act).or_default();
    of_act.revisions += 1;
    let new = record.is_some_and(|record| facts.first_sequence(record) == Some(sequence));
    of_act.new += u64::from(new);
}
