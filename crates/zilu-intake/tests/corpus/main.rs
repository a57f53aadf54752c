//! Real files: every row of the sample index is read by the door that an import uses, and what we count must equal what
//! the index counted with other means. Every difference stands in `../corpus-differences.md`, and so does every kind of
//! sample that no importer reads; an entry that is not needed is an error too.

#[path = "../common/mod.rs"]
mod common;
mod numbers;

use common::{Got, archive, corpus, own_catalogue};
use numbers::compared;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;
use std::sync::OnceLock;
use zilu_catalogue::Catalogue;
use zilu_intake::{Fault, Format, HEAD, Place, Source, read, recognise};

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(own_catalogue)
}

/// A row of the index.
struct Row {
    path: String,
    kind: String,
    /// Names and values as written, in the order of the file.
    expected: Vec<(String, String)>,
}

impl Row {
    /// The number of this name; `None` where the index does not have it.
    fn number(&self, name: &str) -> Option<u64> {
        self.expected.iter().find(|(key, _)| key == name)?.1.parse().ok()
    }

    /// The file is damaged or foreign on purpose.
    fn is_damaged(&self) -> bool {
        self.expected.iter().any(|(name, value)| {
            name == "unparsable" || matches!(name.as_str(), "decodes" | "opens") && value == "0"
        })
    }
}

fn rows(folder: &Path) -> Vec<Row> {
    let text = std::fs::read_to_string(folder.join("INDEX.tsv")).expect("index");
    text.lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let pair = |pair: &str| {
                let (name, value) = pair.rsplit_once('=').unwrap_or((pair, ""));
                (name.to_string(), value.to_string())
            };
            Row {
                path: columns[0].into(),
                kind: columns[1].into(),
                expected: columns[7].split(';').map(pair).collect(),
            }
        })
        .collect()
}

/// What came of a sample.
enum Outcome {
    Accepted(Format, Box<Got>),
    Refused(Box<Fault>),
}

/// Reads a sample as the import would, about the system `web`, on a day of its own where the file has none.
fn sample(path: &str, bytes: &[u8]) -> Outcome {
    let name = path.rsplit('/').next().unwrap_or(path);
    let format = match recognise(name, &bytes[..bytes.len().min(HEAD)]) {
        Ok(format) => format,
        Err(fault) => return Outcome::Refused(fault),
    };
    let source = Source {
        sha256: Some("ab12cd34".into()),
        date: Some(jiff::civil::date(2026, 6, 1)),
        subject: Some("web".into()),
        ..Source::new(name)
    };
    let mut got = Got::from(|sink| read(Cursor::new(bytes), format, None, catalogue(), &source, sink));
    if got.faults.is_empty() {
        Outcome::Accepted(format, Box::new(got))
    } else {
        Outcome::Refused(Box::new(got.faults.swap_remove(0)))
    }
}

/// The rows of the table of `corpus-differences.md` below this heading, without its header.
fn explained(heading: &str) -> BTreeMap<String, Vec<String>> {
    let text = include_str!("../corpus-differences.md");
    let part = text.split("\n## ").find(|part| part.starts_with(heading)).expect("the part of the table");
    let mut found = BTreeMap::new();
    for line in part.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<String> =
            line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_string()).collect();
        let why = cells.last().map_or("", String::as_str);
        assert!(why.len() > 10, "a reason is missing: {line}");
        assert!(found.insert(cells[0].clone(), cells[1..].to_vec()).is_none(), "twice: {line}");
    }
    assert!(!found.is_empty(), "{heading}");
    found
}

fn is_a_place(place: &Place) -> bool {
    place.line.is_some() || place.byte.is_some() || place.row.is_some() || place.column.is_some()
}

