//! Resolves the names of a predicate against kinds and terms and checks every comparison.
//!
//! All faults of a predicate are reported; the result is `None` as soon as there is one.

use super::compare::Sort;
use super::lexer::SyntaxFault;
use super::relation::{Bound, Target};
use super::tree::{Dotted, Expr, Related, Word};
use crate::model::{Comparison, KindId, ParameterId, Path, Predicate, Relation, Root, Scalar, Type, Value};
use crate::source::{Faults, Text};
use crate::world::{Owner, TermUse, Usage, World};

/// Checks the predicates of one text.
pub(crate) struct Checker<'w, 'a> {
    pub(crate) world: &'w World,
    pub(crate) text: &'w Text<'a>,
    pub(crate) owner: Owner,
    pub(crate) usage: &'w mut Usage,
    /// The kinds of the records outside the current `where`, the outermost first.
    frames: Vec<KindId>,
}

/// Which records names refer to at some place of a predicate.
#[derive(Clone, Copy)]
pub(crate) struct Scope {
    /// The record whose fields are bare names.
    pub(crate) current: KindId,
    /// The record that the term or duty is about.
    pub(crate) this: KindId,
    /// The triggering record.
    pub(crate) trigger: Option<KindId>,
    /// Not under a negation.
    pub(crate) positive: bool,
}

impl Scope {
    pub(crate) fn of(kind: KindId) -> Self {
        Self { current: kind, this: kind, trigger: None, positive: true }
    }

    pub(crate) fn negated(self) -> Self {
        Self { positive: !self.positive, ..self }
    }

    pub(crate) fn at(self, kind: KindId) -> Self {
        Self { current: kind, ..self }
    }
}

/// How to say what a quantifier behind a `where` belongs to.
pub(crate) const BRACKETS: (&str, &str) = (
    "用括號：(some A where …) and some B where …，或 some A where (… and some B where …)",
    "use brackets: `(some A where …) and some B where …`, or `some A where (… and some B where …)`",
);

impl<'w, 'a> Checker<'w, 'a> {
    pub(crate) fn new(world: &'w World, text: &'w Text<'a>, owner: Owner, usage: &'w mut Usage) -> Self {
        Self { world, text, owner, usage, frames: Vec::new() }
    }

    pub(crate) fn predicate(&mut self, expr: &Expr, scope: Scope, faults: &mut Faults) -> Option<Predicate> {
        match expr {
            Expr::And(parts) => Some(Predicate::And(self.parts(parts, scope, faults)?)),
            Expr::Or(parts) => Some(Predicate::Or(self.parts(parts, scope, faults)?)),
            Expr::Not(inner) => {
                Some(Predicate::Not(Box::new(self.predicate(inner, scope.negated(), faults)?)))
            }
            Expr::Compare { left, comparison, right, at } => {
                self.compare(left, *comparison, right, *at, scope, faults)
            }
            Expr::In { left, values } => self.within(left, values, scope, faults),
            Expr::Is { path, term } => {
                let (path, sort) = self.path(path, scope, faults)?;
                match sort {
                    Sort::Value(Type::Ref(kind)) | Sort::Record(kind) => {
                        self.is_term(path, kind, term, scope, faults)
                    }
                    _ => {
                        self.fault(
                            term.at,
                            "not-a-reference",
                            "is 前面必須是參照欄位",
                            "what stands before `is` must be a reference",
                            faults,
                        );
                        None
                    }
                }
            }
            Expr::Has(path) => match self.path(path, scope, faults)? {
                (_, Sort::Record(_)) => {
                    self.fault(path.at, "not-a-field", "has 後面必須是欄位", "`has` needs a field", faults);
                    None
                }
                (path, _) => Some(Predicate::Has(path)),
            },
            Expr::Fresh(dotted, time) => {
                let (path, sort) = self.path(dotted, scope, faults)?;
                let ty = self.moment(dotted.at, sort, faults)?;
                Some(Predicate::Fresh(path, self.time(time, &ty, faults)?))
            }
            Expr::Some(related, filter) => {
                let (relation, filter) =
                    self.related(related, filter.as_deref(), Bound::Lower, scope, faults)?;
                Some(Predicate::Some(relation, Box::new(filter)))
            }
            Expr::No(related, filter) => {
                let (relation, filter) =
                    self.related(related, filter.as_deref(), Bound::Upper, scope, faults)?;
                Some(Predicate::No(relation, Box::new(filter)))
            }
            Expr::Every(related, filter, has) => {
                let left = self.related(related, filter.as_deref(), Bound::Upper, scope, faults);
                let kind = match &left {
                    Some((relation, _)) => relation.kind,
                    None => self.world.kind_names.get(&related.kind.text).copied()?,
                };
                self.frames.push(scope.current);
                let has = self.predicate(has, scope.at(kind), faults);
                self.frames.pop();
                let (relation, filter) = left?;
                Some(Predicate::Every(relation, Box::new(filter), Box::new(has?)))
            }
            Expr::Bare(path) => self.bare(path, scope, faults),
        }
    }

