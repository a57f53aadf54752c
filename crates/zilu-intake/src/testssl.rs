//! testssl.sh: what a test of TLS found at a port, as CSV and JSON (flat, or `--jsonfile-pretty`).
//!
//! A host is the name that was tested, else its address; layer `other`. A finding: rule `testssl:ID`, place
//! `PORT/tcp`, with the number of the certificate from the second on. `OK` is a test that found nothing: it is no
//! finding, and a finding of that rule is gone. `WARN` and `FATAL` are tests that did not run: they close nothing. A
//! file covers the rules that it answers, at the port where it does.
//!
//! CSV and flat JSON have no date: the bringer gives it.

mod json;

pub use json::read_testssl_json;

use crate::fault::Fault;
use crate::item::{Item, Limit, Place, Ports, Source, Summary};
use crate::recognise::Format;
use crate::scan::{
    Columns, Covering, Finding, Hosts, Layer, Row, Rows, Scan, Scanner, Severity, Stop, Tool, clean, cves,
    list, read_rows, scanned, weaknesses,
};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;
use zilu_catalogue::Catalogue;

/// Reads a testssl.sh report in CSV.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_testssl_csv<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::TestsslCsv, Tool::Testssl, catalogue, source, sink, |scanner| {
        let mut report = Report::default();
        read_rows(input, scanner, &mut report)?;
        report.finish(scanner)
    })
}

/// Whether a heading row is one of testssl.sh.
pub(crate) fn is_heading(columns: &Columns) -> bool {
    columns.have(&["id", "fqdn/ip", "port", "severity", "finding"])
}

/// A report while it is read.
#[derive(Default)]
struct Report {
    hosts: Hosts,
    /// What was tested at each host and port.
    tested: BTreeMap<(String, u16), Tested>,
    /// Tests that did not run.
    untested: u64,
    /// When the tests began, where the report says so.
    started: Option<i64>,
}

#[derive(Default)]
struct Tested {
    /// Rules that were answered.
    answered: BTreeSet<String>,
    /// The tests ran to the end; `None`: the report does not say.
    complete: Option<bool>,
}

/// One result.
struct Outcome<'r> {
    id: &'r str,
    target: &'r str,
    port: Option<u16>,
    severity: &'r str,
    finding: &'r str,
    cve: &'r str,
    cwe: &'r str,
}

impl<E> Rows<E> for Report {
    fn heading(&self, columns: &Columns) -> bool {
        is_heading(columns)
    }

    fn row(&mut self, row: &Row<'_>, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let needed = |names: &[&str]| row.get(names).unwrap_or_default();
        let outcome = Outcome {
            id: needed(&["id"]),
            target: needed(&["fqdn/ip"]),
            port: row.get(&["port"]).and_then(|port| port.parse().ok()),
            severity: needed(&["severity"]),
            finding: needed(&["finding"]),
            cve: needed(&["cve"]),
            cwe: needed(&["cwe"]),
        };
        for (missing, names, zh, en) in [
            (outcome.id.is_empty(), ["id"], "測試代號", "the id of the test"),
            (
                outcome.target.trim_matches('/').is_empty(),
                ["fqdn/ip"],
                "主機名稱或位址",
                "a host or an address",
            ),
            (outcome.port.is_none(), ["port"], "0 到 65535 的埠號", "a port from 0 to 65535"),
        ] {
            if missing {
                return scanner.fault(row.wrong(&names, zh, en));
            }
        }
        self.outcome(scanner, &outcome, &row.place)
    }
}

