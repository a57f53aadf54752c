//! The firewalls: their findings and what was not understood of their configurations.

use crate::asked::Asked;
use crate::html::firewalls::look;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    web.json(asked, look).await
}
