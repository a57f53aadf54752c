//! The JSON of each noun.

use crate::company::get;
use axum::http::StatusCode;

fn pretty(value: &serde_json::Value) -> String {
    serde_json::to_string_pretty(value).expect("JSON")
}

#[tokio::test]
async fn an_answer_says_what_it_is_of() {
    let mut answer: serde_json::Value =
        serde_json::from_str(&get("/api/clauses?on=114/06/30&known=2025-07-01").await.body).expect("JSON");
    answer["data"].take();
    insta::assert_snapshot!(answer, @r#"{"company":"測試保險（虛構）<b>","data":null,"known":"2025-07-01","on":"2025-06-30"}"#);
    let moment: serde_json::Value =
        serde_json::from_str(&get("/api/clauses?known=2025-07-01T08:30%2B08:00").await.body).expect("JSON");
    assert_eq!(moment["known"], "2025-07-01T08:30:00+08:00");
}

#[tokio::test]
async fn standings() {
    let data = get("/api/standings?key=web&status=met_late").await.data();
    insta::assert_snapshot!(pretty(&data), @r#"
    {
      "counts": {
        "breached": 0,
        "due": 1,
        "exempt": 0,
        "late": 0,
        "met": 2,
        "met_late": 1,
        "unproven": 0
      },
      "page": 1,
      "pages": 1,
      "rows": [
        {
          "clause": "a1.1",
          "due": "2025-06-30",
          "duty": "internet-scan",
          "item": 0,
          "item_label": null,
          "kind": "system",
          "name": "官網",
          "period": "2025Q2",
          "since": "2025-07-15",
          "status": "met_late",
          "subject": "web",
          "title": {
            "en": "Quarterly scan",
            "zh": "每季掃描"
          },
          "who": "infosec"
        }
      ],
      "size": 200,
      "total": 1
    }
    "#);
}

#[tokio::test]
async fn clauses_tell_what_is_executable() {
    let data = get("/api/clauses").await.data();
    assert_eq!(data["coverage"], serde_json::json!([3, 4]));
    insta::assert_snapshot!(pretty(&data["chapters"][1]), @r#"
    {
      "clauses": [
        {
          "citation": "附件一第一點",
          "counts": {
            "breached": 0,
            "due": 0,
            "exempt": 0,
            "late": 0,
            "met": 0,
            "met_late": 0,
            "unproven": 1
          },
          "duties": 1,
          "executable": true,
          "id": "x1.1",
          "natures": [
            {
              "en": "standing",
              "zh": "建置"
            },
            {
              "en": "content",
              "zh": "內容"
            }
          ],
          "title": {
            "en": "A policy",
            "zh": "有政策"
          },
          "worst": "unproven"
        }
      ],
      "id": "annex-1",
      "prefix": "x1",
      "title": {
        "en": "Annex 1: policy",
        "zh": "附件一 政策"
      },
      "worst": "unproven"
    }
    "#);
    let clause = get("/api/clauses/a1.1").await.data();
    insta::assert_snapshot!(pretty(&clause["duties"][0]["parameters"]), @r#"
    [
      {
        "label": {
          "en": "Quarterly scan: cycle",
          "zh": "每季掃描：週期"
        },
        "limit": {
          "en": "each calendar quarter",
          "zh": "每曆季"
        },
        "name": "internet-scan.every",
        "since": null,
        "value": {
          "en": "each calendar quarter",
          "zh": "每曆季"
        }
      },
      {
        "label": {
          "en": "Quarterly scan: cycle (within three months of the last one)",
          "zh": "每季掃描：週期（距前次不逾三個月）"
        },
        "limit": {
          "en": "every 3 months (from the last)",
          "zh": "每 3 個月（自前次起）"
        },
        "name": "internet-scan.every.rolling",
        "since": null,
        "value": {
          "en": "every 3 months (from the last)",
          "zh": "每 3 個月（自前次起）"
        }
      }
    ]
    "#);
}

#[tokio::test]
async fn overview_counts_add_up() {
    let data = get("/api/overview").await.data();
    let counts = data["counts"].as_object().expect("counts");
    let sum: u64 = counts.values().filter_map(serde_json::Value::as_u64).sum();
    let total = get("/api/standings").await.data()["total"].as_u64().expect("a number");
    assert_eq!(sum, total);
    assert!(total > 5, "{total}");
    assert_eq!(data["trend"].as_array().map(Vec::len), Some(13));
}

#[tokio::test]
async fn explanations_name_the_missing_fact() {
    let data = get("/api/explain?duty=internet-scan&subject=api").await.data();
    assert_eq!(data["standing"]["status"], "unproven");
    insta::assert_snapshot!(pretty(&data["missing"]), @r#"
    [
      {
        "field": "reach",
        "key": "api",
        "kind": "system",
        "kind_label": {
          "en": "system",
          "zh": "系統"
        },
        "label": {
          "en": "reach",
          "zh": "可及範圍"
        },
        "revision": null,
        "value": null
      }
    ]
    "#);
    insta::assert_snapshot!(pretty(&data["next_step"]), @r#"
    {
      "en": "The information security unit records reach of system “api”; until then it does not count as met.",
      "zh": "請資安專責單位補登系統「api」的可及範圍；補登之前不視為符合。"
    }
    "#);
}

#[tokio::test]
async fn subjects_and_registers() {
    let subject = get("/api/subjects/system/web").await.data();
    insta::assert_snapshot!(pretty(&subject["fields"][2]), @r#"
    {
      "label": {
        "en": "reach",
        "zh": "可及範圍"
      },
      "name": "reach",
      "personal": false,
      "refers_to": null,
      "stated": {
        "effective": "2025-01-02",
        "entry": 4,
        "origin": "attested",
        "recorded": 1735783200,
        "source": {
          "act": 3,
          "actor": "tester",
          "command": "test"
        },
        "void": false
      },
      "value": {
        "en": "internet",
        "zh": "網際網路"
      }
    }
    "#);
    let register = get("/api/registers/scan").await.data();
    insta::assert_snapshot!(pretty(&register["rows"]), @r#"
    [
      {
        "cells": [
          {
            "en": "s1",
            "zh": "s1"
          },
          {
            "en": "web",
            "zh": "web"
          },
          {
            "en": "2025-02-10",
            "zh": "114/02/10"
          },
          {
            "en": "yes",
            "zh": "是"
          },
          {
            "en": "R-1",
            "zh": "R-1"
          }
        ],
        "due": null,
        "key": "s1",
        "worst": null
      },
      {
        "cells": [
          {
            "en": "s2",
            "zh": "s2"
          },
          {
            "en": "web",
            "zh": "web"
          },
          {
            "en": "2025-07-15",
            "zh": "114/07/15"
          },
          {
            "en": "yes",
            "zh": "是"
          },
          {
            "en": "R-2",
            "zh": "R-2"
          }
        ],
        "due": null,
        "key": "s2",
        "worst": null
      }
    ]
    "#);
    let kinds = get("/api/registers").await.data();
    assert_eq!(kinds[1]["records"], 5);
}

#[tokio::test]
async fn problems_come_in_both_languages_all_at_once() {
    let bad = get("/api/standings?status=late&status=foo&who=me&sort=x&page=0&size=9999&due_by=soon&duty=no&kind=no&clause=b9&on=114/13/1&known=2031-01-01").await;
    assert_eq!(
        (bad.status, bad.header("content-type")),
        (StatusCode::BAD_REQUEST, "application/problem+json")
    );
    let json: serde_json::Value = serde_json::from_str(&bad.body).expect("JSON");
    assert_eq!(json["complaints"].as_array().map(Vec::len), Some(11), "{json:#}");
    insta::assert_snapshot!(pretty(&json["complaints"][0]), @r#"
    {
      "about": {
        "en": "as-of date (on)",
        "zh": "基準日（on）"
      },
      "expected": {
        "en": "an AD date such as 2024-07-18, 2024/7/18 or 20240718, or an ROC date such as 113年7月18日, 113/07/18 or 1130718",
        "zh": "113年7月18日、113/07/18、113-07-18、1130718，或西元 2024-07-18、2024/7/18、20240718"
      },
      "fault": {
        "en": "`114/13/1`: there is no such day",
        "zh": "「114/13/1」：沒有這一天"
      }
    }
    "#);
    let missing = get("/api/clauses/zz").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    insta::assert_snapshot!(missing.body, @r#"{"type":"about:blank","status":404,"title":"Nothing here","detail":"There is no leaf clause “zz”; choose one from the list of clauses.","titles":{"zh":"查無資料","en":"Nothing here"},"details":{"zh":"沒有「zz」這個末層條款；請由條文目錄選取。","en":"There is no leaf clause “zz”; choose one from the list of clauses."}}"#);
    let bare = get("/api/explain").await;
    assert_eq!(bare.status, StatusCode::BAD_REQUEST);
    assert_eq!(get("/api/nothing").await.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn a_clause_carries_its_crosswalk() {
    let data = get("/api/clauses/a1.1").await.data();
    insta::assert_snapshot!(pretty(&data["crosswalk"][2]), @r#"
    {
      "control": "ID.RA-01",
      "framework": "csf2",
      "framework_title": {
        "en": "NIST Cybersecurity Framework 2.0",
        "zh": "NIST 網路安全框架 2.0"
      },
      "relation": "superset",
      "relation_words": {
        "en": "all of it and more",
        "zh": "全部，且更多"
      }
    }
    "#);
    assert_eq!(data["crosswalk"].as_array().map(Vec::len), Some(3));
    assert_eq!(get("/api/clauses/a1.2").await.data()["crosswalk"], serde_json::json!([]));
}
