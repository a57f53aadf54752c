//! Days, the 民法 addition of months, and business days.
//!
//! A day is a count from 1970-01-01, so that timelines are plain integers. Deliberately not here: a clock.

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use zilu_catalogue::Duration;

/// A civil day, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    /// Before every day.
    pub const ALWAYS: Day = Day(i32::MIN);
    /// After every day.
    pub const NEVER: Day = Day(i32::MAX);

    /// Year, month and day of the proleptic Gregorian calendar.
    pub fn ymd(self) -> (i32, u32, u32) {
        // Days to civil after Howard Hinnant, "chrono-compatible low-level date algorithms".
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u32;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u32;
        let year = yoe + era * 400 + i64::from(month <= 2);
        (year as i32, month, day)
    }

    /// The day with this year, month (1–12) and day of month. Days past the month's end run over.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Day {
        let y = i64::from(year) - i64::from(month <= 2);
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let mp = i64::from((month + 9) % 12);
        let doy = (153 * mp + 2) / 5 + i64::from(day) - 1;
        let doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
        Day((era * 146_097 + doe - 719_468) as i32)
    }

    /// The next day; `ALWAYS` and `NEVER` stay.
    #[must_use]
    pub fn next(self) -> Day {
        if self == Day::ALWAYS || self == Day::NEVER { self } else { Day(self.0 + 1) }
    }

    /// As a date of the date library. `None` for `ALWAYS`, `NEVER` and days out of its range.
    pub fn date(self) -> Option<Date> {
        if self == Day::ALWAYS || self == Day::NEVER {
            return None;
        }
        let (year, month, day) = self.ymd();
        Date::new(i16::try_from(year).ok()?, month as i8, day as i8).ok()
    }

    /// Monday is 0, Sunday is 6.
    pub fn weekday(self) -> u32 {
        (i64::from(self.0) + 3).rem_euclid(7) as u32
    }

    /// The day in Taipei (UTC+8, no daylight saving since 1979) of a moment in seconds since 1970.
    pub fn of_instant(seconds: i64) -> Day {
        Day((seconds + TAIPEI_OFFSET_SECONDS).div_euclid(86_400) as i32)
    }

    /// The first moment of the day in Taipei, in seconds since 1970.
    pub fn start_instant(self) -> i64 {
        i64::from(self.0) * 86_400 - TAIPEI_OFFSET_SECONDS
    }

    /// The last second of the day in Taipei, in seconds since 1970. Knowledge "as of a day" includes it.
    pub fn end_instant(self) -> i64 {
        if self == Day::NEVER { i64::MAX } else { self.start_instant() + 86_399 }
    }
}

/// Asia/Taipei in seconds east of UTC.
pub const TAIPEI_OFFSET_SECONDS: i64 = 8 * 3_600;

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        Day::from_ymd(i32::from(date.year()), date.month() as u32, date.day() as u32)
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// 民法 §120–121: the trigger's own day is not counted; the period ends on the day before the one that corresponds
/// to its first day; where the last month has no such day, on that month's last day.
///
/// `plus_months(2025-02-28, 2)` is 2025-04-30 (first day 03-01, corresponding day 05-01), not 04-28.
pub fn plus_months(trigger: Day, months: u32) -> Day {
    if trigger == Day::ALWAYS || trigger == Day::NEVER {
        return trigger;
    }
    let (year, month, day) = trigger.next().ymd();
    let total = year * 12 + month as i32 - 1 + months as i32;
    let (year, month) = (total.div_euclid(12), total.rem_euclid(12) as u32 + 1);
    let length = days_in_month(year, month);
    if day > length { Day::from_ymd(year, month, length) } else { Day(Day::from_ymd(year, month, day).0 - 1) }
}

/// The calendar period of 1, 3, 6 or 12 months that contains a day: first and last day.
pub fn calendar_period(day: Day, months: u8) -> (Day, Day) {
    let (year, month, _) = day.ymd();
    let months = u32::from(months);
    let first = (month - 1) / months * months + 1;
    let last = first + months - 1;
    (Day::from_ymd(year, first, 1), Day::from_ymd(year, last, days_in_month(year, last)))
}

/// The first days of the months of some decades, laid out because they are asked for millions of times.
#[derive(Debug)]
pub(crate) struct Months(Vec<Day>);

impl Default for Months {
    fn default() -> Months {
        let years = 1990..2060;
        Months(years.flat_map(|year| (1..=12).map(move |month| Day::from_ymd(year, month, 1))).collect())
    }
}

