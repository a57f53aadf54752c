//! Reports of other scanners than Nessus: the same file twice changes nothing, and a scan closes only what it re-tested.

use crate::support::{Company, nessus};

/// An OpenVAS report of `h1`: the day in March 2026, the filter, results as rule number and severity.
fn openvas(day: u8, filter: &str, done: bool, results: &[(u32, &str, u8)]) -> String {
    let results: String = results
        .iter()
        .map(|(rule, severity, qod)| {
            format!(
                "<result id=\"{rule}-{day}\"><host>h1</host><port>22/tcp</port><nvt oid=\"1.3.6.{rule}\"><name>n</name></nvt><threat>High</threat><severity>{severity}</severity><qod><value>{qod}</value></qod></result>"
            )
        })
        .collect();
    let status = if done { "Done" } else { "Stopped" };
    format!(
        "<report id=\"a\" format_id=\"b\" content_type=\"text/xml\"><task><name>t</name></task><report id=\"c\"><filters><term>{filter}</term></filters><scan_run_status>{status}</scan_run_status><scan_start>2026-03-{day:02}T01:00:00Z</scan_start><results start=\"1\">{results}</results><host><ip>h1</ip><start>2026-03-{day:02}T01:00:00Z</start><end>2026-03-{day:02}T02:00:00Z</end></host></report></report>"
    )
}

const ALL: &str = "levels=hmlg rows=-1 min_qod=0 first=1";

/// The same file a second time.
fn again_changes_nothing(company: &Company, name: &str, report: &str) {
    let head = company.app.ledger_head();
    let again = company.import(name, report);
    assert_eq!((again.refused, again.new, again.changed, again.gone, again.act), (0, 0, 0, 0, None));
    assert_eq!(company.app.ledger_head(), head, "nothing was appended");
}

#[test]
fn openvas_closes_what_its_filter_let_through() {
    let company = Company::new();
    let first = openvas(2, ALL, true, &[(1, "9.8", 97), (2, "2.6", 97), (3, "9.8", 30), (4, "0.0", 80)]);
    assert_eq!(
        company.import("a.xml", &first).new,
        6,
        "scan, host scan and four findings; the host is known"
    );
    again_changes_nothing(&company, "a.xml", &first);
    assert_eq!(
        company.finding("h1|openvas:1.3.6.1|22/tcp", "scanner_severity"),
        "critical",
        "by score, not by word"
    );

    let stopped = company.import("b.xml", &openvas(3, ALL, false, &[]));
    assert_eq!((stopped.gone, stopped.not_retested), (0, 4), "a scan that was stopped proves nothing");
    let paged = company.import("c.xml", &openvas(4, "levels=hmlg rows=10", true, &[]));
    assert_eq!((paged.gone, paged.not_retested), (0, 4), "a page of the report proves nothing");
    let high = company.import("d.xml", &openvas(5, "levels=h rows=-1 min_qod=70 first=1", true, &[]));
    assert_eq!((high.gone, high.not_retested), (1, 3), "only what is high and certain would have been shown");
    assert_eq!(company.finding("h1|openvas:1.3.6.1|22/tcp", "present"), "no");
    let whole = company.import("e.xml", &openvas(6, ALL, true, &[(2, "2.6", 97)]));
    assert_eq!((whole.gone, whole.not_retested), (2, 0));
    assert_eq!(company.finding("h1|openvas:1.3.6.2|22/tcp", "present"), "yes");
}

#[test]
fn one_tool_never_closes_what_another_found_nor_needs_its_log_in() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Mon Mar 2", true, true, &[(100, 3)]));
    company.import("b.xml", &openvas(3, ALL, true, &[(1, "9.8", 97)]));
    let clean = company.import("c.xml", &openvas(4, ALL, true, &[]));
    assert_eq!((clean.gone, clean.not_retested), (1, 0), "a log-in of Nessus is none of OpenVAS");
    assert_eq!(company.finding("h1|nessus:100|22/tcp", "present"), "yes");
}

