//! A walk over a JSON document, or over JSON lines: what is wanted comes out value by value.
//!
//! The importer is a [`Walk`]: asked at each place whether to go in, take the value whole or pass over it. A list of
//! findings as large as the file therefore needs the memory of one finding. The parsing is serde_json's. It is much
//! faster on text that is in memory: so a file of UTF-8 of up to [`HELD`] bytes is. Any other comes from [`TextReader`]
//! byte by byte, which decodes it and names what is wrong with it.
//!
//! A place is told by its *shape*, the path without the numbers of list entries: `runs[].results[]`, where `[]` at
//! the beginning stands for each line of a [`Layout::Lines`] file or each entry of its list. Faults carry the whole
//! path, `runs[0].results[3]`, and the line.
//!
//! Bounds: [`DEPTH`] levels, [`PIECE`] bytes for one string of a file that is not held, [`WHOLE`] bytes and [`NODES`] values for a value taken
//! whole. Where a file repeats a key, both values are walked; within a value taken whole the last one counts.

mod held;
mod whole;

use crate::csv::unreadable;
use crate::fault::Fault;
use crate::item::{Place, Stop};
use crate::text::{TextError, TextReader, bom, unmarked_utf16};
use crate::time::{day_in_taipei, moment};
use encoding_rs::UTF_8;
use held::Held;
use jiff::civil::Date;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;
use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;
use std::io::{self, BufRead, Cursor, Read};
use whole::{Build, Left, Skip};

/// Lists and objects may nest this deep (serde_json's own limit); real reports need about twelve levels.
const DEPTH: usize = 127;
/// Longest file that is held in memory, in bytes.
const HELD: u64 = 64 << 20;
/// Longest string, in bytes, also in what is passed over.
const PIECE: u64 = 32 << 20;
/// Text kept of one value taken whole, in bytes.
const WHOLE: usize = 16 << 20;
/// Values within one value taken whole.
const NODES: usize = 500_000;

/// What to do with the value at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Take {
    /// Go in. A value that is no list and no object is handed to [`Walk::value`] instead.
    Descend,
    /// Hand it to [`Walk::value`].
    Whole,
    /// Pass over it.
    Skip,
}

/// How a file is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// One value; more is a fault.
    One,
    /// Any number of values one after the other (JSON lines). One list of values is read as if each were a line.
    Lines,
}

/// An importer that walks.
pub(crate) trait Walk {
    /// What the sink returns.
    type Error;

    /// What to do at this place.
    fn at(&mut self, path: &Path) -> Take;

    /// Whether a key in a value taken whole is kept; dropping long texts that nobody reads keeps memory small.
    fn keep(&self, _key: &str) -> bool {
        true
    }

    /// A value taken whole, or one that could not be gone into (see [`Take::Descend`]).
    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<Self::Error>>;

    /// A list or object that was gone into has ended.
    fn end(&mut self, _path: &Path, _place: Place) -> Result<(), Stop<Self::Error>> {
        Ok(())
    }
}

/// Where the walk is.
#[derive(Debug, Default)]
pub(crate) struct Path {
    steps: Vec<Step>,
    shape: String,
    list: bool,
}

#[derive(Debug)]
enum Step {
    /// The key is the end of the shape, from this byte on.
    Key(usize),
    /// Number of the entry, and the length of the shape of the list.
    Entry(u64, usize),
}

impl Path {
    /// The path without numbers: `runs[].results[]`; empty for the document itself.
    pub(crate) fn shape(&self) -> &str {
        &self.shape
    }

    /// The last key on the way, for lists and objects keyed by names: `x` at `results.x[]`.
    pub(crate) fn key(&self) -> &str {
        let mut end = self.shape.len();
        for step in self.steps.iter().rev() {
            match step {
                Step::Key(start) => return self.shape[*start..end].trim_start_matches('.'),
                Step::Entry(_, start) => end = *start,
            }
        }
        ""
    }

    /// Number of the entry of the innermost list, from 0.
    pub(crate) fn entry(&self) -> Option<u64> {
        self.steps.iter().rev().find_map(|step| match step {
            Step::Entry(number, _) => Some(*number),
            Step::Key(_) => None,
        })
    }

    /// In [`Walk::end`]: a list has ended, not an object.
    pub(crate) fn is_list(&self) -> bool {
        self.list
    }