    pub(crate) fn parts(
        &mut self,
        parts: &[Expr],
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<Vec<Predicate>> {
        let checked: Vec<_> = parts.iter().map(|part| self.predicate(part, scope, faults)).collect();
        checked.into_iter().collect()
    }

    pub(crate) fn related(
        &mut self,
        related: &Related,
        filter: Option<&Expr>,
        bound: Bound,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<(Relation, Predicate)> {
        let target = Target { kind: scope.current, root: Root::Current };
        let relation = self.relation(related, &[target], faults);
        if let Some(relation) = &relation {
            self.bound(relation, bound, scope, related.kind.at, faults);
            self.misreadable(related, relation, faults);
        }
        let Some(filter) = filter else { return Some((relation?, Predicate::True)) };
        let kind = match &relation {
            Some(relation) => relation.kind,
            None => self.world.kind_names.get(&related.kind.text).copied()?,
        };
        let inner = scope.at(kind);
        self.frames.push(scope.current);
        let checked = match bound {
            Bound::Lower => self.predicate(filter, inner, faults),
            Bound::Upper => self.predicate(filter, inner.negated(), faults),
            Bound::Exact => {
                self.predicate(filter, inner.negated(), faults);
                self.predicate(filter, inner, faults)
            }
        };
        self.frames.pop();
        Some((relation?, checked?))
    }

    /// `some A where x and some B where y` reads B as related to A. Where B could also be related to the record
    /// outside, nobody should have to guess.
    pub(crate) fn misreadable(&self, related: &Related, relation: &Relation, faults: &mut Faults) {
        let outside = match (&related.by, related.any) {
            (None, false) => {
                self.frames.iter().any(|kind| !self.world.references(relation.kind, *kind).is_empty())
            }
            (None, true) => true,
            (Some(_), _) => false,
        };
        if related.loose && outside {
            self.fault(
                related.kind.at,
                "ambiguous-where",
                "看不出這個條件是否還在前面的 where 之內",
                "it cannot be seen whether this still belongs to the `where` before it",
                faults,
            )
            .set_hint(BRACKETS.0, BRACKETS.1);
        }
    }

    pub(crate) fn bare(&mut self, dotted: &Dotted, scope: Scope, faults: &mut Faults) -> Option<Predicate> {
        if let [word] = dotted.words.as_slice()
            && self.world.kind(scope.current).field(&word.text).is_none()
            && self.world.term_names.contains_key(&word.text)
        {
            let here = Path { root: Root::Current, kind: scope.current, steps: Vec::new() };
            return self.is_term(here, scope.current, word, scope, faults);
        }
        let (path, sort) = self.path(dotted, scope, faults)?;
        if sort == Sort::Value(Type::YesNo) {
            let yes = Scalar::Literal(Value::YesNo(true));
            return Some(Predicate::Compare(Box::new(Scalar::Path(path)), Comparison::Equal, Box::new(yes)));
        }
        let name = dotted.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(".");
        self.fault(
            dotted.at,
            "not-a-condition",
            format!("「{name}」不是是非欄位，不能單獨當條件"),
            format!("`{name}` is not a yes-no field and says nothing alone"),
            faults,
        )
        .set_hint(format!("比較它的值，或寫 has {name}"), format!("compare it, or write `has {name}`"));
        None
    }

    pub(crate) fn is_term(
        &mut self,
        path: Path,
        kind: KindId,
        word: &Word,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<Predicate> {
        let position = self.text.position(word.at);
        let term = self.world.find_term(&word.text, position.clone(), faults)?;
        let of = self.world.terms[term.index()].kind;
        self.usage.terms.push(TermUse { from: self.owner, to: term, positive: scope.positive, position });
        if of != kind {
            let (of, here) = (&self.world.kind(of).name, &self.world.kind(kind).name);
            self.fault(
                word.at,
                "term-of-another-kind",
                format!("「{}」是 {of} 的詞彙，這裡的紀錄是 {here}", word.text),
                format!("`{}` is a term of `{of}`, but the record here is a `{here}`", word.text),
                faults,
            );
            return None;
        }
        Some(Predicate::Is(path, term))
    }

    /// Resolves a path; an empty one (`this`, `trigger`) is the record itself.
    pub(crate) fn path(
        &mut self,
        dotted: &Dotted,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<(Path, Sort)> {
        let (root, kind, words) = match dotted.words[0].text.as_str() {
            "this" => (Root::This, scope.this, &dotted.words[1..]),
            "trigger" => match scope.trigger {
                Some(kind) => (Root::Trigger, kind, &dotted.words[1..]),
                None => {
                    self.fault(
                        dotted.at,
                        "no-trigger",
                        "這裡沒有觸發的紀錄：trigger 只能用在 after 為相關紀錄時的 must",
                        "there is no triggering record here: `trigger` belongs into `must` of `after` with related records",
                        faults,
                    );
                    return None;
                }
            },
            _ => (Root::Current, scope.current, &dotted.words[..]),
        };
        let mut at = kind;
        let mut sort = Sort::Record(kind);
        let mut steps = Vec::new();
        for (index, word) in words.iter().enumerate() {
            if index > 0 {
                match sort {
                    Sort::Value(Type::Ref(next)) => at = next,
                    _ => {
                        let before = &words[index - 1];
                        self.fault(
                            before.at,
                            "not-a-reference",
                            format!("「{}」不是參照欄位，後面不能再接欄位", before.text),
                            format!("`{}` is not a reference, nothing can follow it", before.text),
                            faults,
                        );
                        return None;
                    }
                }
            }
            let field = self.world.find_field(at, &word.text, self.text.position(word.at), faults)?;
            self.usage.fields.insert((at, field));
            sort = Sort::Value(self.world.field(at, field).ty.clone());
            steps.push(field);
        }
        Some((Path { root, kind, steps }, sort))
    }

    /// A path to a field of the wanted types.
    pub(crate) fn field_path(
        &mut self,
        dotted: &Dotted,
        scope: Scope,
        wanted: &[Type],
        faults: &mut Faults,
    ) -> Option<(Path, Type)> {
        match self.path(dotted, scope, faults)? {
            (path, Sort::Value(ty)) if wanted.is_empty() || wanted.contains(&ty) => Some((path, ty)),
            (_, _) if wanted.is_empty() => {
                self.fault(dotted.at, "not-a-field", "這裡應為欄位", "a field is expected here", faults);
                None
            }
            _ => {
                self.fault(
                    dotted.at,
                    "not-a-date",
                    "這裡應為日期或時間欄位",
                    "a date or instant field is expected here",
                    faults,
                );
                None
            }
        }
    }

    pub(crate) fn parameter(&mut self, word: &Word, faults: &mut Faults) -> Option<ParameterId> {
        let found = self.world.find_parameter(&word.text, self.text.position(word.at), faults)?;
        self.usage.parameters.insert(found);
        Some(found)
    }

    pub(crate) fn syntax(&mut self, fault: SyntaxFault, faults: &mut Faults) {
        faults.add(self.text.position(fault.at), "syntax", fault.zh, fault.en).hint = fault.hint;
    }

    pub(crate) fn mark_loose(&mut self) {
        if let Owner::Term(term) = self.owner {
            self.usage.loose_terms.insert(term);
        }
    }

    pub(crate) fn fault<'f>(
        &self,
        at: usize,
        code: &'static str,
        zh: impl Into<String>,
        en: impl Into<String>,
        faults: &'f mut Faults,
    ) -> &'f mut crate::diagnostic::Diagnostic {
        faults.add(self.text.position(at), code, zh, en)
    }
}
