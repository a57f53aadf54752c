//! Objects of a JSON file, wherever an interface puts them: one a line, entries of a list, or entries of a list in a page
//! (`{"count": 2, "results": [{…}, {…}]}`).

use crate::item::{Place, Stop};
use crate::json::{Layout, Path, Piece, Take, Walk, walk};
use serde_json::{Map, Value};
use std::io::Read;

/// What is done with each object.
pub(super) trait Visit {
    /// What the sink returns.
    type Error;
    /// An object, with the keys that are wanted. `bytes` of the file have been read.
    fn visit(&mut self, entry: &Value, place: &Place, bytes: u64) -> Result<(), Stop<Self::Error>>;
}

struct Entries<'v, V> {
    /// The key under which a page has its entries.
    list: String,
    entries: String,
    wanted: &'static [&'static str],
    /// Of an object outside a page.
    outer: Map<String, Value>,
    visit: &'v mut V,
}

/// Walks over the objects of a file. Keys that are not `wanted` are passed over; a page has its entries under `list`.
pub(super) fn each<R: Read, V: Visit>(
    input: R,
    place: Place,
    list: &str,
    wanted: &'static [&'static str],
    visit: &mut V,
) -> Result<(u64, &'static str), Stop<V::Error>> {
    let list = format!("[].{list}");
    let mut entries = Entries { entries: format!("{list}[]"), list, wanted, outer: Map::new(), visit };
    let walked = walk(input, place, Layout::Lines, &mut entries)?;
    Ok((walked.bytes, walked.encoding))
}

impl<V: Visit> Walk for Entries<'_, V> {
    type Error = V::Error;

    fn at(&mut self, path: &Path) -> Take {
        let shape = path.shape();
        if shape.is_empty() || shape == "[]" || shape == self.list {
            Take::Descend
        } else if shape == self.entries || self.wanted.contains(&shape.trim_start_matches("[].")) {
            Take::Whole
        } else {
            Take::Skip
        }
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<V::Error>> {
        let shape = piece.path.shape();
        if shape == self.entries {
            if !piece.value.is_object() {
                return Err(piece.wrong_type(&[], ("物件", "an object")).into());
            }
            return self.visit.visit(&piece.value, &piece.place, piece.bytes);
        }
        match shape.strip_prefix("[].") {
            Some(key) if shape != self.list => {
                self.outer.insert(key.to_owned(), piece.value);
                Ok(())
            }
            _ => Err(piece.wrong_type(&[], ("物件", "an object")).into()),
        }
    }

    fn end(&mut self, path: &Path, place: Place) -> Result<(), Stop<V::Error>> {
        if path.shape() != "[]" {
            return Ok(());
        }
        let entry = std::mem::take(&mut self.outer);
        if entry.is_empty() {
            return Ok(());
        }
        self.visit.visit(&Value::Object(entry), &place, 0)
    }
}
