//! The first page: how it stands, where, what is due, what is worst, and how it went over the year.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::table::Table;
use crate::html::{heat_map, number, trend};
use crate::link::Link;
use crate::status;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
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
                (due(asked, catalogue, view))
            }
        }
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

fn due(asked: &Asked, catalogue: &Catalogue, view: &Overview) -> Markup {
    let to = |days| {
        let link = Link::to("/standings").with("status", Status::Due.word());
        asked.keep(link.with("due_by", Day(asked.on.0 + days)).with("sort", "due"))
    };
    let table =
        |caption: &'static str| Table { compact: true, caption: caption.to_owned(), ..Table::default() };
    html! {
        section.card aria-labelledby="due-30" {
            div.section-head {
                h2 #due-30 { (asked.t("三十日內到期", "Due within 30 days")) " " span.count { (number(view.due_30_total as u64)) } }
                a href=(to(30)) { (asked.t("全部", "All")) }
            }
            (table(asked.t("三十日內到期", "Due within 30 days")).render(asked, catalogue, &view.due_30))
        }
        section.card aria-labelledby="due-90" {
            div.section-head {
                h2 #due-90 { (asked.t("第三十一至九十日到期", "Due in days 31 to 90")) " " span.count { (number((view.due_90_total - view.due_30_total) as u64)) } }
                a href=(to(90)) { (asked.t("九十日內全部", "All within 90 days")) }
            }
            (table(asked.t("第三十一至九十日到期", "Due in days 31 to 90")).render(asked, catalogue, &view.due_90))
        }
    }
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
