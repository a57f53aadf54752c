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

/// The format of a sample, and which numbers of the index its items and hosts must equal; no numbers: it is refused.
fn measured(path: &str) -> Option<(&'static [&'static str], Option<&'static str>)> {
    let refused = ["nmap/ftp.xml", "nuclei/empty.jsonl", "burp/null_title.json", "burp/no_findings.json"];
    let (folder, file) = path.strip_prefix("scanners/")?.split_once('/')?;
    if refused.iter().any(|refused| path.ends_with(refused)) {
        return Some((&[], None));
    }
    Some(match (folder, file.rsplit_once('.')?.1) {
        ("nessus", "csv") => (&["rows"], Some("distinct_hosts")),
        ("openvas", "xml") => (&["results"], None),
        ("openvas", "csv") => (&["rows"], Some("distinct_ips")),
        ("qualys", "xml") if file.starts_with("qualys_infrascan") => {
            (&["INFO", "SERVICE", "VULN", "PRACTICE"], Some("IP"))
        }
        ("qualys", "xml") if file.starts_with("qualys_webapp") => {
            (&["vulnerabilities", "sensitive_content", "information_gathered"], None)
        }
        ("qualys", "xml") if file == "empty.xml" => (&["elements_VULN"], None),
        ("qualys", "xml") => (&["VULN_INFO"], Some("HOST")),
        ("qualys", "csv") => (&["rows_with_numeric_qid"], None),
        ("nmap", "xml") => (&["ports"], Some("hosts_up")),
        ("zap", "xml") => (&["instances"], None),
        ("burp", "xml" | "json") => (&["issues"], Some("distinct_hosts")),
        ("testssl", "csv") => (&["rows"], None),
        ("nuclei", _) => (&["records"], Some("distinct_hosts")),
        _ => return None,
    })
}

#[test]
fn reports_of_other_scanners_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let (mut seen, mut wrong) = (0, Vec::new());
    for (path, expected) in index(&folder, "scanners/") {
        let Some((items, hosts)) = measured(&path) else { continue };
        seen += 1;
        let bytes = std::fs::read(folder.join(&path)).expect("sample");
        let format = zilu_intake::recognise(&path, &bytes[..bytes.len().min(zilu_intake::HEAD)]);
        let got = match format {
            Ok(format) => Got::scan(format, &bytes),
            Err(fault) => Got { faults: vec![*fault], ..Got::default() },
        };
        if items.is_empty() {
            assert!(!got.faults.is_empty(), "{path} must be refused");
            continue;
        }
        let Some(summary) = got.summary.as_ref().filter(|summary| summary.is_clean()) else {
            wrong.push(format!("{path}: {}", got.fault_lines()));
            continue;
        };
        let raw: u64 = items.iter().filter_map(|name| expected.get(*name)).sum();
        let findings = got.records.iter().filter(|r| r.kind.0 == 3).count() as u64;
        if summary.items != raw {
            wrong.push(format!("{path}: {} items, the index says {raw}", summary.items));
        }
        if let Some(hosts) = hosts.and_then(|name| expected.get(name))
            && summary.hosts != *hosts
        {
            wrong.push(format!("{path}: {} hosts, the index says {hosts}", summary.hosts));
        }
        println!(
            "{path}: {} items, {findings} findings, {} merged, {} hosts",
            summary.items, summary.merged, summary.hosts
        );
    }
    assert_eq!(wrong, DIFFERENCES, "see corpus-differences.md");
    assert!(seen > 45, "{seen}");
}

/// What differs from the index, each explained in `corpus-differences.md`.
const DIFFERENCES: &[&str] = &["scanners/nuclei/many_findings.json: 2 hosts, the index says 3"];

#[test]
fn no_sample_is_taken_for_another_scanners() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    for (path, _) in index(&folder, "scanners/") {
        let Ok(bytes) = std::fs::read(folder.join(&path)) else { continue };
        let Ok(format) = zilu_intake::recognise(&path, &bytes[..bytes.len().min(zilu_intake::HEAD)]) else {
            continue;
        };
        seen += 1;
        let tool = format.word().split('-').next().unwrap_or_default();
        let own = path.strip_prefix("scanners/").is_some_and(|rest| rest.starts_with(&format!("{tool}/")));
        assert!(own || !format.is_scan(), "{path} was taken for {format}");
        if format != zilu_intake::Format::Nessus {
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
    assert_eq!(entries_count_as_the_index_says("scanners/prowler/example_output_aws", &["rows"]), 1);
}
