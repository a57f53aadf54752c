//! The official text: attached editions beside the duties, whole, compared; names and words that try to break out.

use crate::company::{Answer, Line, NASTY, NOW, ask, between, date, encoded, get, loaded, pack, recording};
use axum::Router;
use axum::http::StatusCode;
use std::sync::{Arc, OnceLock};
use zilu_app::App;
use zilu_app::official::AttachOptions;
use zilu_engine::{Day, Origin};
use zilu_web::{WebSettings, router};

const KINDS: &str = r#"
## 規範文本 · text of the rules

```toml kind rule_text
label = "規範文本 · text of the rules"
key = ["edition"]
[fields]
edition = { label = "版本 · edition", type = "text", required = true }
title = { label = "規範名稱 · title", type = "text" }
announced_on = { label = "公布日 · announced on", type = "date" }
effective_on = { label = "施行日 · in force from", type = "date" }
text = { label = "文本檔 · text file", type = "file" }
```

## 納入 · adoption

```toml kind rule_adoption
label = "納入 · adoption"
key = ["id"]
event = "adopted_on"
[fields]
id = { label = "編號 · id", type = "text", required = true }
rule_text = { label = "規範文本 · text of the rules", type = "ref rule_text", required = true }
adopted_on = { label = "納入日 · adopted on", type = "date" }
record = { label = "紀錄 · record", type = "file" }
```
"#;

const ARTICLE: &str = r#"# 第二條 納入內控 · Article 2: adoption

## a2.p1 納入內控 · Adopt the rules
第二條 · deadline

新版在三個月內納入內部控制。

A new edition is adopted within three months.

```toml duty edition-adopted
title = "新版納入內控 · A new edition is adopted"
for = "rule_text"
after = "announced_on"
within = "3 months"
must = "rule_adoption"
proof = "record"
phrase = "三個月"
who = "compliance"
```

```case
rule_text e1 announced_on=2025-01-31 since=2025-01-31
rule_text e2 announced_on=2025-01-31 since=2025-01-31
rule_text e3 announced_on=2025-01-31 since=2025-01-31
rule_adoption r1 of=e1 adopted_on=2025-02-28 record=R-1
rule_adoption r2 of=e2 adopted_on=2025-02-28
2025-02-01  e1 due  e2 due  e3 due
2025-05-01  e1 met  e2 unproven  e3 late
```
"#;

const FIRST: &str = "小規範
某委員會 113 年 7 月 18 日試字第 1 號函同意備查

第 1 條
應辦理下列事項：
一、對外系統至少每季掃描一次，於二個月內修補。
二、用詞說明。
三、其他事項。
第 2 條
新版應於三個月內納入內控。
附件一、政策
一、應訂有政策。
";

const SECOND: &str = "小規範
某委員會 113 年 7 月 18 日試字第 1 號函同意備查
某委員會 114 年 9 月 1 日試字第 2 號函同意備查 <script>alert(1)</script>

第 1 條
應辦理下列事項：
一、對外系統至少每季掃描一次，於一個月內修補。
二、新增一項 <img src=x onerror=alert(1)>\u{202e}。
三、用詞說明。
第 2 條
新版應於三個月內納入內控。
附件一、政策
一、應訂有政策。
";

fn with_texts() -> Router {
    static SERVER: OnceLock<Router> = OnceLock::new();
    SERVER.get_or_init(|| router(Arc::new(app()), Arc::new(|| NOW), WebSettings::default())).clone()
}

