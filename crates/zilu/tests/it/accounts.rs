//! Accounts from files of machines to the list of those to look at, and maps of columns that are remembered.

use crate::run::Company;

#[test]
fn accounts_of_a_host_are_looked_at() {
    let company = Company::new();
    let host = company.file(
        "host.unix",
        "==> /etc/passwd <==\nroot:x:0:0::/root:/bin/bash\namy:x:1001:1001::/home/amy:/bin/bash\n\n==> /etc/shadow <==\nroot:$6$a$b:20000:0:99999:7:::\namy::20000:0:90:7:::\n",
    );
    company.import("unix", &host, &["--subject", "core@db01", "--date", "2026-01-31"]);
    let view = company.zilu(&["accounts", "--json", "--on", "2026-02-28"]).exits(1).json();
    assert_eq!(view["accounts"], 2);
    let rows: Vec<&str> =
        view["rows"].as_array().unwrap().iter().filter_map(|row| row["account"].as_str()).collect();
    assert_eq!(rows, ["core|amy@db01", "core|root@db01"]);
    assert_eq!(view["rows"][1]["privilege_reason"], "UID 0");
    let table =
        company.zilu(&["accounts", "--problem", "password-not-required", "--on", "2026-02-28"]).exits(1);
    assert!(table.out.contains("core|amy@db01") && !table.out.contains("core|root@db01"), "{table:?}");
}

#[test]
fn a_map_of_columns_is_remembered_by_its_source() {
    let company = Company::new();
    let map = company.file("hr.toml", "kind = \"person\"\n[columns]\n\"Emp\" = \"employee_no\"\n\"S\" = \"employment\"\n[words.employment]\n\"W\" = \"active\"\n");
    let map = map.display().to_string();
    let first = company.file("first.csv", "Emp,S\nE1,W\n");
    company.import("csv", &first, &["--date", "2026-01-31", "--map", &map, "--source", "hr"]);
    assert!(company.data().join("maps/hr.toml").is_file());
    let second = company.file("second.csv", "Emp,S\nE2,W\n");
    let run = company.import("csv", &second, &["--date", "2026-02-28", "--source", "hr"]);
    assert_eq!(run["new"], 1, "{run}");
    let path = second.display().to_string();
    let data = company.data().display().to_string();
    let run = crate::run::zilu(["import", "--data", &data, "--source", "../x", &path]).exits(2);
    assert!(run.err.contains("letters, digits"), "{run:?}");
}
