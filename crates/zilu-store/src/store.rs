//! The one writer: creates or opens a data directory and holds its lock.

use crate::body::{ActBody, Batch};
use crate::error::{Error, Kind, io_at};
use crate::evidence::{EvidenceFolder, create_private, sync_folder};
use crate::open::{DATA, EVIDENCE, KEY, LOCK, Place, VKEY};
use crate::reader::Reader;
use crate::writer::{Appended, Writer};
use crate::{schema, tiles};
use rusqlite::Connection;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use zilu_ledger::{Checkpoint, Frontier, SigningKey, VerifierKey};

/// A data directory opened for writing.
#[derive(Debug)]
pub struct Store {
    pub(crate) reader: Reader,
    pub(crate) key: SigningKey,
    pub(crate) tree: Frontier,
    pub(crate) last_recorded: i64,
    folder: PathBuf,
    /// Held until the store is dropped.
    _lock: File,
}

impl Store {
    /// Creates a data directory with a new key. `origin` is the ledger's name for ever, best a name like
    /// `insurer.example/zilu`; the founding act becomes entry 0.
    ///
    /// An interrupted creation can be repeated: a key without data is used again when it has the same name.
    pub fn create(folder: &Path, origin: &str, founding: &ActBody, recorded: i64) -> Result<Store, Error> {
        fs::create_dir_all(folder).map_err(io_at(folder))?;
        let lock = lock(folder)?;
        let data = folder.join(DATA);
        if data.exists() {
            return Err(Kind::Exists(folder.to_owned()).into());
        }
        let key = match read_key(folder) {
            Ok(key) if key.name() == origin => key,
            Ok(_) => return Err(Kind::Exists(folder.join(KEY)).into()),
            Err(error) if error.is_missing() => {
                let mut seed = [0; 32];
                getrandom::fill(&mut seed)?;
                let key = SigningKey::from_seed(origin, &seed)?;
                let path = folder.join(KEY);
                write_new(create_private(&path)?, &path, &format!("{}\n", key.to_text()))?;
                key
            }
            Err(error) => return Err(error),
        };
        let vkey = folder.join(VKEY);
        if !vkey.exists() {
            let file = File::create_new(&vkey).map_err(io_at(&vkey))?;
            write_new(file, &vkey, &format!("{}\n", key.verifier()))?;
        }
        fs::create_dir_all(folder.join(EVIDENCE)).map_err(io_at(folder))?;
        // Built under another name, so that a data file is either complete or not there.
        let building = folder.join("zilu.db.new");
        for suffix in ["", "-wal", "-shm", "-journal"] {
            let left = folder.join(format!("zilu.db.new{suffix}"));
            if left.exists() {
                fs::remove_file(&left).map_err(io_at(&left))?;
            }
        }
        drop(create_private(&building)?);
        let conn = Connection::open(&building)?;
        schema::configure(&conn)?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        schema::create(&conn, origin, &key.verifier().to_string())?;
        let reader = Reader::on(Place::live(&building), conn)?;
        let mut store = Store {
            reader,
            key,
            tree: Frontier::new(),
            last_recorded: i64::MIN,
            folder: folder.to_owned(),
            _lock: lock,
        };
        let mut writer = store.begin(recorded)?;
        writer.act(founding)?;
        writer.commit()?;
        let Store { reader, _lock: lock, .. } = store;
        reader.conn.close().map_err(|(_, error)| error)?;
        fs::rename(&building, &data).map_err(io_at(&data))?;
        sync_folder(folder)?;
        Store::open_locked(folder, lock)
    }

    /// Opens a data directory for writing. Checks that the newest checkpoint is signed by the key in the directory and covers
    /// exactly the entries that are there; the bodies are checked by [`crate::verify`] only.
    pub fn open(folder: &Path) -> Result<Store, Error> {
        if !folder.join(DATA).is_file() {
            return Err(Kind::Missing(folder.to_owned()).into());
        }
        let lock = lock(folder)?;
        Store::open_locked(folder, lock)
    }

    /// Opens for reading only, beside a running server or a copy of the data file.
    pub fn open_read_only(path: &Path) -> Result<Reader, Error> {
        Reader::open(path)
    }

