//! Rows of a table become records of one kind, whatever file the rows came from.
//!
//! An empty cell is not stated; `?` or 未知 states that the value is unknown. The headings are looked for in the first
//! [`TITLE_ROWS`] rows, so that a title above them does no harm; a row directly below whose first cell begins with
//! `#說明` or `#help` is the template's help row. A row is true from its 生效日 · effective on, else from the date of
//! the act that the kind records (its event field), else from the date that the bringer gave; of a row without a day of
//! its own, a value that holds since a day in another field (who left, since the day of leaving) is handed out for that
//! day first. A key may return with another day (a history); twice on one day is a fault unless both rows say the same.
//!
//! Not here: whether a record that is referred to exists, and whether a *new* record has all its required fields;
//! only the store knows.

mod heads;
mod movements;

use crate::cell::{Cell, Reading, read_cell};
use crate::column_map::ColumnMap;
use crate::fault::{Fault, GIVE_DATE};
use crate::heading::{Column, EFFECTIVE, kind_by_name, named_kind};
use crate::item::{Feed, Incoming, Place, Source};
use crate::known_maps::employment_word;
use crate::plural::counted;
use crate::time::{day_in_taipei, moment};
use jiff::civil::Date;
use jiff::fmt::strtime;
use movements::Movements;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use zilu_catalogue::{Catalogue, FieldId, Kind, KindId, Type, Value, format_value, parse_value};

/// How many rows may stand above the headings.
pub const TITLE_ROWS: usize = 20;
/// More columns than this are no table of ours.
const COLUMNS: usize = 2_000;

/// A row as a file gives it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// As a spreadsheet numbers it.
    pub(crate) number: u64,
    /// Line of a text file.
    pub(crate) line: Option<u64>,
    pub(crate) cells: Vec<Cell>,
}

impl Row {
    fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    fn texts(&self) -> Vec<String> {
        self.cells.iter().map(Cell::heading).collect()
    }
}

/// One table while its rows come in.
pub(crate) struct Table<'a> {
    catalogue: &'a Catalogue,
    source: &'a Source,
    sheet: Option<Arc<str>>,
    /// Rows of a text file must be as long as the headings: a shorter one has been cut off.
    strict: bool,
    kind: Option<KindId>,
    /// How this source's columns stand for fields.
    map: Option<Arc<ColumnMap>>,
    /// A list of people who joined, moved or left.
    movements: Option<Movements>,
    state: State,
    /// Row in which a key was seen on a day, and what it said, by hash.
    seen: FxHashMap<u64, (u64, u64)>,
}

enum State {
    /// Still looking for the headings.
    Before(Vec<Row>),
    Rows {
        kind: KindId,
        columns: Vec<Column>,
        headings: Vec<String>,
        /// What every row says that does not say it itself.
        constants: Vec<(FieldId, Value)>,
        /// The row below the headings comes next.
        first: bool,
        /// No row of data has come yet.
        empty: bool,
        /// The headings have a fault: the rows are only looked through for theirs.
        flawed: bool,
        /// A row can tell its day, or the bringer did. When not, the headings have said so.
        dated: bool,
    },
    /// Nothing can be read: there are no headings.
    Refused,
}

