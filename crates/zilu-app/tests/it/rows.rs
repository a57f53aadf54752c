//! Several rows of one record, what is said again, and deliveries that are only looked at.

use crate::support::{Company, TODAY, catalogue, everything, nessus};
use std::io::{Cursor, Read};
use std::sync::Arc;
use zilu_app::{ImportFile, ImportOptions, ImportReport, Outcome, Preview};
use zilu_catalogue::Value;
use zilu_engine::Day;

/// The reach of the system `web` on the first of some months of 2025.
fn reach(company: &Company, months: &[u32]) -> Vec<String> {
    let catalogue = catalogue();
    let kind = catalogue.kind("system").unwrap();
    let field = catalogue.field(kind, "reach").unwrap();
    let on = |month: &u32| {
        company.app.with_lens(Day::from_ymd(2025, *month, 15), None, |lens| {
            let record = lens.facts.find(kind, "web").unwrap();
            match lens.facts.value_at(&catalogue, record, field, lens.on, lens.known) {
                None | Some(Value::Unknown) => "?".to_owned(),
                Some(value) => {
                    let ty = &catalogue.kinds[kind.index()].fields[field.index()].ty;
                    zilu_catalogue::format_value(ty, &value)
                }
            }
        })
    };
    months.iter().map(on).collect()
}

/// Brings a table twice; the second time nothing may be appended.
fn twice(company: &Company, content: &str) -> ImportReport {
    let report = company.csv("system.csv", content);
    let (head, stands) = (company.app.ledger_head(), everything(&company.app, None));
    let again = company.csv("system.csv", content);
    assert_eq!((again.new, again.changed, again.confirmed, again.act), (0, 0, 0, None), "{content}");
    assert_eq!(company.app.ledger_head(), head, "{content}");
    assert_eq!(everything(&company.app, None), stands);
    report
}

#[test]
fn a_row_is_compared_with_what_the_rows_before_it_state() {
    for rows in [
        ["web,internal,2025-02-01\n", "web,internet,2025-03-01\n"],
        ["web,internet,2025-03-01\n", "web,internal,2025-02-01\n"],
    ] {
        let company = Company::new();
        let report = twice(&company, &format!("id,reach,生效日\n{}", rows.concat()));
        assert_eq!((report.new, report.changed, report.same), (0, 1, 0), "one record changed");
        assert_eq!(reach(&company, &[1, 2, 3, 12]), ["internet", "internal", "internet", "internet"]);
        company.reopened(|app| assert!(app.ledger_head().size > 0));
    }
}

#[test]
fn a_void_row_ends_what_was_known_before_it_only() {
    let company = Company::new();
    let report =
        twice(&company, "id,reach,in_use,生效日,作廢\nweb,,,2025-06-01,是\nweb,internal,yes,2025-07-01,\n");
    assert_eq!((report.new, report.changed), (0, 1));
    assert_eq!(reach(&company, &[2, 6, 8]), ["?", "?", "internal"]);
    // The other way round the record is void, and stays so.
    let company = Company::new();
    twice(&company, "id,reach,in_use,生效日,作廢\nweb,internal,yes,2025-07-01,\nweb,,,2025-06-01,是\n");
    assert_eq!(reach(&company, &[2, 8]), ["?", "?"]);
}

#[test]
fn dated_rows_of_a_new_record_are_one_new_record() {
    let company = Company::new();
    let report = twice(
        &company,
        "id,reach,生效日\nshop,internal,2025-02-01\nshop,internet,2025-03-01\nshop,internal,2025-04-01\n",
    );
    assert_eq!((report.new, report.changed, report.same), (1, 0, 0));
    let listed = company.preview(
        "system.csv",
        "id,reach,生效日\nb2b,internal,2025-02-01\nb2b,internet,2025-03-01\n",
        9,
    );
    assert_eq!((listed.changes.len(), listed.changes[0].fields.len()), (1, 3), "told once, with both rows");
}

#[test]
fn what_was_said_again_is_not_forgotten_when_something_older_comes_in() {
    let (b, c) = ("id,reach,生效日\nweb,internal,2025-03-01\n", "id,reach,生效日\nweb,internet,2025-06-01\n");
    let in_order = Company::new();
    twice(&in_order, b);
    twice(&in_order, c);
    let late = Company::new();
    let confirmed = twice(&late, c);
    assert_eq!((confirmed.changed, confirmed.same, confirmed.confirmed), (0, 1, 1));
    assert_eq!(confirmed.outcome, Outcome::Taken);
    twice(&late, b);
    for company in [&in_order, &late] {
        assert_eq!(
            reach(company, &[2, 3, 5, 6, 12]),
            ["internet", "internal", "internal", "internet", "internet"]
        );
    }
    assert_eq!(everything(&in_order.app, None), everything(&late.app, None));
}

#[test]
fn a_list_without_days_says_the_same_again_once_in_four_weeks() {
    let company = Company::new();
    let bring = |date: &str| {
        let options = ImportOptions { date: Some(date.parse().unwrap()), ..ImportOptions::default() };
        take(&company, "system.csv", "id,reach,in_use\nweb,internet,yes\n", options)
    };
    let confirmed: Vec<u64> =
        ["2025-01-01", "2025-01-02", "2025-01-28", "2025-01-29", "2025-01-30", "2025-02-26"]
            .map(|day| bring(day).confirmed)
            .to_vec();
    assert_eq!(confirmed, [0, 0, 0, 1, 0, 1]);
}

