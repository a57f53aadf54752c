//! A small insurer that has none of many things: nothing is asked of it about them, and nothing is in breach.

use crate::run::Company;

#[test]
fn what_a_company_does_not_have_asks_nothing_of_it() {
    let company = Company::new();
    let nothing = [
        "ecommerce",
        "partners_used",
        "mobile_apps_offered",
        "outsources_it",
        "social_media_used",
        "cloud_used",
        "byod_allowed",
        "biometrics_used",
        "emerging_technology_used",
        "iot_used",
        "remote_work_allowed",
    ];
    let file = company.file(
        "company.csv",
        format!(
            "name,records_since,association,taiwan_branch,{}\n小島產險在台分公司,2025-01-01,nonlife,yes{}\n",
            nothing.join(","),
            ",no".repeat(nothing.len())
        ),
    );
    company.import("csv", &file, &["--kind", "company", "--date", "2025-01-01"]);
    for clause in ["a7", "a8", "a9", "a10", "a12", "a16", "a18", "x2", "x3", "x4", "x5", "x6"] {
        let run =
            company.zilu(&["standing", "--clause", clause, "--on", "2026-06-30", "--json"]).exits(0).json();
        let open: Vec<_> =
            run["standings"].as_array().unwrap().iter().filter(|row| row["status"] != "met").collect();
        assert!(open.is_empty(), "{clause}: {open:?}");
    }
    // What everybody owes is asked all the same.
    let run = company.zilu(&["standing", "--clause", "a4", "--on", "2026-06-30", "--json"]).exits(0).json();
    assert!(!run["standings"].as_array().unwrap().is_empty());
}

#[test]
fn the_head_of_a_taiwan_branch_may_approve_the_plan() {
    let company = Company::new();
    let with = |name: &str, branch: &str| {
        let file =
            company.file(name, format!("name,records_since,taiwan_branch\n某外商產險,2025-01-01,{branch}\n"));
        company.import("csv", &file, &["--kind", "company", "--date", "2025-01-01"]);
    };
    with("company.csv", "yes");
    let plan = company.file(
        "plans.csv",
        "id,version,in_force,approval_level,approved_on,approval_record,delegation\nP-2025,1,yes,branch_head,2025-01-15,A-1,D-1\n",
    );
    company.import("csv", &plan, &["--kind", "assessment_plan", "--date", "2025-01-15"]);
    let approved = || {
        let run = company
            .zilu(&["standing", "--duty", "plan-approved", "--on", "2025-02-01", "--json"])
            .exits(0)
            .json();
        run["standings"][0]["status"].as_str().unwrap_or("none").to_owned()
    };
    assert_eq!(approved(), "met");
    with("corrected.csv", "no");
    assert_eq!(approved(), "breached");
}
