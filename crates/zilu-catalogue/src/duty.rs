//! Duties: their keys, what they cover, and the verbs under each choice of a reading.

pub(crate) mod phrase;
pub(crate) mod verb;

use crate::collect::{Declared, nature, unknown_nature};
use crate::duration::{parse_cycle, parse_duration};
use crate::model::{
    Act, Clause, ClauseId, Cycle, Duration, Duty, DutyId, KindId, Label, Must, Nature, Parameter,
    ParameterId, ParameterValue, ReadingId, Role, Stricter, TermId, Trigger, Variant, Verb,
};
use crate::names::hint_closest;
use crate::source::{Faults, Text};
use crate::table::{Entry, Raw, Reader, Table};
use crate::world::{Noun, Owner, TermUse, Usage, World, find};
use rustc_hash::FxHashMap;
use verb::{Fixed, VERBS, VerbReader};

const COMMON_KEYS: &[&str] =
    &["title", "for", "who", "covers", "proof", "phrase", "reading", "clause", "basis", "clock", "when"];

/// A duty multiplies its verb by the choices of its readings; more than this is a slip.
const MOST_VARIANTS: usize = 64;

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

/// Adds a parameter for every fixed length of a duty, also for those of other choices of a reading.
pub(crate) fn fixed_lengths(heads: &[Head<'_, '_>], clauses: &[Clause], world: &mut World) -> Fixed {
    let mut fixed = Fixed::default();
    for head in heads {
        let table = &head.fence.table;
        add_lengths(head, table, ("", None), clauses, world, &mut fixed);
        for (reading, choice, overriding) in choices(table) {
            let plain = format!(".{}", choice.key);
            let taken = overriding.entries.iter().any(|entry| {
                world.parameter_names.contains_key(&format!(
                    "{}.{}{plain}",
                    head.fence.name.as_str(),
                    entry.key
                ))
            });
            let suffix = if taken { format!(".{}{plain}", reading.key) } else { plain };
            let known = world.readings.iter().find(|known| known.name == reading.key);
            let label = known.and_then(|known| known.choices.iter().find(|(name, _)| *name == choice.key));
            let label = label.map(|(_, label)| label.clone());
            add_lengths(head, overriding, (&suffix, label.as_ref()), clauses, world, &mut fixed);
        }
    }
    fixed
}

fn add_lengths(
    head: &Head<'_, '_>,
    table: &Table<'_>,
    (suffix, choice): (&str, Option<&Label>),
    clauses: &[Clause],
    world: &mut World,
    fixed: &mut Fixed,
) {
    for entry in &table.entries {
        let Raw::String(text) = &entry.value else { continue };
        let (value, stricter, zh, en) = match entry.key.as_str() {
            "every" => match parse_cycle(text.as_str()) {
                Ok(cycle) => (ParameterValue::Cycle(cycle), Stricter::Shorter, "週期", "cycle"),
                Err(_) => continue,
            },
            "within" | "keep" => match (parse_duration(text.as_str()), entry.key.as_str()) {
                (Ok(time), "within") => {
                    (ParameterValue::Duration(time), Stricter::Shorter, "期限", "time limit")
                }
                (Ok(time), _) => {
                    (ParameterValue::Duration(time), Stricter::Longer, "保存期間", "time to keep")
                }
                _ => continue,
            },
            _ => continue,
        };
        if world.parameters.len() >= crate::facts::MOST {
            return;
        }
        let name = format!("{}.{}{suffix}", head.fence.name.as_str(), entry.key);
        let mut quiet = Faults::default();
        let title_text = head.fence.table.entries.iter().find(|entry| entry.key == "title");
        let title =
            verb::title(title_text.and_then(|entry| entry.text(&mut quiet)), &mut quiet).unwrap_or_default();
        let mut served = vec![clauses[head.clause.index()].id.clone()];
        served.extend(
            Reader::new(&head.fence.table, "", &[], &mut Faults::default())
                .texts("clause", &mut quiet)
                .into_iter()
                .map(|text| text.as_str().to_owned()),
        );
        let id = ParameterId(world.parameters.len() as u16);
        world.parameter_names.insert(name.clone(), Some(id));
        fixed.insert(text.start(), id);
        world.parameters.push(Parameter {
            name,
            label: Label {
                zh: format!(
                    "{}：{zh}{}",
                    title.zh,
                    choice.map(|label| format!("（{}）", label.zh)).unwrap_or_default()
                ),
                en: format!(
                    "{}: {en}{}",
                    title.en,
                    choice.map(|label| format!(" ({})", label.en)).unwrap_or_default()
                ),
            },
            default: value,
            stricter,
            limit: Some(value),
            clauses: served,
            duty: Some(head.id),
            position: entry.position.clone(),
        });
    }
}

