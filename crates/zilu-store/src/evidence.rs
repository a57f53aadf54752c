//! Evidence files by the SHA-256 of their content. Written to a temporary name, synced, then renamed:
//! a file that has its name is complete. The same content twice is one file.

use crate::error::{Error, Kind, io_at};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use zilu_ledger::Hash;

/// First part of the names of unfinished files.
const UNFINISHED: &str = ".unfinished-";
/// Bytes read at a time.
const BUFFER: usize = 128 * 1024;

/// The evidence folder. Cheap to clone; several threads may write and read at once, also while the ledger is written.
#[derive(Debug, Clone)]
pub struct EvidenceFolder {
    folder: PathBuf,
}

/// A file that is being received. Dropped before [`EvidenceWriter::finish`] it leaves nothing behind.
#[derive(Debug)]
pub struct EvidenceWriter {
    folder: PathBuf,
    path: PathBuf,
    file: Option<File>,
    digest: Sha256,
    size: u64,
    limit: u64,
}

impl EvidenceFolder {
    /// The folder at this path; it is created when first written to.
    pub fn at(folder: PathBuf) -> EvidenceFolder {
        EvidenceFolder { folder }
    }

    /// Stores all that the reader gives, at most `limit` bytes, and returns its name and length.
    /// Safe on the disk when it returns; it counts as evidence once an act has recorded it.
    pub fn put(&self, mut from: impl Read, limit: u64) -> Result<(Hash, u64), Error> {
        let mut writer = self.begin(limit)?;
        let mut buffer = vec![0; BUFFER];
        loop {
            match from.read(&mut buffer) {
                Ok(0) => return writer.finish(),
                Ok(length) => writer.write(&buffer[..length])?,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Kind::Io { path: writer.path.clone(), error }.into()),
            }
        }
    }

    /// Begins a file that arrives in pieces.
    pub fn begin(&self, limit: u64) -> Result<EvidenceWriter, Error> {
        fs::create_dir_all(&self.folder).map_err(io_at(&self.folder))?;
        let mut random = [0; 16];
        getrandom::fill(&mut random)?;
        let path = self.folder.join(format!("{UNFINISHED}{:032x}", u128::from_be_bytes(random)));
        let file = create_private(&path)?;
        let folder = self.folder.clone();
        Ok(EvidenceWriter { folder, path, file: Some(file), digest: Sha256::new(), size: 0, limit })
    }

    /// Opens a file for reading. Its content is checked by [`EvidenceFolder::check`], not here.
    pub fn open(&self, sha256: &Hash) -> Result<File, Error> {
        let path = self.path(sha256);
        match File::open(&path) {
            Ok(file) => Ok(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Err(Kind::EvidenceMissing(*sha256).into())
            }
            Err(error) => Err(Kind::Io { path, error }.into()),
        }
    }

    /// It is there (nothing is said of its content).
    pub fn contains(&self, sha256: &Hash) -> bool {
        self.path(sha256).is_file()
    }

    /// Reads the whole file and compares it with its name. Gives its length.
    pub fn check(&self, sha256: &Hash) -> Result<u64, Error> {
        let mut file = self.open(sha256)?;
        let path = self.path(sha256);
        let mut digest = Sha256::new();
        let mut buffer = vec![0; BUFFER];
        let mut size = 0;
        loop {
            let length = file.read(&mut buffer).map_err(io_at(&path))?;
            if length == 0 {
                break;
            }
            digest.update(&buffer[..length]);
            size += length as u64;
        }
        let found = Hash(digest.finalize().into());
        if found == *sha256 { Ok(size) } else { Err(Kind::EvidenceAltered(*sha256).into()) }
    }

    /// The names of all files.
    pub fn list(&self) -> Result<Vec<Hash>, Error> {
        let mut all = Vec::new();
        for folder in entries(&self.folder)? {
            if folder.is_dir() {
                let names = entries(&folder)?;
                all.extend(names.iter().filter_map(|path| path.file_name()?.to_str()?.parse::<Hash>().ok()));
            }
        }
        all.sort_unstable();
        Ok(all)
    }

    /// Deletes a file: only after its last mention was redacted.
    pub(crate) fn remove(&self, sha256: &Hash) -> Result<(), Error> {
        let path = self.path(sha256);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Kind::Io { path, error }.into()),
            _ => Ok(()),
        }
    }

    /// Deletes what an interrupted upload left. Only the owner of the lock may, before uploads begin.
    pub(crate) fn remove_unfinished(&self) -> Result<(), Error> {
        for path in entries(&self.folder)? {
            let name = path.file_name().unwrap_or_default().as_encoded_bytes();
            if name.starts_with(UNFINISHED.as_bytes()) {
                fs::remove_file(&path).map_err(io_at(&path))?;
            }
        }
        Ok(())
    }

    fn path(&self, sha256: &Hash) -> PathBuf {
        path_in(&self.folder, sha256)
    }
}

impl EvidenceWriter {
    /// The next piece.
    pub fn write(&mut self, piece: &[u8]) -> Result<(), Error> {
        self.size += piece.len() as u64;
        if self.size > self.limit {
            return Err(Kind::EvidenceTooLarge { limit: self.limit }.into());
        }
        self.digest.update(piece);
        match &mut self.file {
            Some(file) => file.write_all(piece).map_err(io_at(&self.path)),
            None => Ok(()),
        }
    }

    /// All is there: syncs it and gives it its name.
    pub fn finish(mut self) -> Result<(Hash, u64), Error> {
        let sha256 = Hash(std::mem::take(&mut self.digest).finalize().into());
        if self.size > self.limit {
            return Err(Kind::EvidenceTooLarge { limit: self.limit }.into());
        }
        if let Some(file) = self.file.take() {
            file.sync_all().map_err(io_at(&self.path))?;
        }
        let path = path_in(&self.folder, &sha256);
        let parent = path.parent().unwrap_or(&self.folder);
        if !parent.is_dir() {
            fs::create_dir_all(parent).map_err(io_at(parent))?;
            sync_folder(&self.folder)?;
        }
        // Replaces an equal file of that name: should the old one have rotted, it is whole again.
        fs::rename(&self.path, &path).map_err(io_at(&path))?;
        sync_folder(parent)?;
        Ok((sha256, self.size))
    }
}

impl Drop for EvidenceWriter {
    fn drop(&mut self) {
        // After `finish` the name is gone already; otherwise there is nobody to tell, and the next start removes it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Creates a new file that only its owner can read, from the first moment: evidence and facts hold personal data.
pub(crate) fn create_private(path: &Path) -> Result<File, Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(io_at(path))
}

fn path_in(folder: &Path, sha256: &Hash) -> PathBuf {
    let name = sha256.to_string();
    folder.join(&name[..2]).join(name)
}

/// The paths in a folder; none when it is not there.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|e| e.map(|e| e.path()).map_err(io_at(folder))).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Kind::Io { path: folder.to_owned(), error }.into()),
    }
}

/// Makes a new name durable. Where folders cannot be synced (Windows) the file system sees to it.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), Error> {
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_at(folder))?;
    }
    Ok(())
}
