//! Drill mails, uses of privileged accounts and the office calendar, as machines and the government export them.

mod common;

#[path = "../fuzz/src/driver.rs"]
#[allow(unreachable_pub, dead_code)]
mod driver;

use common::{Got, line};
use driver::catalogue;
use std::io::Cursor;
use zilu_intake::{By, Format, HEAD, Otherwise, Source, read, recognise};

fn got(name: &str, subject: Option<&str>, bytes: &[u8]) -> Got {
    let format = match recognise(name, &bytes[..bytes.len().min(HEAD)]) {
        Ok(format) => format,
        Err(fault) => return Got { faults: vec![*fault], ..Got::default() },
    };
    read_as(format, name, subject, bytes)
}

fn read_as(format: Format, name: &str, subject: Option<&str>, bytes: &[u8]) -> Got {
    let source =
        Source { subject: subject.map(Into::into), sha256: Some("ab12".into()), ..Source::new(name) };
    Got::from(|sink| read(Cursor::new(bytes), format, None, catalogue(), &source, sink))
}

/// Records and what they still look for.
fn lines(got: &Got) -> String {
    let mut text = String::new();
    for record in &got.records {
        text += &format!("{}\n", line(catalogue(), record));
    }
    for unresolved in &got.unresolved {
        text += &line(catalogue(), &unresolved.record);
        let kind = &catalogue().kinds[unresolved.record.kind.index()];
        for reference in &unresolved.references {
            let by: Vec<String> = reference
                .by
                .iter()
                .map(|by| match by {
                    By::Key => "key".into(),
                    By::Field(_) => "email".into(),
                    By::HostNamed(host) => format!("host:{host}"),
                    By::AccountOnHost { host, name } => format!("{name} on {host}"),
                })
                .collect();
            let otherwise = match &reference.otherwise {
                Otherwise::LeaveOut => "left out".to_owned(),
                Otherwise::Unstated => "unstated".to_owned(),
                Otherwise::Key(key) => key.clone(),
            };
            let field = &kind.fields[reference.field.index()].name;
            text += &format!("\n  {field}: {} by {} else {otherwise}", reference.written, by.join(", "));
        }
        text.push('\n');
    }
    text
}

fn notes(got: &Got) -> String {
    let notes = &got.summary.as_ref().expect("summary").notes;
    notes.iter().map(|note| format!("{} / {}\n", note.zh, note.en)).collect()
}

