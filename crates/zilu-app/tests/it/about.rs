//! What a system or a person is answerable for beside their own duties.

use crate::support::{Company, nessus};
use zilu_app::Filter;
use zilu_app::subject::SubjectView;
use zilu_engine::Day;

fn company() -> Company {
    let company = Company::new();
    company
        .csv("person.csv", "employee_no,employment,生效日\ne1,active,2025-01-01\ne2,suspended,2025-01-01\n");
    company.csv(
        "account.csv",
        "system,name,holder,relation,type,enabled,生效日\nweb,a1,e1,internal,human,yes,2025-01-01\nweb,a2,e2,internal,human,no,2025-01-01\n",
    );
    company.csv("system.csv", "id,reach,in_use,生效日\napi,isolated,yes,2025-01-01\n");
    company.csv("host.csv", "name,system,in_use,生效日\nh2,api,yes,2025-01-01\n");
    let scan = company.import("scan.nessus", &nessus("Wed Mar 4", true, true, &[(10, 3)]));
    assert!(scan.faults.is_empty(), "{:?}", scan.faults);
    company
}

fn subject(company: &Company, kind: &str, key: &str) -> SubjectView {
    let on = Day::from(crate::support::TODAY);
    company.app.with_lens(on, None, |lens| lens.subject(kind, key)).unwrap()
}

#[test]
fn a_system_is_shown_with_its_hosts_accounts_and_their_findings() {
    let company = company();
    let web = subject(&company, "system", "web");
    let records = |kind: &str| {
        web.about
            .kinds
            .iter()
            .find(|line| line.kind.0 == kind)
            .map(|line| (line.records, line.counts.late > 0))
    };
    assert_eq!(records("finding"), Some((1, true)), "a finding two steps away: {:?}", web.about);
    assert_eq!(records("account").map(|(records, _)| records), Some(2));
    assert_eq!(records("host").map(|(records, _)| records), Some(1), "h2 is of another system");
    assert!(web.about.kinds[0].counts.late > 0, "the worst first: {:?}", web.about.kinds);
    assert!(web.about.counts.total() > web.counts.total());
}

#[test]
fn the_list_of_standings_about_a_record_agrees_with_its_page() {
    let company = company();
    let on = Day::from(crate::support::TODAY);
    for (kind, key) in [("system", "web"), ("host", "h1"), ("person", "e1")] {
        let listed = company.app.with_lens(on, None, |lens| {
            let filter = Filter { about: lens.record(kind, key), ..Filter::default() };
            lens.standings(&filter).len()
        });
        assert_eq!(listed, subject(&company, kind, key).about.counts.total() as usize, "{kind}/{key}");
        assert!(listed > 0);
    }
}

#[test]
fn related_accounts_say_whether_they_are_enabled_and_how_they_stand() {
    let company = company();
    let person = subject(&company, "person", "e2");
    let accounts = person.related.iter().find(|related| related.kind.0 == "account").unwrap();
    let shown: Vec<_> = accounts.records.iter().map(|r| (r.key.as_str(), r.enabled)).collect();
    assert_eq!(shown, [("web|a2", Some(false))]);
    let enabled = subject(&company, "person", "e1").related;
    let accounts = enabled.iter().find(|related| related.kind.0 == "account").unwrap();
    assert_eq!(accounts.records[0].enabled, Some(true));
    assert!(accounts.records[0].worst.is_some());
}
