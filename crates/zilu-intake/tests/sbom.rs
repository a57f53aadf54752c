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

const JSON: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": "urn:uuid:1",
"vulnerabilities": [
  {"id": "CVE-2024-1111", "ratings": [{"severity": "low", "method": "other"}, {"score": 9.8, "method": "CVSSv31"}], "cwes": [502], "affects": [{"ref": "r1"}, {"ref": "pkg:npm/elsewhere@1"}], "recommendation": "upgrade"},
  {"id": "CVE-2024-2222", "ratings": [{"severity": "none"}], "affects": [{"ref": "urn:cdx:1/1#r1"}], "analysis": {"state": "not_affected", "justification": "code_not_reachable", "detail": "never called", "response": ["will_not_fix"]}},
  {"id": "SNYK-1", "references": [{"id": "CVE-2024-3333"}], "analysis": {"state": "in_triage"}}],
"metadata": {"timestamp": "2025-05-05T20:00:00Z", "component": {"bom-ref": "root", "type": "application", "name": "shop:2.0", "version": "2.0"}, "supplier": {"name": "ACME"}},
"components": [
  {"bom-ref": "r1", "type": "library", "group": "org.x", "name": "log|4", "version": "2.1", "purl": "pkg:maven/org.x/log4@2.1?type=jar", "licenses": [{"license": {"id": "Apache-2.0"}}, {"expression": "MIT OR X"}], "supplier": {"name": "X"},
   "components": [{"name": "inner", "version": "1", "components": [{"name": "core|x", "group": "g"}]}]},
  {"type": "library", "name": "log4", "version": "2.0", "purl": "pkg:maven/org.x/log4@2.0"}],
"compositions": [{"aggregate": "complete", "assemblies": ["root"]}]}"#;

const XML: &str = r#"<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" xmlns:v="http://cyclonedx.org/schema/ext/vulnerability/1.0" serialNumber="urn:uuid:1" version="1">
 <metadata><timestamp>2025-05-05T20:00:00Z</timestamp><tools><tool><name>t</name></tool></tools><component type="application" bom-ref="root"><name>shop:2.0</name></component><supplier><name>ACME</name></supplier></metadata>
 <components>
  <component type="library" bom-ref="r1"><supplier><name>X</name></supplier><group>org.x</group><name>log|4</name><version>2.1</version><licenses><license><id>Apache-2.0</id></license><expression>MIT OR X</expression></licenses><purl>pkg:maven/org.x/log4@2.1?type=jar</purl>
   <components><component type="library"><name>inner</name><version>1</version><components><component><group>g</group><name>core|x</name></component></components></component></components></component>
  <component type="library"><name>log4</name><version>2.0</version><purl>pkg:maven/org.x/log4@2.0</purl></component>
 </components>
 <compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="root"/></assemblies></composition></compositions>
 <v:vulnerabilities>
  <v:vulnerability ref="r1"><v:id>CVE-2024-1111</v:id><v:ratings><v:rating><v:severity>Low</v:severity><v:method>Other</v:method></v:rating><v:rating><v:score><v:base>9.8</v:base></v:score><v:method>CVSSv31</v:method></v:rating></v:ratings><v:cwes><v:cwe>502</v:cwe></v:cwes><v:recommendations><v:recommendation>upgrade</v:recommendation></v:recommendations></v:vulnerability>
  <vulnerability><id>CVE-2024-2222</id><ratings><rating><severity>none</severity></rating></ratings><analysis><state>not_affected</state><justification>code_not_reachable</justification><responses><response>will_not_fix</response></responses><detail>never called</detail></analysis><affects><target><ref>urn:cdx:1/1#r1</ref></target></affects></vulnerability>
 </v:vulnerabilities>
</bom>"#;

