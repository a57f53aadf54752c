//! What the clauses share: readings, parameters, populations and kinds of record, each with where it is used.

use crate::clause::ParameterView;
use crate::lens::Lens;
use crate::words::{Words, term_words};
use serde::Serialize;
use zilu_catalogue::{Duty, Field, KindId, ParameterId, ReadingId, Stricter, TermId, Type};
use zilu_engine::World;
use zilu_engine::explain::parameter_words;

/// All appendices.
#[derive(Debug, Clone, Serialize)]
pub struct Appendices {
    /// Readings.
    pub readings: Vec<ReadingEntry>,
    /// Parameters, those of single duties last.
    pub parameters: Vec<ParameterEntry>,
    /// Populations and other terms.
    pub terms: Vec<TermEntry>,
    /// Kinds of record.
    pub kinds: Vec<KindEntry>,
}

/// A duty that leans on an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leaning {
    /// Its name.
    pub duty: String,
    /// Its title.
    pub title: Words,
    /// The clause that it stands under.
    pub clause: String,
}

/// A reading of an ambiguous place.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingEntry {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// Why, in Chinese and English paragraphs.
    pub about: String,
    /// All choices.
    pub choices: Vec<ReadingChoice>,
    /// Duties that lean on it.
    pub duties: Vec<Leaning>,
}

/// A choice of a reading.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingChoice {
    /// What it means.
    pub label: Words,
    /// The catalogue proposes it.
    pub default: bool,
    /// It is in force.
    pub in_force: bool,
}

/// A company parameter.
#[derive(Debug, Clone, Serialize)]
pub struct ParameterEntry {
    /// Value in force and limit.
    #[serde(flatten)]
    pub parameter: ParameterView,
    /// The value that holds until the company sets one.
    pub default: Words,
    /// Which way is stricter.
    pub stricter: Words,
    /// Clauses that it serves.
    pub clauses: Vec<String>,
    /// The duty whose length it is.
    pub duty: Option<Leaning>,
}

/// A population or another term.
#[derive(Debug, Clone, Serialize)]
pub struct TermEntry {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// The kind of record that it is about: name and label.
    pub kind: (String, Words),
    /// The condition.
    pub condition: Words,
    /// Duties whose subjects it names.
    pub duties: Vec<Leaning>,
}

/// A kind of record.
#[derive(Debug, Clone, Serialize)]
pub struct KindEntry {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// What it is, in Chinese and English paragraphs.
    pub about: String,
    /// There is exactly one.
    pub singleton: bool,
    /// Fields.
    pub fields: Vec<FieldEntry>,
}

/// A field of a kind.
#[derive(Debug, Clone, Serialize)]
pub struct FieldEntry {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// What it holds.
    pub holds: Words,
    /// The words of its vocabulary.
    pub values: Vec<Words>,
    /// Part of the key.
    pub key: bool,
    /// It dates the act or event.
    pub event: bool,
    /// A record without it is refused.
    pub required: bool,
    /// Personal data.
    pub personal: bool,
    /// Unit.
    pub unit: Option<String>,
    /// A help line.
    pub about: Option<Words>,
}