    /// The path with numbers: `runs[0].results[3]`.
    pub(crate) fn readable(&self) -> String {
        let mut text = String::new();
        let mut ends: Vec<usize> = self.steps.iter().skip(1).map(Step::start).collect();
        ends.push(self.shape.len());
        for (step, end) in self.steps.iter().zip(ends) {
            match step {
                Step::Key(start) => text += &self.shape[*start..end],
                Step::Entry(number, _) => text += &format!("[{number}]"),
            }
        }
        match text.char_indices().nth(300) {
            Some((cut, _)) => format!("{}…", &text[..cut]),
            None => text,
        }
    }

    fn push_key(&mut self, key: &str) {
        self.steps.push(Step::Key(self.shape.len()));
        if !self.shape.is_empty() {
            self.shape.push('.');
        }
        self.shape.push_str(key);
    }

    fn push_entry(&mut self) {
        self.steps.push(Step::Entry(0, self.shape.len()));
        self.shape.push_str("[]");
    }

    fn next_entry(&mut self) {
        if let Some(Step::Entry(number, _)) = self.steps.last_mut() {
            *number += 1;
        }
    }

    fn pop(&mut self) {
        if let Some(step) = self.steps.pop() {
            self.shape.truncate(step.start());
        }
    }
}

impl Step {
    fn start(&self) -> usize {
        match self {
            Step::Key(start) | Step::Entry(_, start) => *start,
        }
    }
}

/// A value of the file with its place.
#[derive(Debug)]
pub(crate) struct Piece<'a> {
    /// Where the walk is.
    pub(crate) path: &'a Path,
    /// The value.
    pub(crate) value: Value,
    /// Where it begins.
    pub(crate) place: Place,
    /// Bytes of the file read so far.
    pub(crate) bytes: u64,
}

impl Piece<'_> {
    /// A fault in this value, or in the part of it that `keys` lead to.
    pub(crate) fn fault(&self, keys: &[&str], code: &'static str, zh: String, en: String) -> Box<Fault> {
        let mut path = self.path.readable();
        for key in keys {
            path += if path.is_empty() { "" } else { "." };
            path += key;
        }
        let fault = Fault::new(self.place.clone(), code, zh, en);
        Box::new(if path.is_empty() { fault } else { fault.field(path) })
    }

    /// The fault of a value that should have been something else, in both languages.
    pub(crate) fn wrong_type(&self, keys: &[&str], expected: (&str, &str)) -> Box<Fault> {
        let found = match part(&self.value, keys) {
            None | Some(Value::Null) => ("空值", "nothing"),
            Some(Value::Bool(_)) => ("是非值", "true or false"),
            Some(Value::Number(_)) => ("數字", "a number"),
            Some(Value::String(_)) => ("文字", "a text"),
            Some(Value::Array(_)) => ("清單", "a list"),
            Some(Value::Object(_)) => ("物件", "an object"),
        };
        self.fault(
            keys,
            "wrong-type",
            format!("這裡應為{}，卻是{}", expected.0, found.0),
            format!("expected {}, found {}", expected.1, found.1),
        )
    }

    /// The text that `keys` lead to; `None` where there is none or it is null; a fault where it is something else.
    pub(crate) fn text(&self, keys: &[&str]) -> Result<Option<&str>, Box<Fault>> {
        match part(&self.value, keys) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong_type(keys, ("文字", "a text"))),
        }
    }

    /// The same, where a text must be there and not empty.
    pub(crate) fn needed_text(&self, keys: &[&str]) -> Result<&str, Box<Fault>> {
        match self.text(keys)? {
            Some(text) if !text.trim().is_empty() => Ok(text),
            _ => Err(self.wrong_type(keys, ("文字", "a text"))),
        }
    }

    /// The list that `keys` lead to; empty where there is none or it is null; a fault where it is something else.
    pub(crate) fn list(&self, keys: &[&str]) -> Result<&[Value], Box<Fault>> {
        match part(&self.value, keys) {
            None => Ok(&[]),
            Some(Value::Array(entries)) => Ok(entries),
            Some(_) => Err(self.wrong_type(keys, ("清單", "a list"))),
        }
    }

    /// The day in Taiwan of the date or moment that `keys` lead to; a fault where it is neither.
    pub(crate) fn day(&self, keys: &[&str]) -> Result<Option<Date>, Box<Fault>> {
        let Some(value) = part(&self.value, keys) else { return Ok(None) };
        match day(value) {
            Some(day) => Ok(Some(day)),
            None if value.as_str().is_some_and(|text| text.trim().is_empty()) => Ok(None),
            None => Err(self.fault(
                keys,
                "not-a-date",
                "無法辨認這個日期".to_owned(),
                "this is no date that we can read".to_owned(),
            )),
        }
    }
}

