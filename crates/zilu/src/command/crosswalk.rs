//! `zilu crosswalk`: which controls of other frameworks the clauses fall on.

use super::{check_clause, text, write_csv};
use crate::language::Language;
use crate::{output, rules};
use clap::ArgMatches;
use serde::Serialize;
use std::process::ExitCode;
use zilu_app::{Error, counted, lens::is_under};
use zilu_catalogue::{Catalogue, ClauseId, Mapping};

#[derive(Serialize)]
struct Listing<'a> {
    mappings: Vec<Line<'a>>,
    none: Vec<&'a str>,
}

#[derive(Serialize)]
struct Line<'a> {
    clause: &'a str,
    framework: &'a str,
    control: &'a str,
    relation: &'a str,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let catalogue = rules::newest(matches)?;
    let Some(crosswalk) = &catalogue.crosswalk else {
        return Err(Error::new("這個規範目錄沒有對照", "this catalogue has no crosswalk")
            .hint("對照寫在 crosswalk.md", "a crosswalk stands in crosswalk.md"));
    };
    let (clause, framework) = (text(matches, "clause"), text(matches, "framework"));
    if let Some(clause) = clause {
        check_clause(&catalogue, clause)?;
    }
    let asked = |id: ClauseId| clause.is_none_or(|prefix| is_under(clause_id(&catalogue, id), prefix));
    let mappings: Vec<&Mapping> = crosswalk
        .mappings
        .iter()
        .filter(|mapping| asked(mapping.clause) && framework.is_none_or(|id| mapping.framework.id == id))
        .collect();
    let none: Vec<&str> =
        crosswalk.none.iter().filter(|id| asked(**id)).map(|id| clause_id(&catalogue, *id)).collect();
    let format = if matches.get_flag("json") { "json" } else { text(matches, "format").unwrap_or("table") };
    match format {
        "json" => {
            let mappings = mappings.iter().map(|mapping| line(&catalogue, mapping)).collect();
            output::json(&Listing { mappings, none })?;
        }
        "csv" => {
            let header = ["clause", "framework", "control", "relation"].map(str::to_owned).into();
            let rows = mappings.iter().map(|mapping| {
                let line = line(&catalogue, mapping);
                [line.clause, line.framework, line.control, line.relation].map(str::to_owned).into()
            });
            write_csv(header, rows)?;
        }
        _ => {
            table(language, &catalogue, &mappings);
            totals(language, mappings.len(), &none);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn clause_id(catalogue: &Catalogue, id: ClauseId) -> &str {
    &catalogue.clauses[id.index()].id
}

fn line<'a>(catalogue: &'a Catalogue, mapping: &Mapping) -> Line<'a> {
    Line {
        clause: clause_id(catalogue, mapping.clause),
        framework: &mapping.framework.id,
        control: mapping.control,
        relation: mapping.relation.word(),
    }
}

fn table(language: Language, catalogue: &Catalogue, mappings: &[&Mapping]) {
    if mappings.is_empty() {
        return;
    }
    let header = language
        .pick(["條次", "框架", "控制項", "條文要求"], ["clause", "framework", "control", "the clause asks"]);
    let rows = mappings.iter().map(|mapping| {
        let (zh, en) = mapping.relation.label();
        let clause = clause_id(catalogue, mapping.clause);
        [clause, &mapping.framework.short, mapping.control, language.pick(zh, en)].map(str::to_owned).into()
    });
    output::table(&header, rows);
}

fn totals(language: Language, mappings: usize, none: &[&str]) {
    let rows = counted(mappings as u64, "mapping", "mappings");
    let mut text = language.pick(format!("{mappings} 筆對照"), rows);
    if !none.is_empty() {
        let list = none.join(language.pick("、", ", "));
        let (zh, en) = (format!("；沒有對應的條文：{list}"), format!("; clauses without a control: {list}"));
        text.push_str(&language.pick(zh, en));
    }
    output::say(&text);
}