impl<'a> Table<'a> {
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        source: &'a Source,
        sheet: Option<Arc<str>>,
        kind: Option<KindId>,
        strict: bool,
    ) -> Self {
        let map = source.map.clone();
        let kind =
            kind.or_else(|| map.as_ref()?.kind.as_deref().and_then(|kind| named_kind(catalogue, kind)));
        let kind = kind.or_else(|| match &sheet {
            Some(sheet) => kind_by_name(catalogue, sheet),
            None => kind_by_name(catalogue, &source.file),
        });
        Self {
            catalogue,
            source,
            sheet,
            strict,
            kind,
            map,
            movements: None,
            state: State::Before(Vec::new()),
            seen: FxHashMap::default(),
        }
    }

    fn place(&self, row: &Row) -> Place {
        Place {
            file: self.source.file.clone(),
            sheet: self.sheet.clone(),
            row: Some(row.number),
            line: row.line,
            ..Place::default()
        }
    }

    /// The next row.
    pub(crate) fn push<E>(&mut self, row: Row, feed: &mut Feed<'_, E>) -> Result<(), E> {
        if row.is_blank() {
            return Ok(());
        }
        if row.cells.len() > COLUMNS {
            self.state = State::Refused;
            let fault = Fault::new(
                self.place(&row),
                "too-many-columns",
                format!("這一列有 {} 欄，超過 {COLUMNS} 欄", row.cells.len()),
                format!("this row has {} columns, more than {COLUMNS}", row.cells.len()),
            );
            return feed.fault(
                fault.hint("請刪除表格右側多餘的內容", "delete what stands to the right of the table"),
            );
        }
        match &mut self.state {
            State::Before(waiting) => {
                waiting.push(row);
                self.look_for_headings(feed)
            }
            State::Rows { first, empty, .. } => {
                let help = *first && row.cells.iter().find(|c| !c.is_blank()).is_some_and(is_help);
                *first = false;
                *empty &= help;
                if help { Ok(()) } else { self.row(&row, feed) }
            }
            State::Refused => Ok(()),
        }
    }

    /// The file has no more rows.
    pub(crate) fn finish<E>(&mut self, feed: &mut Feed<'_, E>) -> Result<(), E> {
        match std::mem::replace(&mut self.state, State::Refused) {
            State::Before(waiting) => self.refuse(&waiting, feed),
            State::Rows { empty: true, kind, .. } => {
                let label = &self.catalogue.kinds[kind.index()].label;
                feed.note(
                    format!("只有「{}」的欄位標題，沒有資料列", label.zh),
                    format!("headings of {} only: there is no row below them", label.en),
                );
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A data row.
    fn row<E>(&mut self, row: &Row, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let State::Rows { kind: id, columns, headings, constants, flawed, dated, .. } = &self.state else {
            return Ok(());
        };
        let (flawed, dated) = (*flawed, *dated);
        let kind = &self.catalogue.kinds[id.index()];
        feed.summary.items += 1;
        let faults_before = feed.summary.faults;
        if self.strict && row.cells.len() < columns.len() {
            let (found, needed) = (row.cells.len(), columns.len());
            let fault = Fault::new(
                self.place(row),
                "short-row",
                format!("這一列只有 {found} 格，標題有 {needed} 欄，可能被截斷"),
                format!(
                    "this row has {}, the headings {needed}: it may have been cut off",
                    counted(found as u64, "cell", "cells")
                ),
            );
            feed.fault(fault.hint("沒有值的格子請保留分隔符號", "keep the delimiters of empty cells"))?;
        }
        let mut fields: Vec<(FieldId, Value)> = Vec::new();
        let (mut effective, mut void) = (None, false);
        for (i, cell) in row.cells.iter().enumerate() {
            let place = || Place { column: Some(i as u32 + 1), ..self.place(row) };
            let heading = headings.get(i).map_or("", String::as_str);
            let column = columns.get(i).copied().unwrap_or(Column::Unnamed);
            let ty = match column {
                Column::Remark => continue,
                Column::Unnamed => {
                    if !cell.is_blank() {
                        feed.fault(Fault::new(
                            place(),
                            "no-heading",
                            "這一格有值，但該欄沒有標題",
                            "this cell has a value, its column has no heading",
                        ))?;
                    }
                    continue;
                }
                Column::Field(field) => &kind.fields[field.index()].ty,
                Column::Effective => &Type::Date,
                Column::Void => &Type::YesNo,
            };
            let cell = &*self.translated(kind, column, ty, cell);
            let value = match read_cell(ty, cell) {
                Ok(Reading::NotStated) => continue,
                Ok(Reading::Value(value)) => value,
                Err(problem) => {
                    feed.fault(problem.fault(place(), heading))?;
                    // The row is lost; a key that was there but wrong need not be called missing as well.
                    if let Column::Field(field) = column {
                        fields.push((field, Value::Unknown));
                    }
                    continue;
                }
            };
            match (column, value) {
                (Column::Field(field), Value::Unknown) if kind.key.contains(&field) => {
                    let fault =
                        Fault::new(place(), "unknown-key", "鍵值不能是未知", "a key cannot be unknown");
                    feed.fault(fault.field(heading))?;
                    fields.push((field, Value::Unknown));
                }
                (Column::Field(field), Value::Text(text)) => {
                    let text = self.canonical(kind, field, text);
                    // A reference of blanks refers to nothing; a key of blanks is missed below.
                    if !text.is_empty() || kind.key.contains(&field) {
                        fields.push((field, Value::Text(text)));
                    }
                }
                (Column::Field(field), value) => fields.push((field, value)),
                (Column::Effective, Value::Date(date)) => effective = Some(date),
                (Column::Void, Value::YesNo(yes)) => void = yes,
                _ => {
                    let fault = Fault::new(
                        place(),
                        "unknown-here",
                        "這一欄不能是未知",
                        "this column cannot be unknown",
                    );
                    feed.fault(fault.field(heading))?;
                }
            }
        }
        for (field, value) in constants {
            if fields.iter().all(|(stated, _)| stated != field) {
                fields.push((*field, value.clone()));
            }
        }
        if self.movements.is_some() {
            match (kind.field("id"), movements::number(kind, &fields)) {
                (Some(id), Some(number)) => fields.push((id, Value::Text(number))),
                _ if feed.summary.faults > faults_before => {}
                _ => feed.fault(movements::incomplete(self.place(row)))?,
            }
        }
        let key = self.key(kind, row, columns, &fields, feed)?;
        let event =
            kind.event.and_then(|e| fields.iter().find(|(f, _)| *f == e)).and_then(|(_, v)| match v {
                Value::Date(date) => Some(*date),
                Value::Instant(seconds) => day_in_taipei(*seconds),
                _ => None,
            });
        let dated_itself = effective.or(event).is_some();
        let effective = effective.or(event).or(self.source.date);
        if effective.is_none() && dated && feed.summary.faults == faults_before {
            feed.fault(no_date(self.place(row)))?;
        }
        let (Some(key), Some(effective)) = (key, effective) else { return Ok(()) };
        if feed.summary.faults > faults_before {
            return Ok(());
        }
        let earlier =
            if dated_itself || void { Vec::new() } else { since_another_day(kind, &fields, effective) };
        let incoming = |fields, effective| Incoming {
            kind: *id,
            key: key.clone(),
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective,
            place: self.place(row),
            void,
        };
        let mut records: Vec<Incoming> =
            earlier.into_iter().map(|(fields, day)| incoming(fields, day)).collect();
        let record = incoming(fields, effective);
        let person = self.movements.as_ref().and_then(|list| list.person(self.catalogue, &record, row));
        records.push(record);
        records.extend(person);
        records.into_iter().try_for_each(|record| self.hand_out(record, flawed, feed))
    }

    /// A cell in the words of the field: by the source's map, or by what personnel lists write.
    fn translated<'c>(&self, kind: &Kind, column: Column, ty: &Type, cell: &'c Cell) -> Cow<'c, Cell> {
        let (Column::Field(field), Cell::Text(text)) = (column, cell) else { return Cow::Borrowed(cell) };
        let field = kind.fields[field.index()].name.as_str();
        if let Some(map) = &self.map {
            if let Some(word) = map.word(field, text) {
                let word = if word.is_empty() { Cell::Empty } else { Cell::Text(word.into()) };
                return Cow::Owned(word);
            }
            if *ty == Type::Date
                && let Some(day) = map_day(map, text)
            {
                return Cow::Owned(Cell::Text(day.to_string()));
            }
        }
        if self.movements.is_some()
            && field == "type"
            && parse_value(ty, text).is_err()
            && let Some(word) = movements::word(text)
        {
            return Cow::Owned(Cell::Text(word.into()));
        }
        if kind.name == "person"
            && field == "employment"
            && parse_value(ty, text).is_err()
            && let Some(word) = employment_word(text)
        {
            return Cow::Owned(Cell::Text(word.into()));
        }
        Cow::Borrowed(cell)
    }

    /// The record's key; a fault for each part that is missing.
    fn key<E>(
        &self,
        kind: &Kind,
        row: &Row,
        columns: &[Column],
        fields: &[(FieldId, Value)],
        feed: &mut Feed<'_, E>,
    ) -> Result<Option<String>, E> {
        if kind.singleton {
            return Ok(Some(kind.name.clone()));
        }
        let mut parts = Vec::with_capacity(kind.key.len());
        for id in &kind.key {
            let field = &kind.fields[id.index()];
            let Some((_, value)) = fields.iter().find(|(f, _)| f == id) else {
                if !columns.contains(&Column::Field(*id)) {
                    continue; // The headings have been told so.
                }
                let fault = Fault::new(
                    self.place(row),
                    "missing-key",
                    format!("缺少鍵值「{}」", field.label.zh),
                    format!("the key '{}' is missing", field.label.en),
                );
                feed.fault(fault.field(&field.label.zh))?;
                continue;
            };
            if *value == Value::Unknown {
                continue; // Has been told.
            }
            let part = format_value(&field.ty, value);
            // A reference may itself have a key of several parts; a plain text with the separator could pass for one.
            if part.contains('|') && !matches!(field.ty, Type::Ref(_)) {
                let fault = Fault::new(
                    self.place(row),
                    "separator-in-key",
                    format!("鍵值「{part}」不能含有「|」"),
                    format!("the key '{part}' must not contain '|'"),
                );
                feed.fault(fault.field(&field.label.zh))?;
                continue;
            }
            parts.push(part);
        }
        Ok((parts.len() == kind.key.len()).then(|| parts.join("|")))
    }

    /// A key as it is kept, whether it names the row itself or what the row refers to: full-width letters, digits and
    /// blanks are the same as narrow ones, and blanks at the ends are none. Host names are equal whatever their case
    /// (RFC 4343), and scanners' files are read in lower case; other keys keep theirs.
    fn canonical(&self, kind: &Kind, field: FieldId, text: String) -> String {
        let of_host = match &kind.fields[field.index()].ty {
            Type::Ref(to) => self.catalogue.kinds.get(to.index()).is_some_and(|k| k.name == "host"),
            Type::Text => kind.name == "host" && kind.key == [field],
            _ => false,
        };
        let is_key = kind.key.contains(&field) || matches!(kind.fields[field.index()].ty, Type::Ref(_));
        let text = if is_key { narrow(&text).trim().to_owned() } else { text };
        if of_host { text.to_lowercase() } else { text }
    }

    /// Hands a record out, unless its key was there before, or the headings were refused.
    fn hand_out<E>(&mut self, record: Incoming, flawed: bool, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let hash = |parts: &dyn Fn(&mut DefaultHasher)| {
            let mut hasher = DefaultHasher::new();
            parts(&mut hasher);
            hasher.finish()
        };
        let key = hash(&|h| (&record.key, record.effective).hash(h));
        let content = hash(&|h| (&record.fields, record.void).hash(h));
        let row = record.place.row.unwrap_or_default();
        match self.seen.get(&key) {
            Some((_, same)) if *same == content => {
                feed.summary.merged += 1;
                Ok(())
            }
            Some((first, _)) => {
                let fault = Fault::new(
                    record.place.clone(),
                    "key-twice",
                    format!("第 {first} 列與第 {row} 列是同一筆紀錄「{}」，內容卻不同", record.key),
                    format!(
                        "rows {first} and {row} are the same record '{}' and say different things",
                        record.key
                    ),
                );
                feed.fault(fault.hint(
                    "請保留一列；若是先後的變動，請填不同的生效日",
                    "keep one of them; for a change over time give each row its own effective date",
                ))
            }
            None => {
                self.seen.insert(key, (row, content));
                if flawed { Ok(()) } else { feed.record(record) }
            }
        }
    }
}

