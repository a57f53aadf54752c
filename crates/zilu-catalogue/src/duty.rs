//! Duties: their keys, what they cover, and the verbs under each choice of a reading.

mod act;
mod covers;
pub(crate) mod lengths;
mod phrase;
mod time;
mod variants;
mod verb;

use crate::collect::Declared;
use crate::model::{
    Act, Clause, ClauseId, Duty, DutyId, KindId, Must, ReadingId, Role, TermId, Trigger, Variant, Verb,
};
use crate::names::hint_closest;
use crate::source::{Faults, Text};
use crate::table::{Reader, Table};
use crate::world::{Noun, Owner, TermUse, Usage, World, find};
use covers::covers;
use rustc_hash::FxHashMap;
use variants::{combinations, overrides};
use verb::{Fixed, VERBS, VerbReader, extra_keys, verb_word};

const COMMON_KEYS: &[&str] =
    &["title", "for", "who", "covers", "proof", "phrase", "reading", "clause", "basis", "clock", "when"];

/// The official sentence is not copied: only a few characters of it.
const LONGEST_PHRASE: usize = 24;

/// A duty fence with the clause that it stands under.
pub(crate) struct Head<'t, 'a> {
    pub(crate) fence: &'t Declared<'a>,
    pub(crate) clause: ClauseId,
    pub(crate) id: DutyId,
}

/// What duties are read against.
pub(crate) struct Ground<'t> {
    pub(crate) world: &'t World,
    pub(crate) clauses: &'t [Clause],
    pub(crate) clause_names: &'t FxHashMap<String, Option<ClauseId>>,
    pub(crate) fixed: &'t Fixed,
}

/// Reads a duty; `None` when a fault makes it unusable.
pub(crate) fn duty(
    head: &Head<'_, '_>,
    ground: &Ground<'_>,
    usage: &mut Usage,
    faults: &mut Faults,
) -> Option<Duty> {
    let world = ground.world;
    let name = head.fence.name.as_str();
    let table = &head.fence.table;
    let keys: Vec<&str> =
        COMMON_KEYS.iter().copied().chain(VERBS.iter().flat_map(|verb| verb.1.iter().copied())).collect();
    let reader = Reader::new(table, &format!("duty {name}"), &keys, faults);

    let title = reader.required_label("title", faults);
    let who = reader.required_text("who", faults).and_then(|text| role(text, faults));
    let population =
        reader.required_text("for", faults).and_then(|text| population(text, world, usage, faults));
    let phrase = reader.text("phrase", faults).and_then(|text| phrase_text(text, faults));
    let attested = basis(&reader, faults);
    let clock = reader.text("clock", faults).map(|text| {
        crate::readings::kebab_fault(text, "時鐘", "clock", faults);
        text.as_str().to_owned()
    });
    let mut readings: Vec<ReadingId> = Vec::new();
    for text in reader.texts("reading", faults) {
        readings.extend(world.find_reading(text.as_str(), text.start(), faults));
    }
    let clauses = clauses_of(head, &reader, ground, faults);
    let word = verb_word(table, name, faults);
    if let Some(word) = word {
        extra_keys(table, word, faults);
    }
    let covers = word.map(|word| covers(&reader, word, &clauses, ground, table, faults));

    let (kind, term) = population?;
    let word = word?;
    let mut read = |layers: Vec<&Table<'_>>, faults: &mut Faults| {
        let broken = table.broken;
        let mut reader =
            VerbReader { world, usage, fixed: ground.fixed, layers, word, kind, duty: name, broken };
        reader.verb(faults)
    };
    let base = read(vec![table], faults);
    let overrides = overrides(table, word, world, faults);
    let mut variants = Vec::new();
    let mut sound = true;
    for combination in combinations(&overrides, table, faults) {
        let layers = combination.iter().map(|(_, _, table)| *table).chain([table]).collect();
        let verb = read(layers, faults);
        let (Some(verb), Some((reading, choice, _))) = (verb, combination.first()) else {
            sound = false;
            continue;
        };
        let also = combination[1..].iter().map(|(reading, choice, _)| (*reading, *choice)).collect();
        variants.push(Variant { reading: *reading, choice: *choice, also, verb });
    }
    for (reading, _, _) in &overrides {
        if !readings.contains(reading) {
            readings.push(*reading);
        }
    }
    usage.readings.extend(readings.iter().copied());

    let verb = base?;
    let texts: Vec<Text<'_>> = reader.texts("proof", faults).into_iter().cloned().collect();
    let proof_kind = act_of(&verb).map_or(kind, |act| act.relation.kind);
    for variant in &variants {
        if act_of(&variant.verb).map_or(kind, |act| act.relation.kind) != proof_kind {
            faults.add(
                table.position.clone(),
                "variant-changes-act",
                "不同解釋下的行為必須是同一種紀錄（proof 才有意義）",
                "the act must be of one kind under every reading, or `proof` would mean nothing",
            );
        }
    }
    let mut reader = VerbReader {
        world,
        usage,
        fixed: ground.fixed,
        layers: vec![table],
        word,
        kind,
        duty: name,
        broken: table.broken,
    };
    let proof = reader.proof(&texts, proof_kind, faults);
    let phrase_position =
        table.entries.iter().find(|entry| entry.key == "phrase").map(|entry| entry.position.clone());
    if let (Some(phrase), Some(position)) = (&phrase, phrase_position) {
        phrase::agrees(phrase, &verb, world, position, faults);
    }
    Some(Duty {
        name: name.to_owned(),
        title: title?,
        clauses,
        kind,
        population: term,
        verb,
        variants: sound.then_some(variants)?,
        proof: proof?,
        covers: covers?,
        phrase,
        readings,
        who: who?,
        attested,
        clock,
        since: None,
        position: head.fence.position(),
    })
}

