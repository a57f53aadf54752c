//! The real text, where it is at hand: every leaf clause found, nothing left over, and altered copies told apart.

#![allow(clippy::unwrap_used)]

use std::path::PathBuf;
use zilu_text::{Change, Pair, Piece, Split, compare, split};

/// The folder with the official text and the table of its leaf clauses. Continuous integration has it.
fn regulation() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/regulation");
    let folder = std::env::var_os("ZILU_REGULATION").map_or_else(beside, PathBuf::from);
    if folder.is_dir() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "no folder {}: set ZILU_REGULATION", folder.display());
    eprintln!("note: no folder {}; set ZILU_REGULATION to run this test", folder.display());
    None
}

/// The text and the ids of its leaf clauses.
fn official() -> Option<(String, Vec<String>)> {
    let folder = regulation()?;
    let text = std::fs::read_to_string(folder.join("source.txt")).unwrap();
    let table = std::fs::read_to_string(folder.join("clauses.tsv")).unwrap();
    let ids = table.lines().skip(1).map(|line| line.split('\t').next().unwrap().to_owned()).collect();
    Some((text, ids))
}

fn cut(text: &str, ids: &[String]) -> Split {
    split(text, &ids.iter().map(String::as_str).collect::<Vec<_>>())
}

#[test]
fn every_leaf_is_found_in_order_and_nothing_is_left_over() {
    let Some((text, ids)) = official() else { return };
    let split = cut(&text, &ids);
    assert_eq!(split.missing, [""; 0]);
    assert_eq!(split.extra, [""; 0]);
    assert_eq!(split.faults, []);
    let found: Vec<&str> = split.clauses().map(|piece| piece.id.as_str()).collect();
    assert_eq!(found, ids);
    // Not a character is lost: in the order of the file, all but numbers and bullets stands in the preamble or a piece.
    let pieces = split.pieces.iter().map(|piece| piece.text.as_str());
    let kept: String = split.preamble.iter().map(String::as_str).chain(pieces).collect();
    let mut kept = kept.chars().filter(|c| !c.is_whitespace() && *c != '|').peekable();
    for (number, line) in text.lines().enumerate() {
        for c in line.chars().filter(|c| !c.is_whitespace()) {
            if kept.peek() == Some(&c) {
                kept.next();
            } else {
                assert!(
                    "-、.()（）：第條之附件錄一二三四五六七八九十壹貳參肆伍陸柒捌0123456789".contains(c),
                    "line {}: {c}",
                    number + 1
                );
            }
        }
    }
    assert_eq!(kept.next(), None);
}

#[test]
fn sentences_cut_by_a_page_are_joined() {
    let Some((text, ids)) = official() else { return };
    let split = cut(&text, &ids);
    for id in ["a4.6", "a16.3.6", "x1.8.1", "x2.def.3", "x3.2.6", "x6.8.2"] {
        let piece = split.clause(id).unwrap();
        assert!(!piece.text.contains('\n') && piece.text.ends_with('。'), "{id}: {}", piece.text);
    }
}

