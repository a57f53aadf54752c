//! The catalogue as the binary checks it: clean, with planted faults, and against the table of leaf clauses.

use crate::run::{copy_folder, number, zilu, zilu_zh};
use crate::samples;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn catalogue() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/insurance-infosec")
}

#[test]
fn the_catalogue_is_free_of_faults() {
    let english = zilu(["check"]).exits(0);
    assert!(english.out.trim_end().ends_with("; 0 faults"), "{}", english.out);
    assert!(zilu_zh(["check"]).exits(0).out.trim_end().ends_with("；0 個錯誤"));
    let report = zilu(["check", "--json"]).exits(0).json();
    assert_eq!(report["faults"], Value::Array(Vec::new()));
    assert_eq!(number(&report["clauses"]), 348);
    assert!(number(&report["cases"]) > 0);
}

#[test]
fn the_embedded_catalogue_is_the_one_in_the_checkout() {
    let folder = catalogue();
    let embedded = zilu(["check", "--coverage", "--json"]).exits(0).out;
    let read = zilu(["check", "--coverage", "--json", "--catalogue", folder.to_str().unwrap()]).exits(0).out;
    assert!(embedded == read, "the binary holds another catalogue than the checkout");
}

/// A copy of the catalogue in which one text was replaced behind a place, with the line of the replacement.
struct Planted {
    folder: tempfile::TempDir,
    line: usize,
}

/// Replaces the first `old` behind `behind` in a file of a copy of the catalogue.
#[track_caller]
fn plant(file: &str, behind: &str, old: &str, new: &str) -> Planted {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&catalogue(), folder.path());
    let path = folder.path().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let start = text.find(behind).unwrap_or_else(|| panic!("{file} has no {behind}"));
    let at = start + text[start..].find(old).unwrap_or_else(|| panic!("{file} has no {old} behind {behind}"));
    let line = text[..at].matches('\n').count() + 1;
    std::fs::write(&path, format!("{}{new}{}", &text[..at], &text[at + old.len()..])).unwrap();
    Planted { folder, line }
}

/// `file:line` of the first line of the catalogue that contains a text.
#[track_caller]
fn line_of(file: &str, text: &str) -> String {
    let content = std::fs::read_to_string(catalogue().join(file)).unwrap();
    let line = content.lines().position(|line| line.contains(text));
    format!("{file}:{}", line.unwrap_or_else(|| panic!("{file} has no {text}")) + 1)
}

impl Planted {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Faults as `file:line code`, of a check that must end with exit code 1; the text output names the same places.
    #[track_caller]
    fn faults(&self) -> Vec<(String, String)> {
        let folder = self.path().to_str().unwrap();
        let report = zilu(["check", "--json", "--catalogue", folder]).exits(1).json();
        let faults: Vec<(String, String)> = report["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| {
                for language in ["zh", "en"] {
                    assert!(!fault[language].as_str().unwrap().is_empty(), "{fault}");
                }
                let place = format!("{}:{}", fault["file"].as_str().unwrap(), fault["line"]);
                (place, fault["code"].as_str().unwrap().to_owned())
            })
            .collect();
        for run in [zilu(["check", "--catalogue", folder]), zilu_zh(["check", "--catalogue", folder])] {
            let run = run.exits(1);
            for (place, _) in &faults {
                assert!(run.out.contains(place.as_str()), "{place} is not named: {}", run.out);
            }
        }
        faults
    }

    /// The planted line is among the faults.
    #[track_caller]
    fn names(&self, file: &str, code: &str) {
        let faults = self.faults();
        assert!(faults.contains(&(format!("{file}:{}", self.line), code.to_owned())), "{faults:?}");
    }

    /// Exactly one place is at fault, and it is the planted line.
    #[track_caller]
    fn is_named(&self, file: &str, code: &str) {
        assert_eq!(self.faults(), [(format!("{file}:{}", self.line), code.to_owned())]);
    }
}

#[test]
fn a_changed_number_of_the_law_is_found_by_the_cases() {
    let planted = plant("art-14.md", "toml duty internet-high-finding-fix", "2 months", "3 months");
    let faults = planted.faults();
    // The phrase three lines below says two months, and the cases of the month's ends are off by a month.
    assert!(
        faults.contains(&(format!("art-14.md:{}", planted.line + 3), "phrase-disagrees".to_owned())),
        "{faults:?}"
    );
    let case = line_of("art-14.md", "2025-03-31  h1|n1|22 met  h1|n2|22 met_late");
    assert!(faults.iter().any(|(place, code)| *place == case && code == "case-differs"), "{faults:?}");
    assert!(faults.iter().all(|(place, _)| place.starts_with("art-14.md:")), "{faults:?}");
}

#[test]
fn a_mistyped_word_of_a_predicate_is_named() {
    plant("art-14.md", "toml duty internet-os-scan", "and complete", "and complet")
        .is_named("art-14.md", "unknown-field");
}

