//! The records that a case states: fields, keys, and the days on which a line holds.

use super::words::{Token, date, not_a_date};
use crate::model::{CaseFact, FieldId, KindId, Type, Value};
use crate::names::hint_closest;
use crate::readings::value_fault;
use crate::source::Faults;
use crate::value::{day_of_instant, format_value, parse_value};
use crate::world::World;
use jiff::civil::Date;

/// The revisions of a case, in the order of its lines.
#[derive(Default)]
pub(crate) struct Records {
    pub(crate) facts: Vec<CaseFact>,
    /// The day a fact's line itself gives: `since=`, or the event field.
    given: Vec<(Option<Date>, Option<Date>)>,
}

impl Records {
    pub(crate) fn keys_of(&self, kind: KindId) -> impl Iterator<Item = &str> {
        self.facts.iter().filter(move |fact| fact.kind == kind).map(|fact| fact.key.as_str())
    }

    /// `KIND KEY field=value … [since=DATE] [known=DATE] [void]`.
    pub(crate) fn fact(&mut self, world: &World, kind: KindId, line: &[Token<'_>], faults: &mut Faults) {
        let of = world.kind(kind);
        let mut rest = &line[1..];
        let key = match rest.first() {
            Some(token) if !(token.text.contains('=') || of.singleton && token.text == "void") => {
                rest = &rest[1..];
                token.text.clone()
            }
            _ if of.singleton => of.name.clone(),
            _ => {
                faults
                    .add(
                        line[0].position(),
                        "no-key",
                        format!("{} 後面缺少鍵", of.name),
                        format!("a key must follow `{}`", of.name),
                    )
                    .set_hint(
                        format!("寫成 {} 鍵 欄位=值", of.name),
                        format!("write `{} KEY field=value`", of.name),
                    );
                return;
            }
        };
        if of.singleton && key != of.name {
            faults.add(
                line[1].position(),
                "singleton-key",
                format!("{} 只有一筆，鍵就是「{}」", of.name, of.name),
                format!("there is one `{}`, and its key is `{}`", of.name, of.name),
            );
        }
        let mut fact = CaseFact {
            kind,
            key,
            fields: Vec::new(),
            effective: Date::ZERO,
            recorded: Date::ZERO,
            void: false,
            position: line[0].position(),
        };
        let (mut since, mut known) = (None, None);
        for token in rest {
            let Some((name, written)) = token.text.split_once('=') else {
                if token.text == "void" {
                    fact.void = true;
                } else {
                    faults
                        .add(
                            token.position(),
                            "case-line",
                            format!("「{}」不是 欄位=值", token.text),
                            format!("`{}` is not `field=value`", token.text),
                        )
                        .set_hint("含空白的文字用雙引號括起來", "put a text with blanks in double quotes");
                }
                continue;
            };
            match name {
                "since" => since = date(written).or_else(|| not_a_date(token, faults)),
                "known" => known = date(written).or_else(|| not_a_date(token, faults)),
                _ => {
                    if let Some(stated) = stated(world, kind, name, written, token, faults) {
                        if fact.fields.iter().any(|(field, _)| *field == stated.0) {
                            faults.add(
                                token.position(),
                                "duplicate-key",
                                format!("欄位「{name}」寫了兩次"),
                                format!("the field `{name}` is stated twice"),
                            );
                        }
                        fact.fields.push(stated);
                    }
                }
            }
        }
        self.given.push((since, known));
        self.facts.push(fact);
    }

    /// Fills key fields from keys, and the days that lines leave out; checks required fields.
    pub(crate) fn complete(&mut self, world: &World, faults: &mut Faults) {
        for index in 0..self.facts.len() {
            let (kind, key) = (self.facts[index].kind, self.facts[index].key.clone());
            let first =
                self.facts.iter().position(|fact| fact.kind == kind && fact.key == key).unwrap_or(index);
            if first == index {
                self.key_fields(world, index, faults);
                self.required(world, index, faults);
            }
            let event = world.kind(kind).event.and_then(|event| day_stated(&self.facts[index], event));
            let (since, known) = self.given[index];
            let before = (first < index).then(|| self.facts[first].effective);
            match since.or(event).or(before) {
                Some(day) => {
                    self.facts[index].effective = day;
                    self.facts[index].recorded = known.unwrap_or(day);
                }
                None => {
                    faults
                        .add(
                            self.facts[index].position.clone(),
                            "no-effective-date",
                            "這一行沒有生效日",
                            "this line has no effective date",
                        )
                        .set_hint("加上 since=2025-01-01", "add `since=2025-01-01`");
                }
            }
        }
    }

    /// Key fields that no line states are read off the key, `a|b|c` for three of them.
    fn key_fields(&mut self, world: &World, index: usize, faults: &mut Faults) {
        let (kind, key) = (self.facts[index].kind, self.facts[index].key.clone());
        let fields = &world.kind(kind).key;
        let parts: Vec<&str> = if fields.len() == 1 { vec![key.as_str()] } else { key.split('|').collect() };
        if parts.len() != fields.len() {
            return;
        }
        for (field, part) in fields.iter().zip(parts) {
            if self.states(kind, &key, *field) {
                continue;
            }
            match parse_value(&world.field(kind, *field).ty, part) {
                Ok(value) => self.facts[index].fields.push((*field, value)),
                Err(fault) => value_fault(self.facts[index].position.clone(), fault, faults),
            }
        }
    }

    /// A record without a required field would be refused. Texts are let off: names decide nothing.
    fn required(&self, world: &World, index: usize, faults: &mut Faults) {
        let (kind, key) = (self.facts[index].kind, self.facts[index].key.as_str());
        for (number, field) in world.kind(kind).fields.iter().enumerate() {
            let id = FieldId(number as u16);
            if field.required && field.ty != Type::Text && !self.states(kind, key, id) {
                faults.add(
                    self.facts[index].position.clone(),
                    "missing-required",
                    format!("{} {key} 缺少必填欄位「{}」", world.kind(kind).name, field.name),
                    format!("`{} {key}` lacks the required field `{}`", world.kind(kind).name, field.name),
                );
            }
        }
    }

    fn states(&self, kind: KindId, key: &str, field: FieldId) -> bool {
        self.facts
            .iter()
            .filter(|fact| fact.kind == kind && fact.key == key)
            .any(|fact| fact.fields.iter().any(|(stated, _)| *stated == field))
    }
}

/// A stated field and its value; `of` is the only reference of the kind.
pub(crate) fn stated(
    world: &World,
    kind: KindId,
    name: &str,
    written: &str,
    token: &Token<'_>,
    faults: &mut Faults,
) -> Option<(FieldId, Value)> {
    let of = world.kind(kind);
    let field = if name == "of" {
        let references: Vec<usize> =
            (0..of.fields.len()).filter(|index| matches!(of.fields[*index].ty, Type::Ref(_))).collect();
        let [one] = references.as_slice() else {
            if !world.broken_kinds.contains(&kind) {
                let names: Vec<&str> =
                    references.iter().map(|index| of.fields[*index].name.as_str()).collect();
                faults
                    .add(
                        token.position(),
                        "ambiguous-reference",
                        format!("of= 只能用在恰有一個參照的種類；{} 有 {} 個", of.name, references.len()),
                        format!(
                            "`of=` needs a kind with one reference; `{}` has {}",
                            of.name,
                            references.len()
                        ),
                    )
                    .set_hint(
                        format!("寫出欄位名稱：{}", names.join("、")),
                        format!("name the field: {}", names.join(", ")),
                    );
            }
            return None;
        };
        FieldId(*one as u16)
    } else {
        world.find_field(kind, name, token.position(), faults)?
    };
    if world.broken_fields.contains(&(kind, field)) {
        return None;
    }
    if written == "?" {
        if world.field(kind, field).required {
            faults.add(
                token.position(),
                "required-unknown",
                format!("必填欄位「{name}」不能是未知"),
                format!("the required field `{name}` cannot be unknown"),
            );
        }
        return Some((field, Value::Unknown));
    }
    let ty = &world.field(kind, field).ty;
    match parse_value(ty, written) {
        Ok(value) => {
            // A case reads the same everywhere: only canonical words of a vocabulary.
            if matches!(ty, Type::Enum(_)) && format_value(ty, &value) != written {
                faults
                    .add(
                        token.position(),
                        "unknown-value",
                        format!("案例裡寫字彙的代號，不寫「{written}」"),
                        format!("cases use the word of the vocabulary, not `{written}`"),
                    )
                    .set_hint(
                        format!("寫成 {name}={}", format_value(ty, &value)),
                        format!("write `{name}={}`", format_value(ty, &value)),
                    );
            }
            Some((field, value))
        }
        Err(fault) => {
            let diagnostic = faults.add(token.position(), "wrong-value", fault.zh, fault.en);
            diagnostic
                .set_hint(format!("應為{}", fault.expected_zh), format!("expected {}", fault.expected_en));
            if let Type::Enum(values) = ty {
                diagnostic.code = "unknown-value";
                if crate::names::closest(written, values.iter().map(|value| value.name.as_str())).is_some() {
                    hint_closest(diagnostic, written, values.iter().map(|value| value.name.as_str()));
                }
            }
            None
        }
    }
}

pub(crate) fn day_stated(fact: &CaseFact, field: FieldId) -> Option<Date> {
    fact.fields.iter().find(|(stated, _)| *stated == field).and_then(|(_, value)| match value {
        Value::Date(day) => Some(*day),
        Value::Instant(seconds) => day_of_instant(*seconds),
        _ => None,
    })
}
