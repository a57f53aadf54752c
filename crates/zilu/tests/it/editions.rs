//! Two editions of the rules side by side, and the company's own duties beside them.

use crate::run::{Company, zilu};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/insurance-infosec")
}

/// A second edition in force from 2027: high findings of internet systems in one month, firewall rules no longer reviewed.
fn second_edition(company: &Company) -> String {
    let folder = company.data().with_file_name("second");
    fs::create_dir(&folder).unwrap();
    for entry in fs::read_dir(rules()).unwrap().flatten() {
        fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    let change = |file: &str, pairs: &[(&str, &str)]| {
        let path = folder.join(file);
        let mut text = fs::read_to_string(&path).unwrap();
        for (old, new) in pairs {
            assert!(text.contains(old), "{file} has no {old}");
            text = text.replacen(old, new, 1);
        }
        fs::write(path, text).unwrap();
    };
    change("edition.toml", &[("2024-07-18", "2027-01-01")]);
    let art_14 = fs::read_to_string(folder.join("art-14.md")).unwrap();
    let duty = art_14.split("duty internet-high-finding-fix\n").nth(1).unwrap();
    let fence = duty.split("```").next().unwrap();
    let shorter = fence.replacen("within = \"2 months\"", "within = \"1 month\"", 1).replacen(
        "phrase = \"2 個月\"\n",
        "",
        1,
    );
    assert_ne!(shorter, fence);
    change("art-14.md", &[(fence, &shorter)]);
    folder.to_str().unwrap().to_owned()
}

fn company_with_findings() -> Company {
    let company = Company::new();
    let since = ["--date", "2025-01-01"];
    let systems = company.file("systems.csv", "id,reach,in_use,class,core\nweb,internet,yes,one,no\n");
    let hosts = company.file("hosts.csv", "name,system,in_use\nh1,web,yes\n");
    let findings = company.file(
        "findings.csv",
        "host,rule,place,risk,present,first_seen_on,effective_on\n\
         h1,n1,443/tcp,high,yes,2026-11-20,2026-11-20\n\
         h1,n2,443/tcp,high,yes,2027-01-31,2027-01-31\n",
    );
    company.import("csv", &systems, &since);
    company.import("csv", &hosts, &since);
    company.import("csv", &findings, &[]);
    company
}

fn standings(company: &Company, duty: &str, on: &str, more: &[&str]) -> Vec<(String, String, Value)> {
    let list = ["standing", "--duty", duty, "--on", on, "--json"];
    let run = company.zilu(&[&list[..], more].concat()).exits(0).json();
    let text = |row: &Value, field: &str| row[field].as_str().unwrap_or_default().to_owned();
    let rows = run["standings"].as_array().unwrap().iter();
    rows.map(|row| (text(row, "subject"), text(row, "status"), row["due"].clone())).collect()
}

#[test]
fn a_clock_that_began_under_the_old_edition_runs_by_the_old_time() {
    let company = company_with_findings();
    let second = second_edition(&company);
    let pack = ["--pack", second.as_str()];
    let fix = |on: &str| standings(&company, "internet-high-finding-fix", on, &pack);
    let old = |status: &str| ("h1|n1|443/tcp".to_owned(), status.to_owned(), "2027-01-20".into());
    assert_eq!(fix("2026-12-31"), [old("due")], "the first edition");
    assert_eq!(fix("2027-01-01"), [old("due")], "the second edition, the old time");
    assert_eq!(fix("2027-01-20"), [old("due")]);
    let new = |status: &str| ("h1|n2|443/tcp".to_owned(), status.to_owned(), "2027-02-28".into());
    assert_eq!(fix("2027-02-28"), [old("late"), new("due")], "the second edition, its own time");
    assert_eq!(fix("2027-03-01"), [old("late"), new("late")]);
    // Without the second edition the first goes on.
    let alone = standings(&company, "internet-high-finding-fix", "2027-03-01", &[]);
    assert_eq!(alone[1].2, "2027-03-31");
}

#[test]
fn what_was_owed_before_the_new_edition_is_still_owed() {
    let company = company_with_findings();
    let second = second_edition(&company);
    let scans = |on: &str, more: &[&str]| -> Vec<String> {
        standings(&company, "internet-os-scan", on, more)
            .into_iter()
            .map(|(.., due)| due.as_str().unwrap().into())
            .collect()
    };
    let (alone, beside) = (scans("2027-03-31", &[]), scans("2027-03-31", &["--pack", &second]));
    assert_eq!(beside, alone);
    assert!(beside.contains(&"2025-03-31".to_owned()), "{beside:?}");
}

#[test]
fn the_editions_are_checked_each_and_named() {
    let company = Company::new();
    let second = second_edition(&company);
    let run = zilu(["check", "--pack", &second]);
    // The cases of the altered duty come out differently: the number is tested where it stands.
    let run = run.exits(1);
    assert!(
        run.out.contains("edition in force from 2024-07-18")
            && run.out.contains("edition in force from 2027-01-01")
    );
    assert!(run.out.contains("art-14.md") && run.out.contains("case-differs"), "{}", run.out);
}

#[test]
fn two_editions_of_one_day_or_of_other_rules_are_refused() {
    let company = Company::new();
    let second = second_edition(&company);
    let edition = Path::new(&second).join("edition.toml");
    let text = fs::read_to_string(&edition).unwrap();
    fs::write(&edition, text.replace("2027-01-01", "2024-07-18")).unwrap();
    let same_day = zilu(["standing", "--pack", &second, "--data", company.data().to_str().unwrap()]).exits(2);
    assert!(
        same_day.err.contains("two editions are in force from the same day (2024-07-18)"),
        "{}",
        same_day.err
    );
    fs::write(&edition, text.replace("insurance-infosec", "other-rules")).unwrap();
    let other = zilu(["standing", "--pack", &second, "--data", company.data().to_str().unwrap()]).exits(2);
    assert!(other.err.contains("are not editions of one rule set"), "{}", other.err);
}

#[test]
fn the_companys_own_duties_stand_beside_the_rules() {
    let company = company_with_findings();
    let own = rules().with_file_name("own-rules");
    let own = own.to_str().unwrap();
    let checked = zilu(["check", "--pack", own]).exits(0).out;
    assert!(checked.contains("0 faults"), "{checked}");
    let reports = standings(&company, "own-half-yearly-board-report", "2025-07-01", &["--pack", own]);
    let due: Vec<&str> = reports.iter().map(|(.., due)| due.as_str().unwrap()).collect();
    // The own rules are in force from 2025-01-01: nothing is owed before.
    assert_eq!(due, ["2025-06-30", "2025-12-31"]);
    // From the data directory they are used without being named.
    let folder = company.data().join("packs/own-rules");
    fs::create_dir_all(&folder).unwrap();
    for file in ["edition.toml", "own-1.md"] {
        fs::copy(Path::new(own).join(file), folder.join(file)).unwrap();
    }
    assert_eq!(standings(&company, "own-half-yearly-board-report", "2025-07-01", &[]), reports);
}

#[test]
fn a_faulty_pack_is_told_with_its_folder() {
    let company = Company::new();
    let folder = company.data().with_file_name("mine");
    fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).unwrap();
    write(
        "edition.toml",
        "pack = \"mine\"\nextends = \"another\"\ntitle = \"某 · x\"\neffective_date = 2025-01-01\n",
    );
    write("own-1.md", "# 某 · x\n\n## a1.1 某 · x\n某條 · standing\n");
    write("art-01.md", "# 某 · x\n");
    let run = zilu(["check", "--pack", folder.to_str().unwrap()]).exits(1);
    for (place, code) in [
        ("mine/edition.toml:2", "extends-another-pack"),
        ("mine/art-01.md:1", "chapter-of-another-pack"),
        ("mine/own-1.md:3", "clause-in-wrong-file"),
    ] {
        assert!(
            run.out.lines().any(|line| line.contains(place) && line.contains(code)),
            "{place} {code}: {}",
            run.out
        );
    }
    let empty = company.data().with_file_name("empty");
    fs::create_dir_all(&empty).unwrap();
    let refused = zilu(["check", "--pack", empty.to_str().unwrap()]).exits(2);
    assert!(refused.err.contains("there are no rule files"), "{}", refused.err);
}
