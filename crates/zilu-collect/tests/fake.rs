//! What only Active Directory does (long lists in pieces, referrals), and what no server should do, from a server of our
//! own that answers by script. A real server is asked in `crates/zilu/tests/it/collect.rs`.

#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::OnceLock;
use std::time::Duration;
use zilu_collect::{Collected, Directory, Encryption, Failure, Login, collect_ldap, write_snapshot};

/// One thing that the server says.
enum Say {
    Entry(&'static str, Vec<(String, Vec<Vec<u8>>)>),
    Referral(&'static str),
    /// Result code and cookie of the next page.
    Done(u8, &'static [u8]),
    /// Bytes of an operation, whatever they are.
    Raw(Vec<u8>),
    Close,
    Silence,
}

/// A length and what it is of, as BER writes it.
fn ber(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag, 0x84];
    out.extend(u32::try_from(content.len()).unwrap().to_be_bytes());
    out.extend(content);
    out
}

fn octets(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    ber(4, bytes.as_ref())
}

fn result(tag: u8, code: u8) -> Vec<u8> {
    ber(tag, &[vec![10, 1, code], octets(""), octets("")].concat())
}

fn operation(say: &Say) -> Option<Vec<u8>> {
    Some(match say {
        Say::Entry(dn, attributes) => {
            let list: Vec<u8> = attributes
                .iter()
                .flat_map(|(name, values)| {
                    let values: Vec<u8> = values.iter().flat_map(octets).collect();
                    ber(0x30, &[octets(name), ber(0x31, &values)].concat())
                })
                .collect();
            ber(0x64, &[octets(dn), ber(0x30, &list)].concat())
        }
        Say::Referral(address) => ber(0x73, &octets(address)),
        Say::Done(code, _) => result(0x65, *code),
        Say::Raw(bytes) => bytes.clone(),
        Say::Close | Say::Silence => return None,
    })
}

fn controls(say: &Say) -> Vec<u8> {
    let Say::Done(_, cookie) = say else { return Vec::new() };
    let value = ber(0x30, &[vec![2, 1, 0], octets(cookie)].concat());
    ber(0xa0, &ber(0x30, &[octets("1.2.840.113556.1.4.319"), octets(value)].concat()))
}

fn read_message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut head = [0; 2];
    stream.read_exact(&mut head).ok()?;
    let mut length = usize::from(head[1]);
    if length >= 0x80 {
        let mut more = vec![0; length - 0x80];
        stream.read_exact(&mut more).ok()?;
        length = more.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    }
    let mut message = vec![0; length];
    stream.read_exact(&mut message).ok()?;
    Some(message)
}

/// Serves one connection; the script is asked with the number of the search and its bytes as text.
fn serve(listener: &TcpListener, mut script: impl FnMut(usize, &str) -> Vec<Say>) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut searches = 0;
    while let Some(message) = read_message(&mut stream) {
        let id_length = 2 + usize::from(message[1]);
        let (id, request) = message.split_at(id_length);
        let send = |stream: &mut TcpStream, body: Vec<u8>| {
            stream.write_all(&ber(0x30, &[id.to_vec(), body].concat())).is_ok()
        };
        match request[0] {
            0x60 => {
                send(&mut stream, result(0x61, 0));
            }
            0x63 => {
                let says = script(searches, &String::from_utf8_lossy(request));
                searches += 1;
                for say in says {
                    match (&say, operation(&say)) {
                        (Say::Close, _) => return,
                        (_, Some(operation)) => {
                            send(&mut stream, [operation, controls(&say)].concat());
                        }
                        _ => {}
                    }
                }
            }
            _ => return,
        }
    }
}

