//! The fictitious company: the same for ever, complete in itself, never ahead of its day, and alive in every standing.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use zilu_catalogue::{Catalogue, FieldId, KindId, Status, Type, Value, format_value, load};
use zilu_demo::{Act, Fact, company};
use zilu_engine::{Calendar, Counts, Day, Evaluation, Facts, World};

/// Days that fall differently in quarters, halves and years: mid-quarter, leap day, the first and last of a year.
const DAYS: [Date; 4] = [date(2026, 9, 24), date(2028, 2, 29), date(2027, 1, 1), date(2025, 12, 31)];

fn catalogue() -> Catalogue {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/insurance-infosec");
    let mut files: Vec<(String, String)> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    load(&files).0
}

fn digest(acts: &[Act]) -> [u8; 32] {
    Sha256::digest(format!("{acts:?}")).into()
}

fn facts(acts: &[Act]) -> impl Iterator<Item = (&Act, &Fact)> {
    acts.iter().flat_map(|act| act.records.iter().map(move |fact| (act, fact)))
}

fn mirror(catalogue: &Catalogue, acts: &[Act]) -> Facts {
    let mut facts = Facts::new(catalogue);
    zilu_demo::load(&mut facts, acts);
    facts
}

fn counts(catalogue: &Catalogue, facts: &Facts, known: i64, on: Date) -> Vec<Counts> {
    let calendar = Calendar::default();
    let world = World::new(catalogue, facts, &calendar, known, Day::from(on));
    Evaluation::full(&world).counts(Day::from(on))
}

fn total(counts: &[Counts]) -> Counts {
    counts.iter().fold(Counts::default(), |mut sum, of| {
        sum.add(of);
        sum
    })
}

#[test]
fn the_same_seed_gives_the_same_acts_and_another_seed_others() {
    let catalogue = catalogue();
    let first = company(&catalogue, 1, DAYS[0]);
    assert_eq!(digest(&first), digest(&company(&catalogue, 1, DAYS[0])));
    assert_ne!(digest(&first), digest(&company(&catalogue, 2, DAYS[0])));
    assert_ne!(digest(&first), digest(&company(&catalogue, 1, DAYS[1])));
}

/// The generator is part of what a seed means: these names may never change.
#[test]
fn a_seed_means_the_same_people_for_ever() {
    let catalogue = catalogue();
    let acts = company(&catalogue, 1, DAYS[0]);
    let person = catalogue.kind("person").unwrap();
    let name = catalogue.field(person, "name").unwrap();
    let names: Vec<&str> = facts(&acts)
        .filter(|(_, fact)| fact.kind == person)
        .filter_map(|(_, fact)| fact.fields.iter().find(|(field, _)| *field == name))
        .filter_map(|(_, value)| if let Value::Text(text) = value { Some(text.as_str()) } else { None })
        .take(8)
        .collect();
    insta::assert_snapshot!(names.join(" "), @"許于庭 蔡皓宇 潘曉雯 吳秉諺 魏昱辰 吳永清 詹慧君 傅綺雯");
}

#[test]
fn the_company_has_about_the_size_that_is_promised() {
    let catalogue = catalogue();
    for (seed, today) in [(1, DAYS[0]), (5, DAYS[1])] {
        let acts = company(&catalogue, seed, today);
        let facts = mirror(&catalogue, &acts);
        let rows = |kind: &str| facts.rows(catalogue.kind(kind).unwrap());
        assert_eq!(rows("company"), 1);
        assert_eq!(rows("person"), 900);
        assert_eq!(rows("system"), 62);
        assert!((380..=420).contains(&rows("host")), "{} hosts", rows("host"));
        assert!((4_700..=5_400).contains(&rows("account")), "{} accounts", rows("account"));
        assert!((1_500..=4_000).contains(&rows("finding")), "{} findings", rows("finding"));
        let revisions: usize = acts.iter().map(|act| act.records.len()).sum();
        assert!((60_000..=95_000).contains(&revisions), "{revisions} revisions");
    }
}

