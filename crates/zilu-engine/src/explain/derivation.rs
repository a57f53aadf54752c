//! What a derivation is made of: lines about topics, each with the facts that it rests on.

use crate::facts::{RecordId, RevisionHead};
use zilu_catalogue::{FieldId, Label, Value};

/// Whether a standing rests on machine output or on a person's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Every deciding fact was read from a machine's output.
    Computed,
    /// At least one deciding fact, or the duty itself, rests on a person's word.
    Attested,
}

impl Basis {
    /// The word used in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Computed => "computed",
            Basis::Attested => "attested",
        }
    }
    /// The label in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Basis::Computed => ("機器量測", "computed"),
            Basis::Attested => ("人員陳述", "attested"),
        }
    }
}

/// A field of a record as it decided a standing.
#[derive(Debug, Clone, PartialEq)]
pub struct DecidingFact {
    /// The record.
    pub record: RecordId,
    /// The field.
    pub field: FieldId,
    /// Its value; `None` is unknown.
    pub value: Option<Value>,
    /// The revision that stated it, if any did.
    pub revision: Option<RevisionHead>,
}

/// What a line of a derivation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Topic {
    Population,
    Trigger,
    Deadline,
    Requirement,
    Answer,
    Proof,
    Parameter,
    Reading,
    Exemption,
    Conclusion,
}

impl Topic {
    /// The label in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Topic::Population => ("對象", "subject"),
            Topic::Trigger => ("起算", "trigger"),
            Topic::Deadline => ("期限", "deadline"),
            Topic::Requirement => ("應為", "requirement"),
            Topic::Answer => ("作為", "act"),
            Topic::Proof => ("佐證", "proof"),
            Topic::Parameter => ("參數", "parameter"),
            Topic::Reading => ("讀法", "reading"),
            Topic::Exemption => ("豁免", "exemption"),
            Topic::Conclusion => ("結論", "conclusion"),
        }
    }
}

/// One line of a derivation.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is about.
    pub topic: Topic,
    /// The sentence.
    pub text: Label,
    /// The facts it rests on.
    pub facts: Vec<DecidingFact>,
}

/// The whole derivation of a standing.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// Step by step.
    pub lines: Vec<Line>,
    /// Fields that are unknown and decide.
    pub missing: Vec<(RecordId, FieldId)>,
    /// Known proof fields.
    pub proofs: Vec<DecidingFact>,
    /// What the standing rests on.
    pub basis: Basis,
}
