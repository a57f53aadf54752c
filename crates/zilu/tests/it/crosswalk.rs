//! The crosswalk as the binary shows it.

use crate::run::{zilu, zilu_zh};

#[test]
fn a_clause_with_its_controls() {
    let english = zilu(["crosswalk", "--clause", "a4-1.7"]).exits(0);
    insta::assert_snapshot!(english.out, @"");
    insta::assert_snapshot!(english.err, @"");
    let chinese = zilu_zh(["crosswalk", "--clause", "a4.4", "--framework", "csf2"]).exits(0);
    insta::assert_snapshot!(chinese.out, @"");
    let none = zilu(["crosswalk", "--clause", "a2"]).exits(0);
    insta::assert_snapshot!(none.out + &none.err, @"");
}

/// A table, CSV and JSON hold the same rows, and every leaf clause is in one list or the other.
#[test]
fn every_format_holds_the_same() {
    let json = zilu(["crosswalk", "--json"]).exits(0).json();
    let mappings = json["mappings"].as_array().unwrap();
    let csv = zilu(["crosswalk", "--format", "csv"]).exits(0).out;
    let rows: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows[0], "clause,framework,control,relation");
    assert_eq!(rows.len(), mappings.len() + 1);
    for (row, mapping) in rows[1..].iter().zip(mappings) {
        let fields =
            ["clause", "framework", "control", "relation"].map(|name| mapping[name].as_str().unwrap());
        assert_eq!(*row, fields.join(","));
    }
    let table = zilu(["crosswalk"]).exits(0).out;
    assert_eq!(table.lines().count(), mappings.len() + 1);
    let mut clauses: Vec<&str> = mappings.iter().map(|mapping| mapping["clause"].as_str().unwrap()).collect();
    clauses.dedup();
    let all = zilu(["check", "--json"]).exits(0).json()["clauses"].as_u64().unwrap();
    assert_eq!(clauses.len() + json["none"].as_array().unwrap().len(), all as usize);
}

#[test]
fn mistyped_names_are_refused() {
    let clause = zilu(["crosswalk", "--clause", "a99"]).exits(2);
    insta::assert_snapshot!(clause.err, @"");
    let framework = zilu_zh(["crosswalk", "--framework", "iso27002"]).exits(2);
    insta::assert_snapshot!(framework.err, @"");
}
