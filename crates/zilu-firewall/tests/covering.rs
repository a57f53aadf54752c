//! What the analysis calls covered, held against every packet of a small universe.

use proptest::prelude::*;
use std::sync::Arc;
use zilu_firewall::address::{Ranges, Space, V4_LAST};
use zilu_firewall::analysis::{covering, rule_covers};
use zilu_firewall::model::RuleSet;
use zilu_firewall::service::{Services, TCP, UDP};
use zilu_firewall::{Action, Configuration, Names, Rule};

/// Addresses of the universe lie 2^28 apart, so that a set of all of them is every address.
const STEP: u128 = 1 << 28;
/// Ports of the universe lie 2^13 apart.
const PORT_STEP: u128 = 1 << 13;

#[derive(Debug, Clone)]
struct Small {
    source: u16,
    destination: u16,
    /// Ports of TCP and UDP as bits, and whether it is every service.
    tcp: u8,
    udp: u8,
    any: bool,
    /// Only from the first half of the source ports.
    low_ports: bool,
    from: u8,
    condition: Option<u8>,
    action: u8,
    enabled: bool,
    negated: bool,
}

fn bits(bits: u32, step: u128) -> Ranges {
    Ranges::new((0..16).filter(|i| bits >> i & 1 == 1).map(|i| (i * step, (i + 1) * step - 1)).collect())
}

fn space(mask: u16, negated: bool) -> Space {
    if mask == u16::MAX && !negated {
        return Space::any();
    }
    let space = Space { v4: bits(mask.into(), STEP), ..Space::default() };
    if negated { Space { v4: space.v4.complement(V4_LAST), ..Space::default() } } else { space }
}

fn services(small: &Small) -> Services {
    if small.any {
        return Services::any();
    }
    let source = if small.low_ports { Ranges::one(0, 32_767) } else { Ranges::one(0, 65_535) };
    Services::union(&[
        Services::ports(TCP, source, bits(small.tcp.into(), PORT_STEP)),
        Services::ports(UDP, Ranges::one(0, 65_535), bits(small.udp.into(), PORT_STEP)),
    ])
}

impl Small {
    fn rule(&self, line: usize) -> Rule {
        let action = match self.action {
            0 => Action::Allow,
            1 => Action::Deny,
            _ => Action::Other("log".to_owned()),
        };
        let mut rule = Rule::new(0, line as u32, action);
        rule.source.space = Arc::new(space(self.source, self.negated));
        rule.destination.space = Arc::new(space(self.destination, false));
        rule.service.services = Arc::new(services(self));
        let zones: Vec<&str> = ["a", "b", "c"]
            .into_iter()
            .enumerate()
            .filter(|(i, _)| self.from >> i & 1 == 1)
            .map(|(_, z)| z)
            .collect();
        rule.from = Names::of(zones);
        rule.conditions = self.condition.map(|c| format!("condition {c}")).into_iter().collect();
        rule.enabled = self.enabled;
        rule
    }

    /// Whether a packet matches: zone, condition that holds, source, destination, protocol, source port half, port.
    fn matches(&self, (zone, holds, from, to, udp, high, port): Packet) -> bool {
        let source = self.source >> from & 1 == 1;
        let service = self.any
            || if udp {
                self.udp >> port & 1 == 1
            } else {
                self.tcp >> port & 1 == 1 && !(self.low_ports && high)
            };
        (self.from == 0 || self.from >> zone & 1 == 1)
            && self.condition.is_none_or(|c| holds >> c & 1 == 1)
            && source != self.negated
            && self.destination >> to & 1 == 1
            && service
    }

    fn is_empty(&self) -> bool {
        !packets().any(|p| self.matches(p))
    }

    fn covers(&self, other: &Small) -> bool {
        packets().all(|p| {
            !other.matches(p) || self.matches(p)
        }) && (!other.any || self.any)
            // All of the universe's IPv4 addresses are not every address, unless they are called so.
            && (other.source != u16::MAX || other.negated || self.source == u16::MAX && !self.negated)
            && (other.destination != u16::MAX || self.destination == u16::MAX)
            // Three zones are not every zone.
            && (other.from != 0 || self.from == 0)
    }
}

type Packet = (u8, u8, u8, u8, bool, bool, u8);

fn packets() -> impl Iterator<Item = Packet> {
    (0..3u8).flat_map(|zone| {
        (0..4u8).flat_map(move |holds| {
            [0u8, 1, 2, 5, 15].into_iter().flat_map(move |from| {
                [0u8, 3, 14].into_iter().flat_map(move |to| {
                    [false, true].into_iter().flat_map(move |udp| {
                        [false, true].into_iter().flat_map(move |high| {
                            [0u8, 2, 7].into_iter().map(move |port| (zone, holds, from, to, udp, high, port))
                        })
                    })
                })
            })
        })
    })
}

/// Sets whose bits are those that the packets look at.
fn addresses(which: &'static [u8]) -> impl Strategy<Value = u16> {
    let some = proptest::collection::vec(any::<bool>(), which.len()).prop_map(move |on| {
        which.iter().zip(on).filter(|(_, on)| *on).map(|(bit, _)| 1u16 << bit).sum::<u16>()
    });
    prop_oneof![1 => Just(u16::MAX), 4 => some]
}

fn ports() -> impl Strategy<Value = u8> {
    proptest::collection::vec(any::<bool>(), 3).prop_map(|on| {
        [0u8, 2, 7].iter().zip(on).filter(|(_, on)| *on).map(|(bit, _)| 1u8 << bit).sum::<u8>()
    })
}

fn small() -> impl Strategy<Value = Small> {
    let first = (addresses(&[0, 1, 5, 15]), addresses(&[0, 3, 14]), ports(), ports());
    let rest = (0..8u8, 0..8u8, 0..7u8, 0..8u8, 0..5u8, 0..8u8);
    (first, rest, 0..3u8).prop_map(
        |((source, destination, tcp, udp), (any, low, from, condition, action, enabled), negated)| Small {
            source,
            destination,
            tcp,
            udp,
            any: any == 0,
            low_ports: low == 0,
            from,
            condition: (condition < 2).then_some(condition),
            action: action.min(2),
            enabled: enabled > 0,
            negated: negated == 0 && source != u16::MAX,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn covered_means_that_no_packet_is_left(list in proptest::collection::vec(small(), 2..14)) {
        let mut configuration = Configuration::default();
        configuration.sets.push(RuleSet { name: "all".to_owned(), applied: None, otherwise: None });
        configuration.rules = list.iter().enumerate().map(|(i, small)| small.rule(i)).collect();
        configuration.sequences = vec![(0..list.len()).collect()];
        let found = covering(&configuration);
        for (index, small) in list.iter().enumerate() {
            let before = list[..index].iter().enumerate();
            let expected = before
                .filter(|(_, other)| other.enabled && other.action < 2 && small.enabled && !small.is_empty())
                .find(|(_, other)| other.covers(small))
                .map(|(i, _)| i);
            // Which of several is named may differ; whether there is one may not.
            prop_assert_eq!(found[index].is_some(), expected.is_some(), "rule {}: {:?} {:?}", index, found[index], expected);
            if let Some(by) = found[index] {
                prop_assert!(list[by].covers(small), "rule {} by {}", index, by);
                prop_assert!(rule_covers(&configuration.rules[by], &configuration.rules[index]));
            }
        }
    }
}
