//! The official text: attached, shown, compared with an altered copy as a second edition. The text itself is not part of the
//! project; continuous integration has it.

use crate::run::{Company, number};
use crate::samples::regulation;
use std::path::PathBuf;

/// The official text.
fn source() -> Option<(PathBuf, String)> {
    let path = regulation()?.join("source.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    Some((path, text))
}

/// A second edition: a number changed in a14.1.1, a new second item in article 18, item 8 of article 4 gone.
fn amended(text: &str) -> String {
    let replaced = |text: String, old: &str, new: &str| {
        assert_eq!(text.matches(old).count(), 1, "{old}");
        text.replacen(old, new, 1)
    };
    let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    let scan = text.lines().find(|line| line.contains("每季進行一次")).unwrap();
    let text = text.replacen(scan, &scan.replacen("2 個月", "1 個月", 1), 1);
    let text = replaced(text, &format!("{}\n", line("八、應定義人員")), "");
    let second = line("- 二、與跨機構合作夥伴合約");
    let third = line("- 三、提供跨機構合作夥伴");
    let text = replaced(text, &third, &third.replacen("三、", "四、", 1));
    let inserted =
        format!("- 二、應每年演練與合作夥伴斷線時的人工作業。\n\n{}", second.replacen("二、", "三、", 1));
    let text = replaced(text, &second, &inserted);
    let history = text.lines().rfind(|line| line.contains("113 年 7 月 18 日")).unwrap().to_owned();
    let newest = history.replace("113 年 7 月 18 日", "115 年 9 月 30 日");
    replaced(text, &history, &format!("{history}\n{newest}"))
}

#[test]
fn the_text_is_attached_whole_once_and_shown_by_clause() {
    let Some((path, text)) = source() else { return };
    let company = Company::new();
    let path = path.to_str().unwrap();
    let dry = company.zilu(&["text", "attach", path, "--dry-run", "--json"]).exits(0).json();
    assert_eq!((number(&dry["clauses"]), &dry["act"]), (348, &serde_json::Value::Null));
    assert!(!company.data().exists(), "a dry run leaves nothing behind");
    let first = company.zilu(&["text", "attach", path, "--json"]).exits(0).json();
    assert_eq!(first["edition"], "2024-07-18");
    assert_eq!(number(&first["clauses"]), 348);
    for list in ["missing", "extra", "faults", "unmatched"] {
        assert_eq!(first[list], serde_json::json!([]), "{list}");
    }
    assert!(number(&first["phrases"]) > 100);
    let entries = company.entries();
    let again = company.zilu(&["text", "attach", path, "--json"]).exits(0).json();
    assert_eq!((&again["same"], company.entries()), (&true.into(), entries));
    let verified = company.zilu(&["verify", "--evidence", "--json"]).exits(0).json();
    assert_eq!(number(&verified["evidence_files"]), 1);
    let shown = company.zilu(&["text", "show", "a14.1.1"]).exits(0).out;
    let official = text.lines().find(|line| line.contains("每季進行一次")).unwrap();
    assert!(
        shown.starts_with("a14.1.1 (edition 2024-07-18)\n")
            && shown.contains(&official[official.find(')').unwrap() + 1..]),
        "{shown}"
    );
    assert!(company.zilu(&["text", "show", "a99"]).exits(2).err.contains("the text has no clause a99"));
}

#[test]
fn a_second_edition_is_compared_and_counted_down() {
    let Some((path, text)) = source() else { return };
    let company = Company::new();
    company.zilu(&["text", "attach", path.to_str().unwrap()]).exits(0);
    let second = company.file("new.txt", amended(&text));
    let more = ["--announced", "115/10/15", "--effective", "2027-01-01", "--json"];
    let attached =
        company.zilu(&[&["text", "attach", second.to_str().unwrap()][..], &more].concat()).exits(0).json();
    assert_eq!(attached["edition"], "2026-09-30");
    assert_eq!(attached["missing"], serde_json::json!(["a4.8"]));
    assert_eq!(attached["extra"], serde_json::json!(["a18.4"]));
    let diff = company.zilu(&["text", "diff", "--on", "2026-11-01", "--json"]).exits(0).json();
    let rows = diff["rows"].as_array().unwrap();
    let of = |change: &str| -> Vec<String> {
        let rows = rows.iter().filter(|row| row["change"] == change);
        rows.map(|row| {
            format!("{}→{}", row["old_id"].as_str().unwrap_or("-"), row["new_id"].as_str().unwrap_or("-"))
        })
        .collect()
    };
    assert_eq!(of("changed"), ["a14.1.1→a14.1.1"]);
    assert_eq!(of("added"), ["-→a18.2"]);
    assert_eq!(of("removed"), ["a4.8→-"]);
    assert_eq!(of("renumbered"), ["a18.2→a18.3", "a18.3→a18.4"]);
    let changed = rows.iter().find(|row| row["change"] == "changed").unwrap();
    let spans: Vec<_> =
        changed["spans"].as_array().unwrap().iter().filter(|span| span["kind"] != "kept").collect();
    assert_eq!(spans.len(), 2, "{spans:?}");
    let duties: Vec<&str> =
        changed["duties"].as_array().unwrap().iter().map(|duty| duty["name"].as_str().unwrap()).collect();
    assert!(duties.contains(&"internet-high-finding-fix"), "{duties:?}");
    assert!(!changed["readings"].as_array().unwrap().is_empty());
    // Announced on 15 October: to be adopted by 15 January, 75 days after 1 November.
    let open = &diff["open"][0];
    assert_eq!(
        (&open["standing"]["duty"], &open["standing"]["due"]),
        (&"edition-adopted".into(), &"2027-01-15".into())
    );
    assert_eq!(open["days_left"], 75);
    let told = company.zilu(&["text", "diff", "--on", "2026-11-01"]).exits(0).out;
    assert!(told.contains("75 days left") && told.contains("[-2-]{+1+}"), "{told}");
    let listed = company.zilu(&["text", "list", "--on", "2026-11-01", "--json"]).exits(0).json();
    assert_eq!((&listed[0]["in_force"], &listed[1]["in_force"]), (&false.into(), &true.into()));
    let later = company.zilu(&["text", "list", "--on", "2027-01-01", "--json"]).exits(0).json();
    assert_eq!((&later[0]["in_force"], &later[1]["in_force"]), (&true.into(), &false.into()));
}

#[test]
fn another_file_is_refused_and_changes_nothing() {
    let Some((_, text)) = source() else { return };
    let company = Company::new();
    let half: String = text.chars().take(text.chars().count() / 3).collect();
    let without_a_line = text.replacen("八、應定義人員", "應定義人員", 1);
    let cases = [
        ("empty.txt", Vec::new(), "the file is empty"),
        (
            "other.txt",
            "採購須知\n\n第 1 條\n\n一、請於期限前投標。\n".into(),
            "is not the text of these rules",
        ),
        ("half.txt", half.into_bytes(), "clauses: it may be incomplete"),
        ("altered.txt", without_a_line.into_bytes(), "missing a4.8"),
        ("picture.pdf", b"%PDF-1.7\nnothing".to_vec(), "damaged or cut off"),
        ("page.html", format!("<html><body>{text}").into_bytes(), "a web page (HTML)"),
    ];
    for (name, bytes, said) in cases {
        let file = company.file(name, bytes);
        let run = company.zilu(&["text", "attach", file.to_str().unwrap()]).exits(2);
        assert!(
            run.err.contains(said) && run.err.contains("hint:")
                || name == "empty.txt" && run.err.contains(said),
            "{name}: {}",
            run.err
        );
    }
    assert!(!company.data().exists(), "nothing was recorded");
    assert!(company.zilu(&["text", "attach", "no-such.txt"]).exits(2).err.contains("no-such.txt"));
    assert!(company.zilu(&["text", "attach", "/dev/zero"]).exits(2).err.contains("is not a file"));
}
