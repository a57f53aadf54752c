//! Comma, semicolon, tab or bar separated text: encoding and delimiter are found out, rows are streamed.
//!
//! Encoding: a byte order mark decides; else UTF-16 where NUL bytes tell it; else UTF-8 where the *whole* file is UTF-8; else Big5 (code page 950) where the
//! whole file is that, without user-defined characters; else the file is refused with the offset of the byte.
//! The file is therefore read twice. An apostrophe in front of `=`, `+`, `-`, `@`, `?`, 未知 is the guard that our own
//! export puts there, and is taken off; a cell that begins with such a character itself is imported as it is.
//!
//! A file that was cut off shows it by an open quote or a short last row. A cut inside the last cell, or just behind a
//! row, cannot be seen: the format has no end mark.

use crate::cell::Cell;
use crate::fault::Fault;
use crate::guard::unguard;
use crate::item::{Feed, Item, Place, Source, Summary};
use crate::recognise::{Format, HEAD};
use crate::table::Table;
use crate::text::{TextError, TextReader, bom, unmarked_utf16};
use encoding_rs::{BIG5, DecoderResult, Encoding, UTF_8};
use std::io::{self, BufRead, Chain, Cursor, Read, Seek, SeekFrom};
use zilu_catalogue::{Catalogue, KindId};

/// A row may be this long; a quote that is never closed makes one endless row.
const ROW: u64 = 4 << 20;
/// A row of a scanner's export holds the output of a check, which can be long.
const EXPORT_ROW: u64 = 16 << 20;
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Appended to the text: it is swallowed into a cell when a quote is still open.
const END: &str = "\u{1}end of file\u{1}";

/// Reads a table from delimited text.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_csv<R: Read + Seek, E>(
    mut input: R,
    catalogue: &Catalogue,
    kind: Option<KindId>,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Csv, sink);
    let dialect = match look(&mut input, source) {
        Ok(found) => found,
        Err(fault) => {
            feed.fault(*fault)?;
            return Ok(feed.summary);
        }
    };
    feed.summary.encoding = Some(dialect.encoding.name());
    let mut table = Table::new(catalogue, source, None, kind, true);
    let mut rows = Delimited::new(input, &dialect, ROW);
    let mut record = Record::default();
    loop {
        match rows.read(&mut record, source) {
            Ok(true) => {}
            Ok(false) => break,
            Err(fault) => {
                feed.fault(*fault)?;
                return Ok(feed.summary);
            }
        }
        let cells = record.cells().map(cell).collect();
        table.push(crate::table::Row { number: record.number, line: Some(record.line), cells }, &mut feed)?;
        feed.progress(rows.bytes_read())?;
    }
    table.finish(&mut feed)?;
    feed.summary.bytes = rows.bytes_read();
    Ok(feed.summary)
}

/// A row of delimited text.
#[derive(Debug, Default)]
pub(crate) struct Record {
    cells: csv::StringRecord,
    /// The row, as a spreadsheet program numbers it.
    pub(crate) number: u64,
    /// The line, as an editor numbers it.
    pub(crate) line: u64,
}

impl Record {
    /// How many cells it has.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// One cell.
    pub(crate) fn get(&self, at: usize) -> Option<&str> {
        let text = self.cells.get(at)?;
        // The carriage return of a line end belongs to no cell.
        Some(if at + 1 == self.len() { text.strip_suffix('\r').unwrap_or(text) } else { text })
    }

    /// All cells.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}

/// The rows of a delimited text, one after the other.
pub(crate) struct Delimited<R: Read> {
    reader: csv::Reader<Chain<TextReader<R>, Cursor<String>>>,
    /// The first line only names the delimiter.
    named: bool,
    /// Line breaks within cells so far.
    inner_breaks: u64,
}

/// How many bytes are looked at to find out how a stream is written.
const LOOK: u64 = 64 * 1024;

impl<R: Read> Delimited<Chain<Cursor<Vec<u8>>, R>> {
    /// Opens a stream, which is told from its first bytes alone.
    pub(crate) fn open(mut input: R, source: &Source) -> Result<Self, Box<Fault>> {
        let mut start = Vec::new();
        let read = input.by_ref().take(LOOK).read_to_end(&mut start);
        read.map_err(|error| Box::new(unreadable(source.place(), &error)))?;
        // The start may end within a character.
        let is = |encoding: &'static Encoding| {
            encoding
                .new_decoder()
                .decode_to_utf8_without_replacement(&start, &mut vec![0; start.len() * 3 + 16], false)
                .0
                == DecoderResult::InputEmpty
        };
        let encoding = match bom(&start).map(|found| found.0).or_else(|| unmarked_utf16(&start)) {
            Some(encoding) => encoding,
            None if !is(UTF_8) && is(BIG5) => BIG5,
            None => UTF_8,
        };
        let (head, _) = encoding.decode_with_bom_removal(&start);
        let dialect = dialect(&head, encoding, source)?;
        Ok(Delimited::new(Cursor::new(start).chain(input), &dialect, EXPORT_ROW))
    }
}

