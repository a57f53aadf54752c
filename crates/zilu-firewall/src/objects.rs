//! Named objects and groups of them, resolved once each.

use crate::address::Space;
use crate::model::Problem;
use crate::service::Services;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Groups in groups; vendors allow far fewer.
const DEPTH: u32 = 40;
/// Ranges and names that all resolved groups together may have.
const PIECES: usize = 20_000_000;

/// What can be put together from parts.
pub(crate) trait Set: Sized + Default + Clone {
    fn union_of(parts: &[Arc<Self>]) -> Self;
    fn minus(&self, other: &Self) -> Self;
    fn cost(&self) -> usize;
}

impl Set for Space {
    fn union_of(parts: &[Arc<Self>]) -> Self {
        Space::union(parts.iter().map(|part| &**part))
    }
    fn minus(&self, other: &Self) -> Self {
        self.without(other)
    }
    fn cost(&self) -> usize {
        self.pieces()
    }
}

impl Set for Services {
    fn union_of(parts: &[Arc<Self>]) -> Self {
        Services::union(parts.iter().map(|part| &**part))
    }
    fn minus(&self, _other: &Self) -> Self {
        self.clone()
    }
    fn cost(&self) -> usize {
        self.pieces()
    }
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) struct Object<S> {
    /// Its own content.
    pub(crate) own: Vec<S>,
    /// Names of its members.
    pub(crate) members: Vec<String>,
    /// Names of what is taken out.
    pub(crate) excluded: Vec<String>,
    /// What of its definition was not understood.
    pub(crate) problems: Vec<Problem>,
}

impl<S> Default for Object<S> {
    fn default() -> Self {
        Self { own: Vec::new(), members: Vec::new(), excluded: Vec::new(), problems: Vec::new() }
    }
}

/// A resolved object.
#[derive(Debug, Clone)]
pub(crate) struct Resolved<S> {
    pub(crate) set: Arc<S>,
    pub(crate) problems: Arc<[Problem]>,
}

enum State<S> {
    Open,
    Done(Resolved<S>),
}

/// All objects of one kind in a file.
pub(crate) struct Objects<S> {
    defined: FxHashMap<String, Object<S>>,
    resolved: FxHashMap<String, State<S>>,
    pieces: usize,
}

impl<S: Set> Objects<S> {
    pub(crate) fn new() -> Self {
        Self { defined: FxHashMap::default(), resolved: FxHashMap::default(), pieces: 0 }
    }

    /// The object of a name, made when there is none.
    pub(crate) fn entry(&mut self, name: &str) -> &mut Object<S> {
        if !self.defined.contains_key(name) {
            self.defined.insert(name.to_owned(), Object::default());
        }
        self.defined.entry(name.to_owned()).or_default()
    }

    pub(crate) fn define(&mut self, name: &str, own: S) {
        self.defined.insert(name.to_owned(), Object { own: vec![own], ..Object::default() });
    }

    pub(crate) fn insert(&mut self, name: &str, object: Object<S>) {
        self.defined.insert(name.to_owned(), object);
    }

    pub(crate) fn is_defined(&self, name: &str) -> bool {
        self.defined.contains_key(name)
    }

    /// What a name stands for. A name that is not defined, or a group that cannot be followed, is a problem; what is
    /// known of it is returned all the same.
    pub(crate) fn resolve(&mut self, name: &str) -> Resolved<S> {
        self.look(name, 0)
    }

    fn look(&mut self, name: &str, depth: u32) -> Resolved<S> {
        let failed = |problem: Problem| Resolved { set: Arc::new(S::default()), problems: [problem].into() };
        match self.resolved.get(name) {
            Some(State::Done(resolved)) => return resolved.clone(),
            Some(State::Open) => return failed(Problem::Circular(name.into())),
            None => {}
        }
        let Some(object) = self.defined.get(name).cloned() else {
            return failed(Problem::Undefined(name.into()));
        };
        if depth > DEPTH || self.pieces > PIECES {
            return failed(Problem::TooLarge(name.into()));
        }
        self.resolved.insert(name.to_owned(), State::Open);
        let mut problems = object.problems;
        let mut parts: Vec<Arc<S>> = object.own.into_iter().map(Arc::new).collect();
        for member in &object.members {
            let resolved = self.look(member, depth + 1);
            parts.push(resolved.set);
            problems.extend_from_slice(&resolved.problems);
        }
        let mut set = match parts.as_slice() {
            [one] => one.clone(),
            _ => Arc::new(S::union_of(&parts)),
        };
        if !object.excluded.is_empty() {
            let mut out = Vec::new();
            for member in &object.excluded {
                let resolved = self.look(member, depth + 1);
                out.push(resolved.set);
                problems.extend_from_slice(&resolved.problems);
            }
            set = Arc::new(set.minus(&S::union_of(&out)));
        }
        self.pieces += set.cost();
        problems.sort_unstable();
        problems.dedup();
        // A long list of the same says no more than its beginning.
        problems.truncate(50);
        let resolved = Resolved { set, problems: problems.into() };
        self.resolved.insert(name.to_owned(), State::Done(resolved.clone()));
        resolved
    }
}
