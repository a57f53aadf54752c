//! The boundary of the network: websites, services and connections, layers of protection, what comes in from outside.

use crate::book::{Book, at, label, plus, workday, workday_before, working};
use crate::operations::FIREWALLS;
use crate::organisation::People;
use crate::systems::Estate;

/// Name before the domain, and system.
const WEBSITES: [(&str, &str); 12] = [
    ("www", "WEB"),
    ("apply", "EAPPLY"),
    ("member", "MEMBER"),
    ("agent", "AGENT"),
    ("pay", "PAYMENT"),
    ("claim", "CLAIM-WEB"),
    ("api", "MOBILE-API"),
    ("epolicy", "EPOLICY"),
    ("chain", "CHAIN"),
    ("field", "FIELD"),
    ("campaign", "WEB"),
    ("esg", "WEB"),
];

/// A system whose hosts' services never came into the register, and one that nobody lists at all.
const UNREGISTERED: &str = "ACTUARY";
const UNLISTED: &str = "LAB";

/// Lines out of the house: id, name, to what, firewall.
const CONNECTIONS: [(&str, &str, &str, Option<&str>); 9] = [
    ("EX-01", "主機房網際網路線路一", "internet", Some("fw-edge-01")),
    ("EX-02", "主機房網際網路線路二", "internet", Some("fw-edge-02")),
    ("EX-03", "異地機房網際網路線路", "internet", Some("fw-backup-01")),
    ("EX-04", "北區分公司備援線路", "internet", Some("fw-north-01")),
    ("EX-05", "訓練教室上網線路", "internet", None),
    ("EX-06", "合作夥伴專線", "partner", Some("fw-partner-01")),
    ("EX-07", "資安監控廠商專線", "vendor", Some("fw-partner-01")),
    ("EX-08", "中區分公司專線", "branch", Some("fw-centre-01")),
    ("EX-09", "南區分公司專線", "branch", Some("fw-south-01")),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    websites(book, people);
    served(book, people, estate);
    services(book, people, estate);
    connections(book, people);
    protection_reviews(book, people, estate);
    anomalies(book, people);
    strays(book, people, estate);
    defence(book, people);
}

fn url(host: &str) -> String {
    format!("https://{host}.demo-insurance.example")
}

fn websites(book: &mut Book<'_>, people: &People) {
    let infosec = people.no(people.officer(8)).to_owned();
    let day = workday(plus(book.start, 7));
    let mut act = book.act(at(day, 11, 0), &infosec, "import", "網站清單").out_of("網站清單.xlsx");
    for (host, system) in WEBSITES {
        // The certificate of last year's campaign ran out; nobody switched its page off.
        let ends = match host {
            "claim" => 9,
            "campaign" => -33,
            _ => 160,
        };
        let draft = book
            .state("website", &url(host), book.start)
            .set("system", system)
            .yes("in_use https anti_defacement directory_rights page_rights")
            .flag("plain_http_closed", host != "esg")
            .set("tls_version", if host == "agent" { "tls11" } else { "tls12" })
            .date("certificate_until", plus(book.today, ends))
            .date("checked_on", day)
            .set("record", &format!("網檢-{host}"));
        act.add(draft);
    }
    book.enter(act);
    for (first, _) in book.periods(3).into_iter().skip(1) {
        let day = workday(plus(first, 12));
        let mut act = book.act(at(day, 9, 15), &infosec, "import", "網站加密檢查").measured("tls-probe.json");
        for (host, _) in WEBSITES {
            if !(host == "esg" && day > plus(book.today, -200)) {
                act.add(book.revise("website", &url(host), day).date("checked_on", day));
            }
        }
        book.enter(act);
    }
}

/// Which systems on the internet serve a website; of the customer assistant's page the list knows nothing.
fn served(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let infosec = people.no(people.officer(8)).to_owned();
    let mut first = book
        .act(at(workday(plus(book.start, 7)), 11, 20), &infosec, "import", "對外系統網站服務調查")
        .out_of("網站服務.xlsx");
    for system in estate.systems.iter().filter(|system| system.internet()) {
        let serves = !matches!(system.id, "MAILGATE" | "VPN");
        let day = workday(plus(book.start, 7)).max(system.since);
        let draft = book.revise("system", system.id, day).flag("website_service", serves);
        if system.since == book.start {
            first.add(draft);
        } else {
            let act = book.act(at(day, 17, 0), &infosec, "record", "對外系統網站服務調查").with(draft);
            book.enter(act);
        }
    }
    book.enter(first);
}

