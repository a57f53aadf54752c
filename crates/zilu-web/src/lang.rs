//! The two languages of every page. Traditional Chinese is the first.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use zilu_app::words::Words;

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    Zh,
    En,
}

impl Lang {
    /// From the word used in addresses and in the cookie, or a language tag that begins with it: `zh-TW`, `en-GB`.
    pub(crate) fn parse(word: &str) -> Option<Lang> {
        let tag = word.split(['-', '_']).next().unwrap_or(word);
        match () {
            () if tag.eq_ignore_ascii_case("zh") => Some(Lang::Zh),
            () if tag.eq_ignore_ascii_case("en") => Some(Lang::En),
            () => None,
        }
    }

    pub(crate) fn word(self) -> &'static str {
        self.pick("zh", "en")
    }

    /// For the `lang` attribute.
    pub(crate) fn tag(self) -> &'static str {
        self.pick("zh-Hant-TW", "en")
    }

    pub(crate) fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }

    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub(crate) fn of(self, words: &Words) -> &str {
        words.get(self == Lang::Zh)
    }

    /// The address first, then the cookie, then what the browser prefers.
    pub(crate) fn choose(asked: Option<&str>, headers: &HeaderMap) -> Lang {
        asked.and_then(Lang::parse).or_else(|| from_cookie(headers)).unwrap_or_else(|| preferred(headers))
    }
}

fn from_cookie(headers: &HeaderMap) -> Option<Lang> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| Lang::parse(pair.trim().strip_prefix("lang=")?))
}

fn preferred(headers: &HeaderMap) -> Lang {
    let Some(list) = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()) else {
        return Lang::Zh;
    };
    let mut best = (0.0_f32, Lang::Zh);
    for part in list.split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let weight: f32 = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse().ok()).unwrap_or(0.0);
        let tag = tag.trim();
        let Some(lang) = Lang::parse(tag) else { continue };
        if weight > best.0 {
            best = (weight, lang);
        }
    }
    best.1
}
