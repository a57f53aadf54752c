//! Qualys reports in XML: the results of one scan (`SCAN`) and the asset data report (`ASSET_DATA_REPORT`); CSV in
//! `qualys/csv.rs`.
//!
//! Keys: a host is what Qualys tracks it by (address, DNS or NetBIOS name; an agent's machine by its name), a finding
//! `host|qualys:QID|PORT/PROTOCOL`, `host` in place of the port where there is none, and the instance behind it.
//!
//! Severity is Qualys' level, 5 critical to 1 info; information gathered is info at any level. `VULN` is confirmed,
//! `PRACTICE` potential. What is `Fixed` is stated as absent since that day.
//!
//! Covered: a scan with the status `FINISHED` covers its hosts. The asset data report is the state of the subscription:
//! Qualys leaves out what a later scan no longer found. It covers its hosts only if its template filters nothing but
//! fixed findings; potential ones and milder severities only if it shows any.

mod asset;
mod csv;
mod was;

pub(crate) use csv::is_heading;
pub use csv::read_qualys_csv;
pub use was::read_qualys_was;

use crate::fault::Fault;
use crate::item::{Item, Place, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Finding, Host, Layer, Scan, Scanner, Severity, Stop, Tool, clean, cves, list, read_xml, thousandths,
};
use crate::xml::{Token, Xml};
use std::collections::BTreeSet;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a Qualys report in XML.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_qualys<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read_xml(Format::Qualys, Tool::Qualys, input, catalogue, source, sink, |xml, scanner| {
        let root = xml.next()?;
        match xml.name() {
            "SCAN" if root == Token::Start => Importer::new(xml, scanner).file(),
            "ASSET_DATA_REPORT" if root == Token::Start => asset::read(xml, scanner),
            _ => {
                let fault = xml.fault(
                    "wrong-root",
                    "根元素應為 <SCAN> 或 <ASSET_DATA_REPORT>".into(),
                    "the root element should be <SCAN> or <ASSET_DATA_REPORT>".into(),
                );
                let hint = ("請由 Qualys 匯出 XML 報告", "export the report as XML from Qualys");
                Err(Box::new(fault.hint(hint.0, hint.1)).into())
            }
        }
    })
}

/// What kind of result it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Confirmed,
    Potential,
    Information,
}

/// Level 1 to 5 of a result as a severity.
fn severity(kind: Kind, level: Option<&str>) -> Option<Severity> {
    match (kind, level.and_then(|level| level.trim().parse::<u64>().ok())) {
        (Kind::Information, _) => Some(Severity::Info),
        (_, Some(level @ 1..=5)) => Severity::level(level - 1),
        _ => None,
    }
}

/// The part of a score in front of its vector: `9.3 (AV:N/…)`; and the vector.
fn scored(text: &str) -> (Option<i64>, Option<String>) {
    let (number, rest) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    let number = thousandths(number).filter(|n| (0..=10_000).contains(n));
    let vector = rest.trim().trim_start_matches('(').trim_end_matches(')');
    (number, clean(vector, 300).map(|t| t.0))
}

/// Where on the host: `PORT/PROTOCOL`, or `host`; and the instance of the software.
fn at(port: Option<&str>, protocol: Option<&str>, instance: Option<&str>) -> Option<String> {
    let port = port.map(str::trim).filter(|port| !matches!(*port, "" | "0" | "-"));
    let mut at = match port {
        Some(port) => {
            let port: u16 = port.parse().ok()?;
            let protocol =
                protocol.map(|p| p.trim().to_lowercase()).filter(|p| !matches!(p.as_str(), "" | "-"));
            let protocol = protocol.unwrap_or_else(|| "tcp".to_string());
            if protocol.len() > 20 || protocol.contains(['|', '/']) {
                return None;
            }
            format!("{port}/{protocol}")
        }
        None => "host".to_string(),
    };
    if let Some((instance, _)) = instance.and_then(|text| clean(text, 200)) {
        at += &format!("/{}", instance.replace('|', "｜"));
    }
    Some(at)
}

struct Importer<'x, 'a, 's, 'f, R: Read, E> {
    xml: &'x mut Xml<R>,
    scanner: &'f mut Scanner<'a, 's, E>,
    scan: Scan,
    hosts: BTreeSet<String>,
    finished: bool,
}

