//! nmap XML (`-oX`): which ports of a host are open.
//!
//! An open port is a fact, not a weakness: a finding of severity info, rule `nmap:open-port`, place `443/tcp`; what
//! listens there is its title, not its key. A host is its IPv4 address, else IPv6, else its name. A port scan is no
//! vulnerability scan: its layer is `other`.
//!
//! Covered: the ports that were scanned and answered. A filtered port did not answer, which shows nothing; where the
//! report only counts the ports that it does not list, those are covered only if all of them are closed. A host that
//! is down or timed out covers nothing. Results of scripts are not read, and the command line is not kept: it can hold
//! passwords.

use crate::fault::Fault;
use crate::item::{Item, Limit, Ports, Source, Summary};
use crate::recognise::Format;
use crate::scan::{Covering, Finding, Host, Layer, Scan, Scanner, Severity, Stop, Tool, clean, read_xml};
use crate::xml::{Token, Xml};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;
use zilu_catalogue::Catalogue;

/// Reads an nmap report.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_nmap<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read_xml(Format::Nmap, Tool::Nmap, input, catalogue, source, sink, |xml, scanner| {
        let scan = Scan::new(Layer::Other, scanner.source.place());
        let mut importer = Importer {
            xml,
            scanner,
            scan,
            scanned: BTreeMap::new(),
            hosts: BTreeSet::new(),
            down: 0,
            scripts: 0,
            before: Arc::default(),
        };
        importer.file()?;
        importer.finish()
    })
}

struct Importer<'x, 'a, 's, 'f, R: Read, E> {
    xml: &'x mut Xml<R>,
    scanner: &'f mut Scanner<'a, 's, E>,
    scan: Scan,
    /// Ports that were scanned, by protocol.
    scanned: BTreeMap<String, Vec<(u16, u16)>>,
    hosts: BTreeSet<String>,
    down: u64,
    scripts: u64,
    /// The ports covered on the host before: most hosts of a scan have the same.
    before: Arc<Ports>,
}

