//! A record: its fields with where each came from, all its duties, what refers to it, its revisions.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::table::Table;
use crate::html::{duty, nothing, number, setting};
use crate::link::Link;
use crate::plain;
use crate::problem::Problem;
use crate::status;
use crate::web::Web;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::about::RollUp;
use zilu_app::subject::{FieldView, RelatedRecord, RelatedView, RevisionView, SubjectView};
use zilu_catalogue::{Catalogue, Status};

/// Rows of a record's duties on its page; the rest is in the list.
const ROWS: usize = 200;

pub(crate) async fn page(
    State(web): State<Web>,
    path: Result<Path<(String, String)>, PathRejection>,
    asked: Asked,
) -> Response {
    match path {
        Ok(Path((kind, key))) => show(web, asked, kind, key).await,
        Err(_) => Problem::bad_path().response(&web, &asked),
    }
}

/// For keys that cannot stand in a path.
pub(crate) async fn page_by_query(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let key = asked.query.raw("key").unwrap_or_default().to_owned();
    match path {
        Ok(Path(kind)) => show(web, asked, kind, key).await,
        Err(_) => Problem::bad_path().response(&web, &asked),
    }
}

async fn show(web: Web, asked: Asked, kind: String, key: String) -> Response {
    web.page(asked, move |lens, asked| {
        let view = lens.subject(&kind, &key).ok_or_else(|| no_subject(&kind, &key))?;
        let label = asked.of_words(&view.kind.1).to_owned();
        Ok(Page {
            title: format!("{label} {}", view.name.as_deref().unwrap_or(&view.key)),
            section: Section::Registers,
            crumbs: vec![
                (asked.t("清冊", "Registers").to_owned(), Some(Link::to("/registers"))),
                (label, Some(Link::register(&view.kind.0))),
                (view.key.clone(), None),
            ],
            chapter: None,
            main: main(asked, lens.catalogue, &view),
        })
    })
    .await
}

pub(crate) fn no_subject(kind: &str, key: &str) -> Problem {
    let shown: String = plain::visible(key).chars().take(80).collect();
    let kind: String = plain::visible(kind).chars().take(40).collect();
    Problem::not_found(
        format!("沒有登錄過「{kind}」的「{shown}」。"),
        format!("No {kind} with the key “{shown}” was ever recorded."),
    )
}

fn main(asked: &Asked, catalogue: &Catalogue, view: &SubjectView) -> Markup {
    let (kind, key) = (&view.kind.0, &view.key);
    let table = Table {
        no_subject: true,
        caption: asked.t("義務的狀態", "Standings of duties").to_owned(),
        ..Table::default()
    };
    html! {
        h1 { small.kind { (asked.of_words(&view.kind.1)) } " " (plain::shown(view.name.as_deref().unwrap_or(key))) }
        @if view.name.is_some() { p.key { (asked.t("鍵值 ", "Key ")) code { (plain::shown(key)) } } }
        @if !view.registered {
            p.uncovered role="note" {
                strong { (asked.t("不在清冊內", "Not in the register")) }
                (asked.t("：在此基準日與知悉時點，只有其他紀錄提到它，或它已因登錄錯誤作廢。", ": on this day, as known, only other records refer to it, or it was voided as recorded in error."))
            }
        }
        nav.jumps aria-label=(asked.t("本頁內容", "On this page")) {
            @if refers(&view.about) { a href="#about" { (asked.t("連同相關紀錄", "With what refers to it")) " " span.count { (number(view.about.counts.total())) } } }
            a href="#standings" { (asked.t("本筆的義務", "Duties")) " " span.count { (number(view.standings.len() as u64)) } }
            a href="#fields" { (asked.t("欄位", "Fields")) " " span.count { (view.fields.len()) } }
            @if !view.related.is_empty() { a href="#related" { (asked.t("相關紀錄", "Records that refer to it")) } }
            a href="#revisions" { (asked.t("修訂紀錄", "Revisions")) " " span.count { (view.revisions.len()) } }
        }
        (about(asked, view))
        section aria-labelledby="standings" {
            div.section-head {
                h2 #standings { (asked.t("本筆的義務", "Duties of this record")) " " span.count { (number(view.standings.len() as u64)) } }
                a href=(asked.keep(Link::to("/standings").with("kind", kind).with("key", key))) { (asked.t("篩選與匯出", "Filter and export")) }
            }
            @if view.standings.is_empty() {
                (nothing("這筆紀錄目前沒有應辦義務。", "This record owes nothing at present.", asked))
            } @else {
                p.tally { (duty::bar(asked, &view.counts)) " " (duty::tally(asked, &view.counts)) }
                (table.render(asked, catalogue, &view.standings[..view.standings.len().min(ROWS)]))
                @if view.standings.len() > ROWS {
                    p { a href=(asked.keep(Link::to("/standings").with("kind", kind).with("key", key).with("page", 2))) { (asked.t("其餘 ", "The other ")) (number((view.standings.len() - ROWS) as u64)) (asked.t(" 筆", "")) } }
                }
            }
        }
        section aria-labelledby="fields" {
            h2 #fields { (asked.t("欄位", "Fields")) }
            (fields(asked, catalogue, view))
        }
        (related(asked, catalogue, view))
        section aria-labelledby="revisions" {
            h2 #revisions { (asked.t("修訂紀錄", "Revisions")) " " span.count { (view.revisions.len()) } }
            (revisions(asked, &view.revisions))
        }
    }
}

