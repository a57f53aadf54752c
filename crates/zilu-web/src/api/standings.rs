//! Standings: the filters, orders and pages of the page.

use crate::asked::Asked;
use crate::filter;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    let rows = web.settings().rows_per_page;
    web.json(asked, move |lens, asked| Ok(lens.list(&filter::listing(asked, lens, rows)?))).await
}
