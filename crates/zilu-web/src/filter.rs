//! Filters of tables, read from an address: every fault at once.

use crate::asked::Asked;
use crate::date;
use crate::problem::{Complaint, Problem};
use std::fmt::Display;
use zilu_app::list::{Listing, Sort};
use zilu_app::register::RegisterListing;
use zilu_app::words::Words;
use zilu_app::{Filter, Lens};
use zilu_catalogue::{Role, Status, parse_date};
use zilu_engine::{Day, RecordId};

/// Rows of one page at most, whatever is asked for.
const ROWS_MOST: usize = 1_000;
/// Columns of a register's table beside the key.
const REGISTER_COLUMNS: usize = 7;

/// Names of the filter's parameters, for links that drop them.
pub(crate) const FILTER_NAMES: [&str; 9] =
    ["clause", "duty", "kind", "key", "about", "subject", "status", "who", "due_by"];

/// Reads the filter, the order and the page of a table of standings. `rows` is the usual page length.
pub(crate) fn listing(asked: &Asked, lens: &Lens<'_>, rows: usize) -> Result<Listing, Problem> {
    let mut reader = Reader { asked, complaints: Vec::new() };
    let filter = Filter {
        clause: reader.clause(lens),
        duty: reader.name("duty", ("義務", "duty"), |name| lens.catalogue.duty(name).is_some()),
        kind: reader.name("kind", ("種類", "kind"), |name| lens.catalogue.kind(name).is_some()),
        subject: asked.query.raw("key").filter(|key| !key.is_empty()).map(str::to_owned),
        contains: false,
        statuses: reader.statuses(),
        who: reader.who(),
        due_by: reader.day("due_by", ("到期日不晚於", "due by")),
        about: reader.about(lens),
    };
    let listing = Listing {
        filter,
        text: asked.query.get("subject").unwrap_or_default().to_owned(),
        sort: reader.sort(),
        descending: asked.query.get("order") == Some("descending"),
        page: reader.number("page", ("頁次", "page"), 1, usize::MAX).unwrap_or(1),
        size: reader.number("size", ("每頁列數", "rows per page"), 1, ROWS_MOST).unwrap_or(rows),
    };
    reader.done(listing)
}

/// Reads the search and the page of a register.
pub(crate) fn register(
    asked: &Asked,
    kind: &str,
    lens: &Lens<'_>,
    rows: usize,
) -> Result<RegisterListing, Problem> {
    let mut reader = Reader { asked, complaints: Vec::new() };
    let id = lens.catalogue.kind(kind);
    let field = reader.name("by", ("參照欄位", "referring field"), |name| {
        id.is_some_and(|id| lens.catalogue.field(id, name).is_some())
    });
    let listing = RegisterListing {
        text: asked.query.get("text").unwrap_or_default().to_owned(),
        referring: field.map(|field| (field, asked.query.raw("of").unwrap_or_default().to_owned())),
        page: reader.number("page", ("頁次", "page"), 1, usize::MAX).unwrap_or(1),
        size: reader.number("size", ("每頁列數", "rows per page"), 1, ROWS_MOST).unwrap_or(rows),
        columns: Some(REGISTER_COLUMNS),
    };
    reader.done(listing)
}

