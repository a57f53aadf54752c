//! Pages and JSON over HTTP: the only crate that knows HTTP.
//!
//! Layout: [`router`] puts it together · `settings` what the binary chooses · `web` runs a look at the company beside
//! the event loop · `asked` what an address asks for (language, D, K, the rest) · `link` addresses that keep it ·
//! `problem` what went wrong, as a page or as JSON · `guard` host names, limits, security headers · `assets` the style
//! sheet and the script modules · `csv` exports · [`book`] the catalogue as a printable document · `html` and `api` one file per noun: two renderings of one view
//! struct of `zilu_app` · `intake` takes files in.
//!
//! # What is deliberately not here
//!
//! - No clock: the binary hands over a function that tells the seconds since 1970.
//! - No way to change anything but by the intake: every other route is GET or HEAD. A form must come from our own page,
//!   carry the token of the browser's session, and name a session cookie that no other site can send.
//! - No cookie but the language's and, once the intake was opened, the session's, no script or style inside a page, nothing fetched from another host.
//! - No permission: whoever reaches the port reads everything. It listens on loopback names unless told otherwise.

mod api;
mod asked;
mod assets;
mod book;
mod csv;
mod date;
mod filter;
mod guard;
mod html;
mod intake;
mod lang;
mod link;
mod plain;
mod problem;
mod query;
mod settings;
mod status;
mod web;

pub use book::{BookOptions, Tongue, book};
pub use settings::{Hosts, IntakeSettings, WebSettings};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use problem::Problem;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use web::Web;
use zilu_app::App;

/// Bytes of a request's body that are read where there is nothing to send.
const BODY_BYTES: usize = 1_024;

/// The pages, the JSON and the assets. `clock` tells the seconds since 1970; only the binary reads one.
pub fn router(app: Arc<App>, clock: Arc<dyn Fn() -> i64 + Send + Sync>, settings: WebSettings) -> Router {
    let upload_bytes = settings.intake.as_ref().map_or(BODY_BYTES, |intake| intake.upload_bytes);
    if let Some(intake) = &settings.intake {
        intake::clear(intake);
    }
    let web = Web::new(app, clock, settings);
    let forms = Router::new()
        .route("/intake/files", post(intake::upload).get(intake::back))
        .layer(DefaultBodyLimit::max(upload_bytes));
    let decisions = Router::new()
        .route("/intake/undo", post(intake::undo).get(intake::back))
        .route("/intake/{id}", get(intake::delivery).post(intake::decide))
        .layer(DefaultBodyLimit::max(intake::FORM_BYTES));
    Router::new()
        .route("/", get(html::overview::page))
        .route("/clauses", get(html::clauses::page))
        .route("/clauses/{id}", get(html::clause::page))
        .route("/standings", get(html::standings::page))
        .route("/standings.csv", get(csv::standings))
        .route("/subjects/{kind}", get(html::subject::page_by_query))
        .route("/subjects/{kind}/{*key}", get(html::subject::page))
        .route("/registers", get(html::registers::page))
        .route("/registers/{kind}", get(html::register::page))
        .route("/registers/{kind}/csv", get(csv::register))
        .route("/firewalls", get(html::firewalls::page))
        .route("/reconciliation", get(html::reconciliation::page))
        .route("/explain", get(html::explain::page))
        .route("/texts", get(html::texts::page))
        .route("/texts/compare", get(html::comparison::page))
        .route("/texts/{edition}", get(html::text::page))
        .route("/book", get(html::book::page))
        .route("/book.html", get(html::book::whole))
        .route("/book/{part}", get(html::book::part))
        .route("/help", get(html::help::page))
        .route("/intake", get(intake::page))
        .route("/api/imports", get(intake::json))
        .route("/api/overview", get(api::overview::json))
        .route("/api/clauses", get(api::clauses::json))
        .route("/api/clauses/{id}", get(api::clause::json))
        .route("/api/standings", get(api::standings::json))
        .route("/api/subjects/{kind}", get(api::subject::json_by_query))
        .route("/api/subjects/{kind}/{*key}", get(api::subject::json))
        .route("/api/registers", get(api::registers::json))
        .route("/api/registers/{kind}", get(api::register::json))
        .route("/api/firewalls", get(api::firewalls::json))
        .route("/api/reconciliation", get(api::reconciliation::json))
        .route("/api/explain", get(api::explain::json))
        .route("/api/texts", get(api::texts::json))
        .route("/api/texts/compare", get(api::comparison::json))
        .route("/api/texts/{edition}", get(api::text::json))
        .route("/api/book", get(api::book::json))
        .route("/api/book/{part}", get(api::book::part))
        .route("/assets/{digest}/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::icon))
        .route("/healthz", get(|| async { "ok\n" }))
        .layer(RequestBodyLimitLayer::new(BODY_BYTES))
        .merge(forms)
        .merge(decisions)
        .fallback(problem::not_found)
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(CatchPanicLayer::custom(|_| Problem::internal().plain()))
        .layer(axum::middleware::from_fn_with_state(web.clone(), guard::check))
        .layer(axum::middleware::from_fn_with_state(web.clone(), guard::headers))
        .layer(CompressionLayer::new())
        .with_state(web)
}
