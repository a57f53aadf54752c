//! The book into which the company's acts are written, with names resolved against the catalogue.
//!
//! A mistyped kind, field or word is an error of this crate and panics with its name. What would have been recorded on
//! the day of reading or later has not happened yet: such acts are left out when the book is closed.

use crate::random::Random;
use crate::{Act, Fact};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use zilu_catalogue::{Catalogue, FieldId, Kind, KindId, Type, Value, parse_value};
use zilu_engine::calendar::calendar_period;
use zilu_engine::{Day, Origin};

/// Months of history that are told at least; the story begins with the half-year that they reach into.
const HISTORY_MONTHS: u32 = 18;

/// The acts so far, and the frame of time that they are told in.
pub(crate) struct Book<'a> {
    catalogue: &'a Catalogue,
    seed: u64,
    /// The day of reading: nothing is recorded on it or later.
    pub(crate) today: Day,
    /// First day of the story: the company's registers were taken over then.
    pub(crate) start: Day,
    acts: Vec<Act>,
}

impl<'a> Book<'a> {
    pub(crate) fn new(catalogue: &'a Catalogue, seed: u64, today: Day) -> Book<'a> {
        let start = half_year(back(today, HISTORY_MONTHS)).0;
        Book { catalogue, seed, today, start, acts: Vec::new() }
    }

    /// The random stream of an area.
    pub(crate) fn random(&self, area: &str) -> Random {
        Random::stream(self.seed, area)
    }

    /// A record in a state that is true from a day on. The key's fields are stated from the key.
    pub(crate) fn state(&self, kind: &str, key: &str, from: Day) -> Draft<'a> {
        let mut draft = self.revise(kind, key, from);
        let fields = &draft.kind.key;
        let parts: Vec<&str> = key.splitn(fields.len().max(1), '|').collect();
        assert!(draft.kind.singleton || parts.len() == fields.len(), "key {key} of kind {kind}");
        for (field, part) in fields.iter().zip(parts) {
            let value = parse_value(&draft.kind.fields[field.index()].ty, part);
            let value = value.unwrap_or_else(|fault| panic!("key {key} of kind {kind}: {fault}"));
            draft.fact.fields.push((*field, value));
        }
        draft
    }

    /// A later revision of a record: states what changed, from a day on.
    pub(crate) fn revise(&self, kind: &str, key: &str, from: Day) -> Draft<'a> {
        let id = self.catalogue.kind(kind).unwrap_or_else(|| panic!("no kind {kind}"));
        let fact = Fact {
            kind: id,
            key: key.to_owned(),
            effective: from.date().unwrap_or_else(|| panic!("{kind} {key} without a day")),
            fields: Vec::with_capacity(16),
            void: false,
        };
        Draft { kind: &self.catalogue.kinds[id.index()], fact }
    }

    /// An act or event of a day; its date field is stated.
    pub(crate) fn event(&self, kind: &str, key: &str, on: Day) -> Draft<'a> {
        let mut draft = self.state(kind, key, on);
        let event = draft.event_field();
        draft.put(event, Value::Date(draft.fact.effective));
        draft
    }

    /// An act or event of a moment, in seconds since 1970; its instant field is stated.
    pub(crate) fn moment(&self, kind: &str, key: &str, at: i64) -> Draft<'a> {
        let mut draft = self.state(kind, key, Day::of_instant(at));
        let event = draft.event_field();
        draft.put(event, Value::Instant(at));
        draft
    }

    /// Opens an act that is recorded at a moment.
    pub(crate) fn act(&self, recorded: i64, actor: &str, command: &str, reason: impl Into<String>) -> Act {
        Act {
            recorded,
            actor: actor.to_owned(),
            command: command.to_owned(),
            reason: reason.into(),
            source: None,
            origin: Origin::Attested,
            records: Vec::new(),
        }
    }

    /// Enters an act. One without records is no act.
    pub(crate) fn enter(&mut self, act: Act) {
        if !act.records.is_empty() {
            self.acts.push(act);
        }
    }

    /// The calendar periods of so many months from the story's start to today: first and last day.
    pub(crate) fn periods(&self, months: u8) -> Vec<(Day, Day)> {
        let mut periods = Vec::new();
        let mut day = self.start;
        while day <= self.today {
            let (first, last) = calendar_period(day, months);
            periods.push((first, last));
            day = last.next();
        }
        periods
    }

    /// Whether something of that day can be known when the book is read.
    pub(crate) fn past(&self, day: Day) -> bool {
        day < self.today
    }

    /// The acts in the order of their recording, without those that are still to come.
    pub(crate) fn close(mut self) -> Vec<Act> {
        let today = self.today.start_instant();
        self.acts.retain(|act| act.recorded < today);
        self.acts.sort_by_key(|act| act.recorded);
        self.acts.dedup_by(|next, act| act.takes_in(next));
        // A record that was opened by an act still to come has no revisions either.
        let mut opened: FxHashSet<(KindId, String)> = FxHashSet::default();
        for act in &mut self.acts {
            act.records.retain(|fact| {
                let kind = &self.catalogue.kinds[fact.kind.index()];
                let opens = kind.key.iter().all(|key| fact.fields.iter().any(|(field, _)| field == key));
                if opens {
                    opened.insert((fact.kind, fact.key.clone()));
                }
                opens || opened.contains(&(fact.kind, fact.key.clone()))
            });
        }
        self.acts.retain(|act| !act.records.is_empty());
        self.acts
    }
}

