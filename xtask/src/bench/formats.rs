//! Every format: entries per second, parsed and imported end to end, from a generated file of distinct entries.

use super::{Figure, catalogue, peak_megabytes, timed};
use jiff::civil::date;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::sync::Arc;
use zilu_app::{App, ImportFile, ImportOptions};
use zilu_intake::{Item, Source, read};

/// A generated file: groups (hosts, sites, lists) of entries.
struct Report {
    /// Name of the measurement, behind `import-`.
    name: &'static str,
    parsed: &'static str,
    imported: &'static str,
    /// Name of the file.
    file: &'static str,
    /// Groups, and entries in each.
    size: (usize, usize),
    /// Thousands of entries a second that are wanted.
    target: Option<f64>,
    head: &'static str,
    group: fn(usize) -> String,
    /// The entry of a group; both are numbered from 0.
    entry: fn(usize, usize) -> String,
    group_end: &'static str,
    tail: &'static str,
    /// What parts entries from each other, and groups.
    between: &'static str,
}

/// The usual size: a thousand hosts with fifty findings each.
const USUAL: (usize, usize) = (1_000, 50);
/// One list.
const LIST: (usize, usize) = (1, 50_000);
/// What a scanner's format has to reach.
const SCANNER: Option<f64> = Some(50.0);

fn none(_: usize) -> String {
    String::new()
}

/// What most rows have in common.
const PLAIN: Report = Report {
    name: "",
    parsed: "",
    imported: "",
    file: "",
    size: USUAL,
    target: SCANNER,
    head: "",
    group: none,
    entry: |_, _| String::new(),
    group_end: "",
    tail: "",
    between: "",
};

