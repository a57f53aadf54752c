//! Burp Suite issues: JSON in `burp/json.rs`, and XML, whose inline document type declaration is passed over.
//!
//! A host is the host of the address, layer `web`. A finding: rule `burp:TYPE` (the type of issues that extensions
//! report is one for all: there the name belongs to the rule), place `PORT/PATH` and what the location adds to it, such
//! as `[id parameter]`. Serial numbers belong to a project of Burp and are no key. Requests and responses are passed
//! over.
//!
//! Covered: nothing. The issues of such a file are those that somebody chose to export, of a scan that may have looked
//! on only.

mod json;

pub use json::read_burp_json;

use crate::fault::Fault;
use crate::item::{Item, Place, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Finding, Hosts, Layer, Scan, Scanner, Severity, Site, Stop, Tool, bounded, clean, list, plain, read_xml,
    weaknesses,
};
use crate::xml::{Token, Xml};
use std::io::Read;
use zilu_catalogue::Catalogue;

/// The type of issues that extensions report.
const EXTENSION: &str = "134217728";

/// Reads the issues of a Burp report in XML.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_burp<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read_xml(Format::Burp, Tool::Burp, input, catalogue, source, sink, |xml, scanner| {
        let mut report = Report::new(scanner);
        report.file(xml, scanner)?;
        report.finish(scanner)
    })
}

struct Report {
    scan: Scan,
    hosts: Hosts,
}

/// An issue as the report writes it.
#[derive(Default)]
struct Issue {
    /// Its name stands for its type where there is no number.
    named: bool,
    kind: Option<String>,
    name: Option<String>,
    address: String,
    ip: Option<String>,
    path: String,
    location: String,
    severity: String,
    confidence: String,
    solution: Option<String>,
    cwe: Vec<String>,
}

impl Issue {
    /// The number of the type, with the name where that is what tells issues apart.
    fn rule<E>(&self, scanner: &mut Scanner<'_, '_, E>) -> Option<String> {
        let number = |kind: &&str| !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_digit());
        let kind = self.kind.as_deref().filter(number);
        let mut name = self.name.as_deref().and_then(|name| clean(name, 200)).map(|t| t.0);
        if let Some(name) = &mut name {
            scanner.free_name(name);
        }
        match (kind, name) {
            (Some(EXTENSION), Some(name)) => Some(format!("burp:{EXTENSION}/{name}")),
            (Some(kind), _) => Some(format!("burp:{kind}")),
            (None, Some(name)) if self.named => Some(format!("burp:{name}")),
            (None, _) => None,
        }
    }
}

impl Report {
    fn new<E>(scanner: &Scanner<'_, '_, E>) -> Self {
        Report { scan: Scan::new(Layer::Web, scanner.source.place()), hosts: Hosts::default() }
    }

    fn file<R: Read, E>(
        &mut self,
        xml: &mut Xml<R>,
        scanner: &mut Scanner<'_, '_, E>,
    ) -> Result<(), Stop<E>> {
        if xml.next()? != Token::Start || xml.name() != "issues" {
            let fault = xml.fault(
                "wrong-root",
                "根元素應為 <issues>".into(),
                "the root element should be <issues>".into(),
            );
            return Err(Box::new(
                fault.hint("請由 Burp 匯出 XML 報告", "export the issues as XML from Burp"),
            )
            .into());
        }
        let place = xml.place();
        let mut exported = None;
        xml.attributes(|name, value| {
            if name == "exportTime" {
                exported = Some(value.to_string());
            }
        })?;
        self.scan.started = scanner.moment_or_date("exportTime", exported.as_deref(), &place)?;
        self.scan.place = place;
        while xml.next_child()? {
            match xml.name() {
                "issue" => {
                    let place = xml.place();
                    let issue = issue(xml)?;
                    self.keep(scanner, issue, place)?;
                    scanner.feed.progress(xml.bytes_read()).map_err(Stop::Sink)?;
                }
                _ => xml.skip()?,
            }
        }
        if xml.next()? != Token::EndOfFile {
            let fault = xml.fault(
                "trailing",
                "報告結束之後還有內容".into(),
                "there is more after the end of the report".into(),
            );
            return Err(fault.into());
        }
        Ok(())
    }

