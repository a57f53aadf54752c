//! Semgrep JSON: a code test and its findings, see [`crate::code`].
//!
//! The mark is Semgrep's fingerprint; where it keeps that to its customers (`requires login`) a digest of the lines.
//! Severity: `ERROR` is high, `WARNING` medium, `INFO` low, and the newer words as they are. Vulnerable packages (`vulns`)
//! are findings too, at the file that names the package.
//!
//! Semgrep reads source code, so the method is a source code scan. The test is complete when the report lists the files
//! that were looked at and no error. Only findings in those files, without a warning about the file, of rules that the
//! report names, can be closed.
//!
//! What is ignored in the code (`nosemgrep`) is taken and counted. The report has no date.

use crate::code::{self, CodeFinding, CodeTest, Findings, Held, note};
use crate::item::{Feed, Item, Place, Scope, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, loose_text, part, text_of, texts, walk};
use crate::line::clean;
use crate::recognise::Format;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;
use zilu_catalogue::Catalogue;

/// What Semgrep writes in place of what only its customers get.
const WITHHELD: &str = "requires login";

/// Reads a Semgrep report about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_semgrep<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Semgrep, sink);
    let outcome = (|| {
        let shape = code::prepared(catalogue, source, &mut feed)?;
        let system = code::system(source)?;
        let mut semgrep = Semgrep {
            feed: &mut feed,
            held: Held::default(),
            version: None,
            results: false,
            rules: BTreeSet::new(),
            files: BTreeSet::new(),
            unsure: BTreeSet::new(),
            errors: 0,
            ignored: 0,
            unknown: 0,
        };
        let walked = walk(input, source.place(), Layout::One, &mut semgrep)?;
        let Semgrep { held, version, results, rules, mut files, unsure, errors, ignored, unknown, .. } =
            semgrep;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        if !results {
            let fault = crate::fault::Fault::new(
                source.place(),
                "no-results",
                "檔案沒有 results 清單",
                "the file has no list 'results'",
            );
            let hint = ("請以 semgrep --json 匯出", "export with semgrep --json");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        note(
            &mut feed,
            ignored,
            "項結果在程式中標為忽略；此處仍列為弱點，若為誤判請登錄處置",
            "result is marked in the code to be ignored; it is a finding here until a treatment says that it is a false positive",
            "results are marked in the code to be ignored; they are findings here until a treatment says that they are false positives",
        );
        note(
            &mut feed,
            unknown,
            "項結果的嚴重度無法辨認，嚴重度未登錄",
            "result has a severity that is not known: none is stated",
            "results have a severity that is not known: none is stated",
        );
        note(
            &mut feed,
            errors,
            "個掃描錯誤，視為未完整執行",
            "error of the scan, which counts as not complete",
            "errors of the scan, which counts as not complete",
        );
        files.retain(|file| !unsure.contains(file));
        let complete = match (errors, files.is_empty()) {
            (0, false) => Some(true),
            (0, true) => None,
            _ => Some(false),
        };
        let looked_at =
            (complete == Some(true)).then(|| (Scope::These(Arc::new(rules)), Scope::These(Arc::new(files))));
        let found = Findings {
            prefix: "semgrep".to_owned(),
            tool: version.map_or_else(|| "Semgrep".to_owned(), |version| format!("Semgrep {version}")),
            on: code::day_of(None, source)?,
            test: Some(CodeTest { complete, source_code: true }),
            looked_at,
            findings: held.findings,
        };
        code::hand_out(found, &shape, source, &system, &mut feed)
    })();
    feed.end(outcome)
}

struct Semgrep<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    held: Held,
    version: Option<String>,
    /// There is a list of results.
    results: bool,
    rules: BTreeSet<String>,
    files: BTreeSet<String>,
    /// Files with a warning: not looked at whole.
    unsure: BTreeSet<String>,
    errors: u64,
    ignored: u64,
    unknown: u64,
}

