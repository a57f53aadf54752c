//! A term of a firewall filter.

use super::Reader;
use crate::address::{self, Ranges, Space};
use crate::model::{Action, Addresses, ESTABLISHED, Problem, Rule, ServiceMatch};
use crate::names;
use crate::service::{ICMP, ICMP6, PORT_LAST, Services, TCP, UDP, all_ports};
use crate::tree::Node;

/// What a term asks beyond addresses, protocols and ports, kept as it is written.
const CONDITIONS: &[&str] = &[
    "address",
    "prefix-list",
    "port",
    "port-except",
    "fragment-offset",
    "fragment-offset-except",
    "fragment-flags",
    "icmp-type-except",
    "icmp-code-except",
    "interface",
    "interface-set",
    "interface-group",
    "interface-group-except",
    "packet-length",
    "packet-length-except",
    "dscp",
    "dscp-except",
    "precedence",
    "precedence-except",
    "ttl",
    "ttl-except",
    "ip-options",
    "ip-options-except",
    "is-fragment",
    "first-fragment",
    "forwarding-class",
    "forwarding-class-except",
    "loss-priority",
    "loss-priority-except",
    "tcp-flags",
    "tcp-initial",
    "traffic-class",
    "traffic-class-except",
    "hop-limit",
    "hop-limit-except",
    "extension-header",
    "payload-protocol",
    "payload-protocol-except",
    "esp-spi",
    "esp-spi-except",
    "ah-spi",
    "source-class",
    "destination-class",
    "rat-type",
    "service-filter-hit",
    "flexible-match-mask",
    "flexible-match-range",
    "gre-key",
    "apply-groups",
    "source-port-except",
    "destination-port-except",
    "protocol-except",
    "next-header-except",
    "policy-map",
    "vlan",
    "user-vlan-id",
    "learn-vlan-id",
    "ether-type",
    "source-mac-address",
    "destination-mac-address",
    "tcp-mss",
];

/// Words of `then` that do not decide.
const MODIFIERS: &[&str] = &[
    "count",
    "log",
    "syslog",
    "policer",
    "three-color-policer",
    "loss-priority",
    "forwarding-class",
    "dscp",
    "traffic-class",
    "sample",
    "port-mirror",
    "port-mirror-instance",
    "prefix-action",
    "service-accounting",
    "service-filter-hit",
    "packet-mode",
    "hierarchical-policer",
    "analyzer",
    "logical-system",
    "topology",
    "interface",
];

impl Reader {
    pub(super) fn term(&mut self, set: usize, family: &str, node: &Node) -> Rule {
        let mut rule = Rule::new(set, node.line, Action::Allow);
        let from = node.get("from");
        let ip = matches!(family, "inet" | "inet6" | "any");
        let six = family == "inet6";
        for (word, child) in from.into_iter().flat_map(Node::children) {
            match word {
                "source-address"
                | "destination-address"
                | "ip-source-address"
                | "ip-destination-address"
                | "source-prefix-list"
                | "destination-prefix-list"
                | "protocol"
                | "next-header"
                | "source-port"
                | "destination-port"
                | "icmp-type"
                | "icmp-code" => {}
                "tcp-established" => rule.conditions.push(ESTABLISHED.to_owned()),
                _ if CONDITIONS.contains(&word) || !ip => {
                    let mut words: Vec<&str> = child.words().collect();
                    words.sort_unstable();
                    rule.conditions.push(format!("{word} {}", words.join(" ")).trim_end().to_owned());
                }
                _ => self.unclear(&mut rule, child, &format!("from {word}")),
            }
        }
        if let Some(from) = from {
            rule.source = self.side(from, "source", six, &mut rule.problems);
            rule.destination = self.side(from, "destination", six, &mut rule.problems);
            self.service(from, six, &mut rule);
        }
        for (word, child) in node.children() {
            if !matches!(word, "from" | "then") {
                self.unclear(&mut rule, child, word);
            }
        }
        self.then(node, &mut rule);
        rule
    }

    fn unclear(&mut self, rule: &mut Rule, node: &Node, text: &str) {
        self.out.unread(node.line, text);
        rule.problems.push(Problem::NotUnderstood(text.into()));
    }

    fn then(&mut self, node: &Node, rule: &mut Rule) {
        let Some(then) = node.get("then") else { return };
        rule.log = Some(then.words().any(|word| matches!(word, "log" | "syslog")));
        for (word, child) in then.children() {
            match word {
                "accept" => rule.action = Action::Allow,
                "discard" | "reject" => rule.action = Action::Deny,
                "next" => rule.action = Action::Other("next term".to_owned()),
                "filter" => rule.action = Action::Jump(child.words().next().unwrap_or_default().to_owned()),
                // Let through, another way.
                "routing-instance" | "next-ip" | "next-ip6" | "next-interface" | "decapsulate"
                | "encapsulate" | "vlan" => {
                    rule.action = Action::Other(word.to_owned());
                }
                _ if MODIFIERS.contains(&word) => {}
                _ => self.unclear(rule, child, &format!("then {word}")),
            }
        }
    }