/// Scan results of Qualys for `h1`.
fn qualys(day: u8, status: &str, vulnerabilities: &[u32]) -> String {
    let found: String = vulnerabilities
        .iter()
        .map(|qid| format!("<VULN number=\"{qid}\" severity=\"5\"><TITLE>t</TITLE></VULN>"))
        .collect();
    format!(
        "<!DOCTYPE SCAN SYSTEM \"https://x.example.test/scan-1.dtd\"><SCAN value=\"scan/{day}\"><HEADER><KEY value=\"DATE\">2026-03-{day:02}T01:00:00Z</KEY><KEY value=\"STATUS\">{status}</KEY></HEADER><IP value=\"h1\"><VULNS><CAT value=\"c\" port=\"22\" protocol=\"tcp\">{found}</CAT></VULNS></IP></SCAN>"
    )
}

#[test]
fn qualys_closes_what_a_finished_scan_no_longer_found() {
    let company = Company::new();
    let first = qualys(2, "FINISHED", &[1, 2]);
    company.import("a.xml", &first);
    again_changes_nothing(&company, "a.xml", &first);
    let cut = company.import("b.xml", &qualys(3, "CANCELED", &[1]));
    assert_eq!((cut.gone, cut.not_retested), (0, 1));
    let done = company.import("c.xml", &qualys(4, "FINISHED", &[1]));
    assert_eq!((done.gone, done.not_retested), (1, 0));
    let key = |qid: u32| format!("h1|qualys:{qid}|22/tcp");
    assert_eq!(
        (company.finding(&key(1), "present"), company.finding(&key(2), "present")),
        ("yes".into(), "no".into())
    );
}

#[test]
fn qualys_tells_itself_what_was_fixed() {
    let company = Company::new();
    let report = |status: &str, selective: &str| {
        format!(
            "<ASSET_DATA_REPORT><HEADER><GENERATION_DATETIME>2026-03-05T01:00:00Z</GENERATION_DATETIME><TEMPLATE>t</TEMPLATE></HEADER><HOST_LIST><HOST><IP>h1</IP><VULN_INFO_LIST><VULN_INFO><QID>1</QID><TYPE>Vuln</TYPE><FIRST_FOUND>2026-01-05T01:00:00Z</FIRST_FOUND><LAST_FOUND>2026-03-04T01:00:00Z</LAST_FOUND><VULN_STATUS>{status}</VULN_STATUS><LAST_FIXED>2026-03-05T01:00:00Z</LAST_FIXED></VULN_INFO></VULN_INFO_LIST></HOST></HOST_LIST><GLOSSARY><VULN_DETAILS_LIST><VULN_DETAILS><QID>1</QID><SEVERITY>5</SEVERITY></VULN_DETAILS></VULN_DETAILS_LIST></GLOSSARY><APPENDICES><TEMPLATE_DETAILS>{selective}<FILTER_SUMMARY>Status:New, Active, Re-Opened Display non-running kernels: Off</FILTER_SUMMARY></TEMPLATE_DETAILS></APPENDICES></ASSET_DATA_REPORT>"
        )
    };
    let active = report("Active", "");
    company.import("a.xml", &active);
    again_changes_nothing(&company, "a.xml", &active);
    let key = "h1|qualys:1|host";
    assert_eq!(
        company.finding(key, "first_seen_on"),
        "2026-01-05",
        "the clock begins when the tool first saw it"
    );
    company.import("b.xml", &report("Fixed", ""));
    assert_eq!(company.finding(key, "present"), "no");
}

/// A ZAP report of `h1`: alerts as rule, path and risk.
fn zap(day: u8, alerts: &[(u32, &str, u8)], statistics: &str) -> String {
    let alerts: String = alerts
        .iter()
        .map(|(rule, path, risk)| {
            format!(
                "<alertitem><pluginid>{rule}</pluginid><alertRef>{rule}-1</alertRef><name>n</name><riskcode>{risk}</riskcode><confidence>2</confidence><instances><instance><uri>https://h1{path}?t={day}</uri><method>GET</method><param>p</param></instance></instances></alertitem>"
            )
        })
        .collect();
    format!(
        "<OWASPZAPReport version=\"2.16.1\" generated=\"Wed, {day} Mar 2026 10:00:00\"><site name=\"https://h1\" host=\"h1\" port=\"443\" ssl=\"true\"><alerts>{alerts}</alerts></site>{statistics}</OWASPZAPReport>"
    )
}

