//! `zilu accounts`: accounts that somebody should look at.

use super::{dates, not_yet_recorded, open_read_only, text};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::account_view::{AccountFilter, AccountRow, AccountView, Problem};
use zilu_app::{Error, counted};

/// Rows of a table; JSON has all.
const TABLE_ROWS: usize = 50;

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let filter = AccountFilter {
        system: text(matches, "system").map(str::to_owned),
        holder: text(matches, "holder").map(str::to_owned),
        problem: text(matches, "problem").and_then(Problem::parse),
    };
    app.with_lens(on, known, |lens| {
        let Some(view) = lens.accounts(&filter) else {
            return Err(Error::new("規範目錄沒有帳號", "the catalogue has no accounts"));
        };
        if matches.get_flag("json") {
            output::json(&view)?;
        } else {
            table(language, &view);
        }
        if let Some((zh, en)) = not_yet_recorded(lens) {
            output::hint(language, &language.pick(zh, en));
        }
        Ok(ExitCode::from(u8::from(view.with_problem() > 0)))
    })
}

fn table(language: Language, view: &AccountView) {
    let header = language.pick(["問題", "帳號數", "無法判斷"], ["problem", "accounts", "not evaluable"]);
    output::table(
        &header,
        view.counts.iter().map(|count| {
            let label = language.pick(&count.label.zh, &count.label.en);
            vec![
                format!("{label} ({})", count.problem),
                count.accounts.to_string(),
                count.not_evaluable.to_string(),
            ]
        }),
    );
    rows(language, &view.rows);
    output::say(&language.pick(
        format!(
            "基準日 {}：{} 個帳號，{} 個有問題，另有 {} 個有部分問題無法判斷",
            language.iso(&view.on),
            view.accounts,
            view.with_problem(),
            view.not_evaluable.len()
        ),
        format!(
            "as of {}: {}, {} with a problem, {} more for which some is not evaluable",
            view.on,
            counted(view.accounts as u64, "account", "accounts"),
            view.with_problem(),
            view.not_evaluable.len()
        ),
    ));
    let more = view.rows.len().saturating_sub(TABLE_ROWS);
    if more > 0 {
        output::hint(
            language,
            &language.pick(
                format!("還有 {more} 列；以 --json 列出全部與無法判斷者"),
                format!(
                    "{}; --json lists all, and those not evaluable",
                    counted(more as u64, "more row", "more rows")
                ),
            ),
        );
    }
}

fn rows(language: Language, rows: &[AccountRow]) {
    if rows.is_empty() {
        return;
    }
    let header = language.pick(
        ["帳號", "啟用", "持有人", "在職狀態", "權限等級", "最近登入日", "最近改密碼日", "問題"],
        [
            "account",
            "enabled",
            "holder",
            "employment",
            "privilege",
            "last used",
            "password changed",
            "problems",
        ],
    );
    let word = |words: &Option<zilu_app::words::Words>| {
        words.as_ref().map(|w| language.pick(&w.zh, &w.en).clone()).unwrap_or_default()
    };
    let day = |day: &Option<String>| day.as_deref().map(|day| language.iso(day)).unwrap_or_default();
    let enabled = |enabled: Option<bool>| match enabled {
        Some(true) => language.pick("是", "yes"),
        Some(false) => language.pick("否", "no"),
        None => language.pick("不明", "unknown"),
    };
    let cells = rows.iter().take(TABLE_ROWS).map(|row| {
        vec![
            row.account.clone(),
            enabled(row.enabled).to_owned(),
            row.holder.clone().unwrap_or_default(),
            word(&row.employment),
            word(&row.privilege),
            day(&row.last_used_on),
            day(&row.password_changed_on),
            row.problems.join(" "),
        ]
    });
    output::table(&header, cells);
}
