//! Versions of the mobile apps: tests with their reports and findings, consents, listings, and emergencies.

use crate::apps::{APPS, App};
use crate::book::{Book, Draft, at, plus, workday, workday_before, working};
use crate::organisation::{People, Work};
use zilu_engine::Day;

/// A version on its way to the shop.
struct Version {
    key: String,
    app: usize,
    /// Half-years since the story began.
    n: usize,
    major_number: i64,
    previous: i64,
    name: String,
    tested: Day,
    listed: Day,
    lab: bool,
    first: bool,
    large: bool,
    emergency: bool,
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    for (n, (first, _)) in book.periods(6).into_iter().enumerate() {
        for (i, app) in APPS.iter().enumerate() {
            let tested = workday(plus(first, 34 + i as i32 * 9));
            let listed = working(tested, 9);
            let new = app.first_listed(book);
            if listed <= new || listed < plus(new, 40) {
                continue;
            }
            let version = version(i, n, first, (tested, listed));
            release(book, people, &version);
        }
    }
    for (i, app) in APPS.iter().enumerate() {
        let listed = app.first_listed(book);
        if listed <= book.start {
            continue;
        }
        let version = Version {
            key: format!("{}-first", app.id),
            app: i,
            n: 0,
            major_number: 1,
            previous: 0,
            name: "1.0".to_owned(),
            tested: working(workday_before(plus(listed, -20)), 1),
            listed,
            lab: app.class != "three",
            first: true,
            large: false,
            emergency: false,
        };
        release(book, people, &version);
    }
    emergencies(book, people);
}

fn version(i: usize, n: usize, first: Day, (tested, listed): (Day, Day)) -> Version {
    let spring = first.ymd().1 == 1;
    let app = &APPS[i];
    let large = app.class != "three" && (i + n) % 4 == 1;
    // The member app became a new one in its third half-year.
    let step = i64::from(n >= 2 && i < 2);
    let major_number = 4 + i as i64 + step;
    Version {
        key: format!("{}-{}", app.id, crate::book::label(first, 6)),
        app: i,
        n,
        major_number,
        previous: if n == 2 { major_number - step } else { major_number },
        name: format!("{major_number}.{}", 1 + n),
        tested,
        listed,
        lab: n == 0 || spring && app.class != "three" || large || n == 2 && i < 2,
        first: false,
        large,
        emergency: false,
    }
}

fn release(book: &mut Book<'_>, people: &People, version: &Version) {
    let app = &APPS[version.app];
    test(book, people, version);
    let lead = people.no(people.developers_head).to_owned();
    let listed = version.listed;
    let draft = listing(book, people, version);
    let mut act = book.act(at(listed, 20, 0), &lead, "record", "行動程式上架").with(draft);
    act.add(
        book.revise("app_test", &format!("AT-{}", version.key), version.tested.max(book.start))
            .set("release", &format!("AR-{}", version.key)),
    );
    act.add(book.revise("mobile_app", app.id, listed).set("current_version", &version.name));
    for draft in consents(book, people, version) {
        act.add(draft);
    }
    book.enter(act);
    // The page of one app has not been touched since its last version but one.
    let stale = app.id == "APP-MEMBER-A" && listed > plus(book.today, -200);
    if !stale {
        let day = working(listed, 1);
        let draft = book.revise("mobile_app", app.id, day).set("site_version", &version.name);
        let act = book.act(at(day, 9, 30), &lead, "record", "官網更新版本").with(draft);
        book.enter(act);
    }
}

fn listing<'a>(book: &Book<'a>, people: &People, version: &Version) -> Draft<'a> {
    let app = &APPS[version.app];
    let permissions = changes_permissions(version);
    let touches = version.large;
    // One night the head of development pushed the button himself.
    let alone = app.id == "APP-SIGN-I" && version.n == 1;
    let publisher = if alone { people.developers_head } else { people.operator(5) };
    book.event("app_release", &format!("AR-{}", version.key), version.listed)
        .set("app", app.id)
        .set("version", &version.name)
        .number("version_major", version.major_number)
        .number("previous_major", version.previous)
        .flag("first", version.first)
        .flag("big_version", version.major_number > version.previous && !version.first)
        // A version that only mends an insurance form was not taken for a large one.
        .flag("major", version.large && !(version.app == 3 && version.n == 2))
        .when(!(version.app == 5 && version.n == 2), |draft| {
            draft.set("major_reason", if touches { "涉及投保交易流程" } else { "畫面文字與錯誤修正" })
        })
        .flag("touches_insurance", touches)
        .no("touches_funds touches_customer_rights")
        .when(!(version.app == 4 && version.n == 1), |draft| draft.no("touches_identification"))
        .flag("emergency", version.emergency)
        .when(version.emergency, |draft| {
            draft
                .set("emergency_reason", "作業系統改版致無法登入")
                .date("emergency_decided_on", version.listed)
        })
        .flag("permissions_changed", permissions)
        .set("requester", people.no(people.developer(1)))
        .set("approver", people.no(people.developers_head))
        .set("publisher", people.no(publisher))
        .when(!(version.app == 2 && version.n == 2), |draft| {
            draft.set("record", &format!("上架單-{}", version.key))
        })
}

