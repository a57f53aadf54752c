//! Which rules an earlier rule covers.
//!
//! Comparing each of 100,000 rules with each before it would take hours. A rule that covers another must contain every point of
//! it, so one point of each is enough to look candidates up: each rule is filed once, under what makes it rarest (a destination,
//! a source, a service, a condition, an application, a zone), and only the rules filed under the other's points are compared
//! in full.

use crate::address::{Ranges, Space, V4_LAST};
use crate::model::{Configuration, Names, Rule};
use crate::service::Services;
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Prefixes into which one set is cut for filing; a set that needs more is compared always.
const PREFIXES: usize = 4096;
/// Ranges from which on an answer about two sets is kept.
const WORTH_KEEPING: usize = 8;

/// Whether one rule certainly matches everything that another matches.
pub fn rule_covers(one: &Rule, other: &Rule) -> bool {
    shell_covers(one, other)
        && one.service.services.covers(&other.service.services)
        && one.destination.space.covers(&other.destination.space)
        && one.source.space.covers(&other.source.space)
}

/// Zones, applications and conditions.
fn shell_covers(one: &Rule, other: &Rule) -> bool {
    one.from.covers(&other.from)
        && one.to.covers(&other.to)
        && one.applications.covers(&other.applications)
        && one.conditions.iter().all(|condition| other.conditions.binary_search(condition).is_ok())
}

/// For each rule the first rule that is looked at before it and covers it: in every order of evaluation in which the rule
/// stands. Rules that are off, not known completely, or match nothing are left out on both sides.
pub fn covering(configuration: &Configuration) -> Vec<Option<usize>> {
    let rules = &configuration.rules;
    let ids = Ids::new(rules);
    let mut found: Vec<Option<usize>> = vec![None; rules.len()];
    let mut orders = vec![0u32; rules.len()];
    let mut covered = vec![0u32; rules.len()];
    for sequence in &configuration.sequences {
        let mut filed = Filed::new(&ids);
        for index in sequence {
            let rule = &rules[*index];
            orders[*index] += 1;
            if !rule.enabled || !rule.is_complete() || matches_nothing(rule) {
                continue;
            }
            match filed.first_covering(rules, *index) {
                Some(by) => {
                    covered[*index] += 1;
                    found[*index].get_or_insert(by);
                }
                // What a covered rule covers, the rule that covers it covers too.
                None if rule.action.is_final() => filed.file(rules, *index),
                None => {}
            }
        }
    }
    for (found, (covered, orders)) in found.iter_mut().zip(covered.iter().zip(&orders)) {
        if covered < orders {
            *found = None;
        }
    }
    found
}

fn matches_nothing(rule: &Rule) -> bool {
    rule.source.space.is_empty() || rule.destination.space.is_empty() || rule.service.services.is_empty()
}

/// Numbers for equal sets and words, and how often each occurs.
struct Ids {
    source: Vec<u32>,
    destination: Vec<u32>,
    service: Vec<u32>,
    spaces: Vec<Arc<Space>>,
    services: Vec<Arc<Services>>,
    names: FxHashMap<Box<str>, u32>,
    often: FxHashMap<Key, u32>,
}

/// Under what a rule is filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Source(u32),
    Destination(u32),
    Service(u32),
    Condition(u32),
    Application(u32),
    From(u32),
}

impl Ids {
    fn new(rules: &[Rule]) -> Self {
        let (mut spaces, mut services) = (Interned::new(), Interned::new());
        let mut ids = Ids {
            source: Vec::with_capacity(rules.len()),
            destination: Vec::with_capacity(rules.len()),
            service: Vec::with_capacity(rules.len()),
            spaces: Vec::new(),
            services: Vec::new(),
            names: FxHashMap::default(),
            often: FxHashMap::default(),
        };
        for rule in rules {
            ids.source.push(spaces.id(&rule.source.space));
            ids.destination.push(spaces.id(&rule.destination.space));
            ids.service.push(services.id(&rule.service.services));
            let only = |names: &Names| names.only().map(<[_]>::to_vec).unwrap_or_default();
            let words = only(&rule.from).into_iter().chain(only(&rule.applications));
            for word in words.chain(rule.conditions.iter().map(|c| c.as_str().into())) {
                let next = u32::try_from(ids.names.len()).unwrap_or(u32::MAX);
                ids.names.entry((*word).into()).or_insert(next);
            }
        }
        (ids.spaces, ids.services) = (spaces.all, services.all);
        for (index, rule) in rules.iter().enumerate() {
            for key in ids.keys(rule, index).into_iter().flatten() {
                *ids.often.entry(key).or_default() += 1;
            }
        }
        ids
    }

