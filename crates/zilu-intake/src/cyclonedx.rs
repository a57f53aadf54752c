//! CycloneDX 1.0–1.7, JSON and XML: components, code findings of known vulnerabilities, and statements about them.
//!
//! Components: see [`crate::sbom`]; the product is the root component (`metadata.component`). The list says that it is
//! complete when a composition `complete` stands for the whole or names the root, and none says otherwise.
//!
//! A vulnerability is a code finding `system|cyclonedx:ID|PRODUCT:PACKAGE` for each thing that it affects; a reference to
//! something that the file does not hold is kept as it stands. Severity: of the best rating (CVSS 4 before 3.1, 3, 2 and
//! others), its word, else its score.
//!
//! An analysis is a VEX statement, see [`crate::vex`], of the document that is the product: tools give each file a serial number of its own. A vulnerability that the analysis calls not affecting, a false
//! positive or resolved is no new finding, and a note counts it; a finding that is there already stays.
//!
//! XML is read into the form of the JSON, piece by piece, also the vulnerability extension of 1.0–1.3.
//! Not read: services, dependencies, cryptographic and model properties.

mod markup;

use crate::code::{self, CodeFinding, CodeShape, Findings, Held, note};
use crate::fault::Fault;
use crate::item::{Feed, Item, Place, Source, Stop, Summary};
use crate::json::{
    Layout, Path, Piece, Take, Walk, day, loose_number, loose_text, part, text_of, texts, walk,
};
use crate::line::cut;
use crate::recognise::Format;
use crate::sbom::{self, Component, ComponentShape, List, checked, line, word};
use crate::vex::{self, Document, Statement, Status, VexShape};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use zilu_catalogue::Catalogue;

/// Longest reference within a document, in characters.
const REFERENCE: usize = 1_000;
/// Most compositions of a document.
const COMPOSITIONS: usize = 10_000;

/// Reads a CycloneDX document about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_cyclonedx<R: Read, E>(
    mut input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::CycloneDx, sink);
    let outcome = (|| {
        let shapes = Shapes {
            code: checked(CodeShape::new(catalogue, source.place()), &mut feed)?,
            component: checked(ComponentShape::new(catalogue, source.place()), &mut feed)?,
            vex: checked(VexShape::new(catalogue, source.place()), &mut feed)?,
        };
        let system = code::system(source)?;
        let mut head = Vec::new();
        // What cannot be read here cannot be read below, which says so.
        let _ = input.by_ref().take(64).read_to_end(&mut head);
        let is_xml = head
            .iter()
            .find(|b| !matches!(b, 0 | b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF))
            == Some(&b'<');
        let input = Cursor::new(head).chain(input);
        let mut bom = Bom::default();
        if is_xml {
            markup::read(input, source, &mut bom, &mut feed)?;
        } else {
            let walked =
                walk(input, source.place(), Layout::One, &mut Json { feed: &mut feed, bom: &mut bom })?;
            feed.summary.bytes = walked.bytes;
            feed.summary.encoding = Some(walked.encoding);
        }
        bom.hand_out(&shapes, source, &system, &mut feed)
    })();
    feed.end(outcome)
}

struct Shapes {
    code: CodeShape,
    component: ComponentShape,
    vex: VexShape,
}

/// The document.
#[derive(Default)]
struct Bom {
    spec: Option<String>,
    serial: Option<String>,
    on: Option<Date>,
    author: Option<String>,
    root: Option<(String, String)>,
    root_refs: BTreeSet<String>,
    components: Vec<Component>,
    /// Package of each component by its `bom-ref`.
    refs: FxHashMap<String, String>,
    compositions: Vec<(bool, bool, Vec<String>)>,
    vulnerabilities: Vec<Vulnerability>,
    /// How many things they affect.
    affected: usize,
}

/// A vulnerability, with what is needed of it.
struct Vulnerability {
    id: Option<String>,
    title: Option<String>,
    severity: Option<code::Severity>,
    cwe: BTreeSet<u32>,
    cve: BTreeSet<String>,
    solution: Option<String>,
    affects: Vec<String>,
    analysis: Option<Analysis>,
    place: Place,
}

struct Analysis {
    status: Option<Status>,
    justification: Option<String>,
    detail: Option<String>,
    response: Option<String>,
    on: Option<Date>,
}

struct Json<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    bom: &'a mut Bom,
}

