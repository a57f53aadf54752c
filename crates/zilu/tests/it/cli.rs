//! The command line: help, exit codes, errors with hints, verifying a copy, exports.

use crate::run::{Company, zilu, zilu_zh};

#[test]
fn help_in_english() {
    insta::assert_snapshot!(zilu(["--help"]).exits(0).out, @"
    Rules that run: facts in, standing out.

    Usage: zilu [OPTIONS] <COMMAND>

    Commands:
      demo       make the fictitious demo company and serve it
      serve      serve the pages
      import     import files: checked whole, recorded whole or not at all
      collect    collect facts from a live system into a snapshot that can be imported
      imports    list the imports and what was undone, the newest first
      undo       undo an import: what was known before it is known again, and that is on record
      watch      watch a folder and take in what is put there
      export     write a register as a table, to change and import again
      template   make an empty table to fill in and import
      firewall   look at configurations of firewalls, without recording anything
      text       the official text: attach it, look at it, compare editions
      book       the reference book: the whole catalogue in words, one HTML file made to be printed
      check      check the catalogue and run its cases
      crosswalk  which controls of ISO/IEC 27001 Annex A and NIST CSF 2.0 the clauses fall on
      standing   list standings
      accounts   list accounts to look at: no holder, of leavers, shared, never used, old passwords
      explain    derive one standing
      sessions   list privileged uses without an approval and log-ons without a recorded use
      drills     whom this year's social engineering drills reached, and who clicked again
      reconcile  hold the sources side by side: register, scans, accounts, people, firewalls
      oscal      write OSCAL JSON, which other compliance tools read
      verify     verify the ledger; works on a copy of the data file, without the server

    Options:
          --lang <LANG>  language of messages: zh-TW or en
      -h, --help         print help
      -V, --version      print the version

    Exit codes: 0 done; 1 a check found something; 2 bad use or bad input.
    ");
}

#[test]
fn help_in_chinese() {
    insta::assert_snapshot!(zilu_zh(["--help"]).exits(0).out, @"
    讓規範跑起來：事實進，狀態出。

    用法：zilu [選項] <命令>

    命令:
      demo       建立虛構的示範公司並開啟網頁
      serve      開啟網頁
      import     匯入檔案：整份檢查，全部登錄或完全不登錄
      collect    向運作中的系統收集事實，存成可匯入的快照
      imports    列出匯入與撤銷，新者在前
      undo       撤銷一次匯入：回復匯入前所知，並留下紀錄
      watch      看守資料夾，放入的檔案即匯入
      export     匯出清冊，可用試算表修改後再匯入
      template   產生匯入用的空白範本
      firewall   檢視防火牆設定，不登錄任何資料
      text       官方條文：附上、查看、比較版本
      book       義務手冊：整部規範目錄寫成文字，單一 HTML 檔，可列印
      check      檢查規範目錄並執行其案例
      crosswalk  條文與 ISO/IEC 27001 附錄 A、NIST CSF 2.0 的對照
      standing   列出義務狀態
      accounts   列出應查看的帳號：無持有人、離職未停、共用、從未登入、密碼過久
      explain    說明一個狀態的由來
      sessions   列出沒有事前核准的特權使用、沒有使用紀錄的特權登入
      drills     本年社交工程演練的涵蓋、結果與重複點閱者
      reconcile  比對各來源：清冊、掃描、帳號、人員、防火牆之間的差異
      oscal      以 OSCAL JSON 輸出，供其他遵循工具讀取
      verify     驗證帳本，可驗證資料檔的副本，不需伺服器

    選項:
          --lang <語言>  訊息語言：zh-TW 或 en
      -h, --help         顯示說明
      -V, --version      顯示版本

    結束代碼：0 完成；1 檢查有所發現；2 用法或輸入有誤。
    ");
}

#[test]
fn every_subcommand_has_help_in_both_languages() {
    for name in ["demo", "serve", "import", "template", "check", "standing", "accounts", "explain", "verify"]
    {
        let english = zilu([name, "--help"]).exits(0).out;
        assert!(english.contains(&format!("Usage: zilu {name}")), "{english}");
        assert!(!english.chars().any(is_han), "{english}");
        let chinese = zilu_zh([name, "--help"]).exits(0).out;
        assert!(chinese.contains(&format!("用法：zilu {name}")), "{chinese}");
        // A line that says what an option is for says it in Chinese.
        for line in chinese.lines().filter(|line| line.trim_start().starts_with('-')) {
            assert!(line.chars().any(is_han), "{name}: {line}");
        }
        for english in ["OPTIONS", "default", "possible", "Usage", "Options", "<FILE>", "<DATE>", "<KIND>"] {
            assert!(!chinese.contains(english), "{name} says {english}: {chinese}");
        }
    }
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[test]
fn bad_use_is_exit_code_2_and_says_why_on_standard_error() {
    let company = Company::new();
    let file = company.file("systems.csv", "id,in_use\nweb,yes\n");
    company.import("csv", &file, &["--kind", "system", "--date", "2025-01-01"]);
    let bad: [(&[&str], &str); 10] = [
        (&["standing", "--on", "2025-13-40"], "error: --on is not a date: 2025-13-40\nhint: such as"),
        (&["standing", "--known", "soon"], "error: --known is not a date: soon\nhint: such as"),
        (&["standing", "--duty", "no-such"], "error: no such duty: no-such\nhint: zilu check --coverage"),
        (&["standing", "--clause", "a99"], "error: no such clause: a99\nhint: zilu check --coverage"),
        (&["standing", "--kind", "dragon"], "error: no such kind: dragon\nhint: "),
        (&["standing", "--status", "great"], "error: invalid value 'great'"),
        (&["explain", "no-such", "web"], "error: no such duty: no-such\nhint: zilu check --coverage"),
        (
            &["explain", "internet-os-scan", "no-such"],
            "error: no such subject: no-such\nhint: write the key as zilu standing lists it",
        ),
        (
            &["import", "--date", "2025-02-30", "systems.csv"],
            "error: --date is not a date: 2025-02-30\nhint: ",
        ),
        (&["import", "nessus"], "error: no file after the format nessus\nhint: "),
    ];
    for (arguments, said) in bad {
        let run = company.zilu(arguments).exits(2);
        assert!(run.err.starts_with(said), "{arguments:?}: {}", run.err);
        assert_eq!(run.out, "", "{arguments:?}");
    }
    let none: &[&str] = &[];
    for (arguments, said) in
        [(&["juggle"][..], "unrecognized subcommand 'juggle'"), (none, "a command is missing")]
    {
        let run = zilu(arguments).exits(2);
        assert!(run.err.contains(said), "{}", run.err);
        assert_eq!(run.out, "");
    }
    assert_eq!(company.entries(), 3, "nothing of this wrote");
}

#[test]
fn errors_and_hints_are_chinese_when_asked_for() {
    let refused = zilu_zh(["serve", "--address", "0.0.0.0"]).exits(2);
    insta::assert_snapshot!(refused.err, @r"
    錯誤: 拒絕監聽 0.0.0.0：目前沒有登入機制，只能在本機使用
    提示: 使用 --address 127.0.0.1
    ");
}

#[test]
fn only_this_machine_may_be_listened_on() {
    let company = Company::new();
    for address in ["0.0.0.0", "::", "192.0.2.1"] {
        let run = company.zilu(&["serve", "--address", address]).exits(2);
        assert!(run.err.starts_with(&format!("error: refusing to listen on {address}: ")), "{}", run.err);
        assert!(run.err.ends_with("hint: use --address 127.0.0.1\n"), "{}", run.err);
        let run = company.zilu(&["demo", "--address", address]).exits(2);
        assert!(run.err.starts_with(&format!("error: refusing to listen on {address}: ")), "{}", run.err);
    }
    assert!(!company.data().exists(), "refused before anything was made");
}

#[test]
fn a_directory_without_data_is_bad_input() {
    let company = Company::new();
    for arguments in [&["standing"][..], &["serve"], &["verify"], &["explain", "internet-os-scan", "web"]] {
        let run = company.zilu(arguments).exits(2);
        assert!(run.err.starts_with("error: ") && run.err.contains("data"), "{arguments:?}: {}", run.err);
    }
    assert!(!company.data().exists(), "looking must not make a directory");
}

#[test]
fn a_copy_of_the_data_file_is_verified_and_a_flipped_byte_is_named() {
    let company = Company::new();
    let mut table = "id,name,in_use\n".to_owned();
    for number in 0..40 {
        table.push_str(&format!("s{number},Name number {number} of forty,yes\n"));
    }
    let file = company.file("systems.csv", table);
    company.import("csv", &file, &["--kind", "system", "--date", "2025-01-01"]);
    let whole = std::fs::read(company.data().join("zilu.db")).unwrap();
    let copy = company.file("copy.db", &whole);
    let sound = zilu(["verify", copy.to_str().unwrap()]).exits(0);
    assert!(
        sound.out.contains("42 entries (1 acts") || sound.out.contains("42 entries (2 acts"),
        "{}",
        sound.out
    );
    assert!(sound.out.trim_end().ends_with("the ledger is sound"), "{}", sound.out);

    // The founding act, the import's act, then one revision per row: s17 is entry 19.
    let body = b"Name number 17 of forty";
    let offsets: Vec<usize> =
        (0..whole.len() - body.len()).filter(|at| whole[*at..].starts_with(body)).collect();
    assert_eq!(offsets.len(), 1, "the body stands in the file once");
    for bit in [0, 1, 5] {
        let mut damaged = whole.clone();
        damaged[offsets[0] + 3] ^= 1 << bit;
        let copy = company.file("damaged.db", &damaged);
        let run = zilu(["verify", copy.to_str().unwrap()]).exits(1);
        assert!(run.out.lines().next().unwrap().contains("entry 19"), "{}", run.out);
        assert!(run.out.contains("the ledger is NOT sound"), "{}", run.out);
        let report = zilu(["verify", "--json", copy.to_str().unwrap()]).exits(1).json();
        assert_eq!(report["sound"], false);
        assert!(report["faults"][0]["en"].as_str().unwrap().contains("entry 19"), "{report}");
        assert!(report["faults"][0]["zh"].as_str().unwrap().contains("19"), "{report}");
    }
}

#[test]
fn what_lies_beside_the_data_file_is_compared_with_it() {
    let (company, other) = (Company::new(), Company::new());
    for company in [&company, &other] {
        let file = company.file("systems.csv", "id,in_use\nweb,yes\n");
        company.import("csv", &file, &["--kind", "system", "--date", "2025-01-01"]);
    }
    let data = company.data();
    let file = data.join("zilu.db");
    let targets = [data.to_str().unwrap(), file.to_str().unwrap()];
    for target in targets {
        let report = zilu(["verify", target, "--evidence", "--json"]).exits(0).json();
        assert_eq!(report["key_from_data"], true, "nobody gave it: {report}");
    }
    let vkey = std::fs::read(data.join("ledger.vkey")).unwrap();
    std::fs::copy(other.data().join("ledger.vkey"), data.join("ledger.vkey")).unwrap();
    for target in targets {
        let run = zilu(["verify", target]).exits(1);
        assert!(run.out.contains("not that of the verifier key"), "{}", run.out);
    }
    // The one that is given counts, not the one beside.
    let given = company.file("given.vkey", vkey);
    let report = zilu(["verify", targets[0], "--json", "--key", given.to_str().unwrap()]).exits(0).json();
    assert_eq!(report["key_from_data"], false);
    std::fs::write(data.join("ledger.vkey"), "no key\n").unwrap();
    assert!(zilu(["verify", targets[1]]).exits(2).err.contains("ledger.vkey"));
}

#[test]
fn csv_of_standings_never_starts_a_formula() {
    let company = Company::new();
    let file = company.file(
        "systems.csv",
        "id,reach,in_use\n\"=HYPERLINK(\"\"x\"\",\"\"y\"\")\",internet,yes\n+886,internet,yes\n-1,internet,yes\n@SUM(A1),internet,yes\nplain,internet,yes\n",
    );
    company.import("csv", &file, &["--kind", "system", "--date", "2025-01-01"]);
    let listed = company
        .zilu(&["standing", "--duty", "internet-os-scan", "--on", "2025-02-01", "--format", "csv"])
        .exits(0);
    insta::assert_snapshot!(listed.out.trim_start_matches('\u{feff}'), @r#"
    status,clause,duty,kind,subject,item,period,due,since,who
    due,a14.1.1,internet-os-scan,system,"'=HYPERLINK(""x"",""y"")",,2025Q1,2025-03-31,2025-01-01,it
    due,a14.1.1,internet-os-scan,system,'+886,,2025Q1,2025-03-31,2025-01-01,it
    due,a14.1.1,internet-os-scan,system,'-1,,2025Q1,2025-03-31,2025-01-01,it
    due,a14.1.1,internet-os-scan,system,'@SUM(A1),,2025Q1,2025-03-31,2025-01-01,it
    due,a14.1.1,internet-os-scan,system,plain,,2025Q1,2025-03-31,2025-01-01,it
    "#);
    assert!(listed.out.starts_with('\u{feff}'), "a byte order mark, so that spreadsheets read UTF-8");
}

#[test]
fn a_table_is_cut_at_the_limit_and_says_so() {
    let company = Company::new();
    let file =
        company.file("systems.csv", "id,reach,in_use\na,internet,yes\nb,internet,yes\nc,internet,yes\n");
    company.import("csv", &file, &["--kind", "system", "--date", "2025-01-01"]);
    let listed = company
        .zilu(&["standing", "--duty", "internet-os-scan", "--on", "2025-02-01", "--limit", "2"])
        .exits(0);
    insta::assert_snapshot!(listed.out, @r"
    status  clause   duty                                                 subject   period  due         since       whose turn     name of the duty
    due     a14.1.1  Quarterly operating system scan of internet systems  system/a  2025Q1  2025-03-31  2025-01-01  IT operations  internet-os-scan
    due     a14.1.1  Quarterly operating system scan of internet systems  system/b  2025Q1  2025-03-31  2025-01-01  IT operations  internet-os-scan
    ");
    insta::assert_snapshot!(listed.err, @"
    as of 2025-02-01: 3 standings (due 3)
    hint: 1 more row; --limit 0 lists all
    ");
}

/// A data directory whose newest entry bears this day.
fn recorded_on(company: &Company, day: &str) {
    let instant = format!("{day}T00:00:00Z").parse::<jiff::Timestamp>().unwrap().as_millisecond();
    let act = zilu_store::ActBody::new("somebody", "create");
    zilu_store::Store::create(&company.data(), "zilu", &act, instant).unwrap();
}

#[test]
fn a_clock_that_cannot_be_right_records_nothing_until_somebody_says_so() {
    for (day, said_en, said_zh) in [
        ("2010-05-06", "400 days after the newest entry of the ledger, 2010-05-06", "超過 400 天"),
        ("2190-05-06", "before the newest entry of the ledger, 2190-05-06", "早於帳本最後一筆的 2190-05-06"),
    ] {
        let company = Company::new();
        recorded_on(&company, day);
        let file = company.file("systems.csv", "id,in_use\nweb,yes\n");
        let arguments = ["import", file.to_str().unwrap(), "--kind", "system", "--date", "2025-01-01"];
        let run = company.zilu(&arguments).exits(2);
        assert!(run.err.contains(said_en) && run.err.contains("--clock-is-right"), "{}", run.err);
        let zh = zilu_zh(
            arguments
                .map(std::ffi::OsStr::new)
                .into_iter()
                .chain(["--data".as_ref(), company.data().as_os_str()]),
        );
        assert!(zh.exits(2).err.contains(said_zh));
        assert_eq!(company.entries(), 1);
        company.zilu(&[&arguments[..], &["--dry-run"]].concat()).exits(0);
        // The way out, which the verifier accepts.
        company.zilu(&[&arguments[..], &["--clock-is-right"]].concat()).exits(0);
        assert_eq!(company.entries(), 3);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_no_text_is_taken() {
    use std::os::unix::ffi::OsStrExt;
    let company = Company::new();
    let file = company.data().with_file_name(std::ffi::OsStr::from_bytes(b"\xA8t\xB2\xCE.csv"));
    std::fs::write(&file, "id,in_use\nweb,yes\n").unwrap();
    let data = company.data();
    let words = ["import".as_ref(), file.as_os_str(), "--kind".as_ref(), "system".as_ref()];
    let more = ["--date".as_ref(), "2025-01-01".as_ref(), "--data".as_ref(), data.as_os_str()];
    zilu(words.into_iter().chain(more)).exits(0);
    assert_eq!(company.entries(), 3);
}
