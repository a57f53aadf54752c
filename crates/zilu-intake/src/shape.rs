//! The fields of the catalogue that an importer of a machine's file fills, looked up once per file.
//!
//! A scan importer knows its kinds and fields by name. A field that the catalogue does not declare is not stated;
//! one that it declares with a type or vocabulary the importer cannot fill is a fault before the first record.

use crate::fault::Fault;
use crate::item::Place;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};

/// What an importer wants to put into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    Text,
    YesNo,
    Integer,
    Decimal,
    Date,
    Instant,
}

/// A field, when the catalogue declares it.
pub(crate) type Slot = Option<FieldId>;

/// Looks fields up and collects what does not fit.
pub(crate) struct Lookup<'c> {
    catalogue: &'c Catalogue,
    place: Place,
    pub(crate) faults: Vec<Fault>,
}

impl<'c> Lookup<'c> {
    pub(crate) fn new(catalogue: &'c Catalogue, place: Place) -> Self {
        Self { catalogue, place, faults: Vec::new() }
    }

    /// The kind; a fault when there is none.
    pub(crate) fn kind(&mut self, name: &str) -> KindId {
        self.catalogue.kind(name).unwrap_or_else(|| {
            self.fault(
                name,
                format!("規範目錄未宣告紀錄種類 {name}"),
                format!("the catalogue declares no kind '{name}'"),
            );
            // Never used: a fault here ends the import before the first record.
            KindId(u16::MAX)
        })
    }

    /// The field when it is declared.
    pub(crate) fn slot(&mut self, kind: KindId, name: &str, want: Want) -> Slot {
        let def = self.catalogue.kinds.get(kind.index())?;
        let id = def.field(name)?;
        let ty = &def.fields[id.index()].ty;
        let fits = match want {
            Want::Text => matches!(ty, Type::Text | Type::File | Type::Ref(_)),
            Want::YesNo => *ty == Type::YesNo,
            Want::Integer => *ty == Type::Integer,
            Want::Decimal => *ty == Type::Decimal,
            Want::Date => *ty == Type::Date,
            Want::Instant => *ty == Type::Instant,
        };
        if !fits {
            let full = format!("{}.{name}", def.name);
            self.fault(
                &full,
                format!("規範目錄的欄位 {full} 型別與匯入程式不符（需要 {want:?}）"),
                format!("the catalogue's field '{full}' has another type than the importer fills ({want:?})"),
            );
        }
        Some(id)
    }

    /// The field when it is declared, whatever it holds: for its label.
    pub(crate) fn slot_of_any_type(&self, kind: KindId, name: &str) -> Slot {
        self.catalogue.kinds.get(kind.index())?.field(name)
    }

    /// The field; a fault when it is not declared.
    pub(crate) fn needed(&mut self, kind: KindId, name: &str, want: Want) -> FieldId {
        self.slot(kind, name, want).unwrap_or_else(|| {
            if let Some(def) = self.catalogue.kinds.get(kind.index()) {
                let full = format!("{}.{name}", def.name);
                self.fault(
                    &full,
                    format!("規範目錄缺少欄位 {full}"),
                    format!("the catalogue lacks the field '{full}'"),
                );
            }
            FieldId(u16::MAX)
        })
    }

    /// A field with a vocabulary (or a text), and the value of each word. A word the vocabulary lacks is a fault.
    pub(crate) fn words<const N: usize>(
        &mut self,
        kind: KindId,
        name: &str,
        words: [&str; N],
    ) -> Option<(FieldId, [Value; N])> {
        let def = self.catalogue.kinds.get(kind.index())?;
        let id = def.field(name)?;
        let full = format!("{}.{name}", def.name);
        let values = match &def.fields[id.index()].ty {
            Type::Text => words.map(|w| Value::Text(w.into())),
            Type::Enum(vocabulary) => words.map(|w| {
                vocabulary.iter().position(|v| v.name == w).map_or_else(
                    || {
                        self.fault(
                            &full,
                            format!("規範目錄的欄位 {full} 沒有選項 {w}"),
                            format!("the catalogue's field '{full}' has no value '{w}'"),
                        );
                        Value::Unknown
                    },
                    |i| Value::Enum(i as u16),
                )
            }),
            _ => {
                self.fault(
                    &full,
                    format!("規範目錄的欄位 {full} 應為選項"),
                    format!("the catalogue's field '{full}' should be a vocabulary"),
                );
                return None;
            }
        };
        Some((id, values))
    }

    fn fault(&mut self, field: &str, zh: String, en: String) {
        self.faults.push(Fault::new(self.place.clone(), "catalogue", zh, en).field(field));
    }
}

/// States a value when the catalogue has the field and the file has the value.
pub(crate) fn state(fields: &mut Vec<(FieldId, Value)>, slot: Slot, value: Option<Value>) {
    if let (Some(id), Some(value)) = (slot, value) {
        fields.push((id, value));
    }
}
