//! One entry of an access list.

use super::Reader;
use crate::address::{self, Ranges, Space};
use crate::model::{Action, Addresses, ESTABLISHED, Problem, Rule};
use crate::names;
use crate::service::{ICMP, ICMP6, PORT_LAST, SCTP, Services, TCP, UDP, all_ports};
use std::iter::Peekable;
use std::net::Ipv4Addr;
use std::sync::Arc;

type Outcome<T> = Result<T, Problem>;

/// The words of an entry, from left to right.
pub(super) struct Ace<'r, 't> {
    reader: &'r mut Reader,
    words: Peekable<std::vec::IntoIter<&'t str>>,
    v6: bool,
}

/// What the words before the addresses say about protocols.
enum Protocols {
    Any,
    These(Vec<u8>),
    /// A service object or group with its name.
    Services(Arc<Services>, String),
}

impl<'r, 't> Ace<'r, 't> {
    pub(super) fn new(reader: &'r mut Reader, text: &'t str, v6: bool) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        Self { reader, words: words.into_iter().peekable(), v6 }
    }

    fn action(&mut self, rule: &mut Rule) -> Outcome<()> {
        rule.action = match self.words.next() {
            Some("permit") => Action::Allow,
            Some("deny") => Action::Deny,
            _ => return Err(unclear("action")),
        };
        Ok(())
    }

    /// `permit 10.0.0.0 0.0.0.255`: the source only.
    pub(super) fn standard(&mut self, rule: &mut Rule) -> Outcome<()> {
        self.action(rule)?;
        rule.source = match self.words.next() {
            Some("host") => {
                let host = self.words.next().and_then(|host| self.reader.host(host));
                Reader::space_of(host.ok_or_else(|| unclear("host"))?)
            }
            Some("any" | "any4") => Reader::space_of(Space::any_v4()),
            Some(first) => {
                let address: Ipv4Addr = first.parse().map_err(|_| unclear(first))?;
                let mask = self.words.next_if(|word| word.parse::<Ipv4Addr>().is_ok());
                let space = match mask.and_then(|mask| mask.parse().ok()) {
                    Some(mask) => self.reader.masked(address, mask),
                    None => Some(Space::v4(address.to_bits(), address.to_bits())),
                };
                Reader::space_of(space.ok_or_else(|| unclear(first))?)
            }
            None => return Err(unclear("source")),
        };
        self.options(rule)
    }

    pub(super) fn extended(&mut self, rule: &mut Rule) -> Outcome<()> {
        self.action(rule)?;
        let protocols = self.protocol(rule)?;
        self.users(rule);
        rule.source = self.address(rule)?;
        let source_ports = self.port_words(rule, &protocols)?;
        rule.destination = self.address(rule)?;
        let destination = self.port_words(rule, &protocols)?;
        self.service(rule, protocols, source_ports, destination)?;
        self.options(rule)
    }

    fn protocol(&mut self, rule: &mut Rule) -> Outcome<Protocols> {
        let word = self.words.next().ok_or_else(|| unclear("protocol"))?;
        match word {
            "ip" | "ip4" => Ok(Protocols::Any),
            // In an IPv6 list the word means every protocol.
            "ipv6" if self.v6 => Ok(Protocols::Any),
            "object" | "object-group" => {
                let name = self.words.next().ok_or_else(|| unclear(word))?;
                if !self.reader.services.is_defined(name)
                    && let Some(services) = builtin(name)
                {
                    return Ok(Protocols::Services(services.into(), name.to_owned()));
                }
                let resolved = self.reader.services.resolve(name);
                rule.problems.extend_from_slice(&resolved.problems);
                Ok(Protocols::Services(resolved.set, name.to_owned()))
            }
            "tcp-udp" => Ok(Protocols::These(vec![TCP, UDP])),
            // An IPv6 list writes `icmp` for the ICMP of IPv6.
            "icmp" if self.v6 => Ok(Protocols::These(vec![ICMP6])),
            _ => names::protocol(word).map(|p| Protocols::These(vec![p])).ok_or_else(|| unclear(word)),
        }
    }

    /// Users stand before the source.
    fn users(&mut self, rule: &mut Rule) {
        while let Some(kind) = self
            .words
            .next_if(|w| matches!(*w, "user" | "user-group" | "object-group-user" | "security-group"))
        {
            let mut name = self.words.next().unwrap_or_default().to_owned();
            if kind == "security-group" {
                name = format!("{name} {}", self.words.next().unwrap_or_default());
            }
            rule.conditions.push(format!("user:{kind} {name}"));
        }
    }

    fn address(&mut self, rule: &mut Rule) -> Outcome<Addresses> {
        let word = self.words.next().ok_or_else(|| unclear("address"))?;
        let space = match word {
            "any" if self.v6 => Some(Space::any_v6()),
            "any" => Some(Space::any()),
            "any4" => return Ok(Addresses { words: "any4".to_owned(), ..Reader::space_of(Space::any_v4()) }),
            "any6" => return Ok(Addresses { words: "any6".to_owned(), ..Reader::space_of(Space::any_v6()) }),
            "host" => self.words.next().and_then(|host| self.reader.host(host)),
            "object" | "object-group" => {
                let name = self.words.next().ok_or_else(|| unclear(word))?;
                let resolved = self.reader.addresses.resolve(name);
                rule.problems.extend_from_slice(&resolved.problems);
                return Ok(Addresses { space: resolved.set, words: name.to_owned() });
            }
            "interface" => {
                let name = self.words.next().ok_or_else(|| unclear(word))?;
                let full = format!("interface {name}");
                let space = if self.reader.addresses.is_defined(&full) {
                    self.reader.addresses.resolve(&full).set
                } else {
                    // An address that the interface is given from outside.
                    Arc::new(Space::name(&full))
                };
                return Ok(Addresses { space, words: full });
            }
            _ if word.contains(':') => address::prefix(word),
            _ => {
                let known = self.reader.names.get(word).copied();
                let address = known.or_else(|| word.parse().ok()).ok_or_else(|| unclear(word))?;
                let mask = self.words.next().and_then(|mask| mask.parse().ok());
                mask.and_then(|mask| self.reader.masked(address, mask))
            }
        };
        space.map(Reader::space_of).ok_or_else(|| unclear(word))
    }

    /// Ports, or for ICMP the type, behind an address.
    fn port_words(&mut self, rule: &mut Rule, protocols: &Protocols) -> Outcome<Option<Ports>> {
        let Protocols::These(numbers) = protocols else { return Ok(None) };
        match self.words.peek() {
            Some(&("eq" | "neq" | "gt" | "lt" | "range")) => {
                let ranges = ports(&mut self.words, true).ok_or_else(|| unclear("port"))?;
                let words = ranges_words(&ranges);
                Ok(Some(Ports { ranges, words }))
            }
            Some(&("object-group" | "object")) => {
                let mut ahead = self.words.clone();
                ahead.next();
                let Some(name) = ahead.next() else { return Ok(None) };
                if !self.reader.services.is_defined(name) || self.reader.addresses.is_defined(name) {
                    return Ok(None);
                }
                self.words.next();
                self.words.next();
                let resolved = self.reader.services.resolve(name);
                rule.problems.extend_from_slice(&resolved.problems);
                let of: Vec<Ranges> = numbers.iter().map(|p| resolved.set.port_ranges(*p)).collect();
                let ranges = Ranges::new(of.iter().flat_map(|r| r.as_slice().iter().copied()).collect());
                Ok(Some(Ports { ranges, words: name.to_owned() }))
            }
            Some(word) if matches!(numbers.as_slice(), [ICMP | ICMP6]) => {
                let Some((kind, code)) = names::icmp(numbers[0], word) else { return Ok(None) };
                self.words.next();
                let more = self.words.next_if(|word| word.parse::<u8>().is_ok());
                let code = more.and_then(|code| code.parse().ok()).or(code);
                let low = u128::from(kind) * 256 + u128::from(code.unwrap_or(0));
                let high = u128::from(kind) * 256 + u128::from(code.unwrap_or(u8::MAX));
                let ranges = Ranges::one(low, high);
                let words = match code {
                    Some(code) => format!("{kind}:{code}"),
                    None => kind.to_string(),
                };
                Ok(Some(Ports { ranges, words }))
            }
            _ => Ok(None),
        }
    }

    fn service(
        &mut self,
        rule: &mut Rule,
        protocols: Protocols,
        source: Option<Ports>,
        destination: Option<Ports>,
    ) -> Outcome<()> {
        rule.service = match protocols {
            Protocols::Any => return Ok(()),
            Protocols::Services(services, words) => crate::model::ServiceMatch { services, words },
            Protocols::These(numbers) => {
                let from = source.as_ref().map_or_else(all_ports, |ports| ports.ranges.clone());
                let to = destination.as_ref().map_or_else(all_ports, |ports| ports.ranges.clone());
                let parts: Vec<Services> =
                    numbers.iter().map(|p| Services::ports(*p, from.clone(), to.clone())).collect();
                let mut words: Vec<String> = Vec::new();
                for number in &numbers {
                    let name =
                        names::protocol_name(*number).map_or_else(|| number.to_string(), str::to_owned);
                    let from = source.as_ref().map(|p| format!("{}>", p.words)).unwrap_or_default();
                    let to = destination.as_ref().map(|p| p.words.clone()).unwrap_or_default();
                    let slash = if from.is_empty() && to.is_empty() { "" } else { "/" };
                    words.push(format!("{name}{slash}{from}{to}"));
                }
                Reader::services_of(Services::union(&parts), words.join(" "))
            }
        };
        Ok(())
    }

    fn options(&mut self, rule: &mut Rule) -> Outcome<()> {
        let mut log = false;
        while let Some(word) = self.words.next() {
            match word {
                "log" | "log-input" => {
                    log = true;
                    while let Some(more) = self.words.next_if(|w| is_log_word(w)) {
                        log &= more != "disable";
                        if more == "interval" {
                            self.words.next();
                        }
                    }
                }
                "inactive" => rule.enabled = false,
                "(inactive)" => rule.enabled = false,
                "time-range" => {
                    let name = self.words.next().ok_or_else(|| unclear(word))?;
                    rule.schedule = Some(name.to_owned());
                }
                "established" => rule.conditions.push(ESTABLISHED.to_owned()),
                "fragments"
                | "tracked"
                | "initial"
                | "undetermined-transport"
                | "routing"
                | "mobility"
                | "auth"
                | "dest-option"
                | "hbh" => rule.conditions.push(word.to_owned()),
                "ack" | "fin" | "psh" | "rst" | "syn" | "urg" => rule.conditions.push(format!("flag:{word}")),
                "dscp" | "precedence" | "tos" | "ttl" | "option" | "reflect" | "match-all" | "match-any"
                | "flow-label" | "routing-type" => {
                    let value = self.words.next().ok_or_else(|| unclear(word))?;
                    rule.conditions.push(format!("{word}:{value}"));
                }
                // Counters that `show access-list` prints; read by `hits`.
                _ if word.starts_with("(hitcnt=") || word.starts_with("0x") => {}
                "(active)" | "Interval:" | "(active" => {}
                _ if word.starts_with('(') => {
                    // `(15 matches)`, `(time left 4)`
                    while self.words.next_if(|w| !w.ends_with(')')).is_some() {}
                    self.words.next_if(|w| w.ends_with(')'));
                }
                _ => return Err(unclear(word)),
            }
        }
        rule.log = Some(log);
        Ok(())
    }
}

