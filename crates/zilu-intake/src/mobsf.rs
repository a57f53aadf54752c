//! MobSF JSON, of an app or of source code (mobsfscan): a code test and its findings, see [`crate::code`].
//!
//! Read of an app: manifest, certificate, code, binaries, network and transport security, in the forms of all versions (lists,
//! objects, `findings` within). Rules: `mobsf:SECTION:RULE`, by the rule's name or, where there is none, the title without
//! markup; the place is `PACKAGE:FILE` or `PACKAGE:COMPONENT`. Of source code: `mobsfscan:RULE` at each file.
//!
//! What is `secure` or `good` is no finding, and a note counts it. The method is a source code scan for mobsfscan only: an
//! app is taken apart, not its source code. The report does not say what was looked at, so that no test is complete by it and
//! nothing is closed; errors on record make it incomplete. It has no date.
//!
//! Not read: permissions, trackers, domains, strings and addresses, and what matched in the code, which may be a secret.

use crate::code::{self, CodeFinding, CodeTest, Findings, Held, note};
use crate::fault::Fault;
use crate::item::{Feed, Item, Place, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, text_of, walk};
use crate::line::clean;
use crate::recognise::Format;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a MobSF report about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_mobsf<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::MobSf, sink);
    let outcome = (|| {
        let shape = code::prepared(catalogue, source, &mut feed)?;
        let system = code::system(source)?;
        let mut mobsf = MobSf { feed: &mut feed, report: Report::default() };
        let walked = walk(input, source.place(), Layout::One, &mut mobsf)?;
        let report = mobsf.report;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        if !report.known {
            let fault = Fault::new(
                source.place(),
                "no-analysis",
                "檔案沒有 MobSF 的分析結果",
                "the file has no analysis of MobSF",
            );
            let hint = ("請由 MobSF 匯出 JSON 報告", "export the JSON report from MobSF");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        let mut findings = report.held.findings;
        if let Some(package) = report.package.as_deref().and_then(code::place_name) {
            for finding in &mut findings {
                finding.file = match finding.file.as_str() {
                    "" => package.clone(),
                    file => format!("{package}:{file}"),
                };
            }
        }
        for finding in &mut findings {
            if finding.file.is_empty() {
                finding.file.push('-');
            }
        }
        note(
            &mut feed,
            report.passed,
            "項檢查良好，未列為弱點",
            "check is good, and is no finding",
            "checks are good, and are no findings",
        );
        note(
            &mut feed,
            report.unknown,
            "項結果的嚴重度無法辨認，嚴重度未登錄",
            "result has a severity that is not known: none is stated",
            "results have a severity that is not known: none is stated",
        );
        let name = if report.source_code { "mobsfscan" } else { "MobSF" };
        let found = Findings {
            prefix: code::prefix(name),
            tool: report.version.map_or_else(|| name.to_owned(), |version| format!("{name} {version}")),
            on: code::day_of(None, source)?,
            test: Some(CodeTest {
                complete: (report.errors > 0).then_some(false),
                source_code: report.source_code,
            }),
            looked_at: None,
            findings,
        };
        code::hand_out(found, &shape, source, &system, &mut feed)
    })();
    feed.end(outcome)
}

#[derive(Default)]
struct Report {
    known: bool,
    source_code: bool,
    package: Option<String>,
    version: Option<String>,
    held: Held,
    errors: u64,
    passed: u64,
    unknown: u64,
    items: u64,
}

struct MobSf<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    report: Report,
}

