//! `facts.md`: kinds of record and their fields.

use crate::collect::Declared;
use crate::model::{EnumValue, Field, FieldId, Kind, KindId, Label, Type};
use crate::names::{hint_closest, is_reserved, is_reserved_field, is_snake};
use crate::source::{Faults, Text};
use crate::table::{Entry, Raw, Reader, Table, label};
use crate::world::World;
use rustc_hash::FxHashMap;

const KIND_KEYS: &[&str] = &["label", "key", "event", "singleton", "fields"];
const FIELD_KEYS: &[&str] = &["label", "type", "values", "required", "personal", "unit", "about", "since"];
const TYPES: &[&str] =
    &["text", "yes-no", "integer", "decimal", "date", "instant", "file", "enum", "ref KIND"];

/// Indices are 16 bits wide.
pub(crate) const MOST: usize = u16::MAX as usize;

/// Declares all kinds, then reads their fields, so that references may point forward.
pub(crate) fn kinds(declared: &[Declared<'_>], world: &mut World, faults: &mut Faults) {
    let mut bodies = Vec::new();
    for fence in declared.iter().take(MOST) {
        let name = fence.name.as_str();
        name_fault(&fence.name, "紀錄種類", "kind", faults);
        if world.kind_names.contains_key(name) {
            duplicate(&fence.name, faults);
            continue;
        }
        let id = KindId(world.kinds.len() as u16);
        world.kind_names.insert(name.to_owned(), id);
        world.kinds.push(Kind {
            name: name.to_owned(),
            label: Label { zh: name.to_owned(), en: name.to_owned() },
            fields: Vec::new(),
            key: Vec::new(),
            event: None,
            singleton: false,
            about: fence.about.clone(),
            position: fence.position(),
        });
        if fence.table.broken {
            world.broken_kinds.insert(id);
        }
        bodies.push((id, fence));
    }
    for (id, fence) in bodies {
        kind(id, fence, world, faults);
    }
}

/// A name that is not `snake_case`, or a word of the language.
pub(crate) fn name_fault(name: &Text<'_>, zh: &str, en: &str, faults: &mut Faults) {
    let text = name.as_str();
    if !is_snake(text) {
        faults.add(
            name.start(),
            "name",
            format!("{zh}名稱「{text}」應為 snake_case（小寫英數與底線）"),
            format!("the {en} name `{text}` must be snake_case"),
        );
    } else if is_reserved(text) {
        faults.add(
            name.start(),
            "reserved-word",
            format!("「{text}」是語言的保留字，不能當{zh}名稱"),
            format!("`{text}` is a word of the language and cannot name a {en}"),
        );
    }
}

pub(crate) fn duplicate(name: &Text<'_>, faults: &mut Faults) {
    let text = name.as_str();
    faults.add(
        name.start(),
        "duplicate-name",
        format!("「{text}」宣告了兩次"),
        format!("`{text}` is declared twice"),
    );
}

fn kind(id: KindId, fence: &Declared<'_>, world: &mut World, faults: &mut Faults) {
    let name = fence.name.as_str();
    let reader = Reader::new(&fence.table, &format!("kind {name}"), KIND_KEYS, faults);
    if let Some(label) = reader.required_label("label", faults) {
        world.kinds[id.index()].label = label;
    }
    world.kinds[id.index()].singleton = reader.flag("singleton", faults);
    if let Some(table) = reader.required("fields", faults).and_then(|entry| entry.table(faults)) {
        for entry in table.entries.iter().take(MOST) {
            let (field, sound) = field(entry, &world.kind_names, faults);
            let index = FieldId(world.kinds[id.index()].fields.len() as u16);
            if !sound {
                world.broken_fields.insert((id, index));
            }
            world.kinds[id.index()].fields.push(field);
        }
        for (index, entry) in table.entries.iter().take(MOST).enumerate() {
            since(id, FieldId(index as u16), entry, world, faults);
        }
    }
    key(id, &reader, world, faults);
    if let Some(text) = reader.text("event", faults)
        && let Some(field) = world.find_field(id, text.as_str(), text.start(), faults)
    {
        if matches!(world.field(id, field).ty, Type::Date | Type::Instant) {
            world.kinds[id.index()].event = Some(field);
        } else {
            faults.add(
                text.start(),
                "event-not-a-date",
                format!("event 欄位「{}」不是日期或時間", text.as_str()),
                format!("the event field `{}` is neither a date nor an instant", text.as_str()),
            );
        }
    }
}

/// From which day values of a field hold, where another field of the record says: `since = { left = ["left_on"] }`.
fn since(id: KindId, field: FieldId, entry: &Entry<'_>, world: &mut World, faults: &mut Faults) {
    let Raw::Table(table) = &entry.value else { return };
    let Some(since) = table.entries.iter().find(|entry| entry.key == "since") else { return };
    let Some(since) = since.table(faults) else { return };
    let words: Vec<String> = match &world.field(id, field).ty {
        Type::Enum(values) => values.iter().map(|value| value.name.clone()).collect(),
        _ => Vec::new(),
    };
    let keys: Vec<&str> = words.iter().map(String::as_str).collect();
    let reader = Reader::new(since, "since", &keys, faults);
    let mut days = Vec::new();
    for (value, word) in words.iter().enumerate() {
        for text in reader.texts(word, faults) {
            let Some(day) = world.find_field(id, text.as_str(), text.start(), faults) else { continue };
            if world.field(id, day).ty == Type::Date {
                days.push((value as u16, day));
            } else {
                faults.add(
                    text.start(),
                    "since-not-a-date",
                    format!("since 欄位「{}」不是日期", text.as_str()),
                    format!("the `since` field `{}` is no date", text.as_str()),
                );
            }
        }
    }
    world.kinds[id.index()].fields[field.index()].since = days;
}

fn key(id: KindId, reader: &Reader<'_, '_>, world: &mut World, faults: &mut Faults) {
    if world.kinds[id.index()].singleton {
        if let Some(entry) = reader.entry("key") {
            faults.add(
                entry.key_position.clone(),
                "extra-key",
                "singleton 的鍵就是種類名稱，不必寫 key",
                "the key of a singleton is the kind's name; drop `key`",
            );
        }
        return;
    }
    if reader.required("key", faults).is_none() {
        return;
    }
    let texts = reader.texts("key", faults);
    for text in texts {
        let Some(field) = world.find_field(id, text.as_str(), text.start(), faults) else { continue };
        if !world.field(id, field).required {
            faults
                .add(
                    text.start(),
                    "key-not-required",
                    format!("鍵欄位「{}」必須是 required = true", text.as_str()),
                    format!("the key field `{}` must be `required = true`", text.as_str()),
                )
                .set_hint("在該欄位加上 required = true", "add `required = true` to the field");
        }
        if world.kinds[id.index()].key.contains(&field) {
            duplicate(text, faults);
        } else {
            world.kinds[id.index()].key.push(field);
        }
    }
}

/// A field and whether its type could be read.
fn field(entry: &Entry<'_>, kinds: &FxHashMap<String, KindId>, faults: &mut Faults) -> (Field, bool) {
    let name = &entry.key;
    if !is_snake(name) || is_reserved_field(name) {
        faults.add(
            entry.key_position.clone(),
            "name",
            format!("欄位名稱「{name}」應為 snake_case，且不是語言的保留字"),
            format!("the field name `{name}` must be snake_case and no word of the language"),
        );
    }
    let mut field = Field {
        name: name.clone(),
        label: Label { zh: name.clone(), en: name.clone() },
        ty: Type::Text,
        required: false,
        personal: false,
        unit: None,
        about: None,
        since: Vec::new(),
        position: entry.key_position.clone(),
    };
    let Some(table) = entry.table(faults) else { return (field, false) };
    let mut table = table.clone();
    table.position = entry.key_position.clone();
    let reader = Reader::new(&table, &format!("field {name}"), FIELD_KEYS, faults);
    if let Some(label) = reader.required_label("label", faults) {
        field.label = label;
    }
    field.required = reader.flag("required", faults);
    field.personal = reader.flag("personal", faults);
    field.unit = reader.text("unit", faults).map(|text| text.as_str().to_owned());
    field.about = reader.label("about", faults);
    let ty = reader.required_text("type", faults).and_then(|text| field_type(text, &reader, kinds, faults));
    let sound = ty.is_some();
    if let Some(ty) = ty {
        field.ty = ty;
    }
    (field, sound)
}

fn field_type(
    text: &Text<'_>,
    reader: &Reader<'_, '_>,
    kinds: &FxHashMap<String, KindId>,
    faults: &mut Faults,
) -> Option<Type> {
    let word = text.as_str();
    let values = reader.entry("values");
    if let (Some(entry), false) = (values, word == "enum") {
        faults.add(
            entry.key_position.clone(),
            "extra-key",
            "只有 enum 型別有 values",
            "only the type `enum` has `values`",
        );
    }
    if let Some(target) = word.strip_prefix("ref ") {
        let target = target.trim();
        let found = kinds.get(target).copied();
        if found.is_none() {
            let fault = faults.add(
                text.position(word.len() - target.len()),
                "unknown-kind",
                format!("沒有「{target}」這種紀錄"),
                format!("there is no kind `{target}`"),
            );
            hint_closest(fault, target, kinds.keys().map(String::as_str));
        }
        return found.map(Type::Ref);
    }
    Some(match word {
        "text" => Type::Text,
        "yes-no" => Type::YesNo,
        "integer" => Type::Integer,
        "decimal" => Type::Decimal,
        "date" => Type::Date,
        "instant" => Type::Instant,
        "file" => Type::File,
        "enum" => {
            let table = reader.required("values", faults)?.table(faults)?;
            Type::Enum(vocabulary(table, faults)?)
        }
        _ => {
            let fault = faults.add(
                text.start(),
                "unknown-type",
                format!("沒有「{word}」這個型別"),
                format!("there is no type `{word}`"),
            );
            hint_closest(fault, word, TYPES.iter().copied());
            return None;
        }
    })
}

/// Words and labels; `None` when one is unreadable, so that its users are not blamed.
fn vocabulary(table: &Table<'_>, faults: &mut Faults) -> Option<Vec<EnumValue>> {
    let mut values: Vec<EnumValue> = Vec::new();
    let mut sound = true;
    for entry in table.entries.iter().take(MOST) {
        if !is_snake(&entry.key) {
            faults.add(
                entry.key_position.clone(),
                "name",
                format!("字彙「{}」應為 snake_case", entry.key),
                format!("the value `{}` must be snake_case", entry.key),
            );
        }
        let Some(label) = entry.text(faults).and_then(|text| label(text, faults)) else {
            sound = false;
            continue;
        };
        if let Some(twin) =
            values.iter().find(|value| value.label.zh == label.zh || value.label.en == label.en)
        {
            faults.add(
                entry.position.clone(),
                "duplicate-label",
                format!("「{}」與「{}」的標示相同", entry.key, twin.name),
                format!("`{}` and `{}` have the same label", entry.key, twin.name),
            );
        }
        values.push(EnumValue { name: entry.key.clone(), label });
    }
    if values.is_empty() && sound {
        faults.add(table.position.clone(), "empty-vocabulary", "字彙是空的", "the vocabulary is empty");
    }
    (sound && !values.is_empty()).then_some(values)
}
