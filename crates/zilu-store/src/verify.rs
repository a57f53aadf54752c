//! Verifying a data file: everything that is in it is recomputed or compared, without writing to it.
//!
//! Found are: any altered byte of an entry, its body, salt or hashes, of a checkpoint, of a kept Merkle node, of the tables'
//! texts or of the ledger's name and key; pages that SQLite finds damaged; evidence files that are missing or altered. A byte that
//! holds nothing (free space in a page, reserved fields of the file header) can change unnoticed, and does not matter.

use crate::body::{EvidenceBody, parse_json};
use crate::error::Error;
use crate::evidence::EvidenceFolder;
use crate::fault::Fault;
use crate::open;
use crate::scan::{Entries, Scanned, scan};
use crate::schema::TABLES;
use crate::tiles::STEP;
use rayon::prelude::*;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::mpsc::sync_channel;
use zilu_ledger::{Given, Hash, Report, Sort, Subtree, Verifier, VerifierKey};

/// Chunks read ahead.
const AHEAD: usize = 3;

/// What to verify against.
#[derive(Default)]
pub struct VerifyOptions<'a> {
    /// The ledger's key, from whoever handed it out. Without it the key in the data is taken, which shows only that the data fits itself.
    pub key: Option<VerifierKey>,
    /// Checkpoints that somebody kept: signed notes.
    pub kept: Vec<Vec<u8>>,
    /// The evidence folder, when the evidence files are to be read and compared too.
    pub evidence: Option<&'a Path>,
    /// Told now and then: entries done, entries expected.
    pub progress: Option<&'a mut dyn FnMut(u64, u64)>,
}

/// Where the key came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// From the caller.
    Given,
    /// From the data itself: who rewrote all of it could have put another key there.
    Data,
}

/// What was verified and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// The key against which it was verified; `None` when there is none to be read.
    pub key: Option<VerifierKey>,
    /// Where the key came from.
    pub key_source: KeySource,
    /// Figures of the ledger. Its faults have been moved to `faults`.
    pub ledger: Report,
    /// Evidence files on record; they were read only when asked for.
    pub evidence_files: u64,
    /// Files in the evidence folder that no entry mentions (uploads that were not carried through). No fault.
    pub unmentioned: Vec<Hash>,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
    /// Further faults that were only counted.
    pub more_faults: u64,
}

