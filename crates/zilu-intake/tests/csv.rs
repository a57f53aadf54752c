//! Delimited text: headings, values, encodings, and every way in which a file is refused.

mod common;

use common::{Got, catalogue};
use insta::assert_snapshot;
use zilu_intake::{Source, read_csv, recognise_kind};

const PEOPLE: &str = "員工編號,姓名,到職日,在職,職等,受訓時數,等級,最後登入,主管\n\
    0012,王小明,113/07/18,是,７,3.5,高,2025-02-01 08:30,\n\
    0013,\"李,小華\",民國113年7月18日,no,\"1,200\",?,medium,,0012\n";

#[test]
fn rows_become_records() {
    let got = Got::csv(PEOPLE.as_bytes());
    assert_eq!(got.fault_lines(), "");
    assert_snapshot!(got.lines(), @"
person 0012 id=0012 name=王小明 joined_on=2024-07-18 active=yes grade=7 hours=3.5 level=high seen_at=2025-02-01T08:30:00+08:00 since=2025-03-01
person 0013 id=0013 name=李,小華 joined_on=2024-07-18 active=no grade=1200 hours=? level=medium manager=0012 since=2025-03-01
");
}

#[test]
fn headings_come_in_any_order_language_and_width() {
    let files = [
        "staff number,name\nA1,Wang\n",
        "姓名;員工編號\nWang;A1\n",
        "ＩＤ\t姓　名\nA1\tWang\n",
        "員工編號 · staff number*,Name\r\nA1,Wang\r\n",
        "sep=;\r\nid;name\r\nA1;Wang\r\n",
        "id,name\rA1,Wang\r",
        "人員名冊,\n,\n員工編號,姓名\n#說明：必填,文字\n\nA1,Wang\n",
    ];
    for file in files {
        let got = Got::csv(file.as_bytes());
        assert_eq!(got.fault_lines(), "", "{file}");
        assert_eq!(got.lines(), "person A1 id=A1 name=Wang since=2025-03-01\n", "{file}");
    }
    // 台 and 臺 are one in a heading.
    assert_eq!(
        Got::csv("id,台北單位\nA1,x\n".as_bytes()).lines(),
        "person A1 id=A1 unit=x since=2025-03-01\n"
    );
}

#[test]
fn headings_that_do_not_fit_are_told_all_at_once() {
    let got = Got::csv("姓各,員工編號,id,薪水,備註\nx,1,1,1,1\n".as_bytes());
    assert_snapshot!(got.fault_lines(), @"
    人員.csv，第 1 列，A 欄「姓各」：「人員」沒有這個欄位。提示：是否為「姓名」？
    人員.csv, row 1, column A '姓各': person has no such field; hint: did you mean '姓名'?
    人員.csv，第 1 列，C 欄「id」：這個欄位已在 B 欄出現過
    人員.csv, row 1, column C 'id': column B is the same field already
    人員.csv，第 1 列，D 欄「薪水」：「人員」沒有這個欄位。提示：執行 zilu template person 查看標題；要略過的欄位，標題以 # 或「備註」開頭
    人員.csv, row 1, column D '薪水': person has no such field; hint: zilu template person shows the headings; a column whose heading begins with # is ignored
    ");
    let got = Got::csv("姓名,電話\nx,1\n".as_bytes());
    assert_snapshot!(got.fault_lines(), @"
    人員.csv，第 1 列「員工編號」：缺少鍵值欄位「員工編號」。提示：執行 zilu template person 取得範本
    人員.csv, row 1 '員工編號': the key column 'staff number' is missing; hint: zilu template person gives a template
    ");
}

#[test]
fn faults_of_headings_do_not_hide_those_of_rows() {
    let source = Source::new("人員.csv");
    let read = |text: &str| {
        Got::from(|sink| read_csv(std::io::Cursor::new(text), &catalogue(), None, &source, sink))
    };
    // No day, a misspelt heading, one that stands twice; and what is wrong below is told as well.
    let got =
        read("員工編號,在職,職導,id,到職日\n1,maybe,x,1,2025-01-01\n2,是,x,2,2025-13-01\n,是,,,\n1,否,,,\n");
    assert_snapshot!(got.fault_places(), @"
    C1 職導 unknown-heading
    D1 id heading-twice
    1 - no-effective-date
    B2 在職 not-yes-or-no
    E3 到職日 not-a-date
    4 員工編號 missing-key
    ");
    assert!(got.records.is_empty());
    // A key column that is missing is told once, not in each row.
    let got = read("姓名,在職,生效日\n甲,maybe,2025-01-01\n乙,是,\n");
    assert_snapshot!(got.fault_places(), @"
    1 員工編號 missing-key-column
    B2 在職 not-yes-or-no
    3 - no-effective-date
    ");
    // Where no heading was found at all the rows have nothing to be measured by.
    let got = read("一,二\n甲,maybe\n乙,是\n");
    assert_snapshot!(got.fault_places(), @"
    A1 一 unknown-heading
    B1 二 unknown-heading
    1 員工編號 missing-key-column
    1 - no-effective-date
    ");
}

#[test]
fn a_remark_column_is_ignored_and_said() {
    let got = Got::csv("id,備註（人資）,#x\n1,hello,=1\n".as_bytes());
    assert_eq!(got.lines(), "person 1 id=1 since=2025-03-01\n");
    let notes: Vec<_> = got.summary.expect("summary").notes.into_iter().map(|n| n.en).collect();
    assert_eq!(notes, ["column '備註（人資）' was ignored", "column '#x' was ignored"]);
}

#[test]
fn wrong_cells_are_told_all_at_once_with_row_and_column() {
    let got = Got::csv(
        "id,joined_on,active,grade,hours,level,seen_at\n\
         1,2025-02-30,maybe,1.5,1.2345,urgent,2025-02-01\n\
         2,0113-07-18,,,,,\n\
         3,45000,,\"1,5\",,,\n\
         ?,,,,,,\n\
         ,2025-01-01,,,,,\n"
            .as_bytes(),
    );
    assert!(got.records.is_empty());
    assert_snapshot!(got.fault_places(), @"
B2 joined_on not-a-date
C2 active not-yes-or-no
D2 grade not-a-number
E2 hours not-a-number
F2 level not-in-the-vocabulary
G2 seen_at not-a-moment
B3 joined_on not-a-date
B4 joined_on not-a-date
D4 grade not-a-number
A5 id unknown-key
6 員工編號 missing-key
");
    // The words are the catalogue's, the hint is about what spreadsheets do.
    let day_number = got.faults.iter().find(|f| f.place.row == Some(4)).expect("fault");
    assert_eq!(day_number.hint.as_ref().expect("hint").0, "這是試算表的日期序號；請把該欄設為日期格式");
    assert!(got.faults.iter().all(|f| !f.zh.is_empty() && !f.en.is_empty()));
}

#[test]
fn keys_that_come_twice_are_told_unless_the_rows_agree() {
    let got = Got::csv("id,name\n1,a\n2,b\n1,a\n".as_bytes());
    assert_eq!((got.records.len(), got.summary.expect("summary").merged), (2, 1));
    let got = Got::csv("id,name\n1,a\n2,b\n1,c\n".as_bytes());
    assert_snapshot!(got.fault_lines(), @"
人員.csv，第 4 列：第 2 列與第 4 列是同一筆紀錄「1」，內容卻不同。提示：請保留一列；若是先後的變動，請填不同的生效日
人員.csv, row 4: rows 2 and 4 are the same record '1' and say different things; hint: keep one of them; for a change over time give each row its own effective date
");
    let got = Got::csv("id,name,生效日\n1,a,2024-01-01\n1,c,113/02/01\n".as_bytes());
    assert_snapshot!(got.lines(), @"
person 1 id=1 name=a since=2024-01-01
person 1 id=1 name=c since=2024-02-01
");
}

#[test]
fn the_effective_day_comes_from_column_event_or_bringer() {
    let scan = |text: &str, date| {
        let source = Source { date, ..Source::new("scan.csv") };
        Got::from(|sink| read_csv(std::io::Cursor::new(text), &catalogue(), None, &source, sink))
    };
    assert_snapshot!(scan("id,on\nS1,2025-01-05\n", None).lines(), @"scan S1 id=S1 on=2025-01-05 since=2025-01-05");
    assert_snapshot!(scan("id,on,effective on\nS1,2025-01-05,2025-01-09\n", None).lines(), @"scan S1 id=S1 on=2025-01-05 since=2025-01-09");
    assert_snapshot!(scan("id,tool\nS1,nessus\n", None).fault_lines(), @"
    scan.csv，第 1 列：不知道這些事實從哪一天起成立。提示：請加上「生效日」欄；或指定生效日：命令列以 --date，例如 --date 114/06/30；網頁填「生效日」；看守的資料夾在 source.toml 寫 date
    scan.csv, row 1: nothing tells from which day on these facts are true; hint: add a column 'effective on'; or give the effective date: --date on the command line, such as --date 2025-06-30; the field of that name on the page; date in the source.toml of a watched folder
    ");
    assert_snapshot!(scan("id,on\nS1,\nS2,?\n", None).fault_lines(), @"
    scan.csv，第 2 列：不知道這些事實從哪一天起成立。提示：請加上「生效日」欄；或指定生效日：命令列以 --date，例如 --date 114/06/30；網頁填「生效日」；看守的資料夾在 source.toml 寫 date
    scan.csv, row 2: nothing tells from which day on these facts are true; hint: add a column 'effective on'; or give the effective date: --date on the command line, such as --date 2025-06-30; the field of that name on the page; date in the source.toml of a watched folder
    scan.csv，第 3 列：不知道這些事實從哪一天起成立。提示：請加上「生效日」欄；或指定生效日：命令列以 --date，例如 --date 114/06/30；網頁填「生效日」；看守的資料夾在 source.toml 寫 date
    scan.csv, row 3: nothing tells from which day on these facts are true; hint: add a column 'effective on'; or give the effective date: --date on the command line, such as --date 2025-06-30; the field of that name on the page; date in the source.toml of a watched folder
    ");
}

#[test]
fn void_unknown_and_empty_are_three_things() {
    let got = Got::csv("id,name,level,作廢\n1,,?,\n2,未知,未知,是\n3,'?,low,否\n4,？,low,\n".as_bytes());
    assert_eq!(got.fault_lines(), "");
    assert_snapshot!(got.lines(), @"
person 1 id=1 level=? since=2025-03-01
person 2 id=2 name=? level=? since=2025-03-01 void
person 3 id=3 name=? level=low since=2025-03-01
person 4 id=4 name=? level=low since=2025-03-01
");
}

#[test]
fn keys_of_several_parts_are_joined_and_hosts_are_lower_case() {
    let got = Got::csv_named("帳號_1140301.csv", "主機,登入名稱,特權\nWEB01,Root,是\n".as_bytes());
    assert_snapshot!(got.lines(), @"account web01|Root host=web01 login=Root privileged=yes since=2025-03-01");
    let got = Got::csv_named("account.csv", "host,login\nweb,a|b\n".as_bytes());
    assert_eq!(got.codes(), ["separator-in-key"]);
}

#[test]
fn a_singleton_needs_no_key() {
    let got = Got::csv_named("公司.csv", "公司名稱,員工數\n甲保險,1200\n".as_bytes());
    assert_snapshot!(got.lines(), @"company company name=甲保險 staff=1200 since=2025-03-01");
}

#[test]
fn encodings_are_told_apart() {
    let plain = Got::csv(PEOPLE.as_bytes()).lines();
    let (big5, _, bad) = encoding_rs::BIG5.encode(PEOPLE);
    assert!(!bad);
    let utf16 = |big: bool| -> Vec<u8> {
        format!("\u{feff}{PEOPLE}")
            .encode_utf16()
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    for (bytes, name) in [
        (PEOPLE.as_bytes().to_vec(), "UTF-8"),
        ([b"\xEF\xBB\xBF", PEOPLE.as_bytes()].concat(), "UTF-8"),
        (big5.to_vec(), "Big5"),
        (utf16(false), "UTF-16LE"),
        (utf16(true), "UTF-16BE"),
    ] {
        let got = Got::csv(&bytes);
        assert_eq!(got.lines(), plain, "{name}");
        assert_eq!(got.summary.expect("summary").encoding, Some(name));
    }
    // Without a byte order mark UTF-16 is told by its NUL bytes; a table that is nearly all Chinese has few of them.
    let unmarked = |text: &str, big: bool| -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
    };
    let chinese = format!("姓名,員工編號\n{},甲一\n", "一二三四五六七八九十".repeat(200));
    for (big, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
        for text in [PEOPLE, &chinese] {
            let got = Got::csv(&unmarked(text, big));
            assert_eq!(got.lines(), Got::csv(text.as_bytes()).lines(), "{name}");
            assert_eq!(got.summary.expect("summary").encoding, Some(name));
        }
        let mut cut = unmarked(PEOPLE, big);
        cut.pop();
        assert_eq!(Got::csv(&cut).codes(), ["encoding"], "{name} that ends within a character");
    }
    // Long enough for several chunks, with characters cut by their ends.
    let long =
        format!("{}{}", PEOPLE, (0..20_000).map(|i| format!("x{i},職員,,,,,,,\n")).collect::<String>());
    let (big5, _, _) = encoding_rs::BIG5.encode(&long);
    assert_eq!(Got::csv(&big5).lines(), Got::csv(long.as_bytes()).lines());
}

#[test]
fn a_bad_byte_in_utf8_is_told_where_it_is() {
    let (before, after) = ("id,name\n1,王小明\n2,", "陳大文\n3,林美麗\n");
    for bad in [&b"\xFF"[..], b"\xE7", b"\xA4\x40", b"\xFA\x40"] {
        let got = Got::csv(&[before.as_bytes(), bad, after.as_bytes()].concat());
        assert_eq!(got.codes(), ["encoding"], "{bad:?}");
        assert_eq!(got.faults[0].place.byte, Some(before.len() as u64), "{bad:?}: {}", got.fault_lines());
        assert!(got.fault_lines().contains("no UTF-8 text"), "{}", got.fault_lines());
    }
    // Far into the file, after more than what is looked at first.
    let long = "王小明,".repeat(100_000);
    let got = Got::csv(&[long.as_bytes(), b"\xFF", after.as_bytes()].concat());
    assert_eq!(got.faults[0].place.byte, Some(long.len() as u64));
}

#[test]
fn text_that_cannot_be_trusted_is_refused_with_its_byte() {
    let mut text = String::new();
    for bytes in [
        &b"id,name\n1,\xFF\xFF\n"[..],
        b"id,name\n1,\xFA\x40\n",
        b"id,name\n1,a\0b\n",
        b"id,name\n1,\"open\n2,b\n",
        b"id,name\n1\n",
        b"id,name\n1,a,b\n",
        b"id,name\n1,a\x07\n",
        b"",
        b"\n\n",
        b"\xEF\xBB\xBF",
        b"\xFF\xFEi\0d\0\n\0\x31",
    ] {
        let got = Got::csv(bytes);
        assert!(!got.faults.is_empty());
        text += &got.fault_lines();
    }
    assert_snapshot!(text, @"
    人員.csv（位元組 10）：不是 UTF-8（位元組 10），也不是 Big5（位元組 10）。提示：請以 UTF-8 重新存檔
    人員.csv (byte 10): neither UTF-8 (byte 10) nor Big5 (byte 10); hint: save the file again as UTF-8
    人員.csv（位元組 10）：這裡是 Big5 造字，離開原本的電腦就無法辨認。提示：請在原本的電腦另存為 UTF-8，並確認人名
    人員.csv (byte 10): a user-defined Big5 character: only the machine that wrote it knows what it means; hint: save the file as UTF-8 on the machine it comes from and check the names
    人員.csv（位元組 11）：檔案含有 NUL 字元，不是文字檔。提示：請重新匯出為文字檔（UTF-8）
    人員.csv (byte 11): a NUL character: this is no text file; hint: export the file again as text (UTF-8)
    人員.csv，第 1 行：從這一列開始的引號沒有收尾，檔案可能被截斷。提示：請重新匯出或重新傳送
    人員.csv, line 1: a quote that begins in this row is never closed; the file may have been cut off; hint: export or transfer the file again
    人員.csv，第 2 列：這一列只有 1 格，標題有 2 欄，可能被截斷。提示：沒有值的格子請保留分隔符號
    人員.csv, row 2: this row has 1 cell, the headings 2: it may have been cut off; hint: keep the delimiters of empty cells
    人員.csv，第 2 列，C 欄：這一格有值，但該欄沒有標題
    人員.csv, row 2, column C: this cell has a value, its column has no heading
    人員.csv，第 2 列，B 欄「name」：儲存格含有控制字元 U+0007。提示：請刪除後重新輸入
    人員.csv, row 2, column B 'name': the cell holds the control character U+0007; hint: delete it and type the value again
    人員.csv：檔案是空的
    人員.csv: the file is empty
    人員.csv：檔案是空的
    人員.csv: the file is empty
    人員.csv：檔案是空的
    人員.csv: the file is empty
    人員.csv（位元組 8）：這裡的位元組不是 UTF-16LE 的文字。提示：請以 UTF-8 重新存檔或重新匯出
    人員.csv (byte 8): these bytes are no UTF-16LE text; hint: save or export the file again as UTF-8
    ");
}

#[test]
fn cells_and_rows_without_end_are_refused() {
    let long = format!("id,name\n1,{}\n", "x".repeat((1 << 20) + 1));
    assert_eq!(Got::csv(long.as_bytes()).codes(), ["cell-too-long"]);
    let endless = format!("id,name\n1,\"{}\n", "x\n".repeat(4 << 20));
    assert_eq!(Got::csv(endless.as_bytes()).codes(), ["too-long"]);
    let wide = format!("id{}\n", ",".repeat(5_000));
    assert_eq!(Got::csv(wide.as_bytes()).codes(), ["too-many-columns"]);
}

#[test]
fn formulas_are_plain_text_and_the_guard_of_an_export_comes_off() {
    let got = Got::csv("id,name,phone\n1,=1+1,+886-2-1234\n2,'=1+1,'+886\n3,''=x,'quoted'\n".as_bytes());
    assert_snapshot!(got.lines(), @"
person 1 id=1 name==1+1 phone=+886-2-1234 since=2025-03-01
person 2 id=2 name==1+1 phone=+886 since=2025-03-01
person 3 id=3 name='=x phone='quoted' since=2025-03-01
");
}

#[test]
fn rows_are_numbered_as_a_spreadsheet_does() {
    let got = Got::csv("id,name\n\n1,\"two\nlines\"\n2,x,y\n".as_bytes());
    let place = &got.faults[0].place;
    assert_eq!((place.row, place.line, place.column), (Some(4), Some(5), Some(3)));
    let got = Got::csv("id,name\r\n\r\n1,\"two\r\nlines\"\r\n2,x,y\r\n".as_bytes());
    let place = &got.faults[0].place;
    assert_eq!((place.row, place.line, place.column), (Some(4), Some(5), Some(3)));
}

#[test]
fn the_kind_is_told_by_name_or_headings() {
    let catalogue = catalogue();
    let headings = |list: &[&str]| list.iter().map(|h| h.to_string()).collect::<Vec<_>>();
    let name = |name: &str, list: &[&str]| match recognise_kind(&catalogue, name, &headings(list)) {
        Ok(kind) => catalogue.kinds[kind.index()].name.clone(),
        Err(kinds) => {
            kinds.iter().map(|k| catalogue.kinds[k.index()].name.clone()).collect::<Vec<_>>().join("?") + "?"
        }
    };
    assert_eq!(name("主機", &[]), "host");
    assert_eq!(name("C:\\下載\\主機_1140301.xlsx", &[]), "host");
    assert_eq!(name("host scan (2).csv", &[]), "host_scan");
    assert_eq!(name("清單.csv", &["主機名稱", "ip"]), "host");
    assert_eq!(name("x", &["host", "rule", "place", "title"]), "finding");
    assert_eq!(name("x", &["id"]), "scan?person?");
    assert_eq!(name("x", &["foo"]), "?");
    let got = Got::csv_named("x.csv", b"id\n1\n");
    assert_snapshot!(got.fault_lines(), @"
    x.csv，第 1 列：從名稱與欄位標題無法判斷這是哪一種紀錄。提示：請以 --kind 指定紀錄種類，可能是：scan（弱點掃描）、person（人員）
    x.csv, row 1: neither name nor headings tell what kind of record this is; hint: name the kind of record with --kind; it could be scan (vulnerability scan), person (person)
    ");
}

#[test]
fn a_cut_off_file_never_gives_more_than_its_whole_rows() {
    let whole = Got::csv(PEOPLE.as_bytes()).records;
    for cut in 0..PEOPLE.len() {
        let got = Got::csv(&PEOPLE.as_bytes()[..cut]);
        if got.faults.is_empty() {
            // Only a cut in the last cell cannot be seen; everything before it is as in the whole file.
            assert!(got.records.len() <= whole.len());
            for (cut, whole) in got.records.iter().zip(&whole) {
                assert_eq!(cut.key, whole.key);
                assert!(cut.fields.len() <= whole.fields.len());
            }
        }
    }
}
