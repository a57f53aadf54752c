//! The office calendar of the Taiwanese government: data.gov.tw dataset 14718, one CSV file a year.
//!
//! Columns 西元日期, 星期, 是否放假 (0 working day, 2 day off), 備註. Some years come in Big5, some in UTF-8.
//! Files change in the middle of a year and are published again; the one imported last holds. A day that a person stated
//! (a closure of the company's own, a typhoon) is left as stated.

use crate::csv::encoding_of;
use crate::fault::Fault;
use crate::heading::normal;
use crate::item::{Feed, Incoming, Item, Place, Source, Summary};
use crate::recognise::Format;
use crate::shape::{Lookup, Want, state};
use crate::text::TextReader;
use jiff::civil::{Date, Weekday};
use rustc_hash::FxHashMap;
use std::io::{Cursor, Read};
use zilu_catalogue::value::{fold, parse_date};
use zilu_catalogue::{Catalogue, Value};

/// A day of the office calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarDay {
    /// The day.
    pub date: Date,
    /// Offices are closed.
    pub day_off: bool,
    /// Why, for example 開國紀念日; empty when nothing is said.
    pub note: String,
    /// Line of the file.
    pub line: u64,
}

/// Largest calendar file, in bytes; a year has about seven thousand.
const LARGEST: usize = 4 << 20;
const HEADINGS: [&str; 4] = ["西元日期", "星期", "是否放假", "備註"];

/// Whether a line holds the headings of the calendar; for telling formats apart.
pub(crate) fn is_heading(line: &str) -> bool {
    HEADINGS[..3].iter().all(|heading| line.contains(heading))
}

/// Reads a calendar file into an `office_day` for each of its days.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_office_calendar<E>(
    bytes: &[u8],
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Calendar, sink);
    let mut look = Lookup::new(catalogue, source.place());
    let kind = look.kind("office_day");
    let day = look.needed(kind, "day", Want::Date);
    let off = look.slot(kind, "off", Want::YesNo);
    let note = look.slot(kind, "note", Want::Text);
    let days = match look.faults.is_empty() {
        true => read_calendar(bytes, source),
        false => Err(look.faults),
    };
    feed.summary.bytes = bytes.len() as u64;
    let days = match days {
        Ok(days) => days,
        Err(faults) => {
            for fault in faults {
                feed.fault(fault)?;
            }
            return Ok(feed.summary);
        }
    };
    feed.summary.encoding =
        encoding_of(&mut Cursor::new(bytes), source).ok().map(encoding_rs::Encoding::name);
    for found in days {
        feed.summary.items += 1;
        let mut defaults = Vec::new();
        state(&mut defaults, off, Some(Value::YesNo(found.day_off)));
        state(&mut defaults, note, Some(found.note).filter(|note| !note.is_empty()).map(Value::Text));
        feed.record(Incoming {
            kind,
            key: found.date.to_string(),
            fields: vec![(day, Value::Date(found.date))],
            defaults,
            earliest: Vec::new(),
            effective: found.date,
            place: Place { line: Some(found.line), ..source.place() },
            void: false,
        })?;
    }
    Ok(feed.summary)
}