    fn keep<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        issue: Issue,
        place: Place,
    ) -> Result<(), Stop<E>> {
        scanner.feed.summary.items += 1;
        let Some(rule) = issue.rule(scanner) else {
            let fault = Fault::new(
                place,
                "no-rule",
                "issue 沒有 type 編號",
                "an issue without the number of its type",
            );
            return scanner.fault(fault.field("type"));
        };
        let word = issue.severity.trim();
        let severity = if word.eq_ignore_ascii_case("false positive") {
            scanner.false_positives += 1;
            None
        } else {
            let severity = Severity::parse(word);
            if severity.is_none() {
                scanner.unknown("severity", word);
            }
            severity
        };
        let confirmed = match issue.confidence.trim().to_ascii_lowercase().as_str() {
            "certain" | "firm" => Some(true),
            "tentative" => Some(false),
            _ => None,
        };
        let base = Site::of(&issue.address);
        let path = crate::scan::path(if issue.path.is_empty() { "/" } else { issue.path.trim() });
        let mut at = Site { path, ..base.clone() }.place();
        // `PATH [what there]`; the path of the location can differ from that of the issue.
        if let Some(detail) =
            issue.location.trim().strip_suffix(']').and_then(|l| l.rsplit_once('[')).map(|l| l.1)
            && let Some((detail, _)) = clean(detail, 200)
        {
            at += &format!(" [{}]", detail.replace('|', "｜"));
        }
        let texts = &mut self.hosts;
        let finding = Finding {
            rule,
            at: bounded(at),
            severity,
            confirmed,
            title: issue.name.and_then(|t| texts.text(scanner, &t, 500)),
            cwe: list(issue.cwe),
            solution: issue.solution.and_then(|t| texts.text(scanner, &plain(&t), SOLUTION_LENGTH)),
            line: place.line,
            byte: place.byte,
            ..Finding::default()
        };
        let host = self.hosts.add(scanner, &base.host, "issue/host", &place, finding)?;
        host.ip = host.ip.take().or(issue.ip).or_else(|| base.ip());
        host.fqdn = base.fqdn();
        Ok(())
    }

    fn finish<E>(mut self, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        self.scan.name =
            self.hosts.iter_mut().next().map_or_else(|| "burp".into(), |host| format!("burp {}", host.name));
        scanner.feed.note(
            "Burp 的匯出由人挑選，看不出掃描範圍；沒有列出的弱點不會因此視為消失".into(),
            "an export of Burp is chosen by a person and does not show what was scanned: nothing that it lacks is taken for gone".into(),
        );
        self.hosts.finish(scanner, self.scan)
    }
}

fn issue<R: Read, E>(xml: &mut Xml<R>) -> Result<Issue, Stop<E>> {
    let mut issue = Issue::default();
    while xml.next_child()? {
        match xml.name() {
            "type" => issue.kind = Some(xml.read_text()?.trim().to_string()),
            "name" => issue.name = Some(xml.read_text()?.to_string()),
            "host" => {
                xml.attributes(|name, value| {
                    if name == "ip" {
                        issue.ip = clean(value, 100).map(|t| t.0);
                    }
                })?;
                issue.address = xml.read_text()?.to_string();
            }
            "path" => issue.path = xml.read_text()?.to_string(),
            "location" => issue.location = xml.read_text()?.to_string(),
            "severity" => issue.severity = xml.read_text()?.to_string(),
            "confidence" => issue.confidence = xml.read_text()?.to_string(),
            "remediationDetail" => issue.solution = Some(xml.read_text()?.to_string()),
            "remediationBackground" if issue.solution.is_none() => {
                issue.solution = Some(xml.read_text()?.to_string());
            }
            "vulnerabilityClassifications" => issue.cwe = weaknesses(xml.read_text()?),
            _ => xml.skip()?,
        }
    }
    Ok(issue)
}
