//! Requests of customers about their data, and the deletions that answer them.

use crate::book::{Book, at, plus, workday, working};
use crate::organisation::People;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.compliance).to_owned();
    for i in 0..6 {
        let day = workday(plus(book.today, -20 - i * 63));
        let id = format!("DSR-{:03}", i + 1);
        let request =
            book.event("data_subject_request", &id, day).yes("cloud").set("cloud_service", "CL-CHAT");
        let act = book.act(at(day, 14, 0), &officer, "record", "當事人請求").with(request);
        book.enter(act);
        let done = working(day, if i == 2 { 29 } else { 9 });
        let deletion = book
            .event("data_deletion", &format!("DD-{:03}", i + 1), done)
            .set("cloud_service", "CL-CHAT")
            .set("request", &id)
            .set("reason", "request")
            .yes("complete record_kept")
            .set("record", &format!("刪除-{id}"));
        let act = book.act(at(done, 16, 0), &officer, "record", "資料刪除").with(deletion);
        book.enter(act);
    }
}
