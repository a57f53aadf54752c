//! Palo Alto Networks firewalls and Panorama: `set` commands, the form with braces, and XML.
//!
//! A firewall looks at the rules that Panorama puts before its own, at its own, and at those that Panorama puts behind; in
//! Panorama each device group has such an order, with the rules of shared and of the groups above around its own. The service
//! `application-default` is a name: which ports it means, the application decides.

use crate::address::{self, Space};
use crate::model::{Action, Addresses, Configuration, Names, Problem, ReadError, Rule, ServiceMatch};
use crate::objects::{Object, Objects};
use crate::service::{ICMP, SCTP, Services, TCP, UDP, all_ports};
use crate::tree::{self, Node};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Words of a scope (the file, `shared`, a virtual system, a device group) that say nothing about filtering.
const IRRELEVANT: &[(&str, &str)] = &[
    ("deviceconfig", "management"),
    ("mgt-config", "accounts"),
    ("network", "link"),
    ("import", "link"),
    ("template", "link"),
    ("template-stack", "link"),
    ("zone", "interface"),
    ("tag", "text"),
    ("profiles", "inspection and quality of service"),
    ("profile-group", "inspection and quality of service"),
    ("log-settings", "monitoring"),
    ("log-collector", "monitoring"),
    ("log-collector-group", "monitoring"),
    ("botnet", "monitoring"),
    ("reports", "monitoring"),
    ("report-group", "monitoring"),
    ("pdf-summary-report", "monitoring"),
    ("email-scheduler", "monitoring"),
    ("certificate", "vpn"),
    ("certificate-profile", "vpn"),
    ("ssl-tls-service-profile", "vpn"),
    ("ssl-decrypt", "vpn"),
    ("global-protect", "vpn"),
    ("ocsp-responder", "vpn"),
    ("authentication-profile", "accounts"),
    ("authentication-sequence", "accounts"),
    ("authentication-object", "accounts"),
    ("local-user-database", "accounts"),
    ("server-profile", "accounts"),
    ("user-id-agent", "accounts"),
    ("user-id-agent-sequence", "accounts"),
    ("user-id-collector", "accounts"),
    ("group-mapping", "accounts"),
    ("captive-portal", "accounts"),
    ("ts-agent", "accounts"),
    ("redistribution-agent", "accounts"),
    ("admin-role", "accounts"),
    ("access-domain", "accounts"),
    ("setting", "management"),
    ("settings", "management"),
    ("display-name", "text"),
    ("description", "text"),
    ("devices", "management"),
    ("reference-templates", "link"),
    ("master-device", "management"),
    ("authorization-code", "management"),
    ("to-sw-version", "management"),
    ("content-preview", "management"),
    ("override", "text"),
    ("application-tag", "text"),
    ("application-status", "text"),
    ("threats", "inspection and quality of service"),
    ("url-filtering", "inspection and quality of service"),
    ("custom-url-category", "inspection and quality of service"),
    ("url-admin-override", "accounts"),
    ("dynamic-user-group", "accounts"),
    ("plugins", "management"),
    ("panorama", "management"),
    ("readonly", "management"),
    ("predefined", "inspection and quality of service"),
    ("alg-override", "inspection and quality of service"),
    ("scheduled-tasks", "management"),
    ("vm-info-source", "accounts"),
    ("dns-proxy", "management"),
    ("uid", "text"),
    ("device-object", "accounts"),
    ("version", "frame of the file"),
    ("config-version", "frame of the file"),
];

/// Rule bases beside `security`.
const OTHER_RULES: &[&str] = &[
    "nat",
    "qos",
    "pbf",
    "decryption",
    "application-override",
    "authentication",
    "captive-portal",
    "dos",
    "tunnel-inspect",
    "sdwan",
    "network-packet-broker",
];

/// Words of a rule that say nothing about what it matches and does.
const RULE_WORDS: &[&str] = &[
    "from",
    "to",
    "source",
    "destination",
    "service",
    "application",
    "action",
    "disabled",
    "negate-source",
    "negate-destination",
    "log-start",
    "log-end",
    "log-setting",
    "description",
    "tag",
    "group-tag",
    "profile-setting",
    "schedule",
    "category",
    "source-user",
    "hip-profiles",
    "source-hip",
    "destination-hip",
    "rule-type",
    "option",
    "qos",
    "icmp-unreachable",
    "target",
    "uuid",
    "audit-comment",
    "disable-inspect",
    "saas-user-list",
    "saas-tenant-list",
    "loc",
];

