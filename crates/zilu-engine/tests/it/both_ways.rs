//! A full evaluation asks many records at once, an update one after the other: both must say the same of companies that
//! nobody thought of.

use crate::support;
use jiff::ToSpan;
use jiff::civil::Date;
use zilu_catalogue::{Case, CaseFact, CaseLine, Catalogue, DutyId, Field, FieldId, KindId, Type, Value};
use zilu_engine::case::Company;
use zilu_engine::obligation::{Obligation, Period, Segment};
use zilu_engine::{Calendar, Day, Evaluation, Facts, Origin, RecordId, Revision, World};

/// A repeatable source of chance (xorshift64*).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16) % n
    }

    fn percent(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    fn days(&mut self, around: i64) -> i64 {
        self.below(2 * around as u64) as i64 - around
    }
}

struct Stated {
    kind: KindId,
    key: String,
    fields: Vec<(FieldId, Value)>,
    effective: Day,
    recorded: Day,
    void: bool,
}

/// The facts of some cases, copied, moved in time, altered, stated again and mixed.
struct Mix<'a> {
    catalogue: &'a Catalogue,
    chance: Chance,
    /// How many of a hundred values are altered.
    wild: u64,
    facts: Vec<Stated>,
}

impl Mix<'_> {
    fn add(&mut self, case: usize) {
        let catalogue = self.catalogue;
        for copy in 0..1 + self.chance.below(4) {
            let by = if self.chance.percent(50) { 0 } else { self.chance.days(400) };
            // Some cases share their records, and some copies all refer to the same one.
            let group = if self.chance.percent(30) { 0 } else { case };
            let hub = self.chance.percent(30);
            let name = |copy: u64, kind: KindId, key: &str| match catalogue.kinds[kind.index()].singleton {
                true => key.to_owned(),
                false => format!("{group}.{copy}.{key}"),
            };
            for line in &catalogue.cases[case].lines {
                let CaseLine::Fact(fact) = line else { continue };
                let kind = &catalogue.kinds[fact.kind.index()];
                let skipped =
                    kind.singleton && !self.chance.percent(20) || self.chance.percent(self.wild / 2);
                let times = if skipped { 0 } else { 1 + u64::from(self.chance.percent(self.wild)) };
                for time in 0..times {
                    let key = name(copy, fact.kind, &fact.key);
                    self.state(fact, key, by, time, &|target, key| {
                        name(if hub { 0 } else { copy }, target, key)
                    });
                }
            }
        }
    }

    fn state(
        &mut self,
        fact: &CaseFact,
        key: String,
        by: i64,
        time: u64,
        name: &dyn Fn(KindId, &str) -> String,
    ) {
        let kind = &self.catalogue.kinds[fact.kind.index()];
        let mut fields = fact.fields.clone();
        for (id, value) in &mut fields {
            self.alter(&kind.fields[id.index()], value, by, name);
        }
        if time > 0 && self.chance.percent(60) {
            fields.retain(|_| self.chance.percent(50));
        }
        let own = if time > 0 || self.chance.percent(self.wild) { self.chance.days(200) } else { 0 };
        let effective = Day(Day::from(fact.effective).0 + (by + own) as i32);
        let recorded = Day(Day::from(fact.recorded).0.max(effective.0) + self.chance.below(40) as i32);
        let void = fact.void || self.chance.below(600) < self.wild;
        self.facts.push(Stated { kind: fact.kind, key, fields, effective, recorded, void });
    }

    fn alter(&mut self, field: &Field, value: &mut Value, by: i64, name: &dyn Fn(KindId, &str) -> String) {
        let altered = self.chance.percent(self.wild);
        let days = by + if altered { self.chance.days(100) } else { 0 };
        let move_date = |date: &Date| date.checked_add(days.days()).unwrap_or(*date);
        match value {
            Value::Date(date) => *date = move_date(date),
            Value::Instant(at) => *at += days * 86_400,
            Value::YesNo(yes) if altered => *yes = !*yes,
            Value::Text(text) => match (field.ty.clone(), text.split_once('/')) {
                (Type::Ref(target), _) => {
                    *text = name(target, text);
                    if self.chance.below(300) < self.wild {
                        text.push_str("-nobody");
                    }
                }
                (_, Some((kind, key))) => {
                    if let Some(id) = self.catalogue.kind(kind) {
                        *text = format!("{kind}/{}", name(id, key));
                    }
                }
                _ => {}
            },
            _ => {}
        }
        if !field.required && self.chance.below(200) < self.wild {
            *value = Value::Unknown;
        }
    }
}

type Listed = Vec<(u32, u16, Period, Vec<Segment>)>;

