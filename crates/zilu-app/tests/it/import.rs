//! What an import records and what it leaves alone.

use crate::support::{Company, TODAY, catalogue, listed, nessus, take, value_of};
use jiff::civil::date;
use zilu_app::{App, FILE_BYTES, ImportFile, ImportOptions};
use zilu_engine::Day;

const F1: &str = "h1|nessus:100|22/tcp";
const F2: &str = "h1|nessus:200|22/tcp";

#[test]
fn the_same_file_twice_changes_nothing() {
    let company = Company::new();
    let scan = nessus("Wed Mar 4", true, true, &[(100, 3), (200, 1)]);
    let first = company.import("a.nessus", &scan);
    assert_eq!((first.new > 0, first.refused, first.act.is_some()), (true, 0, true));
    let head = company.app.ledger_head();
    let again = company.import("a.nessus", &scan);
    assert_eq!((again.new, again.changed, again.act), (0, 0, None));
    assert_eq!(company.app.ledger_head(), head, "nothing was appended");
}

#[test]
fn a_high_finding_of_an_internet_system_is_due_in_two_months() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Sat Feb 28", true, true, &[(100, 3)]));
    // 28 February is the last day of its month: so is the due date.
    assert_eq!(company.standings("internet-high-finding-fix"), [format!("{F1} late 2026-04-30")]);
}

#[test]
fn a_scan_closes_only_what_it_re_tested() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3), (200, 3)]));
    let blind = company.import("b.nessus", &nessus("Wed Apr 1", false, true, &[(100, 3)]));
    assert_eq!((blind.gone, blind.not_retested), (0, 1), "without a log-in the local checks did not run");
    assert_eq!(company.finding(F2, "present"), "yes");
    let cut = company.import("c.nessus", &nessus("Thu Apr 2", true, false, &[(100, 3)]));
    assert_eq!((cut.gone, cut.not_retested), (0, 1), "a scan that did not finish proves nothing");
    let full = company.import("d.nessus", &nessus("Fri Apr 3", true, true, &[(100, 3)]));
    assert_eq!((full.gone, full.not_retested), (1, 0));
    assert_eq!((company.finding(F1, "present"), company.finding(F2, "present")), ("yes".into(), "no".into()));
}

#[test]
fn a_scan_with_a_lesser_policy_closes_nothing() {
    let full = "<Policy><policyName>full</policyName><FamilySelection><FamilyItem><FamilyName>General</FamilyName><Status>enabled</Status></FamilyItem></FamilySelection></Policy><Report ";
    let lesser = [
        full.replace("enabled", "disabled"),
        "<Policy><Preferences><ServerPreferences><preference><name>plugin_set</name><value>19506;10180</value></preference></ServerPreferences></Preferences></Policy><Report ".to_owned(),
        "<Policy><Preferences><ServerPreferences><preference><name>port_range</name><value>443</value></preference></ServerPreferences></Preferences></Policy><Report ".to_owned(),
    ];
    let with = |policy: &str, day: &str, items: &[(u32, u8)]| {
        nessus(day, true, true, items).replacen("<Report ", policy, 1)
    };
    for policy in lesser {
        let company = Company::new();
        company.import("a.nessus", &with(full, "Wed Mar 4", &[(100, 3), (200, 3)]));
        let little = company.import("b.nessus", &with(&policy, "Wed Apr 1", &[(19506, 0)]));
        assert_eq!((little.refused, little.gone, little.not_retested), (0, 0, 2), "{policy}");
        let again = company.import("c.nessus", &with(full, "Fri Apr 3", &[(100, 3), (19506, 0)]));
        assert_eq!((again.gone, again.not_retested), (1, 0), "a full one does");
        assert_eq!(
            (company.finding(F1, "present"), company.finding(F2, "present")),
            ("yes".into(), "no".into())
        );
    }
}

#[test]
fn a_finding_seen_again_keeps_its_first_day() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3)]));
    company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[]));
    assert_eq!(company.finding(F1, "present"), "no");
    company.import("c.nessus", &nessus("Fri May 1", true, true, &[(100, 3)]));
    assert_eq!(company.finding(F1, "present"), "yes");
    assert_eq!(company.finding(F1, "first_seen_on"), "2026-03-04");
    assert_eq!(company.standings("internet-high-finding-fix"), [format!("{F1} late 2026-05-04")]);
}

