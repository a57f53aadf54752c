//! What a package of an app changes against the one before: permissions, and who signed it.

use crate::difference::Draft;
use zilu_catalogue::{Catalogue, KindId, Value};
use zilu_engine::{Day, Facts, RecordId};
use zilu_intake::Incoming;

/// Collects it while the records of a package go by.
#[derive(Default)]
pub(super) struct PackageChange {
    added: Vec<String>,
    removed: Vec<String>,
    /// Version code of the package before, its signer and the new one.
    signer: Option<(String, String, String)>,
}

impl PackageChange {
    pub(super) fn look_at(
        &mut self,
        catalogue: &Catalogue,
        facts: &Facts,
        incoming: &Incoming,
        drafts: &[Draft],
    ) {
        let name = catalogue.kinds[incoming.kind.index()].name.as_str();
        let stated = |kind: &str, field: &str| {
            let field = catalogue.field(catalogue.kind(kind)?, field)?;
            // What is new has gone over to its draft.
            let mut fields = incoming.fields.iter().chain(drafts.iter().flat_map(|draft| &draft.fields));
            fields.find(|(of, _)| *of == field).map(|(_, value)| value.clone())
        };
        match name {
            "app_permission" if !drafts.is_empty() => {
                if let (Some(Value::Text(permission)), Some(Value::YesNo(true))) =
                    (stated(name, "permission"), stated(name, "requested"))
                {
                    self.added.push(permission);
                }
            }
            "app_package" => {
                let (Some(Value::Text(app)), Some(Value::Text(signer))) =
                    (stated(name, "app"), stated(name, "signer"))
                else {
                    return;
                };
                self.signer = previous_signer(catalogue, facts, incoming, &app)
                    .filter(|(_, before)| *before != signer)
                    .map(|(code, before)| (code, before, signer));
            }
            _ => {}
        }
    }

    pub(super) fn removed(&mut self, catalogue: &Catalogue, kind: KindId, key: &str) {
        if catalogue.kinds[kind.index()].name == "app_permission" {
            self.removed.push(key.split_once('|').map_or(key, |(_, permission)| permission).to_owned());
        }
    }

    /// In Traditional Chinese and English.
    pub(super) fn told(&self) -> Vec<(String, String)> {
        let mut told = Vec::new();
        for (list, zh, en) in [
            (&self.added, "新增或恢復的權限", "permissions added or asked for again"),
            (&self.removed, "不再要求的權限", "permissions not asked for any more"),
        ] {
            if !list.is_empty() {
                told.push((format!("{zh}：{}", list.join("、")), format!("{en}: {}", list.join(", "))));
            }
        }
        if let Some((code, before, now)) = &self.signer {
            told.push((
                format!("簽署憑證與版本代碼 {code} 的不同，請確認是否為公司所簽：{before} → {now}"),
                format!("signed by another certificate than version code {code}; make sure that it is the company's: {before} → {now}"),
            ));
        }
        told
    }
}

/// Version code and signer of the newest package of the app, other than this one, up to its day.
fn previous_signer(
    catalogue: &Catalogue,
    facts: &Facts,
    incoming: &Incoming,
    app: &str,
) -> Option<(String, String)> {
    let kind = incoming.kind;
    let [of, signer, code] = ["app", "signer", "version_code"].map(|field| catalogue.field(kind, field));
    let app = facts.find(catalogue.kind("mobile_app")?, app)?;
    let day = Day::from(incoming.effective);
    let rows = facts.backward(kind, of?, app.row).iter().map(|row| RecordId { kind, row: *row });
    let before = rows.filter(|record| facts.key(*record) != incoming.key).filter_map(|record| {
        let begin = facts.begin(record, i64::MAX);
        let Some(Value::Text(signer)) = facts.value_at(catalogue, record, signer?, day, i64::MAX) else {
            return None;
        };
        let Some(Value::Number(code)) = facts.value_at(catalogue, record, code?, day, i64::MAX) else {
            return None;
        };
        (begin <= day).then_some((begin, code, signer))
    });
    before.max().map(|(_, code, signer)| (code.to_string(), signer))
}
