//! Two editions of the official text compared; `null` when there are no two.

use crate::asked::Asked;
use crate::html::comparison::{chosen, look, pair, readable};
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    web.json(asked, |lens, asked| {
        let Some((old, new)) = pair(asked, &readable(lens)) else { return Ok(None) };
        let mut view = look(lens, &old, &new)?;
        if let Some(kind) = chosen(asked, &view)? {
            view.rows.retain(|row| row.change == kind);
        }
        Ok(Some(view))
    })
    .await
}
