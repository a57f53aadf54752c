//! `zilu oscal`: the rules, how they stand, what is open and the crosswalk as OSCAL JSON.

use super::{dates, not_yet_recorded, open_or_bare, open_read_only, path, write_new};
use crate::clock;
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zilu_app::{App, Error, Lens};
use zilu_oscal::{Export, catalog, mapping, plan, results};

/// Subjects listed per item of a plan, where no limit was given.
const SUBJECTS: usize = 20;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    // The parser demands a document that it knows.
    let Some((document, matches)) = matches.subcommand() else { return Ok(ExitCode::from(2)) };
    let app = open(language, document, matches)?;
    let (on, known) = dates(matches)?;
    let (company, ledger) = (app.company_name(), app.ledger_head());
    app.with_lens(on, known, |lens| {
        let last_modified = clock::now_ms().div_euclid(1_000);
        let export = Export { lens, company: company.as_deref(), ledger: &ledger, last_modified };
        let output = path(matches, "output").map(PathBuf::as_path);
        match document {
            "catalog" => write(language, output, &catalog::catalog(&export))?,
            "assessment-results" => write(language, output, &results::results(&export))?,
            "mapping" => match mapping::mapping(&export) {
                Some(document) => write(language, output, &document)?,
                None => {
                    return Err(Error::new("這個規範目錄沒有對照", "this catalogue has no crosswalk")
                        .hint("對照寫在 crosswalk.md", "a crosswalk stands in crosswalk.md"));
                }
            },
            _ => {
                let subjects = matches.get_one::<usize>("subjects").copied().unwrap_or(SUBJECTS);
                match plan::plan(&export, subjects) {
                    Some(document) => write(language, output, &document)?,
                    None => nothing_open(language, lens),
                }
            }
        }
        if let Some((zh, en)) = not_yet_recorded(lens) {
            output::hint(language, language.pick(&zh, &en));
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The rules can be written without a company; then the parameters have the values of the rules.
fn open(language: Language, document: &str, matches: &ArgMatches) -> Result<App, Error> {
    if !matches!(document, "catalog" | "mapping") {
        return open_read_only(matches);
    }
    let app = open_or_bare(matches)?;
    if document == "catalog" && app.ledger_head().size == 0 {
        output::note(language, language.pick(
            "沒有資料，參數以規範的預設值輸出；以 --data 指定資料目錄",
            "there is no data, so parameters have the default values of the rules; --data names a data directory",
        ));
    }
    Ok(app)
}

fn nothing_open(language: Language, lens: &Lens<'_>) {
    let on = lens.on;
    let zh = format!("基準日 {on} 沒有逾期、違反或未證明者；OSCAL 沒有空的改善計畫，未輸出");
    let en = format!(
        "nothing is late, breached or unproven on {on}; OSCAL has no empty plan, so none was written"
    );
    output::note(language, &language.pick(zh, en));
}

fn write(language: Language, file: Option<&Path>, document: &impl Serialize) -> Result<(), Error> {
    let Some(file) = file else { return output::json(document) };
    let mut bytes = serde_json::to_vec_pretty(document).map_err(|error| {
        Error::new(format!("無法輸出 JSON：{error}"), format!("cannot write JSON: {error}"))
    })?;
    bytes.push(b'\n');
    write_new(file, &bytes)?;
    let name = file.display();
    output::say(&language.pick(format!("已寫入 {name}"), format!("wrote {name}")));
    Ok(())
}
