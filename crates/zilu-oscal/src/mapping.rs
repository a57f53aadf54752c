//! The crosswalk as an OSCAL mapping collection: a mapping per framework, an entry per clause and control.

use crate::Export;
use crate::metadata::{BackMatter, Identifier, Metadata};
use serde::Serialize;
use zilu_catalogue::{Catalogue, ClauseId, Crosswalk, Framework, Mapping, MappingRelation};

/// The document.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct MappingDocument {
    mapping_collection: Collection,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Collection {
    uuid: Identifier,
    metadata: Metadata,
    provenance: Provenance,
    mappings: Vec<FrameworkMapping>,
    #[serde(skip_serializing_if = "Option::is_none")]
    back_matter: Option<BackMatter>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Provenance {
    method: &'static str,
    matching_rationale: &'static str,
    status: &'static str,
    mapping_description: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct FrameworkMapping {
    uuid: Identifier,
    source_resource: ResourceReference,
    target_resource: ResourceReference,
    maps: Vec<Entry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_gap_summary: Option<GapSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_gap_summary: Option<GapSummary>,
}

#[derive(Debug, Clone, Serialize)]
struct ResourceReference {
    r#type: &'static str,
    href: String,
}

#[derive(Debug, Clone, Serialize)]
struct Entry {
    uuid: Identifier,
    relationship: &'static str,
    sources: [MappedItem; 1],
    targets: [MappedItem; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct MappedItem {
    r#type: &'static str,
    id_ref: String,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct GapSummary {
    uuid: Identifier,
    unmapped_controls: [Unmapped; 1],
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
struct Unmapped {
    with_ids: Vec<String>,
}

/// The crosswalk; `None` when the catalogue has none, or one that maps nothing.
pub fn mapping(export: &Export<'_>) -> Option<MappingDocument> {
    let catalogue = export.lens.catalogue;
    let crosswalk = catalogue.crosswalk.as_ref()?;
    let used: Vec<&Framework> = Framework::all()
        .iter()
        .filter(|framework| crosswalk.mappings.iter().any(|mapping| mapping.framework == *framework))
        .collect();
    if used.is_empty() {
        return None;
    }
    let mut resources = vec![export.rules()];
    resources.extend(used.iter().map(|framework| export.framework(framework)));
    Some(MappingDocument {
        mapping_collection: Collection {
            uuid: export.of_document(&["mapping"]),
            metadata: export.metadata(
                ("對照", "crosswalk"),
                (
                    "關係是條文對控制項的關係。只供參考，符合一邊不表示符合另一邊。",
                    "Relationships are those of the clause to the control. An aid only: meeting one side does not mean meeting the other.",
                ),
                false,
            ),
            provenance: Provenance {
                method: "human",
                matching_rationale: "semantic",
                status: "complete",
                mapping_description: "逐條由人比對，沒有對應的條文列為缺口。\n\nCompared clause by clause by people; clauses without a counterpart are listed as gaps.".to_owned(),
            },
            mappings: used
                .iter()
                .map(|framework| framework_mapping(export, catalogue, crosswalk, framework))
                .collect(),
            back_matter: BackMatter::of(resources),
        },
    })
}

fn framework_mapping(
    export: &Export<'_>,
    catalogue: &Catalogue,
    crosswalk: &Crosswalk,
    framework: &Framework,
) -> FrameworkMapping {
    let of_framework: Vec<&Mapping> =
        crosswalk.mappings.iter().filter(|mapping| mapping.framework == framework).collect();
    let ids = (0..catalogue.clauses.len() as u16).map(ClauseId);
    let unmapped_clauses = ids
        .filter(|id| crosswalk.knows(*id) && !of_framework.iter().any(|mapping| mapping.clause == *id))
        .map(|id| catalogue.clauses[id.index()].id.clone())
        .collect();
    let controls = framework.controls.iter();
    let unmapped_controls = controls
        .filter(|control| !of_framework.iter().any(|mapping| mapping.control == **control))
        .cloned()
        .collect();
    let gap = |side: &str, with_ids: Vec<String>| {
        let uuid = export.of_rules(&["gap", side, &framework.id]);
        let some = !with_ids.is_empty();
        some.then_some(GapSummary { uuid, unmapped_controls: [Unmapped { with_ids }] })
    };
    FrameworkMapping {
        uuid: export.of_rules(&["mapping", &framework.id]),
        source_resource: ResourceReference { r#type: "catalog", href: export.rules().uuid.reference() },
        target_resource: ResourceReference {
            r#type: "catalog",
            href: export.framework(framework).uuid.reference(),
        },
        maps: of_framework.iter().map(|mapping| entry(export, catalogue, mapping)).collect(),
        source_gap_summary: gap("source", unmapped_clauses),
        target_gap_summary: gap("target", unmapped_controls),
    }
}

fn entry(export: &Export<'_>, catalogue: &Catalogue, mapping: &Mapping) -> Entry {
    let clause = &catalogue.clauses[mapping.clause.index()].id;
    let control = |id: &str| MappedItem { r#type: "control", id_ref: id.to_owned() };
    Entry {
        uuid: export.of_rules(&["map", clause, &mapping.framework.id, mapping.control]),
        relationship: match mapping.relation {
            MappingRelation::Equal => "equal-to",
            MappingRelation::Subset => "subset-of",
            MappingRelation::Superset => "superset-of",
            MappingRelation::Intersects => "intersects-with",
        },
        sources: [control(clause)],
        targets: [control(mapping.control)],
    }
}
