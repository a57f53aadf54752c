//! Which accounts are shown as a problem, and which as not evaluable.

use crate::support::Company;
use zilu_app::account_view::{AccountFilter, AccountView, Problem};
use zilu_engine::Day;

fn company() -> Company {
    let company = Company::new();
    company.csv(
        "person.csv",
        "employee_no,employment,生效日\ne1,active,2025-01-01\ne2,active,2025-01-01\ne3,,2025-01-01\n",
    );
    company.csv("person.csv", "employee_no,employment,生效日\ne2,suspended,2026-03-01\n");
    company.csv(
        "account.csv",
        "system,name,holder,relation,type,enabled,static_password,password_changed_on,never_used,password_never_expires,password_not_required,生效日\n\
         web,good,e1,internal,human,yes,yes,2026-06-01,no,no,no,2025-01-01\n\
         web,gone,e2,internal,human,yes,yes,2026-06-01,no,no,no,2025-01-01\n\
         web,gone-off,e2,internal,human,no,yes,2020-06-01,yes,yes,yes,2025-01-01\n\
         web,odd,e3,internal,human,yes,yes,2026-03-30,no,yes,yes,2025-01-01\n\
         web,stale,e1,internal,human,yes,yes,2026-03-29,no,no,no,2025-01-01\n\
         web,team,e1,internal,shared,yes,yes,2020-01-01,yes,no,no,2025-01-01\n\
         web,nobody,,internal,system,yes,yes,,no,no,no,2025-01-01\n\
         web,dark,,,,,,,,,,2025-01-01\n\
         api,other,,vendor,human,yes,no,,no,no,no,2025-01-01\n",
    );
    company
}

fn view(company: &Company, on: &str, filter: &AccountFilter) -> AccountView {
    let day = Day::from(on.parse::<jiff::civil::Date>().unwrap());
    company.app.with_lens(day, None, |lens| lens.accounts(filter)).unwrap()
}

fn lines(view: &AccountView) -> String {
    let counts = view.counts.iter().map(|c| format!("{} {} {}\n", c.problem, c.accounts, c.not_evaluable));
    let rows = view.rows.iter().map(|r| format!("{}: {}\n", r.account, r.problems.join(" ")));
    let open = view.not_evaluable.iter().map(|r| format!("{}? {}\n", r.account, r.not_evaluable.join(" ")));
    counts.chain(rows).chain(open).collect()
}

#[test]
fn problems_are_told_from_what_is_known() {
    let company = company();
    let all = view(&company, "2026-06-29", &AccountFilter::default());
    assert_eq!(all.accounts, 9);
    insta::assert_snapshot!(lines(&all), @"
    leaver-active 1 2
    orphan 1 1
    password-not-required 1 1
    stale-password 0 1
    password-never-expires 1 1
    shared 1 1
    never-used 1 1
    web|gone: leaver-active
    web|nobody: orphan
    web|odd: password-not-required password-never-expires
    web|team: shared never-used
    web|dark? leaver-active orphan password-not-required stale-password password-never-expires shared never-used
    ");
}

#[test]
fn the_past_and_one_system_or_problem_can_be_asked_for() {
    let company = company();
    let leavers = |on| {
        let filter = AccountFilter {
            system: Some("web".into()),
            problem: Some(Problem::LeaverActive),
            ..AccountFilter::default()
        };
        lines(&view(&company, on, &filter))
    };
    assert!(!leavers("2026-02-28").contains("web|gone"), "{}", leavers("2026-02-28"));
    assert!(leavers("2026-03-01").contains("web|gone: leaver-active"), "{}", leavers("2026-03-01"));
    let api = AccountFilter { system: Some("api".into()), ..AccountFilter::default() };
    assert_eq!(view(&company, "2026-06-29", &api).accounts, 1);
}

#[test]
fn a_recorded_change_of_the_password_counts() {
    let company = company();
    let stale = AccountFilter { problem: Some(Problem::StalePassword), ..AccountFilter::default() };
    let shown = |company: &Company| lines(&view(company, "2026-06-30", &stale));
    assert!(shown(&company).contains("web|stale: stale-password"), "{}", shown(&company));
    company.csv("password_change.csv", "id,account,at\np1,web|stale,2026-06-20T09:00\n");
    assert!(!shown(&company).contains("web|stale"), "{}", shown(&company));
}

#[test]
fn all_accounts_of_one_holder_can_be_asked_for() {
    let company = company();
    let filter = AccountFilter { holder: Some("e2".into()), ..AccountFilter::default() };
    let of_e2 = view(&company, "2026-06-29", &filter);
    let shown: Vec<_> = of_e2.rows.iter().map(|row| (row.account.as_str(), row.enabled)).collect();
    assert_eq!(shown, [("web|gone", Some(true)), ("web|gone-off", Some(false))]);
    assert!(of_e2.rows[0].worst.is_some(), "{:?}", of_e2.rows);
    let problem = AccountFilter { problem: Some(Problem::LeaverActive), ..filter };
    assert_eq!(view(&company, "2026-06-29", &problem).rows.len(), 1);
}
