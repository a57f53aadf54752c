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
    None
}
