//! Importing: counts against the sample files, damaged files that change nothing, due dates that follow.

use crate::run::{Company, number};
use crate::samples;
use serde_json::Value;
use std::path::{Path, PathBuf};

struct Sample {
    path: PathBuf,
    hosts: u64,
    items: u64,
}

/// The Nessus v2 XML files of the corpus with the numbers counted by somebody else.
fn samples() -> Option<Vec<Sample>> {
    let corpus = samples::corpus()?;
    let index = std::fs::read_to_string(corpus.join("INDEX.tsv")).unwrap();
    let mut samples = Vec::new();
    for line in index.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let path = cells[0];
        if !path.starts_with("scanners/nessus/") || !(path.ends_with(".nessus") || path.ends_with(".xml")) {
            continue;
        }
        let expected = cells[7];
        let count = |name: &str| {
            let cell = expected.split(';').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
            cell.unwrap_or_else(|| panic!("{path} has no {name}: {expected}")).parse().unwrap()
        };
        samples.push(Sample { path: corpus.join(path), hosts: count("hosts"), items: count("items") });
    }
    assert!(samples.len() >= 5, "the index names only {} Nessus files", samples.len());
    Some(samples)
}

fn counts(report: &Value) -> [u64; 3] {
    ["new", "changed", "same"].map(|name| number(&report[name]))
}

#[test]
fn every_nessus_sample_gives_its_items_and_hosts_and_a_second_import_changes_nothing() {
    let Some(samples) = samples() else { return };
    for Sample { path, hosts, items } in samples {
        let company = Company::new();
        let name = path.file_name().unwrap().to_str().unwrap();
        let undated = !std::fs::read_to_string(&path).unwrap().contains("\"HOST_START\"");
        let date: &[&str] = if undated { &["--date", "2025-03-03"] } else { &[] };
        let first = company.import("nessus", &path, date);
        assert_eq!(number(&first["items"]), items, "{name}");
        assert!(
            first["words"][1]
                .as_str()
                .unwrap()
                .starts_with(&format!("{hosts} host{}, {items} result", if hosts == 1 { "" } else { "s" })),
            "{first}"
        );
        // Each finding that was not merged with another, each host and its scan, and the scan itself.
        let records = items - number(&first["merged"]) + 2 * hosts + 1;
        assert_eq!(counts(&first), [records, 0, 0], "{name}");
        assert_eq!(number(&first["refused"]), 0, "{name}");
        assert_eq!(first["act"], 1, "{name}: the act stands right after the founding entry");
        let entries = company.entries();
        assert_eq!(
            entries,
            1 + 1 + records,
            "{name}: founding act, act of the import, one revision per record"
        );
        let second = company.import("nessus", &path, date);
        assert_eq!(counts(&second), [0, 0, records], "{name}");
        assert_eq!(second["act"], Value::Null, "{name}");
        assert_eq!(company.entries(), entries, "{name}: a second import must not write");
    }
}

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let company = Company::new();
    let file = company.file("scan.nessus", scan("2025-02-28"));
    let dry = company.import("nessus", &file, &["--dry-run"]);
    assert_eq!((counts(&dry), &dry["act"]), ([9, 0, 0], &Value::Null));
    assert!(!company.data().exists(), "not even a directory is made");
    assert_eq!(counts(&company.import("nessus", &file, &[])), [9, 0, 0]);
}