#[test]
fn nothing_is_recorded_on_the_day_of_reading_or_later_and_all_is_in_order() {
    let catalogue = catalogue();
    let announced = [catalogue.kind("office_day").unwrap()];
    for (seed, today) in DAYS.into_iter().enumerate() {
        let acts = company(&catalogue, seed as u64, today);
        let begin = Day::from(today).start_instant();
        assert!(acts.is_sorted_by_key(|act| act.recorded));
        for act in &acts {
            assert!(act.recorded < begin, "{} is recorded on {today} or later", act.reason);
            assert!(!act.records.is_empty(), "{} records nothing", act.reason);
        }
        for (act, fact) in facts(&acts).filter(|(_, fact)| !announced.contains(&fact.kind)) {
            let ahead = Day::from(fact.effective).0 - Day::of_instant(act.recorded).0;
            // People are entered the day before they begin.
            assert!(ahead <= 4, "{} of {} is {ahead} days ahead of its recording", fact.key, act.reason);
        }
    }
}

#[test]
fn every_record_states_its_required_fields_and_its_own_key() {
    let catalogue = catalogue();
    for (seed, today) in DAYS.into_iter().enumerate() {
        let acts = company(&catalogue, seed as u64, today);
        let mut opened: FxHashSet<(KindId, &str)> = FxHashSet::default();
        for (act, fact) in facts(&acts) {
            let kind = &catalogue.kinds[fact.kind.index()];
            if !opened.insert((fact.kind, &fact.key)) {
                continue;
            }
            assert!(!fact.void, "{} begins as an error", fact.key);
            for (i, field) in kind.fields.iter().enumerate().filter(|(_, field)| field.required) {
                let stated =
                    fact.fields.iter().any(|(id, value)| id.index() == i && *value != Value::Unknown);
                assert!(stated, "{} {} ({}) lacks {}", kind.name, fact.key, act.reason, field.name);
            }
            if !kind.singleton {
                let key: Vec<String> = kind.key.iter().map(|id| text(&catalogue, fact, *id)).collect();
                assert_eq!(key.join("|"), fact.key);
            }
        }
    }
}

/// A stated value in its canonical form; empty when it is not stated.
fn text(catalogue: &Catalogue, fact: &Fact, field: FieldId) -> String {
    let ty = &catalogue.kinds[fact.kind.index()].fields[field.index()].ty;
    let stated = fact.fields.iter().find(|(id, _)| *id == field);
    stated.map(|(_, value)| format_value(ty, value)).unwrap_or_default()
}

#[test]
fn every_reference_leads_to_a_record_and_every_actor_is_employed_here() {
    let catalogue = catalogue();
    let person = catalogue.kind("person").unwrap();
    for (seed, today) in DAYS.into_iter().enumerate() {
        let acts = company(&catalogue, seed as u64, today);
        let known: FxHashSet<(KindId, &str)> =
            facts(&acts).map(|(_, fact)| (fact.kind, fact.key.as_str())).collect();
        for act in &acts {
            assert!(known.contains(&(person, act.actor.as_str())), "nobody is {}", act.actor);
        }
        for (act, fact) in facts(&acts) {
            let kind = &catalogue.kinds[fact.kind.index()];
            for (id, value) in &fact.fields {
                if let (Type::Ref(target), Value::Text(key)) = (&kind.fields[id.index()].ty, value) {
                    let field = &kind.fields[id.index()].name;
                    assert!(
                        known.contains(&(*target, key.as_str())),
                        "{}.{field} of {} ({}) leads to {key}, which is not there",
                        kind.name,
                        fact.key,
                        act.reason
                    );
                }
            }
        }
    }
}

#[test]
fn every_kind_of_record_occurs_and_both_origins() {
    let catalogue = catalogue();
    let acts = company(&catalogue, 1, DAYS[0]);
    let told: FxHashSet<KindId> = facts(&acts).map(|(_, fact)| fact.kind).collect();
    let missing: Vec<&str> = catalogue
        .kinds
        .iter()
        .filter(|kind| !told.contains(&catalogue.kind(&kind.name).unwrap()))
        .map(|kind| kind.name.as_str())
        .collect();
    assert_eq!(missing, Vec::<&str>::new());
    assert!(acts.iter().any(|act| act.origin == zilu_engine::Origin::Measured && act.source.is_some()));
    assert!(acts.iter().any(|act| act.origin == zilu_engine::Origin::Attested));
    assert!(facts(&acts).any(|(_, fact)| fact.void));
}

