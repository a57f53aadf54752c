//! One `ReportItem`: what is kept of it.

use super::host::Host;
use super::shape::FindingShape;
use super::{Importer, SOLUTION_LENGTH};
use crate::fault::Fault;
use crate::item::Place;
use crate::item::Stop;
use crate::line::{clean, without_separator};
use crate::shape::state;
use crate::xml::{Token, Xml};
use std::io::Read;
use zilu_catalogue::{FieldId, Value};

/// A finding without its host.
pub(super) struct Finding {
    pub(super) rule: String,
    pub(super) at: String,
    pub(super) severity: usize,
    /// A compliance check that passed: the weakness is known to be absent.
    pub(super) passed: bool,
    pub(super) fields: Vec<(FieldId, Value)>,
    pub(super) line: Option<u64>,
    pub(super) byte: Option<u64>,
}

/// Children of a `ReportItem` that are kept.
#[derive(Default)]
struct Details {
    cvss3: Option<String>,
    cvss2: Option<String>,
    vector3: Option<String>,
    vector2: Option<String>,
    vpr: Option<String>,
    solution: Option<String>,
    cve: Vec<String>,
    cwe: Vec<String>,
    check_id: Option<String>,
    check_name: Option<String>,
    check_result: Option<String>,
}

impl<R: Read, E> Importer<'_, '_, R, E> {
    pub(super) fn item(&mut self, host: &mut Host) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let (line, byte) = self.xml.position();
        self.feed.summary.items += 1;
        host.items += 1;
        let (mut plugin, mut port, mut protocol, mut severity) = (None, None, None, None);
        let (mut title, mut family) = (None, None);
        self.xml.attributes(|name, value| match name {
            "pluginID" => plugin = clean(value, 40).map(|t| t.0),
            "port" => port = value.trim().parse::<u16>().ok(),
            "protocol" => protocol = clean(value, 20).map(|t| t.0.to_lowercase()),
            "severity" => severity = value.trim().parse::<usize>().ok().filter(|s| *s <= 4),
            "pluginName" => title = clean(value, 500),
            "pluginFamily" => family = clean(value, 200).map(|t| t.0),
            _ => {}
        })?;
        let mut bad = Vec::new();
        if plugin.as_deref().is_none_or(|p| p.contains('|')) {
            bad.push(("pluginID", "檢測規則編號", "the number of the rule"));
        }
        if port.is_none() {
            bad.push(("port", "0 到 65535 的埠號", "a port from 0 to 65535"));
        }
        if protocol.as_deref().is_none_or(|p| p.contains('|')) {
            bad.push(("protocol", "通訊協定，例如 tcp", "a protocol, for example tcp"));
        }
        if severity.is_none() {
            bad.push(("severity", "0 到 4 的嚴重度", "a severity from 0 to 4"));
        }
        for (field, zh, en) in bad {
            let fault = Fault::new(
                place.clone(),
                "attribute",
                format!("ReportItem 的屬性缺漏或不合格式，應為{zh}"),
                format!("an attribute of ReportItem is missing or wrong, expected {en}"),
            );
            self.feed.fault(fault.field(field)).map_err(Stop::Sink)?;
        }
        let details = self.details(plugin.as_deref() == Some("19506"), host)?;
        let (Some(plugin), Some(port), Some(protocol), Some(severity)) = (plugin, port, protocol, severity)
        else {
            return Ok(());
        };
        let mut at = format!("{port}/{protocol}");
        if let Some(check) = details.check_id.as_ref().or(details.check_name.as_ref()) {
            let mut check = check.clone();
            self.separators += u64::from(without_separator(&mut check));
            at += &format!("/{check}");
        }
        if let Some((name, _)) = details.check_name.as_ref().and_then(|n| clean(n, 500)) {
            title = Some((name, false));
        }
        let passed = details.check_result.as_deref() == Some("PASSED");
        let severity = if passed { 0 } else { severity };
        let mut finding = Finding {
            rule: format!("nessus:{plugin}"),
            at,
            severity,
            passed,
            fields: Vec::new(),
            line,
            byte,
        };
        if let Some((text, cut)) = title {
            host.shortened += u64::from(cut);
            state(&mut finding.fields, self.shape.finding.title, Some(Value::Text(text)));
        }
        state(&mut finding.fields, self.shape.finding.family, family.map(Value::Text));
        for fault in details.fill(&self.shape.finding, &mut finding.fields, host, &place) {
            self.feed.fault(fault).map_err(Stop::Sink)?;
        }
        host.add(finding).map_err(|()| {
            Box::new(Fault::new(
                place,
                "host-too-large",
                format!("主機 {} 的結果多得不合理", host.name),
                format!("host {} has an unreasonable number of results", host.name),
            ))
        })?;
        Ok(())
    }

    fn details(&mut self, scan_information: bool, host: &mut Host) -> Result<Details, Stop<E>> {
        let mut details = Details::default();
        loop {
            match self.xml.next()? {
                Token::Start => {
                    let slot = match self.xml.name() {
                        "cvss3_base_score" | "cvssv3" => &mut details.cvss3,
                        "cvss_base_score" | "cvss" => &mut details.cvss2,
                        "cvss3_vector" => &mut details.vector3,
                        "cvss_vector" => &mut details.vector2,
                        "vpr_score" => &mut details.vpr,
                        "cm:compliance-check-id" => &mut details.check_id,
                        "cm:compliance-check-name" => &mut details.check_name,
                        "cm:compliance-result" => &mut details.check_result,
                        "solution" => {
                            if let Some((text, cut)) = clean(self.xml.read_text()?, SOLUTION_LENGTH) {
                                host.shortened += u64::from(cut);
                                details.solution = Some(text);
                            }
                            continue;
                        }
                        "cve" => {
                            details.cve.extend(clean(self.xml.read_text()?, 64).map(|t| t.0.to_uppercase()));
                            continue;
                        }
                        "cwe" => {
                            details.cwe.extend(weakness(self.xml.read_text()?));
                            continue;
                        }
                        "xref" => {
                            let text = self.xml.read_text()?.trim();
                            details.cwe.extend(text.strip_prefix("CWE:").and_then(weakness));
                            continue;
                        }
                        "plugin_output" if scan_information && host.credentialed.is_none() => {
                            host.credentialed = credentialed(&mut self.xml)?;
                            continue;
                        }
                        _ => {
                            self.xml.skip()?;
                            continue;
                        }
                    };
                    *slot = clean(self.xml.read_text()?, 300).map(|t| t.0);
                }
                Token::Text => {}
                Token::End | Token::EndOfFile => return Ok(details),
            }
        }
    }
}

