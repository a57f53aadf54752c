//! The project's own catalogue fits the importers: every kind has a template that reads back, and the fields that a
//! scan report fills are there.

mod common;

use common::{Got, own_catalogue};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::io::Cursor;
use zilu_catalogue::{KindId, Language};
use zilu_intake::{Format, Source, read, read_nessus, template_csv, template_xlsx};

#[test]
fn every_kind_has_a_template_that_reads_back() {
    let catalogue = own_catalogue();
    assert!(catalogue.kinds.len() > 20);
    for (index, kind) in catalogue.kinds.iter().enumerate() {
        let id = KindId(index as u16);
        for language in [Language::Zh, Language::En] {
            let xlsx = template_xlsx(&catalogue, id, language).expect("template");
            let csv = template_csv(&catalogue, id, language);
            for (bytes, format, file) in
                [(xlsx, Format::Xlsx, "x.xlsx".to_string()), (csv, Format::Csv, format!("{}.csv", kind.name))]
            {
                let source = Source { date: Some(date(2025, 3, 1)), ..Source::new(&file) };
                let got =
                    Got::from(|sink| read(Cursor::new(&bytes), format, None, &catalogue, &source, sink));
                assert_eq!(
                    (got.fault_lines().as_str(), got.records.len()),
                    ("", 0),
                    "{} {language:?}",
                    kind.name
                );
            }
        }
    }
}

#[test]
fn a_scan_report_fills_the_catalogue() {
    let catalogue = own_catalogue();
    let report = &include_bytes!("fixtures/two-hosts.nessus")[..];
    let source = Source { sha256: Some("ab12".into()), ..Source::new("scan.nessus") };
    let got = Got::from(|sink| read_nessus(report, &catalogue, &source, sink));
    assert_eq!(got.fault_lines(), "");
    let stated: BTreeSet<String> = got
        .records
        .iter()
        .flat_map(|record| {
            let kind = &catalogue.kinds[record.kind.index()];
            let all = record.fields.iter().chain(&record.defaults).chain(&record.earliest);
            all.map(|(field, _)| format!("{}.{}", kind.name, kind.fields[field.index()].name))
                .collect::<Vec<_>>()
        })
        .collect();
    for field in [
        "scan.id",
        "scan.on",
        "scan.tool",
        "scan.policy",
        "scan.layer",
        "scan.complete",
        "scan.report",
        "scan.hosts",
        "host.name",
        "host.ip",
        "host.fqdn",
        "host.mac",
        "host.os",
        "host_scan.scan",
        "host_scan.host",
        "host_scan.on",
        "host_scan.layer",
        "host_scan.started_at",
        "host_scan.finished_at",
        "host_scan.credentialed",
        "host_scan.complete",
        "host_scan.report",
        "host_scan.items",
        "finding.host",
        "finding.rule",
        "finding.place",
        "finding.title",
        "finding.family",
        "finding.tool",
        "finding.scanner_severity",
        "finding.risk",
        "finding.cvss",
        "finding.vector",
        "finding.cve",
        "finding.cwe",
        "finding.vpr",
        "finding.solution",
        "finding.first_seen_on",
        "finding.last_seen_on",
        "finding.present",
    ] {
        assert!(stated.contains(field), "{field}");
    }
}
