//! Which number of the index is which of ours, kind by kind.

use super::{Row, catalogue};
use crate::common::Got;
use std::collections::BTreeSet;
use zilu_catalogue::{Value, format_value};
use zilu_intake::Incoming;

/// A number of the index and ours.
pub(crate) struct Pair {
    name: String,
    index: u64,
    ours: u64,
    /// Ours may be smaller, since entries were merged.
    at_most: bool,
}

impl Pair {
    pub(crate) fn agrees(&self) -> bool {
        self.index == self.ours || self.at_most && self.ours < self.index
    }

    /// `name=number`.
    pub(crate) fn index(&self) -> String {
        format!("{}={}", self.name, self.index)
    }

    /// Our number.
    pub(crate) fn ours(&self) -> String {
        self.ours.to_string()
    }
}

/// How we count what the index counts under a name.
#[derive(Clone, Copy)]
enum Ours {
    /// Entries of the file.
    Items,
    /// Hosts of a scan.
    Hosts,
    /// Records of a kind.
    Records(&'static str),
    /// Records of a kind that state this of a field.
    Stating(&'static str, &'static str, &'static str),
    /// Different values of a field of a kind.
    Distinct(&'static str, &'static str),
    /// The value of a field of the only record of a kind.
    Field(&'static str, &'static str),
    /// Something that only one kind of file has.
    Special(fn(&Got) -> u64),
    /// Findings by the severity in the brackets; fewer where entries were merged.
    Severities,
    /// Not compared: the index counts parts of the file that make no record and no entry.
    No,
}
use Ours::{Distinct, Field, Hosts, Items, No, Records, Severities, Special, Stating};

/// Where samples lie and their numbers; the first that fits holds. Names joined by `+` are added up; a name that ends in `[]` stands for every one with
/// something in the brackets.
type Kind = (&'static str, &'static [(&'static str, Ours)]);

const ACCOUNT: &str = "account";
const PACKAGE: &str = "app_package";
/// Results of one scan; the other samples are reports about the assets.
const QUALYS_SCAN: &str = "scanners/qualys/qualys_infrascan";
const RULES: Ours = Records("firewall_rule");

const KINDS: &[Kind] = &[
    (
        "calendars",
        &[
            ("days", Items),
            ("days_off", Stating("office_day", "off", "yes")),
            ("working_days", Stating("office_day", "off", "no")),
            ("weekend_working_days", Special(|got| weekdays(got, true, "no"))),
            ("weekday_days_off", Special(|got| weekdays(got, false, "yes"))),
        ],
    ),
    (
        "catalogues/csaf-vex",
        &[
            ("vulnerabilities+statements", No),
            ("products", No),
            ("status[affected]+status[known_affected]", Stating("vex_statement", "status", "affected")),
            (
                "status[not_affected]+status[known_not_affected]",
                Stating("vex_statement", "status", "not_affected"),
            ),
            ("status[fixed]", Stating("vex_statement", "status", "fixed")),
            ("status[under_investigation]", Stating("vex_statement", "status", "under_investigation")),
        ],
    ),
    (
        "directory/bloodhound",
        &[
            ("records", Items),
            ("meta_count", No),
            ("enabled", Stating(ACCOUNT, "enabled", "yes")),
            ("disabled", Stating(ACCOUNT, "enabled", "no")),
            ("pwdneverexpires", Stating(ACCOUNT, "password_never_expires", "yes")),
            ("passwordnotreqd", Stating(ACCOUNT, "password_not_required", "yes")),
            ("lastlogon_unset", Stating(ACCOUNT, "never_used", "yes")),
            ("members+admincount+highvalue+dontreqpreauth+hasspn", No),
        ],
    ),
    ("directory/ldif", &[("entries", Items), ("changetype_records+base64_attributes+folded_lines", No)]),
    ("directory/saas", &[("records", Records(ACCOUNT))]),
    (
        "directory/unix",
        &[
            ("accounts", Records(ACCOUNT)),
            ("groups+user_specs", Items),
            ("uid0", Stating(ACCOUNT, "privilege_reason", "UID 0")),
            ("login_shell", Stating(ACCOUNT, "interactive_login", "yes")),
            ("with_hash", Stating(ACCOUNT, "static_password", "yes")),
            ("with_members+alias_lines+defaults_lines+user_specs_nopasswd", No),
            ("with_max_age_99999_or_more", No),
        ],
    ),
    (
        "firewall/asa",
        &[
            ("ace_permit_deny", RULES),
            ("named_acls", Distinct("firewall_rule", "rule_set")),
            ("access_list_lines+access_groups+objects+object_groups", No),
        ],
    ),
    (
        "firewall/aws",
        &[
            (
                "ingress",
                Special(|got| values(got, "firewall_rule", "rule_set", |set| set.ends_with(":ingress"))),
            ),
            ("security_groups", No),
        ],
    ),
    ("firewall/checkpoint", &[("access_rules", RULES), ("hosts+networks", No)]),
    ("firewall/firewalld", &[("services", RULES)]),
    (
        "firewall/fortigate",
        &[("policy_edits", RULES), ("address_edits+addrgrp_edits+service_edits+interface_edits", No)],
    ),
    (
        "firewall/ios",
        &[
            ("ace_permit_deny", RULES),
            ("named_acls", Distinct("firewall_rule", "rule_set")),
            ("access_list_lines+access_groups", No),
        ],
    ),
    ("firewall/iptables", &[("append_rules", RULES), ("chain_policies+tables", No)]),
    ("firewall/juniper", &[("filter_terms", RULES), ("set_lines", No)]),
    ("firewall/nftables", &[("tables+chains", No)]),
    (
        "firewall/paloalto",
        &[("security_rules+brace_form_security_rules", RULES), ("set_lines+brace_form_nat_rules", No)],
    ),
    (
        "mobile/apk",
        &[
            ("uses_permission", Items),
            ("signed_v1", Stating(PACKAGE, "signed_v1", "yes")),
            ("signed_v2", Stating(PACKAGE, "signed_v2", "yes")),
            ("signed_v3", Stating(PACKAGE, "signed_v3", "yes")),
            ("min_sdk", Field(PACKAGE, "min_sdk")),
            ("target_sdk", Field(PACKAGE, "target_sdk")),
            ("version_code", Field(PACKAGE, "version_code")),
            ("package", Field(PACKAGE, "package")),
            // Every package that opens names who signed it.
            ("opens", Special(|got| values(got, PACKAGE, "signer", |signer| signer.len() == 64))),
            ("zip_entries", No),
        ],
    ),
    (
        "mobile/axml",
        &[
            ("uses_permission", Items),
            ("package", Field(PACKAGE, "package")),
            ("decodes+activity+service+receiver+provider", No),
        ],
    ),
    ("phishing", &[("top_level_keys+sent+opened+clicked+reported+targets", Items)]),
    (
        "sbom/cyclonedx",
        &[
            ("components_incl_nested+vulnerabilities+vulnerability_elements", Items),
            ("components+services+dependencies+spec", No),
        ],
    ),
    ("sbom/spdx", &[("packages", Items), ("files+snippets+relationships", No)]),
    (
        "scanners/burp",
        &[("issues", Items), ("distinct_hosts", Hosts), ("issue_events", No), ("severity[]", Severities)],
    ),
    ("scanners/grype", &[("matches", Items), ("severity[]", Severities), ("distinct_vulnerability_ids", No)]),
    (
        "scanners/mobsf",
        &[
            (
                "rules+manifest_analysis+certificate_analysis+code_analysis+binary_analysis+ats_analysis",
                Items,
            ),
            ("files+permissions+trackers+urls+emails+android_api", No),
        ],
    ),
    (
        "scanners/nessus",
        &[
            ("items+rows", Items),
            ("hosts+distinct_hosts", Hosts),
            ("items_severity_ge1", No),
            ("severity[]", Severities),
            ("risk[]", Severities),
        ],
    ),
    ("scanners/nmap", &[("ports", Items), ("hosts_up", Hosts), ("hosts+scripts", No), ("state[]", No)]),
    (
        "scanners/nuclei",
        &[
            ("records", Items),
            ("distinct_hosts", Hosts),
            ("severity[]", Severities),
            ("distinct_templates", No),
        ],
    ),
    (
        "scanners/openvas",
        &[
            ("results+rows", Items),
            ("distinct_hosts+distinct_ips", Hosts),
            ("severity[]", Severities),
            ("threat[]", No),
        ],
    ),
    ("scanners/prowler", &[("records+rows", Items), ("columns", No)]),
    (QUALYS_SCAN, &[("VULN+INFO+SERVICE+PRACTICE", Items), ("IP", Hosts), ("CAT", No)]),
    (
        "scanners/qualys",
        &[
            ("VULN_INFO+elements_VULN+rows_with_numeric_qid", Items),
            ("HOST", Hosts),
            // Fields of an entry that the index counts too.
            ("IP+SERVICE+VULN_DETAILS+csv_records+header_record_index", No),
            ("vulnerabilities+sensitive_content+information_gathered", Items),
        ],
    ),
    (
        "scanners/sarif",
        &[
            ("results", Items),
            ("runs+result_locations+results_with_suppressions+driver_rules", No),
            ("level[]", No),
        ],
    ),
    ("scanners/semgrep", &[("results", Items), ("severity[]", Severities), ("errors", No)]),
    ("scanners/testssl", &[("rows", Items), ("severity[]", Severities)]),
    (
        "scanners/trivy",
        &[
            ("vulnerabilities+misconfigurations+secrets+licenses", Items),
            // The index looked at the severity of vulnerabilities alone.
            ("severity[]", No),
            ("misconfigurations_fail", No),
        ],
    ),
    ("scanners/trivy_operator", &[("vulnerabilities+checks+secrets", Items)]),
    ("scanners/zap", &[("instances", Items), ("sites", Hosts), ("alerts", No), ("riskcode[]", No)]),
];

/// The words of the tools for our severities, in lower case.
const SEVERITIES: &[(&str, &[&str])] = &[
    ("critical", &["critical", "4"]),
    ("high", &["high", "3", "error"]),
    ("medium", &["medium", "2", "warning"]),
    ("low", &["low", "1"]),
    ("info", &["information", "informational", "info", "0", "negligible"]),
];

/// Words that rate nothing: a check that passed, a target that was not reached, a weakness that nobody rated; `none`
/// is how the index writes that there is no such word.
const UNRATED: &[&str] = &["ok", "fatal", "unknown", "none"];

/// Every number of the index that has one of ours.
///
/// # Errors
/// A kind or a name that the table above does not know.
pub(crate) fn compared(row: &Row, got: &Got) -> Result<Vec<Pair>, String> {
    let fits = |start: &str| {
        row.path.strip_prefix(start).is_some_and(|rest| start == QUALYS_SCAN || rest.starts_with('/'))
    };
    let (_, numbers) =
        KINDS.iter().find(|(start, _)| fits(start)).ok_or(format!("nothing is known of {}", row.kind))?;
    let known = |name: &str| {
        let all = name.split_once('[').map(|(start, _)| format!("{start}[]"));
        numbers
            .iter()
            .any(|(names, _)| names.split('+').any(|known| known == name || Some(known) == all.as_deref()))
    };
    for (name, _) in &row.expected {
        if !known(name) {
            return Err(format!("nothing is known of the number {name}"));
        }
    }
    let mut pairs = Vec::new();
    for (names, ours) in *numbers {
        if let Severities = ours {
            pairs.extend(severities(row, got, names)?);
            continue;
        }
        let own: Vec<&str> = names.split('+').filter(|name| row.has(name)).collect();
        if own.is_empty() {
            continue;
        }
        if let Field(kind, field) = ours {
            let index = row.expected.iter().find(|(name, _)| name == own[0]).map(|(_, value)| value.as_str());
            let agrees = index.is_some_and(|index| stating(got, kind, field, index) == 1);
            pairs.push(Pair { name: own[0].into(), index: 1, ours: u64::from(agrees), at_most: false });
            continue;
        }
        let Some(number) = ours.count(got) else { continue };
        let index = own.iter().filter_map(|name| row.number(name)).sum();
        pairs.push(Pair { name: own.join("+"), index, ours: number, at_most: false });
    }
    Ok(pairs)
}

/// Our findings of each severity that the index has under these names.
///
/// # Errors
/// A word that the tables above do not know.
fn severities(row: &Row, got: &Got, names: &str) -> Result<Vec<Pair>, String> {
    let start = names.trim_end_matches(']');
    let merged = got.summary.as_ref().is_some_and(|summary| summary.merged > 0);
    let mut pairs: Vec<Pair> = Vec::new();
    for (name, number) in row.expected.iter().filter(|(name, _)| name.starts_with(start)) {
        let inside = name[start.len()..].trim_end_matches(']').to_lowercase();
        if UNRATED.contains(&inside.as_str()) {
            continue;
        }
        let word = SEVERITIES.iter().find(|(_, words)| words.contains(&inside.as_str()));
        let (word, _) = word.ok_or(format!("nothing is known of the severity {inside}"))?;
        let index: u64 = number.parse().map_err(|_| format!("{name} has no number"))?;
        let name = format!("{start}{word}]");
        if let Some(pair) = pairs.iter_mut().find(|pair| pair.name == name) {
            pair.index += index;
            continue;
        }
        let count = |kind: &str| stating(got, kind, "scanner_severity", word);
        let ours = count("finding") + count("code_finding");
        pairs.push(Pair { name, index, ours, at_most: merged });
    }
    Ok(pairs)
}

impl Row {
    fn has(&self, name: &str) -> bool {
        self.expected.iter().any(|(own, _)| own == name)
    }
}

impl Ours {
    fn count(self, got: &Got) -> Option<u64> {
        let summary = got.summary.as_ref()?;
        Some(match self {
            Items => summary.items,
            Hosts => summary.hosts,
            Records(kind) => records(got, kind),
            Stating(kind, field, value) => stating(got, kind, field, value),
            Distinct(kind, field) => {
                let values: BTreeSet<String> =
                    of_kind(got, kind).filter_map(|record| value(record, field)).collect();
                values.len() as u64
            }
            Special(count) => count(got),
            Field(..) | Severities | No => return None,
        })
    }
}

fn of_kind<'g>(got: &'g Got, kind: &str) -> impl Iterator<Item = &'g Incoming> {
    let kind = catalogue().kind(kind).expect("a kind of the catalogue");
    got.records.iter().filter(move |record| record.kind == kind)
}

/// What a record states of a field, as the ledger writes it.
fn value(record: &Incoming, field: &str) -> Option<String> {
    let id = catalogue().field(record.kind, field).expect("a field of the catalogue");
    let ty = &catalogue().kinds[record.kind.index()].fields[id.index()].ty;
    let stated = record.fields.iter().chain(&record.defaults).chain(&record.earliest);
    stated.into_iter().find(|(of, _)| *of == id).map(|(_, value): &(_, Value)| format_value(ty, value))
}

/// How many records of a kind have a value of this sort in a field.
fn values(got: &Got, kind: &str, field: &str, is: fn(&str) -> bool) -> u64 {
    let has = |record: &&Incoming| value(record, field).is_some_and(|value| is(&value));
    of_kind(got, kind).filter(has).count() as u64
}

/// How many records of a kind there are.
pub(crate) fn records(got: &Got, kind: &str) -> u64 {
    of_kind(got, kind).count() as u64
}

/// How many records of a kind state this.
pub(crate) fn stating(got: &Got, kind: &str, field: &str, word: &str) -> u64 {
    of_kind(got, kind).filter(|record| value(record, field).as_deref() == Some(word)).count() as u64
}

/// Days on a weekend or not, that are off or not.
fn weekdays(got: &Got, weekend: bool, off: &str) -> u64 {
    use jiff::civil::Weekday::{Saturday, Sunday};
    let is = |record: &&Incoming| {
        let day: Option<jiff::civil::Date> = value(record, "day").and_then(|day| day.parse().ok());
        day.is_some_and(|day| matches!(day.weekday(), Saturday | Sunday) == weekend)
            && value(record, "off").as_deref() == Some(off)
    };
    of_kind(got, "office_day").filter(is).count() as u64
}
