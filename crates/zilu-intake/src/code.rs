//! Weaknesses in the programs of a system, as every tool that tests code, images or packages reports them.
//!
//! Records: a `code_finding` for each weakness, `system|TOOL:RULE|PLACE#MARK`, and a `code_test` where the file is the
//! report of a whole test, `TOOL@SYSTEM@DAY#FILE`, with the first eight digits of the file's digest. The system is
//! what the bringer names, since no such report knows it.
//!
//! A place is a file or package, without line and version. The mark is what the tool itself recognises the weakness by,
//! or a digest of the lines around it, so that a weakness that moves within its file stays the same one. Weaknesses
//! that even so cannot be told apart are numbered in the order of their lines: `~2`, `~3`. What is reported twice at
//! one line is one weakness, and the more severe report counts.
//!
//! All weaknesses of a file are held until its end, since rules and dates may stand behind them: at most
//! [`FINDINGS`] and [`TEXT`] bytes of text.
//!
//! A test is stated as complete only where the report proves that the tool ran to its end. What is stated about the
//! method is the tool's nature, never a guess: see the importers. Whether all programs or the changed ones were
//! tested, no report says.

use crate::fault::Fault;
use crate::item::{Feed, Incoming, Place, Scope, Source, Stop, Tested};
use crate::line::{clean, without_separator};
use crate::plural::counted;
use crate::shape::{Lookup, Slot, Want, state};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};

/// Most findings of one file.
pub(crate) const FINDINGS: usize = 500_000;
/// Most text of the findings of one file, in bytes.
const TEXT: usize = 256 << 20;

/// How severe, from 0: information, low, medium, high, critical.
pub(crate) type Severity = usize;

const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

/// A severity by a tool's word for it, any case; `None` for a word that is not known.
pub(crate) fn severity(word: &str) -> Option<Severity> {
    let word = word.trim().to_ascii_lowercase();
    Some(match word.as_str() {
        "critical" => 4,
        "high" | "error" | "important" => 3,
        "medium" | "moderate" | "warning" => 2,
        "low" | "note" | "minor" => 1,
        "info" | "informational" | "information" | "none" | "negligible" | "secure" | "good" => 0,
        // "unknown" and its like too: the tool could not rate it, which is not the same as harmless.
        _ => return None,
    })
}

/// The severity of a CVSS score.
pub(crate) fn severity_of_score(score: f64) -> Severity {
    match score {
        s if s >= 9.0 => 4,
        s if s >= 7.0 => 3,
        s if s >= 4.0 => 2,
        s if s > 0.0 => 1,
        _ => 0,
    }
}

/// Line and byte of a report.
pub(crate) type Position = (Option<u64>, Option<u64>);

/// One weakness at one place.
#[derive(Debug, Default)]
pub(crate) struct CodeFinding {
    /// The tool's rule with the tool before it: `codeql:py/empty-except`.
    pub(crate) rule: String,
    /// File or package, see [`place_name`].
    pub(crate) file: String,
    /// What tells it from others of the rule in the file; may be empty.
    pub(crate) mark: String,
    /// Line and column, or whatever else orders them within the file.
    pub(crate) at: (u64, u64),
    /// Name of the weakness.
    pub(crate) title: Option<Arc<str>>,
    /// The tool's severity, where it gives one.
    pub(crate) severity: Option<Severity>,
    /// CWE numbers.
    pub(crate) cwe: BTreeSet<u32>,
    /// CVE numbers.
    pub(crate) cve: BTreeSet<String>,
    /// What to do.
    pub(crate) solution: Option<Arc<str>>,
    /// Line and byte of the report.
    pub(crate) position: Position,
}

/// The report of a whole test.
pub(crate) struct CodeTest {
    /// It ran to its end; `None` where the report does not say.
    pub(crate) complete: Option<bool>,
    /// The tool reads source code, whatever it is told to do.
    pub(crate) source_code: bool,
}

/// All that one tool reports in a file.
pub(crate) struct Findings {
    /// What its rules begin with, without the colon.
    pub(crate) prefix: String,
    /// The tool as it calls itself, with its version.
    pub(crate) tool: String,
    /// The day.
    pub(crate) on: Date,
    /// When the file is the report of a whole test.
    pub(crate) test: Option<CodeTest>,
    /// Rules that ran and places looked at, where the report proves it: only those are closed.
    pub(crate) looked_at: Option<(Scope, Scope)>,
    /// The weaknesses.
    pub(crate) findings: Vec<CodeFinding>,
}

/// The catalogue's fields.
pub(crate) struct CodeShape {
    test: TestShape,
    finding: FindingShape,
}

struct TestShape {
    kind: KindId,
    id: FieldId,
    system: FieldId,
    on: FieldId,
    method: Option<(FieldId, [Value; 1])>,
    complete: Slot,
    tool: Slot,
    report: Slot,
}