/// Collects from a server that follows a script: what came of it, and the snapshot.
fn collect(
    script: impl FnMut(usize, &str) -> Vec<Say> + Send + 'static,
) -> (Result<Collected, Failure>, Option<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ldap://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || serve(&listener, script));
    let directory = Directory {
        url,
        base: "dc=corp,dc=example".into(),
        login: Some(Login { user: "cn=reader".into(), password: "hunter2".into() }),
        encryption: Encryption::None,
        ca: None,
        timeout: Duration::from_millis(1500),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("snapshot.ldif");
    let collected =
        write_snapshot(&path, |out| collect_ldap(&directory, "2025-06-30T01:02:03Z", out, &mut |_| {}));
    server.join().unwrap();
    let text = std::fs::read_to_string(&path).ok();
    // Nothing else stays in the folder, whatever happened.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), usize::from(text.is_some()));
    (collected, text)
}

fn values<const N: usize>(values: [&str; N]) -> Vec<Vec<u8>> {
    values.map(|value| value.as_bytes().to_vec()).to_vec()
}

fn members(from: usize, to: usize) -> Vec<Vec<u8>> {
    (from..to).map(|n| format!("cn=u{n},dc=corp,dc=example").into_bytes()).collect()
}

fn group(dn: &'static str, list: &str, members: Vec<Vec<u8>>) -> Say {
    Say::Entry(
        dn,
        vec![
            ("objectClass".into(), values(["top", "group"])),
            ("sAMAccountName".into(), values(["Domain Admins"])),
            (
                "objectSid".into(),
                vec![[&[1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0][..], &[1; 12], &[0, 2, 0, 0]].concat()],
            ),
            ("member".into(), Vec::new()),
            (list.into(), members),
        ],
    )
}

fn failed(script: impl FnMut(usize, &str) -> Vec<Say> + Send + 'static) -> Failure {
    let (collected, text) = collect(script);
    assert_eq!(text, None, "a run that fails leaves no snapshot");
    let failure = collected.unwrap_err();
    assert!(!format!("{failure:?}").contains("hunter2"));
    failure
}

/// What an importer makes of a snapshot: accounts with their standing, and faults.
fn imported(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut keys, mut faults) = (Vec::new(), Vec::new());
    let source = zilu_intake::Source::new("snapshot.ldif");
    let mut sink = |item: zilu_intake::Item| {
        match item {
            zilu_intake::Item::Record(record) => keys.push(record.key.clone()),
            zilu_intake::Item::Fault(fault) => faults.push(fault.line_en()),
            _ => {}
        }
        Ok::<(), std::convert::Infallible>(())
    };
    zilu_intake::read_ldif(text.as_bytes(), catalogue(), &source, &mut sink).unwrap();
    (keys, faults)
}

/// The kinds of the project's own catalogue.
fn catalogue() -> &'static zilu_catalogue::Catalogue {
    static CATALOGUE: OnceLock<zilu_catalogue::Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/insurance-infosec");
        let files = ["edition.toml", "facts.md"]
            .map(|name| (name.to_owned(), std::fs::read_to_string(format!("{folder}/{name}")).unwrap()));
        zilu_catalogue::load(&files).0
    })
}

#[test]
fn a_long_list_of_members_is_read_to_its_end() {
    let (collected, text) = collect(|search, request| match search {
        0 => {
            assert!(request.contains("member") && request.contains("useraccountcontrol"));
            for never in ["userPassword", "unicodePwd", "*", "ntPwdHistory"] {
                assert!(!request.to_lowercase().contains(&never.to_lowercase()), "{never} is asked for");
            }
            let user = Say::Entry(
                "cn=u3100,dc=corp,dc=example",
                vec![
                    ("objectClass".into(), values(["user"])),
                    ("sAMAccountName".into(), values(["u3100"])),
                    // Sent unasked.
                    ("unicodePwd".into(), values(["hunter2"])),
                    ("evil\ndn: cn=x".into(), values(["x"])),
                ],
            );
            vec![
                group("cn=g,dc=corp,dc=example", "member;range=0-1499", members(0, 1500)),
                user,
                Say::Referral("ldap://ForestDnsZones.corp.example/DC=ForestDnsZones,DC=corp,DC=example"),
                Say::Referral("ldap://child.corp.example/DC=child,DC=corp,DC=example"),
                Say::Done(0, b""),
            ]
        }
        1 => {
            assert!(request.contains("member;range=1500-*") && request.contains("cn=g,dc=corp"));
            vec![
                group("cn=g,dc=corp,dc=example", "member;range=1500-2999", members(1500, 3000)),
                Say::Done(0, b""),
            ]
        }
        _ => {
            assert!(request.contains("member;range=3000-*"));
            vec![
                group("cn=g,dc=corp,dc=example", "member;range=3000-*", members(3000, 3101)),
                Say::Done(0, b""),
            ]
        }
    });
    assert_eq!(collected.unwrap(), Collected { entries: 2, referrals: 1 });
    let text = text.unwrap();
    assert_eq!(text.matches("member;range=").count(), 3101);
    assert!(text.starts_with("# zilu collected at 2025-06-30T01:02:03Z\n"));
    assert!(text.ends_with("\n# zilu collected to the end, entries: 2\n"));
    assert!(!text.contains("hunter2") && !text.contains("evil"));
    let (keys, faults) = imported(&text);
    assert_eq!((keys, faults), (vec!["corp.example|u3100".to_string()], vec![]));
    // Every cut is refused: at each line, and in the middle of each of the last ones.
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
    for end in ends.iter().step_by(311).chain(&ends[ends.len() - 4..ends.len() - 1]) {
        for cut in [*end, *end - 1] {
            assert_ne!(imported(&text[..cut]).1, Vec::<String>::new(), "cut at {cut}");
        }
    }
    // An entry that was taken out is missed.
    let start = text.find("dn: cn=u3100").unwrap();
    let end = text[start..].find("\n\n").unwrap() + start;
    let fault = imported(&[&text[..start], &text[end..]].concat()).1.remove(0);
    assert!(fault.contains("says that it has 2 entries and has 1"), "{fault}");
}

