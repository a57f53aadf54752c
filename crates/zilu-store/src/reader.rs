//! Reading the ledger: entries, acts, checkpoints, proofs.

use crate::body::{ActBody, EvidenceBody, parse_json};
use crate::error::{Error, Kind};
use crate::evidence::EvidenceFolder;
use crate::open::{self, EVIDENCE, Place};
use crate::schema;
use crate::tiles;
use rusqlite::{Connection, OptionalExtension as _, Row};
use std::path::Path;
use zilu_ledger::{Checkpoint, Entry, Hash, Salt, Sort, VerifierKey, proof};

/// Reads a ledger. Several may read while one [`crate::Store`] writes; each sees what is committed.
/// It can be handed to another thread, not shared between threads.
#[derive(Debug)]
pub struct Reader {
    pub(crate) conn: Connection,
    pub(crate) place: Place,
    key: VerifierKey,
    evidence: EvidenceFolder,
}

/// An entry with its body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The entry.
    pub entry: Entry,
    /// The salt of its body hash; `None` when it was redacted.
    pub salt: Option<Salt>,
    /// The body, JSON; `None` when it was redacted.
    pub body: Option<String>,
}

/// An act.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Number of the entry.
    pub seq: u64,
    /// When it was recorded, in milliseconds since 1970-01-01T00:00:00Z.
    pub recorded: i64,
    /// What was done; `None` when it was redacted.
    pub body: Option<ActBody>,
}

/// All that is needed to show that an entry is in the ledger, to somebody who has the verifier key and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The entry with salt and body.
    pub stored: StoredEntry,
    /// The audit path from its leaf to the checkpoint's root.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub checkpoint: String,
}

impl Proof {
    /// Checks everything: the body against its hash, the entry against the root, the root's signature.
    pub fn verify(&self, key: &VerifierKey) -> Result<(), Error> {
        let opened = Checkpoint::open(self.checkpoint.as_bytes(), key, &[])?.checkpoint;
        let entry = &self.stored.entry;
        if let (Some(salt), Some(body)) = (&self.stored.salt, &self.stored.body)
            && zilu_ledger::body_hash(salt, body.as_bytes()) != entry.body_hash
        {
            let error = "body and hash do not match".to_owned();
            return Err(Kind::Body { seq: entry.seq, error }.into());
        }
        proof::verify_inclusion(entry.seq, opened.size, entry.leaf_hash(), &self.path, &opened.root)?;
        Ok(())
    }
}

impl Reader {
    /// Opens a data directory or a data file for reading, beside a running server or as a copy.
    pub fn open(path: &Path) -> Result<Reader, Error> {
        let (place, conn) = open::open(path)?;
        Reader::on(place, conn)
    }

    pub(crate) fn on(place: Place, conn: Connection) -> Result<Reader, Error> {
        let (origin, vkey) = conn
            .query_row("SELECT origin, vkey FROM ledger WHERE id = 0", [], |row| {
                Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
            })
            .map_err(|error| match error {
                // Ours by its number, but without the row that creation ends with.
                rusqlite::Error::QueryReturnedNoRows => Kind::Foreign(place.path.clone()).into(),
                error => schema::damaged(error, &place.path),
            })?;
        let key = VerifierKey::parse(&vkey)?;
        if key.name() != origin {
            return Err(Kind::NotAuthentic {
                detail_zh: "名稱與金鑰不符", detail_en: "name and key differ"
            }
            .into());
        }
        let evidence = EvidenceFolder::at(place.path.with_file_name(EVIDENCE));
        Ok(Reader { conn, place, key, evidence })
    }

    /// Another reader of the same data, for another thread.
    pub fn again(&self) -> Result<Reader, Error> {
        let conn = self.place.connect()?;
        Ok(Reader { conn, place: self.place.clone(), key: self.key.clone(), evidence: self.evidence.clone() })
    }

    /// The ledger's name.
    pub fn origin(&self) -> &str {
        self.key.name()
    }

    /// The key that the data names as its own. Who verifies should have it from elsewhere.
    pub fn verifier_key(&self) -> &VerifierKey {
        &self.key
    }

    /// The evidence files.
    pub fn evidence(&self) -> &EvidenceFolder {
        &self.evidence
    }

    /// Number of entries.
    pub fn size(&self) -> Result<u64, Error> {
        let last: Option<i64> =
            self.conn.prepare_cached("SELECT max(seq) FROM entry")?.query_row([], |row| row.get(0))?;
        Ok(last.map_or(0, |seq| seq as u64 + 1))
    }

    /// The newest signed checkpoint.
    pub fn checkpoint(&self) -> Result<String, Error> {
        self.checkpoint_at(u64::MAX >> 1)?.ok_or_else(|| {
            Kind::NotAuthentic { detail_zh: "沒有查核點", detail_en: "there is no checkpoint" }.into()
        })
    }

    /// The newest signed checkpoint of at most this size.
    pub fn checkpoint_at(&self, size: u64) -> Result<Option<String>, Error> {
        let sql = "SELECT note FROM checkpoint WHERE size <= ?1 ORDER BY size DESC LIMIT 1";
        Ok(self.conn.prepare_cached(sql)?.query_row([size as i64], |row| row.get(0)).optional()?)
    }

    /// An entry with its body.
    pub fn entry(&self, seq: u64) -> Result<StoredEntry, Error> {
        let sql = "SELECT seq, recorded, sort, act, body_hash, salt, body FROM entry WHERE seq = ?1";
        let found =
            self.conn.prepare_cached(sql)?.query_row([seq as i64], |row| Ok(stored(row))).optional()?;
        match found {
            Some(stored) => stored,
            None => Err(Kind::NoEntry { seq, size: self.size()? }.into()),
        }
    }

