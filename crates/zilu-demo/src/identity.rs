//! How customers are authenticated: mechanisms, the scenarios that they serve, keys of passwords, yearly looks at it all.

use crate::book::{Book, Draft, at, plus, roc_year, workday, workday_before, working};
use crate::organisation::{People, Work};

/// One line per mechanism: id, name, system, type, who issues or verifies it, factors, flags. Factors: k known, p held,
/// i inherent. Flags: m several factors, a approved method, c agreed with the customer, w with a static password, d default
/// passwords are issued, r can be reset online.
const MECHANISMS: &str = "\
AM-PW|會員固定密碼|MEMBER|static_password|company|k|cwr
AM-CLAIM|理賠申請密碼|CLAIM-WEB|static_password|company|k|cwr
AM-PIN|語音查詢密碼|CALL|static_password|company|k|cwd
AM-AGENT|保經代密碼加一次性密碼|AGENT|otp|company|kp|mcwdr
AM-OTP|簡訊一次性密碼|EAPPLY|otp|company|p|c
AM-PAY|繳費簡訊密碼加生日|PAYMENT|otp|company|kp|mc
AM-CERT|自然人憑證|EAPPLY|citizen_certificate|interior_ministry|kp|ma
AM-FIN|金融憑證|PAYMENT|financial_certificate|financial_institution|kp|ma
AM-FIDO|金融行動身分識別|MEMBER|financial_fido|fido_federation|pi|ma
AM-MID|電信行動身分|CLAIM-WEB|mobile_id|telecom|p|a
AM-PASS|行動裝置快速登入|MOBILE-API|fido|company|pi|mc
AM-VOICE|聲紋查詢驗證|CALL|biometric|company|i|c
AM-VIDEO|視訊核身|EAPPLY|other|company|pi|mal";

/// Id, name, type, mechanism, whether the company asks for several factors (nobody has decided it for one).
const SCENARIOS: [(&str, &str, &str, &str, Option<bool>); 14] = [
    ("SC-APPLY", "網路投保", "online_application", "AM-CERT", Some(true)),
    ("SC-VIDEO", "視訊投保", "online_application", "AM-VIDEO", Some(true)),
    ("SC-SERVICE", "線上保全", "online_service", "AM-FIDO", Some(true)),
    // Loans ask for two factors, and the message to the telephone is one.
    ("SC-LOAN", "線上保單借款", "online_service", "AM-OTP", Some(true)),
    ("SC-CLAIM", "線上理賠申請", "online_service", "AM-CLAIM", Some(false)),
    ("SC-MID", "理賠進度查詢", "online_service", "AM-MID", Some(false)),
    ("SC-LOGIN", "會員登入查詢", "other", "AM-PW", Some(false)),
    ("SC-APP", "行動程式登入", "other", "AM-PASS", Some(true)),
    ("SC-AGENT", "保經代作業登入", "other", "AM-AGENT", Some(true)),
    ("SC-PAY", "網路繳費", "other", "AM-PAY", Some(true)),
    ("SC-PIN", "語音保單查詢", "other", "AM-PIN", None),
    ("SC-VOICE", "聲紋客服", "other", "AM-VOICE", Some(false)),
    ("SC-PCHAIN", "保全聯盟鏈", "policy_service_chain", "AM-CERT", Some(true)),
    ("SC-CCHAIN", "理賠聯盟鏈", "claim_chain", "AM-CERT", Some(true)),
];

/// The letter by which the authority lets customers be identified over video.
/// Keys on record.
pub(crate) const KEYS: [&str; 7] = ["CK-001", "CK-002", "CK-003", "CK-004", "CK-005", "CK-006", "CK-007"];

pub(crate) const LETTER: &str = "金管函-視訊-001";

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    mechanisms(book, people);
    scenarios(book, people);
    keys(book, people);
    systems(book, people);
    checks(book, people);
    yearly_reviews(book, people);
}

