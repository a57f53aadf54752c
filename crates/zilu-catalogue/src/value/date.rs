//! Days and moments as they are written in Taiwan: ROC and AD years, with or without separators.
//!
//! Not read: two-digit years without a mark (99/7/18 is 1999 or ROC 99), day-first dates, times without a date.

use super::{Expected, ValueFault, fold};
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

const DATE: Expected = Expected {
    zh: "113年7月18日、113/07/18、113-07-18、1130718，或西元 2024-07-18、2024/7/18、20240718",
    en: "an AD date such as 2024-07-18, 2024/7/18 or 20240718, or an ROC date such as 113年7月18日, 113/07/18 or 1130718",
};

const INSTANT: Expected = Expected {
    zh: "日期加時間，例如 2025-03-01 08:30、114/03/01 08:30:15 或 2025-03-01T08:30:15+08:00",
    en: "a date and a time, for example 2025-03-01 08:30, 114/03/01 08:30:15 or 2025-03-01T08:30:15+08:00",
};

/// The first and last year of dates that a register can hold; a year outside is a slip.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;

/// Taipei has had no daylight saving time since 1979.
const TAIPEI_HOURS: i8 = 8;

/// Reads a day. A time of exactly midnight behind it is accepted, as spreadsheets export days that way.
pub fn parse_date(text: &str) -> Result<Date, ValueFault> {
    let folded = fold(text);
    let trimmed = folded.trim();
    if let Some((date, time)) = split_time(trimmed) {
        if parse_time(time).is_some_and(|(time, next_day)| time == Time::midnight() && !next_day) {
            return day(text, date);
        }
        return Err(ValueFault::new(
            text,
            "含有時間；這裡只要日期",
            "has a time of day; only a day fits here",
            DATE,
        ));
    }
    day(text, trimmed)
}

/// Reads a moment; without an offset it is Taipei time. Seconds since 1970-01-01T00:00:00Z, fractions dropped.
pub fn parse_instant(text: &str) -> Result<i64, ValueFault> {
    let folded = fold(text);
    let fault = || ValueFault::new(text, "不是日期加時間", "not a date and a time", INSTANT);
    let (date, rest) = split_time(folded.trim()).ok_or_else(fault)?;
    let date = day(text, date).map_err(|mut fault| {
        fault.expected_zh = INSTANT.zh.to_owned();
        fault.expected_en = INSTANT.en.to_owned();
        fault
    })?;
    let (time, offset) = split_offset(rest).ok_or_else(fault)?;
    let (time, next_day) = parse_time(time).ok_or_else(fault)?;
    let date = if next_day { date.tomorrow().map_err(|_| fault())? } else { date };
    let moment = DateTime::from_parts(date, time);
    offset.to_timestamp(moment).map(|moment| moment.as_second()).map_err(|_| fault())
}

/// A moment in Taipei time, ISO 8601 with offset. A number outside the calendar is written as it is.
pub fn format_instant(seconds: i64) -> String {
    match jiff::Timestamp::from_second(seconds) {
        Ok(moment) => {
            let local = Offset::constant(TAIPEI_HOURS).to_datetime(moment);
            format!("{}+0{TAIPEI_HOURS}:00", local.strftime("%Y-%m-%dT%H:%M:%S"))
        }
        Err(_) => seconds.to_string(),
    }
}

/// The day of a moment in Taipei.
pub(crate) fn day_of_instant(seconds: i64) -> Option<Date> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(Offset::constant(TAIPEI_HOURS).to_datetime(moment).date())
}

fn day(whole: &str, text: &str) -> Result<Date, ValueFault> {
    let fault = |zh: &str, en: &str| ValueFault::new(whole, zh, en, DATE);
    let (roc, western, text) = era(text);
    let parts = date_parts(text).ok_or_else(|| fault("不是日期", "not a date"))?;
    let DateParts { year, year_digits, month, day, marked } = parts;
    let is_roc = match year_digits {
        _ if roc => true,
        _ if western => false,
        4 => false,
        3 => true,
        2 if marked => true,
        2 => return Err(fault("兩位數的年份無法判斷是民國或西元", "a year of two digits is ambiguous")),
        _ => return Err(fault("不是日期", "not a date")),
    };
    let year = if is_roc { year + 1911 } else { year };
    if !YEARS.contains(&year) {
        return Err(fault("年份不在西元 1900 至 2200 年之間", "the year is not between 1900 and 2200"));
    }
    Date::new(year, month, day).map_err(|_| fault("沒有這一天", "there is no such day"))
}

