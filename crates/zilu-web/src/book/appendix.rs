//! The appendices: readings, parameters, populations in words, kinds of record with their fields.

use super::Book;
use super::clause::value_cells;
use maud::{Markup, html};
use zilu_app::book::{Appendices, FieldEntry, KindEntry, ParameterEntry, ReadingEntry, TermEntry};
use zilu_app::words::Words;

/// An appendix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appendix {
    Readings,
    Parameters,
    Terms,
    Kinds,
}

impl Appendix {
    pub(crate) const ALL: [Appendix; 4] =
        [Appendix::Readings, Appendix::Parameters, Appendix::Terms, Appendix::Kinds];

    /// The word in addresses and anchors.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Appendix::Readings => "readings",
            Appendix::Parameters => "parameters",
            Appendix::Terms => "terms",
            Appendix::Kinds => "kinds",
        }
    }

    pub(crate) fn title(self) -> (&'static str, &'static str) {
        match self {
            Appendix::Readings => ("附錄甲 讀法", "Appendix A: readings"),
            Appendix::Parameters => ("附錄乙 公司參數", "Appendix B: company parameters"),
            Appendix::Terms => ("附錄丙 對象與用詞", "Appendix C: populations and terms"),
            Appendix::Kinds => ("附錄丁 紀錄種類與欄位", "Appendix D: kinds of record and their fields"),
        }
    }

    fn lead(self) -> (&'static str, &'static str) {
        match self {
            Appendix::Readings => (
                "規範有不只一種讀法的地方。採用哪一種由公司決定並留下紀錄；未另選者採預設。",
                "Places that can be read in more than one way. Which one is adopted is for the company to decide, on record; the default holds otherwise.",
            ),
            Appendix::Parameters => (
                "沒有數字的字眼由公司訂值；有數字者公司只能更嚴。先列全體共用者，再列各義務自己的期限與週期。",
                "Words without a number get a value from the company; where the rules have a number the company can only be stricter. Shared ones first, then the lengths of single duties.",
            ),
            Appendix::Terms => (
                "義務的對象由事實決定：條件成立者即在其中，不明者不會消失。",
                "Facts decide who is a subject: where the condition holds it is one, and where it is not known it does not vanish.",
            ),
            Appendix::Kinds => (
                "公司要登錄的事實。鍵由標示的欄位組成；標示必填者，缺了就不收。",
                "The facts to be recorded. The key is made of the fields so marked; a record without a required field is refused.",
            ),
        }
    }
}

/// An appendix without its heading.
pub(crate) fn appendix(book: &Book<'_>, which: Appendix, entries: &Appendices) -> Markup {
    let (zh, en) = which.lead();
    html! {
        p.lead { (book.pick(zh, en)) }
        @match which {
            Appendix::Readings => { @for entry in &entries.readings { (reading(book, entry)) } },
            Appendix::Parameters => (parameters(book, &entries.parameters)),
            Appendix::Terms => (terms(book, &entries.terms)),
            Appendix::Kinds => { @for entry in &entries.kinds { (kind(book, entry)) } },
        }
    }
}

fn reading(book: &Book<'_>, entry: &ReadingEntry) -> Markup {
    html! {
        section.book-entry #(format!("reading-{}", entry.name)) {
            h3 { (book.say(&entry.label)) }
            div.about { (book.mixed(&entry.about)) }
            ul.choices { @for choice in &entry.choices {
                li.chosen[choice.in_force] {
                    span.mark {
                        (if choice.in_force { book.first("● 採用", "● adopted") } else { book.first("○", "○") })
                        @if choice.default { (book.first("（預設）", " (default)")) }
                    }
                    " " (book.say(&choice.label))
                }
            } }
            p.used { code { (entry.name) } " " (book.leaning(&entry.duties)) }
        }
    }
}

