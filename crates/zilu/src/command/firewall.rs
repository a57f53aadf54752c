//! `zilu firewall analyse`: what is wrong with the rules of configurations, without recording anything.

use super::{date, text};
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zilu_app::{Error, counted, io_words};
use zilu_firewall::analysis::{RiskyPorts, ZoneMatrix, described};
use zilu_firewall::{Analysis, Configuration, FindingKind, Parameters, Rule, analyse};
use zilu_intake::{Fault, Format, HEAD, Source, read_configuration, recognise};

/// Lines not understood that are printed; JSON has all.
const LINES_PRINTED: usize = 40;
/// Largest table of zones, in bytes.
const TABLE_BYTES: u64 = 4 << 20;

/// A configuration as JSON.
#[derive(Serialize)]
struct Report<'a> {
    file: &'a str,
    format: &'static str,
    firewall: Option<&'a str>,
    system: &'a str,
    rules: usize,
    complete: bool,
    lines_not_understood: u64,
    not_understood: Vec<LineReport<'a>>,
    irrelevant_lines: &'a std::collections::BTreeMap<&'static str, u64>,
    unused_not_evaluable: Option<WordsReport<'a>>,
    findings: Vec<FindingReport<'a>>,
}

#[derive(Serialize)]
struct LineReport<'a> {
    line: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct WordsReport<'a> {
    zh: &'a str,
    en: &'a str,
}

#[derive(Serialize)]
struct FindingReport<'a> {
    finding: &'static str,
    rule_id: &'a str,
    rule_set: &'a str,
    position: u32,
    name: Option<&'a str>,
    line: u32,
    source: &'a str,
    destination: &'a str,
    service: &'a str,
    action: &'a str,
    covered_by: Option<&'a str>,
    reason: WordsReport<'a>,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    match matches.subcommand() {
        Some(("analyse", matches)) => analyse_files(language, matches),
        // The parser demands a subcommand that it knows.
        _ => Ok(ExitCode::from(2)),
    }
}

fn analyse_files(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let parameters = parameters(matches)?;
    let mut read = Vec::new();
    let mut refused = false;
    for path in matches.get_many::<PathBuf>("files").into_iter().flatten() {
        let name = path
            .file_name()
            .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
        match configuration(path, &name, text(matches, "format"))? {
            Ok((format, configuration)) => {
                let analysis = analyse(&configuration, &parameters);
                read.push((name, format, configuration, analysis));
            }
            Err(fault) => {
                output::say(&language.pick(fault.line_zh(), fault.line_en()));
                refused = true;
            }
        }
    }
    if matches.get_flag("json") {
        let reports: Vec<Report<'_>> = read
            .iter()
            .map(|(name, format, configuration, analysis)| report(name, *format, configuration, analysis))
            .collect();
        output::json(&reports)?;
    } else {
        for (name, format, configuration, analysis) in &read {
            print(language, name, *format, configuration, analysis);
        }
    }
    let sound = read
        .iter()
        .all(|(.., configuration, analysis)| configuration.is_complete() && analysis.findings.is_empty());
    Ok(ExitCode::from(if refused { 2 } else { u8::from(!sound) }))
}

fn parameters(matches: &ArgMatches) -> Result<Parameters, Error> {
    let mut parameters = Parameters::new(date(matches, "on")?.unwrap_or_else(clock::today));
    if let Some(list) = text(matches, "risky-ports") {
        parameters.risky = RiskyPorts::parse(list).map_err(|word| {
            Error::new(format!("「{word}」不是埠"), format!("'{word}' is no port"))
                .hint("例：tcp/22,tcp/3389,udp/161-162", "for example tcp/22,tcp/3389,udp/161-162")
        })?;
    }
    if let Some(days) = matches.get_one::<u32>("unused-days") {
        parameters.unused_days = *days;
    }
    parameters.uptime_days = matches.get_one::<u32>("uptime-days").copied();
    if let Some(path) = matches.get_one::<PathBuf>("zones") {
        let mut table = String::new();
        File::open(path)
            .and_then(|file| file.take(TABLE_BYTES).read_to_string(&mut table))
            .map_err(|error| unreadable(path, &error))?;
        let matrix = ZoneMatrix::parse(&table).map_err(|faults| {
            let (zh, en): (Vec<String>, Vec<String>) = faults
                .iter()
                .take(5)
                .map(|fault| {
                    (
                        format!("第 {} 行：{}", fault.line, fault.words.zh),
                        format!("line {}: {}", fault.line, fault.words.en),
                    )
                })
                .unzip();
            Error::new(
                format!("區域表 {}：{}", path.display(), zh.join("；")),
                format!("the table of zones {}: {}", path.display(), en.join("; ")),
            )
        })?;
        parameters.matrix = Some(matrix);
    }
    Ok(parameters)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let (zh, en) = io_words(error);
    Error::new(
        format!("無法讀取檔案 {}：{zh}", path.display()),
        format!("cannot read the file {}: {en}", path.display()),
    )
}

type Looked = Result<(Format, Configuration), Box<Fault>>;

