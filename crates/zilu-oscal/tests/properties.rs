//! What holds of every document: every reference leads somewhere, identifiers are unique, the same in gives the same
//! out, and hostile names stay within the format.

mod common;

use common::{TODAY, all, company, documents, pack, tiny, walk, written};
use jiff::civil::date;
use serde_json::Value;
use std::collections::BTreeSet;
use zilu_oscal::{catalog::catalog, mapping::mapping, plan::plan};

#[test]
fn what_oscal_cannot_say_is_not_written() {
    let (app, _folder) = company(&pack(false), &[("company", "company", &[("policy", "yes")])]);
    assert_eq!(written(&app, TODAY, |export| plan(export, 2)), Value::Null);
    assert_eq!(written(&app, TODAY, mapping), Value::Null);
    let catalog = written(&app, TODAY, catalog);
    assert_eq!(catalog["catalog"]["back-matter"], Value::Null);
    assert_eq!(all(&catalog, "resource-fragment"), Vec::<&str>::new());
}

/// The same twice, whatever the hour; another document for another day.
#[test]
fn the_same_in_the_same_out() {
    let (app, _folder) = tiny();
    let (one, two) = (documents(&app, TODAY), documents(&app, TODAY));
    assert_eq!(one, two);
    let yesterday = documents(&app, date(2025, 10, 5));
    for (today, yesterday) in one.iter().zip(&yesterday) {
        let root = |document: &Value| {
            let root = document.as_object().and_then(|object| object.values().next()).expect("a root");
            root["uuid"].as_str().expect("a UUID").to_owned()
        };
        assert_ne!(root(today), root(yesterday));
    }
    let items = |documents: &[Value; 4]| {
        let items = documents[2]["plan-of-action-and-milestones"]["poam-items"].clone();
        all(&items, "uuid").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(items(&one), items(&yesterday), "an item of a plan stays itself from day to day");
}

#[test]
fn identifiers_are_unique_and_references_lead_somewhere() {
    let (app, _folder) = tiny();
    let documents = documents(&app, TODAY);
    let controls: BTreeSet<&str> = all(&documents[0], "id").into_iter().collect();
    for document in &documents {
        let uuids = all(document, "uuid");
        let known: BTreeSet<&str> = uuids.iter().copied().collect();
        assert_eq!(known.len(), uuids.len(), "{uuids:?}");
        for uuid in &uuids {
            assert!(uuid.len() == 36 && uuid.as_bytes()[14] == b'5', "{uuid}");
        }
        for href in all(document, "href") {
            assert!(known.contains(href.trim_start_matches('#')), "{href}");
        }
        for name in ["observation-uuid", "risk-uuid"] {
            assert!(all(document, name).iter().all(|uuid| known.contains(uuid)), "{name}");
        }
        let roles: BTreeSet<&str> = all(document, "id").into_iter().collect();
        assert!(all(document, "role-id").iter().all(|role| roles.contains(role)));
        for name in ["control-id", "target-id"] {
            assert!(all(document, name).iter().all(|id| controls.contains(id)), "{name}");
        }
    }
    let ids = all(&documents[0], "id");
    assert_eq!(controls.len(), ids.len(), "{ids:?}");
}

/// Values and titles of OSCAL are single lines without blanks at the ends; no list and no text is empty.
#[test]
fn hostile_names_stay_within_the_format() {
    let (app, _folder) = tiny();
    for document in documents(&app, TODAY) {
        for name in ["value", "title", "name", "label"] {
            for text in all(&document, name) {
                assert!(!text.contains('\n') && text.trim() == text && !text.is_empty(), "{name}: {text:?}");
            }
        }
        walk(&document, &mut |name, value| {
            assert!(value.as_array().is_none_or(|list| !list.is_empty()), "{name} is empty");
        });
        for name in ["title", "description", "prose", "remarks", "text"] {
            assert!(all(&document, name).iter().all(|text| !text.contains("{{") && !text.contains("<b>")));
        }
    }
}
