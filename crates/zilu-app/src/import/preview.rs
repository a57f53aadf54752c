//! What would be known after the files of a delivery that were only looked at: each file is compared with what the files
//! before it would leave behind, as it is when they are recorded one after the other.

use crate::difference::Drafts;
use std::sync::{Mutex, MutexGuard, PoisonError};
use zilu_engine::{Facts, Origin};

/// One pass over the files of a delivery without recording them. Once a file changes something, a copy of all facts is
/// held in memory until the pass is over.
#[derive(Debug, Default)]
pub struct Preview(Mutex<Option<Facts>>);

impl Preview {
    /// What would be known; `None` while nothing has changed.
    pub(super) fn known(&self) -> MutexGuard<'_, Option<Facts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds what a file would record. `next` is the number of the ledger's next entry.
pub(super) fn add(known: &mut Option<Facts>, before: &Facts, kept: &Drafts, origin: Origin, next: u64) {
    if kept.is_empty() {
        return;
    }
    let facts = known.get_or_insert_with(|| before.clone());
    for (kind, key, draft) in kept {
        let sequence = next + facts.revision_count();
        // As if it had been recorded last.
        draft.put(facts, *kind, key, origin, i64::MAX, sequence);
    }
}
