//! What went wrong, in both languages: a page in style, or JSON after RFC 9457 under `/api`.

use crate::asked::Asked;
use crate::html::layout::{self, Frame, Page, Section};
use crate::lang::Lang;
use crate::plain;
use crate::web::{Web, with_status};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use serde::Serialize;
use zilu_app::words::Words;

/// Something that was asked for in a way that has no answer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Complaint {
    /// Which part of the request.
    pub(crate) about: Words,
    /// What is wrong.
    pub(crate) fault: Words,
    /// What would have been accepted.
    pub(crate) expected: Words,
}

/// A request without an answer. Boxed: it is the rare end of every handler's result.
#[derive(Debug, Clone)]
pub(crate) struct Problem(Box<Content>);

#[derive(Debug, Clone)]
struct Content {
    status: StatusCode,
    title: Words,
    detail: Words,
    complaints: Vec<Complaint>,
}

/// The JSON form. `title` and `detail` are English, as programs expect; both languages stand beside them.
#[derive(Serialize)]
struct ProblemJson<'a> {
    r#type: &'static str,
    status: u16,
    title: &'a str,
    detail: &'a str,
    titles: &'a Words,
    details: &'a Words,
    #[serde(skip_serializing_if = "<[Complaint]>::is_empty")]
    complaints: &'a [Complaint],
}

impl Problem {
    fn new(status: StatusCode, title: (&str, &str), detail: (&str, &str)) -> Problem {
        Problem(Box::new(Content {
            status,
            title: Words::new(title.0, title.1),
            detail: Words::new(detail.0, detail.1),
            complaints: Vec::new(),
        }))
    }

    /// All that is wrong with a request at once.
    pub(crate) fn bad_request(complaints: Vec<Complaint>) -> Problem {
        let mut problem = Problem::new(
            StatusCode::BAD_REQUEST,
            ("查詢條件有誤", "The request cannot be read"),
            ("請依下列說明修正後再查詢。", "Please correct the following and ask again."),
        );
        problem.0.complaints = complaints;
        problem
    }

    /// With complaints that come before its own. What was not found may well be there on the day that was meant.
    pub(crate) fn after(self, complaints: &[Complaint]) -> Problem {
        match self.0.status {
            StatusCode::INTERNAL_SERVER_ERROR => self,
            _ => Problem::bad_request(complaints.iter().cloned().chain(self.0.complaints).collect()),
        }
    }

    /// There is no such page or record.
    pub(crate) fn not_found(zh: impl Into<String>, en: impl Into<String>) -> Problem {
        let mut problem = Problem::new(StatusCode::NOT_FOUND, ("查無資料", "Nothing here"), ("", ""));
        problem.0.detail = Words::new(zh, en);
        problem
    }

    /// The path is not text.
    pub(crate) fn bad_path() -> Problem {
        Problem::new(
            StatusCode::BAD_REQUEST,
            ("網址有誤", "The address cannot be read"),
            ("網址不是有效的 UTF-8 百分比編碼。", "The address is not valid percent-encoded UTF-8."),
        )
    }

    /// Our fault.
    pub(crate) fn internal() -> Problem {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ("系統發生錯誤", "Something went wrong here"),
            (
                "這是程式的錯誤，不是您的操作有誤；資料沒有變動。請把網址與時間告訴系統管理者。",
                "This is a fault of the program, not yours; nothing was changed. Please tell the administrator the address and the time.",
            ),
        )
    }

    /// As a page or as JSON, whichever was asked for.
    pub(crate) fn response(&self, web: &Web, asked: &Asked) -> Response {
        if asked.is_api() {
            return self.json();
        }
        let page = Page {
            title: asked.of_words(&self.0.title).to_owned(),
            section: Section::None,
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                h1 { (asked.of_words(&self.0.title)) }
                (self.body(asked))
                p { a.button href=(asked.keep(crate::link::Link::to("/"))) { (asked.t("回總覽", "Back to the overview")) } }
            },
        };
        let document = layout::document(web, asked, &Frame::without_company(web), &[], page);
        with_status(self.0.status, web.with_cookie(document.into_response(), asked))
    }

    /// As a part of a page.
    pub(crate) fn fragment(&self, asked: &Asked) -> Response {
        let markup = html! {
            h2 { (asked.of_words(&self.0.title)) }
            (self.body(asked))
        };
        with_status(self.0.status, markup.into_response())
    }

    /// As text, for when not even a page can be made.
    pub(crate) fn plain(&self) -> Response {
        let of = |lang: Lang| format!("{}\n{}\n", lang.of(&self.0.title), lang.of(&self.0.detail));
        (self.0.status, of(Lang::Zh) + "\n" + &of(Lang::En)).into_response()
    }

    /// As JSON.
    pub(crate) fn json(&self) -> Response {
        let body = ProblemJson {
            r#type: "about:blank",
            status: self.0.status.as_u16(),
            title: &self.0.title.en,
            detail: &self.0.detail.en,
            titles: &self.0.title,
            details: &self.0.detail,
            complaints: &self.0.complaints,
        };
        let mut response = (self.0.status, Json(body)).into_response();
        let problem = axum::http::HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, problem);
        response
    }

    fn body(&self, asked: &Asked) -> Markup {
        let other = asked.lang.other();
        html! {
            p.problem { (asked.of_words(&self.0.detail)) }
            @if !self.0.complaints.is_empty() {
                dl.complaints {
                    @for complaint in &self.0.complaints {
                        dt { (asked.of_words(&complaint.about)) }
                        dd {
                            p { (plain::shown(asked.of_words(&complaint.fault))) }
                            p.hint { (asked.t("可接受：", "accepted: ")) (asked.of_words(&complaint.expected)) }
                        }
                    }
                }
            }
            p.other-language lang=(other.tag()) { (other.of(&self.0.title)) "　" (other.of(&self.0.detail)) }
        }
    }
}

/// No route fits.
pub(crate) async fn not_found(State(web): State<Web>, asked: Asked) -> Response {
    let path = plain::visible(&asked.path);
    Problem::not_found(format!("沒有這個頁面：{path}"), format!("There is no such page: {path}"))
        .response(&web, &asked)
}

/// A route fits, the method does not.
pub(crate) async fn method_not_allowed(State(web): State<Web>, asked: Asked) -> Response {
    let problem = Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        ("不支援的方法", "Method not allowed"),
        ("這裡只能讀取（GET、HEAD）。", "This can only be read (GET, HEAD)."),
    );
    problem.response(&web, &asked)
}
