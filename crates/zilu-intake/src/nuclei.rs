//! Nuclei results: JSON lines (`-jsonl`) or a list (`-json-export`).
//!
//! A host is the host of the place that matched, layer `web` where all templates are of the web, else `other`. A
//! finding: rule `nuclei:TEMPLATE` and the matcher's name, if any, behind a slash; place `PORT/PATH` without query.
//! Requests, responses and what was extracted are passed over: they hold tokens. A severity of `unknown` stays unknown.
//!
//! Covered: nothing. The file lists what was found, not which templates ran.

use crate::item::{Item, Source, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, text_of, texts, walk};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Finding, Hosts, Layer, Scan, Scanner, Severity, Site, Stop, Tool, bounded, clean, cves, list, scanned,
    thousandths, weakness,
};
use crate::time::{day_in_taipei, moment};
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads results of Nuclei.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_nuclei<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::Nuclei, Tool::Nuclei, catalogue, source, sink, |scanner| {
        let mut walker = Walker { scanner, hosts: Hosts::default(), first: None, web: true };
        let walked = walk(input, walker.scanner.source.place(), Layout::Lines, &mut walker)?;
        walker.scanner.feed.summary.bytes = walked.bytes;
        walker.scanner.feed.summary.encoding = Some(walked.encoding);
        walker.finish()
    })
}

struct Walker<'a, 's, 'f, E> {
    scanner: &'f mut Scanner<'a, 's, E>,
    hosts: Hosts,
    /// When the first result was found.
    first: Option<i64>,
    /// Only templates of the web so far.
    web: bool,
}

impl<E> Walk for Walker<'_, '_, '_, E> {
    type Error = E;

    fn at(&mut self, _path: &Path) -> Take {
        Take::Whole
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "request"
                | "response"
                | "curl-command"
                | "extracted-results"
                | "extracted_results"
                | "template-encoded"
                | "meta"
                | "reference"
                | "description"
                | "impact"
                | "interaction"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        if !value.is_object() {
            return Err(piece.wrong_type(&[], ("物件", "an object")).into());
        }
        self.scanner.feed.summary.items += 1;
        let either = |names: [&str; 2]| names.into_iter().find_map(|name| text_of(value, &[name]));
        let Some(template) =
            either(["template-id", "templateID"]).filter(|id| id.len() <= 200 && !id.contains('|'))
        else {
            return self
                .scanner
                .fault(*piece.wrong_type(&["template-id"], ("樣板編號", "the id of the template")));
        };
        let mut rule = format!("nuclei:{template}");
        if let Some(mut matcher) =
            either(["matcher-name", "matcher_name"]).and_then(|m| clean(m, 200)).map(|t| t.0)
        {
            self.scanner.free_name(&mut matcher);
            rule += &format!("/{matcher}");
        }
        let kind = text_of(value, &["type"]).unwrap_or_default();
        self.web &= matches!(kind, "http" | "headless" | "");
        let matched = either(["matched-at", "matched"]);
        let Some(address) = matched.or_else(|| either(["host", "url"])).or_else(|| text_of(value, &["ip"]))
        else {
            return self
                .scanner
                .fault(*piece.wrong_type(&["matched-at"], ("網址或主機", "an address or a host")));
        };
        let (at, host) = self.place(address, value);
        let word = text_of(value, &["info", "severity"]).unwrap_or("unknown");
        let severity = Severity::parse(word);
        if severity.is_none() {
            self.scanner.unknown("severity", word);
        }
        let classification = |key| part(value, &["info", "classification", key]);
        let identifiers =
            |key| classification(key).map(|found| texts(found).collect::<Vec<_>>()).unwrap_or_default();
        let score = classification("cvss-score").and_then(loose_text).and_then(|text| thousandths(&text));
        let found = text_of(value, &["timestamp"]).and_then(moment);
        let day = found.and_then(day_in_taipei);
        let hosts = &mut self.hosts;
        let finding = Finding {
            rule,
            at,
            severity,
            title: text_of(value, &["info", "name"]).and_then(|t| hosts.text(self.scanner, t, 500)),
            family: (!kind.is_empty()).then(|| hosts.text(self.scanner, kind, 100)).flatten(),
            cvss: score.filter(|score| (0..=10_000).contains(score)),
            vector: classification("cvss-metrics")
                .and_then(Value::as_str)
                .and_then(|t| hosts.text(self.scanner, t, 300)),
            cve: list(identifiers("cve-id").into_iter().flat_map(cves).collect()),
            cwe: list(
                identifiers("cwe-id").into_iter().flat_map(|t| t.split(',')).filter_map(weakness).collect(),
            ),
            solution: text_of(value, &["info", "remediation"])
                .and_then(|t| hosts.text(self.scanner, t, SOLUTION_LENGTH)),
            line: piece.place.line,
            byte: piece.place.byte,
            ..Finding::default()
        };
        let host = self.hosts.add(self.scanner, &host, "matched-at", &piece.place, finding)?;
        let site = Site { host: host.name.clone(), ..Site::default() };
        (host.ip, host.fqdn) = (site.ip().or(host.ip.take()), site.fqdn());
        if host.ip.is_none() {
            host.ip =
                text_of(value, &["ip"]).and_then(|ip| clean(ip.trim_end_matches('.'), 100)).map(|t| t.0);
        }
        host.on = host.on.max(day);
        if let Some(found) = found {
            self.first = Some(self.first.map_or(found, |first| first.min(found)));
        }
        self.scanner.feed.progress(piece.bytes).map_err(Stop::Sink)
    }
}

impl<E> Walker<'_, '_, '_, E> {
    /// Place and host of an address; the host may stand in a field of its own.
    fn place(&self, address: &str, value: &Value) -> (String, String) {
        let site = Site::of(address);
        let port = part(value, &["port"]).and_then(loose_text).and_then(|port| port.parse().ok());
        let host = if site.host.is_empty() {
            Site::of(text_of(value, &["host"]).unwrap_or_default()).host
        } else {
            site.host.clone()
        };
        (bounded(Site { port: site.port.or(port), ..site }.place()), host)
    }

    fn finish(mut self) -> Result<(), Stop<E>> {
        let layer = if self.web { Layer::Web } else { Layer::Other };
        let mut scan = Scan::new(layer, self.scanner.source.place());
        scan.name = self
            .hosts
            .iter_mut()
            .next()
            .map_or_else(|| "nuclei".into(), |host| format!("nuclei {}", host.name));
        scan.started = self.first;
        self.scanner.feed.note(
            "Nuclei 的結果看不出執行了哪些樣板；沒有列出的弱點不會因此視為消失".into(),
            "results of Nuclei do not show which templates ran: nothing that they lack is taken for gone"
                .into(),
        );
        self.hosts.finish(self.scanner, scan)
    }
}
