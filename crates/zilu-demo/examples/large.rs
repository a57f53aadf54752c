//! Measures the large insurer: time to fill the mirror, time to evaluate it, memory.
//!
//! `cargo run --release -p zilu-demo --example large -- catalogue/insurance-infosec`

use std::process::ExitCode;
use std::time::Instant;
use zilu_catalogue::{Catalogue, Status, load};
use zilu_demo::Scale;
use zilu_engine::{Calendar, Counts, Day, Evaluation, Facts, World};

fn main() -> ExitCode {
    let Some(directory) = std::env::args().nth(1) else {
        eprintln!("usage: large DIR");
        return ExitCode::from(2);
    };
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((entry.file_name().into_string().ok()?, std::fs::read_to_string(entry.path()).ok()?))
        })
        .collect();
    files.sort();
    let (catalogue, _) = load(&files);
    let begun = Instant::now();
    let facts = zilu_demo::large(&catalogue, 1, Scale::LARGE);
    println!("{} revisions written in {:?}", facts.revision_count(), begun.elapsed());
    memory("facts");
    let until = Day::from(Scale::LARGE.until);
    let calendar = Calendar::default();
    let world = World::new(&catalogue, &facts, &calendar, i64::MAX, until);
    let begun = Instant::now();
    let evaluation = Evaluation::full(&world);
    println!(
        "{} obligations of {} duties in {:?}",
        evaluation.len(),
        catalogue.duties.len(),
        begun.elapsed()
    );
    memory("facts and evaluation");
    let begun = Instant::now();
    let mut total = Counts::default();
    for (duty, counts) in catalogue.duties.iter().zip(evaluation.counts(until)) {
        total.add(&counts);
        let odd = counts.total() - counts.of(Status::Met) - counts.of(Status::MetLate);
        if odd * 5 > counts.total() {
            println!("mostly not met: {} {:?}", duty.name, counts.0);
        }
    }
    println!("counted in {:?}", begun.elapsed());
    for status in Status::ALL {
        println!("{:10}{:>10}", status.word(), total.of(status));
    }
    drop(evaluation);
    slowest(&catalogue, &facts, &calendar, until);
    ExitCode::SUCCESS
}

/// The duties that take longest, each evaluated alone.
fn slowest(catalogue: &Catalogue, facts: &Facts, calendar: &Calendar, until: Day) {
    let mut times = Vec::new();
    for duty in &catalogue.duties {
        let alone = Catalogue { duties: vec![duty.clone()], ..catalogue.clone() };
        let world = World::new(&alone, facts, calendar, i64::MAX, until);
        let begun = Instant::now();
        let evaluation = Evaluation::full(&world);
        times.push((begun.elapsed(), evaluation.len(), duty.name.as_str()));
    }
    times.sort_unstable_by(|a, b| b.cmp(a));
    for (time, obligations, name) in times.into_iter().take(20) {
        println!("{name:44}{obligations:>10}{time:>14.1?}");
    }
}

/// Prints the resident memory of this process, where the system tells it.
fn memory(what: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    for line in status.lines().filter(|line| line.starts_with("VmRSS") || line.starts_with("VmHWM")) {
        println!("{what}: {line}");
    }
}
