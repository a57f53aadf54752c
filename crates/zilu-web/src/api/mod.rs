//! JSON. Each handler asks for the same view struct as its page; text comes in both languages.

pub(crate) mod book;
pub(crate) mod clause;
pub(crate) mod clauses;
pub(crate) mod comparison;
pub(crate) mod explain;
pub(crate) mod firewalls;
pub(crate) mod overview;
pub(crate) mod reconciliation;
pub(crate) mod register;
pub(crate) mod registers;
pub(crate) mod standings;
pub(crate) mod subject;
pub(crate) mod text;
pub(crate) mod texts;
