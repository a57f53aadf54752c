//! What one source knows and another does not.

use crate::asked::Asked;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    web.json(asked, |lens, _| Ok(lens.reconciliation())).await
}