impl<E> Walk for Semgrep<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "results" | "vulns" | "errors" | "paths" | "paths.scanned" | "time" | "time.rules" => {
                Take::Descend
            }
            "version" | "results[]" | "vulns[]" | "errors[]" | "paths.scanned[]" | "time.rules[]" => {
                Take::Whole
            }
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "metavars"
                | "dataflow_trace"
                | "references"
                | "end"
                | "spans"
                | "fix"
                | "fixed_lines"
                | "owasp"
                | "technology"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        match piece.path.shape() {
            "" => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
            "version" => self.version = loose_text(value).and_then(|text| clean(&text, 40)).map(|t| t.0),
            "results[]" | "vulns[]" => {
                self.feed.summary.items += 1;
                let finding = if piece.path.shape() == "results[]" {
                    self.result(&piece)?
                } else {
                    self.package(&piece)?
                };
                self.rules.insert(finding.rule.clone());
                self.held.push(finding, &piece.place)?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            // A file that was read in part, or at which a rule took too long, is listed as looked at all the same.
            "errors[]" => match (text_of(value, &["level"]), text_of(value, &["path"]).and_then(file)) {
                (Some("info"), _) => {}
                (Some("warn"), Some(file)) if self.unsure.len() < code::FINDINGS => {
                    self.unsure.insert(file);
                }
                _ => self.errors += 1,
            },
            "paths.scanned[]" => {
                self.files.extend(value.as_str().and_then(file));
                if self.files.len() > code::FINDINGS {
                    return Err(code::too_many(piece.place).into());
                }
            }
            "time.rules[]" => {
                let id = text_of(value, &["id"]).or(value.as_str());
                self.rules.extend(id.and_then(code::key_part).map(|id| format!("semgrep:{id}")));
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, _: Place) -> Result<(), Stop<E>> {
        self.results |= matches!(path.shape(), "results" | "vulns") && path.is_list();
        Ok(())
    }
}

impl<E> Semgrep<'_, '_, E> {
    fn result(&mut self, piece: &Piece<'_>) -> Result<CodeFinding, Stop<E>> {
        let value = &piece.value;
        let id = piece.needed_text(&["check_id"])?;
        let path = piece.needed_text(&["path"])?;
        let extra = part(value, &["extra"]).unwrap_or(&Value::Null);
        self.ignored += u64::from(part(extra, &["is_ignored"]) == Some(&Value::Bool(true)));
        let severity = text_of(extra, &["severity"]).and_then(severity);
        self.unknown += u64::from(severity.is_none());
        let secrets = code::about_secrets(id);
        let given = |key: &str| text_of(extra, &[key]).filter(|text| *text != WITHHELD);
        let mark = given("fingerprint")
            .and_then(code::key_part)
            .or_else(|| given("lines").filter(|_| !secrets).and_then(code::mark_of));
        let mut cwe = BTreeSet::new();
        for text in part(extra, &["metadata", "cwe"]).into_iter().flat_map(texts) {
            code::weaknesses(text, &mut cwe);
        }
        let number = |key: &str| part(value, &["start", key]).and_then(Value::as_u64).unwrap_or(0);
        Ok(CodeFinding {
            rule: format!("semgrep:{}", code::key_part(id).unwrap_or_default()),
            file: file(path).unwrap_or_else(|| "-".to_owned()),
            mark: mark.unwrap_or_default(),
            at: (number("line"), number("col")),
            title: given("message")
                .filter(|_| !secrets)
                .and_then(|text| clean(text, 500))
                .map(|(text, _)| text.into()),
            severity,
            cwe,
            position: (piece.place.line, piece.place.byte),
            ..CodeFinding::default()
        })
    }

    /// A vulnerable package that the program uses.
    fn package(&mut self, piece: &Piece<'_>) -> Result<CodeFinding, Stop<E>> {
        let value = &piece.value;
        let advisory = part(value, &["advisory"]).unwrap_or(&Value::Null);
        let cve: BTreeSet<String> = part(advisory, &["references", "cveIds"])
            .into_iter()
            .flat_map(texts)
            .filter_map(code::cve)
            .collect();
        let id =
            text_of(advisory, &["ruleId"]).or(cve.first().map(String::as_str)).or(text_of(value, &["title"]));
        let Some(id) = id.and_then(code::key_part) else {
            return Err(piece.wrong_type(&["advisory", "ruleId"], ("文字", "a text")).into());
        };
        let mut cwe = BTreeSet::new();
        for text in part(advisory, &["references", "cweIds"]).into_iter().flat_map(texts) {
            code::weaknesses(text, &mut cwe);
        }
        let severity = text_of(advisory, &["severity"]).and_then(severity);
        self.unknown += u64::from(severity.is_none());
        let path = text_of(value, &["dependencyFileLocation", "path"]).unwrap_or("-");
        let package =
            text_of(value, &["packageName"]).or(text_of(advisory, &["packageName"])).unwrap_or_default();
        let place = format!("{path}:{package}");
        Ok(CodeFinding {
            rule: format!("semgrep:{id}"),
            file: file(place.trim_end_matches(':')).unwrap_or_else(|| "-".to_owned()),
            title: text_of(value, &["title"])
                .or(text_of(advisory, &["title"]))
                .and_then(|text| clean(text, 500))
                .map(|(text, _)| text.into()),
            severity,
            cwe,
            cve,
            position: (piece.place.line, piece.place.byte),
            ..CodeFinding::default()
        })
    }
}

fn file(path: &str) -> Option<String> {
    code::place_name(path.trim().replace('\\', "/").trim_start_matches("./"))
}

/// Semgrep's words of three generations.
fn severity(word: &str) -> Option<code::Severity> {
    Some(match word.trim().to_ascii_uppercase().as_str() {
        "CRITICAL" => 4,
        "ERROR" | "HIGH" => 3,
        "WARNING" | "MEDIUM" | "MODERATE" => 2,
        "INFO" | "LOW" => 1,
        "INVENTORY" | "EXPERIMENT" => 0,
        _ => return None,
    })
}
