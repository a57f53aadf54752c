//! The query box above a table of standings. A plain form: it works without scripts.

use crate::asked::Asked;
use crate::date;
use crate::filter::FILTER_NAMES;
use crate::html::{number, table};
use crate::link::Link;
use crate::plain;
use crate::status;
use maud::{Markup, html};
use zilu_app::list::{Listing, StandingsView};
use zilu_catalogue::{Catalogue, DutyId, Role};

/// The form. `clause` is the page's own clause, whose duties are offered; otherwise every clause can be chosen.
pub(crate) fn filter_form(
    asked: &Asked,
    catalogue: &Catalogue,
    listing: &Listing,
    view: &StandingsView,
    clause: Option<&str>,
) -> Markup {
    let filter = &listing.filter;
    let export = |path: &str| {
        let link = Link::to(path).with_all(asked.query.without(&["on", "known", "page", "lang", "clause"]));
        asked.keep(link.with_some("clause", clause.or(filter.clause.as_deref())))
    };
    let clear = asked.keep(Link::to(asked.path.clone()));
    html! {
        form.filter method="get" action=(asked.path) role="search" {
            (hidden(asked))
            (about(asked, catalogue, listing))
            fieldset.statuses {
                legend { (asked.t("狀態", "Status")) }
                @for status in status::ORDER {
                    label.check.(status::class(status)) {
                        input type="checkbox" name="status" value=(status.word()) checked[filter.statuses.contains(&status)];
                        (status::badge(status, asked.lang)) span.count { (number(view.counts.of(status))) }
                    }
                }
            }
            div.fields {
                @if clause.is_none() {
                    label { span { (asked.t("條款", "Clause")) }
                        input name="clause" value=[filter.clause.as_ref()] list="clause-ids" size="9" maxlength="40" placeholder="a14.1.1";
                    }
                    datalist #clause-ids {
                        @for clause in &catalogue.clauses { option value=(clause.id) { (asked.lang.pick(&clause.title.zh, &clause.title.en)) } }
                    }
                }
                (duties(asked, catalogue, listing, clause))
                @if clause.is_none() {
                    label { span { (asked.t("對象種類", "Kind of subject")) }
                        select name="kind" {
                            option value="" { (asked.t("全部", "all")) }
                            @for (index, kind) in catalogue.kinds.iter().enumerate() {
                                @if catalogue.duties.iter().any(|duty| duty.kind.index() == index) {
                                    option value=(kind.name) selected[filter.kind.as_ref() == Some(&kind.name)] { (asked.lang.pick(&kind.label.zh, &kind.label.en)) }
                                }
                            }
                        }
                    }
                }
                label { span { (asked.t("對象含有", "Subject contains")) }
                    input type="search" name="subject" value=(listing.text) size="14" maxlength="200" data-search;
                }
                @if clause.is_none() {
                    label { span { (asked.t("權責", "Whose turn")) }
                        select name="who" {
                            option value="" { (asked.t("全部", "all")) }
                            @for role in Role::ALL {
                                option value=(role.word()) selected[filter.who == Some(role)] { (asked.lang.pick(role.label().0, role.label().1)) }
                            }
                        }
                    }
                }
                label { span { (asked.t("到期日不晚於", "Due by")) }
                    input name="due_by" value=[filter.due_by.map(|day| date::short(day, asked.lang))] size="10" maxlength="40" placeholder=(date::short(asked.on, asked.lang));
                }
                div.actions {
                    button.primary type="submit" { (asked.t("查詢", "Search")) }
                    a.button href=(clear) { (asked.t("清除", "Clear")) }
                    span.exports {
                        a.button href=(export("/standings.csv")) download { "CSV" }
                        a.button href=(export("/api/standings")) { "JSON" }
                    }
                }
            }
        }
    }
}

/// The record that the list is about, for which the form has no field, and the way to the whole list.
fn about(asked: &Asked, catalogue: &Catalogue, listing: &Listing) -> Markup {
    let written = asked.query.raw("about").filter(|_| listing.filter.about.is_some());
    let Some((kind, key)) = written.and_then(|written| written.split_once('/')) else { return html! {} };
    html! {
        p.filter-line {
            (asked.t("只列這筆紀錄與參照它的：", "Only this record and what refers to it: "))
            small.kind { (table::kind_label(asked, catalogue, kind)) } " " a href=(asked.keep(Link::subject(kind, key))) { (plain::short(key)) } " · "
            a href=(asked.keep(asked.here(&["about"]))) { (asked.t("不限", "all records")) }
        }
    }
}

/// What the form keeps although it has no field for it: D, K, order and page length, an exact subject,
/// and the record that all is about.
fn hidden(asked: &Asked) -> Markup {
    let own: Vec<&str> = FILTER_NAMES
        .into_iter()
        .filter(|name| !matches!(*name, "key" | "about"))
        .chain(["page", "lang", "on", "known"])
        .collect();
    html! {
        @for (name, value) in asked.view_pairs() { input type="hidden" name=(name) value=(value); }
        @for (name, value) in asked.query.without(&own) { input type="hidden" name=(name) value=(value); }
    }
}

fn duties(asked: &Asked, catalogue: &Catalogue, listing: &Listing, clause: Option<&str>) -> Markup {
    let of_clause = clause.and_then(|id| catalogue.clause(id));
    let ids: Vec<DutyId> = match of_clause {
        Some(clause) => catalogue.clauses[clause.index()].duties.clone(),
        None => (0..catalogue.duties.len() as u16).map(DutyId).collect(),
    };
    html! {
        label { span { (asked.t("義務", "Duty")) }
            select name="duty" {
                option value="" { (asked.t("全部", "all")) }
                @for id in ids {
                    @let duty = &catalogue.duties[id.index()];
                    option value=(duty.name) selected[listing.filter.duty.as_ref() == Some(&duty.name)] {
                        @if clause.is_none() { (catalogue.clauses[duty.clauses[0].index()].id) " " }
                        (asked.lang.pick(&duty.title.zh, &duty.title.en))
                    }
                }
            }
        }
    }
}
