//! Predicates to timelines: for each day, is it so?
//!
//! Every function is monotone in information: forgetting a value can turn an answer into unknown, never yes into no.
//! What many related records say is asked of all of them at once (`column/related.rs`), and day by day only of those whose
//! answer is not brief.

use crate::brief::Brief;
use crate::calendar::Day;
use crate::facts::{Cell, RecordId, UNKNOWN};
use crate::known::Known;
use crate::packed::Packed;
use crate::timeline::Timeline;
use crate::world::World;
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use zilu_catalogue::{
    Comparison, Duration, FieldId, KindId, Path, Predicate, Relation, Root, Scalar, TermId, Type, Value,
};

/// The records that names in a predicate stand for.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    /// The record at hand.
    pub current: RecordId,
    /// The record that the duty or term is about.
    pub this: RecordId,
    /// The triggering record of `after`.
    pub trigger: Option<RecordId>,
    /// Days before are of no interest; lets constant histories stay constant.
    pub from: Day,
}

impl Frame {
    /// A duty's or term's own record.
    pub fn of(record: RecordId, from: Day) -> Frame {
        Frame { current: record, this: record, trigger: None, from }
    }

    pub(crate) fn root(&self, root: Root) -> Option<RecordId> {
        match root {
            Root::Current => Some(self.current),
            Root::This => Some(self.this),
            Root::Trigger => self.trigger,
        }
    }
}

/// From so many related records on they are looked at in columns.
const MANY: usize = 16;

/// What a scalar's cells mean, to compare like with like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sense {
    Plain,
    Day,
    Instant,
}

/// A scalar day by day; `today` is not constant on any run, so it is kept apart.
enum Scalars {
    Cells(Timeline<Cell>, Sense),
    Today,
    /// Lower and upper bound of a count.
    Count(Timeline<u32>, Timeline<u32>),
}

