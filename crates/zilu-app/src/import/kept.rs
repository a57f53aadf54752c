//! What a file states, kept from the first reading for the recording, as long as it is not much.

use zilu_catalogue::{FieldId, Value};
use zilu_intake::{Incoming, Item};

/// Bytes that are kept of one file, about.
const ROOM: usize = 64 << 20;

/// The items of a file so far; how far each was into the file stays among them, so that the recording has its progress.
#[derive(Default)]
pub(super) struct Kept {
    items: Vec<Item>,
    bytes: usize,
    /// It was too much, or the file has a fault: nothing is kept.
    over: bool,
}

impl Kept {
    pub(super) fn keep(&mut self, item: Item) {
        if self.over {
            return;
        }
        self.bytes += bytes(&item);
        self.over = self.bytes > ROOM || matches!(item, Item::Fault(_));
        if self.over {
            self.items = Vec::new();
        } else {
            self.items.push(item);
        }
    }

    /// All of them; `None` when they were not kept.
    pub(super) fn items(self) -> Option<Vec<Item>> {
        (!self.over).then_some(self.items)
    }
}

/// What an item takes in memory, about. Scans and lists cover what their records name, and hold little more than one.
fn bytes(item: &Item) -> usize {
    let record = match item {
        Item::Record(record) => record,
        Item::Unresolved(unresolved) => &unresolved.record,
        _ => return size_of::<Item>(),
    };
    let Incoming { key, fields, defaults, earliest, .. } = record;
    let field = |(_, value): &(FieldId, Value)| {
        let text = if let Value::Text(text) = value { text.len() } else { 0 };
        size_of::<(FieldId, Value)>() + text
    };
    let fields = fields.iter().chain(defaults).chain(earliest).map(field);
    size_of::<Item>() + key.len() + fields.sum::<usize>()
}
