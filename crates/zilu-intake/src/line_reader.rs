//! A text file line by line, each with its number, none longer than a limit.

use crate::csv::unreadable;
use crate::fault::Fault;
use crate::item::{Place, Source};
use crate::recognise::HEAD;
use crate::text::{TextError, TextReader, bom, unmarked_utf16};
use encoding_rs::UTF_8;
use std::io::{BufRead, Chain, Cursor, Read};

/// A file of lines: UTF-8, or UTF-16 as Windows tools write it.
pub(crate) struct Lines<R> {
    text: TextReader<Chain<Cursor<Vec<u8>>, R>>,
    origin: Place,
    line: u64,
    /// The last line that was read ended with a line break.
    ended: bool,
}

impl<R: Read> Lines<R> {
    /// Opens a file whose lines have at most `limit` bytes: looks at its first bytes for the encoding.
    pub(crate) fn open(mut input: R, source: &Source, limit: u64) -> Result<Self, Box<Fault>> {
        let mut head = Vec::new();
        let read = input.by_ref().take(HEAD as u64).read_to_end(&mut head);
        read.map_err(|error| Box::new(unreadable(source.place(), &error)))?;
        let marked = bom(&head).map(|found| found.0).or_else(|| unmarked_utf16(&head));
        let text = TextReader::new(Cursor::new(head).chain(input), marked.unwrap_or(UTF_8), limit);
        Ok(Self { text, origin: source.place(), line: 0, ended: true })
    }

    /// The next line without its line break, put into `line`; `false` at the end of the file.
    pub(crate) fn next(&mut self, line: &mut String) -> Result<bool, Box<Fault>> {
        line.clear();
        self.text.renew();
        self.line = self.text.line();
        let read = self.text.read_line(line).map_err(|error| {
            Box::new(match TextError::of(&error) {
                Some(problem) => problem.fault(self.place()),
                None => unreadable(self.place(), &error),
            })
        })?;
        if read == 0 {
            return Ok(false);
        }
        self.ended = line.ends_with('\n');
        while line.ends_with(['\n', '\r']) {
            line.pop();
        }
        Ok(true)
    }

    /// Whether the line that was read last ended with a line break.
    pub(crate) fn ended(&self) -> bool {
        self.ended
    }

    /// The line that was read last.
    pub(crate) fn place(&self) -> Place {
        Place { line: Some(self.line), ..self.origin.clone() }
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.text.encoding()
    }

    pub(crate) fn bytes_read(&self) -> u64 {
        self.text.bytes_read()
    }
}
