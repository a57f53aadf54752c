//! Texts kept once, known by number.

use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Number of an interned text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextId(pub u32);

/// All texts of a mirror, in one buffer.
#[derive(Debug, Clone, Default)]
pub struct Interner {
    buffer: String,
    ends: Vec<usize>,
    table: HashTable<u32>,
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

impl Interner {
    /// The number of a text, which is kept if it is new.
    pub fn intern(&mut self, text: &str) -> TextId {
        if let Some(id) = self.find(text) {
            return id;
        }
        let id = self.ends.len() as u32;
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len());
        let (buffer, ends) = (&self.buffer, &self.ends);
        self.table.insert_unique(hash(text), id, |other| hash(slice(buffer, ends, *other)));
        TextId(id)
    }

    /// Makes room for so many more texts, so that the table is not laid out anew again and again while they come.
    pub fn reserve(&mut self, texts: usize) {
        let (buffer, ends) = (&self.buffer, &self.ends);
        self.table.reserve(texts, |id| hash(slice(buffer, ends, *id)));
    }

    /// The number of a text, if it was interned.
    pub fn find(&self, text: &str) -> Option<TextId> {
        self.table.find(hash(text), |id| slice(&self.buffer, &self.ends, *id) == text).map(|id| TextId(*id))
    }

    /// The text of a number.
    pub fn text(&self, id: TextId) -> &str {
        slice(&self.buffer, &self.ends, id.0)
    }
}

fn slice<'a>(buffer: &'a str, ends: &[usize], id: u32) -> &'a str {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] };
    &buffer[start..ends[id]]
}
