//! Sets of addresses: ranges of IPv4 and IPv6, and names of what is no range.
//!
//! A set is `(v4 ∪ v6 ∪ named) \ excluded`. What a name stands for (a domain name, a country, an internet service) is not
//! known here, so a comparison uses names only where that is safe: a set covers another only when that is certain.

use std::net::{Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

/// Last IPv4 address, as a number.
pub const V4_LAST: u128 = u32::MAX as u128;
/// Pieces into which a wildcard mask with holes is expanded at most; beyond that it is kept as a name.
const WILDCARD_PIECES: u32 = 4096;

/// Numbers as sorted ranges, both ends included, that neither touch nor overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Ranges(Vec<(u128, u128)>);

impl Ranges {
    /// The set of these ranges, in any order; a range whose end is before its start is empty.
    pub fn new(mut ranges: Vec<(u128, u128)>) -> Self {
        ranges.retain(|(low, high)| low <= high);
        ranges.sort_unstable();
        let mut merged: Vec<(u128, u128)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match merged.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => merged.push((low, high)),
            }
        }
        Self(merged)
    }

    /// One range.
    pub fn one(low: u128, high: u128) -> Self {
        Self::new(vec![(low, high)])
    }

    /// The ranges in order.
    pub fn as_slice(&self) -> &[(u128, u128)] {
        &self.0
    }

    /// Nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Everything from 0 to `last` is in it.
    pub fn is_all(&self, last: u128) -> bool {
        self.0 == [(0, last)]
    }

    /// How many numbers are in it; saturates.
    pub fn size(&self) -> u128 {
        self.0.iter().fold(0, |sum, (low, high)| sum.saturating_add((high - low).saturating_add(1)))
    }

    /// Whether all of `other` is in it.
    pub fn covers(&self, other: &Ranges) -> bool {
        let mut rest = self.0.as_slice();
        other.0.iter().all(|(low, high)| {
            rest = &rest[rest.partition_point(|own| own.1 < *low)..];
            rest.first().is_some_and(|own| own.0 <= *low && *high <= own.1)
        })
    }

    /// Whether a number is in it.
    pub fn contains(&self, number: u128) -> bool {
        let at = self.0.partition_point(|own| own.1 < number);
        self.0.get(at).is_some_and(|own| own.0 <= number)
    }

    /// Whether something is in both.
    pub fn meets(&self, other: &Ranges) -> bool {
        let (small, large) = if self.0.len() < other.0.len() { (self, other) } else { (other, self) };
        small.0.iter().any(|(low, high)| {
            let at = large.0.partition_point(|own| own.1 < *low);
            large.0.get(at).is_some_and(|own| own.0 <= *high)
        })
    }

    /// What is not in it, up to `last`.
    #[must_use]
    pub fn complement(&self, last: u128) -> Ranges {
        let mut next = 0;
        let mut found = Vec::with_capacity(self.0.len() + 1);
        for (low, high) in &self.0 {
            if *low > next {
                found.push((next, low - 1));
            }
            match high.checked_add(1) {
                Some(after) => next = after,
                None => return Ranges(found),
            }
        }
        if next <= last {
            found.push((next, last));
        }
        Ranges(found)
    }

    /// What is in it and not in `other`.
    #[must_use]
    pub fn without(&self, other: &Ranges) -> Ranges {
        let mut found = Vec::new();
        for (low, high) in &self.0 {
            let mut next = *low;
            let mut open = true;
            let from = other.0.partition_point(|own| own.1 < *low);
            for (cut_low, cut_high) in other.0[from..].iter().take_while(|cut| cut.0 <= *high) {
                if *cut_low > next {
                    found.push((next, cut_low - 1));
                }
                match cut_high.checked_add(1) {
                    Some(after) if after <= *high => next = after,
                    _ => {
                        open = false;
                        break;
                    }
                }
            }
            if open && next <= *high {
                found.push((next, *high));
            }
        }
        Ranges(found)
    }
}

/// A set of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Space {
    /// IPv4 addresses as numbers.
    pub v4: Ranges,
    /// IPv6 addresses as numbers.
    pub v6: Ranges,
    /// What is no range, sorted: `fqdn:example.com`, `geo:TW`, `internet-service:Google-DNS`.
    pub named: Vec<Arc<str>>,
    /// What is taken out and is no range, sorted.
    pub excluded: Vec<Arc<str>>,
}

impl Space {
    /// Every address.
    pub fn any() -> Self {
        Self { v4: Ranges::one(0, V4_LAST), v6: Ranges::one(0, u128::MAX), ..Self::default() }
    }

    /// Every IPv4 address.
    pub fn any_v4() -> Self {
        Self { v4: Ranges::one(0, V4_LAST), ..Self::default() }
    }

