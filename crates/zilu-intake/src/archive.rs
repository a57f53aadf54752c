//! A plain zip archive with files to import: told from the formats that are zips themselves, and unpacked with care.
//!
//! What an archive claims is not believed: names are only names (nothing is ever written under them), sizes are counted while
//! unpacking, and everything has a bound. Deliberately not here: where unpacked files go, and what becomes of them.

use crate::fault::Fault;
use crate::item::Place;
use std::collections::BTreeSet;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use zip::ZipArchive;

/// Most entries of an archive.
pub const ARCHIVE_ENTRIES: usize = 10_000;
/// Most bytes that the entries of an archive unpack to, together.
pub const ARCHIVE_BYTES: u64 = 8 << 30;
/// How many times larger than packed an archive may become. Reports of scanners reach about fifty.
const RATIO: u64 = 200;
/// So much may be unpacked whatever the ratio: short files of one character are no attack.
const RATIO_FREE: u64 = 64 << 20;
/// Characters of a name.
const NAME: usize = 400;

/// A plain archive, opened.
pub struct Archive<R> {
    zip: ZipArchive<R>,
    file: std::sync::Arc<str>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Names that several entries have, as the archive writes them. The reader of archives knows one entry of each.
    doubled: BTreeSet<Vec<u8>>,
}

/// An entry of an archive that is a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// Its number in the archive.
    pub index: usize,
    /// Its name with folders, separated by `/`; never to be used as a path.
    pub name: String,
    /// Why it is not taken in, where it is not.
    pub refused: Option<Fault>,
}

/// What a file that begins like a zip archive is.
pub enum ZipKind<R> {
    /// Files to be imported one by one.
    Plain(Archive<R>),
    /// A workbook, a text document, an app: a format of its own, which its own importer reads.
    Format,
}

/// Whether a file begins like a zip archive.
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") || head.starts_with(b"PK\x07\x08")
}

/// Opens a zip archive, unless it is the container of another format.
///
/// # Errors
/// A damaged, empty or too large archive.
pub fn open_archive<R: Read + Seek>(file: &str, input: R) -> Result<ZipKind<R>, Box<Fault>> {
    let fault =
        |code, zh: &str, en: &str| Fault::new(Place { file: file.into(), ..Place::default() }, code, zh, en);
    let damaged = |error: &dyn std::fmt::Display| {
        let (zh, en) = (
            format!("壓縮檔已損壞或不完整（{error}）"),
            format!("the archive is damaged or cut short: {error}"),
        );
        fault("damaged", &zh, &en).hint("請重新複製或下載一次", "copy or download it again")
    };
    let zip = ZipArchive::new(input).map_err(|error| Box::new(damaged(&error)))?;
    if zip.is_empty() {
        return Err(Box::new(fault("empty", "這是空的壓縮檔", "this is an empty archive")));
    }
    if zip.len() > ARCHIVE_ENTRIES {
        let (zh, en) = (
            format!("壓縮檔內超過 {ARCHIVE_ENTRIES} 個項目"),
            format!("the archive has more than {ARCHIVE_ENTRIES} entries"),
        );
        return Err(Box::new(
            fault("too-large", &zh, &en).hint("請分成幾個壓縮檔", "split it into several archives"),
        ));
    }
    let start = zip.central_directory_start();
    let mut input = zip.into_inner();
    let (listed, doubled) = listing(&mut input, start);
    let zip = ZipArchive::new(input).map_err(|error| Box::new(damaged(&error)))?;
    if listed > zip.len() && doubled.is_empty() {
        let (zh, en) = ("壓縮檔內有同名的項目", "entries of the archive have the same name");
        return Err(Box::new(
            fault("name-twice", zh, en)
                .hint("請改用不同的檔名後重新壓縮", "give them different names and make the archive again"),
        ));
    }
    let mut archive = Archive { zip, file: file.into(), left: ARCHIVE_BYTES, doubled };
    if archive.is_a_format() {
        return Ok(ZipKind::Format);
    }
    archive.check_ratio()?;
    Ok(ZipKind::Plain(archive))
}

