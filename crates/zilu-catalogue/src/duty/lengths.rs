//! The parameters that stand for the fixed lengths of duties.

use super::Head;
use super::variants::choices;
use super::verb::{self, Fixed};
use crate::duration::{parse_cycle, parse_duration};
use crate::model::{
    Clause, Cycle, Deadline, Duration, Label, Parameter, ParameterId, ParameterValue, Stricter, Verb,
};
use crate::source::Faults;
use crate::table::{Raw, Reader, Table};
use crate::world::World;

/// Adds a parameter for every fixed length of a duty, also for those of other choices of a reading.
pub(crate) fn fixed_lengths(heads: &[Head<'_, '_>], clauses: &[Clause], world: &mut World) -> Fixed {
    let mut fixed = Fixed::default();
    for head in heads {
        let table = &head.fence.table;
        add_lengths(head, table, ("", None), clauses, world, &mut fixed);
        for (reading, choice, overriding) in choices(table) {
            let plain = format!(".{}", choice.key);
            let taken = overriding.entries.iter().any(|entry| {
                world.parameter_names.contains_key(&format!(
                    "{}.{}{plain}",
                    head.fence.name.as_str(),
                    entry.key
                ))
            });
            let suffix = if taken { format!(".{}{plain}", reading.key) } else { plain };
            let known = world.readings.iter().find(|known| known.name == reading.key);
            let label = known.and_then(|known| known.choices.iter().find(|(name, _)| *name == choice.key));
            let label = label.map(|(_, label)| label.clone());
            add_lengths(head, overriding, (&suffix, label.as_ref()), clauses, world, &mut fixed);
        }
    }
    fixed
}

pub(crate) fn add_lengths(
    head: &Head<'_, '_>,
    table: &Table<'_>,
    (suffix, choice): (&str, Option<&Label>),
    clauses: &[Clause],
    world: &mut World,
    fixed: &mut Fixed,
) {
    for entry in &table.entries {
        let Raw::String(text) = &entry.value else { continue };
        let (value, stricter, zh, en) = match entry.key.as_str() {
            "every" => match parse_cycle(text.as_str()) {
                Ok(cycle) => (ParameterValue::Cycle(cycle), Stricter::Shorter, "週期", "cycle"),
                Err(_) => continue,
            },
            "within" | "keep" => match (parse_duration(text.as_str()), entry.key.as_str()) {
                (Ok(time), "within") => {
                    (ParameterValue::Duration(time), Stricter::Shorter, "期限", "time limit")
                }
                (Ok(time), _) => {
                    (ParameterValue::Duration(time), Stricter::Longer, "保存期間", "time to keep")
                }
                _ => continue,
            },
            _ => continue,
        };
        if world.parameters.len() >= crate::facts::MOST {
            return;
        }
        let name = format!("{}.{}{suffix}", head.fence.name.as_str(), entry.key);
        let mut quiet = Faults::default();
        let title_text = head.fence.table.entries.iter().find(|entry| entry.key == "title");
        let title =
            verb::title(title_text.and_then(|entry| entry.text(&mut quiet)), &mut quiet).unwrap_or_default();
        let mut served = vec![clauses[head.clause.index()].id.clone()];
        served.extend(
            Reader::new(&head.fence.table, "", &[], &mut Faults::default())
                .texts("clause", &mut quiet)
                .into_iter()
                .map(|text| text.as_str().to_owned()),
        );
        let id = ParameterId(world.parameters.len() as u16);
        world.parameter_names.insert(name.clone(), Some(id));
        fixed.insert(text.start(), id);
        world.parameters.push(Parameter {
            name,
            label: Label {
                zh: format!(
                    "{}：{zh}{}",
                    title.zh,
                    choice.map(|label| format!("（{}）", label.zh)).unwrap_or_default()
                ),
                en: format!(
                    "{}: {en}{}",
                    title.en,
                    choice.map(|label| format!(" ({})", label.en)).unwrap_or_default()
                ),
            },
            default: value,
            stricter,
            limit: Some(value),
            clauses: served,
            duty: Some(head.id),
            before: Vec::new(),
            position: entry.position.clone(),
        });
    }
}

/// The rule's own number behind a cycle or length.
pub(crate) fn rule_number(world: &World, verb: &Verb) -> Option<ParameterValue> {
    let parameter = match verb {
        Verb::Every { cycle: Cycle::Parameter(id), .. } => *id,
        Verb::After { deadline: Deadline::Within(Duration::Parameter(id)), .. } => *id,
        Verb::Keep { time: Duration::Parameter(id), .. } => *id,
        _ => return None,
    };
    world.parameters[parameter.index()].limit
}
