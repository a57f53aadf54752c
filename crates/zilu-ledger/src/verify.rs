//! The verifier: takes the entries as they were read, recomputes everything, and locates what does not fit.
//!
//! It holds the tree's right edge, the checkpoints and the numbers of redacted entries, so the ledger's
//! length does not matter. Hashing runs on all cores, chunk by chunk.

use crate::checkpoint::Checkpoint;
use crate::entry::{Entry, Sort};
use crate::fault::{Fault, What};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::record::{Body, Checked, Record, check};
use crate::tree::Frontier;
use rayon::prelude::*;

/// Faults beyond this number are only counted.
const MAX_FAULTS: usize = 10_000;

/// A checkpoint to check against.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a> {
    /// The signed note.
    pub note: &'a [u8],
    /// The size under which the data stores it; `None` for one that somebody kept elsewhere.
    pub stored_at: Option<u64>,
}

/// What was verified and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Entries read.
    pub entries: u64,
    /// Acts, revisions, redactions and evidence files among them.
    pub sorts: [u64; 4],
    /// Entries whose body was removed, with a redaction on record. No fault.
    pub redacted: Vec<u64>,
    /// Stored checkpoints whose signature and root are right.
    pub checkpoints: u64,
    /// Checkpoints kept elsewhere whose signature and root are right.
    pub kept_checkpoints: u64,
    /// Checkpoints that could not be compared because entries before them are missing.
    pub unchecked_checkpoints: u64,
    /// Root over all entries; `None` when entries are missing.
    pub root: Option<Hash>,
    /// When the last entry was recorded, in milliseconds since 1970.
    pub last_recorded: Option<i64>,
    /// What is wrong, by entry; faults without an entry come last.
    pub faults: Vec<Fault>,
    /// Further faults that were only counted.
    pub more_faults: u64,
}

impl Report {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// A complete subtree that the verifier has computed, for a store that keeps some and wants them checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subtree {
    /// Level: it covers `1 << level` leaves.
    pub level: u32,
    /// Position among those of its level.
    pub index: u64,
    /// Its root.
    pub hash: Hash,
    /// An altered leaf makes the root doubtful until the next checkpoint has settled which value is right.
    pub doubtful: bool,
}

/// Takes the entries in order, then [`Verifier::finish`].
#[derive(Debug)]
pub struct Verifier {
    next: u64,
    entries: u64,
    sorts: [u64; 4],
    last_recorded: Option<i64>,
    /// The nearest act, and when it was recorded if that is sure.
    act: Option<(u64, Option<i64>)>,
    /// The tree over the recomputed leaves; `None` once entries are missing.
    tree: Option<Frontier>,
    /// The same with the kept leaf hash where that differs. A checkpoint decides which of the two is right.
    other: Option<Frontier>,
    removed: Vec<u64>,
    /// (redacted, redaction)
    redactions: Vec<(u64, u64)>,
    checkpoints: Vec<Expected>,
    /// The first checkpoint not yet compared.
    pending: usize,
    fitting: u64,
    mismatch: Option<What>,
    matched: [u64; 2],
    keep_levels: Option<u32>,
    subtrees: Vec<Subtree>,
    faults: Vec<Fault>,
    more_faults: u64,
}

#[derive(Debug)]
struct Expected {
    size: u64,
    root: Hash,
    kept: bool,
}

impl Default for Verifier {
    fn default() -> Verifier {
        Verifier::new()
    }
}

impl Verifier {
    /// Without any checkpoint yet: add them by [`Verifier::against`], or nothing will be found to be covered.
    pub fn new() -> Verifier {
        Verifier {
            next: 0,
            entries: 0,
            sorts: [0; 4],
            last_recorded: None,
            act: None,
            tree: Some(Frontier::new()),
            other: None,
            removed: Vec::new(),
            redactions: Vec::new(),
            checkpoints: Vec::new(),
            pending: 0,
            fitting: 0,
            mismatch: None,
            matched: [0; 2],
            keep_levels: None,
            subtrees: Vec::new(),
            faults: Vec::new(),
            more_faults: 0,
        }
    }

