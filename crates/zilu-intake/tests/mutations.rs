//! Every small good file, damaged in a thousand ways: the importers' promises hold for each. The same checks as the
//! fuzz targets make, without a fuzzer and always in the same order.

#[path = "../fuzz/src/driver.rs"]
#[allow(unreachable_pub)] // The fuzz targets need them public.
mod driver;
#[path = "../fuzz/src/manifest.rs"]
#[allow(unreachable_pub)]
mod manifest;
#[path = "../fuzz/src/seeds.rs"]
#[allow(unreachable_pub)]
mod seeds;

use driver::{check_document, check_recognised};
use seeds::{Seed, seeds};

/// Damaged copies of each seed.
const COPIES: u64 = 60;
/// Bytes that mean something in one of the formats.
const TELLING: &[u8] = b"\0\t\n\r \"'()*+,-./0129:;<=>?@[\\]{|}\x7F\x80\xC3\xE4\xFF";

/// The next number of a fixed sequence (xorshift).
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    *state as usize
}

fn damage(good: &[u8], other: &[u8], state: &mut u64) -> Vec<u8> {
    let mut bytes = good.to_vec();
    for _ in 0..=next(state) % 4 {
        let length = bytes.len().max(1);
        let (at, span) = (next(state) % length, 1 + next(state) % 40.min(length));
        let end = (at + span).min(bytes.len());
        match next(state) % 7 {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at..end)),
            2 => bytes.extend_from_within(at..end),
            3 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            4 => {
                let from = next(state) % other.len().max(1);
                bytes.splice(at..end, other[from..other.len().min(from + span)].iter().copied());
            }
            5 => bytes.insert(at.min(bytes.len()), TELLING[next(state) % TELLING.len()]),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = if next(state).is_multiple_of(2) {
                        next(state) as u8
                    } else {
                        TELLING[next(state) % TELLING.len()]
                    };
                }
            }
        }
    }
    bytes
}

fn run(seed: &Seed, bytes: &[u8]) {
    if seed.target == "document" { check_document(bytes) } else { check_recognised(seed.name, bytes) }
}

#[test]
fn damaged_files_of_every_format_keep_the_promises() {
    let seeds = seeds();
    let mut state = 0x9E37_79B9_7F4A_7C15;
    for seed in &seeds {
        for _ in 0..COPIES {
            let other = &seeds[next(&mut state) % seeds.len()];
            run(seed, &damage(&seed.bytes, &other.bytes, &mut state));
        }
        // Files of one format under the name of another.
        for other in &seeds {
            check_recognised(other.name, &seed.bytes);
        }
    }
}

#[test]
fn good_files_cut_anywhere_keep_the_promises() {
    for seed in seeds() {
        run(&seed, &seed.bytes);
        for part in 1..20 {
            run(&seed, &seed.bytes[..seed.bytes.len() * part / 20]);
        }
    }
}
