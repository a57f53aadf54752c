//! A zone of firewalld, as XML.
//!
//! Services that firewalld defines and that are not in our list are names. The zone's own name is that of its file, which is not
//! known here: its short name is used.

use crate::address::{self, Ranges, Space};
use crate::model::{Action, Addresses, Configuration, Names, Problem, ReadError, Rule, ServiceMatch};
use crate::names;
use crate::service::{ICMP, ICMP6, Services, TCP, UDP, all_ports};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Elements may nest this deep; zones need three.
const DEPTH: usize = 16;

/// An element with its attributes.
#[derive(Debug, Default)]
struct Element {
    line: u32,
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn shown(&self) -> String {
        let list: Vec<String> =
            self.attributes.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!("<{} {}>", self.name, list.join(" "))
    }
}

/// Reads a zone.
///
/// # Errors
/// When the XML is damaged, or is no zone.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let root = parse(text)?;
    if root.name != "zone" {
        return Err(ReadError::new(
            1,
            "not-firewalld",
            "根元素不是 <zone>",
            "the root element is not <zone>",
        ));
    }
    let mut out = Configuration { system: "firewalld".to_owned(), ..Configuration::default() };
    out.counts.insert("lines", text.lines().count() as u64);
    let short =
        root.children.iter().find(|child| child.name == "short").map(|child| child.text.trim().to_owned());
    let zone = short.filter(|name| !name.is_empty()).unwrap_or_else(|| "zone".to_owned());
    let set = out.set(&format!("zone {zone}"));
    out.scopes.push(format!("zone {zone}/"));
    out.sets[set].otherwise =
        Some(if root.get("target") == Some("ACCEPT") { Action::Allow } else { Action::Deny });
    // Where a zone has sources, its rules are for them.
    let sources: Vec<&Element> = root.children.iter().filter(|child| child.name == "source").collect();
    let (mut parts, mut words) = (Vec::new(), Vec::new());
    let mut problems = Vec::new();
    for source in &sources {
        match source_space(source) {
            Some((space, text)) => {
                parts.push(space);
                words.push(text);
            }
            None => {
                out.unread(source.line, &source.shown());
                problems.push(Problem::NotUnderstood(source.shown().into()));
            }
        }
    }
    let base = if sources.is_empty() {
        Addresses::any()
    } else {
        Addresses { space: Space::union(&parts).into(), words: words.join(" ") }
    };
    let new = |element: &Element, action: Action| {
        let mut rule = Rule::new(set, element.line, action);
        rule.from = Names::of([zone.as_str()]);
        rule.source = base.clone();
        rule.problems.clone_from(&problems);
        rule
    };
    if root.get("target") == Some("ACCEPT") {
        // Everything that comes from the zone is let through, whatever stands in it.
        out.rules.push(new(&root, Action::Allow));
    }
    for child in &root.children {
        match child.name.as_str() {
            "short"
            | "description"
            | "interface"
            | "source"
            | "masquerade"
            | "forward"
            | "icmp-block-inversion" => {
                out.pass_over("text");
            }
            "forward-port" => out.pass_over("nat"),
            "service" | "port" | "protocol" | "source-port" | "icmp-block" => {
                let action = if child.name == "icmp-block" { Action::Deny } else { Action::Allow };
                let mut rule = new(child, action);
                rule.service = service(child).unwrap_or_else(|| {
                    rule.problems.push(Problem::NotUnderstood(child.shown().into()));
                    ServiceMatch::any()
                });
                if !rule.is_complete() {
                    out.unread(child.line, &child.shown());
                }
                out.rules.push(rule);
            }
            "rule" => {
                let mut rule = new(child, Action::Other("log".to_owned()));
                rich(child, &mut rule);
                if !rule.is_complete() {
                    out.unread(child.line, &child.shown());
                }
                out.rules.push(rule);
            }
            _ => out.unread(child.line, &child.shown()),
        }
    }
    out.finish();
    Ok(out)
}

/// A rich rule.
fn rich(element: &Element, rule: &mut Rule) {
    match element.get("family") {
        Some("ipv4") if rule.source.words == "any" => rule.source.space = Space::any_v4().into(),
        Some("ipv6") if rule.source.words == "any" => rule.source.space = Space::any_v6().into(),
        _ => {}
    }
    if let Some(priority) = element.get("priority") {
        // Priorities change the order, which is then not that of the file.
        rule.problems.push(Problem::NotUnderstood(format!("priority={priority}").into()));
    }
    rule.log = Some(false);
    for child in &element.children {
        match child.name.as_str() {
            "source" | "destination" => match source_space(child) {
                Some((space, words)) => {
                    let side = Addresses { space: space.into(), words };
                    if child.name == "source" { rule.source = side } else { rule.destination = side }
                }
                None => rule.problems.push(Problem::NotUnderstood(child.shown().into())),
            },
            "service" | "port" | "protocol" | "icmp-type" | "source-port" => match service(child) {
                Some(service) => rule.service = service,
                None => rule.problems.push(Problem::NotUnderstood(child.shown().into())),
            },
            "accept" => rule.action = Action::Allow,
            "drop" | "reject" => rule.action = Action::Deny,
            "log" | "audit" | "nflog" => rule.log = Some(true),
            "masquerade" | "forward-port" | "mark" | "icmp-block" => {
                rule.action = Action::Other(child.name.clone())
            }
            _ => rule.problems.push(Problem::NotUnderstood(child.shown().into())),
        }
    }
}

