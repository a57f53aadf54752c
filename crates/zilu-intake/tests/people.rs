//! Directories and account files: what each states, what it leaves open, what it refuses.

mod common;

use common::{Got, line, own_catalogue};
use jiff::civil::date;
use std::io::Cursor;
use zilu_intake::{Format, HEAD, Source, read, recognise};

/// Imports a file of this name, dated 2025-03-01, about this subject. The format must be recognised.
fn import(name: &str, subject: Option<&str>, bytes: &[u8]) -> Got {
    let source =
        Source { date: Some(date(2025, 3, 1)), subject: subject.map(Into::into), ..Source::new(name) };
    import_as(&source, bytes)
}

fn import_as(source: &Source, bytes: &[u8]) -> Got {
    let format = match recognise(&source.file, &bytes[..bytes.len().min(HEAD)]) {
        Ok(format) => format,
        Err(fault) => return Got { faults: vec![*fault], ..Got::default() },
    };
    Got::from(|sink| read(Cursor::new(bytes), format, None, &own_catalogue(), source, sink))
}

/// Records of a kind as lines, without what every line of the test has.
fn records(got: &Got, kind: &str) -> String {
    let catalogue = own_catalogue();
    let lines = got.records.iter().map(|record| line(&catalogue, record));
    lines
        .filter_map(|line| line.strip_prefix(kind).map(|rest| rest.trim().to_string()))
        .map(|line| line.replace(" since=2025-03-01", "") + "\n")
        .collect()
}

fn notes(got: &Got) -> String {
    let notes = got.summary.as_ref().map(|summary| summary.notes.as_slice()).unwrap_or_default();
    notes.iter().map(|note| format!("{}\n{}\n", note.zh, note.en)).collect()
}

const DIRECTORY: &str = include_str!("fixtures/corp.ldif");

