//! What an assessment looked at: its items and points with their working papers, the tests of every device and of what is
//! delivered to customers, who took part, which papers were handed over.
//!
//! Plots: a working paper is missing now and then; a host was left out of the scans; malicious programs were found on one
//! and nobody says that they are gone; somebody of the unit that runs the printers assessed them.

use crate::assessments;
use crate::assessors;
use crate::book::{Book, Draft, at, plus, workday_before};
use crate::client_apps;
use crate::organisation::People;
use crate::outsourcing;
use crate::random::Random;
use crate::systems::{Estate, System};
use zilu_engine::Day;

const ITEMS: &str = "network_layout single_point continuity intelligence server_segmentation boundary device_access \
    security_devices abnormal_connections fake_site vulnerability_scan malware password_strength iot penetration_test \
    code_test web_rights abnormal_authorisation client_transport client_scan client_code client_data client_keys \
    client_rights password_policy firewall_ports access_privileged software_updates key_storage remote_identity \
    reliability security_measures sibling_rules swift";

const POINTS: &str = "layout device_rules layout_risks layout_measures single_point_impact risk_capacity \
    continuity_measures intelligence_used intelligence_measures segmentation_basis boundary_firewall boundary_partners \
    boundary_services access_log_network access_log_server account_rights access_anomalies access_alerts \
    security_monitoring security_anomalies security_alerts abnormal_connection dns_query known_bad fake_site_measures \
    scan_network scan_server scan_endpoint patching malware_endpoint malware_server login_complexity secret_storage \
    secret_access password_setting lockout_setting risky_ports needless_ports connection_settings access_limits \
    privileged_accounts update_os update_antivirus update_office update_application key_storage key_access \
    remote_identity own_rules ecommerce_rules policy_rules mobile_rules authority_letters";
const OF_THE_INTERNET: &str = "penetration_network penetration_server penetration_iot source_scan black_box \
    directory_rights page_rights anti_defacement abnormal_login cpu_use database_access";
const OF_DEVICES: &str = "access_log_iot scan_iot iot_update iot_authentication iot_wireless iot_exposure";
const OF_SWIFT: &str = "swift_programme swift_letters";

/// The systems whose keys are on record.
const WITH_KEYS: [&str; 6] = ["EPOLICY", "PAYMENT", "CHAIN", "AGENT", "CALL", "MEMBER"];
/// Where the one that was to be assessed lent a hand.
const PARTIAL: &str = "PRINT";

/// What was found deficient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Lack {
    Item(&'static str),
    Point(&'static str),
}

impl Lack {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Lack::Item(name) | Lack::Point(name) => name,
        }
    }
}

/// Where an assessment stands: its key, its system, its day, the unit.
#[derive(Clone, Copy)]
pub(crate) struct Of<'s> {
    pub(crate) key: &'s str,
    pub(crate) system: &'s System,
    pub(crate) on: Day,
    pub(crate) unit: &'static str,
    /// Deficiencies can come into its report.
    pub(crate) reported: bool,
}

/// Whether devices of the kind that annex 4 speaks of hang on a system.
pub(crate) fn has_devices(system: &System) -> bool {
    system.id == "DOOR"
}

/// What an assessment says about its system on its day.
pub(crate) fn frame<'a>(draft: Draft<'a>, system: &System) -> Draft<'a> {
    let vendor = outsourcing::vendor_of(system.id);
    let developer = match system.id {
        PARTIAL => "資訊維運部",
        _ => "資訊開發部",
    };
    draft
        .flag("internet_facing", system.internet())
        .flag("client_app", system.has('k'))
        .flag("swift", system.has('w'))
        .flag("iot", has_devices(system))
        .set("developer", developer)
        .flag("vendor_maintained", vendor.is_some())
        .maybe("developer_vendor", vendor)
}

/// Writes it all; returns what was deficient.
pub(crate) fn write(
    book: &mut Book<'_>,
    people: &People,
    estate: &Estate,
    of: Of<'_>,
    random: &mut Random,
    act: &mut crate::Act,
) -> Vec<Lack> {
    let mut lacking = items(book, people, of, random, act);
    lacking.extend(points(book, of, random, act));
    members(book, of, act);
    papers(book, people, of);
    devices(book, estate, of, act);
    client_apps::tests(book, of.key, of.system.id, of.on, act);
    lacking
}

fn items(
    book: &Book<'_>,
    people: &People,
    of: Of<'_>,
    random: &mut Random,
    act: &mut crate::Act,
) -> Vec<Lack> {
    let (system, key) = (of.system, of.key);
    let mut lacking = Vec::new();
    for item in ITEMS.split_whitespace() {
        let applies = match item {
            "penetration_test" | "code_test" | "web_rights" | "abnormal_authorisation" => system.internet(),
            "swift" => system.has('w'),
            "client_transport" | "client_scan" | "client_code" | "client_data" | "client_keys"
            | "client_rights" => system.has('k'),
            "key_storage" => WITH_KEYS.contains(&system.id),
            "iot" => has_devices(system),
            _ => true,
        };
        let deficient = applies && of.reported && random.permille(24);
        let result = match (applies, deficient) {
            (false, _) => "not_applicable",
            (_, true) => "deficient",
            _ => "conform",
        };
        if deficient {
            lacking.push(Lack::Item(item));
        }
        let lost = random.permille(3);
        let draft = book
            .state("assessment_item", &format!("{key}|{item}"), of.on)
            .set("result", result)
            .when(!applies, |draft| {
                draft.set("reason", "該系統無此項").set("exclusion_approver", people.no(people.security_head))
            })
            .date("done_on", of.on)
            .when(!lost, |draft| draft.set("record", &format!("底稿-{key}-{item}")));
        act.add(draft);
    }
    lacking
}

