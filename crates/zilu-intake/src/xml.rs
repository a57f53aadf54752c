//! A strict pull over XML for scan reports: no document type, no entities, bounded depth and size.
//!
//! Deliberately not here: namespaces (scan reports use fixed prefixes) and a document tree (reports are larger
//! than memory). Every way in which a file can end too early is an error.

use crate::fault::Fault;
use crate::item::Place;
use crate::plural::counted;
use crate::text::{TextError, TextReader, xml_encoding};
use encoding_rs::Encoding;
use quick_xml::escape::{EscapeError, resolve_xml_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::io::{Chain, Cursor, Read};

/// Elements may nest this deep; real reports need six.
const DEPTH: usize = 64;
/// One tag, text or comment may be this long; plugin outputs of several MiB exist.
const PIECE: u64 = 16 << 20;

/// The next thing in the file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// An element begins; its tag is at hand in [`Xml::name`] and [`Xml::attributes`].
    Start,
    /// The element ends.
    End,
    /// Character data, appended to [`Xml::text`] when it is being collected.
    Text,
    /// The end of the file, outside the root element.
    EndOfFile,
}

pub(crate) struct Xml<R: Read> {
    reader: Reader<TextReader<Chain<Cursor<Vec<u8>>, R>>>,
    buffer: Vec<u8>,
    /// Content of the last start tag.
    tag: String,
    name_length: usize,
    depth: usize,
    collecting: bool,
    /// A document type declaration without entities is passed over.
    doctype: bool,
    /// Something other than blanks has been read: a declaration may no longer come.
    begun: bool,
    text: String,
    origin: Place,
    place: Place,
}

type Outcome<T> = Result<T, Box<Fault>>;

