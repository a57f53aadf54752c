//! A small complete pack, and faults planted into it.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use zilu_catalogue::{Catalogue, Diagnostic, load};

/// The pack as it stands in `tests/pack`: it loads without a fault.
pub fn pack() -> Vec<(String, String)> {
    [
        ("edition.toml", include_str!("../pack/edition.toml")),
        ("facts.md", include_str!("../pack/facts.md")),
        ("terms.md", include_str!("../pack/terms.md")),
        ("readings.md", include_str!("../pack/readings.md")),
        ("art-01.md", include_str!("../pack/art-01.md")),
    ]
    .map(|(name, text)| (name.to_owned(), text.to_owned()))
    .to_vec()
}

/// The pack with each text replaced once in the file that holds it.
pub fn planted(replacements: &[(&str, &str, &str)]) -> Vec<(String, String)> {
    let mut files = pack();
    for (file, old, new) in replacements {
        let text = &mut files.iter_mut().find(|(name, _)| name == file).expect("a file of the pack").1;
        assert!(text.contains(old), "{file} does not contain {old:?}");
        *text = text.replacen(old, new, 1);
    }
    files
}

/// Loads the pack with one text replaced.
pub fn load_planted(file: &str, old: &str, new: &str) -> (Catalogue, Vec<Diagnostic>) {
    load(&planted(&[(file, old, new)]))
}

/// Every planting with the faults that it gives, one line each: place, code, English, English hint. Chinese is
/// checked to be there and to be Chinese.
pub fn check(file: &str, plantings: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (old, new) in plantings {
        let (_, faults) = load_planted(file, old, new);
        let shown = if new.is_empty() { format!("without {old}") } else { (*new).to_owned() };
        let shown = format!("-- {}", shown.replace('\n', "⏎").replace('\t', "⇥"));
        out.push_str(shown.trim_end());
        out.push('\n');
        out.push_str(&lines(&faults));
    }
    out
}

/// Faults, one line each.
pub fn lines(faults: &[Diagnostic]) -> String {
    let mut out = String::new();
    for fault in faults {
        let hint = fault.hint.as_ref().map(|(_, en)| format!(" | {en}")).unwrap_or_default();
        out.push_str(&format!("{} {}: {}{hint}\n", fault.position, fault.code, fault.en));
        let texts = [Some(&fault.zh), fault.hint.as_ref().map(|(zh, _)| zh)];
        for text in texts.into_iter().flatten() {
            assert!(text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "no Chinese: {text}");
        }
    }
    if faults.is_empty() {
        out.push_str("no fault\n");
    }
    out
}
