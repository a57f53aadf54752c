//! Lengths of time and cycles: parsing and writing. How months are counted is the engine's business.

use crate::model::{Cycle, Duration, Label, ParameterValue};
use crate::value::{Expected, ValueFault, fold};

/// No length of time in a rule set is longer; keeps every date sum inside the calendar.
const LONGEST_YEARS: u32 = 100;

const DURATION: Expected = Expected {
    zh: "例如 14 days（14 天）、5 business days（5 個營業日）、3 months（3 個月）、1 year（1 年）、30 minutes（30 分鐘）、72 hours（72 小時）或 P3M",
    en: "for example 14 days, 5 business days, 3 months, 1 year, 30 minutes, 72 hours or P3M",
};

const CYCLE: Expected = Expected {
    zh: "calendar month、quarter、half-year、year（每月、每季、每半年、每年），或例如 3 months rolling（距前次 3 個月）",
    en: "calendar month, quarter, half-year or year, or for example 3 months rolling",
};

/// Reads a fixed length of time, as the catalogue writes it or in Chinese.
pub fn parse_duration(text: &str) -> Result<Duration, ValueFault> {
    let folded = fold(text).to_lowercase();
    let fault = || ValueFault::new(text, "看不懂的期間", "not a length of time", DURATION);
    let duration = match folded.strip_prefix('p') {
        Some(rest) => parse_iso(rest).ok_or_else(fault)?,
        None => parse_words(&folded).ok_or_else(fault)?,
    };
    let too_long = match duration {
        Duration::Months(n) => n > LONGEST_YEARS * 12,
        Duration::Days(n) | Duration::BusinessDays(n) => n > LONGEST_YEARS * 366,
        Duration::Minutes(n) => n > LONGEST_YEARS * 366 * 1440,
        Duration::Parameter(_) => false,
    };
    if too_long {
        return Err(ValueFault::new(text, "期間超過一百年", "longer than a hundred years", DURATION));
    }
    Ok(duration)
}

fn parse_words(text: &str) -> Option<Duration> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = text.get(..digits)?.parse().ok()?;
    let unit: Vec<&str> = text.get(digits..)?.split_whitespace().collect();
    unit_of(&unit.join(" "), number)
}

/// A length of time from its unit's words.
pub(crate) fn unit_of(unit: &str, number: u32) -> Option<Duration> {
    Some(match unit.trim_start_matches('個').trim_start() {
        "day" | "days" | "天" | "日" => Duration::Days(number),
        "week" | "weeks" | "週" | "周" | "星期" => Duration::Days(number.checked_mul(7)?),
        "business day" | "business days" | "營業日" | "工作日" | "工作天" => {
            Duration::BusinessDays(number)
        }
        "month" | "months" | "月" => Duration::Months(number),
        "year" | "years" | "年" => Duration::Months(number.checked_mul(12)?),
        "minute" | "minutes" | "分鐘" | "分" => Duration::Minutes(number),
        "hour" | "hours" | "小時" => Duration::Minutes(number.checked_mul(60)?),
        _ => return None,
    })
}

/// ISO 8601 behind the `P`; months and days do not mix, because their sum has no one length.
fn parse_iso(text: &str) -> Option<Duration> {
    let (date, time) = match text.split_once('t') {
        Some((date, time)) if !time.is_empty() => (date, time),
        Some(_) => return None,
        None => (text, ""),
    };
    let (mut months, mut days, mut minutes) = (None, None, None);
    for (number, unit) in iso_parts(date)? {
        match unit {
            'y' => add(&mut months, number.checked_mul(12)?)?,
            'm' => add(&mut months, number)?,
            'w' => add(&mut days, number.checked_mul(7)?)?,
            'd' => add(&mut days, number)?,
            _ => return None,
        }
    }
    for (number, unit) in iso_parts(time)? {
        match unit {
            'h' => add(&mut minutes, number.checked_mul(60)?)?,
            'm' => add(&mut minutes, number)?,
            _ => return None,
        }
    }
    match (months, days, minutes) {
        (Some(n), None, None) => Some(Duration::Months(n)),
        (None, Some(n), None) => Some(Duration::Days(n)),
        (None, None, Some(n)) => Some(Duration::Minutes(n)),
        _ => None,
    }
}

