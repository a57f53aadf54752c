//! Comparisons: both sides of one sort, literals read as the other side's type, lengths of time added to dates only.

use super::check::{Checker, Scope};
use super::relation::Bound;
use super::tree::{Dotted, Operand, Time, Word};
use crate::model::{Comparison, Duration, KindId, ParameterValue, Predicate, Scalar, Type, Value};
use crate::names::hint_closest;
use crate::source::Faults;
use crate::value::parse_value;

impl Checker<'_, '_> {
    pub(crate) fn compare(
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

    pub(crate) fn within(
        &mut self,
        left: &Operand,
        values: &[Operand],
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
        (literals.len() == values.len()).then(|| Predicate::In(Box::new(left), literals))
    }

    /// A scalar that brings its own sort.
    pub(crate) fn scalar(
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
            Operand::Count(related, filter, _) => {
                let (relation, filter) = self.related(related, filter.as_deref(), bound, scope, faults)?;
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
    pub(crate) fn against(
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

    pub(crate) fn unknown_value<'v>(
        &mut self,
        word: &Word,
        values: impl Iterator<Item = &'v str>,
        faults: &mut Faults,
    ) {
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

    pub(crate) fn literal(&mut self, operand: &Operand, sort: &Sort, faults: &mut Faults) -> Option<Scalar> {
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

    pub(crate) fn moment(&mut self, at: usize, sort: Sort, faults: &mut Faults) -> Option<Type> {
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
    pub(crate) fn time(&mut self, time: &Time, ty: &Type, faults: &mut Faults) -> Option<Duration> {
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
}

/// What a scalar can be compared with.
#[derive(Clone, PartialEq)]
pub(crate) enum Sort {
    Value(Type),
    /// The record itself.
    Record(KindId),
    /// A number of the company.
    Parameter,
}

pub(crate) fn is_literal(operand: &Operand) -> bool {
    matches!(operand, Operand::Number(_) | Operand::Text(_) | Operand::Date(..))
}

/// How a comparison bounds a count on its left and one on its right.
pub(crate) fn bounds(comparison: Comparison) -> (Bound, Bound) {
    match comparison {
        Comparison::Equal | Comparison::NotEqual => (Bound::Exact, Bound::Exact),
        Comparison::Less | Comparison::LessOrEqual => (Bound::Upper, Bound::Lower),
        Comparison::Greater | Comparison::GreaterOrEqual => (Bound::Lower, Bound::Upper),
    }
}

pub(crate) fn sort_zh(sort: &Sort) -> &'static str {
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

pub(crate) fn sort_en(sort: &Sort) -> &'static str {
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
