//! Objects and groups of Cisco firewalls.

use super::Reader;
use super::ace;
use crate::address::{self, Space};
use crate::names;
use crate::service::{ICMP, ICMP6, SCTP, Services, TCP, UDP, all_ports};
use std::net::Ipv4Addr;

/// Lines in objects that say nothing about filtering.
const TEXT: &[&str] = &["description", "nat", "no"];

impl Reader {
    /// A line of a block that is not one of its own ends the block when it stands at the margin.
    fn other(&mut self, number: u32, words: &[&str], indented: bool) -> bool {
        let Some(first) = words.first() else { return false };
        if !indented {
            return false;
        }
        if TEXT.contains(first) {
            self.out.pass_over(if *first == "nat" { "nat" } else { "text" });
        } else {
            self.out.unread(number, &words.join(" "));
        }
        true
    }

    pub(super) fn object_network(&mut self, name: &str, number: u32, words: &[&str], indented: bool) -> bool {
        let space = match words {
            ["host", host] => self.host(host),
            ["subnet", prefix] => address::prefix(prefix),
            ["subnet", network, mask] => network_mask(network, mask),
            ["range", low, high] => address::range(low, high),
            ["fqdn", "v4" | "v6", fqdn] | ["fqdn", fqdn] => Some(Space::name(&format!("fqdn:{fqdn}"))),
            _ => return self.other(number, words, indented),
        };
        match space {
            Some(space) => {
                self.out.count("addresses");
                self.addresses.define(name, space);
            }
            None => self.damaged(number, words, Some(name), None),
        }
        true
    }

    /// A line of an object that cannot be read makes every rule that uses the object incomplete.
    fn damaged(&mut self, number: u32, words: &[&str], network: Option<&str>, service: Option<&str>) {
        let text = words.join(" ");
        self.out.unread(number, &text);
        let problem = crate::model::Problem::NotUnderstood(crate::secret::masked(&text).into());
        if let Some(name) = network {
            self.addresses.entry(name).problems.push(problem);
        } else if let Some(name) = service {
            self.services.entry(name).problems.push(problem);
        }
    }

    pub(super) fn host(&self, host: &str) -> Option<Space> {
        match self.names.get(host) {
            Some(address) => Some(Space::v4(address.to_bits(), address.to_bits())),
            None => address::prefix(host).filter(|_| !host.contains('/')),
        }
    }

    pub(super) fn object_service(&mut self, name: &str, number: u32, words: &[&str], indented: bool) -> bool {
        let ["service", rest @ ..] = words else { return self.other(number, words, indented) };
        match service(rest) {
            Some(services) => {
                self.out.count("services");
                self.services.define(name, services);
            }
            None => self.damaged(number, words, None, Some(name)),
        }
        true
    }

    pub(super) fn group_network(&mut self, name: &str, number: u32, words: &[&str], indented: bool) -> bool {
        let rest = match words {
            ["network-object", rest @ ..] => rest,
            // IOS leaves the first word out.
            ["host" | "range" | "any", ..] => words,
            [first, ..] if first.parse::<Ipv4Addr>().is_ok() || first.contains("::") => words,
            ["group-object", member] => {
                self.addresses.entry(name).members.push((*member).to_owned());
                return true;
            }
            _ => return self.other(number, words, indented),
        };
        let space = match rest {
            ["object", member] => {
                self.addresses.entry(name).members.push((*member).to_owned());
                return true;
            }
            ["host", host] => self.host(host),
            ["range", low, high] => address::range(low, high),
            ["any"] => Some(Space::any()),
            [prefix] => address::prefix(prefix),
            [network, mask] => match self.names.get(*network) {
                Some(network) => network_mask(&network.to_string(), mask),
                None => network_mask(network, mask),
            },
            _ => None,
        };
        match space {
            Some(space) => self.addresses.entry(name).own.push(space),
            None => self.damaged(number, words, Some(name), None),
        }
        true
    }

