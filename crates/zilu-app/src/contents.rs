//! The rules as a list: every leaf clause by chapter, with how it stands.

use crate::lens::Lens;
use crate::overview::Tally;
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::Status;
use zilu_engine::Counts;

/// All chapters.
#[derive(Debug, Clone, Serialize)]
pub struct ContentsView {
    /// Executable leaf clauses and all leaf clauses.
    pub coverage: (usize, usize),
    /// Articles and annexes.
    pub chapters: Vec<ChapterView>,
}

/// An article or annex.
#[derive(Debug, Clone, Serialize)]
pub struct ChapterView {
    /// `art-14`.
    pub id: String,
    /// Title.
    pub title: Words,
    /// What its clause ids begin with, as a filter: `a14`.
    pub prefix: String,
    /// The most severe status in it; `None` when nothing is owed.
    pub worst: Option<&'static str>,
    /// Its leaf clauses.
    pub clauses: Vec<ClauseLine>,
}

/// A leaf clause in the list.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseLine {
    /// Clause id.
    pub id: String,
    /// Title.
    pub title: Words,
    /// How it is cited.
    pub citation: String,
    /// Natures in both languages.
    pub natures: Vec<Words>,
    /// Number of duties.
    pub duties: usize,
    /// Every nature is covered by a duty or a note.
    pub executable: bool,
    /// Counts of its duties.
    pub counts: Tally,
    /// The most severe status; `None` when nothing is owed.
    pub worst: Option<&'static str>,
}

impl Lens<'_> {
    /// All leaf clauses.
    pub fn contents(&self) -> ContentsView {
        let counts = self.evaluation.counts(self.on);
        let mut executable = 0;
        let chapters = self.catalogue.chapters.iter().map(|chapter| {
            let mut sum = Counts::default();
            let clauses: Vec<ClauseLine> = self.catalogue.clauses[chapter.clauses.clone()]
                .iter()
                .map(|clause| {
                    let counts = self.clause_counts(clause, &counts);
                    sum.add(&counts);
                    let covered = clause.uncovered(self.catalogue).is_empty();
                    executable += usize::from(covered);
                    ClauseLine {
                        id: clause.id.clone(),
                        title: Words::from(&clause.title),
                        citation: clause.citation.clone(),
                        natures: clause.natures.iter().map(|nature| nature.label().into()).collect(),
                        duties: clause.duties.len(),
                        executable: covered,
                        counts: counts.into(),
                        worst: counts.worst().map(Status::word),
                    }
                })
                .collect();
            let first = clauses.first().map_or("", |clause| clause.id.as_str());
            ChapterView {
                id: chapter.id.clone(),
                title: Words::from(&chapter.title),
                prefix: first.split('.').next().unwrap_or_default().to_owned(),
                worst: sum.worst().map(Status::word),
                clauses,
            }
        });
        let chapters = chapters.collect();
        ContentsView { coverage: (executable, self.catalogue.clauses.len()), chapters }
    }
}
