//! One register: its records, searched and paged.

use crate::asked::Asked;
use crate::date;
use crate::filter;
use crate::html::layout::{Page, Section};
use crate::html::pager::pager;
use crate::html::{nothing, paragraphs, setting};
use crate::link::Link;
use crate::plain;
use crate::problem::Problem;
use crate::status;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::register::{RegisterListing, RegisterRow, RegisterView};
use zilu_catalogue::Catalogue;

pub(crate) async fn page(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(kind)) = path else { return Problem::bad_path().response(&web, &asked) };
    let rows = web.settings().rows_per_page;
    web.page(asked, move |lens, asked| {
        let listing = filter::register(asked, &kind, lens, rows)?;
        let view = lens.register(&kind, &listing).ok_or_else(|| no_register(&kind))?;
        let title = asked.of_words(&view.kind.1).to_owned();
        Ok(Page {
            crumbs: vec![
                (asked.t("清冊", "Registers").to_owned(), Some(Link::to("/registers"))),
                (title.clone(), None),
            ],
            main: main(asked, lens.catalogue, &listing, &view, &title),
            title,
            section: Section::Registers,
            chapter: None,
        })
    })
    .await
}

pub(crate) fn no_register(kind: &str) -> Problem {
    let kind: String = plain::visible(kind).chars().take(60).collect();
    Problem::not_found(format!("沒有「{kind}」這種清冊。"), format!("There is no register “{kind}”."))
}

fn main(
    asked: &Asked,
    catalogue: &Catalogue,
    listing: &RegisterListing,
    view: &RegisterView,
    title: &str,
) -> Markup {
    let kind = &view.kind.0;
    let export = |path: String| {
        asked.keep(Link::to(path).with_all(asked.query.without(&["on", "known", "page", "lang"])))
    };
    html! {
        h1 { (title) " " code { (kind) } }
        @for line in paragraphs(&view.about, asked) { p.lead { (line) } }
        form.filter method="get" action=(asked.path) {
            @for (name, value) in asked.view_pairs() { input type="hidden" name=(name) value=(value); }
            @for (name, value) in asked.query.without(&["on", "known", "page", "lang", "text"]) { input type="hidden" name=(name) value=(value); }
            div.fields {
                label { span { (asked.t("鍵值或名稱含有", "Key or name contains")) }
                    input type="search" name="text" value=(listing.text) size="24" maxlength="200" data-search;
                }
                div.actions {
                    button.primary type="submit" { (asked.t("查詢", "Search")) }
                    a.button href=(asked.keep(Link::to(asked.path.clone()))) { (asked.t("清除", "Clear")) }
                    span.exports {
                        a.button href=(export(format!("{}/csv", Link::register(kind)))) download { "CSV" }
                        a.button href=(export(format!("/api{}", Link::register(kind)))) { "JSON" }
                    }
                }
            }
        }
        @if let Some((field, key)) = &listing.referring {
            p.filter-line { (asked.t("只列 ", "Only those whose ")) code { (field) } (asked.t(" 為 ", " is ")) (plain::short(key)) }
        }
        @let pages = pager(asked, &asked.here(&[]), view.page, view.pages, view.size, view.total);
        (pages)
        @if view.rows.is_empty() { (nothing("沒有紀錄。", "No records.", asked)) } @else { (table(asked, catalogue, view)) }
        @if view.pages > 1 { (pages) }
        @if view.columns_left > 1 { p.nothing { (asked.t("其餘欄位在各筆紀錄的頁面及 CSV。", "The other fields are on each record’s page and in the CSV.")) } }
    }
}

fn table(asked: &Asked, catalogue: &Catalogue, view: &RegisterView) -> Markup {
    // Many kinds owe nothing, most nothing with a due date: no empty columns for them.
    let status = view.rows.iter().any(|row| row.worst.is_some());
    let due = view.rows.iter().any(|row| row.due.is_some());
    html! {
        div.table-frame tabindex="0" role="region" aria-label=(asked.of_words(&view.kind.1)) {
            table.register {
                thead { tr {
                    @if status { th.c-status scope="col" { (asked.t("狀態", "Status")) } }
                    @if due { th.c-date scope="col" { (asked.t("期限", "Due")) } }
                    th scope="col" { (asked.t("鍵值", "Key")) }
                    @for (name, label) in &view.columns { th scope="col" title=(name) { (asked.of_words(label)) } }
                } }
                tbody { @for row in &view.rows { (self::row(asked, catalogue, view, row, (status, due))) } }
            }
        }
    }
}

fn row(
    asked: &Asked,
    catalogue: &Catalogue,
    view: &RegisterView,
    row: &RegisterRow,
    (status, due): (bool, bool),
) -> Markup {
    let (kind, key) = (&view.kind.0, &row.key);
    let meaning = |field: &str, value: &str| setting::meaning(asked, catalogue, kind, key, field, value);
    html! {
        tr {
            @if status { td.c-status { @match row.worst { Some(worst) => (status::badge_of(worst, asked.lang)), None => span.nothing { "–" } } } }
            @if due { td.c-date data-label=(asked.t("期限", "Due")) { @match &row.due { Some(day) => (date::iso(day, asked.lang)), None => span.nothing { "–" } } } }
            th scope="row" { a href=(asked.keep(Link::subject(kind, key))) { (plain::short(key)) } (meaning("reading", key)) }
            @for ((name, label), cell) in view.columns.iter().zip(&row.cells) {
                td data-label=(asked.of_words(label)) {
                    @match cell { Some(value) => { (plain::short(asked.of_words(value))) (meaning(name, asked.of_words(value))) }, None => span.unknown-value { (asked.t("不明", "unknown")) } }
                }
            }
        }
    }
}
