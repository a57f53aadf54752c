//! A register as a table: to be changed in a spreadsheet program and imported again.
//!
//! Every record is written as it stands on D, and as true from D on. What is imported unchanged therefore changes nothing (it is
//! noted as still so on D, once), and a changed cell is true from D on. A cell that is emptied states nothing.

use crate::error::Error;
use crate::lens::Lens;
use zilu_catalogue::{FieldId, KindId, Language, Value};
use zilu_intake::{Outgoing, export_csv, export_xlsx};

/// How a register is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// Office Open XML workbook.
    Xlsx,
    /// Comma separated text, UTF-8 with byte order mark.
    Csv,
}

impl Lens<'_> {
    /// The records of a kind that exist on D.
    pub fn export(&self, kind: KindId, format: ExportFormat, language: Language) -> Result<Vec<u8>, Error> {
        let fields = self.catalogue.kinds[kind.index()].fields.len() as u16;
        let records: Vec<Vec<(FieldId, Value)>> = self
            .records(kind)
            .map(|record| {
                let value = |field| self.facts.value_at(self.catalogue, record, field, self.on, self.known);
                (0..fields).map(FieldId).filter_map(|field| Some((field, value(field)?))).collect()
            })
            .collect();
        let effective = self.on.date();
        let outgoing = records.iter().map(|fields| Outgoing { fields, effective, void: false });
        match format {
            ExportFormat::Xlsx => {
                export_xlsx(self.catalogue, kind, language, outgoing).map_err(|error| failed(&error))
            }
            ExportFormat::Csv => {
                let mut bytes = Vec::new();
                export_csv(&mut bytes, self.catalogue, kind, language, outgoing)
                    .map_err(|error| failed(&error))?;
                Ok(bytes)
            }
        }
    }
}

fn failed(error: &dyn std::fmt::Display) -> Error {
    Error::new(format!("無法產生表格：{error}"), format!("cannot write the table: {error}"))
}
