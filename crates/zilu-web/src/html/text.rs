//! One edition of the official text, whole, with a table of contents.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::official::{days_left, edition_name};
use crate::html::texts::{legible, remarks};
use crate::link::Link;
use crate::plain;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::official::{PieceView, TextView};
use zilu_catalogue::Catalogue;

/// Longest head that stands in the contents.
const HEADING: usize = 24;

pub(crate) async fn page(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(edition)) = path else { return Problem::bad_path().response(&web, &asked) };
    show(web, asked, edition).await
}

pub(crate) async fn show(web: Web, asked: Asked, edition: String) -> Response {
    web.page(asked, move |lens, asked| {
        let view = look(lens, &edition)?;
        let parts = parts(lens.catalogue, &view.pieces);
        let title = view.edition.title.as_deref().unwrap_or_else(|| asked.t("條文原文", "Official text"));
        Ok(Page {
            title: format!("{title} {edition}"),
            section: Section::Clauses,
            crumbs: vec![
                (asked.t("條文原文", "Official text").to_owned(), Some(Link::to("/texts"))),
                (edition.clone(), None),
            ],
            chapter: None,
            main: html! {
                (head(asked, lens, &view, title))
                div.text-columns {
                    (contents(asked, &parts))
                    article.official-text lang="zh-Hant-TW" {
                        p.list-head lang=(asked.lang.tag()) { (asked.t("各條標題為本系統所加；左欄編號連到該條的義務與狀態。", "The titles of articles are ours; each number on the left leads to the clause’s duties and standings.")) }
                        @for part in &parts { (self::part(asked, part)) }
                    }
                }
            },
        })
    })
    .await
}

/// The edition that an address names.
pub(crate) fn look(lens: &Lens<'_>, edition: &str) -> Result<TextView, Problem> {
    let shown = plain::visible(edition);
    match lens.edition_text(edition) {
        Some(Ok(view)) => Ok(view),
        Some(Err(why)) => Err(Problem::not_found(
            format!("「{shown}」版已附上，但檔案無法讀取：{}。", why.zh),
            format!("The edition “{shown}” is attached, but its file cannot be read: {}.", why.en),
        )),
        None => Err(Problem::not_found(
            format!("沒有附上「{shown}」這一版，或它沒有檔案；請由條文原文的清單選取。"),
            format!("No edition “{shown}” is attached, or it has no file; choose one from the list."),
        )),
    }
}

fn head(asked: &Asked, lens: &Lens<'_>, view: &TextView, title: &str) -> Markup {
    let edition = &view.edition;
    let day = |text: &Option<String>| text.as_deref().and_then(date::day);
    let editions = lens.editions();
    let before = editions.iter().skip_while(|other| other.edition != edition.edition).nth(1);
    html! {
        h1 { (plain::inline(title)) }
        p.citation {
            span { (edition_name(asked, &edition.edition)) (asked.t(" 版", " edition")) }
            @if let Some(day) = day(&edition.announced) { span { (asked.t("公布 ", "announced ")) (date::time(day, asked.lang)) } }
            @if let Some(day) = day(&edition.effective) {
                span { (asked.t("施行 ", "in force from ")) (date::time(day, asked.lang)) @if day > asked.on { (days_left(asked, day.0 - asked.on.0)) } }
            }
            @if let Some(clauses) = edition.clauses { span { (clauses) (asked.t(" 個條款", " clauses")) } }
            (remarks(asked, edition))
            @if let Some(before) = before.filter(|before| legible(before)) {
                a href=(asked.keep(Link::compare(&before.edition, &edition.edition))) { (asked.t("與前一版比較", "Compare with the edition before")) }
            }
        }
        @if view.preamble.len() > 1 {
            details.preamble {
                summary { (asked.t("修正沿革", "History of amendments")) }
                ul lang="zh-Hant-TW" { @for line in &view.preamble { li { (plain::inline(line)) } } }
            }
        }
    }
}

/// An article, an annex, or what else stands under one first number.
struct Part<'a> {
    id: &'a str,
    title: String,
    pieces: &'a [PieceView],
}

fn parts<'a>(catalogue: &Catalogue, pieces: &'a [PieceView]) -> Vec<Part<'a>> {
    let number = |piece: &'a PieceView| piece.id.split('.').next().unwrap_or_default();
    pieces
        .chunk_by(|a, b| a.id.split('.').next() == b.id.split('.').next())
        .map(|pieces| {
            let id = pieces.first().map_or("", number);
            Part { id, title: heading(catalogue, id), pieces }
        })
        .collect()
}

/// The catalogue's title of a chapter; a number that it does not have is written out.
fn heading(catalogue: &Catalogue, id: &str) -> String {
    let of_chapter = |chapter: &&zilu_catalogue::Chapter| {
        let first = catalogue.clauses.get(chapter.clauses.start);
        first.is_some_and(|clause| clause.id.split('.').next() == Some(id))
    };
    if let Some(chapter) = catalogue.chapters.iter().find(of_chapter) {
        return chapter.title.zh.clone();
    }
    match (id.strip_prefix('a'), id.strip_prefix('x')) {
        (Some(number), _) => match number.split_once('-') {
            Some((article, second)) => format!("第 {article} 條之 {second}"),
            None => format!("第 {number} 條"),
        },
        (_, Some(number)) => format!("附件 {number}"),
        _ => id.to_owned(),
    }
}

/// The parts, and inside an annex its headings.
fn contents(asked: &Asked, parts: &[Part<'_>]) -> Markup {
    let headings = |part: &Part<'_>| -> Vec<(String, String)> {
        let heading = |piece: &&PieceView| {
            let short = piece.paragraphs.first().is_some_and(|text| text.chars().count() <= HEADING);
            !piece.clause && piece.id.matches('.').count() == 1 && short
        };
        let named = |piece: &PieceView| (piece.id.clone(), piece.paragraphs.concat());
        part.pieces.iter().filter(heading).map(named).collect()
    };
    html! {
        nav.contents aria-label=(asked.t("目次", "Contents")) {
            details.contents-fold open {
                summary { (asked.t("目次", "Contents")) }
                ol lang="zh-Hant-TW" {
                    @for part in parts {
                        li {
                            a href=(format!("#{}", part.id)) { (plain::inline(&part.title)) }
                            @let below = if part.id.starts_with('x') { headings(part) } else { Vec::new() };
                            @if !below.is_empty() {
                                ol { @for (id, title) in &below { li { a href=(format!("#{id}")) { (plain::inline(title.trim_end_matches(['：', ':']))) } } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn part(asked: &Asked, part: &Part<'_>) -> Markup {
    html! {
        section.text-part aria-label=(part.title) {
            h2 #(part.id) { (plain::inline(&part.title)) }
            @for piece in part.pieces { (self::piece(asked, piece, piece.id == part.id)) }
        }
    }
}

fn piece(asked: &Asked, piece: &PieceView, top: bool) -> Markup {
    let depth = piece.id.matches('.').count().min(6);
    // The part itself carries the name already.
    let anchor = (!top).then_some(piece.id.as_str());
    html! {
        div.piece.(format!("depth-{depth}")).list-head[!piece.clause] id=[anchor] {
            span.piece-id {
                @if piece.known { a href=(asked.keep(Link::clause(&piece.id))) { code { (piece.id) } } }
                @else if piece.clause { code title=(asked.t("規範目錄沒有這一條", "not in the catalogue")) { (piece.id) "*" } }
            }
            div { @for paragraph in &piece.paragraphs { p { (plain::inline(paragraph)) } } }
        }
    }
}
