//! The firewalls: what their rules show, and the lines of their configurations that nobody understood.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::{nothing, number};
use crate::link::Link;
use crate::plain;
use crate::problem::Problem;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::firewalls::{ConfigurationView, FirewallView, FirewallsView};
use zilu_app::words::Words;
use zilu_app::{Lens, counted};

/// Findings shown of each firewall on the page of all; of one firewall, [`SHOWN_ALONE`]. The others are in the JSON.
const SHOWN: usize = 30;
/// Findings shown on the page of one firewall.
const SHOWN_ALONE: usize = 2_000;

/// The firewalls that were asked for.
pub(crate) fn look(lens: &Lens<'_>, asked: &Asked) -> Result<FirewallsView, Problem> {
    let none = || Problem::not_found("規範目錄沒有防火牆。", "The catalogue has no firewalls.");
    let mut view = lens.firewalls().ok_or_else(none)?;
    if let Some(only) = asked.query.raw("firewall") {
        view.firewalls.retain(|firewall| firewall.firewall == only);
        if view.firewalls.is_empty() {
            return Err(Problem::not_found("沒有這組防火牆。", "There is no such firewall."));
        }
    }
    Ok(view)
}

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |lens, asked| {
        let view = look(lens, asked)?;
        let alone = asked.query.raw("firewall").is_some();
        let title = asked.t("防火牆檢視", "Firewalls");
        let mut crumbs = vec![(asked.t("清冊", "Registers").to_owned(), Some(Link::to("/registers")))];
        crumbs.push((title.to_owned(), alone.then(|| Link::to("/firewalls"))));
        Ok(Page {
            title: title.to_owned(),
            section: Section::Registers,
            crumbs,
            chapter: None,
            main: html! {
                h1 { (title) }
                p.lead { (asked.t(
                    "匯入防火牆設定後，每條規則放行多少、會不會命中、過期了沒有。設定裡有一行看不懂，就不能說這組防火牆沒有問題。",
                    "After a configuration is imported: how much each rule lets through, whether it can match, whether its time is over. With one line that is not understood, nobody can say that a firewall is in order.",
                )) }
                @if view.firewalls.is_empty() { (nothing("沒有防火牆；以 zilu import 匯入設定檔。", "No firewalls; import a configuration with zilu import.", asked)) }
                @else {
                    @if !alone { (all(asked, &view)) }
                    @for (index, firewall) in view.firewalls.iter().enumerate() { (one(asked, firewall, index, alone)) }
                }
            },
        })
    })
    .await
}

/// Whether it can be called clean, in words.
fn verdict(asked: &Asked, firewall: &FirewallView) -> Markup {
    html! {
        @if firewall.configurations.is_empty() { span.unknown-value { (asked.t("沒有設定檔", "no configuration")) } }
        @else if !firewall.complete { span.unknown-value { (asked.t("不完整", "incomplete")) } }
        @else { (asked.t("完整", "complete")) }
    }
}

fn all(asked: &Asked, view: &FirewallsView) -> Markup {
    let columns = [
        asked.t("防火牆", "Firewall"),
        asked.t("設定", "Configuration"),
        asked.t("匯出日", "Exported on"),
        asked.t("規則", "Rules"),
        asked.t("看不懂的行", "Lines not understood"),
        asked.t("問題", "Findings"),
    ];
    html! {
        div.table-frame { table.registers {
            thead { tr { @for (index, column) in columns.iter().enumerate() { th.c-number[index > 2] scope="col" { (column) } } } }
            tbody { @for (index, firewall) in view.firewalls.iter().enumerate() {
                tr {
                    th scope="row" { a href=(format!("#firewall-{index}")) { (plain::short(&firewall.firewall)) } }
                    td data-label=(columns[1]) { (verdict(asked, firewall)) }
                    td data-label=(columns[2]) { @match firewall.configurations.first() { Some(c) => (date::iso(&c.on, asked.lang)), None => span.nothing { "–" } } }
                    td.c-number data-label=(columns[3]) { (number(firewall.rules as u64)) }
                    td.c-number data-label=(columns[4]) { (number(unread(firewall))) }
                    td.c-number data-label=(columns[5]) { (number(firewall.findings.len() as u64)) }
                }
            } }
        } }
    }
}

fn unread(firewall: &FirewallView) -> u64 {
    firewall.configurations.iter().filter_map(|c| u64::try_from(c.lines_not_understood?).ok()).sum()
}

