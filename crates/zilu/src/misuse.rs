//! What is wrong with a command line, in words of our own: the argument parser speaks English only.
//!
//! Kinds that cannot occur with these arguments fall back to the parser's own words.

use crate::language::Language;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use zilu_app::Error;

/// Puts an error of the argument parser into both languages, with a hint.
pub(crate) fn explain(error: &clap::Error, arguments: impl IntoIterator<Item = OsString>) -> Error {
    let command = subcommand(arguments);
    let (zh, en) = what(error);
    let (hint_zh, hint_en) = suggestion(error).unwrap_or_else(|| {
        (format!("執行 {command} --help 查看用法"), format!("{command} --help shows the usage"))
    });
    Error::new(zh, en).hint(hint_zh, hint_en)
}

fn what(error: &clap::Error) -> (String, String) {
    let argument = || name(&first(error, ContextKind::InvalidArg));
    let value = || first(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = first(error, ContextKind::InvalidSubcommand);
            (format!("沒有這個命令：{given}"), format!("unrecognized subcommand '{given}'"))
        }
        ErrorKind::MissingSubcommand => ("缺少命令".into(), "a command is missing".into()),
        ErrorKind::UnknownArgument => {
            let given = argument();
            let what_zh = if given.starts_with('-') { "選項" } else { "引數" };
            (format!("不認得的{what_zh}：{given}"), format!("unexpected argument '{given}'"))
        }
        ErrorKind::InvalidValue if value().is_empty() => {
            (format!("{} 之後缺少值", argument()), format!("{} needs a value", argument()))
        }
        ErrorKind::InvalidValue => (
            format!("{} 不接受「{}」", argument(), value()),
            format!("invalid value '{}' for {}", value(), argument()),
        ),
        ErrorKind::ValueValidation => {
            let (zh, en) = number(&argument());
            (
                format!("{} 的值「{}」不對，應為 {zh}", argument(), value()),
                format!("invalid value '{}' for {}, expected {en}", value(), argument()),
            )
        }
        ErrorKind::TooManyValues => {
            (format!("{} 不帶值", argument()), format!("{} takes no value", argument()))
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = all(error, ContextKind::InvalidArg);
            let missing: Vec<&str> = missing.iter().map(|name| name.trim_end_matches("...")).collect();
            let list = |join: &str| missing.join(join);
            (format!("缺少 {}", list("、")), format!("missing {}", list(", ")))
        }
        ErrorKind::ArgumentConflict => {
            let other: Vec<String> = all(error, ContextKind::PriorArg).iter().map(|arg| name(arg)).collect();
            if other.is_empty() || other == [argument()] {
                (format!("{} 只能指定一次", argument()), format!("{} can be given once only", argument()))
            } else {
                (
                    format!("{} 不能與 {} 並用", argument(), other.join("、")),
                    format!("{} cannot be used with {}", argument(), other.join(", ")),
                )
            }
        }
        ErrorKind::InvalidUtf8 => ("引數不是 UTF-8 文字".into(), "an argument is not UTF-8 text".into()),
        other => {
            let words = other.as_str().unwrap_or("bad use").to_owned();
            (format!("用法有誤（{words}）"), words)
        }
    }
}

/// What was probably meant, or what can be chosen from.
fn suggestion(error: &clap::Error) -> Option<(String, String)> {
    let meant = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue]
        .into_iter()
        .flat_map(|kind| all(error, kind))
        .next();
    if let Some(meant) = meant {
        let meant = name(&meant);
        return Some((format!("是否為 {meant}？"), format!("did you mean {meant}?")));
    }
    let choice = all(error, ContextKind::ValidValue);
    let choosing = error.kind() == ErrorKind::InvalidValue && !choice.is_empty();
    choosing.then(|| (format!("可用：{}", choice.join("、")), format!("one of {}", choice.join(", "))))
}

/// What an option that takes a number takes.
fn number(argument: &str) -> (&'static str, &'static str) {
    match argument {
        "--port" | "--item" => ("0 到 65535 之間的整數", "a whole number from 0 to 65535"),
        "--timeout" => ("1 到 3600 之間的秒數", "seconds from 1 to 3600"),
        _ => ("不小於 0 的整數", "a whole number, not less than 0"),
    }
}

/// An option without the placeholder of its value.
fn name(argument: &str) -> String {
    match argument.strip_prefix("--") {
        Some(_) => argument.split([' ', '=']).next().unwrap_or(argument).to_owned(),
        None => argument.to_owned(),
    }
}

fn first(error: &clap::Error, kind: ContextKind) -> String {
    all(error, kind).into_iter().next().unwrap_or_default()
}

fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}

/// The command whose help is of use.
fn subcommand(arguments: impl IntoIterator<Item = OsString>) -> String {
    let command = crate::arguments::command(Language::English);
    let known = |word: &str| command.get_subcommands().any(|sub| sub.get_name() == word);
    let words = arguments.into_iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    words
        .filter(|word| known(word))
        .map(|word| format!("zilu {word}"))
        .next()
        .unwrap_or_else(|| "zilu".into())
}