    fn side(&mut self, from: &Node, side: &str, six: bool, problems: &mut Vec<Problem>) -> Addresses {
        let (mut parts, mut out, mut words): (Vec<Space>, Vec<Space>, Vec<String>) =
            (Vec::new(), Vec::new(), Vec::new());
        for key in [format!("{side}-address"), format!("ip-{side}-address")] {
            for (prefix, node) in from.get(&key).into_iter().flat_map(Node::children) {
                let except = node.get("except").is_some();
                match address::prefix(prefix) {
                    Some(space) if except => out.push(space),
                    Some(space) => parts.push(space),
                    None => problems.push(Problem::NotUnderstood(prefix.into())),
                }
                words.push(format!("{}{prefix}", if except { "!" } else { "" }));
            }
        }
        for (list, node) in from.get(&format!("{side}-prefix-list")).into_iter().flat_map(Node::children) {
            let except = node.get("except").is_some();
            let resolved = self.prefixes.resolve(list);
            problems.extend_from_slice(&resolved.problems);
            if except {
                out.push((*resolved.set).clone())
            } else {
                parts.push((*resolved.set).clone())
            }
            words.push(format!("{}{list}", if except { "!" } else { "" }));
        }
        if words.is_empty() {
            return Addresses {
                space: if six { Space::any_v6() } else { Space::any() }.into(),
                words: "any".to_owned(),
            };
        }
        words.sort_unstable();
        // Only exceptions: everything else.
        let whole = if parts.is_empty() { Space::any() } else { Space::union(&parts) };
        let space = if out.is_empty() { whole } else { whole.without(&Space::union(&out)) };
        Addresses { space: space.into(), words: words.join(" ") }
    }

    fn service(&mut self, from: &Node, six: bool, rule: &mut Rule) {
        let mut protocols: Vec<u8> = Vec::new();
        for word in ["protocol", "next-header"].iter().filter_map(|key| from.get(key)).flat_map(Node::words) {
            match names::protocol(word) {
                Some(number) => protocols.push(number),
                None => rule.problems.push(Problem::NotUnderstood(word.into())),
            }
        }
        let mut ranges = |key: &str| -> Option<Ranges> {
            let mut found = Vec::new();
            for word in from.get(key)?.words() {
                let (low, high) = word.split_once('-').map_or((word, word), |(low, high)| {
                    // A name may have a hyphen.
                    if names::port(word).is_some() { (word, word) } else { (low, high) }
                });
                match (names::port(low), names::port(high)) {
                    (Some(low), Some(high)) => found.push((u128::from(low), u128::from(high))),
                    _ => rule.problems.push(Problem::NotUnderstood(word.into())),
                }
            }
            Some(Ranges::new(found))
        };
        let (source, destination) = (ranges("source-port"), ranges("destination-port"));
        let has_icmp = from.get("icmp-type").is_some() || from.get("icmp-code").is_some();
        if protocols.is_empty() {
            if source.is_some() || destination.is_some() {
                // Junos does not look at the protocol then.
                protocols.extend([TCP, UDP]);
            } else if has_icmp {
                protocols.push(if six { ICMP6 } else { ICMP });
            } else {
                return;
            }
        }
        let mut parts = Vec::new();
        for protocol in &protocols {
            let to = match (*protocol, has_icmp) {
                (ICMP | ICMP6, true) => icmp(from, *protocol, &mut rule.problems),
                (_, true) => {
                    rule.conditions.push("icmp".to_owned());
                    all_ports()
                }
                _ => destination.clone().unwrap_or_else(all_ports),
            };
            parts.push(Services::ports(*protocol, source.clone().unwrap_or_else(all_ports), to));
        }
        let services = Services::union(&parts);
        let words = services.words(32);
        rule.service = ServiceMatch { services: services.into(), words };
    }
}

/// Types and codes as ranges of `type * 256 + code`.
fn icmp(from: &Node, protocol: u8, problems: &mut Vec<Problem>) -> Ranges {
    let mut pairs = |key: &str, named: bool| -> Vec<(u8, u8)> {
        let mut found = Vec::new();
        for word in from.get(key).into_iter().flat_map(Node::words) {
            let number = |text: &str| text.parse::<u8>().ok();
            let pair = match word.split_once('-').map(|(low, high)| (number(low), number(high))) {
                Some((Some(low), Some(high))) => Some((low, high)),
                _ => number(word)
                    .or_else(|| if named { names::icmp(protocol, word).map(|(kind, _)| kind) } else { None })
                    .map(|n| (n, n)),
            };
            match pair {
                Some(pair) => found.push(pair),
                None => problems.push(Problem::NotUnderstood(word.into())),
            }
        }
        if found.is_empty() { vec![(0, u8::MAX)] } else { found }
    };
    let (kinds, codes) = (pairs("icmp-type", true), pairs("icmp-code", false));
    let mut ranges = Vec::new();
    for (low, high) in kinds {
        for kind in low..=high {
            ranges.extend(codes.iter().map(|(first, last)| {
                (u128::from(kind) * 256 + u128::from(*first), u128::from(kind) * 256 + u128::from(*last))
            }));
        }
    }
    let ranges = Ranges::new(ranges);
    if ranges.is_all(PORT_LAST) { all_ports() } else { ranges }
}
