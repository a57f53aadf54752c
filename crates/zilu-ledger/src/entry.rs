//! An entry and its canonical bytes.
//!
//! # Leaf encoding, version 1
//!
//! | offset | bytes | content |
//! |---|---|---|
//! | 0 | 1 | version: `0x01` |
//! | 1 | 1 | sort: 1 act, 2 revision, 3 redaction, 4 evidence |
//! | 2 | 8 | `seq`, unsigned, big-endian |
//! | 10 | 8 | `recorded`, milliseconds since 1970-01-01T00:00:00Z, two's complement, big-endian |
//! | 18 | 8 | `act`, unsigned, big-endian |
//! | 26 | 32 | `body_hash` = SHA-256(`0x02` \|\| salt \|\| body), salt of 16 random bytes |
//!
//! The leaf hash is SHA-256(`0x00` \|\| leaf), an inner node SHA-256(`0x01` \|\| left \|\| right) (RFC 6962 §2.1).
//!
//! # Rules between entries
//!
//! 1. `seq` counts from 0 without gaps; entry 0 is an act.
//! 2. The `act` of an act is its own `seq`; every other entry belongs to the nearest act before it.
//! 3. `recorded` never decreases, and the entries of an act have the act's.
//! 4. The body of a redaction is exactly `{"redacts":N}`, N the `seq` of an earlier entry that is no redaction.
//!    The salt and the body of N are gone; of no other entry are they.

use crate::hash::{Hash, leaf_hash};

/// The random bytes in front of a body. 128 bits: nobody can guess a short body from its hash.
pub type Salt = [u8; 16];

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Sort {
    /// Who did what, and why. Everything up to the next act was recorded by it.
    Act = 1,
    /// A revision of a record.
    Revision = 2,
    /// The body of an earlier entry was removed.
    Redaction = 3,
    /// An evidence file was stored.
    Evidence = 4,
}

impl Sort {
    /// From the byte in the leaf.
    pub fn from_u8(byte: u8) -> Option<Sort> {
        [Sort::Act, Sort::Revision, Sort::Redaction, Sort::Evidence].into_iter().find(|s| *s as u8 == byte)
    }
}

/// What the tree commits to. The body is kept beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Position in the ledger, from 0.
    pub seq: u64,
    /// When it was recorded, in milliseconds since 1970-01-01T00:00:00Z.
    pub recorded: i64,
    /// What it is.
    pub sort: Sort,
    /// The act it belongs to; an act refers to itself.
    pub act: u64,
    /// Salted hash of the body.
    pub body_hash: Hash,
}

/// Version byte of the leaf encoding.
const VERSION: u8 = 1;

impl Entry {
    /// Length of a leaf in bytes.
    pub const LEAF_LENGTH: usize = 58;

    /// The canonical bytes.
    pub fn leaf(&self) -> [u8; Entry::LEAF_LENGTH] {
        let mut leaf = [0; Entry::LEAF_LENGTH];
        leaf[0] = VERSION;
        leaf[1] = self.sort as u8;
        leaf[2..10].copy_from_slice(&self.seq.to_be_bytes());
        leaf[10..18].copy_from_slice(&self.recorded.to_be_bytes());
        leaf[18..26].copy_from_slice(&self.act.to_be_bytes());
        leaf[26..].copy_from_slice(&self.body_hash.0);
        leaf
    }

    /// From the canonical bytes; `None` for anything that [`Entry::leaf`] does not write.
    pub fn parse(leaf: &[u8]) -> Option<Entry> {
        let (head, rest) = leaf.split_first_chunk::<2>()?;
        let (seq, rest) = rest.split_first_chunk()?;
        let (recorded, rest) = rest.split_first_chunk()?;
        let (act, rest) = rest.split_first_chunk()?;
        if head[0] != VERSION {
            return None;
        }
        Some(Entry {
            seq: u64::from_be_bytes(*seq),
            recorded: i64::from_be_bytes(*recorded),
            sort: Sort::from_u8(head[1])?,
            act: u64::from_be_bytes(*act),
            body_hash: Hash::from_slice(rest)?,
        })
    }

    /// The hash of the canonical bytes: the leaf of the Merkle tree.
    pub fn leaf_hash(&self) -> Hash {
        leaf_hash(&self.leaf())
    }
}

/// The body of a redaction of the entry `seq`.
pub fn redaction_body(seq: u64) -> String {
    format!("{{\"redacts\":{seq}}}")
}

/// The entry that a redaction names; `None` when the body is not exactly what [`redaction_body`] writes.
pub fn parse_redaction(body: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(body.strip_prefix(b"{\"redacts\":")?.strip_suffix(b"}")?).ok()?;
    let seq = digits.parse::<u64>().ok()?;
    (seq.to_string() == digits).then_some(seq)
}
