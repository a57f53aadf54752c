//! Mobile apps.

use crate::book::{Book, at, plus, workday, working};
use crate::organisation::People;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    apps(book, people);
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
