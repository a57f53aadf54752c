//! Redaction: the body is gone from the disk, every proof stays, and an act says who did it.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use insta::assert_snapshot;
use std::fs;
use std::path::Path;
use zilu_store::ledger::{Checkpoint, Hash};
use zilu_store::*;

fn on_disk(folder: &Path, needle: &[u8]) -> bool {
    fs::read_dir(folder).unwrap().any(|entry| {
        let path = entry.unwrap().path();
        path.is_file() && fs::read(path).unwrap().windows(needle.len()).any(|window| window == needle)
    })
}

#[test]
fn body_and_salt_are_gone_from_the_disk_and_the_proof_stays() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let many: Vec<String> = (0..200).map(|n| format!("王小明-{n:03}-A123456789")).collect();
    let keys: Vec<&str> = many.iter().map(String::as_str).collect();
    store.append(&batch(&keys), 2000).unwrap();
    let secret = "王小明-150-A123456789".as_bytes();
    let seq = 2 + 150;
    let before = store.reader().entry(seq).unwrap();
    let salt = before.salt.unwrap();
    assert!(on_disk(folder.path(), secret) && on_disk(folder.path(), &salt));
    let key = store.reader().verifier_key().clone();
    let kept = store.reader().checkpoint().unwrap();

    let redacted = store.redact(&act("redact"), &[seq], 3000).unwrap();
    assert!(redacted.purged);
    assert!(!on_disk(folder.path(), secret), "the body is wiped, also from the log and free space");
    assert!(!on_disk(folder.path(), &salt), "and so is the salt");
    assert!(on_disk(folder.path(), "王小明-151-A123456789".as_bytes()));

    let after = store.reader().entry(seq).unwrap();
    assert_eq!((after.entry, after.salt, after.body), (before.entry, None, None));
    store.reader().prove(seq).unwrap().verify(&key).unwrap();
    assert_eq!(keys_of(store.reader()).len(), 199);
    let options = VerifyOptions { kept: vec![kept.into_bytes()], ..Default::default() };
    let report = verify(folder.path(), options).unwrap();
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!((report.ledger.redacted, report.ledger.kept_checkpoints), (vec![seq], 1));
    assert_eq!(store.reader().act(redacted.appended.act).unwrap().body.unwrap().command, "redact");
    drop(store);
    Store::open(folder.path()).unwrap();
}

#[test]
fn what_cannot_be_redacted_is_named_and_nothing_changes() {
    let (folder, mut store) = sample();
    let error = store.redact(&act("redact"), &[3, 2, 7, 99], 5000).unwrap_err();
    assert_snapshot!(say(&error), @"
    無法遮蔽第 2、7、99 筆：不存在、已遮蔽，或本身是遮蔽紀錄。提示：檢查編號
    cannot redact entry 2, 7, 99: not there, redacted already, or a redaction itself; hint: check the numbers
    ");
    assert_eq!((store.size(), keys_of(store.reader())), (8, vec!["b".to_owned()]));
    // Acts may contain personal data too; what is redacted is still an act.
    store.redact(&act("redact"), &[1, 3], 5000).unwrap();
    assert_eq!(store.reader().act(1).unwrap().body, None);
    let report = check(folder.path());
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!(report.ledger.redacted, [1, 2, 3]);
}

#[test]
fn an_evidence_file_goes_with_its_last_mention() {
    let (folder, mut store) = sample();
    let sha256 = Hash::of(b"report");
    let again = EvidenceBody { sha256, size: 6, name: "again.pdf".into(), media: None };
    store.append(&Batch { evidence: vec![again], ..batch(&[]) }, 5000).unwrap();
    assert_eq!(
        store.reader().evidence_entries().unwrap().iter().map(|(seq, _)| *seq).collect::<Vec<_>>(),
        [5, 9]
    );
    assert_eq!(store.redact(&act("redact"), &[5], 5000).unwrap().deleted, []);
    assert!(store.evidence().contains(&sha256));
    assert_eq!(store.redact(&act("redact"), &[9], 5000).unwrap().deleted, [sha256]);
    assert!(!store.evidence().contains(&sha256));
    let evidence = folder.path().join("evidence");
    let options = VerifyOptions { evidence: Some(&evidence), ..Default::default() };
    let report = verify(folder.path(), options).unwrap();
    assert!(report.is_sound(), "{}", faults(&report));
}

#[test]
fn removing_a_body_without_an_act_is_a_fault() {
    let (folder, store) = sample();
    drop(store);
    let conn = rusqlite::Connection::open(folder.path().join("zilu.db")).unwrap();
    conn.execute_batch("UPDATE entry SET body = NULL, salt = NULL WHERE seq = 3").unwrap();
    assert_snapshot!(faults(&check(folder.path())), @"
    第 3 筆：內容不見了，且沒有任何遮蔽行為的紀錄。提示：請由備份還原這一筆
    entry 3: the body is gone and no redaction is on record; hint: restore this entry from a backup
    ");
}

#[test]
fn a_reader_in_the_way_delays_the_purge() {
    let (folder, mut store) = sample();
    let reading = rusqlite::Connection::open(folder.path().join("zilu.db")).unwrap();
    reading.execute_batch("BEGIN; SELECT count(*) FROM entry").unwrap();
    assert!(!store.redact(&act("redact"), &[3], 5000).unwrap().purged);
    reading.execute_batch("ROLLBACK").unwrap();
    assert!(store.purge().unwrap());
    let opened =
        Checkpoint::open(store.reader().checkpoint().unwrap().as_bytes(), store.reader().verifier_key(), &[]);
    assert_eq!(opened.unwrap().checkpoint.size, store.size());
}