const REPORTS: &[Report] = &[
    Report {
        name: "nessus-xml",
        parsed: "Nessus XML parsed: findings/s",
        imported: "Nessus XML end to end: findings/s",
        file: "a.nessus",
        head: "<?xml version=\"1.0\" ?><NessusClientData_v2><Report name=\"bench\">",
        group: |host| {
            format!(
                "<ReportHost name=\"host-{host}.example\"><HostProperties><tag name=\"HOST_START\">Wed Mar 4 02:00:00 2026</tag><tag name=\"HOST_END\">Wed Mar 4 02:10:00 2026</tag><tag name=\"Credentialed_Scan\">true</tag></HostProperties>\n"
            )
        },
        entry: |_, n| {
            format!(
                "<ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"{}\" pluginID=\"{}\" pluginName=\"A finding of a service\" pluginFamily=\"General\"><description>{TEXT}</description><solution>Update the service.</solution><cvss3_base_score>5.3</cvss3_base_score><plugin_output>{TEXT}</plugin_output></ReportItem>\n",
                n % 5,
                10_000 + n
            )
        },
        group_end: "</ReportHost>",
        tail: "</Report></NessusClientData_v2>",
        ..PLAIN
    },
    Report {
        name: "nessus-csv",
        parsed: "Nessus CSV parsed: findings/s",
        imported: "Nessus CSV end to end: findings/s",
        file: "a.csv",
        head: "Plugin ID,CVE,CVSS v3.0 Base Score,Risk,Host,Protocol,Port,Name,Solution,Plugin Output\n",
        entry: |host, n| {
            format!(
                "{},CVE-2026-{n:04},8.1,High,host-{host}.example,tcp,443,A finding of a service,Update the service.,\"{TEXT}\"\n",
                10_000 + n
            )
        },
        ..PLAIN
    },
    Report {
        name: "openvas-xml",
        parsed: "OpenVAS XML parsed: findings/s",
        imported: "OpenVAS XML end to end: findings/s",
        file: "a.xml",
        head: "<report id=\"a\" format_id=\"b\" content_type=\"text/xml\"><task><name>t</name></task><report id=\"c\"><filters><term>levels=hmlg rows=-1 min_qod=0 first=1</term></filters><scan_run_status>Done</scan_run_status><scan_start>2026-03-04T01:00:00Z</scan_start><results start=\"1\">",
        entry: |host, n| {
            format!(
                "<result id=\"r\"><host>10.0.{}.{}</host><port>22/tcp</port><nvt oid=\"1.3.6.1.4.1.25623.1.0.{n}\"><name>A finding of a service</name><tags>summary={TEXT}</tags></nvt><threat>High</threat><severity>9.8</severity><qod><value>97</value></qod><description>{TEXT}</description></result>\n",
                host / 250,
                host % 250
            )
        },
        tail: "</results></report></report>",
        ..PLAIN
    },
    Report {
        name: "openvas-csv",
        parsed: "OpenVAS CSV parsed: findings/s",
        imported: "OpenVAS CSV end to end: findings/s",
        file: "a.csv",
        head: "IP,Hostname,Port,Port Protocol,CVSS,Severity,QoD,NVT Name,NVT OID,CVEs,Task Name,Timestamp,Result ID,Solution,Specific Result\n",
        entry: |host, n| {
            format!(
                "10.0.{}.{},host-{host}.example,22,tcp,9.8,High,97,A finding of a service,1.3.6.1.4.1.25623.1.0.{n},CVE-2026-{n:04},t,2026-03-04T01:00:00Z,r,Update it.,\"{TEXT}\"\n",
                host / 250,
                host % 250
            )
        },
        ..PLAIN
    },
    Report {
        name: "qualys-xml",
        parsed: "Qualys XML parsed: findings/s",
        imported: "Qualys XML end to end: findings/s",
        file: "a.xml",
        head: "<SCAN value=\"scan/1\"><HEADER><KEY value=\"DATE\">2026-03-04T01:00:00Z</KEY><KEY value=\"STATUS\">FINISHED</KEY></HEADER>",
        group: |host| {
            format!(
                "<IP value=\"10.0.{}.{}\" name=\"host-{host}.example\"><VULNS><CAT value=\"c\" port=\"22\" protocol=\"tcp\">",
                host / 250,
                host % 250
            )
        },
        entry: |_, n| {
            format!(
                "<VULN number=\"{}\" severity=\"4\"><TITLE>A finding of a service</TITLE><DIAGNOSIS>{TEXT}</DIAGNOSIS><SOLUTION>Update the service.</SOLUTION></VULN>\n",
                10_000 + n
            )
        },
        group_end: "</CAT></VULNS></IP>",
        tail: "</SCAN>",
        ..PLAIN
    },
    Report {
        name: "qualys-csv",
        parsed: "Qualys CSV parsed: findings/s",
        imported: "Qualys CSV end to end: findings/s",
        file: "a.csv",
        head: "\"QID\",\"Title\",\"Severity\",\"Last Detected\",\"First Detected\",\"Protocol\",\"Port\",\"Status\",\"Asset Name\",\"Asset IPV4\",\"Solution\"\n",
        entry: |host, n| {
            format!(
                "\"{}\",\"A finding of a service\",\"4\",\"Mar 03, 2026 07:00 AM\",\"Jan 10, 2026 10:00 AM\",\"TCP\",\"443\",\"ACTIVE\",\"HOST{host}\",\"10.0.{}.{}\",\"{TEXT}\"\n",
                10_000 + n,
                host / 250,
                host % 250
            )
        },
        ..PLAIN
    },
    Report {
        name: "nmap",
        parsed: "nmap parsed: ports/s",
        imported: "nmap end to end: ports/s",
        file: "a.xml",
        head: "<nmaprun start=\"1772500000\"><scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"1000\" services=\"1-1000\"/>",
        group: |host| {
            format!(
                "<host starttime=\"1772500000\" endtime=\"1772500100\"><status state=\"up\"/><address addr=\"10.0.{}.{}\" addrtype=\"ipv4\"/><hostnames><hostname name=\"host-{host}.example\" type=\"PTR\"/></hostnames><ports>",
                host / 250,
                host % 250
            )
        },
        entry: |_, n| {
            format!(
                "<port protocol=\"tcp\" portid=\"{}\"><state state=\"open\" reason=\"syn-ack\" reason_ttl=\"64\"/><service name=\"http\" product=\"nginx\" version=\"1.2\" method=\"probed\" conf=\"10\"/></port>\n",
                1 + n
            )
        },
        group_end: "</ports></host>",
        tail: "<runstats><finished exit=\"success\"/></runstats></nmaprun>",
        ..PLAIN
    },
    Report {
        name: "zap-xml",
        parsed: "ZAP XML parsed: findings/s",
        imported: "ZAP XML end to end: findings/s",
        file: "a.xml",
        head: "<OWASPZAPReport version=\"2.16.1\" generated=\"Wed, 4 Mar 2026 10:00:00\">",
        group: |host| {
            format!(
                "<site name=\"https://host-{host}.example\" host=\"host-{host}.example\" port=\"443\" ssl=\"true\"><alerts>"
            )
        },
        entry: |host, n| {
            format!(
                "<alertitem><pluginid>{}</pluginid><alertRef>{}</alertRef><name>A finding</name><riskcode>3</riskcode><confidence>2</confidence><desc>{TEXT}</desc><instances><instance><uri>https://host-{host}.example/a/{n}?t=1</uri><method>GET</method><param>p</param></instance></instances><solution>Encode.</solution></alertitem>\n",
                40_000 + n,
                40_000 + n
            )
        },
        group_end: "</alerts></site>",
        tail: "</OWASPZAPReport>",
        ..PLAIN
    },
    Report {
        name: "zap-json",
        parsed: "ZAP JSON parsed: findings/s",
        imported: "ZAP JSON end to end: findings/s",
        file: "a.json",
        head: r#"{"@programName":"ZAP","@version":"2.16.1","@generated":"Wed, 4 Mar 2026 10:00:00","site":["#,
        group: |host| {
            format!(
                r#"{{"@name":"https://host-{host}.example","@host":"host-{host}.example","@port":"443","@ssl":"true","alerts":["#
            )
        },
        entry: |host, n| {
            format!(
                r#"{{"pluginid":"{}","alertRef":"{}","name":"A finding","riskcode":"3","confidence":"2","desc":"{TEXT}","instances":[{{"uri":"https://host-{host}.example/a/{n}?t=1","method":"GET","param":"p"}}],"solution":"Encode."}}"#,
                40_000 + n,
                40_000 + n
            )
        },
        group_end: "]}",
        tail: "]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "burp",
        parsed: "Burp parsed: findings/s",
        imported: "Burp end to end: findings/s",
        file: "a.xml",
        head: "<?xml version=\"1.0\"?><issues burpVersion=\"2025.12\" exportTime=\"Wed Mar 04 22:43:35 CST 2026\">",
        entry: |host, n| {
            format!(
                "<issue><serialNumber>1</serialNumber><type>{}</type><name>A finding</name><host ip=\"192.0.2.80\">https://host-{host}.example</host><path>/a</path><location>/a</location><severity>High</severity><confidence>Firm</confidence><issueBackground><![CDATA[{TEXT}]]></issueBackground><requestresponse><request method=\"GET\" base64=\"true\"><![CDATA[R0VUIC8=]]></request></requestresponse></issue>\n",
                1_000 + n
            )
        },
        tail: "</issues>",
        ..PLAIN
    },
    Report {
        name: "nuclei",
        parsed: "Nuclei parsed: findings/s",
        imported: "Nuclei end to end: findings/s",
        file: "a.jsonl",
        entry: |host, n| {
            format!(
                "{{\"template-id\":\"template-{n}\",\"info\":{{\"name\":\"A finding\",\"severity\":\"high\",\"description\":\"{TEXT}\"}},\"type\":\"http\",\"host\":\"https://host-{host}.example\",\"matched-at\":\"https://host-{host}.example/a\",\"timestamp\":\"2026-03-04T10:31:31+08:00\"}}\n"
            )
        },
        ..PLAIN
    },
    Report {
        name: "testssl",
        parsed: "testssl CSV parsed: results/s",
        imported: "testssl CSV end to end: results/s",
        file: "a.csv",
        head: "\"id\",\"fqdn/ip\",\"port\",\"severity\",\"finding\",\"cve\",\"cwe\"\n",
        entry: |host, n| {
            format!(
                "\"test_{n}\",\"host-{host}.example/10.0.{}.{}\",\"443\",\"MEDIUM\",\"potentially VULNERABLE, gzip\",\"CVE-2013-3587\",\"CWE-310\"\n",
                host / 250,
                host % 250
            )
        },
        ..PLAIN
    },
    Report {
        name: "sarif",
        parsed: "SARIF parsed: findings/s",
        imported: "SARIF end to end: findings/s",
        file: "a.sarif",
        size: LIST,
        head: r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL", "rules": [{"id": "js/xss", "shortDescription": {"text": "Cross-site scripting"}, "properties": {"security-severity": "6.1", "tags": ["external/cwe/cwe-079"]}}]}}, "results": ["#,
        entry: |_, n| {
            format!(
                r#"{{"ruleId": "js/xss", "ruleIndex": 0, "message": {{"text": "Cross-site scripting vulnerability due to a user-provided value."}}, "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": "src/components/page{}.js", "uriBaseId": "%SRCROOT%"}}, "region": {{"startLine": {n}, "startColumn": 5, "endColumn": 30, "snippet": {{"text": "document.write(location.hash + {n});"}}}}}}}}], "partialFingerprints": {{"primaryLocationLineHash": "9cbc869fb{n:07}:1"}}, "codeFlows": [{{"threadFlows": [{{"locations": [{{"location": {{"message": {{"text": "source"}}}}}}]}}]}}]}}"#,
                n % 500
            )
        },
        tail: "]}]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "semgrep",
        parsed: "Semgrep parsed: findings/s",
        imported: "Semgrep end to end: findings/s",
        file: "a.json",
        size: LIST,
        head: r#"{"version": "1.84.1", "errors": [], "paths": {"scanned": ["a.py"]}, "results": ["#,
        entry: |_, n| {
            format!(
                r#"{{"check_id": "py.rule{}", "path": "src/file{n}.py", "start": {{"line": {n}, "col": 1}}, "end": {{"line": {n}, "col": 9}}, "extra": {{"severity": "ERROR", "fingerprint": "f{n}_0", "message": "{TEXT}", "lines": "x = y", "metadata": {{"cwe": ["CWE-89: SQL"]}}}}}}"#,
                n % 90
            )
        },
        tail: "]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "trivy",
        parsed: "Trivy parsed: findings/s",
        imported: "Trivy end to end: findings/s",
        file: "a.json",
        size: LIST,
        head: r#"{"SchemaVersion": 2, "ArtifactName": "shop/web:1.2", "Results": [{"Target": "package-lock.json", "Class": "lang-pkgs", "Type": "npm", "Vulnerabilities": ["#,
        entry: |_, n| {
            format!(
                r#"{{"VulnerabilityID": "CVE-2024-{n:05}", "PkgName": "package-{}", "InstalledVersion": "1.2.{n}", "FixedVersion": "1.3.0", "Severity": "HIGH", "SeveritySource": "ghsa", "Title": "package: denial of service by a long header", "Description": "{TEXT}", "CweIDs": ["CWE-400"], "CVSS": {{"nvd": {{"V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "V3Score": 7.5}}}}, "References": ["https://example.test/a", "https://example.test/b"]}}"#,
                n % 900
            )
        },
        tail: "]}]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "grype",
        parsed: "Grype parsed: findings/s",
        imported: "Grype end to end: findings/s",
        file: "a.json",
        size: LIST,
        head: r#"{"source": {"type": "image", "target": {"userInput": "shop:1"}}, "descriptor": {"name": "grype", "version": "0.96.0", "timestamp": "2026-03-04T10:00:00Z", "configuration": {"only-fixed": false}}, "matches": ["#,
        entry: |_, n| {
            format!(
                r#"{{"vulnerability": {{"id": "CVE-2024-{n:05}", "severity": "High", "description": "{TEXT}", "fix": {{"state": "fixed", "versions": ["2.0"]}}}}, "matchDetails": [{{"matcher": "x"}}], "artifact": {{"name": "package-{}", "version": "1.{n}", "type": "npm", "purl": "pkg:npm/package-{}@1.{n}", "locations": [{{"path": "/app/z.json"}}]}}}}"#,
                n % 900,
                n % 900
            )
        },
        tail: "]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "mobsf",
        parsed: "MobSF parsed: findings/s",
        imported: "MobSF end to end: findings/s",
        file: "a.json",
        // One list is one piece of the report, which is bounded.
        size: (1, 20_000),
        head: r#"{"version": "v4.0", "file_name": "a.apk", "app_name": "A", "md5": "x", "package_name": "test.app", "manifest_analysis": {"manifest_findings": ["#,
        entry: |_, n| {
            format!(
                r#"{{"rule": "rule-{n}", "title": "Activity <strong>X</strong> is exported", "severity": "high", "description": "{TEXT}", "component": ["a{n}"]}}"#
            )
        },
        tail: "]}}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "prowler",
        parsed: "Prowler parsed: findings/s",
        imported: "Prowler end to end: findings/s",
        file: "a.ocsf.json",
        size: LIST,
        head: "[",
        entry: |_, n| {
            format!(
                r#"{{"metadata": {{"event_code": "check_{}", "product": {{"vendor_name": "Prowler"}}}}, "severity": "High", "status_code": "FAIL", "finding_info": {{"title": "A finding", "desc": "{TEXT}", "created_time": 1772500000}}, "cloud": {{"provider": "aws", "account": {{"uid": "1"}}}}, "resources": [{{"uid": "arn:aws:s3:::bucket-{n}"}}]}}"#,
                n % 90
            )
        },
        tail: "]",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "cyclonedx",
        parsed: "CycloneDX parsed: components/s",
        imported: "CycloneDX end to end: components/s",
        file: "a.cdx.json",
        size: LIST,
        head: r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"name": "shop"}}, "components": ["#,
        entry: |_, n| {
            format!(
                r#"{{"bom-ref": "r{n}", "type": "library", "group": "org.example", "name": "part-{n}", "version": "1.{n}", "purl": "pkg:maven/org.example/part-{n}@1.{n}", "licenses": [{{"license": {{"id": "Apache-2.0"}}}}], "hashes": [{{"alg": "SHA-256", "content": "ab12"}}], "externalReferences": [{{"type": "vcs", "url": "https://example.test/part"}}]}}"#
            )
        },
        tail: "]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "spdx",
        parsed: "SPDX parsed: packages/s",
        imported: "SPDX end to end: packages/s",
        file: "a.spdx.json",
        size: LIST,
        head: r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "shop", "packages": ["#,
        entry: |_, n| {
            format!(
                r#"{{"name": "part-{n}", "SPDXID": "SPDXRef-{n}", "versionInfo": "1.{n}", "licenseConcluded": "MIT", "supplier": "Organization: Example", "externalRefs": [{{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/part-{n}@1.{n}"}}]}}"#
            )
        },
        tail: "]}",
        between: ",\n",
        ..PLAIN
    },
    Report {
        name: "kev",
        parsed: "KEV parsed: rows/s",
        imported: "KEV end to end: rows/s",
        file: "kev.csv",
        size: LIST,
        head: "cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse\n",
        entry: |_, n| {
            format!(
                "CVE-2024-{n:05},Example,Product,\"A weakness, described\",2024-12-10,\"{TEXT}\",Apply updates.,2024-12-24,Known\n"
            )
        },
        ..PLAIN
    },
    Report {
        name: "epss",
        parsed: "EPSS parsed: rows/s",
        imported: "EPSS end to end: rows/s",
        file: "epss.csv",
        size: (1, 250_000),
        head: "#model_version:v2025.03.14,score_date:2025-05-01T12:55:00Z\ncve,epss,percentile\n",
        entry: |_, n| format!("CVE-{}-{n:05},0.{:05},0.{:05}\n", 1999 + n % 25, n % 99_999, n % 99_991),
        ..PLAIN
    },
    Report {
        name: "ldif",
        parsed: "LDIF parsed: entries/s",
        imported: "LDIF end to end: entries/s",
        file: "a.ldif",
        size: LIST,
        target: None,
        entry: |_, n| {
            format!(
                "dn: CN=User {n},OU=Staff,DC=corp,DC=example\nobjectClass: top\nobjectClass: person\nobjectClass: user\ncn: User {n}\nsAMAccountName: user{n}\nuserAccountControl: 512\nwhenCreated: 20250301010000.0Z\npwdLastSet: 133500000000000000\nlastLogonTimestamp: 133500000000000000\nmail: user{n}@example.com\ndepartment: Staff\n\n"
            )
        },
        ..PLAIN
    },
    Report {
        name: "firewall",
        parsed: "ASA parsed: lines/s",
        imported: "ASA end to end: lines/s",
        file: "edge.conf",
        size: (10, 1_000),
        target: None,
        head: "ASA Version 9.16(4)\nhostname edge\n",
        entry: |list, n| {
            format!(
                "access-list acl_{list} extended permit tcp 10.{}.{}.0 255.255.255.0 host 192.0.2.{} eq {}\n",
                n / 250,
                n % 250,
                list + 1,
                1_000 + n
            )
        },
        tail: ": end\n",
        ..PLAIN
    },
    Report {
        name: "csv",
        parsed: "CSV of people parsed: rows/s",
        imported: "CSV of people end to end: rows/s",
        file: "person.csv",
        size: LIST,
        target: None,
        head: "employee_no,name,department,email,employment,生效日\n",
        entry: |_, n| format!("E{n},王小明,業務部,e{n}@example.com,active,2025-01-01\n"),
        ..PLAIN
    },
];