struct Ports {
    ranges: Ranges,
    words: String,
}

/// The hits that `show access-list` prints: `(hitcnt=5)` or `(15 matches)`.
pub(super) fn hits(text: &str) -> Option<u64> {
    if let Some((_, rest)) = text.rsplit_once("(hitcnt=") {
        return rest.split(')').next()?.parse().ok();
    }
    let (_, rest) = text.rsplit_once('(')?;
    let (number, word) = rest.split_once(' ')?;
    word.starts_with("match").then(|| number.parse().ok())?
}

fn is_log_word(word: &str) -> bool {
    matches!(
        word,
        "disable"
            | "default"
            | "interval"
            | "emergencies"
            | "alerts"
            | "critical"
            | "errors"
            | "warnings"
            | "notifications"
            | "informational"
            | "debugging"
    ) || word.len() == 1 && word.bytes().all(|b| b.is_ascii_digit())
}

fn unclear(word: &str) -> Problem {
    Problem::NotUnderstood(word.into())
}

fn ranges_words(ranges: &Ranges) -> String {
    let list: Vec<String> = ranges
        .as_slice()
        .iter()
        .map(|(low, high)| if low == high { low.to_string() } else { format!("{low}-{high}") })
        .collect();
    list.join(",")
}

/// `eq 80`, `eq 80 443` where several are allowed, `neq 80`, `gt 1023`, `lt 1024`, `range 1 9`.
pub(super) fn ports<'t>(
    words: &mut Peekable<impl Iterator<Item = &'t str>>,
    several: bool,
) -> Option<Ranges> {
    let operator = words.next()?;
    let first = u128::from(names::port(words.next()?)?);
    Some(match operator {
        "eq" => {
            let mut list = vec![(first, first)];
            while several && let Some(more) = words.peek().and_then(|word| names::port(word)) {
                list.push((more.into(), more.into()));
                words.next();
            }
            Ranges::new(list)
        }
        "neq" => Ranges::one(first, first).complement(PORT_LAST),
        "gt" => Ranges::new(vec![(first + 1, PORT_LAST)]),
        "lt" => Ranges::new(first.checked_sub(1).map(|last| (0, last)).into_iter().collect()),
        "range" => {
            let last = u128::from(names::port(words.next()?)?);
            Ranges::one(first.min(last), first.max(last))
        }
        _ => return None,
    })
}

