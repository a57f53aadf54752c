//! Pseudonyms of customers with a password, what reminds them of an old one, and passwords that were reset online.

use crate::book::{Batches, Book, at, plus, workday};
use crate::organisation::People;
use crate::random::Random;
use zilu_engine::Day;

const MEMBERS: usize = 150;

/// The holder of a first password of whom it is not known whether it was changed.
const FORGOTTEN: i32 = 22;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    members(book, people);
    defaults(book, people);
    resets(book, people);
}

/// Members choose their password themselves; most change it some time after the reminder.
fn members(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("customers");
    let officer = people.no(people.compliance).to_owned();
    let mut register = book
        .act(at(workday(plus(book.start, 9)), 7, 30), &officer, "import", "固定密碼年限")
        .measured("credentials.csv");
    let mut batches = Batches::default();
    for i in 0..MEMBERS {
        let id = format!("CU-{i:05}");
        let changed = plus(book.start, -random.between(20, 340));
        let draft = book
            .state("customer_credential", &id, book.start)
            .set("mechanism", "AM-PW")
            .yes("active logged_in")
            .no("issued_default")
            .date("changed_on", changed);
        register.add(draft);
        remind(book, &officer, &id, changed, &mut random, &mut batches);
    }
    book.enter(register);
    batches.enter(book);
}

/// The mail that reminds of a password which is a year old, and the new password that follows it, round after round.
fn remind(
    book: &Book<'_>,
    officer: &str,
    id: &str,
    mut changed: Day,
    random: &mut Random,
    batches: &mut Batches,
) {
    for round in 1.. {
        // Some mails wait in the queue for weeks, a few are never sent.
        let wait = if random.permille(40) { random.between(18, 34) } else { random.between(1, 7) };
        let reminded = plus(changed, 366 + wait);
        if !book.past(reminded) || random.permille(22) {
            return;
        }
        let recorded = at(reminded, 6, 0);
        let draft = book
            .event("password_reminder", &format!("PR-{}-{round}", &id[3..]), reminded)
            .set("credential", id);
        let open = || book.act(recorded, officer, "import", "改密提醒").measured("reminders.csv");
        batches.of(recorded, officer, open).add(draft);
        if random.permille(350) {
            return;
        }
        changed = plus(reminded, random.between(1, 40));
        let recorded = at(changed, 23, 10);
        let draft = book.revise("customer_credential", id, changed).date("changed_on", changed);
        let open = || book.act(recorded, officer, "import", "客戶改密").measured("credentials.csv");
        batches.of(recorded, officer, open).add(draft);
    }
}

/// Brokers and callers are given a first password. The voice menu lets its callers keep it.
fn defaults(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("default passwords");
    let officer = people.no(people.compliance).to_owned();
    let last = book.today.0 - book.start.0 - 30;
    let mut batches = Batches::default();
    for i in 0..64 {
        let menu = i % 4 == 3;
        let id = format!("CU-{:05}", 50_000 + i);
        let issued = workday(plus(book.start, random.between(10, last)));
        let draft = book
            .state("customer_credential", &id, issued)
            .set("mechanism", if menu { "AM-PIN" } else { "AM-AGENT" })
            .yes("active issued_default")
            // The export of one night lacks what became of a first password.
            .when(i != FORGOTTEN, |draft| draft.yes("still_default"))
            .no("logged_in")
            .date("changed_on", issued);
        let act = book
            .act(at(issued, 23, 20), &officer, "import", "預設密碼發給")
            .measured("credentials.csv")
            .with(draft);
        book.enter(act);
        if i != FORGOTTEN && random.permille(90) {
            remind(book, &officer, &id, issued, &mut random, &mut batches);
            continue;
        }
        let login = plus(issued, random.between(1, 20));
        let kept = menu && i % 20 == 3;
        let draft = book
            .revise("customer_credential", &id, login)
            .yes("logged_in")
            .date("first_login_on", login)
            .when(i != FORGOTTEN, |draft| {
                draft.flag("still_default", kept).when(!kept, |draft| draft.date("changed_on", login))
            });
        let act = book
            .act(at(login, 23, 25), &officer, "import", "首次登入")
            .measured("credentials.csv")
            .with(draft);
        book.enter(act);
        let changed = if kept || i == FORGOTTEN { issued } else { login };
        remind(book, &officer, &id, changed, &mut random, &mut batches);
    }
    batches.enter(book);
}

/// Verified, sent a token, done within minutes; the desk of the call centre once sent it first, one came too late.
fn resets(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("password resets");
    let officer = people.no(people.officer(2)).to_owned();
    let mut day: Day = plus(book.start, 11);
    let mut serial = 0;
    while book.past(day) {
        serial += 1;
        let id = format!("RS-{serial:04}");
        let requested = at(day, random.between(8, 21), random.between(0, 59));
        let verified = requested + i64::from(random.between(40, 200));
        let desk = serial % 41 == 17;
        let sent = if desk { requested + 20 } else { verified + 5 };
        let slow = serial % 29 == 8;
        let expires = sent + 300;
        let completed = if slow { expires + 95 } else { sent + i64::from(random.between(30, 280)) };
        let draft = book
            .moment("password_reset", &id, completed)
            .set("mechanism", if serial % 5 == 4 { "AM-CLAIM" } else { "AM-PW" })
            .instant("requested_at", requested)
            .instant("verified_at", verified)
            .instant("token_sent_at", sent)
            .yes("token_once")
            .instant("token_expires_at", expires)
            .when(serial % 37 != 21, |draft| draft.set("record", &format!("重設軌跡-{id}")));
        let recorded = at(plus(day, 1), 2, 10);
        let act = book.act(recorded, &officer, "import", "密碼重設軌跡").measured("resets.csv").with(draft);
        book.enter(act);
        day = plus(day, random.between(4, 11));
    }
}