impl<R: Read + Seek> Archive<R> {
    /// What the entries are named by those who know a format by its parts.
    fn is_a_format(&mut self) -> bool {
        let mut names = (0..self.zip.len()).filter_map(|index| {
            let entry = self.zip.by_index_raw(index).ok()?;
            Some(entry.name_raw().to_ascii_lowercase())
        });
        names.any(|name| {
            name == b"[content_types].xml"
                || name == b"mimetype"
                || name == b"androidmanifest.xml"
                || name == b"meta-inf/manifest.mf"
                || name == b"base/manifest/androidmanifest.xml"
                || name.starts_with(b"payload/") && name.windows(5).any(|part| part == b".app/")
        })
    }

    fn check_ratio(&mut self) -> Result<(), Box<Fault>> {
        let (mut packed, mut unpacked) = (0_u64, 0_u64);
        for index in 0..self.zip.len() {
            if let Ok(entry) = self.zip.by_index_raw(index) {
                packed = packed.saturating_add(entry.compressed_size());
                unpacked = unpacked.saturating_add(entry.size());
            }
        }
        if unpacked > ARCHIVE_BYTES || unpacked > RATIO_FREE && unpacked / packed.max(1) > RATIO {
            return Err(Box::new(self.bomb()));
        }
        Ok(())
    }

    /// The files in it, in its order; folders and what operating systems leave behind are passed over.
    pub fn entries(&mut self) -> Vec<ArchiveEntry> {
        let mut entries = Vec::new();
        for index in 0..self.zip.len() {
            let place = Place { file: self.file.clone(), ..Place::default() };
            let entry = match self.zip.by_index_raw(index) {
                Ok(entry) => entry,
                Err(error) => {
                    let fault = Fault::new(
                        place,
                        "damaged",
                        format!("壓縮檔的第 {} 個項目已損壞（{error}）", index + 1),
                        format!("entry {} of the archive is damaged: {error}", index + 1),
                    );
                    entries.push(ArchiveEntry {
                        index,
                        name: format!("#{}", index + 1),
                        refused: Some(fault),
                    });
                    continue;
                }
            };
            let name = decoded(entry.name_raw());
            let doubled = self.doubled.contains(entry.name_raw());
            if name.ends_with('/') || entry.is_dir() || is_left_behind(&name) {
                continue;
            }
            let refuse =
                |code, zh: &str, en: &str| Some(Fault::new(place.clone(), code, zh, en).field(&name));
            let refused = if is_unsafe(&name) {
                refuse("path-in-archive", "檔名含有可疑的路徑", "its name is a suspicious path")
            } else if doubled {
                refuse(
                    "name-twice",
                    "壓縮檔內有幾個項目都叫這個名稱",
                    "several entries of the archive have this name",
                )
                .map(|fault| {
                    fault.hint(
                        "請改用不同的檔名後重新壓縮",
                        "give them different names and make the archive again",
                    )
                })
            } else if entry.encrypted() {
                refuse("encrypted", "已加密", "it is encrypted")
                    .map(|fault| fault.hint("請以不加密的方式壓縮", "make the archive without a password"))
            } else if entry.is_symlink() {
                refuse("link", "是連結，不是檔案", "it is a link, not a file")
            } else {
                None
            };
            entries.push(ArchiveEntry { index, name, refused });
        }
        entries
    }

