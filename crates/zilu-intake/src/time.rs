//! Moments as scanners write them. Taiwan time where a file gives none.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, fmt::strtime};

/// Asia/Taipei has had no daylight saving time since 1980; a fixed offset needs no time zone file.
const TAIPEI: Offset = jiff::tz::offset(8);

/// The calendar day in Taiwan of a moment.
pub(crate) fn day_in_taipei(seconds: i64) -> Option<Date> {
    Some(in_taipei(seconds)?.date())
}

/// Date and time in Taiwan of a moment.
pub(crate) fn in_taipei(seconds: i64) -> Option<DateTime> {
    Some(TAIPEI.to_datetime(Timestamp::from_second(seconds).ok()?))
}

/// The moment of a date and time in Taiwan, in seconds since 1970-01-01T00:00:00Z.
pub(crate) fn from_taipei(time: DateTime) -> Option<i64> {
    Some(TAIPEI.to_timestamp(time).ok()?.as_second())
}

/// A moment as Nessus and its relatives write it: seconds since 1970, `Wed Mar 23 15:07:52 2022`, RFC 3339 with any
/// number of decimals, `2022/03/23 15:07:52`, the same with ` +0800`. Without an offset it is Taiwan time. Years outside 1990–2200 are
/// refused: they come from broken clocks, and a clock of the rules must not start there.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let seconds = parse(&text)?;
    (631_152_000..7_258_118_400).contains(&seconds).then_some(seconds)
}

fn parse(text: &str) -> Option<i64> {
    if text.len() >= 9 && text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_second());
    }
    if let Some((date, "UTC" | "GMT")) = text.rsplit_once(' ')
        && let Ok(time) = DateTime::strptime("%Y-%m-%d %H:%M:%S", date)
    {
        return Some(Offset::UTC.to_timestamp(time).ok()?.as_second());
    }
    if let Ok(time) = Timestamp::strptime("%Y/%m/%d %H:%M:%S %z", text) {
        return Some(time.as_second());
    }
    for format in [
        "%a %b %d %H:%M:%S %Y",
        "%Y/%m/%d %H:%M:%S",
        "%Y/%m/%d %H:%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M",
    ] {
        if let Ok(time) = strtime::parse(format, text).and_then(|t| t.to_datetime()) {
            return from_taipei(time);
        }
    }
    if let Ok(time) = text.parse::<DateTime>() {
        return from_taipei(time);
    }
    // Qualys writes month and day so; with a day above 12 in front it is no date.
    for format in ["%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M"] {
        if let Ok(time) = strtime::parse(format, text).and_then(|t| t.to_datetime()) {
            return from_taipei(time);
        }
    }
    in_words(text)
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MONTHS_ZH: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];

/// The month of a name: English, short or long, `6月` or 六月.
fn month(word: &str) -> Option<i8> {
    let at = MONTHS_ZH.iter().position(|name| *name == word).or_else(|| {
        let word = word.to_ascii_lowercase();
        let long = word.is_ascii()
            && (word.len() == 3 || word.len() > 3 && word.bytes().all(|b| b.is_ascii_lowercase()));
        MONTHS.iter().position(|name| long && word.starts_with(name))
    });
    match (at, word.strip_suffix('月').map(str::parse::<i8>)) {
        (Some(at), _) => Some(at as i8 + 1),
        (None, Some(Ok(number @ 1..=12))) => Some(number),
        _ => None,
    }
}

/// Hours east of Greenwich of a zone's name; `None` for one that names several zones or none. CST is taken for the
/// one of Taiwan.
fn zone(word: &str) -> Option<i8> {
    Some(match word {
        "Z" | "UTC" | "GMT" => 0,
        "EST" => -5,
        "EDT" => -4,
        "MST" | "PDT" => -7,
        "MDT" => -6,
        "PST" => -8,
        "CET" => 1,
        "CEST" => 2,
        "WIB" => 7,
        "CST" | "HKT" | "SGT" => 8,
        "JST" | "KST" => 9,
        _ => return None,
    })
}

/// `-0400`, `+08:00`, also behind `GMT` or `UTC`, in minutes.
fn offset(word: &str) -> Option<i32> {
    let word = word.trim_start_matches("GMT").trim_start_matches("UTC");
    let (sign, rest) = match word.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let digits: String = rest.chars().filter(|c| *c != ':').collect();
    let number: i32 = digits.parse().ok().filter(|_| digits.len() == 4 && rest.len() <= 5)?;
    Some(sign * (number / 100 * 60 + number % 100))
}