struct FindingShape {
    kind: KindId,
    system: FieldId,
    rule: FieldId,
    place: FieldId,
    title: Slot,
    tool: Slot,
    code_test: Slot,
    scanner_severity: Option<(FieldId, [Value; 5])>,
    risk: Option<(FieldId, [Value; 5])>,
    risk_basis: Option<(FieldId, [Value; 1])>,
    cwe: Slot,
    cve: Slot,
    solution: Slot,
    first_seen_on: Slot,
    last_seen_on: Slot,
    present: Slot,
}

impl CodeShape {
    /// Looks the fields up; the faults say what does not fit.
    pub(crate) fn new(catalogue: &Catalogue, place: Place) -> (CodeShape, Vec<Fault>) {
        use Want::{Date, Text, YesNo};
        let mut look = Lookup::new(catalogue, place);
        let l = &mut look;
        let test = l.kind("code_test");
        let finding = l.kind("code_finding");
        let shape = CodeShape {
            test: TestShape {
                kind: test,
                id: l.needed(test, "id", Text),
                system: l.needed(test, "system", Text),
                on: l.needed(test, "on", Date),
                method: l.words(test, "method", ["source"]),
                complete: l.slot(test, "complete", YesNo),
                tool: l.slot(test, "tool", Text),
                report: l.slot(test, "report", Text),
            },
            finding: FindingShape {
                kind: finding,
                system: l.needed(finding, "system", Text),
                rule: l.needed(finding, "rule", Text),
                place: l.needed(finding, "place", Text),
                title: l.slot(finding, "title", Text),
                tool: l.slot(finding, "tool", Text),
                code_test: l.slot(finding, "code_test", Text),
                scanner_severity: l.words(finding, "scanner_severity", SEVERITIES),
                risk: l.words(finding, "risk", SEVERITIES),
                risk_basis: l.words(finding, "risk_basis", ["scanner"]),
                cwe: l.slot(finding, "cwe", Text),
                cve: l.slot(finding, "cve", Text),
                solution: l.slot(finding, "solution", Text),
                first_seen_on: l.slot(finding, "first_seen_on", Date),
                last_seen_on: l.slot(finding, "last_seen_on", Date),
                present: l.slot(finding, "present", YesNo),
            },
        };
        (shape, look.faults)
    }
}

/// The catalogue's fields, or the end of the import with what does not fit.
pub(crate) fn prepared<E>(
    catalogue: &Catalogue,
    source: &Source,
    feed: &mut Feed<'_, E>,
) -> Result<CodeShape, Stop<E>> {
    let (shape, mut faults) = CodeShape::new(catalogue, source.place());
    let Some(last) = faults.pop() else { return Ok(shape) };
    for fault in faults {
        feed.fault(fault).map_err(Stop::Sink)?;
    }
    Err(Box::new(last).into())
}

/// The system that the bringer names.
pub(crate) fn system(source: &Source) -> Result<String, Box<Fault>> {
    let name = source.subject.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let Some(name) = name else {
        let fault = Fault::new(
            source.place(),
            "no-subject",
            "報告沒有寫明它所檢測的資訊系統",
            "the report does not say which system it is about",
        );
        return Err(Box::new(fault.hint(
            "請以 --subject 指定系統代號，例如 --subject web",
            "name the system with --subject, such as --subject web",
        )));
    };
    if name.contains('|') || name.chars().any(char::is_control) {
        let fault = Fault::new(
            source.place(),
            "separator",
            format!("系統代號「{name}」含有鍵值的分隔符號「|」或控制字元"),
            format!(
                "the system id '{name}' contains '|', which separates the parts of a key, or a control character"
            ),
        );
        return Err(Box::new(fault.field("--subject")));
    }
    Ok(name.to_owned())
}

/// The day of a report: its own, else the bringer's.
pub(crate) fn day_of(own: Option<Date>, source: &Source) -> Result<Date, Box<Fault>> {
    own.or(source.date).ok_or_else(|| {
        let fault = Fault::new(source.place(), "no-date", "報告沒有日期", "the report has no date");
        Box::new(fault.hint(
            "請以 --date 指定檢測日期",
            "give the date of the test with --date, such as --date 2025-06-30",
        ))
    })
}

/// The beginning of a tool's rules, from its name: small letters and digits, anything else a hyphen.
pub(crate) fn prefix(tool: &str) -> String {
    let mut word = String::new();
    for c in tool.chars().flat_map(char::to_lowercase).take(40) {
        if c.is_alphanumeric() {
            word.push(c);
        } else if !word.is_empty() && !word.ends_with('-') {
            word.push('-');
        }
    }
    let word = word.trim_end_matches('-');
    if word.is_empty() { "other".to_owned() } else { word.to_owned() }
}

