//! One finding of any tool, and the cleaning of what reports write about it.

use crate::fault::Fault;
use crate::item::Place;
use jiff::civil::Date;
use std::rc::Rc;

/// Words of the severities, from the mildest.
pub(crate) const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

/// How bad the tool says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    Info,
    Low,
    Medium,
    High,
    Critical,
}

impl Severity {
    /// From 0 (info) to 4 (critical).
    pub(crate) fn level(level: u64) -> Option<Self> {
        use Severity::{Critical, High, Info, Low, Medium};
        [Info, Low, Medium, High, Critical].get(usize::try_from(level).ok()?).copied()
    }

    /// The usual English words, in any case.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        Some(match word.as_str() {
            "info" | "information" | "informational" | "none" | "log" => Severity::Info,
            "low" | "minor" => Severity::Low,
            "medium" | "moderate" => Severity::Medium,
            "high" | "serious" => Severity::High,
            "critical" | "urgent" => Severity::Critical,
            _ => return None,
        })
    }

    /// By a CVSS score in thousandths: the bands of CVSS v3.
    pub(crate) fn of_score(score: i64) -> Self {
        match score {
            ..100 => Severity::Info,
            100..4_000 => Severity::Low,
            4_000..7_000 => Severity::Medium,
            7_000..9_000 => Severity::High,
            _ => Severity::Critical,
        }
    }
}

/// A finding without its host. Texts are shared, since one rule is found on many hosts.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// The rule, with the prefix of the tool.
    pub(crate) rule: String,
    /// Where on the host.
    pub(crate) at: String,
    /// `None`: the tool does not rate it.
    pub(crate) severity: Option<Severity>,
    /// The tool is sure of it, or suspects it; `None`: it does not say.
    pub(crate) confirmed: Option<bool>,
    /// The weakness is known to be absent: a passed check, a fixed finding.
    pub(crate) absent: bool,
    pub(crate) title: Option<Rc<str>>,
    pub(crate) family: Option<Rc<str>>,
    /// CVSS base score in thousandths.
    pub(crate) cvss: Option<i64>,
    pub(crate) vector: Option<Rc<str>>,
    /// Identifiers, sorted, parted by a blank.
    pub(crate) cve: Option<Rc<str>>,
    pub(crate) cwe: Option<Rc<str>>,
    /// Vulnerability priority rating in thousandths.
    pub(crate) vpr: Option<i64>,
    pub(crate) solution: Option<Rc<str>>,
    /// First seen, where the tool keeps count; else the day of the scan.
    pub(crate) first_seen: Option<Date>,
    /// Last seen; else the day of the scan.
    pub(crate) last_seen: Option<Date>,
    /// Known to be absent since; else the day of the scan.
    pub(crate) absent_since: Option<Date>,
    pub(crate) line: Option<u64>,
    pub(crate) byte: Option<u64>,
}

impl Finding {
    /// Takes another report of the same rule at the same place in: the more severe one counts, one that is there
    /// outweighs one that is not, and what one lacks comes from the other.
    pub(super) fn merge(&mut self, mut other: Finding) {
        if (other.absent, self.severity) < (self.absent, other.severity) {
            std::mem::swap(self, &mut other);
        }
        self.title = self.title.take().or(other.title);
        self.family = self.family.take().or(other.family);
        self.cvss = self.cvss.or(other.cvss);
        self.vector = self.vector.take().or(other.vector);
        self.vpr = self.vpr.or(other.vpr);
        self.solution = self.solution.take().or(other.solution);
        self.cve = union(self.cve.take(), other.cve);
        self.cwe = union(self.cwe.take(), other.cwe);
        self.confirmed = match (self.confirmed, other.confirmed) {
            (Some(a), Some(b)) => Some(a || b),
            (a, b) => a.or(b),
        };
        if self.absent == other.absent {
            self.first_seen = [self.first_seen, other.first_seen].into_iter().flatten().min();
            self.last_seen = self.last_seen.max(other.last_seen);
            self.absent_since = self.absent_since.max(other.absent_since);
        }
    }