#[test]
fn a_campaign_is_counted_from_its_events() {
    let got = got("campaign.json", None, include_bytes!("fixtures/gophish.json"));
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @r#"
    drill_mail 報稅通知@2026-03-02|wang@example.com campaign=報稅通知@2026-03-02 on=2026-03-02 sent=yes opened=yes clicked=yes submitted=yes reported=no default: automated=no report=ab12 since=2026-03-02
      person: wang@example.com by email else left out
    drill_mail 報稅通知@2026-03-02|lee@example.com campaign=報稅通知@2026-03-02 on=2026-03-02 sent=yes opened=yes clicked=yes submitted=no reported=yes default: automated=yes automated_reason="來自郵件過濾服務 Exchange Online Protection · from the mail filter Exchange Online Protection" report=ab12 since=2026-03-02
      person: lee@example.com by email else left out
    drill_mail 報稅通知@2026-03-02|chen@example.com campaign=報稅通知@2026-03-02 on=2026-03-02 sent=yes clicked=no submitted=no reported=no default: report=ab12 since=2026-03-02
      person: chen@example.com by email else left out
    drill_mail 報稅通知@2026-03-02|gone@example.com campaign=報稅通知@2026-03-02 on=2026-03-02 sent=no default: report=ab12 since=2026-03-02
      person: gone@example.com by email else left out
    "#);
    insta::assert_snapshot!(notes(&got), @"
    1 位收件人的郵件還沒寄出，未列入 / the mail to 1 recipient has not gone out yet and is left out
    1 位的點閱判為機器所為（理由記於各筆），可由人更正 / the clicks of 1 recipient are judged to be a machine's, with the reason on record; a person can correct it
    ");
    assert!(!format!("{:?}", got.unresolved).contains("hunter2"), "what was submitted is not kept");
    assert_eq!(got.summary.expect("summary").format, Format::Gophish);
}

#[test]
fn events_and_results_need_the_campaigns_name() {
    let events = include_bytes!("fixtures/gophish-events.csv");
    insta::assert_snapshot!(got("x - Events.csv", None, events).fault_lines(), @"
    x - Events.csv：GoPhish 的表格沒有寫明是哪一批演練。提示：請以 --subject 指定演練批次的名稱，同一批次的各檔案用同一名稱
    x - Events.csv: a table of GoPhish does not say of which campaign it is; hint: name the campaign with --subject, the same one for all its files
    ");
    insta::assert_snapshot!(lines(&got("x - Events.csv", Some("Q1"), events)), @r#"
    drill_mail Q1|wang@example.com campaign=Q1 on=2026-03-02 sent=yes opened=yes clicked=no submitted=no reported=no default: automated=yes automated_reason="程式自報其名或未報瀏覽器 · a program, or no browser named" report=ab12 since=2026-03-02
      person: wang@example.com by email else left out
    drill_mail Q1|lee@example.com campaign=Q1 on=2026-03-02 sent=yes opened=yes clicked=yes submitted=no reported=no default: automated=yes automated_reason="寄出後 4 秒 · 4 seconds after sending" report=ab12 since=2026-03-02
      person: lee@example.com by email else left out
    "#);
    let results = got("x.csv", Some("Q1"), include_bytes!("fixtures/gophish-results.csv"));
    insta::assert_snapshot!(lines(&results), @"
    drill_mail Q1|wang@example.com campaign=Q1 on=2026-03-02 sent=yes opened=yes clicked=yes submitted=yes reported=no since=2026-03-02
      person: wang@example.com by email else left out
    drill_mail Q1|lee@example.com campaign=Q1 on=2026-03-02 sent=yes clicked=no submitted=no reported=yes since=2026-03-02
      person: lee@example.com by email else left out
    ");
    insta::assert_snapshot!(notes(&results), @"
    1 位收件人的郵件還沒寄出，未列入 / the mail to 1 recipient has not gone out yet and is left out
    結果表沒有事件，無法分辨機器點閱；請一併匯入事件（raw events）或 JSON / a table of results tells no events, so that machines' clicks cannot be told; import the raw events or the JSON too
    ");
}

#[test]
fn one_address_for_many_right_after_sending_is_a_filter_and_a_company_behind_one_address_is_not() {
    let campaign = |after: &str| {
        let mut text = "campaign_id,email,time,message,details\n".to_owned();
        for n in 0..12 {
            text += &format!("1,p{n}@example.com,2026-03-02T01:00:00Z,Email Sent,\n");
            text += &format!(
                "1,p{n}@example.com,2026-03-02T{after}Z,Clicked Link,\"{{\"\"browser\"\":{{\"\"address\"\":\"\"198.51.100.7\"\",\"\"user-agent\"\":\"\"Mozilla/5.0\"\"}}}}\"\n"
            );
        }
        lines(&got("e.csv", Some("Q1"), text.as_bytes()))
    };
    assert_eq!(campaign("01:00:40").matches("automated=yes").count(), 12);
    assert_eq!(campaign("01:30:00").matches("automated=no").count(), 12);
}

#[test]
fn gateways_tell_sessions() {
    insta::assert_snapshot!(lines(&got("s.json", None, include_bytes!("fixtures/warpgate.json"))), @"
    privileged_session warpgate:0196aa00-0000-7000-8000-00000000000a id=warpgate:0196aa00-0000-7000-8000-00000000000a started_at=2026-03-02T09:00:05+08:00 used_on=2026-03-02 ended_at=2026-03-02T09:59:00+08:00 proxied=yes path=pam source_ip=10.1.1.5 since=2026-03-02
      account: root@10.2.0.8 by root on 10.2.0.8, root on core-db else 10.2.0.8|root
      host: 10.2.0.8 by host:10.2.0.8, host:core-db else 10.2.0.8
      person: wang by key, email else unstated
    privileged_session warpgate:0196aa00-0000-7000-8000-000000000002 id=warpgate:0196aa00-0000-7000-8000-000000000002 started_at=2026-03-02T03:00:00+08:00 used_on=2026-03-02 proxied=yes path=pam source_ip=10.1.1.6 ticket=T-9 since=2026-03-02
      account: oracle@10.2.0.8 by oracle on 10.2.0.8, oracle on core-db else 10.2.0.8|oracle
      host: 10.2.0.8 by host:10.2.0.8, host:core-db else 10.2.0.8
      person: lee@example.com by key, email else unstated
    ");
    insta::assert_snapshot!(lines(&got("s.json", Some("核心"), include_bytes!("fixtures/jumpserver.json"))), @"
    privileged_session jumpserver:5e1f0000-0000-4000-8000-000000000001 id=jumpserver:5e1f0000-0000-4000-8000-000000000001 account=核心|root started_at=2026-03-02T09:00:00+08:00 used_on=2026-03-02 ended_at=2026-03-02T10:00:00+08:00 proxied=yes path=pam source_ip=10.1.1.5 logged=yes log=jumpserver:replay/5e1f0000-0000-4000-8000-000000000001 since=2026-03-02
      host: core-db by host:core-db, host:10.2.0.8 else core-db
      person: wang by key, email else unstated
    privileged_session jumpserver:5e1f0000-0000-4000-8000-000000000002 id=jumpserver:5e1f0000-0000-4000-8000-000000000002 account=核心|oracle started_at=2026-03-02T11:00:00+08:00 used_on=2026-03-02 proxied=no path=pam source_ip=10.1.1.6 since=2026-03-02
      host: core-db by host:core-db, host:10.2.0.8 else core-db
      person: lee by key, email else unstated
    ");
    insta::assert_snapshot!(lines(&got("s.csv", None, include_bytes!("fixtures/jumpserver.csv"))), @"
    privileged_session jumpserver:5e1f0000-0000-4000-8000-000000000001 id=jumpserver:5e1f0000-0000-4000-8000-000000000001 started_at=2026-03-02T09:00:00+08:00 used_on=2026-03-02 ended_at=2026-03-02T10:00:00+08:00 proxied=yes path=pam source_ip=10.1.1.5 logged=no since=2026-03-02
      account: root@core-db by root on core-db, root on 10.2.0.8 else core-db|root
      host: core-db by host:core-db, host:10.2.0.8 else core-db
      person: wang by key, email else unstated
    ");
    let teleport = got("events.jsonl", None, include_bytes!("fixtures/teleport.jsonl"));
    insta::assert_snapshot!(lines(&teleport), @r#"
    privileged_session teleport:S-1 id=teleport:S-1 started_at=2026-03-02T09:05:00+08:00 used_on=2026-03-02 ended_at=2026-03-02T09:50:00+08:00 proxied=yes path=pam source_ip=10.1.1.5 logged=yes log=teleport:recording/S-1 since=2026-03-02
      account: root@core-db by root on core-db, root on 10.2.0.8 else core-db|root
      host: core-db by host:core-db, host:10.2.0.8 else core-db
      person: wang@example.com by key, email else unstated
    session_approval teleport:REQ-1/S-1 id=teleport:REQ-1/S-1 session=teleport:S-1 approved_at=2026-03-02T09:00:00+08:00 scope=window valid_from=2026-03-02T09:00:00+08:00 valid_until=2026-03-02T17:00:00+08:00 reason="月結 ｜ 緊急" record=teleport:access_request/REQ-1 since=2026-03-02
      account: root@core-db by root on core-db, root on 10.2.0.8 else core-db|root
      approver: boss@example.com by key, email else unstated
      requester: wang@example.com by key, email else unstated
    privileged_session teleport:S-2 id=teleport:S-2 started_at=2026-03-02T11:00:00+08:00 used_on=2026-03-02 ended_at=2026-03-02T12:00:00+08:00 proxied=yes path=pam logged=no since=2026-03-02
      account: Administrator@ad01 by Administrator on ad01, Administrator on 10.2.0.9 else ad01|Administrator
      host: ad01 by host:ad01, host:10.2.0.9 else ad01
      person: lee@example.com by key, email else unstated
    "#);
    insta::assert_snapshot!(notes(&teleport), @"1 個其他種類的事件略過 / 1 event of another kind was passed over");
}

#[test]
fn secrets_of_targets_are_not_kept() {
    let got = got("s.json", None, include_bytes!("fixtures/warpgate.json"));
    assert!(!format!("{:?}", got.unresolved).contains("s3cret"));
}

#[test]
fn a_calendar_is_told_by_its_headings_in_both_encodings() {
    let text = "西元日期,星期,是否放假,備註\r\n20260101,四,2,開國紀念日\r\n20260102,五,0,\r\n";
    let big5 = encoding_rs::BIG5.encode(text).0.into_owned();
    for bytes in [text.as_bytes(), &big5, format!("\u{feff}{text}").as_bytes()] {
        let got = got("行事曆.csv", None, bytes);
        assert_eq!(got.fault_lines(), "");
        assert_eq!(
            lines(&got),
            "office_day 2026-01-01 day=2026-01-01 default: off=yes note=開國紀念日 since=2026-01-01\n\
             office_day 2026-01-02 day=2026-01-02 default: off=no since=2026-01-02\n"
        );
    }
}

#[test]
fn what_only_looks_alike_is_refused_with_a_word() {
    for (name, text) in [
        ("cycle.json", r#"{"active": false, "dirty_stats": true, "phish_header": "x", "stats": {}}"#),
        ("commands.json", r#"[{"id": 1, "input": "rm", "output": "", "session": "s", "risk_level": 5}]"#),
        (
            "campaigns.json",
            r#"{"name": "x", "launch_date": "2026-03-02T01:00:00Z", "created_date": "", "template": {}, "results": [], "timeline": []}"#,
        ),
        ("events.jsonl", r#"{"event":"user.login","code":"T1000I","uid":"u","time":"2026-03-02T00:50:00Z"}"#),
    ] {
        let got = got(name, None, text.as_bytes());
        assert_eq!(got.faults.len(), 1, "{name}");
        assert!(got.records.is_empty() && got.unresolved.is_empty());
        eprintln!("{}", got.fault_lines());
    }
}

#[test]
fn damaged_and_hostile_files_are_refused_or_read_and_never_panic() {
    let files: [(Format, &[u8]); 7] = [
        (Format::Gophish, include_bytes!("fixtures/gophish.json")),
        (Format::GophishCsv, include_bytes!("fixtures/gophish-events.csv")),
        (Format::GophishCsv, include_bytes!("fixtures/gophish-results.csv")),
        (Format::Warpgate, include_bytes!("fixtures/warpgate.json")),
        (Format::Jumpserver, include_bytes!("fixtures/jumpserver.json")),
        (Format::JumpserverCsv, include_bytes!("fixtures/jumpserver.csv")),
        (Format::Teleport, include_bytes!("fixtures/teleport.jsonl")),
    ];
    for (format, good) in files {
        assert!(!read_as(format, "a", None, b"").faults.is_empty(), "{format} empty");
        for part in 1..20 {
            let cut = read_as(format, "a", Some("s"), &good[..good.len() * part / 20]);
            let lines = matches!(format, Format::Teleport | Format::GophishCsv | Format::JumpserverCsv);
            assert!(lines || !cut.faults.is_empty(), "{format} cut at {part}/20");
        }
        // Every value of another type.
        let text = String::from_utf8_lossy(good);
        for wrong in ["[[]]", "{}", "null", "-1e308", "true", "\"\""] {
            for key in ["email", "time", "id", "sid", "started", "asset", "results", "target", "user"] {
                let damaged = replace_value(&text, key, wrong);
                read_as(format, "a", None, damaged.as_bytes());
            }
        }
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let again = read_as(format, "a", Some("s"), &[&b"\xFF\xFE"[..], &utf16].concat());
        assert_eq!(again.fault_lines(), "", "{format} in UTF-16");
        for other in ["<html>", "{\"a\":", "[[[[[[", "a,b\n1,2\n"] {
            assert!(!read_as(format, "a", Some("s"), other.as_bytes()).faults.is_empty(), "{format} {other}");
        }
        let deep = "[".repeat(100_000);
        assert!(!read_as(format, "a", Some("s"), deep.as_bytes()).faults.is_empty());
    }
}

/// The text with the value of a key, wherever it stands, replaced.
fn replace_value(text: &str, key: &str, value: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mark = format!("\"{key}\":");
    while let Some(at) = rest.find(&mark) {
        let (before, after) = rest.split_at(at + mark.len());
        out += before;
        out += value;
        let end = after.find([',', '}']).unwrap_or(after.len());
        rest = &after[end..];
    }
    out + rest
}
