//! What the policy of a Nessus scan leaves out: families of plugins, single plugins, ports.
//!
//! Three places of the file say so, and all of them count: `FamilySelection` with `IndividualPluginSelection` (a family
//! that is `mixed` runs only the plugins that are chosen one by one), the preference `plugin_set` (the numbers of all
//! plugins that run) and the preference `port_range`. What such a scan did not look for it cannot close.

use super::Importer;
use crate::item::{Families, Limit, Ports};
use crate::scan::{Stop, clean};
use crate::xml::Token;
use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

/// The protocols of a place; Nessus reports what concerns the whole host at port 0 of one of them.
const PROTOCOLS: [&str; 3] = ["tcp", "udp", "icmp"];
/// Above it ports are dynamic (RFC 6335). The scanner's `default` list holds ports of registered services.
const LAST_REGISTERED: u16 = 49_151;

/// What is known of a policy.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pub(super) name: Option<String>,
    /// What it leaves out, but for ports.
    limits: Vec<Limit>,
    /// Its preference `port_range`.
    ports: Option<String>,
}

impl Policy {
    /// The limits of a host's scan; `reported` is the range of ports that the scan of the host reports itself.
    pub(super) fn limits(&self, reported: Option<&str>) -> Vec<Limit> {
        let mut limits = self.limits.clone();
        limits.extend(self.ports.as_deref().or(reported).and_then(port_limit));
        limits
    }
}

/// The limit that a range of ports is; `None` when it is every port. What cannot be read is no port at all.
pub(super) fn port_limit(text: &str) -> Option<Limit> {
    let text = text.trim().to_lowercase();
    if text.is_empty() || text == "all" {
        return None;
    }
    let mut ranges: Vec<(String, u16, u16)> =
        PROTOCOLS.iter().map(|protocol| ((*protocol).to_owned(), 0, 0)).collect();
    let mut protocols: &[&str] = &PROTOCOLS;
    for part in text.split([',', ';']).map(str::trim).filter(|part| !part.is_empty()) {
        let range = match part.split_once(':').map(|(sort, range)| (sort.trim(), range.trim())) {
            Some(("t", range)) => {
                protocols = &["tcp"];
                range
            }
            Some(("u", range)) => {
                protocols = &["udp"];
                range
            }
            Some(_) => continue,
            None => part,
        };
        let range = match range.split_once('-') {
            _ if range == "default" => Some((1, LAST_REGISTERED)),
            _ if range == "all" => Some((1, u16::MAX)),
            None => range.parse().ok().map(|port| (port, port)),
            Some((first, last)) => first.trim().parse().ok().zip(last.trim().parse().ok()),
        };
        let Some((first, last)) = range else { continue };
        ranges.extend(protocols.iter().map(|protocol| ((*protocol).to_owned(), first, last)));
    }
    let whole = |protocol: &&str| {
        ranges.iter().any(|(of, first, last)| of == *protocol && *first <= 1 && *last == u16::MAX)
    };
    (!PROTOCOLS.iter().all(|protocol| whole(&protocol))).then(|| Limit::Ports(Arc::new(Ports { ranges })))
}

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    /// The policy's name and what it leaves out; the rest is passed over.
    pub(super) fn policy(&mut self) -> Result<(), Stop<E>> {
        let mut policy = Policy::default();
        let mut families = Families::default();
        let mut depth = 0;
        loop {
            match self.xml.next()? {
                Token::Start => match self.xml.name() {
                    "policyName" => policy.name = clean(self.xml.read_text()?, 200).map(|t| t.0),
                    "Preferences" | "ServerPreferences" | "FamilySelection" | "IndividualPluginSelection" => {
                        depth += 1;
                    }
                    "preference" => {
                        let [name, value] = self.texts(["name", "value"])?;
                        match name.as_str() {
                            "plugin_set" => policy.limits.extend(plugin_limit(&value)),
                            "port_range" => policy.ports = Some(value),
                            _ => {}
                        }
                    }
                    "FamilyItem" => {
                        let [name, status] = self.texts(["FamilyName", "Status"])?;
                        if let Some((name, _)) = clean(&name, 200) {
                            families.selected = true;
                            if status.trim() == "enabled" {
                                families.whole.insert(name);
                            }
                        }
                    }
                    "PluginItem" => {
                        let [plugin, status] = self.texts(["PluginId", "Status"])?;
                        let rule = format!("nessus:{}", plugin.trim());
                        let of = if status.trim() == "enabled" {
                            &mut families.with
                        } else {
                            &mut families.without
                        };
                        of.insert(rule);
                    }
                    _ => self.xml.skip()?,
                },
                Token::Text => {}
                Token::End if depth > 0 => depth -= 1,
                Token::End | Token::EndOfFile => break,
            }
        }
        if families.leave_something_out() {
            policy.limits.push(Limit::Families(Arc::new(families)));
        }
        self.policy = policy;
        Ok(())
    }

    /// The texts of some children of the element whose start was the last token, up to its end.
    fn texts<const N: usize>(&mut self, names: [&str; N]) -> Result<[String; N], Stop<E>> {
        let mut texts = [const { String::new() }; N];
        loop {
            match self.xml.next()? {
                Token::Start => match names.iter().position(|name| *name == self.xml.name()) {
                    Some(at) => texts[at] = self.xml.read_text()?.to_owned(),
                    None => self.xml.skip()?,
                },
                Token::Text => {}
                Token::End | Token::EndOfFile => return Ok(texts),
            }
        }
    }
}

/// The limit that a list of plugins is; an empty one is none.
fn plugin_limit(list: &str) -> Option<Limit> {
    let plugins = list.split([';', ',']).map(str::trim).filter(|plugin| !plugin.is_empty());
    let rules: BTreeSet<String> = plugins.map(|plugin| format!("nessus:{plugin}")).collect();
    (!rules.is_empty()).then(|| Limit::Rules(Arc::new(rules)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::item::Sought;

    fn admits(range: &str, place: &str) -> bool {
        let sought = Sought { place, ..Sought::default() };
        port_limit(range).is_none_or(|limit| limit.admits(&sought))
    }

    #[test]
    fn a_range_of_ports_admits_what_it_names_and_the_host_itself() {
        for whole in ["all", "", "1-65535", "T:1-65535,U:1-65535", "0-65535"] {
            assert!(admits(whole, "65535/tcp") && admits(whole, "53/udp"), "{whole}");
        }
        assert!(admits("443", "443/tcp") && admits("443", "0/tcp") && !admits("443", "80/tcp"));
        assert!(admits("T:1-1024,8080,U:53", "8080/tcp") && !admits("T:1-1024,8080,U:53", "8080/udp"));
        assert!(admits("U:53", "53/udp") && !admits("U:53", "53/tcp"));
        assert!(admits("default", "8443/tcp") && !admits("default", "50001/tcp"));
        assert!(admits("default,50001", "50001/tcp/check"));
        assert!(!admits("none of it", "443/tcp") && admits("none of it", "0/icmp"));
    }
}
