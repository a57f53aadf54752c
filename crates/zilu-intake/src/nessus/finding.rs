//! One `ReportItem`: what is kept of it.

use super::{Importer, SOLUTION_LENGTH};
use crate::fault::Fault;
use crate::scan::{Finding, Host, Severity, Stop, clean, list, score, weakness};
use crate::xml::Xml;
use std::io::Read;

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

impl<R: Read, E> Importer<'_, '_, '_, '_, R, E> {
    pub(super) fn item(&mut self, host: &mut Host) -> Result<(), Stop<E>> {
        let place = self.xml.place();
        let (line, byte) = self.xml.position();
        self.scanner.feed.summary.items += 1;
        host.items += 1;
        let (mut plugin, mut port, mut protocol, mut severity) = (None, None, None, None);
        let (mut title, mut family) = (None, None);
        self.xml.attributes(|name, value| match name {
            "pluginID" => plugin = clean(value, 40).map(|t| t.0),
            "port" => port = value.trim().parse::<u16>().ok(),
            "protocol" => protocol = clean(value, 20).map(|t| t.0.to_lowercase()),
            "severity" => severity = value.trim().parse().ok().and_then(Severity::level),
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
            self.scanner.fault(fault.field(field))?;
        }
        let details = self.details(plugin.as_deref() == Some("19506"), host)?;
        let (Some(plugin), Some(port), Some(protocol), Some(severity)) = (plugin, port, protocol, severity)
        else {
            return Ok(());
        };
        let mut at = format!("{port}/{protocol}");
        if let Some(check) = details.check_id.as_ref().or(details.check_name.as_ref()) {
            let mut check = check.clone();
            self.scanner.free_name(&mut check);
            at += &format!("/{check}");
        }
        if let Some((name, _)) = details.check_name.as_ref().and_then(|n| clean(n, 500)) {
            title = Some((name, false));
        }
        let title = title.map(|(text, cut)| {
            self.scanner.shortened += u64::from(cut);
            text.into()
        });
        let mut number = |field: &str, text: Option<String>| match text.map(|t| score(field, &t, &place)) {
            Some(Ok(number)) => Ok(Some(number)),
            Some(Err(fault)) => self.scanner.fault(*fault).map(|()| None),
            None => Ok(None),
        };
        // A passed check says nothing about how bad the weakness would be.
        let absent = details.check_result.as_deref() == Some("PASSED");
        let finding = Finding {
            rule: format!("nessus:{plugin}"),
            at,
            severity: (!absent).then_some(severity),
            absent,
            title,
            family: family.map(Into::into),
            cvss: number("cvss", details.cvss3.or(details.cvss2))?,
            vector: details.vector3.or(details.vector2).map(Into::into),
            cve: list(details.cve),
            cwe: list(details.cwe),
            vpr: number("vpr_score", details.vpr)?,
            solution: details.solution.map(Into::into),
            line,
            byte,
            ..Finding::default()
        };
        host.add(finding).map_err(|mut fault| {
            fault.place = place;
            Stop::Fault(fault)
        })
    }

    fn details(&mut self, scan_information: bool, host: &mut Host) -> Result<Details, Stop<E>> {
        let mut details = Details::default();
        while self.xml.next_child()? {
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
                        self.scanner.shortened += u64::from(cut);
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
                    host.credentialed = credentialed(self.xml)?;
                    continue;
                }
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            *slot = clean(self.xml.read_text()?, 300).map(|t| t.0);
        }
        Ok(details)
    }
}

fn credentialed<R: Read>(xml: &mut Xml<R>) -> Result<Option<bool>, Box<Fault>> {
    Ok(super::ScanInformation::read(xml.read_text()?).credentialed)
}
