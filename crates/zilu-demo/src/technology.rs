//! Mobile apps, cloud, social media, own devices, biometrics, IoT devices and how customers are authenticated.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::{People, Work};

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    apps(book, people);
    cloud(book, people);
    social_media(book, people);
    own_devices(book, people);
    biometrics(book, people);
    iot(book, people);
    authentication(book, people);
    customers(book, people);
    software(book, people);
}

const APPS: [(&str, &str, &str, &str); 4] = [
    ("APP-MEMBER-I", "保戶通（虛構）", "ios", "one"),
    ("APP-MEMBER-A", "保戶通（虛構）", "android", "one"),
    ("APP-FIELD-I", "業務行動投保（虛構）", "ios", "two"),
    ("APP-CLUB-A", "健康存摺（虛構）", "android", "three"),
];

fn apps(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.developers_head).to_owned();
    let lab = book
        .state("app_lab", "LAB-01", book.start)
        .set("name", "示範行動檢測實驗室（虛構）")
        .yes("accredited")
        .date("accredited_until", plus(book.today, 210))
        .set("record", "認可證書-LAB-01");
    let mut act = book
        .act(at(workday(plus(book.start, 5)), 10, 20), &lead, "import", "行動程式清冊")
        .from_file("行動程式.xlsx")
        .with(lab);
    for (i, (id, name, platform, class)) in APPS.iter().enumerate() {
        let draft = book
            .state("mobile_app", id, book.start)
            .set("name", name)
            .set("platform", platform)
            .yes("offered baseline_conform privacy_notice cracked_device_warning device_security_reviewed")
            .flag("consumer", !id.contains("FIELD"))
            .set("class", class)
            .set("system", if id.contains("FIELD") { "FIELD" } else { "MOBILE-API" })
            .set("vendor", "V006")
            .date("first_listed_on", plus(book.start, -700 - i as i32 * 100))
            .set("baseline_record", &format!("基準-{id}"))
            .flag("notice_has_deletion_right", i != 3)
            .set("notice_record", &format!("告知-{id}"))
            .set("device_record", &format!("裝置-{id}"))
            .yes("site_name_listed site_source_listed certificate_tls trust_list chain_validated cleartext_absent")
            .flag("site_version_listed", i != 2)
            .set("site_record", &format!("官網-{id}"))
            .set("fake_detection", "偽冒程式監測服務")
            .set("certificate_record", &format!("憑證-{id}"))
            .yes("account_lockout")
            .number("lockout_failures", 5);
        act.add(draft);
    }
    book.enter(act);
    for (first, _) in book.periods(6) {
        for (i, (id, ..)) in APPS.iter().enumerate() {
            app_half_year(book, people, id, i, plus(first, 30 + i as i32 * 20));
        }
    }
}

fn app_half_year(book: &mut Book<'_>, people: &People, app: &str, i: usize, around: zilu_engine::Day) {
    let lead = people.no(people.developers_head).to_owned();
    let tested = workday(around);
    let listed = working(tested, 8);
    let id = format!("{app}-{}", crate::book::label(tested, 6));
    let release = format!("AR-{id}");
    let emergency = i == 0 && around > plus(book.today, -300) && around < plus(book.today, -100);
    let draft = book
        .event("app_test", &format!("AT-{id}"), tested)
        .set("app", app)
        .set("type", "lab")
        .set("method", "baseline")
        .set("lab", "LAB-01")
        .yes("covers_baseline covers_owasp passed complete check_object check_scope check_schedule check_method")
        .yes("check_testers check_items check_evidence")
        .number("open_medium_high", 0)
        .date("report_checked_on", working(tested, 4))
        .set("report", &format!("檢測報告-{id}"));
    let act = book.act(at(working(tested, 5), 15, 0), &lead, "record", "行動程式檢測").with(draft);
    book.enter(act);
    let draft = book
        .state("app_release", &release, listed)
        .set("app", app)
        .set("version", &format!("{}.{}", 4 + i, listed.ymd().1))
        .date("listed_on", listed)
        .no("first big_version permissions_changed")
        .flag("major", i % 2 == 0)
        .flag("emergency", emergency)
        .when(emergency, |draft| draft.set("emergency_reason", "作業系統改版致無法登入"))
        .set("requester", people.no(people.developer(1)))
        .set("approver", &lead)
        .set("publisher", people.no(people.operator(5)))
        .set("record", &release);
    let mut act = book.act(at(listed, 20, 0), &lead, "record", "行動程式上架").with(draft);
    for (kind, person) in [
        ("permission_review", people.developer(1)),
        ("infosec_consent", people.security_head),
        ("compliance_consent", people.compliance),
        ("risk_consent", people.auditor(0)),
    ] {
        let draft = book
            .event("app_review", &format!("AV-{id}-{kind}"), working(tested, 6))
            .set("release", &release)
            .set("type", kind)
            .set("person", people.no(person))
            .set("result", "agree")
            .set("record", &format!("會簽-{id}-{kind}"));
        act.add(draft);
    }
    let check = book
        .event("fake_app_check", &format!("FA-{id}"), listed)
        .set("app", app)
        .number("found", 0)
        .set("record", &format!("偽冒-{id}"));
    act.add(check);
    book.enter(act);
}

