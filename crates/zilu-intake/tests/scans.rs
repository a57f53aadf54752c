//! Reports of scanners: what becomes of a good one of each format, and how bad ones are refused.

mod common;

use common::{Got, catalogue};
use insta::assert_snapshot;
use zilu_intake::{Format, HEAD, Source, read, recognise};

/// Every fixture, with the format that it must be told for.
const REPORTS: &[(Format, &str, &str)] = &[
    (Format::NessusCsv, "nessus.csv", include_str!("fixtures/nessus.csv")),
    (Format::NessusCsv, "tenable-sc.csv", include_str!("fixtures/tenable-sc.csv")),
    (Format::NessusCsv, "tenable-vm.csv", include_str!("fixtures/tenable-vm.csv")),
    (Format::Openvas, "openvas.xml", include_str!("fixtures/openvas.xml")),
    (Format::OpenvasCsv, "openvas.csv", include_str!("fixtures/openvas.csv")),
    (Format::Qualys, "qualys-scan.xml", include_str!("fixtures/qualys-scan.xml")),
    (Format::Qualys, "qualys-asset.xml", include_str!("fixtures/qualys-asset.xml")),
    (Format::QualysCsv, "qualys.csv", include_str!("fixtures/qualys.csv")),
    (Format::Nmap, "nmap.xml", include_str!("fixtures/nmap.xml")),
    (Format::Zap, "zap.xml", include_str!("fixtures/zap.xml")),
    (Format::ZapJson, "zap.json", include_str!("fixtures/zap.json")),
    (Format::Burp, "burp.xml", include_str!("fixtures/burp.xml")),
    (Format::BurpJson, "burp.json", include_str!("fixtures/burp.json")),
    (Format::QualysWas, "qualys-was.xml", include_str!("fixtures/qualys-was.xml")),
    (Format::Nuclei, "nuclei.jsonl", include_str!("fixtures/nuclei.jsonl")),
    (Format::TestsslCsv, "testssl.csv", include_str!("fixtures/testssl.csv")),
    (Format::TestsslJson, "testssl.json", include_str!("fixtures/testssl.json")),
];

/// Records, what was covered and the notes of a good report.
fn whole(name: &str) -> String {
    let (format, _, text) = REPORTS.iter().find(|(_, n, _)| *n == name).expect("a fixture");
    let got = Got::scan(*format, text.as_bytes());
    assert_eq!(got.fault_lines(), "", "{name}");
    let summary = got.summary.as_ref().expect("summary");
    let words = summary.words();
    let notes: String = summary.notes.iter().map(|n| format!("{}\n{}\n", n.zh, n.en)).collect();
    format!("{}{}{}\n{}\n{notes}", got.lines(), got.covered_lines(), words.zh, words.en)
}

