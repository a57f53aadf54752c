//! How outsourcing cases end: the data come home, the rest is deleted, somebody proves it, the case is closed.
//!
//! Plots: of the old policy inquiry there is a mail that says "deleted", and nobody checked; what the scanning vendor held
//! was deleted before it was handed back, and the case closed all the same.

use crate::book::{Book, at, working};
use crate::organisation::People;
use crate::outsourcing::CASES;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    for case in &CASES {
        let Some(day) = case.ended(book) else { continue };
        let id = case.id;
        let act = book
            .act(at(day, 15, 0), &manager, "record", format!("委外案終止：{}", case.name))
            .with(book.revise("outsourcing", id, day).set("stage", "terminated").date("terminated_on", day))
            .with(book.revise("contract", &format!("CT-{id}"), day).no("in_force"));
        book.enter(act);
        let early = id == "OS-127";
        let mailed = id == "OS-112";
        for (step, days) in [("data_return", if early { 24 } else { 6 }), ("data_deletion", 15)] {
            let done = working(day, days);
            let deletion = step == "data_deletion";
            let draft = book
                .event("outsourcing_step", &format!("{id}-{step}"), done)
                .set("outsourcing", id)
                .set("step", step)
                .yes("complete record_kept")
                .set("result", "pass")
                .set("approver", people.no(people.security_head))
                .when(deletion, |draft| {
                    draft
                        .yes("backups_covered")
                        .set("method", "多次覆寫並出具證明")
                        .flag("subcontractors_covered", true)
                        .when(!mailed, |draft| draft.set("verifier", people.no(people.officer(2))))
                })
                .set("record", &format!("{id}-{step}"));
            let act = book.act(at(working(done, 1), 10, 40), &manager, "record", "委外終止資料處理");
            book.enter(act.with(draft));
        }
        if mailed {
            continue;
        }
        let closed = working(day, if early { 19 } else { 22 });
        let closing = book
            .event("closing", &format!("CL-{id}"), closed)
            .set("matter", "outsourcing_exit")
            .set("outsourcing", id)
            .set("closer", &manager)
            .set("record", &format!("委外結案-{id}"));
        let act = book.act(at(closed, 14, 0), &manager, "record", "委外案結案").with(closing);
        book.enter(act);
    }
}