    /// Every IPv6 address.
    pub fn any_v6() -> Self {
        Self { v6: Ranges::one(0, u128::MAX), ..Self::default() }
    }

    /// What is known by a name only.
    pub fn name(name: &str) -> Self {
        Self { named: vec![name.into()], ..Self::default() }
    }

    /// IPv4 addresses from one to another.
    pub fn v4(low: u32, high: u32) -> Self {
        Self { v4: Ranges::one(low.into(), high.into()), ..Self::default() }
    }

    /// Every address of a family, or of both.
    pub fn is_any(&self) -> bool {
        self.excluded.is_empty() && (self.v4.is_all(V4_LAST) || self.v6.is_all(u128::MAX))
    }

    /// Every address of both families.
    pub fn is_whole(&self) -> bool {
        self.excluded.is_empty() && self.v4.is_all(V4_LAST) && self.v6.is_all(u128::MAX)
    }

    /// Nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.v4.is_empty() && self.v6.is_empty() && self.named.is_empty()
    }

    /// Whether all of `other` is certainly in it.
    pub fn covers(&self, other: &Space) -> bool {
        self.v4.covers(&other.v4)
            && self.v6.covers(&other.v6)
            && other.named.iter().all(|name| {
                // A virtual address is only matched where it is named.
                self.is_whole() && !name.starts_with("vip:") || self.named.binary_search(name).is_ok()
            })
            && self.excluded.iter().all(|name| other.excluded.binary_search(name).is_ok())
    }

    /// All of several sets.
    pub fn union<'a>(parts: impl IntoIterator<Item = &'a Space>) -> Space {
        let (mut v4, mut v6) = (Vec::new(), Vec::new());
        let (mut named, mut excluded) = (Vec::new(), Vec::new());
        for part in parts {
            v4.extend_from_slice(&part.v4.0);
            v6.extend_from_slice(&part.v6.0);
            named.extend_from_slice(&part.named);
            excluded.extend_from_slice(&part.excluded);
        }
        sort(&mut named);
        sort(&mut excluded);
        Space { v4: Ranges::new(v4), v6: Ranges::new(v6), named, excluded }
    }

    /// What is not in it.
    #[must_use]
    pub fn complement(&self) -> Space {
        Space {
            v4: self.v4.complement(V4_LAST),
            v6: self.v6.complement(u128::MAX),
            named: self.excluded.clone(),
            excluded: self.named.clone(),
        }
    }

    /// What is in it and not in `other`.
    #[must_use]
    pub fn without(&self, other: &Space) -> Space {
        let mut excluded = self.excluded.clone();
        excluded.extend_from_slice(&other.named);
        sort(&mut excluded);
        Space {
            v4: self.v4.without(&other.v4),
            v6: self.v6.without(&other.v6),
            named: self.named.iter().filter(|name| !other.named.contains(name)).cloned().collect(),
            excluded,
        }
    }

    /// How many ranges and names it holds: what it costs to keep.
    pub fn pieces(&self) -> usize {
        self.v4.0.len() + self.v6.0.len() + self.named.len() + self.excluded.len()
    }
}

fn sort(names: &mut Vec<Arc<str>>) {
    names.sort_unstable();
    names.dedup();
}

/// An address or a prefix: `10.0.0.0/8`, `10.1.1.1`, `2001:db8::/32`. Host bits are ignored.
pub fn prefix(text: &str) -> Option<Space> {
    let (address, length) = match text.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (text, None),
    };
    if let Ok(v4) = address.parse::<Ipv4Addr>() {
        let mask = match length {
            None => u32::MAX,
            Some(length) => match length.parse::<u32>() {
                Ok(length) if length <= 32 => u32::MAX.checked_shl(32 - length).unwrap_or(0),
                // `-s 10.0.0.0/255.0.0.0`
                _ => return masked(v4, length.parse().ok()?),
            },
        };
        let low = v4.to_bits() & mask;
        return Some(Space::v4(low, low | !mask));
    }
    let v6 = address.parse::<Ipv6Addr>().ok()?.to_bits();
    let length = length.map_or(Some(128), |length| length.parse::<u32>().ok()).filter(|n| *n <= 128)?;
    let mask = u128::MAX.checked_shl(128 - length).unwrap_or(0);
    Some(Space { v6: Ranges::one(v6 & mask, v6 & mask | !mask), ..Space::default() })
}

