//! A duty as a card: what a legal officer reads and signs instead of the fence.

use crate::asked::Asked;
use crate::date;
use crate::html::{number, table};
use crate::link::Link;
use crate::plain;
use crate::status;
use maud::{Markup, html};
use zilu_app::clause::{DutyView, ParameterView, ReadingView};
use zilu_app::overview::Tally;
use zilu_app::words::Words;
use zilu_catalogue::Catalogue;

/// The card.
pub(crate) fn card(asked: &Asked, catalogue: &Catalogue, clause: &str, duty: &DutyView) -> Markup {
    let id = format!("duty-{}", duty.name);
    html! {
        article.duty #(id) aria-labelledby=(format!("{id}-title")) {
            header {
                h3 #{ (id) "-title" } { (asked.of_words(&duty.title)) }
                span.chip { (asked.of_words(&duty.who)) }
                @if duty.attested { span.chip.attested title=(asked.t("只有人的陳述能夠證明", "Only a person’s word can show it")) { (asked.t("人員陳述", "attested")) } }
            }
            dl {
                dt { (asked.t("對象", "Subject")) }
                dd { (asked.of_words(&duty.card.subject)) small.kind { (table::kind_label(asked, catalogue, &duty.kind)) } }
                @if let Some(trigger) = &duty.card.trigger { dt { (asked.t("起算", "Clock starts")) } dd { (asked.of_words(trigger)) } }
                dt { (asked.t("應為", "Requirement")) }
                dd { (list(asked, &duty.card.requirement)) }
                dt { (asked.t("期限", "Deadline")) }
                dd { (asked.of_words(&duty.card.deadline)) }
                @if !duty.card.proof.is_empty() { dt { (asked.t("佐證", "Proof")) } dd { (list(asked, &duty.card.proof)) } }
                @if !duty.readings.is_empty() {
                    dt { (asked.t("讀法", "Reading")) }
                    dd { @for reading in &duty.readings { (self::reading(asked, reading)) } }
                }
                @let own: Vec<&ParameterView> = duty.parameters.iter().filter(|parameter| is_own(duty, parameter)).collect();
                @if !own.is_empty() {
                    dt { (asked.t("參數", "Parameters")) }
                    dd { (parameters(asked, own, Some(&duty.title))) }
                }
                @if let Some(phrase) = &duty.phrase { dt { (asked.t("條文用字", "Words of the rule")) } dd { q lang="zh-Hant-TW" { (phrase) } } }
            }
            footer {
                (bar(asked, &duty.counts))
                span.numbers {
                    @for status in status::ORDER {
                        @let count = duty.counts.of(status);
                        @if count > 0 {
                            a.(status::class(status)) href=(asked.keep(Link::clause(clause).with("duty", &duty.name).with("status", status.word()))) {
                                (status::badge(status, asked.lang)) " " (number(count))
                            }
                        }
                    }
                    @if duty.counts.total() == 0 { span.nothing { (asked.t("目前沒有對象。", "No subject at present.")) } }
                }
                code.duty-name { (duty.name) }
            }
        }
    }
}

fn list(asked: &Asked, words: &[Words]) -> Markup {
    html! {
        @match words {
            [one] => (plain::shown(asked.of_words(one))),
            many => ol { @for words in many { li { (plain::shown(asked.of_words(words))) } } },
        }
    }
}

fn reading(asked: &Asked, reading: &ReadingView) -> Markup {
    html! {
        div.reading {
            div { (asked.of_words(&reading.label)) }
            div.chosen { (asked.t("採：", "Adopted: ")) strong { (asked.of_words(&reading.choice)) }
                @if reading.default { small { (asked.t("（預設）", " (default)")) } } @else { small { (asked.t("（公司採認）", " (chosen by the company)")) } }
            }
            @for other in &reading.alternatives { div.alternative { (asked.t("另說：", "Alternative: ")) (asked.of_words(other)) } }
        }
    }
}

/// Whether a parameter is a length of this very duty; the others belong to the clause.
pub(crate) fn is_own(duty: &DutyView, parameter: &ParameterView) -> bool {
    parameter.name.strip_prefix(duty.name.as_str()).is_some_and(|rest| rest.starts_with('.'))
}

/// Both values side by side: what the rules allow at most and what the company holds itself to. On the card of a duty its
/// title is not said again in every row.
pub(crate) fn parameters(asked: &Asked, parameters: Vec<&ParameterView>, title: Option<&Words>) -> Markup {
    let label = |parameter: &ParameterView| {
        let label = asked.of_words(&parameter.label);
        let rest = title.and_then(|title| label.strip_prefix(asked.of_words(title)));
        rest.and_then(|rest| rest.strip_prefix(asked.t("：", ": "))).unwrap_or(label).to_owned()
    };
    html! {
        table.parameters {
            thead { tr {
                th scope="col" { (asked.t("項目", "What")) } th scope="col" { (asked.t("現行值", "In force")) }
                th scope="col" { (asked.t("規範上限", "Limit of the rules")) } th scope="col" { (asked.t("自", "Since")) }
            } }
            tbody { @for parameter in parameters {
                tr {
                    th scope="row" { (label(parameter)) }
                    td { strong { (asked.of_words(&parameter.value)) } }
                    td { @match &parameter.limit { Some(limit) => (asked.of_words(limit)), None => span.nothing { (asked.t("無數字", "no number")) } } }
                    td.c-date { @match &parameter.since { Some(since) => (date::iso(since, asked.lang)), None => span.nothing { (asked.t("預設", "default")) } } }
                }
            } }
        }
    }
}

/// A bar of all standings, the most severe first. The numbers stand beside it.
pub(crate) fn bar(asked: &Asked, counts: &Tally) -> Markup {
    let total = f64::from(counts.total());
    if total == 0.0 {
        return html! { svg.bar viewBox="0 0 200 8" preserveAspectRatio="none" aria-hidden="true" { rect.empty width="200" height="8" {} } };
    }
    let mut x = 0.0;
    let mut parts = Vec::new();
    for status in status::ORDER {
        let count = counts.of(status);
        if count > 0 {
            // What is there must be seen, however little it is.
            let width = (f64::from(count) / total * 200.0).max(2.0);
            parts.push((status, x, width));
            x += width;
        }
    }
    html! {
        svg.bar viewBox=(format!("0 0 {x:.1} 8")) preserveAspectRatio="none" role="img" aria-label=(tally(asked, counts)) {
            @for (status, x, width) in parts {
                rect.(status::class(status)) x=(format!("{x:.1}")) width=(format!("{width:.1}")) height="8" {}
            }
        }
    }
}

/// A tally in words: 逾期 3、符合 12.
pub(crate) fn tally(asked: &Asked, counts: &Tally) -> String {
    let parts: Vec<String> = status::ORDER
        .into_iter()
        .filter(|status| counts.of(*status) > 0)
        .map(|status| format!("{} {}", status::label(status, asked.lang), number(counts.of(status))))
        .collect();
    if parts.is_empty() {
        asked.t("無應辦事項", "nothing owed").to_owned()
    } else {
        parts.join(asked.t("、", ", "))
    }
}
