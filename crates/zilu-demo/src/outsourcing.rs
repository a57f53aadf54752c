//! Outsourcing cases with their contracts, the papers of their stages, and deliveries.

use crate::book::{Book, Draft, at, plus, workday, workday_before, working};
use crate::organisation::People;
use zilu_engine::Day;

/// Outsourcing cases: id, name, vendor, system, core, stage, kinds: d development, o operation, c consulting, l cloud.
pub(crate) const CASES: [(&str, &str, &str, &str, bool, &str, &str); 12] = [
    ("OS-101", "保費系統維護", "V001", "PREMIUM", true, "performing", "do"),
    ("OS-102", "核心資料庫維運", "V002", "LIFE-CORE", true, "performing", "o"),
    ("OS-103", "網路與防火牆維護", "V003", "VPN", true, "performing", "o"),
    ("OS-104", "資安監控中心", "V004", "SIEM", true, "performing", "o"),
    ("OS-105", "網路繳費閘道營運", "V018", "PAYMENT", true, "performing", "o"),
    ("OS-106", "行動程式開發", "V006", "FIELD", true, "warranty", "d"),
    ("OS-107", "核保引擎建置", "V023", "UW", true, "acceptance", "d"),
    ("OS-108", "人力資源雲端服務", "V019", "HR", false, "performing", "ol"),
    ("OS-109", "客服電話外包", "V007", "CALL", false, "performing", "o"),
    ("OS-110", "弱點檢測服務", "V012", "EAPPLY", false, "performing", "c"),
    ("OS-111", "智能客服建置", "V024", "CHATBOT", false, "performing", "d"),
    ("OS-112", "舊保單查詢維護", "V013", "LEGACY", true, "terminated", "o"),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    let mut act = book
        .act(at(workday(book.start), 16, 0), &manager, "import", "委外案與契約清冊")
        .out_of("委外契約清冊.xlsx");
    for (i, (id, name, vendor, system, core, stage, kinds)) in CASES.iter().enumerate() {
        let has = |flag: char| kinds.contains(flag);
        let from = if *system == "CHATBOT" { plus(book.today, -120) } else { book.start };
        let started = plus(from, -120 - i as i32 * 17);
        let terminated = (*stage == "terminated").then(|| workday(plus(book.today, -130)));
        let case = book
            .state("outsourcing", id, from)
            .set("name", name)
            .set("vendor", vendor)
            .set("system", system)
            .yes("it security_in_team")
            .flag("core", *core)
            .set("stage", if terminated.is_some() { "performing" } else { stage })
            .flag("development", has('d'))
            .flag("operation", has('o'))
            .flag("consulting", has('c'))
            .flag("cloud", has('l'))
            .flag("sensitive", *core)
            .flag("personal_data", i % 3 != 2)
            .date("planned_on", plus(started, -160))
            .date("tendered_on", plus(started, -90))
            .date("selected_on", plus(started, -45))
            .date("started_on", started)
            .set("company_lead", people.no(people.operator(i)))
            .set("vendor_lead", "專案經理")
            .set("team_record", &format!("專案成員-{id}"));
        let contract = contract(book, id, vendor, i, from, started, has('l'));
        if from == book.start {
            act.add(case);
            act.add(contract);
        } else {
            let act =
                book.act(at(workday(from), 16, 0), &manager, "record", "新委外案").with(case).with(contract);
            book.enter(act);
        }
        steps(book, people, id, *core, has('l'), (from, started));
        if let Some(day) = terminated {
            let act = book
                .act(at(day, 15, 0), &manager, "record", "委外案終止")
                .with(
                    book.revise("outsourcing", id, day).set("stage", "terminated").date("terminated_on", day),
                )
                .with(book.revise("contract", &format!("CT-{id}"), day).no("in_force"));
            book.enter(act);
        }
        if has('d') {
            delivery(book, people, id, workday_before(plus(book.today, -40 - i as i32 * 9)));
        }
    }
    book.enter(act);
}

