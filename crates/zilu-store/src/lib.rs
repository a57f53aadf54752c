//! The store: a data directory with the ledger in one SQLite file, and the evidence files beside it.
//! The only crate that speaks SQL.
//!
//! ```text
//! zilu.db        the ledger: every entry with its body, the checkpoints, the Merkle nodes that proofs need
//! zilu.lock      held by the one process that writes
//! ledger.key     the key that signs checkpoints: a secret, readable by its owner only
//! ledger.vkey    its public half: give it to whoever is to verify
//! evidence/aa/…  evidence files by their SHA-256, in folders by its first two digits
//! ```
//!
//! One command of a person or an importer is one [`Batch`]: an act entry (who, what, why, from which file), then an entry for each
//! revision of a record and each evidence file, all in one transaction, with a signed checkpoint at its end. When
//! [`Store::append`] returns, the batch is on the disk (WAL, `synchronous=FULL`); a process killed at any moment leaves a file that
//! opens at the last such moment.
//!
//! # What is deliberately not here
//!
//! - No table of current records, no search index, no standing: they are derived, and live in the engine's memory.
//!   The file has nothing that could disagree with the ledger without [`verify`] finding it: no SQL index, no trigger, no view,
//!   and the kept Merkle nodes are recomputed and compared.
//! - No clock: when something was recorded is a parameter. No meaning of records: kinds, fields and keys are text here.
//! - No delete. [`Store::redact`] removes a body by an act on record and leaves its hash.
//! - No second writer: one process at a time holds the lock.
//!
//! # What it cannot do
//!
//! - A byte flipped in the write-ahead log (`zilu.db-wal`, the newest few seconds of a running system) ends the log
//!   there, as a power cut would: the later commits are gone without a trace in the file. A checkpoint kept elsewhere shows it.
//! - A redacted body is wiped from `zilu.db` and its log. It stays in older backups, and where a file system keeps old blocks.
//! - Whom one has to trust is told in [`zilu_ledger`].

mod body;
mod chunk;
mod error;
mod evidence;
mod fault;
mod open;
mod reader;
mod redact;
mod scan;
mod schema;
mod store;
mod tiles;
mod verify;
mod writer;

pub use body::{ActBody, Batch, EncodedRevisions, EvidenceBody, Origin, RevisionBody, Source, Spot};
pub use chunk::Revision;
pub use error::Error;
pub use evidence::{EvidenceFolder, EvidenceWriter};
pub use fault::Fault;
pub use open::is_data_directory;
pub use reader::{Act, Proof, Reader, StoredEntry};
pub use redact::Redacted;
pub use store::Store;
pub use verify::{KeySource, VerifyOptions, VerifyReport, verify};
pub use writer::{Appended, Writer};
pub use zilu_ledger as ledger;
