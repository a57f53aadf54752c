//! `zilu firewall` and what it takes.

use super::shared::{FILE, FORMAT, NUMBER, argument, json, on, option, sub};
use crate::language::Language;
use clap::{Command, value_parser};
use std::path::PathBuf;

pub(super) fn firewall(language: Language) -> Command {
    let usage = ("zilu firewall <命令>", "zilu firewall <COMMAND>");
    let about =
        ("檢視防火牆設定，不登錄任何資料", "look at configurations of firewalls, without recording anything");
    sub(language, "firewall", usage, about)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(language.pick("命令", "Commands"))
        .subcommand(firewall_analyse(language))
}

fn firewall_analyse(language: Language) -> Command {
    let usage = ("zilu firewall analyse [選項] 檔案…", "zilu firewall analyse [OPTIONS] FILE…");
    let about = (
        "找出放行過寬、被遮蔽、過期、未使用的規則，以及看不懂的行",
        "find rules that let too much through, never match, are over or unused, and lines that are not understood",
    );
    let files = ("設定檔，格式由內容辨認", "configurations; the format is told from the content");
    let zones = (
        "區域表（來源區域、目的區域、允許的服務），列出不在表內的規則",
        "table of zones (from, to, services allowed); rules that are not in it are listed",
    );
    let ports = (
        "高風險埠，如 tcp/22,tcp/3389（預設為內建清單）",
        "risky ports, such as tcp/22,tcp/3389 (default: a built-in list)",
    );
    let unused = (
        "累計滿此日數才判斷未使用（預設 90）",
        "days for which counters must have run to call a rule unused (default: 90)",
    );
    let uptime = (
        "計數器已累計的日數，檔案未載明時",
        "days for which the counters have run, where the file does not say",
    );
    sub(language, "analyse", usage, about)
        .arg(
            argument(language, "files", FILE, files)
                .num_args(1..)
                .required(true)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(option(language, "zones", FILE, zones).value_parser(value_parser!(PathBuf)))
        .arg(option(language, "risky-ports", ("清單", "LIST"), ports))
        .arg(option(language, "unused-days", NUMBER, unused).value_parser(value_parser!(u32)))
        .arg(option(language, "uptime-days", NUMBER, uptime).value_parser(value_parser!(u32)))
        .arg(option(
            language,
            "format",
            FORMAT,
            ("格式（預設由內容辨認）", "format (default: told from the content)"),
        ))
        .arg(on(language))
        .arg(json(language))
}
