//! The state behind every handler, and running a look at the company beside the event loop.

use crate::asked::Asked;
use crate::assets::Assets;
use crate::html::layout::{self, Frame, Page};
use crate::intake::Intake;
use crate::intake::session::Secret;
use crate::lang::Lang;
use crate::problem::Problem;
use crate::settings::WebSettings;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::Semaphore;
use zilu_app::{App, Lens};

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub(crate) struct Web(Arc<Inner>);

struct Inner {
    app: Arc<App>,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    settings: WebSettings,
    assets: Assets,
    permits: Semaphore,
    /// What tokens of forms are derived with; `None` when forms are not taken.
    secret: Option<Secret>,
    intake: Intake,
}

/// JSON of a view: what it is a view of, and the view.
#[derive(Serialize)]
struct Answer<'a, T> {
    company: Option<&'a str>,
    /// D, ISO.
    on: String,
    /// K: an ISO date (its end) or moment; `null` is everything known.
    known: Option<String>,
    data: T,
}

impl Web {
    pub(crate) fn new(
        app: Arc<App>,
        clock: Arc<dyn Fn() -> i64 + Send + Sync>,
        settings: WebSettings,
    ) -> Web {
        let permits = Semaphore::new(settings.concurrent.max(1));
        let secret = settings.intake.as_ref().and_then(|_| Secret::draw());
        let (assets, intake) = (Assets::new(), Intake::default());
        Web(Arc::new(Inner { app, clock, settings, assets, permits, secret, intake }))
    }

    pub(crate) fn app(&self) -> &Arc<App> {
        &self.0.app
    }

    pub(crate) fn settings(&self) -> &WebSettings {
        &self.0.settings
    }

    pub(crate) fn assets(&self) -> &Assets {
        &self.0.assets
    }

    pub(crate) fn secret(&self) -> Option<&Secret> {
        self.0.secret.as_ref()
    }

    pub(crate) fn intake(&self) -> &Intake {
        &self.0.intake
    }

    /// Who brings what comes in.
    pub(crate) fn actor(&self) -> String {
        self.settings().intake.as_ref().map(|intake| intake.actor.clone()).unwrap_or_default()
    }

    pub(crate) fn now(&self) -> i64 {
        (self.0.clock)()
    }

    /// A page: `render` looks through the lens that was asked for.
    pub(crate) async fn page(
        &self,
        asked: Asked,
        render: impl FnOnce(&Lens<'_>, &Asked) -> Result<Page, Problem> + Send + 'static,
    ) -> Response {
        let (web, inside) = (self.clone(), asked.clone());
        let made = self.beside(move || {
            let frame = Frame::of(&web, inside.on);
            let rendered = web.app().with_lens(inside.on, inside.known, |lens| {
                let page = inside.settle(render(lens, &inside))?;
                let chapters = layout::chapters(lens);
                Ok::<_, Problem>((page, chapters))
            });
            rendered.map(|(page, chapters)| layout::document(&web, &inside, &frame, &chapters, page))
        });
        match made.await {
            Ok(markup) => self.with_cookie(markup.into_response(), &asked),
            Err(problem) => problem.response(self, &asked),
        }
    }

    /// A part of a page, for a script to put into place.
    pub(crate) async fn fragment(
        &self,
        asked: Asked,
        render: impl FnOnce(&Lens<'_>, &Asked) -> Result<maud::Markup, Problem> + Send + 'static,
    ) -> Response {
        let (web, inside) = (self.clone(), asked.clone());
        let made = self
            .beside(move || {
                web.app().with_lens(inside.on, inside.known, |lens| inside.settle(render(lens, &inside)))
            })
            .await;
        match made {
            Ok(markup) => markup.into_response(),
            Err(problem) => problem.fragment(&asked),
        }
    }

    /// The JSON of a view.
    pub(crate) async fn json<T: Serialize>(
        &self,
        asked: Asked,
        view: impl FnOnce(&Lens<'_>, &Asked) -> Result<T, Problem> + Send + 'static,
    ) -> Response {
        let (web, inside) = (self.clone(), asked.clone());
        let made = self.beside(move || {
            let company = web.app().company_name();
            web.app().with_lens(inside.on, inside.known, |lens| {
                let answer = Answer {
                    company: company.as_deref(),
                    on: inside.on.to_string(),
                    known: inside.known_text(),
                    data: inside.settle(view(lens, &inside))?,
                };
                serde_json::to_vec(&answer).map_err(|_| Problem::internal())
            })
        });
        match made.await {
            Ok(bytes) => ([(CONTENT_TYPE, "application/json")], bytes).into_response(),
            Err(problem) => problem.response(self, &asked),
        }
    }

    /// Runs work that may take long beside the event loop, a few at a time. A panic in it is a problem page.
    pub(crate) async fn beside<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let _permit = self.0.permits.acquire().await.map_err(|_| Problem::internal())?;
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(Problem::internal()))
    }

    /// Remembers the language when the address chose one.
    pub(crate) fn with_cookie(&self, mut response: Response, asked: &Asked) -> Response {
        if asked.lang_chosen {
            let secure = if self.settings().https { "; Secure" } else { "" };
            let lang = match asked.lang {
                Lang::Zh => "zh",
                Lang::En => "en",
            };
            let cookie = format!("lang={lang}; Path=/; Max-Age=31536000; SameSite=Strict; HttpOnly{secure}");
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                response.headers_mut().insert(SET_COOKIE, value);
            }
        }
        response
    }
}

/// A page under another status code.
pub(crate) fn with_status(status: StatusCode, mut response: Response) -> Response {
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::extract::FromRequestParts;
    use axum::http::Request;
    use zilu_catalogue::Catalogue;

    async fn asked(web: &Web, path: &str) -> Asked {
        let (mut parts, ()) = Request::get(path).body(()).unwrap().into_parts();
        Asked::from_request_parts(&mut parts, web).await.unwrap()
    }

    #[tokio::test]
    async fn a_panic_in_a_look_is_a_problem_in_style() {
        let directory = tempfile::tempdir().unwrap();
        let today = "2025-10-06".parse().unwrap();
        let app =
            App::create(directory.path(), Arc::new(Catalogue::default()), "test.invalid", 0, today).unwrap();
        let web = Web::new(Arc::new(app), Arc::new(|| 1_759_723_200), WebSettings::default());
        let page = web.page(asked(&web, "/?lang=zh").await, |_, _| panic!("on purpose")).await;
        assert_eq!(page.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(page.into_body(), 1 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body);
        assert!(body.contains("系統發生錯誤") && body.contains("Something went wrong here"), "{body}");
        assert!(!body.contains("on purpose"), "{body}");
        let json = web
            .json(asked(&web, "/api/overview").await, |_, _| -> Result<(), Problem> { panic!("on purpose") });
        let json = json.await;
        assert_eq!(json.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(json.headers()[CONTENT_TYPE], "application/problem+json");
        // The next look works.
        let next = web.json(asked(&web, "/api/overview").await, |_, _| Ok(1)).await;
        assert_eq!(next.status(), StatusCode::OK);
    }
}
