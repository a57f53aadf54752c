//! Predicates: text → tokens ([`lexer`]) → tree ([`parser`]) → checked against kinds and terms ([`check`]).

pub(crate) mod check;
pub(crate) mod lexer;
pub(crate) mod parser;
pub(crate) mod relation;
