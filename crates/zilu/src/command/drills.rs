//! `zilu drills`: whom this year's social engineering drills reached, and what people did.

use super::{dates, open_read_only};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::drills::{DrillFigures, DrillPerson};
use zilu_app::{Error, counted};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let view = app.with_lens(on, known, |lens| lens.drills());
    let found = !view.missing.is_empty() || !view.repeated.is_empty();
    let code = ExitCode::from(u8::from(found));
    if matches.get_flag("json") {
        output::json(&view)?;
        return Ok(code);
    }
    let pick = |zh: &'static str, en: &'static str| language.pick(zh, en);
    figures(language, pick("演練批次", "campaign"), &view.campaigns);
    figures(language, pick("部門", "department"), &view.departments);
    if !view.repeated.is_empty() {
        output::table(
            &[
                pick("重複點閱者", "clicked again"),
                pick("姓名", "name"),
                pick("批次", "campaigns"),
                pick("再訓練", "retrained on"),
            ],
            view.repeated.iter().map(|row| {
                vec![
                    row.person.person.clone(),
                    row.person.name.clone().unwrap_or_default(),
                    row.campaigns.join(language.pick("、", ", ")),
                    row.retrained_on.as_deref().map_or_else(|| "–".to_owned(), |day| language.iso(day)),
                ]
            }),
        );
    }
    people(language, pick("今年未受演練者", "not reached this year"), &view.missing);
    people(language, pick("是否應受演練未知者", "not known whether to be reached"), &view.unclear);
    let all = counted(view.people as u64, "active computer user", "active computer users");
    output::say(&language.pick(
        format!("{} 年：在職電腦使用者 {} 人，已受演練 {} 人", view.year, view.people, view.reached),
        format!("{}: {all}, {} reached by a drill", view.year, view.reached),
    ));
    Ok(code)
}

fn figures(language: Language, heading: &str, rows: &[DrillFigures]) {
    if rows.is_empty() {
        return;
    }
    let pick = |zh: &'static str, en: &'static str| language.pick(zh, en);
    output::table(
        &[
            heading,
            pick("寄達", "sent"),
            pick("開啟", "opened"),
            pick("點閱", "clicked"),
            pick("輸入", "submitted"),
            pick("附件", "attachment"),
            pick("回報", "reported"),
            pick("機器", "automated"),
        ],
        rows.iter().map(|row| {
            let numbers = [
                row.sent,
                row.opened,
                row.clicked,
                row.submitted,
                row.attachment_opened,
                row.reported,
                row.automated,
            ];
            let name =
                if row.name.is_empty() { pick("未知", "unknown").to_owned() } else { row.name.clone() };
            std::iter::once(name).chain(numbers.map(|number| number.to_string())).collect()
        }),
    );
}

fn people(language: Language, heading: &str, rows: &[DrillPerson]) {
    if rows.is_empty() {
        return;
    }
    output::table(
        &[heading, language.pick("姓名", "name"), language.pick("部門", "department")],
        rows.iter().map(|row| {
            vec![
                row.person.clone(),
                row.name.clone().unwrap_or_default(),
                row.department.clone().unwrap_or_default(),
            ]
        }),
    );
}
