//! A clause: our words beside the official ones, the controls it falls on, its duties as cards, its notes, and the
//! standings under it.

use crate::asked::Asked;
use crate::filter;
use crate::html::duty::{self, card, parameters};
use crate::html::filter_form::filter_form;
use crate::html::layout::{Page, Section};
use crate::html::official;
use crate::html::standings::{rows_with_pager, summary};
use crate::html::table::Table;
use crate::link::Link;
use crate::plain;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::clause::{ClauseView, DutyView, ParameterView};
use zilu_catalogue::Framework;

pub(crate) async fn page(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(id)) = path else { return Problem::bad_path().response(&web, &asked) };
    let rows = web.settings().rows_per_page;
    web.page(asked, move |lens, asked| {
        let Some(clause) = lens.clause(&id) else { return Err(no_clause(&id)) };
        let mut listing = filter::listing(asked, lens, rows)?;
        listing.filter.clause = Some(clause.id.clone());
        let view = lens.list(&listing);
        let title = asked.of_words(&clause.title);
        let table = Table { no_clause: true, ..Table::default() };
        Ok(Page {
            title: format!("{} {title}", clause.id),
            section: Section::Clauses,
            crumbs: vec![
                (asked.t("條文", "Clauses").to_owned(), Some(Link::to("/clauses"))),
                (
                    asked.of_words(&clause.chapter.1).to_owned(),
                    Some(Link::to("/clauses").with("chapter", &clause.chapter.0)),
                ),
                (clause.id.clone(), None),
            ],
            chapter: Some((clause.chapter.0.clone(), Some(clause.id.clone()))),
            main: html! {
                (head(asked, &clause))
                (words(asked, lens, &clause))
                (crosswalk(asked, &clause))
                @if !clause.duties.is_empty() {
                    section aria-labelledby="duties" {
                        h2 #duties { (asked.t("義務", "Duties")) " " span.count { (clause.duties.len()) } }
                        (shared_parameters(asked, &clause.duties))
                        div.duties { @for duty in &clause.duties { (card(asked, lens.catalogue, &clause.id, duty)) } }
                    }
                }
                (notes(asked, lens.catalogue, &clause))
                @if !clause.duties.is_empty() {
                    section aria-labelledby="standings" {
                        h2 #standings { (asked.t("狀態", "Standings")) }
                        (summary(asked, &listing))
                        (filter_form(asked, lens.catalogue, &listing, &view, Some(&clause.id)))
                        (rows_with_pager(asked, lens, &listing, &view, table))
                    }
                }
            },
        })
    })
    .await
}

pub(crate) fn no_clause(id: &str) -> Problem {
    let id = plain::visible(id);
    Problem::not_found(
        format!("沒有「{id}」這個末層條款；請由條文目錄選取。"),
        format!("There is no leaf clause “{id}”; choose one from the list of clauses."),
    )
}

fn head(asked: &Asked, clause: &ClauseView) -> Markup {
    let (before, after) = &clause.neighbours;
    html! {
        div.clause-head {
            div {
                h1 { code.clause-id { (clause.id) } " " (asked.of_words(&clause.title)) }
                p.citation {
                    span lang="zh-Hant-TW" { (clause.citation) }
                    @for nature in &clause.natures { span.chip { (asked.of_words(nature)) } }
                }
            }
            nav.neighbours aria-label=(asked.t("前後條款", "Neighbouring clauses")) {
                @if let Some(id) = before { a.button rel="prev" href=(asked.keep(Link::clause(id))) { "← " (id) } }
                @if let Some(id) = after { a.button rel="next" href=(asked.keep(Link::clause(id))) { (id) " →" } }
            }
        }
        @if !clause.uncovered.is_empty() {
            p.uncovered role="note" {
                strong { (asked.t("尚未可執行", "Not yet executable")) }
                (asked.t("：下列性質還沒有義務或說明涵蓋：", ": no duty or note covers yet: "))
                @for nature in &clause.uncovered { span.chip { (asked.of_words(nature)) } }
            }
        }
    }
}

/// Our words and the official ones, side by side where both are there.
fn words(asked: &Asked, lens: &Lens<'_>, clause: &ClauseView) -> Markup {
    let own = own_words(asked, clause);
    match official::beside(asked, lens, &clause.id, &clause.duties) {
        Some(official) => html! { div.words-beside { (own) (official) } },
        None if is_own(lens, &clause.id) => own,
        None => html! { (own) (official::missing(asked, lens)) },
    }
}

/// A clause of the company's own has no official text.
fn is_own(lens: &Lens<'_>, id: &str) -> bool {
    let chapter = lens.catalogue.clause(id).map(|clause| lens.catalogue.clauses[clause.index()].chapter);
    chapter.is_some_and(|chapter| lens.catalogue.chapters[chapter].pack.is_some())
}

