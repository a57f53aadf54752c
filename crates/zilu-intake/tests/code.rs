//! Reports about the programs of a system: what becomes of them.

mod common;

use common::{Got, line, own_catalogue};
use jiff::civil::date;
use zilu_catalogue::Catalogue;
use zilu_intake::{Format, HEAD, Source, Tested, read, recognise};

struct Run {
    catalogue: Catalogue,
    got: Got,
}

impl Run {
    fn new(name: &str, bytes: &[u8]) -> Run {
        let source = Source {
            sha256: Some("ab12cd34ef".into()),
            date: Some(date(2025, 3, 1)),
            subject: Some("web".into()),
            ..Source::new(name)
        };
        Run::of(bytes, &source)
    }

    fn of(bytes: &[u8], source: &Source) -> Run {
        let catalogue = own_catalogue();
        let format = recognise(&source.file, &bytes[..bytes.len().min(HEAD)]).expect("a known format");
        let got = Got::from(|sink| read(bytes, format, None, &catalogue, source, sink));
        Run { catalogue, got }
    }

    fn lines(&self) -> String {
        assert_eq!(self.got.fault_lines(), "");
        self.got.records.iter().map(|record| line(&self.catalogue, record) + "\n").collect()
    }

    fn keys(&self) -> Vec<&str> {
        let finding = self.catalogue.kind("code_finding");
        self.got.records.iter().filter(|r| Some(r.kind) == finding).map(|r| r.key.as_str()).collect()
    }

    fn notes(&self) -> Vec<String> {
        self.got.summary.iter().flat_map(|s| &s.notes).map(|note| note.en.clone()).collect()
    }

    fn looked_at(&self) -> String {
        let Tested { kind, subject, tool, rules, places, on, complete, also: _ } =
            self.got.tested.first().expect("something was looked at");
        let kind = &self.catalogue.kinds[kind.index()].name;
        format!("{kind} {subject} {tool} {rules:?} {places:?} {on} {complete}")
    }
}

fn sarif(results: &str) -> String {
    format!(
        r#"{{"version": "2.1.0", "runs": [{{
  "results": [{results}],
  "tool": {{"driver": {{"name": "CodeQL", "semanticVersion": "2.5.4", "rules": [
    {{"id": "js/xss", "shortDescription": {{"text": "Cross-site\nscripting"}}, "properties": {{"security-severity": "6.1", "tags": ["security", "external/cwe/cwe-079"]}}}},
    {{"id": "js/todo", "name": "Todo", "defaultConfiguration": {{"level": "note"}}}}]}}}},
  "artifacts": [{{"location": {{"uri": "src/a.js"}}}}, {{"location": {{"uri": "file:///build/7/src/clean.js"}}}}],
  "invocations": [{{"executionSuccessful": true, "endTimeUtc": "2025-05-05T20:00:00Z", "workingDirectory": {{"uri": "file:///build/7"}}}}]
}}]}}"#
    )
}

fn result(rule: &str, file: &str, line: u32, snippet: &str) -> String {
    format!(
        r#"{{"ruleId": "{rule}", "message": {{"text": "m"}}, "locations": [{{"physicalLocation": {{"artifactLocation": {{"uri": "{file}"}}, "region": {{"startLine": {line}, "snippet": {{"text": "{snippet}"}}}}}}}}]}}"#
    )
}

