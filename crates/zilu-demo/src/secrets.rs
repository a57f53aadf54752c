//! Secrets with which systems connect to each other, systems that need no backup, and how those that sell on the internet
//! stay available.
//!
//! Plots: the commission system's password stands in a file; the gateway to the payment network is kept by somebody who
//! left; the online claims have no protection against floods; of two systems nobody has decided whether they need a backup.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::{People, Turn, Work};
use crate::systems::Estate;

/// System, what for, how it is kept.
const SECRETS: [(&str, &str, &str); 14] = [
    ("LIFE-CORE", "database", "vault"),
    ("UW", "interface", "vault"),
    ("ISSUE", "database", "vault"),
    ("SERVICE", "database", "vault"),
    ("CLAIM", "interface", "vault"),
    ("PREMIUM", "file_transfer", "encrypted"),
    ("NL-CORE", "database", "vault"),
    ("EAPPLY", "interface", "vault"),
    ("MEMBER", "database", "vault"),
    ("PAYMENT", "interface", "encrypted"),
    ("TREASURY", "file_transfer", "encrypted"),
    ("WAREHOUSE", "database", "vault"),
    ("BI", "database", "encrypted"),
    ("COMMISSION", "file_transfer", "plain"),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    secrets(book, people);
    without_backup(book, people, estate);
    availability(book, people, estate);
}

fn secrets(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(0)).to_owned();
    let gone = (0..people.all.len()).find(|i| {
        let person = &people.all[*i];
        let left = matches!(person.turn, Turn::Leaves(day) if day < plus(book.today, -30));
        left && person.joined < book.start && people.work(*i) != Work::Board
    });
    let mut act = book
        .act(at(workday(plus(book.start, 8)), 15, 30), &it, "import", "連線密碼清冊")
        .out_of("連線密碼.xlsx");
    for (i, (system, kind, storage)) in SECRETS.into_iter().enumerate() {
        let custodian = match (system, gone) {
            ("PAYMENT", Some(gone)) => gone,
            _ => people.operator(i),
        };
        let draft = book
            .state("connection_secret", &format!("CP-{:02}", i + 1), book.start)
            .set("system", system)
            .set("type", kind)
            .yes("in_use access_restricted")
            .date("in_use_since", plus(book.start, -600))
            .set("storage", storage)
            .set("custodian", people.no(custodian))
            .date("checked_on", plus(book.start, -20))
            .set("record", &format!("連密-{system}"));
        act.add(draft);
    }
    book.enter(act);
    let mut day = workday(plus(book.start, 130));
    while book.past(day) {
        let mut act = book.act(at(day, 16, 50), &it, "record", "連線密碼保管檢查");
        for (i, (system, ..)) in SECRETS.into_iter().enumerate() {
            if system != "BI" {
                act.add(
                    book.revise("connection_secret", &format!("CP-{:02}", i + 1), day)
                        .date("checked_on", day),
                );
            }
        }
        // The custodian of the keys does the same, and forgets the oldest one.
        for key in crate::identity::KEYS.into_iter().filter(|key| *key != "CK-003") {
            act.add(book.revise("crypto_key", key, day).date("reviewed_on", day));
        }
        book.enter(act);
        day = workday(plus(day, 310));
    }
}

/// What can be set up again from the installation media, as the head of operations decided.
fn without_backup(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let it = people.no(people.operations_head).to_owned();
    let mut act = book.act(at(workday(plus(book.start, 4)), 10, 10), &it, "record", "免備份系統核定");
    let others = estate.systems.iter().filter(|system| !system.guarded() && system.since == book.start);
    for system in others.filter(|system| !matches!(system.id, "LEARN" | "PRINT")) {
        let draft = book
            .revise("system", system.id, workday(plus(book.start, 4)))
            .no("backup_needed")
            .set("backup_waiver", &format!("免備份-{}", system.id));
        act.add(draft);
    }
    book.enter(act);
}

fn availability(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let it = people.no(people.operator(0)).to_owned();
    for system in estate.systems.iter().filter(|system| system.has('e')) {
        let day = workday(plus(book.start, 8)).max(system.since);
        let bare = system.id == "CLAIM-WEB";
        let draft = book
            .revise("system", system.id, day)
            .flag("ddos_protection", !bare)
            .flag("traffic_monitoring", !bare)
            .yes("line_redundancy")
            .no("other_availability_measure")
            .set("availability_record", &format!("可用性-{}", system.id));
        let act = book.act(at(working(day, 1), 10, 50), &it, "record", "電商可用性措施登錄").with(draft);
        book.enter(act);
        for (n, (first, last)) in book.periods(12).into_iter().enumerate() {
            let begin = first.max(book.start).max(system.since);
            // The young assistant has not been drilled yet; the payments were drilled late in the first year.
            if begin > last || system.id == "CHATBOT" {
                continue;
            }
            let late = system.id == "PAYMENT" && n == 0;
            let day = workday(if late { plus(last, 26) } else { plus(begin, 74) });
            let id = format!("DD-{}-{}", roc_year(first), system.id);
            let draft = book
                .event("drill", &id, day)
                .set("type", "ddos")
                .set("system", system.id)
                // The e-policies' drill was done on paper.
                .flag("actual", system.id != "EPOLICY" || n > 0)
                .set("result", "pass")
                .set("report", &id);
            let act = book.act(at(working(day, 5), 14, 20), &it, "record", "阻斷服務演練").with(draft);
            book.enter(act);
        }
    }
}
