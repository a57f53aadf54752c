//! Openings and clicks that no person made: gateways and previews fetch every link of a mail.
//!
//! Each judgement has a reason. The signs are our own choice: fetched within [`FAST`] seconds after the mail was sent; a
//! program that names itself, or nothing at all; one address that fetched the links of [`SHARED`] recipients, each within
//! [`SHARED_WITHIN`] seconds after its own mail (a company behind one address is not that: its people come later, and one
//! by one); a network of a mail filter that its maker published. The list of networks is short and ages.

use std::net::IpAddr;

/// Seconds between sending and fetching that are too few for a person.
pub(super) const FAST: i64 = 10;
/// Recipients whose links one address fetched right after sending, from which on it is a filter.
pub(super) const SHARED: usize = 10;
/// How many seconds after sending counts as right after.
pub(super) const SHARED_WITHIN: i64 = 60;

/// Programs that call themselves so, in lower case.
const PROGRAMS: [&str; 22] = [
    "bot",
    "crawl",
    "spider",
    "curl/",
    "wget/",
    "python-",
    "aiohttp",
    "go-http-client",
    "java/",
    "okhttp",
    "libwww",
    "headless",
    "phantomjs",
    "bingpreview",
    "barracuda",
    "mimecast",
    "proofpoint",
    "trendmicro",
    "fireeye",
    "forcepoint",
    "zscaler",
    "slackbot",
];

/// First address, length of the prefix and owner.
const NETWORKS: [(&str, u32, &str); 11] = [
    ("40.92.0.0", 15, "Exchange Online Protection"),
    ("40.107.0.0", 16, "Exchange Online Protection"),
    ("52.100.0.0", 14, "Exchange Online Protection"),
    ("104.47.0.0", 17, "Exchange Online Protection"),
    ("2a01:111:f400::", 48, "Exchange Online Protection"),
    ("2a01:111:f403::", 48, "Exchange Online Protection"),
    ("67.231.144.0", 20, "Proofpoint"),
    ("148.163.128.0", 19, "Proofpoint"),
    ("205.220.160.0", 20, "Proofpoint"),
    ("64.235.144.0", 20, "Barracuda"),
    ("209.222.80.0", 21, "Barracuda"),
];

/// Whether a program says of itself that it is one; no name at all is no browser.
pub(super) fn is_program(agent: &str) -> bool {
    let agent = agent.to_ascii_lowercase();
    agent.trim().is_empty() || PROGRAMS.iter().any(|name| agent.contains(name))
}

/// The mail filter that an address belongs to.
pub(super) fn filter_of(address: &str) -> Option<&'static str> {
    let address: IpAddr = address.parse().ok()?;
    NETWORKS
        .iter()
        .find(|(first, length, _)| match (address, first.parse()) {
            (IpAddr::V4(a), Ok(IpAddr::V4(b))) => (u32::from(a) ^ u32::from(b)).leading_zeros() >= *length,
            (IpAddr::V6(a), Ok(IpAddr::V6(b))) => (u128::from(a) ^ u128::from(b)).leading_zeros() >= *length,
            _ => false,
        })
        .map(|(_, _, owner)| *owner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_end_where_they_end() {
        for (address, owner) in [
            ("40.93.255.255", Some("Exchange Online Protection")),
            ("40.94.0.0", None),
            ("104.47.127.255", Some("Exchange Online Protection")),
            ("104.47.128.0", None),
            ("2a01:111:f403:1::1", Some("Exchange Online Protection")),
            ("2a01:111:f404::1", None),
            ("no address", None),
        ] {
            assert_eq!(filter_of(address), owner, "{address}");
        }
    }

    #[test]
    fn programs_are_told_from_browsers() {
        for program in
            ["", "curl/8.5", "Mozilla/5.0 (compatible; bingbot/2.0)", "Go-http-client/1.1", "HeadlessChrome"]
        {
            assert!(is_program(program), "{program}");
        }
        assert!(!is_program("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0"));
    }
}
