//! Days, lengths of time and values as people read them, in both languages.

use crate::calendar::Day;
use crate::known::Known;
use zilu_catalogue::{Cycle, Duration, Type, Value};

/// A day as Chinese papers write it: ROC year, for example `114/04/30`. A year of two digits could be either calendar's
/// and says which: `民國99/01/01`.
pub fn roc_date(day: Day) -> String {
    let (year, month, date) = day.ymd();
    let roc = year - 1911;
    match roc {
        100.. => format!("{roc}/{month:02}/{date:02}"),
        1..100 => format!("民國{roc}/{month:02}/{date:02}"),
        _ => day.to_string(),
    }
}

pub(super) fn answer_words(known: Known) -> (&'static str, &'static str) {
    match known {
        Known::Yes => ("是", "yes"),
        Known::No => ("否", "no"),
        Known::Unknown => ("不明", "unknown"),
    }
}

pub(super) fn due_text(due: Option<Day>) -> (String, String) {
    match due {
        Some(day) => (roc_date(day), day.to_string()),
        None => ("不明".to_owned(), "unknown".to_owned()),
    }
}

pub(super) fn value_words(value: &Value) -> (String, String) {
    match value {
        Value::Date(date) => (roc_date(Day::from(*date)), Day::from(*date).to_string()),
        Value::Instant(seconds) => {
            let day = Day::of_instant(*seconds);
            let minutes = (*seconds - day.start_instant()).div_euclid(60);
            let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
            (format!("{} {time}", roc_date(day)), format!("{day} {time}"))
        }
        _ => ("—".to_owned(), "—".to_owned()),
    }
}

/// A length of time in both languages.
pub fn duration_words(duration: Duration) -> (String, String) {
    let plural = |number: u32, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match duration {
        Duration::Months(months) if months.is_multiple_of(12) && months > 0 => {
            (format!("{} 年", months / 12), plural(months / 12, "year"))
        }
        Duration::Months(months) => (format!("{months} 個月"), plural(months, "month")),
        Duration::Days(days) => (format!("{days} 日"), plural(days, "day")),
        Duration::BusinessDays(days) => (format!("{days} 個營業日"), plural(days, "business day")),
        Duration::Minutes(minutes) if minutes.is_multiple_of(60) && minutes > 0 => {
            (format!("{} 小時", minutes / 60), plural(minutes / 60, "hour"))
        }
        Duration::Minutes(minutes) => (format!("{minutes} 分鐘"), plural(minutes, "minute")),
        Duration::Parameter(_) => ("公司自訂".to_owned(), "set by the company".to_owned()),
    }
}

/// A parameter's value in both languages.
pub fn parameter_words(value: zilu_catalogue::ParameterValue) -> (String, String) {
    use zilu_catalogue::ParameterValue;
    match value {
        ParameterValue::Duration(duration) => duration_words(duration),
        ParameterValue::Cycle(Cycle::Calendar(months)) => match months {
            1 => ("每曆月".to_owned(), "each calendar month".to_owned()),
            3 => ("每曆季".to_owned(), "each calendar quarter".to_owned()),
            6 => ("每半曆年".to_owned(), "each calendar half-year".to_owned()),
            _ => ("每曆年".to_owned(), "each calendar year".to_owned()),
        },
        ParameterValue::Cycle(Cycle::Rolling(duration)) => {
            let (zh, en) = duration_words(duration);
            (format!("每 {zh}（自前次起）"), format!("every {en} (from the last)"))
        }
        ParameterValue::Cycle(Cycle::Parameter(_)) => duration_words(Duration::Days(0)),
        ParameterValue::Number(thousandths) => {
            let text = format!("{}", thousandths as f64 / 1000.0);
            (text.clone(), text)
        }
    }
}

/// A value as people read it: vocabulary labels, ROC dates in Chinese, keys of records, texts as they are.
pub fn value_label(ty: &Type, value: &Value) -> (String, String) {
    match (ty, value) {
        (Type::Enum(values), Value::Enum(index)) => match values.get(usize::from(*index)) {
            Some(value) => (value.label.zh.clone(), value.label.en.clone()),
            None => (String::new(), String::new()),
        },
        (_, Value::YesNo(true)) => ("是".to_owned(), "yes".to_owned()),
        (_, Value::YesNo(false)) => ("否".to_owned(), "no".to_owned()),
        (Type::Decimal, Value::Number(thousandths)) => {
            let text = format!("{}", *thousandths as f64 / 1000.0);
            (text.clone(), text)
        }
        (_, Value::Number(number)) => (number.to_string(), number.to_string()),
        (_, Value::Text(text)) => (text.clone(), text.clone()),
        (_, Value::Date(_) | Value::Instant(_)) => value_words(value),
        (_, Value::Unknown) => ("不明".to_owned(), "unknown".to_owned()),
        (_, Value::Enum(index)) => (index.to_string(), index.to_string()),
    }
}
