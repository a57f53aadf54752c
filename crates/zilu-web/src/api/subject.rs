//! A record.

use crate::asked::Asked;
use crate::html::subject::no_subject;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;

pub(crate) async fn json(
    State(web): State<Web>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    match path {
        Ok(Path((kind, key))) => show(web, asked, kind, key).await,
        Err(_) => Problem::bad_path().json(),
    }
}

/// For keys that cannot stand in a path.
pub(crate) async fn json_by_query(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let key = asked.query.raw("key").unwrap_or_default().to_owned();
    match path {
        Ok(Path(kind)) => show(web, asked, kind, key).await,
        Err(_) => Problem::bad_path().json(),
    }
}

async fn show(web: Web, asked: Asked, kind: String, key: String) -> Response {
    web.json(asked, move |lens, _| lens.subject(&kind, &key).ok_or_else(|| no_subject(&kind, &key))).await
}