fn parameters(book: &Book<'_>, entries: &[ParameterEntry]) -> Markup {
    let (own, shared): (Vec<&ParameterEntry>, Vec<&ParameterEntry>) =
        entries.iter().partition(|entry| entry.duty.is_some());
    html! {
        (parameter_table(book, &shared))
        h3 { (book.pick("各義務的期限與週期", "Lengths of single duties")) }
        (parameter_table(book, &own))
    }
}

fn parameter_table(book: &Book<'_>, entries: &[&ParameterEntry]) -> Markup {
    html! {
        table.book-table {
            thead { tr {
                th scope="col" { (book.pick("參數", "Parameter")) }
                th scope="col" { (book.pick("現行值", "In force")) }
                th scope="col" { (book.pick("規範上限", "Limit of the rules")) }
                th scope="col" { (book.pick("自", "Since")) }
                th scope="col" { (book.pick("條款", "Clauses")) }
            } }
            tbody { @for entry in entries {
                tr #(format!("parameter-{}", entry.parameter.name)) {
                    th scope="row" { (book.say(&entry.parameter.label)) " " small.stricter { (book.short(&entry.stricter.zh, &entry.stricter.en)) } }
                    (value_cells(book, &entry.parameter))
                    td {
                        @match &entry.duty {
                            Some(duty) => a.clause-ref href=(book.clause_link(&duty.clause)) { (duty.clause) },
                            None => { @for clause in &entry.clauses { a.clause-ref href=(book.clause_link(clause)) { (clause) } " " } },
                        }
                    }
                }
            } }
        }
    }
}

fn terms(book: &Book<'_>, entries: &[TermEntry]) -> Markup {
    html! {
        table.book-table.terms {
            thead { tr {
                th scope="col" { (book.pick("用詞", "Term")) }
                th scope="col" { (book.pick("條件", "Condition")) }
                th scope="col" { (book.pick("為其對象之條款", "Subject of")) }
            } }
            tbody { @for entry in entries {
                tr #(format!("term-{}", entry.name)) {
                    th scope="row" { (book.say(&entry.label)) " " small { (book.short(&entry.kind.1.zh, &entry.kind.1.en)) } }
                    td { (book.say(&entry.condition)) }
                    td { (book.leaning(&entry.duties)) }
                }
            } }
        }
    }
}

fn kind(book: &Book<'_>, entry: &KindEntry) -> Markup {
    html! {
        section.book-entry #(format!("kind-{}", entry.name)) {
            h3 { (book.say(&entry.label)) " " code { (entry.name) } }
            div.about { (book.mixed(&entry.about)) }
            @if entry.singleton { p.used { (book.pick("全公司只有一筆。", "There is exactly one.")) } }
            table.book-table.book-fields {
                thead { tr {
                    th scope="col" { (book.pick("欄位", "Field")) }
                    th scope="col" { (book.pick("內容", "Holds")) }
                    th scope="col" { (book.pick("註記", "Remarks")) }
                } }
                tbody { @for field in &entry.fields { (self::field(book, field)) } }
            }
        }
    }
}

fn field(book: &Book<'_>, field: &FieldEntry) -> Markup {
    let remarks = [
        (field.key, ("鍵", "key")),
        (field.event, ("定其日期", "dates it")),
        (field.required && !field.key, ("必填", "required")),
        (field.personal, ("個人資料", "personal data")),
    ];
    let joined = |pick: fn(&Words) -> &str, join: &str| {
        field.values.iter().map(pick).collect::<Vec<&str>>().join(join)
    };
    html! {
        tr {
            th scope="row" { (book.say(&field.label)) }
            td {
                (book.say(&field.holds))
                @if let Some(unit) = &field.unit { " (" (unit) ")" }
                @if !field.values.is_empty() { div.values { (book.say(&Words::new(joined(|words| &words.zh, "、"), joined(|words| &words.en, ", ")))) } }
            }
            td {
                @for (_, (zh, en)) in remarks.iter().filter(|(is, _)| *is) { span.chip { (book.short(zh, en)) } " " }
                @if let Some(about) = &field.about { (book.say(about)) }
            }
        }
    }
}
