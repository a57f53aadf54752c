//! A cell of a table becomes a value of a field.
//!
//! Spreadsheets change what people type: a staff number loses its zeros, a part number becomes a date, a number of
//! sixteen digits is rounded. Where that can be seen it is a fault, never a guess.

use crate::fault::Fault;
use crate::item::Place;
use jiff::civil::{DateTime, Time};
use zilu_catalogue::value::fold;
use zilu_catalogue::{Type, Value, ValueFault, parse_value};

/// Longest text of a cell, in bytes.
const CELL: usize = 1 << 20;

/// A cell as a file gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    /// A text that an export guarded with an apostrophe: never a number, a formula or `?`.
    Guarded(String),
    Number(f64),
    Moment(DateTime),
    YesNo(bool),
    /// A cell that vanished into a merged one.
    Merged,
    /// An error of the spreadsheet program, for example `#N/A`.
    Error(String),
    /// Something that no field holds, for example a length of time.
    Other(String),
}

impl Cell {
    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Cell::Empty | Cell::Merged => true,
            Cell::Text(text) => fold(text).trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as a heading.
    pub(crate) fn heading(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Guarded(text) => text.trim().chars().take(200).collect(),
            Cell::Number(number) => number.to_string(),
            _ => String::new(),
        }
    }
}

/// What a cell says.
#[derive(Debug, PartialEq)]
pub(crate) enum Reading {
    NotStated,
    Value(Value),
}

/// Why a cell says nothing that the field can hold.
#[derive(Debug)]
pub(crate) struct Problem {
    code: &'static str,
    zh: String,
    en: String,
    hint: Option<(String, String)>,
}

impl Problem {
    fn new(code: &'static str, zh: impl Into<String>, en: impl Into<String>, hint: (&str, &str)) -> Self {
        Self { code, zh: zh.into(), en: en.into(), hint: Some((hint.0.into(), hint.1.into())) }
    }

    fn of(ty: &Type, fault: ValueFault) -> Self {
        let code = match ty {
            Type::Date => "not-a-date",
            Type::Instant => "not-a-moment",
            Type::Integer | Type::Decimal => "not-a-number",
            Type::YesNo => "not-yes-or-no",
            Type::Enum(_) => "not-in-the-vocabulary",
            Type::Text | Type::File | Type::Ref(_) => "not-a-text",
        };
        let hint = (format!("應為 {}", fault.expected_zh), format!("expected {}", fault.expected_en));
        Self { code, zh: fault.zh, en: fault.en, hint: Some(hint) }
    }

    pub(crate) fn fault(self, place: Place, heading: &str) -> Fault {
        let mut fault = Fault::new(place, self.code, self.zh, self.en).field(heading);
        fault.hint = self.hint;
        fault
    }
}

const AS_TEXT: (&str, &str) = (
    "請把該欄的儲存格格式設為「文字」後重新輸入",
    "set the column's cell format to text and type the value again",
);

/// Reads a cell as a value of a type.
pub(crate) fn read_cell(ty: &Type, cell: &Cell) -> Result<Reading, Problem> {
    let plain_text = matches!(ty, Type::Text | Type::File | Type::Ref(_));
    match cell {
        Cell::Empty => Ok(Reading::NotStated),
        Cell::Text(text) => read_text(ty, text),
        Cell::Guarded(text) if plain_text => {
            checked(text).map(|t| Reading::Value(Value::Text(t.to_string())))
        }
        Cell::Guarded(text) => read_text(ty, text),
        Cell::YesNo(yes) if *ty == Type::YesNo => Ok(Reading::Value(Value::YesNo(*yes))),
        Cell::YesNo(yes) => read_text(ty, if *yes { "TRUE" } else { "FALSE" }),
        Cell::Number(number) => read_number(ty, *number),
        Cell::Moment(moment) => read_moment(ty, *moment),
        Cell::Merged => Err(Problem::new(
            "merged-cell",
            "合併儲存格：只有第一格有值，這一格讀不到",
            "a merged cell: only the first one holds the value",
            ("請取消合併，並在每一格填值", "unmerge the cells and fill in each of them"),
        )),
        Cell::Error(error) => Err(Problem::new(
            "cell-error",
            format!("儲存格是錯誤值 {error}"),
            format!("the cell holds the error {error}"),
            ("請修正公式，或改填數值", "repair the formula or type the value"),
        )),
        Cell::Other(what) => Err(Problem::new(
            "cell-type",
            format!("儲存格的內容（{what}）不是可用的值"),
            format!("the cell holds something no field can hold: {what}"),
            AS_TEXT,
        )),
    }
}