/// Text of the length that reports usually have, which importers pass over.
const TEXT: &str = "A crafted request makes the service answer what it should not, which an attacker on the network can use. The service is reachable, and the version that it tells of itself is older than the one in which this was mended.";

/// The names of the measurements.
pub(super) fn names() -> impl Iterator<Item = String> {
    REPORTS.iter().map(|report| format!("import-{}", report.name))
}

/// The measurement of this name, if it is one of these.
pub(super) fn measure(name: &str) -> Option<Vec<Figure>> {
    let name = name.strip_prefix("import-")?;
    REPORTS.iter().find(|report| report.name == name).map(Report::measure)
}

impl Report {
    fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        let (groups, entries) = self.size;
        out.write_all(self.head.as_bytes())?;
        for group in 0..groups {
            if group > 0 {
                out.write_all(self.between.as_bytes())?;
            }
            out.write_all((self.group)(group).as_bytes())?;
            for n in 0..entries {
                if n > 0 {
                    out.write_all(self.between.as_bytes())?;
                }
                out.write_all((self.entry)(group, n).as_bytes())?;
            }
            out.write_all(self.group_end.as_bytes())?;
        }
        out.write_all(self.tail.as_bytes())?;
        out.flush()
    }

    /// The rates, and the peak memory of the import.
    fn measure(&self) -> Vec<Figure> {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join(self.file);
        let mut out = BufWriter::new(File::create(&path).expect("a temporary file"));
        self.write(&mut out).expect("disk space");
        let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(File::open(&path)?)) };
        let mut head = Vec::new();
        open().expect("the file").take(zilu_intake::HEAD as u64).read_to_end(&mut head).expect("the file");
        let format = zilu_intake::recognise(self.file, &head).expect("a format that is read");
        let catalogue = Arc::new(catalogue());
        let source =
            Source { date: Some(date(2026, 3, 4)), subject: Some("web".into()), ..Source::new(self.file) };
        let mut fault = None;
        let mut sink = |item: Item| -> Result<(), ()> {
            if let Item::Fault(told) = item {
                fault.get_or_insert(told);
            }
            Ok(())
        };
        let input = open().expect("the file just written");
        let (parsing, summary) = timed(|| {
            read(input, format, None, &catalogue, &source, &mut sink).expect("the sink never fails")
        });
        assert!(summary.is_clean(), "the report is sound: {fault:?}");
        let (groups, entries) = self.size;
        let wanted = (groups * entries) as u64;
        assert!(summary.items >= wanted && summary.merged == 0, "each entry is one of its own: {summary:?}");
        let app = App::create(
            &folder.path().join("data"),
            Arc::clone(&catalogue),
            "bench.zilu.invalid",
            0,
            date(2026, 11, 24),
        )
        .expect("a new folder");
        let length = std::fs::metadata(&path).expect("the file just written").len();
        let file = ImportFile { name: self.file, length, open: &open };
        let options = ImportOptions {
            actor: "bench".to_owned(),
            date: source.date,
            subject: Some("web".to_owned()),
            recorded_ms: 1,
            ..ImportOptions::default()
        };
        let import = || app.import(&file, &options, &mut |_, _| {}).expect("an import");
        let (seconds, report) = timed(import);
        assert_eq!(report.refused, 0, "the report is sound");
        assert!(report.new >= wanted, "each entry is recorded: {} new", report.new);
        let peak = peak_megabytes();
        let again = import();
        assert_eq!((again.new, again.changed, again.gone), (0, 0, 0), "the same file twice is zero changes");
        let rate = |seconds: f64| wanted as f64 / seconds / 1e3;
        let figure = |name, value, unit, target| Figure { name, value, unit, target };
        vec![
            figure(self.parsed, rate(parsing), "k/s", None),
            figure(self.imported, rate(seconds), "k/s", self.target.map(|target| -target)),
            figure("  its peak memory", peak, "MB", None),
        ]
    }
}
