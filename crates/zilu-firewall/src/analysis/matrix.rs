//! The declared zone matrix: which zone may send which services to which.
//!
//! A table with three columns: from, to, services. Columns are separated by tabs, or by commas where there is no tab;
//! services by blanks, `any` is every one: `tcp/443 udp/53 tcp/8000-8100 icmp app:ssl`. Lines of one pair add up. What is in no
//! line is not allowed. A first line without a service is the heading.

use crate::address::Ranges;
use crate::model::{Names, Rule, Words};
use crate::names;
use crate::service::{Services, all_ports};
use std::collections::{BTreeMap, BTreeSet};

/// What zones may send each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ZoneMatrix {
    allowed: BTreeMap<(String, String), (Services, BTreeSet<String>)>,
    zones: BTreeSet<String>,
}

/// A line of a matrix that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixFault {
    /// Line, from 1.
    pub line: u32,
    /// What is wrong.
    pub words: Words,
}

impl ZoneMatrix {
    /// Reads a table.
    ///
    /// # Errors
    /// Every line that cannot be read; a table without any pair.
    pub fn parse(text: &str) -> Result<Self, Vec<MatrixFault>> {
        let mut matrix = Self::default();
        let mut faults = Vec::new();
        let mut first = true;
        for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let separator = if line.contains('\t') { '\t' } else { ',' };
            let cells: Vec<&str> =
                line.splitn(3, separator).map(|cell| cell.trim().trim_matches('"')).collect();
            let heading = std::mem::replace(&mut first, false);
            let [from, to, services] = cells.as_slice() else {
                faults.push(MatrixFault {
                    line: number,
                    words: Words::new(
                        "每行應有三欄：來源區域、目的區域、服務",
                        "a line has three columns: from, to, services",
                    ),
                });
                continue;
            };
            match service_words(services) {
                Ok((services, applications)) => matrix.add(from, to, services, applications),
                Err(_) if heading => {}
                Err(word) => faults.push(MatrixFault {
                    line: number,
                    words: Words::new(
                        format!("看不懂服務「{word}」，例：tcp/443 udp/53 icmp any app:ssl"),
                        format!("'{word}' is no service; for example tcp/443 udp/53 icmp any app:ssl"),
                    ),
                }),
            }
        }
        if matrix.allowed.is_empty() && faults.is_empty() {
            faults.push(MatrixFault {
                line: 1,
                words: Words::new("表格沒有任何一對區域", "the table has no pair of zones"),
            });
        }
        if faults.is_empty() { Ok(matrix) } else { Err(faults) }
    }

    fn add(&mut self, from: &str, to: &str, services: Services, applications: BTreeSet<String>) {
        self.zones.insert(from.to_owned());
        self.zones.insert(to.to_owned());
        let known = self.allowed.entry((from.to_owned(), to.to_owned())).or_default();
        known.0 = Services::union([&known.0, &services]);
        known.1.extend(applications);
    }

    /// Why the matrix does not allow a rule that lets through; `None` when it does. A rule for every zone must be allowed between all.
    pub(super) fn refuses(&self, rule: &Rule) -> Option<Words> {
        if rule.is_return_traffic() || rule.is_loopback() {
            return None;
        }
        let (from, to) = (self.members(&rule.from), self.members(&rule.to));
        for source in &from {
            for destination in &to {
                if source == destination && from.len() > 1 && to.len() > 1 {
                    continue;
                }
                let pair = (source.clone(), destination.clone());
                let (services, applications) = match self.allowed.get(&pair) {
                    Some(allowed) => allowed,
                    None => {
                        return Some(Words::new(
                            format!("區域表沒有 {source} 到 {destination}"),
                            format!("the zone matrix has no line from {source} to {destination}"),
                        ));
                    }
                };
                let by_application = rule
                    .applications
                    .only()
                    .is_some_and(|list| list.iter().all(|name| applications.contains(&**name)));
                if !services.covers(&rule.service.services) && !by_application {
                    let wanted = rule.service.services.words(6);
                    return Some(Words::new(
                        format!("{source} 到 {destination} 不允許 {wanted}（允許 {}）", services.words(6)),
                        format!(
                            "from {source} to {destination}, {wanted} is not allowed (allowed: {})",
                            services.words(6)
                        ),
                    ));
                }
            }
        }
        None
    }

    fn members(&self, names: &Names) -> Vec<String> {
        match names {
            Names::Any => self.zones.iter().cloned().collect(),
            Names::Only(list) => list.iter().map(|name| name.to_string()).collect(),
            Names::Except(list) => {
                self.zones.iter().filter(|zone| list.iter().all(|name| **name != ***zone)).cloned().collect()
            }
        }
    }
}

fn service_words(text: &str) -> Result<(Services, BTreeSet<String>), String> {
    let (mut parts, mut applications) = (Vec::new(), BTreeSet::new());
    for word in text.split([' ', ';', '、']).filter(|word| !word.is_empty()) {
        let lower = word.to_ascii_lowercase();
        if let Some(name) = word.strip_prefix("app:") {
            applications.insert(name.to_owned());
        } else if matches!(lower.as_str(), "none" | "無" | "-") {
            // A pair that is declared, with nothing allowed.
        } else if lower == "any" || lower == "all" {
            parts.push(Services::any());
        } else {
            let (protocol, ports) = lower.split_once('/').unwrap_or((&lower, ""));
            let protocol = names::protocol(protocol).ok_or_else(|| word.to_owned())?;
            if ports.is_empty() {
                parts.push(Services::protocol(protocol));
                continue;
            }
            let (low, high) = ports.split_once('-').unwrap_or((ports, ports));
            let (Some(low), Some(high)) = (names::port(low), names::port(high)) else {
                return Err(word.to_owned());
            };
            parts.push(Services::ports(protocol, all_ports(), Ranges::one(low.into(), high.into())));
        }
    }
    if text.trim().is_empty() {
        return Err(text.to_owned());
    }
    Ok((Services::union(&parts), applications))
}
