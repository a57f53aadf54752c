//! The Merkle tree of RFC 6962 as its right edge: the roots of the complete subtrees that the leaves fall into.
//! 64 hashes are enough for any ledger. Older nodes are not kept here; who needs proofs stores them.

use crate::hash::{Hash, node_hash};

/// The roots of the complete subtrees, the largest (leftmost) first: one for each bit set in `size`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    nodes: Vec<Hash>,
}

impl Frontier {
    /// The empty tree.
    pub fn new() -> Frontier {
        Frontier::default()
    }

    /// From stored nodes, in the order of [`Frontier::shape`]; `None` when their number does not fit the size.
    pub fn from_nodes(size: u64, nodes: Vec<Hash>) -> Option<Frontier> {
        (nodes.len() == size.count_ones() as usize).then_some(Frontier { size, nodes })
    }

    /// The complete subtrees of a tree of this size as (level, index): the root over the leaves
    /// `index << level .. (index + 1) << level`.
    pub fn shape(size: u64) -> impl Iterator<Item = (u32, u64)> {
        range_shape(0, size)
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The roots, the largest first.
    pub fn nodes(&self) -> &[Hash] {
        &self.nodes
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        self.push_with(leaf, |_, _, _| {});
    }

    /// Appends a leaf and tells of each inner subtree that it completes: level from 1, index, root.
    pub fn push_with(&mut self, leaf: Hash, mut complete: impl FnMut(u32, u64, &Hash)) {
        let mut node = leaf;
        // One merge for each trailing one bit of the old size: equal subtrees join.
        for level in 1..=self.size.trailing_ones() {
            let left = self.nodes.pop().expect("a node for each bit of the size");
            node = node_hash(&left, &node);
            complete(level, self.size >> level, &node);
        }
        self.nodes.push(node);
        self.size += 1;
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        fold(&self.nodes)
    }
}

/// The root over complete subtrees of falling size.
pub(crate) fn fold(nodes: &[Hash]) -> Hash {
    let mut from_right = nodes.iter().rev();
    match from_right.next() {
        None => Hash::empty_root(),
        Some(last) => from_right.fold(*last, |right, left| node_hash(left, &right)),
    }
}

/// The complete subtrees of the leaves `low .. high`; `low` must be a multiple of the largest of them.
pub(crate) fn range_shape(low: u64, high: u64) -> impl Iterator<Item = (u32, u64)> {
    let mut at = low;
    std::iter::from_fn(move || {
        let level = (high - at).checked_ilog2()?;
        let index = at >> level;
        at += 1 << level;
        Some((level, index))
    })
}