/// A rule, file or package as a part of a key: one line, without the signs that separate parts; `None` when nothing is left.
pub(crate) fn key_part(text: &str) -> Option<String> {
    let (mut name, _) = clean(text, 500)?;
    without_separator(&mut name);
    Some(name)
}

/// A file or package as the first half of a place, in which `#` is the separator.
pub(crate) fn place_name(text: &str) -> Option<String> {
    key_part(text).map(|name| name.replace('#', "＃"))
}

/// A reference to an image without tag and digest; a path stays as it is.
pub(crate) fn untagged(name: &str) -> String {
    let name = name.split_once("@sha256:").map_or(name, |(name, _)| name);
    let last = name.rfind('/').map_or(0, |at| at + 1);
    match name[last..].split_once(':') {
        Some((image, tag)) if !image.is_empty() && !tag.contains('\\') => {
            name[..last + image.len()].to_owned()
        }
        _ => name.to_owned(),
    }
}

/// A package URL without version, qualifiers and path within the package: `pkg:npm/%40scope/name`.
pub(crate) fn versionless(purl: &str) -> String {
    let end = purl.find(['?', '#']).unwrap_or(purl.len());
    let name = &purl[..end];
    // The name of a scope may begin with the sign that stands before the version.
    match name.rfind('@') {
        Some(at) if at > name.rfind('/').map_or(0, |slash| slash + 1) => name[..at].to_owned(),
        _ => name.to_owned(),
    }
}

/// A mark from lines of code: blanks do not count. 48 bits of a digest.
pub(crate) fn mark_of(lines: &str) -> Option<String> {
    let mut hasher = Sha256::new();
    let mut any = false;
    for word in lines.split_whitespace() {
        hasher.update(word.as_bytes());
        hasher.update(b" ");
        any = true;
    }
    any.then(|| hasher.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect())
}

/// Whether a rule or tool is about secrets, so that the lines it found hold one: not even their digest is kept.
pub(crate) fn about_secrets(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["secret", "gitleaks", "trufflehog", "credential", "passw", "token", "api-key", "apikey", "private-key"]
        .iter()
        .any(|word| name.contains(word))
}

/// The CWE numbers of a text: `CWE-79`, `external/cwe/cwe-079`, `cwe: 79`.
pub(crate) fn weaknesses(text: &str, into: &mut BTreeSet<u32>) {
    let lower = text.to_ascii_lowercase();
    for (at, _) in lower.match_indices("cwe") {
        let digits = lower[at + 3..].trim_start_matches(['-', '_', ':', ' ']);
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        into.extend(digits[..end].parse::<u32>().ok().filter(|number| (1..100_000).contains(number)));
    }
}

/// The CVE number that a text is.
pub(crate) fn cve(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let (year, number) = text.strip_prefix("CVE-")?.split_once('-')?;
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    (year.len() == 4 && (4..=19).contains(&number.len()) && digits(year) && digits(number)).then_some(text)
}

/// Collects findings within bounds.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) findings: Vec<CodeFinding>,
    text: usize,
}

impl Held {
    /// Keeps one more.
    pub(crate) fn push(&mut self, finding: CodeFinding, place: &Place) -> Result<(), Box<Fault>> {
        self.text += finding.rule.len() + finding.file.len() + finding.mark.len() + 100;
        self.text += finding.title.as_ref().map_or(0, |text| text.len());
        if self.findings.len() >= FINDINGS || self.text > TEXT {
            return Err(too_many(place.clone()));
        }
        self.findings.push(finding);
        Ok(())
    }
}

/// The fault of a report that is larger than what is held of one.
pub(crate) fn too_many(place: Place) -> Box<Fault> {
    let fault = Fault::new(
        place,
        "too-many",
        format!("一份報告超過 {FINDINGS} 項結果，或其文字超過 {} MiB", TEXT >> 20),
        format!("a report of more than {FINDINGS} results, or with more than {} MiB of text", TEXT >> 20),
    );
    Box::new(fault.hint("請分成幾份報告匯入", "split it into several reports"))
}

