//! Lines of Cisco systems that are known to say nothing about what is let through.
//!
//! Lists, not patterns: what is not here is shown to people as not understood.

/// What a line is about.
pub(super) enum About {
    /// Known, and nothing about filtering.
    Irrelevant(&'static str),
    /// Not known.
    Unknown,
}

/// First words of lines at the margin, and what they are about.
const TOP: &[(&str, &[&str])] = &[
    (
        "frame of the file",
        &["end", "exit", "quit", ":", "version", "Building", "Current", "Cryptochecksum", "Cryptochecksum:", ": end", "show", "boot-start-marker", "boot-end-marker", "upgrade", "INFO:", "Last"],
    ),
    (
        "accounts",
        &["aaa", "aaa-server", "username", "enable", "passwd", "password", "tacacs-server", "tacacs", "radius-server", "radius", "user-identity", "privilege", "key", "parser", "ldap", "login", "security", "service-policy-accounts", "password-policy", "identity"],
    ),
    ("time", &["ntp", "clock", "sntp"]),
    (
        "monitoring",
        &["snmp-server", "snmp", "logging", "archive", "flow", "flow-export", "flow-export-destination", "monitor", "netflow", "sla", "track", "event", "call-home", "call-home-reporting", "smtp-server", "rmon", "kron", "diagnostic", "exception", "errdisable", "threat-detection", "process-max-time", "process", "memory", "performance", "statistics"],
    ),
    (
        "routing",
        &["router", "route", "route-map", "prefix-list", "redistribute", "as-path", "policy-list", "key-chain", "mpls", "bfd", "bfd-template", "fhrp", "l2vpn", "multicast-routing", "pim", "igmp", "vrf", "address-family"],
    ),
    (
        "link",
        &["vlan", "spanning-tree", "vtp", "mtu", "arp", "mac", "mac-address", "mac-address-table", "monitor-interface", "failover", "port-channel", "lacp", "udld", "cdp", "lldp", "multilink", "redundancy", "hw-module", "card", "controller", "module", "switch", "stack", "stack-mac", "power", "bridge", "standby", "cluster", "nve", "jumbo-frame", "channel-group", "frame-relay", "isdn", "dialer", "dialer-list", "vpdn", "vpdn-group", "pppoe", "cellular", "wlan", "dot11", "energywise", "mls"],
    ),
    (
        "vpn",
        &["crypto", "tunnel-group", "tunnel-group-map", "group-policy", "webvpn", "ssl", "isakmp", "vpn", "vpn-addr-assign", "vpn-sessiondb", "vpnclient", "sysopt", "dynamic-access-policy-record", "dynamic-access-policy-config", "anyconnect", "anyconnect-custom-data", "anyconnect-custom-attr", "url-list", "csd", "keyring", "no-vpn", "l2tp", "ikev1", "ikev2"],
    ),
    ("nat", &["nat", "global", "static", "xlate", "nat-control", "alias", "translate"]),
    (
        "management",
        &["line", "console", "ssh", "telnet", "http", "banner", "terminal", "prompt", "pager", "ftp", "boot", "file", "menu", "asdm", "license", "smart", "service", "scheduler", "platform", "transport", "tftp-server", "tftp", "rest-api", "management-access", "quota", "checkheaps", "hostkey", "default", "control-plane", "macro", "alias", "buffers", "warm-reboot", "setup", "cts", "dot1x", "device-sensor", "device-tracking", "fabric", "authentication", "memory-size", "no-asdm", "names", "nat-names", "domain-name", "dns", "dns-group", "dns-guard", "dhcpd", "dhcprelay", "dhcp", "dhcp-client", "hw-switch", "context", "admin-context", "mode", "firewall", "object-group-search", "access-list-cache", "timeout", "arp-inspection", "fips", "jumbo", "coredump", "crashinfo", "compatible", "app-agent", "app-hosting", "netconf", "netconf-yang", "restconf", "gnxi", "iox", "voice", "dial-peer", "sip-ua", "ephone", "telephony-service", "mgcp", "gateway", "ccm-manager"],
    ),
    (
        "inspection and quality of service",
        &["class-map", "policy-map", "service-policy", "regex", "tls-proxy", "ips", "dynamic-filter", "scansafe", "qos", "priority-queue", "fragment", "tcp-map", "ctl-provider", "media-termination", "flow-offload", "class", "sfr", "cxsc", "auto", "url-server", "url-block", "url-cache", "filter"],
    ),
    ("counters", &["alert-interval", "elements"]),
];

/// Second words of `ip …` and `ipv6 …` lines.
const IP: &[(&str, &[&str])] = &[
    (
        "routing",
        &["route", "routing", "cef", "classless", "subnet-zero", "prefix-list", "community-list", "extcommunity-list", "as-path", "bgp-community", "multicast-routing", "multicast", "pim", "igmp", "mroute", "msdp", "vrf", "local", "default-gateway", "default-network", "source-route", "unicast-routing", "rip", "ospf", "eigrp", "router", "sla", "forward-protocol", "directed-broadcast", "redirects", "unreachables", "proxy-arp", "verify", "nd", "mld", "address", "hop-limit", "enable", "rsvp", "icmp"],
    ),
    ("nat", &["nat"]),
    (
        "management",
        &["domain", "domain-name", "domain-lookup", "name-server", "host", "hosts", "http", "ssh", "tftp", "ftp", "scp", "finger", "bootp", "dhcp", "radius", "tacacs", "telnet", "tcp", "gratuitous-arps", "identd", "dns", "rcmd", "sntp", "wccp", "device", "arp", "options", "audit", "ddns", "rtcp", "sip"],
    ),
    ("monitoring", &["flow", "flow-export", "flow-cache", "flow-top-talkers", "flow-aggregation", "accounting"]),
];

pub(super) fn top(words: &[&str]) -> About {
    // `no …` switches off what it names.
    let words = match words {
        ["no", rest @ ..] if !rest.is_empty() => rest,
        _ => words,
    };
    let look = |table: &[(&'static str, &[&str])], word: &str| {
        table.iter().find(|(_, list)| list.contains(&word)).map_or(About::Unknown, |(about, _)| About::Irrelevant(about))
    };
    match words {
        ["ip" | "ipv6", second, ..] => look(IP, second),
        // Zone-based firewalls filter by these.
        ["class-map" | "policy-map", "type", "inspect", ..] => About::Unknown,
        [first, ..] if first.starts_with(':') || first.starts_with("Cryptochecksum") => {
            About::Irrelevant("frame of the file")
        }
        // A prompt of the terminal that recorded the file: `fw1# show running-config`.
        [first, ..] if first.ends_with('#') || first.contains("#show") || first.contains("#sh") => {
            About::Irrelevant("frame of the file")
        }
        [first, ..] => look(TOP, first),
        [] => About::Irrelevant("frame of the file"),
    }
}

/// First words of lines about an interface that say nothing about filtering.
const INTERFACE: &[&str] = &[
    "description", "shutdown", "no", "speed", "duplex", "mtu", "negotiation", "media-type", "vlan", "switchport",
    "channel-group", "channel-protocol", "encapsulation", "standby", "vrrp", "spanning-tree", "nameif", "security-level",
    "management-only", "bandwidth", "delay", "arp", "mac-address", "load-interval", "keepalive", "crypto", "tunnel",
    "service-policy", "authentication", "dot1x", "mab", "cdp", "lldp", "lacp", "udld", "carrier-delay", "clock", "snmp",
    "logging", "storm-control", "power", "mls", "srr-queue", "priority-queue", "queue-set", "bridge-group", "vrf",
    "hold-queue", "fair-queue", "ppp", "pppoe", "dialer", "isdn", "framing", "linecode", "serial", "physical-layer",
    "nat", "ipsec", "zone", "member-interface", "redundant-interface", "allocate-interface", "ospf", "isis", "mpls",
    "bfd", "ntp", "macro", "auto", "flowcontrol", "trust", "cts", "device-tracking", "access-session", "xconnect",
    "max-reserved-bandwidth", "tx-ring-limit", "backup", "peer", "random-detect", "rate-limit", "traffic-shape",
    "lan", "igmp", "pim", "dhcprelay", "policy-route", "delay-time", "port-channel", "hello-interval", "eigrp", "exit",
];

/// Second words of `ip …` lines about an interface.
const INTERFACE_IP: &[&str] = &[
    "address", "ospf", "eigrp", "rip", "pim", "igmp", "nat", "helper-address", "route-cache", "proxy-arp", "redirects",
    "unreachables", "mtu", "tcp", "verify", "virtual-reassembly", "flow", "policy", "vrf", "unnumbered", "mask-reply",
    "directed-broadcast", "accounting", "bandwidth-percent", "hello-interval", "hold-time", "summary-address",
    "authentication", "arp", "dhcp", "wccp", "cef", "load-sharing", "split-horizon", "router", "enable", "nd", "mld",
    "local", "mroute-cache", "multicast", "rsvp", "sticky-arp", "traffic-export", "device", "source", "nhrp", "dns",
];

pub(super) fn interface_line(first: &str, rest: &[&str]) -> bool {
    // `zone-member` and `ip inspect` filter, and are on no list.
    match first {
        "ip" | "ipv6" => rest.first().is_some_and(|second| INTERFACE_IP.contains(second)),
        _ => INTERFACE.contains(&first),
    }
}

/// Whole days since the start, of a line of `show version`: `fw1 up 125 days 3 hours`, `rt1 uptime is 1 year, 2 weeks, 3 days`.
pub(super) fn uptime(text: &str) -> Option<u32> {
    let (_, rest) = text.split_once(" uptime is ").or_else(|| text.split_once(" up "))?;
    let words: Vec<&str> = rest.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    let mut minutes: u64 = 0;
    let mut known = false;
    for pair in words.chunks(2) {
        let [number, unit] = pair else { return None };
        let number: u64 = number.parse().ok()?;
        let each = match unit.trim_end_matches('s') {
            "year" | "yr" => 365 * 1440,
            "week" => 7 * 1440,
            "day" => 1440,
            "hour" | "hr" => 60,
            "minute" | "min" => 1,
            "second" | "sec" => 0,
            _ => return None,
        };
        known = true;
        minutes = minutes.checked_add(number.checked_mul(each)?)?;
    }
    known.then(|| u32::try_from(minutes / 1440).ok())?
}

/// A month by its English name.
pub(crate) fn month(name: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let name = name.to_ascii_lowercase();
    let at = MONTHS.iter().position(|month| name.starts_with(month))?;
    i8::try_from(at + 1).ok()
}