fn one(asked: &Asked, firewall: &FirewallView, index: usize, alone: bool) -> Markup {
    let link = |path: &str| Link::to(path).with("firewall", &firewall.firewall);
    let shown = if alone { SHOWN_ALONE } else { SHOWN };
    let more = firewall.findings.len().saturating_sub(shown);
    let id = format!("firewall-{index}");
    html! {
        section.card aria-labelledby=(id) {
            div.section-head {
                h2 id=(id) { (plain::short(&firewall.firewall)) " " span.count { (number(firewall.findings.len() as u64)) } }
                p.section-links {
                    a href=(asked.keep(Link::subject("firewall", &firewall.firewall))) { (asked.t("紀錄", "Record")) }
                    @if !alone { a href=(asked.keep(link("/firewalls"))) { (asked.t("單獨檢視", "Alone")) } }
                    a href=(asked.keep(link("/api/firewalls"))) { "JSON" }
                }
            }
            @for configuration in &firewall.configurations { (self::configuration(asked, configuration)) }
            @if firewall.configurations.is_empty() {
                p { span.unknown-value { (asked.t("尚未匯入設定檔，規則只知道登錄的部分。", "No configuration was imported: only what was registered of the rules is known.")) } }
            } @else if !firewall.unused_evaluable {
                p.nothing { (asked.t("未使用的規則：無法判斷，設定檔沒有命中次數或累計日數不足。", "Unused rules: not evaluable, the configuration has no counters or they have not run long enough.")) }
            }
            @if !firewall.counts.is_empty() {
                p.finding-counts { @for (index, count) in firewall.counts.iter().enumerate() {
                    @if index > 0 { (asked.t("、", ", ")) }
                    (asked.of_words(&count.label)) " " strong { (number(count.rules as u64)) }
                } }
                (findings(asked, firewall, shown))
            } @else if firewall.complete { p.nothing { (asked.t("沒有發現問題。", "Nothing was found.")) } }
            @if more > 0 {
                p.more { a href=(asked.keep(link(if alone { "/api/firewalls" } else { "/firewalls" }))) { (asked.t("另有 ", "")) (number(more as u64)) (asked.t(" 項", " more")) } }
            }
        }
    }
}

fn configuration(asked: &Asked, view: &ConfigurationView) -> Markup {
    let unread = u64::try_from(view.lines_not_understood.unwrap_or_default()).unwrap_or_default();
    let left = unread.saturating_sub(view.not_understood.len() as u64);
    html! {
        p {
            (date::iso(&view.on, asked.lang)) " "
            @if let Some(system) = &view.system { (plain::short(system)) " " }
            @if view.complete == Some(true) { (asked.t("· 已完整讀懂", "· understood completely")) }
            @else {
                span.unknown-value { (incomplete(asked, unread, view.incomplete_rules)) }
            }
        }
        @if !view.not_understood.is_empty() {
            details open[view.not_understood.len() <= 10] {
                summary { (asked.t("看不懂的行", "Lines not understood")) }
                ul.unread-lines { @for line in &view.not_understood { li { code { (plain::shown(line)) } } } }
                @if left > 0 { p.nothing { (asked.t("另有 ", "And ")) (number(left)) (asked.t(" 行，見 zilu firewall analyse。", " more; see zilu firewall analyse.")) } }
            }
        }
    }
}

/// What is missing, in words.
fn incomplete(asked: &Asked, unread: u64, rules: Option<i64>) -> String {
    let rules = rules.and_then(|rules| u64::try_from(rules).ok()).unwrap_or_default();
    let (mut zh, mut en) = (
        format!("· 不完整：{unread} 行看不懂"),
        format!("· incomplete: {} not understood", counted(unread, "line", "lines")),
    );
    if rules > 0 {
        zh += &format!("，{rules} 條規則讀不完整");
        en += &format!(", {} incomplete", counted(rules, "rule is", "rules are"));
    }
    asked.of_words(&Words::new(zh, en)).to_owned()
}

fn findings(asked: &Asked, firewall: &FirewallView, shown: usize) -> Markup {
    let columns = [
        asked.t("問題", "Finding"),
        asked.t("規則", "Rule"),
        asked.t("來源", "Source"),
        asked.t("目的", "Destination"),
        asked.t("服務", "Service"),
        asked.t("理由", "Reason"),
    ];
    let cell = |value: &Option<String>| html! { @match value { Some(text) => (plain::short(text)), None => span.nothing { "–" } } };
    html! {
        div.table-frame tabindex="0" role="region" aria-label=(asked.t("規則的問題", "Findings of the rules")) {
            table.registers {
                thead { tr { @for column in columns { th scope="col" { (column) } } } }
                tbody { @for row in firewall.findings.iter().take(shown) {
                    tr {
                        td data-label=(columns[0]) { (asked.of_words(&row.label)) }
                        th scope="row" { a href=(asked.keep(Link::subject("firewall_rule", &row.rule))) { (plain::short(&row.called)) } }
                        td data-label=(columns[2]) { (cell(&row.source)) }
                        td data-label=(columns[3]) { (cell(&row.destination)) }
                        td data-label=(columns[4]) { (cell(&row.service)) }
                        td data-label=(columns[5]) { (plain::short(asked.of_words(&row.reason))) }
                    }
                } }
            }
        }
    }
}
