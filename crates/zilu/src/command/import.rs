//! `zilu import`: files in.

use super::{actor, column_map, date, open_or_create, text};
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use zilu_app::words::Words;
use zilu_app::{App, Bundle, ChangeSort, Error, ImportOptions, ImportReport, Outcome, counted};
use zilu_intake::Format;

/// Faults printed per file; the rest are counted.
const FAULTS_PRINTED: usize = 20;
/// Changes of each sort that a dry run prints; the rest are counted.
const CHANGES_PRINTED: usize = 20;
/// Changes of each sort that a dry run writes as JSON.
const CHANGES_IN_JSON: usize = 10_000;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let words: Vec<&OsString> = matches.get_many::<OsString>("words").into_iter().flatten().collect();
    let (format, files) = split(&words)?;
    let (dry_run, json) = (matches.get_flag("dry-run"), matches.get_flag("json"));
    let options = ImportOptions {
        actor: actor(),
        reason: text(matches, "reason").map(str::to_owned),
        format,
        kind: text(matches, "kind").map(str::to_owned),
        date: date(matches, "date")?,
        subject: text(matches, "subject").map(str::to_owned),
        map: None,
        recorded_ms: 0,
        dry_run,
        changes_listed: match (dry_run, json) {
            (true, true) => CHANGES_IN_JSON,
            (true, false) => CHANGES_PRINTED,
            (false, _) => 0,
        },
        archive: None,
        expected_sha256: None,
        preview: None,
        aside: false,
        today: Some(clock::today()),
    };
    let paths: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
    let app = open_or_create(matches)?;
    let chosen = column_map::choose(language, &app, matches)?;
    let options = ImportOptions { map: chosen.map.clone(), ..options };
    let refused = take(language, &app, &paths, &options, json)?;
    if !refused && !dry_run {
        chosen.remember()?;
    }
    Ok(ExitCode::from(if refused { 2 } else { 0 }))
}

/// Imports files and says what became of each; whether one was refused.
pub(super) fn take(
    language: Language,
    app: &App,
    paths: &[PathBuf],
    options: &ImportOptions,
    json: bool,
) -> Result<bool, Error> {
    let mut bundle = Bundle::gather(paths, &std::env::temp_dir())?;
    app.sort_out(&mut bundle, options);
    // Each file of several is compared with what those before it would leave behind.
    let several = options.dry_run && bundle.files().len() > 1;
    let options = ImportOptions { preview: several.then(Arc::default), ..options.clone() };
    let mut reports = Vec::new();
    for file in bundle.files() {
        let options = ImportOptions { recorded_ms: clock::now_ms(), ..options.clone() };
        let bar = output::progress(language, file.length * 2, &file.name);
        let report = app.import_from(file, &options, &mut |done, _| bar.set_position(done));
        bar.finish_and_clear();
        let report = report?;
        faults(language, &report);
        if !json {
            for (zh, en) in &report.notes {
                output::note(language, language.pick(zh, en));
            }
            print(language, &report, options.dry_run);
            changes(language, &report);
        }
        reports.push(report);
    }
    if json {
        output::json(&reports)?;
    } else if bundle.is_several() {
        summary(language, &reports);
    }
    Ok(reports.iter().any(|report| report.refused > 0))
}

/// What became of each file, at the end of many; why one was refused is said where it was.
fn summary(language: Language, reports: &[ImportReport]) {
    let header = language.pick(
        ["結果", "檔案", "格式", "新增", "變更", "相同"],
        ["outcome", "file", "format", "new", "changed", "same"],
    );
    let rows = reports.iter().map(|report| {
        let (zh, en) = outcome_words(report.outcome);
        vec![
            language.pick(zh, en).to_owned(),
            report.file.clone(),
            report.format.clone(),
            report.new.to_string(),
            (report.changed + report.gone).to_string(),
            report.same.to_string(),
        ]
    });
    output::line("");
    output::table(&header, rows);
    let count = |outcome| reports.iter().filter(|report| report.outcome == outcome).count();
    let [taken, same, refused, unrecognised] =
        [Outcome::Taken, Outcome::Same, Outcome::Refused, Outcome::Unrecognised].map(count);
    output::line(&language.pick(
        format!("{} 個檔案：匯入 {taken}，相同 {same}，拒收 {refused}，不認得 {unrecognised}", reports.len()),
        format!(
            "{}: {taken} taken, {same} the same, {refused} refused, {unrecognised} not recognised",
            counted(reports.len() as u64, "file", "files")
        ),
    ));
}

/// What becomes of a file, in Traditional Chinese and English.
pub(crate) fn outcome_words(outcome: Outcome) -> (&'static str, &'static str) {
    match outcome {
        Outcome::Taken => ("匯入", "taken"),
        Outcome::Same => ("相同", "same"),
        Outcome::Refused => ("拒收", "refused"),
        Outcome::Unrecognised => ("不認得", "not recognised"),
    }
}