fn cloud(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    let services = [
        ("CL-HR", "人力資源雲端服務", "saas", "V019", false, true),
        ("CL-MAIL", "郵件安全雲端服務", "saas", "V017", false, false),
        ("CL-WEB", "官網內容傳遞服務", "paas", "V005", false, false),
        ("CL-CHAT", "智能客服運算資源", "iaas", "V005", true, true),
        ("CL-MEET", "視訊會議雲端服務", "saas", "V020", false, false),
    ];
    let mut act = book
        .act(at(workday(plus(book.start, 5)), 11, 20), &officer, "import", "雲端服務清冊")
        .from_file("雲端服務.xlsx");
    for (i, (id, name, model, vendor, customers, scope)) in services.into_iter().enumerate() {
        let adopted = plus(book.start, -400 + i as i32 * 30);
        let draft = book
            .state("cloud_service", id, book.start)
            .set("name", name)
            .set("model", model)
            .set("vendor", vendor)
            .yes("in_use tenant_isolation data_encrypted access_control retention_period_set audit_trail")
            .date("adopted_on", adopted)
            .flag("internal_only", id == "CL-MEET")
            .flag("customer_data", customers)
            .when(id == "CL-MEET", |draft| draft.set("exclusion_reason", "僅內部使用且不含客戶資料"))
            .flag("outsourcing_scope", scope)
            .no("core_outsourced ecommerce")
            .flag("offshore", id == "CL-MAIL")
            .set("isolation_record", &format!("雲隔-{id}"))
            .when(id != "CL-CHAT", |draft| draft.set("key_custody", &format!("雲鑰-{id}")))
            .set("protection_record", &format!("雲防-{id}"))
            .set("supervision_record", &format!("雲督-{id}"))
            .set("service_agreement", &format!("雲約-{id}"))
            .set("monitoring", "資安-規-014 雲端事件監控通報程序");
        act.add(draft);
        for kind in ["provider", "portability", "certificate"] {
            let draft = book
                .event("cloud_assessment", &format!("CA-{id}-{kind}"), plus(adopted, -40))
                .set("cloud_service", id)
                .set("type", kind)
                .yes("eligibility service_level recovery_time redundancy responsibilities security portability")
                .set("assessor", &officer)
                .set("record", &format!("雲評-{id}-{kind}"));
            act.add(draft);
        }
    }
    book.enter(act);
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 100));
        let mut act = book.act(at(day, 16, 0), &officer, "record", "收到雲端定期報告");
        for id in ["CL-HR", "CL-MAIL", "CL-WEB", "CL-CHAT"] {
            let key = format!("CR-{id}-{}", crate::book::label(first, 6));
            act.add(book.event("cloud_report", &key, day).set("cloud_service", id).set("record", &key));
        }
        book.enter(act);
    }
}

fn social_media(book: &mut Book<'_>, people: &People) {
    let owner = people.no(people.compliance).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 6)), 10, 0), &owner, "import", "社群媒體清冊")
        .from_file("社群媒體.xlsx");
    for (id, name, internal) in [
        ("SM-FAN", "粉絲專頁", false),
        ("SM-CHAN", "影音頻道", false),
        ("SM-CHAT", "官方帳號", false),
        ("SM-TEAM", "內部社群", true),
    ] {
        let draft = book
            .state("social_media", id, book.start)
            .set("name", name)
            .yes("in_use")
            .flag("internal", internal)
            .flag("one_to_one", id == "SM-CHAT")
            .when(internal, |draft| draft.set("exclusion_reason", "僅內部使用"))
            .set("owner", &owner);
        act.add(draft);
    }
    book.enter(act);
    let day = workday(plus(book.today, -210));
    let draft = book
        .event("improper_post", "IP-001", day)
        .set("social_media", "SM-FAN")
        .yes("record_kept")
        .set("record", "失言-001 溝通紀錄");
    let act = book.act(at(day, 18, 0), &owner, "record", "不當貼文處理").with(draft);
    book.enter(act);
}

