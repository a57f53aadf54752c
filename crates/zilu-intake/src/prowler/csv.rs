//! Prowler's own delimited text, which says the same as its OCSF JSON and gives the same keys.

use super::{Prowler, read};
use crate::code::{self, CodeFinding};
use crate::item::{Item, Source, Stop, Summary};
use crate::json::day;
use crate::line::clean;
use crate::recognise::Format;
use crate::scan::{Columns, Row, RowReader};
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// The columns by which an export is told; those of version 3 are called a little differently.
pub(crate) fn is_heading(columns: &Columns) -> bool {
    columns.have(&["check_id", "check_title", "status", "severity", "provider", "resource_uid"])
}

/// Reads a Prowler report in CSV about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_prowler_csv<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    read(Format::ProwlerCsv, catalogue, source, sink, |prowler| {
        let mut rows = RowReader::open(input, source)?;
        prowler.feed.summary.encoding = Some(rows.encoding());
        while let Some(row) = rows.next(source, prowler.feed, &is_heading)? {
            prowler.row(&row)?;
            prowler.feed.progress(rows.bytes_read()).map_err(Stop::Sink)?;
        }
        prowler.feed.summary.bytes = rows.bytes_read();
        Ok(())
    })
}

impl<E> Prowler<'_, '_, E> {
    fn row(&mut self, row: &Row<'_>) -> Result<(), Stop<E>> {
        let time = row.get(&["timestamp", "assessment_start_time"]);
        self.on = self.on.max(time.and_then(|text| day(&Value::from(text))));
        if self.version.is_none() {
            self.version = row.get(&["prowler_version"]).and_then(|text| clean(text, 40)).map(|t| t.0);
        }
        let Some(status) = row.get(&["status"]) else {
            let fault = row.wrong(&["status"], "結果，例如 FAIL", "a result, such as FAIL");
            return self.feed.fault(fault).map_err(Stop::Sink);
        };
        let muted =
            status == "MUTED" || row.get(&["muted"]).is_some_and(|word| word.eq_ignore_ascii_case("true"));
        if !matches!(status, "FAIL" | "MUTED") {
            self.passed += 1;
            return Ok(());
        }
        self.muted += u64::from(muted);
        let Some(check) = row.get(&["check_id"]).and_then(code::key_part) else {
            let fault = row.wrong(&["check_id"], "檢查項目的代號", "the code of the check");
            return self.feed.fault(fault).map_err(Stop::Sink);
        };
        let severity = row.get(&["severity"]).and_then(code::severity);
        self.unknown += u64::from(severity.is_none());
        let parts: [&[&str]; 4] = [
            &["provider"],
            &["account_uid", "account_id", "subscription_id", "project_id"],
            &["region", "location"],
            &["resource_uid", "resource_id", "resource_name"],
        ];
        let place = parts.iter().filter_map(|names| row.get(names)).collect::<Vec<_>>().join(":");
        let text =
            |names: &[&str], length| row.get(names).and_then(|text| clean(text, length)).map(|t| t.0.into());
        let finding = CodeFinding {
            rule: format!("prowler:{check}"),
            file: code::place_name(&place).unwrap_or_else(|| "-".to_owned()),
            title: text(&["check_title"], 300),
            severity,
            solution: text(&["remediation_recommendation_text"], 1_000),
            position: (row.place.line, row.place.byte),
            ..CodeFinding::default()
        };
        self.held.push(finding, &row.place)?;
        Ok(())
    }
}
