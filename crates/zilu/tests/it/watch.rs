//! A watched folder: what is put there is taken in once, and moved.

use crate::run::{Company, command, zilu, zilu_zh};
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
    let said = once(&company, &folder, 2);
    assert!(
        said.contains("source.toml") && said.contains("knid") && said.contains("left where they are"),
        "{said}"
    );
    assert!(folder.join("system.csv").exists());
    // A map is read inside the watched folder only.
    let map = company.file("columns.toml", "[columns]\n\"id\" = \"id\"\n");
    for map in [map.to_str().unwrap(), "../columns.toml"] {
        std::fs::write(folder.join("source.toml"), format!("map = {map:?}\n")).unwrap();
        let said = once(&company, &folder, 2);
        assert!(said.contains("map must be a relative path inside the watched folder"), "{said}");
    }
    std::fs::write(folder.join("source.toml"), "map = \"nowhere.toml\"\n").unwrap();
    assert!(once(&company, &folder, 2).contains("nowhere.toml"));
    assert!(folder.join("system.csv").exists());
}

#[test]
fn a_folder_that_is_not_apart_from_the_data_is_not_watched() {
    let company = Company::new();
    let system = company.file("system.csv", SYSTEM);
    let around = company.data().parent().unwrap().to_owned();
    // Around the data directory, also before there is one.
    assert!(once(&company, &around, 2).contains("the data directory"));
    company.import("csv", &system, &[]);
    let data = company.data();
    let evidence = data.join("evidence");
    let mut refused = vec![around.clone(), data.clone(), evidence, data.join("../data")];
    #[cfg(unix)]
    {
        let other = tempfile::tempdir().unwrap();
        for (name, to) in [("around", &around), ("the-data", &data)] {
            let link = other.path().join(name);
            std::os::unix::fs::symlink(to, &link).unwrap();
            refused.push(link);
        }
        check_refused(&company, &refused);
        // The data directory named through a link.
        let inbox = tempfile::tempdir().unwrap();
        std::fs::create_dir(inbox.path().join("data")).unwrap();
        std::os::unix::fs::symlink(inbox.path().join("data"), other.path().join("data")).unwrap();
        let arguments = ["watch", inbox.path().to_str().unwrap(), "--once", "--interval", "0", "--data"];
        let run = zilu(arguments.iter().map(|&word| word.into()).chain([other.path().join("data")]));
        assert!(run.exits(2).err.contains("the data directory"));
    }
    #[cfg(not(unix))]
    check_refused(&company, &refused);
    // A server refuses it as well.
    let run = company.zilu(&["serve", "--port", "0", "--watch", data.to_str().unwrap()]).exits(2);
    assert!(run.err.contains("cannot watch"), "{}", run.err);
    let zh = zilu_zh(["watch", around.to_str().unwrap(), "--once", "--data", data.to_str().unwrap()]);
    assert!(zh.exits(2).err.contains("不能看守"));
    company.entries();
    assert!(system.exists());
}

#[track_caller]
fn check_refused(company: &Company, folders: &[PathBuf]) {
    let before = names(&company.data());
    for folder in folders {
        let said = once(company, folder, 2);
        assert!(said.contains("cannot watch") && said.contains("hint:"), "{said}");
    }
    assert_eq!(names(&company.data()), before);
}

#[test]
fn what_is_hidden_or_in_a_data_directory_stays() {
    let company = Company::new();
    let folder = folder(&company);
    let other = Company::new();
    other.import("csv", &other.file("system.csv", SYSTEM), &[]);
    crate::run::copy_folder(&other.data(), &folder.join("other"));
    std::fs::create_dir(folder.join(".git")).unwrap();
    std::fs::write(folder.join(".git/config"), "x").unwrap();
    std::fs::write(folder.join("system.csv"), SYSTEM).unwrap();
    let before = names(&folder.join("other"));
    assert!(once(&company, &folder, 0).contains("system.csv: taken"));
    assert_eq!(names(&folder.join("other")), before);
    assert!(folder.join(".git/config").exists());
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