fn own_devices(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("own devices");
    let it = people.no(people.operator(7)).to_owned();
    let sales = people.standing(Work::Sales);
    let mut act = book
        .act(at(workday(plus(book.start, 6)), 11, 0), &it, "import", "自攜裝置清冊")
        .from_file("自攜裝置.xlsx");
    let holders: Vec<usize> = random.sample(sales.len(), 36).into_iter().map(|i| sales[i]).collect();
    for (i, holder) in holders.iter().enumerate() {
        let draft = book
            .state("byod_device", &format!("BY-{:03}", i + 1), book.start)
            .set("holder", people.no(*holder))
            .set("type", if i % 3 == 0 { "tablet" } else { "phone" })
            .set("os", if i % 2 == 0 { "iOS 18" } else { "Android 15" })
            .yes("allowed active registered user_authenticated device_identified restricted data_protected access_control")
            .flag("compliant", i % 12 != 5)
            .when(i % 15 != 7, |draft| draft.date("consent_on", plus(book.start, -40)).set("consent", &format!("自攜同意-{i:03}")))
            .date("measures_on", plus(book.start, -30))
            .set("record", &format!("自攜設定-{i:03}"));
        act.add(draft);
    }
    book.enter(act);
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 120));
        let mut act = book.act(at(day, 17, 20), &it, "record", "自攜裝置年度審查");
        for i in 0..holders.len() {
            if i == 20 {
                continue;
            }
            let id = format!("BR-{}-{:03}", roc_year(first), i + 1);
            let draft = book
                .event("byod_review", &id, day)
                .set("device", &format!("BY-{:03}", i + 1))
                .set("result", "keep")
                .set("reviewer", &it)
                .set("record", &id);
            act.add(draft);
        }
        book.enter(act);
    }
}

fn biometrics(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 6)), 14, 0), &officer, "import", "生物特徵機制")
        .from_file("生物特徵.xlsx");
    for (id, name, customer) in [("BM-FACE", "臉部辨識登入", true), ("BM-VOICE", "聲紋辨識", true)]
    {
        let draft = book
            .state("biometric_mechanism", id, book.start)
            .set("name", name)
            .yes(
                "in_use limits_set stored_internally deidentified encrypted split_media transit_confidential",
            )
            .yes("transit_integrity transit_replay_safe transit_origin data_managed")
            .flag("customer", customer)
            .date("first_used_on", plus(book.start, -300))
            .set("far_limit", "0.01")
            .set("frr_limit", "3")
            .set("reenrolment", "臨櫃或視訊重新蒐集")
            .set("storage_record", &format!("生儲-{id}"))
            .set("transit_record", &format!("生傳-{id}"));
        act.add(draft);
        for n in 0..20 {
            let day = workday(plus(book.start, n * 9));
            let draft = book
                .event("biometric_enrolment", &format!("BE-{id}-{n:03}"), day)
                .set("mechanism", id)
                .date("consent_on", if n == 13 { plus(day, 4) } else { day })
                .yes("purpose_told method_told")
                .set("consent", &format!("生物同意-{id}-{n:03}"));
            let act = book
                .act(at(day, 16, n), &officer, "import", "生物特徵蒐集")
                .measured("biometric.csv")
                .with(draft);
            book.enter(act);
        }
    }
    book.enter(act);
    for (first, _) in book.periods(12) {
        for (n, (id, kind)) in [
            ("BM-FACE", "error_rate"),
            ("BM-FACE", "technical"),
            ("BM-FACE", "refresh"),
            ("BM-VOICE", "error_rate"),
            ("BM-VOICE", "technical"),
        ]
        .into_iter()
        .enumerate()
        {
            let day = workday(plus(first.max(book.start), 75 + n as i32 * 9));
            let key = format!("BV-{}-{id}-{kind}", roc_year(first));
            let draft = book
                .event("biometric_review", &key, day)
                .set("mechanism", id)
                .set("type", kind)
                .set("reason", "periodic")
                .set("far", "0.004")
                .set("frr", "1.8")
                .yes("within_limits by_it_unit scope_complete")
                .set("compensation", "另以一次性密碼確認")
                .set("record", &key);
            let act = book.act(at(day, 15, 40), &officer, "record", "生物特徵檢視").with(draft);
            book.enter(act);
        }
    }
}

