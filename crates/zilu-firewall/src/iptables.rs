//! `iptables-save` and `ip6tables-save`, with and without `-c`.
//!
//! Each chain is a rule set; a jump is not followed. In `nat`, and in other tables that drop nothing, ACCEPT opens nothing and is
//! not an allowing rule. Members of ipsets are not in the file: such an address is a name.

use crate::address::{self, Ranges, Space};
use crate::cisco::month;
use crate::model::{
    Action, Addresses, Configuration, ESTABLISHED, Names, Problem, ReadError, Rule, ServiceMatch,
};
use crate::names;
use crate::quoted;
use crate::service::{ICMP, ICMP6, PORT_LAST, Services, all_ports};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// Matches whose options are kept as conditions, word by word.
const MATCHES: &[&str] = &[
    "tcp",
    "udp",
    "sctp",
    "icmp",
    "icmp6",
    "ipv6-icmp",
    "icmpv6",
    "multiport",
    "state",
    "conntrack",
    "comment",
    "limit",
    "hashlimit",
    "connlimit",
    "recent",
    "set",
    "iprange",
    "addrtype",
    "mac",
    "owner",
    "mark",
    "connmark",
    "physdev",
    "pkttype",
    "length",
    "ttl",
    "hl",
    "tos",
    "dscp",
    "time",
    "statistic",
    "string",
    "policy",
    "rpfilter",
    "socket",
    "helper",
    "connbytes",
    "tcpmss",
    "u32",
    "bpf",
    "cgroup",
    "quota",
    "cpu",
    "devgroup",
    "dccp",
    "esp",
    "ah",
    "frag",
    "ipv6header",
    "rt",
    "eui64",
    "realm",
    "ecn",
    "nfacct",
    "cluster",
    "geoip",
    "connlabel",
    "osf",
    "hbh",
    "dst",
    "mh",
];

/// Targets that neither let through nor drop.
const OTHER: &[&str] = &[
    "LOG",
    "NFLOG",
    "ULOG",
    "DNAT",
    "SNAT",
    "MASQUERADE",
    "REDIRECT",
    "MARK",
    "CONNMARK",
    "TCPMSS",
    "CT",
    "NOTRACK",
    "SET",
    "TRACE",
    "CLASSIFY",
    "NFQUEUE",
    "QUEUE",
    "TOS",
    "DSCP",
    "TTL",
    "HL",
    "TEE",
    "TPROXY",
    "AUDIT",
    "CHECKSUM",
    "NETMAP",
    "SECMARK",
    "CONNSECMARK",
    "ECN",
    "IDLETIMER",
    "LED",
    "RATEEST",
    "SYNPROXY",
    "HMARK",
    "CLUSTERIP",
    "DNPT",
    "SNPT",
];

/// Reads a saved rule set.
///
/// # Errors
/// When the text breaks off, or has no table.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let mut reader = Reader {
        out: Configuration { system: "iptables".to_owned(), ..Configuration::default() },
        table: None,
        jumps: FxHashMap::default(),
        tables: 0,
        family: if is_v6(text) { "ip6:" } else { "" },
    };
    let mut last = 1;
    for (index, line) in text.lines().enumerate() {
        last = u32::try_from(index + 1).unwrap_or(u32::MAX);
        reader.line(last, line.trim());
    }
    if let Some(table) = &reader.table {
        return Err(ReadError::new(
            last,
            "truncated",
            format!("檔案中斷：表格 {table} 沒有 COMMIT"),
            format!("the file breaks off: the table {table} has no COMMIT"),
        ));
    }
    if reader.tables == 0 {
        return Err(ReadError::new(
            1,
            "not-iptables",
            "檔案裡沒有 iptables 的表格（*filter … COMMIT）",
            "the file has no table of iptables (*filter … COMMIT)",
        ));
    }
    Ok(reader.finish())
}

struct Reader {
    out: Configuration,
    table: Option<String>,
    /// Chains that a rule jumps to.
    jumps: FxHashMap<usize, String>,
    tables: u64,
    /// What the names of sets begin with: IPv4 and IPv6 are two files of one machine.
    family: &'static str,
}

/// Whether `ip6tables-save` wrote the text.
fn is_v6(text: &str) -> bool {
    text.lines().take(50).any(|line| line.contains("ip6tables"))
        || text.contains("icmp6-")
        || text.contains("ipv6-icmp")
}

