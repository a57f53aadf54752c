//! A tiny rule set and a tiny company, with names that no page may trust.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use jiff::civil::Date;
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;
use zilu_app::app::RecordingRevision;
use zilu_app::{App, Recording};
use zilu_catalogue::{Catalogue, load, parse_value};
use zilu_engine::{Day, Origin};
use zilu_store::ActBody;
use zilu_web::{WebSettings, router};

/// Taipei, noon of 2025-10-06.
pub(crate) const NOW: i64 = 1_759_723_200;
/// A key that tries everything at once.
pub(crate) const NASTY: &str = "<script>alert(\"1\")</script>&'/../?#%2F|\u{202e}evil";

const EDITION: &str = r#"
pack = "tiny"
title = "小規範 · Tiny rules"
filing = "試字第1號"
effective_date = 2024-07-18
"#;

const FACTS: &str = r#"# 事實 · Facts

## 公司 · company

公司本身，只有一筆。

The company itself.

```toml kind company
label = "公司 · company"
singleton = true
[fields]
name = { label = "公司名稱 · company name", type = "text" }
policy_in_force = { label = "政策有效 · policy in force", type = "yes-no" }
policy = { label = "政策 · policy", type = "file" }
```

## 系統 · system

公司的資訊系統。

The company's systems.

```toml kind system
label = "系統 · system"
key = ["id"]
[fields]
id = { label = "代號 · id", type = "text", required = true }
name = { label = "名稱 · name", type = "text" }
reach = { label = "可及範圍 · reach", type = "enum", values = { internet = "網際網路 · internet", internal = "內部 · internal" } }
in_use = { label = "使用中 · in use", type = "yes-no" }
upstream = { label = "上游系統 · upstream", type = "ref system" }
```

## 掃描 · scan

```toml kind scan
label = "掃描 · scan"
key = ["id"]
event = "on"
[fields]
id = { label = "編號 · id", type = "text", required = true }
system = { label = "系統 · system", type = "ref system", required = true }
on = { label = "掃描日 · scanned on", type = "date" }
complete = { label = "完整 · complete", type = "yes-no" }
report = { label = "報告 · report", type = "file" }
```
"#;

const TERMS: &str = r#"# 詞彙 · Terms

```toml term internet_system
label = "網際網路系統 · internet system"
kind = "system"
is = "reach = internet and in_use"
```
"#;

const READINGS: &str = r#"# 讀法 · Readings

```toml reading quarter-is-calendar
label = "每季是曆季 · each quarter is a calendar quarter"
default = "calendar"
[choices]
calendar = "曆季內至少一次 · once in each calendar quarter"
rolling = "距前次不逾三個月 · within three months of the last one"
```
"#;

const ARTICLE: &str = r#"# 第一條 測試 · Article 1: testing

## a1.1 對外系統每季掃描 · Quarterly scans
第一條第一款 · periodic

對外系統每季掃描一次。

Internet systems are scanned once a quarter.

```toml duty internet-scan
title = "每季掃描 · Quarterly scan"
for = "internet_system"
every = "calendar quarter"
must = "scan where complete"
proof = "report"
phrase = "每季"
reading = ["quarter-is-calendar"]
who = "infosec"

[when.quarter-is-calendar.rolling]
every = "3 months rolling"
```

```case
system web reach=internet in_use=yes since=2025-01-01
system api in_use=yes since=2025-01-01
scan s1 of=web on=2025-02-10 complete=yes report=R-1
2025-03-31  api unproven  web/2025Q1 met
2025-06-30  api unproven  web/2025Q1 met  web/2025Q2 due
2025-07-01  api unproven  web/2025Q1 met  web/2025Q2 late  web/2025Q3 due
```

## a1.2 用詞 · Words
第一條第二款 · definition

說明用詞。

Explains a word.

```toml note
why = "只是定義 · only a definition"
used = ["a1.1"]
```

## a1.3 尚未寫成 · Not written yet
第一條第三款 · standing
"#;

const ANNEX: &str = r#"# 附件一 政策 · Annex 1: policy

## x1.1 有政策 · A policy
附件一第一點 · standing, content

公司訂有政策。

The company has a policy.

```toml duty policy-stands
title = "公司有政策 · The company has a policy"
for = "company"
who = "compliance"
covers = ["standing", "content"]

[[item]]
label = "訂有政策 · a policy exists"
is = "policy_in_force"
proof = "policy"
```

```case
company company policy_in_force=yes policy=P-1 since=2025-01-01
company company policy_in_force=no since=2025-02-01
company company policy_in_force=? since=2025-03-01
2025-01-01  company#1 met
2025-02-01  company#1 breached
2025-03-01  company#1 unproven
```
"#;

const CROSSWALK: &str = "# 對照 · Crosswalk

| clause | framework | control | relation |
|---|---|---|---|
| a1.1 | iso27001 | A.8.8 | intersects |
| a1.1 | iso27001 | A.8.29 | subset |
| a1.1 | csf2 | ID.RA-01 | superset |

none: a1.2, a1.3, x1.1
";

