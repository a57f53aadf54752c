//! The first page: how it stands, where, what is due, what is worst, and how it went over the year.

use crate::asked::Asked;
use crate::date;
use crate::html::first_steps::first_steps;
use crate::html::layout::{Page, Section};
use crate::html::table::{Table, who};
use crate::html::{heat_map, number, trend};
use crate::link::Link;
use crate::status;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::by_duty::DutyLine;
use zilu_app::overview::Overview;
use zilu_catalogue::{Catalogue, Status};
use zilu_engine::Day;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let view = lens.overview();
        Ok(Page {
            title: asked.t("總覽", "Overview").to_owned(),
            section: Section::Overview,
            crumbs: Vec::new(),
            chapter: None,
            main: main(asked, lens.catalogue, &view),
        })
    })
    .await
}

fn main(asked: &Asked, catalogue: &Catalogue, view: &Overview) -> Markup {
    html! {
        div.page-head { h1 { (asked.t("總覽", "Overview")) } p.as-of { (date::both(asked.on, asked.lang)) } }
        @if let Some(steps) = &view.first_steps { (first_steps(asked, steps)) }
        (tiles(asked, view))
        div.overview {
            section.card.map aria-labelledby="map" {
                div.section-head {
                    h2 #map { (asked.t("二十三條與六個附件", "23 articles and six annexes")) }
                    (heat_map::legend(asked))
                }
                (heat_map::heat_map(asked, &view.chapters))
            }
            div.aside {
                section.card aria-labelledby="trend" {
                    h2 #trend { (asked.t("近一年月底", "Month-ends of the last year")) }
                    (trend::trend(asked, &view.trend))
                }
                (due(asked, view))
            }
        }
        (failing(asked, view))
        (worst(asked, catalogue, view))
    }
}

fn tiles(asked: &Asked, view: &Overview) -> Markup {
    let (executable, all) = view.coverage;
    html! {
        ul.tiles {
            @for status in status::ORDER {
                li { a.tile.(status::class(status)) href=(asked.keep(Link::to("/standings").with("status", status.word()))) {
                    span.tile-label { (status::badge(status, asked.lang)) }
                    strong { (number(view.counts.of(status))) }
                    (trend::sparkline(&view.trend, status))
                } }
            }
            li { a.tile.coverage href=(asked.keep(Link::to("/clauses"))) {
                span.tile-label { (asked.t("可執行條款", "Executable clauses")) }
                strong { (executable) small { " / " (all) } }
                progress max=(all) value=(executable) aria-label=(asked.t("可執行條款", "Executable clauses")) {}
            } }
        }
    }
}

/// Rows of the lists by duty; the rest is behind their links.
const DUTIES_SHOWN: usize = 12;

fn due(asked: &Asked, view: &Overview) -> Markup {
    let mut lines: Vec<&DutyLine> =
        view.by_duty.iter().filter(|line| line.due_30 + line.due_90 > 0).collect();
    lines.sort_by(|a, b| a.next_due.cmp(&b.next_due));
    let of = |line: &DutyLine, days| {
        let link = Link::to("/standings").with("duty", &line.duty).with("status", Status::Due.word());
        asked.keep(link.with("due_by", Day(asked.on.0 + days)).with("sort", "due"))
    };
    let all = |days| {
        let link = Link::to("/standings").with("status", Status::Due.word());
        asked.keep(link.with("due_by", Day(asked.on.0 + days)).with("sort", "due"))
    };
    html! {
        section.card aria-labelledby="due" {
            div.section-head {
                h2 #due { (asked.t("即將到期", "Falling due")) }
                p.section-links {
                    a href=(all(30)) { (asked.t("三十日內 ", "within 30 days: ")) strong { (number(view.due_30_total as u64)) } }
                    a href=(all(90)) { (asked.t("九十日內 ", "within 90 days: ")) strong { (number(view.due_90_total as u64)) } }
                }
            }
            @if lines.is_empty() { p.nothing { (asked.t("九十日內沒有到期事項。", "Nothing falls due within 90 days.")) } }
            @else {
                div.table-frame { table.by-duty {
                    thead { tr {
                        th.c-clause scope="col" { (asked.t("條款", "Clause")) } th scope="col" { (asked.t("義務", "Duty")) } th.c-who scope="col" { (asked.t("權責", "Whose turn")) }
                        th.c-number scope="col" { (asked.t("30 日內", "30 days")) } th.c-number scope="col" { (asked.t("31–90 日", "31–90 days")) } th.c-date scope="col" { (asked.t("最早期限", "Next")) }
                    } }
                    tbody { @for line in lines.iter().take(DUTIES_SHOWN) { tr {
                        (duty_cells(asked, line))
                        td.c-number data-label=(asked.t("30 日內", "30 days")) { @if line.due_30 > 0 { a href=(of(line, 30)) { (number(line.due_30 as u64)) } } @else { span.nothing { "–" } } }
                        td.c-number data-label=(asked.t("31–90 日", "31–90 days")) { @if line.due_90 > 0 { a href=(of(line, 90)) { (number(line.due_90 as u64)) } } @else { span.nothing { "–" } } }
                        td.c-date data-label=(asked.t("最早期限", "Next")) { @if let Some(next) = &line.next_due { (date::iso(next, asked.lang)) } }
                    } } }
                } }
                @if lines.len() > DUTIES_SHOWN { (more(asked, lines.len() - DUTIES_SHOWN, all(90))) }
            }
        }
    }
}

