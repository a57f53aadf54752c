//! Looking at the company as of a date, as known at an instant. Every page, table and command reads through a lens.

use crate::official::Texts;
use crate::provenance::Sources;
use crate::rules::Rules;
use crate::words::Words;
use serde::Serialize;
use std::sync::Arc;
use zilu_catalogue::{Catalogue, Clause, Duty, DutyId, KindId, Role, Status, Type};
use zilu_engine::{Calendar, Counts, Day, Evaluation, Facts, Period, RecordId, Standing, World};

/// The facts, the evaluation as known at K, and the as-of date D.
pub struct Lens<'a> {
    /// All editions of the rules.
    pub rules: &'a Rules,
    /// The edition in force on D.
    pub catalogue: &'a Catalogue,
    /// The facts.
    pub facts: &'a Facts,
    /// Business days.
    pub calendar: &'a Calendar,
    /// Official texts.
    pub(crate) texts: &'a Texts,
    /// Where facts came from.
    pub(crate) sources: &'a Sources,
    /// The evaluation at K.
    pub evaluation: Arc<Evaluation>,
    /// D.
    pub on: Day,
    /// K, in seconds since 1970.
    pub known: i64,
}

/// Which standings to list. Empty fields do not restrict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// A clause id or the beginning of one at a dot: `a14` covers `a14.1.1`.
    pub clause: Option<String>,
    /// A duty's name.
    pub duty: Option<String>,
    /// A kind's name.
    pub kind: Option<String>,
    /// A subject's key, or a part of it when `contains` is set.
    pub subject: Option<String>,
    /// The subject's key need only contain the text.
    pub contains: bool,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Whose turn.
    pub who: Option<Role>,
    /// Due on or before this day.
    pub due_by: Option<Day>,
    /// The record that the subject is, or refers to (see [`Lens::about`]).
    pub about: Option<RecordId>,
}

/// A standing as tables show it.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// Clause id.
    pub clause: String,
    /// Duty name.
    pub duty: String,
    /// Duty title.
    pub title: Words,
    /// Kind of the subject.
    pub kind: String,
    /// Key of the subject.
    pub subject: String,
    /// Name of the subject, where its kind has a field for it.
    pub name: Option<String>,
    /// Label of the period, or key of the trigger; empty when there is none.
    pub period: String,
    /// Item number, 0 when there is none.
    pub item: u16,
    /// The item's label.
    pub item_label: Option<Words>,
    /// Status word.
    pub status: &'static str,
    /// ISO due date.
    pub due: Option<String>,
    /// ISO date since when the status is so.
    pub since: String,
    /// Role whose turn it is.
    pub who: &'static str,
}

/// A standing with its row, for those who go on to explain it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The standing.
    pub standing: Standing,
    /// As shown.
    pub row: Row,
}

