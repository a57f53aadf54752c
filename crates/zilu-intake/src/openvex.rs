//! OpenVEX: statements about vulnerabilities of products, see [`crate::vex`].
//!
//! A statement about several products is several; a part of a product (`subcomponents`) stands behind it: `PRODUCT / PART`. A
//! statement without a day of its own has that of the document. A state that is not known is left unknown, and a note counts it.

use crate::code::{self, note};
use crate::fault::Fault;
use crate::item::{Feed, Item, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, part, text_of, walk};
use crate::line::cut;
use crate::recognise::Format;
use crate::sbom::{checked, line, word};
use crate::vex::{self, Document, Statement, Status, VexShape};
use jiff::civil::Date;
use serde_json::Value;
use std::io::Read;
use zilu_catalogue::Catalogue;

/// Reads an OpenVEX document.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_openvex<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::OpenVex, sink);
    let outcome = (|| {
        let shape = checked(VexShape::new(catalogue, source.place()), &mut feed)?;
        let mut openvex = OpenVex {
            feed: &mut feed,
            id: None,
            author: None,
            on: None,
            updated: None,
            statements: Vec::new(),
            unknown: 0,
            bare: 0,
            list: false,
        };
        let walked = walk(input, source.place(), Layout::One, &mut openvex)?;
        let OpenVex { id, author, on, updated, statements, unknown, bare, list, .. } = openvex;
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
        let Some(id) = id.filter(|_| list) else {
            let fault = Fault::new(
                source.place(),
                "no-id",
                "文件沒有編號（@id）或聲明清單（statements）",
                "the document has no id (@id) or no list of statements",
            );
            return Err(Box::new(fault).into());
        };
        note(
            &mut feed,
            unknown,
            "項聲明的狀態無法辨認，狀態未登錄",
            "statement has a status that is not known: none is stated",
            "statements have a status that is not known: none is stated",
        );
        note(
            &mut feed,
            bare,
            "項聲明稱不受影響，卻沒有理由",
            "statement says 'not affected' without a reason",
            "statements say 'not affected' without a reason",
        );
        let document = Document { id, author, on: code::day_of(updated.or(on), source)? };
        vex::hand_out(&document, statements, &shape, source, &mut feed)
    })();
    feed.end(outcome)
}

struct OpenVex<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    id: Option<String>,
    author: Option<String>,
    on: Option<Date>,
    updated: Option<Date>,
    statements: Vec<Statement>,
    unknown: u64,
    bare: u64,
    list: bool,
}

impl<E> Walk for OpenVex<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "statements" => Take::Descend,
            "@id" | "author" | "timestamp" | "last_updated" | "statements[]" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        match piece.path.shape() {
            "" => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
            "@id" => self.id = line(piece.needed_text(&[])?, 300),
            "author" => self.author = piece.text(&[])?.and_then(|author| line(author, 200)),
            "timestamp" => self.on = piece.day(&[])?,
            "last_updated" => self.updated = piece.day(&[])?,
            "statements[]" => {
                self.feed.summary.items += 1;
                self.statement(&piece)?;
                self.feed.progress(piece.bytes).map_err(Stop::Sink)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, _: crate::item::Place) -> Result<(), Stop<E>> {
        self.list |= path.shape() == "statements" && path.is_list();
        Ok(())
    }
}

impl<E> OpenVex<'_, '_, E> {
    fn statement(&mut self, piece: &Piece<'_>) -> Result<(), Box<Fault>> {
        let value = &piece.value;
        let vulnerability = part(value, &["vulnerability"]);
        let id =
            vulnerability.and_then(|one| one.as_str().or(text_of(one, &["name"])).or(text_of(one, &["@id"])));
        let Some(id) = id.map(str::trim).filter(|id| !id.is_empty()) else {
            return Err(piece.wrong_type(&["vulnerability"], ("弱點的名稱", "the name of a vulnerability")));
        };
        let status = match piece.needed_text(&["status"])? {
            "not_affected" => Some(Status::NotAffected),
            "affected" => Some(Status::Affected),
            "fixed" => Some(Status::Fixed),
            "under_investigation" => Some(Status::UnderInvestigation),
            _ => None,
        };
        self.unknown += u64::from(status.is_none());
        let justification = word(value, &["justification"], 80);
        let impact = word(value, &["impact_statement"], 1_000);
        self.bare +=
            u64::from(status == Some(Status::NotAffected) && justification.is_none() && impact.is_none());
        let mut products: Vec<String> = Vec::new();
        for product in piece.list(&["products"])? {
            let Some(name) = name(product) else {
                return Err(piece.wrong_type(&["products"], ("產品的清單", "a list of products")));
            };
            let parts = part(product, &["subcomponents"]).and_then(Value::as_array).into_iter().flatten();
            let inner: Vec<String> = parts
                .filter_map(self::name)
                .map(|part| format!("{} / {}", cut(name, 240), cut(part, 240)))
                .collect();
            if inner.is_empty() {
                products.push(cut(name, 500));
            }
            products.extend(inner);
        }
        if products.is_empty() {
            products.push("-".to_owned());
        }
        if self.statements.len() + products.len() > code::FINDINGS {
            return Err(code::too_many(piece.place.clone()));
        }
        let stated_on = piece.day(&["timestamp"])?;
        for product in products {
            self.statements.push(Statement {
                vulnerability: cut(id, 200),
                product,
                product_name: None,
                status,
                justification: justification.clone(),
                impact: impact.clone(),
                action: word(value, &["action_statement"], 1_000),
                stated_on,
                place: piece.place.clone(),
            });
        }
        Ok(())
    }
}

/// What identifies a product or a part of one.
fn name(product: &Value) -> Option<&str> {
    product
        .as_str()
        .or(text_of(product, &["@id"]))
        .or(text_of(product, &["identifiers", "purl"]))
        .or(text_of(product, &["identifiers", "cpe23"]))
        .map(str::trim)
        .filter(|name| !name.is_empty())
}