impl World<'_> {
    /// Is it so, day by day?
    pub fn holds(&self, predicate: &Predicate, frame: Frame) -> Timeline<Known> {
        match predicate {
            // Looks at its parts in brief first, too.
            Predicate::And(_) | Predicate::Or(_) => self.varying(predicate, frame),
            _ => self.brief(predicate, frame).timeline().unwrap_or_else(|| self.varying(predicate, frame)),
        }
    }

    /// `and` (decided by a no) or `or` (decided by a yes) of parts: what is brief is looked at first.
    fn all(&self, parts: &[Predicate], frame: Frame, decides: Known) -> Timeline<Known> {
        let both = |a: &Timeline<Known>, b: &Timeline<Known>| match decides {
            Known::No => a.and(b),
            _ => a.or(b),
        };
        let mut brief = Brief::Always(!decides);
        // What changes more than once, be it together with others.
        let mut all = Timeline::constant(!decides);
        let mut varying: SmallVec<[&Predicate; 8]> = SmallVec::new();
        for part in parts {
            let answer = self.brief(part, frame);
            if answer == Brief::Always(decides) {
                return Timeline::constant(decides);
            }
            match (brief.both_or_either(answer, decides), answer.timeline()) {
                (_, None) => varying.push(part),
                (Brief::Varies, Some(timeline)) => all = both(&all, &timeline),
                (together, _) => brief = together,
            }
        }
        if let Some(timeline) = brief.timeline() {
            all = both(&all, &timeline);
        }
        for part in varying {
            if all.as_constant() == Some(decides) {
                break;
            }
            all = both(&all, &self.varying(part, frame));
        }
        all
    }

    /// Day by day, for a predicate that is not brief.
    pub(crate) fn varying(&self, predicate: &Predicate, frame: Frame) -> Timeline<Known> {
        match predicate {
            Predicate::True => Timeline::constant(Known::Yes),
            Predicate::And(parts) => self.all(parts, frame, Known::No),
            Predicate::Or(parts) => self.all(parts, frame, Known::Yes),
            Predicate::Not(part) => self.varying(part, frame).map(|known| !known),
            Predicate::Compare(left, comparison, right) => self.compare(left, *comparison, right, frame),
            Predicate::In(scalar, values) => self.one_of(scalar, values, frame),
            Predicate::Has(path) => {
                self.path(path, frame).map(|cell| if cell == UNKNOWN { Known::Unknown } else { Known::Yes })
            }
            Predicate::Fresh(path, duration) => self.fresh(path, *duration, frame),
            Predicate::Is(path, term) => self.is(path, *term, frame),
            Predicate::Some(relation, condition) => self.some(relation, condition, frame),
            Predicate::No(relation, condition) => self.some(relation, condition, frame).map(|known| !known),
            Predicate::Every(relation, condition, consequence) => {
                let mut all = Timeline::constant(Known::Yes);
                for row in self.related(relation, condition, frame) {
                    let there = self.related_holds(relation, condition, frame, row);
                    if there.as_constant() == Some(Known::No) {
                        continue;
                    }
                    let inner = Frame { current: RecordId { kind: relation.kind, row }, ..frame };
                    let fulfils = self.holds(consequence, inner);
                    all = all.and(&there.map(|known| !known).or(&fulfils));
                }
                all
            }
        }
    }

    /// A term of a record, day by day (without the record's existence).
    pub fn term(&self, term: TermId, record: RecordId, from: Day) -> Timeline<Known> {
        let predicate = &self.catalogue.terms[term.index()].predicate;
        let begin = self.facts.begin(record, self.known);
        if begin > from {
            return self.holds(predicate, Frame::of(record, from));
        }
        let kept = self.kept(term);
        let known = match kept.get(record.row) {
            Some(Brief::Varies) => kept.varying(record.row),
            brief => brief.and_then(Brief::timeline),
        };
        known.unwrap_or_else(|| {
            let timeline = self.holds(predicate, Frame::of(record, begin));
            kept.keep(self.facts, record.kind, record.row, kept.keep_varying(record.row, &timeline));
            timeline
        })
    }

    fn is(&self, path: &Path, term: TermId, frame: Frame) -> Timeline<Known> {
        let Some(start) = frame.root(path.root) else { return Timeline::constant(Known::Unknown) };
        if path.steps.is_empty() {
            return self.term(term, start, frame.from);
        }
        let kind = self.catalogue.terms[term.index()].kind;
        self.path(path, frame).and_then(|cell, from| {
            if cell == UNKNOWN {
                return Timeline::constant(Known::Unknown);
            }
            let record = RecordId { kind, row: cell as u32 };
            // A record that is only referred to is not in the register: nothing is known of it.
            let there = self.exists(record).map(|known| known.or(Known::Unknown));
            there.and(&self.term(term, record, from.max(frame.from)))
        })
    }

    /// The cells at the end of a path, day by day. An empty path is the record's own row.
    pub fn path(&self, path: &Path, frame: Frame) -> Timeline<Cell> {
        match frame.root(path.root) {
            Some(record) => self.steps(record, &path.steps, frame.from),
            None => Timeline::constant(UNKNOWN),
        }
    }

    fn steps(&self, mut record: RecordId, steps: &[FieldId], from: Day) -> Timeline<Cell> {
        for (i, field) in steps.iter().enumerate() {
            let cells = self.facts.field(record, *field, self.known, from);
            let rest = &steps[i + 1..];
            if rest.is_empty() {
                return cells;
            }
            let Some(target) = self.target(record.kind, *field) else { return Timeline::constant(UNKNOWN) };
            match cells.as_constant() {
                Some(UNKNOWN) => return Timeline::constant(UNKNOWN),
                Some(cell) => record = RecordId { kind: target, row: cell as u32 },
                None => {
                    return cells.and_then(|cell, since| {
                        if cell == UNKNOWN {
                            return Timeline::constant(UNKNOWN);
                        }
                        let next = RecordId { kind: target, row: cell as u32 };
                        self.steps(next, rest, since.max(from))
                    });
                }
            }
        }
        Timeline::constant(Cell::from(record.row))
    }

    pub(crate) fn target(&self, kind: KindId, field: FieldId) -> Option<KindId> {
        match self.catalogue.kinds[kind.index()].fields[field.index()].ty {
            Type::Ref(target) => Some(target),
            _ => None,
        }
    }

    /// The type of the field at the end of a path.
    pub(crate) fn path_type(&self, path: &Path) -> Option<&Type> {
        let (last, before) = path.steps.split_last()?;
        let mut kind = path.kind;
        for step in before {
            kind = self.target(kind, *step)?;
        }
        Some(&self.catalogue.kinds[kind.index()].fields[last.index()].ty)
    }

    fn fresh(&self, path: &Path, duration: Duration, frame: Frame) -> Timeline<Known> {
        let instant = self.path_type(path) == Some(&Type::Instant);
        self.path(path, frame).and_then(|cell, _| {
            if cell == UNKNOWN {
                return Timeline::constant(Known::Unknown);
            }
            let day = if instant { Day::of_instant(cell) } else { Day(cell as i32) };
            let last = self.calendar.plus(day, self.resolve(duration, day));
            Timeline::split(Known::Yes, last.next(), Known::Unknown)
        })
    }

    fn one_of(&self, scalar: &Scalar, values: &[Value], frame: Frame) -> Timeline<Known> {
        let Scalars::Cells(cells, _) = self.scalar(scalar, frame) else {
            return Timeline::constant(Known::Unknown);
        };
        let kind = self.reference_kind(scalar);
        // A literal that was never interned equals nothing.
        let literals: Vec<Option<Cell>> = values.iter().map(|value| self.literal(value, kind)).collect();
        cells.map(|cell| match cell {
            UNKNOWN => Known::Unknown,
            cell => Known::from(literals.contains(&Some(cell))),
        })
    }

    pub(crate) fn literal(&self, value: &Value, reference: Option<KindId>) -> Option<Cell> {
        match value {
            Value::Unknown => Some(UNKNOWN),
            Value::YesNo(yes) => Some(Cell::from(*yes)),
            Value::Number(number) | Value::Instant(number) => Some(*number),
            Value::Date(date) => Some(Cell::from(Day::from(*date).0)),
            Value::Enum(index) => Some(Cell::from(*index)),
            Value::Text(text) => match reference {
                Some(kind) => self.facts.find(kind, text).map(|record| Cell::from(record.row)),
                None => self.facts.find_text(text).map(|id| Cell::from(id.0)),
            },
        }
    }

    pub(crate) fn reference_kind(&self, scalar: &Scalar) -> Option<KindId> {
        match scalar {
            Scalar::Path(path) => match self.path_type(path) {
                Some(Type::Ref(kind)) => Some(*kind),
                _ => None,
            },
            _ => None,
        }
    }

    fn compare(
        &self,
        left: &Scalar,
        comparison: Comparison,
        right: &Scalar,
        frame: Frame,
    ) -> Timeline<Known> {
        // A literal takes its meaning (reference or text) from the other side; a whole number beside a parameter is
        // counted in thousandths, as the parameter is.
        let left_value = scaled(self.scalar_beside(left, right, frame), self.is_whole(left, right));
        let right_value = scaled(self.scalar_beside(right, left, frame), self.is_whole(right, left));
        match (left_value, right_value) {
            (Scalars::Cells(a, a_sense), Scalars::Cells(b, b_sense)) => {
                let days = a_sense != b_sense && (a_sense == Sense::Day || b_sense == Sense::Day);
                a.zip(&b, |x, y| {
                    if x == UNKNOWN || y == UNKNOWN {
                        return Known::Unknown;
                    }
                    let x = if days { as_day(x, a_sense) } else { x };
                    let y = if days { as_day(y, b_sense) } else { y };
                    Known::from(compare(x, comparison, y))
                })
            }
            (Scalars::Cells(cells, sense), Scalars::Today) => compare_today(&cells, sense, comparison),
            (Scalars::Today, Scalars::Cells(cells, sense)) => compare_today(&cells, sense, flip(comparison)),
            (Scalars::Count(low, high), Scalars::Cells(cells, _)) => {
                bounds(&low, &high).zip(&cells, |bounds, cell| compare_count(bounds, comparison, cell))
            }
            (Scalars::Cells(cells, _), Scalars::Count(low, high)) => {
                bounds(&low, &high).zip(&cells, |bounds, cell| compare_count(bounds, flip(comparison), cell))
            }
            _ => Timeline::constant(Known::Unknown),
        }
    }

    /// Whether a scalar is a whole number that is compared with a parameter.
    pub(crate) fn is_whole(&self, scalar: &Scalar, other: &Scalar) -> bool {
        let whole = match scalar {
            Scalar::Path(path) => self.path_type(path) == Some(&Type::Integer),
            Scalar::Count(..) => true,
            _ => false,
        };
        whole && matches!(other, Scalar::Parameter(_))
    }

    fn scalar_beside(&self, scalar: &Scalar, other: &Scalar, frame: Frame) -> Scalars {
        let Scalar::Literal(value) = scalar else { return self.scalar(scalar, frame) };
        let (cell, sense) = self.literal_beside(value, other);
        Scalars::Cells(Timeline::constant(cell), sense)
    }

    /// A literal, which takes its meaning from the scalar beside it.
    pub(crate) fn literal_beside(&self, value: &Value, other: &Scalar) -> (Cell, Sense) {
        let sense = match value {
            Value::Date(_) => Sense::Day,
            Value::Instant(_) => Sense::Instant,
            _ => Sense::Plain,
        };
        // A text that occurs nowhere equals nothing; no cell is that number.
        (self.literal(value, self.reference_kind(other)).unwrap_or(Cell::MAX), sense)
    }

    fn scalar(&self, scalar: &Scalar, frame: Frame) -> Scalars {
        match scalar {
            Scalar::Path(path) => {
                let sense = match self.path_type(path) {
                    Some(Type::Date) => Sense::Day,
                    Some(Type::Instant) => Sense::Instant,
                    _ => Sense::Plain,
                };
                Scalars::Cells(self.path(path, frame), sense)
            }
            Scalar::Record(path) => Scalars::Cells(self.path(path, frame), Sense::Plain),
            Scalar::Literal(_) => self.scalar_beside(scalar, scalar, frame),
            Scalar::Today => Scalars::Today,
            Scalar::Parameter(id) => Scalars::Cells(self.number(*id).clone(), Sense::Plain),
            Scalar::Plus(base, duration) => match self.scalar(base, frame) {
                Scalars::Cells(cells, sense) => {
                    Scalars::Cells(cells.map(|cell| self.plus_cell(cell, sense, *duration)), sense)
                }
                other => other,
            },
            Scalar::Count(relation, condition) => {
                let (low, high) = self.count(relation, condition, frame);
                Scalars::Count(low, high)
            }
        }
    }

    pub(crate) fn plus_cell(&self, cell: Cell, sense: Sense, duration: Duration) -> Cell {
        if cell == UNKNOWN {
            return UNKNOWN;
        }
        let day = Day(as_day(cell, sense) as i32);
        let duration = self.resolve(duration, day);
        match (sense, duration) {
            (Sense::Instant, Duration::Minutes(minutes)) => cell + i64::from(minutes) * 60,
            // A moment plus days or months: the end of that day.
            (Sense::Instant, duration) => self.calendar.plus(day, duration).end_instant(),
            (_, duration) => Cell::from(self.calendar.plus(day, duration).0),
        }
    }

    /// The rows that are, or ever were, related to the record at hand. Their links are checked day by day.
    pub(crate) fn related(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
    ) -> SmallVec<[u32; 8]> {
        let Some(target) = frame.root(relation.to) else { return SmallVec::new() };
        if relation.via.is_empty() {
            return self
                .joined(relation.kind, condition, frame)
                .unwrap_or_else(|| (0..self.facts.rows(relation.kind)).collect());
        }
        if let [field] = relation.via.as_slice() {
            return self.facts.backward(relation.kind, *field, target.row).into();
        }
        let mut kinds = vec![relation.kind];
        for field in &relation.via[..relation.via.len() - 1] {
            let Some(next) = self.target(kinds[kinds.len() - 1], *field) else { return SmallVec::new() };
            kinds.push(next);
        }
        let mut rows: SmallVec<[u32; 8]> = SmallVec::from_slice(&[target.row]);
        for (kind, field) in kinds.iter().zip(&relation.via).rev() {
            let mut next: SmallVec<[u32; 8]> = SmallVec::new();
            for row in &rows {
                next.extend_from_slice(self.facts.backward(*kind, *field, *row));
            }
            if rows.len() > 1 {
                let mut seen = FxHashSet::default();
                next.retain(|row| seen.insert(*row));
            }
            rows = next;
        }
        rows
    }

    /// The rows of a kind that a condition joins to the record at hand (`system = this.system`), by the index of the
    /// reference, and those that may lack it: something unknown could join. `None` where there is no such join, or where
    /// the other side is unknown.
    pub(crate) fn joined(
        &self,
        kind: KindId,
        condition: &Predicate,
        frame: Frame,
    ) -> Option<SmallVec<[u32; 8]>> {
        let (field, other) = join(condition, &|field| self.target(kind, field).is_some())?;
        let mut rows: SmallVec<[u32; 8]> = SmallVec::new();
        for (.., cell) in self.path(other, frame).runs() {
            if cell == UNKNOWN {
                return None;
            }
            rows.extend_from_slice(self.facts.backward(kind, field, cell as u32));
        }
        rows.extend(self.facts.open_rows(kind, field).into_iter().flatten());
        rows.sort_unstable();
        rows.dedup();
        Some(rows)
    }

    /// There is this related record, it is linked to the record at hand, and the condition holds for it.
    pub(crate) fn related_holds(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
        row: u32,
    ) -> Timeline<Known> {
        let record = RecordId { kind: relation.kind, row };
        let Some(target) = frame.root(relation.to) else { return Timeline::constant(Known::No) };
        let begin = self.facts.begin(record, self.known);
        if begin == Day::NEVER {
            return Timeline::constant(Known::No);
        }
        let from = begin.max(frame.from);
        let mut there = if begin <= frame.from {
            Timeline::constant(Known::Yes)
        } else {
            Timeline::split(Known::No, begin, Known::Yes)
        };
        if !relation.via.is_empty() {
            let link = self.brief_steps(record, &relation.via, from).timeline();
            let link = link.unwrap_or_else(|| self.steps(record, &relation.via, from));
            there = there.and(&link.map(|cell| match cell {
                UNKNOWN => Known::Unknown,
                cell => Known::from(cell == Cell::from(target.row)),
            }));
        }
        if *condition != Predicate::True && there.as_constant() != Some(Known::No) {
            there = there.and(&self.holds(condition, Frame { current: record, from, ..frame }));
        }
        there
    }

    fn some(&self, relation: &Relation, condition: &Predicate, frame: Frame) -> Timeline<Known> {
        let rows = self.related(relation, condition, frame);
        // What is brief of many is found at once, and some may be enough.
        let (mut any, rows) = match rows.len() {
            0..MANY => (Timeline::constant(Known::No), rows),
            _ => self.brief_some_of_many(relation, condition, frame),
        };
        for row in rows {
            if any.as_constant() == Some(Known::Yes) {
                break;
            }
            any = any.or(&self.related_holds(relation, condition, frame, row));
        }
        any
    }

    /// Whether any of many related records, of which it is brief, is there and fulfils a condition, and the others.
    fn brief_some_of_many(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
    ) -> (Timeline<Known>, SmallVec<[u32; 8]>) {
        let mut any = Timeline::constant(Known::No);
        let mut others = SmallVec::new();
        frame.as_frames(|frames| {
            self.each_related(relation, condition, frames, &[0], |pairs| {
                let there = self.column_related(relation, condition, pairs);
                let there = pairs.rows.iter().zip(there).filter(|(_, there)| *there != Packed::NO);
                for (row, there) in there {
                    match there.brief().and_then(Brief::timeline) {
                        Some(there) => any = any.or(&there),
                        None => others.push(*row),
                    }
                }
            });
        });
        (any, others)
    }

    fn count(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
    ) -> (Timeline<u32>, Timeline<u32>) {
        let mut low: Vec<(Day, i32)> = Vec::new();
        let mut high: Vec<(Day, i32)> = Vec::new();
        for row in self.related(relation, condition, frame) {
            for (from, until, known) in self.related_holds(relation, condition, frame, row).runs() {
                if known == Known::Yes {
                    low.push((from, 1));
                    low.push((until, -1));
                }
                if known != Known::No {
                    high.push((from, 1));
                    high.push((until, -1));
                }
            }
        }
        (sweep(low), sweep(high))
    }
}