#[test]
fn scans_in_any_order_leave_the_same_severity() {
    let scans = [
        ("a.nessus", nessus("Wed Mar 4", true, true, &[(100, 2)])),
        ("b.nessus", nessus("Fri Apr 3", true, true, &[(100, 3)])),
        ("c.nessus", nessus("Fri May 1", true, true, &[(100, 2)])),
    ];
    for order in [[0, 1, 2], [0, 2, 1], [2, 0, 1], [1, 2, 0], [2, 1, 0], [1, 0, 2]] {
        let company = Company::new();
        for at in order {
            company.import(scans[at].0, &scans[at].1);
        }
        assert_eq!(company.finding("h1|nessus:100|22/tcp", "present"), "yes");
        assert_eq!(company.finding("h1|nessus:100|22/tcp", "last_seen_on"), "2026-05-01");
    }
}

fn take(company: &Company, name: &str, content: &str, options: ImportOptions) -> ImportReport {
    let bytes = content.as_bytes().to_vec();
    let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(bytes.clone()))) };
    let file = ImportFile { name, length: content.len() as u64, open: &open };
    let options = ImportOptions { recorded_ms: 5_000, ..options };
    company.app.import(&file, &options, &mut |_, _| {}).unwrap()
}

fn told(report: &ImportReport) -> (Outcome, u64, u64, u64, u64) {
    (report.outcome, report.new, report.changed, report.same, report.left_out)
}

#[test]
fn a_preview_of_several_files_says_what_becomes_of_them() {
    let campaign = r#"{"id": 1, "name": "Q1", "template": {}, "created_date": "2025-03-03T01:00:00Z", "launch_date": "2025-03-03T01:00:00Z", "completed_date": "2025-03-05T01:00:00Z", "status": "Completed", "results": [{"id": "r1", "email": "ada@example.test", "status": "Email Sent", "send_date": "2025-03-03T01:00:00Z"}], "timeline": []}"#;
    let files = [
        ("system.csv", "id,reach,生效日\nweb,internal,2025-02-01\n"),
        ("system.csv", "id,reach,生效日\nweb,internet,2025-03-01\n"),
        ("person.csv", "employee_no,email,生效日\np1,ada@example.test,2025-01-01\n"),
        ("campaign.json", campaign),
    ];
    let company = Company::new();
    let preview = Arc::new(Preview::default());
    let options =
        |dry_run| ImportOptions { dry_run, preview: Some(Arc::clone(&preview)), ..ImportOptions::default() };
    let looked: Vec<_> =
        files.iter().map(|(name, content)| told(&take(&company, name, content, options(true)))).collect();
    assert_eq!(
        (looked[1].0, looked[1].2),
        (Outcome::Taken, 1),
        "the second file changes what the first left"
    );
    assert_eq!(
        (looked[3].0, looked[3].4),
        (Outcome::Taken, 0),
        "the person of the third file is found: {looked:?}"
    );
    let head = company.app.ledger_head();
    let taken: Vec<_> =
        files.iter().map(|(name, content)| told(&take(&company, name, content, options(false)))).collect();
    assert_eq!(looked, taken);
    assert_ne!(company.app.ledger_head(), head);
    assert_eq!(reach(&company, &[2, 3]), ["internal", "internet"]);
    // A file that is left out is not seen by those after it.
    let company = Company::new();
    let preview = Arc::new(Preview::default());
    let aside =
        ImportOptions { dry_run: true, aside: true, preview: Some(preview), ..ImportOptions::default() };
    assert_eq!(take(&company, "system.csv", files[0].1, aside.clone()).outcome, Outcome::Taken);
    assert_eq!(take(&company, "system.csv", files[1].1, aside).changed, 0);
}

#[test]
fn a_report_of_a_day_to_come_is_refused() {
    let company = Company::new();
    let bring = |name: &str, content: &str| {
        take(&company, name, content, ImportOptions { today: Some(TODAY), ..ImportOptions::default() })
    };
    let fault = |report: ImportReport| {
        let line = report.faults.first().map(zilu_intake::Fault::line_en).unwrap_or_default();
        (report.refused, report.act, line)
    };
    assert_eq!(bring("a.nessus", &nessus("Mon Jun 29", true, true, &[(100, 3)])).refused, 0);
    // Tomorrow it is already elsewhere.
    assert_eq!(bring("t.nessus", &nessus("Wed Jul 1", true, true, &[(100, 3)])).refused, 0);
    let (refused, act, line) = fault(bring("b.nessus", &nessus("Thu Jul 2", true, true, &[])));
    assert_eq!((refused, act), (1, None));
    assert!(line.contains("2026-07-02") && line.contains("clock"), "{line}");
    assert_eq!(company.finding("h1|nessus:100|22/tcp", "present"), "yes");
    // Plans and lists may be of days to come.
    assert_eq!(bring("system.csv", "id,reach,生效日\nweb,internal,2027-01-01\n").refused, 0);
}
