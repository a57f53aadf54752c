//! Nessus v2 reports: what becomes of a good one, and every way in which a bad one is refused.

mod common;

use common::Got;
use insta::assert_snapshot;
use jiff::civil::date;
use zilu_intake::{Source, read_nessus};

const REPORT: &str = include_str!("fixtures/two-hosts.nessus");

/// A report with these lines as the content of its only host.
fn report_of(host: &str) -> String {
    format!(
        "<NessusClientData_v2><Report name=\"r\"><ReportHost name=\"h\"><HostProperties>\
         <tag name=\"HOST_START\">2025/02/10 09:30:00</tag><tag name=\"HOST_END\">2025/02/10 10:30:00</tag>\
         </HostProperties>{host}</ReportHost></Report></NessusClientData_v2>"
    )
}

#[test]
fn a_report_becomes_scan_hosts_and_findings() {
    let got = Got::nessus(REPORT.as_bytes());
    assert_eq!(got.fault_lines(), "");
    assert_snapshot!(got.lines(), @r#"
host web01.example.test name=web01.example.test ip=192.0.2.10 fqdn=web01.example.test mac=00:50:56:ab:cd:ef os="Linux Kernel 5.15 on Ubuntu 22.04" since=2025-02-10
host_scan 第一季 外網弱掃@2025-02-10T09:30|web01.example.test scan="第一季 外網弱掃@2025-02-10T09:30" host=web01.example.test on=2025-02-10 layer=os started_at=2025-02-10T09:30:00+08:00 finished_at=2025-02-10T11:30:00+08:00 credentialed=yes complete=yes report=ab12 items=5 since=2025-02-10
finding web01.example.test|nessus:900001|443/tcp host=web01.example.test rule=nessus:900001 place=443/tcp title="Library < 1.2 & older" family="Web Servers" scanner_severity=critical cvss=8.1 vector=CVSS:3.0/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H cve="CVE-2024-0001 CVE-2024-0002" cwe="CWE-20 CWE-79" vpr=6.7 solution="Upgrade to 1.2 or <later>." last_seen_on=2025-02-10 present=yes default: risk=critical earliest: first_seen_on=2025-02-10 since=2025-02-10
finding web01.example.test|nessus:19506|0/tcp host=web01.example.test rule=nessus:19506 place=0/tcp title="Nessus Scan Information" family=Settings scanner_severity=info last_seen_on=2025-02-10 present=yes default: risk=info earliest: first_seen_on=2025-02-10 since=2025-02-10
finding web01.example.test|nessus:21157|0/tcp/a1b2 host=web01.example.test rule=nessus:21157 place=0/tcp/a1b2 title="1.1 Password age" family="Policy Compliance" scanner_severity=high last_seen_on=2025-02-10 present=yes default: risk=high earliest: first_seen_on=2025-02-10 since=2025-02-10
finding web01.example.test|nessus:21157|0/tcp/c3d4 host=web01.example.test rule=nessus:21157 place=0/tcp/c3d4 title="1.2 Lock-out" family="Policy Compliance" present=no since=2025-02-10
host 192.0.2.11 name=192.0.2.11 since=2025-02-10
host_scan 第一季 外網弱掃@2025-02-10T09:30|192.0.2.11 scan="第一季 外網弱掃@2025-02-10T09:30" host=192.0.2.11 on=2025-02-10 layer=os started_at=2025-02-10T23:59:59+08:00 credentialed=no complete=no report=ab12 items=1 since=2025-02-10
finding 192.0.2.11|nessus:19506|0/tcp host=192.0.2.11 rule=nessus:19506 place=0/tcp title="Nessus Scan Information" family=Settings scanner_severity=info last_seen_on=2025-02-10 present=yes default: risk=info earliest: first_seen_on=2025-02-10 since=2025-02-10
scan 第一季 外網弱掃@2025-02-10T09:30 id="第一季 外網弱掃@2025-02-10T09:30" on=2025-02-10 tool=nessus policy="外網 基本掃描" layer=os complete=no report=ab12 hosts=2 since=2025-02-10
"#);
    let words = got.summary.as_ref().expect("summary").words();
    assert_snapshot!(format!("{}\n{}", words.zh, words.en), @"
2 台主機，6 項結果，其中 1 項與同鍵者合併
2 hosts, 6 results, 1 of them merged with another of the same key
");
}

#[test]
fn what_was_covered_is_told_for_each_host() {
    let got = Got::nessus(REPORT.as_bytes());
    let lines: Vec<String> = got
        .covered
        .iter()
        .map(|c| {
            format!(
                "{} {} {} credentialed={:?} complete={} {}",
                c.host, c.rules, c.on, c.credentialed, c.complete, c.scan
            )
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @"
web01.example.test nessus: 2025-02-10 credentialed=Some(true) complete=true 第一季 外網弱掃@2025-02-10T09:30
192.0.2.11 nessus: 2025-02-10 credentialed=Some(false) complete=false 第一季 外網弱掃@2025-02-10T09:30
");
}

#[test]
fn the_same_file_gives_the_same_records() {
    assert_eq!(Got::nessus(REPORT.as_bytes()).records, Got::nessus(REPORT.as_bytes()).records);
}

#[test]
fn records_name_their_line_and_byte() {
    let got = Got::nessus(REPORT.as_bytes());
    let finding = got.records.iter().find(|r| r.key.contains("900001")).expect("finding");
    let byte = finding.place.byte.expect("byte") as usize;
    assert!(
        REPORT[byte..]
            .starts_with("<ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"4\"")
    );
    assert_eq!(REPORT[..byte].matches('\n').count() as u64 + 1, finding.place.line.expect("line"));
}

#[test]
fn every_broken_off_report_is_refused() {
    let whole = REPORT.trim_end().as_bytes();
    for cut in (0..whole.len()).step_by(7).chain(whole.len() - 200..whole.len()) {
        let got = Got::nessus(&whole[..cut]);
        assert!(!got.faults.is_empty(), "cut at {cut}");
    }
    assert!(Got::nessus(whole).faults.is_empty());
}

#[test]
fn a_report_reads_the_same_in_every_encoding() {
    let plain = Got::nessus(REPORT.as_bytes()).lines();
    let bom = [b"\xEF\xBB\xBF", REPORT.as_bytes()].concat();
    assert_eq!(Got::nessus(&bom).lines(), plain);
    for big_endian in [false, true] {
        for mark in [false, true] {
            let text = if mark { format!("\u{feff}{REPORT}") } else { REPORT.to_string() };
            let bytes: Vec<u8> = text
                .encode_utf16()
                .flat_map(|unit| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect();
            let got = Got::nessus(&bytes);
            assert_eq!(got.fault_lines(), "");
            assert_eq!(got.lines(), plain);
            assert!(!Got::nessus(&bytes[..bytes.len() - 61]).faults.is_empty());
        }
    }
    let declared =
        REPORT.replacen("<?xml version=\"1.0\" ?>", "<?xml version=\"1.0\" encoding=\"Big5\"?>", 1);
    let (big5, _, unmappable) = encoding_rs::BIG5.encode(&declared);
    assert!(!unmappable);
    let got = Got::nessus(&big5);
    assert_eq!(got.lines(), plain);
    assert_eq!(got.summary.expect("summary").encoding, Some("Big5"));
}

#[test]
fn the_separator_of_keys_is_refused_in_names_of_machines_and_rewritten_in_free_names() {
    let item = "<ReportItem port=\"0\" protocol=\"tcp\" severity=\"3\" pluginID=\"7\"><cm:compliance-check-name>audit | libs</cm:compliance-check-name></ReportItem>";
    let got = Got::nessus(report_of(item).replace("name=\"r\"", "name=\"q1|q2\"").as_bytes());
    assert_eq!(got.fault_lines(), "");
    let keys: Vec<&str> = got.records.iter().map(|record| record.key.as_str()).collect();
    assert_snapshot!(keys.join("\n"), @"
    h
    q1｜q2@2025-02-10T09:30|h
    h|nessus:7|0/tcp/audit ｜ libs
    q1｜q2@2025-02-10T09:30
    ");
    let notes = got.summary.expect("summary").notes;
    assert_snapshot!(format!("{}\n{}", notes[0].zh, notes[0].en), @"
    2 個名稱含有鍵值的分隔符號「|」，改寫為「｜」
    2 names contain '|', which separates the parts of a key, and got '｜' instead
    ");
    for bad in [
        report_of(item).replace("name=\"h\"", "name=\"h|x\""),
        report_of(&item.replace("\"tcp\"", "\"t|p\"")),
        report_of(&item.replace("\"7\"", "\"7|8\"")),
    ] {
        assert_eq!(Got::nessus(bad.as_bytes()).codes().len(), 1, "{bad}");
    }
}

#[test]
fn files_that_are_no_report_are_refused_with_a_word() {
    let deep = format!("<NessusClientData_v2>{}", "<a>".repeat(100_000));
    let bomb = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><NessusClientData_v2>&b;</NessusClientData_v2>";
    let entity = report_of(
        "<ReportItem port=\"0\" protocol=\"tcp\" severity=\"0\" pluginID=\"1\"><solution>&lol;</solution></ReportItem>",
    );
    let in_attribute = report_of(
        "<ReportItem port=\"0\" protocol=\"tcp\" severity=\"0\" pluginID=\"1\" pluginName=\"&lol;\"/>",
    );
    let twice = report_of("").replace("</Report>", "<ReportHost name=\"H\"/></Report>");
    let two_reports =
        report_of("").replace("</NessusClientData_v2>", "<Report name=\"2\"/></NessusClientData_v2>");
    let trailing = format!("{}<NessusClientData_v2/>", report_of(""));
    let invalid = report_of("").replace("name=\"h\"", "name=\"h?\"");
    let mut invalid = invalid.into_bytes();
    let at = invalid.iter().position(|b| *b == b'?').expect("mark");
    invalid[at] = 0xFF;
    let nul = report_of("\0");
    let mut lines = String::new();
    for (what, bytes) in [
        ("empty", &b""[..]),
        ("blank", b"  \n"),
        ("text", b"hello"),
        ("another root", b"<nmaprun></nmaprun>"),
        ("v1", b"<NessusClientData></NessusClientData>"),
        (
            "policy only",
            b"<NessusClientData_v2><Policy><policyName>p</policyName></Policy></NessusClientData_v2>",
        ),
        ("no host", b"<NessusClientData_v2><Report name=\"r\"/></NessusClientData_v2>"),
        ("deep", deep.as_bytes()),
        ("bomb", bomb.as_bytes()),
        ("entity", entity.as_bytes()),
        ("entity in attribute", in_attribute.as_bytes()),
        ("host twice", twice.as_bytes()),
        ("two reports", two_reports.as_bytes()),
        ("trailing", trailing.as_bytes()),
        ("invalid UTF-8", &invalid),
        ("NUL", nul.as_bytes()),
        ("crossed tags", b"<NessusClientData_v2><a><b></a></b></NessusClientData_v2>"),
        ("unknown encoding", b"<?xml version=\"1.0\" encoding=\"klingon\"?><NessusClientData_v2/>"),
    ] {
        let got = Got::nessus(bytes);
        assert!(!got.faults.is_empty(), "{what}");
        lines += &format!("{what}: {}\n", got.codes().join(" "));
        lines += &got.fault_lines();
    }
    assert_snapshot!(lines, @"
    empty: empty
    scan.nessus：檔案是空的
    scan.nessus: the file is empty
    blank: no-xml
    scan.nessus，第 2 行（位元組 3）：檔案裡沒有 XML 元素
    scan.nessus, line 2 (byte 3): no XML element in the file
    text: malformed
    scan.nessus，第 1 行（位元組 0）：XML 格式錯誤（根元素之外有文字）。提示：請重新匯出或重新傳送
    scan.nessus, line 1 (byte 0): malformed XML: text outside the root element; hint: export or transfer the file again
    another root: wrong-root
    scan.nessus，第 1 行（位元組 0）：根元素是 <nmaprun>，應為 <NessusClientData_v2>。提示：請由 Nessus 匯出 v2 格式的 .nessus
    scan.nessus, line 1 (byte 0): the root element is <nmaprun>, expected <NessusClientData_v2>; hint: export .nessus (v2) from Nessus
    v1: wrong-root
    scan.nessus，第 1 行（位元組 0）：根元素是 <NessusClientData>，應為 <NessusClientData_v2>。提示：請由 Nessus 匯出 v2 格式的 .nessus
    scan.nessus, line 1 (byte 0): the root element is <NessusClientData>, expected <NessusClientData_v2>; hint: export .nessus (v2) from Nessus
    policy only: no-report
    scan.nessus：檔案只有掃描政策，沒有掃描結果。提示：請匯出掃描結果，而非政策
    scan.nessus: the file holds a scan policy only, no report; hint: export the scan's results, not its policy
    no host: no-date
    scan.nessus，第 1 行（位元組 21）：報告沒有任何主機，也就沒有掃描日期。提示：請指定生效日：命令列以 --date，例如 --date 114/06/30；網頁填「生效日」；看守的資料夾在 source.toml 寫 date
    scan.nessus, line 1 (byte 21): the report has no host and therefore no date; hint: give the effective date: --date on the command line, such as --date 2025-06-30; the field of that name on the page; date in the source.toml of a watched folder
    deep: too-deep
    scan.nessus，第 1 行（位元組 210）：元素層層相包超過 64 層
    scan.nessus, line 1 (byte 210): elements nest deeper than 64
    bomb: doctype
    scan.nessus，第 1 行（位元組 0）：檔案含有文件類型宣告（DOCTYPE），可用來讀取其他檔案或無限展開；為安全起見一律拒收。提示：報告與試算表都不需要這種宣告；請重新匯出，並確認檔案來源
    scan.nessus, line 1 (byte 0): the file has a document type declaration (DOCTYPE), which can be used to read other files or to expand without end: refused for safety; hint: no report or spreadsheet needs one: export it again, and make sure where the file comes from
    entity: entity
    scan.nessus，第 1 行（位元組 258）：不認得的實體「&lol;」：為安全起見，檔案自訂的實體一律不展開。提示：請由掃描工具重新匯出，並確認檔案來源
    scan.nessus, line 1 (byte 258): unknown entity '&lol;': for safety, entities that a file defines are never expanded; hint: export the report again, and make sure where the file comes from
    entity in attribute: entity
    scan.nessus，第 1 行（位元組 186）：不認得的實體「&lol;」：為安全起見，檔案自訂的實體一律不展開。提示：請由掃描工具重新匯出，並確認檔案來源
    scan.nessus, line 1 (byte 186): unknown entity '&lol;': for safety, entities that a file defines are never expanded; hint: export the report again, and make sure where the file comes from
    host twice: host-twice no-date
    scan.nessus，第 1 行（位元組 199）：主機 h 出現兩次（另一次在第 1 行），無法分辨是否為同一台。提示：請在掃描器中移除重複的目標，或改用不同的主機名稱
    scan.nessus, line 1 (byte 199): host h appears twice (the other one in line 1): one machine or two?; hint: remove the doubled target in the scanner, or give the machines different names
    scan.nessus，第 1 行（位元組 199）：主機 h 沒有掃描日期。提示：請指定生效日：命令列以 --date，例如 --date 114/06/30；網頁填「生效日」；看守的資料夾在 source.toml 寫 date
    scan.nessus, line 1 (byte 199): host h has no scan date; hint: give the effective date: --date on the command line, such as --date 2025-06-30; the field of that name on the page; date in the source.toml of a watched folder
    two reports: two-reports
    scan.nessus，第 1 行（位元組 208）：檔案含有兩份報告。提示：請一份報告存成一檔
    scan.nessus, line 1 (byte 208): the file holds two reports; hint: save each report in its own file
    trailing: trailing
    scan.nessus，第 1 行（位元組 230）：報告結束之後還有內容
    scan.nessus, line 1 (byte 230): there is more after the end of the report
    invalid UTF-8: encoding
    scan.nessus，第 1 行（位元組 57）：這裡的位元組不是 UTF-8 的文字。提示：請以 UTF-8 重新存檔或重新匯出
    scan.nessus, line 1 (byte 57): these bytes are no UTF-8 text; hint: save or export the file again as UTF-8
    NUL: nul
    scan.nessus，第 1 行（位元組 186）：檔案含有 NUL 字元，不是文字檔。提示：請重新匯出為文字檔（UTF-8）
    scan.nessus, line 1 (byte 186): a NUL character: this is no text file; hint: export the file again as text (UTF-8)
    crossed tags: malformed
    scan.nessus，第 1 行（位元組 27）：XML 格式錯誤（結束標籤與開始標籤不符）。提示：請重新匯出或重新傳送
    scan.nessus, line 1 (byte 27): malformed XML: ill-formed document: expected `</b>`, but `</a>` was found; hint: export or transfer the file again
    unknown encoding: encoding
    scan.nessus：不認得宣告的編碼 klingon。提示：請以 UTF-8 重新匯出
    scan.nessus: the declared encoding klingon is not known; hint: export the file again as UTF-8
    ");
}

#[test]
fn wrong_values_are_all_told_at_once() {
    let host = "<ReportItem port=\"x\" protocol=\"tcp\" severity=\"9\" pluginID=\"1\"/>\
                <ReportItem port=\"1\" protocol=\"tcp\" severity=\"1\" pluginID=\"2\"><cvss3_base_score>high</cvss3_base_score></ReportItem>\
                <ReportItem port=\"1\" protocol=\"tcp\" severity=\"1\"/>";
    let xml = report_of(host).replace("2025/02/10 10:30:00", "yesterday");
    let got = Got::nessus(xml.as_bytes());
    assert_snapshot!(got.fault_lines(), @"
scan.nessus，第 1 行（位元組 38）「HOST_END」：主機 h 的時間「yesterday」無法辨認。提示：例：Wed Mar 23 15:07:52 2022
scan.nessus, line 1 (byte 38) 'HOST_END': host h: 'yesterday' is no moment that we can read; hint: for example Wed Mar 23 15:07:52 2022
scan.nessus，第 1 行（位元組 176）「port」：ReportItem 的屬性缺漏或不合格式，應為0 到 65535 的埠號
scan.nessus, line 1 (byte 176) 'port': an attribute of ReportItem is missing or wrong, expected a port from 0 to 65535
scan.nessus，第 1 行（位元組 176）「severity」：ReportItem 的屬性缺漏或不合格式，應為0 到 4 的嚴重度
scan.nessus, line 1 (byte 176) 'severity': an attribute of ReportItem is missing or wrong, expected a severity from 0 to 4
scan.nessus，第 1 行（位元組 239）「cvss」：「high」不是 0 到 10 的分數
scan.nessus, line 1 (byte 239) 'cvss': 'high' is no score from 0 to 10
scan.nessus，第 1 行（位元組 355）「pluginID」：ReportItem 的屬性缺漏或不合格式，應為檢測規則編號
scan.nessus, line 1 (byte 355) 'pluginID': an attribute of ReportItem is missing or wrong, expected the number of the rule
");
}

#[test]
fn an_endless_tag_or_text_stops_early() {
    struct Endless(&'static [u8], usize);
    impl std::io::Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            self.1 += buffer.len();
            assert!(self.1 < 64 << 20, "read on and on");
            if self.0.is_empty() {
                buffer.fill(b'a');
                return Ok(buffer.len());
            }
            let n = self.0.len().min(buffer.len());
            buffer[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }
    for start in [
        &b"<NessusClientData_v2><Report name=\""[..],
        b"<NessusClientData_v2><Policy>",
        b"<NessusClientData_v2><!--",
        b"<NessusClientData_v2 ",
        b"<NessusClientData_v2>&",
    ] {
        let source = Source::new("endless.nessus");
        let got = Got::from(|sink| read_nessus(Endless(start, 0), &common::catalogue(), &source, sink));
        assert_eq!(got.codes(), ["too-long"], "{}", String::from_utf8_lossy(start));
    }
}

#[test]
fn a_report_without_dates_takes_the_date_it_is_given() {
    let xml =
        "<NessusClientData_v2><Report name=\"r\"><ReportHost name=\"h\"/></Report></NessusClientData_v2>";
    assert_eq!(Got::nessus(xml.as_bytes()).codes(), ["no-date"]);
    let source = Source { date: Some(date(2025, 2, 10)), ..Source::new("scan.nessus") };
    let got = Got::from(|sink| read_nessus(xml.as_bytes(), &common::catalogue(), &source, sink));
    assert_snapshot!(got.lines(), @"
host h name=h since=2025-02-10
host_scan r@2025-02-10|h scan=r@2025-02-10 host=h on=2025-02-10 layer=os complete=no items=0 since=2025-02-10
scan r@2025-02-10 id=r@2025-02-10 on=2025-02-10 tool=nessus layer=os complete=no hosts=1 since=2025-02-10
");
}

#[test]
fn many_faults_are_counted_and_only_the_first_are_shown() {
    let host = "<ReportItem port=\"0\" protocol=\"tcp\" severity=\"9\" pluginID=\"1\"/>".repeat(5_000);
    let got = Got::nessus(report_of(&host).as_bytes());
    assert_eq!(got.faults.len() as u64, zilu_intake::FAULTS_SHOWN);
    assert_eq!(got.summary.expect("summary").faults, 5_000);
}

#[test]
fn the_sink_can_stop_the_import() {
    let mut taken = 0;
    let outcome = read_nessus(REPORT.as_bytes(), &common::catalogue(), &Source::new("s"), &mut |_| {
        taken += 1;
        if taken == 3 { Err("enough") } else { Ok(()) }
    });
    assert_eq!((outcome, taken), (Err("enough"), 3));
}

#[test]
fn a_catalogue_that_does_not_fit_is_told_before_the_first_record() {
    let mut catalogue = common::catalogue();
    catalogue.kinds[3].fields[7].ty = zilu_catalogue::Type::Date;
    catalogue.names.kinds.remove("host_scan");
    let got = Got::from(|sink| read_nessus(REPORT.as_bytes(), &catalogue, &Source::new("s"), sink));
    assert!(got.records.is_empty());
    assert_snapshot!(got.fault_lines(), @"
s「host_scan」：規範目錄未宣告紀錄種類 host_scan
s 'host_scan': the catalogue declares no kind 'host_scan'
s「finding.cvss」：規範目錄的欄位 finding.cvss 型別與匯入程式不符（需要 Decimal）
s 'finding.cvss': the catalogue's field 'finding.cvss' has another type than the importer fills (Decimal)
");
}

#[test]
fn web_application_scans_are_told_apart() {
    let xml = "<NessusClientData_v2><Report name=\"shop\" type=\"was\"><ReportHost name=\"https://Shop.example.test:8443/\">\
        <HostProperties><tag name=\"host-fqdn\">https://Shop.example.test:8443/</tag>\
        <tag name=\"HOST_START\">2021-03-12T22:34:30.12031+00:00</tag></HostProperties>\
        <ReportItem pluginName=\"XSS\" pluginID=\"98104\" severity=\"3\" protocol=\"TCP\" port=\"80\">\
        <cvss>7.5</cvss><cvssv3>7.1</cvssv3><xref>CWE:79</xref></ReportItem></ReportHost></Report></NessusClientData_v2>";
    assert_snapshot!(Got::nessus(xml.as_bytes()).lines(), @"
host https://shop.example.test:8443/ name=https://shop.example.test:8443/ fqdn=shop.example.test since=2021-03-13
host_scan shop@2021-03-13T06:34|https://shop.example.test:8443/ scan=shop@2021-03-13T06:34 host=https://shop.example.test:8443/ on=2021-03-13 layer=web started_at=2021-03-13T06:34:30+08:00 complete=no report=ab12 items=1 since=2021-03-13
finding https://shop.example.test:8443/|nessus:98104|80/tcp host=https://shop.example.test:8443/ rule=nessus:98104 place=80/tcp title=XSS scanner_severity=high cvss=7.1 cwe=CWE-79 last_seen_on=2021-03-13 present=yes default: risk=high earliest: first_seen_on=2021-03-13 since=2021-03-13
scan shop@2021-03-13T06:34 id=shop@2021-03-13T06:34 on=2021-03-13 tool=nessus layer=web complete=no report=ab12 hosts=1 since=2021-03-13
");
}

#[test]
fn markup_and_formulas_in_names_are_plain_text() {
    let xml = report_of(
        "<ReportItem port=\"0\" protocol=\"tcp\" severity=\"1\" pluginID=\"7\" pluginName=\"&lt;script&gt;alert(1)&lt;/script&gt; =cmd|' /C calc'!A0\"/>",
    );
    let got = Got::nessus(xml.as_bytes());
    assert!(got.lines().contains("<script>alert(1)</script> =cmd|' /C calc'!A0"), "{}", got.lines());
}
