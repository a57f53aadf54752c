//! A text file as a bounded stream of UTF-8: byte order mark, UTF-16 and Big5 decoded, every byte checked.
//!
//! Nothing is replaced: a byte that is no character of the encoding ends the reading with its offset. The reader
//! counts lines as they are consumed and has an *allowance*: so many bytes may be consumed until the parser above
//! says that it has finished a piece. A parser that collects one endless tag or quoted cell therefore stops early
//! instead of filling the memory.

use crate::fault::Fault;
use crate::item::Place;
use encoding_rs::{BIG5, Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::fmt;
use std::io::{self, BufRead, Read};

const CHUNK: usize = 64 * 1024;

/// Why the stream ended early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TextError {
    /// These bytes are no character of the encoding.
    Invalid { encoding: &'static str, byte: u64 },
    /// A user-defined character (造字) of Big5, whose meaning only the writer's machine knows.
    UserDefined { byte: u64 },
    /// A NUL character.
    Nul { byte: u64 },
    /// One piece (tag, text, row) is longer than allowed.
    TooLong { limit: u64 },
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for TextError {}

impl TextError {
    /// The text error inside an I/O error, when it is one of ours.
    pub(crate) fn of(error: &io::Error) -> Option<&TextError> {
        error.get_ref().and_then(|inner| inner.downcast_ref())
    }

    /// As a fault. `place` is where the parser stood; a byte offset in the error is more precise.
    pub(crate) fn fault(&self, mut place: Place) -> Fault {
        match self {
            TextError::Invalid { encoding, byte } => {
                place.byte = Some(*byte);
                Fault::new(
                    place,
                    "encoding",
                    format!("這裡的位元組不是 {encoding} 的文字"),
                    format!("these bytes are no {encoding} text"),
                )
                .hint("請以 UTF-8 重新存檔或重新匯出", "save or export the file again as UTF-8")
            }
            TextError::UserDefined { byte } => {
                place.byte = Some(*byte);
                Fault::new(
                    place,
                    "user-defined-character",
                    "這裡是 Big5 造字，離開原本的電腦就無法辨認",
                    "a user-defined Big5 character: only the machine that wrote it knows what it means",
                )
                .hint(
                    "請在原本的電腦另存為 UTF-8，並確認人名",
                    "save the file as UTF-8 on the machine it comes from and check the names",
                )
            }
            TextError::Nul { byte } => {
                place.byte = Some(*byte);
                Fault::new(
                    place,
                    "nul",
                    "檔案含有 NUL 字元，不是文字檔",
                    "a NUL character: this is no text file",
                )
                .hint("請重新匯出為文字檔（UTF-8）", "export the file again as text (UTF-8)")
            }
            TextError::TooLong { limit } => Fault::new(
                place,
                "too-long",
                format!("從這裡開始的一段超過 {} MiB 仍未結束", limit >> 20),
                format!("the piece that begins here does not end within {} MiB", limit >> 20),
            )
            .hint(
                "可能是引號或標籤沒有收尾，請重新匯出",
                "a quote or a tag is probably never closed; export the file again",
            ),
        }
    }
}

/// The encoding that the first bytes give away by a byte order mark, and the mark's length.
pub(crate) fn bom(head: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(head)
}

/// UTF-16 without a byte order mark, told from the first bytes: half of each ASCII character is NUL, and text in another
/// encoding has none. A line break decides, since in the other byte order it would be U+0A00 or U+0D00, which no table
/// holds; the first line alone is told by how much of it is ASCII (一 is U+4E00, which is `N` in the other order).
pub(crate) fn unmarked_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let units = head.as_chunks::<2>().0;
    let ascii =
        |high: usize| units.iter().filter(move |unit| unit[high] == 0).map(move |unit| unit[1 - high]);
    let breaks = |high| ascii(high).any(|c| matches!(c, b'\n' | b'\r'));
    let printable = |high| ascii(high).filter(|c| matches!(c, b'\t' | 0x20..0x7F)).count();
    let (little, big) = (printable(1), printable(0));
    let enough = |found: usize| units.len() >= 4 && found * 4 >= units.len();
    match (breaks(1), breaks(0)) {
        (true, false) => Some(UTF_16LE),
        (false, true) => Some(UTF_16BE),
        _ if enough(little) && little > 2 * big => Some(UTF_16LE),
        _ if enough(big) && big > 2 * little => Some(UTF_16BE),
        _ => None,
    }
}

/// The encoding of an XML file: byte order mark, then the pattern of `<`, then the declaration, then UTF-8.
/// An unknown declared encoding is handed back as the error.
pub(crate) fn xml_encoding(head: &[u8]) -> Result<&'static Encoding, String> {
    if let Some((encoding, _)) = bom(head) {
        return Ok(encoding);
    }
    match head {
        [b'<', 0, ..] => return Ok(UTF_16LE),
        [0, b'<', ..] => return Ok(UTF_16BE),
        _ => {}
    }
    let Some(declaration) = head
        .strip_prefix(b"<?xml")
        .and_then(|rest| rest.iter().take(256).position(|b| *b == b'>').map(|end| &rest[..end]))
    else {
        return Ok(UTF_8);
    };
    let declaration = String::from_utf8_lossy(declaration);
    let Some((_, rest)) = declaration.split_once("encoding") else { return Ok(UTF_8) };
    let label = rest.trim_start_matches([' ', '=', '"', '\'']);
    let label = &label[..label.find(['"', '\'', ' ', '?']).unwrap_or(label.len())];
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        // A declaration that can be read as bytes is not UTF-16, whatever it says; Windows tools write this.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => Ok(UTF_8),
        Some(encoding) => Ok(encoding),
        None => Err(label.to_string()),
    }
}