/// The act of the verb, if it asks for one.
fn act_of(verb: &Verb) -> Option<&Act> {
    match verb {
        Verb::Every { must, .. } => Some(must),
        Verb::After { must: Must::Act(act), .. } | Verb::Before { must: Must::Act(act), .. } => Some(act),
        _ => None,
    }
}

/// The trigger's kind, if related records start the clock.
pub(crate) fn trigger_kind(verb: &Verb) -> Option<KindId> {
    match verb {
        Verb::After { trigger: Trigger::Event(act), .. } => Some(act.relation.kind),
        _ => None,
    }
}

fn role(text: &Text<'_>, faults: &mut Faults) -> Option<Role> {
    let found = Role::ALL.into_iter().find(|role| role.word() == text.as_str());
    if found.is_none() {
        let fault = faults.add(
            text.start(),
            "unknown-role",
            format!("沒有「{}」這個角色", text.as_str()),
            format!("there is no role `{}`", text.as_str()),
        );
        hint_closest(fault, text.as_str(), Role::ALL.into_iter().map(Role::word));
    }
    found
}

fn population(
    text: &Text<'_>,
    world: &World,
    usage: &mut Usage,
    faults: &mut Faults,
) -> Option<(KindId, Option<TermId>)> {
    let name = text.as_str();
    if let Some(kind) = world.kind_names.get(name) {
        return Some((*kind, None));
    }
    if let Some(term) = world.term_names.get(name) {
        let term = (*term)?;
        // A subject outside the population owes nothing: a forgotten link must not take it out.
        usage.terms.push(TermUse { from: Owner::Duty, to: term, positive: false, position: text.start() });
        return Some((world.terms[term.index()].kind, Some(term)));
    }
    let fault = faults.add(
        text.start(),
        "unknown-population",
        format!("「{name}」不是詞彙，也不是紀錄種類"),
        format!("`{name}` is neither a term nor a kind"),
    );
    hint_closest(fault, name, world.term_names.keys().chain(world.kind_names.keys()).map(String::as_str));
    None
}

fn phrase_text(text: &Text<'_>, faults: &mut Faults) -> Option<String> {
    let phrase = text.as_str().trim();
    if phrase.is_empty() {
        faults.add(text.start(), "phrase-empty", "phrase 是空的", "the phrase is empty");
        return None;
    }
    if phrase.chars().count() > LONGEST_PHRASE {
        faults.add(
            text.start(),
            "phrase-long",
            format!("phrase 超過 {LONGEST_PHRASE} 字；只引幾個字，不抄條文"),
            format!("the phrase is longer than {LONGEST_PHRASE} characters; quote a few characters only"),
        );
    }
    Some(phrase.to_owned())
}

fn basis(reader: &Reader<'_, '_>, faults: &mut Faults) -> bool {
    let Some(text) = reader.text("basis", faults) else { return false };
    if text.as_str() != "attested" {
        faults
            .add(
                text.start(),
                "unknown-value",
                format!("basis 沒有「{}」這個值", text.as_str()),
                format!("`basis` cannot be `{}`", text.as_str()),
            )
            .set_hint("只能寫 attested，或不寫", "write `attested`, or leave it out");
    }
    text.as_str() == "attested"
}

fn clauses_of(
    head: &Head<'_, '_>,
    reader: &Reader<'_, '_>,
    ground: &Ground<'_>,
    faults: &mut Faults,
) -> Vec<ClauseId> {
    let mut clauses = vec![head.clause];
    for text in reader.texts("clause", faults) {
        let noun = Noun { code: "unknown-clause", zh: "條文", en: "clause" };
        let found = find(ground.clause_names, text.as_str(), text.start(), faults, noun);
        match found {
            Some(id) if clauses.contains(&id) => {
                faults.add(
                    text.start(),
                    "duplicate-clause",
                    format!("條文 {} 已經在內", text.as_str()),
                    format!("clause {} is already served", text.as_str()),
                );
            }
            Some(id) => clauses.push(id),
            None => {}
        }
    }
    clauses
}
