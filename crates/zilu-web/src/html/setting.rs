//! What a record of the company's settings names: readings, choices and parameters stand in it by their catalogue names.

use crate::asked::Asked;
use maud::{Markup, html};
use zilu_app::words::Words;
use zilu_catalogue::{Catalogue, parse_parameter_value};
use zilu_engine::explain::parameter_words;

/// The meaning of a value beside it, in the reader's language; nothing where the value says it itself.
pub(crate) fn meaning(
    asked: &Asked,
    catalogue: &Catalogue,
    kind: &str,
    key: &str,
    field: &str,
    value: &str,
) -> Markup {
    let words = match kind {
        "reading_choice" => of_reading(catalogue, key, field, value),
        "parameter_value" => of_parameter(catalogue, key, field, value),
        _ => None,
    };
    let said = words.as_ref().map(|words| asked.of_words(words)).filter(|said| *said != value);
    html! { @if let Some(said) = said { " " small.meaning { (said) } } }
}

fn of_reading(catalogue: &Catalogue, key: &str, field: &str, value: &str) -> Option<Words> {
    let reading = &catalogue.readings[catalogue.names.readings.get(key)?.index()];
    match field {
        "reading" => Some(Words::from(&reading.label)),
        "choice" => {
            let (_, label) = reading.choices.iter().find(|(word, _)| word == value)?;
            Some(Words::from(label))
        }
        _ => None,
    }
}

fn of_parameter(catalogue: &Catalogue, key: &str, field: &str, value: &str) -> Option<Words> {
    let (name, _) = key.split_once('|')?;
    let parameter = &catalogue.parameters[catalogue.names.parameters.get(name)?.index()];
    match field {
        "name" => Some(Words::from(&parameter.label)),
        "value" => {
            let (zh, en) = parameter_words(parse_parameter_value(parameter, value).ok()?);
            Some(Words::new(zh, en))
        }
        _ => None,
    }
}
