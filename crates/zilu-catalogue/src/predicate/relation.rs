//! Which records are related to the record at hand, and whether a forgotten link could hide one.

use super::check::{BRACKETS, Checker, Scope};
use super::tree::{Dotted, Related};
use crate::model::{FieldId, KindId, Relation, Root, Type};
use crate::source::Faults;

/// The record that related records must lead to.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    pub(crate) kind: KindId,
    pub(crate) root: Root,
}

impl Checker<'_, '_> {
    /// Resolves `[any] KIND [by PATH]` against the first target that it has a reference to.
    pub(crate) fn relation(
        &mut self,
        related: &Related,
        targets: &[Target],
        faults: &mut Faults,
    ) -> Option<Relation> {
        let position = self.text.position(related.kind.at);
        let kind = self.world.find_kind(&related.kind.text, position, faults)?;
        let first = targets.first()?;
        if related.any {
            if let Some(by) = &related.by {
                faults.add(
                    self.text.position(by.at),
                    "any-and-by",
                    "any 表示全部，不能再用 by 指定參照",
                    "`any` means all records; `by` contradicts it",
                );
            }
            return Some(Relation { kind, via: Vec::new(), to: first.root });
        }
        if let Some(by) = &related.by {
            return self.chain(kind, by, targets, faults);
        }
        for target in targets {
            match self.world.references(kind, target.kind).as_slice() {
                [] => {}
                [one] => {
                    self.usage.fields.insert((kind, *one));
                    return Some(Relation { kind, via: vec![*one], to: target.root });
                }
                several => {
                    let names: Vec<&str> =
                        several.iter().map(|field| self.world.field(kind, *field).name.as_str()).collect();
                    self.ambiguous(related, kind, target.kind, &names, faults);
                    return None;
                }
            }
        }
        // There is exactly one such record, so every record belongs to it.
        if let Some(target) = targets.iter().find(|target| self.world.kind(target.kind).singleton) {
            return Some(Relation { kind, via: Vec::new(), to: target.root });
        }
        self.no_reference(related, kind, first.kind, faults);
        None
    }

    fn chain(
        &mut self,
        kind: KindId,
        by: &Dotted,
        targets: &[Target],
        faults: &mut Faults,
    ) -> Option<Relation> {
        let mut at = kind;
        let mut via = Vec::new();
        for word in &by.words {
            let position = self.text.position(word.at);
            let field = self.world.find_field(at, &word.text, position.clone(), faults)?;
            let Type::Ref(next) = self.world.field(at, field).ty else {
                faults.add(
                    position,
                    "not-a-reference",
                    format!("「{}」不是參照欄位", word.text),
                    format!("`{}` is not a reference", word.text),
                );
                return None;
            };
            self.usage.fields.insert((at, field));
            via.push(field);
            at = next;
        }
        if let Some(target) = targets.iter().find(|target| target.kind == at) {
            return Some(Relation { kind, via, to: target.root });
        }
        let wanted: Vec<&str> =
            targets.iter().map(|target| self.world.kind(target.kind).name.as_str()).collect();
        let reached = self.world.kind(at).name.as_str();
        faults.add(
            self.text.position(by.at),
            "wrong-reference",
            format!("這個參照通往 {reached}，不是 {}", wanted.join("、")),
            format!("this reference leads to `{reached}`, not to `{}`", wanted.join("` or `")),
        );
        None
    }

    fn ambiguous(
        &self,
        related: &Related,
        kind: KindId,
        target: KindId,
        names: &[&str],
        faults: &mut Faults,
    ) {
        let (kind, target) = (&self.world.kind(kind).name, &self.world.kind(target).name);
        faults
            .add(
                self.text.position(related.kind.at),
                "ambiguous-reference",
                format!("{kind} 有一個以上的欄位參照 {target}：{}", names.join("、")),
                format!("`{kind}` has several references to `{target}`: {}", names.join(", ")),
            )
            .set_hint(
                format!("指定一個，例如 {kind} by {}", names[0]),
                format!("name one, for example `{kind} by {}`", names[0]),
            );
    }

    fn no_reference(&self, related: &Related, kind: KindId, target: KindId, faults: &mut Faults) {
        if self.world.broken_kinds.contains(&kind)
            || self.world.broken_fields.iter().any(|(of, _)| *of == kind)
        {
            return;
        }
        let chain = self.world.kind(kind).fields.iter().find_map(|field| {
            let Type::Ref(middle) = field.ty else { return None };
            let second = self.world.references(middle, target);
            second.first().map(|step| format!("{}.{}", field.name, self.world.field(middle, *step).name))
        });
        let (kind, target) = (&self.world.kind(kind).name, &self.world.kind(target).name);
        let fault = faults.add(
            self.text.position(related.kind.at),
            "no-reference",
            format!("{kind} 沒有參照 {target} 的欄位"),
            format!("`{kind}` has no reference to `{target}`"),
        );
        match chain {
            _ if related.loose => fault.set_hint(BRACKETS.0, BRACKETS.1),
            Some(chain) => fault.set_hint(
                format!("寫成 {kind} by {chain}；若要看全部的紀錄，寫 any {kind}"),
                format!("write `{kind} by {chain}`, or `any {kind}` for all records"),
            ),
            None => fault.set_hint(
                format!("若要看全部的紀錄，寫 any {kind}"),
                format!("write `any {kind}` if all records are meant"),
            ),
        }
    }

    /// Checks that a bound on how many related records there are cannot be met by forgetting a link.
    pub(crate) fn bound(
        &mut self,
        relation: &Relation,
        bound: Bound,
        scope: Scope,
        at: usize,
        faults: &mut Faults,
    ) {
        if self.world.all_required(relation.kind, &relation.via) {
            return;
        }
        let (upper, lower) = match (bound, scope.positive) {
            (Bound::Exact, _) => (true, true),
            (Bound::Upper, true) | (Bound::Lower, false) => (true, false),
            (Bound::Lower, true) | (Bound::Upper, false) => (false, true),
        };
        if upper {
            let names: Vec<String> = optional(self.world, relation.kind, &relation.via);
            let names = names.join(", ");
            faults
                .add(
                    self.text.position(at),
                    "link-not-required",
                    format!("漏填「{names}」會使此處看起來符合"),
                    format!("leaving out `{names}` would make this look met"),
                )
                .set_hint(
                    format!("在 facts.md 把 {names} 設為 required = true，或改用 some"),
                    format!("make {names} `required = true` in facts.md, or ask with `some`"),
                );
        }
        if lower {
            self.mark_loose();
        }
    }
}

/// In which direction related records are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// More records make it true.
    Lower,
    /// More records make it false.
    Upper,
    /// Both.
    Exact,
}

fn optional(world: &crate::world::World, kind: KindId, via: &[FieldId]) -> Vec<String> {
    let mut kind = kind;
    let mut names = Vec::new();
    for step in via {
        let field = world.field(kind, *step);
        if !field.required {
            names.push(format!("{}.{}", world.kind(kind).name, field.name));
        }
        if let Type::Ref(next) = field.ty {
            kind = next;
        }
    }
    names
}
