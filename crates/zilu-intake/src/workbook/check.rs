//! What a workbook would become in memory, found out before it is opened.
//!
//! Three ways in which a small file becomes large: deflated zeros, one cell far out, a cell repeated a million times.
//! Archives are inflated once, counting, because the sizes that they declare may lie.

use super::{CELLS, COLUMNS, TEXT, damaged, encrypted};
use crate::fault::Fault;
use crate::item::{Place, Source};
use crate::xml::{Token, Xml};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// Entries of an archive.
const ENTRIES: usize = 5_000;
/// All entries together.
const INFLATED: u64 = 256 << 20;
/// A small part (styles, relations) becomes many times its size in memory.
const PART: u64 = 8 << 20;
/// Texts that cells share.
const SHARED_STRINGS: u64 = 64 << 20;

/// A fault for a workbook that is larger than we take in.
pub(super) fn too_large(source: &Source, sheet: Option<&str>) -> Box<Fault> {
    let place = Place { sheet: sheet.map(Into::into), ..source.place() };
    let fault =
        Fault::new(place, "too-large", "活頁簿展開後過大", "the workbook is too large when it is unpacked");
    Box::new(fault.hint(
        "請刪除表格以外的內容與格式，或分成幾個檔案",
        "delete contents and formats outside the table, or split it into several files",
    ))
}

/// A fault for a cell far to the right.
pub(super) fn too_wide(source: &Source, sheet: &str, row: u64) -> Box<Fault> {
    let place = Place { sheet: Some(sheet.into()), row: Some(row), ..source.place() };
    let fault = Fault::new(
        place,
        "too-many-columns",
        format!("有值的儲存格超過第 {COLUMNS} 欄"),
        format!("a cell beyond column {COLUMNS} has a value"),
    );
    Box::new(fault.hint("請刪除表格右側多餘的內容", "delete what stands to the right of the table"))
}

/// Checks the zip archive of an XLSX or ODS file.
pub(super) fn archive(bytes: &[u8], source: &Source) -> Result<(), Box<Fault>> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(source, &format!("zip: {e}")))?;
    if archive.len() > ENTRIES {
        return Err(too_large(source, None));
    }
    let mut total = 0;
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(|e| damaged(source, &format!("zip: {e}")))?;
        let name = entry.name().map_err(|e| damaged(source, &format!("zip: {e}")))?.into_owned();
        let strange = name.contains('\\')
            || name.starts_with('/')
            || name.split('/').any(|part| part == "..")
            || name.contains('\0');
        if strange {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
            return Err(Box::new(Fault::new(
                source.place(),
                "path-in-archive",
                format!("壓縮檔內的檔名可疑（{shown}）"),
                format!("a suspicious name in the archive: {shown}"),
            )));
        }
        if entry.encrypted() {
            return Err(encrypted(source));
        }
        drop(entry);
        let lower = name.to_ascii_lowercase();
        let limit = if lower.ends_with("sharedstrings.xml") {
            SHARED_STRINGS
        } else if lower.contains("worksheets/") || lower == "content.xml" || !lower.ends_with(".xml") {
            INFLATED
        } else {
            PART
        };
        let limit = limit.min(INFLATED - total);
        let entry = archive.by_index(i).map_err(|e| damaged(source, &format!("zip: {e}")))?;
        let inflated = std::io::copy(&mut entry.take(limit + 1), &mut std::io::sink())
            .map_err(|e| damaged(source, &format!("{name}: {e}")))?;
        if inflated > limit {
            return Err(too_large(source, None));
        }
        total += inflated;
    }
    Ok(())
}

/// Checks what repeated rows and cells of an ODS file would become.
pub(super) fn ods(bytes: &[u8], source: &Source) -> Result<(), Box<Fault>> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(source, &format!("zip: {e}")))?;
    let content =
        archive.by_name("content.xml").map_err(|e| damaged(source, &format!("content.xml: {e}")))?;
    let mut xml = Xml::open(content, source.place())?;
    let mut size = Size::default();
    // Rows may stand in groups, so the nesting does not matter: each starts where its start tag is.
    loop {
        match xml.next()? {
            Token::Start if xml.name() == "table:table" => size.end_table(),
            Token::Start if xml.name() == "table:table-row" => {
                let repeated = repeated(&xml, "table:number-rows-repeated")?;
                size.rows(&mut xml, repeated)?;
            }
            Token::EndOfFile => break,
            _ => {}
        }
        if size.is_too_large() {
            return Err(too_large(source, None));
        }
    }
    size.end_table();
    if size.is_too_large() { Err(too_large(source, None)) } else { Ok(()) }
}

fn repeated<R: Read>(xml: &Xml<R>, attribute: &str) -> Result<u64, Box<Fault>> {
    let mut times = 1;
    xml.attributes(|name, value| {
        if name == attribute {
            times = value.trim().parse().unwrap_or(u64::MAX);
        }
    })?;
    Ok(times)
}