fn era(text: &str) -> (bool, bool, &str) {
    for mark in ["中華民國", "民國"] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (true, false, rest.trim_start());
        }
    }
    for mark in ["西元", "公元"] {
        if let Some(rest) = text.strip_prefix(mark) {
            return (false, true, rest.trim_start());
        }
    }
    (false, false, text)
}

struct DateParts {
    year: i16,
    year_digits: usize,
    month: i8,
    day: i8,
    /// Written with 年月日.
    marked: bool,
}

fn date_parts(text: &str) -> Option<DateParts> {
    let digits = |part: &str, most: usize| {
        let part = part.trim();
        ((1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.to_owned())
    };
    let build = |year: &str, month: &str, day: &str, marked| {
        let year = digits(year, 4)?;
        Some(DateParts {
            year: year.parse().ok()?,
            year_digits: year.len(),
            month: digits(month, 2)?.parse().ok()?,
            day: digits(day, 2)?.parse().ok()?,
            marked,
        })
    };
    if let Some((year, rest)) = text.split_once('年') {
        let (month, rest) = rest.split_once('月')?;
        let day = rest.trim().strip_suffix(['日', '號']).unwrap_or(rest);
        return build(year, month, day, true);
    }
    for separator in ['/', '-', '.'] {
        if text.contains(separator) {
            let parts: Vec<&str> = text.split(separator).collect();
            let [year, month, day] = parts.as_slice() else { return None };
            return build(year, month, day, false);
        }
    }
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        7 => build(&text[..3], &text[3..5], &text[5..], false),
        8 => build(&text[..4], &text[4..6], &text[6..], false),
        _ => None,
    }
}

/// Splits a day from its time: at a `T`, behind 日, or at the last run of blanks before the time.
fn split_time(text: &str) -> Option<(&str, &str)> {
    let has_time = |time: &str| time.contains([':', '時', '點']);
    if let Some(at) = text.find(['T', 't']) {
        return Some((text[..at].trim_end(), text[at + 1..].trim_start()));
    }
    if let Some((day, time)) = text.split_once('日')
        && has_time(time)
    {
        return Some((day, time.trim_start()));
    }
    text.match_indices(' ')
        .map(|(at, _)| (text[..at].trim_end(), text[at + 1..].trim_start()))
        .find(|(day, time)| has_time(time) && !has_time(day) && date_parts(era(day).2).is_some())
}

fn split_offset(text: &str) -> Option<(&str, Offset)> {
    let text = text.trim();
    if let Some(time) = text.strip_suffix(['Z', 'z']) {
        return Some((time, Offset::UTC));
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, Offset::constant(TAIPEI_HOURS))) };
    let (time, offset) = text.split_at(at);
    let negative = offset.starts_with('-');
    let digits: String = offset[1..].chars().filter(|c| *c != ':').collect();
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hours, minutes): (i32, i32) = match digits.len() {
        2 => (digits.parse().ok()?, 0),
        4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    // No place on earth is further from UTC.
    if hours > 14 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Offset::from_seconds(if negative { -seconds } else { seconds }).ok().map(|offset| (time, offset))
}

/// A time of day and whether it is 24:00, the start of the next day.
fn parse_time(text: &str) -> Option<(Time, bool)> {
    let lower = text.trim().to_lowercase();
    let mut half = None;
    let mut rest = lower.as_str();
    for (mark, afternoon) in [("上午", false), ("下午", true), ("am", false), ("pm", true)] {
        if let Some(stripped) = rest.strip_prefix(mark).or_else(|| rest.strip_suffix(mark)) {
            half = Some(afternoon);
            rest = stripped.trim();
            break;
        }
    }
    let plain = rest.replace(['時', '點'], ":").replace('分', ":").replace('秒', "");
    let plain = plain.trim_end_matches(':');
    let parts: Vec<&str> = plain.split(':').map(str::trim).collect();
    let (hour, minute, second) = match parts.as_slice() {
        [hour] if rest.contains(['時', '點']) => (*hour, "0", "0"),
        [hour, minute] => (*hour, *minute, "0"),
        [hour, minute, second] => (*hour, *minute, *second),
        _ => return None,
    };
    let number = |part: &str| -> Option<i8> {
        ((1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse().ok())?
    };
    let second = match second.split_once('.') {
        Some((second, fraction)) if !fraction.is_empty() && fraction.bytes().all(|b| b.is_ascii_digit()) => {
            second
        }
        Some(_) => return None,
        None => second,
    };
    let (mut hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
    if let Some(afternoon) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    if (hour, minute, second) == (24, 0, 0) {
        return Some((Time::midnight(), true));
    }
    Time::new(hour, minute, second, 0).ok().map(|time| (time, false))
}
