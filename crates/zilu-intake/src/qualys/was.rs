//! Qualys Web Application Scanning in XML: the report of scans (`WAS_SCAN_REPORT`) and the one of web applications
//! (`WAS_WEBAPP_REPORT`). Results come first; a glossary and the scans themselves stand behind them.
//!
//! A host is the host of the address, layer `web`. A finding: rule `qualys-was:QID`, so that a scan of the operating
//! system, which never looked at the pages, closes none of them; place `PORT/PATH` and the parameter. Numbers of
//! detections belong to a subscription and are no key. Payloads, requests, responses and collected data are passed over.
//!
//! Severity is Qualys' level, 5 critical to 1 info; information gathered is info at any level. `Potential Vulnerability`
//! is potential, everything else confirmed. What has the status `FIXED` is stated as absent since it was last tested.
//!
//! Covered: nothing. Such a report joins scans that a person chose and filters that a person set, and a crawl ends at its
//! limit of links; which pages a scan reached is not said.

use super::{Kind, digits, ended, severity, wrong_qid};
use crate::fault::Fault;
use crate::item::{Item, Place, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::plural::counted;
use crate::recognise::Format;
use crate::scan::{
    Covering, Finding, Hosts, Layer, Scan, Scanner, Site, Stop, Tool, bounded, clean, cves, list, plain,
    read_xml, thousandths, weaknesses,
};
use crate::time::{day_in_taipei, moment};
use crate::xml::{Token, Xml};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::io::Read;
use std::rc::Rc;
use zilu_catalogue::Catalogue;

/// Reads a report of Qualys Web Application Scanning.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_qualys_was<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read_xml(Format::QualysWas, Tool::QualysWas, input, catalogue, source, sink, |xml, scanner| {
        let root = xml.next()?;
        if root != Token::Start || !matches!(xml.name(), "WAS_SCAN_REPORT" | "WAS_WEBAPP_REPORT") {
            let fault = xml.fault(
                "wrong-root",
                "根元素應為 <WAS_SCAN_REPORT> 或 <WAS_WEBAPP_REPORT>".into(),
                "the root element should be <WAS_SCAN_REPORT> or <WAS_WEBAPP_REPORT>".into(),
            );
            let hint = ("請由 Qualys WAS 匯出 XML 報告", "export the report as XML from Qualys WAS");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        let mut report = Report {
            scan: Scan::new(Layer::Web, xml.place()),
            xml,
            scanner,
            hosts: Hosts::default(),
            rules: FxHashMap::default(),
            information: Vec::new(),
            application: Application::default(),
            generated: None,
            scanned: None,
            unfinished: 0,
            ignored: 0,
        };
        report.part()?;
        ended(report.xml)?;
        report.finish()
    })
}

/// A web application as the appendix, or the list of results, describes it.
#[derive(Default, Clone)]
struct Application {
    name: Option<String>,
    address: Option<String>,
    os: Option<String>,
}

struct Report<'x, 'a, 's, 'f, R: Read, E> {
    xml: &'x mut Xml<R>,
    scanner: &'f mut Scanner<'a, 's, E>,
    scan: Scan,
    hosts: Hosts,
    /// What the glossary says about each rule.
    rules: FxHashMap<String, Rule>,
    /// Information that was gathered: rule, day, place, and the application where it is known already.
    information: Vec<(String, Option<Date>, Place, Option<String>)>,
    application: Application,
    generated: Option<i64>,
    /// The latest of the scans.
    scanned: Option<i64>,
    /// Scans that did not end well.
    unfinished: u64,
    /// Findings that somebody chose to ignore in the tool.
    ignored: u64,
}

struct Rule {
    kind: Option<Kind>,
    level: Option<String>,
    title: Option<Rc<str>>,
    family: Option<Rc<str>>,
    solution: Option<Rc<str>>,
    cvss: Option<i64>,
    cwe: Option<Rc<str>>,
    cve: Option<Rc<str>>,
}

