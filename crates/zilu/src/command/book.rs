//! `zilu book`: the catalogue as a printable book, in one HTML file.

use super::{dates, path, text};
use crate::language::Language;
use crate::{clock, output, rules};
use clap::ArgMatches;
use clap::parser::ValueSource;
use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use zilu_app::{App, Error, io_words};
use zilu_web::{BookOptions, Tongue};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let output = path(matches, "output");
    if output.is_none() && std::io::stdout().is_terminal() {
        return Err(Error::new("整本手冊不適合顯示在終端機上", "a whole book does not fit on a terminal")
            .hint("以 --output 檔案.html 指定檔案", "name a file with --output FILE.html"));
    }
    let (on, known) = dates(matches)?;
    let app = open(matches)?;
    let official = matches.get_flag("official");
    let options = BookOptions {
        tongue: match text(matches, "lang") {
            Some("both") => Tongue::Both,
            Some("en") => Tongue::English,
            Some(_) => Tongue::Chinese,
            None => language.pick(Tongue::Chinese, Tongue::English),
        },
        official,
        company: app.company_name(),
    };
    let book = app.with_lens(on, known, |lens| {
        if official && !lens.book().official {
            return Err(super::text::none_attached());
        }
        Ok(zilu_web::book(lens, &options))
    })?;
    match output {
        Some(file) => {
            write(file, book.as_bytes())?;
            let (name, size) = (file.display(), book.len().div_ceil(1_000));
            output::say(
                &language.pick(format!("已寫入 {name}（{size} kB）"), format!("wrote {name} ({size} kB)")),
            );
        }
        None => output::bytes(book.as_bytes()),
    }
    Ok(ExitCode::SUCCESS)
}

/// The company whose readings and parameters the book shows. Without data, those of the catalogue: somebody who only wants to
/// read the rules has none.
fn open(matches: &ArgMatches) -> Result<App, Error> {
    let directory = path(matches, "data").cloned().unwrap_or_default();
    let named = matches.value_source("data") == Some(ValueSource::CommandLine);
    if named || directory.join("zilu.db").exists() {
        return super::open_read_only(matches);
    }
    let catalogue = rules::load_clean(matches)?;
    Ok(App::create_when_recording(&directory, catalogue, "zilu", clock::today()))
}

/// Writes a new file.
fn write(file: &Path, bytes: &[u8]) -> Result<(), Error> {
    let name = file.display();
    let written = File::create_new(file).and_then(|mut out| out.write_all(bytes));
    written.map_err(|error| {
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
