//! Sets of services: protocol with source and destination ports, ICMP types, and names of what is neither.

use crate::address::Ranges;
use crate::names;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Last port.
pub const PORT_LAST: u128 = 65_535;
/// Number of TCP.
pub const TCP: u8 = 6;
/// Number of UDP.
pub const UDP: u8 = 17;
/// Number of ICMP.
pub const ICMP: u8 = 1;
/// Number of ICMP for IPv6.
pub const ICMP6: u8 = 58;
/// Number of SCTP.
pub const SCTP: u8 = 132;
/// Left-over boxes beyond which a comparison gives up and says "not covered".
const BOXES: usize = 512;

/// Source ports and destination ports of one protocol. For ICMP the destination is `type * 256 + code`.
type Ports = (Ranges, Ranges);

/// A set of services.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Services {
    /// Every protocol.
    pub any: bool,
    /// By protocol: destination ports that may come from every source port.
    open: BTreeMap<u8, Ranges>,
    /// By protocol: those that may not.
    narrow: BTreeMap<u8, Vec<Ports>>,
    /// What is neither protocol nor port, sorted: `application-default`, `internet-service`.
    pub named: Vec<Arc<str>>,
}

impl Services {
    /// Every service.
    pub fn any() -> Self {
        Self { any: true, ..Self::default() }
    }

    /// A service known by its name only.
    pub fn name(name: &str) -> Self {
        Self { named: vec![name.into()], ..Self::default() }
    }

    /// All of one protocol.
    pub fn protocol(protocol: u8) -> Self {
        Self::ports(protocol, all_ports(), all_ports())
    }

    /// Ports of a protocol.
    pub fn ports(protocol: u8, source: Ranges, destination: Ranges) -> Self {
        let mut services = Self::default();
        if source.is_empty() || destination.is_empty() {
            return services;
        }
        if source.is_all(PORT_LAST) {
            services.open.insert(protocol, destination);
        } else {
            services.narrow.insert(protocol, vec![(source, destination)]);
        }
        services
    }

    /// One destination port.
    pub fn port(protocol: u8, port: u16) -> Self {
        Self::ports(protocol, all_ports(), Ranges::one(port.into(), port.into()))
    }

    /// An ICMP type, with a code or every code.
    pub fn icmp(protocol: u8, kind: u8, code: Option<u8>) -> Self {
        let low = u128::from(kind) * 256 + u128::from(code.unwrap_or(0));
        let high = u128::from(kind) * 256 + u128::from(code.unwrap_or(u8::MAX));
        Self::ports(protocol, all_ports(), Ranges::one(low, high))
    }

