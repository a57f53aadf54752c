//! A small ledger in a temporary folder.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use jiff::civil::date;
use std::path::Path;
use tempfile::TempDir;
use zilu_store::*;

pub fn act(command: &str) -> ActBody {
    ActBody { reason: Some("因為".into()), ..ActBody::new("amy", command) }
}

pub fn finding(key: &str, risk: &str) -> RevisionBody<'static> {
    RevisionBody::new("finding", key.to_owned(), date(2025, 2, 10))
        .field("risk", risk.to_owned())
        .unknown("place")
}

pub fn batch(keys: &[&str]) -> Batch<'static> {
    let revisions = keys.iter().map(|key| finding(key, "high")).collect();
    Batch { act: act("import"), revisions, evidence: Vec::new() }
}

pub fn create(folder: &Path) -> Store {
    Store::create(folder, "insurer.example/zilu", &act("create"), 1000).unwrap()
}

/// Entry 0 the founding act, 1–3 an import of two findings, 4–5 an evidence file, 6–7 the redaction of entry 2.
pub fn sample() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    store.append(&batch(&["a", "b"]), 2000).unwrap();
    let (sha256, size) = store.evidence().put(&b"report"[..], 100).unwrap();
    let evidence =
        EvidenceBody { sha256, size, name: "報告.pdf".into(), media: Some("application/pdf".into()) };
    store
        .append(&Batch { act: act("attach"), revisions: Vec::new(), evidence: vec![evidence] }, 3000)
        .unwrap();
    store.redact(&act("redact"), &[2], 4000).unwrap();
    (folder, store)
}

pub fn keys_of(reader: &Reader) -> Vec<String> {
    let mut keys = Vec::new();
    reader
        .for_each_revision(0, |revision| {
            keys.push(revision.body.key.into_owned());
            Ok(())
        })
        .unwrap();
    keys
}

pub fn say(error: &Error) -> String {
    format!("{}\n{}", error.zh(), error.en())
}

pub fn faults(report: &VerifyReport) -> String {
    report.faults.iter().map(|fault| format!("{}\n{}", fault.zh(), fault.en())).collect::<Vec<_>>().join("\n")
}

pub fn check(path: &Path) -> VerifyReport {
    verify(path, VerifyOptions::default()).unwrap()
}
