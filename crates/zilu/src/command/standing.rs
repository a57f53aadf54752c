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
use zilu_catalogue::{Duty, Label, Role, Status};
use zilu_engine::{Counts, Day, RecordId, Standing};

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

/// Counts of what has one name: `{"clause": "a14.1", "counts": …}`.
#[derive(Serialize)]
struct Counted {
    #[serde(flatten)]
    name: std::collections::BTreeMap<&'static str, String>,
    #[serde(skip)]
    label: String,
    counts: Tally,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let mut filter = filter(matches)?;
    let about = text(matches, "about").map(str::to_owned);
    filter.subject = filter.subject.map(|written| subject(&app, &written)).transpose()?;
    app.with_lens(on, known, |lens| {
        check_names(lens, &filter)?;
        filter.about = about.as_deref().map(|written| self::about(lens, written)).transpose()?;
        let format =
            if matches.get_flag("json") { "json" } else { text(matches, "format").unwrap_or("table") };
        let by = text(matches, "count-by").or(matches.get_flag("count").then_some("clause"));
        if let Some(by) = by {
            return count(language, lens, &filter, by, format);
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
    let due_by = date(matches, "due-by")?.map(Day::from);
    let mut statuses: Vec<Status> = statuses.filter_map(|word| Status::parse(word)).collect();
    // What falls due is neither done nor late.
    if due_by.is_some() && statuses.is_empty() {
        statuses.push(Status::Due);
    }
    Ok(Filter {
        clause: owned("clause"),
        duty: owned("duty"),
        kind: owned("kind"),
        subject: owned("subject"),
        contains: false,
        statuses,
        who: text(matches, "who").and_then(|word| Role::ALL.into_iter().find(|role| role.word() == word)),
        due_by,
        about: None,
    })
}

/// The record that everything is to be about, as tables write it: `system/web`.
fn about(lens: &Lens<'_>, written: &str) -> Result<RecordId, Error> {
    let found = written.split_once('/').and_then(|(kind, key)| lens.record(kind, key));
    found.ok_or_else(|| {
        Error::new(format!("沒有這筆紀錄：{written}"), format!("no such record: {written}")).hint(
            "寫成 種類/鍵，例如 system/web；zilu export 種類 列出其鍵",
            "write KIND/KEY, such as system/web; zilu export KIND lists the keys",
        )
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

fn count(
    language: Language,
    lens: &Lens<'_>,
    filter: &Filter,
    by: &str,
    format: &str,
) -> Result<ExitCode, Error> {
    let lines = counts(language, lens, filter, by);
    hint_at_known(language, lens);
    if format == "json" {
        output::json(&lines)?;
        return Ok(ExitCode::SUCCESS);
    }
    let name = |line: &Counted| line.name.values().next().cloned().unwrap_or_default();
    let numbers = |line: &Counted| {
        Status::ALL.iter().rev().map(|status| line.counts.of(*status).to_string()).collect::<Vec<_>>()
    };
    if format == "csv" {
        let header = std::iter::once(by).chain(Status::ALL.iter().rev().map(|status| status.word()));
        let rows = lines.iter().map(|line| std::iter::once(name(line)).chain(numbers(line)).collect());
        write_csv(header.map(str::to_owned).collect(), rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    let first = match by {
        "duty" => language.pick("義務", "duty"),
        "kind" => language.pick("對象種類", "kind of subject"),
        "who" => language.pick("輪到誰", "whose turn"),
        _ => language.pick("條次", "clause"),
    };
    let header: Vec<&str> = std::iter::once(first)
        .chain(Status::ALL.iter().rev().map(|status| language.pick(status.label().0, status.label().1)))
        .collect();
    output::table(
        &header,
        lines.iter().map(|line| std::iter::once(line.label.clone()).chain(numbers(line)).collect()),
    );
    Ok(ExitCode::SUCCESS)
}

/// Counts by clause, duty, kind of subject or role, in the order in which the rules declare them.
fn counts(language: Language, lens: &Lens<'_>, filter: &Filter, by: &str) -> Vec<Counted> {
    let catalogue = lens.catalogue;
    let mut per_duty: Vec<Counts> = vec![Counts::default(); catalogue.duties.len()];
    lens.for_each(filter, |standing| per_duty[standing.duty.index()].0[standing.status as usize] += 1);
    let line = |key: &'static str, name: &str, label: String, of: &dyn Fn(&Duty) -> bool| {
        let mut sum = Counts::default();
        let duties = catalogue.duties.iter().zip(&per_duty).filter(|(duty, _)| of(duty));
        duties.for_each(|(_, counts)| sum.add(counts));
        let name = std::iter::once((key, name.to_owned())).collect();
        (sum.total() > 0).then(|| Counted { name, label, counts: sum.into() })
    };
    let pick = |label: &Label| language.pick(&label.zh, &label.en).clone();
    let lines: Vec<Option<Counted>> = match by {
        "duty" => {
            let duties = catalogue.duties.iter();
            duties.map(|d| line("duty", &d.name, pick(&d.title), &|duty| duty.name == d.name)).collect()
        }
        "kind" => {
            let kinds = catalogue.kinds.iter().enumerate();
            kinds
                .map(|(i, k)| line("kind", &k.name, pick(&k.label), &|duty| duty.kind.index() == i))
                .collect()
        }
        "who" => {
            let label = |role: Role| language.pick(role.label().0, role.label().1).to_owned();
            let roles = Role::ALL.into_iter();
            roles.map(|role| line("who", role.word(), label(role), &|duty| duty.who == role)).collect()
        }
        _ => {
            let clauses = catalogue.clauses.iter().enumerate();
            clauses
                .map(|(i, c)| line("clause", &c.id, c.id.clone(), &|duty| duty.clauses[0].index() == i))
                .collect()
        }
    };
    lines.into_iter().flatten().collect()
}

fn table(language: Language, lens: &Lens<'_>, standings: &[Standing]) {
    let header = language.pick(
        ["狀態", "條次", "義務", "對象", "期間", "期限", "自何日", "輪到誰", "義務代號"],
        ["status", "clause", "duty", "subject", "period", "due", "since", "whose turn", "name of the duty"],
    );
    let rows = standings.iter().map(|standing| {
        let row = lens.row(standing);
        let duty = &lens.catalogue.duties[standing.duty.index()];
        let (label, role) = (standing.status.label(), duty.who.label());
        let mut subject = format!("{}/{}", row.kind, row.subject);
        if row.item > 0 {
            subject.push_str(&format!("#{}", row.item));
        }
        vec![
            language.pick(label.0, label.1).to_owned(),
            row.clause,
            language.pick(row.title.zh, row.title.en),
            subject,
            language.iso(&row.period),
            row.due.map(|due| language.iso(&due)).unwrap_or_default(),
            language.iso(&row.since),
            language.pick(role.0, role.1).to_owned(),
            row.duty,
        ]
    });
    output::table(&header, rows);
}

fn csv(lens: &Lens<'_>, standings: &[Standing]) -> Result<(), Error> {
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
        return language
            .pick(format!("基準日 {}：沒有符合條件者", language.date(on)), format!("as of {on}: none"));
    }
    language.pick(
        format!("基準日 {}：{total} 筆（{parts}）", language.date(on)),
        format!("as of {on}: {} ({parts})", counted(total as u64, "standing", "standings")),
    )
}
