//! The quoted characters of a clause against the number of its duty, so that changing one without the other is caught.

use crate::diagnostic::Position;
use crate::duration::{format_cycle, format_duration};
use crate::duty::lengths::rule_number;
use crate::model::{Cycle, Duration, ParameterValue, Verb};
use crate::source::Faults;
use crate::value::fold;
use crate::world::World;

/// A length named in Chinese, and whether it is a recurrence (每…).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Quantity {
    length: Duration,
    each: bool,
}

/// Reports a phrase whose numbers are all others than the duty's.
pub(crate) fn agrees(phrase: &str, verb: &Verb, world: &World, position: Position, faults: &mut Faults) {
    let Some(number) = rule_number(world, verb) else { return };
    let (length, is_cycle, label) = match number {
        ParameterValue::Cycle(cycle @ Cycle::Calendar(months)) => {
            (Duration::Months(u32::from(months)), true, format_cycle(cycle))
        }
        ParameterValue::Cycle(cycle @ Cycle::Rolling(length)) => (length, true, format_cycle(cycle)),
        ParameterValue::Duration(length) => (length, false, format_duration(length)),
        ParameterValue::Cycle(Cycle::Parameter(_)) | ParameterValue::Number(_) => return,
    };
    let all = quantities(phrase);
    let mut wanted: Vec<Quantity> =
        all.iter().copied().filter(|quantity| quantity.each == is_cycle).collect();
    if wanted.is_empty() {
        wanted = all;
    }
    if wanted.is_empty() || wanted.iter().any(|quantity| quantity.length == length) {
        return;
    }
    faults
        .add(
            position,
            "phrase-disagrees",
            format!("phrase「{phrase}」與義務的「{}」不一致", label.zh),
            format!("the phrase `{phrase}` does not say `{}`", label.en),
        )
        .set_hint("修正義務的數字或 phrase", "correct the duty's number or the phrase");
}

/// All lengths that a text names, such as 每半年, 兩個月, 180天.
fn quantities(phrase: &str) -> Vec<Quantity> {
    let folded = fold(phrase);
    let chars: Vec<char> = folded.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        // 第三季, 第十四條: an order, not a length.
        if chars[at] == '第' {
            at += 1 + number_length(&chars[at + 1..]);
            continue;
        }
        let each = chars[at] == '每';
        let start = at + usize::from(each);
        let digits = number_length(&chars[start..]);
        let half = digits == 0 && chars.get(start) == Some(&'半');
        let number =
            if half || (digits == 0 && each) { Some(1) } else { number(&chars[start..start + digits]) };
        let unit_at = start + digits + usize::from(half);
        match number.and_then(|number| length(number, half, &chars[unit_at.min(chars.len())..])) {
            Some((length, used)) => {
                found.push(Quantity { length, each });
                at = unit_at + used;
            }
            None => at = start + digits.max(usize::from(!each)),
        }
    }
    found
}

const DIGITS: &str = "0123456789〇○零一二兩三四五六七八九十百";

fn number_length(chars: &[char]) -> usize {
    chars.iter().take_while(|c| DIGITS.contains(**c)).count()
}

/// 180, 十二, 一百八十, 一八〇.
fn number(chars: &[char]) -> Option<u32> {
    let (mut sum, mut last, mut plain) = (0u32, None::<u32>, String::new());
    for c in chars {
        let digit = match c {
            '0' | '〇' | '○' | '零' => 0,
            '一' => 1,
            '二' | '兩' => 2,
            '三' => 3,
            '四' => 4,
            '五' => 5,
            '六' => 6,
            '七' => 7,
            '八' => 8,
            '九' => 9,
            '十' | '百' => {
                sum = sum.checked_add(last.take().unwrap_or(1) * if *c == '十' { 10 } else { 100 })?;
                plain.clear();
                continue;
            }
            other => other.to_digit(10)?,
        };
        plain.push(char::from_digit(digit, 10)?);
        last = Some(digit);
    }
    // Digits one after another are a number written out, also in Han digits.
    match (sum, plain.len()) {
        (0, 0) => None,
        (_, 0) => Some(sum),
        (0, _) => plain.parse().ok(),
        _ => sum.checked_add(last.unwrap_or_default()),
    }
}

/// The length from its unit, and how many characters the unit takes.
fn length(number: u32, half: bool, unit: &[char]) -> Option<(Duration, usize)> {
    let starts = |word: &str| word.chars().eq(unit.iter().copied().take(word.chars().count()));
    let of = |word: &str, length: Option<Duration>| length.map(|length| (length, word.chars().count()));
    if half {
        return if starts("年") { of("年", Some(Duration::Months(6))) } else { None };
    }
    for word in ["個營業日", "營業日", "個工作日", "工作日", "工作天"] {
        if starts(word) {
            return of(word, Some(Duration::BusinessDays(number)));
        }
    }
    let months = |each: u32| number.checked_mul(each).map(Duration::Months);
    // Three digits before 年 are a year of the ROC calendar.
    if starts("年") && number < 100 {
        return of("年", months(12));
    }
    for (word, each) in [("個月", 1), ("個半年", 6), ("個季", 3), ("季", 3), ("月", 1)] {
        if starts(word) {
            return of(word, months(each));
        }
    }
    for (word, days) in [("日", 1), ("天", 1), ("週", 7), ("周", 7), ("星期", 7)] {
        if starts(word) {
            return of(word, number.checked_mul(days).map(Duration::Days));
        }
    }
    for (word, minutes) in [("分鐘", 1), ("小時", 60)] {
        if starts(word) {
            return of(word, number.checked_mul(minutes).map(Duration::Minutes));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(phrase: &str, expected: &[(Duration, bool)]) {
        let found: Vec<_> = quantities(phrase).into_iter().map(|q| (q.length, q.each)).collect();
        assert_eq!(found, expected, "{phrase}");
    }

    #[test]
    fn reads_lengths_in_chinese() {
        use Duration::{BusinessDays, Days, Minutes, Months};
        check("每季", &[(Months(3), true)]);
        check("應每半年至少", &[(Months(6), true)]);
        check("每年度", &[(Months(12), true)]);
        check("每三年", &[(Months(36), true)]);
        check("每２年", &[(Months(24), true)]);
        check("每月抽查", &[(Months(1), true)]);
        check("兩個月內", &[(Months(2), false)]);
        check("3個月", &[(Months(3), false)]);
        check("一百八十天", &[(Days(180), false)]);
        check("180 日", &[(Days(180), false)]);
        check("一八〇天", &[(Days(180), false)]);
        check("十五個營業日", &[(BusinessDays(15), false)]);
        check("五分鐘", &[(Minutes(5), false)]);
        check("每季掃描，二個月內修補", &[(Months(3), true), (Months(2), false)]);
        check("第三季", &[]);
        check("第十四條", &[]);
        check("113年", &[]);
        check("定期", &[]);
        check("每人每", &[]);
    }
}
