//! What to do next about a standing, in one or two sentences.

use crate::derivation::{DerivationView, FactView};
use crate::words::Words;
use zilu_catalogue::{Status, parse_date};
use zilu_engine::Day;
use zilu_engine::explain::roc_date;
use zilu_intake::counted;

/// Missing fields named in the sentence; the derivation lists all.
const FIELDS_NAMED: usize = 3;

impl DerivationView {
    /// Whose turn it is and what for, as of a day.
    pub fn next_step(&self, on: Day) -> Words {
        let (zh, en) = (&self.who.zh, &self.who.en);
        let due = self.standing.due.as_deref().and_then(|due| parse_date(due).ok()).map(Day::from);
        let days = due.map(|due| i64::from(due.0) - i64::from(on.0));
        match Status::parse(self.standing.status) {
            Some(Status::Met) => Words::new("已符合，目前無須作為。", "Met: nothing to do now."),
            Some(Status::MetLate) => Words::new(
                "已於期限後完成，無須再作為；逾期的事實會一直保留。",
                "Done after its due date: nothing more to do; that it was late stays on record.",
            ),
            Some(Status::Exempt) => Words::new(
                "豁免期間內無須作為；豁免屆滿後仍以原期限計算。請在屆滿前備妥補償措施或完成改善。",
                "Nothing to do while the exemption lasts; when it ends the old due date counts. Finish or compensate before it does.",
            ),
            Some(Status::Due) => match (due, days) {
                (Some(due), Some(days)) => Words::new(
                    format!("請{zh}於 {} 前完成並登錄佐證（尚餘 {days} 日）。", roc_date(due)),
                    format!(
                        "The {en} does it and records the proof by {due} ({} left).",
                        counted(days.unsigned_abs(), "day", "days")
                    ),
                ),
                _ => Words::new(
                    format!("請{zh}完成並登錄佐證。"),
                    format!("The {en} does it and records the proof."),
                ),
            },
            Some(Status::Unproven) => self.unproven(),
            Some(Status::Breached) => Words::new(
                format!(
                    "請{zh}立即改善使其符合，並登錄佐證；確有困難者，逐案申請豁免並載明補償措施與屆滿日。"
                ),
                format!(
                    "The {en} puts it right at once and records the proof; where that cannot be, applies for an exemption case by case, with a compensating control and an end date."
                ),
            ),
            Some(Status::Late) | None => {
                let past = days.map_or(0, |days| -days);
                Words::new(
                    format!(
                        "已逾期 {past} 日。請{zh}立即完成並登錄佐證；確有困難者，逐案申請豁免並載明補償措施與屆滿日。"
                    ),
                    format!(
                        "{} past due. The {en} does it at once and records the proof; where that cannot be, applies for an exemption case by case, with a compensating control and an end date.",
                        counted(past.unsigned_abs(), "day", "days")
                    ),
                )
            }
        }
    }

    fn unproven(&self) -> Words {
        let (zh, en) = (&self.who.zh, &self.who.en);
        if self.missing.is_empty() {
            return Words::new(
                format!("事實或佐證不足，無法證明符合。請{zh}補登佐證。"),
                format!("A fact or its proof is missing. The {en} records the proof."),
            );
        }
        let named = |pick: fn(&FactView) -> String, join: &str| {
            let shown: Vec<String> = self.missing.iter().take(FIELDS_NAMED).map(pick).collect();
            shown.join(join)
        };
        let left = self.missing.len().saturating_sub(FIELDS_NAMED);
        let zh_fields =
            named(|fact| format!("{}「{}」的{}", fact.kind_label.zh, fact.key, fact.label.zh), "、");
        let en_fields =
            named(|fact| format!("{} of {} “{}”", fact.label.en, fact.kind_label.en, fact.key), ", ");
        let (zh_more, en_more) = match left {
            0 => (String::new(), String::new()),
            left => (format!("等 {} 項", left + FIELDS_NAMED), format!(" and {left} more")),
        };
        Words::new(
            format!("請{zh}補登{zh_fields}{zh_more}；補登之前不視為符合。"),
            format!("The {en} records {en_fields}{en_more}; until then it does not count as met."),
        )
    }
}