#[test]
fn cyclonedx_gives_components_findings_and_statements() {
    let got = run("a.json", JSON.as_bytes());
    insta::assert_snapshot!(lines(&got), @r#"
    component web|shop|g/core｜x system=web product=shop package=g/core｜x name=core|x sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    component web|shop|inner system=web product=shop package=inner name=inner version=1 sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    component web|shop|pkg:maven/org.x/log4 system=web product=shop package=pkg:maven/org.x/log4 name=log|4 version="2.0, 2.1" licence="Apache-2.0, MIT OR X" supplier=X purl=pkg:maven/org.x/log4@2.0 sbom=ab12cd34ef last_seen_on=2025-05-06 present=yes earliest: first_seen_on=2025-05-06 since=2025-05-06
    vex_statement urn:uuid:1|CVE-2024-2222|r1 document=urn:uuid:1 vulnerability=CVE-2024-2222 product=r1 product_name=shop:2.0 status=not_affected justification=code_not_reachable impact="never called" action=will_not_fix stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
    vex_statement urn:uuid:1|SNYK-1|shop document=urn:uuid:1 vulnerability=SNYK-1 product=shop product_name=shop:2.0 status=under_investigation stated_on=2025-05-06 author=ACME report=ab12cd34ef since=2025-05-06
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
    let text = r#"{"@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://x.test/vex|1", "author": "ACME", "timestamp": "2025-05-05T20:00:00Z", "statements": [
      {"vulnerability": {"name": "CVE-2024-1"}, "products": ["pkg:npm/a@1", {"@id": "pkg:npm/b@2", "subcomponents": [{"@id": "c"}, "d"]}], "status": "not_affected", "justification": "component_not_present"},
      {"vulnerability": "CVE-2024-2", "products": [{"identifiers": {"purl": "pkg:npm/a@1"}}], "status": "affected", "action_statement": "upgrade\nnow", "timestamp": "2025-06-01"},
      {"vulnerability": "CVE-2024-1", "products": ["pkg:npm/a@1"], "status": "fixed"},
      {"vulnerability": "CVE-2024-3", "status": "maybe"}]}"#;
    let got = run("a.json", text.as_bytes());
    insta::assert_snapshot!(lines(&got), @"");
    insta::assert_snapshot!(notes(&got), @"");
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
    let text = r#"{"document": {"category": "csaf_vex", "csaf_version": "2.0", "publisher": {"name": "ACME"}, "tracking": {"id": "ACME-1", "current_release_date": "2025-05-05T20:00:00Z"}},
      "vulnerabilities": [{"cve": "CVE-2024-1", "product_status": {"known_not_affected": ["P1", "P2"], "known_affected": ["P3", "P2"]},
        "flags": [{"label": "component_not_present", "group_ids": ["G"]}], "threats": [{"category": "impact", "details": "not there", "product_ids": ["P1"]}],
        "remediations": [{"category": "none_available", "details": "x"}, {"category": "vendor_fix", "details": "upgrade"}]},
       {"ids": [{"system_name": "x", "text": "BUG-7"}], "product_status": {"fixed": ["P1"]}}],
      "product_tree": {"branches": [{"category": "vendor", "name": "ACME", "branches": [{"category": "product_version", "name": "1", "product": {"product_id": "P1", "name": "ACME Shop 1"}}]}],
        "full_product_names": [{"product_id": "P2", "name": "Shop 2"}], "relationships": [{"category": "default_component_of", "full_product_name": {"product_id": "P3", "name": "Lib in Shop"}}],
        "product_groups": [{"group_id": "G", "product_ids": ["P1"]}]}}"#;
    // Groups and names may stand behind what uses them; only flags of groups need the order of the standard.
    let (document, rest) = text.split_once("\"vulnerabilities\"").expect("there");
    let (vulnerabilities, tree) = rest.split_once(",\n      \"product_tree\"").expect("there");
    let tree = tree.strip_suffix('}').expect("there");
    let ordered = format!("{document}\"product_tree\"{tree}, \"vulnerabilities\"{vulnerabilities}}}");
    let got = run("a.json", ordered.as_bytes());
    insta::assert_snapshot!(lines(&got), @"");
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
    insta::assert_snapshot!(lines(&csv), @"");
    insta::assert_snapshot!(notes(&csv), @"");
    let json = r#"{"title": "CISA", "catalogVersion": "2025.03.01", "dateReleased": "2025-03-01T01:00:00.0000Z", "count": 3, "vulnerabilities": [
      {"cveID": "CVE-2021-44228", "vulnerabilityName": "=Apache \"Log4j2\" RCE", "dateAdded": "2021-12-10", "dueDate": "2021-12-24", "knownRansomwareCampaignUse": "Known"},
      {"cveID": "CVE-2021-27104", "vulnerabilityName": "F", "dateAdded": "2021-11-03", "dueDate": "2021-11-17", "knownRansomwareCampaignUse": "Unknown"},
      {"cveID": "ZDI-1"}]}"#;
    assert_eq!(lines(&run("kev.json", json.as_bytes())), lines(&csv));
    assert_eq!(run("kev.csv", KEV_CSV.replace("2021-12-24", "soon").as_bytes()).codes(), ["not-a-date"]);
    assert_eq!(
        run(
            "kev.json",
            json.replace("\"vulnerabilities\"", "\"cveID\": 1, \"dateAdded\": 2, \"x\"").as_bytes()
        )
        .codes(),
        ["no-list"]
    );
}