impl<'x, 'a, 's, 'f, R: Read, E> Importer<'x, 'a, 's, 'f, R, E> {
    fn new(xml: &'x mut Xml<R>, scanner: &'f mut Scanner<'a, 's, E>) -> Self {
        let scan = Scan::new(Layer::Os, xml.place());
        Importer { xml, scanner, scan, hosts: BTreeSet::new(), finished: false }
    }

    /// `SCAN/{HEADER, IP…}`
    fn file(mut self) -> Result<(), Stop<E>> {
        self.xml.attributes(|name, value| {
            if name == "value" {
                self.scan.name = clean(value, 200).map(|t| t.0).unwrap_or_default();
            }
        })?;
        if self.scan.name.is_empty() {
            self.scan.name = "qualys".into();
        }
        self.scanner.free_name(&mut self.scan.name);
        while self.xml.next_child()? {
            match self.xml.name() {
                "HEADER" => self.header()?,
                "IP" => self.host()?,
                "ERROR" => {
                    let fault = self.xml.fault(
                        "scan-error",
                        "Qualys 回報掃描錯誤，沒有結果".into(),
                        "Qualys reports an error instead of results".into(),
                    );
                    return Err(fault.into());
                }
                _ => self.xml.skip()?,
            }
        }
        ended(self.xml)?;
        self.scan.complete = Some(self.finished);
        self.scanner.finish_scan(self.scan)
    }

