//! The verifier finds every alteration and says where.

#![allow(clippy::unwrap_used)]

use insta::assert_snapshot;
use zilu_ledger::entry::{parse_redaction, redaction_body};
use zilu_ledger::*;

/// An entry with all that is kept beside it.
#[derive(Clone)]
struct Row {
    seq: u64,
    recorded: i64,
    sort: u8,
    act: u64,
    body_hash: Vec<u8>,
    leaf_hash: Option<Vec<u8>>,
    salt: Option<Vec<u8>>,
    body: Option<Vec<u8>>,
}

#[derive(Clone)]
struct Ledger {
    rows: Vec<Row>,
    notes: Vec<(Option<u64>, String)>,
}

fn key() -> SigningKey {
    SigningKey::from_seed("insurer.example/zilu", &[7; 32]).unwrap()
}

/// Four acts with their entries, a checkpoint after each; the last act redacts entry 2.
fn ledger() -> Ledger {
    let mut ledger = Ledger { rows: Vec::new(), notes: Vec::new() };
    let act = |ledger: &mut Ledger, recorded: i64, entries: &[(Sort, String)]| {
        let act = ledger.rows.len() as u64;
        let all = [(Sort::Act, format!("act at {recorded}"))].into_iter().chain(entries.iter().cloned());
        for (sort, body) in all {
            let seq = ledger.rows.len() as u64;
            let salt = [seq as u8; 16];
            let entry = Entry { seq, recorded, sort, act, body_hash: body_hash(&salt, body.as_bytes()) };
            assert_eq!(Entry::parse(&entry.leaf()), Some(entry.clone()));
            ledger.rows.push(Row {
                seq,
                recorded,
                sort: sort as u8,
                act,
                body_hash: entry.body_hash.0.to_vec(),
                leaf_hash: Some(entry.leaf_hash().0.to_vec()),
                salt: Some(salt.to_vec()),
                body: Some(body.into_bytes()),
            });
        }
        let mut tree = Frontier::new();
        ledger
            .rows
            .iter()
            .for_each(|row| tree.push(Hash::from_slice(row.leaf_hash.as_ref().unwrap()).unwrap()));
        let checkpoint = Checkpoint { origin: key().name().into(), size: tree.size(), root: tree.root() };
        ledger.notes.push((Some(tree.size()), checkpoint.sign(&key())));
    };
    let revision = |n: u32| (Sort::Revision, format!("revision {n}"));
    act(&mut ledger, 1000, &[revision(1), revision(2)]);
    act(&mut ledger, 1000, &[revision(3), (Sort::Evidence, "report.pdf".into())]);
    act(&mut ledger, 2000, &[revision(4)]);
    act(&mut ledger, 3000, &[(Sort::Redaction, redaction_body(2))]);
    ledger.rows[2].salt = None;
    ledger.rows[2].body = None;
    ledger
}

fn verify_with(ledger: &Ledger, key: &VerifierKey, chunk: usize) -> Report {
    let given: Vec<_> =
        ledger.notes.iter().map(|(at, note)| Given { note: note.as_bytes(), stored_at: *at }).collect();
    let mut verifier = Verifier::new().against(key, &given);
    let records: Vec<_> = ledger
        .rows
        .iter()
        .map(|row| Record {
            seq: row.seq,
            recorded: row.recorded,
            sort: row.sort,
            act: row.act,
            body_hash: &row.body_hash,
            leaf_hash: row.leaf_hash.as_deref(),
            salt: row.salt.as_deref(),
            body: row.body.as_deref(),
        })
        .collect();
    records.chunks(chunk).for_each(|chunk| verifier.push(chunk));
    verifier.finish()
}

fn faults(change: impl FnOnce(&mut Ledger)) -> String {
    let mut ledger = ledger();
    change(&mut ledger);
    let report = verify_with(&ledger, &key().verifier(), 100);
    report.faults.iter().map(|fault| format!("{}\n{}", fault.zh(), fault.en())).collect::<Vec<_>>().join("\n")
}

/// Only the entry's own columns, as who edits with SQL would leave them: the leaf hash is made to fit.
fn refit(row: &mut Row) {
    let entry = Entry {
        seq: row.seq,
        recorded: row.recorded,
        sort: Sort::from_u8(row.sort).unwrap(),
        act: row.act,
        body_hash: Hash::from_slice(&row.body_hash).unwrap(),
    };
    row.leaf_hash = Some(entry.leaf_hash().0.to_vec());
}