fn read_text(ty: &Type, text: &str) -> Result<Reading, Problem> {
    let text = checked(text)?;
    let folded = fold(text);
    match folded.trim() {
        "" => return Ok(Reading::NotStated),
        "?" => return Ok(Reading::Value(Value::Unknown)),
        // A vocabulary may have a word of its own for it.
        "未知" => {
            return Ok(Reading::Value(
                parse_value(ty, "未知")
                    .ok()
                    .filter(|_| matches!(ty, Type::Enum(_)))
                    .unwrap_or(Value::Unknown),
            ));
        }
        _ => {}
    }
    match parse_value(ty, text) {
        Ok(value) => Ok(Reading::Value(value)),
        Err(fault) => {
            let mut problem = Problem::of(ty, fault);
            if matches!(ty, Type::Date | Type::Instant) {
                problem.explain_date(folded.trim());
            }
            Err(problem)
        }
    }
}

impl Problem {
    /// Says what probably happened to a date.
    fn explain_date(&mut self, text: &str) {
        let hint =
            if text.len() >= 6 && text.starts_with("01") && text[..4].bytes().all(|b| b.is_ascii_digit()) {
                (
                    "試算表把民國年當成西元年；請改成文字，例如 113/07/18",
                    "an ROC year was taken for an AD year: type it as text, for example 113/07/18",
                )
            } else if text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit()) {
                (
                    "這是試算表的日期序號；請把該欄設為日期格式",
                    "this is a spreadsheet's day number: give the column a date format",
                )
            } else {
                return;
            };
        self.hint = Some((hint.0.into(), hint.1.into()));
    }
}

/// A text that is short enough and holds no control characters.
fn checked(text: &str) -> Result<&str, Problem> {
    if text.len() > CELL {
        return Err(Problem::new(
            "cell-too-long",
            format!("儲存格有 {} 個位元組，超過 1 MiB", text.len()),
            format!("the cell has {} bytes, more than 1 MiB", text.len()),
            ("長篇內容請以佐證檔案上傳", "upload long content as an evidence file"),
        ));
    }
    if let Some(c) = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Problem::new(
            "control-character",
            format!("儲存格含有控制字元 U+{:04X}", u32::from(c)),
            format!("the cell holds the control character U+{:04X}", u32::from(c)),
            ("請刪除後重新輸入", "delete it and type the value again"),
        ));
    }
    Ok(text)
}

fn read_number(ty: &Type, number: f64) -> Result<Reading, Problem> {
    if !number.is_finite() {
        return Err(Problem::new("not-a-number", "不是數字", "not a number", AS_TEXT));
    }
    let whole = number.fract() == 0.0;
    match ty {
        // A double holds fifteen digits: a longer number has been rounded already.
        Type::Text | Type::File | Type::Ref(_) if number.abs() >= 1e15 => Err(Problem::new(
            "digits-lost",
            "超過十五位的數字在試算表中已失真",
            "a number of more than fifteen digits has been rounded by the spreadsheet",
            AS_TEXT,
        )),
        _ if whole && number.abs() < 1e15 => read_text(ty, &format!("{number:.0}")),
        // A formula leaves a trace of binary arithmetic such as 0.30000000000000004.
        Type::Decimal => {
            let text = format!("{number:.9}");
            read_text(ty, text.trim_end_matches('0').trim_end_matches('.'))
        }
        _ => read_text(ty, &number.to_string()),
    }
}

fn read_moment(ty: &Type, moment: DateTime) -> Result<Reading, Problem> {
    match ty {
        Type::Date if moment.time() == Time::midnight() => read_text(ty, &moment.date().to_string()),
        Type::Date | Type::Instant => read_text(ty, &moment.strftime("%Y-%m-%d %H:%M:%S").to_string()),
        _ => Err(Problem::new(
            "cell-is-a-date",
            format!("儲存格是日期（{}），可能被試算表自動轉換", moment.date()),
            format!(
                "the cell is a date ({}); the spreadsheet may have converted what was typed",
                moment.date()
            ),
            AS_TEXT,
        )),
    }
}
