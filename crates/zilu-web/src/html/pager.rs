//! Which page of a long table this is, and the way to the others.

use crate::asked::Asked;
use crate::html::number;
use crate::link::Link;
use maud::{Markup, html};

/// `here` is the address without the page number.
pub(crate) fn pager(
    asked: &Asked,
    here: &Link,
    page: usize,
    pages: usize,
    size: usize,
    total: usize,
) -> Markup {
    let to = |page: usize| asked.keep(here.clone()).with("page", page);
    let (first, last) = ((page - 1) * size + 1, (page * size).min(total));
    let mut shown: Vec<usize> = vec![1, page.saturating_sub(1), page, page + 1, pages];
    shown.retain(|page| (1..=pages).contains(page));
    shown.dedup();
    html! {
        nav.pager aria-label=(asked.t("分頁", "Pages")) {
            span.total {
                @if total == 0 { (asked.t("共 0 筆", "0 rows")) }
                @else {
                    (asked.t("第 ", "")) (number(first as u64)) "–" (number(last as u64))
                    (asked.t(" 筆，共 ", " of ")) strong { (number(total as u64)) } (asked.t(" 筆", " rows"))
                }
            }
            @if pages > 1 {
                span.print-only { (asked.t("只印出這一頁；全部請以 CSV 匯出，或在網址加上 size=1000。", "Only this page is printed; export all as CSV, or add size=1000 to the address.")) }
                @if page > 1 { a rel="prev" href=(to(page - 1)) { (asked.t("上一頁", "Previous")) } }
                @for (index, other) in shown.iter().enumerate() {
                    @if index > 0 && shown[index - 1] + 1 < *other { span.gap { "…" } }
                    a.page href=(to(*other)) aria-current=[(*other == page).then_some("page")] { (number(*other as u64)) }
                }
                @if page < pages { a rel="next" href=(to(page + 1)) { (asked.t("下一頁", "Next")) } }
            }
        }
    }
}
