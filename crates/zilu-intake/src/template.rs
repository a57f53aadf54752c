//! Empty tables to fill in, made from the catalogue: the importer reads back what they ask for.
//!
//! Every column of the XLSX template is formatted as text, so that leading zeros, ROC dates and long numbers survive
//! Excel. Closed vocabularies are drop-down lists. The CSV template has a second line that begins with `#說明` or
//! `#help`, which the importer passes over.

use crate::guard::guard;
use crate::heading::Column;
use crate::layout::{Heading, expected, headings, pick, sheet_name, vocabulary};
use rust_xlsxwriter::{
    Color, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note,
    Workbook, Worksheet, XlsxError,
};
use std::fmt;
use zilu_catalogue::{Catalogue, Kind, KindId, Language, Type};

/// Rows of the template that have drop-down lists.
const LIST_ROWS: u32 = 10_000;

/// Why a workbook could not be written.
#[derive(Debug)]
pub struct WriteError(XlsxError);

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "無法產生活頁簿 · the workbook cannot be written: {}", self.0)
    }
}

impl std::error::Error for WriteError {}

impl From<XlsxError> for WriteError {
    fn from(error: XlsxError) -> Self {
        Self(error)
    }
}

/// An XLSX file with the headings of a kind, notes and drop-down lists, and a sheet that explains the columns.
///
/// # Errors
/// When a label of the catalogue does not fit into a workbook.
pub fn template_xlsx(catalogue: &Catalogue, kind: KindId, language: Language) -> Result<Vec<u8>, WriteError> {
    let def = &catalogue.kinds[kind.index()];
    let columns = headings(def, language);
    let mut workbook = new_workbook(pick(&def.label, language))?;
    let mut lists: Vec<Vec<String>> = Vec::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(catalogue, kind, language))?;
    write_headings(sheet, &columns)?;
    for (i, column) in columns.iter().enumerate() {
        let at = i as u16;
        let words = match column.column {
            Column::Field(id) => vocabulary(&def.fields[id.index()].ty, language),
            Column::Void => vocabulary(&Type::YesNo, language),
            _ => Vec::new(),
        };
        let hint = expected(catalogue, def, column, language);
        let note: String = hint.chars().take(1_000).collect();
        sheet.insert_note(0, at, &Note::new(note).add_author_prefix(false).set_width(260))?;
        if words.is_empty() {
            continue;
        }
        // Excel takes lists of up to 255 characters in place; longer ones, and words with commas, need a sheet.
        let in_place = words.iter().map(|w| w.encode_utf16().count() + 1).sum::<usize>() <= 255
            && words.iter().all(|w| !w.contains([',', '"']));
        let rule = if in_place {
            DataValidation::new().allow_list_strings(&words)?
        } else {
            lists.push(words.clone());
            let letters = crate::item::column_letters(lists.len() as u32);
            let last = words.len();
            DataValidation::new()
                .allow_list_formula(Formula::new(format!("='#lists'!${letters}$1:${letters}${last}")))
        };
        let message: String = hint.chars().take(200).collect();
        let (title, stop) = match language {
            Language::Zh => ("不在選項內", "請從清單選擇；不知道時填 ?"),
            Language::En => ("not in the list", "choose from the list; type ? for unknown"),
        };
        let rule = rule
            .set_input_message(message)?
            .set_error_title(title)?
            .set_error_message(stop)?
            .set_error_style(rust_xlsxwriter::DataValidationErrorStyle::Warning);
        sheet.add_data_validation(1, at, LIST_ROWS, at, &rule)?;
    }
    write_help(workbook.add_worksheet(), catalogue, def, &columns, language)?;
    if !lists.is_empty() {
        let sheet = workbook.add_worksheet();
        sheet.set_name("#lists")?.set_hidden(true);
        for (column, words) in lists.iter().enumerate() {
            for (row, word) in words.iter().enumerate() {
                sheet.write_string(row as u32, column as u16, word)?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// A CSV file (UTF-8 with byte order mark, for Excel) with the headings of a kind and a line that explains them.
pub fn template_csv(catalogue: &Catalogue, kind: KindId, language: Language) -> Vec<u8> {
    let def = &catalogue.kinds[kind.index()];
    let columns = headings(def, language);
    let help = if language == Language::Zh { "#說明：" } else { "#help: " };
    let mut text = String::from("\u{feff}");
    text += &line(columns.iter().map(|c| c.title.clone() + if c.needed { "*" } else { "" }));
    text += &line(columns.iter().enumerate().map(|(i, c)| {
        let hint = expected(catalogue, def, c, language);
        if i == 0 { format!("{help}{hint}") } else { guard(&hint).into_owned() }
    }));
    text.into_bytes()
}

/// Cells as a line of CSV.
pub(crate) fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells
        .map(|cell| {
            if cell.contains([',', '"', '\n', '\r', ';', '\t']) || cell.starts_with([' ', '#']) {
                format!("\"{}\"", cell.replace('"', "\"\""))
            } else {
                cell
            }
        })
        .collect();
    cells.join(",") + "\r\n"
}

/// A workbook whose bytes depend on nothing but its content.
pub(crate) fn new_workbook(title: &str) -> Result<Workbook, WriteError> {
    let mut workbook = Workbook::new();
    let title: String = title.chars().take(200).collect();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
    Ok(workbook)
}

/// The first row: frozen, bold, the needed columns with a star; all columns as text.
pub(crate) fn write_headings(sheet: &mut Worksheet, columns: &[Heading]) -> Result<(), WriteError> {
    let heading = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x00E8_EEF4))
        .set_border_bottom(FormatBorder::Thin);
    let text = Format::new().set_num_format("@");
    for (i, column) in columns.iter().enumerate() {
        let at = i as u16;
        let title = column.title.clone() + if column.needed { "*" } else { "" };
        // A Chinese character is two digits wide.
        let width: usize = title.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        sheet.set_column_width(at, (width as f64 + 4.0).clamp(12.0, 40.0))?;
        sheet.set_column_format(at, &text)?;
        sheet.write_string_with_format(0, at, title, &heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write_help(
    sheet: &mut Worksheet,
    catalogue: &Catalogue,
    kind: &Kind,
    columns: &[Heading],
    language: Language,
) -> Result<(), WriteError> {
    let bold = Format::new().set_bold();
    let zh = language == Language::Zh;
    sheet.set_name(if zh { "說明" } else { "help" })?;
    sheet.set_column_width(0, 28)?.set_column_width(1, 100)?;
    let lines = if zh {
        [
            "空白：未填，不改變原有的值。",
            "?：已知不詳。",
            "星號（*）：必填。",
            "同一筆紀錄的先後變動，請各列一行並填生效日。",
        ]
    } else {
        [
            "Empty: not stated, what is known stays as it is.",
            "?: stated to be unknown.",
            "A star (*): needed.",
            "For changes of one record over time write one row each, with its effective date.",
        ]
    };
    for (row, text) in lines.iter().enumerate() {
        sheet.write_string(row as u32, 0, *text)?;
    }
    let top = lines.len() as u32 + 1;
    let (first, second) = if zh { ("欄位", "可填內容") } else { ("column", "what it may hold") };
    sheet.write_string_with_format(top, 0, first, &bold)?;
    sheet.write_string_with_format(top, 1, second, &bold)?;
    for (i, column) in columns.iter().enumerate() {
        let row = top + 1 + i as u32;
        sheet.write_string(row, 0, &column.title)?;
        sheet.write_string(row, 1, expected(catalogue, kind, column, language))?;
    }
    Ok(())
}
