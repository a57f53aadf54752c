//! Creating, opening, appending, reading.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use insta::assert_snapshot;
use jiff::civil::date;
use std::fs;
use zilu_store::ledger::{Checkpoint, Hash, SigningKey, proof};
use zilu_store::*;

#[test]
fn what_is_appended_is_read_back_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let appended = store.append(&batch(&["a", "b"]), 2000).unwrap();
    assert_eq!(appended, Appended { act: 1, revisions: 2..4, recorded: 2000 });
    let many = store.append_many(&[batch(&["c"]), batch(&[]), batch(&["d", "e"])], 2000).unwrap();
    assert_eq!(
        many.iter().map(|a| (a.act, a.revisions.clone())).collect::<Vec<_>>(),
        [(4, 5..6), (6, 7..7), (7, 8..10)]
    );
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    assert_eq!((store.size(), store.last_recorded()), (10, 2000));
    let mut read = Vec::new();
    let mut collect = |revision: Revision<'_>| {
        read.push((revision.seq, revision.recorded, revision.act, revision.body.into_owned()));
        Ok(())
    };
    store.reader().for_each_revision(3, &mut collect).unwrap();
    assert_eq!(
        read,
        [
            (3, 2000, 1, finding("b", "high")),
            (5, 2000, 4, finding("c", "high")),
            (8, 2000, 7, finding("d", "high")),
            (9, 2000, 7, finding("e", "high")),
        ]
    );
    let stored = store.reader().entry(2).unwrap();
    assert_snapshot!(stored.body.unwrap(), @r#"{"kind":"finding","key":"a","effective":"2025-02-10","fields":{"risk":"high","place":null},"origin":"measured"}"#);
    assert_snapshot!(store.reader().entry(1).unwrap().body.unwrap(), @r#"{"actor":"amy","command":"import","reason":"因為"}"#);
    assert!(check(folder.path()).is_sound());
}

#[test]
fn acts_are_listed_from_the_newest() {
    let (_folder, store) = sample();
    let reader = store.reader();
    let commands = |before, limit| {
        let acts = reader.acts_before(before, limit).unwrap();
        acts.into_iter().map(|act| format!("{} {}", act.seq, act.body.unwrap().command)).collect::<Vec<_>>()
    };
    assert_eq!(commands(store.size(), 10), ["6 redact", "4 attach", "1 import", "0 create"]);
    assert_eq!(commands(u64::MAX, 1), ["6 redact"]);
    assert_eq!(commands(6, 2), ["4 attach", "1 import"]);
    assert_eq!(commands(3, 1), ["1 import"], "an act is among those before its own entries");
    assert_eq!(commands(0, 5), [""; 0]);
    let entries = |from, limit| {
        reader.entries_of(1, from, limit).unwrap().iter().map(|e| e.entry.seq).collect::<Vec<_>>()
    };
    assert_eq!((entries(0, 10), entries(3, 10), entries(0, 1)), (vec![2, 3], vec![3], vec![2]));
    assert!(reader.act(3).is_err());
    assert_snapshot!(say(&reader.entry(99).unwrap_err()), @"
    沒有第 99 筆，帳本共 8 筆。提示：編號自 0 起算
    there is no entry 99, the ledger has 8; hint: numbers start at 0
    ");
}

#[test]
fn a_transaction_that_is_dropped_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let before = store.reader().checkpoint().unwrap();
    let mut writer = store.begin(2000).unwrap();
    writer.act(&act("import")).unwrap();
    for number in 0..3000 {
        writer.revision(&finding(&number.to_string(), "low")).unwrap();
    }
    assert_eq!(writer.size(), 3002);
    drop(writer);
    assert_eq!((store.size(), store.reader().size().unwrap()), (1, 1));
    assert_eq!(store.reader().checkpoint().unwrap(), before);
    store.append(&batch(&["a"]), 2000).unwrap();
    assert_eq!(keys_of(store.reader()), ["a"]);
    assert!(check(folder.path()).is_sound());
    // An empty one changes nothing either.
    store.begin(2000).unwrap().commit().unwrap();
    assert_eq!(store.size(), 3);
}

#[test]
fn time_does_not_go_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    store.append(&batch(&["a"]), 5000).unwrap();
    let error = store.append(&batch(&["b"]), 4999).unwrap_err();
    assert!(error.is_time_backwards());
    assert_snapshot!(say(&error), @"
    時間倒退：1970-01-01T00:00:04.999Z 早於最後一筆的 1970-01-01T00:00:05Z。提示：校正主機時鐘
    time goes backwards: 1970-01-01T00:00:04.999Z is before the last entry at 1970-01-01T00:00:05Z; hint: set the machine's clock
    ");
    drop(store);
    let mut store = Store::open(folder.path()).unwrap();
    assert!(store.append(&batch(&["b"]), 4999).unwrap_err().is_time_backwards());
    store.append(&batch(&["b"]), 5000).unwrap();
}

#[test]
fn a_large_ledger_is_read_in_chunks_and_proves_every_part() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let mut writer = store.begin(2000).unwrap();
    for number in 0..70_000_u32 {
        if number % 10_000 == 0 {
            writer.act(&act("import")).unwrap();
        }
        writer.revision(&finding(&number.to_string(), "low")).unwrap();
    }
    writer.commit().unwrap();
    let reader = store.new_reader().unwrap();
    let mut next = 0_u32;
    let each = |revision: Revision<'_>| {
        assert_eq!(revision.body.key, next.to_string());
        next += 1;
        Ok(())
    };
    reader.for_each_revision(0, each).unwrap();
    assert_eq!(next, 70_000);
    let stop =
        reader.for_each_revision(0, |r| if r.seq > 20_000 { Err(Error::stopped("enough")) } else { Ok(()) });
    assert_eq!(stop.unwrap_err().to_string(), "enough");

    // Sizes beyond 2^16, so that nodes of level 16 are used; every proof against the signed root.
    let key = reader.verifier_key().clone();
    let newest = reader.checkpoint().unwrap();
    let opened = Checkpoint::open(newest.as_bytes(), &key, &[]).unwrap().checkpoint;
    assert_eq!(opened.size, store.size());
    for seq in (0..opened.size).step_by(6007).chain([opened.size - 1]) {
        let proof = reader.prove(seq).unwrap();
        proof.verify(&key).unwrap();
        let mut forged = proof.clone();
        forged.stored.entry.recorded += 1;
        assert!(forged.verify(&key).is_err());
        let mut forged = proof.clone();
        forged.stored.body = Some("{}".into());
        assert!(forged.verify(&key).is_err());
    }
    for old in [1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000, opened.size] {
        let old_root = {
            let path = reader.inclusion_proof(old - 1, old).unwrap();
            let leaf = reader.entry(old - 1).unwrap().entry.leaf_hash();
            root_from_last(old, leaf, &path)
        };
        let steps = reader.consistency_proof(old, opened.size).unwrap();
        proof::verify_consistency(old, opened.size, &old_root, &opened.root, &steps).unwrap();
    }
    assert!(reader.inclusion_proof(5, opened.size + 1).is_err());
    assert!(reader.consistency_proof(9, 5).is_err());
    let report = check(folder.path());
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!((report.ledger.entries, report.ledger.sorts), (70_008, [8, 70_000, 0, 0]));
}