fn iot(book: &mut Book<'_>, people: &People) {
    let keepers: Vec<usize> =
        people.standing(Work::GeneralAffairs).into_iter().filter(|i| !people.all[*i].manager).collect();
    let lead = people.no(people.general_affairs).to_owned();
    let kinds = [
        ("監視攝影機", "V010"),
        ("多功能事務機", "V011"),
        ("門禁讀卡機", "V022"),
        ("溫溼度感測器", "V010"),
        ("會議室顯示器", "V011"),
    ];
    let mut act = book
        .act(at(workday(plus(book.start, 7)), 14, 0), &lead, "import", "物聯網設備管理清冊")
        .from_file("物聯網設備.xlsx");
    let purchase = book
        .event("iot_purchase", "IB-001", workday(plus(book.start, -60)))
        .set("vendor", "V010")
        .yes("labelled")
        .set("record", "採購-IB-001");
    act.add(purchase);
    for i in 0..60usize {
        let (name, supplier) = kinds[i % kinds.len()];
        let sensor = i % kinds.len() == 3;
        let fixable = i % 14 != 6;
        let draft = book
            .state("iot_device", &format!("IOT-{:03}", i + 1), book.start)
            .set("type", name)
            .set("model", &format!("示範型 {}", 100 + i % 5))
            .set("purpose", name)
            .set("ip", &format!("10.60.{}.{}", i / 200, 10 + i))
            .set("mac", &format!("02:10:00:00:00:{i:02X}"))
            .set("location", if i % 2 == 0 { "總公司" } else { "分公司" })
            .set("keeper", people.no(keepers[i % keepers.len()]))
            .set("supplier", supplier)
            .yes("in_use authenticated least_privilege needless_services_off internet_limited access_strengthened monitored")
            .yes("firewall_front allow_list physical_control password_mixed")
            .flag("sensor_only", sensor)
            .flag("wireless", i % 6 == 1)
            .when(i % 6 == 1, |draft| draft.yes("wireless_encrypted wireless_bound"))
            .flag("update_mechanism", fixable)
            .flag("fixable", fixable)
            .flag("initial_password_changed", i % 29 != 11)
            .number("password_length", if i % 23 == 4 { 6 } else { 12 })
            .no("public_address internal_link")
            .when(!fixable, |draft| draft.date("replacement_on", plus(book.today, 150)))
            .when(i % 31 != 13, |draft| draft.set("record", &format!("物聯-{:03}", i + 1)));
        act.add(draft);
    }
    book.enter(act);
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 135));
        let mut act = book
            .act(at(working(day, 3), 16, 0), &lead, "import", "物聯網清冊年度更新")
            .from_file("物聯網年度更新.xlsx");
        for i in 0..60 {
            if i % 27 == 19 {
                continue;
            }
            let id = format!("IR-{}-{:03}", roc_year(first), i + 1);
            let draft = book
                .event("iot_review", &id, day)
                .set("device", &format!("IOT-{:03}", i + 1))
                .yes("controls_assessed")
                .set("reviewer", people.no(keepers[i % keepers.len()]))
                .set("record", &id);
            act.add(draft);
        }
        book.enter(act);
    }
    let day = workday(plus(book.today, -70));
    let draft = book
        .event("iot_purchase", "IB-002", day)
        .set("vendor", "V022")
        .no("labelled")
        .set("reason", "該類設備尚無標章產品")
        .set("record", "採購-IB-002");
    let act = book.act(at(day, 15, 0), &lead, "record", "物聯網設備採購").with(draft);
    book.enter(act);
}