/// Reads a configuration.
///
/// # Errors
/// When braces or elements are not closed.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let mut out =
        Configuration { system: "Palo Alto Networks PAN-OS".to_owned(), ..Configuration::default() };
    let start = text.trim_start();
    let (root, left, lines) = if start.starts_with('<') {
        let (root, lines) = tree::from_xml(text)?;
        (root, Vec::new(), lines)
    } else if text.lines().any(|line| line.trim_start().starts_with("set ")) {
        tree::from_set(text)
    } else {
        let (root, lines) = tree::from_braces(text)?;
        (root, Vec::new(), lines)
    };
    out.counts.insert("lines", lines);
    for (line, text) in left {
        out.unread(line, &text);
    }
    let mut reader = Reader {
        out,
        scopes: Vec::new(),
        by_name: FxHashMap::default(),
        parents: FxHashMap::default(),
        sequences: Vec::new(),
    };
    let whole = reader.scopes_of(&root)?;
    reader.rules();
    if whole {
        reader.out.scopes.push(String::new());
    }
    reader.out.sequences = std::mem::take(&mut reader.sequences);
    reader.out.finish();
    Ok(reader.out)
}

/// A place that has objects and rules.
struct Scope<'n> {
    name: String,
    node: &'n Node,
}

struct Reader<'n> {
    out: Configuration,
    scopes: Vec<Scope<'n>>,
    by_name: FxHashMap<String, usize>,
    /// Device groups that lie below others.
    parents: FxHashMap<String, String>,
    sequences: Vec<Vec<usize>>,
}

/// Rules of a scope, by where they stand.
#[derive(Default)]
struct Bases {
    pre: Vec<usize>,
    own: Vec<usize>,
    post: Vec<usize>,
}

impl<'n> Reader<'n> {
    fn scope(&mut self, name: &str, node: &'n Node) {
        self.by_name.insert(name.to_owned(), self.scopes.len());
        self.scopes.push(Scope { name: name.to_owned(), node });
    }

    /// Finds the scopes; whether the file is a whole configuration.
    fn scopes_of(&mut self, root: &'n Node) -> Result<bool, ReadError> {
        let mut tops: Vec<&'n Node> = vec![root];
        tops.extend(root.get("config"));
        let mut devices: Vec<&'n Node> = Vec::new();
        for top in &tops {
            devices.extend(
                top.get("devices").into_iter().flat_map(|list| list.children().map(|(_, device)| device)),
            );
        }
        tops.extend(devices);
        let mut known = false;
        let mut whole = false;
        for (at, top) in tops.iter().enumerate() {
            if let Some(name) =
                top.path(&["deviceconfig", "system", "hostname"]).and_then(|host| host.words().next())
            {
                self.out.name = Some(name.to_owned());
                whole = true;
            }
            if let Some(groups) = top.path(&["readonly", "devices"]) {
                for (_, device) in groups.children() {
                    for (name, group) in device.get("device-group").into_iter().flat_map(Node::children) {
                        if let Some(parent) = group.value("parent-dg") {
                            self.parents.insert(name.to_owned(), parent.to_owned());
                        }
                    }
                }
            }
            known |= ["deviceconfig", "rulebase", "shared", "device-group", "vsys", "network"]
                .iter()
                .any(|word| top.get(word).is_some());
            if let Some(shared) = top.get("shared") {
                self.scope("shared", shared);
            }
            if let Some(pushed) = top.path(&["policy", "panorama"]) {
                self.scope("panorama", pushed);
            }
            for (kind, prefix) in [("device-group", ""), ("vsys", "")] {
                for (name, node) in top.get(kind).into_iter().flat_map(Node::children) {
                    self.scope(&format!("{prefix}{kind}:{name}"), node);
                }
            }
            self.scope(if at == 0 { "local" } else { "device" }, top);
        }
        if !known {
            return Err(ReadError::new(
                1,
                "not-paloalto",
                "檔案裡沒有 PAN-OS 的設定",
                "the file has no configuration of PAN-OS",
            ));
        }
        for index in 0..self.scopes.len() {
            self.irrelevant(index);
        }
        Ok(whole)
    }

