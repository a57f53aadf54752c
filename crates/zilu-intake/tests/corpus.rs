//! Real files: what we count must equal what the sample index counted with other means.

mod common;

use common::{Got, corpus, index};
use std::collections::BTreeMap;
use std::path::Path;

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

/// Reads a sample as the import would, about the system `web`, on a day of its own where the file has none.
fn sample(folder: &Path, path: &str) -> Result<Got, Box<zilu_intake::Fault>> {
    let bytes = std::fs::read(folder.join(path)).expect("sample");
    let format = zilu_intake::recognise(path, &bytes[..bytes.len().min(zilu_intake::HEAD)])?;
    let source = zilu_intake::Source {
        sha256: Some("ab12cd34".into()),
        date: Some(jiff::civil::date(2025, 3, 1)),
        subject: Some("web".into()),
        ..zilu_intake::Source::new(path)
    };
    let catalogue = common::own_catalogue();
    Ok(Got::from(|sink| zilu_intake::read(&bytes[..], format, None, &catalogue, &source, sink)))
}

/// Path, expected and our numbers of the table that explains every difference.
fn differences() -> BTreeMap<String, (String, String)> {
    let text = include_str!("corpus-differences.md");
    text.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix("| ")?.split(" | ").collect();
            Some((cells[0].to_string(), (cells[1].to_string(), cells[2].to_string())))
        })
        .filter(|(path, _)| path.contains('/'))
        .collect()
}

/// Every sample of a folder is read whole, and holds as many entries as the index says, or as the table explains.
fn entries_count_as_the_index_says(prefix: &str, names: &[&str]) -> usize {
    let Some(folder) = corpus() else { return 0 };
    let differences = differences();
    let mut seen = 0;
    for (path, expected) in index(&folder, prefix) {
        let expected: u64 = names.iter().filter_map(|name| expected.get(*name)).sum();
        let ours = match sample(&folder, &path) {
            Ok(got) => {
                assert_eq!(got.fault_lines(), "", "{path}");
                let keys: std::collections::BTreeSet<_> =
                    got.records.iter().map(|r| (r.kind, r.key.clone())).collect();
                assert_eq!(keys.len(), got.records.len(), "{path}: each key once");
                got.summary.expect("summary").items.to_string()
            }
            Err(fault) => format!("refused ({})", fault.code),
        };
        match differences.get(&path) {
            None => assert_eq!(ours, expected.to_string(), "{path}"),
            Some(told) => assert_eq!((&told.0, &told.1), (&expected.to_string(), &ours), "{path}"),
        }
        seen += 1;
    }
    seen
}

#[test]
fn bills_of_materials_count_as_the_index_says() {
    if corpus().is_none() {
        return;
    }
    let names = ["components_incl_nested", "vulnerabilities", "vulnerability_elements"];
    assert_eq!(entries_count_as_the_index_says("sbom/cyclonedx/", &names), 16);
    assert_eq!(entries_count_as_the_index_says("sbom/spdx/", &["packages"]), 3);
    let states = [
        "status[known_not_affected]",
        "status[known_affected]",
        "status[not_affected]",
        "status[affected]",
        "status[fixed]",
        "status[under_investigation]",
    ];
    assert_eq!(entries_count_as_the_index_says("catalogues/csaf-vex/", &states), 5);
}

#[test]
fn code_reports_count_as_the_index_says() {
    if corpus().is_none() {
        return;
    }
    assert_eq!(entries_count_as_the_index_says("scanners/sarif/", &["results"]), 9);
    let trivy = ["vulnerabilities", "misconfigurations", "secrets", "licenses", "checks"];
    assert_eq!(entries_count_as_the_index_says("scanners/trivy/", &trivy), 11);
    assert_eq!(entries_count_as_the_index_says("scanners/trivy_operator/", &trivy), 4);
    assert_eq!(entries_count_as_the_index_says("scanners/grype/", &["matches"]), 6);
    assert_eq!(entries_count_as_the_index_says("scanners/semgrep/", &["results"]), 5);
    let mobsf = [
        "rules",
        "manifest_analysis",
        "certificate_analysis",
        "code_analysis",
        "binary_analysis",
        "ats_analysis",
    ];
    assert_eq!(entries_count_as_the_index_says("scanners/mobsf/", &mobsf), 4);
    assert_eq!(entries_count_as_the_index_says("scanners/prowler/example_output_gcp", &["records"]), 1);
}
