//! A folder whose files are taken in as they come.
//!
//! A file is left alone until two looks found it the same. What was taken moves to `taken` beside it, what was refused to
//! `refused` with a text of the reasons. Nothing is remembered between runs: a file that was recorded but not yet moved when
//! the power went is taken in again, which changes nothing. Not here: when to look.

use crate::clock;
use crate::command::read_column_map;
use crate::language::Language;
use crate::output;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use zilu_app::{App, Bundle, Error, ImportOptions, ImportReport, Outcome, io_words};
use zilu_catalogue::{Type, Value, parse_value};
use zilu_intake::{Format, is_left_behind};
use zilu_store::is_data_directory;

/// Where taken files go.
const TAKEN: &str = "taken";
/// Where refused files go.
const REFUSED: &str = "refused";
/// What a folder says of its files.
const SOURCE: &str = "source.toml";
/// Held by the one process that watches a folder.
const LOCK: &str = ".zilu-watch.lock";
/// Folders within folders.
const DEPTH: usize = 8;
/// How programs name what they have not finished writing.
const UNFINISHED: [&str; 6] = [".part", ".partial", ".filepart", ".crdownload", ".tmp", ".download"];

/// A folder that is watched.
pub(crate) struct Watched {
    root: PathBuf,
    /// The same without links.
    resolved_root: PathBuf,
    /// Length and time of change, as last seen.
    seen: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
    /// What was said of folders that cannot be used, so that it is said once.
    told: BTreeSet<String>,
    _lock: File,
}

/// What the files of a folder do not say themselves.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    /// Format word.
    format: Option<String>,
    /// Kind of the rows of a table.
    kind: Option<String>,
    /// The system, firewall or app that the files are about.
    subject: Option<String>,
    /// `name`: the day in the file's name; `modified`: the day it was changed; or a day.
    date: Option<String>,
    /// File beside it with the map of the columns of tables.
    map: Option<PathBuf>,
    /// Why they are imported.
    reason: Option<String>,
}

/// What came of a look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Round {
    pub(crate) taken: usize,
    pub(crate) refused: usize,
    /// Left where they are: their `source.toml` cannot be used.
    pub(crate) left: usize,
}

