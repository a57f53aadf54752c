//! The tables, and the checks that a file is ours before anything in it is believed.
//!
//! Format 1. `application_id` is "ZILU" in ASCII, `user_version` the format. The texts of the tables are part of the format:
//! [`crate::verify`] compares them, so that no trigger, view or index can be slipped in.

use crate::error::{Error, Kind};
use rusqlite::Connection;
use rusqlite::limits::Limit;
use std::path::Path;
use std::time::Duration;

/// "ZILU".
const APPLICATION_ID: i64 = 0x5A49_4C55;
/// The format that this version reads and writes.
const FORMAT: i64 = 1;
/// Longest body, in bytes. Longer things are evidence files.
pub(crate) const MAX_BODY: usize = 32 * 1024 * 1024;

/// Name and text of each table, in order of creation.
pub(crate) const TABLES: [(&str, &str); 4] = [
    // One row: whose ledger this is.
    (
        "ledger",
        "CREATE TABLE ledger (\n  id INTEGER PRIMARY KEY CHECK (id = 0),\n  origin TEXT NOT NULL,\n  vkey TEXT NOT NULL\n) STRICT",
    ),
    // The columns before the body come first: SQLite reads a row from the left and follows overflow pages only when asked to.
    (
        "entry",
        "CREATE TABLE entry (\n  seq INTEGER PRIMARY KEY,\n  recorded INTEGER NOT NULL,\n  sort INTEGER NOT NULL,\n  act INTEGER NOT NULL,\n  body_hash BLOB NOT NULL,\n  leaf_hash BLOB NOT NULL,\n  salt BLOB,\n  body TEXT\n) STRICT",
    ),
    // Roots of complete subtrees at levels 8, 16, 24 …: proofs need them, verification recomputes them.
    (
        "subtree",
        "CREATE TABLE subtree (\n  level INTEGER NOT NULL,\n  number INTEGER NOT NULL,\n  hash BLOB NOT NULL,\n  PRIMARY KEY (level, number)\n) STRICT, WITHOUT ROWID",
    ),
    // Signed notes, one at the end of each transaction.
    ("checkpoint", "CREATE TABLE checkpoint (\n  size INTEGER PRIMARY KEY,\n  note TEXT NOT NULL\n) STRICT"),
];

/// Makes a new, empty file ours.
pub(crate) fn create(conn: &Connection, origin: &str, vkey: &str) -> Result<(), Error> {
    conn.pragma_update(None, "page_size", PAGE_SIZE)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", FORMAT)?;
    for (_, sql) in TABLES {
        conn.execute_batch(sql)?;
    }
    conn.execute("INSERT INTO ledger (id, origin, vkey) VALUES (0, ?1, ?2)", (origin, vkey))?;
    Ok(())
}

/// Twenty-odd entries to a page: fewer pages to write for an import, not much more log for a single act.
const PAGE_SIZE: i64 = 8192;

/// How long SQLite waits for another connection's lock: its own housekeeping, not a second writer.
pub(crate) const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Settings of every connection. A damaged length must not make SQLite reserve a gigabyte.
pub(crate) fn configure(conn: &Connection) -> Result<(), Error> {
    conn.set_limit(Limit::SQLITE_LIMIT_LENGTH, (MAX_BODY + 64 * 1024) as i32)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(32);
    Ok(())
}

/// Settings of the one writing connection.
pub(crate) fn configure_writer(conn: &Connection) -> Result<(), Error> {
    configure(conn)?;
    conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    conn.pragma_update(None, "synchronous", "FULL")?;
    // What is redacted must not survive in free space.
    conn.pragma_update(None, "secure_delete", true)?;
    // In KiB: a large import stays in memory longer before it spills into the log.
    conn.pragma_update(None, "cache_size", -32_768)?;
    // In pages, 32 MiB: copying the log back costs two waits for the disk, whatever its length.
    conn.pragma_update(None, "wal_autocheckpoint", 4096)?;
    conn.pragma_update_and_check(None, "journal_size_limit", 64 * 1024 * 1024, |_| Ok(()))?;
    Ok(())
}

/// Refuses a file that is not ours or too new, before any table is read.
pub(crate) fn check(conn: &Connection, path: &Path) -> Result<(), Error> {
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let application = number("application_id").map_err(|error| damaged(error, path))?;
    if application != APPLICATION_ID {
        return Err(Kind::Foreign(path.to_owned()).into());
    }
    let found = number("user_version").map_err(|error| damaged(error, path))?;
    if found != FORMAT {
        return Err(Kind::Newer { path: path.to_owned(), found, known: FORMAT }.into());
    }
    Ok(())
}

/// What SQLite says of a broken file, as our error.
pub(crate) fn damaged(error: rusqlite::Error, path: &Path) -> Error {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => Kind::Foreign(path.to_owned()).into(),
        Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            Kind::Damaged { path: path.to_owned(), detail: error.to_string() }.into()
        }
        _ => error.into(),
    }
}
