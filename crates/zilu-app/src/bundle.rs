//! Many files at once: folders and plain archives, sorted out. Each file is taken in on its own, those that others refer
//! to first.
//!
//! An archive is unpacked into a private folder that goes when the bundle goes; nothing in it chooses a path.

use crate::app::App;
use crate::error::{Error, io_words};
use crate::import::{FILE_BYTES, ImportFile, ImportOptions, ImportReport, Progress, file_digest};
use jiff::civil::Date;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use zilu_catalogue::{Catalogue, KindId, Type};
use zilu_intake::{
    ARCHIVE_ENTRIES, Archive, Fault, HEAD, Item, Place, Source, ZipKind, is_left_behind, is_zip, nested,
    open_archive,
};

/// Folders within folders.
const DEPTH: usize = 16;

/// Files to be taken in.
pub struct Bundle {
    files: Vec<BundleFile>,
    /// There was a folder or an archive: the order is ours to choose.
    several: bool,
    /// Removed with the bundle.
    unpacked: Vec<TempDir>,
}

/// A file of a bundle.
#[derive(Debug, Clone)]
pub struct BundleFile {
    /// Its name as people know it, with folder or archive.
    pub name: String,
    /// Where it lies.
    path: PathBuf,
    /// Its length in bytes.
    pub length: u64,
    /// Name and SHA-256 of the archive it came in.
    archive: Option<(Arc<str>, Arc<str>)>,
    /// Why it is not looked at, where it is not.
    refused: Option<Fault>,
}

impl Bundle {
    /// Gathers the files that paths name: files, all files of folders, what plain archives hold. `spool` is where archives
    /// are unpacked.
    pub fn gather(paths: &[PathBuf], spool: &Path) -> Result<Bundle, Error> {
        let mut bundle = Bundle { files: Vec::new(), several: false, unpacked: Vec::new() };
        for path in paths {
            let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
            if metadata.is_dir() {
                bundle.several = true;
                let mut found = Vec::new();
                walk(path, "", 0, &mut found)?;
                for (name, path) in found {
                    bundle.add(name, &path, spool)?;
                }
            } else if metadata.is_file() {
                let name = path
                    .file_name()
                    .map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
                bundle.add(name, path, spool)?;
            } else {
                return Err(Error::new(
                    format!("{} 不是一般檔案（而是裝置或管線），無法讀取兩次", path.display()),
                    format!("{} is a device or a pipe, not a file that can be read twice", path.display()),
                )
                .hint("請先存成檔案再匯入", "save what it gives as a file and import that"));
            }
        }
        Ok(bundle)
    }

    /// Files that were brought under names of their bringer's choosing; the names are made harmless.
    pub fn of(files: Vec<(String, PathBuf)>, spool: &Path) -> Result<Bundle, Error> {
        let mut bundle = Bundle { files: Vec::new(), several: files.len() > 1, unpacked: Vec::new() };
        for (name, path) in files {
            bundle.add(harmless(&name), &path, spool)?;
        }
        Ok(bundle)
    }

    /// The files, in the order in which they are to be taken in.
    pub fn files(&self) -> &[BundleFile] {
        &self.files
    }

    /// Whether it came from a folder or an archive.
    pub fn is_several(&self) -> bool {
        self.several
    }

