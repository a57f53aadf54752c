//! Trivy JSON, of an image, a file system, a repository, a cluster or the operator: code findings, see [`crate::code`].
//!
//! All shapes: schema 2 (`Results`), the list of older versions, a cluster (`Resources`, before that `Vulnerabilities` and
//! `Misconfigurations`) and the operator's resources, one or a list of them. A file that is `null` is a report without results.
//!
//! Rules: `trivy:CVE-…` for a vulnerability, `trivy:DS002` for a misconfiguration, `trivy:secret:RULE` for a secret. The place is
//! `ARTIFACT:TARGET:PACKAGE:PATH` without tags, digests and versions; a system is looked at by many images, which stay
//! apart. Severity is Trivy's; where it gives none (or `UNKNOWN`), that of the CVSS score of its source, of NVD, GitHub or Red
//! Hat; else information.
//!
//! Not taken, and counted in a note: checks that passed, vulnerabilities that do not affect the package by its vendor's
//! word, licences (no weakness). Of a secret only rule and file are kept, nothing of the match.
//!
//! No `code_test` and nothing is closed: the report does not say which severities, packages and findings Trivy was
//! told to leave out, so that an absent finding proves nothing.

mod entry;

use crate::code::{self, Findings, Held, note};
use crate::item::{Feed, Item, Place, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, day, loose_text, text_of, walk};
use crate::line::cut;
use crate::recognise::Format;
use entry::{Entry, Told};
use jiff::civil::Date;
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a Trivy report about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_trivy<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Trivy, sink);
    let outcome = (|| {
        let shape = code::prepared(catalogue, source, &mut feed)?;
        let system = code::system(source)?;
        let mut trivy = Trivy { feed: &mut feed, report: Report::default() };
        let walked = walk(input, source.place(), Layout::One, &mut trivy)?;
        let report = trivy.report;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        if !report.known {
            return Err(Box::new(crate::fault::Fault::new(
                source.place(),
                "no-results",
                "檔案沒有 Trivy 的結果（Results、Resources 或 report）",
                "the file has no results of Trivy (Results, Resources or report)",
            ))
            .into());
        }
        let mut held = Held::default();
        let mut told = Told::default();
        feed.summary.items = report.entries.len() as u64;
        let on = code::day_of(report.on, source)?;
        for (context, entry, position) in report.entries {
            let target = &report.targets[context];
            let place = Place { line: position.0, byte: position.1, ..source.place() };
            let artifact = report.resources.get(target.resource).map_or(&report.artifact, |of| &of.name);
            if let Some(finding) = entry.finding(target, artifact, position, &mut told) {
                held.push(finding, &place)?;
            }
        }
        told.notes(&mut feed);
        let found = Findings {
            prefix: "trivy".to_owned(),
            tool: "Trivy".to_owned(),
            on,
            test: None,
            looked_at: None,
            findings: held.findings,
        };
        code::hand_out(found, &shape, source, &system, &mut feed)?;
        note(
            &mut feed,
            1,
            "份 Trivy 報告：報告未載明略過了哪些嚴重度或套件，因此不據以認定任何弱點已排除",
            "report of Trivy: it does not say which severities or packages were left out, so nothing is closed by it",
            "",
        );
        Ok(())
    })();
    feed.end(outcome)
}

/// What is known once the file has been read.
#[derive(Default)]
struct Report {
    /// It has one of the shapes.
    known: bool,
    artifact: String,
    cluster: Option<String>,
    on: Option<Date>,
    resources: Vec<Resource>,
    targets: Vec<Target>,
    /// With the number of the target, line and byte.
    entries: Vec<(usize, Entry, code::Position)>,
}

/// A resource of a cluster.
#[derive(Default)]
struct Resource {
    namespace: Option<String>,
    kind: Option<String>,
    name: String,
}

/// One of the `Results`.
struct Target {
    /// Number of the resource; none for an image.
    resource: usize,
    name: String,
    class: String,
    kind: String,
}

struct Trivy<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    report: Report,
}

/// The part of a shape within a resource, with whether there is one.
fn within_resource(shape: &str) -> (bool, &str) {
    for list in ["Resources[].", "Vulnerabilities[].", "Misconfigurations[]."] {
        if let Some(rest) = shape.strip_prefix(list) {
            return (true, rest);
        }
    }
    (false, shape)
}

/// The part of a shape within one of the results.
fn within_target(shape: &str) -> Option<&str> {
    let (_, rest) = within_resource(shape);
    rest.strip_prefix("Results[].").or(shape.strip_prefix("[]."))
}

/// The part of a shape within a resource of the operator.
fn within_operator(shape: &str) -> &str {
    shape.strip_prefix("items[].").unwrap_or(shape)
}

