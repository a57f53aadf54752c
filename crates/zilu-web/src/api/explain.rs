//! Why a standing is so, and what to do next.

use crate::asked::Asked;
use crate::html::explain::look;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use zilu_app::derivation::DerivationView;
use zilu_app::official::OfficialClause;
use zilu_app::words::Words;

#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    derivation: DerivationView,
    next_step: Words,
    official: Option<OfficialClause>,
}

pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    web.json(asked, |lens, asked| {
        let derivation = look(lens, asked)?;
        let next_step = derivation.next_step(asked.on);
        let official = lens.official(&derivation.standing.clause);
        Ok(Explained { derivation, next_step, official })
    })
    .await
}
