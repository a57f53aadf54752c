//! What a company that begins has still to state, so that the first page is not read as how it stands.
//!
//! Without the day from which its records are kept here, everything that the rules ever asked of what it states counts,
//! and the years before are painted late. That day is the step that matters; the box goes once it is stated.

use crate::lens::Lens;
use crate::words::Words;
use serde::Serialize;
use zilu_engine::Day;

/// The registers to begin with: what most duties are about.
const FIRST_REGISTERS: [&str; 4] = ["system", "host", "person", "account"];

/// What was stated of what a company states first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FirstSteps {
    /// Kind of the company's own record.
    pub company_kind: String,
    /// The company's own record is there.
    pub company: bool,
    /// An official text is attached.
    pub text: bool,
    /// The first registers: kind, label, and how many records.
    pub registers: Vec<(String, Words, usize)>,
}

impl Lens<'_> {
    /// What is to be stated first; `None` once the day is stated from which records are kept here, or where the rules
    /// know no such day.
    pub fn first_steps(&self) -> Option<FirstSteps> {
        let kind = self.catalogue.kind("company")?;
        self.catalogue.field(kind, "records_since")?;
        // The evaluation begins with that day.
        if self.evaluation.start() != Day::ALWAYS {
            return None;
        }
        let company = self.facts.find(kind, "company");
        let registers = FIRST_REGISTERS.into_iter().filter_map(|name| {
            let kind = self.catalogue.kind(name)?;
            let label = Words::from(&self.catalogue.kinds[kind.index()].label);
            Some((name.to_owned(), label, self.records(kind).count()))
        });
        Some(FirstSteps {
            company_kind: "company".to_owned(),
            company: company.is_some_and(|company| self.facts.is_stated(company)),
            text: !self.editions().is_empty(),
            registers: registers.collect(),
        })
    }
}
