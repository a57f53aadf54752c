//! Prints how the fictitious company stands: counts per duty, and the sizes of what was recorded.
//!
//! `cargo run --release -p zilu-demo --example mix -- catalogue/insurance-infosec [SEED] [DAY]`

use std::process::ExitCode;
use std::time::Instant;
use zilu_catalogue::{Catalogue, Status, load};
use zilu_engine::{Calendar, Counts, Day, Evaluation, Facts, World};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(directory) = arguments.next() else {
        eprintln!("usage: mix DIR [SEED] [DAY]");
        return ExitCode::from(2);
    };
    let seed = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1);
    let today = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(jiff::civil::date(2026, 9, 24));
    let catalogue = catalogue(&directory);
    let begun = Instant::now();
    let acts = zilu_demo::company(&catalogue, seed, today);
    let invented = begun.elapsed();
    let mut facts = Facts::new(&catalogue);
    zilu_demo::load(&mut facts, &acts);
    let calendar = Calendar::default();
    let begun = Instant::now();
    let world = World::new(&catalogue, &facts, &calendar, i64::MAX, Day::from(today));
    let evaluation = Evaluation::full(&world);
    let evaluated = begun.elapsed();
    let counts = evaluation.counts(Day::from(today));
    print_counts(&catalogue, &counts);
    let revisions: usize = acts.iter().map(|act| act.records.len()).sum();
    println!(
        "{} acts, {revisions} revisions in {invented:?}; {} obligations in {evaluated:?}",
        acts.len(),
        evaluation.len()
    );
    for kind in &catalogue.kinds {
        let rows = catalogue.kind(&kind.name).map_or(0, |id| facts.rows(id));
        print!("{} {rows}  ", kind.name);
    }
    println!();
    ExitCode::SUCCESS
}

fn catalogue(directory: &str) -> Catalogue {
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().into_string().ok()?, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    files.sort();
    load(&files).0
}

fn print_counts(catalogue: &Catalogue, counts: &[Counts]) {
    print!("{:42}", "");
    for status in Status::ALL {
        print!("{:>9}", status.word());
    }
    println!();
    let mut total = Counts::default();
    for (duty, of) in catalogue.duties.iter().zip(counts) {
        row(&duty.name, of);
        total.add(of);
    }
    row("all", &total);
    let share = |status: Status| 100.0 * f64::from(total.of(status)) / f64::from(total.total().max(1));
    print!("{:42}", "per cent");
    for status in Status::ALL {
        print!("{:>9.1}", share(status));
    }
    println!();
}

fn row(name: &str, counts: &Counts) {
    print!("{name:42}");
    for status in Status::ALL {
        match counts.of(status) {
            0 => print!("{:>9}", "·"),
            number => print!("{number:>9}"),
        }
    }
    println!();
}
