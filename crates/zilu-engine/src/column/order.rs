//! The order in which the parts of `and` and `or` are looked at.
//!
//! Which part comes first changes no answer, only how many records are left for the parts after it.

use smallvec::SmallVec;
use zilu_catalogue::{Path, Predicate, Scalar};

/// The parts with about how many looks each takes, those with the fewest first; equal ones as they are written.
pub(super) fn cheapest_first(parts: &[Predicate]) -> SmallVec<[(usize, &Predicate); 8]> {
    let mut ordered: SmallVec<[(usize, &Predicate); 8]> =
        parts.iter().map(|part| (looks(part), part)).collect();
    ordered.sort_by_key(|(looks, _)| *looks);
    ordered
}

/// Looking through related records costs as much as so many looks at the record itself.
pub(super) const RELATED: usize = 60;

/// About how many looks at a column an answer takes.
fn looks(predicate: &Predicate) -> usize {
    match predicate {
        Predicate::True => 0,
        Predicate::And(parts) | Predicate::Or(parts) => parts.iter().map(looks).sum(),
        Predicate::Not(part) => looks(part),
        Predicate::Has(path) => along(path),
        Predicate::Compare(left, _, right) => 1 + looks_at(left) + looks_at(right),
        Predicate::In(scalar, _) => 1 + looks_at(scalar),
        // A term is mostly known already.
        Predicate::Is(path, _) => 4 + along(path),
        Predicate::Fresh(path, _) => 8 + along(path),
        Predicate::Some(_, condition) | Predicate::No(_, condition) => RELATED + looks(condition),
        Predicate::Every(_, condition, consequence) => 2 * RELATED + looks(condition) + looks(consequence),
    }
}

fn looks_at(scalar: &Scalar) -> usize {
    match scalar {
        Scalar::Path(path) | Scalar::Record(path) => along(path),
        Scalar::Literal(_) | Scalar::Today | Scalar::Parameter(_) => 0,
        Scalar::Plus(base, _) => 1 + looks_at(base),
        Scalar::Count(_, condition) => RELATED + looks(condition),
    }
}

/// Each step of a path is a look at the record's first day and one at the field.
fn along(path: &Path) -> usize {
    2 * path.steps.len()
}
