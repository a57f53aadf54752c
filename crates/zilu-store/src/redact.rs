//! Removing bodies by an act on record. The entries, their hashes and every proof stay.

use crate::body::{ActBody, EvidenceBody};
use crate::error::{Error, Kind};
use crate::schema::BUSY_TIMEOUT;
use crate::store::Store;
use crate::writer::Appended;
use std::collections::BTreeSet;
use std::time::Duration;
use zilu_ledger::{Hash, Sort};

/// What a redaction has done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redacted {
    /// The act and the entries of the redactions (as `revisions`).
    pub appended: Appended,
    /// Evidence files that were deleted, because no entry mentions them any more.
    pub deleted: Vec<Hash>,
    /// The write-ahead log was emptied too. `false` while a reader is reading: call [`Store::purge`] afterwards.
    pub purged: bool,
}

impl Store {
    /// Removes the bodies and salts of these entries and records who did it and why. All or none: an entry that does
    /// not exist, is redacted already or is a redaction itself refuses the whole command and is named.
    /// Redacting the entry of an evidence file deletes the file, unless another entry mentions it.
    pub fn redact(&mut self, act: &ActBody, seqs: &[u64], recorded: i64) -> Result<Redacted, Error> {
        let seqs: BTreeSet<u64> = seqs.iter().copied().collect();
        let mut files = BTreeSet::new();
        let mut refused = Vec::new();
        for &seq in &seqs {
            match self.reader.entry(seq) {
                Ok(stored) if stored.entry.sort != Sort::Redaction && stored.body.is_some() => {
                    let body = stored.body.as_deref().filter(|_| stored.entry.sort == Sort::Evidence);
                    files.extend(
                        body.and_then(|body| Some(serde_json::from_str::<EvidenceBody>(body).ok()?.sha256)),
                    );
                }
                Ok(_) => refused.push(seq),
                Err(error) if error.is_missing() => refused.push(seq),
                Err(error) => return Err(error),
            }
        }
        if !refused.is_empty() {
            return Err(Kind::NotRedactable(refused).into());
        }
        let mut writer = self.begin(recorded)?;
        let act = writer.act(act)?;
        let first = writer.size();
        for &seq in &seqs {
            writer.redaction(seq)?;
        }
        let appended = Appended { act, revisions: first..writer.size(), recorded };
        writer.commit()?;
        let mut deleted = Vec::new();
        if !files.is_empty() {
            let mentioned = self.reader.evidence_entries()?;
            let mentioned: BTreeSet<Hash> = mentioned.into_iter().map(|(_, body)| body.sha256).collect();
            deleted.extend(files.difference(&mentioned).copied());
            deleted.iter().try_for_each(|sha256| self.evidence().remove(sha256))?;
        }
        Ok(Redacted { appended, deleted, purged: self.purge()? })
    }

    /// Moves the write-ahead log into the data file and empties it, so that nothing redacted is left in it.
    /// `false` when a reader is in the way.
    pub fn purge(&mut self) -> Result<bool, Error> {
        let conn = &self.reader.conn;
        // Readers are not waited for: the caller is told.
        conn.busy_timeout(Duration::ZERO)?;
        let busy = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0));
        conn.busy_timeout(BUSY_TIMEOUT)?;
        Ok(busy? == 0)
    }

    /// Deletes evidence files that no entry mentions: uploads whose command was never carried out, and files whose deletion after a
    /// redaction was interrupted. To be called while no upload is under way. Gives their names.
    pub fn sweep_evidence(&mut self) -> Result<Vec<Hash>, Error> {
        let mentioned = self.reader.evidence_entries()?;
        let mentioned: BTreeSet<Hash> = mentioned.into_iter().map(|(_, body)| body.sha256).collect();
        let mut left = self.evidence().list()?;
        left.retain(|sha256| !mentioned.contains(sha256));
        left.iter().try_for_each(|sha256| self.evidence().remove(sha256))?;
        Ok(left)
    }
}