impl Reader {
    fn line(&mut self, number: u32, line: &str) {
        if line.is_empty() {
            return;
        }
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(day) = generated(comment) {
                self.out.written_on = self.out.written_on.max(Some(day));
            }
            return;
        }
        self.out.count("lines");
        if let Some(table) = line.strip_prefix('*') {
            self.tables += 1;
            self.out.count("tables");
            let table = format!("{}{}", self.family, table.trim());
            self.out.scopes.push(format!("{table}:"));
            self.table = Some(table);
            return;
        }
        let Some(table) = self.table.clone() else {
            self.out.unread(number, line);
            return;
        };
        if line == "COMMIT" {
            self.table = None;
            return;
        }
        if let Some(chain) = line.strip_prefix(':') {
            let mut words = chain.split_whitespace();
            let (Some(name), Some(policy)) = (words.next(), words.next()) else {
                self.out.unread(number, line);
                return;
            };
            let set = self.out.set(&format!("{table}:{name}"));
            self.out.sets[set].otherwise = match policy {
                "ACCEPT" => Some(Action::Allow),
                "DROP" => Some(Action::Deny),
                _ => Some(Action::Return),
            };
            self.out.sets[set].applied = Some(policy != "-");
            self.out.count("chains");
            return;
        }
        let (counters, rest) = match line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((counters, rest)) => {
                (counters.split_once(':').and_then(|(n, _)| n.parse().ok()), rest.trim())
            }
            None => (None, line),
        };
        match quoted::words(rest) {
            Some(words) if words.first().is_some_and(|w| w == "-A" || w == "--append") => {
                self.rule(number, line, &table, &words, counters);
            }
            _ => self.out.unread(number, line),
        }
    }

    fn rule(&mut self, number: u32, line: &str, table: &str, words: &[String], hits: Option<u64>) {
        let Some(chain) = words.get(1) else {
            self.out.unread(number, line);
            return;
        };
        let set = self.out.set(&format!("{table}:{chain}"));
        let mut match_ = Match::default();
        let mut rule = Rule::new(set, number, Action::Other("count".to_owned()));
        rule.hits = hits;
        let words: Vec<&str> = words[2..].iter().map(String::as_str).collect();
        let unclear = match_.read(&words, &mut rule).err();
        if let Some(target) = &match_.target {
            rule.action = match target.as_str() {
                "ACCEPT" => Action::Allow,
                "DROP" | "REJECT" => Action::Deny,
                "RETURN" => Action::Return,
                other if OTHER.contains(&other) => Action::Other(other.to_owned()),
                chain => {
                    let to = format!("{table}:{chain}");
                    self.jumps.insert(self.out.rules.len(), to);
                    Action::Jump(chain.to_owned())
                }
            };
        }
        let unclear = unclear.or_else(|| match_.finish(&mut rule).err());
        if let Some(word) = unclear {
            self.out.unread(number, line);
            rule.problems.push(Problem::NotUnderstood(crate::secret::masked(&word).into()));
        }
        self.out.rules.push(rule);
    }

    fn finish(mut self) -> Configuration {
        for (rule, to) in &self.jumps {
            if self.out.has_set(to) {
                let set = self.out.set(to);
                self.out.sets[set].applied = Some(true);
            } else {
                let name = to.rsplit_once(':').map_or(to.as_str(), |(_, name)| name);
                self.out.rules[*rule].problems.push(Problem::Undefined(name.into()));
            }
        }
        // Where a table drops nothing, letting through is what it does anyway.
        let table = |name: &str| name.rsplit_once(':').map_or(name, |(table, _)| table).to_owned();
        let mut dropping: FxHashSet<String> = FxHashSet::default();
        dropping.insert(format!("{}filter", self.family));
        for set in self.out.sets.iter().filter(|set| set.otherwise == Some(Action::Deny)) {
            dropping.insert(table(&set.name));
        }
        for rule in self.out.rules.iter().filter(|rule| rule.action == Action::Deny) {
            dropping.insert(table(&self.out.sets[rule.set].name));
        }
        dropping.remove(&format!("{}nat", self.family));
        for rule in &mut self.out.rules {
            if rule.action == Action::Allow && !dropping.contains(&table(&self.out.sets[rule.set].name)) {
                rule.action = Action::Other("ACCEPT".to_owned());
            }
        }
        self.out.finish();
        self.out
    }
}

/// The day in `Generated by iptables-save v1.8 on Thu Dec  5 07:40:27 2013`.
fn generated(comment: &str) -> Option<Date> {
    let (_, rest) = comment.split_once("Generated by ")?.1.split_once(" on ")?;
    let words: Vec<&str> = rest.split_whitespace().collect();
    let [_, name, day, _, year] = words.as_slice() else { return None };
    Date::new(year.parse().ok()?, month(name)?, day.parse().ok()?).ok()
}

