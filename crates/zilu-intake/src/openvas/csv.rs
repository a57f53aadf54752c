//! OpenVAS as delimited text. Keys are those of the XML report.
//!
//! Such a file shows neither how the scan of a host ended nor what was filtered: it covers nothing.

use super::{SURE, rating};
use crate::item::{Item, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Columns, Finding, Hosts, Layer, Row, Rows, Scan, Scanner, Severity, Stop, Tool, clean, cves, list,
    read_rows, scanned,
};
use std::io::Read;
use zilu_catalogue::Catalogue;

const OID: &[&str] = &["nvt oid"];
const PORT: &[&str] = &["port"];

/// Reads an OpenVAS report in delimited text. All findings are held until the end.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_openvas_csv<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::OpenvasCsv, Tool::Openvas, catalogue, source, sink, |scanner| {
        let mut export = Export::default();
        read_rows(input, scanner, &mut export)?;
        export.finish(scanner)
    })
}

/// Whether a heading row is one of OpenVAS.
pub(crate) fn is_heading(columns: &Columns) -> bool {
    columns.have(&["ip", "port", "nvt name", "nvt oid"])
}

#[derive(Default)]
struct Export {
    hosts: Hosts,
    task: Option<String>,
    first: Option<i64>,
}

impl<E> Rows<E> for Export {
    fn heading(&self, columns: &Columns) -> bool {
        is_heading(columns)
    }

    fn row(&mut self, row: &Row<'_>, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let port = row.get(PORT).map(|port| port.parse::<u16>());
        if let Some(Err(_)) = port {
            scanner.fault(row.wrong(PORT, "0 到 65535 的埠號", "a port from 0 to 65535"))?;
        }
        let protocol = row.get(&["port protocol"]).unwrap_or("tcp").to_lowercase();
        if protocol.len() > 20 || protocol.contains(['|', '/']) {
            return scanner.fault(row.wrong(
                &["port protocol"],
                "通訊協定，例如 tcp",
                "a protocol, for example tcp",
            ));
        }
        let Some(oid) = row.get(OID).filter(|oid| oid.len() <= 100 && !oid.contains('|')) else {
            return scanner.fault(row.wrong(OID, "檢測規則編號", "the number of the rule"));
        };
        let at = match port {
            Some(Ok(port)) => format!("{port}/{protocol}"),
            _ => format!("general/{protocol}"),
        };
        let seen = scanner.moment("Timestamp", row.get(&["timestamp"]), &row.place)?;
        let rated = rating(row.get(&["cvss"]), row.get(&["severity"]), &row.place, scanner)?;
        let texts = &mut self.hosts;
        let finding = Finding {
            rule: format!("openvas:{oid}"),
            at,
            severity: rated
                .map(Severity::of_score)
                .or_else(|| row.get(&["severity"]).and_then(Severity::parse)),
            confirmed: row.get(&["qod"]).and_then(|qod| qod.parse::<u64>().ok()).map(|qod| qod >= SURE),
            title: row.get(&["nvt name"]).and_then(|t| texts.text(scanner, t, 500)),
            cvss: rated,
            cve: list(row.get(&["cves"]).map(cves).unwrap_or_default()),
            solution: row.get(&["solution"]).and_then(|t| texts.text(scanner, t, SOLUTION_LENGTH)),
            line: row.place.line,
            ..Finding::default()
        };
        let Some(name) = row.get(&["ip", "hostname"]) else {
            return scanner.fault(row.wrong(&["ip"], "IP 位址", "the IP address"));
        };
        let host = self.hosts.add(scanner, name, "row", &row.place, finding)?;
        let hostname = row.get(&["hostname"]).and_then(|t| clean(t, 300)).map(|t| t.0.to_lowercase());
        host.fqdn = host.fqdn.take().or(hostname);
        host.ip = host.name.parse::<std::net::IpAddr>().is_ok().then(|| host.name.clone());
        if let Some(seen) = seen {
            host.started = Some(host.started.map_or(seen, |first| first.min(seen)));
            self.first = Some(self.first.map_or(seen, |first| first.min(seen)));
        }
        let task = row.get(&["task name"]).and_then(|t| clean(t, 200)).map(|t| t.0);
        self.task = self.task.take().or(task);
        Ok(())
    }
}

impl Export {
    fn finish<E>(mut self, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let mut scan = Scan::new(Layer::Os, scanner.source.place());
        scan.name = self.task.take().unwrap_or_else(|| "openvas".to_string());
        scanner.free_name(&mut scan.name);
        scan.started = self.first;
        scanner.feed.note(
            "CSV 看不出各主機的掃描是否完成；沒有列出的弱點不會因此視為消失，請改匯入 XML 報告以結案".into(),
            "CSV does not show which hosts were scanned to their end, so nothing it lacks is taken for gone; import the XML report for that".into(),
        );
        self.hosts.finish(scanner, scan)
    }
}