/// Hands out the test and the findings of one tool, and what was looked at.
pub(crate) fn hand_out<E>(
    found: Findings,
    shape: &CodeShape,
    source: &Source,
    system: &str,
    feed: &mut Feed<'_, E>,
) -> Result<(), Stop<E>> {
    let Findings { prefix, tool, on, test, looked_at, mut findings } = found;
    let text = |t: &str| Value::Text(t.to_owned());
    let incoming = |kind, key, fields, place| Incoming {
        kind,
        key,
        fields,
        defaults: Vec::new(),
        earliest: Vec::new(),
        effective: on,
        place,
        void: false,
    };
    let test_id = test.as_ref().map(|_| {
        let digest = source.sha256.as_deref().and_then(|digest| digest.get(..8));
        let digest = digest.map(|digest| format!("#{digest}")).unwrap_or_default();
        format!("{prefix}@{system}@{on}{digest}")
    });
    let complete = test.as_ref().and_then(|test| test.complete);
    if let (Some(test), Some(id)) = (&test, &test_id) {
        let t = &shape.test;
        let mut fields = vec![(t.id, text(id)), (t.system, text(system)), (t.on, Value::Date(on))];
        if let Some((field, [method])) = &t.method
            && test.source_code
        {
            fields.push((*field, method.clone()));
        }
        state(&mut fields, t.complete, test.complete.map(Value::YesNo));
        state(&mut fields, t.tool, Some(text(&tool)));
        state(&mut fields, t.report, source.sha256.clone().map(Value::Text));
        feed.record(incoming(t.kind, id.clone(), fields, source.place())).map_err(Stop::Sink)?;
    }

    findings.sort_by(|a, b| {
        let key = |f: &CodeFinding| (f.at, Reverse(f.severity));
        (&a.rule, &a.file, &a.mark, key(a)).cmp(&(&b.rule, &b.file, &b.mark, key(b)))
    });
    let before = findings.len();
    // The most severe of those at one line comes first and takes over what only the others say.
    findings.dedup_by(|other, kept| {
        let same = (&other.rule, &other.file, &other.mark, other.at)
            == (&kept.rule, &kept.file, &kept.mark, kept.at);
        if same {
            kept.cwe.append(&mut other.cwe);
            kept.cve.append(&mut other.cve);
            kept.solution = kept.solution.take().or_else(|| other.solution.take());
        }
        same
    });
    feed.summary.merged += (before - findings.len()) as u64;

    let f = &shape.finding;
    let mut alike = 1;
    let mut last: Option<(String, String, String)> = None;
    for finding in findings {
        let name = (finding.rule, finding.file, finding.mark);
        alike = if last.as_ref() == Some(&name) { alike + 1 } else { 1 };
        let (rule, file, mark) = &name;
        let mut place = if mark.is_empty() { file.clone() } else { format!("{file}#{mark}") };
        if alike > 1 {
            place += if mark.is_empty() { "#" } else { "" };
            place += &format!("~{alike}");
        }
        let key = format!("{system}|{rule}|{place}");
        let mut fields = vec![(f.system, text(system)), (f.rule, text(rule)), (f.place, Value::Text(place))];
        state(&mut fields, f.title, finding.title.as_deref().map(text));
        state(&mut fields, f.tool, Some(text(&tool)));
        state(&mut fields, f.code_test, test_id.clone().map(Value::Text));
        state(&mut fields, f.cwe, list(finding.cwe.iter().map(|number| format!("CWE-{number}"))));
        state(&mut fields, f.cve, list(finding.cve.into_iter()));
        state(&mut fields, f.solution, finding.solution.as_deref().map(text));
        state(&mut fields, f.last_seen_on, Some(Value::Date(on)));
        state(&mut fields, f.present, Some(Value::YesNo(true)));
        let mut defaults = Vec::new();
        if let Some(severity) = finding.severity {
            for (slot, into) in [(&f.scanner_severity, &mut fields), (&f.risk, &mut defaults)] {
                if let Some((id, words)) = slot {
                    into.push((*id, words[severity].clone()));
                }
            }
            if let Some((id, [scanner])) = &f.risk_basis {
                defaults.push((*id, scanner.clone()));
            }
        }
        let mut earliest = Vec::new();
        state(&mut earliest, f.first_seen_on, Some(Value::Date(on)));
        let (line, byte) = finding.position;
        let place = Place { line, byte, ..source.place() };
        let record = Incoming { defaults, earliest, ..incoming(f.kind, key, fields, place) };
        feed.record(record).map_err(Stop::Sink)?;
        last = Some(name);
    }
    let Some((rules, places)) = looked_at else { return Ok(()) };
    let tested = Tested {
        kind: f.kind,
        subject: system.to_owned(),
        tool: format!("{prefix}:"),
        rules,
        places,
        on,
        complete: complete != Some(false),
        also: Vec::new(),
    };
    feed.tested(tested).map_err(Stop::Sink)
}

fn list(entries: impl Iterator<Item = String>) -> Option<Value> {
    let entries: Vec<String> = entries.collect();
    (!entries.is_empty()).then(|| Value::Text(entries.join(" ")))
}

/// A note about `n` of something, when there is any.
pub(crate) fn note<E>(feed: &mut Feed<'_, E>, n: u64, zh: &str, one: &str, many: &str) {
    if n > 0 {
        feed.note(format!("{n} {zh}"), counted(n, one, many));
    }
}
