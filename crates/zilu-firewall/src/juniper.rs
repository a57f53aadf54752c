//! Junos: firewall filters and security policies, as `set` commands or with braces.
//!
//! A term without an action accepts, as Junos does. A filter is *applied* when an interface names it. Policies between zones are
//! looked at before global ones. What configuration groups bring in is not followed: `groups` with filters, policies or address
//! books is listed as not understood.

mod policy;
mod term;

use crate::address::{self, Space};
use crate::model::{Action, Configuration, Names, ReadError};
use crate::objects::{Object, Objects};
use crate::service::Services;
use crate::tree::{self, Node};
use rustc_hash::FxHashMap;

/// Top words that say nothing about filtering.
const IRRELEVANT: &[(&str, &str)] = &[
    ("version", "frame of the file"),
    ("system", "management"),
    ("interfaces", "link"),
    ("routing-options", "routing"),
    ("protocols", "routing"),
    ("policy-options", "routing"),
    ("routing-instances", "routing"),
    ("chassis", "link"),
    ("snmp", "monitoring"),
    ("forwarding-options", "routing"),
    ("class-of-service", "inspection and quality of service"),
    ("vlans", "link"),
    ("event-options", "monitoring"),
    ("services", "inspection and quality of service"),
    ("schedulers", "time"),
    ("access", "accounts"),
    ("accounting-options", "monitoring"),
    ("bridge-domains", "link"),
    ("switch-options", "link"),
    ("poe", "link"),
    ("ethernet-switching-options", "link"),
    ("multi-chassis", "link"),
    ("virtual-chassis", "link"),
    ("wlan", "link"),
    ("smtp", "management"),
    ("dynamic-profiles", "link"),
    ("unified-edge", "link"),
    ("apply-macro", "text"),
    ("diameter", "accounts"),
    ("jsrc", "accounts"),
];

/// Words of `security` that say nothing about filtering.
const SECURITY: &[(&str, &str)] = &[
    ("nat", "nat"),
    ("screen", "inspection and quality of service"),
    ("ike", "vpn"),
    ("ipsec", "vpn"),
    ("pki", "vpn"),
    ("certificates", "vpn"),
    ("idp", "inspection and quality of service"),
    ("utm", "inspection and quality of service"),
    ("flow", "inspection and quality of service"),
    ("alg", "inspection and quality of service"),
    ("log", "monitoring"),
    ("ssh-known-hosts", "management"),
    ("forwarding-options", "routing"),
    ("application-tracking", "monitoring"),
    ("dynamic-address", "inspection and quality of service"),
    ("user-identification", "accounts"),
    ("zones", "interface"),
    ("gprs", "inspection and quality of service"),
    ("traceoptions", "monitoring"),
    ("remote-access", "vpn"),
    ("advance-policy-based-routing", "routing"),
    ("datapath-debug", "monitoring"),
    ("resource-manager", "management"),
    ("softwires", "link"),
    ("group-vpn", "vpn"),
    ("intelligence", "inspection and quality of service"),
    ("analysis", "monitoring"),
    ("authentication-key-chains", "accounts"),
    ("macsec", "link"),
    ("tcp-encap", "vpn"),
];

/// Reads a configuration.
///
/// # Errors
/// When braces are not closed, or nothing in the text is of Junos.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let mut out = Configuration { system: "Juniper Junos".to_owned(), ..Configuration::default() };
    let (root, left, lines) = if text.lines().any(|line| line.trim_start().starts_with("set ")) {
        tree::from_set(text)
    } else {
        let (root, lines) = tree::from_braces(text)?;
        (root, Vec::new(), lines)
    };
    out.counts.insert("lines", lines);
    for (line, text) in left {
        out.unread(line, &text);
    }
    if !["system", "interfaces", "firewall", "security", "policy-options"]
        .iter()
        .any(|word| root.get(word).is_some())
    {
        return Err(ReadError::new(
            1,
            "not-juniper",
            "檔案裡沒有 Junos 的設定",
            "the file has no configuration of Junos",
        ));
    }
    if let Some(version) = root.value("version") {
        out.system = format!("Juniper Junos {version}");
    }
    out.name = root.path(&["system", "host-name"]).and_then(|name| name.words().next()).map(str::to_owned);
    if out.name.is_some() && root.get("interfaces").is_some() {
        out.scopes.push(String::new());
    }
    let mut reader = Reader {
        out,
        books: Objects::new(),
        prefixes: Objects::new(),
        applications: Objects::new(),
        bindings: FxHashMap::default(),
        full: root.get("interfaces").is_some(),
    };
    reader.irrelevant(&root);
    reader.bindings(&root);
    reader.prefix_lists(&root);
    reader.filters(&root);
    reader.policies(&root);
    let mut out = reader.out;
    out.finish();
    Ok(out)
}

/// Where a filter is applied.
#[derive(Default)]
struct Binding {
    line: u32,
    incoming: Vec<String>,
    outgoing: Vec<String>,
}

struct Reader {
    out: Configuration,
    /// Addresses by `BOOK/NAME`.
    books: Objects<Space>,
    prefixes: Objects<Space>,
    applications: Objects<Services>,
    /// By `FAMILY:FILTER`.
    bindings: FxHashMap<String, Binding>,
    full: bool,
}

