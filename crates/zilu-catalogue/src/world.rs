//! What is declared: names to indices while loading, and which declarations are too broken to blame their users.

use crate::diagnostic::Position;
use crate::model::{Field, FieldId, Kind, KindId, Parameter, ParameterId, Reading, ReadingId, TermId, Type};
use crate::names::hint_closest;
use crate::source::Faults;
use rustc_hash::{FxHashMap, FxHashSet};

/// All declarations that predicates, duties and cases refer to. A name that maps to `None` is declared, but so
/// broken that nothing can be said about it: its users get no fault of their own.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) kind_names: FxHashMap<String, KindId>,
    pub(crate) broken_kinds: FxHashSet<KindId>,
    pub(crate) broken_fields: FxHashSet<(KindId, FieldId)>,
    pub(crate) terms: Vec<TermHead>,
    pub(crate) term_names: FxHashMap<String, Option<TermId>>,
    pub(crate) readings: Vec<Reading>,
    pub(crate) reading_names: FxHashMap<String, Option<ReadingId>>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) parameter_names: FxHashMap<String, Option<ParameterId>>,
}

/// A term before its predicate is read.
pub(crate) struct TermHead {
    pub(crate) name: String,
    pub(crate) kind: KindId,
    pub(crate) position: Position,
}

impl World {
    pub(crate) fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[id.index()]
    }

    pub(crate) fn field(&self, kind: KindId, field: FieldId) -> &Field {
        &self.kinds[kind.index()].fields[field.index()]
    }

    /// The kind with this name, or a fault.
    pub(crate) fn find_kind(&self, name: &str, position: Position, faults: &mut Faults) -> Option<KindId> {
        let found = self.kind_names.get(name).copied();
        if found.is_none() {
            let fault = faults.add(
                position,
                "unknown-kind",
                format!("沒有「{name}」這種紀錄"),
                format!("there is no kind `{name}`"),
            );
            hint_closest(fault, name, self.kind_names.keys().map(String::as_str));
        }
        found
    }

    /// The field of a kind with this name, or a fault; silent where the kind or field is itself broken.
    pub(crate) fn find_field(
        &self,
        kind: KindId,
        name: &str,
        position: Position,
        faults: &mut Faults,
    ) -> Option<FieldId> {
        let found = self.kind(kind).field(name);
        if let Some(field) = found {
            return (!self.broken_fields.contains(&(kind, field))).then_some(field);
        }
        if !self.broken_kinds.contains(&kind) {
            let of = self.kind(kind);
            let fault = faults.add(
                position,
                "unknown-field",
                format!("「{}」（{}）沒有「{name}」這個欄位", of.label.zh, of.name),
                format!("`{}` has no field `{name}`", of.name),
            );
            let terms = self.terms.iter().filter(|term| term.kind == kind).map(|term| term.name.as_str());
            hint_closest(fault, name, of.fields.iter().map(|field| field.name.as_str()).chain(terms));
        }
        None
    }

    /// The term with this name, or a fault.
    pub(crate) fn find_term(&self, name: &str, position: Position, faults: &mut Faults) -> Option<TermId> {
        find(&self.term_names, name, position, faults, Noun { code: "unknown-term", zh: "詞彙", en: "term" })
    }

    /// The reading with this name, or a fault.
    pub(crate) fn find_reading(
        &self,
        name: &str,
        position: Position,
        faults: &mut Faults,
    ) -> Option<ReadingId> {
        find(
            &self.reading_names,
            name,
            position,
            faults,
            Noun { code: "unknown-reading", zh: "解釋", en: "reading" },
        )
    }

    /// The parameter with this name, or a fault.
    pub(crate) fn find_parameter(
        &self,
        name: &str,
        position: Position,
        faults: &mut Faults,
    ) -> Option<ParameterId> {
        let noun = Noun { code: "unknown-parameter", zh: "參數", en: "parameter" };
        find(&self.parameter_names, name, position, faults, noun)
    }

    /// Fields of `kind` that refer to `target`.
    pub(crate) fn references(&self, kind: KindId, target: KindId) -> Vec<FieldId> {
        (self.kind(kind).fields.iter().enumerate())
            .filter(|(_, field)| field.ty == Type::Ref(target))
            .map(|(index, _)| FieldId(index as u16))
            .collect()
    }

    /// Whether each of these references, followed one after another, is `required`.
    pub(crate) fn all_required(&self, kind: KindId, via: &[FieldId]) -> bool {
        let mut kind = kind;
        via.iter().all(|step| {
            let field = self.field(kind, *step);
            if let Type::Ref(next) = field.ty {
                kind = next;
            }
            field.required
        })
    }
}

/// How a sort of name is called in messages.
pub(crate) struct Noun {
    pub(crate) code: &'static str,
    pub(crate) zh: &'static str,
    pub(crate) en: &'static str,
}

/// Looks a name up; unknown names are a fault with a hint, broken ones are silent.
pub(crate) fn find<Id: Copy>(
    names: &FxHashMap<String, Option<Id>>,
    name: &str,
    position: Position,
    faults: &mut Faults,
    noun: Noun,
) -> Option<Id> {
    if let Some(found) = names.get(name) {
        return *found;
    }
    let fault = faults.add(
        position,
        noun.code,
        format!("沒有「{name}」這個{}", noun.zh),
        format!("there is no {} `{name}`", noun.en),
    );
    hint_closest(fault, name, names.keys().map(String::as_str));
    None
}

/// What refers to what; filled while predicates are checked, read by the lints.
#[derive(Default)]
pub(crate) struct Usage {
    pub(crate) terms: Vec<TermUse>,
    pub(crate) parameters: FxHashSet<ParameterId>,
    pub(crate) readings: FxHashSet<ReadingId>,
    /// Fields that predicates and clocks read, also as links between records.
    pub(crate) fields: FxHashSet<(KindId, FieldId)>,
    /// Terms that can turn from yes to no when an optional link is forgotten: they must not be negated.
    pub(crate) loose_terms: FxHashSet<TermId>,
}

/// A reference to a term.
pub(crate) struct TermUse {
    pub(crate) from: Owner,
    pub(crate) to: TermId,
    /// Not under a negation.
    pub(crate) positive: bool,
    pub(crate) position: Position,
}

/// Whose predicate it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    Term(TermId),
    Duty,
}
