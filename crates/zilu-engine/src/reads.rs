//! Which subjects a changed record can touch: every field that a duty reads, followed back to its subjects.

use crate::facts::{Facts, RecordId};
use crate::predicate::join;
use crate::world::World;
use rustc_hash::FxHashSet;
use zilu_catalogue::{
    Act, Deadline, Duty, DutyId, FieldId, KindId, Must, Path, Predicate, Relation, Root, Scalar, Store,
    TermId, Trigger, Type, Verb,
};

/// A step from a record towards the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    /// To the record that the field refers to.
    Forward(FieldId),
    /// To the record that the field refers to, or to every subject when it may be unknown: it could be any.
    Joined(FieldId),
    /// To the records of a kind whose field refers to it.
    Backward(KindId, FieldId),
    /// To the records of a kind whose field refers to it, or may be unknown: it could be any.
    Joining(KindId, FieldId),
    /// To every subject.
    All,
}

/// What one duty reads: kinds, each with the way back to the subject.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reads {
    ways: FxHashSet<(KindId, Vec<Step>)>,
}

/// The ways back from the records that a predicate's roots stand for.
#[derive(Clone)]
struct Roots {
    current: (KindId, Vec<Step>),
    this: (KindId, Vec<Step>),
    trigger: Option<(KindId, Vec<Step>)>,
}

impl Reads {
    /// Everything that a duty, and the duties of its clock, read.
    pub(crate) fn of(world: &World<'_>, id: DutyId) -> Reads {
        let duty = &world.catalogue.duties[id.index()];
        let mut reads = Reads::default();
        reads.duty(world, duty);
        for other in world.clock_group(id).iter().copied() {
            reads.duty(world, &world.catalogue.duties[other.index()]);
        }
        reads
    }

    /// The subjects that a changed record can touch; `None` is every subject of the duty.
    pub(crate) fn subjects(&self, facts: &Facts, changed: RecordId, world: &World<'_>) -> Option<Vec<u32>> {
        let mut subjects = FxHashSet::default();
        for (_, way) in self.ways.iter().filter(|(kind, _)| *kind == changed.kind) {
            let mut records = vec![changed];
            for step in way {
                let mut next = FxHashSet::default();
                for record in &records {
                    match step {
                        Step::All => return None,
                        Step::Joined(field) if facts.is_open(*record, *field) => return None,
                        Step::Forward(field) | Step::Joined(field) => {
                            let Some(kind) = world.target(record.kind, *field) else { continue };
                            next.extend(
                                facts.forward(*record, *field).iter().map(|row| RecordId { kind, row: *row }),
                            );
                        }
                        Step::Backward(kind, field) | Step::Joining(kind, field) => {
                            let rows = facts.backward(*kind, *field, record.row);
                            next.extend(rows.iter().map(|row| RecordId { kind: *kind, row: *row }));
                            if matches!(step, Step::Joining(..)) {
                                let open = facts.open_rows(*kind, *field).into_iter().flatten();
                                next.extend(open.map(|row| RecordId { kind: *kind, row }));
                            }
                        }
                    }
                }
                records = next.into_iter().collect();
            }
            subjects.extend(records.iter().map(|record| record.row));
        }
        Some(subjects.into_iter().collect())
    }

    fn duty(&mut self, world: &World<'_>, duty: &Duty) {
        let subject = (duty.kind, Vec::new());
        let roots = Roots { current: subject.clone(), this: subject.clone(), trigger: None };
        self.ways.insert(subject);
        if let Some(term) = duty.population {
            self.term(world, term, &roots.this);
        }
        for verb in std::iter::once(&duty.verb).chain(duty.variants.iter().map(|variant| &variant.verb)) {
            self.verb(world, duty, verb, &roots);
        }
    }

    fn verb(&mut self, world: &World<'_>, duty: &Duty, verb: &Verb, roots: &Roots) {
        match verb {
            Verb::Holds { items, .. } => {
                for item in items {
                    item.when.iter().for_each(|when| self.predicate(world, when, roots));
                    self.predicate(world, &item.is, roots);
                    self.paths(world, item.proof.iter().flatten(), roots);
                }
                self.paths(world, duty.proof.iter().flatten(), roots);
            }
            Verb::Every { must, .. } => self.act(world, duty, must, roots),
            Verb::After { trigger, deadline, must } => {
                let mut roots = roots.clone();
                match trigger {
                    Trigger::Field(path) => self.path(world, path, &roots),
                    Trigger::Entry => {}
                    Trigger::Event(act) => {
                        let inner = self.relation(world, &act.relation, &act.predicate, &roots);
                        self.predicate(world, &act.predicate, &inner);
                        roots.trigger = Some(inner.current.clone());
                        // Within the clock, bare names are fields of the trigger.
                        roots.current = inner.current;
                    }
                }
                if let Deadline::By(path) = deadline {
                    self.path(world, path, &roots);
                }
                self.must(world, duty, must, &roots);
            }
            Verb::Before { step, must } => {
                self.path(world, step, roots);
                self.must(world, duty, must, roots);
            }
            Verb::Keep { store, .. } => {
                match store {
                    Store::Rolling { oldest, begun } => self.paths(world, [oldest, begun], roots),
                    Store::Thing { from, kept } => {
                        self.path(world, from, roots);
                        self.predicate(world, kept, roots);
                    }
                }
                self.paths(world, duty.proof.iter().flatten(), roots);
            }
        }
    }

    fn must(&mut self, world: &World<'_>, duty: &Duty, must: &Must, roots: &Roots) {
        match must {
            Must::Act(act) => self.act(world, duty, act, roots),
            Must::State(predicate) => {
                let roots = Roots { current: roots.this.clone(), ..roots.clone() };
                self.predicate(world, predicate, &roots);
                self.paths(world, duty.proof.iter().flatten(), &roots);
            }
        }
    }

