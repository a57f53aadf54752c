//! SPDX 2.x, JSON and tag-value: the components of a list, see [`crate::sbom`].
//!
//! The product is what the document describes, when that is one package. `NOASSERTION` and `NONE` say nothing. An
//! external reference of the category SECURITY and the type `advisory` is a code finding `spdx:ID` without severity, since SPDX has none;
//! a CPE only identifies. A list of SPDX never says that it is complete, so a component that it no longer has stays.
//!
//! Not read: files, snippets, relationships other than `DESCRIBES`. SPDX 3 is another format, and refused.

mod tags;

use crate::code::{self, CodeFinding, CodeShape, Findings, Held};
use crate::fault::Fault;
use crate::item::{Feed, Item, Place, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, text_of, walk};
use crate::line::cut;
use crate::recognise::{Format, HEAD, is_json};
use crate::sbom::{self, Component, ComponentShape, List, asserted, checked, line};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use zilu_catalogue::Catalogue;

/// Reads an SPDX document about the system [`Source::subject`].
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_spdx<R: Read, E>(
    mut input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Spdx, sink);
    let outcome = (|| {
        let code_shape = checked(CodeShape::new(catalogue, source.place()), &mut feed)?;
        let component_shape = checked(ComponentShape::new(catalogue, source.place()), &mut feed)?;
        let system = code::system(source)?;
        let mut head = Vec::new();
        // What cannot be read here cannot be read below, which says so.
        let _ = input.by_ref().take(HEAD as u64).read_to_end(&mut head);
        let form = is_json(&head);
        let input = Cursor::new(head).chain(input);
        let mut sheet = Sheet::default();
        if form {
            let walked =
                walk(input, source.place(), Layout::One, &mut Json { feed: &mut feed, sheet: &mut sheet })?;
            feed.summary.bytes = walked.bytes;
            feed.summary.encoding = Some(walked.encoding);
        } else {
            tags::read(input, source, &mut sheet, &mut feed)?;
        }
        sheet.hand_out(&code_shape, &component_shape, source, &system, &mut feed)
    })();
    feed.end(outcome)
}

/// The document.
#[derive(Default)]
struct Sheet {
    version: bool,
    created: Option<Date>,
    packages: Vec<Package>,
    described: BTreeSet<String>,
    /// How many advisories the packages name.
    advisories: usize,
}

#[derive(Default)]
struct Package {
    id: String,
    name: String,
    version: Option<String>,
    licences: BTreeSet<String>,
    supplier: Option<String>,
    purl: Option<String>,
    advisories: Vec<String>,
    place: Place,
}

impl Package {
    fn reference(&mut self, category: &str, kind: &str, locator: &str) {
        let (category, kind, locator) = (category.trim(), kind.trim(), locator.trim());
        match kind {
            "purl" if locator.starts_with("pkg:") => {
                self.purl = line(locator, 500).or(self.purl.take());
            }
            "advisory" if category == "SECURITY" && !locator.is_empty() => {
                self.advisories.push(cut(locator, 500))
            }
            _ => {}
        }
    }

    fn licence(&mut self, text: &str) {
        self.licences.extend(asserted(text).and_then(|text| line(text, 120)));
    }

    /// `Organization: ACME (mail)`.
    fn supplier(&mut self, text: &str) {
        let name = asserted(text).map(|text| text.split_once(':').map_or(text, |(_, name)| name));
        // An address of a person is not kept.
        let name = name.map(|name| name.split_once('(').map_or(name, |(name, _)| name));
        self.supplier = self.supplier.take().or_else(|| line(name?, 200));
    }
}

struct Json<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    sheet: &'a mut Sheet,
}

impl<E> Walk for Json<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "creationInfo" | "packages" | "relationships" | "documentDescribes" => Take::Descend,
            "@context"
            | "spdxVersion"
            | "creationInfo.created"
            | "packages[]"
            | "relationships[]"
            | "documentDescribes[]" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "checksums"
                | "hasFiles"
                | "licenseInfoFromFiles"
                | "annotations"
                | "description"
                | "summary"
                | "comment"
                | "attributionTexts"
                | "copyrightText"
                | "packageVerificationCode"
                | "licenseComments"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        match piece.path.shape() {
            "" | "packages" | "creationInfo" if !value.is_null() => {
                return Err(piece.wrong_type(&[], ("物件或清單", "an object or a list")).into());
            }
            "@context" => return Err(version_fault(piece.place, "3").into()),
            "spdxVersion" => self.sheet.version(piece.needed_text(&[])?, piece.place.clone())?,
            "creationInfo.created" => self.sheet.created = piece.day(&[])?,
            "documentDescribes[]" => self.sheet.described.extend(value.as_str().map(|id| cut(id, 500))),
            "relationships[]" if text_of(value, &["relationshipType"]) == Some("DESCRIBES") => {
                self.sheet.described.extend(text_of(value, &["relatedSpdxElement"]).map(|id| cut(id, 500)));
            }
            "packages[]" => {
                let mut package = Package {
                    id: cut(text_of(value, &["SPDXID"]).unwrap_or_default(), 500),
                    name: cut(piece.needed_text(&["name"])?, 500),
                    version: piece
                        .text(&["versionInfo"])?
                        .and_then(asserted)
                        .and_then(|version| line(version, 120)),
                    place: piece.place.clone(),
                    ..Package::default()
                };
                for key in ["licenseConcluded", "licenseDeclared"] {
                    package.licence(piece.text(&[key])?.unwrap_or_default());
                }
                for key in ["supplier", "originator"] {
                    package.supplier(piece.text(&[key])?.unwrap_or_default());
                }
                for reference in piece.list(&["externalRefs"])? {
                    let text = |key: &str| text_of(reference, &[key]).unwrap_or_default();
                    package.reference(
                        text("referenceCategory"),
                        text("referenceType"),
                        text("referenceLocator"),
                    );
                }
                self.sheet.push(package)?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            _ => {}
        }
        if self.sheet.described.len() > code::FINDINGS {
            return Err(code::too_many(piece.place).into());
        }
        Ok(())
    }
}

