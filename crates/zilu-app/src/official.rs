//! The official text of the rules: attached by the company, shown beside the duties, compared edition by edition.
//!
//! An edition is a record of the kind `rule_text`, whose field `text` names the published file in the evidence folder. The
//! file is kept as it came; splitting it is done again when it is looked at, so that a better reader needs no new file.

mod attach;
mod compare;

pub use attach::{AttachOptions, AttachReport, TextFault, UnmatchedPhrase};
pub use compare::{ChangeRow, Comparison, Countdown, LeaningDuty, SpanView};

use crate::lens::Lens;
use crate::words::Words;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::io::Read;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};
use zilu_catalogue::{Catalogue, Clause, FieldId, KindId, Value};
use zilu_engine::{Day, RecordId};
use zilu_intake::{DOCUMENT_BYTES, Source, read_document};
use zilu_store::EvidenceFolder;
use zilu_text::{PieceKind, Split, occurrences, split};

/// Kind of the records of editions.
pub(crate) const KIND: &str = "rule_text";

/// Split texts by the rules that split them and the SHA-256 of their files; read once.
pub(crate) struct Texts {
    evidence: Option<EvidenceFolder>,
    read: Mutex<FxHashMap<([u8; 32], String), Outcome>>,
}

/// A split text, or why the file cannot be read: (Traditional Chinese, English).
type Outcome = Result<Arc<Split>, (String, String)>;

impl Texts {
    pub(crate) fn new(evidence: Option<EvidenceFolder>) -> Texts {
        Texts { evidence, read: Mutex::default() }
    }

    fn get(&self, catalogue: &Catalogue, sha256: &str) -> Outcome {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.entry((catalogue.digest, sha256.to_owned()))
            .or_insert_with(|| self.load(catalogue, sha256))
            .clone()
    }

    fn load(&self, catalogue: &Catalogue, sha256: &str) -> Outcome {
        let missing =
            || ("文本檔案不在佐證資料夾".to_owned(), "the file is not in the evidence folder".to_owned());
        let evidence = self.evidence.as_ref().ok_or_else(missing)?;
        let hash = sha256.parse().map_err(|_| missing())?;
        let mut bytes = Vec::new();
        let file = evidence.open(&hash).map_err(|error| (error.zh(), error.en()))?;
        file.take(DOCUMENT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| crate::io_words(&error))?;
        let document = read_document(&bytes, &Source::new(sha256))
            .map_err(|fault| (fault.zh.clone(), fault.en.clone()))?;
        Ok(Arc::new(cut(catalogue, &document.text)))
    }
}

/// Splits a text by the clauses of the catalogue.
fn cut(catalogue: &Catalogue, text: &str) -> Split {
    split(text, &published(catalogue))
}

/// The clauses that a published text has: those of the rules, not those of packs beside them.
fn published(catalogue: &Catalogue) -> Vec<&str> {
    let of_rules = |clause: &&Clause| catalogue.chapters[clause.chapter].pack.is_none();
    catalogue.clauses.iter().filter(of_rules).map(|clause| clause.id.as_str()).collect()
}

/// An attached edition.
#[derive(Debug, Clone, Serialize)]
pub struct EditionView {
    /// Its name: the day of its filing, ISO.
    pub edition: String,
    /// Title as published.
    pub title: Option<String>,
    /// ISO day on which it was announced.
    pub announced: Option<String>,
    /// ISO day from which it is in force.
    pub effective: Option<String>,
    /// In force on D: the newest that is effective.
    pub in_force: bool,
    /// The catalogue encodes this edition.
    pub encoded: bool,
    /// Clauses found; `None` when the file cannot be read.
    pub clauses: Option<usize>,
    /// Why the file cannot be read.
    pub unreadable: Option<Words>,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
}

/// A clause as published.
#[derive(Debug, Clone, Serialize)]
pub struct OfficialClause {
    /// The edition.
    pub edition: String,
    /// Heads of the lists that the clause stands in, from the outside in; headings and lead-ins.
    pub heads: Vec<String>,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// A newer edition that changes it.
    pub change: Option<ComingChange>,
}

/// What a newer edition does to a clause.
#[derive(Debug, Clone, Serialize)]
pub struct ComingChange {
    /// The newer edition.
    pub edition: String,
    /// ISO day from which it is in force.
    pub effective: Option<String>,
    /// Word of the change.
    pub word: &'static str,
    /// What happens.
    pub change: Words,
    /// Its id there, when it is not gone.
    pub id: Option<String>,
    /// The words, kept and changed.
    pub spans: Vec<SpanView>,
}

