//! Records that a file names by something else than their keys: a recipient by e-mail address, an account by the host and
//! the name of a log-on.
//!
//! What is not found is never lost without a word: the bringer is told row by row, and the same file may be brought again
//! once the missing records are there. Two that fit are as bad as none: nobody is guessed.

use super::fingerprint;
use crate::words::Words;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;
use std::collections::BTreeMap;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value, format_value};
use zilu_engine::{Day, Facts, RecordId};
use zilu_intake::{By, Incoming, Otherwise, Reference, Unresolved, counted};

/// Rows that are listed; the rest are counted.
const LISTED: usize = 200;
/// Names that a note gives.
const NAMED: usize = 3;

/// A row that could not be recorded, since what it names was not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Where it stands.
    pub place: Words,
    /// The field whose record was not found.
    pub field: String,
    /// What the file writes there.
    pub written: String,
    /// Why, in words.
    pub words: Words,
}

/// Finds them while the records of a file go by.
pub(super) struct Resolver<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    /// Records by the value of a text field, in lower case.
    by_value: FxHashMap<(KindId, FieldId), FxHashMap<String, Vec<RecordId>>>,
    /// Records that a row of the file became already.
    made: FxHashSet<u64>,
    found: u64,
    left_out: u64,
    rows: Vec<LeftOut>,
    /// Fields that were not stated: how often, and the first names.
    unstated: BTreeMap<(KindId, FieldId), (u64, Vec<String>)>,
}

enum Answer {
    Key(String),
    /// None, or several.
    None(usize),
}

