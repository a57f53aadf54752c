//! Real directories and account files: what we count must equal what the sample index counted with other means.

mod common;

use common::{Got, corpus, index, own_catalogue};
use jiff::civil::date;
use std::io::Cursor;
use zilu_catalogue::Value;
use zilu_intake::{Format, HEAD, Source, read, recognise};

fn import(path: &str, bytes: &[u8]) -> (Format, Got) {
    let source = Source {
        date: Some(date(2026, 6, 1)),
        subject: Some("sample".into()),
        ..Source::new(path.rsplit('/').next().unwrap_or(path))
    };
    let format = recognise(&source.file, &bytes[..bytes.len().min(HEAD)]).expect(path);
    let catalogue = own_catalogue();
    (format, Got::from(|sink| read(Cursor::new(bytes), format, None, &catalogue, &source, sink)))
}

/// How many accounts state this.
fn stating(got: &Got, field: &str, value: &Value) -> u64 {
    let catalogue = own_catalogue();
    let account = catalogue.kind("account").expect("account");
    let field = catalogue.field(account, field).expect(field);
    let of = |record: &&zilu_intake::Incoming| {
        record.kind == account
            && record.fields.iter().chain(&record.defaults).any(|(id, v)| *id == field && v == value)
    };
    got.records.iter().filter(of).count() as u64
}

fn accounts(got: &Got) -> u64 {
    let account = own_catalogue().kind("account").expect("account");
    got.records.iter().filter(|r| r.kind == account).count() as u64
}

#[test]
fn files_of_hosts_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    for (path, expected) in index(&folder, "directory/unix/") {
        let (format, got) = import(&path, &std::fs::read(folder.join(&path)).expect("sample"));
        assert_eq!((format, got.fault_lines().as_str()), (Format::Unix, ""), "{path}");
        let items = got.summary.as_ref().expect("summary").items;
        let entries = ["accounts", "groups", "user_specs"].iter().find_map(|name| expected.get(*name));
        assert_eq!(Some(&items), entries, "{path}");
        if let Some(number) = expected.get("accounts") {
            assert_eq!(accounts(&got), *number, "{path}");
        }
        if let Some(number) = expected.get("with_hash") {
            assert_eq!(stating(&got, "static_password", &Value::YesNo(true)), *number, "{path}");
            assert_eq!(stating(&got, "password_never_expires", &Value::YesNo(true)), *number, "{path}");
        }
        if let Some(number) = expected.get("login_shell") {
            assert_eq!(stating(&got, "interactive_login", &Value::YesNo(true)), *number, "{path}");
            let root = Value::Text("UID 0".into());
            assert_eq!(stating(&got, "privilege_reason", &root), expected["uid0"], "{path}");
        }
        seen += 1;
    }
    assert_eq!(seen, 4);
}

#[test]
fn directories_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    for (path, expected) in index(&folder, "directory/ldif/") {
        let (format, got) = import(&path, &std::fs::read(folder.join(&path)).expect("sample"));
        assert_eq!((format, got.fault_lines().as_str()), (Format::Ldif, ""), "{path}");
        assert_eq!(Some(&got.summary.as_ref().expect("summary").items), expected.get("entries"), "{path}");
        let people = u64::from(path.contains("10_people_"));
        assert_eq!(accounts(&got), people, "{path}");
        seen += 1;
    }
    assert_eq!(seen, 5);
}

#[test]
fn collections_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    let mut files = Vec::new();
    for (path, expected) in index(&folder, "directory/bloodhound/") {
        let bytes = std::fs::read(folder.join(&path)).expect("sample");
        let (format, got) = import(&path, &bytes);
        assert_eq!((format, got.fault_lines().as_str()), (Format::BloodHound, ""), "{path}");
        let summary = got.summary.as_ref().expect("summary");
        assert_eq!(Some(&summary.items), expected.get("records"), "{path}");
        let miscounted = summary.notes.iter().any(|note| note.en.starts_with("meta.count"));
        assert_eq!(miscounted, expected["meta_count"] != expected["records"], "{path}");
        if path.ends_with("_users.json") {
            // The collector lists SIDs of well-known principals among the users; they have no account.
            assert_eq!(stating(&got, "enabled", &Value::YesNo(true)), expected["enabled"]);
            assert_eq!(stating(&got, "enabled", &Value::YesNo(false)), expected["disabled"]);
            for (field, name) in
                [("password_never_expires", "pwdneverexpires"), ("password_not_required", "passwordnotreqd")]
            {
                assert_eq!(stating(&got, field, &Value::YesNo(true)), expected[name], "{field}");
            }
        } else {
            assert_eq!(accounts(&got), 0, "{path}");
        }
        files.push((path.rsplit('/').next().unwrap_or(&path).to_string(), bytes));
        seen += 1;
    }
    assert_eq!(seen, 6);
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let (format, got) = import("20240305110427_BloodHound.zip", &common::archive(&files));
    assert_eq!((format, got.fault_lines().as_str()), (Format::BloodHound, ""));
    assert!(stating(&got, "privilege_reason", &Value::Text("RID 500".into())) == 1);
}

#[test]
fn users_of_services_count_as_the_index_says() {
    let Some(folder) = corpus() else { return };
    let mut seen = 0;
    for (path, expected) in index(&folder, "directory/saas/") {
        let (format, got) = import(&path, &std::fs::read(folder.join(&path)).expect("sample"));
        let named = if path.contains("okta") { Format::Okta } else { Format::GitLabUsers };
        assert_eq!((format, got.fault_lines().as_str()), (named, ""), "{path}");
        assert_eq!(Some(&accounts(&got)), expected.get("records"), "{path}");
        seen += 1;
    }
    assert_eq!(seen, 3);
}