/// The value that `keys` lead to; `None` where there is none or it is null.
pub(crate) fn part<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v Value> {
    let mut value = value;
    for key in keys {
        value = value.as_object()?.get(*key)?;
    }
    (!value.is_null()).then_some(value)
}

/// The text that `keys` lead to, when it is one; anything else is passed over.
pub(crate) fn text_of<'v>(value: &'v Value, keys: &[&str]) -> Option<&'v str> {
    part(value, keys)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A text, or a number or truth value as a text: tools write ids either way.
pub(crate) fn loose_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(Cow::Borrowed),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(yes) => Some(Cow::Borrowed(if *yes { "true" } else { "false" })),
        _ => None,
    }
}

/// A number, also when it is written as a text.
pub(crate) fn loose_number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// The texts of a list, or the one text that stands in its place.
pub(crate) fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let entries = match value {
        Value::Array(entries) => entries.as_slice(),
        one => std::slice::from_ref(one),
    };
    entries.iter().filter_map(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// The day in Taiwan of a date, a moment or a number of seconds since 1970.
pub(crate) fn day(value: &Value) -> Option<Date> {
    day_in_taipei(moment(&loose_text(value)?)?)
}

/// What a walk found out about the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Walked {
    /// Bytes read.
    pub(crate) bytes: u64,
    /// Character encoding.
    pub(crate) encoding: &'static str,
}

/// Walks over a file. A fault of the file ends the walk: what was handed out before must not be kept.
pub(crate) fn walk<R: Read, W: Walk>(
    mut input: R,
    origin: Place,
    layout: Layout,
    walker: &mut W,
) -> Result<Walked, Stop<W::Error>> {
    let mut head = Vec::new();
    let look = input.by_ref().take(HELD + 1).read_to_end(&mut head);
    if let Err(error) = look {
        return Err(Box::new(unreadable(origin, &error)).into());
    }
    if let Some(text) = held::text(&head) {
        return held::walk(text, head.len(), &origin, layout, walker);
    }
    let encoding = match bom(&head) {
        Some((encoding, _)) => encoding,
        None => unmarked_utf16(&head).unwrap_or(UTF_8),
    };
    let at = Position::default();
    let reader = TextReader::new(Cursor::new(head).chain(input), encoding, u64::MAX);
    let tap = Tap { reader, chunk: vec![0; 1 << 14], next: 0, end: 0, at: &at };
    let mut deserializer = serde_json::Deserializer::from_reader(tap);
    let mut state = State { walker, path: Path::default(), at: &at, origin: &origin, held: None, stop: None };
    let outcome = state.file(&mut deserializer, layout);
    let State { path, stop, .. } = state;
    match (stop, outcome) {
        (Some(stop), _) => Err(stop),
        (None, Err(error)) => Err(fault_of(error, &path, at.place(&origin)).into()),
        (None, Ok(())) => Ok(Walked { bytes: at.read.get(), encoding: encoding.name() }),
    }
}

/// Where the reader is; shared by the reader, which serde_json owns, and the walk.
struct Position {
    line: Cell<u64>,
    /// Bytes of text taken.
    taken: Cell<u64>,
    /// `taken` when the last piece ended.
    renewed: Cell<u64>,
    /// Length of the byte order mark; `None` where the file is decoded and bytes say nothing.
    offset: Cell<Option<u64>>,
    /// Bytes of the file read.
    read: Cell<u64>,
    /// The byte taken last.
    last: Cell<u8>,
}

impl Default for Position {
    fn default() -> Self {
        Self {
            line: Cell::new(1),
            taken: Cell::new(0),
            renewed: Cell::new(0),
            offset: Cell::new(None),
            read: Cell::new(0),
            last: Cell::new(0),
        }
    }
}

impl Position {
    /// A piece has ended.
    fn renew(&self) {
        self.renewed.set(self.taken.get());
    }

    /// The character that was looked at last.
    fn place(&self, origin: &Place) -> Place {
        let byte = self.offset.get().map(|offset| offset + self.taken.get().saturating_sub(1));
        Place { line: Some(self.line.get()), byte, ..origin.clone() }
    }
}

/// Hands the text to serde_json, which takes it byte by byte, and keeps the position.
struct Tap<'p, R> {
    reader: TextReader<R>,
    chunk: Vec<u8>,
    next: usize,
    end: usize,
    at: &'p Position,
}

