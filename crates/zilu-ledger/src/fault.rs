//! What the verifier found wrong, where, and what to do about it, in both languages.

use crate::error::Error;
use std::fmt;

/// A located fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The entry it is about; `None` when it is about a checkpoint or the ledger as a whole.
    pub seq: Option<u64>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// Entries are missing: this one up to and including `to`.
    Missing {
        /// The last missing entry.
        to: u64,
    },
    /// The entry carries a number that does not rise: the one before was `previous`.
    OutOfOrder {
        /// The number before.
        previous: u64,
    },
    /// At this place stands an entry that carries another number.
    Number {
        /// The number it carries.
        stated: u64,
    },
    /// A part cannot be what it should be: an unknown sort, a hash or salt of another length.
    Malformed {
        /// Which part.
        part: &'static str,
    },
    /// Time, sort, act or body hash was altered (or the leaf hash kept beside them).
    Leaf,
    /// The body or its salt was altered.
    Body,
    /// The body is gone and no act on record removed it.
    BodyRemoved,
    /// The body should be gone.
    BodyStillThere {
        /// The redaction that says so.
        redaction: u64,
    },
    /// A redaction that does not name an earlier entry that can be redacted.
    Redaction,
    /// Recorded before the entry in front of it.
    TimeBackwards {
        /// Milliseconds since 1970 of the entry in front.
        previous: i64,
        /// Milliseconds since 1970 of this one.
        recorded: i64,
    },
    /// Not recorded at the same instant as its act.
    TimeNotOfAct {
        /// Milliseconds since 1970 of the act.
        act: i64,
        /// Milliseconds since 1970 of this entry.
        recorded: i64,
    },
    /// Does not belong to the nearest act before it.
    Act {
        /// What it refers to.
        stated: u64,
        /// The nearest act, when there is one.
        expected: Option<u64>,
    },
    /// A checkpoint cannot be read, or its signature is not the ledger's.
    Checkpoint {
        /// The size under which it is stored, when it is.
        size: Option<u64>,
        /// It was given by somebody who kept it, not read from the data.
        kept: bool,
        /// Why.
        error: Error,
    },
    /// A checkpoint is stored under another size than it states.
    CheckpointPlace {
        /// Where it is stored.
        size: u64,
        /// What it states.
        stated: u64,
    },
    /// The entries do not give the root of a checkpoint: something among them was altered.
    Root {
        /// The last size at which a checkpoint fits (0 when none does). The alteration lies at or after this entry …
        from: u64,
        /// … and before this one: the size of the first checkpoint that does not fit.
        to: u64,
        /// It was given by somebody who kept it.
        kept: bool,
        /// How many larger checkpoints do not fit either.
        more: u64,
    },
    /// There are fewer entries than a checkpoint states: the end was cut off, or an older copy was put back.
    Shorter {
        /// What the checkpoint states.
        size: u64,
        /// How many entries there are.
        entries: u64,
        /// It was given by somebody who kept it.
        kept: bool,
    },
    /// No checkpoint in the data covers this entry and those after it.
    NotCovered {
        /// How many there are.
        count: u64,
    },
}

