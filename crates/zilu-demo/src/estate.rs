//! The records of systems, network segments and hosts.

use crate::book::{Book, at, plus, workday};
use crate::organisation::People;
use crate::outsourcing;
use crate::systems::{Estate, Host, System};

const SEGMENTS: [(&str, &str, &str, &str); 9] = [
    ("DMZ", "10.10.0.0/16", "dmz", "one"),
    ("PROD-CORE", "10.20.0.0/16", "production", "one"),
    ("PROD-TWO", "10.21.0.0/16", "production", "two"),
    ("PROD-THREE", "10.22.0.0/16", "production", "three"),
    ("MGMT", "10.30.0.0/16", "management", "mixed"),
    ("TEST", "10.40.0.0/16", "test", "mixed"),
    ("DEV", "10.41.0.0/16", "development", "mixed"),
    ("OFFICE", "10.50.0.0/16", "office", "three"),
    ("IOT", "10.60.0.0/16", "iot", "three"),
];

/// Writes the systems, the segments and the hosts.
pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let infosec = people.no(people.officer(0)).to_owned();
    let it = people.no(people.operator(0)).to_owned();
    let mut segments =
        book.act(at(workday(book.start), 9, 40), &it, "import", "網段規劃匯入").out_of("網段規劃.xlsx");
    for (name, range, purpose, class) in SEGMENTS {
        let draft = book
            .state("network_segment", name, book.start)
            .set("range", range)
            .set("purpose", purpose)
            .set("class", class)
            .set("split_basis", if class == "mixed" { "function" } else { "class" })
            .yes("separated in_use")
            // Developers reach every segment; what the devices may reach, nobody has written down.
            .flag("crossing_controlled", name != "DEV")
            .set("crossing_method", if purpose == "office" { "vlan" } else { "firewall" })
            .when(purpose != "iot", |draft| draft.yes("internet_limited"))
            .set("record", "資維-網-002 網段區隔規劃");
        segments.add(draft);
    }
    book.enter(segments);
    let mut first = book
        .act(at(workday(book.start), 10, 0), &infosec, "import", "電腦系統清冊首次匯入")
        .out_of("電腦系統清冊.xlsx");
    for system in &estate.systems {
        let draft = draft(book, people, system);
        if system.since == book.start {
            first.add(draft);
        } else {
            let act =
                book.act(at(system.since, 14, 10), &infosec, "record", format!("新增系統 {}", system.name));
            book.enter(act.with(draft));
        }
        if let Some(retired) = system.retired {
            let draft = book.revise("system", system.id, retired).no("in_use").date("retired_on", retired);
            let act =
                book.act(at(retired, 16, 5), &infosec, "record", format!("{}下線", system.name)).with(draft);
            book.enter(act);
        }
    }
    book.enter(first);
    write_dependencies(book, &infosec, estate);
    write_hosts(book, people, estate);
    write_monitoring(book, people, estate);
}

fn draft<'a>(book: &Book<'a>, people: &People, system: &System) -> crate::book::Draft<'a> {
    let class = ["", "one", "two", "three"][usize::from(system.class)];
    let reason = match (system.class, system.internet()) {
        (1, true) => "對外系統",
        (1, false) => "核心或影響核心之系統",
        (2, _) => "儲存大量客戶資料或支援核心",
        (3, _) => "非核心",
        _ => "",
    };
    let (outsourced, operations, development) = outsourcing::of_system(book, system.id);
    let known = |word: &'static str| (!word.is_empty()).then_some(word);
    let live =
        if system.has('n') { system.since } else { plus(book.start, -900 - system.id.len() as i32 * 113) };
    book.state("system", system.id, system.since)
        .set("name", system.name)
        .maybe("reach", known(system.reach))
        .flag("core", system.has('c'))
        .flag("core_ict", system.has('i') || system.has('c'))
        .set("core_ict_reason", if system.has('i') { "中斷將影響核心業務" } else { "中斷不影響核心業務" })
        .date("core_ict_decided_on", plus(system.since, -3))
        .flag("independent", DEPENDENCIES.iter().all(|(id, _)| *id != system.id))
        .set("core_function", system.function)
        .maybe("class", known(class))
        .maybe("class_reason", known(reason))
        // The laboratory and the newest platform stand on no page of the scope document.
        .flag("scope_listed", !system.has('n'))
        .when(!system.has('n'), |draft| draft.set("scope_reference", "資安-規-007 附表一"))
        .yes("in_use user_authentication authorisation firewall_protected intrusion_prevention rights_separated")
        .yes("account_control transport_encrypted")
        .flag("open_platform", system.has('o'))
        .set("platform", system.platform)
        .flag("in_house", !system.has('x'))
        .flag("outsourced", outsourced || system.has('x') || system.has('v'))
        .flag("operations_outsourced", operations || system.has('x'))
        .flag("development_outsourced", development || system.has('v'))
        .flag("ecommerce", system.has('e'))
        .flag("remote_service", system.has('r'))
        .flag("mobile_service", system.has('m'))
        .flag("partner_shared", system.has('s'))
        .flag("directory", system.has('d'))
        .flag("swift", system.has('w'))
        .number("customer_records", system.records)
        .flag("personal_data", system.has('p'))
        .flag("static_password", system.has('t'))
        .flag("client_app", system.has('k'))
        .set("owner", people.no(system.owner))
        .set("unit", people.department_name(system.owner))
        .date("went_live_on", live)
        // The customer assistant went live before its rules were ready.
        .flag("waf", system.internet() && system.id != "CHATBOT")
        // One system's owner has not handed in the settings yet.
        .when(system.id != "COMMISSION", |draft| {
            draft.set("authentication_record", &format!("資安-驗-{}", system.id))
        })
        .set("protection_record", &format!("資安-防-{}", system.id))
}