impl<E> Walk for MobSf<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        let shape = path.shape();
        match shape {
            "" | "results" | "errors" => Take::Descend,
            "version"
            | "mobsfscan_version"
            | "package_name"
            | "bundle_id"
            | "errors[]"
            | "manifest_analysis"
            | "certificate_analysis"
            | "code_analysis"
            | "binary_analysis"
            | "network_security"
            | "ats_analysis"
            | "macho_analysis" => Take::Whole,
            _ if shape.starts_with("results.") => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "match_string"
                | "match_position"
                | "pattern"
                | "reference"
                | "ref"
                | "summary"
                | "certificate_info"
                | "symbols"
                | "libraries"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        let report = &mut self.report;
        let text = || loose_text(value).and_then(|text| clean(&text, 200)).map(|(text, _)| text);
        let place = &piece.place;
        match piece.path.shape() {
            "" => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
            "version" => report.version = text(),
            "mobsfscan_version" => {
                report.version = text();
                (report.known, report.source_code) = (true, true);
            }
            "package_name" | "bundle_id" => report.package = text().or(report.package.take()),
            "errors[]" => report.errors += 1,
            "manifest_analysis" => report.manifest(value, place)?,
            "certificate_analysis" => report.certificate(value, place)?,
            "code_analysis" => report.code(value, place)?,
            "binary_analysis" => report.binaries(value, place)?,
            "macho_analysis" => report.checks(value, "binary", "", place)?,
            "network_security" => report.listed(value, "network", "network_findings", place)?,
            "ats_analysis" => report.listed(value, "transport", "ats_findings", place)?,
            "results" => {}
            _ => report.source(piece.path.key(), value, place)?,
        }
        self.feed.summary.items = self.report.items;
        self.feed.progress(piece.bytes).map_err(Stop::Sink)
    }
}

/// A line of text without the markup of MobSF's pages.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        match after.split_once('>') {
            // Only what looks like a tag is one.
            Some((tag, after))
                if tag.len() < 40 && tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') =>
            {
                plain.push(' ');
                rest = after;
            }
            _ => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain + rest
}

