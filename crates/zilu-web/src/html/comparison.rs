//! Two editions of the official text: what changed, what leans on it, and how long there is to adopt it.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::official::{change_badge, days_left, difference, edition_name};
use crate::html::table::{explain_link, who};
use crate::html::{Reading, reading_tabs};
use crate::link::Link;
use crate::plain;
use crate::problem::{Complaint, Problem};
use crate::status;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::official::{ChangeRow, Comparison, Countdown, EditionView};
use zilu_app::words::Words;

/// Characters of a clause that only got another number.
const BEGINNING: usize = 48;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let editions = readable(lens);
        let title = asked.t("版本比較", "Editions compared");
        let view = match pair(asked, &editions) {
            Some((old, new)) => Some(look(lens, &old, &new)?),
            None => None,
        };
        let kind = view.as_ref().map_or(Ok(None), |view| chosen(asked, view))?;
        Ok(Page {
            title: title.to_owned(),
            section: Section::Clauses,
            crumbs: vec![
                (asked.t("條文原文", "Official text").to_owned(), Some(Link::to("/texts"))),
                (title.to_owned(), None),
            ],
            chapter: None,
            main: html! {
                (reading_tabs(asked, Reading::Texts))
                h1 { (title) }
                @match &view {
                    Some(view) => (body(asked, lens, view, &editions, kind)),
                    None => p.nothing { (asked.t(
                        "要有兩個附上的版本才能比較。",
                        "There must be two attached editions to compare.",
                    )) " " a href=(asked.keep(Link::to("/texts"))) { (asked.t("附上的版本", "Attached editions")) } },
                }
            },
        })
    })
    .await
}

/// The attached editions whose files can be read.
pub(crate) fn readable(lens: &Lens<'_>) -> Vec<EditionView> {
    lens.editions().into_iter().filter(|edition| edition.clauses.is_some()).collect()
}

/// The editions that an address names; the newest and the one before it where it names none.
pub(crate) fn pair(asked: &Asked, editions: &[EditionView]) -> Option<(String, String)> {
    let named = |name| asked.query.get(name).map(str::to_owned);
    let newest = editions.first().map(|edition| edition.edition.clone());
    let new = named("new").or(newest)?;
    let mut before = editions.iter().map(|edition| &edition.edition).skip_while(|edition| **edition != new);
    let old = named("old").or_else(|| before.nth(1).cloned())?;
    Some((old, new))
}

/// The comparison that an address names.
pub(crate) fn look(lens: &Lens<'_>, old: &str, new: &str) -> Result<Comparison, Problem> {
    lens.compare_editions(old, new).ok_or_else(|| {
        let (old, new) = (plain::visible(old), plain::visible(new));
        Problem::not_found(
            format!("「{old}」或「{new}」沒有附上，或檔案無法讀取。"),
            format!("“{old}” or “{new}” is not attached, or its file cannot be read."),
        )
    })
}

/// The kind of change to show; `None` is all.
pub(crate) fn chosen(asked: &Asked, view: &Comparison) -> Result<Option<&'static str>, Problem> {
    let Some(text) = asked.query.get("change") else { return Ok(None) };
    let kinds: Vec<&'static str> = view.counts.iter().map(|(word, _, _)| *word).collect();
    kinds.iter().find(|word| **word == text).copied().map(Some).ok_or_else(|| {
        Problem::bad_request(vec![Complaint {
            about: Words::new("變動種類（change）", "kind of change (change)"),
            fault: Words::new(format!("不認得「{text}」"), format!("“{text}” is not known")),
            expected: Words::new(kinds.join("、"), kinds.join(", ")),
        }])
    })
}

fn body(
    asked: &Asked,
    lens: &Lens<'_>,
    view: &Comparison,
    editions: &[EditionView],
    kind: Option<&'static str>,
) -> Markup {
    let rows: Vec<&ChangeRow> =
        view.rows.iter().filter(|row| kind.is_none_or(|kind| row.change == kind)).collect();
    let (numbers, words): (Vec<&ChangeRow>, Vec<&ChangeRow>) =
        rows.into_iter().partition(|row| row.change == "renumbered");
    html! {
        (choose(asked, view, editions))
        (counts(asked, view, kind))
        (countdown(asked, view))
        section aria-labelledby="changes" {
            h2 #changes { (asked.t("變動的條款", "What changes")) " " span.count { (words.len()) } }
            p.marks { (asked.t("標記：", "Marks: ")) del { (asked.t("刪除的字", "deleted")) } " " ins { (asked.t("新增的字", "inserted")) } }
            @if words.is_empty() { p.nothing { (asked.t("沒有。", "Nothing.")) } }
            @for row in words { (change(asked, lens, row)) }
        }
        @if !numbers.is_empty() { (renumbered(asked, lens, &numbers)) }
    }
}

