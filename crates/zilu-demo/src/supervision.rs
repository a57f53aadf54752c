//! How vendors are watched: their people, yearly evaluations, inspections, audits with their second review and filing.
//!
//! Plots: access of a vendor's man who left was taken away after a week, of another never; the call centre failed its
//! inspection and put things right, the programming house did not; the audit of the chatbot's vendor was reviewed by the
//! auditor himself; an outside auditor was never named; the papers of one audit were thrown away.

use crate::assessors;
use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::People;
use crate::suppliers::{all, level, outsourced};
use zilu_engine::Day;

/// People of a vendor: those who maintain something here are more.
fn crew(does: &str) -> usize {
    if does.contains('m') { 4 } else { 2 }
}

/// Of some vendors the last of the crew left: vendor, days before the day of reading, days until access was taken away.
const LEAVERS: [(&str, i32, Option<i32>); 6] = [
    ("V001", 290, Some(0)),
    ("V002", 215, Some(1)),
    ("V003", 150, Some(7)),
    ("V006", 101, Some(0)),
    ("V009", 63, Some(1)),
    ("V015", 30, None),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    staff(book, people);
    leavers(book, people);
    years(book, people);
    inspections(book, people);
    audits(book, people);
}

fn staff(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    let mut act =
        book.act(at(workday(book.start), 9, 50), &manager, "import", "廠商人員名冊").out_of("廠商人員.xlsx");
    for (i, id, does) in all() {
        let core = crate::outsourcing::CASES.iter().any(|case| case.vendor == id && case.core());
        for n in 0..crew(does) {
            // One has not signed, of another the paper cannot be found.
            let signed = n != 3 || id != "V002";
            let kept = n != 1 || id != "V007";
            let draft = book
                .state("vendor_staff", &format!("{id}-{n}"), book.start)
                .set("vendor", id)
                .set(
                    "name",
                    &format!("{}○{}", ["陳", "林", "黃", "張"][n], ["明", "華", "玲", "宏"][(n + i) % 4]),
                )
                .yes("active")
                .flag("core_work", core)
                .when(signed, |draft| draft.date("nda_signed_on", plus(book.start, -200 - n as i32 * 31)))
                .when(signed && kept, |draft| draft.set("nda", &format!("廠商切結-{id}-{n}")));
            act.add(draft);
        }
    }
    book.enter(act);
}

fn leavers(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(2)).to_owned();
    for (id, days, after) in LEAVERS {
        let does = all().find(|vendor| vendor.1 == id).map_or("", |vendor| vendor.2);
        let key = format!("{id}-{}", crew(does) - 1);
        let left = workday(plus(book.today, -days));
        let draft = book.revise("vendor_staff", &key, left).no("active access_removed").date("left_on", left);
        let act = book.act(at(left, 9, 20), &it, "record", "廠商人員離職").with(draft);
        book.enter(act);
        let Some(after) = after else { continue };
        let removed = working(left, after);
        let draft = book
            .revise("vendor_staff", &key, removed)
            .yes("access_removed")
            .set("access_removal_record", &format!("廠離-{key}"));
        let act = book.act(at(removed, 18, 10), &it, "record", "收回廠商人員權限").with(draft);
        book.enter(act);
    }
}

/// Each year vendors with a case are evaluated, their measures and their level looked at again, their people trained.
fn years(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        let begin = first.max(book.start);
        let recent = last >= book.today;
        for (i, id, maintains) in outsourced() {
            let day = workday(plus(begin, 60 + i as i32 * 4));
            let key = format!("{year}-{id}");
            // The form of two years ago had no line for certificates; one form is lost.
            let evaluation = book
                .event("vendor_evaluation", &format!("VE-{key}"), day)
                .set("vendor", id)
                .yes("security_items qualification capacity audit_accepted management_reviewed location_item")
                .flag("certification_item", id != "V020" || first > book.start)
                .flag("tsp_risk", true)
                .number("core_projects", 2)
                .set("result", "pass")
                .set("evaluator", &manager)
                .when(!(id == "V016" && recent), |draft| draft.set("record", &format!("廠評-{key}")));
            let mut act = book.act(at(day, 14, 0), &manager, "record", "廠商年度評估").with(evaluation);
            // The network vendor answers no questions about its measures any more.
            let again = book
                .revise("vendor", id, day)
                .when(id != "V003", |draft| draft.date("measures_checked_on", day))
                .when(id != "V023", |draft| draft.date("supervision_decided_on", day));
            act.add(again);
            book.enter(act);
            for n in 0..if maintains { 4 } else { 2 } {
                if LEAVERS.iter().any(|leaver| leaver.0 == id) && n + 1 == if maintains { 4 } else { 2 } {
                    continue;
                }
                let day = workday(plus(begin, 90 + i as i32 * 2));
                let draft = book
                    .event("vendor_training", &format!("VT-{key}-{n}"), day)
                    .set("vendor_staff", &format!("{id}-{n}"))
                    .yes("policy_covered")
                    // One slept through the test.
                    .flag("acknowledged", !(id == "V004" && n == 2))
                    .set("record", &format!("廠訓-{key}"));
                let act = book.act(at(day, 17, 0), &manager, "record", "廠商人員資安訓練").with(draft);
                book.enter(act);
            }
        }
    }
}

