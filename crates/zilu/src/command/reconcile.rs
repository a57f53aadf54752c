//! `zilu reconcile`: what one source knows and another does not.

use super::{dates, open_read_only, text};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::reconciliation::Gap;
use zilu_app::words::Words;
use zilu_app::{Error, counted};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let mut view = app.with_lens(on, known, |lens| lens.reconciliation());
    let found = |gaps: &[Gap]| gaps.iter().any(|gap| !gap.rows.is_empty());
    if let Some(code) = text(matches, "gap") {
        if !view.gaps.iter().any(|gap| gap.code == code) {
            let known: Vec<&str> = view.gaps.iter().map(|gap| gap.code).collect();
            return Err(Error::new(format!("沒有這種差異：{code}"), format!("no such gap: {code}"))
                .hint(known.join("、"), known.join(", ")));
        }
        view.gaps.retain(|gap| gap.code == code);
    }
    let code = ExitCode::from(u8::from(found(&view.gaps)));
    if matches.get_flag("json") {
        output::json(&view)?;
        return Ok(code);
    }
    if text(matches, "gap").is_some() {
        let heading = language.pick(["紀錄", "名稱", "說明"], ["record", "name", "detail"]);
        output::table(
            &heading,
            view.gaps.iter().flat_map(|gap| &gap.rows).map(|row| {
                let detail =
                    row.detail.as_ref().map(|words| words.get(language.pick(true, false)).to_owned());
                vec![
                    format!("{}/{}", row.kind, row.key),
                    row.name.clone().unwrap_or_default(),
                    detail.unwrap_or_default(),
                ]
            }),
        );
        return Ok(code);
    }
    let zh = language.pick(true, false);
    let side = |words: &Option<Words>| words.as_ref().map_or("—", |words| words.get(zh)).to_owned();
    let heading = language.pick(
        ["差異", "說明", "在", "不在", "筆數", "母體"],
        ["gap", "what", "in", "not in", "records", "of"],
    );
    output::table(
        &heading,
        view.gaps.iter().map(|gap| {
            vec![
                gap.code.to_owned(),
                gap.title.get(zh).to_owned(),
                side(&gap.from),
                side(&gap.lacking),
                gap.rows.len().to_string(),
                gap.of.to_string(),
            ]
        }),
    );
    let open = view.gaps.iter().filter(|gap| !gap.rows.is_empty()).count() as u64;
    output::say(&language.pick(
        format!("基準日 {}：{open} 種差異", language.date(on)),
        format!("{on}: {}", counted(open, "kind of gap", "kinds of gaps")),
    ));
    if open > 0 {
        output::hint(language, language.pick("以 --gap 差異 列出各筆", "--gap GAP lists the records"));
    }
    Ok(code)
}