fn app() -> App {
    let mut files = pack();
    // The crosswalk would have to name the clauses that are added.
    files.retain(|(name, _)| name != "crosswalk.md");
    for (name, text) in &mut files {
        if name == "facts.md" {
            text.push_str(KINDS);
        }
    }
    files.push(("art-02.md".to_owned(), ARTICLE.to_owned()));
    let catalogue = loaded(&files);
    let directory = tempfile::tempdir().expect("a directory").keep();
    let first = Day::from(date("2024-07-17")).start_instant() * 1_000;
    let app = App::create(&directory, Arc::clone(&catalogue), "test.invalid", first, date("2025-10-06"))
        .expect("an app");
    let attach = |text: &str, announced: &str, effective: &str| {
        let day = Day::from(date(announced)).start_instant() + 36_000;
        let options = AttachOptions {
            actor: "tester".to_owned(),
            announced: Some(date(announced)),
            effective: Some(date(effective)),
            recorded_ms: day * 1_000,
            ..AttachOptions::default()
        };
        app.attach_text("rules.txt", text.as_bytes(), &options).expect("attached")
    };
    let report = attach(FIRST, "2024-07-18", "2024-07-18");
    assert!(report.encoded && report.unmatched.is_empty(), "{report:?}");
    let lines: [Line<'_>; 5] = [
        ("company", "company", "2025-01-01", &[("name", "測試保險")]),
        ("system", "web", "2025-01-02", &[("id", "web"), ("reach", "internet"), ("in_use", "yes")]),
        ("rule_text", "compare", "2025-01-02", &[("edition", "compare"), ("text", "no-hash")]),
        ("rule_text", "..", "2025-01-02", &[("edition", ".."), ("title", "<b>標題</b>")]),
        ("rule_text", NASTY, "2025-01-02", &[("edition", NASTY), ("text", MISSING)]),
    ];
    app.record_all(&recording(&catalogue, Origin::Attested, &lines)).expect("recorded");
    attach(SECOND, "2025-09-10", "2026-01-01");
    app
}

/// A hash of no file.
const MISSING: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

async fn look(path: &str) -> Answer {
    ask(with_texts(), path, &[]).await
}