impl Watched {
    /// Watches a folder, unless another process does. Refused where it and a data directory are not apart, the one in
    /// use (`data`, which need not be there yet) or another.
    pub(crate) fn open(root: &Path, data: &Path) -> Result<Watched, Error> {
        if !root.is_dir() {
            return Err(Error::new(
                format!("沒有資料夾 {}", root.display()),
                format!("there is no folder {}", root.display()),
            )
            .hint("請先建立資料夾", "make the folder first"));
        }
        let resolved_root = std::fs::canonicalize(root).map_err(|error| unusable(root, &error))?;
        check_apart(root, &resolved_root, data)?;
        let path = root.join(LOCK);
        let opened = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let lock = opened.map_err(|error| unusable(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(
                    format!("{} 已由另一個 zilu 看守", root.display()),
                    format!("{} is already watched by another zilu", root.display()),
                )
                .hint("一個資料夾只能由一個程序看守", "one process at a time watches a folder"));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(&path, &error)),
        }
        Ok(Watched {
            root: root.to_owned(),
            resolved_root,
            seen: BTreeMap::new(),
            told: BTreeSet::new(),
            _lock: lock,
        })
    }

    /// The files that two looks found the same.
    pub(crate) fn ready(&mut self) -> Result<Vec<PathBuf>, Error> {
        let mut found = BTreeMap::new();
        walk(&self.root, 0, &mut found)?;
        let stable = |(path, state): (&PathBuf, &(u64, Option<SystemTime>))| {
            (self.seen.get(path) == Some(state)).then(|| path.clone())
        };
        let ready = found.iter().filter_map(stable).collect();
        self.seen = found;
        Ok(ready)
    }

    /// Takes files in and moves them.
    pub(crate) fn take_in(
        &mut self,
        language: Language,
        app: &App,
        actor: &str,
        files: &[PathBuf],
    ) -> Result<Round, Error> {
        let mut round = Round::default();
        for path in files {
            let options = match self.options(language, app, path, actor) {
                Ok(options) => options,
                Err(error) => {
                    self.tell_once(language, &error);
                    round.left += 1;
                    continue;
                }
            };
            let mut bundle = Bundle::gather(std::slice::from_ref(path), &std::env::temp_dir())?;
            app.sort_out(&mut bundle, &options);
            let mut reports = Vec::new();
            for file in bundle.files() {
                let options = ImportOptions { recorded_ms: clock::now_ms(), ..options.clone() };
                reports.push(app.import_from(file, &options, &mut |_, _| {})?);
            }
            let good = reports.iter().all(|report| matches!(report.outcome, Outcome::Taken | Outcome::Same));
            if good {
                move_to(path, TAKEN)?;
                round.taken += 1;
            } else {
                let moved = move_to(path, REFUSED)?;
                reasons(&moved, &reports)?;
                round.refused += 1;
            }
            self.seen.remove(path);
            for report in &reports {
                tell(language, report);
            }
        }
        Ok(round)
    }

    /// Says something once.
    pub(crate) fn tell_once(&mut self, language: Language, error: &Error) {
        if self.told.insert(error.en().to_owned()) {
            output::error(language, error);
        }
    }

    /// What is said of a file by the nearest `source.toml`.
    fn options(
        &self,
        language: Language,
        app: &App,
        path: &Path,
        actor: &str,
    ) -> Result<ImportOptions, Error> {
        let folders = path.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        let Some(at) = folders.map(|folder| folder.join(SOURCE)).find(|at| at.is_file()) else {
            let today = Some(clock::today());
            return Ok(ImportOptions { actor: actor.to_owned(), today, ..ImportOptions::default() });
        };
        let wrong = |zh: String, en: String| {
            Error::new(
                format!("{}：{zh}；其中的檔案暫不匯入", at.display()),
                format!("{}: {en}; the files under it are left where they are", at.display()),
            )
            .hint(
                "可用的欄位：format、kind、subject、date（name、modified 或日期）、map、reason",
                "it may have: format, kind, subject, date (name, modified or a day), map, reason",
            )
        };
        let text = std::fs::read_to_string(&at).map_err(|error| unusable(&at, &error))?;
        let source: Source = toml::from_str(&text)
            .map_err(|error| wrong(error.message().to_owned(), error.message().to_owned()))?;
        let format = match &source.format {
            None => None,
            Some(word) => Some(Format::parse(word).ok_or_else(|| {
                wrong(format!("沒有「{word}」這種格式"), format!("there is no format '{word}'"))
            })?),
        };
        let date = match source.date.as_deref() {
            None => None,
            Some("modified") => {
                std::fs::metadata(path).and_then(|of| of.modified()).ok().and_then(clock::day_of)
            }
            // A name without a day leaves it to the file.
            Some("name") => path.file_stem().and_then(|name| day_in(&name.to_string_lossy())),
            Some(day) => match parse_value(&Type::Date, day) {
                Ok(Value::Date(date)) => Some(date),
                _ => return Err(wrong(format!("日期看不懂：{day}"), format!("not a date: {day}"))),
            },
        };
        let map = source.map.map(|map| {
            let file = at.with_file_name(&map);
            // Whoever may put files here must not have others read for him.
            let outside = map.is_absolute()
                || std::fs::canonicalize(&file).is_ok_and(|file| !file.starts_with(&self.resolved_root));
            if outside {
                let map = map.display();
                return Err(wrong(
                    format!("map 須為看守的資料夾內的相對路徑：{map}"),
                    format!("map must be a relative path inside the watched folder: {map}"),
                ));
            }
            read_column_map(language, app, &file)
        });
        Ok(ImportOptions {
            actor: actor.to_owned(),
            today: Some(clock::today()),
            map: map.transpose()?.map(Arc::new),
            reason: source.reason,
            format,
            kind: source.kind,
            subject: source.subject,
            date,
            ..ImportOptions::default()
        })
    }
}

