//! Lists of people who joined, moved or left: `role_change` without a number of its own, and what follows for each person.
//!
//! Such a list names whom something happened to, not who is there: about everybody else it says nothing. A row is known
//! by person, kind of change and day, so that the same list again, or a longer one, changes nothing. It states the
//! person's employment as of that day (joined, left, on unpaid leave, suspended, back), and for a transfer the day.
//!
//! A list is told by a column for each of the three and none for the number of the event. Names and departments are
//! taken along for the person; other columns are passed over, and a note says which.

use crate::cell::Cell;
use crate::column_map::{ColumnMap, Strictness};
use crate::fault::Fault;
use crate::heading::normal;
use crate::item::{Incoming, Place};
use crate::known_maps::person_field;
use crate::table::Row;
use zilu_catalogue::value::fold;
use zilu_catalogue::{Catalogue, FieldId, Kind, Type, Value, parse_value};

/// Headings of the day on which a change takes effect.
const DAY: &[&str] = &[
    "生效日",
    "生效日期",
    "異動日",
    "異動日期",
    "異動生效日",
    "Effective Date",
    "Change Date",
    "on",
    "effective on",
];
/// Headings of what happened.
const TYPE: &[&str] = &[
    "異動類別",
    "異動別",
    "異動類型",
    "異動種類",
    "異動項目",
    "異動原因類別",
    "人事異動",
    "Action",
    "Action Type",
    "Change Type",
    "type",
];
/// Headings of the number of an event: with one, it is an ordinary table of `role_change`.
const NUMBER: &[&str] = &["異動編號", "人事令字號", "event number", "id"];

/// Words of personnel lists for `role_change.type`.
const WORDS: &[(&str, &str)] = &[
    ("到職", "join"),
    ("新進", "join"),
    ("報到", "join"),
    ("新到職", "join"),
    ("Hire", "join"),
    ("Joiner", "join"),
    ("New Hire", "join"),
    ("離職", "leave"),
    ("退休", "leave"),
    ("資遣", "leave"),
    ("辭職", "leave"),
    ("解僱", "leave"),
    ("解聘", "leave"),
    ("免職", "leave"),
    ("死亡", "leave"),
    ("Leaver", "leave"),
    ("Termination", "leave"),
    ("Resignation", "leave"),
    ("Retirement", "leave"),
    ("調職", "transfer"),
    ("調動", "transfer"),
    ("調任", "transfer"),
    ("轉調", "transfer"),
    ("升遷", "transfer"),
    ("晉升", "transfer"),
    ("Mover", "transfer"),
    ("Transfer", "transfer"),
    ("Promotion", "transfer"),
    ("留停", "unpaid_leave"),
    ("留職停薪", "unpaid_leave"),
    ("育嬰留停", "unpaid_leave"),
    ("育嬰留職停薪", "unpaid_leave"),
    ("Unpaid Leave", "unpaid_leave"),
    ("Leave of Absence", "unpaid_leave"),
    ("停職", "suspend"),
    ("Suspension", "suspend"),
    ("復職", "return"),
    ("留停復職", "return"),
    ("回任", "return"),
    ("Return", "return"),
];

/// Which column tells what of the person.
#[derive(Debug)]
pub(super) struct Movements {
    person: Vec<(usize, FieldId)>,
}

impl Movements {
    /// The map of a list of movements and what else it says; `None`: these are other headings.
    pub(super) fn of(catalogue: &Catalogue, headings: &[String]) -> Option<(ColumnMap, Movements)> {
        let is = |heading: &str, list: &[&str]| list.iter().any(|word| normal(word) == normal(heading));
        let of_person = |heading: &str| {
            let person = &catalogue.kinds[catalogue.kind("person")?.index()];
            let name = person_field(heading).or_else(|| {
                let labelled = |f: &&zilu_catalogue::Field| {
                    [&f.name, &f.label.zh, &f.label.en].iter().any(|label| normal(label) == normal(heading))
                };
                person.fields.iter().find(labelled).map(|field| field.name.as_str())
            })?;
            Some((name.to_owned(), person.field(name)?))
        };
        if headings.iter().any(|heading| is(heading, NUMBER)) {
            return None;
        }
        let found = |list: &[&str]| headings.iter().find(|heading| is(heading, list));
        let who =
            headings.iter().find(|heading| of_person(heading).is_some_and(|(name, _)| name == "employee_no"));
        let (who, day, what) = (who?, found(DAY)?, found(TYPE)?);
        let columns = [(who, "person"), (day, "on"), (what, "type")];
        let map = ColumnMap {
            kind: Some("role_change".into()),
            other_columns: Strictness::Ignore,
            missing_columns: Strictness::Ignore,
            columns: columns
                .map(|(heading, field)| (heading.clone(), field.to_owned()))
                .into_iter()
                .collect(),
            ..ColumnMap::default()
        };
        let person = headings.iter().enumerate().filter_map(|(at, heading)| {
            let (name, field) = of_person(heading)?;
            matches!(name.as_str(), "name" | "department" | "title" | "email").then_some((at, field))
        });
        Some((map, Movements { person: person.collect() }))
    }