impl Report {
    fn outcome<E>(
        &mut self,
        scanner: &mut Scanner<'_, '_, E>,
        outcome: &Outcome<'_>,
        place: &Place,
    ) -> Result<(), Stop<E>> {
        let (name, ip) = outcome.target.split_once('/').unwrap_or((outcome.target, ""));
        let (name, ip) = (name.trim(), ip.trim().trim_start_matches('['));
        let ip = ip.trim_end_matches(']');
        let target = if name.is_empty() { ip } else { name };
        let host = self.hosts.host(scanner, target, "row", place)?;
        let key = host.name.clone();
        let named = host.name.parse::<std::net::IpAddr>().is_err();
        host.ip = host
            .ip
            .take()
            .or_else(|| clean(if ip.is_empty() && !named { target } else { ip }, 100).map(|t| t.0));
        host.fqdn = (named && host.name.contains('.')).then(|| host.name.clone());
        let Some(port) = outcome.port else { return Ok(()) };
        // `cert_notAfter <cert#1>`: the number stands there only if there are several.
        let (id, certificate) = match outcome.id.split_once('<') {
            Some((id, rest)) => (id.trim(), rest.trim_end_matches('>').trim_start_matches("cert#").trim()),
            None => (outcome.id.trim(), ""),
        };
        let Some(id) = clean(id, 100).map(|t| t.0).filter(|id| !id.contains('|')) else { return Ok(()) };
        let rule = format!("testssl:{id}");
        let tested = self.tested.entry((key.clone(), port)).or_default();
        let severity = match outcome.severity.to_ascii_uppercase().as_str() {
            "WARN" => {
                self.untested += 1;
                return Ok(());
            }
            "FATAL" => {
                self.untested += 1;
                tested.complete = Some(false);
                return Ok(());
            }
            "DEBUG" => return Ok(()),
            "OK" => {
                tested.answered.insert(rule);
                return Ok(());
            }
            word => {
                let severity = Severity::parse(word);
                if severity.is_none() {
                    scanner.unknown("severity", word);
                }
                severity
            }
        };
        if id == "scanTime" {
            // Written at the end of a run.
            tested.complete = tested.complete.or(Some(true));
            return Ok(());
        }
        tested.answered.insert(rule.clone());
        let mut at = format!("{port}/tcp");
        if !matches!(certificate, "" | "1")
            && let Some((number, _)) = clean(certificate, 40)
        {
            at += &format!("/cert#{}", number.replace('|', "｜"));
        }
        let title = self.hosts.text(scanner, &format!("{id}: {}", outcome.finding), 300);
        let finding = Finding {
            rule,
            at,
            severity,
            title,
            cve: list(cves(outcome.cve)),
            cwe: list(weaknesses(outcome.cwe)),
            line: place.line,
            byte: place.byte,
            ..Finding::default()
        };
        self.hosts.add(scanner, &key, "row", place, finding)?;
        Ok(())
    }

    fn finish<E>(mut self, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        if scanner.feed.summary.items == 0 {
            let fault = Fault::new(
                scanner.source.place(),
                "no-results",
                "檔案沒有 testssl.sh 的測試結果",
                "the file holds no results of testssl.sh",
            );
            return Err(Box::new(fault.hint("請重新執行測試並輸出", "run the test again")).into());
        }
        let mut scan = Scan::new(Layer::Other, scanner.source.place());
        scan.name = self
            .hosts
            .iter_mut()
            .next()
            .map_or_else(|| "testssl".into(), |host| format!("testssl {}", host.name));
        scan.started = self.started;
        for host in self.hosts.iter_mut() {
            let key = host.name.clone();
            let ports: Vec<u16> = self
                .tested
                .range((key.clone(), 0)..=(key.clone(), u16::MAX))
                .map(|((_, port), _)| *port)
                .collect();
            for port in ports {
                let Some(Tested { answered, complete }) = self.tested.remove(&(key.clone(), port)) else {
                    continue;
                };
                host.complete = match (host.complete, complete) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (known, complete) => complete.or(known),
                };
                let ports = Ports { ranges: vec![("tcp".into(), port, port)] };
                host.coverings.push(Covering {
                    complete: complete != Some(false),
                    limits: vec![Limit::Ports(Arc::new(ports)), Limit::Rules(Arc::new(answered))],
                });
            }
        }
        if self.untested > 0 {
            let n = self.untested;
            scanner.feed.note(
                format!("{n} 項測試沒有執行（WARN 或 FATAL），其弱點不會因此視為消失"),
                format!(
                    "{} did not run (WARN or FATAL): their findings are not taken for gone",
                    crate::plural::counted(n, "test", "tests")
                ),
            );
        }
        self.hosts.finish(scanner, scan)
    }
}
