//! The reference book: the catalogue as a legal officer reads it. One rendering for the pages under `/book` and for the
//! document that stands alone.
//!
//! Layout: here, the languages and where links lead · `clause` a clause with its duties · `appendix` readings, parameters,
//! populations, kinds of record · `document` the whole as one printable file. The style is `assets/book.css`.

pub(crate) mod appendix;
pub(crate) mod clause;
mod document;

pub use document::{BookOptions, Tongue, book};

use crate::asked::Asked;
use crate::lang::Lang;
use crate::link::Link;
use maud::{Markup, html};
use zilu_app::book::Leaning;
use zilu_app::words::Words;
use zilu_catalogue::Catalogue;

/// How a book is rendered.
pub(crate) struct Book<'a> {
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) tongue: Tongue,
    /// The page that it is a part of; `None` in a document of its own.
    pub(crate) asked: Option<&'a Asked>,
    /// The official words stand with our own.
    pub(crate) official: bool,
}

impl<'a> Book<'a> {
    /// For a page.
    pub(crate) fn of_page(catalogue: &'a Catalogue, asked: &'a Asked) -> Book<'a> {
        let tongue = asked.lang.pick(Tongue::Chinese, Tongue::English);
        Book { catalogue, tongue, asked: Some(asked), official: true }
    }

    /// The languages, the leading one first.
    pub(crate) fn languages(&self) -> &'static [Lang] {
        match self.tongue {
            Tongue::Chinese => &[Lang::Zh],
            Tongue::English => &[Lang::En],
            Tongue::Both => &[Lang::Zh, Lang::En],
        }
    }

    /// A text in each language; the second one is set apart by the style.
    pub(crate) fn pick(&self, zh: &str, en: &str) -> Markup {
        html! {
            @match self.languages() {
                [one] => (one.pick(zh, en)),
                _ => { span lang=(Lang::Zh.tag()) { (zh) } " " span.second lang=(Lang::En.tag()) { (en) } },
            }
        }
    }

    pub(crate) fn say(&self, words: &Words) -> Markup {
        self.pick(&words.zh, &words.en)
    }

    /// Where there is no room for a second line.
    pub(crate) fn short(&self, zh: &str, en: &str) -> Markup {
        html! {
            @match self.languages() {
                [one] => (one.pick(zh, en)),
                _ => { (zh) " / " span lang=(Lang::En.tag()) { (en) } },
            }
        }
    }

    /// A text in the leading language, for attributes.
    pub(crate) fn first<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        self.languages()[0].pick(zh, en)
    }

    /// Paragraphs, a line each: all of the first language, then all of the second.
    pub(crate) fn paragraphs(&self, words: &Words) -> Markup {
        let second = |index: usize| (index > 0).then_some("second");
        html! {
            @for (index, language) in self.languages().iter().enumerate() {
                @for line in language.of(words).lines().filter(|line| !line.trim().is_empty()) {
                    p class=[second(index)] lang=(language.tag()) { (line) }
                }
            }
        }
    }

    /// Chinese and English paragraphs that come in one text: those with Han characters are Chinese.
    pub(crate) fn mixed(&self, text: &str) -> Markup {
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        let of = |han: bool| -> Vec<&str> {
            text.lines().filter(|line| !line.trim().is_empty() && line.contains(is_han) == han).collect()
        };
        self.paragraphs(&Words::new(of(true).join("\n"), of(false).join("\n")))
    }

    /// A list of short words.
    pub(crate) fn list(&self, words: &[Words]) -> Markup {
        html! {
            @match words {
                [one] => (self.say(one)),
                many => ol { @for words in many { li { (self.say(words)) } } },
            }
        }
    }

    /// To a clause of the book.
    pub(crate) fn clause_link(&self, id: &str) -> String {
        let chapter = self.catalogue.clause(id).map(|clause| {
            let chapter = self.catalogue.clauses[clause.index()].chapter;
            self.catalogue.chapters[chapter].id.as_str()
        });
        self.link(chapter.unwrap_or_default(), id)
    }

    /// To a place in a chapter or an appendix.
    pub(crate) fn link(&self, part: &str, anchor: &str) -> String {
        match self.asked {
            Some(asked) => format!("{}#{anchor}", asked.keep(Link::book(part))),
            None => format!("#{anchor}"),
        }
    }

    /// To the entry that a note names; `None` when it is not in the book.
    pub(crate) fn named_link(&self, name: &str) -> Option<String> {
        let names = &self.catalogue.names;
        if self.catalogue.clause(name).is_some() {
            return Some(self.clause_link(name));
        }
        if let Some(id) = self.catalogue.duty(name) {
            let home = self.catalogue.duties[id.index()].clauses[0];
            let chapter = self.catalogue.clauses[home.index()].chapter;
            return Some(self.link(&self.catalogue.chapters[chapter].id, &format!("duty-{name}")));
        }
        let appendix = [
            (names.readings.contains_key(name), "readings", "reading"),
            (names.parameters.contains_key(name), "parameters", "parameter"),
            (names.terms.contains_key(name), "terms", "term"),
            (names.kinds.contains_key(name), "kinds", "kind"),
        ];
        let (_, part, anchor) = appendix.into_iter().find(|(is, _, _)| *is)?;
        Some(self.link(part, &format!("{anchor}-{name}")))
    }

    /// The clauses under which duties lean on an entry, each once.
    fn leaning(&self, duties: &[Leaning]) -> Markup {
        let mut clauses: Vec<&str> = duties.iter().map(|leaning| leaning.clause.as_str()).collect();
        clauses.dedup();
        html! {
            @if clauses.is_empty() { span.nothing { "—" } }
            @for clause in clauses { a.clause-ref href=(self.clause_link(clause)) { (clause) } " " }
        }
    }
}
