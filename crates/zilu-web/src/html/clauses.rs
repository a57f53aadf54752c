//! All leaf clauses by chapter, with how they stand.

use crate::asked::Asked;
use crate::html::duty::{bar, tally};
use crate::html::layout::{Page, Section};
use crate::html::{Reading, number, reading_tabs};
use crate::link::Link;
use crate::problem::Problem;
use crate::status;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::contents::{ChapterView, ClauseLine, ContentsView};
use zilu_catalogue::Status;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let view = lens.contents();
        let chosen = chosen(asked, &view)?;
        let title = match chosen {
            Some(chapter) => asked.of_words(&chapter.title),
            None => asked.t("條文", "Clauses"),
        };
        let mut crumbs = Vec::new();
        if chosen.is_some() {
            crumbs.push((asked.t("條文", "Clauses").to_owned(), Some(Link::to("/clauses"))));
            crumbs.push((title.to_owned(), None));
        }
        Ok(Page {
            title: title.to_owned(),
            section: Section::Clauses,
            crumbs,
            chapter: chosen.map(|chapter| (chapter.id.clone(), None)),
            main: html! {
                (reading_tabs(asked, Reading::Clauses))
                h1 { (title) }
                (search(asked, &view))
                @for chapter in view.chapters.iter().filter(|chapter| chosen.is_none_or(|chosen| chosen.id == chapter.id)) {
                    (chapter_table(asked, chapter, chosen.is_none()))
                }
                p.nothing #no-clauses hidden { (asked.t("沒有符合的條款。", "No clause fits.")) }
            },
        })
    })
    .await
}

fn chosen<'a>(asked: &Asked, view: &'a ContentsView) -> Result<Option<&'a ChapterView>, Problem> {
    let Some(id) = asked.query.get("chapter") else { return Ok(None) };
    match view.chapters.iter().find(|chapter| chapter.id == id) {
        Some(chapter) => Ok(Some(chapter)),
        None => Err(Problem::not_found("沒有這個章。", "There is no such article or annex.")),
    }
}

/// Without scripts the server filters; with them the rows hide while one types.
fn search(asked: &Asked, view: &ContentsView) -> Markup {
    let (executable, all) = view.coverage;
    html! {
        form.filter method="get" action=(asked.path) {
            @for (name, value) in asked.view_pairs() { input type="hidden" name=(name) value=(value); }
            @if let Some(chapter) = asked.query.get("chapter") { input type="hidden" name="chapter" value=(chapter); }
            div.fields {
                label { span { (asked.t("篩選條款", "Filter clauses")) }
                    input type="search" name="text" value=[asked.query.get("text")] size="24" maxlength="100" data-search data-filters="tr[data-text]"
                        placeholder=(asked.t("代號、標題、性質", "id, title, nature"));
                }
                div.actions {
                    button type="submit" { (asked.t("查詢", "Search")) }
                    a.button href=(asked.keep(asked.here(&["text"]))) { (asked.t("清除", "Clear")) }
                    span.exports { a.button href=(asked.keep(Link::to("/api/clauses"))) { "JSON" } }
                }
            }
        }
        p.coverage-line {
            (asked.t("可執行 ", "Executable: ")) strong { (executable) } " / " (all) (asked.t(" 條", " leaf clauses"))
        }
    }
}

fn chapter_table(asked: &Asked, chapter: &ChapterView, headed: bool) -> Markup {
    let needle = asked.query.get("text").map(fold);
    let lines: Vec<(&ClauseLine, String)> = chapter
        .clauses
        .iter()
        .map(|line| (line, fold(&text_of(asked, line))))
        .filter(|(_, text)| needle.as_ref().is_none_or(|needle| text.contains(needle)))
        .collect();
    if lines.is_empty() {
        return html! {};
    }
    html! {
        section.chapter #(chapter.id) data-chapter {
            @if headed {
                h2 {
                    a href=(asked.keep(Link::to("/clauses").with("chapter", &chapter.id))) { (asked.of_words(&chapter.title)) }
                    " " span.count { (chapter.clauses.len()) }
                }
            }
            div.table-frame {
                table.clauses {
                    thead { tr {
                        th.c-status scope="col" { (asked.t("狀態", "Status")) }
                        th.c-clause scope="col" { (asked.t("條款", "Clause")) }
                        th scope="col" { (asked.t("標題", "Title")) }
                        th.c-natures scope="col" { (asked.t("性質", "Natures")) }
                        th.c-number scope="col" { (asked.t("義務", "Duties")) }
                        th.c-number scope="col" { (asked.t("狀態數", "Standings")) }
                        th.c-bar scope="col" { (asked.t("分布", "Distribution")) }
                    } }
                    tbody { @for (line, text) in &lines { (row(asked, line, text)) } }
                }
            }
        }
    }
}

fn row(asked: &Asked, line: &ClauseLine, text: &str) -> Markup {
    html! {
        tr data-text=(text) {
            td.c-status { (standing_of(asked, line)) }
            td.c-clause data-label=(asked.t("條款", "Clause")) { a href=(asked.keep(Link::clause(&line.id))) { code { (line.id) } } }
            td data-label=(asked.t("標題", "Title")) { a.plain href=(asked.keep(Link::clause(&line.id))) { (asked.of_words(&line.title)) } }
            td.c-natures data-label=(asked.t("性質", "Natures")) { @for nature in &line.natures { span.chip { (asked.of_words(nature)) } } }
            td.c-number data-label=(asked.t("義務", "Duties")) { @if line.duties > 0 { (line.duties) } @else { span.nothing { "–" } } }
            td.c-number data-label=(asked.t("狀態數", "Standings")) { @if line.counts.total() > 0 { (number(line.counts.total())) } @else { span.nothing { "–" } } }
            td.c-bar { @if line.counts.total() > 0 { (bar(asked, &line.counts)) } }
        }
    }
}

fn standing_of(asked: &Asked, line: &ClauseLine) -> Markup {
    match line.worst.and_then(Status::parse) {
        Some(worst) => {
            html! { span title=(tally(asked, &line.counts)) { (status::badge(worst, asked.lang)) } }
        }
        None if !line.executable => {
            html! { span.badge.s-uncovered { (asked.t("未可執行", "not executable")) } }
        }
        None if line.duties == 0 => html! { span.badge.s-note { (asked.t("說明", "note")) } },
        None => html! { span.badge.s-none { (asked.t("無對象", "nothing owed")) } },
    }
}

fn text_of(asked: &Asked, line: &ClauseLine) -> String {
    let natures: Vec<&str> = line.natures.iter().map(|nature| asked.of_words(nature)).collect();
    format!("{} {} {} {} {}", line.id, line.title.zh, line.title.en, line.citation, natures.join(" "))
}

/// Width and case do not matter, nor 台 for 臺.
fn fold(text: &str) -> String {
    zilu_catalogue::fold(text).to_lowercase().replace('臺', "台")
}
