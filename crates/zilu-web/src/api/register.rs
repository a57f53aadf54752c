//! One register, with all fields.

use crate::asked::Asked;
use crate::filter;
use crate::html::register::no_register;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use zilu_app::register::RegisterListing;

pub(crate) async fn json(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(kind)) = path else { return Problem::bad_path().json() };
    let rows = web.settings().rows_per_page;
    web.json(asked, move |lens, asked| {
        let listing = RegisterListing { columns: None, ..filter::register(asked, &kind, lens, rows)? };
        lens.register(&kind, &listing).ok_or_else(|| no_register(&kind))
    })
    .await
}