    /// Whether the column, by its index, says something of the person.
    pub(super) fn takes(&self, column: usize) -> bool {
        self.person.iter().any(|(at, _)| *at == column)
    }

    /// The person as the row leaves them.
    pub(super) fn person(&self, catalogue: &Catalogue, change: &Incoming, row: &Row) -> Option<Incoming> {
        let change_kind = &catalogue.kinds[change.kind.index()];
        let id = catalogue.kind("person")?;
        let kind = &catalogue.kinds[id.index()];
        let Value::Text(number) = stated(change_kind, change, "person")? else { return None };
        let what = stated(change_kind, change, "type")?;
        let what = zilu_catalogue::format_value(&field(change_kind, "type")?.ty, what);
        let day = Value::Date(change.effective);
        let mut fields = vec![(kind.field("employee_no")?, Value::Text(number.clone()))];
        let mut state = |name: &str, value: Value| fields.extend(kind.field(name).map(|id| (id, value)));
        let employment = |word: &str| parse_value(&field(kind, "employment")?.ty, word).ok();
        let (word, on) = match what.as_str() {
            "join" => (Some("active"), Some("joined_on")),
            "leave" => (Some("left"), Some("left_on")),
            "unpaid_leave" => (Some("unpaid_leave"), None),
            "suspend" => (Some("suspended"), None),
            "return" => (Some("active"), None),
            _ => (None, Some("position_changed_on")),
        };
        if let Some(value) = word.and_then(employment) {
            state("employment", value);
            state("employment_changed_on", day.clone());
        }
        if let Some(name) = on {
            state(name, day);
        }
        for (at, id) in &self.person {
            if let Some(Cell::Text(text)) = row.cells.get(*at)
                && kind.fields[id.index()].ty == Type::Text
                && !fold(text).trim().is_empty()
            {
                fields.push((*id, Value::Text(fold(text).trim().to_owned())));
            }
        }
        fields.sort_by_key(|(id, _)| *id);
        Some(Incoming {
            kind: id,
            key: number.clone(),
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: change.effective,
            place: change.place.clone(),
            void: change.void,
        })
    }
}

/// A number for an event that has none: who, what and when.
pub(super) fn number(kind: &Kind, fields: &[(FieldId, Value)]) -> Option<String> {
    let part = |name: &str| {
        let id = kind.field(name)?;
        let (_, value) = fields.iter().find(|(field, _)| *field == id)?;
        (*value != Value::Unknown).then(|| zilu_catalogue::format_value(&kind.fields[id.index()].ty, value))
    };
    Some(format!("{}-{}-{}", part("person")?, part("type")?, part("on")?))
}

/// A row that does not say who, what or when.
pub(super) fn incomplete(place: Place) -> Fault {
    Fault::new(
        place,
        "missing-key",
        "這一列沒有員工編號、異動類別或生效日，無法得知是誰的哪一次異動",
        "this row lacks the person, the change or its day: whose change it is cannot be told",
    )
    .hint("請補齊三欄", "fill in all three")
}

/// The word of the vocabulary that a personnel list means.
pub(super) fn word(text: &str) -> Option<&'static str> {
    let wanted = normal(text);
    WORDS.iter().find(|(word, _)| normal(word) == wanted).map(|(_, meant)| *meant)
}

fn field<'k>(kind: &'k Kind, name: &str) -> Option<&'k zilu_catalogue::Field> {
    Some(&kind.fields[kind.field(name)?.index()])
}

fn stated<'r>(kind: &Kind, record: &'r Incoming, name: &str) -> Option<&'r Value> {
    let id = kind.field(name)?;
    record.fields.iter().find(|(field, _)| *field == id).map(|(_, value)| value)
}
