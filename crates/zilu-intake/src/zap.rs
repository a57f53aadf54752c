//! OWASP ZAP reports in XML; JSON in `zap/json.rs`.
//!
//! A host is the host of the site, layer `web`. A finding is one instance of an alert: rule `zap:ALERTREF`, place
//! `PORT/PATH METHOD PARAMETER` without query and fragment, which change with each scan. Requests, responses and
//! evidence are passed over: they hold tokens. The risk code is the severity (there is no critical one); a confidence
//! of 0 is a false positive, of 1 a suspicion.
//!
//! Covered: the site and port, if the report has any alert of it (an empty site may have been unreachable). ZAP lists
//! no rules that found nothing: passive rules always run; active ones are covered as far as the report's statistics
//! name them as started, or, without statistics, if any active rule found something.

mod json;
mod rules;

pub use json::read_zap_json;

use crate::item::{Item, Limit, Place, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Covering, Finding, Hosts, Layer, Scan, Scanner, Severity, Site, Stop, Tool, bounded, clean, list, plain,
    read_xml, weakness,
};
use crate::xml::{Token, Xml};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;
use zilu_catalogue::Catalogue;

/// Reads a ZAP report in XML.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_zap<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read_xml(Format::Zap, Tool::Zap, input, catalogue, source, sink, |xml, scanner| {
        let mut report = Report::new(scanner.source.place());
        file(xml, scanner, &mut report)?;
        report.finish(scanner)
    })
}

/// A report while it is read.
struct Report {
    scan: Scan,
    hosts: Hosts,
    /// Sites by host and port, and whether they have an alert.
    sites: BTreeMap<(String, u16), bool>,
    /// Active rules that were started, by the statistics.
    started: BTreeSet<u32>,
    /// An active rule found something.
    active: bool,
}

/// A site of the report.
struct Target {
    host: String,
    port: u16,
    place: Place,
}

/// An alert as the report writes it.
#[derive(Default)]
struct Alert {
    plugin: Option<String>,
    reference: Option<String>,
    name: Option<String>,
    risk: Option<String>,
    confidence: Option<String>,
    solution: Option<String>,
    cwe: Option<String>,
    instances: Vec<Instance>,
    /// What older reports write in the alert itself.
    own: Instance,
}

/// One place of an alert.
#[derive(Default, Clone)]
struct Instance {
    uri: String,
    method: String,
    parameter: String,
    line: Option<u64>,
    byte: Option<u64>,
}

impl Report {
    fn new(place: Place) -> Self {
        let mut scan = Scan::new(Layer::Web, place);
        scan.name = "zap".into();
        Report {
            scan,
            hosts: Hosts::default(),
            sites: BTreeMap::new(),
            started: BTreeSet::new(),
            active: false,
        }
    }

