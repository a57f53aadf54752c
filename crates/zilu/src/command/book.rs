//! `zilu book`: the catalogue as a printable book, in one HTML file.

use super::{dates, open_or_bare, path, text, write_new};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::io::IsTerminal;
use std::process::ExitCode;
use zilu_app::Error;
use zilu_web::{BookOptions, Tongue};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let output = path(matches, "output");
    if output.is_none() && std::io::stdout().is_terminal() {
        return Err(Error::new("整本手冊不適合顯示在終端機上", "a whole book does not fit on a terminal")
            .hint("以 --output 檔案.html 指定檔案", "name a file with --output FILE.html"));
    }
    let (on, known) = dates(matches)?;
    let app = open_or_bare(matches)?;
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
            write_new(file, book.as_bytes())?;
            let (name, size) = (file.display(), book.len().div_ceil(1_000));
            output::say(
                &language.pick(format!("已寫入 {name}（{size} kB）"), format!("wrote {name} ({size} kB)")),
            );
        }
        None => output::bytes(book.as_bytes()),
    }
    Ok(ExitCode::SUCCESS)
}
