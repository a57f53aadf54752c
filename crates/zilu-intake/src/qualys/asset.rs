//! The asset data report: hosts with the numbers of what was found, then a glossary with what the numbers mean.

use super::{Details, Kind, at, digits, ended, scored, severity, wrong_port, wrong_qid};
use crate::item::{Limit, Place};
use crate::scan::{Covering, Finding, Hosts, Layer, SEVERITIES, Scan, Scanner, Stop, clean, list};
use crate::time::{day_in_taipei, moment};
use crate::xml::Xml;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::io::Read;
use std::rc::Rc;

/// Reads the report, whose root has begun.
pub(super) fn read<R: Read, E>(xml: &mut Xml<R>, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
    let scan = Scan::new(Layer::Os, xml.place());
    let mut importer = Importer {
        xml,
        scanner,
        scan,
        hosts: Hosts::default(),
        rules: FxHashMap::default(),
        filter: None,
        selective: false,
    };
    importer.report()?;
    ended(importer.xml)?;
    importer.finish()
}

struct Importer<'x, 'a, 's, 'f, R: Read, E> {
    xml: &'x mut Xml<R>,
    scanner: &'f mut Scanner<'a, 's, E>,
    scan: Scan,
    hosts: Hosts,
    /// What the glossary says about each rule.
    rules: FxHashMap<String, Rule>,
    /// The template's filter in words.
    filter: Option<String>,
    /// The template reports chosen rules only.
    selective: bool,
}

struct Rule {
    level: Option<String>,
    title: Option<Rc<str>>,
    family: Option<Rc<str>>,
    solution: Option<Rc<str>>,
    cvss: Option<i64>,
    vector: Option<Rc<str>>,
    cve: Option<Rc<str>>,
}

/// What is known of a host before its results.
#[derive(Default)]
struct Known {
    ip: Option<String>,
    dns: Option<String>,
    netbios: Option<String>,
    os: Option<String>,
    tracking: String,
}

