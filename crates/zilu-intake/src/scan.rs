//! What all scan reports have in common: one scan, its hosts, what it did on each, the findings, what was covered.
//!
//! An importer of a format parses and fills [`Host`]s with [`Finding`]s; the [`Scanner`] makes the records of them, so
//! that a key, a severity or a date means the same whatever tool wrote the report. Keys: a scan is `NAME@START`, a host
//! what the tool calls it, a finding `host|TOOL:RULE|PLACE`. Nothing in a key changes when a report is written again,
//! sorted differently, or finds another version of the same weak software.
//!
//! The tool's severity is stated as `scanner_severity` and, as a default, as the assessed `risk`; what a tool leaves
//! unrated stays unrated. Texts are collapsed to one line and bounded.
//!
//! Deliberately not here: outputs of checks, requests and responses. They can hold secrets and are in the report itself.

mod finding;
mod host;
mod rows;
mod shape;
mod site;

pub(crate) use crate::item::Stop;
pub(crate) use crate::line::clean;
pub(crate) use finding::{
    Finding, SEVERITIES, Severity, cves, list, plain, score, thousandths, weakness, weaknesses,
};
pub(crate) use host::{Covering, Host, Hosts};
pub(crate) use rows::{Columns, Row, RowReader, Rows, read_rows};
pub(crate) use site::{Site, bounded, path};

use crate::fault::{Fault, GIVE_DATE};
use crate::item::{Feed, Incoming, Item, Place, Source, Summary};
use crate::line::without_separator;
use crate::plural::counted;
use crate::recognise::Format;
use crate::shape::state;
use crate::time::{day_in_taipei, in_taipei};
use crate::xml::Xml;
use jiff::civil::Date;
use shape::Shape;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use zilu_catalogue::{Catalogue, Value};

/// At most this many different unknown words are named in a note.
const WORDS_NAMED: usize = 5;

/// The tool that wrote a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    Nessus,
    Openvas,
    Qualys,
    QualysWas,
    Nmap,
    Zap,
    Burp,
    Nuclei,
    Testssl,
}

impl Tool {
    /// Its word in the catalogue's vocabulary.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Tool::QualysWas => Tool::Qualys.word(),
            tool => tool.rules().trim_end_matches(':'),
        }
    }

    /// The prefix of its rules.
    pub(crate) fn rules(self) -> &'static str {
        match self {
            Tool::Nessus => "nessus:",
            Tool::Openvas => "openvas:",
            Tool::Qualys => "qualys:",
            Tool::QualysWas => "qualys-was:",
            Tool::Nmap => "nmap:",
            Tool::Zap => "zap:",
            Tool::Burp => "burp:",
            Tool::Nuclei => "nuclei:",
            Tool::Testssl => "testssl:",
        }
    }
}

/// What was looked at. A port scan or a test of TLS alone is no vulnerability scan of an operating system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layer {
    Os,
    Web,
    Other,
}

/// The scan that a report is about.
#[derive(Debug)]
pub(crate) struct Scan {
    /// Its name; the separator of keys is written differently.
    pub(crate) name: String,
    pub(crate) policy: Option<String>,
    pub(crate) layer: Layer,
    /// When it began, in seconds since 1970, where the report says so itself.
    pub(crate) started: Option<i64>,
    /// Whether the report shows that the scan ran to its end; `None`: it does not say.
    pub(crate) complete: Option<bool>,
    /// Where the report begins.
    pub(crate) place: Place,
    key: Option<String>,
    on: Option<Date>,
    hosts: u64,
}

impl Scan {
    pub(crate) fn new(layer: Layer, place: Place) -> Self {
        Scan {
            name: String::new(),
            policy: None,
            layer,
            started: None,
            complete: None,
            place,
            key: None,
            on: None,
            hosts: 0,
        }
    }
}

/// Makes records of what a report says. One per file.
pub(crate) struct Scanner<'a, 's, E> {
    pub(crate) feed: Feed<'s, E>,
    pub(crate) source: &'a Source,
    pub(crate) tool: Tool,
    shape: Shape,
    /// Shortened texts.
    pub(crate) shortened: u64,
    /// Names in which the separator of keys was written differently.
    separators: u64,
    /// Findings that somebody marked as false positives in the tool.
    pub(crate) false_positives: u64,
    /// Words of the tool that its documentation does not have: field and word.
    unknown: BTreeMap<&'static str, BTreeSet<String>>,
}