impl Fault {
    /// In Traditional Chinese.
    pub fn zh(&self) -> String {
        let text = match &self.what {
            What::Missing { to } if self.seq == Some(*to) => {
                "遺失。提示：請由備份還原，並以留存的查核點驗證".into()
            }
            What::Missing { to } => format!("遺失（至第 {to} 筆）。提示：請由備份還原，並以留存的查核點驗證"),
            What::OutOfOrder { previous } => {
                format!("次序錯誤，前一筆是第 {previous} 筆。提示：資料曾被改動或損毀")
            }
            What::Number { stated } => format!("編號寫成 {stated}。提示：編號曾被改動或資料損毀"),
            What::Malformed { part } => {
                format!("「{}」不是應有的形式。提示：該欄曾被改動或資料損毀", part_zh(part))
            }
            What::Leaf => "紀錄時間、種類、所屬行為或內容雜湊曾被改動。提示：請與備份同一筆比對".into(),
            What::Body => "內容與雜湊不符：內容或其亂數鹽曾被改動。提示：請與備份同一筆比對".into(),
            What::BodyRemoved => "內容不見了，且沒有任何遮蔽行為的紀錄。提示：請由備份還原這一筆".into(),
            What::BodyStillThere { redaction } => {
                format!("第 {redaction} 筆載明內容已遮蔽，內容卻仍在。提示：可能還原了舊備份，請重新遮蔽")
            }
            What::Redaction => "遮蔽紀錄沒有指向先前可遮蔽的一筆。提示：遮蔽紀錄不可再被遮蔽".into(),
            What::TimeBackwards { previous, recorded } => {
                format!("紀錄時間倒退：{recorded} 早於前一筆的 {previous}（毫秒）。提示：時間曾被改動")
            }
            What::TimeNotOfAct { act, recorded } => {
                format!("紀錄時間 {recorded} 與所屬行為的 {act} 不同（毫秒）。提示：時間曾被改動")
            }
            What::Act { stated, expected: Some(expected) } => {
                format!("所屬行為寫第 {stated} 筆，應為第 {expected} 筆。提示：所屬行為或種類曾被改動")
            }
            What::Act { stated, expected: None } => {
                format!("所屬行為寫第 {stated} 筆，其前並無任何行為。提示：帳本的第一筆必須是行為")
            }
            What::Checkpoint { size, kept, error } => {
                let place = size.map(|s| format!("（{s} 筆）")).unwrap_or_default();
                format!("{}查核點{place}無效：{}", kept_zh(*kept), error.zh())
            }
            What::CheckpointPlace { size, stated } => {
                format!("存於 {size} 筆的查核點寫的是 {stated} 筆。提示：查核點曾被改動")
            }
            What::Root { from, to, kept, more } => {
                let others = if *more > 0 {
                    format!("，其後另有 {more} 個查核點也不符")
                } else {
                    String::new()
                };
                format!(
                    "第 {from} 筆至第 {} 筆之間曾被改動：算得的根雜湊與{}查核點（{to} 筆）不符{others}。提示：請與備份比對這個範圍",
                    to.saturating_sub(1),
                    kept_zh(*kept)
                )
            }
            What::Shorter { size, entries, kept } => format!(
                "帳本只有 {entries} 筆，{}查核點卻有 {size} 筆。提示：尾端被截去，或換上了較舊的複本",
                kept_zh(*kept)
            ),
            What::NotCovered { count } => {
                format!("自這一筆起的 {count} 筆沒有查核點涵蓋。提示：這些筆不是由本系統寫入，或查核點被刪除")
            }
        };
        match self.seq {
            Some(seq) => format!("第 {seq} 筆：{text}"),
            None => text,
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        let text = match &self.what {
            What::Missing { to } if self.seq == Some(*to) => {
                "missing; hint: restore from a backup and verify it with a checkpoint that was kept".into()
            }
            What::Missing { to } => {
                format!("missing, up to entry {to}; hint: restore from a backup and verify it with a checkpoint that was kept")
            }
            What::OutOfOrder { previous } => {
                format!("out of order, entry {previous} stands before it; hint: the data was altered or damaged")
            }
            What::Number { stated } => {
                format!("carries the number {stated}; hint: the number was altered or the data damaged")
            }
            What::Malformed { part } => {
                format!("'{part}' does not have the form it must have; hint: it was altered or the data damaged")
            }
            What::Leaf => {
                "time, sort, act or body hash was altered; hint: compare with the same entry in a backup".into()
            }
            What::Body => {
                "the body does not match its hash: body or salt was altered; hint: compare with the same entry in a backup".into()
            }
            What::BodyRemoved => {
                "the body is gone and no redaction is on record; hint: restore this entry from a backup".into()
            }
            What::BodyStillThere { redaction } => format!(
                "entry {redaction} says that the body was removed, but it is there; hint: an old backup may have been restored, redact again"
            ),
            What::Redaction => {
                "the redaction does not name an earlier entry that can be redacted; hint: redactions themselves cannot be".into()
            }
            What::TimeBackwards { previous, recorded } => format!(
                "recorded at {recorded}, before the previous entry at {previous} (milliseconds); hint: the time was altered"
            ),
            What::TimeNotOfAct { act, recorded } => format!(
                "recorded at {recorded}, its act at {act} (milliseconds); hint: the time was altered"
            ),
            What::Act { stated, expected: Some(expected) } => {
                format!("belongs to act {stated}, but the act is {expected}; hint: the act or the sort was altered")
            }
            What::Act { stated, expected: None } => {
                format!("belongs to act {stated}, but there is no act before it; hint: the first entry must be an act")
            }
            What::Checkpoint { size, kept, error } => {
                let place = size.map(|s| format!(" at {s} entries")).unwrap_or_default();
                format!("the {}checkpoint{place} is not valid: {}", kept_en(*kept), error.en())
            }
            What::CheckpointPlace { size, stated } => {
                format!("the checkpoint stored at {size} entries states {stated}; hint: it was altered")
            }
            What::Root { from, to, kept, more } => {
                let others =
                    if *more > 0 { format!(", nor do {more} later checkpoints") } else { String::new() };
                format!(
                    "altered between entry {from} and entry {}: the root does not match the {}checkpoint at {to} entries{others}; hint: compare this range with a backup",
                    to.saturating_sub(1),
                    kept_en(*kept)
                )
            }
            What::Shorter { size, entries, kept } => format!(
                "the ledger has {entries} entries, the {}checkpoint {size}; hint: the end was cut off, or an older copy was put back",
                kept_en(*kept)
            ),
            What::NotCovered { count } => format!(
                "no checkpoint covers this and what follows ({count} entries); hint: they were not written by zilu, or a checkpoint was deleted"
            ),
        };
        match self.seq {
            Some(seq) => format!("entry {seq}: {text}"),
            None => text,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

fn kept_zh(kept: bool) -> &'static str {
    if kept { "留存的" } else { "" }
}

fn kept_en(kept: bool) -> &'static str {
    if kept { "kept " } else { "" }
}

fn part_zh(part: &str) -> &str {
    match part {
        "sort" => "種類",
        "body hash" => "內容雜湊",
        "leaf hash" => "葉雜湊",
        "salt" => "亂數鹽",
        "body" => "內容",
        other => other,
    }
}