#[test]
fn a_value_outside_its_vocabulary_is_named() {
    let planted = plant("terms.md", "term internet_system", "reach = internet", "reach = intranet");
    planted.names("terms.md", "unknown-value");
    // Nobody is in that population now: what the cases expect of its duties differs too, and nothing else is said.
    let others = planted.faults().into_iter().filter(|(place, _)| !place.starts_with("terms.md:"));
    assert!(others.clone().all(|(_, code)| code == "case-differs"), "{:?}", others.collect::<Vec<_>>());
}

#[test]
fn a_reading_that_is_gone_is_named_wherever_it_is_used() {
    let planted =
        plant("readings.md", "toml reading period-is-calendar", "toml reading period-is-calendar", "text");
    let faults = planted.faults();
    for file in ["annex-1.md", "art-04.md", "art-04-1.md", "art-14.md"] {
        let place = line_of(file, "\"period-is-calendar\"");
        assert!(faults.contains(&(place, "unknown-reading".to_owned())), "{file}: {faults:?}");
    }
}

#[test]
fn a_phrase_that_does_not_say_what_the_duty_says_is_named() {
    plant("art-14.md", "toml duty internet-os-scan", "phrase = \"每季\"", "phrase = \"每年\"")
        .is_named("art-14.md", "phrase-disagrees");
}

#[test]
fn a_changed_date_of_a_case_is_named() {
    plant("art-14.md", "```case internet-os-scan", "2025-09-30  api", "2025-10-01  api")
        .is_named("art-14.md", "case-differs");
}

#[test]
fn a_catalogue_with_faults_is_not_used() {
    let planted = plant("terms.md", "term internet_system", "reach = internet", "reach = intranet");
    let data = planted.path().join("data");
    let (folder, data) = (planted.path().to_str().unwrap(), data.to_str().unwrap());
    let refused = zilu(["import", "--catalogue", folder, "--data", data, "systems.csv"]).exits(2);
    insta::assert_snapshot!(refused.err, @"
    error: the catalogue has 1 fault and is not used
    hint: run zilu check to see them
    ");
}

#[test]
fn every_clause_is_executable_and_the_table_shows_by_what() {
    let report = zilu(["check", "--coverage", "--json"]).exits(0).json();
    let lines = report["coverage"].as_array().unwrap();
    assert_eq!((lines.len(), number(&report["executable"])), (348, 348));
    let table = zilu(["check", "--coverage"]).exits(0).out;
    for line in lines {
        let id = line["id"].as_str().unwrap();
        assert_eq!(line["uncovered"], serde_json::json!([]), "{id}");
        assert!(!line["duties"].as_array().unwrap().is_empty() || number(&line["notes"]) > 0, "{line}");
        let shown = table.lines().find(|shown| shown.split_whitespace().next() == Some(id)).unwrap();
        assert!(shown.contains('—'), "{shown}");
    }
    let summary = "348 leaf clauses, 348 executable, 0 not yet; ";
    assert!(table.lines().last().unwrap().starts_with(summary), "{table}");
}

/// With its duties and cases gone a clause is still a heading: the check fails, and the table names the clause.
#[test]
fn a_duty_that_is_gone_is_missed_by_the_coverage() {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&catalogue(), folder.path());
    let path = folder.path().join("art-11.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines() {
        inside |= line.starts_with("```toml duty") || line.starts_with("```case");
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
        inside &= line != "```";
    }
    std::fs::write(&path, kept).unwrap();
    let run = zilu(["check", "--coverage", "--catalogue", folder.path().to_str().unwrap()]).exits(1);
    let line = run.out.lines().find(|line| line.trim_start().starts_with("a11.p1 ")).unwrap();
    assert!(!line.contains('—'), "{line}");
    assert!(run.out.contains("347 executable, 1 not yet"), "{}", run.out);
}

#[test]
fn ids_citations_and_natures_are_those_of_the_table_of_clauses() {
    let Some(regulation) = samples::regulation() else { return };
    let table = std::fs::read_to_string(regulation.join("clauses.tsv")).unwrap();
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<&str>>());
    let header = rows.next().unwrap();
    let column = |name: &str| header.iter().position(|cell| *cell == name).unwrap();
    let [id, citation, nature, note] = ["id", "cite_zh", "nature", "note"].map(column);
    let expected: Vec<(String, String, Vec<String>)> = rows
        .map(|row| {
            let mut natures = vec![row[nature].to_owned()];
            if let Some(also) = row.get(note).and_then(|note| note.strip_prefix("also: ")) {
                let also = also.split(';').next().unwrap();
                natures.extend(also.split(',').map(|nature| nature.trim().to_owned()));
            }
            natures.sort();
            (row[id].to_owned(), row[citation].to_owned(), natures)
        })
        .collect();
    assert_eq!(expected.len(), 348);
    let report = zilu(["check", "--coverage", "--json"]).exits(0).json();
    let texts = |value: &Value| {
        let mut texts: Vec<String> =
            value.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
        texts.sort();
        texts
    };
    let found: Vec<(String, String, Vec<String>)> = report["coverage"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            (text("id"), text("citation"), texts(&line["natures"]))
        })
        .collect();
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected);
    }
    assert_eq!(found.len(), expected.len());
}