/// Whether related records or a condition on them depend on a record at hand.
pub(crate) fn relation_depends_on(relation: &Relation, condition: &Predicate, root: Root) -> bool {
    !relation.via.is_empty() && relation.to == root || depends_on(condition, root)
}

/// Whether a predicate depends on a record at hand.
pub(crate) fn depends_on(predicate: &Predicate, root: Root) -> bool {
    match predicate {
        Predicate::True => false,
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().any(|part| depends_on(part, root)),
        Predicate::Not(part) => depends_on(part, root),
        Predicate::Compare(left, _, right) => scalar_depends_on(left, root) || scalar_depends_on(right, root),
        Predicate::In(value, _) => scalar_depends_on(value, root),
        Predicate::Has(path) | Predicate::Fresh(path, _) | Predicate::Is(path, _) => path.root == root,
        Predicate::Some(relation, condition) | Predicate::No(relation, condition) => {
            relation_depends_on(relation, condition, root)
        }
        Predicate::Every(relation, condition, consequence) => {
            relation_depends_on(relation, condition, root) || depends_on(consequence, root)
        }
    }
}

fn scalar_depends_on(value: &Scalar, root: Root) -> bool {
    match value {
        Scalar::Path(path) | Scalar::Record(path) => path.root == root,
        Scalar::Literal(_) | Scalar::Today | Scalar::Parameter(_) => false,
        Scalar::Plus(base, _) => scalar_depends_on(base, root),
        Scalar::Count(relation, condition) => relation_depends_on(relation, condition, root),
    }
}

