//! Company values: reading them, and whether one is looser than the rules allow.
//!
//! A value that could come out looser in any month of any year counts as looser.

use crate::duration::{parse_cycle, parse_duration};
use crate::model::{Cycle, Duration, Parameter, ParameterValue, Stricter};
use crate::value::{Expected, ValueFault, parse_thousandths};
use jiff::civil::Date;

/// Reads a value of the parameter's sort (a length of time, a cycle or a number, as its default is).
pub fn parse_parameter_value(parameter: &Parameter, text: &str) -> Result<ParameterValue, ValueFault> {
    match parameter.default {
        ParameterValue::Duration(_) => parse_duration(text).map(ParameterValue::Duration),
        ParameterValue::Cycle(_) => parse_cycle(text).map(ParameterValue::Cycle),
        ParameterValue::Number(_) => parse_thousandths(text).map(ParameterValue::Number),
    }
}

/// Reads a value whose sort is not known yet: the default of a declared parameter.
pub(crate) fn parse_any(text: &str) -> Result<ParameterValue, ValueFault> {
    if let Ok(cycle) = parse_cycle(text) {
        return Ok(ParameterValue::Cycle(cycle));
    }
    if let Ok(number) = parse_thousandths(text) {
        return Ok(ParameterValue::Number(number));
    }
    parse_duration(text).map(ParameterValue::Duration).map_err(|_| {
        ValueFault::new(
            text,
            "看不懂的參數值",
            "not a parameter value",
            Expected {
                zh: "期間（例如 5 business days）、週期（例如 calendar quarter）或數字",
                en: "a length of time (5 business days), a cycle (calendar quarter) or a number",
            },
        )
    })
}

/// The loosest value that the rules allowed on a day: what the edition of that day said. `None`: any.
pub fn limit_on(parameter: &Parameter, on: Date) -> Option<ParameterValue> {
    let earlier = parameter.before.iter().find(|before| on < before.until);
    earlier.map_or(parameter.limit, |before| before.limit)
}

/// Whether the value is looser than the parameter's limit. Without a limit nothing is. A value of another sort than
/// the limit counts as looser.
pub fn is_looser(parameter: &Parameter, value: &ParameterValue) -> bool {
    let Some(limit) = parameter.limit else { return false };
    let longer_is_stricter = matches!(parameter.stricter, Stricter::Longer | Stricter::Higher);
    match (*value, limit) {
        (ParameterValue::Number(value), ParameterValue::Number(limit)) => {
            if longer_is_stricter {
                value < limit
            } else {
                value > limit
            }
        }
        (ParameterValue::Duration(value), ParameterValue::Duration(limit)) => {
            if longer_is_stricter {
                may_exceed(limit, value)
            } else {
                may_exceed(value, limit)
            }
        }
        (ParameterValue::Cycle(value), ParameterValue::Cycle(limit)) => {
            if longer_is_stricter {
                cycle_may_exceed(limit, value)
            } else {
                cycle_may_exceed(value, limit)
            }
        }
        _ => true,
    }
}

/// Whether `a` can end after `b` for some starting day.
fn may_exceed(a: Duration, b: Duration) -> bool {
    match (a, b) {
        (Duration::Months(a), Duration::Months(b))
        | (Duration::Days(a), Duration::Days(b))
        | (Duration::BusinessDays(a), Duration::BusinessDays(b))
        | (Duration::Minutes(a), Duration::Minutes(b)) => a > b,
        (Duration::Parameter(_), _) | (_, Duration::Parameter(_)) => true,
        // A day counts to its end: seen from an instant it takes up to one day more.
        (a, Duration::Minutes(b)) => (most_days(a) + 1) * 1440 > u64::from(b),
        (Duration::Minutes(a), b) => u64::from(a) > least_days(b) * 1440,
        (a, b) => most_days(a) > least_days(b),
    }
}

/// Whether fulfilling cycle `a` can leave cycle `b` unfulfilled: neither begins its first period on the days of the
/// other, and acts in two calendar periods can be nearly two lengths apart. A duty that may be read as rolling has a
/// parameter of its own for that reading.
fn cycle_may_exceed(a: Cycle, b: Cycle) -> bool {
    match (a, b) {
        (Cycle::Parameter(_), _) | (_, Cycle::Parameter(_)) => true,
        (Cycle::Calendar(a), Cycle::Calendar(b)) => a > b,
        (Cycle::Rolling(a), Cycle::Rolling(b)) => may_exceed(a, b),
        // Who joins on the last day of a period owes an act by that day: the first rolling period ends after it.
        (Cycle::Rolling(_), Cycle::Calendar(_)) => true,
        (Cycle::Calendar(a), Cycle::Rolling(b)) => may_exceed(Duration::Months(u32::from(a) * 2), b),
    }
}

fn least_days(duration: Duration) -> u64 {
    match duration {
        Duration::Months(n) => months_in_days(n).0,
        Duration::Days(n) | Duration::BusinessDays(n) => u64::from(n),
        Duration::Minutes(_) | Duration::Parameter(_) => 0,
    }
}

fn most_days(duration: Duration) -> u64 {
    match duration {
        Duration::Months(n) => months_in_days(n).1,
        Duration::Days(n) => u64::from(n),
        // Whole weeks for every five business days, and two weeks for the longest run of holidays.
        Duration::BusinessDays(n) => u64::from(n.div_ceil(5)) * 7 + 14,
        Duration::Minutes(n) => u64::from(n.div_ceil(1440)),
        Duration::Parameter(_) => u64::MAX / 2880,
    }
}

/// The fewest and the most days that so many months have, over all months to start in.
fn months_in_days(months: u32) -> (u64, u64) {
    const DAYS: [u64; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    // Four years with one leap day; whole fours are counted at once.
    let fours = u64::from(months / 48) * 1461;
    let rest = (months % 48) as usize;
    let length = |start: usize| -> u64 {
        (start..start + rest).map(|m| DAYS[m % 12] + u64::from(m % 48 == 1)).sum::<u64>()
    };
    let lengths = (0..48).map(length);
    // A century without a leap day can take one day off.
    let century = u64::from(months > 12);
    (
        (fours + lengths.clone().min().unwrap_or_default()).saturating_sub(century),
        fours + lengths.max().unwrap_or_default(),
    )
}