    fn name(&self, word: &str) -> u32 {
        self.names.get(word).copied().unwrap_or(u32::MAX)
    }

    /// One key of each sort under which a rule could be filed, the address sorts first.
    fn keys(&self, rule: &Rule, index: usize) -> [Option<Key>; 6] {
        let single = |names: &Names| match names.only() {
            Some([one]) => Some(self.name(one)),
            _ => None,
        };
        [
            Some(Key::Destination(self.destination[index])),
            Some(Key::Source(self.source[index])),
            Some(Key::Service(self.service[index])),
            rule.conditions.first().map(|condition| Key::Condition(self.name(condition))),
            single(&rule.applications).map(Key::Application),
            single(&rule.from).map(Key::From),
        ]
    }

    /// How many rules are likely to be found with this one, as a logarithm.
    fn crowd(&self, key: Key) -> f64 {
        let size = match key {
            Key::Source(id) | Key::Destination(id) => share(&self.spaces[id as usize]),
            Key::Service(id) => {
                let size = self.services[id as usize].size();
                (size.max(1) as f64).log2() / 24.0
            }
            Key::Condition(_) | Key::Application(_) | Key::From(_) => 0.0,
        };
        f64::from(self.often.get(&key).copied().unwrap_or(1)).log2() + size * 17.0
    }
}

/// How large a part of all addresses a set is, on a logarithmic scale from 0 to 1.
fn share(space: &Space) -> f64 {
    let part = |ranges: &Ranges, bits: f64| (ranges.size().max(1) as f64).log2() / bits;
    part(&space.v4, 32.0).max(part(&space.v6, 128.0))
}

/// Equal values get one number; the same pointer is not compared again.
struct Interned<T> {
    by_pointer: FxHashMap<usize, u32>,
    by_value: FxHashMap<Arc<T>, u32>,
    all: Vec<Arc<T>>,
}

impl<T: Eq + Hash> Interned<T> {
    fn new() -> Self {
        Self { by_pointer: FxHashMap::default(), by_value: FxHashMap::default(), all: Vec::new() }
    }

    fn id(&mut self, value: &Arc<T>) -> u32 {
        let pointer = Arc::as_ptr(value) as usize;
        if let Some(id) = self.by_pointer.get(&pointer) {
            return *id;
        }
        let next = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        let id = *self.by_value.entry(value.clone()).or_insert(next);
        if id == next {
            self.all.push(value.clone());
        }
        self.by_pointer.insert(pointer, id);
        id
    }
}

/// A prefix: family or protocol, length, bits.
type Prefix = (u16, u8, u128);

/// Sets of one kind by the prefixes that they consist of.
#[derive(Default)]
struct Trie {
    sets: FxHashMap<Prefix, Vec<u32>>,
    /// Lengths that occur, by family.
    lengths: FxHashMap<u16, u128>,
    /// Full length occurs, which has no bit of its own.
    named: FxHashMap<Arc<str>, Vec<u32>>,
    wide: Vec<u32>,
    known: FxHashMap<u32, ()>,
}

impl Trie {
    fn add(&mut self, id: u32, prefixes: Option<Vec<Prefix>>, names: &[Arc<str>]) {
        if self.known.insert(id, ()).is_some() {
            return;
        }
        let Some(prefixes) = prefixes else {
            self.wide.push(id);
            return;
        };
        for prefix in prefixes {
            // Length 128 shares the bit of 127: one look more does not matter.
            *self.lengths.entry(prefix.0).or_default() |= 1u128 << prefix.1.min(127);
            self.sets.entry(prefix).or_default().push(id);
        }
        for name in names {
            self.named.entry(name.clone()).or_default().push(id);
        }
    }

