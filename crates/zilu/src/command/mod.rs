//! The subcommands.

mod accounts;
mod book;
mod check;
mod collect;
mod column_map;
mod crosswalk;
mod demo;
mod drills;
mod explain;
mod export;
mod firewall;
mod import;
mod imports;
mod oscal;
mod reconcile;
mod serve;
mod sessions;
mod standing;
mod template;
mod text;
mod undo;
mod verify;
mod watch;

pub(crate) use column_map::read as read_column_map;
pub(crate) use import::outcome_words;

use crate::clock;
use crate::language::Language;
use crate::{output, rules};
use clap::ArgMatches;
use clap::parser::ValueSource;
use jiff::civil::Date;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zilu_app::{App, Clock, Error, FURTHEST_DAYS, Lens, io_words};
use zilu_catalogue::{Catalogue, Type, Value, parse_value};
use zilu_engine::Day;
use zilu_engine::explain::roc_date;

/// Runs the subcommand that was asked for.
pub(crate) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    match matches.subcommand() {
        Some(("demo", matches)) => demo::run(language, matches),
        Some(("serve", matches)) => serve::run(language, matches),
        Some(("import", matches)) => import::run(language, matches),
        Some(("collect", matches)) => collect::run(language, matches),
        Some(("imports", matches)) => imports::run(language, matches),
        Some(("undo", matches)) => undo::run(language, matches),
        Some(("watch", matches)) => watch::run(language, matches),
        Some(("export", matches)) => export::run(language, matches),
        Some(("template", matches)) => template::run(language, matches),
        Some(("firewall", matches)) => firewall::run(language, matches),
        Some(("text", matches)) => text::run(language, matches),
        Some(("book", matches)) => book::run(language, matches),
        Some(("check", matches)) => check::run(language, matches),
        Some(("crosswalk", matches)) => crosswalk::run(language, matches),
        Some(("oscal", matches)) => oscal::run(language, matches),
        Some(("standing", matches)) => standing::run(language, matches),
        Some(("accounts", matches)) => accounts::run(language, matches),
        Some(("explain", matches)) => explain::run(language, matches),
        Some(("sessions", matches)) => sessions::run(language, matches),
        Some(("drills", matches)) => drills::run(language, matches),
        Some(("reconcile", matches)) => reconcile::run(language, matches),
        Some(("verify", matches)) => verify::run(language, matches),
        // The parser demands a subcommand that it knows.
        _ => Ok(ExitCode::from(2)),
    }
}

fn text<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}

fn path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a PathBuf> {
    matches.get_one::<PathBuf>(name)
}

/// Opens the data directory that was named.
fn open(matches: &ArgMatches) -> Result<App, Error> {
    let catalogue = rules::load_clean(matches)?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
    Ok(App::open(&directory, catalogue, clock::today())?.with_clock(clock_of(matches)))
}

/// What is recorded is held against this machine's clock, unless somebody says that it is right.
fn clock_of(matches: &ArgMatches) -> Clock {
    if matches.get_flag("clock-is-right") { Clock::Confirmed } else { Clock::Machine }
}

/// Opens it for reading only: works beside a running server, and on a copy without its key.
fn open_read_only(matches: &ArgMatches) -> Result<App, Error> {
    let catalogue = rules::load_clean(matches)?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
    App::open_read_only(&directory, catalogue, clock::today())
}

/// Opens the data, for a dry run without a lock. Where there is none, only what is recorded makes it.
fn open_or_create(matches: &ArgMatches) -> Result<App, Error> {
    let catalogue = rules::load_clean(matches)?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
    if !directory.join("zilu.db").exists() {
        return Ok(App::create_when_recording(&directory, catalogue, "zilu", clock::today())
            .with_clock(clock_of(matches)));
    }
    if matches.get_flag("dry-run") {
        return App::open_read_only(&directory, catalogue, clock::today());
    }
    Ok(App::open(&directory, catalogue, clock::today())?.with_clock(clock_of(matches)))
}

/// Opens the data for reading, for what can be said without: somebody who only wants to read the rules has none. Then
/// readings and parameters are those of the rules.
fn open_or_bare(matches: &ArgMatches) -> Result<App, Error> {
    let directory = path(matches, "data").cloned().unwrap_or_default();
    let named = matches.value_source("data") == Some(ValueSource::CommandLine);
    if named || directory.join("zilu.db").exists() {
        return open_read_only(matches);
    }
    Ok(App::create_when_recording(&directory, rules::load_clean(matches)?, "zilu", clock::today()))
}

/// The account of whoever runs the command.
fn actor() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "local".to_owned())
}

