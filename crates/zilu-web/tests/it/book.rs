//! The reference book: its pages, its JSON, and the document that stands alone.

use crate::company::{Answer, between, get};
use axum::http::StatusCode;
use std::collections::HashSet;

#[tokio::test]
async fn a_clause_of_the_book_says_all_that_it_asks() {
    let body = get("/book/art-01?lang=en").await.body;
    insta::assert_snapshot!(between(&body, "<section class=\"book-clause\"", "</section>").replace("><", ">\n<"), @r#"
    <section class="book-clause" id="a1.1">
    <h3>
    <code class="clause-id">a1.1</code> Quarterly scans</h3>
    <p class="citation">
    <span lang="zh-Hant-TW">第一條第一款</span>
    <span class="chip">periodic</span>
    <a class="to-standing" href="/clauses/a1.1">How it stands</a>
    </p>
    <div class="book-words">
    <p lang="en">Internet systems are scanned once a quarter.</p>
    </div>
    <article class="book-duty" id="duty-internet-scan">
    <header>
    <h4>Quarterly scan</h4>
    <code class="duty-name">internet-scan</code>
    </header>
    <dl>
    <div>
    <dt>Who</dt>
    <dd>information security unit</dd>
    </div>
    <div>
    <dt>Subject</dt>
    <dd>internet system</dd>
    </div>
    <div>
    <dt>Deadline</dt>
    <dd>each calendar quarter</dd>
    </div>
    <div class="wide">
    <dt>Requirement</dt>
    <dd>scan (complete)</dd>
    </div>
    <div class="wide">
    <dt>Proof</dt>
    <dd>report</dd>
    </div>
    <div>
    <dt>Words</dt>
    <dd>
    <q lang="zh-Hant-TW">每季</q>
    </dd>
    </div>
    <div>
    <dt>Readings</dt>
    <dd>
    <span class="number">1</span> </dd>
    </div>
    </dl>
    </article>
    <div class="book-readings">
    <p class="aside-title">Readings</p>
    <ol>
    <li>
    <a href="/book/readings#reading-quarter-is-calendar">each quarter is a calendar quarter</a>
    <div class="chosen">
    <span class="mark">adopted, default</span> once in each calendar quarter</div>
    <div class="alternative">
    <span class="mark">alternative</span> within three months of the last one</div>
    </li>
    </ol>
    </div>
    <table class="book-table">
    <thead>
    <tr>
    <th scope="col">Parameter</th>
    <th scope="col">In force</th>
    <th scope="col">Limit of the rules</th>
    <th scope="col">Since</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <th scope="row">
    <a href="/book/parameters#parameter-internet-scan.every">Quarterly scan: cycle</a>
    </th>
    <td>
    <strong>each calendar quarter</strong>
    </td>
    <td>each calendar quarter</td>
    <td class="c-date">
    <span class="nothing">default</span>
    </td>
    </tr>
    <tr>
    <th scope="row">
    <a href="/book/parameters#parameter-internet-scan.every.rolling">Quarterly scan: cycle (within three months of the last one)</a>
    </th>
    <td>
    <strong>every 3 months (from the last)</strong>
    </td>
    <td>every 3 months (from the last)</td>
    <td class="c-date">
    <span class="nothing">default</span>
    </td>
    </tr>
    </tbody>
    </table>
    </section>
    "#);
    let zh = get("/book/art-01?lang=zh").await.body;
    assert!(zh.contains("採（預設）") && zh.contains("規範上限") && zh.contains("不另設義務"), "{zh}");
}

#[tokio::test]
async fn the_contents_lead_to_every_chapter_and_appendix() {
    let body = get("/book?lang=en").await.body;
    let links: Vec<&str> = body
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|link| link.starts_with("/book/"))
        .collect();
    assert_eq!(
        links,
        ["/book/art-01", "/book/annex-1", "/book/readings", "/book/parameters", "/book/terms", "/book/kinds"]
    );
    for link in links {
        assert_eq!(get(link).await.status, StatusCode::OK, "{link}");
    }
    for (path, status) in
        [("/book/none", 404), ("/book/%FF", 400), ("/api/book/none", 404), ("/book/..%2F", 404)]
    {
        assert_eq!(get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn the_book_as_data() {
    let data = get("/api/book").await.data();
    assert_eq!(data["chapters"][0]["id"], "art-01");
    assert_eq!(data["appendices"], serde_json::json!([1, 2, 1, 3]));
    let chapter = get("/api/book/art-01").await.data();
    let clause = &chapter["clauses"][0];
    insta::assert_snapshot!(format!("{} {} {} {}", clause["id"], clause["who"], clause["evidence"], clause["official"]), @r#""a1.1" [{"en":"information security unit","zh":"資安專責單位"}] [{"en":"report","zh":"報告"}] null"#);
    let appendices = get("/api/book/appendices").await.data();
    insta::assert_snapshot!(serde_json::to_string(&appendices["terms"][0]).expect("JSON"), @r#"{"condition":{"en":"reach is internet and in use","zh":"可及範圍為網際網路，且使用中"},"duties":[{"clause":"a1.1","duty":"internet-scan","title":{"en":"Quarterly scan","zh":"每季掃描"}}],"kind":["system",{"en":"system","zh":"系統"}],"label":{"en":"internet system","zh":"網際網路系統"},"name":"internet_system"}"#);
}

/// Every link inside a document leads somewhere, and nothing has two places.
fn links_hold(document: &str) {
    let values = |name: &str| -> Vec<String> {
        document.split(name).skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
    };
    let ids = values(" id=\"");
    let places: HashSet<&String> = ids.iter().collect();
    assert_eq!(places.len(), ids.len(), "an id stands twice");
    for link in values("href=\"") {
        let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads outside"));
        assert!(places.contains(&target.to_owned()), "{link} leads nowhere");
    }
}

#[tokio::test]
async fn the_document_stands_alone() {
    for words in ["zh", "en", "both"] {
        let answer = get(&format!("/book.html?words={words}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(
            answer.header("content-disposition"),
            "attachment; filename=\"zilu-book-2025-10-06.html\""
        );
        for foreign in ["<script", "src=", "url(", "@import", "http:", "https:", "<link"] {
            assert!(!answer.body.contains(foreign), "{words}: {foreign}");
        }
        links_hold(&answer.body);
        has_languages(&answer, words != "en", words != "zh");
    }
    let odd = get("/book.html?words=%3Cscript%3E&official=maybe&lang=en").await;
    assert_eq!(odd.status, StatusCode::OK);
    assert!(!odd.body.contains("<script"));
    assert_eq!(get("/book.html?on=x").await.status, StatusCode::BAD_REQUEST);
}

fn has_languages(answer: &Answer, zh: bool, en: bool) {
    assert_eq!(answer.body.contains("對外系統每季掃描一次。"), zh);
    assert_eq!(answer.body.contains("Internet systems are scanned once a quarter."), en);
    assert_eq!(answer.body.contains("附錄甲 讀法"), zh);
    assert_eq!(answer.body.contains("Appendix A: readings"), en);
}

#[tokio::test]
async fn the_cover_tells_whose_readings_they_are() {
    let body = get("/book.html?words=en").await.body;
    let facts = between(&body, "<dl class=\"cover-facts\"", "<dt>Catalogue</dt>");
    insta::assert_snapshot!(facts.replace("><", ">\n<"), @r#"
    <dl class="cover-facts">
    <dt>Edition</dt>
    <dd lang="zh-Hant-TW">試字第1號</dd>
    <dt>In force from</dt>
    <dd>2024-07-18 (ROC 113/07/18)</dd>
    <dt>Contents</dt>
    <dd>4 clauses, 2 duties</dd>
    <dt>Readings and parameters</dt>
    <dd>測試保險（虛構）&lt;b&gt;, as of 2025-10-06 (ROC 114/10/06)</dd>
    <dt>Catalogue</dt>
    "#);
}
