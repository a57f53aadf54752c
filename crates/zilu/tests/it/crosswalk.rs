//! The crosswalk as the binary shows it.

use crate::run::{zilu, zilu_zh};

#[test]
fn a_clause_with_its_controls() {
    let english = zilu(["crosswalk", "--clause", "a4-1.7"]).exits(0);
    insta::assert_snapshot!(english.out, @"
    clause    framework     control   the clause asks
    a4-1.7.1  ISO 27001     A.5.17    a part of it
    a4-1.7.1  NIST CSF 2.0  PR.AA-01  a part of it
    a4-1.7.2  ISO 27001     A.5.17    overlaps
    a4-1.7.2  NIST CSF 2.0  PR.AA-01  overlaps
    a4-1.7.3  ISO 27001     A.5.16    a part of it
    a4-1.7.3  NIST CSF 2.0  PR.AA-01  a part of it
    a4-1.7.3  NIST CSF 2.0  PR.AA-05  a part of it
    ");
    insta::assert_snapshot!(english.err, @"7 mappings");
    let chinese = zilu_zh(["crosswalk", "--clause", "a4.4", "--framework", "csf2"]).exits(0);
    insta::assert_snapshot!(chinese.out, @"
    條次  框架          控制項    條文要求
    a4.4  NIST CSF 2.0  GV.RR-01  部分重疊
    a4.4  NIST CSF 2.0  GV.PO-01  只要求一部分
    ");
    let none = zilu(["crosswalk", "--clause", "a2"]).exits(0);
    insta::assert_snapshot!(none.out + &none.err, @"0 mappings; clauses without a control: a2.1, a2.2, a2.3");
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
    insta::assert_snapshot!(clause.err, @"
    error: no such clause: a99
    hint: zilu check --coverage lists clauses and duties
    ");
    let framework = zilu_zh(["crosswalk", "--framework", "iso27002"]).exits(2);
    insta::assert_snapshot!(framework.err, @"
    錯誤: --framework 不接受「iso27002」
    提示: 是否為 iso27001？
    ");
}