#[test]
fn a_damaged_file_is_refused_with_its_place_and_changes_nothing() {
    let company = Company::new();
    let good = scan("2025-02-28");
    company.import("nessus", &company.file("good.nessus", &good), &[]);
    let entries = company.entries();
    let cut = |text: &str| good.as_bytes()[..good.find(text).unwrap() + text.len()].to_vec();
    let garbage: Vec<u8> = (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let damaged: [(&str, Vec<u8>, &str, &str); 8] = [
        ("cut-in-declaration.nessus", b"<?xml ver".to_vec(), "cut-in-declaration.nessus", "breaks off"),
        ("cut-in-policy.nessus", cut("<policyName>"), "cut-in-policy.nessus, line 3 ", "breaks off"),
        ("cut-in-tag.nessus", cut("pluginName=\"Own"), "cut-in-tag.nessus, line 7 ", "breaks off"),
        (
            "cut-between-hosts.nessus",
            cut("</ReportHost>"),
            "cut-between-hosts.nessus, line 11 ",
            "breaks off",
        ),
        ("cut-at-end.nessus", cut("</Report>"), "cut-at-end.nessus, line 19 ", "breaks off"),
        (
            "wrong-root.nessus",
            b"<?xml version=\"1.0\"?>\n<other/>".to_vec(),
            "wrong-root.nessus, line 2 ",
            "<other>",
        ),
        ("garbage.nessus", garbage, "garbage.nessus, line ", ""),
        ("empty.nessus", Vec::new(), "empty.nessus", "empty"),
    ];
    for (name, content, place, what) in damaged {
        let file = company.file(name, content);
        let refused = company.try_import("nessus", &file, &[]).exits(2);
        let report = &refused.json()[0];
        assert!(number(&report["refused"]) > 0, "{name}: {report}");
        assert_eq!((counts(report), &report["act"]), ([0, 0, 0], &Value::Null), "{name}");
        assert!(refused.err.starts_with(place) && refused.err.contains(what), "{name}: {}", refused.err);
        assert_eq!(company.entries(), entries, "{name} must not write");
    }
}

#[test]
fn damaged_samples_are_refused_wherever_they_break_off() {
    let Some(samples) = samples() else { return };
    let company = Company::new();
    for Sample { path, .. } in samples {
        let whole = std::fs::read(&path).unwrap();
        let end = whole.trim_ascii_end().len();
        for cut in [end / 7, end / 2, end * 9 / 10, end - 30, end - 1] {
            let file = company.file("cut.nessus", &whole[..cut]);
            let refused = company.try_import("nessus", &file, &["--date", "2025-03-03"]).exits(2);
            assert!(
                refused.err.starts_with("cut.nessus, line "),
                "{} at {cut}: {}",
                path.display(),
                refused.err
            );
        }
    }
    assert!(!company.data().exists(), "a refused file makes no data directory");
}

#[test]
fn each_fault_and_its_hint_is_told_once() {
    let company = Company::new();
    let file = company.file("wrong.nessus", "<other/>");
    let file = file.to_str().unwrap();
    let refused = company.zilu(&["import", "nessus", file]).exits(2);
    insta::assert_snapshot!(refused.err, @"wrong.nessus, line 1 (byte 0): the root element is <other>, expected <NessusClientData_v2>; hint: export .nessus (v2) from Nessus");
    insta::assert_snapshot!(refused.out, @"wrong.nessus: refused, 1 fault, nothing recorded");
}

#[test]
fn due_dates_follow_from_the_system_that_a_finding_lies_on() {
    let company = Company::new();
    let systems = company.file(
        "systems.csv",
        "id,reach,core,in_use\nweb,internet,no,yes\nclaims,internal,yes,yes\nboth,internet,yes,yes\nintranet,internal,no,yes\n",
    );
    let hosts = company.file(
        "hosts.csv",
        "name,system,in_use\nhost-web,web,yes\nhost-claims,claims,yes\nhost-both,both,yes\nhost-intranet,intranet,yes\n",
    );
    let since = ["--date", "2025-01-01"];
    assert_eq!(
        counts(&company.import("csv", &systems, &[&["--kind", "system"], &since[..]].concat())),
        [4, 0, 0]
    );
    assert_eq!(
        counts(&company.import("csv", &hosts, &[&["--kind", "host"], &since[..]].concat())),
        [4, 0, 0]
    );
    // 民法 §120–121: the day of discovery is not counted, and a month's end answers to a month's end.
    let dates = [
        ("2024-12-29", "2025-02-28", "2025-03-29"),
        ("2024-12-31", "2025-02-28", "2025-03-31"),
        ("2025-01-30", "2025-03-30", "2025-04-30"),
        ("2025-02-28", "2025-04-30", "2025-05-31"),
        ("2025-03-03", "2025-05-03", "2025-06-03"),
    ];
    for (seen, two_months, three_months) in dates {
        let company = company.copy();
        let file = company.file("scan.nessus", four_hosts(seen));
        company.import("nessus", &file, &[]);
        assert_eq!(
            due(&company, "internet-high-finding-fix"),
            [
                ("host-both|nessus:90001|443/tcp".to_owned(), two_months.to_owned()),
                ("host-web|nessus:90001|443/tcp".to_owned(), two_months.to_owned()),
            ]
        );
        assert_eq!(
            due(&company, "core-high-finding-fix"),
            [("host-claims|nessus:90001|443/tcp".to_owned(), three_months.to_owned())]
        );
    }
}

/// Subjects and due dates of a duty's standings, by subject.
fn due(company: &Company, duty: &str) -> Vec<(String, String)> {
    let listing = company
        .zilu(&["standing", "--duty", duty, "--on", "2025-03-15", "--json", "--limit", "0"])
        .exits(0)
        .json();
    let rows = listing["standings"].as_array().unwrap();
    let mut due: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row["subject"].as_str().unwrap().to_owned(), row["due"].as_str().unwrap().to_owned()))
        .collect();
    due.sort();
    due
}

/// Own report of two hosts with two findings each.
fn scan(on: &str) -> String {
    report(on, &["host-web", "host-claims"])
}

fn four_hosts(on: &str) -> String {
    report(on, &["host-web", "host-claims", "host-both", "host-intranet"])
}

