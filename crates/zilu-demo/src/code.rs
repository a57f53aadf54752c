//! Releases, program changes, code tests and what they found.

use crate::book::{Book, at, label, plus, roc_year, workday, workday_before, working};
use crate::organisation::People;
use crate::random::Random;
use crate::systems::{Estate, System};
use zilu_engine::Day;

/// A system without releases for a half-year, which is told with its list; one whose test was forgotten for a half.
const UNCHANGED: &str = "CHAIN";
const UNTESTED: &str = "PAYMENT";
/// The system that replaced another during the story.
const REPLACED: &str = "ISSUE";
/// Appliances: nobody here writes programs for them.
const APPLIANCES: [&str; 2] = ["MAILGATE", "VPN"];

const WEAKNESSES: [(&str, &str, &str, &str); 10] = [
    ("sql-injection", "資料庫指令未以參數傳遞", "critical", "CWE-89"),
    ("cross-site-scripting", "輸出未編碼", "high", "CWE-79"),
    ("path-traversal", "檔案路徑未檢查", "high", "CWE-22"),
    ("hard-coded-secret", "程式內含固定密碼", "high", "CWE-798"),
    ("weak-random", "使用可預測之亂數", "medium", "CWE-338"),
    ("open-redirect", "轉址未限制目的", "medium", "CWE-601"),
    ("log-injection", "日誌內容未過濾", "medium", "CWE-117"),
    ("missing-csrf-token", "表單缺少防偽權杖", "medium", "CWE-352"),
    ("verbose-error", "錯誤訊息過於詳細", "low", "CWE-209"),
    ("unclosed-resource", "資源未釋放", "low", "CWE-404"),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let mut serial = 0;
    for system in &estate.systems {
        let mut random = book.random(&format!("code of {}", system.id));
        let tested = system.internet() || (system.has('c') && system.has('o'));
        if system.has('n') && tested {
            first_release(book, people, system, working(system.since, 1));
        }
        if system.id == REPLACED {
            let live = crate::cutover::CUTOVERS.iter().find(|cutover| cutover.system == REPLACED);
            first_release(book, people, system, live.map_or(book.start, |cutover| cutover.day(book)));
        }
        for (first, last) in book.periods(6) {
            let begin = first.max(system.since);
            if begin > last || !system.used_on(begin) || !(tested || system.guarded()) {
                continue;
            }
            let quiet = APPLIANCES.contains(&system.id)
                || (system.id == UNCHANGED
                    && first <= plus(book.today, -200)
                    && plus(book.today, -200) <= last);
            if !quiet {
                releases(book, people, system, (begin, last), &mut serial, &mut random);
            }
            if tested {
                half_year_test(book, people, system, (begin, last), quiet, &mut random);
            }
        }
    }
}

/// A new system goes live only after a test; the paper of the test is filed with the release.
fn first_release(book: &mut Book<'_>, people: &People, system: &System, on: Day) {
    let tested = workday_before(plus(on, -12));
    let developer = people.no(people.developer(0)).to_owned();
    let id = format!("RL-{}-{}-F", roc_year(on), system.id);
    let release = release(book, people, system, &id, on, "1.0.0").yes("first code_changed").no("emergency");
    let reason = format!("{}首次上線", system.name);
    book.enter(book.act(at(on, 22, 30), &developer, "record", reason).with(release));
    let test = code_test(book, people, system, &format!("CT-{}-F", system.id), tested, "blackbox")
        .set("scope", "all")
        .set("release", &id);
    let recorded = at(working(on, 1), 11, 0);
    book.enter(book.act(recorded, people.no(people.developers_head), "record", "上線前黑箱測試").with(test));
}

fn releases(
    book: &mut Book<'_>,
    people: &People,
    system: &System,
    (begin, last): (Day, Day),
    serial: &mut u32,
    random: &mut Random,
) {
    let mut day = workday(plus(begin, random.between(8, 40)));
    while day <= last && book.past(day) {
        *serial += 1;
        let id = format!("RL-{}-{serial:04}", roc_year(day));
        let version = format!("{}.{}.{}", 2 + *serial % 5, *serial % 12, *serial % 7);
        let emergency = random.permille(70);
        let draft = release(book, people, system, &id, day, &version)
            .no("first")
            .flag("code_changed", !random.permille(120))
            .flag("emergency", emergency);
        let it = people.no(people.operator(5)).to_owned();
        let act = book.act(at(day, 23, random.between(0, 40)), &it, "record", "程式上線").with(draft);
        book.enter(act);
        program_change(book, people, system, &id, day, &version, emergency, random);
        day = workday(plus(day, random.between(38, 80)));
    }
}

fn release<'a>(
    book: &Book<'a>,
    people: &People,
    system: &System,
    id: &str,
    on: Day,
    version: &str,
) -> crate::book::Draft<'a> {
    let developer = people.developer(id.len() * 7);
    // A small system has one person for both.
    let releaser = if system.id == "WEB" && id.ends_with('3') { developer } else { people.operator(5) };
    book.event("release", id, on)
        .set("system", system.id)
        .set("version", version)
        .set("change_ticket", &format!("CHG-{}", &id[3..]))
        .set("developer", people.no(developer))
        .set("approver", people.no(system.owner))
        .set("releaser", people.no(releaser))
        .when(!id.ends_with("77"), |draft| draft.set("record", &format!("上線-{}", &id[3..])))
}

