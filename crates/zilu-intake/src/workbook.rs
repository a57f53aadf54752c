//! Workbooks: XLSX, XLS and ODS, through calamine, behind checks of their size.
//!
//! Formulas are read as the values that the spreadsheet program stored. A cell that vanished into a merged one below
//! the headings is a fault, because only the first of the merged cells holds the value. Sheets whose name begins with
//! `#`, and those named 說明 or help, are passed over; so are empty ones. The whole sheet is held in memory, bounded by
//! [`CELLS`]; see `check` for what keeps a small file from becoming large.
//!
//! Merged cells of ODS are not told by calamine; there a vanished cell reads as empty.

mod check;

use crate::cell::Cell;
use crate::fault::Fault;
use crate::guard::unguard;
use crate::heading::{kind_by_name, normal};
use crate::item::{Feed, Item, Source, Summary};
use crate::recognise::Format;
use crate::table::{Row, Table};
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Ods, Range, Reader, Xls, Xlsx};
use jiff::civil::DateTime;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use zilu_catalogue::{Catalogue, KindId};

/// At most this many cells in a workbook, counting the empty ones between the first and the last.
pub const CELLS: u64 = 10_000_000;
/// At most this much text in all cells, in bytes: a shared string can stand in many cells.
const TEXT: usize = 256 << 20;
/// Columns beyond this are a stray cell, not a table.
const COLUMNS: u32 = 2_000;

/// A sheet with its rows.
struct Sheet {
    name: String,
    rows: Vec<Row>,
}

/// Reads the sheets of a workbook. With a kind, the sheet named after it is read, or the only one there is; without,
/// every sheet is read as the kind that its name or headings tell.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_workbook<E>(
    bytes: &[u8],
    format: Format,
    catalogue: &Catalogue,
    kind: Option<KindId>,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(format, sink);
    feed.summary.bytes = bytes.len() as u64;
    // The parser below meets hostile files; should it fail by a panic, the file is refused like any damaged one.
    let outcome = catch_unwind(AssertUnwindSafe(|| open(bytes, format, source)));
    let mut sheets = match outcome.unwrap_or_else(|_| Err(damaged(source, "?"))) {
        Ok(sheets) => sheets,
        Err(fault) => {
            feed.fault(*fault)?;
            return Ok(feed.summary);
        }
    };
    sheets.retain(|sheet| !sheet.rows.is_empty() && !is_help(&sheet.name));
    if let Some(kind) = kind {
        let named = |sheet: &Sheet| kind_by_name(catalogue, &sheet.name) == Some(kind);
        if sheets.iter().any(named) {
            for sheet in sheets.extract_if(.., |sheet| !named(sheet)) {
                let name = sheet.name;
                feed.note(format!("略過工作表「{name}」"), format!("sheet '{name}' was passed over"));
            }
        } else if sheets.len() > 1 {
            let names = sheets.iter().map(|s| s.name.as_str()).collect::<Vec<_>>().join("、");
            let label = &catalogue.kinds[kind.index()].label;
            let fault = Fault::new(
                source.place(),
                "which-sheet",
                format!("活頁簿有多張工作表（{names}），沒有一張名為「{}」", label.zh),
                format!("the workbook has several sheets ({names}), none of them is named '{}'", label.en),
            );
            let hint = (
                format!("請把要匯入的工作表命名為「{}」", label.zh),
                format!("name the sheet to import '{}'", label.en),
            );
            feed.fault(fault.hint(hint.0, hint.1))?;
            return Ok(feed.summary);
        }
    }
    if sheets.is_empty() {
        feed.fault(Fault::new(source.place(), "empty", "活頁簿沒有資料", "the workbook holds no data"))?;
        return Ok(feed.summary);
    }
    let only = sheets.len() == 1;
    for sheet in sheets {
        let by_name = || kind_by_name(catalogue, &sheet.name);
        let by_file = || kind_by_name(catalogue, &source.file).filter(|_| only);
        let kind = kind.or_else(by_name).or_else(by_file);
        let mut table = Table::new(catalogue, source, Some(Arc::from(sheet.name.as_str())), kind, false);
        for row in sheet.rows {
            table.push(row, &mut feed)?;
        }
        table.finish(&mut feed)?;
    }
    Ok(feed.summary)
}