fn add(sum: &mut Option<u32>, number: u32) -> Option<()> {
    *sum = Some(sum.unwrap_or_default().checked_add(number)?);
    Some(())
}

fn iso_parts(text: &str) -> Option<Vec<(u32, char)>> {
    let mut parts = Vec::new();
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
        } else {
            parts.push((number.parse().ok()?, c));
            number.clear();
        }
    }
    number.is_empty().then_some(parts)
}

/// Reads a cycle: `calendar quarter`, `3 months rolling`, or in Chinese `每季`, `距前次 3 個月`.
pub fn parse_cycle(text: &str) -> Result<Cycle, ValueFault> {
    let folded = fold(text).to_lowercase();
    let words: Vec<&str> = folded.split_whitespace().collect();
    let fault = || ValueFault::new(text, "看不懂的週期", "not a cycle", CYCLE);
    let calendar = match words.join(" ").as_str() {
        "calendar month" | "每月" | "曆月" => Some(1),
        "calendar quarter" | "每季" | "曆季" => Some(3),
        "calendar half-year" | "每半年" | "曆半年" => Some(6),
        "calendar year" | "每年" | "曆年" => Some(12),
        _ => None,
    };
    if let Some(months) = calendar {
        return Ok(Cycle::Calendar(months));
    }
    let length = match (words.split_last(), folded.trim().strip_prefix("距前次")) {
        (Some((&"rolling", length)), _) => length.join(" "),
        (_, Some(length)) => length.to_owned(),
        _ => return Err(fault()),
    };
    match parse_duration(&length).map_err(|_| fault())? {
        Duration::Months(0) | Duration::Days(0) => Err(fault()),
        length @ (Duration::Months(_) | Duration::Days(_)) => Ok(Cycle::Rolling(length)),
        _ => Err(fault()),
    }
}

/// A length of time in both languages; a parameter by its name is the caller's business and gives an empty label.
pub fn format_duration(duration: Duration) -> Label {
    let of = |n: u32, zh: &str, one: &str, many: &str| Label {
        zh: format!("{n} {zh}"),
        en: format!("{n} {}", if n == 1 { one } else { many }),
    };
    match duration {
        Duration::Months(n) if n > 0 && n.is_multiple_of(12) => of(n / 12, "年", "year", "years"),
        Duration::Months(n) => of(n, "個月", "month", "months"),
        Duration::Days(n) => of(n, "天", "day", "days"),
        Duration::BusinessDays(n) => of(n, "個營業日", "business day", "business days"),
        Duration::Minutes(n) if n > 0 && n.is_multiple_of(60) => of(n / 60, "小時", "hour", "hours"),
        Duration::Minutes(n) => of(n, "分鐘", "minute", "minutes"),
        Duration::Parameter(_) => Label::default(),
    }
}

/// A cycle in both languages.
pub fn format_cycle(cycle: Cycle) -> Label {
    let label = |zh: &str, en: &str| Label { zh: zh.to_owned(), en: en.to_owned() };
    match cycle {
        Cycle::Calendar(1) => label("每月", "calendar month"),
        Cycle::Calendar(3) => label("每季", "calendar quarter"),
        Cycle::Calendar(6) => label("每半年", "calendar half-year"),
        Cycle::Calendar(_) => label("每年", "calendar year"),
        Cycle::Rolling(length) => {
            let length = format_duration(length);
            Label { zh: format!("距前次 {}", length.zh), en: format!("{} rolling", length.en) }
        }
        Cycle::Parameter(_) => Label::default(),
    }
}

/// A parameter's value in both languages; the English form is the one that catalogues and stores hold.
pub fn format_parameter_value(value: ParameterValue) -> Label {
    match value {
        ParameterValue::Duration(duration) => format_duration(duration),
        ParameterValue::Cycle(cycle) => format_cycle(cycle),
        ParameterValue::Number(number) => {
            let text = crate::value::format_thousandths(number);
            Label { zh: text.clone(), en: text }
        }
    }
}
