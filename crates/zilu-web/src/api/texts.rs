//! The attached editions of the official text.

use crate::asked::Asked;
use crate::html::text::look;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    // An edition whose name cannot stand in a path.
    if let Some(edition) = asked.query.raw("edition").map(str::to_owned) {
        return web.json(asked, move |lens, _| look(lens, &edition)).await;
    }
    web.json(asked, |lens, _| Ok(lens.editions())).await
}
