//! FortiGate (FortiOS) configurations: `show` and `show full-configuration`, with and without virtual domains.
//!
//! Order is that of the file after `move`, not the number of a policy. A policy without `set action` denies. Domain
//! names, countries, internet services and virtual addresses are names, not ranges. A virtual address is not part of
//! `all`: FortiOS matches it only where it is named.

mod object;
mod passed;
mod tree;

use crate::address::Space;
use crate::model::{Action, Addresses, Configuration, Names, Problem, ReadError, Rule, ServiceMatch};
use crate::objects::Objects;
use crate::service::Services;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::sync::Arc;
use tree::Node;

/// Sections of policies, and the name of their rule set.
const POLICIES: &[&str] = &[
    "firewall policy",
    "firewall policy6",
    "firewall security-policy",
    "firewall local-in-policy",
    "firewall local-in-policy6",
];

/// Reads a configuration.
///
/// # Errors
/// When blocks nest too deeply, end without a beginning or never end.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let mut out = Configuration { system: "FortiGate".to_owned(), ..Configuration::default() };
    if let Some(line) = text.lines().take(5).find(|line| line.starts_with("#config-version=")) {
        let model = line["#config-version=".len()..].split(':').next().unwrap_or_default();
        let short: Vec<&str> = model.split('-').take(2).collect();
        out.system = format!("FortiGate {}", short.join(" "));
    }
    let root = tree::parse(text, &mut out)?;
    for (name, scope) in scopes(&root) {
        Reader::new(&mut out, name).scope(scope);
    }
    // A part of a configuration has neither.
    if out.name.is_some() || text.starts_with("#config-version=") {
        out.scopes.push(String::new());
    }
    out.finish();
    Ok(out)
}

/// The root and each virtual domain: the places in which objects and policies belong together.
fn scopes(root: &Node) -> Vec<(&str, Vec<&Node>)> {
    let global = root.section("global");
    let mut scopes: Vec<(&str, Vec<&Node>)> = vec![("", std::iter::once(root).chain(global).collect())];
    if let Some(domains) = root.section("vdom") {
        for (name, domain) in domains.entries() {
            // What is defined for all is known in each.
            scopes.push((name, std::iter::once(domain).chain(global).collect()));
        }
    }
    scopes
}

struct Reader<'o> {
    out: &'o mut Configuration,
    domain: String,
    addresses: Objects<Space>,
    addresses6: Objects<Space>,
    services: Objects<Services>,
    schedules: FxHashMap<String, Option<Date>>,
    /// Some policy of the domain speaks of IPv6 beside IPv4.
    both_families: bool,
}

impl<'o> Reader<'o> {
    fn new(out: &'o mut Configuration, domain: &str) -> Self {
        Self {
            out,
            domain: domain.to_owned(),
            addresses: Objects::new(),
            addresses6: Objects::new(),
            services: Objects::new(),
            schedules: FxHashMap::default(),
            both_families: false,
        }
    }

    fn scope(&mut self, nodes: Vec<&Node>) {
        for node in &nodes {
            if let Some(name) = node.section("system global").and_then(|global| global.one("hostname")) {
                self.out.name = Some(name.to_owned());
            }
        }
        for node in nodes.iter().rev() {
            self.objects(node);
        }
        let Some(own) = nodes.first() else { return };
        for section in POLICIES {
            let Some(policies) = own.section(section) else { continue };
            self.both_families |= policies
                .entries()
                .any(|(_, policy)| policy.get("srcaddr6").is_some() || policy.get("dstaddr6").is_some());
        }
        for section in POLICIES {
            let Some(policies) = own.section(section) else { continue };
            let short = section.strip_prefix("firewall ").unwrap_or(section);
            let name =
                if self.domain.is_empty() { short.to_owned() } else { format!("{}:{short}", self.domain) };
            let set = self.out.set(&name);
            self.out.sets[set].otherwise = Some(Action::Deny);
            self.out.sets[set].applied = Some(true);
            let mut uuids: FxHashMap<&str, u32> = FxHashMap::default();
            for (_, policy) in policies.entries() {
                if let Some(uuid) = policy.one("uuid") {
                    *uuids.entry(uuid).or_default() += 1;
                }
            }
            for (number, policy) in policies.entries() {
                let mut rule = self.policy(set, policy, section.ends_with('6'));
                let unique = policy.one("uuid").filter(|uuid| uuids.get(uuid) == Some(&1));
                rule.id = match unique {
                    // A uuid of zeros is none.
                    Some(uuid) if uuid.bytes().any(|b| !matches!(b, b'0' | b'-')) => uuid.to_owned(),
                    _ => format!("{name}/{number}"),
                };
                rule.name = Some(policy.one("name").map_or_else(|| number.to_owned(), str::to_owned));
                self.out.rules.push(rule);
            }
        }
    }

