//! Piecewise constant functions of the as-of date.
//!
//! The engine never evaluates at one date only: it computes, for one knowledge instant K, the value for *every* D at
//! once, so that populations are interval histories and a year of month-ends costs one evaluation.

use crate::calendar::Day;
use crate::known::Known;
use smallvec::{SmallVec, smallvec};

/// A value for every day: each step holds from its day until the next step's. The first step holds from `ALWAYS`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline<T> {
    steps: SmallVec<[(Day, T); 4]>,
}

impl<T: Copy + PartialEq> Timeline<T> {
    /// The same value on every day.
    pub fn constant(value: T) -> Self {
        Self { steps: smallvec![(Day::ALWAYS, value)] }
    }

    /// One value before a day, another from that day on.
    pub fn split(before: T, day: Day, after: T) -> Self {
        if day == Day::ALWAYS {
            return Self::constant(after);
        }
        let mut timeline = Self::constant(before);
        timeline.push(day, after);
        timeline
    }

    /// Adds a step at the end. Steps on the same day replace each other; a step that changes nothing is dropped.
    pub fn push(&mut self, day: Day, value: T) {
        debug_assert!(self.steps.last().is_none_or(|(last, _)| *last <= day), "steps come in order");
        if day == Day::NEVER {
            return;
        }
        if self.steps.last().is_some_and(|(last, _)| *last == day) {
            self.steps.pop();
        }
        if self.steps.last().is_none_or(|(_, last)| *last != value) {
            self.steps.push((day, value));
        }
    }

    /// The value on a day.
    pub fn at(&self, day: Day) -> T {
        let after = self.steps.iter().rposition(|(from, _)| *from <= day);
        self.steps[after.unwrap_or(0)].1
    }

    /// The value if it never changes.
    pub fn as_constant(&self) -> Option<T> {
        if self.steps.len() == 1 { Some(self.steps[0].1) } else { None }
    }

    /// The last value.
    pub fn last(&self) -> T {
        self.steps[self.steps.len() - 1].1
    }

    /// The steps as (from, until excluded, value).
    pub fn runs(&self) -> impl DoubleEndedIterator<Item = (Day, Day, T)> + '_ {
        self.steps.iter().enumerate().map(|(i, (from, value))| {
            (*from, self.steps.get(i + 1).map_or(Day::NEVER, |(next, _)| *next), *value)
        })
    }

    /// The days on which the value changes.
    pub fn changes(&self) -> impl Iterator<Item = Day> + '_ {
        self.steps.iter().skip(1).map(|(day, _)| *day)
    }

    /// The same where days before one are of no interest.
    #[must_use]
    pub fn since(&self, day: Day) -> Timeline<T> {
        let mut out = Timeline::constant(self.at(day));
        for (later, value) in self.steps.iter().filter(|(later, _)| *later > day) {
            out.push(*later, *value);
        }
        out
    }

    /// Applies a function to every value.
    pub fn map<U: Copy + PartialEq>(&self, mut f: impl FnMut(T) -> U) -> Timeline<U> {
        let mut out = Timeline { steps: SmallVec::new() };
        for (day, value) in &self.steps {
            out.push(*day, f(*value));
        }
        out
    }

    /// Combines two timelines day by day.
    pub fn zip<U: Copy + PartialEq, V: Copy + PartialEq>(
        &self,
        other: &Timeline<U>,
        mut f: impl FnMut(T, U) -> V,
    ) -> Timeline<V> {
        if let (Some(a), Some(b)) = (self.as_constant(), other.as_constant()) {
            return Timeline::constant(f(a, b));
        }
        let (mut i, mut j) = (0, 0);
        let mut out = Timeline { steps: SmallVec::new() };
        let mut day = Day::ALWAYS;
        loop {
            out.push(day, f(self.steps[i].1, other.steps[j].1));
            let next_i = self.steps.get(i + 1).map_or(Day::NEVER, |s| s.0);
            let next_j = other.steps.get(j + 1).map_or(Day::NEVER, |s| s.0);
            day = next_i.min(next_j);
            if day == Day::NEVER {
                return out;
            }
            i += usize::from(next_i == day);
            j += usize::from(next_j == day);
        }
    }

    /// Replaces each run by the timeline that a function gives for its value, cut to the run.
    pub fn and_then<U: Copy + PartialEq>(&self, mut f: impl FnMut(T, Day) -> Timeline<U>) -> Timeline<U> {
        if let Some(value) = self.as_constant() {
            return f(value, Day::ALWAYS);
        }
        let mut out = Timeline { steps: SmallVec::new() };
        for (from, until, value) in self.runs() {
            let inner = f(value, from);
            for (start, _, inner_value) in
                inner.runs().filter(|(start, end, _)| *start < until && *end > from)
            {
                out.push(start.max(from), inner_value);
            }
        }
        out
    }
}

impl Timeline<Known> {
    /// Both, day by day.
    #[must_use]
    pub fn and(&self, other: &Timeline<Known>) -> Timeline<Known> {
        match (self.as_constant(), other.as_constant()) {
            (Some(Known::No), _) | (_, Some(Known::No)) => Timeline::constant(Known::No),
            (Some(Known::Yes), _) => other.clone(),
            (_, Some(Known::Yes)) => self.clone(),
            _ => self.zip(other, Known::and),
        }
    }

    /// Either, day by day.
    #[must_use]
    pub fn or(&self, other: &Timeline<Known>) -> Timeline<Known> {
        match (self.as_constant(), other.as_constant()) {
            (Some(Known::Yes), _) | (_, Some(Known::Yes)) => Timeline::constant(Known::Yes),
            (Some(Known::No), _) => other.clone(),
            (_, Some(Known::No)) => self.clone(),
            _ => self.zip(other, Known::or),
        }
    }
}
