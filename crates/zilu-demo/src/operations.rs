//! Network devices, firewalls and their rules, employees' computers.

use crate::book::{Book, at, label, plus, workday, workday_before, working};
use crate::organisation::{People, Turn};

/// Firewalls: name, at the boundary, model.
pub(crate) const FIREWALLS: [(&str, bool, &str); 14] = [
    ("fw-edge-01", true, "次世代防火牆 3400"),
    ("fw-edge-02", true, "次世代防火牆 3400"),
    ("fw-dmz-01", false, "次世代防火牆 3200"),
    ("fw-dmz-02", false, "次世代防火牆 3200"),
    ("fw-core-01", false, "次世代防火牆 5200"),
    ("fw-core-02", false, "次世代防火牆 5200"),
    ("fw-partner-01", true, "次世代防火牆 1400"),
    ("fw-mgmt-01", false, "次世代防火牆 1400"),
    ("fw-north-01", true, "分公司防火牆 400"),
    ("fw-centre-01", true, "分公司防火牆 400"),
    ("fw-south-01", true, "分公司防火牆 400"),
    ("fw-backup-01", true, "次世代防火牆 3200"),
    ("fw-test-01", false, "次世代防火牆 1400"),
    ("fw-iot-01", false, "分公司防火牆 400"),
];

/// A firewall whose reviews have no record in one half, and one that was reviewed late.
const RECORDLESS: &str = "fw-partner-01";
const REVIEWED_LATE: &str = "fw-south-01";

/// Branches whose computers lock too late, and one whose computers nobody has looked at lately.
const LONG_IDLE: [&str; 2] = ["中區分公司", "北區分公司"];
const UNCHECKED: &str = "南區分公司";

const SWITCHES: usize = 10;

/// Names of the firewalls and switches.
pub(crate) fn devices() -> Vec<String> {
    let switches = (1..=SWITCHES).map(|i| format!("sw-core-{i:02}"));
    FIREWALLS.iter().map(|(name, ..)| (*name).to_owned()).chain(switches).collect()
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    strangers(book, people);
    let watched = firewalls(book, people);
    firewall_reviews(book, people, &watched);
    endpoints(book, people);
}

/// Hosts that only a sweep of the network has seen: nobody knows what they are for.
fn strangers(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(1)).to_owned();
    let day = workday(plus(book.today, -31));
    let mut act = book.act(at(day, 7, 50), &it, "import", "網段掃描發現").measured("network-sweep.csv");
    for i in 1..=3 {
        let draft = book
            .state("host", &format!("unknown-10-50-7-{i}"), day)
            .set("ip", &format!("10.50.7.{i}"))
            .set("role", "other")
            .no("domain_controller internet_service internet_facing")
            .yes("in_use");
        act.add(draft);
    }
    book.enter(act);
}

/// Where a rule lets traffic to: a segment, but for two that still point at a machine of last year.
fn destination(firewall: i32, rule: i32) -> String {
    if rule == 6 && matches!(firewall, 1 | 4) {
        return format!("10.20.250.{}", 17 + firewall);
    }
    format!("10.{}.0.0/16", 10 + (rule + firewall) % 50)
}

/// Returns the rules that have to be looked at one by one: firewall and rule.
fn firewalls(book: &mut Book<'_>, people: &People) -> Vec<(&'static str, String)> {
    let mut watched = Vec::new();
    let mut random = book.random("firewalls");
    let keeper = people.no(people.operator(6)).to_owned();
    let mut act = book
        .act(at(workday(book.start), 11, 30), &keeper, "import", "防火牆規則匯出")
        .measured("firewall-rules.csv");
    for (i, (name, boundary, model)) in FIREWALLS.iter().enumerate() {
        let draft = book
            .state("firewall", name, book.start)
            .set("host", name)
            .flag("boundary", *boundary)
            .yes("in_use")
            .set("vendor_model", model)
            .set("owner", &keeper);
        act.add(draft);
        for rule in 0..random.between(14, 30) {
            let any = random.permille(12);
            let temporary = random.permille(60);
            let service =
                random.pick(&["tcp/443", "tcp/22", "tcp/1521", "tcp/445", "udp/123", "tcp/8443", "tcp/25"]);
            let draft = book
                .state("firewall_rule", &format!("{name}|{}", 100 + rule * 10), book.start)
                .yes("enabled")
                .set("action", if rule % 9 == 8 { "deny" } else { "allow" })
                .set("source", if any { "any" } else { "10.20.0.0/16" })
                .set("destination", &destination(i as i32, rule))
                .set("service", service)
                .flag("contains_any", any)
                .flag("risky_port", matches!(service, "tcp/22" | "tcp/445"))
                .flag("temporary", temporary)
                .when(temporary, |draft| {
                    draft.date("valid_until", plus(book.start, random.between(100, 900)))
                })
                .set("request", &format!("防申-{i:02}{rule:03}"))
                .set("owner", "資訊維運部")
                .yes("needed")
                .number("hits", random.between(0, 90_000).into())
                .date("last_hit_on", plus(book.start, -random.between(1, 90)));
            act.add(draft);
            if any || matches!(service, "tcp/22" | "tcp/445") {
                watched.push((*name, format!("{name}|{}", 100 + rule * 10)));
            }
        }
    }
    book.enter(act);
    watched
}

