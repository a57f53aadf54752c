//! CSAF 2.0 (security advisories and VEX): statements about vulnerabilities of products, see [`crate::vex`].
//!
//! Each product in a `product_status` is a statement; the document is its `tracking.id`, so that a new version of the
//! document replaces what the old one said. Where a product stands in several states the worse one counts. The justification is the
//! product's flag, the impact its threat of the category `impact`, the action its first remediation that is a fix or a workaround.
//! Groups of products are resolved.
//!
//! Not read: scores, notes, references.

use crate::code;
use crate::fault::Fault;
use crate::item::{Feed, Item, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, part, text_of, texts, walk};
use crate::line::cut;
use crate::recognise::Format;
use crate::sbom::{checked, line, word};
use crate::vex::{self, Document, Statement, Status, VexShape};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// States of a product, the worse behind the better: of several the last counts.
const STATES: [(&str, Status); 8] = [
    ("known_not_affected", Status::NotAffected),
    ("first_fixed", Status::Fixed),
    ("fixed", Status::Fixed),
    ("under_investigation", Status::UnderInvestigation),
    ("unknown", Status::UnderInvestigation),
    ("first_affected", Status::Affected),
    ("last_affected", Status::Affected),
    ("known_affected", Status::Affected),
];

/// Reads a CSAF document.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_csaf<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Csaf, sink);
    let outcome = (|| {
        let shape = checked(VexShape::new(catalogue, source.place()), &mut feed)?;
        let mut csaf = Csaf { feed: &mut feed, advisory: Advisory::default() };
        let walked = walk(input, source.place(), Layout::One, &mut csaf)?;
        let Advisory { id, author, on, products, mut statements, .. } = csaf.advisory;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        let Some(id) = id else {
            let fault = Fault::new(
                source.place(),
                "no-id",
                "文件沒有編號（document.tracking.id）",
                "the document has no id (document.tracking.id)",
            );
            return Err(Box::new(fault).into());
        };
        feed.summary.items = statements.len() as u64;
        for statement in &mut statements {
            statement.product_name = products.get(&statement.product).cloned();
        }
        let document = Document { id, author, on: code::day_of(on, source)? };
        vex::hand_out(&document, statements, &shape, source, &mut feed)
    })();
    feed.end(outcome)
}

/// What the document holds.
#[derive(Default)]
struct Advisory {
    id: Option<String>,
    author: Option<String>,
    on: Option<Date>,
    /// Names by id.
    products: FxHashMap<String, String>,
    /// Products of each group.
    groups: FxHashMap<String, Vec<String>>,
    /// How many products all groups have.
    members: usize,
    statements: Vec<Statement>,
}

struct Csaf<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    advisory: Advisory,
}

impl<E> Walk for Csaf<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        let shape = path.shape();
        match shape {
            "" | "document" | "document.tracking" | "document.publisher" | "product_tree"
            | "vulnerabilities" => Take::Descend,
            "document.csaf_version"
            | "document.tracking.id"
            | "document.tracking.current_release_date"
            | "document.publisher.name"
            | "vulnerabilities[]"
            | "product_tree.product_groups[]" => Take::Whole,
            "product_tree.product_groups" => Take::Descend,
            // Branches nest to any depth.
            _ if !shape.starts_with("product_tree.") => Take::Skip,
            _ if shape.ends_with(".product")
                || shape.ends_with(".full_product_names[]")
                || shape.ends_with(".full_product_name") =>
            {
                Take::Whole
            }
            _ if [
                ".branches",
                ".branches[]",
                ".full_product_names",
                ".relationships",
                ".relationships[]",
            ]
            .iter()
            .any(|end| shape.ends_with(end)) =>
            {
                Take::Descend
            }
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(
            key,
            "notes" | "references" | "scores" | "metrics" | "acknowledgments" | "hashes" | "involvements"
        )
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        let value = &piece.value;
        let advisory = &mut self.advisory;
        match piece.path.shape() {
            "" | "document" | "vulnerabilities" if !value.is_null() => {
                return Err(piece.wrong_type(&[], ("物件或清單", "an object or a list")).into());
            }
            "document.csaf_version" => {
                let version = piece.needed_text(&[])?;
                if !version.starts_with("2.") {
                    let version: String = version.chars().take(20).collect();
                    let fault = piece.fault(
                        &[],
                        "csaf-version",
                        format!("這是 CSAF「{version}」，只讀 2.x"),
                        format!("this is CSAF '{version}', only 2.x is read"),
                    );
                    return Err(fault.into());
                }
            }
            "document.tracking.id" => advisory.id = line(piece.needed_text(&[])?, 200),
            "document.tracking.current_release_date" => advisory.on = piece.day(&[])?,
            "document.publisher.name" => advisory.author = piece.text(&[])?.and_then(|name| line(name, 200)),
            "product_tree.product_groups[]" => {
                let products: Vec<String> = part(value, &["product_ids"])
                    .into_iter()
                    .flat_map(texts)
                    .map(|id| cut(id, 500))
                    .collect();
                advisory.members += products.len();
                if let Some(id) = text_of(value, &["group_id"]) {
                    advisory.groups.insert(cut(id, 500), products);
                }
            }
            "vulnerabilities[]" => {
                advisory.vulnerability(&piece)?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            shape if shape.starts_with("product_tree.") => {
                if let (Some(id), Some(name)) = (text_of(value, &["product_id"]), word(value, &["name"], 300))
                {
                    advisory.products.insert(cut(id, 500), name);
                }
            }
            _ => {}
        }
        if advisory.products.len().max(advisory.members + advisory.groups.len()) > code::FINDINGS {
            return Err(code::too_many(piece.place).into());
        }
        Ok(())
    }
}

