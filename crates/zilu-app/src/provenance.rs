//! Where a fact came from: the act, the file with its hash, and the place in it.
//!
//! The mirror holds the number of the entry that stated a fact; the rest is read from the ledger when somebody asks.

use crate::acts::Acts;
use crate::error::Error;
use crate::words::Words;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::sync::{Arc, Mutex, PoisonError};
use zilu_store::{ActBody, Reader, RevisionBody};

/// Acts that are kept: the facts of a page come from few.
const BODIES_KEPT: usize = 256;

/// How often a statement can have been restored by an undoing and is still followed to the act that first made it.
const RESTORED_MOST: usize = 64;

/// Where a statement came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Provenance {
    /// The entry of the act that made the statement.
    pub act: u64,
    /// Who did it.
    pub actor: String,
    /// Name of the command.
    pub command: String,
    /// The file, as people know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its SHA-256 in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Row of a table, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Line of a text, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Byte, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    /// The act that stated it again by undoing another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restored_by: Option<u64>,
}

/// Digits of a hash that people compare.
const HASH_SHOWN: usize = 16;

impl Provenance {
    /// In words: the file with row and hash, or else who stated it by which act.
    pub fn words(&self) -> Words {
        let (mut zh, mut en) = match &self.file {
            Some(file) => (format!("檔案 {file}"), format!("file {file}")),
            None => (
                format!("{}（{}，第 {} 筆）", self.actor, self.command, self.act),
                format!("{} ({}, entry {})", self.actor, self.command, self.act),
            ),
        };
        if let Some(sheet) = &self.sheet {
            zh += &format!("，工作表「{sheet}」");
            en += &format!(", sheet '{sheet}'");
        }
        let places = [
            (self.row, "第", "列", "row"),
            (self.line, "第", "行", "line"),
            (self.byte, "位元組", "", "byte"),
        ];
        for (number, before, after, word) in places {
            if let Some(number) = number {
                let space = if after.is_empty() { "" } else { " " };
                zh += &format!("，{before} {number}{space}{after}");
                en += &format!(", {word} {number}");
            }
        }
        if let Some(sha256) = &self.sha256 {
            let shown = sha256.get(..HASH_SHOWN).unwrap_or(sha256);
            zh += &format!("，SHA-256 {shown}…");
            en += &format!(", SHA-256 {shown}…");
        }
        if let Some(act) = self.restored_by {
            zh += &format!("；因撤銷而回復（第 {act} 筆）");
            en += &format!("; restored by an undoing (entry {act})");
        }
        Words::new(zh, en)
    }
}

/// Reads where facts came from.
#[derive(Default)]
pub(crate) struct Sources(Mutex<Inner>);

#[derive(Default)]
struct Inner {
    /// `None` where nothing has been recorded yet.
    reader: Option<Reader>,
    bodies: FxHashMap<u64, Option<Arc<ActBody>>>,
    acts: Acts,
}

impl Sources {
    pub(crate) fn new(reader: Option<Reader>) -> Sources {
        Sources(Mutex::new(Inner { reader, ..Inner::default() }))
    }

    /// The imports and undoings up to now.
    pub(crate) fn acts(&self) -> Result<Acts, Error> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { reader, acts, .. } = &mut *inner;
        if let Some(reader) = reader {
            acts.follow(reader)?;
        }
        Ok(acts.clone())
    }

    /// Reads the ledger.
    pub(crate) fn with_reader<R>(&self, read: impl FnOnce(&Reader) -> Result<R, Error>) -> Result<R, Error> {
        let inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &inner.reader {
            Some(reader) => read(reader),
            None => Err(Error::new("尚未登錄任何資料", "nothing has been recorded yet")),
        }
    }

    /// Where the statement of an entry came from; `None` when a body was removed, or the ledger cannot be read: a page
    /// is then shown without it, and `zilu verify` tells what is wrong.
    pub(crate) fn of(&self, entry: u64) -> Option<Provenance> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        inner.of(entry)
    }
}

impl Inner {
    fn of(&mut self, entry: u64) -> Option<Provenance> {
        let mut restored_by = None;
        let mut at = entry;
        for _ in 0..RESTORED_MOST {
            let stored = self.reader.as_ref()?.entry(at).ok()?;
            let text = stored.body?;
            let body = RevisionBody::parse(&text).ok()?;
            if let Some(earlier) = body.restores.filter(|earlier| *earlier < at) {
                restored_by.get_or_insert(stored.entry.act);
                at = earlier;
                continue;
            }
            let act = self.act(stored.entry.act)?;
            let spot = body.spot.unwrap_or_default();
            return Some(Provenance {
                act: stored.entry.act,
                actor: act.actor.clone(),
                command: act.command.clone(),
                file: act.source.as_ref().map(|source| source.name.clone()).or_else(|| {
                    // An act whose file is not at hand has only its name.
                    act.details.get("file").and_then(|name| name.as_str()).map(str::to_owned)
                }),
                sha256: act.source.as_ref().map(|source| source.sha256.to_string()),
                sheet: spot.sheet.map(std::borrow::Cow::into_owned),
                row: spot.row,
                line: spot.line,
                byte: spot.byte,
                restored_by,
            });
        }
        None
    }

    fn act(&mut self, seq: u64) -> Option<Arc<ActBody>> {
        if let Some(known) = self.bodies.get(&seq) {
            return known.clone();
        }
        let act = self.reader.as_ref()?.act(seq).ok()?.body.map(Arc::new);
        if self.bodies.len() >= BODIES_KEPT {
            self.bodies.clear();
        }
        self.bodies.insert(seq, act.clone());
        act
    }
}
