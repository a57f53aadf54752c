//! `zilu import`: files in.

use super::{date, path, text};
use crate::language::Language;
use crate::{clock, output, rules};
use clap::ArgMatches;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zilu_app::{App, Error, ImportFile, ImportOptions, ImportReport};
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
            recorded_ms: clock::now_ms(),
            dry_run: matches.get_flag("dry-run"),
        };
        let report = import(language, &app, Path::new(file), &options)?;
        faults(language, &report);
        if !matches.get_flag("json") {
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

fn open_or_create(matches: &ArgMatches) -> Result<App, Error> {
    let catalogue = rules::load_clean(path(matches, "catalogue").map(PathBuf::as_path))?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
    if directory.join("zilu.db").exists() {
        return App::open(&directory, catalogue, clock::today());
    }
    App::create(&directory, catalogue, "zilu", clock::now_ms(), clock::today())
}

fn import(
    language: Language,
    app: &App,
    file: &Path,
    options: &ImportOptions,
) -> Result<ImportReport, Error> {
    let unreadable = |error: std::io::Error| {
        Error::new(
            format!("無法讀取檔案 {}：{error}", file.display()),
            format!("cannot read the file {}: {error}", file.display()),
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
        eprintln!("{}", language.pick(fault.line_zh(), fault.line_en()));
    }
    let more = report.refused.saturating_sub(FAULTS_PRINTED as u64);
    if more > 0 {
        eprintln!("{}", language.pick(format!("……另有 {more} 個錯誤"), format!("… and {more} more faults")));
    }
}

fn print(language: Language, report: &ImportReport, dry_run: bool) {
    if report.refused > 0 {
        output::line(&language.pick(
            format!("{}：拒收，{} 個錯誤，未登錄任何資料", report.file, report.refused),
            format!("{}: refused, {} faults, nothing recorded", report.file, report.refused),
        ));
        return;
    }
    for (zh, en) in &report.notes {
        eprintln!("{}", language.pick(zh, en));
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
            format!("  {} 個弱點複掃後已不存在，{} 個未經複測而維持", report.gone, report.not_retested),
            format!(
                "  {} findings are gone after the re-scan, {} were not re-tested and stay",
                report.gone, report.not_retested
            ),
        ));
    }
}

/// The account of whoever runs the command.
fn actor() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "local".to_owned())
}
