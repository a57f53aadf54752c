//! Collectors: what a live system says, written as a file that an importer reads.
//!
//! A collector never hands out records: it writes a snapshot, and the snapshot goes through `zilu-intake` like a file
//! that somebody exported. [`collect_ldap`] asks a directory; [`write_snapshot`] lets a file appear whole or not at all.
//!
//! Deliberately not here: a clock (the caller says what time it is), a store, a prompt. Nothing is logged, and no
//! failure's words hold a password.

mod answer;
mod directory;
mod failure;
mod ldif;
mod range;
mod secure;
mod snapshot;

pub use directory::{Collected, Directory, Encryption, Login, collect_ldap};
pub use failure::Failure;
pub use snapshot::write_snapshot;
