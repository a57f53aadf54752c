//! What must hold whatever the bytes, for the fuzz targets and for `tests/mutations.rs`, which shares this file.
//!
//! No panic; a fault or none, but the summary says the same; from a clean file every record has a key; and every place
//! lies in the file.

use std::io::Cursor;
use std::path::Path;
use std::sync::OnceLock;
use zilu_catalogue::Catalogue;
use zilu_intake::{Format, HEAD, Item, Place, Source, read, read_calendar, read_document, recognise};

/// The project's own kinds, read once.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        // Tests run in the crate's folder, fuzz targets anywhere: both were built from a folder below the repository.
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folder = here
            .ancestors()
            .map(|folder| folder.join("catalogue/insurance-infosec"))
            .find(|folder| folder.is_dir())
            .expect("the catalogue stands above this crate");
        let files: Vec<(String, String)> = ["edition.toml", "facts.md"]
            .into_iter()
            .map(|name| (name.to_string(), std::fs::read_to_string(folder.join(name)).expect(name)))
            .collect();
        zilu_catalogue::load(&files).0
    })
}

/// Reads bytes as a file of this name and format.
pub fn check(name: &str, format: Format, bytes: &[u8]) {
    let source = Source {
        sha256: Some("ab12".into()),
        date: Some(jiff::civil::date(2026, 3, 1)),
        subject: Some("CORE".into()),
        ..Source::new(name)
    };
    let lines = 2 + bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64;
    let inside = |place: &Place| {
        assert!(place.line.is_none_or(|line| (1..=lines).contains(&line)), "{place} of {lines} lines");
        assert!(place.byte.is_none_or(|byte| byte <= bytes.len() as u64), "{place} of {} bytes", bytes.len());
        assert_ne!((place.row, place.column), (Some(0), Some(0)), "{place}");
    };
    let (mut records, mut faults, mut keyless) = (0, 0, false);
    let summary = read(Cursor::new(bytes), format, None, catalogue(), &source, &mut |item| {
        match item {
            Item::Record(record) => {
                records += 1;
                keyless |= record.key.is_empty();
                inside(&record.place);
            }
            Item::Unresolved(unresolved) => {
                records += 1;
                keyless |= unresolved.record.key.is_empty() || unresolved.references.is_empty();
                inside(&unresolved.record.place);
            }
            Item::Covered(covered) => {
                keyless |= covered.host.is_empty() || covered.scan.is_empty();
                inside(&covered.place);
            }
            Item::Tested(tested) => keyless |= tested.subject.is_empty() || tested.tool.is_empty(),
            Item::Fault(fault) => {
                faults += 1;
                assert!(!fault.zh.is_empty() && !fault.en.is_empty(), "a fault without words: {fault:?}");
                inside(&fault.place);
            }
            Item::Listed(listed) => keyless |= listed.key.is_empty(),
            Item::Progress(_) => {}
        }
        Ok::<(), std::convert::Infallible>(())
    });
    let Ok(summary) = summary;
    assert_eq!(summary.is_clean(), faults == 0, "summary and faults disagree");
    assert_eq!(summary.records, records, "summary and records disagree");
    assert!(!summary.is_clean() || !keyless, "a clean file gave a record without a key");
}

/// Reads bytes as whatever they are recognised to be.
pub fn check_recognised(name: &str, bytes: &[u8]) {
    match recognise(name, &bytes[..bytes.len().min(HEAD)]) {
        Ok(format) => check(name, format, bytes),
        Err(fault) => assert!(!fault.zh.is_empty() && !fault.en.is_empty()),
    }
}

/// Reads bytes as a document and as a calendar, which have doors of their own.
pub fn check_document(bytes: &[u8]) {
    if let Ok(document) = read_document(bytes, &Source::new("a")) {
        assert!(!document.text.trim().is_empty());
    }
    match read_calendar(bytes, &Source::new("a")) {
        Ok(days) => assert!(!days.is_empty()),
        Err(faults) => assert!(!faults.is_empty()),
    }
}
