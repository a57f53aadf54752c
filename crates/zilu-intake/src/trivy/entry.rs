//! One entry of a Trivy report, and where it is.

use super::{Resource, Target, first};
use crate::code::{self, CodeFinding, Severity, note, untagged};
use crate::item::Feed;
use crate::json::{loose_number, part, text_of, texts};
use crate::line::{clean, cut};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the notes count.
#[derive(Default)]
pub(super) struct Told {
    passed: u64,
    not_affected: u64,
    licences: u64,
    nameless: u64,
    unknown: u64,
}

pub(super) enum Entry {
    Weakness(Box<Weakness>),
    Passed,
    NotAffected,
    Licence,
}

#[derive(Default)]
pub(super) struct Weakness {
    /// `secret:` for a secret.
    class: &'static str,
    id: Option<String>,
    title: Option<Arc<str>>,
    severity: Option<Severity>,
    package: Option<String>,
    path: Option<String>,
    mark: String,
    line: u64,
    cwe: BTreeSet<u32>,
    solution: Option<Arc<str>>,
}

fn line_of(text: Option<&str>, length: usize) -> Option<Arc<str>> {
    clean(text?, length).map(|(text, _)| text.into())
}

impl Entry {
    pub(super) fn vulnerability(value: &Value) -> Entry {
        if text_of(value, &["Status"]) == Some("not_affected") {
            return Entry::NotAffected;
        }
        let package = first(value, &["PkgName", "resource"]);
        let fixed = first(value, &["FixedVersion", "fixedVersion"]);
        let mut cwe = BTreeSet::new();
        for text in part(value, &["CweIDs"]).into_iter().flat_map(texts) {
            code::weaknesses(text, &mut cwe);
        }
        Entry::Weakness(Box::new(Weakness {
            class: "",
            id: first(value, &["VulnerabilityID", "vulnerabilityID"]).map(|text| cut(text, 500)),
            title: line_of(first(value, &["Title", "title"]), 500),
            severity: severity(value),
            package: package.map(|text| cut(text, 500)),
            path: first(value, &["PkgPath", "pkgPath"]).map(|text| cut(text, 500)),
            mark: String::new(),
            line: 0,
            cwe,
            // The arrow needs no language.
            solution: fixed.and_then(|version| {
                line_of(Some(&format!("{} → {version}", package.unwrap_or_default())), 500)
            }),
        }))
    }

    pub(super) fn misconfiguration(value: &Value) -> Entry {
        let passed = text_of(value, &["Status"]).is_some_and(|status| status != "FAIL");
        if passed || part(value, &["success"]).and_then(Value::as_bool) == Some(true) {
            return Entry::Passed;
        }
        let resource = text_of(value, &["CauseMetadata", "Resource"]).and_then(code::key_part);
        Entry::Weakness(Box::new(Weakness {
            class: "",
            id: first(value, &["ID", "AVDID", "checkID"]).map(|text| cut(text, 500)),
            title: line_of(first(value, &["Title", "title"]), 500),
            severity: severity(value),
            mark: resource.unwrap_or_default(),
            line: part(value, &["CauseMetadata", "StartLine"]).and_then(Value::as_u64).unwrap_or(0),
            solution: line_of(first(value, &["Resolution", "remediation"]), 1_000),
            ..Weakness::default()
        }))
    }

    pub(super) fn secret(value: &Value) -> Entry {
        Entry::Weakness(Box::new(Weakness {
            class: "secret:",
            id: first(value, &["RuleID", "ruleID"]).map(|text| cut(text, 500)),
            title: line_of(first(value, &["Title", "title"]), 500),
            severity: severity(value),
            path: first(value, &["target"]).map(|text| cut(text, 500)),
            line: part(value, &["StartLine"]).and_then(Value::as_u64).unwrap_or(0),
            ..Weakness::default()
        }))
    }