/// What the company's model contract says, and where.
pub(crate) fn terms(draft: Draft<'_>) -> Draft<'_> {
    draft
        .yes("in_force lawful_deliverables component_licence data_protection test_and_fix test_times")
        .yes("security_responsibility clean_deliverables audit_right audit_by_third_party access_control")
        .yes("incident_notice termination_terms security_terms shared_accounts_banned mutual_audit roles_of_both")
        .yes("subcontract_risk service_reports security_agreement confidentiality")
        .number("fix_days_high", 55)
        .number("incident_notice_hours", 12)
        .number("incident_response_hours", 24)
        .set("confidentiality_clause", "第 12 條")
        .set("lawful_deliverables_clause", "第 9 條")
        .set("data_protection_clause", "第 13 條")
        .set("test_and_fix_clause", "第 15 條及附件二")
        .set("security_responsibility_clause", "第 14 條")
        .set("clean_deliverables_clause", "第 16 條")
        .set("audit_right_clause", "第 18 條")
        .set("access_control_clause", "第 17 條")
        .set("incident_notice_clause", "第 19 條")
        .set("termination_terms_clause", "第 22 條")
}

fn contract<'a>(
    book: &Book<'a>,
    case: &str,
    vendor: &str,
    i: usize,
    from: Day,
    started: Day,
    cloud: bool,
) -> crate::book::Draft<'a> {
    // One old contract has no word about notice of incidents and none about the right to audit.
    let old = case == "OS-103";
    book.state("contract", &format!("CT-{case}"), from)
        .set("type", if cloud { "cloud" } else { "outsourcing" })
        .set("vendor", vendor)
        .set("outsourcing", case)
        .when(cloud, |draft| draft.set("cloud_service", "CL-HR"))
        .date("signed_on", plus(started, -10))
        .date("starts_on", started)
        .date("ends_on", plus(book.today, if i == 4 { 40 } else { 500 }))
        .yes("in_force lawful_deliverables component_licence test_and_fix security_responsibility clean_deliverables")
        .flag("personal_data", i % 3 != 2)
        .flag("core", i < 7)
        .flag("confidentiality", case != "OS-109")
        .when(case != "OS-108", |draft| draft.set("confidentiality_clause", "第 12 條"))
        .yes("data_protection access_control termination_terms security_terms shared_accounts_banned mutual_audit")
        .yes("roles_of_both subcontract_risk service_reports security_agreement")
        .number("fix_days_high", 60)
        .flag("audit_right", !old)
        .flag("incident_notice", !old)
        .when(!old, |draft| draft.number("incident_notice_hours", 24))
        .set("file", &format!("契約-{case}.pdf"))
}

fn steps(
    book: &mut Book<'_>,
    people: &People,
    case: &str,
    core: bool,
    cloud: bool,
    (from, started): (Day, Day),
) {
    let mut steps: Vec<(&str, i32)> = vec![
        ("security_evaluation", -180),
        ("feasibility", -178),
        ("cost_benefit", -176),
        ("risk_assessment", -172),
        ("vendor_restriction", -120),
        ("nda_prepared", -100),
        ("tender_security", -98),
        ("tender_service_level", -98),
        ("tender_penalty", -98),
        ("vendor_proposal", -70),
        ("criterion_capacity", -60),
        ("criterion_audit", -60),
        ("criterion_management", -60),
        ("location_risk", -55),
        ("better_offer_check", -50),
    ];
    if core {
        steps.extend([
            ("risk_review", -20),
            ("tool_check", 20),
            ("component_list", 25),
            ("security_test", 40),
        ]);
    }
    if cloud {
        steps.extend([("cloud_certificate_scope", -52), ("data_return", -15), ("data_deletion", -15)]);
    }
    let manager = people.no(people.general_affairs).to_owned();
    let recorded = at(working(workday(from), 6), 10, 0);
    let mut act = book
        .act(recorded, &manager, "import", format!("{case} 各階段紀錄"))
        .out_of(format!("{case}-檢核表.xlsx"));
    for (step, days) in steps {
        let draft = book
            .event("outsourcing_step", &format!("{case}-{step}"), workday_before(plus(started, days)))
            .set("outsourcing", case)
            .set("step", step)
            .yes("complete record_kept")
            .set("result", "pass")
            .set("approver", people.no(people.security_head))
            .when(!(case == "OS-107" && step == "location_risk"), |draft| {
                draft.set("record", &format!("{case}-{step}"))
            });
        act.add(draft);
    }
    book.enter(act);
}

fn delivery(book: &mut Book<'_>, people: &People, case: &str, day: Day) {
    let lead = people.no(people.developers_head).to_owned();
    let draft = book
        .event("delivery", &format!("DV-{case}"), day)
        .set("outsourcing", case)
        .yes("malware_assurance risk_checked")
        .no("better_than_spec")
        .set("scan_report", &format!("交付掃描-{case}"))
        .set("record", &format!("驗收-{case}"));
    let act = book.act(at(working(day, 2), 11, 0), &lead, "record", "交付驗收").with(draft);
    book.enter(act);
}