    /// Unpacks one entry, at most `limit` bytes; gives its length.
    ///
    /// # Errors
    /// A fault of the entry, or of the archive as a whole when it becomes too large; an error of `out` is a fault too.
    pub fn unpack(
        &mut self,
        entry: &ArchiveEntry,
        limit: u64,
        out: &mut dyn Write,
    ) -> Result<u64, Box<Fault>> {
        let place = Place { file: self.file.clone(), ..Place::default() };
        let damaged = |error: &dyn std::fmt::Display| {
            Fault::new(
                place.clone(),
                "damaged",
                format!("無法解開（{error}）"),
                format!("cannot be unpacked: {error}"),
            )
            .field(&entry.name)
        };
        let bound = limit.min(self.left);
        let unpacked = {
            let input = self.zip.by_index(entry.index).map_err(|error| Box::new(damaged(&error)))?;
            std::io::copy(&mut input.take(bound + 1), out).map_err(|error| Box::new(damaged(&error)))?
        };
        if unpacked > bound {
            if bound < limit {
                return Err(Box::new(self.bomb()));
            }
            return Err(Box::new(
                Fault::new(
                    place,
                    "too-large",
                    format!("解開後超過 {} MiB", limit >> 20),
                    format!("it unpacks to more than {} MiB", limit >> 20),
                )
                .field(&entry.name),
            ));
        }
        self.left -= unpacked;
        Ok(unpacked)
    }

    fn bomb(&self) -> Fault {
        Fault::new(
            Place { file: self.file.clone(), ..Place::default() },
            "too-large",
            "壓縮檔解開後過大，未解開",
            "the archive unpacks to far too much and was not unpacked",
        )
        .hint(
            "請確認來源；過大者請分成幾個壓縮檔",
            "make sure where it comes from; split it when it is that large",
        )
    }
}

/// How many entries the central directory lists, and the names that occur more than once. It ends where it cannot be read.
fn listing<R: Read + Seek>(input: &mut R, start: u64) -> (usize, BTreeSet<Vec<u8>>) {
    let (mut listed, mut names, mut doubled) = (0, BTreeSet::new(), BTreeSet::new());
    if input.seek(SeekFrom::Start(start)).is_err() {
        return (0, doubled);
    }
    let mut input = BufReader::new(input);
    let mut next = || -> std::io::Result<Option<Vec<u8>>> {
        let mut head = [0; 46];
        input.read_exact(&mut head)?;
        if !head.starts_with(b"PK\x01\x02") {
            return Ok(None);
        }
        let length = |at: usize| u16::from_le_bytes([head[at], head[at + 1]]);
        let mut name = vec![0; usize::from(length(28))];
        input.read_exact(&mut name)?;
        let rest = u64::from(length(30)) + u64::from(length(32));
        std::io::copy(&mut (&mut input).take(rest), &mut std::io::sink())?;
        Ok(Some(name))
    };
    while let Ok(Some(name)) = next() {
        listed += 1;
        if names.contains(&name) {
            doubled.insert(name);
        } else {
            names.insert(name);
        }
    }
    (listed, doubled)
}

/// The fault of an archive within an archive.
pub fn nested(file: &str, name: &str) -> Fault {
    Fault::new(
        Place { file: file.into(), ..Place::default() },
        "nested-archive",
        "是壓縮檔中的壓縮檔",
        "it is an archive within an archive",
    )
    .field(name)
    .hint("請先解開這一層", "unpack this one first")
}

/// A name as people wrote it. Older programs write it in the code page of their system, here Big5 (code page 950),
/// without saying so.
fn decoded(raw: &[u8]) -> String {
    let text = match std::str::from_utf8(raw) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::BIG5.decode_without_bom_handling(raw).0.into_owned(),
    };
    text.replace('\\', "/").chars().take(NAME).collect()
}

fn is_unsafe(name: &str) -> bool {
    name.is_empty()
        || name.starts_with('/')
        || name.split('/').any(|part| part == ".." || part == ".")
        || name.chars().any(char::is_control)
        || name.get(1..2) == Some(":")
}

/// What operating systems and office programs put beside people's files.
pub fn is_left_behind(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.split('/').any(|part| part == "__MACOSX")
        || last.starts_with('.')
        || last.starts_with("~$")
        || ["thumbs.db", "desktop.ini"].contains(&last.to_ascii_lowercase().as_str())
}