/// Whatever is put into a watched folder is moved: it must neither contain nor be nor lie in a data directory, wherever
/// links lead.
fn check_apart(root: &Path, resolved_root: &Path, data: &Path) -> Result<(), Error> {
    let resolved_data = resolve(data);
    let inside = resolved_root.ancestors().any(|folder| folder == resolved_data || is_data_directory(folder));
    let contains = resolved_data.starts_with(resolved_root);
    if !inside && !contains {
        return Ok(());
    }
    let (shown, data) = (root.display(), data.display());
    let refused = if inside {
        Error::new(
            format!("不能看守 {shown}：它就是資料目錄，或位於資料目錄之內"),
            format!("cannot watch {shown}: it is a data directory, or lies in one"),
        )
    } else {
        Error::new(
            format!("不能看守 {shown}：資料目錄 {data} 在其中"),
            format!("cannot watch {shown}: the data directory {data} is in it"),
        )
    };
    Err(refused.hint(
        "看守的資料夾內的檔案會被移動；請另建一個與資料目錄並列的資料夾，例如 ./inbox",
        "files in a watched folder are moved; make a folder beside the data directory, such as ./inbox",
    ))
}

/// The path without links, as far as it exists; what is not there yet is put behind it.
fn resolve(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let existing = absolute.ancestors().find_map(|start| Some((start, std::fs::canonicalize(start).ok()?)));
    let Some((start, mut resolved)) = existing else { return absolute };
    for part in absolute.strip_prefix(start).unwrap_or(Path::new("")).components() {
        match part {
            Component::ParentDir => drop(resolved.pop()),
            part => resolved.push(part),
        }
    }
    resolved
}

/// Regular files with length and time of change; not those that are ours, hidden, named as unfinished, or in a data
/// directory.
fn walk(
    folder: &Path,
    depth: usize,
    found: &mut BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
) -> Result<(), Error> {
    let entries = std::fs::read_dir(folder).map_err(|error| unusable(folder, &error))?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        // A file that goes while we look is none of ours.
        let (Ok(sort), Ok(metadata)) = (entry.file_type(), entry.metadata()) else { continue };
        // Settings are no deliveries.
        if is_left_behind(&name) || name.ends_with(".toml") {
            continue;
        }
        if sort.is_dir() {
            let ours = name == TAKEN || name == REFUSED || is_data_directory(&entry.path());
            if depth < DEPTH && !ours {
                walk(&entry.path(), depth + 1, found)?;
            }
        } else if sort.is_file() && !UNFINISHED.iter().any(|end| name.to_ascii_lowercase().ends_with(end)) {
            found.insert(entry.path(), (metadata.len(), metadata.modified().ok()));
        }
    }
    Ok(())
}

/// Moves a file into a folder beside it, under a name that is free there.
fn move_to(path: &Path, folder: &str) -> Result<PathBuf, Error> {
    let folder = path.parent().unwrap_or(Path::new(".")).join(folder);
    std::fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    let names = std::iter::once(format!("{stem}{extension}"))
        .chain((2..).map(|number| format!("{stem}-{number}{extension}")));
    for name in names {
        let to = folder.join(name);
        if !to.exists() && !reasons_of(&to).exists() {
            std::fs::rename(path, &to).map_err(|error| unusable(&to, &error))?;
            return Ok(to);
        }
    }
    Ok(path.to_owned())
}

fn reasons_of(moved: &Path) -> PathBuf {
    let mut name = moved.file_name().unwrap_or_default().to_os_string();
    name.push(".txt");
    moved.with_file_name(name)
}

