//! Functions of the as-of date that change at most once: most facts, and most of what follows from them.
//!
//! Laying out every day of a long timeline costs time; here an answer is worked out for the days before and after one
//! change only. `Varies` means: it changes more often, or seeing that it does not is not cheap. The day-by-day way of
//! `predicate` then gives the answer, which is always the same as the brief one where there is one.

use crate::calendar::Day;
use crate::facts::{Cell, RecordId, UNKNOWN};
use crate::known::Known;
use crate::predicate::{Frame, Sense, as_day, compare, compare_count, flip};
use crate::timeline::Timeline;
use crate::world::World;
use zilu_catalogue::{Comparison, FieldId, Path, Predicate, Relation, Scalar, TermId, Type, Value};

/// A value for every day that changes at most once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Brief<T> {
    /// The same on every day.
    Always(T),
    /// One value before a day, another one from that day on.
    Split(T, Day, T),
    /// Not seen to be that simple.
    Varies,
}

impl<T: Copy + PartialEq> Brief<T> {
    /// One value before a day, another from that day on, where days before `from` are of no interest.
    pub(crate) fn split(before: T, day: Day, after: T, from: Day) -> Brief<T> {
        if day <= from || before == after {
            Brief::Always(after)
        } else if day == Day::NEVER {
            Brief::Always(before)
        } else {
            Brief::Split(before, day, after)
        }
    }

    /// A timeline, if it changes at most once.
    pub(crate) fn of(timeline: &Timeline<T>) -> Brief<T> {
        let mut runs = timeline.runs();
        match (runs.next(), runs.next(), runs.next()) {
            (Some((.., value)), None, _) => Brief::Always(value),
            (Some((.., before)), Some((day, _, after)), None) => Brief::Split(before, day, after),
            _ => Brief::Varies,
        }
    }

    /// The value, if it never changes.
    pub(crate) fn always(self) -> Option<T> {
        if let Brief::Always(value) = self { Some(value) } else { None }
    }

    /// The stretches as (from, until excluded, value); none where it varies.
    pub(crate) fn runs(self) -> impl Iterator<Item = (Day, Day, T)> {
        let (first, second) = match self {
            Brief::Always(value) => (Some((Day::ALWAYS, Day::NEVER, value)), None),
            Brief::Split(before, day, after) => {
                (Some((Day::ALWAYS, day, before)), Some((day, Day::NEVER, after)))
            }
            Brief::Varies => (None, None),
        };
        first.into_iter().chain(second)
    }

    pub(crate) fn timeline(self) -> Option<Timeline<T>> {
        match self {
            Brief::Always(value) => Some(Timeline::constant(value)),
            Brief::Split(before, day, after) => Some(Timeline::split(before, day, after)),
            Brief::Varies => None,
        }
    }

    pub(crate) fn map<U: Copy + PartialEq>(self, mut f: impl FnMut(T) -> U) -> Brief<U> {
        match self {
            Brief::Always(value) => Brief::Always(f(value)),
            Brief::Split(before, day, after) => {
                let (before, after) = (f(before), f(after));
                if before == after { Brief::Always(before) } else { Brief::Split(before, day, after) }
            }
            Brief::Varies => Brief::Varies,
        }
    }

    pub(crate) fn zip<U: Copy + PartialEq, V: Copy + PartialEq>(
        self,
        other: Brief<U>,
        mut f: impl FnMut(T, U) -> V,
    ) -> Brief<V> {
        match (self, other) {
            (Brief::Varies, _) | (_, Brief::Varies) => Brief::Varies,
            (Brief::Always(a), b) => b.map(|b| f(a, b)),
            (a, Brief::Always(b)) => a.map(|a| f(a, b)),
            (Brief::Split(a, day, b), Brief::Split(c, other, d)) => {
                let first = f(a, c);
                let between = if day < other { f(b, c) } else { f(a, d) };
                let last = f(b, d);
                let (early, late) = (day.min(other), day.max(other));
                if early == late || between == last {
                    if first == last { Brief::Always(last) } else { Brief::Split(first, early, last) }
                } else if first == between {
                    Brief::Split(first, late, last)
                } else {
                    Brief::Varies
                }
            }
        }
    }
}