/// Values that the company adopted and duties that it exempted are called what the catalogue calls them.
#[test]
fn names_that_stand_in_texts_are_those_of_the_catalogue() {
    let catalogue = catalogue();
    let acts = company(&catalogue, 1, DAYS[0]);
    let facts_of = |kind: &str, field: &str| -> Vec<String> {
        let kind = catalogue.kind(kind).unwrap();
        let field = catalogue.field(kind, field).unwrap();
        facts(&acts)
            .filter(|(_, fact)| fact.kind == kind)
            .map(|(_, fact)| text(&catalogue, fact, field))
            .collect()
    };
    for name in facts_of("parameter_value", "name") {
        assert!(catalogue.names.parameters.contains_key(&name), "no parameter {name}");
    }
    for name in facts_of("reading_choice", "reading") {
        assert!(catalogue.names.readings.contains_key(&name), "no reading {name}");
    }
    let mirror = mirror(&catalogue, &acts);
    for (duty, subject) in facts_of("exemption", "duty").into_iter().zip(facts_of("exemption", "subject")) {
        assert!(catalogue.duty(&duty).is_some(), "no duty {duty}");
        let (kind, key) = subject.split_once('/').unwrap();
        assert!(mirror.find(catalogue.kind(kind).unwrap(), key).is_some(), "no {subject}");
    }
}

#[test]
fn every_duty_has_a_standing_and_every_status_occurs() {
    let catalogue = catalogue();
    for (seed, today) in DAYS.into_iter().enumerate() {
        let acts = company(&catalogue, seed as u64, today);
        let facts = mirror(&catalogue, &acts);
        let counts = counts(&catalogue, &facts, i64::MAX, today);
        let idle: Vec<&str> = catalogue
            .duties
            .iter()
            .zip(&counts)
            .filter(|(_, counts)| counts.total() == 0)
            .map(|(duty, _)| duty.name.as_str())
            .collect();
        assert_eq!(idle, Vec::<&str>::new(), "on {today}");
        let total = total(&counts);
        for status in Status::ALL {
            assert!(total.of(status) > 0, "nothing is {} on {today}", status.word());
        }
    }
}

#[test]
fn most_is_met_and_enough_is_not() {
    let catalogue = catalogue();
    for (seed, today) in DAYS.into_iter().enumerate() {
        let acts = company(&catalogue, seed as u64, today);
        let facts = mirror(&catalogue, &acts);
        let total = total(&counts(&catalogue, &facts, i64::MAX, today));
        let share = |of: &[Status]| {
            let sum: u32 = of.iter().map(|status| total.of(*status)).sum();
            100.0 * f64::from(sum) / f64::from(total.total())
        };
        let met = share(&[Status::Met]);
        let open = share(&[Status::Late, Status::Breached]);
        let unproven = share(&[Status::Unproven]);
        let late = share(&[Status::MetLate]);
        assert!((78.0..=93.0).contains(&met), "{met:.1} % met on {today}");
        assert!((1.0..=5.0).contains(&open), "{open:.1} % late or breached on {today}");
        assert!((1.5..=6.0).contains(&unproven), "{unproven:.1} % unproven on {today}");
        assert!((0.5..=5.0).contains(&late), "{late:.1} % met late on {today}");
    }
}

