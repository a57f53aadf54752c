//! Files of machines that name people and accounts by something else than their keys, and what is seen of them.

use crate::support::{Company, TODAY, catalogue};
use zilu_catalogue::format_value;
use zilu_engine::Day;

const CAMPAIGN: &str = include_str!("../../../zilu-intake/tests/fixtures/gophish.json");
const TELEPORT: &str = include_str!("../../../zilu-intake/tests/fixtures/teleport.jsonl");
const JUMPSERVER: &str = include_str!("../../../zilu-intake/tests/fixtures/jumpserver.json");
const PEOPLE: &str = "employee_no,name,department,email,computer_user,employment,生效日\n\
    E1,王,業務部,wang@example.com,yes,active,2025-01-01\n\
    E2,李,業務部,LEE@example.com,yes,active,2025-01-01\n\
    E3,陳,資訊部,chen@example.com,yes,active,2025-01-01\n\
    E9,主管,資訊部,boss@example.com,yes,active,2025-01-01\n";

fn field(company: &Company, kind: &str, key: &str, field: &str) -> String {
    let catalogue = catalogue();
    let kind = catalogue.kind(kind).unwrap();
    let id = catalogue.field(kind, field).unwrap();
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let Some(record) = lens.facts.find(kind, key) else { return "no record".to_owned() };
        let value = lens.facts.value_at(&catalogue, record, id, lens.on, lens.known);
        let ty = &catalogue.kinds[kind.index()].fields[id.index()].ty;
        value.map_or("?".to_owned(), |value| format_value(ty, &value))
    })
}

#[test]
fn recipients_become_people_and_the_unknown_ones_are_listed_by_row() {
    let company = Company::new();
    let nobody = company.import("c.json", CAMPAIGN);
    assert_eq!((nobody.refused, nobody.act, nobody.left_out), (1, None, 4), "the people are not there yet");
    company.csv("person.csv", PEOPLE);
    let some = company.import("c.json", CAMPAIGN);
    assert_eq!((some.refused, some.new, some.left_out), (0, 3, 1));
    assert_eq!(some.left_out_rows[0].written, "gone@example.com");
    assert!(some.left_out_rows[0].place.en.contains("line 7"), "{:?}", some.left_out_rows);
    assert_eq!(field(&company, "drill_mail", "報稅通知@2026-03-02|E2", "automated"), "yes");
    let again = company.import("c.json", CAMPAIGN);
    assert_eq!((again.new, again.changed, again.act), (0, 0, None), "the same file twice changes nothing");
    company.csv("more.csv", "employee_no,email,生效日\nE4,gone@example.com,2026-03-05\n");
    let whole = company.import("c.json", CAMPAIGN);
    assert_eq!((whole.new, whole.same, whole.left_out), (1, 3, 0));
}

#[test]
fn a_persons_judgement_outlives_the_next_import() {
    let company = Company::new();
    company.csv("person.csv", PEOPLE);
    company.import("c.json", CAMPAIGN);
    company.csv(
        "drill_mail.csv",
        "campaign,person,on,automated,生效日\n報稅通知@2026-03-02,E2,2026-03-02,no,2026-03-02\n",
    );
    let again = company.import("c.json", CAMPAIGN);
    assert_eq!(
        (again.changed, field(&company, "drill_mail", "報稅通知@2026-03-02|E2", "automated")),
        (0, "no".into())
    );
}

#[test]
fn an_address_of_two_people_is_nobodys() {
    let company = Company::new();
    company.csv("person.csv", PEOPLE);
    company.csv("double.csv", "employee_no,email,生效日\nE5,wang@example.com,2025-01-01\n");
    let report = company.import("c.json", CAMPAIGN);
    assert_eq!(report.left_out, 2);
    assert!(report.left_out_rows[0].words.en.starts_with("2 records"), "{:?}", report.left_out_rows);
}

