//! Traditional Chinese or English.

use std::ffi::OsString;
use zilu_catalogue::parse_date;
use zilu_engine::Day;
use zilu_engine::explain::roc_date;

/// The language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    /// Traditional Chinese as written in Taiwan.
    Chinese,
    /// English.
    English,
}

impl Language {
    /// From `--lang`, else the environment variable `ZILU_LANG`, else the locale; a machine without a locale gets Chinese.
    pub(crate) fn choose(arguments: impl IntoIterator<Item = OsString>) -> Language {
        let mut arguments = arguments.into_iter().map(|argument| argument.to_string_lossy().into_owned());
        while let Some(argument) = arguments.next() {
            let value = match argument.strip_prefix("--lang=") {
                Some(value) => Some(value.to_owned()),
                None if argument == "--lang" => arguments.next(),
                None => None,
            };
            // A book can be in both languages; what is said about it then follows the environment.
            if let Some(value) = value.filter(|value| value != "both") {
                return Language::parse(&value);
            }
        }
        if let Ok(value) = std::env::var("ZILU_LANG") {
            return Language::parse(&value);
        }
        match sys_locale::get_locale().as_deref() {
            None | Some("C" | "POSIX" | "C.UTF-8") => Language::Chinese,
            Some(locale) => Language::parse(locale),
        }
    }

    fn parse(tag: &str) -> Language {
        if tag.to_ascii_lowercase().starts_with("zh") { Language::Chinese } else { Language::English }
    }

    /// Whether it is Chinese.
    pub(crate) fn is_chinese(self) -> bool {
        self == Language::Chinese
    }

    /// A day as this language writes it: with the ROC year in Chinese, ISO in English.
    pub(crate) fn date(self, day: Day) -> String {
        self.pick(roc_date(day), day.to_string())
    }

    /// The ISO date of a view, likewise; what is no date stays as it is.
    pub(crate) fn iso(self, text: &str) -> String {
        parse_date(text).map_or_else(|_| text.to_owned(), |date| self.date(Day::from(date)))
    }

    /// Picks one of two texts.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        if self.is_chinese() { zh } else { en }
    }
}
