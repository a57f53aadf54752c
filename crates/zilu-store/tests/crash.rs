//! A process killed at any moment, and a log torn at any byte, leave a file that opens, verifies and has every
//! acknowledged commit. (A kill does not take the operating system's cache away; that the disk is told to
//! write before a commit is acknowledged is SQLite's `synchronous=FULL`.)
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use zilu_store::*;

/// Where the child process works. Without it the child's test is an ordinary short test.
const FOLDER: &str = "ZILU_CRASH_FOLDER";

/// Appends until killed, and says after each commit what is durable.
#[test]
fn child_appends_and_acknowledges() {
    let working = std::env::var_os(FOLDER);
    let temporary = tempfile::tempdir().unwrap();
    let folder = working.as_ref().map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    if working.is_none() {
        drop(create(&folder));
    }
    let mut store = Store::open(&folder).unwrap();
    let rounds = if working.is_some() { u64::MAX } else { 20 };
    let first = store.size();
    for round in 0..rounds {
        let recorded = store.last_recorded() + 1;
        match round % 4 {
            0 => drop(store.append(&batch(&["one"]), recorded).unwrap()),
            1 => {
                let (sha256, size) =
                    store.evidence().put(format!("file {recorded}").as_bytes(), 100).unwrap();
                let evidence = vec![EvidenceBody { sha256, size, name: "f".into(), media: None }];
                store.append(&Batch { evidence, ..batch(&["two"]) }, recorded).unwrap();
            }
            2 => {
                let mut writer = store.begin(recorded).unwrap();
                writer.act(&act("import")).unwrap();
                for number in 0..400 {
                    writer.revision(&finding(&number.to_string(), "low")).unwrap();
                }
                writer.commit().unwrap();
            }
            _ => {
                let last = store.size() - 1;
                store.redact(&act("redact"), &[last], recorded).unwrap();
            }
        }
        println!("acknowledged {}", store.size());
        std::io::stdout().flush().unwrap();
    }
    assert!(store.size() > first + 20);
    assert!(check(&folder).is_sound());
}

#[test]
fn a_killed_process_leaves_every_acknowledged_commit() {
    let folder = tempfile::tempdir().unwrap();
    drop(create(folder.path()));
    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    let mut grown = 0;
    for kill in 0..32 {
        let before = Store::open(folder.path()).unwrap().size();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child_appends_and_acknowledges", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (lines, spin) = ((random >> 60) + 1, random >> 40 & 0x1F_FFFF);
        let mut lines_read = 0;
        let mut acknowledged = before;
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let mut note = |line: &str| {
            if let Some(size) = line.strip_prefix("acknowledged ") {
                acknowledged = size.trim().parse().unwrap();
            }
        };
        while lines_read < lines && output.read_line(&mut line).unwrap() > 0 {
            lines_read += u64::from(line.starts_with("acknowledged"));
            note(&line);
            line.clear();
        }
        // Somewhere inside one of the next commits.
        for step in 0..spin {
            std::hint::black_box(step);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it had said before it died counts too.
        while output.read_line(&mut line).unwrap() > 0 {
            note(&line);
            line.clear();
        }
        let store = Store::open(folder.path()).unwrap();
        assert!(store.size() >= acknowledged, "kill {kill}: {} of {acknowledged}", store.size());
        drop(store);
        let evidence = folder.path().join("evidence");
        let options = VerifyOptions { evidence: Some(&evidence), ..Default::default() };
        let report = verify(folder.path(), options).unwrap();
        assert!(report.is_sound(), "kill {kill}: {}", faults(&report));
        grown += u64::from(acknowledged > before);
    }
    assert!(grown >= 30, "the child got to work in {grown} rounds");
}

#[test]
fn a_log_torn_at_any_byte_gives_an_earlier_commit() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let mut commits = vec![store.size()];
    for number in 0..12 {
        store.append(&batch(&["a", "b", &"c".repeat(number * 100)]), 2000).unwrap();
        commits.push(store.size());
    }
    let data = fs::read(folder.path().join("zilu.db")).unwrap();
    let log = fs::read(folder.path().join("zilu.db-wal")).unwrap();
    let torn = tempfile::tempdir().unwrap();
    let path = torn.path().join("zilu.db");
    let size_after = |log: &[u8]| {
        fs::write(&path, &data).unwrap();
        fs::write(torn.path().join("zilu.db-wal"), log).unwrap();
        let report = check(&path);
        assert!(report.is_sound(), "{}", faults(&report));
        report.ledger.entries
    };
    let mut last = 0;
    for length in (32..log.len()).step_by(log.len() / 60).chain([log.len()]) {
        let size = size_after(&log[..length]);
        assert!(commits.contains(&size) && size >= last, "{length} bytes: {size}");
        last = size;
        let mut rubbish = log.clone();
        rubbish[length.min(log.len() - 1)..].fill(0xAA);
        assert!(commits.contains(&size_after(&rubbish)));
    }
    assert_eq!(last, store.size());
    assert!(Path::new(&path).is_file());
}
