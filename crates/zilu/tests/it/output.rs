//! Output that cannot be written: never a half file or a half table with exit code 0.

use crate::run::{Company, command};
use std::process::Stdio;

const SYSTEM: &str = "id,reach,in_use,生效日\nweb,internet,yes,2025-01-01\n";

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    let company = Company::new();
    company.import("csv", &company.file("system.csv", SYSTEM), &[]);
    let data = company.data();
    let commands: [&[&str]; 8] = [
        &["standing", "--format", "csv"],
        &["standing"],
        &["standing", "--json"],
        &["export", "system"],
        &["oscal", "catalog"],
        &["verify"],
        &["imports"],
        &["--help"],
    ];
    for arguments in commands {
        let data = if arguments == ["--help"] { vec![] } else { vec!["--data".as_ref(), data.as_os_str()] };
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let run = command().args(["--lang", "en"]).args(arguments).args(data).stdout(full).output().unwrap();
        let err = String::from_utf8(run.stderr).unwrap();
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {err}");
        if arguments != ["--help"] {
            assert!(err.contains("cannot write to standard output") && err.contains("hint:"), "{err}");
        }
    }
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let company = Company::new();
    company.import("csv", &company.file("system.csv", SYSTEM), &[]);
    let mut child = command()
        .args(["--lang", "en", "oscal", "catalog"])
        .args(["--data".as_ref(), company.data().as_os_str()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let run = child.wait_with_output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{run:?}");
}

#[test]
fn an_export_is_written_whole_or_not_at_all() {
    let company = Company::new();
    company.import("csv", &company.file("system.csv", SYSTEM), &[]);
    let folder = company.data().with_file_name("out");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("system.csv");
    let export = |code| company.zilu(&["export", "system", "--output", file.to_str().unwrap()]).exits(code);
    export(0);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.contains("web"), "{written}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let plain = folder.join("plain");
        std::fs::write(&plain, "x").unwrap();
        let mode = |file: &std::path::Path| std::fs::metadata(file).unwrap().permissions().mode();
        assert_eq!(mode(&file), mode(&plain), "as any file that this account writes");
        std::fs::remove_file(plain).unwrap();
    }
    assert!(export(2).err.contains("exists and is not overwritten"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), written);
    let names: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["system.csv"], "nothing unfinished is left");
}
