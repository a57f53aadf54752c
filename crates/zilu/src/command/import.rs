//! `zilu import`: files in.

use super::{actor, date, open_or_create, text};
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use zilu_app::{App, Error, ImportFile, ImportOptions, ImportReport, counted, io_words};
use zilu_intake::Format;

/// Faults printed per file; the rest are counted.
const FAULTS_PRINTED: usize = 20;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let words: Vec<&String> = matches.get_many::<String>("words").into_iter().flatten().collect();
    let (format, files) = split(&words)?;
    let app = open_or_create(matches)?;
    let mut reports = Vec::new();
    for file in files {
        let options = ImportOptions {
            actor: actor(),
            reason: text(matches, "reason").map(str::to_owned),
            format,
            kind: text(matches, "kind").map(str::to_owned),
            date: date(matches, "date")?,
            subject: text(matches, "subject").map(str::to_owned),
            recorded_ms: clock::now_ms(),
            dry_run: matches.get_flag("dry-run"),
        };
        let report = import(language, &app, Path::new(file), &options)?;
        faults(language, &report);
        if !matches.get_flag("json") {
            for (zh, en) in &report.notes {
                output::note(language, language.pick(zh, en));
            }
            print(language, &report, options.dry_run);
        }
        reports.push(report);
    }
    if matches.get_flag("json") {
        output::json(&reports)?;
    }
    let refused = reports.iter().any(|report| report.refused > 0);
    Ok(ExitCode::from(if refused { 2 } else { 0 }))
}

/// The first word may name the format, unless it is a file.
fn split<'a>(words: &'a [&'a String]) -> Result<(Option<Format>, &'a [&'a String]), Error> {
    let Some((first, rest)) = words.split_first() else { return Ok((None, words)) };
    match Format::parse(first) {
        Some(format) if !rest.is_empty() => Ok((Some(format), rest)),
        Some(_) if !Path::new(first.as_str()).exists() => {
            Err(Error::new(format!("格式 {first} 之後缺少檔案"), format!("no file after the format {first}"))
                .hint("zilu import [格式] 檔案…", "zilu import [FORMAT] FILE…"))
        }
        _ => Ok((None, words)),
    }
}

fn import(
    language: Language,
    app: &App,
    file: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, Error> {
    let unreadable = |error: std::io::Error| {
        let (zh, en) = io_words(&error);
        Error::new(
            format!("無法讀取檔案 {}：{zh}", file.display()),
            format!("cannot read the file {}: {en}", file.display()),
        )
    };
    let metadata = std::fs::metadata(file).map_err(unreadable)?;
    if metadata.is_dir() {
        return Err(Error::new(
            format!("{} 是資料夾", file.display()),
            format!("{} is a folder", file.display()),
        )
        .hint("請指定其中的檔案", "name the files in it"));
    }
    if !metadata.is_file() {
        return Err(Error::new(
            format!("{} 不是一般檔案（而是裝置或管線），無法讀取兩次", file.display()),
            format!("{} is a device or a pipe, not a file that can be read twice", file.display()),
        )
        .hint("請先存成檔案再匯入", "save what it gives as a file and import that"));
    }
    let name = file
        .file_name()
        .map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned());
    let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(File::open(file)?)) };
    let input = ImportFile { name: &name, length: metadata.len(), open: &open };
    let bar = output::progress(language, metadata.len() * 2, &name);
    let report = app.import(&input, options, &mut |done, _| bar.set_position(done));
    bar.finish_and_clear();
    report
}

/// Says what is wrong with a refused file; also beside JSON, which only counts.
fn faults(language: Language, report: &ImportReport) {
    for fault in report.faults.iter().take(FAULTS_PRINTED) {
        // The hint is part of the line.
        output::say(&language.pick(fault.line_zh(), fault.line_en()));
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
