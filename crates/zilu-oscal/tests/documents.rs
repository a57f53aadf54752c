//! What stands in each document. Whether the published schemas accept them is found out by `schema/check`.

mod common;

use common::{Line, TODAY, all, company, pack, pretty, tiny, written};
use insta::assert_snapshot;
use jiff::civil::{Date, date};
use serde_json::json;
use zilu_oscal::{catalog::catalog, mapping::mapping, plan::plan, results::results};

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