#[test]
fn nessus_csv() {
    assert_snapshot!(whole("nessus.csv"), @r#"
host web01.example.test name=web01.example.test since=2026-03-04
host_scan 第一季｜外網@2026-03-04T09:30|web01.example.test scan=第一季｜外網@2026-03-04T09:30 host=web01.example.test on=2026-03-04 layer=os started_at=2026-03-04T09:30:00+08:00 credentialed=yes complete=yes report=ab12 items=3 since=2026-03-04
finding web01.example.test|nessus:900001|443/tcp host=web01.example.test rule=nessus:900001 place=443/tcp title="Library < 1.2" scanner_severity=critical cvss=8.1 cve="CVE-2025-0001 CVE-2025-0002" cwe=CWE-79 vpr=6.7 solution="Upgrade to 1.2." last_seen_on=2026-03-04 present=yes default: risk=critical earliest: first_seen_on=2026-03-04 since=2026-03-04
finding web01.example.test|nessus:19506|0/tcp host=web01.example.test rule=nessus:19506 place=0/tcp title="Nessus Scan Information" scanner_severity=info last_seen_on=2026-03-04 present=yes default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
host 192.0.2.11 name=192.0.2.11 since=2026-03-04
host_scan 第一季｜外網@2026-03-04T09:30|192.0.2.11 scan=第一季｜外網@2026-03-04T09:30 host=192.0.2.11 on=2026-03-04 layer=os report=ab12 items=1 since=2026-03-04
finding 192.0.2.11|nessus:900002|161/udp host=192.0.2.11 rule=nessus:900002 place=161/udp title==HYPERLINK("x") scanner_severity=medium cvss=5.3 last_seen_on=2026-03-04 present=yes default: risk=medium earliest: first_seen_on=2026-03-04 since=2026-03-04
scan 第一季｜外網@2026-03-04T09:30 id=第一季｜外網@2026-03-04T09:30 on=2026-03-04 tool=nessus policy=Basic layer=os report=ab12 hosts=2 since=2026-03-04
web01.example.test nessus: 2026-03-04 credentialed=Some(true) complete=true [Plugins(None)] 第一季｜外網@2026-03-04T09:30
192.0.2.11 nessus: 2026-03-04 credentialed=None complete=false [] 第一季｜外網@2026-03-04T09:30
2 台主機，4 項結果，其中 1 項與同鍵者合併
2 hosts, 4 results, 1 of them merged with another of the same key
1 個分數沒有小數點（例如 75），已讀為十分之一（7.5）
1 score without a decimal point (such as 75) read as tenths (7.5)
1 台主機沒有外掛 19506 的結果，看不出掃描是否完成；檔案沒有列出的弱點不會因此視為消失
1 host without plugin 19506: the file does not show that the scan ended, so nothing it lacks is taken for gone
1 個名稱含有鍵值的分隔符號「|」，改寫為「｜」
1 name contains '|', which separates the parts of a key, and got '｜' instead
"#);
}

#[test]
fn tenable_sc_csv() {
    assert_snapshot!(whole("tenable-sc.csv"), @r#"
host 192.0.2.20 name=192.0.2.20 ip=192.0.2.20 fqdn=db.example.test mac=aa:bb:cc:00:11:22 since=2026-03-03
host_scan nessus 192.0.2.20@2026-03-03|192.0.2.20 scan="nessus 192.0.2.20@2026-03-03" host=192.0.2.20 on=2026-03-03 layer=os report=ab12 items=1 since=2026-03-03
finding 192.0.2.20|nessus:900003|1433/tcp host=192.0.2.20 rule=nessus:900003 place=1433/tcp title="Old server" family=Databases scanner_severity=high cvss=7.5 cve=CVE-2025-0003 cwe=CWE-310 last_seen_on=2026-03-03 present=yes default: risk=high earliest: first_seen_on=2026-01-06 since=2026-03-03
host pc.example.test name=pc.example.test ip=192.0.2.21 fqdn=pc.example.test since=2026-03-04
host_scan nessus 192.0.2.20@2026-03-03|pc.example.test scan="nessus 192.0.2.20@2026-03-03" host=pc.example.test on=2026-03-04 layer=os report=ab12 items=1 since=2026-03-04
finding pc.example.test|nessus:900004|0/tcp host=pc.example.test rule=nessus:900004 place=0/tcp title="Agent finding" family=General scanner_severity=info last_seen_on=2026-03-04 present=yes default: risk=info earliest: first_seen_on=2026-03-01 since=2026-03-04
scan nessus 192.0.2.20@2026-03-03 id="nessus 192.0.2.20@2026-03-03" on=2026-03-03 tool=nessus layer=os report=ab12 hosts=2 since=2026-03-03
192.0.2.20 nessus: 2026-03-03 credentialed=None complete=false [] nessus 192.0.2.20@2026-03-03
pc.example.test nessus: 2026-03-04 credentialed=None complete=false [] nessus 192.0.2.20@2026-03-03
2 台主機，2 項結果
2 hosts, 2 results
2 台主機沒有外掛 19506 的結果，看不出掃描是否完成；檔案沒有列出的弱點不會因此視為消失
2 hosts without plugin 19506: the file does not show that the scan ended, so nothing it lacks is taken for gone
"#);
}

#[test]
fn tenable_vm_csv() {
    assert_snapshot!(whole("tenable-vm.csv"), @r#"
host app.example.test name=app.example.test ip=192.0.2.30 since=2026-03-04
host_scan nessus app.example.test@2026-03-04|app.example.test scan="nessus app.example.test@2026-03-04" host=app.example.test on=2026-03-04 layer=os report=ab12 items=2 since=2026-03-04
finding app.example.test|nessus:900005|8443/tcp host=app.example.test rule=nessus:900005 place=8443/tcp title="Old library" scanner_severity=high cve="CVE-2025-0005 CVE-2025-0006" vpr=5.1 last_seen_on=2026-03-04 present=yes default: risk=high earliest: first_seen_on=2026-02-01 since=2026-03-04
finding app.example.test|nessus:900006|0/tcp host=app.example.test rule=nessus:900006 place=0/tcp title="Old kernel" scanner_severity=critical cve=CVE-2025-0007 last_seen_on=2026-02-04 present=no default: risk=critical earliest: first_seen_on=2026-01-01 since=2026-02-20
scan nessus app.example.test@2026-03-04 id="nessus app.example.test@2026-03-04" on=2026-03-04 tool=nessus layer=os report=ab12 hosts=1 since=2026-03-04
app.example.test nessus: 2026-03-04 credentialed=None complete=false [] nessus app.example.test@2026-03-04
1 台主機，2 項結果
1 host, 2 results
1 台主機沒有外掛 19506 的結果，看不出掃描是否完成；檔案沒有列出的弱點不會因此視為消失
1 host without plugin 19506: the file does not show that the scan ended, so nothing it lacks is taken for gone
"#);
}

#[test]
fn openvas_xml() {
    assert_snapshot!(whole("openvas.xml"), @r#"
host 192.0.2.40 name=192.0.2.40 ip=192.0.2.40 fqdn=core.example.test os="Linux 6" since=2026-03-04
host_scan 內網 ｜ 三月@2026-03-04T09:00|192.0.2.40 scan="內網 ｜ 三月@2026-03-04T09:00" host=192.0.2.40 on=2026-03-04 layer=os started_at=2026-03-04T09:00:10+08:00 finished_at=2026-03-04T10:00:00+08:00 credentialed=yes complete=yes report=ab12 items=2 since=2026-03-04
finding 192.0.2.40|openvas:1.3.6.1.4.1.25623.1.0.100001|443/tcp host=192.0.2.40 rule=openvas:1.3.6.1.4.1.25623.1.0.100001 place=443/tcp title="Old TLS library" family=General scanner_severity=critical cvss=9.8 vector=CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H cve="CVE-2025-9999 CVE-2026-0001" solution="Upgrade it." last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=critical earliest: first_seen_on=2026-03-04 since=2026-03-04
finding 192.0.2.40|openvas:1.3.6.1.4.1.25623.1.0.100002|general/tcp host=192.0.2.40 rule=openvas:1.3.6.1.4.1.25623.1.0.100002 place=general/tcp title=Guess scanner_severity=low cvss=2.6 solution=Look. last_seen_on=2026-03-04 present=yes certainty=potential default: risk=low earliest: first_seen_on=2026-03-04 since=2026-03-04
host 192.0.2.41 name=192.0.2.41 ip=192.0.2.41 since=2026-03-04
host_scan 內網 ｜ 三月@2026-03-04T09:00|192.0.2.41 scan="內網 ｜ 三月@2026-03-04T09:00" host=192.0.2.41 on=2026-03-04 layer=os started_at=2026-03-04T09:00:10+08:00 complete=no report=ab12 items=2 since=2026-03-04
finding 192.0.2.41|openvas:1.3.6.1.4.1.25623.1.0.100003|22/tcp host=192.0.2.41 rule=openvas:1.3.6.1.4.1.25623.1.0.100003 place=22/tcp title=Banner scanner_severity=info cvss=0 last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
finding 192.0.2.41|openvas:1.3.6.1.4.1.25623.1.0.100004|22/tcp host=192.0.2.41 rule=openvas:1.3.6.1.4.1.25623.1.0.100004 place=22/tcp title=Marked last_seen_on=2026-03-04 present=yes earliest: first_seen_on=2026-03-04 since=2026-03-04
host 192.0.2.42 name=192.0.2.42 ip=192.0.2.42 since=2026-03-04
host_scan 內網 ｜ 三月@2026-03-04T09:00|192.0.2.42 scan="內網 ｜ 三月@2026-03-04T09:00" host=192.0.2.42 on=2026-03-04 layer=os started_at=2026-03-04T09:00:10+08:00 finished_at=2026-03-04T10:10:00+08:00 complete=yes report=ab12 items=0 since=2026-03-04
scan 內網 ｜ 三月@2026-03-04T09:00 id="內網 ｜ 三月@2026-03-04T09:00" on=2026-03-04 tool=openvas layer=os complete=yes report=ab12 hosts=3 since=2026-03-04
192.0.2.40 openvas: 2026-03-04 credentialed=Some(true) complete=true [] 內網 ｜ 三月@2026-03-04T09:00
192.0.2.41 openvas: 2026-03-04 credentialed=None complete=false [] 內網 ｜ 三月@2026-03-04T09:00
192.0.2.42 openvas: 2026-03-04 credentialed=None complete=true [] 內網 ｜ 三月@2026-03-04T09:00
3 台主機，4 項結果
3 hosts, 4 results
1 個名稱含有鍵值的分隔符號「|」，改寫為「｜」
1 name contains '|', which separates the parts of a key, and got '｜' instead
1 項弱點在工具中標為誤判；仍予登錄，請以弱點處置（誤判）附理由與核准人
1 finding marked as false positive in the tool: recorded as present until a treatment (false positive) with reason and approver is
"#);
}

#[test]
fn openvas_csv() {
    assert_snapshot!(whole("openvas.csv"), @r#"
host 192.0.2.40 name=192.0.2.40 ip=192.0.2.40 fqdn=core.example.test since=2026-03-04
host_scan 內網@2026-03-04T09:20|192.0.2.40 scan=內網@2026-03-04T09:20 host=192.0.2.40 on=2026-03-04 layer=os started_at=2026-03-04T09:20:00+08:00 report=ab12 items=2 since=2026-03-04
finding 192.0.2.40|openvas:1.3.6.1.4.1.25623.1.0.100001|443/tcp host=192.0.2.40 rule=openvas:1.3.6.1.4.1.25623.1.0.100001 place=443/tcp title="Old TLS library" scanner_severity=critical cvss=9.8 cve="CVE-2025-9999 CVE-2026-0001" solution="Upgrade it." last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=critical earliest: first_seen_on=2026-03-04 since=2026-03-04
finding 192.0.2.40|openvas:1.3.6.1.4.1.25623.1.0.100002|general/tcp host=192.0.2.40 rule=openvas:1.3.6.1.4.1.25623.1.0.100002 place=general/tcp title=Guess scanner_severity=low cvss=2.6 solution=Look. last_seen_on=2026-03-04 present=yes certainty=potential default: risk=low earliest: first_seen_on=2026-03-04 since=2026-03-04
scan 內網@2026-03-04T09:20 id=內網@2026-03-04T09:20 on=2026-03-04 tool=openvas layer=os report=ab12 hosts=1 since=2026-03-04
192.0.2.40 openvas: 2026-03-04 credentialed=None complete=false [] 內網@2026-03-04T09:20
1 台主機，2 項結果
1 host, 2 results
CSV 看不出各主機的掃描是否完成；沒有列出的弱點不會因此視為消失，請改匯入 XML 報告以結案
CSV does not show which hosts were scanned to their end, so nothing it lacks is taken for gone; import the XML report for that
"#);
}

#[test]
fn qualys_scan() {
    assert_snapshot!(whole("qualys-scan.xml"), @r#"
host 192.0.2.50 name=192.0.2.50 ip=192.0.2.50 fqdn=mail.example.test os=Linux since=2026-03-04
host_scan scan/1772586000.11111@2026-03-04T09:00|192.0.2.50 scan=scan/1772586000.11111@2026-03-04T09:00 host=192.0.2.50 on=2026-03-04 layer=os credentialed=yes complete=yes report=ab12 items=3 since=2026-03-04
finding 192.0.2.50|qualys:38307|host host=192.0.2.50 rule=qualys:38307 place=host title="Unix Authentication Method" family="Information gathering" scanner_severity=info last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
finding 192.0.2.50|qualys:74001|25/tcp host=192.0.2.50 rule=qualys:74001 place=25/tcp title="Old mail server" family="Mail services" scanner_severity=critical cvss=9.8 cve="CVE-2026-0049 CVE-2026-0050" solution=Upgrade. last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=critical earliest: first_seen_on=2026-03-04 since=2026-03-04
finding 192.0.2.50|qualys:120001|host host=192.0.2.50 rule=qualys:120001 place=host title=Perhaps family=Local scanner_severity=high last_seen_on=2026-03-04 present=yes certainty=potential default: risk=high earliest: first_seen_on=2026-03-04 since=2026-03-04
scan scan/1772586000.11111@2026-03-04T09:00 id=scan/1772586000.11111@2026-03-04T09:00 on=2026-03-04 tool=qualys policy=Full layer=os complete=yes report=ab12 hosts=1 since=2026-03-04
192.0.2.50 qualys: 2026-03-04 credentialed=Some(true) complete=true [] scan/1772586000.11111@2026-03-04T09:00
1 台主機，3 項結果
1 host, 3 results
"#);
}

#[test]
fn qualys_asset_data() {
    assert_snapshot!(whole("qualys-asset.xml"), @r#"
host 192.0.2.50 name=192.0.2.50 ip=192.0.2.50 fqdn=mail.example.test os=Linux since=2026-03-04
host_scan 每月@2026-03-05T09:00|192.0.2.50 scan=每月@2026-03-05T09:00 host=192.0.2.50 on=2026-03-04 layer=os report=ab12 items=2 since=2026-03-04
finding 192.0.2.50|qualys:74001|25/tcp host=192.0.2.50 rule=qualys:74001 place=25/tcp title="Old mail server" family="Mail services" scanner_severity=critical cvss=9.8 vector=AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H cve=CVE-2026-0050 solution=Upgrade. last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=critical earliest: first_seen_on=2026-01-10 since=2026-03-04
finding 192.0.2.50|qualys:74002|host host=192.0.2.50 rule=qualys:74002 place=host title=Gone scanner_severity=low last_seen_on=2026-02-04 present=no certainty=confirmed default: risk=low earliest: first_seen_on=2026-01-10 since=2026-02-20
host pc9.example.test name=pc9.example.test ip=192.0.2.99 fqdn=pc9.example.test since=2026-03-04
host_scan 每月@2026-03-05T09:00|pc9.example.test scan=每月@2026-03-05T09:00 host=pc9.example.test on=2026-03-04 layer=os report=ab12 items=1 since=2026-03-04
finding pc9.example.test|qualys:74003|host host=pc9.example.test rule=qualys:74003 place=host title="Host name" scanner_severity=info last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
scan 每月@2026-03-05T09:00 id=每月@2026-03-05T09:00 on=2026-03-04 tool=qualys layer=os report=ab12 hosts=2 since=2026-03-04
192.0.2.50 qualys: 2026-03-04 credentialed=None complete=true [Severities(["low", "medium", "high", "critical"]), Confirmed] 每月@2026-03-05T09:00
pc9.example.test qualys: 2026-03-04 credentialed=None complete=true [Severities(["low", "medium", "high", "critical"]), Confirmed] 每月@2026-03-05T09:00
2 台主機，3 項結果
2 hosts, 3 results
"#);
}

#[test]
fn qualys_csv() {
    assert_snapshot!(whole("qualys.csv"), @r#"
host server01 name=server01 ip=192.0.2.60 os="Debian 11" since=2026-03-03
host_scan qualys server01@2026-03-03|server01 scan="qualys server01@2026-03-03" host=server01 on=2026-03-03 layer=os report=ab12 items=3 since=2026-03-03
finding server01|qualys:800001|443/tcp host=server01 rule=qualys:800001 place=443/tcp title=Component family="Web Server" scanner_severity=critical cvss=9.8 cve="CVE-2026-0060 CVE-2026-0061" solution=Update. last_seen_on=2026-03-03 present=yes certainty=confirmed default: risk=critical earliest: first_seen_on=2026-01-10 since=2026-03-03
finding server01|qualys:800002|host host=server01 rule=qualys:800002 place=host title=Local family=Local scanner_severity=high cvss=7.8 cve=CVE-2026-0062 solution=Update. last_seen_on=2026-02-03 present=no certainty=potential default: risk=high earliest: first_seen_on=2026-01-10 since=2026-02-20
scan qualys server01@2026-03-03 id="qualys server01@2026-03-03" on=2026-03-03 tool=qualys layer=os report=ab12 hosts=1 since=2026-03-03
server01 qualys: 2026-03-03 credentialed=None complete=false [] qualys server01@2026-03-03
1 台主機，3 項結果，其中 1 項與同鍵者合併
1 host, 3 results, 1 of them merged with another of the same key
CSV 看不出報告的篩選條件；沒有列出的弱點不會因此視為消失，請改匯入 XML 報告以結案
CSV does not show what was filtered, so nothing it lacks is taken for gone; import the XML report for that
"#);
}

#[test]
fn nmap_xml() {
    assert_snapshot!(whole("nmap.xml"), @r#"
host 192.0.2.70 name=192.0.2.70 ip=192.0.2.70 fqdn=gate.example.test mac=00:11:22:aa:bb:cc os="Linux 5.X" since=2026-03-04
host_scan nmap 192.0.2.70@2026-03-04T09:00|192.0.2.70 scan="nmap 192.0.2.70@2026-03-04T09:00" host=192.0.2.70 on=2026-03-04 layer=other started_at=2026-03-04T09:00:01+08:00 finished_at=2026-03-04T09:01:40+08:00 complete=yes report=ab12 items=2 since=2026-03-04
finding 192.0.2.70|nmap:open-port|22/tcp host=192.0.2.70 rule=nmap:open-port place=22/tcp title="ssh (OpenSSH 9.6)" scanner_severity=info last_seen_on=2026-03-04 present=yes default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
finding 192.0.2.70|nmap:open-port|443/tcp host=192.0.2.70 rule=nmap:open-port place=443/tcp title=ssl/http scanner_severity=info last_seen_on=2026-03-04 present=yes default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
host fe80::1 name=fe80::1 ip=fe80::1 since=2026-03-04
host_scan nmap 192.0.2.70@2026-03-04T09:00|fe80::1 scan="nmap 192.0.2.70@2026-03-04T09:00" host=fe80::1 on=2026-03-04 layer=other started_at=2026-03-04T09:00:01+08:00 finished_at=2026-03-04T09:01:40+08:00 complete=no report=ab12 items=0 since=2026-03-04
scan nmap 192.0.2.70@2026-03-04T09:00 id="nmap 192.0.2.70@2026-03-04T09:00" on=2026-03-04 tool=nmap policy="syn/tcp 6" layer=other complete=yes report=ab12 hosts=2 since=2026-03-04
192.0.2.70 nmap: 2026-03-04 credentialed=None complete=true [Ports(Ports { ranges: [("tcp", 22, 22), ("tcp", 80, 80), ("tcp", 443, 443), ("tcp", 8000, 8001)] })] nmap 192.0.2.70@2026-03-04T09:00
fe80::1 nmap: 2026-03-04 credentialed=None complete=false [Ports(Ports { ranges: [("tcp", 22, 22), ("tcp", 25, 25), ("tcp", 80, 80), ("tcp", 443, 443), ("tcp", 8000, 8001)] })] nmap 192.0.2.70@2026-03-04T09:00
2 台主機，4 項結果
2 hosts, 4 results
1 台主機沒有回應，未登錄
1 host did not answer and is not recorded
1 項指令碼（NSE）結果未讀取：依版本推測（vulners）或只列出所提供者（ssl-enum-ciphers），不足以成為弱點；請匯入弱點掃描或 testssl.sh 的報告
1 result of scripts (NSE) not read: guesses by version (vulners) or lists of what is offered (ssl-enum-ciphers) make no findings; import a vulnerability scan or testssl.sh
"#);
}

#[test]
fn zap_xml() {
    assert_snapshot!(whole("zap.xml"), @r#"
host shop.example.test name=shop.example.test fqdn=shop.example.test since=2026-03-04
host_scan zap shop.example.test@2026-03-04T10:00|shop.example.test scan="zap shop.example.test@2026-03-04T10:00" host=shop.example.test on=2026-03-04 layer=web report=ab12 items=4 since=2026-03-04
finding shop.example.test|zap:40012-1|443/search GET q host=shop.example.test rule=zap:40012-1 place="443/search GET q" title="Cross Site Scripting (Reflected)" scanner_severity=high cwe=CWE-79 solution="Encode & check. Now." last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=high earliest: first_seen_on=2026-03-04 since=2026-03-04
finding shop.example.test|zap:10020|443/ GET x-frame-options host=shop.example.test rule=zap:10020 place="443/ GET x-frame-options" title="Header missing" scanner_severity=medium last_seen_on=2026-03-04 present=yes certainty=potential default: risk=medium earliest: first_seen_on=2026-03-04 since=2026-03-04
finding shop.example.test|zap:10021|443/a GET host=shop.example.test rule=zap:10021 place="443/a GET" title=Marked last_seen_on=2026-03-04 present=yes certainty=potential earliest: first_seen_on=2026-03-04 since=2026-03-04
scan zap shop.example.test@2026-03-04T10:00 id="zap shop.example.test@2026-03-04T10:00" on=2026-03-04 tool=zap layer=web report=ab12 hosts=1 since=2026-03-04
shop.example.test zap: 2026-03-04 credentialed=None complete=false [Under("80/")] zap shop.example.test@2026-03-04T10:00
shop.example.test zap: 2026-03-04 credentialed=None complete=true [Under("443/")] zap shop.example.test@2026-03-04T10:00
1 台主機，4 項結果，其中 1 項與同鍵者合併
1 host, 4 results, 1 of them merged with another of the same key
1 個網站沒有任何警示，可能未連上；其弱點不會因此視為消失
1 site without any alert, perhaps out of reach: nothing there is taken for gone
1 項弱點在工具中標為誤判；仍予登錄，請以弱點處置（誤判）附理由與核准人
1 finding marked as false positive in the tool: recorded as present until a treatment (false positive) with reason and approver is
"#);
}

#[test]
fn zap_json() {
    assert_snapshot!(whole("zap.json"), @r#"
host shop.example.test name=shop.example.test fqdn=shop.example.test since=2026-03-04
host_scan zap shop.example.test@2026-03-04T10:00|shop.example.test scan="zap shop.example.test@2026-03-04T10:00" host=shop.example.test on=2026-03-04 layer=web report=ab12 items=1 since=2026-03-04
finding shop.example.test|zap:40012-1|443/search GET q host=shop.example.test rule=zap:40012-1 place="443/search GET q" title="Cross Site Scripting (Reflected)" scanner_severity=high cwe=CWE-79 solution="Encode & check." last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=high earliest: first_seen_on=2026-03-04 since=2026-03-04
scan zap shop.example.test@2026-03-04T10:00 id="zap shop.example.test@2026-03-04T10:00" on=2026-03-04 tool=zap layer=web report=ab12 hosts=1 since=2026-03-04
shop.example.test zap: 2026-03-04 credentialed=None complete=false [Under("80/"), Rules(67)] zap shop.example.test@2026-03-04T10:00
shop.example.test zap: 2026-03-04 credentialed=None complete=true [Under("443/"), Rules(67)] zap shop.example.test@2026-03-04T10:00
1 台主機，1 項結果
1 host, 1 result
1 個網站沒有任何警示，可能未連上；其弱點不會因此視為消失
1 site without any alert, perhaps out of reach: nothing there is taken for gone
"#);
}

#[test]
fn burp_xml() {
    assert_snapshot!(whole("burp.xml"), @r#"
host bank.example.test name=bank.example.test ip=192.0.2.80 fqdn=bank.example.test since=2026-03-04
host_scan burp bank.example.test@2026-03-04T22:43|bank.example.test scan="burp bank.example.test@2026-03-04T22:43" host=bank.example.test on=2026-03-04 layer=web report=ab12 items=3 since=2026-03-04
finding bank.example.test|burp:1049088|8443/login [name ｜ parameter] host=bank.example.test rule=burp:1049088 place="8443/login [name ｜ parameter]" title="SQL injection" scanner_severity=high cwe="CWE-89 CWE-94" solution="Use parameters." last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=high earliest: first_seen_on=2026-03-04 since=2026-03-04
finding bank.example.test|burp:134217728/Extension A|8443/ host=bank.example.test rule="burp:134217728/Extension A" place=8443/ title="Extension A" scanner_severity=info last_seen_on=2026-03-04 present=yes certainty=potential default: risk=info earliest: first_seen_on=2026-03-04 since=2026-03-04
finding bank.example.test|burp:134217728/Extension B|8443/ host=bank.example.test rule="burp:134217728/Extension B" place=8443/ title="Extension B" last_seen_on=2026-03-04 present=yes certainty=confirmed earliest: first_seen_on=2026-03-04 since=2026-03-04
scan burp bank.example.test@2026-03-04T22:43 id="burp bank.example.test@2026-03-04T22:43" on=2026-03-04 tool=burp layer=web report=ab12 hosts=1 since=2026-03-04
bank.example.test burp: 2026-03-04 credentialed=None complete=false [] burp bank.example.test@2026-03-04T22:43
1 台主機，3 項結果
1 host, 3 results
Burp 的匯出由人挑選，看不出掃描範圍；沒有列出的弱點不會因此視為消失
an export of Burp is chosen by a person and does not show what was scanned: nothing that it lacks is taken for gone
1 項弱點在工具中標為誤判；仍予登錄，請以弱點處置（誤判）附理由與核准人
1 finding marked as false positive in the tool: recorded as present until a treatment (false positive) with reason and approver is
"#);
}

#[test]
fn nuclei_lines() {
    assert_snapshot!(whole("nuclei.jsonl"), @r#"
host panel.example.test name=panel.example.test ip=192.0.2.95 fqdn=panel.example.test since=2026-03-04
host_scan nuclei panel.example.test@2026-03-04T10:31|panel.example.test scan="nuclei panel.example.test@2026-03-04T10:31" host=panel.example.test on=2026-03-04 layer=other report=ab12 items=2 since=2026-03-04
finding panel.example.test|nuclei:CVE-2026-0099|443/admin host=panel.example.test rule=nuclei:CVE-2026-0099 place=443/admin title="Old panel" family=http scanner_severity=high cvss=7.5 vector=CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N cve=CVE-2026-0099 cwe="CWE-79 CWE-89" solution=Upgrade. last_seen_on=2026-03-04 present=yes default: risk=high earliest: first_seen_on=2026-03-04 since=2026-03-04
finding panel.example.test|nuclei:ssh-old/v1|22 host=panel.example.test rule=nuclei:ssh-old/v1 place=22 title="Old SSH" family=network last_seen_on=2026-03-04 present=yes earliest: first_seen_on=2026-03-04 since=2026-03-04
scan nuclei panel.example.test@2026-03-04T10:31 id="nuclei panel.example.test@2026-03-04T10:31" on=2026-03-04 tool=nuclei layer=other report=ab12 hosts=1 since=2026-03-04
panel.example.test nuclei: 2026-03-04 credentialed=None complete=false [] nuclei panel.example.test@2026-03-04T10:31
1 台主機，2 項結果
1 host, 2 results
Nuclei 的結果看不出執行了哪些樣板；沒有列出的弱點不會因此視為消失
results of Nuclei do not show which templates ran: nothing that they lack is taken for gone
不認得「severity」的用語：unknown；該項留空
unknown words of 'severity': unknown; what they would state stays unknown
"#);
}

#[test]
fn testssl_csv() {
    assert_snapshot!(whole("testssl.csv"), @r#"
host pay.example.test name=pay.example.test ip=192.0.2.90 fqdn=pay.example.test since=2025-03-01
host_scan testssl pay.example.test@2025-03-01|pay.example.test scan="testssl pay.example.test@2025-03-01" host=pay.example.test on=2025-03-01 layer=other complete=yes report=ab12 items=4 since=2025-03-01
finding pay.example.test|testssl:service|443/tcp host=pay.example.test rule=testssl:service place=443/tcp title="service: HTTP" scanner_severity=info last_seen_on=2025-03-01 present=yes default: risk=info earliest: first_seen_on=2025-03-01 since=2025-03-01
finding pay.example.test|testssl:BREACH|443/tcp host=pay.example.test rule=testssl:BREACH place=443/tcp title="BREACH: potentially VULNERABLE, gzip" scanner_severity=medium cve=CVE-2013-3587 cwe=CWE-310 last_seen_on=2025-03-01 present=yes default: risk=medium earliest: first_seen_on=2025-03-01 since=2025-03-01
finding pay.example.test|testssl:LUCKY13|443/tcp host=pay.example.test rule=testssl:LUCKY13 place=443/tcp title="LUCKY13: potentially vulnerable" scanner_severity=low cve=CVE-2013-0169 cwe=CWE-310 last_seen_on=2025-03-01 present=yes default: risk=low earliest: first_seen_on=2025-03-01 since=2025-03-01
finding pay.example.test|testssl:cert_trust|443/tcp/cert#2 host=pay.example.test rule=testssl:cert_trust place=443/tcp/cert#2 title="cert_trust: wildcard" scanner_severity=high last_seen_on=2025-03-01 present=yes default: risk=high earliest: first_seen_on=2025-03-01 since=2025-03-01
host gone.example.test name=gone.example.test ip=192.0.2.91 fqdn=gone.example.test since=2025-03-01
host_scan testssl pay.example.test@2025-03-01|gone.example.test scan="testssl pay.example.test@2025-03-01" host=gone.example.test on=2025-03-01 layer=other complete=no report=ab12 items=0 since=2025-03-01
scan testssl pay.example.test@2025-03-01 id="testssl pay.example.test@2025-03-01" on=2025-03-01 tool=testssl layer=other report=ab12 hosts=2 since=2025-03-01
pay.example.test testssl: 2025-03-01 credentialed=None complete=true [Ports(Ports { ranges: [("tcp", 443, 443)] }), Rules({"testssl:BREACH", "testssl:LUCKY13", "testssl:SSLv3", "testssl:cert_trust", "testssl:service"})] testssl pay.example.test@2025-03-01
gone.example.test testssl: 2025-03-01 credentialed=None complete=false [Ports(Ports { ranges: [("tcp", 8443, 8443)] }), Rules({})] testssl pay.example.test@2025-03-01
2 台主機，9 項結果
2 hosts, 9 results
2 項測試沒有執行（WARN 或 FATAL），其弱點不會因此視為消失
2 tests did not run (WARN or FATAL): their findings are not taken for gone
"#);
}

#[test]
fn testssl_json() {
    assert_snapshot!(whole("testssl.json"), @r#"
host pay.example.test name=pay.example.test ip=192.0.2.90 fqdn=pay.example.test since=2026-03-04
host_scan testssl pay.example.test@2026-03-04T09:00|pay.example.test scan="testssl pay.example.test@2026-03-04T09:00" host=pay.example.test on=2026-03-04 layer=other report=ab12 items=2 since=2026-03-04
finding pay.example.test|testssl:TLS1|443/tcp host=pay.example.test rule=testssl:TLS1 place=443/tcp title="TLS1: offered (deprecated)" scanner_severity=low last_seen_on=2026-03-04 present=yes default: risk=low earliest: first_seen_on=2026-03-04 since=2026-03-04
finding pay.example.test|testssl:BREACH|443/tcp host=pay.example.test rule=testssl:BREACH place=443/tcp title="BREACH: potentially VULNERABLE" scanner_severity=medium cve=CVE-2013-3587 cwe=CWE-310 last_seen_on=2026-03-04 present=yes default: risk=medium earliest: first_seen_on=2026-03-04 since=2026-03-04
scan testssl pay.example.test@2026-03-04T09:00 id="testssl pay.example.test@2026-03-04T09:00" on=2026-03-04 tool=testssl layer=other report=ab12 hosts=1 since=2026-03-04
pay.example.test testssl: 2026-03-04 credentialed=None complete=true [Ports(Ports { ranges: [("tcp", 443, 443)] }), Rules({"testssl:BREACH", "testssl:SSLv3", "testssl:TLS1"})] testssl pay.example.test@2026-03-04T09:00
1 台主機，3 項結果
1 host, 3 results
"#);
}

#[test]
fn every_format_is_told_from_its_content() {
    for (format, name, text) in REPORTS {
        let head = &text.as_bytes()[..text.len().min(HEAD)];
        for name in [name, "report", "report.txt", "report.xml.csv"] {
            assert_eq!(recognise(name, head).ok(), Some(*format), "{name}");
        }
        let marked = [b"\xEF\xBB\xBF", head].concat();
        assert_eq!(recognise(name, &marked).ok(), Some(*format), "{name} with a mark");
    }
}

#[test]
fn nothing_secret_is_kept() {
    for (format, name, text) in REPORTS {
        let lines = Got::scan(*format, text.as_bytes()).lines().to_lowercase();
        assert!(!lines.contains("secret"), "{name}: {lines}");
    }
}

#[test]
fn the_same_file_gives_the_same_records() {
    for (format, name, text) in REPORTS {
        let once = Got::scan(*format, text.as_bytes());
        assert_eq!(once.records, Got::scan(*format, text.as_bytes()).records, "{name}");
        let mut keys: Vec<_> = once.records.iter().map(|r| (r.kind, &r.key)).collect();
        let all = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), all, "{name}: a key twice");
    }
}

#[test]
fn every_broken_off_report_is_refused() {
    for (format, name, text) in REPORTS {
        // Delimited text and lines have no end mark: a cut behind a row cannot be seen.
        if matches!(format, Format::Nuclei) || name.ends_with(".csv") {
            continue;
        }
        let text = text.trim_end().as_bytes();
        for part in 0..40 {
            let got = Got::scan(*format, &text[..text.len() * part / 40]);
            assert!(!got.faults.is_empty(), "{name} cut at {part}/40");
            assert!(got.faults.iter().all(|f| !f.zh.is_empty() && !f.en.is_empty()));
        }
    }
}

#[test]
fn every_row_that_is_cut_off_is_refused() {
    for (format, name, text) in REPORTS.iter().filter(|(_, name, _)| name.ends_with(".csv")) {
        let last = text.trim_end().rfind(['\n']).expect("lines");
        // In front of the last delimiter a cell is missing; within a quote it stays open.
        let delimiter = if *name == "tenable-sc.csv" { ';' } else { ',' };
        let cut = last + text[last..].rfind(delimiter).expect("cells");
        let got = Got::scan(*format, &text.as_bytes()[..cut]);
        assert!(
            got.codes().iter().any(|c| matches!(*c, "row-length" | "open-quote")),
            "{name}: {}",
            got.fault_lines()
        );
        assert!(!Got::scan(*format, b"").faults.is_empty(), "{name}");
        assert!(!Got::scan(*format, b"a,b\n1,2\n").faults.is_empty(), "{name}");
    }
}

#[test]
fn reports_read_the_same_in_every_encoding() {
    for (format, name, text) in REPORTS {
        let plain = Got::scan(*format, text.as_bytes()).lines();
        let text = text.replacen("encoding=\"UTF-8\"", "", 1);
        let marked = format!("\u{feff}{text}");
        assert_eq!(Got::scan(*format, marked.as_bytes()).lines(), plain, "{name} with a mark");
        let wide: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let got = Got::scan(*format, &wide);
        assert_eq!(got.fault_lines(), "", "{name} in UTF-16");
        // Bytes are not told of decoded text; they are no part of a line here.
        assert_eq!(got.lines(), plain, "{name} in UTF-16");
    }
    let text = include_str!("fixtures/openvas.csv");
    let (big5, _, unmappable) = encoding_rs::BIG5.encode(text);
    assert!(!unmappable);
    assert_eq!(
        Got::scan(Format::OpenvasCsv, &big5).lines(),
        Got::scan(Format::OpenvasCsv, text.as_bytes()).lines()
    );
}

#[test]
fn burp_json() {
    let text = whole("burp.json");
    assert!(!text.contains("geheim"), "{text}");
    let got = Got::scan(Format::BurpJson, include_bytes!("fixtures/burp.json"));
    let xml = Got::scan(Format::Burp, include_bytes!("fixtures/burp.xml"));
    let keys = |got: &Got| -> Vec<String> {
        got.records.iter().filter(|r| r.kind.0 == 3).map(|record| record.key.clone()).collect()
    };
    assert_eq!(
        keys(&got),
        [
            "bank.example.test|burp:1049088|8443/login [name ｜ parameter]",
            "bank.example.test|burp:134217728/Extension A|8443/",
            "bank.example.test|burp:5243392|8443/x",
        ]
    );
    assert_eq!(keys(&got)[..2], keys(&xml)[..2], "both ways of bringing an issue give one key");
    assert!(text.contains("burp:5243392 place=8443/x title=Header last_seen_on=2025-03-01"), "{text}");
    assert!(text.contains("complete=yes report=ab12 hosts=1"), "{text}");
    assert!(text.contains("burp: 2025-03-01 credentialed=None complete=false"), "nothing is closed: {text}");
}

/// Answers of Burp Enterprise: with a date of their own, with names only, empty, and without any list.
#[test]
fn burp_graphql() {
    let answer = |issues: &str| {
        format!(
            r#"{{"data": {{"scan": {{"id": "9", "status": "succeeded", "start_time": "2026-03-04T14:43:35Z", "issues": [{issues}]}}}}}}"#
        )
    };
    let issue = r#"{"issue_type": {"name": "Cross-site | scripting", "remediation_html": "<b>Encode</b> it", "vulnerability_classifications_html": "<a href='x'>CWE-79: XSS</a>"}, "severity": "medium", "confidence": "certain", "path": "/a", "origin": "https://shop.example.test"}"#;
    let read_it = |text: &str| {
        assert_eq!(recognise("a.json", text.as_bytes()).expect("known"), Format::BurpJson);
        Got::from(|sink| read(text.as_bytes(), Format::BurpJson, None, &catalogue(), &Source::new("a"), sink))
    };
    let got = read_it(&answer(issue));
    let lines = got.lines();
    assert_eq!(got.fault_lines(), "");
    assert!(lines.contains("finding shop.example.test|burp:Cross-site ｜ scripting|443/a "), "{lines}");
    assert!(lines.contains("cwe=CWE-79 solution=\"Encode it\" last_seen_on=2026-03-04"), "{lines}");
    let wrapped = format!(r#"{{"Issues": [{issue}]}}"#);
    assert_eq!(read_it(&wrapped).codes(), ["no-date"]);
    let nameless = answer(&issue.replace("\"Cross-site | scripting\"", "null"));
    assert_eq!(read_it(&nameless).codes(), ["no-rule"]);
    for (text, code) in [
        (r#"{"issue_events": 1, "scan_status": "x"}"#, "wrong-type"),
        (r#"{"issue_events": [1], "scan_status": "x"}"#, "wrong-type"),
        (r#"{"issue_events": [{"issue": {"origin": 5}}], "scan_status": "x"}"#, "wrong-type"),
        (r#"{"other": []}"#, "no-issues"),
        ("[]", "no-issues"),
    ] {
        assert_eq!(Got::scan(Format::BurpJson, text.as_bytes()).codes(), [code], "{text}");
    }
}

#[test]
fn qualys_was() {
    let text = whole("qualys-was.xml");
    for secret in ["geheim", "Z2VoZWlt", "jsessionid"] {
        assert!(!text.contains(secret), "{text}");
    }
    for part in [
        "host shop.example.test name=shop.example.test fqdn=shop.example.test os=Linux",
        "finding shop.example.test|qualys-was:150003|443/login user｜name ",
        "title=\"SQL injection\" family=SQL scanner_severity=critical cvss=9.8 cwe=CWE-89 solution=\"Use parameters.\" last_seen_on=2026-03-04 present=yes certainty=confirmed default: risk=critical earliest: first_seen_on=2026-02-01 since=2026-03-04",
        "finding shop.example.test|qualys-was:150122|8443/a ",
        "present=no certainty=potential default: risk=low",
        "finding shop.example.test|qualys-was:6|443/ ",
        "scanner_severity=info",
        "scan Shop weekly@2026-03-04T09:30 id=\"Shop weekly@2026-03-04T09:30\" on=2026-03-04 tool=qualys policy=Standard layer=web complete=yes",
        "shop.example.test qualys-was: 2026-03-04 credentialed=None complete=false",
        "1 finding is ignored in the tool",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

/// The report of applications, reports of unfinished scans, and what makes no sense.
#[test]
fn qualys_was_of_applications() {
    let report = |results: &str| {
        format!(
            "<!DOCTYPE WAS_WEBAPP_REPORT SYSTEM \"x.dtd\"><WAS_WEBAPP_REPORT><HEADER><GENERATION_DATETIME>04 Mar 2026 11:00PM GMT+0800</GENERATION_DATETIME></HEADER><RESULTS><WEB_APPLICATION><NAME>A</NAME><URL>http://a.example.test/x</URL>{results}</WEB_APPLICATION><WEB_APPLICATION><NAME>B</NAME><URL>http://b.example.test</URL></WEB_APPLICATION></RESULTS></WAS_WEBAPP_REPORT>"
        )
    };
    let list = |one: &str| report(&format!("<VULNERABILITY_LIST>{one}</VULNERABILITY_LIST>"));
    let good = list(
        "<VULNERABILITY><QID>1</QID><URL>http://a.example.test/p</URL><STATUS>NEW</STATUS></VULNERABILITY>",
    );
    assert_eq!(recognise("a.xml", good.as_bytes()).expect("known"), Format::QualysWas);
    let got = Got::scan(Format::QualysWas, good.as_bytes());
    assert_eq!(got.fault_lines(), "");
    assert_eq!(
        got.summary.as_ref().map(|summary| summary.hosts),
        Some(2),
        "an application without findings was scanned"
    );
    assert!(got.lines().contains("finding a.example.test|qualys-was:1|80/p "), "{}", got.lines());
    let information = report(
        "<INFORMATION_GATHERED_LIST><INFORMATION_GATHERED><QID>6</QID></INFORMATION_GATHERED></INFORMATION_GATHERED_LIST>",
    );
    assert!(
        Got::scan(Format::QualysWas, information.as_bytes())
            .lines()
            .contains("a.example.test|qualys-was:6|80/")
    );
    for (one, code) in [
        ("<VULNERABILITY><QID>x</QID><URL>http://a/</URL></VULNERABILITY>", "no-qid"),
        (
            "<VULNERABILITY><QID>1</QID><URL>http://a/</URL><LAST_TIME_DETECTED>soon</LAST_TIME_DETECTED></VULNERABILITY>",
            "not-a-moment",
        ),
        ("<VULNERABILITY><QID>1</QID><URL>http://a|b/</URL></VULNERABILITY>", "host-name"),
    ] {
        let codes = Got::scan(Format::QualysWas, list(one).as_bytes());
        assert_eq!(codes.codes().len(), 1, "{one}: {:?}", codes.codes());
        assert!(code == codes.codes()[0] || code == "no-qid", "{one}: {:?}", codes.codes());
    }
    let odd = good.replace("NEW", "ODD");
    let got = Got::scan(Format::QualysWas, odd.as_bytes());
    assert!(got.summary.is_some_and(|summary| summary.notes.iter().any(|note| note.en.contains("STATUS"))));
}

#[test]
fn another_formats_file_is_refused() {
    for (format, name, _) in REPORTS {
        for (other, of, text) in REPORTS.iter().filter(|(other, ..)| other != format) {
            let got = Got::scan(*format, text.as_bytes());
            assert!(!got.faults.is_empty(), "{name} took {of} ({other})");
        }
    }
}

#[test]
fn entities_are_never_expanded_and_never_excused() {
    let entity = "<!DOCTYPE issues [<!ENTITY lol \"lol\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    let parameter = "<!DOCTYPE issues [<!ENTITY % p SYSTEM \"http://192.0.2.1/x\"> %p;]>";
    let root = "<issues burpVersion=\"1\" exportTime=\"Wed Mar 04 22:43:35 CST 2026\">&lol;</issues>";
    for doctype in [entity, parameter] {
        assert_eq!(Got::scan(Format::Burp, format!("{doctype}{root}").as_bytes()).codes(), ["doctype"]);
    }
    let twice = "<!DOCTYPE issues><!DOCTYPE issues><issues/>";
    assert_eq!(Got::scan(Format::Burp, twice.as_bytes()).codes(), ["doctype"]);
    let inside = "<issues><!DOCTYPE issues></issues>";
    assert!(!Got::scan(Format::Burp, inside.as_bytes()).faults.is_empty());
    // A format that has no such declaration refuses it.
    let zap = "<!DOCTYPE OWASPZAPReport><OWASPZAPReport generated=\"x\"/>";
    assert_eq!(Got::scan(Format::Zap, zap.as_bytes()).codes(), ["doctype"]);
    assert!(recognise("a.xml", zap.as_bytes()).is_err());
    let late = "<!-- a --><?xml version=\"1.0\"?><nmaprun start=\"1772586000\"/>";
    assert_eq!(Got::scan(Format::Nmap, late.as_bytes()).codes(), ["malformed"]);
}

#[test]
fn a_report_without_a_date_needs_one_from_its_bringer() {
    let undated = include_str!("fixtures/nessus.csv").replace("Scan Start Date", "x");
    for (format, text) in
        [(Format::TestsslCsv, include_str!("fixtures/testssl.csv")), (Format::NessusCsv, undated.as_str())]
    {
        let got =
            Got::from(|sink| read(text.as_bytes(), format, None, &catalogue(), &Source::new("a"), sink));
        assert!(!got.faults.is_empty());
        let fault = &got.faults[0];
        assert_eq!(fault.code, "no-date");
        assert!(fault.hint.as_ref().expect("a hint").1.contains("--date"));
    }
    let odd =
        include_str!("fixtures/zap.xml").replace("週三, 4 3月 2026 10:00:00", "onsdag 4 mars klokka ti");
    let got =
        Got::from(|sink| read(odd.as_bytes(), Format::Zap, None, &catalogue(), &Source::new("a"), sink));
    assert!(got.codes().contains(&"not-a-moment"));
    assert_eq!(Got::scan(Format::Zap, odd.as_bytes()).fault_lines(), "", "the bringer's date will do");
}

#[test]
fn cells_that_make_no_sense_are_named() {
    let csv = "Plugin ID,Risk,Host,Protocol,Port,Name,CVSS v3.0 Base Score\n\
        ,High,h,tcp,1,n,\n1,High,h,tcp,99999,n,\n1,High,h,tc|p,1,n,\n1,High,,tcp,1,n,\n1,High,h|i,tcp,1,n,\n1,High,h,tcp,1,n,111\n";
    let got = Got::scan(Format::NessusCsv, csv.as_bytes());
    assert_snapshot!(got.fault_lines(), @"
report，第 2 列「Plugin ID」：儲存格空白或不合格式，應為檢測規則編號
report, row 2 'Plugin ID': the cell is empty or wrong, expected the number of the rule
report，第 3 列「Port」：儲存格空白或不合格式，應為0 到 65535 的埠號
report, row 3 'Port': the cell is empty or wrong, expected a port from 0 to 65535
report，第 4 列「Protocol」：儲存格空白或不合格式，應為通訊協定，例如 tcp
report, row 4 'Protocol': the cell is empty or wrong, expected a protocol, for example tcp
report，第 5 列「Host」：儲存格空白或不合格式，應為主機名稱
report, row 5 'Host': the cell is empty or wrong, expected the host
report，第 6 列：主機名稱「h|i」含有「|」，無法作為鍵
report, row 6: the host name 'h|i' contains '|', which separates the parts of a key
report，第 7 列「CVSS v3.0 Base Score」：「111」不是 0 到 10 的分數
report, row 7 'CVSS v3.0 Base Score': '111' is no score from 0 to 10
");
}

#[test]
fn unknown_words_are_told_and_state_nothing() {
    let csv = "id,fqdn/ip,port,severity,finding\nX,h/192.0.2.1,443,WEIRD,f\n";
    let got = Got::scan(Format::TestsslCsv, csv.as_bytes());
    let summary = got.summary.as_ref().expect("summary");
    assert!(summary.notes.iter().any(|n| n.en.contains("WEIRD")), "{:?}", summary.notes);
    assert!(!got.lines().contains("scanner_severity="), "{}", got.lines());
}

#[test]
fn a_place_outlives_the_order_of_rows_and_the_case_of_hosts() {
    let keys = |text: &str| {
        let got = Got::scan(Format::OpenvasCsv, text.as_bytes());
        let mut keys: Vec<String> =
            got.records.iter().filter(|r| r.kind.0 == 3).map(|r| r.key.clone()).collect();
        keys.sort();
        keys
    };
    let text = include_str!("fixtures/openvas.csv").replace("secret\noutput", "x");
    let mut lines: Vec<&str> = text.lines().collect();
    let plain = keys(&text);
    lines[1..].reverse();
    assert_eq!(keys(&lines.join("\r\n")), plain);
    assert_eq!(keys(&text.replace("r9", "r77").replace("9.8", "5.0")), plain);
}
