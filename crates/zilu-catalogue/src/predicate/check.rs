//! Resolves the names of a predicate against kinds and terms and checks every comparison.
//!
//! All faults of a predicate are reported; the result is `None` as soon as there is one.

use super::lexer::SyntaxFault;
use super::parser::{Dotted, Expr, Operand, Related, Time, Word};
use super::relation::{Bound, Target};
use crate::model::{
    Comparison, Duration, KindId, ParameterId, ParameterValue, Path, Predicate, Relation, Root, Scalar, Type,
    Value,
};
use crate::names::hint_closest;
use crate::source::{Faults, Text};
use crate::value::parse_value;
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

    fn negated(self) -> Self {
        Self { positive: !self.positive, ..self }
    }

    fn at(self, kind: KindId) -> Self {
        Self { current: kind, ..self }
    }
}

/// How to say what a quantifier behind a `where` belongs to.
pub(crate) const BRACKETS: (&str, &str) = (
    "用括號：(some A where …) and some B where …，或 some A where (… and some B where …)",
    "use brackets: `(some A where …) and some B where …`, or `some A where (… and some B where …)`",
);

/// What a scalar can be compared with.
#[derive(Clone, PartialEq)]
enum Sort {
    Value(Type),
    /// The record itself.
    Record(KindId),
    /// A number of the company.
    Parameter,
}

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
            Expr::In { left, values, at } => self.within(left, values, *at, scope, faults),
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

    fn parts(&mut self, parts: &[Expr], scope: Scope, faults: &mut Faults) -> Option<Vec<Predicate>> {
        let checked: Vec<_> = parts.iter().map(|part| self.predicate(part, scope, faults)).collect();
        checked.into_iter().collect()
    }

    fn related(
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
    fn misreadable(&self, related: &Related, relation: &Relation, faults: &mut Faults) {
        let outside = match (&related.by, related.any) {
            (None, None) => {
                self.frames.iter().any(|kind| !self.world.references(relation.kind, *kind).is_empty())
            }
            (None, Some(_)) => true,
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

    fn bare(&mut self, dotted: &Dotted, scope: Scope, faults: &mut Faults) -> Option<Predicate> {
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

    fn is_term(
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
    fn path(&mut self, dotted: &Dotted, scope: Scope, faults: &mut Faults) -> Option<(Path, Sort)> {
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

    fn compare(
        &mut self,
        left: &Operand,
        comparison: Comparison,
        right: &Operand,
        at: usize,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<Predicate> {
        let bounds = bounds(comparison);
        let (left, right, sort) = if is_literal(left) {
            let (right, sort) = self.scalar(right, bounds.1, scope, faults)?;
            (self.against(left, &sort, bounds.0, scope, faults)?, right, sort)
        } else {
            let (left, sort) = self.scalar(left, bounds.0, scope, faults)?;
            let right = self.against(right, &sort, bounds.1, scope, faults)?;
            (left, right, sort)
        };
        let ordered = matches!(
            sort,
            Sort::Parameter | Sort::Value(Type::Integer | Type::Decimal | Type::Date | Type::Instant)
        );
        if !ordered && !matches!(comparison, Comparison::Equal | Comparison::NotEqual) {
            self.fault(
                at,
                "comparison-not-allowed",
                format!("{}不能比大小", sort_zh(&sort)),
                format!("{} have no order", sort_en(&sort)),
                faults,
            )
            .set_hint("用 =、!= 或 in", "use `=`, `!=` or `in`");
            return None;
        }
        Some(Predicate::Compare(Box::new(left), comparison, Box::new(right)))
    }

    fn within(
        &mut self,
        left: &Operand,
        values: &[Operand],
        at: usize,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<Predicate> {
        let (left, sort) = self.scalar(left, Bound::Exact, scope, faults)?;
        let mut literals = Vec::new();
        for value in values {
            match self.against(value, &sort, Bound::Exact, scope, faults) {
                Some(Scalar::Literal(literal)) => literals.push(literal),
                Some(_) => {
                    self.fault(
                        value.at(),
                        "not-a-literal",
                        "in 的括號裡只能是值",
                        "only values may stand in the brackets of `in`",
                        faults,
                    );
                }
                None => {}
            }
        }
        let _ = at;
        (literals.len() == values.len()).then(|| Predicate::In(Box::new(left), literals))
    }

    /// A scalar that brings its own sort.
    fn scalar(
        &mut self,
        operand: &Operand,
        bound: Bound,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<(Scalar, Sort)> {
        match operand {
            Operand::Path(dotted) => match self.path(dotted, scope, faults)? {
                (path, sort @ Sort::Record(_)) => Some((Scalar::Record(path), sort)),
                (path, sort) => Some((Scalar::Path(path), sort)),
            },
            Operand::Today(_) => Some((Scalar::Today, Sort::Value(Type::Date))),
            Operand::Parameter(word) => {
                let parameter = self.parameter(word, faults)?;
                if !matches!(self.world.parameters[parameter.index()].default, ParameterValue::Number(_)) {
                    self.fault(
                        word.at,
                        "parameter-not-a-number",
                        format!("參數「{}」不是數字", word.text),
                        format!("the parameter `{}` is not a number", word.text),
                        faults,
                    )
                    .set_hint(
                        "期間只能加在日期後面：started_on + $參數",
                        "add a length of time to a date: `started_on + $parameter`",
                    );
                    return None;
                }
                Some((Scalar::Parameter(parameter), Sort::Parameter))
            }
            Operand::Count(related, filter, at) => {
                let (relation, filter) = self.related(related, filter.as_deref(), bound, scope, faults)?;
                let _ = at;
                Some((Scalar::Count(relation, Box::new(filter)), Sort::Value(Type::Integer)))
            }
            Operand::Plus(inner, time, at) => {
                if let Operand::Today(today) = inner.as_ref() {
                    self.fault(
                        *today,
                        "today-shifted",
                        "today 不能加期間",
                        "`today` cannot be shifted",
                        faults,
                    )
                    .set_hint("把期間加在欄位上", "add the time to the field instead");
                    return None;
                }
                let (inner, sort) = self.scalar(inner, bound, scope, faults)?;
                let ty = self.moment(*at, sort, faults)?;
                let duration = self.time(time, &ty, faults)?;
                Some((Scalar::Plus(Box::new(inner), duration), Sort::Value(ty)))
            }
            Operand::Number(_) | Operand::Text(_) | Operand::Date(..) => {
                self.fault(
                    operand.at(),
                    "nothing-to-compare",
                    "比較的兩邊至少要有一個欄位",
                    "one side of a comparison must be a field",
                    faults,
                );
                None
            }
        }
    }

    /// The other side of a comparison whose sort is known.
    fn against(
        &mut self,
        operand: &Operand,
        sort: &Sort,
        bound: Bound,
        scope: Scope,
        faults: &mut Faults,
    ) -> Option<Scalar> {
        if is_literal(operand) {
            return self.literal(operand, sort, faults);
        }
        if let (Operand::Path(Dotted { words, .. }), Sort::Value(ty)) = (operand, sort)
            && let [word] = words.as_slice()
        {
            let is_field = self.world.kind(scope.current).field(&word.text).is_some();
            match ty {
                Type::Enum(values) => {
                    if let Some(index) = values.iter().position(|value| value.name == word.text) {
                        return Some(Scalar::Literal(Value::Enum(index as u16)));
                    }
                    if !is_field {
                        self.unknown_value(word, values.iter().map(|value| value.name.as_str()), faults);
                        return None;
                    }
                }
                Type::YesNo if word.text == "yes" || word.text == "no" => {
                    return Some(Scalar::Literal(Value::YesNo(word.text == "yes")));
                }
                Type::YesNo if !is_field => {
                    self.unknown_value(word, ["yes", "no"].into_iter(), faults);
                    return None;
                }
                Type::Text | Type::File if !is_field && !matches!(word.text.as_str(), "this" | "trigger") => {
                    self.fault(
                        word.at,
                        "unknown-field",
                        format!("「{}」不是欄位", word.text),
                        format!("`{}` is not a field", word.text),
                        faults,
                    )
                    .set_hint("文字要用雙引號括起來", "put a text in double quotes");
                    return None;
                }
                _ => {}
            }
        }
        let (scalar, other) = self.scalar(operand, bound, scope, faults)?;
        let fits = match (sort, &other) {
            (Sort::Parameter, Sort::Value(Type::Integer | Type::Decimal))
            | (Sort::Value(Type::Integer | Type::Decimal), Sort::Parameter) => true,
            (Sort::Record(a), Sort::Value(Type::Ref(b))) | (Sort::Value(Type::Ref(a)), Sort::Record(b)) => {
                a == b
            }
            (a, b) => a == b,
        };
        if !fits {
            self.fault(
                operand.at(),
                "type-mismatch",
                format!("{}不能與{}比較", sort_zh(sort), sort_zh(&other)),
                format!("{} cannot be compared with {}", sort_en(sort), sort_en(&other)),
                faults,
            );
            return None;
        }
        Some(scalar)
    }

    fn unknown_value<'v>(&mut self, word: &Word, values: impl Iterator<Item = &'v str>, faults: &mut Faults) {
        let fault = self.fault(
            word.at,
            "unknown-value",
            format!("字彙裡沒有「{}」", word.text),
            format!("`{}` is not in the vocabulary", word.text),
            faults,
        );
        if word.text == "unknown" {
            fault.set_hint("是否已知寫成 has 欄位", "whether a value is known is written `has FIELD`");
        } else {
            hint_closest(fault, &word.text, values);
        }
    }

    fn literal(&mut self, operand: &Operand, sort: &Sort, faults: &mut Faults) -> Option<Scalar> {
        let value = match (sort, operand) {
            (Sort::Value(ty @ (Type::Integer | Type::Decimal)), Operand::Number(word)) => {
                match parse_value(ty, &word.text) {
                    Ok(value) => value,
                    Err(fault) => {
                        self.fault(word.at, "wrong-type", fault.zh, fault.en, faults)
                            .set_hint(fault.expected_zh, fault.expected_en);
                        return None;
                    }
                }
            }
            (Sort::Value(Type::Date), Operand::Date(date, _)) => Value::Date(*date),
            (Sort::Value(Type::Text | Type::File | Type::Ref(_)), Operand::Text(word)) => {
                Value::Text(word.text.clone())
            }
            (Sort::Value(Type::Enum(values)), Operand::Number(word) | Operand::Text(word)) => {
                self.unknown_value(word, values.iter().map(|value| value.name.as_str()), faults);
                return None;
            }
            (Sort::Parameter, _) => {
                self.fault(
                    operand.at(),
                    "nothing-to-compare",
                    "參數要與欄位或 count 比較",
                    "a parameter is compared with a field or a count",
                    faults,
                );
                return None;
            }
            _ => {
                let found = match operand {
                    Operand::Number(_) => ("數字", "a number"),
                    Operand::Date(..) => ("日期", "a date"),
                    _ => ("文字", "a text"),
                };
                self.fault(
                    operand.at(),
                    "type-mismatch",
                    format!("{}不能與{}比較", sort_zh(sort), found.0),
                    format!("{} cannot be compared with {}", sort_en(sort), found.1),
                    faults,
                );
                return None;
            }
        };
        Some(Scalar::Literal(value))
    }

    fn moment(&mut self, at: usize, sort: Sort, faults: &mut Faults) -> Option<Type> {
        match sort {
            Sort::Value(ty @ (Type::Date | Type::Instant)) => Some(ty),
            _ => {
                self.fault(
                    at,
                    "not-a-date",
                    "這裡應為日期或時間欄位",
                    "a date or instant field is expected here",
                    faults,
                );
                None
            }
        }
    }

    /// A length of time that can be added to a value of this type.
    fn time(&mut self, time: &Time, ty: &Type, faults: &mut Faults) -> Option<Duration> {
        let (duration, fixed, at) = match time {
            Time::Fixed(duration, at) => (*duration, *duration, *at),
            Time::Parameter(word) => {
                let parameter = self.parameter(word, faults)?;
                match self.world.parameters[parameter.index()].default {
                    ParameterValue::Duration(default) => (Duration::Parameter(parameter), default, word.at),
                    _ => {
                        self.not_a_length(word, faults);
                        return None;
                    }
                }
            }
        };
        if *ty == Type::Date && matches!(fixed, Duration::Minutes(_)) {
            self.fault(
                at,
                "minutes-on-a-date",
                "日期不能加分鐘或小時",
                "minutes and hours cannot be added to a date",
                faults,
            )
            .set_hint("欄位改為 instant，或用 days", "make the field an instant, or use days");
            return None;
        }
        Some(duration)
    }

    pub(crate) fn not_a_length(&mut self, word: &Word, faults: &mut Faults) {
        self.fault(
            word.at,
            "parameter-not-a-duration",
            format!("參數「{}」不是期間", word.text),
            format!("the parameter `{}` is not a length of time", word.text),
            faults,
        );
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

fn is_literal(operand: &Operand) -> bool {
    matches!(operand, Operand::Number(_) | Operand::Text(_) | Operand::Date(..))
}

/// How a comparison bounds a count on its left and one on its right.
fn bounds(comparison: Comparison) -> (Bound, Bound) {
    match comparison {
        Comparison::Equal | Comparison::NotEqual => (Bound::Exact, Bound::Exact),
        Comparison::Less | Comparison::LessOrEqual => (Bound::Upper, Bound::Lower),
        Comparison::Greater | Comparison::GreaterOrEqual => (Bound::Lower, Bound::Upper),
    }
}

fn sort_zh(sort: &Sort) -> &'static str {
    match sort {
        Sort::Value(Type::Text) => "文字",
        Sort::Value(Type::YesNo) => "是非值",
        Sort::Value(Type::Integer) => "整數",
        Sort::Value(Type::Decimal) => "小數",
        Sort::Value(Type::Date) => "日期",
        Sort::Value(Type::Instant) => "時間",
        Sort::Value(Type::File) => "檔案",
        Sort::Value(Type::Enum(_)) => "字彙",
        Sort::Value(Type::Ref(_)) | Sort::Record(_) => "參照",
        Sort::Parameter => "數字參數",
    }
}

fn sort_en(sort: &Sort) -> &'static str {
    match sort {
        Sort::Value(Type::Text) => "texts",
        Sort::Value(Type::YesNo) => "yes-no values",
        Sort::Value(Type::Integer) => "whole numbers",
        Sort::Value(Type::Decimal) => "decimals",
        Sort::Value(Type::Date) => "dates",
        Sort::Value(Type::Instant) => "instants",
        Sort::Value(Type::File) => "files",
        Sort::Value(Type::Enum(_)) => "words of a vocabulary",
        Sort::Value(Type::Ref(_)) | Sort::Record(_) => "references",
        Sort::Parameter => "numeric parameters",
    }
}
