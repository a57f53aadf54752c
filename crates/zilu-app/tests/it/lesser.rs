//! A second report that covers less closes nothing: for every format of a scanner that says what it covered.
//!
//! Each format has two findings, then reports without them that looked at less, then one that looked at everything. A
//! format that cannot tell what it covered never closes anything.

use crate::support::{Company, bring};
use zilu_app::{ImportOptions, ImportReport};

/// A report that brings none of the findings: why it proves nothing, how many findings it did not re-test, the report.
type Lesser = (&'static str, u64, String);

/// A format: a report with two findings, those that look at less, and one that looks at everything, if there can be one.
struct Case {
    name: &'static str,
    first: String,
    lesser: Vec<Lesser>,
    whole: Option<String>,
}

fn take(company: &Company, name: &str, content: &str, at: i8) -> ImportReport {
    let options = ImportOptions {
        actor: "e1".into(),
        recorded_ms: 1_000_000 + i64::from(at) * 1_000,
        subject: Some("web".into()),
        // Of files without a date: a later one on a later day.
        date: Some(jiff::civil::date(2026, 3, at)),
        ..ImportOptions::default()
    };
    bring(&company.app, name, content.as_bytes(), &options)
}

fn holds(case: Case) {
    let company = Company::new();
    let name = case.name;
    let first = take(&company, name, &case.first, 1);
    let faults: Vec<String> = first.faults.iter().map(zilu_intake::Fault::line_en).collect();
    assert!(faults.is_empty() && first.new >= 2, "{name}: {faults:?}");
    for (at, (why, expected, report)) in (2..).zip(case.lesser) {
        let lesser = take(&company, name, &report, at);
        let faults: Vec<String> = lesser.faults.iter().map(zilu_intake::Fault::line_en).collect();
        assert!(faults.is_empty(), "{name}, {why}: {faults:?}");
        assert_eq!((lesser.gone, lesser.not_retested), (0, expected), "{name}, {why}");
    }
    if let Some(whole) = case.whole {
        let whole = take(&company, name, &whole, 28);
        let faults: Vec<String> = whole.faults.iter().map(zilu_intake::Fault::line_en).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}");
        assert_eq!((whole.gone, whole.not_retested), (2, 0), "{name}: everything was looked at");
    }
}

/// A Nessus report of a host: policy, whether it could log in and ended, plugins found at port 22.
fn nessus_report(day: u8, host: &str, policy: &str, log_in: bool, ended: bool, found: &[u32]) -> String {
    let items: String = found
        .iter()
        .map(|plugin| {
            format!(
                "<ReportItem port=\"22\" svc_name=\"ssh\" protocol=\"tcp\" severity=\"3\" pluginID=\"{plugin}\" pluginName=\"n\" pluginFamily=\"f\"></ReportItem>"
            )
        })
        .collect();
    let end = if ended {
        format!("<tag name=\"HOST_END\">Mon Mar {day} 03:00:00 2026</tag>")
    } else {
        String::new()
    };
    format!(
        "<?xml version=\"1.0\" ?><NessusClientData_v2><Policy><policyName>p</policyName><Preferences><ServerPreferences>{policy}</ServerPreferences></Preferences></Policy><Report name=\"quarterly\"><ReportHost name=\"{host}\"><HostProperties><tag name=\"HOST_START\">Mon Mar {day} 02:00:00 2026</tag>{end}<tag name=\"Credentialed_Scan\">{log_in}</tag></HostProperties>{items}</ReportHost></Report></NessusClientData_v2>"
    )
}

fn preference(name: &str, value: &str) -> String {
    format!("<preference><name>{name}</name><value>{value}</value></preference>")
}

#[test]
fn nessus() {
    let all = preference("plugin_set", "300;100;200;");
    let report = |day, policy: &str, log_in, ended| nessus_report(day, "h1", policy, log_in, ended, &[]);
    holds(Case {
        name: "a.nessus",
        first: nessus_report(1, "h1", &all, true, true, &[100, 200]),
        lesser: vec![
            ("another host", 0, nessus_report(2, "h2", &all, true, true, &[])),
            ("a host that did not end", 2, report(3, &all, true, false)),
            ("no log-in any more", 2, report(4, &all, false, true)),
            ("fewer plugins", 2, report(5, &preference("plugin_set", "300;301"), true, true)),
            (
                "other ports",
                2,
                report(6, &(all.clone() + &preference("port_range", "80,443,8000-9000")), true, true),
            ),
        ],
        whole: Some(report(9, &(all.clone() + &preference("port_range", "default")), true, true)),
    });
}