fn is_help(name: &str) -> bool {
    name.trim_start().starts_with('#') || matches!(normal(name).as_str(), "說明" | "help" | "readme")
}

fn damaged(source: &Source, what: &str) -> Box<Fault> {
    let what: String = what.chars().take(200).collect();
    let fault = Fault::new(
        source.place(),
        "damaged",
        format!("活頁簿已損壞或無法開啟（{what}）"),
        format!("the workbook is damaged or cannot be opened: {what}"),
    );
    Box::new(
        fault.hint(
            "請用試算表程式開啟後另存新檔",
            "open it in a spreadsheet program and save it as a new file",
        ),
    )
}

fn encrypted(source: &Source) -> Box<Fault> {
    Box::new(
        Fault::new(
            source.place(),
            "encrypted",
            "活頁簿有密碼保護",
            "the workbook is protected by a password",
        )
        .hint("請移除密碼後再匯入", "remove the password first"),
    )
}

fn open(bytes: &[u8], format: Format, source: &Source) -> Result<Vec<Sheet>, Box<Fault>> {
    let mut room = Room { cells: CELLS, text: TEXT, source };
    match format {
        Format::Xlsx => {
            check::archive(bytes, source)?;
            let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| match e {
                calamine::XlsxError::Password => encrypted(source),
                other => damaged(source, &other.to_string()),
            })?;
            let names = book.sheet_names();
            names.into_iter().map(|name| xlsx_sheet(&mut book, name, &mut room)).collect()
        }
        Format::Ods => {
            check::archive(bytes, source)?;
            check::ods(bytes, source)?;
            let mut book: Ods<_> = Ods::new(Cursor::new(bytes)).map_err(|e| match e {
                calamine::OdsError::Password => encrypted(source),
                other => damaged(source, &other.to_string()),
            })?;
            let ranges = book.worksheets();
            ranges.into_iter().map(|(name, range)| sheet_of(name, &range, &[], &mut room)).collect()
        }
        _ => {
            check::xls(bytes, source)?;
            let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|e| match e {
                calamine::XlsError::Password => encrypted(source),
                other => damaged(source, &other.to_string()),
            })?;
            let ranges = book.worksheets();
            let merged = |name: &str| book.merge_cells_by_sheet_name(name).unwrap_or_default();
            ranges
                .into_iter()
                .map(|(name, range)| {
                    let merged = merged(&name);
                    sheet_of(name, &range, &merged, &mut room)
                })
                .collect()
        }
    }
}

/// What may still be taken into memory.
struct Room<'a> {
    cells: u64,
    text: usize,
    source: &'a Source,
}

impl Room<'_> {
    fn take(&mut self, sheet: &str, cells: u64, text: usize) -> Result<(), Box<Fault>> {
        match (self.cells.checked_sub(cells), self.text.checked_sub(text)) {
            (Some(cells), Some(text)) => {
                (self.cells, self.text) = (cells, text);
                Ok(())
            }
            _ => Err(check::too_large(self.source, Some(sheet))),
        }
    }
}

fn xlsx_sheet(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: String,
    room: &mut Room<'_>,
) -> Result<Sheet, Box<Fault>> {
    let source = room.source;
    let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default();
    let mut rows: Vec<Row> = Vec::new();
    let mut reader = match book.worksheet_cells_reader(&name) {
        Ok(reader) => reader,
        // A chart sheet has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Sheet { name, rows }),
        Err(error) => return Err(damaged(source, &error.to_string())),
    };
    while let Some(cell) = reader.next_cell().map_err(|e| damaged(source, &e.to_string()))? {
        let (row, column) = cell.get_position();
        let cell = cell_of_ref(cell.get_value());
        if cell == Cell::Empty {
            continue;
        }
        if column >= COLUMNS {
            return Err(check::too_wide(source, &name, u64::from(row) + 1));
        }
        let number = u64::from(row) + 1;
        match rows.last().map(|last| last.number) {
            Some(last) if last == number => {}
            Some(last) if last > number => return Err(damaged(source, "rows out of order")),
            _ => rows.push(Row { number, line: None, cells: Vec::new() }),
        }
        let Some(last) = rows.last_mut() else { continue };
        let column = column as usize;
        let missing = (column + 1).saturating_sub(last.cells.len());
        room.take(&name, missing as u64, text_length(&cell))?;
        last.cells.resize(last.cells.len() + missing, Cell::Empty);
        last.cells[column] = cell;
    }
    mark_merged(&mut rows, &merged);
    Ok(Sheet { name, rows })
}

