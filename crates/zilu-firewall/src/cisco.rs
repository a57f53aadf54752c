//! Cisco ASA and IOS: running configurations, and what `show access-list` and `show version` print beside them.
//!
//! Objects may be defined behind their use, so entries are parsed when the whole file has been looked through.
//! An access list is *applied* when an interface, a line, a VPN filter or the whole firewall names it; the rules of one that a full
//! configuration applies nowhere (it picks routes or translations) are not enabled. Deliberately not read: translations,
//! inspection, and what security levels let through without an access list.

mod ace;
mod object;
mod passed;

use crate::address::Space;
use crate::model::{Action, Addresses, Configuration, Names, Problem, ReadError, Rule, ServiceMatch};
use crate::objects::Objects;
use crate::service::Services;
use ace::Ace;
use jiff::civil::Date;
use passed::About;
pub(crate) use passed::month;
use rustc_hash::FxHashMap;
use std::net::Ipv4Addr;

/// Which system wrote the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Adaptive Security Appliance: masks are network masks.
    Asa,
    /// IOS, IOS XE: masks in access lists are wildcards.
    Ios,
}

/// Reads a configuration.
///
/// # Errors
/// When nothing in the text is a configuration of this kind.
pub(crate) fn read(dialect: Dialect, text: &str) -> Result<Configuration, ReadError> {
    let mut reader = Reader::new(dialect);
    let mut known = false;
    for (index, line) in text.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        known |= reader.line(number, line);
    }
    if !known {
        return Err(ReadError::new(
            1,
            "not-cisco",
            "檔案裡沒有任何一行是 Cisco 的設定",
            "no line of the file is configuration of Cisco",
        ));
    }
    Ok(reader.finish())
}

