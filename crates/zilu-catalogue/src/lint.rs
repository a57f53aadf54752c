//! What is sound word by word but wrong as a whole: unused and recursive declarations, untested duties, odd clocks.

use crate::diagnostic::Position;
use crate::load::Loaded;
use crate::model::{CaseLine, Cycle, DutyId, Predicate, Status, Term, TermId, Verb};
use crate::source::Faults;
use crate::world::{Owner, Usage, World};
use rustc_hash::{FxHashMap, FxHashSet};

/// Reports every term, reading and declared parameter that nothing leans on.
pub(crate) fn unused(world: &World, usage: &Usage, faults: &mut Faults) {
    let mut reached: FxHashSet<TermId> =
        usage.terms.iter().filter(|used| used.from == Owner::Duty).map(|used| used.to).collect();
    loop {
        let more: Vec<TermId> = usage
            .terms
            .iter()
            .filter(|used| matches!(used.from, Owner::Term(from) if reached.contains(&from)))
            .map(|used| used.to)
            .filter(|to| !reached.contains(to))
            .collect();
        if more.is_empty() {
            break;
        }
        reached.extend(more);
    }
    for (index, term) in world.terms.iter().enumerate() {
        if !reached.contains(&TermId(index as u16)) {
            report(&term.position, "unused-term", ("詞彙", "term"), &term.name, faults);
        }
    }
    for (index, reading) in world.readings.iter().enumerate() {
        if !usage.readings.iter().any(|id| id.index() == index) {
            report(&reading.position, "unused-reading", ("解釋", "reading"), &reading.name, faults);
        }
    }
    for (index, parameter) in world.parameters.iter().enumerate() {
        if parameter.duty.is_none() && !usage.parameters.iter().any(|id| id.index() == index) {
            report(&parameter.position, "unused-parameter", ("參數", "parameter"), &parameter.name, faults);
        }
    }
}

fn report(position: &Position, code: &'static str, noun: (&str, &str), name: &str, faults: &mut Faults) {
    faults
        .add(
            position.clone(),
            code,
            format!("{}「{name}」沒有任何義務用到", noun.0),
            format!("no duty uses the {} `{name}`", noun.1),
        )
        .set_hint("用它，或刪除它", "use it or remove it");
}

/// Reports terms that lean on themselves; their predicates are emptied, so that nothing can run in circles.
pub(crate) fn recursion(terms: &mut [Term], usage: &Usage, faults: &mut Faults) {
    let mut needs: Vec<FxHashSet<TermId>> = vec![FxHashSet::default(); terms.len()];
    for used in &usage.terms {
        if let Owner::Term(from) = used.from {
            needs[from.index()].insert(used.to);
        }
    }
    let reach = |start: TermId| -> FxHashSet<TermId> {
        let mut seen: FxHashSet<TermId> = FxHashSet::default();
        let mut open: Vec<TermId> = needs[start.index()].iter().copied().collect();
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(needs[next.index()].iter().copied());
            }
        }
        seen
    };
    for (index, term) in terms.iter_mut().enumerate() {
        let id = TermId(index as u16);
        if reach(id).contains(&id) {
            faults.add(
                term.position.clone(),
                "recursive-term",
                format!("詞彙「{}」直接或間接引用自己", term.name),
                format!("the term `{}` leans on itself", term.name),
            );
            term.predicate = Predicate::Or(Vec::new());
        }
    }
}

/// Reports negated uses (also as a population or a `when`) of terms that an omitted link can turn from yes to no.
pub(crate) fn loose_terms(usage: &mut Usage, faults: &mut Faults) {
    loop {
        let more: Vec<TermId> = usage
            .terms
            .iter()
            .filter(|used| used.positive && usage.loose_terms.contains(&used.to))
            .filter_map(|used| match used.from {
                Owner::Term(from) if !usage.loose_terms.contains(&from) => Some(from),
                _ => None,
            })
            .collect();
        if more.is_empty() {
            break;
        }
        usage.loose_terms.extend(more);
    }
    for used in usage.terms.iter().filter(|used| !used.positive && usage.loose_terms.contains(&used.to)) {
        faults
            .add(
                used.position.clone(),
                "link-not-required",
                "這個詞彙靠非必填的參照成立；漏填參照會使義務消失或看起來符合",
                "this term rests on an optional reference: leaving it out would make a duty vanish or look met",
            )
            .set_hint(
                "在 facts.md 把該參照設為 required = true，或改用對象自己的欄位",
                "make that reference `required = true` in facts.md, or use a field of the subject itself",
            );
    }
}

