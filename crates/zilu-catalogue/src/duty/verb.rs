//! The verb of a duty, read through layers: the tables of chosen readings first, then the duty's own keys.

use crate::diagnostic::Position;
use crate::duration::parse_cycle;
use crate::model::{
    Act, Cycle, Deadline, Duration, Item, KindId, Label, Must, ParameterId, ParameterValue, Path, Predicate,
    Root, Store, Trigger, Type, Verb,
};
use crate::names::hint_closest;
use crate::predicate::check::{Checker, Scope};
use crate::predicate::parser::{Time, parse_act, parse_path, parse_predicate, parse_time};
use crate::predicate::relation::Target;
use crate::readings::value_fault;
use crate::source::{Faults, Text};
use crate::table::{Entry, Raw, Reader, Table, label};
use crate::world::{Owner, Usage, World};
use rustc_hash::FxHashMap;

/// The word of a verb and the keys that go with it.
pub(crate) const VERBS: [(&str, &[&str]); 5] = [
    ("holds", &["holds", "item"]),
    ("every", &["every", "must", "left", "first", "late"]),
    ("after", &["after", "within", "by", "must", "state"]),
    ("before", &["before", "must", "state"]),
    ("keep", &["keep", "oldest", "begun", "from", "kept"]),
];

const MOMENT: &[Type] = &[Type::Date, Type::Instant];
const ITEM_KEYS: &[&str] = &["label", "is", "when", "proof"];

/// Parameters that stand for fixed lengths, by the place where the length is written.
pub(crate) type Fixed = FxHashMap<Position, ParameterId>;

/// Reads one verb.
pub(crate) struct VerbReader<'t, 'a> {
    pub(crate) world: &'t World,
    pub(crate) usage: &'t mut Usage,
    pub(crate) fixed: &'t Fixed,
    /// Where keys are looked up; the first table that has a key wins.
    pub(crate) layers: Vec<&'t Table<'a>>,
    pub(crate) word: &'static str,
    pub(crate) kind: KindId,
    pub(crate) duty: &'t str,
    /// A table of the duty was broken TOML: absent keys are not worth a fault of their own.
    pub(crate) broken: bool,
}

impl<'t, 'a> VerbReader<'t, 'a> {
    pub(crate) fn verb(&mut self, faults: &mut Faults) -> Option<Verb> {
        match self.word {
            "holds" => self.holds(faults),
            "every" => self.every(faults),
            "after" => self.after(faults),
            "before" => self.before(faults),
            _ => self.keep(faults),
        }
    }

    fn entry(&self, key: &str) -> Option<&'t Entry<'a>> {
        self.layers.iter().find_map(|table| table.entries.iter().find(|entry| entry.key == key))
    }

    fn text(&self, key: &str, faults: &mut Faults) -> Option<&'t Text<'a>> {
        self.entry(key)?.text(faults)
    }

    fn required(&self, key: &str, faults: &mut Faults) -> Option<&'t Text<'a>> {
        if self.entry(key).is_none() && !self.broken {
            let position = self.layers.last().map(|table| table.position.clone()).unwrap_or_default();
            faults.add(
                position,
                "missing-key",
                format!("義務 {} 的動詞 {} 缺少「{key}」", self.duty, self.word),
                format!("duty {}: the verb `{}` needs `{key}`", self.duty, self.word),
            );
        }
        self.text(key, faults)
    }

