//! Frames of many records at once, and pairs of records with what is related to them.

use super::{Places, Records};
use crate::calendar::Day;
use crate::facts::{BeginReader, RecordId};
use crate::predicate::Frame;
use zilu_catalogue::{KindId, Root};

/// The frames of many records: as [`Frame`], a column each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frames<'a> {
    pub(crate) current: (KindId, &'a [u32]),
    pub(crate) this: (KindId, &'a [u32]),
    pub(crate) trigger: Option<(KindId, &'a [u32])>,
    /// Days before are of no interest.
    pub(crate) from: &'a [Day],
    /// Where the frames are those of records that are looked at together.
    pub(super) records: Option<&'a Records>,
    /// Where the frames are of what is related to such records: the place among them of each one's own record.
    pub(super) places: Option<(&'a Records, &'a [u16])>,
    /// All records at hand are there, with what they first stated, on their first days of interest.
    pub(super) plain: bool,
}

impl<'a> Frames<'a> {
    /// Records of a duty's or term's own.
    pub(crate) fn of(kind: KindId, rows: &'a [u32], from: &'a [Day]) -> Frames<'a> {
        let current = (kind, rows);
        Frames { current, this: current, trigger: None, from, records: None, places: None, plain: false }
    }

    /// One of them alone.
    pub(super) fn only(&self, place: u16) -> Frames<'a> {
        let place = place as usize;
        let one = |(kind, rows): (KindId, &'a [u32])| (kind, &rows[place..=place]);
        Frames {
            this: one(self.this),
            trigger: self.trigger.map(one),
            ..Frames::of(self.current.0, one(self.current).1, &self.from[place..=place])
        }
    }

    /// Whether they are of records that are looked at together, or of what is related to such.
    pub(super) fn is_of_records(&self) -> bool {
        self.records.is_some() || self.places.is_some()
    }

    /// Those of records that are looked at together, each from its first day on.
    pub(crate) fn since_begin(&self) -> Frames<'a> {
        Frames { from: self.records.map_or(self.from, |records| &records.begins), ..*self }
    }

    /// Whether they are of records that are looked at together, each from its first day on.
    pub(super) fn is_since_begin(&self) -> bool {
        self.records.is_some_and(|records| std::ptr::eq(self.from, &*records.begins))
    }

    pub(crate) fn frame(&self, place: u16) -> Frame {
        let record = |(kind, rows): (KindId, &[u32])| RecordId { kind, row: rows[place as usize] };
        Frame {
            current: record(self.current),
            this: record(self.this),
            trigger: self.trigger.map(record),
            from: self.from[place as usize],
        }
    }

    pub(super) fn root(&self, root: Root) -> Option<(KindId, &'a [u32])> {
        match root {
            Root::Current => Some(self.current),
            Root::This => Some(self.this),
            Root::Trigger => self.trigger,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.from.len()
    }
}

impl Frame {
    /// This one as columns.
    pub(crate) fn as_frames(&self, look: impl FnOnce(&Frames<'_>)) {
        let (from, trigger) = ([self.from], self.trigger.map(|trigger| (trigger.kind, [trigger.row])));
        let (current, this) = ([self.current.row], [self.this.row]);
        look(&Frames {
            this: (self.this.kind, &this),
            trigger: trigger.as_ref().map(|(kind, row)| (*kind, &row[..])),
            ..Frames::of(self.current.kind, &current, &from)
        });
    }
}

/// How many related records are looked at at once.
const PAIRS: usize = 4_096;

/// Records and the related records that were found for them, a column each.
pub(crate) struct Pairs<'a> {
    /// Where the records' frames are those of records that are looked at together.
    records: Option<&'a Records>,
    kind: KindId,
    this_kind: KindId,
    trigger_kind: Option<KindId>,
    /// As of [`Frames`].
    plain: bool,
    /// The record's place among the frames.
    pub(crate) places: Vec<u16>,
    /// The related record.
    pub(crate) rows: Vec<u32>,
    /// The first day of the related record.
    pub(crate) begins: Vec<Day>,
    /// The record that it must lead to.
    pub(super) targets: Vec<u32>,
    this: Vec<u32>,
    triggers: Vec<u32>,
    /// The first day of interest of the record's frame, and of both.
    pub(super) since: Vec<Day>,
    from: Vec<Day>,
}

impl<'a> Pairs<'a> {
    pub(super) fn of(kind: KindId, frames: &Frames<'a>) -> Pairs<'a> {
        let room = PAIRS.min(2 * frames.len());
        Pairs {
            records: frames.records,
            kind,
            this_kind: frames.this.0,
            trigger_kind: frames.trigger.map(|(kind, _)| kind),
            plain: true,
            places: Vec::with_capacity(room),
            rows: Vec::with_capacity(room),
            begins: Vec::with_capacity(room),
            targets: Vec::new(),
            this: Vec::new(),
            triggers: Vec::new(),
            since: Vec::new(),
            from: Vec::new(),
        }
    }

    /// Adds a related record if it ever exists; says whether there is no room for more.
    #[inline(always)]
    pub(super) fn push(&mut self, place: u16, row: u32, begins: &BeginReader<'_>) -> bool {
        let (begin, plain) = begins.of_row(row);
        if begin != Day::NEVER {
            self.plain &= plain;
            self.places.push(place);
            self.rows.push(row);
            self.begins.push(begin);
        }
        self.places.len() == PAIRS
    }

    /// Looks up what follows from the places.
    pub(super) fn complete(&mut self, targets: &[u32], frames: &Frames<'_>) {
        let rows_of = |rows: &[u32]| self.places.iter().map(|place| rows[*place as usize]).collect();
        self.targets = rows_of(targets);
        self.this = rows_of(frames.this.1);
        self.triggers = frames.trigger.map(|(_, rows)| rows_of(rows)).unwrap_or_default();
        self.since = self.places.iter().map(|place| frames.from[*place as usize]).collect();
        self.from = self.begins.iter().zip(&self.since).map(|(begin, since)| *begin.max(since)).collect();
    }

    pub(super) fn clear(&mut self) {
        self.plain = true;
        self.places.clear();
        self.rows.clear();
        self.begins.clear();
    }

    pub(crate) fn all(&self) -> Places {
        (0..self.places.len() as u16).collect()
    }

    pub(super) fn frames(&self) -> Frames<'_> {
        Frames {
            current: (self.kind, &self.rows),
            this: (self.this_kind, &self.this),
            trigger: self.trigger_kind.map(|kind| (kind, &self.triggers[..])),
            from: &self.from,
            records: None,
            places: self.records.map(|records| (records, &self.places[..])),
            plain: self.plain,
        }
    }

    /// The same from the first day of each related record on.
    pub(crate) fn frames_from_begin(&self) -> Frames<'_> {
        // Also from days before the record itself was there.
        Frames { from: &self.begins, places: None, ..self.frames() }
    }
}
