//! The tree of a predicate: words with their places, nothing resolved.

use crate::model::{Comparison, Duration};
use jiff::civil::Date;

/// A word with its place.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) at: usize,
}

/// Words joined by dots; never empty.
#[derive(Debug, Clone)]
pub(crate) struct Dotted {
    pub(crate) words: Vec<Word>,
    pub(crate) at: usize,
}

/// A predicate.
#[derive(Debug)]
pub(crate) enum Expr {
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    Compare { left: Operand, comparison: Comparison, right: Operand, at: usize },
    In { left: Operand, values: Vec<Operand> },
    Is { path: Dotted, term: Word },
    Has(Dotted),
    Fresh(Dotted, Time),
    Some(Related, Option<Box<Expr>>),
    No(Related, Option<Box<Expr>>),
    Every(Related, Option<Box<Expr>>, Box<Expr>),
    Bare(Dotted),
}

/// One side of a comparison.
#[derive(Debug)]
pub(crate) enum Operand {
    Path(Dotted),
    Number(Word),
    Text(Word),
    Date(Date, usize),
    Today(usize),
    Parameter(Word),
    Count(Related, Option<Box<Expr>>, usize),
    Plus(Box<Operand>, Time, usize),
}

impl Operand {
    pub(crate) fn at(&self) -> usize {
        match self {
            Operand::Path(path) => path.at,
            Operand::Number(word) | Operand::Text(word) | Operand::Parameter(word) => word.at,
            Operand::Date(_, at)
            | Operand::Today(at)
            | Operand::Count(_, _, at)
            | Operand::Plus(_, _, at) => *at,
        }
    }
}

/// A length of time.
#[derive(Debug, Clone)]
pub(crate) enum Time {
    Fixed(Duration, usize),
    Parameter(Word),
}

/// `[any] KIND [by PATH]`.
#[derive(Debug)]
pub(crate) struct Related {
    pub(crate) any: bool,
    pub(crate) kind: Word,
    pub(crate) by: Option<Dotted>,
    /// Behind an `and` or `or` inside a `where` that no bracket closes: easily misread.
    pub(crate) loose: bool,
}
