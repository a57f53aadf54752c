//! What is open as an OSCAL plan of action and milestones: an item per duty, item of its checklist and status.
//!
//! A large company has tens of thousands of open standings; those of one duty, late for one reason, are one thing to
//! do. Each item lists the most urgent subjects by key, up to a limit that the caller gives, and says how many there
//! are in all. Not here: names of people, or any field of a record but its key.

use crate::Export;
use crate::metadata::{BackMatter, Identifier, Metadata, Property, evening};
use crate::prose::{both, title};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use zilu_app::Filter;
use zilu_app::lens::by_severity;
use zilu_app::words::{Words, card};
use zilu_catalogue::{Duty, DutyId, Status};
use zilu_engine::{Standing, World};

/// The document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct PlanDocument {
    plan_of_action_and_milestones: Plan,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Plan {
    uuid: Identifier,
    metadata: Metadata,
    system_id: SystemId,
    risks: Vec<Risk>,
    poam_items: Vec<PlanItem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<BackMatter>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct SystemId {
    identifier_type: &'static str,
    id: Identifier,
}

#[derive(Debug, Clone, Serialize)]
struct Risk {
    uuid: Identifier,
    title: String,
    description: String,
    statement: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    remediations: [Remediation; 1],
}

#[derive(Debug, Clone, Serialize)]
struct Remediation {
    uuid: Identifier,
    lifecycle: &'static str,
    title: String,
    description: String,
    tasks: [Task; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Task {
    uuid: Identifier,
    r#type: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    timing: Option<Timing>,
    responsible_roles: [ResponsibleRole; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Timing {
    on_date: OnDate,
}

#[derive(Debug, Clone, Serialize)]
struct OnDate {
    date: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct ResponsibleRole {
    role_id: &'static str,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct PlanItem {
    uuid: Identifier,
    title: String,
    description: String,
    props: Vec<Property>,
    related_risks: [RelatedRisk; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct RelatedRisk {
    risk_uuid: Identifier,
}

/// What belongs to one item of the plan.
type Place = (DutyId, u16, Reverse<Status>);

/// What is open on D, as known at K, with at most so many subjects listed per item. `None` when nothing is: OSCAL has
/// no empty plan.
pub fn plan(export: &Export<'_>, subjects: usize) -> Option<PlanDocument> {
    let lens = export.lens;
    let statuses = vec![Status::Late, Status::Breached, Status::Unproven];
    let mut groups: BTreeMap<Place, Vec<Standing>> = BTreeMap::new();
    lens.for_each(&Filter { statuses, ..Filter::default() }, |standing| {
        groups.entry((standing.duty, standing.item, Reverse(standing.status))).or_default().push(standing);
    });
    if groups.is_empty() {
        return None;
    }
    let world = lens.world();
    let mut risks = Vec::with_capacity(groups.len());
    let mut items = Vec::with_capacity(groups.len());
    for ((duty, item, Reverse(status)), mut standings) in groups {
        standings.sort_by(by_severity);
        let duty = &lens.catalogue.duties[duty.index()];
        let group = Group { export, world: &world, duty, item, status, standings: &standings };
        risks.push(group.risk());
        items.push(group.plan_item(subjects));
    }
    Some(PlanDocument {
        plan_of_action_and_milestones: Plan {
            uuid: export.of_document(&["plan", &subjects.to_string()]),
            metadata: export.metadata(
                ("改善計畫", "plan of action and milestones"),
                (
                    "每一義務、檢核項與狀態為一個項目；各項目只列最急的對象，總數見 standings。期限為規範或公司所定，不是承諾日。",
                    "An item per duty, item of a checklist and status. Items list the most urgent subjects only; `standings` has their number. Due dates are those of the rules or the company, not promises.",
                ),
                true,
            ),
            system_id: SystemId { identifier_type: "http://ietf.org/rfc/rfc4122", id: export.of_company(&["system"]) },
            risks,
            poam_items: items,
            back_matter: BackMatter::of(vec![export.rules()]),
        },
    })
}

struct Group<'a> {
    export: &'a Export<'a>,
    world: &'a World<'a>,
    duty: &'a Duty,
    item: u16,
    status: Status,
    /// The most urgent first; never empty.
    standings: &'a [Standing],
}

impl Group<'_> {
    /// The same group has the same UUIDs in every plan.
    fn uuid(&self, what: &str) -> Identifier {
        self.export.of_company(&[what, &self.duty.name, &self.item.to_string(), self.status.word()])
    }

    fn clause(&self) -> &str {
        &self.export.lens.catalogue.clauses[self.duty.clauses[0].index()].id
    }

    fn title(&self) -> String {
        let (zh, en) = self.status.label();
        let item = self.standings.first().and_then(|standing| self.export.lens.row(standing).item_label);
        let item = item.filter(|label| !label.zh.is_empty());
        let item = item.map(|label| Words::new(format!("：{}", label.zh), format!(": {}", label.en)));
        let item = item.unwrap_or_else(|| Words::new("", ""));
        title(&Words::new(
            format!("{} {zh}：{}{}", self.clause(), self.duty.title.zh, item.zh),
            format!("{en}: {}{}", self.duty.title.en, item.en),
        ))
    }

    fn description(&self) -> String {
        let (count, (zh, en)) = (self.standings.len(), self.status.label());
        let mut words = Words::new(format!("{zh} {count} 筆"), format!("{en}: {count}"));
        if let Some(due) = self.due() {
            words.zh.push_str(&format!("，最早的期限 {due}"));
            words.en.push_str(&format!(", the earliest due date is {due}"));
        }
        let since = self.since();
        words.zh.push_str(&format!("，最早自 {since} 起。"));
        words.en.push_str(&format!(", the oldest is so since {since}."));
        both(&words)
    }

    /// The earliest due date.
    fn due(&self) -> Option<zilu_engine::Day> {
        self.standings.iter().filter_map(|standing| standing.due).min()
    }

    /// The earliest day since when one is so.
    fn since(&self) -> zilu_engine::Day {
        self.standings.iter().map(|standing| standing.since).min().unwrap_or(self.export.lens.on)
    }

    fn risk(&self) -> Risk {
        let (title, due) = (self.title(), self.due().map(evening));
        let requirement = self.requirement();
        Risk {
            uuid: self.uuid("risk"),
            title: title.clone(),
            description: self.description(),
            statement: requirement.clone(),
            status: "open",
            deadline: due.clone(),
            remediations: [Remediation {
                uuid: self.uuid("remediation"),
                lifecycle: "recommendation",
                title: title.clone(),
                description: requirement,
                tasks: [Task {
                    uuid: self.uuid("task"),
                    r#type: "milestone",
                    title,
                    timing: due.map(|date| Timing { on_date: OnDate { date } }),
                    responsible_roles: [ResponsibleRole { role_id: self.duty.who.word() }],
                }],
            }],
        }
    }

    /// What the duty requires, of a checklist this item.
    fn requirement(&self) -> String {
        let (catalogue, settings) = (self.export.lens.catalogue, self.world.settings());
        let card = card(catalogue, settings, self.duty, self.world.verb(self.duty));
        let item = usize::from(self.item).checked_sub(1).and_then(|index| card.requirement.get(index));
        match item.or(card.requirement.first()) {
            Some(words) => both(words),
            None => both(&self.duty.title),
        }
    }

    fn plan_item(&self, limit: usize) -> PlanItem {
        let total = self.standings.len();
        let listed = if limit == 0 { total } else { limit.min(total) };
        let mut props = vec![
            Property::own("clause", self.clause()),
            Property::own("duty", &self.duty.name),
            Property::own("role", self.duty.who.word()),
            Property::own("status", self.status.word()),
            Property::own("standings", &total.to_string()),
            Property::own("subjects-listed", &listed.to_string()),
            Property::own("since", &self.since().to_string()),
        ];
        if self.item > 0 {
            props.push(Property::own("item", &self.item.to_string()));
        }
        let dues = self.standings.iter().filter_map(|standing| standing.due);
        if let (Some(first), Some(last)) = (dues.clone().min(), dues.max()) {
            props.push(Property::own("due-first", &first.to_string()));
            props.push(Property::own("due-last", &last.to_string()));
        }
        props.extend(self.standings[..listed].iter().map(|standing| self.subject(standing)));
        PlanItem {
            uuid: self.uuid("plan-item"),
            title: self.title(),
            description: self.description(),
            props,
            related_risks: [RelatedRisk { risk_uuid: self.uuid("risk") }],
        }
    }

    fn subject(&self, standing: &Standing) -> Property {
        let lens = self.export.lens;
        let kind = &lens.catalogue.kinds[self.duty.kind.index()].name;
        let period = standing.period.label(self.duty, lens.facts);
        let due = standing.due.map(|due| format!("due {due}"));
        let since = Some(format!("since {}", standing.since));
        let about: Vec<String> =
            [(!period.is_empty()).then_some(period), due, since].into_iter().flatten().collect();
        Property::own("subject", &format!("{kind}/{}", lens.facts.key(standing.subject)))
            .remarks(&about.join("; "))
    }
}
