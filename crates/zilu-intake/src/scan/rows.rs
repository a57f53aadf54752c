//! Scanner exports as delimited text, row by row: the heading row is found by what the tool's export must have, and
//! cells are asked for by the names of their columns.
//!
//! Titles before the heading row are passed over. A row with fewer cells than the heading is a file that was cut off,
//! or a quote gone wrong: a fault. The encoding is told from the first bytes (a mark, UTF-16, UTF-8, Big5).

use super::{Scanner, Stop};
use crate::csv::{Delimited, Record};
use crate::fault::Fault;
use crate::guard::unguard;
use crate::item::{Feed, Place, Source};
use std::io::{Chain, Cursor, Read};

/// At most so many rows may stand before the heading row.
const TITLE_ROWS: usize = 30;

/// A row of the table.
pub(crate) struct Row<'r> {
    record: &'r Record,
    columns: &'r Columns,
    pub(crate) place: Place,
}

/// The headings, normalised, each with its column.
pub(crate) struct Columns {
    names: Vec<String>,
    headings: Vec<String>,
}

impl Columns {
    /// The headings in a line of text: only to recognise a file, without care for quotes.
    pub(crate) fn in_line(line: &str, delimiter: char) -> Self {
        Columns::new(line.split(delimiter).map(|cell| cell.trim().trim_matches('"')))
    }

    fn new<'h>(headings: impl Iterator<Item = &'h str>) -> Self {
        let headings: Vec<String> = headings.map(|heading| heading.trim().to_string()).collect();
        Columns { names: headings.iter().map(|h| normal(h)).collect(), headings }
    }

    /// Whether there is a column of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }

    /// Whether all of these are there.
    pub(crate) fn have(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.has(name))
    }
}

/// A heading as it is compared: lower case, blanks single, without the mark that some tools put in front.
fn normal(heading: &str) -> String {
    heading
        .trim()
        .trim_start_matches('\u{feff}')
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

impl Row<'_> {
    /// The cell of the first of these columns that is there and holds something: `-` and `N/A` are nothing.
    pub(crate) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            let at = self.columns.names.iter().position(|n| n == name)?;
            let cell = self.record.get(at)?.trim();
            // Exports guard their cells against being taken for formulas.
            let cell = unguard(cell).unwrap_or(cell);
            (!matches!(cell, "" | "-" | "N/A" | "n/a" | "null" | "None")).then_some(cell)
        })
    }

    /// The heading, as the file writes it, of the first of these columns that is there.
    pub(crate) fn heading(&self, names: &[&str]) -> String {
        let at = names.iter().find_map(|name| self.columns.names.iter().position(|n| n == name));
        at.map_or_else(|| names[0].to_string(), |at| self.columns.headings[at].clone())
    }

    /// A fault that a cell which must be filled is not, or holds something else.
    pub(crate) fn wrong(&self, names: &[&str], zh: &str, en: &str) -> Fault {
        Fault::new(
            self.place.clone(),
            "cell",
            format!("儲存格空白或不合格式，應為{zh}"),
            format!("the cell is empty or wrong, expected {en}"),
        )
        .field(self.heading(names))
    }
}

/// What an importer of rows does.
pub(crate) trait Rows<E> {
    /// Whether this is the heading row of the tool's export.
    fn heading(&self, columns: &Columns) -> bool;

    /// Takes a row.
    fn row(&mut self, row: &Row<'_>, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>>;
}

/// The rows of an export, one after the other.
pub(crate) struct RowReader<R: Read> {
    table: Delimited<Chain<Cursor<Vec<u8>>, R>>,
    record: Record,
    columns: Option<Columns>,
    before: usize,
}

impl<R: Read> RowReader<R> {
    pub(crate) fn open(input: R, source: &Source) -> Result<Self, Box<Fault>> {
        let table = Delimited::open(input, source)?;
        Ok(Self { table, record: Record::default(), columns: None, before: 0 })
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.table.encoding()
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.table.bytes_read()
    }

    /// The next row below the row that `heading` takes for one of headings. A row that is too short is told and passed
    /// over; no heading row at all is a fault.
    pub(crate) fn next<E>(
        &mut self,
        source: &Source,
        feed: &mut Feed<'_, E>,
        heading: &dyn Fn(&Columns) -> bool,
    ) -> Result<Option<Row<'_>>, Stop<E>> {
        loop {
            if !self.table.read(&mut self.record, source)? {
                return if self.columns.is_some() { Ok(None) } else { Err(no_heading(source)) };
            }
            if self.record.cells().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let Some(known) = &self.columns else {
                let found = Columns::new(self.record.cells());
                if heading(&found) {
                    self.columns = Some(found);
                } else {
                    self.before += 1;
                    if self.before > TITLE_ROWS {
                        return Err(no_heading(source));
                    }
                }
                continue;
            };
            // A heading row again: files that were put together.
            if self.record.cells().map(normal).eq(known.names.iter().cloned()) {
                continue;
            }
            feed.summary.items += 1;
            let (cells, wanted) = (self.record.len(), known.names.len());
            let surplus = self.record.cells().skip(wanted).any(|cell| !cell.trim().is_empty());
            if cells >= wanted && !surplus {
                break;
            }
            let fault = Fault::new(
                place(&self.record, source),
                "row-length",
                format!("這一列有 {cells} 格，標題列有 {wanted} 格；檔案可能被截斷，或引號有誤"),
                format!(
                    "this row has {cells} cells and the heading {wanted}: the file was cut off, or a quote is wrong"
                ),
            );
            feed.fault(fault.hint("請由掃描工具重新匯出", "export the file again from the scanner"))
                .map_err(Stop::Sink)?;
        }
        let place = place(&self.record, source);
        Ok(self.columns.as_ref().map(|columns| Row { record: &self.record, columns, place }))
    }
}

fn place(record: &Record, source: &Source) -> Place {
    Place { row: Some(record.number), line: Some(record.line), ..source.place() }
}

fn no_heading<E>(source: &Source) -> Stop<E> {
    let fault = Fault::new(
        source.place(),
        "no-heading",
        "找不到標題列：不是這種掃描工具的匯出檔",
        "no heading row: this is no export of that scanner",
    );
    Box::new(fault.hint("請由掃描工具重新匯出", "export the file again from the scanner")).into()
}

/// Reads the rows of an export.
pub(crate) fn read_rows<R: Read, E>(
    input: R,
    scanner: &mut Scanner<'_, '_, E>,
    importer: &mut impl Rows<E>,
) -> Result<(), Stop<E>> {
    let mut rows = RowReader::open(input, scanner.source)?;
    scanner.feed.summary.encoding = Some(rows.encoding());
    let source = scanner.source;
    while let Some(row) = rows.next(source, &mut scanner.feed, &|columns| importer.heading(columns))? {
        importer.row(&row, scanner)?;
        scanner.feed.progress(rows.bytes_read()).map_err(Stop::Sink)?;
    }
    scanner.feed.summary.bytes = rows.bytes_read();
    Ok(())
}
