//! Nessus as delimited text, in three dialects: the export of Nessus and Tenable VM (`Plugin ID`, `Host`, …), the one of
//! Tenable.sc (`Plugin`, `IP Address`, …) and the newer one of Tenable VM (`definition.id`, `asset.host_name`, …).
//!
//! Keys are those of the XML report. One row is written for each CVE of a finding: rows of one plugin at one place are
//! one finding with all of them. A row that the tool calls fixed states that the finding is absent.
//!
//! Such a file does not say which hosts were scanned to their end, and may have been filtered. Only where a host has a
//! row of the plugin 19506, "Nessus Scan Information", with a duration, does it cover its findings: that row is written
//! at the end of the scan of a host, and is missing where a filter leaves information out. It also gives the date and
//! whether the scanner could log in.
//!
//! A spreadsheet program can take the decimal point out of a score (`75` for 7.5, `100` for 10.0): whole numbers from
//! 11 to 100 are read so, and a note says so.

use super::policy::Policy;
use super::{SOLUTION_LENGTH, ScanInformation};
use crate::item::{Item, Source, Summary};
use crate::recognise::Format;
use crate::scan::{
    Columns, Covering, Finding, Hosts, Layer, Row, Rows, Scan, Scanner, Severity, Stop, Tool, cves, list,
    read_rows, scanned, thousandths, weaknesses,
};
use crate::time::{day_in_taipei, moment};
use jiff::civil::Date;
use std::io::Read;
use zilu_catalogue::Catalogue;

const PLUGIN: &[&str] = &["plugin id", "plugin", "definition.id"];
const PORT: &[&str] = &["port", "asset.port"];
const SEVERITY: &[&str] = &["risk", "severity", "definition.severity", "risk factor"];
const CVSS3: &[&str] = &[
    "cvss v3.0 base score",
    "cvss v3 base score",
    "cvss3 base score",
    "cvssv3",
    "definition.cvss3.base_score",
];
const CVSS2: &[&str] =
    &["cvss v2.0 base score", "cvss v2 base score", "cvss base score", "cvss", "definition.cvss2.base_score"];
const VPR: &[&str] = &[
    "vpr score",
    "vulnerability priority rating",
    "vulnerability priority rating (vpr)",
    "definition.vpr.score",
];

/// Reads a Nessus export in delimited text. Rows of one host may stand anywhere: all findings are held until the end.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_nessus_csv<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::NessusCsv, Tool::Nessus, catalogue, source, sink, |scanner| {
        let mut export = Export::default();
        read_rows(input, scanner, &mut export)?;
        export.finish(scanner)
    })
}

/// Whether a heading row is one of the three dialects.
pub(crate) fn is_heading(columns: &Columns) -> bool {
    columns.have(&["plugin id", "risk", "host", "port", "name"])
        || columns.have(&["plugin", "plugin name", "severity", "ip address", "port"])
        || columns.have(&["definition.id", "severity"])
            && (columns.has("asset.host_name")
                || columns.has("asset.display_ipv4_address")
                || columns.has("asset.name"))
}

#[derive(Default)]
struct Export {
    hosts: Hosts,
    /// Rows whose protocol is http: a scan of web applications has no others.
    web: u64,
    rows: u64,
    /// Scores without their decimal point.
    tenths: u64,
    name: Option<String>,
    policy: Option<String>,
    start: Option<i64>,
}

impl<E> Rows<E> for Export {
    fn heading(&self, columns: &Columns) -> bool {
        is_heading(columns)
    }

