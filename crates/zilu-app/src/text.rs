//! Values as the ledger writes them: canonical text, read back without the leniency that people's input gets.

use jiff::civil::Date;
use std::borrow::Cow;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Facts, Origin, RecordId, Revision};
use zilu_intake::Place;
use zilu_store::{RevisionBody, Spot};

/// An instant of the ledger, in milliseconds since 1970, as the mirror keeps it: in seconds.
pub(crate) fn seconds(recorded_ms: i64) -> i64 {
    recorded_ms.div_euclid(1_000)
}

/// Whether fields are the same when they have been written and read.
pub(crate) fn reads_back(catalogue: &Catalogue, kind: KindId, fields: &[(FieldId, Value)]) -> bool {
    fields.iter().all(|(field, value)| {
        let ty = &catalogue.kinds[kind.index()].fields[field.index()].ty;
        let read = to_text(ty, value).map_or(Some(Value::Unknown), |text| from_text(ty, &text));
        read.as_ref() == Some(value)
    })
}

/// A value as the ledger writes it; `None` is "stated as unknown".
fn to_text<'a>(ty: &'a Type, value: &'a Value) -> Option<Cow<'a, str>> {
    match value {
        Value::Unknown => None,
        value => Some(zilu_catalogue::canonical(ty, value)),
    }
}

/// A value as the ledger wrote it.
fn from_text(ty: &Type, text: &str) -> Option<Value> {
    Some(match ty {
        Type::Text | Type::File | Type::Ref(_) => Value::Text(text.to_owned()),
        Type::YesNo => Value::YesNo(match text {
            "yes" => true,
            "no" => false,
            _ => return None,
        }),
        Type::Date => Value::Date(date(text)?),
        Type::Enum(values) => Value::Enum(values.iter().position(|value| value.name == text)? as u16),
        Type::Integer | Type::Decimal | Type::Instant => zilu_catalogue::parse_value(ty, text).ok()?,
    })
}

fn date(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        bytes[range]
            .iter()
            .try_fold(0_i16, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0')))
    };
    Date::new(number(0..4)?, number(5..7)? as i8, number(8..10)? as i8).ok()
}

/// Puts a ledger revision into the mirror. Fields that the catalogue no longer declares are passed over; a revision of
/// a kind that it no longer declares gives `None`.
pub(crate) fn apply(
    catalogue: &Catalogue,
    facts: &mut Facts,
    sequence: u64,
    recorded_ms: i64,
    body: &RevisionBody<'_>,
    scratch: &mut Vec<(FieldId, Value)>,
) -> Option<RecordId> {
    let kind = catalogue.kind(&body.kind)?;
    let definition = &catalogue.kinds[kind.index()];
    scratch.clear();
    for (name, text) in &body.fields {
        let Some(field) = definition.field(name) else { continue };
        let value = match text {
            None => Value::Unknown,
            Some(text) => match from_text(&definition.fields[field.index()].ty, text) {
                Some(value) => value,
                None => continue,
            },
        };
        scratch.push((field, value));
    }
    Some(facts.record(Revision {
        kind,
        key: &body.key,
        fields: scratch,
        effective: Day::from(body.effective),
        recorded: seconds(recorded_ms),
        origin: match body.origin {
            zilu_store::Origin::Measured => Origin::Measured,
            zilu_store::Origin::Attested => Origin::Attested,
        },
        void: body.void,
        sequence,
    }))
}

/// A revision as the ledger writes it.
pub(crate) fn body<'a>(
    catalogue: &'a Catalogue,
    kind: KindId,
    key: &'a str,
    effective: Date,
    fields: &'a [(FieldId, Value)],
    origin: Origin,
    void: bool,
) -> RevisionBody<'a> {
    let definition = &catalogue.kinds[kind.index()];
    RevisionBody {
        kind: Cow::Borrowed(&definition.name),
        key: Cow::Borrowed(key),
        effective,
        fields: fields
            .iter()
            .map(|(field, value)| {
                let field = &definition.fields[field.index()];
                (Cow::Borrowed(field.name.as_str()), to_text(&field.ty, value))
            })
            .collect(),
        origin: match origin {
            Origin::Measured => zilu_store::Origin::Measured,
            Origin::Attested => zilu_store::Origin::Attested,
        },
        void,
        spot: None,
        restores: None,
    }
}

/// Where an incoming record stands, as the ledger keeps it. A row says more to people than a line, a line more than a byte.
pub(crate) fn spot(place: &Place) -> Option<Spot<'_>> {
    let sheet = place.sheet.as_deref().map(Cow::Borrowed);
    let line = place.line.filter(|_| place.row.is_none());
    let byte = place.byte.filter(|_| place.row.is_none() && line.is_none());
    let spot = Spot { sheet, row: place.row, line, byte };
    (spot != Spot::default()).then_some(spot)
}
