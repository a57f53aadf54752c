//! One result of a SARIF run: read where it stands, resolved when rules and files of the run are known.

use super::{Rule, Run, Told, Tool, number};
use crate::code::{self, CodeFinding, Severity};
use crate::item::{Feed, Source, Stop};
use crate::json::{Piece, part, text_of, texts};
use crate::line::{clean, cut};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Fingerprints that are known to survive a change elsewhere in the file, without their version.
const STABLE: [&str; 4] =
    ["primarylocationlinehash", "scanprimarylocationhash", "primarylocationhash", "contextregionhash"];

/// Longest rule id or address that is held, in characters.
pub(super) const IDENTIFIER: usize = 1_000;

/// A result as it stands, with what is needed of it.
pub(super) struct Raw {
    rule_id: Option<String>,
    rule_index: Option<usize>,
    /// 0 for the driver, from 1 for its extensions.
    component: usize,
    kind: Kind,
    suppressed: bool,
    level: Option<String>,
    severity: Option<Severity>,
    fingerprint: Option<String>,
    locations: Vec<Location>,
    message: Option<Arc<str>>,
    cwe: BTreeSet<u32>,
    fix: Option<Arc<str>>,
    position: code::Position,
}

enum Kind {
    Weakness,
    /// Something that is worth knowing, not known to be a weakness.
    Remark,
    Passed,
    Absent,
}

#[derive(Default)]
struct Location {
    uri: Option<String>,
    artifact: Option<usize>,
    at: (u64, u64),
    snippet: Option<String>,
    logical: Option<String>,
}

impl Raw {
    pub(super) fn read(piece: &Piece<'_>) -> Raw {
        let value = &piece.value;
        let index =
            |keys: &[&str]| part(value, keys).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let kind = match (text_of(value, &["kind"]), text_of(value, &["baselineState"])) {
            (_, Some("absent")) => Kind::Absent,
            (Some("pass" | "notApplicable"), _) => Kind::Passed,
            (Some("informational" | "open" | "review"), _) => Kind::Remark,
            _ => Kind::Weakness,
        };
        let list = |key: &str| part(value, &[key]).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let suppressed = list("suppressions").iter().any(|one| {
            !matches!(
                text_of(one, &["status"]).or(text_of(one, &["state"])),
                Some("rejected" | "underReview")
            )
        });
        let mut cwe = BTreeSet::new();
        properties_cwe(value, &mut cwe);
        for taxon in list("taxa") {
            if text_of(taxon, &["toolComponent", "name"]).is_some_and(|name| name.eq_ignore_ascii_case("cwe"))
            {
                code::weaknesses(&format!("cwe-{}", text_of(taxon, &["id"]).unwrap_or_default()), &mut cwe);
            }
        }
        let rule_id = text_of(value, &["ruleId"]).or(text_of(value, &["rule", "id"]));
        let fix = list("fixes").iter().find_map(|fix| text_of(fix, &["description", "text"]));
        let mut locations: Vec<Location> = list("locations").iter().map(Location::read).collect();
        if locations.is_empty() {
            let target = text_of(value, &["analysisTarget", "uri"]).map(|uri| cut(uri, IDENTIFIER));
            locations.push(Location { uri: target, ..Location::default() });
        }
        let text = |text: &str| clean(text, 500).map(|(text, _)| Arc::from(text));
        Raw {
            rule_id: rule_id.map(|id| cut(id, IDENTIFIER)),
            rule_index: index(&["ruleIndex"]).or(index(&["rule", "index"])),
            component: index(&["rule", "toolComponent", "index"]).map_or(0, |index| index.saturating_add(1)),
            kind,
            suppressed,
            level: text_of(value, &["level"]).map(|level| cut(level, 20)),
            severity: security_severity(value),
            fingerprint: fingerprint(value),
            locations,
            message: text_of(value, &["message", "text"]).and_then(text),
            cwe,
            fix: fix.and_then(text),
            position: (piece.place.line, piece.place.byte),
        }
    }

    /// How many places it has.
    pub(super) fn places(&self) -> usize {
        self.locations.len()
    }