impl<R: Read> Tap<'_, R> {
    #[cold]
    fn fill(&mut self) -> io::Result<()> {
        if self.at.taken.get() - self.at.renewed.get() > PIECE {
            return Err(io::Error::other(TextError::TooLong { limit: PIECE }));
        }
        self.reader.renew();
        let text = self.reader.fill_buf()?;
        let length = text.len().min(self.chunk.len());
        self.chunk[..length].copy_from_slice(&text[..length]);
        if self.at.taken.get() == 0 {
            self.at.offset.set(self.reader.byte());
        }
        self.reader.consume(length);
        self.at.read.set(self.reader.bytes_read());
        (self.next, self.end) = (0, length);
        Ok(())
    }
}

impl<R: Read> Read for Tap<'_, R> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.next == self.end {
            self.fill()?;
            if self.end == 0 {
                return Ok(0);
            }
        }
        let Some(slot) = buffer.first_mut() else { return Ok(0) };
        let byte = self.chunk[self.next];
        *slot = byte;
        self.next += 1;
        self.at.taken.set(self.at.taken.get() + 1);
        self.at.last.set(byte);
        if byte == b'\n' {
            self.at.line.set(self.at.line.get() + 1);
        }
        Ok(1)
    }
}

struct State<'a, W: Walk> {
    walker: &'a mut W,
    path: Path,
    at: &'a Position,
    origin: &'a Place,
    /// The file, where it is held in memory.
    held: Option<&'a Held<'a>>,
    /// Why the walk ends early; serde's error only unwinds.
    stop: Option<Stop<W::Error>>,
}

impl<W: Walk> State<'_, W> {
    /// A text of the file has been read: where it is held, that tells the place.
    fn reached(&self, text: &str) {
        if let Some(held) = self.held {
            held.reach(self.at, text);
        }
    }

    fn file<'de, R: serde_json::de::Read<'de>>(
        &mut self,
        deserializer: &mut serde_json::Deserializer<R>,
        layout: Layout,
    ) -> serde_json::Result<()> {
        if !more(deserializer)? {
            let fault = Fault::new(self.origin.clone(), "empty", "檔案是空的", "the file is empty");
            return Err(self.stop(Box::new(fault).into()));
        }
        if layout == Layout::One {
            self.node(&mut *deserializer)?;
            return deserializer.end();
        }
        self.path.push_entry();
        if let Some(held) = self.held {
            return self.held_lines(held);
        }
        while more(deserializer)? {
            if self.at.last.get() == b'[' {
                deserializer.deserialize_seq(Entries(&mut *self))?;
            } else {
                self.node(&mut *deserializer)?;
                self.path.next_entry();
            }
        }
        Ok(())
    }

    fn node<'de, D: Deserializer<'de>>(&mut self, deserializer: D) -> Result<(), D::Error> {
        self.at.renew();
        match self.walker.at(&self.path) {
            Take::Descend => deserializer.deserialize_any(Inside(self)),
            Take::Skip if let Some(held) = self.held => self.held_skip(held, deserializer),
            Take::Skip => Skip(self.at).deserialize(deserializer),
            Take::Whole if let Some(held) = self.held => self.held_piece(held, deserializer),
            Take::Whole => {
                let place = self.at.place(self.origin);
                let mut left = Left::all();
                let build = Build { walker: &*self.walker, at: self.at, left: &mut left };
                match build.deserialize(deserializer) {
                    Ok(value) => self.give(value, place),
                    Err(_) if left.over => Err(self.stop(too_large(&self.path, place).into())),
                    Err(error) => Err(error),
                }
            }
        }
    }

    fn give<E: Error>(&mut self, value: Value, place: Place) -> Result<(), E> {
        let piece = Piece { path: &self.path, value, place, bytes: self.at.read.get() };
        let outcome = self.walker.value(piece);
        outcome.map_err(|stop| self.stop(stop))
    }

    fn finished<E: Error>(&mut self, list: bool) -> Result<(), E> {
        self.path.list = list;
        if let Some(held) = self.held {
            held.leave(self.at, list);
        }
        let place = self.at.place(self.origin);
        let outcome = self.walker.end(&self.path, place);
        outcome.map_err(|stop| self.stop(stop))
    }

    fn stop<E: Error>(&mut self, stop: Stop<W::Error>) -> E {
        self.stop = Some(stop);
        E::custom("stopped")
    }
}

/// Whether anything but blanks follows. It stays to be read.
fn more<'de, R: serde_json::de::Read<'de>>(
    deserializer: &mut serde_json::Deserializer<R>,
) -> serde_json::Result<bool> {
    match deserializer.end() {
        Ok(()) => Ok(false),
        Err(error) if error.is_io() => Err(error),
        Err(_) => Ok(true),
    }
}