/// What the clause demands comes first; what its cases show can be unfolded.
fn own_words(asked: &Asked, clause: &ClauseView) -> Markup {
    let paragraphs = |words: &str| {
        html! { @for line in words.lines().filter(|line| !line.trim().is_empty()) { p { (line) } } }
    };
    let (words, remarks) = (asked.of_words(&clause.words), asked.of_words(&clause.remarks));
    if words.is_empty() && remarks.is_empty() {
        return html! {};
    }
    html! {
        div.own-words {
            (paragraphs(words))
            @if !remarks.is_empty() {
                details { summary { (asked.t("案例說明", "What the cases show")) } (paragraphs(remarks)) }
            }
            small { (asked.t("本系統自行改寫的說明，非條文原文。", "In our own words; not the official text.")) }
        }
    }
}

/// The controls of other frameworks, a line per framework; each says how far the clause goes into the control.
fn crosswalk(asked: &Asked, clause: &ClauseView) -> Markup {
    let Some(mappings) = &clause.crosswalk else { return html! {} };
    let frameworks = mappings.chunk_by(|a, b| a.framework == b.framework);
    html! {
        dl.crosswalk aria-label=(asked.t("與其他框架的對照", "Crosswalk to other frameworks")) {
            @for controls in frameworks {
                dt { (asked.of_words(&controls[0].framework_title)) }
                dd { @for mapping in controls {
                    span.chip { b { (mapping.control) } " " (asked.of_words(&mapping.relation_words)) } " "
                } }
            }
            @if mappings.is_empty() {
                dt { (asked.t("對照", "Crosswalk")) }
                dd.nothing { (no_control(asked)) }
            }
        }
        @if !mappings.is_empty() {
            small.crosswalk-note { (asked.t("條文對控制項的關係；只供參考，符合一邊不表示符合另一邊。", "What the clause asks of the control; an aid only: meeting one side does not mean meeting the other.")) }
        }
    }
}

fn no_control(asked: &Asked) -> String {
    let titles: Vec<&str> = Framework::all()
        .iter()
        .map(|framework| asked.lang.pick(&*framework.title.zh, &*framework.title.en))
        .collect();
    asked.lang.pick(
        format!("{} 都沒有對應的控制項。", titles.join("、")),
        format!("No control of {} answers to it.", titles.join(" or ")),
    )
}

/// Values that several duties of the clause share, told once.
fn shared_parameters(asked: &Asked, duties: &[DutyView]) -> Markup {
    let mut shared: Vec<&ParameterView> = Vec::new();
    for parameter in duties.iter().flat_map(|duty| duty.parameters.iter().filter(|p| !duty::is_own(duty, p)))
    {
        if !shared.iter().any(|known| known.name == parameter.name) {
            shared.push(parameter);
        }
    }
    html! {
        @if !shared.is_empty() {
            section.card.shared aria-labelledby="parameters" {
                h2 #parameters { (asked.t("本條款的公司參數", "Company parameters of this clause")) }
                (parameters(asked, shared, None))
            }
        }
    }
}

fn notes(asked: &Asked, catalogue: &zilu_catalogue::Catalogue, clause: &ClauseView) -> Markup {
    html! {
        @if !clause.notes.is_empty() {
            section aria-labelledby="notes" {
                h2 #notes { (asked.t("說明：何以不另設義務", "Notes: why it binds nobody here")) }
                @for note in &clause.notes {
                    div.note {
                        p { (asked.of_words(&note.why)) }
                        @if !note.used.is_empty() {
                            p.used { (asked.t("用於：", "Used in: "))
                                @for (index, name) in note.used.iter().enumerate() {
                                    @if index > 0 { (asked.t("、", ", ")) }
                                    (used(asked, catalogue, name))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Notes name clauses, duties, kinds, terms, readings and parameters.
fn used(asked: &Asked, catalogue: &zilu_catalogue::Catalogue, name: &str) -> Markup {
    if catalogue.clause(name).is_some() {
        return html! { a href=(asked.keep(Link::clause(name))) { code { (name) } } };
    }
    let names = &catalogue.names;
    let (label, link) = if let Some(id) = catalogue.duty(name) {
        let duty = &catalogue.duties[id.index()];
        let clause = &catalogue.clauses[duty.clauses[0].index()].id;
        (&duty.title, asked.keep(Link::clause(clause)).to_string())
    } else if let Some(id) = catalogue.kind(name) {
        (&catalogue.kinds[id.index()].label, asked.keep(Link::register(name)).to_string())
    } else if let Some(id) = names.terms.get(name) {
        (&catalogue.terms[id.index()].label, format!("{}#term-{name}", asked.keep(Link::book("terms"))))
    } else if let Some(id) = names.readings.get(name) {
        (
            &catalogue.readings[id.index()].label,
            format!("{}#reading-{name}", asked.keep(Link::book("readings"))),
        )
    } else if let Some(id) = names.parameters.get(name) {
        (
            &catalogue.parameters[id.index()].label,
            format!("{}#parameter-{name}", asked.keep(Link::book("parameters"))),
        )
    } else {
        return html! { code { (name) } };
    };
    html! { a href=(link) { (asked.lang.pick(&label.zh, &label.en)) } }
}