#[test]
fn a_sound_ledger_is_sound_and_redaction_is_no_fault() {
    let sound = ledger();
    for chunk in [1, 3, 100] {
        let report = verify_with(&sound, &key().verifier(), chunk);
        assert!(report.is_sound(), "{:?}", report.faults);
        assert_eq!((report.entries, report.sorts), (10, [4, 4, 1, 1]));
        assert_eq!((report.checkpoints, report.kept_checkpoints, report.redacted), (4, 0, vec![2]));
        assert_eq!(report.last_recorded, Some(3000));
        assert!(report.root.is_some());
    }
}

type Part = fn(&mut Row) -> Option<&mut Vec<u8>>;

#[test]
fn any_flipped_bit_of_any_part_is_located_at_its_entry() {
    let sound = ledger();
    let key = key().verifier();
    for at in 0..sound.rows.len() {
        let parts: [Part; 4] = [
            |row| Some(&mut row.body_hash),
            |row| row.leaf_hash.as_mut(),
            |row| row.salt.as_mut(),
            |row| row.body.as_mut(),
        ];
        let check = |flip: &mut dyn FnMut(&mut Row)| {
            let mut ledger = sound.clone();
            flip(&mut ledger.rows[at]);
            let report = verify_with(&ledger, &key, 100);
            assert!(!report.is_sound(), "entry {at}");
            let hit = |f: &Fault| {
                f.seq == Some(at as u64) || matches!(f.what, What::Missing { to } if to >= at as u64)
            };
            assert!(report.faults.iter().any(hit), "entry {at}: {:?}", report.faults);
        };
        for part in parts {
            let bits = part(&mut sound.rows[at].clone()).map_or(0, |bytes| bytes.len() * 8);
            for bit in 0..bits {
                check(&mut |row| part(row).unwrap()[bit / 8] ^= 1 << (bit % 8));
            }
        }
        for bit in 0..64 {
            check(&mut |row| row.seq ^= 1 << bit);
            check(&mut |row| row.act ^= 1 << bit);
            check(&mut |row| row.recorded ^= 1 << bit);
        }
        for bit in 0..8 {
            check(&mut |row| row.sort ^= 1 << bit);
        }
    }
}

#[test]
fn an_alteration_does_not_hide_behind_another_and_later_checkpoints_still_count() {
    let mut ledger = ledger();
    ledger.rows[1].body = Some(b"forged".to_vec());
    ledger.rows[4].recorded += 1;
    ledger.rows[7].leaf_hash.as_mut().unwrap()[0] ^= 1;
    let report = verify_with(&ledger, &key().verifier(), 4);
    let seqs: Vec<_> = report.faults.iter().map(|f| f.seq.unwrap()).collect();
    assert_eq!(seqs, [1, 4, 7], "{:#?}", report.faults);
    assert_eq!(report.checkpoints, 4, "each alteration is confined to its entry");
}

