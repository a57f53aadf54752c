//! A table of standings: one row component for every page.

use crate::asked::Asked;
use crate::date;
use crate::lang::Lang;
use crate::link::Link;
use crate::plain;
use crate::status;
use maud::{Markup, html};
use zilu_app::Row;
use zilu_app::list::Sort;
use zilu_catalogue::{Catalogue, Role, Status, Trigger, Verb};

/// What a table leaves out, and what its heads sort by.
#[derive(Clone, Default)]
pub(crate) struct Table {
    /// Without the clause: the page is about one.
    pub(crate) no_clause: bool,
    /// Without the subject: the page is about one.
    pub(crate) no_subject: bool,
    /// A short list on the first page.
    pub(crate) compact: bool,
    /// The address without order, the order now, and whether it is turned round.
    pub(crate) sorting: Option<(Link, Sort, bool)>,
    pub(crate) caption: String,
}

impl Table {
    /// The table, or a sentence when there are no rows.
    pub(crate) fn render(&self, asked: &Asked, catalogue: &Catalogue, rows: &[Row]) -> Markup {
        if rows.is_empty() {
            return html! { p.nothing { (asked.t("沒有符合條件的項目。", "No rows.")) } };
        }
        html! {
            div.table-frame tabindex="0" role="region" aria-label=(self.caption) {
                table.standings.compact[self.compact] {
                    caption.for-ears { (self.caption) }
                    thead { tr {
                        (self.head(asked, asked.t("狀態", "Status"), Some(Sort::Severity), "c-status"))
                        @if !self.no_clause { (self.head(asked, asked.t("條款", "Clause"), Some(Sort::Clause), "c-clause")) }
                        (self.head(asked, asked.t("義務", "Duty"), None, "c-duty"))
                        @if !self.no_subject { (self.head(asked, asked.t("對象", "Subject"), Some(Sort::Subject), "c-subject")) }
                        (self.head(asked, asked.t("期別／事由", "Period / trigger"), None, "c-period"))
                        (self.head(asked, asked.t("期限", "Due"), Some(Sort::Due), "c-date"))
                        @if !self.compact {
                            (self.head(asked, asked.t("自", "Since"), Some(Sort::Since), "c-date"))
                            (self.head(asked, asked.t("權責", "Whose turn"), Some(Sort::Who), "c-who"))
                        }
                        th.c-why scope="col" { span.for-ears { (asked.t("為何", "Why")) } }
                    } }
                    tbody { @for row in rows { (self.row(asked, catalogue, row)) } }
                }
            }
        }
    }

    fn head(&self, asked: &Asked, label: &str, sort: Option<Sort>, class: &str) -> Markup {
        let Some((sort, (here, now, descending))) = sort.zip(self.sorting.as_ref()) else {
            return html! { th.(class) scope="col" { (label) } };
        };
        let current = sort == *now;
        let turn = current && !descending;
        // The most severe first is the natural order of severity, which to a reader is descending.
        let up = if sort == Sort::Severity { *descending } else { !descending };
        let state = current.then_some(if up { "ascending" } else { "descending" });
        let link = asked
            .keep(here.clone())
            .with("sort", sort.word())
            .with_some("order", turn.then_some("descending"));
        html! {
            th.(class) scope="col" aria-sort=[state] {
                a href=(link) { (label) span.arrow aria-hidden="true" { (match state { Some("ascending") => "▲", Some(_) => "▼", None => "" }) } }
            }
        }
    }

    fn row(&self, asked: &Asked, catalogue: &Catalogue, row: &Row) -> Markup {
        let why = asked.keep(explain_link(row));
        let class = Status::parse(row.status).map_or("", status::class);
        html! {
            tr.(class) {
                td.c-status { (status::badge_of(row.status, asked.lang)) }
                @if !self.no_clause {
                    td.c-clause data-label=(asked.t("條款", "Clause")) { a href=(asked.keep(Link::clause(&row.clause))) { code { (row.clause) } } }
                }
                td.c-duty data-label=(asked.t("義務", "Duty")) {
                    (asked.of_words(&row.title))
                    @if let Some(item) = &row.item_label { small.item { (row.item) ". " (asked.of_words(item)) } }
                    @else if row.item > 0 { small.item { (asked.t("第 ", "item ")) (row.item) (asked.t(" 目", "")) } }
                }
                @if !self.no_subject { td.c-subject data-label=(asked.t("對象", "Subject")) { (subject(asked, catalogue, row)) } }
                td.c-period data-label=(asked.t("期別／事由", "Period / trigger")) {
                    @if row.period.is_empty() { span.nothing { "—" } } @else { (period(asked, catalogue, row)) }
                }
                td.c-date data-label=(asked.t("期限", "Due")) {
                    @match &row.due { Some(due) => { (date::iso(due, asked.lang)) (days(asked, row, due)) }, None => span.nothing { "—" } }
                }
                @if !self.compact {
                    td.c-date data-label=(asked.t("自", "Since")) { (date::iso(&row.since, asked.lang)) }
                    td.c-who data-label=(asked.t("權責", "Whose turn")) { (who(asked, row.who)) }
                }
                td.c-why { a.why href=(why) { (asked.t("為何", "Why")) } }
            }
        }
    }
}