/// A protocol alone.
pub(super) fn protocols(word: &str) -> Option<Services> {
    match word {
        "ip" | "any" => Some(Services::any()),
        "tcp-udp" => Some(Services::union(&[Services::protocol(TCP), Services::protocol(UDP)])),
        _ => names::protocol(word).map(Services::protocol),
    }
}

/// Service objects that are there without being defined: `icmp-echo`, `tcp-https`, `ospf`.
pub(super) fn builtin(name: &str) -> Option<Services> {
    if let Some(services) = protocols(name) {
        return Some(services);
    }
    let (protocol, rest) = name.split_once('-')?;
    let ports = |number: u8, rest: &str| names::port(rest).map(|port| Services::port(number, port));
    match (protocol, rest) {
        ("tcp", _) if rest.starts_with("udp-") => {
            let port = names::port(&rest[4..])?;
            Some(Services::union(&[Services::port(TCP, port), Services::port(UDP, port)]))
        }
        ("tcp", _) => ports(TCP, rest),
        ("udp", _) => ports(UDP, rest),
        ("sctp", _) => ports(SCTP, rest),
        ("icmp", _) => names::icmp(ICMP, rest).map(|(kind, code)| Services::icmp(ICMP, kind, code)),
        ("icmp6", _) => names::icmp(ICMP6, rest).map(|(kind, code)| Services::icmp(ICMP6, kind, code)),
        _ => None,
    }
}
