//! The binary, run as people run it: arguments in; standard output, standard error and exit code out.
//!
//! Layout: `run` starts the binary · `samples` finds sample files kept beside the checkout · one module per concern.
//! Every run names its language and its data directory; nothing here depends on the machine's locale.

#![allow(clippy::unwrap_used)]

mod accounts;
mod agree;
mod book;
mod check;
mod cli;
mod collect;
mod crash;
mod crosswalk;
mod editions;
mod firewall;
mod hostile;
mod import;
mod office;
mod oscal;
mod output;
mod run;
mod samples;
mod small;
mod standing;
mod template;
mod text;
mod watch;