    fn at(&self, family: u16, bits: u8, point: u128, each: &mut impl FnMut(u32)) {
        let lengths = self.lengths.get(&family).copied().unwrap_or_default();
        for length in 0..=bits {
            if lengths >> length.min(127) & 1 == 0 {
                continue;
            }
            let head = if length == 0 { 0 } else { point >> (bits - length) };
            if let Some(ids) = self.sets.get(&(family, length, head)) {
                ids.iter().for_each(|id| each(*id));
            }
        }
    }
}

/// Cuts ranges into prefixes; `None` when there are too many.
fn cut(ranges: &Ranges, family: u16, bits: u8, into: &mut Vec<Prefix>) -> Option<()> {
    for (low, high) in ranges.as_slice() {
        let mut next = *low;
        loop {
            let mut free = next.trailing_zeros().min(u32::from(bits));
            // The largest aligned block from here that does not go beyond the end.
            while free > 0 && last_of(next, free) > *high {
                free -= 1;
            }
            let length = bits - u8::try_from(free).ok()?;
            let head = if free == 128 { 0 } else { next >> free };
            into.push((family, length, head));
            if into.len() > PREFIXES {
                return None;
            }
            let last = last_of(next, free);
            if last >= *high {
                break;
            }
            next = last + 1;
        }
    }
    Some(())
}

fn last_of(first: u128, free: u32) -> u128 {
    if free == 128 { u128::MAX } else { first | ((1u128 << free) - 1) }
}

fn space_prefixes(space: &Space) -> Option<Vec<Prefix>> {
    let mut prefixes = Vec::new();
    cut(&space.v4, 4, 32, &mut prefixes)?;
    cut(&space.v6, 6, 128, &mut prefixes)?;
    Some(prefixes)
}

/// Protocols are families; "every service" is family 256 with nothing fixed.
fn service_prefixes(services: &Services) -> Option<Vec<Prefix>> {
    let mut prefixes = Vec::new();
    if services.any {
        prefixes.push((256, 0, 0));
    }
    for (protocol, low, high) in services.destinations() {
        cut(&Ranges::one(low.into(), high.into()), protocol.into(), 16, &mut prefixes)?;
    }
    Some(prefixes)
}

/// Rules that were looked at before, filed.
struct Filed<'i> {
    ids: &'i Ids,
    rules: FxHashMap<Key, Vec<u32>>,
    sources: Trie,
    destinations: Trie,
    services: Trie,
    spaces_kept: FxHashMap<(u32, u32), bool>,
    services_kept: FxHashMap<(u32, u32), bool>,
}

impl<'i> Filed<'i> {
    fn new(ids: &'i Ids) -> Self {
        Self {
            ids,
            rules: FxHashMap::default(),
            sources: Trie::default(),
            destinations: Trie::default(),
            services: Trie::default(),
            spaces_kept: FxHashMap::default(),
            services_kept: FxHashMap::default(),
        }
    }

    fn file(&mut self, rules: &[Rule], index: usize) {
        let keys = self.ids.keys(&rules[index], index);
        let best =
            keys.into_iter().flatten().min_by(|a, b| self.ids.crowd(*a).total_cmp(&self.ids.crowd(*b)));
        let Some(key) = best else { return };
        let space = |id: u32| &self.ids.spaces[id as usize];
        match key {
            Key::Source(id) => self.sources.add(id, space_prefixes(space(id)), &space(id).named),
            Key::Destination(id) => self.destinations.add(id, space_prefixes(space(id)), &space(id).named),
            Key::Service(id) => {
                let services = &self.ids.services[id as usize];
                self.services.add(id, service_prefixes(services), &services.named);
            }
            Key::Condition(_) | Key::Application(_) | Key::From(_) => {}
        }
        self.rules.entry(key).or_default().push(u32::try_from(index).unwrap_or(u32::MAX));
    }

