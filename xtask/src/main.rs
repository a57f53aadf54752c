//! Automation of the repository: `cargo xtask bench`, `cargo xtask tidy`.
//!
//! Layout: `bench` figures against targets, each measured in a process of its own · `tidy` house rules that no compiler
//! checks.

mod bench;
mod tidy;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "automation of the zilu repository")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Print figures and targets
    Bench {
        /// Only the measurements whose name contains this
        only: Option<String>,
        /// Run one measurement in this process
        #[arg(long, hide = true)]
        part: bool,
    },
    /// Check house rules that no compiler checks
    Tidy,
}

fn main() -> ExitCode {
    match Arguments::parse().task {
        Task::Bench { only, part: true } => bench::part(only.as_deref().unwrap_or_default()),
        Task::Bench { only, part: false } => bench::run(only.as_deref()),
        Task::Tidy => tidy::run(),
    }
}
