//! What one source knows and another does not: the sources, the gaps between them, the records of each gap.

use crate::asked::Asked;
use crate::html::layout::{Page, Section};
use crate::html::number;
use crate::link::Link;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::reconciliation::{Gap, ReconciliationView};
use zilu_app::words::Words;

/// Records of a gap that a page shows; the others are in the JSON.
const SHOWN: usize = 200;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let view = lens.reconciliation();
        let title = asked.t("來源比對", "Sources side by side");
        Ok(Page {
            title: title.to_owned(),
            section: Section::Registers,
            crumbs: vec![
                (asked.t("清冊", "Registers").to_owned(), Some(Link::to("/registers"))),
                (title.to_owned(), None),
            ],
            chapter: None,
            main: html! {
                h1 { (title) }
                p.lead { (asked.t(
                    "一個來源有、另一個來源沒有的主機、帳號與人員。差異本身不是違反：可能是清冊漏登，也可能是掃描或清查漏做。",
                    "Hosts, accounts and people that one source has and another lacks. A gap is no breach by itself: a register may lack an entry, or a scan or review may have left something out.",
                )) }
                (gaps(asked, &view))
                (sources(asked, &view))
                @for gap in view.gaps.iter().filter(|gap| !gap.rows.is_empty()) { (records(asked, gap)) }
            },
        })
    })
    .await
}

fn gaps(asked: &Asked, view: &ReconciliationView) -> Markup {
    let columns = [
        asked.t("差異", "Gap"),
        asked.t("在", "In"),
        asked.t("不在", "Not in"),
        asked.t("筆數", "Records"),
        asked.t("母體", "Of"),
    ];
    html! {
        div.table-frame { table.registers {
            thead { tr { @for (index, column) in columns.iter().enumerate() { th.c-number[index > 2] scope="col" { (column) } } } }
            tbody { @for gap in &view.gaps {
                tr.empty[gap.rows.is_empty()] {
                    th scope="row" {
                        @if gap.rows.is_empty() { (asked.of_words(&gap.title)) }
                        @else { a href=(format!("#{}", gap.code)) { (asked.of_words(&gap.title)) } }
                    }
                    td data-label=(columns[1]) { (side(asked, &gap.from)) }
                    td data-label=(columns[2]) { (side(asked, &gap.lacking)) }
                    td.c-number data-label=(columns[3]) { (number(gap.rows.len() as u64)) }
                    td.c-number data-label=(columns[4]) { (number(gap.of as u64)) }
                }
            } }
        } }
    }
}

fn side(asked: &Asked, words: &Option<Words>) -> Markup {
    html! { @match words { Some(words) => (asked.of_words(words)), None => span.nothing { "—" } } }
}

fn sources(asked: &Asked, view: &ReconciliationView) -> Markup {
    let columns = [
        asked.t("來源", "Source"),
        asked.t("主機", "Hosts"),
        asked.t("其中沒有登錄", "Of these not registered"),
    ];
    html! {
        section aria-labelledby="sources" {
            h2 #sources { (asked.t("各來源所知的主機", "Hosts that each source knows")) }
            p { (asked.t(
                "「登錄」指有人在表格或表單中填報過，或已知其系統或管理者；只由掃描等機器帶入的主機不算。",
                "A host is registered when a person stated it in a table or form, or when its system or administrator is known; one that only scans or other machines brought is not.",
            )) }
            p { (asked.t("清冊頁的主機共 ", "The page of the register has ")) strong { (number(view.hosts as u64)) } (asked.t(
                " 筆，連同沒有登錄的與已停用的；上表的「母體」只計該項差異會查看的（例如使用中的、掃描過的），所以各處數目不同。",
                " hosts, with those that nobody registered and those no longer in use; above, “Of” counts only what a gap looks at (such as those in use, or scanned): the numbers differ.",
            )) }
            div.table-frame { table.registers {
                thead { tr { @for (index, column) in columns.iter().enumerate() { th.c-number[index > 0] scope="col" { (column) } } } }
                tbody { @for source in &view.sources {
                    tr {
                        th scope="row" {
                            @let kind = if source.source == "register" { "host" } else { source.source.as_str() };
                            a href=(asked.keep(Link::register(kind))) { (asked.of_words(&source.words)) }
                        }
                        td.c-number data-label=(columns[1]) { (number(source.hosts as u64)) }
                        td.c-number data-label=(columns[2]) { (number(source.unregistered as u64)) }
                    }
                } }
            } }
        }
    }
}

fn records(asked: &Asked, gap: &Gap) -> Markup {
    let (name, detail) = (asked.t("名稱", "Name"), asked.t("說明", "Detail"));
    // Hosts have no names, accounts without a holder no detail: a column stands where a record fills it.
    let named = gap.rows.iter().any(|row| row.name.is_some());
    let detailed = gap.rows.iter().any(|row| row.detail.is_some());
    let more = gap.rows.len().saturating_sub(SHOWN);
    html! {
        section aria-labelledby=(gap.code) {
            h2 id=(gap.code) { (asked.of_words(&gap.title)) " " span.count { (number(gap.rows.len() as u64)) } }
            div.table-frame { table.registers {
                thead { tr {
                    th scope="col" { (asked.t("紀錄", "Record")) }
                    @if named { th scope="col" { (name) } }
                    @if detailed { th scope="col" { (detail) } }
                } }
                tbody { @for row in gap.rows.iter().take(SHOWN) {
                    tr {
                        th scope="row" { a href=(asked.keep(Link::subject(&row.kind, &row.key))) { (crate::plain::visible(&row.key)) } }
                        @if named { td data-label=(name) { @match &row.name { Some(name) => (crate::plain::visible(name)), None => span.nothing { "–" } } } }
                        @if detailed { td data-label=(detail) { @match &row.detail { Some(words) => (crate::plain::visible(asked.of_words(words))), None => span.nothing { "–" } } } }
                    }
                } }
            } }
            @if more > 0 {
                p { (asked.t("另有 ", "And ")) (number(more as u64)) (asked.t(" 筆，見 ", " more, in ")) a href=(asked.keep(Link::to("/api/reconciliation"))) { "JSON" } }
            }
        }
    }
}
