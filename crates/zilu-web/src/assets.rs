//! The style sheet, the script modules and the icon, built into the program. Their address carries a digest of all of
//! them, so that a browser may keep them for a year and never mixes two versions.

use crate::asked::Asked;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use axum::http::{StatusCode, header::HeaderName};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// What every page has, then the official text, the book and the intake; one file for browsers.
const STYLE: &str = concat!(
    include_str!("../assets/zilu.css"),
    include_str!("../assets/rules.css"),
    include_str!("../assets/book.css"),
    include_str!("../assets/intake.css")
);

const FILES: [(&str, &str, &str); 8] = [
    ("zilu.css", "text/css; charset=utf-8", STYLE),
    ("zilu.svg", "image/svg+xml", include_str!("../assets/zilu.svg")),
    ("main.js", "text/javascript; charset=utf-8", include_str!("../assets/main.js")),
    ("panel.js", "text/javascript; charset=utf-8", include_str!("../assets/panel.js")),
    ("keys.js", "text/javascript; charset=utf-8", include_str!("../assets/keys.js")),
    ("heat-map.js", "text/javascript; charset=utf-8", include_str!("../assets/heat-map.js")),
    ("intake.js", "text/javascript; charset=utf-8", include_str!("../assets/intake.js")),
    ("filter.js", "text/javascript; charset=utf-8", include_str!("../assets/filter.js")),
];

/// The digest of all files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assets {
    digest: String,
}

impl Assets {
    pub(crate) fn new() -> Assets {
        let mut hasher = Sha256::new();
        for (name, _, text) in FILES {
            for part in [name, text] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        let digest = hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Assets { digest }
    }

    /// The address of a file.
    pub(crate) fn address(&self, name: &str) -> String {
        format!("/assets/{}/{name}", self.digest)
    }
}

/// A file. Under an old digest it is sent afresh, so that an open page keeps its style after an update.
pub(crate) async fn serve(
    State(web): State<Web>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path((digest, name))) = path else { return Problem::bad_path().response(&web, &asked) };
    let Some((_, mime, text)) = FILES.into_iter().find(|(known, _, _)| *known == name) else {
        return Problem::not_found("沒有這個檔案。", "There is no such file.").response(&web, &asked);
    };
    let caching =
        if digest == web.assets().digest { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers: [(HeaderName, &str); 2] = [(CONTENT_TYPE, mime), (CACHE_CONTROL, caching)];
    (headers, text).into_response()
}

/// Browsers that do not read the page's icon ask for this one.
pub(crate) async fn icon(State(web): State<Web>) -> Response {
    let address = web.assets().address("zilu.svg");
    (StatusCode::FOUND, [(LOCATION, address)]).into_response()
}
