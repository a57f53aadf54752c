//! A watched folder: what is put there is taken in once, and moved.

use crate::run::{Company, command};
use std::path::{Path, PathBuf};

const SYSTEM: &str = "id,reach,in_use,生效日\nweb,internet,yes,2025-01-01\n";

fn folder(company: &Company) -> PathBuf {
    let folder = company.data().with_file_name("drop");
    std::fs::create_dir_all(folder.join("hosts")).unwrap();
    folder
}

fn once(company: &Company, folder: &Path, code: i32) -> String {
    let run = company.zilu(&["watch", folder.to_str().unwrap(), "--once", "--interval", "0"]).exits(code);
    run.out + &run.err
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(read) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names: Vec<String> =
        read.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn what_is_put_there_is_taken_in_once_and_moved() {
    let company = Company::new();
    let folder = folder(&company);
    let write = |name: &str, content: &str| std::fs::write(folder.join(name), content).unwrap();
    write("system.csv", SYSTEM);
    write("broken-system.csv", "id,reach\nx,nowhere\n");
    write("half.csv.part", "id,rea");
    write(".hidden", "x");
    // What the files of a folder do not say stands beside them.
    write(
        "hosts/source.toml",
        "kind = \"host\"\ndate = \"name\"\nreason = \"weekly\"\nmap = \"columns.toml\"\n",
    );
    write(
        "hosts/columns.toml",
        "[columns]\n\"機器\" = \"name\"\n\"系統\" = \"system\"\n\"用\" = \"in_use\"\n",
    );
    write("hosts/清單 114-01-31.csv", "機器,系統,用\nh1,web,yes\n");
    let said = once(&company, &folder, 2);
    assert!(
        said.contains("system.csv: taken; new 1") && said.contains("broken-system.csv: refused"),
        "{said}"
    );
    assert_eq!(names(&folder.join("taken")), ["system.csv"]);
    assert_eq!(names(&folder.join("hosts/taken")), ["清單 114-01-31.csv"]);
    assert_eq!(names(&folder.join("refused")), ["broken-system.csv", "broken-system.csv.txt"]);
    let reasons = std::fs::read_to_string(folder.join("refused/broken-system.csv.txt")).unwrap();
    assert!(
        reasons.contains("拒收原因") && reasons.contains("Why it was refused") && reasons.contains("row 2"),
        "{reasons}"
    );
    assert!(folder.join("half.csv.part").exists() && folder.join(".hidden").exists());
    let imports = company.zilu(&["imports", "--json"]).exits(0).json();
    let host = imports.as_array().unwrap().iter().find(|act| act["reason"] == "weekly").unwrap();
    assert_eq!(host["new"], 1);
    let head = company.entries();
    // The same file again changes nothing and gets a name of its own.
    write("system.csv", SYSTEM);
    assert!(once(&company, &folder, 0).contains("system.csv: same;"));
    assert_eq!(names(&folder.join("taken")), ["system-2.csv", "system.csv"]);
    assert_eq!(company.entries(), head);
    assert_eq!(once(&company, &folder, 0), "", "nothing to do is nothing to say");
}

#[test]
fn a_source_that_cannot_be_read_leaves_its_files() {
    let company = Company::new();
    let folder = folder(&company);
    std::fs::write(folder.join("source.toml"), "knid = \"host\"\n").unwrap();
    std::fs::write(folder.join("system.csv"), SYSTEM).unwrap();
    let said = once(&company, &folder, 0);
    assert!(
        said.contains("source.toml") && said.contains("knid") && said.contains("left where they are"),
        "{said}"
    );
    assert!(folder.join("system.csv").exists());
}

#[test]
fn one_at_a_time_and_not_beside_a_server() {
    let company = Company::new();
    let folder = folder(&company);
    std::fs::write(folder.join("system.csv"), SYSTEM).unwrap();
    once(&company, &folder, 0);
    std::fs::write(folder.join("system.csv"), SYSTEM.replace("yes", "no")).unwrap();
    // Somebody else works with the data: the file stays, and what to do is said.
    let lock = std::fs::File::open(company.data().join("zilu.lock")).unwrap();
    lock.lock().unwrap();
    let said = once(&company, &folder, 2);
    assert!(said.contains("serve --watch"), "{said}");
    assert!(folder.join("system.csv").exists());
    lock.unlock().unwrap();
    let watch = std::fs::File::open(folder.join(".zilu-watch.lock")).unwrap();
    watch.lock().unwrap();
    let said = once(&company, &folder, 2);
    assert!(said.contains("already watched by another zilu"), "{said}");
    watch.unlock().unwrap();
    once(&company, &folder, 0);
    assert!(!folder.join("system.csv").exists());
    let missing = command().args(["--lang", "en", "watch", "/no/such/folder", "--once"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(2));
}
