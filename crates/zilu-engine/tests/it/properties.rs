//! Properties that must hold whatever the facts: shown over every fact of every case of the catalogue.

use crate::support;
use std::collections::BTreeMap;
use zilu_catalogue::{Case, CaseLine, Catalogue, DutyId, ExpectedStanding, Status, Value};
use zilu_engine::case::Company;
use zilu_engine::{Day, Evaluation, World};

type Names = (DutyId, String, Option<String>, Option<u16>);

fn by_name(standings: Vec<ExpectedStanding>) -> BTreeMap<Names, Status> {
    standings
        .into_iter()
        .map(|standing| ((standing.duty, standing.subject, standing.period, standing.item), standing.status))
        .collect()
}

fn dates(case: &Case) -> Vec<(Day, i64)> {
    let lines = case.lines.iter().filter_map(|line| match line {
        CaseLine::Expect { on, known, .. } => {
            Some((Day::from(*on), known.map_or(i64::MAX, |day| Day::from(day).end_instant())))
        }
        _ => None,
    });
    lines.collect()
}

fn standings(catalogue: &Catalogue, case: &Case, on: Day, known: i64) -> BTreeMap<Names, Status> {
    by_name(Company::of(catalogue, case).standings(catalogue, case, on, known))
}

fn place(catalogue: &Catalogue, case: &Case, line: usize, field: usize) -> String {
    let CaseLine::Fact(fact) = &case.lines[line] else { return String::new() };
    let field = fact.fields[field].0;
    format!("{}: {}", fact.position, catalogue.kinds[fact.kind.index()].fields[field.index()].name)
}

/// Every copy of the case in which one stated value that may be unknown is unknown.
fn forgetting(catalogue: &Catalogue, case: &Case) -> Vec<(usize, usize, Case)> {
    let mut copies = Vec::new();
    for (i, line) in case.lines.iter().enumerate() {
        let CaseLine::Fact(fact) = line else { continue };
        for (j, (field, value)) in fact.fields.iter().enumerate() {
            let required = catalogue.kinds[fact.kind.index()].fields[field.index()].required;
            if required || *value == Value::Unknown {
                continue;
            }
            let mut copy = case.clone();
            if let CaseLine::Fact(fact) = &mut copy.lines[i] {
                fact.fields[j].1 = Value::Unknown;
            }
            copies.push((i, j, copy));
        }
    }
    copies
}

#[test]
fn forgetting_a_value_never_makes_a_failing_standing_met() {
    let catalogue = support::catalogue();
    let mut tried = 0;
    let mut failures = Vec::new();
    for case in &catalogue.cases {
        let copies = forgetting(catalogue, case);
        for (on, known) in dates(case) {
            let before = standings(catalogue, case, on, known);
            for (line, field, copy) in &copies {
                tried += 1;
                let after = standings(catalogue, copy, on, known);
                for (name, status) in &before {
                    let failing = matches!(status, Status::Late | Status::Breached | Status::Unproven);
                    if failing && after.get(name) == Some(&Status::Met) {
                        let place = place(catalogue, case, *line, *field);
                        let duty = &catalogue.duties[name.0.index()].name;
                        failures.push(format!(
                            "{place} forgotten: {duty} {} {status:?} became met on {on}",
                            name.1
                        ));
                    }
                }
            }
        }
    }
    assert!(tried > 1_000, "only {tried} values were forgotten");
    assert!(failures.is_empty(), "{} of {tried}:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn recording_a_fact_twice_changes_nothing() {
    let catalogue = support::catalogue();
    for case in &catalogue.cases {
        let mut doubled = case.clone();
        doubled.lines.clear();
        for line in &case.lines {
            doubled.lines.push(line.clone());
            if matches!(line, CaseLine::Fact(_)) {
                doubled.lines.push(line.clone());
            }
        }
        for (on, known) in dates(case) {
            let once = standings(catalogue, case, on, known);
            let twice = standings(catalogue, &doubled, on, known);
            assert_eq!(once, twice, "{} on {on}", case.position);
        }
    }
}

#[test]
fn an_update_gives_what_a_full_evaluation_gives() {
    let catalogue = support::catalogue();
    for case in &catalogue.cases {
        let Some(horizon) = dates(case).iter().map(|(on, _)| *on).max() else { continue };
        let facts: Vec<_> = case
            .lines
            .iter()
            .filter_map(|line| match line {
                CaseLine::Fact(fact) => Some(fact),
                _ => None,
            })
            .collect();
        let mut company = Company::of(catalogue, &Case { lines: Vec::new(), ..case.clone() });
        let mut kept: Option<Evaluation> = None;
        for (sequence, fact) in facts.into_iter().enumerate() {
            let record = company.record(fact, sequence as u64);
            let world: World<'_> = company.world(catalogue, case, horizon, i64::MAX);
            let full = Evaluation::full(&world);
            match &mut kept {
                Some(evaluation) => {
                    evaluation.update(&world, &[record]);
                }
                None => kept = Some(full.clone()),
            }
            for duty in &case.duties {
                let list = |evaluation: &Evaluation| -> Vec<_> {
                    evaluation
                        .obligations(*duty)
                        .map(|(o, s)| (o.subject, o.item, o.period(), s.to_vec()))
                        .collect()
                };
                let updated = kept.as_ref().map(list).unwrap_or_default();
                assert_eq!(updated, list(&full), "{} after {}", case.position, fact.position);
            }
        }
    }
}

#[test]
fn what_is_recorded_later_changes_nothing_known_before() {
    let catalogue = support::catalogue();
    for case in &catalogue.cases {
        let cut = case
            .lines
            .iter()
            .filter_map(|line| match line {
                CaseLine::Fact(fact) => Some(Day::from(fact.recorded)),
                _ => None,
            })
            .min();
        let Some(cut) = cut else { continue };
        let mut early = case.clone();
        early.lines.retain(|line| !matches!(line, CaseLine::Fact(fact) if Day::from(fact.recorded) > cut));
        for (on, _) in dates(case) {
            let known = cut.end_instant();
            let with = standings(catalogue, case, on, known);
            let without = standings(catalogue, &early, on, known);
            assert_eq!(with, without, "{} on {on}", case.position);
        }
    }
}