impl Months {
    /// The periods of 1, 3, 6 or 12 months from the one that contains a day on.
    pub(crate) fn periods_from(&self, day: Day, months: u8) -> Periods<'_> {
        let (first, _) = calendar_period(day, months);
        let at = self.0.binary_search(&first).unwrap_or(self.0.len());
        Periods { firsts: &self.0[at..], day, months }
    }
}

/// Calendar periods one after the other, first and last day each, as [`calendar_period`].
#[derive(Debug)]
pub(crate) struct Periods<'a> {
    /// The first days of the months from the next period on, as far as they are laid out.
    firsts: &'a [Day],
    /// A day in the next period.
    day: Day,
    months: u8,
}

impl Periods<'_> {
    pub(crate) fn months(&self) -> u8 {
        self.months
    }
}

impl Iterator for Periods<'_> {
    type Item = (Day, Day);
    #[inline]
    fn next(&mut self) -> Option<(Day, Day)> {
        let length = usize::from(self.months);
        let period = match (self.firsts.first(), self.firsts.get(length)) {
            (Some(first), Some(next)) => {
                self.firsts = &self.firsts[length..];
                (*first, Day(next.0 - 1))
            }
            _ => {
                self.firsts = &[];
                calendar_period(self.day, self.months)
            }
        };
        self.day = period.1.next();
        Some(period)
    }
}

/// The name of the calendar period that starts on a day: `2025`, `2025H1`, `2025Q2` or `2025-06`.
pub fn period_label(start: Day, months: u8) -> String {
    let (year, month, _) = start.ymd();
    match months {
        12 => format!("{year:04}"),
        6 => format!("{year:04}H{}", (month - 1) / 6 + 1),
        3 => format!("{year:04}Q{}", (month - 1) / 3 + 1),
        _ => format!("{year:04}-{month:02}"),
    }
}

/// Business days: Monday to Friday, corrected by the official office calendar and by closures set by hand.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    closed: FxHashSet<i32>,
    open: FxHashSet<i32>,
    years: FxHashSet<i32>,
}

impl Calendar {
    /// Records that a day is off (`true`) or worked (`false`), after the official calendar or a manual closure.
    pub fn set(&mut self, day: Day, off: bool) {
        self.closed.remove(&day.0);
        self.open.remove(&day.0);
        self.years.insert(day.ymd().0);
        if off == (day.weekday() < 5) {
            if off { &mut self.closed } else { &mut self.open }.insert(day.0);
        }
    }

    /// Whether anything is known of the office days of the year of a day. Otherwise only weekends count as off.
    pub fn knows_year_of(&self, day: Day) -> bool {
        self.years.contains(&day.ymd().0)
    }

    /// Whether offices work on the day.
    pub fn is_business_day(&self, day: Day) -> bool {
        if day.weekday() < 5 { !self.closed.contains(&day.0) } else { self.open.contains(&day.0) }
    }

    /// The day itself or the first business day after it (民法 §122).
    pub fn next_business_day(&self, mut day: Day) -> Day {
        if day == Day::NEVER || day == Day::ALWAYS {
            return day;
        }
        while !self.is_business_day(day) {
            day = day.next();
        }
        day
    }

    /// The last day of a period that a trigger started. Minutes count as the days that they reach into.
    pub fn plus(&self, trigger: Day, duration: Duration) -> Day {
        if trigger == Day::ALWAYS || trigger == Day::NEVER {
            return trigger;
        }
        match duration {
            Duration::Months(months) => plus_months(trigger, months),
            Duration::Days(days) => Day(trigger.0.saturating_add_unsigned(days)),
            Duration::BusinessDays(days) => {
                let mut day = trigger;
                for _ in 0..days {
                    day = self.next_business_day(day.next());
                }
                day
            }
            Duration::Minutes(minutes) => Day(trigger.0 + (minutes / 1_440) as i32),
            // Resolved by the caller, which knows the company's values.
            Duration::Parameter(_) => trigger,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_the_same_laid_out_or_not() {
        let laid_out = Months::default();
        let days = (Day::from_ymd(1985, 1, 1).0..Day::from_ymd(2065, 1, 1).0).map(Day);
        for day in days.chain([Day(-700_000), Day(3_000_000)]) {
            for months in [1, 3, 6, 12] {
                let first = laid_out.periods_from(day, months).next();
                assert_eq!(first, Some(calendar_period(day, months)), "{day} {months}");
            }
        }
        for start in [Day::from_ymd(1985, 1, 31), Day::from_ymd(2024, 8, 1), Day::from_ymd(2024, 12, 31)] {
            for months in [1, 3, 6, 12] {
                let mut day = start;
                for period in laid_out.periods_from(start, months).take(1_000) {
                    assert_eq!(period, calendar_period(day, months), "{day} {months}");
                    day = period.1.next();
                }
            }
        }
    }
}