/// How many cells and how much text the tables so far become.
#[derive(Default)]
struct Size {
    cells: u64,
    text: u64,
    /// Rows of this table up to the last that has a value, and those after it.
    height: u64,
    blank: u64,
    width: u64,
}

impl Size {
    fn rows<R: Read>(&mut self, xml: &mut Xml<R>, times: u64) -> Result<(), Box<Fault>> {
        let (mut width, mut blank, mut text) = (0_u64, 0_u64, 0_u64);
        loop {
            match xml.next()? {
                Token::Start => {
                    let columns = repeated(xml, "table:number-columns-repeated")?;
                    let mut has_value = false;
                    xml.attributes(|name, _| {
                        has_value |= name.starts_with("office:") || name == "table:formula"
                    })?;
                    let length = xml.text_length()?;
                    if has_value || length > 0 {
                        width = width.saturating_add(blank).saturating_add(columns);
                        blank = 0;
                        text = text.saturating_add(length.saturating_mul(columns));
                    } else {
                        blank = blank.saturating_add(columns);
                    }
                }
                Token::Text => {}
                Token::End | Token::EndOfFile => break,
            }
        }
        self.cells = self.cells.saturating_add(width);
        if width > 0 {
            self.height = self.height.saturating_add(self.blank).saturating_add(times);
            self.blank = 0;
            self.width = self.width.max(width);
            self.text = self.text.saturating_add(text.saturating_mul(times));
        } else {
            self.blank = self.blank.saturating_add(times);
        }
        Ok(())
    }

    fn end_table(&mut self) {
        self.cells = self.cells.saturating_add(self.height.saturating_mul(self.width));
        (self.height, self.blank, self.width) = (0, 0, 0);
    }

    fn is_too_large(&self) -> bool {
        let open = self.height.saturating_mul(self.width);
        self.cells.saturating_add(open) > 2 * CELLS || self.text > TEXT as u64
    }
}

/// Checks the outermost cells of the sheets of an XLS file.
pub(super) fn xls(bytes: &[u8], source: &Source) -> Result<(), Box<Fault>> {
    let mut file =
        cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|e| damaged(source, &format!("OLE: {e}")))?;
    if file.exists("/EncryptedPackage") || file.exists("/\u{6}DataSpaces") || file.exists("/\u{9}DRMContent")
    {
        return Err(encrypted(source));
    }
    let name = ["/Workbook", "/Book", "/WORKBOOK", "/BOOK"].into_iter().find(|name| file.exists(name));
    let Some(name) = name else {
        let fault = Fault::new(
            source.place(),
            "unsupported",
            "這個 Office 檔裡沒有活頁簿",
            "there is no workbook in this Office file",
        );
        return Err(Box::new(fault.hint("請另存為 XLSX 或 CSV", "save it as XLSX or CSV")));
    };
    let mut stream = Vec::new();
    let mut input = file.open_stream(name).map_err(|e| damaged(source, &format!("OLE: {e}")))?;
    input.read_to_end(&mut stream).map_err(|e| damaged(source, &format!("OLE: {e}")))?;
    let mut cells = 0_u64;
    let (mut height, mut width) = (0_u64, 0_u64);
    let mut rest = stream.as_slice();
    while let [t0, t1, l0, l1, tail @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*l0, *l1]));
        let Some((data, next)) = tail.split_at_checked(length) else { break };
        rest = next;
        let number =
            |at: usize| data.get(at..at + 2).map_or(0, |b| u64::from(u16::from_le_bytes([b[0], b[1]])));
        match u16::from_le_bytes([*t0, *t1]) {
            // The beginning of a substream: the next sheet.
            0x0809 | 0x0009 | 0x0209 | 0x0409 => {
                cells = cells.saturating_add(height * width);
                (height, width) = (0, 0);
            }
            // The declared dimensions, for which memory is set aside.
            0x0200 => {
                let wide = length >= 14;
                let (last_row, last_column) = if wide {
                    let rows =
                        data.get(4..8).map_or(0, |b| u64::from(u32::from_le_bytes([b[0], b[1], b[2], b[3]])));
                    (rows, number(10))
                } else {
                    (number(2), number(6))
                };
                height = height.max(last_row.min(1 << 20));
                width = width.max(last_column);
            }
            // Cells with a value: NUMBER, LABEL, LABELSST, RK, FORMULA, BOOLERR, RSTRING, MULRK.
            0x0203 | 0x0204 | 0x00FD | 0x027E | 0x0006 | 0x0205 | 0x00D6 => {
                height = height.max(number(0) + 1);
                width = width.max(number(2) + 1);
            }
            0x00BD => {
                height = height.max(number(0) + 1);
                width = width.max(number(length.saturating_sub(2)) + 1);
            }
            _ => {}
        }
    }
    cells = cells.saturating_add(height * width);
    if cells > CELLS { Err(too_large(source, None)) } else { Ok(()) }
}
