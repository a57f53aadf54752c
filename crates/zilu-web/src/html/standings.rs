//! All standings: filtered, sorted, paged.

use crate::asked::Asked;
use crate::filter;
use crate::html::filter_form::filter_form;
use crate::html::layout::{Page, Section};
use crate::html::pager::pager;
use crate::html::table::Table;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::list::{Listing, StandingsView};

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    let rows = web.settings().rows_per_page;
    web.page(asked, move |lens, asked| {
        let listing = filter::listing(asked, lens, rows)?;
        let view = lens.list(&listing);
        let title = asked.t("狀態", "Standings");
        Ok(Page {
            title: title.to_owned(),
            section: Section::Standings,
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                h1 { (title) }
                (summary(asked, &listing))
                (filter_form(asked, lens.catalogue, &listing, &view, None))
                (rows_with_pager(asked, lens, &listing, &view, Table::default()))
            },
        })
    })
    .await
}

/// What the filter says, for paper, where the form is not printed.
pub(crate) fn summary(asked: &Asked, listing: &Listing) -> Markup {
    let parts = filter::summary(asked, listing);
    html! { @if !parts.is_empty() { p.filter-summary { @for part in &parts { span { (crate::plain::shown(part)) } } } } }
}

/// The table of a page with its pager above and below.
pub(crate) fn rows_with_pager(
    asked: &Asked,
    lens: &Lens<'_>,
    listing: &Listing,
    view: &StandingsView,
    table: Table,
) -> Markup {
    let here = asked.here(&[]);
    let pages = pager(asked, &here, view.page, view.pages, view.size, view.total);
    let table = Table {
        sorting: Some((asked.here(&["sort", "order"]), listing.sort, listing.descending)),
        caption: asked.t("義務的狀態", "Standings of duties").to_owned(),
        ..table
    };
    html! {
        (pages)
        (table.render(asked, lens.catalogue, &view.rows))
        @if view.pages > 1 { (pages) }
    }
}