impl<'a> Lens<'a> {
    /// The world behind the lens.
    pub fn world(&self) -> World<'_> {
        World::new(self.catalogue, self.facts, self.calendar, self.known, self.evaluation.horizon())
            .starting(self.evaluation.start())
    }

    /// The duties that a filter leaves.
    pub fn duties(&self, filter: &Filter) -> Vec<DutyId> {
        let kind = filter.kind.as_ref().map(|kind| self.catalogue.kind(kind));
        (0..self.catalogue.duties.len() as u16)
            .map(DutyId)
            .filter(|id| {
                let duty = &self.catalogue.duties[id.index()];
                filter.duty.as_ref().is_none_or(|name| duty.name == *name)
                    && filter.who.is_none_or(|who| duty.who == who)
                    && kind.is_none_or(|kind| kind == Some(duty.kind))
                    && filter.clause.as_ref().is_none_or(|clause| self.serves(duty, clause))
            })
            .collect()
    }

    fn serves(&self, duty: &Duty, prefix: &str) -> bool {
        duty.clauses.iter().any(|clause| is_under(&self.catalogue.clauses[clause.index()].id, prefix))
    }

    /// Calls back for every standing that passes the filter, in order of duty and subject.
    pub fn for_each(&self, filter: &Filter, mut visit: impl FnMut(Standing)) {
        let about = filter.about.map(|record| self.about(record));
        for duty in self.duties(filter) {
            for standing in self.evaluation.standings(self.catalogue, duty, self.on) {
                let concerns = about.as_ref().is_none_or(|about| about.contains(&standing.subject));
                if concerns && self.passes(filter, &standing) {
                    visit(standing);
                }
            }
        }
    }

    fn passes(&self, filter: &Filter, standing: &Standing) -> bool {
        (filter.statuses.is_empty() || filter.statuses.contains(&standing.status))
            && filter.due_by.is_none_or(|day| standing.due.is_some_and(|due| due <= day))
            && filter.subject.as_ref().is_none_or(|subject| {
                let key = self.facts.key(standing.subject);
                if filter.contains { key.contains(subject.as_str()) } else { key == subject }
            })
    }

    /// All standings that pass a filter.
    pub fn standings(&self, filter: &Filter) -> Vec<Standing> {
        let mut standings = Vec::new();
        self.for_each(filter, |standing| standings.push(standing));
        standings
    }

    /// A standing as tables show it.
    pub fn row(&self, standing: &Standing) -> Row {
        let duty = &self.catalogue.duties[standing.duty.index()];
        Row {
            clause: self.catalogue.clauses[duty.clauses[0].index()].id.clone(),
            duty: duty.name.clone(),
            title: Words::from(&duty.title),
            kind: self.catalogue.kinds[duty.kind.index()].name.clone(),
            subject: self.facts.key(standing.subject).to_owned(),
            name: self.name(standing.subject),
            period: standing.period.label(duty, self.facts),
            item: standing.item,
            item_label: self.item_label(standing),
            status: standing.status.word(),
            due: standing.due.map(|day| day.to_string()),
            since: standing.since.to_string(),
            who: duty.who.word(),
        }
    }

    fn item_label(&self, standing: &Standing) -> Option<Words> {
        let index = usize::from(standing.item.checked_sub(1)?);
        match &self.catalogue.duties[standing.duty.index()].verb {
            zilu_catalogue::Verb::Holds { items, .. } => {
                items.get(index).map(|item| Words::from(&item.label))
            }
            _ => None,
        }
    }

    /// What people call a record: its `name` or `title` field.
    pub fn name(&self, record: RecordId) -> Option<String> {
        let kind = &self.catalogue.kinds[record.kind.index()];
        let field = kind.field("name").or_else(|| kind.field("title"))?;
        if kind.fields[field.index()].ty != Type::Text || kind.key.contains(&field) {
            return None;
        }
        match self.facts.value_at(self.catalogue, record, field, self.on, self.known)? {
            zilu_catalogue::Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Finds one standing by its names, as addresses and the command line write them.
    pub fn find(&self, duty: &str, subject: &str, period: &str, item: u16) -> Option<Standing> {
        let id = self.catalogue.duty(duty)?;
        let definition = &self.catalogue.duties[id.index()];
        let record = self.facts.find(definition.kind, subject)?;
        self.evaluation
            .standings_of(id, record, self.on)
            .find(|standing| standing.item == item && standing.period.label(definition, self.facts) == period)
    }

    /// A record by the name of its kind and its key, as soon as anything was ever recorded of it.
    pub fn record(&self, kind: &str, key: &str) -> Option<RecordId> {
        self.facts.find(self.catalogue.kind(kind)?, key)
    }

    /// Counts of a clause: those of the duties that stand under it or name it.
    pub fn clause_counts(&self, clause: &Clause, counts: &[Counts]) -> Counts {
        let mut sum = Counts::default();
        for duty in &clause.duties {
            sum.add(&counts[duty.index()]);
        }
        sum
    }

    /// When the first fact was recorded, in seconds since 1970, whatever K is; `None` when nothing was.
    pub fn first_recorded(&self) -> Option<i64> {
        let kinds = (0..self.catalogue.kinds.len() as u16).map(KindId);
        let records =
            kinds.flat_map(|kind| (0..self.facts.rows(kind)).map(move |row| RecordId { kind, row }));
        records.filter_map(|record| Some(self.facts.revisions(record, i64::MAX).first()?.recorded)).min()
    }

    /// The rows of a kind that exist on D as known at K.
    pub fn records(&self, kind: KindId) -> impl Iterator<Item = RecordId> + '_ {
        (0..self.facts.rows(kind))
            .map(move |row| RecordId { kind, row })
            .filter(|record| self.facts.begin(*record, self.known) <= self.on)
    }
}

/// Whether a clause id is the given one or lies under it: `a14.1.1` is under `a14` and `a14.1`, not under `a1`.
pub fn is_under(id: &str, prefix: &str) -> bool {
    id.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The most severe first, then the earliest due, then by subject.
pub fn by_severity(a: &Standing, b: &Standing) -> std::cmp::Ordering {
    (b.status, a.due.unwrap_or(Day::NEVER), a.since, a.duty, a.subject.row).cmp(&(
        a.status,
        b.due.unwrap_or(Day::NEVER),
        b.since,
        b.duty,
        b.subject.row,
    ))
}

/// Whether a period's label needs its own column (there is one).
pub fn has_period(period: Period) -> bool {
    period != Period::None
}
