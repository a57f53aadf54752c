//! Why a command was refused or could not run.

use std::fmt;
use std::io::ErrorKind;

/// An error in both languages, with a hint where one helps.
#[derive(Debug)]
pub struct Error {
    zh: String,
    en: String,
    hint: Option<(String, String)>,
}

impl Error {
    /// An error without a hint.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Error {
        Error { zh: zh.into(), en: en.into(), hint: None }
    }

    /// The same error with a hint.
    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Error {
        self.hint = Some((zh.into(), en.into()));
        self
    }

    /// In Traditional Chinese.
    pub fn zh(&self) -> &str {
        &self.zh
    }

    /// In English.
    pub fn en(&self) -> &str {
        &self.en
    }

    /// What to do, in Traditional Chinese and English.
    pub fn hint_words(&self) -> Option<(&str, &str)> {
        self.hint.as_ref().map(|(zh, en)| (zh.as_str(), en.as_str()))
    }
}

/// Why a file could not be read or written, in Traditional Chinese and English.
pub fn io_words(error: &std::io::Error) -> (String, String) {
    let zh = match error.kind() {
        ErrorKind::NotFound => "檔案或目錄不存在",
        ErrorKind::PermissionDenied => "沒有權限",
        ErrorKind::IsADirectory => "這是資料夾",
        ErrorKind::NotADirectory => "路徑中有一段不是資料夾",
        ErrorKind::StorageFull => "磁碟空間不足",
        ErrorKind::ReadOnlyFilesystem => "檔案系統唯讀",
        ErrorKind::InvalidData => "內容不是 UTF-8 文字",
        ErrorKind::AddrInUse => "位址已被占用",
        _ => return (error.to_string(), error.to_string()),
    };
    (zh.to_owned(), error.to_string())
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl std::error::Error for Error {}

impl From<zilu_store::Error> for Error {
    fn from(error: zilu_store::Error) -> Error {
        Error::new(error.zh(), error.en())
    }
}
