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

    /// A form that our own page did not send, or of another session.
    pub(crate) fn foreign_form() -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            ("拒絕這份表單", "The form is refused"),
            (
                "這份表單不是由本系統現在開著的頁面送出的。請重新開啟「匯入」頁面再試一次。",
                "The form was not sent by a page of ours that is open now. Please open the intake page again and retry.",
            ),
        )
    }

    /// A form that cannot be read.
    pub(crate) fn bad_form() -> Problem {
        Problem::new(
            StatusCode::BAD_REQUEST,
            ("表單無法讀取", "The form cannot be read"),
            (
                "表單不完整或格式有誤，什麼都沒有變動。",
                "The form is incomplete or malformed; nothing was changed.",
            ),
        )
    }

    /// No file was chosen.
    pub(crate) fn no_files() -> Problem {
        Problem::new(
            StatusCode::BAD_REQUEST,
            ("沒有選擇檔案", "No file was chosen"),
            ("請選擇或拖入檔案後再上傳。", "Choose files or drop them, then upload."),
        )
    }

    /// Too many files at once.
    pub(crate) fn too_many_files(most: usize) -> Problem {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ("檔案太多", "Too many files"),
            (
                &format!("一次最多 {most} 個檔案；請分次上傳，什麼都沒有變動。"),
                &format!("At most {most} files at once: upload them in several steps. Nothing was changed."),
            ),
        )
    }

    /// Too much at once.
    pub(crate) fn too_large() -> Problem {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            ("上傳的檔案太大", "The upload is too large"),
            (
                "超過一次可上傳的大小；請分次上傳，或以 zilu import 匯入。什麼都沒有變動。",
                "It exceeds what can be uploaded at once: upload in several steps, or use zilu import. Nothing was changed.",
            ),
        )
    }

    /// Files are not taken in here.
    pub(crate) fn closed() -> Problem {
        Problem::new(
            StatusCode::FORBIDDEN,
            ("此處不收檔案", "Files are not taken here"),
            ("這個伺服器只供查閱；請用 zilu import 匯入。", "This server only shows; use zilu import."),
        )
    }

    /// Too much is being worked on.
    pub(crate) fn busy() -> Problem {
        Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ("目前太忙", "Too busy"),
            (
                "正在處理的匯入太多，請稍候再試。",
                "Too many deliveries are being worked on; please try again soon.",
            ),
        )
    }

    /// A delivery that is not there, or of another session.
    pub(crate) fn no_delivery() -> Problem {
        Problem::not_found(
            "沒有這批檔案：可能已登錄完畢而清除、已放棄，或伺服器重新啟動過。請重新上傳。",
            "There is no such delivery: it may have been dropped or cleared, or the server was started anew. Please upload again.",
        )
    }

    /// The folder for files on their way in cannot be written.
    pub(crate) fn spool(error: &std::io::Error) -> Problem {
        let (zh, en) = zilu_app::io_words(error);
        Problem::new(
            StatusCode::INSUFFICIENT_STORAGE,
            ("檔案無法暫存", "The files cannot be kept"),
            (
                &format!("暫存上傳檔案時失敗：{zh}。什麼都沒有變動。"),
                &format!("Keeping the upload failed: {en}. Nothing was changed."),
            ),
        )
    }

    /// What a command said when it was refused or failed.
    pub(crate) fn of_app(error: &zilu_app::Error) -> Problem {
        let hint = error.hint_words().unwrap_or_default();
        Problem::new(
            StatusCode::CONFLICT,
            ("沒有完成", "Not done"),
            (&format!("{}。{}", error.zh(), hint.0), &format!("{}. {}", error.en(), hint.1)),
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
        // Whoever sent a form has chosen a language, and wants the form again.
        let intake = asked.path.starts_with("/intake");
        let page = Page {
            title: asked.of_words(&self.0.title).to_owned(),
            section: if intake { Section::Intake } else { Section::None },
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                h1 { (asked.of_words(&self.0.title)) }
                (self.body(asked))
                p.back {
                    @if intake { a.button.primary href=(asked.keep(crate::link::Link::to("/intake"))) { (asked.t("回匯入", "Back to the intake")) } " " }
                    a.button href=(asked.keep(crate::link::Link::to("/"))) { (asked.t("回總覽", "Back to the overview")) }
                }
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
            @if !asked.path.starts_with("/intake") { p.other-language lang=(other.tag()) { (other.of(&self.0.title)) "　" (other.of(&self.0.detail)) } }
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