#[test]
fn zap_closes_what_the_rules_that_ran_no_longer_found() {
    let company = Company::new();
    let first = zap(2, &[(40_012, "/a", 3), (40_018, "/b", 3), (10_020, "/", 2), (10_021, "/", 1)], "");
    company.import("a.xml", &first);
    again_changes_nothing(&company, "a.xml", &first);
    let key = |rule: u32, path: &str| format!("h1|zap:{rule}-1|443{path} GET p");
    assert_eq!(company.finding(&key(40_012, "/a"), "present"), "yes");

    let unreachable = company.import("b.xml", &zap(3, &[], ""));
    assert_eq!(
        (unreachable.gone, unreachable.not_retested),
        (0, 4),
        "a site without any alert may have been down"
    );
    let passive = company.import("c.xml", &zap(4, &[(10_020, "/", 2)], ""));
    assert_eq!(
        (passive.gone, passive.not_retested),
        (1, 2),
        "without an active scan only passive rules looked"
    );
    assert_eq!(company.finding(&key(10_021, "/"), "present"), "no");
    let some = "<statistics><statistic><key>stats.ascan.40012.started</key><value>1</value></statistic></statistics>";
    let active = company.import("d.xml", &zap(5, &[(10_020, "/", 2)], some));
    assert_eq!((active.gone, active.not_retested), (1, 1), "only the active rules that were started looked");
    assert_eq!(company.finding(&key(40_012, "/a"), "present"), "no");
    let all = company.import("e.xml", &zap(6, &[(10_020, "/", 2), (40_012, "/c", 3)], ""));
    assert_eq!((all.gone, all.not_retested), (1, 0), "an active rule found something: they ran");
}

/// An nmap report of `h1`: scanned ports, and the listed ones with their state.
fn nmap(start: u32, services: &str, ports: &[(u16, &str)]) -> String {
    let ports: String = ports
        .iter()
        .map(|(port, state)| {
            format!("<port protocol=\"tcp\" portid=\"{port}\"><state state=\"{state}\"/><service name=\"s\"/></port>")
        })
        .collect();
    format!(
        "<!DOCTYPE nmaprun><nmaprun start=\"{start}\"><scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"1\" services=\"{services}\"/><host starttime=\"{start}\" endtime=\"{start}\"><status state=\"up\"/><hostnames><hostname name=\"h1\"/></hostnames><ports><extraports state=\"closed\" count=\"1\"/>{ports}</ports></host><runstats><finished exit=\"success\"/></runstats></nmaprun>"
    )
}

#[test]
fn nmap_closes_only_ports_that_it_scanned_and_that_answered() {
    const DAY: u32 = 86_400;
    let start = 1_772_500_000;
    let company = Company::new();
    let first = nmap(start, "1-1000", &[(22, "open"), (80, "open"), (443, "open")]);
    company.import("a.xml", &first);
    again_changes_nothing(&company, "a.xml", &first);
    let fewer = company.import("b.xml", &nmap(start + DAY, "22,443", &[(22, "open")]));
    assert_eq!((fewer.gone, fewer.not_retested), (1, 1), "443 was scanned and is closed, 80 was not scanned");
    let filtered =
        company.import("c.xml", &nmap(start + 2 * DAY, "1-1000", &[(22, "open"), (80, "filtered")]));
    assert_eq!((filtered.gone, filtered.not_retested), (0, 1), "a port that does not answer shows nothing");
    let whole = company.import("d.xml", &nmap(start + 3 * DAY, "1-1000", &[(22, "open")]));
    assert_eq!((whole.gone, whole.not_retested), (1, 0));
    let key = |port: u16| format!("h1|nmap:open-port|{port}/tcp");
    assert_eq!(
        (company.finding(&key(22), "present"), company.finding(&key(80), "present")),
        ("yes".into(), "no".into())
    );
}

#[test]
fn a_port_scan_is_no_vulnerability_scan() {
    let company = Company::new();
    let before = company.standings("internet-host-os-scan");
    company.import("a.xml", &nmap(1_772_500_000, "1-1000", &[(22, "open")]));
    assert_eq!(company.standings("internet-host-os-scan"), before);
    company.import("b.xml", &openvas(3, ALL, true, &[]));
    assert_ne!(company.standings("internet-host-os-scan"), before, "a finished scan of OpenVAS is one");
}