#[test]
fn every_sample_counts_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let differences = explained("Files that we count differently");
    let unread = explained("Kinds that no importer reads");
    let (mut used, mut wrong, mut read) = (BTreeSet::new(), Vec::new(), 0);
    for row in rows(&folder) {
        let path = &row.path;
        let bytes = std::fs::read(folder.join(path)).expect("sample");
        let outcome = sample(path, &bytes);
        if unread.contains_key(&row.kind) {
            used.insert(row.kind.clone());
            if let Outcome::Accepted(format, _) = &outcome {
                wrong.push(format!("{path}: no importer reads this kind, but it was read as {format}"));
            }
            continue;
        }
        read += 1;
        let (index, ours) = match &outcome {
            Outcome::Refused(fault) => {
                assert!(!fault.zh.is_empty() && !fault.en.is_empty(), "{path}: {fault:?}");
                if row.is_damaged() {
                    assert!(is_a_place(&fault.place), "{path}: no place: {}", fault.line_en());
                    continue;
                }
                let first = row.expected.first().map(|(name, value)| format!("{name}={value}"));
                (first.unwrap_or_default(), format!("refused ({})", fault.code))
            }
            Outcome::Accepted(format, got) => {
                assert_one_of_its_kind(&row, *format, got);
                let pairs = compared(&row, got).unwrap_or_else(|fault| panic!("{path}: {fault}"));
                let differing: Vec<_> = pairs.iter().filter(|pair| !pair.agrees()).collect();
                let list = |text: fn(&numbers::Pair) -> String| {
                    differing.iter().map(|pair| text(pair)).collect::<Vec<_>>().join("; ")
                };
                if row.is_damaged() {
                    (String::from("damaged"), String::from("accepted"))
                } else if differing.is_empty() {
                    continue;
                } else {
                    (list(numbers::Pair::index), list(numbers::Pair::ours))
                }
            }
        };
        match differences.get(path) {
            Some(cells) if cells[..2] == [index.clone(), ours.clone()] => {
                used.insert(path.clone());
            }
            Some(cells) => {
                used.insert(path.clone());
                wrong.push(format!(
                    "{path}: | {index} | {ours} |, explained as | {} | {} |",
                    cells[0], cells[1]
                ));
            }
            None => wrong.push(format!("{path}: the index says {index}, we say {ours}")),
        }
    }
    let stale = differences.keys().chain(unread.keys()).filter(|entry| !used.contains(*entry));
    wrong.extend(stale.map(|entry| format!("{entry}: an explanation that nothing needs")));
    assert!(wrong.is_empty(), "see corpus-differences.md:\n{}", wrong.join("\n"));
    assert!(read > 180, "{read} samples were read");
}

/// A file is only taken for a report of the tool that made it, and hands out every key once and nothing less.
fn assert_one_of_its_kind(row: &Row, format: Format, got: &Got) {
    let path = &row.path;
    let folder = row.kind.rsplit('/').next().unwrap_or_default();
    let tool = format.word().split('-').next().unwrap_or_default();
    let own = match folder {
        "csaf-vex" => ["csaf", "openvex"].contains(&tool),
        "saas" => ["okta", "gitlab"].contains(&tool),
        "axml" => tool == "apk",
        "calendars" => tool == "calendar",
        "trivy_operator" => tool == "trivy",
        _ => tool == folder,
    };
    assert!(own, "{path} was taken for {format}");
    let keys: BTreeSet<_> = got.records.iter().map(|record| (record.kind, &record.key)).collect();
    assert_eq!(keys.len(), got.records.len(), "{path}: each key once");
    if format == Format::Nessus {
        let summary = got.summary.as_ref().expect("summary");
        let [scans, hosts, host_scans, findings] =
            ["scan", "host", "host_scan", "finding"].map(|kind| numbers::records(got, kind));
        assert_eq!((scans, hosts, host_scans), (1, summary.hosts, summary.hosts), "{path}");
        assert_eq!(findings + summary.merged, summary.items, "{path}: nothing is lost");
        assert_eq!(got.covered.len() as u64, summary.hosts, "{path}");
    }
}

/// The files of one collection tell more together: who belongs to which group.
#[test]
fn a_collection_in_an_archive_tells_privileges() {
    let Some(folder) = corpus() else { return };
    let own = rows(&folder).into_iter().filter(|row| row.kind == "directory/bloodhound");
    let files: Vec<(String, Vec<u8>)> = own
        .map(|row| {
            let bytes = std::fs::read(folder.join(&row.path)).expect("sample");
            (row.path.rsplit('/').next().unwrap_or_default().to_string(), bytes)
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let Outcome::Accepted(format, got) = sample("20240305110427_BloodHound.zip", &archive(&files)) else {
        panic!("the collection was refused");
    };
    assert_eq!(format, Format::BloodHound);
    assert_eq!(numbers::stating(&got, "account", "privilege_reason", "RID 500"), 1);
}