/// The plugin "Nessus Scan Information" says whether the scanner could log in; older reports have no property for it.
fn credentialed<R: Read>(xml: &mut Xml<R>) -> Result<Option<bool>, Box<Fault>> {
    let output = xml.read_text()?;
    let line = output.lines().find_map(|l| l.trim().strip_prefix("Credentialed checks"));
    Ok(line.and_then(|l| match l.trim_start_matches([' ', ':']) {
        answer if answer.starts_with("yes") => Some(true),
        answer if answer.starts_with("no") => Some(false),
        _ => None,
    }))
}

/// `79` or `CWE-79` as `CWE-79`.
fn weakness(text: &str) -> Option<String> {
    let text = text.trim();
    let number = text.strip_prefix("CWE-").unwrap_or(text);
    let digits = !number.is_empty() && number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("CWE-{number}"))
}

impl Details {
    /// Puts the details into the fields; the faults are about scores that are no numbers.
    fn fill(
        mut self,
        shape: &FindingShape,
        fields: &mut Vec<(FieldId, Value)>,
        host: &mut Host,
        place: &Place,
    ) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut score = |field: &str, text: Option<String>| {
            let text = text?;
            let number = thousandths(&text).filter(|n| (0..=10_000).contains(n));
            if number.is_none() {
                let fault = Fault::new(
                    place.clone(),
                    "not-a-score",
                    format!("「{text}」不是 0 到 10 的分數"),
                    format!("'{text}' is no score from 0 to 10"),
                );
                faults.push(fault.field(field));
            }
            number.map(Value::Number)
        };
        let cvss = score("cvss", self.cvss3.or(self.cvss2));
        let vpr = score("vpr_score", self.vpr);
        state(fields, shape.cvss, cvss);
        state(fields, shape.vpr, vpr);
        state(fields, shape.vector, self.vector3.or(self.vector2).map(Value::Text));
        for (slot, list) in [(shape.cve, &mut self.cve), (shape.cwe, &mut self.cwe)] {
            list.sort();
            list.dedup();
            state(fields, slot, (!list.is_empty()).then(|| Value::Text(list.join(" "))));
        }
        state(fields, shape.solution, self.solution.map(Value::Text));
        host.text +=
            fields.iter().map(|(_, v)| if let Value::Text(t) = v { t.len() } else { 8 }).sum::<usize>();
        faults
    }
}

/// A decimal number in thousandths; more than three decimals are cut off.
fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 6 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: String = part.chars().chain("000".chars()).take(3).collect();
    Some(whole.parse::<i64>().ok()? * 1000 + part.parse::<i64>().ok()?)
}
