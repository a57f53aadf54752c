//! The rules as an OSCAL catalog: a group per chapter, a control per leaf clause.
//!
//! The statement of a control is our own words in both languages; its duties are assessment objectives, its notes
//! guidance. Parameters carry the value in force on D, the default and the loosest value that the rules allow.
//! Not here: the official text.

use crate::Export;
use crate::metadata::{BackMatter, Identifier, Link, Metadata, Property};
use crate::prose::{both, paragraphs, title, value};
use serde::Serialize;
use zilu_app::words::{Card, Words, card};
use zilu_catalogue::{
    Chapter, Clause, ClauseId, DutyId, Framework, Mapping, ParameterId, Stricter, format_parameter_value,
};
use zilu_engine::{Day, World};

/// The document.
#[derive(Debug, Clone, Serialize)]
pub struct CatalogDocument {
    catalog: Catalog,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Catalog {
    uuid: Identifier,
    metadata: Metadata,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    params: Vec<Parameter>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    groups: Vec<Group>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<BackMatter>,
}

#[derive(Debug, Clone, Serialize)]
struct Group {
    id: String,
    class: &'static str,
    title: String,
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    controls: Vec<Control>,
}

#[derive(Debug, Clone, Serialize)]
struct Control {
    id: String,
    class: &'static str,
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    params: Vec<Parameter>,
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Serialize)]
struct Parameter {
    id: String,
    props: Vec<Property>,
    label: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    constraints: Vec<Constraint>,
    values: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Constraint {
    description: String,
}

#[derive(Debug, Clone, Default, Serialize)]
struct Part {
    id: String,
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prose: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Part>,
}

/// The id of the statement of a clause's control, which findings point at.
pub(crate) fn statement_id(clause: &Clause) -> String {
    format!("{}_smt", clause.id)
}

/// The rules, with the company's values of their parameters.
pub fn catalog(export: &Export<'_>) -> CatalogDocument {
    let writer = Writer { export, world: export.lens.world() };
    let catalogue = export.lens.catalogue;
    let frameworks = Framework::all().iter().filter(|framework| {
        let crosswalk = catalogue.crosswalk.iter().flat_map(|crosswalk| &crosswalk.mappings);
        crosswalk.into_iter().any(|mapping| mapping.framework == *framework)
    });
    CatalogDocument {
        catalog: Catalog {
            uuid: export.of_document(&["catalog"]),
            metadata: export.metadata(
                ("規範", "the rules"),
                (
                    "各條文的文字由本系統自行撰寫，不是官方條文。參數值為基準日的現行值，上限為規範所定。",
                    "The words of the clauses are our own, not the official text. Values of parameters are those in force on the as-of date; limits are those of the rules.",
                ),
                true,
            ),
            params: writer.parameters(None),
            groups: catalogue.chapters.iter().enumerate().map(|(i, chapter)| writer.group(i, chapter)).collect(),
            back_matter: BackMatter::of(frameworks.map(|framework| export.framework(framework)).collect()),
        },
    }
}

struct Writer<'a> {
    export: &'a Export<'a>,
    world: World<'a>,
}