    /// All of several sets.
    pub fn union<'a>(parts: impl IntoIterator<Item = &'a Services>) -> Services {
        let mut sum = Services::default();
        let mut open: BTreeMap<u8, Vec<(u128, u128)>> = BTreeMap::new();
        for part in parts {
            sum.any |= part.any;
            for (protocol, ranges) in &part.open {
                open.entry(*protocol).or_default().extend_from_slice(ranges.as_slice());
            }
            for (protocol, ports) in &part.narrow {
                sum.narrow.entry(*protocol).or_default().extend_from_slice(ports);
            }
            sum.named.extend_from_slice(&part.named);
        }
        sum.open = open.into_iter().map(|(protocol, ranges)| (protocol, Ranges::new(ranges))).collect();
        if sum.any {
            return Services { any: true, ..Services::default() };
        }
        for ports in sum.narrow.values_mut() {
            ports.sort_by(|a, b| (a.0.as_slice(), a.1.as_slice()).cmp(&(b.0.as_slice(), b.1.as_slice())));
            ports.dedup();
        }
        sum.named.sort_unstable();
        sum.named.dedup();
        sum
    }

    /// What is not in it; `None` when names or source ports make that impossible to say.
    pub fn complement(&self) -> Option<Services> {
        if self.any {
            return Some(Services::default());
        }
        if !self.named.is_empty() || !self.narrow.is_empty() {
            return None;
        }
        let mut open = BTreeMap::new();
        for protocol in 0..=u8::MAX {
            let rest = self.open.get(&protocol).map_or_else(all_ports, |own| own.complement(PORT_LAST));
            if !rest.is_empty() {
                open.insert(protocol, rest);
            }
        }
        Some(Services { open, ..Services::default() })
    }

    /// Nothing is in it.
    pub fn is_empty(&self) -> bool {
        !self.any && self.open.is_empty() && self.narrow.is_empty() && self.named.is_empty()
    }

    /// Every service, or every port of TCP or of UDP.
    pub fn is_any(&self) -> bool {
        self.any || [TCP, UDP].iter().any(|p| self.open.get(p).is_some_and(|d| d.is_all(PORT_LAST)))
    }

    /// Whether all of `other` is certainly in it.
    pub fn covers(&self, other: &Services) -> bool {
        if self.any {
            return true;
        }
        if other.any || !other.named.iter().all(|name| self.named.binary_search(name).is_ok()) {
            return false;
        }
        let every = all_ports();
        let of_other = other.open.iter().map(|(protocol, ports)| (*protocol, &every, ports));
        let narrow = other
            .narrow
            .iter()
            .flat_map(|(protocol, boxes)| boxes.iter().map(|(from, to)| (*protocol, from, to)));
        of_other.chain(narrow).all(|(protocol, source, destination)| {
            let rest = match self.open.get(&protocol) {
                Some(own) => destination.without(own),
                None => destination.clone(),
            };
            rest.is_empty()
                || self.narrow.get(&protocol).is_some_and(|boxes| covered(boxes, (source.clone(), rest)))
        })
    }

    /// The first service in it as (protocol, destination port), by which a covering set can be looked up.
    pub fn first(&self) -> Option<(u8, u16)> {
        if self.any {
            return Some((0, 0));
        }
        let open = self.open.iter().map(|(protocol, ports)| (*protocol, ports));
        let narrow = self.narrow.iter().map(|(protocol, boxes)| (*protocol, &boxes[0].1));
        open.chain(narrow)
            .find_map(|(protocol, ports)| Some((protocol, u16::try_from(ports.as_slice().first()?.0).ok()?)))
    }

    /// Whether a destination port of a protocol is in it, from some source port.
    pub fn has(&self, protocol: u8, port: u16) -> bool {
        self.any
            || self.open.get(&protocol).is_some_and(|ports| ports.contains(port.into()))
            || self
                .narrow
                .get(&protocol)
                .is_some_and(|boxes| boxes.iter().any(|(_, to)| to.contains(port.into())))
    }

    /// Whether a packet of a protocol from one port to another is in it.
    pub fn holds(&self, protocol: u8, source: u16, destination: u16) -> bool {
        self.any
            || self.open.get(&protocol).is_some_and(|ports| ports.contains(destination.into()))
            || self.narrow.get(&protocol).is_some_and(|boxes| {
                boxes.iter().any(|(from, to)| from.contains(source.into()) && to.contains(destination.into()))
            })
    }

    /// Destination ports of a protocol that may come from every source port; every port for "any".
    pub fn port_ranges(&self, protocol: u8) -> Ranges {
        if self.any { all_ports() } else { self.open.get(&protocol).cloned().unwrap_or_default() }
    }

    /// The protocols in it; `None` for every protocol.
    pub fn protocols(&self) -> Option<Vec<u8>> {
        if self.any {
            return None;
        }
        let mut list: Vec<u8> = self.open.keys().chain(self.narrow.keys()).copied().collect();
        list.sort_unstable();
        list.dedup();
        Some(list)
    }

    /// How many pairs of protocol and destination port are in it; every protocol is counted as much.
    pub fn size(&self) -> u64 {
        if self.any {
            return 256 * 65_536;
        }
        let open = self.open.values().map(Ranges::size);
        let narrow = self.narrow.values().flatten().map(|(_, to)| to.size());
        u64::try_from(open.chain(narrow).sum::<u128>()).unwrap_or(u64::MAX)
    }

    /// Every (protocol, first port, last port) of its destinations.
    pub fn destinations(&self) -> impl Iterator<Item = (u8, u16, u16)> + '_ {
        let open = self.open.iter().map(|(protocol, ports)| (*protocol, ports));
        let narrow =
            self.narrow.iter().flat_map(|(protocol, boxes)| boxes.iter().map(|(_, to)| (*protocol, to)));
        open.chain(narrow).flat_map(|(protocol, ports)| {
            ports.as_slice().iter().filter_map(move |(low, high)| {
                Some((protocol, u16::try_from(*low).ok()?, u16::try_from(*high).ok()?))
            })
        })
    }

    /// How many ranges and names it holds: what it costs to keep.
    pub fn pieces(&self) -> usize {
        self.open.values().map(|r| r.as_slice().len()).sum::<usize>()
            + self
                .narrow
                .values()
                .flatten()
                .map(|(from, to)| from.as_slice().len() + to.as_slice().len())
                .sum::<usize>()
            + self.named.len()
    }

    /// A short text: `tcp/443 udp/53 icmp/8 any`.
    pub fn words(&self, most: usize) -> String {
        if self.any {
            return "any".to_owned();
        }
        let mut words: Vec<String> = Vec::new();
        for (protocol, ranges) in &self.open {
            port_words(*protocol, None, ranges, most, &mut words);
        }
        for (protocol, boxes) in &self.narrow {
            for (from, to) in boxes.iter().take(most) {
                port_words(*protocol, Some(from), to, most, &mut words);
            }
        }
        words.extend(self.named.iter().map(|name| name.to_string()));
        if words.len() > most {
            words.truncate(most);
            words.push("…".to_owned());
        }
        words.join(" ")
    }
}

