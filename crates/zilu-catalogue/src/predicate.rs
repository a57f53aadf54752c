//! Predicates: text → tokens ([`lexer`]) → tree ([`parser`]) → checked against kinds and terms ([`check`]).

pub(crate) mod check;
mod compare;
mod cursor;
pub(crate) mod lexer;
pub(crate) mod parser;
pub(crate) mod relation;
pub(crate) mod tree;
