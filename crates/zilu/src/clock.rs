//! The clock. Nothing below this binary reads one.

use jiff::civil::Date;
use jiff::{Timestamp, tz::Offset};
use zilu_engine::calendar::TAIPEI_OFFSET_SECONDS;

/// Now, in milliseconds since 1970.
#[allow(clippy::disallowed_methods)]
pub(crate) fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Today in Taipei.
#[allow(clippy::disallowed_methods)]
pub(crate) fn today() -> Date {
    let offset = Offset::from_seconds(TAIPEI_OFFSET_SECONDS as i32).unwrap_or(Offset::UTC);
    offset.to_datetime(Timestamp::now()).date()
}
