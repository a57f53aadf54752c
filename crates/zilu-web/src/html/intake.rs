//! The intake: the form that brings files, and what was brought before, with the way to undo it.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::pager::pager;
use crate::html::{nothing, number};
use crate::link::Link;
use crate::plain;
use maud::{Markup, html};
use zilu_app::{ActView, Family, UndoReport};
use zilu_catalogue::Catalogue;

/// Earlier imports on a page.
pub(crate) const ROWS: usize = 50;

/// `token` is of the session's forms; `None`: files are not taken here.
pub(crate) fn page(
    asked: &Asked,
    catalogue: &Catalogue,
    token: Option<&str>,
    acts: &(Vec<ActView>, usize),
    at: usize,
) -> Page {
    Page {
        title: asked.t("匯入", "Intake").to_owned(),
        section: Section::Intake,
        crumbs: Vec::new(),
        chapter: None,
        main: html! {
            h1 { (asked.t("匯入", "Intake")) }
            p.lead { (asked.t(
                "掃描報告、清冊、帳號清單：拖進來，先看會改變什麼，確認後才登錄。每個檔案全部登錄或完全不登錄，日後可以撤銷。",
                "Scan reports, registers, lists of accounts: drop them here, see what would change, then confirm. Each file is recorded whole or not at all, and can be undone later.",
            )) }
            @if let Some(act) = asked.query.get("undone").and_then(|act| act.parse::<u64>().ok()) {
                p.done role="status" { (asked.t("已撤銷第 ", "Import #")) (act) (asked.t(" 筆匯入，並登錄為一筆撤銷。", " was undone; that is on record as an act of its own.")) }
            }
            @match token {
                Some(token) => (upload(asked, catalogue, token)),
                None => p.uncovered role="note" { (asked.t("此處只供查閱。請以 zilu serve 開啟，或用 zilu import 匯入。", "Files are not taken here. Start it with zilu serve, or use zilu import.")) },
            }
            (earlier(asked, token, acts, at))
        },
    }
}

fn upload(asked: &Asked, catalogue: &Catalogue, token: &str) -> Markup {
    html! {
        form.intake-form method="post" action="/intake/files" enctype="multipart/form-data" data-intake {
            input type="hidden" name="token" value=(token);
            div.drop-zone data-drop {
                p.drop-title { (asked.t("把檔案、資料夾或壓縮檔（zip）拖到這裡", "Drop files, folders or zip archives here")) }
                div.drop-choices {
                    label.pick { span { (asked.t("選擇檔案", "Choose files")) } input type="file" name="files" multiple; }
                    label.pick { span { (asked.t("選擇資料夾", "Choose a folder")) } input type="file" name="files" webkitdirectory multiple; }
                }
                p.hint { (asked.t(
                    "格式由內容自動辨認；壓縮檔會拆開，其中被參照的清冊先登錄。檔案只留在這臺機器，登錄的是內容與檔案雜湊。",
                    "The format is told by the content. Archives are unpacked, and registers that others refer to come first. Files stay on this machine; what is recorded is their content and their hash.",
                )) }
                ul.chosen data-chosen hidden {}
            }
            (formats(asked))
            details.file-says {
                summary { (asked.t("檔案沒有寫明的事（選填）", "What the files do not say (optional)")) }
                div.fields {
                    (date_field(asked, "date", ""))
                    (kind_field(asked, catalogue, "kind", ""))
                    (subject_field(asked, "subject", ""))
                    label { span { (asked.t("匯入事由", "Why")) } input name="reason" size="28" maxlength="400" autocomplete="off"; }
                }
            }
            div.actions {
                button.primary type="submit" { (asked.t("上傳並檢查", "Upload and check")) }
                span.hint { (asked.t("此時還不會登錄任何資料。", "Nothing is recorded yet.")) }
            }
            div.upload-progress data-upload hidden role="status" {
                progress max="100" value="0" {}
                p data-upload-text data-sending=(asked.t("上傳中", "Uploading")) data-failed=(asked.t("上傳失敗，請再試一次。", "The upload failed; please try again.")) {}
            }
        }
    }
}

