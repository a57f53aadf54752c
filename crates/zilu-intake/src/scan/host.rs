//! One host of a scan: its properties, and the records that it and its findings become.

use super::finding::Finding;
use super::shape::Shape;
use super::{Layer, Scan, Scanner, Stop, Tool, clean};
use crate::fault::Fault;
use crate::item::{Covered, Feed, Incoming, Limit, Place, Source};
use crate::shape::state;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;
use zilu_catalogue::Value;

/// More findings or text than this for one host is no scan report: there are fewer rules than that.
const FINDINGS_PER_HOST: usize = 300_000;
const TEXT_PER_HOST: usize = 128 << 20;
/// More than this in one file whose rows do not come host by host: they have to be held until its end.
const FINDINGS_PER_FILE: usize = 2_000_000;
const TEXT_PER_FILE: usize = 512 << 20;
/// Distinct shared texts that are looked up; more are kept, but each on its own.
const TEXTS_SHARED: usize = 200_000;

/// A part of a host that was looked at, and how far.
#[derive(Debug)]
pub(crate) struct Covering {
    /// It was looked at to the end.
    pub(crate) complete: bool,
    /// What was not looked at.
    pub(crate) limits: Vec<Limit>,
}

/// What is known of a host so far.
#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) place: Place,
    /// The day of the scan, where it is not the day of `started` or `finished`.
    pub(crate) on: Option<Date>,
    pub(crate) started: Option<i64>,
    pub(crate) finished: Option<i64>,
    /// The report shows that the scan of this host ran to its end; `None`: it does not say.
    pub(crate) complete: Option<bool>,
    pub(crate) credentialed: Option<bool>,
    pub(crate) ip: Option<String>,
    pub(crate) fqdn: Option<String>,
    pub(crate) mac: Option<String>,
    pub(crate) os: Option<String>,
    /// Raw entries of the report.
    pub(crate) items: u64,
    /// What was looked at; empty: everything that the tool can find, if `complete`.
    pub(crate) coverings: Vec<Covering>,
    pub(crate) merged: u64,
    text: usize,
    findings: Vec<Finding>,
    /// Index in `findings` by rule and place.
    index: FxHashMap<(String, String), usize>,
}

impl Host {
    pub(super) fn new(name: String, place: Place) -> Self {
        Host {
            name,
            place,
            on: None,
            started: None,
            finished: None,
            complete: None,
            credentialed: None,
            ip: None,
            fqdn: None,
            mac: None,
            os: None,
            items: 0,
            coverings: Vec::new(),
            merged: 0,
            text: 0,
            findings: Vec::new(),
            index: FxHashMap::default(),
        }
    }

    /// Adds a finding, or merges it into the one of the same rule at the same place.
    pub(crate) fn add(&mut self, finding: Finding) -> Result<(), Box<Fault>> {
        self.text += finding.size();
        let key = (finding.rule.clone(), finding.at.clone());
        match self.index.get(&key) {
            Some(first) => {
                self.merged += 1;
                self.findings[*first].merge(finding);
            }
            None => {
                self.index.insert(key, self.findings.len());
                self.findings.push(finding);
            }
        }
        if self.findings.len() <= FINDINGS_PER_HOST && self.text <= TEXT_PER_HOST {
            return Ok(());
        }
        Err(Box::new(Fault::new(
            self.place.clone(),
            "host-too-large",
            format!("主機 {} 的結果多得不合理", self.name),
            format!("host {} has an unreasonable number of results", self.name),
        )))
    }

    /// The findings so far.
    pub(crate) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The same, to complete what a later part of the report says.
    pub(crate) fn findings_mut(&mut self) -> &mut [Finding] {
        &mut self.findings
    }

