//! One edition of the official text, piece by piece.

use crate::asked::Asked;
use crate::html::text::look;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

pub(crate) async fn json(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(edition)) = path else { return Problem::bad_path().json() };
    web.json(asked, move |lens, _| look(lens, &edition)).await
}