/// Reads an XML report of a tool.
pub(crate) fn read_xml<R: Read, E>(
    format: Format,
    tool: Tool,
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
    run: impl FnOnce(&mut Xml<R>, &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>>,
) -> Result<Summary, E> {
    scanned(format, tool, catalogue, source, sink, |scanner| {
        let mut xml = Xml::open(input, source.place())?;
        // These write a document type declaration into every report.
        if matches!(format, Format::Nmap | Format::Burp | Format::Qualys | Format::QualysWas) {
            xml.allow_doctype();
        }
        scanner.feed.summary.encoding = Some(xml.encoding());
        let outcome = run(&mut xml, scanner);
        scanner.feed.summary.bytes = xml.bytes_read();
        outcome
    })
}

/// Reads a report of a tool by `run`, which opens the file itself.
pub(crate) fn scanned<E>(
    format: Format,
    tool: Tool,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
    run: impl FnOnce(&mut Scanner<'_, '_, E>) -> Result<(), Stop<E>>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(format, sink);
    let (shape, faults) = Shape::new(catalogue, tool, source.place());
    if !faults.is_empty() {
        for fault in faults {
            feed.fault(fault)?;
        }
        return Ok(feed.summary);
    }
    let mut scanner = Scanner {
        feed,
        source,
        tool,
        shape,
        shortened: 0,
        separators: 0,
        false_positives: 0,
        unknown: BTreeMap::new(),
    };
    match run(&mut scanner) {
        Ok(()) => {}
        Err(Stop::Sink(error)) => return Err(error),
        Err(Stop::Fault(fault)) => scanner.feed.fault(*fault)?,
    }
    scanner.notes();
    Ok(scanner.feed.summary)
}

impl<E> Scanner<'_, '_, E> {
    /// Hands a fault over; the rest of the file is still looked at for more of them.
    pub(crate) fn fault(&mut self, fault: Fault) -> Result<(), Stop<E>> {
        self.feed.fault(fault).map_err(Stop::Sink)
    }

    /// A word of the tool that we do not know: the fact it would state stays unknown.
    pub(crate) fn unknown(&mut self, field: &'static str, word: &str) {
        let words = self.unknown.entry(field).or_default();
        if words.len() <= WORDS_NAMED {
            words.insert(word.chars().take(40).collect());
        }
    }

    /// Writes the separator of keys differently in a free name, which may contain it and becomes a part of a key.
    pub(crate) fn free_name(&mut self, name: &mut String) {
        self.separators += u64::from(without_separator(name));
    }

    /// A host by the name the report gives it; a name that cannot be a key is a fault.
    pub(crate) fn host(
        &mut self,
        name: Option<String>,
        element: &str,
        place: Place,
    ) -> Result<Host, Stop<E>> {
        let name = name.map(|n| n.to_lowercase()).unwrap_or_default();
        if name.is_empty() {
            let fault = Fault::new(
                place.clone(),
                "no-host-name",
                format!("{element} 沒有主機名稱"),
                format!("{element} without a name of the host"),
            );
            self.fault(fault)?;
        }
        if name.contains('|') {
            let fault = Fault::new(
                place.clone(),
                "host-name",
                format!("主機名稱「{name}」含有「|」，無法作為鍵"),
                format!("the host name '{name}' contains '|', which separates the parts of a key"),
            );
            self.fault(fault)?;
        }
        Ok(Host::new(name, place))
    }

    /// A moment of a host or scan; one that cannot be read is a fault.
    pub(crate) fn moment(
        &mut self,
        field: &str,
        text: Option<&str>,
        place: &Place,
    ) -> Result<Option<i64>, Stop<E>> {
        let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
        let read = crate::time::moment(text);
        if read.is_none() {
            let text: String = text.chars().take(60).collect();
            let fault = Fault::new(
                place.clone(),
                "not-a-moment",
                format!("時間「{text}」無法辨認"),
                format!("'{text}' is no moment that we can read"),
            );
            let hint = ("例：2025-03-23T15:07:52Z", "for example 2025-03-23T15:07:52Z");
            self.fault(fault.field(field).hint(hint.0, hint.1))?;
        }
        Ok(read)
    }

    /// The moment of a whole report; one that cannot be read needs a date by its bringer instead.
    pub(crate) fn moment_or_date(
        &mut self,
        field: &str,
        text: Option<&str>,
        place: &Place,
    ) -> Result<Option<i64>, Stop<E>> {
        let Some(text) = text.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(None) };
        let read = crate::time::moment(text);
        if read.is_none() && self.source.date.is_none() {
            let text: String = text.chars().take(60).collect();
            let fault = Fault::new(
                place.clone(),
                "not-a-moment",
                format!("時間「{text}」無法辨認"),
                format!("'{text}' is no moment that we can read"),
            );
            self.fault(fault.field(field).hint(GIVE_DATE.0, GIVE_DATE.1))?;
        }
        Ok(read)
    }

    /// Hands out what a whole host gave.
    pub(crate) fn finish_host(&mut self, host: Host, scan: &mut Scan) -> Result<(), Stop<E>> {
        self.feed.summary.hosts += 1;
        self.feed.summary.merged += host.merged;
        let own = host.on.or_else(|| host.started.or(host.finished).and_then(day_in_taipei));
        let Some(on) = own.or_else(|| scan.started.and_then(day_in_taipei)).or(self.source.date) else {
            let fault = Fault::new(
                host.place,
                "no-date",
                format!("主機 {} 沒有掃描日期", host.name),
                format!("host {} has no scan date", host.name),
            )
            .hint(GIVE_DATE.0, GIVE_DATE.1);
            return self.fault(fault);
        };
        let key = scan.key.get_or_insert_with(|| match scan.started.or(host.started).and_then(in_taipei) {
            Some(start) => format!("{}@{}", scan.name, start.strftime("%Y-%m-%dT%H:%M")),
            None => format!("{}@{on}", scan.name),
        });
        scan.on = Some(scan.on.map_or(on, |earliest| earliest.min(on)));
        scan.hosts += 1;
        host.hand_out(&self.shape, self.source, self.tool, key, scan.layer, on, &mut self.feed)
            .map_err(Stop::Sink)
    }

    /// Hands out the scan itself, after its hosts.
    pub(crate) fn finish_scan(&mut self, scan: Scan) -> Result<(), Stop<E>> {
        let started = scan.started.and_then(in_taipei);
        let Some(on) = scan.on.or_else(|| started.map(|s| s.date())).or(self.source.date) else {
            if self.feed.summary.hosts > 0 {
                return Ok(()); // Each host has said so already.
            }
            let fault = Fault::new(
                scan.place,
                "no-date",
                "報告沒有任何主機，也就沒有掃描日期",
                "the report has no host and therefore no date",
            )
            .hint(GIVE_DATE.0, GIVE_DATE.1);
            return self.fault(fault);
        };
        let key = scan.key.unwrap_or_else(|| match started {
            Some(start) => format!("{}@{}", scan.name, start.strftime("%Y-%m-%dT%H:%M")),
            None => format!("{}@{on}", scan.name),
        });
        let s = &self.shape.scan;
        let mut fields = vec![(s.id, Value::Text(key.clone()))];
        state(&mut fields, s.on, Some(Value::Date(on)));
        state(&mut fields, s.policy, scan.policy.map(Value::Text));
        state(&mut fields, s.complete, scan.complete.map(|c| Value::YesNo(c && scan.hosts > 0)));
        state(&mut fields, s.report, self.source.sha256.clone().map(Value::Text));
        state(&mut fields, s.hosts, i64::try_from(scan.hosts).ok().map(Value::Number));
        if let Some((id, [tool])) = &s.tool {
            fields.push((*id, tool.clone()));
        }
        if let Some(layers) = &s.layer {
            layers.state(&mut fields, scan.layer);
        }
        let record = Incoming {
            kind: s.kind,
            key,
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: on,
            place: scan.place,
            void: false,
        };
        self.feed.record(record).map_err(Stop::Sink)
    }

    fn notes(&mut self) {
        if self.shortened > 0 {
            let n = self.shortened;
            let texts = counted(n, "long text was", "long texts were");
            self.feed.note(format!("{n} 段過長的文字已截短"), format!("{texts} shortened"));
        }
        if self.separators > 0 {
            let n = self.separators;
            let names = counted(n, "name contains", "names contain");
            self.feed.note(
                format!("{n} 個名稱含有鍵值的分隔符號「|」，改寫為「｜」"),
                format!("{names} '|', which separates the parts of a key, and got '｜' instead"),
            );
        }
        if self.false_positives > 0 {
            let n = self.false_positives;
            let findings = counted(n, "finding", "findings");
            self.feed.note(
                format!("{n} 項弱點在工具中標為誤判；仍予登錄，請以弱點處置（誤判）附理由與核准人"),
                format!(
                    "{findings} marked as false positive in the tool: recorded as present until a treatment (false positive) with reason and approver is"
                ),
            );
        }
        for (field, words) in std::mem::take(&mut self.unknown) {
            let more = if words.len() > WORDS_NAMED { " …" } else { "" };
            let words: Vec<String> = words.into_iter().take(WORDS_NAMED).collect();
            self.feed.note(
                format!("不認得「{field}」的用語：{}{more}；該項留空", words.join("、")),
                format!(
                    "unknown words of '{field}': {}{more}; what they would state stays unknown",
                    words.join(", ")
                ),
            );
        }
    }
}
