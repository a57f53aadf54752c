//! What is done about accounts: requests, passwords, reviews, reconciliations, password settings.

use crate::accounts::{Account, Sort};
use crate::book::{Batches, Book, at, label, plus, workday, working};
use crate::organisation::People;
use crate::systems::Estate;
use zilu_engine::Day;

/// Systems whose accounts were not reviewed in the last campaigns, and were last reviewed without a record.
const SKIPPED: [&str; 4] = ["WAREHOUSE", "SERVICE", "FRAUD", "AML"];
const REPORTLESS: [&str; 2] = ["LIFE-CORE", "AD"];
/// A branch that has not changed its passwords since it moved.
const MOVED: &str = "中區分公司";

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    requests(book, people, estate, accounts);
    passwords(book, people, estate, accounts);
    reviews(book, people, estate, accounts);
    lifecycle_reviews(book, people, estate, accounts);
    reconciliations(book, people, estate);
    password_policies(book, people, estate);
}

/// Forms for what was created or disabled during the story.
fn requests(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account requests");
    let it = people.no(people.operator(2)).to_owned();
    let mut serial = 0;
    for account in accounts {
        let created = (account.from > book.start).then_some((account.from, "create", "新增帳號"));
        let disabled = account.disabled.map(|day| (day, "disable", "停用帳號"));
        for (day, action, reason) in created.into_iter().chain(disabled) {
            if random.permille(35) {
                continue; // done without a form
            }
            serial += 1;
            let owner = estate.systems[account.system].owner;
            let requester = account.holder.map_or(owner, |holder| people.all[holder].supervisor);
            let draft = book
                .event("account_request", &format!("AR-{serial:05}"), day)
                .set("account", &account.key(estate))
                .set("type", action)
                .set("requester", people.no(requester))
                .set("approver", people.no(owner))
                .set("performer", &it)
                .set("record", &format!("帳申-{serial:05}"));
            let act = book.act(at(workday(day), 19, 0), &it, "record", reason).with(draft);
            book.enter(act);
        }
    }
}

/// Static passwords of our own people change every two months or so; the directory's log is read twice a month.
fn passwords(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("passwords");
    let it = people.no(people.operator(2)).to_owned();
    let mut batches = Batches::default();
    let mut serial = 0;
    for account in accounts {
        let own = matches!(account.sort, Sort::Person | Sort::Administrator);
        if !own || !estate.systems[account.system].has('t') {
            continue;
        }
        let key = account.key(estate);
        // A few people let it slide from time to time.
        let careless = random.permille(300);
        let mut day = plus(account.from, random.between(12, 40));
        let mut latest = None;
        while book.past(day) && account.enabled_on(day) {
            let (year, month, of_month) = day.ymd();
            let read =
                if of_month < 15 { Day::from_ymd(year, month, 15) } else { crate::book::next_month(day) };
            let recorded = at(workday(read), 7, 30);
            serial += 1;
            let draft = book
                .moment(
                    "password_change",
                    &format!("PW-{serial:06}"),
                    at(day, random.between(8, 18), random.between(0, 59)),
                )
                .set("account", &key)
                .set("method", "person");
            let open = || book.act(recorded, &it, "import", "密碼變更紀錄").measured("密碼變更紀錄.csv");
            batches.of(recorded, &it, open).add(draft);
            if book.past(Day::of_instant(recorded)) {
                latest = Some((day, recorded));
            }
            let moved = people.department_name(account.holder.unwrap_or_default()) == MOVED;
            if moved && day > plus(book.today, -150) {
                break;
            }
            let slips = careless && random.permille(350);
            day = plus(day, if slips { random.between(95, 150) } else { random.between(58, 72) });
        }
        // Of the account itself only the last change is restated: the changes have records of their own.
        if let Some((day, recorded)) = latest {
            let draft =
                book.revise("account", &key, day).date("password_changed_on", day).date("last_used_on", day);
            let open = || book.act(recorded, &it, "import", "密碼變更紀錄").measured("密碼變更紀錄.csv");
            batches.of(recorded, &it, open).add(draft);
        }
    }
    batches.enter(book);
}