/// What is known of the ports of a host.
#[derive(Default)]
struct Seen {
    /// Listed ports that did not answer, and those that did.
    silent: BTreeSet<(String, u16)>,
    answered: BTreeSet<(String, u16)>,
    /// Ports that are only summed up: protocol and range of those that did not answer.
    silent_ranges: Vec<(String, u16, u16)>,
    /// Ports were summed up as not having answered without being named.
    unnamed: bool,
}

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    fn file(&mut self) -> Result<(), Stop<E>> {
        if self.xml.next()? != Token::Start || self.xml.name() != "nmaprun" {
            let fault = self.xml.fault(
                "wrong-root",
                "根元素應為 <nmaprun>".into(),
                "the root element should be <nmaprun>".into(),
            );
            return Err(Box::new(fault.hint("請以 nmap -oX 輸出", "write the report with nmap -oX")).into());
        }
        let place = self.xml.place();
        let mut start = None;
        self.xml.attributes(|name, value| {
            if name == "start" {
                start = Some(value.to_string());
            }
        })?;
        self.scan.started = self.scanner.moment("nmaprun@start", start.as_deref(), &place)?;
        while self.xml.next_child()? {
            match self.xml.name() {
                "scaninfo" => self.scaninfo()?,
                "host" => self.host()?,
                "runstats" => self.runstats()?,
                _ => self.xml.skip()?,
            }
        }
        if self.xml.next()? != Token::EndOfFile {
            let fault = self.xml.fault(
                "trailing",
                "報告結束之後還有內容".into(),
                "there is more after the end of the report".into(),
            );
            return Err(fault.into());
        }
        Ok(())
    }

    /// Which ports were scanned.
    fn scaninfo(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let (mut kind, mut protocol, mut services, mut number) =
            (String::new(), String::new(), String::new(), String::new());
        self.xml.attributes(|name, value| match name {
            "type" => kind = value.to_string(),
            "protocol" => protocol = value.to_lowercase(),
            "services" => services = value.to_string(),
            "numservices" => number = value.to_string(),
            _ => {}
        })?;
        self.xml.skip()?;
        let Some(ranges) = ranges(&services) else {
            let fault = Fault::new(
                place,
                "ports",
                "掃描的埠號清單無法辨認",
                "the list of scanned ports cannot be read",
            );
            return self.scanner.fault(fault.field("scaninfo@services"));
        };
        let scanned = clean(&format!("{kind}/{protocol} {number}"), 60).map(|t| t.0).unwrap_or_default();
        let policy = self.scan.policy.get_or_insert_default();
        if !policy.is_empty() {
            policy.push_str(", ");
        }
        policy.push_str(&scanned);
        self.scanned.entry(protocol).or_default().extend(ranges);
        Ok(())
    }

    fn runstats(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            if self.xml.name() == "finished" {
                let mut exit = None;
                self.xml.attributes(|name, value| {
                    if name == "exit" {
                        exit = Some(value == "success");
                    }
                })?;
                // Versions before 5.35 do not say how it went, but they write this at the end.
                self.scan.complete = Some(exit.unwrap_or(true));
            }
            self.xml.skip()?;
        }
        Ok(())
    }

    fn host(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let (mut start, mut end, mut timed_out) = (None, None, false);
        self.xml.attributes(|name, value| match name {
            "starttime" => start = Some(value.to_string()),
            "endtime" => end = Some(value.to_string()),
            "timedout" => timed_out = value == "true",
            _ => {}
        })?;
        let (mut up, mut addresses, mut names) = (false, BTreeMap::new(), Vec::new());
        let (mut os, mut seen, mut found) = (None, None, Vec::new());
        while self.xml.next_child()? {
            match self.xml.name() {
                "status" => {
                    self.xml.attributes(|name, value| up |= name == "state" && value == "up")?;
                    self.xml.skip()?;
                }
                "address" => {
                    let (mut address, mut kind) = (String::new(), String::new());
                    self.xml.attributes(|name, value| match name {
                        "addr" => address = clean(value, 100).map(|t| t.0.to_lowercase()).unwrap_or_default(),
                        "addrtype" => kind = value.to_string(),
                        _ => {}
                    })?;
                    self.xml.skip()?;
                    addresses.entry(kind).or_insert(address);
                }
                "hostnames" => self.hostnames(&mut names)?,
                "ports" => seen = Some(self.ports(&mut found)?),
                "os" => os = self.os()?,
                _ => self.xml.skip()?,
            }
        }
        if !up {
            self.down += 1;
            return Ok(());
        }
        let name = addresses
            .get("ipv4")
            .or_else(|| addresses.get("ipv6"))
            .cloned()
            .or_else(|| names.first().cloned());
        let name = name.or_else(|| addresses.get("mac").cloned());
        let mut host = self.scanner.host(name, "host", place.clone())?;
        if !self.hosts.insert(host.name.clone()) {
            let name = &host.name;
            let fault = Fault::new(
                place,
                "host-twice",
                format!("主機 {name} 出現兩次，無法分辨是否為同一台"),
                format!("host {name} appears twice: one machine or two?"),
            );
            return self.scanner.fault(fault);
        }
        host.started = self.scanner.moment("host@starttime", start.as_deref(), &place)?;
        host.finished = self.scanner.moment("host@endtime", end.as_deref(), &place)?;
        host.ip = addresses.get("ipv4").or_else(|| addresses.get("ipv6")).cloned();
        host.mac = addresses.get("mac").cloned();
        host.fqdn = names.into_iter().find(|name| name.contains('.'));
        host.os = os;
        host.items = found.len() as u64;
        // A host without a list of ports was only looked for, not scanned.
        let complete = seen.is_some() && !timed_out && !self.scanned.is_empty();
        host.complete = Some(complete);
        let ports = Ports { ranges: self.covered(&seen.unwrap_or_default()) };
        if *self.before != ports {
            self.before = Arc::new(ports);
        }
        host.coverings.push(Covering { complete, limits: vec![Limit::Ports(self.before.clone())] });
        for finding in found {
            host.add(finding)?;
        }
        if self.scan.name.is_empty() {
            self.scan.name = format!("nmap {}", host.name);
        }
        self.finish_host(host)
    }

    fn finish_host(&mut self, host: Host) -> Result<(), Stop<E>> {
        self.scanner.finish_host(host, &mut self.scan)?;
        let bytes = self.xml.bytes_read();
        self.scanner.feed.progress(bytes).map_err(Stop::Sink)
    }

    fn hostnames(&mut self, names: &mut Vec<String>) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            let mut name = None;
            self.xml.attributes(|attribute, value| {
                if attribute == "name" {
                    name = clean(value, 300).map(|t| t.0.to_lowercase());
                }
            })?;
            names.extend(name);
            self.xml.skip()?;
        }
        Ok(())
    }

    /// The best guess of the operating system.
    fn os(&mut self) -> Result<Option<String>, Stop<E>> {
        let mut os: Option<String> = None;
        while self.xml.next_child()? {
            if self.xml.name() == "osmatch" && os.is_none() {
                self.xml.attributes(|name, value| {
                    if name == "name" {
                        os = clean(value, 300).map(|t| t.0);
                    }
                })?;
            }
            self.xml.skip()?;
        }
        Ok(os)
    }

    fn ports(&mut self, found: &mut Vec<Finding>) -> Result<Seen, Stop<E>> {
        let mut seen = Seen::default();
        while self.xml.next_child()? {
            match self.xml.name() {
                "port" => self.port(found, &mut seen)?,
                "extraports" => self.extraports(&mut seen)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(seen)
    }

    /// Ports that are not listed one by one.
    fn extraports(&mut self, seen: &mut Seen) -> Result<(), Stop<E>> {
        let mut closed = false;
        self.xml.attributes(|name, value| {
            closed |= name == "state" && matches!(value, "closed" | "unfiltered")
        })?;
        let mut named = 0;
        while self.xml.next_child()? {
            let (mut protocol, mut list) = ("tcp".to_string(), None);
            self.xml.attributes(|name, value| match name {
                "proto" => protocol = value.to_lowercase(),
                "ports" => list = ranges(value),
                _ => {}
            })?;
            self.xml.skip()?;
            if !closed && let Some(list) = list {
                named += 1;
                seen.silent_ranges.extend(list.into_iter().map(|(a, b)| (protocol.clone(), a, b)));
            } else if !closed {
                seen.unnamed = true;
            }
        }
        seen.unnamed |= !closed && named == 0;
        Ok(())
    }

    fn port(&mut self, found: &mut Vec<Finding>, seen: &mut Seen) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        self.scanner.feed.summary.items += 1;
        let (mut protocol, mut port, mut state, mut service) = (None, None, String::new(), None);
        self.xml.attributes(|name, value| match name {
            "protocol" => protocol = clean(value, 20).map(|t| t.0.to_lowercase()),
            "portid" => port = value.trim().parse::<u16>().ok(),
            _ => {}
        })?;
        while self.xml.next_child()? {
            match self.xml.name() {
                "state" => self.xml.attributes(|name, value| {
                    if name == "state" {
                        state = value.to_string();
                    }
                })?,
                "service" => service = self.service()?,
                "script" => self.scripts += 1,
                _ => {}
            }
            self.xml.skip()?;
        }
        let (Some(port), Some(protocol)) = (port, protocol.filter(|p| !p.contains(['|', '/']))) else {
            let fault = Fault::new(
                place,
                "attribute",
                "port 的 portid 或 protocol 缺漏或不合格式",
                "portid or protocol of a port is missing or wrong",
            );
            return self.scanner.fault(fault.field("port"));
        };
        match state.as_str() {
            "open" => found.push(Finding {
                rule: "nmap:open-port".into(),
                at: format!("{port}/{protocol}"),
                severity: Some(Severity::Info),
                title: Some(service.unwrap_or_else(|| "open port".into()).into()),
                line: place.line,
                byte: place.byte,
                ..Finding::default()
            }),
            "closed" | "unfiltered" => {
                seen.answered.insert((protocol, port));
            }
            "filtered" | "open|filtered" | "closed|filtered" => {
                seen.silent.insert((protocol, port));
            }
            other => {
                self.scanner.unknown("port/state", other);
                seen.silent.insert((protocol, port));
            }
        }
        Ok(())
    }

    /// What listens: name, product and version.
    fn service(&mut self) -> Result<Option<String>, Stop<E>> {
        let (mut name, mut tunnel, mut product, mut version) =
            (String::new(), String::new(), String::new(), String::new());
        self.xml.attributes(|attribute, value| {
            let slot = match attribute {
                "name" => &mut name,
                "tunnel" => &mut tunnel,
                "product" => &mut product,
                "version" => &mut version,
                _ => return,
            };
            *slot = clean(value, 120).map(|t| t.0).unwrap_or_default();
        })?;
        if !tunnel.is_empty() {
            name = format!("{tunnel}/{name}");
        }
        let software = format!("{product} {version}");
        let software = software.trim();
        Ok(clean(&if software.is_empty() { name } else { format!("{name} ({software})") }, 300).map(|t| t.0))
    }

    /// The ports of a host that were scanned and answered.
    fn covered(&self, seen: &Seen) -> Vec<(String, u16, u16)> {
        let mut covered = Vec::new();
        if seen.unnamed {
            covered.extend(seen.answered.iter().map(|(protocol, port)| (protocol.clone(), *port, *port)));
            return covered;
        }
        for (protocol, ranges) in &self.scanned {
            let single = seen.silent.iter().filter(|(of, _)| of == protocol).map(|(_, port)| (*port, *port));
            let many = seen.silent_ranges.iter().filter(|(of, ..)| of == protocol).map(|(_, a, b)| (*a, *b));
            let mut silent: Vec<(u16, u16)> = single.chain(many).collect();
            silent.sort_unstable();
            for (first, last) in ranges {
                // What remains of the range between the silent ones.
                let mut next = u32::from(*first);
                for (from, to) in &silent {
                    if u32::from(*to) < next || from > last {
                        continue;
                    }
                    if u32::from(*from) > next {
                        covered.push((protocol.clone(), next as u16, from - 1));
                    }
                    next = next.max(u32::from(*to) + 1);
                }
                if next <= u32::from(*last) {
                    covered.push((protocol.clone(), next as u16, *last));
                }
            }
        }
        covered
    }

    fn finish(mut self) -> Result<(), Stop<E>> {
        if self.scan.name.is_empty() {
            self.scan.name = "nmap".into();
        }
        if self.scan.complete.is_none() {
            self.scan.complete = Some(false);
        }
        if self.down > 0 {
            let n = self.down;
            self.scanner.feed.note(
                format!("{n} 台主機沒有回應，未登錄"),
                format!(
                    "{} did not answer and {} not recorded",
                    crate::plural::counted(n, "host", "hosts"),
                    if n == 1 { "is" } else { "are" }
                ),
            );
        }
        if self.scripts > 0 {
            let n = self.scripts;
            self.scanner.feed.note(
                format!("{n} 項指令碼（NSE）結果未讀取：依版本推測（vulners）或只列出所提供者（ssl-enum-ciphers），不足以成為弱點；請匯入弱點掃描或 testssl.sh 的報告"),
                format!(
                    "{} of scripts (NSE) not read: guesses by version (vulners) or lists of what is offered (ssl-enum-ciphers) make no findings; import a vulnerability scan or testssl.sh",
                    crate::plural::counted(n, "result", "results")
                ),
            );
        }
        self.scanner.finish_scan(self.scan)
    }
}

/// `1,3-4,6` as ranges; an empty text is no range. `None` when it is something else.
fn ranges(text: &str) -> Option<Vec<(u16, u16)>> {
    let text = text.trim();
    if text.is_empty() {
        return Some(Vec::new());
    }
    text.split(',')
        .map(|part| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
            (first <= last).then_some((first, last))
        })
        .collect()
}
