//! How fast the store is on this machine: durable appends, start-up, verification, proofs.
//! `cargo run --release -p zilu-store --example bench_append [FOLDER] [REVISIONS]`

use std::path::PathBuf;
use std::time::Instant;
use zilu_store::{ActBody, Batch, RevisionBody, Store, VerifyOptions, verify};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let parent = arguments.next().map_or_else(|| PathBuf::from("."), PathBuf::from);
    let count: usize = arguments.next().map_or(Ok(1_000_000), |n| n.parse())?;
    let temporary = tempfile::tempdir_in(parent)?;
    let founding = ActBody::new("bench", "create");
    let act = ActBody::new("importer", "import");
    let per_second = |count: usize, started: Instant| count as f64 / started.elapsed().as_secs_f64();

    let batches = temporary.path().join("batches");
    let mut store = Store::create(&batches, "bench.example/zilu", &founding, 0)?;
    let revisions: Vec<_> = (0..1000).map(revision).collect();
    let mut json = Vec::new();
    revisions[7].write(&mut json);
    println!("body of a revision: {} bytes", json.len());
    let batch = Batch { act: act.clone(), revisions, evidence: Vec::new() };
    let started = Instant::now();
    for number in 0..count / 1000 {
        store.append(&batch, number as i64)?;
    }
    println!("append, batches of 1,000, each durable: {:.0} revisions/s", per_second(count, started));
    let started = Instant::now();
    let small = Batch { revisions: batch.revisions[..1].to_vec(), ..batch.clone() };
    for number in 0..1000 {
        store.append(&small, (count / 1000 + number) as i64)?;
    }
    println!("append, one revision at a time, each durable: {:.0} acts/s", per_second(1000, started));
    let started = Instant::now();
    let group = vec![small; 50];
    for _ in 0..20 {
        store.append_many(&group, store.last_recorded())?;
    }
    println!("append, groups of 50 acts of one revision: {:.0} acts/s", per_second(1000, started));
    let started = Instant::now();
    for number in 0..100 {
        store.reader().prove(number * (count as u64 / 100))?;
    }
    println!("inclusion proof: {:.2} ms", started.elapsed().as_secs_f64() * 10.0);
    drop(store);
    let started = Instant::now();
    let store = Store::open(&batches)?;
    println!("open: {:.2} ms, {} entries", started.elapsed().as_secs_f64() * 1000.0, store.size());
    for _ in 0..3 {
        let started = Instant::now();
        let (mut read, mut fields) = (0, 0);
        store.reader().for_each_revision(0, |revision| {
            read += 1;
            fields += revision.body.fields.len();
            Ok(())
        })?;
        println!(
            "read and parse {read} revisions ({fields} fields): {:.2} s",
            started.elapsed().as_secs_f64()
        );
    }
    let size = std::fs::metadata(batches.join("zilu.db"))?.len();
    println!("data file: {} bytes per entry", size / store.size());
    drop(store);
    let started = Instant::now();
    let report = verify(&batches, VerifyOptions::default())?;
    assert!(report.is_sound(), "{:?}", report.faults);
    println!(
        "verify: {:.2} s, {:.0} entries/s",
        started.elapsed().as_secs_f64(),
        per_second(report.ledger.entries as usize, started)
    );

    let streamed = temporary.path().join("streamed");
    let mut store = Store::create(&streamed, "bench.example/zilu", &founding, 0)?;
    let started = Instant::now();
    let mut writer = store.begin(1)?;
    writer.act(&act)?;
    for number in 0..count {
        writer.revision(&revision(number))?;
    }
    writer.commit()?;
    println!("append, one streamed transaction: {:.0} revisions/s", per_second(count, started));
    Ok(())
}

fn revision(number: usize) -> RevisionBody<'static> {
    let date = jiff::civil::date(2025, 2, 10);
    RevisionBody::new("finding", format!("host-{:05}|plugin-{:06}|tcp/443", number % 30_000, number), date)
        .field("host", format!("host-{:05}", number % 30_000))
        .field("rule", format!("plugin-{number:06}"))
        .field("place", "tcp/443")
        .field("risk", "high")
        .field("first_seen_on", "2025-02-10")
}
