//! A directory over LDAP: pages, long lists, and nothing that was cut off.
//!
//! Asked for is what the LDIF importer reads ([`LDIF_ATTRIBUTES`]); no passwords among it, and what a server sends
//! unasked is dropped. Referrals are not followed but written down, so that the importer knows that something is missing.
//!
//! A directory that changes meanwhile is read as it is at each page: an entry that moves can come twice (the second is
//! left out) or not at all. A hostile server whose certificate is trusted can make the run fail, not a snapshot wrong in
//! shape: names and values are encoded, and any answer that is no success ends the run without a file.

use crate::answer::{Entry, cookie, referral};
use crate::failure::Failure;
use crate::range::Name;
use crate::{ldif, secure};
use ldap3::controls::{PagedResults, RawControl};
use ldap3::{LdapConn, LdapConnSettings, LdapResult, ResultEntry, Scope};
use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;
use zilu_intake::LDIF_ATTRIBUTES;

/// Entries of one page; Active Directory hands out at most 1000.
const PAGE: i32 = 500;
/// Pages without an entry in a row, after which a server goes round in circles.
const EMPTY_PAGES: u32 = 1000;
/// A connection is made within this time, or within that of an operation where that is shorter.
const CONNECT: Duration = Duration::from_secs(15);

/// Whoever can log in, groups, and machines, whose number the importer tells.
const FILTER: &str = "(|(objectClass=person)(objectClass=user)(objectClass=account)(objectClass=posixAccount)\
(objectClass=shadowAccount)(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)\
(objectClass=posixGroup))";

/// Parts of a forest that Active Directory always refers to and that hold no accounts.
const NO_ACCOUNTS: [&str; 3] = ["dc=domaindnszones,", "dc=forestdnszones,", "cn=configuration,"];

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// `ldaps://`, or `ldap://` that is refused.
    Always,
    /// `ldap://`, which switches to TLS before anything is said.
    StartTls,
    /// `ldap://` in the clear, password and all: somebody asked for it.
    None,
}

/// An account to log in with. It has no `Debug`: nothing prints a password.
pub struct Login {
    /// A distinguished name; Active Directory also takes `name@domain`.
    pub user: String,
    /// Never empty: an empty one would be taken for nobody and accepted (RFC 4513 §5.1.2).
    pub password: String,
}

/// What to ask, and how.
pub struct Directory {
    /// `ldaps://host[:port]` or `ldap://host[:port]`.
    pub url: String,
    /// Where the search begins.
    pub base: String,
    /// Nobody, where there is none.
    pub login: Option<Login>,
    /// How the connection is protected.
    pub encryption: Encryption,
    /// Certificate authorities to trust instead of the machine's, in PEM.
    pub ca: Option<PathBuf>,
    /// For each answer of the server.
    pub timeout: Duration,
}

impl Directory {
    /// Whether the address can be understood and goes with the protection that is wanted.
    ///
    /// # Errors
    /// It cannot, or does not.
    pub fn check(&self) -> Result<(), Failure> {
        server(self).map(|_| ())
    }
}

/// What a whole snapshot holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Collected {
    /// Accounts, groups and machines.
    pub entries: u64,
    /// Parts of the directory on other servers, which were not asked.
    pub referrals: u64,
}

/// Asks a directory and writes a snapshot of `collected_at` (RFC 3339) as LDIF. `progress` is told the entries so far.
///
/// # Errors
/// Anything but a complete answer; what was written by then is not to be used and lacks the end mark.
pub fn collect_ldap(
    directory: &Directory,
    collected_at: &str,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64),
) -> Result<Collected, Failure> {
    let server = server(directory)?;
    let mut session = Session { connection: connect(directory, &server)?, server, directory };
    let mut collected = Collected::default();
    let mut seen = HashSet::new();
    let mut next = Vec::new();
    let mut empty = 0;
    ldif::begin(out, collected_at).map_err(written)?;
    loop {
        let (page, result) = session.page(next)?;
        empty = if page.is_empty() { empty + 1 } else { 0 };
        for item in page {
            if item.is_intermediate() {
                continue;
            }
            if item.is_ref() {
                for address in referral(item.0).iter().filter(|address| may_hold_accounts(address)) {
                    ldif::referral(out, address).map_err(written)?;
                    collected.referrals += 1;
                }
                continue;
            }
            let entry = Entry::read(item.0)?;
            if !seen.insert(entry.dn.to_lowercase()) {
                continue;
            }
            session.write(&entry, out)?;
            collected.entries += 1;
            progress(collected.entries);
        }
        next = cookie(&result.ctrls)?;
        if next.is_empty() {
            break;
        }
        if empty > EMPTY_PAGES {
            return Err(Failure::garbled("paged results"));
        }
    }
    if collected.entries == 0 {
        return Err(Failure::new(
            "在這個基準位置看不到任何帳號或群組",
            "no account and no group can be seen at this base",
        )
        .hint("請檢查 --base 與 --user 的權限", "check --base and what --user may see"));
    }
    ldif::end(out, collected.entries).map_err(written)?;
    let _ = session.connection.unbind();
    Ok(collected)
}

