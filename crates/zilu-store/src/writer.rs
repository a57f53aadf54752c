//! A transaction: acts, and what they record, appended one by one.

use crate::body::{ActBody, EncodedRevisions, EvidenceBody, RevisionBody, write_json};
use crate::error::{Error, Kind};
use crate::schema::MAX_BODY;
use crate::store::Store;
use crate::tiles;
use std::ops::Range;
use zilu_ledger::entry::redaction_body;
use zilu_ledger::{Checkpoint, Entry, Frontier, Salt, Sort, body_hash};

/// Salts drawn at a time: one system call for many entries.
const SALTS: usize = 256;

/// What an append has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Entry of the act.
    pub act: u64,
    /// Entries of the revisions, in the order given.
    pub revisions: Range<u64>,
    /// When, in milliseconds since 1970.
    pub recorded: i64,
}

/// An open transaction. Rolled back when dropped before [`Writer::commit`].
#[derive(Debug)]
pub struct Writer<'s> {
    store: &'s mut Store,
    tree: Frontier,
    recorded: i64,
    act: Option<u64>,
    salts: Vec<Salt>,
    body: Vec<u8>,
}

impl<'s> Writer<'s> {
    pub(crate) fn begin(store: &'s mut Store, recorded: i64) -> Result<Writer<'s>, Error> {
        if recorded < store.last_recorded {
            return Err(Kind::TimeBackwards { last: store.last_recorded, recorded }.into());
        }
        store.reader.conn.execute_batch("BEGIN IMMEDIATE")?;
        let tree = store.tree.clone();
        let writer = Writer { store, tree, recorded, act: None, salts: Vec::new(), body: Vec::new() };
        // The lock should make this impossible; on a shared folder without working locks it is not.
        if writer.store.reader.size()? != writer.tree.size() {
            return Err(Kind::MovedOn.into());
        }
        Ok(writer)
    }

    /// Appends an act. All that follows belongs to it, until the next.
    pub fn act(&mut self, act: &ActBody) -> Result<u64, Error> {
        self.act = Some(self.tree.size());
        self.body.clear();
        write_json(&mut self.body, act);
        self.entry(Sort::Act)
    }

    /// Appends a revision of a record.
    ///
    /// # Panics
    /// When there was no act yet: a programmer's error, as for the other entries.
    pub fn revision(&mut self, revision: &RevisionBody<'_>) -> Result<u64, Error> {
        self.body.clear();
        revision.write(&mut self.body);
        self.entry(Sort::Revision)
    }

    /// Appends revisions of records that were encoded elsewhere, in their order.
    pub fn encoded_revisions(&mut self, revisions: &EncodedRevisions) -> Result<(), Error> {
        for body in revisions.bodies() {
            self.body.clear();
            self.body.extend_from_slice(body);
            self.entry(Sort::Revision)?;
        }
        Ok(())
    }

    /// Appends that an evidence file was stored. It must be in the evidence folder already.
    pub fn evidence(&mut self, evidence: &EvidenceBody) -> Result<u64, Error> {
        if !self.store.evidence().contains(&evidence.sha256) {
            return Err(Kind::EvidenceMissing(evidence.sha256).into());
        }
        self.body.clear();
        write_json(&mut self.body, evidence);
        self.entry(Sort::Evidence)
    }

    /// Appends that the body of an entry is removed, and removes it.
    pub(crate) fn redaction(&mut self, seq: u64) -> Result<u64, Error> {
        self.body.clear();
        self.body.extend_from_slice(redaction_body(seq).as_bytes());
        let redaction = self.entry(Sort::Redaction)?;
        let sql =
            "UPDATE entry SET salt = NULL, body = NULL WHERE seq = ?1 AND body IS NOT NULL AND sort <> 3";
        let changed = self.store.reader.conn.prepare_cached(sql)?.execute([seq as i64])?;
        if changed == 1 { Ok(redaction) } else { Err(Kind::NotRedactable(vec![seq]).into()) }
    }

    /// Number of entries, those of this transaction included.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// When what is appended was recorded, in milliseconds since 1970.
    pub fn recorded(&self) -> i64 {
        self.recorded
    }

    /// The act of what is appended now.
    pub fn current_act(&self) -> Option<u64> {
        self.act
    }

    /// Signs a checkpoint and makes all of it durable. Gives the new size of the ledger.
    pub fn commit(mut self) -> Result<u64, Error> {
        let conn = &self.store.reader.conn;
        let size = self.tree.size();
        if size > self.store.tree.size() {
            let origin = self.store.key.name().to_owned();
            let note = Checkpoint { origin, size, root: self.tree.root() }.sign(&self.store.key);
            let sql = "INSERT INTO checkpoint (size, note) VALUES (?1, ?2)";
            conn.prepare_cached(sql)?.execute((size as i64, note))?;
        }
        conn.execute_batch("COMMIT")?;
        if size > self.store.tree.size() {
            self.store.last_recorded = self.recorded;
            self.store.tree = std::mem::take(&mut self.tree);
        }
        Ok(size)
    }

    /// Appends an entry with the body that stands in the buffer.
    fn entry(&mut self, sort: Sort) -> Result<u64, Error> {
        let act = self.act.expect("an act comes first");
        let seq = self.tree.size();
        if self.body.len() > MAX_BODY {
            return Err(Kind::BodyTooLarge { length: self.body.len(), limit: MAX_BODY }.into());
        }
        let salt = self.salt()?;
        let entry =
            Entry { seq, recorded: self.recorded, sort, act, body_hash: body_hash(&salt, &self.body) };
        let leaf = entry.leaf_hash();
        let body = std::str::from_utf8(&self.body).expect("JSON is UTF-8");
        let conn = &self.store.reader.conn;
        let sql = "INSERT INTO entry (seq, recorded, sort, act, body_hash, leaf_hash, salt, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        conn.prepare_cached(sql)?.execute((
            seq as i64,
            entry.recorded,
            sort as u8,
            act as i64,
            &entry.body_hash.0[..],
            &leaf.0[..],
            &salt[..],
            body,
        ))?;
        tiles::push(conn, &mut self.tree, leaf)?;
        Ok(seq)
    }

    fn salt(&mut self) -> Result<Salt, Error> {
        if let Some(salt) = self.salts.pop() {
            return Ok(salt);
        }
        let mut random = [0; SALTS * size_of::<Salt>()];
        // A single act needs few; an import is not known beforehand.
        let wanted = if self.tree.size() - self.store.tree.size() < 8 { 8 } else { SALTS };
        let random = &mut random[..wanted * size_of::<Salt>()];
        getrandom::fill(random)?;
        self.salts.extend(random.as_chunks::<{ size_of::<Salt>() }>().0);
        Ok(self.salts.pop().expect("just drawn"))
    }
}

impl Drop for Writer<'_> {
    fn drop(&mut self) {
        if !self.store.reader.conn.is_autocommit() {
            // Should even this fail, SQLite rolls back when the file is next opened.
            let _ = self.store.reader.conn.execute_batch("ROLLBACK");
        }
    }
}
