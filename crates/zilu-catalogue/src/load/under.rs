//! What stands under clauses beside duties: notes and cases.

use super::{ClauseNames, DutyNames, Loaded, NOTE_KEYS};
use crate::case::CaseReader;
use crate::collect::{Declarations, RawItem, nature, unknown_nature};
use crate::diagnostic::Position;
use crate::facts::duplicate;
use crate::model::{Clause, ClauseId, DutyId, Note, ReadingId};
use crate::names::hint_closest;
use crate::source::{Faults, Text};
use crate::table::{Reader, Table};
use crate::world::{Noun, Usage, World, find};

/// All names that notes and cases may use.
pub(crate) struct Known<'w> {
    pub(crate) world: &'w World,
    pub(crate) clause_names: &'w ClauseNames,
    pub(crate) duty_names: &'w DutyNames,
    pub(crate) names: &'w [String],
}

pub(crate) fn notes_and_cases(
    declarations: &Declarations<'_>,
    known: &Known<'_>,
    clauses: &[Clause],
    usage: &mut Usage,
    loaded: &mut Loaded,
    faults: &mut Faults,
) {
    let mut index = 0;
    for chapter in &declarations.chapters {
        let mut above: Vec<DutyId> = Vec::new();
        for raw in &chapter.clauses {
            let Some(clause) = clauses.get(index) else { return };
            let id = ClauseId(index as u16);
            index += 1;
            let mut here: Vec<DutyId> = Vec::new();
            for item in &raw.items {
                match item {
                    RawItem::Duty(fence) => {
                        let found = known.duty_names.get(fence.name.as_str()).copied().flatten();
                        here.extend(found);
                        above.extend(found);
                    }
                    RawItem::Note(table) => {
                        loaded.notes.extend(note(table, id, clause, known, usage, faults))
                    }
                    RawItem::Case { duties, content, position } => {
                        let Some(about) = case_duties(duties, position, &here, &above, known, faults) else {
                            continue;
                        };
                        let reader = CaseReader {
                            world: known.world,
                            duties: &loaded.duties,
                            names: known.names,
                            about,
                            clause: id,
                            position: position.clone(),
                        };
                        let before = faults.count();
                        let case = reader.read(content, faults);
                        if faults.count() > before {
                            loaded.half_shown.extend(case.duties.iter().copied());
                        }
                        loaded.cases.push(case);
                    }
                }
            }
        }
    }
}

/// The duties of a case: those that its head names, else the only one above it in the clause.
pub(crate) fn case_duties(
    named: &[Text<'_>],
    position: &Position,
    here: &[DutyId],
    above: &[DutyId],
    known: &Known<'_>,
    faults: &mut Faults,
) -> Option<Vec<DutyId>> {
    if named.is_empty() {
        if let [one] = here {
            return Some(vec![*one]);
        }
        let fault = faults.add(
            position.clone(),
            "which-duty",
            "案例上面沒有義務，或不只一個",
            "no duty stands above this case in its clause, or more than one",
        );
        fault.set_hint("寫成 ```case 義務名稱", "write ```case DUTY");
        return None;
    }
    let mut about = Vec::new();
    for name in named {
        let noun = Noun { code: "unknown-duty", zh: "義務", en: "duty" };
        let found = find(known.duty_names, name.as_str(), name.start(), faults, noun)?;
        if !above.contains(&found) {
            faults.add(
                name.start(),
                "duty-not-above",
                format!("義務 {} 不在這個案例上面", name.as_str()),
                format!("the duty {} does not stand above this case", name.as_str()),
            );
        }
        if about.contains(&found) {
            duplicate(name, faults);
        } else {
            about.push(found);
        }
    }
    Some(about)
}

pub(crate) fn note(
    table: &Table<'_>,
    id: ClauseId,
    clause: &Clause,
    known: &Known<'_>,
    usage: &mut Usage,
    faults: &mut Faults,
) -> Option<Note> {
    let reader = Reader::new(table, "note", NOTE_KEYS, faults);
    let why = reader.required_label("why", faults);
    let mut covers = Vec::new();
    for text in reader.texts("covers", faults) {
        match nature(text.as_str()) {
            None => unknown_nature(text.as_str(), text.start(), faults),
            Some(nature) if !clause.natures.contains(&nature) => {
                faults.add(
                    text.start(),
                    "nature-not-of-clause",
                    format!("條文沒有「{}」這個性質", nature.word()),
                    format!("the clause does not have the nature `{}`", nature.word()),
                );
            }
            Some(nature) => covers.push(nature),
        }
    }
    if reader.entry("covers").is_none() {
        covers.clone_from(&clause.natures);
    }
    let mut used = Vec::new();
    for text in reader.texts("used", faults) {
        let name = text.as_str();
        let world = known.world;
        let reading: Option<Option<ReadingId>> = world.reading_names.get(name).copied();
        if let Some(Some(reading)) = reading {
            usage.readings.insert(reading);
        }
        let is_known = reading.is_some()
            || known.clause_names.contains_key(name)
            || known.duty_names.contains_key(name)
            || world.term_names.contains_key(name)
            || world.kind_names.contains_key(name)
            || world.parameter_names.contains_key(name);
        if !is_known {
            let fault = faults.add(
                text.start(),
                "unknown-name",
                format!("「{name}」不是條文、義務、詞彙、種類、解釋或參數"),
                format!("`{name}` is no clause, duty, term, kind, reading or parameter"),
            );
            let candidates = known.clause_names.keys().chain(known.duty_names.keys());
            let candidates = candidates.chain(world.term_names.keys()).chain(world.reading_names.keys());
            hint_closest(fault, name, candidates.map(String::as_str));
        }
        used.push(name.to_owned());
    }
    Some(Note { clause: id, covers, why: why?, used, position: table.position.clone() })
}