    /// Counts what says nothing about filtering, lists what is not known.
    fn irrelevant(&mut self, index: usize) {
        const READ: &[&str] = &[
            "config",
            "devices",
            "shared",
            "policy",
            "device-group",
            "vsys",
            "rulebase",
            "pre-rulebase",
            "post-rulebase",
            "address",
            "address-group",
            "service",
            "service-group",
            "application",
            "application-group",
            "application-filter",
            "schedule",
            "external-list",
            "region",
        ];
        let node = self.scopes[index].node;
        for (name, child) in node.children() {
            if READ.contains(&name) {
                continue;
            }
            match IRRELEVANT.iter().find(|(word, _)| *word == name) {
                Some((_, about)) => *self.out.irrelevant.entry(about).or_default() += child.leaves(),
                None => self.out.unread(child.line, &format!("{name} …")),
            }
        }
        for base in ["rulebase", "pre-rulebase", "post-rulebase"] {
            for (name, rules) in node.get(base).into_iter().flat_map(Node::children) {
                match name {
                    "security" | "default-security-rules" => {}
                    _ if OTHER_RULES.contains(&name) => {
                        let about = if name == "nat" { "nat" } else { "inspection and quality of service" };
                        *self.out.irrelevant.entry(about).or_default() += rules.leaves();
                        if name == "nat" {
                            let count = rules.get("rules").map_or(0, |list| list.children().count() as u64);
                            *self.out.counts.entry("nat").or_default() += count;
                        }
                    }
                    _ => self.out.unread(rules.line, &format!("{base} {name} …")),
                }
            }
        }
        if let Some(pushed) = node.get("policy") {
            for (name, child) in pushed.children().filter(|(name, _)| *name != "panorama") {
                self.out.unread(child.line, &format!("policy {name} …"));
            }
        }
    }

    /// The scopes whose objects a scope sees, the farthest first.
    fn seen_by(&self, name: &str) -> Vec<usize> {
        let mut chain: Vec<usize> = Vec::new();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut next = Some(name.to_owned());
        while let Some(name) = next {
            if !seen.insert(name.clone()) {
                break;
            }
            chain.extend(self.by_name.get(&name));
            next = name
                .strip_prefix("device-group:")
                .and_then(|group| self.parents.get(group))
                .map(|parent| format!("device-group:{parent}"));
        }
        for common in ["local", "device", "panorama", "shared"] {
            if common != name {
                chain.extend(self.by_name.get(common));
            }
        }
        chain.reverse();
        chain
    }

    fn rules(&mut self) {
        let mut bases: FxHashMap<String, Bases> = FxHashMap::default();
        for index in 0..self.scopes.len() {
            let (name, node) = (self.scopes[index].name.clone(), self.scopes[index].node);
            let has = |base: &str| node.path(&[base, "security", "rules"]);
            if ["pre-rulebase", "rulebase", "post-rulebase"].iter().all(|base| has(base).is_none()) {
                continue;
            }
            let mut objects = self.objects(&name);
            let mut of = Bases::default();
            for (base, list) in
                [("pre-rulebase", &mut of.pre), ("rulebase", &mut of.own), ("post-rulebase", &mut of.post)]
            {
                let Some(rules) = has(base) else { continue };
                let short = base.trim_end_matches("-rulebase");
                let set_name = if name == "local" || name == "device" {
                    short.to_owned()
                } else {
                    format!("{name}:{short}")
                };
                let set = self.out.set(&set_name);
                self.out.sets[set].applied = Some(true);
                for (rule_name, rule) in rules.children() {
                    list.push(self.out.rules.len());
                    let mut read = objects.rule(set, rule, &mut self.out);
                    read.name = Some(rule_name.to_owned());
                    read.id =
                        rule.value("uuid").map_or_else(|| format!("{set_name}/{rule_name}"), str::to_owned);
                    self.out.rules.push(read);
                }
            }
            bases.insert(name, of);
        }
        self.order(&bases);
    }