/// Whole numbers in thousandths.
fn scaled(scalars: Scalars, whole: bool) -> Scalars {
    match scalars {
        Scalars::Cells(cells, sense) if whole => Scalars::Cells(
            cells.map(|cell| if cell == UNKNOWN { UNKNOWN } else { cell.saturating_mul(1_000) }),
            sense,
        ),
        Scalars::Count(low, high) if whole => {
            Scalars::Count(low.map(|n| n.saturating_mul(1_000)), high.map(|n| n.saturating_mul(1_000)))
        }
        other => other,
    }
}

/// The reference of the record at hand that a condition demands to equal a path of `this`, and that path.
pub(crate) fn join<'p>(
    condition: &'p Predicate,
    is_reference: &impl Fn(FieldId) -> bool,
) -> Option<(FieldId, &'p Path)> {
    match condition {
        Predicate::And(parts) => parts.iter().find_map(|part| join(part, is_reference)),
        Predicate::Compare(left, Comparison::Equal, right) => match (left.as_ref(), right.as_ref()) {
            (Scalar::Path(own), Scalar::Path(other)) | (Scalar::Path(other), Scalar::Path(own))
                if own.root == Root::Current
                    && own.steps.len() == 1
                    && other.root == Root::This
                    && is_reference(own.steps[0]) =>
            {
                Some((own.steps[0], other))
            }
            _ => None,
        },
        _ => None,
    }
}