/// A bounded stream of checked UTF-8.
pub(crate) struct TextReader<R> {
    source: R,
    encoding: &'static Encoding,
    /// `None`: the file is UTF-8 and only checked.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Bytes at the start of `raw` that begin a character of UTF-8 which the next chunk ends.
    carried: usize,
    /// Decoded text; `start..end` is not yet consumed.
    text: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes taken from the source.
    read: u64,
    /// The second byte of a Big5 character comes next.
    trail: bool,
    ended: bool,
    line: u64,
    allowance: u64,
    limit: u64,
}

impl<R: Read> TextReader<R> {
    /// A reader of text in a known encoding; a byte order mark is removed. At most `limit` bytes of text may be
    /// consumed between two calls of [`TextReader::renew`].
    pub(crate) fn new(source: R, encoding: &'static Encoding, limit: u64) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_with_bom_removal());
        let room = decoder.as_ref().and_then(|d| d.max_utf8_buffer_length_without_replacement(CHUNK));
        Self {
            source,
            encoding,
            decoder,
            raw: vec![0; CHUNK],
            carried: 0,
            text: vec![0; room.unwrap_or(CHUNK)],
            start: 0,
            end: 0,
            read: 0,
            trail: false,
            ended: false,
            line: 1,
            allowance: limit,
            limit,
        }
    }

    /// The parser has finished a piece.
    pub(crate) fn renew(&mut self) {
        self.allowance = self.limit;
    }

