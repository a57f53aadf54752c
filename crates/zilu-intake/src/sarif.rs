//! SARIF 2.1 (`.sarif`), the common report of code analysis tools: code tests and code findings, see [`crate::code`].
//!
//! Read leniently, since few tools keep to the schema: a part of a wrong type is passed over where something else can
//! stand in for it. Each location of a result is a code finding of its own. The mark is a fingerprint of the tool where
//! it is known to be a stable one, else a digest of the snippet or of its context, else the logical location.
//!
//! Severity: the rule's or result's `security-severity`, a number or a word; else the level, by default the rule's,
//! by default `warning`. `error` is high, `warning` medium, `note` low, `none` information.
//!
//! Not taken: results that say that all is well (`kind` `pass`, `notApplicable`) and those that a comparison says are no longer there
//! (`baselineState` `absent`); a note counts them. What is suppressed in the tool is taken and counted: whether it is a
//! false alarm is for a treatment to say.
//!
//! A test is complete when each invocation says `executionSuccessful`, no error of the tool is on record and there is a
//! list of results. It is a source code scan where the tool does nothing else ([`SOURCE_CODE`]). Only what the report
//! proves was looked at can be closed: rules that it lists, in files that it names.
//!
//! Not read: code flows, graphs, requests and responses, contents of files, environment and command lines.

mod result;

use crate::code::{self, CodeShape, CodeTest, Findings, Held, note};
use crate::fault::Fault;
use crate::item::{Feed, Item, Place, Scope, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, day, loose_number, loose_text, part, text_of, walk};
use crate::line::{clean, cut};
use crate::recognise::Format;
use jiff::civil::Date;
use result::{IDENTIFIER, Raw};
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::sync::Arc;
use zilu_catalogue::Catalogue;

/// Tools that look for weaknesses in source code and do nothing else, by the beginning of their rules here.
const SOURCE_CODE: [&str; 7] =
    ["codeql", "semgrep", "semgrep-oss", "bandit", "gosec", "brakeman", "nodejsscan"];

/// Reads a SARIF report of the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_sarif<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Sarif, sink);
    let outcome = (|| {
        let shape = code::prepared(catalogue, source, &mut feed)?;
        let system = code::system(source)?;
        let mut sarif = Sarif {
            feed: &mut feed,
            source,
            run: Run::default(),
            tools: BTreeMap::new(),
            told: Told::default(),
        };
        let walked = walk(input, source.place(), Layout::One, &mut sarif)?;
        let Sarif { tools, told, .. } = sarif;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        if !told.runs {
            let fault = Fault::new(source.place(), "no-runs", "檔案沒有 runs", "the file has no 'runs'");
            let hint =
                ("這不是 SARIF 報告，或匯出不完整", "this is no SARIF report, or the export is incomplete");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        told.notes(&mut feed);
        for tool in tools.into_values() {
            tool.hand_out(&shape, source, &system, &mut feed)?;
        }
        Ok(())
    })();
    feed.end(outcome)
}

/// What the notes count.
#[derive(Default)]
struct Told {
    runs: bool,
    passed: u64,
    absent: u64,
    suppressed: u64,
    unknown_levels: u64,
    nameless: u64,
    results_missing: u64,
}

struct Sarif<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    source: &'a Source,
    run: Run,
    /// By the beginning of their rules.
    tools: BTreeMap<String, Tool>,
    told: Told,
}

/// One run while it is read.
#[derive(Default)]
struct Run {
    tool: Option<String>,
    tool_version: Option<String>,
    /// Rules of the driver (0) and of each extension (from 1).
    components: Vec<Vec<Rule>>,
    /// Component and number of each rule by its id.
    rules: FxHashMap<String, (usize, usize)>,
    artifacts: Vec<Option<String>>,
    root: Option<String>,
    results: Vec<Raw>,
    has_results: bool,
    /// Files that a notification of the tool names.
    files: Vec<String>,
    invocations: u64,
    successful: u64,
    errors: u64,
    on: Option<Date>,
    held: usize,
}