impl Brief<Known> {
    /// Both (decided by a no) or either (decided by a yes), day by day.
    pub(crate) fn both_or_either(self, other: Brief<Known>, decides: Known) -> Brief<Known> {
        match (self, other) {
            (Brief::Always(known), _) | (_, Brief::Always(known)) if known == decides => {
                Brief::Always(decides)
            }
            _ if decides == Known::No => self.zip(other, Known::and),
            _ => self.zip(other, Known::or),
        }
    }
}

pub(crate) fn known(cell: Cell) -> Known {
    if cell == UNKNOWN { Known::Unknown } else { Known::Yes }
}

/// How a day compares with today: the answer turns on that day, or some days later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) before: Known,
    pub(crate) days_later: i32,
    pub(crate) after: Known,
}

/// `day ⋈ today`; `None` where that turns twice.
pub(crate) fn turn_beside_today(comparison: Comparison) -> Option<Turn> {
    let turn = |before, days_later, after| Some(Turn { before, days_later, after });
    match comparison {
        Comparison::Equal | Comparison::NotEqual => None,
        Comparison::GreaterOrEqual => turn(Known::Yes, 1, Known::No),
        Comparison::Greater => turn(Known::Yes, 0, Known::No),
        Comparison::LessOrEqual => turn(Known::No, 0, Known::Yes),
        Comparison::Less => turn(Known::No, 1, Known::Yes),
    }
}

/// `value ⋈ today`, from a day on.
pub(crate) fn beside_today(
    value: Brief<Cell>,
    sense: Sense,
    comparison: Comparison,
    from: Day,
) -> Brief<Known> {
    let Some((cell, turn)) = value.always().zip(turn_beside_today(comparison)) else { return Brief::Varies };
    if cell == UNKNOWN {
        return Brief::Always(Known::Unknown);
    }
    let day = Day(as_day(cell, sense) as i32);
    let change = if turn.days_later > 0 { day.next() } else { day };
    Brief::split(turn.before, change, turn.after, from)
}

