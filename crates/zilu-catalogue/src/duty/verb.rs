//! The verb of a duty, read through layers: the tables of chosen readings first, then the duty's own keys.

use crate::diagnostic::Position;
use crate::model::{Item, KindId, Label, ParameterId, Path, Predicate, Root, Store, Type, Verb};
use crate::names::hint_closest;
use crate::predicate::check::{Checker, Scope};
use crate::predicate::parser::{parse_path, parse_predicate};
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

pub(crate) const MOMENT: &[Type] = &[Type::Date, Type::Instant];
const ITEM_KEYS: &[&str] = &["label", "is", "when", "proof"];

/// The one verb of a duty.
pub(crate) fn verb_word(table: &Table<'_>, name: &str, faults: &mut Faults) -> Option<&'static str> {
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

pub(crate) fn extra_keys(table: &Table<'_>, word: &'static str, faults: &mut Faults) {
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

    pub(crate) fn entry(&self, key: &str) -> Option<&'t Entry<'a>> {
        self.layers.iter().find_map(|table| table.entries.iter().find(|entry| entry.key == key))
    }

    pub(crate) fn text(&self, key: &str, faults: &mut Faults) -> Option<&'t Text<'a>> {
        self.entry(key)?.text(faults)
    }

    pub(crate) fn required(&self, key: &str, faults: &mut Faults) -> Option<&'t Text<'a>> {
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

    pub(crate) fn checker<'s>(&'s mut self, text: &'s Text<'a>) -> Checker<'s, 'a> {
        Checker::new(self.world, text, Owner::Duty, self.usage)
    }

    pub(crate) fn predicate(
        &mut self,
        text: &Text<'a>,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<Predicate> {
        let mut checker = self.checker(text);
        match parse_predicate(text.as_str()) {
            Ok(expr) => checker.predicate(&expr, scope, faults),
            Err(fault) => {
                checker.syntax(fault, faults);
                None
            }
        }
    }

    pub(crate) fn holds(&mut self, faults: &mut Faults) -> Option<Verb> {
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

    pub(crate) fn item(
        &mut self,
        table: &'t Table<'a>,
        position: &Position,
        faults: &mut Faults,
    ) -> Option<Item> {
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

    pub(crate) fn every(&mut self, faults: &mut Faults) -> Option<Verb> {
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
    pub(crate) fn choice(&self, key: &str, words: [&str; 2], faults: &mut Faults) -> Option<bool> {
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

    pub(crate) fn before(&mut self, faults: &mut Faults) -> Option<Verb> {
        let text = self.required("before", faults);
        let step = text.and_then(|text| self.date(text, faults)).map(|(path, _)| path);
        let must = self.must(None, faults);
        Some(Verb::Before { step: step?, must: must? })
    }

    pub(crate) fn date(&mut self, text: &'t Text<'a>, faults: &mut Faults) -> Option<(Path, Type)> {
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

    pub(crate) fn keep(&mut self, faults: &mut Faults) -> Option<Verb> {
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
