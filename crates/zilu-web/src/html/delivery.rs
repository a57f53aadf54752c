//! A delivery: how far it is, what it would change, what came of it.

use crate::asked::Asked;
use crate::html::intake::{date_field, html_page, kind_field, subject_field};
use crate::html::layout::Page;
use crate::html::number;
use crate::intake::delivery::{Delivery, Phase, Said, State};
use crate::link::Link;
use crate::plain;
use maud::{Markup, html};
use zilu_app::words::Words;
use zilu_app::{Change, ChangeSort, Fault, ImportReport, Outcome};
use zilu_catalogue::Catalogue;

/// Changes of a file that are shown at once.
const CHANGES_SHOWN: usize = 200;
/// Of all files of a page together.
const CHANGES_SHOWN_IN_ALL: usize = 2_000;

pub(crate) fn page(asked: &Asked, catalogue: &Catalogue, delivery: &Delivery, token: &str, now: i64) -> Page {
    let title = match delivery.state().phase {
        Phase::Checking => asked.t("檢查中", "Checking"),
        Phase::Checked => asked.t("匯入預覽", "What would change"),
        Phase::Recording => asked.t("登錄中", "Recording"),
        Phase::Recorded => asked.t("匯入結果", "What came of it"),
        Phase::Failed(_) => asked.t("匯入未完成", "Not finished"),
    };
    html_page(
        asked,
        title,
        html! { h1 { (title) } div #delivery data-delivery=(delivery.is_running()) { (body(asked, catalogue, delivery, token, now)) } },
    )
}

pub(crate) fn body(
    asked: &Asked,
    catalogue: &Catalogue,
    delivery: &Delivery,
    token: &str,
    now: i64,
) -> Markup {
    let state = delivery.state();
    match &state.phase {
        Phase::Checking | Phase::Recording => progress(asked, &state, now),
        Phase::Checked => preview(asked, catalogue, delivery, &state, token),
        Phase::Recorded => result(asked, &state),
        Phase::Failed(words) => failed(asked, delivery, words, token),
    }
}

fn progress(asked: &Asked, state: &State, now: i64) -> Markup {
    let megabytes = |bytes: u64| format!("{:.1}", bytes as f64 / 1e6);
    html! {
        // Without scripts the page asks again by itself.
        noscript { meta http-equiv="refresh" content="2"; }
        div.working role="status" {
            progress max=(state.total.max(1)) value=(state.done) {}
            p {
                @if state.phase == Phase::Recording { (asked.t("正在登錄", "Recording")) } @else { (asked.t("正在檢查檔案", "Checking the files")) }
                (asked.t("：", ": ")) (megabytes(state.done)) " / " (megabytes(state.total)) " MB"
                @if let Some(left) = state.seconds_left(now) { (asked.t("，約剩 ", ", about ")) (left) (asked.t(" 秒", " s left")) }
            }
            p.hint { (asked.t("可以離開這一頁，工作會繼續。", "You may leave this page; the work goes on.")) }
        }
    }
}

fn preview(asked: &Asked, catalogue: &Catalogue, delivery: &Delivery, state: &State, token: &str) -> Markup {
    let takeable = state.takeable();
    let shown = (CHANGES_SHOWN_IN_ALL / state.reports.len().max(1)).clamp(5, CHANGES_SHOWN);
    html! {
        @if state.overtaken {
            p.uncovered role="alert" { strong { (asked.t("資料在預覽之後有變動，或所選的檔案不同", "The data changed after the preview, or other files were chosen")) } (asked.t("，已重新檢查；請再看一次。", ". It was checked again: please look once more.")) }
        }
        (tally(asked, &state.reports))
        form method="post" action=(Link::to(format!("/intake/{}", delivery.id))) {
            input type="hidden" name="token" value=(token);
            input type="hidden" name="preview" value=(state.preview());
            div.files { @for (index, (report, said)) in state.reports.iter().zip(&state.said).enumerate() {
                (file(asked, catalogue, index, report, said, shown, state.reports.len() == 1))
            } }
            div.actions.decide {
                @if takeable > 0 {
                    button.primary type="submit" name="action" value="record" { (asked.t("登錄這些檔案", "Record these files")) }
                }
                button type="submit" name="action" value="check" { (asked.t("重新檢查", "Check again")) }
                button type="submit" name="action" value="drop" formnovalidate { (asked.t("放棄", "Discard")) }
                @if takeable == 0 { span.hint { (asked.t("沒有可登錄的變動。", "There is nothing to record.")) } }
            }
        }
    }
}

fn outcome(asked: &Asked, outcome: Outcome, done: bool) -> Markup {
    let (class, zh, en) = match outcome {
        Outcome::Taken if done => ("s-met", "已登錄", "recorded"),
        Outcome::Taken => ("s-due", "可登錄", "ready"),
        Outcome::Same => ("s-none", "相同", "the same"),
        Outcome::Refused => ("s-late", "拒收", "refused"),
        Outcome::Unrecognised => ("s-unproven", "不認得", "not recognised"),
    };
    html! { span.badge.(class) { (asked.lang.pick(zh, en)) } }
}

/// What all files together come to.
fn tally(asked: &Asked, reports: &[ImportReport]) -> Markup {
    let sum = |count: fn(&ImportReport) -> u64| reports.iter().map(count).sum::<u64>();
    let counts = [
        ("s-met", asked.t("新增", "New"), sum(|report| report.new)),
        ("s-due", asked.t("變更", "Changed"), sum(|report| report.changed)),
        ("s-exempt", asked.t("已不存在", "Gone"), sum(|report| report.gone)),
        ("s-none", asked.t("相同", "The same"), sum(|report| report.same)),
        ("s-late", asked.t("錯誤", "Faults"), sum(|report| report.refused)),
    ];
    html! {
        div.tiles.intake-tiles { @for (class, label, count) in counts {
            div.tile.(class) { span.tile-label { (label) } strong { (number(count)) } }
        } }
    }
}

#[allow(clippy::too_many_arguments)]
fn file(
    asked: &Asked,
    catalogue: &Catalogue,
    index: usize,
    report: &ImportReport,
    said: &Said,
    shown: usize,
    alone: bool,
) -> Markup {
    let takeable = report.outcome == Outcome::Taken;
    let faulty = report.refused > 0;
    html! {
        section.card.delivered aria-label=(plain::visible(&report.file)) {
            div.delivered-head {
                @if takeable {
                    input type="hidden" name="offered" value=(index);
                    label.check title=(asked.t("取消勾選則不登錄", "not recorded when cleared")) {
                        input type="checkbox" name="take" value=(index) checked[!said.left_out];
                        span.for-ears { (asked.t("登錄", "Record")) }
                    }
                }
                (outcome(asked, report.outcome, false))
                strong.file { (plain::short(&report.file)) }
                @if report.format != "?" { span.chip { (report.format) } }
                (counts(asked, report))
                @if !report.sha256.is_empty() { small.hash title=(format!("SHA-256 {}", report.sha256)) { (report.sha256.get(..12).unwrap_or_default()) "…" } }
            }
            (notes(asked, report))
            @if faulty {
                (faults(asked, &report.faults, report.refused))
                details.file-says open[asks(report)] {
                    summary { (asked.t("補充檔案沒有寫明的事，再檢查一次", "Say what the file does not, and check again")) }
                    div.fields {
                        (date_field(asked, &format!("date.{index}"), &said.date))
                        (kind_field(asked, catalogue, &format!("kind.{index}"), &said.kind))
                        (subject_field(asked, &format!("subject.{index}"), &said.subject))
                    }
                }
            }
            @if !report.changes.is_empty() {
                details.changes-fold open[alone] {
                    summary { (asked.t("逐筆檢視", "Record by record")) }
                    (changes(asked, report, shown))
                }
            }
        }
    }
}

/// Whether saying more may help.
fn asks(report: &ImportReport) -> bool {
    report.faults.iter().any(|fault| {
        ["no-date", "no-effective-date", "no-subject", "unknown-kind", "no-kind", "kind"]
            .iter()
            .any(|code| fault.code.contains(code))
    })
}

fn counts(asked: &Asked, report: &ImportReport) -> Markup {
    let all = [
        (report.new, asked.t("新增", "new")),
        (report.changed, asked.t("變更", "changed")),
        (report.gone, asked.t("已不存在", "gone")),
        (report.same, asked.t("相同", "the same")),
        (report.refused, asked.t("錯誤", if report.refused == 1 { "fault" } else { "faults" })),
    ];
    html! { ul.counts { @for (count, label) in all { @if count > 0 { li { strong { (number(count)) } " " (label) } } } } }
}

fn notes(asked: &Asked, report: &ImportReport) -> Markup {
    html! { @if !report.notes.is_empty() { ul.notes { @for (zh, en) in &report.notes { li { (plain::shown(asked.lang.pick(zh, en))) } } } } }
}

fn faults(asked: &Asked, faults: &[Fault], total: u64) -> Markup {
    html! {
        div.table-frame { table.faults {
            thead { tr { th scope="col" { (asked.t("位置", "Place")) } th scope="col" { (asked.t("欄位", "Field")) } th scope="col" { (asked.t("原因", "Reason")) } } }
            tbody { @for fault in faults { tr {
                td.c-place data-label=(asked.t("位置", "Place")) { @let place = zilu_app::bare_place(&fault.place);
                    @if asked.of_words(&place).is_empty() { (asked.t("整個檔案", "the whole file")) } @else { (plain::short(asked.of_words(&place))) } }
                td data-label=(asked.t("欄位", "Field")) { @match &fault.field { Some(field) => (plain::short(field)), None => span.nothing { "—" } } }
                td data-label=(asked.t("原因", "Reason")) {
                    (plain::shown(asked.lang.pick(&fault.zh, &fault.en)))
                    @if let Some((zh, en)) = &fault.hint { p.hint { (plain::shown(asked.lang.pick(zh, en))) } }
                }
            } } }
        } }
        @if total > faults.len() as u64 { p.hint { (asked.t("另有 ", "and ")) (number(total - faults.len() as u64)) (asked.t(" 個錯誤。", " more faults.")) } }
    }
}

fn changes(asked: &Asked, report: &ImportReport, shown: usize) -> Markup {
    // What changes is looked at before what is new.
    let order = [ChangeSort::Void, ChangeSort::Gone, ChangeSort::Changed, ChangeSort::New];
    let listed = order
        .iter()
        .flat_map(|sort| report.changes.iter().filter(move |change| change.sort == *sort).take(shown));
    let all = report.new + report.changed + report.gone;
    let listed: Vec<&Change> = listed.collect();
    html! {
        div.table-frame { table.changes {
            thead { tr {
                th scope="col" { (asked.t("變動", "Change")) } th scope="col" { (asked.t("紀錄", "Record")) } th scope="col" { (asked.t("位置", "Place")) }
                th scope="col" { (asked.t("欄位：原值 → 新值", "Field: old → new")) }
            } }
            tbody { @for change in &listed { (self::change(asked, change)) } }
        } }
        @if all > listed.len() as u64 {
            p.hint { (asked.t("此處列出 ", "Listed here: ")) (number(listed.len() as u64)) (asked.t(" 筆，共 ", " of ")) (number(all)) (asked.t(" 筆；zilu import --dry-run --json 可列出更多。", "; zilu import --dry-run --json lists more.")) }
        }
    }
}

fn change(asked: &Asked, change: &Change) -> Markup {
    let (class, zh, en) = match change.sort {
        ChangeSort::New => ("s-met", "新增", "new"),
        ChangeSort::Changed => ("s-due", "變更", "changed"),
        ChangeSort::Gone => ("s-exempt", "已不存在", "gone"),
        ChangeSort::Void => ("s-late", "作廢", "void"),
    };
    let shown = |words: &Option<Words>| match words {
        Some(words) => plain::short(asked.of_words(words)),
        None => html! { span.unknown-value { (asked.t("不明", "unknown")) } },
    };
    html! {
        tr {
            td data-label=(asked.t("變動", "Change")) { span.badge.(class) { (asked.lang.pick(zh, en)) } }
            td.c-subject data-label=(asked.t("紀錄", "Record")) { small.kind { (asked.of_words(&change.kind_label)) } (plain::short(&change.key)) }
            td.c-place data-label=(asked.t("位置", "Place")) { (plain::short(asked.of_words(&change.place))) }
            td data-label=(asked.t("欄位", "Fields")) { ul.field-changes { @for field in &change.fields { li {
                span.field-name { (asked.of_words(&field.label)) } " "
                @if change.sort != ChangeSort::New { (shown(&field.old)) " → " }
                strong { (shown(&field.new)) }
            } } } }
        }
    }
}

fn result(asked: &Asked, state: &State) -> Markup {
    html! {
        (tally(asked, &state.reports))
        div.table-frame { table.imports {
            thead { tr {
                th scope="col" { (asked.t("結果", "Outcome")) } th scope="col" { (asked.t("檔案", "File")) } th.c-number scope="col" { (asked.t("新增", "New")) }
                th.c-number scope="col" { (asked.t("變更", "Changed")) } th.c-number scope="col" { (asked.t("相同", "The same")) } th scope="col" { (asked.t("說明", "Remarks")) }
            } }
            tbody { @for (report, said) in state.reports.iter().zip(&state.said) { tr {
                td data-label=(asked.t("結果", "Outcome")) {
                    @if said.left_out && report.act.is_none() { span.badge.s-none { (asked.t("未登錄", "left out")) } }
                    @else { (outcome(asked, report.outcome, report.act.is_some())) }
                }
                td.file data-label=(asked.t("檔案", "File")) { (plain::short(&report.file)) }
                td.c-number data-label=(asked.t("新增", "New")) { (number(report.new)) }
                td.c-number data-label=(asked.t("變更", "Changed")) { (number(report.changed + report.gone)) }
                td.c-number data-label=(asked.t("相同", "The same")) { (number(report.same)) }
                td data-label=(asked.t("說明", "Remarks")) {
                    @if let Some(act) = report.act { (asked.t("帳本 #", "entry #")) (act) }
                    @if let Some(fault) = report.faults.first() { (plain::short(asked.lang.pick(&fault.zh, &fault.en))) }
                }
            } } }
        } }
        p.actions { a.button href="/intake" { (asked.t("回匯入", "Back to the intake")) } a href="/" { (asked.t("看總覽", "See the overview")) } }
    }
}

fn failed(asked: &Asked, delivery: &Delivery, words: &Words, token: &str) -> Markup {
    html! {
        p.problem role="alert" { (plain::shown(asked.of_words(words))) }
        p { (asked.t("已完成的檔案各自登錄在案，未完成的沒有留下任何資料。", "Files that were finished are on record; of the others nothing is.")) }
        form.actions method="post" action=(Link::to(format!("/intake/{}", delivery.id))) {
            input type="hidden" name="token" value=(token);
            button type="submit" name="action" value="check" { (asked.t("重新檢查", "Check again")) }
            button type="submit" name="action" value="drop" { (asked.t("放棄", "Discard")) }
        }
    }
}
