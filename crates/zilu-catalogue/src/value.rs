//! Values of fields: reading what people and files write, and writing the canonical form.
//!
//! Used by cases, importers, forms and the API alike. An empty text is not a value (the caller treats it as not
//! stated), and `?` for unknown is the caller's word too.

mod date;

use crate::model::{EnumValue, Type, Value};
use std::borrow::Cow;
use std::fmt;

pub(crate) use date::day_of_instant;
pub use date::{format_instant, parse_date, parse_instant};

/// Forms that would have been accepted, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// Traditional Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// Why a text is not a value of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueFault {
    /// What is wrong, in Traditional Chinese, with the text.
    pub zh: String,
    /// What is wrong, in English, with the text.
    pub en: String,
    /// What would have been accepted, in Traditional Chinese.
    pub expected_zh: String,
    /// What would have been accepted, in English.
    pub expected_en: String,
}

impl ValueFault {
    pub(crate) fn new(text: &str, zh: &str, en: &str, expected: Expected) -> Self {
        let shown: String = if text.chars().count() > 60 {
            text.chars().take(60).chain(['…']).collect()
        } else {
            text.to_owned()
        };
        Self {
            zh: format!("「{shown}」：{zh}"),
            en: format!("`{shown}`: {en}"),
            expected_zh: expected.zh.to_owned(),
            expected_en: expected.en.to_owned(),
        }
    }
}

impl fmt::Display for ValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}（應為{}） · {} (expected: {})", self.zh, self.expected_zh, self.en, self.expected_en)
    }
}

impl std::error::Error for ValueFault {}

const YES_NO: Expected = Expected {
    zh: "是／否、有／無、yes／no、y／n、true／false、1／0 或 V",
    en: "yes/no, y/n, true/false, 是/否, 有/無, 1/0 or V",
};

const INTEGER: Expected =
    Expected { zh: "整數，例如 1200 或 1,200", en: "a whole number, for example 1200 or 1,200" };

const DECIMAL: Expected = Expected {
    zh: "至多三位小數的數字，例如 7.5 或 1,200.125",
    en: "a number with at most three decimals, for example 7.5",
};

const TEXT: Expected = Expected { zh: "文字", en: "a text" };

/// Reads a value of a type. Full-width letters, digits and blanks are read as half-width ones; texts, files and keys
/// stay as they are, without blanks at both ends.
pub fn parse_value(ty: &Type, text: &str) -> Result<Value, ValueFault> {
    let trimmed = text.trim();
    match ty {
        Type::Text | Type::File | Type::Ref(_) if trimmed.is_empty() => {
            Err(ValueFault::new(text, "空白不是值", "empty", TEXT))
        }
        Type::Text | Type::File | Type::Ref(_) => Ok(Value::Text(trimmed.to_owned())),
        Type::YesNo => parse_yes_no(text).map(Value::YesNo),
        Type::Integer => parse_integer(text).map(Value::Number),
        Type::Decimal => parse_thousandths(text).map(Value::Number),
        Type::Date => parse_date(text).map(Value::Date),
        Type::Instant => parse_instant(text).map(Value::Instant),
        Type::Enum(values) => parse_enum(values, text).map(Value::Enum),
    }
}

/// The canonical text of a value: ISO dates, `yes`/`no`, the vocabulary's word, plain decimals; `?` for unknown.
pub fn format_value(ty: &Type, value: &Value) -> String {
    canonical(ty, value).into_owned()
}

/// The same, borrowed where it stands somewhere already.
pub fn canonical<'a>(ty: &'a Type, value: &'a Value) -> Cow<'a, str> {
    match (ty, value) {
        (_, Value::Unknown) => "?".into(),
        (_, Value::Text(text)) => text.into(),
        (_, Value::YesNo(yes)) => if *yes { "yes" } else { "no" }.into(),
        (Type::Decimal, Value::Number(number)) => format_thousandths(*number).into(),
        (_, Value::Number(number)) => number.to_string().into(),
        (_, Value::Date(date)) => date.to_string().into(),
        (_, Value::Instant(seconds)) => format_instant(*seconds).into(),
        (Type::Enum(values), Value::Enum(index)) => match values.get(usize::from(*index)) {
            Some(value) => Cow::from(&value.name),
            None => index.to_string().into(),
        },
        (_, Value::Enum(index)) => index.to_string().into(),
    }
}

