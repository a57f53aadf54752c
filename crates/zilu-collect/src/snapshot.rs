//! A file that appears whole or not at all.

use crate::failure::Failure;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Lets `write` fill a file beside `path` that only its owner can read, and gives it its name when it is complete and
/// on the disk. Nothing is left behind when `write` fails.
///
/// # Errors
/// What `write` returns; a folder that cannot be written; a file that is there already.
pub fn write_snapshot<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let name = path.display().to_string();
    if path.exists() {
        return Err(Failure::file(&name, &std::io::ErrorKind::AlreadyExists.into()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let failed = |error: &std::io::Error| Failure::file(&name, error);
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(|error| failed(&error))?;
    let mut out = BufWriter::with_capacity(1 << 16, &mut file);
    let result = write(&mut out)?;
    out.flush().map_err(|error| failed(&error))?;
    drop(out);
    file.as_file().sync_all().map_err(|error| failed(&error))?;
    file.persist_noclobber(path).map_err(|error| failed(&error.error))?;
    Ok(result)
}