fn failing(asked: &Asked, view: &Overview) -> Markup {
    const FAILING: [Status; 3] = [Status::Late, Status::Breached, Status::Unproven];
    let lines: Vec<&DutyLine> = view.by_duty.iter().filter(|line| line.failing() > 0).collect();
    let all = FAILING.iter().fold(Link::to("/standings"), |link, status| link.with("status", status.word()));
    let of = |line: &DutyLine, status: Status| {
        asked.keep(Link::to("/standings").with("duty", &line.duty).with("status", status.word()))
    };
    html! {
        section.card aria-labelledby="failing" {
            div.section-head {
                h2 #failing { (asked.t("未達成的義務", "Duties not met")) " " span.count { (lines.len()) } }
                a href=(asked.keep(all.clone())) { (asked.t("全部", "All")) }
            }
            @if lines.is_empty() { p.nothing { (asked.t("沒有逾期、違反或未證明的義務。", "Nothing is late, breached or unproven.")) } }
            @else {
                div.table-frame { table.by-duty {
                    thead { tr {
                        th.c-clause scope="col" { (asked.t("條款", "Clause")) } th scope="col" { (asked.t("義務", "Duty")) } th.c-who scope="col" { (asked.t("權責", "Whose turn")) }
                        @for status in FAILING { th.c-number scope="col" { (status::label(status, asked.lang)) } }
                        th.c-date scope="col" { (asked.t("最早逾期", "Oldest missed")) }
                    } }
                    tbody { @for line in lines.iter().take(DUTIES_SHOWN + 3) { tr {
                        (duty_cells(asked, line))
                        @for status in FAILING {
                            td.c-number data-label=(status::label(status, asked.lang)) {
                                @let count = line.counts.of(status);
                                @if count > 0 { a.figure.(status::class(status)) href=(of(line, status)) { (number(count)) } } @else { span.nothing { "–" } }
                            }
                        }
                        td.c-date data-label=(asked.t("最早逾期", "Oldest missed")) { @match &line.late_since { Some(day) => (date::iso(day, asked.lang)), None => span.nothing { "–" } } }
                    } } }
                } }
                @if lines.len() > DUTIES_SHOWN + 3 { (more(asked, lines.len() - DUTIES_SHOWN - 3, asked.keep(all))) }
            }
        }
    }
}

fn duty_cells(asked: &Asked, line: &DutyLine) -> Markup {
    html! {
        td.c-clause data-label=(asked.t("條款", "Clause")) { a href=(asked.keep(Link::clause(&line.clause))) { code { (line.clause) } } }
        td data-label=(asked.t("義務", "Duty")) { (asked.of_words(&line.title)) }
        td.c-who data-label=(asked.t("權責", "Whose turn")) { (who(asked, line.who)) }
    }
}

fn more(asked: &Asked, left: usize, link: Link) -> Markup {
    html! { p.more { a href=(link) { (asked.t("另有 ", "")) (left) (asked.t(" 項義務", " duties more")) } } }
}

fn worst(asked: &Asked, catalogue: &Catalogue, view: &Overview) -> Markup {
    let link =
        Link::to("/standings").with("status", "late").with("status", "breached").with("status", "unproven");
    let total = view.counts.late + view.counts.breached + view.counts.unproven;
    let caption = asked.t("最嚴重者", "The most severe");
    html! {
        section.card aria-labelledby="worst" {
            div.section-head {
                h2 #worst { (caption) " " span.count { (number(total)) } }
                a href=(asked.keep(link)) { (asked.t("全部", "All")) }
            }
            (Table { caption: caption.to_owned(), ..Table::default() }.render(asked, catalogue, &view.worst))
        }
    }
}