    fn row(&mut self, row: &Row<'_>, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let mut faults = Vec::new();
        let plugin = row
            .get(PLUGIN)
            .filter(|p| p.len() <= 40 && p.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        if plugin.is_none() {
            faults.push(row.wrong(PLUGIN, "檢測規則編號", "the number of the rule"));
        }
        let port = row.get(PORT).map_or(Some(0), |port| port.parse::<u16>().ok());
        if port.is_none() {
            faults.push(row.wrong(PORT, "0 到 65535 的埠號", "a port from 0 to 65535"));
        }
        let protocol = row.get(&["protocol"]).unwrap_or("tcp").to_lowercase();
        if protocol.len() > 20 || protocol.contains(['|', '/']) {
            faults.push(row.wrong(&["protocol"], "通訊協定，例如 tcp", "a protocol, for example tcp"));
        }
        let word = row.get(SEVERITY).unwrap_or("None");
        let severity = Severity::parse(word).or_else(|| word.parse().ok().and_then(Severity::level));
        if severity.is_none() {
            scanner.unknown("severity", word);
        }
        let cvss = self.score(row, CVSS3).transpose().or_else(|| self.score(row, CVSS2).transpose());
        let cvss = cvss.transpose().unwrap_or_else(|fault| {
            faults.push(*fault);
            None
        });
        let vpr = self.score(row, VPR).unwrap_or_else(|fault| {
            faults.push(*fault);
            None
        });
        let (first, last, fixed) = (
            day(row, &["first discovered", "first found", "first_observed"], &mut faults),
            day(row, &["last observed", "last found", "last_seen"], &mut faults),
            day(row, &["last fixed", "last_fixed"], &mut faults),
        );
        let (started, finished) =
            (row.get(&["host start"]).and_then(moment), row.get(&["host end"]).and_then(moment));
        let bad = !faults.is_empty();
        for fault in faults {
            scanner.fault(fault)?;
        }
        let (Some(plugin), Some(port), false) = (plugin, port, bad) else { return Ok(()) };
        self.rows += 1;
        self.web += u64::from(matches!(protocol.as_str(), "http" | "https"));
        let absent =
            row.get(&["vulnerability state", "state"]).is_some_and(|s| s.eq_ignore_ascii_case("fixed"));
        let texts = &mut self.hosts;
        let cwe = row
            .get(&["cross references", "xref", "cwe", "definition.cwe"])
            .map(weaknesses)
            .unwrap_or_default();
        let finding = Finding {
            rule: format!("nessus:{plugin}"),
            at: format!("{port}/{protocol}"),
            severity,
            absent,
            title: row
                .get(&["name", "plugin name", "definition.name"])
                .and_then(|t| texts.text(scanner, t, 500)),
            family: row
                .get(&["plugin family", "family", "definition.family"])
                .and_then(|t| texts.text(scanner, t, 200)),
            cvss,
            vector: row
                .get(&[
                    "cvss3 vector",
                    "cvss v3 vector",
                    "cvss v2 vector",
                    "cvss vector",
                    "definition.cvss3.base_vector",
                ])
                .and_then(|t| texts.text(scanner, t, 300)),
            cve: list(row.get(&["cve", "definition.cve"]).map(cves).unwrap_or_default()),
            cwe: list(cwe),
            vpr,
            solution: row
                .get(&["solution", "definition.solution"])
                .and_then(|t| texts.text(scanner, t, SOLUTION_LENGTH)),
            first_seen: first,
            last_seen: last,
            absent_since: fixed.max(last),
            line: row.place.line,
            ..Finding::default()
        };
        // An agent's machine changes its address, not its name.
        let by_name = row.get(&["agent id"]).is_some();
        let name = row
            .get(&["host", "asset.host_name", "asset.name"])
            .or_else(|| row.get(&["dns name"]).filter(|_| by_name))
            .or_else(|| {
                row.get(&["ip address", "asset.display_ipv4_address", "asset.ipv4_addresses", "dns name"])
            });
        let Some(name) = name else {
            return scanner.fault(row.wrong(
                &["host", "ip address", "asset.host_name"],
                "主機名稱",
                "the host",
            ));
        };
        let host = self.hosts.add(scanner, name, "row", &row.place, finding)?;
        let text = |names: &[&str]| row.get(names).and_then(|t| crate::scan::clean(t, 300)).map(|t| t.0);
        host.ip = host.ip.take().or_else(|| text(&["ip address", "asset.display_ipv4_address"]));
        host.fqdn = host.fqdn.take().or_else(|| text(&["fqdn", "dns name"]).map(|n| n.to_lowercase()));
        host.mac = host.mac.take().or_else(|| text(&["mac address"]).map(|n| n.to_lowercase()));
        host.os = host.os.take().or_else(|| text(&["os", "asset.operating_system"]));
        host.on = host.on.max(last).max(fixed.filter(|_| absent));
        host.started = host.started.max(started);
        host.finished = host.finished.max(finished);
        if plugin == "19506" {
            let output = row.get(&["plugin output", "plugin text", "output"]).unwrap_or_default();
            let information = ScanInformation::read(output);
            host.credentialed = host.credentialed.or(information.credentialed);
            host.complete = Some(information.finished);
            let mut policy = Policy::default();
            policy.port_range(information.ports.as_deref().unwrap_or_default());
            host.coverings.clear();
            host.coverings.push(Covering { complete: information.finished, limits: policy.limits() });
            if let Some(start) = information.start.as_deref().and_then(moment) {
                host.started = Some(start);
                self.start = Some(self.start.map_or(start, |first| first.min(start)));
            }
            self.name = self.name.take().or(information.name);
            self.policy = self.policy.take().or(information.policy);
        }
        Ok(())
    }
}

impl Export {
    /// A score in thousandths, with the decimal point that it lost.
    fn score(&mut self, row: &Row<'_>, names: &[&str]) -> Result<Option<i64>, Box<crate::fault::Fault>> {
        let Some(text) = row.get(names) else { return Ok(None) };
        match thousandths(text) {
            Some(number @ 0..=10_000) => Ok(Some(number)),
            Some(number @ 10_001..=100_000) if !text.contains('.') => {
                self.tenths += 1;
                Ok(Some(number / 10))
            }
            _ => crate::scan::score(&row.heading(names), text, &row.place).map(Some),
        }
    }

