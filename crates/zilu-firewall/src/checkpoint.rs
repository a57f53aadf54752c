//! Check Point access rules, as the management interface's `show access-rulebase` answers in JSON: one answer, or a list of
//! its pages.
//!
//! A layer is a rule set. Source, destination and service are names of objects, which are resolved where the file has their
//! definition (`objects-dictionary`, or the object in place of its name); what it lacks makes the rule incomplete. The last
//! implied rule of a layer drops, unless the layer says otherwise, which this answer does not show: it stays unknown.
//!
//! A layer of which pages are missing (`to` before `total`) is a part: of rules that are not in it nothing is concluded.
//! Inline layers, VPN communities, content, times and access roles are conditions; they are not resolved.

use crate::address::{self, Ranges, Space};
use crate::model::{Action, Addresses, Configuration, Problem, ReadError, Rule, ServiceMatch};
use crate::names;
use crate::objects::{Object, Objects, Resolved};
use crate::service::{ICMP, ICMP6, PORT_LAST, SCTP, Services, TCP, UDP, all_ports};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::collections::BTreeMap;

/// Sections within sections; the product allows one.
const DEPTH: u32 = 8;

/// Reads the answer.
///
/// # Errors
/// When the JSON is damaged or has no access rules.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let root: Value = serde_json::from_str(text).map_err(|error| ReadError::json(&error))?;
    let pages: Vec<&Value> = match &root {
        Value::Array(pages) => pages.iter().collect(),
        page => vec![page],
    };
    let mut reader = Reader {
        out: Configuration { system: "Check Point".to_owned(), ..Configuration::default() },
        spaces: Objects::new(),
        services: Objects::new(),
        names: FxHashMap::default(),
        layers: BTreeMap::new(),
    };
    if pages.is_empty() || pages.iter().any(|page| page.get("rulebase").and_then(Value::as_array).is_none()) {
        return Err(ReadError::new(
            1,
            "not-check-point",
            "JSON 裡沒有 rulebase（show access-rulebase 的回應）",
            "the JSON has no list 'rulebase' (the answer of show access-rulebase)",
        ));
    }
    for page in &pages {
        for object in list(page, "objects-dictionary") {
            reader.object(object);
        }
    }
    for page in pages {
        reader.page(page);
    }
    Ok(reader.finish())
}

/// How much of a layer the file has.
#[derive(Default)]
struct Layer {
    /// Rules that there are.
    total: u64,
    /// First and last rule of each page.
    pages: Vec<(u64, u64)>,
}

struct Reader {
    out: Configuration,
    spaces: Objects<Space>,
    services: Objects<Services>,
    /// Names of objects by uid.
    names: FxHashMap<String, String>,
    layers: BTreeMap<String, Layer>,
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn number(value: &Value, key: &str) -> Option<u64> {
    let value = value.get(key)?;
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}

/// The uid of an object, or of the object that stands in its place.
fn uid(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| text(value, "uid")).or_else(|| text(value, "name"))
}

