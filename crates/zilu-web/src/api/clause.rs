//! A clause, with its official words when they are attached. Its standings are at `/api/standings?clause=`.

use crate::asked::Asked;
use crate::html::clause::no_clause;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Serialize;
use zilu_app::clause::ClauseView;
use zilu_app::official::OfficialClause;

#[derive(Serialize)]
struct Clause {
    #[serde(flatten)]
    clause: ClauseView,
    official: Option<OfficialClause>,
}

pub(crate) async fn json(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(id)) = path else { return Problem::bad_path().json() };
    web.json(asked, move |lens, _| {
        let clause = lens.clause(&id).ok_or_else(|| no_clause(&id))?;
        Ok(Clause { official: lens.official(&id), clause })
    })
    .await
}