impl<R: Read> Xml<R> {
    /// Opens a file: looks at its first bytes for the encoding.
    pub(crate) fn open(mut input: R, origin: Place) -> Outcome<Self> {
        let mut head = Vec::new();
        input
            .by_ref()
            .take(512)
            .read_to_end(&mut head)
            .map_err(|e| Box::new(unreadable(origin.clone(), &e)))?;
        if head.is_empty() {
            return Err(Box::new(Fault::new(origin, "empty", "檔案是空的", "the file is empty")));
        }
        let encoding: &'static Encoding = xml_encoding(&head).map_err(|label| {
            Box::new(
                Fault::new(
                    origin.clone(),
                    "encoding",
                    format!("不認得宣告的編碼 {label}"),
                    format!("the declared encoding {label} is not known"),
                )
                .hint("請以 UTF-8 重新匯出", "export the file again as UTF-8"),
            )
        })?;
        let mut reader =
            Reader::from_reader(TextReader::new(Cursor::new(head).chain(input), encoding, PIECE));
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        let place = Place { line: Some(1), byte: Some(0), ..origin.clone() };
        Ok(Self {
            reader,
            buffer: Vec::new(),
            tag: String::new(),
            name_length: 0,
            depth: 0,
            collecting: false,
            doctype: false,
            begun: false,
            text: String::new(),
            origin,
            place,
        })
    }

    /// Some tools write a document type declaration into every report. It is passed over as long as it defines no
    /// entity; nothing in it is looked up or expanded, and entities stay unknown.
    pub(crate) fn allow_doctype(&mut self) {
        self.doctype = true;
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.reader.get_ref().encoding()
    }

    /// Where the last token began.
    pub(crate) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Where the last token began, as line and byte only.
    pub(crate) fn position(&self) -> (Option<u64>, Option<u64>) {
        (self.place.line, self.place.byte)
    }

    /// Name of the last start tag.
    pub(crate) fn name(&self) -> &str {
        &self.tag[..self.name_length]
    }

    /// Hands each attribute of the last start tag over, unescaped.
    pub(crate) fn attributes(&self, mut each: impl FnMut(&str, &str)) -> Outcome<()> {
        let start = BytesStart::from_content(self.tag.as_str(), self.name_length);
        for attribute in start.attributes() {
            let attribute: Attribute<'_> = attribute.map_err(|e| self.malformed(&e.to_string()))?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| Box::new(fault_of(error, self.place.clone())))?;
            each(attribute.key.as_ref(), &value);
        }
        Ok(())
    }

    pub(crate) fn next(&mut self) -> Outcome<Token> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().renew();
            self.place.line = Some(self.reader.get_ref().line());
            self.place.byte = self.reader.get_ref().byte();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => return Err(Box::new(fault_of(error, self.place.clone()))),
            };
            match event {
                Event::Start(start) => {
                    self.begun = true;
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(self.fault(
                            "too-deep",
                            format!("元素層層相包超過 {DEPTH} 層"),
                            format!("elements nest deeper than {DEPTH}"),
                        ));
                    }
                    self.name_length = start.name().as_ref().len();
                    self.tag.clear();
                    self.tag.push_str(&start);
                    return Ok(Token::Start);
                }
                Event::End(_) => {
                    self.depth -= 1;
                    return Ok(Token::End);
                }
                Event::Text(text) => {
                    if self.depth == 0 {
                        if text.trim().is_empty() {
                            continue;
                        }
                        return Err(self.malformed("text outside the root element"));
                    }
                    if self.collecting {
                        self.text.push_str(&text);
                    }
                    return Ok(Token::Text);
                }
                Event::CData(text) => {
                    if self.depth == 0 {
                        return Err(self.malformed("text outside the root element"));
                    }
                    if self.collecting {
                        self.text.push_str(&text);
                    }
                    return Ok(Token::Text);
                }
                Event::GeneralRef(reference) => {
                    if !self.collecting && self.depth > 0 {
                        return Ok(Token::Text);
                    }
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some('\0')) | Err(_) => None,
                        Ok(Some(c)) => Some(c.to_string()),
                        Ok(None) => resolve_xml_entity(&reference).map(str::to_string),
                    };
                    match resolved {
                        Some(text) if self.depth > 0 => self.text.push_str(&text),
                        _ => return Err(Box::new(entity(self.place.clone(), &reference))),
                    }
                    return Ok(Token::Text);
                }
                Event::DocType(text) if self.doctype && self.depth == 0 && !defines_entity(&text) => {
                    self.doctype = false;
                    self.begun = true;
                }
                Event::DocType(_) => {
                    return Err(Box::new(doctype(self.place.clone())));
                }
                Event::Eof => {
                    if self.depth > 0 {
                        let line = self.place.line.unwrap_or_default();
                        return Err(Box::new(
                            Fault::new(
                                self.place.clone(),
                                "truncated",
                                format!("檔案在第 {line} 行中斷，還有 {} 個元素未收尾", self.depth),
                                format!(
                                    "the file breaks off in line {line} with {} open",
                                    counted(self.depth as u64, "element", "elements")
                                ),
                            )
                            .hint("請重新匯出或重新傳送", "export or transfer the file again"),
                        ));
                    }
                    return Ok(Token::EndOfFile);
                }
                Event::Decl(_) if self.begun => {
                    return Err(self.malformed("an XML declaration that is not at the beginning"));
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::Empty(_) => self.begun = true,
            }
        }
    }

    /// Whether character data that comes next is kept for [`Xml::take_text`].
    pub(crate) fn collect_text(&mut self, on: bool) {
        self.collecting = on;
    }

    /// The character data kept since the last call.
    pub(crate) fn take_text(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    /// Goes on to the next element in this one, past its text; `false` when this one has ended.
    pub(crate) fn next_child(&mut self) -> Outcome<bool> {
        loop {
            match self.next()? {
                Token::Start => return Ok(true),
                Token::Text => {}
                Token::End | Token::EndOfFile => return Ok(false),
            }
        }
    }

    /// Reads to the end of the element whose start was the last token, forgetting what is in it.
    pub(crate) fn skip(&mut self) -> Outcome<()> {
        let outside = self.depth - 1;
        while self.depth > outside {
            self.next()?;
        }
        Ok(())
    }

    /// Reads to the end of the element whose start was the last token; how many bytes of text and markup are in it.
    pub(crate) fn text_length(&mut self) -> Outcome<u64> {
        let outside = self.depth - 1;
        let mut length = 0;
        while self.depth > outside {
            self.next()?;
            length += self.buffer.len() as u64;
        }
        // The end tag itself is in the buffer too.
        Ok(length.saturating_sub(self.buffer.len() as u64))
    }

    /// The character data of the element whose start was the last token, up to its end. Elements inside are skipped.
    pub(crate) fn read_text(&mut self) -> Outcome<&str> {
        self.text.clear();
        self.collecting = true;
        let outcome = self.collect();
        self.collecting = false;
        outcome?;
        Ok(&self.text)
    }

    fn collect(&mut self) -> Outcome<()> {
        loop {
            match self.next()? {
                Token::Start => {
                    self.collecting = false;
                    self.skip()?;
                    self.collecting = true;
                }
                Token::Text => {
                    if self.text.len() as u64 > PIECE {
                        let error = TextError::TooLong { limit: PIECE };
                        return Err(Box::new(error.fault(self.place.clone())));
                    }
                }
                Token::End | Token::EndOfFile => return Ok(()),
            }
        }
    }

    /// A fault at the last token.
    pub(crate) fn fault(&self, code: &'static str, zh: String, en: String) -> Box<Fault> {
        Box::new(Fault::new(self.place.clone(), code, zh, en))
    }

    fn malformed(&self, what: &str) -> Box<Fault> {
        Box::new(malformed(self.place.clone(), what))
    }

    /// The file, without a position.
    pub(crate) fn origin(&self) -> Place {
        self.origin.clone()
    }
}