impl Reader {
    /// What an object stands for, as addresses and as services: each type is one of both.
    fn object(&mut self, object: &Value) {
        let (Some(uid), Some(kind)) = (uid(object), text(object, "type")) else { return };
        let uid = uid.to_owned();
        self.names.insert(uid.clone(), text(object, "name").unwrap_or(&uid).to_owned());
        if let Some(space) = space(object, kind) {
            self.out.count("addresses");
            self.spaces.define(&uid, space);
        } else if let Some(services) = service(object, kind) {
            self.out.count("services");
            self.services.define(&uid, services);
        } else if kind == "CpmiAnyObject" {
            self.spaces.define(&uid, Space::any());
            self.services.define(&uid, Services::any());
        } else if matches!(kind, "group" | "service-group") && object.get("members").is_some() {
            self.out.count("groups");
            let members: Vec<&Value> = list(object, "members").collect();
            for member in members.iter().filter(|member| member.is_object()) {
                self.object(member);
            }
            let members: Vec<String> = members.into_iter().filter_map(self::uid).map(str::to_owned).collect();
            if kind == "group" {
                self.spaces.insert(&uid, Object { members, ..Object::default() });
            } else {
                self.services.insert(&uid, Object { members, ..Object::default() });
            }
        } else if kind == "group-with-exclusion" {
            let part =
                |key: &str| object.get(key).and_then(self::uid).map(str::to_owned).into_iter().collect();
            let (members, excluded) = (part("include"), part("except"));
            self.spaces.insert(&uid, Object { members, excluded, ..Object::default() });
        } else if matches!(
            kind,
            "security-zone" | "dns-domain" | "updatable-object" | "access-role" | "dynamic-object"
        ) {
            // Known by its name only.
            self.spaces.define(&uid, Space::name(&format!("{kind}:{}", self.name(&uid))));
        } else if matches!(kind, "application-site" | "application-site-category" | "application-site-group")
        {
            self.services.define(&uid, Services::name(&format!("application:{}", self.name(&uid))));
        }
    }

    fn name(&self, uid: &str) -> String {
        self.names.get(uid).cloned().unwrap_or_else(|| uid.to_owned())
    }

    fn page(&mut self, page: &Value) {
        let layer = text(page, "name").or(text(page, "uid")).unwrap_or("layer").to_owned();
        let set = self.out.set(&layer);
        let known = self.layers.entry(layer.clone()).or_default();
        known.total = known.total.max(number(page, "total").unwrap_or(u64::MAX));
        if let (Some(from), Some(to)) = (number(page, "from"), number(page, "to")) {
            known.pages.push((from, to));
        }
        self.rules(set, &layer, page, 0);
    }

    fn rules(&mut self, set: usize, layer: &str, of: &Value, depth: u32) {
        for entry in list(of, "rulebase") {
            match text(entry, "type") {
                Some("access-section") if depth < DEPTH => {
                    self.out.count("remarks");
                    self.rules(set, layer, entry, depth + 1);
                }
                Some("access-rule") => self.rule(set, layer, entry),
                _ => self.out.unread(1, &entry.to_string()),
            }
        }
    }

    fn rule(&mut self, set: usize, layer: &str, entry: &Value) {
        let word = entry.get("action").and_then(|action| {
            text(action, "name").map(str::to_owned).or_else(|| Some(self.name(action.as_str()?)))
        });
        let word = word.unwrap_or_default();
        let action = match word.to_lowercase().as_str() {
            "accept" => Action::Allow,
            "drop" | "reject" => Action::Deny,
            "inner layer" | "apply layer" => match entry.get("inline-layer").and_then(uid) {
                Some(to) => Action::Jump(self.name(to)),
                None => Action::Other(word.clone()),
            },
            _ => Action::Other(word.clone()),
        };
        let mut rule = Rule::new(set, 1, action);
        if word.is_empty() {
            rule.problems.push(Problem::NotUnderstood("action".into()));
        }
        rule.id = text(entry, "uid").map(|uid| format!("{layer}/{uid}")).unwrap_or_default();
        rule.name = text(entry, "name").map(str::to_owned);
        rule.comment = text(entry, "comments").map(str::to_owned);
        rule.enabled = entry.get("enabled").and_then(Value::as_bool).unwrap_or(true);
        rule.source = self.addresses(entry, "source", &mut rule.problems);
        rule.destination = self.addresses(entry, "destination", &mut rule.problems);
        rule.service = self.service(entry, &mut rule.problems);
        for key in ["vpn", "content", "time"] {
            let names = self.words(entry, key);
            if !names.is_empty() && !names.iter().any(|name| name.eq_ignore_ascii_case("any")) {
                rule.conditions.push(format!("{key}:{}", names.join(",")));
            }
        }
        let track = entry.get("track").map(|track| track.get("type").unwrap_or(track));
        let track = track.and_then(|kind| {
            text(kind, "name").map(str::to_owned).or_else(|| Some(self.name(kind.as_str()?)))
        });
        rule.log = track.filter(|track| !track.is_empty()).map(|track| !track.eq_ignore_ascii_case("none"));
        if let Some(hits) = entry.get("hits") {
            rule.hits = number(hits, "value");
            let last = hits.get("last-date").and_then(|date| text(date, "iso-8601"));
            rule.last_hit = last.and_then(|date| date.get(..10)?.parse::<Date>().ok());
        }
        if !rule.is_complete() {
            let shown = rule.name.clone().unwrap_or_else(|| rule.id.clone());
            let why: Vec<String> = rule.problems.iter().map(|problem| problem.words().en).collect();
            self.out.unread(1, &format!("{shown}: {}", why.join("; ")));
        }
        self.out.rules.push(rule);
    }

