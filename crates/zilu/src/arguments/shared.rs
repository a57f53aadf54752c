//! What several subcommands take.

use crate::language::Language;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgAction, Command, value_parser};
use std::path::PathBuf;

/// How help is laid out.
pub(super) fn template(language: Language) -> &'static str {
    language.pick(
        "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
        "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    )
}

/// A subcommand with its usage line and what it is for, each in Traditional Chinese and English.
pub(super) fn sub(
    language: Language,
    name: &'static str,
    usage: (&'static str, &'static str),
    about: (&'static str, &'static str),
) -> Command {
    Command::new(name)
        .about(language.pick(about.0, about.1))
        .help_template(template(language))
        .override_usage(language.pick(usage.0, usage.1))
        .next_help_heading(language.pick("選項", "Options"))
}

/// An option with a value: its placeholder and help in Traditional Chinese and English.
pub(super) fn option(
    language: Language,
    name: &'static str,
    value: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(language.pick(value.0, value.1))
        .help(language.pick(help.0, help.1))
        .hide_default_value(true)
}

/// An argument without a name.
pub(super) fn argument(
    language: Language,
    name: &'static str,
    value: (&'static str, &'static str),
    help: (&'static str, &'static str),
) -> Arg {
    Arg::new(name)
        .value_name(language.pick(value.0, value.1))
        .help(language.pick(help.0, help.1))
        .help_heading(language.pick("引數", "Arguments"))
}

/// An option that is there or not.
pub(super) fn flag(language: Language, name: &'static str, zh: &'static str, en: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue).help(language.pick(zh, en))
}

/// Adds the words that an option takes, each with its label, to what it is and to its help. A label is taken for its word,
/// in either language: help and tables show them.
pub(super) fn words(
    language: Language,
    option: Arg,
    words: impl IntoIterator<Item = (&'static str, (&'static str, &'static str))>,
) -> Arg {
    let words: Vec<_> = words.into_iter().collect();
    let listed: Vec<String> = words
        .iter()
        .map(|(word, (zh, _))| {
            if zh.is_empty() {
                (*word).to_owned()
            } else {
                language.pick(format!("{word} {zh}"), (*word).to_owned())
            }
        })
        .collect();
    let about = option.get_help().map(ToString::to_string).unwrap_or_default();
    let help =
        language.pick(format!("{about}：{}", listed.join("、")), format!("{about}: {}", listed.join(", ")));
    let labels =
        |(zh, en): (&'static str, &'static str)| [zh, en].into_iter().filter(|label| !label.is_empty());
    let parser = PossibleValuesParser::new(
        words.iter().map(|(word, label)| PossibleValue::new(*word).aliases(labels(*label))),
    );
    let parser = parser.map(move |typed| {
        let meant = words.iter().find(|(word, (zh, en))| [*word, *zh, *en].contains(&typed.as_str()));
        meant.map_or(typed, |(word, _)| (*word).to_owned())
    });
    option.value_parser(parser).hide_possible_values(true).help(help)
}

pub(super) const DIRECTORY: (&str, &str) = ("目錄", "DIR");
pub(super) const FILE: (&str, &str) = ("檔案", "FILE");
pub(super) const DATE: (&str, &str) = ("日期", "DATE");
pub(super) const KIND: (&str, &str) = ("種類", "KIND");
pub(super) const NUMBER: (&str, &str) = ("數字", "N");
pub(super) const FORMAT: (&str, &str) = ("格式", "FORMAT");

pub(super) fn data(language: Language) -> Arg {
    option(
        language,
        "data",
        DIRECTORY,
        ("資料目錄（預設 ./zilu-data）", "data directory (default: ./zilu-data)"),
    )
    .default_value("./zilu-data")
    .value_parser(value_parser!(PathBuf))
}

pub(super) fn catalogue(language: Language) -> Arg {
    let help = ("改用此目錄的規範（預設為內建）", "use the rules in this directory (default: built in)");
    option(language, "catalogue", DIRECTORY, help).value_parser(value_parser!(PathBuf))
}

pub(super) fn pack(language: Language) -> Arg {
    let help = (
        "規範之外的套件：公司自訂的義務，或另一版規範；資料目錄下 packs 內者一併採用",
        "pack beside the rules: duties of the company's own, or another edition; those in packs of the data directory are used too",
    );
    option(language, "pack", DIRECTORY, help).value_parser(value_parser!(PathBuf)).action(ArgAction::Append)
}

/// For commands that record.
pub(super) fn clock_is_right(language: Language) -> Arg {
    flag(
        language,
        "clock-is-right",
        "主機時鐘與帳本最後一筆相差過遠時，確認時鐘無誤",
        "when the machine's clock is far from the newest entry of the ledger: it is right",
    )
}

pub(super) fn json(language: Language) -> Arg {
    flag(language, "json", "以 JSON 輸出", "print JSON")
}

pub(super) fn on(language: Language) -> Arg {
    let help = ("基準日 D（西元或民國，預設今日）", "as-of date D (AD or ROC; default today)");
    option(language, "on", DATE, help)
}

pub(super) fn known(language: Language) -> Arg {
    let help = (
        "知悉日 K：只用當日終了前已登錄者（預設全部）",
        "knowledge date K: only what was recorded by the end of that day (default: everything)",
    );
    option(language, "known", DATE, help)
}

/// Adds where to listen.
pub(super) fn listening(language: Language, command: Command) -> Command {
    let address =
        ("監聽位址，限本機（預設 127.0.0.1）", "address to listen on; loopback only (default: 127.0.0.1)");
    let port = ("監聽埠（預設 8600）", "port to listen on (default: 8600)");
    command.arg(option(language, "address", ("位址", "IP"), address).default_value("127.0.0.1")).arg(
        option(language, "port", ("埠", "PORT"), port).default_value("8600").value_parser(value_parser!(u16)),
    )
}