/// Writes why a file was refused, in both languages.
fn reasons(moved: &Path, reports: &[ImportReport]) -> Result<(), Error> {
    let mut text = String::new();
    for (heading, zh) in [("拒收原因", true), ("Why it was refused", false)] {
        text += &format!("{heading}\n\n");
        for report in reports {
            let (outcome_zh, outcome_en) = crate::command::outcome_words(report.outcome);
            text += &format!("{}: {}\n", report.file, if zh { outcome_zh } else { outcome_en });
            for fault in &report.faults {
                text += &format!("  - {}\n", if zh { fault.line_zh() } else { fault.line_en() });
            }
            let more = report.refused.saturating_sub(report.faults.len() as u64);
            if more > 0 {
                text += &if zh {
                    format!("  - 另有 {more} 個錯誤\n")
                } else {
                    format!("  - and {more} more\n")
                };
            }
        }
        text.push('\n');
    }
    let path = reasons_of(moved);
    let written = File::create(&path).and_then(|mut out| out.write_all(text.as_bytes()));
    written.map_err(|error| unusable(&path, &error))
}

fn tell(language: Language, report: &ImportReport) {
    let (zh, en) = crate::command::outcome_words(report.outcome);
    let reason = report.faults.first().map_or(String::new(), |fault| {
        language.pick(format!("；{}", fault.line_zh()), format!("; {}", fault.line_en()))
    });
    output::line(&language.pick(
        format!(
            "{} {}：{zh}；新增 {}，變更 {}，相同 {}{reason}",
            clock::local(clock::now_ms().div_euclid(1_000)),
            report.file,
            report.new,
            report.changed + report.gone,
            report.same
        ),
        format!(
            "{} {}: {en}; new {}, changed {}, same {}{reason}",
            clock::local(clock::now_ms().div_euclid(1_000)),
            report.file,
            report.new,
            report.changed + report.gone,
            report.same
        ),
    ));
}

/// The first day in a name: `2025-06-30`, `2025_06_30`, `20250630` or, in the ROC calendar, `1140630`, `114-06-30`.
fn day_in(name: &str) -> Option<Date> {
    let mut digits: Vec<String> = vec![String::new()];
    let mut groups: Vec<Vec<String>> = Vec::new();
    for c in name.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.last_mut()?.push(c);
        } else if matches!(c, '-' | '_' | '.' | '/') && !digits.last()?.is_empty() {
            digits.push(String::new());
        } else if !digits.last()?.is_empty() || digits.len() > 1 {
            groups.push(std::mem::replace(&mut digits, vec![String::new()]));
        }
    }
    groups.iter().find_map(|group| {
        let group: Vec<&str> = group.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        let apart = group.windows(3).find_map(|part| date_of(part[0], part[1], part[2]));
        let together = || {
            group.iter().find_map(|text| match text.len() {
                8 => date_of(&text[..4], &text[4..6], &text[6..]),
                7 => date_of(&text[..3], &text[3..5], &text[5..]),
                _ => None,
            })
        };
        apart.or_else(together)
    })
}

fn date_of(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str| text.parse::<i16>().ok();
    let year = match year.len() {
        4 => number(year)?,
        // The ROC calendar counts from 1911.
        2 | 3 => number(year)? + 1911,
        _ => return None,
    };
    let fits = |text: &str| text.len() <= 2;
    if !fits(month) || !fits(day) || !(1990..2200).contains(&year) {
        return None;
    }
    Date::new(year, i8::try_from(number(month)?).ok()?, i8::try_from(number(day)?).ok()?).ok()
}

fn unusable(path: &Path, error: &std::io::Error) -> Error {
    let (zh, en) = io_words(error);
    Error::new(format!("{}：{zh}", path.display()), format!("{}: {en}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_in_a_name() {
        let found = |name: &str| day_in(name).map_or_else(|| "-".to_owned(), |day| day.to_string());
        for name in [
            "scan-2025-06-30",
            "20250630_hosts",
            "1140630帳號",
            "帳號 114-06-30",
            "ad_2025_06_30_v2",
            "v2 2025.6.30",
        ] {
            assert_eq!(found(name), "2025-06-30", "{name}");
        }
        for name in ["scan", "20251399", "v1.2.3", "10.0.0.1", "2025-02-30"] {
            assert_eq!(found(name), "-", "{name}");
        }
    }
}