/// A whole edition, piece by piece.
#[derive(Debug, Clone, Serialize)]
pub struct TextView {
    /// The edition.
    pub edition: EditionView,
    /// Lines before the first article.
    pub preamble: Vec<String>,
    /// All pieces in order.
    pub pieces: Vec<PieceView>,
}

/// A piece of a text.
#[derive(Debug, Clone, Serialize)]
pub struct PieceView {
    /// Clause id, or the path of a list head.
    pub id: String,
    /// A clause, not a head.
    pub clause: bool,
    /// The catalogue has a clause of this id.
    pub known: bool,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
}

/// A record of an edition as seen through a lens.
#[derive(Debug, Clone)]
struct Attached {
    record: RecordId,
    edition: String,
    title: Option<String>,
    announced: Option<Day>,
    effective: Option<Day>,
    sha256: Option<String>,
}

/// A text beside the duties, with the edition after it.
pub(crate) struct OfficialText {
    edition: String,
    text: Arc<Split>,
    /// What the edition after it does, by clause of this one.
    changes: FxHashMap<String, ComingChange>,
}

impl OfficialText {
    /// A clause of it.
    pub(crate) fn clause(&self, id: &str) -> Option<OfficialClause> {
        let pieces = &self.text.pieces;
        let at = pieces.iter().position(|piece| piece.kind == PieceKind::Clause && piece.id == id)?;
        let heads = pieces[..at].iter().filter(|piece| is_head_of(&piece.id, id));
        Some(OfficialClause {
            edition: self.edition.clone(),
            heads: heads.flat_map(|piece| paragraphs(&piece.text)).collect(),
            paragraphs: paragraphs(&pieces[at].text),
            change: self.changes.get(id).cloned(),
        })
    }
}