struct Reader<'a> {
    asked: &'a Asked,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn done<T>(self, read: T) -> Result<T, Problem> {
        if self.complaints.is_empty() { Ok(read) } else { Err(Problem::bad_request(self.complaints)) }
    }

    fn complain(&mut self, about: (&str, &str), text: &str, expected: Words) {
        self.complaints.push(Complaint {
            about: Words::new(about.0, about.1),
            fault: Words::new(format!("「{}」不適用", cut(text)), format!("“{}” is not one", cut(text))),
            expected,
        });
    }

    fn name(&mut self, name: &str, about: (&str, &str), known: impl Fn(&str) -> bool) -> Option<String> {
        let text = self.asked.query.get(name)?;
        if known(text) {
            return Some(text.to_owned());
        }
        self.complain(about, text, Words::new("本套件宣告的名稱", "a name that the catalogue declares"));
        None
    }

    fn clause(&mut self, lens: &Lens<'_>) -> Option<String> {
        let text = self.asked.query.get("clause")?;
        if lens.catalogue.clauses.iter().any(|clause| zilu_app::lens::is_under(&clause.id, text)) {
            return Some(text.to_owned());
        }
        let expected = Words::new(
            "條款代號或其上層，例如 a14.1.1、a14、x1",
            "a clause id or what stands above it: a14.1.1, a14, x1",
        );
        self.complain(("條款", "clause"), text, expected);
        None
    }

    /// A record as addresses write it, `system/web`.
    fn about(&mut self, lens: &Lens<'_>) -> Option<RecordId> {
        let text = self.asked.query.raw("about").filter(|text| !text.is_empty())?;
        let found = text.split_once('/').and_then(|(kind, key)| lens.record(kind, key));
        if found.is_none() {
            let expected = Words::new(
                "登錄過的紀錄，寫成 種類/鍵值，例如 system/web",
                "a record that is known, written KIND/KEY: system/web",
            );
            self.complain(("關於", "about"), text, expected);
        }
        found
    }

    fn statuses(&mut self) -> Vec<Status> {
        let mut statuses = Vec::new();
        let asked = self.asked;
        for word in asked.query.all("status") {
            match Status::parse(word) {
                Some(status) => statuses.push(status),
                None => self.complain(("狀態", "status"), word, words(Status::ALL.map(Status::word))),
            }
        }
        statuses.dedup();
        statuses
    }

    fn who(&mut self) -> Option<Role> {
        let text = self.asked.query.get("who")?;
        let role = Role::ALL.into_iter().find(|role| role.word() == text);
        if role.is_none() {
            self.complain(("權責", "who"), text, words(Role::ALL.map(Role::word)));
        }
        role
    }

    fn sort(&mut self) -> Sort {
        let Some(text) = self.asked.query.get("sort") else { return Sort::default() };
        Sort::parse(text).unwrap_or_else(|| {
            self.complain(("排序", "sort"), text, words(Sort::ALL.map(Sort::word)));
            Sort::default()
        })
    }

    fn day(&mut self, name: &str, about: (&str, &str)) -> Option<Day> {
        let text = self.asked.query.get(name)?;
        match parse_date(text) {
            Ok(date) => Some(Day::from(date)),
            Err(fault) => {
                self.complain(about, text, Words::new(fault.expected_zh, fault.expected_en));
                None
            }
        }
    }

    fn number(&mut self, name: &str, about: (&str, &str), least: usize, most: usize) -> Option<usize> {
        let text = self.asked.query.get(name)?;
        match zilu_catalogue::fold(text).parse::<usize>() {
            Ok(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let expected = if most == usize::MAX {
                    Words::new(format!("{least} 以上的整數"), format!("a whole number from {least}"))
                } else {
                    Words::new(
                        format!("{least} 至 {most} 的整數"),
                        format!("a whole number from {least} to {most}"),
                    )
                };
                self.complain(about, text, expected);
                None
            }
        }
    }
}

fn words<const N: usize>(words: [&str; N]) -> Words {
    Words::new(words.join("、"), words.join(", "))
}

fn cut(text: &str) -> String {
    const SHOWN: usize = 60;
    if text.chars().nth(SHOWN).is_none() {
        text.to_owned()
    } else {
        text.chars().take(SHOWN).chain(['…']).collect()
    }
}

/// What a filter says, in the reader's language, for the head of an export and of a printed page.
pub(crate) fn summary(asked: &Asked, listing: &Listing) -> Vec<String> {
    let mut parts = Vec::new();
    let mut say = |label: &str, value: &dyn Display| parts.push(format!("{label}：{value}"));
    let filter = &listing.filter;
    if let Some(clause) = &filter.clause {
        say(asked.t("條款", "clause"), clause);
    }
    if let Some(duty) = &filter.duty {
        say(asked.t("義務", "duty"), duty);
    }
    if let Some(kind) = &filter.kind {
        say(asked.t("種類", "kind"), kind);
    }
    if let Some(key) = &filter.subject {
        say(asked.t("對象", "subject"), key);
    }
    if let Some(about) = asked.query.raw("about").filter(|_| filter.about.is_some()) {
        say(asked.t("關於", "about"), &about);
    }
    if !listing.text.is_empty() {
        say(asked.t("含有", "containing"), &listing.text);
    }
    if !filter.statuses.is_empty() {
        let labels: Vec<&str> =
            filter.statuses.iter().map(|s| crate::status::label(*s, asked.lang)).collect();
        say(asked.t("狀態", "status"), &labels.join(asked.t("、", ", ")));
    }
    if let Some(who) = filter.who {
        let (zh, en) = who.label();
        say(asked.t("權責", "who"), &asked.lang.pick(zh, en));
    }
    if let Some(day) = filter.due_by {
        say(asked.t("到期日不晚於", "due by"), &date::short(day, asked.lang));
    }
    parts
}
