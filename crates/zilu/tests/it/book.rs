//! The reference book: made without data, with a company's readings, with the official text.

use crate::run::{Company, zilu, zilu_zh};
use crate::samples;
use std::collections::HashSet;

/// Every link leads to a place inside, and no place stands twice.
#[track_caller]
fn links_hold(book: &str) {
    let values = |name: &str| -> Vec<&str> {
        book.split(name).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    };
    let ids = values(" id=\"");
    let places: HashSet<&str> = ids.iter().copied().collect();
    assert_eq!(places.len(), ids.len(), "an id stands twice");
    for link in values("href=\"") {
        assert!(link.strip_prefix('#').is_some_and(|place| places.contains(place)), "{link} leads nowhere");
    }
    for foreign in ["<script", "src=\"", "url(", "@import", "http://", "https://"] {
        assert!(!book.contains(foreign), "{foreign}");
    }
}

#[test]
fn a_book_needs_no_data_and_stands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book.html");
    let name = file.to_str().unwrap();
    let nowhere = folder.path().join("none");
    // The default directory is looked at only where it is: nothing is made.
    let made = zilu(["book", "--lang", "both", "--output", name]).exits(0);
    assert!(made.out.is_empty() && made.err.contains("wrote"), "{made:?}");
    let book = std::fs::read_to_string(&file).unwrap();
    links_hold(&book);
    for words in [
        "義務手冊",
        "Reference book of its duties",
        "規範目錄之預設值",
        "id=\"a14.1.1\"",
        "id=\"kind-host\"",
        "Appendix D",
    ] {
        assert!(book.contains(words), "{words}");
    }
    assert!(book.contains("@page page-art-14{@top-right{content:\"第十四條 系統安全性檢測\"}}"));
    let again = zilu_zh(["book", "--output", name]).exits(2);
    assert!(again.err.contains("已存在，不覆寫"), "{}", again.err);
    let missing = zilu(["book", "--data", nowhere.to_str().unwrap()]).exits(2);
    assert!(missing.out.is_empty() && !nowhere.exists(), "{missing:?}");
    assert_eq!(zilu(["book", "--lang", "de"]).code, Some(2));
}

#[test]
fn a_book_in_one_language_has_no_word_of_the_other() {
    let english = zilu(["book"]).exits(0).out;
    links_hold(&english);
    assert!(english.contains("<html lang=\"en\">") && english.contains("each calendar quarter"));
    assert!(!english.contains("每曆季") && !english.contains("附錄甲"));
    let chinese = zilu_zh(["book"]).exits(0).out;
    assert!(chinese.contains("<html lang=\"zh-Hant-TW\">") && chinese.contains("每曆季"));
    assert!(!chinese.contains("each calendar quarter") && !chinese.contains("Appendix"));
}

#[test]
fn a_book_shows_what_the_company_set_and_the_text_that_it_attached() {
    let company = Company::new();
    let set = company.file(
        "parameter_value.csv",
        "parameter,since,value\nrules-audit-cycle,2025-01-01,calendar half-year\n",
    );
    company.import("csv", &set, &["--kind", "parameter_value", "--date", "2025-01-01"]);
    let book = company.zilu(&["book"]).exits(0).out;
    let row = &book[book.find("id=\"parameter-rules-audit-cycle\"").unwrap()..];
    assert!(row[..row.find("</tr>").unwrap()].contains("each calendar half-year"), "{}", &row[..600]);
    let refused = company.zilu(&["book", "--official"]).exits(2);
    insta::assert_snapshot!(refused.err, @"
    error: no text of the rules is attached
    hint: attach the text as published with zilu text attach FILE
    ");
    let Some(regulation) = samples::regulation() else { return };
    let text = regulation.join("source.txt");
    // The company's own duties beside the rules are no clauses of the published text.
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/own-rules");
    company.zilu(&["text", "attach", text.to_str().unwrap(), "--pack", own]).exits(0);
    let plain = company.zilu(&["book"]).exits(0).out;
    assert!(
        !plain.contains("class=\"book-official\""),
        "the official text stands only where it was asked for"
    );
    let official = company.zilu(&["book", "--official"]).exits(0).out;
    assert_eq!(official.matches("class=\"book-official\"").count(), 348);
    links_hold(&official);
    let with_own = company.zilu(&["book", "--official", "--pack", own]).exits(0).out;
    assert_eq!(with_own.matches("class=\"book-official\"").count(), 348);
    assert!(with_own.contains("id=\"o1.1\""));
    links_hold(&with_own);
}