    /// Against these checkpoints of the ledger with this key. Their signatures are checked here. To be called once, before any entry.
    pub fn against(mut self, key: &VerifierKey, given: &[Given<'_>]) -> Verifier {
        let opened: Vec<_> = given.par_iter().map(|g| Checkpoint::open(g.note, key, &[])).collect();
        for (given, opened) in given.iter().zip(opened) {
            let kept = given.stored_at.is_none();
            match opened {
                Ok(opened) => {
                    let Checkpoint { size, root, .. } = opened.checkpoint;
                    if let Some(place) = given.stored_at.filter(|place| *place != size) {
                        self.fault(None, What::CheckpointPlace { size: place, stated: size });
                    }
                    self.checkpoints.push(Expected { size, root, kept });
                }
                Err(error) => self.fault(None, What::Checkpoint { size: given.stored_at, kept, error }),
            }
        }
        self.checkpoints.sort_by_key(|c| c.size);
        self.compare_checkpoints();
        self
    }

    /// Also collects the roots of complete subtrees at each multiple of `levels`, see [`Verifier::take_subtrees`].
    pub fn keep_subtrees(mut self, levels: u32) -> Verifier {
        self.keep_levels = Some(levels);
        self
    }

    /// The subtrees completed since the last call.
    pub fn take_subtrees(&mut self) -> Vec<Subtree> {
        std::mem::take(&mut self.subtrees)
    }

    /// The next entries, in the order in which the source has them. A few thousand at a time is best.
    /// Entries that the source cannot read are left out here, and reported as missing.
    pub fn push(&mut self, records: &[Record<'_>]) {
        let checked: Vec<Checked> = records.par_iter().with_min_len(128).map(check).collect();
        for (at, (record, checked)) in records.iter().zip(&checked).enumerate() {
            let follower = records.get(at + 1).map(|next| next.seq);
            self.admit(record, checked, follower);
        }
    }

    /// All entries have been given.
    pub fn finish(mut self) -> Report {
        self.check_redactions();
        let entries = self.next;
        let mut unchecked = 0;
        let pending = self.checkpoints.split_off(self.pending);
        for (at, checkpoint) in pending.iter().enumerate() {
            // Of those in the data, the last says it all.
            let last = pending[at + 1..].iter().all(|later| later.kept);
            if checkpoint.size > entries && (checkpoint.kept || last) {
                let what = What::Shorter { size: checkpoint.size, entries, kept: checkpoint.kept };
                self.fault(None, what);
            } else if checkpoint.size <= entries {
                unchecked += 1;
            }
        }
        self.faults.extend(self.mismatch.take().map(|what| Fault { seq: None, what }));
        let covered =
            self.checkpoints.iter().chain(&pending).filter(|c| !c.kept).map(|c| c.size).max().unwrap_or(0);
        if covered < entries {
            self.fault(Some(covered), What::NotCovered { count: entries - covered });
        }
        // Stable, so that what was found first at an entry stays first.
        self.faults.sort_by_key(|fault| fault.seq.unwrap_or(u64::MAX));
        Report {
            entries: self.entries,
            sorts: self.sorts,
            redacted: self.removed,
            checkpoints: self.matched[0],
            kept_checkpoints: self.matched[1],
            unchecked_checkpoints: unchecked,
            root: self.tree.map(|tree| tree.root()),
            last_recorded: self.last_recorded,
            faults: self.faults,
            more_faults: self.more_faults,
        }
    }

    fn admit(&mut self, record: &Record<'_>, checked: &Checked, follower: Option<u64>) {
        let mut seq = record.seq;
        if seq != self.next {
            // Where the next entry carries on as if this one had the right number, or the kept leaf hash
            // is that of the right number, only the number is wrong.
            let right = checked.entry.clone().map(|entry| Entry { seq: self.next, ..entry }.leaf_hash());
            if follower == self.next.checked_add(1) || (right.is_some() && right == checked.stored) {
                self.fault(Some(self.next), What::Number { stated: seq });
                seq = self.next;
            } else if seq < self.next || seq > i64::MAX as u64 {
                return self.fault(Some(seq), What::OutOfOrder { previous: self.next.wrapping_sub(1) });
            } else {
                self.fault(Some(self.next), What::Missing { to: seq - 1 });
                self.tree = None;
                self.other = None;
                // The act may be among the missing: then the entry's word is all there is.
                if (self.next..seq).contains(&record.act) {
                    self.act = Some((record.act, Some(record.recorded)));
                }
            }
        }
        self.next = seq + 1;
        self.entries += 1;
        if let Some(part) = checked.malformed {
            self.fault(Some(seq), What::Malformed { part });
        }
        let differs = checked.stored.is_some_and(|stored| checked.computed != Some(stored));
        if differs && seq == record.seq && checked.malformed.is_none() {
            self.fault(Some(seq), What::Leaf);
        }
        self.check_order(seq, record, checked, !differs);
        self.check_body(seq, checked);
        self.grow(checked);
    }

    /// Rules 2 and 3 of [`crate::entry`]. Of an entry already found altered (not `intact`) no more is said, and nothing is
    /// concluded about its neighbours.
    fn check_order(&mut self, seq: u64, record: &Record<'_>, checked: &Checked, intact: bool) {
        let recorded = record.recorded;
        let sort = checked.entry.as_ref().map(|entry| entry.sort);
        if let Some(sort) = sort {
            self.sorts[sort as usize - 1] += 1;
        }
        if !intact || sort.is_none() {
            if sort == Some(Sort::Act) || record.act == seq {
                self.act = Some((seq, None));
            }
            return;
        }
        match self.last_recorded.filter(|previous| *previous > recorded) {
            Some(previous) => self.fault(Some(seq), What::TimeBackwards { previous, recorded }),
            None => self.last_recorded = Some(recorded),
        }
        if sort == Some(Sort::Act) {
            self.act = Some((seq, Some(recorded)));
        }
        let expected = self.act.map(|(act, _)| act);
        let act_recorded = self.act.and_then(|(_, recorded)| recorded);
        if expected != Some(record.act) {
            self.fault(Some(seq), What::Act { stated: record.act, expected });
        } else if let Some(act) = act_recorded.filter(|act| *act != recorded) {
            self.fault(Some(seq), What::TimeNotOfAct { act, recorded });
        }
    }

    fn check_body(&mut self, seq: u64, checked: &Checked) {
        match checked.body {
            Body::Fits => {}
            Body::Altered if checked.malformed.is_some() => {}
            Body::Altered => self.fault(Some(seq), What::Body),
            Body::Removed => self.removed.push(seq),
        }
        let redaction = checked.entry.as_ref().is_some_and(|entry| entry.sort == Sort::Redaction);
        if redaction && checked.body == Body::Fits {
            match checked.redacts.filter(|target| *target < seq) {
                Some(target) => self.redactions.push((target, seq)),
                None => self.fault(Some(seq), What::Redaction),
            }
        }
    }

    /// Adds the leaf to the tree and compares the checkpoints of the new size.
    fn grow(&mut self, checked: &Checked) {
        let Some(tree) = &mut self.tree else { return };
        let (Some(computed), stored) = (checked.computed.or(checked.stored), checked.stored) else {
            // Neither the entry nor its kept leaf hash can be read: as good as missing.
            self.tree = None;
            self.other = None;
            return;
        };
        if let Some(other) = &mut self.other {
            other.push(stored.unwrap_or(computed));
        } else if stored.is_some_and(|stored| stored != computed) {
            let mut other = tree.clone();
            other.push(stored.unwrap_or(computed));
            self.other = Some(other);
        }
        let doubtful = self.other.is_some();
        let (keep, subtrees) = (self.keep_levels, &mut self.subtrees);
        tree.push_with(computed, |level, index, hash| {
            if keep.is_some_and(|levels| level.is_multiple_of(levels)) {
                subtrees.push(Subtree { level, index, hash: *hash, doubtful });
            }
        });
        self.compare_checkpoints();
    }

    fn compare_checkpoints(&mut self) {
        while let (Some(tree), Some(expected)) = (&self.tree, self.checkpoints.get(self.pending)) {
            if expected.size != tree.size() {
                return;
            }
            self.pending += 1;
            let fits = tree.root() == expected.root;
            let other_fits = self.other.as_ref().is_some_and(|other| other.root() == expected.root);
            if fits || other_fits {
                self.matched[usize::from(expected.kept)] += 1;
                self.fitting = expected.size;
                // From here on the right one is known.
                if let (false, Some(other)) = (fits, self.other.take()) {
                    self.tree = Some(other);
                }
            } else if let Some(What::Root { more, .. }) = &mut self.mismatch {
                *more += 1;
            } else {
                let (from, to, kept) = (self.fitting, expected.size, expected.kept);
                self.mismatch = Some(What::Root { from, to, kept, more: 0 });
            }
        }
    }

    /// Rule 4: bodies are gone exactly where a redaction says so.
    fn check_redactions(&mut self) {
        let mut named = std::mem::take(&mut self.redactions);
        named.sort_unstable();
        let (removed, missing): (Vec<u64>, Vec<u64>) = std::mem::take(&mut self.removed)
            .into_iter()
            .partition(|seq| named.binary_search_by_key(seq, |(target, _)| *target).is_ok());
        for seq in missing {
            self.fault(Some(seq), What::BodyRemoved);
        }
        for (target, redaction) in named {
            if removed.binary_search(&target).is_err() {
                self.fault(Some(target), What::BodyStillThere { redaction });
            }
        }
        self.removed = removed;
    }

    fn fault(&mut self, seq: Option<u64>, what: What) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault { seq, what });
        } else {
            self.more_faults += 1;
        }
    }
}
