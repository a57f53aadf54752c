//! `nft -j list ruleset`.

use super::Reader;
use super::matching::{Match, Named, space_of};
use crate::model::{Action, ReadError};
use serde_json::Value;

impl Reader {
    pub(super) fn json(&mut self, text: &str) -> Result<(), ReadError> {
        // Depth is bounded by the parser (128).
        let root: Value = serde_json::from_str(text).map_err(|error| ReadError::json(&error))?;
        let Some(list) = root.get("nftables").and_then(Value::as_array) else {
            return Err(ReadError::new(
                1,
                "not-nftables",
                "JSON 裡沒有 nftables",
                "the JSON has no list 'nftables'",
            ));
        };
        let text_of =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        // Sets may stand behind the rules that use them.
        for item in list {
            if let Some(set) = item.get("set").or_else(|| item.get("map")) {
                let name =
                    format!("{} {}:{}", text_of(set, "family"), text_of(set, "table"), text_of(set, "name"));
                let elements: Option<Vec<String>> = match set.get("elem").and_then(Value::as_array) {
                    Some(elements) => elements
                        .iter()
                        .map(|e| words(e.get("elem").and_then(|e| e.get("val")).unwrap_or(e)))
                        .collect::<Option<Vec<_>>>()
                        .map(|l| l.concat()),
                    None => Some(Vec::new()),
                };
                self.named_set(&name, elements);
                self.out.count("groups");
            }
        }
        for item in list {
            let Some((kind, value)) = item.as_object().and_then(|object| object.iter().next()) else {
                self.out.unread(1, &item.to_string());
                continue;
            };
            self.out.count("lines");
            let table = format!("{} {}", text_of(value, "family"), text_of(value, "table"));
            match kind.as_str() {
                "metainfo" => {
                    self.out.system = format!("nftables {}", text_of(value, "version")).trim_end().to_owned();
                    self.out.scopes = vec![String::new()];
                }
                "table" => self.out.count("tables"),
                "chain" => {
                    self.out.count("chains");
                    let name = format!("{table}:{}", text_of(value, "name"));
                    match value.get("type").and_then(Value::as_str) {
                        Some(kind) => self.base(&name, kind, value.get("policy").and_then(Value::as_str)),
                        None => {
                            self.chain(&name);
                        }
                    }
                }
                "rule" => self.json_rule(&table, value),
                "set" | "map" => {}
                "counter" | "quota" | "limit" | "ct helper" | "ct timeout" | "ct expectation"
                | "flowtable" | "element" | "synproxy" => {
                    self.out.pass_over("counters");
                }
                _ => self.out.unread(1, &item.to_string()),
            }
        }
        Ok(())
    }

    /// Keeps what a named set holds.
    pub(super) fn named_set(&mut self, name: &str, elements: Option<Vec<String>>) {
        let Some(elements) = elements else { return };
        if let Some(space) = space_of(&elements) {
            self.addresses.insert(name.to_owned(), space);
        }
        self.services.insert(name.to_owned(), elements);
    }

    fn json_rule(&mut self, table: &str, value: &Value) {
        let chain = value.get("chain").and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut matching = Match::default();
        matching.comment = value.get("comment").and_then(Value::as_str).map(str::to_owned);
        let mut unclear = None;
        for statement in value.get("expr").and_then(Value::as_array).into_iter().flatten() {
            if let Err(what) = self.statement(table, statement, &mut matching) {
                unclear = unclear.or(Some(what));
            }
        }
        let shown = value.get("expr").map(Value::to_string).unwrap_or_default();
        self.add(table, &chain, 1, &shown, matching, unclear);
    }

    fn statement(&self, table: &str, statement: &Value, matching: &mut Match) -> Result<(), String> {
        let Some((word, value)) = statement.as_object().and_then(|object| object.iter().next()) else {
            return Err(statement.to_string());
        };
        let target = || value.get("target").and_then(Value::as_str).unwrap_or_default().to_owned();
        match word.as_str() {
            "match" => self.json_match(table, value, matching)?,
            "counter" => matching.hits = value.get("packets").and_then(Value::as_u64),
            "accept" => matching.action = Some(Action::Allow),
            "drop" | "reject" => matching.action = Some(Action::Deny),
            "return" => matching.action = Some(Action::Return),
            "jump" | "goto" => matching.action = Some(Action::Jump(target())),
            "log" => matching.log = true,
            "continue" => {}
            "limit" | "quota" | "ct count" | "connlimit" | "meter" => {
                matching.condition(statement.to_string())
            }
            "masquerade" | "snat" | "dnat" | "redirect" | "mangle" | "notrack" | "queue" | "tproxy"
            | "dup" | "fwd" | "set" | "flow" | "ct helper" | "ct timeout" | "synproxy" => {
                matching.action = Some(Action::Other(word.clone()));
            }
            _ => return Err(statement.to_string()),
        }
        Ok(())
    }

    fn json_match(&self, table: &str, value: &Value, matching: &mut Match) -> Result<(), String> {
        let shown = || value.to_string();
        let left = value.get("left").ok_or_else(shown)?;
        let right = value.get("right").ok_or_else(shown)?;
        let operator = value.get("op").and_then(Value::as_str).unwrap_or("==");
        let negated = match operator {
            "==" | "in" => false,
            "!=" => true,
            _ => {
                matching.condition(shown());
                return Ok(());
            }
        };
        let text =
            |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let field = if let Some(payload) = left.get("payload") {
            format!("{} {}", text(payload, "protocol"), text(payload, "field"))
        } else if let Some(meta) = left.get("meta") {
            match text(meta, "key").as_str() {
                key @ ("iif" | "iifname" | "oif" | "oifname") => key.to_owned(),
                key => format!("meta {key}"),
            }
        } else if let Some(ct) = left.get("ct") {
            format!("ct {}", text(ct, "key"))
        } else {
            matching.condition(shown());
            return Ok(());
        };
        if let Some(name) = right.as_str().and_then(|name| name.strip_prefix('@')) {
            return self.by_name(table, &field, negated, name, matching);
        }
        let values = words(right).ok_or_else(shown)?;
        matching.field(&field, negated, &values, None)
    }

    /// A match against a named set.
    pub(super) fn by_name(
        &self,
        table: &str,
        field: &str,
        negated: bool,
        name: &str,
        matching: &mut Match,
    ) -> Result<(), String> {
        let full = format!("{table}:{name}");
        let values = [format!("@{name}")];
        let named = if field.ends_with("addr") {
            self.addresses.get(&full).map(Named::Addresses)
        } else {
            self.services.get(&full).map(|words| Named::Words(words))
        };
        match named {
            Some(named) => matching.field(field, negated, &values, Some(named)),
            None => Err(format!("{field} @{name}")),
        }
    }
}

/// A value as words: text, number, prefix, range, set, list.
fn words(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Number(number) => Some(vec![number.to_string()]),
        Value::Array(list) => list.iter().map(words).collect::<Option<Vec<_>>>().map(|lists| lists.concat()),
        Value::Object(object) => {
            if let Some(prefix) = object.get("prefix") {
                let address = prefix.get("addr")?.as_str()?;
                return Some(vec![format!("{address}/{}", prefix.get("len")?.as_u64()?)]);
            }
            if let Some(range) = object.get("range").and_then(Value::as_array) {
                let [low, high] = range.as_slice() else { return None };
                let (low, high) = (words(low)?, words(high)?);
                return Some(vec![format!("{}-{}", low.first()?, high.first()?)]);
            }
            object.get("set").and_then(words)
        }
        _ => None,
    }
}