#[test]
fn a_windows_directory_tells_who_may_what() {
    let got = import("corp.ldif", None, DIRECTORY.as_bytes());
    insta::assert_snapshot!(got.fault_lines(), @"");
    insta::assert_snapshot!(records(&got, "account"), @r#"
    corp.example|Administrator system=corp.example name=Administrator external_id=S-1-5-21-1-2-3-500 privilege=highest privilege_reason="RID 500" groups="Domain Admins, Domain Users" enabled=yes created_on=2020-01-02 never_used=yes password_changed_on=2021-05-01 password_never_expires=no password_not_required=no default: static_password=yes
    corp.example|wang.ming system=corp.example name=wang.ming external_id=S-1-5-21-1-2-3-1101 groups="Domain Users" enabled=yes locked=no created_on=2020-01-02 last_used_on=2025-02-20 never_used=no password_changed_on=2025-01-01 password_never_expires=yes password_not_required=no default: holder=E1001 relation=internal type=human privilege=normal static_password=yes
    corp.example|chen.mei system=corp.example name=chen.mei external_id=S-1-5-21-1-2-3-1102 groups="Domain Users" enabled=no created_on=2020-01-02 expires_on=2024-07-01 last_used_on=2024-06-01 never_used=no password_never_expires=no password_not_required=no default: holder=E1002 relation=internal type=human privilege=normal static_password=yes
    corp.example|lin.t system=corp.example name=lin.t external_id=S-1-5-21-1-2-3-1103 privilege=highest privilege_reason="Tier Zero → Domain Admins" groups="Domain Users, Tier Zero" enabled=yes created_on=2020-01-02 never_used=yes password_changed_on=2025-01-15 password_never_expires=no password_not_required=no default: static_password=no
    corp.example|svc-backup system=corp.example name=svc-backup external_id=S-1-5-21-1-2-3-1104 privilege=special privilege_reason="Backup Operators" groups="Backup Operators, Domain Users" enabled=yes created_on=2020-01-02 last_used_on=2025-02-28 never_used=no password_changed_on=2023-01-15 password_never_expires=no password_not_required=yes default: static_password=yes
    corp.example|primary system=corp.example name=primary external_id=S-1-5-21-1-2-3-1105 privilege=highest privilege_reason="Domain Admins" groups="Domain Admins" enabled=yes created_on=2020-01-02 never_used=yes password_changed_on=2025-01-15 password_never_expires=no password_not_required=no default: static_password=yes
    corp.example|once system=corp.example name=once external_id=S-1-5-21-1-2-3-1106 groups="Domain Users" enabled=yes created_on=2020-01-02 never_used=yes password_changed_on=2025-01-15 password_never_expires=no password_not_required=no default: static_password=yes
    corp.example|krbtgt system=corp.example name=krbtgt external_id=S-1-5-21-1-2-3-502 privilege=highest privilege_reason="RID 502" groups="Domain Users" enabled=no created_on=2020-01-02 never_used=yes password_changed_on=2020-01-02 password_never_expires=no password_not_required=no default: type=system static_password=yes
    corp.example|gmsa1$ system=corp.example name=gmsa1$ external_id=S-1-5-21-1-2-3-1107 groups="Domain Computers" enabled=yes created_on=2020-01-02 never_used=yes password_changed_on=2025-02-02 password_not_required=no default: type=system privilege=normal static_password=no
    "#);
    insta::assert_snapshot!(records(&got, "password_change"), @"
    corp.example｜Administrator@2021-05-01T08:00:00 id=corp.example｜Administrator@2021-05-01T08:00:00 account=corp.example|Administrator at=2021-05-01T08:00:00+08:00 since=2021-05-01
    corp.example｜wang.ming@2025-01-01T01:00:00 id=corp.example｜wang.ming@2025-01-01T01:00:00 account=corp.example|wang.ming at=2025-01-01T01:00:00+08:00 since=2025-01-01
    corp.example｜lin.t@2025-01-15T08:00:00 id=corp.example｜lin.t@2025-01-15T08:00:00 account=corp.example|lin.t at=2025-01-15T08:00:00+08:00 since=2025-01-15
    corp.example｜svc-backup@2023-01-15T08:00:00 id=corp.example｜svc-backup@2023-01-15T08:00:00 account=corp.example|svc-backup at=2023-01-15T08:00:00+08:00 since=2023-01-15
    corp.example｜primary@2025-01-15T08:00:00 id=corp.example｜primary@2025-01-15T08:00:00 account=corp.example|primary at=2025-01-15T08:00:00+08:00 since=2025-01-15
    corp.example｜once@2025-01-15T08:00:00 id=corp.example｜once@2025-01-15T08:00:00 account=corp.example|once at=2025-01-15T08:00:00+08:00 since=2025-01-15
    corp.example｜krbtgt@2020-01-02T08:00:00 id=corp.example｜krbtgt@2020-01-02T08:00:00 account=corp.example|krbtgt at=2020-01-02T08:00:00+08:00 since=2020-01-02
    corp.example｜gmsa1$@2025-02-02T08:00:00 id=corp.example｜gmsa1$@2025-02-02T08:00:00 account=corp.example|gmsa1$ at=2025-02-02T08:00:00+08:00 since=2025-02-02
    ");
    insta::assert_snapshot!(notes(&got), @"
    此來源無法判斷：雙因子認證
    not evaluable from this source: two-factor authentication
    9 個帳號中，此來源對部分帳號無法判斷：持有人（7 個）、帳號類型（5 個）、權限等級（1 個）、最近改密碼日（1 個）
    of 9 accounts, not evaluable from this source for some: holder (7), account type (5), privilege (1), password changed on (1)
    權限依群組判斷；以存取控制清單（ACL）委派的權限未評估
    privilege is told from groups; rights delegated by access control lists are not evaluated
    最近登入日（lastLogonTimestamp）最多落後 14 天
    the last log-in (lastLogonTimestamp) lags by up to 14 days
    未登錄 2 個電腦帳號與 1 個信任帳號：不由人使用
    2 accounts of computers and 1 account of trusts were left out: nobody uses them
    ");
}

#[test]
fn a_subject_names_the_system_of_a_directory() {
    let got = import("corp.ldif", Some("AD-01"), DIRECTORY.as_bytes());
    assert!(got.records.iter().all(|r| r.key.starts_with("AD-01")), "{}", records(&got, "account"));
    let two = format!("{DIRECTORY}\ndn: CN=x,DC=other\nobjectClass: user\nsAMAccountName: x\n");
    assert_eq!(import("corp.ldif", Some("AD-01"), two.as_bytes()).codes(), ["several-domains"]);
    assert_eq!(import("corp.ldif", None, two.as_bytes()).codes(), [""; 0]);
}

#[test]
fn ldifde_and_ldapsearch_are_read() {
    let got = import(
        "corp.ldf",
        None,
        b"dn: CN=a,DC=corp\r\nchangetype: add\r\nobjectClass: user\r\nsAMAccountName: a\r\n\r\n",
    );
    assert_eq!((got.codes(), got.records.len()), (vec![], 1));
    let utf16: Vec<u8> = "\u{feff}dn: CN=王,DC=corp\r\nobjectClass: user\r\nsAMAccountName: 王\r\n\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let got = import("corp.ldf", None, &utf16);
    assert_eq!((got.codes(), got.records[0].key.as_str()), (vec![], "corp|王"));
    let searched = |code: &str| {
        let text = format!(
            "# extended LDIF\n#\n# LDAPv3\n\n# a, corp\ndn: uid=a,dc=corp\nobjectClass: person\nuid: a\n\n# search result\nsearch: 2\nresult: {code}\n\n# numResponses: 2\n"
        );
        import("out.ldif", None, text.as_bytes())
    };
    assert_eq!((searched("0 Success").codes(), searched("0 Success").records.len()), (vec![], 1));
    assert_eq!(searched("4 Size limit exceeded").codes(), ["search-incomplete"]);
}

#[test]
fn what_is_no_content_of_a_directory_is_refused() {
    let codes = |text: &str| {
        let source = Source { date: Some(date(2025, 3, 1)), ..Source::new("a.ldif") };
        let got = Got::from(|sink| {
            read(Cursor::new(text.as_bytes()), Format::Ldif, None, &own_catalogue(), &source, sink)
        });
        got.faults
            .iter()
            .map(|f| format!("{}:{}", f.code, f.place.line.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    let entry = "dn: cn=a,dc=corp\nobjectClass: user\nsAMAccountName: a\n";
    for (text, expected) in [
        ("dn: cn=a,dc=corp\nchangetype: modify\nreplace: x\n\n", "change-record:2"),
        ("dn: cn=a,dc=corp\njpegPhoto:< file:///etc/shadow\nuid:< file:///etc/shadow\n\n", "url-value:3"),
        ("dn: cn=a,dc=corp\nuid:: !!!\n\n", "base64:2"),
        ("dn: cn=a,dc=corp\nuserAccountControl: x\n\n", "not-a-number:1"),
        ("dn: cn=a,dc=corp\nwhenCreated: yesterday\n\n", "not-a-moment:1"),
        ("dn: cn=a,dc=corp\nobjectSid:: AQID\n\n", "identifier:1"),
        ("dn: cn=a,dc=corp\nnonsense\n\n", "no-colon:2"),
        ("dn: cn=a,dc=corp\nuid: a\ndn: cn=b,dc=corp\n\n", "two-names:3"),
        ("cn: a\n\n", "no-dn:1"),
        (" folded\n\n", "folded:1"),
        ("version: 7\n\ndn: cn=a,dc=corp\n\n", "version:1"),
        ("dn: cn=a,dc=corp\nuid: a", "cut-off:2"),
        (&format!("{entry}\n{entry}"), "entry-twice:5"),
        (
            &format!(
                "{entry}\ndn: cn=b,dc=corp\nobjectClass: user\nsAMAccountName: a\nadminCount: 0\nuserAccountControl: 2\n"
            ),
            "key-twice:5",
        ),
        ("dn: cn=a,o=corp\nobjectClass: user\nsAMAccountName: a\n", "no-subject:0"),
    ] {
        assert_eq!(codes(text), [expected], "{text}");
    }
    let undated = Got::from(|sink| {
        read(Cursor::new(entry.as_bytes()), Format::Ldif, None, &own_catalogue(), &Source::new("a"), sink)
    });
    assert_eq!(undated.codes(), ["no-effective-date"]);
}

#[test]
fn a_list_of_members_that_breaks_off_leaves_privileges_open() {
    let broken = DIRECTORY.replace("member;range=2-*:", "member;range=2-3:");
    let got = import("corp.ldif", None, broken.as_bytes());
    assert!(notes(&got).contains("member;range"), "{}", notes(&got));
    assert!(!records(&got, "account").contains("privilege=normal"));
}

#[test]
fn an_open_directory_tells_less() {
    let text = include_str!("fixtures/open.ldif");
    let got = import("open.ldif", None, text.as_bytes());
    insta::assert_snapshot!(got.fault_lines(), @"");
    insta::assert_snapshot!(records(&got, "account"), @r#"
    example.com|amy system=example.com name=amy external_id="uid 1001" groups="crew, pilots" enabled=no created_on=2024-01-02 expires_on=2025-01-02 last_used_on=2025-02-03 password_changed_on=2024-10-04 password_never_expires=no interactive_login=yes default: holder=E7 relation=internal type=human
    example.com|root2 system=example.com name=root2 external_id="uid 0" privilege=highest privilege_reason="UID 0" enabled=no locked=yes password_changed_on=2025-01-01 interactive_login=no
    "#);
    insta::assert_snapshot!(records(&got, "password_change"), @"
    example.com｜amy@2024-10-04T08:00:00 id=example.com｜amy@2024-10-04T08:00:00 account=example.com|amy at=2024-10-04T08:00:00+08:00 since=2024-10-04
    example.com｜root2@2025-01-01T08:00:00 id=example.com｜root2@2025-01-01T08:00:00 account=example.com|root2 at=2025-01-01T08:00:00+08:00 since=2025-01-01
    ");
    insta::assert_snapshot!(notes(&got), @"
    此來源無法判斷：雙因子認證
    not evaluable from this source: two-factor authentication
    2 個帳號中，此來源對部分帳號無法判斷：持有人（1 個）、帳號類型（1 個）、權限等級（1 個）、建立日（1 個）、最近登入日（1 個）
    of 2 accounts, not evaluable from this source for some: holder (1), account type (1), privilege (1), created on (1), last used on (1)
    1 個人員條目沒有登入名稱（sAMAccountName 或 uid），不是帳號
    1 entry of a person has no log-in name (sAMAccountName or uid) and no account
    ");
}

const HOST: &str = include_str!("fixtures/host.unix");

#[test]
fn files_of_a_host_together_tell_privileges() {
    let got = import("host.unix", Some("core@DB01"), HOST.as_bytes());
    insta::assert_snapshot!(got.fault_lines(), @"");
    insta::assert_snapshot!(records(&got, "account"), @r#"
    core|amy@db01 system=core name=amy@db01 host=db01 external_id="uid 1001" privilege=highest privilege_reason="sudo ALL: %wheel" groups="users, wheel" enabled=yes locked=no password_changed_on=2025-01-12 password_never_expires=no password_not_required=no interactive_login=yes default: static_password=yes
    core|bob@db01 system=core name=bob@db01 host=db01 external_id="uid 1002" privilege=special privilege_reason="sudo /bin/systemctl restart web: bob" groups=users enabled=no locked=no expires_on=2025-01-11 password_changed_on=2025-01-12 password_never_expires=no password_not_required=no interactive_login=yes default: static_password=yes
    core|carl@db01 system=core name=carl@db01 host=db01 external_id="uid 1003" privilege=special privilege_reason="group docker" groups=docker enabled=yes locked=no password_not_required=yes interactive_login=yes default: static_password=yes
    core|daemon@db01 system=core name=daemon@db01 host=db01 external_id="uid 2" enabled=no locked=no password_not_required=no interactive_login=no default: type=system privilege=normal static_password=no
    core|dora@db01 system=core name=dora@db01 host=db01 external_id="uid 1004" privilege=highest privilege_reason="sudo ALL: %wheel" groups=wheel locked=yes password_changed_on=2024-10-04 password_not_required=no interactive_login=yes default: static_password=no
    core|erin@db01 system=core name=erin@db01 host=db01 external_id="uid 1005" enabled=yes locked=no password_changed_on=2024-10-04 password_never_expires=no password_not_required=no interactive_login=yes default: privilege=normal static_password=yes
    core|frank@db01 system=core name=frank@db01 host=db01 external_id="uid 1006" enabled=no locked=yes password_changed_on=2024-10-04 password_not_required=no interactive_login=no default: privilege=normal static_password=no
    core|ldapuser@db01 system=core name=ldapuser@db01 host=db01 groups=users
    core|root@db01 system=core name=root@db01 host=db01 external_id="uid 0" privilege=highest privilege_reason="UID 0" groups=root locked=yes password_changed_on=2022-01-08 password_not_required=no interactive_login=yes default: static_password=no
    core|toor@db01 system=core name=toor@db01 host=db01 external_id="uid 0" privilege=highest privilege_reason="UID 0" groups=root enabled=yes locked=no password_changed_on=2022-01-08 password_never_expires=yes password_not_required=no interactive_login=yes default: static_password=yes
    "#);
    insta::assert_snapshot!(records(&got, "password_change"), @"
    core｜amy@db01@2025-01-12T08:00:00 id=core｜amy@db01@2025-01-12T08:00:00 account=core|amy@db01 at=2025-01-12T08:00:00+08:00 since=2025-01-12
    core｜bob@db01@2025-01-12T08:00:00 id=core｜bob@db01@2025-01-12T08:00:00 account=core|bob@db01 at=2025-01-12T08:00:00+08:00 since=2025-01-12
    core｜dora@db01@2024-10-04T08:00:00 id=core｜dora@db01@2024-10-04T08:00:00 account=core|dora@db01 at=2024-10-04T08:00:00+08:00 since=2024-10-04
    core｜erin@db01@2024-10-04T08:00:00 id=core｜erin@db01@2024-10-04T08:00:00 account=core|erin@db01 at=2024-10-04T08:00:00+08:00 since=2024-10-04
    core｜frank@db01@2024-10-04T08:00:00 id=core｜frank@db01@2024-10-04T08:00:00 account=core|frank@db01 at=2024-10-04T08:00:00+08:00 since=2024-10-04
    core｜root@db01@2022-01-08T08:00:00 id=core｜root@db01@2022-01-08T08:00:00 account=core|root@db01 at=2022-01-08T08:00:00+08:00 since=2022-01-08
    core｜toor@db01@2022-01-08T08:00:00 id=core｜toor@db01@2022-01-08T08:00:00 account=core|toor@db01 at=2022-01-08T08:00:00+08:00 since=2022-01-08
    ");
    insta::assert_snapshot!(notes(&got), @"
    此來源無法判斷：持有人、建立日、最近登入日、雙因子認證
    not evaluable from this source: holder, created on, last used on, two-factor authentication
    10 個帳號中，此來源對部分帳號無法判斷：帳號類型（9 個）、權限等級（1 個）、啟用（3 個）、最近改密碼日（3 個）
    of 10 accounts, not evaluable from this source for some: account type (9), privilege (1), enabled (3), password changed on (3)
    sudoers 所列群組的成員不明，其權限未評估：%domain admins
    the members of groups in sudoers are not known, their rights were not evaluated: %domain admins
    2 個帳號可不輸入密碼使用 sudo（NOPASSWD）
    2 accounts may use sudo without a password (NOPASSWD)
    shadow 有 1 筆不在 passwd 中，不是帳號
    in shadow but not in passwd, and no account: 1 entry
    1 行指向網路目錄（NIS），其帳號不在檔案中
    1 line points to a network directory (NIS), whose accounts are not in the file
    略過不讀的檔案：/etc/ssh/sshd_config
    files that are not read were passed over: /etc/ssh/sshd_config
    以金鑰（authorized_keys）登入及目錄服務（LDAP、SSSD）的帳號不在這些檔案中
    log-in by key (authorized_keys) and accounts of a directory (LDAP, SSSD) are not in these files
    ");
}

#[test]
fn each_file_of_a_host_states_its_part() {
    let passwd =
        import("passwd", Some("core"), b"root:x:0:0::/root:/bin/bash\nwww:x:33:33::/:/usr/sbin/nologin\n");
    insta::assert_snapshot!(records(&passwd, "account"), @r#"
    core|root system=core name=root external_id="uid 0" privilege=highest privilege_reason="UID 0" interactive_login=yes
    core|www system=core name=www external_id="uid 33" interactive_login=no default: type=system
    "#);
    let shadow = import(
        "shadow",
        Some("core"),
        b"a:$6$x$y:19800:0:90:7:::\nb:!:19800:0:99999:7:::\nc::19800:0:99999:7:::\nd:*:19800:0:99999:7::20000:\n",
    );
    insta::assert_snapshot!(records(&shadow, "account"), @"
    core|a system=core name=a enabled=yes locked=no password_changed_on=2024-03-18 password_never_expires=no password_not_required=no default: static_password=yes
    core|b system=core name=b locked=yes password_changed_on=2024-03-18 password_not_required=no default: static_password=no
    core|c system=core name=c enabled=yes locked=no password_not_required=yes default: static_password=yes
    core|d system=core name=d enabled=no locked=no expires_on=2024-10-03 password_not_required=no default: static_password=no
    ");
    let group = import("group", Some("core"), b"wheel:x:10:a,b\ndocker:x:99:b");
    insta::assert_snapshot!(records(&group, "account"), @r#"
    core|a system=core name=a groups=wheel
    core|b system=core name=b privilege=special privilege_reason="group docker" groups="docker, wheel"
    "#);
    assert!(notes(&group).contains("line break"), "{}", notes(&group));
    let sudoers = import(
        "sudoers",
        Some("core"),
        b"User_Alias ADMINS = a, %ops\nADMINS ALL=(ALL) NOPASSWD: ALL\nb ALL=/bin/ls\n@includedir /etc/sudoers.d\n",
    );
    insta::assert_snapshot!(records(&sudoers, "account"), @r#"
    core|a system=core name=a privilege=highest privilege_reason="sudo ALL: a"
    core|b system=core name=b privilege=special privilege_reason="sudo /bin/ls: b"
    "#);
    insta::assert_snapshot!(notes(&sudoers), @"
    此來源無法判斷：持有人、帳號類型、啟用、建立日、最近登入日、最近改密碼日、雙因子認證
    not evaluable from this source: holder, account type, enabled, created on, last used on, password changed on, two-factor authentication
    檔案不齊，無法判斷哪些帳號只有一般權限；請一併匯出 passwd、group、sudoers 及其引入的檔案（tail -n +1 …）
    files are missing: which accounts have no more than normal rights is not evaluable; import passwd, group, sudoers and what it includes together (tail -n +1 …)
    sudoers 引入的檔案不在其中，未評估：/etc/sudoers.d
    files that sudoers includes are not at hand and were not evaluated: /etc/sudoers.d
    sudoers 所列群組的成員不明，其權限未評估：%ops
    the members of groups in sudoers are not known, their rights were not evaluated: %ops
    1 個帳號可不輸入密碼使用 sudo（NOPASSWD）
    1 account may use sudo without a password (NOPASSWD)
    以金鑰（authorized_keys）登入及目錄服務（LDAP、SSSD）的帳號不在這些檔案中
    log-in by key (authorized_keys) and accounts of a directory (LDAP, SSSD) are not in these files
    ");
}

#[test]
fn damaged_files_of_a_host_are_refused() {
    let codes = |name: &str, text: &str| {
        let source =
            Source { date: Some(date(2025, 3, 1)), subject: Some("core".into()), ..Source::new(name) };
        let got = Got::from(|sink| {
            read(Cursor::new(text.as_bytes()), Format::Unix, None, &own_catalogue(), &source, sink)
        });
        got.faults
            .iter()
            .map(|f| format!("{}:{}", f.code, f.place.line.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert_eq!(codes("passwd", ""), ["not-unix:0"]);
    assert_eq!(codes("passwd", "hello\n"), ["not-unix:1"]);
    assert_eq!(codes("passwd", "a:x:1:1::/:/bin/sh\nb:x:2\n"), ["fields:2"]);
    assert_eq!(codes("passwd", "a:x:1:1::/:/bin/sh\nb:x:two:2::/:/bin/sh\n"), ["not-a-number:2"]);
    assert_eq!(codes("passwd", "a:x:1:1::/:/bin/sh\na:x:2:2::/:/bin/sh\n"), ["key-twice:2"]);
    assert_eq!(codes("sudoers", "a ALL=ALL\nb ALL\n"), ["sudoers:2"]);
    let none = import("passwd", None, b"a:x:1:1::/:/bin/sh\n");
    assert_eq!(none.codes(), ["no-subject"]);
    let bomb: String = (0..40).map(|i| format!("Cmnd_Alias A{i} = A{}, A{}\n", i + 1, i + 1)).collect();
    let bomb = format!("{bomb}Cmnd_Alias A40 = /bin/x\nroot ALL=A0\n");
    assert!(matches!(codes("sudoers", &bomb).as_slice(), [one] if one == "too-tangled:0"));
}

const USERS: &str = include_str!("fixtures/20250301_users.json");
const GROUPS: &str = include_str!("fixtures/20250301_groups.json");

#[test]
fn a_collection_tells_who_may_what() {
    let zip = common::archive(&[
        ("20250301010203_groups.json", GROUPS.as_bytes()),
        ("20250301010203_users.json", USERS.as_bytes()),
    ]);
    let got = import("20250301010203_BloodHound.zip", None, &zip);
    insta::assert_snapshot!(got.fault_lines(), @"");
    insta::assert_snapshot!(records(&got, "account"), @r#"
    corp.example|Administrator system=corp.example name=Administrator external_id=S-1-5-21-1-2-3-500 privilege=highest privilege_reason="RID 500" groups="Domain Admins, Domain Users" enabled=yes created_on=2022-06-30 last_used_on=2025-01-01 never_used=no password_changed_on=2025-01-01 password_never_expires=no password_not_required=no
    corp.example|wang.ming system=corp.example name=wang.ming external_id=S-1-5-21-1-2-3-1101 groups="Domain Users" enabled=yes created_on=2022-06-30 last_used_on=2025-02-20 never_used=no password_changed_on=2025-01-01 password_never_expires=yes password_not_required=no default: privilege=normal
    corp.example|nested system=corp.example name=nested external_id=S-1-5-21-1-2-3-1102 privilege=highest privilege_reason="Tier Zero → Domain Admins" groups="Domain Users, Tier Zero" enabled=yes created_on=2022-06-30 never_used=yes password_never_expires=no password_not_required=yes default: static_password=no
    corp.example|krbtgt system=corp.example name=krbtgt external_id=S-1-5-21-1-2-3-502 privilege=highest privilege_reason="RID 502" groups="Domain Users" enabled=no created_on=2022-06-30 never_used=yes password_never_expires=no password_not_required=no default: type=system
    "#);
    insta::assert_snapshot!(records(&got, "password_change"), @"
    corp.example｜Administrator@2025-01-01T08:00:00 id=corp.example｜Administrator@2025-01-01T08:00:00 account=corp.example|Administrator at=2025-01-01T08:00:00+08:00 since=2025-01-01
    corp.example｜wang.ming@2025-01-01T08:00:00 id=corp.example｜wang.ming@2025-01-01T08:00:00 account=corp.example|wang.ming at=2025-01-01T08:00:00+08:00 since=2025-01-01
    ");
    insta::assert_snapshot!(notes(&got), @"
    此來源無法判斷：持有人、雙因子認證
    not evaluable from this source: holder, two-factor authentication
    4 個帳號中，此來源對部分帳號無法判斷：帳號類型（3 個）、最近改密碼日（2 個）
    of 4 accounts, not evaluable from this source for some: account type (3), password changed on (2)
    meta.count 為 3，實際有 4 筆；以實際為準
    meta.count says 3, the file holds 4: what it holds counts
    權限依群組判斷；以存取控制清單（ACL）委派的權限未評估
    privilege is told from groups; rights delegated by access control lists are not evaluated
    最近登入日（lastLogonTimestamp）最多落後 14 天
    the last log-in (lastLogonTimestamp) lags by up to 14 days
    ");
}

#[test]
fn one_file_of_a_collection_leaves_privileges_open() {
    let source = Source::new("20250301010203_users.json");
    let got = import_as(&source, USERS.as_bytes());
    assert_eq!(got.fault_lines(), "");
    assert!(!records(&got, "account").contains("privilege=normal"));
    assert!(records(&got, "account").lines().count() == 4, "{}", records(&got, "account"));
    let groups = import_as(&Source::new("20250301010203_groups.json"), GROUPS.as_bytes());
    assert_eq!((groups.codes(), groups.records.len()), (vec![], 0));
    assert!(notes(&groups).contains("no users"));
}

#[test]
fn half_a_collection_is_refused() {
    let codes = |text: &str| {
        let source = Source { date: Some(date(2025, 3, 1)), ..Source::new("users.json") };
        import_as(&source, text.as_bytes()).faults.iter().map(|f| f.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&USERS[..USERS.len() / 2]), ["truncated"]);
    assert_eq!(codes(&USERS.replace("\"version\": 6", "\"version\": 3")), ["bloodhound-version"]);
    assert_eq!(codes(&USERS.replace("\"meta\"", "\"other\"")), ["no-meta"]);
    assert_eq!(
        codes(&USERS.replace("\"ObjectIdentifier\": \"S-", "\"ObjectIdentifier\": 7, \"x\": \"S-")),
        ["wrong-type"]
    );
    assert_eq!(import("users.json", None, format!("\u{feff}{USERS}").as_bytes()).codes(), [""; 0]);
}

#[test]
fn users_of_services_are_read() {
    let okta = r#"[{"id":"00u1","status":"ACTIVE","created":"2024-01-15T10:00:00.000Z","lastLogin":"2025-02-20T18:30:00.000Z","passwordChanged":"2025-01-31T16:30:00.000Z","profile":{"login":"a@example.com","employeeNumber":"E1"},"credentials":{"password":{"value":"secret"}}},
{"id":"00u2","status":"LOCKED_OUT","created":"2024-01-15T10:00:00.000Z","lastLogin":null,"profile":{"login":"b|c@example.com"}},
{"id":"00u3","status":"DEPROVISIONED","profile":{"login":""}},
{"id":"00u4","status":"NEW_WORD","profile":{"login":"d"}}]"#;
    let got = import("okta.json", Some("okta"), okta.as_bytes());
    insta::assert_snapshot!(records(&got, "account"), @"
    okta|a@example.com system=okta name=a@example.com external_id=00u1 enabled=yes locked=no created_on=2024-01-15 last_used_on=2025-02-21 never_used=no password_changed_on=2025-02-01 default: holder=E1 relation=internal type=human
    okta|b｜c@example.com system=okta name=b｜c@example.com external_id=00u2 enabled=yes locked=yes created_on=2024-01-15 never_used=yes
    okta|00u3 system=okta name=00u3 external_id=00u3 enabled=no locked=no
    okta|d system=okta name=d external_id=00u4
    ");
    insta::assert_snapshot!(records(&got, "password_change"), @"okta｜a@example.com@2025-02-01T00:30:00 id=okta｜a@example.com@2025-02-01T00:30:00 account=okta|a@example.com at=2025-02-01T00:30:00+08:00 since=2025-02-01");
    insta::assert_snapshot!(notes(&got), @"
    此來源無法判斷：權限等級、雙因子認證
    not evaluable from this source: privilege, two-factor authentication
    4 個帳號中，此來源對部分帳號無法判斷：持有人（3 個）、帳號類型（3 個）、啟用（1 個）、建立日（2 個）、最近登入日（2 個）、最近改密碼日（3 個）
    of 4 accounts, not evaluable from this source for some: holder (3), account type (3), enabled (1), created on (2), last used on (2), password changed on (3)
    1 個名稱含有鍵值的分隔符號「|」，改寫為「｜」
    1 name contains '|', which separates the parts of a key, and got '｜' instead
    請確認每一頁都已匯入；檔案本身看不出是否還有其他頁
    make sure that every page is imported: the file does not tell whether there are more
    1 個帳號沒有登入名稱，以識別碼代替
    log-in names missing: 1; the id stands in
    不認得的狀態，未判斷是否啟用：NEW_WORD
    states that are not known, so that enabled is left open: NEW_WORD
    ");
    let graph = r#"{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","@odata.nextLink":"https://x","value":[
{"id":"1-2","userPrincipalName":"a@corp.example","accountEnabled":true,"employeeId":"E1","createdDateTime":"2023-01-01T00:00:00Z","lastPasswordChangeDateTime":"2025-01-01T00:00:00Z","passwordPolicies":"DisablePasswordExpiration","signInActivity":{"lastSignInDateTime":"2025-02-01T00:00:00Z","lastNonInteractiveSignInDateTime":"2025-02-03T00:00:00Z"}},
{"id":"1-3","userPrincipalName":"b@corp.example","accountEnabled":false}]}"#;
    let got = import("users.json", Some("entra"), graph.as_bytes());
    insta::assert_snapshot!(records(&got, "account"), @"
    entra|a@corp.example system=entra name=a@corp.example external_id=1-2 enabled=yes created_on=2023-01-01 last_used_on=2025-02-03 never_used=no password_changed_on=2025-01-01 password_never_expires=yes default: holder=E1 relation=internal type=human
    entra|b@corp.example system=entra name=b@corp.example external_id=1-3 enabled=no
    ");
    assert!(notes(&got).contains("next page"));
    let gitlab = r#"[{"id":1,"username":"a","name":"A","state":"active","web_url":"x","is_admin":true,"two_factor_enabled":true,"created_at":"2024-01-15T10:00:00.000Z","last_activity_on":"2025-02-01"},
{"id":2,"username":"b","state":"blocked","web_url":"x","access_level":40,"expires_at":null,"bot":true}]"#;
    let got = import("members.json", Some("gitlab"), gitlab.as_bytes());
    insta::assert_snapshot!(records(&got, "account"), @r#"
    gitlab|a system=gitlab name=a external_id="id 1" privilege=highest privilege_reason=is_admin enabled=yes created_on=2024-01-15 last_used_on=2025-02-01 mfa=yes
    gitlab|b system=gitlab name=b external_id="id 2" privilege=special privilege_reason="access_level 40 (maintainer)" enabled=no default: type=system
    "#);
}

#[test]
fn broken_answers_of_services_are_refused() {
    let codes = |text: &str| {
        import("users.json", Some("s"), text.as_bytes()).faults.iter().map(|f| f.code).collect::<Vec<_>>()
    };
    let good = r#"[{"id":"00u1","status":"ACTIVE","profile":{"login":"a"}}]"#;
    assert_eq!(codes(good), [""; 0]);
    assert_eq!(codes(&good[..good.len() - 2]), ["truncated"]);
    assert_eq!(codes(&good.replace("\"ACTIVE\"", "5")), ["wrong-type"]);
    assert_eq!(codes(&good.replace("\"00u1\"", "null").replace("\"a\"", "\"\"")), ["wrong-type"]);
    assert_eq!(codes(&format!("{good}{}", good.replace("ACTIVE", "SUSPENDED"))), ["key-twice"]);
    assert_eq!(codes(r#"{"@odata.context":"x","userPrincipalName":"a"}"#), ["no-users"]);
    let undated = import_as(&Source { subject: Some("s".into()), ..Source::new("a.json") }, good.as_bytes());
    assert_eq!(undated.codes(), ["no-effective-date"]);
    let unnamed = import("a.json", None, good.as_bytes());
    assert_eq!(unnamed.codes(), ["no-subject"]);
}
