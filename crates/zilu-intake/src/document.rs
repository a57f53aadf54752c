//! The plain text of a document, a paragraph per line: TXT in any encoding, ODT, DOCX, PDF.
//!
//! Cells of a table row stand on one line, separated by tabs. Not here: numbering that a word processor draws by itself
//! (it is not in the text), pictures (a scanned page has no text), what the text means.

use crate::fault::Fault;
use crate::item::Source;
use crate::text::{TextError, TextReader, bom, unmarked_utf16};
use crate::xml::{Token, Xml};
use encoding_rs::{BIG5, Encoding, UTF_8};
use std::io::{Cursor, Read};
use unicode_normalization::char::decompose_compatible;
use zip::ZipArchive;

/// The longest document that is read.
pub const DOCUMENT_BYTES: u64 = 32 << 20;
/// The longest text that comes out of one.
const TEXT: usize = 16 << 20;

/// What a document was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentFormat {
    /// Plain text.
    Text,
    /// OpenDocument text.
    Odt,
    /// Office Open XML text.
    Docx,
    /// Portable Document Format.
    Pdf,
}

impl DocumentFormat {
    /// A word for data formats.
    pub fn word(self) -> &'static str {
        match self {
            DocumentFormat::Text => "txt",
            DocumentFormat::Odt => "odt",
            DocumentFormat::Docx => "docx",
            DocumentFormat::Pdf => "pdf",
        }
    }
}

/// A document's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What it was read as.
    pub format: DocumentFormat,
    /// Encoding of a plain text.
    pub encoding: Option<&'static str>,
    /// The text, a paragraph per line.
    pub text: String,
}

/// Reads a document; its content, not its name, tells the format.
pub fn read_document(bytes: &[u8], source: &Source) -> Result<Document, Box<Fault>> {
    if bytes.len() as u64 > DOCUMENT_BYTES {
        return Err(too_large(source));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Box::new(Fault::new(source.place(), "empty", "檔案是空的", "the file is empty")));
    }
    let document = if bytes.starts_with(b"PK\x03\x04") {
        office(bytes, source)?
    } else if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
        Document { format: DocumentFormat::Pdf, encoding: None, text: pdf(bytes, source)? }
    } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(unsupported(source, "舊版 Word 檔（.doc）", "an old Word file (.doc)"));
    } else if bytes.starts_with(b"{\\rtf") {
        return Err(unsupported(source, "RTF 檔", "an RTF file"));
    } else {
        plain(bytes, source)?
    };
    if document.text.trim().is_empty() {
        return Err(Box::new(
            Fault::new(source.place(), "no-text", "檔案裡沒有文字", "there is no text in the file").hint(
                "掃描成圖片的文件無法讀取；請用公布的文字檔",
                "a scanned page is a picture; use the text as published",
            ),
        ));
    }
    Ok(document)
}

fn plain(bytes: &[u8], source: &Source) -> Result<Document, Box<Fault>> {
    let encoding: &'static Encoding = match bom(bytes) {
        Some((encoding, _)) => encoding,
        None => match unmarked_utf16(&bytes[..bytes.len().min(4096)]) {
            Some(encoding) => encoding,
            None if std::str::from_utf8(bytes).is_ok() => UTF_8,
            // A cut or damaged UTF-8 text must not be taken for Big5, which allows almost any pair of bytes.
            None if BIG5.decode_without_bom_handling(bytes).1 => UTF_8,
            None => BIG5,
        },
    };
    let mut text = String::new();
    let mut reader = TextReader::new(Cursor::new(bytes), encoding, DOCUMENT_BYTES * 2);
    reader.read_to_string(&mut text).map_err(|error| match TextError::of(&error) {
        Some(error) => Box::new(error.fault(source.place())),
        None => damaged(source, &error.to_string()),
    })?;
    if text.contains("<html") || text.contains("<HTML") {
        return Err(unsupported(source, "網頁（HTML）", "a web page (HTML)"));
    }
    Ok(Document { format: DocumentFormat::Text, encoding: Some(encoding.name()), text })
}

