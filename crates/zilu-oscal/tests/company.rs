//! A tiny rule set and a tiny company of hostile names, written as OSCAL.
//!
//! Whether the published schemas accept the documents is found out by `schema/check`; here: what stands in them, that
//! every reference leads somewhere, that identifiers are unique, and that the same in gives the same out.

use insta::assert_snapshot;
use jiff::civil::{Date, date};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use zilu_app::app::RecordingRevision;
use zilu_app::{App, Recording};
use zilu_catalogue::{Catalogue, load, parse_value};
use zilu_engine::{Day, Origin};
use zilu_oscal::{Export, catalog::catalog, mapping::mapping, plan::plan, results::results};
use zilu_store::ActBody;

const TODAY: Date = date(2025, 10, 6);
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

fn pack(crosswalk: bool) -> Arc<Catalogue> {
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
type Line<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

fn company(catalogue: &Arc<Catalogue>, lines: &[Line<'_>]) -> (App, tempfile::TempDir) {
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
fn tiny() -> (App, tempfile::TempDir) {
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
fn written<D: Serialize>(app: &App, on: Date, write: impl FnOnce(&Export<'_>) -> D) -> Value {
    let (company, ledger) = (app.company_name(), app.ledger_head());
    app.with_lens(Day::from(on), None, |lens| {
        let export =
            Export { lens, company: company.as_deref(), ledger: &ledger, last_modified: 1_759_723_200 };
        serde_json::to_value(write(&export)).expect("JSON")
    })
}

/// All documents of a company.
fn documents(app: &App, on: Date) -> [Value; 4] {
    [
        written(app, on, catalog),
        written(app, on, results),
        written(app, on, |export| plan(export, 2)),
        written(app, on, mapping),
    ]
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

/// Calls back for every object member, however deep.
fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v str, &'v Value)) {
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
fn all<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    let mut found = Vec::new();
    walk(value, &mut |member, value| {
        if member == name {
            found.extend(value.as_str());
        }
    });
    found
}

#[test]
fn a_clause_is_a_control() {
    let (app, _folder) = tiny();
    let catalog = written(&app, TODAY, catalog);
    let control = &catalog["catalog"]["groups"][0]["controls"][0];
    assert_snapshot!(pretty(control), @r##"
    {
      "class": "clause",
      "id": "a1.1",
      "links": [
        {
          "href": "#18c0aa73-faf3-5fad-a6f0-4fc0ef84aac3",
          "rel": "reference",
          "resource-fragment": "A.8.8",
          "text": "ISO 27001 A.8.8：部分重疊 · overlaps"
        },
        {
          "href": "#96ffd58a-c062-5d99-8840-779021b94f17",
          "rel": "reference",
          "resource-fragment": "ID.RA-01",
          "text": "NIST CSF 2.0 ID.RA-01：只要求一部分 · a part of it"
        }
      ],
      "params": [
        {
          "constraints": [
            {
              "description": "規範容許的最寬值：每季 · the loosest value that the rules allow is calendar quarter"
            }
          ],
          "id": "quarterly-scan.every",
          "label": "每季掃描：週期 · Quarterly scan: cycle",
          "props": [
            {
              "name": "default",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "calendar quarter"
            },
            {
              "name": "stricter",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "shorter"
            },
            {
              "name": "limit",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "calendar quarter"
            },
            {
              "name": "set-since",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "2025-01-01"
            }
          ],
          "values": [
            "calendar month"
          ]
        }
      ],
      "parts": [
        {
          "id": "a1.1_smt",
          "name": "statement",
          "parts": [
            {
              "id": "a1.1_smt.zh",
              "name": "item",
              "props": [
                {
                  "name": "language",
                  "ns": "https://zilu.invalid/ns/oscal",
                  "value": "zh-Hant-TW"
                }
              ],
              "prose": "每季\\<掃描\\>一次。"
            },
            {
              "id": "a1.1_smt.en",
              "name": "item",
              "props": [
                {
                  "name": "language",
                  "ns": "https://zilu.invalid/ns/oscal",
                  "value": "en"
                }
              ],
              "prose": "Scanned once a quarter.\n\nNot twice."
            }
          ]
        },
        {
          "id": "a1.1_obj.quarterly-scan",
          "name": "assessment-objective",
          "props": [
            {
              "name": "duty",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "quarterly-scan"
            },
            {
              "name": "role",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "infosec"
            },
            {
              "name": "basis",
              "ns": "https://zilu.invalid/ns/oscal",
              "value": "computed"
            }
          ],
          "prose": "對象：使用中系統\n\n應為：掃描\n\n期限：每曆月\n\nSubject: system in use\n\nRequirement: scan\n\nDeadline: each calendar month",
          "title": "每季掃描 · Quarterly scan"
        }
      ],
      "props": [
        {
          "name": "label",
          "value": "第一條第一款"
        },
        {
          "name": "sort-id",
          "value": "0000"
        },
        {
          "name": "executable",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "yes"
        },
        {
          "name": "nature",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "periodic"
        },
        {
          "class": "intersects",
          "name": "iso27001",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "A.8.8"
        },
        {
          "class": "subset",
          "name": "csf2",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "ID.RA-01"
        }
      ],
      "title": "每季掃描 · Quarterly \\*scans\\*"
    }
    "##);
    let definition = &catalog["catalog"]["groups"][0]["controls"][1];
    assert_snapshot!(pretty(&definition["parts"][1]), @r#"
    {
      "id": "a1.2_gdn.1",
      "name": "guidance",
      "prose": "只是定義\n\nonly a definition"
    }
    "#);
}

#[test]
fn metadata_says_who_what_and_when() {
    let (app, _folder) = tiny();
    let mut metadata = written(&app, TODAY, mapping)["mapping-collection"]["metadata"].take();
    for prop in metadata["props"].as_array_mut().expect("props") {
        if prop["name"] == "ledger-root" || prop["name"] == "catalogue-digest" {
            prop["value"] = json!("…");
        }
    }
    metadata["version"] = json!("…");
    assert_snapshot!(pretty(&metadata), @r#"
    {
      "last-modified": "2025-10-06T04:00:00Z",
      "oscal-version": "1.2.3",
      "parties": [
        {
          "name": "測試保險 <b>",
          "type": "organization",
          "uuid": "4a31c992-2128-5d2c-b5f2-b1be1e24434a"
        }
      ],
      "props": [
        {
          "name": "tool",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "zilu 0.1.0"
        },
        {
          "name": "pack",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "tiny"
        },
        {
          "name": "filing",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "試字第1號"
        },
        {
          "class": "sha-256",
          "name": "catalogue-digest",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "…"
        },
        {
          "name": "on",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2025-10-06"
        },
        {
          "name": "ledger-size",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "9"
        },
        {
          "name": "ledger-root",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "…"
        }
      ],
      "remarks": "關係是條文對控制項的關係。只供參考，符合一邊不表示符合另一邊。\n\nRelationships are those of the clause to the control. An aid only: meeting one side does not mean meeting the other.",
      "title": "小規範：對照 · Tiny rules: crosswalk",
      "version": "…"
    }
    "#);
}

#[test]
fn a_finding_per_clause_and_an_observation_per_duty() {
    let (app, _folder) = tiny();
    let results = written(&app, TODAY, results);
    let result = &results["assessment-results"]["results"][0];
    assert_snapshot!(pretty(&result["findings"]), @r#"
    [
      {
        "description": "逾期 13、未證明 1、待辦 2、逾期完成 3、符合 2\n\nlate 13, unproven 1, due 2, met late 3, met 2",
        "props": [
          {
            "class": "standings",
            "name": "late",
            "ns": "https://zilu.invalid/ns/oscal",
            "value": "13"
          },
          {
            "class": "standings",
            "name": "unproven",
            "ns": "https://zilu.invalid/ns/oscal",
            "value": "1"
          },
          {
            "class": "standings",
            "name": "due",
            "ns": "https://zilu.invalid/ns/oscal",
            "value": "2"
          },
          {
            "class": "standings",
            "name": "met_late",
            "ns": "https://zilu.invalid/ns/oscal",
            "value": "3"
          },
          {
            "class": "standings",
            "name": "met",
            "ns": "https://zilu.invalid/ns/oscal",
            "value": "2"
          }
        ],
        "related-observations": [
          {
            "observation-uuid": "59bbab10-4a79-5650-b1a2-06fb6ca67b99"
          }
        ],
        "target": {
          "status": {
            "reason": "fail",
            "remarks": "有逾期或違反 · something is late or breached",
            "state": "not-satisfied"
          },
          "target-id": "a1.1_smt",
          "type": "statement-id"
        },
        "title": "a1.1 每季掃描 · Quarterly \\*scans\\*",
        "uuid": "9e2f7e9a-cd2b-53de-a590-a66352720cd5"
      },
      {
        "description": "符合 1\n\nmet 1",
        "props": [
          {
            "class": "standings",
            "name": "met",
            "ns": "https://zilu.invalid/ns/oscal",
            "value": "1"
          }
        ],
        "related-observations": [
          {
            "observation-uuid": "2a122c38-f9c4-5d4c-83e7-c673a4b7e337"
          }
        ],
        "target": {
          "status": {
            "reason": "other",
            "remarks": "條文有性質尚未可執行 · a nature of the clause is not yet executable",
            "state": "not-satisfied"
          },
          "target-id": "a1.3_smt",
          "type": "statement-id"
        },
        "title": "a1.3 有政策 · A policy",
        "uuid": "6636595a-65f4-51f7-8de1-0313a239351e"
      }
    ]
    "#);
    assert_snapshot!(pretty(&result["observations"][0]), @r#"
    {
      "collected": "2025-10-06T23:59:59+08:00",
      "description": "逾期 13、未證明 1、待辦 2、逾期完成 3、符合 2\n\nlate 13, unproven 1, due 2, met late 3, met 2",
      "methods": [
        "EXAMINE"
      ],
      "props": [
        {
          "name": "duty",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "quarterly-scan"
        },
        {
          "name": "role",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "infosec"
        },
        {
          "name": "basis",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "computed"
        },
        {
          "class": "standings",
          "name": "late",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "13"
        },
        {
          "class": "standings",
          "name": "unproven",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "1"
        },
        {
          "class": "standings",
          "name": "due",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2"
        },
        {
          "class": "standings",
          "name": "met_late",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "3"
        },
        {
          "class": "standings",
          "name": "met",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2"
        }
      ],
      "title": "每季掃描 · Quarterly scan",
      "types": [
        "control-objective"
      ],
      "uuid": "59bbab10-4a79-5650-b1a2-06fb6ca67b99"
    }
    "#);
    assert_snapshot!(pretty(&json!([result["title"], result["start"], result["end"], result["props"], result["reviewed-controls"]])), @r#"
    [
      "基準日 2025-10-06 之狀態 · standings as of 2025-10-06",
      "2024-07-18T00:00:00+08:00",
      "2025-10-06T23:59:59+08:00",
      [
        {
          "class": "standings",
          "name": "late",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "13"
        },
        {
          "class": "standings",
          "name": "unproven",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "1"
        },
        {
          "class": "standings",
          "name": "due",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2"
        },
        {
          "class": "standings",
          "name": "met_late",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "3"
        },
        {
          "class": "standings",
          "name": "met",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "3"
        },
        {
          "name": "clauses-satisfied",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "0"
        },
        {
          "name": "clauses-not-satisfied",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2"
        },
        {
          "name": "clauses-without-standing",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "0"
        }
      ],
      {
        "control-selections": [
          {
            "include-controls": [
              {
                "control-id": "a1.1"
              },
              {
                "control-id": "a1.3"
              }
            ]
          }
        ]
      }
    ]
    "#);
}

/// What counts against a clause, from one day to the next: nothing due yet, unproven, breached; the clause of the
/// policy has a nature that no duty covers.
#[test]
fn nothing_is_satisfied_that_is_not_shown() {
    let state = |lines: &[Line<'_>], on: Date| {
        let (app, _folder) = company(&pack(true), lines);
        let results = written(&app, on, results);
        let findings = results["assessment-results"]["results"][0]["findings"].clone();
        let findings: Vec<String> = findings
            .as_array()
            .into_iter()
            .flatten()
            .map(|finding| {
                let (target, status) = (&finding["target"]["target-id"], &finding["target"]["status"]);
                format!("{target} {} {}: {}", status["state"], status["reason"], status["remarks"])
            })
            .collect();
        findings.join("\n").replace('"', "")
    };
    let web: Line<'_> = ("system", "web", &[("id", "web"), ("in_use", "yes")]);
    let scan: Line<'_> = ("scan", "s1", &[("id", "s1"), ("system", "web"), ("on", "2025-01-01")]);
    let policy: Line<'_> = ("company", "company", &[("policy", "yes")]);
    let none: Line<'_> = ("company", "company", &[("policy", "no")]);
    let first = date(2025, 1, 1);
    assert_snapshot!(state(&[web], first), @"
    a1.1_smt satisfied other: 均未到期，尚無可驗 · nothing is due yet, so nothing was shown yet
    a1.3_smt not-satisfied other: 有未證明者：缺事實或佐證 · something is unproven: a fact or its proof is missing
    ");
    assert_snapshot!(state(&[web, scan, policy], first), @"
    a1.1_smt satisfied pass: 已到期者均符合 · all that was due is met
    a1.3_smt not-satisfied other: 條文有性質尚未可執行 · a nature of the clause is not yet executable
    ");
    assert_snapshot!(state(&[web, none], date(2025, 4, 1)), @"
    a1.1_smt not-satisfied fail: 有逾期或違反 · something is late or breached
    a1.3_smt not-satisfied fail: 有逾期或違反 · something is late or breached
    ");
    assert_snapshot!(state(&[("system", "api", &[("id", "api")])], first), @"
    a1.1_smt not-satisfied other: 有未證明者：缺事實或佐證 · something is unproven: a fact or its proof is missing
    a1.3_smt not-satisfied other: 有未證明者：缺事實或佐證 · something is unproven: a fact or its proof is missing
    ");
}

#[test]
fn what_is_open_is_a_plan() {
    let (app, _folder) = tiny();
    let plan = written(&app, TODAY, |export| plan(export, 2));
    let plan = &plan["plan-of-action-and-milestones"];
    assert_snapshot!(pretty(&plan["poam-items"][0]), @r#"
    {
      "description": "逾期 13 筆，最早的期限 2025-01-31，最早自 2025-02-01 起。\n\nlate: 13, the earliest due date is 2025-01-31, the oldest is so since 2025-02-01.",
      "props": [
        {
          "name": "clause",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "a1.1"
        },
        {
          "name": "duty",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "quarterly-scan"
        },
        {
          "name": "role",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "infosec"
        },
        {
          "name": "status",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "late"
        },
        {
          "name": "standings",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "13"
        },
        {
          "name": "subjects-listed",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2"
        },
        {
          "name": "since",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2025-02-01"
        },
        {
          "name": "due-first",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2025-01-31"
        },
        {
          "name": "due-last",
          "ns": "https://zilu.invalid/ns/oscal",
          "value": "2025-09-30"
        },
        {
          "name": "subject",
          "ns": "https://zilu.invalid/ns/oscal",
          "remarks": "2025-01; due 2025-01-31; since 2025-02-01",
          "value": "system/ <b>{{ insert: param, x }}</b> [a](b)"
        },
        {
          "name": "subject",
          "ns": "https://zilu.invalid/ns/oscal",
          "remarks": "2025-02; due 2025-02-28; since 2025-03-01",
          "value": "system/ <b>{{ insert: param, x }}</b> [a](b)"
        }
      ],
      "related-risks": [
        {
          "risk-uuid": "70d2d1a6-55d6-5838-ae45-ba5fe81ae3d1"
        }
      ],
      "title": "a1.1 逾期：每季掃描 · late: Quarterly scan",
      "uuid": "41b0142f-312a-5ff6-832f-e4d68fb332b8"
    }
    "#);
    assert_snapshot!(pretty(&plan["risks"][0]), @r#"
    {
      "deadline": "2025-01-31T23:59:59+08:00",
      "description": "逾期 13 筆，最早的期限 2025-01-31，最早自 2025-02-01 起。\n\nlate: 13, the earliest due date is 2025-01-31, the oldest is so since 2025-02-01.",
      "remediations": [
        {
          "description": "掃描\n\nscan",
          "lifecycle": "recommendation",
          "tasks": [
            {
              "responsible-roles": [
                {
                  "role-id": "infosec"
                }
              ],
              "timing": {
                "on-date": {
                  "date": "2025-01-31T23:59:59+08:00"
                }
              },
              "title": "a1.1 逾期：每季掃描 · late: Quarterly scan",
              "type": "milestone",
              "uuid": "4c9a4ea1-0ff9-58c4-99c3-91cc48baca21"
            }
          ],
          "title": "a1.1 逾期：每季掃描 · late: Quarterly scan",
          "uuid": "2bdaec4f-94e3-552c-8f75-fffeee961947"
        }
      ],
      "statement": "掃描\n\nscan",
      "status": "open",
      "title": "a1.1 逾期：每季掃描 · late: Quarterly scan",
      "uuid": "70d2d1a6-55d6-5838-ae45-ba5fe81ae3d1"
    }
    "#);
    let titles: Vec<&str> = all(&plan["poam-items"], "title");
    assert_snapshot!(titles.join("\n"), @"
    a1.1 逾期：每季掃描 · late: Quarterly scan
    a1.1 未證明：每季掃描 · unproven: Quarterly scan
    ");
}

#[test]
fn the_crosswalk_is_a_mapping() {
    let (app, _folder) = tiny();
    let mapping = written(&app, TODAY, mapping);
    let csf = &mapping["mapping-collection"]["mappings"][1];
    assert_snapshot!(pretty(&csf["maps"]), @r#"
    [
      {
        "relationship": "subset-of",
        "sources": [
          {
            "id-ref": "a1.1",
            "type": "control"
          }
        ],
        "targets": [
          {
            "id-ref": "ID.RA-01",
            "type": "control"
          }
        ],
        "uuid": "288ad516-c463-5c09-bd34-3692491f29f5"
      }
    ]
    "#);
    assert_eq!(csf["source-gap-summary"]["unmapped-controls"][0]["with-ids"], json!(["a1.2", "a1.3"]));
    let gap = &csf["target-gap-summary"]["unmapped-controls"][0]["with-ids"];
    assert_eq!(gap.as_array().map(Vec::len), Some(105));
}

#[test]
fn what_oscal_cannot_say_is_not_written() {
    let (app, _folder) = company(&pack(false), &[("company", "company", &[("policy", "yes")])]);
    assert_eq!(written(&app, TODAY, |export| plan(export, 2)), Value::Null);
    assert_eq!(written(&app, TODAY, mapping), Value::Null);
    let catalog = written(&app, TODAY, catalog);
    assert_eq!(catalog["catalog"]["back-matter"], Value::Null);
    assert_eq!(all(&catalog, "resource-fragment"), Vec::<&str>::new());
}

/// The same twice, whatever the hour; another document for another day.
#[test]
fn the_same_in_the_same_out() {
    let (app, _folder) = tiny();
    let (one, two) = (documents(&app, TODAY), documents(&app, TODAY));
    assert_eq!(one, two);
    let yesterday = documents(&app, date(2025, 10, 5));
    for (today, yesterday) in one.iter().zip(&yesterday) {
        let root = |document: &Value| {
            let root = document.as_object().and_then(|object| object.values().next()).expect("a root");
            root["uuid"].as_str().expect("a UUID").to_owned()
        };
        assert_ne!(root(today), root(yesterday));
    }
    let items = |documents: &[Value; 4]| {
        let items = documents[2]["plan-of-action-and-milestones"]["poam-items"].clone();
        all(&items, "uuid").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(items(&one), items(&yesterday), "an item of a plan stays itself from day to day");
}

#[test]
fn identifiers_are_unique_and_references_lead_somewhere() {
    let (app, _folder) = tiny();
    let documents = documents(&app, TODAY);
    let controls: BTreeSet<&str> = all(&documents[0], "id").into_iter().collect();
    for document in &documents {
        let uuids = all(document, "uuid");
        let known: BTreeSet<&str> = uuids.iter().copied().collect();
        assert_eq!(known.len(), uuids.len(), "{uuids:?}");
        for uuid in &uuids {
            assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'5', "{uuid}");
        }
        for href in all(document, "href") {
            assert!(known.contains(href.trim_start_matches('#')), "{href}");
        }
        for name in ["observation-uuid", "risk-uuid"] {
            assert!(all(document, name).iter().all(|uuid| known.contains(uuid)), "{name}");
        }
        let roles: BTreeSet<&str> = all(document, "id").into_iter().collect();
        assert!(all(document, "role-id").iter().all(|role| roles.contains(role)));
        for name in ["control-id", "target-id"] {
            assert!(all(document, name).iter().all(|id| controls.contains(id)), "{name}");
        }
    }
    let ids = all(&documents[0], "id");
    assert_eq!(controls.len(), ids.len(), "{ids:?}");
}

/// Values and titles of OSCAL are single lines without blanks at the ends; no list and no text is empty.
#[test]
fn hostile_names_stay_within_the_format() {
    let (app, _folder) = tiny();
    for document in documents(&app, TODAY) {
        for name in ["value", "title", "name", "label"] {
            for text in all(&document, name) {
                assert!(!text.contains('\n') && text.trim() == text && !text.is_empty(), "{name}: {text:?}");
            }
        }
        walk(&document, &mut |name, value| {
            assert!(value.as_array().is_none_or(|list| !list.is_empty()), "{name} is empty");
        });
        for name in ["title", "description", "prose", "remarks", "text"] {
            assert!(all(&document, name).iter().all(|text| !text.contains("{{") && !text.contains("<b>")));
        }
    }
}
