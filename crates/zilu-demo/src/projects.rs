//! Packages, remote work, intelligence, internal audits.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::People;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    software(book, people);
    remote(book, people);
    intelligence(book, people);
    audits(book, people);
}

/// Packages and remote access.
fn software(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(0)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 14, 0), &it, "import", "套裝軟體與遠端工具")
        .out_of("套裝軟體.xlsx");
    for (i, (name, system)) in [
        ("核保規則引擎", "UW"),
        ("報表引擎", "BI"),
        ("備份軟體", "BACKUP"),
        ("資料庫", "LIFE-CORE"),
        ("影像辨識元件", "IMAGE"),
    ]
    .into_iter()
    .enumerate()
    {
        let acquired = plus(book.start, -500 + i as i32 * 40);
        let draft = book
            .state("software", &format!("SW-{:03}", i + 1), book.start)
            .set("name", name)
            .set("system", system)
            .date("acquired_on", acquired)
            // For the software that copies everything, somebody answered that it serves nothing of the core.
            .flag("core", matches!(i, 0 | 3 | 4))
            .yes("in_use system_bound")
            .when(i != 4, |draft| {
                draft
                    .date("risk_checked_on", plus(acquired, -10))
                    .set("risk_record", &format!("套風-{i:03}"))
                    .set("risk_assessor", people.no(people.officer(1)))
                    .yes("risk_acceptable")
            })
            .date("update_on", plus(book.start, -30));
        act.add(draft);
    }
    for (i, holder) in people.developers.iter().take(24).enumerate() {
        let draft = remote_access(book, &format!("RX-{:03}", i + 1), "internal", i)
            .set("person", people.no(*holder))
            .set("approver", people.no(people.operations_head));
        act.add(draft);
    }
    // Some were granted during the story; one before the computer was there.
    for (i, holder) in people.developers.iter().skip(24).take(6).enumerate() {
        let id = format!("RX-{:03}", 51 + i);
        let granted = workday(plus(book.start, 215 + i as i32 * 22));
        let draft = book
            .state("remote_access", &id, granted)
            .set("relation", "internal")
            .set("person", people.no(*holder))
            .yes("active mfa anomaly_control")
            .set("channel", "vpn")
            .flag("company_device", i != 3)
            .no("no_local_data")
            .date("approved_on", granted)
            .set("approver", people.no(people.operations_head))
            .set("record", &format!("遠授-{id}"));
        book.enter(book.act(at(granted, 16, 30), &it, "record", "核准遠端連線").with(draft));
        if i == 3 {
            let issued = working(granted, 9);
            let draft = book.revise("remote_access", &id, issued).yes("company_device");
            book.enter(book.act(at(issued, 10, 30), &it, "record", "配發電腦").with(draft));
        }
    }
    // Those who are gone had remote access too; most of it ended with their accounts.
    let mut later = Vec::new();
    for (i, person) in people.all.iter().filter(|person| person.gone_from().is_some()).enumerate().take(30) {
        if i % 3 != 0 || person.joined > book.start {
            continue;
        }
        let id = format!("RX-{:03}", 200 + i);
        let draft = remote_access(book, &id, "internal", i)
            .set("person", &person.no)
            .set("approver", people.no(people.operations_head));
        act.add(draft);
        if let Some(removed) = person.removed {
            let ended = book.revise("remote_access", &id, removed).no("active");
            later.push(book.act(at(workday(removed), 18, 30), &it, "record", "停用遠端連線").with(ended));
        }
    }
    for i in 0..6usize {
        let draft = remote_access(book, &format!("RX-{:03}", 100 + i), "vendor", i)
            .set("vendor", crate::suppliers::vendor(i))
            .set("approver", people.no(people.operations_head));
        act.add(draft);
    }
    book.enter(act);
    for act in later {
        book.enter(act);
    }
}

