//! The subcommands that look at the facts from one side: sessions, drills, sources side by side.

use super::shared::{catalogue, data, json, known, on, option, pack, sub};
use crate::language::Language;
use clap::Command;

/// A look at the facts as of D and K.
fn look(
    language: Language,
    name: &'static str,
    usage: (&'static str, &'static str),
    about: (&'static str, &'static str),
) -> Command {
    sub(language, name, usage, about)
        .arg(on(language))
        .arg(known(language))
        .arg(data(language))
        .arg(catalogue(language))
        .arg(pack(language))
        .arg(json(language))
}

pub(super) fn sessions(language: Language) -> Command {
    look(
        language,
        "sessions",
        ("zilu sessions [選項]", "zilu sessions [OPTIONS]"),
        (
            "列出沒有事前核准的特權使用、沒有使用紀錄的特權登入",
            "list privileged uses without an approval and log-ons without a recorded use",
        ),
    )
}

pub(super) fn drills(language: Language) -> Command {
    look(
        language,
        "drills",
        ("zilu drills [選項]", "zilu drills [OPTIONS]"),
        (
            "本年社交工程演練的涵蓋、結果與重複點閱者",
            "whom this year's social engineering drills reached, and who clicked again",
        ),
    )
}

pub(super) fn reconcile(language: Language) -> Command {
    look(
        language,
        "reconcile",
        ("zilu reconcile [選項]", "zilu reconcile [OPTIONS]"),
        (
            "比對各來源：清冊、掃描、帳號、人員、防火牆之間的差異",
            "hold the sources side by side: register, scans, accounts, people, firewalls",
        ),
    )
    .arg(option(
        language,
        "gap",
        ("差異", "GAP"),
        ("只列這種差異的各筆紀錄", "list the records of this gap"),
    ))
}
