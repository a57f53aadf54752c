//! Programs that run elsewhere: those delivered to customers and agents with their tests, and those of our own people.
//!
//! Plots: the health diary asks for rights that it does not need; how the agents' program keeps data in memory was not
//! looked at; the remote gateway's own protocol has no test report.

use crate::book::{Book, at, plus, workday, workday_before};
use crate::organisation::People;
use zilu_engine::Day;

/// Id, system, mobile app, protocol, days from the story's start to its delivery (none: not delivered), uses keys.
type Client = (&'static str, &'static str, &'static str, &'static str, Option<i32>, bool);

const CLIENTS: [Client; 9] = [
    ("CX-01", "FIELD", "APP-FIELD-I", "https", Some(-900), true),
    ("CX-02", "FIELD", "APP-FIELD-A", "https", Some(-880), true),
    ("CX-03", "MOBILE-API", "APP-MEMBER-I", "https", Some(-700), true),
    ("CX-04", "MOBILE-API", "APP-MEMBER-A", "https", Some(-690), true),
    ("CX-05", "MOBILE-API", "APP-CLUB-A", "https", Some(-400), false),
    ("CX-06", "CLAIM-WEB", "APP-CLAIM-I", "https", Some(150), false),
    ("CX-07", "TREASURY", "", "sftp", None, false),
    ("CX-08", "VDI", "", "https", None, false),
    ("CX-09", "VPN", "", "other", None, false),
];

const TESTS: [&str; 6] = ["service_scan", "source_scan", "memory", "storage", "keys", "rights"];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.developers_head).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 14, 10), &lead, "import", "客戶端程式清冊")
        .out_of("客戶端程式.xlsx");
    let mut later = Vec::new();
    for (id, system, app, protocol, days, keys) in CLIENTS {
        let delivered = days.map(|days| workday(plus(book.start, days)));
        let from = delivered.unwrap_or(book.start).max(book.start);
        let draft = book
            .state("client_app", id, from)
            .set("system", system)
            .set("name", &format!("{system} 客戶端"))
            .maybe("mobile_app", (!app.is_empty()).then_some(app))
            .yes("in_use encrypted")
            .set("protocol", protocol)
            .flag("delivered", delivered.is_some())
            .flag("uses_keys", keys)
            .flag("least_privilege", id != "CX-05")
            .when(id != "CX-09", |draft| draft.set("test_record", &format!("客測-{id}")));
        let draft = match delivered {
            Some(day) => draft.date("delivered_on", day),
            None => draft,
        };
        if from == book.start {
            act.add(draft);
        } else {
            later.push(book.act(at(from, 18, 30), &lead, "record", "交付客戶端程式").with(draft));
        }
    }
    book.enter(act);
    for act in later {
        book.enter(act);
    }
}

/// The tests that belong to an assessment of a system.
pub(crate) fn tests(book: &Book<'_>, assessment: &str, system: &str, on: Day, act: &mut crate::Act) {
    for (id, _, _, _, days, keys) in CLIENTS.into_iter().filter(|client| client.1 == system) {
        let Some(days) = days else { continue };
        if on < workday(plus(book.start, days)) {
            continue;
        }
        for kind in TESTS {
            if kind == "keys" && !keys || kind == "memory" && id == "CX-02" {
                continue;
            }
            let key = format!("XT-{assessment}-{id}-{kind}");
            let draft = book
                .event("client_app_test", &key, workday_before(plus(on, -5)))
                .set("client_app", id)
                .set("type", kind)
                .set("assessment", assessment)
                .yes("complete")
                .set("result", if kind == "rights" && id == "CX-05" { "fail" } else { "pass" })
                .set("report", &format!("客端檢測-{key}"));
            act.add(draft);
        }
    }
}