    fn add(&mut self, name: String, path: &Path, spool: &Path) -> Result<(), Error> {
        if self.files.len() >= ARCHIVE_ENTRIES {
            return Err(Error::new(
                format!("檔案超過 {ARCHIVE_ENTRIES} 個"),
                format!("there are more than {ARCHIVE_ENTRIES} files"),
            )
            .hint("請分次匯入", "import them in several steps"));
        }
        let file = BundleFile {
            name,
            path: path.to_owned(),
            length: std::fs::metadata(path).map(|metadata| metadata.len()).unwrap_or_default(),
            archive: None,
            refused: None,
        };
        let head = match head(path) {
            Ok(head) => head,
            Err(error) => {
                let (zh, en) = io_words(&error);
                let place = Place { file: file.name.as_str().into(), ..Place::default() };
                let fault = Fault::new(
                    place,
                    "unreadable",
                    format!("無法讀取：{zh}"),
                    format!("cannot be read: {en}"),
                );
                self.files.push(BundleFile { refused: Some(fault), ..file });
                return Ok(());
            }
        };
        // Judged by its content: an archive may have any name.
        if !is_zip(&head) {
            self.files.push(file);
            return Ok(());
        }
        let input = File::open(path).map_err(|error| unreadable(path, &error))?;
        match open_archive(&file.name, input) {
            Ok(ZipKind::Format) => self.files.push(file),
            Ok(ZipKind::Plain(archive)) => {
                self.several = true;
                self.unpack(&file, archive, spool)?;
            }
            // A damaged workbook is told of by its importer, which knows more about it.
            Err(_) if zilu_intake::recognise(&file.name, &head).is_ok() => self.files.push(file),
            Err(fault) => self.files.push(BundleFile { refused: Some(*fault), ..file }),
        }
        Ok(())
    }

    fn unpack(&mut self, file: &BundleFile, mut archive: Archive<File>, spool: &Path) -> Result<(), Error> {
        let sha256 = file_digest(&file.path).map_err(|error| unreadable(&file.path, &error))?;
        let of = (Arc::from(file.name.as_str()), Arc::from(sha256.as_str()));
        let folder = tempfile::Builder::new()
            .prefix("unpacked-")
            .tempdir_in(spool)
            .map_err(|error| unwritable(spool, &error))?;
        for entry in archive.entries() {
            let name = format!("{}/{}", file.name, entry.name);
            // Its number names it on disk.
            let path = folder.path().join(entry.index.to_string());
            let mut refused = entry.refused.clone();
            let mut length = 0;
            if refused.is_none() {
                let mut out = File::create_new(&path).map_err(|error| unwritable(&path, &error))?;
                match archive.unpack(&entry, FILE_BYTES, &mut out) {
                    Ok(unpacked) => length = unpacked,
                    Err(fault) => refused = Some(*fault),
                }
            }
            if refused.is_none() && is_plain_archive(&path) {
                refused = Some(nested(&file.name, &entry.name));
            }
            self.files.push(BundleFile { name, path, length, archive: Some(of.clone()), refused });
        }
        self.unpacked.push(folder);
        Ok(())
    }
}

impl App {
    /// Puts the files of a folder or an archive into the order in which they refer to each other: registers before what
    /// names their records, tables before reports, what is older first. Files that were named one by one stay in their order.
    pub fn sort_out(&self, bundle: &mut Bundle, options: &ImportOptions) {
        if !bundle.several {
            return;
        }
        let ranks = ranks(self.catalogue());
        bundle.files.sort_by_cached_key(|file| {
            let first = self.first_record(file, options);
            let last = u16::MAX;
            let (kind, report, effective) = first
                .map_or((last, true, Date::MAX), |(kind, report, effective)| {
                    (ranks[kind.index()], report, effective)
                });
            (kind, report, effective, file.name.clone())
        });
    }

