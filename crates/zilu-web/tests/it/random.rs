//! No address makes the server stumble.

use crate::company::{ask, server};
use axum::http::StatusCode;
use proptest::prelude::*;

const ROUTES: &[&str] = &[
    "/",
    "/clauses",
    "/clauses/a1.1",
    "/clauses/x1.1",
    "/standings",
    "/standings.csv",
    "/subjects/system",
    "/subjects/system/web",
    "/registers",
    "/reconciliation",
    "/api/reconciliation",
    "/firewalls",
    "/api/firewalls",
    "/registers/system",
    "/registers/scan/csv",
    "/explain",
    "/help",
    "/api/overview",
    "/api/clauses/a1.1",
    "/api/standings",
    "/api/subjects/company/company",
    "/api/registers/system",
    "/api/explain",
    "/texts",
    "/texts/2024-07-18",
    "/texts/compare",
    "/book",
    "/book/art-01",
    "/book/readings",
    "/api/texts/compare",
    "/api/book/x",
    "/nothing",
];

const NAMES: [&str; 30] = [
    "on", "known", "lang", "clause", "duty", "kind", "key", "subject", "status", "who", "due_by", "sort",
    "order", "page", "size", "text", "by", "of", "period", "item", "part", "chapter", "", "x", "old", "new",
    "change", "edition", "words", "official",
];

const WORDS: [&str; 24] = [
    "114/06/30",
    "2025-06-30",
    "民國114年6月30日",
    "2025-06-30T10:00",
    "9999-12-31",
    "1900-01-01",
    "late",
    "met",
    "web",
    "api",
    "internet-scan",
    "system",
    "scan",
    "upstream",
    "a1",
    "a1.1",
    "2025Q2",
    "due",
    "descending",
    "0",
    "1",
    "999999",
    "en",
    "",
];

fn value() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(&WORDS[..]).prop_map(str::to_owned), 1 => any::<String>()]
}

fn query() -> impl Strategy<Value = String> {
    let pair = (prop::sample::select(&NAMES[..]), value());
    let pairs = prop::collection::vec(pair, 0..6)
        .prop_map(|pairs| form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish());
    prop_oneof![6 => pairs, 1 => "[!-~&&[^#\"<>\\\\^`{|}]]{0,60}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn no_query_stumbles(route in prop::sample::select(ROUTES), query in query()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let path = format!("{route}?{query}");
        let answer = runtime.block_on(ask(server(), &path, &[]));
        let usual = [StatusCode::OK, StatusCode::BAD_REQUEST, StatusCode::NOT_FOUND];
        prop_assert!(usual.contains(&answer.status), "{} {}", answer.status, path);
        if answer.header("content-type").starts_with("text/html") && !query.contains("part=") {
            prop_assert_eq!(answer.body.matches("<script").count(), 1, "{}", path);
        }
    }
}
