//! A Nessus report of 120 MB, parsed and imported end to end; and one of 1 GB, imported.

use super::{Figure, catalogue, peak_megabytes, root, timed};
use jiff::civil::date;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zilu_app::{App, ImportFile, ImportOptions};
use zilu_intake::{Format, Item, Source, read};

const MEGABYTES: u64 = 120;
const GIGABYTE: u64 = 1_024;

/// A real report where the corpus is at hand, else one of our own.
fn seed_report() -> String {
    let corpus =
        std::env::var_os("ZILU_CORPUS").map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
    let real = corpus.join("scanners/nessus/nessus_with_cvssv3.nessus");
    std::fs::read_to_string(real).unwrap_or_else(|_| own_report())
}

fn own_report() -> String {
    let item = |plugin: usize| {
        format!(
            "<ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"{}\" pluginID=\"{}\" pluginName=\"A finding\" pluginFamily=\"General\"><solution>Update the service.</solution><cvss3_base_score>5.3</cvss3_base_score><plugin_output>{}</plugin_output></ReportItem>\n",
            plugin % 5,
            10_000 + plugin,
            "a line of output ".repeat(60),
        )
    };
    let items: String = (0..50).map(item).collect();
    format!(
        "<?xml version=\"1.0\" ?>\n<NessusClientData_v2><Report name=\"bench\"><ReportHost name=\"host\"><HostProperties><tag name=\"HOST_START\">Wed Mar 4 02:00:00 2026</tag><tag name=\"HOST_END\">Wed Mar 4 02:10:00 2026</tag><tag name=\"Credentialed_Scan\">true</tag></HostProperties>\n{items}</ReportHost></Report></NessusClientData_v2>\n"
    )
}

/// Writes a report of the size by repeating the seed's hosts under distinct names.
fn generate(path: &Path, megabytes: u64) -> u64 {
    let seed = seed_report();
    let start = seed.find("<ReportHost ").expect("the seed has a host");
    let end = seed.rfind("</ReportHost>").expect("the seed has a host") + "</ReportHost>".len();
    let (head, host, tail) = (&seed[..start], &seed[start..end], &seed[end..]);
    let name_start = host.find("name=\"").expect("a host has a name") + 6;
    let name_end = name_start + host[name_start..].find('"').expect("the name ends");
    let mut out = BufWriter::new(File::create(path).expect("a temporary file"));
    out.write_all(head.as_bytes()).expect("disk space");
    let mut written = head.len() as u64;
    let mut number = 0;
    while written < megabytes << 20 {
        let name = format!("host-{number:06}.example");
        for piece in [&host[..name_start], name.as_str(), &host[name_end..], "\n"] {
            out.write_all(piece.as_bytes()).expect("disk space");
            written += piece.len() as u64;
        }
        number += 1;
    }
    out.write_all(tail.as_bytes()).expect("disk space");
    out.flush().expect("disk space");
    number
}

pub(super) fn parse() -> Vec<Figure> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bench.nessus");
    let hosts = generate(&path, MEGABYTES);
    let catalogue = catalogue();
    let source = Source { date: Some(date(2026, 3, 4)), ..Source::new("bench.nessus") };
    let mut records = 0_u64;
    let (seconds, summary) = timed(|| {
        let input = File::open(&path).expect("the file just written");
        read(input, Format::Nessus, None, &catalogue, &source, &mut |item| -> Result<(), ()> {
            records += u64::from(matches!(item, Item::Record(_)));
            Ok(())
        })
        .expect("the sink never fails")
    });
    assert!(summary.is_clean() && summary.hosts == hosts, "every host was read");
    vec![
        Figure {
            name: "Nessus parsed",
            value: summary.bytes as f64 / seconds / 1e6,
            unit: "MB/s",
            target: Some(-100.0),
        },
        Figure {
            name: "Nessus parsed: findings",
            value: summary.items as f64 / 1e3,
            unit: "k",
            target: None,
        },
        Figure {
            name: "Nessus parsed: records/s",
            value: records as f64 / seconds / 1e3,
            unit: "k/s",
            target: None,
        },
        Figure { name: "Nessus parsed: peak memory", value: peak_megabytes(), unit: "MB", target: None },
    ]
}

/// What an import took.
struct Imported {
    seconds: f64,
    /// Of the same file once more.
    again: f64,
    /// Peak memory of the first import, in megabytes.
    peak: f64,
    items: u64,
}

fn import_of(megabytes: u64) -> Imported {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("bench.nessus");
    generate(&path, megabytes);
    let catalogue = Arc::new(catalogue());
    let today = date(2026, 11, 24);
    let app = App::create(&folder.path().join("data"), catalogue, "bench.zilu.invalid", 0, today)
        .expect("a new folder");
    let length = std::fs::metadata(&path).expect("the file just written").len();
    let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(File::open(&path)?)) };
    let file = ImportFile { name: "bench.nessus", length, open: &open };
    let options = ImportOptions {
        actor: "bench".to_owned(),
        date: Some(date(2026, 3, 4)),
        recorded_ms: 1,
        ..ImportOptions::default()
    };
    let (seconds, report) = timed(|| app.import(&file, &options, &mut |_, _| {}).expect("an import"));
    assert_eq!(report.refused, 0, "the report is sound");
    let peak = peak_megabytes();
    let (again, second) = timed(|| app.import(&file, &options, &mut |_, _| {}).expect("an import"));
    assert_eq!((second.new, second.changed), (0, 0), "the same file twice is zero changes");
    Imported { seconds, again, peak, items: report.items }
}

pub(super) fn import() -> Vec<Figure> {
    let Imported { seconds, again, peak, .. } = import_of(MEGABYTES);
    vec![
        Figure { name: "Nessus 120 MB end to end", value: seconds, unit: "s", target: Some(5.0) },
        Figure {
            name: "Nessus 120 MB end to end: peak memory",
            value: peak,
            unit: "MB",
            target: Some(300.0),
        },
        Figure { name: "Nessus 120 MB again (zero changes)", value: again, unit: "s", target: None },
    ]
}

pub(super) fn import_gigabyte() -> Vec<Figure> {
    let Imported { seconds, again, peak, items } = import_of(GIGABYTE);
    vec![
        Figure { name: "Nessus 1 GB end to end", value: seconds, unit: "s", target: None },
        Figure {
            name: "Nessus 1 GB end to end: findings",
            value: items as f64 / 1e3,
            unit: "k",
            target: None,
        },
        Figure { name: "Nessus 1 GB end to end: peak memory", value: peak, unit: "MB", target: Some(300.0) },
        Figure { name: "Nessus 1 GB again (zero changes)", value: again, unit: "s", target: None },
    ]
}
