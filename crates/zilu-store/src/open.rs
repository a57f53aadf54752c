//! Opening a data file for reading: in place beside a running server, or as a copy without leaving a trace.

use crate::error::{Error, Kind, io_at};
use crate::schema;
use rusqlite::{Connection, OpenFlags};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// Name of the data file.
pub(crate) const DATA: &str = "zilu.db";
/// Name of the lock.
pub(crate) const LOCK: &str = "zilu.lock";
/// Name of the signing key.
pub(crate) const KEY: &str = "ledger.key";
/// Name of its public half.
pub(crate) const VKEY: &str = "ledger.vkey";
/// Name of the evidence folder.
pub(crate) const EVIDENCE: &str = "evidence";

/// Whether a folder holds a ledger or its key: what is in it is moved by nobody.
pub fn is_data_directory(folder: &Path) -> bool {
    [DATA, KEY].iter().any(|name| folder.join(name).exists())
}

/// Where and how to connect, so that further connections can be made.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The file as the caller named it, for messages.
    pub(crate) path: PathBuf,
    /// The file that is connected to.
    target: OsString,
    flags: OpenFlags,
    /// A private copy, removed when nobody reads it any more.
    _copy: Option<Arc<TempDir>>,
}

impl Place {
    /// The data file of a writing store.
    pub(crate) fn live(path: &Path) -> Place {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Place { path: path.to_owned(), target: path.into(), flags, _copy: None }
    }

    /// A read-only connection.
    pub(crate) fn connect(&self) -> Result<Connection, Error> {
        let conn = Connection::open_with_flags(&self.target, self.flags)
            .map_err(|e| schema::damaged(e, &self.path))?;
        schema::configure(&conn)?;
        schema::check(&conn, &self.path)?;
        Ok(conn)
    }
}

/// Opens a data directory or a data file for reading.
///
/// Beside a running server (its shared-memory file is there) the file is read in place, with SQLite's own locks. A copy is
/// read as unchangeable, so nothing is written next to it; where a log (`-wal`) was copied with it, both are read from a
/// private copy in the temporary directory, since SQLite cannot join them without writing.
pub(crate) fn open(path: &Path) -> Result<(Place, Connection), Error> {
    let path = if path.is_dir() { path.join(DATA) } else { path.to_owned() };
    if !path.is_file() {
        return Err(Kind::Missing(path).into());
    }
    let has_log = std::fs::metadata(beside(&path, "-wal")).is_ok_and(|log| log.len() > 0);
    let in_use = beside(&path, "-shm").exists() || path.with_file_name(LOCK).exists();
    if in_use {
        let place = Place::live(&path);
        // Without the right to write beside the file SQLite may be unable to share it: then as a copy.
        match place.connect() {
            Ok(conn) => return Ok((place, conn)),
            Err(error) if error.is_damaged() || error.is_foreign() => return Err(error),
            Err(_) => {}
        }
    }
    let place = if has_log { private_copy(&path)? } else { unchangeable(&path)? };
    let conn = place.connect()?;
    Ok((place, conn))
}

fn private_copy(path: &Path) -> Result<Place, Error> {
    let folder = tempfile::tempdir().map_err(io_at(&std::env::temp_dir()))?;
    let copy = folder.path().join(DATA);
    for suffix in ["", "-wal"] {
        let from = beside(path, suffix);
        std::fs::copy(&from, beside(&copy, suffix)).map_err(io_at(&from))?;
    }
    let mut permissions = std::fs::metadata(&copy).map_err(io_at(&copy))?.permissions();
    #[allow(clippy::permissions_set_readonly_false)] // our own copy, in a folder that only we can enter
    permissions.set_readonly(false);
    for suffix in ["", "-wal"] {
        let to = beside(&copy, suffix);
        std::fs::set_permissions(&to, permissions.clone()).map_err(io_at(&to))?;
    }
    let place = Place { path: path.to_owned(), ..Place::live(&copy) };
    Ok(Place { _copy: Some(Arc::new(folder)), ..place })
}

fn unchangeable(path: &Path) -> Result<Place, Error> {
    let absolute = std::path::absolute(path).map_err(io_at(path))?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    Ok(Place { path: path.to_owned(), target: uri(&absolute), flags, _copy: None })
}

/// `file:` and the path, with everything escaped that means something in an address.
fn uri(path: &Path) -> OsString {
    let text = path.as_os_str().as_encoded_bytes();
    let mut uri = String::from("file:");
    if !text.starts_with(b"/") {
        uri.push_str("///");
    }
    for byte in text {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b':' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1&mode=ro");
    uri.into()
}

/// The file with a suffix to its name.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