#[test]
fn pages_follow_one_another_and_an_entry_that_comes_twice_is_written_once() {
    let (collected, text) = collect(|search, request| {
        let entry = |dn: &'static str| Say::Entry(dn, vec![("uid".into(), values(["a"]))]);
        match search {
            0 => vec![entry("uid=a,dc=x"), entry("uid=b,dc=x"), Say::Done(0, b"next-1")],
            1 => {
                assert!(request.contains("(") || request.contains("objectClass"));
                vec![entry("UID=b,dc=x"), Say::Done(0, b"next-2")]
            }
            _ => vec![entry("uid=c,dc=x"), Say::Done(0, b"")],
        }
    });
    assert_eq!(collected.unwrap().entries, 3);
    assert_eq!(text.unwrap().matches("\ndn: ").count(), 3);
}

#[test]
fn what_is_cut_off_leaves_no_snapshot() {
    let entry = || Say::Entry("uid=a,dc=x", vec![("uid".into(), values(["a"]))]);
    let limit = failed(move |_, _| vec![entry(), Say::Done(4, b"")]);
    assert!(limit.en.contains("stopped the search before its end (result 4)"), "{limit:?}");
    let second =
        failed(
            move |search, _| {
                if search == 0 { vec![entry(), Say::Done(0, b"more")] } else { vec![Say::Done(51, b"")] }
            },
        );
    assert!(second.en.contains("result 51"), "{second:?}");
    let closed = failed(move |_, _| vec![entry(), Say::Close]);
    assert!(closed.en.contains("closed the connection"), "{closed:?}");
    let silent = failed(move |_, _| vec![entry(), Say::Silence]);
    assert!(silent.en.contains("did not answer in time"), "{silent:?}");
    let nobody = failed(|_, _| vec![Say::Done(0, b"")]);
    assert!(nobody.en.contains("no account"), "{nobody:?}");
    let elsewhere = failed(|_, _| vec![Say::Done(10, b"")]);
    assert!(elsewhere.en.contains("another server"), "{elsewhere:?}");
}

#[test]
fn a_list_that_breaks_off_or_goes_round_in_circles_leaves_no_snapshot() {
    let first = || group("cn=g,dc=x", "member;range=0-1499", members(0, 1500));
    let gone = failed(move |search, _| match search {
        0 => vec![first(), Say::Done(0, b"")],
        _ => vec![Say::Done(32, b"")],
    });
    assert!(gone.en.contains("result 32"), "{gone:?}");
    let missing = failed(move |search, _| match search {
        0 => vec![first(), Say::Done(0, b"")],
        _ => vec![group("cn=g,dc=x", "member", vec![]), Say::Done(0, b"")],
    });
    assert!(missing.en.contains("breaks off at 1500"), "{missing:?}");
    let circle = failed(move |_, _| vec![first(), Say::Done(0, b"")]);
    assert!(circle.en.contains("breaks off at 1500"), "{circle:?}");
    let pages = failed(move |search, _| match search {
        0 => vec![first(), Say::Done(0, b"x")],
        _ => vec![Say::Done(0, b"x")],
    });
    assert!(pages.en.contains("breaks off") || pages.en.contains("paged results"), "{pages:?}");
}

#[test]
fn answers_that_are_no_ldap_fail_without_a_panic() {
    let done = || Say::Done(0, b"");
    for raw in [
        ber(0x64, b""),
        ber(0x64, &octets(b"\xff\xfe")),
        ber(0x64, &[octets("uid=a"), octets("no list")].concat()),
        ber(0x64, &[octets("uid=a"), ber(0x30, &octets("no attribute"))].concat()),
        vec![0x44, 0],
        ber(0x64, &[octets("uid=a"), ber(0x30, &ber(0x30, &octets("uid")))].concat()),
    ] {
        let failure = failed(move |_, _| vec![Say::Raw(raw.clone()), done()]);
        assert!(failure.en.contains("not LDAP"), "{failure:?}");
    }
}
