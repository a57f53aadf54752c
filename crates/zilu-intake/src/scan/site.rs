//! Addresses of web applications as reports write them: the host is the asset, port and path are the place.
//!
//! Query and fragment change with each visit and can hold tokens, a user name before the host is a secret: all are
//! dropped. So is a session number in the path.

/// A longer path is cut, with a digest of the whole in its place.
const PATH: usize = 300;

/// Host, port and path of an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Site {
    /// Host name or IP address in lower case, without brackets.
    pub(crate) host: String,
    /// The port written, or the one of the scheme.
    pub(crate) port: Option<u16>,
    /// Path, beginning with `/`; empty when there is none and the scheme is not of the web.
    pub(crate) path: String,
}

impl Site {
    /// Takes `https://user@host:8443/path;jsessionid=1?query#fragment`, `host:22` or `host` apart.
    pub(crate) fn of(address: &str) -> Site {
        let address = address.trim();
        let (scheme, rest) = match address.split_once("://") {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest),
            None => (String::new(), address),
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = match authority.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((host, port)) => (host, port.strip_prefix(':')),
            None => match authority.rsplit_once(':') {
                // More than one colon without brackets is an IPv6 address.
                Some((host, port)) if !host.contains(':') && port.bytes().all(|b| b.is_ascii_digit()) => {
                    (host, Some(port))
                }
                _ => (authority, None),
            },
        };
        let port = port.and_then(|port| port.parse().ok()).or(match scheme.as_str() {
            "http" | "ws" => Some(80),
            "https" | "wss" => Some(443),
            "ftp" => Some(21),
            "ssh" => Some(22),
            _ => None,
        });
        let path = match scheme.as_str() {
            _ if rest.starts_with('/') => path(rest),
            // The root of a web site, whether it was written or not.
            "http" | "https" => "/".to_string(),
            _ => String::new(),
        };
        Site { host: host.trim_end_matches('.').to_lowercase(), port, path }
    }

    /// `PORT` and path as the beginning of a place; `0` where the port is not known.
    pub(crate) fn place(&self) -> String {
        format!("{}{}", self.port.unwrap_or_default(), self.path)
    }

    /// The host, when it is an IP address.
    pub(crate) fn ip(&self) -> Option<String> {
        self.host.parse::<std::net::IpAddr>().is_ok().then(|| self.host.clone())
    }

    /// The host, when it is a name of the domain name system.
    pub(crate) fn fqdn(&self) -> Option<String> {
        (self.ip().is_none() && self.host.contains('.')).then(|| self.host.clone())
    }
}

/// A path without query, fragment and session number, as a part of a key.
pub(crate) fn path(text: &str) -> String {
    let text = &text[..text.find(['?', '#']).unwrap_or(text.len())];
    let mut path = String::with_capacity(text.len());
    for (i, segment) in text.split('/').enumerate() {
        if i > 0 {
            path.push('/');
        }
        // `;jsessionid=…` and its like: what stands behind a semicolon is a parameter of the segment.
        let segment = &segment[..segment.find(';').unwrap_or(segment.len())];
        path.extend(segment.chars().map(|c| match c {
            '|' => '｜',
            c if c.is_whitespace() || c.is_control() => '_',
            c => c,
        }));
    }
    bounded(path)
}

/// A part of a key of bounded length: the end of a longer one is replaced by a digest of the whole.
pub(crate) fn bounded(text: String) -> String {
    let Some((cut, _)) = text.char_indices().nth(PATH) else { return text };
    // FNV-1a: a key must be the same whichever compiler built the program.
    let digest = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}…{digest:016x}", &text[..cut])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        let whole = |address: &str| {
            let site = Site::of(address);
            format!("{} {} {}", site.host, site.place(), site.fqdn().unwrap_or_default())
        };
        assert_eq!(
            whole("https://a:b@Shop.Example.test/cart;jsessionid=9?x=1#y"),
            "shop.example.test 443/cart shop.example.test"
        );
        assert_eq!(whole("http://[2001:db8::1]:8080/a|b c"), "2001:db8::1 8080/a｜b_c ");
        assert_eq!(whole("2001:db8::1"), "2001:db8::1 0 ");
        assert_eq!(whole("host:22"), "host 22 ");
        assert_eq!(whole("https://host?next=http://evil/"), "host 443/ ");
        assert_eq!(whole("https://host:99999/"), "host 443/ ");
        let long = format!("https://h/{}", "a".repeat(1_000));
        assert_eq!(Site::of(&long).path.chars().count(), PATH + 17);
        assert_ne!(Site::of(&long).path, Site::of(&format!("{long}b")).path);
    }
}
