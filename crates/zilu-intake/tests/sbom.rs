//! Bills of materials and statements about vulnerabilities: what becomes of them.

mod common;

use common::{Got, line, own_catalogue};
use jiff::civil::date;
use zilu_intake::{Format, HEAD, Source, read, recognise};

fn run(name: &str, bytes: &[u8]) -> Got {
    let source = Source {
        sha256: Some("ab12cd34ef".into()),
        date: Some(date(2025, 3, 1)),
        subject: Some("web".into()),
        ..Source::new(name)
    };
    let format = recognise(name, &bytes[..bytes.len().min(HEAD)]).expect("a known format");
    Got::from(|sink| read(bytes, format, None, &own_catalogue(), &source, sink))
}

fn lines(got: &Got) -> String {
    assert_eq!(got.fault_lines(), "");
    let catalogue = own_catalogue();
    got.records.iter().map(|record| line(&catalogue, record) + "\n").collect()
}

fn keys(got: &Got) -> Vec<&str> {
    assert_eq!(got.fault_lines(), "");
    got.records.iter().map(|r| r.key.as_str()).collect()
}

fn notes(got: &Got) -> String {
    got.summary.iter().flat_map(|s| &s.notes).map(|note| note.en.clone() + "\n").collect()
}

const JSON: &str = include_str!("fixtures/bom.cdx.json");

const XML: &str = include_str!("fixtures/bom.cdx.xml");