    /// The orders in which firewalls look at the rules.
    fn order(&mut self, bases: &FxHashMap<String, Bases>) {
        let empty = Bases::default();
        let of = |name: &str| bases.get(name).unwrap_or(&empty);
        let mut sequences: Vec<Vec<usize>> = Vec::new();
        let mut used: FxHashSet<usize> = FxHashSet::default();
        for scope in &self.scopes {
            // From shared down to the scope itself.
            let chain: Vec<&str> =
                self.seen_by(&scope.name).iter().map(|index| self.scopes[*index].name.as_str()).collect();
            let around: Vec<&str> = if scope.name.starts_with("device-group:") {
                chain
                    .iter()
                    .filter(|name| **name == "shared" || name.starts_with("device-group:"))
                    .copied()
                    .collect()
            } else if scope.name == "shared" || scope.name == "panorama" {
                continue;
            } else {
                vec!["shared", "panorama", &scope.name]
            };
            let mut order: Vec<usize> = around.iter().flat_map(|name| of(name).pre.iter().copied()).collect();
            order.extend_from_slice(&of(&scope.name).own);
            order.extend(around.iter().rev().flat_map(|name| of(name).post.iter().copied()));
            let own = of(&scope.name);
            if own.pre.is_empty() && own.own.is_empty() && own.post.is_empty() {
                continue;
            }
            used.extend(order.iter().copied());
            sequences.push(order);
        }
        // Rules that no firewall of the file looks at: of shared or Panorama alone.
        for name in ["shared", "panorama"] {
            let left = of(name);
            let order: Vec<usize> = left.pre.iter().chain(&left.own).chain(&left.post).copied().collect();
            if order.iter().any(|index| !used.contains(index)) {
                sequences.push(order);
            }
        }
        self.sequences = sequences;
    }

    fn objects(&mut self, name: &str) -> Scoped {
        let mut scoped = Scoped {
            addresses: Objects::new(),
            services: Objects::new(),
            groups: FxHashMap::default(),
            schedules: FxHashMap::default(),
        };
        let chain = self.seen_by(name);
        for index in chain {
            let node = self.scopes[index].node;
            let own = self.scopes[index].name == name;
            let counted: [(&str, &'static str); 4] = [
                ("address", "addresses"),
                ("address-group", "groups"),
                ("service", "services"),
                ("service-group", "service groups"),
            ];
            for (word, what) in counted {
                if own {
                    *self.out.counts.entry(what).or_default() +=
                        node.get(word).map_or(0, |list| list.children().count() as u64);
                }
            }
            scoped.define(node, own, &mut self.out);
        }
        scoped
    }
}

/// The objects that the rules of a scope see.
struct Scoped {
    addresses: Objects<Space>,
    services: Objects<Services>,
    groups: FxHashMap<String, Vec<String>>,
    schedules: FxHashMap<String, Option<Date>>,
}

impl Scoped {
    fn define(&mut self, node: &Node, own: bool, out: &mut Configuration) {
        let entries = |word: &str| node.get(word).into_iter().flat_map(Node::children).collect::<Vec<_>>();
        for (name, entry) in entries("address") {
            let mut object = Object::default();
            let value = |word: &str| entry.value(word);
            let space = if let Some(net) = value("ip-netmask") {
                address::prefix(net)
            } else if let Some(range) = value("ip-range") {
                range.split_once('-').and_then(|(low, high)| address::range(low, high))
            } else if let Some(fqdn) = value("fqdn") {
                Some(Space::name(&format!("fqdn:{fqdn}")))
            } else if let Some(wildcard) = value("ip-wildcard") {
                // The second part is a wildcard: ones are free.
                wildcard.split_once('/').and_then(|(net, mask)| {
                    let mask: std::net::Ipv4Addr = mask.parse().ok()?;
                    address::masked(net.parse().ok()?, std::net::Ipv4Addr::from_bits(!mask.to_bits()))
                })
            } else {
                // Only a description so far.
                None
            };
            match space {
                Some(space) => object.own.push(space),
                None => {
                    object.problems.push(Problem::NotUnderstood(format!("address {name}").into()));
                    if own {
                        out.unread(entry.line, &format!("address {name} …"));
                    }
                }
            }
            self.addresses.insert(name, object);
        }
        for (name, entry) in entries("address-group") {
            match entry.get("static") {
                Some(members) => {
                    let members = members.words().map(str::to_owned).collect();
                    self.addresses.insert(name, Object { members, ..Object::default() });
                }
                None => self.addresses.define(name, Space::name(&format!("dynamic:{name}"))),
            }
        }
        for word in ["external-list", "region"] {
            for (name, _) in entries(word) {
                self.addresses.define(name, Space::name(&format!("{word}:{name}")));
            }
        }
        for (name, entry) in entries("service") {
            let mut object = Object::default();
            match service(entry) {
                Some(services) => object.own.push(services),
                None => {
                    object.problems.push(Problem::NotUnderstood(format!("service {name}").into()));
                    if own {
                        out.unread(entry.line, &format!("service {name} …"));
                    }
                }
            }
            self.services.insert(name, object);
        }
        for (name, entry) in entries("service-group") {
            let members = entry.get("members").unwrap_or(entry).words().map(str::to_owned).collect();
            self.services.insert(name, Object { members, ..Object::default() });
        }
        for (name, entry) in entries("application-group") {
            let members = entry.get("members").unwrap_or(entry).words().map(str::to_owned).collect();
            self.groups.insert(name.to_owned(), members);
        }
        for (name, entry) in entries("schedule") {
            let spans = entry.path(&["schedule-type", "non-recurring"]);
            let ends: Option<Vec<Date>> = spans.map(|spans| spans.words().filter_map(span_end).collect());
            self.schedules.insert(name.to_owned(), ends.and_then(|ends| ends.into_iter().max()));
        }
    }