    /// The site of these attributes; a fault when it has no host.
    fn site<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        name: &str,
        host: &str,
        port: &str,
        place: Place,
    ) -> Result<Target, Stop<E>> {
        let address = Site::of(name);
        let host =
            clean(if host.is_empty() { &address.host } else { host }, 300).map(|t| t.0).unwrap_or_default();
        let port = port.trim().parse().ok().or(address.port).unwrap_or_default();
        let record = self.hosts.host(scanner, &host, "site", &place)?;
        let host = record.name.clone();
        let site = Site { host: host.clone(), ..Site::default() };
        (record.ip, record.fqdn) = (site.ip(), site.fqdn());
        self.sites.entry((host.clone(), port)).or_insert(false);
        Ok(Target { host, port, place })
    }

    fn alert<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        target: &Target,
        alert: Alert,
        place: &Place,
    ) -> Result<(), Stop<E>> {
        let plugin = alert.plugin.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let reference = alert.reference.as_deref().map(str::trim).filter(|id| !id.is_empty());
        let Some(rule) =
            reference.or(plugin).and_then(|id| clean(id, 60)).map(|t| t.0).filter(|id| !id.contains('|'))
        else {
            let fault = crate::fault::Fault::new(
                place.clone(),
                "no-rule",
                "警示沒有 pluginid",
                "an alert without a pluginid",
            );
            return scanner.fault(fault.field("pluginid"));
        };
        self.active |= plugin.and_then(|id| id.parse().ok()).is_some_and(rules::is_active);
        let confidence = alert.confidence.as_deref().map(str::trim).unwrap_or_default();
        let severity = match alert.risk.as_deref().map(str::trim).unwrap_or_default() {
            _ if confidence == "0" => {
                scanner.false_positives += 1;
                None
            }
            code => {
                let severity = code.parse().ok().filter(|code| *code <= 3).and_then(Severity::level);
                if severity.is_none() {
                    scanner.unknown("riskcode", code);
                }
                severity
            }
        };
        let confirmed = match confidence {
            "0" | "1" => Some(false),
            "2" | "3" | "4" => Some(true),
            _ => None,
        };
        let title = alert.name.and_then(|t| self.hosts.text(scanner, &t, 500));
        let solution = alert.solution.and_then(|t| self.hosts.text(scanner, &plain(&t), SOLUTION_LENGTH));
        let cwe = list(alert.cwe.as_deref().and_then(weakness).into_iter().collect());
        let instances = if alert.instances.is_empty() { vec![alert.own] } else { alert.instances };
        self.sites.insert((target.host.clone(), target.port), true);
        for instance in instances {
            scanner.feed.summary.items += 1;
            let finding = Finding {
                rule: format!("zap:{rule}"),
                at: instance.at(target.port),
                severity,
                confirmed,
                title: title.clone(),
                cwe: cwe.clone(),
                solution: solution.clone(),
                line: instance.line.or(place.line),
                byte: instance.byte.or(place.byte),
                ..Finding::default()
            };
            self.hosts.add(scanner, &target.host, "site", &target.place, finding)?;
        }
        Ok(())
    }

    /// A line of the statistics: `stats.ascan.40016.started`.
    fn statistic(&mut self, key: &str) {
        let rule = key.strip_prefix("stats.ascan.").and_then(|rest| rest.strip_suffix(".started"));
        self.started.extend(rule.and_then(|id| id.parse::<u32>().ok()));
    }

    fn finish<E>(mut self, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        if let Some((host, _)) = self.sites.keys().next() {
            self.scan.name = format!("zap {host}");
        }
        let limit = if !self.started.is_empty() {
            let started = self.started.iter().map(|id| format!("zap:{id}"));
            Some(Limit::Rules(Arc::new(rules::passive().chain(started).collect())))
        } else if !self.active {
            Some(Limit::Rules(Arc::new(rules::passive().collect())))
        } else {
            None
        };
        let mut empty = 0;
        for host in self.hosts.iter_mut() {
            let of_host = self.sites.range((host.name.clone(), 0)..=(host.name.clone(), u16::MAX));
            for ((_, port), alerts) in of_host {
                empty += u64::from(!alerts);
                let mut limits = vec![Limit::Under(format!("{port}/").into())];
                limits.extend(limit.clone());
                host.coverings.push(Covering { complete: *alerts, limits });
            }
        }
        if limit.is_some() && self.started.is_empty() {
            scanner.feed.note(
                "報告看不出做過主動掃描；只有被動規則的弱點會因未再發現而視為消失".into(),
                "the report does not show an active scan: only findings of passive rules are taken for gone"
                    .into(),
            );
        }
        if empty > 0 {
            scanner.feed.note(
                format!("{empty} 個網站沒有任何警示，可能未連上；其弱點不會因此視為消失"),
                format!(
                    "{} without any alert, perhaps out of reach: nothing there is taken for gone",
                    crate::plural::counted(empty, "site", "sites")
                ),
            );
        }
        self.hosts.finish(scanner, self.scan)
    }
}

impl Instance {
    /// `PORT/PATH METHOD PARAMETER`
    fn at(&self, port: u16) -> String {
        let address = Site::of(&self.uri);
        let mut at = format!(
            "{}{}",
            address.port.unwrap_or(port),
            if address.path.is_empty() { "/" } else { &address.path }
        );
        for part in [&self.method, &self.parameter] {
            if let Some((part, _)) = clean(part, 200) {
                at += &format!(" {}", part.replace('|', "｜"));
            }
        }
        bounded(at)
    }
}