fn listed(evaluation: &Evaluation, duty: DutyId) -> Listed {
    let one = |(obligation, segments): (&Obligation, &[Segment])| {
        (obligation.subject, obligation.item, obligation.period(), segments.to_vec())
    };
    evaluation.obligations(duty).map(one).collect()
}

#[test]
fn many_at_once_and_one_by_one_agree() {
    let catalogue = support::catalogue();
    for seed in 1..=16_u64 {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let wild = [0, 5, 15, 30][chance.below(4) as usize];
        let mut mix = Mix { catalogue, chance, wild, facts: Vec::new() };
        for case in 0..catalogue.cases.len() {
            if mix.chance.percent(12) {
                mix.add(case);
            }
        }
        let Mix { mut chance, facts, .. } = mix;
        let mut company = Company { facts: Facts::new(catalogue), calendar: Calendar::default() };
        let mut records: Vec<RecordId> = Vec::new();
        for (sequence, fact) in facts.iter().enumerate() {
            records.push(company.facts.record(Revision {
                kind: fact.kind,
                key: &fact.key,
                fields: &fact.fields,
                effective: fact.effective,
                recorded: fact.recorded.start_instant(),
                origin: Origin::Attested,
                void: fact.void,
                sequence: sequence as u64 + 1,
            }));
        }
        if chance.percent(70) {
            company.facts.settle();
        }
        records.sort_unstable();
        records.dedup();
        let known = if chance.percent(75) { i64::MAX } else { Day::from_ymd(2025, 6, 30).end_instant() };
        let start = chance.percent(50).then(|| Day::from_ymd(2025, 1, 1));
        let nothing_set = Case { duties: Vec::new(), lines: Vec::new(), ..catalogue.cases[0].clone() };
        let world = || -> World<'_> {
            let world = company.world(catalogue, &nothing_set, Day::from_ymd(2027, 6, 30), known);
            match start {
                Some(start) => world.starting(start),
                None => world,
            }
        };
        let full = Evaluation::full(&world());
        let mut updated = full.clone();
        updated.update(&world(), &records).expect("the settings are the same");
        for duty in (0..catalogue.duties.len() as u16).map(DutyId) {
            let name = &catalogue.duties[duty.index()].name;
            assert_eq!(listed(&full, duty), listed(&updated, duty), "seed {seed}, {name}");
        }
    }
}

/// A duty that asks of what is related to a record whether the record itself fulfils a term.
const TERM_OF_THIS: &str = r#"
```toml term zz_core
label = "核心 · core"
kind = "system"
is = "core"
```

```toml term zz_some_of_core
label = "核心系統有主機 · a host of a core system"
kind = "system"
is = "some host where this is zz_core"
```
"#;

const DUTY_OF_THIS: &str = r#"
```toml duty zz-core
title = "主機屬於核心系統 · Hosts belong to core systems"
for = "host"
holds = "system is zz_some_of_core"
who = "it"
```
"#;

#[test]
fn what_begins_later_is_unknown_before_however_many_refer_to_it() {
    let mut files = support::files();
    for (name, text) in &mut files {
        match name.as_str() {
            "terms.md" => text.push_str(TERM_OF_THIS),
            "annex-6.md" => text.push_str(DUTY_OF_THIS),
            _ => {}
        }
    }
    let (catalogue, _) = zilu_catalogue::load(&files);
    let duty = catalogue.duty("zz-core").expect("the duty loads");
    let (host, system) = (catalogue.kind("host").unwrap(), catalogue.kind("system").unwrap());
    let standings = |hosts: u64| {
        let mut facts = Facts::new(&catalogue);
        let mut state = |kind, key: &str, field: &str, value, effective: Day, sequence| {
            let fields = [(catalogue.field(kind, field).unwrap(), value)];
            let recorded = effective.start_instant();
            let (origin, void) = (Origin::Attested, false);
            facts.record(Revision {
                kind,
                key,
                fields: &fields,
                effective,
                recorded,
                origin,
                void,
                sequence,
            });
        };
        for n in 1..=hosts {
            state(host, &format!("h{n}"), "system", Value::Text("s".into()), Day::from_ymd(2025, 1, 1), n);
        }
        state(system, "s", "core", Value::YesNo(false), Day::from_ymd(2025, 6, 1), 1_000);
        let calendar = Calendar::default();
        let world = World::new(&catalogue, &facts, &calendar, i64::MAX, Day::from_ymd(2026, 12, 31));
        listed(&Evaluation::full(&world), duty).swap_remove(0).3
    };
    let few = standings(15);
    assert_eq!(few.len(), 2, "unproven until June, then breached");
    for hosts in [16, 17, 5_000] {
        assert_eq!(standings(hosts), few, "{hosts} hosts");
    }
}