fn written(error: std::io::Error) -> Failure {
    Failure::new(format!("無法寫入快照：{error}"), format!("cannot write the snapshot: {error}"))
}

/// Host and port, when the address and the protection go together.
fn server(directory: &Directory) -> Result<String, Failure> {
    let url = directory.url.trim();
    let wrong = || {
        Failure::new(format!("看不懂這個位址：{url}"), format!("this address is not understood: {url}")).hint(
            "例如 ldaps://dc1.corp.example，帳號另以 --user 指定",
            "such as ldaps://dc1.corp.example; name the account with --user",
        )
    };
    let Some((scheme, host)) = url.split_once("://") else { return Err(wrong()) };
    let host = host.strip_suffix('/').unwrap_or(host);
    if host.contains('@') {
        // Perhaps a password stands in front of it: not repeated.
        return Err(Failure::new("位址中不可含帳號或密碼", "no account and no password in the address")
            .hint("請用 --user 與 --password-file", "use --user and --password-file"));
    }
    if host.is_empty()
        || host.starts_with(':')
        || host.contains(|c: char| "/?#%\\".contains(c) || c.is_whitespace())
    {
        return Err(wrong());
    }
    match (scheme.to_ascii_lowercase().as_str(), directory.encryption) {
        ("ldaps", Encryption::Always) | ("ldap", Encryption::StartTls | Encryption::None) => {
            Ok(host.to_owned())
        }
        ("ldaps", _) => Err(Failure::new(
            "ldaps:// 一律加密，不與 --starttls 或 --unencrypted 並用",
            "ldaps:// is encrypted and goes with neither --starttls nor --unencrypted",
        )),
        ("ldap", Encryption::Always) => Err(Failure::new(
            "ldap:// 不加密，密碼與人員資料會以明文傳送",
            "ldap:// is not encrypted: passwords and people's data would be sent in the clear",
        )
        .hint(
            "請用 ldaps://，或加上 --starttls；確定要以明文傳送時用 --unencrypted",
            "use ldaps:// or add --starttls; --unencrypted sends everything in the clear",
        )),
        _ => Err(wrong()),
    }
}

fn connect(directory: &Directory, server: &str) -> Result<LdapConn, Failure> {
    if directory.base.trim().is_empty() {
        return Err(Failure::new("基準位置是空的", "the base is empty")
            .hint("例如 --base dc=corp,dc=example", "such as --base dc=corp,dc=example"));
    }
    let mut settings = LdapConnSettings::new()
        .set_conn_timeout(CONNECT.min(directory.timeout))
        .set_starttls(directory.encryption == Encryption::StartTls);
    if directory.encryption != Encryption::None {
        settings = settings.set_config(secure::configuration(directory.ca.as_deref())?);
    }
    let failed = |error| Failure::connection(server, &error);
    let mut connection = LdapConn::with_settings(settings, directory.url.trim()).map_err(failed)?;
    if let Some(login) = &directory.login {
        if login.password.is_empty() {
            return Err(Failure::new(
                "密碼是空的：伺服器會當作未登入",
                "the password is empty: a server takes that for nobody",
            ));
        }
        let bound = connection.with_timeout(directory.timeout).simple_bind(&login.user, &login.password);
        let result = bound.map_err(failed)?;
        if result.rc != 0 {
            return Err(Failure::refused(&result));
        }
    }
    Ok(connection)
}

struct Session<'a> {
    connection: LdapConn,
    server: String,
    directory: &'a Directory,
}