fn authentication(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(2)).to_owned();
    let mechanisms = [
        ("AM-PW", "固定密碼", "static_password", "MEMBER"),
        ("AM-OTP", "簡訊一次性密碼", "otp", "EAPPLY"),
        ("AM-CERT", "自然人憑證", "citizen_certificate", "EAPPLY"),
        ("AM-FIDO", "行動裝置驗證", "financial_fido", "MEMBER"),
        ("AM-AGENT", "保經代雙因子", "otp", "AGENT"),
    ];
    let mut act = book
        .act(at(workday(plus(book.start, 8)), 10, 0), &officer, "import", "客戶身分驗證機制")
        .from_file("驗證機制.xlsx");
    for (id, name, kind, system) in mechanisms {
        let otp = kind == "otp";
        let password = kind == "static_password";
        let draft = book
            .state("authentication_mechanism", id, book.start)
            .set("name", name)
            .set("system", system)
            .yes("in_use approved_method agreed_with_customer")
            .set("type", kind)
            .set("legal_basis", &format!("函令-{id}"))
            .flag("multi_factor", !password)
            .flag("factor_knowledge", password)
            .flag("factor_possession", !password)
            .flag("factor_inherence", kind == "financial_fido")
            .yes("device_bound biometric_checked fido_certified operator_verified vendor_login_controlled")
            .when(password, |draft| {
                draft
                    .number("min_length", 8)
                    .yes("mixed case_or_symbol rejects_obvious rejects_user_id forced_first_change yearly_reminder")
                    .no("rejects_sequences")
                    .number("lockout_failures", 5)
                    .number("history", 1)
                    .number("reminder_days", 365)
                    .set("storage", "both")
                    .yes("hash_strengthened key_separated")
            })
            .when(otp, |draft| {
                draft
                    .number("otp_digits", 6)
                    .set("otp_minutes", if id == "AM-AGENT" { "10" } else { "5" })
                    .number("otp_void_failures", 5)
            })
            .yes("automation_blocked reset_verified reset_token_once")
            .set("reset_token_minutes", "15")
            .date("tested_on", plus(book.start, -40))
            .when(id != "AM-FIDO", |draft| draft.set("record", &format!("驗證設定-{id}")));
        act.add(draft);
    }
    for (id, name, kind, mechanism) in [
        ("SC-APPLY", "網路投保", "online_application", "AM-OTP"),
        ("SC-SERVICE", "線上保全", "online_service", "AM-FIDO"),
        ("SC-PCHAIN", "保全聯盟鏈", "policy_service_chain", "AM-CERT"),
        ("SC-CCHAIN", "理賠聯盟鏈", "claim_chain", "AM-CERT"),
    ] {
        let draft = book
            .state("authentication_scenario", id, book.start)
            .set("name", name)
            .set("type", kind)
            .set("mechanism", mechanism)
            .yes("in_use suitable external_rules_met")
            .set("record", &format!("情境-{id}"));
        act.add(draft);
    }
    for (id, system) in [("CK-001", "EPOLICY"), ("CK-002", "PAYMENT"), ("CK-003", "CHAIN")] {
        let draft = book
            .state("crypto_key", id, book.start)
            .set("system", system)
            .yes("in_use access_restricted")
            .set("storage", if id == "CK-003" { "separate" } else { "hsm" })
            .number("hsm_level", 3)
            .set("custodian", people.no(people.officer(3)))
            .set("record", &format!("金鑰-{id}"));
        act.add(draft);
    }
    book.enter(act);
}

/// Pseudonyms of customers with an old password, the reminders, requests about personal data and their deletion.
fn customers(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("customers");
    let officer = people.no(people.compliance).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 7, 30), &officer, "import", "固定密碼年限")
        .measured("credentials.csv");
    let mut later = Vec::new();
    for i in 0..150 {
        let id = format!("CU-{i:05}");
        let changed = plus(book.start, -random.between(20, 340));
        let draft = book
            .state("customer_credential", &id, book.start)
            .set("mechanism", "AM-PW")
            .yes("active")
            .date("changed_on", changed);
        act.add(draft);
        let reminded = plus(changed, 366 + random.between(0, 6));
        if !random.permille(20) {
            let draft =
                book.event("password_reminder", &format!("PR-{i:05}"), reminded).set("credential", &id);
            let act = book
                .act(at(reminded, 6, 0), &officer, "import", "改密提醒")
                .measured("reminders.csv")
                .with(draft);
            later.push(act);
        }
    }
    book.enter(act);
    for act in later {
        book.enter(act);
    }
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

/// Packages, remote tools and arrangements, client applications, intelligence, audits, a cutover, sanctions.
fn software(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(0)).to_owned();
    let auditor = people.no(people.auditor(0)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 14, 0), &it, "import", "套裝軟體與遠端工具")
        .from_file("套裝軟體.xlsx");
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
            .flag("core", i == 0 || i == 3)
            .yes("in_use")
            .when(i != 4, |draft| {
                draft.date("risk_checked_on", plus(acquired, -10)).set("risk_record", &format!("套風-{i:03}"))
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
    intelligence(book, people);
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
    cutover(book, people);
}

fn remote_access<'a>(book: &Book<'a>, id: &str, relation: &str, i: usize) -> crate::book::Draft<'a> {
    book.state("remote_access", id, book.start)
        .set("relation", relation)
        .yes("active mfa no_local_data anomaly_control")
        .set("channel", if i % 2 == 0 { "vpn" } else { "vdi" })
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