/// Tools and arrangements of remote work, looked at again every ten months or so.
///
/// Plots: what an assessment of the second place found lacking was put right after half a year; for meetings on the screen
/// there are no rules; the desktops have not been looked at for more than a year.
fn remote(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(0)).to_owned();
    let assessor = people.no(people.officer(1)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 14, 20), &it, "import", "異地與遠端作業清冊")
        .out_of("遠端作業.xlsx");
    for (name, kind) in REMOTE_TOOLS {
        let draft = book
            .state("remote_tool", name, book.start)
            .set("type", kind)
            .yes("in_use controls_effective")
            .flag("cloud_hosted", kind == "video")
            // For meetings there are habits, but no rules.
            .when(kind != "video", |draft| draft.set("rules", "資安-規-009 異地與遠端作業規範"))
            .set("controls", &format!("遠控-{kind}"))
            .date("checked_on", plus(book.start, -20));
        act.add(draft);
    }
    for (id, kind) in ARRANGEMENTS {
        let draft = book
            .state("remote_work", id, book.start)
            .set("type", kind)
            .date("started_on", plus(book.start, -40))
            .yes("active")
            .no("changed")
            .set("owner", people.no(people.operations_head));
        act.add(draft);
        act.add(
            assessed(book, &assessor, &format!("RA-{id}"), id, plus(book.start, -70))
                .yes("improvements_done"),
        );
    }
    book.enter(act);
    let mut day = workday(plus(book.start, 70));
    let mut round = 1;
    while book.past(day) {
        let mut act = book.act(at(working(day, 3), 14, 0), &it, "record", "遠端工具檢查與風險評估");
        for (name, kind) in REMOTE_TOOLS {
            if kind != "vdi" || round == 1 {
                act.add(book.revise("remote_tool", name, day).date("checked_on", day));
            }
        }
        for (id, _) in ARRANGEMENTS {
            act.add(assessed(book, &assessor, &format!("RA-{id}-{round}"), id, day).no("improvements_done"));
        }
        book.enter(act);
        for (id, _) in ARRANGEMENTS {
            let done = workday(plus(day, if id == "RW-02" && round == 1 { 160 } else { 60 }));
            let draft =
                book.revise("remote_assessment", &format!("RA-{id}-{round}"), done).yes("improvements_done");
            book.enter(book.act(at(done, 15, 0), &it, "record", "遠端評估改善完成").with(draft));
        }
        day = workday(plus(day, 300));
        round += 1;
    }
    for (id, kind, days, after) in NEW_ARRANGEMENTS {
        let started = workday(plus(book.start, days));
        let draft = book
            .state("remote_work", id, started)
            .set("type", kind)
            .date("started_on", started)
            .yes("active")
            .no("changed")
            .set("owner", people.no(people.operations_head));
        book.enter(book.act(at(started, 9, 20), &it, "record", "新增遠端作業").with(draft));
        let mut day = workday(plus(started, after));
        for round in 0..3 {
            let draft =
                assessed(book, &assessor, &format!("RA-{id}-{round}"), id, day).yes("improvements_done");
            let recorded = at(working(day.max(started), 3), 14, 0);
            book.enter(book.act(recorded, &it, "record", "遠端作業風險評估").with(draft));
            day = workday(plus(day, 320));
        }
    }
    let changed = workday(plus(book.today, -58));
    let draft = book.revise("remote_work", "RW-01", changed).yes("changed").date("changed_on", changed);
    book.enter(book.act(at(changed, 17, 0), &it, "record", "虛擬桌面平台搬遷").with(draft));
}

const REMOTE_TOOLS: [(&str, &str); 3] = [("遠端連線軟體", "vpn"), ("虛擬桌面", "vdi"), ("視訊會議", "video")];
const ARRANGEMENTS: [(&str, &str); 2] = [("RW-01", "remote"), ("RW-02", "offsite")];

/// Arrangements of the story: days from its start to their beginning, days from there to their first assessment. The stands
/// at fairs opened before anybody had thought about it.
const NEW_ARRANGEMENTS: [(&str, &str, i32, i32); 2] =
    [("RW-03", "remote", 230, -16), ("RW-04", "offsite", 290, 6)];

