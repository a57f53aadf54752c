//! Mobile apps: the register, laboratories, permissions, checks of the shops and of the company's own site.

use crate::app_releases;
use crate::book::{Book, Draft, at, label, plus, roc_year, workday, workday_before, working};
use crate::organisation::People;
use zilu_engine::Day;

/// An app. Flags: c for consumers, d handles customer data, l login, t transactions, b binds devices, f device biometrics,
/// s stores sensitive data.
pub(crate) struct App {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) platform: &'static str,
    pub(crate) class: &'static str,
    flags: &'static str,
    system: &'static str,
    /// Days after the story's start on which it was first listed; those before it have a negative number.
    listed: i32,
}

const fn app(
    id: &'static str,
    name: &'static str,
    platform: &'static str,
    class: &'static str,
    flags: &'static str,
    system: &'static str,
    listed: i32,
) -> App {
    App { id, name, platform, class, flags, system, listed }
}

pub(crate) const APPS: [App; 8] = [
    app("APP-MEMBER-I", "保戶通（虛構）", "ios", "one", "cdltbfs", "MOBILE-API", -700),
    app("APP-MEMBER-A", "保戶通（虛構）", "android", "one", "cdltbfs", "MOBILE-API", -690),
    app("APP-FIELD-I", "業務行動投保（虛構）", "ios", "two", "dltbs", "FIELD", -900),
    app("APP-FIELD-A", "業務行動投保（虛構）", "android", "two", "dltbs", "FIELD", -880),
    // The marketing people put it among the apps of the staff, although everybody can download it.
    app("APP-CLUB-A", "健康存摺（虛構）", "android", "two", "cdls", "MOBILE-API", -400),
    app("APP-SIGN-I", "行動簽核（虛構）", "ios", "three", "lf", "DOCFLOW", -500),
    app("APP-CLAIM-I", "理賠快拍（虛構）", "ios", "one", "cdlb", "CLAIM-WEB", 150),
    app("APP-SIGN-A", "行動簽核（虛構）", "android", "three", "lf", "DOCFLOW", 260),
];

impl App {
    pub(crate) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// The day on which it was first listed.
    pub(crate) fn first_listed(&self, book: &Book<'_>) -> Day {
        workday(plus(book.start, self.listed))
    }

    /// The day from which it is on record: a new app when it is planned.
    fn since(&self, book: &Book<'_>) -> Day {
        book.start.max(workday(plus(self.first_listed(book), -60)))
    }
}

/// Permissions that the apps ask for, and what for.
const PERMISSIONS: [(&str, &str, &str); 5] = [
    ("CAMERA", "拍攝證件與理賠文件", "MEMBER FIELD CLAIM"),
    ("NOTIFICATIONS", "保單通知", "MEMBER FIELD CLUB SIGN CLAIM"),
    ("LOCATION", "查詢鄰近服務據點", "MEMBER CLUB"),
    ("STORAGE", "儲存要保文件", "FIELD CLAIM"),
    ("CONTACTS", "邀請好友", "CLUB"),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    labs(book, people);
    register(book, people);
    permissions(book, people);
    app_releases::write(book, people);
    half_years(book, people);
    months(book, people);
}

fn labs(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.developers_head).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 5)), 10, 0), &lead, "import", "合格檢測實驗室")
        .out_of("檢測實驗室.xlsx");
    // The accreditation of the second one ran out, and it goes on testing.
    for (id, name, until) in
        [("LAB-01", "示範行動檢測實驗室（虛構）", 210), ("LAB-02", "樣本資安檢測中心（虛構）", -75)]
    {
        let draft = book
            .state("app_lab", id, book.start)
            .set("name", name)
            .yes("engaged accredited")
            .no("member_company")
            .date("accredited_from", plus(book.start, -800))
            .date("accredited_until", plus(book.today, until))
            .date("selected_on", plus(book.start, -330))
            .set("selected_by", people.no(people.developer(2)))
            .set("selection_approver", &lead)
            .set("selection_record", &format!("遴選紀錄-{id}"))
            .set("record", &format!("認可證書-{id}"));
        act.add(draft);
    }
    book.enter(act);
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 100));
        for id in ["LAB-01", "LAB-02"] {
            if id == "LAB-02" && first > book.start {
                continue; // postponed until its new certificate is there
            }
            let key = format!("LR-{}-{id}", roc_year(first));
            let draft = book
                .event("app_lab_rating", &key, day)
                .set("lab", id)
                .set("grade", if id == "LAB-02" { "watch" } else { "good" })
                .set("rater", people.no(people.developer(2)))
                .set("record", &key);
            let act = book.act(at(day, 14, 0), &lead, "record", "檢測實驗室考評").with(draft);
            book.enter(act);
        }
    }
}

