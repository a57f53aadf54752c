//! Verification of a data file: any flipped byte is found and located.
#![allow(clippy::unwrap_used)]

mod common;
use common::*;
use insta::assert_snapshot;
use rusqlite::Connection;
use rusqlite::types::Value;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use zilu_store::ledger::VerifierKey;
use zilu_store::*;

/// The sample's data file alone, as a copy that somebody carries to another machine.
fn copy() -> (TempDir, PathBuf) {
    let (folder, store) = sample();
    let path = folder.path().join("copied.db");
    store.reader().backup(&path).unwrap();
    drop(store);
    let carried = tempfile::tempdir().unwrap();
    let to = carried.path().join("carried.db");
    fs::copy(path, &to).unwrap();
    (carried, to)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Every value of every table.
fn content(path: &Path) -> rusqlite::Result<Vec<Vec<Value>>> {
    let conn = Connection::open(path)?;
    let mut all = Vec::new();
    for (table, columns) in [("ledger", 3), ("entry", 8), ("subtree", 3), ("checkpoint", 2)] {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}"))?;
        let rows = statement.query_map([], |row| (0..columns).map(|at| row.get(at)).collect())?;
        for row in rows {
            all.push(row?);
        }
    }
    Ok(all)
}

#[test]
fn a_copy_is_verified_without_a_trace() {
    let (folder, path) = copy();
    let report = check(&path);
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!((report.ledger.entries, report.ledger.checkpoints, report.evidence_files), (8, 4, 1));
    assert_eq!((report.key_source, report.ledger.redacted), (KeySource::Data, vec![2]));
    assert_eq!(names(folder.path()), ["carried.db"]);
}

#[test]
fn a_copy_of_a_running_server_is_verified_with_its_log() {
    let (folder, mut store) = sample();
    store.append(&batch(&["in the log"]), 9000).unwrap();
    let carried = tempfile::tempdir().unwrap();
    for name in ["zilu.db", "zilu.db-wal"] {
        fs::copy(folder.path().join(name), carried.path().join(name)).unwrap();
        let mut permissions = fs::metadata(carried.path().join(name)).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(carried.path().join(name), permissions).unwrap();
    }
    let path = carried.path().join("zilu.db");
    let report = check(&path);
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!(report.ledger.entries, 10);
    assert_eq!(keys_of(&Store::open_read_only(&path).unwrap()), ["b", "in the log"]);
    assert_eq!(names(carried.path()), ["zilu.db", "zilu.db-wal"]);
    // Without its log the copy is an older state, and sound as such.
    fs::remove_file(carried.path().join("zilu.db-wal")).unwrap();
    let report = check(&path);
    assert!(report.is_sound(), "{}", faults(&report));
    assert_eq!(report.ledger.entries, 8);
}

#[test]
fn every_flipped_byte_of_every_value_is_located() {
    let (_folder, path) = copy();
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF").unwrap();
    let mut flips = 0;
    for (column, part) in [("body_hash", 3), ("leaf_hash", 3), ("salt", 1), ("body", 1)] {
        for seq in 0..8_i64 {
            let sql = format!("SELECT CAST({column} AS BLOB) FROM entry WHERE seq = {seq}");
            let Some(original) = conn.query_row(&sql, [], |row| row.get::<_, Option<Vec<u8>>>(0)).unwrap()
            else {
                assert_eq!(seq, 2, "only entry 2 is redacted");
                continue;
            };
            let cast = if column == "body" { "CAST(?1 AS TEXT)" } else { "?1" };
            let update = format!("UPDATE entry SET {column} = {cast} WHERE seq = {seq}");
            for at in (0..original.len()).step_by(part) {
                let mut flipped = original.clone();
                flipped[at] ^= 1 << (at % 8);
                conn.execute(&update, [&flipped]).unwrap();
                let report = check(&path);
                let located = report.faults.iter().any(|fault| fault.seq() == Some(seq as u64));
                assert!(located, "{column} of {seq}, byte {at}: {}", faults(&report));
                flips += 1;
            }
            conn.execute(&update, [&original]).unwrap();
        }
    }
    for column in ["seq", "recorded", "sort", "act"] {
        for seq in 0..8_i64 {
            for bit in (0..63).step_by(5) {
                let flip = format!("UPDATE entry SET {column} = {column} ^ (1 << {bit})");
                // SQLite has no exclusive or.
                let flip = flip.replace(
                    &format!("{column} ^ (1 << {bit})"),
                    &format!("({column} | (1 << {bit})) - ({column} & (1 << {bit}))"),
                );
                conn.execute_batch(&format!("BEGIN; {flip} WHERE seq = {seq}")).map_or_else(
                    |_| conn.execute_batch("ROLLBACK").unwrap(), // a number that another entry has
                    |()| {
                        conn.execute_batch("COMMIT").unwrap();
                        let report = check(&path);
                        assert!(!report.is_sound(), "{column} of {seq}, bit {bit}");
                        let moved = ((seq as u64) ^ (1 << bit)) as i64;
                        let back = if column == "seq" { moved } else { seq };
                        conn.execute_batch(&format!("{flip} WHERE seq = {back}")).unwrap();
                        flips += 1;
                    },
                );
            }
        }
    }
    assert!(flips > 1000, "{flips}");
    assert!(check(&path).is_sound(), "all flips were undone");
}

