//! Lists of standings as people ask for them: about one system, by role, by the words that tables show.

use crate::run::{Company, number, zilu, zilu_zh};

fn company() -> Company {
    let company = Company::new();
    let day = ["--date", "2025-01-01"];
    for (kind, table) in [
        ("system", "id,reach,in_use\nweb,internet,yes\napi,isolated,yes\n"),
        ("host", "name,system,in_use\nh1,web,yes\nh2,api,yes\n"),
        ("person", "employee_no,employment\ne1,suspended\n"),
        (
            "account",
            "system,name,holder,relation,type,enabled\nweb,a1,e1,internal,human,yes\nweb,a2,e1,internal,human,no\n",
        ),
    ] {
        let file = company.file(&format!("{kind}.csv"), table);
        company.import("csv", &file, &[&["--kind", kind][..], &day].concat());
    }
    company
}

#[test]
fn all_duties_about_a_system_are_listed_with_its_hosts_and_accounts() {
    let company = company();
    let listed = |about: &str| {
        let json =
            company.zilu(&["standing", "--on", "2025-06-30", "--about", about, "--json"]).exits(0).json();
        let mut subjects: Vec<String> = json["standings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| format!("{}/{}", row["kind"].as_str().unwrap(), row["subject"].as_str().unwrap()))
            .collect();
        subjects.sort();
        subjects.dedup();
        subjects
    };
    let web = listed("system/web");
    for subject in ["system/web", "host/h1", "account/web|a1"] {
        assert!(web.iter().any(|known| known == subject), "{subject}: {web:?}");
    }
    assert!(!web.iter().any(|subject| subject == "host/h2" || subject == "system/api"), "{web:?}");
    assert!(listed("person/e1").iter().any(|subject| subject == "account/web|a1"));
    for wrong in ["web", "system/none", "dragon/web"] {
        let run = company.zilu(&["standing", "--about", wrong]).exits(2);
        assert!(
            run.err.starts_with(&format!("error: no such record: {wrong}\nhint: write KIND/KEY")),
            "{}",
            run.err
        );
    }
}

#[test]
fn labels_that_tables_show_are_taken_for_their_words() {
    let company = company();
    let data = company.data().display().to_string();
    let by = |status: &str, who: &str| {
        let arguments =
            ["standing", "--data", &data, "--on", "2025-06-30", "--status", status, "--who", who, "--json"];
        number(&zilu(arguments).exits(0).json()["total"])
    };
    let total = by("late,breached,unproven", "it");
    assert!(total > 0);
    let role = zilu_catalogue::Role::ALL.into_iter().find(|role| role.word() == "it").unwrap().label();
    assert_eq!(by("逾期,違反,未證明", role.0), total);
    assert_eq!(by("late,breached,unproven", role.1), total);
    let table = zilu_zh(["standing", "--data", &data, "--on", "2025-06-30", "--limit", "5"]).exits(0);
    assert!(table.out.contains("輪到誰") && table.out.contains("114/"), "{}", table.out);
    assert!(table.err.contains("基準日 114/06/30"), "{}", table.err);
}

#[test]
fn counts_are_taken_by_clause_duty_kind_or_role() {
    let company = company();
    let on = ["standing", "--on", "2025-06-30", "--json"];
    let total = number(&company.zilu(&on).exits(0).json()["total"]);
    for by in ["clause", "duty", "kind", "who"] {
        let lines = company.zilu(&[&on[..], &["--count-by", by]].concat()).exits(0).json();
        let sum: u64 = lines
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line["counts"].as_object().unwrap().values().map(number).sum::<u64>())
            .sum();
        assert_eq!(sum, total, "{by}");
        assert!(lines[0][by].is_string(), "{by}: {}", lines[0]);
    }
    assert_eq!(
        company.zilu(&[&on[..], &["--count"]].concat()).exits(0).out,
        company.zilu(&[&on[..], &["--count-by", "clause"]].concat()).exits(0).out
    );
}

#[test]
fn what_falls_due_is_neither_done_nor_late() {
    let company = company();
    let ask = |more: &[&str]| {
        let on = ["standing", "--on", "2025-06-30", "--due-by", "2026-06-30", "--json"];
        company.zilu(&[&on[..], more].concat()).exits(0).json()
    };
    let due = ask(&[]);
    assert!(number(&due["total"]) > 0 && due["total"] == due["counts"]["due"], "{}", due["counts"]);
    assert!(number(&ask(&["--status", "late"])["counts"]["late"]) > 0);
}

#[test]
fn the_accounts_of_one_holder_are_listed_with_what_is_wrong() {
    let company = company();
    let view = company.zilu(&["accounts", "--holder", "e1", "--on", "2025-06-30", "--json"]).exits(1).json();
    let rows: Vec<_> = view["rows"].as_array().unwrap().iter().map(|row| &row["enabled"]).collect();
    assert_eq!(rows, [&serde_json::json!(true), &serde_json::json!(false)]);
    company.zilu(&["accounts", "--holder", "nobody", "--on", "2025-06-30"]).exits(0);
}

#[test]
fn a_kind_that_is_nearly_named_is_suggested() {
    let run = zilu_zh(["template", "系統"]).exits(2);
    assert!(run.err.contains("是否為：") && run.err.contains("（system）"), "{}", run.err);
    let run = zilu(["template", "hosts"]).exits(2);
    assert!(run.err.contains("did you mean") && run.err.contains("host (host)"), "{}", run.err);
}

#[test]
fn nearly_right_headings_are_told_the_nearest_kind_and_no_rows_are_remarked() {
    let company = Company::new();
    let wrong = company.file("清單.csv", "系統代碼,系統名稱,可及範圍\nweb,官網,網際網路\n");
    let run = company.try_import("csv", &wrong, &["--date", "2025-01-01"]).exits(2);
    assert!(run.err.contains("it could be system (system)"), "{}", run.err);
    let empty = company.file("system.csv", "id,reach,in_use\n");
    let data = company.data().display().to_string();
    let run = zilu(["import", "--data", &data, "--date", "2025-01-01", empty.to_str().unwrap()]).exits(0);
    assert!(run.err.contains("there is no row below"), "{run:?}");
    let many = company.file("person.csv", "員工編號,甲,乙,丙\n1,1,1,1\n");
    let run = company.try_import("csv", &many, &["--date", "2025-01-01"]).exits(2);
    assert_eq!(run.err.matches("zilu template person").count(), 1, "{}", run.err);
}
