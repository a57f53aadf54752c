//! What the binary chooses for the web server.

use std::path::PathBuf;

/// Settings of the web server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSettings {
    /// Names under which it answers.
    pub hosts: Hosts,
    /// It is reached over https only: the cookie is `Secure`, and browsers are told to stay on https.
    pub https: bool,
    /// Rows of a table per page.
    pub rows_per_page: usize,
    /// How many days after today a page can look at. Every period up to then is laid out in memory.
    pub furthest_days: i32,
    /// How many requests are worked on at once; others wait.
    pub concurrent: usize,
    /// Where files are taken in; `None`: only looking.
    pub intake: Option<IntakeSettings>,
}

/// How files are taken in. Until there is sign-in, whoever reaches the port acts as the account that runs the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntakeSettings {
    /// Folder in which files lie until they are recorded or dropped; emptied at the start.
    pub spool: PathBuf,
    /// Who brings what comes in.
    pub actor: String,
    /// Bytes of one upload.
    pub upload_bytes: usize,
}

impl Default for WebSettings {
    fn default() -> WebSettings {
        WebSettings {
            hosts: Hosts::Loopback,
            https: false,
            rows_per_page: 200,
            furthest_days: zilu_app::FURTHEST_DAYS,
            concurrent: 8,
            intake: None,
        }
    }
}

/// Names under which the server answers. A web page of somebody else can point its own name at this machine (DNS
/// rebinding); the name then stands in the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hosts {
    /// `localhost`, `*.localhost`, 127.0.0.0/8 and `[::1]`.
    Loopback,
    /// These names, without port, and the loopback ones.
    Named(Vec<String>),
    /// Every name: a proxy in front checks it.
    Any,
}

impl Hosts {
    /// Whether a `Host` header names this server. A port is ignored.
    pub fn allows(&self, host: &str) -> bool {
        let name = without_port(host).to_ascii_lowercase();
        match self {
            Hosts::Any => true,
            Hosts::Loopback => is_loopback(&name),
            Hosts::Named(names) => {
                is_loopback(&name) || names.iter().any(|known| known.eq_ignore_ascii_case(&name))
            }
        }
    }
}

fn without_port(host: &str) -> &str {
    if host.starts_with('[') {
        return host.find(']').map_or(host, |end| &host[..=end]);
    }
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}

fn is_loopback(name: &str) -> bool {
    name == "localhost"
        || name.ends_with(".localhost")
        || name == "[::1]"
        || name.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback())
}