fn sweep(mut events: Vec<(Day, i32)>) -> Timeline<u32> {
    events.sort_unstable();
    let mut timeline = Timeline::constant(0);
    let mut total = 0_i32;
    for (i, (day, change)) in events.iter().enumerate() {
        total += change;
        if events.get(i + 1).is_none_or(|(next, _)| next != day) {
            timeline.push(*day, total.max(0) as u32);
        }
    }
    timeline
}

fn bounds(low: &Timeline<u32>, high: &Timeline<u32>) -> Timeline<(u32, u32)> {
    low.zip(high, |low, high| (low, high))
}

pub(crate) fn compare_count((low, high): (u32, u32), comparison: Comparison, cell: Cell) -> Known {
    if cell == UNKNOWN {
        return Known::Unknown;
    }
    let answers: (bool, bool) =
        (compare(Cell::from(low), comparison, cell), compare(Cell::from(high), comparison, cell));
    match comparison {
        Comparison::Equal | Comparison::NotEqual if low != high => {
            let inside = Cell::from(low) <= cell && cell <= Cell::from(high);
            if inside { Known::Unknown } else { Known::from(comparison == Comparison::NotEqual) }
        }
        _ if answers.0 == answers.1 => Known::from(answers.0),
        _ => Known::Unknown,
    }
}

