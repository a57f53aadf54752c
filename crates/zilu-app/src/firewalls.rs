//! Firewalls with what their rules and configurations show: rules that let too much through, that never match, that are
//! over; and lines that nobody understood.
//!
//! Seen from the facts as of (D, K): the analysis was made when the configuration was imported, only what has ended is told by D. A
//! firewall without a configuration, or with one that was not understood completely, is never shown as clean.

use crate::lens::Lens;
use crate::words::Words;
use serde::Serialize;
use zilu_catalogue::{KindId, Type, Value};
use zilu_engine::explain::roc_date;
use zilu_engine::{Day, RecordId};
use zilu_firewall::FindingKind;

/// All firewalls.
#[derive(Debug, Clone, Serialize)]
pub struct FirewallsView {
    /// D.
    pub on: String,
    /// By key.
    pub firewalls: Vec<FirewallView>,
}

/// A firewall.
#[derive(Debug, Clone, Serialize)]
pub struct FirewallView {
    /// Key.
    pub firewall: String,
    /// Whether it is in use; `None` is unknown.
    pub in_use: Option<bool>,
    /// Rules that are in its configuration.
    pub rules: usize,
    /// Configurations of the last day on which one was exported.
    pub configurations: Vec<ConfigurationView>,
    /// Whether there is a configuration and every one of the last day was understood completely.
    pub complete: bool,
    /// Whether it can be told which rules are unused.
    pub unused_evaluable: bool,
    /// How many rules each finding has.
    pub counts: Vec<FindingCount>,
    /// The findings, the worst first.
    pub findings: Vec<FindingRow>,
}

/// A configuration that was imported.
#[derive(Debug, Clone, Serialize)]
pub struct ConfigurationView {
    /// Key.
    pub configuration: String,
    /// ISO date.
    pub on: String,
    /// Maker and system.
    pub system: Option<String>,
    /// Rules in it.
    pub rules: Option<i64>,
    /// Lines that were not understood.
    pub lines_not_understood: Option<i64>,
    /// Rules that are not known completely.
    pub incomplete_rules: Option<i64>,
    /// Everything was understood.
    pub complete: Option<bool>,
    /// The lines that were not understood, `LINE: TEXT`; the first of them when there are many.
    pub not_understood: Vec<String>,
}

/// How many rules have a finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingCount {
    /// Word.
    pub finding: &'static str,
    /// Label.
    pub label: Words,
    /// Rules.
    pub rules: usize,
}

/// A rule with a finding.
#[derive(Debug, Clone, Serialize)]
pub struct FindingRow {
    /// Word.
    pub finding: &'static str,
    /// Label.
    pub label: Words,
    /// Key of the rule.
    pub rule: String,
    /// Rule set, place and name, for people.
    pub called: String,
    /// Source.
    pub source: Option<String>,
    /// Destination.
    pub destination: Option<String>,
    /// Service.
    pub service: Option<String>,
    /// Why.
    pub reason: Words,
}

impl Lens<'_> {
    /// The firewalls that are known on D. `None`: the catalogue has no firewalls.
    pub fn firewalls(&self) -> Option<FirewallsView> {
        let kinds = Kinds {
            firewall: self.catalogue.kind("firewall")?,
            rule: self.catalogue.kind("firewall_rule")?,
            config: self.catalogue.kind("firewall_config")?,
        };
        let look = Look { lens: self, kinds };
        let mut firewalls: Vec<FirewallView> =
            self.records(kinds.firewall).map(|record| look.firewall(record)).collect();
        firewalls.sort_by(|a, b| a.firewall.cmp(&b.firewall));
        Some(FirewallsView { on: self.on.to_string(), firewalls })
    }
}

#[derive(Clone, Copy)]
struct Kinds {
    firewall: KindId,
    rule: KindId,
    config: KindId,
}

struct Look<'l> {
    lens: &'l Lens<'l>,
    kinds: Kinds,
}