#[test]
fn every_kind_of_tampering_is_named() {
    let (_folder, path) = copy();
    let pristine = fs::read(&path).unwrap();
    let tamper = |sql: &str| {
        fs::write(&path, &pristine).unwrap();
        let conn = Connection::open(&path).unwrap();
        conn.execute_batch("PRAGMA writable_schema = ON; PRAGMA journal_mode = MEMORY").unwrap();
        conn.execute_batch(sql).unwrap();
        drop(conn);
        let text = faults(&check(&path));
        assert_ne!(text, "", "{sql}");
        text
    };
    assert_snapshot!(tamper("UPDATE entry SET body = replace(body, 'high', 'low')"), @"
    第 3 筆：內容與雜湊不符：內容或其亂數鹽曾被改動。提示：請與備份同一筆比對
    entry 3: the body does not match its hash: body or salt was altered; hint: compare with the same entry in a backup
    ");
    assert_snapshot!(tamper("DELETE FROM entry WHERE seq = 3"), @"
    第 3 筆：遺失。提示：請由備份還原，並以留存的查核點驗證
    entry 3: missing; hint: restore from a backup and verify it with a checkpoint that was kept
    ");
    assert_snapshot!(tamper("DELETE FROM entry WHERE seq > 3; DELETE FROM checkpoint WHERE size > 5"), @"
    第 2 筆：內容不見了，且沒有任何遮蔽行為的紀錄。提示：請由備份還原這一筆
    entry 2: the body is gone and no redaction is on record; hint: restore this entry from a backup
    ");
    assert_snapshot!(tamper("DELETE FROM checkpoint WHERE size = 8"), @"
    第 6 筆：自這一筆起的 2 筆沒有查核點涵蓋。提示：這些筆不是由本系統寫入，或查核點被刪除
    entry 6: no checkpoint covers this and what follows (2 entries); hint: they were not written by zilu, or a checkpoint was deleted
    ");
    assert_snapshot!(tamper("UPDATE checkpoint SET note = replace(note, char(10, 52, 10), char(10, 53, 10)) WHERE size = 4"), @"
    查核點（4 筆）無效：「insurer.example/zilu」的簽章不符：內容或簽章曾被改動。提示：請與留存的查核點比對
    the checkpoint at 4 entries is not valid: the signature of 'insurer.example/zilu' is wrong: text or signature was changed; hint: compare with a checkpoint that was kept
    ");
    assert_snapshot!(tamper("CREATE INDEX sneaky ON entry (act)"), @"
    資料表「sneaky」的定義曾被改動，或不屬於帳本。提示：由備份還原
    the text of table 'sneaky' was altered, or it does not belong to a ledger; hint: restore from a backup
    ");
    assert_snapshot!(tamper("CREATE TRIGGER t AFTER INSERT ON entry BEGIN DELETE FROM entry; END"), @"
    資料表「t」的定義曾被改動，或不屬於帳本。提示：由備份還原
    the text of table 't' was altered, or it does not belong to a ledger; hint: restore from a backup
    ");
    assert_snapshot!(tamper("UPDATE sqlite_schema SET sql = replace(sql, 'salt BLOB', 'salt TEXT') WHERE name = 'entry'"), @"
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料檔頁面損毀：non-TEXT value in entry.salt。提示：由備份還原
    database page damaged: non-TEXT value in entry.salt; hint: restore from a backup
    資料表「entry」的定義曾被改動，或不屬於帳本。提示：由備份還原
    the text of table 'entry' was altered, or it does not belong to a ledger; hint: restore from a backup
    ");
    assert_snapshot!(tamper("INSERT INTO subtree VALUES (8, 0, zeroblob(32))"), @"
    雜湊樹節點（第 8 層第 0 個，涵蓋第 0 至 255 筆）不符。提示：這是快取，可由備份還原
    the kept node of the hash tree (level 8, number 0, over entries 0 to 255) is wrong; hint: it is a cache, restore from a backup
    ");
    assert_snapshot!(tamper("UPDATE ledger SET origin = 'other.example'"), @"
    第 0 筆：自這一筆起的 8 筆沒有查核點涵蓋。提示：這些筆不是由本系統寫入，或查核點被刪除
    entry 0: no checkpoint covers this and what follows (8 entries); hint: they were not written by zilu, or a checkpoint was deleted
    帳本的名稱與金鑰無法讀取。提示：以 ledger.vkey 指定驗證金鑰，並由備份還原
    the ledger's name and key cannot be read; hint: give the verifier key (ledger.vkey) and restore from a backup
    ");
    assert_snapshot!(tamper("DELETE FROM ledger"), @"
    第 0 筆：自這一筆起的 8 筆沒有查核點涵蓋。提示：這些筆不是由本系統寫入，或查核點被刪除
    entry 0: no checkpoint covers this and what follows (8 entries); hint: they were not written by zilu, or a checkpoint was deleted
    帳本的名稱與金鑰無法讀取。提示：以 ledger.vkey 指定驗證金鑰，並由備份還原
    the ledger's name and key cannot be read; hint: give the verifier key (ledger.vkey) and restore from a backup
    ");
}

#[test]
fn a_kept_node_that_was_altered_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    let keys: Vec<String> = (0..600).map(|n| n.to_string()).collect();
    store.append(&batch(&keys.iter().map(String::as_str).collect::<Vec<_>>()), 2000).unwrap();
    drop(store);
    let conn = Connection::open(folder.path().join("zilu.db")).unwrap();
    conn.execute_batch("UPDATE subtree SET hash = zeroblob(32) WHERE number = 1").unwrap();
    assert_snapshot!(faults(&check(folder.path())), @"
    雜湊樹節點（第 8 層第 1 個，涵蓋第 256 至 511 筆）不符。提示：這是快取，可由備份還原
    the kept node of the hash tree (level 8, number 1, over entries 256 to 511) is wrong; hint: it is a cache, restore from a backup
    ");
    conn.execute_batch("DELETE FROM subtree WHERE number = 1").unwrap();
    assert_snapshot!(faults(&check(folder.path())), @"
    雜湊樹節點（第 8 層第 1 個，涵蓋第 256 至 511 筆）不符。提示：這是快取，可由備份還原
    the kept node of the hash tree (level 8, number 1, over entries 256 to 511) is wrong; hint: it is a cache, restore from a backup
    ");
}

#[test]
fn a_flipped_byte_of_the_file_is_found_or_held_nothing() {
    // Several pages to a table, and a body that needs pages of its own.
    let (folder, mut store) = sample();
    let keys: Vec<String> = (0..300).map(|n| format!("key {n}")).collect();
    store.append(&batch(&keys.iter().map(String::as_str).collect::<Vec<_>>()), 5000).unwrap();
    store.append(&batch(&[&"long ".repeat(5000)]), 6000).unwrap();
    let path = folder.path().join("copy.db");
    store.reader().backup(&path).unwrap();
    let pristine = fs::read(&path).unwrap();
    let right = content(&path).unwrap();
    let flipped_path = folder.path().join("flipped.db");
    let (mut found, mut nothing) = (0, 0);
    // The header whole, then a sample that meets every page at many places.
    for at in (0..100).chain((100..pristine.len()).step_by(199)) {
        let mut flipped = pristine.clone();
        flipped[at] ^= 1 << (at % 8);
        fs::write(&flipped_path, &flipped).unwrap();
        match verify(&flipped_path, VerifyOptions::default()) {
            Err(error) => {
                assert!(error.is_damaged() || error.is_foreign(), "byte {at}: {error}");
                found += 1;
            }
            Ok(report) if !report.is_sound() => found += 1,
            Ok(_) => {
                assert_eq!(
                    content(&flipped_path).as_ref(),
                    Ok(&right),
                    "byte {at} changed something unnoticed"
                );
                nothing += 1;
            }
        }
    }
    assert!(found > 50 && nothing > 50, "found {found}, held nothing {nothing}");
}

#[test]
fn a_destroyed_page_is_stepped_over_and_the_rest_is_verified() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = create(folder.path());
    for number in 0..20 {
        let keys: Vec<String> = (0..100).map(|n| format!("{number}-{n}")).collect();
        store.append(&batch(&keys.iter().map(String::as_str).collect::<Vec<_>>()), 2000).unwrap();
    }
    let path = folder.path().join("copy.db");
    store.reader().backup(&path).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let page = 40 * 8192;
    bytes[page..page + 8192].fill(0x55);
    fs::write(&path, &bytes).unwrap();
    let report = check(&path);
    assert!(matches!(&report.faults[0], Fault::Page { .. }));
    let lost = report.faults.iter().find_map(|fault| match fault {
        Fault::Ledger(ledger::Fault { seq: Some(from), what: ledger::What::Missing { to } }) => {
            Some(*from..=*to)
        }
        _ => None,
    });
    let lost = lost.unwrap();
    assert!(lost.clone().count() < 40, "{lost:?}");
    let size = store.size();
    assert_eq!(report.ledger.entries, size - lost.clone().count() as u64, "all others were read");
    assert!(
        report.faults.iter().all(|fault| fault.seq().is_none_or(|seq| seq == *lost.start())),
        "{}",
        faults(&report)
    );
    assert!(report.faults.iter().any(|fault| matches!(fault, Fault::Unreadable { .. })));
}

#[test]
fn an_older_state_is_only_found_with_a_kept_checkpoint() {
    let (_folder, path) = copy();
    let (other_folder, mut store) = sample();
    let old = other_folder.path().join("old.db");
    store.reader().backup(&old).unwrap();
    store.append(&batch(&["later"]), 9000).unwrap();
    let kept = store.reader().checkpoint().unwrap();
    let with = |path: &Path, key: Option<VerifierKey>| {
        let options = VerifyOptions { kept: vec![kept.clone().into_bytes()], key, ..Default::default() };
        faults(&verify(path, options).unwrap())
    };
    assert!(check(&old).is_sound());
    assert_snapshot!(with(&old, None), @"
    帳本只有 8 筆，留存的查核點卻有 10 筆。提示：尾端被截去，或換上了較舊的複本
    the ledger has 8 entries, the kept checkpoint 10; hint: the end was cut off, or an older copy was put back
    ");
    let key = store.reader().verifier_key().clone();
    assert_eq!(with(other_folder.path(), Some(key.clone())), "");
    // Another ledger of the same name, with a key of its own: only the key from elsewhere tells.
    assert!(check(&path).is_sound());
    let text = with(&path, Some(key));
    assert!(text.contains("the ledger's name or key is not that of the verifier key"), "{text}");
}

#[test]
fn a_running_server_can_be_verified() {
    let (folder, mut store) = sample();
    std::thread::scope(|scope| {
        let writing = scope.spawn(|| {
            for number in 0..400 {
                let appended = store.append(&batch(&["a", "b"]), 5000).unwrap();
                if number % 3 == 0 {
                    store.redact(&act("redact"), &[appended.revisions.start], 5000).unwrap();
                }
            }
        });
        let mut sizes = Vec::new();
        while !writing.is_finished() || sizes.is_empty() {
            let report = check(folder.path());
            assert!(report.is_sound(), "{}", faults(&report));
            sizes.push(report.ledger.entries);
        }
        assert!(sizes.is_sorted());
    });
    assert_eq!(check(folder.path()).ledger.entries, store.size());
}

#[test]
fn progress_is_told() {
    let (_folder, path) = copy();
    let mut told = Vec::new();
    let mut progress = |done, expected| told.push((done, expected));
    verify(&path, VerifyOptions { progress: Some(&mut progress), ..Default::default() }).unwrap();
    assert_eq!(told, [(8, 8)]);
}
