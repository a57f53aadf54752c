//! The tree and its proofs: against the published vectors of Certificate Transparency and against RFC 6962 §2.1
//! written down word for word as recursion.

#![allow(clippy::unwrap_used)]

use std::collections::HashMap;
use zilu_ledger::proof::{consistency, inclusion, verify_consistency, verify_inclusion};
use zilu_ledger::{Frontier, Hash, leaf_hash, node_hash};

/// RFC 6962 §2.1 as it is written, with a memory for speed.
struct Naive {
    leaves: Vec<Hash>,
    known: HashMap<(usize, usize), Hash>,
}

impl Naive {
    fn of(leaves: Vec<Hash>) -> Naive {
        Naive { leaves, known: HashMap::new() }
    }
    fn numbered(count: u32) -> Naive {
        Naive::of((0..count).map(|i| leaf_hash(&i.to_be_bytes())).collect())
    }
    fn split(n: usize) -> usize {
        let mut k = 1;
        while k * 2 < n {
            k *= 2;
        }
        k
    }
    fn root(&mut self, low: usize, high: usize) -> Hash {
        if low == high {
            return Hash::of(b"");
        }
        if high - low == 1 {
            return self.leaves[low];
        }
        if let Some(known) = self.known.get(&(low, high)) {
            return *known;
        }
        let k = low + Naive::split(high - low);
        let root = node_hash(&self.root(low, k), &self.root(k, high));
        self.known.insert((low, high), root);
        root
    }
    fn path(&mut self, m: usize, low: usize, high: usize) -> Vec<Hash> {
        if high - low == 1 {
            return Vec::new();
        }
        let k = Naive::split(high - low);
        if m < k {
            let mut path = self.path(m, low, low + k);
            path.push(self.root(low + k, high));
            path
        } else {
            let mut path = self.path(m - k, low + k, high);
            path.push(self.root(low, low + k));
            path
        }
    }
    fn sub_proof(&mut self, m: usize, low: usize, high: usize, whole: bool) -> Vec<Hash> {
        if m == high - low {
            return if whole { Vec::new() } else { vec![self.root(low, high)] };
        }
        let k = Naive::split(high - low);
        if m <= k {
            let mut proof = self.sub_proof(m, low, low + k, whole);
            proof.push(self.root(low + k, high));
            proof
        } else {
            let mut proof = self.sub_proof(m - k, low + k, high, false);
            proof.push(self.root(low, low + k));
            proof
        }
    }
    fn node(&mut self, level: u32, index: u64) -> Result<Hash, std::convert::Infallible> {
        let (low, high) = ((index << level) as usize, ((index + 1) << level) as usize);
        assert!(high <= self.leaves.len(), "only complete subtrees are asked for");
        Ok(self.root(low, high))
    }
}

fn vectors() -> Naive {
    let leaves =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    Naive::of(leaves.iter().map(|hex| leaf_hash(&from_hex(hex))).collect())
}

fn from_hex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

fn shown(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|h| h.to_string()[..16].to_owned()).collect()
}

#[test]
fn roots_are_those_published_for_certificate_transparency() {
    let expected = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Frontier::new();
    for (size, expected) in expected.iter().enumerate() {
        assert_eq!(tree.root().to_string(), *expected, "size {size}");
        assert_eq!(tree.size(), size as u64);
        if let Some(leaf) = vectors().leaves.get(size) {
            tree.push(*leaf);
        }
    }
}

#[test]
fn proofs_are_those_published_for_certificate_transparency() {
    let mut tree = vectors();
    let mut path = |index, size| shown(&inclusion(index, size, |l, i| tree.node(l, i)).unwrap());
    assert_eq!(path(0, 1), [""; 0]);
    assert_eq!(path(0, 8), ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]);
    assert_eq!(path(5, 8), ["bc1a0643b12e4d2d", "ca854ea128ed050b", "d37ee418976dd957"]);
    assert_eq!(path(2, 3), ["fac54203e7cc696c"]);
    assert_eq!(path(1, 5), ["6e340b9cffb37a98", "5f083f0a1a33ca07", "bc1a0643b12e4d2d"]);
    let mut proof = |old, new| shown(&consistency(old, new, |l, i| tree.node(l, i)).unwrap());
    assert_eq!(proof(1, 1), [""; 0]);
    assert_eq!(proof(1, 8), ["96a296d224f285c6", "5f083f0a1a33ca07", "6b47aaf29ee3c2af"]);
    assert_eq!(proof(6, 8), ["0ebc5d3437fbe2db", "ca854ea128ed050b", "d37ee418976dd957"]);
    assert_eq!(proof(2, 5), ["5f083f0a1a33ca07", "bc1a0643b12e4d2d"]);
}