/// Which block the lines belong to.
#[derive(Clone)]
enum Mode {
    None,
    Interface,
    Line,
    ObjectNetwork(String),
    ObjectService(String),
    GroupNetwork(String),
    /// With the protocols of its ports.
    GroupService(String, Vec<u8>),
    GroupProtocol(String),
    GroupIcmp(String),
    /// Users or security tags.
    GroupOther,
    TimeRange(String),
    AccessList {
        name: String,
        standard: bool,
        v6: bool,
        show: bool,
    },
    PassedOver(&'static str),
    NotUnderstood,
}

/// An entry of an access list as it stands in the file.
struct Entry {
    line: u32,
    text: String,
    list: String,
    standard: bool,
    v6: bool,
    comment: Option<String>,
    /// Place in the list, remarks counted.
    place: u32,
}

#[derive(Default)]
struct Interface {
    name: String,
    nameif: Option<String>,
    address: Option<Ipv4Addr>,
}

#[derive(Default)]
struct Binding {
    line: u32,
    incoming: Vec<String>,
    outgoing: Vec<String>,
    everywhere: bool,
}

pub(super) struct Reader {
    dialect: Dialect,
    out: Configuration,
    mode: Mode,
    pub(super) addresses: Objects<Space>,
    pub(super) services: Objects<Services>,
    /// Addresses by the names of `name 10.1.1.1 web`.
    pub(super) names: FxHashMap<String, Ipv4Addr>,
    interfaces: Vec<Interface>,
    bindings: FxHashMap<String, Binding>,
    schedules: FxHashMap<String, (bool, Option<Date>)>,
    entries: Vec<Entry>,
    /// Entries that `show access-list` printed.
    shown: Vec<Entry>,
    remarks: FxHashMap<String, String>,
    places: FxHashMap<(String, bool), u32>,
    /// The file has interfaces or bindings, so that what is applied can be known.
    full: bool,
}

impl Reader {
    fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            out: Configuration {
                system: match dialect {
                    Dialect::Asa => "Cisco ASA".to_owned(),
                    Dialect::Ios => "Cisco IOS".to_owned(),
                },
                ..Configuration::default()
            },
            mode: Mode::None,
            addresses: Objects::new(),
            services: Objects::new(),
            names: FxHashMap::default(),
            interfaces: Vec::new(),
            bindings: FxHashMap::default(),
            schedules: FxHashMap::default(),
            entries: Vec::new(),
            shown: Vec::new(),
            remarks: FxHashMap::default(),
            places: FxHashMap::default(),
            full: false,
        }
    }

    /// One line; whether it was understood as configuration of Cisco.
    fn line(&mut self, number: u32, raw: &str) -> bool {
        let text = raw.trim_end();
        let bare = text.trim_start();
        if bare.is_empty() || bare.starts_with('!') {
            // A mark at the margin ends a block.
            if text.starts_with('!') {
                self.mode = Mode::None;
            }
            return false;
        }
        self.out.count("lines");
        let words: Vec<&str> = bare.split_whitespace().collect();
        let indented = bare.len() < text.len();
        if self.inside(number, bare, &words, indented) {
            return true;
        }
        if indented {
            match self.mode.clone() {
                Mode::PassedOver(about) => {
                    self.out.pass_over(about);
                    return true;
                }
                // Listed with its head.
                Mode::NotUnderstood => {
                    self.out.unread(number, bare);
                    return false;
                }
                _ => {}
            }
        }
        self.mode = Mode::None;
        self.top(number, bare, &words, indented)
    }

    /// A line that belongs to the open block.
    fn inside(&mut self, number: u32, text: &str, words: &[&str], indented: bool) -> bool {
        match self.mode.clone() {
            Mode::Interface if indented => self.interface_line(number, text, words),
            Mode::Line if indented => {
                match words {
                    ["access-class" | "ipv6", rest @ ..] if rest.len() > 1 => {
                        let name = if words[0] == "ipv6" { rest.get(1) } else { rest.first() };
                        if let Some(name) = name {
                            self.bindings.entry((*name).to_owned()).or_default().everywhere = true;
                        }
                    }
                    _ => {}
                }
                self.out.pass_over("management");
                true
            }
            Mode::ObjectNetwork(name) => self.object_network(&name, number, words, indented),
            Mode::ObjectService(name) => self.object_service(&name, number, words, indented),
            Mode::GroupNetwork(name) => self.group_network(&name, number, words, indented),
            Mode::GroupService(name, protocols) => {
                self.group_service(&name, &protocols, number, words, indented)
            }
            Mode::GroupProtocol(name) => self.group_protocol(&name, number, words, indented),
            Mode::GroupIcmp(name) => self.group_icmp(&name, number, words, indented),
            Mode::GroupOther if indented => {
                self.out.pass_over("accounts");
                true
            }
            Mode::TimeRange(name) => self.time_range(&name, number, text, words, indented),
            Mode::AccessList { name, standard, v6, show } => {
                let words = match words {
                    ["sequence", _, rest @ ..] if !rest.is_empty() => rest,
                    [number, rest @ ..] if number.parse::<u32>().is_ok() && !rest.is_empty() => rest,
                    _ => words,
                };
                match words.first() {
                    Some(&"remark") => {
                        self.remark(&name, &words[1..].join(" "), show);
                        true
                    }
                    Some(&("permit" | "deny")) => {
                        // IPv6 lists of IOS XE print the sequence number at the end.
                        let words = match words {
                            [front @ .., "sequence", number] if number.parse::<u32>().is_ok() => front,
                            _ => words,
                        };
                        self.entry(number, &words.join(" "), &name, standard, v6, show);
                        true
                    }
                    _ if indented => {
                        self.out.unread(number, text);
                        true
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn interface_line(&mut self, number: u32, text: &str, words: &[&str]) -> bool {
        let Some(interface) = self.interfaces.last_mut() else { return false };
        match words {
            ["nameif", name] => interface.nameif = Some((*name).to_owned()),
            ["ip", "address", address, ..] => interface.address = address.parse().ok(),
            ["ip", "access-group", list, direction] | ["ipv6", "traffic-filter", list, direction] => {
                let name = interface.name.clone();
                self.bind(number, list, direction, &name);
            }
            [first, rest @ ..] => match passed::interface_line(first, rest) {
                true => self.out.pass_over("interface"),
                false => self.out.unread(number, text),
            },
            [] => {}
        }
        true
    }

    fn bind(&mut self, line: u32, list: &str, direction: &str, interface: &str) {
        self.full = true;
        let binding = self.bindings.entry(list.to_owned()).or_default();
        binding.line = line;
        if direction == "out" {
            binding.outgoing.push(interface.to_owned());
        } else {
            binding.incoming.push(interface.to_owned());
        }
    }

    fn time_range(&mut self, name: &str, number: u32, text: &str, words: &[&str], indented: bool) -> bool {
        let schedule = self.schedules.entry(name.to_owned()).or_default();
        match words {
            ["absolute", rest @ ..] => {
                if let Some(at) = rest.iter().position(|word| *word == "end") {
                    schedule.1 = rest.get(at + 1..).and_then(absolute_day);
                    if schedule.1.is_none() {
                        self.out.unread(number, text);
                    }
                }
                true
            }
            ["periodic", ..] => {
                schedule.0 = true;
                true
            }
            _ if indented => {
                self.out.unread(number, text);
                true
            }
            _ => false,
        }
    }

    fn top(&mut self, number: u32, text: &str, words: &[&str], indented: bool) -> bool {
        match words {
            ["hostname", name] => self.out.name = Some(name.trim_matches('"').to_owned()),
            ["ASA" | "PIX", "Version", version, ..] => {
                self.out.system = format!("Cisco {} {version}", words[0]);
            }
            ["version", version] if self.dialect == Dialect::Ios => {
                self.out.system = format!("Cisco IOS {version}");
            }
            ["name", address, name, ..] if address.parse::<Ipv4Addr>().is_ok() => {
                if let Ok(address) = address.parse() {
                    self.names.insert((*name).to_owned(), address);
                    self.out.count("addresses");
                }
            }
            ["interface", name @ ..] if !name.is_empty() => {
                self.full = true;
                self.out.count("interfaces");
                self.interfaces.push(Interface { name: name.join(" "), ..Interface::default() });
                self.mode = Mode::Interface;
            }
            ["line", ..] => {
                self.out.pass_over("management");
                self.mode = Mode::Line;
            }
            ["object", "network", name] => {
                self.out.count("objects");
                self.addresses.entry(name);
                self.mode = Mode::ObjectNetwork((*name).to_owned());
            }
            ["object", "service", name] => {
                self.out.count("objects");
                self.services.entry(name);
                self.mode = Mode::ObjectService((*name).to_owned());
            }
            ["object-group", "network", name] => {
                self.out.count("groups");
                self.addresses.entry(name);
                self.mode = Mode::GroupNetwork((*name).to_owned());
            }
            ["object-group", "service", name, protocols @ ..] if protocols.len() <= 1 => {
                let protocols = match protocols.first() {
                    Some(&"tcp") => vec![6],
                    Some(&"udp") => vec![17],
                    _ => vec![6, 17],
                };
                self.out.count("groups");
                self.services.entry(name);
                self.mode = Mode::GroupService((*name).to_owned(), protocols);
            }
            ["object-group", "protocol", name] => {
                self.out.count("groups");
                self.services.entry(name);
                self.mode = Mode::GroupProtocol((*name).to_owned());
            }
            ["object-group", "icmp-type", name] => {
                self.out.count("groups");
                self.services.entry(name);
                self.mode = Mode::GroupIcmp((*name).to_owned());
            }
            ["object-group", "user" | "security", _] => {
                self.out.count("groups");
                self.mode = Mode::GroupOther;
            }
            ["time-range", name] => {
                self.schedules.entry((*name).to_owned()).or_default();
                self.mode = Mode::TimeRange((*name).to_owned());
            }
            ["access-group", list, direction, "interface", interface, ..] => {
                self.bind(number, list, direction, interface);
            }
            ["access-group", list, "global"] => {
                self.full = true;
                self.bindings.entry((*list).to_owned()).or_default().everywhere = true;
            }
            ["ip", "access-list", kind @ ("extended" | "standard"), name] => {
                self.open_list(name, *kind == "standard", false, false);
            }
            ["ipv6", "access-list", name] => self.open_list(name, false, true, false),
            [kind @ ("Extended" | "Standard"), "IP", "access", "list", name, ..] => {
                self.open_list(name, *kind == "Standard", false, true);
            }
            ["IPv6", "access", "list", name, ..] => self.open_list(name, false, true, true),
            ["access-list", rest @ ..] => return self.access_list(number, text, rest, indented),
            ["same-security-traffic", ..] => self.out.pass_over("default behaviour"),
            ["vpn-filter", "value", list] => {
                self.bindings.entry((*list).to_owned()).or_default().everywhere = true;
            }
            _ if passed::uptime(text).is_some() => {
                self.out.uptime_days = passed::uptime(text);
            }
            _ => match passed::top(words) {
                About::Irrelevant(about) => {
                    self.out.pass_over(about);
                    self.mode = Mode::PassedOver(about);
                }
                About::Unknown => {
                    self.out.unread(number, text);
                    self.mode = Mode::NotUnderstood;
                    return false;
                }
            },
        }
        true
    }

    fn open_list(&mut self, name: &str, standard: bool, v6: bool, show: bool) {
        let set = self.out.set(name);
        self.out.sets[set].otherwise = Some(Action::Deny);
        self.mode = Mode::AccessList { name: name.to_owned(), standard, v6, show };
    }

    /// `access-list NAME …`, of a configuration or printed by `show access-list`.
    fn access_list(&mut self, number: u32, text: &str, words: &[&str], indented: bool) -> bool {
        let Some((name, rest)) = words.split_first() else {
            self.out.unread(number, text);
            return false;
        };
        // `access-list outside_in; 3 elements; name hash: 0x…` and the totals of the log cache.
        if name.ends_with(';') || *name == "cached" || rest.first().is_some_and(|w| w.starts_with("alert")) {
            self.out.pass_over("counters");
            return true;
        }
        let set = self.out.set(name);
        self.out.sets[set].otherwise = Some(Action::Deny);
        let (place, rest) = match rest {
            ["line", place, rest @ ..] => (place.parse::<u32>().ok(), rest),
            _ => (None, rest),
        };
        let (standard, rest) = match rest {
            ["extended", rest @ ..] => (false, rest),
            ["standard", rest @ ..] => (true, rest),
            _ => {
                let numbered = name.parse::<u32>().ok();
                (numbered.is_some_and(|n| n < 100 || (1300..2000).contains(&n)), rest)
            }
        };
        match rest.first() {
            Some(&"remark") => {
                self.remark(name, &rest[1..].join(" "), place.is_some());
                true
            }
            Some(&("permit" | "deny")) => {
                let before = self.shown.last().filter(|_| place.is_some());
                // Lines below a line with groups are what it expands to: they only bring counters.
                if indented && let Some(parent) = before.filter(|p| p.list == *name && Some(p.place) == place)
                {
                    let (line, standard, v6) = (parent.line, parent.standard, parent.v6);
                    let list = parent.list.clone();
                    self.shown.push(Entry {
                        line,
                        text: rest.join(" "),
                        list,
                        standard,
                        v6,
                        comment: None,
                        place: place.unwrap_or(0),
                    });
                    return true;
                }
                self.entry(number, &rest.join(" "), name, standard, false, place.is_some());
                if let (Some(place), Some(last)) = (place, self.shown.last_mut()) {
                    last.place = place;
                }
                true
            }
            _ => {
                self.out.unread(number, text);
                false
            }
        }
    }

    fn remark(&mut self, list: &str, text: &str, show: bool) {
        self.out.count("remarks");
        *self.places.entry((list.to_owned(), show)).or_default() += 1;
        if show {
            return;
        }
        let remark = self.remarks.entry(list.to_owned()).or_default();
        if !remark.is_empty() {
            remark.push(' ');
        }
        if remark.len() < 2_000 {
            remark.push_str(text);
        }
    }

    fn entry(&mut self, line: u32, text: &str, list: &str, standard: bool, v6: bool, show: bool) {
        let place = self.places.entry((list.to_owned(), show)).or_default();
        *place += 1;
        let place = *place;
        let comment = if show { None } else { self.remarks.remove(list) };
        let entry =
            Entry { line, text: text.to_owned(), list: list.to_owned(), standard, v6, comment, place };
        if show { self.shown.push(entry) } else { self.entries.push(entry) }
    }

    fn finish(mut self) -> Configuration {
        self.bind_interfaces();
        let entries = std::mem::take(&mut self.entries);
        let shown = std::mem::take(&mut self.shown);
        // Where the file has both, the configuration gives the rules and the printout their counters.
        let configured: rustc_hash::FxHashSet<String> = entries.iter().map(|e| e.list.clone()).collect();
        let mut places: FxHashMap<(String, u32), usize> = FxHashMap::default();
        for entry in &entries {
            let index = self.rule(entry);
            places.insert((entry.list.clone(), entry.place), index);
        }
        for entry in &shown {
            let key = (entry.list.clone(), entry.place);
            match places.get(&key) {
                // What a line with groups expands to has the hits that the line itself does not show.
                Some(index) => {
                    let hits = ace::hits(&entry.text);
                    let rule = &mut self.out.rules[*index];
                    rule.hits = match (rule.hits, hits) {
                        (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
                        (known, more) => known.or(more),
                    };
                }
                None if configured.contains(&entry.list) => self.out.unread(entry.line, &entry.text),
                None => {
                    let index = self.rule(entry);
                    places.insert(key, index);
                }
            }
        }
        for (list, binding) in &self.bindings {
            let bound = binding.everywhere || !binding.incoming.is_empty() || !binding.outgoing.is_empty();
            // A list that is bound but not there: everything is let through or nothing, depending on the system.
            if bound && !self.out.has_set(list) {
                let text = format!("access-group {list}: undefined");
                self.out.unread(binding.line, &text);
            }
        }
        if self.full && self.out.name.is_some() {
            self.out.scopes.push(String::new());
        }
        if self.full {
            for set in &mut self.out.sets {
                set.applied = Some(self.bindings.contains_key(&set.name));
            }
        }
        self.out.finish();
        self.out
    }

    /// Interfaces of bindings get the names that rules use.
    fn bind_interfaces(&mut self) {
        for interface in &self.interfaces {
            if let (Some(name), Some(address)) = (&interface.nameif, interface.address) {
                self.addresses
                    .define(&format!("interface {name}"), Space::v4(address.to_bits(), address.to_bits()));
            }
        }
    }

    fn rule(&mut self, entry: &Entry) -> usize {
        let set = self.out.set(&entry.list);
        let mut rule = Rule::new(set, entry.line, Action::Deny);
        let mut ace = Ace::new(self, &entry.text, entry.v6);
        let outcome = if entry.standard { ace.standard(&mut rule) } else { ace.extended(&mut rule) };
        rule.comment = entry.comment.clone();
        rule.hits = ace::hits(&entry.text);
        if let Err(problem) = outcome {
            let problem = match problem {
                Problem::NotUnderstood(_) => {
                    Problem::NotUnderstood(crate::secret::masked(&entry.text).into())
                }
                other => other,
            };
            self.out.unread(entry.line, &format!("{} {}", entry.list, entry.text));
            rule.problems.push(problem);
        }
        if let Some(name) = &rule.schedule {
            rule.conditions.push(format!("time:{name}"));
            match self.schedules.get(name) {
                Some((_, end)) => rule.expires = *end,
                None => rule.problems.push(Problem::Undefined(name.as_str().into())),
            }
        }
        if let Some(binding) = self.bindings.get(&entry.list)
            && !binding.everywhere
        {
            let names = |list: &[String]| Names::of(list.iter().map(String::as_str));
            match (binding.incoming.is_empty(), binding.outgoing.is_empty()) {
                (false, true) => rule.from = names(&binding.incoming),
                (true, false) => rule.to = names(&binding.outgoing),
                _ => {}
            }
        }
        self.out.rules.push(rule);
        self.out.rules.len() - 1
    }

    /// A network mask or a wildcard, as the dialect has it.
    pub(super) fn masked(&self, address: Ipv4Addr, mask: Ipv4Addr) -> Option<Space> {
        let mask = match self.dialect {
            Dialect::Asa => mask,
            Dialect::Ios => Ipv4Addr::from_bits(!mask.to_bits()),
        };
        crate::address::masked(address, mask)
    }

    pub(super) fn services_of(services: Services, words: String) -> ServiceMatch {
        ServiceMatch { services: services.into(), words }
    }

    pub(super) fn space_of(space: Space) -> Addresses {
        let words = crate::address::words(&space, 8);
        Addresses { space: space.into(), words }
    }
}

/// `23:59 31 December 2025`.
fn absolute_day(words: &[&str]) -> Option<Date> {
    let [_, day, month, year, ..] = words else { return None };
    let month = self::month(month)?;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}
