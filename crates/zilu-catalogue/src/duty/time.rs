//! Cycles and lengths of time of a verb: a declared parameter, or the one that stands for the fixed number.

use super::verb::VerbReader;
use crate::duration::parse_cycle;
use crate::model::{Cycle, Duration, ParameterValue, Type};
use crate::predicate::parser::parse_time;
use crate::predicate::tree::Time;
use crate::readings::value_fault;
use crate::source::Faults;

impl VerbReader<'_, '_> {
    pub(crate) fn cycle(&mut self, faults: &mut Faults) -> Option<Cycle> {
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
    pub(crate) fn length(&mut self, key: &str, base: Option<&Type>, faults: &mut Faults) -> Option<Duration> {
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
}
