//! Pages. A handler reads the address, looks through the lens once, and renders a view struct of `zilu_app`.

pub(crate) mod book;
pub(crate) mod clause;
pub(crate) mod clauses;
pub(crate) mod comparison;
pub(crate) mod delivery;
mod duty;
pub(crate) mod explain;
mod filter_form;
pub(crate) mod firewalls;
mod first_steps;
mod heat_map;
pub(crate) mod help;
pub(crate) mod intake;
pub(crate) mod layout;
pub(crate) mod official;
pub(crate) mod overview;
mod pager;
pub(crate) mod reconciliation;
pub(crate) mod register;
pub(crate) mod registers;
mod setting;
pub(crate) mod standings;
pub(crate) mod subject;
mod table;
pub(crate) mod text;
pub(crate) mod texts;
pub(crate) use table::kind_label;
mod trend;

use crate::asked::Asked;
use crate::link::Link;
use maud::{Markup, html};

/// The ways to read the rules: clause by clause, as published, as a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Clauses,
    Texts,
    Book,
}

/// The tabs under the menu's entry for clauses.
fn reading_tabs(asked: &Asked, here: Reading) -> Markup {
    let tabs = [
        (Reading::Clauses, "/clauses", asked.t("逐條狀態", "Clause by clause")),
        (Reading::Texts, "/texts", asked.t("條文原文", "Official text")),
        (Reading::Book, "/book", asked.t("義務手冊", "Reference book")),
    ];
    html! {
        nav.tabs aria-label=(asked.t("閱讀條文的方式", "Ways to read the rules")) {
            @for (tab, path, label) in tabs {
                a href=(asked.keep(Link::to(path))) aria-current=[(tab == here).then_some("page")] { (label) }
            }
        }
    }
}

/// A number with thousands separators.
fn number(number: impl Into<u64>) -> String {
    let digits = number.into().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Our own words come as Chinese and English paragraphs in one text: those with Han characters are Chinese.
fn paragraphs<'a>(text: &'a str, asked: &Asked) -> Vec<&'a str> {
    let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let chinese = asked.lang == crate::lang::Lang::Zh;
    text.lines().map(str::trim).filter(|line| !line.is_empty() && line.contains(is_han) == chinese).collect()
}

/// Nothing to show, said so.
fn nothing(zh: &'static str, en: &'static str, asked: &Asked) -> Markup {
    html! { p.nothing { (asked.t(zh, en)) } }
}