impl<'a> Resolver<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, facts: &'a Facts) -> Self {
        Resolver {
            catalogue,
            facts,
            by_value: FxHashMap::default(),
            made: FxHashSet::default(),
            found: 0,
            left_out: 0,
            rows: Vec::new(),
            unstated: BTreeMap::new(),
        }
    }

    /// The record with its keys; `None` when it had to be left out.
    pub(super) fn resolve(&mut self, unresolved: &Unresolved) -> Option<Incoming> {
        let mut record = unresolved.record.clone();
        let kind = &self.catalogue.kinds[record.kind.index()];
        let on = Day::from(record.effective);
        for reference in &unresolved.references {
            let Type::Ref(target) = kind.fields.get(reference.field.index())?.ty else { continue };
            let key = match (self.look(target, reference, on), &reference.otherwise) {
                (Answer::Key(key), _) => key,
                (Answer::None(_), Otherwise::Key(key)) => key.clone(),
                (Answer::None(_), Otherwise::Unstated) => {
                    let (times, names) = self.unstated.entry((record.kind, reference.field)).or_default();
                    *times += 1;
                    if names.len() < NAMED && !names.contains(&reference.written) {
                        names.push(reference.written.clone());
                    }
                    continue;
                }
                (Answer::None(several), Otherwise::LeaveOut) => {
                    let target = &self.catalogue.kinds[target.index()].label;
                    let words = match several {
                        0 => {
                            Words::new(format!("沒有這個「{}」", target.zh), format!("no such {}", target.en))
                        }
                        _ => Words::new(
                            format!("有 {several} 個「{}」相符", target.zh),
                            format!("{several} records of kind '{}' fit", target.en),
                        ),
                    };
                    self.leave_out(&record, reference, words);
                    return None;
                }
            };
            record.fields.push((reference.field, Value::Text(key)));
        }
        record.fields.sort_by_key(|(field, _)| *field);
        let of_key = |reference: &Reference| kind.key.contains(&reference.field);
        if let Some(reference) = unresolved.references.iter().find(|reference| of_key(reference)) {
            let part = |field: &FieldId| {
                let value =
                    record.fields.iter().find(|(stated, _)| stated == field).map(|(_, value)| value)?;
                Some(format_value(&kind.fields[field.index()].ty, value))
            };
            let parts: Option<Vec<String>> = kind.key.iter().map(part).collect();
            record.key = parts?.join("|");
            if !self.made.insert(fingerprint(record.kind, &record.key)) {
                let words = Words::new(
                    format!("另一列已是同一筆紀錄「{}」", record.key),
                    format!("another row is the same record '{}'", record.key),
                );
                self.leave_out(&record, reference, words);
                return None;
            }
        }
        self.found += 1;
        Some(record)
    }

    fn leave_out(&mut self, record: &Incoming, reference: &Reference, words: Words) {
        self.left_out += 1;
        if self.rows.len() < LISTED {
            self.rows.push(LeftOut {
                place: Words::new(record.place.zh(), record.place.en()),
                field: self.catalogue.kinds[record.kind.index()].fields[reference.field.index()].name.clone(),
                written: reference.written.clone(),
                words,
            });
        }
    }

    fn look(&mut self, target: KindId, reference: &Reference, on: Day) -> Answer {
        let mut several = 0;
        for by in &reference.by {
            let answer = match by {
                By::Key => self.by_key(target, &reference.written).map_or(Answer::None(0), Answer::Key),
                By::Field(field) => self.by_field(target, *field, &reference.written, on),
                By::HostNamed(host) => match self.host(host, on) {
                    Some(record) => Answer::Key(self.facts.key(record).to_owned()),
                    None => Answer::None(0),
                },
                By::AccountOnHost { host, name } => {
                    self.account(host, name, on).map_or(Answer::None(0), Answer::Key)
                }
            };
            match answer {
                Answer::Key(key) => return Answer::Key(key),
                Answer::None(found) => several = several.max(found),
            }
        }
        Answer::None(several)
    }

    fn by_key(&self, kind: KindId, key: &str) -> Option<String> {
        let record = self.facts.find(kind, key)?;
        self.is_recorded(record).then(|| key.to_owned())
    }

    fn is_recorded(&self, record: RecordId) -> bool {
        self.facts.begin(record, i64::MAX) != Day::NEVER
    }

    /// The one record with this value on a day; else the one that ever had it.
    fn by_field(&mut self, kind: KindId, field: FieldId, written: &str, on: Day) -> Answer {
        let wanted = written.trim().to_lowercase();
        let (catalogue, facts) = (self.catalogue, self.facts);
        let index =
            self.by_value.entry((kind, field)).or_insert_with(|| index(catalogue, facts, kind, field));
        let Some(records) = index.get(&wanted) else { return Answer::None(0) };
        let has = |record: &RecordId| {
            let value = facts.value_at(catalogue, *record, field, on, i64::MAX);
            matches!(value, Some(Value::Text(text)) if text.trim().to_lowercase() == wanted)
        };
        let current: Vec<RecordId> = records.iter().copied().filter(has).collect();
        match (current.as_slice(), records.as_slice()) {
            ([one], _) | ([], [one]) => Answer::Key(facts.key(*one).to_owned()),
            ([], several) | (several, _) => Answer::None(several.len()),
        }
    }

    /// By name, domain name or address.
    fn host(&mut self, written: &str, on: Day) -> Option<RecordId> {
        let kind = self.catalogue.kind("host")?;
        if let Some(key) = self.by_key(kind, &written.to_lowercase()) {
            return self.facts.find(kind, &key);
        }
        for field in ["fqdn", "ip"] {
            let Some(field) = self.catalogue.field(kind, field) else { continue };
            if let Answer::Key(key) = self.by_field(kind, field, written, on) {
                return self.facts.find(kind, &key);
            }
        }
        None
    }

    /// The account of this name on the host, else the one of the host's system, also when nobody registered it yet.
    fn account(&mut self, host: &str, name: &str, on: Day) -> Option<String> {
        let host = self.host(host, on)?;
        let (catalogue, facts) = (self.catalogue, self.facts);
        let kind = catalogue.kind("account")?;
        let named = catalogue.field(kind, "name")?;
        let one = |field: &str, target: RecordId| {
            let rows = facts.backward(kind, catalogue.field(kind, field)?, target.row);
            let mut fitting = rows.iter().map(|row| RecordId { kind, row: *row }).filter(|record| {
                let value = facts.value_at(catalogue, *record, named, on, i64::MAX);
                matches!(value, Some(Value::Text(text)) if text.eq_ignore_ascii_case(name))
            });
            match (fitting.next(), fitting.next()) {
                (Some(record), None) => Some(facts.key(record).to_owned()),
                _ => None,
            }
        };
        if let Some(key) = one("host", host) {
            return Some(key);
        }
        let of = catalogue.field(host.kind, "system")?;
        let Some(Value::Text(system)) = facts.value_at(catalogue, host, of, on, i64::MAX) else {
            return None;
        };
        let record = facts.find(catalogue.kind("system")?, &system);
        record.and_then(|record| one("system", record)).or_else(|| Some(format!("{system}|{name}")))
    }

    /// Rows were there, and none could be recorded.
    pub(super) fn all_left_out(&self) -> bool {
        self.left_out > 0 && self.found == 0
    }

    /// Rows left out: how many, and the first of them.
    pub(super) fn rows(&self) -> (u64, &[LeftOut]) {
        (self.left_out, &self.rows)
    }

    /// What the bringer should know.
    pub(super) fn told(&self) -> Vec<Words> {
        let mut told = Vec::new();
        if self.left_out > 0 {
            told.push(Words::new(
                format!("{} 列未登錄，因為找不到所指的紀錄；補登之後請再匯入同一檔案", self.left_out),
                format!(
                    "{} not recorded, since what they name was not found; record that and import the same file again",
                    counted(self.left_out, "row was", "rows were")
                ),
            ));
        }
        for ((kind, field), (times, names)) in &self.unstated {
            let kind = &self.catalogue.kinds[kind.index()];
            let field = &kind.fields[field.index()].label;
            told.push(Words::new(
                format!(
                    "{times} 筆「{}」的「{}」找不到而未填：{} 等",
                    kind.label.zh,
                    field.zh,
                    names.join("、")
                ),
                format!(
                    "'{}' of {} was not found and is not stated: {} …",
                    field.en,
                    counted(*times, "record", "records"),
                    names.join(", ")
                ),
            ));
        }
        told
    }
}

/// Records of a kind by every value that a text field ever had.
fn index(
    catalogue: &Catalogue,
    facts: &Facts,
    kind: KindId,
    field: FieldId,
) -> FxHashMap<String, Vec<RecordId>> {
    let mut index: FxHashMap<String, Vec<RecordId>> = FxHashMap::default();
    for row in 0..facts.rows(kind) {
        let record = RecordId { kind, row };
        if facts.begin(record, i64::MAX) == Day::NEVER {
            continue;
        }
        for (_, _, cell) in facts.field(record, field, i64::MAX, Day::ALWAYS).runs() {
            if let Some(Value::Text(text)) = facts.value(catalogue, kind, field, cell) {
                let records = index.entry(text.trim().to_lowercase()).or_default();
                if records.last() != Some(&record) {
                    records.push(record);
                }
            }
        }
    }
    index
}