    fn open_locked(folder: &Path, lock: File) -> Result<Store, Error> {
        let data = folder.join(DATA);
        let conn = Connection::open(&data).map_err(|error| schema::damaged(error, &data))?;
        schema::check(&conn, &data)?;
        schema::configure_writer(&conn)?;
        let reader = Reader::on(Place::live(&data), conn)?;
        let key = read_key(folder)?;
        if key.verifier() != *reader.verifier_key() {
            let (found, expected) = (key.verifier().to_string(), reader.verifier_key().to_string());
            return Err(Kind::KeyOther { path: folder.join(KEY), found, expected }.into());
        }
        let tree = covered(&reader, &key.verifier())?;
        let last_recorded = match tree.size().checked_sub(1) {
            Some(last) => reader.entry(last)?.entry.recorded,
            None => i64::MIN,
        };
        reader.evidence().remove_unfinished()?;
        Ok(Store { reader, key, tree, last_recorded, folder: folder.to_owned(), _lock: lock })
    }

    /// Appends one command: its act, its revisions, its evidence files. Durable when it returns, or nothing of it is there.
    ///
    /// `recorded` is in milliseconds since 1970 and must not lie before [`Store::last_recorded`]; what to do when
    /// the machine's clock went back is the caller's decision.
    pub fn append(&mut self, batch: &Batch<'_>, recorded: i64) -> Result<Appended, Error> {
        let mut appended = self.append_many(std::slice::from_ref(batch), recorded)?;
        Ok(appended.remove(0))
    }

    /// Appends several commands in one transaction, with one wait for the disk.
    pub fn append_many(&mut self, batches: &[Batch<'_>], recorded: i64) -> Result<Vec<Appended>, Error> {
        let mut writer = self.begin(recorded)?;
        let mut appended = Vec::with_capacity(batches.len());
        for batch in batches {
            let act = writer.act(&batch.act)?;
            for evidence in &batch.evidence {
                writer.evidence(evidence)?;
            }
            let revisions = writer.size();
            for revision in &batch.revisions {
                writer.revision(revision)?;
            }
            appended.push(Appended { act, revisions: revisions..writer.size(), recorded });
        }
        writer.commit()?;
        Ok(appended)
    }

    /// Begins a transaction that is filled piece by piece: memory does not grow with its length.
    /// Dropped without [`Writer::commit`], nothing of it is there.
    pub fn begin(&mut self, recorded: i64) -> Result<Writer<'_>, Error> {
        Writer::begin(self, recorded)
    }

    /// For reading on the writer's own connection.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// A reader with a connection of its own, for another thread.
    pub fn new_reader(&self) -> Result<Reader, Error> {
        self.reader.again()
    }

    /// The evidence files.
    pub fn evidence(&self) -> &EvidenceFolder {
        self.reader.evidence()
    }

    /// Number of entries.
    pub fn size(&self) -> u64 {
        self.tree.size()
    }

    /// When the last entry was recorded, in milliseconds since 1970.
    pub fn last_recorded(&self) -> i64 {
        self.last_recorded
    }

    /// The data directory.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// The tree under the newest checkpoint, which must be signed and cover all entries.
fn covered(reader: &Reader, key: &VerifierKey) -> Result<Frontier, Error> {
    let differs = |detail_zh, detail_en| Error::from(Kind::NotAuthentic { detail_zh, detail_en });
    let checkpoint = Checkpoint::open(reader.checkpoint()?.as_bytes(), key, &[])?.checkpoint;
    if checkpoint.size != reader.size()? {
        return Err(differs("筆數不同", "another number of entries"));
    }
    let tree = tiles::frontier(&reader.conn, checkpoint.size)?;
    if tree.root() != checkpoint.root {
        return Err(differs("根雜湊不同", "another root hash"));
    }
    Ok(tree)
}

fn lock(folder: &Path) -> Result<File, Error> {
    let path = folder.join(LOCK);
    let file =
        OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(io_at(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Kind::Locked(folder.to_owned()).into()),
        Err(TryLockError::Error(error)) => Err(Kind::Io { path, error }.into()),
    }
}

fn read_key(folder: &Path) -> Result<SigningKey, Error> {
    let path = folder.join(KEY);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(SigningKey::parse(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Kind::KeyMissing(path).into()),
        Err(error) => Err(Kind::Io { path, error }.into()),
    }
}

/// Writes a new file durably.
fn write_new(mut file: File, path: &Path, text: &str) -> Result<(), Error> {
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io_at(path))
}