impl VerifyReport {
    /// Nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Verifies a data directory or a data file. An error means that it could not even be opened as ours;
/// everything else is in the report.
pub fn verify(path: &Path, options: VerifyOptions<'_>) -> Result<VerifyReport, Error> {
    let VerifyOptions { key: given, kept, evidence, mut progress } = options;
    // The place may be a private copy, which must live as long as the connections.
    let (place, conn) = open::open(path)?;
    // One snapshot of all that is compared, should a server be writing meanwhile; what the pages look like may be newer.
    conn.execute_batch("BEGIN")?;
    let for_pages = place.connect()?;
    let mut faults = Vec::new();
    check_tables(&conn, &mut faults);
    let key_source = if given.is_some() { KeySource::Given } else { KeySource::Data };
    let key = identity(&conn, given, &mut faults);
    let stored = checkpoints(&conn, &mut faults);
    let notes: Vec<Given<'_>> = stored
        .iter()
        .map(|(size, note)| Given { note, stored_at: Some(*size) })
        .chain(kept.iter().map(|note| Given { note, stored_at: None }))
        .collect();
    let expected = stored.last().map_or(0, |(size, _)| *size);
    let mut verifier = Verifier::new().keep_subtrees(STEP);
    if let Some(key) = &key {
        verifier = verifier.against(key, &notes);
    }
    let mut nodes = HashMap::new();
    let mut files: BTreeMap<Hash, (u64, u64)> = BTreeMap::new();
    let (mut done, mut evidence_files) = (0, 0);
    let conn = std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel(AHEAD);
        let paging = scope.spawn(move || damaged_pages(&for_pages));
        let scanning = scope.spawn(move || {
            scan(&conn, |found| sender.send(found).is_ok());
            conn
        });
        for found in receiver {
            match found {
                Scanned::Unreadable { after, detail } => faults.push(Fault::Unreadable { after, detail }),
                Scanned::Entries(entries) => {
                    let records = entries.records();
                    verifier.push(&records);
                    for Subtree { level, index, hash, doubtful } in verifier.take_subtrees() {
                        nodes.insert((i64::from(level), index as i64), (hash, doubtful));
                    }
                    evidence_files += note_evidence(&entries, &mut files, &mut faults);
                    done += records.len() as u64;
                    if let Some(progress) = &mut progress {
                        progress(done, expected.max(done));
                    }
                }
            }
        }
        faults.extend(paging.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        scanning.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let mut ledger = verifier.finish();
    // With entries missing, nodes behind them are not computed: nothing can be said about those.
    check_nodes(&conn, nodes, ledger.root.is_some(), &mut faults);
    faults.extend(std::mem::take(&mut ledger.faults).into_iter().map(Fault::Ledger));
    let mut unmentioned = Vec::new();
    if let Some(folder) = evidence {
        let folder = EvidenceFolder::at(folder.to_owned());
        faults.extend(check_files(&folder, &files)?);
        unmentioned = folder.list()?;
        unmentioned.retain(|sha256| !files.contains_key(sha256));
    }
    // Faults of the file as a whole first, then by entry.
    faults.sort_by_key(|fault| (!matches!(fault, Fault::Page { .. }), fault.seq().is_none(), fault.seq()));
    let more_faults = ledger.more_faults;
    Ok(VerifyReport { key, key_source, ledger, evidence_files, unmentioned, faults, more_faults })
}

/// Pages, lists of free pages, the order of entries inside pages.
fn damaged_pages(conn: &Connection) -> Vec<Fault> {
    let found = conn.prepare("PRAGMA quick_check(20)").and_then(|mut statement| {
        statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()
    });
    match found {
        Ok(lines) => {
            lines.into_iter().filter(|line| line != "ok").map(|detail| Fault::Page { detail }).collect()
        }
        Err(error) => vec![Fault::Page { detail: error.to_string() }],
    }
}

/// The tables are exactly ours, to the letter: no trigger, view or index was slipped in.
fn check_tables(conn: &Connection, faults: &mut Vec<Fault>) {
    let found =
        conn.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema").and_then(|mut statement| {
            let texts = |row: &rusqlite::Row<'_>| {
                let text = |at: usize| row.get_ref(at).map(|v| v.as_bytes().unwrap_or_default().to_vec());
                Ok([text(0)?, text(1)?, text(2)?, text(3)?])
            };
            statement.query_map([], texts)?.collect::<rusqlite::Result<Vec<_>>>()
        });
    let mut found = match found {
        Ok(found) => found,
        Err(error) => return faults.push(Fault::Page { detail: error.to_string() }),
    };
    for (name, sql) in TABLES {
        let expected = ["table", name, name, sql].map(|text| text.as_bytes().to_vec());
        match found.iter().position(|row| *row == expected) {
            Some(at) => drop(found.swap_remove(at)),
            None => faults.push(Fault::Table { name: name.into() }),
        }
    }
    let known = |name: &[u8]| TABLES.iter().any(|(table, _)| table.as_bytes() == name);
    for [_, name, ..] in found.iter().filter(|[_, name, ..]| !known(name)) {
        faults.push(Fault::Table { name: String::from_utf8_lossy(name).into_owned() });
    }
}

