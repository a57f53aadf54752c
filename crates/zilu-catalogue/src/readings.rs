//! `readings.md`: readings of ambiguous places, and declared company parameters.

use crate::collect::Declared;
use crate::facts::{MOST, duplicate};
use crate::model::{Label, Parameter, ParameterId, Reading, ReadingId, Stricter};
use crate::names::{hint_closest, is_kebab, is_snake};
use crate::parameter::{is_looser, parse_any, parse_parameter_value};
use crate::source::{Faults, Text};
use crate::table::{Reader, label};
use crate::world::World;

const READING_KEYS: &[&str] = &["label", "default", "choices"];
const PARAMETER_KEYS: &[&str] = &["label", "default", "stricter", "limit", "clauses"];

/// A name that is not `kebab-case`.
pub(crate) fn kebab_fault(name: &Text<'_>, zh: &str, en: &str, faults: &mut Faults) {
    let text = name.as_str();
    if !is_kebab(text) {
        faults.add(
            name.start(),
            "name",
            format!("{zh}名稱「{text}」應為 kebab-case（小寫英數與連字號）"),
            format!("the {en} name `{text}` must be kebab-case"),
        );
    }
}

/// Reads all readings.
pub(crate) fn readings(declared: &[Declared<'_>], world: &mut World, faults: &mut Faults) {
    for fence in declared.iter().take(MOST) {
        kebab_fault(&fence.name, "解釋", "reading", faults);
        let name = fence.name.as_str().to_owned();
        if world.reading_names.contains_key(&name) {
            duplicate(&fence.name, faults);
            continue;
        }
        let reading = reading(fence, faults);
        let id = reading.is_some().then_some(ReadingId(world.readings.len() as u16));
        world.reading_names.insert(name, id);
        world.readings.extend(reading);
    }
}

fn reading(fence: &Declared<'_>, faults: &mut Faults) -> Option<Reading> {
    let name = fence.name.as_str();
    let reader = Reader::new(&fence.table, &format!("reading {name}"), READING_KEYS, faults);
    let title = reader.required_label("label", faults);
    let default = reader.required_text("default", faults);
    let table = reader.required("choices", faults).and_then(|entry| entry.table(faults));
    let mut choices: Vec<(String, Label)> = Vec::new();
    let mut sound = true;
    for entry in table.iter().flat_map(|table| &table.entries) {
        if !is_snake(&entry.key) && !is_kebab(&entry.key) {
            faults.add(
                entry.key_position.clone(),
                "name",
                format!("選項名稱「{}」應為小寫英數", entry.key),
                format!("the choice `{}` must be in lower case", entry.key),
            );
        }
        match entry.text(faults).and_then(|text| label(text, faults)) {
            Some(label) => choices.push((entry.key.clone(), label)),
            None => sound = false,
        }
    }
    if sound && table.is_some() && choices.len() < 2 {
        faults.add(
            fence.position(),
            "too-few-choices",
            "解釋至少要有兩個選項",
            "a reading needs at least two choices",
        );
    }
    let default = default?;
    let index = choices.iter().position(|(choice, _)| choice == default.as_str());
    if index.is_none() && sound && table.is_some() {
        let fault = faults.add(
            default.start(),
            "unknown-choice",
            format!("沒有「{}」這個選項", default.as_str()),
            format!("there is no choice `{}`", default.as_str()),
        );
        hint_closest(fault, default.as_str(), choices.iter().map(|(choice, _)| choice.as_str()));
    }
    Some(Reading {
        name: name.to_owned(),
        label: title?,
        default: index?,
        choices: sound.then_some(choices)?,
        about: fence.about.clone(),
        position: fence.position(),
    })
}

/// Reads all declared parameters. Their clauses are checked by the lints, when all clauses are known.
pub(crate) fn parameters(declared: &[Declared<'_>], world: &mut World, faults: &mut Faults) {
    for fence in declared.iter().take(MOST) {
        kebab_fault(&fence.name, "參數", "parameter", faults);
        let name = fence.name.as_str().to_owned();
        if world.parameter_names.contains_key(&name) {
            duplicate(&fence.name, faults);
            continue;
        }
        let parameter = parameter(fence, faults);
        let id = parameter.is_some().then_some(ParameterId(world.parameters.len() as u16));
        world.parameter_names.insert(name, id);
        world.parameters.extend(parameter);
    }
}

fn parameter(fence: &Declared<'_>, faults: &mut Faults) -> Option<Parameter> {
    let name = fence.name.as_str();
    let reader = Reader::new(&fence.table, &format!("parameter {name}"), PARAMETER_KEYS, faults);
    let title = reader.required_label("label", faults);
    let stricter = reader.required_text("stricter", faults).and_then(|text| stricter(text, faults));
    let clauses = reader.texts("clauses", faults).into_iter().map(|text| text.as_str().to_owned()).collect();
    let default_entry = reader.required("default", faults);
    let default = default_entry.and_then(|entry| {
        let written = entry.written(faults)?;
        parse_any(written).map_err(|fault| value_fault(entry.position.clone(), fault, faults)).ok()
    });
    let (entry, default) = (default_entry?, default?);
    let mut parameter = Parameter {
        name: name.to_owned(),
        label: title.unwrap_or_default(),
        default,
        stricter: stricter?,
        limit: None,
        clauses,
        duty: None,
        before: Vec::new(),
        position: fence.position(),
    };
    if let Some(limit) = reader.entry("limit")
        && let Some(written) = limit.written(faults)
    {
        match parse_parameter_value(&parameter, written) {
            Ok(value) => parameter.limit = Some(value),
            Err(fault) => value_fault(limit.position.clone(), fault, faults),
        }
    }
    if is_looser(&parameter, &default) {
        faults
            .add(
                entry.position.clone(),
                "default-looser-than-limit",
                "預設值比規範的上限寬鬆",
                "the default is looser than the limit of the rules",
            )
            .set_hint("預設值至少要與 limit 一樣嚴格", "the default must be at least as strict as `limit`");
    }
    Some(parameter)
}

fn stricter(text: &Text<'_>, faults: &mut Faults) -> Option<Stricter> {
    Some(match text.as_str() {
        "shorter" => Stricter::Shorter,
        "longer" => Stricter::Longer,
        "lower" => Stricter::Lower,
        "higher" => Stricter::Higher,
        other => {
            let fault = faults.add(
                text.start(),
                "unknown-value",
                format!("stricter 沒有「{other}」這個值"),
                format!("`stricter` cannot be `{other}`"),
            );
            hint_closest(fault, other, ["shorter", "longer", "lower", "higher"]);
            return None;
        }
    })
}

/// A value fault as a diagnostic.
pub(crate) fn value_fault(
    position: crate::diagnostic::Position,
    fault: crate::value::ValueFault,
    faults: &mut Faults,
) {
    faults
        .add(position, "wrong-value", fault.zh, fault.en)
        .set_hint(format!("應為{}", fault.expected_zh), format!("expected {}", fault.expected_en));
}
