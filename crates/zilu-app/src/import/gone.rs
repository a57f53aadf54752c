//! Findings that a scan looked for and did not find. Nothing else is ever stated as gone.

use jiff::civil::Date;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Facts, RecordId};
use zilu_intake::{Covered, Sought, Tested};

/// Where the facts about findings and scans stand in the catalogue.
pub(super) struct FindingFields {
    pub(super) finding: KindId,
    host_kind: KindId,
    host: FieldId,
    rule: FieldId,
    place: FieldId,
    family: FieldId,
    severity: FieldId,
    certainty: FieldId,
    pub(super) present: FieldId,
    last_seen: FieldId,
    host_scan: KindId,
    scanned_host: FieldId,
    scan: FieldId,
    tool: (KindId, FieldId),
    credentialed: FieldId,
}

/// What a scan says about a finding that it did not bring.
pub(super) enum Retested {
    /// It was looked for on this day and is not there.
    Gone(Date),
    /// It was not looked for, or a later scan saw it.
    No,
    /// Not a finding of this tool, or known to be gone.
    OutOfScope,
}

impl FindingFields {
    pub(super) fn of(catalogue: &Catalogue) -> Option<FindingFields> {
        let (finding, host_scan) = (catalogue.kind("finding")?, catalogue.kind("host_scan")?);
        let scan = catalogue.kind("scan")?;
        Some(FindingFields {
            finding,
            host_kind: catalogue.kind("host")?,
            host: catalogue.field(finding, "host")?,
            rule: catalogue.field(finding, "rule")?,
            place: catalogue.field(finding, "place")?,
            family: catalogue.field(finding, "family")?,
            severity: catalogue.field(finding, "scanner_severity")?,
            certainty: catalogue.field(finding, "certainty")?,
            present: catalogue.field(finding, "present")?,
            last_seen: catalogue.field(finding, "last_seen_on")?,
            host_scan,
            scanned_host: catalogue.field(host_scan, "host")?,
            scan: catalogue.field(host_scan, "scan")?,
            tool: (scan, catalogue.field(scan, "tool")?),
            credentialed: catalogue.field(host_scan, "credentialed")?,
        })
    }

    pub(super) fn findings_of(&self, facts: &Facts, host: &str) -> Vec<RecordId> {
        let Some(host) = facts.find(self.host_kind, host) else { return Vec::new() };
        let rows = facts.backward(self.finding, self.host, host.row);
        rows.iter().map(|row| RecordId { kind: self.finding, row: *row }).collect()
    }

    /// What a file says about a finding that it did not bring, by everything that it covered on the finding's host.
    pub(super) fn retested(
        &self,
        catalogue: &Catalogue,
        facts: &Facts,
        finding: RecordId,
        covered: &[Covered],
    ) -> Retested {
        let value = |field| facts.value_at(catalogue, finding, field, Day::NEVER, i64::MAX);
        let Some(Value::Text(rule)) = value(self.rule) else { return Retested::OutOfScope };
        let mut of_tool = covered.iter().filter(|covered| rule.starts_with(covered.rules)).peekable();
        if of_tool.peek().is_none() || value(self.present) == Some(Value::YesNo(false)) {
            return Retested::OutOfScope;
        }
        let place = match value(self.place) {
            Some(Value::Text(place)) => place,
            _ => String::new(),
        };
        let severity = word(catalogue, self.finding, self.severity, value(self.severity));
        let certainty = word(catalogue, self.finding, self.certainty, value(self.certainty));
        let last_seen = value(self.last_seen);
        let family = match value(self.family) {
            Some(Value::Text(family)) => Some(family),
            _ => None,
        };
        let (rule, place, family) = (rule.as_str(), place.as_str(), family.as_deref());
        let sought = Sought { rule, place, severity, certainty, family };
        let gone = of_tool.find(|covered| {
            let seen_before = matches!(&last_seen, Some(Value::Date(last)) if *last < covered.on);
            let looked_for = covered.limits.iter().all(|limit| limit.admits(&sought));
            covered.complete && seen_before && looked_for && !self.needs_log_in(catalogue, facts, covered)
        });
        gone.map_or(Retested::No, |covered| Retested::Gone(covered.on))
    }

