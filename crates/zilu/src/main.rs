//! zilu: rules that run. One binary; its roles are subcommands.
//!
//! Layout: `arguments` what can be asked · `command/` one file per subcommand · `language` Traditional Chinese or
//! English · `misuse` what is wrong with a command line · `output` tables, JSON, hints · `clock` the only place that reads one · `rules` the catalogue in use · `server` connections.
//!
//! Data goes to standard output, the rest to standard error. Exit codes: 0 done, 1 a check found something, 2 bad use,
//! bad input, or output that could not be written whole.

mod arguments;
mod clock;
mod command;
mod language;
mod misuse;
mod output;
mod rules;
mod server;
mod watched;

use clap::error::ErrorKind;
use language::Language;
use std::process::ExitCode;

fn main() -> ExitCode {
    let language = Language::choose(std::env::args_os());
    let matches = match arguments::command(language).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            // Help and version are asked for; everything else is bad use.
            if !error.use_stderr() || error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
                if error.print().is_err_and(|error| error.kind() != std::io::ErrorKind::BrokenPipe) {
                    return ExitCode::from(2);
                }
            } else {
                output::error(language, &misuse::explain(&error, std::env::args_os()));
            }
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let done = command::run(language, &matches);
    let written = output::finish();
    match done.and_then(|code| written.map(|()| code)) {
        Ok(code) => code,
        Err(error) => {
            output::error(language, &error);
            ExitCode::from(2)
        }
    }
}
