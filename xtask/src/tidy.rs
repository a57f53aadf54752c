//! House rules that no compiler checks, over every Rust source of the repository.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Lines of a source file beyond which it should be split.
const LINES_MAX: usize = 750;

pub(crate) fn run() -> ExitCode {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut sources = Vec::new();
    for folder in ["crates", "xtask"] {
        collect(&root.join(folder), &mut sources);
    }
    sources.sort();
    let mut faults = Vec::new();
    for path in &sources {
        check(path, &mut faults);
    }
    for fault in &faults {
        println!("{fault}");
    }
    println!("{} sources, {} faults", sources.len(), faults.len());
    if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() && !path.ends_with("target") {
            collect(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push(path);
        }
    }
}

fn check(path: &Path, faults: &mut Vec<String>) {
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let mut fault = |line: usize, what: &str| faults.push(format!("{}:{line}: {what}", path.display()));
    if !text.starts_with("//!") {
        fault(1, "a source says in its first line what it is");
    }
    if text.lines().count() > LINES_MAX {
        fault(LINES_MAX, "too long: split it");
    }
    let inherent = path.ends_with("tidy.rs");
    for (number, line) in text.lines().enumerate() {
        if line.ends_with(' ') {
            fault(number + 1, "blank at the end of the line");
        }
        let shirks = ["todo!(", "unimplemented!(", "#[ignore"].iter().any(|word| line.contains(word));
        if shirks && !inherent {
            fault(number + 1, "no stubs and no tests that are skipped");
        }
    }
}