impl Advisory {
    fn vulnerability(&mut self, piece: &Piece<'_>) -> Result<(), Box<Fault>> {
        let other = piece.list(&["ids"])?.iter().find_map(|id| text_of(id, &["text"]));
        let Some(id) = piece.text(&["cve"])?.map(str::trim).filter(|id| !id.is_empty()).or(other) else {
            return Err(piece.fault(
                &[],
                "no-vulnerability",
                "弱點沒有編號（cve 或 ids）".to_owned(),
                "a vulnerability without an id (cve or ids)".to_owned(),
            ));
        };
        let flags = self.by_product(piece, "flags", |_| true)?;
        let threats =
            self.by_product(piece, "threats", |one| text_of(one, &["category"]) == Some("impact"))?;
        let remedies = self.by_product(piece, "remediations", |one| {
            matches!(text_of(one, &["category"]), Some("vendor_fix" | "workaround" | "mitigation"))
        })?;
        for (state, status) in STATES {
            for product in piece.list(&["product_status", state])? {
                let Some(product) = product.as_str() else {
                    return Err(
                        piece.wrong_type(&["product_status", state], ("文字的清單", "a list of texts"))
                    );
                };
                if self.statements.len() >= code::FINDINGS {
                    return Err(code::too_many(piece.place.clone()));
                }
                let flag = flags.of(product).filter(|_| status == Status::NotAffected);
                self.statements.push(Statement {
                    vulnerability: cut(id, 200),
                    product: cut(product, 500),
                    product_name: None,
                    status: Some(status),
                    justification: flag.and_then(|flag| word(flag, &["label"], 80)),
                    impact: threats.of(product).and_then(|threat| word(threat, &["details"], 1_000)),
                    action: remedies.of(product).and_then(|remedy| word(remedy, &["details"], 1_000)),
                    stated_on: None,
                    place: piece.place.clone(),
                });
            }
        }
        Ok(())
    }

    /// The first of a list of flags, threats or remediations for each product that it names, itself or by its group.
    fn by_product<'v>(
        &self,
        piece: &'v Piece<'_>,
        key: &str,
        wanted: impl Fn(&Value) -> bool,
    ) -> Result<ByProduct<'v>, Box<Fault>> {
        let mut found = ByProduct { all: None, products: FxHashMap::default() };
        let mut seen = 0;
        for one in piece.list(&[key])?.iter().filter(|one| wanted(one)) {
            let (products, groups) = (part(one, &["product_ids"]), part(one, &["group_ids"]));
            if products.is_none() && groups.is_none() {
                found.all = found.all.or(Some(one));
            }
            let of_groups =
                groups.into_iter().flat_map(texts).filter_map(|group| self.groups.get(group)).flatten();
            let products = products.into_iter().flat_map(texts).map(str::to_owned).chain(of_groups.cloned());
            for product in products {
                found.products.entry(product).or_insert(one);
                seen += 1;
                // Groups named again and again would multiply.
                if seen > code::FINDINGS {
                    return Err(code::too_many(piece.place.clone()));
                }
            }
        }
        Ok(found)
    }
}

/// What is said about a product, and about all.
struct ByProduct<'v> {
    all: Option<&'v Value>,
    products: FxHashMap<String, &'v Value>,
}

impl<'v> ByProduct<'v> {
    fn of(&self, product: &str) -> Option<&'v Value> {
        self.products.get(product).copied().or(self.all)
    }
}
