//! `terms.md`: named predicates over one kind.

use crate::collect::Declared;
use crate::facts::{MOST, duplicate, name_fault};
use crate::model::{Label, Predicate, Term, TermId};
use crate::predicate::check::{Checker, Scope};
use crate::predicate::parser::parse_predicate;
use crate::source::Faults;
use crate::table::Reader;
use crate::world::{Owner, TermHead, Usage, World};

const TERM_KEYS: &[&str] = &["label", "kind", "is"];

/// Declares all terms, so that they may refer to each other, and then to be read by [`terms`].
pub(crate) fn heads(declared: &[Declared<'_>], world: &mut World, faults: &mut Faults) {
    for fence in declared.iter().take(MOST) {
        name_fault(&fence.name, "詞彙", "term", faults);
        let name = fence.name.as_str();
        if world.term_names.contains_key(name) || world.kind_names.contains_key(name) {
            duplicate(&fence.name, faults);
            continue;
        }
        let reader = Reader::new(&fence.table, &format!("term {name}"), TERM_KEYS, faults);
        let kind = reader
            .required_text("kind", faults)
            .and_then(|text| world.find_kind(text.as_str(), text.start(), faults));
        if let Some(kind) = kind
            && world.kind(kind).field(name).is_some()
        {
            faults.add(
                fence.position(),
                "term-hides-field",
                format!("詞彙「{name}」與 {} 的欄位同名", world.kind(kind).name),
                format!("the term `{name}` has the name of a field of `{}`", world.kind(kind).name),
            );
        }
        let id = kind.map(|kind| {
            world.terms.push(TermHead { name: name.to_owned(), kind, position: fence.position() });
            TermId((world.terms.len() - 1) as u16)
        });
        world.term_names.insert(name.to_owned(), id);
    }
}

/// Reads the predicates of all declared terms, in the order of [`World::terms`]. A term whose predicate is faulty is
/// never true.
pub(crate) fn terms(
    declared: &[Declared<'_>],
    world: &World,
    usage: &mut Usage,
    faults: &mut Faults,
) -> Vec<Term> {
    let mut terms: Vec<Term> = world
        .terms
        .iter()
        .map(|head| Term {
            name: head.name.clone(),
            label: Label { zh: head.name.clone(), en: head.name.clone() },
            kind: head.kind,
            predicate: Predicate::Or(Vec::new()),
            asked_once: false,
            position: head.position.clone(),
        })
        .collect();
    for fence in declared {
        let Some(Some(id)) = world.term_names.get(fence.name.as_str()).copied() else { continue };
        let term = &mut terms[id.index()];
        if term.position != fence.position() {
            continue;
        }
        // Keys were checked with the head.
        let what = format!("term {}", fence.name.as_str());
        let reader = Reader::new(&fence.table, &what, TERM_KEYS, &mut Faults::default());
        if let Some(label) = reader.required_label("label", faults) {
            term.label = label;
        }
        let Some(text) = reader.required_text("is", faults) else { continue };
        let mut checker = Checker::new(world, text, Owner::Term(id), usage);
        match parse_predicate(text.as_str()) {
            Ok(expr) => {
                if let Some(predicate) = checker.predicate(&expr, Scope::of(term.kind), faults) {
                    term.predicate = predicate;
                }
            }
            Err(fault) => checker.syntax(fault, faults),
        }
    }
    terms
}
