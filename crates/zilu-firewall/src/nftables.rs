//! nftables: `nft -j list ruleset`, and rule sets as text.
//!
//! Each chain is a rule set; a jump is not followed. Sets are resolved where their elements are in the file; verdict maps and maps of
//! translations are not, such a rule is incomplete. A file that is included is not read, and is listed. In chains of `nat` and
//! `route` an accept opens nothing and is not an allowing rule.

mod json;
mod matching;
mod text;

use crate::address::Space;
use crate::model::{Action, Configuration, Problem, ReadError, Rule};
use crate::service::Services;
use matching::Match;
use rustc_hash::FxHashMap;

/// Reads a rule set in either form.
///
/// # Errors
/// When JSON is damaged, a block is never closed, or there is no table.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let mut reader = Reader {
        out: Configuration { system: "nftables".to_owned(), ..Configuration::default() },
        chains: FxHashMap::default(),
        addresses: FxHashMap::default(),
        services: FxHashMap::default(),
        jumps: Vec::new(),
    };
    if text.trim_start().starts_with(['{', '[']) {
        reader.json(text)?
    } else {
        reader.text(text)?
    }
    Ok(reader.finish())
}

/// What is known of a chain.
struct Chain {
    set: usize,
    /// `filter`, `nat` or `route` of a chain that the kernel calls.
    kind: Option<String>,
}

struct Reader {
    out: Configuration,
    /// By `FAMILY TABLE:CHAIN`.
    chains: FxHashMap<String, Chain>,
    /// Elements of named sets by `FAMILY TABLE:SET`.
    addresses: FxHashMap<String, Space>,
    services: FxHashMap<String, Vec<String>>,
    /// Rules that go on in a chain.
    jumps: Vec<(usize, String)>,
}

impl Reader {
    fn chain(&mut self, name: &str) -> &mut Chain {
        let set = self.out.set(name);
        self.chains.entry(name.to_owned()).or_insert(Chain { set, kind: None })
    }

    /// A chain that the kernel calls.
    fn base(&mut self, name: &str, kind: &str, policy: Option<&str>) {
        let chain = self.chain(name);
        chain.kind = Some(kind.to_owned());
        let set = chain.set;
        self.out.sets[set].applied = Some(true);
        // Without a policy a chain accepts.
        self.out.sets[set].otherwise =
            Some(if policy == Some("drop") { Action::Deny } else { Action::Allow });
    }

    /// Puts a rule into its chain.
    fn add(
        &mut self,
        table: &str,
        chain: &str,
        line: u32,
        shown: &str,
        mut matching: Match,
        unclear: Option<String>,
    ) {
        let name = format!("{table}:{chain}");
        let set = self.chain(&name).set;
        let action = matching.action.take().unwrap_or_else(|| Action::Other("count".to_owned()));
        let mut rule = Rule::new(set, line, action);
        let unclear = unclear.or_else(|| matching.finish(&mut rule).err());
        if let Some(what) = unclear {
            self.out.unread(line, shown);
            rule.problems.push(Problem::NotUnderstood(crate::secret::masked(&what).into()));
        }
        if let Action::Jump(to) = &rule.action {
            self.jumps.push((self.out.rules.len(), format!("{table}:{to}")));
        }
        self.out.rules.push(rule);
    }

    fn finish(mut self) -> Configuration {
        for (rule, to) in std::mem::take(&mut self.jumps) {
            match self.chains.get(&to) {
                Some(chain) => self.out.sets[chain.set].applied = Some(true),
                None => {
                    let name = to.rsplit_once(':').map_or(to.as_str(), |(_, name)| name);
                    self.out.rules[rule].problems.push(Problem::Undefined(name.into()));
                }
            }
        }
        let kinds: FxHashMap<usize, &str> =
            self.chains.values().filter_map(|chain| Some((chain.set, chain.kind.as_deref()?))).collect();
        for rule in &mut self.out.rules {
            if rule.action == Action::Allow && kinds.get(&rule.set).is_some_and(|kind| *kind != "filter") {
                rule.action = Action::Other("accept".to_owned());
            }
        }
        for set in &mut self.out.sets {
            set.applied = set.applied.or(Some(false));
        }
        self.out.finish();
        self.out
    }
}

/// Services of a protocol by its words, for sets of ports.
fn port_words(words: &[String]) -> Option<crate::address::Ranges> {
    let mut found = Vec::new();
    for word in words {
        let (low, high) = match crate::names::port(word) {
            Some(port) => (port, port),
            None => {
                let (low, high) = word.split_once('-')?;
                (crate::names::port(low.trim())?, crate::names::port(high.trim())?)
            }
        };
        found.push((u128::from(low), u128::from(high)));
    }
    Some(crate::address::Ranges::new(found))
}

/// Services by protocol number.
fn of_protocols(protocols: &[u8]) -> Services {
    let parts: Vec<Services> = protocols.iter().map(|protocol| Services::protocol(*protocol)).collect();
    Services::union(&parts)
}
