//! One `ReportHost`: its properties, and the records that it and its findings become.

use super::Importer;
use super::finding::Finding;
use super::shape::Shape;
use crate::fault::Fault;
use crate::item::Stop;
use crate::item::{Covered, Feed, Incoming, Place, Source};
use crate::line::clean;
use crate::shape::state;
use crate::time::moment;
use crate::xml::Token;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::io::Read;
use zilu_catalogue::Value;

/// More findings or text than this for one host is no scan report: there are fewer plugins than that.
const FINDINGS_PER_HOST: usize = 300_000;
const TEXT_PER_HOST: usize = 128 << 20;

/// What is known of a host so far.
pub(super) struct Host {
    pub(super) name: String,
    pub(super) place: Place,
    pub(super) started: Option<i64>,
    pub(super) finished: Option<i64>,
    pub(super) complete: bool,
    pub(super) merged: u64,
    pub(super) shortened: u64,
    pub(super) credentialed: Option<bool>,
    ip: Option<String>,
    fqdn: Option<String>,
    mac: Option<String>,
    os: Option<String>,
    pub(super) items: u64,
    pub(super) text: usize,
    findings: Vec<Finding>,
    /// Index in `findings` by rule and place.
    index: FxHashMap<(String, String), usize>,
}

impl<R: Read, E> Importer<'_, '_, R, E> {
    pub(super) fn host(&mut self) -> Result<Host, Stop<E>> {
        let place = self.xml.place();
        let mut name = None;
        self.xml.attributes(|attribute, value| {
            if attribute == "name" {
                name = clean(value, 300).map(|t| t.0.to_lowercase());
            }
        })?;
        if name.is_none() {
            let fault = Fault::new(
                place.clone(),
                "no-host-name",
                "ReportHost 沒有 name",
                "a ReportHost without a name",
            );
            self.feed.fault(fault).map_err(Stop::Sink)?;
        }
        let name = name.unwrap_or_default();
        if name.contains('|') {
            let fault = Fault::new(
                place.clone(),
                "host-name",
                format!("主機名稱「{name}」含有「|」，無法作為鍵"),
                format!("the host name '{name}' contains '|', which separates the parts of a key"),
            );
            self.feed.fault(fault).map_err(Stop::Sink)?;
        }
        let line = place.line.unwrap_or_default();
        if let Some(first) = self.hosts.insert(name.clone(), line) {
            let fault = Fault::new(
                place.clone(),
                "host-twice",
                format!("主機 {name} 出現兩次（另一次在第 {first} 行），無法分辨是否為同一台"),
                format!("host {name} appears twice (the other one in line {first}): one machine or two?"),
            )
            .hint(
                "請在掃描器中移除重複的目標，或改用不同的主機名稱",
                "remove the doubled target in the scanner, or give the machines different names",
            );
            self.feed.fault(fault).map_err(Stop::Sink)?;
        }
        let mut host = Host {
            name,
            place,
            started: None,
            finished: None,
            complete: false,
            merged: 0,
            shortened: 0,
            credentialed: None,
            ip: None,
            fqdn: None,
            mac: None,
            os: None,
            items: 0,
            text: 0,
            findings: Vec::new(),
            index: FxHashMap::default(),
        };
        loop {
            match self.xml.next()? {
                Token::Start if self.xml.name() == "HostProperties" => self.properties(&mut host)?,
                Token::Start if self.xml.name() == "ReportItem" => self.item(&mut host)?,
                Token::Start => self.xml.skip()?,
                Token::Text => {}
                Token::End | Token::EndOfFile => return Ok(host),
            }
        }
    }

    fn properties(&mut self, host: &mut Host) -> Result<(), Stop<E>> {
        let (mut start, mut end) = (None, None);
        let (mut start_epoch, mut end_epoch) = (None, None);
        loop {
            match self.xml.next()? {
                Token::Start => {
                    let mut name = String::new();
                    self.xml.attributes(|attribute, value| {
                        if attribute == "name" {
                            name = value.to_string();
                        }
                    })?;
                    let slot = match name.as_str() {
                        "HOST_START" => &mut start,
                        "HOST_END" => &mut end,
                        "HOST_START_TIMESTAMP" => &mut start_epoch,
                        "HOST_END_TIMESTAMP" => &mut end_epoch,
                        "host-ip" => &mut host.ip,
                        "host-fqdn" => &mut host.fqdn,
                        "mac-address" => &mut host.mac,
                        "operating-system" => &mut host.os,
                        "Credentialed_Scan" => {
                            host.credentialed = match self.xml.read_text()?.trim() {
                                "true" | "yes" | "1" => Some(true),
                                "false" | "no" | "0" => Some(false),
                                _ => host.credentialed,
                            };
                            continue;
                        }
                        _ => {
                            self.xml.skip()?;
                            continue;
                        }
                    };
                    *slot = clean(self.xml.read_text()?, 500).map(|t| t.0);
                }
                Token::Text => {}
                Token::End | Token::EndOfFile => break,
            }
        }
        host.complete |= end.is_some() || end_epoch.is_some();
        host.fqdn = host.fqdn.take().map(|fqdn| bare_name(&fqdn));
        host.mac = host.mac.take().map(|mac| mac.to_lowercase());
        for (label, text, epoch, into) in [
            ("HOST_START", start, start_epoch, &mut host.started),
            ("HOST_END", end, end_epoch, &mut host.finished),
        ] {
            let read = epoch.as_deref().and_then(moment).or_else(|| text.as_deref().and_then(moment));
            if let (None, Some(text)) = (read, text.or(epoch)) {
                let fault = Fault::new(
                    host.place.clone(),
                    "not-a-moment",
                    format!("主機 {} 的時間「{text}」無法辨認", host.name),
                    format!("host {}: '{text}' is no moment that we can read", host.name),
                )
                .field(label)
                .hint("例：Wed Mar 23 15:07:52 2022", "for example Wed Mar 23 15:07:52 2022");
                self.feed.fault(fault).map_err(Stop::Sink)?;
            }
            *into = into.or(read);
        }
        if let (Some(started), Some(finished)) = (host.started, host.finished)
            && finished < started
        {
            let fault = Fault::new(
                host.place.clone(),
                "time-order",
                format!("主機 {} 的結束時間早於開始時間", host.name),
                format!("the scan of host {} ends before it begins", host.name),
            )
            .field("HOST_END");
            self.feed.fault(fault).map_err(Stop::Sink)?;
        }
        Ok(())
    }
}

