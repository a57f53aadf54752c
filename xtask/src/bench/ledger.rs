//! Appending, verifying and starting up.

use super::{Figure, catalogue, peak_megabytes, timed};
use jiff::civil::date;
use std::path::Path;
use std::sync::Arc;
use zilu_app::App;
use zilu_store::{ActBody, Batch, RevisionBody, Store, VerifyOptions, verify};

const REVISIONS: usize = 1_000_000;
const BATCH: usize = 1_000;

/// A finding as a scan states it, about 400 bytes.
fn revision(number: usize) -> RevisionBody<'static> {
    let host = format!("host-{:05}", number % 30_000);
    let rule = format!("nessus:{}", 10_000 + number / 30_000);
    RevisionBody::new("finding", format!("{host}|{rule}|443/tcp"), date(2026, 3, 2))
        .field("host", host)
        .field("rule", rule)
        .field("place", "443/tcp")
        .field("title", "A service offers an outdated protocol version")
        .field("scanner_severity", "medium")
        .field("risk", "medium")
        .field("cvss", "5.3")
        .field("first_seen_on", "2026-03-02")
        .field("last_seen_on", "2026-03-02")
        .field("present", "yes")
}

fn fill(folder: &Path) -> f64 {
    let mut store = Store::create(folder, "bench.zilu.invalid", &ActBody::new("bench", "create"), 0)
        .expect("a new folder");
    let (seconds, ()) = timed(|| {
        for batch in 0..REVISIONS / BATCH {
            let revisions = (0..BATCH).map(|i| revision(batch * BATCH + i)).collect();
            let act = ActBody::new("bench", "import");
            let batch = Batch { act, revisions, evidence: Vec::new() };
            store.append(&batch, 1).expect("an append");
        }
    });
    seconds
}

pub(super) fn append_and_verify() -> Vec<Figure> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let seconds = fill(folder.path());
    let (verified, report) = timed(|| verify(folder.path(), VerifyOptions::default()).expect("a ledger"));
    assert!(report.is_sound(), "the ledger just written is sound");
    vec![
        Figure {
            name: "append in batches of 1,000, durable",
            value: REVISIONS as f64 / seconds,
            unit: "/s",
            target: Some(-100_000.0),
        },
        Figure {
            name: "verify",
            value: report.ledger.entries as f64 / verified / 1e6,
            unit: "M/s",
            target: Some(-1.0),
        },
        Figure { name: "append and verify: peak memory", value: peak_megabytes(), unit: "MB", target: None },
    ]
}

pub(super) fn start_up() -> Vec<Figure> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fill(folder.path());
    let (loaded, catalogue) = timed(|| Arc::new(catalogue()));
    let (seconds, app) =
        timed(|| App::open(folder.path(), catalogue, date(2026, 11, 24)).expect("a data directory"));
    drop(app);
    vec![
        Figure { name: "catalogue loaded", value: loaded * 1_000.0, unit: "ms", target: None },
        Figure { name: "start-up with 1 M revisions", value: loaded + seconds, unit: "s", target: Some(3.0) },
    ]
}
