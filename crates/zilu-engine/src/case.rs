//! Runs the catalogue's cases: the facts of a case in, its expected standings against the computed ones.

use crate::calendar::{Calendar, Day};
use crate::facts::{Facts, Origin, RecordId, Revision};
use crate::obligation::Obligations;
use crate::world::{Settings, World};
use zilu_catalogue::{Case, CaseFact, CaseLine, Catalogue, Diagnostic, DutyId, ExpectedStanding, Position};

/// Runs one case; returns a diagnostic per expectation line that does not come out.
pub fn run_case(catalogue: &Catalogue, case: &Case) -> Vec<Diagnostic> {
    let company = Company::of(catalogue, case);
    let mut diagnostics = Vec::new();
    for line in &case.lines {
        if let CaseLine::Expect { on, known, standings, position } = line {
            let known = known.map_or(i64::MAX, |day| Day::from(day).end_instant());
            let computed = company.standings(catalogue, case, Day::from(*on), known);
            diagnostics.extend(compare(catalogue, case, position, standings, computed));
        }
    }
    diagnostics
}

/// The small company that a case describes.
#[derive(Debug, Clone)]
pub struct Company {
    /// Its facts.
    pub facts: Facts,
    /// Its days off.
    pub calendar: Calendar,
}

impl Company {
    /// From the lines of a case.
    pub fn of(catalogue: &Catalogue, case: &Case) -> Company {
        let mut company = Company { facts: Facts::new(catalogue), calendar: Calendar::default() };
        for (sequence, line) in case.lines.iter().enumerate() {
            match line {
                CaseLine::Fact(fact) => {
                    company.record(fact, sequence as u64);
                }
                CaseLine::Closed(date) => company.calendar.set(Day::from(*date), true),
                _ => {}
            }
        }
        company
    }

    /// Records a line of a case.
    pub fn record(&mut self, fact: &CaseFact, sequence: u64) -> RecordId {
        self.facts.record(Revision {
            kind: fact.kind,
            key: &fact.key,
            fields: &fact.fields,
            effective: Day::from(fact.effective),
            recorded: Day::from(fact.recorded).start_instant(),
            origin: Origin::Attested,
            void: fact.void,
            sequence,
        })
    }

    /// The world of the case: its facts, with its parameters and readings.
    pub fn world<'a>(&'a self, catalogue: &'a Catalogue, case: &Case, horizon: Day, known: i64) -> World<'a> {
        let mut settings = Settings::from_facts(catalogue, &self.facts, known);
        overlay(catalogue, &mut settings, case);
        World::new(catalogue, &self.facts, &self.calendar, known, horizon).with_settings(settings)
    }

    /// All standings of the case's duties on a day, as known at an instant.
    pub fn standings(
        &self,
        catalogue: &Catalogue,
        case: &Case,
        on: Day,
        known: i64,
    ) -> Vec<ExpectedStanding> {
        standings_on(&self.world(catalogue, case, on, known), &case.duties, on)
    }
}

fn overlay(catalogue: &Catalogue, settings: &mut Settings, case: &Case) {
    for line in &case.lines {
        match line {
            CaseLine::Parameter { parameter, value, since } => {
                settings.set_parameter(*parameter, since.map_or(Day::ALWAYS, Day::from), *value);
            }
            CaseLine::Reading { reading, choice } => settings.choose(catalogue, *reading, *choice),
            _ => {}
        }
    }
}

/// All standings of some duties on a day, as a case writes them.
fn standings_on(world: &World<'_>, duties: &[DutyId], on: Day) -> Vec<ExpectedStanding> {
    let mut found = Vec::new();
    for duty in duties {
        let definition = &world.catalogue.duties[duty.index()];
        let mut obligations = Obligations::default();
        for row in 0..world.facts.rows(definition.kind) {
            world.obligations(*duty, row, &mut obligations);
        }
        for (obligation, segments) in obligations.iter() {
            let status = segments.iter().rev().find(|segment| segment.from <= on).and_then(|s| s.status());
            let Some(status) = status else { continue };
            let record = RecordId { kind: definition.kind, row: obligation.subject };
            let period = obligation.period().label(definition, world.facts);
            found.push(ExpectedStanding {
                duty: *duty,
                subject: world.facts.key(record).to_owned(),
                period: (!period.is_empty()).then_some(period),
                item: (obligation.item > 0).then_some(obligation.item),
                status,
            });
        }
    }
    found.sort();
    found
}

fn compare(
    catalogue: &Catalogue,
    case: &Case,
    position: &Position,
    expected: &[ExpectedStanding],
    computed: Vec<ExpectedStanding>,
) -> Option<Diagnostic> {
    let mut expected = expected.to_vec();
    expected.sort();
    if expected == computed {
        return None;
    }
    let several = case.duties.len() > 1;
    let write = |standings: Vec<&ExpectedStanding>| {
        let written: Vec<String> =
            standings.into_iter().map(|standing| write_standing(catalogue, standing, several)).collect();
        if written.is_empty() { "none".to_owned() } else { written.join("  ") }
    };
    let missing = write(expected.iter().filter(|standing| !computed.contains(standing)).collect());
    let surplus = write(computed.iter().filter(|standing| !expected.contains(standing)).collect());
    Some(
        Diagnostic::new(
            position.clone(),
            "case-differs",
            format!("案例結果不符：應為 {missing}；算得 {surplus}"),
            format!("the case comes out differently: expected {missing}; computed {surplus}"),
        )
        .hint("請檢查本列或其義務", "check this line or its duty"),
    )
}

fn write_standing(catalogue: &Catalogue, standing: &ExpectedStanding, several: bool) -> String {
    let mut out = String::new();
    if several {
        out.push_str(&catalogue.duties[standing.duty.index()].name);
        out.push(':');
    }
    out.push_str(&standing.subject);
    if let Some(period) = &standing.period {
        out.push('/');
        out.push_str(period);
    }
    if let Some(item) = standing.item {
        out.push_str(&format!("#{item}"));
    }
    out.push(' ');
    out.push_str(standing.status.word());
    out
}