impl Report {
    /// Keeps one result. `weight` is MobSF's word for how bad it is.
    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        section: &str,
        rule: &str,
        file: &str,
        weight: Option<&str>,
        title: Option<&str>,
        cwe: Option<&str>,
        place: &Place,
    ) -> Result<(), Box<Fault>> {
        self.known = true;
        self.items += 1;
        if matches!(weight, Some("secure" | "good")) {
            self.passed += 1;
            return Ok(());
        }
        let severity = weight.and_then(|word| match word {
            "dangerous" => Some(3),
            "hotspot" => Some(0),
            word => code::severity(word),
        });
        self.unknown += u64::from(severity.is_none());
        let rule = code::key_part(&plain(rule)).unwrap_or_else(|| "unnamed".to_owned());
        let mut weaknesses = BTreeSet::new();
        code::weaknesses(cwe.unwrap_or_default(), &mut weaknesses);
        let finding = CodeFinding {
            rule: if self.source_code {
                format!("mobsfscan:{rule}")
            } else {
                format!("mobsf:{section}:{rule}")
            },
            file: code::place_name(file).unwrap_or_default(),
            title: title.and_then(|title| clean(&plain(title), 300)).map(|(title, _)| title.into()),
            severity,
            cwe: weaknesses,
            position: (place.line, place.byte),
            ..CodeFinding::default()
        };
        self.held.push(finding, place)
    }

    fn manifest(&mut self, value: &Value, place: &Place) -> Result<(), Box<Fault>> {
        self.known = true;
        for one in entries(value, "manifest_findings") {
            let rule = text_of(one, &["rule"]).or(text_of(one, &["title"])).or(text_of(one, &["name"]));
            let components =
                part(one, &["component"]).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let component = components.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(":");
            let weight = text_of(one, &["severity"]).or(text_of(one, &["stat"]));
            let title = text_of(one, &["title"]).or(text_of(one, &["name"]));
            self.push("manifest", rule.unwrap_or_default(), &component, weight, title, None, place)?;
        }
        Ok(())
    }

    /// `[weight, description, title]`, the title only in newer versions.
    fn certificate(&mut self, value: &Value, place: &Place) -> Result<(), Box<Fault>> {
        self.known = true;
        for one in entries(value, "certificate_findings") {
            let text = |index: usize| one.get(index).and_then(Value::as_str);
            let title = text(2).or(text(1));
            self.push("certificate", title.unwrap_or_default(), "", text(0), title, None, place)?;
        }
        Ok(())
    }

    /// Rules with the files that each was found in.
    fn code(&mut self, value: &Value, place: &Place) -> Result<(), Box<Fault>> {
        self.known = true;
        let rules = part(value, &["findings"]).unwrap_or(value);
        for (rule, one) in rules.as_object().into_iter().flatten() {
            let about = part(one, &["metadata"]).unwrap_or(one);
            let (weight, title) = (text_of(about, &["severity"]), text_of(about, &["description"]));
            let cwe = text_of(about, &["cwe"]);
            match part(one, &["files"]).and_then(Value::as_object) {
                Some(files) if !files.is_empty() => {
                    for file in files.keys() {
                        self.push("code", rule, file, weight, title, cwe, place)?;
                    }
                }
                _ => self.push("code", rule, "", weight, title, cwe, place)?,
            }
        }
        Ok(())
    }

    /// A list of libraries with their checks, or titles with what was found.
    fn binaries(&mut self, value: &Value, place: &Place) -> Result<(), Box<Fault>> {
        self.known = true;
        if let Some(libraries) = value.as_array() {
            for library in libraries {
                self.checks(library, "binary", text_of(library, &["name"]).unwrap_or_default(), place)?;
            }
            return Ok(());
        }
        let found = part(value, &["findings"]).unwrap_or(value);
        for (title, one) in found.as_object().into_iter().flatten().filter(|(_, one)| one.is_object()) {
            let cwe = text_of(one, &["cwe"]);
            self.push("binary", title, "", text_of(one, &["severity"]), Some(title), cwe, place)?;
        }
        Ok(())
    }

    /// Checks of one file by name.
    fn checks(&mut self, value: &Value, section: &str, file: &str, place: &Place) -> Result<(), Box<Fault>> {
        for (name, check) in value.as_object().into_iter().flatten() {
            if let Some(weight) = text_of(check, &["severity"]) {
                self.push(section, name, file, Some(weight), text_of(check, &["description"]), None, place)?;
            }
        }
        Ok(())
    }

    /// A list of `{scope or issue, description, severity}`.
    fn listed(&mut self, value: &Value, section: &str, key: &str, place: &Place) -> Result<(), Box<Fault>> {
        for one in entries(value, key) {
            let title = text_of(one, &["issue"]).or(text_of(one, &["description"]));
            let scope = one.get("scope").map(|scope| match scope {
                Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(":"),
                other => other.as_str().unwrap_or_default().to_owned(),
            });
            let weight = text_of(one, &["severity"]).or(match text_of(one, &["status"]) {
                Some("insecure") => Some("high"),
                other => other,
            });
            self.push(
                section,
                title.unwrap_or_default(),
                &scope.unwrap_or_default(),
                weight,
                title,
                None,
                place,
            )?;
        }
        Ok(())
    }

    /// One rule of mobsfscan.
    fn source(&mut self, rule: &str, value: &Value, place: &Place) -> Result<(), Box<Fault>> {
        self.source_code = true;
        let about = part(value, &["metadata"]).unwrap_or(&Value::Null);
        let (weight, title) = (text_of(about, &["severity"]), text_of(about, &["description"]));
        let weight = weight.map(str::to_ascii_lowercase);
        let cwe = text_of(about, &["cwe"]);
        let mut files: Vec<&str> =
            entries(value, "files").iter().filter_map(|file| text_of(file, &["file_path"])).collect();
        files.sort_unstable();
        files.dedup();
        if files.is_empty() {
            files.push("");
        }
        for file in files {
            self.push("", rule, file, weight.as_deref(), title, cwe, place)?;
        }
        Ok(())
    }
}

/// A list, bare or under a key.
fn entries<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    part(value, &[key]).unwrap_or(value).as_array().map_or(&[], Vec::as_slice)
}
