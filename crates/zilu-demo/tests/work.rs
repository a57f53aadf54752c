//! What the story promises about the work that is done for the company and by it: outsourcing, the cloud, social media, own
//! devices, biometrics, cutovers, assessments. Each group of clauses is mostly met, and its troubles show.

#![allow(clippy::unwrap_used)]

use jiff::civil::{Date, date};
use zilu_catalogue::{Catalogue, Status, load};
use zilu_demo::company;
use zilu_engine::{Calendar, Counts, Day, Evaluation, Facts, World};

/// The days of the other tests: mid-quarter, leap day, the first and last of a year.
const DAYS: [Date; 4] = [date(2026, 9, 24), date(2028, 2, 29), date(2027, 1, 1), date(2025, 12, 31)];

/// Beginnings of the numbers of the clauses, with the least that is met and the most that is unproven, in percent.
const GROUPS: [(&str, f64, f64); 10] = [
    ("x1.", 88.0, 4.0),
    ("x3.2", 80.0, 7.0),
    ("x3.3", 80.0, 7.0),
    ("x3.4", 90.0, 5.0),
    ("x3.5", 88.0, 6.0),
    ("x6.", 82.0, 4.0),
    ("a5.", 80.0, 6.0),
    ("a11.", 85.0, 6.0),
    ("a12.", 80.0, 8.0),
    ("a16.", 86.0, 5.0),
];

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

fn counts(catalogue: &Catalogue, seed: u64, today: Date) -> Vec<Counts> {
    let mut facts = Facts::new(catalogue);
    let acts = company(catalogue, seed, today);
    zilu_demo::load(&mut facts, &acts);
    let calendar = Calendar::default();
    // As in the program, nothing is owed before the records begin, which is when the company itself was recorded.
    let kind = catalogue.kind("company").unwrap();
    let begin = acts.iter().flat_map(|act| &act.records).find(|fact| fact.kind == kind).unwrap().effective;
    let world =
        World::new(catalogue, &facts, &calendar, i64::MAX, Day::from(today)).starting(Day::from(begin));
    Evaluation::full(&world).counts(Day::from(today))
}

#[test]
fn every_clause_of_the_work_has_standings_and_most_are_met() {
    let catalogue = catalogue();
    let mut faults = Vec::new();
    for (seed, today) in DAYS.into_iter().enumerate() {
        let counts = counts(&catalogue, seed as u64, today);
        for (group, least, most) in GROUPS {
            let mut sum = Counts::default();
            for (duty, of) in catalogue.duties.iter().zip(&counts) {
                if catalogue.clauses[duty.clauses[0].index()].id.starts_with(group) {
                    if of.total() == 0 {
                        faults.push(format!("{} has no standing on {today}", duty.name));
                    }
                    sum.add(of);
                }
            }
            let share = |status| 100.0 * f64::from(sum.of(status)) / f64::from(sum.total());
            let (met, unproven) = (share(Status::Met), share(Status::Unproven));
            if met < least || unproven > most {
                faults.push(format!("{group} is met by {met:.1} %, unproven by {unproven:.1} % on {today}"));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn the_troubles_at_work_show() {
    let catalogue = catalogue();
    let mut faults = Vec::new();
    for seed in [1, 42] {
        let counts = counts(&catalogue, seed, DAYS[0]);
        for (duty, status) in [
            // The analysis platform went live before anybody had assessed its provider, and nobody watches it.
            ("cloud-provider-assessed-first", Status::Breached),
            ("cloud-service-monitored", Status::Breached),
            ("cloud-provider-assessment-current", Status::Breached),
            // A key lies beside its data, a sample outlived its time, a claims list in the knowledge base.
            ("cloud-keys-guarded", Status::Breached),
            ("cloud-data-gone-after-retention", Status::Breached),
            ("cloud-rolling-deletion-runs", Status::Breached),
            ("cloud-exclusion-sound", Status::Breached),
            // The exit from the drive was closed, and the backups may still be there.
            ("cloud-exit-everything-deleted", Status::Unproven),
            ("cloud-exit-closing-gate", Status::Unproven),
            ("cloud-request-honoured", Status::MetLate),
            ("cloud-incident-notified", Status::Late),
            ("cloud-regular-reports", Status::MetLate),
            // Somebody who left may speak for the company; a post was answered after three days.
            ("social-media-speaker-authorised", Status::Breached),
            ("improper-post-answered", Status::MetLate),
            ("improper-post-record-kept", Status::Breached),
            // A rooted telephone, a telephone not wiped, a device of somebody who left.
            ("byod-noncompliant-restricted", Status::Breached),
            ("byod-loss-answered", Status::Late),
            ("byod-device-registered", Status::Breached),
            ("byod-removal-done", Status::Late),
            ("own-computer-registered", Status::Breached),
            // Voices lie on one medium with what belongs to them; a failed measurement waits.
            ("biometric-storage", Status::Breached),
            ("biometric-failure-answered", Status::MetLate),
            ("biometric-failure-answered", Status::Due),
            ("biometric-change-judged", Status::Breached),
            // Outsourcing: chosen before evaluated, deleted before handed back, a mail for a proof.
            ("vendor-selection-review", Status::Breached),
            ("outsourced-system-has-case", Status::Breached),
            ("outsourcing-under-contract", Status::Breached),
            ("exit-return-before-deletion", Status::Breached),
            ("exit-closing", Status::Breached),
            ("exit-deletion-proof", Status::Unproven),
            ("vendor-staff-leaver-access", Status::Late),
            ("failed-inspection-corrected", Status::Late),
            ("high-vendor-supervised", Status::Late),
            ("vendor-audited", Status::MetLate),
            ("vendor-audit-second-review", Status::Breached),
            ("outsourcing-change-reviewed", Status::Breached),
            ("vendor-incident-reviewed", Status::Breached),
            ("core-security-in-team", Status::Breached),
            ("core-tender-penalties", Status::Breached),
            ("core-risk-reviewed", Status::MetLate),
            ("core-components-disclosed", Status::Breached),
            // The members' area went live over a failed checkpoint; another cutover is still to come.
            ("failed-checkpoint-decided", Status::Breached),
            ("checkpoint-passed", Status::Breached),
            ("cutover-monitored-until-stable", Status::Late),
            ("cutover-capacity-reviewed", Status::Unproven),
            ("go-live-coordination", Status::Due),
            ("cutover-problem-followed", Status::Breached),
            ("rollback-by-decision", Status::Met),
            ("wiped-before-disposal", Status::Breached),
            ("remote-access-device-or-no-data", Status::Breached),
            ("rules-audited", Status::MetLate),
            // Assessments: a host left out, a member of the unit assessed, a point that never came into the report.
            ("assessed-device-scanned", Status::Breached),
            ("assessor-independent", Status::Breached),
            ("deficient-point-reported", Status::Breached),
            ("assessment-data-protected", Status::Breached),
            ("connection-secret-protected", Status::Breached),
            ("ecommerce-availability", Status::Breached),
            ("ddos-drilled", Status::MetLate),
        ] {
            let id = catalogue.duty(duty).unwrap_or_else(|| panic!("no duty {duty}"));
            if counts[id.index()].of(status) == 0 {
                faults.push(format!("nothing is {} under {duty}, seed {seed}", status.word()));
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
}