/// The fault of another version.
fn version_fault(place: Place, version: &str) -> Box<Fault> {
    let version: String = version.chars().take(20).collect();
    let fault = Fault::new(
        place,
        "spdx-version",
        format!("這是 SPDX {version}，只讀 2.2 與 2.3"),
        format!("this is SPDX {version}, only 2.2 and 2.3 are read"),
    );
    Box::new(fault.hint(
        "請由工具匯出 SPDX 2.3（JSON 或 tag-value）或 CycloneDX",
        "export SPDX 2.3 (JSON or tag-value) or CycloneDX from the tool",
    ))
}

impl Sheet {
    fn version(&mut self, text: &str, place: Place) -> Result<(), Box<Fault>> {
        let version = text.trim().trim_start_matches("SPDX-");
        if !version.starts_with("2.") {
            return Err(version_fault(place, version));
        }
        self.version = true;
        Ok(())
    }

    fn push(&mut self, package: Package) -> Result<(), Box<Fault>> {
        self.advisories += package.advisories.len();
        if self.packages.len().max(self.advisories) >= code::FINDINGS {
            return Err(code::too_many(package.place));
        }
        self.packages.push(package);
        Ok(())
    }

    fn hand_out<E>(
        self,
        code_shape: &CodeShape,
        component_shape: &ComponentShape,
        source: &Source,
        system: &str,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), Stop<E>> {
        if !self.version {
            let fault = Fault::new(
                source.place(),
                "no-version",
                "檔案沒有 SPDX 版本（spdxVersion 或 SPDXVersion）",
                "the file has no version of SPDX (spdxVersion or SPDXVersion)",
            );
            return Err(Box::new(fault).into());
        }
        let on = code::day_of(self.created, source)?;
        feed.summary.items = self.packages.len() as u64;
        let named = |package: &Package| sbom::package(package.purl.as_deref(), None, &package.name);
        let mut described = self.packages.iter().filter(|package| self.described.contains(&package.id));
        let product = match (described.next(), described.next()) {
            (Some(one), None) => named(one),
            _ => None,
        };
        let mut held = Held::default();
        let mut components = Vec::new();
        for package in self.packages {
            let Some(name) = named(&package) else { continue };
            for advisory in &package.advisories {
                let id = identity(advisory);
                let Some(id) = code::key_part(&id) else { continue };
                let finding = CodeFinding {
                    rule: format!("spdx:{id}"),
                    file: match &product {
                        Some(product) if *product != name => format!("{product}:{name}"),
                        _ => name.clone(),
                    },
                    cve: code::cve(&id).into_iter().collect(),
                    position: (package.place.line, package.place.byte),
                    ..CodeFinding::default()
                };
                held.push(finding, &package.place)?;
            }
            components.push(Component {
                name: line(&package.name, 300).unwrap_or_else(|| name.clone()),
                package: name,
                version: package.version,
                licences: package.licences,
                supplier: package.supplier,
                purl: package.purl,
                place: package.place,
            });
        }
        let list = List { product, on, complete: false, components };
        sbom::hand_out(list, component_shape, source, system, feed)?;
        let found = Findings {
            prefix: "spdx".to_owned(),
            tool: "SPDX".to_owned(),
            on,
            test: None,
            looked_at: None,
            findings: held.findings,
        };
        code::hand_out(found, code_shape, source, system, feed)
    }
}

/// The CVE that the address of an advisory names, else its last part.
fn identity(address: &str) -> String {
    let words = address.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let cve = words.filter_map(code::cve).next();
    let last = || address.trim_end_matches('/').rsplit(['/', '=']).next().unwrap_or(address).to_owned();
    cve.unwrap_or_else(last)
}