/// A Nessus export as text: what the scan says about itself, and plugins found at port 22 of `h1`.
fn nessus_csv(day: u8, says: Option<(&str, &str, &str)>, found: &[u32]) -> String {
    let mut text = String::from("Plugin ID,Risk,Host,Protocol,Port,Name,Solution,Plugin Output\n");
    if let Some((log_in, ports, duration)) = says {
        text += &format!(
            "19506,None,h1,tcp,0,Nessus Scan Information,n/a,\"Scan name : q\nPort range : {ports}\nCredentialed checks : {log_in}\nScan Start Date : 2026/3/{day} 9:30 CST\nScan duration : {duration}\"\n"
        );
    }
    for plugin in found {
        text += &format!("{plugin},High,h1,tcp,22,n,s,\n");
    }
    text
}

#[test]
fn nessus_as_text() {
    holds(Case {
        name: "a.csv",
        first: nessus_csv(1, Some(("yes, as 'scan' via ssh", "default", "9 sec")), &[100, 200]),
        lesser: vec![
            ("a scan that says nothing about itself", 2, nessus_csv(2, None, &[100])),
            ("no end", 2, nessus_csv(3, Some(("yes", "default", "unknown")), &[])),
            ("no log-in any more", 2, nessus_csv(4, Some(("no", "default", "9 sec")), &[])),
            ("other ports", 2, nessus_csv(5, Some(("yes", "80-90,443", "9 sec")), &[])),
        ],
        whole: Some(nessus_csv(9, Some(("yes", "default", "9 sec")), &[])),
    });
}

#[test]
fn openvas_and_qualys_as_text_tell_nothing_about_what_they_covered() {
    let openvas = |day: u8, rules: &[u8]| {
        let row = |rule: &u8| {
            format!(
                "192.0.2.1,h1,22,tcp,9.8,High,97,n,1.3.6.{rule},,t,2026-03-{day:02}T01:00:00Z,r{rule},s\n"
            )
        };
        String::from(
            "IP,Hostname,Port,Port Protocol,CVSS,Severity,QoD,NVT Name,NVT OID,CVEs,Task Name,Timestamp,Result ID,Solution\n",
        ) + &rules.iter().map(row).collect::<String>()
    };
    holds(Case {
        name: "a.csv",
        first: openvas(1, &[1, 2, 3]),
        lesser: vec![("an export of one result", 2, openvas(2, &[3]))],
        whole: None,
    });
    let qualys = |day: u8, rules: &[u8]| {
        let row = |rule: &u8| {
            format!(
                "\"{rule}\",\"t\",\"5\",\"Mar {day:02}, 2026 07:00 AM\",\"Mar 01, 2026 07:00 AM\",\"TCP\",\"443\",\"ACTIVE\",\"h1\",\"192.0.2.1\"\n"
            )
        };
        String::from(
            "\"QID\",\"Title\",\"Severity\",\"Last Detected\",\"First Detected\",\"Protocol\",\"Port\",\"Status\",\"Asset Name\",\"Asset IPV4\"\n",
        ) + &rules.iter().map(row).collect::<String>()
    };
    holds(Case {
        name: "a.csv",
        first: qualys(1, &[1, 2, 3]),
        lesser: vec![("an export of one result", 2, qualys(2, &[3]))],
        whole: None,
    });
}

