//! The company's standing documents with what they contain, their yearly reviews, its chosen values and readings.

use crate::book::{Book, HOLIDAYS, at, plus, roc_year, workday, workday_before, working};
use crate::organisation::{People, Work};
use zilu_engine::Day;

/// One line per document: number, title, topic, level of approval, sections that it carries.
const DOCUMENTS: &str = "\
資安-政-001|資訊安全政策|infosec_policy|board|
資安-政-002|資訊作業管理與操作規範|operating_rules|delegate|
資安-規-001|資訊安全作業程序|infosec_procedures|delegate|self_regulation
資安-圖-001|網路架構圖|network_diagram|manager|
資安-圖-002|資安組織架構圖|organisation_chart|delegate|
資安-規-002|資訊資產管理程序|asset_procedure|manager|
資安-規-008|角色權責矩陣|role_matrix|manager|
資安-規-003|帳號管理程序|account_procedure|manager|account_request account_change account_removal account_review
資安-規-004|人員註冊異動撤銷程序|joiner_mover_leaver|manager|account_request account_change account_removal
資安-規-005|密碼檢核規則|password_rules|manager|
資安-規-006|特權帳號使用規範|privileged_use|manager|
資安-規-007|資訊系統範圍與作業規範|system_scope|manager|scale_basis system_scope
資開-規-001|系統開發與程式修改程序|development|manager|development_work program_change
資開-規-002|系統置換作業程序|cutover|delegate|architecture capacity testing go_live_review rollback time_windows vendor_support coordination announcement execution event_management
資維-規-001|變更與版本管理程序|change_management|manager|
總務-規-001|資訊設備報廢作業程序|disposal|manager|wiping destruction licence_removal disposal_record third_party_nda
資安-規-009|異地與遠端作業規範|remote_work|manager|
資安-規-010|資安事故管理程序|incident_management|delegate|detection grading reporting containment lessons
資安-規-011|弱點管理程序|vulnerability_management|manager|
資維-規-002|防火牆管理程序|firewall_management|manager|
總務-規-002|資訊作業委外程序|outsourcing|delegate|selection contracting contract_management acceptance operation
總務-規-003|廠商資格審核作業|vendor_vetting|manager|certification
總務-規-004|委外廠商管理規範|vendor_management|manager|staff_control access_control security_audit incident_notice termination named_leads vendor_inspection
資安-規-013|日誌管理規範|log_management|manager|log_fields log_retention log_protection log_review
業管-規-001|合作夥伴管理規範|partner_management|manager|
資維-規-003|網段區隔規劃|network_segmentation|manager|
稽核-制-001|內部控制制度|internal_control|board|self_regulation
稽核-制-002|內部稽核計畫|audit_programme|board|self_regulation
資維-策-001|系統可靠性對策|reliability_countermeasure|delegate|hardware software operations early_detection disaster failure_prevention spare_hardware development_quality maintenance_quality early_recovery
資安-策-001|侵害防制對策|security_countermeasure|delegate|data_protection illegal_use malicious_program leak_prevention tamper_prevention protection_detection right_confirmation scope_limit forgery_prevention outside_network_limit misuse_response malware_defence malware_detection malware_recovery
資維-計-001|備份媒體驗證計畫|backup_verification|manager|media_reliability data_integrity
風管-計-001|營運持續計畫|business_continuity|delegate|
資開-規-003|行動程式上架檢測程序|app_listing|manager|first_listing update_listing major_change duty_separation
資開-規-004|委託檢測內部程序|app_lab|manager|lab_selection lab_rating
資開-規-005|檢測報告核對機制|app_report_check|manager|report_object report_scope report_schedule report_method report_testers report_verdict report_evidence
資安-政-003|雲端服務管理政策|cloud_policy|delegate|
資安-規-014|雲端事件監控通報程序|cloud_incident|manager|monitoring reporting
行銷-政-001|社群媒體管理政策|social_media_policy|delegate|
行銷-規-001|社群媒體使用守則|social_media_use|manager|allowed_media allowed_functions usage_rules
行銷-規-002|對外發言規範|company_speech|manager|speech_rights unauthorised_speech
行銷-規-003|內容過濾與監看政策|content_monitoring|manager|content_filtering leak_monitoring false_speech_monitoring peer_attack_monitoring
行銷-規-004|失言應變程序|social_media_emergency|manager|
行銷-規-005|社群異常通報程序|social_media_notification|manager|reporting
資安-政-004|自攜裝置管理政策|byod_policy|delegate|device_types operating_systems allowed_services
資安-規-015|自攜裝置連網標準|byod_connection|manager|connection_standard restriction
資安-規-016|自攜裝置遺失程序|byod_loss|manager|
法遵-制-001|個人資料管理制度|personal_data|board|biometric_collection biometric_processing biometric_use
資安-規-017|生物特徵辨識標準|biometric_standard|manager|error_rates
總務-規-005|物聯網設備管理規範|iot_management|manager|
總務-規-006|物聯網設備汰除程序|iot_retirement|manager|wiping returned_devices disposal_record
資安-規-018|身分驗證控管機制|authentication_control|manager|
資安-規-020|情境與驗證方式對應表|authentication_scenarios|manager|
資安-規-021|金鑰管理規範|key_management|manager|
行銷-規-006|官網維護須知|other|manager|other
資維-規-004|網路與資安設備安全規則|device_security_rules|manager|
資安-規-022|情資接收與應變程序|intelligence_procedure|manager|
資安-規-019|偽冒網站偵測作業|fake_site|manager|fake_site_detection fake_site_handling
資安-規-031|阻斷服務攻擊應變程序|ddos_procedure|manager|ddos_defence ddos_response";

