//! The columns of templates and exports: headings that the importer recognises, and what a cell may hold, in words.

use crate::heading::{Column, EFFECTIVE, Match, VOID, kind_by_name, match_heading};
use zilu_catalogue::{
    Catalogue, Field, FieldId, Kind, KindId, Label, Language, Type, Value, format_value, parse_value,
};

/// A column of a template or an export.
#[derive(Debug, Clone)]
pub(crate) struct Heading {
    pub(crate) column: Column,
    pub(crate) title: String,
    /// A record cannot do without it.
    pub(crate) needed: bool,
}

/// The columns for a kind: its fields in declared order, then the day and the void mark.
pub(crate) fn headings(kind: &Kind, language: Language) -> Vec<Heading> {
    let mut all: Vec<Heading> = kind
        .fields
        .iter()
        .enumerate()
        .map(|(i, field)| {
            let column = Column::Field(FieldId(i as u16));
            // A label that two fields share, or that a special column has, would not find its way back.
            let title = Some(pick(&field.label, language))
                .filter(|title| match_heading(kind, title) == Match::Column(column))
                .unwrap_or(&field.name);
            Heading { column, title: title.to_string(), needed: field.required }
        })
        .collect();
    for (words, column) in [(EFFECTIVE, Column::Effective), (VOID, Column::Void)] {
        let title = if language == Language::En { words.1 } else { words.0 };
        // Where a field of the kind itself has this name, that field says it.
        if match_heading(kind, title) == Match::Column(column) {
            all.push(Heading { column, title: title.to_string(), needed: false });
        }
    }
    all
}

/// A name for the kind's sheet that leads back to the kind, within what spreadsheets allow.
pub(crate) fn sheet_name(catalogue: &Catalogue, id: KindId, language: Language) -> String {
    let kind = &catalogue.kinds[id.index()];
    [pick(&kind.label, language), &kind.name]
        .into_iter()
        .map(|name| name.chars().filter(|c| !"[]:*?/\\'".contains(*c)).take(31).collect::<String>())
        .find(|name| kind_by_name(catalogue, name) == Some(id))
        .unwrap_or_else(|| kind.name.chars().take(31).collect())
}

pub(crate) fn pick(label: &Label, language: Language) -> &str {
    match language {
        Language::Zh => &label.zh,
        Language::En => &label.en,
    }
}

/// A value as people read it, such that the importer reads the same value back.
pub(crate) fn shown(ty: &Type, value: &Value, language: Language) -> String {
    match (ty, value) {
        (_, Value::YesNo(yes)) => match language {
            Language::Zh => if *yes { "是" } else { "否" }.to_string(),
            Language::En => if *yes { "yes" } else { "no" }.to_string(),
        },
        (Type::Enum(words), Value::Enum(index)) => words
            .get(usize::from(*index))
            .map(|word| pick(&word.label, language))
            .filter(|label| !label.is_empty() && parse_value(ty, label).as_ref() == Ok(value))
            .map_or_else(|| format_value(ty, value), str::to_string),
        _ => format_value(ty, value),
    }
}

/// The words that a cell of this type may hold, as [`shown`] writes them; none when it is not a closed vocabulary.
pub(crate) fn vocabulary(ty: &Type, language: Language) -> Vec<String> {
    match ty {
        Type::YesNo => [true, false].map(|yes| shown(ty, &Value::YesNo(yes), language)).into(),
        Type::Enum(words) => (0..words.len()).map(|i| shown(ty, &Value::Enum(i as u16), language)).collect(),
        _ => Vec::new(),
    }
}

/// What a cell of a column may hold, on one line.
pub(crate) fn expected(catalogue: &Catalogue, kind: &Kind, heading: &Heading, language: Language) -> String {
    let zh = language == Language::Zh;
    let field: Option<&Field> = match heading.column {
        Column::Field(id) => kind.fields.get(id.index()),
        Column::Effective => {
            let text = if zh {
                "事實成立之日，例如 113/07/18；空白時依事件日或匯入時指定之日"
            } else {
                "the day from which the row is true, for example 2024-07-18; when empty, the date of the event \
                 or the one given when importing"
            };
            return text.to_string();
        }
        Column::Void => {
            let text = if zh {
                "整筆登錄錯誤時填「是」"
            } else {
                "yes when the whole record was made in error"
            };
            return text.to_string();
        }
        Column::Remark | Column::Unnamed => None,
    };
    let Some(field) = field else { return String::new() };
    let mut text = match &field.ty {
        Type::Text => if zh { "文字" } else { "text" }.to_string(),
        Type::File => if zh {
            "佐證檔案的雜湊值（SHA-256）或文件編號"
        } else {
            "hash (SHA-256) of an evidence file, or a document number"
        }
        .to_string(),
        Type::Integer => if zh { "整數" } else { "a whole number" }.to_string(),
        Type::Decimal => {
            if zh { "數字，至多三位小數" } else { "a number with at most three decimals" }.to_string()
        }
        Type::Date => if zh {
            "日期，例如 113/07/18 或 2024-07-18"
        } else {
            "a date, for example 2024-07-18 or 113/07/18 (ROC)"
        }
        .to_string(),
        Type::Instant => if zh {
            "日期與時間，例如 113/07/18 08:30"
        } else {
            "a date and time, for example 2024-07-18 08:30"
        }
        .to_string(),
        Type::YesNo | Type::Enum(_) => vocabulary(&field.ty, language).join(if zh { "／" } else { " / " }),
        Type::Ref(to) => {
            let Some(other) = catalogue.kinds.get(to.index()) else { return String::new() };
            let parts: Vec<&str> =
                other.key.iter().map(|k| pick(&other.fields[k.index()].label, language)).collect();
            let parts = parts.join("|");
            let label = pick(&other.label, language);
            if zh {
                format!("{label}的鍵值（{parts}）")
            } else {
                format!("key of the {label} ({parts})")
            }
        }
    };
    if let Some(unit) = &field.unit {
        text += &if zh { format!("，單位：{unit}") } else { format!(", unit: {unit}") };
    }
    if let Some(about) = &field.about {
        text += &format!("{}{}", if zh { "；" } else { "; " }, pick(about, language));
    }
    if heading.needed {
        text = if zh { format!("必填；{text}") } else { format!("needed; {text}") };
    }
    text
}