fn fields(asked: &Asked, catalogue: &Catalogue, view: &SubjectView) -> Markup {
    html! {
        div.table-frame {
            table.record-fields {
                thead { tr {
                    th scope="col" { (asked.t("欄位", "Field")) } th scope="col" { (asked.t("值", "Value")) }
                    th.c-date scope="col" { (asked.t("自", "Since")) } th.c-date scope="col" { (asked.t("登錄", "Recorded")) }
                    th.c-entry scope="col" { (asked.t("帳本筆號", "Ledger entry")) } th scope="col" { (asked.t("來源", "Source")) }
                } }
                tbody { @for field in &view.fields {
                    tr.unknown[field.value.is_none()] {
                        th scope="row" { (asked.of_words(&field.label)) " " code { (field.name) } @if field.personal { " " span.chip { (asked.t("個資", "personal data")) } } }
                        td data-label=(asked.t("值", "Value")) {
                            (value(asked, field))
                            @if let Some(value) = &field.value { (setting::meaning(asked, catalogue, &view.kind.0, &view.key, &field.name, asked.of_words(value))) }
                        }
                        @match &field.stated {
                            Some(revision) => (stated(asked, revision)),
                            None => td.nothing colspan="4" { (asked.t("從未登錄", "never recorded")) },
                        }
                    }
                } }
            }
        }
    }
}

fn value(asked: &Asked, field: &FieldView) -> Markup {
    let Some(value) = &field.value else {
        return html! { span.unknown-value { (asked.t("不明", "unknown")) } };
    };
    let text = asked.of_words(value);
    match &field.refers_to {
        Some((kind, key)) => html! { a href=(asked.keep(Link::subject(kind, key))) { (plain::shown(text)) } },
        None => plain::shown(text),
    }
}

fn stated(asked: &Asked, revision: &RevisionView) -> Markup {
    html! {
        td.c-date data-label=(asked.t("自", "Since")) { (date::iso(&revision.effective, asked.lang)) }
        td.c-date data-label=(asked.t("登錄", "Recorded")) { (date::moment(revision.recorded, asked.lang)) }
        td.c-entry data-label=(asked.t("帳本筆號", "Ledger entry")) { "#" (revision.entry) }
        td data-label=(asked.t("來源", "Source")) { (origin(asked, revision.origin)) (provenance(asked, revision)) }
    }
}

/// The file with row and hash, or who stated it; the whole hash on pointing.
pub(crate) fn provenance(asked: &Asked, revision: &RevisionView) -> Markup {
    let Some(source) = &revision.source else { return html! {} };
    let whole = source.sha256.as_ref().map(|sha256| format!("SHA-256 {sha256}"));
    html! { " " small.provenance title=[whole] { (plain::shown(asked.of_words(&source.words()))) } }
}

/// Whether a machine or a person said so.
pub(crate) fn origin(asked: &Asked, word: &str) -> Markup {
    match word {
        "measured" => html! { span.chip.measured { (asked.t("機器量測", "measured")) } },
        _ => html! { span.chip.attested { (asked.t("人員陳述", "attested")) } },
    }
}

fn related(asked: &Asked, catalogue: &Catalogue, view: &SubjectView) -> Markup {
    html! {
        @if !view.related.is_empty() {
            section aria-labelledby="related" {
                h2 #related { (asked.t("相關紀錄", "Records that refer to it")) }
                dl.related { @for related in &view.related { (related_kind(asked, catalogue, &view.key, related)) } }
            }
        }
    }
}

fn related_kind(asked: &Asked, catalogue: &Catalogue, key: &str, related: &RelatedView) -> Markup {
    let (kind, label) = &related.kind;
    // The view names the field by its label: find its name for the link.
    let field = catalogue.kind(kind).and_then(|id| {
        let fields = &catalogue.kinds[id.index()].fields;
        fields.iter().find(|field| field.label.zh == related.field.zh && field.label.en == related.field.en)
    });
    let all = field.map(|field| asked.keep(Link::register(kind).with("by", &field.name).with("of", key)));
    html! {
        dt { (asked.of_words(label)) small { (asked.of_words(&related.field)) } span.count { (number(related.total as u64)) } }
        dd {
            @for record in &related.records { (related_record(asked, kind, record)) " " }
            @if let Some(all) = all.filter(|_| related.total > related.records.len()) {
                a href=(all) { (asked.t("全部 ", "All ")) (number(related.total as u64)) (asked.t(" 筆", "")) }
            }
        }
    }
}

