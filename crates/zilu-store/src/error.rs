//! The crate's error: opaque, with questions that callers ask, and its text in both languages with a hint.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why the store refused or failed.
#[derive(Debug)]
pub struct Error(Box<Kind>);

#[derive(Debug)]
pub(crate) enum Kind {
    Io { path: PathBuf, error: io::Error },
    Sqlite(rusqlite::Error),
    Missing(PathBuf),
    Exists(PathBuf),
    Foreign(PathBuf),
    Newer { path: PathBuf, found: i64, known: i64 },
    Damaged { path: PathBuf, detail: String },
    Locked(PathBuf),
    KeyMissing(PathBuf),
    KeyOther { path: PathBuf, found: String, expected: String },
    NotAuthentic { detail_zh: &'static str, detail_en: &'static str },
    MovedOn,
    TimeBackwards { last: i64, recorded: i64 },
    BodyTooLarge { length: usize, limit: usize },
    EvidenceTooLarge { limit: u64 },
    EvidenceMissing(zilu_ledger::Hash),
    EvidenceAltered(zilu_ledger::Hash),
    NoEntry { seq: u64, size: u64 },
    NotRedactable(Vec<u64>),
    Body { seq: u64, error: String },
    Ledger(zilu_ledger::Error),
    Random(getrandom::Error),
    Callback(String),
}

impl From<Kind> for Error {
    fn from(kind: Kind) -> Error {
        Error(Box::new(kind))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Kind::Sqlite(error).into()
    }
}

impl From<zilu_ledger::Error> for Error {
    fn from(error: zilu_ledger::Error) -> Error {
        Kind::Ledger(error).into()
    }
}

impl From<getrandom::Error> for Error {
    fn from(error: getrandom::Error) -> Error {
        Kind::Random(error).into()
    }
}

/// For `map_err` on file operations.
pub(crate) fn io_at(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
    move |error| Kind::Io { path: path.to_owned(), error }.into()
}

impl Error {
    /// For callbacks that want to stop a reading with a reason of their own, in both languages joined.
    pub fn stopped(reason: impl Into<String>) -> Error {
        Kind::Callback(reason.into()).into()
    }

    /// Nothing is there: no data directory, no such entry or evidence file.
    pub fn is_missing(&self) -> bool {
        matches!(
            *self.0,
            Kind::Missing(_) | Kind::NoEntry { .. } | Kind::EvidenceMissing(_) | Kind::KeyMissing(_)
        )
    }

    /// Another process holds the data directory, or is writing at the moment.
    pub fn is_locked(&self) -> bool {
        let busy = matches!(&*self.0, Kind::Sqlite(e) if code(e) == Some(rusqlite::ErrorCode::DatabaseBusy));
        busy || matches!(*self.0, Kind::Locked(_))
    }

    /// The data cannot be relied upon: run [`crate::verify`].
    pub fn is_damaged(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let sqlite =
            matches!(&*self.0, Kind::Sqlite(e) if matches!(code(e), Some(DatabaseCorrupt | NotADatabase)));
        sqlite
            || matches!(
                *self.0,
                Kind::Damaged { .. }
                    | Kind::NotAuthentic { .. }
                    | Kind::Body { .. }
                    | Kind::EvidenceAltered(_)
            )
    }

    /// The file belongs to another program or to a newer zilu.
    pub fn is_foreign(&self) -> bool {
        matches!(*self.0, Kind::Foreign(_) | Kind::Newer { .. })
    }

    /// Refused because `recorded` lies before the last entry's: the machine's clock went back.
    pub fn is_time_backwards(&self) -> bool {
        matches!(*self.0, Kind::TimeBackwards { .. })
    }

    /// Refused because of its size.
    pub fn is_too_large(&self) -> bool {
        matches!(*self.0, Kind::BodyTooLarge { .. } | Kind::EvidenceTooLarge { .. })
    }

