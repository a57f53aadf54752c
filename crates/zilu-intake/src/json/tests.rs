//! The walk over JSON.

use super::*;

/// Takes what lies at some shapes; everything on the way to it is gone into.
#[derive(Default)]
struct Collect {
    whole: Vec<&'static str>,
    skip: Vec<&'static str>,
    dropped: &'static str,
    got: Vec<String>,
    stop_at: Option<u64>,
}

impl Walk for Collect {
    type Error = &'static str;

    fn at(&mut self, path: &Path) -> Take {
        if self.whole.contains(&path.shape()) {
            Take::Whole
        } else if self.skip.contains(&path.shape()) {
            Take::Skip
        } else {
            Take::Descend
        }
    }

    fn keep(&self, key: &str) -> bool {
        key != self.dropped
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<&'static str>> {
        if self.stop_at.is_some() && self.stop_at == piece.path.entry() {
            return Err(Stop::Sink("enough"));
        }
        let line = piece.place.line.unwrap_or_default();
        self.got.push(format!("{line} {} {}", piece.path.readable(), piece.value));
        Ok(())
    }

    fn end(&mut self, path: &Path, place: Place) -> Result<(), Stop<&'static str>> {
        self.got.push(format!("{} end {}", place.line.unwrap_or_default(), path.readable()));
        Ok(())
    }
}

fn run(text: &[u8], layout: Layout, mut walk: Collect) -> (Collect, Result<Walked, Stop<&'static str>>) {
    let place = Place { file: "a.json".into(), ..Place::default() };
    let outcome = super::walk(text, place, layout, &mut walk);
    (walk, outcome)
}

fn fault(text: &[u8]) -> String {
    match run(text, Layout::One, Collect { whole: vec!["runs[].results[]"], ..Collect::default() }).1 {
        Err(Stop::Fault(fault)) => format!("{} {}", fault.code, fault.line_en()),
        other => panic!("{other:?}"),
    }
}

const NESTED: &str = r#"{
  "version": "2",
  "runs": [
    {"tool": {"name": "t"}, "results": [{"id": 1, "long": [1, 2]},
      {"id": null}]},
    {"results": null, "skipped": {"deep": [[{"x": "}"}]]}}
  ]
}"#;

#[test]
fn values_come_with_path_and_line() {
    let collect = Collect {
        whole: vec!["runs[].results[]"],
        skip: vec!["runs[].skipped"],
        dropped: "long",
        ..Collect::default()
    };
    let (walk, outcome) = run(NESTED.as_bytes(), Layout::One, collect);
    let walked = outcome.expect("a good document");
    assert_eq!((walked.bytes, walked.encoding), (NESTED.len() as u64, "UTF-8"));
    assert_eq!(
        walk.got,
        [
            "2 version \"2\"",
            "4 runs[0].tool.name \"t\"",
            "4 end runs[0].tool",
            "4 runs[0].results[0] {\"id\":1}",
            "5 runs[0].results[1] {\"id\":null}",
            "5 end runs[0].results",
            "5 end runs[0]",
            "6 runs[1].results null",
            "6 end runs[1]",
            "7 end runs",
            "8 end ",
        ]
    );
}

#[test]
fn a_file_that_is_not_held_reads_the_same() {
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for whole in [vec![], vec!["runs"], vec!["runs[].results[]"], vec!["runs[].results"]] {
        for skip in [vec![], vec!["runs[].skipped"], vec!["runs[].tool"]] {
            let collect = || Collect { whole: whole.clone(), skip: skip.clone(), ..Collect::default() };
            let held = run(NESTED.as_bytes(), Layout::One, collect()).0.got;
            assert_eq!(held, run(&utf16(NESTED), Layout::One, collect()).0.got, "{whole:?} {skip:?}");
        }
    }
}

#[test]
fn lines_and_a_list_read_the_same() {
    let collect = || Collect { whole: vec!["[]"], ..Collect::default() };
    let lines = run(b"{\"a\":1}\n\n{\"a\":2}\r\n3", Layout::Lines, collect()).0.got;
    assert_eq!(lines, ["1 [0] {\"a\":1}", "3 [1] {\"a\":2}", "4 [2] 3"]);
    let list = run(b"[{\"a\":1},\n\n{\"a\":2},\n3]", Layout::Lines, collect()).0.got;
    assert_eq!(list, ["1 [0] {\"a\":1}", "3 [1] {\"a\":2}", "4 [2] 3"]);
    let (walk, outcome) = run(b"[]\n", Layout::Lines, collect());
    assert!(walk.got.is_empty() && outcome.is_ok());
}

