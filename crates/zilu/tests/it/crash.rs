//! An import that is killed at any moment leaves a sound ledger with the whole import in it or nothing of it.

use crate::run::{Company, command, number};
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// Kills that must have hit a running import.
const KILLS: u32 = 26;
/// Hosts of the generated report, and findings on each.
const HOSTS: usize = 50;
const FINDINGS: usize = 100;
/// A table with one system.
const SYSTEM: &str = "id,in_use\nweb,yes\n";

/// When to kill.
enum Moment {
    /// So long after the start.
    After(Duration),
    /// So long after the write-ahead log was first written to: around the commit.
    AfterFirstWrite(Duration),
}

#[test]
fn an_import_that_is_killed_is_there_whole_or_not_at_all() {
    let company = Company::new();
    let first = company.file("first.nessus", large_report(0));
    let size = std::fs::metadata(&first).unwrap().len();
    assert!(size > 19_000_000, "{size} bytes are not large");

    // A clean run tells how long an import takes here, and what it leaves.
    let clean = Company::new();
    let start = Instant::now();
    let whole = clean.import("nessus", &first, &[]);
    let usual = start.elapsed();
    let records = (HOSTS * FINDINGS + 2 * HOSTS + 1) as u64;
    assert_eq!(number(&whole["new"]), records);
    let added = clean.entries() - 1;
    assert_eq!(added, records + 1, "the records and the act");

    let small = company.file("small.csv", SYSTEM);
    company.import("csv", &small, &["--kind", "system", "--date", "2025-01-01"]);
    let mut files: Vec<PathBuf> = vec![first];
    let mut before = company.entries();
    let (mut killed, mut torn, mut whole_after_kill) = (0, 0, 0);
    let mut random = Random(0x5A49_4C55);
    for round in 0..4 * KILLS {
        if killed == KILLS {
            break;
        }
        let moment = match round % 2 {
            0 => Moment::After(usual.mul_f64(random.fraction())),
            _ => Moment::AfterFirstWrite(Duration::from_millis(150).mul_f64(random.fraction().powi(2))),
        };
        let file = files.last().unwrap();
        let (hit, wrote) = kill_import(&company.data(), file, &moment);
        let after = company.entries();
        assert!(
            after == before || after == before + added,
            "round {round}: {before} entries became {after}, a whole import adds {added}"
        );
        killed += u32::from(hit);
        torn += u32::from(hit && wrote && after == before);
        if after > before {
            // It is in: the next rounds import another report.
            whole_after_kill += u32::from(hit);
            let next = company.file(&format!("report-{}.nessus", files.len()), large_report(files.len()));
            files.push(next);
            before = after;
        }
    }
    println!("{killed} killed, {torn} while the log was written, {whole_after_kill} after the commit");
    assert_eq!(killed, KILLS, "the kills came too late");

    // What is left is imported; then nothing distinguishes this company from one that was never killed.
    let last = company.import("nessus", files.last().unwrap(), &[]);
    let unhurt = Company::new();
    unhurt.import("csv", &small, &["--kind", "system", "--date", "2025-01-01"]);
    let mut reports: Vec<Value> = files.iter().map(|file| unhurt.import("nessus", file, &[])).collect();
    for name in ["new", "changed", "same", "items", "merged", "refused", "gone", "not_retested"] {
        assert_eq!(last[name], reports.last_mut().unwrap()[name], "{name}");
    }
    assert_eq!(company.entries(), unhurt.entries());
    let standings = |company: &Company| {
        company.zilu(&["standing", "--json", "--limit", "0", "--on", "2025-06-30"]).exits(0).out
    };
    assert!(standings(&company) == standings(&unhurt), "the standings differ");
}

#[test]
fn a_data_directory_whose_making_was_killed_is_made_again() {
    let (mut without, mut with) = (0, 0);
    let mut random = Random(7);
    let start = Instant::now();
    let clean = Company::new();
    clean.import("csv", &clean.file("systems.csv", SYSTEM), &["--kind", "system", "--date", "2025-01-01"]);
    let usual = start.elapsed();
    for round in 0..12 {
        let company = Company::new();
        let file = company.file("systems.csv", SYSTEM);
        let moment = Moment::After(usual.mul_f64(random.fraction()));
        kill_import(&company.data(), &file, &moment);
        if company.data().join("zilu.db").exists() {
            let entries = company.entries();
            assert!(entries == 1 || entries == 3, "round {round}: {entries} entries");
            with += 1;
        } else {
            without += 1;
        }
        company.import("csv", &file, &["--kind", "system", "--date", "2025-01-01"]);
        assert_eq!(company.entries(), 3, "round {round}: the founding act, the import's act, one revision");
    }
    println!("{without} without data, {with} with");
    assert_eq!(without + with, 12);
}

/// Imports a file and kills the process. Whether it was still running then, and whether it had begun to write.
fn kill_import(data: &Path, file: &Path, moment: &Moment) -> (bool, bool) {
    let log = data.join("zilu.db-wal");
    let changed_at = || std::fs::metadata(&log).and_then(|metadata| metadata.modified()).ok();
    let untouched = changed_at();
    let mut child = command()
        .args(["--lang", "en", "import", "--kind", "system", "--date", "2025-01-01"])
        .arg(file)
        .arg("--data")
        .arg(data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Its standard output closes when it ends, however it ends.
    let mut out = child.stdout.take().unwrap();
    let (sender, ended) = channel::<()>();
    let reader = std::thread::spawn(move || {
        let _ = out.read_to_end(&mut Vec::new());
        drop(sender);
    });
    let running = |time: Duration| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    let hit = match *moment {
        Moment::After(time) => running(time),
        Moment::AfterFirstWrite(time) => loop {
            if !running(Duration::from_millis(1)) {
                break false;
            }
            if changed_at() != untouched {
                break running(time);
            }
        },
    };
    let wrote = changed_at() != untouched;
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap();
    (hit, wrote)
}

/// Own report of about 20 MB, of which about 5 MB are kept. Reports of different numbers share no host.
fn large_report(number: usize) -> String {
    let solution = "Own words on how to repair this, long enough to weigh something. ".repeat(15);
    let description = "Own words on what this is, which an import passes over. ".repeat(54);
    let mut report = String::with_capacity(22_000_000);
    report.push_str("<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n");
    report.push_str(&format!("<Report name=\"large {number}\">\n"));
    for host in 0..HOSTS {
        report.push_str(&format!(
            "<ReportHost name=\"host-{number}-{host}\"><HostProperties>\
             <tag name=\"HOST_START\">Mon Mar  3 09:00:00 2025</tag></HostProperties>\n"
        ));
        for finding in 0..FINDINGS {
            report.push_str(&format!(
                "<ReportItem port=\"{}\" svc_name=\"www\" protocol=\"tcp\" severity=\"{}\" pluginID=\"{}\" \
                 pluginName=\"Own check {finding}\" pluginFamily=\"Own\"><description>{description}</description><solution>{solution}</solution>\
                 </ReportItem>\n",
                1_000 + finding,
                finding % 5,
                90_000 + finding,
            ));
        }
        report.push_str("</ReportHost>\n");
    }
    report.push_str("</Report>\n</NessusClientData_v2>\n");
    report
}

/// Numbers that look random; the moments at which they strike are random anyway.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn fraction(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}
