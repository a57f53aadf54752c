//! Qualys as delimited text: the host based report (`IP`, `QID`, `Vuln Status`, …), the list of detections (`Asset Name`,
//! `QID`, `Type Detected`, …) and the PCI report (`IP`, `LAST SCAN`, `Q_SEVERITY`, …). Titles may stand before the heading.
//!
//! Keys are those of the XML reports where the same columns are there. The list of detections has a row for each CVE:
//! rows of one QID at one place are one finding. Such a file does not show its filters: it covers nothing; what it
//! calls fixed is stated as absent.

use super::asset::tracked;
use super::{Kind, at, digits, scored, severity, wrong_port};
use crate::item::{Item, Source, Summary};
use crate::nessus::SOLUTION_LENGTH;
use crate::recognise::Format;
use crate::scan::{
    Columns, Finding, Hosts, Layer, Row, Rows, Scan, Scanner, Stop, Tool, clean, cves, list, read_rows,
    scanned,
};
use crate::time::day_in_taipei;
use std::io::Read;
use zilu_catalogue::Catalogue;

const QID: &[&str] = &["qid"];

/// Reads a Qualys report in delimited text. All findings are held until the end.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_qualys_csv<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::QualysCsv, Tool::Qualys, catalogue, source, sink, |scanner| {
        let mut export = Export::default();
        read_rows(input, scanner, &mut export)?;
        export.finish(scanner)
    })
}

/// Whether a heading row is one of Qualys.
pub(crate) fn is_heading(columns: &Columns) -> bool {
    columns.have(&["qid", "severity", "port"]) && (columns.has("ip") || columns.has("asset name"))
}

#[derive(Default)]
struct Export {
    hosts: Hosts,
}

impl<E> Rows<E> for Export {
    fn heading(&self, columns: &Columns) -> bool {
        is_heading(columns)
    }

    fn row(&mut self, row: &Row<'_>, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let text = |names: &[&str]| row.get(names).and_then(|t| clean(t, 300)).map(|t| t.0);
        let (ip, dns) =
            (text(&["ip", "asset ipv4", "asset ipv6"]), text(&["dns", "fqdn"]).map(|n| n.to_lowercase()));
        let ip = ip.map(|ip| ip.split(',').next().unwrap_or_default().trim().to_string());
        // A list without a way of tracking names its assets itself.
        let name = match row.get(&["asset name", "hostname"]) {
            Some(name) => Some(name.to_string()),
            None => tracked(
                row.get(&["tracking method"]).unwrap_or_default(),
                ip.as_deref(),
                dns.as_deref(),
                row.get(&["netbios"]),
            ),
        };
        let Some(name) = name else {
            return scanner.fault(row.wrong(&["ip", "asset name"], "主機", "the host"));
        };
        let Some(qid) = row.get(QID).and_then(digits) else {
            // A host on which nothing was found has a row without a number.
            if row.get(QID).is_none() && row.get(&["title", "vuln title"]).is_none() {
                self.hosts.host(scanner, &name, "row", &row.place)?;
                return Ok(());
            }
            return scanner.fault(row.wrong(QID, "QID 編號", "the number of the QID"));
        };
        let Some(at) = at(row.get(&["port"]), row.get(&["protocol"]), row.get(&["instance"])) else {
            return scanner.fault(wrong_port(row.place.clone()));
        };
        let word = row.get(&["type detected", "type"]).unwrap_or_default();
        let kind = match word.to_ascii_lowercase().as_str() {
            "" | "vuln" | "confirmed" => Kind::Confirmed,
            "practice" | "potential" | "pot" => Kind::Potential,
            "ig" | "information" | "info" => Kind::Information,
            _ => {
                scanner.unknown("Type", word);
                Kind::Confirmed
            }
        };
        let level = row.get(&["q_severity", "severity"]);
        let severity = severity(kind, level);
        if let (None, Some(level)) = (severity, level) {
            scanner.unknown("Severity", level);
        }
        let mut day = |label: &str, names: &[&str]| {
            scanner.moment(label, row.get(names), &row.place).map(|seconds| seconds.and_then(day_in_taipei))
        };
        let first_seen = day("First Detected", &["first detected"])?;
        let last_seen = day("Last Detected", &["last detected", "last scan"])?;
        let fixed = day("Last Fixed", &["date last fixed", "last fixed"])?;
        let absent = row.get(&["vuln status", "status"]).is_some_and(|s| s.eq_ignore_ascii_case("fixed"));
        if row.get(&["false positive status"]).is_some_and(|s| s.eq_ignore_ascii_case("approved")) {
            scanner.false_positives += 1;
        }
        let (cvss3, vector3) =
            row.get(&["cvss3 base", "cvss3.1 base", "cvssv3.1 base (nvd)"]).map(scored).unwrap_or_default();
        let (cvss2, vector2) =
            row.get(&["cvss base", "cvss_base", "cvssv2 base (nvd)"]).map(scored).unwrap_or_default();
        let texts = &mut self.hosts;
        let finding = Finding {
            rule: format!("qualys:{qid}"),
            at,
            severity,
            confirmed: Some(kind != Kind::Potential),
            absent,
            title: row.get(&["title", "vuln title"]).and_then(|t| texts.text(scanner, t, 500)),
            family: row.get(&["category"]).and_then(|t| texts.text(scanner, t, 200)),
            cvss: cvss3.or(cvss2),
            vector: vector3.or(vector2).map(|t| texts.shared(t)),
            cve: list(row.get(&["cve id", "cve", "cveid"]).map(cves).unwrap_or_default()),
            solution: row.get(&["solution"]).and_then(|t| texts.text(scanner, t, SOLUTION_LENGTH)),
            first_seen,
            last_seen,
            absent_since: fixed.max(last_seen),
            line: row.place.line,
            ..Finding::default()
        };
        let host = self.hosts.add(scanner, &name, "row", &row.place, finding)?;
        host.on = host.on.max(last_seen).max(fixed.filter(|_| absent));
        host.ip = host.ip.take().or(ip);
        let named = dns.or_else(|| text(&["hostname"]).map(|n| n.to_lowercase()));
        host.fqdn = host.fqdn.take().or(named.filter(|name| name.contains('.')));
        host.os = host.os.take().or_else(|| text(&["os", "operating system"]));
        Ok(())
    }
}

impl Export {
    fn finish<E>(mut self, scanner: &mut Scanner<'_, '_, E>) -> Result<(), Stop<E>> {
        let mut scan = Scan::new(Layer::Os, scanner.source.place());
        // Without a name of its own, the first host tells reports of one day apart.
        scan.name = self
            .hosts
            .iter_mut()
            .next()
            .map_or_else(|| "qualys".into(), |host| format!("qualys {}", host.name));
        for host in self.hosts.iter_mut() {
            host.coverings.push(crate::scan::Covering { complete: false, limits: Vec::new() });
        }
        scanner.feed.note(
            "CSV 看不出報告的篩選條件；沒有列出的弱點不會因此視為消失，請改匯入 XML 報告以結案".into(),
            "CSV does not show what was filtered, so nothing it lacks is taken for gone; import the XML report for that".into(),
        );
        self.hosts.finish(scanner, scan)
    }
}