/// What Qualys knows a host by: an address only where that is what it tracks.
pub(super) fn tracked(
    tracking: &str,
    ip: Option<&str>,
    dns: Option<&str>,
    netbios: Option<&str>,
) -> Option<String> {
    let order = match tracking.to_ascii_uppercase().as_str() {
        "NETBIOS" => [netbios, dns, ip],
        "" | "IP" => [ip, dns, netbios],
        _ => [dns, netbios, ip],
    };
    order.into_iter().flatten().find(|name| !name.trim().is_empty()).map(str::to_string)
}

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    fn report(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "HOST_LIST" | "GLOSSARY" | "VULN_DETAILS_LIST" | "APPENDICES" | "TEMPLATE_DETAILS"
                | "HEADER" => {
                    self.report()?;
                }
                "HOST" => self.host()?,
                "VULN_DETAILS" => self.rule()?,
                "TEMPLATE" => {
                    self.scan.name = clean(self.xml.read_text()?, 200).map(|t| t.0).unwrap_or_default()
                }
                "GENERATION_DATETIME" => {
                    let place = self.xml.place();
                    let text = self.xml.read_text()?.to_string();
                    self.scan.started = self.scanner.moment("GENERATION_DATETIME", Some(&text), &place)?;
                }
                "FILTER_SUMMARY" => self.filter = clean(self.xml.read_text()?, 4_000).map(|t| t.0),
                "SELECTIVE_VULNS" | "EXCLUDED_VULNS" => {
                    self.selective |= !self.xml.read_text()?.trim().is_empty();
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn host(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let mut known = Known::default();
        let mut name: Option<String> = None;
        while self.xml.next_child()? {
            match self.xml.name() {
                "IP" => known.ip = clean(self.xml.read_text()?, 100).map(|t| t.0),
                "DNS" => known.dns = clean(self.xml.read_text()?, 300).map(|t| t.0.to_lowercase()),
                "NETBIOS" => known.netbios = clean(self.xml.read_text()?, 300).map(|t| t.0.to_lowercase()),
                "TRACKING_METHOD" => known.tracking = self.xml.read_text()?.trim().to_string(),
                "OPERATING_SYSTEM" => known.os = clean(self.xml.read_text()?, 300).map(|t| t.0),
                "VULN_INFO_LIST" => {
                    let Known { ip, dns, netbios, tracking, .. } = &known;
                    name = tracked(tracking, ip.as_deref(), dns.as_deref(), netbios.as_deref());
                    self.results(name.as_deref().unwrap_or_default(), &place)?;
                }
                _ => self.xml.skip()?,
            }
        }
        let Known { ip, dns, netbios, os, tracking } = known;
        let name = name.or_else(|| tracked(&tracking, ip.as_deref(), dns.as_deref(), netbios.as_deref()));
        let host = self.hosts.host(self.scanner, &name.unwrap_or_default(), "HOST", &place)?;
        (host.ip, host.fqdn, host.os) = (ip, dns.filter(|dns| dns.contains('.')), os);
        let bytes = self.xml.bytes_read();
        self.scanner.feed.progress(bytes).map_err(Stop::Sink)
    }

    fn results(&mut self, host: &str, place: &Place) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "VULN_INFO" => self.result(host, place)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn result(&mut self, host: &str, of: &Place) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        self.scanner.feed.summary.items += 1;
        let (mut qid, mut kind, mut status) = (None, String::new(), String::new());
        let (mut port, mut protocol, mut instance) = (None, None, None);
        let mut days: [Option<Date>; 3] = [None; 3];
        let mut cvss: [Option<i64>; 2] = [None; 2];
        while self.xml.next_child()? {
            match self.xml.name() {
                "QID" => qid = digits(self.xml.read_text()?),
                "TYPE" => kind = self.xml.read_text()?.trim().to_string(),
                "PORT" => port = Some(self.xml.read_text()?.to_string()),
                "PROTOCOL" => protocol = Some(self.xml.read_text()?.to_string()),
                "INSTANCE" => instance = Some(self.xml.read_text()?.to_string()),
                "VULN_STATUS" => status = self.xml.read_text()?.trim().to_string(),
                "FIRST_FOUND" => days[0] = self.day("FIRST_FOUND")?,
                "LAST_FOUND" => days[1] = self.day("LAST_FOUND")?,
                "LAST_FIXED" => days[2] = self.day("LAST_FIXED")?,
                "CVSS_FINAL" => cvss[1] = scored(self.xml.read_text()?).0,
                "CVSS3_FINAL" => cvss[0] = scored(self.xml.read_text()?).0,
                _ => self.xml.skip()?,
            }
        }
        let Some(qid) = qid else { return self.scanner.fault(wrong_qid(place)) };
        let Some(at) = at(port.as_deref(), protocol.as_deref(), instance.as_deref()) else {
            return self.scanner.fault(wrong_port(place));
        };
        let kind = match kind.as_str() {
            "Ig" => Kind::Information,
            "Practice" => Kind::Potential,
            "Vuln" => Kind::Confirmed,
            other => {
                self.scanner.unknown("TYPE", other);
                Kind::Confirmed
            }
        };
        let [first_seen, last_seen, fixed] = days;
        let absent = status.eq_ignore_ascii_case("fixed");
        let finding = Finding {
            rule: format!("qualys:{qid}"),
            at,
            // The glossary tells the level of the others.
            severity: severity(kind, None),
            confirmed: Some(kind != Kind::Potential),
            absent,
            cvss: cvss[0].or(cvss[1]),
            first_seen,
            last_seen,
            absent_since: fixed.max(last_seen),
            line: place.line,
            byte: place.byte,
            ..Finding::default()
        };
        let host = self.hosts.add(self.scanner, host, "HOST", of, finding)?;
        host.on = host.on.max(last_seen).max(fixed.filter(|_| absent));
        Ok(())
    }

    fn day(&mut self, field: &'static str) -> Result<Option<Date>, Stop<E>> {
        let place = self.xml.place();
        let text = self.xml.read_text()?.to_string();
        match moment(&text) {
            Some(seconds) => Ok(day_in_taipei(seconds)),
            None => Ok(self.scanner.moment(field, Some(&text), &place)?.and_then(day_in_taipei)),
        }
    }

    fn rule(&mut self) -> Result<(), Stop<E>> {
        let mut details = Details::default();
        details.read(self.xml, &mut self.scanner.shortened)?;
        let Some(qid) = details.qid.take() else { return Ok(()) };
        let mut shared = |text: Option<String>| text.map(|text| self.hosts.shared(text));
        let rule = Rule {
            level: details.level,
            title: shared(details.title),
            family: shared(details.family),
            solution: shared(details.solution),
            cvss: details.cvss3.or(details.cvss2),
            vector: shared(details.vector),
            cve: list(details.cve),
        };
        self.rules.insert(format!("qualys:{qid}"), rule);
        Ok(())
    }

    fn finish(mut self) -> Result<(), Stop<E>> {
        if self.scan.name.is_empty() {
            self.scan.name = "qualys".into();
        }
        self.scanner.free_name(&mut self.scan.name);
        let whole = !self.selective && self.filter.as_deref().is_some_and(nothing_filtered);
        let (mut mildest, mut potential) = (None, false);
        for host in self.hosts.iter_mut() {
            for finding in host.findings_mut() {
                let Some(rule) = self.rules.get(&finding.rule) else { continue };
                let information = finding.severity.is_some();
                if !information {
                    finding.severity = severity(Kind::Confirmed, rule.level.as_deref());
                }
                finding.title = rule.title.clone();
                finding.family = rule.family.clone();
                finding.solution = rule.solution.clone();
                finding.cvss = finding.cvss.or(rule.cvss);
                finding.vector = rule.vector.clone();
                finding.cve = rule.cve.clone();
                potential |= finding.confirmed == Some(false);
                if let (false, Some(severity)) = (information, finding.severity) {
                    mildest = Some(mildest.map_or(severity, |m: crate::scan::Severity| m.min(severity)));
                }
            }
        }
        for host in self.hosts.iter_mut() {
            // Qualys reports what it knows; which scan saw a host to its end is not said.
            host.complete = None;
            let from = mildest.map_or(SEVERITIES.len(), |severity| severity as usize);
            let mut limits = vec![Limit::Severities(&SEVERITIES[from..])];
            if !potential {
                limits.push(Limit::Confirmed);
            }
            host.coverings.push(Covering { complete: whole, limits });
        }
        if !whole {
            self.scanner.feed.note(
                "報告範本有篩選條件，或看不出沒有；沒有列出的弱點不會因此視為消失".into(),
                "the report's template filters, or does not show that it does not: nothing that it lacks is taken for gone".into(),
            );
        }
        self.hosts.finish(self.scanner, self.scan)
    }
}

/// Whether the template's filter leaves out fixed findings at most.
fn nothing_filtered(words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    let status = words.split("status:").nth(1).unwrap_or_default();
    let status = &status[..status.find("display").unwrap_or(status.len())];
    let all = ["new", "active", "re-opened"].iter().all(|s| status.contains(s));
    let excludes = words
        .split("exclude ")
        .skip(1)
        .any(|rest| rest.split_once(':').is_some_and(|(_, answer)| !answer.trim_start().starts_with("off")));
    let systems = words
        .split("included operating systems:")
        .nth(1)
        .is_none_or(|rest| rest.trim_start().starts_with("all"));
    all && !excludes && systems
}
