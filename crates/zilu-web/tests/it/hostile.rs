//! Names that try to break out, and addresses that make no sense.

use crate::company::{NASTY, between, encoded, get};
use axum::http::StatusCode;

#[tokio::test]
async fn a_key_can_be_anything() {
    let page = get(&format!("/subjects/system/{}?lang=zh", encoded(NASTY))).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(page.body.matches("<script").count(), 1);
    assert!(!page.body.contains('\u{202e}'));
    insta::assert_snapshot!(between(&page.body, "<p class=\"key\"", "</p>"), @r#"<p class="key">鍵值 <code><bdi>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;'/../?#%2F|<wbr><span class="hidden-character">202E</span>evil</bdi></code></p>"#);
    // Every page that lists it links to it, and the link leads there.
    for list in ["/standings", "/registers/system", "/clauses/a1.1"] {
        let body = get(list).await.body;
        assert_eq!(body.matches("<script").count(), 1, "{list}");
        assert!(!body.contains('\u{202e}'), "{list}");
        let link = body
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .find(|link| link.starts_with("/subjects/system/%3Cscript"))
            .unwrap_or_else(|| panic!("no link in {list}"));
        assert_eq!(get(link).await.status, StatusCode::OK, "{link}");
    }
}

#[tokio::test]
async fn a_key_of_dots_is_no_step_in_the_path() {
    let body = get("/registers/system").await.body;
    assert!(body.contains("href=\"/subjects/system?key=..\""), "{body}");
    assert_eq!(get("/subjects/system?key=..").await.status, StatusCode::OK);
    assert_eq!(get("/api/subjects/system?key=..").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_long_key_is_cut_in_lists_and_whole_on_its_page() {
    let long = "長".repeat(900);
    let list = get("/registers/system").await.body;
    assert!(!list.contains(&format!(">{long}<")));
    let page = get(&format!("/subjects/system/{}", encoded(&long))).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains(&long));
}

#[tokio::test]
async fn what_was_typed_comes_back_as_text() {
    let page = get("/standings?subject=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&on=%3Cb%3E&lang=zh").await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert_eq!(page.body.matches("<script").count(), 1);
    assert!(page.body.contains("value=\"&lt;b&gt;\""), "{}", page.body);
    let unknown = get("/%3Cimg%20src=x%3E").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert!(!unknown.body.contains("<img"));
}

#[tokio::test]
async fn addresses_without_sense_are_told_so() {
    for (path, status) in [
        ("/subjects/system/%FF%FE", StatusCode::BAD_REQUEST),
        ("/clauses/%FF", StatusCode::BAD_REQUEST),
        ("/api/registers/%C3", StatusCode::BAD_REQUEST),
        ("/subjects/system/none", StatusCode::NOT_FOUND),
        ("/subjects/none/none", StatusCode::NOT_FOUND),
        ("/subjects/system", StatusCode::NOT_FOUND),
        ("/registers/none", StatusCode::NOT_FOUND),
        ("/clauses/a1", StatusCode::NOT_FOUND),
        ("/clauses?chapter=none", StatusCode::NOT_FOUND),
        ("/explain?duty=internet-scan&subject=web&item=x", StatusCode::BAD_REQUEST),
        ("/explain?duty=internet-scan&subject=web&period=1999Q1", StatusCode::NOT_FOUND),
        ("/explain?duty=none&subject=web", StatusCode::NOT_FOUND),
        ("/?on=114/02/30", StatusCode::BAD_REQUEST),
        ("/?on=99/1/1", StatusCode::BAD_REQUEST),
        ("/?known=2025-10-07", StatusCode::BAD_REQUEST),
        ("/clauses/a1.1?page=-1", StatusCode::BAD_REQUEST),
        ("/standings?page=18446744073709551616", StatusCode::BAD_REQUEST),
        ("/standings?page=18446744073709551615", StatusCode::OK),
        ("/standings?&&=&=a&on&known=", StatusCode::OK),
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, status, "{path}");
    }
}
