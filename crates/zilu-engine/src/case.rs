//! Runs the catalogue's cases: the facts of a case in, its expected standings against the computed ones.

use crate::calendar::{Calendar, Day};
use crate::facts::{Facts, Origin, Revision};
use crate::obligation::Obligations;
use crate::world::{Settings, World};
use zilu_catalogue::{Case, CaseLine, Catalogue, Diagnostic, DutyId, ExpectedStanding, Position};

/// Runs one case; returns a diagnostic per expectation line that does not come out.
pub fn run_case(catalogue: &Catalogue, case: &Case) -> Vec<Diagnostic> {
    let mut facts = Facts::new(catalogue);
    let mut calendar = Calendar::default();
    let mut settings = Settings::defaults(catalogue);
    let mut sequence = 0;
    for line in &case.lines {
        match line {
            CaseLine::Fact(fact) => {
                sequence += 1;
                facts.record(Revision {
                    kind: fact.kind,
                    key: &fact.key,
                    fields: &fact.fields,
                    effective: Day::from(fact.effective),
                    recorded: Day::from(fact.recorded).start_instant(),
                    origin: Origin::Attested,
                    void: fact.void,
                    sequence,
                });
            }
            CaseLine::Parameter { parameter, value, since } => {
                settings.set_parameter(*parameter, since.map_or(Day::ALWAYS, Day::from), *value);
            }
            CaseLine::Reading { reading, choice } => settings.choose(catalogue, *reading, *choice),
            CaseLine::Closed(date) => calendar.set(Day::from(*date), true),
            CaseLine::Expect { .. } => {}
        }
    }
    let mut diagnostics = Vec::new();
    for line in &case.lines {
        if let CaseLine::Expect { on, known, standings, position } = line {
            let on = Day::from(*on);
            let known = known.map_or(i64::MAX, |day| Day::from(day).end_instant());
            let mut settings_known = Settings::from_facts(catalogue, &facts, known);
            overlay(catalogue, &mut settings_known, case);
            let world = World::new(catalogue, &facts, &calendar, known, on).with_settings(settings_known);
            let computed = standings_on(&world, &case.duties, on);
            diagnostics.extend(compare(catalogue, case, position, standings, computed));
        }
    }
    diagnostics
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
pub fn standings_on(world: &World<'_>, duties: &[DutyId], on: Day) -> Vec<ExpectedStanding> {
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
            let record = crate::facts::RecordId { kind: definition.kind, row: obligation.subject };
            let period = obligation.period.label(definition, world.facts);
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
