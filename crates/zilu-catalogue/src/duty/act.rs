//! Acts and triggers: what starts a clock and what answers it.

use super::verb::{MOMENT, VerbReader};
use crate::model::{Act, Deadline, KindId, Must, Path, Predicate, Root, Trigger, Type, Verb};
use crate::names::hint_closest;
use crate::predicate::check::Scope;
use crate::predicate::parser::{parse_act, parse_path, parse_predicate};
use crate::predicate::relation::Target;
use crate::predicate::tree::Word;
use crate::source::{Faults, Text};
use crate::table::Raw;

impl<'t, 'a> VerbReader<'t, 'a> {
    pub(crate) fn after(&mut self, faults: &mut Faults) -> Option<Verb> {
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
    pub(crate) fn trigger(&mut self, text: &'t Text<'a>, faults: &mut Faults) -> Option<(Trigger, Type)> {
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

    pub(crate) fn by(
        &mut self,
        text: &'t Text<'a>,
        trigger: Option<KindId>,
        faults: &mut Faults,
    ) -> Option<Path> {
        let world = self.world;
        let scope = Scope { trigger, ..Scope::of(self.kind) };
        match parse_path(text.as_str()) {
            Ok(mut dotted) => {
                let first = dotted.words[0].clone();
                let on_subject = first.text == "this" || world.kind(self.kind).field(&first.text).is_some();
                if !on_subject && trigger.is_some_and(|kind| world.kind(kind).field(&first.text).is_some()) {
                    dotted.words.insert(0, Word { text: "trigger".to_owned(), at: first.at });
                }
                self.checker(text).field_path(&dotted, scope, MOMENT, faults).map(|(path, _)| path)
            }
            Err(fault) => {
                self.checker(text).syntax(fault, faults);
                None
            }
        }
    }

    pub(crate) fn must(&mut self, trigger: Option<KindId>, faults: &mut Faults) -> Option<Must> {
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
    pub(crate) fn act(
        &mut self,
        text: &Text<'a>,
        trigger: Option<KindId>,
        faults: &mut Faults,
    ) -> Option<Act> {
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
}
