//! Firewall configurations: a text in, rules of one model out, and what is wrong with them.
//!
//! Bird's eye: [`recognise`] tells which firewall wrote a text and [`read()`] turns it into a [`Configuration`]: rules with zones,
//! addresses, services, action and counters, whichever vendor wrote them. [`analyse`] looks for rules that let too much
//! through, that never match, that are over, or that the declared zones do not allow.
//!
//! What is not understood is never passed over in silence: such a line is in [`Configuration::unread`], a rule that names
//! something undefined says so in [`Rule::problems`], and a configuration with either is not complete. Lines that are known to say
//! nothing about filtering are on lists, and counted in [`Configuration::irrelevant`].
//!
//! Deliberately not here: files, a clock, a store, translations of addresses, routes, and a simulation of packets.

pub mod address;
pub mod analysis;
mod aws;
mod checkpoint;
mod cisco;
mod firewalld;
mod fortigate;
pub mod identity;
mod iptables;
mod juniper;
mod kind;
pub mod model;
mod names;
mod nftables;
mod objects;
mod paloalto;
mod quoted;
mod secret;
pub mod service;
mod tree;

pub use analysis::{Analysis, Finding, FindingKind, Parameters, analyse};
pub use cisco::Dialect;
pub use kind::{Kind, read, recognise};
pub use model::{Action, Configuration, Names, Problem, ReadError, Rule, Words};
pub use secret::masked;