    fn act(&mut self, world: &World<'_>, duty: &Duty, act: &Act, roots: &Roots) {
        let inner = self.relation(world, &act.relation, &act.predicate, roots);
        self.predicate(world, &act.predicate, &inner);
        self.paths(world, duty.proof.iter().flatten(), &inner);
    }

    fn term(&mut self, world: &World<'_>, term: TermId, at: &(KindId, Vec<Step>)) {
        self.ways.insert(at.clone());
        let roots = Roots { current: at.clone(), this: at.clone(), trigger: None };
        self.predicate(world, &world.catalogue.terms[term.index()].predicate, &roots);
    }

    fn predicate(&mut self, world: &World<'_>, predicate: &Predicate, roots: &Roots) {
        match predicate {
            Predicate::True => {}
            Predicate::And(parts) | Predicate::Or(parts) => {
                parts.iter().for_each(|part| self.predicate(world, part, roots));
            }
            Predicate::Not(part) => self.predicate(world, part, roots),
            Predicate::Compare(left, _, right) => {
                self.scalar(world, left, roots);
                self.scalar(world, right, roots);
            }
            Predicate::In(scalar, _) => self.scalar(world, scalar, roots),
            Predicate::Has(path) | Predicate::Fresh(path, _) => self.path(world, path, roots),
            Predicate::Is(path, term) => {
                if let Some(end) = self.follow(world, path, roots) {
                    self.term(world, *term, &end);
                }
            }
            Predicate::Some(relation, condition) | Predicate::No(relation, condition) => {
                let inner = self.relation(world, relation, condition, roots);
                self.predicate(world, condition, &inner);
            }
            Predicate::Every(relation, condition, consequence) => {
                let inner = self.relation(world, relation, condition, roots);
                self.predicate(world, condition, &inner);
                self.predicate(world, consequence, &inner);
            }
        }
    }

    fn scalar(&mut self, world: &World<'_>, scalar: &Scalar, roots: &Roots) {
        match scalar {
            Scalar::Path(path) | Scalar::Record(path) => self.path(world, path, roots),
            Scalar::Literal(_) | Scalar::Today | Scalar::Parameter(_) => {}
            Scalar::Plus(base, _) => self.scalar(world, base, roots),
            Scalar::Count(relation, condition) => {
                let inner = self.relation(world, relation, condition, roots);
                self.predicate(world, condition, &inner);
            }
        }
    }

    /// The roots inside a relation's `where`; the records on the way are read too.
    fn relation(
        &mut self,
        world: &World<'_>,
        relation: &Relation,
        condition: &Predicate,
        roots: &Roots,
    ) -> Roots {
        let is_reference = |field| world.target(relation.kind, field).is_some();
        if let (true, Some((field, other))) = (relation.via.is_empty(), join(condition, &is_reference)) {
            // Joined by a reference: back over what both sides refer to.
            if let Some(mut way) = self.back_over(world, other, roots) {
                way.insert(0, Step::Joined(field));
                let current = (relation.kind, way);
                self.ways.insert(current.clone());
                return Roots { current, ..roots.clone() };
            }
        }
        let target = match relation.to {
            Root::Current => &roots.current,
            Root::This => &roots.this,
            Root::Trigger => roots.trigger.as_ref().unwrap_or(&roots.this),
        };
        let mut kind = relation.kind;
        let mut way: Vec<Step> = relation.via.iter().map(|field| Step::Forward(*field)).collect();
        if way.is_empty() {
            way.push(Step::All);
        }
        way.extend_from_slice(&target.1);
        let current = (relation.kind, way.clone());
        self.ways.insert(current.clone());
        for field in relation.via.iter().take(relation.via.len().saturating_sub(1)) {
            let Some(next) = world.target(kind, *field) else { break };
            kind = next;
            way.remove(0);
            self.ways.insert((kind, way.clone()));
        }
        Roots { current, ..roots.clone() }
    }

    /// From the record at the end of a path of references back to the subject.
    fn back_over(&self, world: &World<'_>, path: &Path, roots: &Roots) -> Option<Vec<Step>> {
        let start = match path.root {
            Root::Current => &roots.current,
            Root::This => &roots.this,
            Root::Trigger => roots.trigger.as_ref()?,
        };
        let (mut kind, mut way) = start.clone();
        for field in &path.steps {
            let next = world.target(kind, *field)?;
            way.insert(0, Step::Joining(kind, *field));
            kind = next;
        }
        Some(way)
    }

    fn paths<'p>(&mut self, world: &World<'_>, paths: impl IntoIterator<Item = &'p Path>, roots: &Roots) {
        paths.into_iter().for_each(|path| self.path(world, path, roots));
    }

    fn path(&mut self, world: &World<'_>, path: &Path, roots: &Roots) {
        self.follow(world, path, roots);
    }

    /// Marks every record on a path as read; returns the end when the path ends in a record.
    fn follow(&mut self, world: &World<'_>, path: &Path, roots: &Roots) -> Option<(KindId, Vec<Step>)> {
        let start = match path.root {
            Root::Current => &roots.current,
            Root::This => &roots.this,
            Root::Trigger => roots.trigger.as_ref()?,
        };
        let mut at = start.clone();
        self.ways.insert(at.clone());
        for field in &path.steps {
            let target = match world.catalogue.kinds[at.0.index()].fields[field.index()].ty {
                Type::Ref(target) => target,
                _ => return None,
            };
            let mut way = vec![Step::Backward(at.0, *field)];
            way.extend_from_slice(&at.1);
            at = (target, way);
            self.ways.insert(at.clone());
        }
        Some(at)
    }
}
