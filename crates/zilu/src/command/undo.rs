//! `zilu undo`: takes an import back, as an act of its own.

use super::{actor, open, open_read_only, text};
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::{Error, UndoOptions, UndoReport, counted};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let dry_run = matches.get_flag("dry-run");
    let app = if dry_run { open_read_only(matches)? } else { open(matches)? };
    let act = matches.get_one::<u64>("act").copied().unwrap_or_default();
    let options = UndoOptions {
        actor: actor(),
        reason: text(matches, "reason").unwrap_or_default().to_owned(),
        recorded_ms: clock::now_ms(),
        dry_run,
    };
    let report = app.undo(act, &options)?;
    if matches.get_flag("json") {
        output::json(&report)?;
    } else {
        print(language, &report, dry_run);
    }
    Ok(ExitCode::from(if report.in_the_way > 0 { 2 } else { 0 }))
}

fn print(language: Language, report: &UndoReport, dry_run: bool) {
    let undone = report.undone;
    if report.in_the_way > 0 {
        conflicts(language, report);
        return;
    }
    let tense =
        if dry_run { language.pick("（試算，未登錄）", " (dry run, nothing recorded)") } else { "" };
    let as_act = report.act.map_or(String::new(), |act| {
        language.pick(format!("，登錄為第 {act} 筆"), format!(", on record as entry {act}"))
    });
    output::line(&language.pick(
        format!(
            "撤銷第 {undone} 筆：涉及 {} 筆紀錄，回復 {}，作廢 {}{as_act}{tense}",
            report.records, report.restored, report.voided
        ),
        format!(
            "entry {undone} undone: {} touched, {} as before, {} void{as_act}{tense}",
            counted(report.records, "record", "records"),
            report.restored,
            report.voided
        ),
    ));
}

fn conflicts(language: Language, report: &UndoReport) {
    let zh = language.is_chinese();
    output::line(&language.pick(
        format!("第 {} 筆未撤銷：其後另有變動或另有檔案記載的紀錄 {} 筆", report.undone, report.in_the_way),
        format!(
            "entry {} was not undone: {} since",
            report.undone,
            counted(report.in_the_way, "record was changed or stated", "records were changed or stated")
        ),
    ));
    for conflict in &report.conflicts {
        let fields: Vec<&str> = conflict.fields.iter().map(|field| field.get(zh)).collect();
        let fields = fields.join(language.pick("、", ", "));
        let file = conflict.file.as_ref().map_or(String::new(), |file| format!(" {file}"));
        output::say(&language.pick(
            format!("  {} {}：{fields}（第 {} 筆{file}）", conflict.kind_label.zh, conflict.key, conflict.by),
            format!("  {} {}: {fields} (entry {}{file})", conflict.kind_label.en, conflict.key, conflict.by),
        ));
    }
    let first: Vec<String> = report.undo_first.iter().map(|(act, _)| act.to_string()).collect();
    if report.undo_first.iter().all(|(_, import)| *import) {
        let list = first.join(language.pick("、", ", "));
        output::hint(language, &language.pick(format!("請先撤銷第 {list} 筆"), format!("undo {list} first")));
    } else {
        output::hint(
            language,
            language.pick(
                "其後的變動並非匯入；請以新的匯入或表單更正",
                "what changed it since is no import; put it right with a new import or form",
            ),
        );
    }
}
