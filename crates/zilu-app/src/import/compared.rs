//! Comparing what a file states with what is known, on a thread of its own, while another writes what came of it: the
//! two take about as long.

use super::handed::Outgoing;
use super::recorder::{Came, Ground, Recorder};
use super::resolve::Resolver;
use super::rows::Comparison;
use super::unrecorded::{References, Unrecorded};
use crate::error::Error;
use zilu_intake::{Incoming, Item};

/// Compares item by item and hands on what came of it.
pub(super) struct Compare<'a> {
    comparison: Comparison<'a>,
    references: References<'a>,
    resolver: Resolver<'a>,
    recorder: Recorder<'a>,
}

impl<'a> Compare<'a> {
    /// With `keep`, what is recorded is kept as well: [`Came::kept`].
    pub(super) fn new(ground: Ground<'a>, out: Outgoing<'a>, keep: bool) -> Compare<'a> {
        let Ground { catalogue, facts, stated, brought, next, .. } = ground;
        Compare {
            comparison: Comparison::new(catalogue, facts, stated, brought, next),
            references: References::new(catalogue, facts, stated),
            resolver: Resolver::new(catalogue, facts),
            recorder: Recorder::new(ground, out, keep),
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
            other => self.recorder.take(other),
        }
    }

    fn record(&mut self, incoming: Incoming) -> Result<(), Error> {
        self.references.look_at(&incoming);
        match self.comparison.row(incoming) {
            Some(together) => self.recorder.settle(together),
            None => Ok(()),
        }
    }

    /// Rows that are still held, and what the file says by not having it; then what came of all, and the references to
    /// what is not recorded.
    pub(super) fn finish(mut self) -> Result<(Came<'a>, Vec<Unrecorded>), Error> {
        for together in self.comparison.rest() {
            self.recorder.settle(together)?;
        }
        Ok((self.recorder.finish()?, self.references.told()))
    }
}