fn changes(pairs: &[Pair<'_>]) -> Vec<(Change, String)> {
    let id = |piece: Option<&Piece>| piece.map_or("-", |piece| piece.id.as_str()).to_owned();
    pairs
        .iter()
        .filter(|pair| pair.change != Change::Same)
        .map(|pair| (pair.change, format!("{} → {}", id(pair.old), id(pair.new))))
        .collect()
}

fn told(changed: &[(Change, String)], change: Change) -> Vec<&str> {
    changed.iter().filter(|(what, _)| *what == change).map(|(_, pair)| pair.as_str()).collect()
}

#[test]
fn a_text_compared_with_itself_is_the_same() {
    let Some((text, ids)) = official() else { return };
    let split = cut(&text, &ids);
    assert_eq!(changes(&compare(&split.pieces, &split.pieces)), []);
}

/// The line on which a piece begins, without its line break.
fn line_of(text: &str, split: &Split, id: &str) -> String {
    text.lines().nth(split.clause(id).unwrap().line - 1).unwrap().to_owned()
}

#[test]
fn a_changed_number_is_one_changed_clause() {
    let Some((text, ids)) = official() else { return };
    let old = cut(&text, &ids);
    let line = line_of(&text, &old, "a14.1.1");
    let altered = text.replacen(&line, &line.replacen("2 個月", "1 個月", 1), 1);
    assert!(altered != text, "the number stands in the line");
    let new = cut(&altered, &ids);
    assert_eq!(changes(&compare(&old.pieces, &new.pieces)), [(Change::Changed, "a14.1.1 → a14.1.1".into())]);
}

#[test]
fn a_clause_inserted_in_the_middle_renumbers_those_behind_it() {
    let Some((text, ids)) = official() else { return };
    let old = cut(&text, &ids);
    // A new second item of article 18; those behind it move down by one.
    let second = line_of(&text, &old, "a18.2");
    let third = line_of(&text, &old, "a18.3");
    let altered = text.replacen(&third, &third.replacen("三、", "四、", 1), 1).replacen(
        &second,
        &format!("二、應每年演練與夥伴斷線時的人工作業。\n\n{}", second.replacen("二、", "三、", 1)),
        1,
    );
    let new = cut(&altered, &ids);
    assert_eq!(new.faults, []);
    assert_eq!(new.extra, ["a18.4"]);
    let changed = changes(&compare(&old.pieces, &new.pieces));
    assert_eq!(told(&changed, Change::Added), ["- → a18.2"]);
    assert_eq!(told(&changed, Change::Renumbered), ["a18.2 → a18.3", "a18.3 → a18.4"]);
    assert_eq!(changed.len(), 3, "{changed:?}");
}

#[test]
fn a_removed_clause_is_told_and_those_behind_it_keep_their_words() {
    let Some((text, ids)) = official() else { return };
    let old = cut(&text, &ids);
    let gone = line_of(&text, &old, "a18.2");
    let third = line_of(&text, &old, "a18.3");
    let altered = text.replacen(&gone, "", 1).replacen(&third, &third.replacen("三、", "二、", 1), 1);
    let new = cut(&altered, &ids);
    assert_eq!(new.missing, ["a18.3"]);
    let changed = changes(&compare(&old.pieces, &new.pieces));
    assert_eq!(
        changed,
        [(Change::Removed, "a18.2 → -".into()), (Change::Renumbered, "a18.3 → a18.2".into())]
    );
}

#[test]
fn a_moved_clause_is_followed() {
    let Some((text, ids)) = official() else { return };
    let old = cut(&text, &ids);
    // Items 2 and 8 of article 4 change places.
    let (second, eighth) = (line_of(&text, &old, "a4.2"), line_of(&text, &old, "a4.8"));
    let altered = text
        .replacen(&second, "\u{1}", 1)
        .replacen(&eighth, &second.replacen("二、", "八、", 1), 1)
        .replacen('\u{1}', &eighth.replacen("八、", "二、", 1), 1);
    let new = cut(&altered, &ids);
    assert_eq!(new.faults, []);
    let changed = changes(&compare(&old.pieces, &new.pieces));
    assert_eq!(told(&changed, Change::Moved).len(), changed.len(), "{changed:?}");
    let pairs: Vec<&str> = changed.iter().map(|(_, pair)| pair.as_str()).collect();
    assert!(pairs.contains(&"a4.2 → a4.8") || pairs.contains(&"a4.8 → a4.2"), "{pairs:?}");
}

#[test]
fn a_text_that_is_cut_off_misses_what_was_behind() {
    let Some((text, ids)) = official() else { return };
    let half: String = text.chars().take(text.chars().count() / 2).collect();
    let split = cut(&half, &ids);
    assert!(split.missing.len() > 50, "{} missing", split.missing.len());
    let other = cut("採購須知\n\n一、請於期限前投標。\n", &ids);
    assert_eq!(other.missing.len(), ids.len());
}