impl Act {
    /// Takes in the records of the next act, when it is the same hand-over: same moment, person, reason and file.
    fn takes_in(&mut self, next: &mut Act) -> bool {
        let same = self.recorded == next.recorded
            && self.actor == next.actor
            && self.command == next.command
            && self.reason == next.reason
            && self.source == next.source
            && self.origin == next.origin;
        if same {
            self.records.append(&mut next.records);
        }
        same
    }

    /// Adds a record.
    pub(crate) fn add(&mut self, draft: Draft<'_>) {
        self.records.push(draft.fact);
    }

    /// Read from a machine's output, out of this file.
    pub(crate) fn measured(mut self, file: impl Into<String>) -> Act {
        self.origin = Origin::Measured;
        self.source = Some(file.into());
        self
    }

    /// Filled in by people, out of this file.
    pub(crate) fn out_of(mut self, file: impl Into<String>) -> Act {
        self.source = Some(file.into());
        self
    }

    /// The act with one record.
    pub(crate) fn with(mut self, draft: Draft<'_>) -> Act {
        self.add(draft);
        self
    }
}

/// A revision being written.
pub(crate) struct Draft<'a> {
    kind: &'a Kind,
    fact: Fact,
}

impl Draft<'_> {
    fn field(&self, name: &str) -> FieldId {
        self.kind.field(name).unwrap_or_else(|| panic!("no field {name} in kind {}", self.kind.name))
    }

    fn event_field(&self) -> FieldId {
        self.kind.event.unwrap_or_else(|| panic!("kind {} is no event", self.kind.name))
    }

    fn put(&mut self, field: FieldId, value: Value) {
        self.fact.fields.retain(|(other, _)| *other != field);
        self.fact.fields.push((field, value));
    }

    /// States a field, as people write it.
    pub(crate) fn set(mut self, name: &str, text: &str) -> Self {
        let field = self.field(name);
        let value = parse_value(&self.kind.fields[field.index()].ty, text);
        let value = value.unwrap_or_else(|fault| panic!("field {name} of kind {}: {fault}", self.kind.name));
        self.put(field, value);
        self
    }

    /// States flags that are yes, names separated by blanks.
    pub(crate) fn yes(mut self, names: &str) -> Self {
        for name in names.split_whitespace() {
            self = self.flag(name, true);
        }
        self
    }

    /// States flags that are no, names separated by blanks.
    pub(crate) fn no(mut self, names: &str) -> Self {
        for name in names.split_whitespace() {
            self = self.flag(name, false);
        }
        self
    }

    /// States a flag.
    pub(crate) fn flag(mut self, name: &str, yes: bool) -> Self {
        let field = self.field(name);
        assert!(
            self.kind.fields[field.index()].ty == Type::YesNo,
            "{name} of kind {} is no flag",
            self.kind.name
        );
        self.put(field, Value::YesNo(yes));
        self
    }

    /// States a whole number.
    pub(crate) fn number(mut self, name: &str, number: i64) -> Self {
        let field = self.field(name);
        assert!(
            self.kind.fields[field.index()].ty == Type::Integer,
            "{name} of kind {} is no number",
            self.kind.name
        );
        self.put(field, Value::Number(number));
        self
    }

    /// States a date.
    pub(crate) fn date(mut self, name: &str, day: Day) -> Self {
        let field = self.field(name);
        assert!(
            self.kind.fields[field.index()].ty == Type::Date,
            "{name} of kind {} is no date",
            self.kind.name
        );
        let date = day.date().unwrap_or_else(|| panic!("{name} of kind {} without a day", self.kind.name));
        self.put(field, Value::Date(date));
        self
    }

    /// States a moment, in seconds since 1970.
    pub(crate) fn instant(mut self, name: &str, at: i64) -> Self {
        let field = self.field(name);
        assert!(
            self.kind.fields[field.index()].ty == Type::Instant,
            "{name} of kind {} is no moment",
            self.kind.name
        );
        self.put(field, Value::Instant(at));
        self
    }

    /// States a field when there is something to state; otherwise it stays unknown.
    pub(crate) fn maybe(self, name: &str, text: Option<&str>) -> Self {
        match text {
            Some(text) => self.set(name, text),
            None => self,
        }
    }

    /// Recorded in error.
    pub(crate) fn void(mut self) -> Self {
        self.fact.void = true;
        self
    }

    /// Goes on writing only when a condition holds.
    pub(crate) fn when(self, condition: bool, then: impl FnOnce(Self) -> Self) -> Self {
        if condition { then(self) } else { self }
    }
}