    /// An earlier scan of the host by this tool could log in and this one could not. Other tools log in for their own.
    fn needs_log_in(&self, catalogue: &Catalogue, facts: &Facts, covered: &Covered) -> bool {
        if covered.credentialed == Some(true) {
            return false;
        }
        let Some(host) = facts.find(self.host_kind, &covered.host) else { return false };
        facts.backward(self.host_scan, self.scanned_host, host.row).iter().any(|row| {
            let host_scan = RecordId { kind: self.host_scan, row: *row };
            let value = |record, field| facts.value_at(catalogue, record, field, Day::NEVER, i64::MAX);
            if value(host_scan, self.credentialed) != Some(Value::YesNo(true)) {
                return false;
            }
            let (kind, field) = self.tool;
            let scan = match value(host_scan, self.scan) {
                Some(Value::Text(key)) => facts.find(kind, &key),
                _ => None,
            };
            let tool = scan.and_then(|scan| word(catalogue, kind, field, value(scan, field)));
            // Of a scan whose tool is not known it has to be assumed.
            tool.is_none_or(|tool| covered.rules.strip_suffix(':') == Some(tool))
        })
    }
}

/// The word of a value of a vocabulary.
fn word(catalogue: &Catalogue, kind: KindId, field: FieldId, value: Option<Value>) -> Option<&str> {
    let field = &catalogue.kinds[kind.index()].fields[field.index()];
    match (&field.ty, value) {
        (Type::Enum(words), Some(Value::Enum(index))) => {
            words.get(usize::from(index)).map(|w| w.name.as_str())
        }
        _ => None,
    }
}

/// What a test of a system, or a whole list of its parts, says about the records of that system that it did not bring.
pub(super) struct Untold<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    tested: &'a Tested,
    pub(super) present: FieldId,
    last_seen: FieldId,
}

impl<'a> Untold<'a> {
    pub(super) fn of(catalogue: &'a Catalogue, facts: &'a Facts, tested: &'a Tested) -> Option<Untold<'a>> {
        Some(Untold {
            catalogue,
            facts,
            tested,
            present: catalogue.field(tested.kind, "present")?,
            last_seen: catalogue.field(tested.kind, "last_seen_on")?,
        })
    }

    /// The records of the system.
    pub(super) fn records(&self) -> Vec<RecordId> {
        let kind = self.tested.kind;
        let definition = &self.catalogue.kinds[kind.index()];
        let Some(subject) = definition.key.first().copied() else { return Vec::new() };
        let Type::Ref(target) = definition.fields[subject.index()].ty else { return Vec::new() };
        let Some(system) = self.facts.find(target, &self.tested.subject) else { return Vec::new() };
        let rows = self.facts.backward(kind, subject, system.row);
        rows.iter().map(|row| RecordId { kind, row: *row }).collect()
    }

    pub(super) fn retested(&self, record: RecordId) -> Retested {
        let value = |field| self.facts.value_at(self.catalogue, record, field, Day::NEVER, i64::MAX);
        let key = self.facts.key(record);
        let rest = key.split_once('|').map_or("", |(_, rest)| rest);
        let mut parts = rest.splitn(2, '|');
        let rule = parts.next().unwrap_or_default();
        let place = parts.next().map_or("", |place| place.rsplit_once('#').map_or(place, |(file, _)| file));
        if !rest.starts_with(&self.tested.tool) || value(self.present) != Some(Value::YesNo(true)) {
            return Retested::OutOfScope;
        }
        let seen_before = matches!(value(self.last_seen), Some(Value::Date(last)) if last < self.tested.on);
        let looked_for = self.tested.rules.has(rule) && self.tested.places.has(place);
        if self.tested.complete && seen_before && looked_for {
            Retested::Gone(self.tested.on)
        } else {
            Retested::No
        }
    }
}
