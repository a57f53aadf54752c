//! `zilu check`: faults of the catalogue, its cases, its coverage.

use crate::language::Language;
use crate::output;
use crate::rules::{self, Loaded};
use clap::ArgMatches;
use rayon::prelude::*;
use serde::Serialize;
use std::process::ExitCode;
use zilu_app::{Error, counted};
use zilu_catalogue::{Catalogue, Diagnostic};
use zilu_engine::case::run_case;

#[derive(Serialize)]
struct Report<'a> {
    clauses: usize,
    executable: usize,
    duties: usize,
    notes: usize,
    cases: usize,
    faults: Vec<FaultLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    coverage: Option<Vec<ClauseLine<'a>>>,
}

#[derive(Serialize)]
struct FaultLine<'a> {
    file: &'a str,
    line: u32,
    column: u32,
    code: &'a str,
    zh: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct ClauseLine<'a> {
    id: &'a str,
    citation: &'a str,
    natures: Vec<&'static str>,
    uncovered: Vec<&'static str>,
    duties: Vec<&'a str>,
    notes: usize,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let editions = rules::load_with_faults(matches)?;
    let several = editions.len() > 1;
    let mut sound = true;
    for edition in editions {
        if several && !matches.get_flag("json") {
            let from =
                edition.catalogue.edition.effective_date.map(|day| day.to_string()).unwrap_or_default();
            output::line(
                &language.pick(format!("{from} 施行的版本"), format!("edition in force from {from}")),
            );
        }
        sound &= one(language, matches, edition)?;
    }
    Ok(ExitCode::from(u8::from(!sound)))
}

/// Checks one edition; whether it is sound.
fn one(language: Language, matches: &ArgMatches, edition: Loaded) -> Result<bool, Error> {
    let Loaded { catalogue, mut faults, files } = edition;
    let differing: Vec<Diagnostic> =
        catalogue.cases.par_iter().flat_map_iter(|case| run_case(&catalogue, case)).collect();
    faults.extend(differing);
    faults.sort();
    let executable =
        catalogue.clauses.iter().filter(|clause| clause.uncovered(&catalogue).is_empty()).count();
    if matches.get_flag("json") {
        output::json(&report(&catalogue, &faults, executable, matches.get_flag("coverage")))?;
    } else {
        for fault in &faults {
            for line in rules::render(language, fault, &files).lines() {
                output::line(line);
            }
        }
        if matches.get_flag("coverage") {
            coverage(language, &catalogue);
        }
        summary(language, &catalogue, executable, faults.len());
    }
    // Asked for coverage, a clause that nothing makes executable is a finding.
    let covered = !matches.get_flag("coverage") || executable == catalogue.clauses.len();
    Ok(faults.is_empty() && covered)
}

fn report<'a>(
    catalogue: &'a Catalogue,
    faults: &'a [Diagnostic],
    executable: usize,
    coverage: bool,
) -> Report<'a> {
    let clause_line = |clause: &'a zilu_catalogue::Clause| ClauseLine {
        id: &clause.id,
        citation: &clause.citation,
        natures: clause.natures.iter().map(|nature| nature.word()).collect(),
        uncovered: clause.uncovered(catalogue).iter().map(|nature| nature.word()).collect(),
        duties: clause.duties.iter().map(|duty| catalogue.duties[duty.index()].name.as_str()).collect(),
        notes: clause.notes.len(),
    };
    Report {
        clauses: catalogue.clauses.len(),
        executable,
        duties: catalogue.duties.len(),
        notes: catalogue.notes.len(),
        cases: catalogue.cases.len(),
        faults: faults
            .iter()
            .map(|fault| FaultLine {
                file: &fault.position.file,
                line: fault.position.line,
                column: fault.position.column,
                code: fault.code,
                zh: &fault.zh,
                en: &fault.en,
            })
            .collect(),
        coverage: coverage.then(|| catalogue.clauses.iter().map(clause_line).collect()),
    }
}

fn coverage(language: Language, catalogue: &Catalogue) {
    let header = language.pick(
        ["條次", "款目", "性質", "尚未涵蓋", "義務"],
        ["clause", "citation", "natures", "not covered", "duties"],
    );
    let rows = catalogue.clauses.iter().map(|clause| {
        let words = |natures: &[zilu_catalogue::Nature]| {
            let words: Vec<&str> =
                natures.iter().map(|nature| language.pick(nature.label().0, nature.label().1)).collect();
            words.join(language.pick("、", ", "))
        };
        let uncovered = clause.uncovered(catalogue);
        let missing = if uncovered.is_empty() { "—".to_owned() } else { words(&uncovered) };
        let mut duties: Vec<String> =
            clause.duties.iter().map(|duty| catalogue.duties[duty.index()].name.clone()).collect();
        if !clause.notes.is_empty() {
            duties.push(language.pick("（附註）", "(note)").to_owned());
        }
        vec![clause.id.clone(), clause.citation.clone(), words(&clause.natures), missing, duties.join(" ")]
    });
    output::table(&header, rows);
}

fn summary(language: Language, catalogue: &Catalogue, executable: usize, faults: usize) {
    let (clauses, duties, cases) = (catalogue.clauses.len(), catalogue.duties.len(), catalogue.cases.len());
    let waiting = clauses - executable;
    output::line(&language.pick(
        format!("{clauses} 個末級條文，{executable} 個可執行，{waiting} 個尚未可執行；{duties} 項義務，{cases} 個案例；{faults} 個錯誤"),
        format!(
            "{}, {executable} executable, {waiting} not yet; {}, {}; {}",
            counted(clauses as u64, "leaf clause", "leaf clauses"),
            counted(duties as u64, "duty", "duties"),
            counted(cases as u64, "case", "cases"),
            counted(faults as u64, "fault", "faults"),
        ),
    ));
}