/// The tables `[when.READING.CHOICE]` of a duty.
fn choices<'t, 'a>(table: &'t Table<'a>) -> Vec<(&'t Entry<'a>, &'t Entry<'a>, &'t Table<'a>)> {
    let mut found = Vec::new();
    for when in table.entries.iter().filter(|entry| entry.key == "when") {
        let Raw::Table(readings) = &when.value else { continue };
        for reading in &readings.entries {
            let Raw::Table(choices) = &reading.value else { continue };
            for choice in &choices.entries {
                if let Raw::Table(overriding) = &choice.value {
                    found.push((reading, choice, overriding));
                }
            }
        }
    }
    found
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

/// The one verb of a duty.
fn verb_word(table: &Table<'_>, name: &str, faults: &mut Faults) -> Option<&'static str> {
    let mut found: Vec<(&'static str, &Entry<'_>)> = Vec::new();
    for entry in &table.entries {
        let word = match entry.key.as_str() {
            "item" => Some("holds"),
            key => VERBS.iter().map(|verb| verb.0).find(|word| *word == key),
        };
        if let Some(word) = word
            && !found.iter().any(|(known, _)| *known == word)
        {
            found.push((word, entry));
        }
    }
    match found.as_slice() {
        [(word, _)] => Some(word),
        [] => {
            if !table.broken {
                faults
                    .add(
                        table.position.clone(),
                        "no-verb",
                        format!("義務 {name} 沒有動詞"),
                        format!("duty {name} has no verb"),
                    )
                    .set_hint(
                        "寫 holds、[[item]]、every、after、before 或 keep 其中之一",
                        "write one of holds, [[item]], every, after, before, keep",
                    );
            }
            None
        }
        [(first, _), (second, entry), ..] => {
            faults
                .add(
                    entry.key_position.clone(),
                    "two-verbs",
                    format!("義務 {name} 有兩個動詞：{first} 與 {second}"),
                    format!("duty {name} has two verbs: `{first}` and `{second}`"),
                )
                .set_hint("分成兩個義務", "make two duties of it");
            None
        }
    }
}

fn extra_keys(table: &Table<'_>, word: &'static str, faults: &mut Faults) {
    let own = VERBS.iter().find(|verb| verb.0 == word).map_or(&[][..], |verb| verb.1);
    let is_verb_key = |key: &str| VERBS.iter().any(|verb| verb.1.contains(&key));
    for entry in &table.entries {
        let key = entry.key.as_str();
        if is_verb_key(key) && !own.contains(&key) {
            faults.add(
                entry.key_position.clone(),
                "extra-key",
                format!("動詞 {word} 沒有「{key}」這個鍵"),
                format!("the verb `{word}` has no key `{key}`"),
            );
        }
    }
}

/// Natures that a verb covers by itself, and those that `covers` may add.
fn verb_natures(word: &str, checklist: bool) -> (Vec<Nature>, Vec<Nature>) {
    use Nature::{Choice, Content, Deadline, Gate, Invariant, Periodic, Retention, Standing};
    match word {
        "holds" if checklist => (vec![Standing, Invariant, Choice, Content], vec![Gate]),
        "holds" => (vec![Standing, Invariant, Choice], vec![Content, Gate]),
        "every" => (vec![Periodic], vec![Standing]),
        "after" => (vec![Deadline], vec![Standing]),
        "before" => (vec![Gate], vec![Standing]),
        _ => (vec![Retention], vec![Standing]),
    }
}

fn covers(
    reader: &Reader<'_, '_>,
    word: &'static str,
    clauses: &[ClauseId],
    ground: &Ground<'_>,
    table: &Table<'_>,
    faults: &mut Faults,
) -> Vec<Nature> {
    let (own, more) = verb_natures(word, reader.entry("item").is_some());
    let natures_of = |clause: &ClauseId| &ground.clauses[clause.index()].natures;
    let listed = reader.texts("covers", faults);
    let mut covers = Vec::new();
    if reader.entry("covers").is_none() {
        covers = own.iter().copied().filter(|n| clauses.iter().any(|c| natures_of(c).contains(n))).collect();
    }
    for text in listed {
        let Some(nature) = nature(text.as_str()) else {
            unknown_nature(text.as_str(), text.start(), faults);
            continue;
        };
        if !own.contains(&nature) && !more.contains(&nature) {
            let allowed: Vec<&str> = own.iter().chain(&more).map(|nature| nature.word()).collect();
            faults
                .add(
                    text.start(),
                    "covers-not-allowed",
                    format!("動詞 {word} 不能涵蓋「{}」", nature.word()),
                    format!("the verb `{word}` cannot cover `{}`", nature.word()),
                )
                .set_hint(
                    format!("可涵蓋：{}", allowed.join("、")),
                    format!("it can cover {}", allowed.join(", ")),
                );
        } else if !clauses.iter().any(|clause| natures_of(clause).contains(&nature)) {
            faults.add(
                text.start(),
                "nature-not-of-clause",
                format!("條文沒有「{}」這個性質", nature.word()),
                format!("the clause does not have the nature `{}`", nature.word()),
            );
        } else if covers.contains(&nature) {
            faults.add(
                text.start(),
                "duplicate-nature",
                format!("性質「{}」重複", nature.word()),
                format!("the nature `{}` is named twice", nature.word()),
            );
        } else {
            covers.push(nature);
        }
    }
    for clause in clauses {
        let clause = &ground.clauses[clause.index()];
        // A clause without natures has its own fault.
        if !clause.natures.is_empty() && !covers.iter().any(|nature| clause.natures.contains(nature)) {
            let list: Vec<&str> = clause.natures.iter().map(|nature| nature.word()).collect();
            faults
                .add(
                    table.position.clone(),
                    "nature-mismatch",
                    format!("動詞 {word} 沒有涵蓋 {} 的任何性質（{}）", clause.id, list.join("、")),
                    format!(
                        "the verb `{word}` covers none of the natures of {} ({})",
                        clause.id,
                        list.join(", ")
                    ),
                )
                .set_hint(
                    "換動詞、修正條文的性質，或以 covers 明示",
                    "use another verb, correct the clause's natures, or say `covers`",
                );
        }
    }
    covers
}

type Override<'t, 'a> = (ReadingId, usize, &'t Table<'a>);

/// The checked `[when.READING.CHOICE]` tables.
fn overrides<'t, 'a>(
    table: &'t Table<'a>,
    word: &'static str,
    world: &World,
    faults: &mut Faults,
) -> Vec<Override<'t, 'a>> {
    let mut found = Vec::new();
    for when in table.entries.iter().filter(|entry| entry.key == "when") {
        let Some(readings) = when.table(faults) else { continue };
        for reading in &readings.entries {
            reading.table(faults).iter().for_each(|choices| {
                for choice in &choices.entries {
                    choice.table(faults);
                }
            });
        }
    }
    for (reading, choice, overriding) in choices(table) {
        let own = VERBS.iter().find(|verb| verb.0 == word).map_or(&[][..], |verb| verb.1);
        Reader::new(overriding, &format!("when.{}.{}", reading.key, choice.key), own, faults);
        let Some(id) = world.find_reading(&reading.key, reading.key_position.clone(), faults) else {
            continue;
        };
        let known = &world.readings[id.index()];
        let Some(index) = known.choices.iter().position(|(name, _)| *name == choice.key) else {
            let fault = faults.add(
                choice.key_position.clone(),
                "unknown-choice",
                format!("解釋 {} 沒有「{}」這個選項", known.name, choice.key),
                format!("the reading {} has no choice `{}`", known.name, choice.key),
            );
            hint_closest(fault, &choice.key, known.choices.iter().map(|(name, _)| name.as_str()));
            continue;
        };
        if index == known.default {
            faults
                .add(
                    choice.key_position.clone(),
                    "when-default",
                    format!("「{}」是預設選項，義務本身的鍵就是它", choice.key),
                    format!("`{}` is the default choice: the duty's own keys are its", choice.key),
                )
                .set_hint("只為其他選項寫 when", "write `when` for the other choices only");
            continue;
        }
        found.push((id, index, overriding));
    }
    found
}

/// Every combination of choices of different readings, single ones first.
fn combinations<'t, 'a>(
    overrides: &[Override<'t, 'a>],
    table: &Table<'_>,
    faults: &mut Faults,
) -> Vec<Vec<Override<'t, 'a>>> {
    for (index, (reading, _, one)) in overrides.iter().enumerate() {
        for (_, _, other) in overrides[..index].iter().filter(|(other, _, _)| other != reading) {
            for entry in one.entries.iter().filter(|e| other.entries.iter().any(|o| o.key == e.key)) {
                faults.add(
                    entry.key_position.clone(),
                    "variants-conflict",
                    format!("兩個解釋都改了「{}」，同時採用時無法決定", entry.key),
                    format!(
                        "two readings both replace `{}`: which one holds when both are chosen?",
                        entry.key
                    ),
                );
            }
        }
    }
    let mut all: Vec<Vec<Override<'t, 'a>>> = vec![Vec::new()];
    for next in overrides {
        let longer: Vec<_> = all
            .iter()
            .filter(|chosen| chosen.iter().all(|(reading, _, _)| *reading != next.0))
            .map(|chosen| chosen.iter().copied().chain([*next]).collect())
            .collect();
        all.extend::<Vec<_>>(longer);
        if all.len() > MOST_VARIANTS {
            faults.add(
                table.position.clone(),
                "too-many-variants",
                "解釋的組合過多",
                "too many combinations of readings",
            );
            return Vec::new();
        }
    }
    all.retain(|chosen| !chosen.is_empty());
    all.sort_by_key(Vec::len);
    all
}

/// The rule's own number behind a cycle or length.
pub(crate) fn rule_number(world: &World, verb: &Verb) -> Option<ParameterValue> {
    let parameter = match verb {
        Verb::Every { cycle: Cycle::Parameter(id), .. } => *id,
        Verb::After { deadline: crate::model::Deadline::Within(Duration::Parameter(id)), .. } => *id,
        Verb::Keep { time: Duration::Parameter(id), .. } => *id,
        _ => return None,
    };
    world.parameters[parameter.index()].limit
}