/// Year, month and day of `2026/3/4` or `2026-3-4`.
fn numbers(word: &str) -> Option<(i16, i8, i8)> {
    let mut parts = word.split(['/', '-']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    whole.then_some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
}

/// A date and time in words, in any order that is clear: `Jan 5, 2021 10:24:08 MST`, `Sun, 22 Jun 2025 04:04:14`,
/// `週日, 22 6月 2025 04:04:14`, `Feb 03, 2026 07:00 AM`, `01 Apr 2020 01:14PM GMT-0400`.
fn in_words(text: &str) -> Option<i64> {
    let (mut year, mut of_year, mut day, mut time, mut noon, mut east) = (None, None, None, None, None, None);
    let mut others = 0;
    for word in text.split([' ', ',']).map(|word| word.trim_end_matches('.')).filter(|word| !word.is_empty())
    {
        if let Some((a, b, c)) =
            numbers(word).filter(|_| year.is_none() && of_year.is_none() && day.is_none())
        {
            (year, of_year, day) = (Some(a), Some(b), Some(c));
            continue;
        }
        let upper = word.to_ascii_uppercase();
        let digits = word.bytes().all(|b| b.is_ascii_digit());
        if digits && word.len() == 4 && year.is_none() {
            year = Some(word.parse::<i16>().ok()?);
        } else if digits && word.len() <= 2 && day.is_none() {
            day = Some(word.parse::<i8>().ok()?);
        } else if let Some(minutes) = offset(word) {
            east = Some(minutes);
        } else if word.contains(':') && time.is_none() {
            let clock = upper.trim_end_matches(['A', 'P', 'M']);
            if clock.len() < upper.len() {
                noon = Some(upper[clock.len()..].to_string());
            }
            let parts: Vec<i8> = clock.split(':').map(str::parse).collect::<Result<_, _>>().ok()?;
            time = match parts.as_slice() {
                [hour, minute] => Some((*hour, *minute, 0)),
                [hour, minute, second] => Some((*hour, *minute, *second)),
                _ => return None,
            };
        } else if matches!(upper.as_str(), "AM" | "PM") {
            noon = Some(upper);
        } else if let Some(number) = month(word).filter(|_| of_year.is_none()) {
            of_year = Some(number);
        } else if let Some(hours) = zone(word) {
            east = Some(i32::from(hours) * 60);
        } else if word.chars().all(char::is_alphabetic) && others < 2 {
            // The day of the week, or a zone that we do not know: then it is the wall clock that counts.
            others += 1;
        } else {
            return None;
        }
    }
    let (mut hour, minute, second) = time?;
    match noon.as_deref() {
        None => {}
        Some("AM") => hour = if hour == 12 { 0 } else { hour },
        Some("PM") => hour = if hour == 12 { 12 } else { hour.checked_add(12)? },
        Some(_) => return None,
    }
    let time = DateTime::new(year?, of_year?, day?, hour, minute, second, 0).ok()?;
    match east {
        None => from_taipei(time),
        Some(minutes) => Some(Offset::from_seconds(minutes * 60).ok()?.to_timestamp(time).ok()?.as_second()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_many_tools() {
        let read = |text: &str| {
            moment(text)
                .and_then(in_taipei)
                .map(|t| t.strftime("%Y-%m-%dT%H:%M:%S").to_string())
                .unwrap_or_default()
        };
        for (text, expected) in [
            ("Wed Mar 23 15:07:52 2022", "2022-03-23T15:07:52"),
            ("2022-03-23T15:07:52Z", "2022-03-23T23:07:52"),
            ("2022-03-23T15:07:52.123456+03:00", "2022-03-23T20:07:52"),
            ("Jan 5, 2021 10:24:08 MST", "2021-01-06T01:24:08"),
            ("Feb 5, 2024 21:01:08 UTC", "2024-02-06T05:01:08"),
            ("Mon, 26 Apr 2021 07:03:32", "2021-04-26T07:03:32"),
            ("Fr., 30 Sep. 2022 08:40:35", "2022-09-30T08:40:35"),
            ("週日, 22 6月 2025 04:04:14", "2025-06-22T04:04:14"),
            ("星期日, 22 六月 2025 04:04:14", "2025-06-22T04:04:14"),
            ("Sat Sep 13 22:35:04 CEST 2014", "2014-09-14T04:35:04"),
            ("Wed Jan 27 22:43:35 CST 2021", "2021-01-27T22:43:35"),
            ("Feb 03, 2026 07:00 AM", "2026-02-03T07:00:00"),
            ("Feb 03, 2026 12:30 PM", "2026-02-03T12:30:00"),
            ("04 Feb 2026 10:00AM GMT-0500", "2026-02-04T23:00:00"),
            ("05/13/2021 07:08:28", "2021-05-13T07:08:28"),
            ("2026/3/4 9:30 CST", "2026-03-04T09:30:00"),
            ("2026-3-4 9:30 PM UTC", "2026-03-05T05:30:00"),
            ("13/05/2021 07:08:28", ""),
            ("Feb 2026 10:00", ""),
            ("30 Feb 2026 10:00:00", ""),
            ("Feb 03, 2026 25:00 PM", ""),
            ("a b c 3 Feb 2026 10:00", ""),
            ("1 Jan 0001 00:00:00", ""),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }
}
