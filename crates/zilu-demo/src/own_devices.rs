//! Employees' own devices: register, consent, checks each quarter, reviews each year, devices that were lost.
//!
//! Plots: a rooted telephone passes as compliant; a device of somebody who left is still let in; settings were put on a
//! device before its holder agreed; a device struck off by the review still connects; a tablet was reported lost after a
//! week, a telephone was cut off but not wiped; somebody connects from a computer at home that nobody registered.

use crate::book::{Book, Draft, at, plus, roc_year, workday, working};
use crate::organisation::{People, Turn, Work};
use zilu_engine::Day;

/// Devices by their number, for what is told about them. Numbers begin with 0.
const ROOTED: usize = 8;
const BELOW_STANDARD: [usize; 3] = [5, 17, 29];
const WITHOUT_FORM: usize = 22;
const BEFORE_CONSENT: usize = 14;
const UNREVIEWED: usize = 20;
const STRUCK_OFF: [usize; 2] = [11, 26];
const UNCHECKED: usize = 33;
const DEVICES: usize = 40;

/// Lost devices: number, days before the day of reading, days until the report, cut off, wiped.
const LOSSES: [(usize, i32, i32, bool, bool); 4] =
    [(3, 402, 0, true, true), (16, 255, 7, true, true), (24, 117, 1, true, true), (31, 9, 0, true, false)];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let holders = holders(book, people);
    register(book, people, &holders);
    consents(book, people, &holders);
    checks(book, people);
    reviews(book, people);
    losses(book, people, &holders);
    connections(book, people, &holders);
}

fn id(number: usize) -> String {
    format!("BY-{:03}", number + 1)
}

/// Mostly agents in the field; the last two have left in the meantime.
fn holders(book: &Book<'_>, people: &People) -> Vec<usize> {
    let mut random = book.random("own devices");
    let sales = people.standing(Work::Sales);
    let chosen = random.sample(sales.len(), DEVICES - 2);
    let mut holders: Vec<usize> = chosen.into_iter().map(|i| sales[i]).collect();
    let gone = (0..people.all.len()).filter(|i| {
        let person = &people.all[*i];
        person.joined < book.start && matches!(person.turn, Turn::Leaves(day) if day < plus(book.today, -20))
    });
    holders.extend(gone.filter(|i| people.work(*i) == Work::Sales).take(2));
    holders
}

fn register(book: &mut Book<'_>, people: &People, holders: &[usize]) {
    let it = people.no(people.operator(7)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 6)), 11, 0), &it, "import", "自攜裝置清冊")
        .out_of("自攜裝置.xlsx");
    let mut later = Vec::new();
    for (i, holder) in holders.iter().enumerate() {
        act.add(device(book, people, i, *holder));
        // Of the two who left, one handed the device in to be cleared; the other's was forgotten.
        if let (Turn::Leaves(day), true) = (people.all[*holder].turn, i + 1 < holders.len()) {
            let draft = book.revise("byod_device", &id(i), day).no("active");
            later.push(book.act(at(workday(day), 16, 40), &it, "record", "離職撤銷自攜裝置").with(draft));
        }
    }
    book.enter(act);
    for act in later {
        book.enter(act);
    }
}

fn device<'a>(book: &Book<'a>, people: &People, i: usize, holder: usize) -> Draft<'a> {
    let laptop = i % 10 == 9;
    let below = BELOW_STANDARD.contains(&i);
    let protection = if laptop { "encryption" } else { "container" };
    let draft = book
        .state("byod_device", &id(i), book.start)
        .set("holder", people.no(holder))
        .set("type", if laptop { "laptop" } else { ["phone", "phone", "tablet"][i % 3] })
        .set("os", if laptop { "Windows 11" } else { ["iOS 18", "Android 15"][i % 2] })
        .yes("allowed active registered user_authenticated device_identified identifier_unique services_allowed")
        .yes("data_protected access_control malware_protected")
        .no("company_asset")
        .set("identifier", &format!("MDM-{:06}", 204_117 + i * 613))
        .set("connection", if laptop { "remote" } else { "wireless" })
        .set("access", if i.is_multiple_of(4) { "both" } else { "operating_system" })
        .flag("os_intact", i != ROOTED)
        .flag("critical_patched", !below)
        .flag("compliant", !below)
        .flag("restricted", below)
        .date("measures_on", plus(book.start, -30))
        .date("checked_on", plus(book.start, -10))
        .set("record", &format!("自攜設定-{i:03}"))
        // How the data on one of them are protected, the form does not say.
        .when(i != 12, |draft| draft.set("data_protection", protection));
    if i == WITHOUT_FORM {
        return draft.date("consent_on", plus(book.start, -40)).set("consent_by", people.no(holder));
    }
    draft
        .date("consent_on", plus(book.start, if i == BEFORE_CONSENT { -12 } else { -40 }))
        .set("consent_by", people.no(holder))
        .set("consent", &format!("自攜同意-{i:03}"))
}