/// What a rule says about each of its results.
#[derive(Default)]
struct Rule {
    id: String,
    title: Option<Arc<str>>,
    severity: Option<code::Severity>,
    level: Option<code::Severity>,
    cwe: BTreeSet<u32>,
    secrets: bool,
}

/// All runs of one tool.
struct Tool {
    prefix: String,
    name: String,
    on: Option<Date>,
    /// Of all runs; `None` where one does not say.
    complete: Option<bool>,
    rules: BTreeSet<String>,
    files: BTreeSet<String>,
    held: Held,
}

impl<E> Walk for Sarif<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            ""
            | "runs"
            | "runs[]"
            | "runs[].tool"
            | "runs[].tool.driver"
            | "runs[].tool.driver.rules"
            | "runs[].tool.extensions"
            | "runs[].tool.extensions[].rules"
            | "runs[].results"
            | "runs[].artifacts"
            | "runs[].invocations"
            | "runs[].invocations[].toolExecutionNotifications" => Take::Descend,
            "runs[].tool.extensions[]" => {
                self.run.components.resize_with(self.run.components.len().max(1) + 1, Vec::new);
                Take::Descend
            }
            "runs[].invocations[]" => {
                self.run.invocations += 1;
                Take::Descend
            }
            "version"
            | "runs[].tool.driver.name"
            | "runs[].tool.driver.version"
            | "runs[].tool.driver.semanticVersion"
            | "runs[].tool.driver.rules[]"
            | "runs[].tool.extensions[].rules[]"
            | "runs[].results[]"
            | "runs[].artifacts[]"
            | "runs[].invocations[].executionSuccessful"
            | "runs[].invocations[].startTimeUtc"
            | "runs[].invocations[].endTimeUtc"
            | "runs[].invocations[].workingDirectory"
            | "runs[].invocations[].toolExecutionNotifications[]" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "codeFlows"
                | "graphs"
                | "graphTraversals"
                | "stacks"
                | "relatedLocations"
                | "attachments"
                | "webRequest"
                | "webResponse"
                | "markdown"
                | "artifactChanges"
                | "contents"
                | "hashes"
                | "help"
                | "exception"
                | "provenance"
                | "annotations"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        match piece.path.shape() {
            "version" => self.version(&piece)?,
            "runs[].tool.driver.name" => self.run.tool = loose_text(value).map(Into::into),
            "runs[].tool.driver.version" => self.run.tool_version = loose_text(value).map(Into::into),
            "runs[].tool.driver.semanticVersion" => {
                let version = loose_text(value).map(Into::into);
                self.run.tool_version = self.run.tool_version.take().or(version);
            }
            "runs[].tool.driver.rules[]" => self.run.rule(0, value),
            "runs[].tool.extensions[].rules[]" => {
                let component = self.run.components.len() - 1;
                self.run.rule(component, value);
            }
            "runs[].artifacts[]" => {
                let uri = text_of(value, &["location", "uri"]).map(|uri| cut(uri, IDENTIFIER));
                self.run.artifacts.push(uri);
                self.run.held += 1;
            }
            "runs[].invocations[].executionSuccessful" => {
                self.run.successful += u64::from(*value == Value::Bool(true));
            }
            "runs[].invocations[].startTimeUtc" | "runs[].invocations[].endTimeUtc" => {
                self.run.on = self.run.on.max(day(value));
            }
            "runs[].invocations[].workingDirectory" => {
                self.run.root = text_of(value, &["uri"]).map(str::to_owned).or(self.run.root.take());
            }
            "runs[].invocations[].toolExecutionNotifications[]" => self.run.notification(value),
            "runs[].results[]" => {
                let raw = Raw::read(&piece);
                self.run.held += raw.places();
                self.run.results.push(raw);
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            "" | "runs" | "runs[]" if !value.is_null() || piece.path.shape().is_empty() => {
                return Err(piece.wrong_type(&[], ("物件或清單", "an object or a list")).into());
            }
            _ => {}
        }
        self.run.bounded(&piece.place)?;
        Ok(())
    }

    fn end(&mut self, path: &Path, place: Place) -> Result<(), Stop<E>> {
        self.run.bounded(&place)?;
        match path.shape() {
            "runs" => self.told.runs = path.is_list(),
            "runs[].results" => self.run.has_results = true,
            "runs[]" => {
                let run = std::mem::take(&mut self.run);
                self.finish(run, path, &place)?;
            }
            _ => {}
        }
        Ok(())
    }
}