impl<R: Read> Delimited<R> {
    fn new(input: R, dialect: &Dialect, row: u64) -> Self {
        let text = TextReader::new(input, dialect.encoding, row)
            .chain(Cursor::new(format!("{0}{END}{0}", char::from(dialect.line_end))));
        let reader = csv::ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            // Only so do positions count lines as an editor does; the carriage return is taken off by the record.
            .terminator(csv::Terminator::Any(dialect.line_end))
            .flexible(true)
            .has_headers(false)
            .from_reader(text);
        Delimited { reader, named: dialect.named, inner_breaks: 0 }
    }

    /// Bytes of the file read so far.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.reader.get_ref().get_ref().0.bytes_read()
    }

    /// Name of the encoding.
    pub(crate) fn encoding(&self) -> &'static str {
        self.reader.get_ref().get_ref().0.encoding()
    }

    /// Reads the next row; `false` at the end of the text.
    pub(crate) fn read(&mut self, record: &mut Record, source: &Source) -> Result<bool, Box<Fault>> {
        loop {
            self.reader.get_mut().get_mut().0.renew();
            let cells = &mut record.cells;
            let more = self.reader.read_record(cells).map_err(|error| {
                let place = Place { line: Some(self.reader.position().line()), ..source.place() };
                Box::new(fault_of(&error, place))
            })?;
            if !more || cells.len() == 1 && cells.get(0) == Some(END) {
                return Ok(false);
            }
            // Every record ends with a line break, the last one because of the mark behind it.
            let breaks = cells.iter().map(|c| c.matches('\n').count() as u64).sum::<u64>();
            record.line = self.reader.position().line().saturating_sub(1 + breaks).max(1);
            if cells.iter().next_back().is_some_and(|last| last.contains(END)) {
                let fault = Fault::new(
                    Place { line: Some(record.line), ..source.place() },
                    "open-quote",
                    "從這一列開始的引號沒有收尾，檔案可能被截斷",
                    "a quote that begins in this row is never closed; the file may have been cut off",
                );
                let hint = ("請重新匯出或重新傳送", "export or transfer the file again");
                return Err(Box::new(fault.hint(hint.0, hint.1)));
            }
            record.number = record.line.saturating_sub(self.inner_breaks);
            self.inner_breaks += breaks;
            if !(self.named && record.line == 1) {
                return Ok(true);
            }
        }
    }
}

fn cell(text: &str) -> Cell {
    if text.is_empty() {
        return Cell::Empty;
    }
    match unguard(text) {
        Some(inner) => Cell::Guarded(inner.to_string()),
        None => Cell::Text(text.to_string()),
    }
}

/// How a delimited text is written.
struct Dialect {
    encoding: &'static Encoding,
    delimiter: u8,
    /// The last byte of a line: a line feed, or the carriage return of very old files.
    line_end: u8,
    /// The first line only names the delimiter (`sep=;`).
    named: bool,
}

/// Finds the dialect out; the input is at its beginning afterwards.
fn look<R: Read + Seek>(input: &mut R, source: &Source) -> Result<Dialect, Box<Fault>> {
    let unreadable = |error: io::Error| Box::new(unreadable(source.place(), &error));
    let encoding = encoding_of(input, source)?;
    input.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    let mut head = String::new();
    let mut text = TextReader::new(&mut *input, encoding, u64::MAX);
    while (head.len() as u64) < LOOK {
        let more = text.fill_buf().map_err(unreadable)?;
        if more.is_empty() {
            break;
        }
        // The reader hands out whole characters, or the parts of one at a limit it does not have here.
        head.push_str(&String::from_utf8_lossy(more));
        let n = more.len();
        text.consume(n);
    }
    input.seek(SeekFrom::Start(0)).map_err(unreadable)?;
    dialect(&head, encoding, source)
}

/// The dialect of a text that begins like this.
fn dialect(head: &str, encoding: &'static Encoding, source: &Source) -> Result<Dialect, Box<Fault>> {
    if head.trim().is_empty() {
        return Err(Box::new(Fault::new(source.place(), "empty", "檔案是空的", "the file is empty")));
    }
    let line_end = if head.contains('\r') && !head.contains('\n') { b'\r' } else { b'\n' };
    let named =
        head.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(|b| DELIMITERS.contains(b));
    let delimiter = named.unwrap_or_else(|| delimiter(head, line_end));
    Ok(Dialect { encoding, delimiter, line_end, named: named.is_some() })
}

