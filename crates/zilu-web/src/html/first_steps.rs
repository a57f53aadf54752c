//! What a company that begins states first: a box on the first page.

use crate::asked::Asked;
use crate::html::number;
use crate::link::Link;
use maud::{Markup, html};
use zilu_app::first_steps::FirstSteps;

pub(crate) fn first_steps(asked: &Asked, steps: &FirstSteps) -> Markup {
    let register = |kind: &str| asked.keep(Link::register(kind));
    html! {
        section.card.first-steps aria-labelledby="first-steps" {
            h2 #first-steps { (asked.t("開始使用：還缺這些", "To begin with: what is still missing")) }
            p { strong { (asked.t(
                "尚未填報「紀錄起始日」：在這之前，所有過去的期限都會算入，下面的逾期可能只是還沒有登錄。",
                "The day from which records are kept here is not stated: until it is, every due date of the past counts, and what is late below may only not be recorded yet.",
            )) } }
            ol {
                li { (step(asked, steps.company)) (asked.t("公司紀錄：", "The company’s own record: ")) a href=(register(&steps.company_kind)) { (asked.t("公司", "company")) }
                    (asked.t("。以 ", ". Make the table with ")) code { "zilu template company" } (asked.t(" 產生表格，填好後在", ", fill it in and bring it on the page ")) a href=(asked.keep(Link::to("/intake"))) { (asked.t("「匯入」", "Intake")) } (asked.t("上傳。", ".")) }
                li { (step(asked, false)) (asked.t("其中的「紀錄起始日」", "In it the day from which records are kept, ")) " " code { "records_since" } (asked.t("：此日之前的義務不計算。", ": nothing is computed as owed before it.")) }
                li { (step(asked, steps.text)) a href=(asked.keep(Link::to("/texts"))) { (asked.t("附上官方條文", "Attach the official text")) } (asked.t("，逐條顯示在義務旁。", ", to have it beside each duty.")) }
                li { (step(asked, steps.registers.iter().all(|(_, _, records)| *records > 0))) (asked.t("第一批清冊：", "The first registers: "))
                    @for (index, (kind, label, records)) in steps.registers.iter().enumerate() {
                        @if index > 0 { (asked.t("、", ", ")) }
                        a href=(register(kind)) { (asked.of_words(label)) } " " (number(*records as u64))
                    }
                    (asked.t("。", ".")) }
            }
        }
    }
}

fn step(asked: &Asked, done: bool) -> Markup {
    html! { span.chip { @if done { "✓ " (asked.t("已有", "done")) } @else { (asked.t("待辦", "to do")) } } " " }
}