    /// Names of what a field lists; objects that stand in their place are read on the way.
    fn words(&mut self, entry: &Value, key: &str) -> Vec<String> {
        let values: Vec<&Value> = match entry.get(key) {
            Some(Value::Array(values)) => values.iter().collect(),
            Some(Value::Null) | None => Vec::new(),
            Some(one) => vec![one],
        };
        for value in values.iter().filter(|value| value.is_object()) {
            self.object(value);
        }
        values.into_iter().filter_map(uid).map(|uid| self.name(uid)).collect()
    }

    fn addresses(&mut self, entry: &Value, key: &str, problems: &mut Vec<Problem>) -> Addresses {
        let words = self.words(entry, key);
        let parts: Vec<Resolved<Space>> =
            list(entry, key).filter_map(uid).map(|uid| self.spaces.resolve(uid)).collect();
        problems.extend(parts.iter().flat_map(|part| self.named(&part.problems)));
        if parts.is_empty() {
            problems.push(Problem::NotUnderstood(key.into()));
        }
        let space = Space::union(parts.iter().map(|part| &*part.set));
        let negated = entry.get(format!("{key}-negate")).and_then(Value::as_bool) == Some(true);
        let joined = words.join(" ");
        if negated {
            return Addresses { space: space.complement().into(), words: format!("!{joined}") };
        }
        let joined = if space.is_any() { "any".to_owned() } else { joined };
        Addresses { space: space.into(), words: joined }
    }

    fn service(&mut self, entry: &Value, problems: &mut Vec<Problem>) -> ServiceMatch {
        let words = self.words(entry, "service");
        let parts: Vec<Resolved<Services>> =
            list(entry, "service").filter_map(uid).map(|uid| self.services.resolve(uid)).collect();
        problems.extend(parts.iter().flat_map(|part| self.named(&part.problems)));
        if parts.is_empty() {
            problems.push(Problem::NotUnderstood("service".into()));
        }
        let services = Services::union(parts.iter().map(|part| &*part.set));
        let joined = if services.is_any() { "any".to_owned() } else { words.join(" ") };
        if entry.get("service-negate").and_then(Value::as_bool) != Some(true) {
            return ServiceMatch { services: services.into(), words: joined };
        }
        let rest = services.complement().unwrap_or_else(|| {
            problems.push(Problem::NotUnderstood("service-negate".into()));
            Services::default()
        });
        ServiceMatch { services: rest.into(), words: format!("!{joined}") }
    }

    /// Problems with the names of objects in place of their numbers.
    fn named(&self, problems: &[Problem]) -> Vec<Problem> {
        let name = |uid: &str| self.name(uid).into();
        problems
            .iter()
            .map(|problem| match problem {
                Problem::Undefined(uid) => Problem::Undefined(name(uid)),
                Problem::Circular(uid) => Problem::Circular(name(uid)),
                Problem::TooLarge(uid) => Problem::TooLarge(name(uid)),
                Problem::NotUnderstood(text) => Problem::NotUnderstood(text.clone()),
            })
            .collect()
    }

