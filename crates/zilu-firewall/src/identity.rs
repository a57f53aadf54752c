//! Ids of rules that survive a re-numbering, and fingerprints that do not survive a change.
//!
//! A rule keeps the id that its vendor gives it (a uuid, a name). Where there is none, the id is a hash of what the file
//! says that the rule matches and does, in a normal form: ports as numbers, addresses as prefixes, objects by their
//! names. Place, line, comment, log and counters are no part of it; two equal rules of one set are told apart by their
//! order. The fingerprint is a hash of the same with objects resolved: a group that grew keeps the id and changes it.

use crate::address;
use crate::model::{Configuration, Rule};
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;

/// Fills ids that are empty, and all fingerprints. Ids that the vendor gave twice are told apart.
pub(crate) fn assign(configuration: &mut Configuration) {
    // Sets of many ranges are shared by many rules: written out once each.
    let mut digests: FxHashMap<usize, String> = FxHashMap::default();
    let mut seen: FxHashMap<String, u32> = FxHashMap::default();
    for rule in &mut configuration.rules {
        let set = &configuration.sets[rule.set].name;
        rule.fingerprint = fingerprint(rule, set, &mut digests);
        if rule.id.is_empty() {
            rule.id = format!("{}/{}", clean(set), short(&written(rule)));
        } else {
            rule.id = clean(&rule.id);
        }
        let count = seen.entry(rule.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            let _ = write!(rule.id, "#{count}");
        }
    }
}

/// The separator of keys is written differently, control characters and line breaks become blanks.
fn clean(text: &str) -> String {
    text.chars()
        .take(200)
        .map(|c| match c {
            '|' => '｜',
            c if c.is_control() || c.is_whitespace() => ' ',
            c => c,
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What the rule says, in a normal form.
fn written(rule: &Rule) -> String {
    let parts = [
        rule.action.word(),
        &rule.from.words(),
        &rule.to.words(),
        &rule.source.words,
        &rule.destination.words,
        &rule.service.words,
        &rule.applications.words(),
        &rule.conditions.join("\u{1}"),
    ];
    parts.join("\u{2}")
}

fn fingerprint(rule: &Rule, set: &str, digests: &mut FxHashMap<usize, String>) -> String {
    let mut of = |space: &Arc<address::Space>| -> String {
        let key = Arc::as_ptr(space) as usize;
        digests.entry(key).or_insert_with(|| short(&address::words(space, usize::MAX - 1))).clone()
    };
    let text = [
        set,
        rule.action.word(),
        &rule.from.words(),
        &rule.to.words(),
        &of(&rule.source.space),
        &of(&rule.destination.space),
        &rule.service.services.words(usize::MAX - 1),
        &rule.applications.words(),
        &rule.conditions.join("\u{1}"),
        if rule.enabled { "on" } else { "off" },
    ]
    .join("\u{2}");
    short(&text)
}

/// The first 64 bits of SHA-256, in hexadecimal.
fn short(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(8).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