#[test]
fn an_older_scan_that_arrives_later_moves_the_first_day_back_and_closes_nothing() {
    let company = Company::new();
    company.import("new.nessus", &nessus("Fri May 1", true, true, &[(100, 3), (200, 3)]));
    let old = company.import("old.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3)]));
    assert_eq!(old.gone, 0);
    assert_eq!(company.finding(F1, "first_seen_on"), "2026-03-04");
    assert_eq!(company.finding(F2, "present"), "yes");
}

#[test]
fn a_persons_assessment_outlives_the_next_scan() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3)]));
    assert_eq!(
        (company.finding(F1, "risk"), company.finding(F1, "risk_basis")),
        ("high".into(), "scanner".into())
    );
    company.csv(
        "finding.csv",
        "host,rule,place,risk,risk_basis,risk_reason,生效日\nh1,nessus:100,22/tcp,medium,assessed,isolated,2026-03-10\n",
    );
    company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[(100, 4)]));
    assert_eq!(company.finding(F1, "scanner_severity"), "critical");
    assert_eq!(
        (company.finding(F1, "risk"), company.finding(F1, "risk_basis")),
        ("medium".into(), "assessed".into())
    );
}

#[test]
fn a_scanners_raised_severity_raises_what_nobody_assessed() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 2)]));
    company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[(100, 3)]));
    assert_eq!(company.finding(F1, "risk"), "high");
    // Known to be medium before, so the clock of the high one starts on the day of the raise.
    assert_eq!(company.standings("internet-high-finding-fix"), [format!("{F1} late 2026-06-03")]);
}

#[test]
fn a_file_with_a_fault_records_nothing_and_names_every_fault() {
    let company = Company::new();
    let head = company.app.ledger_head();
    let report = company.import(
        "system.csv",
        "id,reach,in_use,生效日\nok,internet,yes,2025-01-01\nbad,internett,maybe,2025-01-01\n",
    );
    assert_eq!((report.refused, report.act), (2, None));
    let lines: Vec<String> = report.faults.iter().map(zilu_intake::Fault::line_en).collect();
    assert!(lines.iter().all(|line| line.contains("row 3")), "{lines:?}");
    assert_eq!(company.app.ledger_head(), head);
}

#[test]
fn a_reopened_company_stands_as_it_stood() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3), (200, 1)]));
    company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[(100, 3)]));
    let duties = [
        "internet-high-finding-fix",
        "internet-other-finding-fix",
        "internet-host-os-scan",
        "finding-tracked",
    ];
    let before: Vec<Vec<String>> = duties.iter().map(|duty| company.standings(duty)).collect();
    assert!(before.iter().all(|standings| !standings.is_empty()), "{before:?}");
    company.reopened(|app| {
        let after: Vec<Vec<String>> = duties.iter().map(|duty| listed(app, duty)).collect();
        assert_eq!(before, after, "an update after each command gives what a start from the ledger gives");
        assert_eq!(value_of(app, F2, "present"), "no");
    });
}

#[test]
fn what_was_just_written_is_known_as_the_ledger_has_it() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3), (200, 1)]));
    let gone = company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[(100, 4)]));
    assert_eq!(gone.gone, 1);
    let rows = "e1,Ann,active,2025-01-01\ne1,?,left,2025-06-01\ne2,\"a \"\"b\"\" \\ 王\",active,2025-01-01\n";
    company.csv("person.csv", &format!("employee_no,name,employment,生效日\n{rows}"));
    company.assert_followed();
    company.undo(gone.act.unwrap()).unwrap();
    company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[(100, 4)]));
    company.assert_followed();
}

#[test]
fn references_to_records_that_are_not_there_are_told() {
    let company = Company::new();
    let hosts = "name,system,in_use,生效日\nh2,web,yes,2025-01-01\nh3,wbe,yes,2025-01-01\nh4,wbe,yes,2025-01-01\nh5,b,yes,2025-01-01\nh6,c,yes,2025-01-01\nh7,d,yes,2025-01-01\n";
    let report = company.csv("host.csv", hosts);
    assert_eq!((report.new, report.refused), (6, 0), "it is a note, not a fault");
    let told = &report.unrecorded[..];
    assert_eq!(told.len(), 1);
    assert_eq!(
        (told[0].kind.as_str(), told[0].field.as_str(), told[0].target.as_str()),
        ("host", "system", "system")
    );
    assert_eq!((told[0].records, &told[0].keys[..]), (4, &["wbe".to_owned(), "b".into(), "c".into()][..]));
    let (zh, en) = report.notes.last().unwrap();
    insta::assert_snapshot!(format!("{zh}\n{en}"), @"
    「主機」的「所屬系統」指向 4 筆尚未登錄的「資訊系統」：wbe、b、c 等。請核對鍵值，或另行匯入
    'system' of 'host' refers to 4 records of kind 'system' that are not recorded yet: wbe, b, c …; check the keys, or import them too
    ");
    // Told again as long as it is so, and no longer.
    assert_eq!(company.csv("host.csv", hosts).unrecorded[0].records, 4);
    company.csv(
        "system.csv",
        "id,in_use,生效日\nwbe,yes,2025-01-01\nb,yes,2025-01-01\nc,yes,2025-01-01\nd,yes,2025-01-01\n",
    );
    assert!(company.csv("host.csv", hosts).unrecorded.is_empty());
    // What was recorded in error is not there any more.
    company.csv("system.csv", "id,作廢,生效日\nb,是,2025-01-01\n");
    assert_eq!(company.csv("host.csv", hosts).unrecorded[0].keys, ["b"]);
}

#[test]
fn a_reference_within_the_same_file_is_no_loose_end() {
    let company = Company::new();
    let report = company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3)]));
    assert!(report.unrecorded.is_empty(), "the scan comes last in the report: {:?}", report.unrecorded);
}

