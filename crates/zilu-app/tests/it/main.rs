//! Tests of the commands: what an import records, what it leaves alone, and that the mirror follows the ledger.

#![allow(clippy::unwrap_used)]

mod accounts;
mod bundle;
mod code;
mod import;
mod known;
mod lesser;
mod machines;
mod provenance;
mod samples;
mod scans;
mod support;
mod undo;
