//! Real files: what we count must equal what the sample index counted with other means.

mod common;

use common::{Got, corpus, index};

#[test]
fn nessus_reports_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    for (path, expected) in index(&folder, "scanners/nessus/") {
        if !path.ends_with(".nessus") && !path.ends_with(".xml") {
            continue;
        }
        let bytes = std::fs::read(folder.join(&path)).expect("sample");
        let got = Got::nessus(&bytes);
        assert_eq!(got.fault_lines(), "", "{path}");
        let summary = got.summary.as_ref().expect("summary");
        assert_eq!(Some(&summary.items), expected.get("items"), "{path}");
        assert_eq!(Some(&summary.hosts), expected.get("hosts"), "{path}");
        let count = |kind: u16| got.records.iter().filter(|r| r.kind.0 == kind).count() as u64;
        assert_eq!((count(0), count(1), count(2)), (1, summary.hosts, summary.hosts), "{path}");
        assert_eq!(count(3) + summary.merged, summary.items, "{path}");
        assert_eq!(got.covered.len() as u64, summary.hosts, "{path}");
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn calendars_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    for (path, expected) in index(&folder, "calendars/") {
        let bytes = std::fs::read(folder.join(&path)).expect("sample");
        let days =
            zilu_intake::read_calendar(&bytes, &zilu_intake::Source::new(&path)).expect("a good calendar");
        assert_eq!(Some(&(days.len() as u64)), expected.get("days"), "{path}");
        let off = days.iter().filter(|d| d.day_off).count() as u64;
        assert_eq!(Some(&off), expected.get("days_off"), "{path}");
        assert_eq!(Some(&(days.len() as u64 - off)), expected.get("working_days"), "{path}");
    }
}

#[test]
fn other_scanners_are_refused_or_read_as_tables_but_never_taken_for_nessus() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    for (path, _) in index(&folder, "scanners/") {
        let Ok(bytes) = std::fs::read(folder.join(&path)) else { continue };
        let head = &bytes[..bytes.len().min(zilu_intake::HEAD)];
        let ours = path.starts_with("scanners/nessus/") && !path.ends_with(".csv");
        let format = zilu_intake::recognise(&path, head);
        assert_eq!(matches!(format, Ok(zilu_intake::Format::Nessus)), ours, "{path}");
        seen += 1;
        if !ours {
            assert!(!Got::nessus(&bytes).faults.is_empty(), "{path}");
        }
    }
    assert!(seen > 50, "{seen}");
}