/// Half-yearly review of the accounts of class 1 and 2 systems, in a campaign per system.
fn reviews(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account reviews");
    let mut serial = 0;
    for (first, last) in book.periods(6) {
        let campaign = format!("AR-{}", label(first, 6));
        for (number, system) in estate.systems.iter().enumerate() {
            if system.class == 3 || !system.used_on(first.max(system.since)) || system.since > last {
                continue;
            }
            let begin = first.max(system.since);
            // Some owners have not answered for half a year.
            if SKIPPED.contains(&system.id) && last > plus(book.today, -184) {
                continue;
            }
            // One owner is late in every campaign but the first.
            let late = system.id == "COMMISSION" && first > book.start;
            let day = if late {
                plus(last, 21)
            } else {
                plus(begin, 95 + random.between(0, 50).min(last.0 - begin.0 - 100).max(0))
            };
            let day = workday(day);
            let latest = book.past(day) && day > plus(book.today, -165);
            let owner = people.no(system.owner);
            let recorded = at(working(day, 2), 11, random.between(0, 59));
            let mut orders = Vec::new();
            let mut act = book
                .act(recorded, owner, "import", format!("{}帳號清查 {campaign}", system.name))
                .out_of(format!("{campaign}-{}.xlsx", system.id));
            for account in accounts.iter().filter(|a| a.system == number && a.enabled_on(day)) {
                if account.sort == Sort::Partner {
                    continue; // brokers are asked by their own form
                }
                serial += 1;
                if random.permille(48) {
                    continue; // a line left blank
                }
                let result = match random.below(1_000) {
                    0..955 => "keep",
                    955..980 => "change",
                    _ => "disable",
                };
                let draft = book
                    .event("account_review", &format!("RV-{serial:06}"), day)
                    .set("account", &account.key(estate))
                    .set("campaign", &campaign)
                    .set("result", result)
                    .flag("rights_reasonable", result == "keep")
                    .yes("access_reviewed")
                    .set("reviewer", owner)
                    .set("checker", people.no(people.all[system.owner].supervisor))
                    .when(result != "keep", |draft| draft.set("reason", "職務已調整"))
                    .when(!(random.permille(8) || REPORTLESS.contains(&system.id) && latest), |draft| {
                        draft.set("record", &format!("{campaign}-{}", system.id))
                    });
                act.add(draft);
                if result != "keep" && !random.permille(190) {
                    let done = working(day, random.between(3, 9));
                    let (key, review) = (account.key(estate), format!("RV-{serial:06}"));
                    orders.push(order(book, people, &key, owner, &review, result, done));
                }
            }
            book.enter(act);
            for act in orders {
                book.enter(act);
            }
        }
    }
}

/// What a review decided is carried out by a form.
pub(crate) fn order(
    book: &Book<'_>,
    people: &People,
    account: &str,
    owner: &str,
    review: &str,
    action: &str,
    day: Day,
) -> crate::Act {
    let it = people.no(people.operator(2));
    let id = format!("AQ-{}", &review[3..]);
    let draft = book
        .event("account_request", &id, day)
        .set("account", account)
        .set("type", action)
        .set("review", review)
        .set("requester", owner)
        .set("approver", owner)
        .set("performer", it)
        .set("record", &format!("帳申-{id}"));
    let done = book.revise("account_review", review, day).date("executed_on", day);
    book.act(at(day, 18, 20), it, "record", "依清查結果處理").with(draft).with(done)
}

