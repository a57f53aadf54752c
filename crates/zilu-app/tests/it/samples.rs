//! Real files: brought a second time, each that is accepted changes nothing.

use crate::support::{Company, bring};
use std::path::{Path, PathBuf};
use zilu_app::{ImportOptions, Outcome};

/// Larger files are left to the throughput figures, which import everything twice as well.
const LARGEST: u64 = 1 << 20;

/// The folder of sample files. Where it is missing the test ends early, but never in continuous integration.
fn corpus() -> Option<PathBuf> {
    let folder = std::env::var_os("ZILU_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus"));
    if folder.join("INDEX.tsv").is_file() {
        return Some(folder);
    }
    assert!(std::env::var_os("CI").is_none(), "no sample files in {}: set ZILU_CORPUS", folder.display());
    eprintln!("note: no sample files in {}; set ZILU_CORPUS to run this test", folder.display());
    None
}

#[test]
fn every_accepted_sample_changes_nothing_the_second_time() {
    let Some(folder) = corpus() else { return };
    let index = std::fs::read_to_string(folder.join("INDEX.tsv")).unwrap();
    let options = ImportOptions {
        actor: "e1".into(),
        recorded_ms: 1_000_000,
        subject: Some("web".into()),
        date: Some(jiff::civil::date(2026, 6, 1)),
        ..ImportOptions::default()
    };
    let (mut accepted, mut large, mut wrong) = (0, Vec::new(), Vec::new());
    let mut company: Option<(String, Company)> = None;
    for row in index.lines().skip(1) {
        let columns: Vec<&str> = row.split('\t').collect();
        let (path, kind) = (columns[0], columns[1]);
        let bytes = std::fs::read(folder.join(path)).unwrap();
        let name = path.rsplit('/').next().unwrap_or(path);
        let head = &bytes[..bytes.len().min(zilu_intake::HEAD)];
        if zilu_intake::recognise(name, head).is_err() {
            continue;
        }
        if bytes.len() as u64 > LARGEST {
            large.push(path.to_owned());
            continue;
        }
        // One company for each kind of sample: a new one takes longer than a file.
        if company.as_ref().is_none_or(|(of, _)| of != kind) {
            company.iter().for_each(|(_, company)| company.assert_followed());
            company = Some((kind.to_owned(), Company::new()));
        }
        let app = &company.as_ref().unwrap().1.app;
        let first = bring(app, name, &bytes, &options);
        if matches!(first.outcome, Outcome::Refused | Outcome::Unrecognised) || first.refused > 0 {
            continue;
        }
        accepted += 1;
        let head = app.ledger_head();
        let again = bring(app, name, &bytes, &options);
        let counts = (again.refused, again.new, again.changed, again.gone, again.act);
        if counts != (0, 0, 0, 0, None) || app.ledger_head() != head {
            wrong.push(format!(
                "{path}: the second time {} new, {} changed, {} gone, {} refused",
                again.new, again.changed, again.gone, again.refused
            ));
        }
    }
    company.iter().for_each(|(_, company)| company.assert_followed());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(accepted > 150, "{accepted} samples were accepted");
    let left = ["sbom/cyclonedx/keycloak-10.0.2__bom.json"]
        .into_iter()
        .chain(["scanners/nessus/issue_6992.nessus", "scanners/nessus/nessus_with_cvssv3.nessus"]);
    assert_eq!(large, left.collect::<Vec<_>>(), "samples that are too large for this test");
}
