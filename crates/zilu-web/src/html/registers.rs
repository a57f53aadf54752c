//! All registers: the kinds of record with their numbers.

use crate::asked::Asked;
use crate::html::layout::{Page, Section};
use crate::html::{number, paragraphs};
use crate::link::Link;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::register::KindView;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let kinds = lens.registers();
        let title = asked.t("清冊", "Registers");
        Ok(Page {
            title: title.to_owned(),
            section: Section::Registers,
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                h1 { (title) }
                p.lead { (asked.t("規範用到的每一種紀錄，以及基準日當天的筆數。", "Every kind of record that the rules need, with its number on the as-of date.")) }
                p { a href=(asked.keep(Link::to("/firewalls"))) { (asked.t("防火牆檢視：放行過寬、被遮蔽、過期的規則，以及看不懂的設定行", "Firewalls: rules that let too much through, never match or are over, and lines not understood")) } }
                p { a href=(asked.keep(Link::to("/reconciliation"))) { (asked.t("來源比對：一個來源有、另一個沒有的主機、帳號與人員", "Sources side by side: hosts, accounts and people that one source has and another lacks")) } }
                (search(asked))
                (table(asked, &kinds))
            },
        })
    })
    .await
}

fn search(asked: &Asked) -> Markup {
    html! {
        form.filter.script-only method="get" action=(asked.path) hidden {
            div.fields { label { span { (asked.t("篩選", "Filter")) }
                input type="search" size="24" maxlength="100" data-search data-filters="tr[data-text]" placeholder=(asked.t("名稱、說明", "name, description"));
            } }
        }
    }
}

fn table(asked: &Asked, kinds: &[KindView]) -> Markup {
    html! {
        div.table-frame {
            table.registers {
                thead { tr {
                    th scope="col" { (asked.t("清冊", "Register")) } th.c-number scope="col" { (asked.t("筆數", "Records")) }
                    th.c-number scope="col" { (asked.t("義務", "Duties")) } th scope="col" { (asked.t("行為或事件的日期", "Dated by")) } th scope="col" { (asked.t("說明", "What it is")) }
                } }
                tbody { @for kind in kinds {
                    tr.empty[kind.records == 0] data-text=(format!("{} {} {} {}", kind.name, kind.label.zh, kind.label.en, kind.about).to_lowercase()) {
                        th scope="row" { a href=(asked.keep(Link::register(&kind.name))) { (asked.of_words(&kind.label)) } " " code { (kind.name) } }
                        td.c-number data-label=(asked.t("筆數", "Records")) { (number(kind.records as u64)) }
                        td.c-number data-label=(asked.t("義務", "Duties")) { @if kind.duties > 0 { (kind.duties) } @else { span.nothing { "–" } } }
                        td data-label=(asked.t("行為或事件的日期", "Dated by")) { @match &kind.event { Some(event) => (asked.of_words(event)), None => span.nothing { "–" } } }
                        td.about { @for line in paragraphs(&kind.about, asked) { (line) " " } }
                    }
                } }
            }
        }
    }
}