#[allow(clippy::too_many_arguments)]
fn program_change(
    book: &mut Book<'_>,
    people: &People,
    system: &System,
    release: &str,
    on: Day,
    version: &str,
    emergency: bool,
    random: &mut Random,
) {
    let approved = match random.below(100) {
        0..94 => workday_before(plus(on, -random.between(0, 4))),
        _ => working(on, random.between(1, 3)),
    };
    let id = format!("PG-{}", &release[3..]);
    let draft = book
        .event("program_change", &id, on)
        .set("system", system.id)
        .set("type", random.pick(&["program", "program", "program", "parameter", "configuration"]))
        .set("release", release)
        .set("version", version)
        .set("previous_version", "前版")
        .when(!random.permille(15), |draft| draft.set("repository", &format!("版控-{}", &release[3..])))
        .set("requester", people.no(system.owner))
        .set("developer", people.no(people.developer(3)))
        .set("approver", people.no(people.developers_head))
        .date("approved_on", approved)
        .set("performer", people.no(people.operator(5)))
        .date("tested_on", workday_before(plus(on, -6)))
        .set("test_report", &format!("測試-{}", &release[3..]))
        .flag("emergency", emergency)
        .when(!random.permille(20), |draft| draft.set("ticket", &format!("CHG-{}", &release[3..])));
    let recorded = at(on.max(approved), 23, 50);
    let act = book.act(recorded, people.no(people.developers_head), "record", "程式變更單").with(draft);
    book.enter(act);
}

fn code_test<'a>(
    book: &Book<'a>,
    people: &People,
    system: &System,
    id: &str,
    on: Day,
    method: &str,
) -> crate::book::Draft<'a> {
    debug_assert!(!people.developers.is_empty());
    book.event("code_test", id, on)
        .set("system", system.id)
        .set("method", method)
        .yes("complete")
        .set("tool", if method == "source" { "源碼檢測平台" } else { "委外黑箱測試" })
        .set("report", &format!("{id}.pdf"))
}

fn half_year_test(
    book: &mut Book<'_>,
    people: &People,
    system: &System,
    (begin, last): (Day, Day),
    quiet: bool,
    random: &mut Random,
) {
    let id = format!("CT-{}-{}", label(begin, 6), system.id);
    let lead = people.no(people.developers_head).to_owned();
    if quiet {
        let (first, _) = crate::book::half_year(begin);
        let draft = book
            .event("code_test", &id, last)
            .set("system", system.id)
            .set("method", "no_change")
            .yes("complete")
            .set("release_list", &format!("上線清單-{id}"))
            .date("period_from", first)
            .date("period_until", last)
            .number("open_findings", 0);
        let act =
            book.act(at(working(last, 3), 10, 40), &lead, "record", "半年內無異動，附上線清單").with(draft);
        book.enter(act);
        return;
    }
    let forgotten = plus(book.today, -260);
    if system.id == UNTESTED && begin <= forgotten && forgotten <= last {
        return;
    }
    let on = workday(plus(begin, 70 + random.between(0, 60).min((last.0 - begin.0 - 90).max(0))));
    if on > last || !book.past(on) {
        return;
    }
    let findings = random.between(1, 4);
    let draft =
        code_test(book, people, system, &id, on, if random.permille(750) { "source" } else { "blackbox" })
            .set("scope", "changed")
            .number("open_findings", findings.into());
    let recorded = at(working(on, 1), 15, random.between(0, 59));
    let mut act = book
        .act(recorded, &lead, "import", format!("程式檢測 {id}"))
        .measured(format!("{id}.sarif"))
        .with(draft);
    for _ in 0..findings {
        let (rule, title, severity, cwe) = random.pick(&WEAKNESSES);
        let place = format!("src/{}.java:{}", system.id.to_lowercase(), random.between(20, 900));
        let key = format!("{}|{rule}|{place}", system.id);
        let planned = workday(plus(on, random.between(45, 100)));
        let draft = book
            .state("code_finding", &key, on)
            .set("title", title)
            .set("tool", "源碼檢測平台")
            .set("code_test", &id)
            .set("scanner_severity", severity)
            .set("risk", severity)
            .set("risk_basis", "assessed")
            .set("risk_assessed_by", people.no(people.officer(7)))
            .set("cwe", cwe)
            .date("first_seen_on", on)
            .date("last_seen_on", on)
            .yes("present")
            .when(!random.permille(40), |draft| draft.date("planned_fix_on", planned))
            .set("responsible", people.no(people.developer(4)));
        act.add(draft);
        let fixed = match random.below(100) {
            0..92 => workday_before(plus(planned, -random.between(0, 40))),
            92..96 => workday(plus(planned, random.between(3, 30))),
            _ => continue,
        };
        code_treatment(book, people, &key, fixed, random);
    }
    book.enter(act);
}

fn code_treatment(book: &mut Book<'_>, people: &People, key: &str, day: Day, random: &mut Random) {
    let id = format!("CF-{}", key.replace(['|', '/', ':', '.'], "-"));
    let how = if random.permille(920) { "fixed" } else { "false_positive" };
    let draft = book
        .event("code_treatment", &id, day)
        .set("code_finding", key)
        .set("type", how)
        .set("approver", people.no(people.developers_head))
        .when(!random.permille(20), |draft| draft.set("record", &format!("程修-{id}")));
    let act = book.act(
        at(working(day, 1), 16, random.between(0, 59)),
        people.no(people.developer(4)),
        "record",
        "程式弱點處置",
    );
    book.enter(act.with(draft));
}
