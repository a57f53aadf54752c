//! Comparing what a file states with what is known, on a thread of its own, while another records what came of it: the
//! two take about as long.

use super::recorder::Ground;
use super::resolve::Resolver;
use super::rows::{Comparison, Together};
use super::unrecorded::{References, Unrecorded};
use crate::difference::Draft;
use crate::error::Error;
use crate::text;
use std::sync::mpsc::SyncSender;
use zilu_catalogue::{Catalogue, KindId};
use zilu_engine::Origin;
use zilu_intake::{Incoming, Item, Place};
use zilu_store::EncodedRevision;

/// Steps that are handed over together.
const BATCH: usize = 256;
/// Batches that may wait for the recording.
pub(super) const BATCHES: usize = 32;

/// What came of an item of the file.
pub(super) enum Step {
    /// All rows of a record, and their drafts one after the other as the ledger keeps them.
    Record(Together, Vec<EncodedRevision>),
    /// What a scan covered, a list that is complete, a test: looked at when all records are through.
    Extent(Item),
    /// So many bytes have been read.
    Progress(u64),
}

/// Compares item by item and hands over what came of it.
pub(super) struct Compare<'a> {
    comparison: Comparison<'a>,
    references: References<'a>,
    resolver: Resolver<'a>,
    batch: Vec<Step>,
    sender: SyncSender<Vec<Step>>,
    ground: Ground<'a>,
}

/// A draft as the ledger keeps it.
pub(super) fn encode(
    catalogue: &Catalogue,
    kind: KindId,
    key: &str,
    draft: &Draft,
    place: &Place,
    origin: Origin,
) -> EncodedRevision {
    let Draft { effective, fields, void } = draft;
    let mut body = text::body(catalogue, kind, key, *effective, fields, origin, *void);
    body.spot = text::spot(place);
    body.encode()
}

impl<'a> Compare<'a> {
    pub(super) fn new(ground: Ground<'a>, sender: SyncSender<Vec<Step>>) -> Compare<'a> {
        let Ground { catalogue, facts, stated, brought, next, .. } = ground;
        Compare {
            comparison: Comparison::new(catalogue, facts, stated, brought, next),
            references: References::new(catalogue, facts, stated),
            resolver: Resolver::new(catalogue, facts),
            batch: Vec::new(),
            sender,
            ground,
        }
    }

    /// An item that is no fault. An error only when nobody takes what comes of it any more.
    pub(super) fn take(&mut self, item: Item) -> Result<(), Error> {
        match item {
            Item::Record(incoming) => self.record(incoming),
            Item::Unresolved(unresolved) => match self.resolver.resolve(&unresolved) {
                Some(incoming) => self.record(incoming),
                None => Ok(()),
            },
            Item::Progress(bytes) => self.hand_over(Step::Progress(bytes)),
            extent => self.hand_over(Step::Extent(extent)),
        }
    }

    fn record(&mut self, incoming: Incoming) -> Result<(), Error> {
        self.references.look_at(&incoming);
        match self.comparison.row(incoming) {
            Some(together) => self.hand_over_record(together),
            None => Ok(()),
        }
    }

    /// Rows that are still held; the references to what is not recorded.
    pub(super) fn finish(mut self) -> Result<Vec<Unrecorded>, Error> {
        for together in self.comparison.rest() {
            self.hand_over_record(together)?;
        }
        self.send()?;
        Ok(self.references.told())
    }

    fn hand_over_record(&mut self, together: Together) -> Result<(), Error> {
        let Ground { catalogue, brought, .. } = self.ground;
        let mut encoded = Vec::new();
        for (incoming, drafts) in &together.rows {
            for draft in drafts {
                let (kind, key, place) = (incoming.kind, &incoming.key, &incoming.place);
                encoded.push(encode(catalogue, kind, key, draft, place, brought.origin));
            }
        }
        self.hand_over(Step::Record(together, encoded))
    }

    fn hand_over(&mut self, step: Step) -> Result<(), Error> {
        self.batch.push(step);
        if self.batch.len() < BATCH { Ok(()) } else { self.send() }
    }

    fn send(&mut self) -> Result<(), Error> {
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // The recording says itself why it stopped.
        self.sender.send(batch).map_err(|_| Error::new("匯入已停止", "the import has stopped"))
    }
}