    /// Adds the findings of this result to those of its tool.
    pub(super) fn resolve<E>(
        self,
        run: &Run,
        tool: &mut Tool,
        told: &mut Told,
        feed: &mut Feed<'_, E>,
        source: &Source,
    ) -> Result<(), Stop<E>> {
        feed.summary.items += self.locations.len() as u64;
        let rule = self.rule(run);
        let id = self.rule_id.as_deref().or(rule.map(|rule| rule.id.as_str())).and_then(code::key_part);
        told.nameless += u64::from(id.is_none());
        let secrets = code::about_secrets(&tool.prefix)
            || id.as_deref().is_some_and(code::about_secrets)
            || rule.is_some_and(|rule| rule.secrets);
        let id = format!("{}:{}", tool.prefix, id.as_deref().unwrap_or("unnamed"));
        tool.rules.insert(id.clone());
        match self.kind {
            Kind::Passed => told.passed += self.locations.len() as u64,
            Kind::Absent => told.absent += self.locations.len() as u64,
            Kind::Weakness | Kind::Remark => {}
        }
        if matches!(self.kind, Kind::Passed | Kind::Absent) {
            for location in &self.locations {
                tool.files.extend(location.file(run));
            }
            return Ok(());
        }
        told.suppressed += u64::from(self.suppressed);
        let severity = self.severity(rule);
        told.unknown_levels += u64::from(severity.is_none());
        let title =
            rule.and_then(|rule| rule.title.clone()).or_else(|| self.message.clone().filter(|_| !secrets));
        let mut cwe = self.cwe;
        cwe.extend(rule.iter().flat_map(|rule| &rule.cwe));
        let cve: BTreeSet<String> = self.rule_id.as_deref().and_then(code::cve).into_iter().collect();
        for location in self.locations {
            let file = location.file(run);
            tool.files.extend(file.clone());
            let Location { snippet, logical, at, .. } = location;
            let mark = match &self.fingerprint {
                Some(fingerprint) => Some(fingerprint.clone()),
                None => snippet.filter(|_| !secrets).or_else(|| logical.clone().filter(|_| file.is_some())),
            };
            let place = crate::item::Place { line: self.position.0, byte: self.position.1, ..source.place() };
            let finding = CodeFinding {
                rule: id.clone(),
                file: file
                    .or_else(|| logical.as_deref().and_then(code::place_name))
                    .unwrap_or_else(|| "-".to_owned()),
                mark: mark.unwrap_or_default(),
                at,
                title: title.clone(),
                severity,
                cwe: cwe.clone(),
                cve: cve.clone(),
                solution: self.fix.clone(),
                position: self.position,
            };
            tool.held.push(finding, &place)?;
        }
        Ok(())
    }

    /// The rule that the result means: by index, by id, or by the id of the rule that it is a case of.
    fn rule<'r>(&self, run: &'r Run) -> Option<&'r Rule> {
        let by_index = self.rule_index.and_then(|index| run.components.get(self.component)?.get(index));
        let Some(id) = &self.rule_id else { return by_index };
        if by_index.is_some_and(|rule| id.starts_with(&rule.id)) {
            return by_index;
        }
        let mut id = id.as_str();
        loop {
            if let Some((component, index)) = run.rules.get(id) {
                return run.components.get(*component)?.get(*index);
            }
            id = id.rsplit_once('/')?.0;
        }
    }

    fn severity(&self, rule: Option<&Rule>) -> Option<Severity> {
        if matches!(self.kind, Kind::Remark) && self.level.is_none() {
            return Some(0);
        }
        if let Some(severity) = self.severity.or(rule.and_then(|rule| rule.severity)) {
            return Some(severity);
        }
        match &self.level {
            Some(word) => level(word),
            None => rule.and_then(|rule| rule.level).or(level("warning")),
        }
    }
}