fn register(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.developers_head).to_owned();
    let mut first = book
        .act(at(workday(plus(book.start, 5)), 10, 20), &lead, "import", "行動程式清冊")
        .out_of("行動程式.xlsx");
    for app in &APPS {
        let from = app.since(book);
        let draft = draft(book, app, from);
        if from == book.start {
            first.add(draft.yes("offered").date("first_listed_on", app.first_listed(book)));
            continue;
        }
        let act = book.act(at(from, 10, 30), &lead, "record", "新行動程式立案").with(draft.no("offered"));
        book.enter(act);
        let listed = app.first_listed(book);
        let draft = book.revise("mobile_app", app.id, listed).yes("offered").date("first_listed_on", listed);
        let act = book.act(at(listed, 20, 30), &lead, "record", "行動程式首次上架").with(draft);
        book.enter(act);
    }
    book.enter(first);
}

fn draft<'a>(book: &Book<'a>, app: &App, from: Day) -> Draft<'a> {
    let id = app.id;
    let club = id == "APP-CLUB-A";
    let consumer = app.has('c');
    let reason = match app.class {
        "one" => "對外提供保戶使用",
        "two" => "員工使用並接觸客戶資訊",
        _ => "僅內部簽核，無客戶資訊",
    };
    book.state("mobile_app", id, from)
        .set("name", app.name)
        .set("platform", app.platform)
        .set("class", app.class)
        .when(id != "APP-SIGN-A", |draft| draft.set("class_reason", reason))
        .flag("consumer", consumer)
        .flag("handles_customer_data", app.has('d'))
        .flag("login", app.has('l'))
        .flag("transactions", app.has('t'))
        .set("system", app.system)
        .set("vendor", "V006")
        .yes("baseline_conform detects_cracked_device device_security_reviewed")
        .set("baseline_record", &format!("基準-{id}"))
        .when(consumer, |draft| {
            draft
                .flag("privacy_notice", true)
                .flag("notice_has_deletion_right", !club)
                .set("notice_place", if club { "in_app" } else { "store_page" })
                .yes("notice_collector notice_categories notice_use")
                .when(id != "APP-MEMBER-A", |draft| draft.yes("notice_refusal"))
                .set("notice_record", &format!("告知-{id}"))
        })
        // The internal app notices a broken telephone and says nothing.
        .flag("cracked_device_warning", id != "APP-SIGN-I")
        .set("device_record", &format!("裝置-{id}"))
        .flag("uses_device_binding", app.has('b'))
        .flag("uses_biometrics", app.has('f'))
        .flag("stores_sensitive_data", app.has('s'))
        .yes("site_name_listed site_source_listed site_version_listed")
        .set("site_record", &format!("官網-{id}"))
        .set("fake_detection", "偽冒程式監測服務")
        .yes("certificate_tls trust_list chain_validated certificate_validity_checked")
        .set("certificate_record", &format!("憑證-{id}"))
        .yes("cleartext_absent account_lockout")
        .flag("lockout_on_password_change", !club)
        .number("lockout_failures", if id == "APP-SIGN-I" { 10 } else { 5 })
        .set("authentication_record", &format!("登入測試-{id}"))
}

fn permissions(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.developers_head).to_owned();
    for app in &APPS {
        let day = app.since(book).max(workday(plus(book.start, 5)));
        let mut act = book.act(at(day, 11, 0), &lead, "import", "行動程式權限清單").out_of("權限清單.xlsx");
        for (permission, purpose, of) in PERMISSIONS {
            if !of.split_whitespace().any(|word| app.id.contains(word)) {
                continue;
            }
            let draft = book
                .state("app_permission", &format!("{}|{permission}", app.id), day)
                .yes("requested")
                .set("purpose", purpose)
                // Nobody needs the address book to keep a diary of one's health.
                .flag("needed", permission != "CONTACTS")
                .set("judged_by", people.no(people.officer(7)))
                .when(app.id != "APP-SIGN-I", |draft| {
                    draft.set("record", &format!("權限審視-{}-{permission}", app.id))
                });
            act.add(draft);
        }
        book.enter(act);
    }
}

