//! Findings that a scan looked for and did not find. Nothing else is ever stated as gone.

use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Facts, RecordId};
use zilu_intake::{Covered, Tested};

/// Where the facts about findings and scans stand in the catalogue.
pub(super) struct FindingFields {
    pub(super) finding: KindId,
    host_kind: KindId,
    host: FieldId,
    rule: FieldId,
    pub(super) present: FieldId,
    last_seen: FieldId,
    host_scan: KindId,
    scanned_host: FieldId,
    credentialed: FieldId,
}

/// What a scan says about a finding that it did not bring.
pub(super) enum Retested {
    /// It was looked for and is not there.
    Gone,
    /// It was not looked for, or a later scan saw it.
    No,
    /// Not a finding of this tool, or known to be gone.
    OutOfScope,
}

impl FindingFields {
    pub(super) fn of(catalogue: &Catalogue) -> Option<FindingFields> {
        let (finding, host_scan) = (catalogue.kind("finding")?, catalogue.kind("host_scan")?);
        Some(FindingFields {
            finding,
            host_kind: catalogue.kind("host")?,
            host: catalogue.field(finding, "host")?,
            rule: catalogue.field(finding, "rule")?,
            present: catalogue.field(finding, "present")?,
            last_seen: catalogue.field(finding, "last_seen_on")?,
            host_scan,
            scanned_host: catalogue.field(host_scan, "host")?,
            credentialed: catalogue.field(host_scan, "credentialed")?,
        })
    }

    pub(super) fn findings_of(&self, facts: &Facts, host: &str) -> Vec<RecordId> {
        let Some(host) = facts.find(self.host_kind, host) else { return Vec::new() };
        let rows = facts.backward(self.finding, self.host, host.row);
        rows.iter().map(|row| RecordId { kind: self.finding, row: *row }).collect()
    }

    pub(super) fn retested(
        &self,
        catalogue: &Catalogue,
        facts: &Facts,
        finding: RecordId,
        covered: &Covered,
    ) -> Retested {
        let value = |field| facts.value_at(catalogue, finding, field, Day::NEVER, i64::MAX);
        let of_tool = matches!(value(self.rule), Some(Value::Text(rule)) if rule.starts_with(covered.rules));
        if !of_tool || value(self.present) == Some(Value::YesNo(false)) {
            return Retested::OutOfScope;
        }
        let seen_later = match value(self.last_seen) {
            Some(Value::Date(last)) => last >= covered.on,
            _ => true,
        };
        if !covered.complete || seen_later || self.needs_log_in(catalogue, facts, covered) {
            return Retested::No;
        }
        Retested::Gone
    }

    /// An earlier scan of the host could log in and this one could not.
    fn needs_log_in(&self, catalogue: &Catalogue, facts: &Facts, covered: &Covered) -> bool {
        if covered.credentialed == Some(true) {
            return false;
        }
        let Some(host) = facts.find(self.host_kind, &covered.host) else { return false };
        facts.backward(self.host_scan, self.scanned_host, host.row).iter().any(|row| {
            let scan = RecordId { kind: self.host_scan, row: *row };
            facts.value_at(catalogue, scan, self.credentialed, Day::NEVER, i64::MAX)
                == Some(Value::YesNo(true))
        })
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
        if self.tested.complete && seen_before && looked_for { Retested::Gone } else { Retested::No }
    }
}