fn sheet_of(
    name: String,
    range: &Range<Data>,
    merged: &[Dimensions],
    room: &mut Room<'_>,
) -> Result<Sheet, Box<Fault>> {
    let mut rows = Vec::new();
    let (first_row, first_column) = range.start().unwrap_or_default();
    let width = range.width() as u64 + u64::from(first_column);
    if width > u64::from(COLUMNS) {
        return Err(check::too_wide(room.source, &name, u64::from(first_row) + 1));
    }
    for (i, values) in range.rows().enumerate() {
        let mut cells = vec![Cell::Empty; first_column as usize];
        cells.extend(values.iter().map(cell_of));
        while cells.last() == Some(&Cell::Empty) {
            cells.pop();
        }
        if cells.is_empty() {
            continue;
        }
        room.take(&name, cells.len() as u64, cells.iter().map(text_length).sum())?;
        rows.push(Row { number: u64::from(first_row) + i as u64 + 1, line: None, cells });
    }
    mark_merged(&mut rows, merged);
    Ok(Sheet { name, rows })
}

fn text_length(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) | Cell::Guarded(text) | Cell::Error(text) | Cell::Other(text) => text.len(),
        _ => 0,
    }
}

/// Marks the cells that vanished into a merged one. Only as far as their row reaches, or to the first column beyond.
fn mark_merged(rows: &mut [Row], merged: &[Dimensions]) {
    // A sheet with more merged areas than this is drawn, not filled in; the time spent on them stays bounded.
    for area in merged.iter().take(20_000) {
        let (top, bottom) = (u64::from(area.start.0) + 1, u64::from(area.end.0) + 1);
        let from = rows.partition_point(|row| row.number < top);
        for row in rows[from..].iter_mut().take_while(|row| row.number <= bottom).take(100_000) {
            let right = area.end.1.min(COLUMNS - 1) as usize;
            for column in area.start.1 as usize..=right {
                if (row.number, column) == (top, area.start.1 as usize) {
                    continue;
                }
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, Cell::Empty);
                }
                if row.cells[column] == Cell::Empty {
                    row.cells[column] = Cell::Merged;
                }
            }
        }
    }
}

fn cell_of_ref(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::SharedString(text) => text_cell(text),
        other => cell_of(&Data::from(other.clone())),
    }
}

fn cell_of(value: &Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        Data::String(text) => text_cell(text),
        Data::Int(number) => Cell::Number(*number as f64),
        Data::Float(number) => Cell::Number(*number),
        Data::Bool(yes) => Cell::YesNo(*yes),
        Data::DateTime(time) => moment(time),
        Data::DateTimeIso(text) => match text.parse::<DateTime>() {
            Ok(moment) => Cell::Moment(moment),
            Err(_) => Cell::Other(text.clone()),
        },
        Data::DurationIso(text) => Cell::Other(text.clone()),
        Data::Error(error) => Cell::Error(error.to_string()),
    }
}

fn text_cell(text: &str) -> Cell {
    match unguard(text) {
        Some(inner) => Cell::Guarded(inner.to_string()),
        None if text.is_empty() => Cell::Empty,
        None => Cell::Text(text.to_string()),
    }
}

fn moment(time: &ExcelDateTime) -> Cell {
    let serial = time.as_f64();
    // Below one there is only a time of day.
    if time.is_duration() || !(1.0..2_958_466.0).contains(&serial) {
        return Cell::Other(format!("{serial}"));
    }
    let (year, month, day, hour, minute, second, milli) = time.to_ymd_hms_milli();
    let moment = DateTime::new(
        i16::try_from(year).unwrap_or(i16::MAX),
        month as i8,
        day as i8,
        hour as i8,
        minute as i8,
        second as i8,
        i32::from(milli) * 1_000_000,
    );
    // A serial number cannot hold every second exactly: 08:29:59.999 is 08:30.
    match moment.and_then(|m| m.round(jiff::Unit::Second)) {
        Ok(moment) => Cell::Moment(moment),
        Err(_) => Cell::Other(format!("{serial}")),
    }
}