#[test]
fn sarif_gives_a_test_and_its_findings() {
    let text = sarif(
        &[result("js/xss", "src/a.js", 3, "x = y"), result("js/todo", "src/b.js", 9, "// todo")].join(","),
    );
    let run = Run::new("a.sarif", text.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_test codeql@web@2025-05-06#ab12cd34 id=codeql@web@2025-05-06#ab12cd34 system=web on=2025-05-06 method=source complete=yes tool="CodeQL 2.5.4" report=ab12cd34ef since=2025-05-06
    code_finding web|codeql:js/todo|src/b.js#ee345141e28d system=web rule=codeql:js/todo place=src/b.js#ee345141e28d title=Todo tool="CodeQL 2.5.4" code_test=codeql@web@2025-05-06#ab12cd34 scanner_severity=low last_seen_on=2025-05-06 present=yes default: risk=low risk_basis=scanner earliest: first_seen_on=2025-05-06 since=2025-05-06
    code_finding web|codeql:js/xss|src/a.js#486d9cfb180c system=web rule=codeql:js/xss place=src/a.js#486d9cfb180c title="Cross-site scripting" tool="CodeQL 2.5.4" code_test=codeql@web@2025-05-06#ab12cd34 scanner_severity=medium cwe=CWE-79 last_seen_on=2025-05-06 present=yes default: risk=medium risk_basis=scanner earliest: first_seen_on=2025-05-06 since=2025-05-06
    "#);
    insta::assert_snapshot!(run.looked_at(), @r#"code_finding web codeql: These({"codeql:js/todo", "codeql:js/xss"}) These({"src/a.js", "src/b.js", "src/clean.js"}) 2025-05-06 true"#);
    assert_eq!(run.got.summary.as_ref().map(|s| (s.format, s.items, s.merged)), Some((Format::Sarif, 2, 0)));
}

#[test]
fn sarif_keys_survive_moved_lines_and_another_build_machine() {
    let before = sarif(
        &[
            result("js/xss", "file:///build/7/src/a.js", 3, "x = y"),
            result("js/xss", "src/a.js", 8, "x  =  y"),
        ]
        .join(","),
    );
    let after = sarif(
        &[result("js/xss", "src/a.js", 88, "x = y"), result("js/xss", "./src/a.js", 33, "x = y")].join(","),
    );
    let (before, after) = (Run::new("a.sarif", before.as_bytes()), Run::new("a.sarif", after.as_bytes()));
    assert_eq!(before.keys(), after.keys());
    assert_eq!(
        before.keys(),
        ["web|codeql:js/xss|src/a.js#486d9cfb180c", "web|codeql:js/xss|src/a.js#486d9cfb180c~2"]
    );
}

#[test]
fn sarif_counts_what_it_does_not_take() {
    let same = result("js/xss", "src/a.js", 3, "x");
    let with = |more: &str| same.replacen('{', &format!("{{{more},"), 1);
    let text = sarif(
        &[
            same.clone(),
            same.clone(),
            with(r#""kind": "pass""#),
            with(r#""baselineState": "absent""#),
            with(r#""suppressions": [{"kind": "inSource"}]"#),
            r#"{"message": {"text": "no rule, no place"}, "level": "sideways"}"#.into(),
        ]
        .join(","),
    );
    let run = Run::new("a.sarif", text.as_bytes());
    assert_eq!(run.keys(), ["web|codeql:js/xss|src/a.js#2ac3e029f2ae", "web|codeql:unnamed|-"]);
    let summary = run.got.summary.as_ref().expect("summary");
    assert_eq!((summary.items, summary.merged), (6, 2));
    insta::assert_snapshot!(run.notes().join("\n"), @"
    1 result is a pass or does not apply, and is no finding
    1 result is marked as no longer there (baselineState = absent), and is no finding
    1 result is suppressed in the tool; it is a finding here until a treatment says that it is a false positive
    1 result has a severity that is not known: none is stated
    1 result names no rule: its rule is 'unnamed'
    ");
}

#[test]
fn sarif_keeps_no_digest_of_a_secret() {
    let text = sarif(&result("generic-api-key", "src/a.js", 3, "key = hunter2"));
    let run = Run::new("a.sarif", text.as_bytes());
    assert_eq!(run.keys(), ["web|codeql:generic-api-key|src/a.js"]);
    assert!(!run.lines().contains("hunter2"));
}

#[test]
fn an_unsuccessful_or_silent_run_closes_nothing() {
    let failed = sarif("").replace("\"executionSuccessful\": true", "\"executionSuccessful\": false");
    let run = Run::new("a.sarif", failed.as_bytes());
    assert!(run.got.tested.is_empty());
    assert!(run.lines().contains("complete=no"));
    let silent = sarif("").replace("\"invocations\"", "\"other\"");
    let run = Run::new("a.sarif", silent.as_bytes());
    assert!(run.got.tested.is_empty());
    assert!(!run.lines().contains("complete="));
    let without = sarif("").replace("\"results\": []", "\"results\": null");
    assert!(Run::new("a.sarif", without.as_bytes()).lines().contains("complete=no"));
}

const TRIVY: &str = include_str!("fixtures/report.trivy.json");

#[test]
fn trivy_gives_findings_by_package_and_closes_nothing() {
    let run = Run::new("a.json", TRIVY.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_finding web|trivy:CVE-2020-1|reg:5000/shop/web:os:x system=web rule=trivy:CVE-2020-1 place=reg:5000/shop/web:os:x tool=Trivy scanner_severity=high last_seen_on=2025-04-05 present=yes default: risk=high risk_basis=scanner earliest: first_seen_on=2025-04-05 since=2025-04-05
    code_finding web|trivy:CVE-2020-12345|reg:5000/shop/web:os:zlib:a｜b system=web rule=trivy:CVE-2020-12345 place=reg:5000/shop/web:os:zlib:a｜b tool=Trivy scanner_severity=critical cwe=CWE-400 cve=CVE-2020-12345 solution="zlib → 1.3" last_seen_on=2025-04-05 present=yes default: risk=critical risk_basis=scanner earliest: first_seen_on=2025-04-05 since=2025-04-05
    code_finding web|trivy:DS002|reg:5000/shop/web:Dockerfile system=web rule=trivy:DS002 place=reg:5000/shop/web:Dockerfile title=root tool=Trivy scanner_severity=high solution="Add USER" last_seen_on=2025-04-05 present=yes default: risk=high risk_basis=scanner earliest: first_seen_on=2025-04-05 since=2025-04-05
    code_finding web|trivy:secret:github-pat|reg:5000/shop/web:.env system=web rule=trivy:secret:github-pat place=reg:5000/shop/web:.env title=PAT tool=Trivy scanner_severity=critical last_seen_on=2025-04-05 present=yes default: risk=critical risk_basis=scanner earliest: first_seen_on=2025-04-05 since=2025-04-05
    "#);
    insta::assert_snapshot!(run.notes().join("\n"), @"
    1 check passed, and is no finding
    1 vulnerability does not affect the package by its vendor's word, and is no finding
    1 result about a licence, which is no weakness, is not taken
    1 report of Trivy: it does not say which severities or packages were left out, so nothing is closed by it
    ");
    assert!(run.got.tested.is_empty() && !run.lines().contains("geheim"));
    assert_eq!(run.got.summary.as_ref().map(|s| (s.items, s.merged)), Some((8, 1)));
    let renamed = TRIVY.replace("web:1.2", "web@sha256:ab").replace("3.9.4", "3.20");
    assert_eq!(Run::new("a.json", renamed.as_bytes()).keys(), run.keys());
}

#[test]
fn trivy_reads_clusters_and_the_operator() {
    let cluster = r#"{"ClusterName": "c1", "Resources": [{"Namespace": "ns", "Kind": "Deployment", "Name": "web", "Results": [
        {"Target": "reg/redis:6 (debian 10)", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [{"VulnerabilityID": "CVE-2020-1111", "PkgName": "apt", "Severity": "LOW"}]}]},
        {"Namespace": "ns", "Kind": "Service", "Name": "web", "Results": null}]}"#;
    assert_eq!(
        Run::new("a.json", cluster.as_bytes()).keys(),
        ["web|trivy:CVE-2020-1111|c1/ns/Deployment/web:reg/redis:apt"]
    );
    let report = |name: &str| {
        format!(
            r#"{{"apiVersion": "aquasecurity.github.io/v1alpha1", "kind": "VulnerabilityReport", "metadata": {{"labels": {{"trivy-operator.resource.kind": "ReplicaSet", "trivy-operator.resource.name": "{name}", "trivy-operator.resource.namespace": "ns", "trivy-operator.container.name": "c"}}}},
        "report": {{"artifact": {{"repository": "library/nginx", "tag": "1"}}, "updateTimestamp": "2023-03-23T16:23:01Z", "vulnerabilities": [{{"vulnerabilityID": "CVE-2020-1111", "resource": "curl", "severity": "CRITICAL", "score": 4.2}}]}}}}"#
        )
    };
    let one = report("nginx-965685897");
    let run = Run::new("a.json", one.as_bytes());
    assert_eq!(run.keys(), ["web|trivy:CVE-2020-1111|ns/ReplicaSet/nginx/c:library/nginx:curl"]);
    assert!(run.lines().contains("scanner_severity=critical"));
    let list = format!(
        r#"{{"apiVersion": "aquasecurity.github.io/v1alpha1", "items": [{one}, {}]}}"#,
        report("api-965685897")
    );
    let run = Run::new("a.json", list.as_bytes());
    assert_eq!(
        run.keys(),
        [
            "web|trivy:CVE-2020-1111|ns/ReplicaSet/api/c:library/nginx:curl",
            "web|trivy:CVE-2020-1111|ns/ReplicaSet/nginx/c:library/nginx:curl"
        ]
    );
}

const GRYPE: &str = include_str!("fixtures/report.grype.json");

#[test]
fn grype_gives_findings_by_package_and_says_when_it_left_nothing_out() {
    let run = Run::new("a.json", GRYPE.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_finding web|grype:CVE-2020-1234|shop:pkg:npm/%40s/n system=web rule=grype:CVE-2020-1234 place=shop:pkg:npm/%40s/n tool="Grype 0.96.0" cve=CVE-2020-1234 last_seen_on=2025-02-23 present=yes earliest: first_seen_on=2025-02-23 since=2025-02-23
    code_finding web|grype:CVE-2021-44228|shop:pkg:maven/org.apache/log4j:/app/log4j-*.jar system=web rule=grype:CVE-2021-44228 place=shop:pkg:maven/org.apache/log4j:/app/log4j-*.jar title="Log ging" tool="Grype 0.96.0" scanner_severity=high cve=CVE-2021-44228 solution="log4j → 2.0" last_seen_on=2025-02-23 present=yes default: risk=high risk_basis=scanner earliest: first_seen_on=2025-02-23 since=2025-02-23
    "#);
    insta::assert_snapshot!(run.looked_at(), @r#"code_finding web grype: All Under("shop:") 2025-02-23 true"#);
    for (from, to) in [
        ("\"only-fixed\": false", "\"only-fixed\": true"),
        ("\"source\"", "\"ignoredMatches\": [{}], \"source\""),
        ("configuration", "other"),
    ] {
        assert!(Run::new("a.json", GRYPE.replace(from, to).as_bytes()).got.tested.is_empty(), "{to}");
    }
    let upgraded = GRYPE.replace("1.9.1", "2.0.0").replace("shop:1", "shop:2");
    assert_eq!(Run::new("a.json", upgraded.as_bytes()).keys(), run.keys());
}

const SEMGREP: &str = include_str!("fixtures/report.semgrep.json");

#[test]
fn semgrep_gives_a_test_and_its_findings() {
    let run = Run::new("a.json", SEMGREP.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_test semgrep@web@2025-03-01#ab12cd34 id=semgrep@web@2025-03-01#ab12cd34 system=web on=2025-03-01 method=source complete=yes tool="Semgrep 1.84.1" report=ab12cd34ef since=2025-03-01
    code_finding web|semgrep:generic.secrets|b.py system=web rule=semgrep:generic.secrets place=b.py tool="Semgrep 1.84.1" code_test=semgrep@web@2025-03-01#ab12cd34 last_seen_on=2025-03-01 present=yes earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|semgrep:py.flask|a.py system=web rule=semgrep:py.flask place=a.py tool="Semgrep 1.84.1" code_test=semgrep@web@2025-03-01#ab12cd34 scanner_severity=low cwe="CWE-79 CWE-352" last_seen_on=2025-03-01 present=yes default: risk=low risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|semgrep:py.sql|a.py#ab_0 system=web rule=semgrep:py.sql place=a.py#ab_0 title=SQL tool="Semgrep 1.84.1" code_test=semgrep@web@2025-03-01#ab12cd34 scanner_severity=high cwe=CWE-89 last_seen_on=2025-03-01 present=yes default: risk=high risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    "#);
    insta::assert_snapshot!(run.looked_at(), @r#"code_finding web semgrep: These({"semgrep:generic.secrets", "semgrep:py.flask", "semgrep:py.sql"}) These({"a.py", "b.py"}) 2025-03-01 true"#);
    insta::assert_snapshot!(run.notes().join("\n"), @"
    1 result is marked in the code to be ignored; it is a finding here until a treatment says that it is a false positive
    1 result has a severity that is not known: none is stated
    ");
    assert!(!run.lines().contains("geheim"));
    let failed = SEMGREP.replace("\"warn\"", "\"error\"");
    let run = Run::new("a.json", failed.as_bytes());
    assert!(run.got.tested.is_empty() && run.lines().contains("complete=no"));
    let wrong = SEMGREP.replace("\"a.py\", \"start\"", "7, \"start\"");
    let run = Run::new("a.json", wrong.as_bytes());
    insta::assert_snapshot!(run.got.fault_lines(), @"
    a.json，第 2 行（位元組 125）「results[0].path」：這裡應為文字，卻是數字
    a.json, line 2 (byte 125) 'results[0].path': expected a text, found a number
    ");
}

#[test]
fn what_is_missing_is_told_with_a_hint() {
    let text = sarif("");
    let text = text.replace("\"endTimeUtc\"", "\"other\"");
    let source = Source::new("a.sarif");
    insta::assert_snapshot!(Run::of(text.as_bytes(), &source).got.fault_lines(), @"
    a.sarif：報告沒有寫明它所檢測的資訊系統。提示：請以 --subject 指定系統代號，例如 --subject web
    a.sarif: the report does not say which system it is about; hint: name the system with --subject, such as --subject web
    ");
    let source = Source { subject: Some("a|b".into()), ..source };
    insta::assert_snapshot!(Run::of(text.as_bytes(), &source).got.fault_lines(), @"
    a.sarif「--subject」：系統代號「a|b」含有鍵值的分隔符號「|」或控制字元
    a.sarif '--subject': the system id 'a|b' contains '|', which separates the parts of a key, or a control character
    ");
    let source = Source { subject: Some("web".into()), ..source };
    insta::assert_snapshot!(Run::of(text.as_bytes(), &source).got.fault_lines(), @"
    a.sarif：報告沒有日期。提示：請以 --date 指定檢測日期
    a.sarif: the report has no date; hint: give the date of the test with --date, such as --date 2025-06-30
    ");
    for (wrong, code) in [
        (r#"{"version": "1.0.0", "runs": []}"#, "sarif-version"),
        (r#"{"version": "2.1.0", "runs": [{"results": []}]}"#, "no-tool"),
        (r#"{"version": "2.1.0", "$schema": "x", "runs": {"a": 1}}"#, "no-runs"),
        (r#"{"version": "2.1.0", "runs": [1]}"#, "wrong-type"),
    ] {
        let run = Run::of(wrong.as_bytes(), &source);
        assert_eq!(run.got.codes(), [code], "{wrong}");
    }
}

#[test]
fn a_report_cut_anywhere_is_refused() {
    let report = sarif(&result("js/xss", "src/a.js", 3, "x = y"));
    for part in 1..20 {
        let cut = &report.as_bytes()[..report.len() * part / 20];
        let source = Source { subject: Some("web".into()), ..Source::new("a.sarif") };
        let catalogue = own_catalogue();
        let got = Got::from(|sink| read(cut, Format::Sarif, None, &catalogue, &source, sink));
        assert_eq!(got.codes(), ["truncated"], "{part}");
    }
}

const MOBSF: &str = include_str!("fixtures/report.mobsf.json");

#[test]
fn mobsf_gives_a_test_and_its_findings() {
    let run = Run::new("a.json", MOBSF.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_test mobsf@web@2025-03-01#ab12cd34 id=mobsf@web@2025-03-01#ab12cd34 system=web on=2025-03-01 tool="MobSF v4.0" report=ab12cd34ef since=2025-03-01
    code_finding web|mobsf:binary:nx|test.app:lib/x.so system=web rule=mobsf:binary:nx place=test.app:lib/x.so title="no NX" tool="MobSF v4.0" code_test=mobsf@web@2025-03-01#ab12cd34 scanner_severity=high last_seen_on=2025-03-01 present=yes default: risk=high risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|mobsf:certificate:Janus|test.app system=web rule=mobsf:certificate:Janus place=test.app title=Janus tool="MobSF v4.0" code_test=mobsf@web@2025-03-01#ab12cd34 scanner_severity=medium last_seen_on=2025-03-01 present=yes default: risk=medium risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|mobsf:code:android_sql|test.app:A.java system=web rule=mobsf:code:android_sql place=test.app:A.java title=SQL tool="MobSF v4.0" code_test=mobsf@web@2025-03-01#ab12cd34 scanner_severity=medium cwe=CWE-89 last_seen_on=2025-03-01 present=yes default: risk=medium risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|mobsf:code:android_sql|test.app:B.java system=web rule=mobsf:code:android_sql place=test.app:B.java title=SQL tool="MobSF v4.0" code_test=mobsf@web@2025-03-01#ab12cd34 scanner_severity=medium cwe=CWE-89 last_seen_on=2025-03-01 present=yes default: risk=medium risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|mobsf:manifest:exported|test.app:a:b system=web rule=mobsf:manifest:exported place=test.app:a:b title="Activity X < 3 [exported]" tool="MobSF v4.0" code_test=mobsf@web@2025-03-01#ab12cd34 scanner_severity=high last_seen_on=2025-03-01 present=yes default: risk=high risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|mobsf:network:cleartext|test.app:* system=web rule=mobsf:network:cleartext place=test.app:* title=cleartext tool="MobSF v4.0" code_test=mobsf@web@2025-03-01#ab12cd34 last_seen_on=2025-03-01 present=yes earliest: first_seen_on=2025-03-01 since=2025-03-01
    "#);
    insta::assert_snapshot!(run.notes().join("\n"), @"
    2 checks are good, and are no findings
    1 result has a severity that is not known: none is stated
    ");
    assert!(run.got.tested.is_empty() && !run.lines().contains("geheim"));
    let old = MOBSF
        .replace("{\"manifest_findings\": ", "")
        .replace(", \"manifest_summary\": {}}", "")
        .replace("{\"findings\": {\"android_sql\"", "{\"android_sql\"")
        .replace("}}, \"summary\": {}}", "}}");
    assert_eq!(Run::new("a.json", old.as_bytes()).keys(), run.keys());
    let source = r#"{"errors": [], "mobsfscan_version": "0.0.6", "results": {
      "kotlin_hardcoded": {"files": [{"file_path": "app/B.kt", "match_string": "key = \"geheim\"", "match_lines": [3, 3]}, {"file_path": "app/B.kt"}], "metadata": {"cwe": "CWE-798 x", "severity": "WARNING", "description": "Hard"}},
      "android_root": {"metadata": {"severity": "INFO"}}}}"#;
    let run = Run::new("a.json", source.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_test mobsfscan@web@2025-03-01#ab12cd34 id=mobsfscan@web@2025-03-01#ab12cd34 system=web on=2025-03-01 method=source tool="mobsfscan 0.0.6" report=ab12cd34ef since=2025-03-01
    code_finding web|mobsfscan:android_root|- system=web rule=mobsfscan:android_root place=- tool="mobsfscan 0.0.6" code_test=mobsfscan@web@2025-03-01#ab12cd34 scanner_severity=info last_seen_on=2025-03-01 present=yes default: risk=info risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    code_finding web|mobsfscan:kotlin_hardcoded|app/B.kt system=web rule=mobsfscan:kotlin_hardcoded place=app/B.kt title=Hard tool="mobsfscan 0.0.6" code_test=mobsfscan@web@2025-03-01#ab12cd34 scanner_severity=medium cwe=CWE-798 last_seen_on=2025-03-01 present=yes default: risk=medium risk_basis=scanner earliest: first_seen_on=2025-03-01 since=2025-03-01
    "#);
    assert!(!run.lines().contains("geheim"));
    assert!(Run::new("a.json", source.replace("[]", "[1]").as_bytes()).lines().contains("complete=no"));
}

/// The same check brought as CSV is the same finding.
#[test]
fn prowler_csv_gives_the_keys_of_its_json() {
    let text = include_str!("fixtures/prowler.csv");
    let run = Run::new("a.csv", text.as_bytes());
    assert_eq!(run.got.summary.as_ref().map(|summary| summary.format), Some(Format::ProwlerCsv));
    assert_eq!(
        run.keys(),
        ["web|prowler:s3_public|aws:123:eu:arn:aws:s3:::a｜b", "web|prowler:s3_public|aws:123:r:b"]
    );
    let lines = run.lines();
    assert!(
        lines.contains("title=Public tool=\"Prowler 5\" scanner_severity=critical solution=\"Close it\" last_seen_on=2025-02-14"),
        "{lines}"
    );
    assert_eq!(run.notes().len(), 2, "{:?}", run.notes());
    assert!(run.notes()[1].starts_with("1 result is muted"));
    // A second run of the same, and rows in another order.
    let mut rows: Vec<&str> = text.lines().collect();
    rows[1..].reverse();
    let mut keys = Run::new("b.csv", rows.join("\n").as_bytes()).keys().join("\n");
    assert!(keys.contains("aws:123:r:b") && keys.contains("arn:aws"));
    keys.clear();
    // Columns of version 3.
    let old = text
        .replace("ACCOUNT_UID", "ACCOUNT_ID")
        .replace("TIMESTAMP", "ASSESSMENT_START_TIME")
        .replace(";MUTED", ";X");
    assert_eq!(Run::new("a.csv", old.as_bytes()).keys(), run.keys());
    // Cut within a row, and a row without its check.
    let cut = &text[..text.len() - 40];
    assert_eq!(Run::new("a.csv", cut.as_bytes()).got.codes(), ["row-length"]);
    let blank = text.replacen("s3_public;Public;FAIL", ";Public;FAIL", 1);
    assert_eq!(Run::new("a.csv", blank.as_bytes()).got.codes(), ["cell"]);
    let none = text.replace("CHECK_TITLE", "X");
    let refused = Got::from(|sink| {
        let source = Source { subject: Some("web".into()), ..Source::new("a.csv") };
        read(none.as_bytes(), Format::ProwlerCsv, None, &own_catalogue(), &source, sink)
    });
    assert_eq!(refused.codes(), ["no-heading"]);
    let unnamed = Got::from(|sink| {
        read(text.as_bytes(), Format::ProwlerCsv, None, &own_catalogue(), &Source::new("a.csv"), sink)
    });
    assert!(unnamed.faults[0].hint.as_ref().is_some_and(|hint| hint.1.contains("--subject")));
}

#[test]
fn prowler_gives_findings_by_resource() {
    let text = r#"[{"metadata": {"event_code": "s3_public", "product": {"vendor_name": "Prowler", "version": "5"}}, "severity": "Critical", "status_code": "FAIL", "status": "Suppressed", "class_uid": 2004, "finding_info": {"title": "Public", "created_time": 1739539640},
      "cloud": {"provider": "aws", "account": {"uid": "123"}, "region": "r"}, "resources": [{"uid": "arn:aws:s3:::a|b", "region": "eu"}, {"name": "b"}], "remediation": {"desc": "Close it"}},
      {"metadata": {"event_code": "x"}, "status_code": "PASS"}]"#;
    let run = Run::new("a.ocsf.json", text.as_bytes());
    insta::assert_snapshot!(run.lines(), @r#"
    code_finding web|prowler:s3_public|aws:123:eu:arn:aws:s3:::a｜b system=web rule=prowler:s3_public place=aws:123:eu:arn:aws:s3:::a｜b title=Public tool="Prowler 5" scanner_severity=critical solution="Close it" last_seen_on=2025-02-14 present=yes default: risk=critical risk_basis=scanner earliest: first_seen_on=2025-02-14 since=2025-02-14
    code_finding web|prowler:s3_public|aws:123:r:b system=web rule=prowler:s3_public place=aws:123:r:b title=Public tool="Prowler 5" scanner_severity=critical solution="Close it" last_seen_on=2025-02-14 present=yes default: risk=critical risk_basis=scanner earliest: first_seen_on=2025-02-14 since=2025-02-14
    "#);
    insta::assert_snapshot!(run.notes().join("\n"), @"
    1 check passed, is manual or does not apply, and is no finding
    1 result is muted in the tool; it is a finding here until a treatment says that it is a false positive
    ");
    assert_eq!(Run::new("a.json", text.replace("\"PASS\"", "1").as_bytes()).got.codes(), ["wrong-type"]);
    assert_eq!(
        Run::new(
            "a.json",
            text.replace("\"event_code\": \"s3_public\", ", "")
                .replace("\"x\"", "\"vendor_name\"")
                .as_bytes()
        )
        .got
        .codes(),
        ["no-check"]
    );
}
