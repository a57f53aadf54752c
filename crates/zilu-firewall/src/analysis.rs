//! What is wrong with the rules of a configuration.
//!
//! Nothing is found by guessing: a rule is called covered only when an earlier rule of the same order of evaluation certainly
//! matches everything that it matches; unused only when there are counters and the machine has run long enough. A rule that is not
//! known completely neither covers nor is covered.

mod cover;
mod matrix;
mod risk;

pub use cover::{covering, rule_covers};
pub use matrix::{MatrixFault, ZoneMatrix};
pub use risk::RiskyPorts;

use crate::model::{Action, Configuration, Rule, Words};
use jiff::civil::Date;

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Parameters {
    /// The day on which it is looked at.
    pub on: Date,
    /// Ports that need a reason.
    pub risky: RiskyPorts,
    /// Days for which counters must have run before a rule without a hit is called unused.
    pub unused_days: u32,
    /// Days for which they have, where the file does not say.
    pub uptime_days: Option<u32>,
    /// What the zones may send each other.
    pub matrix: Option<ZoneMatrix>,
}

impl Parameters {
    /// The usual ports, 90 days, no matrix.
    pub fn new(on: Date) -> Self {
        Self { on, risky: RiskyPorts::usual(), unused_days: 90, uptime_days: None, matrix: None }
    }
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// Lets everything through from everywhere to everywhere.
    AnyAny,
    /// Lets through from everywhere, to everywhere, or every service.
    ContainsAny,
    /// Lets a risky port through.
    RiskyPort,
    /// The declared zones do not allow it.
    NotInMatrix,
    /// Never decides: an earlier rule does otherwise with everything that it matches.
    Shadowed,
    /// Never decides: an earlier rule does the same with everything that it matches.
    Redundant,
    /// Its time is over.
    Expired,
    /// Switched off.
    Disabled,
    /// No match in the whole time of the counters.
    Unused,
    /// Not known completely.
    Incomplete,
}

impl FindingKind {
    /// All, the worst first.
    pub const ALL: [FindingKind; 10] = [
        FindingKind::AnyAny,
        FindingKind::Incomplete,
        FindingKind::NotInMatrix,
        FindingKind::RiskyPort,
        FindingKind::Expired,
        FindingKind::Shadowed,
        FindingKind::ContainsAny,
        FindingKind::Redundant,
        FindingKind::Unused,
        FindingKind::Disabled,
    ];

    /// The word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            FindingKind::AnyAny => "any-any",
            FindingKind::ContainsAny => "contains-any",
            FindingKind::RiskyPort => "risky-port",
            FindingKind::NotInMatrix => "not-in-matrix",
            FindingKind::Shadowed => "shadowed",
            FindingKind::Redundant => "redundant",
            FindingKind::Expired => "expired",
            FindingKind::Disabled => "disabled",
            FindingKind::Unused => "unused",
            FindingKind::Incomplete => "incomplete",
        }
    }

    /// Its label: (Traditional Chinese, English).
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            FindingKind::AnyAny => ("全部放行", "any to any"),
            FindingKind::ContainsAny => ("含 Any", "contains any"),
            FindingKind::RiskyPort => ("高風險埠", "risky port"),
            FindingKind::NotInMatrix => ("區域表未允許", "not in the zone matrix"),
            FindingKind::Shadowed => ("被先前規則遮蔽", "shadowed"),
            FindingKind::Redundant => ("多餘", "redundant"),
            FindingKind::Expired => ("已過期", "expired"),
            FindingKind::Disabled => ("已停用", "disabled"),
            FindingKind::Unused => ("未使用", "unused"),
            FindingKind::Incomplete => ("讀不完整", "incomplete"),
        }
    }
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// Index of the rule.
    pub rule: usize,
    /// Index of the rule that covers it.
    pub by: Option<usize>,
    /// Why, in both languages.
    pub reason: Words,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// In the order of the rules.
    pub findings: Vec<Finding>,
    /// For each rule, an earlier rule that covers it.
    pub covered_by: Vec<Option<usize>>,
    /// Why it cannot be said which rules are unused; `None` when it can.
    pub unused_not_evaluable: Option<Words>,
}

