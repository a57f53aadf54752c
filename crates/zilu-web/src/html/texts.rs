//! The attached editions of the official text.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::official::{days_left, edition_name};
use crate::html::{Reading, reading_tabs, text};
use crate::link::Link;
use crate::plain;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::official::EditionView;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    // An edition whose name cannot stand in a path.
    if let Some(edition) = asked.query.raw("edition").map(str::to_owned) {
        return text::show(web, asked, edition).await;
    }
    web.page(asked, |lens, asked| {
        let editions = lens.editions();
        let title = asked.t("條文原文", "Official text");
        Ok(Page {
            title: title.to_owned(),
            section: Section::Clauses,
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                (reading_tabs(asked, Reading::Texts))
                h1 { (title) }
                p.lead { (asked.t(
                    "官方條文不在本系統之內，由公司附上公布的檔案；附上的檔案原樣保存在帳本與佐證資料夾，逐條對照規範目錄。",
                    "The official sentences are not part of this system: the company attaches the file as published. It is kept as it came, in the ledger and the evidence folder, and held against the catalogue clause by clause.",
                )) }
                @if editions.is_empty() { (none(asked)) } @else { (table(asked, &editions)) (how(asked)) }
            },
        })
    })
    .await
}

fn table(asked: &Asked, editions: &[EditionView]) -> Markup {
    html! {
        div.table-frame {
            table.editions {
                thead { tr {
                    th scope="col" { (asked.t("版本", "Edition")) }
                    th scope="col" { (asked.t("規範名稱", "Title")) }
                    th.c-date scope="col" { (asked.t("公布", "Announced")) }
                    th.c-date scope="col" { (asked.t("施行", "In force from")) }
                    th.c-number scope="col" { (asked.t("條款", "Clauses")) }
                    th scope="col" { (asked.t("註記", "Remarks")) }
                    th scope="col" { (asked.t("比較", "Compare")) }
                } }
                tbody { @for (index, edition) in editions.iter().enumerate() { (row(asked, edition, editions.get(index + 1))) } }
            }
        }
        @if let [newest, before, ..] = editions && legible(newest) && legible(before) {
            p.more { a.button href=(asked.keep(Link::compare(&before.edition, &newest.edition))) { (asked.t("最新一版改了什麼", "What the newest edition changes")) } }
        }
    }
}

fn row(asked: &Asked, edition: &EditionView, before: Option<&EditionView>) -> Markup {
    let day = |text: &Option<String>| html! { @match text { Some(text) => (date::iso(text, asked.lang)), None => span.nothing { "—" } } };
    let coming = edition.effective.as_deref().and_then(date::day).filter(|day| *day > asked.on);
    html! {
        tr {
            th scope="row" {
                @if legible(edition) { a href=(asked.keep(Link::text(&edition.edition))) { (edition_name(asked, &edition.edition)) } }
                @else { (edition_name(asked, &edition.edition)) }
            }
            td data-label=(asked.t("規範名稱", "Title")) { @match &edition.title { Some(title) => (plain::short(title)), None => span.nothing { "—" } } }
            td.c-date data-label=(asked.t("公布", "Announced")) { (day(&edition.announced)) }
            td.c-date data-label=(asked.t("施行", "In force from")) { (day(&edition.effective)) @if let Some(day) = coming { (days_left(asked, day.0 - asked.on.0)) } }
            td.c-number data-label=(asked.t("條款", "Clauses")) { @match edition.clauses { Some(clauses) => (clauses), None => span.nothing { "—" } } }
            td data-label=(asked.t("註記", "Remarks")) { (remarks(asked, edition)) }
            td data-label=(asked.t("比較", "Compare")) {
                @if let Some(before) = before.filter(|before| legible(before) && legible(edition)) {
                    a href=(asked.keep(Link::compare(&before.edition, &edition.edition))) { (asked.t("與前一版 ", "with ")) (edition_name(asked, &before.edition)) }
                } @else { span.nothing { "—" } }
            }
        }
    }
}

/// Whether there is a text to show: an edition may be recorded without its file, or with one that cannot be read.
pub(crate) fn legible(edition: &EditionView) -> bool {
    edition.clauses.is_some()
}

/// In force, encoded, unreadable.
pub(crate) fn remarks(asked: &Asked, edition: &EditionView) -> Markup {
    html! {
        @if edition.in_force { span.chip.in-force { (asked.t("施行中", "in force")) } }
        @if edition.encoded { span.chip { (asked.t("規範目錄所據", "encoded by the catalogue")) } }
        @match (&edition.unreadable, &edition.sha256) {
            (Some(why), _) => span.unreadable { strong { (asked.t("無法讀取：", "cannot be read: ")) } (plain::short(asked.of_words(why))) },
            (None, None) => span.nothing { (asked.t("只登錄了版本，尚未附上檔案（做法見下）", "only the edition is recorded, its file is not attached yet (see below)")) },
            (None, Some(sha256)) => small.sha title=(plain::visible(sha256)) { "SHA-256 " code { (plain::visible(sha256.get(..12).unwrap_or(sha256))) "…" } },
        }
    }
}

fn none(asked: &Asked) -> Markup {
    html! {
        div.card.how {
            p { strong { (asked.t("尚未附上任何一版。", "No edition is attached yet.")) } }
            (commands(asked))
        }
    }
}

fn how(asked: &Asked) -> Markup {
    html! {
        section.how {
            h2 { (asked.t("附上另一版", "To attach another edition")) }
            (commands(asked))
        }
    }
}

fn commands(asked: &Asked) -> Markup {
    html! {
        p { (asked.t(
            "在伺服器上（網頁開著時請先停止）執行，檔案可為 TXT、ODT、DOCX 或 PDF：",
            "On the server, with the pages stopped; the file may be TXT, ODT, DOCX or PDF:",
        )) }
        pre { code { "zilu text attach --announced 115/10/01 --effective 116/01/01 " (asked.t("檔案", "FILE")) } }
        p { (asked.t(
            "版本取自文內的修正沿革，或以 --edition 指明；公布日起算納入內控的期限。附上之後，條款頁會並列原文，兩版之間可逐條比較。",
            "The edition is read off the text’s own history, or named by --edition; the time to adopt it counts from the day it was announced. Then the clause pages show the official words, and editions can be compared clause by clause.",
        )) }
    }
}
