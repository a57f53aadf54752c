//! Sample files that are not part of the project. Continuous integration has them; without them a test says so.

use std::path::PathBuf;

/// The folder of sample files, `ZILU_CORPUS` or beside the checkout.
pub(crate) fn corpus() -> Option<PathBuf> {
    shared("ZILU_CORPUS", "corpus")
}

/// The folder with the table of leaf clauses, `ZILU_REGULATION` or beside the checkout.
pub(crate) fn regulation() -> Option<PathBuf> {
    shared("ZILU_REGULATION", "regulation")
}

fn shared(variable: &str, name: &str) -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name);
    let folder = std::env::var_os(variable).map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "no folder {}: set {variable}", folder.display());
    eprintln!("note: no folder {}; set {variable} to run this test", folder.display());
    None
}
