//! The catalogue's fields that a configuration of a firewall fills.

use crate::fault::Fault;
use crate::item::Place;
use crate::shape::{Lookup, Slot, Want};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};

pub(super) struct Shape {
    pub(super) firewall: FirewallShape,
    pub(super) config: ConfigShape,
    pub(super) rule: RuleShape,
}

pub(super) struct FirewallShape {
    pub(super) kind: KindId,
    pub(super) name: FieldId,
    pub(super) in_use: Slot,
    pub(super) vendor_model: Slot,
}

pub(super) struct ConfigShape {
    pub(super) kind: KindId,
    pub(super) firewall: FieldId,
    pub(super) report: FieldId,
    pub(super) on: Slot,
    pub(super) system: Slot,
    pub(super) rules: Slot,
    pub(super) lines: Slot,
    pub(super) lines_not_understood: Slot,
    pub(super) incomplete_rules: Slot,
    pub(super) complete: Slot,
    pub(super) not_understood: Slot,
    pub(super) unused_evaluable: Slot,
}

pub(super) struct RuleShape {
    pub(super) kind: KindId,
    pub(super) firewall: FieldId,
    pub(super) rule_id: FieldId,
    pub(super) enabled: Slot,
    pub(super) action: Option<(FieldId, [Value; 2])>,
    pub(super) source: Slot,
    pub(super) destination: Slot,
    pub(super) service: Slot,
    pub(super) contains_any: Slot,
    pub(super) risky_port: Slot,
    pub(super) temporary: Slot,
    pub(super) valid_until: Slot,
    pub(super) hits: Slot,
    pub(super) last_hit_on: Slot,
    pub(super) name: Slot,
    pub(super) rule_set: Slot,
    pub(super) position: Slot,
    pub(super) from_zone: Slot,
    pub(super) to_zone: Slot,
    pub(super) conditions: Slot,
    pub(super) log: Slot,
    pub(super) comment: Slot,
    pub(super) overlap: Option<(FieldId, [Value; 3])>,
    pub(super) shadowed_by: Slot,
    pub(super) fingerprint: Slot,
    pub(super) complete: Slot,
    pub(super) not_understood: Slot,
    pub(super) present: Slot,
    pub(super) last_seen_on: Slot,
}

impl Shape {
    /// Looks the fields up; the faults say what does not fit.
    pub(super) fn new(catalogue: &Catalogue, place: Place) -> (Shape, Vec<Fault>) {
        use Want::{Date, Integer, Text, YesNo};
        let mut look = Lookup::new(catalogue, place);
        let l = &mut look;
        let firewall = l.kind("firewall");
        let config = l.kind("firewall_config");
        let rule = l.kind("firewall_rule");
        let shape = Shape {
            firewall: FirewallShape {
                kind: firewall,
                name: l.needed(firewall, "name", Text),
                in_use: l.slot(firewall, "in_use", YesNo),
                vendor_model: l.slot(firewall, "vendor_model", Text),
            },
            config: ConfigShape {
                kind: config,
                firewall: l.needed(config, "firewall", Text),
                report: l.needed(config, "report", Text),
                on: l.slot(config, "on", Date),
                system: l.slot(config, "system", Text),
                rules: l.slot(config, "rules", Integer),
                lines: l.slot(config, "lines", Integer),
                lines_not_understood: l.slot(config, "lines_not_understood", Integer),
                incomplete_rules: l.slot(config, "incomplete_rules", Integer),
                complete: l.slot(config, "complete", YesNo),
                not_understood: l.slot(config, "not_understood", Text),
                unused_evaluable: l.slot(config, "unused_evaluable", YesNo),
            },
            rule: RuleShape {
                kind: rule,
                firewall: l.needed(rule, "firewall", Text),
                rule_id: l.needed(rule, "rule_id", Text),
                enabled: l.slot(rule, "enabled", YesNo),
                action: l.words(rule, "action", ["allow", "deny"]),
                source: l.slot(rule, "source", Text),
                destination: l.slot(rule, "destination", Text),
                service: l.slot(rule, "service", Text),
                contains_any: l.slot(rule, "contains_any", YesNo),
                risky_port: l.slot(rule, "risky_port", YesNo),
                temporary: l.slot(rule, "temporary", YesNo),
                valid_until: l.slot(rule, "valid_until", Date),
                hits: l.slot(rule, "hits", Integer),
                last_hit_on: l.slot(rule, "last_hit_on", Date),
                name: l.slot(rule, "name", Text),
                rule_set: l.slot(rule, "rule_set", Text),
                position: l.slot(rule, "position", Integer),
                from_zone: l.slot(rule, "from_zone", Text),
                to_zone: l.slot(rule, "to_zone", Text),
                conditions: l.slot(rule, "conditions", Text),
                log: l.slot(rule, "log", YesNo),
                comment: l.slot(rule, "comment", Text),
                overlap: l.words(rule, "overlap", ["none", "redundant", "shadowed"]),
                shadowed_by: l.slot(rule, "shadowed_by", Text),
                fingerprint: l.slot(rule, "fingerprint", Text),
                complete: l.slot(rule, "complete", YesNo),
                not_understood: l.slot(rule, "not_understood", Text),
                present: l.slot(rule, "present", YesNo),
                last_seen_on: l.slot(rule, "last_seen_on", Date),
            },
        };
        (shape, look.faults)
    }
}
