//! Evidence files: complete or not there, one per content, limited, checked.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use insta::assert_snapshot;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;
use zilu_store::ledger::Hash;
use zilu_store::*;

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_same_content_is_one_file_with_its_hash_as_name() {
    let (folder, store) = sample();
    let (sha256, size) = store.evidence().put(&b"report"[..], 6).unwrap();
    assert_eq!((sha256, size), (Hash::of(b"report"), 6));
    assert_eq!(store.evidence().list().unwrap(), [sha256]);
    let name = sha256.to_string();
    assert!(folder.path().join("evidence").join(&name[..2]).join(&name).is_file());
    let mut text = String::new();
    store.evidence().open(&sha256).unwrap().read_to_string(&mut text).unwrap();
    assert_eq!(text, "report");
    assert_eq!(store.evidence().check(&sha256).unwrap(), 6);
    let error = store.evidence().open(&Hash::of(b"other")).unwrap_err();
    assert!(error.is_missing());
    assert_snapshot!(say(&error), @"
    找不到佐證檔案 d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa。提示：由備份還原 evidence 目錄
    evidence file d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa is missing; hint: restore the evidence directory from a backup
    ");
}

#[test]
fn what_is_too_large_or_interrupted_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    let error = store.evidence().put(&b"seven!!"[..], 6).unwrap_err();
    assert!(error.is_too_large());
    assert_snapshot!(say(&error), @"
    佐證檔案超過上限 6 位元組。提示：壓縮或分割檔案，或調高上限
    the evidence file is over the limit of 6 bytes; hint: compress or split it, or raise the limit
    ");
    struct Broken;
    impl io::Read for Broken {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            buffer[0] = b'x';
            if buffer.len() > 7 { Ok(1) } else { Err(io::Error::other("the line went dead")) }
        }
    }
    let endless = store.evidence().put(Broken, 50_000).unwrap_err();
    assert!(endless.is_too_large());
    let dead = store.evidence().put(io::Cursor::new(b"abc").chain(Dead), 100).unwrap_err();
    assert!(dead.en().contains("the line went dead"), "{dead}");
    let mut pieces = store.evidence().begin(100).unwrap();
    pieces.write(b"one").unwrap();
    drop(pieces);
    assert_eq!(files(&folder.path().join("evidence")), [""; 0]);
}

struct Dead;
impl io::Read for Dead {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the line went dead"))
    }
}

#[test]
fn pieces_make_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let evidence = EvidenceFolder::at(folder.path().join("evidence"));
    let mut pieces = evidence.begin(100).unwrap();
    pieces.write(b"re").unwrap();
    pieces.write(b"port").unwrap();
    assert_eq!(pieces.finish().unwrap(), evidence.put(&b"report"[..], 100).unwrap());
}

#[test]
fn an_act_cannot_mention_a_file_that_is_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let evidence = EvidenceBody { sha256: Hash::of(b"nothing"), size: 7, name: "n".into(), media: None };
    let batch = Batch { evidence: vec![evidence], ..batch(&["a"]) };
    assert!(store.append(&batch, 2000).unwrap_err().is_missing());
    assert_eq!(store.reader().size().unwrap(), 1);
}

#[test]
fn leftovers_are_swept() {
    let (folder, mut store) = sample();
    let (kept, _) = store.evidence().put(&b"report"[..], 100).unwrap();
    let (orphan, _) = store.evidence().put(&b"never recorded"[..], 100).unwrap();
    let evidence = folder.path().join("evidence");
    let report =
        verify(folder.path(), VerifyOptions { evidence: Some(&evidence), ..Default::default() }).unwrap();
    assert_eq!((report.is_sound(), report.unmentioned), (true, vec![orphan]));
    assert_eq!(store.sweep_evidence().unwrap(), [orphan]);
    assert_eq!(store.evidence().list().unwrap(), [kept]);
    fs::write(evidence.join(".unfinished-1234"), "half").unwrap();
    drop(store);
    drop(Store::open(folder.path()).unwrap());
    assert!(!files(&evidence).iter().any(|name| name.starts_with('.')));
}

#[test]
fn verifying_finds_missing_and_altered_files() {
    let (folder, store) = sample();
    let evidence = folder.path().join("evidence");
    let name = Hash::of(b"report").to_string();
    let file = evidence.join(&name[..2]).join(&name);
    let found = || {
        let options = VerifyOptions { evidence: Some(&evidence), ..Default::default() };
        faults(&verify(folder.path(), options).unwrap())
    };
    assert_eq!(found(), "");
    fs::write(&file, "rEport").unwrap();
    assert_snapshot!(found(), @"
    第 5 筆：佐證檔案 845e91831319e89c4d656bdb80c278ac09a7230d61e5dfd2e1b1fbb436ac8917 的內容或長度不符。提示：由備份還原這個檔案
    entry 5: evidence file 845e91831319e89c4d656bdb80c278ac09a7230d61e5dfd2e1b1fbb436ac8917 has another content or length; hint: restore it from a backup
    ");
    fs::remove_file(&file).unwrap();
    assert_snapshot!(found(), @"
    第 5 筆：佐證檔案 845e91831319e89c4d656bdb80c278ac09a7230d61e5dfd2e1b1fbb436ac8917 不見了。提示：由備份還原 evidence 目錄
    entry 5: evidence file 845e91831319e89c4d656bdb80c278ac09a7230d61e5dfd2e1b1fbb436ac8917 is missing; hint: restore the evidence directory from a backup
    ");
    assert!(check(folder.path()).is_sound(), "not asked for");
    // Storing it again heals it.
    store.evidence().put(&b"report"[..], 100).unwrap();
    assert_eq!(found(), "");
}