/// What was put on the devices during the story.
fn consents(book: &mut Book<'_>, people: &People, holders: &[usize]) {
    let it = people.no(people.operator(7)).to_owned();
    for (n, (first, _)) in book.periods(6).into_iter().enumerate() {
        let day = workday(plus(first.max(book.start), 66));
        let mut act =
            book.act(at(day, 18, 20), &it, "import", "自攜裝置代理程式更新").measured("mdm-agent.csv");
        for (i, holder) in holders.iter().enumerate().filter(|(i, _)| i % 4 == n % 4) {
            if matches!(people.all[*holder].turn, Turn::Leaves(_)) {
                continue;
            }
            let key = format!("BM-{}-{:03}", crate::book::label(first, 6), i + 1);
            let draft = measure(book, people, &key, i, *holder, "configuration", day)
                // Of one device the agent reads its place, which nobody had agreed to.
                .flag("covered_by_consent", i != 13 || n > 1);
            act.add(draft);
        }
        book.enter(act);
    }
}

fn measure<'a>(
    book: &Book<'a>,
    people: &People,
    key: &str,
    device: usize,
    holder: usize,
    kind: &str,
    day: Day,
) -> Draft<'a> {
    book.event("byod_measure", key, day)
        .set("device", &id(device))
        .set("type", kind)
        .yes("covered_by_consent")
        .date("consent_on", plus(book.start, -40))
        .set("consent_by", people.no(holder))
        .when(device != WITHOUT_FORM, |draft| draft.set("consent", &format!("自攜同意-{device:03}")))
        .set("performer", people.no(people.operator(7)))
        .set("record", &format!("自攜措施-{key}"))
}

/// Every quarter the management console says how the devices are.
fn checks(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(7)).to_owned();
    let mut day = workday(plus(book.start, 50));
    while book.past(day) {
        let mut act = book.act(at(day, 19, 10), &it, "import", "自攜裝置季檢").measured("mdm-devices.csv");
        for i in 0..DEVICES {
            // One has not called in for half a year.
            if i == DEVICES - 2
                || i == UNCHECKED && day > plus(book.today, -180)
                || LOSSES.iter().any(|loss| loss.0 == i)
            {
                continue;
            }
            act.add(book.revise("byod_device", &id(i), day).date("checked_on", day));
        }
        book.enter(act);
        day = workday(plus(day, 77));
    }
}

fn reviews(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(7)).to_owned();
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        let day = workday(plus(first.max(book.start), 120));
        let recent = last >= book.today || last > plus(book.today, -90);
        let mut act = book.act(at(day, 17, 20), &it, "record", "自攜裝置年度審查");
        let mut catching_up = Vec::new();
        // Those who leave before long are looked at as long as they are there.
        let reviewed = if first <= book.start { DEVICES } else { DEVICES - 2 };
        for i in 0..reviewed {
            if LOSSES.iter().any(|(lost, days, ..)| *lost == i && plus(book.today, -days) <= day) {
                continue;
            }
            let id = format!("BR-{year}-{:03}", i + 1);
            // One was forgotten in the first year and caught up in the next; it waits again in the last.
            let on = if i == UNREVIEWED { workday(plus(last, 40)) } else { day };
            let removed = STRUCK_OFF.contains(&i) && recent;
            let draft = book
                .event("byod_review", &id, on)
                .set("device", &self::id(i))
                .set("result", if removed { "remove" } else { "keep" })
                .set("reviewer", &it)
                .set("record", &id);
            if on == day {
                act.add(draft);
            } else {
                catching_up.push(book.act(at(on, 17, 0), &it, "record", "自攜裝置補審").with(draft));
            }
            if removed && i == STRUCK_OFF[0] {
                let off = working(on, 3);
                let draft = book.revise("byod_device", &self::id(i), off).no("active");
                catching_up.push(book.act(at(off, 10, 50), &it, "record", "移除自攜裝置").with(draft));
            }
        }
        book.enter(act);
        for act in catching_up {
            book.enter(act);
        }
    }
}

