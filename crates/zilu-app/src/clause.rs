//! A clause with its duties, the controls on which it falls, and the standings under it.

use crate::lens::{Filter, Lens};
use crate::overview::Tally;
use crate::words::{Card, Words, card};
use serde::Serialize;
use zilu_catalogue::{Clause, ClauseId, Duty, DutyId, Mapping, Parameter, ParameterId};
use zilu_engine::explain::parameter_words;
use zilu_engine::{Counts, Day, World};

/// A clause page.
#[derive(Debug, Clone, Serialize)]
pub struct ClauseView {
    /// Clause id.
    pub id: String,
    /// Title.
    pub title: Words,
    /// How it is cited.
    pub citation: String,
    /// Natures in both languages.
    pub natures: Vec<Words>,
    /// Our own words: what it demands, a paragraph per line.
    pub words: Words,
    /// Our own words: what its cases show, a paragraph per line.
    pub remarks: Words,
    /// Natures that nothing covers yet.
    pub uncovered: Vec<Words>,
    /// Its chapter's id and title.
    pub chapter: (String, Words),
    /// The clauses before and after it.
    pub neighbours: (Option<String>, Option<String>),
    /// Duties.
    pub duties: Vec<DutyView>,
    /// Notes.
    pub notes: Vec<NoteView>,
    /// Controls of other frameworks on which it falls; `None` when no crosswalk speaks of it.
    pub crosswalk: Option<Vec<MappingView>>,
    /// Counts over its duties.
    pub counts: Tally,
}

/// A control on which a clause falls.
#[derive(Debug, Clone, Serialize)]
pub struct MappingView {
    /// Whose control: `iso27001`, `csf2`.
    pub framework: &'static str,
    /// What the framework is called.
    pub framework_title: Words,
    /// Id of the control.
    pub control: &'static str,
    /// `equal`, `subset`, `superset` or `intersects`: how the clause stands to the control.
    pub relation: &'static str,
    /// The same in words.
    pub relation_words: Words,
}

impl From<&Mapping> for MappingView {
    fn from(mapping: &Mapping) -> MappingView {
        MappingView {
            framework: &mapping.framework.id,
            framework_title: Words::from(&mapping.framework.title),
            control: mapping.control,
            relation: mapping.relation.word(),
            relation_words: mapping.relation.label().into(),
        }
    }
}

/// A duty on a clause page.
#[derive(Debug, Clone, Serialize)]
pub struct DutyView {
    /// Name.
    pub name: String,
    /// Title.
    pub title: Words,
    /// In words.
    pub card: Card,
    /// Whose turn.
    pub who: Words,
    /// A few characters of the official text.
    pub phrase: Option<String>,
    /// Only a person's word can show it.
    pub attested: bool,
    /// Kind of its subjects.
    pub kind: String,
    /// Readings with the choice in force.
    pub readings: Vec<ReadingView>,
    /// Parameters with the value in force and the limit of the rules.
    pub parameters: Vec<ParameterView>,
    /// Counts.
    pub counts: Tally,
}

/// A reading on a duty.
#[derive(Debug, Clone, Serialize)]
pub struct ReadingView {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// The choice in force.
    pub choice: Words,
    /// It is the default.
    pub default: bool,
    /// The other choices.
    pub alternatives: Vec<Words>,
}

/// A parameter on a duty.
#[derive(Debug, Clone, Serialize)]
pub struct ParameterView {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Words,
    /// The value in force on D.
    pub value: Words,
    /// The loosest value that the rules allow.
    pub limit: Option<Words>,
    /// ISO date from which the company set it; `None` is the default.
    pub since: Option<String>,
}

/// A note on a clause.
#[derive(Debug, Clone, Serialize)]
pub struct NoteView {
    /// Why it binds nobody here.
    pub why: Words,
    /// Where it is used.
    pub used: Vec<String>,
}

