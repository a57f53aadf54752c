//! Taking files in over the web: the only routes that change anything.
//!
//! Layout: `session` who sent a form · `upload` receives files · `delivery` checks and records them beside the requests ·
//! here the routes. Not here: markup (`html::intake`), and what an import does (`zilu_app`).

pub(crate) mod delivery;
pub(crate) mod session;
mod upload;

use crate::asked::Asked;
use crate::html;
use crate::link::Link;
use crate::problem::Problem;
use crate::settings::IntakeSettings;
use crate::web::{Web, with_status};
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::rejection::{BytesRejection, PathRejection};
use axum::extract::{Multipart, Path, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use delivery::{Delivery, Phase, Said};
use session::{Secret, Session, same_origin};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use zilu_app::UndoOptions;

/// Deliveries that are kept; the oldest that is not being worked on makes room.
const DELIVERIES: usize = 16;
/// Bytes of a form without files.
pub(crate) const FORM_BYTES: usize = 4 << 20;

/// What the intake keeps between requests.
#[derive(Default)]
pub(crate) struct Intake(Mutex<VecDeque<Arc<Delivery>>>);

impl Intake {
    /// A delivery, for the session that brought it and nobody else.
    fn find(&self, id: &str, session: &Session) -> Option<Arc<Delivery>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|delivery| delivery.id == id && delivery.session == *session).cloned()
    }

    fn keep(&self, delivery: Arc<Delivery>) -> Result<(), Problem> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= DELIVERIES {
            let idle = kept.iter().position(|delivery| !delivery.is_running()).ok_or_else(Problem::busy)?;
            kept.remove(idle);
        }
        kept.push_back(delivery);
        Ok(())
    }

    fn drop(&self, id: &str) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|delivery| delivery.id != id);
    }
}

/// Removes what an interrupted run left in the spool folder, and makes the folder.
pub(crate) fn clear(settings: &IntakeSettings) {
    // What cannot be removed or made is told when the first file comes.
    let _ = std::fs::remove_dir_all(&settings.spool);
    let _ = std::fs::create_dir_all(&settings.spool);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(&settings.spool, std::fs::Permissions::from_mode(0o700));
    }
}

/// The page with the form and the list of earlier imports.
pub(crate) async fn page(State(web): State<Web>, headers: HeaderMap, asked: Asked) -> Response {
    let (session, fresh) = match Session::of(&headers) {
        Some(session) => (session, false),
        None => match Session::open() {
            Ok(session) => (session, true),
            Err(problem) => return problem.response(&web, &asked),
        },
    };
    let token = web.secret().map(|secret| session.token(secret));
    let cookie = session.cookie(web.settings()).filter(|_| fresh && web.settings().intake.is_some());
    let (page, size) = (
        asked.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_usize).max(1),
        html::intake::ROWS,
    );
    let inside = web.clone();
    let acts = web.beside(move || {
        inside
            .app()
            .imports(page.saturating_sub(1).saturating_mul(size), size)
            .map_err(|error| Problem::of_app(&error))
    });
    let acts = match acts.await {
        Ok(acts) => acts,
        Err(problem) => return problem.response(&web, &asked),
    };
    let open = web.settings().intake.is_some();
    let mut response = web
        .page(asked, move |lens, asked| {
            Ok(html::intake::page(asked, lens.catalogue, token.as_deref().filter(|_| open), &acts, page))
        })
        .await;
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

/// Files come in.
pub(crate) async fn upload(
    State(web): State<Web>,
    headers: HeaderMap,
    asked: Asked,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    let received = async {
        let (session, secret, settings) = admitted(&web, &headers)?;
        let form = form.map_err(|_| Problem::bad_form())?;
        let upload = upload::receive(form, &settings.spool, &session, secret).await?;
        let delivery = Arc::new(Delivery::new(session::random(16)?, session, upload));
        web.intake().keep(Arc::clone(&delivery))?;
        delivery.check(&web);
        Ok(delivery.id.clone())
    };
    match received.await {
        Ok(id) => see(&asked, Link::to(format!("/intake/{id}"))),
        Err(problem) => Problem::response(&problem, &web, &asked),
    }
}

/// How far a delivery is, what it would change, what came of it.
pub(crate) async fn delivery(
    State(web): State<Web>,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let found = Session::of(&headers).zip(path.ok()).and_then(|(session, Path(id))| {
        let token = session.token(web.secret()?);
        Some((web.intake().find(&id, &session)?, token))
    });
    let Some((delivery, token)) = found else { return Problem::no_delivery().response(&web, &asked) };
    let now = web.now();
    if asked.query.get("part").is_some() {
        return web
            .fragment(asked, move |lens, asked| {
                Ok(html::delivery::body(asked, lens.catalogue, &delivery, &token, now))
            })
            .await;
    }
    web.page(asked, move |lens, asked| {
        Ok(html::delivery::page(asked, lens.catalogue, &delivery, &token, now))
    })
    .await
}

