//! Nessus v2 XML (`.nessus`, `NessusClientData_v2`): one scan, its hosts, what was covered, and the findings.
//!
//! Records: one `scan`, and per host a `host`, a `host_scan` and a `finding` for each plugin and place, information
//! items included. Keys: a scan is `REPORT NAME@START OF ITS FIRST HOST`, so the same file always gives the same key
//! and a second run on the same day another one; a finding is `host|nessus:PLUGIN|PORT/PROTOCOL`, with the check's id
//! behind a further slash for compliance checks. A plugin reported twice at one place is one finding, the more
//! severe report wins ([`Summary::merged`] counts the others).
//!
//! Free names that become a part of a key (of the report, of a compliance check) may contain its separator `|`, which
//! is then written `｜`, and a note says so; in the name of a host it is a fault, as it is in a table.
//!
//! The scanner's severity is stated as `scanner_severity` and, as a default, as the assessed `risk`: it is never
//! overridden by a CVSS score. Texts are collapsed to one line and bounded: title 500 characters, solution
//! [`SOLUTION_LENGTH`]; a shortened text ends with `…` and is counted in a note.
//!
//! One host is held in memory until its end, so a host that breaks off hands out nothing. Deliberately not read: the
//! policy (most of some files), plugin outputs and descriptions (they can hold secrets and are in the report itself).
//! What the policy left out (plugin families, ports) is not known here: [`Covered`](crate::Covered) speaks of all
//! rules of Nessus.

mod finding;
mod host;
mod shape;

use crate::fault::Fault;
use crate::item::{Feed, Incoming, Item, Place, Source, Stop, Summary};
use crate::line::{clean, without_separator};
use crate::plural::counted;
use crate::recognise::Format;
use crate::shape::state;
use crate::time::in_taipei;
use crate::xml::{Token, Xml};
use host::Host;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use shape::Shape;
use std::io::Read;
use zilu_catalogue::{Catalogue, Value};

/// Longest kept solution text, in characters.
pub const SOLUTION_LENGTH: usize = 4_000;

/// What to do about a report without a date.
const DATE: (&str, &str) =
    ("請以 --date 指定掃描日期", "give the date of the scan with --date, such as --date 2025-06-30");

/// Reads a Nessus v2 report, handing everything to `sink` as it comes. Memory use does not grow with the file but
/// with its largest host (and a few bytes for each host's name).
///
/// # Errors
/// Only what the sink returns. Faults of the file go to the sink as [`Item::Fault`] and are counted in the summary:
/// unless [`Summary::is_clean`], nothing that was handed out may be kept.
pub fn read_nessus<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Nessus, sink);
    let (shape, faults) = Shape::new(catalogue, source.place());
    if !faults.is_empty() {
        for fault in faults {
            feed.fault(fault)?;
        }
        return Ok(feed.summary);
    }
    let xml = match Xml::open(input, source.place()) {
        Ok(xml) => xml,
        Err(fault) => {
            feed.fault(*fault)?;
            return Ok(feed.summary);
        }
    };
    feed.summary.encoding = Some(xml.encoding());
    let mut importer = Importer {
        xml,
        shape,
        source,
        feed,
        policy: None,
        scan: None,
        hosts: FxHashMap::default(),
        shortened: 0,
        separators: 0,
    };
    match importer.file() {
        Ok(()) => {}
        Err(Stop::Sink(error)) => return Err(error),
        Err(Stop::Fault(fault)) => importer.feed.fault(*fault)?,
    }
    importer.feed.summary.bytes = importer.xml.bytes_read();
    if importer.shortened > 0 {
        let n = importer.shortened;
        let texts = counted(n, "long text was", "long texts were");
        importer.feed.note(format!("{n} 段過長的文字已截短"), format!("{texts} shortened"));
    }
    if importer.separators > 0 {
        let n = importer.separators;
        let names = counted(n, "name contains", "names contain");
        importer.feed.note(
            format!("{n} 個名稱含有鍵值的分隔符號「|」，改寫為「｜」"),
            format!("{names} '|', which separates the parts of a key, and got '｜' instead"),
        );
    }
    Ok(importer.feed.summary)
}

struct Importer<'a, 's, R: Read, E> {
    xml: Xml<R>,
    shape: Shape,
    source: &'a Source,
    feed: Feed<'s, E>,
    policy: Option<String>,
    scan: Option<Scan>,
    /// Hosts by name, with the line at which each begins.
    hosts: FxHashMap<String, u64>,
    shortened: u64,
    /// Names in which the separator of keys was written differently.
    separators: u64,
}

/// The report that is being read.
struct Scan {
    name: String,
    web: bool,
    key: Option<String>,
    on: Option<Date>,
    complete: bool,
    place: Place,
}