impl<E> Sarif<'_, '_, E> {
    fn version(&self, piece: &Piece<'_>) -> Result<(), Box<Fault>> {
        let version = loose_text(&piece.value).unwrap_or_default().into_owned();
        if !version.starts_with("2.") {
            let version: String = version.chars().take(20).collect();
            let fault = piece.fault(
                &[],
                "sarif-version",
                format!("這是 SARIF「{version}」，只讀 2.1"),
                format!("this is SARIF '{version}', only 2.1 is read"),
            );
            return Err(Box::new(fault.hint("請由工具匯出 SARIF 2.1.0", "export SARIF 2.1.0 from the tool")));
        }
        Ok(())
    }

    /// Resolves the results of a run, now that its rules and files are known.
    fn finish(&mut self, mut run: Run, path: &Path, place: &Place) -> Result<(), Stop<E>> {
        let Some(name) = run.tool.take().and_then(|name| clean(&name, 100)).map(|(name, _)| name) else {
            let fault = Fault::new(
                place.clone(),
                "no-tool",
                "沒有寫明工具（tool.driver.name）",
                "it does not name its tool (tool.driver.name)",
            );
            return Err(Box::new(fault.field(path.readable())).into());
        };
        let prefix = code::prefix(&name);
        let version = run.tool_version.take().and_then(|version| clean(&version, 40));
        let name = version.map_or_else(|| name.clone(), |(version, _)| format!("{name} {version}"));
        let tool = self.tools.entry(prefix.clone()).or_insert_with(|| Tool {
            prefix,
            name,
            on: None,
            complete: Some(true),
            rules: BTreeSet::new(),
            files: BTreeSet::new(),
            held: Held::default(),
        });
        tool.on = tool.on.max(run.on);
        let complete = match (run.invocations, run.has_results) {
            (0, true) => None,
            (n, true) => Some(run.successful == n && run.errors == 0),
            (_, false) => {
                self.told.results_missing += 1;
                Some(false)
            }
        };
        tool.complete = match (tool.complete, complete) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            _ => None,
        };
        let name_file = |uri: &str| result::file(uri, run.root.as_deref());
        tool.files.extend(run.artifacts.iter().flatten().chain(&run.files).filter_map(|uri| name_file(uri)));
        for rule in run.components.iter().flatten() {
            tool.rules.extend(code::key_part(&rule.id).map(|id| format!("{}:{id}", tool.prefix)));
        }
        let results = std::mem::take(&mut run.results);
        for raw in results {
            raw.resolve(&run, tool, &mut self.told, self.feed, self.source)?;
        }
        Ok(())
    }
}

impl Run {
    /// A run without end is refused before it fills the memory.
    fn bounded(&self, place: &Place) -> Result<(), Box<Fault>> {
        let held = self.held + self.components.len();
        if held > code::FINDINGS { Err(code::too_many(place.clone())) } else { Ok(()) }
    }

