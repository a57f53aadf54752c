//! Reports about the programs and the components of a system: what closes what.

use crate::support::{self, Company, TODAY, catalogue};
use zilu_app::{ImportOptions, ImportReport};
use zilu_catalogue::format_value;
use zilu_engine::Day;

fn bring(company: &Company, name: &str, content: &str) -> ImportReport {
    let options = ImportOptions {
        actor: "e1".into(),
        recorded_ms: 1_000_000,
        subject: Some("web".into()),
        ..ImportOptions::default()
    };
    let report = support::bring(&company.app, name, content.as_bytes(), &options);
    let faults: Vec<String> = report.faults.iter().map(zilu_intake::Fault::line_en).collect();
    assert!(faults.is_empty(), "{faults:?}");
    report
}

fn value(company: &Company, kind: &str, key: &str, field: &str) -> String {
    let catalogue = catalogue();
    let kind = catalogue.kind(kind).unwrap();
    let field = catalogue.field(kind, field).unwrap();
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let record = lens.facts.find(kind, key).unwrap();
        let value = lens.facts.value_at(&catalogue, record, field, lens.on, lens.known);
        let ty = &catalogue.kinds[kind.index()].fields[field.index()].ty;
        value.map_or("?".to_owned(), |value| format_value(ty, &value))
    })
}

/// A SARIF report of a day, with these rules and results (rule, file).
fn sarif(
    day: &str,
    tool: &str,
    ran: bool,
    rules: &[&str],
    results: &[(&str, &str)],
    files: &[&str],
) -> String {
    let list = |entries: Vec<String>| entries.join(",");
    let rules = list(rules.iter().map(|id| format!(r#"{{"id": "{id}"}}"#)).collect());
    let location = |file: &str| format!(r#"{{"artifactLocation": {{"uri": "{file}"}}}}"#);
    let results = list(
        results
            .iter()
            .map(|(rule, file)| {
                format!(
                    r#"{{"ruleId": "{rule}", "level": "error", "locations": [{{"physicalLocation": {}}}]}}"#,
                    location(file)
                )
            })
            .collect(),
    );
    let files = list(files.iter().map(|file| format!(r#"{{"location": {{"uri": "{file}"}}}}"#)).collect());
    format!(
        r#"{{"version": "2.1.0", "runs": [{{"tool": {{"driver": {{"name": "{tool}", "rules": [{rules}]}}}}, "results": [{results}], "artifacts": [{files}], "invocations": [{{"executionSuccessful": {ran}, "endTimeUtc": "{day}T10:00:00Z"}}]}}]}}"#
    )
}

const XSS: &str = "web|codeql:xss|a.js";
const SQL: &str = "web|codeql:sql|b.js";

#[test]
fn a_code_test_closes_only_what_it_re_tested() {
    let company = Company::new();
    let both = [("xss", "a.js"), ("sql", "b.js")];
    bring(&company, "1.sarif", &sarif("2026-03-01", "CodeQL", true, &["xss", "sql"], &both, &[]));
    let present = |key: &str| value(&company, "code_finding", key, "present");
    let closed = |report: ImportReport| (report.gone, report.not_retested);
    let other_tool = sarif("2026-03-02", "Bandit", true, &["xss", "sql"], &[], &["a.js", "b.js"]);
    assert_eq!(closed(bring(&company, "2.sarif", &other_tool)), (0, 0));
    let failed = sarif("2026-03-03", "CodeQL", false, &["xss", "sql"], &[], &["a.js", "b.js"]);
    assert_eq!(closed(bring(&company, "3.sarif", &failed)), (0, 0), "a run that failed says nothing");
    let part = sarif("2026-03-04", "CodeQL", true, &["xss"], &[], &["a.js", "b.js"]);
    assert_eq!(closed(bring(&company, "4.sarif", &part)), (1, 1), "one rule ran");
    assert_eq!((present(XSS), present(SQL)), ("no".into(), "yes".into()));
    let elsewhere = sarif("2026-03-05", "CodeQL", true, &["xss", "sql"], &[], &["a.js"]);
    assert_eq!(closed(bring(&company, "5.sarif", &elsewhere)), (0, 1), "one file was looked at");
    let older = sarif("2026-02-01", "CodeQL", true, &["xss", "sql"], &[], &["a.js", "b.js"]);
    assert_eq!(closed(bring(&company, "6.sarif", &older)), (0, 1), "an older test proves nothing");
    let whole = sarif("2026-03-06", "CodeQL", true, &["xss", "sql"], &[], &["a.js", "b.js"]);
    assert_eq!(closed(bring(&company, "7.sarif", &whole)), (1, 0));
    let again = bring(&company, "7.sarif", &whole);
    assert_eq!((again.new, again.changed, again.gone, again.act), (0, 0, 0, None));
    bring(&company, "8.sarif", &sarif("2026-03-07", "CodeQL", true, &["xss"], &[("xss", "a.js")], &[]));
    assert_eq!(present(XSS), "yes");
    assert_eq!(value(&company, "code_finding", XSS, "first_seen_on"), "2026-03-01");
}

/// A CycloneDX document of a product with these components.
fn bom(day: &str, product: &str, components: &[&str], aggregate: &str) -> String {
    let components: Vec<String> = components
        .iter()
        .map(|name| format!(r#"{{"type": "library", "name": "{name}", "version": "{day}"}}"#))
        .collect();
    format!(
        r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {{"timestamp": "{day}", "component": {{"bom-ref": "r", "name": "{product}"}}}}, "components": [{}], "compositions": [{{"aggregate": "{aggregate}", "assemblies": ["r"]}}]}}"#,
        components.join(",")
    )
}

#[test]
fn only_a_complete_list_of_the_same_product_takes_a_component_off() {
    let company = Company::new();
    bring(&company, "1.json", &bom("2026-03-01", "shop", &["a", "b"], "complete"));
    bring(&company, "2.json", &bom("2026-03-02", "shop2", &["a"], "complete"));
    let present = |key: &str| value(&company, "component", key, "present");
    assert_eq!(present("web|shop|b"), "yes");
    bring(&company, "3.json", &bom("2026-03-03", "shop", &["a"], "incomplete"));
    assert_eq!(present("web|shop|b"), "yes");
    let report = bring(&company, "4.json", &bom("2026-03-04", "shop", &["a"], "complete"));
    assert_eq!((report.gone, report.not_retested), (1, 0));
    assert_eq!((present("web|shop|a"), present("web|shop|b")), ("yes".into(), "no".into()));
    assert_eq!(value(&company, "component", "web|shop|a", "version"), "2026-03-04");
}
