//! Two editions of a text: which pieces stayed, changed, moved, came or went.
//!
//! Pieces are paired by their words, not by their numbers, because one inserted clause renumbers all that follow.

use crate::line::normalise;
use crate::split::Piece;
use rustc_hash::FxHashMap;
use similar::{ChangeTag, TextDiff};

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// Same words, same number.
    Same,
    /// Same words; its number changed because others came or went before it.
    Renumbered,
    /// Same words in another place.
    Moved,
    /// Other words.
    Changed,
    /// Only in the new edition.
    Added,
    /// Only in the old edition.
    Removed,
}

impl Change {
    /// All changes, in the order in which they are told.
    pub const ALL: [Change; 6] =
        [Change::Changed, Change::Added, Change::Removed, Change::Moved, Change::Renumbered, Change::Same];

    /// A word for data formats.
    pub fn word(self) -> &'static str {
        match self {
            Change::Same => "same",
            Change::Renumbered => "renumbered",
            Change::Moved => "moved",
            Change::Changed => "changed",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }

    /// The label in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Change::Same => ("未變", "same"),
            Change::Renumbered => ("條號順移", "renumbered"),
            Change::Moved => ("移列", "moved"),
            Change::Changed => ("修正", "changed"),
            Change::Added => ("新增", "added"),
            Change::Removed => ("刪除", "removed"),
        }
    }
}

/// A piece of the old edition and what it is in the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair<'a> {
    /// What happened.
    pub change: Change,
    /// In the old edition.
    pub old: Option<&'a Piece>,
    /// In the new edition.
    pub new: Option<&'a Piece>,
}

/// From this similarity on (shared pairs of characters, 0 to 1) two pieces are taken for the same clause.
const ALIKE: f64 = 0.5;

/// Pairs the pieces of two editions; in the order of the new one, removed pieces behind the one they followed.
pub fn compare<'a>(old: &'a [Piece], new: &'a [Piece]) -> Vec<Pair<'a>> {
    let mut match_of_new: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    pair_equal(old, new, &mut match_of_new, &mut taken);
    pair_alike(old, new, &mut match_of_new, &mut taken);
    let stays = in_order(&match_of_new);
    let mut out: Vec<Pair<'a>> = Vec::with_capacity(new.len());
    let mut removed: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (index, _) in taken.iter().enumerate().filter(|(_, taken)| !**taken) {
        let before = (0..index).rev().find(|earlier| taken[*earlier]).map_or(0, |earlier| earlier + 1);
        removed.entry(before).or_default().push(index);
    }
    let mut gone = |before: usize, out: &mut Vec<Pair<'a>>| {
        for index in removed.remove(&before).unwrap_or_default() {
            out.push(Pair { change: Change::Removed, old: Some(&old[index]), new: None });
        }
    };
    gone(0, &mut out);
    for (index, piece) in new.iter().enumerate() {
        let Some(from) = match_of_new[index] else {
            out.push(Pair { change: Change::Added, old: None, new: Some(piece) });
            continue;
        };
        let before = &old[from];
        let change = if normalise(&before.text) != normalise(&piece.text) {
            Change::Changed
        } else if !stays[index] {
            Change::Moved
        } else if before.id != piece.id {
            Change::Renumbered
        } else {
            Change::Same
        };
        out.push(Pair { change, old: Some(before), new: Some(piece) });
        gone(from + 1, &mut out);
    }
    out
}

/// Pairs pieces with the same words: first those with the same id, then in order.
fn pair_equal(old: &[Piece], new: &[Piece], match_of_new: &mut [Option<usize>], taken: &mut [bool]) {
    let mut by_text: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (index, piece) in old.iter().enumerate() {
        by_text.entry(normalise(&piece.text)).or_default().push(index);
    }
    for same_id in [true, false] {
        for (index, piece) in
            new.iter().enumerate().filter(|(i, _)| match_of_new[*i].is_none()).collect::<Vec<_>>()
        {
            let Some(candidates) = by_text.get(&normalise(&piece.text)) else { continue };
            let free = candidates.iter().copied().find(|candidate| {
                !taken[*candidate]
                    && old[*candidate].kind == piece.kind
                    && (!same_id || old[*candidate].id == piece.id)
            });
            if let Some(candidate) = free {
                taken[candidate] = true;
                match_of_new[index] = Some(candidate);
            }
        }
    }
}