    fn policy(&mut self, set: usize, policy: &Node, six: bool) -> Rule {
        let action = match policy.one("action") {
            Some("accept" | "ipsec" | "ssl-vpn") => Action::Allow,
            Some("deny") | None => Action::Deny,
            Some(other) => Action::Other(other.to_owned()),
        };
        let mut rule = Rule::new(set, policy.line, action);
        if matches!(policy.one("action"), Some("ipsec" | "ssl-vpn")) {
            rule.conditions.push("vpn".to_owned());
        }
        rule.enabled = policy.one("status") != Some("disable");
        rule.comment = policy.one("comments").or_else(|| policy.one("comment")).map(str::to_owned);
        rule.log = match policy.one("logtraffic") {
            Some("all" | "enable") => Some(true),
            Some("disable") => Some(false),
            // Only what a security profile catches.
            _ => None,
        };
        rule.from = interfaces(policy, "srcintf", "intf");
        rule.to = interfaces(policy, "dstintf", "dstintf");
        rule.source = self.side(policy, "src", six, &mut rule.problems);
        rule.destination = self.side(policy, "dst", six, &mut rule.problems);
        rule.service = self.service(policy, &mut rule.problems);
        let applications = ["application", "app-category", "app-group", "url-category"];
        let named: Vec<String> = applications
            .iter()
            .flat_map(|kind| policy.list(kind).iter().map(move |name| format!("{kind}:{name}")))
            .collect();
        if !named.is_empty() {
            rule.applications = Names::of(named.iter().map(String::as_str));
        }
        for kind in ["groups", "users", "fsso-groups", "devices"] {
            let mut names: Vec<&str> = policy.list(kind).iter().map(String::as_str).collect();
            if !names.is_empty() {
                names.sort_unstable();
                rule.conditions.push(format!("user:{}", names.join(" ")));
            }
        }
        for kind in passed::NARROWING {
            let values = policy.list(kind);
            if !values.is_empty() && values != ["disable"] {
                rule.conditions.push(format!("{kind}:{}", values.join(" ")));
            }
        }
        self.schedule(policy, &mut rule);
        for (setting, values, line) in policy.settings() {
            if !passed::policy_setting(setting) {
                let text = format!("set {setting} {}", values.join(" "));
                self.out.unread(line, &text);
                rule.problems.push(Problem::NotUnderstood(crate::secret::masked(&text).into()));
            }
        }
        rule
    }

    fn schedule(&mut self, policy: &Node, rule: &mut Rule) {
        if let Some(name) = policy.one("schedule").filter(|name| *name != "always") {
            rule.schedule = Some(name.to_owned());
            rule.conditions.push(format!("time:{name}"));
            match self.schedules.get(name) {
                Some(end) => rule.expires = *end,
                None if name == "none" || name == "default-darrp-optimize" => {}
                None => rule.problems.push(Problem::Undefined(name.into())),
            }
        }
        if policy.one("policy-expiry") == Some("enable") {
            match policy.list("policy-expiry-date").first().and_then(|day| object::day(day)) {
                Some(day) => rule.expires = Some(rule.expires.map_or(day, |known| known.min(day))),
                None => rule.problems.push(Problem::NotUnderstood("policy-expiry-date".into())),
            }
        }
    }