/// The last leaf is a right edge at every level: all its siblings stand to the left.
fn root_from_last(size: u64, leaf: Hash, path: &[Hash]) -> Hash {
    let root = path.iter().fold(leaf, |hash, left| ledger::node_hash(left, &hash));
    proof::verify_inclusion(size - 1, size, leaf, path, &root).unwrap();
    root
}

#[test]
fn readers_see_what_is_committed_while_the_writer_writes() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let beside = Store::open_read_only(folder.path()).unwrap();
    let mut writer = store.begin(2000).unwrap();
    writer.act(&act("import")).unwrap();
    writer.revision(&finding("a", "low")).unwrap();
    assert_eq!(beside.size().unwrap(), 1);
    writer.commit().unwrap();
    assert_eq!(beside.size().unwrap(), 3);
    let moved = std::thread::spawn(move || keys_of(&beside)).join().unwrap();
    assert_eq!(moved, ["a"]);
}

#[test]
fn one_process_writes() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(folder.path());
    let error = Store::open(folder.path()).unwrap_err();
    assert!(error.is_locked());
    let text = say(&error).replace(&folder.path().display().to_string(), "DATA");
    assert_snapshot!(text, @"
    DATA：另一個 zilu 正在使用這個資料目錄。提示：改在它的網頁「匯入」，或用 zilu serve --watch；要由命令列登錄，先停止它
    DATA: another zilu is using this data directory; hint: import on its page, or with zilu serve --watch; to record from the command line, stop it
    ");
    drop(store);
    Store::open(folder.path()).unwrap();
}

