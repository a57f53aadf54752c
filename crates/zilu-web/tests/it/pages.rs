//! Every page in both languages, and the fragments that carry the meaning.

use crate::company::{between, encoded, get, send, server};
use axum::body::Body;
use axum::http::{Request, StatusCode};

const PAGES: [&str; 20] = [
    "/",
    "/clauses",
    "/clauses?chapter=art-01",
    "/clauses/a1.1",
    "/clauses/a1.2",
    "/clauses/a1.3",
    "/standings",
    "/subjects/system/web",
    "/registers",
    "/reconciliation",
    "/registers/system",
    "/explain?duty=internet-scan&subject=web&period=2025Q2",
    "/texts",
    "/texts/compare",
    "/book",
    "/book/art-01",
    "/book/readings",
    "/book/terms",
    "/book/kinds",
    "/help",
];

#[tokio::test]
async fn every_page_is_there_in_both_languages() {
    for page in PAGES {
        let join = if page.contains('?') { '&' } else { '?' };
        let zh = get(&format!("{page}{join}lang=zh")).await;
        let en = get(&format!("{page}{join}lang=en")).await;
        for (answer, tag, word) in [(&zh, "zh-Hant-TW", "條文目錄"), (&en, "en", "Articles and annexes")]
        {
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            assert!(answer.body.contains(&format!("<html lang=\"{tag}\">")), "{page}");
            assert!(answer.body.contains(word), "{page}");
            assert!(answer.body.contains("<h1>"), "{page}: {}", answer.body);
            assert!(answer.body.contains("測試保險（虛構）&lt;b&gt;"), "{page}");
        }
        let main = between(&en.body, "<main", "</main>");
        let prose = main
            .replace("測試保險（虛構）", "")
            .replace("介接平臺", "")
            .replace("官網", "")
            .replace("試字第1號", "");
        let prose = prose.replace("第一條第一款", "").replace("第一條第二款", "").replace("第一條第三款", "");
        let prose = prose
            .replace("每季", "")
            .replace("民國114年6月30日", "")
            .replace(&"長".repeat(95), "")
            .replace('長', "");
        let han: Vec<char> = prose.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
        // What stands in the attributes for searching comes in both languages.
        if !page.starts_with("/clauses") && !page.starts_with("/registers") {
            assert!(han.is_empty(), "{page}: {han:?}");
        }
    }
}

