//! Ports that need a reason before they are let through.

use crate::model::Rule;
use crate::names;
use crate::service::{TCP, UDP};
use std::fmt;

/// A range of ports of one protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RiskyPort {
    protocol: u8,
    low: u16,
    high: u16,
}

impl fmt::Display for RiskyPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match names::protocol_name(self.protocol) {
            Some(name) => write!(f, "{name}/{}", self.low)?,
            None => write!(f, "ip-{}/{}", self.protocol, self.low)?,
        }
        if self.high > self.low { write!(f, "-{}", self.high) } else { Ok(()) }
    }
}

/// A list of risky ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskyPorts(Vec<RiskyPort>);

/// Remote administration, file sharing, data bases, and protocols that send passwords in clear text.
const USUAL: &[(u8, u16, u16)] = &[
    (TCP, 20, 23),
    (UDP, 69, 69),
    (TCP, 111, 111),
    (UDP, 111, 111),
    (TCP, 135, 135),
    (UDP, 137, 138),
    (TCP, 139, 139),
    (UDP, 161, 162),
    (TCP, 445, 445),
    (TCP, 512, 514),
    (TCP, 873, 873),
    (TCP, 1433, 1434),
    (UDP, 1434, 1434),
    (TCP, 1521, 1521),
    (TCP, 2049, 2049),
    (TCP, 2375, 2375),
    (TCP, 3306, 3306),
    (TCP, 3389, 3389),
    (UDP, 3389, 3389),
    (TCP, 5432, 5432),
    (TCP, 5800, 5801),
    (TCP, 5900, 5903),
    (TCP, 5985, 5986),
    (TCP, 6379, 6379),
    (TCP, 9200, 9200),
    (TCP, 11211, 11211),
    (TCP, 27017, 27017),
];

impl RiskyPorts {
    /// The usual list: remote administration, file sharing, data bases, clear text.
    pub fn usual() -> Self {
        Self(
            USUAL
                .iter()
                .map(|(protocol, low, high)| RiskyPort { protocol: *protocol, low: *low, high: *high })
                .collect(),
        )
    }

    /// A list such as `tcp/22 tcp/3389 udp/161-162`, separated by blanks or commas.
    ///
    /// # Errors
    /// The word that is no port.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words = text.split([' ', ',', '\t']).filter(|word| !word.is_empty());
        let parsed: Result<Vec<RiskyPort>, String> =
            words.map(|word| port(word).ok_or_else(|| word.to_owned())).collect();
        parsed.map(Self)
    }

    /// Which of them a rule lets through. One that lets every service through lets all of them through.
    pub fn of(&self, rule: &Rule) -> Vec<RiskyPort> {
        let services = &rule.service.services;
        if rule.is_return_traffic() || rule.is_loopback() {
            return Vec::new();
        }
        if services.any {
            // A recognised application narrows what the ports leave open.
            return if rule.applications == crate::Names::Any { self.0.clone() } else { Vec::new() };
        }
        let mut found = Vec::new();
        for (protocol, low, high) in services.destinations() {
            for risky in &self.0 {
                if risky.protocol == protocol && risky.low <= high && low <= risky.high {
                    let part = RiskyPort { protocol, low: risky.low.max(low), high: risky.high.min(high) };
                    found.push(part);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn port(word: &str) -> Option<RiskyPort> {
    let (protocol, ports) = word.split_once('/')?;
    let protocol = names::protocol(protocol)?;
    let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
    let (low, high) = (names::port(low)?, names::port(high)?);
    (low <= high).then_some(RiskyPort { protocol, low, high })
}
