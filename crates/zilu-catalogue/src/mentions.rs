//! What predicates name.

use crate::model::{Act, Catalogue, Must, Predicate, Scalar, Store, TermId, Trigger, Verb};

/// For each term, whether only one duty asks for it, for its population, and nothing else does.
pub(crate) fn asked_once(catalogue: &Catalogue) -> Vec<bool> {
    let mut asked = vec![0_usize; catalogue.terms.len()];
    for duty in &catalogue.duties {
        // The duties of a clock look at the populations of each other.
        let times = if duty.clock.is_some() { 2 } else { 1 };
        duty.population.iter().for_each(|term| asked[term.index()] += times);
    }
    // What a predicate names it asks for again and again, of whatever records lead to the same one.
    let mut name = |term: TermId| asked[term.index()] += 2;
    for term in &catalogue.terms {
        predicate(&term.predicate, &mut name);
    }
    for duty in &catalogue.duties {
        verb(&duty.verb, &mut name);
        duty.variants.iter().for_each(|variant| verb(&variant.verb, &mut name));
    }
    asked.into_iter().map(|asked| asked <= 1).collect()
}

fn verb(verb: &Verb, name: &mut impl FnMut(TermId)) {
    match verb {
        Verb::Holds { items, .. } => {
            for item in items {
                item.when.iter().for_each(|when| predicate(when, name));
                predicate(&item.is, name);
            }
        }
        Verb::Every { must, .. } => act(must, name),
        Verb::After { trigger, must: answer, .. } => {
            if let Trigger::Event(event) = trigger {
                act(event, name);
            }
            must(answer, name);
        }
        Verb::Before { must: answer, .. } => must(answer, name),
        Verb::Keep { store: Store::Thing { kept, .. }, .. } => predicate(kept, name),
        Verb::Keep { store: Store::Rolling { .. }, .. } => {}
    }
}

fn must(must: &Must, name: &mut impl FnMut(TermId)) {
    match must {
        Must::Act(answer) => act(answer, name),
        Must::State(state) => predicate(state, name),
    }
}

fn act(act: &Act, name: &mut impl FnMut(TermId)) {
    predicate(&act.predicate, name);
}

fn predicate(part: &Predicate, name: &mut impl FnMut(TermId)) {
    match part {
        Predicate::True | Predicate::Has(_) | Predicate::Fresh(..) => {}
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().for_each(|part| predicate(part, name)),
        Predicate::Not(part) => predicate(part, name),
        Predicate::Compare(left, _, right) => {
            scalar(left, name);
            scalar(right, name);
        }
        Predicate::In(value, _) => scalar(value, name),
        Predicate::Is(_, term) => name(*term),
        Predicate::Some(_, condition) | Predicate::No(_, condition) => predicate(condition, name),
        Predicate::Every(_, condition, consequence) => {
            predicate(condition, name);
            predicate(consequence, name);
        }
    }
}

fn scalar(value: &Scalar, name: &mut impl FnMut(TermId)) {
    match value {
        Scalar::Path(_) | Scalar::Record(_) | Scalar::Literal(_) | Scalar::Today | Scalar::Parameter(_) => {}
        Scalar::Plus(base, _) => scalar(base, name),
        Scalar::Count(_, condition) => predicate(condition, name),
    }
}