    /// An act; an error when the entry is none.
    pub fn act(&self, seq: u64) -> Result<Act, Error> {
        let stored = self.entry(seq)?;
        if stored.entry.sort != Sort::Act {
            return Err(Kind::Body { seq, error: "not an act".into() }.into());
        }
        let body = stored.body.as_deref().map(|body| parse_json(seq, body)).transpose()?;
        Ok(Act { seq, recorded: stored.entry.recorded, body })
    }

    /// The acts before the entry `before` (the newest: [`Reader::size`]), the newest first.
    /// Fast at any place: an entry names its act, and the entry before an act belongs to the act before.
    pub fn acts_before(&self, before: u64, limit: usize) -> Result<Vec<Act>, Error> {
        let mut acts = Vec::new();
        let mut at = before.min(self.size()?);
        while at > 0 && acts.len() < limit {
            let act = self.act(self.entry(at - 1)?.entry.act)?;
            at = act.seq.min(at - 1);
            acts.push(act);
        }
        Ok(acts)
    }

    /// The entries that an act recorded, without the act itself: at most `limit`, from `from` on.
    pub fn entries_of(&self, act: u64, from: u64, limit: usize) -> Result<Vec<StoredEntry>, Error> {
        let sql =
            "SELECT seq, recorded, sort, act, body_hash, salt, body FROM entry WHERE seq >= ?1 ORDER BY seq";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([from.max(act + 1) as i64])?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()?.filter(|_| entries.len() < limit) {
            let stored = stored(row)?;
            if stored.entry.act != act {
                break;
            }
            entries.push(stored);
        }
        Ok(entries)
    }

    /// All evidence files on record that were not redacted, with their entries.
    pub fn evidence_entries(&self) -> Result<Vec<(u64, EvidenceBody)>, Error> {
        let sql = "SELECT seq, body FROM entry WHERE sort = 4 AND body IS NOT NULL ORDER BY seq";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let seq = row.get::<_, i64>(0)? as u64;
            all.push((seq, parse_json(seq, &row.get::<_, String>(1)?)?));
        }
        Ok(all)
    }

    /// The proof that an entry is in the ledger, under the newest checkpoint.
    pub fn prove(&self, seq: u64) -> Result<Proof, Error> {
        let stored = self.entry(seq)?;
        let checkpoint = self.checkpoint()?;
        let size = Checkpoint::open(checkpoint.as_bytes(), &self.key, &[])?.checkpoint.size;
        if seq >= size {
            return Err(Kind::NoEntry { seq, size }.into());
        }
        Ok(Proof { stored, path: self.inclusion_proof(seq, size)?, checkpoint })
    }

    /// The audit path of an entry in the tree over the first `size` entries (RFC 6962 §2.1.1).
    pub fn inclusion_proof(&self, seq: u64, size: u64) -> Result<Vec<Hash>, Error> {
        let entries = self.size()?;
        if seq >= size || size > entries {
            return Err(Kind::NoEntry { seq: seq.max(size), size: entries }.into());
        }
        proof::inclusion(seq, size, |level, index| tiles::node(&self.conn, level, index))
    }

    /// The proof that the ledger at size `new` continues the one at size `old` (RFC 6962 §2.1.2).
    pub fn consistency_proof(&self, old: u64, new: u64) -> Result<Vec<Hash>, Error> {
        let entries = self.size()?;
        if old > new || new > entries {
            return Err(Kind::NoEntry { seq: old.max(new), size: entries }.into());
        }
        proof::consistency(old, new, |level, index| tiles::node(&self.conn, level, index))
    }

    /// Writes a complete, consistent copy of the data file, also while a server writes. The evidence files are not in it.
    /// The copy has no log and can be opened, verified or put in place of the original.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        if to.exists() {
            return Err(Kind::Exists(to.to_owned()).into());
        }
        let name = to.to_str().ok_or_else(|| {
            let error = std::io::Error::new(std::io::ErrorKind::InvalidInput, "not UTF-8");
            Error::from(Kind::Io { path: to.to_owned(), error })
        })?;
        self.conn.execute("VACUUM INTO ?1", [name])?;
        let file = std::fs::File::open(to).map_err(crate::error::io_at(to))?;
        file.sync_all().map_err(crate::error::io_at(to))
    }
}

/// From the columns seq, recorded, sort, act, body_hash, salt, body.
fn stored(row: &Row<'_>) -> Result<StoredEntry, Error> {
    let seq = row.get::<_, i64>(0)? as u64;
    let malformed = |part: &str| Error::from(Kind::Body { seq, error: format!("malformed {part}") });
    let sort =
        u8::try_from(row.get::<_, i64>(2)?).ok().and_then(Sort::from_u8).ok_or_else(|| malformed("sort"))?;
    let hash = row.get_ref(4)?.as_blob().ok().and_then(Hash::from_slice).ok_or_else(|| malformed("hash"))?;
    let salt = match row.get::<_, Option<Vec<u8>>>(5)? {
        Some(salt) => Some(Salt::try_from(salt).map_err(|_| malformed("salt"))?),
        None => None,
    };
    let act = row.get::<_, i64>(3)? as u64;
    let entry = Entry { seq, recorded: row.get(1)?, sort, act, body_hash: hash };
    Ok(StoredEntry { entry, salt, body: row.get(6)? })
}