impl Lens<'_> {
    /// A clause page; `None` when there is no such leaf clause.
    pub fn clause(&self, id: &str) -> Option<ClauseView> {
        let index = self.catalogue.clause(id)?.index();
        Some(self.clause_view(index, &self.world(), &self.evaluation.counts(self.on)))
    }

    /// A clause page, with what many of them share.
    pub(crate) fn clause_view(&self, index: usize, world: &World<'_>, counts: &[Counts]) -> ClauseView {
        let clause = &self.catalogue.clauses[index];
        let chapter = &self.catalogue.chapters[clause.chapter];
        let neighbour = |index: Option<usize>| {
            index.and_then(|index| self.catalogue.clauses.get(index)).map(|clause| clause.id.clone())
        };
        ClauseView {
            id: clause.id.clone(),
            title: Words::from(&clause.title),
            citation: clause.citation.clone(),
            natures: clause.natures.iter().map(|nature| nature.label().into()).collect(),
            words: Words::from(&clause.words),
            remarks: Words::from(&clause.remarks),
            uncovered: clause.uncovered(self.catalogue).iter().map(|nature| nature.label().into()).collect(),
            chapter: (chapter.id.clone(), Words::from(&chapter.title)),
            neighbours: (neighbour(index.checked_sub(1)), neighbour(Some(index + 1))),
            duties: clause.duties.iter().map(|duty| self.duty(*duty, world, counts)).collect(),
            notes: self.notes(clause),
            crosswalk: self.crosswalk(ClauseId(index as u16)),
            counts: self.clause_counts(clause, counts).into(),
        }
    }

    fn duty(&self, id: DutyId, world: &World<'_>, counts: &[Counts]) -> DutyView {
        let duty = &self.catalogue.duties[id.index()];
        DutyView {
            name: duty.name.clone(),
            title: Words::from(&duty.title),
            card: card(self.catalogue, world.settings(), duty, world.verb(duty)),
            who: duty.who.label().into(),
            phrase: duty.phrase.clone(),
            attested: duty.attested,
            kind: self.catalogue.kinds[duty.kind.index()].name.clone(),
            readings: self.readings(world, duty),
            parameters: self.parameters(world, id, duty),
            counts: counts[id.index()].into(),
        }
    }

    fn notes(&self, clause: &Clause) -> Vec<NoteView> {
        let notes = clause.notes.iter().map(|note| &self.catalogue.notes[*note]);
        notes.map(|note| NoteView { why: Words::from(&note.why), used: note.used.clone() }).collect()
    }

    fn crosswalk(&self, clause: ClauseId) -> Option<Vec<MappingView>> {
        let crosswalk = self.catalogue.crosswalk.as_ref().filter(|crosswalk| crosswalk.knows(clause))?;
        Some(crosswalk.of(clause).map(MappingView::from).collect())
    }

    fn readings(&self, world: &World<'_>, duty: &Duty) -> Vec<ReadingView> {
        duty.readings
            .iter()
            .map(|id| {
                let reading = &self.catalogue.readings[id.index()];
                let choice = world.settings().choice(*id);
                ReadingView {
                    name: reading.name.clone(),
                    label: Words::from(&reading.label),
                    choice: Words::from(&reading.choices[choice].1),
                    default: choice == reading.default,
                    alternatives: (0..reading.choices.len())
                        .filter(|index| *index != choice)
                        .map(|index| Words::from(&reading.choices[index].1))
                        .collect(),
                }
            })
            .collect()
    }

    fn parameters(&self, world: &World<'_>, id: DutyId, duty: &Duty) -> Vec<ParameterView> {
        let clause = &self.catalogue.clauses[duty.clauses[0].index()].id;
        let belongs = |parameter: &Parameter| match parameter.duty {
            Some(owner) => owner == id,
            None => parameter.clauses.contains(clause),
        };
        (0..self.catalogue.parameters.len() as u16)
            .map(ParameterId)
            .filter(|parameter| belongs(&self.catalogue.parameters[parameter.index()]))
            .map(|parameter| self.parameter_view(world, parameter))
            .collect()
    }

    pub(crate) fn parameter_view(&self, world: &World<'_>, id: ParameterId) -> ParameterView {
        let parameter = &self.catalogue.parameters[id.index()];
        let (value, since) = world.settings().parameter(self.catalogue, id, self.on);
        ParameterView {
            name: parameter.name.clone(),
            label: Words::from(&parameter.label),
            value: Words::from_pair(parameter_words(value)),
            limit: parameter.limit.map(|limit| Words::from_pair(parameter_words(limit))),
            since: since.filter(|day| *day != Day::ALWAYS).map(|day| day.to_string()),
        }
    }

    /// The filter for the standings under a clause.
    pub fn clause_filter(id: &str) -> Filter {
        Filter { clause: Some(id.to_owned()), ..Filter::default() }
    }
}