#[test]
fn files_that_are_not_ours_are_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("zilu.db");
    let refused = || {
        let error = Store::open(folder.path()).unwrap_err();
        let reading = Store::open_read_only(folder.path()).unwrap_err();
        assert_eq!(say(&error).replace("/zilu.db", ""), say(&reading).replace("/zilu.db", ""));
        say(&error).replace(&folder.path().display().to_string(), "DATA")
    };
    assert_snapshot!(refused(), @"
    DATA：沒有 zilu 的資料。提示：以 --data 指明資料目錄（示範公司為 --data zilu-demo）；新的資料目錄由第一次 zilu import 建立
    DATA: there is no zilu data; hint: name the data directory with --data (the demo's is --data zilu-demo); a new one is made by the first zilu import
    ");
    fs::write(&data, "not a database, but long enough to have a header: ".repeat(9)).unwrap();
    assert_snapshot!(refused(), @"
    DATA/zilu.db：不是 zilu 的資料檔。提示：檢查路徑
    DATA/zilu.db: not a zilu data file; hint: check the path
    ");
    fs::remove_file(&data).unwrap();
    rusqlite::Connection::open(&data).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    assert_snapshot!(refused(), @"
    DATA/zilu.db：不是 zilu 的資料檔。提示：檢查路徑
    DATA/zilu.db: not a zilu data file; hint: check the path
    ");
    fs::remove_file(&data).unwrap();
    drop(create(folder.path()));
    rusqlite::Connection::open(&data).unwrap().pragma_update(None, "user_version", 7).unwrap();
    assert_snapshot!(refused(), @"
    DATA/zilu.db：由較新的 zilu 寫成（格式 7，本版只認得 1）。提示：請升級 zilu
    DATA/zilu.db: written by a newer zilu (format 7, this one knows 1); hint: upgrade zilu
    ");
}

#[test]
fn creating_refuses_to_overwrite_and_carries_on_after_an_interruption() {
    let folder = tempfile::tempdir().unwrap();
    drop(create(folder.path()));
    let again = |origin| Store::create(folder.path(), origin, &act("create"), 1000);
    assert!(again("insurer.example/zilu").unwrap_err().en().contains("there is a ledger already"));
    // Interrupted before the data file had its name: the key is there, a half-built file too.
    let key = fs::read_to_string(folder.path().join("ledger.key")).unwrap();
    fs::rename(folder.path().join("zilu.db"), folder.path().join("zilu.db.new")).unwrap();
    assert!(again("other.example").unwrap_err().en().contains("not overwritten"));
    let store = again("insurer.example/zilu").unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("ledger.key")).unwrap(), key);
    assert_eq!((store.size(), store.reader().origin()), (1, "insurer.example/zilu"));
    let vkey = fs::read_to_string(folder.path().join("ledger.vkey")).unwrap();
    assert_eq!(vkey.trim_end(), store.reader().verifier_key().to_string());
    drop(store);
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["evidence", "ledger.key", "ledger.vkey", "zilu.db", "zilu.lock"]);
}

#[cfg(unix)]
#[test]
fn what_is_secret_or_personal_is_readable_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let (folder, store) = sample();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in ["ledger.key", "zilu.db", "zilu.db-wal"] {
        assert_eq!(mode(&folder.path().join(name)), 0o600, "{name}");
    }
    let name = Hash::of(b"report").to_string();
    assert_eq!(mode(&folder.path().join("evidence").join(&name[..2]).join(&name)), 0o600);
    drop(store);
}

