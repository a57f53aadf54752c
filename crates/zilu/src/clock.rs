//! The clock. Nothing below this binary reads one.

use jiff::civil::Date;
use jiff::{Timestamp, tz::Offset};
use std::time::SystemTime;
use zilu_engine::calendar::TAIPEI_OFFSET_SECONDS;

/// Now, in milliseconds since 1970.
#[allow(clippy::disallowed_methods)]
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Now, to the second, as RFC 3339 writes it.
pub(crate) fn instant() -> String {
    let now = Timestamp::from_second(now_ms() / 1000).unwrap_or(Timestamp::UNIX_EPOCH);
    now.to_string()
}

/// Today in Taipei.
#[allow(clippy::disallowed_methods)]
pub(crate) fn today() -> Date {
    let offset = Offset::from_seconds(TAIPEI_OFFSET_SECONDS as i32).unwrap_or(Offset::UTC);
    offset.to_datetime(Timestamp::now()).date()
}

/// An instant in seconds since 1970, as clocks in Taipei show it, ISO.
pub(crate) fn local(seconds: i64) -> String {
    let offset = Offset::from_seconds(TAIPEI_OFFSET_SECONDS as i32).unwrap_or(Offset::UTC);
    let instant = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    offset.to_datetime(instant).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The day in Taipei of an instant that a file system tells.
pub(crate) fn day_of(instant: SystemTime) -> Option<Date> {
    let offset = Offset::from_seconds(TAIPEI_OFFSET_SECONDS as i32).ok()?;
    Some(offset.to_datetime(Timestamp::try_from(instant).ok()?).date())
}
