//! `zilu export`: a register as a table, to be changed in a spreadsheet program and imported again.

use super::{dates, open_read_only, path, text, write_new};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::{Error, ExportFormat};
use zilu_catalogue::Language as TableLanguage;
use zilu_intake::named_kind;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let written = text(matches, "kind").unwrap_or_default();
    let kind = named_kind(app.catalogue(), written).ok_or_else(|| {
        Error::new(format!("沒有「{written}」這種紀錄"), format!("there is no kind of record '{written}'"))
            .hint("執行 zilu template --list 查看種類", "zilu template --list lists the kinds")
    })?;
    let file = path(matches, "output");
    let named_xlsx =
        file.and_then(|file| file.extension()).is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
    let format = match text(matches, "format") {
        Some("xlsx") => ExportFormat::Xlsx,
        Some(_) => ExportFormat::Csv,
        None if named_xlsx => ExportFormat::Xlsx,
        None => ExportFormat::Csv,
    };
    let table = language.pick(TableLanguage::Zh, TableLanguage::En);
    let (on, known) = dates(matches)?;
    // An older edition may number its kinds otherwise.
    let name = app.catalogue().kinds[kind.index()].name.clone();
    let bytes = app.with_lens(on, known, |lens| match lens.catalogue.kind(&name) {
        Some(kind) => lens.export(kind, format, table),
        None => Err(Error::new(
            format!("{on} 的規範沒有「{name}」這種紀錄"),
            format!("the rules of {on} have no kind {name}"),
        )),
    })?;
    match file {
        Some(file) => write_new(file, &bytes)?,
        None => output::bytes(&bytes),
    }
    Ok(ExitCode::SUCCESS)
}