/// What the options of a rule say, until all are known.
#[derive(Default)]
struct Match {
    protocol: Option<(bool, u8)>,
    source_ports: Option<Ranges>,
    destination_ports: Option<Ranges>,
    icmp: Option<(bool, String)>,
    target: Option<String>,
}

impl Match {
    /// Reads the options; the error is what was not understood.
    fn read(&mut self, words: &[&str], rule: &mut Rule) -> Result<(), String> {
        let mut at = 0;
        let (mut module, mut of_target) = ("", false);
        while at < words.len() {
            let mut negated = words[at] == "!";
            at += usize::from(negated);
            let option = *words.get(at).ok_or("!")?;
            at += 1;
            let start = at;
            // Old releases negate behind the option.
            if words.get(at) == Some(&"!") {
                negated = true;
                at += 1;
            }
            let first = at;
            while at < words.len() && words[at] != "!" && !is_option(words[at]) {
                at += 1;
            }
            let values = &words[first..at];
            let value = values.first().copied();
            let need = || value.ok_or_else(|| option.to_owned());
            if of_target && !matches!(option, "-m" | "--match" | "-j" | "--comment") {
                continue;
            }
            match option {
                "-s" | "--source" | "--src" => set_side(&mut rule.source, need()?, negated)?,
                "-d" | "--destination" | "--dst" => set_side(&mut rule.destination, need()?, negated)?,
                "-i" | "--in-interface" => {
                    interface(need()?, negated, "in", &mut rule.from, &mut rule.conditions)
                }
                "-o" | "--out-interface" => {
                    interface(need()?, negated, "out", &mut rule.to, &mut rule.conditions)
                }
                "-p" | "--protocol" | "--proto" => match need()? {
                    "all" | "0" => {}
                    word => {
                        self.protocol =
                            Some((negated, names::protocol(word).ok_or_else(|| word.to_owned())?));
                    }
                },
                "-m" | "--match" => {
                    module = need()?;
                    of_target = false;
                    if !MATCHES.contains(&module) {
                        return Err(format!("-m {module}"));
                    }
                }
                "-j" | "--jump" | "-g" | "--goto" => {
                    self.target = Some(need()?.to_owned());
                    of_target = true;
                }
                "--dport" | "--destination-port" | "--dports" | "--destination-ports" => {
                    self.destination_ports = Some(ports(need()?, negated)?);
                }
                "--sport" | "--source-port" | "--sports" | "--source-ports" => {
                    self.source_ports = Some(ports(need()?, negated)?);
                }
                "--icmp-type" | "--icmpv6-type" => self.icmp = Some((negated, need()?.to_owned())),
                "--comment" => rule.comment = Some(values.join(" ")),
                "--state" | "--ctstate" => states(need()?, negated, &mut rule.conditions),
                "--match-set" | "--set" if module == "set" => {
                    let (name, way) = (need()?, values.get(1).copied().unwrap_or_default());
                    let side = match way {
                        "src" => Some(&mut rule.source),
                        "dst" => Some(&mut rule.destination),
                        _ => None,
                    };
                    match side {
                        Some(side) if side.words == "any" => {
                            let space = Space::name(&format!("ipset:{name}"));
                            put(side, space, format!("ipset:{name}"), negated);
                        }
                        _ => rule.conditions.push(condition(negated, option, values)),
                    }
                }
                "--src-range" | "--dst-range" => {
                    let word = need()?;
                    let (low, high) = word.split_once('-').unwrap_or((word, word));
                    let space = address::range(low, high).ok_or_else(|| word.to_owned())?;
                    let side = if option == "--src-range" { &mut rule.source } else { &mut rule.destination };
                    if side.words == "any" {
                        put(side, space, word.to_owned(), negated);
                    } else {
                        rule.conditions.push(condition(negated, option, values));
                    }
                }
                "--datestop" => {
                    let word = need()?;
                    rule.expires =
                        Some(word.get(..10).and_then(|day| day.parse().ok()).ok_or_else(|| word.to_owned())?);
                    rule.conditions.push(condition(negated, option, values));
                }
                "-f" | "--fragment" | "--syn" => rule.conditions.push(condition(negated, option, values)),
                "-c" | "--set-counters" => rule.hits = need()?.parse().ok(),
                // What a match asks beyond addresses and ports is kept word by word.
                _ if !module.is_empty() && option.starts_with("--") => {
                    rule.conditions.push(condition(negated, option, &words[start..at]));
                }
                other => return Err(other.to_owned()),
            }
        }
        Ok(())
    }

