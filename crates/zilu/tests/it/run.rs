//! Starts the binary and keeps what it said.

use serde_json::Value;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What a run of the binary left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Standard output as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {self:?}"))
    }

    /// The run, when it ended with this exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }
}

/// The binary, ready to be given arguments; no setting of this machine reaches it.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zilu"));
    command.env_remove("ZILU_LANG").env("COLUMNS", "100").stdin(Stdio::null());
    command
}

/// Runs the binary in English.
pub(crate) fn zilu<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    run_in("en", arguments)
}

/// Runs the binary in Traditional Chinese.
pub(crate) fn zilu_zh<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Run {
    run_in("zh-TW", arguments)
}

fn run_in<S: AsRef<OsStr>>(language: &str, arguments: impl IntoIterator<Item = S>) -> Run {
    let output = command().args(["--lang", language]).args(arguments).output().unwrap();
    Run {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A temporary folder with a data directory in it, and files beside that.
pub(crate) struct Company {
    folder: tempfile::TempDir,
}

impl Company {
    pub(crate) fn new() -> Company {
        Company { folder: tempfile::tempdir().unwrap() }
    }

    /// The data directory; the first import makes it.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Another company with the same data.
    pub(crate) fn copy(&self) -> Company {
        let copy = Company::new();
        copy_folder(&self.data(), &copy.data());
        copy
    }

    /// Writes a file beside the data directory.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs the binary in English on the data directory.
    pub(crate) fn zilu(&self, arguments: &[&str]) -> Run {
        let data = self.data();
        zilu(arguments.iter().map(OsStr::new).chain([OsStr::new("--data"), data.as_os_str()]))
    }

    /// Imports a file; the report of a file that was taken.
    #[track_caller]
    pub(crate) fn import(&self, format: &str, file: &Path, more: &[&str]) -> Value {
        self.try_import(format, file, more).exits(0).json()[0].clone()
    }

    /// Imports a file, whatever comes of it.
    pub(crate) fn try_import(&self, format: &str, file: &Path, more: &[&str]) -> Run {
        let file = file.to_str().unwrap();
        self.zilu(&[&["import", format, file, "--json"], more].concat())
    }

    /// Entries of the ledger, which must be sound.
    #[track_caller]
    pub(crate) fn entries(&self) -> u64 {
        let report = self.zilu(&["verify", "--json"]).exits(0).json();
        assert_eq!(report["sound"], true, "{report}");
        number(&report["entries"])
    }
}

/// A count out of JSON.
#[track_caller]
pub(crate) fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_else(|| panic!("no count: {value}"))
}

/// Copies a folder and what is in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}
