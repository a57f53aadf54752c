//! The ledger: what zilu writes down can afterwards only be added to, and anybody can check that.
//!
//! Everything that zilu knows is an [`Entry`]: an act (who did what, why) or something recorded under
//! an act. Entries are numbered from 0 without gaps. Each is encoded in 58 fixed bytes (see [`entry`]) and
//! becomes a leaf of the Merkle tree of RFC 6962; the root of the tree is signed as a [`Checkpoint`]
//! (C2SP tlog-checkpoint). An entry holds the *salted hash* of its body, so a body with personal data
//! can be removed later, by a recorded act, and every proof stays whole.
//!
//! # Whom you have to trust
//!
//! Said plainly, because a ledger that is trusted for more than it can do is worse than none:
//!
//! - **Somebody without the signing key** (`ledger.key`) cannot change, insert, reorder or remove an
//!   entry that a signed checkpoint covers without [`Verifier`] finding it. They can still *cut the end off*:
//!   put back an older copy of the data, whose last checkpoint is genuine. The file alone does not show that.
//! - **Somebody with the signing key and the data** can write a whole new history and sign it. If nobody
//!   outside has kept a checkpoint, no mathematics finds out. This may be the system's administrator.
//! - **A checkpoint kept elsewhere stops both.** A checkpoint is three short lines and a signature: print it in the
//!   board minutes, mail it to internal audit, file it with the regulator, or have a witness cosign it
//!   (C2SP tlog-cosignature; [`VerifierKey`] reads witness keys). The ledger must then contain exactly
//!   those entries for ever: [`Verifier`] recomputes the root at the kept size, and
//!   [`proof::verify_consistency`] shows the same without handing over the entries. What was recorded
//!   *after* the newest kept checkpoint can still be rewritten by the key's holder: keep them often.
//! - **The times** (`recorded`) are the clock of the machine that wrote them. The ledger shows that they never
//!   go back, not that they are true. A checkpoint kept elsewhere on a day proves that its entries are not younger.
//! - **The content** is what people and machines stated. The ledger proves that it was stated then and by which
//!   act, not that it is so.
//! - **A removed body** is gone: the ledger proves that something was there, when, under which act, and by which act it
//!   was removed. The salt goes with it, so the hash cannot be used to guess the body. Older backups still have it.
//!
//! # What is deliberately not here
//!
//! No database, no files, no network, no async, no clock, no randomness (the caller draws salts and key seeds),
//! no JSON: an auditor can read and build this crate alone. What bodies say is the caller's business, with one exception:
//! the body of a redaction, which names the entry whose body was removed.

pub mod checkpoint;
pub mod entry;
mod error;
mod fault;
mod hash;
mod key;
mod note;
pub mod proof;
mod record;
mod tree;
mod verify;

pub use checkpoint::{Checkpoint, Cosigned, Opened};
pub use entry::{Entry, Salt, Sort};
pub use error::Error;
pub use fault::{Fault, What};
pub use hash::{Hash, body_hash, leaf_hash, node_hash};
pub use key::{SigningKey, VerifierKey};
pub use note::{Note, NoteSignature};
pub use record::Record;
pub use tree::Frontier;
pub use verify::{Given, Report, Subtree, Verifier};