/// A value of the file, at the place of the walk.
struct Node<'s, 'a, W: Walk>(&'s mut State<'a, W>);

impl<'de, W: Walk> DeserializeSeed<'de> for Node<'_, '_, W> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.node(deserializer)
    }
}

/// The entries of a list that stands in the place of lines.
struct Entries<'s, 'a, W: Walk>(&'s mut State<'a, W>);

impl<'de, W: Walk> Visitor<'de> for Entries<'_, '_, W> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Node(&mut *self.0))?.is_some() {
            self.0.path.next_entry();
        }
        Ok(())
    }
}

/// Goes into a list or an object.
struct Inside<'s, 'a, W: Walk>(&'s mut State<'a, W>);

impl<W: Walk> Inside<'_, '_, W> {
    fn scalar<E: Error>(self, value: Value) -> Result<(), E> {
        let place = self.0.at.place(self.0.origin);
        self.0.give(value, place)
    }
}

impl<'de, W: Walk> Visitor<'de> for Inside<'_, '_, W> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key_seed(Key)? {
            if let Cow::Borrowed(key) = key {
                self.0.reached(key);
            }
            self.0.path.push_key(&key);
            map.next_value_seed(Node(&mut *self.0))?;
            self.0.path.pop();
        }
        self.0.finished(false)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        self.0.path.push_entry();
        while seq.next_element_seed(Node(&mut *self.0))?.is_some() {
            self.0.path.next_entry();
        }
        self.0.path.pop();
        self.0.finished(true)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.scalar(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.scalar(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.scalar(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.scalar(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.scalar(value.into())
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<(), E> {
        self.0.reached(value);
        self.scalar(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.scalar(Value::Null)
    }
}

/// A key: a part of the file, where it is held in memory and the key has no escapes.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(key.to_owned()))
    }

    fn visit_borrowed_str<E: Error>(self, key: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(key))
    }
}

const AGAIN: (&str, &str) = ("請重新匯出或重新傳送", "export or transfer the file again");

fn too_large(path: &Path, place: Place) -> Box<Fault> {
    let fault = Fault::new(
        place,
        "too-large",
        format!("這一筆資料超過 {} MiB 或 {NODES} 個值", WHOLE >> 20),
        format!("this one piece of data is larger than {} MiB or {NODES} values", WHOLE >> 20),
    );
    at_path(fault, path)
}

fn at_path(fault: Fault, path: &Path) -> Box<Fault> {
    let readable = path.readable();
    Box::new(if readable.is_empty() { fault } else { fault.field(readable) })
}

/// An error of the reader or the parser. `reached` is how far the reader came, which may be a little further.
fn fault_of(error: serde_json::Error, path: &Path, reached: Place) -> Box<Fault> {
    let line = error.line().max(1) as u64;
    let place = Place { line: Some(line), ..reached.clone() };
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    match error.classify() {
        Category::Io => {
            let error = io::Error::from(error);
            match TextError::of(&error) {
                // The text is checked ahead of the parser, whose line would mislead: the byte is exact.
                Some(text @ TextError::TooLong { .. }) => at_path(text.fault(reached), path),
                Some(text) => Box::new(text.fault(Place { line: None, ..reached })),
                None => Box::new(unreadable(reached, &error)),
            }
        }
        Category::Eof => {
            let fault = Fault::new(
                place,
                "truncated",
                format!("檔案在第 {line} 行中斷，資料不完整"),
                format!("the file breaks off in line {line} and is incomplete"),
            );
            at_path(fault.hint(AGAIN.0, AGAIN.1), path)
        }
        Category::Syntax | Category::Data if what.starts_with("recursion limit") => {
            let fault = Fault::new(
                place,
                "too-deep",
                format!("資料層層相包超過 {DEPTH} 層"),
                format!("the data nests deeper than {DEPTH} levels"),
            );
            at_path(fault, path)
        }
        Category::Syntax | Category::Data if what.starts_with("trailing") && path.shape().is_empty() => {
            let fault = Fault::new(
                place,
                "trailing",
                "資料結束之後還有內容",
                "there is more after the end of the data",
            );
            Box::new(fault.hint(AGAIN.0, AGAIN.1))
        }
        Category::Syntax | Category::Data => {
            let fault = Fault::new(
                place,
                "malformed",
                format!("JSON 格式錯誤（{what}）"),
                format!("malformed JSON: {what}"),
            );
            at_path(fault.hint(AGAIN.0, AGAIN.1), path)
        }
    }
}

#[cfg(test)]
mod tests;
