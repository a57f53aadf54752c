//! Folders and archives: the order, what is refused, and where a fact from an archive says it came from.

use crate::support::Company;
use std::io::Write;
use std::path::Path;
use zilu_app::{Bundle, ImportOptions, ImportReport, Outcome};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const SYSTEM: &str = "id,reach,in_use,生效日\nsite,internet,yes,2025-01-01\n";
const HOST: &str = "name,system,in_use,生效日\nhx,site,yes,2025-01-01\n";

fn archive(path: &Path, files: &[(&str, &[u8])]) {
    let mut zip = ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap();
}

fn take(company: &Company, path: &Path) -> Vec<ImportReport> {
    let spool = tempfile::tempdir().unwrap();
    let mut bundle = Bundle::gather(&[path.to_owned()], spool.path()).unwrap();
    let options = ImportOptions { actor: "e1".into(), recorded_ms: 9_000, ..ImportOptions::default() };
    company.app.sort_out(&mut bundle, &options);
    let take = |file| company.app.import_from(file, &options, &mut |_, _| {}).unwrap();
    let reports = bundle.files().iter().map(take).collect();
    drop(bundle);
    assert_eq!(std::fs::read_dir(spool.path()).unwrap().count(), 0, "nothing is left behind");
    reports
}

#[test]
fn an_archive_is_sorted_out() {
    let company = Company::new();
    let folder = tempfile::tempdir().unwrap();
    let (inner, path) = (folder.path().join("inner.zip"), folder.path().join("交付.zip"));
    archive(&inner, &[("system.csv", SYSTEM.as_bytes())]);
    let inner = std::fs::read(inner).unwrap();
    let person = company.app.catalogue().kind("person").unwrap();
    let workbook =
        zilu_intake::template_xlsx(company.app.catalogue(), person, zilu_catalogue::Language::Zh).unwrap();
    archive(
        &path,
        &[
            ("host.csv", HOST.as_bytes()),
            ("清冊/system.csv", SYSTEM.as_bytes()),
            ("../../escape.csv", SYSTEM.as_bytes()),
            ("inner.zip", &inner),
            ("empty.csv", b""),
            ("人員.xlsx", &workbook),
        ],
    );
    let reports = take(&company, &path);
    let told: Vec<(String, Outcome, &str)> = reports
        .iter()
        .map(|report| {
            (report.file.clone(), report.outcome, report.faults.first().map_or("", |fault| fault.code))
        })
        .collect();
    let at = |name: &str| told.iter().position(|(file, ..)| file.ends_with(name)).unwrap();
    assert!(at("清冊/system.csv") < at("交付.zip/host.csv"), "{told:?}");
    assert_eq!(told[at("清冊/system.csv")].1, Outcome::Taken);
    assert_eq!(told[at("交付.zip/host.csv")].1, Outcome::Taken);
    assert!(reports[at("交付.zip/host.csv")].unrecorded.is_empty());
    assert_eq!((told[at("escape.csv")].1, told[at("escape.csv")].2), (Outcome::Refused, "path-in-archive"));
    assert_eq!((told[at("inner.zip")].1, told[at("inner.zip")].2), (Outcome::Refused, "nested-archive"));
    assert_eq!((told[at("empty.csv")].1, told[at("empty.csv")].2), (Outcome::Refused, "empty"));
    assert_ne!(told[at("人員.xlsx")].2, "nested-archive", "a workbook is no archive: {told:?}");
    let (acts, _) = company.app.imports(0, 1).unwrap();
    assert_eq!(acts[0].file.as_deref(), Some("交付.zip/host.csv"));
    assert!(take(&company, &path).iter().all(|report| report.outcome != Outcome::Taken), "twice is once");
}

#[test]
fn a_damaged_archive_is_refused_and_a_damaged_workbook_by_its_importer() {
    let company = Company::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.zip");
    archive(&path, &[("system.csv", SYSTEM.as_bytes())]);
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(take(&company, &path)[0].faults[0].code, "damaged");
    let book = folder.path().join("system.xlsx");
    std::fs::write(&book, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(take(&company, &book)[0].outcome, Outcome::Refused);
}