    fn rule(&mut self, component: usize, value: &Value) {
        if self.components.len() <= component {
            self.components.resize_with(component + 1, Vec::new);
        }
        let id = cut(&part(value, &["id"]).and_then(loose_text).unwrap_or_default(), IDENTIFIER);
        let tags = part(value, &["properties", "tags"]);
        let mut cwe = BTreeSet::new();
        for text in tags.into_iter().flat_map(crate::json::texts) {
            code::weaknesses(text, &mut cwe);
        }
        result::properties_cwe(value, &mut cwe);
        for relationship in part(value, &["relationships"]).and_then(Value::as_array).into_iter().flatten() {
            let of = text_of(relationship, &["target", "toolComponent", "name"]).unwrap_or_default();
            if let Some(number) = text_of(relationship, &["target", "id"])
                && of.eq_ignore_ascii_case("cwe")
            {
                code::weaknesses(
                    &format!("cwe-{}", number.trim_start_matches(|c: char| !c.is_ascii_digit())),
                    &mut cwe,
                );
            }
        }
        let title = [
            &["shortDescription", "text"][..],
            &["name"],
            &["fullDescription", "text"],
            &["messageStrings", "default", "text"],
        ]
        .iter()
        .find_map(|keys| text_of(value, keys))
        .and_then(|text| clean(text, 500));
        let secrets = code::about_secrets(&id)
            || tags.into_iter().flat_map(crate::json::texts).any(code::about_secrets);
        self.rules.entry(id.clone()).or_insert((component, self.components[component].len()));
        self.components[component].push(Rule {
            id,
            title: title.map(|(title, _)| title.into()),
            severity: result::security_severity(value),
            level: text_of(value, &["defaultConfiguration", "level"]).and_then(result::level),
            cwe,
            secrets,
        });
        self.held += 1;
    }

    /// A message of the tool about its own run.
    fn notification(&mut self, value: &Value) {
        if text_of(value, &["level"]) == Some("error") {
            self.errors += 1;
            return;
        }
        for location in part(value, &["locations"]).and_then(Value::as_array).into_iter().flatten() {
            let uri = text_of(location, &["physicalLocation", "artifactLocation", "uri"]);
            // What a note of success names was looked at; a warning may be about a file that could not be read.
            if let (Some(uri), Some("note" | "none")) = (uri, text_of(value, &["level"])) {
                self.files.push(cut(uri, IDENTIFIER));
                self.held += 1;
            }
        }
    }
}

impl Tool {
    fn hand_out<E>(
        self,
        shape: &CodeShape,
        source: &Source,
        system: &str,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), Stop<E>> {
        let on = code::day_of(self.on, source)?;
        let source_code = SOURCE_CODE.contains(&self.prefix.as_str());
        let looked_at = (self.complete == Some(true))
            .then(|| (Scope::These(Arc::new(self.rules)), Scope::These(Arc::new(self.files))));
        let found = Findings {
            prefix: self.prefix,
            tool: self.name,
            on,
            test: Some(CodeTest { complete: self.complete, source_code }),
            looked_at,
            findings: self.held.findings,
        };
        code::hand_out(found, shape, source, system, feed)
    }
}

impl Told {
    fn notes<E>(&self, feed: &mut Feed<'_, E>) {
        note(
            feed,
            self.passed,
            "項結果為通過或不適用，未列為弱點",
            "result is a pass or does not apply, and is no finding",
            "results are passes or do not apply, and are no findings",
        );
        note(
            feed,
            self.absent,
            "項結果已標為不再出現（baselineState = absent），未列為弱點",
            "result is marked as no longer there (baselineState = absent), and is no finding",
            "results are marked as no longer there (baselineState = absent), and are no findings",
        );
        note(
            feed,
            self.suppressed,
            "項結果在工具中已抑制；此處仍列為弱點，若為誤判請登錄處置",
            "result is suppressed in the tool; it is a finding here until a treatment says that it is a false positive",
            "results are suppressed in the tool; they are findings here until a treatment says that they are false positives",
        );
        note(
            feed,
            self.unknown_levels,
            "項結果的嚴重度無法辨認，嚴重度未登錄",
            "result has a severity that is not known: none is stated",
            "results have a severity that is not known: none is stated",
        );
        note(
            feed,
            self.nameless,
            "項結果沒有規則代號，規則記為 unnamed",
            "result names no rule: its rule is 'unnamed'",
            "results name no rule: their rule is 'unnamed'",
        );
        note(
            feed,
            self.results_missing,
            "次執行沒有結果清單，視為未完整執行",
            "run has no list of results, and counts as not complete",
            "runs have no list of results, and count as not complete",
        );
    }
}

/// A number, from a number or a text.
fn number(value: Option<&Value>) -> Option<f64> {
    value.and_then(loose_number)
}