fn changes_permissions(version: &Version) -> bool {
    !version.emergency && (version.n + version.app) % 3 == 1
}

/// Permissions are reviewed each time; three units agree when it is new or asks for more.
fn consents<'a>(book: &Book<'a>, people: &People, version: &Version) -> Vec<Draft<'a>> {
    let risk = people.standing(Work::Other)[0];
    let asked = version.first || changes_permissions(version);
    // Risk management was forgotten once, and the developers of one version reviewed themselves.
    let forgotten = version.app == 1 && version.n == 3;
    let own = version.app == 2 && version.n == 1;
    [
        ("permission_review", if own { people.developer(1) } else { people.developer(3) }, true),
        ("infosec_consent", people.security_head, asked),
        ("compliance_consent", people.compliance, asked),
        ("risk_consent", risk, asked && !forgotten),
    ]
    .into_iter()
    .filter(|(.., done)| *done)
    .map(|(kind, person, _)| {
        let paperless = kind == "compliance_consent" && version.app == 0 && version.n == 1;
        let day = if version.emergency { version.listed } else { workday_before(plus(version.listed, -2)) };
        book.event("app_review", &format!("AV-{}-{kind}", version.key), day)
            .set("release", &format!("AR-{}", version.key))
            .set("type", kind)
            .set("person", people.no(person))
            .set("result", "agree")
            .when(!paperless, |draft| draft.set("record", &format!("會簽-{}-{kind}", version.key)))
    })
    .collect()
}

/// The test, the check of its report, its findings and what was done about them.
fn test(book: &mut Book<'_>, people: &People, version: &Version) {
    let lead = people.no(people.developers_head).to_owned();
    let app = &APPS[version.app];
    let key = format!("AT-{}", version.key);
    let tested = version.tested;
    let serious = if version.lab && !version.emergency { (version.app + version.n) % 3 } else { 0 };
    let light = usize::from(version.n.is_multiple_of(2));
    let field = app.id.contains("FIELD");
    let level = match (app.has('t'), app.has('l')) {
        // The second laboratory tested the sales app without its transactions once.
        (true, _) if version.app == 3 && version.n == 0 => "l2",
        (true, _) => "l3",
        (_, true) => "l2",
        _ => "l1",
    };
    let wrong = version.app == 4 && version.n == 1;
    let draft = book
        .event("app_test", &key, tested)
        .set("app", app.id)
        .set("type", if version.lab { "lab" } else { "self" })
        .set("method", if version.lab { "baseline" } else { "blackbox" })
        .when(version.lab, |draft| {
            draft
                .set("lab", if field { "LAB-02" } else { "LAB-01" })
                .yes("covers_baseline covers_owasp")
                .set("baseline_version", "行動應用 App 基本資安檢測基準 4.0")
                .set("baseline_level", level)
                .set("testers", "受測單位、主測與複核各一人")
        })
        .date("started_on", plus(tested, -12))
        .set("tested_version", if wrong { "測試版" } else { &version.name })
        .set("tool", "靜態分析與代理攔截工具")
        .set("environment", "實機各二款")
        .number("items_failed", (serious + light) as i64)
        .yes("passed complete")
        .number("open_medium_high", serious as i64)
        .when(!(version.app == 7 && version.first), |draft| draft.set("report", &format!("檢測報告-{key}")));
    let act = book.act(at(working(tested, 2), 15, 0), &lead, "record", "行動程式檢測").with(draft);
    book.enter(act);
    if version.lab {
        report_check(book, people, version, &key);
    }
    let mut act = book.act(at(working(tested, 2), 15, 30), &lead, "record", "檢測不符合項目列管");
    for n in 0..serious + light {
        let draft = book
            .state("app_finding", &format!("AF-{}-{}", version.key, n + 1), tested)
            .set("test", &key)
            .set("title", ["憑證綁定可被略過", "暫存檔含明文資料", "除錯訊息過多"][n % 3])
            .set("risk", if n < serious { ["high", "medium"][n % 2] } else { "low" })
            .set("responsible", people.no(people.developer(5)))
            .date("planned_fix_on", working(tested, 20));
        act.add(draft);
    }
    book.enter(act);
    for n in 0..serious {
        treat(book, people, version, n);
    }
}