impl Reader {
    fn irrelevant(&mut self, root: &Node) {
        for (name, node) in root.children() {
            match name {
                "firewall" | "security" | "applications" => {}
                "groups" => {
                    for (group, content) in node.children() {
                        match content
                            .words()
                            .any(|word| matches!(word, "firewall" | "security" | "applications"))
                        {
                            true => self.out.unread(content.line, &format!("groups {group} …")),
                            false => *self.out.irrelevant.entry("groups").or_default() += content.leaves(),
                        }
                    }
                }
                // What is in groups was looked at above.
                "apply-groups" | "apply-groups-except" => self.out.pass_over("groups"),
                _ => match IRRELEVANT.iter().find(|(word, _)| *word == name) {
                    Some((_, about)) => *self.out.irrelevant.entry(about).or_default() += node.leaves(),
                    None => self.out.unread(node.line, &format!("{name} …")),
                },
            }
        }
        for (name, node) in root.get("security").into_iter().flat_map(Node::children) {
            if matches!(name, "policies" | "address-book") {
                continue;
            }
            match SECURITY.iter().find(|(word, _)| *word == name) {
                Some((_, about)) => *self.out.irrelevant.entry(about).or_default() += node.leaves(),
                None => self.out.unread(node.line, &format!("security {name} …")),
            }
        }
    }

    /// Which interface uses which filter.
    fn bindings(&mut self, root: &Node) {
        for (interface, node) in root.get("interfaces").into_iter().flat_map(Node::children) {
            self.out.count("interfaces");
            for (unit, node) in node.get("unit").into_iter().flat_map(Node::children) {
                let name = format!("{interface}.{unit}");
                for (family, node) in node.get("family").into_iter().flat_map(Node::children) {
                    for (way, filters) in node.get("filter").into_iter().flat_map(Node::children) {
                        for (filter, at) in filters.children() {
                            let binding = self.bindings.entry(format!("{family}:{filter}")).or_default();
                            binding.line = at.line;
                            if way.starts_with("output") {
                                binding.outgoing.push(name.clone());
                            } else {
                                binding.incoming.push(name.clone());
                            }
                        }
                    }
                }
            }
        }
    }

    fn prefix_lists(&mut self, root: &Node) {
        let lists = root.path(&["policy-options", "prefix-list"]);
        for (name, list) in lists.into_iter().flat_map(Node::children) {
            let mut object = Object::default();
            for word in list.words() {
                match address::prefix(word) {
                    Some(space) => object.own.push(space),
                    // `apply-path` fills the list from elsewhere in the configuration.
                    None => object.own.push(Space::name(&format!("prefix-list:{name}"))),
                }
            }
            self.out.count("groups");
            self.prefixes.insert(name, object);
        }
    }

    fn filters(&mut self, root: &Node) {
        let Some(firewall) = root.get("firewall") else { return };
        for (name, node) in firewall.children() {
            match name {
                "filter" => self.family("inet", node),
                "family" => {
                    for (family, node) in node.children() {
                        for (word, filters) in node.children() {
                            match word {
                                "filter" => self.family(family, filters),
                                // They only limit rates, or choose a way.
                                "service-filter" | "simple-filter" | "dialer-filter" | "prefix-action"
                                | "fast-update-filter" => {
                                    self.out
                                        .unread(filters.line, &format!("firewall family {family} {word} …"));
                                }
                                _ => self
                                    .out
                                    .unread(filters.line, &format!("firewall family {family} {word} …")),
                            }
                        }
                    }
                }
                "policer"
                | "three-color-policer"
                | "hierarchical-policer"
                | "interface-set"
                | "load-balance-group"
                | "traceoptions"
                | "tunnel-end-point" => {
                    *self.out.irrelevant.entry("inspection and quality of service").or_default() +=
                        node.leaves();
                }
                _ => self.out.unread(node.line, &format!("firewall {name} …")),
            }
        }
        let unknown: Vec<(u32, String)> = self
            .bindings
            .iter()
            .filter(|(name, _)| !self.out.has_set(name))
            .map(|(name, binding)| (binding.line, format!("filter {name}: undefined")))
            .collect();
        for (line, text) in unknown {
            self.out.unread(line, &text);
        }
    }

    fn family(&mut self, family: &str, filters: &Node) {
        for (filter, node) in filters.children() {
            let name = format!("{family}:{filter}");
            let set = self.out.set(&name);
            self.out.sets[set].otherwise = Some(Action::Deny);
            let binding = self.bindings.get(&name);
            if self.full {
                self.out.sets[set].applied = Some(binding.is_some());
            }
            let (mut from, mut to) = (Names::Any, Names::Any);
            if let Some(binding) = binding {
                let names = |list: &[String]| Names::of(list.iter().map(String::as_str));
                match (binding.incoming.is_empty(), binding.outgoing.is_empty()) {
                    (false, true) => from = names(&binding.incoming),
                    (true, false) => to = names(&binding.outgoing),
                    _ => {}
                }
            }
            for (word, child) in node.children() {
                if word != "term" {
                    if !matches!(
                        word,
                        "interface-specific"
                            | "accounting-profile"
                            | "physical-interface-filter"
                            | "enhanced-mode"
                    ) {
                        self.out.unread(child.line, &format!("filter {filter} {word} …"));
                    }
                    continue;
                }
                for (term, content) in child.children() {
                    let mut rule = self.term(set, family, content);
                    rule.name = Some(term.to_owned());
                    rule.id = format!("{name}/{term}");
                    rule.enabled &= !node.inactive && !content.inactive;
                    (rule.from, rule.to) = (from.clone(), to.clone());
                    self.out.rules.push(rule);
                }
            }
        }
    }
}