/// The key to verify with: the given one, which the data must name too, else the one that the data names.
fn identity(conn: &Connection, given: Option<VerifierKey>, faults: &mut Vec<Fault>) -> Option<VerifierKey> {
    let read = || -> rusqlite::Result<Vec<(i64, String, String)>> {
        let mut statement = conn.prepare("SELECT id, origin, vkey FROM ledger")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
    };
    let stated = match read().as_deref() {
        Ok([(0, origin, vkey)]) => VerifierKey::parse(vkey).ok().filter(|key| {
            // One spelling only: a key that says the same in other letters was altered.
            key.name() == origin && key.to_string() == *vkey
        }),
        _ => None,
    };
    match (&stated, &given) {
        (Some(stated), Some(given)) if stated == given => {}
        (Some(_), None) => {}
        _ => faults.push(Fault::Identity { expected: given.as_ref().map(VerifierKey::to_string) }),
    }
    given.or(stated)
}

/// The stored checkpoints as they are; the verifier judges them.
fn checkpoints(conn: &Connection, faults: &mut Vec<Fault>) -> Vec<(u64, Vec<u8>)> {
    let mut stored = Vec::new();
    let read = conn.prepare("SELECT size, note FROM checkpoint ORDER BY size").and_then(|mut statement| {
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let note = row.get_ref(1)?.as_bytes().unwrap_or_default().to_vec();
            stored.push((row.get::<_, i64>(0)? as u64, note));
        }
        Ok(())
    });
    if let Err(error) = read {
        faults.push(Fault::Page { detail: error.to_string() });
    }
    stored
}

/// Collects the evidence files that the entries mention. Gives how many entries do.
fn note_evidence(entries: &Entries, files: &mut BTreeMap<Hash, (u64, u64)>, faults: &mut Vec<Fault>) -> u64 {
    let mut count = 0;
    for record in entries.records().iter().filter(|record| record.sort == Sort::Evidence as u8) {
        let Some(body) = record.body else { continue };
        count += 1;
        let body =
            std::str::from_utf8(body).ok().and_then(|b| parse_json::<EvidenceBody>(record.seq, b).ok());
        match body {
            Some(body) => drop(files.entry(body.sha256).or_insert((record.seq, body.size))),
            None => faults.push(Fault::EvidenceEntry { seq: record.seq }),
        }
    }
    count
}

/// The kept nodes are exactly those that follow from the entries. `complete`: no entries are missing.
fn check_nodes(
    conn: &Connection,
    mut expected: HashMap<(i64, i64), (Hash, bool)>,
    complete: bool,
    faults: &mut Vec<Fault>,
) {
    let read = conn.prepare("SELECT level, number, hash FROM subtree").and_then(|mut statement| {
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let part = |at: usize| row.get_ref(at).map(|value| value.as_i64().unwrap_or(-1));
            let (level, number) = (part(0)?, part(1)?);
            let stored = row.get_ref(2)?.as_blob().ok().and_then(Hash::from_slice);
            let right = match expected.remove(&(level, number)) {
                // An altered entry below is reported itself; which of its two values this node fits is open.
                Some((hash, doubtful)) => doubtful || stored == Some(hash),
                None => !complete,
            };
            if !right {
                faults.push(Fault::Node { level, number });
            }
        }
        Ok(())
    });
    if let Err(error) = read {
        return faults.push(Fault::Page { detail: error.to_string() });
    }
    let mut missing: Vec<_> = expected.into_keys().collect();
    missing.sort_unstable();
    faults.extend(missing.into_iter().map(|(level, number)| Fault::Node { level, number }));
}

/// Reads all evidence files on record.
fn check_files(folder: &EvidenceFolder, files: &BTreeMap<Hash, (u64, u64)>) -> Result<Vec<Fault>, Error> {
    let check = |(&sha256, &(seq, size)): (&Hash, &(u64, u64))| match folder.check(&sha256) {
        Ok(found) if found == size => Ok(None),
        Ok(_) => Ok(Some(Fault::EvidenceAltered { seq, sha256 })),
        Err(error) if error.is_missing() => Ok(Some(Fault::EvidenceMissing { seq, sha256 })),
        Err(error) if error.is_damaged() => Ok(Some(Fault::EvidenceAltered { seq, sha256 })),
        Err(error) => Err(error),
    };
    let found = files.par_iter().map(check).collect::<Result<Vec<_>, Error>>()?;
    Ok(found.into_iter().flatten().collect())
}