    fn checker<'s>(&'s mut self, text: &'s Text<'a>) -> Checker<'s, 'a> {
        Checker::new(self.world, text, Owner::Duty, self.usage)
    }

    fn predicate(&mut self, text: &Text<'a>, scope: Scope, faults: &mut Faults) -> Option<Predicate> {
        let mut checker = self.checker(text);
        match parse_predicate(text.as_str()) {
            Ok(expr) => checker.predicate(&expr, scope, faults),
            Err(fault) => {
                checker.syntax(fault, faults);
                None
            }
        }
    }

    fn holds(&mut self, faults: &mut Faults) -> Option<Verb> {
        let scope = Scope::of(self.kind);
        match (self.entry("holds"), self.entry("item")) {
            (Some(_), Some(item)) => {
                faults.add(
                    item.key_position.clone(),
                    "extra-key",
                    "holds 與 [[item]] 只能擇一",
                    "either `holds` or `[[item]]`, not both",
                );
                None
            }
            (_, Some(entry)) => {
                let Raw::Array(rows) = &entry.value else {
                    entry.wrong("[[item]] 表格", "`[[item]]` tables", faults);
                    return None;
                };
                let items: Vec<_> = rows
                    .iter()
                    .map(|(row, position)| match row {
                        Raw::Table(table) => self.item(table, position, faults),
                        _ => {
                            entry.wrong("[[item]] 表格", "`[[item]]` tables", faults);
                            None
                        }
                    })
                    .collect();
                Some(Verb::Holds { items: items.into_iter().collect::<Option<_>>()?, checklist: true })
            }
            _ => {
                let text = self.required("holds", faults)?;
                let is = self.predicate(text, scope, faults)?;
                let item = Item { label: Label::default(), when: None, is, proof: Vec::new() };
                Some(Verb::Holds { items: vec![item], checklist: false })
            }
        }
    }

    fn item(&mut self, table: &'t Table<'a>, position: &Position, faults: &mut Faults) -> Option<Item> {
        let mut placed = table.clone();
        placed.position = position.clone();
        let reader = Reader::new(&placed, &format!("item of {}", self.duty), ITEM_KEYS, faults);
        let label = reader.required_label("label", faults);
        let scope = Scope::of(self.kind);
        let is = reader.required_text("is", faults).cloned();
        let is = is.and_then(|text| self.predicate(&text, scope, faults));
        // Where `when` is no the item does not apply: a forgotten link must not make it so.
        let when = reader.text("when", faults).cloned();
        let when = when.map(|text| self.predicate(&text, Scope { positive: false, ..scope }, faults));
        let texts: Vec<Text<'a>> = reader.texts("proof", faults).into_iter().cloned().collect();
        let proof = self.proof(&texts, self.kind, faults);
        let when = match when {
            Some(None) => return None,
            Some(Some(predicate)) => Some(predicate),
            None => None,
        };
        Some(Item { label: label?, when, is: is?, proof: proof? })
    }

    /// Proof entries; `a|b` means either. Fields of `kind` only.
    pub(crate) fn proof(
        &mut self,
        texts: &[Text<'a>],
        kind: KindId,
        faults: &mut Faults,
    ) -> Option<Vec<Vec<Path>>> {
        let mut proof = Vec::new();
        let mut sound = true;
        for text in texts {
            let mut alternatives = Vec::new();
            let mut at = 0;
            for part in text.as_str().split('|') {
                let piece = text.part(at..at + part.len()).trimmed();
                at += part.len() + 1;
                let mut checker = self.checker(&piece);
                let path = match parse_path(piece.as_str()) {
                    Ok(dotted) => checker.field_path(&dotted, Scope::of(kind), &[], faults),
                    Err(fault) => {
                        checker.syntax(fault, faults);
                        None
                    }
                };
                match path {
                    Some((path, _)) if path.root == Root::Current => alternatives.push(path),
                    Some(_) => {
                        sound = false;
                        faults.add(
                            piece.start(),
                            "proof-field",
                            "proof 只能是行為（holds、keep、state 則為對象）自己的欄位",
                            "proof names fields of the act (of the subject for holds, keep and state)",
                        );
                    }
                    None => sound = false,
                }
            }
            proof.push(alternatives);
        }
        sound.then_some(proof)
    }

    fn every(&mut self, faults: &mut Faults) -> Option<Verb> {
        let cycle = self.cycle(faults);
        let must = self.required("must", faults);
        let must = must.and_then(|text| self.act(text, None, faults));
        let owed_after_leaving = self.choice("left", ["owed", "released"], faults);
        let first_joined = self.choice("first", ["joined", "full"], faults);
        let late_act_counts = self.choice("late", ["counts", "one act, one period"], faults);
        Some(Verb::Every {
            cycle: cycle?,
            must: must?,
            owed_after_leaving: owed_after_leaving?,
            first_joined: first_joined?,
            late_act_counts: late_act_counts?,
        })
    }

    /// True for the first word, which is the default.
    fn choice(&self, key: &str, words: [&str; 2], faults: &mut Faults) -> Option<bool> {
        if self.entry(key).is_none() {
            return Some(true);
        }
        let text = self.text(key, faults)?;
        if text.as_str() == words[0] {
            return Some(true);
        }
        if text.as_str() == words[1] {
            return Some(false);
        }
        let fault = faults.add(
            text.start(),
            "unknown-value",
            format!("{key} 沒有「{}」這個值", text.as_str()),
            format!("`{key}` cannot be `{}`", text.as_str()),
        );
        hint_closest(fault, text.as_str(), words);
        None
    }

    fn cycle(&mut self, faults: &mut Faults) -> Option<Cycle> {
        let text = self.required("every", faults)?;
        if text.as_str().trim_start().starts_with('$') {
            return match parse_time(text.as_str()) {
                Ok(Time::Parameter(word)) => {
                    let mut checker = self.checker(text);
                    let parameter = checker.parameter(&word, faults)?;
                    if matches!(self.world.parameters[parameter.index()].default, ParameterValue::Cycle(_)) {
                        return Some(Cycle::Parameter(parameter));
                    }
                    faults.add(
                        text.start(),
                        "parameter-not-a-cycle",
                        format!("參數「{}」不是週期", word.text),
                        format!("the parameter `{}` is not a cycle", word.text),
                    );
                    None
                }
                Ok(Time::Fixed(..)) => None,
                Err(fault) => {
                    self.checker(text).syntax(fault, faults);
                    None
                }
            };
        }
        match parse_cycle(text.as_str()) {
            Ok(_) => self.fixed.get(&text.start()).map(|parameter| Cycle::Parameter(*parameter)),
            Err(fault) => {
                value_fault(text.start(), fault, faults);
                None
            }
        }
    }

    /// A length of time: a declared parameter, or the one that stands for the fixed number.
    fn length(&mut self, key: &str, base: Option<&Type>, faults: &mut Faults) -> Option<Duration> {
        let text = self.required(key, faults)?;
        let (duration, value, at) = match parse_time(text.as_str()) {
            Ok(Time::Fixed(value, at)) => {
                let parameter = self.fixed.get(&text.start()).copied()?;
                (Duration::Parameter(parameter), value, at)
            }
            Ok(Time::Parameter(word)) => {
                let mut checker = self.checker(text);
                let parameter = checker.parameter(&word, faults)?;
                match checker.world.parameters[parameter.index()].default {
                    ParameterValue::Duration(value) => (Duration::Parameter(parameter), value, word.at),
                    _ => {
                        checker.not_a_length(&word, faults);
                        return None;
                    }
                }
            }
            Err(fault) => {
                self.checker(text).syntax(fault, faults);
                return None;
            }
        };
        if base == Some(&Type::Date) && matches!(value, Duration::Minutes(_)) {
            faults
                .add(
                    text.position(at),
                    "minutes-on-a-date",
                    "從日期起算不能用分鐘或小時",
                    "minutes and hours cannot be counted from a date",
                )
                .set_hint("起算欄位改為 instant，或用 days", "make the field an instant, or use days");
            return None;
        }
        Some(duration)
    }

    fn after(&mut self, faults: &mut Faults) -> Option<Verb> {
        let text = self.required("after", faults);
        let trigger = text.and_then(|text| self.trigger(text, faults));
        let trigger_kind = match &trigger {
            Some((Trigger::Event(act), _)) => Some(act.relation.kind),
            _ => None,
        };
        let deadline = match (self.entry("within"), self.text("by", faults)) {
            (Some(within), Some(_)) => {
                faults.add(
                    within.key_position.clone(),
                    "two-deadlines",
                    "within 與 by 只能擇一",
                    "either `within` or `by`, not both",
                );
                None
            }
            // A date of a trigger that could not be read cannot be judged either.
            (None, Some(_)) if trigger.is_none() => None,
            (None, Some(by)) => self.by(by, trigger_kind, faults).map(Deadline::By),
            _ => {
                let base = trigger.as_ref().map(|(_, ty)| ty.clone());
                self.length("within", base.as_ref(), faults).map(Deadline::Within)
            }
        };
        // Without its trigger an answer cannot be judged.
        let (trigger, _) = trigger?;
        let must = self.must(trigger_kind, faults);
        Some(Verb::After { trigger, deadline: deadline?, must: must? })
    }

    /// What starts the clock, and whether that is a date or an instant.
    fn trigger(&mut self, text: &'t Text<'a>, faults: &mut Faults) -> Option<(Trigger, Type)> {
        let world = self.world;
        let whole = text.as_str().trim();
        if whole == "entry" {
            return Some((Trigger::Entry, Type::Date));
        }
        if let Ok(dotted) = parse_path(whole) {
            let first = dotted.words[0].text.as_str();
            let field = world.kind(self.kind).field(first);
            let is_kind = dotted.words.len() == 1 && world.kind_names.contains_key(first);
            let is_reference =
                field.is_some_and(|field| matches!(world.field(self.kind, field).ty, Type::Ref(_)));
            if !is_kind && field.is_none() && first != "this" && dotted.words.len() == 1 {
                let kind = world.kind(self.kind);
                if !world.broken_kinds.contains(&self.kind) {
                    let fault = faults.add(
                        text.start(),
                        "unknown-field",
                        format!("「{first}」不是 {} 的欄位，也不是紀錄種類", kind.name),
                        format!("`{first}` is neither a field of `{}` nor a kind", kind.name),
                    );
                    let fields = kind.fields.iter().map(|field| field.name.as_str());
                    hint_closest(fault, first, fields.chain(world.kind_names.keys().map(String::as_str)));
                }
                return None;
            }
            if !is_kind || (field.is_some() && !is_reference) {
                let trimmed = text.trimmed();
                let scope = Scope::of(self.kind);
                let (path, ty) = self.checker(&trimmed).field_path(&dotted, scope, MOMENT, faults)?;
                return Some((Trigger::Field(path), ty));
            }
        }
        let act = self.act(text, None, faults)?;
        let ty = self.world.field(act.relation.kind, act.date).ty.clone();
        Some((Trigger::Event(act), ty))
    }

    fn by(&mut self, text: &'t Text<'a>, trigger: Option<KindId>, faults: &mut Faults) -> Option<Path> {
        let world = self.world;
        let scope = Scope { trigger, ..Scope::of(self.kind) };
        match parse_path(text.as_str()) {
            Ok(mut dotted) => {
                let first = dotted.words[0].clone();
                let on_subject = first.text == "this" || world.kind(self.kind).field(&first.text).is_some();
                if !on_subject && trigger.is_some_and(|kind| world.kind(kind).field(&first.text).is_some()) {
                    dotted.words.insert(
                        0,
                        crate::predicate::parser::Word { text: "trigger".to_owned(), at: first.at },
                    );
                }
                self.checker(text).field_path(&dotted, scope, MOMENT, faults).map(|(path, _)| path)
            }
            Err(fault) => {
                self.checker(text).syntax(fault, faults);
                None
            }
        }
    }

    fn must(&mut self, trigger: Option<KindId>, faults: &mut Faults) -> Option<Must> {
        let text = self.required("must", faults);
        let state = match self.entry("state").map(|entry| (&entry.value, entry)) {
            None => false,
            Some((Raw::Boolean(value), _)) => *value,
            Some((_, entry)) => {
                entry.wrong("true 或 false", "true or false", faults);
                return None;
            }
        };
        let text = text?;
        if state {
            let scope = Scope { trigger, ..Scope::of(self.kind) };
            return self.predicate(text, scope, faults).map(Must::State);
        }
        self.act(text, trigger, faults).map(Must::Act)
    }

    /// `KIND [by PATH] [where PREDICATE]` of a kind that has a date.
    fn act(&mut self, text: &Text<'a>, trigger: Option<KindId>, faults: &mut Faults) -> Option<Act> {
        let world = self.world;
        let subject = self.kind;
        let word = self.word;
        let mut checker = self.checker(text);
        let (related, filter) = match parse_act(text.as_str()) {
            Ok(parsed) => parsed,
            Err(fault) => {
                // A predicate in the place of an act is the usual slip.
                let is_state = matches!(word, "after" | "before")
                    && parse_predicate(text.as_str()).is_ok()
                    && !world
                        .kind_names
                        .contains_key(text.as_str().split_whitespace().next().unwrap_or_default());
                let fault = if is_state && fault.hint.is_none() {
                    fault.hint(
                        "若要的是狀態而非行為，加上 state = true",
                        "add `state = true` if a state is meant",
                    )
                } else {
                    fault
                };
                checker.syntax(fault, faults);
                return None;
            }
        };
        let mut targets = vec![Target { kind: subject, root: Root::This }];
        targets.extend(trigger.map(|kind| Target { kind, root: Root::Trigger }));
        let relation = checker.relation(&related, &targets, faults);
        let kind = match &relation {
            Some(relation) => relation.kind,
            None => world.kind_names.get(&related.kind.text).copied()?,
        };
        let scope = Scope { current: kind, this: subject, trigger, positive: true };
        let predicate = match &filter {
            Some(filter) => checker.predicate(filter, scope, faults),
            None => Some(Predicate::True),
        };
        let date = world.kind(kind).event;
        if date.is_none() && !world.broken_kinds.contains(&kind) {
            let name = &world.kind(kind).name;
            faults
                .add(
                    text.position(related.kind.at),
                    "act-without-date",
                    format!("{name} 沒有 event 欄位，不能當行為或觸發"),
                    format!("`{name}` has no `event` field and cannot be an act or a trigger"),
                )
                .set_hint(
                    format!("在 facts.md 的 {name} 加上 event = \"日期欄位\""),
                    format!("add `event = \"DATE FIELD\"` to `{name}` in facts.md"),
                );
        }
        Some(Act { relation: relation?, predicate: predicate?, date: date? })
    }

    fn before(&mut self, faults: &mut Faults) -> Option<Verb> {
        let text = self.required("before", faults);
        let step = text.and_then(|text| self.date(text, faults)).map(|(path, _)| path);
        let must = self.must(None, faults);
        Some(Verb::Before { step: step?, must: must? })
    }

    fn date(&mut self, text: &'t Text<'a>, faults: &mut Faults) -> Option<(Path, Type)> {
        let scope = Scope::of(self.kind);
        let mut checker = self.checker(text);
        match parse_path(text.as_str()) {
            Ok(dotted) => checker.field_path(&dotted, scope, MOMENT, faults),
            Err(fault) => {
                checker.syntax(fault, faults);
                None
            }
        }
    }

    fn keep(&mut self, faults: &mut Faults) -> Option<Verb> {
        let rolling = self.entry("oldest").or(self.entry("begun"));
        let thing = self.entry("from").or(self.entry("kept"));
        if let (Some(_), Some(thing)) = (rolling, thing) {
            faults.add(
                thing.key_position.clone(),
                "extra-key",
                "oldest／begun 與 from／kept 只能擇一組",
                "either `oldest` and `begun`, or `from` and `kept`",
            );
            return None;
        }
        let mut moment = |key: &str, faults: &mut Faults| {
            let text = self.required(key, faults);
            text.and_then(|text| self.date(text, faults))
        };
        let (store, base) = if thing.is_some() {
            let from = moment("from", faults);
            let kept = self.required("kept", faults);
            let kept = kept.and_then(|text| self.predicate(text, Scope::of(self.kind), faults));
            let base = from.as_ref().map(|(_, ty)| ty.clone());
            let store = from.zip(kept).map(|((from, _), kept)| Store::Thing { from, kept });
            (store, base)
        } else {
            let oldest = moment("oldest", faults);
            let begun = moment("begun", faults);
            let base = oldest.as_ref().map(|(_, ty)| ty.clone());
            let store =
                oldest.zip(begun).map(|(oldest, begun)| Store::Rolling { oldest: oldest.0, begun: begun.0 });
            (store, base)
        };
        let time = self.length("keep", base.as_ref(), faults);
        Some(Verb::Keep { time: time?, store: store? })
    }
}

/// The label of an item or a title; kept here so that `duty.rs` need not know tables.
pub(crate) fn title(text: Option<&Text<'_>>, faults: &mut Faults) -> Option<Label> {
    label(text?, faults)
}
