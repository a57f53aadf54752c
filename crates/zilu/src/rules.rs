//! The catalogue in use: the embedded pack, or a directory named by `--catalogue`.

use crate::language::Language;
use std::path::Path;
use std::sync::Arc;
use zilu_app::{Error, counted, io_words};
use zilu_catalogue::{Catalogue, Diagnostic, load};

const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The texts of a pack by file name.
pub(crate) fn texts(directory: Option<&Path>) -> Result<Vec<(String, String)>, Error> {
    let Some(directory) = directory else {
        return Ok(EMBEDDED.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
    };
    let failed = |path: &Path, error: std::io::Error| {
        let (zh, en) = io_words(&error);
        Error::new(
            format!("無法讀取規範目錄 {}：{zh}", path.display()),
            format!("cannot read the catalogue {}: {en}", path.display()),
        )
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(|error| failed(directory, error))? {
        let path = entry.map_err(|error| failed(directory, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        // A pipe or a device never ends.
        if (name.ends_with(".md") || name.ends_with(".toml")) && path.is_file() {
            let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
            files.push((name.to_owned(), text));
        }
    }
    files.sort();
    Ok(files)
}

/// A catalogue, its faults, and the texts it was read from.
type Loaded = (Catalogue, Vec<Diagnostic>, Vec<(String, String)>);

/// Loads a pack with all its faults.
pub(crate) fn load_with_faults(directory: Option<&Path>) -> Result<Loaded, Error> {
    let files = texts(directory)?;
    let (catalogue, faults) = load(&files);
    Ok((catalogue, faults, files))
}

/// Loads a pack that must be free of faults.
pub(crate) fn load_clean(directory: Option<&Path>) -> Result<Arc<Catalogue>, Error> {
    let (catalogue, faults, _) = load_with_faults(directory)?;
    if faults.is_empty() {
        return Ok(Arc::new(catalogue));
    }
    Err(Error::new(
        format!("規範目錄有 {} 個錯誤，未採用", faults.len()),
        format!("the catalogue has {} and is not used", counted(faults.len() as u64, "fault", "faults")),
    )
    .hint("執行 zilu check 逐一查看", "run zilu check to see them"))
}

/// Renders a fault in one language.
pub(crate) fn render(language: Language, fault: &Diagnostic, files: &[(String, String)]) -> String {
    let source = files.iter().find(|(name, _)| **name == *fault.position.file).map(|(_, text)| text.as_str());
    let language = language.pick(zilu_catalogue::Language::Zh, zilu_catalogue::Language::En);
    zilu_catalogue::render_diagnostic(fault, language, source)
}
