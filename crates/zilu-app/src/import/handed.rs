//! What is recorded, on its way from the thread that compares to the one that writes.

use crate::difference::Draft;
use crate::error::Error;
use crate::text;
use std::sync::mpsc::SyncSender;
use zilu_catalogue::{Catalogue, KindId};
use zilu_engine::Origin;
use zilu_intake::Place;
use zilu_store::EncodedRevisions;

/// Revisions that are handed over together.
const BATCH: usize = 256;
/// Batches that may wait.
pub(super) const BATCHES: usize = 16;

/// Revisions as the ledger keeps them, and how far the file was read when they came.
#[derive(Default)]
pub(super) struct Handed {
    pub(super) revisions: EncodedRevisions,
    /// In bytes.
    pub(super) progress: Option<u64>,
}

/// Hands over batch by batch.
pub(super) struct Outgoing<'a> {
    catalogue: &'a Catalogue,
    origin: Origin,
    /// Where nobody writes, nothing is encoded.
    writes: bool,
    handed: Handed,
    sender: SyncSender<Handed>,
}

impl<'a> Outgoing<'a> {
    pub(super) fn new(
        catalogue: &'a Catalogue,
        origin: Origin,
        writes: bool,
        sender: SyncSender<Handed>,
    ) -> Outgoing<'a> {
        Outgoing { catalogue, origin, writes, handed: Handed::default(), sender }
    }

    /// A draft, to be recorded. An error, as for what follows, only when nobody takes anything any more.
    pub(super) fn draft(
        &mut self,
        kind: KindId,
        key: &str,
        draft: &Draft,
        place: &Place,
    ) -> Result<(), Error> {
        if !self.writes {
            return Ok(());
        }
        let Draft { effective, fields, void } = draft;
        let mut body = text::body(self.catalogue, kind, key, *effective, fields, self.origin, *void);
        body.spot = text::spot(place);
        self.handed.revisions.push(&body);
        if self.handed.revisions.len() < BATCH { Ok(()) } else { self.send() }
    }

    /// So many bytes of the file have been read.
    pub(super) fn progress(&mut self, bytes: u64) -> Result<(), Error> {
        self.handed.progress = Some(bytes);
        self.send()
    }

    /// Hands over what there is.
    pub(super) fn send(&mut self) -> Result<(), Error> {
        let handed = std::mem::take(&mut self.handed);
        self.sender.send(handed).map_err(|_| stopped())
    }
}

/// Nobody takes what is handed over any more. Never shown: who stopped says itself why.
pub(super) fn stopped() -> Error {
    Error::new("匯入已停止", "the import has stopped")
}