fn mechanisms(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(2)).to_owned();
    let letter = book
        .event("authority_letter", LETTER, plus(book.start, -210))
        .set("source", "authority")
        .set("title", "保險業得以視訊方式確認客戶身分")
        .yes("applicable")
        .no("swift")
        .set("file", "金管函-視訊-001.pdf");
    let act = book
        .act(
            at(workday(plus(book.start, 8)), 9, 30),
            people.no(people.compliance),
            "record",
            "登錄主管機關函文",
        )
        .with(letter);
    book.enter(act);
    let mut act = book
        .act(at(workday(plus(book.start, 8)), 10, 0), &officer, "import", "客戶身分驗證機制")
        .out_of("驗證機制.xlsx");
    for line in MECHANISMS.lines() {
        act.add(mechanism(book, line));
    }
    book.enter(act);
    let act = book
        .act(at(workday(plus(book.start, 8)), 10, 20), &officer, "record", "生物特徵機制對應驗證方式")
        .with(book.revise("biometric_mechanism", "BM-FACE", book.start).set("authentication", "AM-VIDEO"))
        .with(book.revise("biometric_mechanism", "BM-VOICE", book.start).set("authentication", "AM-VOICE"));
    book.enter(act);
    // A test found that the member's password may be a run of letters; it was mended half a year ago.
    let day = workday(plus(book.today, -190));
    let act = book
        .act(at(day, 15, 0), &officer, "record", "會員密碼改採連續字元檢核")
        .with(book.revise("authentication_mechanism", "AM-PW", day).yes("rejects_sequences"));
    book.enter(act);
}

fn mechanism<'a>(book: &Book<'a>, line: &str) -> Draft<'a> {
    let parts: Vec<&str> = line.split('|').collect();
    let [id, name, system, kind, issuer, factors, flags] = parts[..] else { panic!("mechanism line {line}") };
    let has = |flag: char| flags.contains(flag);
    let factor = |factor: char| factors.contains(factor);
    book.state("authentication_mechanism", id, book.start)
        .set("name", name)
        .set("system", system)
        .set("type", kind)
        .set("issuer", issuer)
        .yes("in_use automation_blocked vendor_login_controlled")
        .flag("approved_method", has('a'))
        .flag("agreed_with_customer", has('c'))
        // The voice menu's terms date from before the records.
        .when(has('c') && id != "AM-PIN", |draft| {
            draft.set("agreement_record", &format!("電子商務約定條款-{id}"))
        })
        .when(has('a'), |draft| draft.set("legal_basis", &format!("函令-{id}")))
        .when(has('l'), |draft| draft.set("legal_basis_letter", LETTER))
        .flag("with_password", has('w'))
        .flag("with_otp", kind == "otp")
        .flag("multi_factor", has('m'))
        .flag("factor_knowledge", factor('k'))
        .flag("factor_possession", factor('p'))
        .flag("factor_inherence", factor('i'))
        // A birthday is no secret.
        .when(factor('k'), |draft| draft.flag("knowledge_secret", id != "AM-PAY"))
        .when(factor('p'), |draft| {
            // Whether a new telephone is checked before it is bound, the operator has not said.
            draft.yes("device_bound").when(id != "AM-MID", |draft| draft.yes("rebinding_verified"))
        })
        .when(factor('i'), |draft| inherence(draft, id))
        .when(kind == "fido", |draft| draft.yes("fido_certified"))
        .when(has('w'), |draft| password(draft, id, has('d')))
        .flag("reset_offered", has('r'))
        .when(has('r'), |draft| {
            draft
                .yes("reset_verified reset_token_once")
                .set("reset_token_minutes", if id == "AM-CLAIM" { "15" } else { "5" })
        })
        .when(kind == "otp", |draft| {
            draft
                .number("otp_digits", 6)
                .set("otp_minutes", if id == "AM-AGENT" { "10" } else { "5" })
                .number("otp_void_failures", 5)
                .yes("otp_rejects_account otp_reissued otp_resend_limited")
                // The gateway's supplier has not said from when it counts.
                .when(id != "AM-PAY", |draft| draft.yes("otp_from_issue"))
        })
        .when(id != "AM-VOICE", |draft| draft.set("record", &format!("驗證設定-{id}")))
}