    fn header(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            let place = self.xml.place();
            let mut key = String::new();
            let name = self.xml.name().to_string();
            self.xml.attributes(|attribute, value| {
                if attribute == "value" {
                    key = value.to_string();
                }
            })?;
            match (name.as_str(), key.as_str()) {
                ("KEY", "DATE") => {
                    let text = self.xml.read_text()?.to_string();
                    self.scan.started = self.scanner.moment("HEADER/DATE", Some(&text), &place)?;
                }
                ("KEY", "STATUS") => self.finished = self.xml.read_text()?.trim() == "FINISHED",
                ("OPTION_PROFILE", _) => self.profile()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn profile(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            self.scan.policy = clean(self.xml.read_text()?, 200).map(|t| t.0);
        }
        Ok(())
    }

    fn host(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let (mut ip, mut name) = (None, None);
        self.xml.attributes(|attribute, value| match attribute {
            "value" => ip = clean(value, 100).map(|t| t.0),
            "name" => name = clean(value, 300).map(|t| t.0.to_lowercase()),
            _ => {}
        })?;
        let mut host = self.scanner.host(ip.clone(), "IP", place.clone())?;
        if !self.hosts.insert(host.name.clone()) {
            let name = &host.name;
            let fault = Fault::new(
                place,
                "host-twice",
                format!("主機 {name} 出現兩次，無法分辨是否為同一台"),
                format!("host {name} appears twice: one machine or two?"),
            );
            self.scanner.fault(fault)?;
        }
        host.ip = ip;
        host.fqdn = name.filter(|name| name.contains('.'));
        host.complete = Some(self.finished);
        while self.xml.next_child()? {
            match self.xml.name() {
                "OS" => host.os = clean(self.xml.read_text()?, 300).map(|t| t.0),
                "INFOS" | "SERVICES" => self.results(&mut host, Kind::Information)?,
                "VULNS" => self.results(&mut host, Kind::Confirmed)?,
                "PRACTICES" => self.results(&mut host, Kind::Potential)?,
                _ => self.xml.skip()?,
            }
        }
        let seen = |rule: &str| host.findings().iter().any(|f| f.rule == rule);
        // The methods by which it logged in, and that it could not.
        host.credentialed = if seen("qualys:70053") || seen("qualys:38307") {
            Some(true)
        } else {
            (seen("qualys:105015") || seen("qualys:105053")).then_some(false)
        };
        self.scanner.finish_host(host, &mut self.scan)?;
        let bytes = self.xml.bytes_read();
        self.scanner.feed.progress(bytes).map_err(Stop::Sink)
    }

    /// `CAT@value@port@protocol/{INFO, SERVICE, VULN, PRACTICE}`
    fn results(&mut self, host: &mut Host, kind: Kind) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "CAT" => {
                    let (mut family, mut port, mut protocol) = (None, None, None);
                    self.xml.attributes(|name, value| match name {
                        "value" => family = clean(value, 200).map(|t| t.0),
                        "port" => port = Some(value.to_string()),
                        "protocol" => protocol = Some(value.to_string()),
                        _ => {}
                    })?;
                    let place = self.xml.place();
                    let Some(at) = at(port.as_deref(), protocol.as_deref(), None) else {
                        self.scanner.fault(wrong_port(place))?;
                        self.xml.skip()?;
                        continue;
                    };
                    while self.xml.next_child()? {
                        self.result(host, kind, &at, family.as_deref())?;
                    }
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn result(&mut self, host: &mut Host, kind: Kind, at: &str, family: Option<&str>) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        self.scanner.feed.summary.items += 1;
        host.items += 1;
        let (mut qid, mut level, mut found) = (None, None, Vec::new());
        self.xml.attributes(|name, value| match name {
            "number" => qid = digits(value),
            "severity" => level = Some(value.to_string()),
            "cveid" => found = cves(value),
            _ => {}
        })?;
        let Some(qid) = qid else {
            self.scanner.fault(wrong_qid(place))?;
            return Ok(self.xml.skip()?);
        };
        let mut details = Details::default();
        details.read(self.xml, &mut self.scanner.shortened)?;
        found.append(&mut details.cve);
        host.add(Finding {
            rule: format!("qualys:{qid}"),
            at: at.to_string(),
            severity: severity(kind, level.as_deref()),
            confirmed: Some(kind != Kind::Potential),
            title: details.title.map(Into::into),
            family: family.map(Into::into),
            cvss: details.cvss3.or(details.cvss2),
            vector: details.vector.map(Into::into),
            cve: list(found),
            solution: details.solution.map(Into::into),
            line: place.line,
            byte: place.byte,
            ..Finding::default()
        })?;
        Ok(())
    }
}

/// What both reports say about a rule.
#[derive(Default)]
struct Details {
    qid: Option<String>,
    title: Option<String>,
    level: Option<String>,
    family: Option<String>,
    solution: Option<String>,
    cvss3: Option<i64>,
    cvss2: Option<i64>,
    vector: Option<String>,
    cve: Vec<String>,
}

impl Details {
    /// The children of an element that describes a rule, up to its end.
    fn read<R: Read>(&mut self, xml: &mut Xml<R>, shortened: &mut u64) -> Result<(), Box<Fault>> {
        while xml.next_child()? {
            match xml.name() {
                "TITLE" => {
                    if let Some((text, cut)) = clean(xml.read_text()?, 500) {
                        *shortened += u64::from(cut);
                        self.title = Some(text);
                    }
                }
                "SOLUTION" => {
                    if let Some((text, cut)) = clean(xml.read_text()?, SOLUTION_LENGTH) {
                        *shortened += u64::from(cut);
                        self.solution = Some(text).filter(|t| t != "N/A");
                    }
                }
                "QID" => self.qid = digits(xml.read_text()?),
                "SEVERITY" => self.level = clean(xml.read_text()?, 20).map(|t| t.0),
                "CATEGORY" => self.family = clean(xml.read_text()?, 200).map(|t| t.0),
                "CVSS_BASE" => {
                    let (score, vector) = scored(xml.read_text()?);
                    self.cvss2 = score;
                    self.vector = self.vector.take().or(vector);
                }
                "CVSS3_BASE" => {
                    let (score, vector) = scored(xml.read_text()?);
                    self.cvss3 = score;
                    self.vector = vector.or(self.vector.take());
                }
                "CVE_ID_LIST" | "CVE_ID" | "CVSS_SCORE" | "CVSS3_SCORE" => self.read(xml, shortened)?,
                "ID" => self.cve.extend(cves(xml.read_text()?)),
                _ => xml.skip()?,
            }
        }
        Ok(())
    }
}

fn digits(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= 12 && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.to_string())
}

fn wrong_qid(place: Place) -> Fault {
    Fault::new(place, "no-rule", "結果沒有 QID 編號", "a result without the number of its QID").field("QID")
}

fn wrong_port(place: Place) -> Fault {
    Fault::new(
        place,
        "attribute",
        "埠號或通訊協定不合格式，應為 0 到 65535 與 tcp 之類",
        "port or protocol is wrong, expected 0 to 65535 and the like of tcp",
    )
    .field("PORT")
}

/// After the root nothing may come.
fn ended<R: Read>(xml: &mut Xml<R>) -> Result<(), Box<Fault>> {
    if xml.next()? == Token::EndOfFile {
        return Ok(());
    }
    Err(xml.fault(
        "trailing",
        "報告結束之後還有內容".into(),
        "there is more after the end of the report".into(),
    ))
}
