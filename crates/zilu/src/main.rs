//! zilu: rules that run. One binary; its roles are subcommands.
//!
//! Layout: `arguments` what can be asked · `command/` one file per subcommand · `language` Traditional Chinese or
//! English · `output` tables, JSON, hints · `clock` the only place that reads one · `rules` the catalogue in use.
//!
//! Data goes to standard output, the rest to standard error. Exit codes: 0 done, 1 a check found something, 2 bad use
//! or bad input.

mod arguments;
mod clock;
mod command;
mod language;
mod output;
mod rules;

use language::Language;
use std::process::ExitCode;

fn main() -> ExitCode {
    let language = Language::choose(std::env::args_os());
    let matches = match arguments::command(language).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are asked for; everything else is bad use.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    match command::run(language, &matches) {
        Ok(code) => code,
        Err(error) => {
            output::error(language, &error);
            ExitCode::from(2)
        }
    }
}
