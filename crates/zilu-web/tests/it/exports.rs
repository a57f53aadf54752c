//! CSV.

use crate::company::get;
use axum::http::StatusCode;

#[tokio::test]
async fn standings_for_a_spreadsheet() {
    let answer = get("/standings.csv?lang=zh&duty=internet-scan&key=web&sort=due").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"zilu-standings-2025-10-06.csv\""
    );
    assert!(answer.body.starts_with('\u{feff}'));
    assert!(answer.body.ends_with("\r\n"));
    insta::assert_snapshot!(answer.body.trim_start_matches('\u{feff}').replace("\r\n", "\n"), @"
    狀態,條款,義務,義務名稱,項目,對象種類,對象,對象名稱,期別／事由,期限,自,權責
    符合,a1.1,internet-scan,每季掃描,,系統,web,官網,2025Q1,2025-03-31,2025-02-10,資安專責單位
    逾期完成,a1.1,internet-scan,每季掃描,,系統,web,官網,2025Q2,2025-06-30,2025-07-15,資安專責單位
    符合,a1.1,internet-scan,每季掃描,,系統,web,官網,2025Q3,2025-09-30,2025-07-15,資安專責單位
    待辦,a1.1,internet-scan,每季掃描,,系統,web,官網,2025Q4,2025-12-31,2025-10-01,資安專責單位
    ");
}

#[tokio::test]
async fn a_formula_stays_a_text() {
    for path in ["/standings.csv", "/registers/system/csv"] {
        let body = get(path).await.body;
        assert!(body.contains("\"'=HYPERLINK(\"\"x\"\")\""), "{path}: {body}");
        assert!(!body.contains(",=") && !body.contains("\"="), "{path}: {body}");
    }
}

#[tokio::test]
async fn a_register_with_all_fields() {
    let answer = get("/registers/scan/csv?lang=zh").await;
    insta::assert_snapshot!(answer.body.trim_start_matches('\u{feff}').replace("\r\n", "\n"), @"
    編號,系統,掃描日,完整,報告,最嚴重狀態
    s1,web,2025-02-10,是,R-1,
    s2,web,2025-07-15,是,R-2,
    ");
}

#[tokio::test]
async fn an_export_counts_as_many_rows_as_the_page() {
    let total = get("/api/standings").await.data()["total"].as_u64().expect("a number");
    let rows = get("/standings.csv").await.body.matches("\r\n").count() as u64;
    assert_eq!(rows, total + 1);
}

#[tokio::test]
async fn faults_of_an_export_are_told_as_a_page() {
    assert_eq!(get("/standings.csv?status=foo").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(get("/registers/nothing/csv").await.status, StatusCode::NOT_FOUND);
    assert_eq!(get("/registers/system/csv?on=foo").await.status, StatusCode::BAD_REQUEST);
}