/// What answers on the hosts, with its approval; twice a year it is listed anew.
fn services(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let keeper = people.no(people.operator(6)).to_owned();
    let approved = workday_before(plus(book.start, -60));
    let mut act = book
        .act(at(workday(plus(book.start, 2)), 10, 0), &keeper, "import", "網路服務盤點")
        .measured("services.csv");
    for (i, host) in estate.hosts.iter().enumerate() {
        let system = &estate.systems[host.system];
        if matches!(system.id, UNREGISTERED | UNLISTED) {
            continue;
        }
        let from = system.since;
        let port = if host.os.starts_with("Windows") { "3389" } else { "22" };
        let mut later = book
            .act(at(working(from, 3), 10, 0), &keeper, "import", "新主機網路服務")
            .measured("services.csv");
        for (port, internet) in [("443", host.segment == "DMZ"), (port, false)] {
            // A few services are open that nobody ever approved; of others the form is lost.
            let approved_service = i % 83 != 6;
            let draft = book
                .state("network_service", &format!("{}|{port}", host.name), from)
                .set("service", if port == "443" { "https" } else { "admin" })
                .yes("open")
                .flag("internet", internet)
                .flag("needed", approved_service)
                .when(approved_service, |draft| {
                    draft
                        .date("approved_on", if from == book.start { approved } else { from })
                        .set("approver", people.no(people.operations_head))
                        .when(i % 61 != 9, |draft| draft.set("record", &format!("服申-{i:04}")))
                });
            if from == book.start { &mut act } else { &mut later }.add(draft);
        }
        book.enter(later);
    }
    book.enter(act);
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 33));
        let mut act = book.act(at(day, 20, 30), &keeper, "import", "開放服務掃描").measured("open-ports.csv");
        for host in &estate.hosts {
            let system = &estate.systems[host.system];
            // The branch's video line is closed when the scan runs.
            let unreached = system.id == UNLISTED || system.id == "MEETING";
            if system.used_on(day) && !unreached {
                let draft = book
                    .revise("host", &host.name, day)
                    .date("services_listed_on", day)
                    .set("services_record", &format!("開放服務-{}", label(first, 6)));
                act.add(draft);
            }
        }
        book.enter(act);
    }
    let start = book.start;
    for system in estate.systems.iter().filter(|system| system.since > start && system.id != UNLISTED) {
        let day = working(system.since, 3);
        let mut act =
            book.act(at(day, 20, 30), &keeper, "import", "新主機開放服務").measured("open-ports.csv");
        for host in &system.hosts {
            let draft = book
                .revise("host", &estate.hosts[*host].name, day)
                .date("services_listed_on", day)
                .set("services_record", &format!("開放服務-{}", system.id));
            act.add(draft);
        }
        book.enter(act);
    }
}

fn connections(book: &mut Book<'_>, people: &People) {
    let keeper = people.no(people.operator(6)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 4)), 10, 0), &keeper, "import", "對外連線清冊")
        .out_of("對外連線.xlsx");
    for (id, name, to, firewall) in CONNECTIONS {
        debug_assert!(firewall.is_none_or(|name| FIREWALLS.iter().any(|(other, ..)| *other == name)));
        let draft = book
            .state("external_connection", id, book.start)
            .set("name", name)
            .set("type", to)
            .yes("in_use")
            .maybe("firewall", firewall)
            // The training room goes out through the telephone company's box.
            .flag("firewall_controlled", firewall.is_some())
            .flag("parties_limited", id != "EX-05")
            // Which services the branch's spare line lets through, nobody has looked at.
            .when(id != "EX-04", |draft| draft.flag("services_limited", id != "EX-05"))
            .date("checked_on", workday_before(plus(book.start, -12)))
            .set("record", &format!("連線核准-{id}"));
        act.add(draft);
    }
    book.enter(act);
}