impl Writer<'_> {
    fn group(&self, index: usize, chapter: &Chapter) -> Group {
        let clauses = &self.export.lens.catalogue.clauses;
        Group {
            id: chapter.id.clone(),
            class: match chapter.pack {
                Some(_) => "own",
                None if chapter.id.starts_with("annex") => "annex",
                None => "article",
            },
            title: title(&chapter.title),
            props: vec![Property::standard("sort-id", &format!("{index:03}"))],
            controls: chapter.clauses.clone().map(|index| self.control(index, &clauses[index])).collect(),
        }
    }

    fn control(&self, index: usize, clause: &Clause) -> Control {
        let catalogue = self.export.lens.catalogue;
        let id = ClauseId(index as u16);
        let mappings: Vec<&Mapping> =
            catalogue.crosswalk.iter().flat_map(|crosswalk| crosswalk.of(id)).collect();
        let uncovered = clause.uncovered(catalogue);
        let executable = if uncovered.is_empty() { "yes" } else { "no" };
        let mut props = vec![
            Property::standard("label", &clause.citation),
            Property::standard("sort-id", &format!("{index:04}")),
            Property::own("executable", executable),
        ];
        props.extend(clause.natures.iter().map(|nature| Property::own("nature", nature.word())));
        props.extend(mappings.iter().map(|mapping| {
            Property::own(&mapping.framework.id, mapping.control).class(mapping.relation.word())
        }));
        let mut parts = vec![statement(clause)];
        parts.extend(clause.duties.iter().map(|duty| self.objective(clause, *duty)));
        parts.extend(clause.notes.iter().enumerate().map(|(number, note)| Part {
            id: format!("{}_gdn.{}", clause.id, number + 1),
            name: "guidance",
            prose: Some(both(&catalogue.notes[*note].why)),
            ..Part::default()
        }));
        Control {
            id: clause.id.clone(),
            class: "clause",
            title: title(&clause.title),
            params: self.parameters(Some(id)),
            props,
            links: mappings.iter().map(|mapping| self.link(mapping)).collect(),
            parts,
        }
    }

    fn link(&self, mapping: &Mapping) -> Link {
        let relation = title(&mapping.relation.label());
        Link {
            href: self.export.framework(mapping.framework).uuid.reference(),
            rel: "reference",
            resource_fragment: mapping.control.to_owned(),
            text: format!("{} {}：{relation}", mapping.framework.short, mapping.control),
        }
    }

    fn objective(&self, clause: &Clause, id: DutyId) -> Part {
        let catalogue = self.export.lens.catalogue;
        let duty = &catalogue.duties[id.index()];
        let card = card(catalogue, self.world.settings(), duty, self.world.verb(duty));
        let mut props = vec![
            Property::own("duty", &duty.name),
            Property::own("role", duty.who.word()),
            Property::own("basis", if duty.attested { "attested" } else { "computed" }),
        ];
        props.extend(duty.readings.iter().map(|reading| {
            let choice = self.world.settings().choice(*reading);
            let reading = &catalogue.readings[reading.index()];
            let choice = &reading.choices[choice].0;
            Property::own("reading", &reading.name).class(choice)
        }));
        Part {
            id: format!("{}_obj.{}", clause.id, duty.name),
            name: "assessment-objective",
            title: Some(title(&duty.title)),
            props,
            prose: Some(format!("{}\n\n{}", in_chinese(&card), in_english(&card))),
            ..Part::default()
        }
    }

    /// The parameters that stand with a control: each at the first clause that it serves, once in a document. `None`:
    /// those that serve no clause.
    fn parameters(&self, clause: Option<ClauseId>) -> Vec<Parameter> {
        let catalogue = self.export.lens.catalogue;
        let ids = (0..catalogue.parameters.len() as u16).map(ParameterId);
        ids.filter(|id| {
            let parameter = &catalogue.parameters[id.index()];
            let of_duty =
                parameter.duty.and_then(|duty| catalogue.duties[duty.index()].clauses.first().copied());
            let home = of_duty.or_else(|| parameter.clauses.iter().find_map(|name| catalogue.clause(name)));
            home == clause
        })
        .map(|id| self.parameter(id))
        .collect()
    }

    fn parameter(&self, id: ParameterId) -> Parameter {
        let catalogue = self.export.lens.catalogue;
        let parameter = &catalogue.parameters[id.index()];
        let (in_force, since) = self.world.settings().parameter(catalogue, id, self.export.lens.on);
        let default = format_parameter_value(parameter.default);
        let mut props = vec![
            Property::own("default", &default.en),
            Property::own("stricter", stricter(parameter.stricter)),
        ];
        let limit = parameter.limit.map(format_parameter_value);
        props.extend(limit.as_ref().map(|limit| Property::own("limit", &limit.en)));
        let set = since.filter(|day| *day != Day::ALWAYS);
        props.extend(set.map(|day| Property::own("set-since", &day.to_string())));
        let constraint = |limit: &zilu_catalogue::Label| Constraint {
            description: title(&Words::new(
                format!("規範容許的最寬值：{}", limit.zh),
                format!("the loosest value that the rules allow is {}", limit.en),
            )),
        };
        Parameter {
            id: parameter.name.clone(),
            props,
            label: title(&parameter.label),
            constraints: limit.iter().map(constraint).collect(),
            values: vec![value(&format_parameter_value(in_force).en)],
        }
    }
}

fn stricter(direction: Stricter) -> &'static str {
    match direction {
        Stricter::Shorter => "shorter",
        Stricter::Longer => "longer",
        Stricter::Lower => "lower",
        Stricter::Higher => "higher",
    }
}

/// Our own words, an item per language; a clause that we have no words for has its title.
fn statement(clause: &Clause) -> Part {
    let item = |language: &str, code: &str, words: &str, title: &str| Part {
        id: format!("{}.{language}", statement_id(clause)),
        name: "item",
        props: vec![Property::own("language", code)],
        prose: Some(paragraphs(if words.is_empty() { title } else { words })),
        ..Part::default()
    };
    Part {
        id: statement_id(clause),
        name: "statement",
        parts: vec![
            item("zh", "zh-Hant-TW", &clause.words.zh, &clause.title.zh),
            item("en", "en", &clause.words.en, &clause.title.en),
        ],
        ..Part::default()
    }
}

fn in_chinese(card: &Card) -> String {
    let join = |words: &[Words]| words.iter().map(|words| words.zh.as_str()).collect::<Vec<_>>().join("；");
    let mut lines = vec![format!("對象：{}", card.subject.zh)];
    lines.extend(card.trigger.iter().map(|trigger| format!("起算：{}", trigger.zh)));
    lines.push(format!("應為：{}", join(&card.requirement)));
    lines.push(format!("期限：{}", card.deadline.zh));
    if !card.proof.is_empty() {
        lines.push(format!("佐證：{}", join(&card.proof)));
    }
    paragraphs(&lines.join("\n"))
}

fn in_english(card: &Card) -> String {
    let join = |words: &[Words]| words.iter().map(|words| words.en.as_str()).collect::<Vec<_>>().join("; ");
    let mut lines = vec![format!("Subject: {}", card.subject.en)];
    lines.extend(card.trigger.iter().map(|trigger| format!("Clock starts: {}", trigger.en)));
    lines.push(format!("Requirement: {}", join(&card.requirement)));
    lines.push(format!("Deadline: {}", card.deadline.en));
    if !card.proof.is_empty() {
        lines.push(format!("Proof: {}", join(&card.proof)));
    }
    paragraphs(&lines.join("\n"))
}
