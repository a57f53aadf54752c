//! Grype JSON: vulnerable packages of an image or a folder as code findings, see [`crate::code`].
//!
//! Rules: `grype:CVE-…`; an advisory of another name (GHSA) that is about a CVE goes by the CVE, so that both names of
//! one vulnerability are one finding. The place is `SOURCE:PACKAGE URL:PATH` without tag, version and qualifiers. What Grype
//! calls negligible or unknown is information.
//!
//! No `code_test`: a look at packages is no test of programs. A finding can be closed when the report says that Grype was
//! told to leave nothing out (its configuration) and left nothing out: for the same source only.
//!
//! What Grype was told to ignore is not taken, and a note counts it.

use crate::code::{self, CodeFinding, Findings, Held, note, untagged, versionless};
use crate::item::{Feed, Item, Place, Scope, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, day, loose_text, part, text_of, texts, walk};
use crate::line::clean;
use crate::recognise::Format;
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads a Grype report about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_grype<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Grype, sink);
    let outcome = (|| {
        let shape = code::prepared(catalogue, source, &mut feed)?;
        let system = code::system(source)?;
        let mut grype = Grype::new(&mut feed);
        let walked = walk(input, source.place(), Layout::One, &mut grype)?;
        let Grype { held, target, version, on, matches, whole, ignored, nameless, unknown, .. } = grype;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        if !matches {
            let fault = crate::fault::Fault::new(
                source.place(),
                "no-matches",
                "檔案沒有 matches 清單",
                "the file has no list 'matches'",
            );
            let hint = ("請以 grype -o json 匯出", "export with grype -o json");
            return Err(Box::new(fault.hint(hint.0, hint.1)).into());
        }
        note(
            &mut feed,
            ignored,
            "項結果因 Grype 設定而忽略，未列為弱點",
            "match is ignored by Grype's settings, and is no finding",
            "matches are ignored by Grype's settings, and are no findings",
        );
        note(
            &mut feed,
            nameless,
            "項結果沒有弱點編號，規則記為 unnamed",
            "match names no vulnerability: its rule is 'unnamed'",
            "matches name no vulnerability: their rule is 'unnamed'",
        );
        note(
            &mut feed,
            unknown,
            "項結果沒有可辨認的嚴重度，嚴重度未登錄",
            "match has no severity that is known: none is stated",
            "matches have no severity that is known: none is stated",
        );
        let target = target.as_deref().map(untagged).and_then(|name| code::place_name(&name));
        let mut findings = held.findings;
        if let Some(target) = &target {
            for finding in &mut findings {
                finding.file = format!("{target}:{}", finding.file);
            }
        }
        let looked_at = target
            .filter(|_| whole && ignored == 0)
            .map(|target| (Scope::All, Scope::Under(format!("{target}:").into())));
        let found = Findings {
            prefix: "grype".to_owned(),
            tool: version.map_or_else(|| "Grype".to_owned(), |version| format!("Grype {version}")),
            on: code::day_of(on, source)?,
            test: None,
            looked_at,
            findings,
        };
        code::hand_out(found, &shape, source, &system, &mut feed)
    })();
    feed.end(outcome)
}

struct Grype<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    held: Held,
    target: Option<String>,
    version: Option<String>,
    on: Option<Date>,
    /// There is a list of matches.
    matches: bool,
    /// Its configuration leaves nothing out.
    whole: bool,
    ignored: u64,
    nameless: u64,
    unknown: u64,
}

impl<E> Walk for Grype<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "matches" | "ignoredMatches" | "descriptor" => Take::Descend,
            "matches[]"
            | "source"
            | "descriptor.version"
            | "descriptor.timestamp"
            | "descriptor.configuration" => Take::Whole,
            "ignoredMatches[]" => {
                self.ignored += 1;
                Take::Skip
            }
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "matchDetails"
                | "urls"
                | "links"
                | "cpes"
                | "metadata"
                | "metrics"
                | "manifest"
                | "config"
                | "layers"
                | "licenses"
                | "advisories"
                | "upstreams"
                | "epss"
                | "cvss"
                | "labels"
                | "registry"
                | "db"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        match piece.path.shape() {
            "" => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
            "matches[]" => {
                self.feed.summary.items += 1;
                let finding = self.finding(value, &piece.place);
                self.held.push(finding, &piece.place)?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            "matches" => self.matches |= value.is_null(),
            "source" => {
                let target = part(value, &["target"]);
                let name = target.and_then(|target| text_of(target, &["userInput"]).or(target.as_str()));
                self.target = name.map(str::to_owned);
            }
            "descriptor.version" => {
                self.version = loose_text(value).and_then(|text| clean(&text, 40)).map(|t| t.0)
            }
            "descriptor.timestamp" => self.on = day(value),
            "descriptor.configuration" => self.whole = leaves_nothing_out(value),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, _: Place) -> Result<(), Stop<E>> {
        self.matches |= path.shape() == "matches" && path.is_list();
        Ok(())
    }
}

