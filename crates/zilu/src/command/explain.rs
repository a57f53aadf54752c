//! `zilu explain`: why one standing is so.

use super::{dates, not_yet_recorded, open_read_only, subject, text};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::derivation::{DerivationView, FactView};
use zilu_app::{Error, Filter, Lens};
use zilu_catalogue::{Status, parse_date};
use zilu_engine::Standing;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let key = subject(&app, text(matches, "subject").unwrap_or(""))?;
    app.with_lens(on, known, |lens| {
        let standing = find(language, lens, matches, &key)?;
        let view = lens.derive(&standing);
        if matches.get_flag("json") {
            output::json(&view)?;
        } else {
            print(language, &view);
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The standing that was named; one name may fit several periods or items.
fn find(language: Language, lens: &Lens<'_>, matches: &ArgMatches, subject: &str) -> Result<Standing, Error> {
    let duty = text(matches, "duty").unwrap_or("");
    if lens.catalogue.duty(duty).is_none() {
        return Err(Error::new(format!("沒有這項義務：{duty}"), format!("no such duty: {duty}"))
            .hint("執行 zilu check --coverage 查看義務", "zilu check --coverage lists the duties"));
    }
    let filter =
        Filter { duty: Some(duty.to_owned()), subject: Some(subject.to_owned()), ..Filter::default() };
    let item = matches.get_one::<u16>("item").copied();
    let period = text(matches, "period");
    let mut found: Vec<Standing> = lens.standings(&filter);
    found.retain(|standing| {
        let label = standing.period.label(&lens.catalogue.duties[standing.duty.index()], lens.facts);
        item.is_none_or(|item| item == standing.item) && period.is_none_or(|period| is_period(period, &label))
    });
    match found.as_slice() {
        [standing] => Ok(*standing),
        [] => {
            let error = Error::new(
                format!("{subject} 在 {} 沒有「{duty}」的狀態", language.date(lens.on)),
                format!("{subject} has no standing under {duty} on {}", lens.on),
            );
            let (zh, en) = not_yet_recorded(lens).unwrap_or_else(|| {
                (
                    "以 zilu standing --subject 查看它的義務".into(),
                    "zilu standing --subject lists its duties".into(),
                )
            });
            Err(error.hint(zh, en))
        }
        several => {
            for standing in several {
                let row = lens.row(standing);
                let status = language.pick(standing.status.label().0, standing.status.label().1);
                output::say(&format!("  --period '{}' --item {}  {status}", row.period, row.item));
            }
            Err(Error::new(
                format!("有 {} 個狀態同此名稱，請以 --period 或 --item 指定", several.len()),
                format!("{} standings fit; name one with --period or --item", several.len()),
            ))
        }
    }
}

/// Whether a period is the one that was written: a day may be written in either calendar.
fn is_period(written: &str, label: &str) -> bool {
    written == label || parse_date(written).is_ok_and(|day| parse_date(label).is_ok_and(|other| other == day))
}

fn print(language: Language, view: &DerivationView) {
    let zh = language.is_chinese();
    let row = &view.standing;
    let status = Status::parse(row.status).map(Status::label).unwrap_or_default();
    output::line(&format!("{}  {}", row.clause, view.clause.get(zh)));
    output::line(&format!("{}  {}", view.citation, row.title.get(zh)));
    output::line(&format!(
        "{}: {}/{} {}  [{}]",
        language.pick(status.0, status.1),
        row.kind,
        row.subject,
        row.period,
        view.basis_label.get(zh),
    ));
    for line in &view.lines {
        output::line(&format!("- {}: {}", line.topic.get(zh), line.text.get(zh)));
        for fact in &line.facts {
            output::line(&format!("    {}", fact_line(language, fact)));
        }
    }
    if !view.missing.is_empty() {
        output::line(&format!("- {}:", language.pick("缺少的事實", "missing facts")));
        for fact in &view.missing {
            output::line(&format!("    {}", fact_line(language, fact)));
        }
    }
    output::line(&format!("- {}: {}", language.pick("輪到", "whose turn"), view.who.get(zh)));
}

fn fact_line(language: Language, fact: &FactView) -> String {
    let zh = language.is_chinese();
    let value = fact.value.as_ref().map_or(language.pick("不明", "unknown"), |value| value.get(zh));
    let stated = fact.revision.as_ref().map_or(String::new(), |revision| {
        let origin = match (revision.origin, zh) {
            ("measured", true) => "機器量測",
            ("measured", false) => "measured",
            (_, true) => "人員陳述",
            (_, false) => "attested",
        };
        let source = revision.source.as_ref().map(|source| source.words());
        let source =
            source.map_or(String::new(), |words| language.pick("；", "; ").to_owned() + words.get(zh));
        language.pick(
            format!(
                "（自 {} 起，{origin}，帳本第 {} 筆{source}）",
                language.iso(&revision.effective),
                revision.entry
            ),
            format!(" (from {}, {origin}, ledger entry {}{source})", revision.effective, revision.entry),
        )
    });
    let separator = language.pick("：", ": ");
    format!("{} {} {}{separator}{value}{stated}", fact.kind_label.get(zh), fact.key, fact.label.get(zh))
}
