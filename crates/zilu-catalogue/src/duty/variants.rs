//! What a duty says under other choices of the readings that it leans on.

use super::verb::VERBS;
use crate::model::ReadingId;
use crate::names::hint_closest;
use crate::source::Faults;
use crate::table::{Entry, Raw, Reader, Table};
use crate::world::World;

/// A duty multiplies its verb by the choices of its readings; more than this is a slip.
pub(crate) const MOST_VARIANTS: usize = 64;

/// The tables `[when.READING.CHOICE]` of a duty.
pub(crate) fn choices<'t, 'a>(table: &'t Table<'a>) -> Vec<(&'t Entry<'a>, &'t Entry<'a>, &'t Table<'a>)> {
    let mut found = Vec::new();
    for when in table.entries.iter().filter(|entry| entry.key == "when") {
        let Raw::Table(readings) = &when.value else { continue };
        for reading in &readings.entries {
            let Raw::Table(choices) = &reading.value else { continue };
            for choice in &choices.entries {
                if let Raw::Table(overriding) = &choice.value {
                    found.push((reading, choice, overriding));
                }
            }
        }
    }
    found
}

pub(crate) type Override<'t, 'a> = (ReadingId, usize, &'t Table<'a>);

/// The checked `[when.READING.CHOICE]` tables.
pub(crate) fn overrides<'t, 'a>(
    table: &'t Table<'a>,
    word: &'static str,
    world: &World,
    faults: &mut Faults,
) -> Vec<Override<'t, 'a>> {
    let mut found = Vec::new();
    for when in table.entries.iter().filter(|entry| entry.key == "when") {
        let Some(readings) = when.table(faults) else { continue };
        for reading in &readings.entries {
            reading.table(faults).iter().for_each(|choices| {
                for choice in &choices.entries {
                    choice.table(faults);
                }
            });
        }
    }
    for (reading, choice, overriding) in choices(table) {
        let own = VERBS.iter().find(|verb| verb.0 == word).map_or(&[][..], |verb| verb.1);
        Reader::new(overriding, &format!("when.{}.{}", reading.key, choice.key), own, faults);
        let Some(id) = world.find_reading(&reading.key, reading.key_position.clone(), faults) else {
            continue;
        };
        let known = &world.readings[id.index()];
        let Some(index) = known.choices.iter().position(|(name, _)| *name == choice.key) else {
            let fault = faults.add(
                choice.key_position.clone(),
                "unknown-choice",
                format!("解釋 {} 沒有「{}」這個選項", known.name, choice.key),
                format!("the reading {} has no choice `{}`", known.name, choice.key),
            );
            hint_closest(fault, &choice.key, known.choices.iter().map(|(name, _)| name.as_str()));
            continue;
        };
        if index == known.default {
            faults
                .add(
                    choice.key_position.clone(),
                    "when-default",
                    format!("「{}」是預設選項，義務本身的鍵就是它", choice.key),
                    format!("`{}` is the default choice: the duty's own keys are its", choice.key),
                )
                .set_hint("只為其他選項寫 when", "write `when` for the other choices only");
            continue;
        }
        found.push((id, index, overriding));
    }
    found
}

/// Every combination of choices of different readings, single ones first.
pub(crate) fn combinations<'t, 'a>(
    overrides: &[Override<'t, 'a>],
    table: &Table<'_>,
    faults: &mut Faults,
) -> Vec<Vec<Override<'t, 'a>>> {
    for (index, (reading, _, one)) in overrides.iter().enumerate() {
        for (_, _, other) in overrides[..index].iter().filter(|(other, _, _)| other != reading) {
            for entry in one.entries.iter().filter(|e| other.entries.iter().any(|o| o.key == e.key)) {
                faults.add(
                    entry.key_position.clone(),
                    "variants-conflict",
                    format!("兩個解釋都改了「{}」，同時採用時無法決定", entry.key),
                    format!(
                        "two readings both replace `{}`: which one holds when both are chosen?",
                        entry.key
                    ),
                );
            }
        }
    }
    let mut all: Vec<Vec<Override<'t, 'a>>> = vec![Vec::new()];
    for next in overrides {
        let longer: Vec<_> = all
            .iter()
            .filter(|chosen| chosen.iter().all(|(reading, _, _)| *reading != next.0))
            .map(|chosen| chosen.iter().copied().chain([*next]).collect())
            .collect();
        all.extend::<Vec<_>>(longer);
        if all.len() > MOST_VARIANTS {
            faults.add(
                table.position.clone(),
                "too-many-variants",
                "解釋的組合過多",
                "too many combinations of readings",
            );
            return Vec::new();
        }
    }
    all.retain(|chosen| !chosen.is_empty());
    all.sort_by_key(Vec::len);
    all
}
