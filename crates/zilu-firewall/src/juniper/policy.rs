//! Security policies between zones, global ones, and the address books and applications that they use.

use super::Reader;
use crate::address::{self, Space};
use crate::model::{Action, Addresses, Names, Problem, Rule, ServiceMatch};
use crate::names;
use crate::objects::Object;
use crate::service::{ICMP, ICMP6, Services, TCP, UDP, all_ports};
use crate::tree::Node;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Words of a policy that are read, or say nothing about what it matches and does.
const WORDS: &[&str] = &["match", "then", "description", "scheduler-name", "report-skip"];
/// What a policy asks beyond addresses and applications.
const MATCH: &[&str] = &[
    "source-identity",
    "source-end-user-profile",
    "dynamic-application",
    "url-category",
    "source-l3vpn-vrf-group",
    "destination-l3vpn-vrf-group",
];

impl Reader {
    pub(super) fn policies(&mut self, root: &Node) {
        let attached = self.books(root);
        self.applications_of(root);
        let schedules = schedules(root);
        let Some(policies) = root.path(&["security", "policies"]) else { return };
        let mut pairs: Vec<Vec<usize>> = Vec::new();
        let mut global: Vec<usize> = Vec::new();
        let otherwise = match policies.value("default-policy") {
            Some("permit-all") => Action::Allow,
            _ => Action::Deny,
        };
        for (word, node) in policies.children() {
            match word {
                "from-zone" => {
                    for (from, node) in node.children() {
                        for (to, node) in node.get("to-zone").into_iter().flat_map(Node::children) {
                            let set = self.out.set(&format!("policy:{from}->{to}"));
                            self.out.sets[set].otherwise = Some(otherwise.clone());
                            self.out.sets[set].applied = Some(true);
                            let zones = (Names::of([from]), Names::of([to]));
                            let books = (attached.get(from), attached.get(to));
                            pairs.push(self.list(set, node, zones, books, &schedules));
                        }
                    }
                }
                "global" => {
                    let set = self.out.set("policy:global");
                    self.out.sets[set].otherwise = Some(otherwise.clone());
                    self.out.sets[set].applied = Some(true);
                    global = self.list(set, node, (Names::Any, Names::Any), (None, None), &schedules);
                }
                "default-policy"
                | "policy-rematch"
                | "policy-stats"
                | "traceoptions"
                | "pre-id-default-policy" => {
                    self.out.pass_over("default behaviour");
                }
                _ => self.out.unread(node.line, &format!("security policies {word} …")),
            }
        }
        // Filters stand alone; a pair of zones is followed by the global policies.
        let filters = self
            .out
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| !self.out.sets[rule.set].name.starts_with("policy:"));
        let mut by_set: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        for (index, rule) in filters {
            by_set.entry(rule.set).or_default().push(index);
        }
        let mut sequences: Vec<Vec<usize>> = by_set.into_values().collect();
        sequences.sort();
        for mut pair in pairs {
            pair.extend_from_slice(&global);
            sequences.push(pair);
        }
        // Between zones without policies of their own only the global ones are looked at.
        sequences.push(global);
        self.out.sequences = sequences;
    }

    fn list(
        &mut self,
        set: usize,
        node: &Node,
        zones: (Names, Names),
        books: (Option<&Vec<String>>, Option<&Vec<String>>),
        schedules: &FxHashMap<String, Option<Date>>,
    ) -> Vec<usize> {
        let mut indexes = Vec::new();
        let name = self.out.sets[set].name.clone();
        for (word, list) in node.children() {
            if word != "policy" {
                self.out.unread(list.line, &format!("{name} {word} …"));
                continue;
            }
            for (policy, content) in list.children() {
                let mut rule = self.policy(set, content, books, schedules);
                rule.name = Some(policy.to_owned());
                rule.id = format!("{name}/{policy}");
                rule.enabled &= !node.inactive;
                // A global policy may name zones itself.
                if zones.0 != Names::Any {
                    (rule.from, rule.to) = zones.clone();
                }
                indexes.push(self.out.rules.len());
                self.out.rules.push(rule);
            }
        }
        indexes
    }

    fn policy(
        &mut self,
        set: usize,
        node: &Node,
        books: (Option<&Vec<String>>, Option<&Vec<String>>),
        schedules: &FxHashMap<String, Option<Date>>,
    ) -> Rule {
        let mut rule = Rule::new(set, node.line, Action::Deny);
        rule.enabled = !node.inactive;
        rule.comment = node.value("description").map(str::to_owned);
        let then = node.get("then");
        let has = |word: &str| then.is_some_and(|then| then.get(word).is_some());
        if has("permit") {
            rule.action = Action::Allow;
        }
        rule.log = Some(has("log"));
        for (word, child) in then.into_iter().flat_map(Node::children) {
            if !matches!(word, "permit" | "deny" | "reject" | "log" | "count") {
                self.out.unread(child.line, &format!("then {word}"));
                rule.problems.push(Problem::NotUnderstood(format!("then {word}").into()));
            }
        }
        if let Some(asked) = node.get("match") {
            rule.source = self.addresses(asked, "source-address", books.0, &mut rule.problems);
            rule.destination = self.addresses(asked, "destination-address", books.1, &mut rule.problems);
            rule.service = self.service_of(asked, &mut rule.problems);
            let zones = |word: &str| asked.get(word).map_or(Names::Any, |list| Names::of(list.words()));
            (rule.from, rule.to) = (zones("from-zone"), zones("to-zone"));
            for (word, child) in asked.children() {
                match word {
                    "source-address" | "destination-address" | "application" | "from-zone" | "to-zone" => {}
                    "source-address-excluded" => negate(&mut rule.source),
                    "destination-address-excluded" => negate(&mut rule.destination),
                    _ if MATCH.contains(&word) => {
                        let mut list: Vec<&str> = child.words().collect();
                        list.sort_unstable();
                        if list != ["any"] && list != ["none"] {
                            rule.conditions.push(format!("{word}:{}", list.join(" ")));
                        }
                    }
                    _ => {
                        self.out.unread(child.line, &format!("match {word}"));
                        rule.problems.push(Problem::NotUnderstood(format!("match {word}").into()));
                    }
                }
            }
        }
        if let Some(name) = node.value("scheduler-name") {
            rule.schedule = Some(name.to_owned());
            rule.conditions.push(format!("time:{name}"));
            match schedules.get(name) {
                Some(end) => rule.expires = *end,
                None => rule.problems.push(Problem::Undefined(name.into())),
            }
        }
        for (word, child) in node.children().filter(|(word, _)| !WORDS.contains(word)) {
            self.out.unread(child.line, word);
            rule.problems.push(Problem::NotUnderstood(word.into()));
        }
        rule
    }

    fn addresses(
        &mut self,
        node: &Node,
        word: &str,
        books: Option<&Vec<String>>,
        problems: &mut Vec<Problem>,
    ) -> Addresses {
        let mut names: Vec<&str> = node.get(word).into_iter().flat_map(Node::words).collect();
        names.sort_unstable();
        let (mut parts, mut words): (Vec<Arc<Space>>, Vec<&str>) = (Vec::new(), Vec::new());
        for name in names {
            words.push(name);
            match name {
                "any" => return Addresses::any(),
                "any-ipv4" => parts.push(Space::any_v4().into()),
                "any-ipv6" => parts.push(Space::any_v6().into()),
                _ => {
                    let global = ["global".to_owned()];
                    let found = books
                        .into_iter()
                        .flatten()
                        .chain(&global)
                        .map(|book| format!("{book}/{name}"))
                        .find(|full| self.books.is_defined(full));
                    match found {
                        Some(full) => {
                            let resolved = self.books.resolve(&full);
                            problems.extend_from_slice(&resolved.problems);
                            parts.push(resolved.set);
                        }
                        None => problems.push(Problem::Undefined(name.into())),
                    }
                }
            }
        }
        if words.is_empty() {
            return Addresses::any();
        }
        let space = match parts.as_slice() {
            [one] => one.clone(),
            _ => Arc::new(Space::union(parts.iter().map(|part| &**part))),
        };
        Addresses { space, words: words.join(" ") }
    }

    fn service_of(&mut self, node: &Node, problems: &mut Vec<Problem>) -> ServiceMatch {
        let mut names: Vec<&str> = node.get("application").into_iter().flat_map(Node::words).collect();
        names.sort_unstable();
        if names.is_empty() || names.contains(&"any") {
            return ServiceMatch::any();
        }
        let mut parts: Vec<Arc<Services>> = Vec::new();
        for name in &names {
            if self.applications.is_defined(name) {
                let resolved = self.applications.resolve(name);
                problems.extend_from_slice(&resolved.problems);
                parts.push(resolved.set);
            } else if name.starts_with("junos-") {
                parts.push(predefined(name).into());
            } else {
                problems.push(Problem::Undefined((*name).into()));
            }
        }
        let services = Services::union(parts.iter().map(|part| &**part));
        ServiceMatch { services: services.into(), words: names.join(" ") }
    }

    /// Reads the address books; which books each zone sees.
    fn books(&mut self, root: &Node) -> FxHashMap<String, Vec<String>> {
        let mut attached: FxHashMap<String, Vec<String>> = FxHashMap::default();
        for (zone, node) in
            root.path(&["security", "zones", "security-zone"]).into_iter().flat_map(Node::children)
        {
            if let Some(book) = node.get("address-book") {
                let name = format!("zone {zone}");
                self.book(&name, book);
                attached.entry(zone.to_owned()).or_default().push(name);
            }
        }
        for (name, book) in root.path(&["security", "address-book"]).into_iter().flat_map(Node::children) {
            self.book(name, book);
            for (zone, _) in book.path(&["attach", "zone"]).into_iter().flat_map(Node::children) {
                attached.entry(zone.to_owned()).or_default().push(name.to_owned());
            }
        }
        attached
    }

    fn book(&mut self, book: &str, node: &Node) {
        for (name, entry) in node.get("address").into_iter().flat_map(Node::children) {
            let full = format!("{book}/{name}");
            let mut object = Object::default();
            let space = if let Some(dns) = entry.value("dns-name") {
                Some(Space::name(&format!("fqdn:{dns}")))
            } else if let Some(range) = entry.get("range-address") {
                range
                    .children()
                    .next()
                    .and_then(|(low, to)| address::range(low, to.value("to").unwrap_or(low)))
            } else if let Some(wildcard) = entry.value("wildcard-address") {
                wildcard
                    .split_once('/')
                    .and_then(|(net, mask)| address::masked(net.parse().ok()?, mask.parse().ok()?))
            } else {
                entry.words().find_map(address::prefix)
            };
            match space {
                Some(space) => object.own.push(space),
                None => {
                    self.out.unread(entry.line, &format!("address {name}"));
                    object.problems.push(Problem::NotUnderstood(format!("address {name}").into()));
                }
            }
            self.out.count("addresses");
            self.books.insert(&full, object);
        }
        for (name, entry) in node.get("address-set").into_iter().flat_map(Node::children) {
            let members =
                ["address", "address-set"].iter().filter_map(|word| entry.get(word)).flat_map(Node::words);
            let members = members.map(|member| format!("{book}/{member}")).collect();
            self.out.count("groups");
            self.books.insert(&format!("{book}/{name}"), Object { members, ..Object::default() });
        }
    }

    fn applications_of(&mut self, root: &Node) {
        let Some(applications) = root.get("applications") else { return };
        for (name, node) in applications.get("application").into_iter().flat_map(Node::children) {
            let mut object = Object::default();
            let terms: Vec<&Node> = match node.get("term") {
                Some(terms) => terms.children().map(|(_, term)| term).collect(),
                None => vec![node],
            };
            for term in terms {
                match application(term) {
                    Some(services) => object.own.push(services),
                    None => {
                        self.out.unread(term.line, &format!("application {name}"));
                        object.problems.push(Problem::NotUnderstood(format!("application {name}").into()));
                    }
                }
            }
            self.out.count("services");
            self.applications.insert(name, object);
        }
        for (name, node) in applications.get("application-set").into_iter().flat_map(Node::children) {
            let mut object = Object::default();
            for member in ["application", "application-set"]
                .iter()
                .filter_map(|word| node.get(word))
                .flat_map(Node::words)
            {
                if member.starts_with("junos-") && !self.applications.is_defined(member) {
                    object.own.push(predefined(member));
                } else {
                    object.members.push(member.to_owned());
                }
            }
            self.out.count("service groups");
            self.applications.insert(name, object);
        }
    }
}