/// A range: `10.0.0.1-10.0.0.9`, IPv6 too.
pub fn range(low: &str, high: &str) -> Option<Space> {
    if let (Ok(low), Ok(high)) = (low.parse::<Ipv4Addr>(), high.parse::<Ipv4Addr>()) {
        return (low <= high).then(|| Space::v4(low.to_bits(), high.to_bits()));
    }
    let (low, high) = (low.parse::<Ipv6Addr>().ok()?.to_bits(), high.parse::<Ipv6Addr>().ok()?.to_bits());
    (low <= high).then(|| Space { v6: Ranges::one(low, high), ..Space::default() })
}

/// An IPv4 address with a mask whose ones must match. A mask with holes becomes many ranges, or a name when too many.
pub fn masked(address: Ipv4Addr, mask: Ipv4Addr) -> Option<Space> {
    let (address, mask) = (address.to_bits(), mask.to_bits());
    let free = !mask;
    // The free bits on the right are one range; those beyond are counted through.
    let right = free.trailing_ones();
    let low_free = if right == 32 { u32::MAX } else { (1u32 << right) - 1 };
    let holes = free & !low_free;
    if holes.count_ones() > WILDCARD_PIECES.trailing_zeros() {
        let name = format!("wildcard:{}/{}", Ipv4Addr::from_bits(address & mask), Ipv4Addr::from_bits(mask));
        return Some(Space::name(&name));
    }
    let mut ranges = Vec::with_capacity(1 << holes.count_ones());
    let mut bits = 0u32;
    loop {
        let low = address & mask | bits;
        ranges.push((u128::from(low), u128::from(low | low_free)));
        // The next subset of the holes.
        bits = bits.wrapping_sub(holes) & holes;
        if bits == 0 {
            break;
        }
    }
    Some(Space { v4: Ranges::new(ranges), ..Space::default() })
}

/// A short text of a set of ranges, prefixes where they are one: `10.0.0.0/8 10.1.1.1-10.1.1.9 …`.
pub fn words(space: &Space, most: usize) -> String {
    if space.is_any() {
        return "any".to_owned();
    }
    let v4 = |n: u128| Ipv4Addr::from_bits(u32::try_from(n).unwrap_or(u32::MAX)).to_string();
    let v6 = |n: u128| Ipv6Addr::from_bits(n).to_string();
    let all = space
        .v4
        .0
        .iter()
        .map(|r| range_words(*r, 32, &v4))
        .chain(space.v6.0.iter().map(|r| range_words(*r, 128, &v6)))
        .chain(space.named.iter().map(|name| name.to_string()))
        .chain(space.excluded.iter().map(|name| format!("!{name}")));
    let mut words: Vec<String> = all.take(most + 1).collect();
    if words.len() > most {
        words[most] = "…".to_owned();
    }
    words.join(" ")
}

fn range_words((low, high): (u128, u128), bits: u32, write: &dyn Fn(u128) -> String) -> String {
    if low == high {
        return write(low);
    }
    let size = (high - low).wrapping_add(1);
    let free = if size == 0 { 128 } else { size.trailing_zeros() };
    let aligned = size == 0 || size.is_power_of_two() && low & (size - 1) == 0;
    if aligned {
        format!("{}/{}", write(low), bits - free)
    } else {
        format!("{}-{}", write(low), write(high))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_and_masks_are_sets() {
        let text = |space: Option<Space>| space.map(|s| words(&s, 9)).unwrap_or_default();
        assert_eq!(text(prefix("10.1.2.3/8")), "10.0.0.0/8");
        assert_eq!(text(prefix("0.0.0.0/0")), "any");
        assert_eq!(text(prefix("10.0.0.0/255.0.0.0")), "10.0.0.0/8");
        assert_eq!(text(prefix("2001:db8::1/32")), "2001:db8::/32");
        assert_eq!(text(range("10.0.0.1", "10.0.0.2")), "10.0.0.1-10.0.0.2");
        assert_eq!(prefix("10.0.0.0/33"), None);
        let holes = masked(Ipv4Addr::new(1, 0, 0, 1), Ipv4Addr::new(255, 255, 254, 255));
        assert_eq!(text(holes), "1.0.0.1 1.0.1.1");
        assert!(text(masked(Ipv4Addr::new(1, 0, 0, 1), Ipv4Addr::new(255, 0, 0, 255))).contains("wildcard"));
    }

    #[test]
    fn what_is_taken_away_is_gone() {
        let all = Ranges::one(0, 9);
        assert_eq!(all.without(&Ranges::new(vec![(2, 3), (8, 20)])).as_slice(), [(0, 1), (4, 7)]);
        assert_eq!(Ranges::new(vec![(2, 3), (4, 5)]).as_slice(), [(2, 5)]);
        assert_eq!(Ranges::one(0, 5).complement(9).as_slice(), [(6, 9)]);
        assert!(Space::any().complement().is_empty());
    }
}
