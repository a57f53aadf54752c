//! Which natures of its clauses a duty covers.

use super::Ground;
use crate::collect::{nature, unknown_nature};
use crate::model::{ClauseId, Nature};
use crate::source::Faults;
use crate::table::{Reader, Table};

/// Natures that a verb covers by itself, and those that `covers` may add.
pub(crate) fn verb_natures(word: &str, checklist: bool) -> (Vec<Nature>, Vec<Nature>) {
    use Nature::{Choice, Content, Deadline, Gate, Invariant, Periodic, Retention, Standing};
    match word {
        "holds" if checklist => (vec![Standing, Invariant, Choice, Content], vec![Gate]),
        "holds" => (vec![Standing, Invariant, Choice], vec![Content, Gate]),
        "every" => (vec![Periodic], vec![Standing]),
        "after" => (vec![Deadline], vec![Standing]),
        "before" => (vec![Gate], vec![Standing]),
        _ => (vec![Retention], vec![Standing]),
    }
}

pub(crate) fn covers(
    reader: &Reader<'_, '_>,
    word: &'static str,
    clauses: &[ClauseId],
    ground: &Ground<'_>,
    table: &Table<'_>,
    faults: &mut Faults,
) -> Vec<Nature> {
    let (own, more) = verb_natures(word, reader.entry("item").is_some());
    let natures_of = |clause: &ClauseId| &ground.clauses[clause.index()].natures;
    let listed = reader.texts("covers", faults);
    let mut covers = Vec::new();
    if reader.entry("covers").is_none() {
        covers = own.iter().copied().filter(|n| clauses.iter().any(|c| natures_of(c).contains(n))).collect();
    }
    for text in listed {
        let Some(nature) = nature(text.as_str()) else {
            unknown_nature(text.as_str(), text.start(), faults);
            continue;
        };
        if !own.contains(&nature) && !more.contains(&nature) {
            let allowed: Vec<&str> = own.iter().chain(&more).map(|nature| nature.word()).collect();
            faults
                .add(
                    text.start(),
                    "covers-not-allowed",
                    format!("動詞 {word} 不能涵蓋「{}」", nature.word()),
                    format!("the verb `{word}` cannot cover `{}`", nature.word()),
                )
                .set_hint(
                    format!("可涵蓋：{}", allowed.join("、")),
                    format!("it can cover {}", allowed.join(", ")),
                );
        } else if !clauses.iter().any(|clause| natures_of(clause).contains(&nature)) {
            faults.add(
                text.start(),
                "nature-not-of-clause",
                format!("條文沒有「{}」這個性質", nature.word()),
                format!("the clause does not have the nature `{}`", nature.word()),
            );
        } else if covers.contains(&nature) {
            faults.add(
                text.start(),
                "duplicate-nature",
                format!("性質「{}」重複", nature.word()),
                format!("the nature `{}` is named twice", nature.word()),
            );
        } else {
            covers.push(nature);
        }
    }
    for clause in clauses {
        let clause = &ground.clauses[clause.index()];
        // A clause without natures has its own fault.
        if !clause.natures.is_empty() && !covers.iter().any(|nature| clause.natures.contains(nature)) {
            let list: Vec<&str> = clause.natures.iter().map(|nature| nature.word()).collect();
            faults
                .add(
                    table.position.clone(),
                    "nature-mismatch",
                    format!("動詞 {word} 沒有涵蓋 {} 的任何性質（{}）", clause.id, list.join("、")),
                    format!(
                        "the verb `{word}` covers none of the natures of {} ({})",
                        clause.id,
                        list.join(", ")
                    ),
                )
                .set_hint(
                    "換動詞、修正條文的性質，或以 covers 明示",
                    "use another verb, correct the clause's natures, or say `covers`",
                );
        }
    }
    covers
}
