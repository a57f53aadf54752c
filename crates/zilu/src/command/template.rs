//! `zilu template`: an empty table to fill in, and which kinds there are.

use super::{path, text, write_new};
use crate::language::Language;
use crate::{output, rules};
use clap::ArgMatches;
use serde::Serialize;
use std::io::IsTerminal;
use std::process::ExitCode;
use zilu_app::Error;
use zilu_catalogue::{Catalogue, Kind, KindId};

#[derive(Serialize)]
struct KindLine<'a> {
    kind: &'a str,
    zh: &'a str,
    en: &'a str,
    key: Vec<&'a str>,
    fields: usize,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let catalogue = rules::newest(matches)?;
    if matches.get_flag("list") {
        list(language, &catalogue, matches.get_flag("json"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let kind = kind(&catalogue, text(matches, "kind").unwrap_or_default())?;
    let output = path(matches, "output");
    let xlsx = match text(matches, "format") {
        Some(format) => format == "xlsx",
        None => output
            .and_then(|file| file.extension())
            .is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")),
    };
    let headings = language.pick(zilu_catalogue::Language::Zh, zilu_catalogue::Language::En);
    let bytes = if xlsx {
        zilu_intake::template_xlsx(&catalogue, kind, headings).map_err(|error| {
            Error::new(format!("無法產生活頁簿：{error}"), format!("cannot make the workbook: {error}"))
        })?
    } else {
        zilu_intake::template_csv(&catalogue, kind, headings)
    };
    match output {
        Some(file) => {
            write_new(file, &bytes)?;
            let name = file.display();
            output::say(&language.pick(format!("已寫入 {name}"), format!("wrote {name}")));
        }
        None if xlsx && std::io::stdout().is_terminal() => {
            return Err(Error::new("活頁簿不能顯示在終端機上", "a workbook cannot be shown on a terminal")
                .hint("以 --output 檔案.xlsx 指定檔案", "name a file with --output FILE.xlsx"));
        }
        None => output::bytes(&bytes),
    }
    Ok(ExitCode::SUCCESS)
}

fn kind(catalogue: &Catalogue, name: &str) -> Result<KindId, Error> {
    zilu_intake::named_kind(catalogue, name).ok_or_else(|| {
        let error = Error::new(format!("沒有這種紀錄：{name}"), format!("no such kind of record: {name}"));
        let near: Vec<_> = zilu_intake::near_kinds(catalogue, name)
            .iter()
            .map(|kind| &catalogue.kinds[kind.index()])
            .collect();
        if near.is_empty() {
            return error.hint("執行 zilu template --list 查看種類", "zilu template --list lists the kinds");
        }
        let list = |text: &dyn Fn(&Kind) -> String, join: &str| {
            near.iter().map(|kind| text(kind)).collect::<Vec<_>>().join(join)
        };
        error.hint(
            format!("是否為：{}？", list(&|kind| format!("{}（{}）", kind.label.zh, kind.name), "、")),
            format!("did you mean {}?", list(&|kind| format!("{} ({})", kind.name, kind.label.en), ", ")),
        )
    })
}

fn list(language: Language, catalogue: &Catalogue, json: bool) -> Result<(), Error> {
    let kinds = catalogue.kinds.iter().map(|kind| KindLine {
        kind: &kind.name,
        zh: &kind.label.zh,
        en: &kind.label.en,
        key: kind.key.iter().map(|field| kind.fields[field.index()].name.as_str()).collect(),
        fields: kind.fields.len(),
    });
    if json {
        return output::json(&kinds.collect::<Vec<_>>());
    }
    let header = language.pick(["種類", "名稱", "鍵", "欄位數"], ["kind", "label", "key", "fields"]);
    let rows = kinds.map(|kind| {
        let label = language.pick(kind.zh, kind.en).to_owned();
        vec![kind.kind.to_owned(), label, kind.key.join("|"), kind.fields.to_string()]
    });
    output::table(&header, rows);
    Ok(())
}