#[test]
fn cyclonedx_gives_components_findings_and_statements() {
    let got = run("a.json", JSON.as_bytes());
    insta::assert_snapshot!(lines(&got), @r#"
    component web|shop|g/core｜x system=web product=shop package=g/core｜x name=core|x sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    component web|shop|inner system=web product=shop package=inner name=inner version=1 sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    component web|shop|pkg:maven/org.x/log4 system=web product=shop package=pkg:maven/org.x/log4 name=log|4 version="2.0, 2.1" licence="Apache-2.0, MIT OR X" supplier=X purl=pkg:maven/org.x/log4@2.0 sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    vex_statement shop|CVE-2024-2222|pkg:maven/org.x/log4 document=shop vulnerability=CVE-2024-2222 product=pkg:maven/org.x/log4 product_name=shop:2.0 status=not_affected justification=code_not_reachable impact="never called" action=will_not_fix stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement shop|SNYK-1|shop document=shop vulnerability=SNYK-1 product=shop product_name=shop:2.0 status=under_investigation stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    code_finding web|cyclonedx:CVE-2024-1111|shop:pkg:maven/org.x/log4 system=web rule=cyclonedx:CVE-2024-1111 place=shop:pkg:maven/org.x/log4 tool=CycloneDX scanner_severity=critical cwe=CWE-502 cve=CVE-2024-1111 solution=upgrade last_seen_on=2025-05-06 present=yes default: risk=critical risk_basis=scanner earliest: first_seen_on=2025-05-06 since=2025-05-06
    code_finding web|cyclonedx:CVE-2024-1111|shop:pkg:npm/elsewhere system=web rule=cyclonedx:CVE-2024-1111 place=shop:pkg:npm/elsewhere tool=CycloneDX scanner_severity=critical cwe=CWE-502 cve=CVE-2024-1111 solution=upgrade last_seen_on=2025-05-06 present=yes default: risk=critical risk_basis=scanner earliest: first_seen_on=2025-05-06 since=2025-05-06
    code_finding web|cyclonedx:SNYK-1|shop system=web rule=cyclonedx:SNYK-1 place=shop tool=CycloneDX cve=CVE-2024-3333 last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    "#);
    insta::assert_snapshot!(notes(&got), @"1 vulnerability is not affecting, a false positive or resolved by its analysis, and is no finding");
    let tested = &got.tested[0];
    assert_eq!((tested.tool.as_str(), tested.complete, tested.on), ("shop|", true, date(2025, 5, 6)));
    assert_eq!(got.summary.as_ref().map(|s| (s.items, s.merged)), Some((7, 1)));
}

#[test]
fn cyclonedx_xml_says_the_same() {
    let (xml, json) = (run("a.xml", XML.as_bytes()), run("a.json", JSON.as_bytes()));
    let same = |key: &&&str| !key.contains("elsewhere") && !key.contains("SNYK-1");
    assert_eq!(keys(&xml), keys(&json).iter().filter(same).copied().collect::<Vec<_>>());
    let without_place = |got: &Got, key: &str| {
        let record = got.records.iter().find(|r| r.key == key).expect("there");
        line(&own_catalogue(), record)
    };
    for key in keys(&xml) {
        assert_eq!(without_place(&xml, key), without_place(&json, key));
    }
    assert_eq!(xml.tested, json.tested);
}

#[test]
fn only_a_list_that_says_so_is_complete() {
    for (from, to) in [
        ("\"complete\"", "\"incomplete\""),
        ("[\"root\"]}", "[\"other\"]}"),
        ("[\"root\"]}", "[\"root\"]}, {\"aggregate\": \"unknown\", \"assemblies\": [\"root\"]}"),
        ("\"compositions\"", "\"other\""),
        ("\"name\": \"shop:2.0\"", "\"x\": 1"),
    ] {
        let got = run("a.json", JSON.replace(from, to).as_bytes());
        assert!(got.tested.is_empty(), "{to}");
        assert!(notes(&got).contains("does not say that it is complete"), "{to}");
    }
    let got = run("a.json", JSON.replace(", \"assemblies\": [\"root\"]", "").as_bytes());
    assert_eq!(got.tested.len(), 1);
}

#[test]
fn damaged_lists_are_refused_with_their_place() {
    for (wrong, code) in [
        (r#"{"bomFormat": "CycloneDX", "components": []}"#, "no-version"),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.4", "components": {"a": 1}, "metadata": 7}"#,
            "wrong-type",
        ),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.4", "components": [{"type": "library"}]}"#,
            "no-name",
        ),
        (
            r#"{"bomFormat": "CycloneDX", "specVersion": "1.4", "metadata": {"timestamp": "gestern"}}"#,
            "not-a-date",
        ),
        (r#"{"bomFormat": "CycloneDX", "specVersion": "1.4", "components": [{"name": "a"}"#, "truncated"),
        (
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component><name>a</name>"#,
            "truncated",
        ),
        (
            r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"><components><component/></components></bom>"#,
            "no-name",
        ),
        (r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4"/><bom/>"#, "trailing"),
    ] {
        let got = run("a", wrong.as_bytes());
        assert_eq!(got.codes(), [code], "{wrong}");
        assert!(got.records.is_empty(), "{wrong}");
    }
    for (format, text) in [(Format::CycloneDx, JSON), (Format::CycloneDx, XML)] {
        for part in 1..20 {
            let cut = &text.as_bytes()[..text.len() * part / 20];
            let source = Source { subject: Some("web".into()), ..Source::new("a") };
            let got = Got::from(|sink| read(cut, format, None, &own_catalogue(), &source, sink));
            assert_eq!(got.faults.len(), 1, "{part}");
            assert!(["truncated", "malformed"].contains(&got.codes()[0]), "{part} {:?}", got.codes());
        }
    }
}

#[test]
fn openvex_gives_a_statement_for_each_product() {
    let text = include_str!("fixtures/openvex.json");
    let got = run("a.json", text.as_bytes());
    insta::assert_snapshot!(lines(&got), @r#"
    vex_statement https://x.test/vex｜1|CVE-2024-1|pkg:npm/b@2 / c document=https://x.test/vex｜1 vulnerability=CVE-2024-1 product="pkg:npm/b@2 / c" status=not_affected justification=component_not_present stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement https://x.test/vex｜1|CVE-2024-1|pkg:npm/b@2 / d document=https://x.test/vex｜1 vulnerability=CVE-2024-1 product="pkg:npm/b@2 / d" status=not_affected justification=component_not_present stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement https://x.test/vex｜1|CVE-2024-2|pkg:npm/a@1 document=https://x.test/vex｜1 vulnerability=CVE-2024-2 product=pkg:npm/a@1 status=affected action="upgrade now" stated_on=2025-06-01 author=ACME report=ab12cd34ef since=2025-06-01
    vex_statement https://x.test/vex｜1|CVE-2024-1|pkg:npm/a@1 document=https://x.test/vex｜1 vulnerability=CVE-2024-1 product=pkg:npm/a@1 status=fixed stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement https://x.test/vex｜1|CVE-2024-3|- document=https://x.test/vex｜1 vulnerability=CVE-2024-3 product=- stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    "#);
    insta::assert_snapshot!(notes(&got), @"1 statement has a status that is not known: none is stated");
    for (from, to, code) in [
        ("\"statements\": [", "\"statements\": 7, \"x\": [", "no-id"),
        ("\"@id\": \"https://x.test/vex|1\"", "\"@id\": 7", "wrong-type"),
        ("\"vulnerability\": \"CVE-2024-2\"", "\"vulnerability\": [1]", "wrong-type"),
        ("\"status\": \"maybe\"", "\"status\": null", "wrong-type"),
        ("\"2025-06-01\"", "\"yesterday\"", "not-a-date"),
        ("[\"pkg:npm/a@1\"]", "[[1]]", "wrong-type"),
    ] {
        assert_eq!(run("a.json", text.replace(from, to).as_bytes()).codes(), [code], "{to}");
    }
}

#[test]
fn csaf_gives_a_statement_for_each_product() {
    // Groups stand before what uses them, as the standard orders them.
    let ordered = include_str!("fixtures/csaf.json");
    let got = run("a.json", ordered.as_bytes());
    insta::assert_snapshot!(lines(&got), @r#"
    vex_statement ACME-1|CVE-2024-1|P1 document=ACME-1 vulnerability=CVE-2024-1 product=P1 product_name="ACME Shop 1" status=not_affected justification=component_not_present impact="not there" action=upgrade stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement ACME-1|CVE-2024-1|P3 document=ACME-1 vulnerability=CVE-2024-1 product=P3 product_name="Lib in Shop" status=affected action=upgrade stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement ACME-1|CVE-2024-1|P2 document=ACME-1 vulnerability=CVE-2024-1 product=P2 product_name="Shop 2" status=affected action=upgrade stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement ACME-1|BUG-7|P1 document=ACME-1 vulnerability=BUG-7 product=P1 product_name="ACME Shop 1" status=fixed stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    "#);
    for (from, to, code) in [
        ("\"csaf_version\": \"2.0\"", "\"csaf_version\": \"1.2\"", "csaf-version"),
        ("\"id\": \"ACME-1\"", "\"x\": 1", "no-id"),
        ("\"cve\": \"CVE-2024-1\"", "\"x\": 1", "no-vulnerability"),
        ("[\"P3\", \"P2\"]", "[[1]]", "wrong-type"),
        ("[\"P3\", \"P2\"]", "\"P3\"", "wrong-type"),
    ] {
        assert_eq!(run("a.json", ordered.replace(from, to).as_bytes()).codes(), [code], "{to}");
    }
}

const KEV_CSV: &str = "\u{FEFF}cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes\r\nCVE-2021-44228,Apache,Log4j2,\"=Apache \"\"Log4j2\"\"\nRCE\",2021-12-10,x,y,2021-12-24,Known,,CWE-20\r\nCVE-2021-27104,A,F,F,2021-11-03,x,y,2021-11-17,Unknown,,\r\nZDI-1,A,F,F,2021-11-03,x,y,,Unknown,,\r\n";

#[test]
fn kev_reads_the_same_from_json_and_csv() {
    let csv = run("kev.csv", KEV_CSV.as_bytes());
    insta::assert_snapshot!(lines(&csv), @r#"
    known_vulnerability CVE-2021-44228 cve=CVE-2021-44228 title="=Apache \"Log4j2\" RCE" known_exploited=yes known_exploited_on=2021-12-10 due_on=2021-12-24 ransomware=yes since=2025-03-01
    known_vulnerability CVE-2021-27104 cve=CVE-2021-27104 title=F known_exploited=yes known_exploited_on=2021-11-03 due_on=2021-11-17 since=2025-03-01
    "#);
    insta::assert_snapshot!(notes(&csv), @"1 row names no CVE, and is not taken");
    let json = r#"{"title": "CISA", "catalogVersion": "2025.03.01", "dateReleased": "2025-03-01T01:00:00.0000Z", "count": 3, "vulnerabilities": [
      {"cveID": "CVE-2021-44228", "vulnerabilityName": "=Apache \"Log4j2\" RCE", "dateAdded": "2021-12-10", "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known"},
      {"cveID": "CVE-2021-27104", "vulnerabilityName": "F", "dateAdded": "2021-11-03", "dueDate": "2021-11-17", "knownRansomwareCampaignUse": "Unknown"},
      {"cveID": "ZDI-1"}]}"#;
    assert_eq!(lines(&run("kev.json", json.as_bytes())), lines(&csv));
    assert_eq!(run("kev.csv", KEV_CSV.replace("2021-12-24", "soon").as_bytes()).codes(), ["not-a-date"]);
}

#[test]
fn epss_streams_percentages() {
    let text = "#model_version:v2025.03.14,score_date:2025-05-01T12:55:00Z\ncve,epss,percentile\nCVE-1999-0001,0.01298,0.78576\nCVE-2021-44228,0.94358,1\nGHSA-x,0.1,0.1\n";
    let got = run("epss_scores.csv", text.as_bytes());
    insta::assert_snapshot!(lines(&got), @"
    known_vulnerability CVE-1999-0001 cve=CVE-1999-0001 epss=1.298 epss_percentile=78.576 epss_on=2025-05-01 since=2025-05-01
    known_vulnerability CVE-2021-44228 cve=CVE-2021-44228 epss=94.358 epss_percentile=100 epss_on=2025-05-01 since=2025-05-01
    ");
    let wrong = text.replace("0.94358", "94.3").replace(",0.78576", ",");
    insta::assert_snapshot!(run("epss.csv", wrong.as_bytes()).fault_lines(), @"
    epss.csv，第 3 行「percentile」：「」不是 0 到 1 的機率
    epss.csv, line 3 'percentile': '' is no probability from 0 to 1
    epss.csv，第 4 行「epss」：「94.3」不是 0 到 1 的機率
    epss.csv, line 4 'epss': '94.3' is no probability from 0 to 1
    ");
    let undated = text.replace("score_date", "x");
    assert!(lines(&run("epss.csv", undated.as_bytes())).contains("epss_on=2025-03-01"));
    let cut = run("epss.csv", b"#model_version:v1\ncve,epss,percentile\n\xA4\xA4");
    assert_eq!(cut.codes(), ["encoding"]);
}

const SPDX_JSON: &str = include_str!("fixtures/bom.spdx.json");

const SPDX_TAGS: &str = include_str!("fixtures/bom.spdx");

#[test]
fn spdx_reads_the_same_from_json_and_tags() {
    let json = run("a.json", SPDX_JSON.as_bytes());
    insta::assert_snapshot!(lines(&json), @"
    component web|shop|pkg:npm/a system=web product=shop package=pkg:npm/a name=a|b version=1 licence=MIT supplier=ACME purl=pkg:npm/a@1 sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    component web|shop|shop system=web product=shop package=shop name=shop version=2.0 sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    code_finding web|spdx:CVE-2024-1111|shop:pkg:npm/a system=web rule=spdx:CVE-2024-1111 place=shop:pkg:npm/a tool=SPDX cve=CVE-2024-1111 last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    ");
    assert!(json.tested.is_empty());
    let tags = run("a.spdx", SPDX_TAGS.as_bytes());
    assert_eq!(lines(&tags), lines(&json));
    for (wrong, code) in [
        (SPDX_JSON.replace("SPDX-2.3", "SPDX-3.0"), "spdx-version"),
        (
            r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}"#.into(),
            "spdx-version",
        ),
        (SPDX_JSON.replace("\"a|b\"", "7"), "wrong-type"),
        (SPDX_JSON.replace("\"externalRefs\": [", "\"externalRefs\": 1, \"x\": ["), ""),
        (SPDX_TAGS.replace("SPDX-2.2", "SPDX-1.2"), "spdx-version"),
        (SPDX_TAGS.replace("</text>", ""), "truncated"),
        (SPDX_TAGS.replace("# c", "c"), "malformed"),
        (SPDX_TAGS.replace("Created: 2025-05-05T20:00:00Z", "Created: x"), "not-a-date"),
        (SPDX_TAGS.replace("PackageName: shop", "PackageName:"), "no-name"),
    ] {
        let got = run("a", wrong.as_bytes());
        assert_eq!(
            got.codes().first().copied().unwrap_or_default(),
            if code.is_empty() { "wrong-type" } else { code },
            "{wrong}"
        );
    }
}
