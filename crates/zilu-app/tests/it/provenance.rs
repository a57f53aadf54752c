//! Every fact names its file, its place there and the file's hash; entries of before that had no place stay good.

use crate::support::{Company, TODAY, catalogue, nessus, take_at};
use zilu_app::App;
use zilu_app::provenance::Provenance;
use zilu_engine::Day;
use zilu_store::{VerifyOptions, verify};

fn source(app: &App, kind: &str, key: &str, field: &str) -> Provenance {
    app.with_lens(Day::from(TODAY), None, |lens| {
        let view = lens.subject(kind, key).unwrap();
        let field = view.fields.into_iter().find(|of| of.name == field).unwrap();
        field.stated.unwrap().source.unwrap()
    })
}

#[test]
fn a_fact_names_its_file_row_and_hash() {
    let company = Company::new();
    let table = "name,system,in_use,生效日\nh8,web,yes,2025-01-01\nh9,web,yes,2025-01-01\n";
    let sha256 = company.csv("hosts.csv", table).sha256;
    let found = source(&company.app, "host", "h9", "in_use");
    assert_eq!((found.row, found.line, found.file.as_deref()), (Some(3), None, Some("hosts.csv")));
    assert_eq!(
        (found.sha256.as_ref(), found.actor.as_str(), found.command.as_str()),
        (Some(&sha256), "e1", "import")
    );
    let words = found.words();
    assert_eq!(words.zh, format!("檔案 hosts.csv，第 3 列，SHA-256 {}…", &sha256[..16]));
    assert_eq!(words.en, format!("file hosts.csv, row 3, SHA-256 {}…", &sha256[..16]));
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3)]));
    let found = source(&company.app, "finding", "h1|nessus:100|22/tcp", "risk");
    assert_eq!((found.row, found.line, found.file.as_deref()), (None, Some(1), Some("a.nessus")));
    // And after a restart, beside a running server too.
    let read_only = App::open_read_only(company.folder.path(), catalogue(), TODAY).unwrap();
    assert_eq!(source(&read_only, "host", "h9", "in_use").row, Some(3));
    assert!(verify(company.folder.path(), VerifyOptions::default()).unwrap().faults.is_empty());
}

/// Written by the code of before: `zilu import system.csv`, one row, no places.
const BEFORE: &[u8] = include_bytes!("../before-places/zilu.db");

#[test]
fn a_data_file_of_before_is_read_verified_and_continued() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("zilu.db"), BEFORE).unwrap();
    for name in ["ledger.key", "ledger.vkey"] {
        let from = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/before-places").join(name);
        std::fs::copy(from, folder.path().join(name)).unwrap();
    }
    let app = App::open(folder.path(), catalogue(), TODAY).unwrap();
    let found = source(&app, "system", "web", "reach");
    assert_eq!(
        (found.file.as_deref(), found.row, found.line, found.byte),
        (Some("system.csv"), None, None, None)
    );
    assert!(found.words().en.starts_with("file system.csv, SHA-256 "), "{}", found.words().en);
    let table = "id,reach,生效日\nweb,internal,2025-03-01\n";
    // 2100-01-01.
    assert_eq!(take_at(&app, "system.csv", table, 4_102_444_800_000, false).changed, 1);
    assert_eq!(source(&app, "system", "web", "reach").row, Some(2));
    drop(app);
    let report = verify(folder.path(), VerifyOptions::default()).unwrap();
    assert!(report.faults.is_empty(), "{:?}", report.faults);
}