/// Looks at every rule.
pub fn analyse(configuration: &Configuration, parameters: &Parameters) -> Analysis {
    let covered_by = covering(configuration);
    let unused_not_evaluable = not_evaluable(configuration, parameters);
    let mut findings = Vec::new();
    for (index, rule) in configuration.rules.iter().enumerate() {
        let mut find = |kind, by, reason| findings.push(Finding { kind, rule: index, by, reason });
        if !rule.problems.is_empty() {
            let (zh, en): (Vec<String>, Vec<String>) = rule
                .problems
                .iter()
                .take(3)
                .map(|problem| {
                    let words = problem.words();
                    (words.zh, words.en)
                })
                .unzip();
            find(FindingKind::Incomplete, None, Words::new(zh.join("；"), en.join("; ")));
        }
        if !rule.enabled {
            let reason = if configuration.sets[rule.set].applied == Some(false) {
                Words::new("所屬規則集沒有套用在任何介面", "its rule set is applied to no interface")
            } else {
                Words::new("規則已停用，不再需要就應移除", "switched off: remove it when nobody needs it")
            };
            find(FindingKind::Disabled, None, reason);
            continue;
        }
        opening(rule, parameters, &mut find);
        if let Some(end) = rule.expires.filter(|end| *end < parameters.on) {
            let reason = Words::new(format!("效期至 {end}"), format!("its time ended on {end}"));
            find(FindingKind::Expired, None, reason);
        }
        if let Some(by) = covered_by[index] {
            let other = &configuration.rules[by];
            let name = described(configuration, other);
            let (kind, reason) = if other.action == rule.action {
                (
                    FindingKind::Redundant,
                    Words::new(
                        format!("第 {} 行的規則 {name} 已涵蓋，動作相同", other.line),
                        format!("covered by rule {name} in line {}, which does the same", other.line),
                    ),
                )
            } else {
                (
                    FindingKind::Shadowed,
                    Words::new(
                        format!(
                            "第 {} 行的規則 {name} 已涵蓋，動作不同（{}）",
                            other.line,
                            other.action.word()
                        ),
                        format!(
                            "covered by rule {name} in line {}, which does otherwise ({})",
                            other.line,
                            other.action.word()
                        ),
                    ),
                )
            };
            find(kind, Some(by), reason);
        }
        if unused_not_evaluable.is_none() && rule.hits == Some(0) {
            let days = parameters.uptime_days.or(configuration.uptime_days).unwrap_or_default();
            let reason = Words::new(format!("{days} 日內沒有命中"), format!("no match within {days} days"));
            find(FindingKind::Unused, None, reason);
        }
    }
    Analysis { findings, covered_by, unused_not_evaluable }
}

/// Number and name of a rule, for people.
pub fn described(configuration: &Configuration, rule: &Rule) -> String {
    let set = &configuration.sets[rule.set].name;
    match &rule.name {
        Some(name) => format!("{set} {} ({name})", rule.position),
        None => format!("{set} {}", rule.position),
    }
}

/// What a rule lets through that it should not.
fn opening(rule: &Rule, parameters: &Parameters, find: &mut impl FnMut(FindingKind, Option<usize>, Words)) {
    if rule.action != Action::Allow {
        return;
    }
    if rule.contains_any() {
        let service = rule.service.services.is_any() && rule.applications == crate::Names::Any;
        let parts = [
            (rule.source.space.is_any(), "來源", "source"),
            (rule.destination.space.is_any(), "目的", "destination"),
            (service, "服務", "service"),
        ];
        let list = |pick: fn(&(bool, &'static str, &'static str)) -> &'static str| -> Vec<&str> {
            parts.iter().filter(|part| part.0).map(pick).collect()
        };
        let (zh, en) = (list(|part| part.1), list(|part| part.2));
        let kind = if zh.len() == 3 { FindingKind::AnyAny } else { FindingKind::ContainsAny };
        find(kind, None, Words::new(format!("{}為任意", zh.join("、")), format!("any {}", en.join(", "))));
    }
    if !rule.service.services.any {
        let ports = parameters.risky.of(rule);
        if !ports.is_empty() {
            let list: Vec<String> = ports.iter().take(8).map(ToString::to_string).collect();
            let text = list.join(" ");
            find(FindingKind::RiskyPort, None, Words::new(format!("開放 {text}"), format!("opens {text}")));
        }
    }
    if let Some(matrix) = &parameters.matrix
        && let Some(reason) = matrix.refuses(rule)
    {
        find(FindingKind::NotInMatrix, None, reason);
    }
}

fn not_evaluable(configuration: &Configuration, parameters: &Parameters) -> Option<Words> {
    let wanted = parameters.unused_days;
    if configuration.rules.iter().all(|rule| rule.hits.is_none()) {
        return Some(Words::new("檔案沒有命中次數", "the file has no counters"));
    }
    match parameters.uptime_days.or(configuration.uptime_days) {
        None => Some(Words::new(
            "不知道計數器累計了幾天（檔案沒有開機時間）",
            "it is not known for how many days the counters have run (the file has no uptime)",
        )),
        Some(days) if days < wanted => Some(Words::new(
            format!("計數器只累計了 {days} 日，少於 {wanted} 日"),
            format!("the counters have run for {days} days only, less than {wanted}"),
        )),
        Some(_) => None,
    }
}
