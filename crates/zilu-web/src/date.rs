//! Dates as people here read them: the ROC year first in Chinese, ISO in English, both where it matters.

use crate::lang::Lang;
use maud::{Markup, html};
use zilu_catalogue::parse_date;
use zilu_engine::Day;
use zilu_engine::calendar::calendar_period;
use zilu_engine::explain::roc_date;

/// A day as a short text.
pub(crate) fn short(day: Day, lang: Lang) -> String {
    lang.pick(roc_date(day), day.to_string())
}

/// A day in both calendars, the reader's first.
pub(crate) fn both(day: Day, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}（{day}）", roc_words(day)),
        Lang::En => format!("{day} (ROC {})", roc_date(day)),
    }
}

/// 114年6月30日.
fn roc_words(day: Day) -> String {
    let (year, month, date) = day.ymd();
    match year - 1911 {
        roc if roc > 0 => format!("{roc}年{month}月{date}日"),
        _ => format!("西元{year}年{month}月{date}日"),
    }
}

/// A day in a table; the other calendar is in the tooltip.
pub(crate) fn time(day: Day, lang: Lang) -> Markup {
    let other = lang.pick(day.to_string(), format!("ROC {}", roc_date(day)));
    html! { time datetime=(day) title=(other) { (short(day, lang)) } }
}

/// An ISO date of a view in a table; a dash for one that is no date.
pub(crate) fn iso(text: &str, lang: Lang) -> Markup {
    match day(text) {
        Some(day) => time(day, lang),
        None => html! { span.nothing { "—" } },
    }
}

/// The day of an ISO date of a view.
pub(crate) fn day(text: &str) -> Option<Day> {
    parse_date(text).ok().map(Day::from)
}

/// A moment in Taipei time, to the minute.
pub(crate) fn moment(seconds: i64, lang: Lang) -> Markup {
    let iso = zilu_catalogue::value::format_instant(seconds);
    let clock = iso.get(11..16).unwrap_or_default();
    let day = Day::of_instant(seconds);
    html! { time datetime=(iso) title=(iso) { (short(day, lang)) " " (clock) } }
}

/// The days that people look at most, seen from today: label and day.
pub(crate) fn quick(today: Day, lang: Lang) -> Vec<(String, Day)> {
    let before = |months| Day(calendar_period(today, months).0.0 - 1);
    [
        (lang.pick("今天", "Today"), today),
        (lang.pick("上月底", "Last month-end"), before(1)),
        (lang.pick("上季底", "Last quarter-end"), before(3)),
        (lang.pick("去年底", "Last year-end"), before(12)),
    ]
    .into_iter()
    .map(|(label, day)| (format!("{label} {}", short(day, lang)), day))
    .collect()
}