    /// Takes in one file of a bundle.
    pub fn import_from(
        &self,
        file: &BundleFile,
        options: &ImportOptions,
        progress: Progress<'_>,
    ) -> Result<ImportReport, Error> {
        let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(File::open(&file.path)?)) };
        let input = ImportFile { name: &file.name, length: file.length, open: &open };
        if let Some(fault) = &file.refused {
            return Ok(ImportReport::refused(&input, fault.clone()));
        }
        let archive = file.archive.as_ref().map(|(name, sha256)| (name.to_string(), sha256.to_string()));
        let options = ImportOptions { archive, ..options.clone() };
        self.import(&input, &options, progress)
    }

    /// Kind and day of the first record of a file, and whether the file is a report and not a table.
    fn first_record(&self, file: &BundleFile, options: &ImportOptions) -> Option<(KindId, bool, Date)> {
        if file.refused.is_some() || file.length > FILE_BYTES {
            return None;
        }
        let head = head(&file.path).ok()?;
        let format = match options.format {
            Some(format) => format,
            None => zilu_intake::recognise(&file.name, &head).ok()?,
        };
        let source = Source {
            file: file.name.as_str().into(),
            sha256: None,
            date: options.date,
            subject: options.subject.as_deref().map(Into::into),
            map: options.map.clone(),
        };
        let input = File::open(&file.path).ok()?;
        let read = zilu_intake::read(
            input,
            format,
            options.kind.as_deref(),
            self.catalogue(),
            &source,
            &mut |item| match item {
                // Nothing more is asked for.
                Item::Record(record) => Err((record.kind, record.effective)),
                _ => Ok(()),
            },
        );
        let (kind, effective) = read.err()?;
        Some((kind, !format.is_table(), effective))
    }
}

/// A name without control characters and steps in a path, of bearable length.
fn harmless(name: &str) -> String {
    const LONGEST: usize = 400;
    let slashed = name.replace('\\', "/");
    let parts: Vec<&str> = slashed.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    let clean: String = parts.join("/").chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if clean.is_empty() { "?".to_owned() } else { clean }
}

/// For each kind a number higher than those of the kinds it refers to, where they do not refer to it in turn.
fn ranks(catalogue: &Catalogue) -> Vec<u16> {
    let mut ranks = vec![None; catalogue.kinds.len()];
    let mut next = 0;
    for kind in 0..catalogue.kinds.len() {
        visit(catalogue, kind, &mut ranks, &mut next);
    }
    // An exemption may name a record of any kind.
    if let Some(exemption) = catalogue.kind("exemption") {
        ranks[exemption.index()] = Some(u16::MAX);
    }
    ranks.into_iter().map(Option::unwrap_or_default).collect()
}

fn visit(catalogue: &Catalogue, kind: usize, ranks: &mut [Option<u16>], next: &mut u16) {
    if ranks[kind].is_some() {
        return;
    }
    // Under way: a reference back to it does not count.
    ranks[kind] = Some(0);
    for field in &catalogue.kinds[kind].fields {
        if let Type::Ref(target) = field.ty {
            visit(catalogue, target.index(), ranks, next);
        }
    }
    *next += 1;
    ranks[kind] = Some(*next);
}

/// The files of a folder, in order of their names; links are not followed.
fn walk(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<(String, PathBuf)>) -> Result<(), Error> {
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .map_err(|error| unreadable(folder, &error))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let Ok(sort) = entry.file_type() else { continue };
        if is_left_behind(&name) {
            continue;
        }
        if sort.is_dir() && depth < DEPTH {
            walk(&entry.path(), &format!("{name}/"), depth + 1, found)?;
        } else if sort.is_file() {
            found.push((name, entry.path()));
        }
        if found.len() > ARCHIVE_ENTRIES {
            break;
        }
    }
    Ok(())
}

fn head(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    File::open(path)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

fn is_plain_archive(path: &Path) -> bool {
    let Ok(head) = head(path) else { return false };
    is_zip(&head)
        && File::open(path).is_ok_and(|input| matches!(open_archive("", input), Ok(ZipKind::Plain(_))))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let (zh, en) = io_words(error);
    Error::new(
        format!("無法讀取檔案 {}：{zh}", path.display()),
        format!("cannot read the file {}: {en}", path.display()),
    )
}

fn unwritable(path: &Path, error: &std::io::Error) -> Error {
    let (zh, en) = io_words(error);
    Error::new(format!("無法寫入 {}：{zh}", path.display()), format!("cannot write {}: {en}", path.display()))
}
