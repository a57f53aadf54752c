//! OWASP ZAP reports in JSON: the same as in XML, with other names.

use super::{Alert, Instance, Report, Target};
use crate::item::{Item, Source, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, text_of, walk};
use crate::recognise::Format;
use crate::scan::{Scanner, Stop, Tool, scanned};
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a ZAP report in JSON.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_zap_json<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    scanned(Format::ZapJson, Tool::Zap, catalogue, source, sink, |scanner| {
        let report = Report::new(scanner.source.place());
        let mut walker =
            Walker { scanner, report, site: Site::default(), sites: 0, created: None, generated: None };
        let walked = walk(input, walker.scanner.source.place(), Layout::One, &mut walker)?;
        let Walker { scanner, mut report, sites, created, generated, .. } = walker;
        scanner.feed.summary.bytes = walked.bytes;
        scanner.feed.summary.encoding = Some(walked.encoding);
        let place = scanner.source.place();
        if sites == 0 && generated.is_none() {
            let fault = crate::fault::Fault::new(
                place,
                "no-report",
                "檔案不是 ZAP 的報告：沒有 site",
                "this is no report of ZAP: it has no site",
            );
            return Err(
                Box::new(fault.hint("請由 ZAP 產生 JSON 報告", "make the report as JSON in ZAP")).into()
            );
        }
        report.scan.started =
            scanner.moment_or_date("@generated", created.or(generated).as_deref(), &place)?;
        report.finish(scanner)
    })
}

struct Walker<'a, 's, 'f, E> {
    scanner: &'f mut Scanner<'a, 's, E>,
    report: Report,
    site: Site,
    sites: u64,
    created: Option<String>,
    generated: Option<String>,
}

/// The site that is being read; its names stand before its alerts.
#[derive(Default)]
struct Site {
    name: String,
    host: String,
    port: String,
    target: Option<Target>,
}

impl<E> Walk for Walker<'_, '_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "site" | "site[]" | "site[].alerts" => Take::Descend,
            "@created" | "@generated" | "created" | "site[].@name" | "site[].@host" | "site[].@port"
            | "site[].alerts[]" | "statistics" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        // They hold tokens and bodies.
        !matches!(
            key,
            "request-header"
                | "request-body"
                | "response-header"
                | "response-body"
                | "evidence"
                | "attack"
                | "otherinfo"
                | "desc"
                | "reference"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let text = || loose_text(&piece.value).map(|text| text.into_owned());
        match piece.path.shape() {
            "@created" | "created" => self.created = text(),
            "@generated" => self.generated = text(),
            "site[].@name" => self.site.name = text().unwrap_or_default(),
            "site[].@host" => self.site.host = text().unwrap_or_default(),
            "site[].@port" => self.site.port = text().unwrap_or_default(),
            "site[].alerts[]" => {
                self.target(&piece)?;
                let Some(target) = &self.site.target else { return Ok(()) };
                if !piece.value.is_object() {
                    return Err(piece.wrong_type(&[], ("物件", "an object")).into());
                }
                self.report.alert(self.scanner, target, alert(&piece), &piece.place)?;
                self.scanner.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            "statistics" => {
                if let Value::Object(statistics) = &piece.value {
                    statistics.keys().for_each(|key| self.report.statistic(key));
                }
            }
            _ => return Err(piece.wrong_type(&[], ("物件或清單", "an object or a list")).into()),
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, place: crate::item::Place) -> Result<(), Stop<E>> {
        if path.shape() == "site[]" {
            self.sites += 1;
            // A site without alerts is one too.
            if self.site.target.is_none() {
                let Site { name, host, port, .. } = &self.site;
                self.report.site(self.scanner, name, host, port, place)?;
            }
            self.site = Site::default();
        }
        Ok(())
    }
}

impl<E> Walker<'_, '_, '_, E> {
    /// The site of the alerts that follow.
    fn target(&mut self, piece: &Piece<'_>) -> Result<(), Stop<E>> {
        if self.site.target.is_none() {
            let Site { name, host, port, .. } = &self.site;
            self.site.target = Some(self.report.site(self.scanner, name, host, port, piece.place.clone())?);
        }
        Ok(())
    }
}

fn alert(piece: &Piece<'_>) -> Alert {
    let text = |key: &str| part(&piece.value, &[key]).and_then(loose_text).map(|text| text.into_owned());
    let instances = part(&piece.value, &["instances"]).and_then(Value::as_array);
    let instance = |value: &Value| {
        let of = |key| text_of(value, &[key]).unwrap_or_default().to_string();
        Instance { uri: of("uri"), method: of("method"), parameter: of("param"), line: None, byte: None }
    };
    Alert {
        plugin: text("pluginid"),
        reference: text("alertRef"),
        name: text("name").or_else(|| text("alert")),
        risk: text("riskcode"),
        confidence: text("confidence"),
        solution: text("solution"),
        cwe: text("cweid"),
        instances: instances.map(|list| list.iter().map(instance).collect()).unwrap_or_default(),
        own: instance(&piece.value),
    }
}
