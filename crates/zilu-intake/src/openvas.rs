//! OpenVAS (Greenbone, GVM) reports: XML, alone or as the answer to `get_reports`, and CSV in `openvas/csv.rs`.
//!
//! Keys: a host is the address that was scanned (a name is found on some days and not on others), a finding
//! `host|openvas:OID|PORT/PROTOCOL`; `general/tcp` is a place too. The result's own id changes with each scan.
//!
//! Severity is by the score that the report states for the result: its word stops at `High`. A score below zero marks
//! a false positive or an error. A quality of detection below 70 % is a suspicion, as it is for the tool itself.
//!
//! Covered: what the report shows. A host needs an end of its own and a scan that is `Done`; a filter (`levels=hml`,
//! `min_qod=70`, a number of rows, any other term) leaves findings out, and what it leaves out is not covered. Results
//! stand before the hosts' ends and by severity, so all are held until the end of the file.

mod csv;

pub(crate) use csv::is_heading;
pub use csv::read_openvas_csv;

use crate::fault::Fault;
use crate::item::{Item, Limit, Place, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Covering, Finding, Hosts, Layer, SEVERITIES, Scan, Scanner, Severity, Stop, Tool, clean, cves, list,
    read_xml, score, weaknesses,
};
use crate::xml::{Token, Xml};
use std::io::Read;
use zilu_catalogue::Catalogue;

/// The quality of detection, in per cent, from which the tool itself counts a result.
const SURE: u64 = 70;

/// Reads an OpenVAS report in XML.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_openvas<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read_xml(Format::Openvas, Tool::Openvas, input, catalogue, source, sink, |xml, scanner| {
        let scan = Scan::new(Layer::Os, scanner.source.place());
        Importer {
            xml,
            scanner,
            scan,
            hosts: Hosts::default(),
            // A report that does not show its filter may have one.
            filter: Filter { other: true, ..Filter::default() },
            reports: 0,
            status: None,
        }
        .file()
    })
}

struct Importer<'x, 'a, 's, 'f, R: Read, E> {
    xml: &'x mut Xml<R>,
    scanner: &'f mut Scanner<'a, 's, E>,
    scan: Scan,
    hosts: Hosts,
    filter: Filter,
    /// Reports with results.
    reports: u64,
    /// How the scan ended.
    status: Option<String>,
}

/// What the filter of a report let through.
#[derive(Debug, Default, PartialEq, Eq)]
struct Filter {
    /// Letters of the levels; `None`: all.
    levels: Option<String>,
    /// Least quality of detection, in per cent.
    least: u64,
    /// Something else was asked for.
    other: bool,
}

impl Filter {
    fn read(term: &str) -> Filter {
        let mut filter = Filter::default();
        for word in term.split_whitespace() {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            match name {
                "levels" => filter.levels = Some(value.to_lowercase()),
                "min_qod" => match value.parse() {
                    Ok(least) => filter.least = least,
                    Err(_) => filter.other = true,
                },
                "rows" => filter.other |= value != "-1",
                "first" => filter.other |= value != "1",
                "apply_overrides" | "overrides" | "notes" | "sort" | "sort-reverse" | "result_hosts_only"
                | "timezone" | "delta_states" | "autofp" | "show_closed_cves" | "details"
                | "ignore_pagination" => {}
                _ => filter.other = true,
            }
        }
        filter
    }

