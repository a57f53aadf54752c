//! `zilu text`: the official text: attached, shown, compared with another edition.

use super::{actor, date, dates, open_or_create, open_read_only, path, text};
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use jiff::civil::Date;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::process::ExitCode;
use zilu_app::official::{AttachOptions, AttachReport, Comparison, EditionView, SpanView};
use zilu_app::{Error, Lens, counted, io_words};
use zilu_intake::DOCUMENT_BYTES;

/// Lines of one list that are printed; the rest are counted.
const PRINTED: usize = 20;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    match matches.subcommand() {
        Some(("attach", matches)) => attach(language, matches),
        Some(("list", matches)) => list(language, matches),
        Some(("show", matches)) => show(language, matches),
        Some(("diff", matches)) => diff(language, matches),
        // The parser demands a subcommand that it knows.
        _ => Ok(ExitCode::from(2)),
    }
}

fn attach(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let file = path(matches, "file").map(|file| file.as_path()).unwrap_or(Path::new(""));
    let bytes = read(file)?;
    let name = file
        .file_name()
        .map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned());
    let options = AttachOptions {
        actor: actor(),
        edition: date(matches, "edition")?,
        announced: date(matches, "announced")?,
        effective: date(matches, "effective")?,
        recorded_ms: clock::now_ms(),
        replace: matches.get_flag("replace"),
        dry_run: matches.get_flag("dry-run"),
    };
    let app = open_or_create(matches)?;
    let report = app.attach_text(&name, &bytes, &options)?;
    if matches.get_flag("json") {
        output::json(&report)?;
    } else {
        print_attached(language, &report, options.dry_run);
    }
    // A look that found something; what is recorded was wanted like this, and what was refused did not come here.
    let doubtful = report.replaces.is_some() || report.encoded && !report.unmatched.is_empty();
    Ok(ExitCode::from(u8::from(options.dry_run && doubtful)))
}

