//! `zilu collect`: snapshots of live systems.

use super::{actor, import, open_or_create, path, text};
use crate::language::Language;
use crate::{clock, output};
use clap::ArgMatches;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;
use zilu_app::{Error, ImportOptions, counted, io_words};
use zilu_collect::{Directory, Encryption, Failure, Login, collect_ldap, write_snapshot};
use zilu_intake::Format;

/// Changes of each sort that a dry run prints; the rest are counted.
const CHANGES_PRINTED: usize = 20;
/// A password longer than this is no password but another file.
const PASSWORD: u64 = 4096;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    match matches.subcommand() {
        Some(("ldap", matches)) => ldap(language, matches),
        // The parser demands a subcommand that it knows.
        _ => Ok(ExitCode::from(2)),
    }
}

fn ldap(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let directory = directory(language, matches)?;
    let importing = matches.get_flag("import");
    // Before the long part: data that cannot be opened is told at once.
    let app = importing.then(|| open_or_create(matches)).transpose()?;
    let kept_for_now;
    let snapshot = match path(matches, "out") {
        Some(out) => out.clone(),
        None => {
            kept_for_now = tempfile::tempdir().map_err(|error| {
                let (zh, en) = io_words(&error);
                Error::new(format!("無法建立暫存目錄：{zh}"), format!("no temporary folder: {en}"))
            })?;
            kept_for_now.path().join(name(&directory.url))
        }
    };
    let collected_at = clock::instant();
    let counter = output::counter(language);
    let collected = write_snapshot(&snapshot, |out| {
        collect_ldap(&directory, &collected_at, out, &mut |entries| counter.set_position(entries))
    });
    counter.finish_and_clear();
    let collected = collected.map_err(told)?;
    let n = collected.entries;
    output::say(&language.pick(
        format!("{}：已收集 {n} 筆條目", directory.url),
        format!("{}: {} collected", directory.url, counted(n, "entry", "entries")),
    ));
    if collected.referrals > 0 {
        let n = collected.referrals;
        output::note(
            language,
            &language.pick(
                format!("目錄有 {n} 個部分在其他伺服器，未收集"),
                format!("{} of the directory on other servers not collected", counted(n, "part", "parts")),
            ),
        );
    }
    let Some(app) = app else { return Ok(ExitCode::SUCCESS) };
    let dry_run = matches.get_flag("dry-run");
    let options = ImportOptions {
        actor: actor(),
        reason: text(matches, "reason").map(str::to_owned),
        format: Some(Format::Ldif),
        kind: None,
        date: None,
        subject: text(matches, "subject").map(str::to_owned),
        map: None,
        recorded_ms: 0,
        dry_run,
        changes_listed: if dry_run { CHANGES_PRINTED } else { 0 },
        archive: None,
        expected_sha256: None,
        preview: None,
        aside: false,
        today: Some(clock::today()),
    };
    let refused = import::take(language, &app, &[snapshot], &options, false)?;
    Ok(ExitCode::from(if refused { 2 } else { 0 }))
}

fn directory(language: Language, matches: &ArgMatches) -> Result<Directory, Error> {
    let encryption = match (matches.get_flag("starttls"), matches.get_flag("unencrypted")) {
        (true, _) => Encryption::StartTls,
        (false, true) => Encryption::None,
        (false, false) => Encryption::Always,
    };
    let directory = Directory {
        url: text(matches, "url").unwrap_or_default().to_owned(),
        base: text(matches, "base").unwrap_or_default().to_owned(),
        login: None,
        encryption,
        ca: path(matches, "ca").cloned(),
        timeout: Duration::from_secs(matches.get_one::<u64>("timeout").copied().unwrap_or(60)),
    };
    // Nobody is asked for a password that would go nowhere.
    directory.check().map_err(told)?;
    let Some(user) = text(matches, "user") else { return Ok(directory) };
    let password = password(language, user, path(matches, "password-file"))?;
    Ok(Directory { login: Some(Login { user: user.to_owned(), password }), ..directory })
}

/// From the file, the terminal without showing it, or a line of standard input.
fn password(language: Language, user: &str, file: Option<&PathBuf>) -> Result<String, Error> {
    let failed = |name: &str, error: &std::io::Error| {
        let (zh, en) = io_words(error);
        Error::new(
            format!("無法讀取密碼（{name}）：{zh}"),
            format!("cannot read the password ({name}): {en}"),
        )
    };
    match file {
        Some(file) => {
            let name = file.display().to_string();
            let opened = File::open(file).map_err(|error| failed(&name, &error))?;
            first_line(BufReader::new(opened)).map_err(|error| failed(&name, &error))
        }
        None if std::io::stdin().is_terminal() => {
            let asked = language.pick(format!("{user} 的密碼："), format!("password of {user}: "));
            rpassword::prompt_password(output::visible(&asked)).map_err(|error| failed("tty", &error))
        }
        None => first_line(std::io::stdin().lock()).map_err(|error| failed("stdin", &error)),
    }
}

fn first_line(input: impl BufRead) -> std::io::Result<String> {
    let mut line = String::new();
    input.take(PASSWORD).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).trim_start_matches('\u{feff}').to_owned())
}

/// A name for a snapshot that nobody keeps: acts and faults show it.
fn name(url: &str) -> PathBuf {
    let host = url.split_once("://").map_or(url, |(_, host)| host);
    let kept = host.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':')).take(100);
    let host = kept.collect::<String>().replace(':', "-");
    PathBuf::from(format!("ldap-{host}.ldif"))
}

fn told(failure: Failure) -> Error {
    let error = Error::new(failure.zh, failure.en);
    match failure.hint {
        Some((zh, en)) => error.hint(zh, en),
        None => error,
    }
}