#[test]
fn altered_content() {
    assert_snapshot!(faults(|l| l.rows[1].body = Some(b"forged".to_vec())), @"
    第 1 筆：內容與雜湊不符：內容或其亂數鹽曾被改動。提示：請與備份同一筆比對
    entry 1: the body does not match its hash: body or salt was altered; hint: compare with the same entry in a backup
    ");
    assert_snapshot!(faults(|l| l.rows[4].act = 1), @"
    第 4 筆：紀錄時間、種類、所屬行為或內容雜湊曾被改動。提示：請與備份同一筆比對
    entry 4: time, sort, act or body hash was altered; hint: compare with the same entry in a backup
    ");
    assert_snapshot!(faults(|l| l.rows[7].sort = 9), @"
    第 7 筆：「種類」不是應有的形式。提示：該欄曾被改動或資料損毀
    entry 7: 'sort' does not have the form it must have; hint: it was altered or the data damaged
    ");
    assert_snapshot!(faults(|l| { l.rows[6].recorded = 5; refit(&mut l.rows[6]) }), @"
    第 6 筆：紀錄時間倒退：5 早於前一筆的 1000（毫秒）。提示：時間曾被改動
    entry 6: recorded at 5, before the previous entry at 1000 (milliseconds); hint: the time was altered
    第 7 筆：紀錄時間 2000 與所屬行為的 5 不同（毫秒）。提示：時間曾被改動
    entry 7: recorded at 2000, its act at 5 (milliseconds); hint: the time was altered
    第 6 筆至第 7 筆之間曾被改動：算得的根雜湊與查核點（8 筆）不符，其後另有 1 個查核點也不符。提示：請與備份比對這個範圍
    altered between entry 6 and entry 7: the root does not match the checkpoint at 8 entries, nor do 1 later checkpoints; hint: compare this range with a backup
    ");
}

#[test]
fn a_consistent_forgery_fails_at_the_checkpoint() {
    let forge = |l: &mut Ledger| {
        let row = &mut l.rows[4];
        row.body = Some(b"forged".to_vec());
        row.body_hash = body_hash(&[4; 16], b"forged").0.to_vec();
        refit(row);
    };
    assert_snapshot!(faults(forge), @"
    第 3 筆至第 5 筆之間曾被改動：算得的根雜湊與查核點（6 筆）不符，其後另有 2 個查核點也不符。提示：請與備份比對這個範圍
    altered between entry 3 and entry 5: the root does not match the checkpoint at 6 entries, nor do 2 later checkpoints; hint: compare this range with a backup
    ");
    // Who also signs again needs the key …
    assert_snapshot!(faults(|l| {
        forge(l);
        let thief = SigningKey::from_seed(key().name(), &[8; 32]).unwrap();
        let size = l.rows.len() as u64;
        let note = Checkpoint { origin: key().name().into(), size, root: Hash::of(b"forged") }.sign(&thief);
        l.notes = vec![(Some(size), note)];
    }), @"
    第 0 筆：自這一筆起的 10 筆沒有查核點涵蓋。提示：這些筆不是由本系統寫入，或查核點被刪除
    entry 0: no checkpoint covers this and what follows (10 entries); hint: they were not written by zilu, or a checkpoint was deleted
    查核點（10 筆）無效：沒有「insurer.example/zilu」的簽章。提示：確認驗證金鑰（ledger.vkey）屬於這個帳本
    the checkpoint at 10 entries is not valid: there is no signature of 'insurer.example/zilu'; hint: check that the verifier key (ledger.vkey) belongs to this ledger
    ");
}

#[test]
fn missing_and_moved_entries() {
    assert_snapshot!(faults(|l| drop(l.rows.drain(3..5))), @"
    第 3 筆：遺失（至第 4 筆）。提示：請由備份還原，並以留存的查核點驗證
    entry 3: missing, up to entry 4; hint: restore from a backup and verify it with a checkpoint that was kept
    ");
    assert_snapshot!(faults(|l| l.rows.swap(3, 4)), @"
    第 3 筆：遺失。提示：請由備份還原，並以留存的查核點驗證
    entry 3: missing; hint: restore from a backup and verify it with a checkpoint that was kept
    第 3 筆：次序錯誤，前一筆是第 4 筆。提示：資料曾被改動或損毀
    entry 3: out of order, entry 4 stands before it; hint: the data was altered or damaged
    ");
    assert_snapshot!(faults(|l| l.rows[7].seq = 70), @"
    第 7 筆：編號寫成 70。提示：編號曾被改動或資料損毀
    entry 7: carries the number 70; hint: the number was altered or the data damaged
    ");
    assert_snapshot!(faults(|l| drop(l.rows.remove(0))), @"
    第 0 筆：遺失。提示：請由備份還原，並以留存的查核點驗證
    entry 0: missing; hint: restore from a backup and verify it with a checkpoint that was kept
    ");
}

#[test]
fn the_end_cut_off() {
    // Inside the data a last checkpoint tells …
    assert_snapshot!(faults(|l| l.rows.truncate(6)), @"
    第 2 筆：內容不見了，且沒有任何遮蔽行為的紀錄。提示：請由備份還原這一筆
    entry 2: the body is gone and no redaction is on record; hint: restore this entry from a backup
    帳本只有 6 筆，查核點卻有 10 筆。提示：尾端被截去，或換上了較舊的複本
    the ledger has 6 entries, the checkpoint 10; hint: the end was cut off, or an older copy was put back
    ");
    // … and when that is cut off too, only one that somebody kept.
    let cut = |l: &mut Ledger| {
        l.rows.truncate(6);
        l.notes.truncate(2);
        l.rows[2] = Row { salt: Some(vec![2; 16]), body: Some(b"revision 2".to_vec()), ..l.rows[2].clone() };
    };
    assert_eq!(faults(cut), "");
    assert_snapshot!(faults(|l| {
        let kept = l.notes[3].1.clone();
        cut(l);
        l.notes.push((None, kept));
    }), @"
    帳本只有 6 筆，留存的查核點卻有 10 筆。提示：尾端被截去，或換上了較舊的複本
    the ledger has 6 entries, the kept checkpoint 10; hint: the end was cut off, or an older copy was put back
    ");
}

#[test]
fn a_rewritten_history_is_caught_by_a_kept_checkpoint() {
    assert_snapshot!(faults(|l| {
        let kept = l.notes[2].1.clone();
        l.rows[4].body = Some(b"forged".to_vec());
        l.rows[4].body_hash = body_hash(&[4; 16], b"forged").0.to_vec();
        refit(&mut l.rows[4]);
        let mut tree = Frontier::new();
        l.rows.iter().for_each(|row| tree.push(Hash::from_slice(row.leaf_hash.as_ref().unwrap()).unwrap()));
        let root = tree.root();
        l.notes = vec![(Some(10), Checkpoint { origin: key().name().into(), size: 10, root }.sign(&key()))];
        l.notes.push((None, kept));
    }), @"
    第 0 筆至第 7 筆之間曾被改動：算得的根雜湊與留存的查核點（8 筆）不符。提示：請與備份比對這個範圍
    altered between entry 0 and entry 7: the root does not match the kept checkpoint at 8 entries; hint: compare this range with a backup
    ");
}

#[test]
fn checkpoints_in_disorder() {
    assert_snapshot!(faults(|l| l.notes[1].1 = l.notes[1].1.replace("\n6\n", "\n7\n")), @"
    查核點（6 筆）無效：「insurer.example/zilu」的簽章不符：內容或簽章曾被改動。提示：請與留存的查核點比對
    the checkpoint at 6 entries is not valid: the signature of 'insurer.example/zilu' is wrong: text or signature was changed; hint: compare with a checkpoint that was kept
    ");
    assert_snapshot!(faults(|l| l.notes[1].0 = Some(5)), @"
    存於 5 筆的查核點寫的是 6 筆。提示：查核點曾被改動
    the checkpoint stored at 5 entries states 6; hint: it was altered
    ");
    assert_snapshot!(faults(|l| drop(l.notes.pop())), @"
    第 8 筆：自這一筆起的 2 筆沒有查核點涵蓋。提示：這些筆不是由本系統寫入，或查核點被刪除
    entry 8: no checkpoint covers this and what follows (2 entries); hint: they were not written by zilu, or a checkpoint was deleted
    ");
    assert_snapshot!(faults(|l| l.notes.push((None, "?".into()))), @"
    留存的查核點無效：不是簽署文件：沒有分隔內容與簽章的空行。提示：請提供查核點原檔，含空行後以「— 」開頭的簽章行
    the kept checkpoint is not valid: not a signed note: no empty line before the signatures; hint: give the checkpoint as it was filed, with the signature lines that start with '— ' after the empty line
    ");
}

#[test]
fn redactions_in_disorder() {
    assert_snapshot!(faults(|l| { l.rows[4].body = None; l.rows[4].salt = None }), @"
    第 4 筆：內容不見了，且沒有任何遮蔽行為的紀錄。提示：請由備份還原這一筆
    entry 4: the body is gone and no redaction is on record; hint: restore this entry from a backup
    ");
    assert_snapshot!(faults(|l| { l.rows[2].body = Some(b"revision 2".to_vec()); l.rows[2].salt = Some(vec![2; 16]) }), @"
    第 2 筆：第 9 筆載明內容已遮蔽，內容卻仍在。提示：可能還原了舊備份，請重新遮蔽
    entry 2: entry 9 says that the body was removed, but it is there; hint: an old backup may have been restored, redact again
    ");
    assert_snapshot!(faults(|l| l.rows[4].salt = None), @"
    第 4 筆：「亂數鹽」不是應有的形式。提示：該欄曾被改動或資料損毀
    entry 4: 'salt' does not have the form it must have; hint: it was altered or the data damaged
    ");
    assert_eq!(parse_redaction(b"{\"redacts\":7}"), Some(7));
    for wrong in ["{\"redacts\":07}", "{\"redacts\":+7}", "{\"redacts\": 7}", "{\"redacts\":}", "7"] {
        assert_eq!(parse_redaction(wrong.as_bytes()), None, "{wrong}");
    }
}

#[test]
fn subtrees_are_handed_out_for_checking() {
    let ledger = ledger();
    let mut verifier = Verifier::new().keep_subtrees(2);
    let mut doubtful = Vec::new();
    for row in &ledger.rows {
        let mut leaf = row.leaf_hash.clone().unwrap();
        leaf[0] ^= u8::from(row.seq == 5);
        verifier.push(&[Record {
            seq: row.seq,
            recorded: row.recorded,
            sort: row.sort,
            act: row.act,
            body_hash: &row.body_hash,
            leaf_hash: Some(&leaf),
            salt: row.salt.as_deref(),
            body: row.body.as_deref(),
        }]);
        doubtful.extend(verifier.take_subtrees().into_iter().map(|s| (s.level, s.index, s.doubtful)));
    }
    assert_eq!(doubtful, [(2, 0, false), (2, 1, true)]);
}