impl Session<'_> {
    /// The page that begins at this cookie.
    fn page(&mut self, cookie: Vec<u8>) -> Result<(Vec<ResultEntry>, LdapResult), Failure> {
        let control = RawControl::from(PagedResults { size: PAGE, cookie });
        self.connection.with_controls(control);
        self.search(&self.directory.base, Scope::Subtree, FILTER, &LDIF_ATTRIBUTES)
    }

    fn search(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
    ) -> Result<(Vec<ResultEntry>, LdapResult), Failure> {
        let server = &self.server;
        let failed = |error| Failure::connection(server, &error);
        let connection = self.connection.with_timeout(self.directory.timeout);
        let mut stream = connection.streaming_search(base, scope, filter, attributes).map_err(failed)?;
        let mut items = Vec::new();
        while let Some(item) = stream.next().map_err(failed)? {
            items.push(item);
        }
        let result = stream.result();
        if result.rc == 0 { Ok((items, result)) } else { Err(Failure::refused(&result)) }
    }

    /// Writes an entry, asking for the rest of what came in pieces.
    fn write(&mut self, entry: &Entry, out: &mut dyn Write) -> Result<(), Failure> {
        ldif::entry(out, entry).map_err(written)?;
        for (name, values) in &entry.attributes {
            ldif::attribute(out, &name.written(), values).map_err(written)?;
            let mut next = name.next();
            while let Some(low) = next {
                let (name, values) = self.piece(&entry.dn, &name.base, low)?;
                ldif::attribute(out, &name.written(), &values).map_err(written)?;
                next = name.next();
            }
        }
        Ok(())
    }

    /// The values of a long list from an index on.
    fn piece(&mut self, dn: &str, base: &str, low: u64) -> Result<(Name, Vec<Vec<u8>>), Failure> {
        let asked = format!("{base};range={low}-*");
        let (items, _) = self.search(dn, Scope::Base, "(objectClass=*)", &[&asked])?;
        let item = items.into_iter().find(|item| !item.is_ref() && !item.is_intermediate());
        let pieces = item.map(|item| Entry::read(item.0)).transpose()?.map(|entry| entry.attributes);
        let piece = pieces.unwrap_or_default().into_iter().find(|(name, values)| {
            name.base == base && name.range.is_some_and(|(first, _)| first == low) && !values.is_empty()
        });
        piece.ok_or_else(|| {
            Failure::new(
                format!("「{dn}」的成員清單在第 {low} 筆中斷"),
                format!("the list of members of '{dn}' breaks off at {low}"),
            )
            .hint("目錄可能正在變動，請重新執行", "the directory may have changed meanwhile; run again")
        })
    }
}

fn may_hold_accounts(address: &str) -> bool {
    let base = address.splitn(4, '/').nth(3).unwrap_or_default().to_lowercase();
    !NO_ACCOUNTS.iter().any(|start| base.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str, encryption: Encryption) -> Result<String, Failure> {
        let timeout = Duration::from_secs(1);
        server(&Directory {
            url: url.into(),
            base: "dc=x".into(),
            login: None,
            encryption,
            ca: None,
            timeout,
        })
    }

    #[test]
    fn an_address_and_its_protection_go_together() {
        assert_eq!(told("ldaps://dc1.corp.example", Encryption::Always).unwrap(), "dc1.corp.example");
        assert_eq!(told("LDAP://dc1:3890/", Encryption::StartTls).unwrap(), "dc1:3890");
        assert_eq!(told("ldap://dc1", Encryption::None).unwrap(), "dc1");
        assert!(told("ldap://dc1", Encryption::Always).unwrap_err().en.contains("in the clear"));
        for wrong in
            ["dc1", "ldaps://", "ldaps://:636", "http://dc1", "ldaps://dc1/dc=x", "ldaps://a b", "ldapi://x"]
        {
            assert!(told(wrong, Encryption::Always).is_err(), "{wrong}");
        }
        assert!(told("ldaps://dc1", Encryption::StartTls).is_err());
        let secret = told("ldaps://cn=a:hunter2@dc1", Encryption::Always).unwrap_err();
        assert!(!format!("{secret:?}").contains("hunter2"));
    }

    #[test]
    fn zones_of_a_forest_hold_no_accounts() {
        assert!(!may_hold_accounts(
            "ldap://ForestDnsZones.corp.example/DC=ForestDnsZones,DC=corp,DC=example"
        ));
        assert!(!may_hold_accounts("ldap://corp.example/CN=Configuration,DC=corp,DC=example"));
        assert!(may_hold_accounts("ldap://child.corp.example/DC=child,DC=corp,DC=example"));
        assert!(may_hold_accounts("rubbish"));
    }
}
