//! Addresses, services and schedules of a FortiGate.

use super::Reader;
use super::tree::Node;
use crate::address::{self, Ranges, Space};
use crate::model::Problem;
use crate::objects::Object;
use crate::service::{ICMP, ICMP6, PORT_LAST, SCTP, Services, TCP, UDP, all_ports};
use jiff::civil::Date;

impl Reader<'_> {
    pub(super) fn objects(&mut self, node: &Node) {
        let interfaces: Vec<(&str, &Node)> =
            node.section("system interface").into_iter().flat_map(Node::entries).collect();
        let interface_net = |name: &str| {
            let (_, interface) = interfaces.iter().find(|(known, _)| *known == name)?;
            network(interface.list("ip"))
        };
        let mut counts: Vec<(&'static str, usize)> = vec![("interfaces", interfaces.len())];
        if let Some(section) = node.section("firewall address") {
            for (name, entry) in section.entries() {
                let object = address_object(entry, &interface_net);
                self.list_problems(entry, &object.problems);
                self.addresses.insert(name, object);
            }
            counts.push(("addresses", section.entries().count()));
        }
        if let Some(section) = node.section("firewall address6") {
            for (name, entry) in section.entries() {
                let object = address6_object(entry);
                self.list_problems(entry, &object.problems);
                self.addresses6.insert(name, object);
            }
            counts.push(("addresses", section.entries().count()));
        }
        for (path, six) in [("firewall addrgrp", false), ("firewall addrgrp6", true)] {
            let Some(section) = node.section(path) else { continue };
            for (name, entry) in section.entries() {
                let excluded =
                    if entry.one("exclude") == Some("enable") { entry.list("exclude-member") } else { &[] };
                let group = Object {
                    members: entry.list("member").to_vec(),
                    excluded: excluded.to_vec(),
                    ..Object::default()
                };
                if six { self.addresses6.insert(name, group) } else { self.addresses.insert(name, group) }
            }
            counts.push(("groups", section.entries().count()));
        }
        for path in ["firewall vip", "firewall vip6", "firewall vipgrp", "firewall vipgrp6"] {
            let Some(section) = node.section(path) else { continue };
            for (name, _) in section.entries() {
                let space = Space::name(&format!("vip:{name}"));
                if path.ends_with('6') {
                    self.addresses6.define(name, space);
                } else {
                    self.addresses.define(name, space);
                }
            }
            counts.push(("virtual addresses", section.entries().count()));
        }
        for path in [
            "firewall wildcard-fqdn custom",
            "firewall wildcard-fqdn group",
            "firewall multicast-address",
            "firewall proxy-address",
            "firewall proxy-addrgrp",
        ] {
            for (name, _) in node.section(path).into_iter().flat_map(Node::entries) {
                self.addresses.define(name, Space::name(&format!("{}:{name}", &path["firewall ".len()..])));
            }
        }
        self.service_objects(node, &mut counts);
        self.schedules_of(node);
        for (what, count) in counts {
            *self.out.counts.entry(what).or_default() += count as u64;
        }
    }

    fn list_problems(&mut self, entry: &Node, problems: &[Problem]) {
        for problem in problems {
            if let Problem::NotUnderstood(text) = problem {
                self.out.unread(entry.line, text);
            }
        }
    }

    fn service_objects(&mut self, node: &Node, counts: &mut Vec<(&'static str, usize)>) {
        if let Some(section) = node.section("firewall service custom") {
            for (name, entry) in section.entries() {
                let mut object = Object::default();
                match service_object(entry) {
                    Ok(services) => object.own.push(services),
                    Err((text, line)) => {
                        self.out.unread(line, &text);
                        object.problems.push(Problem::NotUnderstood(text.into()));
                    }
                }
                self.services.insert(name, object);
            }
            counts.push(("services", section.entries().count()));
        }
        if let Some(section) = node.section("firewall service group") {
            for (name, entry) in section.entries() {
                let mut group = Object { members: entry.list("member").to_vec(), ..Object::default() };
                // Members that every FortiGate has need no definition.
                group.members.retain(|member| match builtin(member) {
                    Some(services) if !self.services.is_defined(member) => {
                        group.own.push(services);
                        false
                    }
                    _ => true,
                });
                self.services.insert(name, group);
            }
            counts.push(("service groups", section.entries().count()));
        }
    }

    fn schedules_of(&mut self, node: &Node) {
        for (name, _) in node.section("firewall schedule recurring").into_iter().flat_map(Node::entries) {
            self.schedules.insert(name.to_owned(), None);
        }
        for (name, entry) in node.section("firewall schedule onetime").into_iter().flat_map(Node::entries) {
            let end = entry.list("end").iter().find_map(|word| day(word));
            if end.is_none() {
                self.out.unread(entry.line_of("end"), &format!("set end {}", entry.list("end").join(" ")));
            }
            self.schedules.insert(name.to_owned(), end);
        }
        for (name, entry) in node.section("firewall schedule group").into_iter().flat_map(Node::entries) {
            // The group ends when its last member ends, if all do.
            let ends: Option<Vec<Date>> =
                entry.list("member").iter().map(|m| self.schedules.get(m).copied().flatten()).collect();
            let end = ends.and_then(|ends| ends.into_iter().max());
            self.schedules.insert(name.to_owned(), end);
        }
    }
}

/// `2025/12/31` or `2025-12-31`, with or without a time before or behind.
pub(super) fn day(word: &str) -> Option<Date> {
    let word = word.split(['T', ' ']).next()?;
    let parts: Vec<&str> = word.split(['/', '-']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `10.0.0.0 255.0.0.0` or `10.0.0.0/8`.
fn network(words: &[String]) -> Option<Space> {
    match words {
        [prefix] => address::prefix(prefix),
        [network, mask] => address::masked(network.parse().ok()?, mask.parse().ok()?),
        _ => None,
    }
}

fn address_object(entry: &Node, interface_net: &dyn Fn(&str) -> Option<Space>) -> Object<Space> {
    let mut object = Object::default();
    let named = |kind: &str, key: &str| Some(Space::name(&format!("{kind}:{}", entry.list(key).join(" "))));
    let space = match entry.one("type") {
        None | Some("ipmask") => match entry.get("subnet") {
            // `show` leaves the default out: everything.
            None if entry.get("fqdn").is_none() => Some(Space::any()),
            None => None,
            Some(words) => network(words),
        },
        Some("iprange") => address::range(
            entry.one("start-ip").unwrap_or("0.0.0.0"),
            entry.one("end-ip").unwrap_or("0.0.0.0"),
        ),
        Some("fqdn") => named("fqdn", "fqdn"),
        Some("wildcard-fqdn") => named("fqdn", "wildcard-fqdn"),
        Some("geography") => named("geo", "country"),
        Some("wildcard") => match entry.get("wildcard") {
            None => Some(Space::any()),
            Some(words) => network(words),
        },
        Some("interface-subnet") => {
            let interface = entry.one("interface").unwrap_or_default();
            let subnet = entry.get("subnet").and_then(network);
            match subnet.or_else(|| interface_net(interface)) {
                Some(space) => Some(space),
                None => {
                    object.problems.push(Problem::Undefined(interface.into()));
                    Some(Space::default())
                }
            }
        }
        Some("dynamic") => named("dynamic", if entry.get("sdn").is_some() { "sdn" } else { "sub-type" }),
        Some("mac") => named("mac", "macaddr"),
        Some("route-tag") => named("route-tag", "route-tag"),
        Some(_) => None,
    };
    match space {
        Some(space) => object.own.push(space),
        None => object.problems.push(not_understood(entry)),
    }
    object
}

fn address6_object(entry: &Node) -> Object<Space> {
    let mut object = Object::default();
    let space = match entry.one("type") {
        None | Some("ipprefix") => address::prefix(entry.one("ip6").unwrap_or("::/0")),
        Some("iprange") => {
            address::range(entry.one("start-ip").unwrap_or("::"), entry.one("end-ip").unwrap_or("::"))
        }
        Some(kind @ ("fqdn" | "geography" | "dynamic" | "mac")) => {
            let key = if kind == "geography" { "country" } else { kind };
            Some(Space::name(&format!("{kind}:{}", entry.list(key).join(" "))))
        }
        Some(_) => None,
    };
    match space {
        Some(space) => object.own.push(space),
        None => object.problems.push(not_understood(entry)),
    }
    object
}

fn not_understood(entry: &Node) -> Problem {
    let settings: Vec<String> = entry
        .settings()
        .filter(|(key, ..)| !matches!(*key, "uuid" | "color" | "comment"))
        .map(|(key, values, _)| format!("set {key} {}", values.join(" ")))
        .collect();
    Problem::NotUnderstood(crate::secret::masked(&settings.join("; ")).into())
}

/// A service; the error is the text that was not understood and its line.
fn service_object(entry: &Node) -> Result<Services, (String, u32)> {
    let refuse = |key: &str| (format!("set {key} {}", entry.list(key).join(" ")), entry.line_of(key));
    for narrowing in ["iprange", "fqdn"] {
        // The service then also limits the destination.
        if entry.one(narrowing).is_some_and(|value| value != "0.0.0.0") {
            return Err(refuse(narrowing));
        }
    }
    let number = |key: &str| match entry.one(key) {
        None => Ok(None),
        Some(word) => word.parse::<u8>().map(Some).map_err(|_| refuse(key)),
    };
    match entry.one("protocol") {
        None | Some("TCP/UDP/SCTP" | "TCP/UDP/UDP-Lite/SCTP") => {
            let mut parts = Vec::new();
            for (key, protocol) in [
                ("tcp-portrange", TCP),
                ("udp-portrange", UDP),
                ("sctp-portrange", SCTP),
                ("udplite-portrange", 136),
            ] {
                for word in entry.list(key) {
                    let (to, from) = word.split_once(':').unwrap_or((word, ""));
                    let ranges = |text: &str| ports(text).ok_or_else(|| refuse(key));
                    let source = if from.is_empty() { all_ports() } else { ranges(from)? };
                    parts.push(Services::ports(protocol, source, ranges(to)?));
                }
            }
            if parts.is_empty() {
                return Err(("no port range".to_owned(), entry.line));
            }
            Ok(Services::union(&parts))
        }
        Some(kind @ ("ICMP" | "ICMP6")) => {
            let protocol = if kind == "ICMP" { ICMP } else { ICMP6 };
            match number("icmptype")? {
                Some(kind) => Ok(Services::icmp(protocol, kind, number("icmpcode")?)),
                None => Ok(Services::protocol(protocol)),
            }
        }
        Some("IP") => match number("protocol-number")? {
            None | Some(0) => Ok(Services::any()),
            Some(protocol) => Ok(Services::protocol(protocol)),
        },
        Some("ALL" | "HTTP" | "FTP" | "CONNECT" | "SOCKS-TCP" | "SOCKS-UDP") => {
            Ok(Services::name(&format!("proxy:{}", entry.one("protocol").unwrap_or_default())))
        }
        Some(_) => Err(refuse("protocol")),
    }
}

/// `80` or `80-90`.
fn ports(text: &str) -> Option<Ranges> {
    let (low, high) = text.split_once('-').unwrap_or((text, text));
    let (low, high): (u16, u16) = (low.parse().ok()?, high.parse().ok()?);
    (low <= high && u128::from(high) <= PORT_LAST).then(|| Ranges::one(low.into(), high.into()))
}

/// Services that every FortiGate defines, for exports that leave them out.
pub(super) fn builtin(name: &str) -> Option<Services> {
    let tcp = |ports: &[u16]| {
        Some(Services::union(&ports.iter().map(|p| Services::port(TCP, *p)).collect::<Vec<_>>()))
    };
    let both = |port: u16| Some(Services::union(&[Services::port(TCP, port), Services::port(UDP, port)]));
    match name {
        "ALL" | "ANY" => Some(Services::any()),
        "ALL_TCP" => Some(Services::protocol(TCP)),
        "ALL_UDP" => Some(Services::protocol(UDP)),
        "ALL_ICMP" => Some(Services::protocol(ICMP)),
        "ALL_ICMP6" => Some(Services::protocol(ICMP6)),
        "PING" => Some(Services::icmp(ICMP, 8, None)),
        "PING6" => Some(Services::icmp(ICMP6, 128, None)),
        "GRE" => Some(Services::protocol(47)),
        "AH" => Some(Services::protocol(51)),
        "ESP" => Some(Services::protocol(50)),
        "OSPF" => Some(Services::protocol(89)),
        "HTTP" => tcp(&[80]),
        "HTTPS" => tcp(&[443]),
        "SSH" => tcp(&[22]),
        "TELNET" => tcp(&[23]),
        "FTP" | "FTP_GET" | "FTP_PUT" => tcp(&[21]),
        "SMTP" => tcp(&[25]),
        "SMTPS" => tcp(&[465]),
        "POP3" => tcp(&[110]),
        "POP3S" => tcp(&[995]),
        "IMAP" => tcp(&[143]),
        "IMAPS" => tcp(&[993]),
        "DNS" => both(53),
        "NTP" => both(123),
        "SYSLOG" => Some(Services::port(UDP, 514)),
        "TFTP" => Some(Services::port(UDP, 69)),
        "SNMP" => Some(Services::union(
            &[(TCP, 161), (TCP, 162), (UDP, 161), (UDP, 162)]
                .map(|(protocol, port)| Services::port(protocol, port)),
        )),
        "RDP" => tcp(&[3389]),
        "SMB" => tcp(&[445]),
        "SAMBA" => tcp(&[139]),
        "LDAP" => tcp(&[389]),
        "LDAP_UDP" => Some(Services::port(UDP, 389)),
        "MYSQL" => tcp(&[3306]),
        "MS-SQL" => tcp(&[1433, 1434]),
        "KERBEROS" => Some(Services::union(
            &[(TCP, 88), (TCP, 464), (UDP, 88), (UDP, 464)]
                .map(|(protocol, port)| Services::port(protocol, port)),
        )),
        _ => None,
    }
}