/// Own report: on each host a critical and a medium finding, discovered on the given day at nine.
fn report(on: &str, hosts: &[&str]) -> String {
    let start =
        jiff::civil::Date::strptime("%Y-%m-%d", on).unwrap().strftime("%a %b %e 09:00:00 %Y").to_string();
    let hosts: String = hosts
        .iter()
        .map(|host| {
            format!(
                r#"<ReportHost name="{host}">
<HostProperties><tag name="HOST_START">{start}</tag></HostProperties>
<ReportItem port="443" svc_name="www" protocol="tcp" severity="4" pluginID="90001"
 pluginName="Own critical check" pluginFamily="Own"><solution>Update.</solution></ReportItem>
<ReportItem port="80" svc_name="www" protocol="tcp" severity="2" pluginID="90002"
 pluginName="Own medium check" pluginFamily="Own"></ReportItem>
</ReportHost>
"#
            )
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Policy><policyName>own</policyName></Policy>\n<Report name=\"own\">\n{hosts}</Report>\n</NessusClientData_v2>\n"
    )
}

/// A path that is not there is bad input.
#[test]
fn a_missing_file_is_bad_input() {
    let company = Company::new();
    let missing = company.try_import("nessus", Path::new("no-such.nessus"), &[]).exits(2);
    assert!(missing.err.contains("no-such.nessus"), "{}", missing.err);
}

/// A folder is sorted out: what others refer to first, each file on its own; then what came of each.
#[test]
fn a_folder_is_sorted_out_and_undone_file_by_file() {
    let company = Company::new();
    let folder = company.file("x", "").with_file_name("drop");
    std::fs::create_dir_all(folder.join("more")).unwrap();
    let write = |name: &str, content: &str| std::fs::write(folder.join(name), content).unwrap();
    write("a-host.csv", "name,system,in_use,生效日\nh1,web,yes,2025-01-01\n");
    write("more/system.csv", "id,reach,in_use,生效日\nweb,internet,yes,2025-01-01\n");
    write("broken-system.csv", "id,reach,in_use\nx,nowhere,yes\n");
    write("photo.png", "\u{89}PNG");
    write(".hidden", "x");
    std::fs::write(folder.join("photo.png"), b"\x89PNG\r\n").unwrap();
    let folder = folder.to_str().unwrap().to_owned();
    let dry = company.zilu(&["import", &folder, "--dry-run"]).exits(2);
    assert!(dry.out.contains("new host h1 (row 2)"), "{}", dry.out);
    assert!(!company.data().exists());
    let run = company.zilu(&["import", &folder]).exits(2);
    let table: Vec<&str> = run.out.lines().skip_while(|line| !line.is_empty()).skip(1).collect();
    let outcomes: Vec<&str> =
        table[1..5].iter().map(|line| line.split("  ").next().unwrap().trim()).collect();
    assert_eq!(outcomes, ["taken", "taken", "not recognised", "refused"], "{}", run.out);
    assert!(table[1].contains("more/system.csv") && table[2].contains("a-host.csv"), "{}", run.out);
    assert_eq!(table[5], "4 files: 2 taken, 0 the same, 1 refused, 1 not recognised");
    let json = company.zilu(&["import", &folder, "--json"]).exits(2).json();
    let outcomes: Vec<&str> =
        json.as_array().unwrap().iter().map(|of| of["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["same", "same", "unrecognised", "refused"]);
    // Each is an act of its own and can be undone.
    let acts = company.zilu(&["imports", "--json"]).exits(0).json();
    assert_eq!(
        (acts[0]["file"].as_str(), acts[1]["file"].as_str()),
        (Some("a-host.csv"), Some("more/system.csv"))
    );
    let act = acts[0]["act"].to_string();
    company.zilu(&["undo", &act]).exits(2);
    let undone = company.zilu(&["undo", &act, "--reason", "wrong folder"]).exits(0);
    assert!(
        undone.out.starts_with(&format!("entry {act} undone: 1 record touched, 0 as before, 1 void")),
        "{}",
        undone.out
    );
    assert!(company.zilu(&["imports"]).exits(0).out.contains("wrong folder"));
    company.entries();
}

/// Every fact says where it came from.
#[test]
fn explain_names_file_row_and_hash() {
    let company = Company::new();
    let file = company.file("system.csv", "id,reach,in_use,生效日\nweb,internet,yes,2025-01-01\n");
    let sha256 = company.import("csv", &file, &[])["sha256"].as_str().unwrap()[..16].to_owned();
    let why =
        company.zilu(&["explain", "internet-os-scan", "web", "--on", "2025-12-31", "--period", "2025Q1"]);
    assert!(why.out.contains(&format!("file system.csv, row 2, SHA-256 {sha256}…")), "{why:?}");
}