/// Twice a year the controls of each app are tested anew, and what rests on the device itself is looked at.
fn half_years(book: &mut Book<'_>, people: &People) {
    let tester = people.no(people.developer(4)).to_owned();
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 26));
        let mut act =
            book.act(at(day, 17, 0), &tester, "import", "行動程式控制測試").out_of("行動程式控制測試.xlsx");
        for (i, app) in APPS.iter().enumerate() {
            let on = day.max(app.first_listed(book));
            if on != day || i == 5 {
                continue; // not out yet; the internal one is not in the plan
            }
            let draft = book
                .revise("mobile_app", app.id, day)
                .date("baseline_checked_on", day)
                .date("device_tested_on", day)
                .date("certificate_tested_on", day)
                .date("authentication_tested_on", day);
            act.add(draft);
            for (flag, feature) in [('b', "device_binding"), ('f', "biometrics"), ('s', "data_protection")] {
                if !app.has(flag) {
                    continue;
                }
                let key = format!("DV-{}-{}-{feature}", label(first, 6), app.id);
                let draft = book
                    .event("app_device_review", &key, day)
                    .set("app", app.id)
                    .set("feature", feature)
                    // On one platform the diary lies unencrypted on the card.
                    .flag("effective", !(app.id == "APP-CLUB-A" && flag == 's'))
                    .set("reviewer", &tester)
                    .set("record", &key);
                act.add(draft);
            }
        }
        book.enter(act);
    }
    // A new app is tested before it is listed.
    for app in APPS.iter().filter(|app| app.listed > 0) {
        let day = workday_before(plus(app.first_listed(book), -4));
        let mut act = book.act(at(day, 17, 0), &tester, "record", "新行動程式控制測試");
        let draft = book
            .revise("mobile_app", app.id, day)
            .date("baseline_checked_on", day)
            .date("device_tested_on", day)
            .date("certificate_tested_on", day)
            .date("authentication_tested_on", day);
        act.add(draft);
        book.enter(act);
    }
}

/// Each month somebody looks for false apps and whether the site names the right version.
fn months(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(7)).to_owned();
    let stopped = plus(book.today, -150);
    for (n, (first, last)) in book.periods(1).into_iter().enumerate() {
        for (i, app) in APPS.iter().enumerate().filter(|(_, app)| app.class == "one") {
            // One month fell into a change of staff; the check came in the month after.
            let forgotten = n == 14 && i == 1;
            let slow = n == 9 && i == 0;
            if forgotten || app.first_listed(book) > last {
                continue;
            }
            let day = if slow { workday(plus(last, 6)) } else { workday(plus(first, 16 + i as i32)) };
            let key = format!("FA-{}-{}", label(first, 1), app.id);
            let found = i64::from((n + i) % 8 == 5);
            let draft = book
                .event("fake_app_check", &key, day)
                .set("app", app.id)
                .number("found", found)
                .when(!(n == 4 && i == 0), |draft| draft.set("record", &format!("偽冒-{key}")));
            let mut act = book.act(at(day, 15, 30), &officer, "record", "偽冒程式偵測").with(draft);
            if i != 1 || day < stopped {
                act.add(book.revise("mobile_app", app.id, day).date("site_checked_on", day));
            }
            book.enter(act);
            if found > 0 {
                takedown(book, &officer, &key, day, n);
            }
        }
    }
}

/// The shop is asked to take a false app down: mostly the next day, once after a week.
fn takedown(book: &mut Book<'_>, officer: &str, check: &str, found: Day, n: usize) {
    let asked = working(found, if n % 16 >= 12 { 6 } else { 1 });
    let draft = book
        .revise("fake_app_check", check, asked)
        .yes("takedown_asked")
        .set("takedown_record", &format!("下架請求-{check}"));
    let act = book.act(at(asked, 11, 0), officer, "record", "請求下架偽冒程式").with(draft);
    book.enter(act);
}
