//! The reference book: its contents, a page per chapter and appendix, and the whole as a file to print.

use crate::asked::Asked;
use crate::book::appendix::{Appendix, appendix};
use crate::book::{Book, BookOptions, Tongue, clause};
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::{Reading, reading_tabs};
use crate::lang::Lang;
use crate::link::Link;
use crate::plain;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::book::{BookChapter, BookView};
use zilu_app::words::Words;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let view = lens.book();
        let title = asked.t("義務手冊", "Reference book");
        Ok(Page {
            title: title.to_owned(),
            section: Section::Clauses,
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                (reading_tabs(asked, Reading::Book))
                h1 { (title) }
                p.lead { (asked.t(
                    "每一條要求什麼、由誰在何時以前完成、憑什麼證明：以文字寫出的整部規範目錄，讀法與參數依公司在基準日所採。",
                    "What each clause asks, of whom, by when, and what proves it: the whole catalogue in words, with the readings and parameters that the company has on the as-of date.",
                )) }
                (figures(asked, &view))
                (downloads(asked, &view))
                div.book-contents {
                    @for chapter in &view.chapters {
                        section.card {
                            h2 { a href=(asked.keep(Link::book(&chapter.id))) { (asked.of_words(&chapter.title)) } }
                            p.count { (chapter.clauses.len()) (asked.t(" 條、", " clauses, ")) (chapter.duties) (asked.t(" 項義務", " duties")) }
                        }
                    }
                    @for (which, count) in Appendix::ALL.into_iter().zip(view.appendices) {
                        section.card {
                            @let (zh, en) = which.title();
                            h2 { a href=(asked.keep(Link::book(which.word()))) { (asked.lang.pick(zh, en)) } }
                            p.count { (count) (asked.t(" 項", " entries")) }
                        }
                    }
                }
            },
        })
    })
    .await
}

fn figures(asked: &Asked, view: &BookView) -> Markup {
    let (clauses, executable) = view.clauses;
    html! {
        p.coverage-line {
            @if !view.filing.is_empty() { span lang=(Lang::Zh.tag()) { (view.filing) } " · " }
            @if let Some(day) = view.effective.as_deref().and_then(date::day) { (asked.t("施行 ", "in force from ")) (date::time(day, asked.lang)) " · " }
            strong { (clauses) } (asked.t(" 條（可執行 ", " clauses (executable: ")) (executable) (asked.t("）、", "), "))
            strong { (view.duties) } (asked.t(" 項義務", " duties"))
        }
    }
}

fn downloads(asked: &Asked, view: &BookView) -> Markup {
    let whole = |words: &str| asked.keep(Link::to("/book.html").with("words", words));
    let own = asked.lang.pick("zh", "en");
    html! {
        p.downloads {
            (asked.t("整本下載（單一 HTML 檔，可列印）：", "The whole book (one HTML file, made to be printed): "))
            a.button href=(whole(own)) { (asked.t("中文", "English")) }
            a.button href=(whole("both")) { (asked.t("中英對照", "Chinese and English")) }
            @if view.official {
                a.button href=(whole(own).with("official", "yes")) { (asked.t("含條文原文", "With the official text")) }
            }
        }
    }
}

pub(crate) async fn part(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(id)) = path else { return Problem::bad_path().response(&web, &asked) };
    web.page(asked, move |lens, asked| match Appendix::ALL.into_iter().find(|which| which.word() == id) {
        Some(which) => Ok(appendix_page(lens, asked, which)),
        None => chapter_page(lens, asked, &id),
    })
    .await
}

fn chapter_page(lens: &Lens<'_>, asked: &Asked, id: &str) -> Result<Page, Problem> {
    let chapter = lens.book_chapter(id).ok_or_else(|| no_part(id))?;
    let book = Book::of_page(lens.catalogue, asked);
    let beginning = (Appendix::ALL[0].word().to_owned(), Words::from(Appendix::ALL[0].title()));
    let after = chapter.after.clone().unwrap_or(beginning);
    Ok(Page {
        title: asked.of_words(&chapter.title).to_owned(),
        section: Section::Clauses,
        crumbs: crumbs(asked, asked.of_words(&chapter.title)),
        chapter: Some((chapter.id.clone(), None)),
        main: html! {
            (head(asked, asked.of_words(&chapter.title), chapter.before.as_ref(), Some(&after)))
            div.text-columns {
                (contents(asked, &chapter))
                div.book { (clause::clauses(&book, &chapter)) }
            }
        },
    })
}

