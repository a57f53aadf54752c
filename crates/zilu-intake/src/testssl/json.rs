//! testssl.sh as JSON: a flat list of results, or (`--jsonfile-pretty`) results in sections of each target.

use super::{Outcome, Report};
use crate::item::{Item, Source, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, walk};
use crate::recognise::Format;
use crate::scan::{Scanner, Stop, Tool, scanned};
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a testssl.sh report in JSON.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_testssl_json<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::TestsslJson, Tool::Testssl, catalogue, source, sink, |scanner| {
        let mut walker =
            Walker { scanner, report: Report::default(), host: String::new(), ip: String::new(), port: None };
        let walked = walk(input, walker.scanner.source.place(), Layout::One, &mut walker)?;
        let Walker { scanner, report, .. } = walker;
        scanner.feed.summary.bytes = walked.bytes;
        scanner.feed.summary.encoding = Some(walked.encoding);
        report.finish(scanner)
    })
}

struct Walker<'a, 's, 'f, E> {
    scanner: &'f mut Scanner<'a, 's, E>,
    report: Report,
    /// The target of the sections, which stands before them.
    host: String,
    ip: String,
    port: Option<u16>,
}

impl<E> Walk for Walker<'_, '_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "scanResult" | "scanResult[]" => Take::Descend,
            "startTime" | "[]" | "scanResult[].targetHost" | "scanResult[].ip" | "scanResult[].port" => {
                Take::Whole
            }
            // Sections are lists of results, named by what they test.
            shape if shape.starts_with("scanResult[].") => match shape.matches(['.', '[']).count() {
                2 => Take::Descend,
                3 if shape.ends_with("[]") => Take::Whole,
                _ => Take::Skip,
            },
            _ => Take::Skip,
        }
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let text = || loose_text(&piece.value).map(|text| text.into_owned()).unwrap_or_default();
        match piece.path.shape() {
            "startTime" => {
                let seconds = text();
                self.report.started =
                    self.scanner.moment_or_date("startTime", Some(&seconds), &piece.place)?;
            }
            "scanResult[].targetHost" => self.host = text(),
            "scanResult[].ip" => self.ip = text(),
            "scanResult[].port" => self.port = text().parse().ok(),
            _ if piece.value.is_object() => self.result(&piece)?,
            // What a section says in a word, not in results.
            shape if shape.starts_with("scanResult[].") => {}
            _ => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, _place: crate::item::Place) -> Result<(), Stop<E>> {
        if path.shape() == "scanResult[]" {
            (self.host, self.ip, self.port) = (String::new(), String::new(), None);
        }
        Ok(())
    }
}

impl<E> Walker<'_, '_, '_, E> {
    fn result(&mut self, piece: &Piece<'_>) -> Result<(), Stop<E>> {
        let text = |key: &str| {
            part(&piece.value, &[key]).and_then(loose_text).map(|t| t.into_owned()).unwrap_or_default()
        };
        self.scanner.feed.summary.items += 1;
        let (id, severity, finding, cve, cwe) =
            (text("id"), text("severity"), text("finding"), text("cve"), text("cwe"));
        let own = text("ip");
        let target = if own.is_empty() { format!("{}/{}", self.host, self.ip) } else { own };
        let port = text("port").parse().ok().or(self.port);
        for (missing, key, expected) in [
            (id.is_empty(), "id", ("測試代號", "the id of the test")),
            (target.trim_matches('/').is_empty(), "ip", ("主機名稱或位址", "a host or an address")),
            (port.is_none(), "port", ("0 到 65535 的埠號", "a port from 0 to 65535")),
        ] {
            if missing {
                return self.scanner.fault(*piece.wrong_type(&[key], expected));
            }
        }
        let outcome = Outcome {
            id: &id,
            target: &target,
            port,
            severity: &severity,
            finding: &finding,
            cve: &cve,
            cwe: &cwe,
        };
        self.report.outcome(self.scanner, &outcome, &piece.place)?;
        self.scanner.feed.progress(piece.bytes).map_err(Stop::Sink)
    }
}
