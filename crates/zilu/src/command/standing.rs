//! `zilu standing`: the list of standings.

use super::{
    check_clause, date, dates, not_yet_recorded, open_read_only, subject, text, unknown_name, write_csv,
};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use serde::Serialize;
use std::process::ExitCode;
use zilu_app::lens::by_severity;
use zilu_app::overview::Tally;
use zilu_app::{Error, Filter, Lens, Row, counted};
use zilu_catalogue::{Role, Status};
use zilu_engine::{Counts, Day};

/// Rows of a table where no limit was given.
const TABLE_ROWS: usize = 50;

#[derive(Serialize)]
struct Listing {
    on: String,
    known: Option<i64>,
    total: usize,
    counts: Tally,
    standings: Vec<Row>,
}

#[derive(Serialize)]
struct ClauseCounts<'a> {
    clause: &'a str,
    counts: Tally,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let mut filter = filter(matches)?;
    filter.subject = filter.subject.map(|written| subject(&app, &written)).transpose()?;
    app.with_lens(on, known, |lens| {
        check_names(lens, &filter)?;
        let format =
            if matches.get_flag("json") { "json" } else { text(matches, "format").unwrap_or("table") };
        if matches.get_flag("count") {
            return count(language, lens, &filter, format);
        }
        let mut standings = lens.standings(&filter);
        standings.sort_by(by_severity);
        let mut counts = Counts::default();
        for standing in &standings {
            counts.0[standing.status as usize] += 1;
        }
        let total = standings.len();
        let limit = matches.get_one::<usize>("limit").copied();
        let limit = limit.unwrap_or(if format == "table" { TABLE_ROWS } else { 0 });
        standings.truncate(if limit == 0 { total } else { limit });
        match format {
            "json" => output::json(&Listing {
                on: on.to_string(),
                known,
                total,
                counts: counts.into(),
                standings: standings.iter().map(|standing| lens.row(standing)).collect(),
            })?,
            "csv" => csv(lens, &standings)?,
            _ => {
                table(language, lens, &standings);
                output::say(&totals(language, on, total, &counts));
            }
        }
        if total > standings.len() {
            let rest = total - standings.len();
            let rows = counted(rest as u64, "more row", "more rows");
            let all =
                (format!("還有 {rest} 列；以 --limit 0 列出全部"), format!("{rows}; --limit 0 lists all"));
            output::hint(language, &language.pick(all.0, all.1));
        }
        hint_at_known(language, lens);
        Ok(ExitCode::SUCCESS)
    })
}

/// A list as known before anything was recorded is empty, or holds what every company owes: no news, good or bad.
fn hint_at_known(language: Language, lens: &Lens<'_>) {
    if let Some((zh, en)) = not_yet_recorded(lens) {
        output::hint(language, &language.pick(zh, en));
    }
}

fn filter(matches: &ArgMatches) -> Result<Filter, Error> {
    let owned = |name| text(matches, name).map(str::to_owned);
    let statuses = matches.get_many::<String>("status").into_iter().flatten();
    Ok(Filter {
        clause: owned("clause"),
        duty: owned("duty"),
        kind: owned("kind"),
        subject: owned("subject"),
        contains: false,
        statuses: statuses.filter_map(|word| Status::parse(word)).collect(),
        who: text(matches, "who").and_then(|word| Role::ALL.into_iter().find(|role| role.word() == word)),
        due_by: date(matches, "due-by")?.map(Day::from),
    })
}

/// A mistyped name must not look like an empty list.
fn check_names(lens: &Lens<'_>, filter: &Filter) -> Result<(), Error> {
    let catalogue = lens.catalogue;
    if let Some(clause) = &filter.clause {
        check_clause(catalogue, clause)?;
    }
    if let Some(duty) = &filter.duty
        && catalogue.duty(duty).is_none()
    {
        return Err(unknown_name("義務", "duty", duty));
    }
    if let Some(kind) = &filter.kind
        && catalogue.kind(kind).is_none()
    {
        return Err(unknown_name("種類", "kind", kind));
    }
    Ok(())
}