/// Closely watched vendors are visited every five months or so, the others every eleven.
fn inspections(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    for (i, id, _) in outsourced() {
        let step = if level(id) == "high" { 160 } else { 330 };
        let mut day = workday(plus(book.start, 30 + i as i32 * 4));
        let mut n = 0;
        while book.past(day) {
            let key = format!("VI-{id}-{:02}", n + 1);
            let failed = matches!(id, "V007" | "V013") && n == 1;
            let draft = book
                .event("vendor_inspection", &key, day)
                .set("vendor", id)
                .yes("premises subcontracting")
                // Once only the rooms were looked at.
                .flag("staff", !(id == "V015" && n == 0))
                .set("result", if failed { "fail" } else { "pass" })
                .when(!(id == "V009" && n == 1), |draft| draft.set("inspector", &manager))
                .set("record", &format!("廠檢-{key}"));
            let act = book.act(at(working(day, 1), 14, 20), &manager, "record", "廠商檢驗").with(draft);
            book.enter(act);
            if failed && id == "V007" {
                let done = workday(plus(day, 55));
                let draft = book
                    .revise("vendor_inspection", &key, done)
                    .yes("corrected")
                    .set("correction_record", &format!("廠檢改善-{key}"));
                let act = book.act(at(done, 16, 20), &manager, "record", "廠商檢驗改善").with(draft);
                book.enter(act);
            }
            if failed && id == "V013" {
                let draft = book.revise("vendor_inspection", &key, working(day, 1)).no("corrected");
                book.enter(
                    book.act(at(working(day, 1), 14, 40), &manager, "record", "檢驗缺失列管").with(draft),
                );
            }
            // The payment vendor let itself be asked twice once; the one after the last of the firewall people is due.
            let delay = match (id, n) {
                ("V018", 0) => 45,
                ("V004", 2) => 400,
                _ => 0,
            };
            day = workday(plus(day, step + delay));
            n += 1;
        }
    }
}

fn audits(book: &mut Book<'_>, people: &People) {
    for (first, last) in book.periods(12) {
        let begin = first.max(book.start);
        for (i, id, _) in outsourced() {
            let key = format!("{}-{id}", roc_year(first));
            let day = match id {
                // Forgotten in the first year, and remembered in the next.
                "V024" if first <= book.start => workday(plus(last, 38)),
                "V019" if last >= book.today || last > plus(book.today, -40) => continue,
                _ => workday(plus(begin, 70 + i as i32 * 7)),
            };
            audit(book, people, id, &key, day, first <= book.start);
        }
    }
}

fn audit(book: &mut Book<'_>, people: &People, vendor: &str, key: &str, day: Day, early: bool) {
    let lead = people.auditor(2);
    let auditor = people.no(lead).to_owned();
    let second = working(day, 12);
    let case = crate::outsourcing::CASES.iter().find(|case| case.vendor == vendor);
    let external = matches!(vendor, "V002" | "V005");
    // Who came for the conversation machines, the report does not say.
    let named = vendor == "V002" || !early;
    let draft = book
        .event("vendor_audit", &format!("VA-{key}"), day)
        .set("vendor", vendor)
        .maybe("outsourcing", case.map(|case| case.id))
        .flag("external", external)
        .when(external && named, |draft| draft.set("auditor", assessors::ASSESSOR))
        .when(!external, |draft| draft.set("lead", &auditor))
        .yes("complete record_kept")
        .number("findings", (key.len() as i64) % 3)
        .set("record", &format!("廠核-{key}"));
    let act = book.act(at(working(day, 3), 10, 0), &auditor, "record", "委外查核").with(draft);
    book.enter(act);
    let reviewer = if vendor == "V024" && early { lead } else { people.auditor(3) };
    let filed = working(second, 3);
    let draft = book
        .revise("vendor_audit", &format!("VA-{key}"), second)
        .yes("second_reviewed")
        .set("second_reviewer", people.no(reviewer))
        .date("second_reviewed_on", second);
    let act = book.act(at(second, 16, 0), people.no(reviewer), "record", "委外查核複審").with(draft);
    book.enter(act);
    // The requesting unit of one never asked for the papers.
    if vendor != "V015" || !early {
        let draft = book
            .revise("vendor_audit", &format!("VA-{key}"), filed)
            .yes("filed")
            .date("filed_on", filed)
            .set("filed_by", "資訊維運部");
        let act = book.act(at(filed, 10, 30), &auditor, "record", "委外查核存查").with(draft);
        book.enter(act);
    } else {
        let draft = book.revise("vendor_audit", &format!("VA-{key}"), filed).no("filed");
        book.enter(book.act(at(filed, 10, 30), &auditor, "record", "委外查核未存查").with(draft));
    }
    if vendor == "V020" {
        let gone = workday(plus(day, 150));
        let draft = book.revise("vendor_audit", &format!("VA-{key}"), gone).no("record_kept");
        book.enter(book.act(at(gone, 11, 10), &auditor, "record", "檔案清點").with(draft));
    }
}