/// A day as the source writes it: in the format of its map, or as a moment.
fn map_day(map: &ColumnMap, text: &str) -> Option<Date> {
    let text = text.trim();
    // A moment with its offset says more than a format can.
    if let Some(seconds) = text.contains('T').then(|| moment(text)).flatten() {
        return day_in_taipei(seconds);
    }
    let read = |format| strtime::parse(format, text).and_then(|time| time.to_date()).ok();
    map.date_format
        .as_deref()
        .and_then(read)
        .or_else(|| day_in_taipei(moment(text).filter(|_| text.contains(':'))?))
}

fn is_help(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    let text = text.trim_start();
    text.starts_with("#說明") || text.to_lowercase().starts_with("#help")
}

/// The values of a row that hold from an earlier day than the row, as other fields of it say, with the key.
fn since_another_day(
    kind: &Kind,
    fields: &[(FieldId, Value)],
    effective: Date,
) -> Vec<(Vec<(FieldId, Value)>, Date)> {
    let stated = |field: FieldId| fields.iter().find(|(of, _)| *of == field).map(|(_, value)| value);
    let mut earlier = Vec::new();
    for (field, value) in fields {
        let Value::Enum(word) = value else { continue };
        let days = kind.fields[field.index()].since.iter().filter(|(of, _)| of == word);
        let day = days.map(|(_, day)| *day).find_map(|day| match stated(day) {
            Some(Value::Date(date)) => Some((day, *date)),
            _ => None,
        });
        if let Some((day, date)) = day.filter(|(_, date)| *date < effective) {
            let keys = kind.key.iter().filter_map(|key| stated(*key).map(|value| (*key, value.clone())));
            let mut then: Vec<(FieldId, Value)> = keys.collect();
            then.push((*field, value.clone()));
            then.push((day, Value::Date(date)));
            earlier.push((then, date));
        }
    }
    earlier
}

fn no_date(place: Place) -> Fault {
    Fault::new(
        place,
        "no-effective-date",
        "不知道這些事實從哪一天起成立",
        "nothing tells from which day on these facts are true",
    )
    .hint(
        format!("請加上「{}」欄；或{}", EFFECTIVE.0, GIVE_DATE.0.trim_start_matches('請')),
        format!("add a column '{}'; or {}", EFFECTIVE.1, GIVE_DATE.1),
    )
}

/// Full-width letters, digits and blanks made narrow; signs stay as they are.
fn narrow(text: &str) -> String {
    let one = |c: char| match c {
        '\u{3000}' => ' ',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    };
    text.chars().map(one).collect()
}
