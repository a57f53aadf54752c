//! Company values against the rule's own number: stricter is taken, looser is refused.

use insta::assert_snapshot;
use zilu_catalogue::*;

fn parameter(limit: &str, stricter: Stricter) -> Parameter {
    let value = parse_cycle(limit)
        .map(ParameterValue::Cycle)
        .or_else(|_| parse_duration(limit).map(ParameterValue::Duration))
        .unwrap_or_else(|_| ParameterValue::Number(limit.parse::<i64>().expect("a number") * 1000));
    Parameter {
        name: "p".into(),
        label: Label::default(),
        default: value,
        stricter,
        limit: Some(value),
        clauses: Vec::new(),
        before: Vec::new(),
        duty: None,
        position: Position::default(),
    }
}

fn check(limit: &str, stricter: Stricter, values: &[&str]) -> String {
    let parameter = parameter(limit, stricter);
    values
        .iter()
        .map(|text| match parse_parameter_value(&parameter, text) {
            Ok(value) => {
                let label = format_parameter_value(value);
                assert_eq!(parse_parameter_value(&parameter, &label.en), Ok(value), "English reads back");
                assert_eq!(parse_parameter_value(&parameter, &label.zh), Ok(value), "Chinese reads back");
                let looser = if is_looser(&parameter, &value) { "looser" } else { "ok" };
                format!("{text} = {}: {looser}", label.en)
            }
            Err(fault) => format!("{text} ✗ {}", fault.en),
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn shorter_lengths() {
    assert_snapshot!(check("2 months", Stricter::Shorter, &["2 months", "1 month", "P2M", "3 months", "59 days", "60 days", "8 weeks", "30 business days", "20 個營業日", "1 年", "72 hours"]), @"
    2 months = 2 months: ok
    1 month = 1 month: ok
    P2M = 2 months: ok
    3 months = 3 months: looser
    59 days = 59 days: ok
    60 days = 60 days: looser
    8 weeks = 56 days: ok
    30 business days = 30 business days: ok
    20 個營業日 = 20 business days: ok
    1 年 = 1 year: looser
    72 hours = 72 hours: ok
    ");
    assert_snapshot!(check("1 month", Stricter::Shorter, &["28 days", "30 days", "31 days", "4 weeks"]), @"
    28 days = 28 days: ok
    30 days = 30 days: looser
    31 days = 31 days: looser
    4 weeks = 28 days: ok
    ");
    assert_snapshot!(check("1 year", Stricter::Shorter, &["365 days", "12 months", "13 months", "365 天", "366 days"]), @"
    365 days = 365 days: ok
    12 months = 1 year: ok
    13 months = 13 months: looser
    365 天 = 365 days: ok
    366 days = 366 days: looser
    ");
    assert_snapshot!(check("5 business days", Stricter::Shorter, &["5 days", "6 days", "3 business days", "24 hours", "1 month"]), @"
    5 days = 5 days: ok
    6 days = 6 days: looser
    3 business days = 3 business days: ok
    24 hours = 24 hours: ok
    1 month = 1 month: looser
    ");
    assert_snapshot!(check("24 hours", Stricter::Shorter, &["1440 minutes", "1441 minutes", "1 day", "0 days"]), @"
    1440 minutes = 24 hours: ok
    1441 minutes = 1441 minutes: looser
    1 day = 1 day: looser
    0 days = 0 days: ok
    ");
}

#[test]
fn longer_lengths() {
    assert_snapshot!(check("180 days", Stricter::Longer, &["180 days", "179 days", "6 months", "1 year", "5 years"]), @"
    180 days = 180 days: ok
    179 days = 179 days: looser
    6 months = 6 months: ok
    1 year = 1 year: ok
    5 years = 5 years: ok
    ");
    assert_snapshot!(check("5 years", Stricter::Longer, &["60 months", "1825 days", "1826 days", "1827 days"]), @"
    60 months = 5 years: ok
    1825 days = 1825 days: looser
    1826 days = 1826 days: looser
    1827 days = 1827 days: ok
    ");
}

#[test]
fn cycles() {
    assert_snapshot!(check("calendar quarter", Stricter::Shorter, &["calendar month", "calendar quarter", "calendar half-year", "3 months rolling", "90 days rolling", "89 days rolling", "4 months rolling", "每季", "每半年", "距前次 2 個月", "quarterly", "0 days rolling", "5 business days rolling"]), @"
    calendar month = calendar month: ok
    calendar quarter = calendar quarter: ok
    calendar half-year = calendar half-year: looser
    3 months rolling = 3 months rolling: looser
    90 days rolling = 90 days rolling: looser
    89 days rolling = 89 days rolling: looser
    4 months rolling = 4 months rolling: looser
    每季 = calendar quarter: ok
    每半年 = calendar half-year: looser
    距前次 2 個月 = 2 months rolling: looser
    quarterly ✗ `quarterly`: not a cycle
    0 days rolling ✗ `0 days rolling`: not a cycle
    5 business days rolling ✗ `5 business days rolling`: not a cycle
    ");
    assert_snapshot!(check("1 year rolling", Stricter::Shorter, &["calendar half-year", "calendar year", "12 months rolling", "364 days rolling", "366 days rolling"]), @"
    calendar half-year = calendar half-year: ok
    calendar year = calendar year: looser
    12 months rolling = 1 year rolling: ok
    364 days rolling = 364 days rolling: ok
    366 days rolling = 366 days rolling: looser
    ");
}

#[test]
fn numbers() {
    assert_snapshot!(check("8", Stricter::Higher, &["8", "12", "7", "7.5", "eight"]), @"
    8 = 8: ok
    12 = 12: ok
    7 = 7: looser
    7.5 = 7.5: looser
    eight ✗ `eight`: not a number
    ");
    assert_snapshot!(check("5", Stricter::Lower, &["5", "3", "6"]), @"
    5 = 5: ok
    3 = 3: ok
    6 = 6: looser
    ");
}

#[test]
fn lengths_have_bounds() {
    for text in [
        "101 years",
        "9999999999 days",
        "4000000 days",
        "P",
        "PT",
        "P1M2D",
        "P1.5M",
        "-1 days",
        "months",
        "1",
        "",
        "3 monthss",
        "P1YT1H",
    ] {
        assert!(parse_duration(text).is_err(), "{text}");
    }
    assert_eq!(parse_duration("P1Y6M"), Ok(Duration::Months(18)));
    assert_eq!(parse_duration("P2W"), Ok(Duration::Days(14)));
    assert_eq!(parse_duration("PT1H30M"), Ok(Duration::Minutes(90)));
}
