//! The catalogue's fields that a scan report fills.

use super::{Layer, SEVERITIES, Tool};
use crate::fault::Fault;
use crate::item::Place;
use crate::shape::{Lookup, Slot, Want, state};
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};

type Severities = Option<(FieldId, [Value; 5])>;

/// The field `layer`, and its value for each layer.
pub(super) struct Layers {
    field: FieldId,
    os: Option<Value>,
    web: Option<Value>,
    other: Option<Value>,
}

pub(super) struct Shape {
    pub(super) scan: ScanShape,
    pub(super) host: HostShape,
    pub(super) host_scan: HostScanShape,
    pub(super) finding: FindingShape,
}

pub(super) struct ScanShape {
    pub(super) kind: KindId,
    pub(super) id: FieldId,
    pub(super) on: Slot,
    pub(super) tool: Option<(FieldId, [Value; 1])>,
    pub(super) policy: Slot,
    pub(super) layer: Option<Layers>,
    pub(super) complete: Slot,
    pub(super) report: Slot,
    pub(super) hosts: Slot,
}

pub(super) struct HostShape {
    pub(super) kind: KindId,
    pub(super) name: FieldId,
    pub(super) ip: Slot,
    pub(super) fqdn: Slot,
    pub(super) mac: Slot,
    pub(super) os: Slot,
}

pub(super) struct HostScanShape {
    pub(super) kind: KindId,
    pub(super) scan: FieldId,
    pub(super) host: FieldId,
    pub(super) on: Slot,
    pub(super) started_at: Slot,
    pub(super) finished_at: Slot,
    pub(super) credentialed: Slot,
    pub(super) complete: Slot,
    pub(super) layer: Option<Layers>,
    pub(super) report: Slot,
    pub(super) items: Slot,
}

pub(super) struct FindingShape {
    pub(super) kind: KindId,
    pub(super) host: FieldId,
    pub(super) rule: FieldId,
    pub(super) place: FieldId,
    pub(super) title: Slot,
    pub(super) family: Slot,
    pub(super) scanner_severity: Severities,
    pub(super) tool: Option<(FieldId, [Value; 1])>,
    /// Sure, suspected.
    pub(super) certainty: Option<(FieldId, [Value; 2])>,
    pub(super) risk: Severities,
    pub(super) risk_basis: Option<(FieldId, [Value; 1])>,
    pub(super) cvss: Slot,
    pub(super) vector: Slot,
    pub(super) cve: Slot,
    pub(super) cwe: Slot,
    pub(super) vpr: Slot,
    pub(super) solution: Slot,
    pub(super) first_seen_on: Slot,
    pub(super) last_seen_on: Slot,
    pub(super) present: Slot,
}

impl Shape {
    /// Looks the fields up; the faults say what does not fit.
    pub(super) fn new(catalogue: &Catalogue, tool: Tool, place: Place) -> (Shape, Vec<Fault>) {
        use Want::{Date, Decimal, Instant, Integer, Text, YesNo};
        let mut look = Lookup::new(catalogue, place);
        let l = &mut look;
        let scan = l.kind("scan");
        let host = l.kind("host");
        let host_scan = l.kind("host_scan");
        let finding = l.kind("finding");
        let shape = Shape {
            scan: ScanShape {
                kind: scan,
                id: l.needed(scan, "id", Text),
                on: l.slot(scan, "on", Date),
                tool: l.words(scan, "tool", [tool.word()]),
                policy: l.slot(scan, "policy", Text),
                layer: layer(catalogue, scan),
                complete: l.slot(scan, "complete", YesNo),
                report: l.slot(scan, "report", Text),
                hosts: l.slot(scan, "hosts", Integer),
            },
            host: HostShape {
                kind: host,
                name: l.needed(host, "name", Text),
                ip: l.slot(host, "ip", Text),
                fqdn: l.slot(host, "fqdn", Text),
                mac: l.slot(host, "mac", Text),
                os: l.slot(host, "os", Text),
            },
            host_scan: HostScanShape {
                kind: host_scan,
                scan: l.needed(host_scan, "scan", Text),
                host: l.needed(host_scan, "host", Text),
                on: l.slot(host_scan, "on", Date),
                started_at: l.slot(host_scan, "started_at", Instant),
                finished_at: l.slot(host_scan, "finished_at", Instant),
                credentialed: l.slot(host_scan, "credentialed", YesNo),
                complete: l.slot(host_scan, "complete", YesNo),
                layer: layer(catalogue, host_scan),
                report: l.slot(host_scan, "report", Text),
                items: l.slot(host_scan, "items", Integer),
            },
            finding: FindingShape {
                kind: finding,
                host: l.needed(finding, "host", Text),
                rule: l.needed(finding, "rule", Text),
                place: l.needed(finding, "place", Text),
                title: l.slot(finding, "title", Text),
                family: l.slot(finding, "family", Text),
                scanner_severity: l.words(finding, "scanner_severity", SEVERITIES),
                tool: l.words(finding, "tool", [tool.word()]),
                certainty: l.words(finding, "certainty", ["confirmed", "potential"]),
                risk: l.words(finding, "risk", SEVERITIES),
                risk_basis: l.words(finding, "risk_basis", ["scanner"]),
                cvss: l.slot(finding, "cvss", Decimal),
                vector: l.slot(finding, "vector", Text),
                cve: l.slot(finding, "cve", Text),
                cwe: l.slot(finding, "cwe", Text),
                vpr: l.slot(finding, "vpr", Decimal),
                solution: l.slot(finding, "solution", Text),
                first_seen_on: l.slot(finding, "first_seen_on", Date),
                last_seen_on: l.slot(finding, "last_seen_on", Date),
                present: l.slot(finding, "present", YesNo),
            },
        };
        (shape, look.faults)
    }
}

impl Layers {
    /// States the layer, unless the vocabulary has no word for it: then it stays unknown.
    pub(super) fn state(&self, fields: &mut Vec<(FieldId, Value)>, layer: Layer) {
        let value = match layer {
            Layer::Os => &self.os,
            Layer::Web => &self.web,
            Layer::Other => &self.other,
        };
        state(fields, Some(self.field), value.clone());
    }
}

fn layer(catalogue: &Catalogue, kind: KindId) -> Option<Layers> {
    let def = catalogue.kinds.get(kind.index())?;
    let field = def.field("layer")?;
    let value = |words: &[&str]| match &def.fields[field.index()].ty {
        Type::Text => Some(Value::Text(words[0].into())),
        Type::Enum(vocabulary) => {
            let index = words.iter().find_map(|w| vocabulary.iter().position(|v| v.name == *w))?;
            Some(Value::Enum(index as u16))
        }
        _ => None,
    };
    let web = value(&["web", "web_application", "application", "app"]);
    Some(Layers { field, os: value(&["os"]), web, other: value(&["other"]) })
}
