//! Whatever the input, loading never panics, and what it gives is sound in itself.

mod common;

use proptest::prelude::*;
use zilu_catalogue::*;

/// Every index in the catalogue leads somewhere, and every position is inside its file.
fn is_sound(files: &[(String, String)]) {
    let (catalogue, faults) = load(files);
    for fault in &faults {
        let text =
            files.iter().find(|(name, _)| **name == *fault.position.file).map(|(_, text)| text.as_str());
        let lines = text.unwrap_or_default().split('\n').count();
        assert!(fault.position.line as usize <= lines.max(1), "{fault:?}");
        assert!(render_diagnostic(fault, Language::Zh, text).contains(fault.code));
    }
    assert!(faults.is_sorted());
    for clause in &catalogue.clauses {
        assert!(clause.duties.iter().all(|id| id.index() < catalogue.duties.len()));
        assert!(clause.notes.iter().all(|note| *note < catalogue.notes.len()));
        clause.uncovered(&catalogue);
    }
    for duty in &catalogue.duties {
        assert!(duty.kind.index() < catalogue.kinds.len());
        assert!(duty.population.is_none_or(|id| id.index() < catalogue.terms.len()));
        assert!(duty.clauses.iter().all(|id| id.index() < catalogue.clauses.len()));
    }
    for kind in &catalogue.kinds {
        assert!(kind.key.iter().chain(&kind.event).all(|id| id.index() < kind.fields.len()));
    }
    assert!(catalogue.parameters.iter().all(|p| p.duty.is_none_or(|id| id.index() < catalogue.duties.len())));
    coverage(&catalogue);
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

const PIECES: &[&str] = &[
    "\"",
    "'",
    "\"\"\"",
    "[",
    "]]",
    "{",
    "}",
    "=",
    "\n",
    "\r\n",
    "```",
    "```toml duty x\n",
    "```case\n",
    "(",
    ")",
    "some ",
    "no ",
    "not ",
    "where ",
    "has ",
    "every ",
    "count(",
    "$",
    "$x",
    ".",
    ",",
    "/",
    "#",
    ":",
    "?",
    "|",
    "·",
    " · ",
    "\\",
    "\\u00",
    "\u{feff}",
    "\u{3000}",
    "臺",
    "１",
    "0",
    "99999999999999999999",
    "-",
    "2025-02-30",
    "9999-12-31",
    "today + ",
    "this.",
    "trigger.",
    "rolling",
    "P9999999Y",
    "[[item]]\n",
    "[when.late-act.single]\n",
    "## a1.1 ",
    "# ",
    "- ",
    "> ",
    "[a](",
    "<b>",
    "\t",
    "\0",
    "known",
    "void",
    "since=",
    "of=",
    "none",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_truncated_file_never_panics(file in 0usize..5, at in any::<prop::sample::Index>()) {
        let mut files = common::pack();
        let text = &mut files[file].1;
        let at = floor(text, at.index(text.len()));
        text.truncate(at);
        is_sound(&files);
    }

    #[test]
    fn spliced_files_never_panic(edits in prop::collection::vec((0usize..5, any::<prop::sample::Index>(), 0usize..12, 0..PIECES.len()), 1..6)) {
        let mut files = common::pack();
        for (file, at, removed, piece) in edits {
            let text = &mut files[file].1;
            if text.is_empty() {
                continue;
            }
            let start = floor(text, at.index(text.len()));
            let end = floor(text, start + removed).max(start);
            text.replace_range(start..end, PIECES[piece]);
        }
        is_sound(&files);
    }

    #[test]
    fn moved_lines_never_panic(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), file in 1usize..5, other in 1usize..5) {
        let mut files = common::pack();
        let mut lines: Vec<String> = files[file].1.lines().map(str::to_owned).collect();
        let line = lines.remove(from.index(lines.len()));
        files[file].1 = lines.join("\n");
        let mut lines: Vec<String> = files[other].1.lines().map(str::to_owned).collect();
        lines.insert(to.index(lines.len() + 1), line);
        files[other].1 = lines.join("\n");
        is_sound(&files);
    }

    #[test]
    fn any_predicate_never_panics(words in prop::collection::vec(prop::sample::select(vec![
        "reach", "internet", "in_use", "owner", "maker", "this", "trigger", "scan", "account", "finding", "fix", "person", "leaver",
        "and", "or", "not", "some", "no", "every", "any", "where", "has", "by", "is", "in", "(", ")", ",", ".", "=", "!=", "<", ">=", "+",
        "3", "months", "days", "hours", "$low-score", "$leaver-removal", "today", "live_on", "2025-01-01", "count(", "fresh(", "users", "score", "\\\"x\\\"",
    ]), 1..24)) {
        let predicate = format!("is = \"{}\"", words.join(" "));
        is_sound(&common::planted(&[("terms.md", "is = \"reach = internet and in_use\"", &predicate)]));
    }

    #[test]
    fn any_text_is_a_value_or_a_fault(text in "\\PC{0,40}") {
        for ty in [Type::Text, Type::YesNo, Type::Integer, Type::Decimal, Type::Date, Type::Instant, Type::File] {
            if let Ok(value) = parse_value(&ty, &text) {
                prop_assert_eq!(parse_value(&ty, &format_value(&ty, &value)), Ok(value));
            }
        }
    }

    #[test]
    fn date_like_texts_read_back(text in "(民國|西元)?[0-9]{1,4}[年/.-]?[0-9]{1,2}[月/.-]?[0-9]{1,2}日?( (上午|下午)?[0-9]{1,2}[:時][0-9]{2}(:[0-9]{2})?)?([+-][0-9]{2}:?[0-9]{2}|Z)?") {
        for ty in [Type::Date, Type::Instant] {
            if let Ok(value) = parse_value(&ty, &text) {
                prop_assert_eq!(parse_value(&ty, &format_value(&ty, &value)), Ok(value));
            }
        }
    }

    #[test]
    fn a_sooner_day_is_never_looser(days in 1u32..400, months in 1u32..14) {
        // Day by day over eight years: whether `days` can end after `months`.
        let start = jiff::civil::date(2023, 1, 1);
        let mut later = false;
        for offset in 0..2922 {
            let trigger = start.saturating_add(jiff::Span::new().days(offset));
            let by_days = trigger.saturating_add(jiff::Span::new().days(i64::from(days)));
            let by_months = months_after(trigger, months);
            later |= by_days > by_months;
        }
        let parameter = Parameter {
            name: String::new(),
            label: Label::default(),
            default: ParameterValue::Duration(Duration::Months(months)),
            stricter: Stricter::Shorter,
            limit: Some(ParameterValue::Duration(Duration::Months(months))),
            clauses: Vec::new(),
            before: Vec::new(),
            duty: None,
            position: Position::default(),
        };
        let looser = is_looser(&parameter, &ParameterValue::Duration(Duration::Days(days)));
        prop_assert!(looser || !later, "{} days can end after {} months", days, months);
    }
}

/// The rule of the language reference: the corresponding day, month's end where there is none or the trigger is one.
fn months_after(trigger: jiff::civil::Date, months: u32) -> jiff::civil::Date {
    let end = trigger.saturating_add(jiff::Span::new().months(i64::from(months)));
    if trigger == trigger.last_of_month() { end.last_of_month() } else { end }
}
