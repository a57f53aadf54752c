//! How the columns of one source's table stand for fields: written down once, used for every file of that source.
//!
//! A map is a small TOML file:
//!
//! ```toml
//! kind = "person"               # what the rows are; may be left out where name or headings tell
//! date_format = "%d/%m/%Y"      # how the source writes days; what does not fit is read as usual
//! other_columns = "ignore"      # columns that are not named here: "refuse" (default) or "ignore"
//! missing_columns = "allow"     # columns that are named here but not in the file: "refuse" (default) or "allow"
//!
//! [columns]                     # heading = field; an empty field: the column is ignored
//! "工號" = "employee_no"
//! "異動原因" = ""
//!
//! [constants]                   # field = value, for every row without a value of its own
//! agent = "no"
//!
//! [words.employment]            # word of the source = word of the field; an empty one: not stated
//! "退休" = "left"
//! ```
//!
//! Deliberately not here: where maps are kept. Whoever keeps them reads with [`ColumnMap::parse`], checks against the
//! catalogue with [`ColumnMap::check`] and writes with [`ColumnMap::write`].

use crate::fault::Fault;
use crate::heading::normal;
use crate::item::Place;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use toml::Spanned;
use zilu_catalogue::{Catalogue, Kind, parse_value};

/// What to do with a column that the map and the file do not both have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strictness {
    /// A fault, so that no fact is lost unseen.
    #[default]
    Refuse,
    /// Passed over, with a note.
    #[serde(alias = "allow")]
    Ignore,
}

/// A map of columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnMap {
    /// Name or label of the kind of the rows.
    pub kind: Option<String>,
    /// How days and moments are written, in the letters of `strftime`.
    pub date_format: Option<String>,
    /// Columns of the file that the map does not name.
    pub other_columns: Strictness,
    /// Columns of the map that the file does not have.
    pub missing_columns: Strictness,
    /// Heading and field name; an empty field name ignores the column.
    pub columns: BTreeMap<String, String>,
    /// Field name and value.
    pub constants: BTreeMap<String, String>,
    /// Field name, word of the source, word of the field; an empty one is not stated.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
    /// Line of each key, for faults: by section and key.
    pub(crate) lines: BTreeMap<(String, String), u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    kind: Option<String>,
    date_format: Option<String>,
    #[serde(default)]
    other_columns: Strictness,
    #[serde(default)]
    missing_columns: Strictness,
    #[serde(default)]
    columns: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    constants: BTreeMap<Spanned<String>, String>,
    #[serde(default)]
    words: BTreeMap<Spanned<String>, BTreeMap<String, String>>,
}

#[derive(Serialize)]
struct Out<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_format: Option<&'a str>,
    other_columns: Strictness,
    missing_columns: Strictness,
    columns: &'a BTreeMap<String, String>,
    constants: &'a BTreeMap<String, String>,
    words: &'a BTreeMap<String, BTreeMap<String, String>>,
}