fn file<R: Read, E>(
    xml: &mut Xml<R>,
    scanner: &mut Scanner<'_, '_, E>,
    report: &mut Report,
) -> Result<(), Stop<E>> {
    if xml.next()? != Token::Start || xml.name() != "OWASPZAPReport" {
        let fault = xml.fault(
            "wrong-root",
            "根元素應為 <OWASPZAPReport>".into(),
            "the root element should be <OWASPZAPReport>".into(),
        );
        return Err(Box::new(fault.hint("請由 ZAP 產生 XML 報告", "make the report as XML in ZAP")).into());
    }
    let place = xml.place();
    let (mut created, mut generated) = (None, None);
    xml.attributes(|name, value| match name {
        "created" => created = Some(value.to_string()),
        "generated" => generated = Some(value.to_string()),
        _ => {}
    })?;
    report.scan.started = scanner.moment_or_date("generated", created.or(generated).as_deref(), &place)?;
    report.scan.place = place;
    while xml.next_child()? {
        match xml.name() {
            "site" => site(xml, scanner, report)?,
            "statistics" => statistics(xml, report)?,
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

fn statistics<R: Read, E>(xml: &mut Xml<R>, report: &mut Report) -> Result<(), Stop<E>> {
    while xml.next_child()? {
        match xml.name() {
            "statistic" => statistics(xml, report)?,
            "key" => report.statistic(xml.read_text()?.trim()),
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn site<R: Read, E>(
    xml: &mut Xml<R>,
    scanner: &mut Scanner<'_, '_, E>,
    report: &mut Report,
) -> Result<(), Stop<E>> {
    let place = xml.place();
    let (mut name, mut host, mut port) = (String::new(), String::new(), String::new());
    xml.attributes(|attribute, value| match attribute {
        "name" => name = value.to_string(),
        "host" => host = value.to_string(),
        "port" => port = value.to_string(),
        _ => {}
    })?;
    let target = report.site(scanner, &name, &host, &port, place)?;
    while xml.next_child()? {
        if xml.name() != "alerts" {
            xml.skip()?;
            continue;
        }
        while xml.next_child()? {
            if xml.name() != "alertitem" {
                xml.skip()?;
                continue;
            }
            let place = xml.place();
            let alert = alert(xml)?;
            report.alert(scanner, &target, alert, &place)?;
            scanner.feed.progress(xml.bytes_read()).map_err(Stop::Sink)?;
        }
    }
    Ok(())
}

fn alert<R: Read, E>(xml: &mut Xml<R>) -> Result<Alert, Stop<E>> {
    let mut alert = Alert::default();
    while xml.next_child()? {
        let slot = match xml.name() {
            "pluginid" => &mut alert.plugin,
            "alertRef" => &mut alert.reference,
            "name" | "alert" => &mut alert.name,
            "riskcode" => &mut alert.risk,
            "confidence" => &mut alert.confidence,
            "solution" => &mut alert.solution,
            "cweid" => &mut alert.cwe,
            "uri" => {
                alert.own.uri = xml.read_text()?.to_string();
                continue;
            }
            "param" => {
                alert.own.parameter = xml.read_text()?.to_string();
                continue;
            }
            "instances" => {
                instances(xml, &mut alert.instances)?;
                continue;
            }
            _ => {
                xml.skip()?;
                continue;
            }
        };
        *slot = Some(xml.read_text()?.to_string());
    }
    Ok(alert)
}

fn instances<R: Read, E>(xml: &mut Xml<R>, into: &mut Vec<Instance>) -> Result<(), Stop<E>> {
    while xml.next_child()? {
        match xml.name() {
            "instance" => {
                let (line, byte) = xml.position();
                let mut instance = Instance { line, byte, ..Instance::default() };
                while xml.next_child()? {
                    let slot = match xml.name() {
                        "uri" => &mut instance.uri,
                        "method" => &mut instance.method,
                        "param" => &mut instance.parameter,
                        _ => {
                            xml.skip()?;
                            continue;
                        }
                    };
                    *slot = xml.read_text()?.to_string();
                }
                into.push(instance);
            }
            _ => xml.skip()?,
        }
    }
    Ok(())
}
