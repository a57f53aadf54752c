//! What verifying a data file found wrong, where, and what to do about it, in both languages.

use std::fmt;
use zilu_ledger::Hash;

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// SQLite finds a page of the file damaged.
    Page {
        /// What it says.
        detail: String,
    },
    /// Entries cannot be read.
    Unreadable {
        /// The last entry that can be read before them.
        after: Option<u64>,
        /// What SQLite says.
        detail: String,
    },
    /// The text of a table was altered, or there is something that does not belong here.
    Table {
        /// Its name.
        name: String,
    },
    /// The row with the ledger's name and key was altered.
    Identity {
        /// What it should be (when a key was given).
        expected: Option<String>,
    },
    /// A kept Merkle node is wrong, missing or one too many.
    Node {
        /// Level: it covers `1 << level` entries.
        level: i64,
        /// Position in its level.
        number: i64,
    },
    /// In the ledger.
    Ledger(zilu_ledger::Fault),
    /// The entry of an evidence file cannot be read.
    EvidenceEntry {
        /// The entry.
        seq: u64,
    },
    /// An evidence file is missing.
    EvidenceMissing {
        /// The entry.
        seq: u64,
        /// The file.
        sha256: Hash,
    },
    /// An evidence file has another content or length.
    EvidenceAltered {
        /// The entry.
        seq: u64,
        /// The file.
        sha256: Hash,
    },
}

impl Fault {
    /// The entry it is about.
    pub fn seq(&self) -> Option<u64> {
        match self {
            Fault::Ledger(fault) => fault.seq,
            Fault::Unreadable { after, .. } => Some(after.map_or(0, |after| after + 1)),
            Fault::EvidenceEntry { seq }
            | Fault::EvidenceMissing { seq, .. }
            | Fault::EvidenceAltered { seq, .. } => Some(*seq),
            Fault::Page { .. } | Fault::Table { .. } | Fault::Identity { .. } | Fault::Node { .. } => None,
        }
    }

    /// In Traditional Chinese.
    pub fn zh(&self) -> String {
        match self {
            Fault::Page { detail } => format!("資料檔頁面損毀：{detail}。提示：由備份還原"),
            Fault::Unreadable { after: Some(after), detail } => {
                format!("第 {after} 筆之後無法讀取：{detail}。提示：由備份還原")
            }
            Fault::Unreadable { after: None, detail } => {
                format!("自開頭無法讀取：{detail}。提示：由備份還原")
            }
            Fault::Table { name } => {
                format!("資料表「{name}」的定義曾被改動，或不屬於帳本。提示：由備份還原")
            }
            Fault::Identity { expected: Some(expected) } => {
                format!("帳本的名稱或金鑰與驗證金鑰不符，應為 {expected}。提示：確認檔案屬於這個帳本")
            }
            Fault::Identity { expected: None } => {
                "帳本的名稱與金鑰無法讀取。提示：以 ledger.vkey 指定驗證金鑰，並由備份還原".into()
            }
            Fault::Node { level, number } => {
                let (from, to) = covered(*level, *number);
                format!(
                    "雜湊樹節點（第 {level} 層第 {number} 個，涵蓋第 {from} 至 {to} 筆）不符。提示：這是快取，可由備份還原"
                )
            }
            Fault::Ledger(fault) => fault.zh(),
            Fault::EvidenceEntry { seq } => format!("第 {seq} 筆：佐證紀錄無法讀取。提示：由備份還原這一筆"),
            Fault::EvidenceMissing { seq, sha256 } => {
                format!("第 {seq} 筆：佐證檔案 {sha256} 不見了。提示：由備份還原 evidence 目錄")
            }
            Fault::EvidenceAltered { seq, sha256 } => {
                format!("第 {seq} 筆：佐證檔案 {sha256} 的內容或長度不符。提示：由備份還原這個檔案")
            }
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        match self {
            Fault::Page { detail } => format!("database page damaged: {detail}; hint: restore from a backup"),
            Fault::Unreadable { after: Some(after), detail } => {
                format!("cannot be read behind entry {after}: {detail}; hint: restore from a backup")
            }
            Fault::Unreadable { after: None, detail } => {
                format!("cannot be read from the start: {detail}; hint: restore from a backup")
            }
            Fault::Table { name } => format!(
                "the text of table '{name}' was altered, or it does not belong to a ledger; hint: restore from a backup"
            ),
            Fault::Identity { expected: Some(expected) } => format!(
                "the ledger's name or key is not that of the verifier key, {expected}; hint: check that the file is of this ledger"
            ),
            Fault::Identity { expected: None } => {
                "the ledger's name and key cannot be read; hint: give the verifier key (ledger.vkey) and restore from a backup".into()
            }
            Fault::Node { level, number } => {
                let (from, to) = covered(*level, *number);
                format!("the kept node of the hash tree (level {level}, number {number}, over entries {from} to {to}) is wrong; hint: it is a cache, restore from a backup")
            }
            Fault::Ledger(fault) => fault.en(),
            Fault::EvidenceEntry { seq } => {
                format!("entry {seq}: the record of an evidence file cannot be read; hint: restore this entry from a backup")
            }
            Fault::EvidenceMissing { seq, sha256 } => format!(
                "entry {seq}: evidence file {sha256} is missing; hint: restore the evidence directory from a backup"
            ),
            Fault::EvidenceAltered { seq, sha256 } => format!(
                "entry {seq}: evidence file {sha256} has another content or length; hint: restore it from a backup"
            ),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

/// The entries under a kept node.
fn covered(level: i64, number: i64) -> (u64, u64) {
    let level = u32::try_from(level).unwrap_or(0).min(62);
    let from = (number.max(0) as u64).wrapping_shl(level);
    (from, from.saturating_add((1 << level) - 1))
}
