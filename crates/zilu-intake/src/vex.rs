//! Statements of suppliers whether a vulnerability affects a product, whatever their format (CSAF, OpenVEX, CycloneDX).
//!
//! A record is `DOCUMENT|VULNERABILITY|PRODUCT`, with the product as the document identifies it: such a statement is about
//! one version. A statement removes no finding: whether the company may rely on it is for a treatment to say.

use crate::code;
use crate::fault::Fault;
use crate::item::{Feed, Incoming, Place, Source, Stop};
use crate::shape::{Lookup, Slot, Want, state};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};

/// The states of a statement, in the order of the catalogue's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    NotAffected,
    Affected,
    Fixed,
    UnderInvestigation,
}

const WORDS: [&str; 4] = ["not_affected", "affected", "fixed", "under_investigation"];

/// One statement about one product.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) vulnerability: String,
    pub(crate) product: String,
    pub(crate) product_name: Option<String>,
    pub(crate) status: Option<Status>,
    pub(crate) justification: Option<String>,
    pub(crate) impact: Option<String>,
    pub(crate) action: Option<String>,
    pub(crate) stated_on: Option<Date>,
    pub(crate) place: Place,
}

/// What all statements of a document share.
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) author: Option<String>,
    /// The day from which its statements hold.
    pub(crate) on: Date,
}

pub(crate) struct VexShape {
    kind: KindId,
    document: FieldId,
    vulnerability: FieldId,
    product: FieldId,
    product_name: Slot,
    status: Option<(FieldId, [Value; 4])>,
    justification: Slot,
    impact: Slot,
    action: Slot,
    stated_on: Slot,
    author: Slot,
    report: Slot,
}

impl VexShape {
    pub(crate) fn new(catalogue: &Catalogue, place: Place) -> (VexShape, Vec<Fault>) {
        use Want::{Date, Text};
        let mut look = Lookup::new(catalogue, place);
        let l = &mut look;
        let kind = l.kind("vex_statement");
        let shape = VexShape {
            kind,
            document: l.needed(kind, "document", Text),
            vulnerability: l.needed(kind, "vulnerability", Text),
            product: l.needed(kind, "product", Text),
            product_name: l.slot(kind, "product_name", Text),
            status: l.words(kind, "status", WORDS),
            justification: l.slot(kind, "justification", Text),
            impact: l.slot(kind, "impact", Text),
            action: l.slot(kind, "action", Text),
            stated_on: l.slot(kind, "stated_on", Date),
            author: l.slot(kind, "author", Text),
            report: l.slot(kind, "report", Text),
        };
        (shape, look.faults)
    }
}

/// Hands out the statements of a document. Of several about one product the last counts, as these formats say.
pub(crate) fn hand_out<E>(
    document: &Document,
    statements: Vec<Statement>,
    shape: &VexShape,
    source: &Source,
    feed: &mut Feed<'_, E>,
) -> Result<(), Stop<E>> {
    let Some(id) = code::key_part(&document.id) else { return Ok(()) };
    let mut told = FxHashSet::default();
    let mut last = Vec::new();
    for statement in statements.into_iter().rev() {
        let parts = code::key_part(&statement.vulnerability).zip(code::key_part(&statement.product));
        let Some((vulnerability, product)) = parts else { continue };
        if told.insert((vulnerability.clone(), product.clone())) {
            last.push((vulnerability, product, statement));
        } else {
            feed.summary.merged += 1;
        }
    }
    for (vulnerability, product, statement) in last.into_iter().rev() {
        let s = shape;
        let text = |t: &str| Value::Text(t.to_owned());
        let mut fields = vec![
            (s.document, text(&id)),
            (s.vulnerability, text(&vulnerability)),
            (s.product, text(&product)),
        ];
        state(&mut fields, s.product_name, statement.product_name.map(Value::Text));
        if let (Some((field, words)), Some(status)) = (&s.status, statement.status) {
            fields.push((*field, words[status as usize].clone()));
        }
        state(&mut fields, s.justification, statement.justification.map(Value::Text));
        state(&mut fields, s.impact, statement.impact.map(Value::Text));
        state(&mut fields, s.action, statement.action.map(Value::Text));
        state(&mut fields, s.stated_on, Some(Value::Date(statement.stated_on.unwrap_or(document.on))));
        state(&mut fields, s.author, document.author.clone().map(Value::Text));
        state(&mut fields, s.report, source.sha256.clone().map(Value::Text));
        let record = Incoming {
            kind: s.kind,
            key: format!("{id}|{vulnerability}|{product}"),
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: statement.stated_on.unwrap_or(document.on),
            place: statement.place,
            void: false,
        };
        feed.record(record).map_err(Stop::Sink)?;
    }
    Ok(())
}