#[test]
fn accounts_are_found_by_host_then_by_its_system_and_shown_unregistered_otherwise() {
    let company = Company::new();
    company.csv("system2.csv", "id,生效日\ncore,2025-01-01\n");
    company.csv("host2.csv", "name,ip,system,生效日\ncore-db,10.2.0.8,core,2025-01-01\n");
    company.csv("account.csv", "system,name,host,privilege,生效日\ncore,ROOT,core-db,highest,2025-01-01\n");
    company.csv("person.csv", PEOPLE);
    let report = company.import("t.jsonl", TELEPORT);
    assert_eq!((report.refused, report.new), (0, 3));
    assert_eq!(field(&company, "privileged_session", "teleport:S-1", "account"), "core|ROOT");
    assert_eq!(field(&company, "privileged_session", "teleport:S-1", "person"), "E1");
    assert_eq!(field(&company, "session_approval", "teleport:REQ-1/S-1", "approver"), "E9");
    assert_eq!(field(&company, "privileged_session", "teleport:S-2", "account"), "ad01|Administrator");
    let jumpserver = company.import("j.json", JUMPSERVER);
    assert_eq!(jumpserver.refused, 0);
    let second = "jumpserver:5e1f0000-0000-4000-8000-000000000002";
    assert_eq!(
        field(&company, "privileged_session", second, "account"),
        "core|oracle",
        "the system's, not registered"
    );
    assert_eq!(field(&company, "privileged_session", second, "logged"), "?", "commands are cut: no proof");
    assert!(jumpserver.notes.iter().any(|(_, en)| en.contains("was not found")), "{:?}", jumpserver.notes);
    let again = company.import("t.jsonl", TELEPORT);
    assert_eq!((again.new, again.changed), (0, 0));
}

#[test]
fn the_office_calendar_leaves_the_companys_own_closures() {
    let company = Company::new();
    company.csv("office_day.csv", "day,off,note\n2026-01-05,yes,颱風\n");
    let calendar = "西元日期,星期,是否放假,備註\n20260101,四,2,開國紀念日\n20260105,一,0,\n";
    let report = company.csv("114.csv", calendar);
    assert_eq!((report.format.as_str(), report.new, report.same), ("calendar", 1, 1));
    assert_eq!(field(&company, "office_day", "2026-01-05", "off"), "yes");
    assert_eq!(field(&company, "office_day", "2026-01-01", "note"), "開國紀念日");
    let moved = company.csv("114b.csv", "西元日期,星期,是否放假,備註\n20260101,四,0,補班\n");
    assert_eq!((moved.changed, field(&company, "office_day", "2026-01-01", "off")), (1, "no".into()));
}

#[test]
fn uses_without_an_approval_and_log_ons_without_a_use_are_listed() {
    let company = Company::new();
    company.csv("person.csv", PEOPLE);
    company.csv("system2.csv", "id,生效日\ncore,2025-01-01\n");
    company.csv(
        "account.csv",
        "system,name,privilege,holder,last_used_on,生效日\n\
         core,root,highest,E1,2026-03-02,2026-03-02\ncore,sa,special,E2,2026-03-05,2026-03-05\ncore,user,normal,E3,2026-03-05,2026-03-05\n",
    );
    company.csv("later.csv", "system,name,last_used_on,生效日\ncore,root,2026-03-07,2026-03-07\n");
    company.csv(
        "privileged_session.csv",
        "id,account,person,started_at,ended_at\n\
         s1,core|root,E1,2026-03-02 09:00,2026-03-02 10:00\n\
         s2,core|root,E1,2026-03-02 11:00,2026-03-02 12:00\n\
         s3,core|user,E3,2026-03-02 11:00,2026-03-02 12:00\n\
         s4,new|admin,E3,2026-03-03 11:00,\n\
         s5,core|root,E1,2026-03-04 11:00,\n",
    );
    company.csv(
        "session_approval.csv",
        "id,account,session,approved_at,approver,valid_from,valid_until\n\
         a1,core|root,s1,2026-03-02 08:00,E9,,\n\
         a2,core|root,s2,2026-03-02 13:00,E9,,\n\
         a5,core|root,s5,2026-03-01 13:00,E9,2026-03-01 13:00,2026-03-02 13:00\n",
    );
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let view = lens.sessions();
        assert_eq!((view.sessions, view.approved, view.accounts), (4, 1, 2));
        let gaps: Vec<String> = view
            .unapproved
            .iter()
            .map(|gap| format!("{} {} {}", gap.session, gap.code, gap.unregistered))
            .collect();
        assert_eq!(gaps, ["s5 window false", "s4 none true", "s2 late false"]);
        let log_ons: Vec<String> =
            view.log_ons.iter().map(|row| format!("{} {}", row.on, row.account)).collect();
        assert_eq!(log_ons, ["2026-03-07 core|root", "2026-03-05 core|sa"]);
    });
}