/// The name in a host-fqdn, which web application scans write as a URL.
fn bare_name(fqdn: &str) -> String {
    let rest = fqdn.split_once("://").map_or(fqdn, |(_, rest)| rest);
    let name = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let name = name.rsplit_once('@').map_or(name, |(_, host)| host);
    let name = match name.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !host.contains(':') => host,
        _ => name,
    };
    name.trim_end_matches('.').to_lowercase()
}

impl Host {
    pub(super) fn add(&mut self, finding: Finding) -> Result<(), ()> {
        let key = (finding.rule.clone(), finding.at.clone());
        match self.index.get(&key) {
            Some(first) => {
                self.merged += 1;
                let kept = &mut self.findings[*first];
                let mut other = finding;
                // Of two reports at one place the more severe counts; a failed check outweighs a passed one.
                if (other.passed, kept.severity) < (kept.passed, other.severity) {
                    std::mem::swap(kept, &mut other);
                }
                for (field, value) in other.fields {
                    if kept.fields.iter().all(|(f, _)| *f != field) {
                        kept.fields.push((field, value));
                    }
                }
            }
            None => {
                self.index.insert(key, self.findings.len());
                self.findings.push(finding);
            }
        }
        if self.findings.len() > FINDINGS_PER_HOST || self.text > TEXT_PER_HOST { Err(()) } else { Ok(()) }
    }

    /// Hands out the host, its scan, its findings and what was covered.
    pub(super) fn hand_out<E>(
        self,
        shape: &Shape,
        source: &Source,
        scan: &str,
        web: bool,
        on: Date,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), E> {
        let text = |t: &str| Value::Text(t.to_string());
        let incoming = |kind, key, fields, place| Incoming {
            kind,
            key,
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: on,
            place,
            void: false,
        };
        let h = &shape.host;
        let mut fields = vec![(h.name, text(&self.name))];
        for (slot, value) in [(h.ip, self.ip), (h.fqdn, self.fqdn), (h.mac, self.mac), (h.os, self.os)] {
            state(&mut fields, slot, value.filter(|v| !v.is_empty()).map(Value::Text));
        }
        feed.record(incoming(h.kind, self.name.clone(), fields, self.place.clone()))?;

        let s = &shape.host_scan;
        let mut fields = vec![(s.scan, text(scan)), (s.host, text(&self.name))];
        state(&mut fields, s.on, Some(Value::Date(on)));
        state(&mut fields, s.started_at, self.started.map(Value::Instant));
        state(&mut fields, s.finished_at, self.finished.map(Value::Instant));
        state(&mut fields, s.credentialed, self.credentialed.map(Value::YesNo));
        state(&mut fields, s.complete, Some(Value::YesNo(self.complete)));
        if let Some(layer) = &s.layer {
            layer.state(&mut fields, web);
        }
        state(&mut fields, s.report, source.sha256.clone().map(Value::Text));
        state(&mut fields, s.items, i64::try_from(self.items).ok().map(Value::Number));
        feed.record(incoming(s.kind, format!("{scan}|{}", self.name), fields, self.place.clone()))?;

        let f = &shape.finding;
        for finding in self.findings {
            let key = format!("{}|{}|{}", self.name, finding.rule, finding.at);
            let mut fields = finding.fields;
            fields.push((f.host, text(&self.name)));
            fields.push((f.rule, Value::Text(finding.rule)));
            fields.push((f.place, Value::Text(finding.at)));
            state(&mut fields, f.last_seen_on, Some(Value::Date(on)).filter(|_| !finding.passed));
            state(&mut fields, f.present, Some(Value::YesNo(!finding.passed)));
            if let Some((id, [tool])) = &f.tool {
                fields.push((*id, tool.clone()));
            }
            let mut defaults = Vec::new();
            // A passed check says nothing about how bad the weakness would be.
            if !finding.passed {
                for (slot, into) in [(&f.scanner_severity, &mut fields), (&f.risk, &mut defaults)] {
                    if let Some((id, words)) = slot {
                        into.push((*id, words[finding.severity].clone()));
                    }
                }
                if let Some((id, [scanner])) = &f.risk_basis {
                    defaults.push((*id, scanner.clone()));
                }
            }
            let mut earliest = Vec::new();
            state(&mut earliest, f.first_seen_on, Some(Value::Date(on)).filter(|_| !finding.passed));
            let place = Place { line: finding.line, byte: finding.byte, ..self.place.clone() };
            feed.record(Incoming { defaults, earliest, ..incoming(f.kind, key, fields, place) })?;
        }
        feed.covered(Covered {
            host: self.name,
            rules: "nessus:",
            on,
            credentialed: self.credentialed,
            complete: self.complete,
            scan: scan.to_string(),
            place: self.place,
        })
    }
}