/// Reports duties whose cases do not show what they must: met, not met, and unproven.
pub(crate) fn duty_cases(loaded: &Loaded, faults: &mut Faults) {
    let mut shown: FxHashMap<DutyId, FxHashSet<Status>> = FxHashMap::default();
    let mut named: FxHashSet<DutyId> = FxHashSet::default();
    for case in &loaded.cases {
        named.extend(case.duties.iter().copied());
        for line in &case.lines {
            if let CaseLine::Expect { standings, .. } = line {
                for standing in standings {
                    shown.entry(standing.duty).or_default().insert(standing.status);
                }
            }
        }
    }
    for (index, duty) in loaded.duties.iter().enumerate() {
        let Some(duty) = duty else { continue };
        let id = DutyId(index as u16);
        if !named.contains(&id) {
            faults
                .add(
                    duty.position.clone(),
                    "duty-without-case",
                    format!("義務 {} 沒有案例", duty.name),
                    format!("the duty {} has no case", duty.name),
                )
                .set_hint("在義務下面寫 ```case 圍欄", "write a ```case fence below it");
            continue;
        }
        let failure = match duty.verb {
            Verb::Every { .. } | Verb::After { .. } => Status::Late,
            Verb::Holds { .. } | Verb::Before { .. } | Verb::Keep { .. } => Status::Breached,
        };
        let missing: Vec<Status> = [Status::Met, failure, Status::Unproven]
            .into_iter()
            .filter(|status| !shown.get(&id).is_some_and(|shown| shown.contains(status)))
            .collect();
        if !missing.is_empty() && !loaded.half_shown.contains(&id) {
            let words: Vec<&str> = missing.iter().map(|status| status.word()).collect();
            faults.add(
                duty.position.clone(),
                "case-never-shows",
                format!("義務 {} 的案例沒有出現：{}", duty.name, words.join("、")),
                format!("the cases of {} never show {}", duty.name, words.join(", ")),
            );
        }
    }
}

/// Reports clocks of one duty, and clocks whose duties cannot follow one subject.
pub(crate) fn clocks(loaded: &Loaded, world: &World, faults: &mut Faults) {
    let mut clocks: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, duty) in loaded.duties.iter().enumerate() {
        if let Some(clock) = duty.as_ref().and_then(|duty| duty.clock.as_deref()) {
            clocks.entry(clock).or_default().push(index);
        }
    }
    let any_broken = loaded.duties.iter().any(Option::is_none);
    for (clock, members) in clocks {
        let duties: Vec<_> = members.iter().filter_map(|index| loaded.duties[*index].as_ref()).collect();
        let [first, rest @ ..] = duties.as_slice() else { continue };
        if rest.is_empty() && !any_broken {
            faults.add(
                first.position.clone(),
                "clock-alone",
                format!("時鐘「{clock}」只有一個義務"),
                format!("only one duty follows the clock `{clock}`"),
            );
        }
        for duty in &duties {
            let fits = match &duty.verb {
                Verb::After { .. } => true,
                Verb::Every { cycle: Cycle::Parameter(id), .. } => matches!(
                    world.parameters[id.index()].default,
                    crate::model::ParameterValue::Cycle(Cycle::Rolling(_))
                ),
                _ => false,
            };
            let same = duty.kind == first.kind
                && std::mem::discriminant(&duty.verb) == std::mem::discriminant(&first.verb);
            if !fits || !same {
                faults
                    .add(
                        duty.position.clone(),
                        "clock-mismatch",
                        format!("義務 {} 不能與時鐘「{clock}」的其他義務共用", duty.name),
                        format!("the duty {} cannot share the clock `{clock}`", duty.name),
                    )
                    .set_hint(
                        "同一時鐘的義務必須是同一種對象，且都是 after 或都是 rolling 的 every",
                        "duties of one clock have one kind of subject and are all `after`, or all rolling `every`",
                    );
            }
        }
    }
}
