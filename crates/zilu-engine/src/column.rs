//! The answers of many records at once: what `brief` says of one record, a column at a time.
//!
//! A part of a predicate is looked up once and then asked of all records, one after the other, so that the memory of a
//! column is read in order and nothing is decided anew per record. What cannot be answered so is asked record by record.

mod answers;
mod frames;
mod order;
mod records;
mod related;
mod short;

use crate::brief::{self, Brief};
use crate::calendar::Day;
use crate::facts::{Cell, FieldReader, NARROW_UNKNOWN, NOT_PLAIN, RecordId, UNKNOWN};
use crate::known::Known;
use crate::packed::Packed;
use crate::predicate::{Frame, Sense, as_day, compare, flip};
use crate::world::World;
use answers::{FEW, answer_the_rest, count, each, keep_mostly_undecided, negated, since_each};
pub(crate) use answers::{combine, keep_undecided};
pub(crate) use frames::{Frames, Pairs};
use order::{RELATED, cheapest_first};
pub(crate) use records::Records;
use short::{Bounds, Shorts, compared_shorts, shorts_beside_today};
use smallvec::SmallVec;
use std::borrow::Cow;
use zilu_catalogue::{
    Comparison, Duration, FieldId, KindId, Path, Predicate, Root, Scalar, TermId, Type, Value,
};

/// Places in frames that are asked for.
pub(crate) type Places = Vec<u16>;

/// An answer per frame; at places that were not asked for it means nothing.
pub(crate) type Column = Vec<Packed>;

/// The cells at the end of a path.
pub(crate) struct Cells<'a> {
    rows: &'a [u32],
    from: &'a [Day],
    references: SmallVec<[FieldReader<'a>; 2]>,
    /// `None`: the record itself.
    field: Option<FieldReader<'a>>,
    nowhere: bool,
    /// The records looked at together at which the path begins, and its steps.
    shared: Option<(&'a Records, SmallVec<[FieldId; 4]>)>,
    /// As of [`Frames`].
    plain: bool,
    /// Where the rows are those of records that are looked at together, again and again: the place of each among them.
    places: Option<&'a [u16]>,
}

impl Cells<'_> {
    /// The cell at a place, where one look shows that it never changes.
    #[inline(always)]
    pub(crate) fn constant(&self, place: u16) -> Option<Cell> {
        if self.nowhere {
            return Some(UNKNOWN);
        }
        let from = self.from[place as usize];
        let mut row = self.rows[place as usize];
        for reference in &self.references {
            match reference.constant(row, from)? {
                UNKNOWN => return Some(UNKNOWN),
                cell => row = cell as u32,
            }
        }
        match &self.field {
            Some(field) => field.constant(row, from),
            None => Some(Cell::from(row)),
        }
    }

    #[inline(never)]
    pub(crate) fn brief(&self, place: u16) -> Brief<Cell> {
        if self.nowhere {
            return Brief::Always(UNKNOWN);
        }
        let from = self.from[place as usize];
        let mut row = self.rows[place as usize];
        for reference in &self.references {
            match reference.brief(row, from) {
                Brief::Always(UNKNOWN) => return Brief::Always(UNKNOWN),
                Brief::Always(cell) => row = cell as u32,
                _ => return Brief::Varies,
            }
        }
        match &self.field {
            Some(field) => field.brief(row, from),
            None => Brief::Always(Cell::from(row)),
        }
    }
}

/// The days at the end of a path and, where it ends in an instant, the moments.
pub(crate) struct Dates<'a> {
    cells: Cells<'a>,
    shorts: Option<Shorts<'a>>,
    instant: bool,
}

impl Dates<'_> {
    /// The date, if it never changes: `Some(None)` is never known.
    #[inline]
    pub(crate) fn always(&self, place: u16) -> Option<Option<(Day, Option<i64>)>> {
        let cell = match self.shorts.as_ref().map(|shorts| shorts[place as usize]) {
            Some(NARROW_UNKNOWN) => return Some(None),
            None | Some(NOT_PLAIN) => self.cells.brief(place).always()?,
            Some(day) => return Some(Some((Day(day), None))),
        };
        Some(match cell {
            UNKNOWN => None,
            cell if self.instant => Some((Day::of_instant(cell), Some(cell))),
            cell => Some((Day(cell as i32), None)),
        })
    }
}

