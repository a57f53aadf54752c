//! Templates: made by the command line, filled in, imported.

use crate::run::{Company, number, zilu, zilu_zh};

#[test]
fn a_template_of_every_kind_in_both_languages_and_formats() {
    let kinds = zilu(["template", "--list", "--json"]).exits(0).json();
    let kinds = kinds.as_array().unwrap();
    assert!(kinds.len() > 50, "{} kinds", kinds.len());
    let english = zilu(["template", "--list"]).exits(0).out;
    let chinese = zilu_zh(["template", "--list"]).exits(0).out;
    for kind in kinds {
        let name = kind["kind"].as_str().unwrap();
        let first = |line: &str| line.split_whitespace().next() == Some(name);
        let line = |text: &str, label: &str| text.lines().any(|l| first(l) && l.contains(label));
        assert!(line(&english, kind["en"].as_str().unwrap()), "{kind}");
        assert!(line(&chinese, kind["zh"].as_str().unwrap()), "{kind}");
    }
    let csv = zilu(["template", "host"]).exits(0).out;
    assert!(csv.starts_with("\u{feff}host name*,") && csv.contains("\r\n\"#help: "), "{csv}");
    let csv = zilu_zh(["template", "主機"]).exits(0).out;
    assert!(csv.starts_with("\u{feff}主機名稱*,") && csv.contains("\r\n\"#說明："), "{csv}");
}

#[test]
fn a_filled_in_template_is_imported() {
    let company = Company::new();
    let path = company.data().with_file_name("systems.csv");
    let file = path.to_str().unwrap();
    zilu(["template", "system", "--output", file]).exits(0);
    let headings = std::fs::read_to_string(&path).unwrap();
    let columns: Vec<&str> =
        headings.lines().next().unwrap().trim_start_matches('\u{feff}').split(',').collect();
    let row: Vec<&str> = columns
        .iter()
        .map(|heading| match *heading {
            "system id*" => "web",
            "effective on" => "2025-01-01",
            _ => "",
        })
        .collect();
    assert!(row.contains(&"web") && row.contains(&"2025-01-01"), "{columns:?}");
    std::fs::write(&path, format!("{headings}{}\r\n", row.join(","))).unwrap();
    assert_eq!(number(&company.import("csv", &path, &[])["new"]), 1);
}

#[test]
fn the_format_follows_the_name_of_the_file_and_nothing_is_overwritten() {
    let company = Company::new();
    let path = company.data().with_file_name("主機.xlsx");
    let file = path.to_str().unwrap();
    zilu(["template", "host", "--output", file]).exits(0);
    let made = std::fs::read(&path).unwrap();
    assert!(made.starts_with(b"PK"), "a workbook");
    let again = zilu_zh(["template", "host", "--output", file]).exits(2);
    assert!(again.err.contains("已存在，不覆寫"), "{}", again.err);
    assert_eq!(std::fs::read(&path).unwrap(), made);
    let unknown = zilu(["template", "dragon"]).exits(2);
    insta::assert_snapshot!(unknown.err, @"
    error: no such kind of record: dragon
    hint: zilu template --list lists the kinds
    ");
    let nowhere = zilu_zh(["template", "host", "--output", "/no/such/folder/x.csv"]).exits(2);
    insta::assert_snapshot!(nowhere.err, @"錯誤: 無法寫入 /no/such/folder/x.csv：檔案或目錄不存在");
}
