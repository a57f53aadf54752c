//! `zilu sessions`: privileged uses without an approval, log-ons without a recorded use.

use super::{dates, open_read_only};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::process::ExitCode;
use zilu_app::{Error, counted};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let app = open_read_only(matches)?;
    let (on, known) = dates(matches)?;
    let view = app.with_lens(on, known, |lens| lens.sessions());
    let found = !view.unapproved.is_empty() || !view.log_ons.is_empty();
    if matches.get_flag("json") {
        output::json(&view)?;
        return Ok(ExitCode::from(u8::from(found)));
    }
    let pick = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let unknown = || pick("未知", "unknown").to_owned();
    let words = |words: &zilu_app::words::Words| language.pick(words.zh.clone(), words.en.clone());
    if !view.unapproved.is_empty() {
        output::table(
            &[
                pick("使用", "session"),
                pick("開始日", "day"),
                pick("帳號", "account"),
                pick("權限", "privilege"),
                pick("使用人", "user"),
                pick("不符", "what is wrong"),
            ],
            view.unapproved.iter().map(|row| {
                vec![
                    row.session.clone(),
                    language.iso(&row.on),
                    row.account.clone(),
                    row.privilege.as_ref().map_or_else(unknown, words),
                    row.person.clone().unwrap_or_else(unknown),
                    words(&row.words),
                ]
            }),
        );
    }
    if !view.log_ons.is_empty() {
        output::table(
            &[
                pick("登入日", "logged on"),
                pick("帳號", "account"),
                pick("權限", "privilege"),
                pick("持有人", "holder"),
            ],
            view.log_ons.iter().map(|row| {
                vec![
                    language.iso(&row.on),
                    row.account.clone(),
                    row.privilege.as_ref().map_or_else(unknown, words),
                    row.holder.clone().unwrap_or_else(unknown),
                ]
            }),
        );
    }
    let of = counted(view.sessions as u64, "privileged use", "privileged uses");
    output::say(&language.pick(
        format!(
            "基準日 {}：特權使用 {} 次，其中 {} 次沒有事前核准；{} 個特權帳號，{} 次登入沒有使用紀錄",
            language.date(on),
            view.sessions,
            view.unapproved.len(),
            view.accounts,
            view.log_ons.len()
        ),
        format!(
            "{on}: {of}, {} without an approval beforehand; {}, {} without a recorded use",
            view.unapproved.len(),
            counted(view.accounts as u64, "privileged account", "privileged accounts"),
            counted(view.log_ons.len() as u64, "log-on", "log-ons"),
        ),
    ));
    Ok(ExitCode::from(u8::from(found)))
}