fn parse_yes_no(text: &str) -> Result<bool, ValueFault> {
    match fold(text).trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "是" | "有" | "1" | "v" => Ok(true),
        "no" | "n" | "false" | "否" | "無" | "0" => Ok(false),
        _ => Err(ValueFault::new(text, "看不懂的是非值", "neither yes nor no", YES_NO)),
    }
}

fn parse_integer(text: &str) -> Result<i64, ValueFault> {
    let fault = || ValueFault::new(text, "不是整數", "not a whole number", INTEGER);
    let (negative, digits, decimals) = split_number(text).ok_or_else(fault)?;
    if decimals.bytes().any(|digit| digit != b'0') {
        return Err(fault());
    }
    let number: i64 = digits.parse().map_err(|_| fault())?;
    Ok(if negative { -number } else { number })
}

/// Reads a number with at most three decimals; the result is in thousandths.
pub(crate) fn parse_thousandths(text: &str) -> Result<i64, ValueFault> {
    let fault = || ValueFault::new(text, "不是數字", "not a number", DECIMAL);
    let (negative, digits, decimals) = split_number(text).ok_or_else(fault)?;
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > 3 {
        return Err(ValueFault::new(text, "小數超過三位", "more than three decimals", DECIMAL));
    }
    let whole: i64 = digits.parse().map_err(|_| fault())?;
    let fraction: i64 = format!("{decimals:0<3}").parse().map_err(|_| fault())?;
    let number = whole.checked_mul(1000).and_then(|n| n.checked_add(fraction)).ok_or_else(fault)?;
    Ok(if negative { -number } else { number })
}

/// Sign, digits without commas, and decimals. Commas must group by three, so that `1,5` is not read as 15.
fn split_number(text: &str) -> Option<(bool, String, String)> {
    let folded = fold(text);
    let text = folded.trim();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = match text.split_once('.') {
        Some((_, "")) => return None,
        Some(parts) => parts,
        None => (text, ""),
    };
    let groups: Vec<&str> = whole.split(',').collect();
    let grouped = groups.len() == 1
        || ((1..=3).contains(&groups[0].len()) && groups[1..].iter().all(|group| group.len() == 3));
    let digits = groups.concat();
    let numeric = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    (grouped && !digits.is_empty() && numeric(&digits) && numeric(decimals))
        .then(|| (negative, digits, decimals.to_owned()))
}

/// A number in thousandths without needless zeros.
pub(crate) fn format_thousandths(number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    let text = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn parse_enum(values: &[EnumValue], text: &str) -> Result<u16, ValueFault> {
    let word = fold_word(text);
    let matching = |fits: &dyn Fn(&EnumValue) -> bool| -> Vec<usize> {
        values.iter().enumerate().filter(|(_, value)| fits(value)).map(|(index, _)| index).collect()
    };
    let mut found = matching(&|value| value.name == word);
    if found.is_empty() {
        found = matching(&|value| fold_word(&value.label.zh) == word || fold_word(&value.label.en) == word);
    }
    match found.as_slice() {
        [one] => {
            u16::try_from(*one).map_err(|_| enum_fault(values, text, "不在字彙內", "not in the vocabulary"))
        }
        [] => Err(enum_fault(values, text, "不在字彙內", "not in the vocabulary")),
        _ => Err(enum_fault(values, text, "符合一個以上的值", "fits more than one value")),
    }
}

fn enum_fault(values: &[EnumValue], text: &str, zh: &str, en: &str) -> ValueFault {
    let mut fault = ValueFault::new(text, zh, en, TEXT);
    let list = |word: &dyn Fn(&EnumValue) -> String, joint: &str| {
        values.iter().map(word).collect::<Vec<_>>().join(joint)
    };
    fault.expected_zh = list(&|value| format!("{}（{}）", value.label.zh, value.name), "、");
    fault.expected_en = list(&|value| value.name.clone(), ", ");
    fault
}

/// Case, width, blanks at the ends, and 台 for 臺 do not matter in a word of a vocabulary.
fn fold_word(text: &str) -> String {
    fold(text).trim().to_lowercase().replace('臺', "台")
}

/// Full-width forms of ASCII (U+FF01–FF5E) and the ideographic blank (U+3000) as their half-width ones. Nothing else:
/// a compatibility normalisation would change names.
pub fn fold(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}
