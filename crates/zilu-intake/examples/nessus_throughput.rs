//! How fast a Nessus report is read, and in how much memory.
//!
//! `cargo run --release -p zilu-intake --example nessus_throughput [REPORT] [MEGABYTES]`
//!
//! The first host of the report (by default a small one of our own) is repeated under new names until the stream has
//! that many megabytes (by default 120). The stream is made on the fly, so the memory shown is the importer's.

#[path = "../tests/common/mod.rs"]
mod common;

use std::io::Read;
use std::time::Instant;
use zilu_intake::{Item, Source, read_nessus};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let report = match arguments.next() {
        Some(path) => std::fs::read_to_string(path).expect("a report"),
        None => include_str!("../tests/fixtures/two-hosts.nessus").to_string(),
    };
    let megabytes: usize = arguments.next().map_or(120, |n| n.parse().expect("a number"));
    let mut stream = Repeated::new(&report, megabytes << 20);
    let catalogue = common::catalogue();
    let (mut records, mut length) = (0_u64, 0_u64);
    let start = Instant::now();
    let summary = read_nessus(&mut stream, &catalogue, &Source::new("stream"), &mut |item| {
        match item {
            Item::Record(record) => {
                records += 1;
                length += record.key.len() as u64;
            }
            Item::Fault(fault) => return Err(fault.line_en()),
            Item::Covered(_)
            | Item::Tested(_)
            | Item::Unresolved(_)
            | Item::Listed(_)
            | Item::Progress(_) => {}
        }
        Ok(())
    })
    .expect("no fault");
    let seconds = start.elapsed().as_secs_f64();
    let read = summary.bytes as f64 / 1e6;
    println!(
        "{read:.0} MB, {} hosts, {} items, {records} records in {seconds:.2} s",
        summary.hosts, summary.items
    );
    println!(
        "{:.0} MB/s, {:.0} items/s; keys of {length} bytes",
        read / seconds,
        summary.items as f64 / seconds
    );
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        println!("peak memory {}", peak.map_or("unknown", str::trim));
    }
}

/// The report with its first host repeated.
struct Repeated {
    head: String,
    host: String,
    tail: String,
    piece: Vec<u8>,
    at: usize,
    hosts: usize,
    left: usize,
    ended: bool,
}

impl Repeated {
    fn new(report: &str, bytes: usize) -> Self {
        let begin = report.find("<ReportHost name=\"").expect("a host") + "<ReportHost name=\"".len();
        let name_end = begin + report[begin..].find('"').expect("the end of its name");
        let end = report.find("</ReportHost>").expect("its end") + "</ReportHost>".len();
        Self {
            head: report[..begin].to_string(),
            host: report[name_end..end].to_string(),
            tail: "</Report></NessusClientData_v2>".into(),
            piece: Vec::new(),
            at: 0,
            hosts: 0,
            left: bytes,
            ended: false,
        }
    }
}

impl Read for Repeated {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.at == self.piece.len() && !self.ended {
            let text = if self.left == 0 {
                self.ended = true;
                self.tail.clone()
            } else {
                let open = if self.hosts == 0 { &self.head } else { "\n<ReportHost name=\"" };
                format!("{open}host{:07}.example.test{}", self.hosts, self.host)
            };
            self.hosts += 1;
            self.left = self.left.saturating_sub(text.len());
            self.piece = text.into_bytes();
            self.at = 0;
        }
        let n = buffer.len().min(self.piece.len() - self.at);
        buffer[..n].copy_from_slice(&self.piece[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
