//! The acts that can be undone: imports, attached texts, and undoings of them. Which is in force, and what each recorded.
//!
//! What is known is what the acts in force stated that are no undoings. An undoing states nothing of its own: it brings
//! the records back to that.

use crate::app::App;
use crate::error::Error;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use zilu_store::Reader;

/// Command of an import.
pub(crate) const IMPORT: &str = "import";
/// Command of an attached text: it states facts like an import, and can be undone like one.
pub(crate) const ATTACH: &str = "text attach";
/// Command of an undoing.
pub(crate) const UNDO: &str = "undo";
/// Detail of an undoing: the entry of the act that it undoes.
pub(crate) const UNDOES: &str = "undoes";

/// Acts read from the ledger at a time.
pub(crate) const ACTS_AT_ONCE: usize = 16;

/// An import, an attached text or an undoing, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActView {
    /// Its entry: what `zilu undo` takes.
    pub act: u64,
    /// `import`, `text attach` or `undo`.
    pub command: String,
    /// When, in seconds since 1970.
    pub recorded: i64,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// Its SHA-256 in hexadecimal.
    pub sha256: Option<String>,
    /// Format word.
    pub format: Option<String>,
    /// Records that were new with it.
    pub new: u64,
    /// Revisions that it recorded.
    pub revisions: u64,
    /// The act that it undoes.
    pub undoes: Option<u64>,
    /// The act that undid it, when it is not in force.
    pub undone_by: Option<u64>,
}

/// What an act recorded.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ActCounts {
    pub(crate) new: u64,
    pub(crate) revisions: u64,
}

/// An import or an undoing.
#[derive(Debug, Clone)]
struct Known {
    /// The entry after its last.
    end: u64,
    view: ActView,
}

/// The imports and undoings of a ledger, read once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Acts {
    /// Entries that were looked at.
    size: u64,
    known: BTreeMap<u64, Known>,
}

impl Acts {
    /// Reads what was appended since.
    pub(crate) fn follow(&mut self, reader: &Reader) -> Result<(), Error> {
        let size = reader.size()?;
        let mut end = size;
        let mut at = size;
        while at > self.size {
            let acts = reader.acts_before(at, ACTS_AT_ONCE)?;
            let Some(earliest) = acts.last() else { break };
            at = earliest.seq;
            for act in acts.into_iter().filter(|act| act.seq >= self.size) {
                let range_end = std::mem::replace(&mut end, act.seq);
                let Some(body) = act.body else { continue };
                if ![IMPORT, ATTACH, UNDO].contains(&body.command.as_str()) {
                    continue;
                }
                let view = ActView {
                    act: act.seq,
                    recorded: act.recorded.div_euclid(1_000),
                    actor: body.actor,
                    reason: body.reason,
                    sha256: body.source.as_ref().map(|source| source.sha256.to_string()),
                    file: body.source.map(|source| source.name).or_else(|| {
                        body.details.get("file").and_then(|name| name.as_str()).map(str::to_owned)
                    }),
                    format: body.details.get("format").and_then(|word| word.as_str()).map(str::to_owned),
                    undoes: body.details.get(UNDOES).and_then(serde_json::Value::as_u64),
                    command: body.command,
                    new: 0,
                    revisions: 0,
                    undone_by: None,
                };
                self.known.insert(act.seq, Known { end: range_end, view });
            }
        }
        self.size = size;
        Ok(())
    }

    /// The entries of an act that can be undone.
    pub(crate) fn entries(&self, act: u64) -> Option<Range<u64>> {
        self.known.get(&act).map(|known| act + 1..known.end)
    }

    /// The act to which an entry belongs, if it can be undone.
    pub(crate) fn of_entry(&self, entry: u64) -> Option<&ActView> {
        let (_, known) = self.known.range(..=entry).next_back()?;
        (entry < known.end).then_some(&known.view)
    }

    /// For each act that is not in force, the undoing in force that undid it. `further` is undone as well, by nobody yet.
    pub(crate) fn undone(&self, further: Option<u64>) -> BTreeMap<u64, Option<u64>> {
        let mut undone: BTreeMap<u64, Option<u64>> = further.into_iter().map(|act| (act, None)).collect();
        // An undoing names an earlier act: from the newest on, whether it is in force itself is known.
        for (act, known) in self.known.iter().rev() {
            if let Some(target) = known.view.undoes.filter(|_| !undone.contains_key(act)) {
                undone.entry(target).or_insert(Some(*act));
            }
        }
        undone
    }

    /// The entries that do not count: of acts that are not in force, and of undoings.
    pub(crate) fn idle(&self, further: u64) -> Idle {
        let undone: BTreeSet<u64> = self.undone(Some(further)).into_keys().collect();
        let idle = |(act, known): (&u64, &Known)| {
            (undone.contains(act) || known.view.undoes.is_some()).then_some(*act..known.end)
        };
        Idle(self.known.iter().filter_map(idle).collect())
    }
}

/// Ranges of entries, in order.
pub(crate) struct Idle(Vec<Range<u64>>);

impl Idle {
    pub(crate) fn has(&self, entry: u64) -> bool {
        let at = self.0.partition_point(|range| range.end <= entry);
        self.0.get(at).is_some_and(|range| range.start <= entry)
    }
}

impl App {
    /// The imports and undoings, the newest first: at most `limit`, from the `from`th on; and how many there are.
    pub fn imports(&self, from: usize, limit: usize) -> Result<(Vec<ActView>, usize), Error> {
        let state = self.read();
        let acts = state.sources().acts()?;
        let undone = acts.undone(None);
        let known = acts.known.into_values().filter(|known| known.view.act < state.size());
        let mut views: Vec<ActView> = known.map(|known| known.view).collect();
        let total = views.len();
        views.reverse();
        let page = views.into_iter().skip(from).take(limit).map(|view| {
            let ActCounts { new, revisions } = state.counts(view.act);
            let undone_by = undone.get(&view.act).copied().flatten();
            ActView { new, revisions, undone_by, ..view }
        });
        Ok((page.collect(), total))
    }
}