fn points(book: &Book<'_>, of: Of<'_>, random: &mut Random, act: &mut crate::Act) -> Vec<Lack> {
    let mut lacking = Vec::new();
    let (system, key) = (of.system, of.key);
    let internet = if system.internet() { OF_THE_INTERNET } else { "" };
    let devices = if has_devices(system) { OF_DEVICES } else { "" };
    let swift = if system.has('w') { OF_SWIFT } else { "" };
    let all = [POINTS, internet, devices, swift];
    for point in all.into_iter().flat_map(str::split_whitespace) {
        let applies = match point {
            "scan_endpoint" | "malware_endpoint" | "update_office" => system.id == "VDI",
            "key_storage" | "key_access" => WITH_KEYS.contains(&system.id),
            "penetration_iot" => false,
            "ecommerce_rules" => system.has('e'),
            "policy_rules" => system.id == "EPOLICY",
            "mobile_rules" => system.has('m') || system.has('k'),
            _ => true,
        };
        let noted = system.id == "WEB" && point == assessments::FORGOTTEN;
        let deficient = applies && of.reported && (random.permille(6) || noted);
        let result = match (applies, deficient) {
            (false, _) => "not_applicable",
            (_, true) => "deficient",
            _ => "conform",
        };
        if deficient {
            lacking.push(Lack::Point(point));
        }
        let lost = random.permille(4);
        let draft = book
            .state("assessment_point", &format!("{key}|{point}"), of.on)
            .set("result", result)
            .when(!applies, |draft| draft.set("reason", "該系統無此項"))
            .when(point == "known_bad", |draft| draft.set("source", "F-ISAC 惡意位址清單"))
            .when(!lost, |draft| draft.set("record", &format!("底稿-{key}-{point}")));
        act.add(draft);
    }
    lacking
}

fn members(book: &Book<'_>, of: Of<'_>, act: &mut crate::Act) {
    for (n, (member, department)) in assessors::team(of.unit).enumerate() {
        let partial = of.system.id == PARTIAL && n == 1;
        let draft = book
            .state("assessment_member", &format!("{}|{member}", of.key), of.on)
            .set("role", if n == 0 { "lead" } else { "member" })
            .set("department", if partial { "資訊維運部" } else { department });
        act.add(draft);
    }
}

/// Papers are handed over three weeks before the end, with a list that the unit signs for.
fn papers(book: &mut Book<'_>, people: &People, of: Of<'_>) {
    let day = workday_before(plus(of.on, -21));
    let officer = people.no(people.officer(0)).to_owned();
    // The list is filed when the assessment is complete.
    let recorded = at(crate::book::working(of.on.max(book.start), 6), 13, 40);
    let mut act = book.act(recorded, &officer, "record", "評估資料交付");
    for (n, kind) in ["configuration", "document"].into_iter().enumerate() {
        let key = format!("AX-{}-{}", of.key, n + 1);
        // In the year of the move one set of papers went by plain mail.
        let plain = of.system.id == "RISK" && n == 1;
        let draft = book
            .event("assessment_data", &key, day)
            .set("assessment", of.key)
            .set("type", kind)
            .set("assessor", of.unit)
            .set("protection", if plain { "none" } else { ["encrypted", "restricted"][n] })
            .set("record", &format!("交付-{key}"))
            .yes("disposed")
            .set("disposal_record", &format!("返還-{key}"));
        act.add(draft);
    }
    book.enter(act);
}

/// Every device of the system is scanned, every server looked at for malicious programs, what faces the internet attacked.
fn devices(book: &Book<'_>, estate: &Estate, of: Of<'_>, act: &mut crate::Act) {
    for number in &of.system.hosts {
        let host = &estate.hosts[*number];
        let web = host.segment == "DMZ" || host.name.starts_with("fw-edge");
        for (kind, wanted) in [("scan", true), ("malware", true), ("penetration", web)] {
            // One host was switched off that week.
            if !wanted || (number % 131 == 17 && kind == "scan") {
                continue;
            }
            let found = kind == "malware" && number % 173 == 29;
            let key = format!("DT-{}-{kind}-{number}", of.key);
            let draft = book
                .event("device_test", &key, workday_before(plus(of.on, -6)))
                .set("host", &host.name)
                .set("type", kind)
                .set("coverage", "tested")
                .set("assessment", of.key)
                .yes("complete")
                .flag("found", found)
                .when(found, |draft| draft.no("cleared"))
                .when(number % 149 != 51, |draft| draft.set("report", &format!("檢測-{key}")));
            act.add(draft);
        }
    }
}
