//! A clause of the book: citation, our words, the official ones, duties in words, readings, parameters, evidence, who acts.

use super::Book;
use crate::date;
use crate::html::official;
use crate::lang::Lang;
use crate::link::Link;
use maud::{Markup, html};
use zilu_app::book::{BookChapter, BookClause};
use zilu_app::clause::{DutyView, NoteView, ParameterView, ReadingView};
use zilu_app::words::Words;

/// A chapter without its heading. Who acts and the evidence come last, over all duties of each clause.
pub(crate) fn clauses(book: &Book<'_>, chapter: &BookChapter) -> Markup {
    html! { @for clause in &chapter.clauses { (self::clause(book, clause)) } }
}

fn clause(book: &Book<'_>, entry: &BookClause) -> Markup {
    let clause = &entry.clause;
    let (here, elsewhere): (Vec<&DutyView>, Vec<&DutyView>) =
        clause.duties.iter().partition(|duty| home(book, duty) == Some(clause.id.as_str()));
    let readings = readings(&here);
    html! {
        section.book-clause #(clause.id) {
            h3 { code.clause-id { (clause.id) } " " (book.say(&clause.title)) }
            p.citation {
                span lang=(Lang::Zh.tag()) { (clause.citation) }
                @for nature in &clause.natures { span.chip { (book.short(&nature.zh, &nature.en)) } }
                @if let Some(asked) = book.asked { a.to-standing href=(asked.keep(Link::clause(&clause.id))) { (asked.t("這一條的狀態", "How it stands")) } }
            }
            div.book-words { (book.paragraphs(&clause.words)) }
            @if let Some(official) = entry.official.as_ref().filter(|_| book.official) {
                aside.book-official aria-label=(book.first("條文原文", "Official text")) {
                    p.aside-title { (book.short("條文原文", "Official text")) " " small { (official.edition) } }
                    (official::words(official, &[]))
                }
            }
            @if !clause.uncovered.is_empty() {
                p.uncovered { strong { (book.pick("尚未可執行：下列性質沒有義務或說明涵蓋", "Not yet executable; nothing covers")) }
                    @for nature in &clause.uncovered { " " span.chip { (book.short(&nature.zh, &nature.en)) } } }
            }
            @for duty in &here { (self::duty(book, duty, &readings)) }
            @if !elsewhere.is_empty() { (served(book, &elsewhere)) }
            (self::in_force(book, &readings))
            (parameters(book, &here))
            @if here.len() > 1 { (in_short(book, entry)) }
            (notes(book, &clause.notes))
        }
    }
}

/// The clause that a duty stands under.
fn home<'b>(book: &'b Book<'_>, duty: &DutyView) -> Option<&'b str> {
    let id = book.catalogue.duty(&duty.name)?;
    let clause = book.catalogue.duties[id.index()].clauses[0];
    Some(&book.catalogue.clauses[clause.index()].id)
}

fn duty(book: &Book<'_>, duty: &DutyView, readings: &[&ReadingView]) -> Markup {
    let numbers: Vec<usize> = duty
        .readings
        .iter()
        .filter_map(|own| readings.iter().position(|reading| reading.name == own.name))
        .map(|index| index + 1)
        .collect();
    html! {
        article.book-duty #(format!("duty-{}", duty.name)) {
            header { h4 { (book.say(&duty.title)) } code.duty-name { (duty.name) } }
            dl {
                (pair(book, ("誰", "Who"), html! { (book.say(&duty.who)) @if duty.attested { " " span.chip.attested { (book.short("只憑人員陳述", "attested only")) } } }))
                (pair(book, ("對象", "Subject"), book.say(&duty.card.subject)))
                (pair(book, ("期限", "Deadline"), book.say(&duty.card.deadline)))
                @if let Some(trigger) = &duty.card.trigger { (pair(book, ("起算", "Clock starts"), book.say(trigger))) }
                (wide(book, ("應為", "Requirement"), book.list(&duty.card.requirement)))
                @if !duty.card.proof.is_empty() { (wide(book, ("佐證", "Proof"), book.say(&joined(&duty.card.proof, ("；", "; "))))) }
                @if let Some(phrase) = &duty.phrase { (pair(book, ("用字", "Words"), html! { q lang=(Lang::Zh.tag()) { (phrase) } })) }
                @if !numbers.is_empty() { (pair(book, ("讀法", "Readings"), html! { @for number in numbers { span.number { (number) } " " } })) }
            }
        }
    }
}

fn pair(book: &Book<'_>, (zh, en): (&str, &str), value: Markup) -> Markup {
    html! { div { dt { (book.pick(zh, en)) } dd { (value) } } }
}

fn wide(book: &Book<'_>, (zh, en): (&str, &str), value: Markup) -> Markup {
    html! { div.wide { dt { (book.pick(zh, en)) } dd { (value) } } }
}