fn choose(asked: &Asked, view: &Comparison, editions: &[EditionView]) -> Markup {
    let select = |name: &str, label: &str, current: &str| {
        html! {
            label { span { (label) }
                select name=(name) {
                    @for edition in editions {
                        option value=(edition.edition) selected[edition.edition == current] {
                            (plain::visible(&edition.edition)) @if edition.in_force { (asked.t("（施行中）", " (in force)")) }
                        }
                    }
                }
            }
        }
    };
    html! {
        form.filter method="get" action=(asked.path) {
            @for (name, value) in asked.view_pairs() { input type="hidden" name=(name) value=(value); }
            div.fields {
                (select("old", asked.t("舊版", "Older edition"), &view.old))
                (select("new", asked.t("新版", "Newer edition"), &view.new))
                div.actions {
                    button type="submit" { (asked.t("比較", "Compare")) }
                    span.exports { a.button href=(asked.keep(Link::to("/api/texts/compare").with("old", &view.old).with("new", &view.new))) { "JSON" } }
                }
            }
        }
        p.editions-line {
            a href=(asked.keep(Link::text(&view.old))) { (edition_name(asked, &view.old)) } " → "
            a href=(asked.keep(Link::text(&view.new))) { (edition_name(asked, &view.new)) }
            @if let Some(day) = view.announced.as_deref().and_then(date::day) { span { (asked.t("公布 ", "announced ")) (date::both(day, asked.lang)) } }
            @if let Some(day) = view.effective.as_deref().and_then(date::day) {
                span { (asked.t("施行 ", "in force from ")) (date::both(day, asked.lang)) (days_left(asked, day.0 - asked.on.0)) }
            }
        }
    }
}

fn counts(asked: &Asked, view: &Comparison, kind: Option<&'static str>) -> Markup {
    let here = || Link::compare(&view.old, &view.new);
    html! {
        ul.change-counts {
            li { a.change-count href=(asked.keep(here())) aria-current=[kind.is_none().then_some("true")] {
                strong { (view.counts.iter().filter(|(word, _, _)| *word != "same").map(|(_, _, count)| count).sum::<usize>()) }
                span { (asked.t("全部變動", "all changes")) }
            } }
            @for (word, label, count) in &view.counts {
                li {
                    @if *word == "same" || *count == 0 { span.change-count { strong { (count) } (change_badge(asked, word, asked.of_words(label))) } }
                    @else {
                        a.change-count href=(asked.keep(here().with("change", word))) aria-current=[(kind == Some(*word)).then_some("true")] {
                            strong { (count) } (change_badge(asked, word, asked.of_words(label)))
                        }
                    }
                }
            }
        }
        p.note-line { (asked.t("件數只計條款；下方另列標題與款目開頭的變動。", "Counts are of clauses; changed headings and list heads are shown below as well.")) }
    }
}

/// What the company still has to do about the newer edition.
fn countdown(asked: &Asked, view: &Comparison) -> Markup {
    html! {
        section.card.countdown aria-labelledby="countdown" {
            h2 #countdown { (asked.t("納入新版的期限", "Time to adopt it")) }
            @if view.open.is_empty() {
                p.nothing { (asked.t("規範目錄沒有以這一版為對象的義務。", "No duty of the catalogue is about this edition.")) }
            }
            ul { @for open in &view.open { li { (self::open(asked, open)) } } }
        }
    }
}