/// Between the reviews the risky rules are looked at by themselves.
fn risky_rules(book: &mut Book<'_>, people: &People, watched: &[(&'static str, String)]) {
    let keeper = people.no(people.operator(6)).to_owned();
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 26));
        let mut act = book.act(at(day, 16, 30), &keeper, "record", "高風險規則檢視");
        for (n, (_, rule)) in watched.iter().enumerate().filter(|(n, _)| n % 19 != 7) {
            let draft = book
                .event(
                    "firewall_rule_review",
                    &format!("R-{}-{}", label(first, 6), rule.replace('|', "-")),
                    day,
                )
                .set("firewall_rule", rule)
                .set("result", if n % 23 == 3 { "change" } else { "keep" })
                .set("reviewer", &keeper);
            act.add(draft);
        }
        book.enter(act);
    }
}

fn firewall_reviews(book: &mut Book<'_>, people: &People, watched: &[(&'static str, String)]) {
    let mut random = book.random("firewall reviews");
    risky_rules(book, people, watched);
    for (first, last) in book.periods(6) {
        let half = label(first, 6);
        for (name, ..) in FIREWALLS {
            let late =
                name == REVIEWED_LATE && last < plus(book.today, -120) && last > plus(book.today, -330);
            let day = if late {
                workday(plus(last, 18))
            } else {
                workday_before(plus(first, 118 + random.between(0, 40)))
            };
            let recordless = name == RECORDLESS && !late && first == book.periods(6)[1].0;
            let id = format!("FR-{half}-{name}");
            let draft = book
                .event("firewall_review", &id, day)
                .set("firewall", name)
                .yes("complete")
                .number("rules", random.between(14, 30).into())
                .number("removed", random.between(0, 4).into())
                .set("criteria", "資維-規-002 附表二 檢視標準")
                .set("reviewer", people.no(people.operator(6)))
                .set("approver", people.no(people.operations_head))
                .when(!recordless, |draft| draft.set("record", &id));
            let mut act = book
                .act(
                    at(working(day, 1), 16, random.between(0, 59)),
                    people.no(people.operator(6)),
                    "record",
                    "防火牆規則檢視",
                )
                .with(draft);
            for (n, (_, rule)) in watched.iter().enumerate().filter(|(_, rule)| rule.0 == name) {
                // A few are passed over every time: nobody knows whom to ask.
                if n % 19 == 7 {
                    continue;
                }
                let draft = book
                    .event("firewall_rule_review", &format!("{half}-{}", rule.replace('|', "-")), day)
                    .set("firewall_rule", rule)
                    .set("firewall_review", &id)
                    .set("result", if n % 23 == 3 { "change" } else { "keep" })
                    .set("reviewer", people.no(people.operator(6)));
                act.add(draft);
            }
            book.enter(act);
        }
    }
}

fn endpoints(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("endpoints");
    let it = people.no(people.operator(7)).to_owned();
    let checked = workday_before(plus(book.today, -16));
    let mut first =
        book.act(at(workday(book.start), 14, 0), &it, "import", "端點管理匯出").measured("endpoints.csv");
    let mut again = book.act(at(checked, 19, 0), &it, "import", "端點設定檢查").measured("endpoints.csv");
    let mut later = Vec::new();
    for (i, person) in people.all.iter().enumerate() {
        let from = book.start.max(person.joined);
        let name = format!("PC-{}", person.no);
        let department = people.department_name(i);
        let locks = !random.permille(25);
        let draft = book
            .state("endpoint", &name, from)
            .set("holder", &person.no)
            .yes("in_use company_owned lock_password web_control malicious_blocking antivirus")
            .flag("screen_lock", locks)
            .number(
                "idle_minutes",
                if locks && !LONG_IDLE.contains(&department) && !random.permille(12) { 10 } else { 60 },
            )
            .date("checked_on", from)
            .when(!random.permille(20), |draft| draft.set("record", &format!("端點-{}", person.no)));
        if from == book.start {
            first.add(draft);
        } else {
            later.push(
                book.act(at(workday(from), 15, 0), &it, "import", "新機配發")
                    .measured("endpoints.csv")
                    .with(draft),
            );
        }
        if let Turn::Leaves(day) = person.turn {
            let returned = book.revise("endpoint", &name, working(day, 1)).no("in_use");
            later.push(book.act(at(working(day, 1), 15, 30), &it, "record", "電腦收回").with(returned));
        } else if person.active_on(checked) && department != UNCHECKED && !random.permille(30) {
            again.add(book.revise("endpoint", &name, checked).date("checked_on", checked));
        }
    }
    book.enter(first);
    book.enter(again);
    for act in later {
        book.enter(act);
    }
}