/// Whether a document type declaration defines an entity, or refers to one of its own.
fn defines_entity(text: &str) -> bool {
    text.to_ascii_uppercase().contains("<!ENTITY") || text.contains('%')
}

/// Only the five entities of XML itself are known.
fn entity(place: Place, name: &str) -> Fault {
    let name: String = name.chars().take(40).collect();
    Fault::new(
        place,
        "entity",
        format!("不認得的實體「&{name};」：為安全起見，檔案自訂的實體一律不展開"),
        format!("unknown entity '&{name};': for safety, entities that a file defines are never expanded"),
    )
    .hint(
        "請由掃描工具重新匯出，並確認檔案來源",
        "export the report again, and make sure where the file comes from",
    )
}

/// A document type declaration can define entities that name other files or grow without end; no report needs one.
pub(crate) fn doctype(place: Place) -> Fault {
    Fault::new(
        place,
        "doctype",
        "檔案含有文件類型宣告（DOCTYPE），可用來讀取其他檔案或無限展開；為安全起見一律拒收",
        "the file has a document type declaration (DOCTYPE), which can be used to read other files or to expand without end: refused for safety",
    )
    .hint(
        "報告與試算表都不需要這種宣告；請重新匯出，並確認檔案來源",
        "no report or spreadsheet needs one: export it again, and make sure where the file comes from",
    )
}

/// Words of what the parser says, which speaks English, and what that is in Chinese; the first that fit.
const IN_CHINESE: [(&str, &str); 9] = [
    ("outside the root element", "根元素之外有文字"),
    ("declaration", "XML 宣告不在檔案開頭，或不完整"),
    ("expected `</", "結束標籤與開始標籤不符"),
    ("close tag", "結束標籤沒有對應的開始標籤"),
    ("start tag", "標籤沒有結束"),
    ("attribute", "屬性的寫法有誤，或屬性重複"),
    ("comment", "註解的寫法有誤"),
    ("reference", "實體參照的寫法有誤"),
    ("encod", "文字編碼有誤"),
];

fn malformed(place: Place, what: &str) -> Fault {
    let what: String = what.chars().take(200).collect();
    let zh = IN_CHINESE.iter().find(|(words, _)| what.contains(words)).map(|(_, zh)| format!("（{zh}）"));
    let zh = format!("XML 格式錯誤{}", zh.unwrap_or_default());
    Fault::new(place, "malformed", zh, format!("malformed XML: {what}"))
        .hint("請重新匯出或重新傳送", "export or transfer the file again")
}

fn unreadable(place: Place, error: &std::io::Error) -> Fault {
    Fault::new(
        place,
        "unreadable",
        format!("檔案讀取失敗（{error}）"),
        format!("the file cannot be read: {error}"),
    )
}

fn fault_of(error: quick_xml::Error, place: Place) -> Fault {
    match &error {
        quick_xml::Error::Io(inner) => match TextError::of(inner) {
            Some(text) => text.fault(place),
            None => unreadable(place, inner),
        },
        quick_xml::Error::Syntax(what) => Fault::new(
            place,
            "truncated",
            format!("檔案在標籤中間中斷，或標籤未收尾（{what}）"),
            format!("the file breaks off inside a tag, or a tag is never closed: {what}"),
        )
        .hint("請重新匯出或重新傳送", "export or transfer the file again"),
        quick_xml::Error::Escape(EscapeError::UnrecognizedEntity(_, name)) => entity(place, name),
        _ => malformed(place, &error.to_string()),
    }
}
