//! A tool's own table in a text file: headings in the first line, rows by heading. For machines' exports only, which always
//! have the same headings; what people write is read by `table`.
//!
//! The text is held in memory (its length is bounded by [`TABLE_BYTES`](crate::TABLE_BYTES)). A row that is shorter or
//! longer than the headings, or a quote that is never closed, means that the file is not whole, and ends the reading.

use crate::csv::encoding_of;
use crate::fault::Fault;
use crate::guard::unguard;
use crate::item::{Place, Source};
use crate::text::{TextError, TextReader};
use encoding_rs::Encoding;
use std::io::{Cursor, Read};

/// Rows of a table by their headings.
pub(crate) struct Columns {
    text: Cursor<String>,
    place: Place,
    encoding: &'static Encoding,
}

/// One row.
pub(crate) struct Line<'r> {
    headings: &'r csv::StringRecord,
    cells: &'r csv::StringRecord,
    /// Where it stands.
    pub(crate) place: Place,
}

/// Whether a line of headings has all of these; for telling formats apart by the first bytes.
pub(crate) fn has_headings(line: &str, names: &[&str]) -> bool {
    let cells: Vec<&str> =
        line.split([',', ';', '\t']).map(|cell| cell.trim_matches(['"', ' ', '\r'])).collect();
    names.iter().all(|name| cells.contains(name))
}

impl Line<'_> {
    /// The cell under a heading without blanks at its ends; empty where there is none.
    pub(crate) fn cell(&self, heading: &str) -> &str {
        let at = self.headings.iter().position(|found| found.trim() == heading);
        let cell = at.and_then(|at| self.cells.get(at)).unwrap_or_default();
        unguard(cell).unwrap_or(cell).trim()
    }
}

impl Columns {
    /// Decodes a file.
    pub(crate) fn open(bytes: &[u8], source: &Source) -> Result<Columns, Box<Fault>> {
        let empty = || Box::new(Fault::new(source.place(), "empty", "檔案是空的", "the file is empty"));
        if bytes.is_empty() {
            return Err(empty());
        }
        let encoding = encoding_of(&mut Cursor::new(bytes), source)?;
        let mut text = String::new();
        if let Err(error) = TextReader::new(bytes, encoding, u64::MAX).read_to_string(&mut text) {
            return Err(Box::new(match TextError::of(&error) {
                Some(problem) => problem.fault(source.place()),
                None => malformed(source.place(), &error),
            }));
        }
        if text.trim().is_empty() {
            return Err(empty());
        }
        if text.bytes().filter(|byte| *byte == b'"').count() % 2 == 1 {
            let fault = Fault::new(
                source.place(),
                "open-quote",
                "有引號沒有收尾，檔案可能被截斷",
                "a quote is never closed; the file may have been cut off",
            );
            return Err(Box::new(fault.hint("請重新匯出或重新傳送", "export or transfer the file again")));
        }
        Ok(Columns { text: Cursor::new(text), place: source.place(), encoding })
    }

    /// Name of the encoding.
    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// The line with the headings, for telling one table from another.
    pub(crate) fn first_line(&self) -> &str {
        self.text.get_ref().lines().next().unwrap_or_default()
    }

    /// Hands over every row; blank ones are passed over. `needed` headings must be there.
    pub(crate) fn each<E: From<Box<Fault>>>(
        self,
        needed: &[&str],
        mut row: impl FnMut(&Line<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut reader = csv::ReaderBuilder::new()
            // Only so do positions count lines as an editor does.
            .terminator(csv::Terminator::Any(b'\n'))
            .flexible(true)
            .has_headers(false)
            .from_reader(self.text);
        let (mut headings, mut cells) = (csv::StringRecord::new(), csv::StringRecord::new());
        let read = |reader: &mut csv::Reader<Cursor<String>>, into: &mut csv::StringRecord| {
            reader.read_record(into).map_err(|error| Box::new(malformed(self.place.clone(), &error)))
        };
        read(&mut reader, &mut headings)?;
        let missing: Vec<&str> =
            needed.iter().copied().filter(|name| !headings.iter().any(|h| h.trim() == *name)).collect();
        if !missing.is_empty() {
            let names = missing.join(", ");
            let fault = Fault::new(
                Place { line: Some(1), ..self.place.clone() },
                "headings",
                format!("缺少欄位 {names}"),
                format!("the columns {names} are missing"),
            );
            return Err(Box::new(fault).into());
        }
        while read(&mut reader, &mut cells)? {
            let line = cells.position().map_or(0, csv::Position::line);
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let place = Place { line: Some(line), ..self.place.clone() };
            if cells.len() != headings.len() {
                let fault = Fault::new(
                    place,
                    "row-length",
                    format!("這一列有 {} 欄，標題有 {} 欄，檔案可能被截斷", cells.len(), headings.len()),
                    format!(
                        "this row has {} cells under {} headings; the file may have been cut off",
                        cells.len(),
                        headings.len()
                    ),
                );
                return Err(Box::new(fault.hint("請重新匯出", "export the file again")).into());
            }
            row(&Line { headings: &headings, cells: &cells, place })?;
        }
        Ok(())
    }
}

fn malformed(place: Place, error: &dyn std::fmt::Display) -> Fault {
    Fault::new(place, "malformed", format!("CSV 格式錯誤（{error}）"), format!("malformed CSV: {error}"))
}