/// Every family of formats with the tools and standards in it.
fn formats(asked: &Asked) -> Markup {
    let join = asked.t("、", ", ");
    html! {
        dl.format-families aria-label=(asked.t("可匯入的格式", "Formats that are read")) {
            @for family in Family::ALL {
                div {
                    dt { (asked.t(family.zh, family.en)) }
                    dd { (family.names().join(join)) }
                }
            }
        }
    }
}

pub(crate) fn date_field(asked: &Asked, name: &str, value: &str) -> Markup {
    html! { label { span { (asked.t("生效日", "Effective date")) } input name=(name) value=(value) size="12" maxlength="40" autocomplete="off" placeholder=(asked.t("114/06/30", "2025-06-30")); } }
}

pub(crate) fn kind_field(asked: &Asked, catalogue: &Catalogue, name: &str, value: &str) -> Markup {
    html! {
        label { span { (asked.t("紀錄種類", "Kind of record")) }
            select name=(name) {
                option value="" selected[value.is_empty()] { (asked.t("自動辨認", "tell by the headings")) }
                @for kind in &catalogue.kinds {
                    option value=(kind.name) selected[kind.name == value] { (asked.lang.pick(kind.label.zh.as_str(), kind.label.en.as_str())) }
                }
            }
        }
    }
}

pub(crate) fn subject_field(asked: &Asked, name: &str, value: &str) -> Markup {
    html! { label { span { (asked.t("所屬系統、防火牆或程式", "System, firewall or app")) } input name=(name) value=(value) size="18" maxlength="200" autocomplete="off"; } }
}

fn earlier(asked: &Asked, token: Option<&str>, (acts, total): &(Vec<ActView>, usize), at: usize) -> Markup {
    let pages = total.div_ceil(ROWS).max(1);
    html! {
        section aria-labelledby="earlier" {
            h2 #earlier { (asked.t("先前的匯入", "Earlier imports")) " " span.count { (number(*total as u64)) } }
            @if acts.is_empty() {
                (nothing("還沒有匯入過檔案。", "No file was imported yet.", asked))
            } @else {
                div.table-frame {
                    table.imports {
                        thead { tr {
                            th.c-entry scope="col" { "#" } th.c-date scope="col" { (asked.t("時間", "When")) } th scope="col" { (asked.t("經手", "Who")) }
                            th scope="col" { (asked.t("檔案", "File")) } th.c-number scope="col" { (asked.t("新增", "New")) } th.c-number scope="col" { (asked.t("修訂", "Revisions")) }
                            th scope="col" { (asked.t("狀態", "State")) }
                        } }
                        tbody { @for act in acts { (row(asked, token, act)) } }
                    }
                }
                @if pages > 1 { (pager(asked, &Link::to("/intake"), at.min(pages), pages, ROWS, *total)) }
            }
        }
    }
}

