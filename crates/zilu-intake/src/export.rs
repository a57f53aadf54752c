//! Tables of records, out: what is written here, the importer reads back as the same facts.
//!
//! Vocabularies are written by label, dates in ISO form, everything as text. CSV is UTF-8 with byte order mark for
//! Excel, and a text that a spreadsheet program would run as a formula is guarded by an apostrophe (see `guard`). Two
//! things do not survive: an empty text (it is no value), and the control characters that an import refuses.

use crate::guard::{guard, guard_cell};
use crate::heading::Column;
use crate::layout::{Heading, headings, pick, sheet_name, shown};
use crate::template::{WriteError, line, new_workbook, write_headings};
use jiff::civil::Date;
use rust_xlsxwriter::Format;
use std::io::{self, Write};
use zilu_catalogue::{Catalogue, FieldId, Kind, KindId, Language, Type, Value};

/// A record on its way out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outgoing<'a> {
    /// What is stated; fields that are not here are left empty.
    pub fields: &'a [(FieldId, Value)],
    /// The day from which it is true; `None` leaves the cell empty.
    pub effective: Option<Date>,
    /// Recorded in error.
    pub void: bool,
}

/// Writes records of a kind as CSV.
///
/// # Errors
/// Those of the writer.
pub fn export_csv<'a, W: Write>(
    mut out: W,
    catalogue: &Catalogue,
    kind: KindId,
    language: Language,
    records: impl IntoIterator<Item = Outgoing<'a>>,
) -> io::Result<()> {
    let def = &catalogue.kinds[kind.index()];
    let columns = headings(def, language);
    out.write_all("\u{feff}".as_bytes())?;
    out.write_all(line(columns.iter().map(|c| c.title.clone())).as_bytes())?;
    for record in records {
        let cells = columns.iter().map(|column| match cell(def, column, &record, language) {
            Some((text, true)) => guard(&text).into_owned(),
            Some((text, false)) => text,
            None => String::new(),
        });
        out.write_all(line(cells).as_bytes())?;
    }
    out.flush()
}

/// Records of a kind as an XLSX file, every cell a text.
///
/// # Errors
/// When a text is longer than the 32,767 characters that a cell holds, or there are more than 1,048,575 records.
pub fn export_xlsx<'a>(
    catalogue: &Catalogue,
    kind: KindId,
    language: Language,
    records: impl IntoIterator<Item = Outgoing<'a>>,
) -> Result<Vec<u8>, WriteError> {
    let def = &catalogue.kinds[kind.index()];
    let columns = headings(def, language);
    let text_format = Format::new().set_num_format("@");
    let mut workbook = new_workbook(pick(&def.label, language))?;
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(catalogue, kind, language))?;
    write_headings(sheet, &columns)?;
    for (i, record) in records.into_iter().enumerate() {
        let row = u32::try_from(i + 1).unwrap_or(u32::MAX);
        for (column, heading) in columns.iter().enumerate() {
            if let Some((text, free)) = cell(def, heading, &record, language) {
                let text = if free { guard_cell(&text).into_owned() } else { text };
                sheet.write_string_with_format(row, column as u16, text, &text_format)?;
            }
        }
    }
    Ok(workbook.save_to_buffer()?)
}

/// The text of a cell, and whether it is a free text that needs a guard; `None` when nothing is stated.
fn cell(kind: &Kind, heading: &Heading, record: &Outgoing<'_>, language: Language) -> Option<(String, bool)> {
    match heading.column {
        Column::Field(id) => {
            let (_, value) = record.fields.iter().find(|(field, _)| *field == id)?;
            let ty = &kind.fields.get(id.index())?.ty;
            Some((shown(ty, value, language), matches!(value, Value::Text(_))))
        }
        Column::Effective => record.effective.map(|date| (date.to_string(), false)),
        Column::Void => record.void.then(|| (shown(&Type::YesNo, &Value::YesNo(true), language), false)),
        Column::Remark | Column::Unnamed => None,
    }
}
