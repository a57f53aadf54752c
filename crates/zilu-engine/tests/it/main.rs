//! Tests of the engine, against oracles, properties and the catalogue's own cases.

#![allow(clippy::unwrap_used)]

mod both_ways;
mod calendar;
mod cases;
mod properties;
mod support;
mod timeline;