/// Sections whose presence nobody has confirmed, and a document of which no file was handed in.
const UNCONFIRMED_SECTIONS: [&str; 2] = ["peer_attack_monitoring", "report_testers"];
const WITHOUT_FILE: &str = "總務-規-006";

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    office_days(book, people);
    documents(book, people);
    reviews(book, people);
    choices(book, people);
    editions(book, people);
}

fn office_days(book: &mut Book<'_>, people: &People) {
    let hr = people.no(people.personnel).to_owned();
    for (first, _) in book.periods(12) {
        let year = first.ymd().0;
        // The calendar of a year is published in the autumn before.
        let recorded = at(workday(book.start.max(plus(first, -60))), 9, 10);
        let mut act = book
            .act(recorded, &hr, "import", format!("{} 年辦公日曆（示範僅含固定日期之假日）", roc_year(first)))
            .out_of(format!("{}年辦公日曆.csv", roc_year(first)));
        for (month, day, name) in HOLIDAYS {
            let day = Day::from_ymd(year, month, day);
            act.add(book.event("office_day", &day.to_string(), day).yes("off").set("note", name));
        }
        book.enter(act);
    }
}

fn documents(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    let day = workday(plus(book.start, 3));
    let mut act = book.act(at(day, 13, 30), &officer, "import", "制度文件總表").out_of("制度文件總表.xlsx");
    for (i, line) in DOCUMENTS.lines().enumerate() {
        let parts: Vec<&str> = line.split('|').collect();
        let [id, title, topic, level, sections] = parts[..] else { panic!("document line {line}") };
        let approver = match level {
            "board" | "delegate" => people.general_manager,
            _ => people.security_head,
        };
        let approved = workday(plus(book.start, -40 - (i as i32 * 29) % 300));
        let draft = book
            .state("document", id, book.start)
            .set("title", title)
            .set("topic", topic)
            .set("version", &format!("{}.{}", 2 + i % 4, i % 3))
            .yes("in_force")
            .set("approver", people.no(approver))
            .date("approved_on", approved)
            .set("approval_level", level)
            .date("published_on", working(approved, 5))
            .date("reviewed_on", approved)
            .when(id != WITHOUT_FILE, |draft| draft.set("file", &format!("{id} {title}.pdf")));
        act.add(draft);
        for section in sections.split_whitespace() {
            let draft = book
                .state("document_section", &format!("{id}|{section}"), book.start)
                .when(!UNCONFIRMED_SECTIONS.contains(&section), |draft| draft.yes("present"))
                .set("reference", &format!("第 {} 章", 2 + section.len() % 6));
            act.add(draft);
        }
    }
    book.enter(act);
}