    fn finish(self, rule: &mut Rule) -> Result<(), String> {
        let Some((negated, protocol)) = self.protocol else {
            if self.source_ports.is_some() || self.destination_ports.is_some() || self.icmp.is_some() {
                return Err("port without protocol".to_owned());
            }
            return Ok(());
        };
        let name = names::protocol_name(protocol).map_or_else(|| protocol.to_string(), str::to_owned);
        if negated {
            let services = Services::protocol(protocol).complement().unwrap_or_default();
            rule.service = ServiceMatch { services: services.into(), words: format!("!{name}") };
            return Ok(());
        }
        let mut destination = self.destination_ports;
        if let Some((negated, word)) = self.icmp
            && word != "any"
            && matches!(protocol, ICMP | ICMP6)
        {
            let (kind, code) = names::icmp(protocol, &word).ok_or(word)?;
            let low = u128::from(kind) * 256 + u128::from(code.unwrap_or(0));
            let high = u128::from(kind) * 256 + u128::from(code.unwrap_or(u8::MAX));
            let ranges = Ranges::one(low, high);
            destination = Some(if negated { ranges.complement(PORT_LAST) } else { ranges });
        }
        let source = self.source_ports.unwrap_or_else(all_ports);
        let services = Services::ports(protocol, source, destination.unwrap_or_else(all_ports));
        let words = services.words(32);
        rule.service = ServiceMatch { services: services.into(), words };
        Ok(())
    }
}

/// A word that begins an option: `-s`, `--dport`; not a number like `-1`.
fn is_option(word: &str) -> bool {
    word.starts_with('-') && word.len() > 1 && !word.as_bytes()[1].is_ascii_digit()
}

fn condition(negated: bool, option: &str, values: &[&str]) -> String {
    let values: Vec<&str> = values.iter().filter(|word| **word != "!").copied().collect();
    let not = if negated { "!" } else { "" };
    format!("{not}{} {}", option.trim_start_matches('-'), values.join(" ")).trim_end().to_owned()
}

fn set_side(side: &mut Addresses, word: &str, negated: bool) -> Result<(), String> {
    let parts: Option<Vec<Space>> = word.split(',').map(address::prefix).collect();
    let space = Space::union(&parts.ok_or_else(|| word.to_owned())?);
    if side.words != "any" {
        return Err(word.to_owned());
    }
    let words = address::words(&space, 32);
    put(side, space, words, negated);
    Ok(())
}

fn put(side: &mut Addresses, space: Space, words: String, negated: bool) {
    *side = if negated {
        Addresses { space: space.complement().into(), words: format!("!{words}") }
    } else {
        Addresses { space: space.into(), words }
    };
}

fn interface(name: &str, negated: bool, way: &str, names: &mut Names, conditions: &mut Vec<String>) {
    // `eth+` is many interfaces, which cannot be compared by name.
    if name.ends_with('+') {
        if name != "+" {
            conditions.push(format!("{}{way}-interface {name}", if negated { "!" } else { "" }));
        }
        return;
    }
    let only = Names::of([name]);
    *names = if negated { only.negated() } else { only };
}

/// `80`, `80:90`, `:1023`, `http,https`.
fn ports(word: &str, negated: bool) -> Result<Ranges, String> {
    let one = |text: &str| names::port(text).map(u128::from);
    let parts: Option<Vec<(u128, u128)>> = word
        .split(',')
        .map(|part| match part.split_once(':') {
            Some((low, high)) => {
                let low = if low.is_empty() { Some(0) } else { one(low) };
                let high = if high.is_empty() { Some(PORT_LAST) } else { one(high) };
                Some((low?, high?))
            }
            None => one(part).map(|port| (port, port)),
        })
        .collect();
    let ranges = Ranges::new(parts.ok_or_else(|| word.to_owned())?);
    Ok(if negated { ranges.complement(PORT_LAST) } else { ranges })
}

/// The states as they are written, and that only answers pass where it is so.
fn states(word: &str, negated: bool, conditions: &mut Vec<String>) {
    let mut states: Vec<&str> = word.split(',').collect();
    states.sort_unstable();
    if !negated && states.iter().all(|state| matches!(*state, "ESTABLISHED" | "RELATED")) {
        conditions.push(ESTABLISHED.to_owned());
    }
    conditions.push(format!("{}states:{}", if negated { "!" } else { "" }, states.join(",")));
}