    /// Bytes of text in it, roughly.
    pub(super) fn size(&self) -> usize {
        let texts = [&self.title, &self.family, &self.vector, &self.cve, &self.cwe, &self.solution];
        160 + self.rule.len()
            + 2 * self.at.len()
            // Shared texts count once for each holder: a bound, not an account.
            + texts.into_iter().flatten().filter(|t| Rc::strong_count(t) < 2).map(|t| t.len()).sum::<usize>()
    }
}

fn union(a: Option<Rc<str>>, b: Option<Rc<str>>) -> Option<Rc<str>> {
    match (a, b) {
        (Some(a), Some(b)) if a != b => list(a.split(' ').chain(b.split(' ')).map(str::to_string).collect()),
        (a, b) => a.or(b),
    }
}

/// Identifiers as one text: sorted, each once.
pub(crate) fn list(mut identifiers: Vec<String>) -> Option<Rc<str>> {
    identifiers.sort();
    identifiers.dedup();
    (!identifiers.is_empty()).then(|| identifiers.join(" ").into())
}

/// The CVE identifiers in a text, whatever parts them.
pub(crate) fn cves(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-')
        .map(str::to_ascii_uppercase)
        .filter(|word| {
            word.strip_prefix("CVE-").and_then(|rest| rest.split_once('-')).is_some_and(|(year, number)| {
                let digits = |s: &str, range: std::ops::RangeInclusive<usize>| {
                    range.contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())
                };
                digits(year, 4..=4) && digits(number, 4..=10)
            })
        })
        .collect()
}

/// `79`, `CWE-79` or `cwe-79` as `CWE-79`; what is no number of a weakness is nothing.
pub(crate) fn weakness(text: &str) -> Option<String> {
    let text = text.trim();
    let number = match text.get(..4) {
        Some(prefix) if prefix.eq_ignore_ascii_case("cwe-") => &text[4..],
        _ => text,
    };
    let number = number.trim_start_matches('0');
    let digits = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("CWE-{number}"))
}

/// The CWE identifiers named in a free text (`CWE-524: Information Exposure`, `CWE #310`).
pub(crate) fn weaknesses(text: &str) -> Vec<String> {
    let upper = text.to_ascii_uppercase();
    upper
        .split("CWE")
        .skip(1)
        .filter_map(|rest| {
            let rest = rest.trim_start_matches([' ', '-', '#', ':']);
            weakness(&rest[..rest.bytes().take_while(u8::is_ascii_digit).count()])
        })
        .collect()
}

/// A score from 0 to 10 in thousandths, or the fault that it is none.
pub(crate) fn score(field: &str, text: &str, place: &Place) -> Result<i64, Box<Fault>> {
    thousandths(text).filter(|n| (0..=10_000).contains(n)).ok_or_else(|| {
        let text: String = text.chars().take(60).collect();
        let fault = Fault::new(
            place.clone(),
            "not-a-score",
            format!("「{text}」不是 0 到 10 的分數"),
            format!("'{text}' is no score from 0 to 10"),
        );
        Box::new(fault.field(field))
    })
}

/// A decimal number in thousandths; more than three decimals are cut off.
pub(crate) fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}

/// The text in a piece of HTML, as tools of the web write their advice: tags are left out.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let tag = &rest[open..];
        let is_tag = tag[1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!'));
        match tag.find('>').filter(|_| is_tag) {
            Some(close) => {
                let name = tag[1..close].trim_start_matches('/');
                let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len())];
                // A tag within a line is no gap between words.
                if !matches!(
                    name.to_ascii_lowercase().as_str(),
                    "a" | "b" | "i" | "u" | "em" | "strong" | "code" | "span"
                ) {
                    text.push(' ');
                }
                rest = &tag[close + 1..];
            }
            None => {
                text.push('<');
                rest = &tag[1..];
            }
        }
    }
    text.push_str(rest);
    for (entity, character) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        if text.contains(entity) {
            text = text.replace(entity, character);
        }
    }
    text
}