fn configuration(path: &Path, name: &str, format: Option<&str>) -> Result<Looked, Error> {
    let open = || File::open(path).map_err(|error| unreadable(path, &error));
    let mut head = Vec::new();
    open()?.take(HEAD as u64).read_to_end(&mut head).map_err(|error| unreadable(path, &error))?;
    let format = match format {
        Some(word) => match Format::parse(word) {
            Some(format) => format,
            None => {
                return Err(Error::new(
                    format!("沒有「{word}」這種格式"),
                    format!("there is no format '{word}'"),
                ));
            }
        },
        None => match recognise(name, &head) {
            Ok(format) => format,
            Err(fault) => return Ok(Err(fault)),
        },
    };
    let Format::Firewall(kind) = format else {
        let fault = Fault::new(
            Source::new(name).place(),
            "no-firewall",
            "這不是認得的防火牆設定",
            "this is no configuration of a firewall that is known",
        );
        return Ok(Err(Box::new(fault.hint(
            "可用 --format 指定格式，例如 asa、fortigate",
            "name the format with --format, such as asa or fortigate",
        ))));
    };
    Ok(read_configuration(open()?, kind, &Source::new(name)).map(|configuration| (format, configuration)))
}

fn report<'a>(
    file: &'a str,
    format: Format,
    configuration: &'a Configuration,
    analysis: &'a Analysis,
) -> Report<'a> {
    let finding = |finding: &'a zilu_firewall::Finding| {
        let rule = &configuration.rules[finding.rule];
        FindingReport {
            finding: finding.kind.word(),
            rule_id: &rule.id,
            rule_set: &configuration.sets[rule.set].name,
            position: rule.position,
            name: rule.name.as_deref(),
            line: rule.line,
            source: &rule.source.words,
            destination: &rule.destination.words,
            service: &rule.service.words,
            action: rule.action.word(),
            covered_by: finding.by.map(|by| configuration.rules[by].id.as_str()),
            reason: WordsReport { zh: &finding.reason.zh, en: &finding.reason.en },
        }
    };
    Report {
        file,
        format: format.word(),
        firewall: configuration.name.as_deref(),
        system: &configuration.system,
        rules: configuration.rules.len(),
        complete: configuration.is_complete(),
        lines_not_understood: configuration.unread_lines(),
        not_understood: configuration
            .unread
            .iter()
            .map(|unread| LineReport { line: unread.line, text: &unread.text })
            .collect(),
        irrelevant_lines: &configuration.irrelevant,
        unused_not_evaluable: analysis
            .unused_not_evaluable
            .as_ref()
            .map(|words| WordsReport { zh: &words.zh, en: &words.en }),
        findings: analysis.findings.iter().map(finding).collect(),
    }
}

fn print(language: Language, file: &str, format: Format, configuration: &Configuration, analysis: &Analysis) {
    let name = configuration.name.as_deref().unwrap_or(file);
    output::line(&format!("{name}  {} ({file}, {})", configuration.system, format.word()));
    let header = language.pick(
        ["問題", "規則", "行", "來源", "目的", "服務", "理由"],
        ["finding", "rule", "line", "source", "destination", "service", "reason"],
    );
    let short = |text: &str| -> String {
        if text.chars().count() > 32 {
            text.chars().take(31).chain(['…']).collect()
        } else {
            text.to_owned()
        }
    };
    let row = |kind: FindingKind, rule: &Rule, reason: String| {
        let (zh, en) = kind.label();
        vec![
            language.pick(zh, en).to_owned(),
            described(configuration, rule),
            rule.line.to_string(),
            short(&rule.source.words),
            short(&rule.destination.words),
            short(&rule.service.words),
            reason,
        ]
    };
    let mut rows = Vec::new();
    for kind in FindingKind::ALL {
        for finding in analysis.findings.iter().filter(|finding| finding.kind == kind) {
            let reason = language.pick(&finding.reason.zh, &finding.reason.en).clone();
            rows.push(row(kind, &configuration.rules[finding.rule], reason));
        }
    }
    if !rows.is_empty() {
        output::table(&header, rows);
    }
    let unread = configuration.unread_lines();
    if unread > 0 {
        output::line(&language.pick(
            format!("看不懂的行（{unread}）："),
            format!("{} not understood:", counted(unread, "line", "lines")),
        ));
        for unread in configuration.unread.iter().take(LINES_PRINTED) {
            output::line(&format!("  {:>6}  {}", unread.line, unread.text));
        }
        let more = unread.saturating_sub(LINES_PRINTED as u64);
        if more > 0 {
            output::line(&language.pick(format!("  ……另有 {more} 行"), format!("  … and {more} more")));
        }
    }
    if let Some(words) = &analysis.unused_not_evaluable {
        output::line(
            &language.pick(
                format!("未使用：無法判斷，{}", words.zh),
                format!("unused: not evaluable, {}", words.en),
            ),
        );
    }
    let (rules, found) = (configuration.rules.len() as u64, analysis.findings.len() as u64);
    let complete = configuration.is_complete();
    output::line(&language.pick(
        format!(
            "{rules} 條規則，{found} 項問題；{}",
            if complete { "設定已完整讀懂" } else { "設定不完整，不能說沒有問題" }
        ),
        format!(
            "{}, {}; {}",
            counted(rules, "rule", "rules"),
            counted(found, "finding", "findings"),
            if complete {
                "the configuration was understood completely"
            } else {
                "the configuration is incomplete and cannot be called clean"
            }
        ),
    ));
}