#[test]
fn every_size_up_to_300_has_the_root_of_the_recursive_definition() {
    let mut naive = Naive::numbered(300);
    let mut tree = Frontier::new();
    let mut inner = Vec::new();
    for size in 0..=300 {
        assert_eq!(tree.root(), naive.root(0, size), "size {size}");
        let shape: Vec<_> = Frontier::shape(size as u64).collect();
        let nodes: Vec<_> = shape.iter().map(|(l, i)| naive.node(*l, *i).unwrap()).collect();
        assert_eq!(Frontier::from_nodes(size as u64, nodes).as_ref(), Some(&tree), "rebuilt at {size}");
        if let Some(leaf) = naive.leaves.get(size).copied() {
            tree.push_with(leaf, |level, index, hash| inner.push((level, index, *hash)));
        }
    }
    assert_eq!(inner.len(), 150 + 75 + 37 + 18 + 9 + 4 + 2 + 1, "each complete inner subtree is told once");
    for (level, index, hash) in inner {
        assert_eq!(naive.node(level, index), Ok(hash));
    }
    assert_eq!(Frontier::from_nodes(3, vec![Hash::of(b"")]), None);
}

#[test]
fn every_inclusion_proof_up_to_300_is_the_recursive_one_and_verifies() {
    let mut naive = Naive::numbered(300);
    for size in (1..=40).chain([63, 64, 65, 127, 128, 129, 255, 256, 257, 299, 300]) {
        let root = naive.root(0, size);
        for index in 0..size {
            let path = naive.path(index, 0, size);
            let (m, n, leaf) = (index as u64, size as u64, naive.leaves[index]);
            assert_eq!(inclusion(m, n, |l, i| naive.node(l, i)).unwrap(), path, "{index} of {size}");
            verify_inclusion(m, n, leaf, &path, &root).unwrap();
            assert!(verify_inclusion(m, n, Hash::of(b"x"), &path, &root).is_err());
            assert!(verify_inclusion(m + 1, n, leaf, &path, &root).is_err(), "{index} of {size} elsewhere");
            assert!(verify_inclusion(m, n, leaf, &path, &Hash::of(b"x")).is_err());
            if let Some((_, short)) = path.split_last() {
                assert!(verify_inclusion(m, n, leaf, short, &root).is_err());
            }
            let longer: Vec<_> = path.iter().copied().chain([root]).collect();
            assert!(verify_inclusion(m, n, leaf, &longer, &root).is_err());
        }
    }
}

#[test]
fn every_consistency_proof_up_to_300_is_the_recursive_one_and_verifies() {
    let mut naive = Naive::numbered(300);
    for new in (1..=40).chain([63, 64, 65, 127, 128, 129, 255, 256, 257, 299, 300]) {
        let new_root = naive.root(0, new);
        for old in 1..=new {
            let expected = naive.sub_proof(old, 0, new, true);
            let (m, n) = (old as u64, new as u64);
            let proof = consistency(m, n, |l, i| naive.node(l, i)).unwrap();
            assert_eq!(proof, expected, "{old} in {new}");
            let old_root = naive.root(0, old);
            verify_consistency(m, n, &old_root, &new_root, &proof).unwrap();
            assert!(verify_consistency(m, n, &Hash::of(b"x"), &new_root, &proof).is_err());
            assert!(verify_consistency(m, n, &old_root, &Hash::of(b"x"), &proof).is_err());
            for at in 0..proof.len() {
                let mut wrong = proof.clone();
                wrong[at].0[0] ^= 1;
                assert!(verify_consistency(m, n, &old_root, &new_root, &wrong).is_err());
                let cut = &proof[..at];
                assert!(verify_consistency(m, n, &old_root, &new_root, cut).is_err());
            }
            let longer: Vec<_> = proof.iter().copied().chain([new_root]).collect();
            assert!(verify_consistency(m, n, &old_root, &new_root, &longer).is_err());
        }
    }
    let root = naive.root(0, 7);
    verify_consistency(0, 7, &Hash::empty_root(), &root, &[]).unwrap();
    assert!(verify_consistency(0, 7, &root, &root, &[]).is_err());
    assert!(verify_consistency(8, 7, &root, &root, &[]).is_err());
}

#[test]
fn a_failing_node_store_is_passed_on() {
    assert_eq!(
        inclusion(3, 8, |level, _| if level == 2 { Err("gone") } else { Ok(Hash::of(b"")) }),
        Err("gone")
    );
    assert_eq!(consistency(3, 8, |_, _| Err("gone")), Err("gone"));
}
