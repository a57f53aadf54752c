//! Names: how they are written, and the closest known name for a mistyped one.

use crate::diagnostic::Diagnostic;

/// Words of the predicate language, which kinds, fields and terms cannot take as a name.
const RESERVED: &[&str] = &[
    "and", "or", "not", "in", "is", "has", "some", "no", "every", "any", "where", "by", "this", "trigger",
    "today", "yes", "unknown",
];

/// Words that begin a line of a case, or a trigger.
const NOT_A_KIND: &[&str] = &["parameter", "reading", "closed", "entry"];

/// Words of a fact line in a case. `since` is not among them: `parameter_value` has such a field, and cases state
/// parameters by a line of their own.
const NOT_A_FIELD: &[&str] = &["of", "known", "void"];

/// Whether a name of a kind or term collides with a word of the language.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || NOT_A_KIND.contains(&name)
}

/// Whether a name of a field collides with a word of the language.
pub(crate) fn is_reserved_field(name: &str) -> bool {
    RESERVED.contains(&name) || NOT_A_FIELD.contains(&name)
}

/// `snake_case`: for kinds, terms, fields and values.
pub(crate) fn is_snake(name: &str) -> bool {
    is_name(name, '_')
}

/// `kebab-case`: for duties, readings and parameters.
pub(crate) fn is_kebab(name: &str) -> bool {
    is_name(name, '-')
}

fn is_name(name: &str, joint: char) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with(joint)
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == joint)
}

/// The candidate that the writer most likely meant, if any is near enough.
pub fn closest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let length = word.chars().count();
    // Far candidates are noise: one edit for short words, a third of the length for longer ones.
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= limit || is_part(word, candidate))
        .min()
        .map(|(_, candidate)| candidate)
}

/// Hints at the closest candidate; where none is near and there are few, lists them.
pub(crate) fn hint_closest<'c>(
    diagnostic: &mut Diagnostic,
    word: &str,
    candidates: impl IntoIterator<Item = &'c str>,
) {
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    candidates.sort_unstable();
    candidates.dedup();
    if let Some(name) = closest(word, candidates.iter().copied()) {
        diagnostic.set_hint(format!("是不是「{name}」？"), format!("did you mean `{name}`?"));
    } else if !candidates.is_empty() && candidates.len() <= 16 {
        diagnostic.set_hint(
            format!("可用的有：{}", candidates.join("、")),
            format!("known: {}", candidates.join(", ")),
        );
    }
}

/// `leaver` for `leaver_account`: a whole word of the candidate, long enough to mean something.
fn is_part(word: &str, candidate: &str) -> bool {
    word.len() >= 4 && candidate.split(['_', '-', '.']).any(|part| part == word)
}

/// Edits (insert, remove, replace, swap of neighbours) between two words.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(64).collect(), b.chars().take(64).collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replace = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            next[j] = replace.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                next[j] = next[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}