#[test]
fn epss_streams_percentages() {
    let text = "#model_version:v2025.03.14,score_date:2025-05-01T12:55:00Z\ncve,epss,percentile\nCVE-1999-0001,0.01298,0.78576\nCVE-2021-44228,0.94358,1\nGHSA-x,0.1,0.1\n";
    let got = run("epss_scores.csv", text.as_bytes());
    insta::assert_snapshot!(lines(&got), @"");
    let wrong = text.replace("0.94358", "94.3").replace(",0.78576", ",");
    insta::assert_snapshot!(run("epss.csv", wrong.as_bytes()).fault_lines(), @"");
    let undated = text.replace("score_date", "x");
    assert!(lines(&run("epss.csv", undated.as_bytes())).contains("epss_on=2025-03-01"));
    let cut = run("epss.csv", b"#model_version:v1\ncve,epss,percentile\n\xA4\xA4");
    assert_eq!(cut.codes(), ["encoding"]);
}

const SPDX_JSON: &str = r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "creationInfo": {"created": "2025-05-05T20:00:00Z"}, "documentDescribes": ["SPDXRef-shop"],
"packages": [{"SPDXID": "SPDXRef-shop", "name": "shop", "versionInfo": "2.0", "supplier": "NOASSERTION"},
 {"SPDXID": "SPDXRef-a", "name": "a|b", "versionInfo": "1", "licenseConcluded": "NOASSERTION", "licenseDeclared": "MIT", "supplier": "Organization: ACME (a@x.test)", "externalRefs": [
  {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:npm/a@1"},
  {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:a"},
  {"referenceCategory": "SECURITY", "referenceType": "advisory", "referenceLocator": "https://x.test/CVE-2024-1111?x=1"}]}]}"#;

const SPDX_TAGS: &str = "SPDXVersion: SPDX-2.2\nSPDXID: SPDXRef-DOCUMENT\nCreated: 2025-05-05T20:00:00Z\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-shop\n# c\n\nPackageName: shop\nSPDXID: SPDXRef-shop\nPackageVersion: 2.0\nPackageSupplier: NOASSERTION\nPackageComment: <text>a\nPackageName: not\n</text>\nPackageName: a|b\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageLicenseConcluded: NOASSERTION\nPackageLicenseDeclared: MIT\nPackageSupplier: Organization: ACME (a@x.test)\nExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\nExternalRef: SECURITY advisory https://x.test/CVE-2024-1111?x=1\nFileName: ./x\nSPDXID: SPDXRef-file\n";

#[test]
fn spdx_reads_the_same_from_json_and_tags() {
    let json = run("a.json", SPDX_JSON.as_bytes());
    insta::assert_snapshot!(lines(&json), @"");
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
