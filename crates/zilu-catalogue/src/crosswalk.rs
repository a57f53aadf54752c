//! The crosswalk: which controls of other frameworks each clause falls on, and how.
//!
//! Layout: the typed crosswalk here · `read` how it stands in `crosswalk.md`. Not here: which controls there are
//! (`frameworks`).

pub(crate) mod read;

use crate::diagnostic::Position;
use crate::frameworks::Framework;
use crate::model::ClauseId;

/// Which controls the clauses fall on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crosswalk {
    /// In order of clause, framework and control.
    pub mappings: Vec<Mapping>,
    /// Clauses that no control of any framework answers to, in document order.
    pub none: Vec<ClauseId>,
}

impl Crosswalk {
    /// Whether it says anything about a clause: the controls, or that there is none.
    pub fn knows(&self, clause: ClauseId) -> bool {
        self.none.contains(&clause) || self.of(clause).next().is_some()
    }

    /// The controls on which a clause falls.
    pub fn of(&self, clause: ClauseId) -> impl Iterator<Item = &Mapping> {
        self.mappings.iter().filter(move |mapping| mapping.clause == clause)
    }
}

/// A clause on a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The clause.
    pub clause: ClauseId,
    /// Whose control.
    pub framework: &'static Framework,
    /// The control's id, for example `A.5.17`.
    pub control: &'static str,
    /// How the clause stands to the control.
    pub relation: MappingRelation,
    /// Place of the row.
    pub position: Position,
}

/// How a clause stands to a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MappingRelation {
    /// Both ask the same.
    Equal,
    /// The clause asks a part of what the control asks.
    Subset,
    /// The clause asks all that the control asks, and more.
    Superset,
    /// They overlap and each has more.
    Intersects,
}

impl MappingRelation {
    /// All.
    pub const ALL: [MappingRelation; 4] = [
        MappingRelation::Equal,
        MappingRelation::Subset,
        MappingRelation::Superset,
        MappingRelation::Intersects,
    ];
    /// The word used in the catalogue and in JSON.
    pub fn word(self) -> &'static str {
        match self {
            MappingRelation::Equal => "equal",
            MappingRelation::Subset => "subset",
            MappingRelation::Superset => "superset",
            MappingRelation::Intersects => "intersects",
        }
    }
    /// What the clause asks, seen from the control, in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            MappingRelation::Equal => ("相同", "the same"),
            MappingRelation::Subset => ("只要求一部分", "a part of it"),
            MappingRelation::Superset => ("全部，且更多", "all of it and more"),
            MappingRelation::Intersects => ("部分重疊", "overlaps"),
        }
    }
}
