//! Comparing what a file states with what is known, on a thread of its own, while another records what came of it: the
//! two take about as long.

use super::recorder::Ground;
use super::resolve::Resolver;
use super::rows::{Comparison, Together};
use super::unrecorded::{References, Unrecorded};
use crate::error::Error;
use std::sync::mpsc::SyncSender;
use zilu_intake::{Incoming, Item};

/// Steps that are handed over together.
const BATCH: usize = 256;
/// Batches that may wait for the recording.
pub(super) const BATCHES: usize = 32;

/// What came of an item of the file.
pub(super) enum Step {
    /// All rows of a record.
    Record(Together),
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
            Some(together) => self.hand_over(Step::Record(together)),
            None => Ok(()),
        }
    }

    /// Rows that are still held; the references to what is not recorded.
    pub(super) fn finish(mut self) -> Result<Vec<Unrecorded>, Error> {
        for together in self.comparison.rest() {
            self.hand_over(Step::Record(together))?;
        }
        self.send()?;
        Ok(self.references.told())
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