/// Which system stands on which.
const DEPENDENCIES: [(&str, &str); 9] = [
    ("EAPPLY", "ISSUE"),
    ("MEMBER", "SERVICE"),
    ("MOBILE-API", "MEMBER"),
    ("CLAIM-WEB", "CLAIM"),
    ("AGENT", "ISSUE"),
    ("SERVICE", "LIFE-CORE"),
    ("PREMIUM", "LIFE-CORE"),
    ("PORTAL", "AD"),
    ("PAM", "AD"),
];

fn write_dependencies(book: &mut Book<'_>, infosec: &str, estate: &Estate) {
    let mut act = book.act(at(workday(book.start), 15, 30), infosec, "record", "登錄系統相依關係");
    for (system, on) in DEPENDENCIES {
        let id = estate.systems[estate.system(system)].id;
        act.add(book.revise("system", id, workday(book.start)).set("depends_on", on));
    }
    book.enter(act);
    let mut act = book.act(at(workday(book.start), 15, 50), infosec, "record", "登錄核心業務功能");
    for system in estate.systems.iter().filter(|system| system.has('c') && system.since == book.start) {
        // The motor insurance system issues and collects.
        let more = (system.id == "MOTOR").then_some("premium");
        for function in [Some(system.function), more].into_iter().flatten() {
            act.add(
                book.state("system_function", &format!("{}|{function}", system.id), book.start)
                    .yes("carried"),
            );
        }
    }
    book.enter(act);
    // Once a year somebody asks again which systems the core business cannot do without.
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 66));
        let mut act = book.act(at(day, 15, 40), infosec, "record", "核心資通系統年度認定");
        for system in estate.systems.iter().filter(|system| system.used_on(day) && system.id != "AML") {
            act.add(book.revise("system", system.id, day).date("core_ict_decided_on", day));
        }
        book.enter(act);
    }
}

fn write_hosts(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let mut random = book.random("hosts");
    let it = people.no(people.operator(1)).to_owned();
    let mut first =
        book.act(at(workday(book.start), 10, 40), &it, "import", "主機清冊首次匯入").out_of("主機清冊.xlsx");
    let mut later = Vec::new();
    for (i, host) in estate.hosts.iter().enumerate() {
        let system = &estate.systems[host.system];
        let owner = random.pick(&people.operations);
        let web = host.segment == "DMZ";
        let draft = book
            .state("host", &host.name, system.since)
            .set("ip", &host.address)
            .set("fqdn", &format!("{}.demo-insurance.example", host.name))
            .set("mac", &format!("02:00:0A:{:02X}:{:02X}:{:02X}", host.system, i / 256, i % 256))
            .set("os", host.os)
            .set("system", system.id)
            .set("role", role(host, system))
            .set("environment", environment(host))
            .flag("internet_facing", web || host.name.starts_with("fw-edge"))
            .flag("internet_service", web)
            .flag("domain_controller", system.has('d') && host.production)
            .flag("remote_environment", system.id == "VPN" || system.id == "VDI")
            .set("segment", host.segment)
            .yes("in_use monitored")
            .date("in_use_since", system.since)
            // Nobody confirms what the portal's machines report.
            .flag("alerting", system.id != "PORTAL")
            .date("monitoring_checked_on", system.since)
            .set("monitoring_record", &format!("監控-{}", host.name))
            // Of a few machines nobody has said who looks after them.
            .when(i % 97 != 41, |draft| draft.set("owner", people.no(owner)))
            .date("patched_on", plus(book.start, -random.between(3, 60)))
            .when(environment(host) == "production" && role(host, system) == "server", |draft| {
                draft.set("admin_path", "jump_server").set("admin_path_record", "資安-跳板機-01")
            });
        if system.since == book.start {
            first.add(draft);
        } else {
            let act =
                book.act(at(system.since, 15, 0), &it, "import", "新主機匯入").measured("cmdb-hosts.csv");
            later.push(act.with(draft));
        }
        if let Some(retired) = system.retired {
            let draft = book.revise("host", &host.name, retired).no("in_use");
            later.push(book.act(at(retired, 16, 30), &it, "record", "主機退役").with(draft));
        }
    }
    book.enter(first);
    for act in later {
        book.enter(act);
    }
}

/// Every ten months somebody goes through what the devices reported; the printers' have been left out of late.
fn write_monitoring(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let it = people.no(people.operator(1)).to_owned();
    let mut day = workday(plus(book.start, 45));
    while book.past(day) {
        let mut act = book.act(at(day, 18, 45), &it, "import", "設備監控紀錄檢視").measured("monitoring.csv");
        for host in &estate.hosts {
            let system = &estate.systems[host.system];
            if system.used_on(day) && !(system.id == "PRINT" && day > plus(book.start, 60)) {
                act.add(book.revise("host", &host.name, day).date("monitoring_checked_on", day));
            }
        }
        book.enter(act);
        day = workday(plus(day, 300));
    }
}

fn role(host: &Host, system: &System) -> &'static str {
    match (system.platform, host.name.starts_with("sw-")) {
        (_, true) => "network_device",
        ("Appliance" | "Network appliance", _) => "security_device",
        _ => "server",
    }
}

fn environment(host: &Host) -> &'static str {
    match host.segment {
        "TEST" => "test",
        "DEV" => "development",
        _ => "production",
    }
}