/// The encoding of a whole text file.
pub(crate) fn encoding_of<R: Read + Seek>(
    input: &mut R,
    source: &Source,
) -> Result<&'static Encoding, Box<Fault>> {
    let fault = |problem: TextError| Box::new(problem.fault(source.place()));
    let unreadable = |error: io::Error| Box::new(unreadable(source.place(), &error));
    let mut head = Vec::new();
    input.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(unreadable)?;
    if let Some(encoding) = bom(&head).map(|found| found.0).or_else(|| unmarked_utf16(&head)) {
        return whole(input, encoding).map_err(unreadable)?.map(|()| encoding).map_err(fault);
    }
    let utf8 = match whole(input, UTF_8).map_err(unreadable)? {
        Ok(()) => return Ok(UTF_8),
        Err(TextError::Invalid { byte, .. }) => byte,
        Err(problem) => return Err(fault(problem)),
    };
    // A damaged UTF-8 text must not be taken for Big5, which allows almost any pair of bytes.
    if mostly_utf8(input, utf8).map_err(unreadable)? {
        return Err(fault(TextError::Invalid { encoding: "UTF-8", byte: utf8 }));
    }
    match whole(input, BIG5).map_err(unreadable)? {
        Ok(()) => Ok(BIG5),
        Err(TextError::Invalid { byte: big5, .. }) => {
            let fault = Fault::new(
                Place { byte: Some(utf8), ..source.place() },
                "encoding",
                format!("不是 UTF-8（位元組 {utf8}），也不是 Big5（位元組 {big5}）"),
                format!("neither UTF-8 (byte {utf8}) nor Big5 (byte {big5})"),
            );
            Err(Box::new(fault.hint("請以 UTF-8 重新存檔", "save the file again as UTF-8")))
        }
        Err(problem) => Err(fault(problem)),
    }
}

/// Whether a file that is no UTF-8 at this byte is UTF-8 around it. Characters of three bytes and more tell: what is
/// Chinese in Big5 hardly ever looks like one.
fn mostly_utf8<R: Read + Seek>(input: &mut R, byte: u64) -> io::Result<bool> {
    input.seek(SeekFrom::Start(byte.saturating_sub(LOOK)))?;
    let mut around = Vec::new();
    input.by_ref().take(2 * LOOK).read_to_end(&mut around)?;
    let (mut characters, mut bad) = (0, 0);
    for chunk in around.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| c.len_utf8() > 2).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    Ok(characters > 2 * bad)
}

/// Whether the whole file is text of this encoding.
fn whole<R: Read + Seek>(input: &mut R, encoding: &'static Encoding) -> io::Result<Result<(), TextError>> {
    input.seek(SeekFrom::Start(0))?;
    let mut text = TextReader::new(input, encoding, u64::MAX);
    loop {
        let n = match text.fill_buf() {
            Ok(more) => more.len(),
            Err(error) => return TextError::of(&error).cloned().map(Err).ok_or(error),
        };
        if n == 0 {
            return Ok(Ok(()));
        }
        text.consume(n);
    }
}

/// The delimiter that cuts most lines into equally many cells. Lines inside quotes are looked through.
fn delimiter(head: &str, line_end: u8) -> u8 {
    let mut best = (0, 0, b',');
    for candidate in DELIMITERS {
        let mut counts = vec![0_usize];
        let mut quoted = false;
        for b in head.bytes() {
            match b {
                b'"' => quoted = !quoted,
                _ if b == line_end && !quoted => {
                    if counts.len() >= 50 {
                        break;
                    }
                    counts.push(0);
                }
                _ if b == candidate && !quoted => {
                    if let Some(last) = counts.last_mut() {
                        *last += 1;
                    }
                }
                _ => {}
            }
        }
        for count in counts.iter().filter(|c| **c > 0) {
            let lines = counts.iter().filter(|c| *c == count).count();
            if (lines, *count) > (best.0, best.1) {
                best = (lines, *count, candidate);
            }
        }
    }
    best.2
}

/// The file could not be read, with what the operating system says.
pub(crate) fn unreadable(place: Place, error: &io::Error) -> Fault {
    Fault::new(
        place,
        "unreadable",
        format!("檔案讀取失敗（{error}）"),
        format!("the file cannot be read: {error}"),
    )
}

fn fault_of(error: &csv::Error, place: Place) -> Fault {
    match error.kind() {
        csv::ErrorKind::Io(inner) => match TextError::of(inner) {
            Some(problem) => problem.fault(place),
            None => unreadable(place, inner),
        },
        _ => Fault::new(
            place,
            "malformed",
            format!("CSV 格式錯誤（{error}）"),
            format!("malformed CSV: {error}"),
        ),
    }
}