#[tokio::test]
async fn a_clause_shows_the_official_words_with_the_phrase_of_its_duty() {
    let body = look("/clauses/a1.1?lang=zh").await.body;
    insta::assert_snapshot!(between(&body, "<section class=\"official-card\"", "</section>").replace("><", ">\n<"), @r##"
    <section class="official-card" aria-labelledby="official">
    <h2 id="official">條文原文 <a class="chip edition" href="/texts/2024-07-18">
    <time datetime="2024-07-18" title="2024-07-18">113/07/18</time> 版</a>
    </h2>
    <div class="official-words" lang="zh-Hant-TW">
    <p class="list-head">應辦理下列事項：</p>
    <p>對外系統至少<a class="phrase" href="#duty-internet-scan" title="每季掃描">
    <mark>每季</mark>
    </a>掃描一次，於二個月內修補。</p>
    </div>
    <small class="phrase-note">標示處是義務所據的用字，可點到該義務。</small>
    <div class="coming" role="note">
    <p>
    <span class="change k-changed" lang="zh-Hant-TW">
    <span aria-hidden="true">≠</span> 修正</span> 新版 <time datetime="2025-09-01" title="2025-09-01">114/09/01</time>，施行 <time datetime="2026-01-01" title="2026-01-01">115/01/01</time> <span class="days-left">還有 87 日</span>。<a href="/texts/compare?old=2024-07-18&amp;new=2025-09-01">比較兩版</a>
    </p>
    <p class="difference" lang="zh-Hant-TW">對外系統至少每季掃描一次，於<del>
    <span class="for-ears" lang="zh-Hant-TW">刪除：</span>二</del>
    <ins>
    <span class="for-ears" lang="zh-Hant-TW">新增：</span>一</ins>個月內修補。</p>
    </div>
    </section>
    "##);
    let none = look("/clauses/a1.2?lang=en").await.body;
    assert!(!none.contains("class=\"phrase\""), "{none}");
    assert!(none.contains("moved") || none.contains("renumbered"), "{none}");
    let removed = look("/clauses/a1.3?lang=en").await.body;
    assert!(between(&removed, "<div class=\"coming\"", "</div>").contains("removed"), "{removed}");
}

#[tokio::test]
async fn without_a_text_a_clause_says_how_to_attach_one() {
    let body = get("/clauses/a1.1?lang=en").await.body;
    insta::assert_snapshot!(between(&body, "<p class=\"official-hint\"", "</p>"), @r#"<p class="official-hint">The official text is not attached; run <code>zilu text attach FILE</code> on the server to have it beside our words.</p>"#);
    let list = get("/texts?lang=zh").await.body;
    assert!(list.contains("尚未附上任何一版") && list.contains("zilu text attach"), "{list}");
    assert!(get("/texts/compare?lang=en").await.body.contains("There must be two attached editions"));
    assert_eq!(get("/api/texts").await.data(), serde_json::json!([]));
    assert_eq!(get("/api/texts/compare").await.data(), serde_json::Value::Null);
    assert_eq!(get("/api/clauses/a1.1").await.data()["official"], serde_json::Value::Null);
}

#[tokio::test]
async fn the_reason_of_a_standing_carries_the_words_of_the_rule() {
    let path = "duty=internet-scan&subject=web&period=2025Q2";
    let body = look(&format!("/explain?lang=en&part=1&{path}")).await.body;
    let rule = between(&body, "<section class=\"rule\"", "</section>");
    assert!(
        rule.contains("<mark>每季</mark>") && rule.contains("href=\"/clauses/a1.1#duty-internet-scan\""),
        "{rule}"
    );
    let json = look(&format!("/api/explain?{path}")).await.data();
    assert_eq!(json["official"]["paragraphs"][0], "對外系統至少每季掃描一次，於二個月內修補。");
}

#[tokio::test]
async fn editions_are_listed_with_what_they_are() {
    let data = look("/api/texts").await.data();
    let mut lines = String::new();
    for edition in data.as_array().expect("editions") {
        let name = edition["edition"].as_str().unwrap_or_default().escape_debug().to_string();
        let facts = [
            &edition["effective"],
            &edition["in_force"],
            &edition["encoded"],
            &edition["clauses"],
            &edition["unreadable"]["en"],
        ];
        lines.push_str(&format!("{name}: {}\n", facts.map(ToString::to_string).join(" ")));
    }
    insta::assert_snapshot!(lines, @r#"
    2025-09-01: "2026-01-01" false false 5 null
    2024-07-18: "2024-07-18" true true 5 null
    compare: null false false null "the file is not in the evidence folder"
    <script>alert(\"1\")</script>&\'/../?#%2F|\u{202e}evil: null false false null "evidence file 00000000000000000000000000000000000000000000000000000000000000aa is missing; hint: restore the evidence directory from a backup"
    ..: null false false null null
    "#);
    for lang in ["zh", "en"] {
        let page = look(&format!("/texts?lang={lang}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.body.matches("<script").count(), 1);
        assert!(!page.body.contains('\u{202e}') && !page.body.contains("<b>"), "{}", page.body);
        // Only those that can be read lead anywhere.
        assert_eq!(page.body.matches("<th scope=\"row\"><a ").count(), 2, "{}", page.body);
    }
    // What was not announced yet is not there, and what was not known yet neither.
    assert_eq!(
        look("/api/texts?on=2025-09-09&known=2024-12-31").await.data().as_array().map(Vec::len),
        Some(1)
    );
    assert_eq!(look("/api/texts?on=2024-07-17").await.data(), serde_json::json!([]));
}

#[tokio::test]
async fn an_edition_can_be_read_whole() {
    let page = look("/texts/2024-07-18?lang=en").await;
    assert_eq!(page.status, StatusCode::OK);
    insta::assert_snapshot!(between(&page.body, "<article class=\"official-text\"", "</section>").replace("><", ">\n<"), @r#"
    <article class="official-text" lang="zh-Hant-TW">
    <p class="list-head" lang="en">The titles of articles are ours; each number on the left leads to the clause’s duties and standings.</p>
    <section class="text-part" aria-label="第一條 測試">
    <h2 id="a1">第一條 測試</h2>
    <div class="piece depth-0 list-head">
    <span class="piece-id">
    </span>
    <div>
    <p>應辦理下列事項：</p>
    </div>
    </div>
    <div class="piece depth-1" id="a1.1">
    <span class="piece-id">
    <a href="/clauses/a1.1">
    <code>a1.1</code>
    </a>
    </span>
    <div>
    <p>對外系統至少每季掃描一次，於二個月內修補。</p>
    </div>
    </div>
    <div class="piece depth-1" id="a1.2">
    <span class="piece-id">
    <a href="/clauses/a1.2">
    <code>a1.2</code>
    </a>
    </span>
    <div>
    <p>用詞說明。</p>
    </div>
    </div>
    <div class="piece depth-1" id="a1.3">
    <span class="piece-id">
    <a href="/clauses/a1.3">
    <code>a1.3</code>
    </a>
    </span>
    <div>
    <p>其他事項。</p>
    </div>
    </div>
    </section>
    "#);
    let contents = between(&page.body, "<nav class=\"contents\"", "</nav>");
    assert!(contents.contains("href=\"#a1\"") && contents.contains("href=\"#x1\""), "{contents}");
    let pieces = look("/api/texts/2024-07-18").await.data()["pieces"].as_array().map(Vec::len);
    assert_eq!(pieces, Some(7));
}

#[tokio::test]
async fn editions_are_compared_with_what_leans_on_each_change() {
    let body = look("/texts/compare?lang=en").await.body;
    insta::assert_snapshot!(between(&body, "<ul class=\"change-counts\"", "</ul>").replace("><", ">\n<"), @r#"
    <ul class="change-counts">
    <li>
    <a class="change-count" href="/texts/compare?old=2024-07-18&amp;new=2025-09-01" aria-current="true">
    <strong>4</strong>
    <span>all changes</span>
    </a>
    </li>
    <li>
    <a class="change-count" href="/texts/compare?old=2024-07-18&amp;new=2025-09-01&amp;change=changed">
    <strong>1</strong>
    <span class="change k-changed" lang="en">
    <span aria-hidden="true">≠</span> changed</span>
    </a>
    </li>
    <li>
    <a class="change-count" href="/texts/compare?old=2024-07-18&amp;new=2025-09-01&amp;change=added">
    <strong>1</strong>
    <span class="change k-added" lang="en">
    <span aria-hidden="true">＋</span> added</span>
    </a>
    </li>
    <li>
    <a class="change-count" href="/texts/compare?old=2024-07-18&amp;new=2025-09-01&amp;change=removed">
    <strong>1</strong>
    <span class="change k-removed" lang="en">
    <span aria-hidden="true">−</span> removed</span>
    </a>
    </li>
    <li>
    <span class="change-count">
    <strong>0</strong>
    <span class="change k-moved" lang="en">
    <span aria-hidden="true">⇅</span> moved</span>
    </span>
    </li>
    <li>
    <a class="change-count" href="/texts/compare?old=2024-07-18&amp;new=2025-09-01&amp;change=renumbered">
    <strong>1</strong>
    <span class="change k-renumbered" lang="en">
    <span aria-hidden="true">№</span> renumbered</span>
    </a>
    </li>
    <li>
    <span class="change-count">
    <strong>2</strong>
    <span class="change k-same" lang="en">
    <span aria-hidden="true">＝</span> same</span>
    </span>
    </li>
    </ul>
    "#);
    insta::assert_snapshot!(between(&body, "<section class=\"card countdown\"", "</section>").replace("><", ">\n<"), @r#"
    <section class="card countdown" aria-labelledby="countdown">
    <h2 id="countdown">Time to adopt it</h2>
    <ul>
    <li>
    <span class="badge s-due">due</span> <a href="/clauses/a2.p1#duty-edition-adopted">A new edition is adopted</a>
    <span class="who">compliance</span>
    <span>due 2025-12-10 (ROC 114/12/10)</span>
    <strong> <span class="days-left">65 days left</span>
    </strong>
    <a class="why" href="/explain?duty=edition-adopted&amp;subject=2025-09-01">Why</a>
    </li>
    </ul>
    </section>
    "#);
    insta::assert_snapshot!(between(&body, "<article class=\"change-row k-changed\"", "</article>").replace("><", ">\n<"), @r#"
    <article class="change-row k-changed">
    <header>
    <span class="change k-changed" lang="en">
    <span aria-hidden="true">≠</span> changed</span>
    <span class="ids">
    <a href="/clauses/a1.1">
    <code>a1.1</code>
    </a>
    </span>
    </header>
    <p class="difference" lang="zh-Hant-TW">對外系統至少每季掃描一次，於<del>
    <span class="for-ears" lang="en">deleted: </span>二</del>
    <ins>
    <span class="for-ears" lang="en">inserted: </span>一</ins>個月內修補。</p>
    <dl class="leaning">
    <dt>Duties</dt>
    <dd>
    <ul>
    <li>
    <a href="/clauses/a1.1#duty-internet-scan">Quarterly scan</a> <small>information security unit</small>
    </li>
    </ul>
    </dd>
    <dt>Readings</dt>
    <dd>
    <ul>
    <li>
    <a href="/book/readings#reading-quarter-is-calendar">each quarter is a calendar quarter</a>
    </li>
    </ul>
    </dd>
    </dl>
    </article>
    "#);
    let only = look("/texts/compare?lang=en&change=removed").await.body;
    assert!(only.contains("k-removed\"><header>") && !only.contains("change-row k-changed"), "{only}");
    let data = look("/api/texts/compare?change=added").await.data();
    assert_eq!(data["rows"].as_array().map(Vec::len), Some(1), "{data}");
    assert_eq!((data["old"].as_str(), data["new"].as_str()), (Some("2024-07-18"), Some("2025-09-01")));
    // The other way round, what was added is removed.
    let back = look("/api/texts/compare?old=2025-09-01&new=2024-07-18&change=removed").await.data();
    assert_eq!(back["rows"].as_array().map(Vec::len), Some(1), "{back}");
    assert!(look("/texts/compare?old=2024-07-18&new=2024-07-18").await.body.contains("沒有。"));
}

#[tokio::test]
async fn words_of_a_text_are_only_words() {
    for path in ["/texts/2025-09-01", "/texts/compare", "/texts/compare?change=added"] {
        let page = look(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert_eq!(page.body.matches("<script").count(), 1, "{path}");
        assert!(!page.body.contains("<img") && !page.body.contains('\u{202e}'), "{path}: {}", page.body);
        assert!(page.body.contains("&lt;img src=x"), "{path}");
    }
}

#[tokio::test]
async fn an_edition_can_be_named_anything() {
    let list = look("/texts").await.body;
    for (name, status) in [("compare", 404), ("..", 404), (NASTY, 404)] {
        let page = look(&format!("/texts?edition={}&lang=zh", encoded(name))).await;
        assert_eq!(page.status, status, "{name:?}");
        assert_eq!(page.body.matches("<script").count(), 1, "{name:?}");
        let json = look(&format!("/api/texts?edition={}", encoded(name))).await;
        assert_eq!(json.status, status, "{name:?}");
        let compared = look(&format!("/texts/compare?old={}&new=2024-07-18", encoded(name))).await;
        assert_eq!(compared.status, 404, "{name:?}");
        assert_eq!(compared.body.matches("<script").count(), 1, "{name:?}");
    }
    // None of them has a text to show, so the list names them without a link.
    assert!(!list.contains("href=\"/texts?edition="), "{list}");
    let unreadable = look(&format!("/texts/{}?lang=en", encoded(NASTY))).await;
    assert!(unreadable.body.contains("its file cannot be read"), "{}", unreadable.body);
    assert_eq!(look("/texts?edition=2024-07-18").await.status, StatusCode::OK);
    for (path, status) in [
        ("/texts/none", 404),
        ("/texts/%FF", 400),
        ("/api/texts/%FF", 400),
        ("/texts/compare?old=none", 404),
        ("/texts/compare?change=none", 400),
        ("/api/texts/compare?change=%3Cscript%3E", 400),
        ("/texts/compare?old=&new=&change=", 200),
    ] {
        assert_eq!(look(path).await.status, status, "{path}");
    }
}

#[test]
fn an_altered_text_does_not_quietly_take_the_place_of_the_good_one() {
    let app = app();
    let attach = |text: &str, replace: bool| {
        let recorded_ms = Day::from(date("2025-10-06")).start_instant() * 1_000;
        let options =
            AttachOptions { actor: "tester".to_owned(), recorded_ms, replace, ..AttachOptions::default() };
        app.attach_text("rules.txt", text.as_bytes(), &options)
    };
    let size = app.ledger_head().size;
    let altered = attach(&FIRST.replace("三個月", "四個月"), false).expect_err("a cited word is missing");
    assert!(altered.zh().contains("「三個月」") && altered.hint_words().is_some(), "{}", altered.zh());
    let other = attach(&FIRST.replace("用詞說明", "名詞說明"), false).expect_err("another file is attached");
    assert!(other.zh().contains("已附上另一個檔案"), "{}", other.zh());
    assert_eq!(app.ledger_head().size, size, "what is refused is not recorded");
    assert!(attach(FIRST, false).expect("the same file").same);
    let replaced = attach(&FIRST.replace("三個月", "四個月"), true).expect("as asked for");
    assert_eq!((replaced.unmatched.len(), replaced.replaces.is_some()), (1, true));
    // The act is listed, and can be undone like an import.
    let (acts, _) = app.imports(0, 1).expect("a list");
    assert_eq!((acts[0].command.as_str(), Some(acts[0].act)), ("text attach", replaced.act));
    let undo = zilu_app::UndoOptions {
        actor: "tester".to_owned(),
        reason: "altered".to_owned(),
        recorded_ms: Day::from(date("2025-10-06")).start_instant() * 1_000 + 1,
        dry_run: false,
    };
    let undone = app.undo(acts[0].act, &undo).expect("undone");
    assert_eq!((undone.restored, undone.in_the_way), (1, 0), "{undone:?}");
    assert!(attach(FIRST, false).expect("the good one is back").same);
}
