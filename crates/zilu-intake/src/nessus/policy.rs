//! What the policy of a scan let it look for: its plugins and its ports.

use super::Importer;
use crate::item::{Limit, Ports};
use crate::scan::{Stop, clean};
use std::io::Read;
use std::sync::Arc;

/// What a scan looked for, as far as it is known.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pub(super) name: Option<String>,
    /// The plugins that were switched on, ascending.
    plugins: Option<Arc<[u32]>>,
    /// A family of plugins was switched off, in part or as a whole.
    narrowed: bool,
    ports: Option<Arc<Ports>>,
}

impl Policy {
    /// What a finding must be to have been looked for.
    pub(super) fn limits(&self) -> Vec<Limit> {
        // Which plugins are left of a narrowed selection only their list tells.
        let none = || self.narrowed.then(|| Arc::from([]));
        let mut limits = vec![Limit::Plugins(self.plugins.clone().or_else(none))];
        limits.extend(self.ports.clone().map(Limit::Ports));
        limits
    }

    /// Takes the ports from a range as the scanner writes it.
    pub(super) fn port_range(&mut self, range: &str) {
        self.ports = ports(range).map(Arc::new);
    }
}

/// The ports of `22,80,T:1-1024,U:53`, and port 0, under which the scanner tells what concerns the whole host. None for
/// all ports and for the scanner's default, which is a list of its own of some thousand well-known ports; a range that
/// cannot be read looks at no port.
fn ports(range: &str) -> Option<Ports> {
    let range = range.trim();
    if ["", "all", "default", "1-65535", "0-65535"].iter().any(|all| range.eq_ignore_ascii_case(all)) {
        return None;
    }
    let mut ranges: Vec<(String, u16, u16)> =
        ["tcp", "udp", "icmp"].map(|protocol| (protocol.to_owned(), 0, 0)).into();
    // A letter holds for what follows it.
    let mut protocols: &[&str] = &["tcp", "udp"];
    for part in range.split(',') {
        let mut part = part.trim();
        if let Some((letter, rest)) = part.split_once(':') {
            protocols = match letter.trim() {
                "T" | "t" => &["tcp"],
                "U" | "u" => &["udp"],
                _ => &[],
            };
            part = rest.trim();
        }
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (Ok(first), Ok(last)) = (first.trim().parse::<u16>(), last.trim().parse::<u16>()) else {
            continue;
        };
        ranges.extend(protocols.iter().map(|protocol| ((*protocol).to_owned(), first, last)));
    }
    Some(Ports { ranges })
}

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    /// The policy's name, plugins and ports; the rest, most of some files, is passed over.
    pub(super) fn policy(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "policyName" => {
                    self.policy.name = clean(self.xml.read_text()?, 200).map(|t| t.0);
                }
                "Preferences" => self.preferences()?,
                "FamilySelection" => self.families()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn families(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "FamilyItem" => self.family()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn family(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "Status" => {
                    self.policy.narrowed |= self.xml.read_text()?.trim() != "enabled";
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn preferences(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "ServerPreferences" => self.server_preferences()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn server_preferences(&mut self) -> Result<(), Stop<E>> {
        while self.xml.next_child()? {
            match self.xml.name() {
                "preference" => self.preference()?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn preference(&mut self) -> Result<(), Stop<E>> {
        let mut name = String::new();
        while self.xml.next_child()? {
            match self.xml.name() {
                "name" => {
                    name = self.xml.read_text()?.trim().to_owned();
                }
                "value" if name == "plugin_set" => {
                    let numbers = self.xml.read_text()?.split(';').filter_map(|id| id.trim().parse().ok());
                    let mut plugins: Vec<u32> = numbers.collect();
                    plugins.sort_unstable();
                    plugins.dedup();
                    self.policy.plugins = (!plugins.is_empty()).then(|| plugins.into());
                }
                "value" if name == "port_range" => {
                    let range = self.xml.read_text()?.to_owned();
                    self.policy.port_range(&range);
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn port_ranges_are_read_as_the_scanner_writes_them() {
        for all in ["default", "all", " Default\n", "1-65535", ""] {
            assert_eq!(ports(all), None, "{all}");
        }
        let some = ports("22, 8000-8010,T:443,U:53").unwrap_or_default();
        for place in ["0/tcp", "0/udp", "22/tcp", "22/udp", "8005/tcp", "443/tcp", "53/udp"] {
            assert!(some.contain(place), "{place}");
        }
        for place in ["23/tcp", "443/udp", "53/tcp", "8011/tcp"] {
            assert!(!some.contain(place), "{place}");
        }
        assert!(!ports("X:22,odd").unwrap_or_default().contain("22/tcp"));
    }
}
