//! Maps of exports that always look the same, and the words of personnel lists.
//!
//! Chosen by their headings, only where the bringer gave no map of their own.

use crate::column_map::{ColumnMap, Strictness};
use crate::heading::normal;

/// Headings that all must be there, and the map.
struct Known {
    marks: &'static [&'static str],
    columns: &'static [(&'static str, &'static str)],
    words: &'static [(&'static str, &'static [(&'static str, &'static str)])],
    date_format: Option<&'static str>,
}

const KNOWN: &[Known] = &[
    // Microsoft Entra: "Download users" of the portal.
    Known {
        marks: &["userPrincipalName", "accountEnabled", "id"],
        columns: &[
            ("userPrincipalName", "name"),
            ("id", "external_id"),
            ("accountEnabled", "enabled"),
            ("employeeId", "holder"),
            ("createdDateTime", "created_on"),
        ],
        words: &[],
        date_format: Some("%m/%d/%Y %I:%M:%S %p"),
    },
    // Google Workspace: "Download users" of the console.
    Known {
        marks: &["Email Address [Required]", "Status [READ ONLY]", "Last Sign In [READ ONLY]"],
        columns: &[
            ("Email Address [Required]", "name"),
            ("Status [READ ONLY]", "enabled"),
            ("Last Sign In [READ ONLY]", "last_used_on"),
            ("Employee ID", "holder"),
            ("2sv Enrolled [READ ONLY]", "mfa"),
        ],
        words: &[
            ("enabled", &[("Active", "yes"), ("Suspended", "no"), ("Archived", "no")]),
            ("last_used_on", &[("Never logged in", "")]),
        ],
        date_format: Some("%Y/%m/%d %H:%M:%S"),
    },
    // Okta: exports of users.
    Known {
        marks: &["login", "status", "lastLogin"],
        columns: &[
            ("login", "name"),
            ("id", "external_id"),
            ("status", "enabled"),
            ("employeeNumber", "holder"),
            ("created", "created_on"),
            ("lastLogin", "last_used_on"),
            ("passwordChanged", "password_changed_on"),
        ],
        words: &[(
            "enabled",
            &[
                ("ACTIVE", "yes"),
                ("PASSWORD_EXPIRED", "yes"),
                ("RECOVERY", "yes"),
                ("LOCKED_OUT", "yes"),
                ("PROVISIONED", "yes"),
                ("STAGED", "no"),
                ("SUSPENDED", "no"),
                ("DEPROVISIONED", "no"),
            ],
        )],
        date_format: Some("%Y-%m-%dT%H:%M:%S%.fZ"),
    },
];

/// The map of an export with these headings.
pub(crate) fn known_map(headings: &[String]) -> Option<ColumnMap> {
    let there: Vec<String> = headings.iter().map(|heading| normal(heading)).collect();
    let known = KNOWN.iter().find(|known| known.marks.iter().all(|mark| there.contains(&normal(mark))))?;
    let text =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_string(), (*b).to_string())).collect();
    Some(ColumnMap {
        kind: Some("account".into()),
        date_format: known.date_format.map(str::to_string),
        other_columns: Strictness::Ignore,
        missing_columns: Strictness::Ignore,
        columns: text(known.columns),
        words: known.words.iter().map(|(field, words)| ((*field).to_string(), text(words))).collect(),
        ..ColumnMap::default()
    })
}

/// Other headings of personnel lists, by the field of `person`.
const PERSON: &[(&str, &[&str])] = &[
    (
        "employee_no",
        &["工號", "員編", "員工代號", "員工代碼", "人員編號", "職員編號", "Employee ID", "Staff No"],
    ),
    ("name", &["員工姓名", "中文姓名", "Full Name"]),
    ("department", &["單位", "部門名稱", "所屬部門", "所屬單位"]),
    ("title", &["職位", "職務", "職務名稱", "職稱名稱"]),
    ("email", &["電子郵件", "信箱", "電子信箱", "E-mail", "Email"]),
    ("employment", &["人事狀態", "員工狀態", "任職狀態", "狀態", "Status"]),
    ("employment_changed_on", &["異動日", "異動日期", "狀態異動日"]),
    ("joined_on", &["到職日期", "任職日", "任職日期", "報到日", "Hire Date"]),
    ("left_on", &["離職日期", "退職日", "Termination Date"]),
    ("position_changed_on", &["調職日", "調職日期", "調任日"]),
    ("supervisor", &["直屬主管編號", "主管員編", "主管工號", "直屬主管工號", "Manager ID"]),
];

/// Words of personnel lists for the vocabulary of `person.employment`.
const EMPLOYMENT: &[(&str, &[&str])] = &[
    ("active", &["在職中", "在任", "現職", "正職", "試用", "試用期", "復職", "到職", "Employed", "Current"]),
    (
        "unpaid_leave",
        &[
            "留停",
            "留職停薪中",
            "育嬰留停",
            "育嬰留職停薪",
            "留停中",
            "Leave",
            "On Leave",
            "Leave of Absence",
        ],
    ),
    ("suspended", &["停職中", "停權", "暫停職務", "停止職務"]),
    (
        "left",
        &[
            "已離職",
            "離退",
            "退休",
            "資遣",
            "解僱",
            "解聘",
            "免職",
            "死亡",
            "辭職",
            "Terminated",
            "Resigned",
            "Retired",
        ],
    ),
];

/// The field of `person` that a heading of a personnel list means.
pub(crate) fn person_field(heading: &str) -> Option<&'static str> {
    look(PERSON, heading)
}

/// The word of the vocabulary that a personnel list means.
pub(crate) fn employment_word(text: &str) -> Option<&'static str> {
    look(EMPLOYMENT, text)
}

fn look(list: &[(&'static str, &[&str])], text: &str) -> Option<&'static str> {
    let wanted = normal(text);
    list.iter().find(|(_, words)| words.iter().any(|word| normal(word) == wanted)).map(|(name, _)| *name)
}
