//! What predicates name.

use crate::model::{Act, Catalogue, Must, Predicate, Scalar, Store, TermId, Trigger, Verb};

impl Catalogue {
    /// For each term, whether a duty or another term names it in a predicate; being a population is not being named.
    pub fn terms_named(&self) -> Vec<bool> {
        let mut named = vec![false; self.terms.len()];
        let mut name = |term: TermId| named[term.index()] = true;
        for term in &self.terms {
            predicate(&term.predicate, &mut name);
        }
        for duty in &self.duties {
            verb(&duty.verb, &mut name);
            duty.variants.iter().for_each(|variant| verb(&variant.verb, &mut name));
        }
        named
    }
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
