//! All leaf clauses of the rules at a glance: a cell each, marked by its most severe status with colour, letter and
//! pattern.

use crate::asked::Asked;
use crate::html::duty::tally;
use crate::link::Link;
use crate::status;
use maud::{Markup, html};
use zilu_app::overview::{Cell, ChapterCells};
use zilu_catalogue::Status;

/// The map: a row per article and annex.
pub(crate) fn heat_map(asked: &Asked, chapters: &[ChapterCells]) -> Markup {
    html! {
        div.heat-map data-heat-map {
            @for chapter in chapters {
                div.heat-row {
                    a.heat-label #{ (chapter.id) "-label" } href=(asked.keep(Link::to("/clauses").with("chapter", &chapter.id))) { (asked.of_words(&chapter.title)) }
                    ul.heat-cells aria-labelledby={ (chapter.id) "-label" } {
                        @for cell in &chapter.clauses { li { (self::cell(asked, cell)) } }
                    }
                }
            }
        }
    }
}

fn cell(asked: &Asked, cell: &Cell) -> Markup {
    let (class, letter) = look(asked, cell);
    let name = format!("{} {} — {}", cell.id, asked.of_words(&cell.title), says(asked, cell));
    html! {
        a.cell.(class) href=(asked.keep(Link::clause(&cell.id))) title=(name) aria-label=(name) { (letter) }
    }
}

/// A clause without duties is never coloured as met: nobody was asked anything.
fn look(asked: &Asked, cell: &Cell) -> (&'static str, &'static str) {
    match cell.worst.and_then(Status::parse) {
        Some(worst) if cell.executable => (status::class(worst), status::letter(worst, asked.lang)),
        // Partly executable: what stands shows, and so does the gap.
        Some(worst) => (partly(worst), status::letter(worst, asked.lang)),
        None if !cell.executable => ("s-uncovered", ""),
        None if !cell.has_duties => ("s-note", "·"),
        None => ("s-none", "–"),
    }
}

fn partly(worst: Status) -> &'static str {
    match worst {
        Status::Met => "s-met partly",
        Status::MetLate => "s-met-late partly",
        Status::Exempt => "s-exempt partly",
        Status::Due => "s-due partly",
        Status::Unproven => "s-unproven partly",
        Status::Breached => "s-breached partly",
        Status::Late => "s-late partly",
    }
}

fn says(asked: &Asked, cell: &Cell) -> String {
    let counts = tally(asked, &cell.counts);
    match (cell.executable, cell.has_duties) {
        (true, true) => counts,
        (true, false) => asked.t("說明：不另設義務", "note: binds nobody by itself").to_owned(),
        (false, true) => format!("{counts}{}", asked.t("；尚有性質未可執行", "; not fully executable yet")),
        (false, false) => asked.t("尚未可執行", "not yet executable").to_owned(),
    }
}

/// What the cells mean.
pub(crate) fn legend(asked: &Asked) -> Markup {
    html! {
        ul.legend aria-label=(asked.t("圖例", "Legend")) {
            @for status in status::ORDER {
                li { span.cell.(status::class(status)) aria-hidden="true" { (status::letter(status, asked.lang)) } (status::label(status, asked.lang)) }
            }
            li { span.cell.s-none aria-hidden="true" { "–" } (asked.t("目前無對象", "nothing owed now")) }
            li { span.cell.s-note aria-hidden="true" { "·" } (asked.t("僅說明", "note only")) }
            li { span.cell.s-uncovered aria-hidden="true" {} (asked.t("尚未可執行", "not yet executable")) }
        }
    }
}