fn inherence<'a>(draft: Draft<'a>, id: &str) -> Draft<'a> {
    if id == "AM-VOICE" {
        return draft.set("biometric_verification", "direct").set("biometric", "BM-VOICE");
    }
    draft
        .set("biometric_verification", if id == "AM-VIDEO" { "third_party" } else { "device" })
        .yes("biometric_result_only")
        .flag("biometric_source_needed", id == "AM-VIDEO")
        .set("biometric_source_decision", &format!("來源辨識評估-{id}"))
        .when(id == "AM-VIDEO", |draft| draft.yes("biometric_checked"))
}

fn password<'a>(draft: Draft<'a>, id: &str, default: bool) -> Draft<'a> {
    // Six digits are all that the old voice menu can take; its successor is being built.
    let menu = id == "AM-PIN";
    draft
        .number("min_length", if menu { 6 } else { 8 })
        .flag("mixed", !menu)
        .flag("case_or_symbol", id == "AM-PW")
        .yes("rejects_id_number rejects_business_number rejects_obvious rejects_same rejects_user_id")
        .flag("rejects_sequences", id != "AM-PW")
        .when(id != "AM-CLAIM", |draft| draft.yes("user_id_caseless"))
        .number("lockout_failures", 5)
        .set("failure_handling", if menu { "timed" } else { "locked" })
        .when(menu, |draft| draft.number("lock_minutes", 30))
        .number("history", if id == "AM-CLAIM" { 0 } else { 1 })
        .flag("default_passwords", default)
        .when(default, |draft| draft.flag("forced_first_change", !menu))
        .yes("yearly_reminder reminds_each_login automation_change_blocked")
        .number("reminder_days", 366)
        .set("storage", if default { "encrypted" } else { "hashed" })
        .when(default, |draft| draft.yes("key_separated"))
        .when(!default, |draft| {
            draft
                .yes("hash_strengthened")
                .set("hash_algorithm", "Argon2id")
                .set("hash_protection", if id == "AM-PW" { "encrypted" } else { "salt" })
        })
}

fn scenarios(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(2)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 8)), 11, 0), &officer, "import", "情境與驗證方式對應")
        .out_of("情境對應表.xlsx");
    for (id, name, kind, mechanism, several) in SCENARIOS {
        let ruled = kind != "other";
        let draft = book
            .state("authentication_scenario", id, book.start)
            .set("name", name)
            .set("type", kind)
            .set("mechanism", mechanism)
            .yes("in_use")
            .flag("suitable", id != "SC-LOAN")
            .when(id != "SC-PIN", |draft| draft.set("suitable_reason", "依交易風險等級選定"))
            .set("decided_by", people.no(people.security_head))
            .when(several.is_some(), |draft| draft.flag("multi_factor_required", several == Some(true)))
            .when(ruled, |draft| {
                draft.yes("external_rules_met").set("external_rules_record", &format!("準據確認-{id}"))
            })
            // The claims chain changed its rules; nobody has answered for the new ones yet.
            .when(id == "SC-PCHAIN", |draft| draft.yes("chain_rules_met"))
            .set("record", &format!("情境-{id}"));
        act.add(draft);
    }
    book.enter(act);
}

fn keys(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(2)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 8)), 13, 30), &officer, "import", "金鑰清冊")
        .out_of("金鑰清冊.xlsx");
    for (id, system, storage, mechanism) in [
        ("CK-001", "EPOLICY", "hsm", None),
        ("CK-002", "PAYMENT", "hsm", None),
        ("CK-003", "CHAIN", "separate", None),
        ("CK-004", "AGENT", "hsm", Some("AM-AGENT")),
        ("CK-005", "CALL", "software", Some("AM-PIN")),
        ("CK-006", "MEMBER", "hsm", Some("AM-PW")),
        ("CK-007", "AGENT", "software", Some("AM-AGENT")),
    ] {
        let module = storage == "hsm";
        let draft = book
            .state("crypto_key", id, book.start)
            .set("system", system)
            .yes("in_use access_restricted")
            .set("storage", storage)
            .set("purpose", if mechanism.is_some() { "customer_password" } else { "other" })
            .maybe("mechanism", mechanism)
            .when(module, |draft| {
                draft.yes("module_certified export_limited").set("module_standard", "fips_140_2")
            })
            // The oldest module has a certificate of level 2.
            .when(module, |draft| draft.number("hsm_level", if id == "CK-006" { 2 } else { 3 }))
            .when(storage == "software", |draft| {
                // The voice menu's key lies beside its database.
                draft.yes("software_manager").flag("apart_from_database", id != "CK-005")
            })
            .set("custodian", people.no(people.officer(3)))
            .date("reviewed_on", plus(book.start, -30))
            .set("record", &format!("金鑰-{id}"));
        act.add(draft);
    }
    book.enter(act);
}

