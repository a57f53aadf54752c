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
//! rest of the policy, plugin outputs and descriptions (they can hold secrets and are in the report itself).
//!
//! [`Covered`](crate::Covered) speaks of the plugins and ports that the policy names. The scanner's default ports are
//! a list of its own, which the file does not have: they count as all ports.

mod csv;
mod finding;
mod host;
mod policy;

pub(crate) use csv::is_heading;
pub use csv::read_nessus_csv;

use crate::fault::Fault;
use crate::item::{Item, Source, Summary};
use crate::recognise::Format;
use crate::scan::{Covering, Layer, Scan, Scanner, Stop, Tool, clean, read_xml};
use crate::xml::{Token, Xml};
use policy::Policy;
use rustc_hash::FxHashMap;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Longest kept solution text, in characters.
pub const SOLUTION_LENGTH: usize = 4_000;

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
    read_xml(Format::Nessus, Tool::Nessus, input, catalogue, source, sink, |xml, scanner| {
        Importer { xml, scanner, policy: Policy::default(), scan: None, hosts: FxHashMap::default() }.file()
    })
}

struct Importer<'x, 'a, 's, 'f, R: Read, E> {
    xml: &'x mut Xml<R>,
    scanner: &'f mut Scanner<'a, 's, E>,
    policy: Policy,
    scan: Option<Scan>,
    /// Hosts by name, with the line at which each begins.
    hosts: FxHashMap<String, u64>,
}

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    fn file(mut self) -> Result<(), Stop<E>> {
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
        while self.xml.next_child()? {
            match self.xml.name() {
                "Policy" => self.policy()?,
                "Report" => self.report()?,
                _ => self.xml.skip()?,
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
        let Some(mut scan) = self.scan else {
            let fault = Fault::new(
                self.xml.origin(),
                "no-report",
                "檔案只有掃描政策，沒有掃描結果",
                "the file holds a scan policy only, no report",
            );
            let hint = ("請匯出掃描結果，而非政策", "export the scan's results, not its policy");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        };
        scan.policy = self.policy.name;
        self.scanner.finish_scan(scan)
    }

    fn report(&mut self) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        if self.scan.is_some() {
            let fault = Fault::new(place, "two-reports", "檔案含有兩份報告", "the file holds two reports");
            return Err(Box::new(fault.hint("請一份報告存成一檔", "save each report in its own file")).into());
        }
        let mut scan = Scan::new(Layer::Os, place);
        self.xml.attributes(|name, value| match name {
            "name" => scan.name = clean(value, 200).map(|t| t.0).unwrap_or_default(),
            "type" if value == "was" => scan.layer = Layer::Web,
            _ => {}
        })?;
        if scan.name.is_empty() {
            scan.name = "nessus".into();
        }
        self.scanner.free_name(&mut scan.name);
        let mut complete = true;
        while self.xml.next_child()? {
            match self.xml.name() {
                "ReportHost" => {
                    let mut host = self.host()?;
                    let ended = host.complete == Some(true);
                    complete &= ended;
                    host.coverings.push(Covering { complete: ended, limits: self.policy.limits() });
                    self.scanner.finish_host(host, &mut scan)?;
                    let bytes = self.xml.bytes_read();
                    self.scanner.feed.progress(bytes).map_err(Stop::Sink)?;
                }
                _ => self.xml.skip()?,
            }
        }
        scan.complete = Some(complete);
        self.scan = Some(scan);
        Ok(())
    }
}

/// What the plugin 19506, "Nessus Scan Information", tells about the scan of its host.
#[derive(Debug, Default, PartialEq, Eq)]
struct ScanInformation {
    /// Whether the scanner could log in; older reports have no property for it.
    credentialed: Option<bool>,
    /// Name of the scan.
    name: Option<String>,
    policy: Option<String>,
    /// The ports that it looked at, as written.
    ports: Option<String>,
    /// When it began, as written.
    start: Option<String>,
    /// How long it took is known: the scan of the host has ended.
    finished: bool,
}

impl ScanInformation {
    fn read(output: &str) -> Self {
        let mut found = ScanInformation::default();
        for line in output.lines() {
            let Some((label, answer)) = line.split_once(':') else { continue };
            let answer = answer.trim();
            match label.trim() {
                "Credentialed checks" if answer.starts_with("yes") => found.credentialed = Some(true),
                "Credentialed checks" if answer.starts_with("no") => found.credentialed = Some(false),
                "Scan name" => found.name = clean(answer, 200).map(|t| t.0),
                "Scan policy used" => found.policy = clean(answer, 200).map(|t| t.0),
                "Port range" => found.ports = Some(answer.to_owned()),
                "Scan Start Date" => found.start = clean(answer, 60).map(|t| t.0),
                "Scan duration" => found.finished = answer.starts_with(|c: char| c.is_ascii_digit()),
                _ => {}
            }
        }
        found
    }
}
