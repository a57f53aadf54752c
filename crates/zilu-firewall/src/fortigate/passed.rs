//! Sections and settings of a FortiGate that are known to say nothing about what is let through.
//!
//! Lists, not patterns: what is not here is shown to people as not understood.

/// What a section is.
pub(super) enum Section {
    /// Read.
    Read,
    /// Known, and nothing about filtering.
    Irrelevant(&'static str),
    /// Not known.
    Unknown,
}

/// Sections that are read.
const READ: &[&str] = &[
    "global", "vdom", "system global", "system interface", "system zone", "firewall address", "firewall address6",
    "firewall addrgrp", "firewall addrgrp6", "firewall service custom", "firewall service group",
    "firewall schedule onetime", "firewall schedule recurring", "firewall schedule group", "firewall vip",
    "firewall vip6", "firewall vipgrp", "firewall vipgrp6", "firewall wildcard-fqdn custom",
    "firewall wildcard-fqdn group", "firewall multicast-address", "firewall proxy-address", "firewall proxy-addrgrp",
    "firewall policy", "firewall policy6", "firewall security-policy", "firewall local-in-policy",
    "firewall local-in-policy6",
];

/// First words of sections that are not read, and what they are about.
const FIRST: &[(&str, &str)] = &[
    ("system", "management"),
    ("alertemail", "monitoring"),
    ("log", "monitoring"),
    ("report", "monitoring"),
    ("monitoring", "monitoring"),
    ("router", "routing"),
    ("vpn", "vpn"),
    ("certificate", "vpn"),
    ("user", "accounts"),
    ("authentication", "accounts"),
    ("antivirus", "inspection and quality of service"),
    ("webfilter", "inspection and quality of service"),
    ("web-proxy", "inspection and quality of service"),
    ("emailfilter", "inspection and quality of service"),
    ("spamfilter", "inspection and quality of service"),
    ("dlp", "inspection and quality of service"),
    ("ips", "inspection and quality of service"),
    ("application", "inspection and quality of service"),
    ("dnsfilter", "inspection and quality of service"),
    ("icap", "inspection and quality of service"),
    ("voip", "inspection and quality of service"),
    ("waf", "inspection and quality of service"),
    ("cifs", "inspection and quality of service"),
    ("file-filter", "inspection and quality of service"),
    ("videofilter", "inspection and quality of service"),
    ("ssh-filter", "inspection and quality of service"),
    ("sctp-filter", "inspection and quality of service"),
    ("casb", "inspection and quality of service"),
    ("virtual-patch", "inspection and quality of service"),
    ("gtp", "inspection and quality of service"),
    ("wanopt", "inspection and quality of service"),
    ("ftp-proxy", "inspection and quality of service"),
    ("endpoint-control", "management"),
    ("extension-controller", "link"),
    ("extender-controller", "link"),
    ("extender", "link"),
    ("wireless-controller", "link"),
    ("switch-controller", "link"),
    ("nsxt", "management"),
    ("ztna", "vpn"),
    ("automation", "management"),
    ("ems", "management"),
    ("telemetry-controller", "monitoring"),
    ("dpdk", "link"),
    ("hardware", "link"),
    ("npu", "link"),
];

/// Sections of `firewall` that are not read.
const FIREWALL: &[(&str, &str)] = &[
    ("firewall ippool", "nat"),
    ("firewall ippool6", "nat"),
    ("firewall ip-translation", "nat"),
    ("firewall central-snat-map", "nat"),
    ("firewall ipv6-eh-filter", "inspection and quality of service"),
    ("firewall internet-service", "service data base"),
    ("firewall internet-service-name", "service data base"),
    ("firewall internet-service-group", "service data base"),
    ("firewall internet-service-custom", "service data base"),
    ("firewall internet-service-custom-group", "service data base"),
    ("firewall internet-service-definition", "service data base"),
    ("firewall internet-service-extension", "service data base"),
    ("firewall internet-service-addition", "service data base"),
    ("firewall internet-service-append", "service data base"),
    ("firewall internet-service-botnet", "service data base"),
    ("firewall internet-service-owner", "service data base"),
    ("firewall internet-service-reputation", "service data base"),
    ("firewall internet-service-subapp", "service data base"),
    ("firewall internet-service-ipbl-vendor", "service data base"),
    ("firewall internet-service-ipbl-reason", "service data base"),
    ("firewall internet-service-list", "service data base"),
    ("firewall internet-service-sld", "service data base"),
    ("firewall vendor-mac", "service data base"),
    ("firewall region", "service data base"),
    ("firewall country", "service data base"),
    ("firewall city", "service data base"),
    ("firewall service category", "text"),
    ("firewall shaper traffic-shaper", "inspection and quality of service"),
    ("firewall shaper per-ip-shaper", "inspection and quality of service"),
    ("firewall shaping-policy", "inspection and quality of service"),
    ("firewall shaping-profile", "inspection and quality of service"),
    ("firewall traffic-class", "inspection and quality of service"),
    ("firewall profile-group", "inspection and quality of service"),
    ("firewall profile-protocol-options", "inspection and quality of service"),
    ("firewall ssl-ssh-profile", "inspection and quality of service"),
    ("firewall ssl-server", "inspection and quality of service"),
    ("firewall ssl setting", "inspection and quality of service"),
    ("firewall ssh setting", "inspection and quality of service"),
    ("firewall ssh host-key", "inspection and quality of service"),
    ("firewall ssh local-ca", "inspection and quality of service"),
    ("firewall ssh local-key", "inspection and quality of service"),
    ("firewall sniffer", "monitoring"),
    ("firewall DoS-policy", "inspection and quality of service"),
    ("firewall DoS-policy6", "inspection and quality of service"),
    ("firewall interface-policy", "inspection and quality of service"),
    ("firewall interface-policy6", "inspection and quality of service"),
    ("firewall ldb-monitor", "link"),
    ("firewall auth-portal", "accounts"),
    ("firewall identity-based-route", "routing"),
    ("firewall dnstranslation", "nat"),
    ("firewall gtp", "inspection and quality of service"),
    ("firewall decrypted-traffic-mirror", "monitoring"),
    ("firewall access-proxy-virtual-host", "vpn"),
    ("firewall access-proxy-ssh-client-cert", "vpn"),
    ("firewall on-demand-sniffer", "monitoring"),
    ("firewall global", "management"),
    ("firewall ipmacbinding setting", "link"),
    ("firewall ipmacbinding table", "link"),
    ("firewall carrier-endpoint-bwl", "inspection and quality of service"),
    ("firewall mms-profile", "inspection and quality of service"),
];

/// `at_top`: the section stands directly in the file, in `global` or in a virtual domain; deeper ones belong to what is
/// around them.
pub(super) fn section(path: &str, at_top: bool) -> Section {
    if READ.contains(&path) {
        return Section::Read;
    }
    if !at_top {
        // Parts of entries that are read: second addresses of interfaces, members of virtual addresses, tags.
        return match path {
            "secondaryip" | "ipv6" | "realservers" | "tagging" | "list" | "dhcp-snooping-server-list" | "l2tp-client-settings"
            | "client-options" | "egress-queues" | "mappings" | "ssl-cipher-suites" | "ssl-server-cipher-suites"
            | "vrrp" | "ipv6-mappings" | "quic" | "dynamic_mapping" | "fsso-group" | "header-group" | "entry" => {
                Section::Irrelevant("parts of objects")
            }
            _ => Section::Unknown,
        };
    }
    let first = path.split(' ').next().unwrap_or_default();
    let listed = FIREWALL.iter().find(|(name, _)| *name == path);
    let listed = listed.or_else(|| FIRST.iter().find(|(name, _)| *name == first && first != "firewall"));
    listed.map_or(Section::Unknown, |(_, about)| Section::Irrelevant(about))
}

/// Settings of a policy that are read, or known to say nothing about what it matches and does.
const SETTINGS: &[&str] = &[
    "uuid", "name", "srcintf", "dstintf", "intf", "srcaddr", "dstaddr", "srcaddr6", "dstaddr6", "srcaddr-negate",
    "dstaddr-negate", "srcaddr6-negate", "dstaddr6-negate", "service", "service-negate", "action", "status", "schedule",
    "logtraffic", "logtraffic-start", "comments", "comment", "label", "global-label", "policy-expiry",
    "policy-expiry-date", "policy-expiry-date-utc", "internet-service", "internet-service-name", "internet-service-id",
    "internet-service-group", "internet-service-custom", "internet-service-custom-group", "internet-service-negate",
    "internet-service-src", "internet-service-src-name", "internet-service-src-id", "internet-service-src-group",
    "internet-service-src-custom", "internet-service-src-custom-group", "internet-service-src-negate", "groups",
    "users", "fsso-groups", "devices", "application", "app-category", "app-group", "url-category",
    // What is done with what passes.
    "nat", "nat46", "nat64", "ippool", "poolname", "poolname6", "fixedport", "permit-any-host", "permit-stun-host",
    "natip", "natinbound", "natoutbound", "inbound", "outbound", "match-vip", "match-vip-only", "utm-status",
    "inspection-mode", "profile-type", "profile-group", "profile-protocol-options", "ssl-ssh-profile", "av-profile",
    "webfilter-profile", "dnsfilter-profile", "emailfilter-profile", "spamfilter-profile", "dlp-sensor", "dlp-profile",
    "file-filter-profile", "ips-sensor", "application-list", "voip-profile", "ips-voip-filter", "sctp-filter-profile",
    "icap-profile", "waf-profile", "ssh-filter-profile", "cifs-profile", "videofilter-profile", "casb-profile",
    "virtual-patch-profile", "traffic-shaper", "traffic-shaper-reverse", "per-ip-shaper", "tcp-mss-sender",
    "tcp-mss-receiver", "session-ttl", "tcp-session-without-syn", "anti-replay", "capture-packet", "auto-asic-offload",
    "np-acceleration", "port-preserve", "port-random", "pcp-inbound", "pcp-outbound", "pcp-poolname", "diffserv-copy",
    "diffserv-forward", "diffserv-reverse", "diffservcode-forward", "diffservcode-rev", "vlan-cos-fwd", "vlan-cos-rev",
    "wccp", "webcache", "webcache-https", "wanopt", "wanopt-detection", "wanopt-passive-opt",
    "wanopt-profile", "wanopt-peer", "webproxy-profile", "webproxy-forward-server", "http-policy-redirect",
    "ssh-policy-redirect", "ztna-status", "ztna-policy-redirect", "disclaimer", "email-collect", "replacemsg-override-group",
    "custom-log-fields", "radius-mac-auth-bypass", "radius-ip-auth-bypass", "fsso", "fsso-agent-for-ntlm", "ntlm",
    "ntlm-guest", "ntlm-enabled-browsers", "auth-path", "auth-cert", "auth-redirect-addr", "redirect-url",
    "identity-based-route", "rsso", "wsso", "block-notification", "send-deny-packet", "firewall-session-dirty",
    "schedule-timeout", "policy-offload", "cgn-eif", "cgn-eim", "cgn-log-server-grp", "cgn-resource-quota",
    "cgn-session-quota", "delay-tcp-npu-session", "dynamic-shaping", "passive-wan-health-measurement", "timeout-send-rst",
    "captive-portal-exempt", "decrypted-traffic-mirror", "vpntunnel", "dsri", "auto-firewall", "color", "geoip-anycast",
    "netflow", "learning-mode", "enforce-default-app-port", "app-monitor", "log-unmatched-traffic",
    "ha-mgmt-intf-only", "virtual-patch", "max-session-per-user", "eif-check", "eif-learn", "scan-botnet-connections",
    "radius-auth-server", "tags", "match-vip6", "isolator-server", "diameter-filter-profile",
    "telemetry-profile", "fec", "cos-fwd", "exchange-ip", "internet-service6",
];

/// Settings of a policy that narrow what it matches, in a way that is kept as it is written.
pub(super) const NARROWING: &[&str] = &[
    "sgt-check", "sgt", "ztna-ems-tag", "ztna-ems-tag-secondary", "ztna-geo-tag", "ztna-tags-match-logic", "tos",
    "tos-mask", "tos-negate", "vlan-filter", "geoip-match", "reputation-minimum", "reputation-direction", "src-vendor-mac",
    "rtp-nat", "rtp-addr", "network-service-dynamic", "network-service-src-dynamic",
];

pub(super) fn policy_setting(name: &str) -> bool {
    SETTINGS.contains(&name) || NARROWING.contains(&name)
}
