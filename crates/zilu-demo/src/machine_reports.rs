//! What machines report besides weaknesses: the parts of programs, statements about their flaws, the configurations of
//! firewalls, the packages of apps.

use crate::apps::APPS;
use crate::book::{Book, at, plus, workday, working};
use crate::operations::FIREWALLS;
use crate::organisation::People;
use zilu_engine::Day;

/// A part of a program: system, package, name, version at first and after the update, licence.
const COMPONENTS: [(&str, &str, &str, [&str; 2], &str); 8] = [
    ("WEB", "pkg:maven/example.invalid/gate", "gate", ["4.1.0", "4.2.3"], "Apache-2.0"),
    ("WEB", "pkg:maven/example.invalid/pages", "pages", ["2.8.1", "2.8.9"], "MIT"),
    ("EAPPLY", "pkg:maven/example.invalid/forms", "forms", ["1.12.0", "1.14.2"], "Apache-2.0"),
    ("EAPPLY", "pkg:npm/example-signature", "example-signature", ["0.9.4", "1.0.1"], "MIT"),
    ("MEMBER", "pkg:maven/example.invalid/login", "login", ["3.0.2", "3.1.0"], "Apache-2.0"),
    ("MEMBER", "pkg:npm/example-chart", "example-chart", ["5.2.0", "5.2.0"], "BSD-3-Clause"),
    ("MOBILE-API", "pkg:cargo/example-token", "example-token", ["0.7.1", "0.8.0"], "Apache-2.0"),
    ("MOBILE-API", "pkg:cargo/example-queue", "example-queue", ["1.3.3", "1.3.3"], "MPL-2.0"),
];

/// Made-up numbers of flaws: what the maker of a part says about it, and why.
const STATEMENTS: [(&str, &str, &str, Option<&str>); 4] = [
    ("CVE-2099-10001", "pkg:maven/example.invalid/gate", "fixed", None),
    (
        "CVE-2099-10002",
        "pkg:maven/example.invalid/forms",
        "not_affected",
        Some("vulnerable_code_not_in_execute_path"),
    ),
    ("CVE-2099-10003", "pkg:npm/example-signature", "affected", None),
    ("CVE-2099-10004", "pkg:cargo/example-token", "under_investigation", None),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    components(book, people);
    statements(book, people);
    configurations(book, people);
    packages(book, people);
}

/// The lists of parts came with the first release of the year and again half a year later.
fn components(book: &mut Book<'_>, people: &People) {
    let infosec = people.no(people.officer(8)).to_owned();
    let days = [workday(plus(book.start, 40)), workday(plus(book.today, -95))];
    for (i, day) in days.into_iter().enumerate() {
        let mut act = book.act(at(day, 11, 5), &infosec, "import", "軟體元件清單").measured("bom.cdx.json");
        for (system, package, name, versions, licence) in COMPONENTS {
            let key = format!("{system}|{}|{package}", system.to_lowercase());
            let draft =
                if i == 0 { book.state("component", &key, day) } else { book.revise("component", &key, day) };
            let draft = draft.set("version", versions[i]).date("last_seen_on", day).yes("present");
            act.add(draft.when(i == 0, |draft| {
                draft
                    .set("name", name)
                    .set("purl", &format!("{package}@{}", versions[0]))
                    .set("licence", licence)
                    .date("first_seen_on", day)
            }));
        }
        book.enter(act);
    }
}

/// What makers say about flaws in their parts, and which flaws are used by attackers.
fn statements(book: &mut Book<'_>, people: &People) {
    let infosec = people.no(people.officer(8)).to_owned();
    let day = workday(plus(book.today, -80));
    let mut act = book.act(at(day, 10, 20), &infosec, "import", "供應商弱點影響聲明").measured("vex.json");
    for (vulnerability, product, status, reason) in STATEMENTS {
        let key = format!("EXAMPLE-VEX-7|{vulnerability}|{product}");
        act.add(
            book.state("vex_statement", &key, day)
                .set("status", status)
                .maybe("justification", reason)
                .date("stated_on", day)
                .set("author", "元件維護者（虛構）"),
        );
    }
    book.enter(act);
    let day = workday(plus(book.today, -75));
    let mut act = book.act(at(day, 9, 10), &infosec, "import", "已遭利用弱點清單").measured("kev.json");
    for (i, (vulnerability, ..)) in STATEMENTS.into_iter().enumerate() {
        let exploited = i == 2;
        act.add(
            book.state("known_vulnerability", vulnerability, day)
                .flag("known_exploited", exploited)
                .set("epss", ["0.3", "0.1", "71.4", "2.6"][i])
                .date("epss_on", day)
                .when(exploited, |draft| {
                    draft
                        .date("known_exploited_on", plus(day, -3))
                        .date("due_on", plus(day, 18))
                        .no("ransomware")
                }),
        );
    }
    book.enter(act);
}

/// Each half-year the configurations are read before the rules are reviewed; one is never understood to its end.
fn configurations(book: &mut Book<'_>, people: &People) {
    let keeper = people.no(people.operator(6)).to_owned();
    for (n, (first, _)) in book.periods(6).into_iter().enumerate() {
        let day = workday(plus(first, 20));
        if !book.past(day) {
            continue;
        }
        let mut act =
            book.act(at(day, 14, 30), &keeper, "import", "防火牆設定匯出").measured("firewalls.zip");
        for (i, (name, _, model)) in FIREWALLS.into_iter().enumerate() {
            let lines = 900 + 130 * i as i64;
            let unread = if name == "fw-centre-01" { 4 } else { 0 };
            act.add(
                book.event("firewall_config", &format!("{name}|{}", digest(n, i)), day)
                    .set("system", model)
                    .number("rules", 60 + 9 * i as i64)
                    .number("lines", lines)
                    .number("lines_not_understood", unread)
                    .number("incomplete_rules", i64::from(unread > 0))
                    .flag("complete", unread == 0)
                    // Of some, the counters began to run too late.
                    .flag("unused_evaluable", i % 3 != 1),
            );
        }
        book.enter(act);
    }
}

/// The hexadecimal digits of a made-up hash.
fn digest(n: usize, i: usize) -> String {
    (0..64)
        .map(|at| char::from(b"0123456789abcdef"[(at * 7 + n * 5 + i * 3 + at * at * (i + 1)) % 16]))
        .collect()
}

/// Packages of the Android apps as they went to the shop, read the day after.
fn packages(book: &mut Book<'_>, people: &People) {
    let infosec = people.no(people.officer(8)).to_owned();
    for (i, app) in APPS.iter().enumerate().filter(|(_, app)| app.platform == "android") {
        let day: Day = working(app.first_listed(book).max(plus(book.start, 10)), 1);
        if !book.past(day) {
            continue;
        }
        let code = 400 + 10 * i as i64;
        let draft = book
            .event("app_package", &format!("{}|{code}", app.id), day)
            .set("version", &format!("{}.1", 4 + i))
            .set("package", &format!("tw.example.invalid.{}", app.id.to_lowercase().replace('-', "_")))
            .number("min_sdk", 26)
            .number("target_sdk", 34)
            .no("debuggable signed_v1")
            .yes("signed_v2 signed_v3")
            .set("signer", &digest(i, 9));
        let act = book.act(at(day, 16, 40), &infosec, "import", "安裝檔檢視").measured("app.apk").with(draft);
        book.enter(act);
    }
}