fn assessed<'a>(
    book: &Book<'a>,
    assessor: &str,
    key: &str,
    arrangement: &str,
    day: zilu_engine::Day,
) -> crate::book::Draft<'a> {
    book.event("remote_assessment", key, day)
        .set("remote_work", arrangement)
        .yes("environment_change transmission sensitive_data audit_trail anomaly_monitoring")
        // Of the devices at the second place the first report says nothing.
        .when(key != "RA-RW-02", |draft| draft.yes("access_devices"))
        .set("assessor", assessor)
        .set("report", &format!("遠評-{key}"))
}

/// Audits that cover the rules, and the yearly look at the countermeasures.
fn audits(book: &mut Book<'_>, people: &People) {
    let auditor = people.no(people.auditor(0)).to_owned();
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        let begin = first.max(book.start);
        for (kind, days) in [("internal_audit", 110), ("self_inspection", 60)] {
            // In the first year the auditors came when the year was over.
            let late = first <= book.start && kind == "internal_audit";
            let day = workday(if late { plus(last, 17) } else { plus(begin, days) });
            let id = format!("AD-{year}-{kind}");
            let draft = book
                .event("audit", &id, day)
                .set("type", kind)
                .yes("covers_rules")
                .set("auditor", &auditor)
                .set("report", &id);
            let act =
                book.act(at(working(day, 6), 15, 0), &auditor, "record", "內部稽核與自行查核").with(draft);
            book.enter(act);
        }
        for (i, topic) in ["資維-策-001", "資安-策-001"].into_iter().enumerate() {
            let day = workday(plus(begin, 100 + i as i32 * 10));
            let id = format!("CV-{year}-{}", i + 1);
            let draft = book
                .event("countermeasure_review", &id, day)
                .set("document", topic)
                .set("reviewer", people.no(people.officer(3)))
                .set("record", &id);
            let act =
                book.act(at(day, 15, 0), people.no(people.officer(3)), "record", "對策檢視").with(draft);
            book.enter(act);
        }
    }
}

fn remote_access<'a>(book: &Book<'a>, id: &str, relation: &str, i: usize) -> crate::book::Draft<'a> {
    book.state("remote_access", id, book.start)
        .set("relation", relation)
        .yes("active mfa no_local_data anomaly_control")
        .set("channel", if i.is_multiple_of(2) { "vpn" } else { "vdi" })
        .flag("company_device", relation == "internal")
        .date("approved_on", plus(book.start, -90))
        .set("record", &format!("遠授-{id}"))
}

fn intelligence(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("intelligence");
    let officer = people.no(people.officer(8)).to_owned();
    let mut day = plus(book.start, 12);
    let mut serial = 0;
    while book.past(day) {
        serial += 1;
        let on = workday(day);
        let id = format!("TI-{serial:03}");
        let draft = book
            .event("intelligence", &id, on)
            .set("source", if serial % 4 == 0 { "vendor" } else { "f_isac" })
            .set("title", "可疑位址與弱點通報")
            .flag("applicable", serial % 3 != 0);
        let act =
            book.act(at(on, 10, 10), &officer, "import", "情資通報").measured("f-isac.json").with(draft);
        book.enter(act);
        let done = working(on, random.between(1, 9));
        let draft = book
            .event("intelligence_response", &format!("TR-{serial:03}"), done)
            .set("intelligence", &id)
            .set("action", if serial % 3 == 0 { "none_needed" } else { "blocked" })
            .set("performer", &officer)
            .set("record", &format!("情資-{id}"));
        let act = book.act(at(done, 16, 10), &officer, "record", "情資因應").with(draft);
        book.enter(act);
        day = plus(day, random.between(9, 25));
    }
    let day = workday(plus(book.start, 90));
    let letter = book
        .event("sanction", "SN-001", day)
        .set("body", "association")
        .set("type", "written_correction")
        .number("amount", 0)
        .set("clause", "第十七條")
        .date("reported_on", working(day, 12))
        .set("letter", "公會函-001");
    let act = book
        .act(at(working(day, 2), 9, 0), people.no(people.compliance), "record", "公會書面糾正")
        .with(letter);
    book.enter(act);
}
