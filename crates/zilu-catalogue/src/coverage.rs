//! How much of the rules is executable: per leaf clause, which natures a duty or a note covers.

use crate::model::{Catalogue, ClauseId, Nature};

/// A leaf clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseCoverage {
    /// The clause.
    pub clause: ClauseId,
    /// Natures that duties cover.
    pub by_duty: Vec<Nature>,
    /// Natures that only notes cover.
    pub by_note: Vec<Nature>,
    /// Natures that nothing covers yet.
    pub uncovered: Vec<Nature>,
}

/// All leaf clauses and the sums.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Leaf clauses in document order.
    pub clauses: Vec<ClauseCoverage>,
    /// Clauses without an uncovered nature.
    pub executable: usize,
    /// Natures over all clauses.
    pub natures: usize,
    /// Of these, covered by duties.
    pub natures_by_duty: usize,
    /// Of these, covered by notes only.
    pub natures_by_note: usize,
}

impl Coverage {
    /// Clauses that are not yet executable, in document order.
    pub fn not_yet_executable(&self) -> impl Iterator<Item = &ClauseCoverage> {
        self.clauses.iter().filter(|clause| !clause.uncovered.is_empty())
    }
}

/// Measures the coverage of a catalogue.
pub fn coverage(catalogue: &Catalogue) -> Coverage {
    let mut out = Coverage::default();
    for (index, clause) in catalogue.clauses.iter().enumerate() {
        let uncovered = clause.uncovered(catalogue);
        let (by_duty, rest): (Vec<Nature>, Vec<Nature>) = clause.natures.iter().partition(|nature| {
            clause.duties.iter().any(|d| catalogue.duties[d.index()].covers.contains(nature))
        });
        let by_note: Vec<Nature> = rest.into_iter().filter(|nature| !uncovered.contains(nature)).collect();
        // A clause without natures was not understood; it is not executable.
        out.executable += usize::from(uncovered.is_empty() && !clause.natures.is_empty());
        out.natures += clause.natures.len();
        out.natures_by_duty += by_duty.len();
        out.natures_by_note += by_note.len();
        out.clauses.push(ClauseCoverage { clause: ClauseId(index as u16), by_duty, by_note, uncovered });
    }
    out
}