    fn finish<E>(mut self, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let web = self.rows > 0 && self.web == self.rows;
        let mut scan = Scan::new(if web { Layer::Web } else { Layer::Os }, scanner.source.place());
        scan.name = self.name.take().unwrap_or_else(|| "nessus".to_string());
        scanner.free_name(&mut scan.name);
        scan.policy = self.policy.take();
        let mut silent = 0;
        let mut all = true;
        for host in self.hosts.iter_mut() {
            silent += u64::from(host.complete.is_none());
            all &= host.complete == Some(true);
        }
        scan.complete = all.then_some(true);
        // Without the scan's own words, the first host tells scans of one day apart.
        if self.start.is_none()
            && let Some(host) = self.hosts.iter_mut().next()
        {
            scan.name = format!("{} {}", scan.name, host.name);
        }
        scan.started = self.start;
        if self.tenths > 0 {
            let n = self.tenths;
            scanner.feed.note(
                format!("{n} 個分數沒有小數點（例如 75），已讀為十分之一（7.5）"),
                format!(
                    "{} without a decimal point (such as 75) read as tenths (7.5)",
                    crate::plural::counted(n, "score", "scores")
                ),
            );
        }
        if silent > 0 {
            let n = silent;
            scanner.feed.note(
                format!("{n} 台主機沒有外掛 19506 的結果，看不出掃描是否完成；檔案沒有列出的弱點不會因此視為消失"),
                format!(
                    "{} without plugin 19506: the file does not show that the scan ended, so nothing it lacks is taken for gone",
                    crate::plural::counted(n, "host", "hosts")
                ),
            );
        }
        self.hosts.finish(scanner, scan)
    }
}

/// The day in Taiwan of a moment in a cell.
fn day(row: &Row<'_>, names: &[&str], faults: &mut Vec<crate::fault::Fault>) -> Option<Date> {
    let text = row.get(names)?;
    let found = moment(text).and_then(day_in_taipei);
    if found.is_none() {
        faults.push(row.wrong(names, "日期或時間", "a date or a moment"));
    }
    found
}
