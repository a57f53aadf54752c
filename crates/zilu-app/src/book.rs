//! The catalogue as a book: chapter by chapter what each clause asks, in words, and what all of them share in appendices.
//!
//! It shows the rules as the company reads them on D: the readings adopted and the parameters in force. How the company
//! stands is not part of it, and neither are the cases.

mod appendix;

pub use appendix::{
    Appendices, FieldEntry, KindEntry, Leaning, ParameterEntry, ReadingChoice, ReadingEntry, TermEntry,
};

use crate::clause::ClauseView;
use crate::lens::Lens;
use crate::official::OfficialClause;
use crate::words::Words;
use serde::Serialize;
use zilu_engine::{Counts, Day, World};

/// The book's title page and contents.
#[derive(Debug, Clone, Serialize)]
pub struct BookView {
    /// The rules.
    pub title: Words,
    /// Filing number of the edition.
    pub filing: String,
    /// ISO day from which the edition is in force.
    pub effective: Option<String>,
    /// SHA-256 over the catalogue, hexadecimal.
    pub digest: String,
    /// Leaf clauses, and how many of them are executable.
    pub clauses: (usize, usize),
    /// Duties.
    pub duties: usize,
    /// Articles and annexes.
    pub chapters: Vec<BookLine>,
    /// How many readings, parameters, terms and kinds the appendices list.
    pub appendices: [usize; 4],
    /// The official text is attached.
    pub official: bool,
}

/// A chapter in the contents.
#[derive(Debug, Clone, Serialize)]
pub struct BookLine {
    /// `art-14`.
    pub id: String,
    /// Title.
    pub title: Words,
    /// Its clauses: id and title.
    pub clauses: Vec<(String, Words)>,
    /// Duties that stand under its clauses.
    pub duties: usize,
}

/// An article or annex.
#[derive(Debug, Clone, Serialize)]
pub struct BookChapter {
    /// `art-14`.
    pub id: String,
    /// Title.
    pub title: Words,
    /// The chapter before it: id and title.
    pub before: Option<(String, Words)>,
    /// The chapter after it.
    pub after: Option<(String, Words)>,
    /// Its leaf clauses.
    pub clauses: Vec<BookClause>,
}

/// A leaf clause.
#[derive(Debug, Clone, Serialize)]
pub struct BookClause {
    /// What it asks.
    #[serde(flatten)]
    pub clause: ClauseView,
    /// Who acts under its duties.
    pub who: Vec<Words>,
    /// What its duties ask to be shown.
    pub evidence: Vec<Words>,
    /// The official words, when they are attached.
    pub official: Option<OfficialClause>,
}

impl Lens<'_> {
    /// The title page and the contents.
    pub fn book(&self) -> BookView {
        let catalogue = self.catalogue;
        let edition = &catalogue.edition;
        let executable =
            catalogue.clauses.iter().filter(|clause| clause.uncovered(catalogue).is_empty()).count();
        let chapters = catalogue.chapters.iter().map(|chapter| {
            let clauses = &catalogue.clauses[chapter.clauses.clone()];
            BookLine {
                id: chapter.id.clone(),
                title: Words::from(&chapter.title),
                clauses: clauses
                    .iter()
                    .map(|clause| (clause.id.clone(), Words::from(&clause.title)))
                    .collect(),
                duties: clauses.iter().map(|clause| clause.duties.len()).sum(),
            }
        });
        BookView {
            title: Words::from(&edition.title),
            filing: edition.filing.clone(),
            effective: edition.effective_date.map(|date| Day::from(date).to_string()),
            digest: catalogue.digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            clauses: (catalogue.clauses.len(), executable),
            duties: catalogue.duties.len(),
            chapters: chapters.collect(),
            appendices: [
                catalogue.readings.len(),
                catalogue.parameters.len(),
                catalogue.terms.len(),
                catalogue.kinds.len(),
            ],
            official: self.official_text().is_some(),
        }
    }

    /// One chapter; `None` when there is no such article or annex.
    pub fn book_chapter(&self, id: &str) -> Option<BookChapter> {
        let index = self.catalogue.chapters.iter().position(|chapter| chapter.id == id)?;
        Some(self.chapter(index, &self.world(), &self.evaluation.counts(self.on)))
    }

    /// All chapters.
    pub fn book_chapters(&self) -> Vec<BookChapter> {
        let (world, counts) = (self.world(), self.evaluation.counts(self.on));
        (0..self.catalogue.chapters.len()).map(|index| self.chapter(index, &world, &counts)).collect()
    }

    fn chapter(&self, index: usize, world: &World<'_>, counts: &[Counts]) -> BookChapter {
        let chapters = &self.catalogue.chapters;
        let named = |index: Option<usize>| {
            let chapter = chapters.get(index?)?;
            Some((chapter.id.clone(), Words::from(&chapter.title)))
        };
        let official = self.official_text();
        let clauses = chapters[index].clauses.clone().map(|at| {
            let clause = self.clause_view(at, world, counts);
            BookClause {
                who: distinct(clause.duties.iter().map(|duty| &duty.who)),
                evidence: distinct(clause.duties.iter().flat_map(|duty| &duty.card.proof)),
                official: official.as_ref().and_then(|text| text.clause(&clause.id)),
                clause,
            }
        });
        BookChapter {
            id: chapters[index].id.clone(),
            title: Words::from(&chapters[index].title),
            before: named(index.checked_sub(1)),
            after: named(index.checked_add(1)),
            clauses: clauses.collect(),
        }
    }
}

/// Each once, in the order in which they come.
fn distinct<'w>(words: impl Iterator<Item = &'w Words>) -> Vec<Words> {
    let mut out: Vec<Words> = Vec::new();
    for words in words {
        if !out.contains(words) {
            out.push(words.clone());
        }
    }
    out
}
