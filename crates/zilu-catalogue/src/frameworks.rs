//! Control frameworks that other people keep, as far as a crosswalk needs them: which controls there are, by id.
//!
//! The ids stand in `frameworks.toml`. Not here: what a control asks, nor its title.

use crate::model::Label;
use std::sync::LazyLock;
use toml::{Table, Value};

/// A framework of controls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Framework {
    /// The word used in crosswalks, for example `csf2`.
    pub id: String,
    /// What the document is called.
    pub title: Label,
    /// What it is called where there is little room.
    pub short: String,
    /// The ids of its controls in the order of the document.
    pub controls: Vec<String>,
}

impl Framework {
    /// All frameworks in the order in which a crosswalk names them.
    pub fn all() -> &'static [Framework] {
        static ALL: LazyLock<Vec<Framework>> = LazyLock::new(|| read(include_str!("frameworks.toml")));
        &ALL
    }

    /// The framework with this id.
    pub fn find(id: &str) -> Option<&'static Framework> {
        Framework::all().iter().find(|framework| framework.id == id)
    }

    /// The place of a control in the document, from 0; `None` when there is no such control.
    pub fn place(&self, control: &str) -> Option<usize> {
        self.controls.iter().position(|known| known == control)
    }
}

/// The file is a part of the program: what is wrong in it is a programmer's error.
fn read(text: &str) -> Vec<Framework> {
    let table: Table = text.parse().expect("frameworks.toml is TOML");
    let list = table["framework"].as_array().expect("frameworks.toml lists frameworks");
    list.iter().map(framework).collect()
}

fn framework(entry: &Value) -> Framework {
    let text = |key: &str| entry[key].as_str().expect("a text").to_owned();
    let title = text("title");
    let (zh, en) = title.split_once(" · ").expect("a title in two languages");
    let ranges = entry["controls"].as_array().expect("a list of controls");
    Framework {
        id: text("id"),
        title: Label { zh: zh.to_owned(), en: en.to_owned() },
        short: text("short"),
        controls: ranges.iter().flat_map(|range| range_of(range.as_str().expect("a text"))).collect(),
    }
}

/// `ID.AM-01..05` is five ids, `A.5.1..37` thirty-seven; the numbers keep the width of the first.
fn range_of(range: &str) -> Vec<String> {
    let Some((first, last)) = range.split_once("..") else { return vec![range.to_owned()] };
    let stem = first.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &first[stem.len()..];
    let (from, to): (u32, u32) = (digits.parse().expect("a number"), last.parse().expect("a number"));
    (from..=to).map(|number| format!("{stem}{number:0width$}", width = digits.len())).collect()
}

#[cfg(test)]
mod tests {
    use super::Framework;

    /// Annex A has 37, 8, 14 and 34 controls; the CSF 31, 21, 22, 11, 13 and 8 subcategories.
    #[test]
    fn the_lists_are_as_long_as_the_documents() {
        let count = |id: &str, start: &str| {
            let framework = Framework::find(id).expect("a framework");
            framework.controls.iter().filter(|control| control.starts_with(start)).count()
        };
        assert_eq!(["A.5.", "A.6.", "A.7.", "A.8."].map(|start| count("iso27001", start)), [37, 8, 14, 34]);
        let functions = ["GV", "ID", "PR", "DE", "RS", "RC"];
        assert_eq!(functions.map(|start| count("csf2", start)), [31, 21, 22, 11, 13, 8]);
        assert_eq!((count("iso27001", ""), count("csf2", "")), (93, 106));
        for framework in Framework::all() {
            let mut ids = framework.controls.clone();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), framework.controls.len());
        }
    }

    #[test]
    fn numbers_keep_their_width() {
        let csf = Framework::find("csf2").expect("a framework");
        assert_eq!(csf.place("GV.OC-01"), Some(0));
        assert_eq!(csf.place("GV.OC-1"), None);
        assert_eq!(csf.place("ID.AM-06"), None);
        assert!(csf.place("GV.SC-10").is_some() && csf.place("PR.DS-11").is_some());
        let iso = Framework::find("iso27001").expect("a framework");
        assert_eq!(
            (iso.place("A.5.37"), iso.place("A.6.1"), iso.place("A.5.38")),
            (Some(36), Some(37), None)
        );
    }
}
