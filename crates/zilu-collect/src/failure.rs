//! Why nothing was collected, in Traditional Chinese and English.

use ldap3::{LdapError, LdapResult};
use std::io;

/// What went wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// In Traditional Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// What to do, in Traditional Chinese and English.
    pub hint: Option<(String, String)>,
}

impl Failure {
    pub(crate) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into(), hint: None }
    }

    #[must_use]
    pub(crate) fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some((zh.into(), en.into()));
        self
    }

    /// A file that cannot be read or written.
    pub(crate) fn file(name: &str, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AlreadyExists => {
                Self::new(format!("{name} 已存在，不覆寫"), format!("{name} exists and is not overwritten"))
                    .hint("換一個檔名，或先移走該檔", "give another name, or move that file away")
            }
            io::ErrorKind::NotFound => Self::new(format!("找不到 {name}"), format!("{name} was not found")),
            io::ErrorKind::PermissionDenied => {
                Self::new(format!("沒有權限存取 {name}"), format!("no permission for {name}"))
            }
            _ => Self::new(
                format!("無法讀寫 {name}：{error}"),
                format!("cannot read or write {name}: {error}"),
            ),
        }
    }

    /// What the library reports about a connection or an operation.
    pub(crate) fn connection(server: &str, error: &LdapError) -> Self {
        match error {
            LdapError::Timeout { .. } => {
                Self::new(format!("{server} 在時限內沒有回應"), format!("{server} did not answer in time"))
                    .hint(
                        "請確認位址與防火牆，或以 --timeout 放寬時限",
                        "check address and firewall, or allow more time with --timeout",
                    )
            }
            LdapError::Io { source } => Self::transport(server, source),
            LdapError::LdapResult { result } => Self::refused(result),
            LdapError::DNSName { .. } => Self::new(
                format!("{server} 不是憑證可以載明的主機名稱"),
                format!("{server} is no host name that a certificate can state"),
            )
            .hint("請以主機名稱連線", "connect by the host's name"),
            LdapError::EndOfStream | LdapError::ResultRecv { .. } | LdapError::OpSend { .. } => Self::new(
                format!("{server} 在查詢結束前中斷連線"),
                format!("{server} closed the connection before the end"),
            )
            .hint("沒有寫入任何快照，請重新執行", "no snapshot was written; run again"),
            other => Self::new(format!("{server}：{other}"), format!("{server}: {other}")),
        }
    }

    fn transport(server: &str, error: &io::Error) -> Self {
        let tls = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if let Some(tls) = tls {
            let failure = Self::new(
                format!("無法與 {server} 建立可信任的加密連線：{tls}"),
                format!("no trusted encrypted connection to {server}: {tls}"),
            );
            return match tls {
                rustls::Error::InvalidCertificate(_) => failure.hint(
                    "請以 --ca 指定簽發憑證的根憑證（PEM），並以憑證所載的主機名稱連線",
                    "name the certificate authority with --ca (PEM), and the host as its certificate does",
                ),
                _ => failure,
            };
        }
        let (zh, en) = match error.kind() {
            io::ErrorKind::ConnectionRefused => ("拒絕連線", "refuses the connection".to_string()),
            io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof => {
                ("中斷了連線", "closed the connection".to_string())
            }
            _ => ("無法連線", format!("cannot be reached: {error}")),
        };
        let more = if zh == "無法連線" { format!("：{error}") } else { String::new() };
        Self::new(format!("{server} {zh}{more}"), format!("{server} {en}"))
            .hint("請確認位址、埠與防火牆", "check address, port and firewall")
    }

    /// An answer that is no success. The server's own words are shortened: they are shown, not believed.
    pub(crate) fn refused(result: &LdapResult) -> Self {
        let text: String = result.text.trim_end_matches('\0').chars().take(200).collect();
        let told = if text.is_empty() { String::new() } else { format!("：{text}") };
        let told_en = told.replace('：', ": ");
        let code = result.rc;
        let failure = |zh: &str, en: &str| {
            Self::new(format!("{zh}（結果 {code}）{told}"), format!("{en} (result {code}){told_en}"))
        };
        match code {
            1 => failure("伺服器無法處理查詢", "the server cannot handle the search").hint(
                "許多目錄須先登入：請以 --user 指定帳號",
                "many directories want a login first: name an account with --user",
            ),
            3 | 4 | 11 => failure("伺服器在結束前停止查詢", "the server stopped the search before its end")
                .hint(
                    "請以可分頁查詢整個目錄的帳號執行",
                    "use an account that may search the whole directory in pages",
                ),
            8 | 13 => failure("伺服器要求加密連線", "the server wants an encrypted connection")
                .hint("請用 ldaps:// 或 --starttls", "use ldaps:// or --starttls"),
            10 => failure("這個基準位置在另一台伺服器", "the base lies on another server")
                .hint("不跟隨轉介；請直接查詢該伺服器", "referrals are not followed; ask that server itself"),
            32 => {
                failure("沒有這個基準位置，或這個帳號看不到", "no such base, or this account cannot see it")
                    .hint(
                        "請檢查 --base，例如 dc=corp,dc=example",
                        "check --base, for example dc=corp,dc=example",
                    )
            }
            34 => failure("基準位置或帳號的寫法不對", "the base or the account is written wrongly")
                .hint("例如 dc=corp,dc=example", "for example dc=corp,dc=example"),
            49 => failure("帳號或密碼不對", "account or password is wrong"),
            50 => failure("這個帳號沒有查詢的權限", "this account may not search"),
            _ => failure("伺服器拒絕", "the server refuses"),
        }
    }

    /// An answer that is not what the protocol says.
    pub(crate) fn garbled(what: &str) -> Self {
        Self::new(
            format!("伺服器的回應不符合 LDAP（{what}）"),
            format!("the server's answer is not LDAP ({what})"),
        )
    }
}