    /// What of a host that was scanned to its end the report would show.
    fn covering(&self, complete: bool) -> Covering {
        let mut limits = Vec::new();
        if let Some(levels) = &self.levels {
            // From the top down to the first level that was left out.
            let shown = ["h", "m", "l", "g"].iter().take_while(|level| levels.contains(**level)).count();
            let from = match shown {
                0 => SEVERITIES.len(),
                // High stands for critical as well.
                1 => Severity::High as usize,
                2 => Severity::Medium as usize,
                3 => Severity::Low as usize,
                _ => 0,
            };
            if from > 0 {
                limits.push(Limit::Severities(&SEVERITIES[from..]));
            }
        }
        if self.least > 0 {
            limits.push(Limit::Confirmed);
        }
        Covering { complete: complete && !self.other && self.least <= SURE, limits }
    }
}

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    fn file(mut self) -> Result<(), Stop<E>> {
        let root = self.xml.next()?;
        if root != Token::Start || !matches!(self.xml.name(), "report" | "get_reports_response") {
            let fault = self.xml.fault(
                "wrong-root",
                "根元素應為 <report> 或 <get_reports_response>".into(),
                "the root element should be <report> or <get_reports_response>".into(),
            );
            let hint = ("請由 OpenVAS 匯出 XML 報告", "export the report as XML from OpenVAS");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        self.report()?;
        if self.xml.next()? != Token::EndOfFile {
            let fault = self.xml.fault(
                "trailing",
                "報告結束之後還有內容".into(),
                "there is more after the end of the report".into(),
            );
            return Err(fault.into());
        }
        if self.reports == 0 {
            let fault = Fault::new(
                self.xml.origin(),
                "no-report",
                "檔案沒有掃描結果（<results>）",
                "the file holds no results (<results>)",
            );
            let hint = ("匯出時請包含報告細節", "export the report with its details");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        self.finish()
    }

    /// The content of `report`, or of what wraps it: reports stand within reports.
    fn report(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "report" => self.report()?,
                "task" if self.scan.name.is_empty() => self.task()?,
                "filters" => self.filters()?,
                "scan_run_status" => self.status = clean(self.xml.read_text()?, 60).map(|t| t.0),
                "scan_start" => self.start()?,
                "results" => self.results()?,
                "host" => self.host()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn start(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let text = self.xml.read_text()?.to_string();
        self.scan.started = self.scanner.moment("scan_start", Some(&text), &place)?;
        Ok(())
    }

    fn task(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "name" => {
                    self.scan.name = clean(self.xml.read_text()?, 200).map(|t| t.0).unwrap_or_default();
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn filters(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "term" => self.filter = Filter::read(self.xml.read_text()?),
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn results(&mut self) -> Result<(), Stop<E>> {
        self.reports += 1;
        if self.reports > 1 {
            let fault =
                self.xml.fault("two-reports", "檔案含有兩份報告".into(), "the file holds two reports".into());
            return Err(Box::new(fault.hint("請一份報告存成一檔", "save each report in its own file")).into());
        }
        while self.xml.next_child()? {
            match self.xml.name() {
                "result" => {
                    self.result()?;
                    let bytes = self.xml.bytes_read();
                    self.scanner.feed.progress(bytes).map_err(Stop::Sink)?;
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn result(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        self.scanner.feed.summary.items += 1;
        let mut found = Found::default();
        while self.xml.next_child()? {
            match self.xml.name() {
                "host" => self.result_host(&mut found)?,
                "nvt" => self.nvt(&mut found)?,
                "qod" => found.qod = self.value()?,
                "port" => found.port = clean(self.xml.read_text()?, 60).map(|t| t.0.to_lowercase()),
                "severity" => found.severity = clean(self.xml.read_text()?, 20).map(|t| t.0),
                "threat" => found.threat = clean(self.xml.read_text()?, 40).map(|t| t.0),
                _ => self.xml.skip()?,
            }
        }
        self.keep(found, place)
    }

    /// `<host>ADDRESS<asset/><hostname>NAME</hostname></host>`
    fn result_host(&mut self, found: &mut Found) -> Result<(), Stop<E>> {
        self.xml.take_text();
        self.xml.collect_text(true);
        while self.xml.next_child()? {
            found.host += &self.xml.take_text();
            self.xml.collect_text(false);
            if self.xml.name() == "hostname" {
                found.hostname = clean(self.xml.read_text()?, 300).map(|t| t.0.to_lowercase());
            } else {
                self.xml.skip()?;
            }
            self.xml.take_text();
            self.xml.collect_text(true);
        }
        found.host += &self.xml.take_text();
        self.xml.collect_text(false);
        Ok(())
    }

    fn value(&mut self) -> Result<Option<u64>, Stop<E>> {
        let mut value = None;
        while self.xml.next_child()? {
            match self.xml.name() {
                "value" => value = self.xml.read_text()?.trim().parse().ok(),
                _ => self.xml.skip()?,
            }
        }
        Ok(value)
    }

    fn nvt(&mut self, found: &mut Found) -> Result<(), Stop<E>> {
        self.xml.attributes(|name, value| {
            if name == "oid" {
                found.oid = clean(value, 100).map(|t| t.0);
            }
        })?;
        while self.xml.next_child()? {
            match self.xml.name() {
                "name" => found.title = Some(self.xml.read_text()?.to_string()),
                "family" => found.family = Some(self.xml.read_text()?.to_string()),
                "tags" => found.tags(self.xml.read_text()?),
                "solution" => found.solution = Some(self.xml.read_text()?.to_string()),
                "cve" | "cves" => found.cve.extend(cves(self.xml.read_text()?)),
                "refs" => self.refs(found)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn refs(&mut self, found: &mut Found) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            if self.xml.name() == "ref" {
                let (mut kind, mut id) = (String::new(), String::new());
                self.xml.attributes(|name, value| match name {
                    "type" => kind = value.to_ascii_lowercase(),
                    "id" => id = value.to_string(),
                    _ => {}
                })?;
                match kind.as_str() {
                    "cve" | "cve_id" => found.cve.extend(cves(&id)),
                    "cwe" => found.cwe.extend(weaknesses(&id)),
                    _ => {}
                }
            }
            self.xml.skip()?;
        }
        Ok(())
    }

    fn keep(&mut self, found: Found, place: Place) -> Result<(), Stop<E>> {
        let Some(oid) = found.oid.filter(|oid| !oid.contains('|')) else {
            let fault =
                Fault::new(place, "no-rule", "result 的 nvt 沒有 oid", "a result whose nvt has no oid");
            return self.scanner.fault(fault.field("nvt@oid"));
        };
        let at = found.port.filter(|port| !port.contains('|')).unwrap_or_else(|| "general/tcp".into());
        let rated = rating(found.severity.as_deref(), found.threat.as_deref(), &place, self.scanner)?;
        let (hosts, scanner) = (&mut self.hosts, &mut *self.scanner);
        let finding = Finding {
            rule: format!("openvas:{oid}"),
            at,
            severity: rated.map(Severity::of_score),
            confirmed: found.qod.map(|qod| qod >= SURE),
            title: found.title.and_then(|t| hosts.text(scanner, &t, 500)),
            family: found.family.and_then(|t| hosts.text(scanner, &t, 200)),
            cvss: rated,
            vector: found.vector.and_then(|t| hosts.text(scanner, &t, 300)),
            cve: list(found.cve),
            cwe: list(found.cwe),
            solution: found.solution.and_then(|t| hosts.text(scanner, &t, SOLUTION_LENGTH)),
            line: place.line,
            byte: place.byte,
            ..Finding::default()
        };
        let host = hosts.add(scanner, &found.host, "result/host", &place, finding)?;
        host.fqdn = host.fqdn.take().or(found.hostname);
        Ok(())
    }

    /// A host of the report, with its own beginning and end.
    fn host(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let (mut ip, mut start, mut end) = (String::new(), None, None);
        let (mut os, mut hostname, mut credentialed) = (None, None, None);
        while self.xml.next_child()? {
            match self.xml.name() {
                "ip" => ip = self.xml.read_text()?.trim().to_string(),
                "start" => start = Some(self.xml.read_text()?.to_string()),
                "end" => end = Some(self.xml.read_text()?.to_string()),
                "detail" => {
                    let (name, value) = self.detail()?;
                    match name.as_str() {
                        "hostname" => hostname = Some(value.to_lowercase()),
                        "best_os_txt" => os = Some(value),
                        name if name.starts_with("Auth-") && name.ends_with("-Success") => {
                            credentialed = Some(true);
                        }
                        name if name.starts_with("Auth-") && name.ends_with("-Failure") => {
                            credentialed = credentialed.or(Some(false));
                        }
                        _ => {}
                    }
                }
                _ => self.xml.skip()?,
            }
        }
        let start = self.scanner.moment("host/start", start.as_deref(), &place)?;
        let end = self.scanner.moment("host/end", end.as_deref(), &place)?;
        let host = self.hosts.host(self.scanner, &ip, "host", &place)?;
        (host.started, host.finished) = (start, end);
        host.os = os;
        host.fqdn = host.fqdn.take().or(hostname);
        host.credentialed = credentialed;
        Ok(())
    }

    /// Name and value of a detail.
    fn detail(&mut self) -> Result<(String, String), Stop<E>> {
        let (mut name, mut value) = (String::new(), String::new());
        while self.xml.next_child()? {
            let slot = match self.xml.name() {
                "name" => &mut name,
                "value" => &mut value,
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            *slot = clean(self.xml.read_text()?, 300).map(|t| t.0).unwrap_or_default();
        }
        Ok((name, value))
    }

    fn finish(mut self) -> Result<(), Stop<E>> {
        if self.scan.name.is_empty() {
            self.scan.name = "openvas".into();
        }
        self.scanner.free_name(&mut self.scan.name);
        let done = self.status.as_deref().map(|status| status == "Done");
        self.scan.complete = done;
        for host in self.hosts.iter_mut() {
            let ended = host.finished.is_some() && done != Some(false);
            host.complete = Some(ended);
            host.ip = host.name.parse::<std::net::IpAddr>().is_ok().then(|| host.name.clone());
            host.coverings.push(self.filter.covering(ended));
        }
        if self.filter.other {
            self.scanner.feed.note(
                "報告套用了篩選條件，或看不出沒有；沒有列出的弱點不會因此視為消失".into(),
                "the report was filtered, or does not show that it was not: nothing that it lacks is taken for gone".into(),
            );
        }
        self.hosts.finish(self.scanner, self.scan)
    }
}

/// A result as the report writes it.
#[derive(Default)]
struct Found {
    host: String,
    hostname: Option<String>,
    port: Option<String>,
    oid: Option<String>,
    qod: Option<u64>,
    severity: Option<String>,
    threat: Option<String>,
    title: Option<String>,
    family: Option<String>,
    vector: Option<String>,
    solution: Option<String>,
    cve: Vec<String>,
    cwe: Vec<String>,
}

impl Found {
    /// `name=value|name=value`; a value may go over lines.
    fn tags(&mut self, text: &str) {
        for tag in text.split('|') {
            match tag.split_once('=') {
                Some(("solution", value)) => self.solution = Some(value.to_string()),
                Some(("cvss_base_vector", value)) => self.vector = Some(value.to_string()),
                _ => {}
            }
        }
    }
}

/// The score of a result in thousandths; `None` where it is none: a false positive, an error, or only a word.
fn rating<E>(
    severity: Option<&str>,
    threat: Option<&str>,
    place: &Place,
    scanner: &mut Scanner<'_, '_, E>,
) -> Result<Option<i64>, Stop<E>> {
    let word = threat.unwrap_or_default().to_ascii_lowercase();
    if word == "false positive" || severity == Some("-1.0") {
        scanner.false_positives += 1;
        return Ok(None);
    }
    match severity {
        // Debug and error messages of the scanner.
        Some(text) if text.starts_with('-') => Ok(None),
        Some(text) => match score("severity", text, place) {
            Ok(number) => Ok(Some(number)),
            Err(fault) => scanner.fault(*fault).map(|()| None),
        },
        None => Ok(matches!(word.as_str(), "log" | "debug").then_some(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_covers_what_it_lets_through() {
        let covering = |term: &str| Filter::read(term).covering(true);
        let whole = covering("apply_overrides=0 levels=hmlg rows=-1 min_qod=0 first=1 sort-reverse=severity");
        assert!(whole.complete && whole.limits.is_empty());
        let usual = covering("levels=hml rows=-1 min_qod=70");
        assert!(usual.complete);
        assert_eq!(
            usual.limits,
            [Limit::Severities(&["low", "medium", "high", "critical"]), Limit::Confirmed]
        );
        assert_eq!(covering("levels=hl").limits, [Limit::Severities(&["high", "critical"])]);
        assert_eq!(covering("levels=ml").limits, [Limit::Severities(&[])]);
        for term in ["rows=100", "host=10.0.0.1", "first=11", "min_qod=95", "min_qod=x", "ssl"] {
            assert!(!covering(term).complete, "{term}");
        }
    }
}
