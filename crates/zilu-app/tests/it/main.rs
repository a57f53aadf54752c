//! Tests of the commands: what an import records, what it leaves alone, and that the mirror follows the ledger.

#![allow(clippy::unwrap_used)]

mod bundle;

mod code;
mod import;
mod provenance;
mod support;
mod undo;
