//! Approved exemptions: a batch of findings whose exemption has partly run out, and single ones.

use crate::accounts::{Account, Sort};
use crate::book::{Book, at, plus, workday};
use crate::organisation::People;
use crate::systems::Estate;

/// A branch whose computers may lock later until the branch has moved.
const MOVING: &str = "中區分公司";

/// Single exemptions: duty, subject, reason, days from today to its end.
const SINGLE: [(&str, &str, &str, i32); 7] = [
    ("log-retention", "log_source/CRM-APP", "儲存設備擴充採購中", 75),
    ("firewall-rule-review", "firewall/fw-test-01", "測試區防火牆汰換中", 50),
    ("system-password-rules", "system/AGENT", "平台改版後一併調整", 120),
    ("internet-host-os-scan", "host/eapply-t-db14", "測試機待除役", 30),
    ("core-host-os-scan", "host/service-t-db12", "測試機待除役", 30),
    ("core-host-os-scan", "host/life-core-t-db06", "主機分割區不支援掃描", -9),
    ("time-sync", "system/IMAGE", "時間源設備維修中", 20),
];

pub(crate) fn write(
    book: &mut Book<'_>,
    people: &People,
    estate: &Estate,
    accounts: &[Account],
    lingering: &[String],
) {
    let mut serial = 0;
    let findings: Vec<(String, i32)> = lingering
        .iter()
        .enumerate()
        .map(|(i, key)| (format!("finding/{key}"), if i % 2 == 0 { -17 } else { 44 }))
        .collect();
    batch(
        book,
        people,
        "internet-high-finding-fix",
        "平台改版，舊元件無修補程式",
        110,
        &findings,
        &mut serial,
    );
    let computers: Vec<(String, i32)> = (0..people.all.len())
        .filter(|i| people.department_name(*i) == MOVING && people.all[*i].active_on(book.today))
        .take(24)
        .map(|i| (format!("endpoint/PC-{}", people.no(i)), 35))
        .collect();
    batch(book, people, "endpoint-screen-lock", "分公司搬遷期間暫緩", 40, &computers, &mut serial);
    let appliances: Vec<(String, i32)> = accounts
        .iter()
        .filter(|account| account.sort == Sort::BuiltIn && estate.systems[account.system].id == "MAILGATE")
        .take(2)
        .map(|account| (format!("account/{}", account.key(estate)), 60))
        .collect();
    batch(
        book,
        people,
        "exposed-privileged-strong-authentication",
        "設備將於年度汰換",
        70,
        &appliances,
        &mut serial,
    );
    for (duty, subject, reason, until) in SINGLE {
        batch(book, people, duty, reason, 90, &[(subject.to_owned(), until)], &mut serial);
    }
}

/// One act that exempts several subjects from a duty: approved so many days ago, each until its own day.
fn batch(
    book: &mut Book<'_>,
    people: &People,
    duty: &str,
    reason: &str,
    days_ago: i32,
    subjects: &[(String, i32)],
    serial: &mut usize,
) {
    let approved = workday(plus(book.today, -days_ago));
    let head = people.no(people.security_head).to_owned();
    let mut act = book.act(at(approved, 16, 40), &head, "record", format!("豁免：{reason}"));
    for (subject, until) in subjects {
        *serial += 1;
        let draft = book
            .event("exemption", &format!("EX-{serial:03}"), approved)
            .set("duty", duty)
            .set("subject", subject)
            .set("reason", reason)
            .set("compensating_control", &format!("資安-補-{serial:03}"))
            .set("requester", people.no(people.operator(4)))
            .set("approver", &head)
            .date("valid_until", plus(book.today, *until));
        act.add(draft);
    }
    book.enter(act);
}
