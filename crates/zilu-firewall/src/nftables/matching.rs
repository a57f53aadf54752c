//! What the matches of a rule say together.

use super::{of_protocols, port_words};
use crate::address::{self, Ranges, Space};
use crate::model::{Action, Addresses, ESTABLISHED, Names, Rule, ServiceMatch};
use crate::names;
use crate::service::{ICMP, ICMP6, PORT_LAST, Services, TCP, UDP, all_ports};
use jiff::civil::Date;

/// A rule while its matches are read.
#[derive(Default)]
pub(super) struct Match {
    pub(super) action: Option<Action>,
    pub(super) hits: Option<u64>,
    pub(super) comment: Option<String>,
    pub(super) log: bool,
    source: Option<Addresses>,
    destination: Option<Addresses>,
    from: Option<Names>,
    to: Option<Names>,
    protocols: Option<(bool, Vec<u8>)>,
    source_ports: Option<Ranges>,
    destination_ports: Option<Ranges>,
    icmp: Option<Ranges>,
    conditions: Vec<String>,
    expires: Option<Date>,
}

/// A set by its name: addresses or ports.
pub(super) enum Named<'a> {
    Addresses(&'a Space),
    Words(&'a [String]),
}

impl Match {
    /// One match: `ip saddr`, `tcp dport`, `iifname`, `ct state` …; the error is what was not understood.
    pub(super) fn field(
        &mut self,
        field: &str,
        negated: bool,
        values: &[String],
        named: Option<Named<'_>>,
    ) -> Result<(), String> {
        let shown = || format!("{field} {}{}", if negated { "!= " } else { "" }, values.join(","));
        match field {
            "ip saddr" | "ip6 saddr" => {
                let addresses = addresses(negated, values, named).ok_or_else(shown)?;
                put(&mut self.source, addresses, shown)
            }
            "ip daddr" | "ip6 daddr" => {
                let addresses = addresses(negated, values, named).ok_or_else(shown)?;
                put(&mut self.destination, addresses, shown)
            }
            "iif" | "iifname" | "oif" | "oifname" => {
                if values.iter().any(|name| name.ends_with('*')) {
                    self.conditions.push(shown());
                    return Ok(());
                }
                let only = Names::of(values.iter().map(String::as_str));
                let slot = if field.starts_with('i') { &mut self.from } else { &mut self.to };
                put(slot, if negated { only.negated() } else { only }, shown)
            }
            "meta l4proto" | "ip protocol" | "ip6 nexthdr" => {
                let numbers: Option<Vec<u8>> = values.iter().map(|word| names::protocol(word)).collect();
                put(&mut self.protocols, (negated, numbers.ok_or_else(shown)?), shown)
            }
            "tcp dport" | "udp dport" | "th dport" | "sctp dport" | "tcp sport" | "udp sport"
            | "th sport" | "sctp sport" => {
                let (protocol, way) = field.split_once(' ').unwrap_or((field, ""));
                let words = match named {
                    Some(Named::Words(words)) => words.to_vec(),
                    Some(Named::Addresses(_)) => return Err(shown()),
                    None => values.to_vec(),
                };
                let ranges = port_words(&words).ok_or_else(shown)?;
                let ranges = if negated { ranges.complement(PORT_LAST) } else { ranges };
                let numbers = if protocol == "th" {
                    vec![TCP, UDP]
                } else {
                    names::protocol(protocol).into_iter().collect()
                };
                match &self.protocols {
                    None => self.protocols = Some((false, numbers)),
                    Some((false, known)) if protocol == "th" || *known == numbers => {}
                    Some(_) => return Err(shown()),
                }
                put(
                    if way == "dport" { &mut self.destination_ports } else { &mut self.source_ports },
                    ranges,
                    shown,
                )
            }
            "icmp type" | "icmpv6 type" => {
                let protocol = if field == "icmp type" { ICMP } else { ICMP6 };
                let mut found = Vec::new();
                for word in values {
                    let (kind, code) = names::icmp(protocol, word).ok_or_else(shown)?;
                    let low = u128::from(kind) * 256 + u128::from(code.unwrap_or(0));
                    found.push((low, u128::from(kind) * 256 + u128::from(code.unwrap_or(u8::MAX))));
                }
                if self.protocols.as_ref().is_some_and(|(not, known)| *not || *known != [protocol]) {
                    return Err(shown());
                }
                self.protocols = Some((false, vec![protocol]));
                let ranges = Ranges::new(found);
                put(&mut self.icmp, if negated { ranges.complement(PORT_LAST) } else { ranges }, shown)
            }
            "ct state" => {
                let mut states: Vec<&str> = values.iter().map(String::as_str).collect();
                states.sort_unstable();
                if !negated && states.iter().all(|state| matches!(*state, "established" | "related")) {
                    self.conditions.push(ESTABLISHED.to_owned());
                }
                self.conditions.push(format!(
                    "{}states:{}",
                    if negated { "!" } else { "" },
                    states.join(",")
                ));
                Ok(())
            }
            _ => {
                self.conditions.push(shown());
                Ok(())
            }
        }
    }

    /// A condition kept as it is written.
    pub(super) fn condition(&mut self, text: String) {
        self.conditions.push(text);
    }

    /// Puts everything into the rule.
    pub(super) fn finish(self, rule: &mut Rule) -> Result<(), String> {
        rule.hits = self.hits;
        rule.comment = self.comment;
        rule.log = Some(self.log);
        rule.expires = self.expires;
        rule.conditions = self.conditions;
        rule.from = self.from.unwrap_or_default();
        rule.to = self.to.unwrap_or_default();
        rule.source = self.source.unwrap_or_else(Addresses::any);
        rule.destination = self.destination.unwrap_or_else(Addresses::any);
        let Some((negated, protocols)) = self.protocols else { return Ok(()) };
        let services = if negated {
            of_protocols(&protocols).complement().ok_or("protocol")?
        } else {
            let source = self.source_ports.unwrap_or_else(all_ports);
            let destination = self.icmp.or(self.destination_ports).unwrap_or_else(all_ports);
            let parts: Vec<Services> =
                protocols.iter().map(|p| Services::ports(*p, source.clone(), destination.clone())).collect();
            Services::union(&parts)
        };
        let words = services.words(32);
        rule.service = ServiceMatch { services: services.into(), words };
        Ok(())
    }
}

/// Fills a slot; two matches of one sort would have to be intersected.
fn put<T>(slot: &mut Option<T>, value: T, shown: impl Fn() -> String) -> Result<(), String> {
    if slot.is_some() {
        return Err(shown());
    }
    *slot = Some(value);
    Ok(())
}

fn addresses(negated: bool, values: &[String], named: Option<Named<'_>>) -> Option<Addresses> {
    let space = match named {
        Some(Named::Addresses(space)) => space.clone(),
        Some(Named::Words(_)) => return None,
        None => space_of(values)?,
    };
    let mut list = values.to_vec();
    list.sort_unstable();
    let words = list.join(" ");
    Some(if negated {
        Addresses { space: space.complement().into(), words: format!("!{words}") }
    } else {
        Addresses { space: space.into(), words }
    })
}

/// Addresses, prefixes and ranges.
pub(super) fn space_of(values: &[String]) -> Option<Space> {
    let parts: Option<Vec<Space>> = values
        .iter()
        .map(|word| {
            address::prefix(word).or_else(|| {
                let (low, high) = word.split_once('-')?;
                address::range(low.trim(), high.trim())
            })
        })
        .collect();
    parts.map(|parts| Space::union(&parts))
}
