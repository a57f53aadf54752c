//! Why a standing is so: a page of its own, and the same as a part that a script puts beside any table.

use crate::asked::Asked;
use crate::date;
use crate::html::layout::{Page, Section};
use crate::html::official::{self, Phrase};
use crate::html::subject::{origin, provenance};
use crate::html::table;
use crate::link::Link;
use crate::plain;
use crate::problem::{Complaint, Problem};
use crate::status;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_app::Lens;
use zilu_app::derivation::{DerivationView, FactView, LineView};
use zilu_app::words::Words;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    if asked.query.get("part").is_some() {
        return web
            .fragment(asked, |lens, asked| {
                let view = look(lens, asked)?;
                Ok(html! { h2 { (heading(asked, &view)) } (body(asked, lens, &view)) })
            })
            .await;
    }
    web.page(asked, |lens, asked| {
        let view = look(lens, asked)?;
        let row = &view.standing;
        let chapter = lens.catalogue.clause(&row.clause).map(|id| {
            let chapter = lens.catalogue.clauses[id.index()].chapter;
            (lens.catalogue.chapters[chapter].id.clone(), Some(row.clause.clone()))
        });
        Ok(Page {
            title: format!("{} {}", asked.t("為何：", "Why: "), asked.of_words(&row.title)),
            section: Section::Standings,
            crumbs: vec![
                (asked.t("狀態", "Standings").to_owned(), Some(Link::to("/standings"))),
                (row.clause.clone(), Some(Link::clause(&row.clause))),
                (row.subject.clone(), Some(Link::subject(&row.kind, &row.subject))),
            ],
            chapter,
            main: html! { article.derivation { h1 { (heading(asked, &view)) } (body(asked, lens, &view)) } },
        })
    })
    .await
}

/// The derivation that an address names.
pub(crate) fn look(lens: &Lens<'_>, asked: &Asked) -> Result<DerivationView, Problem> {
    let mut complaints = Vec::new();
    let mut missing = |name: &str, zh: &str, en: &str| {
        complaints.push(Complaint {
            about: Words::new(zh, en),
            fault: Words::new(format!("缺少 {name}"), format!("{name} is missing")),
            expected: Words::new(
                "/explain?duty=義務&subject=對象鍵值，必要時加 &period= 與 &item=",
                "/explain?duty=NAME&subject=KEY, with &period= and &item= where there are several",
            ),
        });
    };
    let duty = asked.query.get("duty").unwrap_or_else(|| {
        missing("duty", "義務", "duty");
        ""
    });
    let subject = asked.query.raw("subject").unwrap_or_else(|| {
        missing("subject", "對象", "subject");
        ""
    });
    let item = asked.query.get("item").map_or(Ok(0), |text| text.parse::<u16>()).unwrap_or_else(|_| {
        complaints.push(Complaint {
            about: Words::new("項次", "item"),
            fault: Words::new("不是項次", "not an item number"),
            expected: Words::new("0 至 65535 的整數", "a whole number from 0 to 65535"),
        });
        0
    });
    if !complaints.is_empty() {
        return Err(Problem::bad_request(complaints));
    }
    let period = asked.query.raw("period").unwrap_or_default();
    match lens.find(duty, subject, period, item) {
        Some(standing) => Ok(lens.derive(&standing)),
        None => Err(Problem::not_found(
            "在此基準日與知悉時點，這個對象在這項義務下沒有這個狀態（可能尚未成為對象，或期別不同）。",
            "On this day, as known, this subject has no such standing under this duty (it may not have been a subject yet, or the period differs).",
        )),
    }
}

fn heading(asked: &Asked, view: &DerivationView) -> Markup {
    html! { (status::badge_of(view.standing.status, asked.lang)) " " (asked.of_words(&view.standing.title)) }
}