    fn finish(mut self) -> Configuration {
        for (layer, Layer { total, mut pages }) in std::mem::take(&mut self.layers) {
            pages.sort_unstable();
            let follow = |reached: u64, (from, to): &(u64, u64)| {
                if *from <= reached.saturating_add(1) { reached.max(*to) } else { reached }
            };
            let reached = pages.iter().fold(0, follow);
            if reached >= total || total == 0 {
                self.out.scopes.push(format!("{layer}/"));
            } else {
                let of = if total == u64::MAX { "?".to_owned() } else { total.to_string() };
                self.out.unread(1, &format!("{layer}: {reached} of {of} rules"));
            }
        }
        self.out.finish();
        self.out
    }
}

/// The addresses of an object that has any of its own.
fn space(object: &Value, kind: &str) -> Option<Space> {
    let mut parts = Vec::new();
    match kind {
        "network" => {
            for (subnet, length) in [("subnet4", "mask-length4"), ("subnet6", "mask-length6")] {
                if let (Some(subnet), Some(length)) = (text(object, subnet), number(object, length)) {
                    parts.push(address::prefix(&format!("{subnet}/{length}"))?);
                }
            }
        }
        "address-range" | "multicast-address-range" => {
            for (first, last) in
                [("ipv4-address-first", "ipv4-address-last"), ("ipv6-address-first", "ipv6-address-last")]
            {
                if let (Some(first), Some(last)) = (text(object, first), text(object, last)) {
                    parts.push(address::range(first, last)?);
                }
            }
        }
        // Hosts, gateways and servers are single addresses.
        _ => {
            for key in ["ipv4-address", "ipv6-address"] {
                if let Some(one) = text(object, key) {
                    parts.push(address::prefix(one)?);
                }
            }
        }
    }
    (!parts.is_empty()).then(|| Space::union(&parts))
}

/// What a service object stands for.
fn service(object: &Value, kind: &str) -> Option<Services> {
    let protocol = match kind {
        "service-tcp" | "service-citrix-tcp" => TCP,
        "service-udp" => UDP,
        "service-sctp" => SCTP,
        "service-icmp" | "service-icmp6" => {
            let protocol = if kind == "service-icmp" { ICMP } else { ICMP6 };
            let Some(kind) = number(object, "icmp-type") else { return Some(Services::protocol(protocol)) };
            let code = number(object, "icmp-code").and_then(|code| u8::try_from(code).ok());
            return Some(Services::icmp(protocol, u8::try_from(kind).ok()?, code));
        }
        "service-other" => {
            return Some(Services::protocol(u8::try_from(number(object, "ip-protocol")?).ok()?));
        }
        "service-rpc" | "service-dce-rpc" => {
            return Some(Services::name(&format!("{kind}:{}", text(object, "name").unwrap_or_default())));
        }
        _ => return None,
    };
    let from = match text(object, "source-port") {
        Some(ports) => self::ports(ports)?,
        None => all_ports(),
    };
    Some(Services::ports(protocol, from, ports(text(object, "port")?)?))
}

/// `443`, `1024-65535`, `>1023`, `<1024`, a list of them parted by commas, or the name of a port.
fn ports(words: &str) -> Option<Ranges> {
    let one = |word: &str| -> Option<(u128, u128)> {
        let word = word.trim();
        let port = |word: &str| names::port(word.trim()).map(u128::from);
        if let Some(above) = word.strip_prefix('>') {
            return Some((port(above)? + 1, PORT_LAST)).filter(|(low, high)| low <= high);
        }
        if let Some(below) = word.strip_prefix('<') {
            return Some((0, port(below)?.checked_sub(1)?));
        }
        if let Some((low, high)) = word.split_once('-').and_then(|(a, b)| Some((port(a)?, port(b)?))) {
            return (low <= high).then_some((low, high));
        }
        port(word).map(|port| (port, port))
    };
    words.split(',').map(one).collect::<Option<Vec<_>>>().map(Ranges::new)
}