fn read(file: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |error: std::io::Error| {
        let (zh, en) = io_words(&error);
        Error::new(
            format!("無法讀取檔案 {}：{zh}", file.display()),
            format!("cannot read the file {}: {en}", file.display()),
        )
        .hint("請確認檔案存在且可讀取", "check that the file is there and readable")
    };
    let mut bytes = Vec::new();
    let input = File::open(file).map_err(unreadable)?;
    // A pipe or a device never ends.
    if !input.metadata().map_err(unreadable)?.is_file() {
        return Err(Error::new(
            format!("{} 不是檔案", file.display()),
            format!("{} is not a file", file.display()),
        ));
    }
    input.take(DOCUMENT_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    Ok(bytes)
}

fn print_attached(language: Language, report: &AttachReport, dry_run: bool) {
    let what = match (report.same, dry_run) {
        (true, _) => language.pick("已附過，沒有變動", "attached before, nothing changed"),
        (false, true) => language.pick("僅檢查，未登錄", "checked only, nothing recorded"),
        (false, false) => language.pick("已附上", "attached"),
    };
    output::line(&language.pick(
        format!(
            "{}（{}）：{} 版，{} 個條款，{what}",
            report.file, report.format, report.edition, report.clauses
        ),
        format!(
            "{} ({}): edition {}, {}, {what}",
            report.file,
            report.format,
            report.edition,
            counted(report.clauses as u64, "clause", "clauses")
        ),
    ));
    let ids = |label: &str, ids: &[String]| {
        if !ids.is_empty() {
            let more = ids.len().saturating_sub(PRINTED);
            let more = if more > 0 { format!(" (+{more})") } else { String::new() };
            output::line(&format!("{label}: {}{more}", ids[..ids.len().min(PRINTED)].join(" ")));
        }
    };
    ids(language.pick("規範目錄有、此版沒有", "in the catalogue, not in this text"), &report.missing);
    ids(language.pick("此版有、規範目錄沒有", "in this text, not in the catalogue"), &report.extra);
    for fault in report.faults.iter().take(PRINTED) {
        output::line(&language.pick(
            format!("第 {} 行：{}", fault.line, fault.zh),
            format!("line {}: {}", fault.line, fault.en),
        ));
    }
    output::line(&language.pick(
        format!("{} 個義務的引文，{} 個相符", report.phrases, report.phrases - report.unmatched.len()),
        format!(
            "phrases of {}, {} found in their clause",
            counted(report.phrases as u64, "duty", "duties"),
            report.phrases - report.unmatched.len()
        ),
    ));
    for phrase in report.unmatched.iter().take(PRINTED) {
        output::line(&language.pick(
            format!("{} {}：條文裡沒有「{}」", phrase.clause, phrase.duty, phrase.phrase),
            format!("{} {}: \"{}\" does not stand in the clause", phrase.clause, phrase.duty, phrase.phrase),
        ));
    }
    if !report.encoded {
        output::hint(
            language,
            language.pick(
                "以 zilu text diff 查看與前一版的差異",
                "zilu text diff shows what changed since the edition before",
            ),
        );
    }
}

fn list(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let editions = app.with_lens(on, known, |lens| lens.editions());
    if matches.get_flag("json") {
        output::json(&editions)?;
        return Ok(ExitCode::SUCCESS);
    }
    if editions.is_empty() {
        return Err(none_attached());
    }
    let header = language
        .pick(["版本", "公布", "施行", "條款", ""], ["edition", "announced", "in force from", "clauses", ""]);
    let rows = editions.iter().map(|edition| {
        let or_dash =
            |day: &Option<String>| day.as_deref().map_or_else(|| "—".into(), |day| language.iso(day));
        vec![
            edition.edition.clone(),
            or_dash(&edition.announced),
            or_dash(&edition.effective),
            edition.clauses.map_or_else(|| "—".into(), |clauses| clauses.to_string()),
            remark(language, edition),
        ]
    });
    output::table(&header, rows);
    Ok(ExitCode::SUCCESS)
}

fn remark(language: Language, edition: &EditionView) -> String {
    let mut words = Vec::new();
    if edition.in_force {
        words.push(language.pick("施行中", "in force").to_owned());
    }
    if edition.encoded {
        words.push(language.pick("規範目錄所據", "encoded by the catalogue").to_owned());
    }
    if let Some(why) = &edition.unreadable {
        words.push(why.get(language.is_chinese()).to_owned());
    }
    words.join(language.pick("，", ", "))
}

pub(super) fn none_attached() -> Error {
    Error::new("尚未附上規範文本", "no text of the rules is attached").hint(
        "以 zilu text attach 檔案 附上公布的全文",
        "attach the text as published with zilu text attach FILE",
    )
}

fn show(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let id = text(matches, "clause").unwrap_or("");
    app.with_lens(on, known, |lens| {
        if lens.editions().is_empty() {
            return Err(none_attached());
        }
        let official = lens.official(id).ok_or_else(|| {
            Error::new(format!("文本裡沒有 {id}"), format!("the text has no clause {id}"))
                .hint("條次寫法如 a14.1.1、x1.4.1.7.1.6", "write a clause as a14.1.1 or x1.4.1.7.1.6")
        })?;
        if matches.get_flag("json") {
            output::json(&official)?;
            return Ok(ExitCode::SUCCESS);
        }
        output::line(&language.pick(
            format!("{id}（{} 版）", official.edition),
            format!("{id} (edition {})", official.edition),
        ));
        for line in official.heads.iter().chain(&official.paragraphs) {
            output::line(line);
        }
        if let Some(change) = &official.change {
            output::line("");
            output::line(&language.pick(
                format!("{} 版：{}", change.edition, change.change.zh),
                format!("edition {}: {}", change.edition, change.change.en),
            ));
            output::line(&marked(&change.spans));
        }
        Ok(ExitCode::SUCCESS)
    })
}

fn diff(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    app.with_lens(on, known, |lens| {
        let (old, new) = chosen(lens, date(matches, "old")?, date(matches, "new")?)?;
        let comparison = lens.compare_editions(&old, &new).ok_or_else(|| {
            Error::new(
                format!("{old} 或 {new} 沒有附上，或檔案無法讀取"),
                format!("{old} or {new} is not attached, or its file cannot be read"),
            )
            .hint("以 zilu text list 查看已附上的版本", "zilu text list shows what is attached")
        })?;
        if matches.get_flag("json") {
            output::json(&comparison)?;
        } else {
            print_comparison(language, &comparison);
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The two editions: those named, else the newest and the one before it.
fn chosen(lens: &Lens<'_>, old: Option<Date>, new: Option<Date>) -> Result<(String, String), Error> {
    let editions: Vec<String> = lens.editions().into_iter().map(|edition| edition.edition).collect();
    let new =
        new.map(|day| day.to_string()).or_else(|| editions.first().cloned()).ok_or_else(none_attached)?;
    let old = old
        .map(|day| day.to_string())
        .or_else(|| editions.iter().skip_while(|edition| **edition != new).nth(1).cloned())
        .ok_or_else(|| {
            Error::new(
                "只附上一個版本，沒有可比較的",
                "only one edition is attached: there is nothing to compare",
            )
            .hint("以 zilu text attach 檔案 附上另一版", "attach another with zilu text attach FILE")
        })?;
    Ok((old, new))
}

fn print_comparison(language: Language, comparison: &Comparison) {
    let zh = language.is_chinese();
    output::line(&format!("{} → {}", comparison.old, comparison.new));
    let counts: Vec<String> =
        comparison.counts.iter().map(|(_, label, count)| format!("{} {count}", label.get(zh))).collect();
    output::line(&counts.join(language.pick("，", ", ")));
    for open in &comparison.open {
        let status = zilu_catalogue::Status::parse(open.standing.status)
            .map(zilu_catalogue::Status::label)
            .unwrap_or_default();
        let due = open.standing.due.as_deref().map_or_else(|| "—".into(), |due| language.iso(due));
        let left = match open.days_left {
            Some(days) if days >= 0 => language
                .pick(format!("，還有 {days} 天"), format!(", {} left", counted(days as u64, "day", "days"))),
            Some(days) => language.pick(
                format!("，已逾 {} 天", -days),
                format!(", {} late", counted(u64::from(days.unsigned_abs()), "day", "days")),
            ),
            None => String::new(),
        };
        output::line(&language.pick(
            format!("{}：{}，期限 {due}{left}", open.standing.title.zh, status.0),
            format!("{}: {}, due {due}{left}", open.standing.title.en, status.1),
        ));
    }
    for row in &comparison.rows {
        let id = match (&row.old_id, &row.new_id) {
            (Some(old), Some(new)) if old != new => format!("{old} → {new}"),
            (_, Some(id)) | (Some(id), None) => id.clone(),
            (None, None) => String::new(),
        };
        output::line("");
        output::line(&format!("{}  {id}", row.label.get(zh)));
        output::line(&marked(&row.spans));
        for duty in &row.duties {
            output::line(&format!("  {} {}", language.pick("義務", "duty"), duty.title.get(zh)));
        }
        for (_, label) in &row.readings {
            output::line(&format!("  {} {}", language.pick("解讀", "reading"), label.get(zh)));
        }
    }
}

/// The words with what is gone in `[-…-]` and what is new in `{+…+}`.
fn marked(spans: &[SpanView]) -> String {
    spans
        .iter()
        .map(|span| match span.kind {
            "deleted" => format!("[-{}-]", span.text),
            "inserted" => format!("{{+{}+}}", span.text),
            _ => span.text.clone(),
        })
        .collect()
}