impl<R: Read, E> Report<'_, '_, '_, '_, R, E> {
    /// The children of an element that only holds parts of the report.
    fn part(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "HEADER"
                | "RESULTS"
                | "VULNERABILITY_LIST"
                | "SENSITIVE_CONTENT_LIST"
                | "INFORMATION_GATHERED_LIST"
                | "GLOSSARY"
                | "QID_LIST"
                | "APPENDIX"
                | "SCAN_LIST" => self.part()?,
                "GENERATION_DATETIME" => self.generated = self.moment("GENERATION_DATETIME")?,
                "WEB_APPLICATION" | "WEBAPP" => self.application()?,
                "VULNERABILITY" | "SENSITIVE_CONTENT" => self.result()?,
                "INFORMATION_GATHERED" => self.information()?,
                "QID" => self.rule()?,
                "SCAN" => self.scan()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    /// An application, with its results in the report of applications.
    fn application(&mut self) -> Result<(), Stop<E>> {
        self.application = Application::default();
        while self.xml.next_child()? {
            match self.xml.name() {
                "NAME" => self.application.name = clean(self.xml.read_text()?, 200).map(|t| t.0),
                "URL" => self.application.address = clean(self.xml.read_text()?, 2_000).map(|t| t.0),
                "OPERATING_SYSTEM" => self.application.os = clean(self.xml.read_text()?, 300).map(|t| t.0),
                "VULNERABILITY_LIST" | "SENSITIVE_CONTENT_LIST" | "INFORMATION_GATHERED_LIST" => {
                    self.part()?
                }
                _ => self.xml.skip()?,
            }
        }
        self.place_information()
    }

    /// What was gathered belongs to the application that is known now.
    fn place_information(&mut self) -> Result<(), Stop<E>> {
        let Some(address) = self.application.address.clone() else { return Ok(()) };
        let site = Site::of(&address);
        let place = self.xml.place();
        // A scan that found nothing still scanned this.
        let host = self.hosts.host(self.scanner, &site.host, "URL", &place)?;
        host.os = host.os.take().or_else(|| self.application.os.clone());
        (host.ip, host.fqdn) = (site.ip(), site.fqdn());
        for (_, _, _, of) in self.information.iter_mut().filter(|(_, _, _, of)| of.is_none()) {
            *of = Some(address.clone());
        }
        Ok(())
    }

    fn result(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        self.scanner.feed.summary.items += 1;
        let (mut qid, mut address, mut parameter, mut status) = (None, None, None, String::new());
        let mut ignored = false;
        let [mut first, mut last, mut tested]: [Option<Date>; 3] = [None; 3];
        while self.xml.next_child()? {
            match self.xml.name() {
                "QID" => qid = digits(self.xml.read_text()?),
                "URL" => address = clean(self.xml.read_text()?, 8_000).map(|t| t.0),
                "PARAM" => parameter = clean(self.xml.read_text()?, 200).map(|t| t.0),
                "STATUS" => status = self.xml.read_text()?.trim().to_ascii_uppercase(),
                "IGNORED" => ignored = self.xml.read_text()?.trim().eq_ignore_ascii_case("true"),
                "FIRST_TIME_DETECTED" => first = self.day("FIRST_TIME_DETECTED")?,
                "LAST_TIME_DETECTED" => last = self.day("LAST_TIME_DETECTED")?,
                "LAST_TIME_TESTED" => tested = self.day("LAST_TIME_TESTED")?,
                _ => self.xml.skip()?,
            }
        }
        let Some(qid) = qid else { return self.scanner.fault(wrong_qid(place)) };
        let Some(address) = address.or_else(|| self.application.address.clone()) else {
            let fault = Fault::new(place, "no-address", "弱點沒有網址", "a finding without an address");
            return self.scanner.fault(fault.field("URL"));
        };
        let absent = match status.as_str() {
            "FIXED" => true,
            "" | "NEW" | "ACTIVE" | "REOPENED" | "RETESTING" | "PROTECTED" => false,
            other => {
                self.scanner.unknown("STATUS", other);
                false
            }
        };
        self.ignored += u64::from(ignored);
        let site = Site::of(&address);
        let mut at = site.place();
        if let Some(parameter) = parameter {
            at += &format!(" {}", parameter.replace('|', "｜"));
        }
        let finding = Finding {
            rule: format!("qualys-was:{qid}"),
            at: bounded(at),
            absent,
            first_seen: first,
            last_seen: last,
            absent_since: tested.max(last),
            line: place.line,
            byte: place.byte,
            ..Finding::default()
        };
        let host = self.hosts.add(self.scanner, &site.host, "URL", &place, finding)?;
        host.on = host.on.max(last).max(tested.filter(|_| absent));
        (host.ip, host.fqdn) = (site.ip(), site.fqdn());
        let bytes = self.xml.bytes_read();
        self.scanner.feed.progress(bytes).map_err(Stop::Sink)
    }

    fn information(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        self.scanner.feed.summary.items += 1;
        let (mut qid, mut last) = (None, None);
        while self.xml.next_child()? {
            match self.xml.name() {
                "QID" => qid = digits(self.xml.read_text()?),
                "LAST_TIME_DETECTED" => last = self.day("LAST_TIME_DETECTED")?,
                _ => self.xml.skip()?,
            }
        }
        let Some(qid) = qid else { return self.scanner.fault(wrong_qid(place)) };
        if self.information.len() >= INFORMATION {
            let fault = Fault::new(
                place,
                "too-large",
                format!("蒐集的資訊超過 {INFORMATION} 項"),
                format!("more than {INFORMATION} pieces of information"),
            );
            return Err(Box::new(fault.hint("請分成幾份報告匯出", "export several reports")).into());
        }
        self.information.push((qid, last, place, self.application.address.clone()));
        Ok(())
    }

    /// An entry of the glossary, whose number is called like the entry itself.
    fn rule(&mut self) -> Result<(), Stop<E>> {
        let mut qid = None;
        let mut rule = Rule {
            kind: None,
            level: None,
            title: None,
            family: None,
            solution: None,
            cvss: None,
            cwe: None,
            cve: None,
        };
        let (mut cwe, mut cve) = (Vec::new(), Vec::new());
        while self.xml.next_child()? {
            match self.xml.name() {
                "QID" => qid = digits(self.xml.read_text()?),
                "CATEGORY" => {
                    let word = self.xml.read_text()?.trim().to_string();
                    rule.kind = match word.to_ascii_lowercase().as_str() {
                        "information gathered" => Some(Kind::Information),
                        "potential vulnerability" => Some(Kind::Potential),
                        "confirmed vulnerability" | "vulnerability" | "sensitive content" => {
                            Some(Kind::Confirmed)
                        }
                        _ => {
                            self.scanner.unknown("CATEGORY", &word);
                            None
                        }
                    };
                }
                "SEVERITY" => rule.level = clean(self.xml.read_text()?, 20).map(|t| t.0),
                "TITLE" => rule.title = self.hosts.text(self.scanner, self.xml.read_text()?, 500),
                "GROUP" => rule.family = self.hosts.text(self.scanner, self.xml.read_text()?, 200),
                "SOLUTION" => {
                    let text = plain(self.xml.read_text()?);
                    rule.solution = self.hosts.text(self.scanner, &text, SOLUTION_LENGTH);
                }
                "CWE" => cwe.extend(weaknesses(self.xml.read_text()?)),
                "CVE_LIST" => self.identifiers(&mut cve)?,
                "CVE" => cve.extend(cves(self.xml.read_text()?)),
                "CVSS_V3" | "CVSS_V3_BASE" | "CVSS3_BASE" => {
                    rule.cvss = score(self.xml.read_text()?).or(rule.cvss);
                }
                "CVSS_BASE" => rule.cvss = rule.cvss.or(score(self.xml.read_text()?)),
                _ => self.xml.skip()?,
            }
        }
        rule.cwe = list(cwe);
        rule.cve = list(cve);
        if let Some(qid) = qid {
            self.rules.insert(format!("qualys-was:{qid}"), rule);
        }
        Ok(())
    }

    /// `CVE_LIST/CVE/ID`
    fn identifiers(&mut self, into: &mut Vec<String>) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "CVE" => self.identifiers(into)?,
                "ID" => into.extend(cves(self.xml.read_text()?)),
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    /// A scan of the appendix.
    fn scan(&mut self) -> Result<(), Stop<E>> {
        let (mut started, mut finished, mut full) = (None, false, true);
        while self.xml.next_child()? {
            match self.xml.name() {
                "NAME" if self.scan.name.is_empty() => {
                    self.scan.name = clean(self.xml.read_text()?, 200).map(|t| t.0).unwrap_or_default();
                }
                "PROFILE" if self.scan.policy.is_none() => {
                    self.scan.policy = clean(self.xml.read_text()?, 200).map(|t| t.0);
                }
                "START_DATE" => started = self.moment("START_DATE")?,
                "STATUS" => finished = self.xml.read_text()?.trim().eq_ignore_ascii_case("finished"),
                // A discovery crawls and tests nothing.
                "MODE" => full = self.xml.read_text()?.trim().eq_ignore_ascii_case("vulnerability"),
                _ => self.xml.skip()?,
            }
        }
        self.scanned = self.scanned.max(started);
        self.unfinished += u64::from(!finished || !full);
        self.scan.complete = Some(self.unfinished == 0);
        Ok(())
    }

    fn moment(&mut self, field: &'static str) -> Result<Option<i64>, Stop<E>> {
        let place = self.xml.place();
        let text = self.xml.read_text()?.to_string();
        self.scanner.moment(field, Some(&text), &place)
    }

    fn day(&mut self, field: &'static str) -> Result<Option<Date>, Stop<E>> {
        let place = self.xml.place();
        let text = self.xml.read_text()?.to_string();
        match moment(&text) {
            Some(seconds) => Ok(day_in_taipei(seconds)),
            None => Ok(self.scanner.moment(field, Some(&text), &place)?.and_then(day_in_taipei)),
        }
    }

    fn finish(mut self) -> Result<(), Stop<E>> {
        for (qid, last, place, address) in std::mem::take(&mut self.information) {
            let Some(address) = address else {
                let fault = Fault::new(
                    place,
                    "no-address",
                    "報告沒有載明網站，無法得知這項資訊屬於誰",
                    "the report names no web application: what this information is of cannot be told",
                );
                return self.scanner.fault(fault.field("WEBAPP/URL"));
            };
            let site = Site::of(&address);
            let finding = Finding {
                rule: format!("qualys-was:{qid}"),
                at: format!("{}/", site.port.unwrap_or_default()),
                severity: severity(Kind::Information, None),
                confirmed: Some(true),
                last_seen: last,
                line: place.line,
                byte: place.byte,
                ..Finding::default()
            };
            self.hosts.add(self.scanner, &site.host, "URL", &place, finding)?;
        }
        self.scan.started = self.scanned.or(self.generated);
        if self.scan.name.is_empty() {
            self.scan.name = self.application.name.take().unwrap_or_else(|| "qualys-was".into());
        }
        self.scanner.free_name(&mut self.scan.name);
        for host in self.hosts.iter_mut() {
            host.complete = self.scan.complete;
            host.coverings.push(Covering { complete: false, limits: Vec::new() });
            for finding in host.findings_mut() {
                let Some(rule) = self.rules.get(&finding.rule) else { continue };
                let kind = rule.kind.unwrap_or(Kind::Confirmed);
                finding.severity = finding.severity.or_else(|| severity(kind, rule.level.as_deref()));
                finding.confirmed = rule.kind.map(|kind| kind != Kind::Potential).or(finding.confirmed);
                finding.title = rule.title.clone();
                finding.family = rule.family.clone();
                finding.solution = rule.solution.clone();
                finding.cvss = rule.cvss;
                finding.cwe = rule.cwe.clone();
                finding.cve = rule.cve.clone();
            }
        }
        if self.unfinished > 0 {
            let n = self.unfinished;
            self.scanner.feed.note(
                format!("{n} 次掃描沒有正常結束，或只是探索"),
                format!("{} did not finish or only discovered", counted(n, "scan", "scans")),
            );
        }
        if self.ignored > 0 {
            let n = self.ignored;
            self.scanner.feed.note(
                format!("{n} 項弱點在工具中設為忽略；此處仍列為弱點，請以弱點處置附理由與核准人"),
                format!(
                    "{} ignored in the tool: recorded as present until a treatment with reason and approver is",
                    counted(n, "finding is", "findings are")
                ),
            );
        }
        self.scanner.feed.note(
            "報告看不出爬行到哪些頁面；只有狀態為 FIXED 的弱點視為消失".into(),
            "the report does not show which pages were reached: only findings with the status FIXED are taken for gone"
                .into(),
        );
        self.hosts.finish(self.scanner, self.scan)
    }
}

/// Pieces of information of one report, which are held until its end.
const INFORMATION: usize = 500_000;

/// A CVSS base score, whatever stands behind it.
fn score(text: &str) -> Option<i64> {
    let number = text.split_whitespace().next().unwrap_or_default();
    thousandths(number).filter(|n| (0..=10_000).contains(n))
}
