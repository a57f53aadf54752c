//! The rules in use: the embedded pack or a directory named by `--catalogue`, with the packs beside it.
//!
//! A pack beside the rules is a folder named by `--pack` or standing in `packs` of the data directory. One whose
//! `edition.toml` says what it `extends` adds duties of the company's own; any other is another edition of the rules.

use crate::language::Language;
use clap::ArgMatches;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zilu_app::{Error, Rules, counted, io_words};
use zilu_catalogue::{Catalogue, Diagnostic, load};

const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// Texts by file name.
type Files = Vec<(String, String)>;

/// An edition of the rules with its faults, and the texts that it was read from.
pub(crate) struct Loaded {
    pub(crate) catalogue: Catalogue,
    pub(crate) faults: Vec<Diagnostic>,
    pub(crate) files: Files,
}

/// Loads every edition with all its faults.
pub(crate) fn load_with_faults(matches: &ArgMatches) -> Result<Vec<Loaded>, Error> {
    let mut editions = vec![texts(named(matches, "catalogue").first().map(PathBuf::as_path))?];
    let mut beside: Vec<(String, Files)> = Vec::new();
    for folder in packs(matches)? {
        let files = texts(Some(&folder))?;
        let name =
            folder.file_name().map_or_else(|| "pack".into(), |name| name.to_string_lossy().into_owned());
        let adds = files.iter().any(|(name, text)| {
            name == "edition.toml" && text.lines().any(|line| line.trim_start().starts_with("extends"))
        });
        if files.is_empty() {
            return Err(Error::new(
                format!("{} 裡沒有規範檔案", folder.display()),
                format!("there are no rule files in {}", folder.display()),
            )
            .hint(
                "套件至少有 edition.toml 與 own-1.md",
                "a pack has an edition.toml and an own-1.md at least",
            ));
        }
        if adds { beside.push((name, files)) } else { editions.push(files) }
    }
    let loaded = editions.into_iter().map(|mut files| {
        for (pack, own) in &beside {
            files.extend(own.iter().map(|(name, text)| (format!("{pack}/{name}"), text.clone())));
        }
        let (catalogue, faults) = load(&files);
        Loaded { catalogue, faults, files }
    });
    Ok(loaded.collect())
}

/// Loads the rules, which must be free of faults.
pub(crate) fn load_clean(matches: &ArgMatches) -> Result<Rules, Error> {
    let loaded = load_with_faults(matches)?;
    let faults: usize = loaded.iter().map(|edition| edition.faults.len()).sum();
    if faults > 0 {
        return Err(Error::new(
            format!("規範目錄有 {faults} 個錯誤，未採用"),
            format!("the catalogue has {} and is not used", counted(faults as u64, "fault", "faults")),
        )
        .hint("執行 zilu check 逐一查看", "run zilu check to see them"));
    }
    Rules::new(loaded.into_iter().map(|edition| edition.catalogue).collect())
}

/// The newest edition: what facts are recorded by.
pub(crate) fn newest(matches: &ArgMatches) -> Result<Arc<Catalogue>, Error> {
    Ok(Arc::clone(load_clean(matches)?.newest()))
}

/// The folders of packs beside the rules, those named before those of the data directory.
fn packs(matches: &ArgMatches) -> Result<Vec<PathBuf>, Error> {
    let mut folders = named(matches, "pack");
    for data in named(matches, "data") {
        let packs = data.join("packs");
        if !packs.is_dir() {
            continue;
        }
        let entries = std::fs::read_dir(&packs).map_err(|error| unreadable(&packs, &error))?;
        let mut found: Vec<PathBuf> =
            entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        found.sort();
        folders.extend(found);
    }
    Ok(folders)
}

/// The folders of an option that not every command has.
fn named(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.try_get_many::<PathBuf>(name).ok().flatten().into_iter().flatten().cloned().collect()
}

/// The texts of a pack by file name; without a directory the embedded ones.
fn texts(directory: Option<&Path>) -> Result<Files, Error> {
    let Some(directory) = directory else {
        return Ok(EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(|error| unreadable(directory, &error))? {
        let path = entry.map_err(|error| unreadable(directory, &error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        // A pipe or a device never ends.
        if (name.ends_with(".md") || name.ends_with(".toml")) && path.is_file() {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, &error))?;
            files.push((name.to_owned(), text));
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    let (zh, en) = io_words(error);
    Error::new(
        format!("無法讀取規範目錄 {}：{zh}", path.display()),
        format!("cannot read the catalogue {}: {en}", path.display()),
    )
}

/// Renders a fault in one language.
pub(crate) fn render(language: Language, fault: &Diagnostic, files: &[(String, String)]) -> String {
    let source = files.iter().find(|(name, _)| **name == *fault.position.file).map(|(_, text)| text.as_str());
    let language = language.pick(zilu_catalogue::Language::Zh, zilu_catalogue::Language::En);
    zilu_catalogue::render_diagnostic(fault, language, source)
}
