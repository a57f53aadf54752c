//! The rule catalogue: literate Markdown in, a typed catalogue and all diagnostics at once out.
//!
//! Layout: [`model`] is the typed catalogue that everything else reads; [`diagnostic`] is how faults are
//! told. There is no input or output here and no clock: a caller hands over file names and texts.

pub mod diagnostic;
pub mod model;

pub use diagnostic::{Diagnostic, Position};
pub use model::*;
