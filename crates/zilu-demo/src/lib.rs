//! A fictitious Taiwanese insurer: invented by seed, told as dated acts up to a given day.
//!
//! [`company`] gives the acts that a company of middle size would have recorded (`zilu demo`, tests); [`load`] puts them
//! into the engine's mirror; [`large`] fills a mirror with a large insurer's facts for benchmarks. The same catalogue,
//! seed and day give the same acts for ever.
//!
//! Layout: `random` the generator · `book` how acts are written and names resolved · `organisation`, `systems` and
//! `accounts` invent who and what there is · the other files tell what is done, one area each · `large` the benchmark's
//! company.
//!
//! Numbers of days and months in it are habits of the fictitious company, good and bad ones; what the rules ask for stands
//! in the catalogue only.
//!
//! Not here: a clock, input and output, evidence files (a `file` field holds a document number), standings. Nobody sets
//! one: they follow from what is told.

mod account_care;
mod accounts;
mod app_releases;
mod apps;
mod assessment_items;
mod assessments;
mod assessors;
mod assets;
mod biometrics;
mod book;
mod client_apps;
mod cloud;
mod cloud_data;
mod code;
mod credentials;
mod cutover;
mod deficiencies;
mod documents;
mod employment;
mod estate;
mod exemptions;
mod identity;
mod incidents;
mod iot;
mod iot_upkeep;
mod large;
mod logs;
mod machine_reports;
mod names;
mod operations;
mod organisation;
mod other_technology;
mod outsourced_work;
mod outsourcing;
mod outsourcing_exit;
mod own_devices;
mod partners;
mod perimeter;
mod personnel;
mod privileged;
mod problems;
mod projects;
mod random;
mod rules;
mod secrets;
mod social_media;
mod stages;
mod supervision;
mod suppliers;
mod systems;
mod vulnerabilities;

pub use large::{Scale, large};

use zilu_catalogue::{Catalogue, FieldId, KindId, Value};
use zilu_engine::{Day, Facts, Origin, Revision};

/// Something that somebody recorded: one command with the revisions that it wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// When it was recorded, in seconds since 1970.
    pub recorded: i64,
    /// Employee number of who did it.
    pub actor: String,
    /// `import` (out of a file) or `record` (by hand).
    pub command: String,
    /// Why, in Traditional Chinese.
    pub reason: String,
    /// Name of the file it came from, for imports.
    pub source: Option<String>,
    /// How its facts are known.
    pub origin: Origin,
    /// The revisions, in order.
    pub records: Vec<Fact>,
}

/// A revision of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Kind of the record.
    pub kind: KindId,
    /// Natural key of the record.
    pub key: String,
    /// From when it is true; not later than it was recorded, but for days of the calendar and what was announced.
    pub effective: jiff::civil::Date,
    /// The fields that it states. The first revision of a record states every required field.
    pub fields: Vec<(FieldId, Value)>,
    /// The record was recorded in error.
    pub void: bool,
}

/// The acts of the fictitious company, in the order of their recording. The last is recorded before `today`; the story
/// begins with the half-year that lay eighteen months before it.
///
/// # Panics
/// When the catalogue lacks a kind, field or word that the story states: the story belongs to the catalogue.
pub fn company(catalogue: &Catalogue, seed: u64, today: jiff::civil::Date) -> Vec<Act> {
    let mut book = book::Book::new(catalogue, seed, Day::from(today));
    let people = organisation::people(&book);
    let estate = systems::estate(&book, &people);
    let accounts = accounts::accounts(&book, &people, &estate);
    personnel::write(&mut book, &people);
    estate::write(&mut book, &people, &estate);
    suppliers::write(&mut book, &people);
    supervision::write(&mut book, &people);
    outsourcing::write(&mut book, &people);
    stages::write(&mut book, &people);
    outsourced_work::write(&mut book, &people);
    outsourcing_exit::write(&mut book, &people);
    documents::write(&mut book, &people);
    employment::write(&mut book, &people);
    accounts::write(&mut book, &people, &estate, &accounts);
    account_care::write(&mut book, &people, &estate, &accounts);
    privileged::write(&mut book, &people, &estate, &accounts);
    operations::write(&mut book, &people);
    perimeter::write(&mut book, &people, &estate);
    partners::write(&mut book, &people, &estate, &accounts);
    let lingering = vulnerabilities::write(&mut book, &people, &estate);
    exemptions::write(&mut book, &people, &estate, &accounts, &lingering);
    code::write(&mut book, &people, &estate);
    machine_reports::write(&mut book, &people);
    logs::write(&mut book, &people, &estate);
    incidents::write(&mut book, &people);
    assessors::write(&mut book, &people);
    client_apps::write(&mut book, &people);
    assessments::write(&mut book, &people, &estate);
    secrets::write(&mut book, &people, &estate);
    assets::write(&mut book, &people, &estate);
    cloud::write(&mut book, &people);
    cloud_data::write(&mut book, &people);
    social_media::write(&mut book, &people);
    own_devices::write(&mut book, &people);
    biometrics::write(&mut book, &people);
    other_technology::write(&mut book, &people, &estate);
    apps::write(&mut book, &people);
    iot::write(&mut book, &people);
    identity::write(&mut book, &people);
    credentials::write(&mut book, &people);
    projects::write(&mut book, &people);
    cutover::write(&mut book, &people);
    problems::write(&mut book, &people);
    book.close()
}

/// Puts acts into the engine's mirror; their revisions are numbered in order from 1.
pub fn load(facts: &mut Facts, acts: &[Act]) {
    let mut sequence = 0;
    for act in acts {
        for fact in &act.records {
            sequence += 1;
            facts.record(Revision {
                kind: fact.kind,
                key: &fact.key,
                fields: &fact.fields,
                effective: Day::from(fact.effective),
                recorded: act.recorded,
                origin: act.origin,
                void: fact.void,
                sequence,
            });
        }
    }
}