/// The parts of a word processor's format that carry text.
struct Dialect {
    format: DocumentFormat,
    part: &'static str,
    paragraph: &'static [&'static str],
    row: &'static str,
    cell: &'static str,
    /// Elements that hold the characters; `None`: any inside a paragraph.
    run: Option<&'static str>,
    tab: &'static str,
    breaks: &'static [&'static str],
    space: &'static str,
    /// Elements whose content is not part of the text: tracked deletions, notes, comments.
    left_out: &'static [&'static str],
}

const ODT: Dialect = Dialect {
    format: DocumentFormat::Odt,
    part: "content.xml",
    paragraph: &["text:p", "text:h"],
    row: "table:table-row",
    cell: "table:table-cell",
    run: None,
    tab: "text:tab",
    breaks: &["text:line-break"],
    space: "text:s",
    left_out: &["text:tracked-changes", "office:annotation", "text:note", "office:forms"],
};

const DOCX: Dialect = Dialect {
    format: DocumentFormat::Docx,
    part: "word/document.xml",
    paragraph: &["w:p"],
    row: "w:tr",
    cell: "w:tc",
    run: Some("w:t"),
    tab: "w:tab",
    breaks: &["w:br", "w:cr"],
    space: "",
    left_out: &["w:del", "w:moveFrom", "w:pPr", "mc:Fallback"],
};

fn office(bytes: &[u8], source: &Source) -> Result<Document, Box<Fault>> {
    let mut archive =
        ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(source, &format!("zip: {e}")))?;
    let dialect = [ODT, DOCX].into_iter().find(|dialect| archive.index_for_name(dialect.part).is_some());
    let Some(dialect) = dialect else {
        return Err(unsupported(source, "不含文件的壓縮檔", "an archive without a document"));
    };
    let part =
        archive.by_name(dialect.part).map_err(|e| damaged(source, &format!("{}: {e}", dialect.part)))?;
    let mut inflated = Vec::new();
    let limit = TEXT as u64 * 4;
    part.take(limit + 1)
        .read_to_end(&mut inflated)
        .map_err(|e| damaged(source, &format!("{}: {e}", dialect.part)))?;
    if inflated.len() as u64 > limit {
        return Err(too_large(source));
    }
    let mut lines = Lines::default();
    let mut xml = Xml::open(Cursor::new(inflated), source.place())?;
    walk(&mut xml, &dialect, source, &mut lines)?;
    Ok(Document { format: dialect.format, encoding: None, text: lines.text })
}

