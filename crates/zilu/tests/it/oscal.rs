//! OSCAL documents as the binary writes them. Whether the published schemas accept them is the business of
//! `crates/zilu-oscal/schema/check`; here: that they can be written, and agree with what else the binary says.

use crate::run::{Company, zilu, zilu_zh};
use serde_json::Value;

fn prop<'v>(of: &'v Value, name: &str) -> Option<&'v str> {
    let props = of["props"].as_array()?;
    props.iter().find(|prop| prop["name"] == name)?["value"].as_str()
}

/// A company with two systems, one of which is not classified.
fn company() -> Company {
    let company = Company::new();
    let file = company.file(
        "system.csv",
        "id,reach,in_use,effective on\nweb,internet,yes,2025-01-01\napi,,yes,2025-01-01\n",
    );
    company.import("csv", &file, &[]);
    company
}

#[test]
fn the_rules_need_no_company() {
    let run = zilu(["oscal", "catalog"]).exits(0);
    assert!(run.err.contains("default values of the rules"), "{}", run.err);
    let catalog = &run.json()["catalog"];
    let groups = catalog["groups"].as_array().unwrap();
    let controls = groups.iter().flat_map(|group| group["controls"].as_array().unwrap()).count();
    assert_eq!((groups.len(), controls), (29, 348));
    assert!(zilu(["oscal", "mapping"]).exits(0).json()["mapping-collection"].is_object());
    let nowhere = Company::new();
    for document in ["catalog", "assessment-results", "poam"] {
        let missing = nowhere.zilu(&["oscal", document]).exits(2);
        assert!(missing.out.is_empty() && missing.err.starts_with("error: "), "{missing:?}");
    }
    assert!(!nowhere.data().exists(), "looking makes nothing");
}

/// Results and plan count what `standing` counts, as of the same day.
#[test]
fn documents_agree_with_the_standings() {
    let company = company();
    let day = ["--on", "2026-06-30"];
    let standings = company.zilu(&[&["standing", "--json"][..], &day].concat()).exits(0).json();
    let results = company.zilu(&[&["oscal", "assessment-results"][..], &day].concat()).exits(0).json();
    let result = &results["assessment-results"]["results"][0];
    let plan = company.zilu(&[&["oscal", "poam", "--subjects", "0"][..], &day].concat()).exits(0).json();
    let items = plan["plan-of-action-and-milestones"]["poam-items"].as_array().unwrap();
    for status in ["late", "breached", "unproven", "due", "met", "met_late", "exempt"] {
        let count = standings["counts"][status].as_u64().unwrap();
        assert_eq!(prop(result, status).unwrap_or("0"), count.to_string(), "{status}");
        if ["late", "breached", "unproven"].contains(&status) {
            let of_status = items.iter().filter(|item| prop(item, "status") == Some(status));
            let sum: u64 =
                of_status.map(|item| prop(item, "standings").unwrap().parse::<u64>().unwrap()).sum();
            assert_eq!(sum, count, "{status}");
        }
    }
    let subjects = items.iter().flat_map(|item| item["props"].as_array().unwrap());
    let listed = subjects.filter(|prop| prop["name"] == "subject").count();
    let standings: usize =
        items.iter().map(|item| prop(item, "standings").unwrap().parse::<usize>().unwrap()).sum();
    assert_eq!(listed, standings);
}

#[test]
fn a_file_is_written_once() {
    let company = company();
    let path = company.data().with_file_name("catalog.json");
    let file = path.to_str().unwrap();
    let run = company.zilu(&["oscal", "catalog", "--output", file]).exits(0);
    assert_eq!(run.out, "");
    assert!(std::fs::read_to_string(&path).unwrap().ends_with("}\n"));
    let again = company.zilu(&["oscal", "catalog", "--output", file]).exits(2);
    assert!(again.err.contains("exists and is not overwritten"), "{}", again.err);
}

#[test]
fn what_cannot_be_written_is_said() {
    insta::assert_snapshot!(zilu(["oscal", "ssp"]).exits(2).err, @"
    error: unrecognized subcommand 'ssp'
    hint: zilu oscal --help shows the usage
    ");
    insta::assert_snapshot!(zilu_zh(["oscal", "poam", "--subjects", "many"]).exits(2).err, @"
    錯誤: --subjects 的值「many」不對，應為 不小於 0 的整數
    提示: 執行 zilu oscal --help 查看用法
    ");
    let before = company().zilu(&["oscal", "poam", "--on", "2020-01-01"]).exits(0);
    assert_eq!(before.out, "");
    insta::assert_snapshot!(before.err, @"note: nothing is late, breached or unproven on 2020-01-01; OSCAL has no empty plan, so none was written");
}