    /// In Traditional Chinese.
    pub fn zh(&self) -> String {
        match &*self.0 {
            Kind::Io { path, error } => {
                format!("{}：無法讀寫（{error}）。提示：檢查路徑、權限與磁碟空間", path.display())
            }
            Kind::Sqlite(error) => match code(error) {
                Some(rusqlite::ErrorCode::DiskFull) => {
                    "磁碟已滿，這一批沒有寫入。提示：清出空間後重做".into()
                }
                Some(rusqlite::ErrorCode::DatabaseBusy) => "資料檔正由另一個連線寫入。提示：稍後重試".into(),
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => {
                    format!("資料檔頁面損毀（{error}）。提示：執行 zilu verify 找出位置，並由備份還原")
                }
                _ => format!("資料檔發生錯誤（{error}）。提示：檢查磁碟與權限，並執行 zilu verify"),
            },
            Kind::Missing(path) => {
                format!(
                    "{}：沒有 zilu 的資料。提示：以 --data 指明資料目錄（示範公司為 --data zilu-demo）；新的資料目錄由第一次 zilu import 建立",
                    path.display()
                )
            }
            Kind::Exists(path) => format!("{}：已有帳本，不會覆寫。提示：改用另一個空目錄", path.display()),
            Kind::Foreign(path) => format!("{}：不是 zilu 的資料檔。提示：檢查路徑", path.display()),
            Kind::Newer { path, found, known } => {
                format!(
                    "{}：由較新的 zilu 寫成（格式 {found}，本版只認得 {known}）。提示：請升級 zilu",
                    path.display()
                )
            }
            Kind::Damaged { path, detail } => {
                format!(
                    "{}：資料檔頁面損毀（{detail}）。提示：執行 zilu verify 找出位置，並由備份還原",
                    path.display()
                )
            }
            Kind::Locked(path) => {
                format!(
                    "{}：另一個 zilu 正在使用這個資料目錄。提示：改在它的網頁「匯入」，或用 zilu serve --watch；要由命令列登錄，先停止它",
                    path.display()
                )
            }
            Kind::KeyMissing(path) => {
                format!(
                    "{}：找不到簽章金鑰，無法寫入。提示：由保管處放回 ledger.key；未放回前只能查看，不能登錄",
                    path.display()
                )
            }
            Kind::KeyOther { path, found, expected } => {
                format!(
                    "{}：不是這個帳本的金鑰：{found}，應為 {expected}。提示：放回原來的金鑰檔",
                    path.display()
                )
            }
            Kind::NotAuthentic { detail_zh, .. } => {
                format!("帳本與最後的查核點不符：{detail_zh}。提示：執行 zilu verify 找出位置，勿再寫入")
            }
            Kind::MovedOn => "帳本已被另一個程序寫入。提示：重新開啟資料目錄".into(),
            Kind::TimeBackwards { last, recorded } => {
                format!(
                    "時間倒退：{} 早於最後一筆的 {}。提示：校正主機時鐘",
                    instant(*recorded),
                    instant(*last)
                )
            }
            Kind::BodyTooLarge { length, limit } => {
                format!("單筆內容 {length} 位元組，超過上限 {limit}。提示：大量內容請存為佐證檔案")
            }
            Kind::EvidenceTooLarge { limit } => {
                format!("佐證檔案超過上限 {limit} 位元組。提示：壓縮或分割檔案，或調高上限")
            }
            Kind::EvidenceMissing(hash) => format!("找不到佐證檔案 {hash}。提示：由備份還原 evidence 目錄"),
            Kind::EvidenceAltered(hash) => {
                format!("佐證檔案 {hash} 的內容與雜湊不符。提示：由備份還原這個檔案")
            }
            Kind::NoEntry { seq, size } => format!("沒有第 {seq} 筆，帳本共 {size} 筆。提示：編號自 0 起算"),
            Kind::NotRedactable(seqs) => {
                format!(
                    "無法遮蔽第 {} 筆：不存在、已遮蔽，或本身是遮蔽紀錄。提示：檢查編號",
                    list(seqs, "、")
                )
            }
            Kind::Body { seq, error } => {
                format!("第 {seq} 筆：內容無法讀取（{error}）。提示：執行 zilu verify，或由較新的 zilu 開啟")
            }
            Kind::Ledger(error) => error.zh(),
            Kind::Random(error) => format!("作業系統無法提供亂數（{error}）。提示：稍後重試"),
            Kind::Callback(reason) => reason.clone(),
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match &*self.0 {
            Kind::Io { path, error } => {
                format!(
                    "{}: cannot be read or written ({error}); hint: check path, permissions and disk space",
                    path.display()
                )
            }
            Kind::Sqlite(error) => match code(error) {
                Some(rusqlite::ErrorCode::DiskFull) => {
                    "the disk is full, this batch was not written; hint: make room and repeat it".into()
                }
                Some(rusqlite::ErrorCode::DatabaseBusy) => {
                    "another connection is writing to the data file; hint: try again".into()
                }
                Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase) => format!(
                    "database page damaged ({error}); hint: run zilu verify to locate it and restore from a backup"
                ),
                _ => format!(
                    "the data file failed ({error}); hint: check disk and permissions, and run zilu verify"
                ),
            },
            Kind::Missing(path) => {
                format!(
                    "{}: there is no zilu data; hint: name the data directory with --data (the demo's is --data zilu-demo); a new one is made by the first zilu import",
                    path.display()
                )
            }
            Kind::Exists(path) => {
                format!(
                    "{}: there is a ledger already, it is not overwritten; hint: choose an empty directory",
                    path.display()
                )
            }
            Kind::Foreign(path) => format!("{}: not a zilu data file; hint: check the path", path.display()),
            Kind::Newer { path, found, known } => format!(
                "{}: written by a newer zilu (format {found}, this one knows {known}); hint: upgrade zilu",
                path.display()
            ),
            Kind::Damaged { path, detail } => format!(
                "{}: database page damaged ({detail}); hint: run zilu verify to locate it and restore from a backup",
                path.display()
            ),
            Kind::Locked(path) => format!(
                "{}: another zilu is using this data directory; hint: import on its page, or with zilu serve --watch; to record from the command line, stop it",
                path.display()
            ),
            Kind::KeyMissing(path) => format!(
                "{}: the signing key is missing, nothing can be written; hint: put ledger.key back from its safe place; until then the data can be looked at only",
                path.display()
            ),
            Kind::KeyOther { path, found, expected } => format!(
                "{}: not the key of this ledger: {found} instead of {expected}; hint: put the original key file back",
                path.display()
            ),
            Kind::NotAuthentic { detail_en, .. } => format!(
                "the ledger does not match its last checkpoint: {detail_en}; hint: run zilu verify to locate it and do not write any more"
            ),
            Kind::MovedOn => {
                "another process has written to the ledger; hint: open the data directory again".into()
            }
            Kind::TimeBackwards { last, recorded } => format!(
                "time goes backwards: {} is before the last entry at {}; hint: set the machine's clock",
                instant(*recorded),
                instant(*last)
            ),
            Kind::BodyTooLarge { length, limit } => format!(
                "a body of {length} bytes is over the limit of {limit}; hint: store bulk as an evidence file"
            ),
            Kind::EvidenceTooLarge { limit } => format!(
                "the evidence file is over the limit of {limit} bytes; hint: compress or split it, or raise the limit"
            ),
            Kind::EvidenceMissing(hash) => {
                format!("evidence file {hash} is missing; hint: restore the evidence directory from a backup")
            }
            Kind::EvidenceAltered(hash) => {
                format!(
                    "the content of evidence file {hash} does not match its hash; hint: restore it from a backup"
                )
            }
            Kind::NoEntry { seq, size } => {
                format!("there is no entry {seq}, the ledger has {size}; hint: numbers start at 0")
            }
            Kind::NotRedactable(seqs) => format!(
                "cannot redact entry {}: not there, redacted already, or a redaction itself; hint: check the numbers",
                list(seqs, ", ")
            ),
            Kind::Body { seq, error } => format!(
                "entry {seq}: the body cannot be read ({error}); hint: run zilu verify, or open it with a newer zilu"
            ),
            Kind::Ledger(error) => error.en(),
            Kind::Random(error) => {
                format!("the operating system has no random numbers ({error}); hint: try again")
            }
            Kind::Callback(reason) => reason.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.0 {
            Kind::Io { error, .. } => Some(error),
            Kind::Sqlite(error) => Some(error),
            Kind::Ledger(error) => Some(error),
            _ => None,
        }
    }
}

fn code(error: &rusqlite::Error) -> Option<rusqlite::ErrorCode> {
    error.sqlite_error_code()
}

/// Milliseconds since 1970 as people read them, in UTC.
fn instant(ms: i64) -> String {
    jiff::Timestamp::from_millisecond(ms).map_or_else(|_| format!("{ms} ms"), |instant| instant.to_string())
}

fn list(seqs: &[u64], separator: &str) -> String {
    let mut text = seqs.iter().take(10).map(u64::to_string).collect::<Vec<_>>().join(separator);
    if seqs.len() > 10 {
        text.push_str(" …");
    }
    text
}
