//! Importers: a file in, records of declared kinds out.
//!
//! Bird's eye: [`recognise`] tells the format of a file; [`read_nessus`] streams its content to a
//! sink as [`Item`]s. Deliberately not here: a store, permissions, a clock, the engine. An importer never decides
//! that something is closed, and never refuses half a file: the caller applies everything or, when the [`Summary`]
//! has a fault, nothing.

mod cell;
mod csv;
mod fault;
mod guard;
mod heading;
mod item;
mod nessus;
mod read;
mod recognise;
mod shape;
mod table;
mod text;
mod time;
mod workbook;
mod xml;

pub use csv::read_csv;
pub use fault::Fault;
pub use heading::{EFFECTIVE, VOID, recognise_kind};
pub use item::{Covered, FAULTS_SHOWN, Incoming, Item, Place, Source, Summary, column_letters};
pub use nessus::{SOLUTION_LENGTH, read_nessus};
pub use read::{TABLE_BYTES, read};
pub use recognise::{Format, HEAD, recognise};
pub use table::TITLE_ROWS;
pub use workbook::{CELLS, read_workbook};
