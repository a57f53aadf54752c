//! Burp issues in JSON: the answer of Burp's REST interface about a scan (`issue_events`), and issues as the GraphQL
//! interface of Burp Enterprise (DAST) gives them (`Issues`, or the answer itself, `data.scan.issues`).
//!
//! Keys are those of the XML report, so that an issue stays the same whichever way it is brought. Where the answer lacks the number of
//! the type, its name belongs to the rule; an issue without either cannot be known again and is a fault. The REST
//! interface gives no date: the bringer has to.

use super::{Issue, Report};
use crate::fault::Fault;
use crate::item::{Item, Source, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, text_of, walk};
use crate::recognise::Format;
use crate::scan::{Scanner, Stop, Tool, scanned, weaknesses};
use crate::time::moment;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads issues of Burp in JSON.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_burp_json<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::BurpJson, Tool::Burp, catalogue, source, sink, |scanner| {
        let report = Report::new(scanner);
        let mut walker = Walker { scanner, report, found: false };
        let walked = walk(input, walker.scanner.source.place(), Layout::One, &mut walker)?;
        walker.scanner.feed.summary.bytes = walked.bytes;
        walker.scanner.feed.summary.encoding = Some(walked.encoding);
        if !walker.found {
            let fault = Fault::new(
                walker.scanner.source.place(),
                "no-issues",
                "檔案沒有弱點清單（issue_events 或 issues）",
                "the file has no list of issues (issue_events or issues)",
            );
            let hint = ("請保存 Burp 回應的全文", "save the whole answer of Burp");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        walker.report.finish(walker.scanner)
    })
}

struct Walker<'a, 's, 'f, E> {
    scanner: &'f mut Scanner<'a, 's, E>,
    report: Report,
    /// A list of issues is there, even an empty one.
    found: bool,
}

impl<E> Walk for Walker<'_, '_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "data" | "data.scan" => Take::Descend,
            "issue_events" | "Issues" | "issues" | "data.scan.issues" => {
                self.found = true;
                Take::Descend
            }
            "issue_events[]"
            | "Issues[]"
            | "issues[]"
            | "data.scan.issues[]"
            | "scan_status"
            | "data.scan.status"
            | "data.scan.start_time" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        // What was sent and received holds tokens.
        !matches!(key, "evidence" | "description" | "description_html" | "references_html" | "tickets")
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        match piece.path.shape() {
            "scan_status" | "data.scan.status" => {
                self.report.scan.complete = piece.text(&[])?.map(|status| matches!(status, "succeeded"));
                return Ok(());
            }
            "data.scan.start_time" => {
                self.report.scan.started = piece.text(&[])?.and_then(moment);
                return Ok(());
            }
            _ => {}
        }
        if !piece.value.is_object() {
            return Err(piece.wrong_type(&[], ("物件", "an object")).into());
        }
        let issue = match part(&piece.value, &["issue"]) {
            Some(issue) => issue,
            // Events also tell how the scan goes on.
            None if piece.path.shape() == "issue_events[]" => return Ok(()),
            None => &piece.value,
        };
        let word = |keys: &[&str]| text_of(issue, keys).unwrap_or_default().to_owned();
        let origin = text_of(issue, &["origin"]);
        let Some(origin) = origin else {
            return Err(piece.wrong_type(&["origin"], ("網址", "an address")).into());
        };
        let number = part(issue, &["type_index"]).or(part(issue, &["issue_type", "type_index"]));
        let read = Issue {
            named: true,
            kind: number.and_then(loose_text).map(|number| number.into_owned()),
            name: text_of(issue, &["name"]).or(text_of(issue, &["issue_type", "name"])).map(str::to_owned),
            address: origin.to_owned(),
            path: word(&["path"]),
            location: word(&["caption"]),
            severity: word(&["severity"]).replace('_', " "),
            confidence: word(&["confidence"]),
            solution: ["remediation", "remediation_html"]
                .iter()
                .find_map(|key| text_of(issue, &[key]))
                .or(text_of(issue, &["issue_type", "remediation_html"]))
                .map(str::to_owned),
            cwe: weaknesses(&word(&["issue_type", "vulnerability_classifications_html"])),
            ..Issue::default()
        };
        self.report.keep(self.scanner, read, piece.place.clone())?;
        self.scanner.feed.progress(piece.bytes).map_err(Stop::Sink)
    }
}
