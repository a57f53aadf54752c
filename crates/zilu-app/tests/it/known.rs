//! What was known at an instant stays what it was, whatever is recorded later.

use crate::support::{Company, everything};

#[test]
fn a_day_off_that_is_announced_later_moves_nothing_known_before() {
    let company = Company::new();
    company.csv("person.csv", "employee_no,employment,生效日\ne1,active,2025-01-01\n");
    company.csv(
        "account.csv",
        "system,name,relation,type,holder,enabled,生效日\nweb,e1,internal,human,e1,yes,2025-01-01\n",
    );
    // A Friday: due on Monday.
    company.csv("person.csv", "employee_no,employment,生效日\ne1,left,2026-02-27\n");
    let due = |company: &Company| company.standings("leaver-account-disabled").join(";");
    assert_eq!(due(&company), "web|e1 late 2026-03-02");
    let (before, then) = (everything(&company.app, None), company.now());
    company.csv("office_day.csv", "day,off,note\n2026-03-02,yes,typhoon\n");
    assert_eq!(due(&company), "web|e1 late 2026-03-03");
    assert_ne!(everything(&company.app, None), before);
    assert_eq!(everything(&company.app, Some(then)), before);
}