/// Each document is looked through once a year, at its own time; a new law makes the policy's turn come earlier.
fn reviews(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("document reviews");
    let change = workday(plus(book.start, 150));
    let second = workday(plus(book.today, -45));
    for (i, (day, word, title)) in [
        (change, "law", "保險業資安自律規範修正"),
        (workday(plus(change, 120)), "organisation", "資安部改隸總經理"),
        (second, "technology", "導入雲端容器平台"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("MC-{:03}", i + 1);
        let draft =
            book.event("major_change", &id, day).set("type", word).set("title", title).yes("policy_affected");
        let actor = people.no(people.compliance).to_owned();
        let act = book.act(at(day, 10, 25), &actor, "record", "登錄重大變更").with(draft);
        book.enter(act);
        // The third change is recent: its review is still open.
        if i == 2 {
            continue;
        }
        let mut last = day;
        for (j, document) in ["資安-政-001", "資安-政-002"].into_iter().enumerate() {
            let reviewed = workday(plus(day, 40 + 20 * j as i32));
            last = last.max(reviewed);
            let draft = review(book, people, &format!("DR-{id}-{}", j + 1), document, reviewed)
                .set("reason", "major_change")
                .set("change", &id)
                .set("outcome", "revised");
            let act =
                book.act(at(reviewed, 16, 0), people.no(people.security_head), "record", "因應重大變更審查");
            let looked = book.revise("document", document, reviewed).date("reviewed_on", reviewed);
            book.enter(act.with(draft).with(looked));
        }
        let closed = working(last, 4);
        let draft = book
            .event("closing", &format!("CL-{id}"), closed)
            .set("matter", "major_change")
            .set("major_change", &id)
            .set("closer", people.no(people.compliance))
            .set("record", &format!("法遵-結-{id}"));
        let act =
            book.act(at(closed, 11, 0), people.no(people.compliance), "record", "重大變更結案").with(draft);
        book.enter(act);
    }
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        for (i, line) in DOCUMENTS.lines().enumerate() {
            let id = line.split('|').next().unwrap_or_default();
            let begin = first.max(book.start);
            let day = match random.below(100) {
                0..94 => workday(plus(
                    begin,
                    30 + (i as i32 * 11 + random.between(0, 20)) % (last.0 - begin.0 - 50).max(20),
                )),
                94..98 => workday(plus(last, random.between(8, 60))),
                _ => continue,
            };
            let draft = review(book, people, &format!("DR-{year}-{:03}", i + 1), id, day)
                .set("reason", "periodic")
                .set("outcome", if i % 5 == 0 { "revised" } else { "no_change" });
            let act = book.act(
                at(day, 15, random.between(0, 59)),
                people.no(people.officer(0)),
                "record",
                "文件年度檢視",
            );
            let looked = book.revise("document", id, day).date("reviewed_on", day);
            book.enter(act.with(draft).with(looked));
        }
    }
}

fn review<'a>(
    book: &Book<'a>,
    people: &People,
    id: &str,
    document: &str,
    day: Day,
) -> crate::book::Draft<'a> {
    let level = DOCUMENTS
        .lines()
        .find(|line| line.starts_with(document))
        .and_then(|line| line.split('|').nth(3))
        .unwrap_or("manager");
    let approver = if level == "manager" { people.security_head } else { people.general_manager };
    book.event("document_review", id, day)
        .set("document", document)
        .set("reviewer", people.no(people.officer(0)))
        .set("approver", people.no(approver))
        .set("approval_level", level)
        .set("record", &format!("文檢-{id}"))
}

/// The editions of the rules as compliance keeps them, with their adoption. The published text itself is not part of the
/// demo: whoever has the file attaches it.
fn editions(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.compliance).to_owned();
    let day = workday(plus(book.start, 4));
    let edition = "金管保綜字第1130138369號";
    let adopted = plus(book.start, 10);
    let text = book.state("rule_text", edition, book.start).set("title", "保險業辦理資訊安全防護自律規範");
    let adoption = book
        .event("rule_adoption", "RA-001", workday(adopted))
        .set("rule_text", edition)
        .yes("controls_updated audit_items_updated")
        .set("approver", people.no(people.general_manager))
        .set("record", "法遵-函-003");
    book.enter(book.act(at(day, 10, 20), &officer, "record", "登錄規範版本").with(text));
    book.enter(
        book.act(at(workday(adopted), 16, 20), &officer, "record", "納入內部控制與稽核項目").with(adoption),
    );
}

/// Values for words without a number, and readings: who adopted them, and when.
fn choices(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.compliance).to_owned();
    let day = workday(plus(book.start, 4));
    let mut act = book.act(at(day, 10, 30), &officer, "record", "採認公司參數與解讀");
    for (name, value) in [
        ("idle-lock-minutes", "10"),
        ("staff-password-length", "12"),
        ("leaver-access-removal", "1 business days"),
        ("finding-tracking-time", "14 days"),
        ("core-session-review", "5 business days"),
        ("bulk-customer-records", "10000"),
        ("follow-up-to-board", "3 months"),
    ] {
        // The number of records that is many was written down only after it had been in use.
        let adopted =
            if name == "bulk-customer-records" { day } else { workday_before(plus(book.start, -12)) };
        let draft = book
            .state("parameter_value", &format!("{name}|{}", book.start), book.start)
            .set("value", value)
            .set("adopted_by", &officer)
            .date("adopted_on", adopted)
            .set("document", "資安-政-002 附表一");
        act.add(draft);
    }
    for (reading, choice) in [
        ("undertaking-instruments", "any"),
        ("first-period", "joined"),
        ("fix-clock-start", "scan"),
        ("incident-report-clock", "awareness"),
        ("drill-coverage", "everybody"),
        ("cloud-model-scope", "all-models"),
        ("device-biometrics", "company-only"),
    ] {
        // One choice was made by somebody of the department, not by its head.
        let clerk = reading == "drill-coverage";
        let adopter = if clerk { people.standing(Work::Compliance)[1] } else { people.compliance };
        let draft = book
            .event("reading_choice", reading, day)
            .set("choice", choice)
            .set("adopted_by", people.no(adopter))
            .set("document", "法遵-函-004");
        act.add(draft);
    }
    book.enter(act);
}
