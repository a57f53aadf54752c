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
    assert!(some.left_out_rows[0].place.en.contains("line 8"), "{:?}", some.left_out_rows);
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
