//! Fuzzing of the importers. See README.md.

pub mod driver;
pub mod manifest;
pub mod seeds;