/// A moment of a day in Taipei.
pub(crate) fn at(day: Day, hour: i32, minute: i32) -> i64 {
    day.start_instant() + i64::from(hour * 3_600 + minute * 60)
}

/// So many days later (or earlier).
pub(crate) fn plus(day: Day, days: i32) -> Day {
    Day(day.0 + days)
}

/// National holidays with a fixed date, as (month, day, name). The movable ones are left to the official calendar.
pub(crate) const HOLIDAYS: [(u32, u32, &str); 7] = [
    (1, 1, "開國紀念日"),
    (2, 28, "和平紀念日"),
    (4, 4, "兒童節"),
    (4, 5, "清明節"),
    (5, 1, "勞動節"),
    (10, 10, "國慶日"),
    (12, 25, "行憲紀念日"),
];

fn is_off(day: Day) -> bool {
    let (_, month, of_month) = day.ymd();
    day.weekday() > 4 || HOLIDAYS.iter().any(|(m, d, _)| (*m, *d) == (month, of_month))
}

/// The day itself, or the next one on which offices work.
pub(crate) fn workday(mut day: Day) -> Day {
    while is_off(day) {
        day = day.next();
    }
    day
}

/// The day itself, or the last one before it on which offices work.
pub(crate) fn workday_before(mut day: Day) -> Day {
    while is_off(day) {
        day = plus(day, -1);
    }
    day
}

/// So many working days later.
pub(crate) fn working(mut day: Day, days: i32) -> Day {
    for _ in 0..days {
        day = workday(day.next());
    }
    day
}

/// So many months earlier, on the first of that month.
pub(crate) fn back(day: Day, months: u32) -> Day {
    let (year, month, _) = day.ymd();
    let total = year * 12 + month as i32 - 1 - months as i32;
    Day::from_ymd(total.div_euclid(12), total.rem_euclid(12) as u32 + 1, 1)
}

/// The half-year that a day lies in.
pub(crate) fn half_year(day: Day) -> (Day, Day) {
    calendar_period(day, 6)
}

/// `2026Q1`, `2026H1`, `2026-03`.
pub(crate) fn label(first: Day, months: u8) -> String {
    zilu_engine::calendar::period_label(first, months)
}

/// The year in the calendar of the Republic, as papers write it.
pub(crate) fn roc_year(day: Day) -> i32 {
    day.ymd().0 - 1911
}

/// Acts that collect the records which one person hands in at one moment, such as the lines of a monthly file.
#[derive(Default)]
pub(crate) struct Batches(BTreeMap<(i64, String), Act>);

impl Batches {
    /// The act of a moment and an actor, opened when it is the first.
    pub(crate) fn of(&mut self, recorded: i64, actor: &str, open: impl FnOnce() -> Act) -> &mut Act {
        self.0.entry((recorded, actor.to_owned())).or_insert_with(open)
    }

    /// Enters all of them.
    pub(crate) fn enter(self, book: &mut Book<'_>) {
        for act in self.0.into_values() {
            book.enter(act);
        }
    }
}

/// The first working morning of the month after a day: when monthly files are read.
pub(crate) fn next_month(day: Day) -> Day {
    let (_, last) = calendar_period(day, 1);
    workday(last.next())
}
