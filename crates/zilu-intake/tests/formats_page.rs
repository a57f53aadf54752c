//! The page about formats is held against the code: each format stands there once, and nothing else does.

use std::collections::BTreeMap;
use zilu_intake::{Family, Format};

const PAGE: &str = include_str!("../../../docs/intake-formats.md");

/// The cells of the rows whose first cell is a word in backticks.
fn rows() -> Vec<Vec<&'static str>> {
    PAGE.lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect()
}

#[test]
fn every_format_stands_on_the_page_once() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows() {
        assert_eq!(row.len(), 6, "{row:?}");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        *seen.entry(row[0].trim_matches('`')).or_default() += 1;
    }
    let words: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
    for word in &words {
        assert_eq!(seen.get(word), Some(&1), "{word} must stand in docs/intake-formats.md once");
    }
    let unknown: Vec<&&str> = seen.keys().filter(|word| !words.contains(*word)).collect();
    assert!(unknown.is_empty(), "no such format: {unknown:?}");
}

#[test]
fn formats_stand_under_the_heading_of_their_family() {
    let mut under = String::new();
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            under = heading.to_lowercase();
        }
        let Some(word) = line.strip_prefix("| `").and_then(|rest| rest.split('`').next()) else { continue };
        let format = Format::parse(word).expect(word);
        let family = Family::ALL.iter().find(|family| family.formats.contains(&format)).expect(word);
        assert_eq!(under, family.en.to_lowercase(), "{word}");
    }
}

/// A kind or field that the page names in backticks, alone in a cell, is one of the catalogue.
#[test]
fn kinds_that_the_page_names_exist() {
    let facts = include_str!("../../../catalogue/insurance-infosec/facts.md");
    for row in rows() {
        for kind in row[2].split('`').skip(1).step_by(2) {
            if Format::parse(kind).is_none() {
                assert!(facts.contains(&format!("```toml kind {kind}\n")), "no kind {kind}");
            }
        }
    }
}