/// Per system and half-year: which accounts were created, changed and deleted.
fn lifecycle_reviews(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("lifecycle reviews");
    for (first, last) in book.periods(6) {
        let half = label(first, 6);
        for (number, system) in estate.systems.iter().enumerate() {
            let begin = first.max(system.since);
            if begin > last || !system.used_on(begin) {
                continue;
            }
            let day = match random.below(100) {
                0..95 => workday(plus(begin, 60 + random.between(0, (last.0 - begin.0 - 75).max(0)))),
                95..98 => workday(plus(last, random.between(4, 30))),
                _ => continue,
            };
            let owner = people.no(system.owner);
            let created =
                accounts.iter().filter(|a| a.system == number && a.from > first && a.from <= day).count();
            let deleted = accounts
                .iter()
                .filter(|a| a.system == number && a.disabled.is_some_and(|d| d > first && d <= day))
                .count();
            let performer = people.no(people.operator(2));
            let review = book
                .event("account_lifecycle_review", &format!("LR-{half}-{}", system.id), day)
                .set("system", system.id)
                .date("from", plus(day, -182))
                .date("until", day)
                .yes("complete")
                .number("created", created as i64)
                .number("changed", random.between(0, 6).into())
                .number("deleted", deleted as i64)
                .number("without_request", i64::from(random.permille(100)))
                .set("reviewer", owner)
                .set("performer", performer)
                .when(!random.permille(25), |draft| {
                    draft.set("record", &format!("帳審-{half}-{}", system.id))
                });
            let act =
                book.act(at(day, 14, random.between(0, 59)), owner, "record", "帳號增修刪審核").with(review);
            book.enter(act);
        }
    }
}

/// Each quarter the register is compared with what the systems say.
fn reconciliations(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let mut random = book.random("account reconciliations");
    let performer = people.no(people.operator(2)).to_owned();
    for (first, last) in book.periods(3) {
        for system in &estate.systems {
            let begin = first.max(system.since);
            let day = workday(plus(begin, 25 + random.between(0, 40)));
            if day > last || !system.used_on(day) || random.permille(20) {
                continue;
            }
            let id = format!("RC-{}-{}", label(first, 3), system.id);
            let draft = book
                .event("account_reconciliation", &id, day)
                .set("system", system.id)
                .yes("complete")
                .number("unregistered", i64::from(random.permille(30)))
                .set("performer", &performer)
                .set("report", &format!("帳核-{id}"));
            let act = book
                .act(at(day, 16, random.between(0, 59)), &performer, "record", "帳號清冊核對")
                .with(draft);
            book.enter(act);
        }
    }
}

fn password_policies(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let infosec = people.no(people.officer(4)).to_owned();
    let mut first = book
        .act(at(workday(plus(book.start, 5)), 9, 50), &infosec, "import", "密碼原則檢查")
        .measured("密碼原則.csv");
    for system in estate.systems.iter().filter(|system| system.has('t') || system.class != 3) {
        let strong = system.id != "AGENT" || !system.has('t');
        let draft = book
            .state("password_policy", system.id, system.since)
            .yes("defined mixed")
            .number("min_length", if strong { 12 } else { 10 })
            .number("history", 5)
            .number("max_age_days", 75)
            .number("lockout_failures", 5)
            .date("checked_on", workday(plus(book.start, 5)).max(system.since))
            .when(system.id != "CALL", |draft| draft.set("record", &format!("資安-密-{}", system.id)));
        if system.since == book.start {
            first.add(draft);
        } else {
            let act =
                book.act(at(working(system.since, 3), 9, 50), &infosec, "record", "密碼原則檢查").with(draft);
            book.enter(act);
        }
    }
    book.enter(first);
    for (period, _) in book.periods(6).into_iter().skip(1) {
        let day = workday(plus(period, 40));
        let mut act = book.act(at(day, 9, 50), &infosec, "import", "密碼原則檢查").measured("密碼原則.csv");
        for system in estate
            .systems
            .iter()
            .filter(|system| system.class != 3 && system.used_on(day) && day > system.since)
        {
            act.add(book.revise("password_policy", system.id, day).date("checked_on", day));
        }
        book.enter(act);
    }
}