    /// The first filed rule that covers this one.
    fn first_covering(&mut self, rules: &[Rule], index: usize) -> Option<usize> {
        let rule = &rules[index];
        let mut keys: Vec<Key> = Vec::new();
        spaces_at(&self.destinations, &rule.destination.space, &mut |id| keys.push(Key::Destination(id)));
        spaces_at(&self.sources, &rule.source.space, &mut |id| keys.push(Key::Source(id)));
        services_at(&self.services, &rule.service.services, &mut |id| keys.push(Key::Service(id)));
        keys.extend(rule.conditions.iter().map(|condition| Key::Condition(self.ids.name(condition))));
        let first = |names: &Names| names.only()?.first().map(|name| self.ids.name(name));
        keys.extend(first(&rule.applications).map(Key::Application));
        keys.extend(first(&rule.from).map(Key::From));
        let mut best: Option<usize> = None;
        for key in keys {
            let Some(list) = self.rules.get(&key) else { continue };
            for candidate in list {
                let candidate = *candidate as usize;
                // A list is in the order in which its rules are looked at.
                if best.is_some_and(|best| best == candidate) {
                    break;
                }
                if shell_covers(&rules[candidate], rule)
                    && kept_services(&mut self.services_kept, self.ids, candidate, index)
                    && kept_spaces(
                        &mut self.spaces_kept,
                        self.ids,
                        self.ids.destination[candidate],
                        self.ids.destination[index],
                    )
                    && kept_spaces(
                        &mut self.spaces_kept,
                        self.ids,
                        self.ids.source[candidate],
                        self.ids.source[index],
                    )
                {
                    best = Some(best.map_or(candidate, |best| best.min(candidate)));
                    break;
                }
            }
        }
        best
    }
}

fn kept_spaces(kept: &mut FxHashMap<(u32, u32), bool>, ids: &Ids, one: u32, other: u32) -> bool {
    if one == other {
        return true;
    }
    let (a, b) = (&ids.spaces[one as usize], &ids.spaces[other as usize]);
    if a.pieces() + b.pieces() <= WORTH_KEEPING {
        return a.covers(b);
    }
    *kept.entry((one, other)).or_insert_with(|| a.covers(b))
}

fn kept_services(kept: &mut FxHashMap<(u32, u32), bool>, ids: &Ids, one: usize, other: usize) -> bool {
    let (one, other) = (ids.service[one], ids.service[other]);
    if one == other {
        return true;
    }
    let (a, b) = (&ids.services[one as usize], &ids.services[other as usize]);
    if a.pieces() + b.pieces() <= WORTH_KEEPING {
        return a.covers(b);
    }
    *kept.entry((one, other)).or_insert_with(|| a.covers(b))
}

/// The filed sets that contain one point of a set; others cannot cover it.
fn spaces_at(trie: &Trie, space: &Space, each: &mut impl FnMut(u32)) {
    trie.wide.iter().for_each(|id| each(*id));
    if let Some((point, _)) = space.v4.as_slice().first() {
        trie.at(4, 32, (*point).min(V4_LAST), each);
    } else if let Some((point, _)) = space.v6.as_slice().first() {
        trie.at(6, 128, *point, each);
    } else if let Some(name) = space.named.first() {
        // By name, or because it is everything.
        trie.named.get(name).into_iter().flatten().for_each(|id| each(*id));
        trie.at(4, 32, 0, each);
    }
}

fn services_at(trie: &Trie, services: &Services, each: &mut impl FnMut(u32)) {
    trie.wide.iter().for_each(|id| each(*id));
    trie.at(256, 16, 0, each);
    match (services.any, services.first(), services.named.first()) {
        (true, ..) => {}
        (false, Some((protocol, port)), _) => trie.at(protocol.into(), 16, port.into(), each),
        (false, None, Some(name)) => trie.named.get(name).into_iter().flatten().for_each(|id| each(*id)),
        (false, None, None) => {}
    }
}