/// The address of a standing's explanation.
pub(crate) fn explain_link(row: &Row) -> Link {
    Link::to("/explain")
        .with("duty", &row.duty)
        .with("subject", &row.subject)
        .with_some("period", (!row.period.is_empty()).then_some(&row.period))
        .with_some("item", (row.item > 0).then_some(row.item))
}

/// The subject of a row: its kind, its key, and what people call it.
pub(crate) fn subject(asked: &Asked, catalogue: &Catalogue, row: &Row) -> Markup {
    let kind = kind_label(asked, catalogue, &row.kind);
    let singleton = catalogue.kind(&row.kind).is_some_and(|kind| catalogue.kinds[kind.index()].singleton);
    html! {
        @if singleton { a href=(asked.keep(Link::subject(&row.kind, &row.subject))) { (kind) } }
        @else {
            small.kind { (kind) }
            a href=(asked.keep(Link::subject(&row.kind, &row.subject))) { (plain::short(&row.subject)) }
            @if let Some(name) = &row.name { span.name { (plain::short(name)) } }
        }
    }
}

/// The label of a kind.
pub(crate) fn kind_label<'a>(asked: &Asked, catalogue: &'a Catalogue, kind: &'a str) -> &'a str {
    match catalogue.kind(kind) {
        Some(id) => {
            let label = &catalogue.kinds[id.index()].label;
            asked.lang.pick(&label.zh, &label.en)
        }
        None => kind,
    }
}

/// The label of a role.
pub(crate) fn who(asked: &Asked, word: &str) -> Markup {
    let label = Role::ALL.into_iter().find(|role| role.word() == word).map(Role::label);
    html! { @match label { Some((zh, en)) => (asked.lang.pick(zh, en)), None => (word) } }
}

/// `2025Q2` as people here write it; the key of a trigger as it is, even when it looks like a period.
pub(crate) fn period(asked: &Asked, catalogue: &Catalogue, row: &Row) -> Markup {
    let verb = catalogue.duty(&row.duty).map(|duty| &catalogue.duties[duty.index()].verb);
    let of_time = matches!(verb, Some(Verb::Every { .. } | Verb::After { trigger: Trigger::Entry, .. }));
    match roc_period(&row.period).filter(|_| of_time && asked.lang == Lang::Zh) {
        Some(words) => html! { span title=(row.period) { (words) } },
        None => plain::short(&row.period),
    }
}

fn roc_period(label: &str) -> Option<String> {
    let year: i32 = label.get(..4)?.parse().ok()?;
    let roc = year.checked_sub(1911).filter(|roc| (1..=999).contains(roc))?;
    match label.get(4..)?.as_bytes() {
        [] => Some(format!("{roc}年")),
        [b'H', half @ (b'1' | b'2')] => {
            Some(format!("{roc}年{}半年", if *half == b'1' { "上" } else { "下" }))
        }
        [b'Q', quarter @ b'1'..=b'4'] => Some(format!("{roc}年第{}季", char::from(*quarter))),
        [b'-', a @ b'0'..=b'9', b @ b'0'..=b'9'] => {
            Some(format!("{roc}年{}月", (a - b'0') * 10 + (b - b'0')))
        }
        // The day on which a cycle began.
        _ => date::day(label).map(|day| format!("自 {}", date::short(day, Lang::Zh))),
    }
}

/// How many days are left or past, for what is not done.
fn days(asked: &Asked, row: &Row, due: &str) -> Markup {
    let Some(day) = date::day(due) else { return html! {} };
    let left = i64::from(day.0) - i64::from(asked.on.0);
    match Status::parse(row.status) {
        Some(Status::Due) => {
            html! { small.days { (asked.t("剩 ", "")) (left) (asked.t(" 日", " days left")) } }
        }
        Some(Status::Late) => {
            html! { small.days { (asked.t("逾 ", "")) (-left) (asked.t(" 日", " days past")) } }
        }
        _ => html! {},
    }
}