impl ColumnMap {
    /// Reads a map; `name` is the file's, for places.
    ///
    /// # Errors
    /// The fault with its line.
    pub fn parse(text: &str, name: &str) -> Result<ColumnMap, Box<Fault>> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let what = error.message().to_string();
            let fault = Fault::new(
                Place { file: name.into(), line: Some(line_at(text, at)), ..Place::default() },
                "column-map",
                format!("欄位對照檔格式錯誤（{what}）"),
                format!("the map of columns is malformed: {what}"),
            );
            Box::new(fault.hint(
                "應有 [columns]：\"標題\" = \"欄位代號\"",
                "expected [columns] with \"heading\" = \"field name\"",
            ))
        })?;
        let mut map = ColumnMap {
            kind: written.kind,
            date_format: written.date_format,
            other_columns: written.other_columns,
            missing_columns: written.missing_columns,
            ..ColumnMap::default()
        };
        for (heading, field) in written.columns {
            let line = line_at(text, heading.span().start);
            map.lines.insert(("columns".into(), heading.get_ref().clone()), line);
            map.columns.insert(heading.into_inner(), field);
        }
        for (field, value) in written.constants {
            let line = line_at(text, field.span().start);
            map.lines.insert(("constants".into(), field.get_ref().clone()), line);
            map.constants.insert(field.into_inner(), value);
        }
        for (field, words) in written.words {
            let line = line_at(text, field.span().start);
            map.lines.insert(("words".into(), field.get_ref().clone()), line);
            map.words.insert(field.into_inner(), words);
        }
        Ok(map)
    }

    /// The map as a file, which reads back as the same map.
    pub fn write(&self) -> String {
        let out = Out {
            kind: self.kind.as_deref(),
            date_format: self.date_format.as_deref(),
            other_columns: self.other_columns,
            missing_columns: self.missing_columns,
            columns: &self.columns,
            constants: &self.constants,
            words: &self.words,
        };
        // Texts and tables of texts can always be written.
        toml::to_string(&out).unwrap_or_default()
    }

    /// Every field and word that the catalogue does not have, with its line.
    pub fn check(&self, catalogue: &Catalogue, name: &str) -> Vec<Fault> {
        let mut faults = Vec::new();
        let fault = |section: &str, key: &str, code, zh: String, en: String| {
            let line = self.lines.get(&(section.to_string(), key.to_string())).copied();
            Fault::new(Place { file: name.into(), line, ..Place::default() }, code, zh, en).field(key)
        };
        if self.date_format.as_deref().is_some_and(|format| !format.contains('%')) {
            faults.push(fault(
                "",
                "date_format",
                "column-map",
                "日期格式應以 % 表示年月日，例如 %d/%m/%Y".into(),
                "a date format writes year, month and day with %, such as %d/%m/%Y".into(),
            ));
        }
        let Some(kind) = &self.kind else { return faults };
        let Some(kind) = crate::heading::named_kind(catalogue, kind) else {
            faults.push(
                fault(
                    "",
                    "kind",
                    "unknown-kind",
                    format!("沒有「{kind}」這種紀錄"),
                    format!("there is no kind of record '{kind}'"),
                )
                .hint("執行 zilu template --list 查看種類", "zilu template --list lists the kinds"),
            );
            return faults;
        };
        let kind = &catalogue.kinds[kind.index()];
        let unknown = |section: &str, key: &str, field: &str| {
            fault(
                section,
                key,
                "unknown-field",
                format!("「{}」沒有欄位 {field}", kind.label.zh),
                format!("{} has no field {field}", kind.label.en),
            )
            .hint(
                format!("執行 zilu template {} 查看欄位代號", kind.name),
                format!("zilu template {} shows the names of the fields", kind.name),
            )
        };
        for (heading, field) in self.columns.iter().filter(|(_, field)| !field.is_empty()) {
            if kind.field(field).is_none() && !is_special(field) {
                faults.push(unknown("columns", heading, field));
            }
        }
        for (field, value) in &self.constants {
            let Some(id) = kind.field(field) else {
                faults.push(unknown("constants", field, field));
                continue;
            };
            if let Err(wrong) = parse_value(&kind.fields[id.index()].ty, value) {
                faults.push(
                    fault("constants", field, "not-a-value", wrong.zh, wrong.en).hint(
                        format!("應為 {}", wrong.expected_zh),
                        format!("expected {}", wrong.expected_en),
                    ),
                );
            }
        }
        for (field, words) in &self.words {
            let Some(id) = kind.field(field) else {
                faults.push(unknown("words", field, field));
                continue;
            };
            let ty = &kind.fields[id.index()].ty;
            for word in words.values().filter(|word| !word.is_empty() && *word != "?") {
                if let Err(wrong) = parse_value(ty, word) {
                    faults.push(fault("words", field, "not-a-value", wrong.zh, wrong.en).hint(
                        format!("應為 {}", wrong.expected_zh),
                        format!("expected {}", wrong.expected_en),
                    ));
                }
            }
        }
        faults
    }

    /// The field of a heading: `Some("")` ignores the column, `None` is not in the map.
    pub(crate) fn field_of(&self, heading: &str) -> Option<&str> {
        let wanted = normal(heading);
        self.columns.iter().find(|(known, _)| normal(known) == wanted).map(|(_, field)| field.as_str())
    }

    /// Headings of the map that a row does not have.
    pub(crate) fn missing<'m>(&'m self, headings: &[String]) -> Vec<&'m str> {
        let there: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
        self.columns.keys().map(String::as_str).filter(|known| !there.contains(&normal(known))).collect()
    }

    /// What a word of the source stands for in a field.
    pub(crate) fn word(&self, field: &str, text: &str) -> Option<&str> {
        let words = self.words.get(field)?;
        let wanted = text.trim();
        words
            .get(wanted)
            .or_else(|| words.iter().find(|(word, _)| normal(word) == normal(wanted)).map(|(_, value)| value))
            .map(String::as_str)
    }

    /// Whether a row of texts is the row of headings: it has every one of them, or where some may be missing at
    /// least half, the key's among them.
    pub(crate) fn is_heading(&self, kind: &Kind, texts: &[String]) -> bool {
        let found = self.columns.len() - self.missing(texts).len();
        let keyed = kind.key.iter().all(|key| {
            let name = &kind.fields[key.index()].name;
            self.constants.contains_key(name)
                || !self.columns.values().any(|field| field == name)
                || texts.iter().any(|text| self.field_of(text) == Some(name))
        });
        keyed && found > 0 && found * 2 >= self.columns.len()
    }
}

/// Columns that belong to every kind.
fn is_special(field: &str) -> bool {
    let wanted = normal(field);
    [crate::heading::EFFECTIVE, crate::heading::VOID]
        .iter()
        .any(|(zh, en)| wanted == normal(zh) || wanted == normal(en))
}

fn line_at(text: &str, byte: usize) -> u64 {
    1 + text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count() as u64
}
