//! Faults of an imported file, told in Traditional Chinese and English with place and hint.

use crate::item::Place;
use std::fmt;

/// How to give the day of a file that states none. Whoever reads it may be at the command line, at the page, or before a
/// watched folder.
pub(crate) const GIVE_DATE: (&str, &str) = (
    "請指定生效日：命令列以 --date，例如 --date 114/06/30；網頁填「生效日」；看守的資料夾在 source.toml 寫 date",
    "give the effective date: --date on the command line, such as --date 2025-06-30; the field of that name on the page; date in the source.toml of a watched folder",
);

/// One fault: where, what (in both languages) and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Where the fault is.
    pub place: Place,
    /// Heading of the column, or name of the field or element, as the file writes it.
    pub field: Option<String>,
    /// A stable short code, for example `not-a-date`.
    pub code: &'static str,
    /// What is wrong and what was expected, in Traditional Chinese.
    pub zh: String,
    /// What is wrong and what was expected, in English.
    pub en: String,
    /// What to do, in Traditional Chinese and English; `None` when nothing sensible can be said.
    pub hint: Option<(String, String)>,
}

impl Fault {
    /// A fault without field and hint.
    pub fn new(place: Place, code: &'static str, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { place, field: None, code, zh: zh.into(), en: en.into(), hint: None }
    }

    /// The same fault in a field or column.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>) -> Self {
        self.field = Some(name.into());
        self
    }

    /// The same fault with a hint.
    #[must_use]
    pub fn hint(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.hint = Some((zh.into(), en.into()));
        self
    }

    /// Place, field, fault and hint on one line in Traditional Chinese.
    pub fn line_zh(&self) -> String {
        let field = self.field.as_ref().map(|f| format!("「{f}」")).unwrap_or_default();
        let hint = self.hint.as_ref().map(|(zh, _)| format!("。提示：{zh}")).unwrap_or_default();
        format!("{}{field}：{}{hint}", self.place.zh(), self.zh)
    }

    /// Place, field, fault and hint on one line in English.
    pub fn line_en(&self) -> String {
        let field = self.field.as_ref().map(|f| format!(" '{f}'")).unwrap_or_default();
        let hint = self.hint.as_ref().map(|(_, en)| format!("; hint: {en}")).unwrap_or_default();
        format!("{}{field}: {}{hint}", self.place.en(), self.en)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line_en())
    }
}