impl Lens<'_> {
    /// The attached editions, the newest first.
    pub fn editions(&self) -> Vec<EditionView> {
        let attached = self.attached();
        let in_force = self.in_force(&attached).map(|edition| edition.edition.clone());
        attached
            .iter()
            .map(|edition| self.edition_view(edition, in_force.as_ref() == Some(&edition.edition)))
            .collect()
    }

    /// The official words of a clause: of the edition that the catalogue encodes, else of the one in force, else of the newest.
    pub fn official(&self, clause: &str) -> Option<OfficialClause> {
        self.official_text()?.clause(clause)
    }

    /// The text that stands beside the duties, and what the edition after it does to it. `None` when nothing is attached or
    /// the file cannot be read.
    pub(crate) fn official_text(&self) -> Option<OfficialText> {
        let attached = self.attached();
        let at = attached
            .iter()
            .position(|edition| self.is_encoded(edition))
            .or_else(|| {
                let in_force = self.in_force(&attached)?;
                attached.iter().position(|edition| edition.edition == in_force.edition)
            })
            .unwrap_or(0);
        let edition = attached.get(at)?;
        let read = |edition: &Attached| self.texts.get(self.catalogue, edition.sha256.as_deref()?).ok();
        let text = read(edition)?;
        let newer = at.checked_sub(1).map(|newer| &attached[newer]);
        let newer = newer.and_then(|newer| Some((newer, read(newer)?)));
        let changes = newer.map(|(newer, new)| compare::coming_changes(&text, newer, &new));
        Some(OfficialText { edition: edition.edition.clone(), text, changes: changes.unwrap_or_default() })
    }

    /// A whole edition; `None` when it is not attached, `Err` when its file cannot be read.
    pub fn edition_text(&self, edition: &str) -> Option<Result<TextView, Words>> {
        let attached = self.attached();
        let in_force = self.in_force(&attached).map(|edition| edition.edition.clone());
        let found = attached.iter().find(|attached| attached.edition == edition)?;
        let text = match self.texts.get(self.catalogue, found.sha256.as_deref()?) {
            Ok(text) => text,
            Err((zh, en)) => return Some(Err(Words::new(zh, en))),
        };
        let pieces = text.pieces.iter().map(|piece| PieceView {
            known: piece.kind == PieceKind::Clause && self.catalogue.clause(&piece.id).is_some(),
            id: piece.id.clone(),
            clause: piece.kind == PieceKind::Clause,
            paragraphs: paragraphs(&piece.text),
        });
        Some(Ok(TextView {
            edition: self.edition_view(found, in_force.as_deref() == Some(edition)),
            preamble: text.preamble.clone(),
            pieces: pieces.collect(),
        }))
    }

    fn edition_view(&self, edition: &Attached, in_force: bool) -> EditionView {
        let text = edition.sha256.as_deref().map(|sha256| self.texts.get(self.catalogue, sha256));
        let (clauses, unreadable) = match text {
            Some(Ok(text)) => (Some(text.clauses().count()), None),
            Some(Err((zh, en))) => (None, Some(Words::new(zh, en))),
            None => (None, None),
        };
        EditionView {
            edition: edition.edition.clone(),
            title: edition.title.clone(),
            announced: edition.announced.map(|day| day.to_string()),
            effective: edition.effective.map(|day| day.to_string()),
            in_force,
            encoded: self.is_encoded(edition),
            clauses,
            unreadable,
            sha256: edition.sha256.clone(),
        }
    }

    /// Editions that are on record on D as known at K, the newest first.
    fn attached(&self) -> Vec<Attached> {
        let Some(fields) = Fields::of(self.catalogue) else { return Vec::new() };
        let value =
            |record, field| self.facts.value_at(self.catalogue, record, field, Day::NEVER, self.known);
        let text = |record, field| match value(record, field)? {
            Value::Text(text) => Some(text),
            _ => None,
        };
        let day = |record, field| match value(record, field)? {
            Value::Date(date) => Some(Day::from(date)),
            _ => None,
        };
        let mut editions: Vec<Attached> = self
            .records(fields.kind)
            .map(|record| Attached {
                record,
                edition: self.facts.key(record).to_owned(),
                title: text(record, fields.title),
                announced: day(record, fields.announced_on),
                effective: day(record, fields.effective_on),
                sha256: text(record, fields.text),
            })
            .collect();
        editions.sort_by(|a, b| (b.effective, &b.edition).cmp(&(a.effective, &a.edition)));
        editions
    }

    fn in_force<'e>(&self, newest_first: &'e [Attached]) -> Option<&'e Attached> {
        newest_first.iter().find(|edition| edition.effective.is_some_and(|day| day <= self.on))
    }

    fn is_encoded(&self, edition: &Attached) -> bool {
        let encoded = self.catalogue.edition.effective_date.map(|date| Day::from(date).to_string());
        encoded.as_deref() == Some(edition.edition.as_str())
    }
}

/// The fields of the kind of editions.
struct Fields {
    kind: KindId,
    title: FieldId,
    announced_on: FieldId,
    effective_on: FieldId,
    text: FieldId,
}

impl Fields {
    fn of(catalogue: &Catalogue) -> Option<Fields> {
        let kind = catalogue.kind(KIND)?;
        let field = |name| catalogue.field(kind, name);
        Some(Fields {
            kind,
            title: field("title")?,
            announced_on: field("announced_on")?,
            effective_on: field("effective_on")?,
            text: field("text")?,
        })
    }
}

/// A paragraph in stretches, each with the index of the phrase that it is, when it is one. Of phrases that overlap the one
/// that begins first counts, of those the longest.
pub fn stretches<'t>(paragraph: &'t str, phrases: &[&str]) -> Vec<(&'t str, Option<usize>)> {
    let mut found: Vec<(Range<usize>, usize)> = phrases
        .iter()
        .enumerate()
        .flat_map(|(index, phrase)| {
            occurrences(paragraph, phrase).into_iter().map(move |range| (range, index))
        })
        .collect();
    found.sort_by_key(|(range, index)| (range.start, std::cmp::Reverse(range.end), *index));
    let mut out = Vec::new();
    let mut at = 0;
    for (range, index) in found {
        if range.start < at {
            continue;
        }
        if range.start > at {
            out.push((&paragraph[at..range.start], None));
        }
        at = range.end;
        out.push((&paragraph[range], Some(index)));
    }
    if at < paragraph.len() {
        out.push((&paragraph[at..], None));
    }
    out
}

fn is_head_of(head: &str, clause: &str) -> bool {
    let path = head.strip_suffix(".p0").unwrap_or(head);
    head != clause && clause.strip_prefix(path).is_some_and(|rest| rest.starts_with('.'))
}

fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}
