//! Reading every entry of a file that may be damaged: what cannot be read is named and stepped over.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};
use std::ops::Range;
use zilu_ledger::Record;

/// Entries in a chunk.
const CHUNK: usize = 8192;
/// After so many unreadable places the rest is given up.
const MAX_GAPS: usize = 1000;

/// What the scan has found.
pub(crate) enum Scanned {
    /// Entries as they were read.
    Entries(Entries),
    /// Nothing can be read behind this entry, up to the next chunk.
    Unreadable {
        /// The last readable entry.
        after: Option<u64>,
        /// What SQLite says.
        detail: String,
    },
}

/// Rows as read, with all their bytes in one place.
#[derive(Default)]
pub(crate) struct Entries {
    bytes: Vec<u8>,
    rows: Vec<Raw>,
}

struct Raw {
    seq: u64,
    recorded: i64,
    sort: u8,
    act: u64,
    body_hash: Range<usize>,
    leaf_hash: Range<usize>,
    salt: Option<Range<usize>>,
    body: Option<Range<usize>>,
}

impl Entries {
    /// For the verifier.
    pub(crate) fn records(&self) -> Vec<Record<'_>> {
        let part = |range: &Range<usize>| &self.bytes[range.clone()];
        let record = |raw: &Raw| Record {
            seq: raw.seq,
            recorded: raw.recorded,
            sort: raw.sort,
            act: raw.act,
            body_hash: &self.bytes[raw.body_hash.clone()],
            leaf_hash: Some(&self.bytes[raw.leaf_hash.clone()]),
            salt: raw.salt.as_ref().map(|range| &self.bytes[range.clone()]),
            body: raw.body.as_ref().map(part),
        };
        self.rows.iter().map(record).collect()
    }

    fn push(&mut self, row: &Row<'_>) -> rusqlite::Result<()> {
        // Another type than the table's is damage. No sort has the number 0, so the verifier names the entry.
        let integer = |at: usize| row.get_ref(at).map(|value| value.as_i64().ok());
        let (recorded, sort, act) = (integer(1)?, integer(2)?, integer(3)?);
        let sound = recorded.is_some() && act.is_some();
        let sort = sort.filter(|_| sound).and_then(|sort| u8::try_from(sort).ok()).unwrap_or(0);
        let raw = Raw {
            seq: row.get::<_, i64>(0)? as u64,
            recorded: recorded.unwrap_or(0),
            sort,
            act: act.unwrap_or(0) as u64,
            body_hash: self.bytes_of(row.get_ref(4)?).unwrap_or(0..0),
            leaf_hash: self.bytes_of(row.get_ref(5)?).unwrap_or(0..0),
            salt: self.bytes_of(row.get_ref(6)?),
            body: self.bytes_of(row.get_ref(7)?),
        };
        self.rows.push(raw);
        Ok(())
    }

    /// `None` for NULL; something that is neither text nor blob becomes empty, which no hash fits.
    fn bytes_of(&mut self, value: ValueRef<'_>) -> Option<Range<usize>> {
        let start = self.bytes.len();
        match value {
            ValueRef::Null => return None,
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => self.bytes.extend_from_slice(bytes),
            ValueRef::Integer(_) | ValueRef::Real(_) => {}
        }
        Some(start..self.bytes.len())
    }
}

/// Hands out all that can be read, in order. `emit` returns `false` to stop.
pub(crate) fn scan(conn: &Connection, mut emit: impl FnMut(Scanned) -> bool) {
    let mut next = i64::MIN;
    for _ in 0..MAX_GAPS {
        let mut last = None;
        let mut entries = Entries::default();
        let read = read_from(conn, next, &mut last, &mut entries, &mut emit);
        if !entries.rows.is_empty() && !emit(Scanned::Entries(entries)) {
            return;
        }
        match read {
            Ok(()) => return,
            Err(error) => {
                let after = last.or(next.checked_sub(1)).and_then(|seq| u64::try_from(seq).ok());
                if !emit(Scanned::Unreadable { after, detail: error.to_string() }) {
                    return;
                }
            }
        }
        match readable_from(conn, last.map_or(next.max(0), |last| last.saturating_add(1))) {
            Some(seq) => next = seq,
            None => return,
        }
    }
}

fn read_from(
    conn: &Connection,
    from: i64,
    last: &mut Option<i64>,
    entries: &mut Entries,
    emit: &mut impl FnMut(Scanned) -> bool,
) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, recorded, sort, act, body_hash, leaf_hash, salt, body FROM entry WHERE seq >= ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([from])?;
    while let Some(row) = rows.next()? {
        entries.push(row)?;
        *last = Some(row.get(0)?);
        if entries.rows.len() == CHUNK {
            let bytes = Vec::with_capacity(entries.bytes.len() + entries.bytes.len() / 8);
            let full = std::mem::replace(entries, Entries { bytes, rows: Vec::with_capacity(CHUNK) });
            if !emit(Scanned::Entries(full)) {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The first entry after the unreadable `from` from which on one can read again: doubling steps, then halving them.
fn readable_from(conn: &Connection, from: i64) -> Option<i64> {
    let probe = |seq: i64| -> rusqlite::Result<Option<i64>> {
        let mut statement = conn.prepare_cached(
            "SELECT seq, recorded, sort, act, body_hash, leaf_hash, salt, body FROM entry WHERE seq >= ?1 ORDER BY seq LIMIT 1",
        )?;
        let mut rows = statement.query([seq])?;
        match rows.next()? {
            Some(row) => Ok(Some(row.get(0)?)),
            None => Ok(None),
        }
    };
    let mut unreadable = from;
    let mut readable = (0..48).find_map(|step| {
        let seq = from.checked_add(1 << step)?;
        match probe(seq) {
            Ok(found) => Some((seq, found)),
            Err(_) => {
                unreadable = seq;
                None
            }
        }
    })?;
    while readable.0 - unreadable > 1 {
        let middle = unreadable + (readable.0 - unreadable) / 2;
        match probe(middle) {
            Ok(found) => readable = (middle, found),
            Err(_) => unreadable = middle,
        }
    }
    // A smaller number would be read twice.
    readable.1.filter(|seq| *seq > from)
}
