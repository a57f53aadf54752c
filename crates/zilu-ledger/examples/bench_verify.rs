//! How fast the verifier is: entries with bodies of 400 bytes, hashed from memory.
//! `cargo run --release -p zilu-ledger --example bench_verify`

use std::time::Instant;
use zilu_ledger::*;

fn main() {
    let (count, length) = (1_000_000_u64, 400);
    let key = SigningKey::from_seed("bench", &[1; 32]).expect("a good name");
    let body = vec![b'x'; length];
    let salt = [7; 16];
    let hash = body_hash(&salt, &body);
    let mut tree = Frontier::new();
    let started = Instant::now();
    let leaves: Vec<Hash> = (0..count)
        .map(|seq| {
            let sort = if seq % 1000 == 0 { Sort::Act } else { Sort::Revision };
            let leaf = Entry { seq, recorded: 0, sort, act: seq - seq % 1000, body_hash: hash }.leaf_hash();
            tree.push(leaf);
            leaf
        })
        .collect();
    println!(
        "leaf hash and tree, one core: {:.2} M entries/s",
        count as f64 / started.elapsed().as_secs_f64() / 1e6
    );
    let note = Checkpoint { origin: "bench".into(), size: count, root: tree.root() }.sign(&key);
    let started = Instant::now();
    let mut verifier =
        Verifier::new().against(&key.verifier(), &[Given { note: note.as_bytes(), stored_at: Some(count) }]);
    for (number, chunk) in leaves.chunks(8192).enumerate() {
        let records: Vec<_> = chunk
            .iter()
            .enumerate()
            .map(|(at, leaf)| {
                let seq = (number * 8192 + at) as u64;
                Record {
                    seq,
                    recorded: 0,
                    sort: if seq.is_multiple_of(1000) { 1 } else { 2 },
                    act: seq - seq % 1000,
                    body_hash: &hash.0,
                    leaf_hash: Some(&leaf.0),
                    salt: Some(&salt),
                    body: Some(&body),
                }
            })
            .collect();
        verifier.push(&records);
    }
    let report = verifier.finish();
    assert!(report.is_sound(), "{:?}", report.faults.first());
    println!(
        "verify, {length}-byte bodies, {} cores: {:.2} M entries/s",
        std::thread::available_parallelism().map_or(1, usize::from),
        count as f64 / started.elapsed().as_secs_f64() / 1e6
    );
}