    /// Source or destination of a policy.
    fn side(&mut self, policy: &Node, side: &str, six: bool, problems: &mut Vec<Problem>) -> Addresses {
        let service = if side == "src" { "internet-service-src" } else { "internet-service" };
        if policy.one(service) == Some("enable") {
            let mut names: Vec<String> = Vec::new();
            for suffix in ["-name", "-id", "-group", "-custom", "-custom-group"] {
                let list = policy.list(&format!("{service}{suffix}"));
                names.extend(list.iter().map(|name| format!("internet-service:{name}")));
            }
            names.sort_unstable();
            let negated = policy.one(&format!("{service}-negate")) == Some("enable");
            let parts: Vec<Space> = names.iter().map(|name| Space::name(name)).collect();
            return addresses(Space::union(&parts), names, negated);
        }
        let (mut parts, mut names): (Vec<Arc<Space>>, Vec<String>) = (Vec::new(), Vec::new());
        let (four, both) = (format!("{side}addr"), format!("{side}addr6"));
        for (key, in_six) in [(&four, six), (&both, true)] {
            for name in policy.list(key) {
                let objects = if in_six { &mut self.addresses6 } else { &mut self.addresses };
                let set = match name.as_str() {
                    "all" if in_six && !six => Arc::new(Space::any_v6()),
                    "all" if self.both_families => Arc::new(Space::any_v4()),
                    "all" => Arc::new(Space::any()),
                    "none" => Arc::new(Space::default()),
                    _ => {
                        let resolved = objects.resolve(name);
                        problems.extend_from_slice(&resolved.problems);
                        resolved.set
                    }
                };
                parts.push(set);
                names.push(name.clone());
            }
        }
        let negated = [&four, &both].iter().any(|key| policy.one(&format!("{key}-negate")) == Some("enable"));
        names.sort_unstable();
        match parts.as_slice() {
            // A policy without addresses matches all: local-in policies, policies of devices.
            [] => Addresses::any(),
            [one] if !negated => Addresses { space: one.clone(), words: any_word(one, names) },
            _ => addresses(Space::union(parts.iter().map(|part| &**part)), names, negated),
        }
    }

    fn service(&mut self, policy: &Node, problems: &mut Vec<Problem>) -> ServiceMatch {
        let names = policy.list("service");
        if policy.one("internet-service") == Some("enable") {
            return ServiceMatch {
                services: Arc::new(Services::name("internet-service")),
                words: "internet-service".to_owned(),
            };
        }
        if names.is_empty() {
            return ServiceMatch::any();
        }
        let mut parts: Vec<Arc<Services>> = Vec::new();
        for name in names {
            if !self.services.is_defined(name)
                && let Some(services) = object::builtin(name)
            {
                parts.push(Arc::new(services));
                continue;
            }
            let resolved = self.services.resolve(name);
            problems.extend_from_slice(&resolved.problems);
            parts.push(resolved.set);
        }
        let mut sorted: Vec<&str> = names.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        let mut words = sorted.join(" ");
        let mut services = match parts.as_slice() {
            [one] => one.clone(),
            _ => Arc::new(Services::union(parts.iter().map(|part| &**part))),
        };
        if policy.one("service-negate") == Some("enable") {
            words = format!("!({words})");
            match services.complement() {
                Some(rest) => services = Arc::new(rest),
                None => problems.push(Problem::NotUnderstood(words.as_str().into())),
            }
        } else if services.any {
            words = "any".to_owned();
        }
        ServiceMatch { services, words }
    }
}

/// "any" for everything, however it is called.
fn any_word(space: &Space, names: Vec<String>) -> String {
    if space.is_any() { "any".to_owned() } else { names.join(" ") }
}

fn addresses(space: Space, names: Vec<String>, negated: bool) -> Addresses {
    if negated {
        let words = format!("!({})", names.join(" "));
        return Addresses { space: space.complement().into(), words };
    }
    let words = any_word(&space, names);
    Addresses { space: space.into(), words }
}

fn interfaces(policy: &Node, key: &str, other: &str) -> Names {
    let list = match policy.list(key) {
        [] => policy.list(other),
        list => list,
    };
    Names::of(list.iter().map(String::as_str))
}
