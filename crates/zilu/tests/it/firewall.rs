//! `zilu firewall analyse`, and what an import of a firewall says about rules that are gone.

use crate::run::{Company, zilu, zilu_zh};

const ASA: &str = "ASA Version 9.16\nhostname edge\ninterface G0\n nameif outside\n!\n\
    access-list in extended permit tcp any host 10.0.0.1 eq ssh\n\
    access-list in extended deny ip any host 10.0.0.1\n\
    access-list in extended permit tcp any host 10.0.0.1 eq www\n\
    access-group in in interface outside\n";

fn file(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join(name);
    std::fs::write(&path, content).expect("file");
    (folder, path.display().to_string())
}

#[test]
fn findings_have_rule_line_and_reason() {
    let (_folder, path) = file("edge.cfg", ASA);
    let run = zilu(["firewall", "analyse", &path, "--on", "2025-06-30"]).exits(1);
    assert!(run.out.contains("risky port") && run.out.contains("opens tcp/22"), "{}", run.out);
    assert!(run.out.contains("covered by rule in 2 in line 7, which does otherwise (deny)"), "{}", run.out);
    assert!(
        run.out.contains("3 rules, 4 findings; the configuration was understood completely"),
        "{}",
        run.out
    );
    let chinese = zilu_zh(["firewall", "analyse", &path, "--on", "2025-06-30"]).exits(1);
    assert!(chinese.out.contains("第 7 行的規則 in 2 已涵蓋，動作不同（deny）"), "{}", chinese.out);
    let json = zilu(["firewall", "analyse", &path, "--on", "2025-06-30", "--json"]).exits(1).json();
    assert_eq!(json[0]["complete"], true);
    assert_eq!(json[0]["findings"].as_array().map(Vec::len), Some(4));
}

#[test]
fn what_is_not_understood_is_never_clean() {
    let (_folder, path) = file("edge.cfg", "ASA Version 9.16\nhostname edge\nfrobnicate password hunter2\n");
    let run = zilu(["firewall", "analyse", &path]).exits(1);
    assert!(run.out.contains("frobnicate password ***"), "{}", run.out);
    assert!(run.out.contains("incomplete and cannot be called clean"), "{}", run.out);
    let (_folder, path) = file("edge.cfg", "ASA Version 9.16\nhostname edge\n");
    zilu(["firewall", "analyse", &path]).exits(0);
    let (_folder, path) = file("list.csv", "a,b\n1,2\n");
    zilu(["firewall", "analyse", &path]).exits(2);
}

#[test]
fn a_zone_matrix_refuses_what_it_does_not_name() {
    let (_folder, path) = file("edge.cfg", ASA);
    let (_zones, zones) = file("zones.csv", "from,to,services\noutside,dmz,tcp/80\n");
    let run = zilu(["firewall", "analyse", &path, "--zones", &zones, "--on", "2025-06-30"]).exits(1);
    assert!(run.out.contains("not in the zone matrix"), "{}", run.out);
    let (_zones, zones) = file("zones.csv", "from,to,services\noutside,dmz,nonsense\n");
    zilu(["firewall", "analyse", &path, "--zones", &zones]).exits(2);
}

#[test]
fn a_rule_that_is_gone_is_no_longer_enabled() {
    let company = Company::new();
    let (_folder, path) = file("edge.cfg", ASA);
    company.zilu(&["import", "--date", "2025-06-01", &path]).exits(0);
    let fewer: String =
        ASA.lines().filter(|line| !line.contains("eq ssh")).map(|line| format!("{line}\n")).collect();
    let (_folder, path) = file("edge.cfg", &format!("{fewer}frobnicate\n"));
    let run = company.zilu(&["import", "--date", "2025-06-10", &path]).exits(0);
    assert!(run.out.contains("0 records are gone after the re-test, 1 was not re-tested"), "{}", run.out);
    let (_folder, path) = file("edge.cfg", &fewer);
    let run = company.zilu(&["import", "--date", "2025-06-20", &path]).exits(0);
    assert!(run.out.contains("1 record is gone after the re-test"), "{}", run.out);
    let listed = |on: &str| {
        let run = company
            .zilu(&["standing", "--duty", "firewall-opening-justified", "--on", on, "--json"])
            .exits(0);
        run.out.matches("\"subject\"").count()
    };
    assert!(listed("2025-06-19") > listed("2025-06-20"));
}
