//! Runs the cases of a catalogue: `cargo run -p zilu-engine --example cases -- DIR [CHAPTER …]`.

use std::process::ExitCode;
use zilu_catalogue::load;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(directory) = arguments.next() else {
        eprintln!("usage: cases DIR [CHAPTER …]");
        return ExitCode::from(2);
    };
    let chapters: Vec<String> = arguments.collect();
    let mut files = Vec::new();
    let mut paths: Vec<_> = std::fs::read_dir(&directory)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    paths.sort();
    for path in paths {
        if let (Some(name), Ok(text)) =
            (path.file_name().and_then(|name| name.to_str()), std::fs::read_to_string(&path))
        {
            files.push((name.to_owned(), text));
        }
    }
    let (catalogue, faults) = load(&files);
    if !faults.is_empty() {
        println!(
            "{} faults in the catalogue (see the check example); running what could be read",
            faults.len()
        );
    }
    let mut run = 0;
    let mut failed = 0;
    for case in &catalogue.cases {
        let chapter = catalogue.clauses[case.clause.index()].chapter;
        if !chapters.is_empty() && !chapters.contains(&catalogue.chapters[chapter].id) {
            continue;
        }
        run += 1;
        for diagnostic in zilu_engine::case::run_case(&catalogue, case) {
            failed += 1;
            println!("{}: {}", diagnostic.position, diagnostic.en);
        }
    }
    println!("{run} cases, {failed} expectation lines differ");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