/// Which systems customers log in to. Of the customer assistant nobody has said it yet.
fn systems(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(2)).to_owned();
    let day = workday(plus(book.start, 9));
    let mut act =
        book.act(at(day, 10, 30), &officer, "import", "電商系統登入方式調查").out_of("登入方式.xlsx");
    for id in ["EAPPLY", "MEMBER", "MOBILE-API", "PAYMENT", "CLAIM-WEB"] {
        act.add(book.revise("system", id, day).yes("customer_login"));
    }
    let download = book.revise("system", "EPOLICY", day).no("customer_login");
    act.add(download.set("login_waiver", "電子保單憑一次性連結下載之核定"));
    book.enter(act);
}

/// Twice a year the settings are tested and the rules of others are held against the scenarios.
fn checks(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(2)).to_owned();
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 22));
        let mut act =
            book.act(at(day, 16, 40), &officer, "import", "驗證機制設定測試").out_of("驗證測試.xlsx");
        for line in MECHANISMS.lines() {
            let id = line.split('|').next().unwrap_or_default();
            // The voice menu belongs to the operator of the call centre and is never tested.
            if id != "AM-PIN" {
                act.add(
                    book.revise("authentication_mechanism", id, day)
                        .date("tested_on", day)
                        .when(id == "AM-VIDEO", |draft| draft.date("legal_basis_checked_on", day)),
                );
            }
        }
        for (id, _, kind, ..) in SCENARIOS {
            if kind != "other" && id != "SC-MID" {
                let draft = book.revise("authentication_scenario", id, day);
                act.add(draft.date("external_rules_checked_on", day));
            }
        }
        book.enter(act);
    }
}

/// The yearly review of authentication: the first year's came late, its improvement too; the last one's is still to come.
fn yearly_reviews(book: &mut Book<'_>, people: &People) {
    let compliance = people.no(people.compliance).to_owned();
    let reviewer = people.standing(Work::Compliance)[1];
    let year = book.periods(12)[0].1;
    let recent = workday_before(plus(book.today, -55));
    for (i, (day, cases, met, planned, improved)) in [
        (workday(plus(book.start, 75)), 2, true, 60, Some(48)),
        (workday(plus(year, 24)), 1, false, 60, Some(83)),
        (recent, 3, true, 100, None),
        (workday_before(plus(book.today, -130)), 1, true, 45, None),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("AVR-{}-{}", roc_year(day), i + 1);
        let draft = book
            .event("authentication_review", &id, day)
            // The first look covered the member area only.
            .flag("complete", i != 0)
            .number("cases", cases)
            .flag("self_regulation_met", met)
            .date("improvement_planned_on", working(day, planned * 5 / 7))
            .no("improved")
            .set("reviewer", people.no(reviewer))
            .set("approver", &compliance)
            .set("record", &id);
        let act = book.act(at(working(day, 1), 11, 0), &compliance, "record", "身分驗證年度檢視").with(draft);
        book.enter(act);
        if let Some(days) = improved {
            let done = working(day, days * 5 / 7);
            let act = book
                .act(at(done, 16, 0), &compliance, "record", "身分驗證改善完成")
                .with(book.revise("authentication_review", &id, done).yes("improved"));
            book.enter(act);
        }
    }
}
