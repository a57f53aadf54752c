//! The engine: (catalogue, facts, D, K) → standings with derivations. Pure; it cannot fail.
//!
//! Layout: [`calendar`] days, the 民法 addition and business days · [`facts`] the columnar bitemporal mirror ·
//! [`timeline`] piecewise constant functions of D · `predicate` three-valued predicates · `verb` the five verbs ·
//! [`evaluation`] all standings, kept up to date · `explain` why a standing is so · [`case`] the catalogue's cases.
//!
//! Not here: input and output, a clock, permissions, any number of the law.

mod brief;
pub mod calendar;
pub mod case;
mod column;
pub mod evaluation;
mod exemption;
pub mod explain;
pub mod facts;
pub mod interner;
mod kept;
pub mod known;
pub mod obligation;
mod packed;
mod predicate;
mod reads;
mod rows;
pub mod timeline;
mod verb;
pub mod world;

pub use calendar::{Calendar, Day};
pub use evaluation::{Counts, Evaluation, Standing};
pub use facts::{Facts, Origin, RecordId, Revision, Statement};
pub use known::Known;
pub use obligation::Period;
pub use world::{Settings, World};