#[test]
fn a_missing_or_foreign_key_stops_writing_but_not_reading() {
    let (folder, store) = sample();
    drop(store);
    let path = folder.path().join("ledger.key");
    let refused = || {
        let error = Store::open(folder.path()).unwrap_err();
        say(&error).replace(&folder.path().display().to_string(), "DATA")
    };
    let key = fs::read_to_string(&path).unwrap();
    fs::remove_file(&path).unwrap();
    assert_snapshot!(refused(), @"
    DATA/ledger.key：找不到簽章金鑰，無法寫入。提示：由保管處放回 ledger.key；未放回前只能查看，不能登錄
    DATA/ledger.key: the signing key is missing, nothing can be written; hint: put ledger.key back from its safe place; until then the data can be looked at only
    ");
    fs::write(&path, SigningKey::from_seed("insurer.example/zilu", &[1; 32]).unwrap().to_text()).unwrap();
    assert!(refused().contains("not the key of this ledger"));
    fs::write(&path, "rubbish").unwrap();
    assert!(refused().contains("the key cannot be read"));
    assert_eq!(keys_of(&Store::open_read_only(folder.path()).unwrap()), ["b"]);
    fs::write(&path, key).unwrap();
    Store::open(folder.path()).unwrap();
}

#[test]
fn opening_notices_that_the_end_does_not_fit_the_checkpoint() {
    let damage = |sql: &str| {
        let (folder, store) = sample();
        drop(store);
        rusqlite::Connection::open(folder.path().join("zilu.db")).unwrap().execute_batch(sql).unwrap();
        let error = Store::open(folder.path()).unwrap_err();
        assert!(error.is_damaged() || error.en().contains("signature"), "{error}");
        say(&error)
    };
    assert_snapshot!(damage("DELETE FROM entry WHERE seq = 7"), @"
    帳本與最後的查核點不符：筆數不同。提示：執行 zilu verify 找出位置，勿再寫入
    the ledger does not match its last checkpoint: another number of entries; hint: run zilu verify to locate it and do not write any more
    ");
    assert_snapshot!(damage("UPDATE entry SET leaf_hash = zeroblob(32) WHERE seq = 3"), @"
    帳本與最後的查核點不符：根雜湊不同。提示：執行 zilu verify 找出位置，勿再寫入
    the ledger does not match its last checkpoint: another root hash; hint: run zilu verify to locate it and do not write any more
    ");
    assert_snapshot!(damage("DELETE FROM checkpoint"), @"
    帳本與最後的查核點不符：沒有查核點。提示：執行 zilu verify 找出位置，勿再寫入
    the ledger does not match its last checkpoint: there is no checkpoint; hint: run zilu verify to locate it and do not write any more
    ");
    assert_snapshot!(damage("UPDATE checkpoint SET note = replace(note, char(10, 56, 10), char(10, 57, 10))"), @"
    「insurer.example/zilu」的簽章不符：內容或簽章曾被改動。提示：請與留存的查核點比對
    the signature of 'insurer.example/zilu' is wrong: text or signature was changed; hint: compare with a checkpoint that was kept
    ");
}

#[test]
fn a_backup_is_complete_while_the_server_runs() {
    let (folder, mut store) = sample();
    let copy = folder.path().join("copies");
    fs::create_dir(&copy).unwrap();
    let copy = copy.join("zilu.db");
    store.reader().backup(&copy).unwrap();
    assert!(store.reader().backup(&copy).unwrap_err().en().contains("not overwritten"));
    store.append(&batch(&["later"]), 9000).unwrap();
    let report = check(&copy);
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!(report.ledger.entries, 8);
    assert_eq!(keys_of(&Store::open_read_only(&copy).unwrap()), ["b"]);
    // And it can take the original's place.
    drop(store);
    fs::rename(&copy, folder.path().join("zilu.db")).unwrap();
    let mut store = Store::open(folder.path()).unwrap();
    store.append(&batch(&["c"]), 9000).unwrap();
    assert!(check(folder.path()).is_sound());
}

#[test]
fn a_body_that_is_too_large_is_refused_whole() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let huge = RevisionBody::new("note", "k", date(2025, 1, 1)).field("text", "x".repeat(40 << 20));
    let error = store.append(&Batch { revisions: vec![huge], ..batch(&[]) }, 2000).unwrap_err();
    assert!(error.is_too_large());
    assert_eq!(store.reader().size().unwrap(), 1);
}
