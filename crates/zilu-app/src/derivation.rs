//! Why a standing is so, as pages and JSON show it.

use crate::lens::{Lens, Row};
use crate::subject::RevisionView;
use crate::words::Words;
use serde::Serialize;
use zilu_engine::Standing;
use zilu_engine::explain::{DecidingFact, value_label};

/// A derivation.
#[derive(Debug, Clone, Serialize)]
pub struct DerivationView {
    /// The standing.
    pub standing: Row,
    /// Title and citation of the clause.
    pub clause: Words,
    /// How the clause is cited.
    pub citation: String,
    /// Computed or attested.
    pub basis: &'static str,
    /// The same in both languages.
    pub basis_label: Words,
    /// Step by step.
    pub lines: Vec<LineView>,
    /// Missing fields.
    pub missing: Vec<FactView>,
    /// Proof on record.
    pub proofs: Vec<FactView>,
    /// Whose turn.
    pub who: Words,
}

/// A line.
#[derive(Debug, Clone, Serialize)]
pub struct LineView {
    /// What it is about.
    pub topic: Words,
    /// The sentence.
    pub text: Words,
    /// The facts it rests on.
    pub facts: Vec<FactView>,
}

/// A deciding fact.
#[derive(Debug, Clone, Serialize)]
pub struct FactView {
    /// Kind of the record.
    pub kind: String,
    /// Key of the record.
    pub key: String,
    /// Label of the kind.
    pub kind_label: Words,
    /// Field name.
    pub field: String,
    /// Field label.
    pub label: Words,
    /// Value; `None` is unknown.
    pub value: Option<Words>,
    /// The revision that stated it.
    pub revision: Option<RevisionView>,
}

impl Lens<'_> {
    /// Derives one standing.
    pub fn derive(&self, standing: &Standing) -> DerivationView {
        let derivation = self.world().explain(standing, self.on);
        let duty = &self.catalogue.duties[standing.duty.index()];
        let clause = &self.catalogue.clauses[duty.clauses[0].index()];
        let missing = derivation.missing.iter().map(|(record, field)| {
            let unknown = DecidingFact { record: *record, field: *field, value: None, revision: None };
            self.fact(&unknown)
        });
        DerivationView {
            standing: self.row(standing),
            clause: Words::from(&clause.title),
            citation: clause.citation.clone(),
            basis: derivation.basis.word(),
            basis_label: derivation.basis.label().into(),
            missing: missing.collect(),
            proofs: derivation.proofs.iter().map(|fact| self.fact(fact)).collect(),
            lines: derivation
                .lines
                .iter()
                .map(|line| LineView {
                    topic: line.topic.label().into(),
                    text: Words::from(&line.text),
                    facts: line.facts.iter().map(|fact| self.fact(fact)).collect(),
                })
                .collect(),
            who: duty.who.label().into(),
        }
    }

    fn fact(&self, fact: &DecidingFact) -> FactView {
        let kind = &self.catalogue.kinds[fact.record.kind.index()];
        let field = &kind.fields[fact.field.index()];
        FactView {
            kind: kind.name.clone(),
            key: self.facts.key(fact.record).to_owned(),
            kind_label: Words::from(&kind.label),
            field: field.name.clone(),
            label: Words::from(&field.label),
            value: fact.value.as_ref().map(|value| Words::from_pair(value_label(&field.ty, value))),
            revision: fact.revision.as_ref().map(|head| self.revision(head)),
        }
    }
}