fn source_space(element: &Element) -> Option<(Space, String)> {
    let negated = matches!(element.get("invert"), Some("yes" | "true" | "True"));
    let (space, words) = if let Some(net) = element.get("address") {
        (address::prefix(net)?, net.to_owned())
    } else if let Some(set) = element.get("ipset") {
        (Space::name(&format!("ipset:{set}")), format!("ipset:{set}"))
    } else {
        let mac = element.get("mac")?;
        (Space::name(&format!("mac:{mac}")), format!("mac:{mac}"))
    };
    Some(if negated { (space.complement(), format!("!{words}")) } else { (space, words) })
}

fn service(element: &Element) -> Option<ServiceMatch> {
    let services = match element.name.as_str() {
        "service" => named(element.get("name")?),
        "protocol" => Services::protocol(names::protocol(element.get("value")?)?),
        "icmp-block" | "icmp-type" => {
            let name = element.get("name")?;
            let four = names::icmp(ICMP, name).map(|(kind, code)| Services::icmp(ICMP, kind, code));
            let six = names::icmp(ICMP6, name).map(|(kind, code)| Services::icmp(ICMP6, kind, code));
            let both: Vec<Services> = four.into_iter().chain(six).collect();
            if both.is_empty() {
                return None;
            }
            Services::union(&both)
        }
        _ => {
            let protocol = names::protocol(element.get("protocol")?)?;
            let text = element.get("port")?;
            let (low, high) = text.split_once('-').unwrap_or((text, text));
            let ports = Ranges::one(names::port(low)?.into(), names::port(high)?.into());
            if element.name == "source-port" {
                Services::ports(protocol, ports, all_ports())
            } else {
                Services::ports(protocol, all_ports(), ports)
            }
        }
    };
    let words = element.get("name").map_or_else(|| services.words(8), str::to_owned);
    Some(ServiceMatch { services: services.into(), words })
}

/// Services that firewalld defines.
fn named(name: &str) -> Services {
    let tcp = |port: u16| Services::port(TCP, port);
    let udp = |port: u16| Services::port(UDP, port);
    match name {
        "ssh" => tcp(22),
        "http" => tcp(80),
        "https" => tcp(443),
        "telnet" => tcp(23),
        "ftp" => tcp(21),
        "smtp" => tcp(25),
        "dns" => Services::union(&[tcp(53), udp(53)]),
        "ntp" => udp(123),
        "mdns" => udp(5353),
        "dhcp" => udp(67),
        "dhcpv6-client" => udp(546),
        "samba-client" => Services::union(&[udp(137), udp(138)]),
        "samba" => Services::union(&[udp(137), udp(138), tcp(139), tcp(445)]),
        "cockpit" => tcp(9090),
        "mysql" => tcp(3306),
        "postgresql" => tcp(5432),
        "rdp" => tcp(3389),
        "vnc-server" => Services::ports(TCP, all_ports(), Ranges::one(5900, 5903)),
        "snmp" => Services::union(&[tcp(161), udp(161)]),
        "nfs" => tcp(2049),
        "ldap" => tcp(389),
        "syslog" => udp(514),
        "tftp" => udp(69),
        _ => Services::name(&format!("firewalld:{name}")),
    }
}

fn parse(text: &str) -> Result<Element, ReadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut open: Vec<Element> = vec![Element::default()];
    let (mut line, mut at) = (1u32, 0usize);
    loop {
        let before = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX).min(text.len());
        let passed = text.as_bytes()[at..before].iter().filter(|b| **b == b'\n').count();
        line = line.saturating_add(u32::try_from(passed).unwrap_or(u32::MAX));
        at = before;
        let malformed = |what: String| {
            ReadError::new(
                line,
                "malformed",
                format!("XML 格式錯誤（{what}）"),
                format!("malformed XML: {what}"),
            )
        };
        match reader.read_event().map_err(|error| malformed(error.to_string()))? {
            Event::Start(start) => {
                if open.len() > DEPTH {
                    return Err(ReadError::new(
                        line,
                        "too-deep",
                        format!("元素層層相包超過 {DEPTH} 層"),
                        format!("elements nest deeper than {DEPTH}"),
                    ));
                }
                let mut element =
                    Element { line, name: start.name().as_ref().to_owned(), ..Element::default() };
                for attribute in start.attributes() {
                    let attribute = attribute.map_err(|error| malformed(error.to_string()))?;
                    let value = attribute
                        .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                        .map_err(|error| malformed(error.to_string()))?;
                    element.attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
                }
                open.push(element);
            }
            Event::End(_) => {
                if let (Some(element), Some(around)) = (open.pop(), open.last_mut()) {
                    around.children.push(element);
                }
            }
            Event::Text(text) => {
                if let Some(element) = open.last_mut() {
                    element.text.push_str(&text);
                }
            }
            Event::DocType(_) => {
                return Err(ReadError::new(
                    line,
                    "doctype",
                    "檔案含有文件類型宣告（DOCTYPE），為安全起見一律拒收",
                    "the file has a document type declaration (DOCTYPE): refused for safety",
                ));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if open.len() > 1 {
        return Err(ReadError::new(
            line,
            "truncated",
            "檔案中斷，元素沒有收尾",
            "the file breaks off with elements open",
        ));
    }
    let root = open.pop().and_then(|mut outside| outside.children.pop());
    root.ok_or_else(|| {
        ReadError::new(1, "not-firewalld", "檔案裡沒有 XML 元素", "no XML element in the file")
    })
}