fn negate(addresses: &mut Addresses) {
    addresses.space = addresses.space.complement().into();
    addresses.words = format!("!({})", addresses.words);
}

/// `protocol tcp; source-port 1024-65535; destination-port 8080`. In one line the words follow each other.
fn application(node: &Node) -> Option<Services> {
    // `term t1 protocol tcp destination-port 80`: each word stands below the one before.
    let find = |word: &str| -> Option<String> {
        let mut open: Vec<&Node> = vec![node];
        while let Some(node) = open.pop() {
            if let Some(value) = node.value(word) {
                return Some(value.to_owned());
            }
            open.extend(node.children().map(|(_, child)| child));
        }
        None
    };
    let protocol = names::protocol(&find("protocol")?)?;
    let ports = |word: &str| -> Option<crate::address::Ranges> {
        let Some(text) = find(word) else { return Some(all_ports()) };
        let single = names::port(&text).map(|port| (port, port));
        let pair = single.or_else(|| {
            let (low, high) = text.split_once('-')?;
            Some((names::port(low)?, names::port(high)?))
        })?;
        Some(crate::address::Ranges::one(pair.0.into(), pair.1.into()))
    };
    if matches!(protocol, ICMP | ICMP6)
        && let Some(kind) = find("icmp-type").or_else(|| find("icmp6-type"))
    {
        let (kind, code) = names::icmp(protocol, &kind)?;
        let code = find("icmp-code").and_then(|code| code.parse().ok()).or(code);
        return Some(Services::icmp(protocol, kind, code));
    }
    Some(Services::ports(protocol, ports("source-port")?, ports("destination-port")?))
}

