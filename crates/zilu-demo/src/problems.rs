//! What went wrong after systems were replaced: problems with their causes, their measures, their tracking.
//!
//! Plots: an old problem is open and nobody has looked at it for two months; the cause of one is still being sought; one
//! was closed with a measure undone.

use crate::book::{Book, at, plus, working};
use crate::cutover::{CUTOVERS, Cutover, Outcome};
use crate::organisation::People;

const CAUSES: [&str; 5] = ["批次時段調整", "參數未同步", "元件版本不符", "權限對應遺漏", "介接逾時設定過短"];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let mut serial = 0;
    for cutover in CUTOVERS.iter().filter(|cutover| cutover.live()) {
        let count = if cutover.outcome == Outcome::Watched { 3 } else { 5 };
        for n in 0..count {
            serial += 1;
            problem(book, people, cutover, n, serial);
        }
    }
}

fn problem(book: &mut Book<'_>, people: &People, cutover: &Cutover, n: i32, serial: usize) {
    let lead = people.no(people.developers_head).to_owned();
    let responsible = people.no(people.developer(5 + n as usize)).to_owned();
    let forced = cutover.outcome == Outcome::Forced;
    let live = cutover.day(book);
    let found = working(live, 1 + n * 2);
    let key = format!("PB-{serial:03}");
    let draft = book
        .state("problem", &key, found)
        .set("cutover", cutover.id)
        .date("found_on", found)
        .yes("tracked open")
        .set("responsible", &responsible)
        .date("planned_on", working(found, 40))
        .set("record", &format!("問題-{key}"));
    let told = book.revise("cutover", cutover.id, found).number("problems_reported", i64::from(n) + 1);
    let act = book.act(at(found, 16, 0), &lead, "record", "置換問題列管").with(draft).with(told);
    book.enter(act);
    // People are found at once, mostly.
    let staffed = working(found, if forced && n == 1 { 6 } else { 1 });
    let draft = book.revise("problem", &key, staffed).yes("resources_assigned").set("unit", "資訊開發部");
    book.enter(book.act(at(staffed, 9, 30), &lead, "record", "置換問題分派").with(draft));
    let unknown = forced && n == 3;
    let traced = working(found, 6);
    if !unknown {
        let draft = book
            .revise("problem", &key, traced)
            .set("cause", CAUSES[n as usize % CAUSES.len()])
            .set("improvement_plan", &format!("改善-{key}"))
            .set("horizon", ["short", "medium", "short", "long", "short"][n as usize % 5]);
        let mut act = book.act(at(traced, 15, 0), &lead, "record", "置換問題原因與對策").with(draft);
        for (horizon, needed) in [("short", true), ("medium", n % 2 == 1), ("long", false)] {
            let draft = book
                .state("problem_measure", &format!("{key}|{horizon}"), traced)
                .flag("needed", needed)
                .when(!needed, |draft| draft.set("reason", "短期措施已足"))
                .when(needed, |draft| {
                    draft
                        .set(
                            "measure",
                            if horizon == "short" {
                                "調整設定並加驗證"
                            } else {
                                "改寫介接程式"
                            },
                        )
                        .date("proposed_on", traced)
                        .date("planned_on", working(traced, if horizon == "short" { 12 } else { 35 }))
                        .set("responsible", &responsible)
                        .no("done")
                });
            act.add(draft);
        }
        book.enter(act);
        for (horizon, needed) in [("short", true), ("medium", n % 2 == 1)] {
            // One measure is said to be done and has no record, another was not done at all.
            let undone = forced && n == 1 && horizon == "medium";
            if !needed || undone {
                continue;
            }
            let done = working(traced, if horizon == "short" { 9 } else { 31 });
            let draft = book
                .revise("problem_measure", &format!("{key}|{horizon}"), done)
                .yes("done")
                .when(!(cutover.outcome == Outcome::Live && n == 3 && horizon == "medium"), |draft| {
                    draft.set("record", &format!("改善-{key}-{horizon}"))
                });
            book.enter(book.act(at(done, 17, 0), &lead, "record", "置換改善措施完成").with(draft));
        }
    }
    let open = unknown || forced && n == 4;
    let closed = working(found, 42);
    // The open ones are looked at every three weeks; one of them was forgotten.
    let mut day = working(found, 14);
    let mut look = 1;
    while book.past(day) && (open || day < closed) {
        if !(forced && n == 4 && day > plus(book.today, -55)) {
            let id = format!("PT-{key}-{look}");
            let draft = book
                .event("problem_tracking", &id, day)
                .set("problem", &key)
                .set("status", "處理中")
                .set("tracker", &lead)
                .set("record", &id);
            book.enter(book.act(at(day, 16, 20), &lead, "record", "置換問題追蹤").with(draft));
        }
        day = working(day, 14);
        look += 1;
    }
    if !open {
        let draft = book.revise("problem", &key, closed).no("open").date("closed_on", closed);
        book.enter(book.act(at(closed, 17, 0), &lead, "record", "置換問題結案").with(draft));
    }
}
