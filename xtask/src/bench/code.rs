//! Reports about programs: SARIF and Trivy of 50,000 findings, parsed; a bill of 50,000 components; EPSS of 250,000 rows.

use super::{Figure, catalogue, peak_megabytes, timed};
use jiff::civil::date;
use std::fmt::Write;
use zilu_intake::{Format, Item, Source, read};

const FINDINGS: usize = 50_000;

fn sarif() -> String {
    let mut text = String::from(
        r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "CodeQL", "rules": [{"id": "js/xss", "shortDescription": {"text": "Cross-site scripting"}, "properties": {"security-severity": "6.1", "tags": ["external/cwe/cwe-079"]}}]}}, "results": [
"#,
    );
    for n in 0..FINDINGS {
        let comma = if n > 0 { "," } else { "" };
        let _ = writeln!(
            text,
            r#"{comma}{{"ruleId": "js/xss", "ruleIndex": 0, "message": {{"text": "Cross-site scripting vulnerability due to a user-provided value."}}, "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": "src/components/page{}.js", "uriBaseId": "%SRCROOT%"}}, "region": {{"startLine": {n}, "startColumn": 5, "endColumn": 30, "snippet": {{"text": "document.write(location.hash + {n});"}}}}}}}}], "partialFingerprints": {{"primaryLocationLineHash": "9cbc869fb{n:07}:1"}}, "codeFlows": [{{"threadFlows": [{{"locations": [{{"location": {{"message": {{"text": "source"}}}}}}, {{"location": {{"message": {{"text": "sink"}}}}}}]}}]}}]}}"#,
            n % 500
        );
    }
    text + "]}]}"
}

fn trivy() -> String {
    let mut text = String::from(
        r#"{"SchemaVersion": 2, "ArtifactName": "shop/web:1.2", "Results": [{"Target": "package-lock.json", "Class": "lang-pkgs", "Type": "npm", "Vulnerabilities": [
"#,
    );
    for n in 0..FINDINGS {
        let comma = if n > 0 { "," } else { "" };
        let _ = writeln!(
            text,
            r#"{comma}{{"VulnerabilityID": "CVE-2024-{n:05}", "PkgName": "package-{}", "InstalledVersion": "1.2.{n}", "FixedVersion": "1.3.0", "Severity": "HIGH", "SeveritySource": "ghsa", "Title": "package: denial of service by a long header", "Description": "{}", "CweIDs": ["CWE-400"], "CVSS": {{"nvd": {{"V3Vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "V3Score": 7.5}}}}, "References": ["https://example.test/a", "https://example.test/b"]}}"#,
            n % 900,
            "A crafted header makes the parser loop. ".repeat(8)
        );
    }
    text + "]}]}"
}

fn bom() -> String {
    let mut text = String::from(
        r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"component": {"name": "shop"}}, "components": [
"#,
    );
    for n in 0..FINDINGS {
        let comma = if n > 0 { "," } else { "" };
        let _ = writeln!(
            text,
            r#"{comma}{{"bom-ref": "r{n}", "type": "library", "group": "org.example", "name": "part-{n}", "version": "1.{n}", "purl": "pkg:maven/org.example/part-{n}@1.{n}", "licenses": [{{"license": {{"id": "Apache-2.0"}}}}], "hashes": [{{"alg": "SHA-256", "content": "ab12"}}], "externalReferences": [{{"type": "vcs", "url": "https://example.test/part"}}]}}"#
        );
    }
    text + "]}"
}

fn epss() -> String {
    let mut text =
        String::from("#model_version:v2025.03.14,score_date:2025-05-01T12:55:00Z\ncve,epss,percentile\n");
    for n in 0..FINDINGS * 5 {
        let _ = writeln!(text, "CVE-{}-{:05},0.{:05},0.{:05}", 1999 + n % 25, n, n % 99_999, n % 99_991);
    }
    text
}

/// Entries per second of each, and the peak memory of all.
pub(super) fn parse() -> Vec<Figure> {
    let catalogue = catalogue();
    let source = Source { date: Some(date(2026, 3, 4)), subject: Some("web".into()), ..Source::new("bench") };
    let rate = |name: &'static str, format: Format, text: String| {
        let (seconds, summary) = timed(|| {
            read(text.as_bytes(), format, None, &catalogue, &source, &mut |_: Item| -> Result<(), ()> {
                Ok(())
            })
            .expect("the sink never fails")
        });
        assert!(summary.is_clean(), "the report is sound");
        Figure { name, value: summary.items as f64 / seconds / 1e3, unit: "k/s", target: Some(-50.0) }
    };
    let mut figures = vec![
        rate("SARIF parsed: findings/s", Format::Sarif, sarif()),
        rate("Trivy parsed: findings/s", Format::Trivy, trivy()),
        rate("CycloneDX parsed: components/s", Format::CycloneDx, bom()),
        rate("EPSS parsed: rows/s", Format::Epss, epss()),
    ];
    let peak = peak_megabytes();
    figures.push(Figure { name: "Code reports parsed: peak memory", value: peak, unit: "MB", target: None });
    figures
}
