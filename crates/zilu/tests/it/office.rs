//! A register out to a spreadsheet program and back: what was changed there is what changes, and nothing else.

use crate::run::{Company, zilu_zh};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Python that speaks to LibreOffice. Continuous integration has it; without it a test says so.
fn python() -> Option<&'static str> {
    let speaks = |python: &&str| {
        let asked = Command::new(python).args(["-c", "import uno"]).output();
        asked.is_ok_and(|asked| asked.status.success())
    };
    let office = Command::new("soffice").arg("--version").output().is_ok_and(|asked| asked.status.success());
    let found = ["/usr/bin/python3", "python3"].into_iter().find(speaks).filter(|_| office);
    assert!(
        found.is_some() || std::env::var_os("CI").is_none(),
        "no LibreOffice: apt-get install libreoffice-calc python3-uno"
    );
    if found.is_none() {
        eprintln!("note: no LibreOffice; install libreoffice-calc and python3-uno to run this test");
    }
    found
}

const PEOPLE: &str = "\
員工編號,姓名,部門,職稱,公司信箱,在職狀態,在職狀態異動日,到職日,主管職,直屬主管,使用電腦系統,生效日
0007,王小明,00123,專員,,在職,,109/03/02,否,,是,2025-01-01
12345678901234567890,李𠮷,資訊部,'=1+1,,在職,,2020-03-02,否,0007,是,2025-01-01
1E5,陳 大文,  ,經理,a@example.invalid,在職,,101/12/31,是,,是,2025-01-01
03-04,林TRUE,true,3/4,,留職停薪,113/02/29,101/01/01,否,1E5,否,2025-01-01
A-5,張堃,-12,副理,,離職,114/01/31,2001-01-01,否,1E5,,2025-01-01
";

#[test]
fn ten_cells_changed_in_a_spreadsheet_program_are_ten_changes() {
    let Some(python) = python() else { return };
    let company = Company::new();
    let file = company.file("人員.csv", PEOPLE);
    company.import("csv", &file, &[]);
    let book = company.data().with_file_name("人員.xlsx");
    let export = |to: &Path| {
        let data = company.data();
        let [to, data] = [to, &data].map(|path| path.to_str().unwrap());
        let run = zilu_zh(["export", "person", "--on", "2025-06-30", "--output", to, "--data", data]);
        run.exits(0);
    };
    export(&book);
    let plain = company.zilu(&["import", book.to_str().unwrap(), "--dry-run", "--json"]).exits(0).json();
    assert_eq!(
        (&plain[0]["same"], &plain[0]["changed"], &plain[0]["new"]),
        (&5.into(), &0.into(), &0.into())
    );
    // As people type them, over what stands there.
    let changes = [
        (2, "部門", "00456", "department"),
        (2, "職稱", "主任", "title"),
        (2, "到職日", "109/03/03", "joined_on"),
        (3, "姓名", "李𠮷祥", "name"),
        (3, "部門", "98765432109876543210", "department"),
        (4, "公司信箱", "b@example.invalid", "email"),
        (4, "主管職", "否", "manager"),
        (5, "在職狀態", "在職", "employment"),
        (5, "在職狀態異動日", "民國114年3月1日", "employment_changed_on"),
        (6, "職稱", "1-2", "title"),
    ];
    let lines: Vec<String> =
        changes.iter().map(|(row, heading, text, _)| format!("{row}\t{heading}\t{text}")).collect();
    let list = company.file("changes.tsv", lines.join("\n"));
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/office/change.py");
    let changed = Command::new(python).arg(script).arg(&book).arg(list).output().unwrap();
    assert!(changed.status.success(), "{changed:?}");
    let report = company.zilu(&["import", book.to_str().unwrap(), "--dry-run", "--json"]).exits(0).json();
    let report = &report[0];
    assert_eq!((&report["new"], &report["refused"]), (&0.into(), &0.into()), "{report}");
    let mut found: Vec<(String, String, String)> = Vec::new();
    for change in report["changes"].as_array().unwrap() {
        let row = change["row"].to_string();
        for field in change["fields"].as_array().unwrap() {
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let name = text(&field["field"]);
            // Days are shown in the calendar of the language.
            let language = if name.ends_with("_on") { "en" } else { "zh" };
            found.push((row.clone(), name, text(&field["new"][language])));
        }
    }
    let said = |text: &str| match text {
        "109/03/03" => "2020-03-03".to_owned(),
        "民國114年3月1日" => "2025-03-01".to_owned(),
        text => text.to_owned(),
    };
    let mut expected: Vec<(String, String, String)> = changes
        .iter()
        .map(|(row, _, text, field)| (row.to_string(), (*field).to_owned(), said(text)))
        .collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    company.zilu(&["import", book.to_str().unwrap()]).exits(0);
    // Out again: nothing was lost on the way.
    let again = company.data().with_file_name("again.xlsx");
    export(&again);
    let last = company
        .zilu(&["import", again.to_str().unwrap(), "--kind", "person", "--dry-run", "--json"])
        .exits(0)
        .json();
    assert_eq!(last[0]["same"], 5, "{last}");
}
