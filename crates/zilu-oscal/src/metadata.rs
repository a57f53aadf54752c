//! What the documents share: metadata, properties, links, parties and resources.

use crate::Export;
pub use crate::identifier::Identifier;
use crate::prose::{markup, title, value};
use jiff::Timestamp;
use serde::Serialize;
use zilu_catalogue::{Framework, Role, Status};
use zilu_engine::{Counts, Day};

/// The namespace of our own properties.
pub const NAMESPACE: &str = "https://zilu.invalid/ns/oscal";

/// Who made a document, when, and from what.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Metadata {
    title: String,
    last_modified: String,
    version: String,
    oscal_version: &'static str,
    props: Vec<Property>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<RoleEntry>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<Party>,
    remarks: String,
}

#[derive(Debug, Clone, Serialize)]
struct RoleEntry {
    id: &'static str,
    title: String,
}

#[derive(Debug, Clone, Serialize)]
struct Party {
    uuid: Identifier,
    r#type: &'static str,
    name: String,
}

/// A property.
#[derive(Debug, Clone, Serialize)]
pub struct Property {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ns: Option<&'static str>,
    value: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

impl Property {
    /// One of ours.
    pub(crate) fn own(name: &str, text: &str) -> Property {
        Property {
            name: name.to_owned(),
            ns: Some(NAMESPACE),
            value: value(text),
            class: None,
            remarks: None,
        }
    }

    /// One that OSCAL itself defines.
    pub(crate) fn standard(name: &str, text: &str) -> Property {
        Property { ns: None, ..Property::own(name, text) }
    }

    pub(crate) fn class(self, class: &str) -> Property {
        Property { class: Some(class.to_owned()), ..self }
    }

    pub(crate) fn remarks(self, remarks: &str) -> Property {
        Property { remarks: Some(markup(remarks)), ..self }
    }
}

/// A link to a resource of the same document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Link {
    pub(crate) href: String,
    pub(crate) rel: &'static str,
    pub(crate) resource_fragment: String,
    pub(crate) text: String,
}

/// What links point at.
#[derive(Debug, Clone, Serialize)]
pub struct BackMatter {
    resources: Vec<Resource>,
}

impl BackMatter {
    pub(crate) fn of(resources: Vec<Resource>) -> Option<BackMatter> {
        (!resources.is_empty()).then_some(BackMatter { resources })
    }
}

/// A document that links point at.
#[derive(Debug, Clone, Serialize)]
pub struct Resource {
    pub(crate) uuid: Identifier,
    title: String,
    description: String,
}

impl Export<'_> {
    /// Metadata of a document: what it is in both languages, and what has to be said about it.
    pub(crate) fn metadata(&self, what: (&str, &str), remarks: (&str, &str), roles: bool) -> Metadata {
        let edition = &self.lens.catalogue.edition;
        let (zh, en) = (markup(&edition.title.zh), markup(&edition.title.en));
        let digest = self.digest();
        let filed = edition.effective_date.map(|day| day.to_string()).unwrap_or_default();
        let mut props = vec![
            Property::own("tool", concat!("zilu ", env!("CARGO_PKG_VERSION"))),
            Property::own("pack", &edition.pack),
            Property::own("filing", &edition.filing),
            Property::own("catalogue-digest", &digest).class("sha-256"),
            Property::own("on", &self.lens.on.to_string()),
        ];
        if self.lens.known != i64::MAX {
            props.push(Property::own("known", &instant(self.lens.known)));
        }
        if self.ledger.size > 0 {
            props.push(Property::own("ledger-size", &self.ledger.size.to_string()));
            props.push(Property::own("ledger-root", &self.ledger.root));
        }
        let party = |name: &str| Party {
            uuid: self.of_company(&["party"]),
            r#type: "organization",
            name: value(name),
        };
        let roles = if roles { &Role::ALL[..] } else { &[] };
        Metadata {
            title: format!("{zh}：{} · {en}: {}", what.0, what.1),
            last_modified: instant(self.last_modified),
            version: value(&format!("{filed} {}", digest.get(..12).unwrap_or_default())),
            oscal_version: crate::OSCAL_VERSION,
            props,
            roles: roles
                .iter()
                .map(|role| RoleEntry { id: role.word(), title: title(&role.label()) })
                .collect(),
            parties: self.company.map(party).into_iter().collect(),
            remarks: format!("{}\n\n{}", remarks.0, remarks.1),
        }
    }

    /// The rules, as a resource to point at.
    pub(crate) fn rules(&self) -> Resource {
        let edition = &self.lens.catalogue.edition;
        Resource {
            uuid: self.of_rules(&["catalog"]),
            title: title(&edition.title),
            description: "以 zilu oscal catalog 輸出的規範 · the rules as written by `zilu oscal catalog`"
                .to_owned(),
        }
    }

    /// A framework, as a resource to point at.
    pub(crate) fn framework(&self, framework: &Framework) -> Resource {
        Resource {
            uuid: self.of_rules(&["framework", &framework.id]),
            title: title(&framework.title),
            description: "只列控制項編號，不錄內容 · ids of its controls only, no text".to_owned(),
        }
    }

    /// A document that there is none of, where OSCAL demands a reference to one.
    pub(crate) fn placeholder(&self, name: &str, title: &str, description: (&str, &str)) -> Resource {
        Resource {
            uuid: self.of_rules(&["placeholder", name]),
            title: title.to_owned(),
            description: format!("{}\n\n{}", description.0, description.1),
        }
    }
}

/// Counts per status as properties, the most severe first; statuses that do not occur are left out.
pub(crate) fn counts(counts: &Counts) -> Vec<Property> {
    let statuses = Status::ALL.iter().rev().filter(|status| counts.of(**status) > 0);
    statuses
        .map(|status| Property::own(status.word(), &counts.of(*status).to_string()).class("standings"))
        .collect()
}

/// An instant, in seconds since 1970.
pub(crate) fn instant(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH).to_string()
}

/// The first second of a day in Taipei.
pub(crate) fn morning(day: Day) -> String {
    format!("{day}T00:00:00+08:00")
}

/// The last second of a day in Taipei.
pub(crate) fn evening(day: Day) -> String {
    format!("{day}T23:59:59+08:00")
}