/// The first word may name the format, unless it is a file.
fn split<'a>(words: &'a [&'a OsString]) -> Result<(Option<Format>, &'a [&'a OsString]), Error> {
    let Some((first, rest)) = words.split_first() else { return Ok((None, words)) };
    let name = first.to_str().unwrap_or_default();
    match Format::parse(name) {
        Some(format) if !rest.is_empty() => Ok((Some(format), rest)),
        Some(_) if !Path::new(first).exists() => {
            Err(Error::new(format!("格式 {name} 之後缺少檔案"), format!("no file after the format {name}"))
                .hint("zilu import [格式] 檔案…", "zilu import [FORMAT] FILE…"))
        }
        _ => Ok((None, words)),
    }
}

/// Says what is wrong with a refused file, and which rows could not be recorded; also beside JSON, which only counts.
fn faults(language: Language, report: &ImportReport) {
    for fault in report.faults.iter().take(FAULTS_PRINTED) {
        // The hint is part of the line.
        output::say(&language.pick(fault.line_zh(), fault.line_en()));
    }
    for row in report.left_out_rows.iter().take(FAULTS_PRINTED) {
        output::say(&language.pick(
            format!("{}：{}「{}」", row.place.zh, row.words.zh, row.written),
            format!("{}: {} '{}'", row.place.en, row.words.en, row.written),
        ));
    }
    let more_rows = report.left_out.saturating_sub(FAULTS_PRINTED as u64);
    if more_rows > 0 {
        let rows = counted(more_rows, "more row", "more rows");
        output::say(&language.pick(format!("……另有 {more_rows} 列未登錄"), format!("… and {rows} left out")));
    }
    let more = report.refused.saturating_sub(FAULTS_PRINTED as u64);
    if more > 0 {
        let faults = counted(more, "more fault", "more faults");
        output::say(&language.pick(format!("……另有 {more} 個錯誤"), format!("… and {faults}")));
    }
}

fn print(language: Language, report: &ImportReport, dry_run: bool) {
    if report.refused > 0 {
        output::line(&language.pick(
            format!("{}：拒收，{} 個錯誤，未登錄任何資料", report.file, report.refused),
            format!(
                "{}: refused, {}, nothing recorded",
                report.file,
                counted(report.refused, "fault", "faults")
            ),
        ));
        return;
    }
    let tense =
        if dry_run { language.pick("（試算，未登錄）", " (dry run, nothing recorded)") } else { "" };
    output::line(&language.pick(
        format!(
            "{}（{}）：新增 {}，變更 {}，相同 {}，拒收 0；{}{tense}",
            report.file, report.format, report.new, report.changed, report.same, report.words.0
        ),
        format!(
            "{} ({}): new {}, changed {}, same {}, refused 0; {}{tense}",
            report.file, report.format, report.new, report.changed, report.same, report.words.1
        ),
    ));
    if report.gone + report.not_retested > 0 {
        output::line(&language.pick(
            format!("  {} 筆複測後已不存在，{} 筆未經複測而維持", report.gone, report.not_retested),
            format!(
                "  {} gone after the re-test, {}",
                counted(report.gone, "record is", "records are"),
                counted(report.not_retested, "was not re-tested and stays", "were not re-tested and stay"),
            ),
        ));
    }
}

/// Says what would change, record by record.
fn changes(language: Language, report: &ImportReport) {
    let zh = language.is_chinese();
    for change in &report.changes {
        let sort = match change.sort {
            ChangeSort::New => language.pick("新增", "new"),
            ChangeSort::Changed => language.pick("變更", "changed"),
            ChangeSort::Gone => language.pick("已不存在", "gone"),
            ChangeSort::Void => language.pick("作廢", "void"),
        };
        output::line(&language.pick(
            format!("  {sort} {} {}（{}）", change.kind_label.zh, change.key, change.place.zh),
            format!("  {sort} {} {} ({})", change.kind_label.en, change.key, change.place.en),
        ));
        let unknown = || language.pick("不明", "unknown").to_owned();
        let shown =
            |words: &Option<Words>| words.as_ref().map_or_else(unknown, |words| words.get(zh).to_owned());
        for field in &change.fields {
            let value = match change.sort {
                ChangeSort::New => shown(&field.new),
                _ => format!("{} → {}", shown(&field.old), shown(&field.new)),
            };
            output::line(&language.pick(
                format!("    {}：{value}（自 {} 起）", field.label.zh, language.iso(&field.effective)),
                format!("    {}: {value} (from {})", field.label.en, field.effective),
            ));
        }
    }
    let changed = report.new + report.changed + report.gone;
    let more = changed.saturating_sub(report.changes.len() as u64);
    if more > 0 && !report.changes.is_empty() {
        output::line(&language.pick(
            format!("  ……另有 {more} 筆變動（--json 列出更多）"),
            format!("  … and {} (--json lists more)", counted(more, "more change", "more changes")),
        ));
    }
}