/// What is to be done with a delivery: check it again, record it, drop it.
pub(crate) async fn decide(
    State(web): State<Web>,
    headers: HeaderMap,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let decided = || -> Result<Link, Problem> {
        let (session, form) = form(&web, &headers, body)?;
        let Ok(Path(id)) = path else { return Err(Problem::bad_path()) };
        let delivery = web.intake().find(&id, &session).ok_or_else(Problem::no_delivery)?;
        let here = Link::to(format!("/intake/{id}"));
        if delivery.is_running() {
            return Ok(here);
        }
        match form.first("action") {
            "drop" => {
                web.intake().drop(&id);
                Ok(Link::to("/intake"))
            }
            action @ ("check" | "record") => {
                settle(&web, &delivery, &form, action == "record");
                Ok(here)
            }
            _ => Err(Problem::bad_form()),
        }
    };
    match decided() {
        Ok(link) => see(&asked, link),
        Err(problem) => problem.response(&web, &asked),
    }
}

/// Records what was shown, or checks again where something else was said or recorded since.
fn settle(web: &Web, delivery: &Arc<Delivery>, form: &Form, record: bool) {
    let mut state = delivery.state();
    if !matches!(state.phase, Phase::Checked | Phase::Failed(_)) {
        return;
    }
    let mut said: Vec<Said> = state.said.clone();
    let mut anew = false;
    for (index, said) in said.iter_mut().enumerate() {
        let text = |name: &str, old: &str| {
            form.get(&format!("{name}.{index}")).map_or_else(|| old.to_owned(), |text| text.trim().to_owned())
        };
        let (date, kind, subject) =
            (text("date", &said.date), text("kind", &said.kind), text("subject", &said.subject));
        anew |= (&date, &kind, &subject) != (&said.date, &said.kind, &said.subject);
        let left_out = form.all("offered").any(|at| at == index.to_string())
            && !form.all("take").any(|at| at == index.to_string());
        *said = Said { date, kind, subject, left_out };
    }
    let preview = state.preview();
    state.said = said;
    let overtaken = state.is_overtaken(web) || form.first("preview") != preview;
    state.overtaken = record && overtaken && !anew;
    let ready = state.phase == Phase::Checked && record && !overtaken && !anew && state.takeable() > 0;
    drop(state);
    if ready {
        delivery.record(web);
    } else {
        delivery.check(web);
    }
}

/// An import is undone.
pub(crate) async fn undo(
    State(web): State<Web>,
    headers: HeaderMap,
    asked: Asked,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let read = form(&web, &headers, body).and_then(|(_, form)| {
        let act = form.first("act").parse::<u64>().map_err(|_| Problem::bad_form())?;
        Ok((act, form.first("reason").trim().to_owned()))
    });
    let (act, reason) = match read {
        Ok(read) => read,
        Err(problem) => return problem.response(&web, &asked),
    };
    let inside = web.clone();
    let done = web.beside(move || {
        let options = UndoOptions {
            actor: inside.actor(),
            reason,
            recorded_ms: inside.now() * 1_000 + 999,
            dry_run: false,
        };
        inside.app().undo(act, &options).map_err(|error| Problem::of_app(&error))
    });
    match done.await {
        Ok(report) if report.in_the_way == 0 => see(&asked, Link::to("/intake").with("undone", act)),
        Ok(report) => {
            let page = web.page(asked, move |_, asked| Ok(html::intake::in_the_way(asked, &report))).await;
            with_status(StatusCode::CONFLICT, page)
        }
        Err(problem) => problem.response(&web, &asked),
    }
}

/// The imports and undoings as JSON.
pub(crate) async fn json(State(web): State<Web>, asked: Asked) -> Response {
    let inside = web.clone();
    let acts =
        web.beside(move || inside.app().imports(0, usize::MAX).map_err(|error| Problem::of_app(&error)));
    match acts.await {
        Ok((acts, _)) => web.json(asked, move |_, _| Ok(acts)).await,
        Err(problem) => problem.response(&web, &asked),
    }
}

/// Whoever asks for a place that only takes forms is shown the page with the form.
pub(crate) async fn back(asked: Asked) -> Response {
    see(&asked, Link::to("/intake"))
}

/// A request that may change something: from our own page, with a session.
fn admitted<'a>(
    web: &'a Web,
    headers: &HeaderMap,
) -> Result<(Session, &'a Secret, &'a IntakeSettings), Problem> {
    let settings = web.settings().intake.as_ref().ok_or_else(Problem::closed)?;
    same_origin(headers, web.settings())?;
    let session = Session::of(headers).ok_or_else(Problem::foreign_form)?;
    let secret = web.secret().ok_or_else(Problem::closed)?;
    Ok((session, secret, settings))
}

/// A form without files that carries the session's token.
fn form(
    web: &Web,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<(Session, Form), Problem> {
    let (session, secret, _) = admitted(web, headers)?;
    let body = body.map_err(|_| Problem::too_large())?;
    let form = Form(form_urlencoded::parse(&body).into_owned().collect());
    if !session.admits(secret, form.first("token")) {
        return Err(Problem::foreign_form());
    }
    Ok((session, form))
}

/// A form, decoded.
struct Form(Vec<(String, String)>);

impl Form {
    fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    fn first(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        let name = name.to_owned();
        self.0.iter().filter(move |(known, _)| *known == name).map(|(_, value)| value.as_str())
    }
}

/// To be looked at with GET, in the same language.
fn see(asked: &Asked, link: Link) -> Response {
    let link = link.with_some("lang", asked.lang_chosen.then(|| asked.lang.word()));
    (StatusCode::SEE_OTHER, [(LOCATION, link.to_string())]).into_response()
}