/// Reads a calendar file. Days come in the order of the file, each one once.
///
/// # Errors
/// All faults of the file: a column that is missing, a date that is none or comes twice, a weekday that does not
/// belong to its date, a mark that is neither 0 nor 2.
pub fn read_calendar(bytes: &[u8], source: &Source) -> Result<Vec<CalendarDay>, Vec<Fault>> {
    let one = |fault: Fault| vec![fault];
    if bytes.is_empty() {
        return Err(one(Fault::new(source.place(), "empty", "檔案是空的", "the file is empty")));
    }
    if bytes.len() > LARGEST {
        return Err(one(Fault::new(
            source.place(),
            "too-large",
            "檔案過大，不是一年的行事曆",
            "the file is too large to be the calendar of a year",
        )));
    }
    let encoding = encoding_of(&mut Cursor::new(bytes), source).map_err(|fault| one(*fault))?;
    let mut text = String::new();
    if let Err(error) = TextReader::new(Cursor::new(bytes), encoding, u64::MAX).read_to_string(&mut text) {
        return Err(one(Fault::new(
            source.place(),
            "unreadable",
            format!("檔案讀取失敗（{error}）"),
            format!("the file cannot be read: {error}"),
        )));
    }
    let mut reader = csv::ReaderBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut faults = Vec::new();
    let mut days: Vec<CalendarDay> = Vec::new();
    let mut seen: FxHashMap<Date, u64> = FxHashMap::default();
    let mut columns: Option<[usize; 4]> = None;
    let mut record = csv::StringRecord::new();
    while let Ok(true) = reader.read_record(&mut record) {
        let line = record.position().map_or(0, csv::Position::line);
        let place = |column: usize| Place {
            line: Some(line),
            column: Some(column as u32 + 1),
            file: source.file.clone(),
            ..Place::default()
        };
        let cell = |at: usize| record.get(at).unwrap_or_default().trim();
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let Some([date_at, weekday_at, off_at, note_at]) = columns else {
            let found = HEADINGS.map(|h| record.iter().position(|cell| normal(cell) == h));
            if let [Some(date), Some(weekday), Some(off), note] = found {
                columns = Some([date, weekday, off, note.unwrap_or(usize::MAX)]);
                continue;
            }
            let fault = Fault::new(
                place(0),
                "headings",
                "標題應為 西元日期,星期,是否放假,備註",
                "the headings should be 西元日期,星期,是否放假,備註",
            );
            let hint = (
                "請由政府資料開放平臺下載「中華民國政府行政機關辦公日曆表」（14718）",
                "download dataset 14718 from data.gov.tw",
            );
            return Err(one(fault.hint(hint.0, hint.1)));
        };
        let before = faults.len();
        let date = match parse_date(cell(date_at)) {
            Ok(date) => Some(date),
            Err(problem) => {
                let fault = Fault::new(place(date_at), "not-a-date", problem.zh, problem.en);
                faults.push(fault.field(HEADINGS[0]));
                None
            }
        };
        let day_off = match fold(cell(off_at)).as_str() {
            "0" => Some(false),
            "2" => Some(true),
            other => {
                let fault = Fault::new(
                    place(off_at),
                    "not-a-mark",
                    format!("「{other}」應為 0（上班）或 2（放假）"),
                    format!("'{other}' should be 0 (working day) or 2 (day off)"),
                );
                faults.push(fault.field(HEADINGS[2]));
                None
            }
        };
        let Some(date) = date else { continue };
        let weekday = weekday_name(date);
        if !cell(weekday_at).is_empty() && cell(weekday_at).trim_start_matches("星期") != weekday {
            let fault = Fault::new(
                place(weekday_at),
                "weekday",
                format!("{date} 是星期{weekday}，不是「{}」", cell(weekday_at)),
                format!("{date} is a {:?}, not '{}'", date.weekday(), cell(weekday_at)),
            );
            faults.push(fault.field(HEADINGS[1]).hint("日期可能錯位", "the dates may have been shifted"));
        }
        if let Some(first) = seen.insert(date, line) {
            let fault = Fault::new(
                place(date_at),
                "date-twice",
                format!("{date} 已在第 {first} 行出現過"),
                format!("{date} stands in line {first} already"),
            );
            faults.push(fault.field(HEADINGS[0]));
        }
        if let (Some(day_off), true) = (day_off, faults.len() == before) {
            days.push(CalendarDay { date, day_off, note: cell(note_at).to_string(), line });
        }
    }
    if days.is_empty() && faults.is_empty() {
        faults.push(Fault::new(source.place(), "empty", "行事曆沒有任何日期", "the calendar holds no day"));
    }
    if faults.is_empty() { Ok(days) } else { Err(faults) }
}

fn weekday_name(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "一",
        Weekday::Tuesday => "二",
        Weekday::Wednesday => "三",
        Weekday::Thursday => "四",
        Weekday::Friday => "五",
        Weekday::Saturday => "六",
        Weekday::Sunday => "日",
    }
}