fn report_check(book: &mut Book<'_>, people: &People, version: &Version, key: &str) {
    let officer = people.no(people.officer(7)).to_owned();
    let app = &APPS[version.app];
    // Reports of the health diary pile up with marketing.
    let late = app.id == "APP-CLUB-A" && version.n >= 1;
    let day = if late { plus(version.tested, 52) } else { working(version.tested, 5) };
    let own = version.app == 2 && version.n == 2;
    let draft = book
        .revise("app_test", key, day)
        .date("report_checked_on", day)
        .yes("report_checked check_object check_scope check_schedule check_method check_items")
        .flag("check_evidence", !(version.app == 3 && version.n == 0))
        .when(!(version.app == 1 && version.n == 0), |draft| draft.yes("check_testers"))
        .set("commissioner", people.no(if own { people.officer(7) } else { people.developer(2) }))
        .set("report_checker", &officer)
        .set("check_record", &format!("報告核對-{key}"));
    let act = book.act(at(workday(day), 16, 0), &officer, "record", "檢測報告核對").with(draft);
    book.enter(act);
}

/// Mended before the listing as a rule; once only much later, once accepted for a time, once without a paper.
fn treat(book: &mut Book<'_>, people: &People, version: &Version, n: usize) {
    let late = matches!((version.app, version.n), (3, 1) | (1, 0)) && n == 0;
    let accepted = version.app == 0 && version.n == 1;
    let open = version.app == 4 && version.listed > plus(book.today, -120);
    if open {
        return;
    }
    let day = if late { workday(plus(version.tested, 84)) } else { working(version.tested, 4 + n as i32) };
    let key = format!("TF-{}-{}", version.key, n + 1);
    let draft = book
        .event("app_treatment", &key, day)
        .set("finding", &format!("AF-{}-{}", version.key, n + 1))
        .set("type", if accepted { "accepted" } else { "fixed" })
        .when(accepted, |draft| {
            draft.set("reason", "待作業系統更新後修正").date("valid_until", plus(day, 120))
        })
        .set("performer", people.no(people.developer(5)))
        .set("approver", people.no(people.developers_head))
        .when(!(version.app == 2 && version.n == 0), |draft| draft.set("record", &format!("複測-{key}")));
    let lead = people.no(people.developers_head);
    let act = book.act(at(day, 17, 0), lead, "record", "檢測弱點處理").with(draft);
    book.enter(act);
}

/// Versions that could not wait: tested within the time, tested late, not tested to this day.
fn emergencies(book: &mut Book<'_>, people: &People) {
    for (n, (i, days, wait, large)) in
        [(2, 300, 32, false), (0, 230, 40, true), (4, 170, 78, false), (3, 120, 75, true), (1, 84, 0, false)]
            .into_iter()
            .enumerate()
    {
        let listed = workday_before(plus(book.today, -days));
        let app: &App = &APPS[i];
        let number = 4 + i as i64;
        let version = Version {
            key: format!("{}-E{}", app.id, n + 1),
            app: i,
            n: 9,
            major_number: number,
            previous: number,
            name: format!("{number}.9{n}"),
            tested: workday(plus(listed, wait)),
            listed,
            lab: large,
            first: false,
            large,
            emergency: true,
        };
        if wait > 0 {
            test(book, people, &version);
        }
        let lead = people.no(people.developers_head).to_owned();
        let draft = listing(book, people, &version);
        let mut act = book.act(at(listed, 22, 0), &lead, "record", "行動程式緊急過版").with(draft);
        for draft in consents(book, people, &version) {
            act.add(draft);
        }
        book.enter(act);
        if wait > 0 {
            let day = working(version.tested, 3);
            let draft = book
                .revise("app_test", &format!("AT-{}", version.key), version.tested)
                .set("release", &format!("AR-{}", version.key));
            let act = book.act(at(day, 10, 0), &lead, "record", "緊急過版補測").with(draft);
            book.enter(act);
        }
    }
}
