//! How customers are authenticated, pseudonyms of customers with an old password; IoT devices.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::{People, Work};

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    authentication(book, people);
    customers(book, people);
    iot(book, people);
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
        .out_of("驗證機制.xlsx");
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

/// Pseudonyms of customers with an old password, and the reminders.
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
        .out_of("物聯網設備.xlsx");
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
            .out_of("物聯網年度更新.xlsx");
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