/// A Qualys report about assets: its template's choices, and the QIDs of `h1`.
fn qualys_assets(day: u8, choices: &str, filter: &str, found: &[u8]) -> String {
    let entries: String = found
        .iter()
        .map(|qid| {
            format!("<VULN_INFO><QID>{qid}</QID><TYPE>Vuln</TYPE><FIRST_FOUND>2026-03-01T01:00:00Z</FIRST_FOUND><LAST_FOUND>2026-03-{day:02}T01:00:00Z</LAST_FOUND><VULN_STATUS>Active</VULN_STATUS></VULN_INFO>")
        })
        .collect();
    let details: String = found
        .iter()
        .map(|qid| format!("<VULN_DETAILS><QID>{qid}</QID><SEVERITY>4</SEVERITY></VULN_DETAILS>"))
        .collect();
    format!(
        "<ASSET_DATA_REPORT><HEADER><GENERATION_DATETIME>2026-03-{day:02}T02:00:00Z</GENERATION_DATETIME><TEMPLATE>t</TEMPLATE></HEADER><HOST_LIST><HOST><IP>h1</IP><VULN_INFO_LIST>{entries}</VULN_INFO_LIST></HOST></HOST_LIST><GLOSSARY><VULN_DETAILS_LIST>{details}</VULN_DETAILS_LIST></GLOSSARY><APPENDICES><TEMPLATE_DETAILS>{choices}<FILTER_SUMMARY>{filter}</FILTER_SUMMARY></TEMPLATE_DETAILS></APPENDICES></ASSET_DATA_REPORT>"
    )
}

#[test]
fn qualys_reports_about_assets() {
    let every = "Status:New, Active, Re-Opened, Fixed Display non-running kernels: Off";
    holds(Case {
        name: "a.xml",
        first: qualys_assets(1, "", every, &[1, 2]),
        lesser: vec![
            (
                "some QIDs only",
                2,
                qualys_assets(2, "<SELECTIVE_VULNS>Custom List</SELECTIVE_VULNS>", every, &[3]),
            ),
            ("fixed ones only", 3, qualys_assets(3, "", "Status:Fixed", &[4])),
        ],
        whole: None,
    });
}

