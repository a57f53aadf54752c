//! Whatever the bytes: an importer never panics, and never takes a piece of a report for the whole.

mod common;

use common::{Got, catalogue, ods, sheet_data, xlsx};
use proptest::prelude::*;
use std::io::Cursor;
use zilu_intake::{Format, HEAD, Source, read, read_calendar, recognise, template_xlsx};

const REPORT: &[u8] = include_bytes!("fixtures/two-hosts.nessus");

/// Runs everything that reads bytes. [`Got::from`] checks that faults and summary agree.
fn read_all(bytes: &[u8]) {
    let catalogue = catalogue();
    for name in ["a.nessus", "a.csv", "a.xlsx", "a.xls", "a.ods", "a"] {
        let recognised = recognise(name, &bytes[..bytes.len().min(HEAD)]);
        assert!(!bytes.is_empty() || recognised.is_err());
    }
    for format in Format::ALL.iter().copied() {
        for kind in [None, Some("person")] {
            Got::from(|sink| read(Cursor::new(bytes), format, kind, &catalogue, &Source::new("a"), sink));
        }
    }
    let calendar = read_calendar(bytes, &Source::new("a"));
    assert!(calendar.is_err_and(|faults| !faults.is_empty()));
}

/// Some bytes changed, removed or doubled.
fn damage(good: &[u8], changes: &[(usize, u8)], cut: usize) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for (at, byte) in changes {
        let at = at % bytes.len();
        bytes[at] = *byte;
    }
    let cut = cut % bytes.len();
    match cut % 3 {
        0 => bytes.truncate(cut),
        1 => bytes.extend_from_within(cut..),
        _ => {}
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..3_000)) {
        read_all(&bytes);
    }

    #[test]
    fn random_text_never_panics(text in "[<>&;\"'=,\n\r\t a-z員工編號姓名?#|/!\\[\\]-]{0,400}") {
        read_all(text.as_bytes());
        read_all(format!("<NessusClientData_v2>{text}").as_bytes());
        read_all(format!("id,name\n{text}").as_bytes());
    }

    #[test]
    fn damaged_reports_never_panic(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in any::<usize>(),
    ) {
        Got::nessus(&damage(REPORT, &changes, cut));
    }

    #[test]
    fn damaged_workbooks_never_panic(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 0..6),
        cut in any::<usize>(),
    ) {
        let book = xlsx("人員", &sheet_data(&["A1=id", "B1=name", "A2=1", "B2=x"]));
        Got::workbook("a.xlsx", &damage(&book, &changes, cut));
        let table = ods("人員", "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell></table:table-row>");
        Got::workbook("a.ods", &damage(&table, &changes, cut));
    }

    #[test]
    fn damaged_sheets_never_panic(
        changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..6),
        cut in any::<usize>(),
    ) {
        let data = sheet_data(&["A1=id", "B1=joined_on", "A2:n=1", "B2:d=45000", "A3=x", "B3:e=#N/A"]);
        let damaged = damage(data.as_bytes(), &changes, cut);
        Got::workbook("a.xlsx", &xlsx("人員", &String::from_utf8_lossy(&damaged)));
    }
}

#[test]
fn a_template_cut_anywhere_is_refused() {
    let catalogue = catalogue();
    let book =
        template_xlsx(&catalogue, zilu_catalogue::KindId(4), zilu_catalogue::Language::Zh).expect("template");
    for cut in (0..book.len()).step_by(101) {
        assert!(!Got::workbook("a.xlsx", &book[..cut]).faults.is_empty(), "cut at {cut}");
    }
}