fn open(asked: &Asked, open: &Countdown) -> Markup {
    let row = &open.standing;
    let waits = matches!(row.status, "due" | "late" | "unproven" | "breached");
    html! {
        (status::badge_of(row.status, asked.lang)) " "
        a href=(format!("{}#duty-{}", asked.keep(Link::clause(&row.clause)), row.duty)) { (asked.of_words(&row.title)) }
        span.who { (who(asked, row.who)) }
        @if let Some(day) = row.due.as_deref().and_then(date::day) {
            span { (asked.t("期限 ", "due ")) (date::both(day, asked.lang)) }
            @if let Some(left) = open.days_left.filter(|_| waits) { strong { (days_left(asked, left)) } }
        }
        a.why href=(asked.keep(explain_link(row))) { (asked.t("為何", "Why")) }
    }
}

fn change(asked: &Asked, lens: &Lens<'_>, row: &ChangeRow) -> Markup {
    html! {
        article.change-row.(format!("k-{}", row.change)) {
            header {
                (change_badge(asked, row.change, asked.of_words(&row.label)))
                (ids(asked, lens, row))
                @if !row.clause { span.chip { (asked.t("標題或款目開頭", "heading")) } }
            }
            p.difference lang="zh-Hant-TW" { (difference(asked, &row.spans)) }
            (leaning(asked, row))
        }
    }
}

/// The ids in both editions; those that the catalogue has lead to their clauses.
fn ids(asked: &Asked, lens: &Lens<'_>, row: &ChangeRow) -> Markup {
    // The catalogue's own numbers are those of the older edition: a clause of the same number in the newer one may be another.
    let old = |id: &str| html! { @if lens.catalogue.clause(id).is_some() { a href=(asked.keep(Link::clause(id))) { code { (id) } } } @else { code { (id) } } };
    html! {
        span.ids {
            @match (&row.old_id, &row.new_id) {
                (Some(before), Some(after)) if before == after => (old(before)),
                (Some(before), Some(after)) => { (old(before)) " → " code { (after) } },
                (Some(before), None) => (old(before)),
                (None, Some(after)) => code { (after) },
                (None, None) => {},
            }
        }
    }
}

fn leaning(asked: &Asked, row: &ChangeRow) -> Markup {
    let clause = row.old_id.as_deref().unwrap_or_default();
    html! {
        @if !row.duties.is_empty() || !row.readings.is_empty() {
            dl.leaning {
                @if !row.duties.is_empty() {
                    dt { (asked.t("義務", "Duties")) }
                    dd { ul { @for duty in &row.duties {
                        li { a href=(format!("{}#duty-{}", asked.keep(Link::clause(clause)), duty.name)) { (asked.of_words(&duty.title)) } " " small { (asked.of_words(&duty.who)) } }
                    } } }
                }
                @if !row.readings.is_empty() {
                    dt { (asked.t("讀法", "Readings")) }
                    dd { ul { @for (name, label) in &row.readings {
                        li { a href=(format!("{}#reading-{name}", asked.keep(Link::book("readings")))) { (asked.of_words(label)) } }
                    } } }
                }
            }
        } @else if row.clause && row.change != "added" {
            p.nothing { (asked.t("沒有義務靠這一條。", "No duty leans on it.")) }
        } @else if row.change == "added" && row.clause {
            p.nothing { (asked.t("新的條款：規範目錄還沒有它的義務。", "New: the catalogue has no duty of it yet.")) }
        }
    }
}

/// Clauses with the same words under another number: a table is enough.
fn renumbered(asked: &Asked, lens: &Lens<'_>, rows: &[&ChangeRow]) -> Markup {
    html! {
        section aria-labelledby="numbers" {
            h2 #numbers { (asked.t("只有條號順移", "Only another number")) " " span.count { (rows.len()) } }
            div.table-frame { table.renumbered {
                thead { tr { th scope="col" { (asked.t("條號", "Numbers")) } th scope="col" { (asked.t("文字", "Words")) } th.c-number scope="col" { (asked.t("義務", "Duties")) } } }
                tbody { @for row in rows {
                    @let text: String = row.spans.iter().flat_map(|span| span.text.chars()).collect();
                    tr {
                        th scope="row" { (ids(asked, lens, row)) }
                        td lang="zh-Hant-TW" { (plain::inline(&text.chars().take(BEGINNING).collect::<String>())) @if text.chars().nth(BEGINNING).is_some() { "…" } }
                        td.c-number { (row.duties.len()) }
                    }
                } }
            } }
        }
    }
}