impl<'a, 's, E> Grype<'a, 's, E> {
    fn new(feed: &'a mut Feed<'s, E>) -> Self {
        Grype {
            feed,
            held: Held::default(),
            target: None,
            version: None,
            on: None,
            matches: false,
            whole: false,
            ignored: 0,
            nameless: 0,
            unknown: 0,
        }
    }

    fn finding(&mut self, value: &Value, place: &Place) -> CodeFinding {
        let own = text_of(value, &["vulnerability", "id"]);
        let related =
            part(value, &["relatedVulnerabilities"]).and_then(Value::as_array).into_iter().flatten();
        // The first by name, so that the order of the list does not matter.
        let related = related.filter_map(|one| code::cve(text_of(one, &["id"])?)).min();
        let cve = own.and_then(code::cve).or(related);
        let id = cve.clone().or_else(|| own.and_then(code::key_part));
        self.nameless += u64::from(id.is_none());
        let severity = text_of(value, &["vulnerability", "severity"]).and_then(code::severity);
        self.unknown += u64::from(severity.is_none());
        let name = text_of(value, &["artifact", "name"]).unwrap_or("-");
        let version = text_of(value, &["artifact", "version"]);
        let package = match text_of(value, &["artifact", "purl"]) {
            Some(purl) => versionless(purl),
            None => format!("{}/{name}", text_of(value, &["artifact", "type"]).unwrap_or("package")),
        };
        let locations =
            part(value, &["artifact", "locations"]).and_then(Value::as_array).into_iter().flatten();
        let path = locations.filter_map(|one| text_of(one, &["path"]).or(one.as_str())).min();
        // The name of a package's folder often ends in its version.
        let path = path.map(|path| match version {
            Some(version) if version.len() > 2 => path.replace(version, "*"),
            _ => path.to_owned(),
        });
        let file = path.map_or_else(|| package.clone(), |path| format!("{package}:{path}"));
        let text =
            part(value, &["relatedVulnerabilities"]).and_then(|list| text_of(list.get(0)?, &["description"]));
        let title = text_of(value, &["vulnerability", "description"]).or(text);
        let fixed: Vec<&str> =
            part(value, &["vulnerability", "fix", "versions"]).into_iter().flat_map(texts).collect();
        let solution = (!fixed.is_empty()).then(|| format!("{name} → {}", fixed.join(", ")));
        let mut cwe = BTreeSet::new();
        for one in part(value, &["vulnerability", "cwes"]).and_then(Value::as_array).into_iter().flatten() {
            code::weaknesses(text_of(one, &["cwe"]).or(one.as_str()).unwrap_or_default(), &mut cwe);
        }
        CodeFinding {
            rule: format!("grype:{}", id.as_deref().unwrap_or("unnamed")),
            file: code::place_name(&file).unwrap_or_else(|| "-".to_owned()),
            title: title.and_then(|title| clean(title, 300)).map(|(title, _)| title.into()),
            severity,
            cwe,
            cve: cve.into_iter().collect(),
            solution: solution.and_then(|text| clean(&text, 500)).map(|(text, _)| text.into()),
            position: (place.line, place.byte),
            ..CodeFinding::default()
        }
    }
}

/// The configuration is there, and asks for everything.
fn leaves_nothing_out(configuration: &Value) -> bool {
    let off = |key: &str| part(configuration, &[key]).is_none_or(|value| *value == Value::Bool(false));
    let empty = |key: &str| {
        part(configuration, &[key]).is_none_or(|value| value.as_array().is_some_and(Vec::is_empty))
    };
    part(configuration, &["only-fixed"]) == Some(&Value::Bool(false))
        && off("only-notfixed")
        && off("ignore-wontfix")
        && empty("exclude")
        && empty("vex-documents")
}