/// Evidence that came late: the same day looks different when asked with what was known then.
#[test]
fn what_was_known_then_differs_from_what_is_known_now() {
    let catalogue = catalogue();
    let today = DAYS[0];
    let acts = company(&catalogue, 1, today);
    let facts = mirror(&catalogue, &acts);
    let on = date(2026, 5, 31);
    let then = counts(&catalogue, &facts, Day::from(on).end_instant(), on);
    let now = counts(&catalogue, &facts, i64::MAX, on);
    let differing: FxHashMap<&str, (Counts, Counts)> = catalogue
        .duties
        .iter()
        .zip(then.iter().zip(&now))
        .filter(|(_, (then, now))| then != now)
        .map(|(duty, (then, now))| (duty.name.as_str(), (*then, *now)))
        .collect();
    for duty in ["privileged-monthly-spot-check", "yearly-security-training", "management-supervision-record"]
    {
        assert!(differing.contains_key(duty), "{duty} is as it was");
    }
    let (then, now) = differing["privileged-monthly-spot-check"];
    assert!(now.of(Status::Met) > then.of(Status::Met));
}

/// What goes wrong in every seed, and where it shows.
#[test]
fn the_troubles_of_the_story_show() {
    let catalogue = catalogue();
    for seed in [1, 42] {
        let acts = company(&catalogue, seed, DAYS[0]);
        let facts = mirror(&catalogue, &acts);
        let counts = counts(&catalogue, &facts, i64::MAX, DAYS[0]);
        for (duty, status) in [
            // A suspended manager and leavers can still log in.
            ("leaver-account-disabled", Status::Late),
            // The new customer assistant has no class, the laboratory no reach.
            ("system-classified", Status::Unproven),
            ("internet-os-scan", Status::Unproven),
            // A quarter's scan was missed, hosts were never scanned, findings are overdue, an exemption ran out.
            ("internet-os-scan", Status::MetLate),
            ("core-host-os-scan", Status::Late),
            ("internet-high-finding-fix", Status::Late),
            ("internet-high-finding-fix", Status::MetLate),
            ("internet-high-finding-fix", Status::Exempt),
            ("finding-extension", Status::Late),
            ("finding-tracked", Status::Late),
            // Privileged use without approval, without review, as daily work; a shared account nobody approved.
            ("highest-privilege-approved-before-use", Status::Breached),
            ("core-use-reviewed", Status::Breached),
            ("privileged-use-not-daily", Status::Breached),
            ("shared-account-compensated", Status::Breached),
            ("privileged-monthly-spot-check", Status::MetLate),
            ("entitlement-review", Status::Late),
            ("entitlement-review", Status::Unproven),
            ("social-engineering-drill", Status::Late),
            ("firewall-rule-review", Status::MetLate),
            ("log-retention", Status::Exempt),
            ("log-minimum-content", Status::Unproven),
            ("time-sync", Status::Exempt),
            ("class-one-assessment", Status::MetLate),
            ("class-three-assessment", Status::Late),
            ("material-incident-first-report", Status::MetLate),
            ("material-incident-first-report", Status::Unproven),
            ("outsourcing-contract-confidentiality", Status::Breached),
        ] {
            let id = catalogue.duty(duty).unwrap_or_else(|| panic!("no duty {duty}"));
            assert!(
                counts[id.index()].of(status) > 0,
                "nothing is {} under {duty}, seed {seed}",
                status.word()
            );
        }
    }
}

/// A risk raised later, and a finding that came back after it was said to be fixed.
#[test]
fn a_risk_is_raised_and_a_finding_comes_back() {
    let catalogue = catalogue();
    let acts = company(&catalogue, 1, DAYS[0]);
    let kind = catalogue.kind("finding").unwrap();
    let [risk, present] = ["risk", "present"].map(|name| catalogue.field(kind, name).unwrap());
    let mut history: FxHashMap<&str, (Vec<String>, usize)> = FxHashMap::default();
    for (_, fact) in facts(&acts).filter(|(_, fact)| fact.kind == kind) {
        let entry = history.entry(&fact.key).or_default();
        entry.0.extend(Some(text(&catalogue, fact, risk)).filter(|word| !word.is_empty()));
        entry.1 += usize::from(text(&catalogue, fact, present) == "yes");
    }
    assert!(history.values().any(|(risks, _)| risks.windows(2).any(|pair| pair == ["medium", "high"])));
    assert!(history.values().any(|(risks, _)| risks.windows(2).any(|pair| pair == ["high", "medium"])));
    assert!(history.values().any(|(_, seen)| *seen > 1));
}