fn row(asked: &Asked, token: Option<&str>, act: &ActView) -> Markup {
    html! {
        tr.undone[act.undone_by.is_some()] {
            td.c-entry data-label="#" { (act.act) }
            td.c-date data-label=(asked.t("時間", "When")) { (date::moment(act.recorded, asked.lang)) }
            td data-label=(asked.t("經手", "Who")) { (plain::short(&act.actor)) }
            td.file data-label=(asked.t("檔案", "File")) {
                @match (&act.file, act.undoes) {
                    (Some(file), _) => (plain::short(file)),
                    (None, Some(of)) => span { (asked.t("撤銷第 ", "undoes #")) (of) (asked.t(" 筆", "")) },
                    (None, None) => span.nothing { "—" },
                }
                @if let Some(format) = &act.format { " " span.chip { (format) } }
                @if let Some(sha256) = &act.sha256 { small.hash title=(format!("SHA-256 {sha256}")) { (sha256.get(..12).unwrap_or(sha256)) "…" } }
                @if let Some(reason) = &act.reason { small.reason { (plain::short(reason)) } }
            }
            td.c-number data-label=(asked.t("新增", "New")) { (number(act.new)) }
            td.c-number data-label=(asked.t("修訂", "Revisions")) { (number(act.revisions)) }
            td.c-state data-label=(asked.t("狀態", "State")) {
                @if let Some(by) = act.undone_by {
                    span.chip.void { (asked.t("已撤銷", "undone")) } small { "#" (by) }
                } @else if let Some(token) = token {
                    details.undo {
                        summary { (asked.t("撤銷", "Undo")) "…" }
                        form method="post" action="/intake/undo" {
                            input type="hidden" name="token" value=(token);
                            input type="hidden" name="act" value=(act.act);
                            label { span { (asked.t("事由（必填）", "Reason (required)")) } input name="reason" required maxlength="400" autocomplete="off"; }
                            button type="submit" { (asked.t("撤銷這次匯入", "Undo this import")) }
                        }
                    }
                } @else { span.nothing { (asked.t("有效", "in force")) } }
            }
        }
    }
}

/// Why an import was not undone.
pub(crate) fn in_the_way(asked: &Asked, report: &UndoReport) -> Page {
    let title = asked.t("未撤銷：其後另有變動", "Not undone: changed since");
    html_page(
        asked,
        title,
        html! {
            h1 { (title) }
            p.lead {
                (asked.t("第 ", "Import #")) (report.undone) (asked.t(" 筆匯入涉及的紀錄中，有 ", " touched records of which ")) strong { (number(report.in_the_way)) }
                (asked.t(" 筆在其後又被其他匯入或登錄改過同樣的欄位，或另有檔案記載。什麼都沒有變動。", " were changed in the same fields by something later, or are stated by a later file too. Nothing was changed now."))
            }
            @if report.undo_first.iter().all(|(_, import)| *import) {
                p { strong { (asked.t("請先撤銷：", "Undo first: ")) } @for (index, (act, _)) in report.undo_first.iter().enumerate() { @if index > 0 { (asked.t("、", ", ")) } "#" (act) } }
            } @else {
                p { (asked.t("其後的變動並非匯入；請以新的匯入更正。", "What changed it since is no import: put it right with a new one.")) }
            }
            div.table-frame { table.conflicts {
                thead { tr { th scope="col" { (asked.t("紀錄", "Record")) } th scope="col" { (asked.t("欄位", "Fields")) } th scope="col" { (asked.t("其後由", "Changed by")) } } }
                tbody { @for conflict in &report.conflicts { tr {
                    td { small.kind { (asked.of_words(&conflict.kind_label)) } a href=(asked.keep(Link::subject(&conflict.kind, &conflict.key))) { (plain::short(&conflict.key)) } }
                    td { @for (index, field) in conflict.fields.iter().enumerate() { @if index > 0 { (asked.t("、", ", ")) } (asked.of_words(field)) } }
                    td { "#" (conflict.by) @if let Some(file) = &conflict.file { " " (plain::short(file)) } }
                } } }
            } }
            @if report.in_the_way > report.conflicts.len() as u64 {
                p.hint { (asked.t("另有 ", "and ")) (number(report.in_the_way - report.conflicts.len() as u64)) (asked.t(" 筆。", " more.")) }
            }
            p { a.button href="/intake" { (asked.t("回匯入", "Back to the intake")) } }
        },
    )
}

/// A page of the intake under its front page.
pub(crate) fn html_page(asked: &Asked, title: &str, main: Markup) -> Page {
    Page {
        title: title.to_owned(),
        section: Section::Intake,
        crumbs: vec![(asked.t("匯入", "Intake").to_owned(), Some(Link::to("/intake")))],
        chapter: None,
        main,
    }
}