    /// The finding that it is, when it is one.
    pub(super) fn finding(
        self,
        target: &Target,
        artifact: &str,
        position: code::Position,
        told: &mut Told,
    ) -> Option<CodeFinding> {
        let weakness = match self {
            Entry::Weakness(weakness) => *weakness,
            Entry::Passed => {
                told.passed += 1;
                return None;
            }
            Entry::NotAffected => {
                told.not_affected += 1;
                return None;
            }
            Entry::Licence => {
                told.licences += 1;
                return None;
            }
        };
        let id = weakness.id.as_deref().and_then(code::key_part);
        told.nameless += u64::from(id.is_none());
        told.unknown += u64::from(weakness.severity.is_none());
        let target = target.place(artifact);
        let parts = [Some(artifact.to_owned()), Some(target), weakness.package, weakness.path];
        let place = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(":");
        Some(CodeFinding {
            rule: format!("trivy:{}{}", weakness.class, id.as_deref().unwrap_or("unnamed")),
            file: code::place_name(&place).unwrap_or_else(|| "-".to_owned()),
            mark: weakness.mark,
            at: (weakness.line, 0),
            title: weakness.title,
            severity: weakness.severity,
            cve: id.as_deref().and_then(code::cve).into_iter().collect(),
            cwe: weakness.cwe,
            solution: weakness.solution,
            position,
        })
    }
}

impl Target {
    /// The target without tag, digest and version of the operating system.
    fn place(&self, artifact: &str) -> String {
        let name = match self.name.strip_suffix(')').and_then(|name| name.rsplit_once(" (")) {
            Some((image, _)) => untagged(image),
            None if self.class == "os-pkgs" => untagged(&self.name),
            None => self.name.clone(),
        };
        if name == artifact && !name.is_empty() { "os".to_owned() } else { name }
    }
}

/// The resource that the operator looked at, from its labels. The name of a replica set ends in a digest.
pub(super) fn labels(metadata: &Value) -> Resource {
    let label = |name: &str| text_of(metadata, &["labels", &format!("trivy-operator.{name}")]);
    let kind = label("resource.kind");
    let name = label("resource.name").or(text_of(metadata, &["name"])).unwrap_or_default();
    let name = match name.rsplit_once('-') {
        Some((base, digest))
            if kind == Some("ReplicaSet")
                && digest.len() >= 8
                && digest.bytes().all(|b| b.is_ascii_alphanumeric()) =>
        {
            base
        }
        _ => name,
    };
    let parts = [
        label("resource.namespace").or(text_of(metadata, &["namespace"])),
        kind,
        Some(name),
        label("container.name"),
    ];
    let name = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
    Resource { name, ..Resource::default() }
}

/// Trivy's severity, else that of a CVSS score; none for a word that is not known.
fn severity(value: &Value) -> Option<Severity> {
    let word = first(value, &["Severity", "severity"]);
    let scored = match word {
        None | Some("UNKNOWN" | "unknown") => score(value).map(code::severity_of_score),
        Some(_) => None,
    };
    scored.or_else(|| code::severity(word?))
}

/// The CVSS score by the source of the severity, NVD, GitHub, Red Hat, in this order; version 4, 3, 2.
fn score(value: &Value) -> Option<f64> {
    let scores = part(value, &["CVSS"]);
    let own = text_of(value, &["SeveritySource"]);
    let of = |source: &str| {
        ["V40Score", "V3Score", "V2Score"]
            .iter()
            .find_map(|name| part(scores?, &[source, name]).and_then(loose_number))
    };
    own.into_iter()
        .chain(["nvd", "ghsa", "redhat"])
        .find_map(of)
        .or_else(|| part(value, &["score"]).and_then(loose_number))
        .filter(|score| (0.0..=10.0).contains(score))
}

impl Told {
    pub(super) fn notes<E>(&self, feed: &mut Feed<'_, E>) {
        note(
            feed,
            self.passed,
            "項檢查通過，未列為弱點",
            "check passed, and is no finding",
            "checks passed, and are no findings",
        );
        note(
            feed,
            self.not_affected,
            "項弱點經供應者說明不受影響，未列為弱點",
            "vulnerability does not affect the package by its vendor's word, and is no finding",
            "vulnerabilities do not affect the package by its vendor's word, and are no findings",
        );
        note(
            feed,
            self.licences,
            "項授權結果，授權不是弱點，未列入",
            "result about a licence, which is no weakness, is not taken",
            "results about licences, which are no weaknesses, are not taken",
        );
        note(
            feed,
            self.nameless,
            "項結果沒有弱點編號，規則記為 unnamed",
            "result names no vulnerability: its rule is 'unnamed'",
            "results name no vulnerability: their rule is 'unnamed'",
        );
        note(
            feed,
            self.unknown,
            "項結果沒有可辨認的嚴重度，嚴重度未登錄",
            "result has no severity that is known: none is stated",
            "results have no severity that is known: none is stated",
        );
    }
}
