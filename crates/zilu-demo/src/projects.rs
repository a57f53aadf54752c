//! Packages, remote work, client applications, intelligence, internal audits, and the cutover of a core system.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::People;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    software(book, people);
    intelligence(book, people);
    audits(book, people);
    cutover(book, people);
}

/// Packages, remote tools and arrangements, client applications, intelligence, audits, a cutover, sanctions.
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
            .flag("core", i == 0 || i == 3)
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
    for (name, kind) in [("遠端連線軟體", "vpn"), ("虛擬桌面", "vdi"), ("視訊會議", "video")] {
        let draft = book
            .state("remote_tool", name, book.start)
            .set("type", kind)
            .yes("in_use")
            .set("rules", "資安-規-009 異地與遠端作業規範")
            .set("controls", &format!("遠控-{kind}"))
            .date("checked_on", plus(book.start, -20));
        act.add(draft);
    }
    for (id, kind) in [("RW-01", "remote"), ("RW-02", "offsite")] {
        let draft = book
            .state("remote_work", id, book.start)
            .set("type", kind)
            .date("started_on", plus(book.start, -200))
            .yes("active")
            .set("owner", people.no(people.operations_head));
        act.add(draft);
        let draft = book
            .event("remote_assessment", &format!("RA-{id}"), plus(book.start, -240))
            .set("remote_work", id)
            .yes("environment_change transmission sensitive_data audit_trail anomaly_monitoring access_devices")
            .flag("improvements_done", id == "RW-01")
            .set("assessor", people.no(people.officer(1)))
            .set("report", &format!("遠評-{id}"));
        act.add(draft);
    }
    for (i, holder) in people.developers.iter().take(24).enumerate() {
        let draft = remote_access(book, &format!("RX-{:03}", i + 1), "internal", i)
            .set("person", people.no(*holder))
            .set("approver", people.no(people.operations_head));
        act.add(draft);
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
    for (i, (system, protocol)) in
        [("FIELD", "https"), ("TREASURY", "sftp"), ("VDI", "https"), ("VPN", "other")].into_iter().enumerate()
    {
        let draft = book
            .state("client_app", &format!("CX-{:02}", i + 1), book.start)
            .set("system", system)
            .yes("in_use encrypted")
            .set("protocol", protocol)
            .set("test_record", &format!("客測-{system}"));
        act.add(draft);
    }
    book.enter(act);
    for act in later {
        book.enter(act);
    }
}

/// Audits that cover the rules, and the yearly look at the countermeasures.
fn audits(book: &mut Book<'_>, people: &People) {
    let auditor = people.no(people.auditor(0)).to_owned();
    for (first, _) in book.periods(12) {
        let year = roc_year(first);
        let begin = first.max(book.start);
        for (kind, days) in [("internal_audit", 110), ("self_inspection", 60)] {
            let day = workday(plus(begin, days));
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

/// The day on which the new policy issuing system went live.
pub(crate) fn cutover_day(book: &Book<'_>) -> zilu_engine::Day {
    workday(plus(book.today, -150))
}

/// The new policy issuing system replaced the old policy inquiry.
fn cutover(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.developers_head).to_owned();
    let live = cutover_day(book);
    let registered = workday(plus(live, -150).max(plus(book.start, 10)));
    let start = at(live, 0, 30);
    let cutover = book
        .state("cutover", "CO-01", registered)
        .set("system", "ISSUE")
        .set("state", "preparing")
        .set("mode", "parallel")
        .date("planned_on", live)
        .number("checkpoints", 5)
        .yes("hardware_vendor development_vendor")
        .set("owner", &lead);
    let act = book.act(at(registered, 10, 0), &lead, "record", "系統置換立案").with(cutover);
    book.enter(act);
    let steps = "architecture_review mode_assessment capacity_review test_environment test_plan functional_test \
        nonfunctional_test rehearsal change_review risk_assessment rollback_criteria schedule vendor_commitment \
        coordination_meeting announcement staff_training backup";
    for (i, step) in steps.split_whitespace().enumerate() {
        let moment = at(workday(plus(registered, 10 + i as i32 * 7).min(plus(live, -3))), 15, i as i32);
        cutover_step(book, people, step, moment, step != "capacity_review");
    }
    for (i, step) in "checkpoint rollback_meeting staged_start change_verification data_verification"
        .split_whitespace()
        .enumerate()
    {
        cutover_step(book, people, step, start + (i as i64 + 1) * 3_600, true);
    }
    for (i, step) in "resource_monitoring monitoring incident_response problem_register resource_allocation"
        .split_whitespace()
        .enumerate()
    {
        cutover_step(book, people, step, at(working(live, 2 + i as i32), 17, 0), true);
    }
    let done = book
        .revise("cutover", "CO-01", live)
        .set("state", "after")
        .instant("started_at", start)
        .instant("irreversible_at", start + 3 * 3_600)
        .instant("went_live_at", start + 6 * 3_600)
        .date("monitoring_until", plus(live, 60));
    let act = book.act(start + 7 * 3_600, &lead, "record", "系統置換上線").with(done);
    book.enter(act);
    for i in 0..4 {
        let found = working(live, 3 + i);
        let planned = working(found, 40);
        let draft = book
            .state("problem", &format!("PB-{:03}", i + 1), found)
            .set("cutover", "CO-01")
            .date("found_on", found)
            .set("cause", "批次時段調整")
            .set("improvement_plan", &format!("改善-{i}"))
            .set("horizon", ["short", "medium", "short", "long"][i as usize])
            .yes("tracked")
            .set("responsible", people.no(people.developer(5)))
            .date("planned_on", planned)
            .set("record", &format!("問題-{i}"));
        let act = book.act(at(found, 16, 0), &lead, "record", "置換問題列管").with(draft);
        book.enter(act);
        if i != 3 {
            let closed = working(planned, -2 + i * 2);
            let draft = book.revise("problem", &format!("PB-{:03}", i + 1), closed).date("closed_on", closed);
            let act = book.act(at(closed, 17, 0), &lead, "record", "置換問題結案").with(draft);
            book.enter(act);
        }
    }
}

fn cutover_step(book: &mut Book<'_>, people: &People, step: &str, moment: i64, record: bool) {
    let draft = book
        .moment("cutover_step", &format!("CS-{step}"), moment)
        .set("cutover", "CO-01")
        .set("step", step)
        .yes("complete")
        .set("result", "pass")
        .set("approver", people.no(people.operations_head))
        .when(record, |draft| draft.set("record", &format!("置換-{step}")));
    let act =
        book.act(moment + 1_800, people.no(people.developers_head), "record", "系統置換工作").with(draft);
    book.enter(act);
}