pub(crate) fn as_day(cell: Cell, sense: Sense) -> Cell {
    if sense == Sense::Instant { Cell::from(Day::of_instant(cell).0) } else { cell }
}

pub(crate) fn compare(a: Cell, comparison: Comparison, b: Cell) -> bool {
    match comparison {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => a < b,
        Comparison::LessOrEqual => a <= b,
        Comparison::Greater => a > b,
        Comparison::GreaterOrEqual => a >= b,
    }
}

pub(crate) fn flip(comparison: Comparison) -> Comparison {
    match comparison {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

/// `value ⋈ today`: each run splits at the value's day.
fn compare_today(cells: &Timeline<Cell>, sense: Sense, comparison: Comparison) -> Timeline<Known> {
    cells.and_then(|cell, _| {
        if cell == UNKNOWN {
            return Timeline::constant(Known::Unknown);
        }
        let day = Day(as_day(cell, sense) as i32);
        let known = |earlier: bool, same: bool, later: bool| {
            // `earlier`: D before the value's day, and so on.
            let mut timeline = Timeline::split(Known::from(earlier), day, Known::from(same));
            timeline.push(day.next(), Known::from(later));
            timeline
        };
        match comparison {
            Comparison::GreaterOrEqual => known(true, true, false),
            Comparison::Greater => known(true, false, false),
            Comparison::LessOrEqual => known(false, true, true),
            Comparison::Less => known(false, false, true),
            Comparison::Equal => known(false, true, false),
            Comparison::NotEqual => known(true, false, true),
        }
    })
}
