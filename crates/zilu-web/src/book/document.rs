//! The whole book as one HTML document: no script, no font and no file from elsewhere, made to be printed.
//!
//! Page numbers and running titles are the business of the print style: each chapter is a named page.

use super::appendix::{Appendix, appendix};
use super::{Book, clause};
use crate::date;
use crate::lang::Lang;
use crate::plain::visible;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::fmt::Write as _;
use zilu_app::Lens;
use zilu_app::book::{BookChapter, BookView};
use zilu_engine::Day;

const STYLE: &str =
    concat!(include_str!("../../assets/book-document.css"), include_str!("../../assets/book.css"));

/// The languages of a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tongue {
    /// Traditional Chinese.
    Chinese,
    /// English.
    English,
    /// Chinese, with English under it.
    Both,
}

/// What a book shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BookOptions {
    /// Its languages.
    pub tongue: Tongue,
    /// The official words stand with our own, where they are attached.
    pub official: bool,
    /// Whose readings and parameters they are; `None`: the catalogue's own.
    pub company: Option<String>,
}

/// The book as HTML.
pub fn book(lens: &Lens<'_>, options: &BookOptions) -> String {
    let book =
        Book { catalogue: lens.catalogue, tongue: options.tongue, asked: None, official: options.official };
    let view = lens.book();
    let chapters = lens.book_chapters();
    let appendices = lens.appendices();
    let title = book.first(&view.title.zh, &view.title.en);
    let heading = book.first("義務手冊", "Reference book");
    let document = html! {
        (DOCTYPE)
        html lang=(book.languages()[0].tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) " · " (heading) }
                style { (PreEscaped(STYLE)) (PreEscaped(running_titles(&book, title, &chapters))) }
            }
            body.book {
                (cover(&book, lens, &view, options))
                (contents(&book, &view))
                @for chapter in &chapters {
                    section.book-chapter.(page_name(&chapter.id)) {
                        h2 #(chapter.id) { (book.say(&chapter.title)) }
                        (clause::clauses(&book, chapter))
                    }
                }
                @for which in Appendix::ALL {
                    @let (zh, en) = which.title();
                    section.book-chapter.(page_name(which.word())) {
                        h2 #(which.word()) { (book.pick(zh, en)) }
                        (appendix(&book, which, &appendices))
                    }
                }
            }
        }
    };
    document.into_string()
}

fn cover(book: &Book<'_>, lens: &Lens<'_>, view: &BookView, options: &BookOptions) -> Markup {
    let effective = view.effective.as_deref().and_then(date::day);
    let day = |day: Day| html! { (book.pick(&date::both(day, Lang::Zh), &date::both(day, Lang::En))) };
    html! {
        section.cover {
            p.cover-mark { "zilu " span lang=(Lang::Zh.tag()) { "自律" } }
            h1 { (book.say(&view.title)) }
            p.cover-title { (book.pick("義務手冊", "Reference book of its duties")) }
            dl.cover-facts {
                @if !view.filing.is_empty() { dt { (book.pick("版本", "Edition")) } dd lang=(Lang::Zh.tag()) { (view.filing) } }
                @if let Some(effective) = effective { dt { (book.pick("施行", "In force from")) } dd { (day(effective)) } }
                dt { (book.pick("內容", "Contents")) }
                dd { (book.pick(
                    &format!("{} 個條款、{} 項義務", view.clauses.0, view.duties),
                    &format!("{} clauses, {} duties", view.clauses.0, view.duties),
                )) }
                dt { (book.pick("讀法與參數", "Readings and parameters")) }
                dd {
                    @match &options.company {
                        Some(company) => (book.pick(
                            &format!("{}，基準日 {}", visible(company), date::both(lens.on, Lang::Zh)),
                            &format!("{}, as of {}", visible(company), date::both(lens.on, Lang::En)),
                        )),
                        None => (book.pick("規範目錄之預設值", "the catalogue’s own defaults")),
                    }
                }
                dt { (book.pick("規則檔", "Catalogue")) }
                dd { code { (view.digest.get(..16).unwrap_or(&view.digest)) } }
            }
            p.cover-note { (book.pick(
                "本手冊以自行改寫的文字說明每一條要求什麼、由誰在何時以前完成、憑什麼證明；不是條文原文，也不取代原文。原文僅在附上並要求時並列。",
                "In our own words: what each clause asks, of whom, by when, and what proves it. It is not the official text and does not replace it; the official sentences stand here only where they were attached and asked for.",
            )) }
        }
    }
}

/// Links to pages: a program that knows where they fall prints the numbers (`target-counter`).
fn contents(book: &Book<'_>, view: &BookView) -> Markup {
    html! {
        nav.toc {
            h2 #contents { (book.pick("目次", "Contents")) }
            ol {
                @for chapter in &view.chapters {
                    li {
                        a href=(format!("#{}", chapter.id)) { (book.say(&chapter.title)) }
                        ol { @for (id, title) in &chapter.clauses { li { a href=(format!("#{id}")) { code { (id) } " " (book.say(title)) } } } }
                    }
                }
                @for which in Appendix::ALL { @let (zh, en) = which.title(); li { a href=(format!("#{}", which.word())) { (book.pick(zh, en)) } } }
            }
        }
    }
}

fn page_name(id: &str) -> String {
    format!("page-{id}")
}

/// A named page per chapter, with the chapter's title at its head.
fn running_titles(book: &Book<'_>, title: &str, chapters: &[BookChapter]) -> String {
    let mut css = format!("@page{{@top-left{{content:\"{}\"}}}}", string(title));
    let of = chapters
        .iter()
        .map(|chapter| (chapter.id.as_str(), (chapter.title.zh.as_str(), chapter.title.en.as_str())));
    for (id, (zh, en)) in of.chain(Appendix::ALL.map(|which| (which.word(), which.title()))) {
        let name = page_name(id);
        let _ = write!(
            css,
            "@page {name}{{@top-right{{content:\"{}\"}}}}.{name}{{page:{name}}}",
            string(book.first(zh, en))
        );
    }
    css
}

/// A text inside a CSS string that itself stands in HTML: everything but letters, digits and blanks by its number.
fn string(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || c == ' ' {
            out.push(c);
        } else {
            let _ = write!(out, "\\{:x} ", u32::from(c));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn a_running_title_cannot_leave_its_string() {
        assert_eq!(string("第一條 a\"b\\</style>"), "第一條 a\\22 b\\5c \\3c \\2f style\\3e ");
    }
}