    /// Hands out the host, its scan, its findings and what was covered.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn hand_out<E>(
        self,
        shape: &Shape,
        source: &Source,
        tool: Tool,
        scan: &str,
        layer: Layer,
        on: Date,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), E> {
        let text = |t: &str| Value::Text(t.to_string());
        let shared = |t: Option<Rc<str>>| t.map(|t| Value::Text(t.to_string()));
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
        state(&mut fields, s.complete, self.complete.map(Value::YesNo));
        if let Some(layers) = &s.layer {
            layers.state(&mut fields, layer);
        }
        state(&mut fields, s.report, source.sha256.clone().map(Value::Text));
        state(&mut fields, s.items, i64::try_from(self.items).ok().map(Value::Number));
        feed.record(incoming(s.kind, format!("{scan}|{}", self.name), fields, self.place.clone()))?;

        let f = &shape.finding;
        for finding in self.findings {
            let key = format!("{}|{}|{}", self.name, finding.rule, finding.at);
            let mut fields = Vec::with_capacity(16);
            fields.push((f.host, text(&self.name)));
            fields.push((f.rule, Value::Text(finding.rule)));
            fields.push((f.place, Value::Text(finding.at)));
            state(&mut fields, f.title, shared(finding.title));
            state(&mut fields, f.family, shared(finding.family));
            state(&mut fields, f.cvss, finding.cvss.map(Value::Number));
            state(&mut fields, f.vector, shared(finding.vector));
            state(&mut fields, f.cve, shared(finding.cve));
            state(&mut fields, f.cwe, shared(finding.cwe));
            state(&mut fields, f.vpr, finding.vpr.map(Value::Number));
            state(&mut fields, f.solution, shared(finding.solution));
            let seen = |day: Option<Date>| day.or((!finding.absent).then_some(on)).map(Value::Date);
            state(&mut fields, f.last_seen_on, seen(finding.last_seen));
            state(&mut fields, f.present, Some(Value::YesNo(!finding.absent)));
            if let Some((id, [tool])) = &f.tool {
                fields.push((*id, tool.clone()));
            }
            if let (Some((id, words)), Some(confirmed)) = (&f.certainty, finding.confirmed) {
                fields.push((*id, words[usize::from(!confirmed)].clone()));
            }
            let mut defaults = Vec::new();
            if let Some(severity) = finding.severity {
                for (slot, into) in [(&f.scanner_severity, &mut fields), (&f.risk, &mut defaults)] {
                    if let Some((id, words)) = slot {
                        into.push((*id, words[severity as usize].clone()));
                    }
                }
                if let Some((id, [scanner])) = &f.risk_basis {
                    defaults.push((*id, scanner.clone()));
                }
            }
            let mut earliest = Vec::new();
            // A tool's own count of days counts, but not beyond the scan that reports it.
            state(&mut earliest, f.first_seen_on, seen(finding.first_seen.map(|day| day.min(on))));
            let place = Place { line: finding.line, byte: finding.byte, ..self.place.clone() };
            let effective = finding.absent_since.filter(|_| finding.absent).map_or(on, |day| day.min(on));
            feed.record(Incoming { defaults, earliest, effective, ..incoming(f.kind, key, fields, place) })?;
        }
        let mut coverings = self.coverings;
        if coverings.is_empty() {
            coverings.push(Covering { complete: self.complete == Some(true), limits: Vec::new() });
        }
        for Covering { complete, limits } in coverings {
            feed.covered(Covered {
                host: self.name.clone(),
                rules: tool.rules(),
                on,
                credentialed: self.credentialed,
                complete,
                limits,
                scan: scan.to_string(),
                place: self.place.clone(),
            })?;
        }
        Ok(())
    }
}

/// Hosts of a report whose entries do not come host by host, so that all are held until its end. Texts that many
/// findings share are kept once; a file beyond the bounds is refused.
#[derive(Default)]
pub(crate) struct Hosts {
    list: Vec<Host>,
    index: FxHashMap<String, usize>,
    texts: FxHashSet<Rc<str>>,
    findings: usize,
    size: usize,
}

impl Hosts {
    /// One line of text, shared with the other findings that have the same.
    pub(crate) fn text<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        text: &str,
        length: usize,
    ) -> Option<Rc<str>> {
        let (line, cut) = clean(text, length)?;
        scanner.shortened += u64::from(cut);
        Some(self.shared(line))
    }

    /// The same text as a shared one.
    pub(crate) fn shared(&mut self, text: String) -> Rc<str> {
        if let Some(known) = self.texts.get(text.as_str()) {
            return known.clone();
        }
        let shared: Rc<str> = text.into();
        if self.texts.len() < TEXTS_SHARED {
            self.size += shared.len();
            self.texts.insert(shared.clone());
        }
        shared
    }

    /// The host of this name, made by the first entry that names it.
    pub(crate) fn host<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        name: &str,
        element: &str,
        place: &Place,
    ) -> Result<&mut Host, Stop<E>> {
        let name = clean(name, 300).map(|t| t.0.to_lowercase());
        let known = name.as_ref().and_then(|name| self.index.get(name)).copied();
        let at = match known {
            Some(at) => at,
            None => {
                let host = scanner.host(name, element, place.clone())?;
                self.index.insert(host.name.clone(), self.list.len());
                self.list.push(host);
                self.list.len() - 1
            }
        };
        Ok(&mut self.list[at])
    }

    /// Adds a finding to a host.
    pub(crate) fn add<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        host: &str,
        element: &str,
        place: &Place,
        finding: Finding,
    ) -> Result<&mut Host, Stop<E>> {
        self.findings += 1;
        self.size += finding.size();
        if self.findings > FINDINGS_PER_FILE || self.size > TEXT_PER_FILE {
            let fault = Fault::new(
                place.clone(),
                "too-large",
                format!("檔案的結果超過 {FINDINGS_PER_FILE} 項或 {} MiB 文字", TEXT_PER_FILE >> 20),
                format!(
                    "more than {FINDINGS_PER_FILE} results or {} MiB of text in one file",
                    TEXT_PER_FILE >> 20
                ),
            );
            return Err(Box::new(fault.hint("請分成幾個檔案匯入", "split it into several files")).into());
        }
        let host = self.host(scanner, host, element, place)?;
        host.items += 1;
        host.add(finding)?;
        Ok(host)
    }

    /// The hosts, in the order in which the report names them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Host> {
        self.list.iter_mut()
    }

    /// Hands out all hosts, then the scan.
    pub(crate) fn finish<E>(self, scanner: &mut Scanner<'_, '_, E>, mut scan: Scan) -> Result<(), Stop<E>> {
        for host in self.list {
            scanner.finish_host(host, &mut scan)?;
        }
        scanner.finish_scan(scan)
    }
}