/// Duties of other clauses that this one is served by as well.
fn served(book: &Book<'_>, duties: &[&DutyView]) -> Markup {
    html! {
        div.served {
            p { (book.pick("並由下列義務涵蓋：", "Also served by:")) }
            ul { @for duty in duties {
                li {
                    @match book.named_link(&duty.name) { Some(link) => a href=(link) { (book.say(&duty.title)) }, None => (book.say(&duty.title)) }
                    @if let Some(home) = home(book, duty) { " " code { (home) } }
                }
            } }
        }
    }
}

/// The readings that duties lean on, each once.
fn readings<'d>(duties: &[&'d DutyView]) -> Vec<&'d ReadingView> {
    let mut out: Vec<&ReadingView> = Vec::new();
    for reading in duties.iter().flat_map(|duty| &duty.readings) {
        if !out.iter().any(|known| known.name == reading.name) {
            out.push(reading);
        }
    }
    out
}

/// Readings with the choice in force and the alternatives.
fn in_force(book: &Book<'_>, readings: &[&ReadingView]) -> Markup {
    html! {
        @if !readings.is_empty() {
            div.book-readings {
                p.aside-title { (book.short("讀法", "Readings")) }
                ol { @for reading in readings {
                    li {
                        a href=(book.link("readings", &format!("reading-{}", reading.name))) { (book.say(&reading.label)) }
                        div.chosen {
                            (mark(book, if reading.default { ("採（預設）", "adopted, default") } else { ("採（公司選定）", "adopted by the company") }))
                            (book.say(&reading.choice))
                        }
                        @for other in &reading.alternatives { div.alternative { (mark(book, ("另說", "alternative"))) (book.say(other)) } }
                    }
                } }
            }
        }
    }
}

fn mark(book: &Book<'_>, (zh, en): (&str, &str)) -> Markup {
    html! { span.mark { (book.first(zh, en)) } " " }
}

/// Parameters with the value in force and the limit of the rules.
fn parameters(book: &Book<'_>, duties: &[&DutyView]) -> Markup {
    let mut parameters: Vec<&ParameterView> = Vec::new();
    for parameter in duties.iter().flat_map(|duty| &duty.parameters) {
        if !parameters.iter().any(|known| known.name == parameter.name) {
            parameters.push(parameter);
        }
    }
    html! {
        @if !parameters.is_empty() {
            table.book-table {
                thead { tr {
                    th scope="col" { (book.pick("參數", "Parameter")) }
                    th scope="col" { (book.pick("現行值", "In force")) }
                    th scope="col" { (book.pick("規範上限", "Limit of the rules")) }
                    th scope="col" { (book.pick("自", "Since")) }
                } }
                tbody { @for parameter in parameters {
                    tr {
                        th scope="row" { a href=(book.link("parameters", &format!("parameter-{}", parameter.name))) { (book.say(&parameter.label)) } }
                        (value_cells(book, parameter))
                    }
                } }
            }
        }
    }
}

/// Value, limit, since: three cells.
pub(super) fn value_cells(book: &Book<'_>, parameter: &ParameterView) -> Markup {
    html! {
        td { strong { (book.say(&parameter.value)) } }
        td { @match &parameter.limit { Some(limit) => (book.say(limit)), None => span.nothing { (book.pick("無數字", "no number")) } } }
        td.c-date { @match parameter.since.as_deref().and_then(date::day) {
            Some(since) => (date::short(since, book.languages()[0])),
            None => span.nothing { (book.pick("預設", "default")) },
        } }
    }
}

/// Who acts and what is asked for, over all duties of the clause.
fn in_short(book: &Book<'_>, entry: &BookClause) -> Markup {
    html! {
        dl.in-short {
            dt { (book.pick("誰來做", "Who acts")) } dd { (book.say(&joined(&entry.who, ("、", ", ")))) }
            @if !entry.evidence.is_empty() { dt { (book.pick("要備的佐證", "Evidence asked for")) } dd { (book.say(&joined(&entry.evidence, ("；", "; ")))) } }
        }
    }
}

/// Words in one line.
fn joined(words: &[Words], (zh, en): (&str, &str)) -> Words {
    let of = |pick: fn(&Words) -> &str, join: &str| words.iter().map(pick).collect::<Vec<&str>>().join(join);
    Words::new(of(|words| &words.zh, zh), of(|words| &words.en, en))
}

fn notes(book: &Book<'_>, notes: &[NoteView]) -> Markup {
    html! {
        @for note in notes {
            div.book-note {
                p { strong { (book.first("不另設義務：", "No duty of its own: ")) } (book.say(&note.why)) }
                @if !note.used.is_empty() {
                    p.used { (book.first("用於：", "used in: "))
                        @for name in &note.used {
                            @match book.named_link(name) { Some(link) => a href=(link) { code { (name) } }, None => code { (name) } } " "
                        }
                    }
                }
            }
        }
    }
}
