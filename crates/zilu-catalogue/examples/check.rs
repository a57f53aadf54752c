//! Checks a rule pack: `cargo run -q -p zilu-catalogue --example check -- catalogue/insurance-infosec [--coverage]`.
//!
//! Prints every fault in both languages with its line, and exits with 1 when there is one.

use std::path::Path;
use std::process::ExitCode;
use zilu_catalogue::{Language, coverage, load, render_diagnostic};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let show_coverage = arguments.iter().any(|argument| argument == "--coverage");
    arguments.retain(|argument| argument != "--coverage");
    let Some(folder) = arguments.first() else {
        eprintln!("usage: check FOLDER [--coverage] [FILE-NAME…]");
        return ExitCode::from(2);
    };
    let files = match read_folder(Path::new(folder)) {
        Ok(files) => files,
        Err(fault) => {
            eprintln!("{folder}: {fault}");
            return ExitCode::from(2);
        }
    };
    let (catalogue, faults) = load(&files);
    // File names behind the folder narrow the output, for authors who work on one file.
    let shown: Vec<_> = faults
        .iter()
        .filter(|fault| {
            arguments.len() < 2 || arguments[1..].iter().any(|name| **name == *fault.position.file)
        })
        .collect();
    for fault in &shown {
        let source =
            files.iter().find(|(name, _)| **name == *fault.position.file).map(|(_, text)| text.as_str());
        println!("{}", render_diagnostic(fault, Language::En, source));
        println!("  {}\n", fault.zh);
    }
    let covered = coverage(&catalogue);
    if show_coverage {
        for clause in covered.not_yet_executable() {
            let natures: Vec<&str> = clause.uncovered.iter().map(|nature| nature.word()).collect();
            println!("{}  {}", catalogue.clauses[clause.clause.index()].id, natures.join(", "));
        }
    }
    println!(
        "{} fault(s) shown, {} in all; {} clauses ({} executable), {} duties, {} cases, {} kinds, {} terms",
        shown.len(),
        faults.len(),
        catalogue.clauses.len(),
        covered.executable,
        catalogue.duties.len(),
        catalogue.cases.len(),
        catalogue.kinds.len(),
        catalogue.terms.len()
    );
    if shown.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read_folder(folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".md") || name.ends_with(".toml") {
            files.push((name, std::fs::read_to_string(&path)?));
        }
    }
    files.sort();
    Ok(files)
}