fn walk<R: Read>(
    xml: &mut Xml<R>,
    dialect: &Dialect,
    source: &Source,
    lines: &mut Lines,
) -> Result<(), Box<Fault>> {
    let mut open: Vec<Element> = Vec::new();
    loop {
        match xml.next()? {
            Token::Start => {
                let name = xml.name();
                if dialect.left_out.contains(&name) {
                    xml.collect_text(false);
                    xml.skip()?;
                    xml.collect_text(dialect.run.is_none() && open.contains(&Element::Paragraph));
                    continue;
                }
                let inside = open.contains(&Element::Paragraph);
                let element = if dialect.paragraph.contains(&name) {
                    Element::Paragraph
                } else if name == dialect.row {
                    lines.row_begins();
                    Element::Row
                } else if name == dialect.cell {
                    lines.cell_begins();
                    Element::Cell
                } else if dialect.run == Some(name) {
                    Element::Run
                } else {
                    if inside && name == dialect.tab {
                        lines.put("\t");
                    } else if inside && name == dialect.space && !name.is_empty() {
                        lines.put(" ");
                    } else if inside && dialect.breaks.contains(&name) {
                        lines.end();
                    }
                    Element::Other
                };
                open.push(element);
                let carries = match dialect.run {
                    Some(_) => element == Element::Run,
                    None => open.contains(&Element::Paragraph),
                };
                xml.collect_text(carries);
            }
            Token::Text => lines.put(&xml.take_text()),
            Token::End => {
                match open.pop() {
                    Some(Element::Paragraph) => lines.end(),
                    Some(Element::Row) => lines.row_ends(),
                    _ => {}
                }
                xml.collect_text(dialect.run.is_none() && open.contains(&Element::Paragraph));
            }
            Token::EndOfFile => return Ok(()),
        }
        if lines.text.len() > TEXT {
            return Err(too_large(source));
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Paragraph,
    Row,
    Cell,
    Run,
    Other,
}

/// Paragraphs as lines; those inside a table row joined, its cells by tabs.
#[derive(Default)]
struct Lines {
    text: String,
    /// Nesting of rows; the first cell of a row begins without a tab.
    rows: Vec<bool>,
}

impl Lines {
    fn put(&mut self, words: &str) {
        // Line breaks inside the markup are blanks of its layout.
        self.text.extend(words.chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
    }

    fn end(&mut self) {
        if self.rows.is_empty() {
            self.text.push('\n');
        }
    }

    fn row_begins(&mut self) {
        self.rows.push(false);
    }

    fn cell_begins(&mut self) {
        match self.rows.last_mut() {
            Some(later @ false) => *later = true,
            Some(true) => self.text.push('\t'),
            None => {}
        }
    }

    fn row_ends(&mut self) {
        self.rows.pop();
        self.end();
    }
}

fn pdf(bytes: &[u8], source: &Source) -> Result<String, Box<Fault>> {
    // The library panics on some damaged files; nothing outlives the call, so that a panic is only an error.
    let read = std::panic::catch_unwind(|| pdf_extract::extract_text_from_mem(bytes));
    let text = match read {
        Ok(Ok(text)) => text,
        Ok(Err(error)) => {
            let words = error.to_string();
            return Err(if words.to_ascii_lowercase().contains("crypt") {
                Box::new(
                    Fault::new(
                        source.place(),
                        "encrypted",
                        "PDF 設有密碼",
                        "the PDF is protected by a password",
                    )
                    .hint("請改用未加密的檔案", "use a file without a password"),
                )
            } else {
                damaged(source, &words)
            });
        }
        Err(_) => return Err(damaged(source, "pdf")),
    };
    if text.len() > TEXT {
        return Err(too_large(source));
    }
    Ok(whole_classes(&text.chars().map(unified).collect::<String>()))
}

/// A narrow first column breaks `第一類` in two.
fn whole_classes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        let cut = line.strip_prefix('第').is_some_and(|number| number.chars().count() == 1);
        if !(cut && lines.peek().is_some_and(|next| next.starts_with('類'))) {
            out.push('\n');
        }
    }
    out
}

/// Some programs write PDFs whose characters read back as radicals (⽉) instead of the ideographs (月) that they are.
fn unified(c: char) -> char {
    match c {
        '⾭' => '青',
        // The other Kangxi radicals are compatibility characters; the supplement's are not.
        '\u{2f00}'..='\u{2fd5}' => {
            let mut ideograph = c;
            decompose_compatible(c, |decomposed| ideograph = decomposed);
            ideograph
        }
        '⺟' => '母',
        '⺠' => '民',
        '⻁' => '虎',
        '⻄' => '西',
        '⻆' => '角',
        '⻑' => '長',
        '⻘' => '青',
        '⻝' => '食',
        '⻤' => '鬼',
        c => c,
    }
}

fn damaged(source: &Source, what: &str) -> Box<Fault> {
    let what: String = what.chars().filter(|c| !c.is_control()).take(200).collect();
    Box::new(
        Fault::new(
            source.place(),
            "damaged",
            format!("檔案毀損或中斷（{what}）"),
            format!("the file is damaged or cut off: {what}"),
        )
        .hint("請重新下載或另存新檔", "download or save it again"),
    )
}

fn unsupported(source: &Source, zh: &str, en: &str) -> Box<Fault> {
    Box::new(
        Fault::new(
            source.place(),
            "unsupported",
            format!("這是{zh}，不是可讀取的文件"),
            format!("this is {en}, not a document that can be read"),
        )
        .hint("請用 TXT、ODT、DOCX 或 PDF", "use TXT, ODT, DOCX or PDF"),
    )
}

fn too_large(source: &Source) -> Box<Fault> {
    Box::new(
        Fault::new(
            source.place(),
            "too-large",
            format!("文件過大，上限為 {} MiB", DOCUMENT_BYTES >> 20),
            format!("the document is too large, at most {} MiB", DOCUMENT_BYTES >> 20),
        )
        .hint("請只附上規範全文", "attach the text of the rules alone"),
    )
}
