//! What a bill of materials says, whatever its format: components, and statements about vulnerabilities.
//!
//! A component is `system|PRODUCT|PACKAGE`: the product is what the list is about (its root component), so that the
//! lists of two parts of one system do not contradict each other; the package is the package URL, or group and name,
//! without version. Versions of one package stand side by side in one record, sorted. The nested are listed like the rest.
//!
//! A component that was listed and no longer is, is stated as not present only by a list that says of itself that it
//! is complete for a named product. Any other list changes nothing about it.

use crate::code;
use crate::fault::Fault;
use crate::item::{Feed, Incoming, Place, Scope, Source, Stop, Tested};
use crate::json::{loose_text, part, text_of};
use crate::line::clean;
use crate::shape::{Lookup, Slot, Want, state};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value as Stated};

/// One component of a list.
#[derive(Debug, Default)]
pub(crate) struct Component {
    /// Package URL or name, without version.
    pub(crate) package: String,
    pub(crate) name: String,
    pub(crate) version: Option<String>,
    pub(crate) licences: BTreeSet<String>,
    pub(crate) supplier: Option<String>,
    pub(crate) purl: Option<String>,
    pub(crate) place: Place,
}

/// A list and what it says of itself.
pub(crate) struct List {
    /// What it is about, without version; none where it does not say.
    pub(crate) product: Option<String>,
    pub(crate) on: Date,
    /// It says that it is complete.
    pub(crate) complete: bool,
    pub(crate) components: Vec<Component>,
}

/// The catalogue's fields of a component.
pub(crate) struct ComponentShape {
    kind: KindId,
    system: FieldId,
    product: FieldId,
    package: FieldId,
    name: Slot,
    version: Slot,
    licence: Slot,
    supplier: Slot,
    purl: Slot,
    sbom: Slot,
    first_seen_on: Slot,
    last_seen_on: Slot,
    present: Slot,
}

impl ComponentShape {
    pub(crate) fn new(catalogue: &Catalogue, place: Place) -> (ComponentShape, Vec<Fault>) {
        use Want::{Date, Text, YesNo};
        let mut look = Lookup::new(catalogue, place);
        let l = &mut look;
        let kind = l.kind("component");
        let shape = ComponentShape {
            kind,
            system: l.needed(kind, "system", Text),
            product: l.needed(kind, "product", Text),
            package: l.needed(kind, "package", Text),
            name: l.slot(kind, "name", Text),
            version: l.slot(kind, "version", Text),
            licence: l.slot(kind, "licence", Text),
            supplier: l.slot(kind, "supplier", Text),
            purl: l.slot(kind, "purl", Text),
            sbom: l.slot(kind, "sbom", Text),
            first_seen_on: l.slot(kind, "first_seen_on", Date),
            last_seen_on: l.slot(kind, "last_seen_on", Date),
            present: l.slot(kind, "present", YesNo),
        };
        (shape, look.faults)
    }
}

/// Hands out the first faults of a shape but the last, which ends the import.
pub(crate) fn checked<S, E>(
    (shape, mut faults): (S, Vec<Fault>),
    feed: &mut Feed<'_, E>,
) -> Result<S, Stop<E>> {
    let Some(last) = faults.pop() else { return Ok(shape) };
    for fault in faults {
        feed.fault(fault).map_err(Stop::Sink)?;
    }
    Err(Box::new(last).into())
}

/// The name of a package without version: its URL, else group and name.
pub(crate) fn package(purl: Option<&str>, group: Option<&str>, name: &str) -> Option<String> {
    let text = match (purl.filter(|purl| purl.starts_with("pkg:")), group) {
        (Some(purl), _) => code::versionless(purl),
        (None, Some(group)) => format!("{group}/{name}"),
        (None, None) => name.to_owned(),
    };
    code::place_name(&text)
}

/// `NOASSERTION` and `NONE` say nothing.
pub(crate) fn asserted(text: &str) -> Option<&str> {
    let text = text.trim();
    (!text.is_empty() && text != "NOASSERTION" && text != "NONE").then_some(text)
}