impl<E> Walk for Trivy<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        let shape = path.shape();
        let report = &mut self.report;
        match shape {
            "" | "Results" | "Resources" | "items" => return Take::Descend,
            "Vulnerabilities" | "Misconfigurations" => return Take::Descend,
            "Resources[]" | "Vulnerabilities[]" | "Misconfigurations[]" | "items[]" => {
                report.resources.push(Resource::default());
                return Take::Descend;
            }
            "ArtifactName" | "ClusterName" | "CreatedAt" => return Take::Whole,
            "[]" => {
                report.target();
                return Take::Descend;
            }
            _ => {}
        }
        match within_operator(shape) {
            "metadata" => return Take::Whole,
            "report" => {
                if shape == "report" && report.resources.is_empty() {
                    report.resources.push(Resource::default());
                }
                report.target();
                return Take::Descend;
            }
            "report.vulnerabilities" | "report.checks" | "report.secrets" => return Take::Descend,
            "report.vulnerabilities[]"
            | "report.checks[]"
            | "report.secrets[]"
            | "report.artifact"
            | "report.updateTimestamp" => return Take::Whole,
            _ => {}
        }
        match within_resource(shape) {
            (_, "Results[]") => {
                report.target();
                return Take::Descend;
            }
            (true, "Results") => return Take::Descend,
            (true, "Namespace" | "Kind" | "Name") => return Take::Whole,
            _ => {}
        }
        match within_target(shape) {
            Some("Vulnerabilities" | "Misconfigurations" | "Secrets" | "Licenses") => Take::Descend,
            Some(
                "Vulnerabilities[]"
                | "Misconfigurations[]"
                | "Secrets[]"
                | "Licenses[]"
                | "Target"
                | "Class"
                | "Type",
            ) => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "Description"
                | "description"
                | "References"
                | "Query"
                | "Layer"
                | "Code"
                | "DataSource"
                | "Match"
                | "match"
                | "Message"
                | "messages"
                | "VendorSeverity"
                | "links"
                | "annotations"
                | "ownerReferences"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let shape = piece.path.shape();
        let value = &piece.value;
        let text = || loose_text(value).map(|text| cut(&text, 500));
        let report = &mut self.report;
        match shape {
            "" if value.is_null() => {
                report.known = true;
                return Ok(());
            }
            "" | "Results[]" | "[]" => {
                return Err(piece.wrong_type(&[], ("物件", "an object")).into());
            }
            "Results" if value.is_null() => {
                report.known = true;
                return Ok(());
            }
            "ArtifactName" => {
                report.artifact = text().map(|name| code::untagged(&name)).unwrap_or_default();
                return Ok(());
            }
            "ClusterName" => {
                report.cluster = text();
                return Ok(());
            }
            "CreatedAt" => {
                report.on = day(value);
                return Ok(());
            }
            _ => {}
        }
        let part = within_operator(shape);
        match part {
            "metadata" => {
                let named = entry::labels(value);
                match report.resources.last_mut() {
                    Some(resource) => *resource = named,
                    None => report.resources.push(named),
                }
                return Ok(());
            }
            "report.updateTimestamp" => {
                report.on = report.on.max(day(value));
                return Ok(());
            }
            "report.artifact" => {
                if let (Some(target), Some(name)) =
                    (report.targets.last_mut(), text_of(value, &["repository"]))
                {
                    target.name = cut(name, 500);
                }
                return Ok(());
            }
            "report.vulnerabilities[]" | "report.checks[]" | "report.secrets[]" => {
                let entry = match part {
                    "report.vulnerabilities[]" => Entry::vulnerability(value),
                    "report.checks[]" => Entry::misconfiguration(value),
                    _ => Entry::secret(value),
                };
                return self.push(entry, piece.place, piece.bytes);
            }
            _ => {}
        }
        if let (true, field @ ("Namespace" | "Kind" | "Name")) = within_resource(shape)
            && let Some(resource) = report.resources.last_mut()
        {
            match field {
                "Namespace" => resource.namespace = text(),
                "Kind" => resource.kind = text(),
                _ => resource.name = text().unwrap_or_default(),
            }
            return Ok(());
        }
        let Some(target) = report.targets.last_mut() else { return Ok(()) };
        match within_target(shape) {
            Some("Target") => target.name = text().unwrap_or_default(),
            Some("Class") => target.class = text().unwrap_or_default(),
            Some("Type") => target.kind = text().unwrap_or_default(),
            Some("Vulnerabilities[]") => self.push(Entry::vulnerability(value), piece.place, piece.bytes)?,
            Some("Misconfigurations[]") => {
                self.push(Entry::misconfiguration(value), piece.place, piece.bytes)?
            }
            Some("Secrets[]") => self.push(Entry::secret(value), piece.place, piece.bytes)?,
            Some("Licenses[]") => self.push(Entry::Licence, piece.place, piece.bytes)?,
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, place: Place) -> Result<(), Stop<E>> {
        let report = &mut self.report;
        if report.entries.len().max(report.targets.len()).max(report.resources.len()) > code::FINDINGS {
            return Err(code::too_many(place).into());
        }
        match path.shape() {
            "" if path.is_list() => report.known = true,
            // A list of findings stands alone only in a report about a cluster.
            "Results" | "Resources" | "Vulnerabilities" | "Misconfigurations" | "items" => {
                report.known |= path.is_list();
            }
            "report" => report.known = true,
            _ => {}
        }
        // Names of resources are known at their end; that of the cluster stands first.
        if let "Resources[]" | "Vulnerabilities[]" | "Misconfigurations[]" = path.shape()
            && let Some(resource) = report.resources.last_mut()
        {
            let parts = [
                report.cluster.clone(),
                resource.namespace.take(),
                resource.kind.take(),
                Some(std::mem::take(&mut resource.name)),
            ];
            resource.name =
                parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/");
        }
        Ok(())
    }
}

impl<E> Trivy<'_, '_, E> {
    fn push(&mut self, entry: Entry, place: Place, bytes: u64) -> Result<(), Stop<E>> {
        if self.report.entries.len() >= code::FINDINGS {
            return Err(code::too_many(place).into());
        }
        let (target, position) = (self.report.targets.len().saturating_sub(1), (place.line, place.byte));
        self.report.entries.push((target, entry, position));
        self.feed.progress(bytes).map_err(Stop::Sink)
    }
}

impl Report {
    /// A new target, of the last resource.
    fn target(&mut self) {
        self.targets.push(Target {
            resource: self.resources.len().wrapping_sub(1),
            name: String::new(),
            class: String::new(),
            kind: String::new(),
        });
    }
}

/// Texts at several names.
fn first<'v>(value: &'v Value, names: &[&str]) -> Option<&'v str> {
    names.iter().find_map(|name| text_of(value, &[name]))
}