impl Location {
    fn read(value: &Value) -> Location {
        let physical = part(value, &["physicalLocation"]).unwrap_or(&Value::Null);
        let region = part(physical, &["region"]).unwrap_or(&Value::Null);
        let number = |key: &str| part(region, &[key]).and_then(Value::as_u64);
        let at = match number("startLine") {
            Some(line) => (line, number("startColumn").unwrap_or(0)),
            None => (0, number("charOffset").or(number("byteOffset")).unwrap_or(0)),
        };
        let snippet = text_of(region, &["snippet", "text"])
            .or(text_of(physical, &["contextRegion", "snippet", "text"]))
            .filter(|text| *text != "requires login");
        let logical =
            part(value, &["logicalLocations"]).and_then(Value::as_array).and_then(|list| list.first());
        let logical =
            logical.and_then(|one| text_of(one, &["fullyQualifiedName"]).or(text_of(one, &["name"])));
        Location {
            uri: text_of(physical, &["artifactLocation", "uri"]).map(|uri| cut(uri, IDENTIFIER)),
            artifact: part(physical, &["artifactLocation", "index"])
                .and_then(Value::as_u64)
                .and_then(|n| usize::try_from(n).ok()),
            at,
            // Only the digest is kept: the lines themselves are the company's program.
            snippet: snippet.and_then(code::mark_of),
            logical: logical.and_then(code::key_part),
        }
    }

    fn file(&self, run: &Run) -> Option<String> {
        let listed = self.artifact.and_then(|index| run.artifacts.get(index)?.as_deref());
        file(self.uri.as_deref().or(listed)?, run.root.as_deref())
    }
}

/// A file of the program from its address, without what differs from one machine to the next.
pub(super) fn file(uri: &str, root: Option<&str>) -> Option<String> {
    let path = path(uri);
    let root = root.map(path_of_root).filter(|root| root.len() > 1);
    let inside = root.and_then(|root| Some(path.strip_prefix(&root)?.trim_start_matches('/').to_owned()));
    let path = inside.filter(|inside| !inside.is_empty()).unwrap_or(path);
    code::place_name(path.trim_start_matches("./"))
}

fn path_of_root(uri: &str) -> String {
    let mut root = path(uri);
    if !root.ends_with('/') {
        root.push('/');
    }
    root
}

fn path(uri: &str) -> String {
    let path = uri.trim().strip_prefix("file://").unwrap_or(uri.trim());
    decoded(path).replace('\\', "/")
}

/// Percent signs resolved where the result is text.
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        let code = code
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

/// What the tool recognises the result by.
fn fingerprint(value: &Value) -> Option<String> {
    let texts = |key: &str| {
        part(value, &[key])
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(name, text)| Some((name.as_str(), text.as_str()?.trim())))
            // Semgrep writes this in place of a fingerprint.
            .filter(|(_, text)| !text.is_empty() && *text != "requires login")
    };
    // Names end in a version; the highest comes last.
    let full = texts("fingerprints").next_back();
    let stable = |name: &str| {
        let name = name.split('/').next().unwrap_or(name).to_ascii_lowercase();
        STABLE.contains(&name.as_str())
    };
    let (_, text) = full.or_else(|| texts("partialFingerprints").rfind(|(name, _)| stable(name)))?;
    // A digest, a hash with a number, a path: as a part of a key it is bounded and has no separator.
    if text.len() <= 80 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_.:/+=".contains(c)) {
        return Some(text.to_owned());
    }
    code::mark_of(text)
}

/// `security-severity`, a CVSS score or a word, of a rule or a result.
pub(super) fn security_severity(value: &Value) -> Option<Severity> {
    let found = part(value, &["properties", "security-severity"])?;
    match number(Some(found)) {
        Some(score) if (0.0..=10.0).contains(&score) => Some(code::severity_of_score(score)),
        Some(_) => None,
        None => code::severity(found.as_str()?),
    }
}

/// The severity of a level.
pub(super) fn level(word: &str) -> Option<Severity> {
    matches!(word, "error" | "warning" | "note" | "none").then(|| code::severity(word)).flatten()
}

/// CWE numbers among the properties, where tools put them under several names.
pub(super) fn properties_cwe(value: &Value, into: &mut BTreeSet<u32>) {
    for key in ["cwe", "cwe_id", "cwe-id", "cwes", "tags"] {
        for text in part(value, &["properties", key]).into_iter().flat_map(texts) {
            code::weaknesses(text, into);
        }
    }
}