fn appendix_page(lens: &Lens<'_>, asked: &Asked, which: Appendix) -> Page {
    let book = Book::of_page(lens.catalogue, asked);
    let named = |which: Appendix| (which.word().to_owned(), Words::from(which.title()));
    let at = Appendix::ALL.iter().position(|other| *other == which).unwrap_or_default();
    let last = lens.catalogue.chapters.last();
    let before = match at.checked_sub(1) {
        Some(before) => Some(named(Appendix::ALL[before])),
        None => last.map(|chapter| (chapter.id.clone(), Words::from(&chapter.title))),
    };
    let after = Appendix::ALL.get(at + 1).copied().map(named);
    let (zh, en) = which.title();
    let title = asked.lang.pick(zh, en);
    Page {
        title: title.to_owned(),
        section: Section::Clauses,
        crumbs: crumbs(asked, title),
        chapter: None,
        main: html! {
            (head(asked, title, before.as_ref(), after.as_ref()))
            div.book.appendix { (appendix(&book, which, &lens.appendices())) }
        },
    }
}

pub(crate) fn no_part(id: &str) -> Problem {
    let id = plain::visible(id);
    Problem::not_found(
        format!("手冊裡沒有「{id}」這一章；請由目次選取。"),
        format!("The book has no chapter “{id}”; choose one from its contents."),
    )
}

fn crumbs(asked: &Asked, title: &str) -> Vec<(String, Option<Link>)> {
    vec![
        (asked.t("義務手冊", "Reference book").to_owned(), Some(Link::to("/book"))),
        (title.to_owned(), None),
    ]
}

fn head(
    asked: &Asked,
    title: &str,
    before: Option<&(String, Words)>,
    after: Option<&(String, Words)>,
) -> Markup {
    html! {
        div.clause-head {
            h1 { (title) }
            nav.neighbours aria-label=(asked.t("前後章", "Neighbouring chapters")) {
                @if let Some((id, title)) = before { a.button rel="prev" title=(asked.of_words(title)) href=(asked.keep(Link::book(id))) { "← " (asked.t("前一章", "Before")) } }
                @if let Some((id, title)) = after { a.button rel="next" title=(asked.of_words(title)) href=(asked.keep(Link::book(id))) { (asked.t("後一章", "After")) " →" } }
            }
        }
    }
}

fn contents(asked: &Asked, chapter: &BookChapter) -> Markup {
    html! {
        nav.contents aria-label=(asked.t("目次", "Contents")) {
            details.contents-fold open {
                summary { (asked.t("本章條款", "Clauses of this chapter")) }
                ol { @for entry in &chapter.clauses {
                    li { a href=(format!("#{}", entry.clause.id)) { code { (entry.clause.id) } " " (asked.of_words(&entry.clause.title)) } }
                } }
            }
        }
    }
}

/// The whole book as a file. It is saved, not shown: its style stands inside it, which our pages forbid.
pub(crate) async fn whole(State(web): State<Web>, asked: Asked) -> Response {
    let tongue = match asked.query.get("words") {
        Some("both") => Tongue::Both,
        Some("en") => Tongue::English,
        Some("zh") => Tongue::Chinese,
        _ => asked.lang.pick(Tongue::Chinese, Tongue::English),
    };
    let official = asked.query.get("official") == Some("yes");
    let (inside, look) = (web.clone(), asked.clone());
    let made = web
        .beside(move || {
            let company = inside.app().company_name();
            let options = BookOptions { tongue, official, company };
            inside
                .app()
                .with_lens(look.on, look.known, |lens| look.settle(Ok(crate::book::book(lens, &options))))
        })
        .await;
    match made {
        Ok(text) => {
            let file = format!("attachment; filename=\"zilu-book-{}.html\"", asked.on);
            ([(CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, file)], text)
                .into_response()
        }
        Err(problem) => problem.response(&web, &asked),
    }
}