/// One line of text of at most so many characters.
pub(crate) fn line(text: &str, length: usize) -> Option<String> {
    clean(text, length).map(|(text, _)| text)
}

/// Hands out the components.
pub(crate) fn hand_out<E>(
    list: List,
    shape: &ComponentShape,
    source: &Source,
    system: &str,
    feed: &mut Feed<'_, E>,
) -> Result<(), Stop<E>> {
    let text = |t: &str| Stated::Text(t.to_owned());
    let product = list.product.clone().unwrap_or_else(|| "-".to_owned());
    let mut packages: BTreeMap<String, (Component, BTreeSet<String>)> = BTreeMap::new();
    for mut component in list.components {
        let version = component.version.take();
        match packages.get_mut(&component.package) {
            Some((kept, versions)) => {
                feed.summary.merged += 1;
                versions.extend(version);
                kept.licences.append(&mut component.licences);
                kept.supplier = kept.supplier.take().or(component.supplier);
                // Of several the first by name, so that the order of the list does not matter.
                kept.purl = match (kept.purl.take(), component.purl) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
            }
            None => {
                packages.insert(component.package.clone(), (component, version.into_iter().collect()));
            }
        }
    }
    let joined = |entries: BTreeSet<String>| {
        line(&entries.into_iter().collect::<Vec<_>>().join(", "), 500).map(Stated::Text)
    };
    for (package, (component, versions)) in packages {
        let s = shape;
        let mut fields =
            vec![(s.system, text(system)), (s.product, text(&product)), (s.package, text(&package))];
        state(&mut fields, s.name, Some(Stated::Text(component.name)));
        state(&mut fields, s.version, joined(versions));
        state(&mut fields, s.licence, joined(component.licences));
        state(&mut fields, s.supplier, component.supplier.map(Stated::Text));
        state(&mut fields, s.purl, component.purl.map(Stated::Text));
        state(&mut fields, s.sbom, source.sha256.clone().map(Stated::Text));
        state(&mut fields, s.last_seen_on, Some(Stated::Date(list.on)));
        state(&mut fields, s.present, Some(Stated::YesNo(true)));
        let mut earliest = Vec::new();
        state(&mut earliest, s.first_seen_on, Some(Stated::Date(list.on)));
        let record = Incoming {
            kind: s.kind,
            key: format!("{system}|{product}|{package}"),
            fields,
            defaults: Vec::new(),
            earliest,
            effective: list.on,
            place: component.place,
            void: false,
        };
        feed.record(record).map_err(Stop::Sink)?;
    }
    let Some(product) = list.product.filter(|_| list.complete) else {
        feed.note(
            "清單未聲明其完整，先前列出而未再列出的元件維持不變".to_owned(),
            "the list does not say that it is complete: components that were listed before and are not listed now stay as they are".to_owned(),
        );
        return Ok(());
    };
    let tested = Tested {
        kind: shape.kind,
        subject: system.to_owned(),
        tool: format!("{product}|"),
        rules: Scope::All,
        places: Scope::All,
        on: list.on,
        complete: true,
    };
    feed.tested(tested).map_err(Stop::Sink)
}

/// The licences of a component of CycloneDX: ids, names and expressions.
pub(crate) fn licences(value: &Value) -> BTreeSet<String> {
    let list = part(value, &["licenses"]).map_or(&[][..], |list| match list {
        Value::Array(entries) => entries.as_slice(),
        one => std::slice::from_ref(one),
    });
    list.iter()
        .filter_map(|one| {
            text_of(one, &["license", "id"])
                .or(text_of(one, &["license", "name"]))
                .or(text_of(one, &["expression"]))
                .or(one.as_str())
        })
        .filter_map(|text| line(asserted(text)?, 120))
        .collect()
}

/// A text of several characters at `keys`, bounded.
pub(crate) fn word(value: &Value, keys: &[&str], length: usize) -> Option<String> {
    line(&loose_text(part(value, keys)?)?, length)
}
