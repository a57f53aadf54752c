//! Pages. A handler reads the address, looks through the lens once, and renders a view struct of `zilu_app`.

pub(crate) mod clause;
pub(crate) mod clauses;
mod duty;
pub(crate) mod explain;
mod filter_form;
mod heat_map;
pub(crate) mod help;
pub(crate) mod layout;
pub(crate) mod overview;
mod pager;
pub(crate) mod register;
pub(crate) mod registers;
pub(crate) mod standings;
pub(crate) mod subject;
mod table;
pub(crate) use table::kind_label;
mod trend;

use crate::asked::Asked;
use maud::{Markup, html};

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