#[test]
fn a_company_is_made_by_what_is_recorded_first() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("data");
    let app = App::create_when_recording(&directory, catalogue(), "test.zilu.invalid", TODAY);
    let table = "id,reach,in_use,生效日\nweb,internet,yes,2025-01-01\n";
    assert_eq!(take(&app, "system.csv", "id,reach\nweb,nowhere\n", false).refused, 2);
    assert_eq!(take(&app, "system.csv", table, true).new, 1);
    assert!(!directory.exists(), "a refused file and a dry run leave nothing behind");
    let report = take(&app, "system.csv", table, false);
    assert_eq!((report.new, report.act), (1, Some(1)));
    let before = (app.ledger_head(), listed(&app, "internet-os-scan"));
    assert_eq!((before.0.size, before.1.is_empty()), (3, false));
    assert_eq!(take(&app, "system.csv", table, false).same, 1);
    drop(app);
    let app = App::open(&directory, catalogue(), TODAY).unwrap();
    assert_eq!((app.ledger_head(), listed(&app, "internet-os-scan")), before);
    let read_only = App::open_read_only(&directory, catalogue(), TODAY).unwrap();
    assert_eq!(take(&read_only, "system.csv", table, true).same, 1, "a dry run only reads");
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let company = Company::new();
    let open = || -> std::io::Result<Box<dyn std::io::Read>> { panic!("it must not be opened") };
    let file = ImportFile { name: "huge.nessus", length: FILE_BYTES + 1, open: &open };
    let report = company.app.import(&file, &ImportOptions::default(), &mut |_, _| {}).unwrap();
    assert_eq!((report.refused, report.act), (1, None));
    // Nor is a file that has no end ever read beyond the limit, whatever its length was said to be.
    let open = || -> std::io::Result<Box<dyn std::io::Read>> { Ok(Box::new(std::io::repeat(0))) };
    let endless = ImportFile { name: "huge.nessus", length: 0, open: &open };
    let again = company.app.import(&endless, &ImportOptions::default(), &mut |_, _| {}).unwrap();
    assert_eq!(again.faults, report.faults);
    insta::assert_snapshot!(report.faults[0].line_en(), @"huge.nessus: the file is larger than 2 GiB; hint: make sure that it is a report or a table, or split it into several files");
}

#[test]
fn a_key_in_full_width_is_the_same_person() {
    let company = Company::new();
    company.csv("person.csv", "employee_no,employment,生效日\n０００７７,active,2025-01-01\n");
    let again = company.csv("person.csv", "employee_no,employment,生效日\n00077 ,active,2025-01-01\n");
    assert_eq!((again.new, again.same), (0, 1), "{again:?}");
    company.csv("account.csv", "system,name,holder,生效日\nｗｅｂ,a1,００077,2025-01-01\n");
    let held = company.app.with_lens(Day::from(TODAY), None, |lens| {
        let person = lens.subject("person", "00077").unwrap();
        person.related.iter().map(|related| related.total).sum::<usize>()
    });
    assert_eq!(held, 1, "what refers to the key is the same too");
}

#[test]
fn who_left_has_left_since_the_day_of_leaving_not_of_the_file() {
    let company = Company::new();
    let active = "employee_no,name,employment,生效日\ne1,Chen,active,2025-01-01\n";
    company.csv("person.csv", active);
    company.csv(
        "account.csv",
        "system,name,relation,type,holder,enabled,生效日\nweb,e1,internal,human,e1,yes,2025-01-01\n",
    );
    let list = "employee_no,name,employment,left_on,employment_changed_on\ne1,Chen,left,2026-02-27,\ne2,Lin,unpaid_leave,,2026-03-01\ne3,Wu,left,,\n";
    let report = company.import_on("person.csv", list, date(2026, 6, 1));
    assert_eq!(report.faults, []);
    // A Friday: due on Monday.
    assert_eq!(company.standings("leaver-account-disabled"), ["web|e1 late 2026-03-02"]);
    let again = company.import_on("person.csv", list, date(2026, 6, 1));
    assert_eq!((again.new, again.changed), (0, 0));
}