/// Every port.
pub fn all_ports() -> Ranges {
    Ranges::one(0, PORT_LAST)
}

/// Whether boxes together cover one.
fn covered(boxes: &[Ports], whole: Ports) -> bool {
    let mut rest = vec![whole];
    for (from, to) in boxes {
        let mut next = Vec::new();
        for (source, destination) in rest {
            let outside = source.without(from);
            let inside = source.without(&from.complement(PORT_LAST));
            let left = destination.without(to);
            if !outside.is_empty() {
                next.push((outside, destination));
            }
            if !inside.is_empty() && !left.is_empty() {
                next.push((inside, left));
            }
        }
        rest = next;
        if rest.is_empty() {
            return true;
        }
        if rest.len() > BOXES {
            return false;
        }
    }
    false
}

fn port_words(protocol: u8, from: Option<&Ranges>, to: &Ranges, most: usize, words: &mut Vec<String>) {
    let name = names::protocol_name(protocol).map_or_else(|| format!("ip-{protocol}"), str::to_owned);
    let source = from.map(|from| format!("{}>", number_words(from, most))).unwrap_or_default();
    if to.is_all(PORT_LAST) {
        words.push(format!("{name}{}{source}", if source.is_empty() { "" } else { "/" }));
        return;
    }
    for (low, high) in to.as_slice().iter().take(most + 1) {
        let text = if matches!(protocol, ICMP | ICMP6) { icmp_words(*low, *high) } else { span(*low, *high) };
        words.push(format!("{name}/{source}{text}"));
    }
}

fn number_words(ranges: &Ranges, most: usize) -> String {
    let list: Vec<String> =
        ranges.as_slice().iter().take(most).map(|(low, high)| span(*low, *high)).collect();
    list.join(",")
}

fn span(low: u128, high: u128) -> String {
    if low == high { low.to_string() } else { format!("{low}-{high}") }
}

fn icmp_words(low: u128, high: u128) -> String {
    match (low % 256, high % 256) {
        (0, 255) => span(low / 256, high / 256),
        _ => format!("{}:{}-{}:{}", low / 256, low % 256, high / 256, high % 256),
    }
}
