//! `zilu collect ldap` against a real directory server (slapd), with certificates made here.
//!
//! Where slapd is not installed the tests say so, and fail in continuous integration.

use crate::run::{Company, Run, command, number};
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const READER: &str = "cn=reader,dc=corp,dc=example";
const PASSWORD: &str = "correct horse battery";
/// More than the server hands out at once.
const PEOPLE: usize = 1234;

/// A server with its own schema and people, on two ports of the loopback interface.
struct Slapd {
    child: Child,
    folder: tempfile::TempDir,
    plain: u16,
    tls: u16,
}

impl Drop for Slapd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Slapd {
    /// `None` where the server is not installed.
    fn start() -> Option<Slapd> {
        let Some(program) = program("slapd") else {
            assert!(std::env::var_os("CI").is_none(), "slapd is not installed: apt-get install slapd");
            eprintln!("slapd is not installed: not tested");
            return None;
        };
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("db")).unwrap();
        certificates(folder.path());
        let here = folder.path().display().to_string();
        std::fs::write(at("slapd.conf"), include_str!("ldap/slapd.conf").replace("@HERE@", &here)).unwrap();
        std::fs::write(at("people.ldif"), people()).unwrap();
        let slapadd = Command::new(&program)
            .args(["-T", "add", "-q", "-f"])
            .args([at("slapd.conf"), PathBuf::from("-l"), at("people.ldif")])
            .output()
            .unwrap();
        assert!(slapadd.status.success(), "{}", String::from_utf8_lossy(&slapadd.stderr));
        // Another process may take a port between our closing it and the server's opening it.
        for _ in 0..5 {
            let (plain, tls) = (free_port(), free_port());
            let mut child = Command::new(&program)
                .args(["-d", "0", "-h", &format!("ldap://127.0.0.1:{plain} ldaps://127.0.0.1:{tls}"), "-f"])
                .arg(at("slapd.conf"))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            for _ in 0..200 {
                let open = |port| TcpStream::connect(("127.0.0.1", port)).is_ok();
                if open(plain) && open(tls) {
                    return Some(Slapd { child, folder, plain, tls });
                }
                if child.try_wait().unwrap().is_some() {
                    break;
                }
                std::thread::park_timeout(Duration::from_millis(50));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        panic!("slapd does not start");
    }

    fn at(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn ldaps(&self) -> String {
        format!("ldaps://localhost:{}", self.tls)
    }

    fn ldap(&self) -> String {
        format!("ldap://localhost:{}", self.plain)
    }

    /// Collects with this password on standard input.
    fn collect(&self, url: &str, password: &str, more: &[&str]) -> Run {
        let mut child = command()
            .args(["--lang", "en", "collect", "ldap", "--url", url, "--base", "dc=corp,dc=example"])
            .args(more)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A run that needs no password may be over before it reads.
        let _ = writeln!(child.stdin.take().unwrap(), "{password}");
        let output = child.wait_with_output().unwrap();
        let run = Run {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        };
        let shown = [&run.err, &run.out].iter().any(|text| text.contains(password));
        assert!(password.is_empty() || !shown, "{run:?}");
        run
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/usr/lib/openldap".into()])
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// An authority, the server's certificate for `localhost`, and another authority that did not sign it.
fn certificates(folder: &Path) {
    let authority = |name: &str| {
        let mut parameters = rcgen::CertificateParams::new(Vec::new()).unwrap();
        parameters.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        std::fs::write(folder.join(format!("{name}.pem")), certificate.pem()).unwrap();
        rcgen::Issuer::new(parameters, key)
    };
    let ca = authority("ca");
    authority("stranger");
    let key = rcgen::KeyPair::generate().unwrap();
    let server = rcgen::CertificateParams::new(vec!["localhost".into()]).unwrap();
    std::fs::write(folder.join("server.pem"), server.signed_by(&key, &ca).unwrap().pem()).unwrap();
    std::fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
}

/// A security identifier of the domain, as base64 of its bytes.
fn sid(rid: u32) -> String {
    let mut bytes = vec![1, 5, 0, 0, 0, 0, 0, 5, 21, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0];
    bytes.extend(rid.to_le_bytes());
    base64(&bytes)
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letters = bytes.chunks(3).flat_map(|part| {
        let bits = (0..3).fold(0, |sum, i| sum << 8 | u32::from(part.get(i).copied().unwrap_or(0)));
        (0..4).map(move |i| match i <= part.len() {
            true => char::from(LETTERS[(bits >> (18 - 6 * i) & 63) as usize]),
            false => '=',
        })
    });
    letters.collect()
}

/// A company's directory: nested groups, a big group, a primary group, and passwords that nobody may see.
fn people() -> String {
    let mut ldif = format!(
        "dn: dc=corp,dc=example\nobjectClass: domain\ndc: corp\n\n\
         dn: {READER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: reader\nuserPassword: {PASSWORD}\n\n\
         dn: cn=Users,dc=corp,dc=example\nobjectClass: container\ncn: Users\n\n"
    );
    let group = |name: &str, rid: u32, members: &[String]| {
        let members: String = members.iter().map(|member| format!("member: {member}\n")).collect();
        format!(
            "dn: cn={name},cn=Users,dc=corp,dc=example\nobjectClass: group\ncn: {name}\nsAMAccountName: {name}\nobjectSid:: {}\n{members}\n",
            sid(rid)
        )
    };
    let user = |n: usize| format!("cn=u{n},cn=Users,dc=corp,dc=example");
    ldif += &group("Domain Admins", 512, &["cn=Operations,cn=Users,dc=corp,dc=example".into()]);
    ldif += &group("Operations", 1601, &[user(7)]);
    ldif += &group("Domain Users", 513, &[]);
    ldif += &group("Everybody", 1602, &(0..PEOPLE).map(user).collect::<Vec<_>>());
    for n in 0..PEOPLE {
        let control = if n == 9 { 66048 } else { 512 };
        let name = if n == 11 { "林 志明" } else { "somebody" };
        ldif += &format!(
            "dn: {}\nobjectClass: user\ncn: u{n}\ndisplayName:: {}\nsAMAccountName: u{n}\nemployeeID: E{n:05}\nobjectSid:: {}\n\
             objectGUID:: {}\nuserAccountControl: {control}\nprimaryGroupID: 513\npwdLastSet: 133800000000000000\n\
             lastLogonTimestamp: 133790000000000000\naccountExpires: 9223372036854775807\nwhenCreated: 20240105020304.0Z\n\
             userPassword: secret-of-u{n}\n\n",
            user(n),
            base64(name.as_bytes()),
            sid(2000 + n as u32),
            base64(&(n as u128).to_be_bytes()),
        );
    }
    ldif
}

/// One server for all of it: starting it takes longest.
#[test]
fn a_directory_is_collected_and_imported() {
    let Some(slapd) = Slapd::start() else { return };
    let (ca, out) = (slapd.at("ca.pem"), slapd.at("snapshot.ldif"));
    let login = ["--user", READER, "--ca", &ca];
    fn with<'a>(login: &[&'a str], more: &[&'a str]) -> Vec<&'a str> {
        [login, more].concat()
    }

    // The server does not hand everything out at once: without pages this would stop at 500.
    let run = slapd.collect(&slapd.ldaps(), PASSWORD, &with(&login, &["--out", &out])).exits(0);
    assert!(run.err.contains("entries collected"), "{run:?}");
    let text = std::fs::read_to_string(&out).unwrap();
    let told = text.lines().last().unwrap().rsplit_once(": ").unwrap().1.parse::<usize>().unwrap();
    assert_eq!(text.matches("\ndn: ").count(), told);
    assert_eq!(told, PEOPLE + 4, "people and groups");
    assert!(
        !text.to_lowercase().contains("password") && !text.contains("secret-of"),
        "passwords are never read"
    );
    assert_eq!(text.matches("\nmember: cn=u").count(), PEOPLE + 1);
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&out).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "only the owner reads people's data");
    }

    // What is there is not overwritten.
    let again = slapd.collect(&slapd.ldaps(), PASSWORD, &with(&login, &["--out", &out])).exits(2);
    assert!(again.err.contains("exists and is not overwritten"), "{again:?}");
    assert_eq!(std::fs::read_to_string(&out).unwrap(), text);

    // The snapshot is imported like any file, and the same directory again changes nothing.
    let company = Company::new();
    let counts = company.import("ldif", Path::new(&out), &[]);
    let (new, data) = (number(&counts["new"]), company.data().display().to_string());
    assert_eq!(new, 2 * PEOPLE as u64, "an account and a change of password each: {counts}");
    let starttls = ["--starttls", "--import", "--data", &data, "--reason", "monthly"];
    let run = slapd.collect(&slapd.ldap(), PASSWORD, &with(&login, &starttls)).exits(0);
    assert!(run.out.starts_with("ldap-localhost"), "{run:?}");
    assert!(run.out.contains(".ldif (ldif): new 0, changed 0, same"), "{run:?}");
    let acts = company.zilu(&["imports", "--json"]).exits(0).json();
    assert!(acts.as_array().unwrap().len() <= 2, "{acts}");
    let accounts = company.zilu(&["export", "account", "--format", "csv"]).exits(0).out;
    let row = |name: &str| {
        accounts.lines().find(|line| line.contains(&format!("corp.example,{name},"))).unwrap().to_owned()
    };
    assert!(row("u7").contains("highest") && row("u7").contains("Operations"), "{}", row("u7"));
    assert!(row("u8").contains("normal") || row("u8").contains("一般"), "{}", row("u8"));
    company.entries();

    // A password file; a dry run records nothing.
    let file = slapd.at("password");
    std::fs::write(&file, format!("{PASSWORD}\r\n")).unwrap();
    let fresh = Company::new();
    let data = fresh.data().display().to_string();
    let dry = ["--password-file", &file, "--import", "--dry-run", "--data", &data, "--subject", "ad"];
    let run = slapd.collect(&slapd.ldaps(), "unused", &with(&login, &dry)).exits(0);
    assert!(run.out.contains("new account ad|u0"), "{run:?}");
    assert!(!fresh.data().exists());

    refusals(&slapd);
}

fn refusals(slapd: &Slapd) {
    let (ca, out) = (slapd.at("ca.pem"), slapd.at("never.ldif"));
    let login = ["--user", READER, "--out", &out];
    let refused = |url: &str, password: &str, more: &[&str], words: &str| {
        let run = slapd.collect(url, password, &[&login[..], more].concat()).exits(2);
        assert!(run.err.contains(words), "{words}: {run:?}");
        assert!(!Path::new(&out).exists());
    };
    let (ldap, ldaps) = (slapd.ldap(), slapd.ldaps());
    let stranger = slapd.at("stranger.pem");
    refused(&ldaps, PASSWORD, &[], "no trusted encrypted connection");
    refused(&ldaps, PASSWORD, &["--ca", &stranger], "no trusted encrypted connection");
    refused(&ldap, PASSWORD, &["--ca", &stranger, "--starttls"], "no trusted encrypted connection");
    let by_number = format!("ldaps://127.0.0.1:{}", slapd.tls);
    refused(&by_number, PASSWORD, &["--ca", &ca], "no trusted encrypted connection");
    refused(&ldaps, PASSWORD, &["--ca", &slapd.at("slapd.conf")], "no certificate in PEM");
    refused(&ldap, PASSWORD, &[], "sent in the clear");
    refused(&ldaps, "wrong one", &["--ca", &ca], "account or password is wrong");
    let empty = slapd.collect(&ldaps, "", &[&login[..], &["--ca", &ca]].concat());
    assert!(empty.exits(2).err.contains("the password is empty"));
    let elsewhere = command()
        .args([
            "--lang", "en", "collect", "ldap", "--url", &ldaps, "--base", "dc=other", "--ca", &ca, "--out",
            &out,
        ])
        .output()
        .unwrap();
    let err = String::from_utf8(elsewhere.stderr).unwrap();
    assert!(err.contains("no such base") || err.contains("another server"), "{err}");
    // The server closes the port: nobody there.
    let nobody = format!("ldaps://localhost:{}", free_port());
    refused(&nobody, PASSWORD, &["--ca", &ca], "refuses the connection");
}

#[test]
fn a_snapshot_must_go_somewhere() {
    let run = crate::run::zilu(["collect", "ldap", "--url", "ldaps://x", "--base", "dc=x"]).exits(2);
    assert!(run.err.contains("--out"), "{run:?}");
    let run = crate::run::zilu([
        "collect",
        "ldap",
        "--url",
        "ldaps://x",
        "--base",
        "dc=x",
        "--out",
        "f",
        "--subject",
        "ad",
    ]);
    assert!(run.exits(2).err.contains("--import"));
}