#[test]
fn encodings_are_checked() {
    let text = "{\"名\": \"值\"}";
    let collect = || Collect { whole: vec!["名"], ..Collect::default() };
    let utf16 = |big: bool| -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        [&b"\xFF\xFE"[..], &utf16(false)].concat(),
        [&b"\xFE\xFF"[..], &utf16(true)].concat(),
        utf16(false),
        utf16(true),
    ] {
        let (walk, outcome) = run(&bytes, Layout::One, collect());
        assert!(outcome.is_ok(), "{outcome:?}");
        assert_eq!(walk.got[0], "1 名 \"值\"");
    }
    assert!(fault(b"{\"a\":\n\"\xA4\xA4\"}").starts_with("encoding a.json (byte 7)"));
    assert!(fault(b"{\"a\":\"x\0\"}").starts_with("nul "));
}

#[test]
fn every_way_to_break_off_or_go_wrong_names_line_and_path() {
    assert_eq!(fault(b" \n"), "empty a.json: the file is empty");
    let cut = &NESTED.as_bytes()[..NESTED.find("{\"id\": null").expect("there") + 5];
    insta::assert_snapshot!(fault(cut), @"truncated a.json, line 5 (byte 109) 'runs[0].results[1]': the file breaks off in line 5 and is incomplete; hint: export or transfer the file again");
    insta::assert_snapshot!(fault(b"{\"runs\": [{\"results\": [{},\n nope]}]}"), @"malformed a.json, line 2 (byte 29) 'runs[0].results[1]': malformed JSON: expected ident; hint: export or transfer the file again");
    insta::assert_snapshot!(fault(b"{}\n{}"), @"trailing a.json, line 2 (byte 3): there is more after the end of the data; hint: export or transfer the file again");
    for cut in 1..NESTED.len() {
        let code = fault(&NESTED.as_bytes()[..cut]);
        assert!(code.starts_with("truncated "), "{cut}: {code}");
    }
}

#[test]
fn depth_and_size_are_bounded_everywhere() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for place in ["runs", "other"] {
            let deep = format!("{{\"{place}\": {}1{}}}", open.repeat(100_000), close.repeat(100_000));
            let collect = Collect { skip: vec!["other"], ..Collect::default() };
            match run(deep.as_bytes(), Layout::One, collect).1 {
                Err(Stop::Fault(fault)) => assert_eq!(fault.code, "too-deep"),
                other => panic!("{other:?}"),
            }
        }
    }
    let wide = format!("{{\"runs\":[{{\"results\":[[{}1]]}}]}}", "1,".repeat(NODES));
    assert!(
        fault(wide.as_bytes()).starts_with("too-large a.json, line 1 (byte 21) 'runs[0].results[0]'"),
        "{}",
        fault(wide.as_bytes())
    );
    let long = format!("{{\"skipped\":\"{}\"}}", "x".repeat(HELD as usize + (1 << 16)));
    assert!(fault(long.as_bytes()).starts_with("too-long "), "{}", fault(long.as_bytes()));
}

#[test]
fn the_sink_can_stop_the_walk() {
    let collect = Collect { whole: vec!["[]"], stop_at: Some(1), ..Collect::default() };
    let (walk, outcome) = run(b"[1,2,3]", Layout::Lines, collect);
    assert_eq!(walk.got.len(), 1);
    assert!(matches!(outcome, Err(Stop::Sink("enough"))));
}

#[test]
fn parts_are_read_strictly_or_loosely() {
    let mut path = Path::default();
    path.push_key("results");
    path.push_entry();
    path.next_entry();
    let value: Value = serde_json::from_str(
        r#"{"id": " a ", "n": 7, "extra": {"severity": [1], "on": "2025-03-01T20:00:00Z", "tags": ["x", 1, " "]}, "no": null}"#,
    )
    .expect("good");
    let piece = Piece { path: &path, value, place: Place::default(), bytes: 0 };
    assert_eq!(piece.text(&["id"]).expect("text"), Some(" a "));
    assert_eq!(piece.text(&["no"]).expect("null"), None);
    assert_eq!(piece.list(&["no"]).expect("null").len(), 0);
    let fault = piece.text(&["extra", "severity"]).expect_err("a list");
    assert_eq!(fault.field.as_deref(), Some("results[1].extra.severity"));
    assert_eq!(fault.en, "expected a text, found a list");
    assert_eq!(piece.needed_text(&["gone"]).expect_err("nothing").code, "wrong-type");
    assert_eq!(piece.day(&["extra", "on"]).expect("a day"), Some(jiff::civil::date(2025, 3, 2)));
    assert_eq!(piece.day(&["id"]).expect_err("no day").code, "not-a-date");
    assert_eq!(text_of(&piece.value, &["id"]), Some("a"));
    assert_eq!(loose_text(&piece.value["n"]).as_deref(), Some("7"));
    assert_eq!(loose_number(&"7.5".into()), Some(7.5));
    assert_eq!(texts(&piece.value["extra"]["tags"]).collect::<Vec<_>>(), ["x"]);
    assert_eq!(texts(&"one".into()).collect::<Vec<_>>(), ["one"]);
}