impl Lens<'_> {
    /// The appendices of the book.
    pub fn appendices(&self) -> Appendices {
        let world = self.world();
        let ids = |count: usize| 0..count as u16;
        Appendices {
            readings: ids(self.catalogue.readings.len())
                .map(|id| self.reading_entry(&world, ReadingId(id)))
                .collect(),
            parameters: ids(self.catalogue.parameters.len())
                .map(|id| self.parameter_entry(&world, ParameterId(id)))
                .collect(),
            terms: ids(self.catalogue.terms.len()).map(|id| self.term_entry(&world, TermId(id))).collect(),
            kinds: ids(self.catalogue.kinds.len()).map(|id| self.kind_entry(KindId(id))).collect(),
        }
    }

    fn reading_entry(&self, world: &World<'_>, id: ReadingId) -> ReadingEntry {
        let reading = &self.catalogue.readings[id.index()];
        let chosen = world.settings().choice(id);
        let choice = |(index, (_, label)): (usize, &(String, zilu_catalogue::Label))| ReadingChoice {
            label: Words::from(label),
            default: index == reading.default,
            in_force: index == chosen,
        };
        ReadingEntry {
            name: reading.name.clone(),
            label: Words::from(&reading.label),
            about: reading.about.clone(),
            choices: reading.choices.iter().enumerate().map(choice).collect(),
            duties: self.leaning(|duty| duty.readings.contains(&id)),
        }
    }

    fn parameter_entry(&self, world: &World<'_>, id: ParameterId) -> ParameterEntry {
        let parameter = &self.catalogue.parameters[id.index()];
        ParameterEntry {
            parameter: self.parameter_view(world, id),
            default: Words::from_pair(parameter_words(parameter.default)),
            stricter: match parameter.stricter {
                Stricter::Shorter => Words::new("愈短愈嚴", "shorter is stricter"),
                Stricter::Longer => Words::new("愈長愈嚴", "longer is stricter"),
                Stricter::Lower => Words::new("愈低愈嚴", "lower is stricter"),
                Stricter::Higher => Words::new("愈高愈嚴", "higher is stricter"),
            },
            clauses: parameter.clauses.clone(),
            duty: parameter.duty.map(|duty| self.lean(&self.catalogue.duties[duty.index()])),
        }
    }

    fn term_entry(&self, world: &World<'_>, id: TermId) -> TermEntry {
        let term = &self.catalogue.terms[id.index()];
        let kind = &self.catalogue.kinds[term.kind.index()];
        TermEntry {
            name: term.name.clone(),
            label: Words::from(&term.label),
            kind: (kind.name.clone(), Words::from(&kind.label)),
            condition: term_words(self.catalogue, world.settings(), term),
            duties: self.leaning(|duty| duty.population == Some(id)),
        }
    }

    fn kind_entry(&self, id: KindId) -> KindEntry {
        let kind = &self.catalogue.kinds[id.index()];
        let field = |(index, field): (usize, &Field)| {
            let id = zilu_catalogue::FieldId(index as u16);
            FieldEntry {
                name: field.name.clone(),
                label: Words::from(&field.label),
                holds: self.holds(&field.ty),
                values: match &field.ty {
                    Type::Enum(values) => values.iter().map(|value| Words::from(&value.label)).collect(),
                    _ => Vec::new(),
                },
                key: kind.key.contains(&id),
                event: kind.event == Some(id),
                required: field.required,
                personal: field.personal,
                unit: field.unit.clone(),
                about: field.about.as_ref().map(Words::from),
            }
        };
        KindEntry {
            name: kind.name.clone(),
            label: Words::from(&kind.label),
            about: kind.about.clone(),
            singleton: kind.singleton,
            fields: kind.fields.iter().enumerate().map(field).collect(),
        }
    }

    fn holds(&self, ty: &Type) -> Words {
        match ty {
            Type::Text => Words::new("文字", "text"),
            Type::YesNo => Words::new("是／否", "yes or no"),
            Type::Integer => Words::new("整數", "whole number"),
            Type::Decimal => Words::new("數字", "number"),
            Type::Date => Words::new("日期", "date"),
            Type::Instant => Words::new("時點", "moment"),
            Type::File => Words::new("佐證檔或文號", "evidence file or document number"),
            Type::Enum(_) => Words::new("擇一", "one of"),
            Type::Ref(kind) => Words::from(&self.catalogue.kinds[kind.index()].label),
        }
    }

    fn leaning(&self, leans: impl Fn(&Duty) -> bool) -> Vec<Leaning> {
        self.catalogue.duties.iter().filter(|duty| leans(duty)).map(|duty| self.lean(duty)).collect()
    }

    fn lean(&self, duty: &Duty) -> Leaning {
        Leaning {
            duty: duty.name.clone(),
            title: Words::from(&duty.title),
            clause: self.catalogue.clauses[duty.clauses[0].index()].id.clone(),
        }
    }
}