    /// Line of the next unconsumed character.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Bytes taken from the file.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Name of the encoding.
    pub(crate) fn encoding(&self) -> &'static str {
        self.encoding.name()
    }

    /// Offset in the file of the next unconsumed character; `None` where the file is decoded.
    pub(crate) fn byte(&self) -> Option<u64> {
        self.decoder.is_none().then(|| self.read - (self.carried + self.end - self.start) as u64)
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.start == self.end && !self.ended {
            let at_start = self.read == 0;
            let mut filled = self.carried;
            while filled < CHUNK && !self.ended {
                match self.source.read(&mut self.raw[filled..]) {
                    Ok(0) => self.ended = true,
                    Ok(n) => {
                        filled += n;
                        self.read += n as u64;
                    }
                    Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                    Err(e) => return Err(e),
                }
            }
            let outcome =
                if self.decoder.is_none() { self.check(filled, at_start) } else { self.decode(filled) };
            if let Err(error) = outcome {
                self.ended = true;
                return Err(io::Error::other(error));
            }
        }
        Ok(())
    }

    /// UTF-8: checks `raw[..filled]` and moves its whole characters to `text`.
    fn check(&mut self, filled: usize, at_start: bool) -> Result<(), TextError> {
        let mark = if at_start && self.raw[..filled].starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        let slice = &self.raw[mark..filled];
        let origin = self.read - slice.len() as u64;
        let whole = match std::str::from_utf8(slice) {
            Ok(_) => slice.len(),
            // A character cut off by the end of the chunk; cut off by the end of the file it is a fault.
            Err(e) if e.error_len().is_none() && !self.ended => e.valid_up_to(),
            Err(e) => {
                let byte = origin + e.valid_up_to() as u64;
                return Err(TextError::Invalid { encoding: "UTF-8", byte });
            }
        };
        if let Some(at) = slice[..whole].iter().position(|b| *b == 0) {
            return Err(TextError::Nul { byte: origin + at as u64 });
        }
        self.text[..whole].copy_from_slice(&slice[..whole]);
        (self.start, self.end) = (0, whole);
        self.carried = slice.len() - whole;
        self.raw.copy_within(mark + whole..filled, 0);
        Ok(())
    }

    /// Another encoding: decodes `raw[..filled]` to `text`.
    fn decode(&mut self, filled: usize) -> Result<(), TextError> {
        let Some(decoder) = &mut self.decoder else { return Ok(()) };
        let slice = &self.raw[..filled];
        let origin = self.read - filled as u64;
        if self.encoding == BIG5 {
            for (i, b) in slice.iter().enumerate() {
                if self.trail {
                    self.trail = false;
                } else if *b >= 0x80 {
                    // Lead bytes outside the standard planes are user-defined in code page 950, and other
                    // characters in other variants: reading them would silently change a name.
                    if matches!(b, 0x81..=0xA0 | 0xFA..=0xFE) {
                        return Err(TextError::UserDefined { byte: origin + i as u64 });
                    }
                    self.trail = true;
                }
            }
        }
        let (result, used, written) =
            decoder.decode_to_utf8_without_replacement(slice, &mut self.text, self.ended);
        if let DecoderResult::Malformed(bad, after) = result {
            let byte = (origin + used as u64).saturating_sub(u64::from(bad) + u64::from(after));
            return Err(TextError::Invalid { encoding: self.encoding.name(), byte });
        }
        if self.text[..written].contains(&0) {
            return Err(TextError::Nul { byte: origin });
        }
        (self.start, self.end) = (0, written);
        Ok(())
    }
}

impl<R: Read> Read for TextReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = {
            let available = self.fill_buf()?;
            let n = available.len().min(buffer.len());
            buffer[..n].copy_from_slice(&available[..n]);
            n
        };
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for TextReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.refill()?;
        }
        if self.start < self.end && self.allowance == 0 {
            return Err(io::Error::other(TextError::TooLong { limit: self.limit }));
        }
        let n = (self.end - self.start).min(usize::try_from(self.allowance).unwrap_or(usize::MAX));
        Ok(&self.text[self.start..self.start + n])
    }

    fn consume(&mut self, n: usize) {
        let n = n.min(self.end - self.start);
        let consumed = &self.text[self.start..self.start + n];
        self.line += consumed.iter().filter(|b| **b == b'\n').count() as u64;
        self.start += n;
        self.allowance = self.allowance.saturating_sub(n as u64);
    }
}