/// A scalar of each frame, looked up once. Two of some thousand frames live at once: their size does not matter.
#[allow(clippy::large_enum_variant)]
enum Values<'a> {
    Cells(Cells<'a>, Cell),
    Same(Brief<Cell>),
    Plus(Box<Values<'a>>, Sense, Duration),
}

impl<'a> World<'a> {
    /// The answers at some places, from each frame's first day on.
    pub(crate) fn column(&self, predicate: &Predicate, frames: &Frames<'_>, at: &[u16]) -> Column {
        match predicate {
            Predicate::True => vec![Packed::YES; frames.len()],
            Predicate::And(parts) => self.column_all(parts, frames, at, Known::No),
            Predicate::Or(parts) => self.column_all(parts, frames, at, Known::Yes),
            Predicate::Not(part) => negated(self.column(part, frames, at), at),
            Predicate::Has(path) => self.cells(path, frames).bounded(frames, at, Bounds::KNOWN),
            Predicate::Compare(left, comparison, right) => {
                self.column_compare(predicate, left, *comparison, right, frames, at)
            }
            Predicate::In(scalar, values) => match &**scalar {
                Scalar::Path(path) => self.column_one_of(path, scalar, values, frames, at),
                _ => self.one_by_one(predicate, frames, at),
            },
            Predicate::Is(path, term) => self.column_is(path, *term, frames, at),
            Predicate::Some(relation, condition) => self.column_some(relation, condition, frames, at),
            Predicate::No(relation, condition) => {
                negated(self.column_some(relation, condition, frames, at), at)
            }
            Predicate::Every(relation, condition, consequence) => {
                self.column_every(relation, condition, consequence, frames, at)
            }
            Predicate::Fresh(..) => self.one_by_one(predicate, frames, at),
        }
    }

    fn one_by_one(&self, predicate: &Predicate, frames: &Frames<'_>, at: &[u16]) -> Column {
        each(frames, at, |place| Packed::of(self.brief(predicate, frames.frame(place))))
    }

    fn column_all(&self, parts: &[Predicate], frames: &Frames<'_>, at: &[u16], decides: Known) -> Column {
        let decided = Packed::always(decides);
        let ordered = cheapest_first(parts);
        let Some(((_, first), others)) = ordered.split_first() else {
            return vec![Packed::always(!decides); frames.len()];
        };
        let mut all = self.column(first, frames, at);
        let mut open = Cow::Borrowed(at);
        for (looks, part) in others {
            if *looks < RELATED {
                keep_mostly_undecided(&mut open, &all, decided);
            } else {
                keep_undecided(open.to_mut(), &all, decided);
            }
            if open.is_empty() {
                break;
            }
            combine(&mut all, &self.column(part, frames, &open), &open, decides);
        }
        all
    }

    /// The cells at the end of a path from each frame.
    pub(crate) fn cells<'b>(&'b self, path: &Path, frames: &Frames<'b>) -> Cells<'b> {
        let (kind, rows, mut nowhere) = match frames.root(path.root) {
            Some((kind, rows)) => (kind, rows, false),
            None => (path.kind, &[][..], true),
        };
        let mut references = SmallVec::new();
        let mut field = None;
        if let Some((last, before)) = path.steps.split_last() {
            let mut kind = kind;
            for step in before {
                references.push(self.facts.reader(kind, *step, self.known));
                match self.target(kind, *step) {
                    Some(target) => kind = target,
                    None => nowhere = true,
                }
            }
            field = (!nowhere).then(|| self.facts.reader(kind, *last, self.known));
        }
        let own = frames.records.is_some();
        let places = frames.places.filter(|_| path.root == Root::This);
        let records = frames.records.or_else(|| Some(places?.0));
        let shared = records.map(|records| (records, SmallVec::from_slice(&path.steps)));
        let plain = frames.plain && (path.root == Root::Current || own);
        let places = places.map(|(_, places)| places);
        Cells { rows, from: frames.from, references, field, nowhere, shared, plain, places }
    }

    /// The dates at some places.
    pub(crate) fn dates<'b>(&'b self, path: &Path, frames: &Frames<'b>, at: &[u16]) -> Dates<'b> {
        let cells = self.cells(path, frames);
        let shorts = cells.shorts(at);
        Dates { cells, shorts, instant: self.path_type(path) == Some(&Type::Instant) }
    }

    fn column_one_of(
        &self,
        path: &Path,
        scalar: &Scalar,
        values: &[Value],
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        let kind = self.reference_kind(scalar);
        let literals: SmallVec<[Cell; 8]> =
            values.iter().filter_map(|value| self.literal(value, kind)).collect();
        let cells = self.cells(path, frames);
        if let Some(bounds) = Bounds::one_of(&literals) {
            return cells.bounded(frames, at, bounds);
        }
        let listed = |cell| Packed::always(Known::from(literals.contains(&Cell::from(cell))));
        cells.answered(frames, at, listed, |cell| match cell {
            UNKNOWN => Known::Unknown,
            cell => Known::from(literals.contains(&cell)),
        })
    }

    fn column_is(&self, path: &Path, term: TermId, frames: &Frames<'_>, at: &[u16]) -> Column {
        let Some((kind, rows)) = frames.root(path.root) else {
            return vec![Packed::UNKNOWN; frames.len()];
        };
        if path.steps.is_empty() {
            let own = Frames { records: frames.records, ..Frames::of(kind, rows, frames.from) };
            if path.root == Root::Current || frames.is_of_records() {
                return self.column_term(term, &own, at);
            }
            // What the duty is about may begin later than what is related to it.
            let begins = self.facts.begins(kind, self.known);
            let there = |place: &u16| begins.of(rows[*place as usize]) <= frames.from[*place as usize];
            let there: Places = at.iter().copied().filter(there).collect();
            let found = self.column_term(term, &own, &there);
            let mut answers = vec![Packed::VARIES; frames.len()];
            for place in there.into_iter().map(usize::from) {
                answers[place] = found[place];
            }
            return answers;
        }
        let Some(records) = frames.records else { return self.column_led(path, term, frames, at) };
        let answers = match records.term(&path.steps, term) {
            Some(answers) => answers,
            None if at.len() * FEW < frames.len() => return self.column_led(path, term, frames, at),
            None => {
                let all = records.frames(&records.begins);
                records.keep_term(&path.steps, term, self.column_led(path, term, &all, &records.all))
            }
        };
        let mut answers = answers.to_vec();
        if frames.is_since_begin() {
            return answers;
        }
        since_each(&mut answers, frames);
        for answer in &mut answers {
            *answer = if *answer == Packed::VARIES { Packed::NOTHING } else { *answer };
        }
        answer_the_rest(&mut answers, at, |place| Packed::of(self.brief_is(path, term, frames.frame(place))));
        answers
    }

    /// A term of the records to which a path leads.
    fn column_led(&self, path: &Path, term: TermId, frames: &Frames<'_>, at: &[u16]) -> Column {
        let kind = self.catalogue.terms[term.index()].kind;
        let cells = self.cells(path, frames);
        let begins = self.facts.begins(kind, self.known);
        let kept = self.kept(term).reader();
        let of = |row: u32, from: Day| match (begins.of(row), kept.packed(row)) {
            (begin, _) if begin > from => Packed::VARIES,
            (_, Packed::NOTHING) => Packed::of(self.brief_term(term, RecordId { kind, row }, from)),
            (_, found) => found.since(from),
        };
        let several = |place: u16| match cells.brief(place) {
            Brief::Always(UNKNOWN) => Packed::UNKNOWN,
            Brief::Always(cell) => of(cell as u32, frames.from[place as usize]),
            _ => Packed::VARIES,
        };
        let Some(shorts) = cells.shorts(at) else { return each(frames, at, several) };
        // Records that lie together mostly lead to the same one.
        let mut last = (NOT_PLAIN, Day::NEVER, Packed::NOTHING);
        each(frames, at, |place| {
            let (short, from) = (shorts[place as usize], frames.from[place as usize]);
            if short == last.0 && last.1 <= from {
                return last.2.since(from);
            }
            match short {
                NARROW_UNKNOWN => Packed::UNKNOWN,
                NOT_PLAIN => several(place),
                row => {
                    let found = kept.packed(row as u32);
                    if found != Packed::NOTHING {
                        last = (short, begins.of(row as u32), found);
                    }
                    of(row as u32, from)
                }
            }
        })
    }

    /// A term of the records at hand, which exist on their first days of interest.
    pub(crate) fn column_term(&self, term: TermId, frames: &Frames<'_>, at: &[u16]) -> Column {
        let (kind, rows) = frames.current;
        let from = frames.from;
        let kept = self.kept(term);
        let mut answers = kept.reader().column(rows, at);
        let mut missing = Cow::Borrowed(at);
        let unanswered = count(&answers, Packed::NOTHING);
        if unanswered < answers.len() {
            since_each(&mut answers, frames);
            if unanswered > 0 {
                missing.to_mut().retain(|place| answers[*place as usize] == Packed::NOTHING);
            }
            if unanswered == 0 || missing.is_empty() {
                return answers;
            }
        }
        let predicate = &self.catalogue.terms[term.index()].predicate;
        if let Some(records) = frames.records {
            let begins = &records.begins;
            let mut found = self.column(predicate, &records.frames(begins), &missing);
            self.lay_out_varying(term, kind, &mut found, missing.iter().map(|at| *at as usize), rows, begins);
            if missing.len() == rows.len() {
                kept.keep_column(self.facts, kind, rows, &found);
                since_each(&mut found, frames);
                return found;
            }
            for place in missing.iter().map(|place| *place as usize) {
                answers[place] = found[place].since(from[place]);
            }
            let found = missing.iter().map(|place| (rows[*place as usize], found[*place as usize]));
            kept.keep_all(self.facts, kind, found);
        } else {
            let own: Vec<u32> = missing.iter().map(|place| rows[*place as usize]).collect();
            let begins = self.facts.begins(kind, self.known);
            let begins: Vec<Day> = own.iter().map(|row| begins.of(*row)).collect();
            let all: Places = (0..own.len() as u16).collect();
            let mut found = self.column(predicate, &Frames::of(kind, &own, &begins), &all);
            self.lay_out_varying(term, kind, &mut found, 0..own.len(), &own, &begins);
            for (place, found) in missing.iter().map(|place| *place as usize).zip(&found) {
                answers[place] = found.since(from[place]);
            }
            kept.keep_all(self.facts, kind, own.iter().copied().zip(found));
        }
        answers
    }

    /// Laid out day by day an answer may be simple all the same; what is not is kept apart.
    fn lay_out_varying(
        &self,
        term: TermId,
        kind: KindId,
        found: &mut Column,
        at: impl Iterator<Item = usize>,
        rows: &[u32],
        begins: &[Day],
    ) {
        let predicate = &self.catalogue.terms[term.index()].predicate;
        if count(found, Packed::VARIES) == 0 {
            return;
        }
        for at in at {
            if found[at] == Packed::VARIES {
                let frame = Frame::of(RecordId { kind, row: rows[at] }, begins[at]);
                found[at] = self.kept(term).keep_varying(rows[at], &self.varying(predicate, frame));
            }
        }
    }

    fn column_compare(
        &self,
        predicate: &Predicate,
        left: &Scalar,
        comparison: Comparison,
        right: &Scalar,
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        match (left, right) {
            (Scalar::Today, other) => self.column_today(predicate, other, flip(comparison), frames, at),
            (other, Scalar::Today) => self.column_today(predicate, other, comparison, frames, at),
            (Scalar::Count(relation, condition), other) => {
                let counted = (relation, &**condition);
                self.column_count(predicate, counted, comparison, (left, other), frames, at)
            }
            (other, Scalar::Count(relation, condition)) => {
                let counted = (relation, &**condition);
                self.column_count(predicate, counted, flip(comparison), (right, other), frames, at)
            }
            _ => {
                let Some((a, a_sense)) = self.values(left, right, frames) else {
                    return self.one_by_one(predicate, frames, at);
                };
                let Some((b, b_sense)) = self.values(right, left, frames) else {
                    return self.one_by_one(predicate, frames, at);
                };
                let days = a_sense != b_sense && (a_sense == Sense::Day || b_sense == Sense::Day);
                let compared = |a: Cell, b: Cell| match (a, b) {
                    (UNKNOWN, _) | (_, UNKNOWN) => Known::Unknown,
                    (a, b) if days => {
                        Known::from(compare(as_day(a, a_sense), comparison, as_day(b, b_sense)))
                    }
                    (a, b) => Known::from(compare(a, comparison, b)),
                };
                match (&a, &b) {
                    (Values::Cells(cells, 1), Values::Same(Brief::Always(b))) if !days && *b != UNKNOWN => {
                        cells.bounded(frames, at, Bounds::of(comparison, *b))
                    }
                    _ => {
                        let shorts = match (&a, &b) {
                            (Values::Cells(a, 1), Values::Cells(b, 1)) => a.shorts(at).zip(b.shorts(at)),
                            _ => None,
                        };
                        let mut answers = match shorts {
                            Some((a, b)) => compared_shorts(&a, comparison, &b),
                            None => vec![Packed::NOTHING; frames.len()],
                        };
                        let constant = |place| self.constant(&a, place).zip(self.constant(&b, place));
                        answer_the_rest(&mut answers, at, |place| match constant(place) {
                            Some((a, b)) => Packed::always(compared(a, b)),
                            None => Packed::of(self.value(&a, place).zip(self.value(&b, place), compared)),
                        });
                        answers
                    }
                }
            }
        }
    }

    fn column_today(
        &self,
        predicate: &Predicate,
        scalar: &Scalar,
        comparison: Comparison,
        frames: &Frames<'_>,
        at: &[u16],
    ) -> Column {
        let Some((values, sense)) = self.values(scalar, &Scalar::Today, frames) else {
            return self.one_by_one(predicate, frames, at);
        };
        let beside_today = |value: Brief<Cell>, place: u16| {
            Packed::of(brief::beside_today(value, sense, comparison, frames.from[place as usize]))
        };
        let shorts = match &values {
            Values::Cells(cells, 1) => cells.shorts(at),
            _ => None,
        };
        let mut answers = match shorts.zip(brief::turn_beside_today(comparison)) {
            Some((days, turn)) => shorts_beside_today(&days, turn, frames.from),
            None => vec![Packed::NOTHING; frames.len()],
        };
        answer_the_rest(&mut answers, at, |place| {
            let constant = self.constant(&values, place).map(Brief::Always);
            beside_today(constant.unwrap_or_else(|| self.value(&values, place)), place)
        });
        answers
    }

    /// Yes while every proof is known, unknown otherwise, as `brief_proof`.
    pub(crate) fn column_proof(&self, proof: &[Vec<Path>], frames: &Frames<'_>, at: &[u16]) -> Column {
        let mut all = vec![Packed::YES; frames.len()];
        for alternatives in proof {
            let cells: SmallVec<[Cells<'_>; 2]> =
                alternatives.iter().map(|path| self.cells(path, frames)).collect();
            // One that is always known is enough.
            let mut open = Cow::Borrowed(at);
            for cells in &cells {
                let known = cells.bounded(frames, &open, Bounds::KNOWN);
                keep_undecided(open.to_mut(), &known, Packed::YES);
            }
            for place in &*open {
                let mut any = Brief::Always(Known::Unknown);
                for cells in &cells {
                    any = any.zip(cells.brief(*place).map(brief::known), Known::or);
                }
                let all = &mut all[*place as usize];
                *all = all.both_or_either(Packed::of(any), Known::No);
            }
        }
        all
    }

    /// A scalar beside another one, as `brief_scalar` reads it; `None` where it has to be read frame by frame.
    fn values<'b>(
        &'b self,
        scalar: &Scalar,
        other: &Scalar,
        frames: &Frames<'b>,
    ) -> Option<(Values<'b>, Sense)> {
        Some(match scalar {
            Scalar::Path(path) => {
                let cells = self.cells(path, frames);
                let plain = matches!(other, Scalar::Literal(Value::Enum(_) | Value::YesNo(_)));
                let (times, sense) = match self.path_type(path).filter(|_| !plain) {
                    Some(Type::Date) => (1, Sense::Day),
                    Some(Type::Instant) => (1, Sense::Instant),
                    Some(Type::Integer) if matches!(other, Scalar::Parameter(_)) => (1_000, Sense::Plain),
                    _ => (1, Sense::Plain),
                };
                (Values::Cells(cells, times), sense)
            }
            Scalar::Record(path) => (Values::Cells(self.cells(path, frames), 1), Sense::Plain),
            Scalar::Literal(value) => {
                let (cell, sense) = self.literal_beside(value, other);
                (Values::Same(Brief::Always(cell)), sense)
            }
            Scalar::Parameter(id) => (Values::Same(Brief::of(self.number(*id))), Sense::Plain),
            Scalar::Plus(base, duration) => {
                let (values, sense) = self.values(base, other, frames)?;
                (Values::Plus(Box::new(values), sense, *duration), sense)
            }
            Scalar::Today | Scalar::Count(..) => return None,
        })
    }

    /// The value at a place, where one look shows that it never changes.
    #[inline(always)]
    fn constant(&self, values: &Values<'_>, place: u16) -> Option<Cell> {
        match values {
            Values::Cells(cells, times) => match cells.constant(place)? {
                UNKNOWN => Some(UNKNOWN),
                cell => Some(cell.saturating_mul(*times)),
            },
            Values::Same(Brief::Always(cell)) => Some(*cell),
            Values::Plus(base, sense, duration) => match &**base {
                Values::Cells(cells, 1) => Some(self.plus_cell(cells.constant(place)?, *sense, *duration)),
                _ => None,
            },
            Values::Same(_) => None,
        }
    }

    #[inline(never)]
    fn value(&self, values: &Values<'_>, place: u16) -> Brief<Cell> {
        match values {
            Values::Cells(cells, 1) => cells.brief(place),
            Values::Cells(cells, times) => cells.brief(place).map(|cell| match cell {
                UNKNOWN => UNKNOWN,
                cell => cell.saturating_mul(*times),
            }),
            Values::Same(value) => *value,
            Values::Plus(base, sense, duration) => {
                self.value(base, place).map(|cell| self.plus_cell(cell, *sense, *duration))
            }
        }
    }
}