#[tokio::test]
async fn the_overview_marks_each_clause() {
    let zh = get("/?lang=zh").await;
    insta::assert_snapshot!(between(&zh.body, "<ul class=\"heat-cells\"", "</ul>").replace("><", ">\n<"), @r#"
    <ul class="heat-cells" aria-labelledby="art-01-label">
    <li>
    <a class="cell s-late" href="/clauses/a1.1" title="a1.1 對外系統每季掃描 — 逾期 3、未證明 1、待辦 2、逾期完成 1、符合 2" aria-label="a1.1 對外系統每季掃描 — 逾期 3、未證明 1、待辦 2、逾期完成 1、符合 2">逾</a>
    </li>
    <li>
    <a class="cell s-note" href="/clauses/a1.2" title="a1.2 用詞 — 說明：不另設義務" aria-label="a1.2 用詞 — 說明：不另設義務">·</a>
    </li>
    <li>
    <a class="cell s-uncovered" href="/clauses/a1.3" title="a1.3 尚未寫成 — 尚未可執行" aria-label="a1.3 尚未寫成 — 尚未可執行">
    </a>
    </li>
    </ul>
    "#);
    insta::assert_snapshot!(between(&zh.body, "<ul class=\"tiles\"", "</a>").replace("><", ">\n<"), @r#"
    <ul class="tiles">
    <li>
    <a class="tile s-late" href="/standings?status=late">
    <span class="tile-label">
    <span class="badge s-late">逾期</span>
    </span>
    <strong>3</strong>
    <svg class="sparkline" viewBox="0 0 104 22" preserveAspectRatio="none" aria-hidden="true">
    <rect x="0.0" y="21.4" width="5.6" height="0.6">
    </rect>
    <rect x="8.0" y="21.4" width="5.6" height="0.6">
    </rect>
    <rect x="16.0" y="21.4" width="5.6" height="0.6">
    </rect>
    <rect x="24.0" y="21.4" width="5.6" height="0.6">
    </rect>
    <rect x="32.0" y="21.4" width="5.6" height="0.6">
    </rect>
    <rect x="40.0" y="21.4" width="5.6" height="0.6">
    </rect>
    <rect x="48.0" y="15.0" width="5.6" height="7.0">
    </rect>
    <rect x="56.0" y="15.0" width="5.6" height="7.0">
    </rect>
    <rect x="64.0" y="15.0" width="5.6" height="7.0">
    </rect>
    <rect x="72.0" y="8.0" width="5.6" height="14.0">
    </rect>
    <rect x="80.0" y="8.0" width="5.6" height="14.0">
    </rect>
    <rect x="88.0" y="8.0" width="5.6" height="14.0">
    </rect>
    <rect class="now" x="96.0" y="1.0" width="5.6" height="21.0">
    </rect>
    </svg>
    </a>
    "#);
}

#[tokio::test]
async fn a_row_says_what_it_is() {
    let en = get("/standings?lang=en&status=late").await;
    insta::assert_snapshot!(between(&en.body, "<tbody>", "</tr>").replace("><", ">\n<"), @r#"
    <tbody>
    <tr class="s-late">
    <td class="c-status">
    <span class="badge s-late">late</span>
    </td>
    <td class="c-clause" data-label="Clause">
    <a href="/clauses/a1.1">
    <code>a1.1</code>
    </a>
    </td>
    <td class="c-duty" data-label="Duty">Quarterly scan</td>
    <td class="c-subject" data-label="Subject">
    <small class="kind">system</small>
    <a href="/subjects/system/%3Cscript%3Ealert%28%221%22%29%3C%2Fscript%3E%26%27%2F..%2F%3F%23%252F%7C%E2%80%AEevil">
    <bdi>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;'/../?#%2F|<wbr>
    <span class="hidden-character">202E</span>evil</bdi>
    </a>
    <span class="name">
    <bdi>=HYPERLINK(&quot;x&quot;)</bdi>
    </span>
    </td>
    <td class="c-period" data-label="Period / trigger">
    <bdi>2025Q1</bdi>
    </td>
    <td class="c-date" data-label="Due">
    <time datetime="2025-03-31" title="ROC 114/03/31">2025-03-31</time>
    <small class="days">189 days past</small>
    </td>
    <td class="c-date" data-label="Since">
    <time datetime="2025-04-01" title="ROC 114/04/01">2025-04-01</time>
    </td>
    <td class="c-who" data-label="Whose turn">information security unit</td>
    <td class="c-why">
    <a class="why" href="/explain?duty=internet-scan&amp;subject=%3Cscript%3Ealert%28%221%22%29%3C%2Fscript%3E%26%27%2F..%2F%3F%23%252F%7C%E2%80%AEevil&amp;period=2025Q1">Why</a>
    </td>
    </tr>
    "#);
}

#[tokio::test]
async fn a_clause_shows_its_duty_as_a_card() {
    let zh = get("/clauses/a1.1?lang=zh").await;
    insta::assert_snapshot!(between(&zh.body, "<dl>", "</dl>").replace("><", ">\n<"), @r#"
    <dl>
    <dt>對象</dt>
    <dd>網際網路系統<small class="kind">系統</small>
    </dd>
    <dt>應為</dt>
    <dd>
    <bdi>掃描（完整）</bdi>
    </dd>
    <dt>期限</dt>
    <dd>每曆季</dd>
    <dt>佐證</dt>
    <dd>
    <bdi>報告</bdi>
    </dd>
    <dt>讀法</dt>
    <dd>
    <div class="reading">
    <div>每季是曆季</div>
    <div class="chosen">採：<strong>曆季內至少一次</strong>
    <small>（預設）</small>
    </div>
    <div class="alternative">另說：距前次不逾三個月</div>
    </div>
    </dd>
    <dt>參數</dt>
    <dd>
    <table class="parameters">
    <thead>
    <tr>
    <th scope="col">項目</th>
    <th scope="col">現行值</th>
    <th scope="col">規範上限</th>
    <th scope="col">自</th>
    </tr>
    </thead>
    <tbody>
    <tr>
    <th scope="row">週期</th>
    <td>
    <strong>每曆季</strong>
    </td>
    <td>每曆季</td>
    <td class="c-date">
    <span class="nothing">預設</span>
    </td>
    </tr>
    <tr>
    <th scope="row">週期（距前次不逾三個月）</th>
    <td>
    <strong>每 3 個月（自前次起）</strong>
    </td>
    <td>每 3 個月（自前次起）</td>
    <td class="c-date">
    <span class="nothing">預設</span>
    </td>
    </tr>
    </tbody>
    </table>
    </dd>
    <dt>條文用字</dt>
    <dd>
    <q lang="zh-Hant-TW">每季</q>
    </dd>
    </dl>
    "#);
}

#[tokio::test]
async fn a_clause_names_the_controls_it_falls_on() {
    let zh = get("/clauses/a1.1?lang=zh").await;
    insta::assert_snapshot!(between(&zh.body, "<dl class=\"crosswalk\"", "</small>").replace("</dd>", "</dd>\n"), @r#"
    <dl class="crosswalk" aria-label="與其他框架的對照"><dt>ISO/IEC 27001:2022 附錄 A</dt><dd><span class="chip"><b>A.8.8</b> 部分重疊</span> <span class="chip"><b>A.8.29</b> 只要求一部分</span> </dd>
    <dt>NIST 網路安全框架 2.0</dt><dd><span class="chip"><b>ID.RA-01</b> 全部，且更多</span> </dd>
    </dl><small class="crosswalk-note">條文對控制項的關係；只供參考，符合一邊不表示符合另一邊。</small>
    "#);
    let en = get("/clauses/a1.1?lang=en").await;
    insta::assert_snapshot!(between(&en.body, "<dl class=\"crosswalk\"", "</small>").replace("</dd>", "</dd>\n"), @r#"
    <dl class="crosswalk" aria-label="Crosswalk to other frameworks"><dt>ISO/IEC 27001:2022 Annex A</dt><dd><span class="chip"><b>A.8.8</b> overlaps</span> <span class="chip"><b>A.8.29</b> a part of it</span> </dd>
    <dt>NIST Cybersecurity Framework 2.0</dt><dd><span class="chip"><b>ID.RA-01</b> all of it and more</span> </dd>
    </dl><small class="crosswalk-note">What the clause asks of the control; an aid only: meeting one side does not mean meeting the other.</small>
    "#);
    let none = get("/clauses/a1.2?lang=en").await;
    insta::assert_snapshot!(between(&none.body, "<dl class=\"crosswalk\"", "</dl>"), @r#"<dl class="crosswalk" aria-label="Crosswalk to other frameworks"><dt>Crosswalk</dt><dd class="nothing">No control of ISO/IEC 27001:2022 Annex A or NIST Cybersecurity Framework 2.0 answers to it.</dd></dl>"#);
}

#[tokio::test]
async fn an_explanation_says_what_to_do_next() {
    let zh = get("/explain?lang=zh&duty=internet-scan&subject=api").await;
    insta::assert_snapshot!(between(&zh.body, "<div class=\"next-step\"", "</div>"), @r#"<div class="next-step"><strong>接下來</strong><p><bdi>請資安專責單位補登系統「api」的可及範圍；補登之前不視為符合。</bdi></p></div>"#);
    let part = get("/explain?lang=en&part=1&duty=internet-scan&subject=web&period=2025Q2").await;
    assert!(part.body.starts_with("<h2>"), "{}", part.body);
    insta::assert_snapshot!(between(&part.body, "<dl class=\"key-facts\"", "</dl>").replace("><", ">\n<"), @r#"
    <dl class="key-facts">
    <dt>Clause</dt>
    <dd>
    <a href="/clauses/a1.1">
    <code>a1.1</code>
    </a> Quarterly scans <small lang="zh-Hant-TW">第一條第一款</small>
    </dd>
    <dt>Subject</dt>
    <dd class="c-subject">
    <small class="kind">system</small>
    <a href="/subjects/system/web">
    <bdi>web</bdi>
    </a>
    <span class="name">
    <bdi>官網</bdi>
    </span>
    </dd>
    <dt>Period / trigger</dt>
    <dd>
    <bdi>2025Q2</bdi>
    </dd>
    <dt>Due</dt>
    <dd>2025-06-30 (ROC 114/06/30)</dd>
    <dt>So since</dt>
    <dd>2025-07-15 (ROC 114/07/15)</dd>
    <dt>Basis</dt>
    <dd>
    <span class="chip attested">attested</span>
    </dd>
    <dt>Whose turn</dt>
    <dd>information security unit</dd>
    </dl>
    "#);
}

#[tokio::test]
async fn links_keep_the_dates_and_a_notice_tells_them() {
    let day = encoded("民國114年6月30日");
    let page = get(&format!("/clauses/a1.1?lang=zh&on={day}&known=114/7/1")).await;
    assert_eq!(page.status, StatusCode::OK);
    insta::assert_snapshot!(between(&page.body, "<div class=\"notice\"", "</div>"), @r#"<div class="notice" role="status"><span>您看到的是 <strong>114年6月30日（2025-06-30）</strong> 的狀態，只依 <strong>114年7月1日（2025-07-01）</strong> 以前登錄的資料。</span><a href="/clauses/a1.1">回到今天</a></div>"#);
    for link in page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        let fixed = link.starts_with("/assets/") || link.starts_with('#') || link.is_empty();
        let chooses = link.contains("on=") || link.contains("known=");
        assert!(fixed || chooses || link == "/clauses/a1.1", "{link}");
    }
}

#[tokio::test]
async fn today_needs_no_notice() {
    assert!(!get("/?on=2025-10-06").await.body.contains("class=\"notice\""));
    assert!(get("/?on=2025-10-07").await.body.contains("class=\"notice\""));
}

#[tokio::test]
async fn the_past_is_shown_as_it_was_known() {
    let late = get("/api/standings?duty=internet-scan&key=web&on=2025-08-01").await.data();
    let then = get("/api/standings?duty=internet-scan&key=web&on=2025-08-01&known=2025-07-10").await.data();
    let status = |data: &serde_json::Value| -> Vec<String> {
        let rows = data["rows"].as_array().expect("rows").iter();
        rows.map(|row| format!("{} {}", row["period"], row["status"]).replace('"', "")).collect()
    };
    assert_eq!(status(&late), ["2025Q2 met_late", "2025Q1 met", "2025Q3 met"]);
    assert_eq!(status(&then), ["2025Q2 late", "2025Q3 due", "2025Q1 met"]);
}

#[tokio::test]
async fn tables_are_paged_sorted_and_filtered() {
    let first = get("/api/standings?size=2&sort=subject").await.data();
    let second = get("/api/standings?size=2&sort=subject&page=2").await.data();
    let past_end = get("/api/standings?size=2&sort=subject&page=999").await.data();
    assert_eq!(first["pages"], second["pages"]);
    assert_eq!(past_end["page"], past_end["pages"]);
    assert_ne!(first["rows"], second["rows"]);
    let all = get("/api/standings?sort=subject").await.data();
    let turned = get("/api/standings?sort=subject&order=descending").await.data();
    assert_eq!(
        all["rows"][0]["subject"],
        turned["rows"][all["total"].as_u64().expect("a number") as usize - 1]["subject"]
    );
    let named = get("/api/standings?subject=%E4%BB%8B%E6%8E%A5%E5%B9%B3%E5%8F%B0").await.data();
    assert_eq!((named["total"].clone(), named["rows"][0]["subject"].clone()), (1.into(), "api".into()));
    let narrow = get("/standings?subject=zzz&lang=zh").await;
    assert!(narrow.body.contains("沒有符合條件的項目"));
}

#[tokio::test]
async fn a_record_is_shown_with_all_that_refers_to_it() {
    let subject = get("/subjects/system/web?lang=zh").await.body;
    let about = between(&subject, "<section aria-labelledby=\"about\"", "</section>");
    assert!(about.contains("href=\"/standings?about=system%2Fweb&amp;kind=system\""), "{about}");
    assert!(about.contains("href=\"/standings?about=system%2Fweb\""), "{about}");
    let listed = get("/api/standings?about=system%2Fweb").await.data();
    let view = get("/api/subjects/system/web").await.data();
    let counts = view["about"]["counts"].as_object().expect("counts");
    let sum: u64 = counts.values().filter_map(serde_json::Value::as_u64).sum();
    assert_eq!(listed["total"].as_u64(), Some(sum));
    assert!(sum > view["standings"].as_array().expect("standings").len() as u64, "others refer to it");
    let page = get("/standings?about=system%2Fweb&lang=zh").await;
    assert!(page.body.contains("關於：system/web"), "{}", page.body);
    let wrong = get("/standings?about=system%2Fnone&lang=zh").await;
    assert!(wrong.body.contains("種類/鍵值"), "{}", wrong.body);
}

#[tokio::test]
async fn a_language_tag_chooses_like_its_language() {
    assert!(get("/help?lang=zh-TW").await.body.contains("<html lang=\"zh-Hant-TW\">"));
    assert!(get("/help?lang=en-GB").await.body.contains("<html lang=\"en\">"));
}

#[tokio::test]
async fn registers_follow_references() {
    let referring = get("/api/registers/system?by=upstream&of=web").await.data();
    assert_eq!((referring["total"].clone(), referring["rows"][0]["key"].clone()), (1.into(), "api".into()));
    let subject = get("/subjects/system/web?lang=zh").await;
    insta::assert_snapshot!(between(&subject.body, "<dl class=\"related\"", "</dl>").replace("><", ">\n<"), @r#"
    <dl class="related">
    <dt>系統<small>上游系統</small>
    <span class="count">1</span>
    </dt>
    <dd>
    <span class="related-record">
    <a class="key" href="/subjects/system/api">
    <bdi>api</bdi>
    </a> <span class="badge s-unproven">未證明</span>
    </span> </dd>
    <dt>掃描<small>系統</small>
    <span class="count">2</span>
    </dt>
    <dd>
    <span class="related-record">
    <a class="key" href="/subjects/scan/s1">
    <bdi>s1</bdi>
    </a>
    </span> <span class="related-record">
    <a class="key" href="/subjects/scan/s2">
    <bdi>s2</bdi>
    </a>
    </span> </dd>
    </dl>
    "#);
}

#[tokio::test]
async fn the_language_is_chosen_by_address_then_cookie_then_browser() {
    let ask = |path: &'static str, name: &'static str, value: &'static str| async move {
        let request = Request::get(path).header("host", "localhost").header(name, value);
        send(server(), request.body(Body::empty()).expect("a request")).await
    };
    let is_zh = |body: &str| body.contains("<html lang=\"zh-Hant-TW\">");
    assert!(is_zh(&ask("/help", "accept-language", "de, ja;q=0.5").await.body));
    assert!(!is_zh(&ask("/help", "accept-language", "en-GB,en;q=0.9,zh-TW;q=0.8").await.body));
    assert!(is_zh(&ask("/help", "accept-language", "en;q=0.3, zh-TW").await.body));
    assert!(!is_zh(&ask("/help", "cookie", "x=1; lang=en").await.body));
    let chosen = ask("/help?lang=zh", "cookie", "lang=en").await;
    assert!(is_zh(&chosen.body));
    assert_eq!(chosen.header("set-cookie"), "lang=zh; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly");
    assert_eq!(ask("/help?lang=fr", "cookie", "lang=en").await.header("set-cookie"), "");
}
