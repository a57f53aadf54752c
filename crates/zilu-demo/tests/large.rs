//! The large insurer, at a hundredth of its size.

#![allow(clippy::unwrap_used)]

use zilu_catalogue::{Catalogue, Status, load};
use zilu_demo::{Scale, large};
use zilu_engine::{Calendar, Counts, Day, Evaluation, Facts, RecordId, World};

fn catalogue() -> Catalogue {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/insurance-infosec");
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    load(&files).0
}

fn counts(catalogue: &Catalogue, facts: &Facts) -> Vec<Counts> {
    let until = Day::from(Scale::SMALL.until);
    let calendar = Calendar::default();
    let world = World::new(catalogue, facts, &calendar, i64::MAX, until);
    Evaluation::full(&world).counts(until)
}

#[test]
fn the_scale_is_kept() {
    let catalogue = catalogue();
    let facts = large(&catalogue, 1, Scale::SMALL);
    let rows = |kind: &str| facts.rows(catalogue.kind(kind).unwrap()) as usize;
    assert_eq!(rows("person"), Scale::SMALL.people);
    assert_eq!(rows("account"), Scale::SMALL.accounts);
    assert_eq!(rows("system"), Scale::SMALL.systems);
    assert_eq!(rows("host"), Scale::SMALL.hosts);
    assert_eq!(rows("finding"), Scale::SMALL.findings);
    assert_eq!(rows("vendor"), Scale::SMALL.vendors);
}

#[test]
fn every_record_that_is_referred_to_is_there() {
    let catalogue = catalogue();
    let facts = large(&catalogue, 1, Scale::SMALL);
    for kind in &catalogue.kinds {
        let id = catalogue.kind(&kind.name).unwrap();
        for row in 0..facts.rows(id) {
            let record = RecordId { kind: id, row };
            assert!(facts.is_stated(record), "{} {} is only referred to", kind.name, facts.key(record));
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_standings_and_most_are_met() {
    let catalogue = catalogue();
    let first = large(&catalogue, 1, Scale::SMALL);
    let again = large(&catalogue, 1, Scale::SMALL);
    let other = large(&catalogue, 2, Scale::SMALL);
    assert_eq!(first.revision_count(), again.revision_count());
    let (first, again, other) =
        (counts(&catalogue, &first), counts(&catalogue, &again), counts(&catalogue, &other));
    assert_eq!(first, again);
    assert_ne!(first, other);
    let mut total = Counts::default();
    for counts in &first {
        total.add(counts);
    }
    for status in
        [Status::Met, Status::MetLate, Status::Due, Status::Unproven, Status::Breached, Status::Late]
    {
        assert!(total.of(status) > 0, "nothing is {}", status.word());
    }
    assert!(f64::from(total.of(Status::Met)) > 0.75 * f64::from(total.total()));
}