/// How it stands, when that is worth a look; and that it is off.
fn related_record(asked: &Asked, kind: &str, record: &RelatedRecord) -> Markup {
    let worst = record.worst.and_then(Status::parse);
    html! {
        span.related-record {
            a.key href=(asked.keep(Link::subject(kind, &record.key))) { (plain::short(&record.key)) }
            @if let Some(worst) = worst { " " (status::badge(worst, asked.lang)) }
            @if record.enabled == Some(false) { " " span.chip { (asked.t("停用", "off")) } }
        }
    }
}

/// Whether anything but the record itself owes something.
fn refers(about: &RollUp) -> bool {
    about.kinds.iter().any(|kind| !kind.itself || kind.records > 1)
}

/// The record with its hosts, accounts, findings and whatever else refers to it: counts by kind and status.
fn about(asked: &Asked, view: &SubjectView) -> Markup {
    if !refers(&view.about) {
        return html! {};
    }
    let (kind, key) = (&view.kind.0, &view.key);
    let all = || Link::to("/standings").with("about", format!("{kind}/{key}"));
    let counted = |link: Link, count: u32, status: Status| {
        html! {
            td.c-number data-label=(status::label(status, asked.lang)) {
                @if count > 0 { a.figure.(status::class(status)) href=(asked.keep(link.with("status", status.word()))) { (number(count)) } }
                @else { span.nothing { "–" } }
            }
        }
    };
    html! {
        section aria-labelledby="about" {
            div.section-head {
                h2 #about { (asked.t("連同相關紀錄", "With what refers to it")) " " span.count { (number(view.about.counts.total())) } }
                a href=(asked.keep(all())) { (asked.t("篩選與匯出", "Filter and export")) }
            }
            p.tally { (duty::bar(asked, &view.about.counts)) " " (duty::tally(asked, &view.about.counts)) }
            div.table-frame { table.by-duty {
                thead { tr {
                    th scope="col" { (asked.t("紀錄", "Records")) } th.c-number scope="col" { (asked.t("筆數", "Number")) }
                    @for status in status::ORDER { th.c-number scope="col" { (status::label(status, asked.lang)) } }
                } }
                tbody { @for line in &view.about.kinds { tr {
                    @let of_kind = all().with("kind", &line.kind.0);
                    th scope="row" {
                        a href=(asked.keep(of_kind.clone())) { (asked.of_words(&line.kind.1)) }
                        @if line.itself { " " small { @if line.records == 1 { (asked.t("本筆", "this one")) } @else { (asked.t("含本筆", "with this one")) } } }
                    }
                    td.c-number data-label=(asked.t("筆數", "Number")) { (number(line.records as u64)) }
                    @for status in status::ORDER { (counted(of_kind.clone(), line.counts.of(status), status)) }
                } } }
            } }
            p.nothing { (asked.t(
                "參照本筆的紀錄；所屬主機與帳號，連同參照它們的紀錄（弱點、掃描、清查等）。",
                "Records that refer to this one; of its hosts and accounts, also what refers to those (findings, scans, reviews).",
            )) }
        }
    }
}

fn revisions(asked: &Asked, revisions: &[RevisionView]) -> Markup {
    if revisions.is_empty() {
        return nothing("沒有登錄過。", "Never recorded.", asked);
    }
    html! {
        div.table-frame {
            table.revisions {
                thead { tr {
                    th.c-entry scope="col" { (asked.t("帳本筆號", "Ledger entry")) } th.c-date scope="col" { (asked.t("生效", "Effective")) }
                    th.c-date scope="col" { (asked.t("登錄", "Recorded")) } th scope="col" { (asked.t("來源", "Source")) }
                } }
                tbody { @for revision in revisions {
                    tr {
                        td.c-entry data-label=(asked.t("帳本筆號", "Ledger entry")) { "#" (revision.entry) }
                        td.c-date data-label=(asked.t("生效", "Effective")) { (date::iso(&revision.effective, asked.lang)) }
                        td.c-date data-label=(asked.t("登錄", "Recorded")) { (date::moment(revision.recorded, asked.lang)) }
                        td data-label=(asked.t("來源", "Source")) { (origin(asked, revision.origin)) @if revision.void { span.chip.void { (asked.t("登錄錯誤，作廢", "voided: recorded in error")) } } (provenance(asked, revision)) }
                    }
                } }
            }
        }
    }
}