/// The files of the tiny rule set.
pub(crate) fn pack() -> Vec<(String, String)> {
    let files = [
        ("edition.toml", EDITION),
        ("facts.md", FACTS),
        ("terms.md", TERMS),
        ("readings.md", READINGS),
        ("art-01.md", ARTICLE),
        ("annex-1.md", ANNEX),
        ("crosswalk.md", CROSSWALK),
    ];
    files.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

/// A rule set without faults.
pub(crate) fn loaded(files: &[(String, String)]) -> Arc<Catalogue> {
    let (catalogue, faults) = load(files);
    assert!(faults.is_empty(), "{faults:#?}");
    Arc::new(catalogue)
}

fn catalogue() -> Arc<Catalogue> {
    loaded(&pack())
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("a date")
}

/// Kind, key, day on which it was recorded and became true, fields.
pub(crate) type Line<'a> = (&'a str, &'a str, &'a str, &'a [(&'a str, &'a str)]);

pub(crate) fn recording(catalogue: &Catalogue, origin: Origin, lines: &[Line<'_>]) -> Vec<Recording> {
    let one = |(kind, key, day, fields): &Line<'_>| {
        let kind = catalogue.kind(kind).expect("a kind");
        let fields = fields.iter().map(|(name, text)| {
            let field = catalogue.field(kind, name).expect("a field");
            (
                field,
                parse_value(&catalogue.kinds[kind.index()].fields[field.index()].ty, text).expect("a value"),
            )
        });
        Recording {
            act: ActBody::new("tester", "test"),
            recorded_ms: (Day::from(date(day)).start_instant() + 36_000) * 1_000,
            origin,
            revisions: vec![RecordingRevision {
                kind,
                key: (*key).to_owned(),
                effective: date(day),
                fields: fields.collect(),
                void: false,
            }],
        }
    };
    lines.iter().map(one).collect()
}

/// The company: web is scanned in the first quarter, late in the second; api is not classified; the nasty one never.
pub(crate) fn app() -> App {
    let catalogue = catalogue();
    let directory = tempfile::tempdir().expect("a directory").keep();
    let first = Day::from(date("2024-12-31")).start_instant() * 1_000;
    let app = App::create(&directory, Arc::clone(&catalogue), "test.invalid", first, date("2025-10-06"))
        .expect("an app");
    let long = "長".repeat(900);
    let system = |id: &'static str, name: &'static str| {
        [("id", id), ("name", name), ("reach", "internet"), ("in_use", "yes")]
    };
    let attested: Vec<Recording> = recording(
        &catalogue,
        Origin::Attested,
        &[
            ("company", "company", "2025-01-01", &[("name", "測試保險（虛構）<b>")]),
            ("system", "web", "2025-01-02", &system("web", "官網")),
            (
                "system",
                "api",
                "2025-01-02",
                &[("id", "api"), ("name", "介接平臺"), ("in_use", "yes"), ("upstream", "web")],
            ),
            ("system", NASTY, "2025-01-02", &system(NASTY, "=HYPERLINK(\"x\")")),
            ("system", "..", "2025-01-02", &[("id", ".."), ("reach", "internal")]),
            ("system", &long, "2025-01-02", &[("id", &long), ("reach", "internal")]),
        ],
    );
    let measured = recording(
        &catalogue,
        Origin::Measured,
        &[
            (
                "scan",
                "s1",
                "2025-02-10",
                &[
                    ("id", "s1"),
                    ("system", "web"),
                    ("on", "2025-02-10"),
                    ("complete", "yes"),
                    ("report", "R-1"),
                ],
            ),
            (
                "scan",
                "s2",
                "2025-07-15",
                &[
                    ("id", "s2"),
                    ("system", "web"),
                    ("on", "2025-07-15"),
                    ("complete", "yes"),
                    ("report", "R-2"),
                ],
            ),
        ],
    );
    app.record_all(&[attested, measured].concat()).expect("recorded");
    app
}

/// One router for all tests that only read.
pub(crate) fn server() -> Router {
    static SERVER: OnceLock<Router> = OnceLock::new();
    SERVER.get_or_init(|| server_with(WebSettings::default())).clone()
}

/// A router of its own.
pub(crate) fn server_with(settings: WebSettings) -> Router {
    router(Arc::new(app()), Arc::new(|| NOW), settings)
}

/// An answer, read to its end.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("a header of ASCII"))
    }

    /// The JSON under `data`.
    pub(crate) fn data(&self) -> serde_json::Value {
        let mut json: serde_json::Value = serde_json::from_str(&self.body).expect("JSON");
        json["data"].take()
    }
}

/// Asks the shared server.
pub(crate) async fn get(path: &str) -> Answer {
    ask(server(), path, &[]).await
}

/// Asks a server, with headers beside `Host`.
pub(crate) async fn ask(server: Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:8600");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    send(server, request.body(Body::empty()).expect("a request")).await
}

/// Sends a request.
pub(crate) async fn send(server: Router, request: Request<Body>) -> Answer {
    let response = server.oneshot(request).await.expect("infallible");
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 64 << 20).await.expect("a body");
    let body = String::from_utf8_lossy(&bytes).into_owned();
    Answer { status: parts.status, headers: parts.headers, body }
}

/// The part of a page from the first occurrence of a text to the next one of another.
pub(crate) fn between<'a>(body: &'a str, from: &str, to: &str) -> &'a str {
    let start = body.find(from).unwrap_or_else(|| panic!("no {from} in\n{body}"));
    let rest = &body[start..];
    let end = rest.find(to).unwrap_or_else(|| panic!("no {to} in\n{rest}"));
    &rest[..end + to.len()]
}

/// Every byte percent-encoded.
pub(crate) fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