/// Each half-year the rules and settings of the three layers in front of every internet system are gone through.
fn protection_reviews(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let recent = workday_before(plus(book.today, -190));
    for (n, (first, last)) in book.periods(6).into_iter().enumerate() {
        let half = label(first, 6);
        for (s, system) in estate.systems.iter().filter(|system| system.internet()).enumerate() {
            for (layer, days, reviewer) in [
                ("firewall", 58, people.operator(6)),
                ("waf", 82, people.officer(8)),
                ("intrusion", 104, people.officer(9)),
            ] {
                let begin = first.max(system.since);
                if begin > last {
                    continue;
                }
                let forgotten = system.id == "MAILGATE"
                    && layer == "intrusion"
                    && (first <= recent && recent <= last || last > book.today);
                if forgotten {
                    continue;
                }
                let late = n == 1 && matches!((system.id, layer), ("VPN", "waf") | ("FIELD", "intrusion"));
                let day = if late { workday(plus(last, 17)) } else { workday(plus(begin, days + s as i32)) };
                let key = format!("PV-{half}-{}-{layer}", system.id);
                let draft = book
                    .event("protection_review", &key, day)
                    .set("system", system.id)
                    .set("layer", layer)
                    .yes("rules_reviewed settings_reviewed")
                    .set("reviewer", people.no(reviewer))
                    .when(!(n == 2 && system.id == "EPOLICY" && layer == "waf"), |draft| {
                        draft.set("record", &key)
                    });
                let act =
                    book.act(at(day, 16, 20), people.no(reviewer), "record", "防護設備規則檢視").with(draft);
                book.enter(act);
            }
        }
    }
}

/// Each month the connections from outside are gone through. One month was left out, one review has no paper.
fn anomalies(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(9)).to_owned();
    for (n, (first, last)) in book.periods(1).into_iter().enumerate() {
        if n == 7 {
            continue;
        }
        let day = workday_before(plus(last, -3));
        let id = format!("RM-{}", label(first, 1));
        let found = if n % 3 == 1 { 1 + n as i64 % 2 } else { 0 };
        let draft = book
            .event("remote_anomaly_review", &id, day)
            .yes("complete")
            .number("anomalies", found)
            .no("handled")
            .set("reviewer", &officer)
            .when(n != 11, |draft| draft.set("record", &id));
        let act = book.act(at(day, 17, 10), &officer, "record", "外部連線異常檢視").with(draft);
        book.enter(act);
        // The connection of a vendor at night took weeks to explain, and another one is not explained yet.
        if found == 0 || day > plus(book.today, -100) && day < plus(book.today, -12) {
            continue;
        }
        let done = working(day, if n == 4 { 13 } else { 2 });
        let draft = book
            .revise("remote_anomaly_review", &id, done)
            .yes("handled")
            .set("handling_record", &format!("異常處理-{id}"));
        let act = book.act(at(done, 15, 0), &officer, "record", "外部連線異常處理").with(draft);
        book.enter(act);
    }
}

/// What strayed: a test host among the core systems, two computers without web control, a vendor's own remote tool.
fn strays(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let it = people.no(people.operator(1)).to_owned();
    let day = workday_before(plus(book.today, -83));
    let host = estate.hosts.iter().find(|host| host.segment == "TEST" && host.name.starts_with("issue"));
    let mut act = book.act(at(day, 18, 0), &it, "record", "投產驗證借用正式網段");
    if let Some(host) = host {
        act.add(book.revise("host", &host.name, day).set("segment", "PROD-CORE"));
    }
    book.enter(act);
    let day = workday_before(plus(book.today, -104));
    let mut act = book.act(at(day, 10, 20), &it, "record", "開發人員暫停上網管控");
    for i in [8, 9] {
        let name = format!("PC-{}", people.no(people.developer(i)));
        act.add(book.revise("endpoint", &name, day).no("web_control"));
    }
    book.enter(act);
    let day = workday_before(plus(book.today, -66));
    let mut act = book.act(at(day, 9, 40), &it, "record", "廠商遠端連線方式盤點");
    act.add(book.revise("remote_access", "RX-103", day).set("channel", "other").no("mfa"));
    act.add(book.revise("remote_access", "RX-105", day).no("anomaly_control"));
    book.enter(act);
}

/// The description of the layers of defence is gone through once a year.
fn defence(book: &mut Book<'_>, people: &People) {
    let head = people.no(people.security_head).to_owned();
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 45));
        let draft = book.revise("company", "company", day).date("defence_reviewed_on", day);
        let act = book.act(at(day, 14, 0), &head, "record", "防禦機制年度檢視").with(draft);
        book.enter(act);
    }
}
