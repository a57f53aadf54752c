//! Prowler OCSF JSON, and its CSV in `prowler/csv.rs`: how a cloud account is set up, as code findings, see [`crate::code`].
//!
//! Why not findings on hosts: a bucket, a key or a firewall rule of a cloud account is no host, and would fill the
//! register of hosts with things that nobody scans; and a wrong setting is mended by changing the programs or the
//! configuration of the system that the account serves. So the bringer names that system.
//!
//! Rules: `prowler:CHECK`; the place is `PROVIDER:ACCOUNT:REGION:RESOURCE`. Passed and manual checks are no findings; a note counts them.
//! What Prowler was told to mute is taken and counted.
//!
//! No `code_test`: it is no test of programs. A check that passed for a resource was re-tested there, but the file does not say
//! so of what it leaves out (a run can be limited to some checks and to failures), so nothing is closed by what is absent.

mod csv;

pub(crate) use csv::is_heading;
pub use csv::read_prowler_csv;

use crate::code::{self, CodeFinding, Findings, Held, note};
use crate::fault::Fault;
use crate::item::{Feed, Item, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, day, part, text_of, walk};
use crate::line::clean;
use crate::recognise::Format;
use jiff::civil::Date;
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a Prowler report about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_prowler<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read(Format::Prowler, catalogue, source, sink, |prowler| {
        let walked = walk(input, source.place(), Layout::Lines, prowler)?;
        prowler.feed.summary.bytes = walked.bytes;
        prowler.feed.summary.encoding = Some(walked.encoding);
        Ok(())
    })
}

/// Reads a report in either form by `fill`.
fn read<E>(
    format: Format,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
    fill: impl FnOnce(&mut Prowler<'_, '_, E>) -> Result<(), Stop<E>>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(format, sink);
    let outcome = (|| {
        let shape = code::prepared(catalogue, source, &mut feed)?;
        let system = code::system(source)?;
        let mut prowler = Prowler {
            feed: &mut feed,
            held: Held::default(),
            on: None,
            version: None,
            passed: 0,
            muted: 0,
            unknown: 0,
        };
        fill(&mut prowler)?;
        let Prowler { held, on, version, passed, muted, unknown, .. } = prowler;
        note(
            &mut feed,
            passed,
            "項檢查通過、須人工檢查或不適用，未列為弱點",
            "check passed, is manual or does not apply, and is no finding",
            "checks passed, are manual or do not apply, and are no findings",
        );
        note(
            &mut feed,
            muted,
            "項結果在工具中已靜音；此處仍列為弱點，若為誤判請登錄處置",
            "result is muted in the tool; it is a finding here until a treatment says that it is a false positive",
            "results are muted in the tool; they are findings here until a treatment says that they are false positives",
        );
        note(
            &mut feed,
            unknown,
            "項結果的嚴重度無法辨認，嚴重度未登錄",
            "result has a severity that is not known: none is stated",
            "results have a severity that is not known: none is stated",
        );
        let found = Findings {
            prefix: "prowler".to_owned(),
            tool: version.map_or_else(|| "Prowler".to_owned(), |version| format!("Prowler {version}")),
            on: code::day_of(on, source)?,
            test: None,
            looked_at: None,
            findings: held.findings,
        };
        code::hand_out(found, &shape, source, &system, &mut feed)
    })();
    feed.end(outcome)
}

struct Prowler<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    held: Held,
    on: Option<Date>,
    version: Option<String>,
    passed: u64,
    muted: u64,
    unknown: u64,
}

impl<E> Walk for Prowler<'_, '_, E> {
    type Error = E;

    fn at(&mut self, _: &Path) -> Take {
        Take::Whole
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "unmapped" | "data" | "labels" | "references" | "risk_details" | "desc_raw" | "profiles"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        if !value.is_object() {
            return Err(piece.wrong_type(&[], ("物件", "an object")).into());
        }
        self.feed.summary.items += 1;
        // Without its offset Prowler's time is Taiwan's; the number of seconds is exact.
        let time = part(value, &["finding_info", "created_time"])
            .or(part(value, &["time"]))
            .or(part(value, &["time_dt"]));
        self.on = self.on.max(time.and_then(day));
        if self.version.is_none() {
            self.version = text_of(value, &["metadata", "product", "version"])
                .and_then(|text| clean(text, 40))
                .map(|t| t.0);
        }
        if piece.needed_text(&["status_code"])? != "FAIL" {
            self.passed += 1;
            return Ok(());
        }
        self.muted += u64::from(text_of(value, &["status"]).is_some_and(|status| status == "Suppressed"));
        let check = text_of(value, &["metadata", "event_code"]).or(text_of(value, &["finding_info", "uid"]));
        let Some(check) = check.and_then(code::key_part) else {
            return Err(no_check(&piece).into());
        };
        let severity = text_of(value, &["severity"]).and_then(code::severity);
        self.unknown += u64::from(severity.is_none());
        let resources = piece.list(&["resources"])?;
        let nothing = [Value::Null];
        for resource in if resources.is_empty() { &nothing[..] } else { resources } {
            let parts = [
                text_of(value, &["cloud", "provider"]),
                text_of(value, &["cloud", "account", "uid"]),
                text_of(resource, &["region"]).or(text_of(value, &["cloud", "region"])),
                text_of(resource, &["uid"]).or(text_of(resource, &["name"])),
            ];
            let place = parts.into_iter().flatten().collect::<Vec<_>>().join(":");
            let text = |keys: &[&str], length| {
                text_of(value, keys).and_then(|text| clean(text, length)).map(|(text, _)| text.into())
            };
            let finding = CodeFinding {
                rule: format!("prowler:{check}"),
                file: code::place_name(&place).unwrap_or_else(|| "-".to_owned()),
                title: text(&["finding_info", "title"], 300),
                severity,
                solution: text(&["remediation", "desc"], 1_000),
                position: (piece.place.line, piece.place.byte),
                ..CodeFinding::default()
            };
            self.held.push(finding, &piece.place)?;
        }
        self.feed.progress(piece.bytes).map_err(Stop::Sink)
    }
}

fn no_check(piece: &Piece<'_>) -> Box<Fault> {
    piece.fault(
        &["metadata", "event_code"],
        "no-check",
        "沒有檢查項目的代號".to_owned(),
        "the check has no code".to_owned(),
    )
}
