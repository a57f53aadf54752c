//! Figures against targets. Each measurement runs in a process of its own, so that its peak memory is its own.

mod evaluation;
mod formats;
mod intake;
mod ledger;

use std::path::PathBuf;
use std::process::{Command, ExitCode};
use std::time::Instant;

/// A measured figure.
pub(crate) struct Figure {
    /// What was measured.
    pub(crate) name: &'static str,
    /// The figure, in `unit`.
    pub(crate) value: f64,
    /// Its unit.
    pub(crate) unit: &'static str,
    /// The target; positive is "less than", negative is "more than".
    pub(crate) target: Option<f64>,
}

/// A measurement: its name and what it runs.
type Part = (&'static str, fn() -> Vec<Figure>);

const PARTS: [Part; 7] = [
    ("evaluation", evaluation::large),
    ("slowest-duties", evaluation::slowest_duties),
    ("append-verify", ledger::append_and_verify),
    ("start-up", ledger::start_up),
    ("nessus-parse", intake::parse),
    ("nessus-import", intake::import),
    ("nessus-1gb", intake::import_gigabyte),
];

/// Runs all measurements, or those whose name contains a text, and prints a table.
pub(crate) fn run(only: Option<&str>) -> ExitCode {
    let Ok(program) = std::env::current_exe() else { return ExitCode::FAILURE };
    println!("{:<58} {:>14} {:>16}", "measurement", "figure", "target");
    let mut code = ExitCode::SUCCESS;
    let names = PARTS.iter().map(|(name, _)| (*name).to_owned()).chain(formats::names());
    for name in names.filter(|name| only.is_none_or(|only| name.contains(only))) {
        match Command::new(&program).args(["bench", "--part", &name]).status() {
            Ok(status) if status.success() => {}
            _ => {
                println!("{name}: failed");
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}

/// Runs one measurement in this process.
pub(crate) fn part(name: &str) -> ExitCode {
    let own = PARTS.iter().find(|(part, _)| *part == name);
    let Some(figures) = own.map(|(_, measure)| measure()).or_else(|| formats::measure(name)) else {
        return ExitCode::FAILURE;
    };
    for figure in figures {
        let (target, verdict) = match figure.target {
            None => (String::new(), ""),
            Some(target) if target < 0.0 => {
                (format!("> {}", -target), if figure.value > -target { "" } else { "  MISSED" })
            }
            Some(target) => (format!("< {target}"), if figure.value < target { "" } else { "  MISSED" }),
        };
        println!("{:<58} {:>9.2} {:<8} {:>12}{verdict}", figure.name, figure.value, figure.unit, target);
    }
    ExitCode::SUCCESS
}

/// Seconds that something takes, and what it gives.
pub(crate) fn timed<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let value = run();
    (start.elapsed().as_secs_f64(), value)
}

/// Runs something on this thread and gives the seconds that the processor spent on it (Linux; wall time elsewhere), which
/// other programs disturb less.
pub(crate) fn processor_time<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let spent = || -> Option<f64> {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
        Some(text.split(' ').next()?.parse::<f64>().ok()? / 1e9)
    };
    let before = spent();
    let (wall, value) = timed(run);
    let seconds = before.and_then(|before| Some(spent()? - before)).unwrap_or(wall);
    (seconds, value)
}

/// Peak memory of this process in megabytes (Linux; zero elsewhere).
pub(crate) fn peak_megabytes() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1_024.0
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The project's catalogue.
pub(crate) fn catalogue() -> zilu_catalogue::Catalogue {
    let directory = root().join("catalogue/insurance-infosec");
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).expect("the catalogue is part of the repository").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        files.push((name, std::fs::read_to_string(entry.path()).expect("a catalogue file is text")));
    }
    files.sort();
    zilu_catalogue::load(&files).0
}
