//! The official text of a rule set: split into clauses, compared with another edition.
//!
//! Layout: `line` knows the numbering of Taiwanese rules · [`split`] cuts the text into pieces with clause ids ·
//! [`compare`] pairs the pieces of two editions, [`spans`] tells their words apart. Known by nobody here: files and their
//! formats (zilu-intake), duties, facts, the database, the words of any rule set. A caller hands over text and the clause
//! ids that it expects.

mod compare;
mod line;
mod split;

pub use compare::{Change, Pair, Span, compare, spans};
pub use line::{normalise, occurrences};
pub use split::{Fault, Piece, PieceKind, Split, split};