impl<R: Read, E> Importer<'_, '_, R, E> {
    fn file(&mut self) -> Result<(), Stop<E>> {
        if self.xml.next()? != Token::Start {
            return Err(self
                .xml
                .fault("no-xml", "檔案裡沒有 XML 元素".into(), "no XML element in the file".into())
                .into());
        }
        if self.xml.name() != "NessusClientData_v2" {
            let root: String = self.xml.name().chars().take(60).collect();
            let fault = self.xml.fault(
                "wrong-root",
                format!("根元素是 <{root}>，應為 <NessusClientData_v2>"),
                format!("the root element is <{root}>, expected <NessusClientData_v2>"),
            );
            let hint = ("請由 Nessus 匯出 v2 格式的 .nessus", "export .nessus (v2) from Nessus");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        loop {
            match self.xml.next()? {
                Token::Start if self.xml.name() == "Policy" => self.policy()?,
                Token::Start if self.xml.name() == "Report" => self.report()?,
                Token::Start => self.xml.skip()?,
                Token::Text => {}
                Token::End | Token::EndOfFile => break,
            }
        }
        if self.xml.next()? != Token::EndOfFile {
            return Err(self
                .xml
                .fault(
                    "trailing",
                    "報告結束之後還有內容".into(),
                    "there is more after the end of the report".into(),
                )
                .into());
        }
        if self.scan.is_none() {
            let fault = Fault::new(
                self.xml.origin(),
                "no-report",
                "檔案只有掃描政策，沒有掃描結果",
                "the file holds a scan policy only, no report",
            );
            let hint = ("請匯出掃描結果，而非政策", "export the scan's results, not its policy");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        Ok(())
    }

    /// Only the policy's name; the rest is passed over.
    fn policy(&mut self) -> Result<(), Stop<E>> {
        loop {
            match self.xml.next()? {
                Token::Start if self.xml.name() == "policyName" => {
                    self.policy = clean(self.xml.read_text()?, 200).map(|t| t.0);
                }
                Token::Start => self.xml.skip()?,
                Token::Text => {}
                Token::End | Token::EndOfFile => return Ok(()),
            }
        }
    }

    fn report(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        if self.scan.is_some() {
            let fault = Fault::new(place, "two-reports", "檔案含有兩份報告", "the file holds two reports");
            return Err(Box::new(fault.hint("請一份報告存成一檔", "save each report in its own file")).into());
        }
        let mut scan = Scan { name: String::new(), web: false, key: None, on: None, complete: true, place };
        self.xml.attributes(|name, value| match name {
            "name" => scan.name = clean(value, 200).map(|t| t.0).unwrap_or_default(),
            "type" => scan.web = value == "was",
            _ => {}
        })?;
        if scan.name.is_empty() {
            scan.name = "nessus".into();
        }
        self.separators += u64::from(without_separator(&mut scan.name));
        self.scan = Some(scan);
        loop {
            match self.xml.next()? {
                Token::Start if self.xml.name() == "ReportHost" => {
                    let host = self.host()?;
                    self.finish_host(host)?;
                    let bytes = self.xml.bytes_read();
                    self.feed.progress(bytes).map_err(Stop::Sink)?;
                }
                Token::Start => self.xml.skip()?,
                Token::Text => {}
                Token::End | Token::EndOfFile => break,
            }
        }
        self.finish_scan().map_err(Stop::Sink)
    }

    /// Hands out what a whole host gave.
    fn finish_host(&mut self, host: Host) -> Result<(), Stop<E>> {
        self.feed.summary.hosts += 1;
        self.feed.summary.merged += host.merged;
        self.shortened += host.shortened;
        let on = host.started.or(host.finished).and_then(crate::time::day_in_taipei).or(self.source.date);
        let (Some(on), Some(scan)) = (on, &mut self.scan) else {
            let fault = Fault::new(
                host.place,
                "no-date",
                format!("主機 {} 沒有掃描日期（HOST_START 或 HOST_END）", host.name),
                format!("host {} has no scan date (HOST_START or HOST_END)", host.name),
            )
            .hint(DATE.0, DATE.1);
            return self.feed.fault(fault).map_err(Stop::Sink);
        };
        let key = scan.key.get_or_insert_with(|| {
            let start = host.started.and_then(in_taipei);
            match start {
                Some(start) => format!("{}@{}", scan.name, start.strftime("%Y-%m-%dT%H:%M")),
                None => format!("{}@{on}", scan.name),
            }
        });
        scan.on = Some(scan.on.map_or(on, |earliest| earliest.min(on)));
        scan.complete &= host.complete;
        let outcome = host.hand_out(&self.shape, self.source, key, scan.web, on, &mut self.feed);
        outcome.map_err(Stop::Sink)
    }

    fn finish_scan(&mut self) -> Result<(), E> {
        let Some(scan) = &self.scan else { return Ok(()) };
        let hosts = self.feed.summary.hosts;
        let Some(on) = scan.on.or(self.source.date) else {
            if hosts > 0 {
                return Ok(()); // Each host has said so already.
            }
            let fault = Fault::new(
                scan.place.clone(),
                "no-date",
                "報告沒有任何主機，也就沒有掃描日期",
                "the report has no host and therefore no date",
            )
            .hint(DATE.0, DATE.1);
            return self.feed.fault(fault);
        };
        let s = &self.shape.scan;
        let key = scan.key.clone().unwrap_or_else(|| format!("{}@{on}", scan.name));
        let mut fields = vec![(s.id, Value::Text(key.clone()))];
        state(&mut fields, s.on, Some(Value::Date(on)));
        state(&mut fields, s.policy, self.policy.clone().map(Value::Text));
        state(&mut fields, s.complete, Some(Value::YesNo(scan.complete && hosts > 0)));
        state(&mut fields, s.report, self.source.sha256.clone().map(Value::Text));
        state(&mut fields, s.hosts, i64::try_from(hosts).ok().map(Value::Number));
        if let Some((id, [tool])) = &s.tool {
            fields.push((*id, tool.clone()));
        }
        if let Some(layer) = &s.layer {
            layer.state(&mut fields, scan.web);
        }
        let record = Incoming {
            kind: s.kind,
            key,
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: on,
            place: scan.place.clone(),
            void: false,
        };
        self.feed.record(record)
    }
}
