//! Proofs of RFC 6962 §2.1.1 (an entry is in the ledger) and §2.1.2 (a ledger continues an older one).
//!
//! Making a proof needs nodes: the caller hands in `node(level, index)`, the root of the complete subtree over the
//! leaves `index << level .. (index + 1) << level`. Checking one needs nothing else (RFC 9162 §2.1.3.2, §2.1.4.2).

use crate::error::{Error, Kind};
use crate::hash::{Hash, node_hash};
use crate::tree::{fold, range_shape};

/// The audit path of leaf `index` in the tree over the first `size` leaves, from the leaf upwards.
///
/// # Panics
/// When `index` is not below `size`: a caller's mistake.
pub fn inclusion<E>(
    index: u64,
    size: u64,
    mut node: impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    assert!(index < size, "leaf {index} is not in a tree of {size}");
    let (mut low, mut high) = (0, size);
    let mut path = Vec::new();
    while high - low > 1 {
        let middle = low + split(high - low);
        if index < middle {
            path.push(range_root(middle, high, &mut node)?);
            high = middle;
        } else {
            path.push(range_root(low, middle, &mut node)?);
            low = middle;
        }
    }
    path.reverse();
    Ok(path)
}

/// The proof that the tree over the first `new` leaves starts with the tree over the first `old`.
/// Empty when `old` is 0 or equals `new`: there is nothing to show.
///
/// # Panics
/// When `old` is greater than `new`: a caller's mistake.
pub fn consistency<E>(
    old: u64,
    new: u64,
    mut node: impl FnMut(u32, u64) -> Result<Hash, E>,
) -> Result<Vec<Hash>, E> {
    assert!(old <= new, "a tree of {new} cannot contain a tree of {old}");
    let mut proof = Vec::new();
    if old == 0 || old == new {
        return Ok(proof);
    }
    let (mut low, mut high) = (0, new);
    while high > old {
        let middle = low + split(high - low);
        if old <= middle {
            proof.push(range_root(middle, high, &mut node)?);
            high = middle;
        } else {
            proof.push(range_root(low, middle, &mut node)?);
            low = middle;
        }
    }
    // The old root itself is known to the other side; any other subtree has to be named.
    if low > 0 {
        proof.push(range_root(low, high, &mut node)?);
    }
    proof.reverse();
    Ok(proof)
}

/// Checks that a leaf with this hash is at `index` of the tree with this size and root.
pub fn verify_inclusion(index: u64, size: u64, leaf: Hash, path: &[Hash], root: &Hash) -> Result<(), Error> {
    if index >= size {
        return Err(Kind::ProofRange { index, size }.into());
    }
    let (mut at, mut last) = (index, size - 1);
    let mut hash = leaf;
    for sibling in path {
        if last == 0 {
            return Err(Kind::ProofLength.into());
        }
        if at & 1 == 1 || at == last {
            hash = node_hash(sibling, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(Kind::ProofLength.into());
    }
    if hash == *root { Ok(()) } else { Err(Kind::ProofRoot.into()) }
}

/// Checks that the tree with the new size and root starts with the tree with the old size and root.
pub fn verify_consistency(
    old: u64,
    new: u64,
    old_root: &Hash,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), Error> {
    if old > new {
        return Err(Kind::ProofRange { index: old, size: new }.into());
    }
    if old == 0 || old == new {
        let expected = if old == 0 { Hash::empty_root() } else { *new_root };
        return match (proof.is_empty(), expected == *old_root) {
            (false, _) => Err(Kind::ProofLength.into()),
            (true, false) => Err(Kind::ProofRoot.into()),
            (true, true) => Ok(()),
        };
    }
    let mut steps = proof.iter();
    // Where the old tree is one complete subtree, its root is the first node and is not sent.
    let first = if old.is_power_of_two() { Some(old_root) } else { steps.next() };
    let Some(first) = first else { return Err(Kind::ProofLength.into()) };
    let (mut at, mut last) = (old - 1, new - 1);
    while at & 1 == 1 {
        at >>= 1;
        last >>= 1;
    }
    let (mut from_old, mut from_new) = (*first, *first);
    for step in steps {
        if last == 0 {
            return Err(Kind::ProofLength.into());
        }
        if at & 1 == 1 || at == last {
            from_old = node_hash(step, &from_old);
            from_new = node_hash(step, &from_new);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            from_new = node_hash(&from_new, step);
        }
        at >>= 1;
        last >>= 1;
    }
    if last != 0 {
        return Err(Kind::ProofLength.into());
    }
    if from_old == *old_root && from_new == *new_root { Ok(()) } else { Err(Kind::ProofRoot.into()) }
}

/// The root over the leaves `low .. high`, put together from complete subtrees.
fn range_root<E>(low: u64, high: u64, node: &mut impl FnMut(u32, u64) -> Result<Hash, E>) -> Result<Hash, E> {
    let nodes =
        range_shape(low, high).map(|(level, index)| node(level, index)).collect::<Result<Vec<_>, E>>()?;
    Ok(fold(&nodes))
}

/// The largest power of two below `n`, for `n` above 1 (RFC 6962 §2.1).
fn split(n: u64) -> u64 {
    1 << (n - 1).ilog2()
}
