//! `zilu imports`: what was taken in, when, by whom, and what was undone.

use super::open_read_only;
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::Error;

/// Digits of a hash in a table; JSON has all.
const HASH_SHOWN: usize = 12;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let limit = matches.get_one::<usize>("limit").copied().filter(|limit| *limit > 0).unwrap_or(usize::MAX);
    let (acts, total) = app.imports(0, limit)?;
    if matches.get_flag("json") {
        output::json(&acts)?;
        return Ok(ExitCode::SUCCESS);
    }
    let header = language.pick(
        ["編號", "時間", "經手", "檔案", "SHA-256", "新增", "修訂", "說明"],
        ["act", "when", "who", "file", "SHA-256", "new", "revisions", "remarks"],
    );
    let shown = acts.len();
    let rows = acts.into_iter().map(|act| {
        let mut remarks = Vec::new();
        if let Some(by) = act.undone_by {
            remarks.push(language.pick(format!("已由 {by} 撤銷"), format!("undone by {by}")));
        }
        if let Some(of) = act.undoes {
            remarks.push(language.pick(format!("撤銷 {of}"), format!("undoes {of}")));
        }
        remarks.extend(act.reason);
        let sha256 = act.sha256.unwrap_or_default();
        vec![
            act.act.to_string(),
            moment(language, act.recorded),
            act.actor,
            act.file.unwrap_or_default(),
            sha256.get(..HASH_SHOWN).unwrap_or_default().to_owned(),
            act.new.to_string(),
            act.revisions.to_string(),
            remarks.join(language.pick("；", "; ")),
        ]
    });
    output::table(&header, rows);
    if shown < total {
        output::hint(
            language,
            &language.pick(
                format!("共 {total} 筆；--limit 0 列出全部"),
                format!("{total} in all; --limit 0 lists them"),
            ),
        );
    }
    Ok(ExitCode::SUCCESS)
}

/// Day and time in Taipei.
fn moment(language: Language, seconds: i64) -> String {
    let local = clock::local(seconds);
    match local.split_once(' ') {
        Some((day, time)) => format!("{} {time}", language.iso(day)),
        None => local,
    }
}