fn count(language: Language, lens: &Lens<'_>, filter: &Filter, format: &str) -> Result<ExitCode, Error> {
    let mut per_clause: Vec<Counts> = vec![Counts::default(); lens.catalogue.clauses.len()];
    lens.for_each(filter, |standing| {
        let duty = &lens.catalogue.duties[standing.duty.index()];
        per_clause[duty.clauses[0].index()].0[standing.status as usize] += 1;
    });
    let counted = per_clause.iter().enumerate().filter(|(_, counts)| counts.total() > 0);
    let lines: Vec<ClauseCounts<'_>> = counted
        .map(|(i, counts)| ClauseCounts { clause: &lens.catalogue.clauses[i].id, counts: (*counts).into() })
        .collect();
    hint_at_known(language, lens);
    if format == "json" {
        output::json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    if format == "csv" {
        let header = std::iter::once("clause").chain(Status::ALL.iter().rev().map(|status| status.word()));
        let rows = lines.iter().map(|line| {
            let numbers = Status::ALL.iter().rev().map(|status| line.counts.of(*status).to_string());
            std::iter::once(line.clause.to_owned()).chain(numbers).collect()
        });
        write_csv(header.map(str::to_owned).collect(), rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    let header: Vec<&str> = std::iter::once(language.pick("條次", "clause"))
        .chain(Status::ALL.iter().rev().map(|status| language.pick(status.label().0, status.label().1)))
        .collect();
    let cells = lines.iter().map(|line| {
        let numbers = Status::ALL.iter().rev().map(|status| line.counts.of(*status).to_string());
        std::iter::once(line.clause.to_owned()).chain(numbers).collect()
    });
    output::table(&header, cells);
    Ok(ExitCode::SUCCESS)
}

fn table(language: Language, lens: &Lens<'_>, standings: &[zilu_engine::Standing]) {
    let header = language.pick(
        ["狀態", "條次", "義務", "對象", "期間", "期限", "自何日"],
        ["status", "clause", "duty", "subject", "period", "due", "since"],
    );
    let rows = standings.iter().map(|standing| {
        let row = lens.row(standing);
        let label = standing.status.label();
        let mut subject = format!("{}/{}", row.kind, row.subject);
        if row.item > 0 {
            subject.push_str(&format!("#{}", row.item));
        }
        vec![
            language.pick(label.0, label.1).to_owned(),
            row.clause,
            row.duty,
            subject,
            row.period,
            row.due.unwrap_or_default(),
            row.since,
        ]
    });
    output::table(&header, rows);
}

fn csv(lens: &Lens<'_>, standings: &[zilu_engine::Standing]) -> Result<(), Error> {
    let header = ["status", "clause", "duty", "kind", "subject", "item", "period", "due", "since", "who"];
    let rows = standings.iter().map(|standing| {
        let row = lens.row(standing);
        let item = if row.item > 0 { row.item.to_string() } else { String::new() };
        let due = row.due.unwrap_or_default();
        let (status, who) = (row.status.to_owned(), row.who.to_owned());
        vec![status, row.clause, row.duty, row.kind, row.subject, item, row.period, due, row.since, who]
    });
    write_csv(header.map(str::to_owned).into(), rows)
}

fn totals(language: Language, on: Day, total: usize, counts: &Counts) -> String {
    let parts: Vec<String> = Status::ALL
        .iter()
        .rev()
        .filter(|status| counts.of(**status) > 0)
        .map(|status| format!("{} {}", language.pick(status.label().0, status.label().1), counts.of(*status)))
        .collect();
    let parts = parts.join(language.pick("，", ", "));
    if total == 0 {
        return language.pick(format!("基準日 {on}：沒有符合條件者"), format!("as of {on}: none"));
    }
    language.pick(
        format!("基準日 {on}：{total} 筆（{parts}）"),
        format!("as of {on}: {} ({parts})", counted(total as u64, "standing", "standings")),
    )
}
