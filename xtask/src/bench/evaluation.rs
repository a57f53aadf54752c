//! The large insurer of the duty language, evaluated whole, after one change, and at sixty month-ends.

use super::{Figure, catalogue, peak_megabytes, processor_time, timed};
use zilu_catalogue::Value;
use zilu_engine::{Calendar, Day, Evaluation, Origin, Revision, World};

pub(super) fn large() -> Vec<Figure> {
    let catalogue = catalogue();
    let today = Day::from_ymd(2026, 11, 24);
    let calendar = Calendar::default();
    let (built, mut facts) = timed(|| zilu_demo::large(&catalogue, 7, zilu_demo::Scale::LARGE));
    let horizon = Day::from_ymd(2027, 12, 31);
    let start = catalogue.edition.effective_date.map_or(Day::ALWAYS, Day::from);
    let (full, mut evaluation) = {
        let world = World::new(&catalogue, &facts, &calendar, i64::MAX, horizon).starting(start);
        timed(|| Evaluation::full(&world))
    };
    let obligations = evaluation.len();
    let (sixty, _) = timed(|| {
        let (year, month, _) = today.ymd();
        (0..60)
            .map(|back| {
                let total = year * 12 + month as i32 - 1 - back;
                let end = Day(Day::from_ymd(total.div_euclid(12), total.rem_euclid(12) as u32 + 1, 1).0 - 1);
                evaluation.counts(end).iter().map(zilu_engine::Counts::total).sum::<u32>()
            })
            .sum::<u32>()
    });
    // One finding is assessed higher: its host, its system and every duty on them may change.
    let kind = catalogue.kind("finding").expect("the catalogue declares findings");
    let risk = catalogue.field(kind, "risk").expect("findings have a risk");
    let rows = facts.rows(kind);
    let mut worst = 0.0_f64;
    for step in 0..100 {
        let row = (u64::from(rows) * step / 100) as u32;
        let key = facts.key(zilu_engine::RecordId { kind, row }).to_owned();
        let changed = facts.record(Revision {
            kind,
            key: &key,
            fields: &[(risk, Value::Enum(0))],
            effective: today,
            recorded: today.start_instant(),
            origin: Origin::Attested,
            void: false,
            sequence: u64::from(u32::MAX) - step,
        });
        let (seconds, _) = timed(|| {
            let world = World::new(&catalogue, &facts, &calendar, i64::MAX, horizon).starting(start);
            evaluation.update(&world, &[changed])
        });
        worst = worst.max(seconds);
    }
    let peak = peak_megabytes();
    let known = today.end_instant();
    let (as_known, _) = timed(|| {
        Evaluation::full(&World::new(&catalogue, &facts, &calendar, known, horizon).starting(start))
    });
    vec![
        Figure { name: "large insurer: facts made", value: built, unit: "s", target: None },
        Figure {
            name: "large insurer: revisions",
            value: facts.revision_count() as f64 / 1e6,
            unit: "M",
            target: None,
        },
        Figure {
            name: "large insurer: obligations",
            value: obligations as f64 / 1e6,
            unit: "M",
            target: None,
        },
        Figure { name: "full evaluation", value: full, unit: "s", target: Some(1.0) },
        Figure {
            name: "full evaluation as known at another instant",
            value: as_known,
            unit: "s",
            target: None,
        },
        Figure {
            name: "one changed record, worst of 100",
            value: worst * 1_000.0,
            unit: "ms",
            target: Some(5.0),
        },
        Figure {
            name: "60 month-ends as-of, with the evaluation",
            value: full + sixty,
            unit: "s",
            target: Some(10.0),
        },
        Figure { name: "peak memory", value: peak, unit: "MB", target: Some(1_500.0) },
        Figure {
            name: "peak memory with a second knowledge date",
            value: peak_megabytes(),
            unit: "MB",
            target: None,
        },
    ]
}

/// The duties that cost most, each evaluated alone on one core.
pub(super) fn slowest_duties() -> Vec<Figure> {
    let catalogue = catalogue();
    let facts = zilu_demo::large(&catalogue, 7, zilu_demo::Scale::LARGE);
    let calendar = Calendar::default();
    let start = catalogue.edition.effective_date.map_or(Day::ALWAYS, Day::from);
    let world =
        World::new(&catalogue, &facts, &calendar, i64::MAX, Day::from_ymd(2027, 12, 31)).starting(start);
    let duties = (0..catalogue.duties.len() as u16).map(zilu_catalogue::DutyId);
    let mut costs: Vec<(f64, usize, zilu_catalogue::DutyId)> = duties
        .map(|duty| {
            let (seconds, obligations) =
                processor_time(|| zilu_engine::evaluation::evaluate_duty(&world, duty));
            (seconds, obligations, duty)
        })
        .collect();
    costs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let total: f64 = costs.iter().map(|cost| cost.0).sum();
    for (seconds, obligations, duty) in costs.iter().take(25) {
        let each = seconds * 1e9 / (*obligations).max(1) as f64;
        println!(
            "{:<46} {seconds:>8.3} s {obligations:>9} obligations {each:>9.0} ns each",
            catalogue.duties[duty.index()].name
        );
    }
    vec![Figure { name: "all duties, one core", value: total, unit: "s", target: None }]
}