fn body(asked: &Asked, lens: &Lens<'_>, view: &DerivationView) -> Markup {
    let (catalogue, row) = (lens.catalogue, &view.standing);
    html! {
        @if let Some(item) = &row.item_label { p.item { (row.item) ". " (asked.of_words(item)) } }
        dl.key-facts {
            dt { (asked.t("條款", "Clause")) }
            dd { a href=(asked.keep(Link::clause(&row.clause))) { code { (row.clause) } } " " (asked.of_words(&view.clause)) " " small lang="zh-Hant-TW" { (view.citation) } }
            dt { (asked.t("對象", "Subject")) }
            dd.c-subject { (table::subject(asked, catalogue, row)) }
            @if !row.period.is_empty() { dt { (asked.t("期別／事由", "Period / trigger")) } dd { (table::period(asked, catalogue, row)) } }
            dt { (asked.t("期限", "Due")) }
            dd { @match row.due.as_deref().and_then(date::day) { Some(day) => (date::both(day, asked.lang)), None => span.nothing { (asked.t("無", "none")) } } }
            dt { (asked.t("狀態起自", "So since")) }
            dd { @match date::day(&row.since) { Some(day) => (date::both(day, asked.lang)), None => span.nothing { "—" } } }
            dt { (asked.t("依據", "Basis")) }
            dd { span.chip.(if view.basis == "computed" { "measured" } else { "attested" }) { (asked.of_words(&view.basis_label)) } }
            dt { (asked.t("權責", "Whose turn")) }
            dd { (asked.of_words(&view.who)) }
        }
        div.next-step { strong { (asked.t("接下來", "What to do next")) } p { (plain::shown(asked.of_words(&view.next_step(asked.on)))) } }
        ol.lines { @for line in &view.lines { (self::line(asked, line)) } }
        @if !view.missing.is_empty() {
            section.missing {
                h3 { (asked.t("缺少的事實", "Missing facts")) }
                (facts(asked, &view.missing))
            }
        }
        @if !view.proofs.is_empty() {
            section {
                h3 { (asked.t("佐證", "Proof")) }
                (facts(asked, &view.proofs))
            }
        }
        (official_words(asked, lens, view))
    }
}

/// What the rules say, with the words that the duty leans on.
fn official_words(asked: &Asked, lens: &Lens<'_>, view: &DerivationView) -> Markup {
    let row = &view.standing;
    let Some(official) = lens.official(&row.clause) else { return html! {} };
    let duty = lens.catalogue.duty(&row.duty).map(|duty| &lens.catalogue.duties[duty.index()]);
    let phrase = duty.and_then(|duty| duty.phrase.as_deref()).map(|text| Phrase {
        text,
        title: asked.of_words(&row.title).to_owned(),
        link: format!("{}#duty-{}", asked.keep(Link::clause(&row.clause)), row.duty),
    });
    html! {
        section.rule {
            h3 { (asked.t("條文原文", "Official text")) " " (official::edition_chip(asked, &official.edition)) }
            (official::words(&official, phrase.as_slice()))
        }
    }
}

fn line(asked: &Asked, line: &LineView) -> Markup {
    html! {
        li {
            span.topic { (asked.of_words(&line.topic)) }
            div {
                p { (plain::shown(asked.of_words(&line.text))) }
                @if !line.facts.is_empty() { (facts(asked, &line.facts)) }
            }
        }
    }
}

fn facts(asked: &Asked, facts: &[FactView]) -> Markup {
    html! { ul.facts { @for fact in facts { li.unknown[fact.value.is_none()] { (self::fact(asked, fact)) } } } }
}

fn fact(asked: &Asked, fact: &FactView) -> Markup {
    html! {
        span.fact-record { small.kind { (asked.of_words(&fact.kind_label)) } a href=(asked.keep(Link::subject(&fact.kind, &fact.key))) { (plain::short(&fact.key)) } }
        span.fact-value {
            (asked.of_words(&fact.label)) " = "
            @match &fact.value { Some(value) => strong { (plain::short(asked.of_words(value))) }, None => strong.unknown-value { (asked.t("不明", "unknown")) } }
        }
        @if let Some(revision) = &fact.revision {
            small.fact-source {
                (asked.t("自 ", "since ")) (date::iso(&revision.effective, asked.lang))
                (asked.t("，登錄 ", ", recorded ")) (date::moment(revision.recorded, asked.lang))
                (asked.t("，帳本 #", ", entry #")) (revision.entry) " " (origin(asked, revision.origin)) (provenance(asked, revision))
            }
        }
    }
}