/// Pairs what is left by likeness, the best first; the same id counts a little.
fn pair_alike(old: &[Piece], new: &[Piece], match_of_new: &mut [Option<usize>], taken: &mut [bool]) {
    let left: Vec<usize> = (0..new.len()).filter(|index| match_of_new[*index].is_none()).collect();
    let old_left: Vec<usize> = (0..old.len()).filter(|index| !taken[*index]).collect();
    let grams: Vec<(usize, Vec<(char, char)>)> =
        old_left.into_iter().map(|index| (index, bigrams(&old[index].text))).collect();
    let mut scores: Vec<(f64, usize, usize)> = Vec::new();
    for index in left {
        let own = bigrams(&new[index].text);
        for (candidate, other) in &grams {
            if old[*candidate].kind != new[index].kind {
                continue;
            }
            let bonus = if old[*candidate].id == new[index].id { 0.1 } else { 0.0 };
            let score = dice(&own, other) + bonus;
            if score >= ALIKE {
                scores.push((score, index, *candidate));
            }
        }
    }
    scores.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    for (_, index, candidate) in scores {
        if match_of_new[index].is_none() && !taken[candidate] {
            taken[candidate] = true;
            match_of_new[index] = Some(candidate);
        }
    }
}

fn bigrams(text: &str) -> Vec<(char, char)> {
    let text: Vec<char> = normalise(text).chars().collect();
    let mut pairs: Vec<(char, char)> = text.windows(2).map(|pair| (pair[0], pair[1])).collect();
    pairs.sort_unstable();
    pairs
}

/// Dice's coefficient of two sorted multisets.
fn dice(a: &[(char, char)], b: &[(char, char)]) -> f64 {
    let (mut i, mut j, mut shared) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => (i, j, shared) = (i + 1, j + 1, shared + 1),
        }
    }
    if a.is_empty() && b.is_empty() { 0.0 } else { 2.0 * shared as f64 / (a.len() + b.len()) as f64 }
}

/// For each new piece whether it kept its place among the others: a longest increasing run of old places.
fn in_order(match_of_new: &[Option<usize>]) -> Vec<bool> {
    let places: Vec<(usize, usize)> =
        match_of_new.iter().enumerate().filter_map(|(index, old)| old.map(|old| (index, old))).collect();
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; places.len()];
    for (i, (_, old)) in places.iter().enumerate() {
        let position = tails.partition_point(|tail| places[*tail].1 < *old);
        previous[i] = position.checked_sub(1).map(|before| tails[before]);
        if position == tails.len() {
            tails.push(i);
        } else {
            tails[position] = i;
        }
    }
    let mut stays = vec![false; match_of_new.len()];
    let mut at = tails.last().copied();
    while let Some(i) = at {
        stays[places[i].0] = true;
        at = previous[i];
    }
    stays
}

/// A stretch of a changed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// In both editions.
    Kept(String),
    /// Only in the old one.
    Deleted(String),
    /// Only in the new one.
    Inserted(String),
}

/// The difference of two texts, character by character, in readable stretches.
pub fn spans(old: &str, new: &str) -> Vec<Span> {
    let diff = TextDiff::from_chars(old, new);
    let mut spans: Vec<Span> = Vec::new();
    for change in diff.iter_all_changes() {
        let text = change.value();
        match (change.tag(), spans.last_mut()) {
            (ChangeTag::Equal, Some(Span::Kept(kept))) => kept.push_str(text),
            (ChangeTag::Delete, Some(Span::Deleted(deleted))) => deleted.push_str(text),
            (ChangeTag::Insert, Some(Span::Inserted(inserted))) => inserted.push_str(text),
            (ChangeTag::Equal, _) => spans.push(Span::Kept(text.to_owned())),
            (ChangeTag::Delete, _) => spans.push(Span::Deleted(text.to_owned())),
            (ChangeTag::Insert, _) => spans.push(Span::Inserted(text.to_owned())),
        }
    }
    spans
}
