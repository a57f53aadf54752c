//! Cloud services, social media, employees' own devices, biometrics.

use crate::book::{Book, at, plus, roc_year, workday};
use crate::organisation::{People, Work};

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    cloud(book, people);
    social_media(book, people);
    own_devices(book, people);
    biometrics(book, people);
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
