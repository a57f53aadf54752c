//! OSCAL export: the rules, how they stand, what is open and the crosswalk as OSCAL JSON, which other compliance
//! tools read.
//!
//! Layout: [`catalog`] the rules, a control per leaf clause · [`results`] a finding per clause from its standings ·
//! [`plan`] what is late, breached or unproven, duty by duty · [`mapping`] the crosswalk · [`metadata`] what the
//! documents share · `prose` texts as OSCAL allows them · `identifier` their UUIDs.
//!
//! Every document is a function of the catalogue, the facts, D, K and one instant that the caller gives: the same in,
//! the same out, byte for byte. Not here: input and output, a clock, randomness, an import of OSCAL.

pub mod catalog;
mod identifier;
pub mod mapping;
pub mod metadata;
pub mod plan;
mod prose;
pub mod results;

use zilu_app::{LedgerHead, Lens};

/// The edition of OSCAL in which documents are written.
pub const OSCAL_VERSION: &str = "1.2.3";

/// What a document is made from.
pub struct Export<'a> {
    /// The company as of D, known at K.
    pub lens: &'a Lens<'a>,
    /// Its name; `None` while nothing is recorded of it.
    pub company: Option<&'a str>,
    /// The head of its ledger.
    pub ledger: &'a LedgerHead,
    /// When the document is made, in seconds since 1970.
    pub last_modified: i64,
}