    fn rule(&mut self, set: usize, node: &Node, out: &mut Configuration) -> Rule {
        let action = match node.value("action") {
            Some("allow") => Action::Allow,
            Some("deny" | "drop" | "reset-client" | "reset-server" | "reset-both") => Action::Deny,
            Some(other) => Action::Other(other.to_owned()),
            None => Action::Deny,
        };
        let mut rule = Rule::new(set, node.line, action);
        let yes = |word: &str| node.value(word) == Some("yes");
        rule.enabled = !yes("disabled");
        // At the end of a session is the default.
        rule.log = Some(node.value("log-end") != Some("no") || yes("log-start"));
        rule.comment = node.value("description").map(str::to_owned);
        let names = |word: &str| node.get(word).map_or(Names::Any, |list| Names::of(list.words()));
        (rule.from, rule.to) = (names("from"), names("to"));
        rule.source = self.side(node, "source", yes("negate-source"), &mut rule.problems);
        rule.destination = self.side(node, "destination", yes("negate-destination"), &mut rule.problems);
        rule.service = self.service(node, &mut rule.problems);
        let mut applications: Vec<String> = Vec::new();
        for name in node.get("application").into_iter().flat_map(Node::words) {
            self.applications(name, 0, &mut applications);
        }
        rule.applications = Names::of(applications.iter().map(String::as_str));
        for word in ["source-user", "category", "hip-profiles", "source-hip", "destination-hip"] {
            let mut list: Vec<&str> = node.get(word).into_iter().flat_map(Node::words).collect();
            list.sort_unstable();
            if !list.is_empty() && list != ["any"] {
                rule.conditions.push(format!("{word}:{}", list.join(" ")));
            }
        }
        match node.value("rule-type") {
            None | Some("universal" | "interzone") => {}
            Some(other) => rule.conditions.push(format!("rule-type:{other}")),
        }
        if node.value("rule-type") == Some("interzone") {
            rule.conditions.push("rule-type:interzone".to_owned());
        }
        if let Some(name) = node.value("schedule") {
            rule.schedule = Some(name.to_owned());
            rule.conditions.push(format!("time:{name}"));
            match self.schedules.get(name) {
                Some(end) => rule.expires = *end,
                None => rule.problems.push(Problem::Undefined(name.into())),
            }
        }
        for (word, child) in node.children() {
            if !RULE_WORDS.contains(&word) {
                out.unread(child.line, &format!("{word} {}", child.words().collect::<Vec<_>>().join(" ")));
                rule.problems.push(Problem::NotUnderstood(word.into()));
            }
        }
        rule
    }

    fn applications(&self, name: &str, depth: u32, into: &mut Vec<String>) {
        match self.groups.get(name) {
            Some(members) if depth < 8 => {
                members.iter().for_each(|member| self.applications(member, depth + 1, into))
            }
            _ => into.push(name.to_owned()),
        }
    }