/// A ZAP report as JSON: alerts and the active rules that were started.
fn zap(day: u8, alerts: &[u32], started: &[u32]) -> String {
    let alerts: Vec<String> = alerts
        .iter()
        .map(|rule| {
            format!(r#"{{"pluginid":"{rule}","alertRef":"{rule}","name":"n","riskcode":"3","confidence":"2","instances":[{{"uri":"https://h1/a","method":"GET","param":"p"}}]}}"#)
        })
        .collect();
    let started: Vec<String> =
        started.iter().map(|rule| format!(r#""stats.ascan.{rule}.started":1"#)).collect();
    format!(
        r#"{{"@programName":"ZAP","@version":"2.16.1","@generated":"Wed, {day} Mar 2026 10:00:00","site":[{{"@name":"https://h1","@host":"h1","@port":"443","@ssl":"true","alerts":[{}]}}],"statistics":{{{}}}}}"#,
        alerts.join(","),
        started.join(",")
    )
}

#[test]
fn zap_as_json() {
    holds(Case {
        name: "a.json",
        first: zap(1, &[40_012, 40_018], &[]),
        lesser: vec![
            ("a site that may have been down", 2, zap(2, &[], &[])),
            ("passive rules only", 2, zap(3, &[10_020], &[])),
            ("another active rule", 2, zap(4, &[10_020], &[40_003])),
        ],
        whole: Some(zap(9, &[10_020], &[40_012, 40_018])),
    });
}

#[test]
fn burp_and_nuclei_tell_nothing_about_what_they_covered() {
    let burp = |day: u8, issues: &[u32]| {
        let issue = |kind: &u32| {
            format!(
                "<issue><serialNumber>{kind}</serialNumber><type>{kind}</type><name>n</name><host ip=\"192.0.2.80\">https://h1</host><path>/</path><location>/</location><severity>High</severity><confidence>Firm</confidence></issue>"
            )
        };
        let issues: String = issues.iter().map(issue).collect();
        format!(
            "<?xml version=\"1.0\"?><issues burpVersion=\"2025.12\" exportTime=\"Wed Mar {day:02} 22:43:35 CST 2026\">{issues}</issues>"
        )
    };
    holds(Case {
        name: "a.xml",
        first: burp(1, &[1, 2, 3]),
        lesser: vec![("an export of one issue", 2, burp(2, &[3]))],
        whole: None,
    });
    let nuclei = |day: u8, templates: &[&str]| {
        let line = |id: &&str| {
            format!(
                "{{\"template-id\":\"{id}\",\"info\":{{\"name\":\"n\",\"severity\":\"high\"}},\"type\":\"http\",\"host\":\"https://h1\",\"matched-at\":\"https://h1/a\",\"timestamp\":\"2026-03-{day:02}T10:31:31+08:00\"}}\n"
            )
        };
        templates.iter().map(line).collect::<String>()
    };
    holds(Case {
        name: "a.jsonl",
        first: nuclei(1, &["a", "b", "c"]),
        lesser: vec![("one template matched", 2, nuclei(2, &["c"]))],
        whole: None,
    });
}

/// A report of testssl.sh as text: port and severity of the two tests, and of a problem.
fn testssl_csv(port: u16, severity: &str, problem: &str) -> String {
    let row = |id: &str, severity: &str, finding: &str| {
        format!("\"{id}\",\"h1/192.0.2.90\",\"{port}\",\"{severity}\",\"{finding}\",\"\",\"\"\n")
    };
    let mut text = String::from("\"id\",\"fqdn/ip\",\"port\",\"severity\",\"finding\",\"cve\",\"cwe\"\n");
    if problem.is_empty() {
        text += &row("BREACH", severity, "text");
        text += &row("LUCKY13", severity, "text");
        text += &row("scanTime", "INFO", "83");
    } else {
        text += &row("scanProblem", "FATAL", problem);
    }
    text
}

#[test]
fn testssl() {
    holds(Case {
        name: "a.csv",
        first: testssl_csv(443, "MEDIUM", ""),
        lesser: vec![
            ("another port", 2, testssl_csv(8443, "OK", "")),
            ("tests that did not run", 2, testssl_csv(443, "WARN", "")),
            ("no connection", 2, testssl_csv(443, "", "Can't connect")),
        ],
        whole: Some(testssl_csv(443, "OK", "")),
    });
    let json = |day: u32, tests: &[(&str, &str)]| {
        let tests: Vec<String> = tests
            .iter()
            .map(|(id, severity)| format!(r#"{{"id":"{id}","severity":"{severity}","finding":"f"}}"#))
            .collect();
        format!(
            r#"{{"clientProblem1":[],"Invocation":"testssl.sh --jsonfile-pretty","at":"here","version":"3.2","startTime":"{}","scanResult":[{{"targetHost":"h1","ip":"192.0.2.90","port":"443","rDNS":"","service":"HTTP","vulnerabilities":[{}]}}],"scanTime":83}}"#,
            1_772_586_000 + day * 86_400,
            tests.join(",")
        )
    };
    holds(Case {
        name: "a.json",
        first: json(1, &[("BREACH", "MEDIUM"), ("LUCKY13", "LOW")]),
        lesser: vec![
            ("other tests", 2, json(2, &[("ROBOT", "OK")])),
            ("tests that did not run", 2, json(3, &[("BREACH", "WARN"), ("LUCKY13", "WARN")])),
        ],
        whole: Some(json(9, &[("BREACH", "OK"), ("LUCKY13", "OK")])),
    });
}

/// A Semgrep report: results as rule and file, errors, files and rules that were looked at.
fn semgrep(results: &[(&str, &str)], errors: &str, files: &[&str], rules: &[&str]) -> String {
    let results: Vec<String> = results
        .iter()
        .map(|(rule, file)| {
            format!(r#"{{"check_id": "{rule}", "path": "{file}", "start": {{"line": 3, "col": 1}}, "extra": {{"severity": "ERROR", "fingerprint": "{rule}_0", "lines": "x", "metadata": {{}}}}}}"#)
        })
        .collect();
    let quoted =
        |words: &[&str]| words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"version": "1.84.1", "errors": [{errors}], "paths": {{"scanned": [{}]}}, "results": [{}], "time": {{"rules": [{}]}}}}"#,
        quoted(files),
        results.join(","),
        quoted(rules)
    )
}

#[test]
fn semgrep_in_files_and_rules() {
    let (both_files, both_rules) = (["a.py", "b.py"], ["py.sql", "py.flask"]);
    holds(Case {
        name: "a.json",
        first: semgrep(&[("py.sql", "a.py"), ("py.flask", "b.py")], "", &both_files, &both_rules),
        lesser: vec![
            ("a run with an error", 0, semgrep(&[], r#"{"level": "error"}"#, &both_files, &both_rules)),
            ("a warning about everything", 0, semgrep(&[], r#"{"level": "warn"}"#, &both_files, &both_rules)),
            (
                "files that were read in part",
                2,
                semgrep(
                    &[],
                    r#"{"level": "warn", "path": "a.py"}, {"level": "warn", "path": "./b.py"}"#,
                    &["a.py", "b.py", "c.py"],
                    &both_rules,
                ),
            ),
            ("no list of files", 0, semgrep(&[], "", &[], &both_rules)),
            ("other files", 2, semgrep(&[], "", &["c.py"], &both_rules)),
            ("other rules", 2, semgrep(&[], "", &both_files, &["py.other"])),
        ],
        whole: Some(semgrep(&[], "", &both_files, &both_rules)),
    });
}

#[test]
fn grype_within_one_image() {
    let report = |day: u8, image: &str, only_fixed: bool, found: &[&str]| {
        let matches: Vec<String> = found
            .iter()
            .map(|id| {
                format!(r#"{{"vulnerability": {{"id": "{id}", "severity": "High"}}, "matchDetails": [], "artifact": {{"name": "n", "type": "npm", "purl": "pkg:npm/n@3"}}}}"#)
            })
            .collect();
        format!(
            r#"{{"matches": [{}], "source": {{"type": "image", "target": {{"userInput": "{image}"}}}}, "descriptor": {{"name": "grype", "version": "0.96.0", "timestamp": "2026-03-{day:02}T10:00:00Z", "configuration": {{"only-fixed": {only_fixed}}}}}}}"#,
            matches.join(",")
        )
    };
    holds(Case {
        name: "a.json",
        first: report(1, "shop:1", false, &["CVE-2020-1", "CVE-2020-2"]),
        lesser: vec![
            ("only what can be mended", 0, report(2, "shop:2", true, &[])),
            ("another image", 2, report(3, "other:1", false, &[])),
        ],
        whole: Some(report(9, "shop:3", false, &[])),
    });
}

/// Formats of reports about programs that do not say what they looked at: what they lack stays open.
#[test]
fn reports_about_programs_that_name_no_scope_close_nothing() {
    let trivy = |found: &[&str]| {
        let list: Vec<String> = found
            .iter()
            .map(|id| format!(r#"{{"VulnerabilityID": "{id}", "PkgName": "x", "Severity": "HIGH"}}"#))
            .collect();
        format!(
            r#"{{"SchemaVersion": 2, "ArtifactName": "shop:1", "Results": [{{"Target": "a", "Class": "os-pkgs", "Type": "alpine", "Vulnerabilities": [{}]}}]}}"#,
            list.join(",")
        )
    };
    let mobsf = |found: &[&str]| {
        let list: Vec<String> = found
            .iter()
            .map(|rule| format!(r#"{{"rule": "{rule}", "title": "t", "severity": "high", "component": []}}"#))
            .collect();
        format!(
            r#"{{"version": "v4.0", "file_name": "a.apk", "app_name": "A", "md5": "x", "package_name": "test.app", "manifest_analysis": {{"manifest_findings": [{}]}}}}"#,
            list.join(",")
        )
    };
    let prowler = |status: &str, checks: &[&str]| {
        let list: Vec<String> = checks
            .iter()
            .map(|check| {
                format!(r#"{{"metadata": {{"event_code": "{check}", "product": {{"vendor_name": "Prowler"}}}}, "severity": "High", "status_code": "{status}", "finding_info": {{"title": "t"}}, "cloud": {{"provider": "aws"}}, "resources": [{{"uid": "u"}}]}}"#)
            })
            .collect();
        format!("[{}]", list.join(","))
    };
    let spdx = |packages: &[&str]| {
        let list: Vec<String> = packages
            .iter()
            .map(|name| format!(r#"{{"name": "{name}", "SPDXID": "SPDXRef-{name}", "versionInfo": "1"}}"#))
            .collect();
        format!(
            r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "shop", "packages": [{}]}}"#,
            list.join(",")
        )
    };
    for (name, first, less) in [
        ("trivy.json", trivy(&["CVE-2020-1", "CVE-2020-2"]), trivy(&[])),
        ("mobsf.json", mobsf(&["a", "b"]), mobsf(&[])),
        ("prowler.json", prowler("FAIL", &["a", "b"]), prowler("PASS", &["c"])),
        ("spdx.json", spdx(&["a", "b", "c"]), spdx(&["c"])),
    ] {
        holds(Case { name, first, lesser: vec![("fewer entries", 0, less)], whole: None });
    }
}
