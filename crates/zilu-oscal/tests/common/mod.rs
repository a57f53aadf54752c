//! A tiny rule set and a tiny company of hostile names, written as OSCAL.
#![allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]

use jiff::civil::{Date, date};
use serde::Serialize;
use serde_json::Value;
use std::sync::Arc;
use zilu_app::app::RecordingRevision;
use zilu_app::{App, Recording};
use zilu_catalogue::{Catalogue, load, parse_value};
use zilu_engine::{Day, Origin};
use zilu_oscal::{Export, catalog::catalog, mapping::mapping, plan::plan, results::results};
use zilu_store::ActBody;

pub const TODAY: Date = date(2025, 10, 6);
/// A key that is no value and no Markdown as it stands.
const NASTY: &str = " <b>{{ insert: param, x }}</b>\n[a](b)";

const EDITION: &str = "
pack = \"tiny\"
title = \"小規範 · Tiny rules\"
filing = \"試字第1號\"
effective_date = 2024-07-18
";

const FACTS: &str = r#"
```toml kind company
label = "公司 · company"
singleton = true
[fields]
name = { label = "公司名稱 · company name", type = "text" }
policy = { label = "政策 · policy", type = "yes-no" }
```

```toml kind system
label = "系統 · system"
key = ["id"]
[fields]
id = { label = "代號 · id", type = "text", required = true }
in_use = { label = "使用中 · in use", type = "yes-no" }
```

```toml kind scan
label = "掃描 · scan"
key = ["id"]
event = "on"
[fields]
id = { label = "編號 · id", type = "text", required = true }
system = { label = "系統 · system", type = "ref system", required = true }
on = { label = "掃描日 · scanned on", type = "date" }
```

```toml kind parameter_value
label = "公司參數 · parameter value"
key = ["name", "since"]
[fields]
name = { label = "參數 · parameter", type = "text", required = true }
since = { label = "自 · since", type = "date", required = true }
value = { label = "值 · value", type = "text" }
```
"#;

const TERMS: &str = "
```toml term used_system
label = \"使用中系統 · system in use\"
kind = \"system\"
is = \"in_use\"
```
";

const ARTICLE: &str = r#"# 第一條 測試 · Article 1: testing

## a1.1 每季掃描 · Quarterly *scans*
第一條第一款 · periodic

每季<掃描>一次。

Scanned once a quarter.

Not twice.

```toml duty quarterly-scan
title = "每季掃描 · Quarterly scan"
for = "used_system"
every = "calendar quarter"
must = "scan"
who = "infosec"
```

```case
system web in_use=yes since=2025-01-01
system api since=2025-01-01
scan s1 of=web on=2025-02-10
2025-03-31  api unproven  web/2025Q1 met
2025-07-01  api unproven  web/2025Q1 met  web/2025Q2 late  web/2025Q3 due
```

## a1.2 用詞 · Words
第一條第二款 · definition

說明用詞。

Explains a word.

```toml note
why = "只是定義 · only a definition"
```

## a1.3 有政策 · A policy
第一條第三款 · standing, content

訂有政策。

There is a policy.

```toml duty policy-stands
title = "公司有政策 · The company has a policy"
for = "company"
who = "compliance"
basis = "attested"
covers = ["standing"]

[[item]]
label = "訂有政策 · a policy exists"
is = "policy"
```

```case
company company policy=yes since=2025-01-01
company company policy=no since=2025-02-01
company company policy=? since=2025-03-01
2025-01-01  company#1 met
2025-02-01  company#1 breached
2025-03-01  company#1 unproven
```
"#;

const CROSSWALK: &str = "
| clause | framework | control | relation |
|---|---|---|---|
| a1.1 | iso27001 | A.8.8 | intersects |
| a1.1 | csf2 | ID.RA-01 | subset |

none: a1.2, a1.3
";

pub fn pack(crosswalk: bool) -> Arc<Catalogue> {
    let mut files =
        vec![("edition.toml", EDITION), ("facts.md", FACTS), ("terms.md", TERMS), ("art-01.md", ARTICLE)];
    if crosswalk {
        files.push(("crosswalk.md", CROSSWALK));
    }
    let files: Vec<(String, String)> =
        files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect();
    let (catalogue, faults) = load(&files);
    assert!(faults.is_empty(), "{faults:#?}");
    Arc::new(catalogue)
}

/// Kind, key and fields, all recorded and true at the beginning of 2025.
pub type Line<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

pub fn company(catalogue: &Arc<Catalogue>, lines: &[Line<'_>]) -> (App, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let app = App::create(folder.path(), Arc::clone(catalogue), "test.invalid", 0, TODAY).expect("an app");
    let revision = |(kind, key, fields): &Line<'_>| {
        let kind = catalogue.kind(kind).expect("a kind");
        let fields = fields.iter().map(|(name, text)| {
            let field = catalogue.field(kind, name).expect("a field");
            let ty = &catalogue.kinds[kind.index()].fields[field.index()].ty;
            (field, parse_value(ty, text).expect("a value"))
        });
        RecordingRevision {
            kind,
            key: (*key).to_owned(),
            effective: date(2025, 1, 1),
            fields: fields.collect(),
            void: false,
        }
    };
    let recording = Recording {
        act: ActBody::new("tester", "test"),
        recorded_ms: Day::from(date(2025, 1, 1)).start_instant() * 1_000,
        origin: Origin::Attested,
        revisions: lines.iter().map(revision).collect(),
    };
    app.record(&recording).expect("recorded");
    (app, folder)
}

/// web was scanned in two quarters of three, api is not classified, the nasty one was never scanned.
pub fn tiny() -> (App, tempfile::TempDir) {
    let system = |id: &'static str| [("id", id), ("in_use", "yes")];
    company(
        &pack(true),
        &[
            ("company", "company", &[("name", "測試保險\u{2028}<b>"), ("policy", "yes")]),
            ("system", "web", &system("web")),
            ("system", "api", &[("id", "api")]),
            ("system", NASTY, &system("x")),
            ("scan", "s1", &[("id", "s1"), ("system", "web"), ("on", "2025-02-10")]),
            ("scan", "s2", &[("id", "s2"), ("system", "web"), ("on", "2025-05-10")]),
            (
                "parameter_value",
                "quarterly-scan.every|2025-01-01",
                &[("name", "quarterly-scan.every"), ("since", "2025-01-01"), ("value", "calendar month")],
            ),
        ],
    )
}

/// One document of a company, as JSON.
pub fn written<D: Serialize>(app: &App, on: Date, write: impl FnOnce(&Export<'_>) -> D) -> Value {
    let (company, ledger) = (app.company_name(), app.ledger_head());
    app.with_lens(Day::from(on), None, |lens| {
        let export =
            Export { lens, company: company.as_deref(), ledger: &ledger, last_modified: 1_759_723_200 };
        serde_json::to_value(write(&export)).expect("JSON")
    })
}

/// All documents of a company.
pub fn documents(app: &App, on: Date) -> [Value; 4] {
    [
        written(app, on, catalog),
        written(app, on, results),
        written(app, on, |export| plan(export, 2)),
        written(app, on, mapping),
    ]
}

pub fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

/// Calls back for every object member, however deep.
pub fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v str, &'v Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                visit(name, member);
                walk(member, visit);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

/// The texts of all members of a name.
pub fn all<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    let mut found = Vec::new();
    walk(value, &mut |member, value| {
        if member == name {
            found.extend(value.as_str());
        }
    });
    found
}