impl Look<'_> {
    fn value(&self, record: RecordId, field: &str) -> Option<Value> {
        let field = self.lens.catalogue.field(record.kind, field)?;
        self.lens.facts.value_at(self.lens.catalogue, record, field, self.lens.on, self.lens.known)
    }

    fn text(&self, record: RecordId, field: &str) -> Option<String> {
        match self.value(record, field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn yes_no(&self, record: RecordId, field: &str) -> Option<bool> {
        match self.value(record, field)? {
            Value::YesNo(yes) => Some(yes),
            _ => None,
        }
    }

    fn number(&self, record: RecordId, field: &str) -> Option<i64> {
        match self.value(record, field)? {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    fn day(&self, record: RecordId, field: &str) -> Option<Day> {
        match self.value(record, field)? {
            Value::Date(date) => Some(Day::from(date)),
            _ => None,
        }
    }

    /// Name of a value of a vocabulary.
    fn word(&self, record: RecordId, field: &str) -> Option<String> {
        let kind = &self.lens.catalogue.kinds[record.kind.index()];
        let ty = &kind.fields[kind.field(field)?.index()].ty;
        let (Type::Enum(vocabulary), Value::Enum(index)) = (ty, self.value(record, field)?) else {
            return None;
        };
        vocabulary.get(usize::from(index)).map(|value| value.name.clone())
    }

    /// The records of a kind that refer to a firewall and are there on D.
    fn of(&self, kind: KindId, firewall: RecordId) -> Vec<RecordId> {
        let Some(field) = self.lens.catalogue.field(kind, "firewall") else { return Vec::new() };
        let rows = self.lens.facts.backward(kind, field, firewall.row);
        rows.iter()
            .map(|row| RecordId { kind, row: *row })
            .filter(|record| self.lens.facts.begin(*record, self.lens.known) <= self.lens.on)
            .collect()
    }

    fn firewall(&self, record: RecordId) -> FirewallView {
        let configurations = self.configurations(record);
        let unused_evaluable =
            configurations.iter().any(|(record, _)| self.yes_no(*record, "unused_evaluable") == Some(true));
        let configurations: Vec<ConfigurationView> =
            configurations.into_iter().map(|(_, view)| view).collect();
        let complete =
            !configurations.is_empty() && configurations.iter().all(|view| view.complete == Some(true));
        let present: Vec<RecordId> = self
            .of(self.kinds.rule, record)
            .into_iter()
            .filter(|rule| self.yes_no(*rule, "present") != Some(false))
            .collect();
        let mut findings: Vec<(FindingKind, i64, FindingRow)> = Vec::new();
        for rule in &present {
            for (kind, reason) in self.findings(*rule, unused_evaluable) {
                let place = self.number(*rule, "position").unwrap_or_default();
                findings.push((kind, place, self.row(*rule, kind, reason)));
            }
        }
        let rank = |kind: FindingKind| FindingKind::ALL.iter().position(|known| *known == kind);
        findings.sort_by(|a, b| (rank(a.0), a.1, &a.2.rule).cmp(&(rank(b.0), b.1, &b.2.rule)));
        let counts = FindingKind::ALL
            .into_iter()
            .map(|kind| FindingCount {
                finding: kind.word(),
                label: label(kind),
                rules: findings.iter().filter(|finding| finding.0 == kind).count(),
            })
            .filter(|count| count.rules > 0)
            .collect();
        FirewallView {
            firewall: self.lens.facts.key(record).to_owned(),
            in_use: self.yes_no(record, "in_use"),
            rules: present.len(),
            configurations,
            complete,
            unused_evaluable,
            counts,
            findings: findings.into_iter().map(|(.., row)| row).collect(),
        }
    }

    /// The configurations of the last day up to D.
    fn configurations(&self, firewall: RecordId) -> Vec<(RecordId, ConfigurationView)> {
        let dated: Vec<(Day, RecordId)> = self
            .of(self.kinds.config, firewall)
            .into_iter()
            .filter_map(|record| Some((self.day(record, "on")?, record)))
            .filter(|(on, _)| *on <= self.lens.on)
            .collect();
        let last = dated.iter().map(|(on, _)| *on).max();
        let of_last = dated.into_iter().filter(|(on, _)| Some(*on) == last);
        of_last
            .map(|(on, record)| {
                let listed = self.text(record, "not_understood").unwrap_or_default();
                let view = ConfigurationView {
                    configuration: self.lens.facts.key(record).to_owned(),
                    on: on.to_string(),
                    system: self.text(record, "system"),
                    rules: self.number(record, "rules"),
                    lines_not_understood: self.number(record, "lines_not_understood"),
                    incomplete_rules: self.number(record, "incomplete_rules"),
                    complete: self.yes_no(record, "complete"),
                    not_understood: listed
                        .split(" ⏎ ")
                        .filter(|l| !l.is_empty())
                        .map(str::to_owned)
                        .collect(),
                };
                (record, view)
            })
            .collect()
    }

    fn findings(&self, rule: RecordId, unused_evaluable: bool) -> Vec<(FindingKind, Words)> {
        let mut found = Vec::new();
        if self.yes_no(rule, "complete") == Some(false) {
            let what = self.text(rule, "not_understood").unwrap_or_default();
            // The importer wrote each part as `Chinese · English`.
            let parts = what.split("; ").map(|part| part.split_once(" · ").unwrap_or((part, part)));
            let (zh, en): (Vec<&str>, Vec<&str>) = parts.unzip();
            found.push((FindingKind::Incomplete, Words::new(zh.join("；"), en.join("; "))));
        }
        if self.yes_no(rule, "enabled") == Some(false) {
            let why =
                Words::new("已停用，或所屬規則集沒有套用", "switched off, or its rule set is not applied");
            found.push((FindingKind::Disabled, why));
            return found;
        }
        if self.word(rule, "action").as_deref() == Some("allow") {
            if self.yes_no(rule, "contains_any") == Some(true) {
                let any = |field: &str| self.text(rule, field).is_some_and(|text| text.starts_with("any"));
                let parts = [
                    ("來源", "source", any("source")),
                    ("目的", "destination", any("destination")),
                    ("服務", "service", any("service")),
                ];
                let of: Vec<&(&str, &str, bool)> = parts.iter().filter(|part| part.2).collect();
                let kind = if of.len() == 3 { FindingKind::AnyAny } else { FindingKind::ContainsAny };
                let zh: Vec<&str> = of.iter().map(|part| part.0).collect();
                let en: Vec<&str> = of.iter().map(|part| part.1).collect();
                // A register may say "any" of a rule whose parts say nothing of it.
                let words = match of.is_empty() {
                    true => Words::new("登錄為含 Any", "registered as containing any"),
                    false => Words::new(format!("{}為任意", zh.join("、")), format!("any {}", en.join(", "))),
                };
                found.push((kind, words));
            }
            if self.yes_no(rule, "risky_port") == Some(true) {
                let words = match self.text(rule, "service").filter(|service| !service.starts_with("any")) {
                    Some(service) => Words::new(format!("開放 {service}"), format!("opens {service}")),
                    None => Words::new("服務為任意，含高風險埠", "any service, risky ports among them"),
                };
                found.push((FindingKind::RiskyPort, words));
            }
        }
        if let Some(end) = self.day(rule, "valid_until").filter(|end| *end < self.lens.on) {
            found.push((
                FindingKind::Expired,
                Words::new(format!("效期至 {}", roc_date(end)), format!("its time ended on {end}")),
            ));
        }
        let by = self.text(rule, "shadowed_by").unwrap_or_default();
        match self.word(rule, "overlap").as_deref() {
            Some("shadowed") => found.push((
                FindingKind::Shadowed,
                Words::new(
                    format!("先前的規則 {by} 已涵蓋，動作不同"),
                    format!("covered by the earlier rule {by}, which does otherwise"),
                ),
            )),
            Some("redundant") => found.push((
                FindingKind::Redundant,
                Words::new(
                    format!("先前的規則 {by} 已涵蓋，動作相同"),
                    format!("covered by the earlier rule {by}, which does the same"),
                ),
            )),
            _ => {}
        }
        if unused_evaluable && self.number(rule, "hits") == Some(0) {
            found.push((
                FindingKind::Unused,
                Words::new("計數期間沒有命中", "no match in the time of the counters"),
            ));
        }
        found
    }

    fn row(&self, rule: RecordId, kind: FindingKind, reason: Words) -> FindingRow {
        let key = self.lens.facts.key(rule);
        let place = [
            self.text(rule, "rule_set"),
            self.number(rule, "position").map(|place| place.to_string()),
            self.text(rule, "name").map(|name| format!("({name})")),
        ];
        let place: Vec<String> = place.into_iter().flatten().collect();
        let own = key.split_once('|').map_or(key, |(_, own)| own);
        FindingRow {
            finding: kind.word(),
            label: label(kind),
            rule: key.to_owned(),
            called: if place.is_empty() { own.to_owned() } else { place.join(" ") },
            source: self.text(rule, "source"),
            destination: self.text(rule, "destination"),
            service: self.text(rule, "service"),
            reason,
        }
    }
}

fn label(kind: FindingKind) -> Words {
    let (zh, en) = kind.label();
    Words::new(zh, en)
}
