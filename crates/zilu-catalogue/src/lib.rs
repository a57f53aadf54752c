//! The rule catalogue: literate Markdown in, a typed catalogue and all diagnostics at once out.
//!
//! Layout, in the order in which a file passes through: `source` and `markdown` know places, `fence` and `table` read
//! what a fence declares, `collect` gathers the declarations of all files, `facts`, `readings`, `terms`, `duty` and
//! `case` give them meaning with the help of `predicate`, `crosswalk` reads which controls of other `frameworks` the
//! clauses fall on, `lint` looks at the whole, and [`load`] does all of it.
//! [`model`] is the typed catalogue that everything else reads; [`diagnostic`] is how faults are told; [`value`] reads
//! what people write into fields. There is no input or output here and no clock: a caller hands over file names and
//! texts.

mod case;
mod collect;
mod coverage;
mod crosswalk;
pub mod diagnostic;
mod duration;
mod duty;
mod facts;
mod fence;
mod frameworks;
mod lint;
mod load;
mod markdown;
mod mentions;
pub mod model;
mod names;
mod parameter;
mod predicate;
mod readings;
mod source;
mod succession;
mod table;
mod terms;
pub mod value;
mod world;

pub use coverage::{ClauseCoverage, Coverage, coverage};
pub use crosswalk::{Crosswalk, Mapping, MappingRelation};
pub use diagnostic::{Diagnostic, Language, Position, render_diagnostic};
pub use duration::{format_cycle, format_duration, format_parameter_value, parse_cycle, parse_duration};
pub use frameworks::Framework;
pub use load::load;
pub use model::*;
pub use names::closest;
pub use parameter::{is_looser, limit_on, parse_parameter_value};
pub use value::{ValueFault, canonical, fold, format_value, parse_date, parse_value};
