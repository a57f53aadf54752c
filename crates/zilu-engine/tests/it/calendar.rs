//! Deadlines against an oracle that steps day by day, and business days.

use jiff::civil::{Date, date};
use zilu_engine::calendar::{calendar_period, period_label, plus_months};
use zilu_engine::{Calendar, Day};

/// 民法 §120–121 as a person counts on a wall calendar: start on the day after the trigger, walk to the month in which the
/// period ends, stop on the day before the one with the same number, or on the month's last day when it has none.
fn oracle(trigger: Date, months: u32) -> Date {
    let first = trigger.tomorrow().unwrap();
    let mut day = first;
    let mut passed = 0;
    while passed < months {
        let next = day.tomorrow().unwrap();
        if next.month() != day.month() {
            passed += 1;
        }
        day = next;
    }
    // `day` is the first of the last month.
    loop {
        if day.day() == first.day() {
            return day.yesterday().unwrap();
        }
        let next = day.tomorrow().unwrap();
        if next.month() != day.month() {
            return day;
        }
        day = next;
    }
}

#[test]
fn deadlines_equal_a_day_by_day_oracle_over_twenty_years() {
    let mut trigger = date(2020, 1, 1);
    let mut checked = 0;
    while trigger < date(2040, 1, 1) {
        for months in [1, 2, 3, 6, 12, 24, 36, 60] {
            let expected = oracle(trigger, months);
            assert_eq!(
                plus_months(Day::from(trigger), months).date(),
                Some(expected),
                "{trigger} + {months} months"
            );
            checked += 1;
        }
        trigger = trigger.tomorrow().unwrap();
    }
    assert_eq!(checked, 7_305 * 8);
}

#[test]
fn month_ends_are_not_clamped() {
    let plus = |y, m, d, months| plus_months(Day::from_ymd(y, m, d), months).to_string();
    assert_eq!(plus(2025, 2, 28, 2), "2025-04-30");
    assert_eq!(plus(2025, 1, 31, 1), "2025-02-28");
    assert_eq!(plus(2025, 1, 30, 1), "2025-02-28");
    assert_eq!(plus(2024, 1, 30, 1), "2024-02-29");
    assert_eq!(plus(2025, 1, 15, 2), "2025-03-15");
    assert_eq!(plus(2024, 2, 29, 12), "2025-02-28");
    assert_eq!(plus(2025, 12, 31, 2), "2026-02-28");
}

#[test]
fn days_agree_with_the_date_library() {
    let mut day = date(1890, 1, 1);
    let mut number = Day::from_ymd(1890, 1, 1);
    while day < date(2210, 1, 1) {
        assert_eq!(Day::from(day), number);
        assert_eq!(number.date(), Some(day));
        assert_eq!(number.weekday(), day.weekday().to_monday_zero_offset() as u32);
        day = day.tomorrow().unwrap();
        number = number.next();
    }
}

#[test]
fn business_days_follow_the_office_calendar() {
    let mut calendar = Calendar::default();
    calendar.set(Day::from_ymd(2025, 10, 6), true); // Mid-autumn, a Monday
    calendar.set(Day::from_ymd(2025, 2, 8), false); // a make-up Saturday
    let plus = |day, days| calendar.plus(day, zilu_catalogue::Duration::BusinessDays(days)).to_string();
    assert_eq!(plus(Day::from_ymd(2025, 10, 3), 1), "2025-10-07");
    assert_eq!(plus(Day::from_ymd(2025, 2, 7), 1), "2025-02-08");
    assert_eq!(plus(Day::from_ymd(2025, 2, 7), 2), "2025-02-10");
    assert_eq!(calendar.next_business_day(Day::from_ymd(2025, 10, 4)).to_string(), "2025-10-07");
    calendar.set(Day::from_ymd(2025, 10, 6), false);
    assert_eq!(calendar.next_business_day(Day::from_ymd(2025, 10, 4)).to_string(), "2025-10-06");
}

#[test]
fn calendar_periods_have_names() {
    let name = |months| {
        let (first, last) = calendar_period(Day::from_ymd(2025, 8, 31), months);
        format!("{} {first} {last}", period_label(first, months))
    };
    assert_eq!(name(1), "2025-08 2025-08-01 2025-08-31");
    assert_eq!(name(3), "2025Q3 2025-07-01 2025-09-30");
    assert_eq!(name(6), "2025H2 2025-07-01 2025-12-31");
    assert_eq!(name(12), "2025 2025-01-01 2025-12-31");
}

#[test]
fn a_moment_belongs_to_its_day_in_taipei() {
    // 2025-03-01T23:59:59+08:00 and the second after.
    assert_eq!(Day::of_instant(1_740_844_799).to_string(), "2025-03-01");
    assert_eq!(Day::of_instant(1_740_844_800).to_string(), "2025-03-02");
    assert_eq!(Day::from_ymd(2025, 3, 1).end_instant(), 1_740_844_799);
}