fn losses(book: &mut Book<'_>, people: &People, holders: &[usize]) {
    let it = people.no(people.operator(7)).to_owned();
    for (n, (i, days, until, cut, wiped)) in LOSSES.into_iter().enumerate() {
        let lost = workday(plus(book.today, -days));
        let reported = if until == 0 { lost } else { working(lost, until) };
        let key = format!("BL-{:03}", n + 1);
        let draft = book
            .event("byod_loss", &key, reported)
            .set("device", &id(i))
            .date("lost_on", lost)
            .set("record", &format!("自攜遺失-{key}"));
        let act = book.act(at(reported, 11, 0), &it, "record", "自攜裝置遺失通報").with(draft);
        book.enter(act);
        // The wipe of one of them came only after somebody asked for it.
        let steps = [("revoke", cut, 0), ("wipe", wiped, if until == 1 { 6 } else { 1 })];
        for (kind, done, after) in steps {
            if !done {
                continue;
            }
            let day = working(reported, after);
            let draft = measure(book, people, &format!("{key}-{kind}"), i, holders[i], kind, day);
            let act = book.act(at(day, 15, 0), &it, "record", "遺失裝置處置").with(draft);
            book.enter(act);
        }
        let off = working(reported, 2);
        let draft = book.revise("byod_device", &id(i), off).no("active");
        let act = book.act(at(off, 15, 40), &it, "record", "遺失裝置除名").with(draft);
        book.enter(act);
    }
}

/// Who connects from outside with a device of his own, and the computers that the company did not issue.
fn connections(book: &mut Book<'_>, people: &People, holders: &[usize]) {
    let it = people.no(people.operator(0)).to_owned();
    let stranger = people.standing(Work::Claims)[4];
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 15, 20), &it, "import", "自有裝置遠端連線")
        .out_of("遠端連線名冊.xlsx");
    let laptops = holders.iter().enumerate().filter(|(i, _)| i % 10 == 9 && *i < DEVICES - 2);
    let users = laptops.map(|(_, holder)| *holder).chain([stranger]).collect::<Vec<_>>();
    for (i, person) in users.iter().enumerate() {
        let key = format!("RX-{:03}", 301 + i);
        let draft = book
            .state("remote_access", &key, book.start)
            .set("person", people.no(*person))
            .set("relation", "internal")
            .yes("active mfa anomaly_control")
            .flag("no_local_data", *person != stranger)
            .set("channel", if *person == stranger { "vpn" } else { "vdi" })
            .no("company_device")
            .date("approved_on", plus(book.start, -50))
            .set("approver", people.no(people.operations_head))
            .set("record", &format!("遠授-{key}"));
        act.add(draft);
        let name = format!("OWN-{}", people.no(*person));
        let draft = book
            .state("endpoint", &name, book.start)
            .set("holder", people.no(*person))
            .no("company_owned")
            .yes("in_use screen_lock lock_password web_control malicious_blocking antivirus")
            .number("idle_minutes", 10)
            .date("checked_on", book.start)
            .set("record", &format!("端點-{name}"));
        act.add(draft);
    }
    book.enter(act);
    let day = workday(plus(book.today, -25));
    let mut act = book.act(at(day, 19, 30), &it, "import", "端點設定檢查").measured("endpoints.csv");
    for person in users {
        let name = format!("OWN-{}", people.no(person));
        act.add(book.revise("endpoint", &name, day).date("checked_on", day));
    }
    book.enter(act);
}
