//! An entry as it was read, and what can be said of it alone: this part runs on all cores.

use crate::entry::{Entry, Sort, parse_redaction};
use crate::hash::{Hash, body_hash};

/// An entry as it was read: nothing about it is believed yet.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Its number.
    pub seq: u64,
    /// Milliseconds since 1970.
    pub recorded: i64,
    /// The byte of its sort.
    pub sort: u8,
    /// The act it refers to.
    pub act: u64,
    /// Its body hash.
    pub body_hash: &'a [u8],
    /// The leaf hash kept beside it, if the source keeps any. It locates an alteration to the entry; what proves is the root.
    pub leaf_hash: Option<&'a [u8]>,
    /// Salt; `None` when it was removed.
    pub salt: Option<&'a [u8]>,
    /// Body; `None` when it was removed.
    pub body: Option<&'a [u8]>,
}

/// A record with the hashing done.
pub(crate) struct Checked {
    pub(crate) entry: Option<Entry>,
    pub(crate) computed: Option<Hash>,
    pub(crate) stored: Option<Hash>,
    pub(crate) malformed: Option<&'static str>,
    pub(crate) body: Body,
    pub(crate) redacts: Option<u64>,
}

#[derive(PartialEq)]
pub(crate) enum Body {
    Fits,
    Altered,
    Removed,
}

/// Hashes the entry and its body.
pub(crate) fn check(record: &Record<'_>) -> Checked {
    let sort = Sort::from_u8(record.sort);
    let stated = Hash::from_slice(record.body_hash);
    let stored = record.leaf_hash.and_then(Hash::from_slice);
    let salt = record.salt.map(<[u8; 16]>::try_from);
    let malformed = match (sort, stated, record.leaf_hash, &salt, record.body) {
        (None, ..) => Some("sort"),
        (_, None, ..) => Some("body hash"),
        (_, _, Some(_), ..) if stored.is_none() => Some("leaf hash"),
        (_, _, _, Some(Err(_)), _) | (_, _, _, None, Some(_)) => Some("salt"),
        (_, _, _, Some(_), None) => Some("body"),
        _ => None,
    };
    let entry = sort.zip(stated).map(|(sort, body_hash)| Entry {
        seq: record.seq,
        recorded: record.recorded,
        sort,
        act: record.act,
        body_hash,
    });
    let body = match (salt, record.body) {
        (Some(Ok(salt)), Some(body)) if stated == Some(body_hash(&salt, body)) => Body::Fits,
        (None, None) => Body::Removed,
        _ => Body::Altered,
    };
    let redacts = match sort {
        Some(Sort::Redaction) => record.body.and_then(parse_redaction),
        _ => None,
    };
    Checked { computed: entry.as_ref().map(Entry::leaf_hash), entry, stored, malformed, body, redacts }
}