    pub(super) fn group_service(
        &mut self,
        name: &str,
        protocols: &[u8],
        number: u32,
        words: &[&str],
        indented: bool,
    ) -> bool {
        let words: Vec<&str> = words.iter().take_while(|word| !word.starts_with('!')).copied().collect();
        let services = match words.as_slice() {
            ["group-object", member] => {
                self.services.entry(name).members.push((*member).to_owned());
                return true;
            }
            ["service-object", "object", member] => {
                if self.services.is_defined(member) || ace::builtin(member).is_none() {
                    self.services.entry(name).members.push((*member).to_owned());
                    return true;
                }
                ace::builtin(member)
            }
            ["port-object", rest @ ..] => {
                ace::ports(&mut rest.iter().copied().peekable(), false).map(|ports| {
                    let parts: Vec<Services> = protocols
                        .iter()
                        .map(|protocol| Services::ports(*protocol, all_ports(), ports.clone()))
                        .collect();
                    Services::union(&parts)
                })
            }
            ["service-object", rest @ ..] => service(rest),
            [first, ..] if !["description", "no"].contains(first) && service(&words).is_some() => {
                service(&words)
            }
            _ => return self.other(number, &words, indented),
        };
        match services {
            Some(services) => self.services.entry(name).own.push(services),
            None => self.damaged(number, &words, None, Some(name)),
        }
        true
    }

    pub(super) fn group_protocol(&mut self, name: &str, number: u32, words: &[&str], indented: bool) -> bool {
        match words {
            ["protocol-object", protocol] => match ace::protocols(protocol) {
                Some(services) => self.services.entry(name).own.push(services),
                None => self.damaged(number, words, None, Some(name)),
            },
            ["group-object", member] => self.services.entry(name).members.push((*member).to_owned()),
            _ => return self.other(number, words, indented),
        }
        true
    }

    pub(super) fn group_icmp(&mut self, name: &str, number: u32, words: &[&str], indented: bool) -> bool {
        match words {
            ["icmp-object", kind] => match names::icmp(ICMP, kind) {
                Some((kind, code)) => {
                    let six = names::icmp(ICMP6, words[1]);
                    let object = self.services.entry(name);
                    object.own.push(Services::icmp(ICMP, kind, code));
                    object.own.extend(six.map(|(kind, code)| Services::icmp(ICMP6, kind, code)));
                }
                None => self.damaged(number, words, None, Some(name)),
            },
            ["group-object", member] => self.services.entry(name).members.push((*member).to_owned()),
            _ => return self.other(number, words, indented),
        }
        true
    }
}

fn network_mask(network: &str, mask: &str) -> Option<Space> {
    address::masked(network.parse().ok()?, mask.parse().ok()?)
}

/// `tcp destination eq 80`, `udp source eq 3 eq 4`, `tcp-udp range 1 2`, `icmp echo 0`, `gre`, `ip`.
pub(super) fn service(words: &[&str]) -> Option<Services> {
    let (protocol, rest) = words.split_first()?;
    let protocols: &[u8] = match *protocol {
        "tcp" => &[TCP],
        "udp" => &[UDP],
        "sctp" => &[SCTP],
        "tcp-udp" => &[TCP, UDP],
        "icmp" | "icmp6" => {
            let number = if *protocol == "icmp" { ICMP } else { ICMP6 };
            return match rest {
                [] => Some(Services::protocol(number)),
                [kind] => names::icmp(number, kind).map(|(kind, code)| Services::icmp(number, kind, code)),
                [kind, code] => {
                    let (kind, _) = names::icmp(number, kind)?;
                    Some(Services::icmp(number, kind, Some(code.parse().ok()?)))
                }
                _ => None,
            };
        }
        other => return if rest.is_empty() { ace::protocols(other) } else { None },
    };
    let mut words = rest.iter().copied().peekable();
    let (mut source, mut destination) = (all_ports(), all_ports());
    while let Some(word) = words.peek() {
        match *word {
            "source" => {
                words.next();
                source = ace::ports(&mut words, false)?;
            }
            "destination" => {
                words.next();
                destination = ace::ports(&mut words, false)?;
            }
            _ => destination = ace::ports(&mut words, false)?,
        }
    }
    let parts: Vec<Services> =
        protocols.iter().map(|p| Services::ports(*p, source.clone(), destination.clone())).collect();
    Some(Services::union(&parts))
}