/// A subject's key as people write it: `web`, or `system/web` as the tables print it.
fn subject(app: &App, written: &str) -> Result<String, Error> {
    let catalogue = app.catalogue();
    let known = |key: &str| {
        app.with_lens(Day::from(clock::today()), None, |lens| {
            (0..catalogue.kinds.len() as u16)
                .any(|kind| lens.facts.find(zilu_catalogue::KindId(kind), key).is_some())
        })
    };
    let bare = written.split_once('/').filter(|(kind, _)| catalogue.kind(kind).is_some()).map(|(_, key)| key);
    if known(written) {
        return Ok(written.to_owned());
    }
    if let Some(key) = bare.filter(|key| known(key)) {
        return Ok(key.to_owned());
    }
    Err(Error::new(format!("沒有這個對象：{written}"), format!("no such subject: {written}"))
        .hint("鍵的寫法如 zilu standing 所列", "write the key as zilu standing lists it"))
}

/// A date as people write it, AD or ROC.
fn date(matches: &ArgMatches, name: &str) -> Result<Option<Date>, Error> {
    let Some(written) = text(matches, name) else { return Ok(None) };
    match parse_value(&Type::Date, written) {
        Ok(Value::Date(date)) => Ok(Some(date)),
        _ => Err(Error::new(
            format!("--{name} 的日期看不懂：{written}"),
            format!("--{name} is not a date: {written}"),
        )
        .hint("例如 2025-06-30、114/06/30、民國114年6月30日", "such as 2025-06-30, 114/06/30")),
    }
}

/// D and K as asked for: D defaults to today and ends where the pages end too, K defaults to everything known.
fn dates(matches: &ArgMatches) -> Result<(Day, Option<i64>), Error> {
    let today = Day::from(clock::today());
    let on = date(matches, "on")?.map_or(today, Day::from);
    let last = Day(today.0.saturating_add(FURTHEST_DAYS));
    if on > last {
        return Err(Error::new(
            format!("--on 太遠：{}", roc_date(on)),
            format!("--on is too far ahead: {on}"),
        )
        .hint(format!("不晚於 {}", roc_date(last)), format!("not after {last}")));
    }
    let known = date(matches, "known")?.map(|date| Day::from(date).end_instant());
    Ok((on, known))
}

/// Writes a new file, whole or not at all; one that is there may be somebody's work.
fn write_new(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let written = || {
        if file.exists() {
            return Err(ErrorKind::AlreadyExists.into());
        }
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut unfinished = tempfile::Builder::new();
        #[cfg(unix)]
        unfinished.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut unfinished = unfinished.prefix(".zilu-").tempfile_in(folder)?;
        unfinished.write_all(bytes)?;
        unfinished.as_file().sync_all()?;
        unfinished.persist_noclobber(file).map_err(|error| error.error)?;
        Ok(())
    };
    written().map_err(|error: std::io::Error| {
        let name = file.display();
        if error.kind() == ErrorKind::AlreadyExists {
            return Error::new(
                format!("{name} 已存在，不覆寫"),
                format!("{name} exists and is not overwritten"),
            )
            .hint("換一個檔名，或先移走該檔", "give another name, or move that file away");
        }
        let (zh, en) = io_words(&error);
        Error::new(format!("無法寫入 {name}：{zh}"), format!("cannot write {name}: {en}"))
    })
}

/// Prints a table as CSV.
fn write_csv(header: Vec<String>, rows: impl Iterator<Item = Vec<String>>) -> Result<(), Error> {
    let failed = |error: csv::Error| {
        Error::new(format!("無法輸出 CSV：{error}"), format!("cannot write CSV: {error}"))
    };
    // With a byte order mark, or spreadsheet programs take it for another encoding.
    let start = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(start);
    for row in std::iter::once(header).chain(rows) {
        let cells = row.iter().map(|cell| zilu_app::csv_guard(cell).into_owned());
        writer.write_record(cells).map_err(failed)?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error().into()))?;
    output::bytes(&bytes);
    Ok(())
}

/// A mistyped clause must not look like an empty list.
fn check_clause(catalogue: &Catalogue, clause: &str) -> Result<(), Error> {
    if catalogue.clauses.iter().any(|known| zilu_app::lens::is_under(&known.id, clause)) {
        return Ok(());
    }
    Err(unknown_name("條次", "clause", clause))
}

fn unknown_name(zh: &str, en: &str, name: &str) -> Error {
    Error::new(format!("沒有這個{zh}：{name}"), format!("no such {en}: {name}"))
        .hint("執行 zilu check --coverage 查看條次與義務", "zilu check --coverage lists clauses and duties")
}

/// What to say about a list as known in the past, when nothing had been recorded by then.
fn not_yet_recorded(lens: &Lens<'_>) -> Option<(String, String)> {
    let first = lens.first_recorded().filter(|first| *first > lens.known)?;
    let (first, known) = (Day::of_instant(first), Day::of_instant(lens.known));
    Some((
        format!(
            "{} 終了前尚未登錄任何資料；最早的資料登錄於 {}，--known 請用該日或以後",
            roc_date(known),
            roc_date(first)
        ),
        format!(
            "nothing was recorded by the end of {known}: the first facts were recorded on {first}; use --known with that day or a later one"
        ),
    ))
}
