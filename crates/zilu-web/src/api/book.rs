//! The reference book: its contents, a chapter, the appendices.

use crate::asked::Asked;
use crate::html::book::no_part;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    web.json(asked, |lens, _| Ok(lens.book())).await
}

pub(crate) async fn part(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(id)) = path else { return Problem::bad_path().json() };
    if id == "appendices" {
        return web.json(asked, |lens, _| Ok(lens.appendices())).await;
    }
    web.json(asked, move |lens, _| lens.book_chapter(&id).ok_or_else(|| no_part(&id))).await
}
