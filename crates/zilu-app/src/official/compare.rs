//! Two editions side by side: which clauses moved, and which duties and readings lean on them.

use super::{Attached, ComingChange};
use crate::lens::{Filter, Lens, Row};
use crate::words::Words;
use rustc_hash::FxHashMap;
use serde::Serialize;
use zilu_engine::Day;
use zilu_text::{Change, Pair, PieceKind, Span, Split, compare, spans};

/// Two editions compared.
#[derive(Debug, Clone, Serialize)]
pub struct Comparison {
    /// The older edition.
    pub old: String,
    /// The newer edition.
    pub new: String,
    /// ISO day on which the newer one was announced.
    pub announced: Option<String>,
    /// ISO day from which the newer one is in force.
    pub effective: Option<String>,
    /// How many clauses: (word, label, count).
    pub counts: Vec<(&'static str, Words, usize)>,
    /// What the company still has to do about the newer edition.
    pub open: Vec<Countdown>,
    /// Everything that is not the same, in the order of the newer edition.
    pub rows: Vec<ChangeRow>,
}

/// A duty about the newer edition itself.
#[derive(Debug, Clone, Serialize)]
pub struct Countdown {
    /// The standing.
    pub standing: Row,
    /// Days until it is due; negative when it is late.
    pub days_left: Option<i32>,
}

/// A clause that is not the same in both editions.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeRow {
    /// Word of the change.
    pub change: &'static str,
    /// Its label.
    pub label: Words,
    /// A clause, not a heading.
    pub clause: bool,
    /// Id in the older edition.
    pub old_id: Option<String>,
    /// Id in the newer edition.
    pub new_id: Option<String>,
    /// The words, kept, deleted and inserted.
    pub spans: Vec<SpanView>,
    /// Duties that lean on the clause.
    pub duties: Vec<LeaningDuty>,
    /// Readings that those duties use: name and label.
    pub readings: Vec<(String, Words)>,
}

/// A duty that leans on a clause.
#[derive(Debug, Clone, Serialize)]
pub struct LeaningDuty {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// Whose turn it is when it is open.
    pub who: Words,
}

/// A stretch of a changed text.
#[derive(Debug, Clone, Serialize)]
pub struct SpanView {
    /// `kept`, `deleted` or `inserted`.
    pub kind: &'static str,
    /// The words.
    pub text: String,
}

impl Lens<'_> {
    /// Compares two attached editions; `None` when one is not attached or cannot be read.
    pub fn compare_editions(&self, old: &str, new: &str) -> Option<Comparison> {
        let attached = self.attached();
        let find = |name: &str| attached.iter().find(|edition| edition.edition == name);
        let (old, new) = (find(old)?, find(new)?);
        let read = |edition: &Attached| self.texts.get(self.catalogue, edition.sha256.as_deref()?).ok();
        let (before, after) = (read(old)?, read(new)?);
        let pairs = compare(&before.pieces, &after.pieces);
        let clauses =
            |change: Change| pairs.iter().filter(|pair| pair.change == change && is_clause(pair)).count();
        let counts = Change::ALL.map(|change| (change.word(), Words::from(change.label()), clauses(change)));
        Some(Comparison {
            old: old.edition.clone(),
            new: new.edition.clone(),
            announced: new.announced.map(|day| day.to_string()),
            effective: new.effective.map(|day| day.to_string()),
            counts: counts.to_vec(),
            open: self.countdowns(new),
            rows: pairs
                .iter()
                .filter(|pair| pair.change != Change::Same)
                .map(|pair| self.change_row(pair))
                .collect(),
        })
    }

    fn change_row(&self, pair: &Pair<'_>) -> ChangeRow {
        let leaning = pair
            .old
            .and_then(|piece| self.catalogue.clause(&piece.id))
            .map(|clause| &self.catalogue.clauses[clause.index()].duties);
        let duties = || leaning.into_iter().flatten().map(|duty| &self.catalogue.duties[duty.index()]);
        let mut readings: Vec<_> = duties().flat_map(|duty| &duty.readings).copied().collect();
        readings.sort_unstable();
        readings.dedup();
        ChangeRow {
            change: pair.change.word(),
            label: Words::from(pair.change.label()),
            clause: is_clause(pair),
            old_id: pair.old.map(|piece| piece.id.clone()),
            new_id: pair.new.map(|piece| piece.id.clone()),
            spans: span_views(pair),
            duties: duties()
                .map(|duty| LeaningDuty {
                    name: duty.name.clone(),
                    title: Words::from(&duty.title),
                    who: duty.who.label().into(),
                })
                .collect(),
            readings: readings
                .into_iter()
                .map(|reading| &self.catalogue.readings[reading.index()])
                .map(|reading| (reading.name.clone(), Words::from(&reading.label)))
                .collect(),
        }
    }

    /// The duties whose subject is the edition: to be taken into the company's own controls in time.
    fn countdowns(&self, edition: &Attached) -> Vec<Countdown> {
        let filter = Filter {
            kind: Some(super::KIND.to_owned()),
            subject: Some(edition.edition.clone()),
            ..Filter::default()
        };
        let standings =
            self.standings(&filter).into_iter().filter(|standing| standing.subject == edition.record);
        standings
            .map(|standing| Countdown {
                days_left: standing.due.filter(|day| *day != Day::NEVER).map(|due| due.0 - self.on.0),
                standing: self.row(&standing),
            })
            .collect()
    }
}

/// What a newer edition does to the clauses of an older text, by their ids there.
pub(super) fn coming_changes(old: &Split, newer: &Attached, new: &Split) -> FxHashMap<String, ComingChange> {
    let pairs = compare(&old.pieces, &new.pieces);
    let changed = pairs.iter().filter(|pair| pair.change != Change::Same && is_clause(pair));
    changed
        .filter_map(|pair| {
            let change = ComingChange {
                edition: newer.edition.clone(),
                effective: newer.effective.map(|day| day.to_string()),
                change: Words::from(pair.change.label()),
                word: pair.change.word(),
                id: pair.new.map(|piece| piece.id.clone()),
                spans: span_views(pair),
            };
            Some((pair.old?.id.clone(), change))
        })
        .collect()
}

fn is_clause(pair: &Pair<'_>) -> bool {
    pair.new.or(pair.old).is_some_and(|piece| piece.kind == PieceKind::Clause)
}

fn span_views(pair: &Pair<'_>) -> Vec<SpanView> {
    let text = |piece: Option<&zilu_text::Piece>| piece.map_or("", |piece| piece.text.as_str()).to_owned();
    let (old, new) = (text(pair.old), text(pair.new));
    let view = |span| match span {
        Span::Kept(text) => SpanView { kind: "kept", text },
        Span::Deleted(text) => SpanView { kind: "deleted", text },
        Span::Inserted(text) => SpanView { kind: "inserted", text },
    };
    spans(&old, &new).into_iter().map(view).collect()
}