    fn side(&mut self, node: &Node, word: &str, negated: bool, problems: &mut Vec<Problem>) -> Addresses {
        let mut names: Vec<&str> = node.get(word).into_iter().flat_map(Node::words).collect();
        names.sort_unstable();
        if names.is_empty() || names.contains(&"any") {
            return Addresses::any();
        }
        let mut parts: Vec<Arc<Space>> = Vec::new();
        for name in &names {
            if self.addresses.is_defined(name) {
                let resolved = self.addresses.resolve(name);
                problems.extend_from_slice(&resolved.problems);
                parts.push(resolved.set);
            } else if let Some(space) = literal(name) {
                parts.push(space.into());
            } else {
                problems.push(Problem::Undefined((*name).into()));
            }
        }
        let words = names.join(" ");
        match (parts.as_slice(), negated) {
            ([one], false) => Addresses { space: one.clone(), words },
            (_, false) => Addresses { space: Space::union(parts.iter().map(|part| &**part)).into(), words },
            (_, true) => {
                let space = Space::union(parts.iter().map(|part| &**part)).complement();
                Addresses { space: space.into(), words: format!("!({words})") }
            }
        }
    }

    fn service(&mut self, node: &Node, problems: &mut Vec<Problem>) -> ServiceMatch {
        let mut names: Vec<&str> = node.get("service").into_iter().flat_map(Node::words).collect();
        names.sort_unstable();
        if names.is_empty() || names.contains(&"any") {
            return ServiceMatch::any();
        }
        let mut parts: Vec<Arc<Services>> = Vec::new();
        for name in &names {
            if self.services.is_defined(name) {
                let resolved = self.services.resolve(name);
                problems.extend_from_slice(&resolved.problems);
                parts.push(resolved.set);
                continue;
            }
            match *name {
                "application-default" => parts.push(Services::name("application-default").into()),
                "service-http" => {
                    parts.push(Services::union(&[Services::port(TCP, 80), Services::port(TCP, 8080)]).into())
                }
                "service-https" => parts.push(Services::port(TCP, 443).into()),
                _ => problems.push(Problem::Undefined((*name).into())),
            }
        }
        let services = Services::union(parts.iter().map(|part| &**part));
        ServiceMatch { services: services.into(), words: names.join(" ") }
    }
}

/// An address without an object, a range, a country, or a list that the maker supplies.
fn literal(name: &str) -> Option<Space> {
    if let Some(space) = address::prefix(name) {
        return Some(space);
    }
    if let Some((low, high)) = name.split_once('-')
        && let Some(space) = address::range(low, high)
    {
        return Some(space);
    }
    let country = name.len() == 2 && name.bytes().all(|b| b.is_ascii_uppercase());
    let supplied = name.starts_with("panw-");
    (country || supplied)
        .then(|| Space::name(&format!("{}:{name}", if country { "geo" } else { "external-list" })))
}

/// `protocol tcp port 80,8000-8010 source-port 1024-65535`.
fn service(entry: &Node) -> Option<Services> {
    let (protocol, node) = entry.get("protocol")?.children().next()?;
    let number = match protocol {
        "tcp" => TCP,
        "udp" => UDP,
        "sctp" => SCTP,
        "icmp" => ICMP,
        _ => return None,
    };
    let ranges = |word: &str| -> Option<crate::address::Ranges> {
        let Some(list) = node.get(word) else { return Some(all_ports()) };
        let mut found = Vec::new();
        for part in
            list.words().flat_map(|word| word.split(',')).map(str::trim).filter(|part| !part.is_empty())
        {
            let (low, high) = part.split_once('-').unwrap_or((part, part));
            found.push((u128::from(low.parse::<u16>().ok()?), u128::from(high.parse::<u16>().ok()?)));
        }
        Some(crate::address::Ranges::new(found))
    };
    Some(Services::ports(number, ranges("source-port")?, ranges("port")?))
}

/// The last day of `2025/01/01@00:00-2025/01/31@23:59`.
fn span_end(text: &str) -> Option<Date> {
    let (_, end) = text.split_once('-')?;
    let day: Vec<&str> = end.split('@').next()?.split('/').collect();
    let [year, month, day] = day.as_slice() else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}
