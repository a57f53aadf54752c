//! Security groups of AWS, as `describe-security-groups` prints them.
//!
//! A group only lets through. What it belongs to is a name: the other side of each rule is the group itself.

use crate::address::{self, Space};
use crate::model::{Action, Addresses, Configuration, Problem, ReadError, Rule, ServiceMatch};
use crate::names;
use crate::service::{ICMP, ICMP6, Services, all_ports};
use serde_json::Value;

/// Reads security groups.
///
/// # Errors
/// When the JSON is damaged or has no groups.
pub(crate) fn read(text: &str) -> Result<Configuration, ReadError> {
    let root: Value = serde_json::from_str(text).map_err(|error| ReadError::json(&error))?;
    let Some(groups) = root.get("SecurityGroups").and_then(Value::as_array) else {
        return Err(ReadError::new(
            1,
            "not-aws",
            "JSON 裡沒有 SecurityGroups",
            "the JSON has no list 'SecurityGroups'",
        ));
    };
    let mut out = Configuration { system: "AWS security groups".to_owned(), ..Configuration::default() };
    for group in groups {
        let Some(id) = group.get("GroupId").and_then(Value::as_str) else {
            out.unread(1, &group.to_string());
            continue;
        };
        out.count("groups");
        out.scopes.push(format!("{id}:"));
        for (list, way) in [("IpPermissions", "ingress"), ("IpPermissionsEgress", "egress")] {
            let set = out.set(&format!("{id}:{way}"));
            out.sets[set].otherwise = Some(Action::Deny);
            for permission in group.get(list).and_then(Value::as_array).into_iter().flatten() {
                let rule = rule(set, id, way, group, permission);
                if !rule.is_complete() {
                    out.unread(1, &permission.to_string());
                }
                out.rules.push(rule);
            }
        }
    }
    out.finish();
    Ok(out)
}

fn rule(set: usize, id: &str, way: &str, group: &Value, permission: &Value) -> Rule {
    let mut rule = Rule::new(set, 1, Action::Allow);
    rule.name = group.get("GroupName").and_then(Value::as_str).map(str::to_owned);
    let (mut parts, mut words, mut notes): (Vec<Space>, Vec<String>, Vec<String>) =
        (Vec::new(), Vec::new(), Vec::new());
    let sources = [
        ("IpRanges", "CidrIp", ""),
        ("Ipv6Ranges", "CidrIpv6", ""),
        ("UserIdGroupPairs", "GroupId", "security-group:"),
        ("PrefixListIds", "PrefixListId", "prefix-list:"),
    ];
    for (list, key, prefix) in sources {
        for entry in permission.get(list).and_then(Value::as_array).into_iter().flatten() {
            let Some(value) = entry.get(key).and_then(Value::as_str) else {
                rule.problems.push(Problem::NotUnderstood(list.into()));
                continue;
            };
            let named = format!("{prefix}{value}");
            match if prefix.is_empty() { address::prefix(value) } else { Some(Space::name(&named)) } {
                Some(space) => parts.push(space),
                None => rule.problems.push(Problem::NotUnderstood(value.into())),
            }
            words.push(named);
            notes.extend(entry.get("Description").and_then(Value::as_str).map(str::to_owned));
        }
    }
    words.sort_unstable();
    let space = Space::union(&parts);
    let text = if space.is_any() { "any".to_owned() } else { words.join(" ") };
    let other = Addresses { space: space.into(), words: text };
    let own = Addresses { space: Space::name(&format!("security-group:{id}")).into(), words: id.to_owned() };
    (rule.source, rule.destination) = if way == "ingress" { (other, own) } else { (own, other) };
    match service(permission) {
        Some(services) => {
            let words = services.words(16);
            rule.service = ServiceMatch { services: services.into(), words };
        }
        None => rule.problems.push(Problem::NotUnderstood("IpProtocol".into())),
    }
    rule.comment = (!notes.is_empty()).then(|| notes.join("; "));
    rule
}

fn service(permission: &Value) -> Option<Services> {
    let protocol = permission.get("IpProtocol")?.as_str()?;
    if protocol == "-1" {
        return Some(Services::any());
    }
    let number = names::protocol(protocol)?;
    let port = |key: &str| permission.get(key).and_then(Value::as_i64);
    let (Some(from), Some(to)) = (port("FromPort"), port("ToPort")) else {
        return Some(Services::protocol(number));
    };
    if matches!(number, ICMP | ICMP6) {
        // The type stands where ports begin, the code where they end; -1 is every one.
        let Ok(kind) = u8::try_from(from) else { return Some(Services::protocol(number)) };
        return Some(Services::icmp(number, kind, u8::try_from(to).ok()));
    }
    let (from, to) = (u16::try_from(from).ok()?, u16::try_from(to).ok()?);
    Some(Services::ports(number, all_ports(), address::Ranges::one(from.into(), to.into())))
}
