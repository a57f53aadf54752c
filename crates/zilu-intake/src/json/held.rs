//! A file that is held in memory. Its parser does not say where it is; the texts that it borrows from the file do.

use super::whole::{Build, Left, Skip};
use super::{Entries, Layout, Position, State, Walk, Walked, fault_of, too_large};
use crate::item::{Place, Stop};
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer};
use serde_json::value::RawValue;

/// The text, after a byte order mark.
pub(super) struct Held<'t> {
    text: &'t str,
    /// Length of the byte order mark.
    mark: u64,
}

/// The text of a file that can be walked here: UTF-8 without NUL that was read whole.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    if bytes.is_empty() || bytes.len() as u64 > super::HELD || memchr::memchr(0, bytes).is_some() {
        return None;
    }
    std::str::from_utf8(bytes).ok()
}

/// Walks over the text of a file of so many bytes.
pub(super) fn walk<W: Walk>(
    text: &str,
    bytes: usize,
    origin: &Place,
    layout: Layout,
    walker: &mut W,
) -> Result<Walked, Stop<W::Error>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let held = Held { text, mark: (bytes - text.len()) as u64 };
    let at = Position::default();
    at.offset.set(Some(held.mark));
    let mut state =
        State { walker, path: super::Path::default(), at: &at, origin, held: Some(&held), stop: None };
    let outcome = state.file(&mut serde_json::Deserializer::from_str(text), layout);
    let State { path, stop, .. } = state;
    match (stop, outcome) {
        (Some(stop), _) => Err(stop),
        (None, Err(error)) => {
            held.reach_error(&at, &error);
            Err(fault_of(error, &path, at.place(origin)).into())
        }
        (None, Ok(())) => Ok(Walked { bytes: bytes as u64, encoding: "UTF-8" }),
    }
}

impl Held<'_> {
    /// A part of the text begins here.
    pub(super) fn reach(&self, at: &Position, part: &str) {
        let from = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if from < self.text.len() {
            self.move_to(at, from + 1);
        }
    }

    /// A part of the text has been passed.
    pub(super) fn pass(&self, at: &Position, part: &str) {
        let from = (part.as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if from < self.text.len() {
            self.move_to(at, from + part.len());
        }
    }

    /// A list or an object ends with its next bracket.
    pub(super) fn leave(&self, at: &Position, list: bool) {
        let taken = at.taken.get() as usize;
        let bracket = if list { b']' } else { b'}' };
        let rest = self.text.as_bytes().get(taken..).unwrap_or_default();
        if let Some(far) = memchr::memchr(bracket, rest) {
            self.move_to(at, taken + far + 1);
        }
    }

    /// The parser counts lines, and bytes in the line.
    fn reach_error(&self, at: &Position, error: &serde_json::Error) {
        let before = error.line().saturating_sub(1);
        let start = match before.checked_sub(1) {
            None => Some(0),
            Some(nth) => memchr::memchr_iter(b'\n', self.text.as_bytes()).nth(nth).map(|end| end + 1),
        };
        let taken = start.unwrap_or(self.text.len()) + error.column();
        at.line.set(error.line().max(1) as u64);
        at.taken.set(taken.min(self.text.len()) as u64);
    }

    /// So many bytes of the text have been taken.
    fn move_to(&self, at: &Position, taken: usize) {
        let bytes = self.text.as_bytes();
        let before = at.taken.get() as usize;
        if let Some(passed) = bytes.get(before..taken) {
            at.line.set(at.line.get() + memchr::memchr_iter(b'\n', passed).count() as u64);
        } else {
            at.line.set(1 + memchr::memchr_iter(b'\n', &bytes[..taken.min(bytes.len())]).count() as u64);
        }
        at.taken.set(taken as u64);
        at.read.set(self.mark + taken as u64);
    }
}

impl<W: Walk> State<'_, W> {
    /// Values one after the other, each found by its text. A parser that is asked whether another follows would count all
    /// lines before it each time.
    pub(super) fn held_lines(&mut self, held: &Held<'_>) -> serde_json::Result<()> {
        for line in serde_json::Deserializer::from_str(held.text).into_iter::<&RawValue>() {
            let text = line?.get();
            held.reach(self.at, text);
            let mut deserializer = serde_json::Deserializer::from_str(text);
            if text.starts_with('[') {
                deserializer.deserialize_seq(Entries(&mut *self))?;
            } else {
                self.node(&mut deserializer)?;
                self.path.next_entry();
            }
            held.pass(self.at, text);
        }
        Ok(())
    }

    /// A value taken whole.
    pub(super) fn held_piece<'de, D: Deserializer<'de>>(
        &mut self,
        held: &Held<'_>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let mut left = Left::all();
        let build = Build { walker: &*self.walker, at: self.at, left: &mut left };
        let (parsed, place) = self.within(held, deserializer, build)?;
        match parsed {
            Ok(value) => self.give(value, place),
            Err(_) if left.over => Err(self.stop(too_large(&self.path, place).into())),
            Err(error) => Err(self.stop(self.fault_within(error, place))),
        }
    }

    /// A value passed over. serde's own way to find its end would not bound the depth.
    pub(super) fn held_skip<'de, D: Deserializer<'de>>(
        &mut self,
        held: &Held<'_>,
        deserializer: D,
    ) -> Result<(), D::Error> {
        let (parsed, place) = self.within(held, deserializer, Skip(self.at))?;
        parsed.map_err(|error| self.stop(self.fault_within(error, place)))
    }

    /// A value with the place where it begins: first its text is read, which tells the place, then what is in it.
    fn within<'de, D: Deserializer<'de>, S: for<'v> DeserializeSeed<'v, Value = V>, V>(
        &self,
        held: &Held<'_>,
        deserializer: D,
        seed: S,
    ) -> Result<(serde_json::Result<V>, Place), D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        held.reach(self.at, text);
        let place = self.at.place(self.origin);
        let parsed = seed.deserialize(&mut serde_json::Deserializer::from_str(text));
        if parsed.is_ok() {
            held.pass(self.at, text);
        }
        Ok((parsed, place))
    }

    /// The fault of an error in the text of a value that begins at a place.
    fn fault_within(&self, error: serde_json::Error, place: Place) -> Stop<W::Error> {
        let first = place.line.unwrap_or(1);
        let mut fault = fault_of(error, &self.path, place);
        fault.place.line = fault.place.line.map(|line| first + line - 1);
        fault.into()
    }
}
