//! What a request asks for, whatever the page: the language, D, K, and the address itself.

use crate::lang::Lang;
use crate::link::Link;
use crate::problem::{Complaint, Problem};
use crate::query::Query;
use crate::web::Web;
use axum::extract::FromRequestParts;
use axum::http::header::HOST;
use axum::http::request::Parts;
use std::convert::Infallible;
use zilu_app::words::Words;
use zilu_catalogue::value::{format_instant, parse_instant};
use zilu_catalogue::{ValueFault, parse_date};
use zilu_engine::Day;

/// What every page needs to know of its request.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) lang: Lang,
    /// The language stands in the address: the cookie is to be set.
    pub(crate) lang_chosen: bool,
    /// The path, still encoded.
    pub(crate) path: String,
    pub(crate) query: Query,
    /// Now, in seconds since 1970.
    pub(crate) now: i64,
    pub(crate) today: Day,
    /// D.
    pub(crate) on: Day,
    /// K in seconds since 1970; `None` is everything known.
    pub(crate) known: Option<i64>,
    /// The name under which this server was asked, with its port.
    pub(crate) host: String,
    /// What is wrong with D and K: they are today and everything then.
    complaints: Vec<Complaint>,
}

impl Asked {
    fn of(parts: &Parts, web: &Web) -> Asked {
        let query = Query::parse(parts.uri.query().unwrap_or_default());
        let now = web.now();
        let today = Day::of_instant(now);
        let host = parts.headers.get(HOST).and_then(|host| host.to_str().ok());
        let mut asked = Asked {
            lang: Lang::choose(query.get("lang"), &parts.headers),
            lang_chosen: query.get("lang").and_then(Lang::parse).is_some(),
            path: parts.uri.path().to_owned(),
            query,
            now,
            today,
            on: today,
            known: None,
            host: host.unwrap_or_default().to_owned(),
            complaints: Vec::new(),
        };
        if let Some(text) = asked.query.get("on") {
            match read_on(text, today, web.settings().furthest_days) {
                Ok(day) => asked.on = day,
                Err(complaint) => asked.complaints.push(*complaint),
            }
        }
        if let Some(text) = asked.query.get("known") {
            match read_known(text, today) {
                Ok(known) => asked.known = Some(known),
                Err(complaint) => asked.complaints.push(*complaint),
            }
        }
        asked
    }

    /// The answer, unless D or K could not be read; then all that is wrong with the request at once.
    pub(crate) fn settle<T>(&self, answer: Result<T, Problem>) -> Result<T, Problem> {
        match answer {
            answer if self.complaints.is_empty() => answer,
            Ok(_) => Err(Problem::bad_request(self.complaints.clone())),
            Err(problem) => Err(problem.after(&self.complaints)),
        }
    }

    /// What was typed for D or K, when it could not be read.
    pub(crate) fn mistyped(&self, name: &str) -> Option<&str> {
        let text = self.query.get(name)?;
        let read = match name {
            "on" => self.on != self.today || self.complaints.is_empty(),
            _ => self.known.is_some(),
        };
        (!read).then_some(text)
    }

    /// The text in the reader's language.
    pub(crate) fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        self.lang.pick(zh, en)
    }

    pub(crate) fn of_words<'a>(&self, words: &'a Words) -> &'a str {
        self.lang.of(words)
    }

    /// Whether JSON is asked for.
    pub(crate) fn is_api(&self) -> bool {
        self.path == "/api" || self.path.starts_with("/api/")
    }

    /// D and K as addresses write them, when they are not today and everything.
    pub(crate) fn view_pairs(&self) -> Vec<(&'static str, String)> {
        let on = (self.on != self.today).then(|| ("on", self.on.to_string()));
        on.into_iter().chain(self.known_text().map(|text| ("known", text))).collect()
    }

    /// K as addresses write it: a day when it is the end of one.
    pub(crate) fn known_text(&self) -> Option<String> {
        self.known.map(|known| {
            let day = Day::of_instant(known);
            if day.end_instant() == known { day.to_string() } else { format_instant(known) }
        })
    }

    /// The same look (D and K) at another page.
    pub(crate) fn keep(&self, link: Link) -> Link {
        self.view_pairs().into_iter().fold(link, |link, (name, value)| link.with(name, value))
    }

    /// This page with other values; the page number is dropped, for what it counts changes.
    pub(crate) fn here(&self, without: &[&str]) -> Link {
        let dropped: Vec<&str> = without.iter().copied().chain(["page", "lang", "on", "known"]).collect();
        Link::to(self.path.clone()).with_all(self.query.without(&dropped))
    }
}

impl FromRequestParts<Web> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Asked, Infallible> {
        Ok(Asked::of(parts, web))
    }
}

fn read_on(text: &str, today: Day, furthest_days: i32) -> Result<Day, Box<Complaint>> {
    let name = Words::new("基準日（on）", "as-of date (on)");
    let day = parse_date(text).map(Day::from).map_err(|fault| from_value(name.clone(), &fault))?;
    let last = Day(today.0.saturating_add(furthest_days));
    if day > last {
        return Err(Box::new(Complaint {
            about: name,
            fault: Words::new(format!("{day} 太遠"), format!("{day} is too far ahead")),
            expected: Words::new(format!("不晚於 {last}"), format!("not after {last}")),
        }));
    }
    Ok(day)
}

fn read_known(text: &str, today: Day) -> Result<i64, Box<Complaint>> {
    let name = Words::new("知悉時點（known）", "known as of (known)");
    let known = match parse_date(text) {
        Ok(date) => Day::from(date).end_instant(),
        // A form sends a plus as a plus, a hand-written address as a blank.
        Err(fault) => parse_instant(text)
            .or_else(|_| parse_instant(&text.replace(' ', "+")))
            .map_err(|_| from_value(name.clone(), &fault))?,
    };
    if known > today.end_instant() {
        return Err(Box::new(Complaint {
            about: name,
            fault: Words::new("晚於今天：尚無從知悉", "later than today: nobody can know it yet"),
            expected: Words::new(
                format!("不晚於 {today}，或留空表示目前已知的一切"),
                format!("not after {today}, or empty for everything known"),
            ),
        }));
    }
    Ok(known)
}

fn from_value(about: Words, fault: &ValueFault) -> Box<Complaint> {
    Box::new(Complaint {
        about,
        fault: Words::new(&fault.zh, &fault.en),
        expected: Words::new(&fault.expected_zh, &fault.expected_en),
    })
}
