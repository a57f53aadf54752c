//! What somebody tries who wants to mislead, to fill the memory, or to have a mistake pass unseen.

use crate::run::{Company, Run, command, number, zilu_zh};
use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const SINCE: [&str; 4] = ["--kind", "system", "--date", "2025-01-01"];

#[test]
fn a_reference_to_nothing_is_told_but_imported() {
    let company = Company::new();
    let file = company.file("hosts.csv", "name,system,in_use\nh1,wbe,yes\nh2,wbe,yes\n");
    let file = file.to_str().unwrap();
    let dry = company.zilu(&["import", file, "--kind", "host", "--date", "2025-01-01", "--dry-run"]).exits(0);
    insta::assert_snapshot!(format!("{}{}", dry.err, dry.out), @"
    note: 'system' of 'host' refers to 1 record of kind 'system' that is not recorded yet: wbe; check the keys, or import them too
    hosts.csv (csv): new 2, changed 0, same 0, refused 0; 2 rows (dry run, nothing recorded)
      new host h1 (row 2)
        host name: h1 (from 2025-01-01)
        system: wbe (from 2025-01-01)
        in use: yes (from 2025-01-01)
      new host h2 (row 3)
        host name: h2 (from 2025-01-01)
        system: wbe (from 2025-01-01)
        in use: yes (from 2025-01-01)
    ");
    let report = company.import("csv", file.as_ref(), &["--kind", "host", "--date", "2025-01-01"]);
    assert_eq!(report["unrecorded"][0]["field"], "system");
    assert_eq!(report["unrecorded"][0]["keys"], serde_json::json!(["wbe"]));
    assert_eq!(number(&report["unrecorded"][0]["records"]), 1);
}

#[test]
fn nothing_is_made_by_what_records_nothing() {
    let company = Company::new();
    let good = company.file("systems.csv", "id,in_use\nweb,yes\n");
    let bad = company.file("bad.csv", "id,in_use\nweb,perhaps\n");
    company.try_import("csv", &good, &[&SINCE[..], &["--dry-run"]].concat()).exits(0);
    company.try_import("csv", &bad, &SINCE).exits(2);
    company.try_import("csv", &good, &["--kind", "dragon"]).exits(2);
    assert!(!company.data().exists());
    // Of several files the good one is recorded, the bad one is not, whatever comes first.
    let (bad, good) = (bad.to_str().unwrap(), good.to_str().unwrap());
    company.zilu(&[&["import", bad, good], &SINCE[..]].concat()).exits(2);
    assert_eq!(company.entries(), 3);
}

#[test]
fn a_dry_run_needs_no_lock() {
    let company = Company::new();
    let file = company.file("systems.csv", "id,in_use\nweb,yes\n");
    company.import("csv", &file, &SINCE);
    let lock = std::fs::File::create(company.data().join("zilu.lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(number(&company.import("csv", &file, &[&SINCE[..], &["--dry-run"]].concat())["same"]), 1);
    assert!(company.try_import("csv", &file, &SINCE).exits(2).out.is_empty(), "the real one has to wait");
}

#[test]
fn what_acts_on_a_terminal_is_written_out() {
    let company = Company::new();
    let file = company.file("systems.csv", "id,reach,in_use\nweb\u{202e}fdp.exe\u{200b},internet,yes\n");
    company.import("csv", &file, &SINCE);
    let list = ["standing", "--duty", "internet-os-scan", "--on", "2025-02-01"];
    let shown = company.zilu(&list).exits(0);
    assert!(shown.out.contains("system/web\\u{202e}fdp.exe\\u{200b}"), "{}", shown.out);
    let raw = company.zilu(&[&list[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(raw["standings"][0]["subject"], "web\u{202e}fdp.exe\u{200b}", "data is data");
    let explained = company
        .zilu(&["explain", "internet-os-scan", "web\u{202e}fdp.exe\u{200b}", "--on", "2025-02-01"])
        .exits(0);
    let bad = company.file("\u{1b}[31mred\u{202e}.csv", "id,in_use\nx,\u{202e}maybe\n");
    let refused = company.zilu(&[&["import", bad.to_str().unwrap()], &SINCE[..]].concat()).exits(2);
    let mistyped = company.zilu(&["standing", "--subject", "a\u{7}\nb\u{2066}"]).exits(2);
    for run in [&shown, &explained, &refused, &mistyped] {
        for text in [&run.out, &run.err] {
            let hidden = |c: char| {
                c.is_control() && c != '\n'
                    || ('\u{200b}'..='\u{206f}').contains(&c) && !matches!(c, '\u{2010}'..='\u{2027}')
            };
            assert!(!text.contains(hidden), "{text:?}");
        }
    }
    assert!(refused.out.starts_with("\\u{1b}[31mred\\u{202e}.csv: refused, 1 fault"), "{}", refused.out);
    assert!(mistyped.err.starts_with("error: no such subject: a\\u{7}\\nb\\u{2066}\n"), "{}", mistyped.err);
}

#[test]
fn json_and_csv_are_one_or_the_other_and_a_limit_limits_both() {
    let company = Company::new();
    let file =
        company.file("systems.csv", "id,reach,in_use\na,internet,yes\nb,internet,yes\nc,internet,yes\n");
    company.import("csv", &file, &SINCE);
    let list = ["standing", "--duty", "internet-os-scan", "--on", "2025-02-01"];
    let with = |more: &[&str]| company.zilu(&[&list[..], more].concat());
    insta::assert_snapshot!(with(&["--json", "--format", "csv"]).exits(2).err, @"
    error: --json cannot be used with --format
    hint: zilu standing --help shows the usage
    ");
    insta::assert_snapshot!(with(&["--count", "--limit", "1"]).exits(2).err, @"
    error: --count cannot be used with --limit
    hint: zilu standing --help shows the usage
    ");
    let limited = with(&["--format", "csv", "--limit", "2"]).exits(0);
    assert_eq!(limited.out.lines().count(), 3);
    insta::assert_snapshot!(limited.err, @"hint: 1 more row; --limit 0 lists all");
    assert_eq!(with(&["--format", "csv"]).exits(0).out.lines().count(), 4);
    let limited = with(&["--json", "--limit", "2"]).exits(0).json();
    assert_eq!((number(&limited["total"]), limited["standings"].as_array().unwrap().len()), (3, 2));
    let counted = with(&["--count", "--format", "csv"]).exits(0);
    insta::assert_snapshot!(counted.out.trim_start_matches('\u{feff}'), @"
    clause,late,breached,unproven,due,exempt,met_late,met
    a14.1.1,0,0,0,3,0,0,0
    ");
}

#[test]
fn a_list_from_before_the_first_record_says_so() {
    let company = Company::new();
    let file = company.file("systems.csv", "id,reach,in_use\nweb,internet,yes\n");
    company.import("csv", &file, &SINCE);
    for more in [&[][..], &["--count"], &["--json"]] {
        let run = company
            .zilu(&[&["standing", "--known", "2024-12-31", "--on", "2025-02-01"], more].concat())
            .exits(0);
        let said = "hint: nothing was recorded by the end of 2024-12-31: the first facts were recorded on 20";
        assert!(run.err.contains(said), "{}", run.err);
    }
    let run = company.zilu(&["explain", "internet-os-scan", "web", "--known", "2024-12-31"]).exits(2);
    assert!(run.err.contains("hint: nothing was recorded by the end of 2024-12-31"), "{}", run.err);
    // An empty list for another reason has no such excuse.
    let run = company.zilu(&["standing", "--status", "met_late", "--clause", "a13"]).exits(0);
    assert!(run.err.ends_with(": none\n"), "{}", run.err);
    assert!(!run.err.contains("hint"), "{}", run.err);
}

#[test]
fn nobody_looks_further_ahead_than_the_pages_do() {
    let company = Company::new();
    let file = company.file("systems.csv", "id,reach,in_use\nweb,internet,yes\n");
    company.import("csv", &file, &SINCE);
    for arguments in [&["standing"][..], &["explain", "internet-os-scan", "web"]] {
        let run = company.zilu(&[arguments, &["--on", "2099-12-31"]].concat()).exits(2);
        assert!(
            run.err.starts_with("error: --on is too far ahead: 2099-12-31\nhint: not after 20"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_checkpoint_that_was_tampered_with_is_found_when_the_data_is_opened() {
    let company = Company::new();
    let file = company.file("systems.csv", "id,reach,in_use\nweb,internet,yes\n");
    company.import("csv", &file, &SINCE);
    let whole = std::fs::read(company.data().join("zilu.db")).unwrap();
    let list = |bytes: &[u8]| {
        let copy = company.file("copy.db", bytes);
        crate::run::zilu(["standing".as_ref(), "--data".as_ref(), copy.as_os_str()])
    };
    list(&whole).exits(0);
    // The newest checkpoint: three lines of text, a blank one, and the signature behind an em dash.
    let signature = "\u{2014} zilu ".as_bytes();
    let places: Vec<usize> =
        (0..whole.len() - signature.len()).filter(|at| whole[*at..].starts_with(signature)).collect();
    assert!(!places.is_empty());
    let mut damaged = whole;
    for at in places {
        let letter = &mut damaged[at + signature.len() + 20];
        *letter = if *letter == b'A' { b'B' } else { b'A' };
    }
    let run = list(&damaged).exits(2);
    assert!(run.err.starts_with("error: the ledger does not match its last checkpoint"), "{}", run.err);
    assert!(run.err.ends_with("hint: run zilu verify to locate it\n"), "{}", run.err);
}

#[test]
fn devices_and_sparse_giants_are_refused_at_once() {
    let company = Company::new();
    let device = company.zilu(&["import", "csv", "/dev/zero", "--kind", "system"]).exits(2);
    insta::assert_snapshot!(device.err, @"
    error: /dev/zero is a device or a pipe, not a file that can be read twice
    hint: save what it gives as a file and import that
    ");
    let giant = company.file("giant.nessus", "");
    std::fs::File::options().write(true).open(&giant).unwrap().set_len(3 << 30).unwrap();
    let run = company.zilu(&["import", giant.to_str().unwrap()]).exits(2);
    insta::assert_snapshot!(run.err, @"giant.nessus: the file is larger than 2 GiB; hint: make sure that it is a report or a table, or split it into several files");
    let kept = company.zilu(&["verify", "--checkpoint", "/dev/zero"]).exits(2);
    insta::assert_snapshot!(kept.err, @"error: /dev/zero is larger than 64 KiB: no checkpoint and no key");
}

/// A pipe that nobody writes to must not be waited for.
#[cfg(unix)]
#[test]
fn a_pipe_is_refused_without_waiting() {
    let company = Company::new();
    let pipe = company.data().with_file_name("pipe.csv");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let arguments = [OsStr::new("--lang"), "en".as_ref(), "import".as_ref(), pipe.as_os_str()];
    let mut child = command().args(arguments).stderr(Stdio::piped()).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("it waits for the pipe");
        }
        std::thread::yield_now();
    }
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("is a device or a pipe"), "{said}");
    assert!(!company.data().exists());
}

#[test]
fn bad_use_is_told_in_chinese() {
    let said: String = [
        &["stand"][..],
        &["juggle"],
        &["standing", "--clau", "a14"],
        &["standing", "--on"],
        &["standing", "--status", "great"],
        &["standing", "--limit", "x"],
        &["serve", "--port", "99999"],
        &["explain", "a"],
        &["import"],
        &["standing", "--on", "2025-01-01", "--on", "2025-01-02"],
        &["standing", "--json=yes"],
        &["template"],
        &["standing", "x"],
        &["import", "no-such.csv"],
    ]
    .iter()
    .map(|arguments| {
        let run: Run = zilu_zh(*arguments).exits(2);
        assert_eq!(run.out, "", "{arguments:?}");
        run.err
    })
    .collect();
    insta::assert_snapshot!(said, @"
    錯誤: 沒有這個命令：stand
    提示: 是否為 standing？
    錯誤: 沒有這個命令：juggle
    提示: 執行 zilu --help 查看用法
    錯誤: 不認得的選項：--clau
    提示: 是否為 --clause？
    錯誤: --on 之後缺少值
    提示: 執行 zilu standing --help 查看用法
    錯誤: --status 不接受「great」
    提示: 可用：met、met_late、exempt、due、unproven、breached、late
    錯誤: --limit 的值「x」不對，應為 不小於 0 的整數
    提示: 執行 zilu standing --help 查看用法
    錯誤: --port 的值「99999」不對，應為 0 到 65535 之間的整數
    提示: 執行 zilu serve --help 查看用法
    錯誤: 缺少 <對象>
    提示: 執行 zilu explain --help 查看用法
    錯誤: 缺少 <[格式] 檔案>
    提示: 執行 zilu import --help 查看用法
    錯誤: --on 只能指定一次
    提示: 執行 zilu standing --help 查看用法
    錯誤: --json 不帶值
    提示: 執行 zilu standing --help 查看用法
    錯誤: 缺少 <種類>
    提示: 執行 zilu template --help 查看用法
    錯誤: 不認得的引數：x
    提示: 執行 zilu standing --help 查看用法
    錯誤: 無法讀取檔案 no-such.csv：檔案或目錄不存在
    ");
}
