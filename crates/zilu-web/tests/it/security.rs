//! Headers, host names, methods, sizes, caching.

use crate::company::{Answer, app, ask, get, send, server, server_with};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use std::sync::Arc;
use zilu_web::{Hosts, WebSettings};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

#[tokio::test]
async fn every_answer_carries_the_headers() {
    for path in [
        "/",
        "/nothing",
        "/standings?on=x",
        "/api/overview",
        "/api/nothing",
        "/standings.csv",
        "/healthz",
        "/favicon.ico",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin", "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "{path}");
    }
}

#[tokio::test]
async fn over_https_the_browser_is_told_to_stay() {
    let https = server_with(WebSettings { https: true, ..WebSettings::default() });
    let answer = ask(https, "/help?lang=en", &[]).await;
    assert_eq!(answer.header("strict-transport-security"), "max-age=31536000");
    assert!(answer.header("set-cookie").ends_with("; Secure"));
}

#[tokio::test]
async fn pages_have_nothing_inline_and_nothing_from_elsewhere() {
    let pages = [
        "/",
        "/clauses/a1.1",
        "/standings",
        "/subjects/system/web",
        "/texts",
        "/book/art-01",
        "/help",
        "/nothing",
    ];
    for path in pages {
        let body = get(path).await.body;
        assert!(!body.contains("style=\""), "{path}");
        assert!(!body.contains("<style"), "{path}");
        assert!(!body.contains("javascript:"), "{path}");
        for event in ["onclick=", "onload=", "onerror=", "onsubmit="] {
            assert!(!body.contains(event), "{path}");
        }
        assert_eq!(body.matches("<script").count(), 1, "{path}");
        assert!(!body.contains("src=\"http") && !body.contains("href=\"http"), "{path}");
    }
}

#[tokio::test]
async fn only_our_own_names_are_answered() {
    let status = |host: &'static str| async move { ask(server(), "/help", &[("host", host)]).await.status };
    for host in [
        "localhost",
        "localhost:8600",
        "127.0.0.1:1",
        "127.1.2.3",
        "[::1]:8600",
        "[::1]",
        "LOCALHOST",
        "a.localhost",
    ] {
        assert_eq!(status(host).await, StatusCode::OK, "{host}");
    }
    for host in [
        "example.com",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "10.0.0.1",
        "[::2]",
        "",
        "localhost@evil",
        "1270.0.0.1",
    ] {
        assert_eq!(status(host).await, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
    let twice = ask(server(), "/help", &[("host", "localhost"), ("host", "example.com")]).await;
    assert_eq!(twice.status, StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(ask(server(), "/healthz", &[("host", "10.0.0.1")]).await.body, "ok\n");
    let named = || {
        server_with(WebSettings {
            hosts: Hosts::Named(vec!["zilu.corp.example".to_owned()]),
            ..WebSettings::default()
        })
    };
    assert_eq!(ask(named(), "/help", &[("host", "zilu.corp.example:443")]).await.status, StatusCode::OK);
    assert_eq!(
        ask(named(), "/help", &[("host", "other.example")]).await.status,
        StatusCode::MISDIRECTED_REQUEST
    );
    let any = server_with(WebSettings { hosts: Hosts::Any, ..WebSettings::default() });
    assert_eq!(ask(any, "/help", &[("host", "other.example")]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_but_reading() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::OPTIONS] {
        let answer = with_method(method.clone(), "/standings").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method}");
        assert_eq!(answer.header("allow"), "GET,HEAD", "{method}");
    }
    let head = with_method(Method::HEAD, "/standings").await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));
    let api = with_method(Method::POST, "/api/standings").await;
    assert_eq!(api.header("content-type"), "application/problem+json");
}

async fn with_method(method: Method, path: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("host", "localhost");
    send(server(), request.body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn sizes_are_limited() {
    let long = format!("/standings?subject={}", "a".repeat(20_000));
    assert_eq!(get(&long).await.status, StatusCode::URI_TOO_LONG);
    let request = Request::get("/").header("host", "localhost").header("content-length", "5000000");
    let answer = send(server(), request.body(Body::empty()).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_panic_outside_a_look_is_told_and_ends_only_its_request() {
    let broken = zilu_web::router(Arc::new(app()), Arc::new(|| panic!("on purpose")), WebSettings::default());
    let answer = ask(broken.clone(), "/help", &[]).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(answer.body.contains("系統發生錯誤") && !answer.body.contains("on purpose"), "{}", answer.body);
    assert_eq!(answer.header("content-security-policy"), POLICY);
    assert_eq!(ask(broken, "/healthz", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn no_day_is_so_far_that_it_fills_the_memory() {
    assert_eq!(get("/?on=2028-10-01").await.status, StatusCode::OK);
    let far = get("/?on=2199-01-01&lang=zh").await;
    assert_eq!(far.status, StatusCode::BAD_REQUEST);
    assert!(far.body.contains("不晚於 2028-10-06"), "{}", far.body);
    assert_eq!(get("/?on=1900-01-01").await.status, StatusCode::OK);
}

#[tokio::test]
async fn assets_are_kept_by_browsers_under_their_digest() {
    let page = get("/help").await.body;
    for address in page.split('"').filter(|part| part.starts_with("/assets/")) {
        let asset = get(address).await;
        assert_eq!(asset.status, StatusCode::OK, "{address}");
        assert_eq!(asset.header("cache-control"), "public, max-age=31536000, immutable", "{address}");
    }
    let old = get("/assets/0000/zilu.css").await;
    assert_eq!((old.status, old.header("cache-control")), (StatusCode::OK, "no-cache"));
    assert_eq!(get("/assets/0000/../Cargo.toml").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/assets/0000/none.js").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn script_modules_import_only_what_is_there() {
    let page = get("/help").await.body;
    let main = page.split('"').find(|part| part.ends_with("/main.js")).expect("a script");
    let folder = main.trim_end_matches("main.js");
    let mut seen = Vec::new();
    let mut next = vec!["main.js".to_owned()];
    while let Some(name) = next.pop() {
        let script = get(&format!("{folder}{name}")).await;
        assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8", "{name}");
        for import in script.body.split("from \"./").skip(1).filter_map(|rest| rest.split('"').next()) {
            if !seen.iter().any(|known| known == import) {
                seen.push(import.to_owned());
                next.push(import.to_owned());
            }
        }
    }
    seen.sort();
    assert_eq!(seen, ["filter.js", "heat-map.js", "intake.js", "keys.js", "panel.js"]);
}

#[tokio::test]
async fn pages_are_compressed_for_those_who_can() {
    let answer = ask(server(), "/standings", &[("accept-encoding", "gzip")]).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
}