impl<E> Walk for Json<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "metadata" | "components" | "compositions" | "vulnerabilities" => Take::Descend,
            "specVersion"
            | "serialNumber"
            | "metadata.timestamp"
            | "metadata.component"
            | "metadata.supplier"
            | "metadata.manufacture"
            | "metadata.manufacturer"
            | "components[]"
            | "compositions[]"
            | "vulnerabilities[]" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        is_kept(key)
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        match piece.path.shape() {
            "" | "metadata" | "components" | "vulnerabilities" if !value.is_null() => {
                return Err(piece.wrong_type(&[], ("物件或清單", "an object or a list")).into());
            }
            "specVersion" => self.bom.spec = loose_text(value).map(Into::into),
            "serialNumber" => self.bom.serial = loose_text(value).map(Into::into),
            "metadata.timestamp" => self.bom.on = piece.day(&[])?,
            "metadata.supplier" | "metadata.manufacture" | "metadata.manufacturer" => {
                self.bom.author = self.bom.author.take().or(word(value, &["name"], 200));
            }
            "metadata.component" => self.bom.root(value, &piece.place),
            "components[]" => {
                self.bom.component(value, &piece.place, &piece.path.readable())?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            "compositions[]" => self.bom.composition(value, &piece.place)?,
            "vulnerabilities[]" => {
                self.bom.vulnerability(value, &piece.place, None)?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// Keys and elements that are needed of a component, composition or vulnerability.
fn is_kept(key: &str) -> bool {
    !matches!(
        key,
        "externalReferences"
            | "properties"
            | "hashes"
            | "evidence"
            | "pedigree"
            | "swid"
            | "cryptoProperties"
            | "modelCard"
            | "releaseNotes"
            | "data"
            | "signature"
            | "text"
            | "attachment"
            | "tools"
            | "credits"
            | "advisories"
            | "proofOfConcept"
            | "copyright"
            | "vector"
    )
}

impl Bom {
    fn root(&mut self, value: &Value, place: &Place) {
        let name = text_of(value, &["name"]).unwrap_or_default();
        let package =
            sbom::package(text_of(value, &["purl"]), text_of(value, &["group"]), &code::untagged(name));
        let reference = text_of(value, &["bom-ref"]);
        if let Some(package) = package {
            if let Some(reference) = reference {
                self.root_refs.insert(cut(reference, REFERENCE));
                self.refs.insert(cut(reference, REFERENCE), package.clone());
            }
            self.root = Some((package, name.to_owned()));
        }
        for inner in list(value, "components") {
            // A component that cannot be named is told of in the list itself; in the root it is passed over.
            let _ = self.component(inner, place, "metadata.component.components");
        }
    }

    fn component(&mut self, value: &Value, place: &Place, path: &str) -> Result<(), Box<Fault>> {
        let purl = text_of(value, &["purl"]);
        let name = text_of(value, &["name"]);
        let package = match (purl, name) {
            (None, None) => None,
            _ => sbom::package(purl, text_of(value, &["group"]), name.unwrap_or_default()),
        };
        let Some(package) = package else {
            let fault = Fault::new(
                place.clone(),
                "no-name",
                "元件沒有名稱，也沒有 purl",
                "a component without name and package URL",
            );
            return Err(Box::new(fault.field(path)));
        };
        if self.components.len() >= code::FINDINGS {
            return Err(code::too_many(place.clone()));
        }
        if let Some(reference) = text_of(value, &["bom-ref"]) {
            self.refs.insert(cut(reference, REFERENCE), package.clone());
        }
        let supplier = [&["supplier", "name"][..], &["manufacturer", "name"], &["publisher"], &["author"]];
        self.components.push(Component {
            package: package.clone(),
            name: name.and_then(|name| line(name, 300)).unwrap_or_else(|| package.clone()),
            version: word(value, &["version"], 120),
            licences: sbom::licences(value),
            supplier: supplier.iter().find_map(|keys| word(value, keys, 200)),
            purl: purl.and_then(|purl| line(purl, 500)),
            place: place.clone(),
        });
        for inner in list(value, "components") {
            self.component(inner, place, path)?;
        }
        for inner in list(value, "vulnerabilities") {
            self.vulnerability(inner, place, Some(&package))?;
        }
        Ok(())
    }

    fn composition(&mut self, value: &Value, place: &Place) -> Result<(), Box<Fault>> {
        if self.compositions.len() >= COMPOSITIONS {
            return Err(code::too_many(place.clone()));
        }
        let complete = text_of(value, &["aggregate"]) == Some("complete");
        let about: Vec<String> = ["assemblies", "dependencies"]
            .iter()
            .flat_map(|key| list(value, key))
            .filter_map(|one| one.as_str().or(text_of(one, &["ref"])))
            .map(|reference| cut(reference, REFERENCE))
            .collect();
        let is_whole = about.is_empty() && part(value, &["vulnerabilities"]).is_none();
        self.compositions.push((complete, is_whole, about));
        Ok(())
    }

    /// The list says that it is complete.
    fn is_complete(&self) -> bool {
        let about_root = |(_, whole, about): &&(bool, bool, Vec<String>)| {
            *whole || about.iter().any(|reference| self.root_refs.contains(reference))
        };
        let mut speaking = self.compositions.iter().filter(about_root).peekable();
        speaking.peek().is_some() && speaking.all(|(complete, ..)| *complete)
    }

    fn vulnerability(&mut self, value: &Value, place: &Place, of: Option<&str>) -> Result<(), Box<Fault>> {
        if self.vulnerabilities.len() >= code::FINDINGS {
            return Err(code::too_many(place.clone()));
        }
        let id = text_of(value, &["id"]);
        let mut cwe = BTreeSet::new();
        for one in list(value, "cwes") {
            let text = loose_text(one).unwrap_or_default();
            code::weaknesses(
                &format!("cwe-{}", text.trim_start_matches(|c: char| !c.is_ascii_digit())),
                &mut cwe,
            );
        }
        let references = list(value, "references").iter().filter_map(|one| code::cve(text_of(one, &["id"])?));
        let cve = references.chain(id.and_then(code::cve)).collect();
        let mut affects: Vec<String> = list(value, "affects")
            .iter()
            .filter_map(|one| text_of(one, &["ref"]).or(one.as_str()))
            .chain(text_of(value, &["ref"]))
            .map(|reference| self.reference(reference))
            .collect();
        affects.extend(of.filter(|_| affects.is_empty()).map(str::to_owned));
        affects.sort();
        affects.dedup();
        self.affected += affects.len();
        if self.affected > code::FINDINGS {
            return Err(code::too_many(place.clone()));
        }
        let title = text_of(value, &["description"]).or(text_of(value, &["detail"]));
        let recommendations = part(value, &["recommendations", "recommendation"]);
        let recommendation = recommendations.into_iter().flat_map(texts).next();
        let analysis = part(value, &["analysis"]).filter(|analysis| text_of(analysis, &["state"]).is_some());
        self.vulnerabilities.push(Vulnerability {
            id: id.and_then(code::key_part),
            title: title.and_then(|text| line(text, 300)),
            severity: severity(list(value, "ratings")),
            cwe,
            cve,
            solution: text_of(value, &["recommendation"])
                .or(recommendation)
                .and_then(|text| line(text, 1_000)),
            affects,
            analysis: analysis.map(|analysis| Analysis::read(analysis, value)),
            place: place.clone(),
        });
        Ok(())
    }

    /// References are resolved at the end: the component may stand behind the vulnerability.
    fn reference(&self, reference: &str) -> String {
        // `urn:cdx:SERIAL/VERSION#ref` names a component of another document, or of this one.
        match reference.strip_prefix("urn:cdx:").and_then(|rest| rest.split_once('#')) {
            Some((_, inner)) => cut(inner, REFERENCE),
            None => cut(reference, REFERENCE),
        }
    }

    /// What a reference means: the package of a component, or itself.
    fn package(&self, reference: &str) -> String {
        let known = self.refs.get(reference).cloned();
        let other = || {
            if reference.starts_with("pkg:") { code::versionless(reference) } else { reference.to_owned() }
        };
        known.or_else(|| code::place_name(&other())).unwrap_or_else(|| "-".to_owned())
    }

    fn hand_out<E>(
        mut self,
        shapes: &Shapes,
        source: &Source,
        system: &str,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), Stop<E>> {
        let Some(spec) = self.spec.as_deref() else {
            return Err(Box::new(
                Fault::new(
                    source.place(),
                    "no-version",
                    "檔案沒有 CycloneDX 版本（specVersion 或命名空間）",
                    "the file has no version of CycloneDX (specVersion or namespace)",
                )
                .hint("請由工具匯出 CycloneDX 1.0 至 1.7", "export CycloneDX 1.0 to 1.7 from the tool"),
            )
            .into());
        };
        if !matches!(spec.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok()), Some(0..=7)) {
            let spec: String = spec.chars().take(20).collect();
            feed.note(
                format!("這是 CycloneDX {spec}，比所知的 1.7 新，新的部分不讀"),
                format!("this is CycloneDX {spec}, newer than the 1.7 that is known: what is new in it is not read"),
            );
        }
        let on = code::day_of(self.on, source)?;
        feed.summary.items = (self.components.len() + self.vulnerabilities.len()) as u64;
        let product = self.root.as_ref().map(|(package, _)| package.clone());
        let complete = self.is_complete();
        let mut held = Held::default();
        let mut statements = Vec::new();
        let (mut settled, mut nameless) = (0, 0);
        for mut vulnerability in std::mem::take(&mut self.vulnerabilities) {
            nameless += u64::from(vulnerability.id.is_none());
            let id = vulnerability.id.take().unwrap_or_else(|| "unnamed".to_owned());
            let mut affects: Vec<String> =
                vulnerability.affects.iter().map(|reference| self.package(reference)).collect();
            if affects.is_empty() {
                affects.push(product.clone().unwrap_or_else(|| "-".to_owned()));
            }
            if let Some(analysis) = &vulnerability.analysis {
                for package in &affects {
                    statements.push(Statement {
                        vulnerability: id.clone(),
                        product: package.clone(),
                        product_name: self.root.as_ref().map(|(_, name)| name.clone()),
                        status: analysis.status,
                        justification: analysis.justification.clone(),
                        impact: analysis.detail.clone(),
                        action: analysis.response.clone(),
                        stated_on: analysis.on,
                        place: vulnerability.place.clone(),
                    });
                }
                if matches!(analysis.status, Some(Status::NotAffected | Status::Fixed)) {
                    settled += 1;
                    continue;
                }
            }
            for package in affects {
                let file = match &product {
                    Some(product) if *product != package => format!("{product}:{package}"),
                    _ => package,
                };
                let finding = vulnerability.finding(&id, file);
                held.push(finding, &vulnerability.place)?;
            }
        }
        note(
            feed,
            settled,
            "項弱點經分析為不受影響、誤判或已解決，未列為弱點",
            "vulnerability is not affecting, a false positive or resolved by its analysis, and is no finding",
            "vulnerabilities are not affecting, false positives or resolved by their analysis, and are no findings",
        );
        note(
            feed,
            nameless,
            "項弱點沒有編號，規則記為 unnamed",
            "vulnerability has no id: its rule is 'unnamed'",
            "vulnerabilities have no id: their rule is 'unnamed'",
        );
        let document = Document {
            id: product
                .clone()
                .or(self.serial)
                .or_else(|| source.sha256.clone())
                .unwrap_or_else(|| "-".to_owned()),
            author: self.author,
            on,
        };
        if !self.components.is_empty() {
            let list = List { product, on, complete, components: self.components };
            sbom::hand_out(list, &shapes.component, source, system, feed)?;
        }
        vex::hand_out(&document, statements, &shapes.vex, source, feed)?;
        let found = Findings {
            prefix: "cyclonedx".to_owned(),
            tool: "CycloneDX".to_owned(),
            on,
            test: None,
            looked_at: None,
            findings: held.findings,
        };
        code::hand_out(found, &shapes.code, source, system, feed)
    }
}

impl Vulnerability {
    fn finding(&self, id: &str, file: String) -> CodeFinding {
        CodeFinding {
            rule: format!("cyclonedx:{id}"),
            file,
            title: self.title.as_deref().map(Into::into),
            severity: self.severity,
            cwe: self.cwe.clone(),
            cve: self.cve.clone(),
            solution: self.solution.as_deref().map(Into::into),
            position: (self.place.line, self.place.byte),
            ..CodeFinding::default()
        }
    }
}

impl Analysis {
    fn read(value: &Value, vulnerability: &Value) -> Analysis {
        let status = match text_of(value, &["state"]).unwrap_or_default() {
            "resolved" | "resolved_with_pedigree" => Some(Status::Fixed),
            "exploitable" => Some(Status::Affected),
            "in_triage" => Some(Status::UnderInvestigation),
            "not_affected" | "false_positive" => Some(Status::NotAffected),
            _ => None,
        };
        // A list in JSON; in XML the elements of a list.
        let response: Vec<&str> = [&["response"][..], &["responses", "response"]]
            .iter()
            .filter_map(|keys| part(value, keys))
            .flat_map(texts)
            .collect();
        let on =
            [part(value, &["lastUpdated"]), part(vulnerability, &["updated"]), part(value, &["firstIssued"])];
        Analysis {
            status,
            justification: word(value, &["justification"], 80),
            detail: word(value, &["detail"], 1_000),
            response: line(&response.join(" "), 200),
            on: on.into_iter().flatten().find_map(day),
        }
    }
}

/// The entries of a list; none where there is no list.
fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    part(value, &[key]).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The severity of the best rating.
fn severity(ratings: &[Value]) -> Option<code::Severity> {
    let rank = |rating: &Value| {
        let method = text_of(rating, &["method"]).unwrap_or_default().to_ascii_lowercase();
        ["cvssv4", "cvssv31", "cvssv3", "cvssv2"].iter().position(|known| method == *known).unwrap_or(4)
    };
    let one = |rating: &Value| {
        let score = part(rating, &["score", "base"]).or(part(rating, &["score"])).and_then(loose_number);
        let word = text_of(rating, &["severity"]).and_then(code::severity);
        word.or_else(|| score.filter(|score| (0.0..=10.0).contains(score)).map(code::severity_of_score))
    };
    // The first of the best rank that says anything.
    ratings
        .iter()
        .filter_map(|rating| Some((rank(rating), one(rating)?)))
        .min_by_key(|(rank, _)| *rank)
        .map(|(_, s)| s)
}
