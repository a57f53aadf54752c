//! What can be asked, with help in both languages. Not here: what to say about bad use (`misuse`).

mod collect;
mod firewall;
mod looks;
mod shared;
mod subcommands;

use crate::language::Language;
use clap::{Arg, ArgAction, Command};

/// The whole command line.
pub(crate) fn command(language: Language) -> Command {
    let say = |zh: &'static str, en: &'static str| language.pick(zh, en);
    let command = Command::new("zilu")
        .version(env!("CARGO_PKG_VERSION"))
        .about(say("讓規範跑起來：事實進，狀態出。", "Rules that run: facts in, standing out."))
        .help_template(shared::template(language))
        .override_usage(say("zilu [選項] <命令>", "zilu [OPTIONS] <COMMAND>"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading(say("命令", "Commands"))
        .next_help_heading(say("選項", "Options"))
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .global(true)
                .action(ArgAction::Help)
                .display_order(901)
                .help(say("顯示說明", "print help")),
        )
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .display_order(902)
                .help(say("顯示版本", "print the version")),
        )
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_name(say("語言", "LANG"))
                .value_parser(["zh-TW", "en"])
                .hide_possible_values(true)
                .display_order(900)
                .help(say("訊息語言：zh-TW 或 en", "language of messages: zh-TW or en")),
        )
        .after_help(say(
            "結束代碼：0 完成；1 檢查有所發現；2 用法或輸入有誤。",
            "Exit codes: 0 done; 1 a check found something; 2 bad use or bad input.",
        ));
    subcommands::all(language).into_iter().fold(command, Command::subcommand)
}