/// Applications that Junos defines; those that are not in this list are names.
fn predefined(name: &str) -> Services {
    let tcp = |port: u16| Services::port(TCP, port);
    let udp = |port: u16| Services::port(UDP, port);
    match name {
        "junos-http" => tcp(80),
        "junos-https" => tcp(443),
        "junos-ssh" => tcp(22),
        "junos-telnet" => tcp(23),
        "junos-ftp" => tcp(21),
        "junos-tftp" => udp(69),
        "junos-smtp" => tcp(25),
        "junos-smtps" => tcp(465),
        "junos-pop3" => tcp(110),
        "junos-imap" => tcp(143),
        "junos-imaps" => tcp(993),
        "junos-dns-udp" => udp(53),
        "junos-dns-tcp" => tcp(53),
        "junos-ntp" => udp(123),
        "junos-syslog" => udp(514),
        "junos-ldap" => tcp(389),
        "junos-smb" => Services::union(&[tcp(139), tcp(445)]),
        "junos-ms-sql" => tcp(1433),
        "junos-rdp" => tcp(3389),
        "junos-vnc" => tcp(5800),
        "junos-bgp" => tcp(179),
        "junos-ike" => udp(500),
        "junos-snmp-agentx" => tcp(705),
        "junos-icmp-all" => Services::protocol(ICMP),
        "junos-icmp-ping" | "junos-ping" => Services::icmp(ICMP, 8, None),
        "junos-pingv6" => Services::icmp(ICMP6, 128, None),
        "junos-tcp-any" => Services::protocol(TCP),
        "junos-udp-any" => Services::protocol(UDP),
        "junos-gre" => Services::protocol(47),
        "junos-ospf" => Services::protocol(89),
        _ => Services::name(name),
    }
}

/// The last day of each scheduler, when it has one.
fn schedules(root: &Node) -> FxHashMap<String, Option<Date>> {
    let list = root.path(&["schedulers", "scheduler"]).into_iter().flat_map(Node::children);
    list.map(|(name, node)| {
        // `start-date 2025-01-01.00:00 stop-date 2025-01-31.23:59`, in one line or below each other.
        let mut open = vec![node];
        let mut end = None;
        while let Some(node) = open.pop() {
            if let Some(text) = node.value("stop-date") {
                end = text.get(..10).and_then(|day| day.parse().ok()).max(end);
            }
            open.extend(node.children().map(|(_, child)| child));
        }
        (name.to_owned(), end)
    })
    .collect()
}
