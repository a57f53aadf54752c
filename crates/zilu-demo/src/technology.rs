//! Mobile apps, cloud services, social media, employees' own devices, biometrics.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::{People, Work};

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    apps(book, people);
    cloud(book, people);
    social_media(book, people);
    own_devices(book, people);
    biometrics(book, people);
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
        .out_of("行動程式.xlsx")
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
        .flag("major", i.is_multiple_of(2))
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
        .out_of("雲端服務.xlsx");
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
        .out_of("社群媒體.xlsx");
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
        .out_of("自攜裝置.xlsx");
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
        .out_of("生物特徵.xlsx");
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