impl World<'_> {
    /// The answer from the frame's first day on, if it is brief.
    pub(crate) fn brief(&self, predicate: &Predicate, frame: Frame) -> Brief<Known> {
        match predicate {
            Predicate::True => Brief::Always(Known::Yes),
            Predicate::And(parts) => self.brief_all(parts, frame, Known::No),
            Predicate::Or(parts) => self.brief_all(parts, frame, Known::Yes),
            Predicate::Not(part) => self.brief(part, frame).map(|known| !known),
            Predicate::Has(path) => self.brief_path(path, frame).map(known),
            Predicate::Compare(left, comparison, right) => {
                self.brief_compare(left, *comparison, right, frame)
            }
            Predicate::In(scalar, values) => self.brief_one_of(scalar, values, frame),
            Predicate::Fresh(path, duration) => match self.brief_path(path, frame) {
                Brief::Always(UNKNOWN) => Brief::Always(Known::Unknown),
                Brief::Always(cell) => {
                    let instant = self.path_type(path) == Some(&Type::Instant);
                    let day = if instant { Day::of_instant(cell) } else { Day(cell as i32) };
                    let last = self.calendar.plus(day, self.resolve(*duration, day));
                    Brief::split(Known::Yes, last.next(), Known::Unknown, frame.from)
                }
                _ => Brief::Varies,
            },
            Predicate::Is(path, term) => self.brief_is(path, *term, frame),
            Predicate::Some(relation, condition) => self.brief_some(relation, condition, frame),
            Predicate::No(relation, condition) => {
                self.brief_some(relation, condition, frame).map(|known| !known)
            }
            Predicate::Every(relation, condition, consequence) => {
                let mut all = Brief::Always(Known::Yes);
                for row in self.related(relation, condition, frame) {
                    let there = self.brief_related(relation, condition, frame, row);
                    if there == Brief::Always(Known::No) {
                        continue;
                    }
                    let inner = Frame { current: RecordId { kind: relation.kind, row }, ..frame };
                    let fulfils = self.brief(consequence, inner);
                    let answer = there.map(|known| !known).both_or_either(fulfils, Known::Yes);
                    all = all.both_or_either(answer, Known::No);
                    if all == Brief::Always(Known::No) || answer == Brief::Varies {
                        break;
                    }
                }
                all
            }
        }
    }

    fn brief_all(&self, parts: &[Predicate], frame: Frame, decides: Known) -> Brief<Known> {
        let mut all = Brief::Always(!decides);
        for part in parts {
            // Also after something that varies: a later part may decide alone.
            all = all.both_or_either(self.brief(part, frame), decides);
            if all == Brief::Always(decides) {
                break;
            }
        }
        all
    }

    pub(crate) fn brief_is(&self, path: &Path, term: TermId, frame: Frame) -> Brief<Known> {
        let Some(start) = frame.root(path.root) else { return Brief::Always(Known::Unknown) };
        if path.steps.is_empty() {
            return self.brief_term(term, start, frame.from);
        }
        match self.brief_path(path, frame) {
            Brief::Always(UNKNOWN) => Brief::Always(Known::Unknown),
            Brief::Always(cell) => {
                let kind = self.catalogue.terms[term.index()].kind;
                self.brief_term(term, RecordId { kind, row: cell as u32 }, frame.from)
            }
            _ => Brief::Varies,
        }
    }

    /// A term of a record that exists on `from`.
    pub(crate) fn brief_term(&self, term: TermId, record: RecordId, from: Day) -> Brief<Known> {
        if self.facts.begin(record, self.known) > from {
            return Brief::Varies;
        }
        let kept = match self.kept(term).get(record.row) {
            Some(kept) => kept,
            None => Brief::of(&self.term(term, record, from)),
        };
        match kept {
            Brief::Split(_, day, after) if day <= from => Brief::Always(after),
            kept => kept,
        }
    }

    pub(crate) fn brief_some(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
    ) -> Brief<Known> {
        let Some(target) = frame.root(relation.to) else { return Brief::Always(Known::No) };
        let [field] = relation.via.as_slice() else { return Brief::Varies };
        let mut any = Brief::Always(Known::No);
        for row in self.facts.backward(relation.kind, *field, target.row) {
            any = any.both_or_either(self.brief_related(relation, condition, frame, *row), Known::Yes);
            if any == Brief::Always(Known::Yes) {
                break;
            }
        }
        any
    }

    /// There is this related record, it is linked to the record at hand, and the condition holds for it.
    pub(crate) fn brief_related(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
        row: u32,
    ) -> Brief<Known> {
        let record = RecordId { kind: relation.kind, row };
        let begin = self.facts.begin(record, self.known);
        if begin == Day::NEVER {
            return Brief::Always(Known::No);
        }
        let there = self.brief_link(relation, condition, frame, record, begin.max(frame.from));
        Brief::split(Known::No, begin, Known::Yes, frame.from).both_or_either(there, Known::No)
    }

    /// Link and condition of a related record, from a day on which it exists.
    pub(crate) fn brief_link(
        &self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
        record: RecordId,
        from: Day,
    ) -> Brief<Known> {
        let Some(target) = frame.root(relation.to) else { return Brief::Always(Known::No) };
        let mut there = Brief::Always(Known::Yes);
        if !relation.via.is_empty() {
            there = self.brief_steps(record, &relation.via, from).map(|cell| match cell {
                UNKNOWN => Known::Unknown,
                cell => Known::from(cell == Cell::from(target.row)),
            });
        }
        if there == Brief::Always(Known::No) || *condition == Predicate::True {
            return there;
        }
        there.both_or_either(self.brief(condition, Frame { current: record, from, ..frame }), Known::No)
    }

    pub(crate) fn brief_path(&self, path: &Path, frame: Frame) -> Brief<Cell> {
        match frame.root(path.root) {
            Some(record) => self.brief_steps(record, &path.steps, frame.from),
            None => Brief::Always(UNKNOWN),
        }
    }

    pub(crate) fn brief_steps(&self, mut record: RecordId, steps: &[FieldId], from: Day) -> Brief<Cell> {
        let Some((last, before)) = steps.split_last() else {
            return Brief::Always(Cell::from(record.row));
        };
        for field in before {
            match self.facts.brief(record, *field, self.known, from) {
                Brief::Always(UNKNOWN) => return Brief::Always(UNKNOWN),
                Brief::Always(cell) => match self.target(record.kind, *field) {
                    Some(kind) => record = RecordId { kind, row: cell as u32 },
                    None => return Brief::Always(UNKNOWN),
                },
                _ => return Brief::Varies,
            }
        }
        self.facts.brief(record, *last, self.known, from)
    }

    fn brief_one_of(&self, scalar: &Scalar, values: &[Value], frame: Frame) -> Brief<Known> {
        let Scalar::Path(path) = scalar else { return Brief::Varies };
        let kind = self.reference_kind(scalar);
        self.brief_path(path, frame).map(|cell| match cell {
            UNKNOWN => Known::Unknown,
            cell => Known::from(values.iter().any(|value| self.literal(value, kind) == Some(cell))),
        })
    }

    fn brief_compare(
        &self,
        left: &Scalar,
        comparison: Comparison,
        right: &Scalar,
        frame: Frame,
    ) -> Brief<Known> {
        match (left, right) {
            (Scalar::Today, other) => self.brief_today(other, flip(comparison), frame),
            (other, Scalar::Today) => self.brief_today(other, comparison, frame),
            (Scalar::Count(relation, condition), other) => {
                self.brief_count(relation, condition, comparison, left, other, frame)
            }
            (other, Scalar::Count(relation, condition)) => {
                self.brief_count(relation, condition, flip(comparison), right, other, frame)
            }
            _ => {
                let (a, a_sense) = self.brief_scalar(left, right, frame);
                if a == Brief::Varies {
                    return Brief::Varies;
                }
                let (b, b_sense) = self.brief_scalar(right, left, frame);
                let days = a_sense != b_sense && (a_sense == Sense::Day || b_sense == Sense::Day);
                a.zip(b, |a, b| match (a, b) {
                    (UNKNOWN, _) | (_, UNKNOWN) => Known::Unknown,
                    (a, b) if days => {
                        Known::from(compare(as_day(a, a_sense), comparison, as_day(b, b_sense)))
                    }
                    (a, b) => Known::from(compare(a, comparison, b)),
                })
            }
        }
    }

    /// `value ⋈ today`.
    fn brief_today(&self, scalar: &Scalar, comparison: Comparison, frame: Frame) -> Brief<Known> {
        let (value, sense) = self.brief_scalar(scalar, &Scalar::Today, frame);
        beside_today(value, sense, comparison, frame.from)
    }

    fn brief_count(
        &self,
        relation: &Relation,
        condition: &Predicate,
        comparison: Comparison,
        count: &Scalar,
        other: &Scalar,
        frame: Frame,
    ) -> Brief<Known> {
        let Some(target) = frame.root(relation.to) else { return Brief::Varies };
        let [field] = relation.via.as_slice() else { return Brief::Varies };
        let (mut low, mut high) = (0_u32, 0_u32);
        for row in self.facts.backward(relation.kind, *field, target.row) {
            match self.brief_related(relation, condition, frame, *row) {
                Brief::Always(there) => {
                    low += u32::from(there == Known::Yes);
                    high += u32::from(there != Known::No);
                }
                _ => return Brief::Varies,
            }
        }
        let times = if self.is_whole(count, other) { 1_000 } else { 1 };
        let bounds = (low.saturating_mul(times), high.saturating_mul(times));
        let (limit, _) = self.brief_scalar(other, count, frame);
        limit.map(|limit| compare_count(bounds, comparison, limit))
    }

    /// A scalar beside another one, which gives a literal its meaning and a whole number its scale.
    fn brief_scalar(&self, scalar: &Scalar, other: &Scalar, frame: Frame) -> (Brief<Cell>, Sense) {
        match scalar {
            Scalar::Path(path) => {
                // A vocabulary or a yes-no is never a day.
                if let Scalar::Literal(Value::Enum(_) | Value::YesNo(_)) = other {
                    return (self.brief_path(path, frame), Sense::Plain);
                }
                let (times, sense) = match self.path_type(path) {
                    Some(Type::Date) => (1, Sense::Day),
                    Some(Type::Instant) => (1, Sense::Instant),
                    Some(Type::Integer) if matches!(other, Scalar::Parameter(_)) => (1_000, Sense::Plain),
                    _ => (1, Sense::Plain),
                };
                let cells = self.brief_path(path, frame);
                if times == 1 {
                    return (cells, sense);
                }
                let scaled = |cell: Cell| if cell == UNKNOWN { UNKNOWN } else { cell.saturating_mul(times) };
                (cells.map(scaled), sense)
            }
            Scalar::Record(path) => (self.brief_path(path, frame), Sense::Plain),
            Scalar::Literal(value) => {
                let (cell, sense) = self.literal_beside(value, other);
                (Brief::Always(cell), sense)
            }
            Scalar::Parameter(id) => (Brief::of(self.number(*id)), Sense::Plain),
            Scalar::Plus(base, duration) => {
                let (cells, sense) = self.brief_scalar(base, other, frame);
                (cells.map(|cell| self.plus_cell(cell, sense, *duration)), sense)
            }
            Scalar::Today | Scalar::Count(..) => (Brief::Varies, Sense::Plain),
        }
    }

    /// Yes while every proof is known (an entry is a list of alternatives), unknown otherwise.
    pub(crate) fn brief_proof(&self, proof: &[Vec<Path>], frame: Frame) -> Brief<Known> {
        let mut all = Brief::Always(Known::Yes);
        for alternatives in proof {
            let mut any = Brief::Always(Known::Unknown);
            for path in alternatives {
                any = any.zip(self.brief_path(path, frame).map(known), Known::or);
            }
            all = all.zip(any, Known::and);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every brief function of two values over a few days, with the timeline that it stands for.
    fn all() -> Vec<(Brief<Known>, Timeline<Known>)> {
        let known = [Known::No, Known::Unknown, Known::Yes];
        let mut all = Vec::new();
        for before in known {
            all.push((Brief::Always(before), Timeline::constant(before)));
            for day in [10, 20, 30] {
                for after in known.into_iter().filter(|after| *after != before) {
                    let timeline = Timeline::split(before, Day(day), after);
                    all.push((Brief::Split(before, Day(day), after), timeline));
                }
            }
        }
        all
    }

    #[test]
    fn brief_and_day_by_day_agree() {
        for (a, a_days) in all() {
            assert_eq!(Brief::of(&a_days), a);
            assert_eq!(a.timeline(), Some(a_days.clone()));
            for (b, b_days) in all() {
                for (decides, days) in [(Known::No, a_days.and(&b_days)), (Known::Yes, a_days.or(&b_days))] {
                    let brief = a.both_or_either(b, decides);
                    assert_eq!(brief, Brief::of(&days), "{a:?} {b:?} {decides:?}");
                }
            }
        }
    }

    #[test]
    fn what_varies_can_still_be_decided() {
        let varies = Brief::<Known>::Varies;
        assert_eq!(varies.both_or_either(Brief::Always(Known::No), Known::No), Brief::Always(Known::No));
        assert_eq!(varies.both_or_either(Brief::Always(Known::Yes), Known::No), Brief::Varies);
    }

    #[test]
    fn days_before_the_first_of_interest_do_not_split() {
        assert_eq!(Brief::split(1, Day(5), 2, Day(5)), Brief::Always(2));
        assert_eq!(Brief::split(1, Day(6), 2, Day(5)), Brief::Split(1, Day(6), 2));
        assert_eq!(Brief::split(1, Day::NEVER, 2, Day(5)), Brief::Always(1));
    }
}
