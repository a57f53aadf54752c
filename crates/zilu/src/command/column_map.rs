//! The map of columns of a source: given with `--map`, remembered by `--source` in `DATA/maps/NAME.toml`.

use super::{path, text};
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zilu_app::{App, Error, io_words};
use zilu_intake::ColumnMap;

/// The map to import with, and the file in which it is to be remembered when the import is done.
pub(super) struct Chosen {
    pub(super) map: Option<Arc<ColumnMap>>,
    remember: Option<PathBuf>,
}

/// Reads the map that was asked for, and checks it against the catalogue.
pub(super) fn choose(language: Language, app: &App, matches: &ArgMatches) -> Result<Chosen, Error> {
    let kept = text(matches, "source").map(|name| kept_in(matches, name)).transpose()?;
    let file = match (path(matches, "map"), &kept) {
        (Some(given), _) => given.clone(),
        (None, Some(kept)) => kept.clone(),
        (None, None) => return Ok(Chosen { map: None, remember: None }),
    };
    let map = read(language, app, &file)?;
    let remember = kept.filter(|kept| *kept != file);
    Ok(Chosen { map: Some(Arc::new(map)), remember })
}

/// Reads a map from a file and checks it against the catalogue.
pub(crate) fn read(language: Language, app: &App, file: &Path) -> Result<ColumnMap, Error> {
    let content = std::fs::read_to_string(file).map_err(|error| {
        let (zh, en) = io_words(&error);
        let shown = file.display();
        Error::new(
            format!("無法讀取欄位對照檔 {shown}：{zh}"),
            format!("cannot read the map of columns {shown}: {en}"),
        )
        .hint(
            "第一次請以 --map 檔案 --source 名稱 指定",
            "the first time name it with --map FILE --source NAME",
        )
    })?;
    let name = file.display().to_string();
    let faults = match ColumnMap::parse(&content, &name) {
        Err(fault) => vec![*fault],
        Ok(map) => {
            let faults = map.check(app.catalogue(), &name);
            if faults.is_empty() {
                return Ok(map);
            }
            faults
        }
    };
    for fault in &faults {
        output::say(&language.pick(fault.line_zh(), fault.line_en()));
    }
    Err(Error::new(
        format!("欄位對照檔 {name} 有 {} 個錯誤", faults.len()),
        format!(
            "the map of columns {name} has {} at fault",
            zilu_app::counted(faults.len() as u64, "place", "places")
        ),
    ))
}

impl Chosen {
    /// Remembers the map for the next file of the source.
    pub(super) fn remember(&self) -> Result<(), Error> {
        let (Some(map), Some(file)) = (&self.map, &self.remember) else { return Ok(()) };
        let folder = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        folder.and_then(|()| std::fs::write(file, map.write())).map_err(|error| {
            let (zh, en) = io_words(&error);
            let shown = file.display();
            Error::new(format!("無法寫入 {shown}：{zh}"), format!("cannot write {shown}: {en}"))
        })
    }
}

/// Where the map of a source is kept. The name becomes a file's: letters, digits, `-`, `_`.
fn kept_in(matches: &ArgMatches, name: &str) -> Result<PathBuf, Error> {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || name.chars().count() > 60 || !name.chars().all(plain) {
        return Err(Error::new(
            format!("來源名稱只能有文字、數字、- 與 _：{name}"),
            format!("the name of a source has letters, digits, - and _ only: {name}"),
        ));
    }
    Ok(path(matches, "data").cloned().unwrap_or_default().join("maps").join(format!("{name}.toml")))
}