#[test]
fn drills_tell_coverage_figures_and_who_clicked_again() {
    let company = Company::new();
    company.csv("person.csv", PEOPLE);
    company.csv("unclear.csv", "employee_no,employment,生效日\nE6,active,2025-01-01\n");
    company.csv("left.csv", "employee_no,employment,computer_user,生效日\nE7,left,yes,2025-01-01\n");
    company.csv(
        "drill_mail.csv",
        "campaign,person,on,sent,monitored,opened,clicked,reported,automated,retrained_on\n\
         old,E1,2025-05-01,yes,yes,yes,yes,no,no,2025-06-01\n\
         q1,E1,2026-02-01,yes,yes,,yes,no,no,\n\
         q1,E2,2026-02-01,yes,yes,yes,yes,yes,yes,\n\
         q1,E3,2026-02-01,yes,no,,no,no,,\n\
         q1,E9,2026-02-01,no,yes,,,,,\n",
    );
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let view = lens.drills();
        assert_eq!((view.year, view.people, view.reached), (2026, 4, 2));
        let keys = |people: &[zilu_app::drills::DrillPerson]| {
            people.iter().map(|person| person.person.clone()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((keys(&view.missing), keys(&view.unclear)), ("E3 E9".into(), "E6".into()));
        let q1 = &view.campaigns[0];
        assert_eq!((view.campaigns.len(), q1.name.as_str(), q1.on.as_deref()), (1, "q1", Some("2026-02-01")));
        let figures = (q1.recipients, q1.sent, q1.opened, q1.clicked, q1.reported, q1.automated);
        assert_eq!(figures, (4, 3, 1, 1, 1, 1), "a click is an opening; a machine's is nobody's");
        assert_eq!(view.departments.len(), 2);
        assert_eq!((view.repeated.len(), view.repeated[0].campaigns.join(" ")), (1, "old q1".into()));
        assert_eq!(view.repeated[0].retrained_on.as_deref(), Some("2025-06-01"));
    });
}

#[test]
fn sources_are_held_side_by_side() {
    let company = Company::new();
    company.csv("person.csv", PEOPLE);
    company.import("a.nessus", &crate::support::nessus("Wed Mar 4", true, true, &[(100, 3)]));
    let other = crate::support::nessus("Wed Mar 4", true, true, &[(100, 3)]).replace("h1", "h2");
    company.import("b.nessus", &other);
    company.csv("host3.csv", "name,ip,system,owner,in_use,生效日\nh3,10.0.0.3,web,E1,yes,2025-01-01\n");
    company.csv(
        "account.csv",
        "system,name,holder,enabled,host,生效日\n\
         web,a,E1,yes,h1,2025-01-01\nweb,b,E99,yes,h4,2025-01-01\nnowhere,c,,yes,,2025-01-01\n",
    );
    company.csv("account_review.csv", "id,account,on\nr1,web|a,2026-05-01\n");
    company.csv(
        "firewall_rule.csv",
        "firewall,rule_id,enabled,action,destination,生效日\n\
         f,1,yes,allow,10.0.0.3/32 10.0.0.9,2025-01-01\nf,2,yes,allow,10.0.0.0/8,2025-01-01\nf,3,no,allow,10.0.0.8,2025-01-01\n",
    );
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let view = lens.reconciliation();
        let gaps: Vec<String> = view
            .gaps
            .iter()
            .map(|gap| {
                let keys: Vec<&str> = gap.rows.iter().map(|row| row.key.as_str()).collect();
                format!("{} {}/{}: {}", gap.code, gap.rows.len(), gap.of, keys.join(" "))
            })
            .collect();
        assert_eq!(
            gaps,
            [
                "host-scanned-unregistered 1/2: h2",
                "host-registered-unscanned 1/2: h3",
                "host-accounts-unregistered 0/1: ",
                "host-without-system-or-owner 1/2: h1",
                "firewall-address-unregistered 1/2: f|1",
                "account-without-person 2/3: nowhere|c web|b",
                "account-of-leaver 0/3: ",
                "account-system-unregistered 1/3: nowhere|c",
                "person-without-review 0/1: ",
                "person-without-account 3/4: E2 E3 E9",
            ]
        );
        let sources: Vec<String> = view
            .sources
            .iter()
            .map(|source| format!("{} {} {}", source.source, source.hosts, source.unregistered))
            .collect();
        assert!(sources.contains(&"register 2 0".to_owned()), "{sources:?}");
        assert!(sources.contains(&"host_scan 2 1".to_owned()), "{sources:?}");
    });
}
